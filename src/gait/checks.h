/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GAIT_CHECKS_H
#define GAIT_CHECKS_H
/*
 * checks - is this a runner, is it real time, is there enough of it? Internal.
 */
#include "gait/steps.h"

/* Before contacts: does anybody move their legs in a rhythm, and large enough to see?
 * ret_stride_s: their rhythm. Errors: -ERR_TOO_SMALL, -ERR_NOT_RUNNING (standing, exercising,
 * walking). */
int gait_check_moves(const struct gait_track *k, const struct gait_scene *scene,
                     double *ret_stride_s, struct err *err) MUST_USE;

/*
 * Is the trunk high or low when the legs are apart? A runner flies then, a walker stands on
 * both feet: the correlation of the trunk's height (less its mean over a stride) with the
 * distance of the ankles along the path, side view. Running gives 0.3 to 0.9, walking -0.6 on
 * real clips (the spring and the inverted pendulum: Cavagna et al. 1977, Am J Physiol
 * 233:R243). NaN: cannot be told. From behind and in front, depth disturbs the feet: checked on
 * the steps instead.
 */
double gait_bounce(const struct gait_track *k, double stride_s);

/* After steps: -ERR_NOT_RUNNING (walking), -ERR_TOO_SHORT (under GAIT_MIN_STEPS),
 * -ERR_SLOW_MOTION, -ERR_CAMERA (steps that nobody takes). */
enum { GAIT_MIN_STEPS = 6 };
struct gait_check_given {
    bool slow_known; /* the user told the factor: do not suspect */
    double whole_s;  /* length of the clip */
};
int gait_check_runs(const struct gait_step *steps, const struct gait_step_span *spans, size_t n,
                    double stride_s, const struct gait_check_given *given, struct err *err)
    MUST_USE;

/* Slow-motion factor that gravity implies: a body in flight falls at g. From the step time, the
 * contact time and the vertical oscillation of a sine-force runner (Morin et al. 2005):
 *   VO = g tc^2 (1 + tf/tc) / (2 pi) - g tc^2 / 8 + g tf^2 / 8, and VO grows with time squared.
 * NaN where it cannot be told. Good to about a fifth. */
double gait_slow_factor(double step_s, double contact_s, double vert_osc_m);

#endif
