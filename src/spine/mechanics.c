/* SPDX-License-Identifier: Apache-2.0 */
#include "spine/mechanics.h"

#include <math.h>
#include <stdlib.h>

#include "base/mem.h"
#include "dsp/lowpass.h"
#include "spine/force.h"

/* Share of the lower trunk's mass and length above L5/S1; the joint lies where it is cut. */
static const double LOWER_TRUNK_ABOVE = 0.25;
/* L5/S1 behind the line from mid-hip to mid-shoulder, m, in a body of that height. */
static const double JOINT_BEHIND_M = 0.02, OF_HEIGHT_M = 1.75;
/* Lever arm of the belly's muscles against the back's: 0.095 m against 0.060 m. */
static const double BELLY_LEVER_RATIO = 0.095 / 0.060;
/* Mean statures of the samples behind the tables, m. */
static const double STATURE_M[SPINE_N_SEXES] = { 1.738, 1.741, 1.735 };

struct spine_body *spine_body_free(struct spine_body *b)
{
    if (b) {
        free(b->block);
        free(b);
    }
    return NULL;
}

/* -- signals ------------------------------------------------------------------------------- */

/* Second derivative over five samples: off by (omega/fs)^4 / 90, the plain three-point one by
 * (omega/fs)^2 / 12, 3 % of a step's acceleration at 30 samples a second. */
static void second_derivative(const double *x, size_t n, double fs_hz, double *ret_xx)
{
    for (size_t i = 0; i < n; i++)
        ret_xx[i] =
            i < 2 || i + 2 >= n
                ? NAN
                : fs_hz * fs_hz / 12 *
                      (-x[i - 2] + 16 * x[i - 1] - 30 * x[i] + 16 * x[i + 1] - x[i + 2]);
}

/* -- parts --------------------------------------------------------------------------------- */

/* What the parts are made from. */
struct maker {
    const struct spine_track *k;
    struct spine_body *b;
    enum spine_sex sex;
    double size;     /* of lengths against the sample's mean */
    double *next;    /* free arrays of the block */
    double shoulder; /* height of mid-shoulder above mid-hip in the sample, mm */
};

static double *take(struct maker *m)
{
    double *a = m->next;
    m->next += m->b->n;
    return a;
}

static struct spine_part *new_part(struct maker *m, double mass_frac, double gyration_m,
                                   bool upper, bool turns)
{
    struct spine_part *p = &m->b->parts[m->b->n_parts++];
    *p = (struct spine_part){ .mass_frac = mass_frac,
                              .gyration_m = gyration_m,
                              .x = take(m),
                              .y = take(m),
                              .ax = take(m),
                              .ay = take(m),
                              .upper = upper };
    if (turns) {
        p->turn = take(m);
        p->spin = take(m);
    }
    m->b->body_frac += mass_frac;
    m->b->upper_frac += upper ? mass_frac : 0;
    return p;
}

struct line { /* from, to: the ends of a segment at a sample */
    double x0, y0, x1, y1;
};

static struct line between(const struct spine_track *k, enum body_point a, enum body_point b,
                           size_t i)
{
    return (struct line){ k->x[a][i], k->y[a][i], k->x[b][i], k->y[b][i] };
}

/* From mid-hip to mid-shoulder. */
static struct line trunk_line(const struct spine_track *k, size_t i)
{
    return (struct line){ (k->x[BODY_L_HIP][i] + k->x[BODY_R_HIP][i]) / 2,
                          (k->y[BODY_L_HIP][i] + k->y[BODY_R_HIP][i]) / 2,
                          (k->x[BODY_L_SHOULDER][i] + k->x[BODY_R_SHOULDER][i]) / 2,
                          (k->y[BODY_L_SHOULDER][i] + k->y[BODY_R_SHOULDER][i]) / 2 };
}

/* Sample i of a part that lies `share` of the way along a line. */
static void put(struct spine_part *p, size_t i, struct line l, double share)
{
    p->x[i] = l.x0 + share * (l.x1 - l.x0);
    p->y[i] = l.y0 + share * (l.y1 - l.y0);
    if (!p->turn)
        return;
    double turn = -atan2(l.x1 - l.x0, l.y1 - l.y0);
    if (i > 0 && !isnan(p->turn[i - 1])) /* no jump by a whole turn */
        turn += 2 * M_PI * round((p->turn[i - 1] - turn) / (2 * M_PI));
    p->turn[i] = turn;
}

static void add_limb(struct maker *m, enum spine_segment_id id, enum body_point from,
                     enum body_point to, bool upper)
{
    const struct spine_segment *row =
        id == SPINE_SHANK ? spine_segment_between(id, "KJC", "AJC") : &spine_segments[id];
    struct spine_inertia s = spine_inertia_of(row, m->sex);
    struct spine_inertia whole = spine_inertia_of(&spine_segments[id], m->sex);
    double gyration_m = whole.r_trans * whole.length_mm / 1000 * m->size;
    struct spine_part *p = new_part(m, s.mass_frac, gyration_m, upper, true);
    for (size_t i = 0; i < m->b->n; i++)
        put(p, i, between(m->k, from, to, i), s.com_frac);
}

/* All of a hand at the wrist: its own points are the least sure of a landmark model's. */
static void add_hand(struct maker *m, enum body_point wrist)
{
    struct spine_inertia s = spine_inertia_of(&spine_segments[SPINE_HAND], m->sex);
    struct spine_part *p = new_part(m, s.mass_frac, 0, true, false);
    for (size_t i = 0; i < m->b->n; i++)
        put(p, i, between(m->k, wrist, wrist, i), 0);
}

static void add_head(struct maker *m)
{
    struct spine_inertia s = spine_inertia_of(&spine_segments[SPINE_HEAD], m->sex);
    struct spine_part *p =
        new_part(m, s.mass_frac, s.r_trans * s.length_mm / 1000 * m->size, true, false);
    for (size_t i = 0; i < m->b->n; i++) {
        struct line ears = between(m->k, BODY_L_EAR, BODY_R_EAR, i);
        if (isnan(ears.x0))
            ears = between(m->k, BODY_R_EAR, BODY_R_EAR, i);
        if (isnan(ears.x1))
            ears = between(m->k, BODY_L_EAR, BODY_L_EAR, i);
        put(p, i, ears, 0.5);
    }
}

/* A slice of the trunk with its centre `mm` above mid-hip in the sample. */
static void add_slice(struct maker *m, double mass_frac, double mm, double gyration_mm,
                      bool upper)
{
    struct spine_part *p = new_part(m, mass_frac, gyration_mm / 1000 * m->size, upper, true);
    for (size_t i = 0; i < m->b->n; i++)
        put(p, i, trunk_line(m->k, i), mm / m->shoulder);
}

static void add_trunk(struct maker *m)
{
    struct spine_inertia up = spine_inertia_of(&spine_segments[SPINE_UPPER_TRUNK], m->sex);
    struct spine_inertia mid = spine_inertia_of(&spine_segments[SPINE_MIDDLE_TRUNK], m->sex);
    struct spine_inertia low = spine_inertia_of(&spine_segments[SPINE_LOWER_TRUNK], m->sex);
    const double q = LOWER_TRUNK_ABOVE, navel = low.length_mm, cut = (1 - q) * navel;
    double xyph = navel + mid.length_mm, top = xyph + up.length_mm;

    add_slice(m, up.mass_frac, top - up.com_frac * up.length_mm, up.r_trans * up.length_mm,
              true);
    add_slice(m, mid.mass_frac, xyph - mid.com_frac * mid.length_mm,
              mid.r_trans * mid.length_mm, true);
    /* Cut across, the upper slice is thin, the rest keeps the whole segment's centre. */
    double rest_mm = (navel - low.com_frac * navel - q * (navel + cut) / 2) / (1 - q);
    add_slice(m, q * low.mass_frac, (navel + cut) / 2, q * navel / sqrt(12), true);
    add_slice(m, (1 - q) * low.mass_frac, rest_mm, low.r_trans * cut, false);
}

double spine_joint_behind_m(double height_m) { return JOINT_BEHIND_M * height_m / OF_HEIGHT_M; }

/* Mid-shoulder above mid-hip in the sample: where the rows SUPR-MIDH and MIDS-MIDH put the same
 * centre of mass. */
static double shoulder_mm(enum spine_sex sex)
{
    struct spine_inertia supr = spine_inertia_of(&spine_segments[SPINE_TRUNK], sex);
    struct spine_inertia mids =
        spine_inertia_of(spine_segment_between(SPINE_TRUNK, "MIDS", "MIDH"), sex);
    return supr.length_mm * (1 - supr.com_frac) / (1 - mids.com_frac);
}

static void add_parts(struct maker *m, bool legs)
{
    add_head(m);
    add_trunk(m);
    for (enum body_side s = BODY_LEFT; s < BODY_N_SIDES; s++) {
        add_limb(m, SPINE_UPPER_ARM, BODY_OF(SHOULDER, s), BODY_OF(ELBOW, s), true);
        add_limb(m, SPINE_FOREARM, BODY_OF(ELBOW, s), BODY_OF(WRIST, s), true);
        add_hand(m, BODY_OF(WRIST, s));
    }
    for (enum body_side s = BODY_LEFT; legs && s < BODY_N_SIDES; s++) {
        add_limb(m, SPINE_THIGH, BODY_OF(HIP, s), BODY_OF(KNEE, s), false);
        add_limb(m, SPINE_SHANK, BODY_OF(KNEE, s), BODY_OF(ANKLE, s), false);
        add_limb(m, SPINE_FOOT, BODY_OF(HEEL, s), BODY_OF(TOE, s), false);
    }
}

/* Smooth the ends of the trunk line; axis and joint from them. */
static int add_joint(struct maker *m, double cutoff_hz, double height_m, struct err *err)
{
    struct spine_body *b = m->b;
    struct spine_inertia low = spine_inertia_of(&spine_segments[SPINE_LOWER_TRUNK], m->sex);
    double share = (1 - LOWER_TRUNK_ABOVE) * low.length_mm / m->shoulder;
    double behind_m = spine_joint_behind_m(height_m);
    double *const x = take(m), *const y = take(m), *const up_x = take(m), *const up_y = take(m);
    double *const all[] = { x, y, up_x, up_y };

    for (size_t i = 0; i < b->n; i++) {
        struct line l = trunk_line(m->k, i);
        x[i] = l.x0;
        y[i] = l.y0;
        up_x[i] = l.x1 - l.x0;
        up_y[i] = l.y1 - l.y0;
    }
    for (size_t a = 0; a < N_ELEMS(all) && cutoff_hz > 0; a++) {
        int rc = dsp_lowpass_runs(all[a], b->n, b->fs_hz, cutoff_hz, 3, err);
        if (rc < 0)
            return rc;
    }
    for (size_t i = 0; i < b->n; i++) {
        double length = hypot(up_x[i], up_y[i]);
        x[i] += share * up_x[i] - behind_m * up_y[i] / length;
        y[i] += share * up_y[i] + behind_m * up_x[i] / length;
        up_x[i] /= length;
        up_y[i] /= length;
    }
    b->joint_x = x;
    b->joint_y = y;
    b->axis_x = up_x;
    b->axis_y = up_y;
    return 0;
}

static int move(struct spine_body *b, double cutoff_hz, struct err *err)
{
    for (size_t p = 0; p < b->n_parts; p++) {
        const struct spine_part *part = &b->parts[p];
        double *const from[] = { part->x, part->y, part->turn };
        double *const to[] = { part->ax, part->ay, part->spin };
        for (size_t a = 0; a < N_ELEMS(from) && from[a]; a++) {
            int rc = cutoff_hz > 0
                         ? dsp_lowpass_runs(from[a], b->n, b->fs_hz, cutoff_hz, 3, err)
                         : 0;
            if (rc < 0)
                return rc;
            second_derivative(from[a], b->n, b->fs_hz, to[a]);
        }
    }
    return 0;
}

static bool any_legs(const struct spine_track *k)
{
    static const enum body_point leg[] = {
        BODY_L_KNEE, BODY_R_KNEE, BODY_L_ANKLE, BODY_R_ANKLE,
        BODY_L_TOE,  BODY_R_TOE,  BODY_L_HEEL,  BODY_R_HEEL
    };
    for (size_t i = 0; i < k->n; i++) {
        bool all = true;
        for (size_t p = 0; p < N_ELEMS(leg); p++)
            all = all && !isnan(k->x[leg[p]][i]);
        if (all)
            return true;
    }
    return false;
}

int spine_body_new(const struct spine_track *k, const struct spine_runner *runner,
                   double cutoff_hz, struct spine_body **ret_body, struct err *err)
{
    enum { ARRAYS = SPINE_MAX_PARTS * 6 + 4 };
    AUTO(spine_body) struct spine_body *b = mem_array(1, sizeof(*b));

    if (!b)
        return err_set(err, ERR_NOMEM, "no memory for a body");
    b->n = k->n;
    b->t0_s = k->t0_s;
    b->fs_hz = k->fs_hz;
    b->block = k->n <= SIZE_MAX / ARRAYS ? mem_array(k->n * ARRAYS, sizeof(double)) : NULL;
    if (!b->block)
        return err_set(err, ERR_NOMEM, "no memory for %zu samples of a body", k->n);
    struct maker m = { .k = k,
                       .b = b,
                       .sex = runner->sex,
                       .size = runner->height_m / STATURE_M[runner->sex],
                       .next = b->block,
                       .shoulder = shoulder_mm(runner->sex) };
    b->has_legs = any_legs(k);
    add_parts(&m, b->has_legs);
    int rc = add_joint(&m, cutoff_hz, runner->height_m, err);
    if (rc == 0)
        rc = move(b, cutoff_hz, err);
    if (rc < 0)
        return rc;
    *ret_body = STEAL(b);
    return 0;
}

/* -- forces -------------------------------------------------------------------------------- */

struct spine_demand spine_demand_at(const struct spine_body *b, size_t i)
{
    double fx = 0, fy = 0, moment = 0, per_rad = 0, ground = 0;
    for (size_t p = 0; p < b->n_parts; p++) {
        const struct spine_part *s = &b->parts[p];
        double px = s->mass_frac * s->ax[i], py = s->mass_frac * (s->ay[i] + SPINE_G);
        ground += py;
        if (!s->upper)
            continue;
        double dx = s->x[i] - b->joint_x[i], dy = s->y[i] - b->joint_y[i];
        double inertia = s->mass_frac * s->gyration_m * s->gyration_m;
        fx += px;
        fy += py;
        moment += dx * py - dy * px + (s->spin ? inertia * s->spin[i] : 0);
        per_rad += dy * py + dx * px; /* d/d(lean): dx grows by dy, dy shrinks by dx */
    }
    return (struct spine_demand){
        .fx_bw = fx / SPINE_G,
        .fy_bw = fy / SPINE_G,
        .axial_bw = (fx * b->axis_x[i] + fy * b->axis_y[i]) / SPINE_G,
        .moment = moment,
        .per_rad = per_rad,
        .ground_bw = b->has_legs ? ground / SPINE_G : NAN,
    };
}

double spine_compression(const struct spine_demand *d, double lever_m)
{
    double lever = d->moment >= 0 ? lever_m : lever_m * BELLY_LEVER_RATIO;
    return d->axial_bw + fabs(d->moment) / (SPINE_G * lever);
}
