/* SPDX-License-Identifier: Apache-2.0 */
#ifndef TESTS_PLAN_CHECKER_H
#define TESTS_PLAN_CHECKER_H
/*
 * checker - does a plan keep every rule? Written from docs/plan.md alone: it shares no code, no
 * table and no number with the maker, and looks at nothing but the sessions, the wishes and
 * what was known. Each breach is one line; "" is a sound plan.
 */
#include "checker_read.h"

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
