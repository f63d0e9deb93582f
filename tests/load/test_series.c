/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include <math.h>

#include "base/mem.h"
#include "load/series.h"
#include "load/trend.h"

static void sessions_of_a_day_add_up_and_days_of_rest_are_zero(void **state)
{
    (void)state;
    static const struct load_session s[] = {
        { .day = 9, .load = 7 },    { .day = 10, .load = 50 }, { .day = 10, .load = 20 },
        { .day = 12, .load = NAN }, { .day = 13, .load = 5 },  { .day = 14, .load = 1 }
    };
    static const double want[] = { 70, 0, 0, 5 };
    double day[4];
    load_by_day(s, N_ELEMS(s), 10, 4, day);
    for (size_t i = 0; i < 4; i++)
        assert_near(day[i], want[i], 0);
}

static void a_constant_load_becomes_the_fitness_and_the_fatigue(void **state)
{
    (void)state;
    enum { DAYS = 3650 };
    static double load[DAYS];
    static struct load_balance b[DAYS];
    for (size_t i = 0; i < DAYS; i++)
        load[i] = 80;
    load_balance_of(load, DAYS, b);
    /* By hand: day 1 = 80 (1 - e^(-1/42)) = 1.8823, 80 (1 - e^(-1/7)) = 10.6498 */
    assert_near(b[0].fitness, 1.8823, 1e-4);
    assert_near(b[0].fatigue, 10.6498, 1e-4);
    assert_near(b[0].form, 0, 0);
    assert_near(b[1].form, 1.8823 - 10.6498, 2e-4);       /* of the day before */
    assert_near(b[41].fitness, 80 * (1 - exp(-1)), 1e-9); /* 63 % after one time constant */
    assert_near(b[DAYS - 1].fitness, 80, 1e-9);
    assert_near(b[DAYS - 1].form, 0, 1e-9);
    assert_false(b[83].settled);
    assert_true(b[84].settled);
}

static void monotony_and_strain_of_three_weeks(void **state)
{
    (void)state;
    static const struct {
        double load[7], sum, monotony;
    } rows[] = {
        { { 120, 0, 120, 0, 120, 0, 60 }, 420, 1 }, /* mean 60; SD sqrt(6 * 3600 / 6) = 60 */
        { { 50, 50, 50, 50, 50, 50, 50 }, 350, 4 }, /* no deviation: held */
        { { 100, 0, 0, 0, 0, 0, 0 }, 100, 0.377964473009227 }, /* 14.286 / 37.796 = 1/sqrt(7) */
    };
    struct load_week w;
    for (size_t i = 0; i < N_ELEMS(rows); i++) {
        load_week_of(rows[i].load, &w);
        assert_near(w.sum, rows[i].sum, 1e-9);
        assert_near(w.monotony, rows[i].monotony, 1e-9);
        assert_near(w.strain, rows[i].sum * rows[i].monotony, 1e-6);
    }
    load_week_of((const double[7]){ 0 }, &w);
    assert_true(isnan(w.monotony) && w.strain == 0);
}

static void a_run_is_compared_with_the_longest_of_thirty_days(void **state)
{
    (void)state;
    static const struct {
        double distance_m;
        enum load_jump want;
    } rows[] = {
        { 8000, LOAD_JUMP_NONE },    { 10900, LOAD_JUMP_NONE },  { 11100, LOAD_JUMP_SOME },
        { 12900, LOAD_JUMP_SOME },   { 13100, LOAD_JUMP_LARGE }, { 20000, LOAD_JUMP_LARGE },
        { 20100, LOAD_JUMP_DOUBLE },
    };
    struct load_session s[] = {
        { .day = 69, .distance_m = 42195, .run = true },  /* 31 days before: too long ago */
        { .day = 70, .distance_m = 10000, .run = true },  /* 30 days before: counts */
        { .day = 90, .distance_m = 60000, .run = false }, /* a ride does not */
        { .day = 99, .distance_m = 5000, .run = true },   { .day = 100, .run = true },
    };
    struct load_spike k;
    for (size_t i = 0; i < N_ELEMS(rows); i++) {
        s[4].distance_m = rows[i].distance_m;
        load_spike_of(s, 4, &k);
        assert_near(k.longest_m, 10000, 0);
        assert_near(k.over, rows[i].distance_m / 10000 - 1, 1e-12);
        assert_int_equal(k.row->jump, rows[i].want);
    }
    load_spike_of(s, 0, &k);
    assert_int_equal(k.row->jump, LOAD_JUMP_RETURN);
    load_spike_of(s, 2, &k);
    assert_int_equal(k.row->jump, LOAD_JUMP_NONE);
    assert_true(isnan(k.over));
}

static void the_bands_of_the_jump_ascend_and_hold_their_own_hazard(void **state)
{
    (void)state;
    for (size_t i = 0; i < load_n_jumps; i++) {
        const struct load_jump_row *r = &load_jumps[i];
        assert_int_equal(r->jump, i);
        assert_non_null(r->key);
        if (r->jump == LOAD_JUMP_NONE || r->jump == LOAD_JUMP_RETURN)
            continue;
        assert_true(r->over > load_jumps[i - 1].over);
    }
}

static void the_change_of_a_week(void **state)
{
    (void)state;
    double load[14];
    for (size_t i = 0; i < 14; i++)
        load[i] = i < 7 ? 40 : 50;
    assert_near(load_week_change(load), 0.25, 1e-12);
    for (size_t i = 0; i < 7; i++)
        load[i] = 0;
    assert_true(isnan(load_week_change(load)));
}

static void resting_heart_rate_must_stay_up_for_a_week(void **state)
{
    (void)state;
    double hr[35];
    for (size_t i = 0; i < 35; i++)
        hr[i] = i % 2 ? 51 : 49;
    assert_int_equal(load_rest_hr_trend(hr, 35).drift, LOAD_DRIFT_NONE);
    hr[34] = 75; /* one bad night: mean + 3.6 */
    assert_int_equal(load_rest_hr_trend(hr, 35).drift, LOAD_DRIFT_NONE);
    for (size_t i = 28; i < 35; i++)
        hr[i] = 56;
    struct load_trend t = load_rest_hr_trend(hr, 35);
    assert_near(t.usual, 50, 1e-9);
    assert_near(t.week, 56, 1e-9);
    assert_int_equal(t.drift, LOAD_DRIFT_AWAY);
    assert_int_equal(load_rest_hr_trend(hr, 12).drift, LOAD_DRIFT_UNKNOWN);
    assert_int_equal(load_rest_hr_trend(hr, 0).drift, LOAD_DRIFT_UNKNOWN);
}

static void variability_is_judged_by_its_logarithm(void **state)
{
    (void)state;
    double v[35];
    for (size_t i = 0; i < 35; i++)
        v[i] = i % 2 ? 60 * exp(0.1) : 60 * exp(-0.1);
    struct load_trend t = load_hrv_trend(v, 35);
    assert_near(t.usual, 60, 1e-9);
    assert_near(t.low, 60 * exp(-0.05 * sqrt(28. / 27)), 1e-9); /* half the SD of +-0.1 */
    assert_int_equal(t.drift, LOAD_DRIFT_NONE);
    for (size_t i = 28; i < 35; i++)
        v[i] = 50;
    assert_int_equal(load_hrv_trend(v, 35).drift, LOAD_DRIFT_AWAY);
}

static void differences_of_beats_leave_out_the_missed_ones(void **state)
{
    (void)state;
    float rr[64];
    for (size_t i = 0; i < 64; i++)
        rr[i] = i % 2 ? 0.85f : 0.80f;
    assert_near(load_rmssd(rr, 64), 50, 1e-3); /* floats hold 0.85 to 1e-8 */
    rr[20] = 1.7f;                             /* a missed beat */
    assert_near(load_rmssd(rr, 64), 50, 1e-3);
    assert_true(isnan(load_rmssd(rr, 20)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sessions_of_a_day_add_up_and_days_of_rest_are_zero),
        cmocka_unit_test(a_constant_load_becomes_the_fitness_and_the_fatigue),
        cmocka_unit_test(monotony_and_strain_of_three_weeks),
        cmocka_unit_test(a_run_is_compared_with_the_longest_of_thirty_days),
        cmocka_unit_test(the_bands_of_the_jump_ascend_and_hold_their_own_hazard),
        cmocka_unit_test(the_change_of_a_week),
        cmocka_unit_test(resting_heart_rate_must_stay_up_for_a_week),
        cmocka_unit_test(variability_is_judged_by_its_logarithm),
        cmocka_unit_test(differences_of_beats_leave_out_the_missed_ones),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
