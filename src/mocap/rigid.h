/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOCAP_RIGID_H
#define MOCAP_RIGID_H
/*
 * rigid - the turn and shift that lay one set of points on another. Internal.
 *
 * Least squares by unit quaternions (Horn 1987, J Opt Soc Am A 4:629). Pure; about 1 us.
 */
#include <stdbool.h>
#include <stddef.h>

enum { RIGID_MAX_POINTS = 16 };

struct rigid {
    double turn[3][3], shift[3]; /* b = turn a + shift */
    double rms;                  /* of what is left, unit of the points */
};

/* a, b [n], n from 3 to RIGID_MAX_POINTS. False: the points lie on one line, or are not
 * finite. */
bool rigid_fit(const double (*a)[3], const double (*b)[3], size_t n, struct rigid *ret);
void rigid_apply(const struct rigid *r, const double a[3], double ret_b[3]);

#endif
