/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "store/db.h"

enum {
    BUSY_MS = 10000,
    QUERIES_MAX = 160,
    APPLICATION_ID = 0x42537472, /* "BStr": `file` and we know the database by it */
};

struct db_query {
    struct db *db;
    const char *sql;
    sqlite3_stmt *stmt;
    int n_bound;
    int rc; /* first failure of preparing or binding */
};

struct db {
    sqlite3 *handle;
    struct db_query query[QUERIES_MAX];
    size_t n_queries;
    char path[1024];
};

static int failed(struct db *db, int rc, const char *what, struct err *err)
{
    const char *why = db->handle ? sqlite3_errmsg(db->handle) : sqlite3_errstr(rc);

    switch (rc & 255) {
    case SQLITE_NOMEM:
        return err_set(err, ERR_NOMEM, "no memory for the database");
    case SQLITE_CORRUPT:
        return err_set(err, ERR_FORMAT,
                       "the database \"%s\" is damaged (%s); backstride doctor --repair saves "
                       "what can be read",
                       db->path, why);
    case SQLITE_NOTADB:
        return err_set(err, ERR_FORMAT, "\"%s\" is not a database", db->path);
    case SQLITE_BUSY:
        return err_set(err, ERR_IO,
                       "the database \"%s\" is in use by another backstride; try "
                       "again when it is done",
                       db->path);
    case SQLITE_CANTOPEN:
        return err_set(err, ERR_IO,
                       "cannot open the database \"%s\"; its folder must exist and be writable",
                       db->path);
    case SQLITE_READONLY:
        return err_set(err, ERR_IO, "the database \"%s\" may not be written", db->path);
    case SQLITE_FULL:
        return err_set(err, ERR_IO, "no room on the disk for the database \"%s\"", db->path);
    default:
        return err_set(err, ERR_IO, "the database \"%s\" cannot %s: %s", db->path, what, why);
    }
}

int db_run(struct db *db, const char *sql, struct err *err)
{
    int rc = sqlite3_exec(db->handle, sql, NULL, NULL, NULL);
    return rc == SQLITE_OK ? 0 : failed(db, rc, "run a statement", err);
}

static int pragma_int(struct db *db, const char *sql, int *ret, struct err *err)
{
    sqlite3_stmt *stmt = NULL;
    int rc = sqlite3_prepare_v2(db->handle, sql, -1, &stmt, NULL);

    if (rc == SQLITE_OK)
        rc = sqlite3_step(stmt);
    if (rc == SQLITE_ROW)
        *ret = sqlite3_column_int(stmt, 0);
    sqlite3_finalize(stmt);
    return rc == SQLITE_ROW ? 0 : failed(db, rc, "be read", err);
}

/* A new file becomes ours; an old one must be ours already. */
static int claim(struct db *db, bool read_only, struct err *err)
{
    int id = 0, version = 0, tables = 0;
    char sql[64];
    int rc = pragma_int(db, "PRAGMA application_id", &id, err);

    if (rc == 0)
        rc = pragma_int(db, "PRAGMA user_version", &version, err);
    if (rc == 0)
        rc = pragma_int(db, "SELECT count(*) FROM sqlite_master", &tables, err);
    if (rc < 0 || id == APPLICATION_ID)
        return rc;
    if (tables > 0 || version != 0 || id != 0)
        return err_set(err, ERR_FORMAT, "\"%s\" is a database of another program", db->path);
    if (read_only)
        return 0;
    snprintf(sql, sizeof(sql), "PRAGMA application_id = %d", (int)APPLICATION_ID);
    return db_run(db, sql, err);
}

int db_open(const struct db_open *how, struct db **ret_db, struct err *err)
{
    AUTO(db) struct db *db = mem_array(1, sizeof(*db));
    int flags = how->read_only ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE;

    if (!db)
        return err_set(err, ERR_NOMEM, "no memory for the database");
    snprintf(db->path, sizeof(db->path), "%s", how->path);
    if (how->create)
        flags |= SQLITE_OPEN_CREATE;
    int rc = sqlite3_open_v2(how->path, &db->handle, flags | SQLITE_OPEN_NOMUTEX, NULL);
    if (rc == SQLITE_CANTOPEN && !how->create)
        return err_set(err, ERR_NOT_FOUND, "there is no database \"%s\"", how->path);
    if (rc != SQLITE_OK)
        return failed(db, rc, "be opened", err);
    sqlite3_extended_result_codes(db->handle, 1);
    sqlite3_busy_timeout(db->handle, BUSY_MS);
    /* A damaged or hostile file may not run anything or be believed about its schema. */
    sqlite3_db_config(db->handle, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    sqlite3_db_config(db->handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
    rc = claim(db, how->read_only, err);
    if (rc == 0)
        rc = db_run(db, "PRAGMA foreign_keys = ON; PRAGMA cell_size_check = ON", err);
    if (rc == 0 && !how->read_only)
        rc = db_run(db,
                    "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; "
                    "PRAGMA wal_autocheckpoint = 2000",
                    err);
    if (rc == 0)
        *ret_db = STEAL(db);
    return rc;
}

struct db *db_free(struct db *db)
{
    if (!db)
        return NULL;
    for (size_t i = 0; i < db->n_queries; i++)
        sqlite3_finalize(db->query[i].stmt);
    sqlite3_close(db->handle);
    free(db);
    return NULL;
}

int db_version(struct db *db, int *ret_version, struct err *err)
{
    return pragma_int(db, "PRAGMA user_version", ret_version, err);
}

int db_set_version(struct db *db, int version, struct err *err)
{
    char sql[64];
    snprintf(sql, sizeof(sql), "PRAGMA user_version = %d", version);
    return db_run(db, sql, err);
}

int db_begin(struct db *db, struct err *err) { return db_run(db, "BEGIN IMMEDIATE", err); }
int db_commit(struct db *db, struct err *err) { return db_run(db, "COMMIT", err); }

void db_rollback(struct db *db)
{
    for (size_t i = 0; i < db->n_queries; i++)
        sqlite3_reset(db->query[i].stmt);
    if (!sqlite3_get_autocommit(db->handle))
        sqlite3_exec(db->handle, "ROLLBACK", NULL, NULL, NULL);
}

struct db_query *db_query(struct db *db, const char *sql)
{
    struct db_query *q = NULL;

    for (size_t i = 0; i < db->n_queries && !q; i++)
        if (db->query[i].sql == sql)
            q = &db->query[i];
    if (!q) {
        if (db->n_queries == QUERIES_MAX) { /* forget the first: rare, and only slower */
            sqlite3_finalize(db->query[0].stmt);
            memmove(db->query, db->query + 1, (QUERIES_MAX - 1) * sizeof(*q));
            db->n_queries--;
        }
        q = &db->query[db->n_queries++];
        *q = (struct db_query){ .db = db, .sql = sql };
        q->rc =
            sqlite3_prepare_v3(db->handle, sql, -1, SQLITE_PREPARE_PERSISTENT, &q->stmt, NULL);
        if (q->rc != SQLITE_OK)
            q->sql = NULL; /* try again the next time */
        return q;
    }
    sqlite3_reset(q->stmt);
    sqlite3_clear_bindings(q->stmt);
    q->n_bound = 0;
    q->rc = SQLITE_OK;
    return q;
}

static void bound(struct db_query *q, int rc)
{
    if (q->rc == SQLITE_OK)
        q->rc = rc;
}

void db_int(struct db_query *q, int64_t v)
{
    bound(q, sqlite3_bind_int64(q->stmt, ++q->n_bound, v));
}

void db_double(struct db_query *q, double v)
{
    q->n_bound++;
    bound(q, isnan(v) ? sqlite3_bind_null(q->stmt, q->n_bound)
                      : sqlite3_bind_double(q->stmt, q->n_bound, v));
}

void db_text(struct db_query *q, const char *s)
{
    bound(q, sqlite3_bind_text(q->stmt, ++q->n_bound, s, -1, SQLITE_STATIC));
}

void db_blob(struct db_query *q, const void *p, size_t n)
{
    q->n_bound++;
    bound(q, n ? sqlite3_bind_blob64(q->stmt, q->n_bound, p, n, SQLITE_STATIC)
               : sqlite3_bind_zeroblob(q->stmt, q->n_bound, 0));
}

void db_null(struct db_query *q) { bound(q, sqlite3_bind_null(q->stmt, ++q->n_bound)); }

int db_row(struct db_query *q, struct err *err)
{
    int rc = q->rc == SQLITE_OK ? sqlite3_step(q->stmt) : q->rc;

    if (rc == SQLITE_ROW)
        return 1;
    int result = rc == SQLITE_DONE ? 0 : failed(q->db, rc, "answer", err);
    sqlite3_reset(q->stmt);
    return result;
}

int db_exec(struct db_query *q, struct err *err)
{
    int rc;

    while ((rc = db_row(q, err)) > 0)
        ;
    return rc;
}

void db_reset(struct db_query *q) { sqlite3_reset(q->stmt); }

int64_t db_get_int(struct db_query *q, int column)
{
    return sqlite3_column_int64(q->stmt, column);
}

double db_get_double(struct db_query *q, int column)
{
    return sqlite3_column_type(q->stmt, column) == SQLITE_NULL
               ? (double)NAN
               : sqlite3_column_double(q->stmt, column);
}

const char *db_get_text(struct db_query *q, int column)
{
    const unsigned char *s = sqlite3_column_text(q->stmt, column);
    return s ? (const char *)s : "";
}

const void *db_get_blob(struct db_query *q, int column, size_t *ret_n)
{
    const void *p = sqlite3_column_blob(q->stmt, column);
    *ret_n = (size_t)sqlite3_column_bytes(q->stmt, column);
    return p ? p : "";
}

int64_t db_changed(struct db *db) { return sqlite3_changes64(db->handle); }

bool db_has_table(struct db *db, const char *name)
{
    struct db_query *q =
        db_query(db, "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = $1");
    db_text(q, name);
    bool has = db_row(q, NULL) > 0;
    db_reset(q);
    return has;
}

int db_size(struct db *db, uint64_t *ret_bytes, struct err *err)
{
    int pages = 0, size = 0;
    int rc = pragma_int(db, "PRAGMA page_count", &pages, err);
    if (rc == 0)
        rc = pragma_int(db, "PRAGMA page_size", &size, err);
    if (rc == 0)
        *ret_bytes = (uint64_t)pages * (uint64_t)size;
    return rc;
}

static int check_with(struct db *db, const char *sql, bool rows_are_faults,
                      void (*fault)(void *, const char *), void *arg, struct err *err)
{
    struct db_query *q = db_query(db, sql);
    char line[256];
    int rc;

    while ((rc = db_row(q, err)) > 0) {
        const char *text = db_get_text(q, 0);
        if (!rows_are_faults && strcmp(text, "ok") == 0)
            continue;
        if (rows_are_faults)
            snprintf(line, sizeof(line), "a row of %.60s refers to a missing row of %.60s",
                     text, db_get_text(q, 2));
        else
            snprintf(line, sizeof(line), "%.200s", text);
        fault(arg, line);
    }
    return rc;
}

int db_check(struct db *db, void (*fault)(void *, const char *), void *arg, struct err *err)
{
    struct err own = { 0 };
    int rc = check_with(db, "PRAGMA integrity_check(20)", false, fault, arg, &own);

    if (rc == 0)
        rc = check_with(db, "PRAGMA foreign_key_check", true, fault, arg, &own);
    if (rc == -ERR_FORMAT) { /* so damaged that the check itself stops */
        fault(arg, own.msg);
        return 0;
    }
    return rc < 0 ? err_set(err, own.code, "%s", own.msg) : 0;
}

int db_copy(struct db *db, const char *path, struct err *err)
{
    struct db_query *q = db_query(db, "VACUUM INTO $1");
    db_text(q, path);
    int rc = db_exec(q, err);
    return err_prefix(err, rc, "cannot copy to \"%.100s\"", path);
}

/* One row of `from` into `to`; a row that is there already counts as copied before. */
static int copy_row(sqlite3_stmt *from, sqlite3_stmt *to, struct db *db, bool *ret_new,
                    struct err *err)
{
    for (int c = 0; c < sqlite3_column_count(from); c++) {
        int rc = sqlite3_bind_value(to, c + 1, sqlite3_column_value(from, c));
        if (rc != SQLITE_OK)
            return failed(db, rc, "take a row", err);
    }
    int rc = sqlite3_step(to);
    sqlite3_reset(to);
    *ret_new = rc == SQLITE_DONE && sqlite3_changes(db->handle) > 0;
    /* A row that breaks a rule is itself damage: left behind. */
    if (rc == SQLITE_DONE || (rc & 255) == SQLITE_CONSTRAINT)
        return 0;
    return failed(db, rc, "take a row", err);
}

static int copy_rows(struct db *from, struct db *to, const char *table, const char *order,
                     size_t *kept, struct err *err)
{
    sqlite3_stmt *in = NULL, *out = NULL;
    char sql[512], marks[128] = "?";
    int rc = 0;

    snprintf(sql, sizeof(sql), "SELECT * FROM %s ORDER BY rowid %s", table, order);
    if (sqlite3_prepare_v2(from->handle, sql, -1, &in, NULL) != SQLITE_OK)
        return 0; /* the table cannot be read at all */
    for (int c = 1; c < sqlite3_column_count(in) && c < 40; c++)
        snprintf(marks + 2 * c - 1, sizeof(marks) - (size_t)(2 * c - 1), ",?");
    snprintf(sql, sizeof(sql), "INSERT OR IGNORE INTO %s VALUES (%s)", table, marks);
    int made = sqlite3_prepare_v2(to->handle, sql, -1, &out, NULL);
    if (made != SQLITE_OK)
        rc = failed(to, made, "take rows", err);
    while (rc == 0 && sqlite3_step(in) == SQLITE_ROW) {
        bool is_new = false;
        rc = copy_row(in, out, to, &is_new, err);
        *kept += is_new;
    }
    sqlite3_finalize(in);
    sqlite3_finalize(out);
    return rc;
}

int db_salvage(struct db *from, struct db *to, const char *table, size_t *ret_kept,
               struct err *err)
{
    *ret_kept = 0;
    int rc = copy_rows(from, to, table, "ASC", ret_kept, err);
    return rc < 0 ? rc : copy_rows(from, to, table, "DESC", ret_kept, err);
}
