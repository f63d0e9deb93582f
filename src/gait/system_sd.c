/* SPDX-License-Identifier: Apache-2.0 */
#include "gait/measures.h"

/*
 * Learnt by bench/learn.py --write, for each measure, view and frame rate: what makes the 95 %
 * interval hold the truth in 95 % of 600 rendered runners (docs/accuracy is of others). Biases
 * are left in and widen it: no other evidence says that real clips share them. Eleven measures
 * are wider than that, because a real clip says so: two landmark models differ on it, or the eye
 * does (docs/measures.md, "What a real clip adds"); of pelvic drop, because a figure's clothes
 * do not slip.
 */
enum { SIDE = GAIT_FROM_SIDE, REAR = GAIT_FROM_REAR, FRONT = GAIT_FROM_FRONT };

/* clang-format off */
const double gait_system_sd[MEASURE_N][GAIT_N_KINDS][GAIT_N_RATES] = {
    /*                                 30    60   120   240 frames/s */
    [MEASURE_CADENCE][SIDE]          = { 0.09,  0.1, 0.001, 0.0088 },
    [MEASURE_CADENCE][REAR]          = {  0.2, 0.0055,  1.2, 0.24 },
    [MEASURE_CADENCE][FRONT]         = { 0.12,  0.3, 0.33, 0.18 },
    [MEASURE_CONTACT_TIME][SIDE]     = { 12.0, 12.6, 12.0, 12.0 },
    [MEASURE_FLIGHT_TIME][SIDE]      = { 12.4, 12.0, 12.0, 12.0 },
    [MEASURE_DUTY_FACTOR][SIDE]      = {  1.7,  1.7,  1.7,  1.7 },
    [MEASURE_TRUNK_LEAN][SIDE]       = {  1.9,  1.9,  1.9,  1.9 },
    [MEASURE_LEG_LEAN][SIDE]         = {  2.6,  2.6,  2.6,  2.6 },
    [MEASURE_BODY_LEAN][SIDE]        = { 0.83, 0.81, 0.83,    1 },
    [MEASURE_HIP_HINGE][SIDE]        = {  5.1,  5.1,  5.1,  5.1 },
    [MEASURE_TRUNK_STEADY][SIDE]     = { 0.45, 0.43, 0.44, 0.41 },
    [MEASURE_HEAD_LEAN][SIDE]        = {  6.8,    7,  7.6,  7.1 },
    [MEASURE_FOOT_STRIKE][SIDE]      = {  4.2,  4.2,  4.4,  4.9 },
    [MEASURE_KNEE_CONTACT][SIDE]     = {  3.8,  3.8,  3.8,  3.8 },
    [MEASURE_KNEE_PEAK][SIDE]        = {  5.3,  5.3,  5.3,  5.3 },
    [MEASURE_TIBIA_ANGLE][SIDE]      = {  2.4,  2.4,  2.4,  2.4 },
    [MEASURE_OVERSTRIDE][SIDE]       = { 0.93,  1.4,  1.6,  1.7 },
    [MEASURE_VERT_OSC][SIDE]         = { 0.47, 0.49, 0.48, 0.56 },
    [MEASURE_ELBOW_ANGLE][SIDE]      = {  8.9,  9.6, 12.6, 10.9 },
    [MEASURE_STEP_WIDTH][REAR]       = {  1.1,  1.4,  1.4,  1.3 },
    [MEASURE_STEP_WIDTH][FRONT]      = { 0.58, 0.53, 0.83,  0.6 },
    [MEASURE_STEP_WIDTH_HIP][REAR]   = {  8.8,  9.5, 10.6,  9.2 },
    [MEASURE_STEP_WIDTH_HIP][FRONT]  = {  7.7,  8.4, 10.4,  8.5 },
    [MEASURE_ARM_CROSSING][REAR]     = {  5.4,  5.4,  5.4,  5.4 },
    [MEASURE_ARM_CROSSING][FRONT]    = {  5.4,  6.8,  5.4,  5.4 },
    [MEASURE_PELVIC_DROP][REAR]      = {  2.5,  2.5,  2.5,  2.5 },
    [MEASURE_PELVIC_DROP][FRONT]     = {  2.5,  2.5,  2.5,  2.5 },
    [MEASURE_TRUNK_SWAY][REAR]       = { 0.58, 0.62, 0.58, 0.58 },
    [MEASURE_TRUNK_SWAY][FRONT]      = { 0.36, 0.33,  0.4, 0.35 },
    [MEASURE_TRUNK_SIDE][REAR]       = { 0.75, 0.77, 0.73,  0.7 },
    [MEASURE_TRUNK_SIDE][FRONT]      = { 0.24,  0.5, 0.55, 0.38 },
};
/* clang-format on */
