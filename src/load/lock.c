/* SPDX-License-Identifier: Apache-2.0 */
#include "load/lock.h"

#include <math.h>
#include <string.h>

#include "dsp/stats.h"
#include "load/format.h"

#define NEAR       0.12 /* round lengths tried lie this near the median */
#define FIT_MEDIAN 3.0  /* s: a chain fits if the median edge is this near ... */
#define FIT_FAR    8.0  /* ... and at most a quarter is farther than this */
#define FAR_SHARE  0.25
#define FIT_DRIFT  6.0  /* s from the first edge to the last */
#define REACTION_S 0.8  /* a runner turns this much after pressing the lap: mean of 24 edges */
#define EACH_NEAR  0.05 /* without a chain: every bout this near the round length, ... */
#define MEAN_NEAR  0.04 /* ... and this near on average */

enum { EDGES_MAX = 80, BOUTS_MIN = 3 };

struct plan {
    double length[2]; /* of work and rest, m or s */
    bool distance[2];
};

/* Row that lies `length` after `row` (before, if negative); NaN off the ends. */
static double advance(const struct load_signal *s, double row, double length, bool distance)
{
    if (!distance) {
        double to = row + length;
        return to < -1 || to > (double)s->n + 1 ? NAN : to;
    }
    double want = load_signal_distance(s, row) + length, lo = 0, hi = (double)s->n;
    if (want < load_signal_distance(s, lo) - 3 || want > load_signal_distance(s, hi) + 3)
        return NAN; /* the first rows may have no distance yet */
    for (int i = 0; i < 40 && hi - lo > 1e-3; i++) {
        double mid = (lo + hi) / 2;
        double d = load_signal_distance(s, mid);
        *((length > 0 ? d >= want : d > want) ? &hi : &lo) = mid;
    }
    return hi; /* standing still: forwards its start, backwards its end */
}

/* The plan with its edge k at row `at`: all edges; false if it does not fit into the run. */
static bool lay(const struct load_signal *s, const struct plan *p, size_t n, size_t k,
                double at, double *ret)
{
    ret[k] = at;
    for (size_t e = k + 1; e < n; e++) { /* edge e ends work if odd */
        size_t w = e % 2 ? 0 : 1;
        ret[e] = advance(s, ret[e - 1], p->length[w], p->distance[w]);
        if (isnan(ret[e]))
            return false;
    }
    for (size_t e = k; e-- > 0;) {
        size_t w = e % 2 ? 1 : 0;
        ret[e] = advance(s, ret[e + 1], -p->length[w], p->distance[w]);
        if (isnan(ret[e]))
            return false;
    }
    return true;
}

/* Mean distance of the edges from the chain, the far ones capped; infinite: no fit. */
static double misfit(const double *edge, const double *chain, size_t n)
{
    double d[EDGES_MAX], sum = 0;
    size_t far = 0;
    for (size_t e = 0; e < n; e++) {
        d[e] = fabs(edge[e] - chain[e]);
        sum += fmin(d[e], FIT_FAR);
        far += d[e] > FIT_FAR ? 1 : 0;
    }
    if (dsp_median(d, n) > FIT_MEDIAN || (double)far > FAR_SHARE * (double)n)
        return INFINITY;
    return sum / (double)n;
}

/* The edges leave the chain bit by bit, by more than FIT_DRIFT in all: its lengths are nearly
 * right, which is wrong. Median of all slopes (Theil 1950), so that single edges do not count.
 */
static bool drifts(const double *edge, const double *chain, size_t n)
{
    double slope[EDGES_MAX / 2 * EDGES_MAX];
    size_t m = 0;
    for (size_t i = 0; i < n; i++)
        for (size_t k = i + 1; k < n; k++)
            slope[m++] = (edge[k] - chain[k] - edge[i] + chain[i]) / (double)(k - i);
    return fabs(dsp_median(slope, m)) * (double)(n - 1) > FIT_DRIFT;
}

static void lengths(const struct load_signal *s, const double *edge, size_t n, size_t w,
                    bool distance, double *ret, size_t *ret_n)
{
    *ret_n = 0;
    for (size_t e = w; e + 1 < n; e += 2)
        ret[(*ret_n)++] =
            distance ? load_signal_distance(s, edge[e + 1]) - load_signal_distance(s, edge[e])
                     : edge[e + 1] - edge[e];
}

/* All round lengths near the median one, by distance and by time; distances are negative. */
static size_t candidates(const struct load_signal *s, const double *edge, size_t n, size_t w,
                         double *ret)
{
    double len[EDGES_MAX];
    size_t k = 0, m;
    for (int distance = 0; distance < 2; distance++) {
        double near[LOAD_ROUND_MAX];
        lengths(s, edge, n, w, distance, len, &m);
        size_t c = load_round_near(dsp_median(len, m), distance, NEAR, near);
        for (size_t i = 0; i < c; i++)
            ret[k++] = distance ? -near[i] : near[i];
    }
    return k;
}

static bool to_chain(const struct load_signal *s, double *edge, size_t n)
{
    double work[2 * LOAD_ROUND_MAX], rest[2 * LOAD_ROUND_MAX];
    double chain[EDGES_MAX], best[EDGES_MAX], least = INFINITY;
    bool fits = false;
    size_t n_work = candidates(s, edge, n, 0, work);
    size_t n_rest = candidates(s, edge, n, 1, rest);
    for (size_t i = 0; i < n_work * n_rest; i++) {
        double w = work[i / n_rest], r = rest[i % n_rest];
        struct plan p = { { fabs(w), fabs(r) }, { w < 0, r < 0 } };
        for (size_t k = 0; k < n; k++) {
            if (!lay(s, &p, n, k, edge[k], chain))
                continue;
            double m = misfit(edge, chain, n);
            if (m < least) {
                least = m;
                fits = true;
                memcpy(best, chain, n * sizeof(*best));
            }
        }
    }
    if (!fits || drifts(edge, best, n))
        return false;
    for (size_t e = 0; e < n; e++)
        edge[e] = fmin(fmax(best[e], 0), (double)s->n);
    return true;
}

static void to_length(const struct load_signal *s, double *edge, size_t n)
{
    double t[EDGES_MAX], d[EDGES_MAX], off = 0;
    bool distance;
    size_t m;
    lengths(s, edge, n, 0, false, t, &m);
    lengths(s, edge, n, 0, true, d, &m);
    double nominal = load_nominal(t, d, m, &distance, &off);
    const double *len = distance ? d : t;
    for (size_t i = 0; i < m; i++)
        if (fabs(len[i] - nominal) > EACH_NEAR * nominal)
            return;
    if (off > MEAN_NEAR)
        return;
    for (size_t e = 0; e + 1 < n; e += 2) {
        double end = advance(s, edge[e], nominal, distance); /* people run out at the end */
        if (!isnan(end) && (e + 2 >= n || end < edge[e + 2]))
            edge[e + 1] = fmin(end, (double)s->n);
    }
}

void load_lock(const struct load_signal *s, double *edge, size_t n_work)
{
    size_t n = 2 * n_work;
    if (n > EDGES_MAX || n_work < 2 || isnan(load_signal_distance(s, edge[0])))
        return;
    if (n_work >= BOUTS_MIN && to_chain(s, edge, n))
        return;
    for (size_t e = 0; e < n; e++)
        if (edge[e] > REACTION_S && edge[e] < (double)s->n)
            edge[e] -= REACTION_S;
    to_length(s, edge, n);
}
