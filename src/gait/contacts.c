/* SPDX-License-Identifier: Apache-2.0 */
#include "gait/contacts.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "dsp/lowpass.h"
#include "dsp/rhythm.h"
#include "dsp/stats.h"
#include "gait/measures.h"

/* Constants of the method; see the header for where they come from. */
static const double STANCE_SHARE = 0.5; /* of the ground's speed: slower, and the foot swings */
static const double SWING_SHARE =
    0.2; /* the foot must have come forward this fast in between */

double gait_event_sd_s(double fps, bool toe_off)
{
    double frame_s = 1 / fps;
    return hypot(0.35 * frame_s / sqrt(12), toe_off ? 0.006 : 0.004) +
           (toe_off ? 0.15 * frame_s : 0.08 * frame_s);
}

double gait_knee_straight(const struct gait_track *k, enum body_side side, size_t i)
{
    enum body_point h = BODY_OF(HIP, side), n = BODY_OF(KNEE, side), a = BODY_OF(ANKLE, side);
    double ux = k->x[h][i] - k->x[n][i], uy = k->y[h][i] - k->y[n][i];
    double vx = k->x[a][i] - k->x[n][i], vy = k->y[a][i] - k->y[n][i];
    return -(ux * vx + uy * vy) / (hypot(ux, uy) * hypot(vx, vy));
}

/* One foot in side view. */
struct foot {
    const struct gait_track *k;
    enum body_side side;
    double *speed;  /* [n] of the foot, forward, relative to the hip, px/s */
    double *coarse; /* [n] the same smoothed to a few times the stride's frequency */
    double *heel;   /* [n] of the heel */
    double belt;    /* > 0, px/s */
    double stride_s;
};

/* Time at which a signal passes a level between samples i and i + 1. */
static double passes(const struct gait_track *k, size_t i, double a, double b, double level)
{
    return k->t_s[i] + (level - a) / (b - a) / k->fs_hz;
}

/* -- signals ------------------------------------------------------------------------------- */

typedef double leg_signal(const struct foot *f, size_t i);

/* With the ankle, which is as far behind: the two err apart. */
static double heel_behind(const struct foot *f, size_t i)
{
    return gait_track_mid_i(f->k, BODY_L_HIP, BODY_R_HIP, i).x -
           gait_track_mid_i(f->k, BODY_OF(HEEL, f->side), BODY_OF(ANKLE, f->side), i).x;
}

/* About the middle of the hips: the far hip is the worst seen of all. */
static double thigh_behind(const struct foot *f, size_t i)
{
    struct gait_xy hip = gait_track_mid_i(f->k, BODY_L_HIP, BODY_R_HIP, i);
    enum body_point knee = BODY_OF(KNEE, f->side);
    return atan2(hip.x - f->k->x[knee][i], hip.y - f->k->y[knee][i]);
}

static double knee_straight(const struct foot *f, size_t i)
{
    return gait_knee_straight(f->k, f->side, i);
}

static double shank_ahead(const struct foot *f, size_t i)
{
    const struct gait_track *k = f->k;
    enum body_point n = BODY_OF(KNEE, f->side), a = BODY_OF(ANKLE, f->side);
    return atan2(k->x[a][i] - k->x[n][i], k->y[n][i] - k->y[a][i]);
}

/* When a signal is largest in a window, between the samples; NaN where that is at its edge. */
static double largest(const struct foot *f, leg_signal *signal, double from_s, double to_s)
{
    double top = -INFINITY, value;
    size_t from, to, best = 0;
    gait_track_span(f->k, from_s, to_s, &from, &to);
    for (size_t i = from; i < to; i++) {
        double v = signal(f, i);
        if (v > top) {
            top = v;
            best = i;
        }
    }
    if (!isfinite(top) || best == from || best + 1 == to)
        return NAN;
    double d = dsp_parabola(signal(f, best - 1), top, signal(f, best + 1), &value);
    return isfinite(d) ? f->k->t_s[best] + d / f->k->fs_hz : NAN;
}

/* -- toe-off ------------------------------------------------------------------------------- */

/* Where the leg turns back after the push: each is largest some time after toe-off, sought in a
 * window after contact, in shares of the stride. See the header. */
/* clang-format off */
static const struct turn {
    leg_signal *signal;
    double from, to;
    double late_s, late_swings; /* the time, fixed or in shares of the swing */
    double weight;
} turns[] = {
    { heel_behind,   0.15, 0.75, 0,     0.211, 0.28 },
    { thigh_behind,  0.15, 0.62, 0.046, 0,     0.48 },
    { knee_straight, 0.20, 0.50, 0.003, 0,     0.24 },
};
/* clang-format on */

/* Toe-off of the contact at on_s, by one of them. The swing lasts from it to the next contact.
 */
static double off_by(const struct foot *f, const struct turn *turn, double on_s)
{
    double t = largest(f, turn->signal, on_s + turn->from * f->stride_s,
                       on_s + turn->to * f->stride_s);
    double next_on_s = on_s + f->stride_s;
    return (t - turn->late_s - turn->late_swings * next_on_s) / (1 - turn->late_swings);
}

static double find_off(const struct foot *f, double on_s)
{
    double sum = 0, weight = 0;
    for (size_t i = 0; i < N_ELEMS(turns); i++) {
        double t = off_by(f, &turns[i], on_s);
        sum += isnan(t) ? 0 : turns[i].weight * t;
        weight += isnan(t) ? 0 : turns[i].weight;
    }
    return weight > 0 ? sum / weight : NAN;
}

/* -- initial contact ----------------------------------------------------------------------- */

static void add(struct gait_contacts *c, const struct foot *f, double on_s, double off_s)
{
    double fps = f->k->fs_hz;
    c->list[c->n++] = (struct gait_contact){
        .side = f->side,
        .on_s = on_s,
        .off_s = off_s,
        .on_sd_s = gait_event_sd_s(fps, false),
        .off_sd_s = gait_event_sd_s(fps, true),
    };
}

/* The time nearest to t, within `reach`, at which a speed falls through a level. */
static double nearest_fall(const struct foot *f, const double *speed, double t, double level,
                           double reach_s)
{
    double best = NAN;
    size_t from, to;
    gait_track_span(f->k, t - reach_s, t + reach_s, &from, &to);
    for (size_t i = from; i + 1 < to; i++) {
        double a = speed[i], b = speed[i + 1];
        if (!(a > level && b <= level))
            continue;
        double at = passes(f->k, i, a, b, level);
        if (!(fabs(best - t) <= fabs(at - t)))
            best = at;
    }
    return best;
}

/* The landing that the coarse speed shows near t, on the faster signals: see the header. */
static double find_on(const struct foot *f, double t)
{
    const double reach_s = 0.12 * f->stride_s;
    const double heel_share = 0.25, heel_early_s = 0.0165, shank_early_s = 0.0195;
    double near = nearest_fall(f, f->speed, t, -STANCE_SHARE * f->belt, reach_s);
    if (isnan(near))
        return NAN;
    double heel =
        nearest_fall(f, f->heel, near - heel_early_s, -heel_share * f->belt, reach_s) +
        heel_early_s;
    double shank = largest(f, shank_ahead, near - 0.15, near + 0.08) + shank_early_s;
    return isnan(heel) ? shank : isnan(shank) ? heel : (heel + shank) / 2;
}

/* Times at which this foot comes down. ret_on_s [cap]; returns their number. */
static size_t landings(const struct foot *f, double *ret_on_s, size_t cap)
{
    bool swung = false;
    double level = -STANCE_SHARE * f->belt;
    size_t n = 0;

    for (size_t i = 0; i + 1 < f->k->n && n < cap; i++) {
        double a = f->coarse[i], b = f->coarse[i + 1];
        /* both: at the clip's first frames the coarse one makes a swing of nothing */
        swung = swung || fmin(a, f->speed[i]) > SWING_SHARE * f->belt;
        if (!swung || !(a > level && b <= level))
            continue;
        swung = false;
        double on = find_on(f, passes(f->k, i, a, b, level));
        if (!isnan(on) && (n == 0 || on - ret_on_s[n - 1] >= 0.5 * f->stride_s))
            ret_on_s[n++] = on;
    }
    return n;
}

/* How much later than the heel these signals come in who lands on it: the header says why. */
static double heel_first_s(const struct foot *f, const struct gait_contact *list, size_t n)
{
    const double flat = 0.26; /* of stance: the foot lies */
    const double late_s_deg = 0.00028;
    AUTO(mem) double *toes_up = mem_array(n, sizeof(*toes_up));
    if (!toes_up || n == 0)
        return 0;
    for (size_t i = 0; i < n; i++)
        toes_up[i] = gait_foot_angle_deg(f->k, f->side, list[i].on_s) -
                     gait_foot_angle_deg(f->k, f->side,
                                         list[i].on_s + flat * (list[i].off_s - list[i].on_s));
    return late_s_deg * fmax(0, dsp_median(toes_up, n));
}

static int contacts_of_foot(struct foot *f, struct gait_contacts *c, size_t cap,
                            struct err *err)
{
    AUTO(mem) double *on_s = mem_array(cap, sizeof(*on_s));
    if (!on_s)
        return err_set(err, ERR_NOMEM, "no memory for %zu frames", cap);
    size_t n = landings(f, on_s, cap), first = c->n;
    double off = NAN;
    for (size_t i = 0; i < n && c->n < cap; i++) {
        off = find_off(f, on_s[i]);
        if (off > on_s[i])
            add(c, f, on_s[i], off);
    }
    /* smoothing bends the last frames */
    const double clear_s = 0.05;
    if (n > 0 && isnan(off) && on_s[n - 1] < f->k->t_s[f->k->n - 1] - clear_s)
        c->cut[c->n_cut++] =
            (struct gait_contact){ .side = f->side, .on_s = on_s[n - 1], .off_s = NAN };

    double early_s = heel_first_s(f, c->list + first, c->n - first);
    for (size_t i = first; i < c->n; i++)
        c->list[i].on_s -= early_s;
    if (c->n_cut > 0 && c->cut[c->n_cut - 1].side == f->side)
        c->cut[c->n_cut - 1].on_s -= early_s;
    return 0;
}

/* How fast the middle of two points moves forward past the hip. */
static int forward_speed(const struct gait_track *k, enum body_point p, enum body_point q,
                         double *ret_speed, struct err *err)
{
    AUTO(mem) double *x = mem_array(k->n, sizeof(*x));
    if (!x)
        return err_set(err, ERR_NOMEM, "no memory for %zu frames", k->n);
    for (size_t i = 0; i < k->n; i++)
        x[i] =
            gait_track_mid_i(k, p, q, i).x - gait_track_mid_i(k, BODY_L_HIP, BODY_R_HIP, i).x;
    dsp_derivative(x, k->t_s, k->n, ret_speed);
    return 0;
}

/* The speeds of a foot whose arrays are there. */
static int foot_speeds(struct foot *f, struct err *err)
{
    const double coarse_strides =
        3; /* of the stride's frequency: keeps the shape of one swing */
    const struct gait_track *k = f->k;
    enum body_point heel = BODY_OF(HEEL, f->side);
    int rc = forward_speed(k, heel, BODY_OF(TOE, f->side), f->speed, err);
    if (rc == 0)
        rc = forward_speed(k, heel, heel, f->heel, err);
    if (rc < 0)
        return rc;
    memcpy(f->coarse, f->speed, k->n * sizeof(*f->coarse));
    f->belt = -dsp_quantile(f->speed, k->n, 0.15);
    return gait_smooth(f->coarse, k->n, k->fs_hz,
                       fmin(coarse_strides / f->stride_s, k->fs_hz / 3), err);
}

static int side_contacts(const struct gait_track *k, double stride_s, struct gait_contacts *c,
                         size_t cap, struct err *err)
{
    AUTO(mem) double *speed = mem_array(k->n, sizeof(*speed));
    AUTO(mem) double *coarse = mem_array(k->n, sizeof(*coarse));
    AUTO(mem) double *heel = mem_array(k->n, sizeof(*heel));
    if (!speed || !coarse || !heel)
        return err_set(err, ERR_NOMEM, "no memory for %zu frames", k->n);
    for (enum body_side side = BODY_LEFT; side < BODY_N_SIDES; side++) {
        struct foot f = { .k = k,
                          .side = side,
                          .speed = speed,
                          .coarse = coarse,
                          .heel = heel,
                          .stride_s = stride_s };
        int rc = foot_speeds(&f, err);
        c->belt_px_s[side] = f.belt;
        if (rc == 0 && f.belt > 0)
            rc = contacts_of_foot(&f, c, cap, err);
        if (rc < 0)
            return rc;
    }
    return 0;
}

/* -- rear and front ------------------------------------------------------------------------ */

/* The other one of two moments that lie even about the lowest point; NaN outside the track,
 * which may end before the fastest rise has passed. */
static double mirrored(const struct gait_track *k, double low, double t)
{
    double other = 2 * low - t;
    return other >= k->t_s[0] && other <= k->t_s[k->n - 1] ? other : (double)NAN;
}

/* The fastest vertical movement nearest to t, within half a step. */
static double nearest_peak(const struct dsp_peak *peaks, size_t n, double t, double step_s)
{
    double best = NAN;
    for (size_t i = 0; i < n; i++)
        if (fabs(peaks[i].t_s - t) < 0.5 * step_s &&
            !(fabs(best - t) <= fabs(peaks[i].t_s - t)))
            best = peaks[i].t_s;
    return best;
}

static double foot_height(const struct gait_track *k, enum body_side side, double t)
{
    return (gait_track_mid(k, BODY_OF(ANKLE, side), BODY_OF(HEEL, side), t).y +
            gait_track_at(k, BODY_OF(TOE, side), t).y) /
           2;
}

/* By how much the right foot is higher than the left one. */
static double foot_apart(const struct gait_track *k, double t)
{
    return foot_height(k, BODY_RIGHT, t) - foot_height(k, BODY_LEFT, t);
}

struct bob { /* height of the trunk, and its extrema */
    double *y, *v, *minus_v;
    struct dsp_peak *low, *fall, *rise;
    size_t n_low, n_fall, n_rise;
};

static void bob_done(struct bob *b)
{
    free(b->y);
    free(b->v);
    free(b->minus_v);
    free(b->low);
    free(b->fall);
    free(b->rise);
}

static int bob_find(const struct gait_track *k, double height_px, double step_s, struct bob *b,
                    struct err *err)
{
    size_t room = k->n / 2 + 1;
    b->y = mem_array(k->n, sizeof(double));
    b->v = mem_array(k->n, sizeof(double));
    b->minus_v = mem_array(k->n, sizeof(double));
    b->low = mem_array(room, sizeof(*b->low));
    b->fall = mem_array(room, sizeof(*b->fall));
    b->rise = mem_array(room, sizeof(*b->rise));
    if (!b->y || !b->v || !b->minus_v || !b->low || !b->fall || !b->rise)
        return err_set(err, ERR_NOMEM, "no memory for %zu frames", k->n);
    for (size_t i = 0; i < k->n; i++)
        b->y[i] = -(gait_track_mid_i(k, BODY_L_HIP, BODY_R_HIP, i).y +
                    gait_track_mid_i(k, BODY_L_SHOULDER, BODY_R_SHOULDER, i).y) /
                  2;
    dsp_derivative(b->y, k->t_s, k->n, b->v);
    for (size_t i = 0; i < k->n; i++)
        b->minus_v[i] = -b->v[i];
    double gap = 0.6 * step_s, rise = 0.01 * height_px;
    b->n_low = dsp_peaks(b->y, k->t_s, k->n, gap, rise, b->low);
    b->n_fall = dsp_peaks(b->v, k->t_s, k->n, gap, rise / step_s, b->fall);
    b->n_rise = dsp_peaks(b->minus_v, k->t_s, k->n, gap, rise / step_s, b->rise);
    return 0;
}

static long steps_between(double from_s, double to_s, double step_s)
{
    return lround(fmax(1, (to_s - from_s) / step_s));
}

/* Feet take turns: > 0 if the left foot carries the first low point of the trunk and every
 * second one from there, by which foot is lower in all of them. */
static double left_first(const struct gait_track *k, const struct bob *b, double step_s)
{
    double vote = 0;
    long number = 0;
    for (size_t i = 0; i < b->n_low; i++) {
        number += i > 0 ? steps_between(b->low[i - 1].t_s, b->low[i].t_s, step_s) : 0;
        double apart = foot_apart(k, b->low[i].t_s);
        vote += isnan(apart) ? 0 : number % 2 ? -apart : apart;
    }
    return vote;
}

static int frontal_contacts(const struct gait_track *k, const struct gait_scene *scene,
                            double stride_s, struct gait_contacts *c, size_t cap,
                            struct err *err)
{
    /* Of one step time: from contact to fastest fall, and from fastest rise to toe-off (the
     * force plate runs named in the header: 40 of 383 ms and 57 of 383 ms). */
    const double on_before = 0.105, off_after = 0.15;
    double step_s = stride_s / 2;
    struct bob b = { 0 };
    int rc = bob_find(k, scene->height_px, step_s, &b, err);

    double vote = rc == 0 ? left_first(k, &b, step_s) : 0;
    long number = 0;
    for (size_t i = 0; rc == 0 && i < b.n_low && c->n < cap; i++) {
        double t = b.low[i].t_s;
        number += i > 0 ? steps_between(b.low[i - 1].t_s, t, step_s) : 0;
        double fall = nearest_peak(b.fall, b.n_fall, t - 0.25 * step_s, step_s);
        double rise = nearest_peak(b.rise, b.n_rise, t + 0.25 * step_s, step_s);
        fall = isnan(fall) ? mirrored(k, t, rise) : fall;
        rise = isnan(rise) ? mirrored(k, t, fall) : rise;
        if (isnan(foot_apart(k, t)) || isnan(fall) || isnan(rise))
            continue;
        bool left = (number % 2 == 0) == (vote > 0);
        struct foot f = { .k = k, .side = left ? BODY_LEFT : BODY_RIGHT };
        add(c, &f, fall - on_before * step_s, rise + off_after * step_s);
        struct gait_contact *last = &c->list[c->n - 1];
        last->on_sd_s = hypot(last->on_sd_s, 0.015);
        last->off_sd_s = hypot(last->off_sd_s, 0.02);
    }
    bob_done(&b);
    return rc;
}

static int by_time(const void *a, const void *b)
{
    double x = ((const struct gait_contact *)a)->on_s,
           y = ((const struct gait_contact *)b)->on_s;
    return (x > y) - (x < y);
}

int gait_contacts_find(const struct gait_track *events, const struct gait_scene *scene,
                       double stride_s, struct gait_contacts *ret_contacts, struct err *err)
{
    struct gait_contacts c = { .list = mem_array(events->n, sizeof(*c.list)) };
    if (!c.list)
        return err_set(err, ERR_NOMEM, "no memory for %zu frames", events->n);
    int rc = gait_view_is_side(scene->view)
                 ? side_contacts(events, stride_s, &c, events->n, err)
                 : frontal_contacts(events, scene, stride_s, &c, events->n, err);
    if (rc < 0) {
        gait_contacts_done(&c);
        return rc;
    }
    qsort(c.list, c.n, sizeof(*c.list), by_time);
    *ret_contacts = c;
    return 0;
}

void gait_contacts_done(struct gait_contacts *c)
{
    free(c->list);
    *c = (struct gait_contacts){ 0 };
}
