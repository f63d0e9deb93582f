/* SPDX-License-Identifier: Apache-2.0 */
#ifndef FORMATS_BUNDLE_H
#define FORMATS_BUNDLE_H
/*
 * bundle - named files put together, as a folder or as one zip, written and read by name.
 *
 * Depends on: base; zlib and libzip. Threads: one bundle, one thread. The same names and bytes
 * in the same order give the same zip, bit for bit: it has no clock in it.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

enum { BUNDLE_NAME_MAX = 200 };
/* Of one file, unpacked; of all together in a zip (no zip64). */
#define BUNDLE_FILE_MAX  ((size_t)1 << 30)
#define BUNDLE_TOTAL_MAX ((uint64_t)UINT32_MAX)

struct bundle; /* being written */
/*
 * A path that ends in ".zip" becomes a zip, any other a folder. Nothing may be there yet; an
 * empty folder may. It appears whole with bundle_commit, or not at all.
 * Errors: -ERR_USAGE (there is something), -ERR_IO, -ERR_NOMEM.
 */
int bundle_new(const char *path, struct bundle **ret, struct err *err) MUST_USE;
/* name: "files/ab12.fit", with at most one folder, no "..". Each name once. Errors: -ERR_IO,
 * -ERR_NOMEM, -ERR_LIMIT (65535 files or 4 GB in a zip; a folder has no such limits). */
int bundle_add(struct bundle *b, const char *name, const void *data, size_t n, struct err *err)
    MUST_USE;
int bundle_commit(struct bundle *b, struct err *err) MUST_USE; /* b stays to be freed */
struct bundle *bundle_free(struct bundle *b); /* without commit: leaves nothing behind */
DEFINE_AUTO(bundle)

struct bundle_in; /* being read */
/* Errors: -ERR_NOT_FOUND, -ERR_FORMAT (no zip, no folder), -ERR_IO, -ERR_NOMEM. */
int bundle_open(const char *path, struct bundle_in **ret, struct err *err) MUST_USE;
bool bundle_has(struct bundle_in *b, const char *name);
/* All of it and a NUL, free(). Errors: -ERR_NOT_FOUND, -ERR_FORMAT (damaged), -ERR_LIMIT,
 * -ERR_USAGE (the name leaves the bundle), -ERR_IO, -ERR_NOMEM. */
int bundle_read(struct bundle_in *b, const char *name, uint8_t **ret, size_t *ret_n,
                struct err *err) MUST_USE;
struct bundle_in *bundle_in_free(struct bundle_in *b);
DEFINE_AUTO(bundle_in)

#endif
