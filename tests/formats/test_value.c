/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include <math.h>

#include "base/mem.h"
#include "formats/value.h"

static void numbers_as_people_write_them(void **state)
{
    static const struct {
        const char *s;
        double want;
    } rows[] = {
        { "0", 0 },
        { "-0.5", -0.5 },
        { " 12.25\n", 12.25 },
        { "+3", 3 },
        { "41,5", 41.5 },
        { "1.234,5", 1234.5 },
        { "1,234.5", 1234.5 },
        { ".5", 0.5 },
        { "5.", 5 },
        { "1e3", 1000 },
        { "2.5E-3", 0.0025 },
        { "1e-400", 0 },
        { "2.0810000896453857", 2.0810000896453857 },
        { "-118.758792700000000000001", -118.7587927 },
        { "123456789012345678901234567890", 1.2345678901234568e29 },
        { "9007199254740993", 9007199254740992.0 },
        { "", NAN },
        { ".", NAN },
        { "-", NAN },
        { "NaN", NAN },
        { "inf", NAN },
        { "0x10", NAN },
        { "12 bpm", NAN },
        { "1.2.3", NAN },
        { "1e999", NAN },
        { "1e", NAN },
    };
    (void)state;
    for (size_t i = 0; i < N_ELEMS(rows); i++) {
        double v = value_number(rows[i].s, strlen(rows[i].s));
        /* two units in the last place, as the header says */
        if (isnan(v) != isnan(rows[i].want) ||
            (!isnan(v) && fabs(v - rows[i].want) > 4.5e-16 * fabs(v)))
            fail_msg("\"%s\" is %.17g, expected %.17g", rows[i].s, v, rows[i].want);
    }
}

static void times_of_every_spelling(void **state)
{
    static const struct {
        const char *s;
        double want;
    } rows[] = {
        { "1970-01-01T00:00:00Z", 0 },
        { "2013-06-30T06:05:11Z", 1372572311 },
        { "2013-06-30T06:05:11.250Z", 1372572311.25 },
        { "2013-06-30T06:05:11,5Z", 1372572311.5 },
        { "2013-06-30T08:05:11+02:00", 1372572311 },
        { "2013-06-30T08:05:11+0200", 1372572311 },
        { "2013-06-30T01:35:11-04:30", 1372572311 },
        { "2013-06-30T08:05:11+02", 1372572311 },
        { "2013-06-30T06:05:11", 1372572311 },
        { " 2013-06-30 06:05:11 ", 1372572311 },
        { "2013-06-30 06:05:11 Z", 1372572311 },
        { "2013-06-30T06:05Z", 1372572300 },
        { "2013-06-30", 1372550400 },
        { "2012-02-29T12:00:00Z", 1330516800 },
        { "2000-02-29T24:00:00Z", 951868800 },
        { "2016-12-31T23:59:60Z", 1483228800 },
        { "2013-02-29T00:00:00Z", NAN },
        { "2013-13-01T00:00:00Z", NAN },
        { "2013-06-30T25:00:00Z", NAN },
        { "2013-06-30T06:05:11X", NAN },
        { "2013-06-30T06:05:1", NAN },
        { "30.06.2013 06:05", NAN },
        { "", NAN },
    };
    struct value_clock clock = { 0 };
    (void)state;
    for (size_t i = 0; i < N_ELEMS(rows); i++) {
        double v = value_time(&clock, rows[i].s, strlen(rows[i].s));
        if (!(v == rows[i].want) && !(isnan(v) && isnan(rows[i].want)))
            fail_msg("\"%s\" is %.9g, expected %.9g", rows[i].s, v, rows[i].want);
    }
}

static void words_for_sports_whatever_their_spelling(void **state)
{
    static const struct {
        const char *word;
        enum activity_sport sport;
        enum activity_sub sub;
    } rows[] = {
        { "Running", ACTIVITY_SPORT_RUN, ACTIVITY_SUB_NONE },
        { "trail_running", ACTIVITY_SPORT_RUN, ACTIVITY_SUB_TRAIL },
        { "Trail Run", ACTIVITY_SPORT_RUN, ACTIVITY_SUB_TRAIL },
        { "VirtualRide", ACTIVITY_SPORT_RIDE, ACTIVITY_SUB_VIRTUAL },
        { "Weight Training", ACTIVITY_SPORT_TRAINING, ACTIVITY_SUB_STRENGTH },
        { "pilates", ACTIVITY_SPORT_TRAINING, ACTIVITY_SUB_PILATES },
        { "Lauf", ACTIVITY_SPORT_RUN, ACTIVITY_SUB_NONE },
    };
    enum activity_sport sport = ACTIVITY_SPORT_NONE;
    enum activity_sub sub = ACTIVITY_SUB_NONE;
    (void)state;
    for (size_t i = 0; i < N_ELEMS(rows); i++) {
        assert_true(value_sport(rows[i].word, &sport, &sub));
        assert_int_equal(sport, rows[i].sport);
        assert_int_equal(sub, rows[i].sub);
    }
    assert_false(value_sport("underwater basket weaving", &sport, &sub));
    assert_int_equal(sport, ACTIVITY_SPORT_RUN); /* as it was */
}

int main(void)
{
    const struct CMUnitTest all[] = {
        cmocka_unit_test(numbers_as_people_write_them),
        cmocka_unit_test(times_of_every_spelling),
        cmocka_unit_test(words_for_sports_whatever_their_spelling),
    };
    return cmocka_run_group_tests(all, NULL, NULL);
}
