/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GAIT_LEVEL_H
#define GAIT_LEVEL_H
/*
 * level - which way is down: how far the camera is turned about its own axis. Internal.
 *
 * A phone held or leant is a few degrees off level, and every inclination inherits that. Two
 * things tell by how much. The background, in every view: what stands upright in it (struct
 * motion, roll_rad), at the runner's place in the picture. And in rear and front views the
 * runner: over left and right steps together he is balanced sideways, the middle of the trunk,
 * at mid-stance, lies as far to one side of the left foot as to the other of the right one.
 * Where both are known they are weighed by their uncertainties, so that a runner who does lean
 * to one side is not levelled away in front of a door frame.
 *
 * The floor under the feet tells nothing: on real clips the deck of a treadmill that climbs, or
 * is seen from an angle, slopes by up to 9 degrees in pictures whose walls and trees are
 * upright.
 */
#include "gait/contacts.h"

struct gait_level {
    double roll_rad; /* the camera is turned clockwise; NaN: not known, taken for 0 */
    double sd_rad; /* standard uncertainty; of a roll that is not known: that of a phone held by
                    * hand */
};

/* c NULL: without the runner's balance; also with fewer than 2 contacts of a side. */
struct gait_level gait_level_find(const struct motion *m, const struct gait_track *k,
                                  const struct gait_scene *scene,
                                  const struct gait_contacts *c);

/* Radians that the axes of the view have to be turned by, counter-clockwise, so that y is up.
 */
double gait_level_turn(const struct gait_level *level, enum gait_view view);

#endif
