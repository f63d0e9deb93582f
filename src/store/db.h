/* SPDX-License-Identifier: Apache-2.0 */
#ifndef STORE_DB_H
#define STORE_DB_H
/*
 * db - private to store: the few things asked of a database, so that a second one can be put
 * below (its file then replaces sqlite.c).
 *
 * SQL is the common part of SQLite and PostgreSQL: placeholders $1, $2, ... numbered by first
 * use, no rowid, no types but BIGINT, DOUBLE PRECISION, TEXT, BYTEA, upserts by ON CONFLICT.
 * One struct db belongs to one thread. Statements are prepared once and kept.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

struct db;
struct db_open {
    const char *path;
    bool create;
    bool read_only;
};
/* Waits up to ten seconds for other writers, here and in every statement. Errors:
 * -ERR_NOT_FOUND (no such file and !create), -ERR_FORMAT (not a database of ours, damaged),
 * -ERR_IO, -ERR_NOMEM. */
int db_open(const struct db_open *how, struct db **ret_db, struct err *err) MUST_USE;
struct db *db_free(struct db *db); /* rolls back what is open */
DEFINE_AUTO(db)

/* The number of the last migration; 0: empty. Set it inside the migration's transaction. */
int db_version(struct db *db, int *ret_version, struct err *err) MUST_USE;
int db_set_version(struct db *db, int version, struct err *err) MUST_USE;

int db_run(struct db *db, const char *sql, struct err *err)
    MUST_USE;                                          /* statements, no values */
int db_begin(struct db *db, struct err *err) MUST_USE; /* takes the write lock */
int db_commit(struct db *db, struct err *err) MUST_USE;
void db_rollback(struct db *db); /* fine outside a transaction */

/*
 * A statement: db_query finds or prepares it (sql is a constant string: its address is its
 * name), binds go to $1, $2, ... in order, db_row gives 1 per row and 0 at the end, db_exec
 * runs to the end. A statement is reset by the next db_query of it, and by db_row's 0.
 * Missing numbers (NaN) bind and read as NULL.
 */
struct db_query;
struct db_query *db_query(struct db *db, const char *sql);
void db_int(struct db_query *q, int64_t v);
void db_double(struct db_query *q, double v);
void db_text(struct db_query *q, const char *s); /* borrowed until the next db_query of it */
void db_blob(struct db_query *q, const void *p, size_t n);
void db_null(struct db_query *q);
int db_row(struct db_query *q, struct err *err) MUST_USE;
int db_exec(struct db_query *q, struct err *err) MUST_USE;
void db_reset(struct db_query *q);                  /* after leaving rows unread */
int64_t db_get_int(struct db_query *q, int column); /* NULL: 0 */
double db_get_double(struct db_query *q, int column);
const char *db_get_text(struct db_query *q, int column); /* NULL: ""; until the next row */
const void *db_get_blob(struct db_query *q, int column, size_t *ret_n);
bool db_has_table(struct db *db, const char *name);
int db_size(struct db *db, uint64_t *ret_bytes, struct err *err) MUST_USE; /* on disk */
int64_t db_changed(struct db *db); /* rows that the last statement changed */

/* Every fault found, one line each, to `fault`; 0 when sound. Errors of asking itself. */
int db_check(struct db *db, void (*fault)(void *arg, const char *line), void *arg,
             struct err *err) MUST_USE;
/* A consistent copy into a new file, while others may write. */
int db_copy(struct db *db, const char *path, struct err *err) MUST_USE;
/* Copy every row of a table that can still be read into the same table of `to`, from both ends
 * towards the damage. Errors: those of writing. */
int db_salvage(struct db *from, struct db *to, const char *table, size_t *ret_kept,
               struct err *err) MUST_USE;

#endif
