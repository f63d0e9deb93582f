/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SYNTH_SURFACE_H
#define SYNTH_SURFACE_H
/*
 * surface - a pose clothed: round cones (two spheres and the skin stretched over them), blended
 * within a group. Internal to synth.
 */
#include "synth/runner.h"

enum synth_cloth {
    CLOTH_SKIN,
    CLOTH_HAIR,
    CLOTH_EYE,
    CLOTH_LIP,
    CLOTH_SHIRT,
    CLOTH_SHORTS,
    CLOTH_SOCK,
    CLOTH_SHOE,
    CLOTH_SOLE,
    CLOTH_N
};

struct cone {
    float a[3], axis[3], len; /* m; unit axis from a */
    float ra, slope, lift;    /* radius at a; (ra - rb) / len; slope / sqrt(1 - slope^2) */
    float mid[3], bound;      /* sphere around all of it */
    float blend;              /* m, of the group */
    int group;
    enum synth_cloth cloth;
};

enum { SURFACE_MAX = 128 };
struct surface {
    struct cone cones[SURFACE_MAX]; /* those of a group stand together */
    size_t n;
};
void surface_make(const struct synth_params *par, const struct body *b, const struct pose *p,
                  struct surface *ret);

/* sRGB 0..1 of an outfit; static. */
const float *surface_colour(int outfit, enum synth_cloth cloth);

#endif
