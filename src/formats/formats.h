/* SPDX-License-Identifier: Apache-2.0 */
#ifndef FORMATS_FORMATS_H
#define FORMATS_FORMATS_H
/*
 * formats - what files of activities look like from outside: one row per format.
 *
 * Depends on base, body, activity. No files are opened here: bytes in, activities out.
 * Threads: no globals; any number may read at a time.
 */
#include <stddef.h>
#include <stdint.h>

#include "activity/activity.h"
#include "base/err.h"

enum { FORMATS_SCORE_SURE = 100 };

struct formats_params {
    bool keep_unknown; /* fields without a known meaning become streams and extras, by number */
};
#define FORMATS_PARAMS_INIT  \
    {                        \
        .keep_unknown = true \
    }

struct formats_row {
    const char *name;   /* "fit"; also activity_source.format */
    const char *suffix; /* ".fit"; a hint only, content decides */
    /* 0 (not this format) .. FORMATS_SCORE_SURE, from the first bytes; n may be the whole file
     * or its start (1 KB is enough). */
    int (*probe)(const uint8_t *data, size_t n);
    /*
     * Read a whole file. Damaged files give what is whole, with notes that name byte and cause;
     * only a file with nothing to keep is refused. Every item has source.kind set; only
     * ACTIVITY_FILE_ACTIVITY is a session of the runner, other kinds come with what they hold
     * (a workout its steps, a course its points) or nothing but their kind.
     * Errors: -ERR_FORMAT (err->pos says where), -ERR_LIMIT, -ERR_NOMEM.
     */
    int (*read)(const uint8_t *data, size_t n, const struct formats_params *params,
                struct activity_list **ret_list, struct err *err);
};
extern const struct formats_row formats[]; /* [formats_n], to add a format: one row */
extern const size_t formats_n;

/* The row with the highest score; NULL: none knows it. */
const struct formats_row *formats_probe(const uint8_t *data, size_t n);
/* Probe and read. Errors: those of read; -ERR_UNSUPPORTED: no row knows the content, the
 * message says what it looks like. */
int formats_read(const uint8_t *data, size_t n, const struct formats_params *params,
                 struct activity_list **ret_list, struct err *err) MUST_USE;

#endif
