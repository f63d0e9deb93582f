/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GAIT_VIEW_H
#define GAIT_VIEW_H
/*
 * view - from where the camera looks, how large the runner is, how many pixels make a metre.
 * Internal.
 */
#include "gait/gait.h"

/* Thigh and shank to the lateral malleolus, as a share of stature: mean of men and women (de
 * Leva 1996, J Biomech 29:1223-30). */
#define GAIT_LEG_SHARE 0.477

struct gait_scene {
    enum gait_view view;
    double oblique;   /* 0: square on; 1: halfway between side and front */
    double height_px; /* standing height estimated from the segments */
    double leg_px;    /* thigh + shank */
    double trunk_px;
    double shoulder_px; /* shoulder width (frontal views) */
    double hip_px;      /* hip joint distance (frontal views) */
    double px_per_m, scale_sd_frac;
    enum gait_source source;
    bool contacts_exact;   /* timed by something better than the motion */
    double roll_sd_deg;    /* of the camera's roll, as far as it is not taken out */
    double trunk_bias_deg; /* of the trunk's inclination, side view; already known, taken off */
    double elbow_bias_deg; /* of the elbow's bend, the same */
    double knee_bias_deg;  /* of the knee's bend at contact, the same */
    double ahead_x; /* rear and front: px towards +x for each px ahead of the body (square.h) */
    bool tucked;    /* the edge between shirt and shorts moves with the pelvis */
    double travel;  /* path of the mid-hip across the picture, in body heights */
};

/* height_m 0: unknown; then adults' mean stature and its spread are used. */
void gait_scene_find(const struct motion *m, double height_m, enum gait_view given,
                     struct gait_scene *ret_scene);

#endif
