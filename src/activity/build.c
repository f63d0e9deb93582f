/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "activity/activity.h"
#include "base/mem.h"

static void fill_nan(double *v, size_t from, size_t to)
{
    for (size_t i = from; i < to; i++)
        v[i] = NAN;
}

static size_t n_arrays(const struct activity *a)
{
    size_t n = 0;
    for (size_t s = 0; s < a->n_streams; s++)
        n += a->stream[s].value != NULL;
    for (size_t c = 0; c < ACTIVITY_N_COLUMNS; c++)
        n += a->column[c] != NULL;
    return n;
}

static int resize(double **v, size_t nan_from, size_t nan_to, size_t cap, struct err *err)
{
    double *grown = realloc(*v, (cap ? cap : 1) * sizeof(**v));
    if (!grown)
        return err_set(err, ERR_NOMEM, "no memory for %zu samples", cap);
    *v = grown;
    fill_nan(grown, nan_from, nan_to);
    return 0;
}

/* Every array gets room for `cap` samples. On failure some are longer than cap_samples, which
 * harms nobody. */
static int resize_all(struct activity *a, size_t cap, struct err *err)
{
    int rc = 0;
    for (size_t c = 0; c < ACTIVITY_N_COLUMNS && rc == 0; c++)
        if (a->column[c])
            rc = resize(&a->column[c], 0, 0, cap, err);
    for (size_t s = 0; s < a->n_streams && rc == 0; s++)
        if (a->stream[s].value)
            rc = resize(&a->stream[s].value, 0, 0, cap, err);
    if (rc == 0)
        a->cap_samples = cap;
    return rc;
}

/* Make the next samples missing everywhere, a few hundred at a time: memory that no sample
 * needs is not touched, and a new sample costs nothing. */
static void fill_next(struct activity *a, size_t to)
{
    for (size_t c = 0; c < ACTIVITY_N_COLUMNS; c++)
        if (a->column[c])
            fill_nan(a->column[c], a->nan_samples, to);
    for (size_t s = 0; s < a->n_streams; s++)
        if (a->stream[s].value)
            fill_nan(a->stream[s].value, a->nan_samples, to);
    a->nan_samples = to;
}

static int check_room(const struct activity *a, size_t cap, size_t arrays, struct err *err)
{
    if (cap > ACTIVITY_SAMPLES_MAX)
        return err_set(err, ERR_LIMIT, "more than %d samples", ACTIVITY_SAMPLES_MAX);
    if (arrays && cap > ACTIVITY_BYTES_MAX / sizeof(**a->column) / arrays)
        return err_set(err, ERR_LIMIT, "%zu samples with %zu values each need over %d MB", cap,
                       arrays, ACTIVITY_BYTES_MAX >> 20);
    return 0;
}

void activity_expect(struct activity *a, size_t n_samples)
{
    enum { EXPECT_MAX = 1 << 17 }; /* 36 h at 1 Hz; more grows as it comes */
    if (a->n_samples == 0 && a->cap_samples == 0)
        a->cap_samples = n_samples < EXPECT_MAX ? n_samples : EXPECT_MAX;
}

int activity_add_sample(struct activity *a, struct err *err)
{
    enum { AT_ONCE = 256 };
    if (a->n_samples == a->cap_samples) {
        size_t cap = a->cap_samples ? 2 * a->cap_samples : 64;
        int rc = check_room(a, cap, n_arrays(a), err);
        if (rc == 0)
            rc = resize_all(a, cap, err);
        if (rc < 0)
            return rc;
    }
    if (a->n_samples == a->nan_samples)
        fill_next(a, a->cap_samples - a->nan_samples > AT_ONCE ? a->nan_samples + AT_ONCE
                                                               : a->cap_samples);
    a->n_samples++;
    return 0;
}

static int new_array(struct activity *a, double **v, struct err *err)
{
    int rc = check_room(a, a->cap_samples, n_arrays(a) + 1, err);
    return rc < 0 ? rc : resize(v, 0, a->nan_samples, a->cap_samples, err);
}

int activity_set(struct activity *a, enum activity_column c, double value, struct err *err)
{
    int rc;
    if (isnan(value))
        return 0;
    if (!a->column[c] && (rc = new_array(a, &a->column[c], err)) < 0)
        return rc;
    a->column[c][a->n_samples - 1] = value;
    return 0;
}

int activity_set_stream(struct activity *a, size_t stream_i, double value, struct err *err)
{
    struct activity_stream *s = &a->stream[stream_i];
    int rc;
    if (isnan(value))
        return 0;
    if (!s->value && (rc = new_array(a, &s->value, err)) < 0)
        return rc;
    s->value[a->n_samples - 1] = value;
    return 0;
}

/* The next zeroed row of a growing array, NULL when it cannot grow. */
static void *next_row(void *array, size_t *n, size_t *cap, size_t size, size_t max)
{
    char *rows;
    if (*n >= max || mem_grow(array, cap, *n + 1, size) < 0)
        return NULL;
    memcpy(&rows, array, sizeof(rows));
    return memset(rows + (*n)++ * size, 0, size);
}

#define NEXT(owner, row, rows, max)                                                          \
    next_row(&(owner)->row, &(owner)->n_##rows, &(owner)->cap_##rows, sizeof(*(owner)->row), \
             max)

struct activity_stream *activity_add_stream(struct activity *a)
{
    struct activity_stream *s = NEXT(a, stream, streams, ACTIVITY_STREAMS_MAX);
    if (s)
        s->native = -1;
    return s;
}

struct activity_lap *activity_add_lap(struct activity *a)
{
    struct activity_lap *l = NEXT(a, lap, laps, ACTIVITY_ROWS_MAX);
    if (!l)
        return NULL;
    l->start_s = l->end_s = NAN;
    l->step = -1;
    fill_nan(l->total, 0, ACTIVITY_N_TOTALS);
    return l;
}

struct activity_length *activity_add_length(struct activity *a)
{
    struct activity_length *l = NEXT(a, length, lengths, ACTIVITY_ROWS_MAX);
    if (l)
        l->start_s = l->elapsed_s = l->timer_s = l->speed_m_s = l->strokes = NAN;
    return l;
}

struct activity_pause *activity_add_pause(struct activity *a)
{
    struct activity_pause *p = NEXT(a, pause, pauses, ACTIVITY_ROWS_MAX);
    if (p)
        p->from_s = p->to_s = NAN;
    return p;
}

struct activity_set *activity_add_set(struct activity *a)
{
    struct activity_set *s = NEXT(a, set, sets, ACTIVITY_ROWS_MAX);
    if (s)
        s->start_s = s->duration_s = s->reps = s->mass_kg = NAN;
    return s;
}

struct activity_device *activity_add_device(struct activity *a)
{
    struct activity_device *d = NEXT(a, device, devices, ACTIVITY_ROWS_MAX);
    if (d)
        d->software = d->battery_v = NAN;
    return d;
}

struct activity_zones *activity_add_zones(struct activity *a)
{
    struct activity_zones *z = NEXT(a, zones, zones, ACTIVITY_ROWS_MAX);
    if (!z)
        return NULL;
    z->lap = -1;
    fill_nan(z->seconds, 0, ACTIVITY_ZONES_MAX);
    fill_nan(z->high, 0, ACTIVITY_ZONES_MAX);
    return z;
}

struct activity_extra *activity_add_extra(struct activity *a)
{
    struct activity_extra *x = NEXT(a, extra, extras, ACTIVITY_ROWS_MAX);
    if (!x)
        return NULL;
    x->lap = -1;
    x->value = NAN;
    return x;
}

struct activity_step *activity_add_step(struct activity_workout *w)
{
    struct activity_step *s = NEXT(w, step, steps, ACTIVITY_ROWS_MAX);
    if (!s)
        return NULL;
    s->amount = s->low = s->high = NAN;
    s->repeat_from = -1;
    return s;
}

int activity_add_rr(struct activity *a, double rr_s, struct err *err)
{
    if (a->n_rr >= ACTIVITY_SAMPLES_MAX)
        return err_set(err, ERR_LIMIT, "more than %d heart beats", ACTIVITY_SAMPLES_MAX);
    if (mem_grow(&a->rr_s, &a->cap_rr, a->n_rr + 1, sizeof(*a->rr_s)) < 0 ||
        mem_grow(&a->rr_sample, &a->cap_rr_sample, a->n_rr + 1, sizeof(*a->rr_sample)) < 0)
        return err_set(err, ERR_NOMEM, "no memory for %zu heart beats", a->n_rr + 1);
    a->rr_s[a->n_rr] = (float)rr_s;
    a->rr_sample[a->n_rr++] = (uint32_t)a->n_samples;
    return 0;
}

static int copy_array(const double *src, double **dst, const struct activity *a, size_t at,
                      size_t n, struct err *err)
{
    bool any = false;
    for (size_t i = 0; src && i < n && !any; i++)
        any = !isnan(src[i]);
    if (!any)
        return 0;
    if (!*dst) {
        int rc = resize(dst, 0, a->nan_samples, a->cap_samples, err);
        if (rc < 0)
            return rc;
    }
    memcpy(*dst + at, src, n * sizeof(*src));
    return 0;
}

/* Index in dst of the stream that `like` is, made if need be; -1: no room. */
static int same_stream(struct activity *dst, const struct activity_stream *like)
{
    for (size_t i = 0; i < dst->n_streams; i++)
        if (dst->stream[i].number == like->number &&
            strcmp(dst->stream[i].name, like->name) == 0)
            return (int)i;
    struct activity_stream *s = activity_add_stream(dst);
    if (!s)
        return -1;
    *s = *like;
    s->value = NULL;
    return (int)dst->n_streams - 1;
}

int activity_copy_samples(struct activity *dst, const struct activity *src, size_t from,
                          size_t to, struct err *err)
{
    size_t n = to - from, at = dst->n_samples;
    int rc = 0;

    if (n == 0)
        return 0;
    if (at + n > dst->cap_samples) {
        rc = check_room(dst, at + n, n_arrays(src) + n_arrays(dst), err);
        if (rc == 0)
            rc = resize_all(dst, at + n, err);
        if (rc < 0)
            return rc;
    }
    if (at + n > dst->nan_samples)
        fill_next(dst, at + n);
    dst->n_samples = at + n;
    for (size_t c = 0; c < ACTIVITY_N_COLUMNS && rc == 0; c++)
        if (src->column[c])
            rc = copy_array(src->column[c] + from, &dst->column[c], dst, at, n, err);
    for (size_t s = 0; s < src->n_streams && rc == 0; s++) {
        int i = src->stream[s].value ? same_stream(dst, &src->stream[s]) : -1;
        if (i >= 0)
            rc =
                copy_array(src->stream[s].value + from, &dst->stream[i].value, dst, at, n, err);
    }
    return rc;
}

static void trim(double **v, size_t n)
{
    double *smaller = *v && n ? realloc(*v, n * sizeof(**v)) : NULL;
    if (smaller)
        *v = smaller;
}

/* A stream that no sample filled is no stream. */
static void drop_empty_streams(struct activity *a)
{
    size_t kept = 0;
    for (size_t s = 0; s < a->n_streams; s++)
        if (a->stream[s].value)
            a->stream[kept++] = a->stream[s];
    a->n_streams = kept;
}

static void note_times(struct activity *a)
{
    const double *t = a->column[ACTIVITY_TIME];
    size_t same = 0, back = 0, none = 0;
    double last = NAN;

    for (size_t i = 0; t && i < a->n_samples; i++) {
        none += isnan(t[i]) != 0;
        same += t[i] == last;
        back += t[i] < last;
        last = isnan(t[i]) ? last : t[i];
    }
    if (same + back + none)
        activity_note_add(a, ACTIVITY_NOTE_TIME_ORDER, UINT64_MAX,
                          "of %zu samples, %zu repeat a time, %zu go back, %zu have none",
                          a->n_samples, same, back, none);
}

void activity_finish(struct activity *a)
{
    drop_empty_streams(a);
    for (size_t c = 0; c < ACTIVITY_N_COLUMNS; c++)
        trim(&a->column[c], a->n_samples);
    for (size_t s = 0; s < a->n_streams; s++)
        trim(&a->stream[s].value, a->n_samples);
    if (a->n_samples)
        a->cap_samples = a->nan_samples = a->n_samples;
    note_times(a);

    const double *t = a->column[ACTIVITY_TIME];
    for (size_t i = 0; t && isnan(a->start_s) && i < a->n_samples; i++)
        a->start_s = t[i];
    for (size_t i = a->n_samples; t && isnan(a->end_s) && i-- > 0;)
        a->end_s = t[i];
}
