/* SPDX-License-Identifier: Apache-2.0 */
#include "gait/steps.h"

#include <math.h>

#include "base/mem.h"

typedef double curve_fn(const struct gait_step_span *s, double t);

static double inclination_of(struct gait_xy distal, struct gait_xy proximal)
{
    return 180 / M_PI * atan2(proximal.x - distal.x, proximal.y - distal.y);
}

static double curve_trunk(const struct gait_step_span *s, double t)
{
    return gait_trunk_deg(s->k, t) - s->scene->trunk_bias_deg;
}

static double curve_thigh(const struct gait_step_span *s, double t)
{
    return -inclination_of(gait_track_at(s->k, BODY_OF(KNEE, s->side), t),
                           gait_track_at(s->k, BODY_OF(HIP, s->side), t));
}

static double curve_knee(const struct gait_step_span *s, double t)
{
    return gait_knee_deg(s->k, s->side, t);
}

static double curve_shank(const struct gait_step_span *s, double t)
{
    return -inclination_of(gait_track_at(s->k, BODY_OF(ANKLE, s->side), t),
                           gait_track_at(s->k, BODY_OF(KNEE, s->side), t));
}

static double curve_foot(const struct gait_step_span *s, double t)
{
    return gait_foot_angle_deg(s->k, s->side, t) - s->foot_flat_deg;
}

static double curve_height(const struct gait_step_span *s, double t)
{
    double here = gait_track_mid(s->k, BODY_L_HIP, BODY_R_HIP, t).y;
    double start = gait_track_mid(s->k, BODY_L_HIP, BODY_R_HIP, s->on_s).y;
    return 100 * (here - start) / s->scene->px_per_m;
}

static double curve_pelvis(const struct gait_step_span *s, double t)
{
    struct gait_xy l = gait_track_at(s->k, BODY_L_HIP, t),
                   r = gait_track_at(s->k, BODY_R_HIP, t);
    double right_low = 180 / M_PI * atan2(l.y - r.y, fabs(l.x - r.x));
    return s->side == BODY_LEFT ? right_low : -right_low;
}

static double curve_lateral(const struct gait_step_span *s, double t)
{
    double here = gait_track_mid(s->k, BODY_L_HIP, BODY_R_HIP, t).x;
    double start = gait_track_mid(s->k, BODY_L_HIP, BODY_R_HIP, s->on_s).x;
    return (s->side == BODY_LEFT ? -100 : 100) * (here - start) / s->scene->px_per_m;
}

static double curve_side_lean(const struct gait_step_span *s, double t)
{
    return (s->side == BODY_LEFT ? -1 : 1) * gait_trunk_deg(s->k, t);
}

/* clang-format off */
static const struct {
    const char *key, *label, *unit;
    curve_fn *fn;
    unsigned views;
} curve_rows[] = {
    { "trunk",   "Trunk inclination",          "deg", curve_trunk,     GAIT_IN_SIDE },
    { "thigh",   "Thigh, forward positive",    "deg", curve_thigh,     GAIT_IN_SIDE },
    { "knee",    "Knee bend",                  "deg", curve_knee,      GAIT_IN_SIDE },
    { "shank",   "Shin, forward positive",     "deg", curve_shank,     GAIT_IN_SIDE },
    { "foot",    "Foot, toes up positive",     "deg", curve_foot,      GAIT_IN_SIDE },
    { "height",  "Height of the pelvis",       "cm",  curve_height,    GAIT_IN_SIDE },
    { "pelvis",  "Pelvis, swing side low positive", "deg", curve_pelvis, GAIT_IN_FRONTAL },
    { "side_lean", "Trunk towards the stance side", "deg", curve_side_lean, GAIT_IN_FRONTAL },
    { "lateral", "Pelvis towards the stance side",  "cm", curve_lateral, GAIT_IN_FRONTAL },
    { "height",  "Height of the pelvis",       "cm",  curve_height,    GAIT_IN_FRONTAL },
};
/* clang-format on */

static void add_stride(const struct gait_step_span *s, curve_fn *fn, struct gait_curve *c)
{
    double v[GAIT_CURVE_POINTS];
    for (int i = 0; i < GAIT_CURVE_POINTS; i++) {
        v[i] = fn(s, s->on_s + (s->stride_on_s - s->on_s) * i / (GAIT_CURVE_POINTS - 1));
        if (isnan(v[i]))
            return;
    }
    c->n_strides++;
    c->off_frac += (s->off_s - s->on_s) / (s->stride_on_s - s->on_s);
    for (int i = 0; i < GAIT_CURVE_POINTS; i++) { /* running sums until finish_curve */
        c->mean[i] += v[i];
        c->sd[i] += v[i] * v[i];
    }
}

static void finish_curve(struct gait_curve *c)
{
    double n = (double)c->n_strides;
    if (c->n_strides == 0)
        return;
    c->off_frac /= n;
    for (int i = 0; i < GAIT_CURVE_POINTS; i++) {
        c->mean[i] /= n;
        c->sd[i] =
            n > 1 ? sqrt(fmax(0, (c->sd[i] - n * c->mean[i] * c->mean[i]) / (n - 1))) : 0;
    }
}

void gait_curves_find(const struct gait_step_span *spans, size_t n,
                      struct gait_curve ret_curves[GAIT_N_CURVES][BODY_N_SIDES])
{
    size_t k = 0;
    for (size_t r = 0; n && r < N_ELEMS(curve_rows) && k < GAIT_N_CURVES; r++) {
        if (!(curve_rows[r].views & gait_view_bit(spans[0].scene->view)))
            continue;
        for (enum body_side side = BODY_LEFT; side < BODY_N_SIDES; side++) {
            struct gait_curve *c = &ret_curves[k][side];
            *c = (struct gait_curve){ .key = curve_rows[r].key,
                                      .label = curve_rows[r].label,
                                      .unit = curve_rows[r].unit,
                                      .side = side };
            for (size_t i = 0; i < n; i++)
                if (spans[i].side == side && !isnan(spans[i].stride_on_s))
                    add_stride(&spans[i], curve_rows[r].fn, c);
            finish_curve(c);
        }
        k++;
    }
}
