/* SPDX-License-Identifier: Apache-2.0 */
#include "gait/view.h"

#include <math.h>

#include "base/mem.h"
#include "dsp/stats.h"

/* A number of each frame, and a quantile of it over the clip. */
typedef double frame_fn(const struct motion_point p[BODY_N_POINTS]);

static double over_clip(const struct motion *m, frame_fn *fn, double q)
{
    AUTO(mem) double *v = mem_array(m->n_frames, sizeof(*v));
    for (size_t i = 0; v && i < m->n_frames; i++)
        v[i] = fn(m->points[i]);
    return v ? dsp_quantile(v, m->n_frames, q) : NAN;
}

static double dist(const struct motion_point *a, const struct motion_point *b)
{
    return hypot(a->x - b->x, a->y - b->y);
}

static double shoulders_x(const struct motion_point *p)
{
    return p[BODY_R_SHOULDER].x - p[BODY_L_SHOULDER].x;
}

static double hips_x(const struct motion_point *p) { return p[BODY_R_HIP].x - p[BODY_L_HIP].x; }

static double trunk(const struct motion_point *p)
{
    return hypot(p[BODY_L_SHOULDER].x + p[BODY_R_SHOULDER].x - p[BODY_L_HIP].x -
                     p[BODY_R_HIP].x,
                 p[BODY_L_SHOULDER].y + p[BODY_R_SHOULDER].y - p[BODY_L_HIP].y -
                     p[BODY_R_HIP].y) /
           2;
}

static double shoulder_width(const struct motion_point *p)
{
    return dist(&p[BODY_L_SHOULDER], &p[BODY_R_SHOULDER]);
}

static double hip_width(const struct motion_point *p)
{
    return dist(&p[BODY_L_HIP], &p[BODY_R_HIP]);
}

static double l_thigh(const struct motion_point *p)
{
    return dist(&p[BODY_L_HIP], &p[BODY_L_KNEE]);
}

static double r_thigh(const struct motion_point *p)
{
    return dist(&p[BODY_R_HIP], &p[BODY_R_KNEE]);
}

static double l_shank(const struct motion_point *p)
{
    return dist(&p[BODY_L_KNEE], &p[BODY_L_ANKLE]);
}

static double r_shank(const struct motion_point *p)
{
    return dist(&p[BODY_R_KNEE], &p[BODY_R_ANKLE]);
}

/* Which way the feet and the face point: > 0 image right. */
static double facing(const struct motion_point *p)
{
    double feet = p[BODY_L_TOE].x - p[BODY_L_HEEL].x + p[BODY_R_TOE].x - p[BODY_R_HEEL].x;
    double face = 2 * p[BODY_NOSE].x - p[BODY_L_EAR].x - p[BODY_R_EAR].x;
    return isnan(feet) ? face : isnan(face) ? feet : feet + face;
}

static double world_turn(const struct motion *m)
{
    /* angle of the shoulder line out of the picture plane, 0: in the plane (frontal view) */
    AUTO(mem) double *v = mem_array(m->n_frames, sizeof(*v));
    for (size_t i = 0; v && i < m->n_frames; i++) {
        const struct motion_xyz *l = &m->world[i][BODY_L_SHOULDER],
                                *r = &m->world[i][BODY_R_SHOULDER];
        v[i] = atan2(fabs(l->z - r->z), fabs(l->x - r->x));
    }
    return v ? dsp_median(v, m->n_frames) : NAN;
}

/*
 * Widths of shoulders and hips against the trunk's length in the picture, as shares of what
 * they are square from behind (0.65 and 0.34): about 1 from behind, under 0.3 from the side
 * (the rest is counter-rotation). Where the landmark model gives a third dimension, how far the
 * shoulders are turned out of the picture has a third of the say. 0.58 parts the views.
 */
static void find_view(const struct motion *m, double trunk_px, struct gait_scene *s)
{
    double across = over_clip(m, shoulders_x, 0.5), hips = over_clip(m, hips_x, 0.5);
    double frontal = (fabs(across) / 0.65 + fabs(hips) / 0.34) / 2 / trunk_px;
    double turn = world_turn(m);
    if (!isnan(turn))
        frontal = (2 * frontal + (1 - turn / M_PI_2)) / 3;
    s->oblique = fmax(0, 1 - fabs(frontal - 0.58) / 0.25);
    if (frontal > 0.58)
        s->view = across + hips > 0 ? GAIT_REAR : GAIT_FRONT;
    else
        s->view = over_clip(m, facing, 0.5) > 0 ? GAIT_SIDE_RIGHT : GAIT_SIDE_LEFT;
}

static double travel_of(const struct motion *m, double height_px)
{
    size_t a = m->n_frames, b = 0;
    for (size_t i = 0; i < m->n_frames; i++)
        if (!isnan(m->points[i][BODY_L_HIP].x)) {
            a = a == m->n_frames ? i : a;
            b = i;
        }
    return b > a ? fabs((double)m->points[b][BODY_L_HIP].x - m->points[a][BODY_L_HIP].x) /
                       height_px
                 : 0;
}

/*
 * Lengths as shares of stature: the legs', and mid-hip to mid-shoulder 0.292 (de Leva 1996,
 * mean of men and women). A segment's largest picture length is the one in which it lies in the
 * picture plane: the 90th percentile, deaf to jumps.
 */
enum { MEAN_STATURE_CM = 171, STATURE_SD_CM = 9 };

void gait_scene_find(const struct motion *m, double height_m, enum gait_view given,
                     struct gait_scene *ret_scene)
{
    struct gait_scene s = { 0 };
    double thigh = (over_clip(m, l_thigh, 0.9) + over_clip(m, r_thigh, 0.9)) / 2;
    double shank = (over_clip(m, l_shank, 0.9) + over_clip(m, r_shank, 0.9)) / 2;

    s.trunk_px = over_clip(m, trunk, 0.75);
    s.leg_px = thigh + shank;
    s.shoulder_px = over_clip(m, shoulder_width, 0.9);
    s.hip_px = over_clip(m, hip_width, 0.75);
    s.height_px = (s.leg_px + s.trunk_px) / (GAIT_LEG_SHARE + 0.292);
    find_view(m, s.trunk_px, &s);
    if (given != GAIT_VIEW_AUTO)
        s.view = given;
    bool known = height_m > 0;
    s.px_per_m = s.height_px / (known ? height_m : MEAN_STATURE_CM / 100.0);
    /* proportions differ between people by 3 %, landmarks by about as much again */
    s.scale_sd_frac = known ? 0.04 : hypot(0.04, (double)STATURE_SD_CM / MEAN_STATURE_CM);
    s.travel = travel_of(m, s.height_px);
    *ret_scene = s;
}
