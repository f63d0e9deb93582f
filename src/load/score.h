/* SPDX-License-Identifier: Apache-2.0 */
#ifndef LOAD_SCORE_H
#define LOAD_SCORE_H
/*
 * score - one number for what a session asked of the body, by each of the usual formulas.
 *
 * No two of them have the same unit and none measures the load on the back (that is dose).
 * All sums run over samples, never over a session's mean, since the formulas are not straight
 * lines. Depends on: base, dsp, activity. Pure. NaN: cannot be said. Grades: docs/load.md.
 */
#include "activity/activity.h"
#include "load/clock.h"
#include "load/profile.h"

struct load_scores {
    double session_rpe; /* rating 0..10 x minutes: Foster 2001, J Strength Cond Res 15:109 */
    double trimp_male, trimp_female; /* Banister 1991, see load_trimp_rate; both: sex unknown */
    double trimp;                    /* the runner's own; NaN when the sex is unknown */
    double edwards; /* minutes x 1..5 for 50-60 .. 90-100 % of max: Edwards 1993; weak */
    double lucia;   /* minutes x 1..3 below, between, above the thresholds: Lucia 2003 */
    double graded_speed_m_s; /* level speed of the same cost, see load_graded_speed */
    double intensity;        /* graded_speed / threshold speed */
    double run_stress;       /* 100 x hours x intensity^2; 100: one hour at the threshold */
    double active_s;         /* time that had data, pauses left out */
    double hr_s;             /* of it, with a heart rate */
};

/*
 * `effort` is the runner's own rating, 0..10, NaN: the one in the activity. `s` may be NULL:
 * then no speeds. Errors: -ERR_NOMEM.
 */
int load_scores_of(const struct activity *a, const struct load_signal *s,
                   const struct load_borders *b, int female, double effort,
                   struct load_scores *ret, struct err *err) MUST_USE;

/*
 * Banister's training impulse per minute: h * 0.64 exp(1.92 h) for men, h * 0.86 exp(1.67 h)
 * for women; h = (hr - rest) / (max - rest), held to 0..1. 60 min at h = 0.7 are 103 and 116.
 */
double load_trimp_rate(double hr, double rest_hr, double max_hr, bool female);

/*
 * Cost of running on a slope against level ground: C(i) / C(0),
 * C(i) = 155.4 i^5 - 30.4 i^4 - 43.3 i^3 + 46.3 i^2 + 19.5 i + 3.6 J/kg/m (Minetti 2002, J Appl
 * Physiol 93:1039), grade i held to +-0.45. +10 %: 1.66, -10 %: 0.60. Speaks of metabolism
 * only: downhill costs less and loads the back more.
 */
double load_grade_cost(double grade);

/*
 * Speed on level ground that costs as much as the session did: each second's speed x
 * grade cost (1 where the grade is unknown), mean over 30 s, then the fourth root of the mean
 * fourth power (the usual reading of "normalised graded pace", whose formula is not public;
 * weak). Rows without a speed are left out. Under 30 rows: the plain mean.
 */
double load_graded_speed(const struct load_signal *s);

#endif
