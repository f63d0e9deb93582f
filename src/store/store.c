/* SPDX-License-Identifier: Apache-2.0 */
#include "store/store.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "store/migrate.h"
#include "store/pack.h"
#include "store/state.h"

int store_usual_path(char *ret, size_t size, struct err *err)
{
    const char *data = getenv("XDG_DATA_HOME"), *home = getenv("HOME");
    char folder[1024];
    int n;

    /* The standard says: a relative path there is to be ignored. */
    if (data && data[0] == '/')
        n = snprintf(folder, sizeof(folder), "%s/backstride", data);
    else if (home && home[0])
        n = snprintf(folder, sizeof(folder), "%s/.local/share/backstride", home);
    else
        return err_set(err, ERR_USAGE, "neither XDG_DATA_HOME nor HOME is set; give --db PATH");
    if (n < 0 || (size_t)n + sizeof("/backstride.db") > size || (size_t)n >= sizeof(folder))
        return err_set(err, ERR_USAGE,
                       "the path of the data folder is too long; give --db PATH");
    snprintf(ret, size, "%s/backstride.db", folder);
    return 0;
}

int store_open_raw(const char *path, enum store_mode mode, struct store **ret_store,
                   struct err *err)
{
    AUTO(store) struct store *s = mem_array(1, sizeof(*s));
    const struct db_open how = { .path = path,
                                 .create = mode == STORE_CREATE,
                                 .read_only = mode == STORE_READ };

    if (!s)
        return err_set(err, ERR_NOMEM, "no memory for the database");
    if (strlen(path) + 32 > sizeof(s->path))
        return err_set(err, ERR_USAGE, "the path \"%.60s...\" is too long", path);
    snprintf(s->path, sizeof(s->path), "%s", path);
    int rc = db_open(&how, &s->db, err);
    if (rc == 0)
        *ret_store = STEAL(s);
    return rc;
}

int store_open(const char *path, enum store_mode mode, struct store **ret_store,
               struct err *err)
{
    AUTO(store) struct store *s = NULL;
    int version = 0;
    int rc = store_open_raw(path, mode, &s, err);

    if (rc == 0 && mode != STORE_READ)
        rc = migrate(s->db, store_schema, err);
    if (rc == 0)
        rc = db_version(s->db, &version, err);
    if (rc < 0)
        return rc;
    if (version > store_schema)
        return err_set(err, ERR_UNSUPPORTED,
                       "the database has version %d, made by a newer "
                       "backstride; this one knows %d",
                       version, store_schema);
    if (version < store_schema)
        return err_set(err, ERR_UNSUPPORTED,
                       "the database has version %d and may not be "
                       "brought to %d: it is open for reading only",
                       version, store_schema);
    *ret_store = STEAL(s);
    return 0;
}

struct store *store_free(struct store *s)
{
    if (!s)
        return NULL;
    if (s->db)
        db_rollback(s->db);
    db_free(s->db);
    free(s);
    return NULL;
}

int store_begin(struct store *s, struct err *err)
{
    int rc = db_begin(s->db, err);
    s->open = rc == 0;
    return rc;
}

int store_commit(struct store *s, struct err *err)
{
    int rc = db_commit(s->db, err);
    if (rc < 0)
        db_rollback(s->db);
    s->open = false;
    return rc;
}

void store_rollback(struct store *s)
{
    db_rollback(s->db);
    s->open = false;
}

int store_mark(struct store *s, struct err *err)
{
    return db_run(s->db, "SAVEPOINT mark", err);
}

int store_unmark(struct store *s, bool keep, struct err *err)
{
    return db_run(s->db,
                  keep ? "RELEASE SAVEPOINT mark"
                       : "ROLLBACK TO SAVEPOINT mark; RELEASE SAVEPOINT mark",
                  err);
}

int store_own_begin(struct store *s, struct store_own *own, struct err *err)
{
    own->began = !s->open;
    return own->began ? store_begin(s, err) : 0;
}

int store_own_end(struct store *s, struct store_own *own, int rc, struct err *err)
{
    if (!own->began)
        return rc;
    if (rc == 0)
        return store_commit(s, err);
    store_rollback(s);
    return rc;
}

static void bind_row(struct db_query *q, const struct store_row *row)
{
    const double number[] = { row->elapsed_s, row->timer_s,     row->distance_m, row->avg_hr,
                              row->max_hr,    row->avg_cadence, row->ascent_m,   row->descent_m,
                              row->avg_power, row->energy_kcal, row->effort,     row->feeling };
    db_double(q, row->start_s);
    db_double(q, row->end_s);
    db_double(q, row->utc_offset_s);
    db_int(q, row->day);
    db_text(q, activity_sports[row->sport].key);
    db_text(q, activity_subs[row->sub].key);
    db_text(q, row->name);
    for (size_t i = 0; i < N_ELEMS(number); i++)
        db_double(q, number[i]);
}

static int put_recording(struct store *s, int64_t id, const struct activity *a, struct err *err)
{
    AUTO_BYTES struct bytes detail = { 0 }, samples = { 0 };
    int rc = pack_detail(a, &detail, err);

    if (rc == 0)
        rc = pack_samples(a, &samples, err);
    if (rc < 0)
        return rc;
    struct db_query *q = db_query(
        s->db, "INSERT INTO recording (activity_id, detail, samples) VALUES ($1, $2, $3) "
               "ON CONFLICT (activity_id) DO UPDATE SET detail = excluded.detail, "
               "samples = excluded.samples");
    db_int(q, id);
    db_blob(q, detail.buf, detail.n);
    db_blob(q, samples.buf, samples.n);
    return db_exec(q, err);
}

int store_next_id(struct store *s, const char *sql, int64_t *ret, struct err *err)
{
    struct db_query *q = db_query(s->db, sql);
    int rc = db_row(q, err);
    if (rc > 0)
        *ret = db_get_int(q, 0) + 1;
    db_reset(q);
    return rc < 0 ? rc : 0;
}

int store_add(struct store *s, const struct store_row *row, const struct activity *a,
              int64_t *ret_id, struct err *err)
{
    struct store_own own;
    int64_t id = 0;
    int rc = store_own_begin(s, &own, err);

    if (rc < 0)
        return rc;
    rc = store_next_id(s, "SELECT coalesce(max(id), 0) FROM activity", &id, err);
    if (rc == 0) {
        struct db_query *q = db_query(
            s->db,
            "INSERT INTO activity (id, start_s, end_s, utc_offset_s, day, sport, sub, "
            "name, elapsed_s, timer_s, distance_m, avg_hr, max_hr, avg_cadence, ascent_m, "
            "descent_m, avg_power, energy_kcal, effort, feeling) VALUES ($1, $2, $3, $4, "
            "$5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20)");
        db_int(q, id);
        bind_row(q, row);
        rc = db_exec(q, err);
    }
    if (rc == 0)
        rc = put_recording(s, id, a, err);
    if (rc == 0)
        *ret_id = id;
    return store_own_end(s, &own, rc, err);
}

static int drop_facts(struct store *s, int64_t id, struct err *err)
{
    struct db_query *q = db_query(s->db, "DELETE FROM fact WHERE activity_id = $1");
    db_int(q, id);
    return db_exec(q, err);
}

int store_replace(struct store *s, int64_t id, const struct store_row *row,
                  const struct activity *a, struct err *err)
{
    struct store_own own;
    int rc = store_own_begin(s, &own, err);

    if (rc < 0)
        return rc;
    struct db_query *q = db_query(
        s->db,
        "UPDATE activity SET start_s = $1, end_s = $2, utc_offset_s = $3, day = $4, "
        "sport = $5, sub = $6, name = $7, elapsed_s = $8, timer_s = $9, distance_m = $10, "
        "avg_hr = $11, max_hr = $12, avg_cadence = $13, ascent_m = $14, descent_m = $15, "
        "avg_power = $16, energy_kcal = $17, effort = $18, feeling = $19 WHERE id = $20");
    bind_row(q, row);
    db_int(q, id);
    rc = db_exec(q, err);
    if (rc == 0 && db_changed(s->db) == 0)
        rc = err_set(err, ERR_NOT_FOUND, "there is no activity %lld", (long long)id);
    if (rc == 0)
        rc = put_recording(s, id, a, err);
    if (rc == 0)
        rc = drop_facts(s, id, err);
    return store_own_end(s, &own, rc, err);
}

static void read_row(struct db_query *q, struct store_row *r)
{
    double *number[] = { &r->elapsed_s, &r->timer_s,     &r->distance_m, &r->avg_hr,
                         &r->max_hr,    &r->avg_cadence, &r->ascent_m,   &r->descent_m,
                         &r->avg_power, &r->energy_kcal, &r->effort,     &r->feeling };
    int c = 0;

    *r = (struct store_row){ .id = db_get_int(q, c++) };
    r->start_s = db_get_double(q, c++);
    r->end_s = db_get_double(q, c++);
    r->utc_offset_s = db_get_double(q, c++);
    r->day = (long)db_get_int(q, c++);
    r->sport = activity_sport_of(db_get_text(q, c++));
    r->sub = activity_sub_of(db_get_text(q, c++));
    snprintf(r->name, sizeof(r->name), "%s", db_get_text(q, c++));
    for (size_t i = 0; i < N_ELEMS(number); i++)
        *number[i] = db_get_double(q, c++);
    r->n_sources = (unsigned)db_get_int(q, c);
}

#define ROW_COLUMNS                                                                          \
    "SELECT id, start_s, end_s, utc_offset_s, day, sport, sub, name, elapsed_s, timer_s, "   \
    "distance_m, avg_hr, max_hr, avg_cadence, ascent_m, descent_m, avg_power, energy_kcal, " \
    "effort, feeling, (SELECT count(*) FROM source WHERE activity_id = activity.id) "        \
    "FROM activity "

static int read_rows(struct db_query *q, struct store_row **ret, size_t *ret_n, struct err *err)
{
    AUTO(mem) struct store_row *rows = NULL;
    size_t n = 0, cap = 0;
    int rc;

    while ((rc = db_row(q, err)) > 0) {
        if (mem_grow(&rows, &cap, n + 1, sizeof(*rows)) < 0) {
            db_reset(q);
            return err_set(err, ERR_NOMEM, "no memory for the list of activities");
        }
        read_row(q, &rows[n++]);
    }
    if (rc < 0)
        return rc;
    *ret = STEAL(rows);
    *ret_n = n;
    return 0;
}

struct by_id { /* index of a row by its id, for the join with changes */
    int64_t id;
    size_t at;
};

static int compare_ids(const void *a, const void *b)
{
    const struct by_id *x = a, *y = b;
    return x->id < y->id ? -1 : x->id > y->id;
}

static int lay_edits(struct store *s, int64_t id, struct store_row *rows, size_t n,
                     struct err *err)
{
    AUTO(mem) struct by_id *index = mem_array(n, sizeof(*index));
    struct db_query *q = db_query(s->db, "SELECT activity_id, key, value FROM edit "
                                         "WHERE $1 = 0 OR activity_id = $1");
    int rc;

    if (!index)
        return err_set(err, ERR_NOMEM, "no memory for the list of activities");
    for (size_t i = 0; i < n; i++)
        index[i] = (struct by_id){ rows[i].id, i };
    qsort(index, n, sizeof(*index), compare_ids);
    db_int(q, id);
    while ((rc = db_row(q, err)) > 0) {
        const struct by_id key = { .id = db_get_int(q, 0) };
        const struct by_id *hit = n ? bsearch(&key, index, n, sizeof(key), compare_ids) : NULL;
        if (hit)
            store_lay(db_get_text(q, 1), db_get_text(q, 2), &rows[hit->at], NULL);
    }
    return rc;
}

int store_list(struct store *s, const struct store_filter *f, struct store_row **ret_rows,
               size_t *ret_n, struct err *err)
{
    AUTO(mem) struct store_row *rows = NULL;
    size_t n = 0, kept = 0;
    struct db_query *q = db_query(
        s->db, ROW_COLUMNS "WHERE start_s >= $1 AND start_s < $2 AND ($3 = 0 OR id = $3) "
                           "ORDER BY start_s, id");
    db_double(q, isnan(f->from_s) ? -1e18 : f->from_s);
    db_double(q, isnan(f->to_s) ? 1e18 : f->to_s);
    db_int(q, f->id);
    int rc = read_rows(q, &rows, &n, err);
    if (rc == 0)
        rc = lay_edits(s, f->id, rows, n, err);
    if (rc < 0)
        return rc;
    for (size_t i = 0; i < n; i++) {
        bool sport = !f->sport || strcmp(activity_sports[rows[i].sport].key, f->sport) == 0;
        if (sport && (f->deleted || !rows[i].deleted))
            rows[kept++] = rows[i];
    }
    *ret_rows = STEAL(rows);
    *ret_n = kept;
    return 0;
}

static int read_recording(struct store *s, int64_t id, struct activity *a, struct err *err)
{
    struct db_query *q =
        db_query(s->db, "SELECT detail, samples FROM recording WHERE activity_id = $1");
    size_t n = 0;

    db_int(q, id);
    int rc = db_row(q, err);
    if (rc == 0)
        return err_set(err, ERR_FORMAT,
                       "the recording of activity %lld is lost; backstride "
                       "doctor --repair makes it again from the kept file",
                       (long long)id);
    if (rc > 0) {
        const void *p = db_get_blob(q, 0, &n);
        rc = unpack_detail(p, n, a, err);
    }
    if (rc == 0) {
        const void *p = db_get_blob(q, 1, &n);
        rc = unpack_samples(p, n, a, err);
    }
    db_reset(q);
    return err_prefix(err, rc, "activity %lld", (long long)id);
}

static int lay_on_activity(struct store *s, int64_t id, struct activity *a, struct err *err)
{
    struct db_query *q = db_query(s->db, "SELECT key, value FROM edit WHERE activity_id = $1");
    int rc;

    db_int(q, id);
    while ((rc = db_row(q, err)) > 0)
        store_lay(db_get_text(q, 0), db_get_text(q, 1), NULL, a);
    return rc;
}

int store_get(struct store *s, int64_t id, struct store_row *ret_row,
              struct activity **ret_activity, struct err *err)
{
    AUTO(activity) struct activity *a = NULL;
    AUTO(mem) struct store_row *rows = NULL;
    struct store_filter f = STORE_FILTER_INIT;
    size_t n = 0;

    f.id = id;
    f.deleted = true;
    int rc = id > 0 ? store_list(s, &f, &rows, &n, err) : 0;
    if (rc < 0)
        return rc;
    if (n == 0)
        return err_set(err, ERR_NOT_FOUND, "there is no activity %lld; see backstride log",
                       (long long)id);
    rc = activity_new(&a, err);
    if (rc == 0)
        rc = read_recording(s, id, a, err);
    if (rc == 0)
        rc = lay_on_activity(s, id, a, err);
    if (rc < 0)
        return rc;
    if (ret_row)
        *ret_row = rows[0];
    *ret_activity = STEAL(a);
    return 0;
}

int store_read_ids(struct db_query *q, int64_t **ret_ids, size_t *ret_n, struct err *err)
{
    AUTO(mem) int64_t *ids = NULL;
    size_t n = 0, cap = 0;
    int rc;

    while ((rc = db_row(q, err)) > 0) {
        if (mem_grow(&ids, &cap, n + 1, sizeof(*ids)) < 0) {
            db_reset(q);
            return err_set(err, ERR_NOMEM, "no memory for the list of activities");
        }
        ids[n++] = db_get_int(q, 0);
    }
    if (rc < 0)
        return rc;
    *ret_ids = STEAL(ids);
    *ret_n = n;
    return 0;
}
