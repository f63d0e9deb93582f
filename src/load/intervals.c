/* SPDX-License-Identifier: Apache-2.0 */
#include "load/intervals.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "dsp/stats.h"
#include "load/format.h"
#include "load/stretch.h"

#define SMOOTH      3 /* rows either side: devices jitter from second to second */
#define HR_SMOOTH   7
#define TRACE_SHARE 0.5  /* of the rows must have the value */
#define EDGE_REACH  12.0 /* s around the coarse edge in which the real one is sought */
#define EDGE_FIT    12.0 /* s either side that the two lines are fitted to */
#define LAP_NEAR    8.0  /* s */
#define TRACES_MIN  60   /* s of activity */

const char *load_trace_name(enum load_trace t)
{
    static const char *const names[LOAD_N_TRACES] = { "speed", "power", "cadence",
                                                      "heart rate" };
    return (size_t)t < LOAD_N_TRACES ? names[t] : "";
}

struct load_intervals *load_intervals_free(struct load_intervals *v)
{
    if (!v)
        return NULL;
    free(v->bout);
    free(v);
    return NULL;
}

/* x smoothed over 2 w + 1 rows, missing ones taken from before, and its running sum; false if
 * too little is known. sum [n + 1]. */
static bool trace_of(const double *from, size_t n, size_t w, double *x, double *sum)
{
    size_t known = 0;
    double last = 0;
    for (size_t r = 0; r < n; r++) {
        if (!isnan(from[r])) {
            last = fmax(from[r], 0);
            known++;
        }
        sum[r + 1] = sum[r] + last;
    }
    if ((double)known < TRACE_SHARE * (double)n)
        return false;
    for (size_t r = 0; r < n; r++) {
        size_t lo = r > w ? r - w : 0, hi = r + w + 1 < n ? r + w + 1 : n;
        x[r] = (sum[hi] - sum[lo]) / (double)(hi - lo);
    }
    return true;
}

/*
 * Where a trace turns from one level to another, near the row `coarse`: its running sum is two
 * straight lines there, and the best knee between them is the edge. Distance bends exactly
 * where the runner does, while a watch's speed lags by some seconds.
 */
static double knee(const double *sum, size_t n, double coarse, double before, double after,
                   double lo_limit, double hi_limit)
{
    double best = INFINITY, edge = coarse;
    double from = fmax(coarse - EDGE_REACH, lo_limit), to = fmin(coarse + EDGE_REACH, hi_limit);
    size_t lo = (size_t)fmax(from - EDGE_FIT, 0), hi = (size_t)fmin(to + EDGE_FIT, (double)n);
    for (double k = from; k <= to; k += 0.25) {
        double s1 = 0, s2 = 0;
        for (size_t r = lo; r <= hi; r++) {
            double u = (double)r - k, e = sum[r] - (u < 0 ? before * u : after * u);
            e -= sum[lo];
            s1 += e;
            s2 += e * e;
        }
        double m = (double)(hi - lo + 1), cost = s2 - s1 * s1 / m;
        if (cost < best) {
            best = cost;
            edge = k;
        }
    }
    return edge;
}

static double level_of(const double *sum, double from, double to, size_t n)
{
    size_t a = (size_t)fmin(fmax(from, 0), (double)n), b = (size_t)fmin(to, (double)n);
    return b > a ? (sum[b] - sum[a]) / (double)(b - a) : NAN;
}

static double edge_of(const double *sum, size_t n, const struct load_pattern *p, size_t i,
                      bool start)
{
    const struct load_stretch *w = &p->work[i];
    double at = (double)(start ? w->from : w->to), half = (double)(w->to - w->from) / 2;
    double rest_lo = i ? (double)p->work[i - 1].to : fmax(at - 30, 0);
    double rest_hi = i + 1 < p->n ? (double)p->work[i + 1].from : fmin(at + 30, (double)n);
    double in = fmin(half, 20), work, rest, lo, hi;
    if (start) {
        lo = fmax((rest_lo + at) / 2, at - EDGE_REACH);
        hi = at + half;
        work = level_of(sum, at + fmin(4, in / 2), at + 4 + in, n);
        rest = level_of(sum, fmax(at - 24, rest_lo), at - 4, n);
    } else {
        lo = at - half;
        hi = (rest_hi + at) / 2;
        work = level_of(sum, at - 4 - in, at - fmin(4, in / 2), n);
        rest = level_of(sum, at + 4, fmin(at + 24, rest_hi), n);
    }
    if (isnan(rest) || isnan(work) || !(work > rest))
        return at; /* it starts or ends with the activity */
    return start ? knee(sum, n, at, rest, work, lo, hi) : knee(sum, n, at, work, rest, lo, hi);
}

static void measure(const struct load_signal *s, double from, double to, struct load_bout *b)
{
    size_t lo = (size_t)from, hi = (size_t)ceil(to);
    hi = hi > s->n ? s->n : hi;
    b->row = from;
    b->rows = to - from;
    b->start_s = load_signal_utc(s, from);
    b->end_s = load_signal_utc(s, to);
    b->distance_m = load_signal_distance(s, to) - load_signal_distance(s, from);
    b->speed_m_s = b->distance_m / b->rows;
    b->hr = dsp_mean(s->hr + lo, hi - lo);
    b->power_w = dsp_mean(s->power_w + lo, hi - lo);
    b->cadence = dsp_mean(s->cadence + lo, hi - lo);
    b->max_hr = NAN;
    for (size_t r = lo; r < hi; r++)
        if (!(s->hr[r] <= b->max_hr) && !isnan(s->hr[r]))
            b->max_hr = s->hr[r];
}

/* Nearest start of a lap that somebody or a workout set; NaN: none near. */
static double lap_edge(const struct activity *a, double utc_s)
{
    double best = NAN;
    for (size_t i = 1; i < a->n_laps; i++) {
        double off = fabs(a->lap[i].start_s - utc_s);
        if (off <= LAP_NEAR && !(off >= fabs(best - utc_s)))
            best = a->lap[i].start_s;
    }
    return best;
}

/* Laps that the device makes by itself every km or mile say nothing about bouts. */
static bool laps_are_automatic(const struct activity *a)
{
    size_t even = 0;
    for (size_t i = 0; i < a->n_laps; i++) {
        double d = a->lap[i].total[ACTIVITY_TOTAL_DISTANCE];
        if (fabs(d - 1000) <= 20 || fabs(d - 1609.344) <= 32)
            even++;
    }
    return a->n_laps < 2 || 2 * even > a->n_laps;
}

static int make(const struct activity *a, const struct load_signal *s, const double *sum,
                const struct load_pattern *p, bool use_laps, struct load_intervals **ret,
                struct err *err)
{
    AUTO(load_intervals) struct load_intervals *v = mem_array(1, sizeof(*v));
    AUTO(mem) double *edge = mem_array(2 * p->n, sizeof(*edge));
    if (v)
        v->bout = mem_array(2 * p->n, sizeof(*v->bout));
    if (!v || !v->bout || !edge)
        return err_set(err, ERR_NOMEM, "no memory for %zu bouts", p->n);
    use_laps = use_laps && !laps_are_automatic(a);
    for (size_t e = 0; e < 2 * p->n; e++) {
        edge[e] = edge_of(sum, s->n, p, e / 2, e % 2 == 0);
        double lap = use_laps ? lap_edge(a, load_signal_utc(s, edge[e])) : NAN;
        if (!isnan(lap)) {
            edge[e] = load_signal_row(s, lap);
            v->by_laps = true;
        }
        if (e && edge[e] <= edge[e - 1])
            edge[e] = edge[e - 1] + 1;
    }
    for (size_t e = 0; e + 1 < 2 * p->n; e++) {
        measure(s, edge[e], edge[e + 1], &v->bout[e]);
        v->bout[e].work = e % 2 == 0;
    }
    v->n_work = p->n;
    v->n = 2 * p->n - 1;
    v->contrast = p->work_level / p->rest_level;
    *ret = STEAL(v);
    return 0;
}

int load_intervals_find(const struct activity *a, const struct load_signal *s,
                        const struct load_intervals_params *par, struct load_intervals **ret,
                        struct err *err)
{
    const double *const traces[LOAD_N_TRACES] = { s->speed_m_s, s->power_w, s->cadence, s->hr };
    AUTO(mem) double *x = mem_array(s->n, sizeof(*x));
    AUTO(mem) double *sum = mem_array(s->n + 1, sizeof(*sum));
    *ret = NULL;
    if (!x || !sum)
        return err_set(err, ERR_NOMEM, "no memory for %zu seconds", s->n);
    if (s->n < TRACES_MIN)
        return 0;
    for (enum load_trace t = 0; t < LOAD_N_TRACES; t++) {
        AUTO(mem) struct load_stretch *work = NULL;
        struct load_pattern p;
        if (!trace_of(traces[t], s->n, t == LOAD_TRACE_HR ? HR_SMOOTH : SMOOTH, x, sum))
            continue;
        int rc = load_pattern_find(x, sum, s->n, t == LOAD_TRACE_SPEED, &p, err);
        if (rc < 0)
            return rc;
        work = p.work;
        if (!p.n && t == LOAD_TRACE_SPEED)
            return 0; /* what speed does not show is not there */
        if (!p.n)
            continue;
        rc = make(a, s, sum, &p, par->use_laps, ret, err);
        if (rc < 0)
            return rc;
        (*ret)->trace = t;
        load_format_of(*ret);
        return 0;
    }
    return 0;
}
