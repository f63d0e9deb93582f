/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SYNTH_SYNTH_H
#define SYNTH_SYNTH_H
/*
 * synth - a runner whose form is known exactly: parameters to joints, joints to pictures, and
 * the truth of every measure.
 *
 * Pure but for nothing: no files, no clock; the same parameters give the same joints and
 * pictures, bit for bit, on any number of threads.
 */
#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "base/pool.h"
#include "body/measure.h"
#include "body/motion.h"

enum synth_view { SYNTH_SIDE_LEFT, SYNTH_SIDE_RIGHT, SYNTH_REAR, SYNTH_FRONT, SYNTH_N_VIEWS };

struct synth_params { /* SYNTH_PARAMS_INIT gives a plain runner on a treadmill, side-left, 60
                         fps */
    double speed_mps, cadence_spm, contact_s;
    double lean_deg;        /* stance-mean trunk inclination */
    double lean_from_ankle; /* share 0..1 of the lean that comes from the ankle, rest hip */
    double strike_deg;      /* foot-strike angle */
    double knee_contact_deg, knee_peak_deg;
    double step_width_m, arm_cross_frac, elbow_deg, pelvic_drop_deg;
    double asymmetry;                   /* -0.3..0.3: right contact longer and bend deeper */
    double height_m, mass_kg;           /* body; mass only thickens the limbs */
    double leg_frac, shoulder_m, hip_m; /* 0: from anthropometry for the height */
    int clothes;                        /* 0..: row of the table of outfits */
    enum synth_view view;
    double camera_dist_m, camera_height_m, camera_yaw_deg, camera_tilt_deg, camera_roll_deg;
    double fps, duration_s;
    int width, height;  /* px, even */
    bool overground;    /* runs past a fixed camera; else on a treadmill */
    double noise, blur; /* sensor noise SD in 0..255; shutter as a share of the frame */
    uint64_t seed;      /* step-to-step variation, noise, background */
};

struct synth; /* a prepared runner */

#endif
