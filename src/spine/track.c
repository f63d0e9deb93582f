/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "spine/mechanics.h"
#include "spine/spine.h"

struct spine_track *spine_track_free(struct spine_track *k)
{
    if (k) {
        free(k->block);
        free(k);
    }
    return NULL;
}

int spine_track_new(size_t n, double t0_s, double fs_hz, struct spine_track **ret_track,
                    struct err *err)
{
    enum { ARRAYS = 2 * BODY_N_POINTS };
    AUTO(spine_track) struct spine_track *k = mem_array(1, sizeof(*k));

    if (!k)
        return err_set(err, ERR_NOMEM, "no memory for a track");
    k->block = n <= SIZE_MAX / ARRAYS ? mem_array(n * ARRAYS, sizeof(double)) : NULL;
    if (!k->block)
        return err_set(err, ERR_NOMEM, "no memory for %zu samples", n);
    k->n = n;
    k->t0_s = t0_s;
    k->fs_hz = fs_hz;
    for (size_t i = 0; i < n * ARRAYS; i++)
        k->block[i] = NAN;
    for (size_t p = 0; p < BODY_N_POINTS; p++) {
        k->x[p] = k->block + 2 * p * n;
        k->y[p] = k->x[p] + n;
    }
    *ret_track = STEAL(k);
    return 0;
}

/* -- from a clip --------------------------------------------------------------------------- */

/* Forces change by a few percent between samples at this rate. */
static const double SAMPLE_HZ = 120;
/* More steps than this tell nothing more and only take memory: two minutes. */
enum { MAX_STEPS = 360 };
/* Movement before the first and after the last step, for smoothing and the hidden side. */
static const double MARGIN_S = 1;
/* Beyond this a gap in the frames is not bridged. */
static const double MAX_GAP_S = 0.2;

/* Knots of a natural cubic spline (y'' = 0 at both ends), [n >= 3]: second derivatives. */
static void spline_knots(const double *t, const double *y, size_t n, double *ret_yy,
                         double *scratch)
{
    ret_yy[0] = scratch[0] = 0;
    for (size_t i = 1; i + 1 < n; i++) {
        double h0 = t[i] - t[i - 1], h1 = t[i + 1] - t[i], share = h0 / (h0 + h1);
        double pivot = share * ret_yy[i - 1] + 2;
        double slope = (y[i + 1] - y[i]) / h1 - (y[i] - y[i - 1]) / h0;
        ret_yy[i] = (share - 1) / pivot;
        scratch[i] = (6 * slope / (h0 + h1) - share * scratch[i - 1]) / pivot;
    }
    ret_yy[n - 1] = 0;
    for (size_t i = n - 1; i-- > 0;)
        ret_yy[i] = ret_yy[i] * ret_yy[i + 1] + scratch[i];
}

struct run { /* knots without a gap */
    double *t, *y, *yy, *scratch;
    size_t n;
};

static void sample_run(const struct run *r, double t0_s, double fs_hz, size_t n, double *ret_x)
{
    size_t k = 0;
    if (r->n < 3)
        return;
    spline_knots(r->t, r->y, r->n, r->yy, r->scratch);
    size_t from = (size_t)fmax(0, ceil((r->t[0] - t0_s) * fs_hz - 1e-9));
    for (size_t i = from; i < n; i++) {
        double t = t0_s + (double)i / fs_hz;
        if (t > r->t[r->n - 1] + 1e-9)
            break;
        while (k + 2 < r->n && t > r->t[k + 1])
            k++;
        double h = r->t[k + 1] - r->t[k], b = (t - r->t[k]) / h, a = 1 - b;
        ret_x[i] = a * r->y[k] + b * r->y[k + 1] +
                   ((a * a * a - a) * r->yy[k] + (b * b * b - b) * r->yy[k + 1]) * h * h / 6;
    }
}

struct clip {
    const struct motion *m;
    double slow; /* seconds of the clip for one of life */
    double px_per_m;
    int dir;         /* of the picture's x in the runner's */
    double cos, sin; /* of the turn of the picture, clockwise, that puts its y down */
};

static double point_of(const struct clip *c, size_t frame, int p, bool upward)
{
    const struct motion_point *q = &c->m->points[frame][p];
    double x = (double)q->x, y = (double)q->y;
    return upward ? -(c->sin * x + c->cos * y) / c->px_per_m
                  : c->dir * (c->cos * x - c->sin * y) / c->px_per_m;
}

/* One coordinate of one point over all frames to even samples. */
static void resample(const struct clip *c, int p, bool upward, struct run *r,
                     const struct spine_track *k, double *ret_x)
{
    r->n = 0;
    for (size_t f = 0; f < c->m->n_frames; f++) {
        double t = c->m->t_s[f] / c->slow, v = point_of(c, f, p, upward);
        if (isnan(v))
            continue;
        if (r->n > 0 && t - r->t[r->n - 1] > MAX_GAP_S) {
            sample_run(r, k->t0_s, k->fs_hz, k->n, ret_x);
            r->n = 0;
        }
        r->t[r->n] = t;
        r->y[r->n++] = v;
    }
    sample_run(r, k->t0_s, k->fs_hz, k->n, ret_x);
}

static int contacts_of(const struct gait *g, double slow, struct spine_contact **ret_contacts,
                       size_t *ret_n, struct err *err)
{
    struct spine_contact *c = mem_array(g->n_steps, sizeof(*c));
    if (!c)
        return err_set(err, ERR_NOMEM, "no memory for %zu contacts", g->n_steps);
    *ret_n = 0;
    for (size_t i = 0; i < g->n_steps && *ret_n < MAX_STEPS; i++) {
        const struct gait_step *s = &g->steps[i];
        if (isnan(s->next_on_s)) /* the last one before a break */
            continue;
        c[(*ret_n)++] = (struct spine_contact){ s->contact.side, s->contact.on_s / slow,
                                                s->contact.off_s / slow, s->next_on_s / slow };
    }
    *ret_contacts = c;
    return 0;
}

int spine_track_of_gait(const struct gait *g, struct spine_track **ret_track,
                        struct spine_contact **ret_contacts, size_t *ret_n_contacts,
                        struct err *err)
{
    const struct motion *m = g->motion;
    double turn_rad = isnan(g->quality.roll_deg) ? 0 : g->quality.roll_deg * M_PI / 180;
    struct clip c = { .m = m,
                      .slow = g->quality.fps / motion_fps(m),
                      .px_per_m = g->quality.px_per_m,
                      .dir = g->view == GAIT_SIDE_LEFT ? -1 : 1,
                      .cos = cos(turn_rad),
                      .sin = sin(turn_rad) };
    AUTO(spine_track) struct spine_track *k = NULL;
    AUTO(mem) double *scratch = mem_array(4 * m->n_frames, sizeof(*scratch));

    if (!scratch)
        return err_set(err, ERR_NOMEM, "no memory for %zu frames", m->n_frames);
    AUTO(mem) struct spine_contact *contacts = NULL;
    size_t n = 0;
    int rc = contacts_of(g, c.slow, &contacts, &n, err);
    if (rc < 0)
        return rc;
    double t0 = m->t_s[0] / c.slow, end = m->t_s[m->n_frames - 1] / c.slow;
    if (n > 0) {
        t0 = fmax(t0, contacts[0].on_s - MARGIN_S);
        end = fmax(t0, fmin(end, contacts[n - 1].next_on_s + MARGIN_S));
    }
    double fs = fmax(SAMPLE_HZ, g->quality.fps);
    rc = spine_track_new((size_t)((end - t0) * fs) + 1, t0, fs, &k, err);
    if (rc < 0)
        return rc;
    struct run r = { scratch, scratch + m->n_frames, scratch + 2 * m->n_frames,
                     scratch + 3 * m->n_frames, 0 };
    for (int p = 0; p < BODY_N_POINTS; p++) {
        resample(&c, p, false, &r, k, k->x[p]);
        resample(&c, p, true, &r, k, k->y[p]);
    }
    *ret_contacts = STEAL(contacts);
    *ret_n_contacts = n;
    *ret_track = STEAL(k);
    return 0;
}

/* -- the estimate of a clip ---------------------------------------------------------------- */

enum { MIN_FPS = 24 };

static int unknown(const char *why, struct spine_load **ret_load, struct err *err)
{
    struct spine_load *l = mem_array(1, sizeof(*l));
    if (!l)
        return err_set(err, ERR_NOMEM, "no memory for a result");
    spine_load_clear(l);
    snprintf(l->why, sizeof(l->why), "%s", why);
    *ret_load = l;
    return 0;
}

static const char *obstacle(const struct gait *g)
{
    const struct gait_value *contact = g->values[MEASURE_CONTACT_TIME];
    if (!gait_view_is_side(g->view))
        return "How the trunk moves forward and up is seen from the side alone; film from the "
               "side.";
    if (g->quality.fps < MIN_FPS)
        return "Too few frames a second to follow a step; film at 60 or more.";
    if (contact[BODY_N_SIDES].status != GAIT_MEASURED)
        return "The contacts of the feet could not be timed.";
    if (g->values[MEASURE_VERT_OSC][BODY_N_SIDES].status != GAIT_MEASURED)
        return "The camera moves too much to follow the body up and down; rest it on "
               "something.";
    return NULL;
}

/* A value's 95 % interval is 3.92 of its standard errors wide. */
static double sd_of(const struct gait *g, enum measure m, double usual)
{
    const struct gait_value *v = &g->values[m][BODY_N_SIDES];
    return v->status == GAIT_MEASURED ? (v->hi - v->lo) / (2 * 1.96) : usual;
}

static double contact_frac(const struct gait *g)
{
    return sd_of(g, MEASURE_CONTACT_TIME, 0) /
           g->values[MEASURE_CONTACT_TIME][BODY_N_SIDES].value;
}

/* bench/low_back.py --learn, from 600 rendered runners (docs/spine.md). */
/* clang-format off */
static const double video_share[SPINE_N_ITEMS] = {
    [SPINE_PEAK]           = 0.095,
    [SPINE_TIMES_STANDING] = 0.096,
    [SPINE_MOMENT]         = 0.128,
    [SPINE_IMPULSE]        = 0.028,
    [SPINE_PER_DEGREE]     = 0.048,
    [SPINE_DOSE_1_KM]      = 0.053,
    [SPINE_DOSE_4_KM]      = 0.124,
    [SPINE_FORCE_TIMING]   = 0.000,
    [SPINE_FORCE_MOVEMENT] = 0.087,
};
/* clang-format on */

/* Landmarks waver with the steps: of 1 mm at twice the rate of steps, 5.5 Hz, an acceleration
 * of 1.2 m/s2. What this takes off a short contact's peak is less than that costs. */
static const double VIDEO_MOST_HZ = 6;

int spine_of_gait(const struct gait *g, const struct spine_runner *runner,
                  struct spine_load **ret_load, struct err *err)
{
    AUTO(spine_track) struct spine_track *k = NULL;
    AUTO(mem) struct spine_contact *contacts = NULL;
    const char *why = obstacle(g);

    if (why)
        return unknown(why, ret_load, err);
    size_t n;
    int rc = spine_track_of_gait(g, &k, &contacts, &n, err);
    if (rc < 0)
        return rc;
    struct spine_doubt doubt = { .scale_frac = g->quality.scale_sd_frac,
                                 .lean_deg = sd_of(g, MEASURE_TRUNK_LEAN, 3),
                                 .contact_frac = contact_frac(g) };
    if (g->source != GAIT_MOCAP) {
        spine_near_limbs(k, g->view == GAIT_SIDE_LEFT ? BODY_LEFT : BODY_RIGHT);
        /* what gait adds to its measure of the trunk for these landmarks */
        spine_lean_trunk(k, -gait_trunk_bias_deg(g->source) * M_PI / 180);
        memcpy(doubt.share, video_share, sizeof(doubt.share));
        doubt.most_hz = VIDEO_MOST_HZ;
    }
    return spine_estimate(k, contacts, n, runner, &doubt, ret_load, err);
}
