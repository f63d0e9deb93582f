/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include <math.h>

#include "synth/synth.h"

#define GRAVITY 9.81

static struct synth_params steady(void)
{
    struct synth_params p;
    synth_params_init(&p);
    p.variation = 0;
    p.duration_s = 1.6; /* four steps, two of each side, whatever the phase */
    p.fps = 30;
    return p;
}

static struct synth *make(const struct synth_params *p)
{
    struct err err = { 0 };
    struct synth *s = NULL;
    assert_ok(synth_new(p, &s, &err), err);
    assert_true(synth_truth(s)->n_steps >= 2);
    return s;
}

static double dist(struct synth_xyz a, struct synth_xyz b)
{
    return sqrt((a.x - b.x) * (a.x - b.x) + (a.y - b.y) * (a.y - b.y) +
                (a.z - b.z) * (a.z - b.z));
}

static struct synth_xyz mid(struct synth_xyz a, struct synth_xyz b)
{
    return (struct synth_xyz){ (a.x + b.x) / 2, (a.y + b.y) / 2, (a.z + b.z) / 2 };
}

/* Speeds with the cadence and contact time that go with them; asked of many tests below. */
static const struct {
    double speed_mps, cadence_spm, contact_s;
} paces[] = {
    { 2.2, 155, 0.29 }, { 3.0, 170, 0.245 }, { 4.0, 176, 0.21 }, { 5.0, 184, 0.185 }
};
enum { N_PACES = sizeof(paces) / sizeof(paces[0]) };

static struct synth_params at_pace(size_t i)
{
    struct synth_params p = steady();
    p.speed_mps = paces[i].speed_mps;
    p.cadence_spm = paces[i].cadence_spm;
    p.contact_s = paces[i].contact_s;
    return p;
}

/* -- parameters --------------------------------------------------------------------------- */

static void every_parameter_is_complete_and_named_once(void **state)
{
    (void)state;
    struct synth_params p;
    synth_params_init(&p);
    for (size_t i = 0; i < synth_n_params; i++) {
        const struct synth_param_info *info = &synth_param_table[i];
        assert_int_equal(synth_params_find(info->name), (int)i);
        assert_true(strlen(info->help) > 3 && info->unit);
        assert_true(info->min < info->max && info->def >= info->min && info->def <= info->max);
        assert_true(synth_params_get(&p, i) == info->def);
        for (size_t k = 0; info->choices && k <= (size_t)info->max; k++)
            assert_true(info->choices[k] != NULL);
        for (size_t k = 0; k < i; k++)
            assert_true(synth_param_table[k].offset != info->offset);
    }
    assert_int_equal(synth_n_params * sizeof(double), sizeof(struct synth_params));
}

static void a_parameter_out_of_range_is_refused_by_name(void **state)
{
    (void)state;
    for (size_t i = 0; i < synth_n_params; i++) {
        const struct synth_param_info *info = &synth_param_table[i];
        const double bad[] = { info->min - 1, info->max * 2 + 1, NAN, info->least / 2 };
        for (size_t k = 0; k < (info->least > 0 ? 4 : 3); k++) {
            struct synth_params p = steady();
            struct synth *s = NULL;
            struct err err = { 0 };
            *(double *)(void *)((char *)&p + info->offset) = bad[k];
            assert_refused(synth_new(&p, &s, &err), ERR_USAGE);
            assert_non_null(strstr(err.msg, info->name));
            assert_null(s);
        }
    }
}

static void parameters_are_set_by_name_and_text(void **state)
{
    (void)state;
    struct synth_params p = steady();
    struct err err = { 0 };
    assert_ok(synth_params_set(&p, "lean", "12.5", &err), err);
    assert_ok(synth_params_set(&p, "view", "rear", &err), err);
    assert_near(p.lean_deg, 12.5, 0);
    assert_int_equal((int)p.view, SYNTH_REAR);
    assert_refused(synth_params_set(&p, "lean", "steep", &err), ERR_USAGE);
    assert_refused(synth_params_set(&p, "lean", "91", &err), ERR_USAGE);
    assert_refused(synth_params_set(&p, "view", "1.5", &err), ERR_USAGE);
    assert_refused(synth_params_set(&p, "wings", "2", &err), ERR_USAGE);
    assert_non_null(strstr(err.msg, "wings"));
}

static void what_no_legs_can_run_is_refused(void **state)
{
    (void)state;
    static const struct {
        double speed_mps, contact_s, knee_contact_deg, knee_peak_deg;
        const char *named;
    } rows[] = {
        { 3.0, 0.36, 15, 45, "contact" }, /* no flight left */
        { 6.0, 0.30, 15, 45, "contact" }, /* 1.8 m between landing and leaving */
        { 3.0, 0.245, 30, 25, "knee-peak" },
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct synth_params p = steady();
        struct synth *s = NULL;
        struct err err = { 0 };
        p.speed_mps = rows[i].speed_mps;
        p.contact_s = rows[i].contact_s;
        p.knee_contact_deg = rows[i].knee_contact_deg;
        p.knee_peak_deg = rows[i].knee_peak_deg;
        assert_refused(synth_new(&p, &s, &err), ERR_USAGE);
        assert_non_null(strstr(err.msg, rows[i].named));
    }
}

/* -- time --------------------------------------------------------------------------------- */

static void a_steady_runner_keeps_the_asked_times(void **state)
{
    (void)state;
    for (size_t i = 0; i < N_PACES; i++) {
        struct synth_params p = at_pace(i);
        AUTO(synth) struct synth *s = make(&p);
        const struct synth_truth *t = synth_truth(s);
        double step_s = 60 / p.cadence_spm;
        for (size_t k = 0; k < t->n_contacts; k++) {
            const struct synth_contact *c = &t->contacts[k];
            assert_near(c->off_s - c->on_s, p.contact_s, 1e-12); /* rounding */
            if (k == 0)
                continue;
            assert_near(c->on_s - c[-1].on_s, step_s, 1e-12);
            assert_true(c->side != c[-1].side);
        }
        for (int side = 0; side <= BODY_N_SIDES; side++) {
            assert_near(t->median[MEASURE_CADENCE][side], p.cadence_spm, 1e-9);
            assert_near(t->median[MEASURE_CONTACT_TIME][side], 1000 * p.contact_s, 1e-9);
            assert_near(t->median[MEASURE_FLIGHT_TIME][side], 1000 * (step_s - p.contact_s),
                        1e-9);
            assert_near(t->median[MEASURE_DUTY_FACTOR][side], 50 * p.contact_s / step_s, 1e-9);
        }
    }
}

static void steps_are_those_wholly_inside_the_clip(void **state)
{
    (void)state;
    struct synth_params p = steady();
    p.variation = 1;
    p.duration_s = 5;
    AUTO(synth) struct synth *s = make(&p);
    const struct synth_truth *t = synth_truth(s);
    assert_int_equal(synth_n_frames(s), 150);
    assert_true(t->contacts[0].off_s >= 0 && t->contacts[t->n_contacts - 1].on_s < 5);
    assert_true(t->steps[0].contact.on_s >= 0 && t->steps[t->n_steps - 1].next_on_s <= 5);
    for (size_t k = 0; k + 1 < t->n_steps; k++)
        assert_true(t->steps[k].next_on_s == t->steps[k + 1].contact.on_s);
    /* 5 s at 170 a minute: 14.2 steps, the one cut at each end left out */
    assert_in_range(t->n_steps, 12, 14);
}

static void in_flight_the_body_falls_freely(void **state)
{
    (void)state;
    struct synth_params p = steady();
    AUTO(synth) struct synth *s = make(&p);
    const struct synth_truth *t = synth_truth(s);
    double y[3], at = t->steps[0].contact.off_s + 0.05, h = 0.01, lo = 9, hi = 0;
    struct synth_xyz pt[BODY_N_POINTS];
    for (int i = 0; i < 3; i++) {
        synth_points_at(s, at + (i - 1) * h, pt);
        y[i] = mid(pt[BODY_L_HIP], pt[BODY_R_HIP]).y;
    }
    assert_near((y[0] - 2 * y[1] + y[2]) / (h * h), -GRAVITY, 1e-6);

    for (int i = 0; i <= 2000; i++) {
        synth_points_at(s, t->steps[0].contact.on_s + i * (60 / p.cadence_spm) / 2000, pt);
        double v = mid(pt[BODY_L_HIP], pt[BODY_R_HIP]).y;
        lo = fmin(lo, v);
        hi = fmax(hi, v);
    }
    /* closed form for a half-sine force (Morin et al. 2005, J Appl Biomech 21:167-80) */
    double tc = p.contact_s, tf = 60 / p.cadence_spm - tc;
    double want = GRAVITY * tc * tc * (1 + tf / tc) / (2 * M_PI) - GRAVITY * tc * tc / 8 +
                  GRAVITY * tf * tf / 8;
    assert_near(hi - lo, want, 1e-5); /* 2000 samples a step: the extremes are flat */
}

/* -- feet --------------------------------------------------------------------------------- */

/* Where the piece of foot now at `place` is at another time: fixed to the foot's own axes. */
static struct synth_xyz carried(const struct synth *s, enum body_side side, double from_s,
                                struct synth_xyz place, double to_s)
{
    double local[3] = { 0 };
    struct synth_xyz out = { 0 };
    for (int pass = 0; pass < 2; pass++) {
        struct synth_xyz pt[BODY_N_POINTS];
        synth_points_at(s, pass ? to_s : from_s, pt);
        struct synth_xyz heel = pt[BODY_OF(HEEL, side)], toe = pt[BODY_OF(TOE, side)];
        double len = dist(heel, toe);
        double f[3] = { (toe.x - heel.x) / len, (toe.y - heel.y) / len,
                        (toe.z - heel.z) / len };
        double flat = sqrt(f[0] * f[0] + f[2] * f[2]);
        double r[3] = { -f[2] / flat, 0, f[0] / flat }; /* level, to the right */
        double u[3] = { r[1] * f[2] - r[2] * f[1], r[2] * f[0] - r[0] * f[2],
                        r[0] * f[1] - r[1] * f[0] };
        double d[3] = { place.x - heel.x, place.y - heel.y, place.z - heel.z };
        if (pass == 0) {
            for (int k = 0; k < 3; k++) {
                local[0] += d[k] * f[k];
                local[1] += d[k] * u[k];
                local[2] += d[k] * r[k];
            }
            continue;
        }
        out =
            (struct synth_xyz){ heel.x + local[0] * f[0] + local[1] * u[0] + local[2] * r[0],
                                heel.y + local[0] * f[1] + local[1] * u[1] + local[2] * r[1],
                                heel.z + local[0] * f[2] + local[1] * u[2] + local[2] * r[2] };
    }
    return out;
}

static void check_planted(const struct synth_params *p)
{
    AUTO(synth) struct synth *s = make(p);
    const struct synth_truth *t = synth_truth(s);
    bool belt = (int)p->surface == SYNTH_TREADMILL;
    const double h = 1e-5;
    for (size_t k = 0; k < t->n_contacts && k < 4; k++) {
        const struct synth_contact *c = &t->contacts[k];
        for (int i = 1; i < 40; i++) {
            /* a foot that comes down is at rest 25 ms later */
            double from = c->on_s + 0.0251, at = from + (c->off_s - from) * i / 40;
            struct synth_xyz touch = synth_contact_point(s, c, at);
            struct synth_xyz a = carried(s, c->side, at, touch, at - h);
            struct synth_xyz b = carried(s, c->side, at, touch, at + h);
            double speed = (b.x - a.x) / (2 * h) + (belt ? p->speed_mps : 0);
            /* 1 mm/s; the difference over 20 us of a turning foot errs by far less */
            assert_near(speed, 0, 1e-3);
            assert_near((b.y - a.y) / (2 * h), 0, 1e-3);
            assert_near((b.z - a.z) / (2 * h), 0, 1e-3);
            assert_near(touch.y, 0, 0);
        }
    }
}

static void feet_do_not_slide_in_stance(void **state)
{
    (void)state;
    static const double strikes[] = { -15, 0, 12, 25 };
    for (size_t i = 0; i < N_PACES; i++) {
        struct synth_params p = at_pace(i);
        p.strike_deg = strikes[i];
        p.variation = 1;
        check_planted(&p);
        p.surface = SYNTH_OVERGROUND;
        check_planted(&p);
    }
}

/* -- wishes ------------------------------------------------------------------------------- */

static void check_wishes(const struct synth_params *p)
{
    AUTO(synth) struct synth *s = make(p);
    const double(*m)[BODY_N_SIDES + 1] = synth_truth(s)->median;
    /* What is placed directly is met to rounding; what is solved for, to its last round: a
     * tenth of a degree, two millimetres in a hundred of shoulder width, 0.5 degrees of the
     * deepest bend, all far below what a camera sees. */
    assert_near(m[MEASURE_FOOT_STRIKE][BODY_N_SIDES], p->strike_deg, 1e-6);
    assert_near(m[MEASURE_STEP_WIDTH][BODY_N_SIDES], 100 * p->step_width_m, 1e-6);
    assert_near(m[MEASURE_ELBOW_ANGLE][BODY_N_SIDES], p->elbow_deg, 0.1);
    assert_near(m[MEASURE_TRUNK_LEAN][BODY_N_SIDES], p->lean_deg, 0.1);
    assert_near(m[MEASURE_PELVIC_DROP][BODY_N_SIDES], p->pelvic_drop_deg, 0.1);
    assert_near(m[MEASURE_ARM_CROSSING][BODY_N_SIDES], 100 * p->arm_cross_frac, 0.2);
    assert_near(m[MEASURE_KNEE_CONTACT][BODY_N_SIDES], p->knee_contact_deg, 0.1);
    assert_near(m[MEASURE_KNEE_PEAK][BODY_N_SIDES], p->knee_peak_deg, 0.5);
}

static void asked_form_is_reached_over_the_grid(void **state)
{
    (void)state;
    static const struct {
        double lean, strike, knee_contact, knee_peak, width, cross, drop;
    } rows[] = {
        { 6, 12, 15, 45, 0.04, -0.1, 4 },  { 0, 12, 15, 45, 0.04, 0.0, 0 },
        { 20, 12, 15, 45, 0.04, 0.4, 12 }, { 6, -15, 15, 45, -0.03, 0.2, 4 },
        { 12, 25, 15, 45, 0.15, -0.1, 8 }, { 6, 12, 5, 38, 0.04, 0.1, 4 },
        { 10, 4, 30, 54, 0.0, 0.3, 2 },
    };
    for (size_t i = 0; i < N_PACES; i++) {
        for (size_t k = 0; k < sizeof(rows) / sizeof(rows[0]); k++) {
            struct synth_params p = at_pace(i);
            p.lean_deg = rows[k].lean;
            p.strike_deg = rows[k].strike;
            p.knee_contact_deg = rows[k].knee_contact;
            p.knee_peak_deg = rows[k].knee_peak;
            p.step_width_m = rows[k].width;
            p.arm_cross_frac = rows[k].cross;
            p.pelvic_drop_deg = rows[k].drop;
            check_wishes(&p);
        }
    }
}

static void more_lean_from_the_ankle_is_less_hinge(void **state)
{
    (void)state;
    double hinge[3];
    for (int i = 0; i < 3; i++) {
        struct synth_params p = steady();
        p.lean_deg = 12;
        p.lean_from_ankle = i / 2.0;
        AUTO(synth) struct synth *s = make(&p);
        const double(*m)[BODY_N_SIDES + 1] = synth_truth(s)->median;
        hinge[i] = m[MEASURE_HIP_HINGE][BODY_N_SIDES];
        assert_near(m[MEASURE_HIP_HINGE][BODY_N_SIDES] + m[MEASURE_LEG_LEAN][BODY_N_SIDES],
                    m[MEASURE_TRUNK_LEAN][BODY_N_SIDES], 2.0); /* mid-stance against mean */
    }
    assert_true(hinge[0] > hinge[1] + 2 && hinge[1] > hinge[2] + 0.5);
}

static void a_longer_right_contact_bends_the_right_knee_more(void **state)
{
    (void)state;
    struct synth_params p = steady();
    p.asymmetry = 0.1;
    AUTO(synth) struct synth *s = make(&p);
    const double(*m)[BODY_N_SIDES + 1] = synth_truth(s)->median;
    assert_near(m[MEASURE_CONTACT_TIME][BODY_RIGHT] - m[MEASURE_CONTACT_TIME][BODY_LEFT],
                1000 * p.contact_s * 0.1, 1e-9);
    assert_true(m[MEASURE_KNEE_PEAK][BODY_RIGHT] > m[MEASURE_KNEE_PEAK][BODY_LEFT] + 1);
    assert_near(m[MEASURE_CADENCE][BODY_N_SIDES], p.cadence_spm, 1e-9);
}

static void variation_leaves_the_medians_near_the_wishes(void **state)
{
    (void)state;
    struct synth_params p = steady();
    p.variation = 1;
    p.duration_s = 20; /* 55 steps */
    AUTO(synth) struct synth *s = make(&p);
    const struct synth_truth *t = synth_truth(s);
    double lo = INFINITY, hi = -INFINITY;
    for (size_t i = 0; i < t->n_steps; i++) {
        lo = fmin(lo, t->steps[i].value[MEASURE_KNEE_CONTACT]);
        hi = fmax(hi, t->steps[i].value[MEASURE_KNEE_CONTACT]);
    }
    assert_true(hi - lo > 1.5 && hi - lo < 6);
    /* median of 55 values of SD 0.8: standard error 0.14, four of them */
    assert_near(t->median[MEASURE_KNEE_CONTACT][BODY_N_SIDES], p.knee_contact_deg, 0.55);
    assert_near(t->median[MEASURE_CADENCE][BODY_N_SIDES], p.cadence_spm, 0.3);
}

/* -- body --------------------------------------------------------------------------------- */

static void check_body(const struct synth_params *p)
{
    static const enum body_point bones[][2] = {
        { BODY_L_HIP, BODY_L_KNEE },       { BODY_R_HIP, BODY_R_KNEE },
        { BODY_L_KNEE, BODY_L_ANKLE },     { BODY_R_KNEE, BODY_R_ANKLE },
        { BODY_L_ANKLE, BODY_L_HEEL },     { BODY_R_HEEL, BODY_R_TOE },
        { BODY_L_HIP, BODY_R_HIP },        { BODY_L_SHOULDER, BODY_R_SHOULDER },
        { BODY_L_SHOULDER, BODY_L_ELBOW }, { BODY_R_ELBOW, BODY_R_WRIST },
        { BODY_L_WRIST, BODY_L_INDEX },    { BODY_NOSE, BODY_L_EAR },
    };
    enum { N_BONES = sizeof(bones) / sizeof(bones[0]) };
    AUTO(synth) struct synth *s = make(p);
    double len[N_BONES], trunk = 0;
    for (int i = 0; i <= 300; i++) {
        struct synth_xyz pt[BODY_N_POINTS];
        synth_points_at(s, 0.1 + i * 0.005, pt);
        for (int k = 0; k < BODY_N_POINTS; k++)
            assert_true(isfinite(pt[k].x) && isfinite(pt[k].y) && isfinite(pt[k].z));
        double span = dist(mid(pt[BODY_L_HIP], pt[BODY_R_HIP]),
                           mid(pt[BODY_L_SHOULDER], pt[BODY_R_SHOULDER]));
        for (int k = 0; k < N_BONES; k++) {
            double d = dist(pt[bones[k][0]], pt[bones[k][1]]);
            len[k] = i == 0 ? d : len[k];
            assert_near(d, len[k], 1e-9);
        }
        trunk = i == 0 ? span : trunk;
        assert_near(span, trunk, 1e-9);
        for (int side = 0; side < BODY_N_SIDES; side++) {
            struct synth_xyz hip = pt[BODY_OF(HIP, side)], knee = pt[BODY_OF(KNEE, side)],
                             ankle = pt[BODY_OF(ANKLE, side)];
            /* thigh turned to the shank: backwards only, as seen from the right */
            double cross =
                (knee.x - hip.x) * (ankle.y - knee.y) - (knee.y - hip.y) * (ankle.x - knee.x);
            assert_true(cross < 0);
            assert_true(pt[BODY_OF(HEEL, side)].y > 0 && pt[BODY_OF(TOE, side)].y > 0);
        }
    }
}

static void bones_keep_their_length_and_knees_bend_one_way(void **state)
{
    (void)state;
    for (size_t i = 0; i < N_PACES; i++) {
        struct synth_params p = at_pace(i);
        p.duration_s = 2;
        p.variation = 2;
        p.knee_contact_deg = 8 + 6 * (double)i;
        p.asymmetry = i % 2 ? 0.1 : -0.1;
        p.lean_deg = 5 * (double)i;
        check_body(&p);
    }
}

static void the_body_has_the_asked_size(void **state)
{
    (void)state;
    struct synth_params p = steady();
    p.height_m = 1.62;
    p.hip_m = 0.19;
    p.shoulder_m = 0.33;
    p.leg_frac = 0.55;
    AUTO(synth) struct synth *s = make(&p);
    struct synth_xyz pt[BODY_N_POINTS];
    synth_points_at(s, 0.5, pt);
    assert_near(dist(pt[BODY_L_HIP], pt[BODY_R_HIP]), 0.19, 1e-9);
    assert_near(dist(pt[BODY_L_SHOULDER], pt[BODY_R_SHOULDER]), 0.33, 1e-9);
    double ankle_h = 0.100 * 1.62 / 1.741; /* of the reference shoe */
    assert_near(dist(pt[BODY_L_HIP], pt[BODY_L_KNEE]) + dist(pt[BODY_L_KNEE], pt[BODY_L_ANKLE]),
                0.55 * 1.62 - ankle_h, 1e-9);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_parameter_is_complete_and_named_once),
        cmocka_unit_test(a_parameter_out_of_range_is_refused_by_name),
        cmocka_unit_test(parameters_are_set_by_name_and_text),
        cmocka_unit_test(what_no_legs_can_run_is_refused),
        cmocka_unit_test(a_steady_runner_keeps_the_asked_times),
        cmocka_unit_test(steps_are_those_wholly_inside_the_clip),
        cmocka_unit_test(in_flight_the_body_falls_freely),
        cmocka_unit_test(feet_do_not_slide_in_stance),
        cmocka_unit_test(asked_form_is_reached_over_the_grid),
        cmocka_unit_test(more_lean_from_the_ankle_is_less_hinge),
        cmocka_unit_test(a_longer_right_contact_bends_the_right_knee_more),
        cmocka_unit_test(variation_leaves_the_medians_near_the_wishes),
        cmocka_unit_test(bones_keep_their_length_and_knees_bend_one_way),
        cmocka_unit_test(the_body_has_the_asked_size),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
