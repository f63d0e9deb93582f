/* SPDX-License-Identifier: Apache-2.0 */
/* An export back into a database. */
#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "cli/carry.h"
#include "cli/carry_json.h"
#include "store/life.h"

struct in {
    const struct carry_in *par;
    struct store *s;
    json_t *root;
    struct care_shoe *shoes; /* of the database, those of the export among them */
    size_t n_shoes;
    struct store_profile_value *profile; /* of the database, those of the export among them */
    size_t n_profile, cap_profile;
    struct care_flag_answer *answers; /* that were here before, as compare_answers has them */
    size_t n_answers;
    struct store_document *documents; /* of the database, those of the export among them */
    size_t n_documents, cap_documents;
    struct carry_count n;
};

/* -- files and activities */

static bool parse_hash(const char *hex, uint8_t ret[SHA256_SIZE])
{
    static const char digits[] = "0123456789abcdef";

    for (size_t i = 0; i < 2 * SHA256_SIZE; i++) {
        const char *d = hex[i] ? strchr(digits, hex[i]) : NULL;
        if (!d)
            return false;
        int high = i % 2 ? ret[i / 2] << 4 : 0;
        ret[i / 2] = (uint8_t)(high | (d - digits));
    }
    return true;
}

/* "files/HASH.fit" names its own content. */
static int hash_of(const json_t *source, const struct carry_place *at, uint8_t ret[SHA256_SIZE],
                   struct err *err)
{
    const char *name = carry_text(source, "file");
    return strncmp(name, "files/", 6) == 0 && parse_hash(name + 6, ret)
               ? 0
               : carry_wrong(at, "file", err);
}

static int import_file(struct in *in, struct history_import *im, const json_t *activity,
                       const json_t *source, const uint8_t *hash, struct err *err)
{
    AUTO(mem) uint8_t *data = NULL;
    const char *name = carry_text(source, "file");
    struct source_meta meta = { .start_s = NAN, .elapsed_s = NAN, .distance_m = NAN };
    uint8_t now[SHA256_SIZE];
    size_t n = 0;
    int rc = bundle_read(in->par->b, name, &data, &n, err);

    if (rc < 0)
        return rc;
    sha256(data, n, now);
    if (memcmp(now, hash, sizeof(now)) != 0)
        return err_set(err, ERR_FORMAT, "\"%.100s\" of the export is no longer what it was",
                       name);
    carry_copy(meta.name, sizeof(meta.name), source, "name");
    carry_copy(meta.gear, sizeof(meta.gear), source, "gear");
    meta.sport = activity_sport_of(carry_text(activity, "sport"));
    meta.sub = activity_sub_of(carry_text(activity, "sub"));
    rc = history_import_one(im, carry_text(source, "path"), data, n, &meta, err);
    in->n.of[CARRY_FILES] += rc == 0;
    return rc;
}

struct batch { /* files that were once imported at the same moment */
    struct history_import *im;
    double imported_s;
};

static int import_source(struct in *in, struct batch *b, const json_t *activity,
                         const json_t *source, const struct carry_place *at, struct err *err)
{
    uint8_t hash[SHA256_SIZE];
    double imported_s = NAN;
    int64_t first = 0;
    size_t n = 0;
    int rc = hash_of(source, at, hash, err);

    if (rc == 0)
        rc = store_known(in->s, hash, &n, &first, err);
    if (rc == 0)
        rc = carry_number(source, "imported_s", -1e11, 1e11, at, &imported_s, err);
    if (rc < 0 || n > 0)
        return rc;
    if (isnan(imported_s))
        imported_s = in->par->now_s;
    if (b->im && b->imported_s != imported_s) {
        rc = history_import_end(b->im, err);
        b->im = history_import_free(b->im);
    }
    if (rc == 0 && !b->im) {
        const struct history_import_params par = { .now_s = imported_s,
                                                   .tell = in->par->tell,
                                                   .arg = in->par->arg };
        b->imported_s = imported_s;
        rc = history_import_new(in->s, &par, &b->im, err);
    }
    return rc < 0 ? rc : import_file(in, b->im, activity, source, hash, err);
}

static int import_files(struct in *in, struct err *err)
{
    const json_t *list = json_object_get(in->root, carry_names[CARRY_ACTIVITIES]), *a, *source;
    struct batch b = { .im = NULL };
    struct carry_place at = { .list = carry_names[CARRY_ACTIVITIES] };
    size_t k;
    int rc = 0;

    json_array_foreach(list, at.i, a)
    {
        json_array_foreach(json_object_get(a, "sources"), k, source)
        {
            if (rc == 0)
                rc = import_source(in, &b, a, source, &at, err);
        }
    }
    if (rc == 0 && b.im)
        rc = history_import_end(b.im, err);
    history_import_free(b.im);
    return rc;
}

/* "HASH#part"; 0: not in the log. */
static int find_ref(struct in *in, const char *ref, int64_t *ret, struct err *err)
{
    uint8_t hash[SHA256_SIZE];
    const char *part = strchr(ref, '#');

    *ret = 0;
    if (!part || !parse_hash(ref, hash))
        return 0;
    return store_find_source(in->s, hash, (unsigned)strtoul(part + 1, NULL, 10), ret, err);
}

enum { CHANGES_MAX = 32 };

/* What was changed there and not here. */
static int fill_changes(struct in *in, int64_t id, const json_t *changes, struct err *err)
{
    AUTO(mem) struct store_change *have = NULL;
    struct store_edit edits[CHANGES_MAX];
    size_t n_have = 0, n = 0;
    int rc = store_changes(in->s, id, &have, &n_have, err);

    for (size_t k = 0; store_edit_keys[k] && rc == 0 && n < CHANGES_MAX; k++) {
        const char *value = json_string_value(json_object_get(changes, store_edit_keys[k]));
        bool is = false;
        for (size_t i = 0; i < n_have; i++)
            is = is || strcmp(have[i].key, store_edit_keys[k]) == 0;
        if (value && !is)
            edits[n++] = (struct store_edit){ store_edit_keys[k], value };
    }
    if (rc < 0 || n == 0)
        return rc;
    return store_edit(in->s, id, "import", edits, n, in->par->now_s, err);
}

static int fill_shoe(struct in *in, int64_t id, const char *name, struct err *err)
{
    int64_t shoe = 0;
    int rc = name[0] ? store_said_shoe(in->s, id, &shoe, err) : 0;

    for (size_t i = 0; i < in->n_shoes && rc == 0 && name[0] && shoe == 0; i++)
        if (strcmp(in->shoes[i].name, name) == 0) {
            shoe = in->shoes[i].id;
            rc = store_wear(in->s, id, shoe, err);
        }
    return rc;
}

static int take_activity(struct in *in, const json_t *o, const struct carry_place *at,
                         struct err *err)
{
    int64_t id = 0;
    int rc = find_ref(in, carry_text(o, "ref"), &id, err);

    (void)at;
    if (rc < 0 || id == 0)
        return rc;
    rc = fill_changes(in, id, json_object_get(o, "changes"), err);
    return rc < 0 ? rc : fill_shoe(in, id, carry_text(o, "shoe"), err);
}

/* -- what the runner says */

static int take_shoe(struct in *in, const json_t *o, const struct carry_place *at,
                     struct err *err)
{
    struct care_shoe x = { .usual = json_is_true(json_object_get(o, "usual")) };
    int rc = carry_day(o, "from", at, &x.from, err);

    if (rc == 0 && carry_text(o, "retired")[0])
        rc = carry_day(o, "retired", at, &x.retired, err);
    if (rc == 0)
        rc = carry_number(o, "start_m", 0, 1e8, at, &x.start_m, err);
    if (rc == 0)
        rc = carry_number(o, "comfort", 0, 10, at, &x.comfort, err);
    carry_copy(x.name, sizeof(x.name), o, "name");
    carry_copy(x.gear, sizeof(x.gear), o, "gear");
    carry_copy(x.use, sizeof(x.use), o, "use");
    if (rc == 0 && !x.name[0])
        rc = carry_wrong(at, "name", err);
    for (size_t i = 0; i < in->n_shoes && rc == 0; i++) {
        if (strcmp(in->shoes[i].name, x.name) == 0 && in->shoes[i].from == x.from)
            return 0;
        x.usual = x.usual && !in->shoes[i].usual; /* the usual pair here stays it */
    }
    if (rc < 0)
        return rc;
    rc = store_put_shoe(in->s, &x, &x.id, err);
    if (rc < 0)
        return rc;
    struct care_shoe *more = realloc(in->shoes, (in->n_shoes + 1) * sizeof(*more));
    if (!more)
        return err_set(err, ERR_NOMEM, "no memory for the shoes");
    in->shoes = more;
    in->shoes[in->n_shoes++] = x;
    in->n.of[CARRY_SHOES]++;
    return 0;
}

static int field_value(enum care_field f, const json_t *o, const struct carry_place *at,
                       double *ret, struct err *err)
{
    const json_t *v = json_object_get(o, "value");
    char word[96];

    if (json_is_null(v)) {
        *ret = NAN;
        return 0;
    }
    if (json_is_number(v))
        snprintf(word, sizeof(word), "%.17g", json_number_value(v));
    else
        carry_copy(word, sizeof(word), o, "value");
    return care_profile_parse(f, word, ret, NULL) < 0 ? carry_wrong(at, "value", err) : 0;
}

static int take_profile(struct in *in, const json_t *o, const struct carry_place *at,
                        struct err *err)
{
    struct store_profile_value v = { .field = CARE_N_FIELDS };
    int rc = carry_day(o, "from", at, &v.from, err);

    for (int f = 0; f < CARE_N_FIELDS; f++)
        if (strcmp(care_rows[f].key, carry_text(o, "field")) == 0)
            v.field = (enum care_field)f;
    if (rc < 0 || v.field == CARE_N_FIELDS) /* of a newer program */
        return rc;
    rc = field_value(v.field, o, at, &v.value, err);
    for (size_t i = 0; i < in->n_profile && rc == 0; i++)
        if (in->profile[i].field == v.field && in->profile[i].from == v.from)
            return 0;
    if (rc < 0)
        return rc;
    if (mem_grow(&in->profile, &in->cap_profile, in->n_profile + 1, sizeof(v)) < 0)
        return err_set(err, ERR_NOMEM, "no memory for the profile");
    in->profile[in->n_profile++] = v;
    in->n.of[CARRY_PROFILE]++;
    return store_put_profile(in->s, &v, 1, in->par->now_s, err);
}

static int compare_answers(const void *a, const void *b)
{
    const struct care_flag_answer *x = a, *y = b;
    int c = strcmp(x->id, y->id);

    if (x->at_s != y->at_s)
        return x->at_s < y->at_s ? -1 : 1;
    return c ? c : (x->answer > y->answer) - (x->answer < y->answer);
}

static int take_flag(struct in *in, const json_t *o, const struct carry_place *at,
                     struct err *err)
{
    struct care_flag_answer a = { .flag = care_flag_of(carry_text(o, "id")) };
    int rc = carry_day(o, "day", at, &a.day, err);

    if (!a.flag)
        a.flag = &care_flag_unknown;
    carry_copy(a.id, sizeof(a.id), o, "id");
    carry_copy(a.note, sizeof(a.note), o, "note");
    if (rc == 0)
        rc = carry_moment(o, "at_s", at, &a.at_s, err);
    if (rc == 0 && (!a.id[0] || !care_answer_of(carry_text(o, "answer"), &a.answer)))
        rc = carry_wrong(at, a.id[0] ? "answer" : "id", err);
    if (rc < 0 ||
        (in->n_answers && bsearch(&a, in->answers, in->n_answers, sizeof(a), compare_answers)))
        return rc;
    in->n.of[CARRY_FLAGS]++;
    return store_add_flags(in->s, &a, 1, err);
}

static int read_pain(struct in *in, const json_t *o, const struct carry_place *at,
                     struct care_pain *p, struct err *err)
{
    const struct {
        const char *key;
        double max, *to;
    } numbers[] = { { "before", 10, &p->before },
                    { "during", 10, &p->during },
                    { "after", 10, &p->after },
                    { "morning", 10, &p->morning },
                    { "stiff_min", 1440, &p->stiff_min } };
    int rc = carry_day(o, "day", at, &p->day, err);

    if (rc == 0)
        rc = carry_moment(o, "at_s", at, &p->at_s, err);
    for (size_t i = 0; i < N_ELEMS(numbers) && rc == 0; i++)
        rc = carry_number(o, numbers[i].key, 0, numbers[i].max, at, numbers[i].to, err);
    p->regions = carry_bits(o, "where", care_regions, CARE_N_REGIONS);
    p->symptoms = carry_bits(o, "legs", care_symptoms, CARE_N_SYMPTOMS);
    carry_copy(p->note, sizeof(p->note), o, "note");
    carry_copy(p->helped, sizeof(p->helped), o, "helped");
    return rc < 0 ? rc : find_ref(in, carry_text(o, "session"), &p->activity_id, err);
}

/* Entries have no name: the k-th one of a moment there is the k-th one of that moment here.
 * They stand in order of their days. */
static size_t of_moment(const json_t *list, size_t at)
{
    const json_t *o = json_array_get(list, at);
    size_t n = 0;

    for (size_t i = at; i-- > 0;) {
        const json_t *p = json_array_get(list, i);
        if (strcmp(carry_text(p, "day"), carry_text(o, "day")) != 0)
            break;
        n += json_number_value(json_object_get(p, "at_s")) ==
             json_number_value(json_object_get(o, "at_s"));
    }
    return n;
}

static int take_pain(struct in *in, const json_t *o, const struct carry_place *at,
                     struct err *err)
{
    AUTO(mem) struct care_pain *have = NULL;
    struct care_pain p = CARE_PAIN_INIT;
    size_t n = 0, there = 0;
    int64_t id;
    int rc = read_pain(in, o, at, &p, err);

    if (rc == 0)
        rc = store_pains(in->s, p.day, p.day, &have, &n, err);
    if (rc < 0)
        return rc;
    for (size_t i = 0; i < n; i++)
        there += have[i].at_s == p.at_s;
    if (there > of_moment(json_object_get(in->root, at->list), at->i))
        return 0;
    in->n.of[CARRY_PAIN]++;
    return store_add_pain(in->s, &p, &id, err);
}

static int take_day(struct in *in, const json_t *o, const struct carry_place *at,
                    struct err *err)
{
    AUTO(mem) struct care_day *have = NULL;
    struct care_day d = { .day = 0 };
    size_t n = 0;
    const struct {
        const char *key;
        double min, max, *to;
        size_t offset;
    } numbers[] = {
        { "sleep_h", 0, 24, &d.sleep_h, offsetof(struct care_day, sleep_h) },
        { "stress", 0, 10, &d.stress, offsetof(struct care_day, stress) },
        { "soreness", 0, 10, &d.soreness, offsetof(struct care_day, soreness) },
        { "rest_hr", 20, 200, &d.rest_hr, offsetof(struct care_day, rest_hr) },
        { "hrv_ms", 0, 1000, &d.hrv_ms, offsetof(struct care_day, hrv_ms) },
    };
    int rc = carry_day(o, "day", at, &d.day, err);

    if (rc == 0)
        rc = store_days(in->s, d.day, d.day, &have, &n, err);
    carry_copy(d.note, sizeof(d.note), o, "note");
    if (rc == 0 && n && have[0].note[0])
        d.note[0] = '\0';
    for (size_t i = 0; i < N_ELEMS(numbers) && rc == 0; i++) {
        double v;
        rc = carry_number(o, numbers[i].key, numbers[i].min, numbers[i].max, at, numbers[i].to,
                          err);
        if (n == 0)
            continue;
        memcpy(&v, (const char *)&have[0] + numbers[i].offset, sizeof(v));
        if (!isnan(v)) /* what is here stays */
            *numbers[i].to = NAN;
    }
    in->n.of[CARRY_DAYS] += rc == 0 && n == 0;
    return rc < 0 ? rc : store_put_day(in->s, &d, err);
}

static int is_there(struct in *in, const struct store_document *d, bool *ret, struct err *err)
{
    int rc = 0;

    *ret = false;
    for (size_t i = 0; i < in->n_documents && rc == 0 && !*ret; i++) {
        const struct store_document *have = &in->documents[i];
        struct store_document full = { 0 };
        if (have->n != d->n || have->at_s != d->at_s || strcmp(have->kind, d->kind) != 0)
            continue;
        rc = store_document(in->s, d->kind, have->id, &full, err);
        *ret = rc == 0 && memcmp(full.text, d->text, d->n) == 0;
        store_document_done(&full);
    }
    return rc;
}

static int take_document(struct in *in, const json_t *o, const struct carry_place *at,
                         struct err *err)
{
    AUTO(mem) uint8_t *data = NULL;
    struct store_document d = { .id = 0 };
    bool there = false;
    int rc = carry_day(o, "day", at, &d.day, err);

    carry_copy(d.kind, sizeof(d.kind), o, "kind");
    carry_copy(d.name, sizeof(d.name), o, "name");
    if (rc == 0)
        rc = carry_moment(o, "at_s", at, &d.at_s, err);
    if (rc == 0)
        rc = bundle_read(in->par->b, carry_text(o, "file"), &data, &d.n, err);
    d.text = (char *)data;
    if (rc == 0)
        rc = is_there(in, &d, &there, err);
    if (rc < 0 || there)
        return rc;
    if (mem_grow(&in->documents, &in->cap_documents, in->n_documents + 1, sizeof(d)) < 0)
        return err_set(err, ERR_NOMEM, "no memory for the documents");
    in->n.of[CARRY_DOCUMENTS]++;
    rc = store_add_document(in->s, &d, &d.id, err);
    d.text = NULL; /* as in a list */
    in->documents[in->n_documents++] = d;
    return rc;
}

/* Shoes before activities, which name them. To take one more kind of thing: one row. */
static const struct {
    enum carry_what what;
    int (*take)(struct in *in, const json_t *o, const struct carry_place *at, struct err *err);
} takers[] = {
    { CARRY_SHOES, take_shoe },         { CARRY_ACTIVITIES, take_activity },
    { CARRY_PROFILE, take_profile },    { CARRY_FLAGS, take_flag },
    { CARRY_PAIN, take_pain },          { CARRY_DAYS, take_day },
    { CARRY_DOCUMENTS, take_document },
};

static int take_all(struct in *in, struct err *err)
{
    int rc = store_begin(in->s, err);

    for (size_t t = 0; t < N_ELEMS(takers) && rc == 0; t++) {
        struct carry_place at = { .list = carry_names[takers[t].what] };
        const json_t *list = json_object_get(in->root, at.list), *o;
        json_array_foreach(list, at.i, o)
        {
            if (rc == 0)
                rc = takers[t].take(in, o, &at, err);
        }
    }
    if (rc == 0)
        return store_commit(in->s, err);
    store_rollback(in->s);
    return rc;
}

static int read_list(struct bundle_in *b, json_t **ret, struct err *err)
{
    AUTO(mem) uint8_t *data = NULL;
    json_error_t why;
    size_t n = 0;
    int rc = bundle_read(b, CARRY_LIST, &data, &n, err);

    if (rc < 0)
        return rc;
    json_t *root = json_loadb((const char *)data, n, JSON_REJECT_DUPLICATES, &why);
    if (!root)
        return err_set(err, ERR_FORMAT, "%s of the export: %s at line %d", CARRY_LIST, why.text,
                       why.line);
    if (strcmp(carry_text(root, "schema"), CARRY_SCHEMA) != 0) {
        rc = err_set(err, ERR_UNSUPPORTED,
                     "the export has the schema \"%.60s\"; this program knows %s",
                     carry_text(root, "schema"), CARRY_SCHEMA);
        json_decref(root);
        return rc;
    }
    *ret = root;
    return 0;
}

static int count_activities(struct in *in, size_t *ret, struct err *err)
{
    AUTO(mem) int64_t *ids = NULL;
    return store_ids(in->s, &ids, ret, err);
}

int carry_import(const struct carry_in *par, struct carry_count *ret, struct err *err)
{
    struct in in = { .par = par, .s = par->s };
    size_t before = 0, after = 0;
    int rc = read_list(par->b, &in.root, err);

    if (rc == 0)
        rc = store_shoes(in.s, &in.shoes, &in.n_shoes, err);
    if (rc == 0)
        rc = count_activities(&in, &before, err);
    if (rc == 0)
        rc = store_profile_history(in.s, &in.profile, &in.n_profile, err);
    in.cap_profile = in.n_profile;
    if (rc == 0)
        rc = store_flags(in.s, &in.answers, &in.n_answers, err);
    if (rc == 0)
        rc = store_documents(in.s, NULL, &in.documents, &in.n_documents, err);
    in.cap_documents = in.n_documents;
    if (in.n_answers)
        qsort(in.answers, in.n_answers, sizeof(*in.answers), compare_answers);
    if (rc == 0)
        rc = import_files(&in, err);
    if (rc == 0)
        rc = take_all(&in, err);
    if (rc == 0)
        rc = count_activities(&in, &after, err);
    in.n.of[CARRY_ACTIVITIES] = after - before;
    json_decref(in.root);
    free(in.shoes);
    free(in.profile);
    free(in.answers);
    free(in.documents);
    if (rc == 0)
        *ret = in.n;
    return rc;
}
