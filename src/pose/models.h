/* SPDX-License-Identifier: Apache-2.0 */
#ifndef POSE_MODELS_H
#define POSE_MODELS_H
/*
 * models - the table of the network files, and one thread's use of them.
 *
 * A struct pose_models is immutable. A struct eye (activations of both networks) belongs to one
 * thread at a time.
 */
#include <stdbool.h>

#include "media/media.h"
#include "pose/detect.h"
#include "pose/landmark.h"
#include "pose/pose.h"

struct model_info {
    const char *file, *name;
    const char *outputs[4]; /* names in the graph, in the order of enum landmark_output */
    size_t n_outputs;
};
extern const struct model_info model_detector, model_landmark[POSE_N_QUALITIES];

struct pose_models {
    struct nn_model *detector, *landmark;
    enum pose_quality quality;
    struct anchor anchors[DETECT_N_ANCHORS];
};

struct eye;
int eye_new(const struct pose_models *m, struct eye **ret_eye, struct err *err) MUST_USE;
struct eye *eye_free(struct eye *e);
DEFINE_AUTO(eye)
/* How its heatmaps move points, from now on; at first landmark_sharp. Borrowed. */
void eye_use_cells(struct eye *e, const struct landmark_cells *cells);
struct pose_cost eye_cost(const struct eye *e); /* since eye_new */

/* Regions of the people the detector sees, surest first. Returns how many (<= max), or the
 * errors of nn_run. */
int eye_detect(struct eye *e, const struct media_frame *f, struct region *ret, size_t max,
               struct err *err) MUST_USE;
/* The body in a region; where nobody is, its presence is under LANDMARK_MIN_PRESENCE. */
int eye_measure(struct eye *e, const struct media_frame *f, const struct region *where,
                struct body *ret_body, struct err *err) MUST_USE;

#endif
