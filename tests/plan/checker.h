/* SPDX-License-Identifier: Apache-2.0 */
#ifndef TESTS_PLAN_CHECKER_H
#define TESTS_PLAN_CHECKER_H
/*
 * checker - does a plan keep every rule? Written from docs/plan.md alone: it shares no code, no
 * table and no number with the maker, and looks at nothing but the sessions, the wishes and
 * what was known. Each breach is one line; "" is a sound plan.
 */
#include <math.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "plan/plan.h"

enum { CHECK_BEFORE = 130, CHECK_DAYS = 130 + 380 };

struct check {
    const struct plan *p;
    const struct plan_state *s;
    long from;  /* planned days start here */
    long start; /* of the first block of seven days */
    long n_blocks;
    bool again;
    double real_m[CHECK_DAYS],
        longest_m[CHECK_DAYS]; /* done or planned; [CHECK_BEFORE]: first */
    double run_s[CHECK_DAYS];  /* planned */
    double fast_s[CHECK_DAYS]; /* planned */
    double minutes[CHECK_DAYS];
    int runs[CHECK_DAYS], walks[CHECK_DAYS], strength[CHECK_DAYS], mobility[CHECK_DAYS];
    int run_walk[CHECK_DAYS], demanding[CHECK_DAYS], hard[CHECK_DAYS], longs[CHECK_DAYS];
    bool real_train[CHECK_DAYS], real_hard[CHECK_DAYS];
    double said_longest, said_week;
    char breach[300];
};

static void breach(struct check *c, const char *fmt, ...)
{
    va_list ap;
    if (c->breach[0])
        return;
    va_start(ap, fmt);
    vsnprintf(c->breach, sizeof(c->breach), fmt, ap);
    va_end(ap);
}

static long at(const struct check *c, long day)
{
    long i = day - c->p->wishes.first_day + CHECK_BEFORE;
    return i < 0 || i >= CHECK_DAYS ? -1 : i;
}

static double get(const struct check *c, const double *of, long day)
{
    return at(c, day) < 0 ? 0 : of[at(c, day)];
}

static int geti(const struct check *c, const int *of, long day)
{
    return at(c, day) < 0 ? 0 : of[at(c, day)];
}

/* 1970-01-01 was a Thursday; Monday is 0. */
static int weekday(long day)
{
    long x = (day + 3) % 7;
    return (int)(x < 0 ? x + 7 : x);
}

static double race_distance(enum care_goal g)
{
    return g == CARE_GOAL_5K         ? 5000
           : g == CARE_GOAL_10K      ? 10000
           : g == CARE_GOAL_HALF     ? 21097.5
           : g == CARE_GOAL_MARATHON ? 42195
                                     : 0;
}

static bool has_race(const struct check *c)
{
    return c->p->wishes.goal_day != 0 && race_distance(c->p->wishes.goal) > 0;
}

static bool ladder_track(const struct check *c) { return c->p->wishes.track != PLAN_REGULAR; }

static double longest_before(const struct check *c, long day)
{
    double x = 0;
    long first = c->p->wishes.first_day;
    for (long d = day - 30; d <= day - 1; d++)
        x = fmax(x, get(c, c->longest_m, d));
    if (day >= first && day < first + 30)
        x = fmax(x, c->said_longest);
    return x;
}

static double block_m(const struct check *c, long b)
{
    double sum = 0;
    for (int i = 0; i < 7; i++)
        sum += get(c, c->real_m, c->start + 7 * b + i);
    return sum;
}

static int block_n(const struct check *c, const int *of, long b)
{
    int sum = 0;
    for (int i = 0; i < 7; i++)
        sum += geti(c, of, c->start + 7 * b + i);
    return sum;
}

static double base_before(const struct check *c, long b)
{
    double x = 0;
    for (long k = 1; k <= 4; k++)
        x = fmax(x, block_m(c, b - k));
    if (c->start + 7 * (b - 4) < c->p->wishes.first_day)
        x = fmax(x, c->said_week);
    return x;
}

/* Days of training just before may cost a session of the first week. */
static bool settled(const struct check *c, long b)
{
    return c->start + 7 * b >= c->from + 7 && b < c->n_blocks;
}

static bool wholly_planned(const struct check *c, long b)
{
    return c->start + 7 * b >= c->from && b >= 0 && b < c->n_blocks;
}

/* -- reading the plan */

static void read_steps(struct check *c, const struct plan_session *x, long i)
{
    double time[3] = { 0 }; /* walking, easy, fast */
    unsigned back[PLAN_STEPS_MAX] = { 0 };
    size_t guard = 0;

    for (size_t k = 0; k < x->n_steps && guard < 500; guard++) {
        const struct plan_step *t = &x->step[k];
        if (t->repeats) {
            if (t->repeat_to >= k)
                breach(c, "step %zu repeats from %u", k, t->repeat_to);
            if (back[k]++ < t->repeats)
                k = t->repeat_to;
            else
                k++;
            continue;
        }
        if (isnan(t->duration_s) == isnan(t->distance_m))
            breach(c, "step %zu has not one of time and distance", k);
        double s = isnan(t->duration_s) ? x->run_s : t->duration_s;
        time[t->aim == PLAN_AIM_WALK ? 0 : t->aim == PLAN_AIM_EASY ? 1 : 2] += s;
        if (!isnan(t->distance_m) && fabs(t->distance_m - x->run_m) > 1e-6)
            breach(c, "steps do not add up to the distance");
        k++;
    }
    if (guard >= 500)
        breach(c, "steps never end");
    bool walk = x->kind == PLAN_WALK;
    if (fabs(time[0] - x->walk_s) > 1e-6 ||
        (!walk && fabs(time[1] + time[2] - x->run_s) > 1e-6))
        breach(c, "steps of %s do not add up: walk %g for %g, run %g for %g",
               plan_kinds[x->kind].key, time[0], x->walk_s, time[1] + time[2], x->run_s);
    if (fabs((x->walk_s + x->run_s) / 60 - x->minutes) > 0.01)
        breach(c, "%s: minutes %g are not %g", plan_kinds[x->kind].key, x->minutes,
               (x->walk_s + x->run_s) / 60);
    c->fast_s[i] += time[2];
}

static bool is_run(enum plan_kind k)
{
    return k == PLAN_RUN_WALK || k == PLAN_EASY || k == PLAN_LONG || k == PLAN_STEADY ||
           k == PLAN_INTERVALS || k == PLAN_RACE;
}

static void read_session(struct check *c, const struct plan_session *x)
{
    long i = at(c, x->day);
    enum plan_kind k = x->kind;
    bool race = k == PLAN_RACE;

    if (i < 0 || x->day < c->from || x->day > c->start + 7 * c->n_blocks - 1) {
        breach(c, "session on day %ld outside the plan", x->day);
        return;
    }
    if (x->why[0] == 0)
        breach(c, "a session without a reason");
    if (is_run(k) != (x->run_m > 0))
        breach(c, "%s with %g m", plan_kinds[k].key, x->run_m);
    c->real_m[i] += race ? 0 : x->run_m;
    c->longest_m[i] = fmax(c->longest_m[i], x->run_m);
    c->run_s[i] += race ? 0 : x->run_s;
    c->minutes[i] += race || x->day == c->p->wishes.goal_day ? 0 : x->minutes;
    c->runs[i] += is_run(k);
    c->walks[i] += k == PLAN_WALK;
    c->run_walk[i] += k == PLAN_RUN_WALK;
    c->strength[i] += k == PLAN_STRENGTH;
    c->mobility[i] += k == PLAN_MOBILITY || k == PLAN_YOGA || k == PLAN_PILATES;
    c->hard[i] += k == PLAN_STEADY || k == PLAN_INTERVALS;
    c->longs[i] += k == PLAN_LONG;
    c->demanding[i] += k == PLAN_STEADY || k == PLAN_INTERVALS || k == PLAN_LONG || race;
    if (is_run(k) || k == PLAN_WALK)
        read_steps(c, x, i);
    else if (x->n_steps)
        breach(c, "%s has steps", plan_kinds[k].key);
    if (!(c->p->wishes.free_days >> weekday(x->day) & 1) && x->day != c->p->wishes.goal_day)
        breach(c, "%s on a day that is not free", plan_kinds[k].key);
}

static void read_past(struct check *c)
{
    bool empty = true;
    for (size_t k = 0; k < c->s->n_past; k++) {
        const struct plan_past_day *d = &c->s->past[k];
        long i = at(c, d->day);
        if (d->run_m > 0 && d->day < c->p->wishes.first_day &&
            d->day >= c->p->wishes.first_day - 30)
            empty = false;
        if (i < 0)
            continue;
        c->real_m[i] = d->run_m;
        c->longest_m[i] = d->longest_run_m;
        c->real_train[i] = d->run_m > 0 || d->strength;
        c->real_hard[i] = d->hard;
        c->strength[i] = d->strength;
    }
    if (empty && !ladder_track(c)) {
        c->said_longest = isnan(c->s->longest_m) ? 0 : c->s->longest_m;
        c->said_week = isnan(c->s->usual_week_m) ? 0 : c->s->usual_week_m;
        if (c->said_longest <= 0)
            c->said_longest = 0.4 * c->said_week;
        c->said_week = fmax(c->said_week, c->said_longest);
    }
}

/* -- pain and tiredness, for plans made again */

struct verdicts {
    bool red;
    long red_day; /* -1: none that counts */
    double red_longest, red_week;
    long hold_until;
};

static void judge_past(const struct check *c, struct verdicts *v)
{
    long today = c->s->today, last_red = -1;
    *v = (struct verdicts){ .red_day = -1 };
    for (size_t k = 0; k < c->s->n_past; k++) {
        const struct plan_past_day *d = &c->s->past[k];
        int greens = 0;
        for (size_t m = k + 1; m < c->s->n_past; m++)
            greens += c->s->past[m].light == CARE_GREEN;
        if (d->light == CARE_RED)
            last_red = d->day, v->red = greens < 2 && d->day > today - 28;
        if (d->light == CARE_AMBER && d->day + 7 > today && greens < 2)
            v->hold_until = d->day + 7 > v->hold_until ? d->day + 7 : v->hold_until;
        if (d->tired && d->day + 4 > v->hold_until)
            v->hold_until = d->day + 4;
    }
    if (last_red >= 0 && (v->red || last_red > today - 28)) {
        long b = (last_red - c->start) / 7 - (last_red < c->start);
        v->red_day = v->red ? today : last_red;
        v->red_longest = fmax(longest_before(c, last_red), get(c, c->longest_m, last_red));
        for (long k = b - 4; k <= b; k++) { /* only what was run, not what is planned */
            double sum = 0;
            for (long d = c->start + 7 * k; d < c->start + 7 * k + 7 && d <= today; d++)
                sum += get(c, c->real_m, d) * (geti(c, c->runs, d) && d >= c->from ? 0 : 1);
            v->red_week = fmax(v->red_week, sum);
        }
        v->red_week = fmax(v->red_week, c->said_week);
    }
}

/* -- the rules */

/* Allowed without a longest run to measure by. */
static bool first_run(const struct check *c, const struct plan_session *x)
{
    double old = isnan(c->s->longest_m) ? 0 : c->s->longest_m;
    switch (c->p->wishes.track) {
    case PLAN_NEW:
        return x->run_s <= 480 + 1e-6;
    case PLAN_BACK:
        return x->run_s <= 300 + 1e-6;
    case PLAN_RETURN:
        for (size_t k = 0; k < c->s->n_past; k++)
            old = fmax(old, c->s->past[k].longest_run_m);
        return x->run_s <= 480 + 1e-6 ||
               (x->run_s <= 900 + 1e-6 && x->run_m <= 0.5 * old + 1e-6);
    default:
        return false;
    }
}

static void check_spikes(struct check *c, const struct verdicts *v)
{
    for (size_t k = 0; k < c->p->n; k++) {
        const struct plan_session *x = &c->p->session[k];
        if (x->day < c->from || !is_run(x->kind))
            continue;
        double longest = longest_before(c, x->day);
        bool hold = x->day < v->hold_until;
        bool marathon = x->kind == PLAN_RACE && c->p->wishes.goal == CARE_GOAL_MARATHON;
        if (!marathon && x->run_m > (hold ? 1.0 : 1.1) * longest + 0.01 && !first_run(c, x))
            breach(c, "spike: day %ld has %.0f m after %.0f m%s", x->day, x->run_m, longest,
                   hold ? " (on hold)" : "");
        if (hold && c->fast_s[at(c, x->day)] > 0)
            breach(c, "fast on day %ld while on hold", x->day);
        if (v->red_day < 0 || x->day > v->red_day + 28)
            continue;
        double part = x->day > v->red_day + 14 ? 0.75 : 0.5;
        if (x->run_m > part * v->red_longest + 0.01 && x->run_s > 300 + 1e-6)
            breach(c, "after red: %.0f m on day %ld, longest was %.0f m", x->run_m, x->day,
                   v->red_longest);
        if (c->fast_s[at(c, x->day)] > 0)
            breach(c, "fast on day %ld after red", x->day);
        if (v->red && x->day < c->s->today + 7)
            breach(c, "a run on day %ld although red", x->day);
    }
}

static void check_weeks(struct check *c, const struct verdicts *v)
{
    static const double growth[] = { 0.2, 0.2, 0.1, 0.1 }, first_s[] = { 480, 900, 300, 0 };
    enum plan_track t = c->p->wishes.track;

    for (long b = 0; b < c->n_blocks; b++) {
        long day = c->start + 7 * b;
        double m = block_m(c, b), base = base_before(c, b), s = 0, speed = 0;
        bool firsts = t == PLAN_NEW || t == PLAN_BACK || t == PLAN_RETURN;
        for (int i = 0; i < 7; i++) {
            s += get(c, c->run_s, day + i);
            if (get(c, c->run_s, day + i) > 0)
                speed = get(c, c->real_m, day + i) / get(c, c->run_s, day + i);
        }
        if (s <= 0 || !block_n(c, c->runs, b))
            continue;
        long last = day + 6;
        while (last > day && !(geti(c, c->runs, last) && last >= c->from))
            last--;
        double grow = last < v->hold_until ? 0 : growth[t];
        if (m > (1 + grow) * base + 0.01 &&
            !(firsts && m <= c->p->wishes.runs * first_s[t] * speed + 0.01))
            breach(c, "week %ld has %.0f m after %.0f m", b, m, base);
        if (v->red_day >= 0 && last <= v->red_day + 28 && block_n(c, c->runs, b)) {
            double part = last > v->red_day + 14 ? 0.75 : 0.5;
            if (m > part * v->red_week + 0.01 && m > c->p->wishes.runs * 300 * speed + 0.01)
                breach(c, "after red: week %ld has %.0f m of %.0f m", b, m, v->red_week);
        }
    }
}

static void check_days(struct check *c)
{
    const struct plan_wishes *w = &c->p->wishes;
    long end = c->start + 7 * c->n_blocks;

    for (long d = c->from; d < end; d++) {
        bool planned = geti(c, c->runs, d) || geti(c, c->strength, d);
        if (geti(c, c->runs, d) + geti(c, c->walks, d) > 1 || geti(c, c->strength, d) > 1 ||
            geti(c, c->mobility, d) > 1)
            breach(c, "two of a kind on day %ld", d);
        int row = 0;
        for (long k = d - 6; planned && k <= d + 6; k++) {
            bool train = geti(c, c->runs, k) || geti(c, c->strength, k) ||
                         (at(c, k) >= 0 && c->real_train[at(c, k)]);
            row = train ? row + 1 : 0;
            if (row >= 7 && k >= d)
                breach(c, "no rest in the seven days to day %ld", k);
        }
        if (geti(c, c->demanding, d) && geti(c, c->demanding, d + 1))
            breach(c, "demanding runs on days %ld and %ld", d, d + 1);
        if (geti(c, c->demanding, d) && at(c, d - 1) >= 0 && c->real_hard[at(c, d - 1)] &&
            d != w->goal_day)
            breach(c, "demanding run on day %ld after a hard day", d);
        if (ladder_track(c) && geti(c, c->runs, d) && get(c, c->real_m, d - 1) > 0 &&
            d != w->goal_day)
            breach(c, "runs on days %ld and %ld", d - 1, d);
        if (!geti(c, c->strength, d))
            continue;
        bool real_today = d == c->s->today && c->real_train[at(c, d)];
        if (!real_today && (geti(c, c->strength, d - 1) || geti(c, c->strength, d + 1)))
            breach(c, "strength on days without one between, day %ld", d);
        if (geti(c, c->demanding, d + 1) || geti(c, c->longs, d))
            breach(c, "strength on day %ld before or on a demanding run", d);
        if (has_race(c) && d <= w->goal_day && d >= w->goal_day - 3)
            breach(c, "strength on day %ld close to the goal run", d);
    }
}

static void check_minutes(struct check *c)
{
    const struct plan_wishes *w = &c->p->wishes;
    for (long b = 0; b < c->n_blocks; b++) {
        int over = 0;
        for (int i = 0; i < 7; i++) {
            double m = get(c, c->minutes, c->start + 7 * b + i);
            over += m > w->minutes + 0.01;
            if (m > w->long_minutes + 0.01)
                breach(c, "%.1f minutes in week %ld, %.0f at most", m, b, w->long_minutes);
        }
        if (over > 1)
            breach(c, "%d days over %.0f minutes in week %ld", over, w->minutes, b);
    }
}

static void check_hard(struct check *c, long b)
{
    const struct plan_wishes *w = &c->p->wishes;
    int n = block_n(c, c->hard, b);
    double run = 0, fast = 0, before = 0;
    long day = c->start + 7 * b;

    if (n == 0)
        return;
    if (ladder_track(c) || w->goal == CARE_GOAL_BACK)
        breach(c, "fast running in a careful plan, week %ld", b);
    if (n > (w->runs >= 5 ? 2 : 1) || w->runs < 3)
        breach(c, "%d fast sessions in week %ld with %u runs", n, b, w->runs);
    for (int i = 0; i < 7; i++) {
        run += get(c, c->run_s, day + i);
        fast += get(c, c->fast_s, day + i);
    }
    if (wholly_planned(c, b) && fast > 0.2 * run + 1e-6)
        breach(c, "%.0f of %.0f s fast in week %ld", fast, run, b);
    for (long k = b - 4; k < b; k++) {
        double m = block_m(c, k);
        if (c->start + 7 * k < w->first_day)
            m = fmax(m, c->said_week);
        if (m <= 0)
            breach(c, "fast in week %ld, none in week %ld", b, k);
        before += m;
    }
    if (before < 40000 - 0.01)
        breach(c, "fast in week %ld after %.0f m in four weeks", b, before);
    for (long d = day - 28; d < day; d++)
        if (geti(c, c->run_walk, d))
            breach(c, "fast in week %ld, run-walk on day %ld", b, d);
}

static void check_shape(struct check *c)
{
    const struct plan_wishes *w = &c->p->wishes;
    for (long b = 0; b < c->n_blocks; b++) {
        check_hard(c, b);
        if (block_n(c, c->runs, b) > (int)w->runs + (has_race(c) && b == c->n_blocks - 1))
            breach(c, "%d runs in week %ld", block_n(c, c->runs, b), b);
        if (wholly_planned(c, b) && (block_n(c, c->strength, b) > (int)w->strength ||
                                     block_n(c, c->mobility, b) > (int)w->mobility))
            breach(c, "more strength or mobility than asked in week %ld", b);
        for (int i = 0; i < 7 && settled(c, b); i++) {
            long d = c->start + 7 * b + i;
            int runs = block_n(c, c->runs, b);
            double share = runs == 1 ? 1 : runs == 2 ? 0.6 : 0.5;
            if (!geti(c, c->longs, d) || d == w->goal_day)
                continue;
            if (get(c, c->real_m, d) > share * block_m(c, b) + 0.01)
                breach(c, "long run of %.0f m in a week of %.0f m", get(c, c->real_m, d),
                       block_m(c, b));
            if (get(c, c->minutes, d) - 25 > 210 + 0.01)
                breach(c, "a long run of %.0f minutes", get(c, c->minutes, d));
        }
    }
    for (long b = 3; b < c->n_blocks; b++) { /* a lighter week in every four */
        bool light = false, other = false;
        for (long k = b - 3; k <= b; k++) {
            light = light || block_m(c, k) <= 0.8 * base_before(c, k) + 0.01;
            other = other || block_n(c, c->run_walk, k) || block_n(c, c->walks, k) ||
                    !wholly_planned(c, k);
        }
        if (!light && !other)
            breach(c, "no lighter week in the four to week %ld", b);
    }
}

static void check_ladder(struct check *c)
{
    unsigned top = 0, n_at[64] = { 0 };
    for (size_t k = 0; k < c->p->n; k++) {
        const struct plan_session *x = &c->p->session[k];
        if (x->day < c->from || x->kind != PLAN_RUN_WALK)
            continue;
        if (!ladder_track(c))
            breach(c, "run-walk in a plan for regular runners");
        if (!c->again && c->p->wishes.track == PLAN_BACK && top && x->stage > top &&
            n_at[top] < 2)
            breach(c, "stage %u after one session", x->stage);
        if (x->stage >= 64)
            breach(c, "stage %u", x->stage);
        else
            n_at[x->stage]++;
        top = x->stage > top ? x->stage : top;
    }
    for (long d = c->from; c->p->wishes.track == PLAN_BACK && !c->s->walks_30 && !c->again &&
                           d < c->p->wishes.first_day + 28;
         d++)
        if (geti(c, c->runs, d))
            breach(c, "running on day %ld before four weeks of walking", d);
}

static void check_goal(struct check *c)
{
    const struct plan_wishes *w = &c->p->wishes;
    static const double taper[] = { 0.5, 0.75, 0.8 };
    long last = c->n_blocks - 1;
    int weeks = w->goal == CARE_GOAL_MARATHON ? 3 : w->goal == CARE_GOAL_HALF ? 2 : 1;
    bool race = false;

    if (!has_race(c))
        return;
    for (size_t k = 0; k < c->p->n; k++)
        if (c->p->session[k].kind == PLAN_RACE) {
            race = true;
            if (c->p->session[k].day != w->goal_day ||
                fabs(c->p->session[k].run_m - race_distance(w->goal)) > 0.01)
                breach(c, "the goal run is on the wrong day or too short");
        }
    double need = race_distance(w->goal) * (w->goal == CARE_GOAL_MARATHON ? 0.75 : 1 / 1.1);
    if (c->p->met && !c->again && !race)
        breach(c, "met, but there is no goal run");
    if (race && longest_before(c, w->goal_day) < need - 0.01)
        breach(c, "goal run after %.0f m, it takes %.0f m", longest_before(c, w->goal_day),
               need);
    for (int k = 0; k < weeks && last - k >= 0; k++)
        if (wholly_planned(c, last - k) && !block_n(c, c->run_walk, last - k) &&
            block_m(c, last - k) - (k == 0 && !race ? get(c, c->real_m, w->goal_day) : 0) >
                taper[k] * base_before(c, last - k) + 0.01)
            breach(c, "no taper in week %ld: %.0f m after %.0f m", last - k,
                   block_m(c, last - k), base_before(c, last - k));
    if (geti(c, c->runs, w->goal_day - 1) && w->goal_day > c->from && race)
        breach(c, "a run on the day before the goal run");
}

/* What was asked is there: weeks far from start, end and pain have their sessions. */
static void check_there(struct check *c)
{
    const struct plan_wishes *w = &c->p->wishes;
    for (long b = 1; b < c->n_blocks - (has_race(c) ? 3 : 0) && !c->again; b++) {
        bool walking = block_n(c, c->walks, b) > 0;
        int runs = block_n(c, c->runs, b);
        if (!settled(c, b))
            continue;
        if (block_n(c, c->strength, b) != (int)w->strength ||
            block_n(c, c->mobility, b) != (int)w->mobility)
            breach(c, "week %ld has %d strength and %d mobility for %u and %u", b,
                   block_n(c, c->strength, b), block_n(c, c->mobility, b), w->strength,
                   w->mobility);
        if (!walking && base_before(c, b) > 4000 * w->runs && runs != (int)w->runs)
            breach(c, "week %ld has %d runs for %u", b, runs, w->runs);
        if (!walking && runs == 0)
            breach(c, "week %ld has no run", b);
    }
}

/* A plan that is left alone never shrinks: its last weeks have what its first had. */
static void check_growth(struct check *c)
{
    double first = 0, last = 0;
    long n = c->n_blocks - (has_race(c) ? 3 : 0);

    for (long b = 1; b < n; b++) {
        if (b <= 4)
            first = fmax(first, block_m(c, b));
        if (b >= n - 4)
            last = fmax(last, block_m(c, b));
    }
    if (!c->again && n >= 10 && last < 0.9 * first)
        breach(c, "the plan shrinks from %.0f to %.0f m a week", first, last);
}

static void check_order(struct check *c)
{
    for (size_t k = 0; k < c->p->n; k++) {
        const struct plan_session *x = &c->p->session[k], *y = k ? x - 1 : NULL;
        if (y && (x->day < y->day || (x->day == y->day && x->slot != y->slot + 1)))
            breach(c, "sessions out of order on day %ld", x->day);
        if ((!y || y->day != x->day) && x->slot != 0)
            breach(c, "day %ld starts with slot %u", x->day, x->slot);
        if (x->slot > 1)
            breach(c, "more than two sessions on day %ld", x->day);
    }
}

/* Kept as it was, because it is done. */
static bool done_today(const struct check *c, const struct plan_session *x)
{
    for (size_t k = 0; k < c->s->n_past; k++) {
        const struct plan_past_day *d = &c->s->past[k];
        if (d->day != x->day || d->day != c->s->today)
            continue;
        return is_run(x->kind)            ? d->run_m > 0
               : x->kind == PLAN_STRENGTH ? d->strength
                                          : x->kind != PLAN_WALK && d->mobility;
    }
    return false;
}

/* Sessions from today on, but for what is done today. */
static const char *check_plan(struct check *c, const struct plan *p, const struct plan_state *s,
                              bool again)
{
    const struct plan_wishes *w = &p->wishes;
    struct verdicts v = { .red_day = -1 };

    memset(c, 0, sizeof(*c));
    c->p = p;
    c->s = s;
    c->again = again;
    c->from = s->today > w->first_day ? s->today : w->first_day;
    c->n_blocks = w->n_weeks;
    c->start = w->goal_day ? w->goal_day - 7 * (long)w->n_weeks + 1 : w->first_day;
    read_past(c);
    for (size_t k = 0; k < p->n; k++)
        if (p->session[k].day >= c->from && !done_today(c, &p->session[k]))
            read_session(c, &p->session[k]);
    judge_past(c, &v);
    check_order(c);
    check_spikes(c, &v);
    check_weeks(c, &v);
    check_days(c);
    check_minutes(c);
    check_shape(c);
    check_ladder(c);
    check_goal(c);
    check_there(c);
    check_growth(c);
    return c->breach;
}

#endif
