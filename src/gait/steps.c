/* SPDX-License-Identifier: Apache-2.0 */
#include "gait/steps.h"

#include <math.h>
#include <stdlib.h>

#include "base/mem.h"
#include "dsp/stats.h"
#include "gait/instant.h"

/* Shares of the median step time and of the stride: outside, a contact is not used. */
static const double STEP_MIN_SHARE = 0.6, STEP_MAX_SHARE = 1.5;
static const double DUTY_MIN = 0.12, DUTY_MAX = 0.75; /* of the stride; walking is 0.6 */
/* Shares of the median contact: one that the clip's edge or the other leg cuts is not used. */
static const double CONTACT_MIN_SHARE = 0.65, CONTACT_MAX_SHARE = 1.5;

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

/* The landing one step after contact i that the clip's end cuts. It ends the step; the measures
 * do without it, so near to the end. */
static double cut_after(const struct gait_contacts *c, size_t i, double step_s)
{
    for (size_t k = 0; k < c->n_cut; k++) {
        double share = (c->cut[k].on_s - c->list[i].on_s) / step_s;
        if (c->cut[k].side != c->list[i].side && share > STEP_MIN_SHARE &&
            share < STEP_MAX_SHARE)
            return c->cut[k].on_s;
    }
    return NAN;
}

static double mid_of(const struct gait_contact *c) { return (c->on_s + c->off_s) / 2; }

static struct gait_step_span span_of(const struct gait_tracks *tracks,
                                     const struct gait_scene *scene,
                                     const struct gait_contacts *c, size_t i, double step_s)
{
    const struct gait_contact *now = &c->list[i];
    bool next = follows(c, i, i + 1, step_s, 1), stride = follows(c, i, i + 2, step_s, 2);
    bool prev = i > 0 && follows(c, i, i - 1, step_s, 1);
    return (struct gait_step_span){
        .k = tracks->angles,
        .fast = tracks->events,
        .raw = tracks->raw,
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

/*
 * The foot lies flat, or nearly, from about a fifth of stance on, whatever it landed on. What a
 * landmark model gets wrong then lifts the heel: by 3 degrees at first on rendered runners, by
 * 20 and more where the other leg passes. So of each step the most toes-up of several looks
 * counts; markers do not lift, and the middle one counts.
 *
 * The floor's own slope in the picture, from the path of the toes, does better on rendered
 * runners, whose heel and toe points lie level in a flat shoe. On a real clip (treadmill, heel
 * striker) those of two landmark models slope by 8 to 15 degrees in a shoe that lies flat, and
 * the path by 13 more than the belt: a foot has to be measured against itself.
 */
static double flat_foot_deg(const struct gait_step_span *spans, size_t n, enum body_side side)
{
    enum { N_LOOKS = 9 };
    const double from = 0.20, to = 0.32; /* of stance */
    AUTO(mem) double *a = mem_array(n, sizeof(*a));
    size_t k = 0;
    for (size_t i = 0; a && i < n; i++) {
        double look[N_LOOKS];
        if (spans[i].side != side)
            continue;
        for (int j = 0; j < N_LOOKS; j++) {
            double share = from + (to - from) * j / (N_LOOKS - 1);
            look[j] = gait_foot_angle_deg(
                spans[i].fast, side, spans[i].on_s + share * (spans[i].off_s - spans[i].on_s));
        }
        bool markers = spans[i].scene->source == GAIT_MOCAP;
        a[k++] = dsp_quantile(look, N_LOOKS, markers ? 0.5 : 0.9);
    }
    return a ? dsp_median(a, k) : NAN;
}

/* When the knee of a side is bent most in the middle part of stance: of the median over the
 * steps. The largest bend of each step would be that of its worst error, and where the legs
 * pass each other, later in stance, a landmark model errs most. Markers on a runner at 3.5 m/s:
 * at 0.42 of stance. */
static double peak_share(const struct gait_step_span *spans, size_t n, enum body_side side)
{
    enum { N_LOOKS = 15 };
    const double from = 0.27, to = 0.55;
    AUTO(mem) double *a = mem_array(n, sizeof(*a));
    double best = -INFINITY, ret = NAN;
    for (int look = 0; a && look < N_LOOKS; look++) {
        double share = from + (to - from) * look / (N_LOOKS - 1);
        size_t k = 0;
        for (size_t i = 0; i < n; i++)
            if (spans[i].side == side)
                a[k++] = gait_knee_deg(
                    spans[i].k, side, spans[i].on_s + share * (spans[i].off_s - spans[i].on_s));
        double median = dsp_median(a, k);
        if (median > best) {
            best = median;
            ret = share;
        }
    }
    return ret;
}

static double median_contact_s(const struct gait_contacts *c)
{
    AUTO(mem) double *d = mem_array(c->n, sizeof(*d));
    for (size_t i = 0; d && i < c->n; i++)
        d[i] = c->list[i].off_s - c->list[i].on_s;
    return d ? dsp_median(d, c->n) : NAN;
}

static bool plausible(const struct gait_step_span *s, double step_s, double contact_s)
{
    double duty = (s->off_s - s->on_s) / (2 * step_s);
    double share = (s->off_s - s->on_s) / contact_s;
    bool in_row = !isnan(s->next_on_s) || !isnan(s->prev_mid_s); /* the last one has no next */
    return duty > DUTY_MIN && duty < DUTY_MAX && share > CONTACT_MIN_SHARE &&
           share < CONTACT_MAX_SHARE && in_row;
}

void gait_steps_set_flat(struct gait_step *steps, struct gait_step_span *spans, size_t n,
                         const double flat_deg[BODY_N_SIDES])
{
    for (size_t i = 0; i < n; i++) {
        double change = flat_deg[spans[i].side] - spans[i].foot_flat_deg;
        spans[i].foot_flat_deg = flat_deg[spans[i].side];
        steps[i].value[MEASURE_FOOT_STRIKE] -= change;
    }
}

int gait_steps_new(const struct gait_tracks *tracks, const struct gait_scene *scene,
                   const struct gait_contacts *contacts, struct gait_step **ret_steps,
                   struct gait_step_span **ret_spans, size_t *ret_n, struct err *err)
{
    AUTO(mem) struct gait_step *steps = mem_array(contacts->n, sizeof(*steps));
    AUTO(mem) struct gait_step_span *spans = mem_array(contacts->n, sizeof(*spans));
    double step_s = median_step_s(contacts), contact_s = median_contact_s(contacts);
    unsigned view = gait_view_bit(scene->view);
    size_t n = 0;

    if (!steps || !spans)
        return err_set(err, ERR_NOMEM, "no memory for %zu steps", contacts->n);
    for (size_t i = 0; i < contacts->n; i++) {
        spans[n] = span_of(tracks, scene, contacts, i, step_s);
        steps[n].contact = contacts->list[i];
        steps[n].next_on_s =
            i + 1 < contacts->n ? spans[n].next_on_s : cut_after(contacts, i, step_s);
        n += plausible(&spans[n], step_s, contact_s);
    }
    double flat[BODY_N_SIDES] = { flat_foot_deg(spans, n, BODY_LEFT),
                                  flat_foot_deg(spans, n, BODY_RIGHT) };
    gait_instant_find(spans, n);
    double peak[BODY_N_SIDES] = { peak_share(spans, n, BODY_LEFT),
                                  peak_share(spans, n, BODY_RIGHT) };
    for (size_t i = 0; i < n; i++) {
        spans[i].foot_flat_deg = flat[spans[i].side];
        spans[i].knee_peak_share = peak[spans[i].side];
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
