/* SPDX-License-Identifier: Apache-2.0 */
#include "load/format.h"

#include <math.h>
#include <stdio.h>

#include "base/mem.h"
#include "dsp/stats.h"

#define ROUND_WITHIN 0.04 /* 785 m are 800, 760 m are not */
#define EDGE_S       3.0  /* edges are found no nearer than this, ... */
#define EDGE_M       8.0  /* ... or this */
#define JOG_M_S      1.9  /* slower is a walk: people change over near 2 m/s */
#define WALK_M_S     0.6

/* clang-format off */
static const double round_m[] = { 50, 60, 80, 100, 120, 150, 200, 250, 300, 350, 400, 500, 600,
    700, 800, 900, 1000, 1200, 1400, 1500, 1600, 1800, 2000, 2400, 2500, 3000, 3200, 4000, 5000,
    6000, 8000, 10000 };
static const double round_s[] = { 10, 15, 20, 25, 30, 35, 40, 45, 50, 60, 70, 75, 80, 90, 100,
    105, 120, 135, 150, 180, 210, 240, 270, 300, 360, 420, 480, 540, 600, 720, 900, 1080, 1200,
    1500, 1800 };

/* The first row that fits wins. Work and rest in s; the bands as published, the borders opened
 * a little for reaction times. Rest speed 1: any. */
const struct load_hiit load_hiits[] = {
    { "tabata",           "Tabata",            15,  25,   5,  15, 1.00, 6 },
    { "repeated_sprint",  "repeated sprints",   3,  12,   0,  60, 1.00, 3 },
    { "sprint_interval",  "sprint intervals",  18,  48, 110, 300, 0.75, 2 },
    { "short_interval",   "short intervals",    8,  66,   0, 300, 1.00, 2 },
    { "long_interval",    "long intervals",    66, 500,   0, 900, 1.00, 2 },
};
/* clang-format on */
const size_t load_n_hiits = N_ELEMS(load_hiits);

static double nearest(const double *table, size_t n, double x)
{
    double best = NAN;
    for (size_t i = 0; i < n; i++)
        if (!(fabs(table[i] - x) / table[i] >= fabs(best - x) / best))
            best = table[i];
    return fabs(best - x) <= ROUND_WITHIN * best ? best : NAN;
}

size_t load_round_near(double x, bool distance, double within, double *ret)
{
    const double *table = distance ? round_m : round_s;
    size_t n = distance ? N_ELEMS(round_m) : N_ELEMS(round_s), k = 0;
    for (size_t i = 0; i < n && k < LOAD_ROUND_MAX; i++)
        if (fabs(table[i] - x) <= fmax(within * table[i], distance ? EDGE_M : EDGE_S))
            ret[k++] = table[i];
    return k;
}

/* How far x [n] lie from v, in the middle: a share. */
static double off(const double *x, size_t n, double v)
{
    enum { MOST = 64 };
    double d[MOST];
    size_t m = n < MOST ? n : MOST;
    for (size_t i = 0; i < m; i++)
        d[i] = fabs(x[i] - v) / v;
    return dsp_mean(d, m);
}

double load_nominal(const double *seconds, const double *metres, size_t n,
                    bool *ret_by_distance, double *ret_off)
{
    double t = dsp_median(seconds, n), d = dsp_median(metres, n);
    double round_t = nearest(round_s, N_ELEMS(round_s), t);
    double round_d = nearest(round_m, N_ELEMS(round_m), d);
    double off_t = off(seconds, n, isnan(round_t) ? t : round_t) + (isnan(round_t) ? 0.03 : 0);
    double off_d = off(metres, n, isnan(round_d) ? d : round_d) + (isnan(round_d) ? 0.03 : 0);
    if (isnan(round_t))
        round_t = t < 60 ? round(t) : 5 * round(t / 5);
    if (isnan(round_d))
        round_d = 10 * round(d / 10);
    *ret_by_distance = off_d < off_t;
    *ret_off = *ret_by_distance ? off_d : off_t;
    return *ret_by_distance ? round_d : round_t;
}

static void length_text(char *buf, size_t size, double v, bool distance)
{
    if (distance && v >= 3000)
        snprintf(buf, size, "%g km", v / 1000);
    else if (distance)
        snprintf(buf, size, "%.0f m", v);
    else if (v >= 120 && fmod(v, 60) > 0)
        snprintf(buf, size, "%d:%02d min", (int)v / 60, (int)v % 60);
    else if (fmod(v, 60) == 0)
        snprintf(buf, size, "%.0f min", v / 60);
    else
        snprintf(buf, size, "%.0f s", v);
}

static const char *gait_word(double rest_speed)
{
    if (isnan(rest_speed) || rest_speed < WALK_M_S)
        return "rest";
    return rest_speed < JOG_M_S ? "walk" : "jog";
}

static const struct load_hiit *hiit_of(double work_s, double rest_s, double slower, size_t n)
{
    for (size_t i = 0; i < load_n_hiits; i++) {
        const struct load_hiit *h = &load_hiits[i];
        bool slow = isnan(slower) || slower <= h->rest_slower;
        if (n >= h->bouts && work_s >= h->work_low_s && work_s < h->work_high_s &&
            rest_s >= h->rest_low_s && rest_s < h->rest_high_s && slow)
            return h;
    }
    return NULL;
}

void load_format_of(struct load_intervals *v)
{
    enum { MOST = 64 };
    double s[2][MOST] = { { 0 } }, m[2][MOST] = { { 0 } }, speed[2][MOST] = { { 0 } }, ignore;
    size_t n[2] = { 0, 0 };
    for (size_t i = 0; i < v->n; i++) {
        const struct load_bout *b = &v->bout[i];
        size_t w = b->work ? 0 : 1;
        if (n[w] == MOST)
            continue;
        s[w][n[w]] = b->rows;
        m[w][n[w]] = v->trace == LOAD_TRACE_SPEED ? b->distance_m : NAN;
        speed[w][n[w]++] = b->speed_m_s;
    }
    v->work = load_nominal(s[0], m[0], n[0], &v->by_distance, &ignore);
    v->rest = load_nominal(s[1], m[1], n[1], &v->rest_by_distance, &ignore);
    double work_speed = dsp_median(speed[0], n[0]), rest_speed = dsp_median(speed[1], n[1]);
    if (v->rest_by_distance && rest_speed < WALK_M_S) {
        for (size_t i = 0; i < n[1]; i++)
            m[1][i] = NAN; /* who stands, rests by the clock */
        v->rest = load_nominal(s[1], m[1], n[1], &v->rest_by_distance, &ignore);
    }
    char work[24], rest[24];
    length_text(work, sizeof(work), v->work, v->by_distance);
    length_text(rest, sizeof(rest), v->rest, v->rest_by_distance);
    snprintf(v->format, sizeof(v->format), "%zu x %s, %s %s", v->n_work, work, rest,
             gait_word(rest_speed));
    v->hiit = hiit_of(dsp_median(s[0], n[0]), dsp_median(s[1], n[1]), rest_speed / work_speed,
                      v->n_work);
}
