/* SPDX-License-Identifier: Apache-2.0 */
#ifndef STORE_MIGRATE_H
#define STORE_MIGRATE_H
/*
 * migrate - private to store: how the tables came to be as they are, step by step.
 */
#include "store/db.h"

struct migration {
    int version; /* after it; 1, 2, 3, ... */
    const char *what, *sql;
};
extern const struct migration migrations[];
extern const size_t migrations_n;

/* Every table, those that others refer to first. */
extern const char *const migrate_tables[]; /* NULL-ended */

/* Bring the database to the last version. Errors: -ERR_UNSUPPORTED (it is newer). */
int migrate(struct db *db, int to, struct err *err) MUST_USE;

#endif
