/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GAIT_REPAIR_H
#define GAIT_REPAIR_H
/*
 * repair - undo what a landmark model gets wrong: hidden points, jumps, legs taken for each
 * other. Internal. Works in place on a copy of the motion; everything it changes is counted.
 */
#include <stddef.h>

#include "body/motion.h"

struct gait_repairs {
    size_t n_gaps_filled; /* frames of a point filled across a gap, all points together */
    size_t n_outliers;    /* points thrown away: jumps, stretched legs, feet between the legs */
    size_t n_swaps;       /* frames in which the legs were exchanged back */
};

/* Points below this confidence are treated as missing: under it the model is guessing. */
#define GAIT_MIN_CONF 0.1f

/*
 * Exchange left and right leg where that makes both move smoothly and in the stride's rhythm:
 * over each run of found frames the cheapest path through the states "as labelled" and
 * "exchanged" (Viterbi over pairs of states, since the cost is the change of velocity: a leg
 * cannot jump to where the other one was). The rhythm does not rest on the labels: the ankles
 * are farthest apart once a step, and at each step the other one is ahead; who is called left
 * is a vote of ankles and, against them, elbows. Returns the number of frames exchanged. Cost:
 * O(frames * frames of a stride), 4 states; memory 5 numbers a frame. On no memory nothing is
 * changed and 0 returned.
 */
size_t gait_repair_swaps(struct motion *m);

/* Fill the gaps of up to max_gap frames in the path of a point; those at the ends stay. x, y
 * [m->n_frames]: work space. Returns the number of frames filled. */
size_t gait_fill_gaps(struct motion *m, enum body_point p, size_t max_gap, double *x,
                      double *y);

/* Everything, in order: swaps, low confidence, feet between the legs, legs that stretch (side
 * view), jumps, gaps up to max_gap_s. */
void gait_repair(struct motion *m, double max_gap_s, struct gait_repairs *ret_repairs);

#endif
