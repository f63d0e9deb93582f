/* SPDX-License-Identifier: Apache-2.0 */
#ifndef STORE_PACK_H
#define STORE_PACK_H
/*
 * pack - private to store: an activity as two blobs, `detail` (everything but samples) and
 * `samples` (columns and streams).
 *
 * Both name what they hold: sections and fields by key, so that a later version may add, and an
 * earlier one skips what it does not know. What is missing takes no room. To add a field: one
 * row in pack_rows.c. docs/store.md has the layout.
 */
#include "activity/activity.h"
#include "store/bytes.h"

enum pack_type {
    PACK_DOUBLE,
    PACK_DOUBLES, /* `n` of them, fields "key.0", "key.1", ... */
    PACK_TOTALS,  /* double [ACTIVITY_N_TOTALS], one field per key of activity_totals */
    PACK_INT,
    PACK_UNSIGNED,
    PACK_U32,
    PACK_SIZE,
    PACK_POS, /* uint64_t, UINT64_MAX missing */
    PACK_BOOL,
    PACK_TEXT, /* char [n] */
    PACK_ID,   /* uint8_t [16], as hexadecimal text */
    PACK_ENUM, /* by its word, see pack_words */
};

struct pack_field {
    const char *key;
    enum pack_type type;
    size_t offset;
    size_t n;                   /* of _TEXT and _DOUBLES */
    const char *(*word)(int v); /* of _ENUM: "" or NULL past the last */
    int n_words;
};

struct pack_section {
    const char *key;
    const struct pack_field *field;
    size_t n_fields;
    size_t row_size;
    /* Where the rows are: a pointer at `rows` and their number at `count`, or (add NULL) one
     * row inside struct activity at `rows`, or (in_place) an array there. */
    size_t rows, count;
    bool in_place;
    void *(*add)(struct activity *a);
};
extern const struct pack_section pack_sections[];
extern const size_t pack_n_sections;

enum {
    PACK_LAYOUT = 2, /* what is written; older ones are read */
    PACK_KEY_MAX = 64,
};
extern const char pack_primer[]; /* of the details */
extern const size_t pack_n_primer;
/* Keys of columns in the order of their numbers in `samples`, from 1. */
extern const char *const pack_columns[];
extern const size_t pack_n_columns;

/* Errors: -ERR_NOMEM. */
int pack_detail(const struct activity *a, struct bytes *ret, struct err *err) MUST_USE;
int pack_samples(const struct activity *a, struct bytes *ret, struct err *err) MUST_USE;
/* Into a fresh activity; detail first: streams are named there. Errors: -ERR_FORMAT (damaged),
 * -ERR_UNSUPPORTED (a newer layout), -ERR_NOMEM. */
int unpack_detail(const void *data, size_t n, struct activity *a, struct err *err) MUST_USE;
int unpack_samples(const void *data, size_t n, struct activity *a, struct err *err) MUST_USE;

#endif
