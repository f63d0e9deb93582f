/* SPDX-License-Identifier: Apache-2.0 */
#ifndef FORMATS_VALUE_H
#define FORMATS_VALUE_H
/*
 * value - numbers, times and words as files of text write them.
 *
 * Pure functions of bytes that need no NUL at their end; never the locale.
 */
#include <stdbool.h>
#include <stddef.h>

#include "activity/sport.h"

/*
 * The whole of s[0..n) as a finite decimal number: white space around it, a sign, a point or a
 * comma before the decimals, an exponent. With both point and comma, the last one starts the
 * decimals and the others part thousands. NaN: anything else ("", "NaN", "12 bpm", 1e999).
 * Digits past the 18th are dropped; the result is within 2 units in the last place, and the
 * nearest double below 2^53 / 10^22.
 */
double value_number(const char *s, size_t n);

/* Times of one file: most differ from the one before in the seconds only. Start it zeroed. */
struct value_clock {
    char date[11];       /* the last date read, and its days since 1970 */
    double days_s;       /* ... in seconds */
    bool zoned, unzoned; /* a time with, without "Z" or an offset was seen */
    double offset_s;     /* of the last zoned time, local - UTC: 0 for "Z" */
};
/*
 * ISO 8601 "2013-06-30T06:05:11.5+02:00" as UTC seconds since 1970; also with a blank for the
 * T, a comma for the point, "+0200", "+02", without seconds, without zone (taken as UTC), or
 * the date alone. NaN: anything else, or no day of the calendar 1900 to 2199.
 */
double value_time(struct value_clock *clock, const char *s, size_t n);

/*
 * The sport that a word means ("Running", "VirtualRide", "trail_running", "Lauf"), whatever its
 * case, blanks, '_' and '-'. False: an unknown word; then nothing is written.
 */
bool value_sport(const char *word, enum activity_sport *ret_sport, enum activity_sub *ret_sub);

#endif
