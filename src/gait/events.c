/* SPDX-License-Identifier: Apache-2.0 */
#include "gait/events.h"

#include <math.h>
#include <string.h>

#include "base/mem.h"
#include "dsp/rhythm.h"
#include "dsp/stats.h"

/* -- signals: a number at each sample ------------------------------------------------------ */

typedef double signal_fn(const struct gait_event_foot *f, size_t i);

static double heel_y(const struct gait_event_foot *f, size_t i)
{
    return f->k->y[BODY_OF(HEEL, f->side)][i];
}

static double toe_y(const struct gait_event_foot *f, size_t i)
{
    return f->k->y[BODY_OF(TOE, f->side)][i];
}

static double hip_y(const struct gait_event_foot *f, size_t i)
{
    return gait_track_mid_i(f->k, BODY_L_HIP, BODY_R_HIP, i).y;
}

static double heel_reach(const struct gait_event_foot *f, size_t i)
{
    return f->k->x[BODY_OF(HEEL, f->side)][i] -
           gait_track_mid_i(f->k, BODY_L_HIP, BODY_R_HIP, i).x;
}

static double toe_reach(const struct gait_event_foot *f, size_t i)
{
    return f->k->x[BODY_OF(TOE, f->side)][i] -
           gait_track_mid_i(f->k, BODY_L_HIP, BODY_R_HIP, i).x;
}

static double ankle_reach(const struct gait_event_foot *f, size_t i)
{
    return f->k->x[BODY_OF(ANKLE, f->side)][i] -
           gait_track_mid_i(f->k, BODY_L_HIP, BODY_R_HIP, i).x;
}

static double extension(const struct gait_event_foot *f, size_t i)
{
    return gait_knee_straight(f->k, f->side, i);
}

/* Derivative of order 0 to 3 by central differences; NaN near the ends. */
static double derived(const struct gait_event_foot *f, signal_fn *fn, int order, size_t i)
{
    double h = f->k->fs_hz;
    if (order == 0)
        return fn(f, i);
    if (i < 2 || i + 2 >= f->k->n)
        return NAN;
    double m2 = fn(f, i - 2), m1 = fn(f, i - 1), p1 = fn(f, i + 1), p2 = fn(f, i + 2);
    if (order == 1)
        return (p1 - m1) / 2 * h;
    if (order == 2)
        return (p1 - 2 * fn(f, i) + m1) * h * h;
    return (p2 - 2 * p1 + 2 * m1 - m2) / 2 * h * h * h;
}

struct window {
    double from_s, to_s;
};

/* Time of the largest value of sign * derivative inside the window, between the samples. NaN
 * where it lies on the window's edge: then it is no peak. */
static double peak(const struct gait_event_foot *f, signal_fn *fn, int order, int sign,
                   struct window w)
{
    size_t from, to, best = 0;
    double top = -INFINITY, value;
    gait_track_span(f->k, w.from_s, w.to_s, &from, &to);
    for (size_t i = from; i < to; i++) {
        double v = sign * derived(f, fn, order, i);
        if (v > top) {
            top = v;
            best = i;
        }
    }
    if (!isfinite(top) || best == from || best + 1 == to)
        return NAN;
    double before = sign * derived(f, fn, order, best - 1),
           after = sign * derived(f, fn, order, best + 1);
    double d = dsp_parabola(before, top, after, &value);
    return isfinite(d) ? f->k->t_s[best] + d / f->k->fs_hz : NAN;
}

/* First time in the window at which the signal's speed falls (sign -1) or rises (+1) through a
 * level. */
static double passes(const struct gait_event_foot *f, signal_fn *fn, double level, int sign,
                     struct window w)
{
    size_t from, to;
    gait_track_span(f->k, w.from_s, w.to_s, &from, &to);
    for (size_t i = from; i + 1 < to; i++) {
        double a = derived(f, fn, 1, i), b = derived(f, fn, 1, i + 1);
        if (sign * (a - level) < 0 && sign * (b - level) >= 0)
            return f->k->t_s[i] + (level - a) / (b - a) / f->k->fs_hz;
    }
    return NAN;
}

/* -- initial contact ----------------------------------------------------------------------- */

static const double AROUND_S = 0.07; /* methods of acceleration look this far to each side */

static struct window around_on(const struct gait_event_foot *f)
{
    return (struct window){ f->on_s - AROUND_S, f->on_s + AROUND_S };
}

/* fmin takes the other one where one is NaN. */
static double first_acceleration(const struct gait_event_foot *f)
{
    return fmin(peak(f, heel_y, 2, 1, around_on(f)), peak(f, toe_y, 2, 1, around_on(f)));
}

static double heel_lowest(const struct gait_event_foot *f)
{
    return peak(f, heel_y, 0, -1, (struct window){ f->on_s - 0.06, f->on_s + 0.14 });
}

static double heel_stops(const struct gait_event_foot *f)
{
    return passes(f, heel_y, 0, 1, (struct window){ f->on_s - 0.06, f->on_s + 0.14 });
}

/* The offset falls with speed: 27.2 ms at 11 km/h, 21.7 ms at 15 km/h. */
static double pelvis_falls(const struct gait_event_foot *f)
{
    double v_kmh = 3.6 * f->belt_px_s / f->scene->px_per_m;
    double late_ms = fmin(30, fmax(15, 27 - 1.4 * (v_kmh - 11)));
    double t = peak(f, hip_y, 1, -1, (struct window){ f->on_s - 0.05, f->on_s + 0.13 });
    return t - late_ms / 1000;
}

static double leg_straightest_before(const struct gait_event_foot *f)
{
    return peak(f, extension, 0, 1, (struct window){ f->on_s - 0.13, f->on_s + 0.05 });
}

static double reach_forward(const struct gait_event_foot *f)
{
    return peak(f, heel_reach, 0, 1, (struct window){ f->on_s - 0.15, f->on_s + 0.06 });
}

static double with_the_belt(const struct gait_event_foot *f)
{
    return passes(f, ankle_reach, -0.85 * f->belt_px_s, -1,
                  (struct window){ f->on_s - 0.1, f->on_s + 0.12 });
}

/* -- toe-off ------------------------------------------------------------------------------- */

/* The forefoot is rise_legs leg lengths above where it lay, less the time that takes: fitted to
 * the force plate runs named in gait/contacts.h, for markers on the ball of the foot. */
static double ball_rises(const struct gait_event_foot *f)
{
    const double rise_legs = 0.059, delay_legs = 0.135; /* / v */
    double leg = f->scene->leg_px, y[64];
    size_t from, to, n = 0;
    gait_track_span(f->k, f->on_s + 0.06 * f->stride_s, f->on_s + 0.25 * f->stride_s, &from,
                    &to);
    for (size_t i = from; i < to && n < N_ELEMS(y); i++)
        y[n++] = toe_y(f, i);
    double level = dsp_median(y, n) + rise_legs * leg;
    gait_track_span(f->k, f->on_s + 0.15 * f->stride_s, f->on_s + 0.8 * f->stride_s, &from,
                    &to);
    for (size_t i = from; i + 1 < to; i++) {
        double a = toe_y(f, i), b = toe_y(f, i + 1);
        if (a <= level && b > level)
            return f->k->t_s[i] + (level - a) / (b - a) / f->k->fs_hz -
                   delay_legs * leg / f->belt_px_s;
    }
    return NAN;
}

static struct window around_off(const struct gait_event_foot *f)
{
    double off_s = ball_rises(f); /* where markers are, nearer than off_s */
    off_s = isnan(off_s) ? f->off_s : off_s;
    return (struct window){ off_s - AROUND_S, off_s + AROUND_S };
}

static double toe_jerk(const struct gait_event_foot *f)
{
    return peak(f, toe_y, 3, 1, around_off(f));
}

static double toe_acceleration(const struct gait_event_foot *f)
{
    return peak(f, toe_y, 2, 1, around_off(f));
}

static double leg_straightest_after(const struct gait_event_foot *f)
{
    return peak(f, extension, 0, 1, (struct window){ f->off_s - 0.13, f->off_s + 0.1 });
}

static double reach_back(const struct gait_event_foot *f)
{
    return peak(f, toe_reach, 0, -1, (struct window){ f->off_s - 0.06, f->off_s + 0.2 });
}

static double off_the_belt(const struct gait_event_foot *f)
{
    double mid = (f->on_s + f->off_s) / 2;
    return passes(f, toe_reach, -0.85 * f->belt_px_s, 1,
                  (struct window){ mid, f->off_s + 0.12 });
}

static double pelvis_rises(const struct gait_event_foot *f)
{
    return peak(f, hip_y, 1, 1, (struct window){ f->off_s - 0.13, f->off_s + 0.05 });
}

/* -- the tables ---------------------------------------------------------------------------- */

enum {
    HEEL = GAIT_NEEDS_HEEL,
    TOE = GAIT_NEEDS_TOE,
    KNEE = GAIT_NEEDS_KNEE,
    HIP = GAIT_NEEDS_HIP,
    ANKLE = GAIT_NEEDS_ANKLE
};

/* clang-format off */
const struct gait_event_row gait_on_rows[] = {
    { "heel-shank", "the heel slows to a quarter of the belt's speed and the shank turns back",
      "fitted to a force plate, see gait/contacts.h", HEEL | TOE | HIP | KNEE | ANKLE, 0,
      NULL },
    { "first-acceleration", "peak upward acceleration of heel or forefoot, the earlier",
      "Handsaker et al. 2016", HEEL | TOE, 30, first_acceleration },
    { "heel-lowest", "lowest heel", "Fellin et al. 2010", HEEL, 20, heel_lowest },
    { "heel-stops", "the heel's vertical speed turns from down to up", "Fellin et al. 2010",
      HEEL, 20, heel_stops },
    { "pelvis-falls", "fastest fall of the pelvis, less 15 to 30 ms by speed",
      "Milner and Paquette 2015, and its validation of 2021", HIP, 12, pelvis_falls },
    { "leg-straightest", "straightest knee before stance", "Young et al. 2023", KNEE | HIP | ANKLE,
      12, leg_straightest_before },
    { "heel-reach", "heel farthest ahead of the hip", "Zeni et al. 2008 (walking)", HEEL | HIP, 12,
      reach_forward },
    { "ankle-belt", "the ankle moves at 85 % of the belt's speed or more",
      "common in treadmill studies", ANKLE | HIP, 12, with_the_belt },
};
const struct gait_event_row gait_off_rows[] = {
    { "leg-turns", "heel and thigh farthest back and knee straightest, less what they come late",
      "fitted to a force plate, see gait/contacts.h", HEEL | HIP | KNEE | ANKLE, 0, NULL },
    { "ball-rise", "the ball of the foot is 0.059 legs above where it lay, less the time that takes",
      "fitted to a force plate", TOE, 12, ball_rises },
    { "toe-jerk", "peak upward jerk of the forefoot", "Handsaker et al. 2016", TOE, 30, toe_jerk },
    { "toe-acceleration", "peak upward acceleration of the forefoot",
      "De Witt 2010; Leitch et al. 2011", TOE, 30, toe_acceleration },
    { "knee-straightest", "peak knee extension", "Fellin et al. 2010", KNEE | HIP | ANKLE, 12,
      leg_straightest_after },
    { "toe-reach", "toe farthest behind the hip", "Zeni et al. 2008 (walking)", TOE | HIP, 12,
      reach_back },
    { "toe-belt", "the toe leaves 85 % of the belt's speed", "common in treadmill studies",
      TOE | HIP, 12, off_the_belt },
    { "pelvis-rises", "fastest rise of the pelvis", "the mirror of the pelvis's fall", HIP, 12,
      pelvis_rises },
};
/* clang-format on */
const size_t gait_n_on_rows = N_ELEMS(gait_on_rows), gait_n_off_rows = N_ELEMS(gait_off_rows);

struct gait_event_choice gait_event_default(enum gait_source s)
{
    /* docs/events.md: for markers on the ball of the foot its own row, else the first ones */
    struct gait_event_choice choice = { 0, 0 };
    while (s == GAIT_MOCAP && gait_off_rows[choice.off].fn != ball_rises)
        choice.off++;
    return choice;
}

/* Replace one of the two events of every contact. */
static int place(const struct gait_track *raw, const struct gait_scene *scene, double stride_s,
                 const struct gait_event_row *row, bool off, struct gait_contacts *c,
                 struct err *err)
{
    AUTO(gait_track) struct gait_track *k = NULL;
    if (!row->fn)
        return 0;
    int rc = gait_track_copy(raw, &k, err);
    if (rc == 0)
        rc = gait_track_smooth(k, fmin(row->cutoff_hz, raw->fs_hz / 3), err);
    for (size_t i = 0; rc == 0 && i < c->n; i++) {
        struct gait_contact *one = &c->list[i];
        const struct gait_event_foot f = { .k = k,
                                           .scene = scene,
                                           .side = one->side,
                                           .on_s = one->on_s,
                                           .off_s = one->off_s,
                                           .stride_s = stride_s,
                                           .belt_px_s = c->belt_px_s[one->side] };
        *(off ? &one->off_s : &one->on_s) = row->fn(&f);
    }
    return rc;
}

int gait_events_find(const struct gait_track *raw, const struct gait_scene *scene,
                     double stride_s, struct gait_event_choice choice,
                     struct gait_contacts *ret_contacts, struct err *err)
{
    AUTO(gait_track) struct gait_track *k = NULL;
    struct gait_contacts c = { 0 };
    int rc = gait_track_copy(raw, &k, err);

    if (rc == 0)
        rc = gait_track_smooth(k, fmin(12, raw->fs_hz / 3), err);
    if (rc == 0)
        rc = gait_contacts_find(k, scene, stride_s, &c, err);
    if (rc < 0)
        return rc;
    /* toe-off first: the methods of contact must see the window, not each other's result */
    struct gait_contacts off = { .list = mem_array(c.n, sizeof(*off.list)), .n = c.n };
    if (!off.list)
        rc = err_set(err, ERR_NOMEM, "no memory for %zu contacts", c.n);
    for (size_t i = 0; rc == 0 && i < c.n; i++)
        off.list[i] = c.list[i];
    memcpy(off.belt_px_s, c.belt_px_s, sizeof(off.belt_px_s));
    if (rc == 0)
        rc = place(raw, scene, stride_s, &gait_off_rows[choice.off], true, &off, err);
    if (rc == 0)
        rc = place(raw, scene, stride_s, &gait_on_rows[choice.on], false, &c, err);
    size_t n = 0;
    for (size_t i = 0; rc == 0 && i < c.n; i++) {
        c.list[i].off_s = off.list[i].off_s;
        if (c.list[i].off_s > c.list[i].on_s)
            c.list[n++] = c.list[i];
    }
    c.n = n;
    gait_contacts_done(&off);
    if (rc < 0) {
        gait_contacts_done(&c);
        return rc;
    }
    *ret_contacts = c;
    return 0;
}
