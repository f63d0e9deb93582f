/* SPDX-License-Identifier: Apache-2.0 */
/* Real trials against their force plate and against what is known about them. */
#include <math.h>

#include "base/file.h"
#include "base/mem.h"
#include "dsp/stats.h"
#include "formats/mocap_formats.h"
#include "gait/agree.h"
#include "gait/events.h"
#include "mocap/mocap.h"
#include "test.h"

static struct markers *read_trial(const char *name)
{
    AUTO(mem) uint8_t *data = NULL;
    struct markers *m = NULL;
    struct err err = { 0 };
    size_t n = 0;
    assert_ok(file_read(test_data(name), 1 << 26, &data, &n, &err), err);
    assert_ok(mocap_format_read(data, n, &m, &err), err);
    return m;
}

struct trial {
    const char *path, *forces, *still;
    size_t n_contacts; /* on the plate, as known of the data set */
    /* contact time at 50 N: of the second trial by counting on the raw channel */
    double cadence, contact_s, speed;
};

static const struct trial trials[] = {
    { "data/mocap/RBDS001runT25markers.txt", "data/mocap/RBDS001runT25forces.txt",
      "data/mocap/RBDS001static.txt", 77, 156.8, 0.277, 2.5 },
    { "data/mocap/RBDS001runT35.c3d", NULL, "data/mocap/RBDS001static.c3d", 85, 171.2, 0.224,
      3.5 },
};

struct opened {
    struct markers *m, *still;
    struct mocap_sets *sets;
    struct mocap_body *body;
    struct gait_contact *plate;
    size_t n_plate;
};

static void opened_done(struct opened *o)
{
    markers_free(o->m);
    markers_free(o->still);
    mocap_sets_free(o->sets);
    mocap_body_free(o->body);
    free(o->plate);
}

static void open_trial(const struct trial *t, struct opened *o)
{
    struct err err = { 0 };
    *o = (struct opened){ .still = read_trial(t->still) };
    o->m = read_trial(t->path);
    if (t->forces) {
        AUTO(markers) struct markers *f = read_trial(t->forces);
        assert_ok(markers_take_plates(o->m, f, &err), err);
    }
    assert_ok(mocap_sets_new(NULL, 0, &o->sets, &err), err);
    const struct mocap_params par = { .sets = o->sets, .still = o->still };
    assert_ok(mocap_body_new(o->m, &par, &o->body, &err), err);
    assert_ok(
        mocap_plate_contacts(o->m, o->body, MOCAP_CONTACT_N, &o->plate, &o->n_plate, &err),
        err);
}

static struct gait_params params(enum gait_view view)
{
    struct gait_params par = GAIT_PARAMS_INIT;
    par.view = view;
    par.source = GAIT_MOCAP;
    par.px_per_m = MOCAP_PX_PER_M;
    par.slow_known = true;
    return par;
}

static struct gait *measure(const struct opened *o, struct gait_params par)
{
    AUTO(motion) struct motion *m = NULL;
    struct gait *g = NULL;
    struct err err = { 0 };
    assert_ok(mocap_project(o->body, par.view, &m, &err), err);
    assert_ok(gait_analyse(m, &par, &g, &err), err);
    return g;
}

static void the_plate_gives_what_is_known_of_the_trials(void **state)
{
    (void)state;
    for (size_t i = 0; i < N_ELEMS(trials); i++) {
        __attribute__((cleanup(opened_done))) struct opened o;
        double sum = 0, up = 0;
        open_trial(&trials[i], &o);
        assert_int_equal(o.n_plate, trials[i].n_contacts);
        for (size_t k = 0; k < o.n_plate; k++) {
            sum += o.plate[k].off_s - o.plate[k].on_s;
            assert_true(k == 0 || o.plate[k].side != o.plate[k - 1].side);
        }
        assert_near(sum / (double)o.n_plate, trials[i].contact_s, 0.0015); /* given to 1 ms */
        double steps_s = o.plate[o.n_plate - 1].on_s - o.plate[0].on_s;
        assert_near(60 * (double)(o.n_plate - 1) / steps_s, trials[i].cadence, 0.1);
        for (size_t s = 0; s < o.m->n_samples; s++)
            up += o.m->plate[s].force_n[1] / (double)o.m->n_samples;
        /* over many strides the mean vertical force is the weight: 62.0 kg in RBDSinfo.txt */
        assert_near(up, 62.0 * 9.81, 0.03 * 62.0 * 9.81);
        assert_near(mocap_speed(o.body, o.plate, o.n_plate), trials[i].speed, 0.05);
    }
}

/* The targets: none missed, none invented, both events within 10 ms on average, contact time
 * without a bias of 8 ms, cadence within 0.3, step width within 5 mm. */
static void markers_time_contacts_as_the_plate_does(void **state)
{
    (void)state;
    for (size_t i = 0; i < N_ELEMS(trials); i++) {
        __attribute__((cleanup(opened_done))) struct opened o;
        AUTO(mem) struct gait_contact *found = NULL;
        AUTO(motion) struct motion *side = NULL;
        struct gait_event_choice choice = gait_event_default(GAIT_MOCAP);
        struct gait_params par = params(GAIT_SIDE_RIGHT), rear = params(GAIT_REAR);
        struct gait_agreement a;
        struct err err = { 0 };
        size_t n;
        open_trial(&trials[i], &o);
        assert_ok(mocap_project(o.body, GAIT_SIDE_RIGHT, &side, &err), err);
        assert_ok(gait_events_of(side, &par, &choice, &found, &n, &err), err);
        const struct gait_known plate = { o.plate, o.n_plate, 0,
                                          side->t_s[side->n_frames - 1] };
        assert_ok(gait_agree(found, n, &plate, &a, &err), err);
        assert_int_equal(a.n_missed, 0);
        assert_int_equal(a.n_invented, 0);
        assert_true(a.n_matched + 2 >= trials[i].n_contacts); /* all but the ends */
        assert_true(a.on.mae_s < 0.010 && a.off.mae_s < 0.010);
        assert_true(fabs(a.time.bias_s) < 0.008);

        AUTO(gait) struct gait *g = measure(&o, par);
        assert_near(g->values[MEASURE_CADENCE][BODY_N_SIDES].value, trials[i].cadence, 0.3);
        rear.contacts = found;
        rear.n_contacts = n;
        AUTO(gait) struct gait *by_markers = measure(&o, rear);
        rear.contacts = o.plate;
        rear.n_contacts = o.n_plate;
        AUTO(gait) struct gait *by_plate = measure(&o, rear);
        assert_near(by_markers->values[MEASURE_STEP_WIDTH][BODY_N_SIDES].value,
                    by_plate->values[MEASURE_STEP_WIDTH][BODY_N_SIDES].value, 0.5);
        if (i == 0) /* 11 mm by the data set's own force plate */
            assert_near(by_markers->values[MEASURE_STEP_WIDTH][BODY_N_SIDES].value, 1.1, 0.5);
    }
}

/* What a side camera of 30 or 60 frames a second would see of the same run, at five instants of
 * the first frame. */
static void slower_cameras_miss_no_contact(void **state)
{
    __attribute__((cleanup(opened_done))) struct opened o;
    static const double fps[] = { 30, 60 };
    (void)state;
    open_trial(&trials[1], &o);
    for (size_t i = 0; i < N_ELEMS(fps); i++)
        for (int phase = 0; phase < 5; phase++) {
            AUTO(motion) struct motion *m = NULL;
            AUTO(mem) struct gait_contact *found = NULL;
            struct gait_event_choice choice = gait_event_default(GAIT_MOCAP);
            struct gait_params par = params(GAIT_SIDE_RIGHT);
            struct gait_agreement a;
            struct err err = { 0 };
            size_t n;
            assert_ok(mocap_project_at(o.body, GAIT_SIDE_RIGHT, fps[i], phase / 5.0, &m, &err),
                      err);
            assert_ok(gait_events_of(m, &par, &choice, &found, &n, &err), err);
            const struct gait_known plate = { o.plate, o.n_plate, m->t_s[0],
                                              m->t_s[m->n_frames - 1] };
            assert_ok(gait_agree(found, n, &plate, &a, &err), err);
            assert_int_equal(a.n_missed + a.n_invented, 0);
            assert_true(a.on.mae_s < 0.010 && a.off.mae_s < 0.010);
        }
}

static void clusters_without_toes_give_a_sane_cadence(void **state)
{
    const struct trial t = { "data/mocap/20140515T133244_run.c3d",
                             NULL,
                             "data/mocap/20140515T133244_static.c3d",
                             0,
                             0,
                             0,
                             0 };
    __attribute__((cleanup(opened_done))) struct opened o;
    (void)state;
    open_trial(&t, &o);
    assert_string_equal(o.body->set, "ric");
    assert_true(o.body->toes_estimated);
    assert_string_equal(mocap_axis_name(o.body->forward), "-z");
    AUTO(gait) struct gait *g = measure(&o, params(GAIT_SIDE_RIGHT));
    const struct gait_value *v = &g->values[MEASURE_CADENCE][BODY_N_SIDES];
    assert_true(v->value > 150 && v->value < 200 && v->hi - v->lo < 2);
    assert_true(g->n_steps > 60);
}

/* Left foot at contact flatter than the right one by about ten degrees; neither on the heel. */
static void the_forefoot_runner_lands_on_the_forefoot(void **state)
{
    __attribute__((cleanup(opened_done))) struct opened o;
    (void)state;
    open_trial(&trials[0], &o);
    struct gait_params par = params(GAIT_SIDE_RIGHT);
    par.contacts = o.plate;
    par.n_contacts = o.n_plate;
    par.flat_known = o.body->flat_known;
    memcpy(par.foot_flat_deg, o.body->foot_flat_deg, sizeof(par.foot_flat_deg));
    AUTO(gait) struct gait *g = measure(&o, par);
    for (int side = 0; side < BODY_N_SIDES; side++) /* heel strikes begin at 8 degrees */
        assert_true(g->values[MEASURE_FOOT_STRIKE][side].value < 8);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_plate_gives_what_is_known_of_the_trials),
        cmocka_unit_test(markers_time_contacts_as_the_plate_does),
        cmocka_unit_test(slower_cameras_miss_no_contact),
        cmocka_unit_test(clusters_without_toes_give_a_sane_cadence),
        cmocka_unit_test(the_forefoot_runner_lands_on_the_forefoot),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
