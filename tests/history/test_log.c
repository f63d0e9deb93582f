/* SPDX-License-Identifier: Apache-2.0 */
#include "../store/store_tmp.h"
#include "base/day.h"
#include "base/mem.h"
#include "history/history.h"

static const double noon = 1700000000; /* 2023-11-14 */

static struct store *open_log(void)
{
    struct store *s = NULL;
    struct err err = { 0 };

    assert_ok(store_open(tmp_db, STORE_CREATE, &s, &err), err);
    return s;
}

static void a_log_made_without_facts_gets_them_when_it_is_read(void **state)
{
    AUTO(store) struct store *s = open_log();
    AUTO_LOG struct history_log log = { 0 };
    struct err err = { 0 };
    int64_t id = put_run(s, noon, 600);

    (void)state;
    assert_ok(history_log_read(s, NAN, &log, &err), err);
    assert_int_equal(log.n, 1);
    assert_int_equal(log.n_facts, 1);
    assert_ptr_equal(history_facts_of(&log, id), log.facts);
    assert_null(history_facts_of(&log, id + 1));
    assert_near(history_peak_hr(&log), 142, 0.5); /* plain_run's highest; smoothed over 5 s */
}

static void rows_come_all_and_facts_from_a_time_on(void **state)
{
    AUTO(store) struct store *s = open_log();
    AUTO_LOG struct history_log log = { 0 };
    struct err err = { 0 };
    int64_t late = put_run(s, noon + DAY_S, 60), early = put_run(s, noon, 60);

    (void)state;
    assert_ok(history_log_read(s, noon + 1, &log, &err), err);
    assert_int_equal(log.n, 2);
    assert_int_equal(log.rows[0].id, early);
    assert_int_equal(log.n_facts, 1);
    assert_non_null(history_facts_of(&log, late));
    assert_null(history_facts_of(&log, early));
}

static void an_empty_log_is_read_and_knows_nothing(void **state)
{
    AUTO(store) struct store *s = open_log();
    AUTO_LOG struct history_log log = { 0 };
    struct err err = { 0 };

    (void)state;
    assert_ok(history_log_read(s, NAN, &log, &err), err);
    assert_int_equal(log.n + log.n_facts, 0);
    assert_true(isnan(history_peak_hr(&log)));
    assert_true(isnan(history_usual_run(log.rows, log.n, 0)));
}

static void the_usual_run_is_the_median_of_thirty_days_of_runs(void **state)
{
    static const struct {
        long day; /* asked about */
        size_t n; /* rows given */
        double want;
    } asked[] = {
        { 100, 6, 6000 }, /* 5 and 7 km; neither the ride nor what was deleted or unknown */
        { 103, 7, 7000 }, /* 7 and 9 km and 5: three */
        { 99, 1, 4000 },  /* 30 days ago still counts, */
        { 100, 1, NAN },  /* 31 not */
        { 100, 0, NAN },
    };
    struct store_row rows[] = {
        { .day = 69, .sport = ACTIVITY_SPORT_RUN, .distance_m = 4000 },
        { .day = 90, .sport = ACTIVITY_SPORT_RUN, .distance_m = 5000 },
        { .day = 91, .sport = ACTIVITY_SPORT_RIDE, .distance_m = 60000 },
        { .day = 92, .sport = ACTIVITY_SPORT_RUN, .distance_m = 30000, .deleted = true },
        { .day = 93, .sport = ACTIVITY_SPORT_RUN, .distance_m = NAN },
        { .day = 99, .sport = ACTIVITY_SPORT_RUN, .distance_m = 7000 },
        { .day = 102, .sport = ACTIVITY_SPORT_RUN, .distance_m = 9000 },
    };

    (void)state;
    for (size_t i = 0; i < N_ELEMS(asked); i++) {
        double m = history_usual_run(rows, asked[i].n, asked[i].day);
        if (isnan(asked[i].want) ? !isnan(m) : !(m == asked[i].want))
            fail_msg("row %zu: %g m, expected %g", i, m, asked[i].want);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_log_made_without_facts_gets_them_when_it_is_read,
                                        tmp_setup, tmp_teardown),
        cmocka_unit_test_setup_teardown(rows_come_all_and_facts_from_a_time_on, tmp_setup,
                                        tmp_teardown),
        cmocka_unit_test_setup_teardown(an_empty_log_is_read_and_knows_nothing, tmp_setup,
                                        tmp_teardown),
        cmocka_unit_test(the_usual_run_is_the_median_of_thirty_days_of_runs),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
