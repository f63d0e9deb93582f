/* SPDX-License-Identifier: Apache-2.0 */
/* What the runner says of themselves and of each day: profile, warning signs, pain, days. */
#include "store/life.h"

#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "store/state.h"

enum { KEYS_MAX = 512 }; /* all regions as keys take less */

static int no_memory(struct db_query *q, const char *what, struct err *err)
{
    db_reset(q);
    return err_set(err, ERR_NOMEM, "no memory for the %s", what);
}

/* -- profile */

static int put_value(struct store *s, const struct store_profile_value *v, double now_s,
                     struct err *err)
{
    struct db_query *q =
        db_query(s->db, "INSERT INTO profile_value (field, from_day, value, said_s) "
                        "VALUES ($1, $2, $3, $4) ON CONFLICT (field, from_day) DO UPDATE SET "
                        "value = excluded.value, said_s = excluded.said_s");
    db_text(q, care_rows[v->field].key);
    db_int(q, v->from);
    db_double(q, v->value);
    db_double(q, now_s);
    return db_exec(q, err);
}

int store_put_profile(struct store *s, const struct store_profile_value *v, size_t n,
                      double now_s, struct err *err)
{
    struct store_own own;
    int rc = store_own_begin(s, &own, err);

    if (rc < 0)
        return rc;
    for (size_t i = 0; i < n && rc == 0; i++)
        rc = put_value(s, &v[i], now_s, err);
    return store_own_end(s, &own, rc, err);
}

static bool field_of(const char *key, enum care_field *ret)
{
    for (size_t i = 0; i < CARE_N_FIELDS; i++)
        if (strcmp(care_rows[i].key, key) == 0) {
            *ret = (enum care_field)i;
            return true;
        }
    return false;
}

int store_profile_history(struct store *s, struct store_profile_value **ret, size_t *ret_n,
                          struct err *err)
{
    AUTO(mem) struct store_profile_value *list = NULL;
    size_t n = 0, cap = 0;
    struct db_query *q = db_query(s->db, "SELECT field, from_day, value FROM profile_value "
                                         "ORDER BY from_day, field");
    int rc;

    while ((rc = db_row(q, err)) > 0) {
        enum care_field field;
        if (!field_of(db_get_text(q, 0), &field))
            continue; /* of a newer program: it stays in the file */
        if (mem_grow(&list, &cap, n + 1, sizeof(*list)) < 0)
            return no_memory(q, "profile", err);
        list[n++] =
            (struct store_profile_value){ field, (long)db_get_int(q, 1), db_get_double(q, 2) };
    }
    if (rc < 0)
        return rc;
    *ret = STEAL(list);
    *ret_n = n;
    return 0;
}

int store_profile(struct store *s, long day, struct care_profile *ret, struct err *err)
{
    AUTO(mem) struct store_profile_value *list = NULL;
    bool said[CARE_N_FIELDS] = { false };
    size_t n = 0;
    int rc = store_profile_history(s, &list, &n, err);

    if (rc < 0)
        return rc;
    care_profile_clear(ret);
    for (size_t i = 0; i < n; i++) {
        if (list[i].from > day && said[list[i].field])
            continue;
        said[list[i].field] = true;
        ret->value[list[i].field] = list[i].value;
    }
    return 0;
}

/* -- warning signs */

static int add_flag(struct store *s, const struct care_flag_answer *a, struct err *err)
{
    struct db_query *q =
        db_query(s->db, "INSERT INTO flag_answer (id, flag, answer, at_s, day, note) "
                        "SELECT coalesce(max(id), 0) + 1, $1, $2, $3, $4, $5 FROM flag_answer");
    db_text(q, a->id[0] ? a->id : a->flag->id);
    db_text(q, care_answer_key(a->answer));
    db_double(q, a->at_s);
    db_int(q, a->day);
    db_text(q, a->note);
    return db_exec(q, err);
}

int store_add_flags(struct store *s, const struct care_flag_answer *a, size_t n,
                    struct err *err)
{
    struct store_own own;
    int rc = store_own_begin(s, &own, err);

    if (rc < 0)
        return rc;
    for (size_t i = 0; i < n && rc == 0; i++)
        rc = add_flag(s, &a[i], err);
    return store_own_end(s, &own, rc, err);
}

static void read_flag(struct db_query *q, struct care_flag_answer *a)
{
    *a =
        (struct care_flag_answer){ .at_s = db_get_double(q, 2), .day = (long)db_get_int(q, 3) };
    snprintf(a->id, sizeof(a->id), "%s", db_get_text(q, 0));
    a->flag = care_flag_of(a->id);
    if (!a->flag)
        a->flag = &care_flag_unknown;
    if (!care_answer_of(db_get_text(q, 1), &a->answer))
        a->answer = CARE_YES; /* not understood: the careful reading */
    snprintf(a->note, sizeof(a->note), "%s", db_get_text(q, 4));
}

int store_flags(struct store *s, struct care_flag_answer **ret, size_t *ret_n, struct err *err)
{
    AUTO(mem) struct care_flag_answer *list = NULL;
    size_t n = 0, cap = 0;
    /* By time, not by when it came in: an import may bring answers older than the last one. */
    struct db_query *q = db_query(
        s->db, "SELECT flag, answer, at_s, day, note FROM flag_answer ORDER BY at_s, id");
    int rc;

    while ((rc = db_row(q, err)) > 0) {
        if (mem_grow(&list, &cap, n + 1, sizeof(*list)) < 0)
            return no_memory(q, "warning signs", err);
        read_flag(q, &list[n++]);
    }
    if (rc < 0)
        return rc;
    *ret = STEAL(list);
    *ret_n = n;
    return 0;
}

/* -- pain */

static int put_link(struct store *s, int64_t pain_id, int64_t activity_id, struct err *err)
{
    struct db_query *q = db_query(s->db, "DELETE FROM pain_session WHERE pain_id = $1");

    db_int(q, pain_id);
    int rc = db_exec(q, err);
    if (rc < 0 || activity_id == 0)
        return rc;
    q = db_query(s->db, "INSERT INTO pain_session (pain_id, activity_id) "
                        "SELECT $1, id FROM activity WHERE id = $2");
    db_int(q, pain_id);
    db_int(q, activity_id);
    rc = db_exec(q, err);
    if (rc == 0 && db_changed(s->db) == 0)
        return err_set(err, ERR_NOT_FOUND, "there is no activity %lld; see backstride log",
                       (long long)activity_id);
    return rc;
}

static int put_pain(struct store *s, const struct care_pain *p, int64_t id, struct err *err)
{
    char regions[KEYS_MAX], symptoms[KEYS_MAX];
    struct db_query *q = db_query(
        s->db, "INSERT INTO pain (id, day, at_s, regions, pain_before, pain_during, "
               "pain_after, pain_morning, stiff_min, symptoms, note, helped) VALUES ($1, $2, "
               "$3, $4, $5, $6, $7, $8, $9, $10, $11, $12) ON CONFLICT (id) DO UPDATE SET "
               "day = excluded.day, at_s = excluded.at_s, regions = excluded.regions, "
               "pain_before = excluded.pain_before, pain_during = excluded.pain_during, "
               "pain_after = excluded.pain_after, pain_morning = excluded.pain_morning, "
               "stiff_min = excluded.stiff_min, symptoms = excluded.symptoms, "
               "note = excluded.note, helped = excluded.helped");

    care_bits_show(care_regions, CARE_N_REGIONS, p->regions, regions, sizeof(regions));
    care_bits_show(care_symptoms, CARE_N_SYMPTOMS, p->symptoms, symptoms, sizeof(symptoms));
    db_int(q, id);
    db_int(q, p->day);
    db_double(q, p->at_s);
    db_text(q, regions);
    db_double(q, p->before);
    db_double(q, p->during);
    db_double(q, p->after);
    db_double(q, p->morning);
    db_double(q, p->stiff_min);
    db_text(q, symptoms);
    db_text(q, p->note);
    db_text(q, p->helped);
    int rc = db_exec(q, err);
    return rc < 0 ? rc : put_link(s, id, p->activity_id, err);
}

int store_add_pain(struct store *s, const struct care_pain *p, int64_t *ret_id, struct err *err)
{
    struct store_own own;
    int64_t id = 0;
    int rc = store_own_begin(s, &own, err);

    if (rc < 0)
        return rc;
    rc = store_next_id(s, "SELECT coalesce(max(id), 0) FROM pain", &id, err);
    if (rc == 0)
        rc = put_pain(s, p, id, err);
    rc = store_own_end(s, &own, rc, err);
    if (rc == 0)
        *ret_id = id;
    return rc;
}

static int no_pain(int64_t id, struct err *err)
{
    return err_set(err, ERR_NOT_FOUND, "there is no entry %lld; see backstride pain --list",
                   (long long)id);
}

static int set_pain(struct store *s, const struct care_pain *p, struct err *err)
{
    struct db_query *q = db_query(s->db, "SELECT 1 FROM pain WHERE id = $1");

    db_int(q, p->id);
    int rc = db_row(q, err);
    db_reset(q);
    if (rc <= 0)
        return rc < 0 ? rc : no_pain(p->id, err);
    return put_pain(s, p, p->id, err);
}

int store_set_pain(struct store *s, const struct care_pain *p, struct err *err)
{
    struct store_own own;
    int rc = store_own_begin(s, &own, err);
    return rc < 0 ? rc : store_own_end(s, &own, set_pain(s, p, err), err);
}

int store_remove_pain(struct store *s, int64_t id, struct err *err)
{
    struct db_query *q = db_query(s->db, "DELETE FROM pain WHERE id = $1");

    db_int(q, id);
    int rc = db_exec(q, err);
    return rc == 0 && db_changed(s->db) == 0 ? no_pain(id, err) : rc;
}

static void read_pain(struct db_query *q, struct care_pain *p)
{
    int c = 0;

    *p = (struct care_pain){ .id = db_get_int(q, c++) };
    p->day = (long)db_get_int(q, c++);
    p->at_s = db_get_double(q, c++);
    /* Words of a newer program are passed over. */
    care_bits_parse(care_regions, CARE_N_REGIONS, db_get_text(q, c++), &p->regions);
    p->before = db_get_double(q, c++);
    p->during = db_get_double(q, c++);
    p->after = db_get_double(q, c++);
    p->morning = db_get_double(q, c++);
    p->stiff_min = db_get_double(q, c++);
    care_bits_parse(care_symptoms, CARE_N_SYMPTOMS, db_get_text(q, c++), &p->symptoms);
    snprintf(p->note, sizeof(p->note), "%s", db_get_text(q, c++));
    snprintf(p->helped, sizeof(p->helped), "%s", db_get_text(q, c++));
    p->activity_id = db_get_int(q, c);
}

int store_pains(struct store *s, long from, long to, struct care_pain **ret, size_t *ret_n,
                struct err *err)
{
    AUTO(mem) struct care_pain *list = NULL;
    size_t n = 0, cap = 0;
    struct db_query *q = db_query(
        s->db, "SELECT id, day, at_s, regions, pain_before, pain_during, pain_after, "
               "pain_morning, stiff_min, symptoms, note, helped, activity_id FROM pain "
               "LEFT JOIN pain_session ON pain_id = id WHERE day >= $1 AND day <= $2 "
               "ORDER BY day, at_s, id");
    int rc;

    db_int(q, from);
    db_int(q, to);
    while ((rc = db_row(q, err)) > 0) {
        if (mem_grow(&list, &cap, n + 1, sizeof(*list)) < 0)
            return no_memory(q, "diary", err);
        read_pain(q, &list[n++]);
    }
    if (rc < 0)
        return rc;
    *ret = STEAL(list);
    *ret_n = n;
    return 0;
}

/* -- days */

int store_put_day(struct store *s, const struct care_day *d, struct err *err)
{
    struct db_query *q = db_query(
        s->db, "INSERT INTO day_entry (day, sleep_h, stress, soreness, rest_hr, hrv_ms, note) "
               "VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (day) DO UPDATE SET "
               "sleep_h = coalesce(excluded.sleep_h, day_entry.sleep_h), "
               "stress = coalesce(excluded.stress, day_entry.stress), "
               "soreness = coalesce(excluded.soreness, day_entry.soreness), "
               "rest_hr = coalesce(excluded.rest_hr, day_entry.rest_hr), "
               "hrv_ms = coalesce(excluded.hrv_ms, day_entry.hrv_ms), "
               "note = CASE WHEN excluded.note = '' THEN day_entry.note ELSE excluded.note "
               "END");
    db_int(q, d->day);
    db_double(q, d->sleep_h);
    db_double(q, d->stress);
    db_double(q, d->soreness);
    db_double(q, d->rest_hr);
    db_double(q, d->hrv_ms);
    db_text(q, d->note);
    return db_exec(q, err);
}

int store_days(struct store *s, long from, long to, struct care_day **ret, size_t *ret_n,
               struct err *err)
{
    AUTO(mem) struct care_day *list = NULL;
    size_t n = 0, cap = 0;
    struct db_query *q =
        db_query(s->db, "SELECT day, sleep_h, stress, soreness, rest_hr, hrv_ms, note FROM "
                        "day_entry WHERE day >= $1 AND day <= $2 ORDER BY day");
    int rc;

    db_int(q, from);
    db_int(q, to);
    while ((rc = db_row(q, err)) > 0) {
        if (mem_grow(&list, &cap, n + 1, sizeof(*list)) < 0)
            return no_memory(q, "days", err);
        struct care_day *d = &list[n++];
        *d = (struct care_day){ .day = (long)db_get_int(q, 0) };
        double *number[] = { &d->sleep_h, &d->stress, &d->soreness, &d->rest_hr, &d->hrv_ms };
        for (size_t i = 0; i < N_ELEMS(number); i++)
            *number[i] = db_get_double(q, (int)i + 1);
        snprintf(d->note, sizeof(d->note), "%s", db_get_text(q, 6));
    }
    if (rc < 0)
        return rc;
    *ret = STEAL(list);
    *ret_n = n;
    return 0;
}
