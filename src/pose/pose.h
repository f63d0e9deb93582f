/* SPDX-License-Identifier: Apache-2.0 */
#ifndef POSE_POSE_H
#define POSE_POSE_H
/*
 * pose - frames to motion: finds the people in a clip, follows them, measures their landmarks.
 *
 * The networks are BlazePose (Bazarevsky et al. 2020, arXiv 2006.10204; Grishchenko et al.
 * 2022, arXiv 2206.11678) as published in @mediapipe/pose; everything around them is here.
 *
 * Threads: a struct pose_models is immutable and shared. pose_clip uses the pool; its result
 * does not depend on the number of workers.
 */
#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/pool.h"
#include "base/progress.h"
#include "body/motion.h"
#include "media/media.h"
#include "nn/nn.h"

enum pose_quality { POSE_LITE, POSE_FULL, POSE_HEAVY, POSE_N_QUALITIES };
const char *pose_quality_name(enum pose_quality q); /* "lite", "full", "heavy" */

struct pose_models; /* detector + one landmark model */
/* folder: where the .tflite files lie. Errors: -ERR_MISSING (names the file and how to get it),
 * and those of nn_model_new. */
int pose_models_new(const char *folder, enum pose_quality q, enum nn_precision precision,
                    struct pose_models **ret_models, struct err *err) MUST_USE;
struct pose_models *pose_models_free(struct pose_models *m);
DEFINE_AUTO(pose_models)
enum nn_precision pose_models_precision(const struct pose_models *m); /* NN_F32 or NN_BF16 */

enum { POSE_MAX_PEOPLE = 6, POSE_MAX_FRAMES = 40000 };

struct pose_params {
    int person;             /* 0: choose; 1..: the number shown for that person */
    double from_s, to_s;    /* part of the clip to measure; to_s 0: to its end */
    bool every_frame_alone; /* detect in each frame, no tracking: for comparison with others */
};

struct pose_person {
    size_t n_frames;     /* frames in which the person was found */
    double from_s, to_s; /* first and last of them */
    double height_px;    /* median height in the picture */
    double x_px, y_px;   /* middle of the box in the person's middle frame, to point at them */
    double run_score;    /* 0..1: how much the legs move like running */
};

/* Processor time, summed over the threads; for the bench. */
struct pose_cost {
    double sample_s, detector_s, landmark_s; /* crops, networks */
    double decode_s;                         /* numbers of the networks to bodies */
    size_t n_detector_runs, n_landmark_runs;
};

struct pose_clip {
    struct motion *motion; /* of the chosen person; every frame read is in it */
    struct pose_person people[POSE_MAX_PEOPLE];
    size_t n_people;
    size_t chosen;         /* index in people */
    bool other_runners;    /* somebody else runs too: say who was chosen */
    bool cut_at_limit;     /* the clip is longer than POSE_MAX_FRAMES */
    struct pose_cost cost; /* the one part that differs from run to run */
};

/* Read the clip to its end. Errors: -ERR_NO_PERSON, -ERR_AMBIGUOUS (several people run and none
 * is clearly larger; the message lists them), -ERR_USAGE (no such person), those of media_next.
 */
int pose_clip(struct media_reader *r, const struct pose_models *models,
              const struct pose_params *par, struct pool *pool, struct progress *progress,
              struct pose_clip **ret_clip, struct err *err) MUST_USE;
struct pose_clip *pose_clip_free(struct pose_clip *c);
DEFINE_AUTO(pose_clip)

#endif
