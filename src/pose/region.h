/* SPDX-License-Identifier: Apache-2.0 */
#ifndef POSE_REGION_H
#define POSE_REGION_H
/*
 * region - the turned square of the picture that a landmark network looks at.
 *
 * Lengths in px of the upright picture (x right, y down, pixel centres at +0.5), angles in rad,
 * positive clockwise on the screen: the square's own "up" is (sin angle, -cos angle).
 *
 * Pure functions.
 */
struct region {
    double x, y;  /* middle: the person's mid-hip */
    double size;  /* side of the square; 0: no region */
    double angle; /* -pi..pi; 0: the person is upright */
};

/* From the mid-hip and a point on the circle around the whole body: upright along that line,
 * 1.25 times the circle's diameter wide (Bazarevsky et al. 2020, arXiv 2006.10204, section 2;
 * the factor is the published pipeline's). */
struct region region_from_points(double hip_x, double hip_y, double circle_x, double circle_y);

/* Square position (u, v), 0..1 across and down, to the picture. */
void region_to_picture(const struct region *r, double u, double v, double *ret_x,
                       double *ret_y);
/* The same as the six numbers of media_crop for n x n output pixels. */
void region_crop(const struct region *r, int n, double ret_m[6]);

/* How far apart two regions are: distance of the middles over the smaller size. */
double region_distance(const struct region *a, const struct region *b);
/* Larger size over smaller. */
double region_ratio(const struct region *a, const struct region *b);

double angle_normal(double rad); /* the same angle in -pi..pi */

#endif
