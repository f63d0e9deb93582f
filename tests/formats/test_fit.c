/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include <math.h>

#include "base/mem.h"
#include "fit_bytes.h"
#include "formats/fit_crc.h"
#include "formats/fit_profile.h"

/* ---- tables ---- */

static void profile_rows_are_sorted_unique_and_of_known_types(void **state)
{
    (void)state;
    for (size_t i = 0; i < fit_n_rows; i++) {
        const struct fit_row *r = &fit_rows[i];
        assert_ptr_equal(fit_row_find(r->mesg, r->field), r);
        assert_true(r->scale != 0 && (r->type & 0x1F) < FIT_N_TYPES);
        assert_true(r->kind != FIT_TO_STREAM || r->name);
        assert_true(r->kind != FIT_TO_SLOT || r->target < FIT_N_SLOTS);
        assert_true(i == 0 || (r[-1].mesg << 8 | r[-1].field) < (r->mesg << 8 | r->field));
    }
    assert_null(fit_row_find(20, 200));
}

static void every_column_can_be_written(void **state)
{
    (void)state;
    for (unsigned c = ACTIVITY_TIME + 1; c < ACTIVITY_N_COLUMNS; c++)
        assert_true(fit_row_for(FIT_RECORD, FIT_TO_COLUMN, c, FIT_SET_) ||
                    fit_row_for(FIT_RECORD, FIT_TO_COLUMN, c, FIT_RIGHT_SHARE));
    for (unsigned t = 0; t < ACTIVITY_N_TOTALS; t++)
        assert_non_null(fit_row_for(FIT_SESSION, FIT_TO_TOTAL, t, FIT_SET_));
}

static void every_number_of_ours_survives_the_way_to_fit_and_back(void **state)
{
    static const struct fit_numbers *const all[] = { &fit_sports,   &fit_subs,
                                                     &fit_files,    &fit_intensities,
                                                     &fit_triggers, &fit_durations,
                                                     &fit_targets };
    (void)state;
    for (size_t t = 0; t < N_ELEMS(all); t++)
        for (size_t i = 0; i < all[t]->n; i++) {
            unsigned ours = all[t]->row[i].ours, fit = fit_number_to_fit(all[t], ours);
            assert_int_equal(fit_number_to_ours(all[t], fit, 99), ours);
            for (size_t k = 0; k < i; k++)
                assert_int_not_equal(all[t]->row[i].fit, all[t]->row[k].fit);
        }
    assert_int_equal(fit_number_to_ours(&fit_sports, NAN, 99), 99);
    assert_int_equal(fit_number_to_ours(&fit_sports, 250, 99), ACTIVITY_SPORT_OTHER);
}

static void the_fast_checksum_equals_the_slow_one(void **state)
{
    struct fit_crc crc;
    uint8_t b[100];
    (void)state;
    fit_crc_init(&crc);
    for (size_t i = 0; i < sizeof(b); i++)
        b[i] = (uint8_t)(i * 37 + 11);
    for (size_t n = 0; n <= sizeof(b); n++)
        assert_int_equal(fit_crc_of(&crc, b, n), slow_crc(b, n));
}

/* ---- values ---- */

static void every_base_type_is_read_in_both_byte_orders(void **state)
{
    static const struct {
        uint8_t type, size;
        uint64_t raw, invalid;
        double value;
    } rows[] = {
        { 0x00, 1, 7, 0xFF, 7 },
        { 0x01, 1, 0xFE, 0x7F, -2 },
        { 0x02, 1, 254, 0xFF, 254 },
        { 0x83, 2, 0xFFFE, 0x7FFF, -2 },
        { 0x84, 2, 0xFFFE, 0xFFFF, 65534 },
        { 0x85, 4, 0xFFFFFFFE, 0x7FFFFFFF, -2 },
        { 0x86, 4, 0xFFFFFFFE, 0xFFFFFFFF, 4294967294.0 },
        { 0x88, 4, 0x40490FDB, 0xFFFFFFFF, 3.1415927410125732 },
        { 0x89, 8, 0x400921FB54442D18, UINT64_MAX, 3.141592653589793 },
        { 0x0A, 1, 255, 0, 255 },
        { 0x8B, 2, 65535, 0, 65535 },
        { 0x8C, 4, 4294967295, 0, 4294967295.0 },
        { 0x0D, 1, 3, 0xFF, 3 },
        { 0x8E, 8, (uint64_t)-5, INT64_MAX, -5 },
        { 0x8F, 8, 5, UINT64_MAX, 5 },
        { 0x90, 8, 5, 0, 5 },
    };
    (void)state;
    for (size_t i = 0; i < 2 * N_ELEMS(rows); i++) {
        AUTO(activity_list) struct activity_list *l = NULL;
        const bool big = i % 2;
        struct bytes f = { 0 };
        begin_file(&f);
        put_file_id(&f, 4);
        DEFINE(&f, 0, FIT_RECORD, big, { 253, 4, 0x86 },
               { 200, rows[i / 2].size, rows[i / 2].type });
        for (int k = 0; k < 2; k++) {
            put(&f, 0, 1, false);
            put(&f, T0 + (uint64_t)k, 4, big);
            put(&f, k ? rows[i / 2].invalid : rows[i / 2].raw, rows[i / 2].size, big);
        }
        end_file(&f, 0);
        l = read_or_fail(&f);
        const struct activity *a = only(l);
        assert_int_equal(a->n_samples, 2);
        assert_int_equal(a->n_streams, 1);
        assert_string_equal(a->stream[0].name, "record.200");
        assert_near(a->stream[0].value[0], rows[i / 2].value, 0);
        assert_true(isnan(a->stream[0].value[1]));
        assert_near(a->column[ACTIVITY_TIME][1], T0 + 1 + FIT_EPOCH_S, 0);
    }
}

static void long_forms_win_over_short_ones_wherever_they_stand(void **state)
{
    (void)state;
    for (int order = 0; order < 2; order++) {
        AUTO(activity_list) struct activity_list *l = NULL;
        struct bytes f = { 0 };
        begin_file(&f);
        if (order)
            DEFINE(&f, 0, FIT_RECORD, false, { 73, 4, 0x86 }, { 6, 2, 0x84 });
        else
            DEFINE(&f, 0, FIT_RECORD, false, { 6, 2, 0x84 }, { 73, 4, 0x86 });
        for (uint64_t k = 0; k < 2; k++) { /* the second has no long form */
            uint64_t longer = k ? 0xFFFFFFFF : 70000;
            put(&f, 0, 1, false);
            put(&f, order ? longer : 3000, order ? 4 : 2, false);
            put(&f, order ? 3000 : longer, order ? 2 : 4, false);
        }
        end_file(&f, 0);
        l = read_or_fail(&f);
        assert_near(only(l)->column[ACTIVITY_SPEED][0], 70, 0);
        assert_near(only(l)->column[ACTIVITY_SPEED][1], 3, 0);
    }
}

static void fractions_of_strides_count_even_if_they_come_first(void **state)
{
    AUTO(activity_list) struct activity_list *l = NULL;
    struct bytes f = { 0 };
    (void)state;
    begin_file(&f);
    DEFINE(&f, 0, FIT_RECORD, false, { 53, 1, 2 }, { 4, 1, 2 });
    put(&f, 0, 1, false);
    put(&f, 64, 1, false);
    put(&f, 83, 1, false);
    DEFINE(&f, 1, FIT_SESSION, false, { 92, 1, 2 }, { 18, 1, 2 }, { 5, 1, 0 });
    put(&f, 1, 1, false);
    put(&f, 32, 1, false);
    put(&f, 80, 1, false);
    put(&f, 1, 1, false); /* running */
    end_file(&f, 0);
    l = read_or_fail(&f);
    assert_near(only(l)->column[ACTIVITY_CADENCE][0], 167, 0);
    assert_near(only(l)->total[ACTIVITY_TOTAL_AVG_CADENCE], 160.5, 0);
}

static void compressed_times_and_distances_run_over(void **state)
{
    AUTO(activity_list) struct activity_list *l = NULL;
    struct bytes f = { 0 };
    /* 12 bits speed in 1/100 m/s, 12 bits distance in 1/16 m */
    static const unsigned distance[] = { 4000, 4090, 10 }, low5[] = { 30, 31, 2 };
    (void)state;
    begin_file(&f);
    DEFINE(&f, 0, FIT_RECORD, false, { 253, 4, 0x86 });
    put(&f, 0, 1, false);
    put(&f, T0 / 32 * 32 + 29, 4, false);
    DEFINE(&f, 1, FIT_RECORD, false, { 8, 3, 0x0D });
    for (size_t i = 0; i < 3; i++) {
        put(&f, 0x80 | 1u << 5 | low5[i], 1, false);
        put(&f, 250u | distance[i] << 12, 3, false);
    }
    end_file(&f, 0);
    l = read_or_fail(&f);
    const struct activity *a = only(l);
    double start = a->column[ACTIVITY_TIME][0];
    assert_near(a->column[ACTIVITY_TIME][1], start + 1, 0);
    assert_near(a->column[ACTIVITY_TIME][2], start + 2, 0);
    assert_near(a->column[ACTIVITY_TIME][3], start + 5, 0);
    assert_near(a->column[ACTIVITY_SPEED][1], 2.5, 0);
    assert_near(a->column[ACTIVITY_DISTANCE][1], 4000 / 16.0, 0);
    assert_near(a->column[ACTIVITY_DISTANCE][3], (4096 + 10) / 16.0, 0);
}

/* ---- developer fields ---- */

static void put_description(struct bytes *f)
{
    DEFINE(f, 2, FIT_FIELD_DESCRIPTION, false, { 0, 1, 2 }, { 1, 1, 2 }, { 2, 1, 2 },
           { 3, 6, 7 }, { 8, 6, 7 }, { 14, 2, 0x84 }, { 15, 1, 2 });
    put(f, 2, 1, false);
    put(f, 0, 1, false);
    put(f, 9, 1, false);
    put(f, 0x84, 1, false);
    memcpy(f->b + f->n, "Power\0Watts\0", 12);
    f->n += 12;
    put(f, FIT_RECORD, 2, false);
    put(f, 7, 1, false);
}

static void developer_fields_are_read_wherever_their_description_stands(void **state)
{
    enum { BEFORE, AFTER, NOWHERE };
    (void)state;
    for (int where = BEFORE; where <= NOWHERE; where++) {
        AUTO(activity_list) struct activity_list *l = NULL;
        struct bytes f = { 0 };
        begin_file(&f);
        if (where == BEFORE)
            put_description(&f);
        define_dev(&f, 0, FIT_RECORD, false, (const struct fd[]){ { 3, 1, 2 } }, 1,
                   (const struct fd[]){ { 9, 2, 0 } }, 1);
        if (where == AFTER)
            put_description(&f);
        for (unsigned i = 0; i < 2; i++) {
            put(&f, 0, 1, false);
            put(&f, 140 + i, 1, false);
            put(&f, 250 + i, 2, false);
        }
        end_file(&f, 0);
        l = read_or_fail(&f);
        const struct activity *a = only(l);
        assert_near(a->column[ACTIVITY_HR][1], 141, 0);
        assert_int_equal(a->n_streams, where == NOWHERE ? 0 : 1);
        if (where == NOWHERE)
            continue;
        assert_string_equal(a->stream[0].name, "Power");
        assert_string_equal(a->stream[0].unit, "Watts");
        assert_int_equal(a->stream[0].native, ACTIVITY_POWER);
        assert_near(a->stream[0].value[1], 251, 0);
        assert_near(a->column[ACTIVITY_POWER][1], 251, 0); /* the watch had none itself */
    }
}

/* ---- whole messages ---- */

static void put_event(struct bytes *f, unsigned t, unsigned type, unsigned trigger)
{
    DEFINE(f, 3, FIT_EVENT, false, { 253, 4, 0x86 }, { 0, 1, 0 }, { 1, 1, 0 }, { 3, 4, 0x86 });
    put(f, 3, 1, false);
    put(f, t, 4, false);
    put(f, 0, 1, false);
    put(f, type, 1, false);
    put(f, trigger, 4, false);
}

static void pauses_are_the_time_from_stop_to_start(void **state)
{
    AUTO(activity_list) struct activity_list *l = NULL;
    struct bytes f = { 0 };
    (void)state;
    begin_file(&f);
    put_file_id(&f, 4);
    put_event(&f, T0, 0, 0);
    put_records(&f, T0, T0 + 10);
    put_event(&f, T0 + 10, 4, 1);
    put_event(&f, T0 + 30, 0, 1);
    put_records(&f, T0 + 30, T0 + 60);
    put_event(&f, T0 + 60, 4, 0); /* the end is no pause */
    put_session(&f, T0, 60, 1, 0, 0);
    end_file(&f, 0);
    l = read_or_fail(&f);
    const struct activity *a = only(l);
    assert_int_equal(a->n_pauses, 1);
    assert_near(a->pause[0].from_s, T0 + 10 + FIT_EPOCH_S, 0);
    assert_near(a->pause[0].to_s, T0 + 30 + FIT_EPOCH_S, 0);
    assert_true(a->pause[0].automatic);
}

static void legs_of_a_triathlon_get_their_own_samples_laps_and_pauses(void **state)
{
    (void)state;
    for (int summary_first = 0; summary_first < 2; summary_first++) {
        AUTO(activity_list) struct activity_list *l = NULL;
        struct bytes f = { 0 };
        begin_file(&f);
        put_file_id(&f, 4);
        for (int pass = 0; pass < 2; pass++) {
            if (pass == summary_first) {
                put_records(&f, T0, T0 + 40);
                put_event(&f, T0 + 40, 4, 0);
                put_event(&f, T0 + 100, 0, 0); /* between the legs: nobody's pause */
                put_records(&f, T0 + 100, T0 + 130);
            } else {
                put_lap(&f, T0, 20);
                put_lap(&f, T0 + 20, 20);
                put_lap(&f, T0 + 100, 30);
                put_session(&f, T0, 40, 5, 0, 2);
                put_session(&f, T0 + 100, 30, 1, 2, 1);
            }
        }
        end_file(&f, 0);
        l = read_or_fail(&f);
        assert_int_equal(l->n, 2);
        const struct activity *swim = l->item[0], *run = l->item[1];
        assert_string_equal(activity_sports[swim->sport].key, "swim");
        assert_string_equal(activity_sports[run->sport].key, "run");
        assert_int_equal(swim->n_samples, 40);
        assert_int_equal(run->n_samples, 30);
        assert_int_equal(swim->n_laps, 2);
        assert_int_equal(run->n_laps, 1);
        assert_int_equal(swim->n_pauses + run->n_pauses, 0);
        assert_int_equal(run->leg, 1);
        assert_int_equal(run->n_legs, 2);
    }
}

static void a_session_that_is_written_again_counts_once_the_last_time(void **state)
{
    AUTO(activity_list) struct activity_list *l = NULL;
    struct bytes f = { 0 };
    (void)state;
    begin_file(&f);
    put_file_id(&f, 4);
    put_records(&f, T0, T0 + 60);
    put_session(&f, T0, 30, 1, 0, 0);
    put_session(&f, T0, 60, 1, 0, 0);
    end_file(&f, 0);
    l = read_or_fail(&f);
    assert_int_equal(only(l)->n_samples, 60);
    assert_near(only(l)->total[ACTIVITY_TOTAL_ELAPSED], 60, 0);
}

static void unknown_fields_are_left_out_on_request(void **state)
{
    const struct formats_params par = { .keep_unknown = false };
    AUTO(activity_list) struct activity_list *l = NULL;
    struct bytes f = { 0 };
    struct err err = { 0 };
    (void)state;
    begin_file(&f);
    DEFINE(&f, 0, FIT_RECORD, false, { 3, 1, 2 }, { 200, 1, 2 }, { 29, 4, 0x86 });
    put(&f, 0, 1, false);
    put(&f, 120, 1, false);
    put(&f, 5, 1, false);
    put(&f, 7000, 4, false);
    end_file(&f, 0);
    assert_ok(formats_read(f.b, f.n, &par, &l, &err), err);
    assert_int_equal(only(l)->n_streams, 1); /* known, though it has no column */
    assert_string_equal(only(l)->stream[0].name, "accumulated_power");
    assert_near(only(l)->column[ACTIVITY_HR][0], 120, 0);
}

static void late_heart_rates_are_spread_over_the_samples(void **state)
{
    AUTO(activity_list) struct activity_list *l = NULL;
    struct bytes f = { 0 };
    (void)state;
    begin_file(&f);
    put_file_id(&f, 4);
    DEFINE(&f, 0, FIT_RECORD, false, { 253, 4, 0x86 });
    for (unsigned i = 0; i < 5; i++) {
        put(&f, 0, 1, false);
        put(&f, T0 + i, 4, false);
    }
    DEFINE(&f, 1, FIT_HR, false, { 253, 4, 0x86 }, { 6, 1, 2 }, { 9, 4, 0x86 });
    put(&f, 1, 1, false);
    put(&f, T0, 4, false);
    put(&f, 100, 1, false);
    put(&f, 1024 * 50 + 4095, 4, false); /* the 12 bits are about to run over */
    DEFINE(&f, 2, FIT_HR, false, { 6, 4, 2 }, { 10, 6, 0x0D });
    put(&f, 2, 1, false);
    for (unsigned i = 1; i <= 4; i++)
        put(&f, 100 + 10 * i, 1, false);
    /* 1, 2, 3 and 4 s after the anchor, mod 4096 */
    unsigned base = (1024 * 50 + 4095) & 0xFFF;
    for (unsigned i = 1; i <= 4; i += 2)
        put(&f, ((base + 1024 * i) & 0xFFF) | ((base + 1024 * (i + 1)) & 0xFFF) << 12, 3,
            false);
    end_file(&f, 0);
    l = read_or_fail(&f);
    const double *hr = only(l)->column[ACTIVITY_HR];
    assert_non_null(hr);
    /* From each beat to the next its value holds in steps of 0.25 s: three held and the new. */
    assert_near(hr[0], 100, 0);
    assert_near(hr[1], floor((3 * 100 + 110) / 4.0 + 0.5), 0);
    assert_near(hr[2], floor((3 * 110 + 120) / 4.0 + 0.5), 0);
    assert_near(hr[3], floor((3 * 120 + 130) / 4.0 + 0.5), 0);
    assert_true(isnan(hr[4])); /* nothing after it says that the second is complete */
}

static void the_time_zone_is_a_whole_quarter_of_an_hour(void **state)
{
    static const struct {
        int offset;
        double expected;
    } rows[] = { { 7200, 7200 }, { -12600, -12600 }, { 19802, 19800 }, { 400000, NAN } };
    (void)state;
    for (size_t i = 0; i < N_ELEMS(rows); i++) {
        AUTO(activity_list) struct activity_list *l = NULL;
        struct bytes f = { 0 };
        begin_file(&f);
        put_records(&f, T0, T0 + 3);
        DEFINE(&f, 1, FIT_ACTIVITY, false, { 253, 4, 0x86 }, { 5, 4, 0x86 });
        put(&f, 1, 1, false);
        put(&f, T0, 4, false);
        put(&f, (uint64_t)(T0 + rows[i].offset), 4, false);
        end_file(&f, 0);
        l = read_or_fail(&f);
        double offset = only(l)->utc_offset_s;
        assert_true(isnan(rows[i].expected) ? isnan(offset) : offset == rows[i].expected);
    }
}

static void a_device_without_a_date_is_noted_and_its_laps_start_before_their_end(void **state)
{
    AUTO(activity_list) struct activity_list *l = NULL;
    struct bytes f = { 0 };
    (void)state;
    begin_file(&f);
    put_records(&f, 100, 103);
    DEFINE(&f, 5, FIT_LAP, false, { 253, 4, 0x86 }, { 2, 4, 0x86 }, { 7, 4, 0x86 });
    put(&f, 5, 1, false);
    put(&f, T0, 4, false);
    put(&f, 100, 4, false); /* before the clock was set */
    put(&f, 60000, 4, false);
    end_file(&f, 0);
    l = read_or_fail(&f);
    const struct activity *a = only(l);
    assert_near(a->lap[0].start_s, T0 - 60 + FIT_EPOCH_S, 0);
    assert_int_equal(a->n_notes, 2);
    assert_string_equal(activity_note_name(a->note[1].kind), "clock");
}

static void every_kind_of_file_is_named(void **state)
{
    static const struct {
        unsigned type;
        const char *name;
    } rows[] = { { 2, "settings" },          { 5, "workout" }, { 6, "course" },
                 { 7, "schedule" },          { 9, "weight" },  { 32, "monitoring" },
                 { 49, "health and sleep" }, { 200, "other" } };
    (void)state;
    for (size_t i = 0; i < N_ELEMS(rows); i++) {
        AUTO(activity_list) struct activity_list *l = NULL;
        struct bytes f = { 0 };
        begin_file(&f);
        put_file_id(&f, rows[i].type);
        end_file(&f, 0);
        l = read_or_fail(&f);
        assert_string_equal(activity_file_name(only(l)->source.kind), rows[i].name);
        assert_int_equal(only(l)->n_samples, 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(profile_rows_are_sorted_unique_and_of_known_types),
        cmocka_unit_test(every_column_can_be_written),
        cmocka_unit_test(every_number_of_ours_survives_the_way_to_fit_and_back),
        cmocka_unit_test(the_fast_checksum_equals_the_slow_one),
        cmocka_unit_test(every_base_type_is_read_in_both_byte_orders),
        cmocka_unit_test(long_forms_win_over_short_ones_wherever_they_stand),
        cmocka_unit_test(fractions_of_strides_count_even_if_they_come_first),
        cmocka_unit_test(compressed_times_and_distances_run_over),
        cmocka_unit_test(developer_fields_are_read_wherever_their_description_stands),
        cmocka_unit_test(pauses_are_the_time_from_stop_to_start),
        cmocka_unit_test(legs_of_a_triathlon_get_their_own_samples_laps_and_pauses),
        cmocka_unit_test(a_session_that_is_written_again_counts_once_the_last_time),
        cmocka_unit_test(unknown_fields_are_left_out_on_request),
        cmocka_unit_test(late_heart_rates_are_spread_over_the_samples),
        cmocka_unit_test(the_time_zone_is_a_whole_quarter_of_an_hour),
        cmocka_unit_test(a_device_without_a_date_is_noted_and_its_laps_start_before_their_end),
        cmocka_unit_test(every_kind_of_file_is_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
