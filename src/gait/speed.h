/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GAIT_SPEED_H
#define GAIT_SPEED_H
/*
 * speed - how fast the runner runs, from how fast the standing foot passes under the hips.
 *
 * On a treadmill that is the belt's speed, over ground the runner's own; it needs no fixed
 * camera. Side views only. Depends on: body, dsp. Pure; any thread; microseconds a step.
 */
#include "gait/gait.h"

/* m/s of life with its 95 % interval; status says why there is none. Errors of the scale, of
 * the steps and 5 % of method (docs/spine.md, Speed) are in the interval. */
struct gait_value gait_speed(const struct gait *g);

#endif
