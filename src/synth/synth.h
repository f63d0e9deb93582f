/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SYNTH_SYNTH_H
#define SYNTH_SYNTH_H
/*
 * synth - a runner whose form is known exactly: parameters to joints, joints to pictures, and
 * the truth of every measure.
 *
 * Depends on base and body only. No files, no clock, no globals that change; the same
 * parameters give the same joints and pictures, bit for bit, on any number of threads.
 *
 *     struct synth_params par;
 *     synth_params_init(&par);
 *     synth_params_set(&par, "lean", "12", err);          name and text, as on a command line
 *     synth_new(&par, &s, err);
 *     for (size_t i = 0; i < synth_n_frames(s); i++)
 *         synth_render_frame(s, i, pool, bgrx, stride, err);
 *     synth_truth_json(s, &text);                         docs/truth.md
 *
 * World axes: x the direction of running, y up, z to the runner's right; metres. On a treadmill
 * the origin is on the belt and stays in the room; overground it is the point of the path that
 * the runner passes halfway through the clip. The ground is y = 0.
 *
 * Truth is measured on the figure's joints and contacts, never copied from the parameters: two
 * wishes that no body could meet together give the nearest figure and its own true values.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/pool.h"
#include "base/text.h"
#include "body/measure.h"
#include "body/motion.h"

/* side-left: the runner faces image-left and shows the left side; rear: seen from behind. */
enum synth_view { SYNTH_SIDE_LEFT, SYNTH_SIDE_RIGHT, SYNTH_REAR, SYNTH_FRONT, SYNTH_N_VIEWS };
enum synth_surface { SYNTH_TREADMILL, SYNTH_OVERGROUND, SYNTH_N_SURFACES };

/* Every parameter is a double so that one table describes them all; synth_params_init gives a
 * plain runner on a treadmill, side-left, 60 frames a second. Units and ranges: the table. */
struct synth_params {
    /* gait */
    double speed_mps, cadence_spm, contact_s;
    double lean_deg;        /* stance-mean trunk inclination */
    double lean_from_ankle; /* 0..1: more of it brings the hips forward over the foot */
    double strike_deg, knee_contact_deg, knee_peak_deg, knee_swing_deg;
    double step_width_m, arm_cross_frac, elbow_deg, pelvic_drop_deg;
    double asymmetry; /* right contact longer than left by this share, and so its bend deeper */
    double variation; /* step-to-step: 1 typical of a steady runner, 0 none */
    /* body; 0 where the table says so: from the height */
    double height_m, mass_kg, leg_frac, shoulder_m, hip_m;
    double outfit;        /* row of the table of outfits */
    double loose_m, legs; /* cloth off the body; 0 bare legs, 1 long tights */
    /* clip */
    double surface, view; /* enum synth_surface, enum synth_view */
    double camera_dist_m, camera_height_m, camera_yaw_deg, camera_tilt_deg, camera_roll_deg;
    double camera_fov_deg; /* vertical angle of view */
    double fps, duration_s;
    double width, height; /* px, even */
    double light;         /* brightness, 1: usual */
    double noise, blur;   /* sensor noise SD in 0..255; shutter as a share of the frame time */
    double seed;          /* step-to-step variation, noise, textures */
};

struct synth_param_info {
    const char *name, *unit, *help; /* name as on the command line: "step-width" */
    double def, min, max;           /* range is inclusive */
    bool whole;                     /* a whole number */
    const char *const *choices;     /* NULL, or the names of 0, 1, ..., NULL at the end */
    size_t offset;                  /* of the double in struct synth_params */
    double least; /* where 0 stands for a usual value: the smallest other one */
};
extern const struct synth_param_info synth_param_table[];
extern const size_t synth_n_params;

void synth_params_init(struct synth_params *ret_par);
int synth_params_find(const char *name); /* index in the table; -1: no such parameter */
double synth_params_get(const struct synth_params *par, size_t param_i);
/* Set by name from text (a number, or one of the choices).
 * Errors: -ERR_USAGE (no such parameter, not a number, out of range: named in the message). */
int synth_params_set(struct synth_params *par, const char *name, const char *value,
                     struct err *err) MUST_USE;

/* A runner, prepared: 16 bytes for each pixel (22 with blur) and about 2 KB for each frame. */
struct synth;
/* Errors: -ERR_USAGE (a parameter out of its range, or values that no legs could run together:
 * the message names the parameter), -ERR_NOMEM. */
int synth_new(const struct synth_params *par, struct synth **ret_synth, struct err *err)
    MUST_USE;
struct synth *synth_free(struct synth *s);
DEFINE_AUTO(synth)

const struct synth_params *synth_params(const struct synth *s); /* borrowed */
size_t synth_n_frames(const struct synth *s);
int synth_width(const struct synth *s); /* px */
int synth_height(const struct synth *s);

/* Draw frame frame_i as packed B, G, R, 255; stride in bytes >= 4 width. pool may be NULL (this
 * thread does it all). One picture of one runner at a time. Errors: -ERR_NOMEM. */
int synth_render_frame(struct synth *s, size_t frame_i, struct pool *pool, uint8_t *ret_bgrx,
                       size_t stride, struct err *err) MUST_USE;

/* -- truth ------------------------------------------------------------------------------- */

struct synth_xyz {
    double x, y, z; /* m, world axes */
};

struct synth_contact {
    enum body_side side;
    double on_s, off_s; /* s from the first frame, exact; may lie outside the clip */
};

/* From initial contact on_s to next_on_s of the other foot, both inside the clip. Measures over
 * a stride run from on_s to the next contact of the same foot. */
struct synth_step {
    struct synth_contact contact;
    double next_on_s;
    double value[MEASURE_N]; /* unit and definition: body/measure.h */
};

/* Pinhole without distortion: a world point p is seen at
 *   x = cx + f (p - at) . right / d,  y = cy - f (p - at) . up / d,  d = (p - at) . ahead. */
struct synth_camera {
    struct synth_xyz at, right, up, ahead; /* place; unit vectors */
    double f_px, cx_px, cy_px;
};

struct synth_truth {
    struct synth_camera camera;
    size_t n_contacts, n_steps;
    struct synth_contact *contacts; /* [n_contacts] all that overlap the clip, by time */
    struct synth_step *steps;       /* [n_steps] by time */
    /* Median over the steps of each side, and [BODY_N_SIDES] over all; cadence: 60 / mean step
     * time. NaN: no step. A measure that is not sided has all three. */
    double median[MEASURE_N][BODY_N_SIDES + 1];
    /* Points of every frame, as body/motion.h: conf and score 1, z depth against the mid-hip in
     * px at its scale. A point outside the picture keeps its place. Joints are joint centres;
     * where the surface points are: docs/truth.md. */
    struct motion *motion;
    struct synth_xyz (*points_m)[BODY_N_POINTS]; /* [motion->n_frames] the same in the world */
};
const struct synth_truth *synth_truth(const struct synth *s); /* borrowed */
const struct motion *synth_motion(const struct synth *s);     /* synth_truth(s)->motion */

/* The figure between frames: all points at any time near the clip (-2 s .. duration + 2 s). */
void synth_points_at(const struct synth *s, double t_s, struct synth_xyz ret[BODY_N_POINTS]);
/* The point of the sole that carries the foot at a moment inside the contact, in the world. In
 * the first 25 ms the foot still slides and sinks towards it, as feet on a force plate do. */
struct synth_xyz synth_contact_point(const struct synth *s, const struct synth_contact *c,
                                     double t_s);

/* All of it as JSON, schema "backstride-truth" version 1 (docs/truth.md); text_failed() tells.
 */
void synth_truth_json(const struct synth *s, struct text *t);

#endif
