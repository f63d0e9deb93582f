/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BASE_DAY_H
#define BASE_DAY_H
/*
 * day - the calendar: a day is a long, counted from 1970-01-01 (a Thursday), which is day 0.
 *
 * The Gregorian calendar, also before 1582; years 0 to 9999, which four digits can write
 * (ISO 8601). Knows no clock and no time zone. Pure; constant time.
 */
#include <stdbool.h>

enum {
    DAY_S = 86400,
    DAY_MIN = -719528, /* 0000-01-01 */
    DAY_MAX = 2932896, /* 9999-12-31 */
    DAY_TEXT = 16,     /* room for "2026-05-31" with its NUL */
    WEEK_DAYS = 7
};

struct day_date {
    int year, month, day; /* 0..9999, 1..12, 1..31 */
};

/* A date of the calendar as a day; the date must exist (day_read says whether it does). */
long day_of(int year, int month, int day);
/* And back. Before DAY_MIN or after DAY_MAX: that day itself. */
struct day_date day_date(long day);

/* The ten characters "2026-05-31" at s, where more may follow. False: something else, or no
 * such day; *ret stays. Nothing is read past the first character that does not fit. */
bool day_read(const char *s, long *ret);
/* "2026-05-31"; "?" outside DAY_MIN..DAY_MAX. */
void day_text(long day, char ret[DAY_TEXT]);

/* Seconds since 1970-01-01, on the wall or UTC, to the day they fall in; NaN is day 0, what
 * lies outside DAY_MIN..DAY_MAX its nearest day. The day begins at (double)day * DAY_S. */
long day_at(double s);

unsigned day_of_week(long day); /* Monday 0 .. Sunday 6 */
long day_monday(long day);      /* the Monday of its week: that day or one of the six before */

/* English names; the first three letters are the usual short ones ("%.3s"). */
extern const char *const day_names[WEEK_DAYS]; /* by day_of_week: "Monday" */
extern const char *const month_names[12];      /* by month - 1: "January" */

#endif
