/* SPDX-License-Identifier: Apache-2.0 */
#include "synth/runner.h"
#include "synth/vec.h"

/*
 * Which settings give the figure that was asked for. All of it on a steady runner, step-to-step
 * variation off, in the middle of a few steps.
 *
 * The knees decide the height. With the mid-hip path given, the foot lands where the asked bend
 * at contact puts it, and the bend in stance follows from the height at contact: raise the body
 * and it falls. What remains is how much of the centre of mass's rise and fall the hips take
 * part in: a larger share brings the hips further over the foot at mid-stance. 1 is taken where
 * the legs reach; else the nearest share with which they do.
 */
enum { LEFT_I = 2, RIGHT_I = 3, N_SOLVE_STEPS = 8 };

static const double shares[] = { 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0, 1.1, 1.2, 1.3 };
enum { N_SHARES = sizeof(shares) / sizeof(shares[0]), SHARE_ONE = 7 };

static double stance_peak(const struct runner *r, const struct step *s)
{
    double least = INFINITY; /* the knee is most bent where hip and ankle are closest */
    for (int i = 0; i <= 40; i++) {
        double t = s->on + (s->off - s->on) * i / 40;
        struct synth_xyz ankle = leg_stance_ankle(r, s, t);
        least = fmin(least, v_len(v_sub(ankle, figure_hip(r, s->side, t))));
    }
    const struct body *b = &r->body;
    double c =
        (least * least - b->thigh * b->thigh - b->shank * b->shank) / (2 * b->thigh * b->shank);
    return acos(fmax(fmin(c, 1), -1));
}

/* One height for both sides: a side that stays longer on the ground falls further by itself,
 * and a height of its own would only be undone by the flights around it. */
static void solve_height(struct runner *r, int n_rounds)
{
    const struct body *b = &r->body;
    double want = rad(r->par.knee_peak_deg);
    for (int round = 0; round < n_rounds; round++) {
        leg_place(r);
        double peak =
            (stance_peak(r, &r->steps[LEFT_I]) + stance_peak(r, &r->steps[RIGHT_I])) / 2;
        double move = (peak - want) * b->thigh * b->shank * sin(want) / (b->thigh + b->shank);
        r->set.base_h += fmax(fmin(move, 0.05), -0.05);
    }
    leg_place(r);
    double peak = (stance_peak(r, &r->steps[LEFT_I]) + stance_peak(r, &r->steps[RIGHT_I])) / 2;
    if (fabs(peak - want) > rad(0.5)) /* no height gives the bend: as bad as a foot too low */
        r->excess = fmax(r->excess, 0) + 0.3 * fabs(peak - want);
}

static void solve_share(struct runner *r)
{
    double least = INFINITY;
    int best = SHARE_ONE, lo = -1, hi = -1;
    /* upwards, to the first share that fails after some that do not: beyond it none is real */
    for (int i = 0; i < N_SHARES && !(hi >= 0 && hi < i - 1); i++) {
        r->set.share = shares[i];
        solve_height(r, 6);
        if (r->excess <= 0) {
            lo = lo < 0 ? i : lo;
            hi = i;
        }
        if (r->excess < least) {
            least = r->excess;
            best = i;
        }
    }
    if (hi >= 0)
        best = hi < SHARE_ONE ? hi : lo > SHARE_ONE ? lo : SHARE_ONE;
    double share = shares[best], k = 2 * r->par.lean_from_ankle - 1;
    if (hi >= 0)
        share += k > 0 ? k * (shares[hi] - share) : -k * (shares[lo] - share);
    r->set.share = share;
    solve_height(r, 12);
}

/* Arms: inward turn that brings the wrist as far as asked; it rises with the turn. */
static void solve_arm(struct runner *r, enum body_side side)
{
    double v[MEASURE_N], lo = -0.8, hi = 1.6;
    for (int i = 0; i < 22; i++) {
        r->set.cross[side] = (lo + hi) / 2;
        truth_step(r, side == BODY_LEFT ? LEFT_I : RIGHT_I, v);
        if (v[MEASURE_ARM_CROSSING] < 100 * r->par.arm_cross_frac)
            lo = r->set.cross[side];
        else
            hi = r->set.cross[side];
    }
}

int solve_runner(struct runner *r, struct err *err)
{
    const struct synth_params *p = &r->par;
    double leg = r->body.thigh + r->body.shank;
    r->jitter = 0;
    r->set = (struct settings){ .share = 1,
                                .base_h = 0.96 * leg + r->body.sole.ankle_h,
                                .lean = rad(p->lean_deg),
                                .drop = rad(p->pelvic_drop_deg),
                                .knee_swing = rad(p->knee_swing_deg) };
    if (p->knee_swing_deg <= 0)
        r->set.knee_swing = rad(fmin(fmax(46 + 15 * p->speed_mps, 78), 116));

    int rc = steps_new(r, 0, N_SOLVE_STEPS * 30 / p->cadence_spm, err);
    if (rc < 0)
        return rc;
    double v[2][MEASURE_N];
    for (int round = 0; round < 3; round++) {
        if (round == 0)
            solve_share(r);
        else
            solve_height(r, 6);
        truth_step(r, LEFT_I, v[0]);
        truth_step(r, RIGHT_I, v[1]);
        r->set.lean +=
            rad(p->lean_deg - (v[0][MEASURE_TRUNK_LEAN] + v[1][MEASURE_TRUNK_LEAN]) / 2);
        r->set.drop += rad(p->pelvic_drop_deg -
                           (v[0][MEASURE_PELVIC_DROP] + v[1][MEASURE_PELVIC_DROP]) / 2);
    }
    solve_height(r, 6);
    if (r->overreach > 0)
        return err_set(err, ERR_USAGE,
                       "no legs reach: contact %g s at speed %g m/s with knee-contact %g and "
                       "knee-peak %g; shorten the contact or bend the knee more",
                       p->contact_s, p->speed_mps, p->knee_contact_deg, p->knee_peak_deg);
    solve_arm(r, BODY_LEFT);
    solve_arm(r, BODY_RIGHT);
    return 0;
}
