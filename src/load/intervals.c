/* SPDX-License-Identifier: Apache-2.0 */
#include "load/intervals.h"

#include <stdlib.h>

#include "base/mem.h"
#include "dsp/stats.h"
#include "load/format.h"
#include "load/lock.h"
#include "load/stretch.h"

#define SMOOTH      3 /* rows either side: devices jitter from second to second */
#define HR_SMOOTH   7
#define TRACE_SHARE 0.5  /* of the rows must have the value */
#define EDGE_REACH  12.0 /* s around the coarse edge in which the real one is sought */
#define EDGE_FIT    12.0 /* s either side that the two lines are fitted to */
#define CROSS_REACH 6.0  /* s around the knee that the level may be passed */
#define REST_LEAST  0.15 /* rest against work, of the final bouts, or REST_ENOUGH */
#define REST_ENOUGH 40.0 /* s */
#define PAIR_REST   0.6
#define BREATH_S    12.0 /* only after sprints is a rest shorter */
#define SPRINT_S    26.0 /* shorter bouts are sprints, and nobody sprints slower than this */
#define SPRINT_M_S  4.0
#define SPLIT_IN    60.0 /* s into the bout that the coarse edge is sought */
#define EDGE_ALONE  10.0 /* s: nearer to the start or end there is no rest outside */
#define NEXT_WORK   0.65 /* of the way from rest to work, see next_bout */
#define NEXT_REST   0.45
#define LAP_NEAR    8.0 /* s */
#define TRACES_MIN  60  /* s of activity */

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
    const double step = 0.25;
    for (size_t i = 0; from + (double)i * step <= to; i++) {
        double k = from + (double)i * step;
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

/* Row nearest to k where the trace, over two rows either side, passes the level; k if none is
 * near. */
static double crossing(const double *sum, size_t n, double k, double level, bool up)
{
    double best = NAN;
    for (size_t i = (size_t)fmax(ceil(k - CROSS_REACH), 2);
         (double)i <= k + CROSS_REACH && i + 2 <= n; i++) {
        double off = fabs((double)i - k);
        bool below = (sum[i] - sum[i - 2]) / 2 < level,
             after = (sum[i + 2] - sum[i]) / 2 < level;
        if (below == up && after != up && !(off >= fabs(best - k)))
            best = (double)i;
    }
    return isnan(best) ? k : best;
}

/*
 * Row in [lo, hi) where x is best split into two levels, the higher one after it (or before):
 * the coarse edge again, free of the one level that found the whole pattern, since runners
 * creep up to speed and tire.
 */
static double split(const double *sum, size_t lo, size_t hi, bool up, double coarse)
{
    double best = 0, at = coarse;
    for (size_t r = lo + 4; r + 4 < hi; r++) {
        double n1 = (double)(r - lo), n2 = (double)(hi - r);
        double m1 = (sum[r] - sum[lo]) / n1, m2 = (sum[hi] - sum[r]) / n2;
        double gain = n1 * n2 / (n1 + n2) * (m2 - m1) * (m2 - m1);
        if (gain > best && (m2 > m1) == up) {
            best = gain;
            at = (double)r;
        }
    }
    return at;
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
    if ((start && at < EDGE_ALONE) || (!start && at > (double)n - EDGE_ALONE))
        return start ? 0 : (double)n; /* it starts or ends with the activity */
    if (start) {
        lo = (rest_lo + at) / 2;
        hi = at + fmin(half, SPLIT_IN);
        at = split(sum, (size_t)lo, (size_t)hi, true, at);
        work = level_of(sum, at + fmin(4, in / 2), at + 4 + in, n);
        rest = level_of(sum, fmax(at - 24, rest_lo), at - fmin(4, (at - rest_lo) / 4), n);
    } else {
        lo = at - fmin(half, SPLIT_IN);
        hi = (rest_hi + at) / 2;
        at = split(sum, (size_t)lo, (size_t)hi, false, at);
        work = level_of(sum, at - 4 - in, at - fmin(4, in / 2), n);
        rest = level_of(sum, at + fmin(4, (rest_hi - at) / 4), fmin(at + 24, rest_hi), n);
    }
    if (isnan(rest) || isnan(work) || !(work > rest))
        return at;
    double k =
        start ? knee(sum, n, at, rest, work, lo, hi) : knee(sum, n, at, work, rest, lo, hi);
    return (k + crossing(sum, n, k, (work + rest) / 2, start)) / 2;
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

static bool to_laps(const struct activity *a, const struct load_signal *s, double *edge,
                    size_t n)
{
    bool any = false;
    for (size_t e = 0; e < n; e++) {
        double lap = lap_edge(a, load_signal_utc(s, edge[e]));
        if (isnan(lap))
            continue;
        double row = load_signal_row(s, lap);
        if ((e && row <= edge[e - 1]) || (e + 1 < n && row >= edge[e + 1]))
            continue;
        edge[e] = row;
        any = true;
    }
    return any;
}

/*
 * One more bout where the pattern would have its next: runners tire, and a last bout that sags
 * below the level that found the others is a bout all the same. It needs a clear rest before
 * it, work in most of it, and a clear drop after it.
 */
static bool next_bout(const double *sum, size_t n, const struct load_pattern *p,
                      struct load_stretch *ret)
{
    const struct load_stretch *last = &p->work[p->n - 1], *before = last - 1;
    double work = (double)(last->to - last->from), rest = (double)(last->from - before->to);
    double step = p->work_level - p->rest_level, from = (double)last->to + rest;
    double after = fmin(rest / 2, (double)n - from - work);
    if (from + work > (double)n + 5)
        return false;
    double w = level_of(sum, from, from + work, n);
    double r = level_of(sum, (double)last->to, from, n);
    double end = after > 5 ? level_of(sum, from + work, from + work + after, n) : p->rest_level;
    *ret = (struct load_stretch){ (size_t)from, (size_t)fmin(from + work, (double)n) };
    return w >= p->rest_level + NEXT_WORK * step && r <= p->rest_level + NEXT_REST * step &&
           end <= p->rest_level + NEXT_REST * step;
}

static int extend(const double *sum, size_t n, struct load_pattern *p, struct err *err)
{
    struct load_stretch next;
    size_t cap = p->n;
    while (p->n >= 3 && next_bout(sum, n, p, &next)) {
        if (mem_grow(&p->work, &cap, p->n + 1, sizeof(*p->work)) < 0)
            return err_set(err, ERR_NOMEM, "no memory for %zu bouts", p->n + 1);
        p->work[p->n++] = next;
    }
    return 0;
}

/* What bouts are looked for in. */
struct search {
    const struct activity *a;
    const struct load_signal *s;
    const struct load_intervals_params *par;
    double *x, *sum; /* [s->n] the trace looked at, smoothed; [s->n + 1] its running sum */
};

static int make(const struct search *q, enum load_trace trace, const struct load_pattern *p,
                struct load_intervals **ret, struct err *err)
{
    const struct load_signal *s = q->s;
    AUTO(load_intervals) struct load_intervals *v = mem_array(1, sizeof(*v));
    AUTO(mem) double *edge = mem_array(2 * p->n, sizeof(*edge));
    if (v)
        v->bout = mem_array(2 * p->n, sizeof(*v->bout));
    if (!v || !v->bout || !edge)
        return err_set(err, ERR_NOMEM, "no memory for %zu bouts", p->n);
    for (size_t e = 0; e < 2 * p->n; e++) {
        edge[e] = edge_of(q->sum, s->n, p, e / 2, e % 2 == 0);
        if (e && edge[e] <= edge[e - 1])
            edge[e] = edge[e - 1] + 1;
    }
    if (trace == LOAD_TRACE_SPEED)
        load_lock(s, edge, p->n);
    if (q->par->use_laps && !laps_are_automatic(q->a))
        v->by_laps = to_laps(q->a, s, edge, 2 * p->n);
    for (size_t e = 0; e + 1 < 2 * p->n; e++) {
        measure(s, edge[e], edge[e + 1], &v->bout[e]);
        v->bout[e].work = e % 2 == 0;
    }
    v->trace = trace;
    v->n_work = p->n;
    v->n = 2 * p->n - 1;
    v->contrast = p->work_level / p->rest_level;
    *ret = STEAL(v);
    return 0;
}

/* Speed is effort on foot only: rides coast, swims rest at the wall, and what slows a skier is
 * the hill. */
static unsigned traces_of(enum activity_sport sport)
{
    const unsigned speed = 1u << LOAD_TRACE_SPEED, power = 1u << LOAD_TRACE_POWER,
                   cadence = 1u << LOAD_TRACE_CADENCE, hr = 1u << LOAD_TRACE_HR;
    switch (sport) {
    case ACTIVITY_SPORT_RUN:
        return speed | power | cadence | hr;
    case ACTIVITY_SPORT_RIDE:
    case ACTIVITY_SPORT_ROW:
        return power;
    case ACTIVITY_SPORT_HIIT:
    case ACTIVITY_SPORT_TRAINING:
        return hr;
    default:
        return 0;
    }
}

/* Once the edges are where they belong, chance patterns have lost their shape. */
static bool holds_up(const struct load_intervals *v)
{
    double rest[64], work[64], speed[64];
    size_t n[2] = { 0, 0 };
    for (size_t i = 0; i < v->n && n[0] < 64; i++) {
        const struct load_bout *b = &v->bout[i];
        if (b->work) {
            work[n[0]] = b->rows;
            speed[n[0]++] = b->speed_m_s;
        } else {
            rest[n[1]++] = b->rows;
        }
    }
    double w = dsp_median(work, n[0]), r = dsp_median(rest, n[1]);
    if (r < fmin(REST_LEAST * w, REST_ENOUGH) || (v->n_work == 2 && r < PAIR_REST * w))
        return false;
    if (r < BREATH_S && w > SPRINT_S)
        return false;
    return v->trace != LOAD_TRACE_SPEED || w >= SPRINT_S ||
           dsp_median(speed, n[0]) >= SPRINT_M_S;
}

/* *ret stays NULL where the trace in q shows no pattern. */
static int find_in_trace(const struct search *q, enum load_trace trace,
                         struct load_intervals **ret, struct err *err)
{
    struct load_pattern p;
    int rc = load_pattern_find(q->x, q->sum, q->s->n, trace == LOAD_TRACE_SPEED, &p, err);
    if (rc < 0)
        return rc;
    rc = extend(q->sum, q->s->n, &p, err);
    if (rc == 0 && p.n)
        rc = make(q, trace, &p, ret, err);
    free(p.work);
    return rc;
}

int load_intervals_find(const struct activity *a, const struct load_signal *s,
                        const struct load_intervals_params *par, struct load_intervals **ret,
                        struct err *err)
{
    const double *const traces[LOAD_N_TRACES] = { s->speed_m_s, s->power_w, s->cadence, s->hr };
    AUTO(mem) double *x = mem_array(s->n, sizeof(*x));
    AUTO(mem) double *sum = mem_array(s->n + 1, sizeof(*sum));
    const struct search q = { a, s, par, x, sum };
    *ret = NULL;
    if (!x || !sum)
        return err_set(err, ERR_NOMEM, "no memory for %zu seconds", s->n);
    unsigned usable = traces_of(a->sport);
    if (s->n < TRACES_MIN)
        return 0;
    for (enum load_trace t = 0; t < LOAD_N_TRACES; t++) {
        if (!(usable & 1u << t) ||
            !trace_of(traces[t], s->n, t == LOAD_TRACE_HR ? HR_SMOOTH : SMOOTH, x, sum))
            continue;
        int rc = find_in_trace(&q, t, ret, err);
        if (rc < 0)
            return rc;
        if (*ret || t == LOAD_TRACE_SPEED)
            break; /* what speed does not show is not there */
    }
    if (*ret && !holds_up(*ret))
        *ret = load_intervals_free(*ret);
    if (*ret)
        load_format_of(*ret);
    return 0;
}
