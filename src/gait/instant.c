/* SPDX-License-Identifier: Apache-2.0 */
#include "gait/instant.h"

#include <math.h>

#include "base/mem.h"
#include "dsp/stats.h"

/* Frames used, from initial contact; a little after it, since a kink is not a jump. */
static const double FROM_S = -0.080, TO_S = 0.005;
enum { FEWEST_SAMPLES = 6, ROUNDS = 2 };
static const double FAR_MAD = 3;
/* What the frames may scatter about the parabola: legs that are taken for each other make any
 * curve. Degrees; of the reach, the share of a leg that turns it by as much. */
static const double MOST_SCATTER_DEG = 12, MOST_SCATTER_LEGS = 0.2;

/* -- the parabola -------------------------------------------------------------------------- */

struct sample {
    double u, y; /* time from contact as a share of the window; the quantity */
    size_t span_i;
};

struct parabola {
    double c[3]; /* y = c0 + c1 u + c2 u^2 */
};

static double parabola_at(const struct parabola *p, double u)
{
    return p->c[0] + u * (p->c[1] + u * p->c[2]);
}

static double det3(double m[3][3])
{
    return m[0][0] * (m[1][1] * m[2][2] - m[1][2] * m[2][1]) -
           m[0][1] * (m[1][0] * m[2][2] - m[1][2] * m[2][0]) +
           m[0][2] * (m[1][0] * m[2][1] - m[1][1] * m[2][0]);
}

/* Least squares over the samples no further than `limit` from `old`; NULL: over all. */
static bool fit(const struct sample *s, size_t n, const struct parabola *old, double limit,
                struct parabola *ret)
{
    double power[5] = { 0 }, right[3] = { 0 };
    size_t used = 0;
    for (size_t i = 0; i < n; i++) {
        if (old && fabs(s[i].y - parabola_at(old, s[i].u)) > limit)
            continue;
        double w = 1;
        for (int k = 0; k < 5; k++) {
            power[k] += w;
            if (k < 3)
                right[k] += w * s[i].y;
            w *= s[i].u;
        }
        used++;
    }
    double m[3][3], d;
    for (int r = 0; r < 3; r++)
        for (int c = 0; c < 3; c++)
            m[r][c] = power[r + c];
    d = det3(m);
    /* samples at two times only leave the bend open */
    if (used < FEWEST_SAMPLES || !(d > 1e-6 * (double)used * (double)used * (double)used))
        return false;
    for (int k = 0; k < 3; k++) {
        double with[3][3];
        for (int r = 0; r < 3; r++)
            for (int c = 0; c < 3; c++)
                with[r][c] = c == k ? right[r] : m[r][c];
        ret->c[k] = det3(with) / d;
    }
    return true;
}

/* The same without the samples that lie far off; false where the others scatter too. */
static bool fit_most(const struct sample *s, size_t n, double most_scatter, double *work,
                     struct parabola *ret)
{
    if (!fit(s, n, NULL, 0, ret))
        return false;
    for (int round = 0; round < ROUNDS; round++) {
        struct parabola old = *ret;
        for (size_t i = 0; i < n; i++)
            work[i] = fabs(s[i].y - parabola_at(&old, s[i].u));
        double scatter = 1.4826 * dsp_median(work, n), limit = FAR_MAD * scatter;
        if (scatter > most_scatter)
            return false;
        if (!fit(s, n, &old, fmax(limit, 1e-9), ret))
            *ret = old;
    }
    return true;
}

/* -- quantities ---------------------------------------------------------------------------- */

static double foot_at(const struct gait_step_span *s, const struct gait_track *k, double t)
{
    return gait_foot_angle_deg(k, s->side, t);
}

static double knee_at(const struct gait_step_span *s, const struct gait_track *k, double t)
{
    return gait_knee_deg(k, s->side, t) - s->scene->knee_bias_deg;
}

static double shin_at(const struct gait_step_span *s, const struct gait_track *k, double t)
{
    return gait_shin_deg(k, s->side, t);
}

static double reach_at(const struct gait_step_span *s, const struct gait_track *k, double t)
{
    return gait_track_at(k, BODY_OF(ANKLE, s->side), t).x -
           gait_track_mid(k, BODY_L_HIP, BODY_R_HIP, t).x;
}

typedef double quantity_fn(const struct gait_step_span *s, const struct gait_track *k,
                           double t);
static quantity_fn *const quantities[GAIT_N_AT_IC] = {
    [GAIT_IC_FOOT] = foot_at,
    [GAIT_IC_KNEE] = knee_at,
    [GAIT_IC_SHIN] = shin_at,
    [GAIT_IC_REACH] = reach_at,
};

/* Where too little is seen before contact: the smoothed track, as it is. */
static struct gait_line plain_line(const struct gait_step_span *s, quantity_fn *fn)
{
    const double d = 0.010;
    return (struct gait_line){
        .t_s = s->on_s,
        .value = fn(s, s->fast, s->on_s),
        .per_s = (fn(s, s->fast, s->on_s + d) - fn(s, s->fast, s->on_s - d)) / (2 * d)
    };
}

static size_t collect(const struct gait_step_span *spans, size_t n, enum body_side side,
                      quantity_fn *fn, struct sample *ret)
{
    size_t n_samples = 0;
    for (size_t i = 0; i < n; i++) {
        const struct gait_step_span *s = &spans[i];
        size_t from, to;
        if (s->side != side)
            continue;
        gait_track_span(s->raw, s->on_s + FROM_S, s->on_s + TO_S, &from, &to);
        for (size_t j = from; j < to; j++) {
            double y = fn(s, s->raw, s->raw->t_s[j]);
            if (!isnan(y))
                ret[n_samples++] = (struct sample){ .u = (s->raw->t_s[j] - s->on_s) / -FROM_S,
                                                    .y = y,
                                                    .span_i = i };
        }
    }
    return n_samples;
}

/* A step's own value: the parabola moved by the median of what its frames are off. */
static double own_value(const struct parabola *p, const struct sample *s, size_t n,
                        size_t span_i, double *work)
{
    size_t k = 0;
    for (size_t i = 0; i < n; i++)
        if (s[i].span_i == span_i)
            work[k++] = s[i].y - parabola_at(p, s[i].u);
    return k ? p->c[0] + dsp_median(work, k) : NAN;
}

static void one_quantity(struct gait_step_span *spans, size_t n, enum body_side side, int q,
                         struct sample *s, double *work)
{
    struct parabola p;
    size_t n_samples = collect(spans, n, side, quantities[q], s);
    double most =
        q == GAIT_IC_REACH && n ? MOST_SCATTER_LEGS * spans[0].scene->leg_px : MOST_SCATTER_DEG;
    bool fits = fit_most(s, n_samples, most, work, &p);
    for (size_t i = 0; i < n; i++) {
        if (spans[i].side != side)
            continue;
        spans[i].at_ic[q] = plain_line(&spans[i], quantities[q]);
        if (!fits)
            continue;
        spans[i].at_ic[q].value = own_value(&p, s, n_samples, i, work);
        spans[i].at_ic[q].per_s = p.c[1] / -FROM_S;
    }
}

void gait_instant_find(struct gait_step_span *spans, size_t n)
{
    size_t room = n ? n * ((size_t)ceil((TO_S - FROM_S) * spans[0].raw->fs_hz) + 2) : 1;
    AUTO(mem) struct sample *s = mem_array(room, sizeof(*s));
    AUTO(mem) double *work = mem_array(room, sizeof(*work));
    for (enum body_side side = BODY_LEFT; s && work && side < BODY_N_SIDES; side++)
        for (int q = 0; q < GAIT_N_AT_IC; q++)
            one_quantity(spans, n, side, q, s, work);
}
