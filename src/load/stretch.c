/* SPDX-License-Identifier: Apache-2.0 */
#include "load/stretch.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "dsp/stats.h"

#define LEVEL_STEP   1.03 /* between levels tried */
#define HYSTERESIS   0.03
#define WORK_MIN     8.0    /* s: GPS and foot pods show nothing shorter */
#define WORK_MAX     2400.0 /* s */
#define GAP_MIN      5.0    /* s: shorter breaks in a bout are noise, ... */
#define GAP_SHARE    0.06   /* ... and shorter than this share of it so far */
#define REST_MIN     6.0
#define REST_MAX     1200.0
#define REST_RATIO   4.0   /* rest at most this many times the work, or REST_SHORT */
#define REST_SHORT   240.0 /* s */
#define ALIKE        0.22  /* lengths lie within this of their median */
#define REST_LEVEL   0.85  /* of the work's level, medians */
#define REST_EACH    0.92  /* of the work's level, each rest */
#define SPEED_ALIKE  0.16  /* levels of the bouts lie within this of their median */
#define OVER_BASE    1.12  /* work against the median of all that moves outside the bouts */
#define PAIR_BASE    1.30
#define PAIR_REST    0.40
#define PAIR_SHORT   0.75 /* its rest against its work: at least, ... */
#define PAIR_LONG    2.00 /* ... and at most */
#define STRICT_ALIKE 0.10 /* strict: lengths and rests, and as many bouts */
#define STRICT_REST  0.20
#define STRICT_BOUTS 4
#define MOVING       0.25 /* of the work's level: below, one stands or hardly walks */
#define BASE_SHARE   0.10 /* of the rows must move outside the bouts to have a base */
#define REST_LEAST   0.20 /* of the work's length, or REST_ENOUGH */
#define REST_ENOUGH  45.0 /* s */
#define REST_ALIKE   0.35 /* rests lie this near their median ... */
#define REST_ODD     0.25 /* ... but for this share of them */

/* The fewer, the shorter and the fainter the bouts, the likelier is chance: rows of what is
 * enough. Contrast is work level / rest level. */
struct enough {
    size_t bouts;
    double work_s, contrast, alike;
};
/* clang-format off */
static const struct enough enough[] = {
    { 2, 25, 1.60, 0.06 }, /* and more, see is_pair */
    { 3, 60, 1.30, 0.15 },
    { 3, 20, 1.60, 0.12 },
    { 4, 60, 1.30, 0.22 },
    { 4, 30, 1.40, 0.20 },
    { 5, 15, 1.50, 0.20 },
    { 6,  8, 1.80, 0.15 },
    { 6, 60, 1.18, 0.15 },
};
/* clang-format on */

struct tried {
    const double *x, *sum;
    size_t n;
    struct load_stretch *s; /* stretches above the level */
    size_t m;
    double *scratch; /* [n / 2 + 2] */
    bool strict;
};

static double mean_of(const struct tried *t, size_t from, size_t to)
{
    return to > from ? (t->sum[to] - t->sum[from]) / (double)(to - from) : 0;
}

static double gap_of(const struct load_stretch *s)
{
    return fmax(GAP_MIN, GAP_SHARE * (double)(s->to - s->from));
}

static size_t cut(struct tried *t, double level)
{
    bool above = false;
    t->m = 0;
    for (size_t r = 0; r < t->n; r++) {
        double edge = level * (above ? 1 - HYSTERESIS : 1 + HYSTERESIS);
        if ((t->x[r] > edge) == above)
            continue;
        above = !above;
        if (!above) {
            t->s[t->m - 1].to = r;
            continue;
        }
        if (t->m && (double)(r - t->s[t->m - 1].to) < gap_of(&t->s[t->m - 1]))
            continue; /* goes on */
        t->s[t->m++] = (struct load_stretch){ r, t->n };
    }
    if (above)
        t->s[t->m - 1].to = t->n;
    size_t kept = 0;
    for (size_t i = 0; i < t->m; i++)
        if ((double)(t->s[i].to - t->s[i].from) >= WORK_MIN)
            t->s[kept++] = t->s[i];
    return t->m = kept;
}

static double length_of(const struct tried *t, size_t i, bool by_sum)
{
    const struct load_stretch *s = &t->s[i];
    return by_sum ? t->sum[s->to] - t->sum[s->from] : (double)(s->to - s->from);
}

static bool may_follow(const struct tried *t, size_t i)
{
    const struct load_stretch *a = &t->s[i - 1], *b = &t->s[i];
    double rest = (double)(b->from - a->to), work = (double)(a->to - a->from);
    double level = fmin(mean_of(t, a->from, a->to), mean_of(t, b->from, b->to));
    return rest >= REST_MIN && rest <= REST_MAX &&
           rest <= fmax(REST_RATIO * work, REST_SHORT) &&
           mean_of(t, a->to, b->from) <= REST_EACH * level;
}

/* Largest distance from the median, as a share of it. */
static double spread(double *v, size_t n, double *ret_median)
{
    double m = dsp_median(v, n), worst = 0;
    for (size_t i = 0; i < n; i++)
        worst = fmax(worst, fabs(v[i] - m) / m);
    *ret_median = m;
    return worst;
}

static bool is_enough(size_t n, double work_s, double contrast, double alike)
{
    for (size_t e = 0; e < N_ELEMS(enough); e++)
        if (n >= enough[e].bouts && work_s >= enough[e].work_s &&
            contrast >= enough[e].contrast && alike <= enough[e].alike)
            return true;
    return false;
}

/* Rests are planned too: most are alike, and none is a mere stop at a kerb. */
static bool rests_fit(const struct tried *t, size_t i, size_t j, double work_s)
{
    double *v = t->scratch, median;
    size_t n = j - i - 1, odd = 0;
    for (size_t k = 0; k < n; k++)
        v[k] = (double)(t->s[i + k + 1].from - t->s[i + k].to);
    median = dsp_median(v, n);
    for (size_t k = 0; k < n; k++)
        odd += fabs(v[k] - median) > (t->strict ? STRICT_REST : REST_ALIKE) * median ? 1 : 0;
    return median >= fmin(REST_LEAST * work_s, REST_ENOUGH) &&
           (double)odd <= fmax(REST_ODD * (double)n, n >= 3 ? 1 : 0);
}

/* Median of what moves outside the stretches [i, j); 0 where hardly anything does. Counted in
 * bins, since it is asked often. */
static double base_of(const struct tried *t, size_t i, size_t j, double work)
{
    enum { BINS = 200 };
    size_t count[BINS] = { 0 }, n = 0, seen = 0, k = i;
    for (size_t r = 0; r < t->n; r++) {
        if (k < j && r >= t->s[k].from) {
            r = t->s[k++].to - 1;
            continue;
        }
        if (t->x[r] < MOVING * work)
            continue;
        count[(size_t)fmin(t->x[r] / work * BINS / 2, BINS - 1)]++;
        n++;
    }
    if ((double)n < BASE_SHARE * (double)t->n)
        return 0;
    for (size_t b = 0; b < BINS; b++) {
        seen += count[b];
        if (2 * seen >= n)
            return ((double)b + 0.5) * 2 * work / BINS;
    }
    return 0;
}

/* Two bouts are chance more often than not: they must be far faster than all else, with a rest
 * that moves and is about as long as they are. */
static bool is_pair(double work, double rest, double base, double work_s, size_t rest_s)
{
    return base > 0 && work >= PAIR_BASE * base && rest >= PAIR_REST * work &&
           (double)rest_s >= PAIR_SHORT * work_s && (double)rest_s <= PAIR_LONG * work_s;
}

/* Score of the stretches [i, j); 0: no intervals. */
static double judge(const struct tried *t, size_t i, size_t j, bool by_sum, double level,
                    struct load_pattern *p)
{
    double *v = t->scratch, median, work, seconds = 0;
    size_t n = j - i;
    for (size_t k = i; k < j; k++) {
        v[k - i] = length_of(t, k, by_sum);
        seconds += (double)(t->s[k].to - t->s[k].from);
    }
    double alike = spread(v, n, &median);
    for (size_t k = i; k < j; k++)
        v[k - i] = mean_of(t, t->s[k].from, t->s[k].to);
    double even = spread(v, n, &work);
    for (size_t k = i; k + 1 < j; k++)
        v[k - i] = mean_of(t, t->s[k].to, t->s[k + 1].from);
    double rest = dsp_median(v, n - 1);
    if (alike > ALIKE || even > SPEED_ALIKE || !(rest <= REST_LEVEL * work))
        return 0;
    if (t->strict && (n < STRICT_BOUTS || alike > STRICT_ALIKE))
        return 0;
    double contrast = work / fmax(rest, 0.3 * work);
    if (rest < MOVING * work && n < 4)
        return 0; /* three stops are three red lights */
    if (!is_enough(n, seconds / (double)n, contrast, alike) ||
        !rests_fit(t, i, j, seconds / (double)n))
        return 0;
    double base = base_of(t, i, j, work);
    if (base > 0 ? work < OVER_BASE * base : n < 4)
        return 0;
    if (n == 2 && !is_pair(work, rest, base, seconds / 2, t->s[i + 1].from - t->s[i].to))
        return 0;
    p->by_distance = by_sum;
    p->work_level = work;
    p->rest_level = fmax(rest, 1e-3);
    double margin = fmin(work - level, level - rest) / (work - rest);
    return sqrt(seconds * fmax(margin, 0.05)) * (double)n * log(contrast) *
           (1 - 0.3 * alike / ALIKE);
}

static int try_level(struct tried *t, double level, bool by_sum, struct load_pattern *best,
                     struct err *err)
{
    for (size_t i = 0; i + 1 < t->m; i++) {
        double first = length_of(t, i, by_sum);
        size_t j = i + 1;
        if ((double)(t->s[i].to - t->s[i].from) > WORK_MAX)
            continue;
        while (j < t->m && may_follow(t, j) &&
               fabs(length_of(t, j, by_sum) - first) <= 2 * ALIKE * first)
            j++;
        for (; j - i >= 2; j--) { /* the tail may not belong to it */
            struct load_pattern p = { 0 };
            p.score = judge(t, i, j, by_sum, level, &p);
            if (p.score > best->score) {
                p.n = j - i;
                p.work = mem_array(p.n, sizeof(*p.work));
                if (!p.work)
                    return err_set(err, ERR_NOMEM, "no memory for %zu bouts", p.n);
                memcpy(p.work, t->s + i, p.n * sizeof(*p.work));
                free(best->work);
                *best = p;
            }
            if (p.score > 0)
                break;
        }
    }
    return 0;
}

int load_pattern_find(const double *x, const double *sum, size_t n, bool by_sum,
                      struct load_pattern *ret, struct err *err)
{
    AUTO(mem) struct load_stretch *s = mem_array(n / 2 + 2, sizeof(*s));
    AUTO(mem) double *scratch = mem_array(n / 2 + 2, sizeof(*scratch));
    struct load_pattern best = { 0 };
    struct tried t = {
        .x = x, .sum = sum, .n = n, .s = s, .scratch = scratch, .strict = !by_sum
    };
    int rc = 0;
    if (!s || !scratch)
        return err_set(err, ERR_NOMEM, "no memory for %zu stretches", n / 2);
    double top = dsp_quantile(x, n, 0.995), low = fmax(dsp_quantile(x, n, 0.05), top / 8);
    double level = top;
    while (level > low && level > 0 && rc == 0) {
        cut(&t, level);
        rc = try_level(&t, level, false, &best, err);
        if (rc == 0 && by_sum)
            rc = try_level(&t, level, true, &best, err);
        level /= LEVEL_STEP;
    }
    if (rc < 0) {
        free(best.work);
        return rc;
    }
    *ret = best;
    return 0;
}
