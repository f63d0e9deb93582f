/* SPDX-License-Identifier: Apache-2.0 */
#include "base/text.h"

#include <errno.h>
#include <locale.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

/* Room for n more bytes and the NUL, or remember the failure. */
static bool reserve(struct text *t, size_t n)
{
    if (t->failed || n > t->max || t->len > t->max - n ||
        mem_grow(&t->buf, &t->cap, t->len + n + 1, 1) < 0)
        t->failed = true;
    return !t->failed;
}

void text_add_n(struct text *t, const char *s, size_t n)
{
    if (!reserve(t, n))
        return;
    memcpy(t->buf + t->len, s, n);
    t->len += n;
    t->buf[t->len] = '\0';
}

void text_add(struct text *t, const char *s) { text_add_n(t, s, strlen(s)); }

void text_addf(struct text *t, const char *fmt, ...)
{
    va_list ap, again;
    va_start(ap, fmt);
    va_copy(again, ap);
    int n = vsnprintf(NULL, 0, fmt, ap);
    va_end(ap);
    if (n < 0)
        t->failed = true;
    else if (reserve(t, (size_t)n)) {
        vsnprintf(t->buf + t->len, (size_t)n + 1, fmt, again);
        t->len += (size_t)n;
    }
    va_end(again);
}

const char *text_str(const struct text *t) { return t->buf ? t->buf : ""; }

bool text_failed(const struct text *t) { return t->failed; }

void text_done(struct text *t)
{
    free(t->buf);
    *t = (struct text)TEXT_INIT(t->max);
}

size_t text_utf8_length(const void *bytes, size_t n_s)
{
    const unsigned char *s = bytes;

    if (s[0] < 0x80)
        return 1;
    size_t n = s[0] >= 0xf0 ? 4 : s[0] >= 0xe0 ? 3 : 2;
    if (s[0] < 0xc2 || s[0] > 0xf4 || n > n_s)
        return 0;
    for (size_t i = 1; i < n; i++)
        if ((s[i] & 0xc0) != 0x80)
            return 0;
    if ((s[0] == 0xe0 && s[1] < 0xa0) || (s[0] == 0xed && s[1] > 0x9f) ||
        (s[0] == 0xf0 && s[1] < 0x90) || (s[0] == 0xf4 && s[1] > 0x8f))
        return 0;
    return n;
}

static bool is_control(const unsigned char *s, size_t n)
{
    if (n == 1)
        return s[0] < 0x20 || s[0] == 0x7f;
    if (n == 2)
        return s[0] == 0xc2 && s[1] < 0xa0;
    if (n != 3 || s[0] != 0xe2)
        return false;
    return (s[1] == 0x80 && (s[2] == 0x8e || s[2] == 0x8f || (s[2] >= 0xa8 && s[2] <= 0xae))) ||
           (s[1] == 0x81 && s[2] >= 0xa6 && s[2] <= 0xa9);
}

size_t text_char(const char *s, size_t n, bool *ret_plain)
{
    const unsigned char *u = (const unsigned char *)s;
    size_t len = text_utf8_length(s, n);

    *ret_plain = len > 0 && !is_control(u, len);
    return len ? len : 1;
}

void text_add_plain(struct text *t, const char *s)
{
    for (size_t n = strlen(s), len; n > 0; s += len, n -= len) {
        bool plain;
        len = text_char(s, n, &plain);
        text_add_n(t, plain ? s : "?", plain ? len : 1);
    }
}

void text_make_plain(char *s)
{
    char *to = s;

    for (size_t n = strlen(s), len; n > 0; s += len, n -= len) {
        bool plain;
        len = text_char(s, n, &plain);
        if (plain)
            memmove(to, s, len);
        else
            *to = '?';
        to += plain ? len : 1;
    }
    *to = '\0';
}

size_t text_utf8(unsigned u, char ret[3])
{
    if (u < 0x80) {
        ret[0] = (char)u;
        return 1;
    }
    if (u < 0x800) {
        ret[0] = (char)(0xC0 | u >> 6);
        ret[1] = (char)(0x80 | (u & 0x3F));
        return 2;
    }
    ret[0] = (char)(0xE0 | u >> 12);
    ret[1] = (char)(0x80 | (u >> 6 & 0x3F));
    ret[2] = (char)(0x80 | (u & 0x3F));
    return 3;
}

size_t text_columns(const char *s)
{
    size_t n = 0;
    for (; *s; s++)
        n += ((unsigned char)*s & 0xc0) != 0x80; /* count all but continuation bytes */
    return n;
}

void text_duration(double s, char ret[24])
{
    long n = (s >= 0 && s < 1e9) ? lround(s) : -1;

    if (n < 0)
        snprintf(ret, 24, "-");
    else if (n >= 3600)
        snprintf(ret, 24, "%ld:%02ld:%02ld", n / 3600, n / 60 % 60, n % 60);
    else
        snprintf(ret, 24, "%ld:%02ld", n / 60, n % 60);
}

void text_pace(double speed_m_s, char ret[24])
{
    /* nobody walks an hour for a kilometre, nobody runs one in ten seconds */
    text_duration(speed_m_s > 0.3 && speed_m_s < 100 ? 1000 / speed_m_s : (double)NAN, ret);
}

void text_capital(char *s)
{
    if (*s >= 'a' && *s <= 'z')
        *s = (char)(*s - 'a' + 'A');
}

static bool is_number(const char *s) { return *s && strspn(s, "+-.0123456789eE") == strlen(s); }

int text_to_double(const char *s, const char *what, double *ret, struct err *err)
{
    static locale_t c_locale; /* newlocale("C") is constant; a lost race leaks one object */
    char *end = NULL;

    if (!c_locale)
        c_locale = newlocale(LC_ALL_MASK, "C", NULL);
    double v = is_number(s) && c_locale ? strtod_l(s, &end, c_locale) : NAN;
    if (!end || *end || end == s || !isfinite(v))
        return err_set(err, ERR_USAGE, "%s: \"%.60s\" is not a number", what, s);
    *ret = v;
    return 0;
}

int text_to_long(const char *s, const char *what, long *ret, struct err *err)
{
    char *end;

    errno = 0;
    long v = strtol(s, &end, 10);
    if (end == s || *end || errno == ERANGE)
        return err_set(err, ERR_USAGE, "%s: \"%.60s\" is not a whole number", what, s);
    *ret = v;
    return 0;
}
