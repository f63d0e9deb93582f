/* SPDX-License-Identifier: Apache-2.0 */
#include "synth/runner.h"

#include "synth/vec.h"

/*
 * Segment lengths of the reference man, 1.741 m, 73 kg: de Leva 1996 (J Biomech 29:1223-30).
 * Shank to the ankle joint and trunk from mid-shoulder to mid-hip follow from his alternative
 * endpoints: the centre of mass is one place, so the two ways to state it give the length.
 */
#define REF_HEIGHT_M    1.741
#define REF_BMI         22.5
#define REF_THIGH_M     0.4222
#define REF_SHANK_M     0.4403
#define REF_TRUNK_M     0.5155
#define REF_UPPER_ARM_M 0.2817
#define REF_FOREARM_M   0.2689
#define REF_HAND_M      0.0862
/* Joint distances as shares of the height: hip joints 0.095 to 0.10, shoulder joints about 3 cm
 * inside the acromia on each side. */
#define HIP_WIDTH_FRAC      0.0976
#define SHOULDER_WIDTH_FRAC 0.204

/* A running shoe for a foot of 258 mm. */
static const struct sole ref_sole = {
    .ankle_h = 0.100,
    .heel_x = -0.030,
    .heel_r = 0.032,
    .ball_x = 0.132,
    .ball_r = 0.150,
    .ball_rad = 0.44,
    .toe_r = 0.028,
    .heel_pt = { -0.052, -0.064 },
    .toe_pt = { 0.196, -0.064 },
};

void body_size(const struct synth_params *par, struct body *ret)
{
    double k = par->height_m / REF_HEIGHT_M;
    double bmi = par->mass_kg / (par->height_m * par->height_m);
    struct body b = {
        .scale = k, .girth = k * sqrt(bmi / REF_BMI), .head = k, .sole = ref_sole
    };

    double *lengths[] = { &b.sole.ankle_h,    &b.sole.heel_x,     &b.sole.heel_r,
                          &b.sole.ball_x,     &b.sole.ball_r,     &b.sole.toe_r,
                          &b.sole.heel_pt[0], &b.sole.heel_pt[1], &b.sole.toe_pt[0],
                          &b.sole.toe_pt[1] };
    for (size_t i = 0; i < sizeof(lengths) / sizeof(lengths[0]); i++)
        *lengths[i] *= k;

    /* Longer legs come out of the trunk: the height stays. */
    double usual_leg = (REF_THIGH_M + REF_SHANK_M) * k;
    double leg = usual_leg;
    if (par->leg_frac > 0)
        leg = par->leg_frac * par->height_m - b.sole.ankle_h;
    b.thigh = leg * REF_THIGH_M / (REF_THIGH_M + REF_SHANK_M);
    b.shank = leg - b.thigh;
    b.trunk = REF_TRUNK_M * k - (leg - usual_leg);
    b.hip_half = (par->hip_m > 0 ? par->hip_m : HIP_WIDTH_FRAC * par->height_m) / 2;
    b.shoulder_half =
        (par->shoulder_m > 0 ? par->shoulder_m : SHOULDER_WIDTH_FRAC * par->height_m) / 2;
    b.upper_arm = REF_UPPER_ARM_M * k;
    b.forearm = REF_FOREARM_M * k;
    b.hand = REF_HAND_M * k;
    b.ear = 0.165 * k; /* vertex is 0.288 above mid-shoulder, the ear 0.13 below the vertex */
    *ret = b;
}
