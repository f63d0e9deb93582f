/* SPDX-License-Identifier: Apache-2.0 */
#include "load/made.h"

#include "base/mem.h"
#include "load/score.h"

static void an_hour_of_even_heart_rate_has_the_published_impulse(void **state)
{
    (void)state;
    static const struct {
        double h, male, female;
    } rows[] = { { 0, 0, 0 }, { .5, 50, 59 }, { .7, 103, 116 }, { .85, 167, 181 } };
    for (size_t i = 0; i < N_ELEMS(rows); i++) {
        double hr = 50 + rows[i].h * 140;
        /* The hand-worked numbers are whole ones. */
        assert_near(60 * load_trimp_rate(hr, 50, 190, false), rows[i].male, 0.6);
        assert_near(60 * load_trimp_rate(hr, 50, 190, true), rows[i].female, 0.6);
    }
    /* 0.5 * 0.64 * e^0.96 * 60, to the last digit */
    assert_near(60 * load_trimp_rate(120, 50, 190, false), 19.2 * exp(0.96), 1e-9);
    assert_near(load_trimp_rate(40, 50, 190, false), 0, 0);
    assert_near(load_trimp_rate(200, 50, 190, true), 0.86 * exp(1.67), 1e-12);
    assert_true(isnan(load_trimp_rate(150, 50, 50, false)));
}

static void slopes_cost_what_minetti_measured(void **state)
{
    (void)state;
    static const struct {
        double grade, factor;
    } rows[] = { { 0, 1 },       { .05, 1.30 },       { .10, 1.66 },
                 { .20, 2.50 },  { -.05, 0.76 },      { -.10, 0.60 },
                 { -.20, 0.50 }, { .45, 19.4 / 3.6 }, { .60, 19.4 / 3.6 } };
    for (size_t i = 0; i < N_ELEMS(rows); i++)
        assert_near(load_grade_cost(rows[i].grade), rows[i].factor, 0.01); /* two digits */
    assert_true(isnan(load_grade_cost(NAN)));
}

static void all_scores_of_a_simple_run_can_be_worked_by_hand(void **state)
{
    (void)state;
    static const struct stretch run[] = { { 1800, 3, 120 }, { 1801, 3, 176 } };
    AUTO(activity) struct activity *a = made_run(run, 2, 1);
    AUTO(load_signal) struct load_signal *s = NULL;
    struct load_profile p = LOAD_PROFILE_UNKNOWN;
    struct load_borders b;
    struct load_scores r;
    struct err err = { 0 };
    p.max_hr = 190;
    p.rest_hr = 50;
    p.threshold_speed_m_s = 4;
    load_borders_of(&p, &b);
    assert_ok(load_signal_new(a, &s, &err), err);
    assert_ok(load_scores_of(a, s, &b, 0, 4, &r, &err), err);
    assert_near(r.active_s, 3600, 1e-9);
    assert_near(r.hr_s, 3601, 1e-9);
    assert_near(r.session_rpe, 240, 1e-9); /* 4 x 60 min */
    /* 30 min at h = 0.5: 24.98 + 30 min (and the last second) at 0.9: 97.3 */
    assert_near(r.trimp, 9.6 * exp(0.96) + 1801. / 60 * .9 * .64 * exp(.9 * 1.92), 1e-6);
    assert_near(r.trimp_female, 30 * .5 * .86 * exp(.835) + 1801. / 60 * .774 * exp(1.503),
                1e-6);
    assert_near(r.edwards, 30 * 2 + 1801. / 60 * 5, 1e-6); /* 63 % and 93 % of 190 */
    assert_near(r.lucia, 30 * 1 + 1801. / 60 * 3, 1e-6);   /* borders 153.9 and 166.25 */
    assert_near(r.graded_speed_m_s, 3, 1e-6);
    assert_near(r.run_stress, 56.25, 1e-4); /* 100 x 1 h x 0.75^2 */
}

static void what_cannot_be_said_is_nan_and_an_unknown_sex_gives_both(void **state)
{
    (void)state;
    static const struct stretch run[] = { { 600, 3, 150 } };
    AUTO(activity) struct activity *a = made_run(run, 1, 1);
    struct load_profile p = LOAD_PROFILE_UNKNOWN;
    struct load_borders b;
    struct load_scores r;
    struct err err = { 0 };
    load_borders_of(&p, &b);
    assert_ok(load_scores_of(a, NULL, &b, -1, NAN, &r, &err), err);
    assert_true(isnan(r.session_rpe) && isnan(r.trimp_male) && isnan(r.edwards));
    p.max_hr = 190;
    load_borders_of(&p, &b);
    assert_ok(load_scores_of(a, NULL, &b, -1, NAN, &r, &err), err);
    assert_true(isnan(r.trimp) && r.trimp_male > 0 && r.trimp_female > r.trimp_male);
    assert_true(isnan(r.run_stress));
}

static void fast_and_slow_halves_count_more_than_their_mean(void **state)
{
    (void)state;
    static const struct stretch run[] = { { 600, 2, 0 }, { 601, 4, 0 } };
    AUTO(activity) struct activity *a = made_run(run, 2, 1);
    AUTO(load_signal) struct load_signal *s = NULL;
    struct err err = { 0 };
    assert_ok(load_signal_new(a, &s, &err), err);
    /* ((2^4 + 4^4) / 2)^(1/4) = 3.415; the 30 s at the change and at the start move it little
     */
    assert_near(load_graded_speed(s), 3.415, 0.02);
}

static void a_steady_climb_counts_as_the_level_speed_of_equal_cost(void **state)
{
    (void)state;
    AUTO(activity) struct activity *a = NULL;
    AUTO(load_signal) struct load_signal *s = NULL;
    struct err err = { 0 };
    assert_ok(activity_new(&a, &err), err);
    for (int i = 0; i <= 600; i++) {
        assert_ok(activity_add_sample(a, &err), err);
        assert_ok(activity_set(a, ACTIVITY_TIME, MADE_START + i, &err), err);
        assert_ok(activity_set(a, ACTIVITY_DISTANCE, 2.0 * i, &err), err);
        assert_ok(activity_set(a, ACTIVITY_ALTITUDE, 100 + 0.2 * i, &err), err);
    }
    assert_ok(load_signal_new(a, &s, &err), err);
    assert_near(s->grade[300], 0.1, 1e-9);
    assert_near(load_graded_speed(s), 2 * load_grade_cost(0.1), 1e-6);
}

static void the_clock_skips_pauses_and_long_gaps_and_bridges_short_ones(void **state)
{
    (void)state;
    static const struct {
        double t, d;
    } rows[] = { { 0, 0 },    { 8, 24 },   { 10, 30 }, { 110, 30 },
                 { 120, 60 }, { 720, 90 }, { 721, 93 } };
    AUTO(activity) struct activity *a = NULL;
    AUTO(load_signal) struct load_signal *s = NULL;
    struct err err = { 0 };
    assert_ok(activity_new(&a, &err), err);
    for (size_t i = 0; i < N_ELEMS(rows); i++) {
        assert_ok(activity_add_sample(a, &err), err);
        assert_ok(activity_set(a, ACTIVITY_TIME, MADE_START + rows[i].t, &err), err);
        assert_ok(activity_set(a, ACTIVITY_DISTANCE, rows[i].d, &err), err);
    }
    struct activity_pause *p = activity_add_pause(a);
    assert_non_null(p);
    p->from_s = MADE_START + 10;
    p->to_s = MADE_START + 110;
    assert_ok(load_signal_new(a, &s, &err), err);
    assert_int_equal(s->n, 22); /* 10 + 10 + 1 (the gap of 600 s) + 1 */
    assert_near(s->speed_m_s[4], 3, 1e-9);
    assert_near(load_signal_row(s, MADE_START + 115), 15, 1e-6);
    assert_near(load_signal_utc(s, 15.5), MADE_START + 115.5, 1e-6);
    assert_near(load_signal_distance(s, 15.5), 46.5, 1e-6);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_hour_of_even_heart_rate_has_the_published_impulse),
        cmocka_unit_test(slopes_cost_what_minetti_measured),
        cmocka_unit_test(all_scores_of_a_simple_run_can_be_worked_by_hand),
        cmocka_unit_test(what_cannot_be_said_is_nan_and_an_unknown_sex_gives_both),
        cmocka_unit_test(fast_and_slow_halves_count_more_than_their_mean),
        cmocka_unit_test(a_steady_climb_counts_as_the_level_speed_of_equal_cost),
        cmocka_unit_test(the_clock_skips_pauses_and_long_gaps_and_bridges_short_ones),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
