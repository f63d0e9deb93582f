/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SYNTH_RUNNER_H
#define SYNTH_RUNNER_H
/*
 * runner - the moving figure. Internal to synth.
 *
 * Layers, one file each: body (sizes), sole (how a shoe rolls), steps (when feet touch, how
 * high the body is), leg (stance, swing), figure (all joints at a time), solve (settings that
 * meet the wishes), truth (measures). Angles in radians inside; the path frame moves with the
 * ground.
 */
#include <stdbool.h>
#include <stddef.h>

#include "synth/synth.h"

/* The sole seen from the side, ankle at the origin, foot flat: heel arc, flat part, ball arc,
 * toe arc, each tangent to the next, so that it rolls without sliding. */
struct sole {
    double ankle_h;                         /* ankle joint above the ground, foot flat */
    double heel_x, heel_r;                  /* arc from heel_x backwards */
    double ball_x, ball_r, ball_rad, toe_r; /* ball arc turns by ball_rad, then the toe arc */
    double heel_pt[2], toe_pt[2];           /* the named points, x forward, y up */
};

struct body {
    double scale, girth;             /* of lengths against the reference man; of limb radii */
    double thigh, shank, hip_half;   /* m */
    double trunk, shoulder_half;     /* mid-hip to mid-shoulder; half shoulder distance */
    double upper_arm, forearm, hand; /* hand: wrist to third knuckle */
    double ear, head;                /* mid-shoulder to ear; size against the reference */
    struct sole sole;
};

struct leg_angles { /* rad; foot: pitch of the sole against the ground, toes up positive */
    double thigh, knee, abduct, foot;
};

enum { SWING_KNOTS = 9 };
struct swing { /* cubic splines over the share of the swing time; [leg angle][knot] */
    double u[SWING_KNOTS];
    double y[4][SWING_KNOTS], m[4][SWING_KNOTS]; /* value, slope per unit of u */
};

struct step { /* one contact and the swing of the same foot after it */
    enum body_side side;
    double on, off;      /* s */
    double lift;         /* m, of the body at contact and toe-off against `base_h` */
    double vy, a, b, up; /* vertical speed at contact, force shape, speed at toe-off */
    /* wishes for this step */
    double knee, strike, half_width, lean, cross, drop;
    /* placed */
    struct synth_xyz anchor;        /* ground point under the ankle while the foot is flat */
    double toe_off_pitch, heel_off; /* rad; share of contact */
    struct swing swing;
};

struct settings {               /* solved so that the figure meets the wishes */
    double base_h, share;       /* mid-hip height at contact; share of the COM's movement */
    double lean, drop;          /* rad */
    double cross[BODY_N_SIDES]; /* arm inward turn, about 0..1 */
    double knee_swing;          /* rad */
};

struct runner {
    struct synth_params par;
    struct body body;
    struct settings set;
    double jitter; /* variation in use; 0 while solving */
    double phase0_s;
    size_t n_steps;
    struct step *steps; /* by time, sides alternate */
    /* m: how far the legs miss the asked bend or cannot reach; and the latter alone */
    double excess, overreach;
};

struct axes {
    struct synth_xyz front, up, right; /* unit, of the segment itself */
};

struct pose {                                     /* world frame */
    struct synth_xyz mid_hip, mid_shoulder, head; /* head: middle between the ears */
    struct axes pelvis, trunk, skull;
    struct synth_xyz hip[BODY_N_SIDES], knee[BODY_N_SIDES], ankle[BODY_N_SIDES];
    struct synth_xyz shoulder[BODY_N_SIDES], elbow[BODY_N_SIDES], wrist[BODY_N_SIDES];
    struct axes foot[BODY_N_SIDES];
    struct axes hand[BODY_N_SIDES]; /* front: along the hand, up: thumb side, right: as body */
};

static inline double side_sign(enum body_side side) { return side == BODY_LEFT ? -1 : 1; }

void body_size(const struct synth_params *par, struct body *ret);

/* Place of the ankle against the anchor while the sole, pitched, rolls on the ground; and of
 * the point that touches. x along the foot, y up. */
void sole_ankle(const struct sole *s, double pitch, double ret_xy[2]);
double sole_touch_x(const struct sole *s, double pitch);
double sole_lowest(const struct sole *s, double ankle_y, double pitch); /* m above ground */
struct axes sole_axes(enum body_side side, double pitch);

/* Contacts from from_s to to_s and the body's height. */
int steps_new(struct runner *r, double from_s, double to_s, struct err *err) MUST_USE;
double steps_phase(const struct runner *r, double t_s);  /* pi at each contact, left even */
double steps_height(const struct runner *r, double t_s); /* of mid-hip, m */
size_t steps_at(const struct runner *r, double t_s);     /* last contact at or before t_s */
/* A wish of the steps, smooth between the middles of the contacts; offset into struct step. */
double steps_blend(const struct runner *r, double t_s, size_t field_offset);

void leg_place(struct runner *r); /* foot placements, then swings; fills excess */
double leg_stance_pitch(const struct step *s, double t_s);
struct synth_xyz leg_stance_ankle(const struct runner *r, const struct step *s, double t_s);
/* How far the foot is from where it comes to rest; zero from soon after contact on. */
struct synth_xyz leg_settle(const struct runner *r, const struct step *s, double t_s);
struct leg_angles leg_at(const struct runner *r, enum body_side side, double t_s);
void leg_points(const struct body *b, enum body_side side, struct synth_xyz hip,
                const struct leg_angles *a, struct synth_xyz *ret_knee,
                struct synth_xyz *ret_ankle);

/* Path frame: mid-hip and hip joints only. */
struct synth_xyz figure_pelvis(const struct runner *r, double t_s, struct axes *ret_axes);
struct synth_xyz figure_hip(const struct runner *r, enum body_side side, double t_s);
double figure_shift(const struct runner *r, double t_s); /* path x to world x */
void figure_pose(const struct runner *r, double t_s, struct pose *ret);
void figure_points(const struct runner *r, const struct pose *p,
                   struct synth_xyz ret[BODY_N_POINTS]);

int solve_runner(struct runner *r, struct err *err) MUST_USE;

/* Measures of the step that begins at steps[i] (i + 2 < n_steps), on the figure. */
void truth_step(const struct runner *r, size_t i, double ret_value[MEASURE_N]);
int truth_new(const struct runner *r, struct synth_truth *ret, struct err *err) MUST_USE;
void truth_done(struct synth_truth *t);

int synth_params_check(const struct synth_params *par, struct err *err) MUST_USE;
struct synth_camera camera_make(const struct synth_params *par);
/* x, y in px, depth in m along the view. */
struct synth_xyz camera_project(const struct synth_camera *c, struct synth_xyz p);

#endif
