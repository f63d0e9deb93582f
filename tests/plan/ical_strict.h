/* SPDX-License-Identifier: Apache-2.0 */
#ifndef TESTS_PLAN_ICAL_STRICT_H
#define TESTS_PLAN_ICAL_STRICT_H
/*
 * ical_strict - a reader of calendars that forgives nothing, written from RFC 5545 alone; it
 * shares no code with the writer. Events that lack what the RFC asks for are refused.
 */
#include <ctype.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ICAL_EVENTS = 4000, ICAL_TEXT = 4096 };
struct ical_event {
    char uid[80], summary[200], description[ICAL_TEXT], start[32], end[32], duration[32];
    int sequence;
    bool all_day, cancelled, stamped, modified;
};
struct ical {
    struct ical_event event[ICAL_EVENTS];
    size_t n;
    char fault[200];
};

__attribute__((format(printf, 2, 3))) static bool ical_fault(struct ical *c, const char *fmt,
                                                             ...)
{
    va_list ap;
    va_start(ap, fmt);
    vsnprintf(c->fault, sizeof(c->fault), fmt, ap);
    va_end(ap);
    return false;
}

/* A whole number of characters of UTF-8 (RFC 3629), none of them a control character but tab.
 */
static bool ical_utf8(const unsigned char *s, size_t n)
{
    for (size_t i = 0; i < n;) {
        size_t more = s[i] < 0x80                   ? 0
                      : s[i] >= 0xc2 && s[i] < 0xe0 ? 1
                      : s[i] >= 0xe0 && s[i] < 0xf0 ? 2
                      : s[i] >= 0xf0 && s[i] < 0xf5 ? 3
                                                    : 9;
        if (more == 9 || i + more >= n + (more == 0) || (s[i] < ' ' && s[i] != '\t') ||
            s[i] == 127)
            return false;
        for (size_t k = 1; k <= more; k++)
            if ((s[i + k] & 0xc0) != 0x80)
                return false;
        i += more + 1;
    }
    return true;
}

/* 3.3.11: only \\ \; \, \n \N; bare ; and , are not allowed. */
static bool ical_text(const char *s, char *ret, size_t size)
{
    size_t n = 0;
    for (; *s; s++) {
        char c = *s;
        if (c == ';' || c == ',')
            return false;
        if (c == '\\') {
            c = *++s;
            if (c == 'n' || c == 'N')
                c = '\n';
            else if (c != '\\' && c != ';' && c != ',')
                return false;
        }
        if (n + 1 >= size)
            return false;
        ret[n++] = c;
    }
    ret[n] = '\0';
    return true;
}

static bool ical_digits(const char *s, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (!isdigit((unsigned char)s[i]))
            return false;
    return true;
}

static int ical_two(const char *s) { return 10 * (s[0] - '0') + s[1] - '0'; }

static bool ical_date(const char *s, size_t n)
{
    static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
    if (n != 8 || !ical_digits(s, 8))
        return false;
    int y = 100 * ical_two(s) + ical_two(s + 2), m = ical_two(s + 4), d = ical_two(s + 6);
    bool leap = (y % 4 == 0 && y % 100 != 0) || y % 400 == 0;
    return m >= 1 && m <= 12 && d >= 1 && d <= days[m - 1] + (m == 2 && leap);
}

static bool ical_time(const char *s, bool utc)
{
    size_t n = strlen(s);
    return n == (utc ? 16u : 15u) && ical_date(s, 8) && s[8] == 'T' && ical_digits(s + 9, 6) &&
           ical_two(s + 9) < 24 && ical_two(s + 11) < 60 && ical_two(s + 13) < 61 &&
           (!utc || s[15] == 'Z');
}

static bool ical_copy(char *to, size_t size, const char *from)
{
    if (to[0] || strlen(from) >= size || !from[0])
        return false; /* once, and not too long */
    memcpy(to, from, strlen(from) + 1);
    return true;
}

static bool ical_property(struct ical *c, struct ical_event *e, const char *name,
                          const char *param, const char *value)
{
    bool date = strcmp(param, "VALUE=DATE") == 0;
    if (param[0] && !date)
        return ical_fault(c, "parameter %s", param);
    if (strcmp(name, "UID") == 0)
        return ical_copy(e->uid, sizeof(e->uid), value);
    if (strcmp(name, "DTSTAMP") == 0)
        return !e->stamped && (e->stamped = ical_time(value, true));
    if (strcmp(name, "LAST-MODIFIED") == 0)
        return !e->modified && (e->modified = ical_time(value, true));
    if (strcmp(name, "SEQUENCE") == 0)
        return e->sequence < 0 && ical_digits(value, strlen(value)) && value[0] &&
               (e->sequence = (int)strtol(value, NULL, 10)) >= 0;
    if (strcmp(name, "DTSTART") == 0) {
        e->all_day = date;
        return (date ? ical_date(value, strlen(value)) : ical_time(value, false)) &&
               ical_copy(e->start, sizeof(e->start), value);
    }
    if (strcmp(name, "DTEND") == 0)
        return (date ? ical_date(value, strlen(value)) : ical_time(value, false)) &&
               ical_copy(e->end, sizeof(e->end), value);
    if (strcmp(name, "DURATION") == 0) {
        size_t n = strlen(value);
        return n > 3 && n < 8 && strncmp(value, "PT", 2) == 0 && value[n - 1] == 'M' &&
               ical_digits(value + 2, n - 3) && ical_copy(e->duration, 32, value);
    }
    if (strcmp(name, "SUMMARY") == 0)
        return !e->summary[0] && ical_text(value, e->summary, sizeof(e->summary));
    if (strcmp(name, "DESCRIPTION") == 0)
        return !e->description[0] && ical_text(value, e->description, sizeof(e->description));
    if (strcmp(name, "STATUS") == 0)
        return (e->cancelled = strcmp(value, "CANCELLED") == 0) ||
               strcmp(value, "CONFIRMED") == 0;
    if (strcmp(name, "TRANSP") == 0)
        return strcmp(value, "OPAQUE") == 0 || strcmp(value, "TRANSPARENT") == 0;
    return ical_fault(c, "property %s", name);
}

static bool ical_event_done(struct ical *c, const struct ical_event *e)
{
    if (!e->uid[0] || !e->stamped || !e->start[0] || (e->end[0] && e->duration[0]))
        return ical_fault(c, "event %s lacks what it needs", e->uid);
    if (e->end[0] && strcmp(e->end, e->start) <= 0)
        return ical_fault(c, "event %s ends before it starts", e->uid);
    for (size_t i = 0; i + 1 < c->n; i++)
        if (strcmp(c->event[i].uid, e->uid) == 0)
            return ical_fault(c, "UID %s twice", e->uid);
    return true;
}

struct ical_at {
    bool open, closed, in_event, version, prodid;
};

static bool ical_line(struct ical *c, struct ical_at *at, char *line)
{
    char *colon = strchr(line, ':'), *semi = strchr(line, ';'), none[] = "", *param = none;
    if (!colon)
        return ical_fault(c, "no colon in %.60s", line);
    *colon = '\0';
    if (semi && semi < colon) {
        *semi = '\0';
        param = semi + 1;
    }
    const char *value = colon + 1;
    for (const char *p = line; *p; p++)
        if (!isupper((unsigned char)*p) && !isdigit((unsigned char)*p) && *p != '-')
            return ical_fault(c, "name %.60s", line);
    bool begin = strcmp(line, "BEGIN") == 0, end = strcmp(line, "END") == 0;
    if (begin && strcmp(value, "VCALENDAR") == 0)
        return !at->open && !at->closed && (at->open = true);
    if (!at->open)
        return ical_fault(c, "%s outside the calendar", line);
    if (begin && strcmp(value, "VEVENT") == 0 && !at->in_event && c->n < ICAL_EVENTS) {
        at->in_event = true;
        memset(&c->event[c->n], 0, sizeof(c->event[0]));
        c->event[c->n++].sequence = -1;
        return true;
    }
    if (end && strcmp(value, "VEVENT") == 0 && at->in_event) {
        at->in_event = false;
        return ical_event_done(c, &c->event[c->n - 1]);
    }
    if (end && strcmp(value, "VCALENDAR") == 0 && !at->in_event) {
        at->open = false;
        return at->closed = true;
    }
    if (at->in_event)
        return !begin && !end &&
               (ical_property(c, &c->event[c->n - 1], line, param, value) ||
                (c->fault[0] ? false : ical_fault(c, "%s:%.80s", line, value)));
    if (strcmp(line, "VERSION") == 0)
        return !at->version && (at->version = strcmp(value, "2.0") == 0);
    if (strcmp(line, "PRODID") == 0)
        return !at->prodid && (at->prodid = value[0] != '\0');
    if (strcmp(line, "CALSCALE") == 0)
        return strcmp(value, "GREGORIAN") == 0;
    return ical_fault(c, "%s in the calendar", line);
}

/* Lines end with CRLF and nothing else; at most 75 bytes; a continuation begins with a space.
 */
static bool ical_read(struct ical *c, const char *s, size_t n)
{
    struct ical_at at = { 0 };
    static char line[3 * ICAL_TEXT];
    size_t len = 0, i = 0;

    c->n = 0;
    c->fault[0] = '\0';
    while (i < n) {
        const char *end = memmem(s + i, n - i, "\r\n", 2);
        if (!end)
            return ical_fault(c, "no CRLF at the end");
        size_t m = (size_t)(end - s) - i;
        if (m > 75 || m == 0 || memchr(s + i, '\r', m) || memchr(s + i, '\n', m))
            return ical_fault(c, "a line of %zu bytes, or a bare line end", m);
        if (!ical_utf8((const unsigned char *)s + i, m))
            return ical_fault(c, "a character was cut: %.60s", s + i);
        bool more = s[i] == ' ';
        if (more && len == 0)
            return ical_fault(c, "a continuation of nothing");
        if (len + m >= sizeof(line))
            return ical_fault(c, "too long");
        memcpy(line + len, s + i + more, m - more);
        len += m - more;
        line[len] = '\0';
        i += m + 2;
        if (i < n && s[i] == ' ')
            continue;
        if (!ical_line(c, &at, line))
            return c->fault[0] ? false : ical_fault(c, "not understood: %.100s", line);
        len = 0;
    }
    return (at.closed && at.version && at.prodid) || ical_fault(c, "the calendar is not whole");
}

#endif
