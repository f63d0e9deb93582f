/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>
#include <stdlib.h>

#include "base/day.h"
#include "plan/draft.h"

/* Sums of distances differ in their last digits. */
#define SLACK (1 + 1e-9)

struct draft_day *draft_day_of(struct draft *g, long day)
{
    long i = day - g->w.first_day + DRAFT_PAST;

    return i >= 0 && i < DRAFT_DAYS ? &g->day[i] : NULL;
}

static const struct draft_day *look(const struct draft *g, long day)
{
    static const struct draft_day none;
    long i = day - g->w.first_day + DRAFT_PAST;

    return i >= 0 && i < DRAFT_DAYS ? &g->day[i] : &none;
}

double draft_longest(const struct draft *g, long day)
{
    double x = day - g->w.first_day < 30 && day >= g->w.first_day ? g->said_longest_m : 0;

    for (long d = day - 30; d < day; d++) {
        double m = look(g, d)->longest_m;
        x = m > x ? m : x;
    }
    return x;
}

double draft_week(const struct draft *g, long block)
{
    double sum = 0;

    for (long d = g->start + 7 * block, end = d + 7; d < end; d++)
        sum += look(g, d)->run_m;
    return sum;
}

double draft_base(const struct draft *g, long block)
{
    double x = g->start + 7 * (block - 4) < g->w.first_day ? g->said_week_m : 0;

    for (long b = block - 4; b < block; b++)
        x = fmax(x, draft_week(g, b));
    return x;
}

double draft_room(const struct draft *g, long day)
{
    unsigned bit = 1u << day_of_week(day);
    double x = g->place.longest & bit ? g->w.long_minutes : g->w.minutes;

    return x - (g->place.strength & bit ? g->strength_min : 0) -
           (g->place.mobility & bit ? g->mobility_min : 0);
}

/* 1 where no red day counts any more. */
static double back_off(const struct draft *g, long day)
{
    if (!g->after.red_recent || day > g->after.red_day + 28)
        return 1;
    return plan_rule_value(day > g->after.red_day + 14 ? RULE_RED_MOST : RULE_RED_HALF);
}

static double least_m(const struct draft *g) { return plan_stage_run_s(0) * g->speed_m_s; }

double draft_cap(const struct draft *g, long day)
{
    double grow = day < g->after.hold_until ? 0 : plan_rule_value(RULE_SPIKE);
    double x = fmax((1 + grow) * draft_longest(g, day), g->first_m), part = back_off(g, day);

    if (part < 1)
        x = fmin(x, fmax(part * g->after.red_longest_m, least_m(g)));
    return x * SLACK;
}

double draft_limit(const struct draft *g, long block, long day)
{
    static const enum plan_rule_at growth[PLAN_N_TRACKS] = {
        [PLAN_NEW] = RULE_GROWTH_NEW,
        [PLAN_RETURN] = RULE_GROWTH_RETURN,
        [PLAN_BACK] = RULE_GROWTH_BACK,
        [PLAN_REGULAR] = RULE_GROWTH_REGULAR,
    };
    double grow = day < g->after.hold_until ? 0 : plan_rule_value(growth[g->w.track]);
    double x = fmax((1 + grow) * draft_base(g, block), g->w.runs * g->first_m);
    double part = back_off(g, day);

    if (part < 1)
        x = fmin(x, fmax(part * g->after.red_week_m, g->w.runs * least_m(g)));
    return x * SLACK;
}

static bool race_near(const struct draft *g, long day, long days)
{
    return g->w.goal_day && plan_goals[g->w.goal].race_m > 0 && day <= g->w.goal_day &&
           day >= g->w.goal_day - days;
}

bool draft_runs_on(const struct draft *g, long day)
{
    if (race_near(g, day, 1))
        return false;
    return day >= g->from && day <= g->end && (g->place.run >> day_of_week(day) & 1) &&
           look(g, day)->run_m <= 0 && draft_may_train(g, day);
}

static bool trained(const struct draft_day *d) { return d->run_m > 0 || d->strength; }

/* No seven days in a row with this one among them. */
bool draft_may_train(const struct draft *g, long day)
{
    long before = day, behind = day;

    while (day - before < 7 && trained(look(g, before - 1)))
        before--;
    while (behind - day < 7 && trained(look(g, behind + 1)))
        behind++;
    return behind - before + 1 < 7;
}

void draft_add(struct draft *g, const struct draft_item *item)
{
    struct draft_day *d = draft_day_of(g, item->day);

    if (!d || g->n == DRAFT_ITEMS)
        return; /* both sizes hold 53 weeks of two sessions a day */
    g->item[g->n++] = *item;
    d->run_m += item->run_m;
    d->longest_m = fmax(d->longest_m, item->run_m);
    d->run_walk = d->run_walk || item->kind == PLAN_RUN_WALK;
    d->hard = d->hard || plan_kinds[item->kind].hard;
    d->strength = d->strength || item->kind == PLAN_STRENGTH;
    d->mobility = d->mobility || (plan_kinds[item->kind].cross && item->kind != PLAN_STRENGTH);
}

void draft_walk(struct draft *g, long day, double minutes, enum plan_why why)
{
    struct draft_item walk = {
        .day = day, .kind = PLAN_WALK, .stage = -1, .format = -1, .why = why
    };

    walk.minutes = fmin(minutes, draft_room(g, day));
    if (walk.minutes >= 10)
        draft_add(g, &walk);
}

bool draft_uses_ladder(enum plan_track t) { return t != PLAN_REGULAR; }

/* -- run and walk */

static unsigned times(const struct draft *g, size_t stage)
{
    if (g->w.track == PLAN_BACK)
        return (unsigned)plan_rule_value(RULE_QUIET);
    return g->w.track == PLAN_RETURN ? 1 : plan_stages[stage].times;
}

/* The highest stage up to `most` that keeps within cap_m and room_min; -1: none. */
static int stage_within(const struct draft *g, size_t most, double cap_m, double room_min)
{
    for (size_t i = most + 1; i-- > 0;)
        if (plan_stage_run_s(i) * g->speed_m_s <= cap_m && plan_stage_minutes(i) <= room_min)
            return (int)i;
    return -1;
}

static void climb(struct draft *g, long day, int stage)
{
    struct draft_ladder *l = &g->ladder;

    if ((size_t)stage != l->stage || day < g->after.hold_until)
        return;
    if (++l->quiet < times(g, l->stage))
        return;
    l->quiet = 0;
    if (l->stage + 1 < plan_n_stages)
        l->stage++;
    else
        l->done = true;
}

static void run_walk(struct draft *g, long block, long day, unsigned left)
{
    double rest = draft_limit(g, block, day) - draft_week(g, block);
    double cap = fmin(draft_cap(g, day), rest / left), room = draft_room(g, day);
    int stage = stage_within(g, g->ladder.stage, cap, room);

    if (stage < 0) {
        draft_walk(g, day, 20, WHY_WALK_GAP);
        return;
    }
    const struct draft_item item = {
        .day = day,
        .kind = PLAN_RUN_WALK,
        .run_m = plan_stage_run_s((size_t)stage) * g->speed_m_s,
        .minutes = plan_stage_minutes((size_t)stage),
        .stage = stage,
        .format = -1,
        .why = (size_t)stage < g->ladder.stage ? WHY_RUN_WALK_AGAIN : WHY_RUN_WALK,
    };
    g->short_of_minutes = g->short_of_minutes || plan_stage_minutes(g->ladder.stage) > room;
    draft_add(g, &item);
    climb(g, day, stage);
}

/* At most five walks a week: usual days for runs first, then other free ones. */
static void walk_block(struct draft *g, long first, long last)
{
    unsigned days = g->place.run;
    long week = (first - g->start) / 7;
    double minutes = fmin(15 + 5 * (double)week, plan_rule_value(RULE_WALK_BUILD));

    for (unsigned d = 0; d < 7 && __builtin_popcount(days) < 5; d++)
        days |= g->w.free_days & ~g->place.strength & (1u << d);
    for (long d = first; d <= last; d++)
        if (d >= g->from && d <= g->end && d < g->walk_until && (days >> day_of_week(d) & 1))
            draft_walk(g, d, minutes, WHY_WALK_BUILD);
}

static void ladder_block(struct draft *g, unsigned b)
{
    long first = g->start + 7 * (long)b, last = first + 6;
    unsigned left = 0;

    walk_block(g, first, last);
    for (long d = first; d <= last; d++)
        left += draft_runs_on(g, d) && d >= g->walk_until;
    for (long d = first; d <= last; d++) {
        if (!draft_runs_on(g, d) || d < g->walk_until)
            continue;
        if (g->after.red && d < g->s->today + (long)plan_rule_value(RULE_RED_STOP))
            draft_walk(g, d, 20, WHY_WALK_RED);
        else if (look(g, d - 1)->run_m <= 0) /* a day between runs */
            run_walk(g, b, d, left);
        left -= left > 1;
    }
}

/* -- everything else, and the whole */

static bool strength_on(const struct draft *g, long day)
{
    return (g->place.strength >> day_of_week(day) & 1) && !look(g, day)->strength &&
           !look(g, day - 1)->strength && draft_may_train(g, day) &&
           !race_near(g, day, (long)plan_rule_value(RULE_STRENGTH_RACE));
}

static void cross(struct draft *g, long day)
{
    static const struct {
        enum care_session_kind kind;
        enum plan_kind plan;
        enum plan_why why;
    } kinds[] = { { CARE_SESSION_MOBILITY, PLAN_MOBILITY, WHY_MOBILITY },
                  { CARE_SESSION_YOGA, PLAN_YOGA, WHY_YOGA },
                  { CARE_SESSION_PILATES, PLAN_PILATES, WHY_PILATES } };
    struct draft_item item = { .day = day, .stage = -1, .format = -1 };

    if (g->after.red && day < g->s->today + (long)plan_rule_value(RULE_RED_STOP))
        return;
    if (strength_on(g, day)) {
        item.kind = PLAN_STRENGTH;
        item.why = WHY_STRENGTH;
        item.minutes = g->strength_min;
        draft_add(g, &item);
    }
    if (!(g->place.mobility >> day_of_week(day) & 1) || look(g, day)->mobility ||
        race_near(g, day, 0))
        return;
    size_t k = 0;
    while (k + 1 < sizeof(kinds) / sizeof(kinds[0]) && kinds[k].kind != g->w.mobility_kind)
        k++;
    item.kind = kinds[k].plan;
    item.why = kinds[k].why;
    item.minutes = g->mobility_min;
    draft_add(g, &item);
}

static int by_day(const void *a, const void *b)
{
    const struct draft_item *x = a, *y = b;

    if (x->day != y->day)
        return x->day < y->day ? -1 : 1;
    return (x->kind > y->kind) - (x->kind < y->kind); /* runs come before the others */
}

/* The goal run; or, where what was run does not allow it, as far as is sensible. */
static void race(struct draft *g)
{
    const struct plan_goal_row *goal = &plan_goals[g->w.goal];
    long day = g->w.goal_day;
    bool red = g->after.red && day < g->s->today + (long)plan_rule_value(RULE_RED_STOP);

    if (!day || goal->race_m <= 0)
        return;
    g->reach_m = draft_longest(g, day);
    if (draft_uses_ladder(g->w.track) && !g->ladder.done)
        g->reach_m = fmin(g->reach_m, plan_stage_run_s(g->ladder.stage) * g->speed_m_s);
    if (day < g->from || look(g, day)->run_m > 0 || red || !draft_may_train(g, day))
        return;
    struct draft_item item = { .day = day,
                               .kind = PLAN_RACE,
                               .run_m = goal->race_m,
                               .stage = -1,
                               .format = -1,
                               .why = WHY_RACE };
    bool ready = g->ladder.done || !draft_uses_ladder(g->w.track);
    if (g->reach_m * SLACK < plan_goal_need_m(g->w.goal) || !ready ||
        draft_cap(g, day) < g->reach_m) {
        if (!ready)
            return;
        long block = (day - g->start) / 7;
        double light = plan_rule_value(RULE_CUTBACK) * draft_base(g, block);
        double rest = fmin(draft_limit(g, block, day), light) - draft_week(g, block);
        item.run_m = floor(fmin(fmin(draft_cap(g, day), rest), 1.1 * g->reach_m) / 100) * 100;
        item.kind = PLAN_LONG;
        item.why = WHY_LONG_GOAL;
    }
    item.minutes = PLAN_WALK_S / 60.0 + item.run_m / g->speed_m_s / 60;
    if (item.run_m >= 1000)
        draft_add(g, &item);
}

void draft_grow(struct draft *g)
{
    g->peak_m = draft_base(g, (g->from - g->start) / 7);
    for (unsigned b = 0; b < g->n_blocks; b++) {
        long first = g->start + 7 * (long)b;
        if (first + 6 < g->from)
            continue;
        if (draft_uses_ladder(g->w.track) && !g->ladder.done)
            ladder_block(g, b);
        else
            draft_block(g, b);
        g->peak_m = fmax(g->peak_m, draft_week(g, b));
        for (long d = first; d < first + 7; d++)
            if (d >= g->from && d <= g->end)
                cross(g, d);
    }
    race(g);
    qsort(g->item, g->n, sizeof(g->item[0]), by_day);
}
