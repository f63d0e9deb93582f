/* SPDX-License-Identifier: Apache-2.0 */
#ifndef REPORT_FIGURE_STAGE_H
#define REPORT_FIGURE_STAGE_H
/*
 * figure_stage - one pose as it is being drawn: the body at rest, the view, the shapes so far.
 * Private to report: figure.c draws the body, figure_props.c what stands around it.
 */
#include "report/figure.h"
#include "report/figure_body.h"

/* A view of one settled pose; the scene grows to the right. */
struct stage {
    struct figure *f;
    struct figure_body b;
    const struct care_pose *pose;
    double cos_yaw, sin_yaw, cos_up, sin_up;
    double min_x, max_x, min_y, max_y; /* of what was drawn, in the view */
    size_t first;                      /* shape of this pose */
};

struct at { /* in the view */
    double x, y, z;
};

struct at stage_see(const struct stage *s, struct figure_point p);
/* A shape to fill in; the last one again when there is no room. */
struct figure_shape *stage_shape(struct stage *s, enum figure_ink ink);
void stage_reach(struct stage *s, double x, double y, double r); /* the frame grows to it */
void stage_capsule(struct stage *s, enum figure_ink ink, struct at a, double ra, struct at b,
                   double rb);
void stage_box(struct stage *s, enum figure_ink ink, double x0, double y0, double x1,
               double y1);
bool stage_rests(const struct stage *s, unsigned bits); /* any of enum care_touch */

void stage_behind(struct stage *s); /* mat, wall, step, chair, bar */
void stage_front(struct stage *s);  /* band, weights */

#endif
