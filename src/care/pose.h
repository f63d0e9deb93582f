/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CARE_POSE_H
#define CARE_POSE_H
/*
 * pose - a body as joint angles and what it rests on; enough to draw it (report/figure.h).
 *
 * Plain data. Angles in degrees, approximate by a few: whoever draws the pose bends it a little
 * further until every point of `touch` lies on the ground and every point of `on` on the prop.
 */
#include <stdbool.h>

enum care_prop { /* bits */
                 CARE_PROP_MAT = 1 << 0,
                 CARE_PROP_WALL = 1 << 1,  /* upright, at the points `at` */
                 CARE_PROP_STEP = 1 << 2,  /* 20 cm, under the points `on` */
                 CARE_PROP_CHAIR = 1 << 3, /* 45 cm, under the points `on` */
                 CARE_PROP_BAR = 1 << 4,   /* above, in the hands */
                 CARE_PROP_BAND = 1 << 5,  /* between the two points `at`; one: to a post */
                 CARE_PROP_WEIGHT = 1 << 6 /* in the hands `at` */
};

/* Points of the body that can rest on something. R is the right side. */
enum care_touch {
    CARE_HEEL_R = 1 << 0,
    CARE_HEEL_L = 1 << 1,
    CARE_BALL_R = 1 << 2, /* of the foot */
    CARE_BALL_L = 1 << 3,
    CARE_TOE_R = 1 << 4, /* top of the foot, when kneeling or lying on the front */
    CARE_TOE_L = 1 << 5,
    CARE_KNEE_R = 1 << 6,
    CARE_KNEE_L = 1 << 7,
    CARE_SEAT = 1 << 8,
    CARE_BACK = 1 << 9, /* between the shoulder blades */
    CARE_HEAD = 1 << 10,
    CARE_BELLY = 1 << 11,
    CARE_CHEST = 1 << 12,
    CARE_HIP_R = 1 << 13, /* its side */
    CARE_HIP_L = 1 << 14,
    CARE_SHOULDER_R = 1 << 15,
    CARE_SHOULDER_L = 1 << 16,
    CARE_ELBOW_R = 1 << 17,
    CARE_ELBOW_L = 1 << 18,
    CARE_HAND_R = 1 << 19,
    CARE_HAND_L = 1 << 20,
    CARE_FOOT_R = CARE_HEEL_R | CARE_BALL_R,
    CARE_FOOT_L = CARE_HEEL_L | CARE_BALL_L,
    CARE_FEET = CARE_FOOT_R | CARE_FOOT_L,
    CARE_HEELS = CARE_HEEL_R | CARE_HEEL_L,
    CARE_BALLS = CARE_BALL_R | CARE_BALL_L,
    CARE_TOES = CARE_TOE_R | CARE_TOE_L,
    CARE_KNEES = CARE_KNEE_R | CARE_KNEE_L,
    CARE_ELBOWS = CARE_ELBOW_R | CARE_ELBOW_L,
    CARE_HANDS = CARE_HAND_R | CARE_HAND_L,
};
enum { CARE_N_TOUCHES = 21 };

/*
 * All 0: standing straight, arms down, seen from its right side, facing right. [0] is the right
 * side, nearer to the viewer.
 */
struct care_pose {
    /* The lower trunk in space. trunk: lean, forward positive; 90 lying face down, -90 on the
     * back. side: lean to its right. roll: turned about its own long axis, 90 from lying on the
     * back to lying on the right side. turn: how far it faces the viewer; 90 from the front.
     * above: seen from so far above. */
    double trunk, side, roll, turn, above;
    /* The upper against the lower trunk: forward, to its right, turned to its right; the head
     * against the upper trunk, forward. */
    double bend, side_bend, twist, neck;
    /* Flexion; away from the middle; turned outwards (the knee looks out); knee flexion; toes
     * up. */
    double hip[2], spread[2], hip_turn[2], knee[2], ankle[2];
    /* Forward, 180 overhead; away from the side; turned outwards; elbow flexion. */
    double shoulder[2], arm_spread[2], arm_turn[2], elbow[2];
    double lift;    /* in the air, share of the height */
    unsigned touch; /* enum care_touch; 0: its lowest point is on the ground */
    unsigned props; /* enum care_prop */
    unsigned on;    /* points on the step or the chair */
    unsigned at;    /* points where wall, band or weight is */
};

#endif
