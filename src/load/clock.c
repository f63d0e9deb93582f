/* SPDX-License-Identifier: Apache-2.0 */
#include "load/clock.h"

#include <stdlib.h>

#include "base/mem.h"
#include "dsp/stats.h"

/* Grade from altitude: barometers creep and GPS altitudes jump, so the slope is taken over
 * this much ground, and a slope that nobody runs is no slope. */
#define GRADE_WINDOW_M  60.0
#define GRADE_MIN_RUN_M 15.0
#define GRADE_MAX       0.45

double load_paused(const struct activity *a, double from_s, double to_s)
{
    double sum = 0;
    for (size_t p = 0; p < a->n_pauses; p++) {
        double lo = fmax(from_s, a->pause[p].from_s), hi = fmin(to_s, a->pause[p].to_s);
        if (hi > lo)
            sum += hi - lo;
    }
    return fmin(sum, fmax(to_s - from_s, 0));
}

/* Median of the steps forward in time; NaN without two samples. */
static double usual_step(const double *t, size_t n)
{
    AUTO(mem) double *d = mem_array(n, sizeof(*d));
    double last = NAN;
    size_t m = 0;
    for (size_t i = 0; d && i < n; i++) {
        if (isnan(t[i]))
            continue;
        if (t[i] > last)
            d[m++] = t[i] - last;
        last = t[i];
    }
    return d ? dsp_median(d, m) : NAN;
}

void load_weights(const struct activity *a, enum activity_column c, double cap_s, double *ret_s)
{
    const double *t = a->column[ACTIVITY_TIME], *x = a->column[c];
    size_t open = SIZE_MAX; /* the sample whose value stands now */
    for (size_t i = 0; i < a->n_samples; i++)
        ret_s[i] = 0;
    if (!t || !x)
        return;
    for (size_t i = 0; i < a->n_samples; i++) {
        if (isnan(t[i]) || isnan(x[i]))
            continue;
        if (open != SIZE_MAX && t[i] > t[open]) {
            double s = t[i] - t[open];
            if (a->n_pauses)
                s -= load_paused(a, t[open], t[i]);
            ret_s[open] = fmin(s, cap_s);
        }
        if (open == SIZE_MAX || t[i] >= t[open])
            open = i;
    }
    if (open != SIZE_MAX) {
        double step = usual_step(t, a->n_samples);
        ret_s[open] = isnan(step) ? 1 : fmin(step, 1);
    }
}

struct load_signal *load_signal_free(struct load_signal *s)
{
    if (!s)
        return NULL;
    free(s->utc_s); /* the one block that all columns share */
    free(s);
    return NULL;
}

/* Samples in order of time, each with its place on the active clock. */
struct ordered {
    size_t n, *i; /* [n] index of the sample */
    double *clock_s, *utc_s;
    size_t n_cuts, *cut; /* places k where the clock lost time between k - 1 and k */
};

static void ordered_done(struct ordered *o)
{
    free(o->i);
    free(o->clock_s);
    free(o->utc_s);
    free(o->cut);
}

static int order(const struct activity *a, struct ordered *o, struct err *err)
{
    const double *t = a->column[ACTIVITY_TIME];
    size_t n = a->n_samples;
    o->i = mem_array(n, sizeof(*o->i));
    o->clock_s = mem_array(n, sizeof(*o->clock_s));
    o->utc_s = mem_array(n, sizeof(*o->utc_s));
    o->cut = mem_array(n, sizeof(*o->cut));
    if (!o->i || !o->clock_s || !o->utc_s || !o->cut)
        return err_set(err, ERR_NOMEM, "no memory for %zu samples", n);
    if (!t)
        return 0;
    double bridge = fmax(LOAD_BRIDGE_S, 5 * usual_step(t, n));
    for (size_t i = 0; i < n; i++) {
        if (isnan(t[i]) || (o->n && t[i] < o->utc_s[o->n - 1]))
            continue;
        double at = 0;
        if (o->n) {
            double step = t[i] - o->utc_s[o->n - 1];
            double kept = step;
            if (a->n_pauses)
                kept -= load_paused(a, o->utc_s[o->n - 1], t[i]);
            if (kept > bridge)
                kept = 1;
            if (kept < step)
                o->cut[o->n_cuts++] = o->n;
            at = o->clock_s[o->n - 1] + kept;
        }
        o->i[o->n] = i;
        o->utc_s[o->n] = t[i];
        o->clock_s[o->n++] = at;
    }
    return 0;
}

/* Straight line between the samples that have a value, as far apart as they may be. */
static void rows_by_line(const struct ordered *o, const double *x, size_t n, double *ret)
{
    size_t k = 0, last = SIZE_MAX;
    for (size_t r = 0; r < n; r++) {
        double at = (double)r;
        for (; k < o->n && (o->clock_s[k] <= at || isnan(x[o->i[k]])); k++)
            if (!isnan(x[o->i[k]]))
                last = k;
        if (last == SIZE_MAX)
            continue;
        double t0 = o->clock_s[last], x0 = x[o->i[last]];
        if (at <= t0 || k >= o->n) {
            ret[r] = at - t0 <= LOAD_BRIDGE_S ? x0 : NAN;
            continue;
        }
        double t1 = o->clock_s[k], x1 = x[o->i[k]];
        ret[r] = x0 + (x1 - x0) * (at - t0) / (t1 - t0);
    }
}

/* The last value, as long as it stands. */
static void rows_by_hold(const struct ordered *o, const double *x, size_t n, double *ret)
{
    size_t k = 0, last = SIZE_MAX;
    for (size_t r = 0; r < n; r++) {
        double at = (double)r;
        for (; k < o->n && o->clock_s[k] <= at; k++)
            if (!isnan(x[o->i[k]]))
                last = k;
        if (last != SIZE_MAX && at - o->clock_s[last] < LOAD_GAP_S)
            ret[r] = x[o->i[last]];
    }
}

static void rows_of_time(const struct ordered *o, size_t n, double *ret)
{
    size_t k = 0;
    for (size_t r = 0; r < n; r++) {
        while (k + 1 < o->n && o->clock_s[k + 1] <= (double)r)
            k++;
        ret[r] = o->utc_s[k] + ((double)r - o->clock_s[k]);
    }
    ret[n - 1] = fmin(ret[n - 1], o->utc_s[o->n - 1] + 1);
}

static void grades(struct load_signal *s, const double *measured)
{
    size_t lo = 0, hi = 0;
    for (size_t r = 0; r < s->n; r++) {
        double d = s->distance_m[r];
        while (lo < r && !(d - s->distance_m[lo] <= GRADE_WINDOW_M / 2))
            lo++;
        hi = hi < r ? r : hi;
        while (hi + 1 < s->n && s->distance_m[hi + 1] - d <= GRADE_WINDOW_M / 2)
            hi++;
        double run = s->distance_m[hi] - s->distance_m[lo];
        double rise = s->altitude_m[hi] - s->altitude_m[lo];
        double g = run >= GRADE_MIN_RUN_M ? rise / run : NAN;
        if (isnan(g) && measured)
            g = measured[r];
        s->grade[r] = fabs(g) <= GRADE_MAX ? g : NAN;
    }
}

static void fill(const struct activity *a, const struct ordered *o, struct load_signal *s)
{
    const struct {
        enum activity_column c;
        double *rows;
    } held[] = { { ACTIVITY_SPEED, s->speed_m_s },   { ACTIVITY_HR, s->hr },
                 { ACTIVITY_POWER, s->power_w },     { ACTIVITY_CADENCE, s->cadence },
                 { ACTIVITY_CONTACT, s->contact_s }, { ACTIVITY_GRADE, s->grade } };
    rows_of_time(o, s->n + 1, s->utc_s);
    for (size_t h = 0; h < N_ELEMS(held); h++)
        if (a->column[held[h].c])
            rows_by_hold(o, a->column[held[h].c], s->n, held[h].rows);
    if (a->column[ACTIVITY_ALTITUDE])
        rows_by_line(o, a->column[ACTIVITY_ALTITUDE], s->n, s->altitude_m);
    if (a->column[ACTIVITY_DISTANCE])
        rows_by_line(o, a->column[ACTIVITY_DISTANCE], s->n + 1, s->distance_m);
    bool distance = false;
    for (size_t r = 0; r <= s->n && !distance; r++)
        distance = s->distance_m[r] > 0;
    if (!distance) { /* no distance: from the speed, so that lengths can be told */
        double sum = 0;
        for (size_t r = 0; r < s->n; r++) {
            s->distance_m[r] = sum;
            sum += s->speed_m_s[r] > 0 ? s->speed_m_s[r] : 0;
        }
        s->distance_m[s->n] = sum;
        for (size_t r = 0; sum == 0 && r <= s->n; r++)
            s->distance_m[r] = NAN;
    }
    for (size_t r = 0; distance && r < s->n; r++) {
        double v = s->distance_m[r + 1] - s->distance_m[r];
        s->speed_m_s[r] = v >= 0 ? v : NAN;
    }
    grades(s, a->column[ACTIVITY_GRADE] ? s->grade : NULL);
}

int load_signal_new(const struct activity *a, struct load_signal **ret_signal, struct err *err)
{
    enum { COLUMNS = 9 };
    __attribute__((cleanup(ordered_done))) struct ordered o = { 0 };
    AUTO(load_signal) struct load_signal *s = mem_array(1, sizeof(*s));
    int rc = order(a, &o, err);
    if (rc < 0)
        return rc;
    if (!s)
        return err_set(err, ERR_NOMEM, "no memory for a signal");
    double seconds = o.n ? ceil(o.clock_s[o.n - 1]) : 0;
    if (seconds < 1)
        return err_set(err, ERR_TOO_SHORT, "the activity has no two samples a second apart");
    if (seconds > ACTIVITY_SAMPLES_MAX)
        return err_set(err, ERR_LIMIT, "the activity lasts %.0f days", seconds / 86400);
    s->n = (size_t)seconds;
    size_t len = s->n + 1;
    double *block = mem_array(COLUMNS * len, sizeof(*block));
    if (!block)
        return err_set(err, ERR_NOMEM, "no memory for %zu seconds", s->n);
    for (size_t i = 0; i < COLUMNS * len; i++)
        block[i] = NAN;
    double **columns[COLUMNS] = { &s->utc_s,      &s->distance_m, &s->speed_m_s,
                                  &s->hr,         &s->power_w,    &s->cadence,
                                  &s->altitude_m, &s->contact_s,  &s->grade };
    for (size_t c = 0; c < COLUMNS; c++)
        *columns[c] = block + c * len;
    fill(a, &o, s);
    *ret_signal = STEAL(s);
    return 0;
}

double load_signal_row(const struct load_signal *s, double utc_s)
{
    size_t lo = 0, hi = s->n;
    if (!(utc_s > s->utc_s[0]))
        return 0;
    if (utc_s >= s->utc_s[s->n])
        return (double)s->n;
    while (hi - lo > 1) {
        size_t mid = (lo + hi) / 2;
        *(s->utc_s[mid] <= utc_s ? &lo : &hi) = mid;
    }
    return (double)lo + fmin(utc_s - s->utc_s[lo], 1);
}

static double at_row(const double *x, size_t n, double row)
{
    row = fmin(fmax(row, 0), (double)n);
    size_t i = (size_t)row;
    if (i >= n)
        return x[n];
    double f = row - (double)i;
    return f == 0 ? x[i] : x[i] + f * (x[i + 1] - x[i]);
}

double load_signal_utc(const struct load_signal *s, double row)
{
    row = fmin(fmax(row, 0), (double)s->n);
    size_t i = (size_t)row; /* within the row's second: a cut may follow it */
    return s->utc_s[i] + (row - (double)i);
}

double load_signal_distance(const struct load_signal *s, double row)
{
    return at_row(s->distance_m, s->n, row);
}
