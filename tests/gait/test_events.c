/* SPDX-License-Identifier: Apache-2.0 */
#include "gait/events.h"

#include <math.h>

#include "base/mem.h"
#include "gait/agree.h"
#include "gait/measures.h"
#include "gait/source.h"
#include "runner.h"

static void check_rows(const struct gait_event_row *rows, size_t n)
{
    assert_null(rows[0].fn); /* the first is as contacts.h finds them */
    for (size_t i = 0; i < n; i++) {
        assert_true(rows[i].id && rows[i].rule && rows[i].source && rows[i].needs);
        assert_true((rows[i].fn == NULL) == (rows[i].cutoff_hz <= 0));
        for (size_t k = 0; k < i; k++)
            assert_string_not_equal(rows[i].id, rows[k].id);
    }
}

static void every_method_is_complete(void **state)
{
    (void)state;
    check_rows(gait_on_rows, gait_n_on_rows);
    check_rows(gait_off_rows, gait_n_off_rows);
    for (int s = GAIT_VIDEO; s <= GAIT_MOCAP; s++) {
        struct gait_event_choice c = gait_event_default((enum gait_source)s);
        assert_true(c.on < gait_n_on_rows && c.off < gait_n_off_rows);
        assert_true(gait_source_event_hz((enum gait_source)s) > 0);
    }
    assert_string_equal(gait_off_rows[gait_event_default(GAIT_MOCAP).off].id, "ball-rise");
}

/* Each method finds each contact of a smooth runner, at a time that belongs to it: a tenth of a
 * second about contact, 150 ms about toe-off, where the farthest reach back is known to lie. */
static void every_method_finds_the_contacts_of_a_known_runner(void **state)
{
    AUTO(synth) struct synth *s = RUNNER("fps", "120", "duration", "6");
    struct gait_params gp = GAIT_PARAMS_INIT;
    struct err err = { 0 };
    (void)state;
    const struct synth_truth *t = synth_truth(s);
    AUTO(mem) struct gait_contact *truth = mem_array(t->n_contacts, sizeof(*truth));
    for (size_t i = 0; i < t->n_contacts; i++)
        truth[i] = (struct gait_contact){ .side = t->contacts[i].side,
                                          .on_s = t->contacts[i].on_s,
                                          .off_s = t->contacts[i].off_s };
    for (size_t r = 0; r < gait_n_on_rows + gait_n_off_rows; r++) {
        bool off = r >= gait_n_on_rows;
        size_t i = off ? r - gait_n_on_rows : r, n;
        const struct gait_event_choice c = { off ? 0 : i, off ? i : 0 };
        const struct gait_known known = { truth, t->n_contacts, 0, 6 };
        AUTO(mem) struct gait_contact *found = NULL;
        struct gait_agreement a;
        assert_ok(gait_events_of(t->motion, &gp, &c, &found, &n, &err), err);
        assert_ok(gait_agree(found, n, &known, &a, &err), err);
        const struct gait_spread *v = off ? &a.off : &a.on;
        const char *id = (off ? gait_off_rows : gait_on_rows)[i].id;
        /* jerk and acceleration of a figure without impact are no peaks: the methods may be
         * silent on some steps */
        if (a.n_missed > a.n_true / 3 && !strstr(id, "jerk") && !strstr(id, "acceleration"))
            fail_msg("%s misses %zu of %zu", id, a.n_missed, a.n_true);
        assert_int_equal(a.n_invented, 0);
        if (a.n_matched && !(fabs(v->bias_s) < (off ? 0.15 : 0.1)))
            fail_msg("%s is off by %.0f ms", id, 1000 * v->bias_s);
    }
}

/* Mean errors of what a clip of the figure at this speed and frame rate is measured with. */
static void errors_at(const char *speed, const char *fps, double *ret_on_s, double *ret_off_s)
{
    AUTO(synth) struct synth *s = RUNNER("speed", speed, "fps", fps, "duration", "5");
    AUTO(mem) struct gait_contact *found = NULL;
    struct gait_params gp = GAIT_PARAMS_INIT;
    struct err err = { 0 };
    size_t n, n_seen = 0;
    double on = 0, off = 0;
    const struct synth_truth *t = synth_truth(s);
    assert_ok(gait_events_of(t->motion, &gp, NULL, &found, &n, &err), err);
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < t->n_contacts; j++)
            if (t->contacts[j].side == found[i].side && found[i].off_s < 4.9 &&
                fabs(t->contacts[j].off_s - found[i].off_s) < 0.1) {
                on += fabs(found[i].on_s - t->contacts[j].on_s);
                off += fabs(found[i].off_s - t->contacts[j].off_s);
                n_seen++;
            }
    assert_true(n_seen > 8);
    *ret_on_s = on / (double)n_seen;
    *ret_off_s = off / (double)n_seen;
}

/* 7 and 9 ms on average: what one set of constants leaves between a force plate and this figure
 * (docs/events.md). */
static void both_events_are_found_at_every_speed(void **state)
{
    static const char *const speed[] = { "2.4", "3.2", "4" }, *const fps[] = { "30", "120" };
    (void)state;
    for (size_t k = 0; k < N_ELEMS(speed) * N_ELEMS(fps); k++) {
        double on_s, off_s;
        errors_at(speed[k / N_ELEMS(fps)], fps[k % N_ELEMS(fps)], &on_s, &off_s);
        assert_near(on_s, 0, 0.007);
        assert_near(off_s, 0, 0.009);
    }
}

/* Wherever the clip ends: the last step's end is known more often than the last toe-off, and it
 * is a true landing, to the 10 ms that the last frames' smoothing adds to the method. */
static void the_landing_that_the_clip_cuts_ends_the_last_step(void **state)
{
    size_t n_known = 0;
    (void)state;
    for (int k = 0; k < 8; k++) {
        struct synth_params par;
        AUTO(synth) struct synth *s = NULL;
        AUTO(gait) struct gait *g = NULL;
        struct gait_params gp = GAIT_PARAMS_INIT;
        struct err err = { 0 };
        synth_params_init(&par);
        assert_ok(synth_params_set(&par, "fps", "120", &err), err);
        par.duration_s = 4 + 0.09 * k;
        assert_ok(synth_new(&par, &s, &err), err);
        const struct synth_truth *t = synth_truth(s);
        assert_ok(gait_analyse(t->motion, &gp, &g, &err), err);
        const struct gait_step *last = &g->steps[g->n_steps - 1];
        bool close = false;
        for (size_t j = 0; j < t->n_contacts; j++)
            close = close || (t->contacts[j].side != last->contact.side &&
                              fabs(t->contacts[j].on_s - last->next_on_s) < 0.010);
        n_known += isfinite(last->next_on_s) ? 1 : 0;
        assert_true(close || isnan(last->next_on_s));
    }
    assert_true(n_known >= 4);
}

/* From behind, one contact in which the wrong foot looks lower. */
static void feet_take_turns_from_behind(void **state)
{
    AUTO(synth) struct synth *s = RUNNER("view", "rear", "fps", "60", "duration", "5");
    AUTO(gait_track) struct gait_track *k = NULL;
    struct gait_contacts c = { 0 };
    struct gait_scene scene;
    struct err err = { 0 };
    (void)state;
    const struct synth_truth *t = synth_truth(s);
    gait_scene_find(t->motion, 0, GAIT_REAR, &scene);
    assert_ok(gait_track_new(t->motion, 0, t->motion->n_frames, 60, GAIT_REAR, &k, &err), err);
    size_t hit = t->n_contacts / 2;
    enum body_side stance = t->contacts[hit].side;
    for (size_t i = 0; i < k->n; i++)
        if (k->t_s[i] > t->contacts[hit].on_s && k->t_s[i] < t->contacts[hit].off_s) {
            k->y[BODY_OF(ANKLE, stance)][i] += 300;
            k->y[BODY_OF(HEEL, stance)][i] += 300;
            k->y[BODY_OF(TOE, stance)][i] += 300;
        }
    double stride_s = t->contacts[2].on_s - t->contacts[0].on_s;
    assert_ok(gait_contacts_find(k, &scene, stride_s, &c, &err), err);
    assert_true(c.n > 8);
    for (size_t i = 0; i < c.n; i++)
        for (size_t j = 0; j < t->n_contacts; j++)
            if (fabs(t->contacts[j].on_s - c.list[i].on_s) < 0.25 * stride_s / 2)
                assert_int_equal(c.list[i].side, t->contacts[j].side);
    gait_contacts_done(&c);
}

static struct gait_contact contact(enum body_side side, double on_s, double off_s)
{
    return (struct gait_contact){ .side = side, .on_s = on_s, .off_s = off_s };
}

static void agreement_counts_and_averages(void **state)
{
    const struct gait_contact truth[] = {
        contact(BODY_LEFT, 0.1, 0.3), contact(BODY_LEFT, 1, 1.2), contact(BODY_RIGHT, 1.4, 1.6),
        contact(BODY_LEFT, 1.8, 2.0), contact(BODY_RIGHT, 2.2, 2.4)
    };
    const struct gait_contact found[] = { contact(BODY_LEFT, 1.01, 1.19),
                                          contact(BODY_LEFT, 1.4, 1.6), /* the wrong foot */
                                          contact(BODY_LEFT, 1.83, 2.01),
                                          contact(BODY_RIGHT, 2.2, 2.4),
                                          contact(BODY_RIGHT, 2.9, 3.0) };
    const struct gait_known known = { truth, N_ELEMS(truth), 0, 3.2 };
    struct gait_agreement a;
    struct err err = { 0 };
    (void)state;
    assert_ok(gait_agree(found, N_ELEMS(found), &known, &a, &err), err);
    assert_int_equal(a.n_true, 4);     /* the first lies too near to the beginning */
    assert_int_equal(a.n_missed, 1);   /* right at 1.4 */
    assert_int_equal(a.n_invented, 1); /* left at 1.4; the last lies too near to the end */
    assert_int_equal(a.n_matched, 3);
    assert_near(a.on.bias_s, (0.01 + 0.03 + 0) / 3, 1e-12);
    assert_near(a.on.mae_s, (0.01 + 0.03 + 0) / 3, 1e-12);
    assert_near(a.off.bias_s, (-0.01 + 0.01 + 0) / 3, 1e-12);
    assert_near(a.off.mae_s, 0.02 / 3, 1e-12);
    assert_near(a.time.bias_s, (-0.02 - 0.02 + 0) / 3, 1e-12);
    assert_ok(gait_agree(NULL, 0, &known, &a, &err), err);
    assert_true(a.n_missed == 4 && isnan(a.on.mae_s));
}

static void contacts_that_are_given_are_used_as_they_are(void **state)
{
    struct synth_params par;
    AUTO(synth) struct synth *s = NULL;
    AUTO(gait) struct gait *g = NULL;
    struct gait_params gp = GAIT_PARAMS_INIT;
    struct err err = { 0 };
    (void)state;
    synth_params_init(&par);
    assert_ok(synth_params_set(&par, "duration", "6", &err), err);
    assert_ok(synth_new(&par, &s, &err), err);
    const struct synth_truth *t = synth_truth(s);
    AUTO(mem) struct gait_contact *truth = mem_array(t->n_contacts, sizeof(*truth));
    for (size_t i = 0; i < t->n_contacts; i++)
        truth[i] = contact(t->contacts[i].side, t->contacts[i].on_s, t->contacts[i].off_s);
    gp.contacts = truth;
    gp.n_contacts = t->n_contacts;
    gp.flat_known = true;
    gp.foot_flat_deg[BODY_LEFT] = 100; /* only to see that it is used */
    assert_ok(gait_analyse(t->motion, &gp, &g, &err), err);
    assert_true(g->n_steps > 10);
    for (size_t i = 0, k = 0; i < g->n_steps; i++) {
        while (k < t->n_contacts && truth[k].on_s != g->steps[i].contact.on_s)
            k++;
        assert_true(k < t->n_contacts && truth[k].off_s == g->steps[i].contact.off_s);
    }
    assert_true(g->values[MEASURE_FOOT_STRIKE][BODY_LEFT].value < -50);
}

static void markers_have_errors_of_their_own(void **state)
{
    struct gait_scene scene = { .source = GAIT_MOCAP };
    (void)state;
    for (int m = 0; m < MEASURE_N; m++) {
        bool side = gait_measure_rows[m].views & GAIT_IN_SIDE;
        const double *sd = gait_system_sd[m][side ? GAIT_FROM_SIDE : GAIT_FROM_FRONT];
        scene.source = GAIT_VIDEO;
        scene.view = side ? GAIT_SIDE_LEFT : GAIT_FRONT;
        assert_near(gait_source_sd(&scene, (enum measure)m, 25), sd[0], 0);
        assert_near(gait_source_sd(&scene, (enum measure)m, 60), sd[1], 0);
        assert_near(gait_source_sd(&scene, (enum measure)m, 30 * M_SQRT2), (sd[0] + sd[1]) / 2,
                    1e-9);
        assert_near(gait_source_sd(&scene, (enum measure)m, 240), sd[3], 0);
        assert_near(gait_source_sd(&scene, (enum measure)m, 1000), sd[3], 0);
        scene.source = GAIT_MOCAP;
        double markers = gait_source_sd(&scene, (enum measure)m, 150);
        assert_true(markers > 0);
        scene.contacts_exact = true;
        assert_true(gait_source_sd(&scene, (enum measure)m, 150) <= markers);
        scene.contacts_exact = false;
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_method_is_complete),
        cmocka_unit_test(every_method_finds_the_contacts_of_a_known_runner),
        cmocka_unit_test(both_events_are_found_at_every_speed),
        cmocka_unit_test(the_landing_that_the_clip_cuts_ends_the_last_step),
        cmocka_unit_test(feet_take_turns_from_behind),
        cmocka_unit_test(agreement_counts_and_averages),
        cmocka_unit_test(contacts_that_are_given_are_used_as_they_are),
        cmocka_unit_test(markers_have_errors_of_their_own),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
