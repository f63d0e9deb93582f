/* SPDX-License-Identifier: Apache-2.0 */
#include "gait/track.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "dsp/lowpass.h"
#include "dsp/stats.h"

/* Trunk lengths from its usual height: then it is another edge. The hip points themselves bob
 * by a tenth. */
static const double OTHER_EDGE = 0.15;
enum { COLUMNS = 2 + 2 * BODY_N_POINTS }; /* of a track: times, waist, x and y of the points */

static int alloc(size_t n, struct gait_track **ret_track, struct err *err)
{
    AUTO(gait_track) struct gait_track *k = mem_array(1, sizeof(*k));
    if (k)
        k->block = mem_array(n, COLUMNS * sizeof(*k->block));
    if (!k || !k->block)
        return err_set(err, ERR_NOMEM, "no memory for %zu frames", n);
    k->n = n;
    k->t_s = k->block;
    for (size_t p = 0; p < BODY_N_POINTS; p++) {
        k->x[p] = k->block + n * (1 + 2 * p);
        k->y[p] = k->block + n * (2 + 2 * p);
    }
    k->waist = k->block + n * (COLUMNS - 1);
    *ret_track = STEAL(k);
    return 0;
}

struct gait_track *gait_track_free(struct gait_track *k)
{
    if (k) {
        free(k->block);
        free(k);
    }
    return NULL;
}

/* The camera sees the runner's right at image right only from behind, and the running direction
 * at image right only when the runner faces there. Turning twice gives the same back. */
static double turned(const struct motion *m, enum gait_view view, double x)
{
    return view == GAIT_SIDE_LEFT || view == GAIT_FRONT ? m->width - x : x;
}

static struct gait_xy to_axes(const struct motion *m, enum gait_view view, double px, double py)
{
    return (struct gait_xy){ turned(m, view, px), m->height - py };
}

static struct gait_xy turn(struct gait_xy q, double c, double s)
{
    return (struct gait_xy){ c * q.x - s * q.y, s * q.x + c * q.y };
}

void gait_track_turn(struct gait_track *k, double rad)
{
    double c = cos(rad), s = sin(rad);
    for (int p = 0; p < BODY_N_POINTS; p++)
        for (size_t i = 0; i < k->n; i++) {
            struct gait_xy q = turn((struct gait_xy){ k->x[p][i], k->y[p][i] }, c, s);
            k->x[p][i] = q.x;
            k->y[p][i] = q.y;
        }
    k->turn_rad += rad;
}

struct gait_xy gait_track_to_picture(const struct gait_track *k, const struct motion *m,
                                     enum gait_view view, struct gait_xy q)
{
    q = turn(q, cos(k->turn_rad), -sin(k->turn_rad));
    return to_axes(m, view, q.x, q.y); /* its own inverse */
}

static double usual_waist(const struct motion *m, size_t from, size_t to)
{
    AUTO(mem) double *above = mem_array(to - from, sizeof(*above));
    for (size_t i = from; above && i < to; i++)
        above[i - from] = m->waist[i][1];
    return above ? dsp_median(above, to - from) : NAN;
}

static double waist_in(const struct motion *m, size_t frame, double usual)
{
    bool same = fabs(m->waist[frame][1] - usual) < OTHER_EDGE;
    return same ? (double)m->waist[frame][0] : NAN;
}

/* At an end of the interval the point itself: the other one may be missing. */
static double blend(float a, float b, double w)
{
    return w <= 0 ? (double)a : w >= 1 ? (double)b : a + w * (b - a);
}

int gait_track_new(const struct motion *m, size_t from, size_t to, double fs_hz,
                   enum gait_view view, struct gait_track **ret_track, struct err *err)
{
    AUTO(gait_track) struct gait_track *k = NULL;
    double t0 = m->t_s[from], length_s = m->t_s[to - 1] - t0;
    /* A last sample a rounding error beyond the end would be missing. */
    int rc = alloc((size_t)(length_s * fs_hz + 1e-6) + 1, &k, err);
    if (rc < 0)
        return rc;
    k->t0_s = t0;
    k->fs_hz = fs_hz;
    size_t f = from;
    double usual = usual_waist(m, from, to);
    for (size_t i = 0; i < k->n; i++) {
        double t = fmin(t0 + (double)i / fs_hz, m->t_s[to - 1]);
        k->t_s[i] = t0 + (double)i / fs_hz;
        while (f + 2 < to && m->t_s[f + 1] <= t)
            f++;
        double w = (t - m->t_s[f]) / (m->t_s[f + 1] - m->t_s[f]);
        w = w < 1e-6 ? 0 : w > 1 - 1e-6 ? 1 : w;
        double here = waist_in(m, f, usual), after = waist_in(m, f + 1, usual);
        k->waist[i] = w <= 0 ? here : w >= 1 ? after : here + w * (after - here);
        for (int p = 0; p < BODY_N_POINTS; p++) {
            const struct motion_point *a = &m->points[f][p], *b = &m->points[f + 1][p];
            struct gait_xy q = to_axes(m, view, blend(a->x, b->x, w), blend(a->y, b->y, w));
            k->x[p][i] = q.x;
            k->y[p][i] = q.y;
        }
    }
    *ret_track = STEAL(k);
    return 0;
}

int gait_track_copy(const struct gait_track *k, struct gait_track **ret_track, struct err *err)
{
    int rc = alloc(k->n, ret_track, err);
    if (rc < 0)
        return rc;
    (*ret_track)->t0_s = k->t0_s;
    (*ret_track)->fs_hz = k->fs_hz;
    (*ret_track)->turn_rad = k->turn_rad;
    memcpy((*ret_track)->block, k->block, k->n * COLUMNS * sizeof(*k->block));
    return 0;
}

int gait_smooth(double *x, size_t n, double fs_hz, double fc_hz, struct err *err)
{
    enum { SHORTEST = 6 }; /* samples */
    return dsp_lowpass_runs(x, n, fs_hz, fc_hz, SHORTEST, err);
}

int gait_track_smooth(struct gait_track *k, double fc_hz, struct err *err)
{
    for (int p = 0; p < BODY_N_POINTS; p++) {
        int rc = gait_smooth(k->x[p], k->n, k->fs_hz, fc_hz, err);
        if (rc == 0)
            rc = gait_smooth(k->y[p], k->n, k->fs_hz, fc_hz, err);
        if (rc < 0)
            return rc;
    }
    return gait_smooth(k->waist, k->n, k->fs_hz, fc_hz, err);
}

double gait_track_waist(const struct gait_track *k, double t_s)
{
    double at = (t_s - k->t0_s) * k->fs_hz;
    if (!(at >= 0) || !(at < (double)(k->n - 1)))
        return NAN;
    size_t i = (size_t)at;
    return k->waist[i] + (at - (double)i) * (k->waist[i + 1] - k->waist[i]) - k->turn_rad;
}

struct gait_xy gait_track_at(const struct gait_track *k, enum body_point p, double t_s)
{
    return gait_track_mid(k, p, p, t_s);
}

/* The cubic through the two samples around and with the slopes of their neighbours: at 30
 * frames a second a straight line cuts 2 degrees off a knee's peak. A straight line at an end.
 */
static double between(double before, double a, double b, double after, double w)
{
    double line = a + w * (b - a);
    if (isnan(before) || isnan(after))
        return line;
    double sa = (b - before) / 2, sb = (after - a) / 2;
    return line + w * (1 - w) * ((1 - w) * (sa - (b - a)) + w * ((b - a) - sb));
}

struct gait_xy gait_track_mid(const struct gait_track *k, enum body_point p, enum body_point q,
                              double t_s)
{
    double at = (t_s - k->t0_s) * k->fs_hz;
    if (!(at >= -1e-6) || !(at <= (double)(k->n - 1) + 1e-6))
        return (struct gait_xy){ NAN, NAN };
    at = fmax(0, at);
    size_t i = (size_t)at < k->n - 1 ? (size_t)at : k->n - 1;
    double w = at - (double)i;
    struct gait_xy a = gait_track_mid_i(k, p, q, i);
    if (w < 1e-6 || i + 1 == k->n)
        return a;
    struct gait_xy b = gait_track_mid_i(k, p, q, i + 1);
    struct gait_xy before =
        i > 0 ? gait_track_mid_i(k, p, q, i - 1) : (struct gait_xy){ NAN, NAN };
    struct gait_xy after =
        i + 2 < k->n ? gait_track_mid_i(k, p, q, i + 2) : (struct gait_xy){ NAN, NAN };
    return (struct gait_xy){ between(before.x, a.x, b.x, after.x, w),
                             between(before.y, a.y, b.y, after.y, w) };
}

struct gait_xy gait_track_mid_i(const struct gait_track *k, enum body_point p,
                                enum body_point q, size_t i)
{
    return (struct gait_xy){ (k->x[p][i] + k->x[q][i]) / 2, (k->y[p][i] + k->y[q][i]) / 2 };
}

void gait_track_span(const struct gait_track *k, double from_s, double to_s, size_t *ret_from,
                     size_t *ret_to)
{
    double a = ceil((from_s - k->t0_s) * k->fs_hz - 1e-6);
    double b = floor((to_s - k->t0_s) * k->fs_hz + 1e-6) + 1;
    a = fmax(0, fmin(a, (double)k->n));
    b = fmax(a, fmin(b, (double)k->n));
    *ret_from = (size_t)a;
    *ret_to = (size_t)b;
}
