/* SPDX-License-Identifier: Apache-2.0 */
#ifndef POSE_WAIST_H
#define POSE_WAIST_H
/*
 * waist - how the edge between a runner's shirt and shorts slopes, seen from behind.
 *
 * Landmark networks put both hips at one height whatever the pelvis does (docs/accuracy), so a
 * pelvis that tilts shows in the clothes or nowhere. A strip of the picture around the hips is
 * cut along the trunk; the straight line with the largest difference of colour across it is
 * looked for; then every column says where its own colours change, and a line is laid through
 * what they say, robustly.
 *
 * Whether the edge is the pelvis's is another question: a shirt that hangs out swings with the
 * trunk. Pure; any thread. Cost: 0.1 ms.
 */
#include <stdbool.h>

#include "body/motion.h"
#include "media/media.h"

struct waist {
    double slope_rad; /* how far the edge sinks towards image right */
    double above;     /* of its middle over mid-hip, in trunk lengths */
};

/*
 *   p   where the body is, px; only shoulders and hips count
 * false: not seen from behind, too small, or no straight edge across the hips; from the front
 * the thighs bend the edge.
 */
bool waist_find(const struct media_frame *f, const struct motion_point p[BODY_N_POINTS],
                struct waist *ret_waist);

#endif
