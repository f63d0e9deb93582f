/* SPDX-License-Identifier: Apache-2.0 */
#ifndef STORE_STATE_H
#define STORE_STATE_H
/*
 * state - private to store: what a struct store holds.
 */
#include "store/db.h"
#include "store/store.h"

struct store {
    struct db *db;
    bool open; /* a transaction is */
    char path[1024];
};

/* Writing functions: begin a transaction if none is open, and end what they began. */
struct store_own {
    bool began;
};
int store_own_begin(struct store *s, struct store_own *own, struct err *err) MUST_USE;
int store_own_end(struct store *s, struct store_own *own, int rc, struct err *err) MUST_USE;

/* One more than what the statement says is the last id. */
int store_next_id(struct store *s, const char *sql, int64_t *ret, struct err *err) MUST_USE;

/* The first column of every row of a query, free() it. Errors: those of reading, -ERR_NOMEM. */
int store_read_ids(struct db_query *q, int64_t **ret_ids, size_t *ret_n, struct err *err)
    MUST_USE;

/* Lay one change over a row (and an activity, may be NULL). Unknown keys change nothing. */
void store_lay(const char *key, const char *value, struct store_row *row, struct activity *a);

/* Open without looking at the schema. */
int store_open_raw(const char *path, enum store_mode mode, struct store **ret_store,
                   struct err *err) MUST_USE;

#endif
