/* SPDX-License-Identifier: Apache-2.0 */
#ifndef STORE_EXPECT_H
#define STORE_EXPECT_H
/*
 * expect - private to store: what a column should look like, from those before it.
 *
 * Distance grows as the positions move, speed is the slope of distance, a ratio is one column
 * over another: whoever knows the one needs few bytes for the other. Only operations that IEEE
 * 754 fixes to the last bit are used (no sine), since reader and writer must agree. What stored
 * samples were packed with never changes: another formula is another layout (pack.h).
 */
#include "activity/activity.h"

/* When each sample of `a` was taken, in milliseconds; where nobody knows, as the one before.
 * ret [n_samples]. */
void expect_clock(const struct activity *a, int64_t *ret_ms);

/* Fill ret [n_samples] with what column c should follow, from the columns that `a` has already;
 * false: nothing is known of it. */
bool expect_column(const struct activity *a, enum activity_column c, const int64_t *clock_ms,
                   double *ret);

#endif
