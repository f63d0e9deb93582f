/* SPDX-License-Identifier: Apache-2.0 */
#ifndef POSE_EDGES_H
#define POSE_EDGES_H
/*
 * edges - straight, long, nearly upright edges of a small brightness picture.
 *
 * Where brightness changes most from left to right along a row is a point of an edge; points
 * are linked from row to row along a predicted line, what is linked is cut where it bends, and
 * a line of least squares is laid through each part. Every point is known to a part of a pixel,
 * so that an edge 30 values long tells its slope to a third of a degree.
 *
 * Depends on: base, media (the size of a picture alone). Pure. Cost: 2 ms and 1 MB for 480 x
 * 270.
 */
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "media/media.h"

struct edge {
    double x, y; /* px of the full picture from its middle, right and down: the edge's middle */
    double slope;    /* px to the right for each px down */
    double slope_sd; /* standard uncertainty, of the points alone */
    double length;   /* px down */
    int sign;        /* 1: brighter on the right, -1: on the left */
};

extern const double EDGES_SLOPE_MAX; /* steeper ones are not looked for */

/*
 * grey [height][width]. seen [height][width]: which pictures a value was made from, one bit
 * each; 0: none. An edge needs the same bits all around it, so that the border of what was left
 * out, and a change of light between pictures, make none. *ret_n: how many, the longest ones
 * first, at most max. Errors: -ERR_NOMEM.
 */
int edges_find(const float *grey, const uint32_t *seen, struct media_grey size,
               struct edge *ret_edges, size_t max, size_t *ret_n, struct err *err) MUST_USE;

#endif
