/* SPDX-License-Identifier: Apache-2.0 */
#include "spine/spine.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "dsp/stats.h"
#include "spine/force.h"
#include "spine/mechanics.h"
#include "spine/steps.h"

/* Ends of the range in use for the back muscles' lever arm, and the one whose force is in the
 * middle between theirs: 2 / (1/0.05 + 1/0.075). */
const double spine_lever_m[SPINE_N_LEVERS] = { 0.05, 0.06, 0.075 };

static const double MIN_HZ = 50;        /* of the track; slower clips are resampled before */
static const double JOINT_SD_M = 0.01;  /* place of L5/S1, forward or back */
static const double NEWTON_FRAC = 0.35; /* the least that newtons are unsure by */
static const double Z95 = 1.96;

static const struct spine_item_info infos[SPINE_N_ITEMS] = {
#define SPINE_ITEM_ROW(id, key_, label_, unit_, decimals_, definition_) \
    [SPINE_##id] = { key_, label_, unit_, definition_, decimals_ },
    SPINE_ITEMS(SPINE_ITEM_ROW)
#undef SPINE_ITEM_ROW
};

const struct spine_item_info *spine_item_info(enum spine_item i) { return &infos[i]; }

int spine_item_find(const char *key)
{
    for (int i = 0; i < SPINE_N_ITEMS; i++)
        if (strcmp(infos[i].key, key) == 0)
            return i;
    return -1;
}

void spine_load_clear(struct spine_load *l)
{
    for (int i = 0; i < SPINE_N_ITEMS; i++)
        l->items[i] = (struct spine_value){ NAN, NAN, NAN, NAN, NAN };
}

struct spine_load *spine_load_free(struct spine_load *l)
{
    if (l) {
        free(l->steps);
        free(l);
    }
    return NULL;
}

/* To add a row: cut-off, and the shortest contact for which it leaves 99.3 % of the peak of a
 * half-sine step of that contact with the flight that goes with it (test_spine). */
static const struct {
    double min_contact_s, hz;
} cutoffs[] = { { 0.25, 6 }, { 0.20, 8 }, { 0, 10 } };

double spine_cutoff_hz(double contact_s)
{
    size_t i = 0;
    while (contact_s < cutoffs[i].min_contact_s)
        i++;
    return cutoffs[i].hz;
}

static void note(struct spine_load *l, const char *fmt, ...) PRINTF(2, 3);
static void note(struct spine_load *l, const char *fmt, ...)
{
    va_list ap;
    if (l->n_notes == SPINE_MAX_NOTES)
        return;
    va_start(ap, fmt);
    vsnprintf(l->notes[l->n_notes++], SPINE_WHY_MAX, fmt, ap);
    va_end(ap);
}

static void refuse(struct spine_load *l, const char *fmt, ...) PRINTF(2, 3);
static void refuse(struct spine_load *l, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    vsnprintf(l->why, sizeof(l->why), fmt, ap);
    va_end(ap);
    l->known = false;
    free(l->steps);
    l->steps = NULL;
    l->n_steps = 0;
    spine_load_clear(l);
}

/* -- values -------------------------------------------------------------------------------- */

/* Of one quantity: [n] of each lever arm, and the standard error that all steps share, as a
 * share of the value: of the clip, and of the model beyond the lever arm. */
struct sample {
    const double *x[SPINE_N_LEVERS];
    size_t n;
    double clip_sd, model_sd; /* in the value's unit */
};

/* Sampling and the clip's systematic error are independent: half widths add as squares. The
 * lever arm is a range, not an error with a distribution: the whole range is kept. */
static struct spine_value value_of(const struct sample *s, uint64_t seed)
{
    double lo, hi, ends[SPINE_N_LEVERS];
    struct spine_value v = { .value = dsp_median(s->x[MIDDLE], s->n) };

    dsp_median_interval(s->x[MIDDLE], s->n, seed, &lo, &hi);
    double down = hypot(v.value - lo, Z95 * s->clip_sd);
    double up = hypot(hi - v.value, Z95 * s->clip_sd);
    v.own_lo = v.value - down;
    v.own_hi = v.value + up;
    for (int l = 0; l < SPINE_N_LEVERS; l++)
        ends[l] = dsp_median(s->x[l], s->n);
    v.lo = fmin(ends[SHORT], ends[LONG]) - hypot(down, Z95 * s->model_sd);
    v.hi = fmax(ends[SHORT], ends[LONG]) + hypot(up, Z95 * s->model_sd);
    return v;
}

static struct spine_value scaled(struct spine_value v, double factor)
{
    return (struct spine_value){ factor * v.value, factor * v.lo, factor * v.hi,
                                 factor * v.own_lo, factor * v.own_hi };
}

/* What the values are made from. */
struct work {
    struct spine_load *l;
    const struct spine_runner *runner;
    const struct spine_doubt *doubt;
    double upper_frac, behind_m;
    double *x[SPINE_N_LEVERS]; /* [n_steps] scratch */
    double peak_sd;            /* of the peak, BW: what it shares with scale and lean */
    double model_sd;           /* of the model, beyond the lever arm */
};

static void fill(struct work *w, double (*of)(const struct spine_step *, int lever))
{
    for (int l = 0; l < SPINE_N_LEVERS; l++)
        for (size_t i = 0; i < w->l->n_steps; i++)
            w->x[l][i] = of(&w->l->steps[i], l);
}

static struct sample sample_of(const struct work *w, double clip_sd, double model_sd)
{
    return (struct sample){
        { w->x[SHORT], w->x[MIDDLE], w->x[LONG] }, w->l->n_steps, clip_sd, model_sd
    };
}

static double peak(const struct spine_step *s, int lever) { return s->peak_bw[lever]; }
static double impulse(const struct spine_step *s, int lever) { return s->impulse_bw_s[lever]; }
static double force(const struct spine_step *s, int lever)
{
    (void)lever;
    return s->force_bw;
}
static double moment(const struct spine_step *s, int lever)
{
    (void)lever;
    return s->moment_nm_kg;
}
static double per_degree(const struct spine_step *s, int lever)
{
    return s->per_radian_nm_kg / (SPINE_G * spine_lever_m[lever]) * M_PI / 180;
}
static double timing(const struct spine_step *s, int lever)
{
    struct spine_sine f;
    const struct spine_contact *c = &s->contact;
    (void)lever;
    int rc = spine_sine(c->off_s - c->on_s, fmax(0, c->next_on_s - c->off_s), 0, 0, &f, NULL);
    return rc < 0 ? NAN : f.peak_bw;
}

/* Standard error of an item that is the peak's in other units, times `unit`. */
static double clip_sd(const struct work *w, enum spine_item item, double value, double unit)
{
    return hypot(w->peak_sd * unit, w->doubt->share[item] * value);
}

/* Both estimates of the ground force. Each is off by about half of what lies between them; of
 * the one from the movement, where that is most, this is seen in the clip. */
static void ground_forces(struct work *w)
{
    struct spine_load *l = w->l;
    const struct spine_doubt *d = w->doubt;
    fill(w, timing);
    double by_timing = dsp_median(w->x[MIDDLE], l->n_steps);
    /* the half sine's peak goes with one over the contact time */
    struct sample s =
        sample_of(w, by_timing * hypot(d->share[SPINE_FORCE_TIMING], d->contact_frac), 0);
    l->items[SPINE_FORCE_TIMING] = value_of(&s, 11);
    fill(w, force);
    double size = dsp_median(w->x[MIDDLE], l->n_steps);
    if (isnan(size))
        return;
    double by_scale = (size - 1) * d->scale_frac, by_method = (by_timing - size) / 2;
    double by_points = size * d->share[SPINE_FORCE_MOVEMENT];
    s = sample_of(w, hypot(hypot(by_scale, by_points), by_method), 0);
    l->items[SPINE_FORCE_MOVEMENT] = value_of(&s, 12);
}

/* Share of the ground force above the weight: so much of a load goes with the acceleration. */
static double moving_share(const struct spine_load *l)
{
    const struct spine_value *t = &l->items[SPINE_FORCE_TIMING];
    const struct spine_value *m = &l->items[SPINE_FORCE_MOVEMENT];
    double force_bw = isnan(m->value) ? t->value : m->value;
    return (force_bw - 1) / force_bw;
}

/* The length of the lever and the acceleration are as wrong as the metre. */
static void per_degree_of_lean(struct work *w)
{
    struct spine_load *l = w->l;
    fill(w, per_degree);
    double size = dsp_median(w->x[MIDDLE], l->n_steps);
    double by_scale = (1 + moving_share(l)) * w->doubt->scale_frac;
    struct sample s =
        sample_of(w, size * hypot(by_scale, w->doubt->share[SPINE_PER_DEGREE]), 0);
    l->items[SPINE_PER_DEGREE] = value_of(&s, 6);
}

/* Errors of the peak that every step of this clip shares: the acceleration is as wrong as the
 * metre, the lean as its points. */
static void find_doubts(struct work *w)
{
    fill(w, peak);
    double size = dsp_median(w->x[MIDDLE], w->l->n_steps);
    double by_scale = size * moving_share(w->l) * w->doubt->scale_frac;
    double by_lean = w->l->items[SPINE_PER_DEGREE].value * w->doubt->lean_deg;
    w->peak_sd = hypot(by_scale, by_lean);
    double force_bw = 1 / (1 - moving_share(w->l));
    w->model_sd = w->upper_frac * force_bw * JOINT_SD_M / spine_lever_m[MIDDLE];
}

static void dose(struct work *w, enum spine_item item, double k)
{
    const struct spine_load *l = w->l;
    const struct spine_value *p = &l->items[SPINE_PEAK];
    double step_s = 0;
    for (size_t i = 0; i < l->n_steps; i++)
        step_s +=
            (l->steps[i].contact.next_on_s - l->steps[i].contact.on_s) / (double)l->n_steps;
    double v = w->runner->speed_mps, steps_km = 1000 / (v * step_s);
    double mean = spine_dose(l, 1, k);
    if (!(v > 0))
        return;
    /* the interval of the peak, raised to k; the speed's and the dose's own error on top */
    double rest = Z95 * hypot(w->runner->speed_sd_mps / v, w->doubt->share[item]);
    struct spine_value d = { .value = steps_km * mean / 1000 };
    double *const to[] = { &d.lo, &d.hi, &d.own_lo, &d.own_hi };
    const double from[] = { p->lo, p->hi, p->own_lo, p->own_hi };
    for (size_t i = 0; i < N_ELEMS(to); i++) {
        double ratio = pow(fmax(0, from[i]) / p->value, k) - 1;
        *to[i] = d.value * fmax(0, 1 + copysign(hypot(ratio, rest), ratio));
    }
    w->l->items[item] = d;
}

static void newtons(struct work *w)
{
    struct spine_value *v = &w->l->items[SPINE_PEAK_NEWTONS];
    if (!(w->runner->mass_kg > 0))
        return;
    *v = scaled(w->l->items[SPINE_PEAK], w->runner->mass_kg * SPINE_G);
    v->lo = fmin(v->lo, (1 - NEWTON_FRAC) * v->value);
    v->hi = fmax(v->hi, (1 + NEWTON_FRAC) * v->value);
}

/* Against standing: each lever arm's peak over its own standing, so most of the band cancels.
 */
static void times_standing(struct work *w)
{
    double standing[SPINE_N_LEVERS];
    fill(w, peak);
    for (int l = 0; l < SPINE_N_LEVERS; l++) {
        standing[l] = w->upper_frac * (1 + w->behind_m / spine_lever_m[l]);
        for (size_t i = 0; i < w->l->n_steps; i++)
            w->x[l][i] /= standing[l];
    }
    double one = 1 / standing[MIDDLE];
    double size = dsp_median(w->x[MIDDLE], w->l->n_steps);
    w->l->standing_bw = standing[MIDDLE];
    /* where the joint lies changes both alike */
    double rest = 1 - 1 / size;
    struct sample s =
        sample_of(w, clip_sd(w, SPINE_TIMES_STANDING, size, one), w->model_sd * rest * one);
    w->l->items[SPINE_TIMES_STANDING] = value_of(&s, 2);
}

/* The item in the scratch, which goes with the peak: `unit` of it for one body weight. */
static void like_peak(struct work *w, enum spine_item item, double unit, uint64_t seed)
{
    double size = dsp_median(w->x[MIDDLE], w->l->n_steps);
    struct sample s = sample_of(w, clip_sd(w, item, size, unit), w->model_sd * unit);
    w->l->items[item] = value_of(&s, seed);
}

static void find_values(struct work *w)
{
    ground_forces(w);
    per_degree_of_lean(w);
    find_doubts(w);
    fill(w, peak);
    double size = dsp_median(w->x[MIDDLE], w->l->n_steps);
    like_peak(w, SPINE_PEAK, 1, 1);
    times_standing(w);
    fill(w, impulse);
    like_peak(w, SPINE_IMPULSE, dsp_median(w->x[MIDDLE], w->l->n_steps) / size, 4);
    fill(w, moment);
    like_peak(w, SPINE_MOMENT, SPINE_G * spine_lever_m[MIDDLE], 3);
    newtons(w);
    dose(w, SPINE_DOSE_1_KM, 1);
    dose(w, SPINE_DOSE_4_KM, 4);
}

double spine_dose(const struct spine_load *l, double n_steps, double k)
{
    double sum = 0;
    if (!l->known)
        return NAN;
    for (size_t i = 0; i < l->n_steps; i++)
        sum += pow(l->steps[i].peak_bw[MIDDLE], k);
    return n_steps * sum / (double)l->n_steps;
}

/* -- all of it ----------------------------------------------------------------------------- */

static double median_of(const struct spine_contact *c, size_t n, bool contact)
{
    AUTO(mem) double *x = mem_array(n, sizeof(*x));
    for (size_t i = 0; x && i < n; i++)
        x[i] = contact ? c[i].off_s - c[i].on_s : c[i].next_on_s - c[i].on_s;
    return x ? dsp_median(x, n) : NAN;
}

/* What no computing can mend. */
static bool can_start(const struct spine_seen *seen, const struct spine_runner *runner,
                      struct spine_load *l)
{
    if (!(runner->height_m > 0))
        refuse(l, "The runner's height is not known; give it with --height.");
    else if (!seen->trunk)
        refuse(l, "The hips or the shoulders are not seen, so how the trunk moves is unknown.");
    else if (!seen->head || !seen->arms)
        refuse(l, "%s not seen, a part of what the low back carries.",
               !seen->head ? "The head is" : "Both arms are");
    else
        return true;
    return false;
}

static bool is_sound(struct spine_load *l)
{
    if (fabs(l->mean_force_bw - 1) > SPINE_BALANCE_FRAC)
        refuse(l,
               "The forces do not balance: over whole strides they make %.2f of the weight, "
               "0.95 to 1.05 is needed; keep the camera still.",
               l->mean_force_bw);
    else if (l->n_steps < SPINE_MIN_STEPS && l->n_dropped > 0)
        refuse(l,
               "In %zu strides the force does not balance the weight; keep the camera still.",
               l->n_dropped);
    else if (l->n_steps < SPINE_MIN_STEPS)
        refuse(l, "Only %zu whole steps show all of the body, %d are needed; film longer.",
               l->n_steps, SPINE_MIN_STEPS);
    else
        return true;
    return false;
}

static int copy_track(const struct spine_track *from, struct spine_track **ret_track,
                      struct err *err)
{
    int rc = spine_track_new(from->n, from->t0_s, from->fs_hz, ret_track, err);
    for (int p = 0; rc == 0 && p < BODY_N_POINTS; p++)
        for (size_t i = 0; i < from->n; i++) {
            (*ret_track)->x[p][i] = from->x[p][i];
            (*ret_track)->y[p][i] = from->y[p][i];
        }
    return rc;
}

static int evaluate(const struct spine_body *b, const struct spine_runner *runner,
                    const struct spine_doubt *doubt, struct spine_load *l, struct err *err)
{
    AUTO(mem) double *scratch = mem_array(SPINE_N_LEVERS * l->n_steps, sizeof(*scratch));
    struct work w = { .l = l,
                      .runner = runner,
                      .doubt = doubt,
                      .upper_frac = b->upper_frac,
                      .behind_m = spine_joint_behind_m(runner->height_m) };
    if (!scratch)
        return err_set(err, ERR_NOMEM, "no memory for %zu steps", l->n_steps);
    for (int i = 0; i < SPINE_N_LEVERS; i++)
        w.x[i] = scratch + (size_t)i * l->n_steps;
    l->known = true;
    l->why[0] = '\0';
    find_values(&w);
    return 0;
}

int spine_estimate(const struct spine_track *track, const struct spine_contact *contacts,
                   size_t n, const struct spine_runner *runner, const struct spine_doubt *doubt,
                   struct spine_load **ret_load, struct err *err)
{
    AUTO(spine_load) struct spine_load *l = mem_array(1, sizeof(*l));
    AUTO(spine_track) struct spine_track *k = NULL;
    AUTO(spine_body) struct spine_body *b = NULL;
    struct spine_seen seen;

    if (!l)
        return err_set(err, ERR_NOMEM, "no memory for a result");
    if (!(track->fs_hz >= MIN_HZ))
        return err_set(err, ERR_USAGE,
                       "%.4g samples a second are too few for a load, %g needed", track->fs_hz,
                       MIN_HZ);
    refuse(l, "Only %zu steps were measured, %d are needed; film longer.", n, SPINE_MIN_STEPS);
    if (n < SPINE_MIN_STEPS) {
        *ret_load = STEAL(l);
        return 0;
    }
    int rc = copy_track(track, &k, err);
    if (rc == 0)
        rc = spine_complete(k, median_of(contacts, n, false), contacts[0].on_s,
                            contacts[n - 1].next_on_s, &seen, err);
    if (rc == 0 && can_start(&seen, runner, l)) {
        l->cutoff_hz = fmin(spine_cutoff_hz(median_of(contacts, n, true)), track->fs_hz / 4);
        if (doubt->most_hz > 0)
            l->cutoff_hz = fmin(l->cutoff_hz, doubt->most_hz);
        rc = spine_body_new(k, runner, l->cutoff_hz, &b, err);
        if (rc == 0)
            rc = spine_measure_steps(b, contacts, n, l, err);
        if (rc == 0 && is_sound(l))
            rc = evaluate(b, runner, doubt, l, err);
        if (l->known && seen.mirrored_arm)
            note(l, "The hidden side of the body was taken to move like the other one half a "
                    "stride later.");
        if (l->known && !seen.legs)
            note(l, "The legs were not followed, so the ground force could not be checked from "
                    "the movement.");
    }
    if (rc < 0)
        return rc;
    *ret_load = STEAL(l);
    return 0;
}
