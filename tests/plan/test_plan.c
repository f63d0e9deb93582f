/* SPDX-License-Identifier: Apache-2.0 */
#include "plan/plan.h"

#include "checker.h"
#include "profiles.h"
#include "test.h"

#if defined(__SANITIZE_ADDRESS__)
#define SLOW 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SLOW 1
#endif
#endif
#ifdef SLOW
enum { PROFILES = 1500 };
#else
enum { PROFILES = 10000 };
#endif

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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ten_thousand_profiles_keep_every_rule),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
