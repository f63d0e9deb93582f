/* SPDX-License-Identifier: Apache-2.0 */
#include "load/made.h"

#include "base/mem.h"
#include "load/dose.h"
#include "load/kind.h"

static void every_rule_has_reasons_and_every_kind_a_rule(void **state)
{
    (void)state;
    bool seen[LOAD_N_KINDS] = { [LOAD_KIND_NONE] = true };
    for (size_t i = 0; i < load_n_kind_rules; i++) {
        const struct load_kind_rule *r = &load_kind_rules[i];
        assert_in_range(r->n, 1, LOAD_REASONS_MAX);
        for (size_t c = 0; c < r->n; c++)
            assert_true(*load_clue_name(r->when[c].clue) && isfinite(r->when[c].limit));
        seen[r->kind] = true;
    }
    for (size_t k = 0; k < LOAD_N_KINDS; k++)
        assert_true(seen[k] && *load_kind_name((enum load_kind)k));
    assert_string_equal(load_kind_name(LOAD_N_KINDS), "");
    assert_string_equal(load_clue_unit(LOAD_CLUE_MINUTES), "min");
}

/* clang-format off */
static const struct {
    enum activity_sport sport;
    const char *name;
    double minutes, speed, usual_m, three[3], hr;
    size_t bouts;
    enum load_kind want;
    enum load_clue reason;
} sessions[] = {
    /* sport, name, minutes, m/s, usual m, three zones, hr, bouts: kind, first reason */
    { ACTIVITY_SPORT_WALK, "", 60, 1.4, 8000, { 1, 0, 0 }, 100, 0,
      LOAD_KIND_WALK, LOAD_CLUE_WALK_SPORT },
    { ACTIVITY_SPORT_RUN, "", 60, 1.5, 8000, { 1, 0, 0 }, 100, 0,
      LOAD_KIND_WALK, LOAD_CLUE_SPEED },
    { ACTIVITY_SPORT_RIDE, "race", 60, 8, 8000, { 1, 0, 0 }, 120, 0,
      LOAD_KIND_CROSS, LOAD_CLUE_NOT_RUN },
    { ACTIVITY_SPORT_RUN, "", 50, 3, 8000, { 1, 1, 1 }, 150, 6,
      LOAD_KIND_INTERVALS, LOAD_CLUE_BOUTS },
    { ACTIVITY_SPORT_RUN, "Spring Race", 20, 3, 8000, { 1, 0, 0 }, 150, 0,
      LOAD_KIND_RACE, LOAD_CLUE_NAME_RACE },
    { ACTIVITY_SPORT_RUN, "", 40, 4.183, 8000, { 0, 1, 9 }, 172, 0,
      LOAD_KIND_RACE, LOAD_CLUE_RACE_LENGTH },
    { ACTIVITY_SPORT_RUN, "trace of gold", 90, 2.9, 9000, { 1, 0, 0 }, 130, 0,
      LOAD_KIND_LONG, LOAD_CLUE_OF_USUAL },
    { ACTIVITY_SPORT_RUN, "", 110, 2.9, NAN, { 1, 0, 0 }, 130, 0,
      LOAD_KIND_LONG, LOAD_CLUE_MINUTES },
    { ACTIVITY_SPORT_RUN, "", 45, 3.5, 8000, { 4, 5, 1 }, 160, 0,
      LOAD_KIND_TEMPO, LOAD_CLUE_ABOVE_LOW },
    { ACTIVITY_SPORT_RUN, "", 45, 2.9, 8000, { 9, 1, 0 }, 130, 0,
      LOAD_KIND_EASY, LOAD_CLUE_LOW },
    { ACTIVITY_SPORT_RUN, "", 45, 3.1, 8000, { 7, 3, 0 }, 145, 0,
      LOAD_KIND_STEADY, LOAD_CLUE_LOW },
    { ACTIVITY_SPORT_RUN, "", 45, 3.1, 8000, { 0, 0, 0 }, 0, 0,
      LOAD_KIND_NONE, 0 },
};
/* clang-format on */

static void sessions_are_what_a_coach_would_call_them(void **state)
{
    (void)state;
    for (size_t i = 0; i < N_ELEMS(sessions); i++) {
        const struct stretch part = { sessions[i].minutes * 60 + 1, sessions[i].speed,
                                      sessions[i].hr };
        AUTO(activity) struct activity *a = made_run(&part, 1, 1);
        AUTO(load_signal) struct load_signal *s = NULL;
        struct load_intervals v = { .n_work = sessions[i].bouts };
        struct load_profile p = LOAD_PROFILE_UNKNOWN;
        struct load_borders b;
        struct load_kind_result r;
        struct err err = { 0 };
        p.max_hr = 190;
        load_borders_of(&p, &b);
        a->sport = sessions[i].sport;
        snprintf(a->name, sizeof(a->name), "%s", sessions[i].name);
        assert_ok(load_signal_new(a, &s, &err), err);
        struct load_kind_facts f = { .a = a,
                                     .signal = s,
                                     .borders = &b,
                                     .intervals = v.n_work ? &v : NULL,
                                     .three_s = sessions[i].three,
                                     .usual_m = sessions[i].usual_m };
        load_kind_of(&f, &r);
        if (r.kind != sessions[i].want)
            fail_msg("row %zu is %s, not %s", i, load_kind_name(r.kind),
                     load_kind_name(sessions[i].want));
        assert_int_equal(!r.rule, r.kind == LOAD_KIND_NONE);
        if (r.rule)
            assert_int_equal(r.rule->when[0].clue, sessions[i].reason);
    }
}

static void the_force_of_a_step_carries_the_weight(void **state)
{
    (void)state;
    static const struct {
        double contact, flight, bw;
    } rows[] = {
        { .30, .05, 1.83 }, { .26, .09, 2.11 }, { .24, .11, 2.29 }, { .20, .15, 2.75 }
    };
    for (size_t i = 0; i < N_ELEMS(rows); i++) {
        double f = load_step_force(rows[i].contact, rows[i].contact + rows[i].flight);
        assert_near(f, rows[i].bw, 0.006); /* two digits */
        /* the half sine's mean over the step is one body weight */
        assert_near(f * 2 / M_PI * rows[i].contact / (rows[i].contact + rows[i].flight), 1,
                    1e-12);
    }
    assert_true(isnan(load_step_force(0.05, 0.35)) && isnan(load_step_force(NAN, 0.35)));
    assert_near(load_usual_force(2.4, 165), 1.83, 1e-12);
    assert_near(load_usual_force(4.5, 180), 2.712, 1e-9);
    assert_near(load_usual_force(1.5, 110), 1.15, 0);
}

static void ten_minutes_of_steps_add_up_by_hand(void **state)
{
    (void)state;
    static const struct stretch part = { 601, 2.4, 140 };
    AUTO(activity) struct activity *a = made_run(&part, 1, 1);
    AUTO(load_signal) struct load_signal *s = NULL;
    struct load_dose d;
    struct err err = { 0 };
    assert_ok(load_signal_new(a, &s, &err), err);
    load_dose_of(s, &d);
    assert_true(isnan(d.steps) && isnan(d.sum1));
    for (size_t r = 0; r < s->n; r++)
        s->cadence[r] = 180;
    load_dose_of(s, &d);
    assert_near(d.steps, 1800, 1e-6);
    assert_near(d.sum1, 1800 * 1.83, 1e-6);
    assert_near(d.sum4, 1800 * pow(1.83, 4), 1e-5);
    assert_near(d.band_s, 600, 0);
    for (size_t r = 0; r < s->n; r++)
        s->contact_s[r] = 0.25;
    load_dose_of(s, &d);
    assert_near(d.force_bw, M_PI_2 / 0.75, 1e-9); /* step 1/3 s over contact 1/4 s */
}

static void a_dose_is_compared_with_the_runners_own(void **state)
{
    (void)state;
    static const double before[] = { 5000, 6000, NAN, 8000, 9000, 7000 };
    assert_near(load_of_usual(10500, before, 6), 1.5, 1e-12);
    assert_true(isnan(load_of_usual(10500, before, 5))); /* four known */
}

static void every_reason_is_told_with_its_value(void **state)
{
    (void)state;
    for (size_t i = 0; i < load_n_kind_rules; i++) {
        struct load_kind_result r = { .rule = &load_kind_rules[i] };
        for (size_t c = 0; c < LOAD_N_CLUES; c++)
            r.clue[c] = 0.5;
        for (size_t k = 0; k < r.rule->n; k++) {
            char text[LOAD_REASON_MAX];
            load_kind_reason(&r, k, text);
            assert_true(strlen(text) > 4 && strlen(text) < LOAD_REASON_MAX - 1);
        }
    }
    const struct load_kind_rule rule = { LOAD_KIND_RACE,
                                         1,
                                         { { LOAD_CLUE_HR_OF_MAX, false, 0.88 } } };
    struct load_kind_result r = { .rule = &rule };
    char text[LOAD_REASON_MAX];
    r.clue[LOAD_CLUE_HR_OF_MAX] = 0.914;
    load_kind_reason(&r, 0, text);
    assert_string_equal(text, "mean heart rate 91 % of the maximum");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_rule_has_reasons_and_every_kind_a_rule),
        cmocka_unit_test(sessions_are_what_a_coach_would_call_them),
        cmocka_unit_test(every_reason_is_told_with_its_value),
        cmocka_unit_test(the_force_of_a_step_carries_the_weight),
        cmocka_unit_test(ten_minutes_of_steps_add_up_by_hand),
        cmocka_unit_test(a_dose_is_compared_with_the_runners_own),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
