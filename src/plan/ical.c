/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ical - a plan as a calendar, RFC 5545.
 *
 * The UID of an event is its day and slot within the plan's id, so that importing a plan again
 * moves what is there instead of doubling it; SEQUENCE counts the re-plans; what was planned
 * once and no more is sent as cancelled. Times float: half past six is half past six wherever
 * the runner is.
 */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/day.h"
#include "plan/draft.h"

enum { LINE_MAX_BYTES = 75 };

/* Add one content line, folded (3.1): a fold is CRLF and a space, lines have at most 75 bytes
 * without their CRLF, and no character is cut in two. */
static void add_line(struct text *t, const char *s)
{
    size_t room = LINE_MAX_BYTES;

    while (strlen(s) > room) {
        size_t n = room;
        while (n > room - 3 && ((unsigned char)s[n] & 0xc0) == 0x80)
            n--; /* a character has at most three bytes after its first */
        text_add_n(t, s, n);
        text_add(t, "\r\n ");
        s += n;
        room = LINE_MAX_BYTES - 1;
    }
    text_add(t, s);
    text_add(t, "\r\n");
}

/* A property of type TEXT (3.3.11): backslash, semicolon and comma escaped, line ends as \n,
 * other control characters left out. */
static void add_text(struct text *t, const char *name, const char *value)
{
    struct text line AUTO_TEXT = TEXT_INIT(8192);

    text_addf(&line, "%s:", name);
    for (const char *p = value; *p; p++) {
        if (*p == '\n')
            text_add(&line, "\\n");
        else if (*p == '\\' || *p == ';' || *p == ',')
            text_addf(&line, "\\%c", *p);
        else if ((unsigned char)*p >= ' ' && *p != 127)
            text_add_n(&line, p, 1);
    }
    if (text_failed(&line))
        t->failed = true;
    else
        add_line(t, text_str(&line));
}

static void add_date(struct text *t, const char *name, long day, int minute)
{
    char line[80];
    struct day_date x = day_date(day);

    if (minute < 0)
        snprintf(line, sizeof(line), "%s;VALUE=DATE:%04d%02d%02d", name, x.year, x.month,
                 x.day);
    else
        snprintf(line, sizeof(line), "%s:%04d%02d%02dT%02d%02d00", name, x.year, x.month, x.day,
                 minute / 60, minute % 60);
    add_line(t, line);
}

static void add_stamp(struct text *t, const char *name, double s)
{
    long day = day_at(s), rest = (long)floor(s) - day * DAY_S;
    struct day_date x = day_date(day);
    char line[80];

    snprintf(line, sizeof(line), "%s:%04d%02d%02dT%02ld%02ld%02ldZ", name, x.year, x.month,
             x.day, rest / 3600, rest / 60 % 60, rest % 60);
    add_line(t, line);
}

static void add_head(struct text *t, const struct plan *p, long day, unsigned slot,
                     double now_s)
{
    char line[80];

    add_line(t, "BEGIN:VEVENT");
    snprintf(line, sizeof(line), "UID:%ld-%u@%s.backstride", day, slot, p->id);
    add_line(t, line);
    add_stamp(t, "DTSTAMP", now_s);
    add_stamp(t, "LAST-MODIFIED", now_s);
    snprintf(line, sizeof(line), "SEQUENCE:%u", p->revision);
    add_line(t, line);
}

/* "5 min walk, 8 x (1 min easy, 1:30 walk), ..." */
static void say_amount(struct text *t, const struct plan_step *x)
{
    if (isnan(x->duration_s))
        text_addf(t, "%.1f km %s", x->distance_m / 1000, plan_aims[x->aim].shown);
    else if (fmod(x->duration_s, 60) == 0)
        text_addf(t, "%.0f min %s", x->duration_s / 60, plan_aims[x->aim].shown);
    else if (x->duration_s < 60)
        text_addf(t, "%.0f s %s", x->duration_s, plan_aims[x->aim].shown);
    else
        text_addf(t, "%d:%02d min %s", (int)(x->duration_s / 60), (int)fmod(x->duration_s, 60),
                  plan_aims[x->aim].shown);
}

void plan_say_steps(const struct plan_session *s, struct text *ret)
{
    for (size_t i = 0; i < s->n_steps; i++) {
        unsigned open = 0;
        for (size_t k = i + 1; k < s->n_steps; k++)
            if (s->step[k].repeats && s->step[k].repeat_to == i)
                open = s->step[k].repeats + 1;
        if (s->step[i].repeats) {
            text_add(ret, ")");
            continue;
        }
        text_add(ret, i ? ", " : "");
        if (open)
            text_addf(ret, "%u x (", open);
        say_amount(ret, &s->step[i]);
    }
}

static void add_session(struct text *t, const struct plan *p, const struct plan_session *s,
                        int start_min, double now_s)
{
    struct text words AUTO_TEXT = TEXT_INIT(4096);
    char title[80];
    int start = start_min, minutes = (int)ceil(s->minutes);

    if (s->run_m > 0)
        snprintf(title, sizeof(title), "%s %.1f km", plan_kinds[s->kind].shown,
                 s->run_m / 1000);
    else
        snprintf(title, sizeof(title), "%s %d min", plan_kinds[s->kind].shown, minutes);
    text_capital(title);
    add_head(t, p, s->day, s->slot, now_s);
    /* The second session of a day follows the first after a quarter of an hour. */
    if (start >= 0 && s->slot > 0 && s != p->session)
        start += (int)ceil(s[-1].minutes) + 15;
    if (start >= 24 * 60)
        start = 24 * 60 - 1;
    add_date(t, "DTSTART", s->day, start);
    if (start < 0) {
        add_date(t, "DTEND", s->day + 1, -1);
    } else {
        char line[40];
        snprintf(line, sizeof(line), "DURATION:PT%dM", minutes < 1 ? 1 : minutes);
        add_line(t, line);
    }
    add_text(t, "SUMMARY", title);
    plan_say_steps(s, &words);
    text_addf(&words, "%s%s", words.len ? "\n" : "", s->why);
    if (text_failed(&words))
        t->failed = true;
    add_text(t, "DESCRIPTION", text_str(&words));
    add_line(t, "TRANSP:OPAQUE");
    add_line(t, "END:VEVENT");
}

static void add_gone(struct text *t, const struct plan *p, const struct plan_gone *g,
                     int start_min, double now_s)
{
    add_head(t, p, g->day, g->slot, now_s);
    add_date(t, "DTSTART", g->day, start_min);
    add_line(t, "STATUS:CANCELLED");
    add_text(t, "SUMMARY", "No longer planned");
    add_line(t, "END:VEVENT");
}

int plan_ical(const struct plan *p, int start_min, double now_s, struct text *ret,
              struct err *err)
{
    if (start_min < -1 || start_min >= 24 * 60)
        return err_set(err, ERR_USAGE, "sessions start at 0 to 1439 minutes after midnight");
    add_line(ret, "BEGIN:VCALENDAR");
    add_line(ret, "VERSION:2.0");
    add_line(ret, "PRODID:-//Backstride//Plan//EN");
    add_line(ret, "CALSCALE:GREGORIAN");
    for (size_t i = 0; i < p->n; i++)
        add_session(ret, p, &p->session[i], start_min, now_s);
    for (size_t i = 0; i < p->n_gone; i++)
        add_gone(ret, p, &p->gone[i], start_min, now_s);
    add_line(ret, "END:VCALENDAR");
    if (text_failed(ret))
        return err_set(err, ERR_NOMEM, "no memory for the calendar");
    return 0;
}
