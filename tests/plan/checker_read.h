/* SPDX-License-Identifier: Apache-2.0 */
#ifndef TESTS_PLAN_CHECKER_READ_H
#define TESTS_PLAN_CHECKER_READ_H
/*
 * checker_read - what the checker (checker.h) knows of a plan: its own arithmetic of days and
 * weeks, the sessions added up by day, and what pain and tiredness say. No code of the maker.
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

PRINTF(2, 3) static void breach(struct check *c, const char *fmt, ...)
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
        if (d->light == CARE_RED) {
            last_red = d->day;
            v->red = greens < 2 && d->day > today - 28;
        }
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

#endif
