/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "formats/formats.h"
#include "history/history.h"

enum { BATCH_FILES = 64, BATCH_BYTES = 16 << 20, SOURCES_MAX = 16 };
/* Of starts that history_clock_shift may accept. */
#define WINDOW_S 50461.0

const char *const history_outcome_names[HISTORY_N_OUTCOMES] = {
    "new", "merged", "known", "deleted", "skipped", "failed",
};

struct history_import {
    struct store *s;
    struct history_import_params par;
    struct source *source; /* NULL: not known */
    bool open;
    size_t files, bytes;         /* in the open transaction */
    struct history_result *told; /* of the file at hand, told when it is safe */
    size_t n_told, cap_told;
    bool lost_told; /* no memory for one of them */
};

int history_import_new(struct store *s, const struct history_import_params *params,
                       struct history_import **ret, struct err *err)
{
    struct history_import *im = mem_array(1, sizeof(*im));

    if (!im)
        return err_set(err, ERR_NOMEM, "no memory to import");
    im->s = s;
    im->par = *params;
    if (im->par.batch_files == 0)
        im->par.batch_files = BATCH_FILES;
    *ret = im;
    return 0;
}

int history_import_end(struct history_import *im, struct err *err)
{
    if (!im || !im->open)
        return 0;
    im->open = false;
    im->files = im->bytes = 0;
    return store_commit(im->s, err);
}

struct history_import *history_import_free(struct history_import *im)
{
    if (im && im->open)
        store_rollback(im->s);
    if (im)
        free(im->told);
    free(im);
    return NULL;
}

static void tell(struct history_import *im, const struct history_result *r)
{
    if (mem_grow(&im->told, &im->cap_told, im->n_told + 1, sizeof(*im->told)) < 0)
        im->lost_told = true;
    else
        im->told[im->n_told++] = *r;
}

static void tell_all(struct history_import *im, const char *path)
{
    for (size_t i = 0; i < im->n_told && im->par.tell; i++)
        im->par.tell(im->par.arg, path, &im->told[i]);
    im->n_told = 0;
}

/* What is being imported. */
struct item {
    const char *path;
    const uint8_t *data;
    size_t n;
    uint8_t hash[SHA256_SIZE];
    const struct source_meta *meta;
    bool kept; /* its bytes are in the store */
};

/* Name and sport that an export has beside the file: the runner chose them. */
static void lay_meta(struct activity *a, const char *name, const struct source_meta *meta)
{
    bool vague = a->sport == ACTIVITY_SPORT_NONE || a->sport == ACTIVITY_SPORT_OTHER;

    if (name[0])
        activity_text(a->name, sizeof(a->name), name, strlen(name));
    if (meta && vague && meta->sport != ACTIVITY_SPORT_NONE) {
        a->sport = meta->sport;
        a->sub = meta->sub;
    }
}

static int read_list(const uint8_t *data, size_t n, struct activity_list **ret, struct err *err)
{
    const struct formats_params par = FORMATS_PARAMS_INIT;
    AUTO(activity_list) struct activity_list *list = NULL;
    AUTO(activity) struct activity *a = NULL;

    if (!history_is_manual(data, n))
        return formats_read(data, n, &par, ret, err);
    int rc = activity_list_new(&list, err);
    if (rc == 0)
        rc = history_manual_read(data, n, &a, err);
    if (rc == 0)
        rc = activity_list_add(list, &a, err);
    if (rc == 0)
        *ret = STEAL(list);
    return rc;
}

/* One recording of the sources of an activity, read again from the kept file. */
static int read_source(struct store *s, const struct store_source *source,
                       struct activity **ret, struct err *err)
{
    AUTO(mem) uint8_t *data = NULL;
    AUTO(activity_list) struct activity_list *list = NULL;
    size_t n = 0;
    int rc = store_get_content(s, source->hash, &data, &n, err);

    if (rc == 0)
        rc = read_list(data, n, &list, err);
    if (rc < 0)
        return rc;
    if (!list || source->part >= list->n)
        return err_set(err, ERR_FORMAT, "a kept file has lost its part %u", source->part);
    *ret = STEAL(list->item[source->part]);
    lay_meta(*ret, source->name, NULL);
    return 0;
}

/* A recording whose clock was wrong, against another one of the same session. */
static void move_clock(struct activity *a, double shift_s)
{
    double *time = a->column[ACTIVITY_TIME];

    a->start_s += shift_s;
    a->end_s += shift_s;
    for (size_t i = 0; time && i < a->n_samples; i++)
        time[i] += shift_s;
    for (size_t i = 0; i < a->n_laps; i++) {
        a->lap[i].start_s += shift_s;
        a->lap[i].end_s += shift_s;
    }
    for (size_t i = 0; i < a->n_lengths; i++)
        a->length[i].start_s += shift_s;
    for (size_t i = 0; i < a->n_pauses; i++) {
        a->pause[i].from_s += shift_s;
        a->pause[i].to_s += shift_s;
    }
    for (size_t i = 0; i < a->n_sets; i++)
        a->set[i].start_s += shift_s;
}

/* Fill a from b, whose clock may differ. */
static int fill_from(struct activity *a, struct activity *b, struct err *err)
{
    double shift = history_clock_shift(a, b);

    if (shift < 0 || shift > 0) {
        move_clock(b, shift);
        activity_note_add(
            a, ACTIVITY_NOTE_CLOCK, UINT64_MAX,
            "another recording of this session has a clock that differs by %.0f min",
            fabs(shift) / 60);
    }
    return history_fill(a, b, err);
}

struct recording {
    struct activity *a;
    const struct store_source *source;
    size_t richness;
};

/* Richest first; equal ones by content, so that the order of import does not matter. */
static int by_richness(const void *x, const void *y)
{
    const struct recording *p = x, *q = y;
    if (p->richness != q->richness)
        return p->richness > q->richness ? -1 : 1;
    return memcmp(p->source->hash, q->source->hash, SHA256_SIZE);
}

/* Make the activity from all its sources. */
static int merge_sources(struct store *s, int64_t id, struct activity **ret, struct err *err)
{
    AUTO(mem) struct store_source *sources = NULL;
    struct recording r[SOURCES_MAX] = { 0 };
    size_t n = 0;
    int rc = store_sources(s, id, &sources, &n, err);

    n = n < SOURCES_MAX ? n : SOURCES_MAX;
    if (rc == 0 && n == 0)
        rc = err_set(err, ERR_NOT_FOUND, "activity %lld has no kept file", (long long)id);
    for (size_t i = 0; i < n && rc == 0; i++) {
        r[i].source = &sources[i];
        rc = read_source(s, &sources[i], &r[i].a, err);
        if (rc == 0)
            r[i].richness = history_richness(r[i].a);
    }
    if (rc == 0)
        qsort(r, n, sizeof(*r), by_richness);
    /* Names the runner chose at a service go before what a device calls every run. */
    for (size_t i = n; i-- > 0 && rc == 0;)
        lay_meta(r[0].a, r[i].source->name, NULL);
    for (size_t i = 1; i < n && rc == 0; i++)
        rc = fill_from(r[0].a, r[i].a, err);
    if (rc == 0)
        *ret = STEAL(r[0].a);
    for (size_t i = 0; i < n; i++)
        activity_free(r[i].a);
    return rc;
}

static int put_facts(struct store *s, int64_t id, struct activity *a, struct err *err)
{
    struct store_facts facts;
    int rc = history_facts(a, &facts, err);

    facts.activity_id = id;
    return rc < 0 ? rc : store_put_facts(s, &facts, err);
}

static int remake(struct store *s, int64_t id, struct err *err)
{
    AUTO(activity) struct activity *a = NULL;
    struct store_row row;
    int rc = merge_sources(s, id, &a, err);

    if (rc < 0)
        return rc;
    history_summary(a, &row);
    rc = store_replace(s, id, &row, a, err);
    return rc < 0 ? rc : put_facts(s, id, a, err);
}

static int add_source(struct history_import *im, struct item *it, const struct activity *a,
                      size_t part, int64_t id, struct err *err)
{
    struct store_source source = { .activity_id = id,
                                   .part = (unsigned)part,
                                   .serial = a->source.serial,
                                   .imported_s = im->par.now_s };
    int rc = 0;

    if (!it->kept)
        rc = store_put_content(im->s, it->hash, it->data, it->n, err);
    if (rc < 0)
        return rc;
    it->kept = true;
    memcpy(source.hash, it->hash, sizeof(source.hash));
    snprintf(source.format, sizeof(source.format), "%s", a->source.format);
    snprintf(source.path, sizeof(source.path), "%s", it->path);
    snprintf(source.maker, sizeof(source.maker), "%s", a->source.maker);
    snprintf(source.product, sizeof(source.product), "%s", a->source.product);
    if (it->meta) {
        activity_text(source.name, sizeof(source.name), it->meta->name, strlen(it->meta->name));
        snprintf(source.gear, sizeof(source.gear), "%s", it->meta->gear);
    }
    return store_add_source(im->s, &source, err);
}

/* Worth looking at: it starts at about the same time, or is about as long. */
static bool may_be(const struct store_row *a, const struct store_row *b)
{
    const double near_s = 61, share = 0.03;
    return fabs(a->start_s - b->start_s) < near_s || a->edited || b->edited ||
           !(fabs(a->distance_m - b->distance_m) > share * a->distance_m);
}

/* An activity already there that is the same session; *ret_id 0: none. */
static int find_same(struct history_import *im, const struct item *it, const struct activity *a,
                     int64_t *ret_id, bool *ret_deleted, struct err *err)
{
    AUTO(mem) struct store_row *rows = NULL;
    struct store_filter f = { .from_s = a->start_s - WINDOW_S,
                              .to_s = a->start_s + WINDOW_S,
                              .deleted = true };
    struct store_row own_row;
    size_t n = 0;
    int rc = store_list(im->s, &f, &rows, &n, err);

    history_summary(a, &own_row);
    *ret_id = 0;
    for (size_t i = 0; i < n && rc == 0 && *ret_id == 0; i++) {
        AUTO(activity) struct activity *b = NULL;
        AUTO(mem) struct store_source *sources = NULL;
        size_t n_sources = 0;
        bool same_file = false;
        if (!may_be(&own_row, &rows[i]))
            continue;
        rc = store_sources(im->s, rows[i].id, &sources, &n_sources, err);
        for (size_t k = 0; k < n_sources; k++) /* parts of one file are different sessions */
            same_file = same_file || memcmp(sources[k].hash, it->hash, SHA256_SIZE) == 0;
        if (rc < 0 || same_file || n_sources >= SOURCES_MAX)
            continue;
        struct err own = { 0 };
        int got = store_get(im->s, rows[i].id, NULL, &b, &own);
        if (got < 0 && got != -ERR_FORMAT) /* a lost recording is like no other */
            rc = err_set(err, own.code, "%s", own.msg);
        if (got == 0 && !isnan(history_clock_shift(a, b))) {
            *ret_id = rows[i].id;
            *ret_deleted = rows[i].deleted;
        }
    }
    return rc;
}

static int import_activity(struct history_import *im, struct item *it, struct activity *a,
                           size_t part, struct history_result *res, struct err *err)
{
    bool deleted = false;
    int rc = find_same(im, it, a, &res->id, &deleted, err);

    if (rc < 0)
        return rc;
    res->n_notes = (unsigned)a->n_notes;
    if (res->id) {
        res->outcome = deleted ? HISTORY_DELETED : HISTORY_MERGED;
        snprintf(res->why, sizeof(res->why), "the same session as %lld%s", (long long)res->id,
                 deleted ? ", which was deleted" : "");
        rc = add_source(im, it, a, part, res->id, err);
        return rc < 0 ? rc : remake(im->s, res->id, err);
    }
    struct store_row row;
    history_summary(a, &row);
    res->outcome = HISTORY_NEW;
    rc = store_add(im->s, &row, a, &res->id, err);
    if (rc == 0)
        rc = add_source(im, it, a, part, res->id, err);
    return rc < 0 ? rc : put_facts(im->s, res->id, a, err);
}

/* Why an item of a file is no session of the runner; false: it is one. */
static bool no_session(const struct activity *a, struct history_result *res)
{
    if (a->source.kind != ACTIVITY_FILE_ACTIVITY)
        snprintf(res->why, sizeof(res->why), "no session: %s",
                 activity_file_name(a->source.kind));
    else if (isnan(a->start_s))
        snprintf(res->why, sizeof(res->why), "it has no times: a route rather than a session");
    else
        return false;
    res->outcome = HISTORY_SKIPPED;
    return true;
}

static int import_list(struct history_import *im, struct item *it, struct activity_list *list,
                       struct err *err)
{
    struct history_result res = { .outcome = HISTORY_SKIPPED };
    const struct source_meta *of_file = it->meta;
    bool told = false;
    int rc = 0;

    snprintf(res.why, sizeof(res.why), "nothing in it");
    for (size_t i = 0; i < list->n && rc == 0; i++) {
        struct history_result one = { 0 };
        if (no_session(list->item[i], &one)) {
            res = one; /* told only if the file has nothing better */
            continue;
        }
        it->meta = of_file      ? of_file
                   : im->source ? source_meta_at(im->source, list->item[i]->start_s)
                                : NULL;
        lay_meta(list->item[i], it->meta ? it->meta->name : "", it->meta);
        rc = import_activity(im, it, list->item[i], i, &one, err);
        if (rc == 0)
            tell(im, &one);
        told = true;
    }
    if (rc == 0 && !told)
        tell(im, &res);
    return rc;
}

static int known(struct history_import *im, const struct item *it, bool *ret, struct err *err)
{
    struct history_result res = { .outcome = HISTORY_KNOWN };
    AUTO(mem) struct store_row *rows = NULL;
    struct store_filter f = STORE_FILTER_INIT;
    size_t n = 0, n_rows = 0;
    int rc = store_known(im->s, it->hash, &n, &res.id, err);

    *ret = rc == 0 && n > 0;
    if (!*ret)
        return rc;
    f.id = res.id;
    f.deleted = true;
    rc = store_list(im->s, &f, &rows, &n_rows, err);
    if (rc < 0)
        return rc;
    if (n_rows && rows[0].deleted) {
        res.outcome = HISTORY_DELETED;
        snprintf(res.why, sizeof(res.why), "activity %lld was deleted", (long long)res.id);
    }
    for (size_t i = 0; i < n; i++)
        tell(im, &res);
    return 0;
}

static int import_bytes(struct history_import *im, struct item *it, struct err *err)
{
    AUTO(activity_list) struct activity_list *list = NULL;
    struct history_result res = { .outcome = HISTORY_FAILED };
    struct err own = { 0 };
    bool is_known = false;

    sha256(it->data, it->n, it->hash);
    int rc = known(im, it, &is_known, err);
    if (rc < 0 || is_known)
        return rc;
    rc = read_list(it->data, it->n, &list, &own);
    if (rc == -ERR_NOMEM)
        return err_set(err, ERR_NOMEM, "%s", own.msg);
    if (rc == 0)
        return import_list(im, it, list, err);
    if (rc == -ERR_UNSUPPORTED)
        res.outcome = HISTORY_SKIPPED;
    snprintf(res.why, sizeof(res.why), "%s", own.msg);
    tell(im, &res);
    return 0;
}

/* A session that was typed in at a service: its row becomes a file of ours. */
static int import_meta(struct history_import *im, struct item *it, struct err *err)
{
    AUTO_TEXT struct text text = TEXT_INIT(4096);
    if (!it->meta)
        return err_set(err, ERR_USAGE, "%s has neither bytes nor a row of an export", it->path);
    struct history_manual m = { .sport = it->meta->sport,
                                .sub = it->meta->sub,
                                .start_s = it->meta->start_s,
                                .utc_offset_s = NAN,
                                .duration_s = it->meta->elapsed_s,
                                .distance_m = it->meta->distance_m,
                                .effort = NAN,
                                .entered_s = NAN };
    struct history_result res = { .outcome = HISTORY_SKIPPED };

    if (isnan(m.start_s)) {
        snprintf(res.why, sizeof(res.why), "a row of an export without a date");
        tell(im, &res);
        return 0;
    }
    activity_text(m.name, sizeof(m.name), it->meta->name, strlen(it->meta->name));
    snprintf(m.id, sizeof(m.id), "%s", it->meta->id);
    int rc = history_manual_write(&m, &text, err);
    if (rc < 0)
        return rc;
    it->data = (const uint8_t *)text_str(&text);
    it->n = text.len;
    return import_bytes(im, it, err);
}

void history_import_from(struct history_import *im, struct source *source)
{
    im->source = source;
}

int history_import_one(struct history_import *im, const char *path, const uint8_t *data,
                       size_t n, const struct source_meta *meta, struct err *err)
{
    struct item it = { .path = path, .data = data, .n = n, .meta = meta };
    int rc = im->open ? 0 : store_begin(im->s, err);

    if (rc < 0)
        return rc;
    im->open = true;
    im->n_told = 0;
    rc = store_mark(im->s, err);
    if (rc == 0)
        rc = data ? import_bytes(im, &it, err) : import_meta(im, &it, err);
    /* Something kept earlier is damaged: this file waits, the others go on. */
    bool skip = rc == -ERR_FORMAT || rc == -ERR_LIMIT;
    if (skip) {
        struct history_result res = { .outcome = HISTORY_FAILED };
        snprintf(res.why, sizeof(res.why), "%s", err ? err->msg : "what is kept is damaged");
        im->n_told = 0;
        tell(im, &res);
        rc = 0;
    }
    if (rc == 0)
        rc = store_unmark(im->s, !skip, err);
    if (rc == 0 && im->lost_told)
        rc = err_set(err, ERR_NOMEM, "no memory for the results of an import");
    if (rc < 0) { /* the store is in trouble: what was not committed is given up */
        im->open = false;
        store_rollback(im->s);
        return rc;
    }
    tell_all(im, path);
    im->bytes += n;
    if (++im->files >= im->par.batch_files || im->bytes >= BATCH_BYTES)
        rc = history_import_end(im, err);
    return rc;
}

int history_refresh(struct store *s, size_t *ret_n, struct err *err)
{
    AUTO(mem) int64_t *ids = NULL;
    size_t n = 0;
    int rc = store_without_facts(s, HISTORY_FACTS, &ids, &n, err);

    *ret_n = 0;
    if (rc < 0 || n == 0)
        return rc;
    rc = store_begin(s, err);
    for (size_t i = 0; i < n && rc == 0; i++) {
        AUTO(activity) struct activity *a = NULL;
        struct err own = { 0 };
        int got = store_get(s, ids[i], NULL, &a, &own);
        if (got == -ERR_FORMAT)
            continue; /* a lost recording must not hide the others; doctor speaks of it */
        rc = got < 0 ? err_set(err, own.code, "%s", own.msg) : put_facts(s, ids[i], a, err);
        *ret_n += rc == 0;
    }
    if (rc == 0)
        return store_commit(s, err);
    store_rollback(s);
    return rc;
}

static int import_unused(struct store *s, double now_s, size_t *ret_n, struct err *err)
{
    const struct history_import_params par = { .now_s = now_s };
    AUTO(history_import) struct history_import *im = NULL;
    AUTO(mem) uint8_t *hashes = NULL;
    size_t n = 0;
    int rc = store_unused_contents(s, &hashes, &n, err);

    if (rc == 0)
        rc = history_import_new(s, &par, &im, err);
    for (size_t i = 0; i < n && rc == 0; i++) {
        AUTO(mem) uint8_t *data = NULL;
        struct err own = { 0 };
        size_t size = 0;
        int got = store_get_content(s, hashes + i * SHA256_SIZE, &data, &size, &own);
        if (got == 0)
            rc = history_import_one(im, "kept file", data, size, NULL, err);
        *ret_n += got == 0 && rc == 0;
    }
    return rc < 0 ? rc : history_import_end(im, err);
}

int history_reread(struct store *s, double now_s, size_t *ret_n, struct err *err)
{
    AUTO(mem) int64_t *ids = NULL;
    size_t n = 0;
    int rc = store_lost(s, &ids, &n, err);

    *ret_n = 0;
    for (size_t i = 0; i < n && rc == 0; i++) {
        struct err own = { 0 };
        int made = remake(s, ids[i], &own);
        if (made == -ERR_NOMEM || made == -ERR_IO)
            rc = err_set(err, own.code, "%s", own.msg);
        *ret_n += made == 0;
    }
    return rc < 0 ? rc : import_unused(s, now_s, ret_n, err);
}
