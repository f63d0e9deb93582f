/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include <math.h>

#include "activity/activity.h"
#include "base/mem.h"

static struct activity *new_or_fail(void)
{
    struct activity *a = NULL;
    struct err err = { 0 };
    assert_ok(activity_new(&a, &err), err);
    return a;
}

static void add(struct activity *a, double t, enum activity_column c, double v)
{
    struct err err = { 0 };
    assert_ok(activity_add_sample(a, &err), err);
    assert_ok(activity_set(a, ACTIVITY_TIME, t, &err), err);
    assert_ok(activity_set(a, c, v, &err), err);
}

static void every_column_and_total_has_a_key_of_its_own_and_a_unit(void **state)
{
    (void)state;
    for (size_t c = 0; c < ACTIVITY_N_COLUMNS; c++) {
        assert_true(activity_columns[c].key[0] && activity_columns[c].unit[0]);
        assert_true(activity_columns[c].meaning[0]);
        assert_in_range(activity_columns[c].decimals, 0, 8);
        for (size_t d = 0; d < c; d++)
            assert_string_not_equal(activity_columns[c].key, activity_columns[d].key);
    }
    for (size_t t = 0; t < ACTIVITY_N_TOTALS; t++) {
        assert_true(activity_totals[t].key[0] && activity_totals[t].unit[0]);
        for (size_t d = 0; d < t; d++)
            assert_string_not_equal(activity_totals[t].key, activity_totals[d].key);
    }
}

static void every_sport_is_found_by_its_key(void **state)
{
    (void)state;
    for (int i = 0; i < ACTIVITY_N_SPORTS; i++)
        assert_int_equal(activity_sport_of(activity_sports[i].key), i);
    for (int i = 0; i < ACTIVITY_N_SUBS; i++)
        assert_int_equal(activity_sub_of(activity_subs[i].key), i);
    assert_int_equal(activity_sport_of("quidditch"), ACTIVITY_SPORT_NONE);
    assert_true(activity_sports[ACTIVITY_SPORT_RUN].on_foot);
    assert_false(activity_sports[ACTIVITY_SPORT_RIDE].on_foot);
}

static void names_out_of_range_are_empty(void **state)
{
    (void)state;
    assert_string_equal(activity_file_name(ACTIVITY_FILE_COURSE), "course");
    assert_string_equal(activity_file_name(ACTIVITY_N_FILES), "");
    assert_string_equal(activity_note_name(ACTIVITY_NOTE_TRUNCATED), "truncated");
    assert_string_equal(activity_duration_name(ACTIVITY_DURATION_REPEAT), "repeat");
    assert_string_equal(activity_target_name(ACTIVITY_N_TARGETS), "");
    assert_string_equal(activity_intensity_name(ACTIVITY_INTENSITY_REST), "rest");
    assert_string_equal(activity_trigger_name(ACTIVITY_TRIGGER_MANUAL), "manual");
    assert_string_equal(activity_cadence_name(ACTIVITY_CADENCE_STEPS), "steps");
}

static void a_column_that_starts_late_is_missing_before(void **state)
{
    AUTO(activity) struct activity *a = new_or_fail();
    (void)state;
    for (int i = 0; i < 1000; i++)
        add(a, i, i < 700 ? ACTIVITY_SPEED : ACTIVITY_HR, i);
    activity_finish(a);
    assert_int_equal(a->n_samples, 1000);
    for (size_t i = 0; i < 1000; i++) {
        assert_true(i < 700 ? isnan(a->column[ACTIVITY_HR][i])
                            : a->column[ACTIVITY_HR][i] == (double)i);
        assert_true(i < 700 ? a->column[ACTIVITY_SPEED][i] == (double)i
                            : isnan(a->column[ACTIVITY_SPEED][i]));
    }
    assert_null(a->column[ACTIVITY_POWER]);
    assert_near(a->start_s, 0, 0);
    assert_near(a->end_s, 999, 0);
    assert_int_equal(a->n_notes, 0);
}

static void a_stream_that_no_sample_fills_is_dropped(void **state)
{
    AUTO(activity) struct activity *a = new_or_fail();
    struct err err = { 0 };
    (void)state;
    assert_non_null(activity_add_stream(a));
    assert_non_null(activity_add_stream(a));
    add(a, 1, ACTIVITY_HR, 100);
    assert_ok(activity_set_stream(a, 0, NAN, &err), err);
    assert_ok(activity_set_stream(a, 1, 5, &err), err);
    activity_finish(a);
    assert_int_equal(a->n_streams, 1);
    assert_near(a->stream[0].value[0], 5, 0);
}

static void times_that_stand_still_or_go_back_are_noted(void **state)
{
    AUTO(activity) struct activity *a = new_or_fail();
    const double t[] = { 10, 11, 11, 12, 5, 6 };
    (void)state;
    for (size_t i = 0; i < N_ELEMS(t); i++)
        add(a, t[i], ACTIVITY_HR, 100);
    activity_finish(a);
    assert_int_equal(a->n_notes, 1);
    assert_string_equal(a->note[0].text,
                        "of 6 samples, 1 repeat a time, 1 go back, 0 have none");
}

static void cadence_is_counted_in_steps_of_both_feet(void **state)
{
    static const struct {
        enum activity_sport sport;
        enum activity_cadence declared;
        double in, out;
        enum activity_cadence raw;
        size_t notes;
    } rows[] = {
        { ACTIVITY_SPORT_RUN, ACTIVITY_CADENCE_STRIDES, 83, 166, ACTIVITY_CADENCE_STRIDES, 0 },
        { ACTIVITY_SPORT_RUN, ACTIVITY_CADENCE_STEPS, 166, 166, ACTIVITY_CADENCE_STEPS, 0 },
        { ACTIVITY_SPORT_RUN, ACTIVITY_CADENCE_NONE, 83, 166, ACTIVITY_CADENCE_STRIDES, 0 },
        { ACTIVITY_SPORT_RUN, ACTIVITY_CADENCE_NONE, 166, 166, ACTIVITY_CADENCE_STEPS, 0 },
        { ACTIVITY_SPORT_RUN, ACTIVITY_CADENCE_STRIDES, 172, 172, ACTIVITY_CADENCE_STEPS, 1 },
        { ACTIVITY_SPORT_WALK, ACTIVITY_CADENCE_NONE, 55, 110, ACTIVITY_CADENCE_STRIDES, 0 },
        { ACTIVITY_SPORT_WALK, ACTIVITY_CADENCE_NONE, 110, 110, ACTIVITY_CADENCE_STEPS, 0 },
        { ACTIVITY_SPORT_RIDE, ACTIVITY_CADENCE_STRIDES, 85, 85, ACTIVITY_CADENCE_TURNS, 0 },
    };
    (void)state;
    for (size_t i = 0; i < N_ELEMS(rows); i++) {
        AUTO(activity) struct activity *a = new_or_fail();
        a->sport = rows[i].sport;
        add(a, 1, ACTIVITY_CADENCE, 0); /* standing: must not count */
        for (int k = 2; k < 12; k++)
            add(a, k, ACTIVITY_CADENCE, rows[i].in);
        activity_add_lap(a)->total[ACTIVITY_TOTAL_AVG_CADENCE] = rows[i].in;
        a->total[ACTIVITY_TOTAL_MAX_CADENCE] = rows[i].in;
        a->total[ACTIVITY_TOTAL_CYCLES] = 1000;
        activity_settle_cadence(a, rows[i].declared);
        assert_near(a->column[ACTIVITY_CADENCE][5], rows[i].out, 0);
        assert_near(a->lap[0].total[ACTIVITY_TOTAL_AVG_CADENCE], rows[i].out, 0);
        assert_near(a->total[ACTIVITY_TOTAL_MAX_CADENCE], rows[i].out, 0);
        assert_near(a->total[ACTIVITY_TOTAL_CYCLES], 1000 * rows[i].out / rows[i].in, 0);
        assert_int_equal(a->cadence_raw, rows[i].raw);
        assert_int_equal(a->n_notes, rows[i].notes);
    }
}

static void text_is_made_valid_and_cut_at_a_whole_character(void **state)
{
    static const struct {
        const char *in, *out;
        size_t size;
    } rows[] = {
        { "plain", "plain", 16 },
        { "a\tb\x7f", "a?b?", 16 },
        { "\xC3\xBC\xC3\xBC", "\xC3\xBC", 4 },   /* the second does not fit whole */
        { "\xFFx\xC3", "?x?", 16 },              /* no UTF-8 at all; cut in a character */
        { "\xC0\x80\xED\xA0\x80", "?????", 16 }, /* overlong; a surrogate */
        { "", "", 16 },
    };
    (void)state;
    for (size_t i = 0; i < N_ELEMS(rows); i++) {
        char out[16] = "before";
        activity_text(out, rows[i].size, rows[i].in, strlen(rows[i].in));
        assert_string_equal(out, rows[i].out);
    }
}

static void samples_are_copied_with_their_streams(void **state)
{
    AUTO(activity) struct activity *a = new_or_fail();
    AUTO(activity) struct activity *b = new_or_fail();
    struct err err = { 0 };
    (void)state;
    activity_add_stream(a)->number = 7;
    for (int i = 0; i < 300; i++) {
        add(a, i, ACTIVITY_HR, 100 + i);
        assert_ok(activity_set_stream(a, 0, i, &err), err);
    }
    add(b, -1, ACTIVITY_POWER, 200);
    assert_ok(activity_copy_samples(b, a, 100, 200, &err), err);
    add(b, 1000, ACTIVITY_POWER, 201);
    assert_int_equal(b->n_samples, 102);
    assert_true(isnan(b->column[ACTIVITY_HR][0]) && isnan(b->column[ACTIVITY_HR][101]));
    assert_near(b->column[ACTIVITY_HR][1], 200, 0);
    assert_near(b->column[ACTIVITY_HR][100], 299, 0);
    assert_near(b->stream[0].value[100], 199, 0);
    assert_true(isnan(b->column[ACTIVITY_POWER][50]));
    assert_near(b->column[ACTIVITY_POWER][101], 201, 0);
}

static void more_notes_than_fit_say_so(void **state)
{
    AUTO(activity) struct activity *a = new_or_fail();
    (void)state;
    for (int i = 0; i < 100; i++)
        activity_note_add(a, ACTIVITY_NOTE_DAMAGED, (uint64_t)i, "damage %d", i);
    assert_int_equal(a->n_notes, ACTIVITY_NOTES_MAX);
    assert_string_equal(a->note[0].text, "damage 0");
    assert_string_equal(a->note[ACTIVITY_NOTES_MAX - 1].text, "more notes than the 31 shown");
}

static void too_many_values_are_refused_before_memory_is_taken(void **state)
{
    AUTO(activity) struct activity *a = new_or_fail();
    struct err err = { 0 };
    int rc = 0;
    (void)state;
    activity_expect(a, SIZE_MAX);
    for (size_t s = 0; s < ACTIVITY_STREAMS_MAX; s++)
        assert_non_null(activity_add_stream(a));
    assert_null(activity_add_stream(a));
    for (size_t i = 0; i < (size_t)ACTIVITY_SAMPLES_MAX + 1 && rc == 0; i++)
        rc = activity_add_sample(a, &err);
    assert_refused(rc, ERR_LIMIT);
    assert_string_equal(err.msg, "more than 16777216 samples");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_column_and_total_has_a_key_of_its_own_and_a_unit),
        cmocka_unit_test(every_sport_is_found_by_its_key),
        cmocka_unit_test(names_out_of_range_are_empty),
        cmocka_unit_test(a_column_that_starts_late_is_missing_before),
        cmocka_unit_test(a_stream_that_no_sample_fills_is_dropped),
        cmocka_unit_test(times_that_stand_still_or_go_back_are_noted),
        cmocka_unit_test(cadence_is_counted_in_steps_of_both_feet),
        cmocka_unit_test(text_is_made_valid_and_cut_at_a_whole_character),
        cmocka_unit_test(samples_are_copied_with_their_streams),
        cmocka_unit_test(more_notes_than_fit_say_so),
        cmocka_unit_test(too_many_values_are_refused_before_memory_is_taken),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
