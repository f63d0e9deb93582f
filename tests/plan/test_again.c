/* SPDX-License-Identifier: Apache-2.0 */
#include "checker.h"
#include "test.h"

enum { FIRST = 20601, PAST = 200 }; /* a Monday */

/* A runner whose days are written down one by one. */
struct diary {
    struct plan_past_day day[PAST];
    size_t n;
};

static struct plan_state state_at(const struct diary *d, long today)
{
    return (struct plan_state){ .past = d->day,
                                .n_past = d->n,
                                .today = today,
                                .easy_speed_m_s = 2.5,
                                .threshold_speed_m_s = NAN,
                                .low_hr = NAN,
                                .high_hr = NAN,
                                .usual_week_m = 24000,
                                .longest_m = 8000,
                                .walks_30 = true };
}

static struct plan_wishes wishes(enum plan_track track)
{
    return (struct plan_wishes){ .track = track,
                                 .first_day = FIRST,
                                 .n_weeks = 20,
                                 .goal = CARE_GOAL_10K,
                                 .free_days = 127,
                                 .minutes = 75,
                                 .long_minutes = 120,
                                 .strength = 2 };
}

static struct plan *made(enum plan_track track)
{
    static const struct diary none;
    const struct plan_wishes w = wishes(track);
    const struct plan_state s = state_at(&none, FIRST);
    struct plan *p = NULL;
    struct err err = { 0 };

    assert_ok(plan_make(&w, &s, &p, &err), err);
    return p;
}

static struct plan_past_day *write_day(struct diary *d, long day)
{
    if (d->n == 0 || d->day[d->n - 1].day != day)
        d->day[d->n++] = (struct plan_past_day){ .day = day };
    return &d->day[d->n - 1];
}

/* Everything as planned on the days [from, to). */
static void follow(struct diary *d, const struct plan *p, long from, long to)
{
    for (size_t i = 0; i < p->n; i++) {
        const struct plan_session *x = &p->session[i];
        if (x->day < from || x->day >= to)
            continue;
        struct plan_past_day *y = write_day(d, x->day);
        if (plan_kinds[x->kind].run)
            y->run_m = y->longest_run_m = x->run_m;
        y->hard = y->hard || plan_kinds[x->kind].hard;
        y->strength = y->strength || x->kind == PLAN_STRENGTH;
    }
}

static struct plan *again(const struct plan *old, const struct diary *d, long today)
{
    const struct plan_state s = state_at(d, today);
    static struct check c;
    struct plan *p = NULL;
    struct err err = { 0 };

    assert_ok(plan_again(old, &s, &p, &err), err);
    assert_string_equal(check_plan(&c, p, &s, true), "");
    return p;
}

/* Running planned on the days [from, to). */
static double planned(const struct plan *p, long from, long to)
{
    double sum = 0;

    for (size_t i = 0; i < p->n; i++)
        if (p->session[i].day >= from && p->session[i].day < to)
            sum += p->session[i].run_m;
    return sum;
}

static double longest(const struct plan *p, long from, long to)
{
    double x = 0;

    for (size_t i = 0; i < p->n; i++)
        if (p->session[i].day >= from && p->session[i].day < to)
            x = fmax(x, p->session[i].run_m);
    return x;
}

static bool has_fast(const struct plan *p, long from, long to)
{
    for (size_t i = 0; i < p->n; i++)
        if (p->session[i].day >= from && p->session[i].day < to &&
            plan_kinds[p->session[i].kind].hard)
            return true;
    return false;
}

static bool names(const struct plan *p, const char *rule)
{
    for (size_t i = 0; i < p->n_notes; i++)
        if (p->note[i].rule && strcmp(p->note[i].rule->id, rule) == 0)
            return true;
    return false;
}

static void who_does_as_planned_keeps_the_plan(void **state)
{
    AUTO(plan) struct plan *old = made(PLAN_REGULAR), *p = NULL;
    struct diary d = { .n = 0 };

    (void)state;
    follow(&d, old, FIRST, FIRST + 28);
    p = again(old, &d, FIRST + 28);
    assert_int_equal(p->n, old->n);
    assert_near(planned(p, FIRST, FIRST + 140), planned(old, FIRST, FIRST + 140), 1);
    assert_string_equal(p->id, old->id);
    assert_int_equal(p->revision, 1);
    assert_int_equal(p->n_gone, 0);
}

static void a_missed_week_is_not_made_up_for(void **state)
{
    AUTO(plan) struct plan *old = made(PLAN_REGULAR), *p = NULL;
    struct diary d = { .n = 0 };
    long day = FIRST + 21;

    (void)state;
    follow(&d, old, FIRST, FIRST + 14);
    p = again(old, &d, day);
    assert_true(planned(p, day, day + 14) <= planned(old, day, day + 14) + 1);
    assert_true(planned(p, day, day + 7) > 0);
    assert_true(names(p, "missed"));
}

static void after_a_red_day_there_are_walks_until_two_days_are_green(void **state)
{
    AUTO(plan) struct plan *old = made(PLAN_REGULAR), *red = NULL, *green = NULL;
    struct diary d = { .n = 0 };
    long day = FIRST + 30;

    (void)state;
    follow(&d, old, FIRST, day);
    write_day(&d, day)->light = CARE_RED;
    red = again(old, &d, day + 1);
    assert_near(planned(red, day + 1, day + 8), 0, 0);
    assert_true(names(red, "red.stop"));
    write_day(&d, day + 3)->light = CARE_GREEN;
    write_day(&d, day + 4)->light = CARE_GREEN;
    green = again(red, &d, day + 5);
    assert_true(planned(green, day + 5, day + 12) > 0);
    /* half of the longest run so far */
    assert_true(longest(green, day + 5, day + 15) <= 0.5 * longest(old, FIRST, day) + 1);
    assert_false(has_fast(green, day + 5, day + 28));
    assert_true(names(green, "red.half"));
}

static void one_green_day_after_a_red_one_is_not_enough(void **state)
{
    AUTO(plan) struct plan *old = made(PLAN_REGULAR), *p = NULL;
    struct diary d = { .n = 0 };
    long day = FIRST + 30;

    (void)state;
    follow(&d, old, FIRST, day);
    write_day(&d, day)->light = CARE_RED;
    write_day(&d, day + 2)->light = CARE_GREEN;
    p = again(old, &d, day + 3);
    assert_near(planned(p, day + 3, day + 10), 0, 0);
}

static void an_amber_day_holds_everything_for_a_week(void **state)
{
    AUTO(plan) struct plan *old = made(PLAN_REGULAR), *p = NULL;
    struct diary d = { .n = 0 };
    long day = FIRST + 35;

    (void)state;
    follow(&d, old, FIRST, day);
    write_day(&d, day - 1)->light = CARE_AMBER;
    p = again(old, &d, day);
    assert_true(has_fast(old, day, day + 6));
    assert_false(has_fast(p, day, day + 6));
    assert_true(longest(p, day, day + 6) <= longest(old, FIRST, day) + 1);
    assert_true(planned(p, day, day + 6) > 0);
    assert_true(names(p, "amber"));
}

static void signs_of_tiredness_take_the_fast_run_away(void **state)
{
    AUTO(plan) struct plan *old = made(PLAN_REGULAR), *p = NULL;
    struct diary d = { .n = 0 };
    long day = FIRST + 35;

    (void)state;
    while (!has_fast(old, day, day + 1))
        day++;
    follow(&d, old, FIRST, day);
    write_day(&d, day - 1)->tired = true;
    p = again(old, &d, day);
    assert_false(has_fast(p, day, day + 1));
    assert_true(names(p, "tired"));
}

static void after_a_spike_the_next_long_run_starts_from_what_was_run(void **state)
{
    AUTO(plan) struct plan *old = made(PLAN_REGULAR), *p = NULL;
    struct diary d = { .n = 0 };
    long day = FIRST + 21;

    (void)state;
    follow(&d, old, FIRST, day);
    struct plan_past_day *x = write_day(&d, day - 1);
    x->run_m = x->longest_run_m = 15000; /* the plan had about 10 km */
    p = again(old, &d, day);
    assert_false(has_fast(p, day, day + 6));
    assert_true(longest(p, day, day + 6) <= 15000);
    assert_true(names(p, "after.spike"));
}

static void thirty_days_without_a_run_start_again_with_walk_breaks(void **state)
{
    AUTO(plan) struct plan *old = made(PLAN_REGULAR), *p = NULL;
    struct diary d = { .n = 0 };
    size_t n;

    (void)state;
    follow(&d, old, FIRST, FIRST + 21);
    p = again(old, &d, FIRST + 56);
    assert_int_equal(p->wishes.track, PLAN_RETURN);
    assert_true(names(p, "return.days"));
    for (long day = FIRST + 56; day < FIRST + 63; day++)
        for (size_t i = plan_on(p, day, &n), end = i + n; i < end; i++)
            assert_true(!plan_kinds[p->session[i].kind].run ||
                        p->session[i].kind == PLAN_RUN_WALK);
    assert_true(longest(p, FIRST + 56, FIRST + 63) <=
                0.5 * longest(old, FIRST, FIRST + 21) + 1);
}

static unsigned first_stage(const struct plan *p, long from)
{
    for (size_t i = 0; i < p->n; i++)
        if (p->session[i].day >= from && p->session[i].kind == PLAN_RUN_WALK)
            return p->session[i].stage;
    return 0;
}

static void a_careful_back_climbs_only_after_two_quiet_sessions(void **state)
{
    AUTO(plan) struct plan *old = made(PLAN_BACK), *good = NULL, *bad = NULL;
    struct diary quiet = { .n = 0 }, hurt = { .n = 0 };
    long day[3] = { 0 }, next = FIRST + 7;
    size_t n = 0;

    (void)state;
    for (size_t i = 0; i < old->n && n < 3; i++)
        if (old->session[i].kind == PLAN_RUN_WALK)
            day[n++] = old->session[i].day;
    assert_true(day[2] < next);
    assert_int_equal(first_stage(old, FIRST), 1);
    follow(&quiet, old, FIRST, next);
    good = again(old, &quiet, next);
    assert_int_equal(first_stage(good, next), 2);
    follow(&hurt, old, FIRST, day[1] + 1);
    write_day(&hurt, day[1] + 1)->light = CARE_AMBER; /* the morning after the second */
    follow(&hurt, old, day[2], next);
    bad = again(old, &hurt, next); /* only the third stayed quiet since */
    assert_int_equal(first_stage(bad, next), 1);
}

static void a_careful_back_goes_on_when_all_stays_quiet(void **state)
{
    AUTO(plan) struct plan *old = made(PLAN_BACK), *p = NULL;
    struct diary d = { .n = 0 };

    (void)state;
    follow(&d, old, FIRST, FIRST + 28);
    p = again(old, &d, FIRST + 28);
    assert_int_equal(first_stage(p, FIRST + 28), first_stage(old, FIRST + 28));
    assert_true(first_stage(p, FIRST + 28) > 3);
}

static void what_was_done_today_stays(void **state)
{
    AUTO(plan) struct plan *old = made(PLAN_REGULAR), *p = NULL;
    struct diary d = { .n = 0 };
    long day = FIRST + 7;
    size_t n, m;

    (void)state;
    while (longest(old, day, day + 1) <= 0)
        day++;
    follow(&d, old, FIRST, day + 1);
    p = again(old, &d, day);
    size_t i = plan_on(old, day, &n), k = plan_on(p, day, &m);
    assert_int_equal(n, m);
    assert_memory_equal(&old->session[i], &p->session[k], sizeof(old->session[0]));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(who_does_as_planned_keeps_the_plan),
        cmocka_unit_test(a_missed_week_is_not_made_up_for),
        cmocka_unit_test(after_a_red_day_there_are_walks_until_two_days_are_green),
        cmocka_unit_test(one_green_day_after_a_red_one_is_not_enough),
        cmocka_unit_test(an_amber_day_holds_everything_for_a_week),
        cmocka_unit_test(signs_of_tiredness_take_the_fast_run_away),
        cmocka_unit_test(after_a_spike_the_next_long_run_starts_from_what_was_run),
        cmocka_unit_test(thirty_days_without_a_run_start_again_with_walk_breaks),
        cmocka_unit_test(a_careful_back_climbs_only_after_two_quiet_sessions),
        cmocka_unit_test(a_careful_back_goes_on_when_all_stays_quiet),
        cmocka_unit_test(what_was_done_today_stays),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
