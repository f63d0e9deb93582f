/* SPDX-License-Identifier: Apache-2.0 */
#include "load/made.h"

#include "base/mem.h"
#include "load/clock.h"
#include "load/zones.h"

static void every_scheme_is_complete_and_ascending(void **state)
{
    (void)state;
    for (size_t i = 0; i < load_n_schemes; i++) {
        const struct load_scheme *s = &load_schemes[i];
        assert_ptr_equal(load_scheme_of(s->key), s); /* no key twice */
        assert_true(s->shown && s->source && s->grade);
        assert_true(s->n >= 2 && s->n <= LOAD_ZONES_MAX);
        for (size_t b = 1; s->scale != LOAD_OF_LOW_AND_HIGH && b + 1 < s->n; b++)
            assert_true(s->border[b] > s->border[b - 1] && s->border[b - 1] > 0);
    }
    assert_null(load_scheme_of("no such scheme"));
}

static void borders_say_how_they_are_known(void **state)
{
    (void)state;
    static const struct {
        double age, max, seen, rest, threshold;
        double want_max, want_low, want_high;
        enum load_known known;
    } rows[] = {
        { 40, 187, NAN, NAN, NAN, 187, 187, 187, LOAD_GIVEN },
        { 40, NAN, NAN, NAN, NAN, 180, 160, 200, LOAD_ESTIMATED }, /* 208 - 0.7 * 40 */
        { 40, NAN, 172, NAN, NAN, 180, 172, 200, LOAD_ESTIMATED }, /* at least what was seen */
        { 40, NAN, 190, NAN, NAN, 190, 190, 200, LOAD_SEEN },
        { NAN, NAN, 175, NAN, NAN, 175, 175, 195, LOAD_SEEN },
        { NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN, LOAD_UNKNOWN },
    };
    for (size_t i = 0; i < N_ELEMS(rows); i++) {
        struct load_profile p = LOAD_PROFILE_UNKNOWN;
        struct load_borders b;
        p.age_years = rows[i].age;
        p.max_hr = rows[i].max;
        p.seen_max_hr = rows[i].seen;
        load_borders_of(&p, &b);
        assert_int_equal(b.max_hr.known, rows[i].known);
        assert_int_equal(b.rest_hr.known, LOAD_ASSUMED);
        if (rows[i].known == LOAD_UNKNOWN) {
            assert_true(isnan(b.max_hr.value) && isnan(b.low_hr.value));
            continue;
        }
        assert_near(b.max_hr.value, rows[i].want_max, 1e-9);
        assert_near(b.max_hr.low, rows[i].want_low, 1e-9);
        assert_near(b.max_hr.high, rows[i].want_high, 1e-9);
        assert_near(b.low_hr.value, 0.81 * rows[i].want_max, 1e-9);
        assert_true(b.high_hr.low < b.high_hr.value && b.high_hr.value < b.high_hr.high);
    }
}

static void a_threshold_that_is_given_sets_both_thresholds(void **state)
{
    (void)state;
    struct load_profile p = LOAD_PROFILE_UNKNOWN;
    struct load_borders b;
    p.threshold_hr = 175;
    load_borders_of(&p, &b);
    assert_int_equal(b.high_hr.known, LOAD_GIVEN);
    assert_near(b.low_hr.value, 162, 1e-9); /* 175 * 0.81 / 0.875 */
    assert_near(b.low_hr.low, 150, 1e-9);   /* 6 % of 200 = 175 / 0.875 less */
    assert_int_equal(b.low_hr.known, LOAD_ESTIMATED);
}

static void a_heart_rate_on_a_border_belongs_to_the_zone_above(void **state)
{
    (void)state;
    static const struct stretch run[] = { { 100, 3, 119 }, { 200, 3, 120 }, { 301, 3, 170 } };
    AUTO(activity) struct activity *a = made_run(run, 3, 1);
    struct load_profile p = LOAD_PROFILE_UNKNOWN;
    struct load_borders b;
    struct load_zones z;
    struct err err = { 0 };
    p.max_hr = 200; /* borders 120 140 160 180 */
    load_borders_of(&p, &b);
    assert_ok(load_zones_of(a, load_scheme_of("max5"), &b, &z, &err), err);
    assert_near(z.seconds[0], 100, 1e-9);
    assert_near(z.seconds[1], 200, 1e-9);
    assert_near(z.seconds[2], 0, 1e-9);
    assert_near(z.seconds[3], 301, 1e-9);
    assert_near(z.total_s, 601, 1e-9);
}

static void reserve_zones_start_at_rest(void **state)
{
    (void)state;
    static const struct stretch run[] = { { 60, 3, 101 }, { 60, 3, 102 } };
    AUTO(activity) struct activity *a = made_run(run, 2, 1);
    struct load_profile p = LOAD_PROFILE_UNKNOWN;
    struct load_borders b;
    struct load_zones z;
    struct err err = { 0 };
    p.max_hr = 190;
    p.rest_hr = 50;
    load_borders_of(&p, &b);
    assert_ok(load_zones_of(a, load_scheme_of("reserve5"), &b, &z, &err), err);
    assert_near(z.border[0].value, 92, 1e-9); /* 50 + 0.3 * 140 */
    assert_near(z.border[3].value, 176, 1e-9);
    assert_near(z.seconds[1], 120, 1e-9); /* 92 .. 106 */
}

static void gaps_pauses_and_backward_times_count_for_what_they_are(void **state)
{
    (void)state;
    static const struct {
        double t, hr, want;
    } rows[] = {
        { 0, 120, 4 },  { 4, 130, 10 }, /* smart recording; then a gap of 60 s */
        { 64, NAN, 0 }, { 65, 140, 5 }, /* 10 s, of which 5 in a pause */
        { 75, 150, 2 }, { 74, 155, 0 }, /* back in time: not counted, and not an end */
        { 77, 160, 1 },                 /* the last one: no more than a second */
    };
    AUTO(activity) struct activity *a = NULL;
    struct err err = { 0 };
    double w[N_ELEMS(rows)];
    assert_ok(activity_new(&a, &err), err);
    for (size_t i = 0; i < N_ELEMS(rows); i++) {
        assert_ok(activity_add_sample(a, &err), err);
        assert_ok(activity_set(a, ACTIVITY_TIME, MADE_START + rows[i].t, &err), err);
        assert_ok(activity_set(a, ACTIVITY_HR, rows[i].hr, &err), err);
    }
    struct activity_pause *p = activity_add_pause(a);
    assert_non_null(p);
    p->from_s = MADE_START + 70;
    p->to_s = MADE_START + 75;
    load_weights(a, ACTIVITY_HR, LOAD_GAP_S, w);
    for (size_t i = 0; i < N_ELEMS(rows); i++)
        assert_near(w[i], rows[i].want, 1e-6); /* times near 1.7e9 are exact to 2e-7 s */
}

static void no_heart_rate_or_no_border_is_refused_and_says_what_is_missing(void **state)
{
    (void)state;
    static const struct stretch run[] = { { 60, 3, 0 } };
    AUTO(activity) struct activity *a = made_run(run, 1, 1);
    struct load_profile p = LOAD_PROFILE_UNKNOWN;
    struct load_borders b;
    struct load_zones z;
    struct err err = { 0 };
    load_borders_of(&p, &b);
    assert_refused(load_zones_of(a, load_scheme_of("max5"), &b, &z, &err), ERR_USAGE);
    assert_string_equal(err.msg, "zones \"max5\" need the maximum heart rate or age; give it, "
                                 "or say it once with backstride profile");
    p.max_hr = 190;
    load_borders_of(&p, &b);
    assert_refused(load_zones_of(a, load_scheme_of("max5"), &b, &z, &err), ERR_UNSUPPORTED);
    assert_string_equal(err.msg, "the activity has no heart_rate");
}

static void sessions_and_time_are_shared_out_differently(void **state)
{
    (void)state;
    struct load_share s = { 0 };
    load_share_add(&s, (const double[]){ 3600, 0, 0 }, false);
    load_share_add(&s, (const double[]){ 3600, 100, 100 }, true);   /* short hard bouts */
    load_share_add(&s, (const double[]){ 1200, 1200, 0 }, false);   /* middle */
    load_share_add(&s, (const double[]){ 1800, 1400, 400 }, false); /* 11 % above: hard */
    assert_int_equal(s.sessions[0], 1);
    assert_int_equal(s.sessions[1], 1);
    assert_int_equal(s.sessions[2], 2);
    assert_near(s.seconds[0], 10200, 0);
    assert_near(s.seconds[1], 2700, 0);
    assert_near(s.seconds[2], 500, 0);
}

static void the_peak_heart_rate_must_stand_for_five_seconds(void **state)
{
    (void)state;
    static const struct stretch run[] = {
        { 60, 3, 150 }, { 4, 3, 190 }, { 20, 3, 160 }, { 5, 3, 171 }, { 20, 3, 140 }
    };
    AUTO(activity) struct activity *a = made_run(run, N_ELEMS(run), 1);
    assert_near(load_peak_hr(a), 171, 1e-9);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_scheme_is_complete_and_ascending),
        cmocka_unit_test(borders_say_how_they_are_known),
        cmocka_unit_test(a_threshold_that_is_given_sets_both_thresholds),
        cmocka_unit_test(a_heart_rate_on_a_border_belongs_to_the_zone_above),
        cmocka_unit_test(reserve_zones_start_at_rest),
        cmocka_unit_test(gaps_pauses_and_backward_times_count_for_what_they_are),
        cmocka_unit_test(no_heart_rate_or_no_border_is_refused_and_says_what_is_missing),
        cmocka_unit_test(sessions_and_time_are_shared_out_differently),
        cmocka_unit_test(the_peak_heart_rate_must_stand_for_five_seconds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
