/* SPDX-License-Identifier: Apache-2.0 */
#include "gait/events.h"
#include "made.h"
#include "mocap/axes.h"
#include "mocap/mocap.h"
#include "mocap/points.h"
#include "mocap/rigid.h"

static struct mocap_sets *sets_of(const char *user)
{
    struct mocap_sets *s = NULL;
    struct err err = { 0 };
    assert_ok(mocap_sets_new(user, user ? strlen(user) : 0, &s, &err), err);
    return s;
}

static struct mocap_body *body_of(const struct markers *m, const struct mocap_params *par)
{
    struct mocap_body *b = NULL;
    struct err err = { 0 };
    assert_ok(mocap_body_new(m, par, &b, &err), err);
    return b;
}

/* -- marker sets --------------------------------------------------------------------------- */

static void every_built_in_set_can_make_what_gait_needs(void **state)
{
    static const enum body_point needed[] = { BODY_L_HIP, BODY_L_KNEE, BODY_L_ANKLE,
                                              BODY_L_HEEL };
    AUTO(mocap_sets) struct mocap_sets *s = sets_of(NULL);
    (void)state;
    assert_true(s->n_sets >= 8);
    for (size_t i = 0; i < s->n_sets; i++) {
        AUTO(markers) struct markers *m = NULL; /* all markers that the set names */
        struct mocap_points p;
        struct err err = { 0 };
        size_t n = 0;
        assert_ok(markers_new(MOCAP_MAX_RULES * MOCAP_MAX_TERMS, 1, 100, &m, &err), err);
        for (size_t r = 0; r < s->set[i].n_rules; r++)
            for (size_t t = 0; t < s->set[i].rule[r].n_terms; t++)
                memcpy(m->name[n++], s->set[i].rule[r].term[t].name, MARKERS_NAME_MAX);
        assert_ok(mocap_points_new(&s->set[i], m, &p, &err), err);
        for (size_t k = 0; k < N_ELEMS(needed); k++)
            if (p.rule_of[needed[k]] < 0 || p.rule_of[body_point_mirror(needed[k])] < 0)
                fail_msg("set %s makes no %s", s->set[i].name, body_point_name(needed[k]));
        mocap_points_done(&p);
        for (size_t k = 0; k < i; k++)
            assert_string_not_equal(s->set[i].name, s->set[k].name);
    }
}

static void a_set_of_the_user_comes_first(void **state)
{
    AUTO(mocap_sets)
    struct mocap_sets *s =
        sets_of("# mine\nset mine\nhip = $_hip # both\nknee = $K*3 %K\nl_toe = X\n"
                "cluster = $A $B $C : knee r_hip\npelvis = A B C D\r\n");
    (void)state;
    const struct mocap_set *mine = &s->set[0];
    assert_string_equal(mine->name, "mine");
    assert_int_equal(mine->n_rules, 2 + 2 + 1 + 2 + 1);
    assert_int_equal(mine->rule[3].point, BODY_R_KNEE);
    assert_string_equal(mine->rule[3].term[0].name, "RK");
    assert_string_equal(mine->rule[3].term[1].name, "LK");
    assert_near(mine->rule[3].term[0].weight, 3, 0);
    assert_int_equal(mine->rule[4].point, BODY_L_TOE);
    assert_int_equal(mine->rule[5].carried[0], BODY_L_KNEE);
    assert_int_equal(mine->rule[6].carried[1], BODY_R_HIP);
    assert_int_equal(mine->rule[7].kind, MOCAP_PELVIS);
}

static void a_bad_line_of_a_set_is_named(void **state)
{
    static const struct {
        const char *text, *says;
    } rows[] = {
        { "knee = A\n", "line 1: the first line must be \"set NAME\"" },
        { "set\n", "set needs a name" },
        { "set a\n\nelbows = X\n", "line 3: no such point of the body: \"elbows\"" },
        { "set a\nknee A\n", "a = is missing after \"knee\"" },
        { "set a\nknee =\n", "no markers for \"knee\"" },
        { "set a\nknee = A*x\n", "no weight" },
        { "set a\nknee = A*-1\n", "no weight" },
        { "set a\npelvis = A B C\n", "four markers" },
        { "set a\ncluster = A B : knee\n", "three markers" },
        { "set a\ncluster = A B C\n", "no points after :" },
        { "set a\ncluster = A B C : nobody\n", "no such point" },
        { "set a\nknee = A : ankle\n", "only a cluster" },
        { "set a\nknee = 1 2 3 4 5 6 7 8 9 10 11 12 13\n", "too many markers, from \"13\"" },
    };
    (void)state;
    for (size_t i = 0; i < N_ELEMS(rows); i++) {
        struct mocap_sets *s = NULL;
        struct err err = { 0 };
        assert_refused(mocap_sets_new(rows[i].text, strlen(rows[i].text), &s, &err),
                       ERR_FORMAT);
        assert_null(s);
        if (!strstr(err.msg, rows[i].says))
            fail_msg("row %zu: \"%s\" does not say \"%s\"", i, err.msg, rows[i].says);
    }
}

/* -- geometry ------------------------------------------------------------------------------ */

static void a_turned_and_shifted_body_is_laid_back(void **state)
{
    const double a[4][3] = { { 0, 0, 0 }, { 0.1, 0, 0 }, { 0, 0.2, 0 }, { 0.05, 0.05, 0.1 } };
    const double c = cos(2.0), s = sin(2.0), shift[3] = { 1, -2, 3 };
    double b[4][3], at[3];
    struct rigid fit;
    (void)state;
    for (int i = 0; i < 4; i++) { /* about y, then shifted */
        b[i][0] = c * a[i][0] + s * a[i][2] + shift[0];
        b[i][1] = a[i][1] + shift[1];
        b[i][2] = -s * a[i][0] + c * a[i][2] + shift[2];
    }
    assert_true(rigid_fit(a, (const double(*)[3])b, 4, &fit));
    assert_near(fit.rms, 0, 1e-12);
    const double p[3] = { 0.3, 0.4, 0.5 };
    rigid_apply(&fit, p, at);
    assert_near(at[0], c * 0.3 + s * 0.5 + 1, 1e-12);
    assert_near(at[1], 0.4 - 2, 1e-12);
    assert_near(at[2], -s * 0.3 + c * 0.5 + 3, 1e-12);
}

static void points_on_a_line_fix_no_turn(void **state)
{
    const double a[3][3] = { { 0, 0, 0 }, { 0.1, 0, 0 }, { 0.2, 0, 0 } };
    struct rigid fit;
    (void)state;
    assert_false(rigid_fit(a, a, 3, &fit));
}

static void hips_lie_where_the_regression_says(void **state)
{
    /* a pelvis 0.24 wide and 0.15 deep, x forward, y up, z right */
    const double pelvis[4][3] = {
        { 0, 1, -0.12 }, { 0, 1, 0.12 }, { -0.15, 1, -0.05 }, { -0.15, 1, 0.05 }
    };
    double hip[3];
    (void)state;
    mocap_hip(pelvis, BODY_RIGHT, hip);
    assert_near(hip[0], -0.24 * 0.15 - 0.0099, 1e-12);
    assert_near(hip[1], 1 - 0.30 * 0.24 - 0.0109, 1e-12);
    assert_near(hip[2], 0.33 * 0.24 + 0.0073, 1e-12);
    mocap_hip(pelvis, BODY_LEFT, hip);
    assert_near(hip[2], -0.33 * 0.24 - 0.0073, 1e-12);
}

static void axes_are_found_or_taken_as_told(void **state)
{
    const double up[3] = { 0.1, 0.02, 0.9 }, ahead[3] = { 0.02, -0.2, 0.05 };
    const double oblique[3] = { 0.1, 0.1, 0 }, none[3] = { NAN, NAN, NAN };
    struct mocap_axes a;
    struct err err = { 0 };
    (void)state;
    assert_ok(mocap_axes_find(up, ahead, 0, 0, &a, &err), err);
    assert_string_equal(mocap_axis_name(a.up), "z");
    assert_string_equal(mocap_axis_name(a.forward), "-y");
    assert_near(a.turn[2][0], -1, 0); /* right = forward x up = -y x z = -x */
    assert_ok(mocap_axes_find(up, oblique, 0, 0, &a, &err), err);
    assert_near(a.turn[0][0], sqrt(0.5), 1e-12); /* not along an axis: as the feet point */
    assert_ok(mocap_axes_find(none, none, 2, -1, &a, &err), err);
    assert_near(a.turn[0][0], -1, 0);
    assert_refused(mocap_axes_find(none, ahead, 0, 0, &a, &err), ERR_UNSUPPORTED);
    assert_refused(mocap_axes_find(up, none, 0, 0, &a, &err), ERR_UNSUPPORTED);
    assert_refused(mocap_axes_find(up, ahead, 2, -2, &a, &err), ERR_USAGE);
    assert_int_equal(mocap_axis("-z"), -3);
    assert_int_equal(mocap_axis("+X"), 1);
    assert_int_equal(mocap_axis("w") + mocap_axis("") + mocap_axis("xy"), 0);
}

/* -- the whole way ------------------------------------------------------------------------- */

static const int lab_axes[][3] = { { 1, 2, 3 }, { 2, 3, 1 }, { -2, 3, -1 }, { -3, 2, 1 } };

static void the_same_body_comes_out_of_every_laboratory(void **state)
{
    AUTO(synth) struct synth *s = RUNNER("fps", "120", "duration", "2");
    AUTO(mocap_sets) struct mocap_sets *sets = sets_of(NULL);
    const struct mocap_params par = { .sets = sets };
    const struct synth_truth *t = synth_truth(s);
    (void)state;
    for (size_t i = 0; i < N_ELEMS(lab_axes); i++) {
        AUTO(markers) struct markers *m = made_markers(s, lab_axes[i]);
        AUTO(mocap_body) struct mocap_body *b = body_of(m, &par);
        assert_string_equal(b->set, "backstride");
        assert_int_equal(b->up, lab_axes[i][1]);
        assert_int_equal(b->forward, lab_axes[i][0]);
        const double *knee = b->xyz[7][BODY_R_KNEE];
        assert_near(knee[0], t->points_m[7][BODY_R_KNEE].x, 1e-12);
        assert_near(knee[1], t->points_m[7][BODY_R_KNEE].y, 1e-12);
        assert_near(knee[2], t->points_m[7][BODY_R_KNEE].z, 1e-12);
    }
}

/* Markers of the figure's own joints and its own contacts leave no error but that of the filter
 * (the shank turns quickly at contact, and is rounded most) and of the instant between two
 * frames.
 */
static void measures_of_a_known_runner_are_true(void **state)
{
    static const struct {
        enum measure m;
        double tolerance;
    } rows[] = {
        { MEASURE_CADENCE, 0.3 },      { MEASURE_TRUNK_LEAN, 0.5 },
        { MEASURE_LEG_LEAN, 2 },       { MEASURE_KNEE_PEAK, 2 },
        { MEASURE_VERT_OSC, 0.5 },     { MEASURE_STEP_WIDTH, 0.5 },
        { MEASURE_PELVIC_DROP, 0.7 },  { MEASURE_TRUNK_SWAY, 0.3 },
        { MEASURE_ARM_CROSSING, 1.5 }, { MEASURE_CONTACT_TIME, 1 },
        { MEASURE_TIBIA_ANGLE, 2 },    { MEASURE_KNEE_CONTACT, 2 },
    };
    AUTO(synth) struct synth *s = RUNNER("fps", "150", "duration", "10", "lean", "8");
    AUTO(mocap_sets) struct mocap_sets *sets = sets_of(NULL);
    const struct mocap_params par = { .sets = sets };
    AUTO(markers) struct markers *m = made_markers(s, lab_axes[1]);
    const struct synth_truth *t = synth_truth(s);
    AUTO(mem) struct gait_contact *plate = mem_array(t->n_contacts, sizeof(*plate));
    struct err err = { 0 };
    (void)state;
    for (size_t i = 0; i < t->n_contacts; i++)
        plate[i] = (struct gait_contact){ .side = t->contacts[i].side,
                                          .on_s = t->contacts[i].on_s,
                                          .off_s = t->contacts[i].off_s };
    AUTO(mocap_body) struct mocap_body *b = body_of(m, &par);
    for (int view = 0; view < 2; view++) {
        AUTO(motion) struct motion *motion = NULL;
        AUTO(gait) struct gait *g = NULL;
        struct gait_params gp = GAIT_PARAMS_INIT;
        gp.view = view ? GAIT_REAR : GAIT_SIDE_RIGHT;
        gp.source = GAIT_MOCAP;
        gp.px_per_m = MOCAP_PX_PER_M;
        gp.slow_known = true;
        gp.contacts = plate;
        gp.n_contacts = t->n_contacts;
        gp.contacts_exact = true;
        assert_ok(mocap_project(b, gp.view, &motion, &err), err);
        assert_ok(gait_analyse(motion, &gp, &g, &err), err);
        for (size_t i = 0; i < N_ELEMS(rows); i++) {
            const struct gait_value *v = &g->values[rows[i].m][BODY_N_SIDES];
            double want = t->median[rows[i].m][BODY_N_SIDES];
            if (v->status == GAIT_MEASURED && !(fabs(v->value - want) <= rows[i].tolerance))
                fail_msg("%s: %.3f, true %.3f", measure_info(rows[i].m)->key, v->value, want);
            if (v->status == GAIT_MEASURED)
                assert_true(v->lo <= v->value && v->value <= v->hi);
        }
        assert_true(g->values[view ? MEASURE_STEP_WIDTH : MEASURE_TRUNK_LEAN][2].status ==
                    GAIT_MEASURED);
    }
}

static void a_plate_times_every_contact_and_its_foot(void **state)
{
    AUTO(synth) struct synth *s = RUNNER("fps", "150", "duration", "4");
    AUTO(mocap_sets) struct mocap_sets *sets = sets_of(NULL);
    const struct mocap_params par = { .sets = sets };
    const struct synth_truth *t = synth_truth(s);
    AUTO(markers) struct markers *m = made_markers(s, lab_axes[0]);
    AUTO(mem) struct gait_contact *plate = NULL;
    struct err err = { 0 };
    size_t n, k = 0;
    (void)state;
    made_plate(s, lab_axes[0], m);
    AUTO(mocap_body) struct mocap_body *b = body_of(m, &par);
    assert_ok(mocap_plate_contacts(m, b, MOCAP_CONTACT_N, &plate, &n, &err), err);
    for (size_t i = 0; i < t->n_contacts; i++) {
        const struct synth_contact *c = &t->contacts[i];
        if (c->on_s < 0.01 || c->off_s > 3.98)
            continue;
        while (k < n && plate[k].off_s < c->on_s)
            k++;
        assert_true(k < n);
        assert_int_equal(plate[k].side, c->side);
        /* a half sine of 1600 N passes 50 N 2.5 ms inside its ends; the filter moves that */
        assert_near(plate[k].on_s, c->on_s, 0.004);
        assert_near(plate[k].off_s, c->off_s, 0.004);
    }
    assert_near(mocap_speed(b, plate, n), synth_params(s)->speed_mps, 0.03);
}

/* Past the laboratory instead of on a belt: the body travels, the foot stands. */
static void a_runner_who_passes_is_measured_alike(void **state)
{
    AUTO(synth)
    struct synth *s =
        RUNNER("fps", "150", "duration", "6", "surface", "overground", "speed", "3.5");
    AUTO(mocap_sets) struct mocap_sets *sets = sets_of(NULL);
    const struct mocap_params par = { .sets = sets };
    AUTO(markers) struct markers *m = made_markers(s, lab_axes[3]);
    AUTO(motion) struct motion *side = NULL;
    AUTO(gait) struct gait *g = NULL;
    struct gait_params gp = GAIT_PARAMS_INIT;
    struct err err = { 0 };
    (void)state;
    AUTO(mocap_body) struct mocap_body *b = body_of(m, &par);
    gp.view = GAIT_SIDE_RIGHT;
    gp.source = GAIT_MOCAP;
    gp.px_per_m = MOCAP_PX_PER_M;
    gp.slow_known = true;
    assert_ok(mocap_project(b, gp.view, &side, &err), err);
    assert_ok(gait_analyse(side, &gp, &g, &err), err);
    AUTO(mem) struct gait_contact *c = mem_array(g->n_steps, sizeof(*c));
    for (size_t i = 0; i < g->n_steps; i++)
        c[i] = g->steps[i].contact;
    assert_true(g->travels && g->n_steps > 12);
    assert_near(g->values[MEASURE_CADENCE][BODY_N_SIDES].value, synth_params(s)->cadence_spm,
                1);
    assert_near(mocap_speed(b, c, g->n_steps), 3.5, 0.05);
}

/* Four markers on the shank and three on the thigh, fixed to the figure's own segments. */
static void clusters_carry_what_only_the_standing_trial_shows(void **state)
{
    static const char user[] = "set mine\nhip = $_hip\nknee = $_knee\nankle = $_ankle\n"
                               "heel = $_heel\ntoe = $_toe\n"
                               "cluster = $_hip $_toe $_heel $_aux : knee ankle\n";
    AUTO(synth) struct synth *s = RUNNER("fps", "100", "duration", "1");
    AUTO(mocap_sets) struct mocap_sets *sets = sets_of(user);
    AUTO(markers) struct markers *still = made_markers(s, lab_axes[0]);
    AUTO(markers) struct markers *run = made_markers(s, lab_axes[0]);
    struct err err = { 0 };
    (void)state;
    /* one stiff pose that moves along and turns: everything must follow it */
    still->n_frames = 1;
    for (size_t f = 0; f < run->n_frames; f++)
        for (size_t i = 0; i < run->n_markers; i++) {
            const double *p = markers_at(still, 0, i);
            double a = 0.001 * (double)f, *q = run->xyz[f * run->n_markers + i];
            q[0] = cos(a) * p[0] + sin(a) * p[1] + 0.01 * (double)f;
            q[1] = -sin(a) * p[0] + cos(a) * p[1];
            q[2] = p[2];
        }
    AUTO(markers) struct markers *whole = NULL;
    assert_ok(markers_new(run->n_markers, run->n_frames, 100, &whole, &err), err);
    memcpy(whole->xyz, run->xyz, run->n_frames * run->n_markers * sizeof(*run->xyz));
    static const enum body_point lost[] = { BODY_L_KNEE, BODY_R_KNEE, BODY_L_ANKLE,
                                            BODY_R_ANKLE };
    for (size_t k = 0; k < N_ELEMS(lost); k++)
        snprintf(run->name[lost[k]], MARKERS_NAME_MAX, "away_%zu", k);
    struct mocap_params par = { .sets = sets };
    struct mocap_body *none = NULL;
    assert_refused(mocap_body_new(run, &par, &none, &err), ERR_UNSUPPORTED);
    assert_non_null(strstr(err.msg, "--static"));
    par.still = still;
    AUTO(mocap_body) struct mocap_body *b = body_of(run, &par);
    assert_int_equal(b->n_carried, 4 * run->n_frames);
    assert_true(b->flat_known);
    for (size_t f = 0; f < run->n_frames; f += 20)
        for (size_t k = 0; k < N_ELEMS(lost); k++)
            for (int j = 0; j < 3; j++)
                assert_near(b->xyz[f][lost[k]][j], markers_at(whole, f, lost[k])[j], 1e-9);
}

static void names_that_no_set_knows_are_refused(void **state)
{
    AUTO(synth) struct synth *s = RUNNER("fps", "60", "duration", "1");
    AUTO(mocap_sets) struct mocap_sets *sets = sets_of(NULL);
    AUTO(markers) struct markers *m = made_markers(s, lab_axes[0]);
    const struct mocap_params par = { .sets = sets };
    struct mocap_body *b = NULL;
    struct err err = { 0 };
    (void)state;
    for (size_t i = 0; i < m->n_markers; i++)
        snprintf(m->name[i], MARKERS_NAME_MAX, "M%zu", i);
    assert_refused(mocap_body_new(m, &par, &b, &err), ERR_UNSUPPORTED);
    assert_non_null(strstr(err.msg, "--marker-set"));
    assert_null(b);
}

/* -- for other programs -------------------------------------------------------------------- */

static void points_written_are_the_points_measured(void **state)
{
    AUTO(synth) struct synth *s = RUNNER("fps", "120", "duration", "4");
    AUTO(mocap_sets) struct mocap_sets *sets = sets_of(NULL);
    const struct mocap_params par = { .sets = sets };
    AUTO(markers) struct markers *m = made_markers(s, lab_axes[2]);
    AUTO(markers) struct markers *out = NULL;
    AUTO(table) struct table *angles = NULL;
    struct err err = { 0 };
    const double flat[BODY_N_SIDES] = { 0, 0 };
    (void)state;
    AUTO(mocap_body) struct mocap_body *b = body_of(m, &par);
    assert_ok(mocap_points_of_body(b, &out, &err), err);
    int knee = markers_find(out, "r_knee"), hip = markers_find(out, "r_hip"),
        ankle = markers_find(out, "r_ankle");
    assert_true(knee >= 0 && hip >= 0 && ankle >= 0);
    const double *k = markers_at(out, 100, (size_t)knee),
                 *h = markers_at(out, 100, (size_t)hip),
                 *a = markers_at(out, 100, (size_t)ankle);
    assert_near(k[1], synth_truth(s)->points_m[100][BODY_R_KNEE].y, 1e-12);
    assert_ok(mocap_angles(out, flat, &angles, &err), err);
    assert_true(angles->degrees && table_find(angles, "lumbar_extension") >= 0);
    int column = table_find(angles, "knee_angle_r");
    double got = angles->value[100 * angles->n_columns + (size_t)column];
    /* the angle between thigh and shank in the sagittal plane, by the law of cosines */
    double u[2] = { h[0] - k[0], h[1] - k[1] }, v[2] = { a[0] - k[0], a[1] - k[1] };
    double c = (u[0] * v[0] + u[1] * v[1]) / (hypot(u[0], u[1]) * hypot(v[0], v[1]));
    assert_near(got, 180 - 180 / M_PI * acos(c), 1e-6); /* knees bend backwards: positive */
}

/* A film of the same runner from the side gives the same points, scaled by the height: heights
 * and lengths to the few per cent that perspective and proportions leave. */
static void points_of_a_film_stand_on_the_floor(void **state)
{
    AUTO(synth) struct synth *s = RUNNER("fps", "120", "duration", "5");
    struct gait_params par = GAIT_PARAMS_INIT;
    AUTO(gait) struct gait *g = NULL;
    AUTO(markers) struct markers *m = NULL;
    struct err err = { 0 };
    (void)state;
    par.height_m = synth_params(s)->height_m;
    assert_ok(gait_analyse(synth_motion(s), &par, &g, &err), err);
    assert_ok(mocap_points_of_gait(g, &m, &err), err);
    const double *hip = markers_at(m, 200, (size_t)markers_find(m, "l_hip"));
    double want = synth_truth(s)->points_m[200][BODY_L_HIP].y;
    assert_near(hip[1], want, 0.06 * want);
    assert_near(hip[2], 0, 0); /* one view shows no depth */
    int heel = markers_find(m, "l_heel"), toe = markers_find(m, "l_toe");
    double ahead = 0;
    for (size_t f = 0; f < m->n_frames; f++)
        ahead += markers_at(m, f, (size_t)toe)[0] - markers_at(m, f, (size_t)heel)[0];
    assert_true(ahead / (double)m->n_frames > 0.1); /* x is forward although he faces left */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_built_in_set_can_make_what_gait_needs),
        cmocka_unit_test(a_set_of_the_user_comes_first),
        cmocka_unit_test(a_bad_line_of_a_set_is_named),
        cmocka_unit_test(a_turned_and_shifted_body_is_laid_back),
        cmocka_unit_test(points_on_a_line_fix_no_turn),
        cmocka_unit_test(hips_lie_where_the_regression_says),
        cmocka_unit_test(axes_are_found_or_taken_as_told),
        cmocka_unit_test(the_same_body_comes_out_of_every_laboratory),
        cmocka_unit_test(measures_of_a_known_runner_are_true),
        cmocka_unit_test(a_plate_times_every_contact_and_its_foot),
        cmocka_unit_test(a_runner_who_passes_is_measured_alike),
        cmocka_unit_test(clusters_carry_what_only_the_standing_trial_shows),
        cmocka_unit_test(names_that_no_set_knows_are_refused),
        cmocka_unit_test(points_written_are_the_points_measured),
        cmocka_unit_test(points_of_a_film_stand_on_the_floor),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
