/* SPDX-License-Identifier: Apache-2.0 */
#include <stddef.h>

#include "synth/runner.h"
#include "synth/vec.h"

/* Typical rotations in level running about 3 m/s; none is a parameter, all are in the truth. */
#define PELVIS_YAW_DEG   5.0
#define SHOULDER_YAW_DEG 9.0
#define LEAN_SWING_DEG   1.6 /* trunk bows twice a stride */
#define SIDE_LEAN_DEG    2.0 /* towards the stance leg */
#define SWAY_M           0.007
#define ARM_BACK_DEG     12.0
#define ARM_OUT_DEG      10.0
#define ELBOW_SWING_DEG  12.0
#define ARM_LAG_RAD      0.15 /* the arms trail the opposite leg a little */

/* Phase of mid-stance after a left contact. */
static double mid_stance_phase(const struct runner *r)
{
    return M_PI * r->par.contact_s * r->par.cadence_spm / 120;
}

struct synth_xyz figure_pelvis(const struct runner *r, double t_s, struct axes *ret_axes)
{
    double phase = steps_phase(r, t_s), ms = mid_stance_phase(r);
    double stance = cos(phase - ms); /* 1: middle of left stance, -1: of right stance */
    double yaw = rad(PELVIS_YAW_DEG) * cos(phase);
    double list = (r->set.drop + steps_blend(r, t_s, offsetof(struct step, drop))) * stance;
    struct synth_xyz right = v3(-sin(yaw) * cos(list), -sin(list), cos(yaw) * cos(list));
    struct synth_xyz front = v3(cos(yaw), 0, sin(yaw));
    *ret_axes = (struct axes){ front, v_cross(right, front), right };
    return v3(r->par.speed_mps * t_s, steps_height(r, t_s), -SWAY_M * stance);
}

struct synth_xyz figure_hip(const struct runner *r, enum body_side side, double t_s)
{
    struct axes a;
    struct synth_xyz p = figure_pelvis(r, t_s, &a);
    return v_mad(p, a.right, side_sign(side) * r->body.hip_half);
}

double figure_shift(const struct runner *r, double t_s)
{
    if ((int)r->par.surface == SYNTH_OVERGROUND)
        return -r->par.speed_mps * r->par.duration_s / 2;
    return -r->par.speed_mps * t_s;
}

static void pose_trunk(const struct runner *r, double t_s, struct pose *p)
{
    double phase = steps_phase(r, t_s), ms = mid_stance_phase(r);
    double lean = r->set.lean + steps_blend(r, t_s, offsetof(struct step, lean)) +
                  rad(LEAN_SWING_DEG) * cos(2 * (phase - ms) - 0.5);
    double side = rad(SIDE_LEAN_DEG) * cos(phase - ms); /* left positive */
    double yaw = -rad(SHOULDER_YAW_DEG) * cos(phase);   /* against the pelvis */
    struct synth_xyz up = v_unit(v3(tan(lean), 1, -tan(side)));
    struct synth_xyz right = v3(-sin(yaw), 0, cos(yaw));
    right = v_unit(v_mad(right, up, -v_dot(right, up)));
    p->trunk = (struct axes){ v_cross(up, right), up, right };
    p->mid_shoulder = v_mad(p->mid_hip, up, r->body.trunk);

    /* The head leans less than the trunk: the eyes stay on the road. */
    double ear = rad(9) + 0.6 * lean, nod = rad(3) + 0.3 * lean;
    p->head = v_add(p->mid_shoulder, v_mul(v3(sin(ear), cos(ear), 0), r->body.ear));
    p->skull =
        (struct axes){ v3(cos(nod), -sin(nod), 0), v3(sin(nod), cos(nod), 0), v3(0, 0, 1) };
}

static void pose_arm(const struct runner *r, double t_s, enum body_side side, struct pose *p)
{
    const struct body *b = &r->body;
    double sign = side_sign(side);
    /* a left arm is back when the left leg is ahead, at phase 0 */
    double swing = -cos(steps_phase(r, t_s) - ARM_LAG_RAD) * -sign; /* 1: arm ahead */
    double ahead = (1 + swing) / 2;
    double amp = 26 + 4 * (r->par.speed_mps - 3);
    double inward =
        r->set.cross[side] + 1.3 * steps_blend(r, t_s, offsetof(struct step, cross));
    double flex = rad(-ARM_BACK_DEG + amp * swing);
    double out = rad(ARM_OUT_DEG - 24 * inward * ahead);
    double turn = rad(14 + 52 * inward * ahead);
    double bend = rad(r->par.elbow_deg + ELBOW_SWING_DEG * swing);

    struct synth_xyz lateral = v_mul(p->trunk.right, sign);
    struct synth_xyz dir0 = v_mad(v_mul(p->trunk.up, -cos(flex)), p->trunk.front, sin(flex));
    struct synth_xyz fore = v_mad(v_mul(p->trunk.up, sin(flex)), p->trunk.front, cos(flex));
    struct synth_xyz upper = v_mad(v_mul(dir0, cos(out)), lateral, sin(out));
    struct synth_xyz medial = v_mad(v_mul(dir0, sin(out)), lateral, -cos(out));
    struct synth_xyz w = v_mad(v_mul(fore, cos(turn)), medial, sin(turn));
    struct synth_xyz lower = v_mad(v_mul(upper, cos(bend)), w, sin(bend));

    p->shoulder[side] = v_mad(p->mid_shoulder, lateral, b->shoulder_half);
    p->elbow[side] = v_mad(p->shoulder[side], upper, b->upper_arm);
    p->wrist[side] = v_mad(p->elbow[side], lower, b->forearm);
    /* thumb up: away from the upper arm's direction */
    struct synth_xyz thumb = v_unit(v_mad(v_mul(upper, -1), lower, v_dot(upper, lower)));
    p->hand[side] = (struct axes){ lower, thumb, v_cross(lower, thumb) };
}

void figure_pose(const struct runner *r, double t_s, struct pose *ret)
{
    struct pose p;
    p.mid_hip = figure_pelvis(r, t_s, &p.pelvis);
    p.mid_hip.x += figure_shift(r, t_s);
    pose_trunk(r, t_s, &p);
    for (enum body_side side = BODY_LEFT; side < BODY_N_SIDES; side++) {
        struct leg_angles a = leg_at(r, side, t_s);
        p.hip[side] = v_mad(p.mid_hip, p.pelvis.right, side_sign(side) * r->body.hip_half);
        leg_points(&r->body, side, p.hip[side], &a, &p.knee[side], &p.ankle[side]);
        p.foot[side] = sole_axes(side, a.foot);
        pose_arm(r, t_s, side, &p);
    }
    *ret = p;
}

/* -- named points ------------------------------------------------------------------------- */

/* Points fixed to the head, metres of the reference size from between the ears; left side has
 * z negative. To the surface, not the middle of an organ. */
static const struct {
    enum body_point point;
    double x, y, z;
} head_points[] = {
    { BODY_NOSE, 0.118, -0.022, 0 },
    { BODY_L_EYE_IN, 0.090, 0.018, -0.018 },
    { BODY_L_EYE, 0.087, 0.018, -0.032 },
    { BODY_L_EYE_OUT, 0.080, 0.018, -0.046 },
    { BODY_R_EYE_IN, 0.090, 0.018, 0.018 },
    { BODY_R_EYE, 0.087, 0.018, 0.032 },
    { BODY_R_EYE_OUT, 0.080, 0.018, 0.046 },
    { BODY_L_EAR, 0, 0, -0.076 },
    { BODY_R_EAR, 0, 0, 0.076 },
    { BODY_L_MOUTH, 0.092, -0.058, -0.023 },
    { BODY_R_MOUTH, 0.092, -0.058, 0.023 },
};

/* Knuckles from the wrist as shares of the hand: along it, thumb side, away from the body. */
static const struct {
    enum body_point left, right;
    double x, y, z;
} hand_points[] = {
    { BODY_L_PINKY, BODY_R_PINKY, 0.88, -0.36, 0 },
    { BODY_L_INDEX, BODY_R_INDEX, 1.00, 0.24, 0 },
    { BODY_L_THUMB, BODY_R_THUMB, 0.62, 0.42, -0.20 },
};

static struct synth_xyz of_axes(struct synth_xyz at, const struct axes *a, double x, double y,
                                double z)
{
    return v_mad(v_mad(v_mad(at, a->front, x), a->up, y), a->right, z);
}

static void limb_points(const struct runner *r, const struct pose *p, enum body_side side,
                        struct synth_xyz ret[BODY_N_POINTS])
{
    const struct sole *s = &r->body.sole;
    ret[BODY_OF(SHOULDER, side)] = p->shoulder[side];
    ret[BODY_OF(ELBOW, side)] = p->elbow[side];
    ret[BODY_OF(WRIST, side)] = p->wrist[side];
    ret[BODY_OF(HIP, side)] = p->hip[side];
    ret[BODY_OF(KNEE, side)] = p->knee[side];
    ret[BODY_OF(ANKLE, side)] = p->ankle[side];
    ret[BODY_OF(HEEL, side)] =
        of_axes(p->ankle[side], &p->foot[side], s->heel_pt[0], s->heel_pt[1], 0);
    ret[BODY_OF(TOE, side)] =
        of_axes(p->ankle[side], &p->foot[side], s->toe_pt[0], s->toe_pt[1], 0);
    double k = r->body.hand, sign = side_sign(side);
    for (size_t i = 0; i < sizeof(hand_points) / sizeof(hand_points[0]); i++)
        ret[side == BODY_LEFT ? hand_points[i].left : hand_points[i].right] =
            of_axes(p->wrist[side], &p->hand[side], k * hand_points[i].x, k * hand_points[i].y,
                    sign * k * hand_points[i].z);
}

void figure_points(const struct runner *r, const struct pose *p,
                   struct synth_xyz ret[BODY_N_POINTS])
{
    double k = r->body.head;
    for (size_t i = 0; i < sizeof(head_points) / sizeof(head_points[0]); i++)
        ret[head_points[i].point] = of_axes(p->head, &p->skull, k * head_points[i].x,
                                            k * head_points[i].y, k * head_points[i].z);
    limb_points(r, p, BODY_LEFT, ret);
    limb_points(r, p, BODY_RIGHT, ret);
}
