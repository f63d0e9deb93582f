/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SYNTH_SCENE_H
#define SYNTH_SCENE_H
/* scene - what is round the runner: ground, treadmill, room or sky, light. Internal to synth.
 */
#include "synth/surface.h"
#include "synth/trace.h"

/* Towards the sun or the lamp; unit. */
extern const float scene_sun[3];

enum scene_kind { SCENE_STILL, SCENE_GROUND, SCENE_BELT };
struct scene_pixel { /* 16 bytes */
    uint8_t bgr[3], kind;
    float x, z;  /* m on the ground, where kind is not SCENE_STILL */
    float depth; /* m along the ray */
};

/* Fill row y of the picture without the runner. */
void scene_row(const struct synth_params *par, const struct trace_camera *cam, int y, int width,
               struct scene_pixel *ret);
/* Brightness factor of the belt's material at world (x, z) when it has moved by moved_m. */
float scene_belt(float x, float z, double moved_m, uint32_t seed);

/* Shadow on y = 0 round a place, from the figure's cones. */
enum { SHADE_COLS = 176, SHADE_ROWS = 112 };
#define SHADE_CELL_M 0.02f
struct shade {
    float x0, z0;                        /* corner of the first cell */
    float light[SHADE_ROWS][SHADE_COLS]; /* 1: none */
};
void shade_make(const struct surface *s, float mid_x, float mid_z, struct shade *ret);
float shade_at(const struct shade *s, float x, float z);

#endif
