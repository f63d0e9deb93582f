/* SPDX-License-Identifier: Apache-2.0 */
#ifndef FORMATS_SOURCE_H
#define FORMATS_SOURCE_H
/*
 * source - every file below a path, one after the other, unpacked: a file, a folder, a gzip, a
 * zip, an export archive of Strava or Garmin with zips in it.
 *
 * What is gzip or zip is told by content, never by name. Nothing is ever written under a name
 * that an archive gives: bytes are handed out, and a zip inside a zip goes to an unnamed
 * temporary file. Symbolic links inside folders are not followed.
 * Depends on base and activity; uses zlib and libzip. Threads: one source, one thread. Memory:
 * about 200 kB, the list of names, the rows of the exports (about 400 bytes each), and one item
 * when source_load is used.
 */
#include <stddef.h>
#include <stdint.h>

#include "activity/activity.h"
#include "base/err.h"

struct source_limits {
    uint64_t item_bytes;  /* of one item, unpacked */
    uint64_t total_bytes; /* of all items together, unpacked */
    uint64_t ratio;       /* unpacked / packed of an item over ratio_from bytes */
    uint64_t ratio_from;
    size_t items;
    unsigned depth; /* archives inside archives: 1 is a plain zip or gzip */
};
#define SOURCE_LIMITS_INIT                                                     \
    {                                                                          \
        .item_bytes = 1 << 30, .total_bytes = (uint64_t)1 << 37, .ratio = 250, \
        .ratio_from = 16 << 20, .items = 1 << 20, .depth = 4                   \
    }

/* What an export knows about an activity. "" and NaN: nothing. */
struct source_meta {
    char id[32];                      /* at the service */
    char name[2 * ACTIVITY_NAME_MAX]; /* that the runner gave it */
    char gear[ACTIVITY_NAME_MAX];     /* shoes or bicycle */
    char word[40];                    /* for the sport, as the export says it */
    enum activity_sport sport;        /* _NONE if the word is not known */
    enum activity_sub sub;
    double start_s, elapsed_s, distance_m;
};

enum source_kind {
    SOURCE_FILE,   /* bytes to read */
    SOURCE_MANUAL, /* a row of an export without a file: typed in by the runner, meta is all */
};

enum { SOURCE_HEAD = 1024 };
struct source_item {
    enum source_kind kind;
    const char *path; /* "export.zip/activities/1.fit.gz"; borrowed until the next item */
    const char *name; /* last part of it, without ".gz" */
    const struct source_meta *meta; /* NULL: no export names it; borrowed until the next item */
    const uint8_t *head;            /* [n_head] the first bytes, for probing; they come again */
    size_t n_head;                  /* SOURCE_HEAD, or the whole item */
};

struct source;
/* Errors: -ERR_NOT_FOUND, -ERR_IO, -ERR_NOMEM. limits may be NULL. */
int source_open(const char *path, const struct source_limits *limits,
                struct source **ret_source, struct err *err) MUST_USE;
/* The same over bytes in memory, borrowed until source_free. */
int source_open_bytes(const char *name, const uint8_t *data, size_t n,
                      const struct source_limits *limits, struct source **ret_source,
                      struct err *err) MUST_USE;
struct source *source_free(struct source *s);
DEFINE_AUTO(source)

/*
 * The next item: 1 and *ret_item (borrowed until the next call), or 0 at the end. A negative
 * value is about one item, which the message names; the next call goes on behind it:
 * -ERR_FORMAT (damaged, or its path leaves its folder), -ERR_UNSUPPORTED (encrypted, unknown
 * method), -ERR_LIMIT, -ERR_NOT_FOUND (an export names a file that is not there), -ERR_IO.
 * After -ERR_NOMEM, or -ERR_LIMIT for the whole, 0 follows.
 * Order: files by name, entries as in their archive, rows without a file last.
 */
int source_next(struct source *s, const struct source_item **ret_item, struct err *err)
    MUST_USE;

/* Up to n bytes of the item; *ret_n 0: its end. Damage ends the item early with a note, not an
 * error. Errors: -ERR_LIMIT, -ERR_IO. */
int source_read(struct source *s, void *buf, size_t n, size_t *ret_n, struct err *err) MUST_USE;
/* All of it, into memory of the source that stays until the next item. */
int source_load(struct source *s, const uint8_t **ret_data, size_t *ret_n, struct err *err)
    MUST_USE;
/* What was wrong with the item's packing (checksum, truncated, trailing bytes), complete once
 * it has been read to its end. NULL: nothing. */
const struct activity_note *source_note(const struct source *s);

/* An export's row for an activity that started at start_s, for exports whose rows name no files
 * (Garmin); within 2 s. NULL: none. Borrowed until the next item. */
const struct source_meta *source_meta_at(struct source *s, double start_s);

#endif
