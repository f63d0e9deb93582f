/* SPDX-License-Identifier: Apache-2.0 */
/* Shoes, which were worn, and documents. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "store/bytes.h"
#include "store/life.h"
#include "store/state.h"

/* -- shoes */

static int write_shoe(struct store *s, const struct care_shoe *x, int64_t id, struct err *err)
{
    struct db_query *q = db_query(
        s->db, "INSERT INTO shoe (id, name, gear, uses, from_day, retired, start_m, comfort, "
               "usual) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (id) DO UPDATE "
               "SET name = excluded.name, gear = excluded.gear, uses = excluded.uses, "
               "from_day = excluded.from_day, retired = excluded.retired, "
               "start_m = excluded.start_m, comfort = excluded.comfort, usual = "
               "excluded.usual");
    db_int(q, id);
    db_text(q, x->name);
    db_text(q, x->gear);
    db_text(q, x->use);
    db_int(q, x->from);
    db_int(q, x->retired);
    db_double(q, x->start_m);
    db_double(q, x->comfort);
    db_int(q, x->usual);
    int rc = db_exec(q, err);
    if (rc < 0 || !x->usual)
        return rc;
    q = db_query(s->db, "UPDATE shoe SET usual = 0 WHERE id <> $1 AND usual <> 0");
    db_int(q, id);
    return db_exec(q, err);
}

int store_put_shoe(struct store *s, const struct care_shoe *shoe, int64_t *ret_id,
                   struct err *err)
{
    struct store_own own;
    int64_t id = shoe->id;
    int rc = store_own_begin(s, &own, err);

    if (rc < 0)
        return rc;
    if (id == 0)
        rc = store_next_id(s, "SELECT coalesce(max(id), 0) FROM shoe", &id, err);
    if (rc == 0)
        rc = write_shoe(s, shoe, id, err);
    rc = store_own_end(s, &own, rc, err);
    if (rc == 0)
        *ret_id = id;
    return rc;
}

int store_remove_shoe(struct store *s, int64_t id, struct err *err)
{
    struct db_query *q = db_query(s->db, "DELETE FROM shoe WHERE id = $1");

    db_int(q, id);
    int rc = db_exec(q, err);
    if (rc == 0 && db_changed(s->db) == 0)
        return err_set(err, ERR_NOT_FOUND, "there is no pair %lld; see backstride shoes",
                       (long long)id);
    return rc;
}

int store_shoes(struct store *s, struct care_shoe **ret, size_t *ret_n, struct err *err)
{
    AUTO(mem) struct care_shoe *list = NULL;
    size_t n = 0, cap = 0;
    struct db_query *q = db_query(s->db, "SELECT id, name, gear, uses, from_day, retired, "
                                         "start_m, comfort, usual FROM shoe ORDER BY "
                                         "from_day, id");
    int rc;

    while ((rc = db_row(q, err)) > 0) {
        if (mem_grow(&list, &cap, n + 1, sizeof(*list)) < 0) {
            db_reset(q);
            return err_set(err, ERR_NOMEM, "no memory for the shoes");
        }
        struct care_shoe *x = &list[n++];
        *x = (struct care_shoe){ .id = db_get_int(q, 0),
                                 .from = (long)db_get_int(q, 4),
                                 .retired = (long)db_get_int(q, 5),
                                 .start_m = db_get_double(q, 6),
                                 .comfort = db_get_double(q, 7),
                                 .usual = db_get_int(q, 8) != 0 };
        snprintf(x->name, sizeof(x->name), "%s", db_get_text(q, 1));
        snprintf(x->gear, sizeof(x->gear), "%s", db_get_text(q, 2));
        snprintf(x->use, sizeof(x->use), "%s", db_get_text(q, 3));
    }
    if (rc < 0)
        return rc;
    *ret = STEAL(list);
    *ret_n = n;
    return 0;
}

static int write_worn(struct store *s, int64_t activity_id, int64_t shoe_id, struct err *err)
{
    struct db_query *q = db_query(s->db, "DELETE FROM worn WHERE activity_id = $1");

    db_int(q, activity_id);
    int rc = db_exec(q, err);
    if (rc < 0 || shoe_id == 0)
        return rc;
    q = db_query(s->db, "INSERT INTO worn (activity_id, shoe_id) SELECT activity.id, shoe.id "
                        "FROM activity, shoe WHERE activity.id = $1 AND shoe.id = $2");
    db_int(q, activity_id);
    db_int(q, shoe_id);
    rc = db_exec(q, err);
    if (rc == 0 && db_changed(s->db) == 0)
        return err_set(err, ERR_NOT_FOUND, "there is no activity %lld for the pair %lld",
                       (long long)activity_id, (long long)shoe_id);
    return rc;
}

int store_wear(struct store *s, int64_t activity_id, int64_t shoe_id, struct err *err)
{
    struct store_own own;
    int rc = store_own_begin(s, &own, err);
    return rc < 0 ? rc : store_own_end(s, &own, write_worn(s, activity_id, shoe_id, err), err);
}

int store_said_shoe(struct store *s, int64_t activity_id, int64_t *ret_shoe_id, struct err *err)
{
    struct db_query *q = db_query(s->db, "SELECT shoe_id FROM worn WHERE activity_id = $1");

    db_int(q, activity_id);
    int rc = db_row(q, err);
    if (rc >= 0)
        *ret_shoe_id = rc > 0 ? db_get_int(q, 0) : 0;
    db_reset(q);
    return rc < 0 ? rc : 0;
}

struct said { /* what is known of one activity beside its row */
    int64_t activity_id, shoe_id;
    size_t gear; /* where its text begins in the pool; 0: none */
};

static int compare_said(const void *a, const void *b)
{
    const struct said *x = a, *y = b;
    return x->activity_id < y->activity_id ? -1 : x->activity_id > y->activity_id;
}

/* In order of the id; gear is what the first file says that says any. */
static int read_said(struct store *s, struct said **ret, size_t *ret_n, struct bytes *pool,
                     struct err *err)
{
    AUTO(mem) struct said *list = NULL;
    size_t n = 0, cap = 0;
    struct db_query *q = db_query(
        s->db, "SELECT activity_id, 0, gear, id FROM source WHERE gear <> '' UNION ALL "
               "SELECT activity_id, shoe_id, '', 0 FROM worn ORDER BY 1, 4");
    int rc;

    bytes_u8(pool, 0);
    while ((rc = db_row(q, err)) > 0) {
        const int64_t id = db_get_int(q, 0), shoe = db_get_int(q, 1);
        const char *gear = db_get_text(q, 2);
        if (mem_grow(&list, &cap, n + 1, sizeof(*list)) < 0) {
            db_reset(q);
            return err_set(err, ERR_NOMEM, "no memory for the shoes");
        }
        if (n == 0 || list[n - 1].activity_id != id)
            list[n++] = (struct said){ .activity_id = id };
        if (shoe)
            list[n - 1].shoe_id = shoe;
        if (gear[0] && !list[n - 1].gear) {
            list[n - 1].gear = pool->n;
            bytes_add(pool, gear, strlen(gear) + 1);
        }
    }
    if (rc < 0)
        return rc;
    if (pool->failed)
        return err_set(err, ERR_NOMEM, "no memory for the shoes");
    *ret = STEAL(list);
    *ret_n = n;
    return 0;
}

int store_worn(struct store *s, const struct store_row *rows, size_t n, struct care_run **ret,
               size_t *ret_n, struct err *err)
{
    AUTO(mem) struct said *said = NULL;
    AUTO_BYTES struct bytes pool = { 0 };
    size_t n_said = 0, k = 0;
    int rc = read_said(s, &said, &n_said, &pool, err);

    if (rc < 0)
        return rc;
    /* Runs and the texts they point to in one block, so that one free() ends both. */
    uint8_t *block = mem_array(1, n * sizeof(struct care_run) + pool.n);
    if (!block)
        return err_set(err, ERR_NOMEM, "no memory for the shoes");
    struct care_run *run = (struct care_run *)(void *)block;
    char *text = (char *)(block + n * sizeof(*run));
    memcpy(text, pool.buf, pool.n);
    for (size_t i = 0; i < n; i++) {
        const struct said key = { .activity_id = rows[i].id };
        if (rows[i].sport != ACTIVITY_SPORT_RUN)
            continue;
        const struct said *hit =
            n_said ? bsearch(&key, said, n_said, sizeof(key), compare_said) : NULL;
        run[k++] = (struct care_run){ .id = rows[i].id,
                                      .day = rows[i].day,
                                      .distance_m = rows[i].distance_m,
                                      .kind = "",
                                      .trail = rows[i].sub == ACTIVITY_SUB_TRAIL,
                                      .gear = hit ? text + hit->gear : "",
                                      .shoe_id = hit ? hit->shoe_id : 0 };
    }
    *ret = run;
    *ret_n = k;
    return 0;
}

/* -- documents */

enum { DOCUMENT_LEVEL = 6, DOCUMENT_MAX = 1 << 28 }; /* JSON shrinks to a tenth */

void store_document_done(struct store_document *d)
{
    free(d->text);
    d->text = NULL;
}

static int write_document(struct store *s, const struct store_document *d, int64_t id,
                          struct err *err)
{
    AUTO_BYTES struct bytes packed = { 0 };
    int rc = bytes_deflate(&packed, d->text, d->n, DOCUMENT_LEVEL, err);

    if (rc < 0)
        return rc;
    struct db_query *q =
        db_query(s->db, "INSERT INTO document (id, kind, name, day, at_s, n_bytes, data) "
                        "VALUES ($1, $2, $3, $4, $5, $6, $7)");
    db_int(q, id);
    db_text(q, d->kind);
    db_text(q, d->name);
    db_int(q, d->day);
    db_double(q, d->at_s);
    db_int(q, (int64_t)d->n);
    db_blob(q, packed.buf, packed.n);
    return db_exec(q, err);
}

int store_add_document(struct store *s, const struct store_document *d, int64_t *ret_id,
                       struct err *err)
{
    struct store_own own;
    int64_t id = 0;

    if (d->n > DOCUMENT_MAX)
        return err_set(err, ERR_LIMIT, "a document of %zu bytes is too long to keep", d->n);
    int rc = store_own_begin(s, &own, err);
    if (rc < 0)
        return rc;
    rc = store_next_id(s, "SELECT coalesce(max(id), 0) FROM document", &id, err);
    if (rc == 0)
        rc = write_document(s, d, id, err);
    rc = store_own_end(s, &own, rc, err);
    if (rc == 0)
        *ret_id = id;
    return rc;
}

static int no_document(const char *kind, int64_t id, struct err *err)
{
    if (id == 0)
        return err_set(err, ERR_NOT_FOUND, "there is no %s in the log yet", kind);
    return err_set(err, ERR_NOT_FOUND, "there is no %s %lld in the log", kind, (long long)id);
}

static void read_document(struct db_query *q, struct store_document *d)
{
    *d = (struct store_document){ .id = db_get_int(q, 0),
                                  .day = (long)db_get_int(q, 3),
                                  .at_s = db_get_double(q, 4),
                                  .n = (size_t)db_get_int(q, 5) };
    snprintf(d->kind, sizeof(d->kind), "%s", db_get_text(q, 1));
    snprintf(d->name, sizeof(d->name), "%s", db_get_text(q, 2));
}

static int read_text(struct db_query *q, struct store_document *d, struct err *err)
{
    AUTO(mem) uint8_t *data = NULL;
    size_t n_packed = 0;
    const void *packed = db_get_blob(q, 6, &n_packed);

    if (d->n > DOCUMENT_MAX)
        return err_set(err, ERR_FORMAT, "it is said to have %zu bytes", d->n);
    int rc = bytes_inflate(packed, n_packed, d->n, &data, err);
    if (rc < 0)
        return rc;
    d->text = mem_array(d->n + 1, 1); /* ends in NUL for who reads text */
    if (!d->text)
        return err_set(err, ERR_NOMEM, "no memory for %zu bytes", d->n);
    memcpy(d->text, data, d->n);
    return 0;
}

int store_document(struct store *s, const char *kind, int64_t id, struct store_document *ret,
                   struct err *err)
{
    struct store_document d = { 0 };
    struct db_query *q = db_query(
        s->db, "SELECT id, kind, name, day, at_s, n_bytes, data FROM document WHERE kind = $1 "
               "AND ($2 = 0 OR id = $2) ORDER BY at_s DESC, id DESC LIMIT 1");

    db_text(q, kind);
    db_int(q, id);
    int rc = db_row(q, err);
    if (rc == 0)
        return no_document(kind, id, err);
    if (rc > 0) {
        read_document(q, &d);
        rc = read_text(q, &d, err);
    }
    db_reset(q);
    if (rc < 0)
        return err_prefix(err, rc, "%s %lld", kind, (long long)d.id);
    *ret = d;
    return 0;
}

int store_documents(struct store *s, const char *kind, struct store_document **ret,
                    size_t *ret_n, struct err *err)
{
    AUTO(mem) struct store_document *list = NULL;
    size_t n = 0, cap = 0;
    struct db_query *q =
        db_query(s->db, "SELECT id, kind, name, day, at_s, n_bytes FROM document "
                        "WHERE $1 = '' OR kind = $1 ORDER BY at_s, id");
    int rc;

    db_text(q, kind ? kind : "");
    while ((rc = db_row(q, err)) > 0) {
        if (mem_grow(&list, &cap, n + 1, sizeof(*list)) < 0) {
            db_reset(q);
            return err_set(err, ERR_NOMEM, "no memory for the list of documents");
        }
        read_document(q, &list[n++]);
    }
    if (rc < 0)
        return rc;
    *ret = STEAL(list);
    *ret_n = n;
    return 0;
}

int store_remove_document(struct store *s, int64_t id, struct err *err)
{
    struct db_query *q = db_query(s->db, "DELETE FROM document WHERE id = $1");

    db_int(q, id);
    int rc = db_exec(q, err);
    if (rc == 0 && db_changed(s->db) == 0)
        return no_document("document", id, err);
    return rc;
}
