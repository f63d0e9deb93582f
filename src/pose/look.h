/* SPDX-License-Identifier: Apache-2.0 */
#ifndef POSE_LOOK_H
#define POSE_LOOK_H
/*
 * look - the work on one frame: a plan in, a sighting out.
 *
 * What is seen depends on the frame and the plan only, so frames can be looked at in any order,
 * by any thread.
 */
#include "pose/models.h"
#include "pose/track.h"

struct look {
    struct media_frame *frame; /* borrowed */
    struct plan plan;
    size_t max_found; /* up to POSE_MAX_PEOPLE new people */
    struct sighting sighting;
};

/* Errors: those of nn_run. */
int look_run(struct look *l, struct eye *e, struct err *err) MUST_USE;

#endif
