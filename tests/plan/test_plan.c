/* SPDX-License-Identifier: Apache-2.0 */
#include "plan/plan.h"

#include "base/file.h"
#include "base/mem.h"
#include "checker.h"
#include "profiles.h"
#include "test.h"

enum { PROFILES = TEST_ASAN ? 5000 : 10000 };

static bool same_wishes(const struct plan_wishes *asked, const struct plan_wishes *got)
{
    return asked->track == got->track && asked->goal == got->goal &&
           asked->goal_day == got->goal_day && asked->minutes == got->minutes &&
           (asked->runs == 0 || asked->runs == got->runs) && asked->strength == got->strength &&
           asked->mobility == got->mobility && asked->free_days == got->free_days &&
           (asked->goal_day || asked->n_weeks == got->n_weeks);
}

static void check_offer(uint64_t seed, const struct profile *p, const struct plan *got)
{
    AUTO(plan) struct plan *again = NULL;
    struct err err = { 0 };
    bool named = false;

    for (size_t i = 0; i < got->n_notes; i++)
        named = named || got->note[i].rule;
    if (!named)
        fail_msg("seed %u: wishes refused without a rule", (unsigned)seed);
    assert_ok(plan_make(&got->wishes, &p->s, &again, &err), err);
    if (!again->met || again->n != got->n)
        fail_msg("seed %u: what is offered cannot be had: %s", (unsigned)seed,
                 again->n_notes ? again->note[0].words : "");
}

static void ten_thousand_profiles_keep_every_rule(void **state)
{
    static struct profile p;
    static struct check c;
    unsigned met = 0, tracks[PLAN_N_TRACKS] = { 0 };

    (void)state;
    for (uint64_t seed = 0; seed < PROFILES; seed++) {
        AUTO(plan) struct plan *plan = NULL;
        struct err err = { 0 };
        make_profile(&p, seed);
        assert_ok(plan_make(&p.w, &p.s, &plan, &err), err);
        const char *breach = check_plan(&c, plan, &p.s, false);
        if (breach[0])
            fail_msg("seed %u, track %s: %s", (unsigned)seed, plan_tracks[p.w.track].key,
                     breach);
        if (plan->met && !same_wishes(&p.w, &plan->wishes))
            fail_msg("seed %u: met, but the wishes were changed", (unsigned)seed);
        if (!plan->met)
            check_offer(seed, &p, plan);
        met += plan->met;
        tracks[plan->wishes.track]++;
    }
    /* The profiles are worth something: many can be met, many cannot, all tracks come. */
    assert_in_range(met, PROFILES / 10, PROFILES - PROFILES / 10);
    for (size_t t = 0; t < PLAN_N_TRACKS; t++)
        assert_in_range(tracks[t], PROFILES / 20, PROFILES);
}

/* A runner of 25 km a week who wants nothing odd. */
static const struct plan_wishes usual_wishes = { .track = PLAN_REGULAR,
                                                 .first_day = 20601,
                                                 .n_weeks = 12,
                                                 .goal = CARE_GOAL_HABIT,
                                                 .free_days = 127,
                                                 .minutes = 60,
                                                 .long_minutes = 120,
                                                 .strength = 2,
                                                 .mobility = 1,
                                                 .mobility_kind = CARE_SESSION_YOGA };
static const struct plan_state usual_state = { .today = 20601,
                                               .easy_speed_m_s = 2.6,
                                               .threshold_speed_m_s = 3,
                                               .low_hr = 145,
                                               .high_hr = 165,
                                               .usual_week_m = 25000,
                                               .longest_m = 9000 };

static void the_same_wishes_give_the_same_plan(void **state)
{
    static struct profile p;

    (void)state;
    for (uint64_t seed = 0; seed < 50; seed++) {
        AUTO(plan) struct plan *a = NULL, *b = NULL;
        struct text one AUTO_TEXT = TEXT_INIT(1 << 24), two AUTO_TEXT = TEXT_INIT(1 << 24);
        struct err err = { 0 };
        make_profile(&p, seed);
        assert_ok(plan_make(&p.w, &p.s, &a, &err), err);
        assert_ok(plan_make(&p.w, &p.s, &b, &err), err);
        assert_ok(plan_write(a, &one, &err), err);
        assert_ok(plan_write(b, &two, &err), err);
        assert_string_equal(text_str(&one), text_str(&two));
    }
}

static void wishes_outside_their_ranges_are_refused(void **state)
{
    struct plan_wishes w[14];
    struct err err = { 0 };
    size_t n = 0;

    (void)state;
    for (size_t i = 0; i < N_ELEMS(w); i++)
        w[i] = usual_wishes;
    w[n++].n_weeks = 0;
    w[n++].n_weeks = 53;
    w[n++].goal_day = 20600;
    w[n++].goal_day = 20601 + 7 * 52;
    w[n++].free_days = 0;
    w[n++].free_days = 128;
    w[n++].minutes = 9;
    w[n++].minutes = NAN;
    w[n++].runs = 8;
    w[n++].strength = 4;
    w[n++].mobility = 4;
    w[n++].mobility_kind = CARE_SESSION_WARM_UP;
    w[n++].first_day = 20601 + 15;
    w[n++].first_day = 20601 - 100;
    assert_int_equal(n, N_ELEMS(w));
    for (size_t i = 0; i < n; i++) {
        struct plan *p = NULL;
        if (plan_make(&w[i], &usual_state, &p, &err) != -ERR_USAGE || p || !err.msg[0])
            fail_msg("row %zu was not refused", i);
    }
}

static const struct plan_note *note_of(const struct plan *p, const char *rule)
{
    for (size_t i = 0; i < p->n_notes; i++)
        if (p->note[i].rule && strcmp(p->note[i].rule->id, rule) == 0)
            return &p->note[i];
    return NULL;
}

static void a_goal_that_comes_too_soon_is_named_and_another_offered(void **state)
{
    AUTO(plan) struct plan *p = NULL;
    struct plan_wishes w = usual_wishes;
    struct err err = { 0 };

    (void)state;
    w.goal = CARE_GOAL_HALF; /* 19.2 km before it; from 9 km that takes eight weeks that grow */
    w.goal_day = w.first_day + 7 * 8 - 1;
    w.long_minutes = 180;
    assert_ok(plan_make(&w, &usual_state, &p, &err), err);
    assert_false(p->met);
    assert_non_null(note_of(p, "goal.longest"));
    assert_non_null(strstr(note_of(p, "goal.longest")->words, "19.2 km"));
    assert_non_null(note_of(p, "spike"));
    assert_int_equal(p->wishes.goal, CARE_GOAL_HALF); /* a few weeks later */
    assert_in_range(p->wishes.goal_day, w.goal_day + 7, w.goal_day + 7 * 8);
}

static void five_kilometres_next_week_can_be(void **state)
{
    AUTO(plan) struct plan *p = NULL;
    struct plan_wishes w = usual_wishes;
    struct err err = { 0 };

    (void)state;
    w.goal = CARE_GOAL_5K;
    w.goal_day = w.first_day + 6;
    assert_ok(plan_make(&w, &usual_state, &p, &err), err);
    assert_true(p->met);
    assert_int_equal(p->session[p->n - 1].kind, PLAN_RACE);
}

static void a_beginner_comes_to_half_an_hour_in_a_season(void **state)
{
    AUTO(plan) struct plan *p = NULL;
    struct plan_wishes w = usual_wishes;
    struct err err = { 0 };
    double most = 0;

    (void)state;
    w.track = PLAN_NEW;
    assert_ok(plan_make(&w, &usual_state, &p, &err), err);
    for (size_t i = 0; i < p->n; i++)
        if (p->session[i].kind == PLAN_RUN_WALK)
            most = fmax(most, p->session[i].run_s);
    assert_near(p->session[1].run_s + p->session[0].run_s, 480, 0); /* strength, then 8 min */
    assert_near(most, 1800, 0);
}

/* Every row of the table: named once, in words a runner understands, with its source. */
static void every_rule_is_complete_and_claims_nothing_unproven(void **state)
{
    static const char *const never[] = { "prevent",    "safe",        "sweet spot", "ACWR",
                                         "strengthen", "avoid injur", "injury-free" };
    AUTO(mem) uint8_t *sources = NULL;
    struct err err = { 0 };
    size_t n = 0;

    (void)state;
    assert_ok(file_read(SOURCE_ROOT "/docs/sources.md", 1 << 22, &sources, &n, &err), err);
    for (size_t i = 0; i < plan_n_rules; i++) {
        const struct plan_rule *r = &plan_rules[i];
        char head[80];
        assert_ptr_equal(plan_rule_of(r->id), r);
        assert_true(r->words[0] && r->words[strlen(r->words) - 1] == '.');
        assert_in_range(strlen(r->words), 20, 239); /* fits into a note */
        assert_in_range(r->grade, 0, EVIDENCE_N - 1);
        for (size_t k = 0; k < N_ELEMS(never); k++)
            if (strstr(r->words, never[k]))
                fail_msg("%s says \"%s\"", r->id, never[k]);
        snprintf(head, sizeof(head), "\n### %s\n", r->source);
        if (strcmp(r->source, "convention") != 0 && !strstr((char *)sources, head))
            fail_msg("%s: no source %s in docs/sources.md", r->id, r->source);
    }
}

static void every_rule_stands_in_the_guide_with_its_number(void **state)
{
    AUTO(mem) uint8_t *guide = NULL;
    struct err err = { 0 };
    size_t n = 0;

    (void)state;
    assert_ok(file_read(SOURCE_ROOT "/docs/plan.md", 1 << 22, &guide, &n, &err), err);
    for (size_t i = 0; i < plan_n_rules; i++) {
        char cell[160];
        snprintf(cell, sizeof(cell), "| `%s` | %.3g %s |", plan_rules[i].id,
                 plan_rules[i].value, plan_rules[i].unit);
        if (!strstr((char *)guide, cell))
            fail_msg("docs/plan.md has no row %s", cell);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ten_thousand_profiles_keep_every_rule),
        cmocka_unit_test(the_same_wishes_give_the_same_plan),
        cmocka_unit_test(wishes_outside_their_ranges_are_refused),
        cmocka_unit_test(a_goal_that_comes_too_soon_is_named_and_another_offered),
        cmocka_unit_test(five_kilometres_next_week_can_be),
        cmocka_unit_test(a_beginner_comes_to_half_an_hour_in_a_season),
        cmocka_unit_test(every_rule_is_complete_and_claims_nothing_unproven),
        cmocka_unit_test(every_rule_stands_in_the_guide_with_its_number),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
