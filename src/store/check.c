/* SPDX-License-Identifier: Apache-2.0 */
/* Looking after the database: sizes, check, copy, repair. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "store/life.h"
#include "store/migrate.h"
#include "store/pack.h"
#include "store/state.h"

static int ask(struct store *s, const char *sql, uint64_t *ret, struct err *err)
{
    struct db_query *q = db_query(s->db, sql);
    int rc = db_row(q, err);
    if (rc > 0)
        *ret = (uint64_t)db_get_int(q, 0);
    db_reset(q);
    return rc < 0 ? rc : 0;
}

int store_state(struct store *s, struct store_state *ret, struct err *err)
{
    enum { N = 3 };
    static const char *const sql[N] = {
        "SELECT count(*) FROM activity",
        "SELECT count(*) FROM content",
        "SELECT coalesce(sum(length(detail) + length(samples)), 0) FROM recording",
    };
    uint64_t v[N] = { 0 };
    struct store_state state = { 0 };
    int rc = db_version(s->db, &state.schema, err);

    for (size_t i = 0; i < N && rc == 0; i++)
        rc = ask(s, sql[i], &v[i], err);
    if (rc == 0)
        rc = db_size(s->db, &state.bytes, err);
    if (rc < 0)
        return rc;
    state.n_activities = v[0];
    state.n_files = v[1];
    state.packed_bytes = v[2];
    *ret = state;
    return 0;
}

struct faults {
    store_fault *tell;
    void *arg;
    size_t n;
};

static void count_fault(void *arg, const char *line)
{
    struct faults *f = arg;
    f->n++;
    if (f->tell)
        f->tell(f->arg, line);
}

int store_ids(struct store *s, int64_t **ret_ids, size_t *ret_n, struct err *err)
{
    return store_read_ids(db_query(s->db, "SELECT id FROM activity ORDER BY id"), ret_ids,
                          ret_n, err);
}

static int check_recordings(struct store *s, struct faults *f, struct err *err)
{
    AUTO(mem) int64_t *ids = NULL;
    size_t n = 0;
    int rc = store_ids(s, &ids, &n, err);

    for (size_t i = 0; i < n && rc == 0; i++) {
        AUTO(activity) struct activity *a = NULL;
        struct err own = { 0 };
        int got = store_get(s, ids[i], NULL, &a, &own);
        if (got == -ERR_NOMEM || got == -ERR_IO)
            rc = err_set(err, own.code, "%s", own.msg);
        else if (got < 0)
            count_fault(f, own.msg);
    }
    return rc;
}

static int read_hashes(struct store *s, const char *sql, uint8_t **ret, size_t *ret_n,
                       struct err *err)
{
    AUTO(mem) uint8_t *list = NULL;
    size_t n = 0, cap = 0, size = 0;
    struct db_query *q = db_query(s->db, sql);
    int rc;

    while ((rc = db_row(q, err)) > 0) {
        const void *hash = db_get_blob(q, 0, &size);
        if (size != SHA256_SIZE)
            continue;
        if (mem_grow(&list, &cap, (n + 1) * SHA256_SIZE, 1) < 0) {
            db_reset(q);
            return err_set(err, ERR_NOMEM, "no memory for the list of files");
        }
        memcpy(list + n++ * SHA256_SIZE, hash, SHA256_SIZE);
    }
    if (rc < 0)
        return rc;
    *ret = STEAL(list);
    *ret_n = n;
    return 0;
}

int store_unused_contents(struct store *s, uint8_t **ret_hashes, size_t *ret_n, struct err *err)
{
    return read_hashes(s,
                       "SELECT hash FROM content WHERE NOT EXISTS (SELECT 1 FROM source WHERE "
                       "source.hash = content.hash) ORDER BY hash",
                       ret_hashes, ret_n, err);
}

static int check_contents(struct store *s, struct faults *f, struct err *err)
{
    AUTO(mem) uint8_t *hashes = NULL;
    size_t n = 0;
    int rc = read_hashes(s, "SELECT hash FROM content ORDER BY hash", &hashes, &n, err);

    for (size_t i = 0; i < n && rc == 0; i++) {
        AUTO(mem) uint8_t *data = NULL;
        struct err own = { 0 };
        size_t size = 0;
        int got = store_get_content(s, hashes + i * SHA256_SIZE, &data, &size, &own);
        if (got == -ERR_NOMEM || got == -ERR_IO)
            rc = err_set(err, own.code, "%s", own.msg);
        else if (got < 0)
            count_fault(f, own.msg);
    }
    return rc;
}

static int check_documents(struct store *s, struct faults *f, struct err *err)
{
    AUTO(mem) struct store_document *list = NULL;
    size_t n = 0;
    int rc = store_documents(s, NULL, &list, &n, err);

    for (size_t i = 0; i < n && rc == 0; i++) {
        struct store_document d = { 0 };
        struct err own = { 0 };
        int got = store_document(s, list[i].kind, list[i].id, &d, &own);
        store_document_done(&d);
        if (got == -ERR_NOMEM || got == -ERR_IO)
            rc = err_set(err, own.code, "%s", own.msg);
        else if (got < 0)
            count_fault(f, own.msg);
    }
    return rc;
}

int store_check(struct store *s, bool deep, store_fault *fault, void *arg, size_t *ret_faults,
                struct err *err)
{
    struct faults f = { .tell = fault, .arg = arg };
    int rc = db_check(s->db, count_fault, &f, err);

    if (rc == 0 && deep && f.n == 0)
        rc = check_recordings(s, &f, err);
    if (rc == 0 && deep && f.n == 0)
        rc = check_contents(s, &f, err);
    if (rc == 0 && deep && f.n == 0)
        rc = check_documents(s, &f, err);
    if (rc == 0)
        *ret_faults = f.n;
    return rc;
}

int store_drop_recording(struct store *s, int64_t id, struct err *err)
{
    struct db_query *q = db_query(s->db, "DELETE FROM recording WHERE activity_id = $1");
    db_int(q, id);
    return db_exec(q, err);
}

int store_backup(struct store *s, const char *path, struct err *err)
{
    if (access(path, F_OK) == 0)
        return err_set(err, ERR_USAGE, "\"%s\" exists already; a backup never overwrites",
                       path);
    return db_copy(s->db, path, err);
}

int store_lost(struct store *s, int64_t **ret_ids, size_t *ret_n, struct err *err)
{
    AUTO(mem) int64_t *ids = NULL;
    size_t n = 0, lost = 0;
    int rc = store_ids(s, &ids, &n, err);

    for (size_t i = 0; i < n && rc == 0; i++) {
        AUTO(activity) struct activity *a = NULL;
        struct err own = { 0 };
        int got = store_get(s, ids[i], NULL, &a, &own);
        if (got == -ERR_FORMAT)
            ids[lost++] = ids[i];
        else if (got < 0)
            rc = err_set(err, own.code, "%s", own.msg);
    }
    if (rc < 0)
        return rc;
    *ret_ids = STEAL(ids);
    *ret_n = lost;
    return 0;
}

/* Everything readable of `path` into a fresh database at `fresh`. */
static int salvage(const char *path, const char *fresh, struct store_repair *ret,
                   struct err *err)
{
    AUTO(store) struct store *from = NULL, *to = NULL;
    int version = 0;
    int rc = store_open_raw(path, STORE_WRITE, &from, err); /* folds a left-over log in */

    if (rc < 0)
        return rc;
    rc = store_open_raw(fresh, STORE_CREATE, &to, err);
    if (rc < 0)
        return rc;
    if (db_version(from->db, &version, NULL) < 0 || version < 1)
        version = store_schema;
    rc = migrate(to->db, version, err);
    if (rc == 0)
        rc = store_begin(to, err);
    for (size_t i = 0; migrate_tables[i] && rc == 0; i++) {
        size_t kept = 0;
        if (!db_has_table(to->db, migrate_tables[i]))
            continue; /* of a later version */
        rc = db_salvage(from->db, to->db, migrate_tables[i], &kept, err);
        ret->rows_kept += kept;
    }
    if (rc == 0)
        rc = store_commit(to, err);
    return rc < 0 ? rc : migrate(to->db, store_schema, err);
}

static int move_file(const char *from, const char *to, struct err *err)
{
    if (rename(from, to) == 0)
        return 0;
    int why = errno;
    return err_set(err, ERR_IO, "cannot rename \"%.100s\": %s", from, strerror(why));
}

static int swap_in(const char *path, const char *fresh, struct store_repair *ret,
                   struct err *err)
{
    static const char *const tails[] = { "-wal", "-shm" };
    char side[1100], aside[1100];
    int n = 1;

    do
        snprintf(ret->kept_as, sizeof(ret->kept_as), "%s.damaged-%d", path, n);
    while (access(ret->kept_as, F_OK) == 0 && n++ < 1000);
    for (size_t i = 0; i < N_ELEMS(tails); i++) {
        snprintf(side, sizeof(side), "%s%s", path, tails[i]);
        snprintf(aside, sizeof(aside), "%s%s", ret->kept_as, tails[i]);
        if (access(side, F_OK) == 0 && rename(side, aside) < 0)
            return err_set(err, ERR_IO, "cannot rename \"%.100s\"", side);
    }
    /* Between the two renames there is no database at `path`; what is needed is beside it. */
    int rc = move_file(path, ret->kept_as, err);
    return rc < 0 ? rc : move_file(fresh, path, err);
}

int store_repair(const char *path, struct store_repair *ret, struct err *err)
{
    struct store_repair done = { 0 };
    char fresh[1024];
    size_t faults = 0;

    if (snprintf(fresh, sizeof(fresh), "%s.repair", path) >= (int)sizeof(fresh) - 16)
        return err_set(err, ERR_USAGE, "the path \"%.60s...\" is too long", path);
    unlink(fresh);
    int rc = salvage(path, fresh, &done, err);
    if (rc == 0) {
        AUTO(store) struct store *s = NULL;
        AUTO(mem) int64_t *lost = NULL;
        rc = store_open(fresh, STORE_WRITE, &s, err);
        if (rc == 0)
            rc = store_check(s, false, NULL, NULL, &faults, err);
        if (rc == 0)
            rc = store_lost(s, &lost, &done.recordings_lost, err);
    }
    if (rc == 0 && faults)
        rc = err_set(err, ERR_FORMAT, "what was saved of \"%s\" is not sound", path);
    if (rc == 0)
        rc = swap_in(path, fresh, &done, err);
    if (rc < 0) {
        unlink(fresh);
        return rc;
    }
    *ret = done;
    return 0;
}
