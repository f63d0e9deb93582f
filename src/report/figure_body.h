/* SPDX-License-Identifier: Apache-2.0 */
#ifndef REPORT_FIGURE_BODY_H
#define REPORT_FIGURE_BODY_H
/*
 * figure_body - where the joints of a pose are, and how it comes to rest. Private to report.
 *
 * Depends on: base, care. Pure. Unit of length: the height of the body. x to the right of the
 * picture, y up from the ground, z towards the viewer. Lengths of the segments are shares of
 * the height by Drillis and Contini (1966).
 */
#include "care/pose.h"

struct figure_point {
    double x, y, z;
};

enum { FIGURE_SPINE = 6 }; /* nodes from the pelvis to the neck */

struct figure_body {
    struct figure_point spine[FIGURE_SPINE];
    struct figure_point across[FIGURE_SPINE]; /* unit vectors to its right, */
    struct figure_point ahead[FIGURE_SPINE];  /* and to its front */
    struct figure_point head, nose;
    struct figure_point hip[2], knee[2], ankle[2], heel[2], ball[2], toe[2];
    struct figure_point shoulder[2], elbow[2], wrist[2], hand[2];
};

/* Joints of the pose after it has come to rest. Angles change by as little as it takes (least
 * squares); what cannot be reached is left out of reach. Takes well under 1 ms. */
void figure_settle(const struct care_pose *pose, struct figure_body *ret);

/* Centre and radius of the body at one point of enum care_touch; bit in 0..CARE_N_TOUCHES-1. */
struct figure_point figure_touch(const struct figure_body *b, unsigned bit, double *ret_radius);

double figure_prop_height(unsigned props); /* of step or chair, 0 without */

#endif
