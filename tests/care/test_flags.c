/* SPDX-License-Identifier: Apache-2.0 */
/* Warning signs: every row reaches its level and blocks what it must, whatever its age. */
#include "care/flags.h"

#include "words.h"

static struct care_flag_answer said(const struct care_flag *f, enum care_answer a, long day)
{
    return (struct care_flag_answer){ .flag = f, .answer = a, .day = day };
}

static void every_sign_is_complete_and_in_plain_words(void **state)
{
    AUTO(mem) char *doc = words_sources();

    (void)state;
    for (size_t i = 0; i < care_n_flags; i++) {
        const struct care_flag *f = &care_flags[i];
        assert_true(f->id[0] && strlen(f->id) < 32 && f->group[0]);
        assert_true(f->level > CARE_NO_FLAG && f->level < CARE_N_LEVELS);
        words_check(f->id, f->question);
        words_check(f->id, f->to_do);
        assert_int_equal(f->question[strlen(f->question) - 1], '?');
        words_check_sources(doc, f->id, f->source);
        assert_ptr_equal(care_flag_of(f->id), f);
        for (size_t k = 0; k < i; k++)
            assert_string_not_equal(f->id, care_flags[k].id);
    }
    words_check_count("questions, rows of `care_flags`", care_n_flags);
    assert_null(care_flag_of("no-such-sign"));
    assert_null(care_flag_of(care_flag_unknown.id));
}

/* Whoever reads only what to do still learns how fast. */
static void what_to_do_fits_the_level(void **state)
{
    (void)state;
    for (size_t i = 0; i < care_n_flags; i++) {
        const char *to_do = care_flags[i].to_do;
        bool now = strstr(to_do, "emergency department now") != NULL;
        bool today = strstr(to_do, "Be seen by a doctor today") != NULL;
        assert_int_equal(now, care_flags[i].level == CARE_EMERGENCY);
        assert_int_equal(today, care_flags[i].level == CARE_SAME_DAY);
        if (now)
            assert_non_null(strstr(to_do, "Do not drive yourself"));
    }
}

/* The signs that the specification names, by level; none may get lost or become milder. */
static void no_sign_is_missing_or_milder_than_it_should_be(void **state)
{
    static const struct {
        const char *id;
        enum care_level level;
    } rows[] = {
        { "saddle-numb", CARE_EMERGENCY },   { "seat-numb", CARE_EMERGENCY },
        { "wipe-feel", CARE_EMERGENCY },     { "urine-control", CARE_EMERGENCY },
        { "urine-feel", CARE_EMERGENCY },    { "urine-leak", CARE_EMERGENCY },
        { "urine-full", CARE_EMERGENCY },    { "bowel-control", CARE_EMERGENCY },
        { "bowel-feel", CARE_EMERGENCY },    { "sex-feel", CARE_EMERGENCY },
        { "both-legs", CARE_EMERGENCY },     { "unsteady", CARE_EMERGENCY },
        { "belly-pulse", CARE_SAME_DAY },    { "trauma", CARE_SAME_DAY },
        { "fragile", CARE_SAME_DAY },        { "bone-spot", CARE_SAME_DAY },
        { "bone-rest", CARE_SAME_DAY },      { "low-energy", CARE_SAME_DAY },
        { "fever", CARE_SAME_DAY },          { "infection-lately", CARE_SAME_DAY },
        { "infection-risk", CARE_SAME_DAY }, { "cancer", CARE_SAME_DAY },
        { "weight-loss", CARE_SAME_DAY },    { "night-pain", CARE_SAME_DAY },
        { "unwell", CARE_SAME_DAY },         { "weak-grows", CARE_SAME_DAY },
        { "foot-drop", CARE_SAME_DAY },      { "walk-change", CARE_SAME_DAY },
        { "chest-pain", CARE_SAME_DAY },     { "faint", CARE_SAME_DAY },
        { "six-weeks", CARE_SOON },          { "leg-nerve", CARE_SOON },
        { "stiff-young", CARE_SOON },        { "young-arch", CARE_SOON },
    };
    (void)state;
    for (size_t i = 0; i < N_ELEMS(rows); i++) {
        const struct care_flag *f = care_flag_of(rows[i].id);
        if (!f || f->level < rows[i].level)
            fail_msg("%s is %s", rows[i].id, f ? "milder than it should be" : "missing");
    }
}

static void every_sign_blocks_what_it_must_however_old(void **state)
{
    static const long ages[] = { 0, 1, 30, 365, 3650 };

    (void)state;
    for (size_t i = 0; i < care_n_flags; i++)
        for (size_t k = 0; k < N_ELEMS(ages); k++) {
            struct care_flag_answer a[CARE_FLAGS_MAX];
            struct care_gate g;
            size_t n = 0;
            a[n++] = said(&care_flags[i], CARE_YES, 5000);
            /* everything else was asked again and answered no since */
            for (size_t j = 0; j < care_n_flags; j++)
                if (j != i)
                    a[n++] = said(&care_flags[j], CARE_NO, 5000 + ages[k]);
            care_gate_of(a, n, &g);
            assert_int_equal(g.level, care_flags[i].level);
            assert_int_equal(g.blocks, care_flags[i].level >= CARE_SAME_DAY);
            assert_int_equal(g.n_open, 1);
            assert_ptr_equal(g.open[0], &care_flags[i]);
            assert_int_equal(g.since[0], 5000);
            assert_int_equal(g.asked, 5000 + ages[k]);
        }
}

static void only_a_professional_clears_what_blocks(void **state)
{
    (void)state;
    for (size_t i = 0; i < care_n_flags; i++) {
        const struct care_flag *f = &care_flags[i];
        const struct care_flag_answer a[] = { said(f, CARE_YES, 1), said(f, CARE_NO, 2),
                                              said(f, CARE_CLEARED, 3), said(f, CARE_NO, 4),
                                              said(f, CARE_YES, 5) };
        const bool blocks = f->level >= CARE_SAME_DAY;
        const bool open[] = { true, blocks, false, false, true };
        for (size_t n = 1; n <= N_ELEMS(a); n++) {
            struct care_gate g;
            care_gate_of(a, n, &g);
            assert_int_equal(g.n_open, open[n - 1]);
            assert_int_equal(g.blocks, open[n - 1] && blocks);
            if (open[n - 1])
                assert_int_equal(g.since[0], n == 5 ? 5 : 1);
        }
    }
}

static void the_gravest_stands_first_and_none_is_lost(void **state)
{
    struct care_flag_answer a[CARE_FLAGS_MAX];
    struct care_gate g;

    (void)state;
    for (size_t i = 0; i < care_n_flags; i++) /* mildest first */
        a[i] = said(&care_flags[care_n_flags - 1 - i], CARE_YES, 7);
    care_gate_of(a, care_n_flags, &g);
    assert_int_equal(g.n_open, care_n_flags);
    assert_int_equal(g.level, CARE_EMERGENCY);
    for (size_t i = 1; i < g.n_open; i++)
        assert_true(g.open[i - 1]->level >= g.open[i]->level);
    care_gate_of(a, 0, &g);
    assert_true(g.level == CARE_NO_FLAG && !g.blocks && g.n_open == 0 && g.asked == 0);
}

static void two_unknown_signs_are_kept_apart(void **state)
{
    struct care_flag_answer a[] = { said(&care_flag_unknown, CARE_YES, 1),
                                    said(&care_flag_unknown, CARE_YES, 2),
                                    said(&care_flag_unknown, CARE_CLEARED, 3) };
    struct care_gate g;

    (void)state;
    snprintf(a[0].id, sizeof(a[0].id), "one");
    snprintf(a[1].id, sizeof(a[1].id), "two");
    snprintf(a[2].id, sizeof(a[2].id), "one");
    care_gate_of(a, 3, &g);
    assert_int_equal(g.n_open, 1);
    assert_int_equal(g.since[0], 2);
    assert_true(g.blocks);
}

static void no_crowd_of_unknown_signs_hides_a_known_one(void **state)
{
    enum { CROWD = 3 * CARE_FLAGS_MAX };
    struct care_flag_answer a[CROWD + 3];
    struct care_gate g;

    (void)state;
    for (int i = 0; i < CROWD; i++) {
        a[i] = said(&care_flag_unknown, i == CROWD - 1 ? CARE_YES : CARE_NO, 1);
        snprintf(a[i].id, sizeof(a[i].id), "unknown-%d", i);
    }
    a[CROWD] = said(&care_flags[0], CARE_YES, 2);
    care_gate_of(a, CROWD + 1, &g);
    assert_int_equal(g.n_open, 2); /* and the unknown yes counts as well */
    assert_ptr_equal(g.open[0], &care_flags[0]);
    assert_ptr_equal(g.open[1], &care_flag_unknown);
}

static void levels_and_answers_have_words(void **state)
{
    enum care_answer a;

    (void)state;
    for (int l = 0; l < CARE_N_LEVELS; l++)
        assert_true(care_level_key((enum care_level)l)[0] &&
                    care_level_words((enum care_level)l)[0]);
    for (int i = CARE_YES; i <= CARE_CLEARED; i++) {
        assert_true(care_answer_of(care_answer_key((enum care_answer)i), &a));
        assert_int_equal(a, i);
    }
    assert_false(care_answer_of("perhaps", &a));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_sign_is_complete_and_in_plain_words),
        cmocka_unit_test(what_to_do_fits_the_level),
        cmocka_unit_test(no_sign_is_missing_or_milder_than_it_should_be),
        cmocka_unit_test(every_sign_blocks_what_it_must_however_old),
        cmocka_unit_test(only_a_professional_clears_what_blocks),
        cmocka_unit_test(the_gravest_stands_first_and_none_is_lost),
        cmocka_unit_test(two_unknown_signs_are_kept_apart),
        cmocka_unit_test(no_crowd_of_unknown_signs_hides_a_known_one),
        cmocka_unit_test(levels_and_answers_have_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
