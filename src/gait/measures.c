/* SPDX-License-Identifier: Apache-2.0 */
#include "gait/measures.h"

#include <math.h>

static const double DEG = 180 / M_PI;

static double inclination(struct gait_xy distal, struct gait_xy proximal)
{
    return DEG * atan2(proximal.x - distal.x, proximal.y - distal.y);
}

static double bend(struct gait_xy a, struct gait_xy joint, struct gait_xy b)
{
    double ux = a.x - joint.x, uy = a.y - joint.y, vx = b.x - joint.x, vy = b.y - joint.y;
    return 180 - DEG * atan2(fabs(ux * vy - uy * vx), ux * vx + uy * vy);
}

static struct gait_xy hips(const struct gait_track *k, double t)
{
    return gait_track_mid(k, BODY_L_HIP, BODY_R_HIP, t);
}

static struct gait_xy shoulders(const struct gait_track *k, double t)
{
    return gait_track_mid(k, BODY_L_SHOULDER, BODY_R_SHOULDER, t);
}

double gait_trunk_deg(const struct gait_track *k, double t)
{
    return inclination(hips(k, t), shoulders(k, t));
}

double gait_knee_deg(const struct gait_track *k, enum body_side side, double t)
{
    return bend(gait_track_at(k, BODY_OF(HIP, side), t),
                gait_track_at(k, BODY_OF(KNEE, side), t),
                gait_track_at(k, BODY_OF(ANKLE, side), t));
}

double gait_foot_angle_deg(const struct gait_track *k, enum body_side side, double t)
{
    struct gait_xy heel = gait_track_at(k, BODY_OF(HEEL, side), t);
    struct gait_xy toe = gait_track_at(k, BODY_OF(TOE, side), t);
    return DEG * atan2(toe.y - heel.y, toe.x - heel.x);
}

double gait_shin_deg(const struct gait_track *k, enum body_side side, double t)
{
    struct gait_xy knee = gait_track_at(k, BODY_OF(KNEE, side), t);
    struct gait_xy ankle = gait_track_at(k, BODY_OF(ANKLE, side), t);
    return DEG * atan2(ankle.x - knee.x, knee.y - ankle.y);
}

/* -- a quantity followed over a span ------------------------------------------------------- */

typedef double at_fn(const struct gait_step_span *s, double t);
struct summary {
    double mean, sd, min, max;
};

/* At about the frames' own spacing, the ends included. NaN anywhere makes everything NaN. */
static struct summary follow(const struct gait_step_span *s, at_fn *fn, double from, double to)
{
    double length = to - from, sum = 0, sq = 0;
    struct summary r = { .mean = NAN, .sd = NAN, .min = NAN, .max = NAN };
    if (!(length > 0))
        return r;
    int n = (int)fmax(8, ceil(length * s->k->fs_hz));
    double min = INFINITY, max = -INFINITY;
    for (int i = 0; i <= n; i++) {
        double v = fn(s, from + length * i / n);
        if (isnan(v))
            return r;
        sum += v;
        sq += v * v;
        min = fmin(min, v);
        max = fmax(max, v);
    }
    r = (struct summary){ .mean = sum / (n + 1), .min = min, .max = max };
    r.sd = sqrt(fmax(0, sq / (n + 1) - r.mean * r.mean));
    return r;
}

static double trunk_at(const struct gait_step_span *s, double t)
{
    return gait_trunk_deg(s->k, t) - s->scene->trunk_bias_deg;
}

static double knee_at(const struct gait_step_span *s, double t)
{
    return gait_knee_deg(s->k, s->side, t);
}

static double elbow_at(const struct gait_step_span *s, double t)
{
    return bend(gait_track_at(s->k, BODY_OF(SHOULDER, s->side), t),
                gait_track_at(s->k, BODY_OF(ELBOW, s->side), t),
                gait_track_at(s->k, BODY_OF(WRIST, s->side), t));
}

static double head_at(const struct gait_step_span *s, double t)
{
    struct gait_xy ear = gait_track_mid(s->k, BODY_L_EAR, BODY_R_EAR, t);
    return inclination(shoulders(s->k, t), ear) - trunk_at(s, t);
}

/* The body's middle: half way between mid-hip and mid-shoulder; mid-hip where no shoulder was
 * ever seen. */
static struct gait_xy middle(const struct gait_step_span *s, double t)
{
    struct gait_xy h = hips(s->k, t), c = shoulders(s->k, t);
    if (isnan(s->scene->trunk_px))
        return h;
    return (struct gait_xy){ (h.x + c.x) / 2, (h.y + c.y) / 2 };
}

/* What the trunk's rise and fall is read from: the shoulders. The hip points of a landmark
 * model do not take part in all of it: on rendered runners they sink 2 cm less in stance than
 * the hips do, while the shoulder points keep their distance to the shoulders within 3 mm. */
static double trunk_height(const struct gait_track *k, double t)
{
    double shoulder_y = shoulders(k, t).y;
    return isnan(shoulder_y) ? hips(k, t).y : shoulder_y;
}

/* Markers on the pelvis do take part. */
static double height(const struct gait_step_span *s, double t)
{
    return s->scene->source == GAIT_MOCAP ? middle(s, t).y : trunk_height(s->fast, t);
}

/* Height above the straight line between the ends of the step, so that a camera that sinks or a
 * slope does not count. */
static double height_at(const struct gait_step_span *s, double t)
{
    double a = height(s, s->on_s), b = height(s, s->next_on_s);
    double w = (t - s->on_s) / (s->next_on_s - s->on_s);
    return height(s, t) - a - w * (b - a);
}

static double sideways_at(const struct gait_step_span *s, double t)
{
    struct gait_xy a = middle(s, s->on_s), b = middle(s, s->stride_on_s);
    double w = (t - s->on_s) / (s->stride_on_s - s->on_s);
    return middle(s, t).x - a.x - w * (b.x - a.x);
}

/* Shares of stature: the forearm (de Leva 1996), and how far the elbow of an arm that swings
 * forward comes ahead of the trunk's line: 0.04 to 0.06 on rendered runners, 0.07 and 0.12 on a
 * real one as two landmark models see him from the side. */
static const double FOREARM_SHARE = 0.154, ELBOW_AHEAD_SHARE = 0.05;

/* BlazePose's wrist lies short of the wrist, by this share of the forearm that the picture
 * shows: 0.08 in the median of rendered runners seen from the front, 0.16 against RTMPose on a
 * real one seen from the side, 0.06 by eye on a real one seen from the front. The least is
 * given back. */
static const double WRIST_SHORT = 0.06;

static struct gait_xy wrist_at(const struct gait_step_span *s, double t)
{
    struct gait_xy wrist = gait_track_at(s->k, BODY_OF(WRIST, s->side), t);
    struct gait_xy elbow = gait_track_at(s->k, BODY_OF(ELBOW, s->side), t);
    double k = s->scene->source == GAIT_BLAZEPOSE ? WRIST_SHORT : 0;
    return (struct gait_xy){ wrist.x + k * (wrist.x - elbow.x),
                             wrist.y + k * (wrist.y - elbow.y) };
}

/* How far the wrist is ahead of the trunk while the arm is: of the forearm the picture shows
 * what does not point at the camera. */
static double reach_at(const struct gait_step_span *s, double t)
{
    struct gait_xy wrist = wrist_at(s, t);
    struct gait_xy elbow = gait_track_at(s->k, BODY_OF(ELBOW, s->side), t);
    double forearm = FOREARM_SHARE * s->scene->height_px;
    double across = fmin(forearm, hypot(wrist.x - elbow.x, wrist.y - elbow.y));
    return ELBOW_AHEAD_SHARE * s->scene->height_px + sqrt(forearm * forearm - across * across);
}

/* How far the wrist of this side has passed the mid-line towards the other side. */
static double crossing_at(const struct gait_step_span *s, double t)
{
    struct gait_xy h = hips(s->k, t), c = shoulders(s->k, t);
    struct gait_xy wrist = wrist_at(s, t);
    double line_x = h.x + (wrist.y - h.y) * (c.x - h.x) / (c.y - h.y);
    line_x += s->scene->ahead_x * reach_at(s, t);
    double past = s->side == BODY_LEFT ? wrist.x - line_x : line_x - wrist.x;
    return 100 * past / s->scene->shoulder_px;
}

/* -- measures: times ----------------------------------------------------------------------- */

static double cadence(const struct gait_step_span *s) { return 60 / (s->next_on_s - s->on_s); }

static double contact_time(const struct gait_step_span *s)
{
    return 1000 * (s->off_s - s->on_s);
}

static double flight_time(const struct gait_step_span *s)
{
    return 1000 * (s->next_on_s - s->off_s);
}

static double duty_factor(const struct gait_step_span *s)
{
    return 100 * (s->off_s - s->on_s) / (s->stride_on_s - s->on_s);
}

/* -- measures: side ------------------------------------------------------------------------ */

static double trunk_lean(const struct gait_step_span *s)
{
    return follow(s, trunk_at, s->on_s, s->off_s).mean;
}

static double leg_lean(const struct gait_step_span *s)
{
    return inclination(gait_track_at(s->k, BODY_OF(ANKLE, s->side), s->mid_s),
                       hips(s->k, s->mid_s));
}

static double body_lean(const struct gait_step_span *s)
{
    return inclination(gait_track_at(s->k, BODY_OF(ANKLE, s->side), s->mid_s),
                       shoulders(s->k, s->mid_s));
}

static double hip_hinge(const struct gait_step_span *s)
{
    return trunk_at(s, s->mid_s) - leg_lean(s);
}

static double trunk_steady(const struct gait_step_span *s)
{
    return follow(s, trunk_at, s->on_s, s->stride_on_s).sd;
}

static double head_lean(const struct gait_step_span *s)
{
    return follow(s, head_at, s->on_s, s->stride_on_s).mean;
}

static double at_contact(const struct gait_step_span *s, enum gait_at_ic q)
{
    const struct gait_line *line = &s->at_ic[q];
    return line->value + line->per_s * (s->on_s - line->t_s);
}

static double foot_strike(const struct gait_step_span *s)
{
    return at_contact(s, GAIT_IC_FOOT) - s->foot_flat_deg;
}

static double knee_contact(const struct gait_step_span *s)
{
    return at_contact(s, GAIT_IC_KNEE);
}

/* The height, at the middle, of the parabola through n values at even distances: it keeps a
 * peak that a mean would round off. n odd. */
static double parabola_middle(const double *y, int n)
{
    int h = n / 2;
    double s0 = n, s2 = 0, s4 = 0, sy = 0, sxy = 0;
    for (int i = -h; i <= h; i++) {
        double xx = (double)i * i;
        s2 += xx;
        s4 += xx * xx;
        sy += y[i + h];
        sxy += xx * y[i + h];
    }
    return (sy * s4 - sxy * s2) / (s0 * s4 - s2 * s2);
}

static double knee_peak(const struct gait_step_span *s)
{
    enum { N = 9 };
    const double half = 0.15; /* of stance, to each side */
    double y[N];
    for (int i = 0; i < N; i++) {
        double share = s->knee_peak_share + half * (2.0 * i / (N - 1) - 1);
        y[i] = knee_at(s, s->on_s + share * (s->off_s - s->on_s));
    }
    return parabola_middle(y, N);
}

static double tibia_angle(const struct gait_step_span *s)
{
    return at_contact(s, GAIT_IC_SHIN);
}

static double overstride(const struct gait_step_span *s)
{
    return 100 * at_contact(s, GAIT_IC_REACH) / s->scene->leg_px;
}

static double vert_osc(const struct gait_step_span *s)
{
    struct summary h = follow(s, height_at, s->on_s, s->next_on_s);
    return 100 * (h.max - h.min) / s->scene->px_per_m;
}

static double elbow_angle(const struct gait_step_span *s)
{
    return follow(s, elbow_at, s->on_s, s->stride_on_s).mean - s->scene->elbow_bias_deg;
}

/* -- measures: rear and front -------------------------------------------------------------- */

/* When a standing foot is looked at, shares of stance after its middle. The other foot swings
 * past it, raised, and is between it and a camera behind before that, and between it and a
 * camera in front after. */
static const double UNCOVERED_REAR = 0.1, UNCOVERED_FRONT = -0.2;

/* A landmark model that guesses the heel of a shoe seen from the front puts it too far in, and
 * in a splayed foot the ankle lies further out than the heel: between them. */
static double foot_x(const struct gait_step_span *s, enum body_side side, double mid_s)
{
    bool front = s->scene->view == GAIT_FRONT;
    double later = s->scene->source == GAIT_MOCAP ? 0
                   : front                        ? UNCOVERED_FRONT
                                                  : UNCOVERED_REAR;
    enum body_point inner = BODY_OF(HEEL, side), outer = BODY_OF(ANKLE, side);
    bool toes_first = s->scene->source == GAIT_BLAZEPOSE && front;
    double t_s = mid_s + later * (s->off_s - s->on_s);
    return gait_track_mid(s->k, inner, toes_first ? outer : inner, t_s).x;
}

/* This foot against the mean of the other foot before and after, so that drift cancels. */
static double step_width_px(const struct gait_step_span *s)
{
    enum body_side other = s->side == BODY_LEFT ? BODY_RIGHT : BODY_LEFT;
    double around = (foot_x(s, other, s->prev_mid_s) + foot_x(s, other, s->next_mid_s)) / 2;
    double here = foot_x(s, s->side, s->mid_s);
    return s->side == BODY_RIGHT ? here - around : around - here;
}

static double step_width(const struct gait_step_span *s)
{
    return 100 * step_width_px(s) / s->scene->px_per_m;
}

static double step_width_hip(const struct gait_step_span *s)
{
    return 100 * step_width_px(s) / s->scene->hip_px;
}

/* The largest value while the arm is ahead, which is about the contact of the opposite foot:
 * 0.41 to 0.60 of the stride on rendered runners and on real ones on a treadmill, 0.26 in one
 * who jogs on the spot. While it is behind, the trunk may hide the hand, and the model then
 * puts it somewhere in front of the shirt, up to a third of a shoulder width past the middle.
 * The height of a parabola through a fifth of the stride, since the largest single value would
 * be its worst error. */
static double swing_peak(const struct gait_step_span *s, at_fn *fn)
{
    enum { N_PLACES = 45, N = 9 };
    const double from = 0.28, to = 0.72, half = 0.1; /* of the stride */
    double length = s->stride_on_s - s->on_s, best = -INFINITY;
    for (int i = 0; i < N_PLACES; i++) {
        double at = from + (to - from) * i / (N_PLACES - 1), y[N];
        for (int j = 0; j < N; j++)
            y[j] = fn(s, s->on_s + length * (at + half * (2.0 * j / (N - 1) - 1)));
        best = fmax(best, parabola_middle(y, N));
    }
    return isfinite(best) ? best : NAN;
}

static double arm_crossing(const struct gait_step_span *s)
{
    return swing_peak(s, crossing_at);
}

/* BlazePose's hip points stay level whatever the pelvis does: on 36 rendered runners that drop
 * it by 0 to 12 degrees neither their heights nor those of any other point, in the picture or
 * in the model's own space, go with it (|r| under 0.4). On them the edge between shirt and
 * shorts does; on a real runner in a sweatshirt that hangs out it goes the other way, with the
 * trunk. So it counts where the runner says that it is held at the pelvis. */
static double right_hip_low(const struct gait_step_span *s)
{
    if (s->scene->source == GAIT_BLAZEPOSE)
        return s->scene->tucked ? DEG * gait_track_waist(s->k, s->mid_s) : NAN;
    struct gait_xy l = gait_track_at(s->k, BODY_L_HIP, s->mid_s);
    struct gait_xy r = gait_track_at(s->k, BODY_R_HIP, s->mid_s);
    return DEG * atan2(l.y - r.y, fabs(l.x - r.x));
}

static double pelvic_drop(const struct gait_step_span *s)
{
    double right_low = right_hip_low(s);
    return s->side == BODY_LEFT ? right_low : -right_low;
}

static double trunk_sway(const struct gait_step_span *s)
{
    struct summary x = follow(s, sideways_at, s->on_s, s->stride_on_s);
    return 100 * (x.max - x.min) / s->scene->px_per_m;
}

static double trunk_side(const struct gait_step_span *s)
{
    double right = gait_trunk_deg(s->k, s->mid_s);
    return s->side == BODY_RIGHT ? right : -right;
}

/* -- the table ----------------------------------------------------------------------------- */

enum { LENGTH = GAIT_IS_LENGTH, AT_IC = GAIT_AT_IC };
enum { SIDE = GAIT_IN_SIDE, FRONTAL = GAIT_IN_FRONTAL, ANY = GAIT_IN_SIDE | GAIT_IN_FRONTAL };

/* clang-format off */
const struct gait_measure_row gait_measure_rows[MEASURE_N] = {
    /*                       fn              views   fps  traits, with roll */
    [MEASURE_CADENCE]        = { cadence,        ANY,     15, 0 },
    [MEASURE_CONTACT_TIME]   = { contact_time,   SIDE,    24, 0 },
    [MEASURE_FLIGHT_TIME]    = { flight_time,    SIDE,    24, 0 },
    [MEASURE_DUTY_FACTOR]    = { duty_factor,    SIDE,    24, 0 },
    [MEASURE_TRUNK_LEAN]     = { trunk_lean,     SIDE,    15, 0, 1 },
    [MEASURE_LEG_LEAN]       = { leg_lean,       SIDE,    24, 0, 1 },
    [MEASURE_BODY_LEAN]      = { body_lean,      SIDE,    24, 0, 1 },
    [MEASURE_HIP_HINGE]      = { hip_hinge,      SIDE,    24, 0 },
    [MEASURE_TRUNK_STEADY]   = { trunk_steady,   SIDE,    24, 0 },
    [MEASURE_HEAD_LEAN]      = { head_lean,      SIDE,    15, 0 },
    [MEASURE_FOOT_STRIKE]    = { foot_strike,    SIDE,    24, AT_IC },
    [MEASURE_KNEE_CONTACT]   = { knee_contact,   SIDE,    24, AT_IC },
    [MEASURE_KNEE_PEAK]      = { knee_peak,      SIDE,    24, 0 },
    [MEASURE_TIBIA_ANGLE]    = { tibia_angle,    SIDE,    24, AT_IC, 1 },
    [MEASURE_OVERSTRIDE]     = { overstride,     SIDE,    24, AT_IC, 1.5 },
    [MEASURE_VERT_OSC]       = { vert_osc,       SIDE,    20, LENGTH },
    [MEASURE_ELBOW_ANGLE]    = { elbow_angle,    SIDE,    15, 0 },
    [MEASURE_STEP_WIDTH]     = { step_width,     FRONTAL, 20, LENGTH },
    [MEASURE_STEP_WIDTH_HIP] = { step_width_hip, FRONTAL, 20, 0 },
    [MEASURE_ARM_CROSSING]   = { arm_crossing,   FRONTAL, 20, 0 },
    [MEASURE_PELVIC_DROP]    = { pelvic_drop,    FRONTAL, 20, 0 },
    [MEASURE_TRUNK_SWAY]     = { trunk_sway,     FRONTAL, 20, LENGTH },
    [MEASURE_TRUNK_SIDE]     = { trunk_side,     FRONTAL, 20, 0, 1 },
};
/* clang-format on */

enum gait_kind gait_view_kind(enum gait_view v)
{
    return v == GAIT_REAR    ? GAIT_FROM_REAR
           : v == GAIT_FRONT ? GAIT_FROM_FRONT
                             : GAIT_FROM_SIDE;
}

unsigned gait_view_bit(enum gait_view v) { return 1U << gait_view_kind(v); }
