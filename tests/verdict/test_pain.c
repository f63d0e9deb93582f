/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include <math.h>

#include "base/mem.h"
#include "base/rng.h"
#include "verdict/verdict.h"

enum { TODAY = 20000, ENTRIES = 40 };

static struct care_pain entry(long age, double before, double during, double morning)
{
    struct care_pain e = CARE_PAIN_INIT;

    e.day = TODAY - age;
    e.before = before;
    e.during = during;
    e.after = during;
    e.morning = morning;
    return e;
}

static void the_diary_in_a_few_numbers(void **state)
{
    const struct care_pain e[] = { entry(40, 0, 9, 9), entry(10, 1, 2, 1), entry(8, 1, 4, 1),
                                   entry(5, 1, 3, 2),  entry(1, 0, 5, 3),  entry(-2, 9, 9, 9) };
    struct verdict_pain p;

    (void)state;
    verdict_pain_of(e, N_ELEMS(e), TODAY, &p);
    assert_true(p.known);
    assert_int_equal(p.n_28, 4); /* not the one of 40 days ago, not the one to come */
    assert_near(p.worst, 5, 0);
    assert_near(p.next_day, 3, 0); /* 0 before the run, 3 the next morning */
    assert_near(p.mean, 4, 0);
    assert_near(p.rise, 1, 0); /* (3 + 5) / 2 against (2 + 4) / 2 */
}

static void an_old_diary_says_nothing_about_now(void **state)
{
    const struct care_pain e[] = { entry(12, 0, 2, 0), entry(9, 0, 1, 0) };
    struct verdict_pain p;

    (void)state;
    verdict_pain_of(e, N_ELEMS(e), TODAY, &p);
    assert_false(p.known);
    assert_true(isnan(p.worst) && isnan(p.next_day) && isnan(p.rise));
    verdict_pain_of(NULL, 0, TODAY, &p);
    assert_int_equal(p.n_28, 0);
    assert_int_equal(p.now.light, CARE_UNKNOWN);
}

/* From entries to the answer: whatever is added to the scores of the last days, the answer does
 * not get better. */
static void more_pain_in_the_diary_never_improves_the_answer(void **state)
{
    struct rng r = rng_new(21, 1);

    (void)state;
    for (int k = 0; k < 1500; k++) {
        struct care_pain e[ENTRIES];
        struct verdict_input in;
        struct verdict before, after;
        struct care_gate gate = { .asked = TODAY };
        for (int i = 0; i < ENTRIES; i++)
            e[i] =
                entry(ENTRIES - i, 0, floor(rng_uniform(&r) * 4), floor(rng_uniform(&r) * 2));
        verdict_input_clear(&in);
        in.today = TODAY;
        in.gate = &gate;
        in.load = (struct verdict_load){ .spike = { 10000, 0, &load_jumps[0] },
                                         .hard_row = 1,
                                         .hard_28 = 0,
                                         .monotony = 1,
                                         .rest_days = 3,
                                         .back_of_usual = 1,
                                         .km_week = 30,
                                         .runs_week = 3,
                                         .easy_share = 0.9,
                                         .band_min = 40,
                                         .steady_weeks = 12 };
        verdict_pain_of(e, ENTRIES, TODAY, &in.pain);
        verdict_judge(&in, &before);
        for (int i = ENTRIES - 6; i < ENTRIES; i++) {
            e[i].during = fmin(e[i].during + 2, 10);
            e[i].morning += rng_below(&r, 2);
        }
        verdict_pain_of(e, ENTRIES, TODAY, &in.pain);
        verdict_judge(&in, &after);
        if (after.answer < before.answer)
            fail_msg("diary %d: from \"%s\" to \"%s\"", k, verdict_answers[before.answer].shown,
                     verdict_answers[after.answer].shown);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_diary_in_a_few_numbers),
        cmocka_unit_test(an_old_diary_says_nothing_about_now),
        cmocka_unit_test(more_pain_in_the_diary_never_improves_the_answer),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
