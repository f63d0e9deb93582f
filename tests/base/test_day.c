/* SPDX-License-Identifier: Apache-2.0 */
#include "base/day.h"

#include <limits.h>
#include <math.h>

#include "test.h"

/* Days from `date -u -d DATE +%s`, weekdays from `date -d DATE +%u`. */
static const struct row {
    const char *text;
    long day;
    unsigned of_week;
} rows[] = {
    { "1970-01-01", 0, 3 },       { "1969-12-31", -1, 2 },      { "1969-12-28", -4, 6 },
    { "1900-02-28", -25509, 2 },  { "1900-03-01", -25508, 3 },  { "2000-02-29", 11016, 1 },
    { "2026-05-31", 20604, 6 },   { "2026-06-01", 20605, 0 },   { "2100-03-01", 47541, 0 },
    { "0000-01-01", DAY_MIN, 5 }, { "9999-12-31", DAY_MAX, 4 },
};

static void known_days_are_read_written_and_have_their_weekday(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        char text[DAY_TEXT];
        long day = LONG_MAX;
        assert_true(day_read(rows[i].text, &day));
        assert_int_equal(day, rows[i].day);
        day_text(day, text);
        assert_string_equal(text, rows[i].text);
        assert_int_equal(day_of_week(day), rows[i].of_week);
        assert_int_equal(day_monday(day), day - rows[i].of_week);
    }
}

/* Counts the calendar by hand: each day is the one before, or the first of the next month. */
static void every_day_of_ten_thousand_years_follows_the_one_before(void **state)
{
    (void)state;
    static const int month_days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
    long day = DAY_MIN;

    for (int y = 0; y <= 9999; y++) {
        bool leap = y % 4 == 0 && (y % 100 != 0 || y % 400 == 0);
        for (int m = 1; m <= 12; m++)
            for (int d = 1; d <= month_days[m - 1] + (m == 2 && leap); d++, day++) {
                struct day_date x = day_date(day);
                if (day_of(y, m, d) != day || x.year != y || x.month != m || x.day != d)
                    fail_msg("day %ld is %d-%d-%d, expected %d-%d-%d", day, x.year, x.month,
                             x.day, y, m, d);
                if (day > DAY_MIN && day_of_week(day) != (day_of_week(day - 1) + 1) % 7)
                    fail_msg("day %ld does not follow in the week", day);
            }
    }
    assert_int_equal(day, DAY_MAX + 1);
}

static void what_is_no_date_is_refused_and_changes_nothing(void **state)
{
    (void)state;
    static const char *const bad[] = { "",           "2026",       "2026-5-31",  "2026-05-3",
                                       "2026/05/31", "2026-00-10", "2026-13-01", "2026-05-00",
                                       "2026-05-32", "2026-06-31", "2025-02-29", "1900-02-29",
                                       "-026-05-31", "2026-05:31", " 2026-05-3", "20260531" };
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        long day = 77;
        if (day_read(bad[i], &day) || day != 77)
            fail_msg("\"%s\" was taken as day %ld", bad[i], day);
    }
}

static void ten_characters_are_read_whatever_follows(void **state)
{
    (void)state;
    const char in_file[10] = { '2', '0', '2', '6', '-', '0', '5', '-', '3', '1' }; /* no NUL */
    long day;

    assert_true(day_read(in_file, &day) && day == 20604);
    assert_true(day_read("2026-05-31T18:30", &day) && day == 20604);
}

static void days_outside_the_range_have_no_text_and_the_nearest_date(void **state)
{
    (void)state;
    static const long days[] = { DAY_MIN - 1L, DAY_MAX + 1L, LONG_MIN, LONG_MAX };
    char text[DAY_TEXT];

    for (size_t i = 0; i < sizeof(days) / sizeof(days[0]); i++) {
        day_text(days[i], text);
        assert_string_equal(text, "?");
        assert_int_equal(day_date(days[i]).year, days[i] < 0 ? 0 : 9999);
        assert_true(day_of_week(days[i]) < WEEK_DAYS);
    }
}

static void seconds_fall_in_their_day(void **state)
{
    (void)state;
    assert_int_equal(day_at(0), 0);
    assert_int_equal(day_at(86399.9), 0);
    assert_int_equal(day_at(86400), 1);
    assert_int_equal(day_at(-0.1), -1);
    assert_int_equal(day_at(NAN), 0);
    assert_int_equal(day_at(-INFINITY), DAY_MIN);
    assert_int_equal(day_at(INFINITY), DAY_MAX);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(known_days_are_read_written_and_have_their_weekday),
        cmocka_unit_test(every_day_of_ten_thousand_years_follows_the_one_before),
        cmocka_unit_test(what_is_no_date_is_refused_and_changes_nothing),
        cmocka_unit_test(ten_characters_are_read_whatever_follows),
        cmocka_unit_test(days_outside_the_range_have_no_text_and_the_nearest_date),
        cmocka_unit_test(seconds_fall_in_their_day),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
