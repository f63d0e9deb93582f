/* SPDX-License-Identifier: Apache-2.0 */
/* Files that activities came from, and facts computed from samples. */
#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "store/bytes.h"
#include "store/column.h"
#include "store/state.h"

enum {
    CONTENT_LEVEL = 1
}; /* watch files shrink by 40 % at any level; 1 is five times faster */

int store_put_content(struct store *s, const uint8_t hash[SHA256_SIZE], const void *data,
                      size_t n, struct err *err)
{
    AUTO_BYTES struct bytes packed = { 0 };
    int rc = bytes_deflate(&packed, data, n, CONTENT_LEVEL, err);

    if (rc < 0)
        return rc;
    struct db_query *q = db_query(s->db, "INSERT INTO content (hash, n_bytes, data) "
                                         "VALUES ($1, $2, $3) ON CONFLICT (hash) DO NOTHING");
    db_blob(q, hash, SHA256_SIZE);
    db_int(q, (int64_t)n);
    db_blob(q, packed.buf, packed.n);
    return db_exec(q, err);
}

int store_get_content(struct store *s, const uint8_t hash[SHA256_SIZE], uint8_t **ret_data,
                      size_t *ret_n, struct err *err)
{
    AUTO(mem) uint8_t *data = NULL;
    uint8_t now[SHA256_SIZE];
    char hex[SHA256_HEX];
    size_t n_packed = 0, n = 0;
    struct db_query *q = db_query(s->db, "SELECT n_bytes, data FROM content WHERE hash = $1");

    sha256_hex(hash, hex);
    db_blob(q, hash, SHA256_SIZE);
    int rc = db_row(q, err);
    if (rc == 0)
        return err_set(err, ERR_NOT_FOUND, "no file %.12s is kept", hex);
    if (rc > 0) {
        const void *packed = db_get_blob(q, 1, &n_packed);
        n = (size_t)db_get_int(q, 0);
        rc = bytes_inflate(packed, n_packed, n, &data, err);
    }
    db_reset(q);
    if (rc < 0)
        return err_prefix(err, rc, "kept file %.12s", hex);
    sha256(data, n, now);
    if (memcmp(now, hash, sizeof(now)) != 0)
        return err_set(err, ERR_FORMAT, "kept file %.12s is no longer what was imported", hex);
    *ret_data = STEAL(data);
    *ret_n = n;
    return 0;
}

static bool by_hand(const struct store_source *source)
{
    static const uint8_t none[SHA256_SIZE];
    return memcmp(source->hash, none, sizeof(none)) == 0;
}

int store_add_source(struct store *s, const struct store_source *source, struct err *err)
{
    struct db_query *q = db_query(
        s->db, "INSERT INTO source (id, activity_id, hash, part, format, path, maker, product, "
               "serial, imported_s, name, gear) SELECT coalesce(max(id), 0) + 1, $1, $2, $3, "
               "$4, $5, $6, $7, $8, $9, $10, $11 FROM source");
    db_int(q, source->activity_id);
    if (by_hand(source))
        db_null(q);
    else
        db_blob(q, source->hash, SHA256_SIZE);
    db_int(q, source->part);
    db_text(q, source->format);
    db_text(q, source->path);
    db_text(q, source->maker);
    db_text(q, source->product);
    db_int(q, source->serial);
    db_double(q, source->imported_s);
    db_text(q, source->name);
    db_text(q, source->gear);
    return db_exec(q, err);
}

static void read_source(struct db_query *q, struct store_source *x)
{
    size_t n = 0;
    const void *hash = db_get_blob(q, 1, &n);

    *x = (struct store_source){ .activity_id = db_get_int(q, 0) };
    if (n == SHA256_SIZE)
        memcpy(x->hash, hash, n);
    x->part = (unsigned)db_get_int(q, 2);
    snprintf(x->format, sizeof(x->format), "%s", db_get_text(q, 3));
    snprintf(x->path, sizeof(x->path), "%s", db_get_text(q, 4));
    snprintf(x->maker, sizeof(x->maker), "%s", db_get_text(q, 5));
    snprintf(x->product, sizeof(x->product), "%s", db_get_text(q, 6));
    x->serial = (uint32_t)db_get_int(q, 7);
    x->imported_s = db_get_double(q, 8);
    snprintf(x->name, sizeof(x->name), "%s", db_get_text(q, 9));
    snprintf(x->gear, sizeof(x->gear), "%s", db_get_text(q, 10));
}

int store_sources(struct store *s, int64_t activity_id, struct store_source **ret,
                  size_t *ret_n, struct err *err)
{
    AUTO(mem) struct store_source *list = NULL;
    size_t n = 0, cap = 0;
    struct db_query *q = db_query(
        s->db, "SELECT activity_id, hash, part, format, path, maker, product, serial, "
               "imported_s, name, gear FROM source WHERE activity_id = $1 ORDER BY id");
    int rc;

    db_int(q, activity_id);
    while ((rc = db_row(q, err)) > 0) {
        if (mem_grow(&list, &cap, n + 1, sizeof(*list)) < 0) {
            db_reset(q);
            return err_set(err, ERR_NOMEM, "no memory for the list of sources");
        }
        read_source(q, &list[n++]);
    }
    if (rc < 0)
        return rc;
    *ret = STEAL(list);
    *ret_n = n;
    return 0;
}

int store_find_source(struct store *s, const uint8_t hash[SHA256_SIZE], unsigned part,
                      int64_t *ret_id, struct err *err)
{
    struct db_query *q =
        db_query(s->db, "SELECT activity_id FROM source WHERE hash = $1 AND part = $2");
    db_blob(q, hash, SHA256_SIZE);
    db_int(q, part);
    int rc = db_row(q, err);
    if (rc >= 0)
        *ret_id = rc > 0 ? db_get_int(q, 0) : 0;
    db_reset(q);
    return rc < 0 ? rc : 0;
}

int store_known(struct store *s, const uint8_t hash[SHA256_SIZE], size_t *ret_n,
                int64_t *ret_first, struct err *err)
{
    struct db_query *q =
        db_query(s->db, "SELECT count(*), coalesce(min(activity_id), 0) FROM source "
                        "WHERE hash = $1");
    db_blob(q, hash, SHA256_SIZE);
    int rc = db_row(q, err);
    if (rc > 0) {
        *ret_n = (size_t)db_get_int(q, 0);
        *ret_first = db_get_int(q, 1);
    }
    db_reset(q);
    return rc < 0 ? rc : 0;
}

enum { MILLISECONDS = 3 };

int store_put_facts(struct store *s, const struct store_facts *f, struct err *err)
{
    AUTO_BYTES struct bytes numbers = { 0 };
    struct db_query *q =
        db_query(s->db, "INSERT INTO fact (activity_id, version, hard_bouts, format, numbers) "
                        "VALUES ($1, $2, $3, $4, $5) ON CONFLICT (activity_id) DO UPDATE SET "
                        "version = excluded.version, hard_bouts = excluded.hard_bouts, "
                        "format = excluded.format, numbers = excluded.numbers");

    column_put(&numbers, f->number, STORE_N_FACTS, COLUMN_EXACT);
    column_put(&numbers, f->hr_seconds, STORE_BPM_MAX, MILLISECONDS);
    if (numbers.failed)
        return err_set(err, ERR_NOMEM, "no memory for the facts of an activity");
    db_int(q, f->activity_id);
    db_int(q, f->version);
    db_int(q, f->hard_bouts);
    db_text(q, f->format);
    db_blob(q, numbers.buf, numbers.n);
    return db_exec(q, err);
}

static int read_facts(struct db_query *q, struct store_facts *f, struct err *err)
{
    size_t n = 0;

    *f = (struct store_facts){ .activity_id = db_get_int(q, 0) };
    f->version = (int)db_get_int(q, 1);
    f->hard_bouts = db_get_int(q, 2) != 0;
    snprintf(f->format, sizeof(f->format), "%s", db_get_text(q, 3));
    const uint8_t *numbers = db_get_blob(q, 4, &n);
    struct reader r = { .p = numbers, .end = numbers + n };
    int rc = column_get(&r, f->number, STORE_N_FACTS, err);
    return rc < 0 ? rc : column_get(&r, f->hr_seconds, STORE_BPM_MAX, err);
}

int store_all_facts(struct store *s, int version, double from_s, struct store_facts **ret,
                    size_t *ret_n, struct err *err)
{
    AUTO(mem) struct store_facts *list = NULL;
    size_t n = 0, cap = 0;
    struct db_query *q =
        db_query(s->db, "SELECT activity_id, version, hard_bouts, format, numbers FROM fact "
                        "WHERE version = $1 AND ($2 IS NULL OR activity_id IN (SELECT id FROM "
                        "activity WHERE start_s >= $2)) ORDER BY activity_id");
    int rc;

    db_int(q, version);
    db_double(q, from_s);
    while ((rc = db_row(q, err)) > 0) {
        if (mem_grow(&list, &cap, n + 1, sizeof(*list)) < 0)
            rc = err_set(err, ERR_NOMEM, "no memory for the facts of the activities");
        else
            rc = read_facts(q, &list[n++], err);
        if (rc < 0) {
            db_reset(q);
            return rc;
        }
    }
    if (rc < 0)
        return rc;
    *ret = STEAL(list);
    *ret_n = n;
    return 0;
}

int store_without_facts(struct store *s, int version, int64_t **ret_ids, size_t *ret_n,
                        struct err *err)
{
    struct db_query *q =
        db_query(s->db, "SELECT id FROM activity WHERE NOT EXISTS (SELECT 1 FROM fact WHERE "
                        "activity_id = activity.id AND version = $1) ORDER BY id");

    db_int(q, version);
    return store_read_ids(q, ret_ids, ret_n, err);
}
