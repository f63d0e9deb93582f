/* SPDX-License-Identifier: Apache-2.0 */
#ifndef POSE_LANDMARK_H
#define POSE_LANDMARK_H
/*
 * landmark - the numbers of a landmark network to one body in the picture.
 *
 * Pure functions.
 */
#include "body/motion.h"
#include "pose/region.h"

enum {
    LANDMARK_INPUT = 256, /* px, square */
    LANDMARK_N = 39,      /* 33 of the body, then auxiliary ones */
    LANDMARK_HIP = 33,    /* auxiliary: mid-hip, */
    LANDMARK_CIRCLE = 34, /* and a point on the circle around the body */
    LANDMARK_MAP = 64,    /* heatmap cells across and down */
};
extern const double LANDMARK_MIN_PRESENCE;

struct body {
    float presence;                            /* 0..1: a person is in the region */
    struct region region;                      /* where to look next; size 0: nobody */
    struct motion_point points[BODY_N_POINTS]; /* px */
    struct motion_xyz world[BODY_N_POINTS];    /* m */
    float waist[2];                            /* as in body/motion.h, by look */
};

/* How a heatmap moves a point: over (2 reach + 1)^2 cells, each weighing by the 2^squarings-th
 * power of how sure it is. */
struct landmark_cells {
    int reach, squarings;
};
extern const struct landmark_cells landmark_sharp; /* ours: 9 x 9, fourth power; landmark.c */
extern const struct landmark_cells
    landmark_published; /* the model makers': 7 x 7, first power */

/*
 * Move each (x, y) of xy[LANDMARK_N][2], in shares 0..1 of the region, to the weighted middle
 * of the cells of its heatmap around it, where one of them is at least 0.5 sure.
 * map [LANDMARK_MAP][LANDMARK_MAP][LANDMARK_N] before the sigmoid. Cell c stands for the share
 * c / 64: that is how the network was trained.
 */
void landmark_refine(const struct landmark_cells *cells, const float *map, double (*xy)[2]);

/*
 * raw [LANDMARK_N][5]: x, y, z in px of the input, visibility and presence before the sigmoid;
 * map as above; world [LANDMARK_N][3]: m, turned like the region.
 */
void landmark_decode(const struct landmark_cells *cells, const float *raw, const float *map,
                     const float *world, float presence, const struct region *where,
                     struct body *ret_body);

/* Height of the visible points (conf of 0.5 and more) in px; 0: fewer than two. */
double body_height(const struct body *b);
/* How far apart two bodies are: median distance of their points from the shoulders down, in
 * sizes of the smaller region. */
double body_distance(const struct body *a, const struct body *b);

#endif
