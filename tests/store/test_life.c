/* SPDX-License-Identifier: Apache-2.0 */
/* What the runner says: kept, changed, taken away, killed in the middle, damaged, saved. */
#include "store/life.h"

#include <signal.h>
#include <sqlite3.h>
#include <sys/wait.h>
#include <time.h>

#include "base/mem.h"
#include "base/rng.h"
#include "store/migrate.h"
#include "store_tmp.h"

static const double noon = 1700000000;
static const long today = 19675; /* its day */

static void run_sql(const char *sql)
{
    sqlite3 *db = NULL;
    char *why = NULL;
    assert_int_equal(sqlite3_open(tmp_db, &db), SQLITE_OK);
    if (sqlite3_exec(db, sql, NULL, NULL, &why) != SQLITE_OK)
        fail_msg("%s: %s", sql, why);
    sqlite3_close(db);
}

static struct store *open_new(void)
{
    struct store *s = NULL;
    struct err err = { 0 };
    assert_ok(store_open(tmp_db, STORE_CREATE, &s, &err), err);
    return s;
}

static void march_uses_the_mass_of_march(void **state)
{
    AUTO(store) struct store *s = open_new();
    AUTO(mem) struct store_profile_value *all = NULL;
    const struct store_profile_value v[] = {
        { CARE_FIELD_MASS, 100, 70 },  { CARE_FIELD_MASS, 130, 68 },
        { CARE_FIELD_MASS, 160, NAN }, { CARE_FIELD_HEIGHT, 130, 178 },
        { CARE_FIELD_MASS, 130, 67 }, /* said again for the same day: the later one counts */
    };
    static const struct {
        long day;
        double mass;
    } rows[] = { { 50, 70 }, { 100, 70 }, { 129, 70 }, { 130, 67 }, { 159, 67 }, { 160, NAN } };
    struct care_profile p;
    struct err err = { 0 };
    size_t n = 0;

    (void)state;
    assert_ok(store_put_profile(s, v, N_ELEMS(v), noon, &err), err);
    for (size_t i = 0; i < N_ELEMS(rows); i++) {
        assert_ok(store_profile(s, rows[i].day, &p, &err), err);
        if (isnan(rows[i].mass))
            assert_true(isnan(care_profile_get(&p, MASS)));
        else
            assert_near(care_profile_get(&p, MASS), rows[i].mass, 0);
        /* said first on day 130, and the same before */
        assert_near(care_profile_get(&p, HEIGHT), 178, 0);
        assert_true(isnan(care_profile_get(&p, SEX)));
    }
    assert_ok(store_profile_history(s, &all, &n, &err), err);
    assert_int_equal(n, 4);
    assert_int_equal(all[0].from, 100);
    assert_int_equal(all[3].from, 160);
}

static void a_field_of_a_newer_program_stays_and_harms_nothing(void **state)
{
    AUTO(store) struct store *s = open_new();
    struct care_profile p;
    struct err err = { 0 };

    (void)state;
    run_sql("INSERT INTO profile_value VALUES ('shoe-size', 1, 43, 0)");
    assert_ok(store_profile(s, 50, &p, &err), err);
    for (size_t i = 0; i < CARE_N_FIELDS; i++)
        assert_true(isnan(p.value[i]));
}

static void answers_to_warning_signs_come_back_in_order(void **state)
{
    AUTO(store) struct store *s = open_new();
    AUTO(mem) struct care_flag_answer *back = NULL;
    const struct care_flag_answer a[] = {
        { .flag = care_flag_of("fever"),
          .answer = CARE_YES,
          .at_s = noon,
          .day = today,
          .note = "39 degrees" },
        { .flag = care_flag_of("fever"), .answer = CARE_CLEARED, .at_s = noon, .day = today },
    };
    struct care_gate gate;
    struct err err = { 0 };
    size_t n = 0;

    (void)state;
    assert_ok(store_add_flags(s, a, N_ELEMS(a), &err), err);
    run_sql("INSERT INTO flag_answer VALUES (7, 'of-the-future', 'yes', 3e9, 9, ''),"
            "(8, 'six-weeks', 'maybe', 3e9, 9, '')");
    assert_ok(store_flags(s, &back, &n, &err), err);
    assert_int_equal(n, 4);
    assert_ptr_equal(back[0].flag, a[0].flag);
    assert_string_equal(back[0].note, "39 degrees");
    assert_int_equal(back[1].answer, CARE_CLEARED);
    /* What this program does not understand is taken seriously. */
    assert_ptr_equal(back[2].flag, &care_flag_unknown);
    assert_string_equal(back[2].id, "of-the-future");
    assert_int_equal(back[3].answer, CARE_YES);
    care_gate_of(back, n, &gate);
    assert_true(gate.blocks);
    assert_int_equal(gate.n_open, 2);
    assert_ptr_equal(gate.open[0], &care_flag_unknown);
}

static struct care_pain an_entry(long day, int64_t activity)
{
    struct care_pain p = CARE_PAIN_INIT;

    p.day = day;
    p.at_s = noon;
    p.activity_id = activity;
    p.regions = 1U << CARE_AT_LOW_BACK | 1U << CARE_AT_FOOT_RIGHT;
    p.during = 3.5;
    p.morning = 1;
    p.stiff_min = 20;
    p.symptoms = 1U << CARE_HAS_TINGLING;
    snprintf(p.note, sizeof(p.note), "hills; \"long\" ä");
    snprintf(p.helped, sizeof(p.helped), "walking");
    return p;
}

static void same_entry(const struct care_pain *a, const struct care_pain *b)
{
    const double x[] = { a->before, a->during, a->after, a->morning, a->stiff_min, a->at_s };
    const double y[] = { b->before, b->during, b->after, b->morning, b->stiff_min, b->at_s };

    for (size_t i = 0; i < N_ELEMS(x); i++)
        assert_true(isnan(x[i]) ? isnan(y[i]) : x[i] == y[i]);
    assert_int_equal(a->day, b->day);
    assert_int_equal(a->activity_id, b->activity_id);
    assert_int_equal(a->regions, b->regions);
    assert_int_equal(a->symptoms, b->symptoms);
    assert_string_equal(a->note, b->note);
    assert_string_equal(a->helped, b->helped);
}

static void entries_are_kept_changed_and_taken_away(void **state)
{
    AUTO(store) struct store *s = open_new();
    AUTO(mem) struct care_pain *list = NULL;
    struct err err = { 0 };
    int64_t run = put_run(s, noon, 10), id[3] = { 0 };
    size_t n = 0;

    (void)state;
    for (int i = 0; i < 3; i++) {
        struct care_pain p = an_entry(today - i, i == 0 ? run : 0);
        assert_ok(store_add_pain(s, &p, &id[i], &err), err);
    }
    assert_ok(store_pains(s, today - 1, today, &list, &n, &err), err);
    assert_int_equal(n, 2);
    assert_int_equal(list[1].id, id[0]);
    struct care_pain want = an_entry(today, run);
    same_entry(&list[1], &want);
    want = list[1];
    want.morning = 6;
    want.activity_id = 0;
    assert_ok(store_set_pain(s, &want, &err), err);
    assert_ok(store_remove_pain(s, id[1], &err), err);
    mem_freep(&list);
    assert_ok(store_pains(s, 0, today, &list, &n, &err), err);
    assert_int_equal(n, 2);
    same_entry(&list[1], &want);
    want.activity_id = 99;
    assert_refused(store_set_pain(s, &want, &err), ERR_NOT_FOUND);
    want.activity_id = 0;
    want.id = 99;
    assert_refused(store_set_pain(s, &want, &err), ERR_NOT_FOUND);
    assert_refused(store_remove_pain(s, 99, &err), ERR_NOT_FOUND);
    mem_freep(&list);
    assert_ok(store_pains(s, 0, today, &list, &n, &err), err);
    assert_int_equal(n, 2); /* what was refused left nothing behind */
    assert_near(list[1].morning, 6, 0);
}

static void a_word_of_a_newer_program_hides_no_other(void **state)
{
    AUTO(store) struct store *s = open_new();
    AUTO(mem) struct care_pain *list = NULL;
    struct err err = { 0 };
    size_t n = 0;

    (void)state;
    run_sql("INSERT INTO pain VALUES (1, 5, 0, 'tail,low-back', 1, NULL, NULL, NULL, NULL, "
            "'cold,weak', '', '')");
    assert_ok(store_pains(s, 0, 9, &list, &n, &err), err);
    assert_int_equal(list[0].regions, 1U << CARE_AT_LOW_BACK);
    assert_int_equal(list[0].symptoms, 1U << CARE_HAS_WEAK);
}

static void a_day_is_filled_bit_by_bit(void **state)
{
    AUTO(store) struct store *s = open_new();
    AUTO(mem) struct care_day *list = NULL;
    const struct care_day parts[] = {
        { today, 7.5, NAN, NAN, NAN, NAN, "slept well" },
        { today, NAN, 3, NAN, 52, NAN, "" },
        { today, 7, NAN, NAN, NAN, 61, "" },
        { today + 1, NAN, NAN, 2, NAN, NAN, "" },
    };
    struct err err = { 0 };
    size_t n = 0;

    (void)state;
    for (size_t i = 0; i < N_ELEMS(parts); i++)
        assert_ok(store_put_day(s, &parts[i], &err), err);
    assert_ok(store_days(s, today, today, &list, &n, &err), err);
    assert_int_equal(n, 1);
    assert_near(list[0].sleep_h, 7, 0);
    assert_near(list[0].stress, 3, 0);
    assert_near(list[0].rest_hr, 52, 0);
    assert_near(list[0].hrv_ms, 61, 0);
    assert_true(isnan(list[0].soreness));
    assert_string_equal(list[0].note, "slept well");
}

static void shoes_and_what_was_worn(void **state)
{
    AUTO(store) struct store *s = open_new();
    AUTO(mem) struct care_shoe *list = NULL;
    AUTO(mem) struct care_run *runs = NULL;
    struct care_shoe a = {
        .name = "Red", .gear = "g1", .from = 10, .start_m = 5e3, .comfort = NAN, .usual = true
    };
    struct care_shoe b = { .name = "Blue",
                           .use = "long,trail",
                           .from = 20,
                           .start_m = NAN,
                           .comfort = 7.5,
                           .usual = true };
    struct err err = { 0 };
    int64_t run = put_run(s, noon, 10), other = put_run(s, noon + 86400, 10);
    const struct store_source source = { .activity_id = other, .gear = "g1" };
    const struct store_filter all = STORE_FILTER_INIT;
    AUTO(mem) struct store_row *rows = NULL;
    size_t n = 0, n_rows = 0;

    (void)state;
    assert_ok(store_put_shoe(s, &a, &a.id, &err), err);
    assert_ok(store_put_shoe(s, &b, &b.id, &err), err);
    assert_ok(store_shoes(s, &list, &n, &err), err);
    assert_int_equal(n, 2);
    assert_false(list[0].usual); /* only one pair is the usual one: the last said */
    assert_true(list[1].usual && list[1].comfort == 7.5 && isnan(list[1].start_m));
    assert_string_equal(list[1].use, "long,trail");
    assert_ok(store_wear(s, run, b.id, &err), err);
    assert_ok(store_add_source(s, &source, &err), err);
    assert_refused(store_wear(s, run, 77, &err), ERR_NOT_FOUND);
    assert_ok(store_list(s, &all, &rows, &n_rows, &err), err);
    assert_ok(store_worn(s, rows, n_rows, &runs, &n, &err), err);
    assert_int_equal(n, 2);
    assert_int_equal(runs[0].shoe_id, b.id);
    assert_string_equal(runs[0].gear, "");
    assert_string_equal(runs[1].gear, "g1");
    assert_near(runs[1].distance_m, 30, 0);
    mem_freep(&runs);
    assert_ok(store_wear(s, run, 0, &err), err);
    assert_ok(store_worn(s, rows, n_rows, &runs, &n, &err), err);
    assert_int_equal(runs[0].shoe_id, 0);
    assert_ok(store_remove_shoe(s, b.id, &err), err);
    assert_refused(store_remove_shoe(s, b.id, &err), ERR_NOT_FOUND);
}

static void documents_are_kept_whole_and_the_newest_is_in_force(void **state)
{
    AUTO(store) struct store *s = open_new();
    AUTO(mem) struct store_document *list = NULL;
    AUTO(mem) char *big = mem_array(300001, 1);
    struct store_document d = {
        .kind = "film", .name = "side.mp4", .day = today, .at_s = noon, .text = big, .n = 300000
    };
    struct store_document back = { 0 };
    struct err err = { 0 };
    int64_t first = 0, second = 0;
    size_t n = 0;

    (void)state;
    for (size_t i = 0; i < d.n; i++)
        big[i] = (char)('a' + i * i % 23);
    assert_ok(store_add_document(s, &d, &first, &err), err);
    d.n = 0;
    d.at_s++;
    assert_ok(store_add_document(s, &d, &second, &err), err);
    assert_ok(store_document(s, "film", first, &back, &err), err);
    assert_int_equal(back.n, 300000);
    assert_memory_equal(back.text, big, back.n);
    store_document_done(&back);
    assert_ok(store_document(s, "film", 0, &back, &err), err);
    assert_int_equal(back.id, second);
    assert_string_equal(back.text, "");
    store_document_done(&back);
    assert_refused(store_document(s, "plan", 0, &back, &err), ERR_NOT_FOUND);
    assert_refused(store_document(s, "plan", first, &back, &err), ERR_NOT_FOUND);
    assert_ok(store_documents(s, "film", &list, &n, &err), err);
    assert_int_equal(n, 2);
    assert_null(list[0].text);
    assert_ok(store_remove_document(s, second, &err), err);
    assert_refused(store_remove_document(s, second, &err), ERR_NOT_FOUND);
}

/* A life of `days` days in one transaction for each day. */
static int live(struct store *s, long days, struct err *err)
{
    for (long i = 0; i < days; i++) {
        const struct care_day day = { i, 7, 3, 2, 50, 60, "as ever" };
        const struct store_profile_value v = { CARE_FIELD_MASS, i, 70 };
        const struct care_flag_answer a = { .flag = &care_flags[0],
                                            .answer = CARE_NO,
                                            .day = i };
        const struct care_pain p = an_entry(i, 0);
        int64_t id = 0;
        int rc = store_begin(s, err);
        if (rc == 0)
            rc = store_put_day(s, &day, err);
        if (rc == 0)
            rc = store_add_pain(s, &p, &id, err);
        if (rc == 0)
            rc = store_add_flags(s, &a, 1, err);
        if (rc == 0)
            rc = store_put_profile(s, &v, 1, noon, err);
        rc = rc == 0 ? store_commit(s, err) : rc;
        if (rc < 0)
            return rc;
    }
    return 0;
}

/* All of a day is there, or nothing of it; returns how many days there are. */
static size_t whole_days(struct store *s)
{
    AUTO(mem) struct care_day *days = NULL;
    AUTO(mem) struct care_pain *pains = NULL;
    AUTO(mem) struct care_flag_answer *flags = NULL;
    AUTO(mem) struct store_profile_value *values = NULL;
    size_t n[4] = { 0 };
    struct err err = { 0 };

    assert_ok(store_days(s, 0, 1 << 30, &days, &n[0], &err), err);
    assert_ok(store_pains(s, 0, 1 << 30, &pains, &n[1], &err), err);
    assert_ok(store_flags(s, &flags, &n[2], &err), err);
    assert_ok(store_profile_history(s, &values, &n[3], &err), err);
    assert_true(n[0] == n[1] && n[1] == n[2] && n[2] == n[3]);
    return n[0];
}

static void killed_at_any_moment_every_day_is_whole(void **state)
{
    enum { DAYS = 30 };
    const char *wish = getenv("BACKSTRIDE_KILLS");
    long kills = wish ? strtol(wish, NULL, 10) : 20;
    struct rng r = rng_new((uint64_t)kills, 9);
    struct timespec start, end;

    (void)state;
    clock_gettime(CLOCK_MONOTONIC, &start);
    {
        AUTO(store) struct store *s = open_new();
        struct err err = { 0 };
        assert_ok(live(s, DAYS, &err), err);
        assert_int_equal(whole_days(s), DAYS);
    }
    clock_gettime(CLOCK_MONOTONIC, &end);
    double whole_us =
        (double)(end.tv_sec - start.tv_sec) * 1e6 + (double)(end.tv_nsec - start.tv_nsec) / 1e3;
    for (long k = 0; k < kills; k++) {
        static const char *const tails[] = { "", "-wal", "-shm" };
        AUTO(store) struct store *s = NULL;
        struct err err = { 0 };
        char side[160];
        size_t faults = 1;
        for (size_t i = 0; i < N_ELEMS(tails); i++) {
            snprintf(side, sizeof(side), "%s%s", tmp_db, tails[i]);
            unlink(side);
        }
        pid_t pid = fork();
        assert_true(pid >= 0);
        if (pid == 0) {
            struct store *child = open_new();
            _exit(live(child, DAYS, &err) < 0);
        }
        usleep((useconds_t)(rng_uniform(&r) * 1.1 * whole_us));
        kill(pid, SIGKILL);
        assert_int_equal(waitpid(pid, NULL, 0), pid);
        assert_ok(store_open(tmp_db, STORE_CREATE, &s, &err), err);
        assert_ok(store_check(s, true, NULL, NULL, &faults, &err), err);
        assert_int_equal(faults, 0);
        assert_true(whole_days(s) <= DAYS);
    }
}

static void a_copy_and_a_repair_keep_the_life(void **state)
{
    AUTO(store) struct store *s = open_new();
    struct store_repair repair = { 0 };
    struct err err = { 0 };
    char copy[160];
    size_t faults = 1;

    (void)state;
    assert_ok(live(s, 50, &err), err);
    snprintf(copy, sizeof(copy), "%s/copy.db", tmp_folder);
    assert_ok(store_backup(s, copy, &err), err);
    s = store_free(s);
    assert_ok(store_open(copy, STORE_WRITE, &s, &err), err);
    assert_int_equal(whole_days(s), 50);
    s = store_free(s);
    assert_ok(store_repair(tmp_db, &repair, &err), err);
    assert_ok(store_open(tmp_db, STORE_WRITE, &s, &err), err);
    assert_ok(store_check(s, true, NULL, NULL, &faults, &err), err);
    assert_int_equal(faults, 0);
    assert_int_equal(whole_days(s), 50);
}

static void a_lost_session_takes_no_diary_with_it(void **state)
{
    AUTO(store) struct store *s = open_new();
    AUTO(mem) struct care_pain *list = NULL;
    struct store_repair repair = { 0 };
    struct err err = { 0 };
    int64_t run = put_run(s, noon, 10), id = 0;
    struct care_pain p = an_entry(today, run);
    size_t n = 0, faults = 0;

    (void)state;
    assert_ok(store_add_pain(s, &p, &id, &err), err);
    run_sql("PRAGMA foreign_keys = OFF; DELETE FROM activity; DELETE FROM recording");
    assert_ok(store_check(s, false, NULL, NULL, &faults, &err), err);
    assert_int_equal(faults, 1); /* the link to nowhere */
    s = store_free(s);
    assert_ok(store_repair(tmp_db, &repair, &err), err);
    assert_ok(store_open(tmp_db, STORE_WRITE, &s, &err), err);
    assert_ok(store_pains(s, 0, today, &list, &n, &err), err);
    assert_int_equal(n, 1);
    p.activity_id = 0;
    same_entry(&list[0], &p);
}

static void a_damaged_document_is_a_fault(void **state)
{
    AUTO(store) struct store *s = open_new();
    char text[] = "{ \"a\": 1 }";
    const struct store_document d = { .kind = "plan", .text = text, .n = sizeof(text) - 1 };
    struct store_document back = { 0 };
    struct err err = { 0 };
    size_t faults = 0;
    int64_t id = 0;

    (void)state;
    assert_ok(store_add_document(s, &d, &id, &err), err);
    run_sql("UPDATE document SET data = x'0102030405'");
    assert_refused(store_document(s, "plan", id, &back, &err), ERR_FORMAT);
    assert_ok(store_check(s, true, NULL, NULL, &faults, &err), err);
    assert_int_equal(faults, 1);
}

/* migrate_tables is what repair copies: a table that is not listed would be lost. */
static void every_table_is_known_to_repair(void **state)
{
    sqlite3 *db = NULL;
    sqlite3_stmt *q = NULL;

    (void)state;
    store_free(open_new());
    assert_int_equal(sqlite3_open(tmp_db, &db), SQLITE_OK);
    assert_int_equal(sqlite3_prepare_v2(db,
                                        "SELECT name FROM sqlite_master WHERE type = 'table'",
                                        -1, &q, NULL),
                     SQLITE_OK);
    while (sqlite3_step(q) == SQLITE_ROW) {
        const char *name = (const char *)sqlite3_column_text(q, 0);
        size_t i = 0;
        while (migrate_tables[i] && strcmp(migrate_tables[i], name) != 0)
            i++;
        if (!migrate_tables[i])
            fail_msg("table %s is not in migrate_tables", name);
    }
    sqlite3_finalize(q);
    sqlite3_close(db);
}

#define T(test) cmocka_unit_test_setup_teardown(test, tmp_setup, tmp_teardown)
int main(void)
{
    const struct CMUnitTest tests[] = {
        T(march_uses_the_mass_of_march),
        T(a_field_of_a_newer_program_stays_and_harms_nothing),
        T(answers_to_warning_signs_come_back_in_order),
        T(entries_are_kept_changed_and_taken_away),
        T(a_word_of_a_newer_program_hides_no_other),
        T(a_day_is_filled_bit_by_bit),
        T(shoes_and_what_was_worn),
        T(documents_are_kept_whole_and_the_newest_is_in_force),
        T(killed_at_any_moment_every_day_is_whole),
        T(a_copy_and_a_repair_keep_the_life),
        T(a_lost_session_takes_no_diary_with_it),
        T(a_damaged_document_is_a_fault),
        T(every_table_is_known_to_repair),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
