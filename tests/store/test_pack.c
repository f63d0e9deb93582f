/* SPDX-License-Identifier: Apache-2.0 */
/* What is stored of an activity, byte for byte: long columns, old layouts, and their size. */
#include <dirent.h>
#include <sqlite3.h>

#include "../formats/activities.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/sha256.h"
#include "columns.h"
#include "formats/formats.h"
#include "store/expect.h"
#include "store/pack.h"
#include "store/trace.h"
#include "store_tmp.h"

/* Put x [n] and get it back, alone and beside a clock and an expectation. */
static void there_and_back(const char *what, const double *x, size_t n, int decimals,
                           double tolerance)
{
    AUTO(mem) double *kept = mem_array(n, sizeof(*kept)), *y = mem_array(n, sizeof(*y));
    AUTO(mem) double *expect = mem_array(n, sizeof(*expect));
    AUTO(mem) int64_t *clock_ms = mem_array(n, sizeof(*clock_ms));
    struct err err = { 0 };

    assert_true(kept && y && expect && clock_ms);
    for (size_t i = 0; i < n; i++) {
        clock_ms[i] = (int64_t)(i * i * 700);
        expect[i] = i % 5 ? x[i] * 1.01 : i % 10 ? INFINITY : NAN;
    }
    const struct trace_side sides[] = { { NULL, NULL },
                                        { clock_ms, NULL },
                                        { clock_ms, expect } };
    for (size_t k = 0; k < N_ELEMS(sides); k++) {
        AUTO_BYTES struct bytes b = { 0 };
        assert_ok(trace_put(&b, x, n, decimals, &sides[k], kept, &err), err);
        assert_ok(trace_get(b.buf, b.n, y, n, &sides[k], &err), err);
        for (size_t i = 0; i < n; i++) {
            same_value(what, i, x[i], y[i], tolerance);
            same_value(what, i, kept[i], y[i], 0);
        }
    }
}

static void long_columns_come_back_whatever_is_in_them(void **state)
{
    struct rng r = rng_new(11, 1);
    double walk[3000] = { 100 };

    (void)state;
    for (size_t i = 0; i < N_ELEMS(made_columns); i++) {
        const struct made_column *c = &made_columns[i];
        for (size_t n = 0; n <= 6; n++)
            there_and_back(c->what, c->x, n, c->decimals, c->tolerance);
    }
    for (size_t i = 1; i < N_ELEMS(walk); i++)
        walk[i] = rng_below(&r, 50) ? walk[i - 1] + (double)rng_below(&r, 9) - 4 : NAN;
    for (size_t i = 1; i < N_ELEMS(walk); i++)
        walk[i] = isnan(walk[i]) && rng_below(&r, 2) ? rng_normal(&r) * 1e6 : walk[i];
    there_and_back("a walk with leaps", walk, N_ELEMS(walk), 2, 0.005);
    there_and_back("a walk with leaps, exact", walk, N_ELEMS(walk), COLUMN_EXACT, 0);
}

/* Every bit of a packed column changed, and every length: no crash, no read outside. */
static void damaged_long_columns_are_refused_or_give_numbers(void **state)
{
    AUTO_BYTES struct bytes b = { 0 };
    double x[64], y[64];
    struct err err = { 0 };

    (void)state;
    for (size_t i = 0; i < 64; i++)
        x[i] = i % 7 ? (double)(i * i % 31) * 1.1 : NAN;
    assert_ok(trace_put(&b, x, 64, 3, NULL, NULL, &err), err);
    for (size_t at = 0; at < b.n; at++)
        for (unsigned bit = 0; bit < 8; bit++) {
            b.buf[at] ^= (uint8_t)(1U << bit);
            int rc = trace_get(b.buf, b.n, y, 64, NULL, NULL);
            assert_true(rc == 0 || rc == -ERR_FORMAT);
            b.buf[at] ^= (uint8_t)(1U << bit);
        }
    assert_refused(trace_get(b.buf, 0, y, 64, NULL, NULL), ERR_FORMAT);
    assert_refused(trace_get(b.buf, b.n / 2, y, 64, NULL, NULL), ERR_FORMAT);
    assert_refused(trace_get(b.buf, 1, y, 64, NULL, NULL), ERR_FORMAT);
}

/* The numbers of columns are stored. */
static void every_column_has_a_number(void **state)
{
    (void)state;
    for (size_t c = 0; c < ACTIVITY_N_COLUMNS; c++) {
        size_t found = 0;
        for (size_t i = 0; i < pack_n_columns; i++)
            found += strcmp(pack_columns[i], activity_columns[c].key) == 0 ? 1 : 0;
        assert_int_equal(found, 1);
    }
    assert_true(pack_n_columns < 64); /* numbers from 64 are those of streams */
}

/* What follows from other columns must not depend on the machine: the same to the last bit. */
static void expectations_are_the_same_everywhere(void **state)
{
    AUTO(activity) struct activity *a = plain_run(1.7e9, 100);
    double ret[100];
    int64_t clock_ms[100];

    (void)state;
    expect_clock(a, clock_ms);
    assert_int_equal(clock_ms[99], 1700000099000);
    assert_true(expect_column(a, ACTIVITY_DISTANCE, clock_ms, ret));
    assert_near(ret[99], 99 * 2.7e-5 * 111194.9, 1e-6); /* sums of 99 rounded terms */
    assert_true(expect_column(a, ACTIVITY_SPEED, clock_ms, ret));
    assert_near(ret[99], 3, 0);
    assert_false(expect_column(a, ACTIVITY_HR, clock_ms, ret));
    assert_false(expect_column(a, ACTIVITY_VERT_RATIO, clock_ms, ret));
}

/* A log that an earlier version wrote, layout 1 of the recordings in it. */
static void a_log_of_the_first_version_is_read(void **state)
{
    AUTO(mem) uint8_t *sql = NULL;
    AUTO(store) struct store *s = NULL;
    AUTO(activity) struct activity *a = NULL;
    struct store_row row;
    struct err err = { 0 };
    sqlite3 *db = NULL;
    size_t n = 0;

    (void)state;
    assert_ok(file_read(SOURCE_ROOT "/tests/store/schema1.sql", 1 << 20, &sql, &n, &err), err);
    AUTO(mem) char *text = mem_array(n + 1, 1);
    memcpy(text, sql, n);
    assert_int_equal(sqlite3_open(tmp_db, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, text, NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(db);
    assert_ok(store_open(tmp_db, STORE_WRITE, &s, &err), err);
    assert_ok(store_get(s, 1, &row, &a, &err), err);
    assert_string_equal(row.name, "Before work");
    assert_near(row.distance_m, 150, 0);
    assert_int_equal(a->n_samples, 11);
    assert_int_equal(a->n_laps, 1);
    assert_near(a->lap[0].total[ACTIVITY_TOTAL_ENERGY], 12, 0);
    for (size_t i = 0; i < 11; i++) {
        const double t = 5 * (double)i;
        assert_near(a->column[ACTIVITY_TIME][i], 1588312800 + t, 0);
        assert_near(a->column[ACTIVITY_DISTANCE][i], 3 * t, 0);
        assert_near(a->column[ACTIVITY_HR][i], 130 + (i == 10 ? 11 : (double)i), 0);
        if (i < 10) /* 8 decimals are kept */
            assert_near(a->column[ACTIVITY_LAT][i], 47 + t * 0.00002, 5e-9);
        if (i == 5 || i == 10)
            assert_true(isnan(a->column[ACTIVITY_CADENCE][i]));
        else
            assert_near(a->column[ACTIVITY_CADENCE][i], 168, 0);
    }
}

static void check_hash(const char *what, const void *data, size_t n, const char *want)
{
    uint8_t hash[SHA256_SIZE];
    char hex[2 * SHA256_SIZE + 1];
    sha256(data, n, hash);
    for (size_t i = 0; i < SHA256_SIZE; i++)
        snprintf(hex + 2 * i, 3, "%02x", hash[i]);
    if (strncmp(hex, want, strlen(want)) != 0)
        fail_msg("%s: %s; logs of today's layout could not be read any more: make a new layout",
                 what, hex);
}

/* What was written once must be read for ever: the coder, its odds, the guesses, what follows
 * from what, and the primer are all part of layout 2. */
static void the_layout_is_frozen(void **state)
{
    AUTO(activity) struct activity *a = plain_run(1.7e9, 400);
    AUTO_BYTES struct bytes samples = { 0 };
    struct rng r = rng_new(9, 9);
    struct err err = { 0 };
    double way = 0;

    (void)state;
    for (size_t i = 0; i < a->n_samples; i++) {
        double v = 3 + (double)rng_below(&r, 1000) / 1000;
        way += v;
        a->column[ACTIVITY_DISTANCE][i] = round(way * 100) / 100;
        a->column[ACTIVITY_SPEED][i] = i % 50 ? v : NAN;
        a->column[ACTIVITY_HR][i] = 120 + rng_below(&r, 30);
    }
    assert_ok(pack_samples(a, &samples, &err), err);
    check_hash("samples", samples.buf, samples.n, "1e4ce4323eb58a84254acd3841666743");
    check_hash("primer", pack_primer, pack_n_primer, "99177588cce4274334eeba3e7795b78f");
}

struct sizes {
    size_t files, raw, packed, large;
};

/* Everything that can be is equal; what columns round is checked by its decimals. */
static void check_samples(const struct activity *a, const struct activity *b)
{
    assert_int_equal(a->n_samples, b->n_samples);
    assert_int_equal(a->n_rr, b->n_rr);
    for (size_t i = 0; i < a->n_rr; i++)
        assert_true(a->rr_s[i] - b->rr_s[i] == 0 && a->rr_sample[i] == b->rr_sample[i]);
    for (size_t c = 0; c < ACTIVITY_N_COLUMNS; c++) {
        assert_int_equal(!a->column[c], !b->column[c]);
        for (size_t i = 0; a->column[c] && i < a->n_samples; i++)
            same_value(activity_columns[c].key, i, a->column[c][i], b->column[c][i],
                       0.5001 * pow(10, -activity_columns[c].decimals));
    }
    for (size_t s = 0; s < a->n_streams; s++)
        for (size_t i = 0; a->stream[s].value && i < a->n_samples; i++)
            same_value(a->stream[s].name, i, a->stream[s].value[i], b->stream[s].value[i], 0);
}

static size_t packed_size(const struct activity *a)
{
    AUTO_BYTES struct bytes detail = { 0 }, samples = { 0 };
    AUTO(activity) struct activity *b = NULL;
    struct err err = { 0 };

    assert_ok(pack_detail(a, &detail, &err), err);
    assert_ok(pack_samples(a, &samples, &err), err);
    assert_ok(activity_new(&b, &err), err);
    assert_ok(unpack_detail(detail.buf, detail.n, b, &err), err);
    assert_ok(unpack_samples(samples.buf, samples.n, b, &err), err);
    check_samples(a, b);
    return detail.n + samples.n;
}

static void add_file(const char *path, struct sizes *s)
{
    AUTO(mem) uint8_t *data = NULL;
    AUTO(activity_list) struct activity_list *l = NULL;
    const struct formats_params par = FORMATS_PARAMS_INIT;
    struct err err = { 0 };
    size_t n = 0, packed = 0;

    assert_ok(file_read(path, (size_t)1 << 30, &data, &n, &err), err);
    if (formats_read(data, n, &par, &l, &err) < 0)
        return;
    for (size_t i = 0; i < l->n; i++)
        if (l->item[i]->source.kind == ACTIVITY_FILE_ACTIVITY)
            packed += packed_size(l->item[i]);
    if (!packed)
        return;
    s->files++;
    s->raw += n;
    s->packed += packed;
    s->large += 4 * packed > n ? 1 : 0;
}

/* Files of watches: samples come back, and take little room. The bounds are what was measured,
 * so that none is lost unnoticed: those above a quarter are a few kB each, or of old watches
 * that record every few seconds only. */
static void recordings_take_a_quarter_of_their_files_at_most(void **state)
{
    (void)state;
    char dir[4096], path[8192];
    struct sizes s = { 0 };
    snprintf(dir, sizeof(dir), "%s", test_data("data/activities/fit"));
    DIR *d = opendir(dir);
    assert_non_null(d);
    for (struct dirent *e; (e = readdir(d));) {
        snprintf(path, sizeof(path), "%s/%s", dir, e->d_name);
        if (strstr(e->d_name, ".fit"))
            add_file(path, &s);
    }
    closedir(d);
    print_message("%zu files, packed to %.2f %%, %zu above a quarter\n", s.files,
                  100.0 * (double)s.packed / (double)s.raw, s.large);
    assert_true(s.files >= 170);
    assert_true((double)s.packed <= 0.131 * (double)s.raw);
    assert_true(s.large <= 19);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(long_columns_come_back_whatever_is_in_them),
        cmocka_unit_test(damaged_long_columns_are_refused_or_give_numbers),
        cmocka_unit_test(every_column_has_a_number),
        cmocka_unit_test(expectations_are_the_same_everywhere),
        cmocka_unit_test(the_layout_is_frozen),
        cmocka_unit_test_setup_teardown(a_log_of_the_first_version_is_read, tmp_setup,
                                        tmp_teardown),
        cmocka_unit_test(recordings_take_a_quarter_of_their_files_at_most),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
