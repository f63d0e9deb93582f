/* SPDX-License-Identifier: Apache-2.0 */
#include "gait/speed.h"

#include <math.h>

#include "base/mem.h"
#include "dsp/stats.h"

/* Where in the contact the foot lies still, most of all in landmarks of video: chosen among a
 * few windows and points by the error on rendered runners. */
static const double FROM_FRAC = 0.15, TO_FRAC = 0.5;
static const double METHOD_SD_FRAC = 0.05;
enum { MIN_FRAMES = 3, MIN_STEPS = 3 };

/* px of the clip's seconds, forward positive; NaN: too few frames in it. */
static double step_speed(const struct gait *g, const struct gait_step *s, int dir)
{
    const struct motion *m = g->motion;
    double span = s->contact.off_s - s->contact.on_s, n = 0, t = 0, x = 0, tt = 0, tx = 0;
    double from = s->contact.on_s + FROM_FRAC * span, to = s->contact.on_s + TO_FRAC * span;
    enum body_point toe = BODY_OF(TOE, s->contact.side);
    enum body_point heel = BODY_OF(HEEL, s->contact.side);

    for (size_t i = 0; i < m->n_frames; i++) {
        const struct motion_point *p = m->points[i];
        double u = m->t_s[i] - from;
        double back = (p[BODY_L_HIP].x + p[BODY_R_HIP].x - p[toe].x - p[heel].x) / 2.0;
        if (u < 0 || m->t_s[i] > to || isnan(back))
            continue;
        n++;
        t += u;
        x += dir * back;
        tt += u * u;
        tx += u * dir * back;
    }
    return n < MIN_FRAMES ? NAN : (n * tx - t * x) / (n * tt - t * t);
}

static struct gait_value unknown(enum gait_status why, size_t n)
{
    return (struct gait_value){ why, NAN, NAN, NAN, NAN, n };
}

struct gait_value gait_speed(const struct gait *g)
{
    AUTO(mem) double *v = mem_array(g->n_steps, sizeof(*v));
    double slow = g->quality.fps / motion_fps(g->motion);
    size_t n = 0;

    if (!gait_view_is_side(g->view))
        return unknown(GAIT_NOT_IN_VIEW, 0);
    for (size_t i = 0; v && i < g->n_steps; i++) {
        double px_s = step_speed(g, &g->steps[i], g->view == GAIT_SIDE_LEFT ? -1 : 1);
        v[n] = px_s * slow / g->quality.px_per_m;
        n += isnan(v[n]) ? 0 : 1;
    }
    if (n < MIN_STEPS)
        return unknown(g->quality.fps < 24 ? GAIT_FPS_TOO_LOW : GAIT_TOO_FEW, n);
    struct gait_value r = { GAIT_MEASURED, dsp_median(v, n), NAN, NAN, dsp_mad(v, n), n };
    double by_steps = 1.25 * r.spread / sqrt((double)n); /* standard error of a median */
    double sd = hypot(by_steps, r.value * hypot(METHOD_SD_FRAC, g->quality.scale_sd_frac));
    r.lo = r.value - 1.96 * sd;
    r.hi = r.value + 1.96 * sd;
    return r;
}
