/* SPDX-License-Identifier: Apache-2.0 */
#ifndef POSE_CAMERA_H
#define POSE_CAMERA_H
/*
 * camera - how the camera moved: the path of the still background across the picture.
 *
 * Small brightness pictures are laid over a key picture: patches with texture, outside the
 * people, are each moved by Gauss-Newton steps (Lucas & Kanade 1981, IJCAI, p. 674) and their
 * median is taken, so that a belt, a passer-by or a screen does not count. A key stays as long
 * as it overlaps, so that a camera at rest does not drift. Turns about the viewing axis and
 * zoom are not followed: patches then disagree, and the path is unknown.
 *
 * Threads: none; a struct camera belongs to one thread. Memory fixed, under 1 MB. Cost:
 * 0.1 ms a frame.
 */
#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "media/media.h"
#include "pose/landmark.h"

enum { CAMERA_SIDE = 192, CAMERA_BOXES = 12 }; /* longest side of a small picture, about */

struct camera_box { /* px: people and what moves with them */
    double x0, y0, x1, y1;
};
/* The box around the visible points [from, to) of a body; false: there are none. */
bool camera_box_around(const struct body *b, int from, int to, struct camera_box *ret);
struct camera_box camera_box_wider(const struct camera_box *b, double px); /* on each side */
/* That around the whole body, wider by a tenth of its height. */
bool camera_box_of(const struct body *b, struct camera_box *ret);

struct camera;
int camera_new(struct media_grey size, struct camera **ret, struct err *err) MUST_USE;
struct camera *camera_free(struct camera *c);
DEFINE_AUTO(camera)

/*
 * The next picture in order, grey [height][width], with the people in it. ret_px: where the
 * background went since the first picture, px of the full picture. false: not known for this
 * one, ret_px is that of the last known.
 */
bool camera_next(struct camera *c, const float *grey, const struct camera_box *boxes,
                 size_t n_boxes, double ret_px[2]);

#endif
