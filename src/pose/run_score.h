/* SPDX-License-Identifier: Apache-2.0 */
#ifndef POSE_RUN_SCORE_H
#define POSE_RUN_SCORE_H
/*
 * run_score - how much a pair of legs moves like running, to tell the runner from bystanders.
 *
 * Whether it is running good enough to measure is gait's to say. Pure function.
 */
#include <stddef.h>

/*
 * The line from the right to the left ankle swings to and fro once a stride, seen from any
 * side. Within each window of 2 s: how periodic that is (autocorrelation over 0.35 to 1.4 s:
 * high after one stride, low after half of one), times how far it swings against the body's
 * height, times how near the step rate is to that of running (2 to 4.5 steps a second). The
 * median over the windows. t_s [n]      ascending apart [n]    left minus right ankle, px; NaN
 * where missing height_px    of the body Returns 0..1; 0 for clips under 1 s.
 */
double run_score(const double *t_s, const double (*apart)[2], size_t n, double height_px);

#endif
