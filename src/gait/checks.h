/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GAIT_CHECKS_H
#define GAIT_CHECKS_H
/*
 * checks - is this a runner, is it real time, is there enough of it? Internal.
 */
#include "gait/steps.h"

/* Before contacts: does anybody move their legs in a rhythm, and large enough to see?
 * Errors: -ERR_TOO_SMALL, -ERR_NOT_RUNNING (standing, exercising). */
int gait_check_moves(const struct gait_track *k, const struct gait_scene *scene,
                     struct err *err) MUST_USE;

/* After steps: -ERR_NOT_RUNNING (walking), -ERR_TOO_SHORT (under GAIT_MIN_STEPS),
 * -ERR_SLOW_MOTION (unless slow_known). whole_s: length of the clip. */
enum { GAIT_MIN_STEPS = 6 };
int gait_check_runs(const struct gait_step *steps, const struct gait_step_span *spans, size_t n,
                    bool slow_known, double whole_s, struct err *err) MUST_USE;

/* Slow-motion factor that gravity implies: a body in flight falls at g. From the step time, the
 * contact time and the vertical oscillation of a sine-force runner (Morin et al. 2005):
 *   VO = g tc^2 (1 + tf/tc) / (2 pi) - g tc^2 / 8 + g tf^2 / 8, and VO grows with time squared.
 * NaN where it cannot be told. Good to about a fifth. */
double gait_slow_factor(double step_s, double contact_s, double vert_osc_m);

#endif
