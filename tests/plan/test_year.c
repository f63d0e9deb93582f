/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A year of virtual runners who miss sessions, run too far, hurt and recover: the plan is made
 * again from what they really did, and every plan is checked.
 */
#include "base/mem.h"
#include "plan/plan.h"

#include "checker.h"
#include "profiles.h"
#include "test.h"

enum { RUNNERS = TEST_ASAN ? 40 : 200 };
enum { YEAR = 364, WINDOW = 120 };

enum habit { HEALTHY, MISSES, SPIKES, HURTS, ALL_OF_IT, N_HABITS };

struct runner {
    struct profile p;
    struct rng rng;
    enum habit habit;
    unsigned seed, every; /* days between two plans */
    struct plan_past_day day[PROFILE_PAST + YEAR + 1];
    size_t n;
    double week_m[YEAR / 7]; /* done */
    int bad_days;            /* left of a bad spell */
    struct plan *plan;
    long quiet_until; /* for the test: no run may be planned before this day */
};

static void make_runner(struct runner *r, unsigned seed)
{
    memset(r, 0, sizeof(*r));
    make_profile(&r->p, 50000 + seed);
    r->rng = rng_new(seed, 99);
    r->seed = seed;
    r->habit = (enum habit)(seed % N_HABITS);
    r->every = seed / N_HABITS % 3 ? 7 : 1;
    struct plan_wishes *w = &r->p.w;
    w->track = (enum plan_track)(seed / 10 % PLAN_N_TRACKS);
    w->n_weeks = YEAR / 7;
    w->first_day = r->p.s.today + 1;
    w->goal_day = seed % 3 == 0 ? w->first_day + 7 * (20 + (long)rng_below(&r->rng, 31)) : 0;
    w->free_days = seed % 4 == 0 ? 127 : 1u << 1 | 1u << 3 | 1u << 5 | 1u << 6;
    w->minutes = 45 + rng_below(&r->rng, 40);
    w->long_minutes = w->minutes + rng_below(&r->rng, 90);
    w->runs = 0;
    w->strength = seed % 3;
    w->mobility = seed % 2;
    memcpy(r->day, r->p.past, r->p.s.n_past * sizeof(r->day[0]));
    r->n = r->p.s.n_past;
}

/* What is known on a day: the last WINDOW days. */
static struct plan_state state_on(const struct runner *r, long today)
{
    struct plan_state s = r->p.s;
    size_t first = 0;

    while (first < r->n && r->day[first].day < today - WINDOW)
        first++;
    s.past = r->day + first;
    s.n_past = r->n - first;
    s.today = today;
    return s;
}

static struct plan_past_day *open_day(struct runner *r, long day)
{
    if (r->n && r->day[r->n - 1].day == day)
        return &r->day[r->n - 1];
    r->day[r->n] = (struct plan_past_day){ .day = day };
    return &r->day[r->n++];
}

static void run(struct runner *r, struct plan_past_day *d, double m, bool hard)
{
    if (m <= 0)
        return;
    d->run_m += m;
    d->longest_run_m = fmax(d->longest_run_m, m);
    d->hard = d->hard || hard;
    long week = (d->day - r->p.w.first_day) / 7;
    if (week >= 0 && week < YEAR / 7)
        r->week_m[week] += m;
}

static void feel(struct runner *r, struct plan_past_day *d)
{
    bool hurts = r->habit == HURTS || r->habit == ALL_OF_IT;

    if (r->bad_days > 0) {
        r->bad_days--;
        d->light = chance(&r->rng, 0.4) ? CARE_RED : CARE_AMBER;
    } else if (hurts && chance(&r->rng, 0.012)) {
        d->light = chance(&r->rng, 0.5) ? CARE_RED : CARE_AMBER;
        r->bad_days = (int)rng_below(&r->rng, 6);
    } else if (hurts && chance(&r->rng, 0.6)) {
        d->light = CARE_GREEN;
    }
    d->tired = hurts && chance(&r->rng, 0.01);
}

static void live_day(struct runner *r, long day)
{
    bool misses = r->habit == MISSES || r->habit == ALL_OF_IT;
    bool spikes = r->habit == SPIKES || r->habit == ALL_OF_IT;
    double miss = misses ? 0.3 : 0.05;
    bool away = misses && day / 20 % 7 == r->seed % 7; /* twenty days now and then */
    struct plan_past_day *d = open_day(r, day);
    size_t n, first = plan_on(r->plan, day, &n);

    for (size_t i = first; i < first + n; i++) {
        const struct plan_session *x = &r->plan->session[i];
        if (away || chance(&r->rng, miss))
            continue;
        double m = x->run_m * between(&r->rng, 0.95, 1.03);
        if (spikes && chance(&r->rng, 0.04))
            m *= between(&r->rng, 1.2, 2.2);
        if (plan_kinds[x->kind].run)
            run(r, d, m, plan_kinds[x->kind].hard);
        d->strength = d->strength || x->kind == PLAN_STRENGTH;
        d->mobility = d->mobility || (plan_kinds[x->kind].cross && x->kind != PLAN_STRENGTH);
    }
    if (spikes && n == 0 && chance(&r->rng, 0.05))
        run(r, d, between(&r->rng, 500, 9000), chance(&r->rng, 0.3));
    feel(r, d);
}

/* What the year was worth: plans made in the week after a red day, and after an amber one. */
static unsigned red_plans, held_plans;

/* No running on the day after a red one: said once more, apart from the checker. */
static void check_red(const struct runner *r, const struct plan_state *s, const struct plan *p)
{
    size_t n, first = plan_on(p, s->today, &n);
    bool red = false, ran = false, amber = false, lately = false;

    for (size_t i = 0; i < s->n_past; i++) {
        const struct plan_past_day *d = &s->past[i];
        red = red || (d->day == s->today - 1 && d->light == CARE_RED);
        ran = ran || (d->day == s->today && d->run_m > 0);
        lately = lately || (d->day > s->today - 7 && d->light == CARE_RED);
        amber = amber || (d->day > s->today - 7 && d->light == CARE_AMBER);
    }
    red_plans += lately;
    held_plans += amber;
    for (size_t i = first; i < first + n; i++)
        if (red && !ran && p->session[i].run_m > 0)
            fail_msg("runner %u runs on the day after a red one", r->seed);
}

static void plan_again_on(struct runner *r, long today)
{
    static struct check c;
    struct plan_state s = state_on(r, today);
    struct plan *next = NULL;
    struct err err = { 0 };

    assert_ok(plan_again(r->plan, &s, &next, &err), err);
    const char *breach = check_plan(&c, next, &s, true);
    if (breach[0])
        fail_msg("runner %u (%s), day %ld: %s", r->seed, plan_tracks[r->p.w.track].key,
                 today - r->p.w.first_day, breach);
    check_red(r, &s, next);
    /* The days before stay as they were. */
    for (size_t i = 0; i < r->plan->n && r->plan->session[i].day < today; i++)
        if (next->session[i].day != r->plan->session[i].day ||
            next->session[i].run_m != r->plan->session[i].run_m)
            fail_msg("runner %u: the past was changed", r->seed);
    plan_free(r->plan);
    r->plan = next;
}

static double most(const double *x, int from, int to)
{
    double m = 0;

    for (int i = from; i < to; i++)
        m = fmax(m, x[i]);
    return m;
}

/* A healthy runner goes forward: in every half year the biggest week is no smaller than in the
 * one before, and beginners get to half an hour without a break. */
static void check_progress(const struct runner *r)
{
    int weeks = r->p.w.goal_day ? (int)(r->p.w.goal_day - r->p.w.first_day) / 7 - 3 : YEAR / 7;
    double first = most(r->week_m, 0, 8), last = most(r->week_m, weeks - 8, weeks);
    bool through = false;

    for (size_t i = 0; i < r->plan->n; i++)
        through = through || r->plan->session[i].kind == PLAN_EASY ||
                  r->plan->session[i].kind == PLAN_LONG;
    if (last < 0.85 * first)
        fail_msg("runner %u (%s) is stalled: %.0f m a week, then %.0f m", r->seed,
                 plan_tracks[r->p.w.track].key, first, last);
    if (weeks >= 40 && !through && r->p.w.minutes >= 60)
        fail_msg("runner %u (%s) never runs without a break", r->seed,
                 plan_tracks[r->p.w.track].key);
}

static void a_year_of_two_hundred_runners_keeps_every_rule(void **state)
{
    static struct runner r;

    (void)state;
    for (unsigned seed = 0; seed < RUNNERS; seed++) {
        struct err err = { 0 };
        make_runner(&r, seed);
        assert_ok(plan_make(&r.p.w, &r.p.s, &r.plan, &err), err);
        r.p.w = r.plan->wishes;
        long end = r.p.w.first_day + 7 * (long)r.p.w.n_weeks - 1;
        if (r.p.w.goal_day)
            end = r.p.w.goal_day;
        for (long day = r.p.w.first_day; day <= end; day++) {
            if ((day - r.p.w.first_day) % r.every == 0)
                plan_again_on(&r, day);
            live_day(&r, day);
            if (r.seed % 10 == 1 && day < end) /* in the evening as well */
                plan_again_on(&r, day);
        }
        if (r.habit == HEALTHY)
            check_progress(&r);
        r.plan = plan_free(r.plan);
    }
    assert_true(red_plans > RUNNERS);
    assert_true(held_plans > RUNNERS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_year_of_two_hundred_runners_keeps_every_rule),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
