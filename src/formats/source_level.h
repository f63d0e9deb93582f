/* SPDX-License-Identifier: Apache-2.0 */
#ifndef FORMATS_SOURCE_LEVEL_H
#define FORMATS_SOURCE_LEVEL_H
/*
 * source_level - one list of files that is being gone through: the files below a path, the
 * entries of a zip, or what can still be found of a zip without its directory.
 *
 * Private to source.
 */
#include "formats/export.h"
#include "formats/stream.h"

enum { LEVEL_PATH_MAX = 4096, LEVEL_FOLDERS_MAX = 64 };

enum level_kind { LEVEL_FILES, LEVEL_BYTES, LEVEL_ZIP, LEVEL_SCAN };
struct level {
    enum level_kind kind;
    char *prefix;   /* of the paths shown: "" or "export.zip/" */
    unsigned depth; /* archives around its entries: 0 for files */
    size_t next, n;

    char **file; /* FILES, BYTES: [n] paths */
    size_t cap;

    struct blob blob; /* BYTES, ZIP, SCAN */
    uint8_t *memory;  /* of the blob, if it is ours */
    void *zip;        /* zip_t */
    uint64_t pos;     /* SCAN */
    size_t found;
};

struct level_entry {
    char path[LEVEL_PATH_MAX]; /* as shown */
    uint64_t packed;           /* bytes it takes */
    struct blob blob;          /* FILES: of the file, for the stream */
    struct stream *stream;
};

/* Files below a path, in order. Errors: -ERR_NOT_FOUND, -ERR_IO, -ERR_LIMIT, -ERR_NOMEM. */
int level_files(struct level *l, const char *path, size_t max, struct err *err) MUST_USE;
/* A zip. Takes blob and memory over, also on failure. A zip that libzip does not open becomes
 * LEVEL_SCAN. Errors: -ERR_LIMIT (too many entries, or entries that share bytes), -ERR_NOMEM.
 */
int level_zip(struct level *l, const char *prefix, unsigned depth, struct blob *blob,
              uint8_t **memory, size_t max, struct err *err) MUST_USE;
void level_done(struct level *l);

/* The path of entry i, without opening it; NULL: no file, or one of no interest. Not for SCAN.
 */
const char *level_path(const struct level *l, size_t i, char buf[LEVEL_PATH_MAX]);
/* Open entry i, not of SCAN. Errors: see source_next. */
int level_open(struct level *l, size_t i, struct level_entry *ret_entry, struct err *err)
    MUST_USE;
/* The next entry of SCAN: 1, 0 for none, or an error about one entry. */
int level_scan(struct level *l, struct level_entry *ret_entry, struct err *err) MUST_USE;

#endif
