/* SPDX-License-Identifier: Apache-2.0 */
/* The log out of the database. */
#include <ctype.h>
#include <jansson.h>
#include <limits.h>
#include <math.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "base/day.h"
#include "base/mem.h"
#include "cli/carry.h"
#include "cli/log.h"
#include "cli/pain.h"
#include "store/life.h"

#define CARRY_X(name, key) key,
const char *const carry_names[CARRY_N] = { CARRY_MAP(CARRY_X) };
#undef CARRY_X

enum { REF_MAX = SHA256_HEX + 16 };

struct out {
    struct store *s;
    struct bundle *b;
    json_t *written; /* names that are in the bundle already */
    json_t *refs;    /* "activity id": its reference, for diary entries */
    struct care_shoe *shoes;
    size_t n_shoes;
    struct carry_count n;
};

/* All digits: an export must give back what went in. */
static json_t *number(double x) { return isfinite(x) ? json_real(x) : json_null(); }

static json_t *date(long day)
{
    char text[16];
    day_text(day, text);
    return json_string(text);
}

/* Bytes that are no UTF-8 (names from broken files) must not end the export. */
static json_t *words(const char *s)
{
    json_t *v = json_string(s);
    char clean[1024];
    size_t n = 0;

    if (v)
        return v;
    for (; s[n] && n + 1 < sizeof(clean); n++)
        clean[n] = (unsigned char)s[n] < 0x80 ? s[n] : '?';
    clean[n] = '\0';
    return json_string(clean);
}

static int no_memory(struct err *err)
{
    return err_set(err, ERR_NOMEM, "no memory to export the log");
}

/* Ctrl-C came while the caller holds signals back. */
static bool is_interrupted(void)
{
    sigset_t waiting;

    return sigpending(&waiting) == 0 &&
           (sigismember(&waiting, SIGINT) == 1 || sigismember(&waiting, SIGTERM) == 1 ||
            sigismember(&waiting, SIGHUP) == 1);
}

/* A file of the bundle, once. */
static int put_file(struct out *o, const char *name, const void *data, size_t n,
                    struct err *err)
{
    if (is_interrupted())
        return err_set(err, ERR_INTERRUPTED, "interrupted; nothing was exported");
    if (json_object_get(o->written, name))
        return 0;
    int rc = bundle_add(o->b, name, data, n, err);
    if (rc == 0 && json_object_set_new(o->written, name, json_true()) < 0)
        rc = no_memory(err);
    o->n.of[CARRY_FILES] += rc == 0;
    return rc;
}

/* -- activities */

static void file_name(const struct store_source *x, char ret[BUNDLE_NAME_MAX])
{
    char hex[SHA256_HEX], ending[9] = "";
    size_t n = 0;

    for (const char *p = x->format; *p && n + 1 < sizeof(ending); p++)
        if (isalnum((unsigned char)*p))
            ending[n++] = (char)tolower((unsigned char)*p);
    ending[n] = '\0';
    sha256_hex(x->hash, hex);
    snprintf(ret, BUNDLE_NAME_MAX, "files/%s.%s", hex, n ? ending : "bin");
}

static void ref_of(const struct store_source *x, char ret[REF_MAX])
{
    char hex[SHA256_HEX];
    sha256_hex(x->hash, hex);
    snprintf(ret, REF_MAX, "%s#%u", hex, x->part);
}

static int by_hash(const void *a, const void *b)
{
    const struct store_source *x = a, *y = b;
    int c = memcmp(x->hash, y->hash, SHA256_SIZE);
    return c ? c : (x->part > y->part) - (x->part < y->part);
}

static bool has_file(const struct store_source *x)
{
    static const uint8_t none[SHA256_SIZE];
    return memcmp(x->hash, none, sizeof(none)) != 0;
}

static int put_source(struct out *o, const struct store_source *x, json_t *list,
                      struct err *err)
{
    AUTO(mem) uint8_t *data = NULL;
    char name[BUNDLE_NAME_MAX];
    size_t n = 0;
    int rc = store_get_content(o->s, x->hash, &data, &n, err);

    file_name(x, name);
    if (rc == 0)
        rc = put_file(o, name, data, n, err);
    if (rc < 0)
        return rc;
    json_array_append_new(list, json_pack("{s:s, s:i, s:o, s:o, s:o, s:o, s:o, s:o}", "file",
                                          name, "part", (int)x->part, "path", words(x->path),
                                          "imported_s", number(x->imported_s), "name",
                                          words(x->name), "gear", words(x->gear), "maker",
                                          words(x->maker), "product", words(x->product)));
    return 0;
}

static int put_changes(struct out *o, int64_t id, json_t *to, struct err *err)
{
    AUTO(mem) struct store_change *list = NULL;
    size_t n = 0;
    int rc = store_changes(o->s, id, &list, &n, err);

    for (size_t i = 0; i < n; i++)
        json_object_set_new(to, list[i].key, words(list[i].value));
    return rc;
}

static int shoe_name(struct out *o, int64_t activity_id, json_t **ret, struct err *err)
{
    int64_t shoe = 0;
    int rc = store_said_shoe(o->s, activity_id, &shoe, err);

    if (rc < 0)
        return rc;
    *ret = json_null();
    for (size_t i = 0; i < o->n_shoes; i++)
        if (o->shoes[i].id == shoe)
            *ret = words(o->shoes[i].name);
    return 0;
}

/* Numbers of the database are no part of an export: what starts together is put in order of
 * its files. */
struct ordered {
    const struct store_row *row;
    struct store_source *source; /* [n_sources] by_hash; owned */
    size_t n_sources;
};

static int by_start(const void *a, const void *b)
{
    const struct ordered *x = a, *y = b;

    if (x->row->start_s != y->row->start_s)
        return x->row->start_s < y->row->start_s ? -1 : 1;
    if (!x->n_sources || !y->n_sources)
        return (x->n_sources > 0) - (y->n_sources > 0);
    return by_hash(x->source, y->source);
}

static int put_activity(struct out *o, const struct ordered *x, json_t *list, struct err *err)
{
    const struct store_row *r = x->row;
    json_t *from = json_array(), *changes = json_object(), *shoe = NULL;
    char ref[REF_MAX] = "", id[24];
    int rc = 0;

    for (size_t i = 0; i < x->n_sources && rc == 0; i++) {
        const struct store_source *source = &x->source[i];
        struct err own = { 0 };
        int got = has_file(source) ? put_source(o, source, from, &own) : 0;
        if (got < 0 && got != -ERR_FORMAT && got != -ERR_NOT_FOUND) /* damaged: the others go */
            rc = err_set(err, own.code, "%s", own.msg);
        else if (got == 0 && has_file(source) && !ref[0])
            ref_of(source, ref);
    }
    if (rc == 0)
        rc = put_changes(o, r->id, changes, err);
    if (rc == 0)
        rc = shoe_name(o, r->id, &shoe, err);
    if (rc < 0 || json_array_size(from) == 0) {
        json_decref(from);
        json_decref(changes);
        json_decref(shoe);
        o->n.left_out += rc == 0;
        return rc;
    }
    snprintf(id, sizeof(id), "%lld", (long long)r->id);
    json_object_set_new(o->refs, id, json_string(ref));
    o->n.of[CARRY_ACTIVITIES]++;
    json_t *one = json_pack(
        "{s:s, s:o, s:o, s:s, s:s, s:o, s:o, s:o, s:o, s:o, s:o}", "ref", ref, "start_s",
        number(r->start_s), "day", date(r->day), "sport", activity_sports[r->sport].key, "sub",
        activity_subs[r->sub].key, "name", words(r->name), "timer_s", number(r->timer_s),
        "distance_m", number(r->distance_m), "sources", from, "changes", changes, "shoe", shoe);
    return json_array_append_new(list, one) < 0 ? no_memory(err) : 0;
}

static int order_of(struct out *o, const struct store_row *row, struct ordered *ret,
                    struct err *err)
{
    ret->row = row;
    int rc = store_sources(o->s, row->id, &ret->source, &ret->n_sources, err);
    if (rc == 0 && ret->n_sources)
        qsort(ret->source, ret->n_sources, sizeof(*ret->source), by_hash);
    return rc;
}

static int put_activities(struct out *o, json_t *root, struct err *err)
{
    AUTO(mem) struct store_row *rows = NULL;
    AUTO(mem) struct ordered *order = NULL;
    struct store_filter f = STORE_FILTER_INIT;
    json_t *list = json_array();
    size_t n = 0;

    f.deleted = true;
    int rc = store_list(o->s, &f, &rows, &n, err);
    if (rc == 0 && !(order = mem_array(n, sizeof(*order))))
        rc = no_memory(err);
    for (size_t i = 0; i < n && rc == 0; i++)
        rc = order_of(o, &rows[i], &order[i], err);
    if (rc == 0)
        qsort(order, n, sizeof(*order), by_start);
    for (size_t i = 0; i < n && rc == 0; i++)
        rc = put_activity(o, &order[i], list, err);
    for (size_t i = 0; i < n && order; i++)
        free(order[i].source);
    json_object_set_new(root, carry_names[CARRY_ACTIVITIES], list);
    return rc;
}

/* -- what the runner says */

static json_t *profile_value(enum care_field f, double v)
{
    char text[96];

    if (isnan(v) || care_rows[f].type == CARE_NUMBER)
        return number(v);
    care_profile_show(f, v, text, sizeof(text));
    return json_string(text);
}

static int put_profile(struct out *o, json_t *root, struct err *err)
{
    AUTO(mem) struct store_profile_value *v = NULL;
    json_t *list = json_array();
    size_t n = 0;
    int rc = store_profile_history(o->s, &v, &n, err);

    for (size_t i = 0; i < n; i++)
        json_array_append_new(
            list, json_pack("{s:s, s:o, s:o}", "field", care_rows[v[i].field].key, "from",
                            date(v[i].from), "value", profile_value(v[i].field, v[i].value)));
    o->n.of[CARRY_PROFILE] = n;
    json_object_set_new(root, carry_names[CARRY_PROFILE], list);
    return rc;
}

static int put_flags(struct out *o, json_t *root, struct err *err)
{
    AUTO(mem) struct care_flag_answer *a = NULL;
    json_t *list = json_array();
    size_t n = 0;
    int rc = store_flags(o->s, &a, &n, err);

    for (size_t i = 0; i < n; i++)
        json_array_append_new(list, json_pack("{s:o, s:s, s:o, s:o, s:o}", "id", words(a[i].id),
                                              "answer", care_answer_key(a[i].answer), "at_s",
                                              number(a[i].at_s), "day", date(a[i].day), "note",
                                              words(a[i].note)));
    o->n.of[CARRY_FLAGS] = n;
    json_object_set_new(root, carry_names[CARRY_FLAGS], list);
    return rc;
}

static int put_pain(struct out *o, json_t *root, struct err *err)
{
    AUTO(mem) struct care_pain *p = NULL;
    json_t *list = json_array();
    size_t n = 0;
    int rc = store_pains(o->s, LONG_MIN, LONG_MAX, &p, &n, err);

    for (size_t i = 0; i < n; i++) {
        char id[24];
        snprintf(id, sizeof(id), "%lld", (long long)p[i].activity_id);
        json_t *ref = json_object_get(o->refs, id);
        json_array_append_new(
            list, json_pack("{s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}",
                            "day", date(p[i].day), "at_s", number(p[i].at_s), "session",
                            ref ? json_incref(ref) : json_null(), "where",
                            pain_bits_json(care_regions, CARE_N_REGIONS, p[i].regions),
                            "before", number(p[i].before), "during", number(p[i].during),
                            "after", number(p[i].after), "morning", number(p[i].morning),
                            "stiff_min", number(p[i].stiff_min), "legs",
                            pain_bits_json(care_symptoms, CARE_N_SYMPTOMS, p[i].symptoms),
                            "note", words(p[i].note), "helped", words(p[i].helped)));
    }
    o->n.of[CARRY_PAIN] = n;
    json_object_set_new(root, carry_names[CARRY_PAIN], list);
    return rc;
}

static int put_days(struct out *o, json_t *root, struct err *err)
{
    AUTO(mem) struct care_day *d = NULL;
    json_t *list = json_array();
    size_t n = 0;
    int rc = store_days(o->s, LONG_MIN, LONG_MAX, &d, &n, err);

    for (size_t i = 0; i < n; i++)
        json_array_append_new(
            list, json_pack("{s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "day", date(d[i].day),
                            "sleep_h", number(d[i].sleep_h), "stress", number(d[i].stress),
                            "soreness", number(d[i].soreness), "rest_hr", number(d[i].rest_hr),
                            "hrv_ms", number(d[i].hrv_ms), "note", words(d[i].note)));
    o->n.of[CARRY_DAYS] = n;
    json_object_set_new(root, carry_names[CARRY_DAYS], list);
    return rc;
}

static int put_shoes(struct out *o, json_t *root, struct err *err)
{
    json_t *list = json_array();

    (void)err;
    for (size_t i = 0; i < o->n_shoes; i++) {
        const struct care_shoe *x = &o->shoes[i];
        json_array_append_new(
            list,
            json_pack("{s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:b}", "name", words(x->name),
                      "gear", words(x->gear), "use", words(x->use), "from", date(x->from),
                      "retired", x->retired ? date(x->retired) : json_null(), "start_m",
                      number(x->start_m), "comfort", number(x->comfort), "usual", x->usual));
    }
    o->n.of[CARRY_SHOES] = o->n_shoes;
    json_object_set_new(root, carry_names[CARRY_SHOES], list);
    return 0;
}

static int put_document(struct out *o, const struct store_document *d, json_t *list,
                        struct err *err)
{
    struct store_document full = { 0 };
    uint8_t hash[SHA256_SIZE];
    char hex[SHA256_HEX], name[BUNDLE_NAME_MAX];
    int rc = store_document(o->s, d->kind, d->id, &full, err);

    if (rc < 0)
        return rc;
    sha256(full.text, full.n, hash);
    sha256_hex(hash, hex);
    snprintf(name, sizeof(name), "documents/%s.txt", hex);
    rc = put_file(o, name, full.text, full.n, err);
    store_document_done(&full);
    if (rc == 0)
        json_array_append_new(list,
                              json_pack("{s:o, s:o, s:o, s:o, s:s}", "kind", words(d->kind),
                                        "name", words(d->name), "day", date(d->day), "at_s",
                                        number(d->at_s), "file", name));
    return rc;
}

static int put_documents(struct out *o, json_t *root, struct err *err)
{
    AUTO(mem) struct store_document *d = NULL;
    json_t *list = json_array();
    size_t n = 0;
    int rc = store_documents(o->s, NULL, &d, &n, err);

    for (size_t i = 0; i < n && rc == 0; i++)
        rc = put_document(o, &d[i], list, err);
    o->n.of[CARRY_DOCUMENTS] = n;
    json_object_set_new(root, carry_names[CARRY_DOCUMENTS], list);
    return rc;
}

/* In the order of the file. To export one more kind of thing: one row. */
static int (*const parts[])(struct out *o, json_t *root, struct err *err) = {
    put_shoes, put_activities, put_profile, put_flags, put_pain, put_days, put_documents,
};

static int write_list(struct out *o, json_t *root, struct err *err)
{
    char *text = json_dumps(root, JSON_INDENT(1) | JSON_REAL_PRECISION(17));

    if (!text)
        return no_memory(err);
    int rc = bundle_add(o->b, CARRY_LIST, text, strlen(text), err);
    free(text);
    return rc;
}

int carry_export(struct store *s, struct bundle *b, struct carry_count *ret, struct err *err)
{
    struct out o = { .s = s, .b = b, .written = json_object(), .refs = json_object() };
    json_t *root = json_pack("{s:s}", "schema", CARRY_SCHEMA);
    int rc = root && o.written && o.refs ? 0 : no_memory(err);

    if (rc == 0)
        rc = store_shoes(s, &o.shoes, &o.n_shoes, err);
    for (size_t i = 0; i < N_ELEMS(parts) && rc == 0; i++)
        rc = parts[i](&o, root, err);
    if (rc == 0)
        rc = write_list(&o, root, err);
    json_decref(root);
    json_decref(o.written);
    json_decref(o.refs);
    free(o.shoes);
    if (rc == 0)
        *ret = o.n;
    return rc;
}
