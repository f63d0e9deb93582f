/* SPDX-License-Identifier: Apache-2.0 */
/* The runner's fields and shoes. */
#include "care/profile.h"

#include <math.h>

#include "care/shoes.h"
#include "words.h"

static const long today = 19675; /* 2023-11-14 */

static void every_field_is_complete_and_in_plain_words(void **state)
{
    (void)state;
    for (size_t i = 0; i < CARE_N_FIELDS; i++) {
        const struct care_row *r = &care_rows[i];
        assert_true(r->key && r->key[0] && r->unit);
        words_check(r->key, r->question);
        words_check(r->key, r->why);
        assert_true(r->arg && r->arg[0] && r->help && r->help[0] && !strchr(r->help, '.'));
        assert_true((r->words != NULL) == (r->type == CARE_CHOICE || r->type == CARE_SET));
        if (!r->words)
            assert_true(r->min < r->max);
        for (size_t k = 0; k < i; k++)
            assert_string_not_equal(r->key, care_rows[k].key);
    }
}

/* What is shown can be written again, for the ends of each range and every word. */
static void the_page_counts_the_fields(void **state)
{
    (void)state;
    words_check_count("fields, one row each", CARE_N_FIELDS);
}

static void what_is_shown_can_be_written(void **state)
{
    (void)state;
    for (int f = 0; f < CARE_N_FIELDS; f++) {
        const struct care_row *r = &care_rows[f];
        double v[] = { r->min, r->max, (r->min + r->max) / 2, NAN };
        if (r->words)
            for (size_t k = 0; k < 3; k++)
                v[k] = (double)k;
        if (r->type == CARE_DAY || r->type == CARE_NUMBER)
            v[2] = floor(v[2]);
        for (size_t k = 0; k < N_ELEMS(v); k++) {
            struct err err = { 0 };
            char text[64];
            double back = -1;
            size_t n_words = 0;
            while (r->words && r->words[n_words])
                n_words++;
            if (r->type == CARE_CHOICE && v[k] >= (double)n_words)
                continue;
            care_profile_show((enum care_field)f, v[k], text, sizeof(text));
            assert_ok(care_profile_parse((enum care_field)f, text, &back, &err), err);
            if (isnan(v[k]))
                assert_true(f == CARE_FIELD_SEX ? back == 0 : isnan(back));
            else /* a pace is shown in whole seconds per km: half a second of 120 */
                assert_near(back, v[k], r->type == CARE_PACE ? v[k] * 0.5 / 120 : 0);
        }
    }
}

static void values_are_read_as_people_write_them(void **state)
{
    static const struct {
        enum care_field f;
        const char *word;
        double want;
    } rows[] = {
        { CARE_FIELD_HEIGHT, "178", 178 },
        { CARE_FIELD_HEIGHT, "178cm", 178 },
        { CARE_FIELD_MASS, "70.5 kg", 70.5 },
        { CARE_FIELD_THRESHOLD_PACE, "5:00", 1000.0 / 300 },
        { CARE_FIELD_GOAL_DAY, "1970-01-01", 0 },
        { CARE_FIELD_GOAL_DAY, "2024-02-29", 19782 },
        { CARE_FIELD_DAYS, "mon,wed,sun", 1 + 4 + 64 },
        { CARE_FIELD_EQUIPMENT, "none", 0 },
        { CARE_FIELD_BACK, "recurrent", CARE_BACK_RECURRENT },
        { CARE_FIELD_GOAL, "half", CARE_GOAL_HALF },
        { CARE_FIELD_EQUIPMENT, "mat,bar", CARE_MAT | CARE_BAR },
        { CARE_FIELD_WALK_30, "yes", 1 },
    };
    (void)state;
    for (size_t i = 0; i < N_ELEMS(rows); i++) {
        struct err err = { 0 };
        double v = -1;
        assert_ok(care_profile_parse(rows[i].f, rows[i].word, &v, &err), err);
        assert_near(v, rows[i].want, 0);
    }
}

static void nonsense_is_refused_and_the_field_named(void **state)
{
    static const char *const words[] = { "",     "x",       "-1",         "1e9",  "nan",
                                         "9:99", "mon,xyz", "2023-02-29", "mon,", "20:61" };
    (void)state;
    for (int f = 0; f < CARE_N_FIELDS; f++)
        for (size_t i = 0; i < N_ELEMS(words); i++) {
            struct err err = { 0 };
            double v = 7;
            assert_refused(care_profile_parse((enum care_field)f, words[i], &v, &err),
                           ERR_USAGE);
            assert_non_null(strstr(err.msg, care_rows[f].key));
            assert_near(v, 7, 0);
        }
}

static void values_that_cannot_be_true_together_are_refused(void **state)
{
    static const struct {
        enum care_field a, b;
        double va, vb;
        bool fine;
    } rows[] = {
        { CARE_FIELD_REST_HR, CARE_FIELD_MAX_HR, 110, 105, false },
        { CARE_FIELD_REST_HR, CARE_FIELD_MAX_HR, 50, 190, true },
        { CARE_FIELD_REST_HR, CARE_FIELD_THRESHOLD_HR, 100, 90, false },
        { CARE_FIELD_THRESHOLD_HR, CARE_FIELD_MAX_HR, 190, 180, false },
        { CARE_FIELD_THRESHOLD_HR, CARE_FIELD_MAX_HR, 170, 180, true },
        { CARE_FIELD_BORN, CARE_FIELD_RUNNING_SINCE, 1990, 1985, false },
        { CARE_FIELD_BORN, CARE_FIELD_RUNNING_SINCE, 1990, 2024, false },
        { CARE_FIELD_BORN, CARE_FIELD_RUNNING_SINCE, 1990, 2023, true },
        { CARE_FIELD_BORN, CARE_FIELD_MASS, 2022, 70, false },
        { CARE_FIELD_HEIGHT, CARE_FIELD_MASS, 180, 25, false },
        { CARE_FIELD_HEIGHT, CARE_FIELD_MASS, 110, 200, false },
        { CARE_FIELD_HEIGHT, CARE_FIELD_MASS, 180, 75, true },
    };
    (void)state;
    for (size_t i = 0; i < N_ELEMS(rows); i++) {
        struct care_profile p;
        struct err err = { 0 };
        care_profile_clear(&p);
        assert_ok(care_profile_check(&p, today, &err), err);
        p.value[rows[i].a] = rows[i].va;
        p.value[rows[i].b] = rows[i].vb;
        int rc = care_profile_check(&p, today, &err);
        if ((rc == 0) != rows[i].fine)
            fail_msg("row %zu: %s", i, err.msg);
    }
}

static void the_load_side_gets_its_units(void **state)
{
    struct care_profile p;
    struct load_profile l;

    (void)state;
    care_profile_clear(&p);
    care_load_profile(&p, today, &l);
    assert_true(isnan(l.age_years) && isnan(l.height_m) && isnan(l.threshold_speed_m_s));
    assert_int_equal(l.female, -1);
    p.value[CARE_FIELD_SEX] = 0;
    care_load_profile(&p, today, &l);
    assert_int_equal(l.female, -1);
    p.value[CARE_FIELD_SEX] = 1;
    p.value[CARE_FIELD_BORN] = 1980;
    p.value[CARE_FIELD_HEIGHT] = 178;
    p.value[CARE_FIELD_THRESHOLD_PACE] = 4;
    care_load_profile(&p, today, &l);
    assert_int_equal(l.female, 1);
    assert_near(l.age_years, 43.87 - 0.5, 0.01); /* 2023-11-14 is 2023.87; middle of the year */
    assert_near(l.height_m, 1.78, 1e-12);
    assert_near(l.threshold_speed_m_s, 4, 0);
    p.value[CARE_FIELD_SEX] = 2;
    care_load_profile(&p, today, &l);
    assert_int_equal(l.female, 0);
}

/* -- shoes */

static const struct care_shoe shoes[] = {
    { .id = 1, .name = "usual", .from = 100, .start_m = 20e3, .comfort = NAN, .usual = true },
    { .id = 2,
      .name = "long",
      .use = "long,race",
      .from = 100,
      .start_m = NAN,
      .comfort = NAN },
    { .id = 3, .name = "trail", .use = "trail", .from = 100, .comfort = NAN },
    { .id = 4, .name = "old", .gear = "g4", .from = 50, .retired = 150, .comfort = NAN },
    { .id = 5, .name = "newer long", .use = "long", .from = 200, .comfort = NAN },
};

static void a_run_counts_for_the_right_pair(void **state)
{
    static const struct {
        struct care_run run;
        int64_t want; /* 0: none */
    } rows[] = {
        { { .day = 120, .kind = "easy", .gear = "" }, 1 },
        { { .day = 120, .kind = "long", .gear = "" }, 2 },
        { { .day = 220, .kind = "long", .gear = "" }, 5 },
        { { .day = 220, .kind = "race", .gear = "" }, 2 },
        { { .day = 120, .kind = "lo", .gear = "" }, 1 },
        { { .day = 120, .kind = "long", .trail = true, .gear = "" }, 3 },
        { { .day = 120, .kind = "", .trail = true, .gear = "" }, 3 },
        { { .day = 120, .kind = "long", .gear = "g4" }, 4 },
        { { .day = 150, .kind = "", .gear = "g4" }, 4 },
        { { .day = 151, .kind = "", .gear = "g4" }, 1 }, /* retired the day before */
        { { .day = 120, .kind = "long", .gear = "g4", .shoe_id = 3 }, 3 },
        { { .day = 160, .kind = "", .shoe_id = 4 }, 4 }, /* said: even an old pair */
        { { .day = 99, .kind = "", .gear = NULL }, 0 },
        { { .day = 60, .kind = NULL, .gear = NULL }, 0 },
    };
    (void)state;
    for (size_t i = 0; i < N_ELEMS(rows); i++) {
        const struct care_shoe *s = care_shoe_of(shoes, N_ELEMS(shoes), &rows[i].run);
        if ((s ? s->id : 0) != rows[i].want)
            fail_msg("row %zu: %s", i, s ? s->name : "none");
    }
}

static void every_metre_counts_once(void **state)
{
    const struct care_run runs[] = {
        { .day = 120, .distance_m = 5e3, .kind = "easy" },
        { .day = 121, .distance_m = 15e3, .kind = "long" },
        { .day = 122, .distance_m = NAN, .kind = "easy" },
        { .day = 10, .distance_m = 7e3, .kind = "easy" }, /* before any pair */
    };
    double m[N_ELEMS(shoes)];

    (void)state;
    care_shoe_sum(shoes, N_ELEMS(shoes), runs, N_ELEMS(runs), m);
    assert_near(m[0], 25e3, 0);
    assert_near(m[1], 15e3, 0);
    assert_near(m[2], 0, 0);
}

static void the_reminder_asks_and_does_not_scare(void **state)
{
    static const struct {
        double km, comfort;
        bool said;
    } rows[] = { { 100, NAN, false }, { 100, 3, true }, { 499, NAN, false }, { 500, NAN, true },
                 { 600, 8, false },   { 800, 8, true }, { 800, NAN, true } };
    (void)state;
    for (size_t i = 0; i < N_ELEMS(rows); i++) {
        struct care_shoe s = { .comfort = rows[i].comfort };
        const char *note = care_shoe_note(&s, rows[i].km * 1e3);
        assert_int_equal(note != NULL, rows[i].said);
        if (note)
            words_check("shoe", note);
        s.retired = 5;
        assert_null(care_shoe_note(&s, rows[i].km * 1e3));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_field_is_complete_and_in_plain_words),
        cmocka_unit_test(the_page_counts_the_fields),
        cmocka_unit_test(what_is_shown_can_be_written),
        cmocka_unit_test(values_are_read_as_people_write_them),
        cmocka_unit_test(nonsense_is_refused_and_the_field_named),
        cmocka_unit_test(values_that_cannot_be_true_together_are_refused),
        cmocka_unit_test(the_load_side_gets_its_units),
        cmocka_unit_test(a_run_counts_for_the_right_pair),
        cmocka_unit_test(every_metre_counts_once),
        cmocka_unit_test(the_reminder_asks_and_does_not_scare),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
