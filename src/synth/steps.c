/* SPDX-License-Identifier: Apache-2.0 */
#include <assert.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/rng.h"
#include "synth/runner.h"
#include "synth/vec.h"

#define GRAVITY 9.81

/* Step-to-step standard deviations of a steady runner at variation 1: order of magnitude of the
 * spread within a treadmill run, not fitted to anyone. */
#define SD_ON_S       0.003
#define SD_CONTACT_S  0.003
#define SD_LIFT_M     0.001
#define SD_KNEE_DEG   0.8
#define SD_STRIKE_DEG 0.8
#define SD_WIDTH_M    0.006
#define SD_LEAN_DEG   0.4
#define SD_CROSS      0.02
#define SD_DROP_DEG   0.3

static double bounded_normal(struct rng *g)
{
    double v = rng_normal(g);
    return v > 2.5 ? 2.5 : v < -2.5 ? -2.5 : v; /* a stumble is no variation */
}

static void draw_step(struct runner *r, struct rng *g, struct step *s, double contact_s)
{
    const struct synth_params *p = &r->par;
    double k = r->jitter;
    double n[9];
    for (int i = 0; i < 9; i++)
        n[i] = k * bounded_normal(g);
    s->on += SD_ON_S * n[0];
    s->off = s->on + contact_s + SD_CONTACT_S * n[1];
    s->lift = SD_LIFT_M * n[2];
    s->knee = rad(fmax(p->knee_contact_deg + SD_KNEE_DEG * n[3], 2));
    s->strike = rad(p->strike_deg + SD_STRIKE_DEG * n[4]);
    s->half_width = (p->step_width_m + SD_WIDTH_M * n[5]) / 2;
    s->lean = rad(SD_LEAN_DEG * n[6]);
    s->cross = SD_CROSS * n[7];
    s->drop = rad(SD_DROP_DEG * n[8]);
}

/*
 * Between contacts the body flies; in contact it is pushed up by a force A sin(pi s) +
 * B sin(2 pi s) over the share s of the contact time (Morin et al. 2005, J Appl Biomech
 * 21:167-80, has the first term). A makes the speed right at toe-off, B, which is zero in
 * steady running, the height.
 */
static void bounce(struct runner *r)
{
    for (size_t i = 0; i + 1 < r->n_steps; i++) {
        struct step *s = &r->steps[i], *next = s + 1;
        double flight = next->on - s->off;
        s->up = GRAVITY * flight / 2 + (next->lift - s->lift) / flight;
        next->vy = s->up - GRAVITY * flight;
    }
    r->steps[0].vy = -r->steps[0].up;
    r->steps[r->n_steps - 1].up = -r->steps[r->n_steps - 1].vy;
    for (size_t i = 0; i < r->n_steps; i++) {
        struct step *s = &r->steps[i];
        double tc = s->off - s->on;
        s->a = M_PI / 2 * ((s->up - s->vy) / tc + GRAVITY);
        s->b = 2 * M_PI * (GRAVITY / 2 - s->a / M_PI - s->vy / tc);
    }
}

int steps_new(struct runner *r, double from_s, double to_s, struct err *err)
{
    double period = 60 / r->par.cadence_spm;
    long first = (long)floor((from_s - r->phase0_s) / period / 2) * 2; /* even: a left one */
    size_t n = (size_t)((to_s - from_s) / period) + 4;

    free(r->steps);
    r->steps = mem_array(n, sizeof(*r->steps));
    r->n_steps = n;
    if (!r->steps)
        return err_set(err, ERR_NOMEM, "no memory for %zu steps", n);

    struct rng g = rng_new((uint64_t)r->par.seed, 1);
    for (size_t i = 0; i < n; i++) {
        struct step *s = &r->steps[i];
        s->side = i % 2 == 0 ? BODY_LEFT : BODY_RIGHT;
        s->on = r->phase0_s + (double)(first + (long)i) * period;
        draw_step(r, &g, s, r->par.contact_s * (1 + side_sign(s->side) * r->par.asymmetry / 2));
    }
    bounce(r);
    return 0;
}

size_t steps_at(const struct runner *r, double t_s)
{
    size_t lo = 0, hi = r->n_steps; /* steps[lo].on <= t < steps[hi].on */
    while (hi - lo > 1) {
        size_t mid = (lo + hi) / 2;
        if (r->steps[mid].on <= t_s)
            lo = mid;
        else
            hi = mid;
    }
    return lo;
}

double steps_height(const struct runner *r, double t_s)
{
    const struct step *s = &r->steps[steps_at(r, t_s)];
    double y;
    if (t_s >= s->off) {
        double t = t_s - s->off;
        y = s->lift + s->up * t - GRAVITY * t * t / 2;
    } else {
        double tc = s->off - s->on, u = (t_s - s->on) / tc;
        y = s->lift + s->vy * tc * u +
            tc * tc *
                (s->a * (u - sin(M_PI * u) / M_PI) / M_PI +
                 s->b * (u - sin(2 * M_PI * u) / (2 * M_PI)) / (2 * M_PI) -
                 GRAVITY * u * u / 2);
    }
    return r->set.base_h + r->set.share * y;
}

double steps_phase(const struct runner *r, double t_s)
{
    size_t i = steps_at(r, t_s);
    size_t last = r->n_steps - 1;
    if (i == last)
        i = last - 1;
    const struct step *s = r->steps;
    double h = s[i + 1].on - s[i].on, u = (t_s - s[i].on) / h;
    double m0 = i > 0 ? 2 / (s[i + 1].on - s[i - 1].on) : 1 / h;
    double m1 = i + 2 <= last ? 2 / (s[i + 2].on - s[i].on) : 1 / h;
    /* cubic through (0, 0) and (1, 1) with the slopes of the neighbours: smooth, rising */
    double w = u * (1 - u);
    double p = u * u * (3 - 2 * u) + h * w * ((1 - u) * m0 - u * m1);
    return M_PI * ((double)i + p);
}

double steps_blend(const struct runner *r, double t_s, size_t field_offset)
{
    size_t i = steps_at(r, t_s);
    const struct step *s = &r->steps[i];
    double mid = (s->on + s->off) / 2;
    if (t_s < mid && i > 0)
        s--;
    const struct step *next = s + 1 < r->steps + r->n_steps ? s + 1 : s;
    const double *v0 = (const double *)(const void *)((const char *)s + field_offset);
    const double *v1 = (const double *)(const void *)((const char *)next + field_offset);
    double t0 = (s->on + s->off) / 2, t1 = (next->on + next->off) / 2;
    double u = t1 > t0 ? (t_s - t0) / (t1 - t0) : 0;
    u = u < 0 ? 0 : u > 1 ? 1 : u;
    return *v0 + (*v1 - *v0) * u * u * (3 - 2 * u);
}
