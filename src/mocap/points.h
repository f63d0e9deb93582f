/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOCAP_POINTS_H
#define MOCAP_POINTS_H
/*
 * points - the markers of one trial through one marker set: points of the skeleton. Internal.
 */
#include "mocap/mocap.h"

/* A set's rules with the indices of their markers in one trial. */
struct mocap_points {
    const struct mocap_set *set;
    const struct markers *m;
    int (*index)[MOCAP_MAX_TERMS]; /* [n_rules]; -1: no such marker */
    int rule_of[BODY_N_POINTS];    /* the first whole rule of a point; -1: none */
};

int mocap_points_new(const struct mocap_set *set, const struct markers *m,
                     struct mocap_points *ret, struct err *err) MUST_USE;
void mocap_points_done(struct mocap_points *p);

/* Where a point is when the markers are at pos [n_markers]; NaN where it cannot be told. */
void mocap_point_at(const struct mocap_points *p, const double (*pos)[3], enum body_point point,
                    double ret[3]);

/* A hip joint from the left and right ASIS and PSIS. Harrington et al. 2007, J Biomech 40:595:
 * behind the middle of the ASIS by 0.24 pelvis depth + 9.9 mm, below by 0.30 pelvis width +
 * 10.9 mm, sideways by 0.33 pelvis width + 7.3 mm. */
void mocap_hip(const double (*pelvis)[3], enum body_side side, double ret[3]);

#endif
