/* SPDX-License-Identifier: Apache-2.0 */
#include "gait/source.h"

#include <math.h>

#include "base/mem.h"
#include "gait/measures.h"

static const double MAX_GAP_S = 0.17; /* as long as one leg hides the other at a jog */
static const double MAX_MARKER_GAP_S = 0.1;

double gait_source_event_hz(enum gait_source s) { return s == GAIT_MOCAP ? 20 : 12; }

double gait_source_angle_hz(enum gait_source s) { return s == GAIT_MOCAP ? 15 : 8; }

/*
 * BlazePose (full) sees the trunk too upright: on rendered runners with even seeds, lean 0 to
 * 20 degrees, by 1.7 + 0.04 of the lean, the same within 0.8 degrees for all once the camera's
 * own roll is taken out: its hip points lie ahead of the hip joints. On a real runner another
 * model (RTMPose) puts the hips 4 cm further back and the trunk 5 degrees further forward. So
 * the smaller number is taken off.
 */
static const double BLAZEPOSE_TRUNK_DEG = -1.7;

/*
 * It also puts the elbow some way up the upper arm, so that the arm looks straighter: on
 * rendered runners with even seeds 3 cm and 6 to 7 degrees (medians, near and far arm). On a
 * real runner it lies 4 cm above the elbow in the picture, and RTMPose, which lies on it, sees
 * 15 degrees more bend in the near arm. So the smaller number is taken off.
 */
static const double BLAZEPOSE_ELBOW_DEG = -6;

/*
 * And it sees more bend in the knee at contact when the runner faces right than when he faces
 * left: in the same picture and its mirror image by 2.4 degrees in the near and 2.5 in the far
 * leg (26 rendered clips, even seeds), and by 1.9 on average in the legs of two real clips.
 * Each is put half of the smaller number towards the other; which of them is right, a mirror
 * does not tell.
 */
static const double BLAZEPOSE_KNEE_MIRROR_DEG = 1;

void gait_source_repair(struct motion *m, enum gait_source s, struct gait_repairs *ret_repairs)
{
    if (s != GAIT_MOCAP) {
        gait_repair(m, MAX_GAP_S, ret_repairs);
        return;
    }
    AUTO(mem) double *x = mem_array(m->n_frames, sizeof(*x));
    AUTO(mem) double *y = mem_array(m->n_frames, sizeof(*y));
    double fps = motion_fps(m);
    *ret_repairs = (struct gait_repairs){ 0 };
    for (int p = 0; x && y && fps > 0 && p < BODY_N_POINTS; p++)
        ret_repairs->n_gaps_filled += gait_fill_gaps(
            m, (enum body_point)p, (size_t)fmax(1, MAX_MARKER_GAP_S * fps), x, y);
}

void gait_source_scene(const struct gait_params *par, struct gait_scene *scene)
{
    scene->source = par->source;
    scene->trunk_bias_deg = par->source == GAIT_BLAZEPOSE ? BLAZEPOSE_TRUNK_DEG : 0;
    scene->tucked = par->tucked;
    scene->elbow_bias_deg = par->source == GAIT_BLAZEPOSE ? BLAZEPOSE_ELBOW_DEG : 0;
    if (par->source == GAIT_BLAZEPOSE && gait_view_is_side(scene->view))
        scene->knee_bias_deg = scene->view == GAIT_SIDE_RIGHT ? BLAZEPOSE_KNEE_MIRROR_DEG
                                                              : -BLAZEPOSE_KNEE_MIRROR_DEG;
    scene->contacts_exact = par->contacts && par->contacts_exact;
    if (par->px_per_m > 0) {
        scene->px_per_m = par->px_per_m;
        scene->scale_sd_frac = 0.001; /* of a calibrated laboratory */
    }
    if (par->source != GAIT_MOCAP)
        return;
    scene->oblique = 0;
    if (!isfinite(scene->height_px)) /* no trunk markers: legs alone */
        scene->height_px = scene->leg_px / GAIT_LEG_SHARE;
}

/*
 * Soft tissue moves over the bone by 1 to 3 cm at the thigh and less elsewhere, which turns the
 * knee by 2 to 3 degrees in the sagittal plane (Leardini et al. 2005, Gait Posture 21:212);
 * markers are put a few millimetres beside a landmark by different hands (Della Croce et al.
 * 2005, Gait Posture 21:226); hip joints by regression are off by 5 to 10 mm (Harrington et al.
 * 2007). Times: against a force plate, docs/events.md.
 */
/* clang-format off */
static const double marker_sd[MEASURE_N] = {
    [MEASURE_CADENCE]        = 0.02,
    [MEASURE_CONTACT_TIME]   = 8.0,
    [MEASURE_FLIGHT_TIME]    = 8.0,
    [MEASURE_DUTY_FACTOR]    = 1.1,
    [MEASURE_TRUNK_LEAN]     = 1.5,
    [MEASURE_LEG_LEAN]       = 1.0,
    [MEASURE_BODY_LEAN]      = 1.0,
    [MEASURE_HIP_HINGE]      = 2.0,
    [MEASURE_TRUNK_STEADY]   = 0.3,
    [MEASURE_HEAD_LEAN]      = 4.0,
    [MEASURE_FOOT_STRIKE]    = 2.5,
    [MEASURE_KNEE_CONTACT]   = 3.0,
    [MEASURE_KNEE_PEAK]      = 3.0,
    [MEASURE_TIBIA_ANGLE]    = 1.5,
    [MEASURE_OVERSTRIDE]     = 1.2,
    [MEASURE_VERT_OSC]       = 0.2,
    [MEASURE_ELBOW_ANGLE]    = 5.0,
    [MEASURE_STEP_WIDTH]     = 0.4,
    [MEASURE_STEP_WIDTH_HIP] = 4.0,
    [MEASURE_ARM_CROSSING]   = 4.0,
    [MEASURE_PELVIC_DROP]    = 2.0,
    [MEASURE_TRUNK_SWAY]     = 0.2,
    [MEASURE_TRUNK_SIDE]     = 1.0,
};
/* clang-format on */

/* Of a table over 30, 60, 120 and 240 frames a second. */
static double at_rate(const double sd[GAIT_N_RATES], double fps)
{
    double at = fmin(fmax(log2(fps / 30), 0), GAIT_N_RATES - 1);
    size_t i = (size_t)fmin(at, GAIT_N_RATES - 2);
    double f = at - (double)i;
    return (1 - f) * sd[i] + f * sd[i + 1];
}

double gait_source_sd(const struct gait_scene *scene, enum measure m, double fps)
{
    const double plate = 0.25; /* share that stays when a force plate timed the contacts */
    bool timed =
        m == MEASURE_CONTACT_TIME || m == MEASURE_FLIGHT_TIME || m == MEASURE_DUTY_FACTOR;
    if (scene->source != GAIT_MOCAP)
        return at_rate(gait_system_sd[m][gait_view_kind(scene->view)], fps);
    double sd = marker_sd[m];
    /* without a trunk the pelvis stands for the body's middle and moves a little more */
    if ((m == MEASURE_VERT_OSC || m == MEASURE_TRUNK_SWAY) && !isfinite(scene->trunk_px))
        sd = hypot(sd, 0.8);
    return timed && scene->contacts_exact ? plate * sd : sd;
}

/* From behind the trunk hides a hand where it is furthest in, and the model puts it beside the
 * hip, a fifth of a shoulder width on its own side, wherever it is. The edge of the waist, which
 * the pelvic drop needs, is sought from behind only. */
bool gait_source_tells(const struct gait_scene *scene, enum measure m)
{
    if (scene->source != GAIT_BLAZEPOSE)
        return true;
    return !(m == MEASURE_ARM_CROSSING && scene->view == GAIT_REAR) &&
           !(m == MEASURE_PELVIC_DROP && scene->view == GAIT_FRONT);
}

double gait_trunk_bias_deg(enum gait_source s)
{
    return s == GAIT_BLAZEPOSE ? BLAZEPOSE_TRUNK_DEG : 0;
}
