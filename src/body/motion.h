/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BODY_MOTION_H
#define BODY_MOTION_H
/*
 * motion - where the points of one body were, over time: what pose makes, synth knows, mocap
 * brings, and gait measures.
 *
 * Plain data, owned by its maker. Image motion is in pixels of the upright (displayed) picture:
 * x right, y DOWN, origin at the outer corner of the top left pixel, z away from the camera
 * (same scale as x, relative to the mid-hip, low quality, or NaN). `world` is a model's own
 * guess in metres, camera axes (x right, y down, z away from the camera), origin mid-hip. A
 * missing point has x = y = NaN and conf = 0. `camera` is how far the picture's still
 * background has moved across the picture since the first frame: of a camera at rest 0, of a
 * motion without a camera NaN. The points are where they are seen; who wants them steady
 * subtracts it. `roll` is how far the camera is turned clockwise about its viewing axis: what
 * is upright leans to the left by it in the middle of the picture, and by roll_per_px more for
 * each px to the right, since upright lines of a camera that looks up or down converge.
 * `waist` is the edge between a runner's shirt and shorts, seen from behind: how
 * far it sinks towards image right, and how far its middle lies above mid-hip; whether it moves
 * with the pelvis only the runner knows.
 */
#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "body/skeleton.h"

struct motion_point {
    float x, y, z; /* px, see above */
    float conf;    /* 0..1 that the point is visible where it is said to be */
};

struct motion_xyz {
    float x, y, z; /* m */
};

struct motion {
    size_t n_frames, cap_frames;
    int width, height; /* px of the upright picture */
    double *t_s;       /* [n_frames] time of each frame from the clip's first, ascending */
    float *score;      /* [n_frames] 0..1 that a person is there; 0: not found in this frame */
    struct motion_point (*points)[BODY_N_POINTS]; /* [n_frames] */
    struct motion_xyz (*world)[BODY_N_POINTS];    /* [n_frames] */
    float (*camera)[2];                           /* [n_frames] px; all NaN: unknown */
    double roll_rad, roll_sd_rad; /* with its standard uncertainty; NaN both: unknown */
    double roll_per_px;           /* rad for each px; 0 where the roll is unknown */
    float (*waist)[2]; /* [n_frames] rad, trunk lengths; NaN: not seen */
};

/* Empty motion for a picture of that size, roll unknown. Errors: -ERR_NOMEM. */
int motion_new(int width, int height, struct motion **ret_motion, struct err *err) MUST_USE;
struct motion *motion_free(struct motion *m);
DEFINE_AUTO(motion)
/* One more frame at t_s, all points missing; its index is m->n_frames - 1. Amortised O(1),
 * about 1 KB a frame. Errors: -ERR_NOMEM; -ERR_FORMAT if time does not advance. */
int motion_append(struct motion *m, double t_s, struct err *err) MUST_USE;
/* Deep copy. */
int motion_copy(const struct motion *m, struct motion **ret_motion, struct err *err) MUST_USE;

double motion_fps(const struct motion *m); /* 1 / median frame interval; NaN under 2 frames */

#endif
