/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GAIT_LEVEL_H
#define GAIT_LEVEL_H
/*
 * level - which way is down in a rear or front view: how far the camera is turned about its own
 * axis. Internal.
 *
 * A phone held or leant is a few degrees off level, and every inclination inherits that. Over
 * left and right steps together a runner is balanced sideways: the middle of the trunk, at
 * mid-stance, lies as far to one side of the left foot as to the other of the right one.
 *
 * Not so in the side view: there the only line the runner draws is the floor under the feet,
 * and on real clips that is no level. The deck of a treadmill that climbs, or is seen from an
 * angle, slopes by up to 9 degrees in pictures whose walls and trees are upright. So the side
 * view's inclinations are against the picture's own vertical.
 */
#include "gait/contacts.h"

/* Radians that the axes of the track have to be turned by, counter-clockwise in the axes of the
 * view, so that y is up; 0 in a side view and with fewer than 2 contacts of a side. */
double gait_level_find(const struct gait_track *k, const struct gait_scene *scene,
                       const struct gait_contacts *c);

#endif
