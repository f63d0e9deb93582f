/* SPDX-License-Identifier: Apache-2.0 */
#include "store/store.h"

#include "../formats/activities.h"
#include "base/file.h"
#include "base/mem.h"
#include "columns.h"
#include "store/bytes.h"
#include "store/migrate.h"
#include "store/pack.h"
#include "store_tmp.h"

static const double noon = 1700000000;

/* same_activity compares pauses byte by byte: bytes that belong to no field must be zero. */
static void clear_padding(struct activity *a)
{
    for (size_t i = 0; i < a->n_pauses; i++) {
        struct activity_pause p = a->pause[i];
        memset(&a->pause[i], 0, sizeof(p));
        a->pause[i].from_s = p.from_s;
        a->pause[i].to_s = p.to_s;
        a->pause[i].automatic = p.automatic;
    }
}

static void a_stored_activity_comes_back_as_it_was(void **state)
{
    AUTO(store) struct store *s = NULL;
    struct rng r = rng_new(7, 1);
    struct err err = { 0 };

    (void)state;
    assert_ok(store_open(tmp_db, STORE_CREATE, &s, &err), err);
    for (size_t i = 0; i < 40; i++) {
        AUTO(activity) struct activity *a = random_activity(&r), *b = NULL;
        struct store_row row = row_for(a), back;
        int64_t id = 0;
        clear_padding(a);
        assert_ok(store_add(s, &row, a, &id, &err), err);
        assert_ok(store_get(s, id, &back, &b, &err), err);
        same_activity(a, b);
        assert_string_equal(back.name, a->name);
        assert_int_equal(back.sport, a->sport);
    }
}

static void columns_come_back_whatever_is_in_them(void **state)
{
    (void)state;
    for (size_t i = 0; i < N_ELEMS(made_columns); i++) {
        const struct made_column *c = &made_columns[i];
        AUTO_BYTES struct bytes b = { 0 };
        struct err err = { 0 };
        double y[6];
        column_put(&b, c->x, 6, c->decimals);
        assert_false(b.failed);
        struct reader r = { .p = b.buf, .end = b.buf + b.n };
        assert_ok(column_get(&r, y, 6, &err), err);
        assert_ptr_equal(r.p, r.end);
        for (size_t k = 0; k < 6; k++)
            same_value(c->what, k, c->x[k], y[k], c->tolerance);
    }
}

/* Two fields with one key would overwrite each other. Totals are fields of `activity` and
 * `lap`. */
static void no_section_has_a_key_twice(void **state)
{
    (void)state;
    for (size_t i = 0; i < pack_n_sections; i++) {
        const struct pack_section *s = &pack_sections[i];
        for (size_t j = 0; j < s->n_fields; j++) {
            for (size_t k = 0; k < j; k++)
                assert_string_not_equal(s->field[j].key, s->field[k].key);
            for (size_t k = 0; k < ACTIVITY_N_TOTALS; k++)
                assert_string_not_equal(s->field[j].key, activity_totals[k].key);
        }
    }
}

/* Every byte of a packed column changed, and every length: no crash, no read outside. */
static void damaged_columns_are_refused_or_give_numbers(void **state)
{
    AUTO_BYTES struct bytes b = { 0 };
    double x[64], y[64];

    (void)state;
    for (size_t i = 0; i < 64; i++)
        x[i] = i % 7 ? (double)i * 1.1 : NAN;
    column_put(&b, x, 64, 3);
    for (size_t at = 0; at < b.n; at++)
        for (unsigned bit = 0; bit < 8; bit++) {
            b.buf[at] ^= (uint8_t)(1U << bit);
            struct reader r = { .p = b.buf, .end = b.buf + b.n };
            int rc = column_get(&r, y, 64, NULL);
            assert_true(rc == 0 || rc == -ERR_FORMAT);
            b.buf[at] ^= (uint8_t)(1U << bit);
        }
    for (size_t n = 0; n < b.n; n++) {
        struct reader r = { .p = b.buf, .end = b.buf + n };
        assert_refused(column_get(&r, y, 64, NULL), ERR_FORMAT);
    }
}

static void damaged_recordings_are_refused(void **state)
{
    AUTO_BYTES struct bytes detail = { 0 }, samples = { 0 };
    struct rng r = rng_new(3, 3);
    AUTO(activity) struct activity *a = random_activity(&r);
    struct err err = { 0 };

    (void)state;
    assert_ok(pack_detail(a, &detail, &err), err);
    assert_ok(pack_samples(a, &samples, &err), err);
    for (size_t i = 0; i < 300; i++) {
        AUTO(activity) struct activity *b = NULL;
        assert_ok(activity_new(&b, &err), err);
        size_t at = rng_below(&r, (uint32_t)detail.n), cut = rng_below(&r, (uint32_t)samples.n);
        uint8_t flip = (uint8_t)(1U << rng_below(&r, 8));
        detail.buf[at] ^= flip;
        int rc = unpack_detail(detail.buf, detail.n, b, NULL);
        assert_true(rc == 0 || rc == -ERR_FORMAT || rc == -ERR_UNSUPPORTED);
        detail.buf[at] ^= flip;
        if (cut == 0 || rc < 0)
            continue;
        samples.buf[cut] ^= flip;
        rc = unpack_samples(samples.buf, samples.n, b, NULL);
        assert_true(rc == 0 || rc == -ERR_FORMAT);
        samples.buf[cut] ^= flip;
    }
}

static void the_list_is_filtered_and_in_order(void **state)
{
    AUTO(store) struct store *s = NULL;
    AUTO(mem) struct store_row *rows = NULL;
    struct store_filter f = STORE_FILTER_INIT;
    struct err err = { 0 };
    size_t n = 0;

    (void)state;
    assert_ok(store_open(tmp_db, STORE_CREATE, &s, &err), err);
    int64_t late = put_run(s, noon + 86400, 10), early = put_run(s, noon, 10);
    assert_ok(store_list(s, &f, &rows, &n, &err), err);
    assert_int_equal(n, 2);
    assert_int_equal(rows[0].id, early);
    assert_int_equal(rows[1].id, late);
    mem_freep(&rows);
    f.from_s = noon + 1;
    assert_ok(store_list(s, &f, &rows, &n, &err), err);
    assert_int_equal(n, 1);
    assert_int_equal(rows[0].id, late);
    mem_freep(&rows);
    f.from_s = NAN;
    f.sport = "ride";
    assert_ok(store_list(s, &f, &rows, &n, &err), err);
    assert_int_equal(n, 0);
}

static void changes_are_undone_one_step_at_a_time(void **state)
{
    AUTO(store) struct store *s = NULL;
    struct err err = { 0 };
    struct store_undone undone;

    (void)state;
    assert_ok(store_open(tmp_db, STORE_CREATE, &s, &err), err);
    int64_t id = put_run(s, noon, 10);
    const struct store_edit first[] = { { "name", "Hills" }, { "effort", "7" } },
                            second[] = { { "name", "Long hills" } },
                            gone[] = { { "deleted", "1" } };
    assert_ok(store_edit(s, id, "edit", first, 2, noon, &err), err);
    assert_ok(store_edit(s, id, "edit", second, 1, noon, &err), err);
    assert_ok(store_edit(s, id, "delete", gone, 1, noon, &err), err);
    static const struct {
        const char *what, *name;
        double effort;
        bool deleted;
    } want[] = { { "delete", "Long hills", 7, false },
                 { "edit", "Hills", 7, false },
                 { "edit", "", NAN, false } };
    for (size_t i = 0; i < N_ELEMS(want); i++) {
        AUTO(activity) struct activity *a = NULL;
        struct store_row row;
        assert_ok(store_undo(s, &undone, &err), err);
        assert_string_equal(undone.what, want[i].what);
        assert_int_equal(undone.activity_id, id);
        assert_ok(store_get(s, id, &row, &a, &err), err);
        assert_string_equal(row.name, want[i].name);
        assert_string_equal(a->name, want[i].name);
        assert_int_equal(row.deleted, want[i].deleted);
        assert_true(isnan(want[i].effort) ? isnan(row.effort)
                                          : fabs(row.effort - want[i].effort) <= 0);
    }
    assert_refused(store_undo(s, &undone, &err), ERR_NOT_FOUND);
}

static void an_activity_added_by_hand_is_undone(void **state)
{
    AUTO(store) struct store *s = NULL;
    AUTO(mem) struct store_row *rows = NULL;
    struct store_filter f = STORE_FILTER_INIT;
    struct store_undone undone;
    struct err err = { 0 };
    size_t n = 1;

    (void)state;
    assert_ok(store_open(tmp_db, STORE_CREATE, &s, &err), err);
    assert_ok(store_note_added(s, put_run(s, noon, 10), noon, &err), err);
    assert_ok(store_undo(s, &undone, &err), err);
    assert_string_equal(undone.what, "add");
    assert_ok(store_list(s, &f, &rows, &n, &err), err);
    assert_int_equal(n, 0);
}

static void a_kept_file_is_checked_when_read(void **state)
{
    AUTO(store) struct store *s = NULL;
    AUTO(mem) uint8_t *data = NULL;
    uint8_t hash[SHA256_SIZE], other[SHA256_SIZE] = { 1 };
    struct err err = { 0 };
    size_t n = 0;

    (void)state;
    sha256("bytes", 5, hash);
    assert_ok(store_open(tmp_db, STORE_CREATE, &s, &err), err);
    assert_ok(store_put_content(s, hash, "bytes", 5, &err), err);
    assert_ok(store_put_content(s, hash, "bytes", 5, &err), err); /* again: no matter */
    assert_ok(store_get_content(s, hash, &data, &n, &err), err);
    assert_int_equal(n, 5);
    assert_memory_equal(data, "bytes", 5);
    mem_freep(&data);
    assert_refused(store_get_content(s, other, &data, &n, &err), ERR_NOT_FOUND);
    assert_ok(store_put_content(s, other, "bytes", 5, &err), err); /* a lie about the content */
    assert_refused(store_get_content(s, other, &data, &n, &err), ERR_FORMAT);
}

static void a_transaction_is_all_or_nothing(void **state)
{
    AUTO(store) struct store *s = NULL;
    AUTO(mem) struct store_row *rows = NULL;
    struct store_filter f = STORE_FILTER_INIT;
    struct err err = { 0 };
    size_t n = 0;

    (void)state;
    assert_ok(store_open(tmp_db, STORE_CREATE, &s, &err), err);
    assert_ok(store_begin(s, &err), err);
    put_run(s, noon, 10);
    assert_ok(store_mark(s, &err), err);
    put_run(s, noon + 1000, 10);
    assert_ok(store_unmark(s, false, &err), err);
    assert_ok(store_commit(s, &err), err);
    assert_ok(store_begin(s, &err), err);
    put_run(s, noon + 2000, 10);
    store_rollback(s);
    assert_ok(store_list(s, &f, &rows, &n, &err), err);
    assert_int_equal(n, 1);
}

#define T(test) cmocka_unit_test_setup_teardown(test, tmp_setup, tmp_teardown)
int main(void)
{
    const struct CMUnitTest tests[] = {
        T(a_stored_activity_comes_back_as_it_was),
        cmocka_unit_test(columns_come_back_whatever_is_in_them),
        cmocka_unit_test(no_section_has_a_key_twice),
        cmocka_unit_test(damaged_columns_are_refused_or_give_numbers),
        cmocka_unit_test(damaged_recordings_are_refused),
        T(the_list_is_filtered_and_in_order),
        T(changes_are_undone_one_step_at_a_time),
        T(an_activity_added_by_hand_is_undone),
        T(a_kept_file_is_checked_when_read),
        T(a_transaction_is_all_or_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
