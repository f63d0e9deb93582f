/* SPDX-License-Identifier: Apache-2.0 */
#include <stddef.h>

#include "synth/runner.h"
#include "synth/vec.h"

#define KNEE_TOE_OFF_DEG  18.0 /* typical knee bend at toe-off */
#define KNEE_PUSH_MIN_DEG 9.0  /* the leg is not locked on the way there */
#define AHEAD_MIN_M       0.02 /* a foot is never placed behind its hip */
#define PITCH_OFF_MIN     0.35 /* rad, heel lifted at toe-off */
#define PITCH_OFF_MAX     1.30
#define REACH_FRAC        0.9995 /* of thigh and shank: a straight leg still has a plane */
#define KNEE_BRAKE        30.0   /* rad/s2 for each m/s: the shank slows down late */
#define SWING_OUT_DEG     1.2    /* sideways, in the middle of the swing */
#define CLEARANCE_M       0.015  /* of the sole in mid-swing */
#define FLAT_REAR         0.22   /* share of contact until the foot is flat */
#define FLAT_FORE         0.28
/* How a foot comes to rest, force plate (50 N) and foot markers of the running data set of
 * Fukuchi et al. 2017 (PeerJ 5:e3298), 2.5 and 3.5 m/s: at contact it still moves ahead at 0.42
 * of the running speed and down, and lies still 25 ms later. */
#define SETTLE_S     0.025
#define SETTLE_AHEAD 0.42 /* of the running speed */
#define SETTLE_DOWN  0.26 /* likewise */

static double leg_length(const struct body *b, double knee)
{
    return sqrt(b->thigh * b->thigh + b->shank * b->shank +
                2 * b->thigh * b->shank * cos(knee));
}

static double flat_at(const struct step *s) { return s->strike >= 0 ? FLAT_REAR : FLAT_FORE; }

double leg_stance_pitch(const struct step *s, double t_s)
{
    double u = (t_s - s->on) / (s->off - s->on), flat = flat_at(s);
    if (u < flat) {
        double w = 1 - u / flat;
        return s->strike * w * w;
    }
    if (u < s->heel_off)
        return 0;
    double w = (u - s->heel_off) / (1 - s->heel_off);
    return -s->toe_off_pitch * w * w * (1.5 - 0.5 * w);
}

struct synth_xyz leg_settle(const struct runner *r, const struct step *s, double t_s)
{
    double w = fmax(1 - (t_s - s->on) / SETTLE_S, 0);
    double path_s = w * w * SETTLE_S / 2; /* still to go, as time at the first speed */
    return v_mul(v3(-SETTLE_AHEAD, SETTLE_DOWN, 0), r->par.speed_mps * path_s);
}

struct synth_xyz leg_stance_ankle(const struct runner *r, const struct step *s, double t_s)
{
    double xy[2];
    sole_ankle(&r->body.sole, leg_stance_pitch(s, t_s), xy);
    struct synth_xyz ahead = sole_axes(s->side, 0).front;
    struct synth_xyz planted = v_add(v_mad(s->anchor, ahead, xy[0]), v3(0, xy[1], 0));
    return v_add(planted, leg_settle(r, s, t_s));
}

/* Hip to ankle into angles; a leg that is too short points the right way, stretched. */
static struct leg_angles leg_reach(const struct body *b, enum body_side side,
                                   struct synth_xyz d)
{
    double t = b->thigh, s = b->shank;
    double down = sqrt(d.y * d.y + d.z * d.z);
    double dist = fmin(v_len(d), (t + s) * 0.999999);
    double bend = acos((t * t + s * s - dist * dist) / (2 * t * s));
    double open = acos(fmin((t * t + dist * dist - s * s) / (2 * t * dist), 1));
    return (struct leg_angles){ .thigh = atan2(d.x, down) + open,
                                .knee = M_PI - bend,
                                .abduct = atan2(d.z * side_sign(side), -d.y) };
}

void leg_points(const struct body *b, enum body_side side, struct synth_xyz hip,
                const struct leg_angles *a, struct synth_xyz *ret_knee,
                struct synth_xyz *ret_ankle)
{
    struct synth_xyz down = v3(0, -cos(a->abduct), sin(a->abduct) * side_sign(side));
    struct synth_xyz ahead = v3(1, 0, 0);
    double shank = a->thigh - a->knee;
    *ret_knee =
        v_add(hip, v_mul(v_mad(v_mul(down, cos(a->thigh)), ahead, sin(a->thigh)), b->thigh));
    *ret_ankle =
        v_add(*ret_knee, v_mul(v_mad(v_mul(down, cos(shank)), ahead, sin(shank)), b->shank));
}

static double stance_reach(const struct runner *r, const struct step *s, double t_s)
{
    return v_len(v_sub(leg_stance_ankle(r, s, t_s), figure_hip(r, s->side, t_s)));
}

/* Where the foot lands: as far ahead of its hip as the knee bend at contact says. Returns the
 * leg's length less the one asked: above 0 where even a foot under the hip is too far down. */
static double place_contact(struct runner *r, struct step *s)
{
    const struct body *b = &r->body;
    double xy[2], sign = side_sign(s->side);
    sole_ankle(&b->sole, s->strike, xy);
    struct axes foot = sole_axes(s->side, s->strike);
    struct synth_xyz ahead = sole_axes(s->side, 0).front;
    struct synth_xyz ankle = v_add(v_mul(ahead, xy[0]), v3(0, xy[1], 0)); /* of the anchor */
    ankle = v_add(ankle, leg_settle(r, s, s->on));
    struct synth_xyz heel =
        v_mad(v_mad(ankle, foot.front, b->sole.heel_pt[0]), foot.up, b->sole.heel_pt[1]);

    s->anchor.y = 0;
    s->anchor.z = sign * s->half_width - heel.z;
    struct synth_xyz hip = figure_hip(r, s->side, s->on);
    double dy = hip.y - ankle.y, dz = hip.z - s->anchor.z - ankle.z;
    double len = leg_length(b, s->knee);
    double dx2 = len * len - dy * dy - dz * dz;
    double dx = dx2 > AHEAD_MIN_M * AHEAD_MIN_M ? sqrt(dx2) : AHEAD_MIN_M;
    s->anchor.x = hip.x + dx - ankle.x;
    double reach = sqrt(dx * dx + dy * dy + dz * dz);
    r->overreach = fmax(r->overreach, reach - REACH_FRAC * (b->thigh + b->shank));
    return reach - len > 1e-9 ? reach - len : 0;
}

static double push_longest(const struct runner *r, const struct step *s)
{
    double longest = 0, tc = s->off - s->on;
    for (int i = 0; i <= 20; i++) {
        double t = s->on + tc * i / 20;
        longest = fmax(longest, stance_reach(r, s, t));
    }
    return longest;
}

/* How far the heel is up at toe-off, and when it starts to rise, so that the leg reaches. */
static double place_push(struct runner *r, struct step *s)
{
    const struct body *b = &r->body;
    double want = leg_length(b, rad(KNEE_TOE_OFF_DEG));
    double lo = PITCH_OFF_MIN, hi = PITCH_OFF_MAX;
    for (int i = 0; i < 30; i++) {
        s->toe_off_pitch = (lo + hi) / 2;
        if (stance_reach(r, s, s->off) > want)
            lo = s->toe_off_pitch;
        else
            hi = s->toe_off_pitch;
    }

    double limit = fmax(leg_length(b, rad(KNEE_PUSH_MIN_DEG)), stance_reach(r, s, s->off));
    double best = 0, best_len = INFINITY;
    for (int i = 0; i < 8 && best_len > limit; i++) {
        s->heel_off = 0.62 - 0.04 * i;
        double len = push_longest(r, s);
        if (len < best_len) {
            best_len = len;
            best = s->heel_off;
        }
    }
    s->heel_off = best;
    double over = best_len - REACH_FRAC * (b->thigh + b->shank);
    r->overreach = fmax(r->overreach, over);
    return over;
}

static struct leg_angles stance_angles(const struct runner *r, const struct step *s, double t_s)
{
    struct synth_xyz d = v_sub(leg_stance_ankle(r, s, t_s), figure_hip(r, s->side, t_s));
    struct leg_angles a = leg_reach(&r->body, s->side, d);
    a.foot = leg_stance_pitch(s, t_s);
    return a;
}

/* -- swing -------------------------------------------------------------------------------- */

/* The splines run over thigh, knee, abduction and the foot against the shank. */
static void to_row(const struct leg_angles *a, double ret[4])
{
    ret[0] = a->thigh;
    ret[1] = a->knee;
    ret[2] = a->abduct;
    ret[3] = a->foot - (a->thigh - a->knee);
}

/* Slopes of the inner knots that make the second derivative continuous, the outer ones given.
 */
static void spline_slopes(const double u[SWING_KNOTS], const double y[SWING_KNOTS],
                          double m[SWING_KNOTS])
{
    double over[SWING_KNOTS] = { 0 }; /* eliminated upper diagonal */
    for (int i = 1; i < SWING_KNOTS - 1; i++) {
        double h0 = u[i] - u[i - 1], h1 = u[i + 1] - u[i];
        double rhs = 3 * ((y[i] - y[i - 1]) / (h0 * h0) + (y[i + 1] - y[i]) / (h1 * h1));
        double diag = 2 / h0 + 2 / h1 - over[i - 1] / h0;
        over[i] = 1 / h1 / diag;
        m[i] = (rhs - m[i - 1] / h0) / diag;
    }
    for (int i = SWING_KNOTS - 2; i > 0; i--)
        m[i] -= over[i] * m[i + 1];
}

static double spline_at(const double u[SWING_KNOTS], const double y[SWING_KNOTS],
                        const double m[SWING_KNOTS], double x)
{
    int i = 0;
    while (i < SWING_KNOTS - 2 && x >= u[i + 1])
        i++;
    double h = u[i + 1] - u[i], v = (x - u[i]) / h, w = 1 - v;
    return y[i] * w * w * (1 + 2 * v) + y[i + 1] * v * v * (1 + 2 * w) +
           h * v * w * (m[i] * w - m[i + 1] * v);
}

static struct leg_angles swing_angles(const struct swing *w, double u)
{
    double y[4];
    for (int k = 0; k < 4; k++)
        y[k] = spline_at(w->u, w->y[k], w->m[k], u);
    return (struct leg_angles){ y[0], y[1], y[2], y[3] + y[0] - y[1] };
}

static double clamp(double v, double lo, double hi) { return v < lo ? lo : v > hi ? hi : v; }

/* Just before contact the foot still comes down and a little forward against the ground. The
 * knee's own part in that is bounded: a nearly straight leg would have to fold in no time. */
static void landing(const struct runner *r, const struct step *s, double ret_y[4],
                    double ret_rate[4])
{
    const double eps = 1e-4;
    struct leg_angles at_on = stance_angles(r, s, s->on);
    struct synth_xyz ankle = leg_stance_ankle(r, s, s->on);
    struct synth_xyz speed = v_mul(v3(SETTLE_AHEAD, -SETTLE_DOWN, 0), r->par.speed_mps);
    struct synth_xyz before = v_mad(ankle, speed, -eps);
    struct leg_angles was =
        leg_reach(&r->body, s->side, v_sub(before, figure_hip(r, s->side, s->on - eps)));
    was.foot = s->strike + eps * rad(60);
    double y0[4];
    to_row(&at_on, ret_y);
    to_row(&was, y0);
    for (int i = 0; i < 4; i++)
        ret_rate[i] = (ret_y[i] - y0[i]) / eps;
    ret_rate[0] = clamp(ret_rate[0], rad(-250), rad(60));
    ret_rate[1] = clamp(ret_rate[1], rad(-120), rad(280));
    ret_rate[3] = clamp(ret_rate[3], rad(-150), rad(150));
}

/* Lowest point of the sole on the way, in the middle of the swing. */
static double swing_clearance(const struct runner *r, const struct step *s, double dur)
{
    double low = INFINITY;
    for (int i = 5; i <= 29; i++) {
        double u = i / 32.0;
        struct leg_angles a = swing_angles(&s->swing, u);
        struct synth_xyz hip = figure_hip(r, s->side, s->off + u * dur), knee, ankle;
        leg_points(&r->body, s->side, hip, &a, &knee, &ankle);
        low = fmin(low, sole_lowest(&r->body.sole, ankle.y, a.foot));
    }
    return low;
}

static void place_swing(const struct runner *r, struct step *s, const struct step *next)
{
    /* Shares of the way from toe-off to the highest knee, and from there to the next contact:
     * hip and knee of the same data set, processed, both speeds alike. */
    static const double knots[SWING_KNOTS] = { 0, .13, .27, .40, .53, .69, .82, .955, 1 };
    static const double thigh[SWING_KNOTS] = { 0, -.05, .10, .35, .69, 1, .72, .14, 0 };
    static const double knee[SWING_KNOTS] = { 0, .12, .51, .82, 1, .76, .35, 0, 0 };
    static const double ankle_deg[SWING_KNOTS] = { 0, -18, -15, -10, -4, 2, 2, 1, 0 };
    enum { TOP_THIGH = 5, TOP_KNEE = 4, TOE_OFF_PART = 3, BEFORE_END = SWING_KNOTS - 2 };
    const double eps = 1e-3;
    struct swing *w = &s->swing;
    double y0[4], yb[4], y3[4], rate3[4], dur = next->on - s->off;
    struct leg_angles off = stance_angles(r, s, s->off);
    struct leg_angles before = stance_angles(r, s, s->off - eps);
    to_row(&off, y0);
    to_row(&before, yb);
    landing(r, next, y3, rate3);

    double top = y3[0] + fmin(0.34 * (y3[0] - y0[0]), rad(16));
    double late = fmax(y3[1] - rad(2), rad(4)); /* the knee is straightest just before */
    for (int tries = 0; tries < 12; tries++) {
        double lift = rad(4) * tries;
        for (int k = 1; k < SWING_KNOTS - 1; k++) {
            double bump = sin(M_PI * knots[k]);
            w->y[0][k] = k <= TOP_THIGH ? y0[0] + thigh[k] * (top - y0[0])
                                        : y3[0] + thigh[k] * (top - y3[0]);
            w->y[0][k] += 0.5 * lift * bump;
            double from = k <= TOP_KNEE ? y0[1] : late;
            w->y[1][k] = from + knee[k] * (r->set.knee_swing - from) + lift * bump;
            w->y[2][k] = (1 - knots[k]) * y0[2] + knots[k] * y3[2] + rad(SWING_OUT_DEG) * bump;
            if (k == BEFORE_END) { /* on the way that leads to the landing */
                double left = (1 - knots[k]) * dur;
                w->y[0][k] = y3[0] - rate3[0] * left;
                w->y[1][k] =
                    y3[1] - rate3[1] * left + KNEE_BRAKE * r->par.speed_mps * left * left;
            }
            double rest = k <= TOE_OFF_PART ? 0 : y3[3] * fmax(2 * knots[k] - 1, 0);
            w->y[3][k] = rest + rad(ankle_deg[k]) + 0.4 * lift * bump;
        }
        for (int i = 0; i < 4; i++) {
            w->y[i][0] = y0[i];
            w->y[i][SWING_KNOTS - 1] = y3[i];
            w->m[i][0] = (y0[i] - yb[i]) / eps * dur;
            w->m[i][SWING_KNOTS - 1] = rate3[i] * dur;
        }
        w->m[1][0] = fmax(w->m[1][0], rad(-60) * dur);
        for (int i = 0; i < SWING_KNOTS; i++)
            w->u[i] = knots[i];
        for (int i = 0; i < 4; i++)
            spline_slopes(w->u, w->y[i], w->m[i]);
        if (swing_clearance(r, s, dur) > CLEARANCE_M * r->body.scale)
            return;
    }
}

void leg_place(struct runner *r)
{
    r->excess = r->overreach = -INFINITY;
    for (size_t i = 0; i < r->n_steps; i++) {
        struct step *s = &r->steps[i];
        r->excess = fmax(r->excess, place_contact(r, s));
        r->excess = fmax(r->excess, place_push(r, s));
    }
    for (size_t i = 0; i + 2 < r->n_steps; i++)
        place_swing(r, &r->steps[i], &r->steps[i + 2]);
}

struct leg_angles leg_at(const struct runner *r, enum body_side side, double t_s)
{
    size_t i = steps_at(r, t_s);
    if (r->steps[i].side != side)
        i = i > 0 ? i - 1 : 1;
    const struct step *s = &r->steps[i];
    if (t_s < s->off || i + 2 >= r->n_steps)
        return stance_angles(r, s, t_s);

    return swing_angles(&s->swing, (t_s - s->off) / (r->steps[i + 2].on - s->off));
}
