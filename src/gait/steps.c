/* SPDX-License-Identifier: Apache-2.0 */
#include "gait/steps.h"

#include <math.h>
#include <stdlib.h>

#include "base/mem.h"
#include "dsp/stats.h"

/* Running as we know it (SCIENCE gates, slightly wider): outside, the contact is not used. */
static const double STEP_MIN_SHARE = 0.6, STEP_MAX_SHARE = 1.5;
static const double DUTY_MIN = 0.12, DUTY_MAX = 0.75; /* of the stride; walking is 0.6 */

static double median_step_s(const struct gait_contacts *c)
{
    AUTO(mem) double *d = mem_array(c->n, sizeof(*d));
    size_t k = 0;
    for (size_t i = 0; d && i + 1 < c->n; i++)
        if (c->list[i].side != c->list[i + 1].side)
            d[k++] = c->list[i + 1].on_s - c->list[i].on_s;
    return d ? dsp_median(d, k) : NAN;
}

/* Contact j exists, is of the wanted side, and lies about `steps` steps after contact i. */
static bool follows(const struct gait_contacts *c, size_t i, size_t j, double step_s, int steps)
{
    if (j >= c->n || (c->list[i].side == c->list[j].side) != (steps % 2 == 0))
        return false;
    double share = fabs(c->list[j].on_s - c->list[i].on_s) / (step_s * abs(steps));
    return share > STEP_MIN_SHARE && share < STEP_MAX_SHARE;
}

static double mid_of(const struct gait_contact *c) { return (c->on_s + c->off_s) / 2; }

static struct gait_step_span span_of(const struct gait_track *angles,
                                     const struct gait_scene *scene,
                                     const struct gait_contacts *c, size_t i, double step_s)
{
    const struct gait_contact *now = &c->list[i];
    bool next = follows(c, i, i + 1, step_s, 1), stride = follows(c, i, i + 2, step_s, 2);
    bool prev = i > 0 && follows(c, i, i - 1, step_s, 1);
    return (struct gait_step_span){
        .k = angles,
        .scene = scene,
        .side = now->side,
        .on_s = now->on_s,
        .off_s = now->off_s,
        .mid_s = mid_of(now),
        .next_on_s = next ? c->list[i + 1].on_s : NAN,
        .stride_on_s = next && stride ? c->list[i + 2].on_s : NAN,
        .next_mid_s = next ? mid_of(&c->list[i + 1]) : NAN,
        .prev_mid_s = prev ? mid_of(&c->list[i - 1]) : NAN,
    };
}

/* The foot lies flat around 40 % of stance, whatever it landed on. */
static double flat_foot_deg(const struct gait_step_span *spans, size_t n, enum body_side side)
{
    AUTO(mem) double *a = mem_array(n, sizeof(*a));
    size_t k = 0;
    for (size_t i = 0; a && i < n; i++)
        if (spans[i].side == side)
            a[k++] = gait_foot_angle_deg(
                spans[i].k, side, spans[i].on_s + 0.4 * (spans[i].off_s - spans[i].on_s));
    return a ? dsp_median(a, k) : NAN;
}

static bool plausible(const struct gait_step_span *s, double step_s)
{
    double duty = (s->off_s - s->on_s) / (2 * step_s);
    return duty > DUTY_MIN && duty < DUTY_MAX && !isnan(s->next_on_s);
}

int gait_steps_new(const struct gait_track *angles, const struct gait_scene *scene,
                   const struct gait_contacts *contacts, struct gait_step **ret_steps,
                   struct gait_step_span **ret_spans, size_t *ret_n, struct err *err)
{
    AUTO(mem) struct gait_step *steps = mem_array(contacts->n, sizeof(*steps));
    AUTO(mem) struct gait_step_span *spans = mem_array(contacts->n, sizeof(*spans));
    double step_s = median_step_s(contacts);
    unsigned view = gait_view_bit(scene->view);
    size_t n = 0;

    if (!steps || !spans)
        return err_set(err, ERR_NOMEM, "no memory for %zu steps", contacts->n);
    for (size_t i = 0; i < contacts->n; i++) {
        spans[n] = span_of(angles, scene, contacts, i, step_s);
        steps[n].contact = contacts->list[i];
        steps[n].next_on_s = spans[n].next_on_s;
        n += plausible(&spans[n], step_s);
    }
    double flat[BODY_N_SIDES] = { flat_foot_deg(spans, n, BODY_LEFT),
                                  flat_foot_deg(spans, n, BODY_RIGHT) };
    for (size_t i = 0; i < n; i++) {
        spans[i].foot_flat_deg = flat[spans[i].side];
        for (int m = 0; m < MEASURE_N; m++) {
            const struct gait_measure_row *row = &gait_measure_rows[m];
            steps[i].value[m] = row->views & view ? row->fn(&spans[i]) : NAN;
        }
    }
    *ret_steps = STEAL(steps);
    *ret_spans = STEAL(spans);
    *ret_n = n;
    return 0;
}

/* -- values -------------------------------------------------------------------------------- */

/* Half the change of a measure when initial contact is moved by its standard uncertainty. */
static double timing_sd(const struct gait_step_span *spans, const struct gait_step *steps,
                        size_t n, gait_measure_fn *fn, double *work)
{
    for (size_t i = 0; i < n; i++) {
        struct gait_step_span early = spans[i], late = spans[i];
        early.on_s -= steps[i].contact.on_sd_s;
        late.on_s += steps[i].contact.on_sd_s;
        work[i] = fabs(fn(&late) - fn(&early)) / 2;
    }
    return dsp_median(work, n);
}

static struct gait_value value_of(const double *x, size_t n, uint64_t seed, double system_sd)
{
    double lo, hi;
    struct gait_value v = { .value = dsp_median(x, n), .spread = dsp_mad(x, n) };
    for (size_t i = 0; i < n; i++)
        v.n_steps += isnan(x[i]) ? 0 : 1;
    dsp_median_interval(x, n, seed, &lo, &hi);
    if (v.n_steps < 3) {
        v.status = v.n_steps ? GAIT_TOO_FEW : GAIT_NOT_SEEN;
        v.value = v.lo = v.hi = v.spread = NAN;
        return v;
    }
    /* sampling and systematic parts are independent: their half widths add as squares */
    v.lo = v.value - hypot(v.value - lo, 1.96 * system_sd);
    v.hi = v.value + hypot(hi - v.value, 1.96 * system_sd);
    return v;
}

/*
 * Cadence from all contacts at once: contact k of an unbroken alternating row lies at
 * a + b k + c (-1)^k, c taking up a different delay of left and right; 60 / b by least squares.
 */
static struct gait_value cadence_value(const struct gait_step *steps, size_t n,
                                       double system_sd)
{
    size_t best = 0, best_n = 0;
    for (size_t i = 0; i < n;) { /* longest unbroken row */
        size_t j = i + 1;
        while (j < n && fabs(steps[j].contact.on_s - steps[j - 1].next_on_s) < 1e-9)
            j++;
        if (j - i > best_n) {
            best = i;
            best_n = j - i;
        }
        i = j;
    }
    struct gait_value v = { .status = GAIT_TOO_FEW,
                            .value = NAN,
                            .lo = NAN,
                            .hi = NAN,
                            .spread = NAN,
                            .n_steps = best_n };
    if (best_n < 4)
        return v;
    size_t k = best_n - best_n % 2; /* an even number makes k and (-1)^k nearly orthogonal */
    double mean_t = 0, mean_k = ((double)k - 1) / 2, stt = 0, skk = 0, alt = 0;
    for (size_t i = 0; i < k; i++) {
        mean_t += steps[best + i].contact.on_s / (double)k;
        alt += (i % 2 ? -1 : 1) * steps[best + i].contact.on_s / (double)k;
    }
    /* two rounds: slope, then the left/right offset that is left after it */
    double slope = 0, offset = 0;
    for (int round = 0; round < 8; round++) {
        stt = skk = alt = 0;
        for (size_t i = 0; i < k; i++) {
            double dk = (double)i - mean_k, sign = i % 2 ? -1 : 1;
            stt += dk * (steps[best + i].contact.on_s - mean_t - offset * sign);
            skk += dk * dk;
        }
        slope = stt / skk;
        for (size_t i = 0; i < k; i++)
            alt += (i % 2 ? -1 : 1) *
                   (steps[best + i].contact.on_s - mean_t - slope * ((double)i - mean_k));
        offset = alt / (double)k;
    }
    double rss = 0;
    for (size_t i = 0; i < k; i++) {
        double r = steps[best + i].contact.on_s - mean_t - slope * ((double)i - mean_k) -
                   (i % 2 ? -offset : offset);
        rss += r * r;
    }
    double slope_sd = sqrt(rss / (double)(k > 3 ? k - 3 : 1) / skk);
    double half = 1.96 * hypot(60 * slope_sd / (slope * slope), system_sd);
    v.status = GAIT_MEASURED;
    v.value = 60 / slope;
    v.lo = v.value - half;
    v.hi = v.value + half;
    return v;
}

static struct gait_value refused(enum gait_status why)
{
    return (
        struct gait_value){ .status = why, .value = NAN, .lo = NAN, .hi = NAN, .spread = NAN };
}

void gait_values_find(const struct gait_step *steps, const struct gait_step_span *spans,
                      size_t n, double fps,
                      struct gait_value ret_values[MEASURE_N][BODY_N_SIDES + 1])
{
    AUTO(mem) double *x = mem_array(n, sizeof(*x));
    AUTO(mem) double *work = mem_array(n, sizeof(*work));

    for (int m = 0; m < MEASURE_N; m++) {
        const struct gait_measure_row *row = &gait_measure_rows[m];
        bool in_view = n && row->views & gait_view_bit(spans[0].scene->view);
        for (int side = 0; side <= BODY_N_SIDES; side++) {
            struct gait_value *v = &ret_values[m][side];
            *v = refused(in_view ? GAIT_TOO_FEW : GAIT_NOT_IN_VIEW);
            if (!in_view || !x || !work)
                continue;
            if (fps < row->min_fps) {
                v->status = GAIT_FPS_TOO_LOW;
                continue;
            }
            if (side < BODY_N_SIDES && !measure_info((enum measure)m)->sided)
                continue;
            for (size_t i = 0; i < n; i++)
                x[i] = side == BODY_N_SIDES || spans[i].side == (enum body_side)side
                           ? steps[i].value[m]
                           : NAN;
            double sd = row->system_sd;
            if (row->at_contact)
                sd = hypot(sd, timing_sd(spans, steps, n, row->fn, work));
            if (row->is_length)
                sd = hypot(sd, fabs(dsp_median(x, n)) * spans[0].scene->scale_sd_frac);
            /* a hidden timing bias of a share of a frame */
            if (m == MEASURE_CONTACT_TIME || m == MEASURE_FLIGHT_TIME)
                sd = hypot(sd, 1000 * 0.25 / fps);
            if (m == MEASURE_DUTY_FACTOR)
                sd = hypot(sd, 100 * 0.25 / fps / 0.7);
            *v = value_of(x, n, (uint64_t)(m * 4 + side), sd);
        }
    }
    if (n && fps >= gait_measure_rows[MEASURE_CADENCE].min_fps) {
        double spread = ret_values[MEASURE_CADENCE][BODY_N_SIDES].spread;
        struct gait_value v =
            cadence_value(steps, n, gait_measure_rows[MEASURE_CADENCE].system_sd);
        v.spread = spread;
        ret_values[MEASURE_CADENCE][BODY_N_SIDES] = v;
    }
}

/* -- curves -------------------------------------------------------------------------------- */

typedef double curve_fn(const struct gait_step_span *s, double t);

static double inclination_of(struct gait_xy distal, struct gait_xy proximal)
{
    return 180 / M_PI * atan2(proximal.x - distal.x, proximal.y - distal.y);
}

static double curve_trunk(const struct gait_step_span *s, double t)
{
    return gait_trunk_deg(s->k, t);
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
