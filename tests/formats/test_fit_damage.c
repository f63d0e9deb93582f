/* SPDX-License-Identifier: Apache-2.0 */
/* Damaged, cut, chained and foreign files. */
#include "base/mem.h"
#include "fit_bytes.h"

static void run_of_ten(struct bytes *f)
{
    begin_file(f);
    put_file_id(f, 4);
    put_records(f, T0, T0 + 10);
    put_session(f, T0, 10, 1, 0, 0);
    end_file(f, 0);
}

static void whatever_is_cut_off_the_rest_is_kept(void **state)
{
    struct bytes whole = { 0 };
    size_t last = 0, refused = 0;
    const struct formats_params par = FORMATS_PARAMS_INIT;
    (void)state;
    run_of_ten(&whole);
    for (size_t n = 0; n < whole.n; n++) {
        AUTO(activity_list) struct activity_list *l = NULL;
        AUTO(mem) uint8_t *exact = mem_array(n, 1); /* so that reading past the end is caught */
        struct err err = { 0 };
        memcpy(exact, whole.b, n);
        if (formats_read(exact, n, &par, &l, &err) < 0) {
            assert_true(last == 0 && err.msg[0]);
            refused++;
            continue;
        }
        const struct activity *a = only(l);
        assert_in_range(a->n_samples, last, last + 1);
        assert_true(a->n_notes > 0);
        assert_string_equal(activity_note_name(a->note[0].kind), "truncated");
        last = a->n_samples;
    }
    assert_int_equal(last, 10);
    assert_true(refused > 14);
}

static void every_flipped_bit_is_survived_and_noted(void **state)
{
    struct bytes whole = { 0 };
    const struct formats_params par = FORMATS_PARAMS_INIT;
    (void)state;
    run_of_ten(&whole);
    for (size_t bit = 0; bit < 8 * whole.n; bit++) {
        AUTO(activity_list) struct activity_list *l = NULL;
        struct err err = { 0 };
        size_t notes = 0;
        /* protocol and profile version are in the header's checksum only */
        whole.b[bit / 8] ^= (uint8_t)(1u << bit % 8);
        int rc = formats_read(whole.b, whole.n, &par, &l, &err);
        whole.b[bit / 8] ^= (uint8_t)(1u << bit % 8);
        for (size_t i = 0; rc == 0 && i < l->n; i++)
            notes += l->item[i]->n_notes;
        assert_true(rc < 0 ? err.msg[0] != 0 : notes > 0);
    }
}

static void damage_is_told_with_byte_and_cause(void **state)
{
    enum { OLD_CUT, UNDEFINED, TYPE, SUM, HEADER_SUM, TRAILING, N };
    static const char *const texts[N] = {
        "the header says no data: the recording was cut off",
        "data of local message 9, which was never defined",
        "a definition has a field of type 31, which there is not",
        "checksum of the file is ",
        "checksum of the header is ",
        "what follows the end (3 bytes) is no FIT file",
    };
    (void)state;
    for (int what = 0; what < N; what++) {
        AUTO(activity_list) struct activity_list *l = NULL;
        struct bytes f = { 0 };
        size_t pos;
        begin_file(&f);
        put_file_id(&f, 4);
        put_records(&f, T0, T0 + 10);
        pos = f.n;
        if (what == UNDEFINED)
            put(&f, 9, 1, false);
        if (what == TYPE)
            DEFINE(&f, 1, FIT_RECORD, false, { 3, 1, 31 });
        end_file(&f, 0);
        if (what == OLD_CUT) {
            memset(f.b + 4, 0, 4);
            memset(f.b + 12, 0, 2);
            pos = 4;
        } else if (what == SUM) {
            f.b[f.n - 1] ^= 1;
            pos = f.n - 2;
        } else if (what == HEADER_SUM) {
            f.b[12] ^= 1;
            pos = 12;
        } else if (what == TRAILING) {
            pos = f.n;
            put(&f, 0, 3, false);
        }
        l = read_or_fail(&f);
        const struct activity *a = only(l);
        assert_int_equal(a->n_samples, 10);
        assert_memory_equal(a->note[0].text, texts[what], strlen(texts[what]));
        assert_int_equal(a->note[0].pos, pos);
    }
}

/* Ten samples, rubbish, and `after` more: they are read if eight or more prove that they are.
 */
static void samples_go_on_behind_damage_when_that_is_certain(void **state)
{
    static const struct {
        const char *what;
        uint8_t rubbish[12];
        size_t n;
        int later_s; /* the samples behind it start so much later */
        unsigned after;
        size_t want;
    } rows[] = {
        { "an undefined message", { 9, 1, 2, 3 }, 4, 2, 20, 30 },
        { "a compressed header without a definition", { 0xE0, 7 }, 2, 1, 8, 18 },
        { "a definition of no known type", { 0x41, 0, 0, 20, 0, 1, 3, 1, 31 }, 9, 1, 20, 30 },
        { "seven samples prove nothing", { 9, 1, 2, 3 }, 4, 2, 7, 10 },
        { "samples of another year", { 9, 1, 2, 3 }, 4, 40000000, 20, 10 },
        { "samples of the day before", { 9, 1, 2, 3 }, 4, -80000, 20, 21 },
        { "a sample of damaged bytes is taken back",
          { 0, 0xFF, 0xFF, 0xFF, 0x7F, 60, 9 },
          7,
          3,
          20,
          30 },
    };
    (void)state;
    for (size_t i = 0; i < N_ELEMS(rows); i++) {
        AUTO(activity_list) struct activity_list *l = NULL;
        struct bytes f = { 0 };
        begin_file(&f);
        put_file_id(&f, 4);
        put_records(&f, T0, T0 + 10);
        memcpy(f.b + f.n, rows[i].rubbish, rows[i].n);
        f.n += rows[i].n;
        for (unsigned t = 0; t < rows[i].after; t++) {
            put(&f, 0, 1, false);
            put(&f, (unsigned)(T0 + 10 + rows[i].later_s) + t, 4, false);
            put(&f, 140, 1, false);
        }
        end_file(&f, 0);
        l = read_or_fail(&f);
        if (only(l)->n_samples != rows[i].want)
            fail_msg("%s: %zu samples, expected %zu", rows[i].what, only(l)->n_samples,
                     rows[i].want);
        const double *hr = only(l)->column[ACTIVITY_HR];
        if (rows[i].want == 30)
            assert_near(hr[29], 140, 0);
    }
}

static void files_of_a_chain_stand_for_themselves(void **state)
{
    AUTO(activity_list) struct activity_list *l = NULL;
    struct bytes f = { 0 };
    (void)state;
    run_of_ten(&f);
    size_t second = f.n;
    begin_file(&f);
    put_file_id(&f, 4);
    put_records(&f, T0 + 1000, T0 + 1020);
    put(&f, 9, 1, false); /* damage */
    end_file(&f, second);
    size_t third = f.n;
    begin_file(&f);
    put_file_id(&f, 4);
    put_records(&f, T0 + 2000, T0 + 2005);
    end_file(&f, third);
    l = read_or_fail(&f);
    assert_int_equal(l->n, 3);
    assert_int_equal(l->item[0]->n_samples, 10);
    assert_int_equal(l->item[0]->n_notes, 0);
    assert_int_equal(l->item[1]->n_samples, 20);
    assert_int_equal(l->item[2]->n_samples, 5);
}

static void limits_are_notes_and_what_came_before_is_kept(void **state)
{
    AUTO(activity_list) struct activity_list *l = NULL;
    struct bytes f = { 0 };
    (void)state;
    begin_file(&f);
    put_file_id(&f, 4);
    put_records(&f, T0, T0 + 100);
    for (unsigned i = 0; i < 70; i++)
        put_session(&f, T0 + i, 1, 1, 0, 0);
    end_file(&f, 0);
    l = read_or_fail(&f);
    assert_int_equal(l->n, 64);
    assert_string_equal(l->item[0]->note[0].text, "more than 64 sessions");
}

static void what_is_no_fit_is_refused_by_name(void **state)
{
    static const struct {
        const char *start, *message;
    } rows[] = {
        { "\x1f\x8b\x08", "not a file of activities but gzip data: unpack it first" },
        { "PK\x03\x04", "not a file of activities but a zip archive: unpack it first" },
        { "<html>",
          "not a file of activities but a web page, perhaps the error page of a download" },
        { "hello", "not a file of activities but something else" },
        { "", "the file is empty" },
    };
    const struct formats_params par = FORMATS_PARAMS_INIT;
    (void)state;
    for (size_t i = 0; i < N_ELEMS(rows); i++) {
        struct activity_list *l = NULL;
        struct err err = { 0 };
        assert_true(formats_read((const uint8_t *)rows[i].start, strlen(rows[i].start), &par,
                                 &l, &err) < 0);
        assert_string_equal(err.msg, rows[i].message);
        assert_null(l);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(whatever_is_cut_off_the_rest_is_kept),
        cmocka_unit_test(every_flipped_bit_is_survived_and_noted),
        cmocka_unit_test(damage_is_told_with_byte_and_cause),
        cmocka_unit_test(samples_go_on_behind_damage_when_that_is_certain),
        cmocka_unit_test(files_of_a_chain_stand_for_themselves),
        cmocka_unit_test(limits_are_notes_and_what_came_before_is_kept),
        cmocka_unit_test(what_is_no_fit_is_refused_by_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
