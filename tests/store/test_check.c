/* SPDX-License-Identifier: Apache-2.0 */
/* Old versions, damage, repair, backup. */
#include <fcntl.h>
#include <sqlite3.h>

#include "base/file.h"
#include "base/mem.h"
#include "store/migrate.h"
#include "store/state.h"
#include "store/store.h"
#include "store_tmp.h"

static const double noon = 1700000000;

static void run_sql(const char *sql)
{
    sqlite3 *db = NULL;
    assert_int_equal(sqlite3_open(tmp_db, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(db);
}

/* A database as a version of `version` left it, with two runs: made by today's code and the
 * first migrations only, since rows of migrations never change. */
static void build_version(int version)
{
    char sql[128];
    AUTO(store) struct store *s = NULL;
    struct err err = { 0 };

    assert_ok(store_open_raw(tmp_db, STORE_CREATE, &s, &err), err);
    assert_ok(migrate(s->db, version, &err), err);
    s = store_free(s);
    run_sql("INSERT INTO activity (id, start_s, day, sport, sub, name, distance_m) "
            "VALUES (1, 1700000000, 19675, 'run', '', 'old', 5000), "
            "(2, 1700100000, 19676, 'ride', '', '', NULL);"
            "INSERT INTO edit VALUES (1, 'effort', '6')");
    snprintf(sql, sizeof(sql), "PRAGMA user_version = %d", version);
    run_sql(sql);
}

static void every_older_version_is_brought_up_and_keeps_its_rows(void **state)
{
    (void)state;
    for (int version = 1; version <= store_schema; version++) {
        AUTO(store) struct store *s = NULL;
        AUTO(mem) struct store_row *rows = NULL;
        struct store_filter f = STORE_FILTER_INIT;
        struct store_state st;
        struct err err = { 0 };
        size_t n = 0;
        unlink(tmp_db);
        build_version(version);
        assert_ok(store_open(tmp_db, STORE_WRITE, &s, &err), err);
        assert_ok(store_state(s, &st, &err), err);
        assert_int_equal(st.schema, store_schema);
        assert_ok(store_list(s, &f, &rows, &n, &err), err);
        assert_int_equal(n, 2);
        assert_string_equal(rows[0].name, "old");
        assert_near(rows[0].effort, 6, 0);
        assert_near(rows[0].distance_m, 5000, 0);
    }
}

static void migrations_count_up_by_one(void **state)
{
    (void)state;
    for (size_t i = 0; i < migrations_n; i++) {
        assert_int_equal(migrations[i].version, (int)i + 1);
        assert_true(migrations[i].what[0] && migrations[i].sql[0]);
    }
}

static void newer_and_foreign_databases_are_refused(void **state)
{
    AUTO(store) struct store *s = NULL;
    struct err err = { 0 };

    (void)state;
    assert_refused(store_open(tmp_db, STORE_WRITE, &s, &err), ERR_NOT_FOUND);
    run_sql("CREATE TABLE mail (id INTEGER)");
    assert_refused(store_open(tmp_db, STORE_CREATE, &s, &err), ERR_FORMAT);
    assert_non_null(strstr(err.msg, "another program"));
    unlink(tmp_db);
    build_version(store_schema);
    run_sql("PRAGMA user_version = 999");
    assert_refused(store_open(tmp_db, STORE_WRITE, &s, &err), ERR_UNSUPPORTED);
    unlink(tmp_db);
    assert_ok(file_write(tmp_db, "this is no database, but text of some length", 44, &err),
              err);
    assert_refused(store_open(tmp_db, STORE_WRITE, &s, &err), ERR_FORMAT);
}

static void fill(size_t n)
{
    AUTO(store) struct store *s = NULL;
    struct err err = { 0 };

    assert_ok(store_open(tmp_db, STORE_CREATE, &s, &err), err);
    assert_ok(store_begin(s, &err), err);
    for (size_t i = 0; i < n; i++)
        put_run(s, noon + 86400 * (double)i, 3000);
    assert_ok(store_commit(s, &err), err);
}

/* Overwrite a stretch in the middle of the file. */
static void damage(void)
{
    uint8_t junk[6000];
    int fd = open(tmp_db, O_RDWR);

    memset(junk, 0xA5, sizeof(junk));
    assert_true(fd >= 0);
    off_t size = lseek(fd, 0, SEEK_END);
    assert_int_equal(pwrite(fd, junk, sizeof(junk), size / 2), (ssize_t)sizeof(junk));
    close(fd);
}

static void count_line(void *arg, const char *line)
{
    size_t *n = arg;
    assert_true(line[0] != '\0');
    ++*n;
}

static void a_sound_database_has_no_faults_and_can_be_copied(void **state)
{
    AUTO(store) struct store *s = NULL;
    struct err err = { 0 };
    char copy[160];
    size_t faults = 9, told = 0;

    (void)state;
    fill(5);
    assert_ok(store_open(tmp_db, STORE_WRITE, &s, &err), err);
    assert_ok(store_check(s, true, count_line, &told, &faults, &err), err);
    assert_int_equal(faults, 0);
    snprintf(copy, sizeof(copy), "%s/copy.db", tmp_folder);
    assert_ok(store_backup(s, copy, &err), err);
    assert_refused(store_backup(s, copy, &err), ERR_USAGE);
    s = store_free(s);
    assert_ok(store_open(copy, STORE_WRITE, &s, &err), err);
    assert_ok(store_check(s, true, count_line, &told, &faults, &err), err);
    assert_int_equal(faults, 0);
}

static void damage_is_noticed_and_the_rest_is_saved(void **state)
{
    AUTO(store) struct store *s = NULL;
    AUTO(mem) int64_t *ids = NULL;
    struct store_repair repair = { 0 };
    struct err err = { 0 };
    size_t faults = 0, told = 0, n = 0, readable = 0;

    (void)state;
    fill(40);
    damage();
    assert_ok(store_open(tmp_db, STORE_WRITE, &s, &err), err);
    assert_ok(store_check(s, true, count_line, &told, &faults, &err), err);
    assert_true(faults > 0 && told == faults);
    s = store_free(s);
    assert_ok(store_repair(tmp_db, &repair, &err), err);
    assert_int_equal(access(repair.kept_as, F_OK), 0);
    assert_ok(store_open(tmp_db, STORE_WRITE, &s, &err), err);
    told = 0;
    assert_ok(store_check(s, false, count_line, &told, &faults, &err), err);
    assert_int_equal(faults, 0);
    assert_ok(store_ids(s, &ids, &n, &err), err);
    assert_true(n >= 38); /* a damaged page holds at most a few rows of the list */
    for (size_t i = 0; i < n; i++) {
        AUTO(activity) struct activity *a = NULL;
        readable += store_get(s, ids[i], NULL, &a, NULL) == 0;
    }
    assert_true(readable >=
                35); /* 6 kB hit at most two or three recordings and an inner page */
}

#define T(test) cmocka_unit_test_setup_teardown(test, tmp_setup, tmp_teardown)
int main(void)
{
    const struct CMUnitTest tests[] = {
        T(every_older_version_is_brought_up_and_keeps_its_rows),
        cmocka_unit_test(migrations_count_up_by_one),
        T(newer_and_foreign_databases_are_refused),
        T(a_sound_database_has_no_faults_and_can_be_copied),
        T(damage_is_noticed_and_the_rest_is_saved),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
