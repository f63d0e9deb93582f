/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "test.h"

#include "base/file.h"
#include "base/mem.h"
#include "base/rng.h"
#include "plan/today.h"

enum { TODAY = 20600 };

static const struct plan_session EASY = { .day = TODAY, .kind = PLAN_EASY, .run_m = 6000 },
                                 FAST = { .day = TODAY, .kind = PLAN_INTERVALS, .run_m = 6000 },
                                 FAR = { .day = TODAY, .kind = PLAN_LONG, .run_m = 12000 },
                                 STRENGTH = { .day = TODAY, .kind = PLAN_STRENGTH };

/* A healthy runner with a plan, who ran two days ago. */
static struct plan_today_state well(const struct plan_session *planned)
{
    return (struct plan_today_state){ .today = TODAY,
                                      .light = CARE_GREEN,
                                      .has_plan = true,
                                      .has_log = true,
                                      .planned = planned,
                                      .n_planned = planned ? 1 : 0,
                                      .last_run = TODAY - 2,
                                      .longest_m = 9000,
                                      .usual_m = 5500,
                                      .speed_m_s = 2.6,
                                      .easy_hr = 140 };
}

static const struct care_gate OPEN = { .level = CARE_SAME_DAY, .blocks = true };

static struct plan_today_state flagged(void)
{
    struct plan_today_state s = well(&EASY);
    s.gate = &OPEN;
    return s;
}
static struct plan_today_state red(void)
{
    struct plan_today_state s = well(&EASY);
    s.light = CARE_RED;
    return s;
}
static struct plan_today_state done(void)
{
    struct plan_today_state s = well(&EASY);
    s.ran_today = true;
    return s;
}
static struct plan_today_state resting(void) { return well(&STRENGTH); }
static struct plan_today_state day_after(void)
{
    struct plan_today_state s = well(NULL);
    s.has_plan = false;
    s.last_run = TODAY - 1;
    return s;
}
static struct plan_today_state amber(void)
{
    struct plan_today_state s = well(&FAST);
    s.light = CARE_AMBER;
    return s;
}
static struct plan_today_state spike(void) { return well(&FAR); }
static struct plan_today_state back_again(void)
{
    struct plan_today_state s = well(&EASY);
    s.last_run = TODAY - 40;
    s.longest_m = s.usual_m = NAN;
    return s;
}
static struct plan_today_state beginner(void)
{
    return (struct plan_today_state){
        .today = TODAY, .longest_m = NAN, .usual_m = NAN, .speed_m_s = NAN, .easy_hr = NAN
    };
}
static struct plan_today_state twice(void)
{
    struct plan_today_state s = well(&FAST);
    s.hard_yesterday = true;
    return s;
}
static struct plan_today_state tired(unsigned bit)
{
    struct plan_today_state s = well(&FAST);
    s.tired = bit;
    return s;
}
static struct plan_today_state hrv(void) { return tired(PLAN_TIRED_HRV); }
static struct plan_today_state hr(void) { return tired(PLAN_TIRED_REST_HR); }
static struct plan_today_state sleepy(void) { return tired(PLAN_TIRED_SLEEP); }
static struct plan_today_state sore(void) { return tired(PLAN_TIRED_SORE); }
static struct plan_today_state free_day(void)
{
    struct plan_today_state s = well(NULL);
    s.has_plan = false;
    return s;
}
static struct plan_today_state fine(void) { return well(&FAST); }

/* clang-format off */
static const struct {
    const char *id;
    struct plan_today_state (*state)(void);
    enum plan_kind run; /* PLAN_REST: none */
    double most_m;      /* of running */
} cases[] = {
    { "flag",           flagged,    PLAN_REST,      0 },
    { "red",            red,        PLAN_REST,      0 },
    { "done",           done,       PLAN_REST,      0 },
    { "rest-day",       resting,    PLAN_REST,      0 },
    { "day-between",    day_after,  PLAN_REST,      0 },
    { "amber",          amber,      PLAN_EASY,      5500 },
    { "spike",          spike,      PLAN_EASY,      9900 },
    { "return",         back_again, PLAN_RUN_WALK,  1300 },
    { "new",            beginner,   PLAN_RUN_WALK,  1300 },
    { "hard-yesterday", twice,      PLAN_EASY,      6000 },
    { "tired-hrv",      hrv,        PLAN_EASY,      6000 },
    { "tired-rest-hr",  hr,         PLAN_EASY,      6000 },
    { "tired-sleep",    sleepy,     PLAN_EASY,      6000 },
    { "tired-sore",     sore,       PLAN_EASY,      6000 },
    { "no-plan",        free_day,   PLAN_EASY,      5500 },
    { "planned",        fine,       PLAN_INTERVALS, 6000 },
};
/* clang-format on */

static void every_rule_decides_its_case_alone(void **state)
{
    (void)state;
    assert_int_equal(N_ELEMS(cases), plan_n_today_rules);
    for (size_t i = 0; i < N_ELEMS(cases); i++) {
        const struct plan_today_state s = cases[i].state();
        struct plan_today t;
        plan_today_of(&s, &t);
        assert_string_equal(plan_today_rules[i].id, cases[i].id);
        assert_int_equal(t.n_why, 1);
        assert_string_equal(t.why[0]->id, cases[i].id);
        assert_int_equal(t.action, plan_today_rules[i].action);
        assert_int_equal(t.has_run, cases[i].run != PLAN_REST);
        if (t.has_run) {
            assert_int_equal(t.run.kind, cases[i].run);
            assert_true(t.run.run_m <= cases[i].most_m + 1e-6); /* a product of doubles */
        }
    }
}

static void rules_stand_from_the_most_careful_on(void **state)
{
    (void)state;
    for (size_t i = 0; i < plan_n_today_rules; i++) {
        const struct plan_today_rule *r = &plan_today_rules[i];
        assert_true(i == 0 || r->action >= plan_today_rules[i - 1].action);
        assert_true(r->words && r->source && r->words[strlen(r->words) - 1] == '.');
    }
}

static void every_source_has_its_section(void **state)
{
    AUTO(mem) uint8_t *doc = NULL;
    struct err err = { 0 };
    size_t n;

    (void)state;
    assert_ok(file_read(SOURCE_ROOT "/docs/sources.md", 1 << 20, &doc, &n, &err), err);
    for (size_t i = 0; i < plan_n_today_rules; i++) {
        char heading[64];
        snprintf(heading, sizeof(heading), "\n### %s\n", plan_today_rules[i].source);
        if (!strstr((const char *)doc, heading))
            fail_msg("docs/sources.md has no %s", plan_today_rules[i].source);
    }
}

static struct plan_today_state any(struct rng *r, struct plan_session *planned)
{
    struct plan_today_state s = {
        .today = TODAY,
        .light = (enum care_light)rng_below(r, CARE_N_LIGHTS),
        .has_plan = rng_below(r, 2),
        .back_history = rng_below(r, 2),
        .planned = planned,
        .last_run = rng_below(r, 5) ? TODAY - 1 - (long)rng_below(r, 60) : 0,
        .ran_today = rng_below(r, 6) == 0,
        .hard_yesterday = rng_below(r, 2),
        .longest_m = NAN,
        .usual_m = NAN,
        .speed_m_s = rng_below(r, 3) ? 2 + rng_uniform(r) : (double)NAN,
        .easy_hr = NAN,
        .tired = rng_below(r, 16),
    };

    *planned = (struct plan_session){ .day = TODAY,
                                      .kind = (enum plan_kind)rng_below(r, PLAN_N_KINDS),
                                      .run_m = 500 + 20000 * rng_uniform(r) };
    s.n_planned = s.has_plan && rng_below(r, 4);
    if (s.last_run && TODAY - s.last_run <= 30) {
        s.longest_m = 1000 + 20000 * rng_uniform(r);
        s.usual_m = s.longest_m * (0.3 + 0.7 * rng_uniform(r));
    }
    return s;
}

static void whatever_happens_the_promises_hold(void **state)
{
    struct rng r = rng_new(5, 7);

    (void)state;
    for (int i = 0; i < 20000; i++) {
        struct plan_session planned;
        struct plan_today_state s = any(&r, &planned);
        struct plan_today t, worse;
        plan_today_of(&s, &t);
        if (t.n_why == 0)
            fail_msg("case %d: no reason", i);
        if (s.light == CARE_RED || s.ran_today)
            assert_false(t.has_run);
        if (s.light == CARE_AMBER || s.hard_yesterday)
            assert_false(t.hard);
        if (t.has_run && s.longest_m > 0 && s.longest_m > 1000) /* 1.1 and 1 % of rounding */
            assert_true(t.run.run_m <= 1.1 * 1.01 * s.longest_m + 1e-6);
        /* a worse state never allows more */
        struct plan_today_state x = s;
        x.light = s.light == CARE_AMBER ? CARE_RED : CARE_AMBER;
        x.tired |= rng_below(&r, 16);
        if (s.light != CARE_RED) {
            plan_today_of(&x, &worse);
            assert_true(worse.action <= t.action);
        }
        x.gate = &OPEN;
        plan_today_of(&x, &worse);
        assert_int_equal(worse.action, PLAN_DO_NOTHING);
        assert_false(worse.has_run);
    }
}

static void what_is_missing_is_said(void **state)
{
    struct plan_today_state s = beginner();
    struct plan_today t;

    (void)state;
    plan_today_of(&s, &t);
    assert_int_equal(t.missing, PLAN_NO_PLAN | PLAN_NO_DIARY | PLAN_NO_LOG);
    s = well(&EASY);
    plan_today_of(&s, &t);
    assert_int_equal(t.missing, 0);
}

static void backs_that_hurt_start_with_shorter_runs(void **state)
{
    struct plan_today_state s = beginner();
    struct plan_today t, back;

    (void)state;
    plan_today_of(&s, &t);
    s.back_history = true;
    plan_today_of(&s, &back);
    assert_true(back.run.run_m < t.run.run_m);
    assert_near(back.run.step[1].duration_s, 30, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_rule_decides_its_case_alone),
        cmocka_unit_test(rules_stand_from_the_most_careful_on),
        cmocka_unit_test(every_source_has_its_section),
        cmocka_unit_test(whatever_happens_the_promises_hold),
        cmocka_unit_test(what_is_missing_is_said),
        cmocka_unit_test(backs_that_hurt_start_with_shorter_runs),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
