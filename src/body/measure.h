/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BODY_MEASURE_H
#define BODY_MEASURE_H
/*
 * measure - the catalogue of form measures: what each is called, its unit and its definition.
 *
 * One row here names a measure for everybody: gait computes it, synth knows its truth, form
 * judges it, report prints it. The key is stored in files: never renamed, never reused.
 * Definitions and signs are explained at length in docs/measures.md.
 */
#include <stdbool.h>

/* Conventions: x forward, y up, z to the runner's right. IC initial contact, TO toe-off,
 * MS mid-stance = 50 % of contact time. Segment inclination = atan2(dx, dy) of the vector from
 * the distal to the proximal end against the vertical, forward positive. Angles in degrees.
 *   X(ID, key, label, unit, decimals, sided, definition) */
/* clang-format off */
#define MEASURES(X)                                                                              \
    X(CADENCE,        "cadence",        "Cadence",              "steps/min", 1, false,           \
      "60 / mean time between successive initial contacts, both feet")                           \
    X(CONTACT_TIME,   "contact_time",   "Contact time",         "ms", 0, true,                   \
      "toe-off minus initial contact of the same foot")                                          \
    X(FLIGHT_TIME,    "flight_time",    "Flight time",          "ms", 0, true,                   \
      "initial contact of the other foot minus toe-off of this foot")                            \
    X(DUTY_FACTOR,    "duty_factor",    "Duty factor",          "%", 1, true,                    \
      "contact time as a share of the stride time")                                              \
    X(TRUNK_LEAN,     "trunk_lean",     "Trunk lean",           "deg", 1, false,                 \
      "inclination of mid-hip to mid-shoulder, mean over stance")                                \
    X(LEG_LEAN,       "leg_lean",       "Leg-line lean",        "deg", 1, true,                  \
      "inclination of stance ankle to mid-hip at mid-stance")                                    \
    X(BODY_LEAN,      "body_lean",      "Whole-body lean",      "deg", 1, true,                  \
      "inclination of stance ankle to mid-shoulder at mid-stance")                               \
    X(HIP_HINGE,      "hip_hinge",      "Hip hinge",            "deg", 1, true,                  \
      "trunk inclination minus leg-line inclination at mid-stance")                              \
    X(TRUNK_STEADY,   "trunk_steady",   "Trunk movement",       "deg", 1, false,                 \
      "standard deviation of the trunk inclination over the stride")                             \
    X(HEAD_LEAN,      "head_lean",      "Head forward of trunk", "deg", 1, false,                \
      "inclination of mid-shoulder to ear minus trunk inclination, mean over the stride")        \
    X(FOOT_STRIKE,    "foot_strike",    "Foot-strike angle",    "deg", 1, true,                  \
      "heel-to-toe line at initial contact minus the same with the foot flat, toes up positive") \
    X(KNEE_CONTACT,   "knee_contact",   "Knee bend at contact", "deg", 1, true,                  \
      "180 minus the angle hip-knee-ankle at initial contact")                                   \
    X(KNEE_PEAK,      "knee_peak",      "Knee bend in stance",  "deg", 1, true,                  \
      "largest knee flexion between initial contact and toe-off")                                \
    X(TIBIA_ANGLE,    "tibia_angle",    "Shin angle at contact", "deg", 1, true,                 \
      "atan2(ankle ahead of knee, knee above ankle) at initial contact, foot ahead positive")    \
    X(OVERSTRIDE,     "overstride",     "Foot ahead of hip",    "% leg", 1, true,                \
      "ankle ahead of mid-hip at initial contact as a share of leg length (thigh plus shank)")   \
    X(VERT_OSC,       "vert_osc",       "Vertical oscillation", "cm", 1, false,                  \
      "highest minus lowest height of mid-hip and mid-shoulder, averaged, within a step")        \
    X(ELBOW_ANGLE,    "elbow_angle",    "Elbow bend",           "deg", 0, true,                  \
      "180 minus the angle shoulder-elbow-wrist, mean over the stride")                          \
    X(STEP_WIDTH,     "step_width",     "Step width",           "cm", 1, false,                  \
      "sideways distance between successive foot placements, negative: feet cross over")         \
    X(STEP_WIDTH_HIP, "step_width_hip", "Step width / hip width", "%", 0, false,                 \
      "step width as a share of the distance between the hip joints")                            \
    X(ARM_CROSSING,   "arm_crossing",   "Hand past the middle", "% shoulder", 0, true,           \
      "how far the wrist passes the mid-line, largest in the stride, in shoulder widths; "       \
      "negative: it stays on its own side")                                                      \
    X(PELVIC_DROP,    "pelvic_drop",    "Pelvic drop",          "deg", 1, true,                  \
      "how far the hip of the swing side is below the stance side at mid-stance")                \
    X(TRUNK_SWAY,     "trunk_sway",     "Sideways sway",        "cm", 1, false,                  \
      "sideways movement, highest minus lowest, of mid-hip and mid-shoulder averaged, in a stride") \
    X(TRUNK_SIDE,     "trunk_side",     "Sideways trunk lean",  "deg", 1, true,                  \
      "inclination of the trunk towards the stance side in the frontal plane at mid-stance")
/* clang-format on */

enum measure {
#define MEASURE_ENUM(id, key, label, unit, decimals, sided, definition) MEASURE_##id,
    MEASURES(MEASURE_ENUM)
#undef MEASURE_ENUM
        MEASURE_N
};

struct measure_info {
    const char *key, *label, *unit, *definition;
    int decimals; /* sensible precision in `unit` */
    bool sided;   /* left and right kept apart */
};

const struct measure_info *measure_info(enum measure m); /* static */
int measure_find(const char *key);                       /* -1: no such measure */

#endif
