/* SPDX-License-Identifier: Apache-2.0 */
#include "base/day.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>

/* Years are counted from March, so that the leap day comes last, in eras of 400 years, after
 * which the calendar repeats; 0000-03-01 is day -719468. (153 m + 2) / 5 are the days of the m
 * months since March. Howard Hinnant, https://howardhinnant.github.io/date_algorithms.html */
enum { ERA_YEARS = 400, ERA_DAYS = 146097, FROM_MARCH = 719468 };

const char *const day_names[WEEK_DAYS] = { "Monday", "Tuesday",  "Wednesday", "Thursday",
                                           "Friday", "Saturday", "Sunday" };
const char *const month_names[12] = { "January",   "February", "March",    "April",
                                      "May",       "June",     "July",     "August",
                                      "September", "October",  "November", "December" };

/* Division that rounds down, also below 0. */
static long floor_div(long a, long b) { return (a >= 0 ? a : a - b + 1) / b; }

static long bounded(long day)
{
    return day < DAY_MIN ? DAY_MIN : day > DAY_MAX ? DAY_MAX : day;
}

long day_of(int year, int month, int day)
{
    assert(year >= 0 && year <= 9999 && month >= 1 && month <= 12);
    long y = year - (month <= 2), m = (month + 9) % 12, era = floor_div(y, ERA_YEARS);
    long of_era = y - era * ERA_YEARS;

    return era * ERA_DAYS + of_era * 365 + of_era / 4 - of_era / 100 + (153 * m + 2) / 5 + day -
           1 - FROM_MARCH;
}

struct day_date day_date(long day)
{
    long n = bounded(day) + FROM_MARCH, era = floor_div(n, ERA_DAYS);
    long of_era = n - era * ERA_DAYS; /* 1460, 36524: days of 4 and 100 years, but the last's */
    long y = (of_era - of_era / 1460 + of_era / 36524 - of_era / (ERA_DAYS - 1)) / 365;
    long of_year = of_era - (365 * y + y / 4 - y / 100), m = (5 * of_year + 2) / 153;
    int month = (int)(m < 10 ? m + 3 : m - 9);

    return (struct day_date){ (int)(era * ERA_YEARS + y) + (month <= 2), month,
                              (int)(of_year - (153 * m + 2) / 5) + 1 };
}

/* n digits at *s, which moves behind them. */
static bool digits(const char **s, int n, int *ret)
{
    for (*ret = 0; n > 0; n--, (*s)++) {
        if (**s < '0' || **s > '9')
            return false;
        *ret = 10 * *ret + (**s - '0');
    }
    return true;
}

bool day_read(const char *s, long *ret)
{
    int y, m, d;

    if (!digits(&s, 4, &y) || *s++ != '-' || !digits(&s, 2, &m) || *s++ != '-' ||
        !digits(&s, 2, &d) || m < 1 || m > 12 || d < 1)
        return false;
    long day = day_of(y, m, d);
    if (d > 28 && day_date(day).day != d)
        return false; /* the month is shorter */
    *ret = day;
    return true;
}

void day_text(long day, char ret[DAY_TEXT])
{
    struct day_date x = day_date(day);

    if (day < DAY_MIN || day > DAY_MAX)
        snprintf(ret, DAY_TEXT, "?");
    else
        snprintf(ret, DAY_TEXT, "%04d-%02d-%02d", x.year % 10000, x.month % 100, x.day % 100);
}

long day_at(double s)
{
    return isnan(s) ? 0 : (long)fmin(fmax(floor(s / DAY_S), DAY_MIN), DAY_MAX);
}

unsigned day_of_week(long day)
{
    long n = bounded(day) + 3; /* from a Monday on */
    return (unsigned)(n - floor_div(n, WEEK_DAYS) * WEEK_DAYS);
}

long day_monday(long day) { return day - (long)day_of_week(day); }
