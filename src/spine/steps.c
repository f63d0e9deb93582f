/* SPDX-License-Identifier: Apache-2.0 */
#include "spine/steps.h"

#include <math.h>

#include "base/mem.h"
#include "spine/force.h"

const double SPINE_BALANCE_FRAC = 0.05;

struct range {
    size_t from, to;
};

static struct range samples(const struct spine_body *b, double from_s, double to_s)
{
    double from = ceil((from_s - b->t0_s) * b->fs_hz), to = floor((to_s - b->t0_s) * b->fs_hz);
    double last = (double)b->n - 1;
    if (!(from >= 0) || !(to <= last) || !(to > from))
        return (struct range){ 0, 0 };
    return (struct range){ (size_t)from, (size_t)to + 1 };
}

/* What a moment of a step asks for: compression for each lever arm, moment and its change with
 * lean, ground force. */
struct reading {
    double force_bw[SPINE_N_LEVERS], moment, per_rad, ground_bw;
};

/* Between two samples of the step. */
static struct reading read_at(const struct spine_body *b, struct range all, double t_s)
{
    double at = (t_s - b->t0_s) * b->fs_hz;
    size_t i = (size_t)fmin(fmax(at, (double)all.from), (double)(all.to - 2));
    double share = fmin(fmax(at - (double)i, 0), 1);
    struct spine_demand d = spine_demand_at(b, i), e = spine_demand_at(b, i + 1);
    struct reading r = { .moment = d.moment + share * (e.moment - d.moment),
                         .per_rad = d.per_rad + share * (e.per_rad - d.per_rad),
                         .ground_bw = d.ground_bw + share * (e.ground_bw - d.ground_bw) };
    for (int l = 0; l < SPINE_N_LEVERS; l++) {
        double from = spine_compression(&d, spine_lever_m[l]);
        double to = spine_compression(&e, spine_lever_m[l]);
        r.force_bw[l] = from + share * (to - from);
    }
    return r;
}

/* false: something is missing inside the step. */
static bool add_up_step(const struct spine_body *b, struct spine_step *s)
{
    const struct spine_contact *c = &s->contact;
    struct range all = samples(b, c->on_s, c->next_on_s), down = samples(b, c->on_s, c->off_s);

    if (all.to == 0 || down.to == 0)
        return false;
    for (size_t i = all.from; i < all.to; i++) {
        struct spine_demand d = spine_demand_at(b, i);
        if (isnan(d.moment) || isnan(d.axial_bw))
            return false;
        for (int l = 0; l < SPINE_N_LEVERS; l++)
            s->impulse_bw_s[l] += spine_compression(&d, spine_lever_m[l]) / b->fs_hz;
    }
    return true;
}

/* Of a contact; between two of them a force changes by 0.1 % at its peak. */
enum { N_PHASES = 64 };

static struct reading phase_of(const struct spine_body *b, const struct spine_contact *c,
                               int phase)
{
    double t_s = c->on_s + (c->off_s - c->on_s) * phase / (N_PHASES - 1);
    return read_at(b, samples(b, c->on_s, c->next_on_s), t_s);
}

/* The peaks are read where the mean of all steps has them: the largest of a curve that wavers
 * is too large in every step, the mean curve wavers less, and what is read at its peak wavers
 * either way. */
static void measure_peaks(const struct spine_body *b, struct spine_load *l)
{
    enum { FORCE, TURN, GROUND, SLOPE, N_CURVES };
    double best[N_CURVES] = { -INFINITY, -INFINITY, -INFINITY, -INFINITY };
    int at[N_CURVES] = { 0 };

    for (int p = 0; p < N_PHASES; p++) {
        double sum[N_CURVES] = { 0 };
        for (size_t i = 0; i < l->n_steps; i++) {
            struct reading r = phase_of(b, &l->steps[i].contact, p);
            sum[FORCE] += r.force_bw[MIDDLE];
            sum[TURN] += r.moment;
            sum[GROUND] += isnan(r.ground_bw) ? 0 : r.ground_bw;
            sum[SLOPE] += r.per_rad;
        }
        for (int k = 0; k < N_CURVES; k++)
            if (sum[k] > best[k]) {
                best[k] = sum[k];
                at[k] = p;
            }
    }
    for (size_t i = 0; i < l->n_steps; i++) {
        struct spine_step *s = &l->steps[i];
        struct reading r = phase_of(b, &s->contact, at[FORCE]);
        for (int k = 0; k < SPINE_N_LEVERS; k++)
            s->peak_bw[k] = r.force_bw[k];
        s->per_radian_nm_kg = phase_of(b, &s->contact, at[SLOPE]).per_rad;
        s->moment_nm_kg = phase_of(b, &s->contact, at[TURN]).moment;
        s->force_bw = phase_of(b, &s->contact, at[GROUND]).ground_bw;
    }
}

/* Mean vertical force from from_s to to_s of the whole body, or of what is above L5/S1 where
 * the legs are not known, against its weight. NaN: not known. */
static double mean_force(const struct spine_body *b, double from_s, double to_s)
{
    struct range r = samples(b, from_s, to_s);
    double sum = 0;
    for (size_t i = r.from; i < r.to; i++)
        for (size_t p = 0; p < b->n_parts; p++)
            if (b->has_legs || b->parts[p].upper)
                sum += b->parts[p].mass_frac * (b->parts[p].ay[i] / SPINE_G + 1);
    double mass = b->has_legs ? b->body_frac : b->upper_frac;
    return r.to > r.from ? sum / mass / (double)(r.to - r.from) : NAN;
}

/* Where the next contact of the same foot is, or NaN. */
static double stride_end(const struct spine_contact *c, size_t i, size_t n)
{
    return i + 1 < n && fabs(c[i + 1].on_s - c[i].next_on_s) < 1e-6 ? c[i + 1].next_on_s : NAN;
}

int spine_measure_steps(const struct spine_body *b, const struct spine_contact *c, size_t n,
                        struct spine_load *l, struct err *err)
{
    double sum = 0;
    size_t n_sum = 0;

    l->steps = mem_array(n, sizeof(*l->steps));
    if (!l->steps)
        return err_set(err, ERR_NOMEM, "no memory for %zu steps", n);
    for (size_t i = 0; i < n; i++) {
        struct spine_step s = { .contact = c[i], .mean_bw = NAN };
        double end = stride_end(c, i, n);
        if (!add_up_step(b, &s))
            continue;
        s.mean_bw = isnan(end) ? NAN : mean_force(b, c[i].on_s, end);
        if (!isnan(s.mean_bw)) {
            sum += s.mean_bw;
            n_sum++;
        }
        if (fabs(s.mean_bw - 1) > SPINE_BALANCE_FRAC) {
            l->n_dropped++;
            continue;
        }
        l->steps[l->n_steps++] = s;
    }
    l->mean_force_bw = n_sum ? sum / (double)n_sum : NAN;
    measure_peaks(b, l);
    return 0;
}
