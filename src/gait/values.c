/* SPDX-License-Identifier: Apache-2.0 */
#include "gait/steps.h"

#include <math.h>

#include "base/mem.h"
#include "dsp/quantile.h"
#include "dsp/stats.h"
#include "gait/source.h"

static struct gait_value refused(enum gait_status why, size_t n_steps)
{
    return (struct gait_value){
        .status = why, .value = NAN, .lo = NAN, .hi = NAN, .spread = NAN, .n_steps = n_steps
    };
}

/* Half the change of a measure when initial contact is moved by its standard uncertainty. */
static double contact_timing_sd(const struct gait_step *steps,
                                const struct gait_step_span *spans, size_t n,
                                gait_measure_fn *fn)
{
    AUTO(mem) double *half = mem_array(n, sizeof(*half));
    for (size_t i = 0; half && i < n; i++) {
        struct gait_step_span early = spans[i], late = spans[i];
        early.on_s -= steps[i].contact.on_sd_s;
        late.on_s += steps[i].contact.on_sd_s;
        half[i] = fabs(fn(&late) - fn(&early)) / 2;
    }
    return half ? dsp_median(half, n) : NAN;
}

/* A quarter of a frame may hide in the same direction in every contact of a clip. */
static double hidden_timing_sd(enum measure m, double fps, double stride_s)
{
    double sd_s = 0.25 / fps;
    return m == MEASURE_CONTACT_TIME || m == MEASURE_FLIGHT_TIME ? 1000 * sd_s
           : m == MEASURE_DUTY_FACTOR                            ? 100 * sd_s / stride_s
                                                                 : 0;
}

/* The far leg is hidden half of the time and guessed (Young et al. 2023, Sensors 23:696: near
 * leg good, far leg worse). */
static double hidden_leg_factor(enum gait_view view, int side)
{
    const double far_leg = 1.4, both_legs = 1.2;
    if (!gait_view_is_side(view))
        return 1;
    if (side == BODY_N_SIDES)
        return both_legs;
    return (view == GAIT_SIDE_LEFT) == (side == BODY_RIGHT) ? far_leg : 1;
}

/* A run of steps and how fast they were filmed. */
struct sample {
    const struct gait_step *steps;
    const struct gait_step_span *spans;
    size_t n;
    double fps;
};

/* Standard systematic error of a measure in such a clip, in its unit: of the picture alone.
 * size: the value itself. */
static double picture_sd(enum measure m, const struct sample *s, int side, double size)
{
    const struct gait_measure_row *row = &gait_measure_rows[m];
    const struct gait_scene *scene = s->spans[0].scene;
    double sd = gait_source_sd(scene, m, s->fps);
    if (measure_info(m)->sided && scene->source != GAIT_MOCAP)
        sd *= hidden_leg_factor(scene->view, side);
    /* from behind a turn adds to one side what it takes from the other */
    if (gait_view_is_side(scene->view) || side != BODY_N_SIDES)
        sd = hypot(sd, row->roll * scene->roll_sd_deg);
    if (row->traits & GAIT_IS_LENGTH)
        sd = hypot(sd, fabs(size) * scene->scale_sd_frac);
    return sd;
}

/* And of the times. */
static double timing_sd(enum measure m, const struct sample *s)
{
    const struct gait_measure_row *row = &gait_measure_rows[m];
    double stride_s = 2 * (s->steps[0].next_on_s - s->steps[0].contact.on_s);
    double sd = hidden_timing_sd(m, s->fps, stride_s);
    if (row->traits & GAIT_AT_IC)
        sd = hypot(sd, contact_timing_sd(s->steps, s->spans, s->n, row->fn));
    return sd;
}

/* Steps that differ so much among themselves that next to nothing is known: the few that are
 * there were seen badly. A clip only; markers are no worse than they say. */
static bool useless(const struct gait_value *v, const struct sample *s, double picture_sd)
{
    const double widest = 3; /* of the interval of a clip with many steps */
    return v->status == GAIT_MEASURED && s->spans[0].scene->source != GAIT_MOCAP &&
           v->hi - v->lo > widest * 2 * 1.96 * picture_sd;
}

/* Median of the steps with its interval: sampling (bootstrap) and systematic parts are
 * independent, so their half widths add as squares. */
static struct gait_value value_of(const double *x, size_t n, uint64_t seed, double system_sd)
{
    double lo, hi;
    struct gait_value v = { .value = dsp_median(x, n), .spread = dsp_mad(x, n) };
    for (size_t i = 0; i < n; i++)
        v.n_steps += isnan(x[i]) ? 0 : 1;
    if (v.n_steps < 3)
        return refused(v.n_steps ? GAIT_TOO_FEW : GAIT_NOT_SEEN, v.n_steps);
    dsp_median_interval(x, n, seed, &lo, &hi);
    v.lo = v.value - hypot(v.value - lo, 1.96 * system_sd);
    v.hi = v.value + hypot(hi - v.value, 1.96 * system_sd);
    return v;
}

/* Which step of the clip each contact is, counted from the first. Times say it, not feet: steps
 * are even to a tenth, and a foot may be taken for the other one. */
static void number_steps(const double *t, size_t n, double step_s, double *ret_k)
{
    ret_k[0] = 0;
    for (size_t i = 1; i < n; i++)
        ret_k[i] = ret_k[i - 1] + fmax(1, round((t[i] - t[i - 1]) / step_s));
}

/* a + b k + c (-1)^k by weighted least squares; the sum of squares that is left. */
struct cadence_fit {
    double a, b, c, b_var, rss; /* b_var: of b, in shares of the variance of one contact */
    size_t n;
};

static struct cadence_fit fit_cadence(const double *t, const double *k, const bool *use,
                                      size_t n)
{
    struct cadence_fit f = { 0 };
    double mt = 0, mk = 0, ms = 0, kk = 0, ks = 0, ss = 0, tk = 0, ts = 0;
    for (size_t i = 0; i < n; i++)
        if (use[i]) {
            mt += t[i];
            mk += k[i];
            ms += fmod(k[i], 2) > 0 ? -1 : 1;
            f.n++;
        }
    mt /= (double)f.n;
    mk /= (double)f.n;
    ms /= (double)f.n;
    for (size_t i = 0; i < n; i++)
        if (use[i]) {
            double dk = k[i] - mk, s = (fmod(k[i], 2) > 0 ? -1 : 1) - ms, dt = t[i] - mt;
            kk += dk * dk;
            ks += dk * s;
            ss += s * s;
            tk += dt * dk;
            ts += dt * s;
        }
    double det = kk * ss - ks * ks;
    f.b = (tk * ss - ts * ks) / det;
    f.c = (kk * ts - ks * tk) / det;
    f.a = mt - f.b * mk - f.c * ms;
    f.b_var = ss / det;
    for (size_t i = 0; i < n; i++)
        if (use[i]) {
            double r = t[i] - f.a - f.b * k[i] - (fmod(k[i], 2) > 0 ? -f.c : f.c);
            f.rss += r * r;
        }
    return f;
}

/* Leave out the contact furthest from the line while it is further than far_sd of the others'
 * spread. Returns whether one was left out. */
static bool drop_furthest(const double *t, const double *k, bool *use, size_t n,
                          const struct cadence_fit *f)
{
    const double far_sd = 4.5, least_sd_s = 0.004;
    AUTO(mem) double *r = mem_array(n, sizeof(*r));
    size_t worst = n;
    for (size_t i = 0; r && i < n; i++) {
        r[i] =
            use[i] ? fabs(t[i] - f->a - f->b * k[i] - (fmod(k[i], 2) > 0 ? -f->c : f->c)) : NAN;
        if (use[i] && (worst == n || r[i] > r[worst]))
            worst = i;
    }
    if (worst == n || !(r[worst] > far_sd * fmax(1.4826 * dsp_median(r, n), least_sd_s)))
        return false;
    use[worst] = false;
    return true;
}

/*
 * Cadence from all contacts at once: contact k lies at a + b k + c (-1)^k by least squares,
 * where c takes up a different delay of left and right; cadence = 60 / b. A missing contact
 * leaves its number out, a wrong one is left out. When a contact is: a moment inside it, so
 * that the errors of its two ends, which have little to do with each other, average. The last
 * step ends with a contact that the clip may cut.
 */
static struct gait_value cadence_value(const struct gait_step *steps, size_t n_steps,
                                       double system_sd)
{
    enum { FEWEST = 5 };
    const double inside = 0.15; /* of the contact; its beginning is known much better */
    AUTO(mem) double *t = mem_array(n_steps + 1, sizeof(*t));
    AUTO(mem) double *k = mem_array(n_steps + 1, sizeof(*k));
    AUTO(mem) double *d = mem_array(n_steps, sizeof(*d));
    AUTO(mem) double *late = mem_array(n_steps, sizeof(*late));
    AUTO(mem) bool *use = mem_array(n_steps + 1, sizeof(*use));
    size_t n = n_steps;
    if (!t || !k || !d || !late || !use || n < FEWEST)
        return refused(GAIT_TOO_FEW, n);
    for (size_t i = 0; i < n; i++) {
        const struct gait_contact *c = &steps[i].contact;
        late[i] = inside * (c->off_s - c->on_s);
        t[i] = c->on_s + late[i];
        d[i] = steps[i].next_on_s - steps[i].contact.on_s;
        use[i] = true;
    }
    if (isfinite(steps[n - 1].next_on_s)) {
        t[n] = steps[n - 1].next_on_s + dsp_median(late, n);
        use[n++] = true;
    }
    number_steps(t, n, dsp_median(d, n_steps), k);
    struct cadence_fit f = fit_cadence(t, k, use, n);
    while (f.n > FEWEST && drop_furthest(t, k, use, n, &f))
        f = fit_cadence(t, k, use, n);
    if (!(f.b > 0))
        return refused(GAIT_TOO_FEW, n);
    double b_sd = sqrt(f.rss / ((double)f.n - 3) * f.b_var);
    double half = hypot(dsp_t975((double)f.n - 3) * 60 * b_sd / (f.b * f.b), 1.96 * system_sd);
    return (struct gait_value){
        .value = 60 / f.b, .lo = 60 / f.b - half, .hi = 60 / f.b + half, .n_steps = f.n
    };
}

static void values_of_measure(enum measure m, const struct sample *s,
                              struct gait_value ret_values[BODY_N_SIDES + 1])
{
    AUTO(mem) double *x = mem_array(s->n, sizeof(*x));
    double timed = timing_sd(m, s);
    bool sided = measure_info(m)->sided;

    for (int side = BODY_N_SIDES; x && side >= (sided ? 0 : BODY_N_SIDES); side--) {
        for (size_t i = 0; i < s->n; i++)
            x[i] = side == BODY_N_SIDES || (int)s->spans[i].side == side ? s->steps[i].value[m]
                                                                         : NAN;
        double sd = picture_sd(m, s, side, dsp_median(x, s->n));
        struct gait_value v =
            value_of(x, s->n, (uint64_t)m * 4 + (uint64_t)side, hypot(sd, timed));
        bool bad = m != MEASURE_CADENCE && useless(&v, s, sd);
        ret_values[side] = bad ? refused(GAIT_TOO_FEW, v.n_steps) : v;
    }
    if (m == MEASURE_CADENCE) {
        double spread = ret_values[BODY_N_SIDES].spread;
        ret_values[BODY_N_SIDES] =
            cadence_value(s->steps, s->n, gait_source_sd(s->spans[0].scene, m, s->fps));
        ret_values[BODY_N_SIDES].spread = spread;
    }
}

void gait_values_find(const struct gait_step *steps, const struct gait_step_span *spans,
                      size_t n, double fps,
                      struct gait_value ret_values[MEASURE_N][BODY_N_SIDES + 1])
{
    const struct sample sample = { .steps = steps, .spans = spans, .n = n, .fps = fps };
    for (int m = 0; m < MEASURE_N; m++) {
        const struct gait_measure_row *row = &gait_measure_rows[m];
        bool seen = n && row->views & gait_view_bit(spans[0].scene->view) &&
                    gait_source_tells(spans[0].scene, (enum measure)m);
        enum gait_status why = !seen                ? GAIT_NOT_IN_VIEW
                               : fps < row->min_fps ? GAIT_FPS_TOO_LOW
                                                    : GAIT_TOO_FEW;
        for (int side = 0; side <= BODY_N_SIDES; side++)
            ret_values[m][side] = refused(why, 0);
        if (why == GAIT_TOO_FEW)
            values_of_measure((enum measure)m, &sample, ret_values[m]);
    }
}
