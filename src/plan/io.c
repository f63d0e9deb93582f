/* SPDX-License-Identifier: Apache-2.0 */
/*
 * io - a plan as text and back: one line for each session, fields apart by tabs.
 *
 * Keys are words, never numbers of enums, so that a plan of today is read by a later program.
 * What is read may come from anywhere: every number has its range.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "plan/draft.h"

enum {
    IO_FIELDS = 12 + 8 * PLAN_STEPS_MAX,
    IO_SESSIONS = 4000,
    IO_NOTES = 1000,
    IO_VERSION = 1
};
#define IO_DAY  200000.0 /* until the year 2517 */
#define IO_MUCH 1e7

static const char first_line[] = "backstride-plan";

static const char *const mobility_keys[CARE_N_SESSIONS] = {
    [CARE_SESSION_WARM_UP] = "warm-up",   [CARE_SESSION_COOL_DOWN] = "cool-down",
    [CARE_SESSION_STRENGTH] = "strength", [CARE_SESSION_MOBILITY] = "mobility",
    [CARE_SESSION_YOGA] = "yoga",         [CARE_SESSION_PILATES] = "pilates",
};

/* -- out */

static void number(struct text *t, double x)
{
    if (isnan(x))
        text_add(t, "\t-");
    else
        text_addf(t, "\t%.17g", x);
}

/* Tabs and line ends would end the field. */
static void words(struct text *t, const char *s)
{
    text_add(t, "\t");
    for (; *s; s++)
        text_add_n(t, (unsigned char)*s < ' ' ? " " : s, 1);
}

static void put_session(struct text *t, const struct plan_session *s)
{
    text_addf(t, "session\t%ld\t%u\t%s", s->day, s->slot, plan_kinds[s->kind].key);
    number(t, s->run_m);
    number(t, s->run_s);
    number(t, s->walk_s);
    number(t, s->minutes);
    text_addf(t, "\t%u", s->stage);
    words(t, s->why);
    for (size_t i = 0; i < s->n_steps; i++) {
        const struct plan_step *x = &s->step[i];
        text_addf(t, "\t%s", plan_aims[x->aim].key);
        number(t, x->duration_s);
        number(t, x->distance_m);
        number(t, x->low);
        number(t, x->high);
        text_addf(t, "\t%s\t%u\t%u", x->by_speed ? "speed" : "hr", x->repeat_to, x->repeats);
    }
    text_add(t, "\n");
}

int plan_write(const struct plan *p, struct text *ret, struct err *err)
{
    const struct plan_wishes *w = &p->wishes;
    size_t before = ret->len;

    text_addf(ret, "%s\t%d\nid\t%s\nrevision\t%u\nmet\t%d\n", first_line, IO_VERSION, p->id,
              p->revision, p->met);
    text_addf(ret, "wishes\t%s\t%ld\t%u\t%s\t%ld\t%u", plan_tracks[w->track].key, w->first_day,
              w->n_weeks, plan_goals[w->goal].key, w->goal_day, w->free_days);
    number(ret, w->minutes);
    number(ret, w->long_minutes);
    text_addf(ret, "\t%u\t%u\t%u\t%s\t%u\n", w->runs, w->strength, w->mobility,
              mobility_keys[w->mobility_kind], w->equipment);
    for (size_t i = 0; i < p->n; i++)
        put_session(ret, &p->session[i]);
    for (size_t i = 0; i < p->n_notes; i++) {
        text_addf(ret, "note\t%s\t%ld", p->note[i].rule ? p->note[i].rule->id : "-",
                  p->note[i].day);
        words(ret, p->note[i].words);
        text_add(ret, "\n");
    }
    for (size_t i = 0; i < p->n_gone; i++)
        text_addf(ret, "gone\t%ld\t%u\n", p->gone[i].day, p->gone[i].slot);
    if (text_failed(ret) || ret->len == before)
        return err_set(err, ERR_NOMEM, "no memory for the text of a plan");
    return 0;
}

/* -- in */

struct line {
    char *field[IO_FIELDS];
    size_t n;
    unsigned at; /* number, from 1 */
    bool ok;     /* every field asked for was what it must be */
};

static double get(struct line *l, size_t i, double low, double high)
{
    double x = NAN;
    struct err none = { 0 };

    if (i >= l->n || text_to_double(l->field[i], "", &x, &none) < 0 || x < low || x > high) {
        l->ok = false;
        return low;
    }
    return x;
}

static double get_or_nan(struct line *l, size_t i)
{
    return i < l->n && strcmp(l->field[i], "-") == 0 ? (double)NAN : get(l, i, 0, IO_MUCH);
}

static unsigned get_count(struct line *l, size_t i, unsigned high)
{
    double x = get(l, i, 0, high);

    l->ok = l->ok && x == floor(x);
    return (unsigned)x;
}

static long get_day(struct line *l, size_t i)
{
    double x = get(l, i, 0, IO_DAY);

    l->ok = l->ok && x == floor(x);
    return (long)x;
}

/* Index of the field among n keys that lie `step` bytes apart. */
static unsigned get_key(struct line *l, size_t i, const void *keys, size_t n, size_t step)
{
    for (size_t k = 0; i < l->n && k < n; k++) {
        const char *key;
        memcpy(&key, (const char *)keys + k * step, sizeof(key));
        if (strcmp(key, l->field[i]) == 0)
            return (unsigned)k;
    }
    l->ok = false;
    return 0;
}

static void get_words(struct line *l, size_t i, char *ret, size_t size)
{
    size_t n = i < l->n ? strlen(l->field[i]) : size;

    if (n >= size) {
        l->ok = false;
        return;
    }
    memcpy(ret, l->field[i], n + 1);
}

static int read_wishes(struct plan *p, struct line *l)
{
    struct plan_wishes *w = &p->wishes;

    w->track = get_key(l, 1, plan_tracks, PLAN_N_TRACKS, sizeof(plan_tracks[0]));
    w->first_day = get_day(l, 2);
    w->n_weeks = get_count(l, 3, 52);
    w->goal = get_key(l, 4, plan_goals, CARE_N_GOALS, sizeof(plan_goals[0]));
    w->goal_day = get_day(l, 5);
    w->free_days = get_count(l, 6, 127);
    w->minutes = get(l, 7, 10, 600);
    w->long_minutes = get(l, 8, 10, 600);
    w->runs = get_count(l, 9, 7);
    w->strength = get_count(l, 10, 3);
    w->mobility = get_count(l, 11, 3);
    w->mobility_kind = get_key(l, 12, mobility_keys, CARE_N_SESSIONS, sizeof(mobility_keys[0]));
    w->equipment = get_count(l, 13, 1u << 20);
    /* What the maker relies on. */
    l->ok = l->ok && w->n_weeks > 0 && w->free_days > 0 && w->runs > 0 &&
            w->long_minutes >= w->minutes && (!w->goal_day || w->goal_day >= w->first_day) &&
            (!w->goal_day || (w->goal_day - w->first_day) / 7 + 1 == (long)w->n_weeks);
    return 0;
}

static void read_step(struct plan_session *s, struct line *l, size_t at)
{
    struct plan_step *x = &s->step[s->n_steps];

    x->aim = get_key(l, at, plan_aims, PLAN_N_AIMS, sizeof(plan_aims[0]));
    x->duration_s = get_or_nan(l, at + 1);
    x->distance_m = get_or_nan(l, at + 2);
    x->low = get_or_nan(l, at + 3);
    x->high = get_or_nan(l, at + 4);
    x->by_speed = at + 5 < l->n && strcmp(l->field[at + 5], "speed") == 0;
    x->repeat_to = get_count(l, at + 6, PLAN_STEPS_MAX);
    x->repeats = get_count(l, at + 7, 1000);
    bool repeat = x->aim == PLAN_AIM_NONE;
    l->ok = l->ok && repeat == (x->repeats > 0) && (!repeat || x->repeat_to < s->n_steps) &&
            (repeat || isnan(x->duration_s) != isnan(x->distance_m));
    s->n_steps++;
}

static int read_session(struct plan *p, struct line *l)
{
    static const struct plan_session none;

    if (p->n % 64 == 0) {
        void *grown = realloc(p->session, (p->n + 64) * sizeof(*p->session));
        if (!grown)
            return -ERR_NOMEM;
        p->session = grown;
    }
    struct plan_session *s = &p->session[p->n++];
    *s = none;
    s->day = get_day(l, 1);
    s->slot = get_count(l, 2, 1);
    s->kind = get_key(l, 3, plan_kinds, PLAN_N_KINDS, sizeof(plan_kinds[0]));
    s->run_m = get(l, 4, 0, IO_MUCH);
    s->run_s = get(l, 5, 0, IO_MUCH);
    s->walk_s = get(l, 6, 0, IO_MUCH);
    s->minutes = get(l, 7, 0, IO_MUCH);
    s->stage = get_count(l, 8, (unsigned)plan_n_stages);
    get_words(l, 9, s->why, sizeof(s->why));
    l->ok = l->ok && (l->n - 10) % 8 == 0 && (l->n - 10) / 8 <= PLAN_STEPS_MAX && s->day > 0 &&
            p->n <= IO_SESSIONS;
    for (size_t at = 10; l->ok && at < l->n; at += 8)
        read_step(s, l, at);
    const struct plan_session *before = p->n > 1 ? s - 1 : NULL;
    bool follows = before && before->day == s->day;
    l->ok = l->ok && (!before || before->day <= s->day) && s->slot == (follows ? 1 : 0) &&
            !(follows && before->slot == 1);
    return 0;
}

static int read_note(struct plan *p, struct line *l)
{
    static const struct plan_note none;
    struct plan_note *grown = realloc(p->note, (p->n_notes + 1) * sizeof(*grown));

    if (!grown)
        return -ERR_NOMEM;
    p->note = grown;
    struct plan_note *n = &p->note[p->n_notes++];
    *n = none;
    n->rule = l->n > 1 ? plan_rule_of(l->field[1]) : NULL;
    n->day = get_day(l, 2);
    get_words(l, 3, n->words, sizeof(n->words));
    l->ok = l->ok && p->n_notes <= IO_NOTES;
    return 0;
}

static int read_gone(struct plan *p, struct line *l)
{
    struct plan_gone *grown = realloc(p->gone, (p->n_gone + 1) * sizeof(*grown));

    if (!grown)
        return -ERR_NOMEM;
    p->gone = grown;
    p->gone[p->n_gone++] = (struct plan_gone){ get_day(l, 1), get_count(l, 2, 1) };
    l->ok = l->ok && p->n_gone <= IO_SESSIONS;
    return 0;
}

static int read_id(struct plan *p, struct line *l)
{
    get_words(l, 1, p->id, sizeof(p->id));
    l->ok = l->ok && p->id[0] && strspn(p->id, "0123456789abcdef") == strlen(p->id);
    return 0;
}

static int read_revision(struct plan *p, struct line *l)
{
    p->revision = get_count(l, 1, 1u << 30);
    return 0;
}

static int read_met(struct plan *p, struct line *l)
{
    p->met = get_count(l, 1, 1) == 1;
    return 0;
}

/* Cut the line [n] at its tabs; it is changed. */
static void split(char *s, size_t n, struct line *l)
{
    l->n = 0;
    l->ok = memchr(s, '\0', n) == NULL;
    s[n] = '\0';
    for (char *p = s; p && l->n < IO_FIELDS; l->n++) {
        char *tab = strchr(p, '\t');
        l->field[l->n] = p;
        if (tab)
            *tab++ = '\0';
        p = tab;
    }
}

static int read_line(struct plan *p, struct line *l)
{
    static const struct {
        const char *word;
        int (*read)(struct plan *p, struct line *l);
    } kinds[] = {
        { "id", read_id },         { "revision", read_revision }, { "met", read_met },
        { "wishes", read_wishes }, { "session", read_session },   { "note", read_note },
        { "gone", read_gone },
    };

    for (size_t i = 0; i < N_ELEMS(kinds); i++)
        if (strcmp(l->field[0], kinds[i].word) == 0)
            return kinds[i].read(p, l);
    l->ok = false;
    return 0;
}

int plan_read(const char *s, size_t n, struct plan **ret, struct err *err)
{
    AUTO(plan) struct plan *p = mem_array(1, sizeof(*p));
    AUTO(mem) char *copy = mem_array(n + 1, 1);
    struct line l = { .at = 0 };

    if (!p || !copy)
        return err_set(err, ERR_NOMEM, "no memory for a plan");
    memcpy(copy, s, n);
    for (size_t at = 0; at < n; l.at++) {
        const char *end = memchr(copy + at, '\n', n - at);
        size_t length = end ? (size_t)(end - copy) - at : n - at;
        split(copy + at, length, &l);
        bool head = l.at == 0;
        if (head)
            l.ok = l.ok && l.n == 2 && strcmp(l.field[0], first_line) == 0 &&
                   get_count(&l, 1, IO_VERSION) == IO_VERSION;
        else if (read_line(p, &l) < 0)
            return err_set(err, ERR_NOMEM, "no memory for a plan");
        if (!l.ok)
            return err_set_at(err, ERR_FORMAT, at, "line %u of the kept plan is damaged",
                              l.at + 1);
        at += length + 1;
    }
    if (!p->id[0] || !p->wishes.n_weeks)
        return err_set(err, ERR_FORMAT, "the kept plan lacks its id or its wishes");
    *ret = STEAL(p);
    return 0;
}
