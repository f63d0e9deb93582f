/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SYNTH_TRACE_H
#define SYNTH_TRACE_H
/*
 * trace - rays to the clothed figure, a row of LANES pixels at a time. Internal to synth.
 *
 * Sphere tracing (Hart 1996, The Visual Computer 12:527-545): the distance to the surface is a
 * step that can be taken. Only cones near a tile are asked in it.
 */
#include "synth/surface.h"

enum { LANES = 16, TILE_ROWS = 16 };
#define TRACE_REACH_M 0.055f /* cones this near a tile's rays count: occlusion sees them */

struct trace_tile {
    const struct surface *surface;
    int index[SURFACE_MAX], n; /* cones near the tile, in the surface's order */
    float near_m, far_m;       /* along the rays */
};

struct trace_camera { /* ray of a pixel centre: origin, ahead + x right' + y down', not unit */
    float at[3], ahead[3], right[3], down[3]; /* right, down: per pixel */
    float cx, cy, px_rad;                     /* px_rad: width of a pixel seen from 1 m */
};

struct trace_row {                       /* of one row of a tile */
    float cover[LANES];                  /* 0..1 of the pixel is figure */
    float normal[3][LANES], open[LANES]; /* unit; 0..1 free sky around the place */
    float depth[LANES];                  /* m along the ray */
    float place[3][LANES];
    int cloth[LANES]; /* enum synth_cloth */
    bool any;
};

void trace_row(const struct trace_tile *tile, const struct trace_camera *cam, int x, int y,
               struct trace_row *ret);

#endif
