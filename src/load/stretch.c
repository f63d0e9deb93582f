/* SPDX-License-Identifier: Apache-2.0 */
#include "load/stretch.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "dsp/stats.h"

#define LEVEL_STEP  1.03 /* between levels tried */
#define HYSTERESIS  0.03
#define WORK_MIN    8.0    /* s: GPS and foot pods show nothing shorter */
#define WORK_MAX    2400.0 /* s */
#define GAP_MIN     5.0    /* s: shorter breaks in a bout are noise */
#define REST_MIN    6.0
#define REST_MAX    1200.0
#define REST_RATIO  4.0   /* rest at most this many times the work, or REST_SHORT */
#define REST_SHORT  240.0 /* s */
#define ALIKE       0.20  /* lengths lie within this of their median */
#define REST_LEVEL  0.85  /* of the work's level, medians */
#define REST_EACH   0.92  /* of the work's level, each rest */
#define PAIR_LEVEL  0.72  /* only two bouts: the rest must be this slow ... */
#define PAIR_ALIKE  0.08  /* ... and the two this alike */
#define SPEED_ALIKE 0.16  /* levels of the bouts lie within this of their median */

struct tried {
    const double *x, *sum;
    size_t n;
    struct load_stretch *s; /* stretches above the level */
    size_t m;
    double *scratch; /* [n / 2 + 2] */
};

static double mean_of(const struct tried *t, size_t from, size_t to)
{
    return to > from ? (t->sum[to] - t->sum[from]) / (double)(to - from) : 0;
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
        if (t->m && (double)(r - t->s[t->m - 1].to) < GAP_MIN)
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

/* Largest distance from the median, as a share of it; scratch [n] is sorted over. */
static double spread(double *v, size_t n, double *ret_median)
{
    double m = dsp_median(v, n), worst = 0;
    for (size_t i = 0; i < n; i++)
        worst = fmax(worst, fabs(v[i] - m) / m);
    *ret_median = m;
    return worst;
}

/* Score of the stretches [i, j); 0: no intervals. */
static double judge(const struct tried *t, size_t i, size_t j, bool by_sum, double level,
                    struct load_pattern *p)
{
    double *v = t->scratch, median, work, rest, seconds = 0;
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
    rest = dsp_median(v, n - 1);
    if (alike > ALIKE || even > SPEED_ALIKE || !(rest <= REST_LEVEL * work))
        return 0;
    if (n == 2 && (alike > PAIR_ALIKE || !(rest <= PAIR_LEVEL * work)))
        return 0;
    p->by_distance = by_sum;
    p->work_level = work;
    p->rest_level = rest;
    double margin = fmin(work - level, level - rest) / (work - rest);
    double contrast = log(work / fmax(rest, 0.3 * work));
    return sqrt(seconds) * (double)n * contrast * fmax(margin, 0.05) *
           (1 - 0.5 * alike / ALIKE);
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
    struct tried t = { .x = x, .sum = sum, .n = n, .s = s, .scratch = scratch };
    int rc = 0;
    if (!s || !scratch)
        return err_set(err, ERR_NOMEM, "no memory for %zu stretches", n / 2);
    double top = dsp_quantile(x, n, 0.995), low = fmax(dsp_quantile(x, n, 0.05), top / 8);
    for (double level = top; level > low && level > 0 && rc == 0; level /= LEVEL_STEP) {
        cut(&t, level);
        rc = try_level(&t, level, false, &best, err);
        if (rc == 0 && by_sum)
            rc = try_level(&t, level, true, &best, err);
    }
    if (rc < 0) {
        free(best.work);
        return rc;
    }
    *ret = best;
    return 0;
}
