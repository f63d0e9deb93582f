/* SPDX-License-Identifier: Apache-2.0 */
#ifndef POSE_UPRIGHT_H
#define POSE_UPRIGHT_H
/*
 * upright - how far the camera is turned about its own axis, from what is upright in the
 * background: cupboards, door and window frames, posts, trunks of trees.
 *
 * A few brightness pictures of the clip, the people left out, are laid over each other as long
 * as the camera rests, and searched for straight upright edges (edges.h). In a camera that
 * looks up or down uprights converge: the slope of an upright changes evenly with the place
 * where it crosses the middle row. Both are fitted together, so that convergence is not taken
 * for a turn. Many things that agree win; a ladder or the frame of a treadmill that leans does
 * not. Of a camera that moves the answers of its rests are put together.
 *
 * Threads: none; a struct upright belongs to one thread. Memory fixed, about 2 MB. Cost: 0.5 to
 * 1 ms for each picture that is looked at, nearly all of it to shrink the film's, 2 to 6 ms for
 * each rest of the camera; at most 32 and 8 a clip.
 */
#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "media/media.h"
#include "pose/camera.h"

enum { UPRIGHT_SIDE = 480 }; /* longest side of a picture, about */
enum { UPRIGHT_PICTURES = 32, UPRIGHT_RESTS = 8 };

struct upright_answer {
    double roll_rad; /* uprights lean to the left by it in the middle of the picture: the
                      * camera is turned clockwise; NaN: nothing upright was seen */
    double sd_rad;   /* its standard uncertainty */
    double per_px;   /* rad more of it for each px to the right of the middle */
    size_t n_things; /* upright things that agree, in the best of the rests */
};

/* Boxes around a body from the hips up and from the hips down, wider by a tenth of its height:
 * how many, 0: no body. Less of the background is lost than in one box around stride and arms.
 */
size_t upright_boxes_of(const struct body *b, struct camera_box ret[2]);

struct upright;
int upright_new(struct media_grey size, struct upright **ret, struct err *err) MUST_USE;
struct upright *upright_free(struct upright *u);
DEFINE_AUTO(upright)

/* Is a picture wanted at this time? Often at first, then less and less. */
bool upright_wants(const struct upright *u, double t_s);
/*
 * The next picture, grey [height][width], with the people in it, in order of time. at_px: where
 * the background is (camera.h), NULL: not known. Errors: -ERR_NOMEM.
 */
int upright_add(struct upright *u, double t_s, const float *grey,
                const struct camera_box *boxes, size_t n_boxes, const double at_px[2],
                struct err *err) MUST_USE;
/* What was seen so far. Ends the rest that is being looked at. Errors: -ERR_NOMEM. */
int upright_find(struct upright *u, struct upright_answer *ret_answer, struct err *err)
    MUST_USE;

#endif
