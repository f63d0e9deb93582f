/* SPDX-License-Identifier: Apache-2.0 */
#include "formats/value.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

#include "base/day.h"

enum { DIGITS_MAX = 18, EXACT_POWER = 22, EXPONENT_MAX = 400 };

static bool is_digit(char c) { return c >= '0' && c <= '9'; }

static bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

/* m * 10^e. A mantissa below 2^53 and a power up to 10^22 are exact doubles, so that one
 * operation rounds once (Clinger, "How to read floating point numbers accurately", 1990). */
static double scale(uint64_t m, int e)
{
    static const double power[EXACT_POWER + 1] = {
        1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
        1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
    };
    while (m >= (uint64_t)1 << 53) {
        m = (m + 5) / 10;
        e++;
    }
    double v = (double)m;
    for (; e > EXACT_POWER && isfinite(v) && v != 0; e -= EXACT_POWER)
        v *= power[EXACT_POWER];
    for (; e < -EXACT_POWER && v != 0; e += EXACT_POWER)
        v /= power[EXACT_POWER];
    if (v == 0 || !isfinite(v))
        return v;
    return e < 0 ? v / power[-e] : v * power[e];
}

/* The exponent after an "e": its value, or EXPONENT_MAX + 1 for none. */
static int exponent(const char *s, const char *end)
{
    int v = 0;
    bool minus = s < end && *s == '-';
    if (s < end && (*s == '-' || *s == '+'))
        s++;
    if (s == end)
        return EXPONENT_MAX + 1;
    for (; s < end; s++) {
        if (!is_digit(*s))
            return EXPONENT_MAX + 1;
        v = v < EXPONENT_MAX ? v * 10 + (*s - '0') : v;
    }
    v = v > EXPONENT_MAX ? EXPONENT_MAX : v;
    return minus ? -v : v;
}

/* Which of '.' and ',' starts the decimals: the last one, if it comes once; 0: neither. */
static char decimal_mark(const char *s, const char *end)
{
    char last = 0;
    int n[2] = { 0, 0 };
    for (; s < end; s++)
        if (*s == '.' || *s == ',') {
            last = *s;
            n[*s == ',']++;
        }
    return last && n[last == ','] == 1 ? last : 0;
}

static double number_with_marks(const char *s, const char *end)
{
    char mark = decimal_mark(s, end);
    uint64_t m = 0;
    int digits = 0, e = 0;
    bool any = false, after = false;

    for (; s < end && *s != 'e' && *s != 'E'; s++) {
        if (*s == mark && !after) {
            after = true;
            continue;
        }
        if ((*s == '.' || *s == ',') && mark && any && !after)
            continue;
        if (!is_digit(*s))
            return NAN;
        any = true;
        if (digits < DIGITS_MAX) {
            m = m * 10 + (uint64_t)(*s - '0');
            digits += m != 0;
            e -= after;
        } else {
            e += !after;
        }
    }
    if (s < end) {
        int x = exponent(s + 1, end);
        if (x > EXPONENT_MAX)
            return NAN;
        e += x;
    }
    double v = any ? scale(m, e) : NAN;
    return isfinite(v) ? v : NAN;
}

/* The usual case: up to 18 digits with at most a point among them. False: something else. */
static bool plain_number(const char *s, const char *end, double *ret_v)
{
    const char *point = NULL;
    uint64_t m = 0;

    if (end - s > DIGITS_MAX)
        return false;
    for (const char *p = s; p < end; p++) {
        if (is_digit(*p))
            m = m * 10 + (uint64_t)(*p - '0');
        else if (*p == '.' && !point)
            point = p;
        else
            return false;
    }
    *ret_v = scale(m, point ? -(int)(end - point - 1) : 0);
    return end - s > (point != NULL);
}

double value_number(const char *s, size_t n)
{
    const char *end = s + n;
    double v;

    while (s < end && is_blank(*s))
        s++;
    while (end > s && is_blank(end[-1]))
        end--;
    bool minus = s < end && *s == '-';
    s += s < end && (*s == '-' || *s == '+');
    if (!plain_number(s, end, &v))
        v = number_with_marks(s, end);
    return minus ? -v : v;
}

/* n digits, or -1. */
static int digits_at(const char *s, size_t n)
{
    int v = 0;
    for (size_t i = 0; i < n; i++) {
        if (!is_digit(s[i]))
            return -1;
        v = v * 10 + (s[i] - '0');
    }
    return v;
}

static bool read_date(struct value_clock *clock, const char *s)
{
    long day;

    if (!day_read(s, &day) || day < day_of(1900, 1, 1) || day > day_of(2199, 12, 31))
        return false;
    memcpy(clock->date, s, 10);
    clock->days_s = (double)day * DAY_S;
    return true;
}

/* "Z", "+02:00", "-0330", "+02" as seconds, NaN for anything else. */
static double read_zone(const char *s, size_t n)
{
    if (n == 1 && (*s == 'Z' || *s == 'z'))
        return 0;
    if ((*s != '+' && *s != '-') || (n != 3 && n != 5 && n != 6) || (n == 6 && s[3] != ':'))
        return NAN;
    int hour = digits_at(s + 1, 2), minute = n == 3 ? 0 : digits_at(s + n - 2, 2);
    if (hour < 0 || hour > 18 || minute < 0 || minute > 59)
        return NAN;
    double v = 3600.0 * hour + 60.0 * minute;
    return *s == '-' ? -v : v;
}

/* Seconds with decimals at *s, which moves behind them; NaN: none. */
static double read_seconds(const char **s, const char *end)
{
    const char *p = *s;
    int whole = end - p >= 2 ? digits_at(p, 2) : -1;
    double tenth = 1, fraction = 0;

    if (whole < 0 || whole > 60)
        return NAN;
    p += 2;
    if (p < end && (*p == '.' || *p == ',')) {
        for (p++; p < end && is_digit(*p); p++) {
            if (tenth >= 1e9)
                continue; /* nobody's clock has digits past the nanosecond */
            tenth *= 10;
            fraction = fraction * 10 + (*p - '0');
        }
    }
    *s = p;
    return whole + fraction / tenth;
}

double value_time(struct value_clock *clock, const char *s, size_t n)
{
    const char *end = s + n;
    double offset_s = 0, second = 0;

    while (s < end && is_blank(*s))
        s++;
    while (end > s && is_blank(end[-1]))
        end--;
    if (end - s < 10 || (memcmp(s, clock->date, 10) != 0 && !read_date(clock, s)))
        return NAN;
    s += 10;
    if (s == end) {
        clock->unzoned = true;
        return clock->days_s;
    }
    if (end - s < 6 || (*s != 'T' && *s != 't' && *s != ' ') || s[3] != ':')
        return NAN;
    int hour = digits_at(s + 1, 2), minute = digits_at(s + 4, 2);
    if (hour < 0 || hour > 24 || minute < 0 || minute > 59)
        return NAN;
    s += 6;
    if (s < end && *s == ':') {
        s++;
        second = read_seconds(&s, end);
    }
    while (s < end && is_blank(*s))
        s++;
    if (s < end) {
        offset_s = read_zone(s, (size_t)(end - s));
        if (isnan(offset_s))
            return NAN;
        clock->zoned = true;
        clock->offset_s = offset_s;
    } else {
        clock->unzoned = true;
    }
    return clock->days_s + hour * 3600.0 + minute * 60.0 + second - offset_s;
}
