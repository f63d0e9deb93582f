/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>

#include "base/mem.h"
#include "spine/mechanics.h"
#include "spine/spine.h"
#include "test.h"

/* -- a stiff body on a known path ---------------------------------------------------------- */

/* Where everything is in the body's own frame: forward and up from mid-hip, m. A man of the
 * sample's mean height, his trunk (mid-hip to mid-shoulder) 0.5155 m long. */
enum { TRUNK_MM = 5155 };
static const struct at {
    enum body_point left;
    double fwd, up;
} places[] = {
    { BODY_L_HIP, 0, 0 },           { BODY_L_SHOULDER, 0, TRUNK_MM / 10000.0 },
    { BODY_L_EAR, 0.03, 0.68 },     { BODY_L_ELBOW, -0.06, 0.25 },
    { BODY_L_WRIST, 0.18, 0.30 },   { BODY_L_KNEE, 0.05, -0.42 },
    { BODY_L_ANKLE, -0.02, -0.84 }, { BODY_L_HEEL, -0.07, -0.90 },
    { BODY_L_TOE, 0.18, -0.91 },
};

/* The parts above the joint, by hand from de Leva's table for men: mass, place, own moment of
 * inertia (per kg of body). The joint: 0.75 of the lower trunk (145.7 mm) above mid-hip, 2 cm
 * of 1.75 m behind the line. */
static const struct lump {
    double mass, fwd, up, inertia;
} lumps[] = {
    { .0694, .03, .68, 0 },
    { .1596, 0, .4807, .1596 * (.454 * .1707) * (.454 * .1707) },
    { .1633, 0, .2642, .1633 * (.383 * .2155) * (.383 * .2155) },
    { .25 * .1117, 0, .1275, .25 * .1117 * .0364 * .0364 / 12 },
    { 2 * .0271, -.06 * .5772, .5155 - .5772 * .2655,
      2 * .0271 * (.269 * .2817) * (.269 * .2817) },
    { 2 * .0162, -.06 + .24 * .4574, .25 + .05 * .4574,
      2 * .0162 * (.265 * .2689) * (.265 * .2689) },
    { 2 * .0061, .18, .30, 0 },
};
static const double joint_up = .75 * .1457, joint_behind = .02 * 1.741 / 1.75;

struct path {
    double up_m, up_hz;               /* vertical sine */
    double fore_m, fore_hz;           /* forward sine on an even speed */
    double lean_deg, nod_deg, nod_hz; /* forward lean, and a sine on it */
};
struct place { /* of mid-hip, and its derivatives; lean forward positive, rad */
    double x, y, lean, vx, vy, spin, ax, ay, turn;
};

static void wave(double amp, double hz, double t, double *x, double *v, double *a)
{
    double w = 2 * M_PI * hz;
    *x += amp * sin(w * t);
    *v += amp * w * cos(w * t);
    *a -= amp * w * w * sin(w * t);
}

static struct place place_at(const struct path *p, double t)
{
    struct place q = { .x = 3 * t, .vx = 3, .y = 0.9, .lean = p->lean_deg * M_PI / 180 };
    wave(p->fore_m, p->fore_hz, t, &q.x, &q.vx, &q.ax);
    wave(p->up_m, p->up_hz, t, &q.y, &q.vy, &q.ay);
    wave(p->nod_deg * M_PI / 180, p->nod_hz, t, &q.lean, &q.spin, &q.turn);
    return q;
}

/* A point fixed in the body: position, velocity, acceleration. Leaning turns up into forward.
 */
static void carried(const struct place *q, double fwd, double up, double pos[2], double vel[2],
                    double acc[2])
{
    double c = cos(q->lean), s = sin(q->lean);
    double rx = fwd * c + up * s, ry = up * c - fwd * s;
    pos[0] = q->x + rx;
    pos[1] = q->y + ry;
    vel[0] = q->vx + q->spin * ry;
    vel[1] = q->vy - q->spin * rx;
    acc[0] = q->ax + q->turn * ry - q->spin * q->spin * rx;
    acc[1] = q->ay - q->turn * rx - q->spin * q->spin * ry;
}

struct answer {
    double fx, fy, moment; /* per kg of the body; moment bends backwards */
    double energy;         /* of what is above the joint */
    double joint_vx, joint_vy;
};

static struct answer closed_form(const struct path *p, double t)
{
    struct place q = place_at(p, t);
    struct answer a = { 0 };
    double joint[2], joint_v[2], unused[2];
    carried(&q, -joint_behind, joint_up, joint, joint_v, unused);
    for (size_t i = 0; i < N_ELEMS(lumps); i++) {
        const struct lump *l = &lumps[i];
        double r[2], v[2], acc[2];
        carried(&q, l->fwd, l->up, r, v, acc);
        double fx = l->mass * acc[0], fy = l->mass * (acc[1] + 9.81);
        a.fx += fx;
        a.fy += fy;
        a.moment += (r[0] - joint[0]) * fy - (r[1] - joint[1]) * fx - l->inertia * q.turn;
        a.energy += l->mass * (9.81 * r[1] + (v[0] * v[0] + v[1] * v[1]) / 2) +
                    l->inertia * q.spin * q.spin / 2;
    }
    a.joint_vx = joint_v[0];
    a.joint_vy = joint_v[1];
    return a;
}

static const struct path paths[] = {
    { 0 },                                             /* standing upright */
    { .lean_deg = 25 },                                /* standing, leaning */
    { .up_m = 0.04, .up_hz = 2.8, .lean_deg = 8 },     /* bouncing, constant lean */
    { .fore_m = 0.02, .fore_hz = 2.8, .lean_deg = 5 }, /* braking and pushing */
    { .nod_deg = 6, .nod_hz = 2.8, .lean_deg = 10 },   /* rocking about the hips */
    { .up_m = 0.04,
      .up_hz = 2.8,
      .fore_m = 0.02,
      .fore_hz = 1.4,
      .lean_deg = 12,
      .nod_deg = 4,
      .nod_hz = 2.8 }, /* all of it */
};

static struct spine_track *track_of(const struct path *p, double fs_hz, double span_s)
{
    struct spine_track *k = NULL;
    struct err err = { 0 };
    assert_ok(spine_track_new((size_t)(span_s * fs_hz) + 1, 0, fs_hz, &k, &err), err);
    for (size_t i = 0; i < k->n; i++) {
        struct place q = place_at(p, (double)i / fs_hz);
        for (size_t j = 0; j < N_ELEMS(places); j++) {
            double r[2], v[2], a[2];
            carried(&q, places[j].fwd, places[j].up, r, v, a);
            enum body_point pair[] = { places[j].left, body_point_mirror(places[j].left) };
            for (int s = 0; s < 2; s++) {
                k->x[pair[s]][i] = r[0];
                k->y[pair[s]][i] = r[1];
            }
        }
    }
    return k;
}

static const struct spine_runner man = { .height_m = 1.741, .mass_kg = 73, .sex = SPINE_MALE };

/* 0.5 % of the largest moment on the path; at 240 samples a second the derivative itself is
 * good to 0.003 %, the table's rounding to 0.1 mm. */
static void a_rigid_body_on_a_known_path_gives_the_closed_form(void **state)
{
    (void)state;
    for (size_t p = 0; p < N_ELEMS(paths); p++) {
        AUTO(spine_track) struct spine_track *k = track_of(&paths[p], 240, 2);
        AUTO(spine_body) struct spine_body *b = NULL;
        struct err err = { 0 };
        double size = 0;
        assert_ok(spine_body_new(k, &man, 0, &b, &err), err);
        for (size_t i = 2; i + 2 < k->n; i++)
            size = fmax(size, fabs(closed_form(&paths[p], (double)i / 240).moment));
        for (size_t i = 2; i + 2 < k->n; i++) {
            struct answer want = closed_form(&paths[p], (double)i / 240);
            struct spine_demand got = spine_demand_at(b, i);
            assert_near(got.fx_bw * 9.81, want.fx, 0.005 * 9.81 * .519);
            assert_near(got.fy_bw * 9.81, want.fy, 0.005 * 9.81 * .519);
            assert_near(got.moment, want.moment, 0.005 * size);
        }
    }
}

/* The same through the low-pass that running uses: what it takes from a sine of one step. */
static void smoothing_changes_a_steady_bounce_by_what_the_filter_takes(void **state)
{
    const struct path *p = &paths[2];
    AUTO(spine_track) struct spine_track *k = track_of(p, 240, 4);
    AUTO(spine_body) struct spine_body *b = NULL;
    struct err err = { 0 };
    double got = 0, want = 0;
    /* gain of the whole low-pass (lowpass.h) at 2.8 Hz */
    double gain = 1 / (1 + pow(2.8 / 8 * pow(M_SQRT2 - 1, 0.25), 4));
    (void)state;
    assert_ok(spine_body_new(k, &man, 8, &b, &err), err);
    for (size_t i = 240; i < 3 * 240; i++) {
        got = fmax(got, spine_demand_at(b, i).moment);
        want = fmax(want, closed_form(p, (double)i / 240).moment);
    }
    double still = closed_form(&(struct path){ .lean_deg = 8 }, 0).moment;
    assert_near(got - still, gain * (want - still), 0.005 * want);
}

/* Force at the joint moves the mass above it; work of force and moment is its energy. */
static void momentum_and_energy_balance(void **state)
{
    const struct path *p = &paths[5];
    const double fs = 480, weight = .519025 * 9.81;
    AUTO(spine_track) struct spine_track *k = track_of(p, fs, 2);
    AUTO(spine_body) struct spine_body *b = NULL;
    struct err err = { 0 };
    double work = 0, push = 0, most = 0, least = INFINITY;
    size_t from = 48, to = 48 + 171; /* about one step, not a whole number of them */
    (void)state;
    assert_ok(spine_body_new(k, &man, 0, &b, &err), err);
    assert_near(b->upper_frac, .519025, 1e-9);
    for (size_t i = from; i <= to; i++) {
        struct answer a = closed_form(p, (double)i / fs);
        struct spine_demand d = spine_demand_at(b, i);
        double w = i == from || i == to ? 0.5 : 1; /* trapezium */
        double spin = place_at(p, (double)i / fs).spin;
        work +=
            w / fs * (9.81 * (d.fx_bw * a.joint_vx + d.fy_bw * a.joint_vy) - d.moment * spin);
        push += w / fs * (d.fy_bw * 9.81 - weight);
        most = fmax(most, a.energy);
        least = fmin(least, a.energy);
    }
    struct answer first = closed_form(p, (double)from / fs),
                  last = closed_form(p, (double)to / fs);
    assert_near(work, last.energy - first.energy, 0.005 * (most - least));
    double gained = 0;
    for (int end = 0; end < 2; end++)
        for (size_t i = 0; i < N_ELEMS(lumps); i++) {
            double r[2], v[2], a[2];
            struct place q = place_at(p, (double)(end ? to : from) / fs);
            carried(&q, lumps[i].fwd, lumps[i].up, r, v, a);
            gained += (end ? 1 : -1) * lumps[i].mass * v[1];
        }
    assert_near(push, gained, 0.005 * weight * (double)(to - from) / fs);
}

/* -- the muscle ---------------------------------------------------------------------------- */

/* Computed apart from this program: 0.52 of the mass, 0.27 m up the trunk, 0.02 m in front,
 * lever arm 0.055 m; vertical factor 1, 2.0, 2.4. BW and, for 70 kg, N m. */
static void the_single_muscle_gives_the_derived_table(void **state)
{
    static const double factor[] = { 1, 2.0, 2.4 };
    static const struct {
        double lean, bw[3], nm[3];
    } rows[] = {
        { 0, { 0.71, 1.42, 1.70 }, { 7, 14, 17 } },
        { 5, { 0.93, 1.86, 2.23 }, { 16, 31, 37 } },
        { 8, { 1.06, 2.11, 2.54 }, { 20, 41, 49 } },
        { 10, { 1.14, 2.28, 2.74 }, { 24, 48, 57 } },
        { 15, { 1.35, 2.69, 3.23 }, { 32, 64, 76 } },
        { 20, { 1.54, 3.08, 3.69 }, { 40, 79, 95 } },
        { 30, { 1.89, 3.78, 4.54 }, { 54, 109, 131 } },
    };
    (void)state;
    for (size_t r = 0; r < N_ELEMS(rows); r++)
        for (size_t n = 0; n < N_ELEMS(factor); n++) {
            double s = sin(rows[r].lean * M_PI / 180), c = cos(rows[r].lean * M_PI / 180);
            struct spine_demand d = {
                .axial_bw = 0.52 * factor[n] * c,
                .moment = 0.52 * 9.81 * factor[n] * (0.27 * s + 0.02 * c),
            };
            assert_near(spine_compression(&d, 0.055), rows[r].bw[n], 0.0051);
            assert_near(70 * d.moment, rows[r].nm[n], 0.51);
        }
}

static void bending_back_is_held_by_the_belly_and_no_less_is_asked_at_zero(void **state)
{
    struct spine_demand d = { .axial_bw = 1, .moment = 10 };
    double back, belly;
    (void)state;
    back = spine_compression(&d, 0.06);
    d.moment = -10;
    belly = spine_compression(&d, 0.06);
    assert_near(back - 1, 10 / (9.81 * 0.06), 1e-9);
    assert_near(belly - 1, 10 / (9.81 * 0.095), 1e-9);
    d.moment = 0;
    assert_near(spine_compression(&d, 0.06), 1, 0);
    /* the middle lever arm's force is the middle of the band's */
    assert_near(1 / spine_lever_m[1], (1 / spine_lever_m[0] + 1 / spine_lever_m[2]) / 2, 1e-9);
}

/* The change with lean is what a body that leans more asks, the accelerations being the same.
 */
static void per_degree_is_the_slope_of_the_peak(void **state)
{
    double moment[2], slope = 0;
    (void)state;
    for (int i = 0; i < 2; i++) {
        struct path p = { .up_m = 0.04, .up_hz = 2.8, .lean_deg = i ? 8.5 : 7.5 };
        AUTO(spine_track) struct spine_track *k = track_of(&p, 240, 1);
        AUTO(spine_body) struct spine_body *b = NULL;
        struct err err = { 0 };
        assert_ok(spine_body_new(k, &man, 0, &b, &err), err);
        moment[i] = spine_demand_at(b, 64).moment; /* 0.2667 s: near the lowest point */
        slope += spine_demand_at(b, 64).per_rad / 2;
    }
    assert_near(slope * M_PI / 180, moment[1] - moment[0], 0.001 * moment[1]);
}

/* Shoulders stay, hips go back: the line leans by the angle more and keeps its length. */
static void a_trunk_leans_about_its_shoulders(void **state)
{
    const struct path p = { .lean_deg = 5 };
    const double by_deg = 1.7;
    AUTO(spine_track) struct spine_track *k = track_of(&p, 60, 1);
    double line[2][2]; /* before, after: forward, up */
    (void)state;
    double shoulder_x = k->x[BODY_L_SHOULDER][7];
    for (int i = 0; i < 2; i++) {
        line[i][0] = (k->x[BODY_L_SHOULDER][7] + k->x[BODY_R_SHOULDER][7]) / 2 -
                     (k->x[BODY_L_HIP][7] + k->x[BODY_R_HIP][7]) / 2;
        line[i][1] = (k->y[BODY_L_SHOULDER][7] + k->y[BODY_R_SHOULDER][7]) / 2 -
                     (k->y[BODY_L_HIP][7] + k->y[BODY_R_HIP][7]) / 2;
        if (i == 0)
            spine_lean_trunk(k, by_deg * M_PI / 180);
    }
    assert_near(k->x[BODY_L_SHOULDER][7], shoulder_x, 0);
    assert_near(hypot(line[1][0], line[1][1]), hypot(line[0][0], line[0][1]), 1e-12);
    double lean_rad[2] = { atan2(line[0][0], line[0][1]), atan2(line[1][0], line[1][1]) };
    assert_near(lean_rad[1] - lean_rad[0], by_deg * M_PI / 180, 1e-12);
}

static void far_limbs_are_taken_out_and_the_trunk_stays(void **state)
{
    const struct path p = { .lean_deg = 5 };
    AUTO(spine_track) struct spine_track *k = track_of(&p, 60, 1);
    (void)state;
    spine_near_limbs(k, BODY_RIGHT);
    assert_true(isnan(k->x[BODY_L_WRIST][3]) && isnan(k->y[BODY_L_ELBOW][3]));
    assert_false(isnan(k->x[BODY_R_WRIST][3]) || isnan(k->y[BODY_R_ELBOW][3]));
    assert_false(isnan(k->x[BODY_L_HIP][3]) || isnan(k->x[BODY_L_SHOULDER][3]));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_rigid_body_on_a_known_path_gives_the_closed_form),
        cmocka_unit_test(smoothing_changes_a_steady_bounce_by_what_the_filter_takes),
        cmocka_unit_test(momentum_and_energy_balance),
        cmocka_unit_test(the_single_muscle_gives_the_derived_table),
        cmocka_unit_test(bending_back_is_held_by_the_belly_and_no_less_is_asked_at_zero),
        cmocka_unit_test(per_degree_is_the_slope_of_the_peak),
        cmocka_unit_test(a_trunk_leans_about_its_shoulders),
        cmocka_unit_test(far_limbs_are_taken_out_and_the_trunk_stays),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
