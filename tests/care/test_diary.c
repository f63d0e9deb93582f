/* SPDX-License-Identifier: Apache-2.0 */
/* The traffic light: each rule by example, and what holds for all entries. */
#include "care/diary.h"

#include "base/rng.h"
#include "words.h"

enum { DAY = 1000 };

/* Scores that were not said are written as -1. */
static double score(double x) { return x < 0 ? (double)NAN : x; }

struct row {
    long day;
    double before, during, after, morning, stiff;
    unsigned symptoms;
};

static struct care_pain entry(const struct row *r)
{
    struct care_pain p = CARE_PAIN_INIT;
    p.day = r->day;
    p.before = score(r->before);
    p.during = score(r->during);
    p.after = score(r->after);
    p.morning = score(r->morning);
    p.stiff_min = score(r->stiff);
    p.symptoms = r->symptoms;
    return p;
}

#define HAS(s) (1U << CARE_HAS_##s)
static void each_rule_by_example(void **state)
{
    /* The last entry of each case is the one that is judged. */
    static const struct {
        const char *what, *rule; /* NULL: unknown */
        size_t n;
        struct row e[3];
    } cases[] = {
        { "nothing said", NULL, 1, { { DAY, -1, -1, -1, -1, -1, 0 } } },
        { "no pain at all", "calm", 1, { { DAY, -1, 0, 0, 0, 0, 0 } } },
        { "2 is green", "calm", 1, { { DAY, -1, 2, 2, 2, -1, 0 } } },
        { "above 2 is amber", "some-pain", 1, { { DAY, -1, 2.5, 0, -1, -1, 0 } } },
        { "5 that settles is amber", "some-pain", 1, { { DAY, 1, 5, 5, 1, -1, 0 } } },
        { "above 5 is red", "over-5", 1, { { DAY, -1, 5.5, 0, -1, -1, 0 } } },
        { "8 after is red", "over-5", 1, { { DAY, -1, 0, 8, -1, -1, 0 } } },
        { "a little run pain, a bad morning",
          "morning-worse",
          1,
          { { DAY, 1, 1, 1, 3, -1, 0 } } },
        { "one point more in the morning", "morning-above", 1, { { DAY, 0, 1, 1, 1, -1, 0 } } },
        { "against the last morning",
          "morning-worse",
          2,
          { { DAY - 3, -1, -1, -1, 0, -1, 0 }, { DAY, -1, 1, 1, 2, -1, 0 } } },
        { "a morning of long ago says nothing",
          "calm",
          2,
          { { DAY - 30, -1, -1, -1, 0, -1, 0 }, { DAY, -1, 1, 1, 2, -1, 0 } } },
        { "no morning known before: 4 is worse than what is safe",
          "morning-worse",
          1,
          { { DAY, -1, -1, -1, 4, -1, 0 } } },
        { "week on week",
          "week-worse",
          2,
          { { DAY - 8, -1, 2, -1, -1, -1, 0 }, { DAY, -1, 4, -1, -1, -1, 0 } } },
        { "a rise within what is safe",
          "calm",
          2,
          { { DAY - 8, -1, 0, -1, -1, -1, 0 }, { DAY, -1, 2, -1, -1, -1, 0 } } },
        { "as bad as last week",
          "some-pain",
          2,
          { { DAY - 8, -1, 4, -1, -1, -1, 0 }, { DAY, -1, 4, -1, -1, -1, 0 } } },
        { "stiffness grows",
          "stiffness-grows",
          2,
          { { DAY - 2, -1, 0, 0, 0, 10, 0 }, { DAY, -1, 0, 0, 0, 20, 0 } } },
        { "stiffness as before",
          "calm",
          2,
          { { DAY - 2, -1, 0, 0, 0, 15, 0 }, { DAY, -1, 0, 0, 0, 20, 0 } } },
        { "long stiffness", "stiff-long", 1, { { DAY, -1, 0, 0, 0, 45, 0 } } },
        { "pain down the leg", "leg-pain", 1, { { DAY, -1, 0, 0, 0, 0, HAS(LEG_PAIN) } } },
        { "numb", "numb", 1, { { DAY, -1, 0, 0, 0, 0, HAS(NUMB) } } },
        { "pins and needles", "numb", 1, { { DAY, -1, -1, -1, -1, -1, HAS(TINGLING) } } },
        { "weak", "weak", 1, { { DAY, -1, 0, 0, 0, 0, HAS(WEAK) } } },
    };
    (void)state;
    for (size_t i = 0; i < N_ELEMS(cases); i++) {
        struct care_pain e[3];
        struct care_reading r;
        for (size_t k = 0; k < cases[i].n; k++)
            e[k] = entry(&cases[i].e[k]);
        care_light_of(e, cases[i].n, cases[i].n - 1, &r);
        const char *got = r.rule ? r.rule->id : "unknown";
        if (strcmp(got, cases[i].rule ? cases[i].rule : "unknown") != 0)
            fail_msg("%s: %s", cases[i].what, got);
        assert_int_equal(r.light, r.rule ? r.rule->light : CARE_UNKNOWN);
    }
}

static void a_place_without_a_number_is_amber(void **state)
{
    struct care_pain p = CARE_PAIN_INIT;
    struct care_reading r;

    (void)state;
    p.regions = 1;
    care_light_of(&p, 1, 0, &r);
    assert_string_equal(r.rule->id, "no-number");
    assert_int_equal(r.light, CARE_AMBER);
}

static void every_rule_is_complete_and_in_plain_words(void **state)
{
    AUTO(mem) char *doc = words_sources(), *page = words_diary();

    (void)state;
    for (size_t i = 0; i < care_n_light_rules; i++) {
        const struct care_light_rule *r = &care_light_rules[i];
        char quoted[40];
        snprintf(quoted, sizeof(quoted), "`%s`", r->id);
        assert_non_null(strstr(page, quoted));
        assert_true(r->id && r->id[0] && r->light > CARE_UNKNOWN && r->light < CARE_N_LIGHTS);
        words_check(r->id, r->words);
        words_check_sources(doc, r->id, r->source);
        assert_int_equal(r->grade, EVIDENCE_WEAK); /* carried over to backs: never better */
        for (size_t k = 0; k < i; k++)
            assert_string_not_equal(r->id, care_light_rules[k].id);
    }
}

static double random_score(struct rng *r)
{
    return rng_below(r, 4) == 0 ? (double)NAN : (double)rng_below(r, 21) / 2;
}

static void random_entries(struct rng *r, struct care_pain *e, size_t n)
{
    long day = DAY;

    for (size_t i = 0; i < n; i++) {
        e[i] = (struct care_pain)CARE_PAIN_INIT;
        e[i].day = day += (long)rng_below(r, 5);
        e[i].before = random_score(r);
        e[i].during = random_score(r);
        e[i].after = random_score(r);
        e[i].morning = random_score(r);
        e[i].stiff_min = rng_below(r, 2) ? (double)rng_below(r, 60) : (double)NAN;
        e[i].symptoms = rng_below(r, 4) ? 0 : (unsigned)rng_below(r, 1U << CARE_N_SYMPTOMS);
    }
}

/* What was felt before the run is left out: it is what the morning is compared with. */
static void more_pain_is_never_greener(void **state)
{
    static const size_t fields[] = { offsetof(struct care_pain, during),
                                     offsetof(struct care_pain, after),
                                     offsetof(struct care_pain, morning),
                                     offsetof(struct care_pain, stiff_min) };
    struct rng r = rng_new(11, 1);

    (void)state;
    for (int round = 0; round < 20000; round++) {
        enum { N = 6 };
        struct care_pain e[N];
        struct care_reading was, is;
        double v;
        random_entries(&r, e, N);
        care_light_of(e, N, N - 1, &was);
        if (was.light == CARE_UNKNOWN)
            continue;
        char *at = (char *)&e[N - 1] + fields[rng_below(&r, N_ELEMS(fields))];
        memcpy(&v, at, sizeof(v));
        v = (isnan(v) ? 0 : v) + (double)rng_below(&r, 8) / 2;
        memcpy(at, &v, sizeof(v));
        e[N - 1].symptoms |= rng_below(&r, 5) ? 0 : 1U << rng_below(&r, CARE_N_SYMPTOMS);
        care_light_of(e, N, N - 1, &is);
        if (is.light < was.light)
            fail_msg("round %d: %s became %s", round, care_light_name(was.light),
                     care_light_name(is.light));
        care_state_of(e, N, e[N - 1].day, &is);
        assert_true(is.light >= was.light || is.light == CARE_RED);
    }
}

static void leg_symptoms_are_red_whatever_the_rest(void **state)
{
    struct rng r = rng_new(12, 1);

    (void)state;
    for (int round = 0; round < 2000; round++) {
        struct care_pain e[4];
        struct care_reading is;
        random_entries(&r, e, 4);
        e[3].symptoms = 1U << rng_below(&r, CARE_N_SYMPTOMS);
        care_light_of(e, 4, 3, &is);
        assert_int_equal(is.light, CARE_RED);
    }
}

static void a_red_counts_until_two_greens(void **state)
{
    static const struct row rows[] = {
        { DAY, -1, 8, -1, -1, -1, 0 },      { DAY + 1, -1, 1, -1, -1, -1, 0 },
        { DAY + 2, -1, -1, -1, -1, -1, 0 }, { DAY + 3, -1, 3, -1, -1, -1, 0 },
        { DAY + 4, -1, 1, -1, -1, -1, 0 },  { DAY + 5, -1, 4, -1, -1, -1, 0 },
    };
    static const enum care_light want[] = { CARE_RED, CARE_RED,   CARE_RED,
                                            CARE_RED, CARE_GREEN, CARE_AMBER };
    struct care_pain e[N_ELEMS(rows)];
    struct care_reading r;

    (void)state;
    for (size_t i = 0; i < N_ELEMS(rows); i++)
        e[i] = entry(&rows[i]);
    for (size_t i = 0; i < N_ELEMS(rows); i++) {
        care_state_of(e, N_ELEMS(rows), rows[i].day, &r); /* later entries do not count yet */
        assert_int_equal(r.light, want[i]);
    }
    care_state_of(e, 1, DAY + 27, &r);
    assert_int_equal(r.light, CARE_RED); /* silence is not getting better */
    assert_int_equal(r.day, DAY);
    care_state_of(e, 1, DAY + 28, &r);
    assert_int_equal(r.light, CARE_UNKNOWN);
    care_state_of(e + 4, 1, DAY + 10, &r);
    assert_int_equal(r.light, CARE_GREEN);
    care_state_of(e + 4, 1, DAY + 11, &r);
    assert_int_equal(r.light, CARE_UNKNOWN);
    care_state_of(e, 0, DAY, &r);
    assert_int_equal(r.light, CARE_UNKNOWN);
}

static void a_red_day_is_not_undone_on_the_same_day(void **state)
{
    static const struct row rows[] = {
        { DAY, -1, 8, -1, -1, -1, 0 },     { DAY, -1, 1, -1, -1, -1, 0 },
        { DAY, -1, 1, -1, -1, -1, 0 },     { DAY + 1, -1, 1, -1, -1, -1, 0 },
        { DAY + 1, -1, 1, -1, -1, -1, 0 }, { DAY + 2, -1, 1, -1, -1, -1, 0 },
    };
    struct care_pain e[N_ELEMS(rows)];
    struct care_reading r;

    (void)state;
    for (size_t i = 0; i < N_ELEMS(rows); i++)
        e[i] = entry(&rows[i]);
    for (size_t n = 1; n <= N_ELEMS(rows); n++) {
        care_state_of(e, n, e[n - 1].day, &r);
        assert_int_equal(r.light, n == N_ELEMS(rows) ? CARE_GREEN : CARE_RED);
    }
}

static void places_and_symptoms_are_written_and_read(void **state)
{
    char text[512];
    unsigned bits;

    (void)state;
    for (unsigned all = 0; all < 1U << CARE_N_SYMPTOMS; all++) {
        care_bits_show(care_symptoms, CARE_N_SYMPTOMS, all, text, sizeof(text));
        assert_int_equal(care_bits_parse(care_symptoms, CARE_N_SYMPTOMS, text, &bits), 0);
        assert_int_equal(bits, all);
    }
    care_bits_show(care_regions, CARE_N_REGIONS, ~0U, text, sizeof(text));
    assert_int_equal(care_bits_parse(care_regions, CARE_N_REGIONS, text, &bits), 0);
    assert_int_equal(bits, (1U << CARE_N_REGIONS) - 1);
    assert_int_equal(care_bits_parse(care_regions, CARE_N_REGIONS, "none", &bits), 0);
    assert_int_equal(bits, 0);
    assert_int_equal(care_bits_parse(care_regions, CARE_N_REGIONS, "neck,tail,groin", &bits),
                     6);
    assert_int_equal(bits, 1U << CARE_AT_NECK | 1U << CARE_AT_GROIN);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_rule_by_example),
        cmocka_unit_test(a_place_without_a_number_is_amber),
        cmocka_unit_test(every_rule_is_complete_and_in_plain_words),
        cmocka_unit_test(more_pain_is_never_greener),
        cmocka_unit_test(leg_symptoms_are_red_whatever_the_rest),
        cmocka_unit_test(a_red_counts_until_two_greens),
        cmocka_unit_test(a_red_day_is_not_undone_on_the_same_day),
        cmocka_unit_test(places_and_symptoms_are_written_and_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
