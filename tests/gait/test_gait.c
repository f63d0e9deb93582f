/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>

#include "base/mem.h"
#include "base/rng.h"
#include "gait/gait.h"
#include "gait/measures.h"
#include "gait/repair.h"
#include "motions.h"
#include "runner.h"
#include "test.h"

static struct gait *analyse(const struct motion *m, const struct gait_params *par)
{
    struct gait_params plain = GAIT_PARAMS_INIT;
    struct err err = { 0 };
    struct gait *g = NULL;
    assert_ok(gait_analyse(m, par ? par : &plain, &g, &err), err);
    return g;
}

static void every_measure_has_a_row(void **state)
{
    (void)state;
    for (int m = 0; m < MEASURE_N; m++) {
        const struct gait_measure_row *row = &gait_measure_rows[m];
        assert_non_null(row->fn);
        assert_true(row->views != 0 && row->min_fps >= 15);
        for (int k = 0; k < GAIT_N_KINDS; k++)
            for (int r = 0; r < GAIT_N_RATES; r++)
                assert_true((gait_system_sd[m][k][r] > 0) == ((row->views >> k & 1) != 0));
    }
}

/* Error allowed between the figure's own points, seen by a perfect tracker, and its truth. What
 * is left is perspective, sampling and filtering. Contact and toe-off are timed by constants
 * from a force plate, which the figure's foot follows to about a hundredth of a second, and
 * what depends on the instant inherits that. */
static const double allowed[MEASURE_N] = {
    [MEASURE_CADENCE] = 0.5,      [MEASURE_CONTACT_TIME] = 20, [MEASURE_FLIGHT_TIME] = 20,
    [MEASURE_DUTY_FACTOR] = 3,    [MEASURE_TRUNK_LEAN] = 1,    [MEASURE_LEG_LEAN] = 2.5,
    [MEASURE_BODY_LEAN] = 2,      [MEASURE_HIP_HINGE] = 2.5,   [MEASURE_TRUNK_STEADY] = 0.5,
    [MEASURE_HEAD_LEAN] = 2,      [MEASURE_FOOT_STRIKE] = 4,   [MEASURE_KNEE_CONTACT] = 4,
    [MEASURE_KNEE_PEAK] = 3,      [MEASURE_TIBIA_ANGLE] = 4,   [MEASURE_OVERSTRIDE] = 5,
    [MEASURE_VERT_OSC] = 1,       [MEASURE_ELBOW_ANGLE] = 5,   [MEASURE_STEP_WIDTH] = 1,
    [MEASURE_STEP_WIDTH_HIP] = 8, [MEASURE_ARM_CROSSING] = 3,  [MEASURE_PELVIC_DROP] = 1,
    [MEASURE_TRUNK_SWAY] = 0.5,   [MEASURE_TRUNK_SIDE] = 1,
};

static void compare(const char *what, struct synth *s, enum gait_view view)
{
    const struct synth_truth *truth = synth_truth(s);
    struct gait_params par = GAIT_PARAMS_INIT;
    par.height_m = synth_params(s)->height_m;
    AUTO(gait) struct gait *g = analyse(truth->motion, &par);

    assert_string_equal(gait_view_name(g->view), gait_view_name(view));
    assert_true(g->n_steps + 2 >= truth->n_steps && g->n_steps <= truth->n_steps + 1);
    for (int m = 0; m < MEASURE_N; m++)
        for (int side = 0; side <= BODY_N_SIDES; side++) {
            const struct gait_value *v = &g->values[m][side];
            double want = truth->median[m][side];
            if (v->status == GAIT_MEASURED && !(fabs(v->value - want) <= allowed[m]))
                fail_msg("%s: %s %s: measured %.2f, true %.2f", what,
                         measure_info((enum measure)m)->key,
                         body_side_name((enum body_side)side), v->value, want);
            if (v->status == GAIT_MEASURED)
                assert_true(v->lo <= v->value && v->value <= v->hi);
            else
                assert_true(isnan(v->value) && isnan(v->lo) && isnan(v->hi));
        }
    synth_free(s);
}

static void a_perfectly_seen_runner_is_measured_rightly(void **state)
{
    (void)state;
    compare("plain", RUNNER("fps", "60"), GAIT_SIDE_LEFT);
    compare("30 fps", RUNNER("fps", "30"), GAIT_SIDE_LEFT);
    compare("240 fps", RUNNER("fps", "240", "duration", "4"), GAIT_SIDE_LEFT);
    compare("right", RUNNER("view", "side-right"), GAIT_SIDE_RIGHT);
    compare("rear", RUNNER("view", "rear"), GAIT_REAR);
    compare("front", RUNNER("view", "front", "fps", "30"), GAIT_FRONT);
    compare("lean", RUNNER("lean", "12"), GAIT_SIDE_LEFT);
    compare("forefoot", RUNNER("strike", "-8"), GAIT_SIDE_LEFT);
    compare("crossing", RUNNER("view", "rear", "step-width", "-0.02", "arm-cross", "0.2"),
            GAIT_REAR);
    compare("drop", RUNNER("view", "rear", "pelvic-drop", "9"), GAIT_REAR);
    compare("fast", RUNNER("speed", "4.5", "cadence", "185", "contact", "0.19"),
            GAIT_SIDE_LEFT);
}

/* What BlazePose makes of a runner: hips level, and an edge between shirt and shorts. */
static struct motion *as_blazepose(struct synth *s, bool hem)
{
    struct motion *m = NULL;
    struct err err = { 0 };
    assert_ok(motion_copy(synth_motion(s), &m, &err), err);
    for (size_t i = 0; i < m->n_frames; i++) {
        struct motion_point *l = &m->points[i][BODY_L_HIP], *r = &m->points[i][BODY_R_HIP];
        if (hem) {
            m->waist[i][0] = atan2f(r->y - l->y, r->x - l->x);
            m->waist[i][1] = i % 10 == 3 ? 0.5F : 0.1F; /* now and then another edge */
        }
        if (hem && i % 10 == 3)
            m->waist[i][0] += 0.3F;
        l->y = r->y = (l->y + r->y) / 2;
    }
    return m;
}

static void pelvic_drop_is_read_from_clothes_that_are_held_and_from_nothing_else(void **state)
{
    (void)state;
    static const struct {
        const char *view;
        bool hem, tucked;
        enum gait_status want;
    } rows[] = {
        { "rear", true, true, GAIT_MEASURED },
        { "rear", true, false, GAIT_NOT_SEEN },
        { "rear", false, true, GAIT_NOT_SEEN },
        { "front", false, true, GAIT_NOT_IN_VIEW },
    };
    for (size_t i = 0; i < N_ELEMS(rows); i++) {
        AUTO(synth)
        struct synth *s =
            RUNNER("view", rows[i].view, "pelvic-drop", "9", "camera-roll", "4", "fps", "60");
        AUTO(motion) struct motion *m = as_blazepose(s, rows[i].hem);
        struct gait_params par = GAIT_PARAMS_INIT;
        par.source = GAIT_BLAZEPOSE;
        par.tucked = rows[i].tucked;
        AUTO(gait) struct gait *g = analyse(m, &par);
        for (int side = 0; side <= BODY_N_SIDES; side++) {
            const struct gait_value *v = &g->values[MEASURE_PELVIC_DROP][side];
            assert_int_equal(v->status, rows[i].want);
            if (v->status == GAIT_MEASURED) /* as for a runner seen perfectly */
                assert_near(v->value, synth_truth(s)->median[MEASURE_PELVIC_DROP][side],
                            allowed[MEASURE_PELVIC_DROP]);
        }
        assert_true(g->key_frames[BODY_LEFT][1] != SIZE_MAX);
    }
}

static void a_camera_off_square_does_not_move_the_hands(void **state)
{
    (void)state;
    static const char *const yaws[] = { "-9", "-4", "4", "9" };
    /* 9 degrees move a hand by 13 % of the shoulder width; a third may stay, for people's arms
     * and steps are not all of one length */
    const double left = 4.5;
    for (size_t i = 0; i < N_ELEMS(yaws); i++) {
        AUTO(synth)
        struct synth *s =
            RUNNER("view", "front", "arm-cross", "0.1", "camera-yaw", yaws[i], "fps", "60");
        AUTO(gait) struct gait *g = analyse(synth_motion(s), NULL);
        for (int side = 0; side < BODY_N_SIDES; side++)
            assert_near(g->values[MEASURE_ARM_CROSSING][side].value,
                        synth_truth(s)->median[MEASURE_ARM_CROSSING][side], left);
    }
}

static void hands_behind_the_trunk_are_not_guessed(void **state)
{
    (void)state;
    struct gait_params par = GAIT_PARAMS_INIT;
    par.source = GAIT_BLAZEPOSE;
    AUTO(synth) struct synth *rear = RUNNER("view", "rear"), *front = RUNNER("view", "front");
    AUTO(gait) struct gait *hidden = analyse(synth_motion(rear), &par);
    AUTO(gait) struct gait *seen = analyse(synth_motion(front), &par);
    assert_int_equal(hidden->values[MEASURE_ARM_CROSSING][BODY_LEFT].status, GAIT_NOT_IN_VIEW);
    assert_int_equal(seen->values[MEASURE_ARM_CROSSING][BODY_LEFT].status, GAIT_MEASURED);
}

/* A landmark model sees another knee in the mirror (gait/source.c); both give way alike. */
static void the_two_directions_of_running_are_brought_together(void **state)
{
    (void)state;
    static const struct {
        const char *view;
        double taken_off_deg;
    } rows[] = { { "side-left", -1 }, { "side-right", 1 } };
    for (size_t i = 0; i < N_ELEMS(rows); i++) {
        AUTO(synth) struct synth *s = RUNNER("view", rows[i].view);
        struct gait_params par = GAIT_PARAMS_INIT;
        AUTO(gait) struct gait *plain = analyse(synth_motion(s), &par);
        par.source = GAIT_BLAZEPOSE;
        AUTO(gait) struct gait *seen = analyse(synth_motion(s), &par);
        for (int side = 0; side <= BODY_N_SIDES; side++)
            assert_near(plain->values[MEASURE_KNEE_CONTACT][side].value -
                            seen->values[MEASURE_KNEE_CONTACT][side].value,
                        rows[i].taken_off_deg, 1e-9); /* but for rounding */
    }
}

static void what_a_view_cannot_show_is_refused(void **state)
{
    (void)state;
    AUTO(synth) struct synth *s = RUNNER("view", "side-left");
    AUTO(gait) struct gait *g = analyse(synth_motion(s), NULL);
    assert_int_equal(g->values[MEASURE_STEP_WIDTH][BODY_N_SIDES].status, GAIT_NOT_IN_VIEW);
    assert_int_equal(g->values[MEASURE_KNEE_PEAK][BODY_LEFT].status, GAIT_MEASURED);
    struct gait_params par = GAIT_PARAMS_INIT;
    par.view = GAIT_REAR; /* the user insists */
    struct gait *wrong = NULL;
    struct err err = { 0 };
    if (gait_analyse(synth_motion(s), &par, &wrong, &err) == 0)
        assert_true(wrong->view_given && wrong->view == GAIT_REAR);
    gait_free(wrong);
}

/* -- refusals -------------------------------------------------------------------------------
 */

/* A copy with every time multiplied, every point scaled about the middle, the first n frames.
 */
static struct motion *altered(const struct motion *m, double time, float scale, size_t n)
{
    struct err err = { 0 };
    struct motion *copy = NULL;
    assert_ok(motion_copy(m, &copy, &err), err);
    copy->n_frames = n < copy->n_frames ? n : copy->n_frames;
    for (size_t i = 0; i < copy->n_frames; i++) {
        copy->t_s[i] *= time;
        for (int p = 0; p < BODY_N_POINTS; p++) {
            copy->points[i][p].x = 640 + scale * (copy->points[i][p].x - 640);
            copy->points[i][p].y = 360 + scale * (copy->points[i][p].y - 360);
        }
    }
    return copy;
}

static void refuses(const struct motion *m, const char *code, const char *words)
{
    struct gait_params par = GAIT_PARAMS_INIT;
    struct gait *g = NULL;
    struct err err = { 0 };
    assert_string_equal(err_name(gait_analyse(m, &par, &g, &err)), code);
    if (!strstr(err.msg, words))
        fail_msg("\"%s\" does not say \"%s\"", err.msg, words);
    assert_null(g);
}

static void what_is_not_a_measurable_run_is_refused_with_its_reason(void **state)
{
    (void)state;
    AUTO(synth) struct synth *s = RUNNER("fps", "60");
    const struct motion *run = synth_motion(s);
    AUTO(motion) struct motion *short_one = altered(run, 1, 1, 100);
    AUTO(motion) struct motion *tiny = altered(run, 1, 0.08f, SIZE_MAX);
    AUTO(motion) struct motion *slow = altered(run, 3, 1, SIZE_MAX);
    AUTO(motion) struct motion *still = altered(run, 1, 1, SIZE_MAX);
    AUTO(motion) struct motion *nobody = altered(run, 1, 1, SIZE_MAX);
    for (size_t i = 0; i < still->n_frames; i++) {
        memcpy(still->points[i], still->points[0], sizeof(still->points[0]));
        nobody->score[i] = 0;
    }
    refuses(short_one, "ERR_TOO_SHORT", "usable steps");
    refuses(tiny, "ERR_TOO_SMALL", "pixels tall");
    refuses(slow, "ERR_SLOW_MOTION", "--slow");
    refuses(still, "ERR_NOT_RUNNING", "stands");
    refuses(nobody, "ERR_TOO_SHORT", "frames in a row");
    for (size_t i = 0; i < still->n_frames; i++) /* now the arms lift something */
        for (enum body_side side = BODY_LEFT; side < BODY_N_SIDES; side++)
            still->points[i][BODY_OF(WRIST, side)].y -=
                (float)(100 * (1 - cos(0.05 * (double)i)));
    refuses(still, "ERR_NOT_RUNNING", "exercise");
}

static void a_given_slow_motion_factor_gives_lifes_numbers(void **state)
{
    (void)state;
    AUTO(synth) struct synth *s = RUNNER("fps", "120");
    AUTO(motion) struct motion *slow = altered(synth_motion(s), 4, 1, SIZE_MAX);
    struct gait_params par = GAIT_PARAMS_INIT;
    par.slow_factor = 4;
    AUTO(gait) struct gait *g = analyse(slow, &par);
    assert_near(g->values[MEASURE_CADENCE][BODY_N_SIDES].value,
                synth_truth(s)->median[MEASURE_CADENCE][BODY_N_SIDES], 0.5);
    /* but contacts are found where the clip shows them */
    assert_true(g->steps[g->n_steps - 1].contact.on_s > 15);
}

/* -- repair ---------------------------------------------------------------------------------
 */

static void swap_legs(struct motion *m, size_t i)
{
    static const enum body_point legs[] = { BODY_L_KNEE, BODY_L_ANKLE, BODY_L_HEEL,
                                            BODY_L_TOE };
    for (size_t k = 0; k < N_ELEMS(legs); k++) {
        struct motion_point t = m->points[i][legs[k]];
        m->points[i][legs[k]] = m->points[i][body_point_mirror(legs[k])];
        m->points[i][body_point_mirror(legs[k])] = t;
    }
}

static void exchanged_legs_are_exchanged_back(void **state)
{
    (void)state;
    AUTO(synth) struct synth *s = RUNNER("fps", "30", "duration", "8");
    const struct motion *run = synth_motion(s);
    AUTO(motion) struct motion *m = altered(run, 1, 1, SIZE_MAX);
    struct rng rng = rng_new(11, 0);
    assert_int_equal(gait_repair_swaps(m), 0); /* none invented */
    for (size_t i = 5; i + 12 < m->n_frames; i += 12 + rng_below(&rng, 20))
        for (size_t k = rng_below(&rng, 7) + 1; k > 0; k--, i++)
            swap_legs(m, i);
    gait_repair_swaps(m);
    size_t wrong = 0;
    for (size_t i = 0; i < m->n_frames; i++)
        wrong += m->points[i][BODY_L_ANKLE].x > run->points[i][BODY_L_ANKLE].x + 20 ||
                 m->points[i][BODY_L_ANKLE].x < run->points[i][BODY_L_ANKLE].x - 20;
    assert_int_equal(wrong, 0);
}

/* A model that calls the leg in front the left one, whichever it is, leaves the ankles' labels
 * no rhythm: every second step is exchanged. */
static void legs_exchanged_at_every_second_step_are_exchanged_back(void **state)
{
    static const char *const fps[] = { "30", "60", "240" };
    (void)state;
    for (size_t f = 0; f < N_ELEMS(fps); f++) {
        AUTO(synth) struct synth *s = RUNNER("fps", fps[f], "duration", "4");
        const struct motion *run = synth_motion(s);
        AUTO(motion) struct motion *m = altered(run, 1, 1, SIZE_MAX);
        for (size_t i = 0; i < m->n_frames; i++)
            if (run->points[i][BODY_L_ANKLE].x > run->points[i][BODY_R_ANKLE].x)
                swap_legs(m, i);
        gait_repair_swaps(m);
        for (size_t i = 0; i < m->n_frames; i++)
            assert_near(m->points[i][BODY_L_ANKLE].x, run->points[i][BODY_L_ANKLE].x, 20);
    }
}

static void real_exchanges_are_found_and_none_invented(void **state)
{
    (void)state;
    /* Frames in which the ankles of the real clip jump to each other's place, seen in a plot.
     */
    static const size_t seen[] = { 18, 79, 96, 145, 178, 256, 257 };
    AUTO(motion)
    struct motion *m = load_blazepose("data/pose/blazepose_side_slowmotion_legswaps.json");
    AUTO(motion) struct motion *before = NULL;
    struct err err = { 0 };
    assert_ok(motion_copy(m, &before, &err), err);
    AUTO(motion)
    struct motion *clean = load_halpe("data/pose/treadmill_side_left.rtmpose.json");
    assert_int_equal(gait_repair_swaps(m), N_ELEMS(seen));
    for (size_t k = 0; k < N_ELEMS(seen); k++)
        assert_near(m->points[seen[k]][BODY_L_ANKLE].x, before->points[seen[k]][BODY_R_ANKLE].x,
                    0);
    assert_int_equal(gait_repair_swaps(clean), 0);
}

static void gaps_and_jumps_are_repaired_and_counted(void **state)
{
    (void)state;
    AUTO(synth) struct synth *s = RUNNER("fps", "60");
    const struct motion *run = synth_motion(s);
    AUTO(motion) struct motion *m = altered(run, 1, 1, SIZE_MAX);
    struct gait_repairs r;
    m->points[50][BODY_L_KNEE].conf = 0;
    m->points[51][BODY_L_KNEE].conf = 0;
    m->points[90][BODY_R_WRIST].x += 150;
    gait_repair(m, 0.1, &r);
    assert_int_equal(r.n_outliers, 1);
    assert_int_equal(r.n_gaps_filled, 3);
    /* a cubic over two missing frames at 60 a second is good to a fraction of a pixel */
    assert_near(m->points[50][BODY_L_KNEE].x, run->points[50][BODY_L_KNEE].x, 2);
    assert_near(m->points[90][BODY_R_WRIST].x, run->points[90][BODY_R_WRIST].x, 3);
}

static void a_foot_put_on_the_other_one_is_taken_back(void **state)
{
    (void)state;
    struct synth *s = RUNNER("duration", "4");
    AUTO(motion) struct motion *m = NULL;
    struct err err = { 0 };
    struct gait_repairs r;
    const struct motion *run = synth_motion(s);
    assert_ok(motion_copy(run, &m, &err), err);
    /* three frames in mid-stance, as landmark models do it where the legs cross */
    for (size_t i = 100; i < 103; i++) {
        m->points[i][BODY_L_HEEL].y -= 40;
        m->points[i][BODY_L_ANKLE].y -= 30;
        m->points[i][BODY_L_TOE].x += 45;
    }
    gait_repair(m, 0.17, &r);
    assert_true(r.n_outliers >= 9);
    /* a cubic over a tenth of a second of a foot on the belt */
    for (size_t i = 100; i < 103; i++) {
        assert_near(m->points[i][BODY_L_HEEL].y, run->points[i][BODY_L_HEEL].y, 6);
        assert_near(m->points[i][BODY_L_TOE].x, run->points[i][BODY_L_TOE].x, 6);
    }
    synth_free(s);
}

static void a_camera_that_is_not_level_is_levelled_from_behind(void **state)
{
    (void)state;
    struct synth *s = RUNNER("view", "rear", "camera-roll", "7");
    const struct synth_truth *t = synth_truth(s);
    AUTO(gait) struct gait *g = analyse(t->motion, NULL);
    for (int side = 0; side < BODY_N_SIDES; side++) /* 7 degrees would be left otherwise */
        assert_near(g->values[MEASURE_TRUNK_SIDE][side].value,
                    t->median[MEASURE_TRUNK_SIDE][side], 1);
    synth_free(s);
}

static void the_time_of_toe_off_does_not_depend_on_the_cameras_roll(void **state)
{
    (void)state;
    double contact_ms[2];
    for (int i = 0; i < 2; i++) {
        struct synth *s = RUNNER("camera-roll", i ? "6" : "-6");
        AUTO(gait) struct gait *g = analyse(synth_motion(s), NULL);
        contact_ms[i] = g->values[MEASURE_CONTACT_TIME][BODY_LEFT].value;
        synth_free(s);
    }
    /* the height of the forefoot alone would differ by 120 ms; it has a weight of a fifth */
    assert_near(contact_ms[0], contact_ms[1], 30);
}

static void a_lost_contact_does_not_change_the_cadence(void **state)
{
    (void)state;
    struct synth *s = RUNNER("duration", "8");
    AUTO(motion) struct motion *m = NULL;
    struct err err = { 0 };
    assert_ok(motion_copy(synth_motion(s), &m, &err), err);
    const struct synth_contact *c = &synth_truth(s)->contacts[8];
    for (size_t i = 0; i < m->n_frames; i++) /* too long to be filled */
        if (m->t_s[i] > c->on_s - 0.1 && m->t_s[i] < c->on_s + 0.2)
            for (int p = BODY_L_KNEE; p < BODY_N_POINTS; p++)
                m->points[i][p] = (struct motion_point){ NAN, NAN, NAN, 0 };
    AUTO(gait) struct gait *g = analyse(m, NULL);
    assert_near(g->values[MEASURE_CADENCE][BODY_N_SIDES].value,
                synth_truth(s)->median[MEASURE_CADENCE][BODY_N_SIDES], 0.5);
    synth_free(s);
}

static void what_is_known_wrong_with_blazepose_is_taken_off(void **state)
{
    (void)state;
    struct synth *s = RUNNER("duration", "4");
    struct gait_params par = GAIT_PARAMS_INIT;
    AUTO(gait) struct gait *plain = analyse(synth_motion(s), &par);
    par.source = GAIT_BLAZEPOSE;
    AUTO(gait) struct gait *blaze = analyse(synth_motion(s), &par);
    assert_near(blaze->values[MEASURE_TRUNK_LEAN][BODY_N_SIDES].value -
                    plain->values[MEASURE_TRUNK_LEAN][BODY_N_SIDES].value,
                1.7, 1e-6);
    assert_near(blaze->values[MEASURE_ELBOW_ANGLE][BODY_LEFT].value -
                    plain->values[MEASURE_ELBOW_ANGLE][BODY_LEFT].value,
                6, 1e-6);
    synth_free(s);
}

/* -- a real runner, through another program's landmarks ---------------------------------------
 */

static void the_real_treadmill_runner_has_his_counted_cadence(void **state)
{
    (void)state;
    AUTO(motion) struct motion *m = load_halpe("data/pose/treadmill_side_left.rtmpose.json");
    AUTO(gait) struct gait *g = analyse(m, NULL);
    const struct gait_value *cadence = &g->values[MEASURE_CADENCE][BODY_N_SIDES];
    assert_int_equal(g->view, GAIT_SIDE_LEFT);
    assert_near(cadence->value, 168.9, 1.0); /* counted from pixels: 168.9 +- 0.5 */
    for (enum body_side side = BODY_LEFT; side < BODY_N_SIDES; side++) {
        assert_true(g->values[MEASURE_FOOT_STRIKE][side].value > 8); /* heel strike */
        assert_true(g->values[MEASURE_CONTACT_TIME][side].value > 180);
        assert_true(g->values[MEASURE_CONTACT_TIME][side].value < 340);
        assert_true(g->key_frames[side][0] < g->key_frames[side][1]);
        assert_true(g->key_frames[side][1] < g->key_frames[side][2]);
    }
}

/* As a hand that holds the phone would move the picture. */
static struct motion *held_by_hand(const struct motion *still)
{
    struct motion *m = NULL;
    struct err err = { 0 };
    assert_ok(motion_copy(still, &m, &err), err);
    for (size_t i = 0; i < m->n_frames; i++) {
        double t = m->t_s[i];
        m->camera[i][0] = (float)(14 * sin(7.3 * t) + 9 * t);
        m->camera[i][1] = (float)(17 * sin(9.1 * t));
        for (int p = 0; p < BODY_N_POINTS; p++) {
            m->points[i][p].x += m->camera[i][0];
            m->points[i][p].y += m->camera[i][1];
        }
    }
    return m;
}

static void a_hand_held_camera_changes_no_measure(void **state)
{
    (void)state;
    static const struct {
        const char *view;
        enum measure measure[3];
    } rows[] = {
        { "side-left", { MEASURE_VERT_OSC, MEASURE_CADENCE, MEASURE_CONTACT_TIME } },
        { "rear", { MEASURE_TRUNK_SWAY, MEASURE_CADENCE, MEASURE_STEP_WIDTH } },
    };
    for (size_t i = 0; i < N_ELEMS(rows); i++) {
        AUTO(synth) struct synth *s = RUNNER("fps", "60", "view", rows[i].view);
        AUTO(motion) struct motion *shaken = held_by_hand(synth_motion(s));
        AUTO(gait) struct gait *a = analyse(synth_motion(s), NULL);
        AUTO(gait) struct gait *b = analyse(shaken, NULL);
        assert_int_equal(a->n_steps, b->n_steps);
        for (size_t k = 0; k < N_ELEMS(rows[i].measure); k++) {
            const struct gait_value *u = &a->values[rows[i].measure[k]][BODY_N_SIDES];
            const struct gait_value *v = &b->values[rows[i].measure[k]][BODY_N_SIDES];
            assert_int_equal(v->status, GAIT_MEASURED);
            /* positions are floats: a ten-thousandth of a px */
            assert_near(v->value, u->value, 2e-3 * fabs(u->value) + 1e-3);
        }
        assert_true(isnan(a->quality.camera_shift));
        assert_true(b->quality.camera_shift > 0.03);
        /* pictures are drawn where the runner is seen */
        size_t f = b->key_frames[BODY_LEFT][1];
        assert_near(b->motion->points[f][BODY_L_HIP].y - a->motion->points[f][BODY_L_HIP].y,
                    shaken->camera[f][1], 0.05);
    }
}

static void the_same_motion_gives_the_same_result(void **state)
{
    (void)state;
    AUTO(synth) struct synth *s = RUNNER("fps", "30");
    AUTO(gait) struct gait *a = analyse(synth_motion(s), NULL);
    AUTO(gait) struct gait *b = analyse(synth_motion(s), NULL);
    assert_int_equal(a->n_steps, b->n_steps);
    assert_memory_equal(a->steps, b->steps, a->n_steps * sizeof(*a->steps));
    assert_memory_equal(a->values, b->values, sizeof(a->values));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_measure_has_a_row),
        cmocka_unit_test(a_perfectly_seen_runner_is_measured_rightly),
        cmocka_unit_test(pelvic_drop_is_read_from_clothes_that_are_held_and_from_nothing_else),
        cmocka_unit_test(a_camera_off_square_does_not_move_the_hands),
        cmocka_unit_test(hands_behind_the_trunk_are_not_guessed),
        cmocka_unit_test(the_two_directions_of_running_are_brought_together),
        cmocka_unit_test(what_a_view_cannot_show_is_refused),
        cmocka_unit_test(what_is_not_a_measurable_run_is_refused_with_its_reason),
        cmocka_unit_test(a_given_slow_motion_factor_gives_lifes_numbers),
        cmocka_unit_test(exchanged_legs_are_exchanged_back),
        cmocka_unit_test(legs_exchanged_at_every_second_step_are_exchanged_back),
        cmocka_unit_test(real_exchanges_are_found_and_none_invented),
        cmocka_unit_test(gaps_and_jumps_are_repaired_and_counted),
        cmocka_unit_test(a_foot_put_on_the_other_one_is_taken_back),
        cmocka_unit_test(a_camera_that_is_not_level_is_levelled_from_behind),
        cmocka_unit_test(the_time_of_toe_off_does_not_depend_on_the_cameras_roll),
        cmocka_unit_test(a_lost_contact_does_not_change_the_cadence),
        cmocka_unit_test(what_is_known_wrong_with_blazepose_is_taken_off),
        cmocka_unit_test(the_real_treadmill_runner_has_his_counted_cadence),
        cmocka_unit_test(a_hand_held_camera_changes_no_measure),
        cmocka_unit_test(the_same_motion_gives_the_same_result),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
