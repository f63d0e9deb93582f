/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPINE_MECHANICS_H
#define SPINE_MECHANICS_H
/*
 * mechanics - positions to forces: centres of mass of the parts, their accelerations, and what
 * they ask of the joint below. Internal to spine.
 *
 * Orientation: x forward, y up, so that a positive turn and a positive moment bend the body
 * backwards (extend it).
 */
#include "spine/spine.h"

/* One rigid part: [n] each, in one block with the others. */
struct spine_part {
    double mass_frac, gyration_m;
    double *x, *y;       /* centre of mass, m, smoothed */
    double *ax, *ay;     /* m/s2 */
    double *turn, *spin; /* rad against the upright, forward negative; rad/s2. NULL: none */
    bool upper;          /* above L5/S1 */
};

enum { SPINE_MAX_PARTS = 20 };

struct spine_body {
    size_t n, n_parts;
    double t0_s, fs_hz;
    struct spine_part parts[SPINE_MAX_PARTS];
    bool has_legs;
    double upper_frac, body_frac; /* mass above L5/S1; of all parts */
    double *joint_x, *joint_y;    /* L5/S1, m */
    double *axis_x, *axis_y;      /* unit, along the trunk, upwards */
    double *block;
};

/* Points to parts. cutoff_hz 0: no smoothing. Samples where a part is missing are NaN.
 * Errors: -ERR_NOMEM, -ERR_USAGE. */
int spine_body_new(const struct spine_track *k, const struct spine_runner *runner,
                   double cutoff_hz, struct spine_body **ret_body, struct err *err) MUST_USE;
struct spine_body *spine_body_free(struct spine_body *b);
DEFINE_AUTO(spine_body)

/* L5/S1 behind the line from mid-hip to mid-shoulder, m. */
double spine_joint_behind_m(double height_m);

/* At sample i, per kg of body mass; force also in units of g. NaN where something is missing.
 */
struct spine_demand {
    double fx_bw, fy_bw; /* force of the lower body on the upper */
    double axial_bw;     /* of it, along the trunk, pressing */
    double moment;       /* N m/kg, positive extends */
    double per_rad;   /* its change when everything above the joint leans forward, N m/kg/rad */
    double ground_bw; /* vertical force of the whole body; NaN without legs */
};
struct spine_demand spine_demand_at(const struct spine_body *b, size_t i);

/* Compression of one lever arm, BW: axial plus the muscle that balances the moment. The belly's
 * lever arm scales with the back's. */
double spine_compression(const struct spine_demand *d, double lever_m);

/* A camera at the side guesses the far limbs: they are taken out, for spine_complete to mirror.
 * Hips and shoulders stay on both sides: landmark models hold them apart by a width they know,
 * so what one side is wrong by, forward or back, the other is wrong by the other way, and the
 * middle of both is right. In place. */
void spine_near_limbs(struct spine_track *k, enum body_side near);

/* Leans the trunk forward by an angle about the shoulders: moves the hips. In place. */
void spine_lean_trunk(struct spine_track *k, double lean_rad);

/* What of the body was followed between two times. */
struct spine_seen {
    bool trunk, head, arms, legs; /* there, mirrored ones counted */
    bool mirrored_arm, mirrored_leg;
};
/* A limb that is missing is made from the other one half a stride later (or earlier), about its
 * own shoulder or hip: steady running only. In place. Errors: -ERR_NOMEM. */
int spine_complete(struct spine_track *k, double half_stride_s, double from_s, double to_s,
                   struct spine_seen *ret_seen, struct err *err) MUST_USE;

/* No item known. */
void spine_load_clear(struct spine_load *l);

#endif
