/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BODY_SKELETON_H
#define BODY_SKELETON_H
/*
 * skeleton - the named points of a body, which are left and right of each other, and the lines
 * that join them.
 *
 * The order is that of the 33 landmarks of BlazePose (Bazarevsky et al. 2020, arXiv
 * 2006.10204), so that a landmark model's output needs no shuffling; sources that know fewer
 * points leave the others missing. "Left" is the runner's own left.
 */
#include <stddef.h>

/* clang-format off */
#define BODY_POINTS(X)                                                  \
    X(NOSE,        "nose",        NOSE)                                 \
    X(L_EYE_IN,    "l_eye_in",    R_EYE_IN)                             \
    X(L_EYE,       "l_eye",       R_EYE)                                \
    X(L_EYE_OUT,   "l_eye_out",   R_EYE_OUT)                            \
    X(R_EYE_IN,    "r_eye_in",    L_EYE_IN)                             \
    X(R_EYE,       "r_eye",       L_EYE)                                \
    X(R_EYE_OUT,   "r_eye_out",   L_EYE_OUT)                            \
    X(L_EAR,       "l_ear",       R_EAR)                                \
    X(R_EAR,       "r_ear",       L_EAR)                                \
    X(L_MOUTH,     "l_mouth",     R_MOUTH)                              \
    X(R_MOUTH,     "r_mouth",     L_MOUTH)                              \
    X(L_SHOULDER,  "l_shoulder",  R_SHOULDER)                           \
    X(R_SHOULDER,  "r_shoulder",  L_SHOULDER)                           \
    X(L_ELBOW,     "l_elbow",     R_ELBOW)                              \
    X(R_ELBOW,     "r_elbow",     L_ELBOW)                              \
    X(L_WRIST,     "l_wrist",     R_WRIST)                              \
    X(R_WRIST,     "r_wrist",     L_WRIST)                              \
    X(L_PINKY,     "l_pinky",     R_PINKY)                              \
    X(R_PINKY,     "r_pinky",     L_PINKY)                              \
    X(L_INDEX,     "l_index",     R_INDEX)                              \
    X(R_INDEX,     "r_index",     L_INDEX)                              \
    X(L_THUMB,     "l_thumb",     R_THUMB)                              \
    X(R_THUMB,     "r_thumb",     L_THUMB)                              \
    X(L_HIP,       "l_hip",       R_HIP)                                \
    X(R_HIP,       "r_hip",       L_HIP)                                \
    X(L_KNEE,      "l_knee",      R_KNEE)                               \
    X(R_KNEE,      "r_knee",      L_KNEE)                               \
    X(L_ANKLE,     "l_ankle",     R_ANKLE)                              \
    X(R_ANKLE,     "r_ankle",     L_ANKLE)                              \
    X(L_HEEL,      "l_heel",      R_HEEL)                               \
    X(R_HEEL,      "r_heel",      L_HEEL)                               \
    X(L_TOE,       "l_toe",       R_TOE)                                \
    X(R_TOE,       "r_toe",       L_TOE)
/* clang-format on */

enum body_point {
#define BODY_POINT_ENUM(id, name, other) BODY_##id,
    BODY_POINTS(BODY_POINT_ENUM)
#undef BODY_POINT_ENUM
        BODY_N_POINTS
};

enum body_side { BODY_LEFT, BODY_RIGHT, BODY_N_SIDES };

const char *body_point_name(enum body_point p);       /* "l_knee"; static */
enum body_point body_point_mirror(enum body_point p); /* the same point of the other side */
int body_point_find(const char *name);                /* -1: no such point */
const char *body_side_name(enum body_side side);      /* "left", "right" */

/* The left or right one of a pair that is declared left first: BODY_OF(KNEE, side). */
#define BODY_OF(POINT, side) ((side) == BODY_LEFT ? BODY_L_##POINT : BODY_R_##POINT)

/* Lines to draw. side: BODY_LEFT, BODY_RIGHT, or BODY_N_SIDES for the middle. */
struct body_bone {
    enum body_point from, to;
    enum body_side side;
};
extern const struct body_bone body_bones[];
extern const size_t body_n_bones;

#endif
