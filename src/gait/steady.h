/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GAIT_STEADY_H
#define GAIT_STEADY_H
/*
 * steady - take the camera's own movement out of a motion. Internal.
 *
 * Heights are always steadied: a camera that nods moves everything alike, at every depth.
 * Sideways only in a view from behind or in front: beside the runner a camera that travels
 * along sees near and far ground pass at different speeds, and nothing measured from the side
 * rests on where the runner is in the picture.
 */
#include "body/motion.h"

enum gait_axis { GAIT_SIDEWAYS, GAIT_UPWARDS };

/* Subtract the camera's path along one axis from every point; undo adds it again. A path that
 * is not known changes nothing. */
void gait_steady(struct motion *m, enum gait_axis axis);
void gait_steady_undo(struct motion *m, enum gait_axis axis);

/* Mean speed of the background across the picture, px a second; NaN unknown. */
double gait_camera_speed(const struct motion *m);

#endif
