/* SPDX-License-Identifier: Apache-2.0 */
#ifndef POSE_DETECT_H
#define POSE_DETECT_H
/*
 * detect - the numbers of the person detector to people: anchors, decoding, weighted
 * non-maximum suppression.
 *
 * Single-shot detector (Liu et al. 2016, arXiv 1512.02325) with the suppression by blending of
 * BlazeFace (Bazarevsky et al. 2019, arXiv 1907.05047, section 3.3). Coordinates here are
 * shares 0..1 of the detector's square input. Pure functions.
 */
#include <stddef.h>

enum {
    DETECT_INPUT = 224, /* px, square */
    DETECT_N_ANCHORS = 2254,
    DETECT_N_KEYS = 4,     /* mid-hip, whole-body circle, mid-shoulder, upper-body circle */
    DETECT_N_NUMBERS = 12, /* box x, y, w, h, then the key points' x, y */
};
extern const double DETECT_MIN_SCORE, DETECT_SAME_IOU;

struct anchor {
    float x, y; /* middle of its cell */
};

struct detection {
    float score;      /* 0..1 */
    float x, y, w, h; /* box (of the head): middle and size */
    float key[DETECT_N_KEYS][2];
};

/* [DETECT_N_ANCHORS] in the network's order. */
void detect_anchors(struct anchor *ret_anchors);

/*
 * Detections of at least min_score.
 *   boxes [DETECT_N_ANCHORS][DETECT_N_NUMBERS]  px from the anchor
 *   logits [DETECT_N_ANCHORS]                   score before the sigmoid, cut at +-100
 *   ret [DETECT_N_ANCHORS]                      best first; equal scores in anchor order
 * Returns how many.
 */
size_t detect_decode(const float *boxes, const float *logits, const struct anchor *anchors,
                     double min_score, struct detection *ret);

/* Intersection over union of two boxes; 0 for empty ones. */
double detect_iou(const struct detection *a, const struct detection *b);

/*
 * Blend each best detection with all that overlap it by more than min_iou, weighted by score;
 * in place, order of `d` (best first) kept. Returns how many are left.
 */
size_t detect_blend(struct detection *d, size_t n, double min_iou);

#endif
