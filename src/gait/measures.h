/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GAIT_MEASURES_H
#define GAIT_MEASURES_H
/*
 * measures - the table that says how each measure is computed from one step, in which views,
 * and how wrong phone video is apt to be. Internal.
 *
 * To add a measure: a row in body/measure.h, a function and a row in measures.c, a heading in
 * docs/measures.md. The tests walk all three.
 */
#include "gait/track.h"
#include "gait/view.h"

/* What is taken at initial contact (instant.h). */
enum gait_at_ic {
    GAIT_IC_FOOT,  /* picture angle of the heel-toe line, deg */
    GAIT_IC_KNEE,  /* deg */
    GAIT_IC_SHIN,  /* deg */
    GAIT_IC_REACH, /* ankle ahead of mid-hip, px */
    GAIT_N_AT_IC
};
struct gait_line { /* a quantity near a time */
    double t_s, value, per_s;
};

struct gait_step_span {
    const struct gait_track *k;    /* smoothed for angles */
    const struct gait_track *fast; /* smoothed less: events */
    const struct gait_track *raw;  /* not smoothed: what happens at an instant */
    const struct gait_scene *scene;
    enum body_side side;
    double on_s, off_s, mid_s;     /* this contact; mid-stance */
    double next_on_s;              /* contact of the other foot; NaN: unknown */
    double stride_on_s;            /* next contact of the same foot; NaN: unknown */
    double next_mid_s, prev_mid_s; /* mid-stances of the other foot after and before; NaN */
    double foot_flat_deg;          /* picture angle of this foot lying flat */
    double knee_peak_share;        /* of stance: when this knee usually is bent most */
    struct gait_line at_ic[GAIT_N_AT_IC];
};

typedef double gait_measure_fn(const struct gait_step_span *s);

enum gait_kind { GAIT_FROM_SIDE, GAIT_FROM_REAR, GAIT_FROM_FRONT, GAIT_N_KINDS };
enum { /* sets of them */
       GAIT_IN_SIDE = 1 << GAIT_FROM_SIDE,
       GAIT_IN_REAR = 1 << GAIT_FROM_REAR,
       GAIT_IN_FRONT = 1 << GAIT_FROM_FRONT
};
#define GAIT_IN_FRONTAL (GAIT_IN_REAR | GAIT_IN_FRONT)

enum gait_trait {
    GAIT_IS_LENGTH = 1, /* the error of the scale comes on top */
    GAIT_AT_IC = 2,     /* depends on the instant of initial contact */
};

struct gait_measure_row {
    gait_measure_fn *fn;
    unsigned views;
    double min_fps; /* of life: below it the value is refused */
    unsigned traits;
    double roll; /* change with a degree of the camera's roll, in the measure's unit */
};

extern const struct gait_measure_row gait_measure_rows[MEASURE_N];

enum gait_kind gait_view_kind(enum gait_view v);
unsigned gait_view_bit(enum gait_view v); /* the set of that kind alone */

/* Standard systematic error in the measure's unit, in clips of 30, 60, 120 and 240 frames a
 * second of life; 0 where the view does not show it. See docs/measures.md. */
enum { GAIT_N_RATES = 4 };
extern const double gait_system_sd[MEASURE_N][GAIT_N_KINDS][GAIT_N_RATES];

/* Picture angle of the heel-toe line at a time; degrees, toes up positive. */
double gait_foot_angle_deg(const struct gait_track *k, enum body_side side, double t_s);
/* Inclination of the trunk at a time; degrees. */
double gait_trunk_deg(const struct gait_track *k, double t_s);
double gait_knee_deg(const struct gait_track *k, enum body_side side, double t_s);
double gait_shin_deg(const struct gait_track *k, enum body_side side, double t_s);

#endif
