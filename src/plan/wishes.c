/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>
#include <string.h>

#include "plan/draft.h"

void wish_weeks(struct plan_wishes *w)
{
    if (w->goal_day)
        w->n_weeks = (unsigned)((w->goal_day - w->first_day) / 7 + 1);
    if (w->long_minutes < w->minutes)
        w->long_minutes = w->minutes;
}

/* Old longest run: of the log, or what the runner says. */
static double old_longest(const struct plan_state *s)
{
    double x = isnan(s->longest_m) ? 0 : s->longest_m;

    for (size_t i = 0; i < s->n_past; i++)
        x = s->past[i].day <= s->today ? fmax(x, s->past[i].longest_run_m) : x;
    return x;
}

static double first_run_m(const struct draft *g)
{
    double v = g->speed_m_s;

    switch (g->w.track) {
    case PLAN_NEW:
        return plan_rule_value(RULE_FIRST_NEW) * v;
    case PLAN_BACK:
        return plan_rule_value(RULE_FIRST_BACK) * v;
    case PLAN_RETURN:
        return fmax(plan_rule_value(RULE_FIRST_NEW) * v,
                    fmin(plan_rule_value(RULE_FIRST_RETURN) * old_longest(g->s),
                         plan_rule_value(RULE_FIRST_RETURN_MAX) * v));
    default:
        return 0;
    }
}

/* Minutes of a session that may have to share a day with a run: so many that the run keeps ten
 * more than it needs, or at least what it needs, or all if it cannot share. */
static double beside(double minutes, double run, double least, double most)
{
    double left = minutes - run;

    if (left < least)
        return fmin(minutes, most);
    return fmin(fmax(left - 10, least), most);
}

void wish_set_up(struct draft *g, const struct plan_wishes *w, const struct plan_state *s)
{
    memset(g->day, 0, sizeof(g->day));
    g->w = *w;
    g->s = s;
    g->n = 0;
    g->reach_m = 0;
    g->short_of_minutes = false;
    g->after = (struct draft_after){ 0 };
    g->said_longest_m = g->said_week_m = 0;
    g->speed_m_s = plan_easy_speed(w->track, s->easy_speed_m_s);
    g->n_blocks = w->n_weeks;
    g->start = w->goal_day ? w->goal_day + 1 - 7 * (long)w->n_weeks : w->first_day;
    g->from = s->today > w->first_day ? s->today : w->first_day;
    g->end = w->goal_day ? w->goal_day : w->first_day + 7 * (long)w->n_weeks - 1;
    g->walk_until = w->track == PLAN_BACK && !s->walks_30 ? w->first_day + 28 : 0;
    double need =
        plan_rule_value(draft_uses_ladder(w->track) ? RULE_MINUTES_RUN_WALK : RULE_MINUTES_RUN);
    g->strength_min = beside(w->minutes, need, 15, 25);
    g->mobility_min = beside(w->minutes, need, 10, 20);
    g->first_m = first_run_m(g);
    g->ladder = (struct draft_ladder){ .stage = plan_stage_start(g) };
    draft_past(g);
    draft_after_of(g);
}

/* The highest stage that a first run may have. */
size_t plan_stage_start(const struct draft *g)
{
    size_t i = 0;

    while (i + 1 < plan_n_stages &&
           plan_stage_run_s(i + 1) * g->speed_m_s <= g->first_m * (1 + 1e-9))
        i++;
    return i;
}

bool wish_has_base(struct draft *g)
{
    long block = (g->from - g->start) / 7;
    double week = fmax(draft_base(g, block), draft_week(g, block));

    /* Still there when the first run of the week comes. */
    return draft_longest(g, g->from + 6) >= 1000 * plan_rule_value(RULE_REGULAR_LONGEST) &&
           week >= 1000 * plan_rule_value(RULE_REGULAR_WEEK);
}

static void gap(struct wish_try *t, enum plan_rule_at rule, double was, double is)
{
    if (t->n_gaps < WISH_GAPS_MAX)
        t->gap[t->n_gaps++] = (struct wish_gap){ rule, was, is };
}

static unsigned hard_wanted(const struct plan_wishes *w)
{
    unsigned most = w->runs < 3   ? 0
                    : w->runs < 5 ? 1
                                  : (unsigned)plan_rule_value(RULE_HARD_WEEK);
    unsigned hard = plan_goals[w->goal].hard;

    return draft_uses_ladder(w->track) ? 0 : hard < most ? hard : most;
}

static bool same_need(const struct place_need *a, const struct place_need *b)
{
    return a->free_days == b->free_days && a->runs == b->runs && a->hard == b->hard &&
           a->strength == b->strength && a->mobility == b->mobility && a->apart == b->apart &&
           a->strength_shares == b->strength_shares &&
           a->mobility_shares == b->mobility_shares && a->both_share == b->both_share &&
           a->mobility_cuts == b->mobility_cuts;
}

/* The same week is asked for again and again while a goal is looked for. */
static const struct draft_place *recall(struct draft *g, const struct place_need *n)
{
    for (size_t i = 0; i < DRAFT_MEMO; i++)
        if (g->memo[i].known && same_need(&g->memo[i].need, n))
            return &g->memo[i];
    struct draft_place *m = &g->memo[g->memo_next++ % DRAFT_MEMO];
    *m = (struct draft_place){ .need = *n, .known = true };
    m->found = plan_place(n, &m->place);
    return m;
}

static bool search(struct draft *g, const struct plan_wishes *w, unsigned hard)
{
    bool ladder = draft_uses_ladder(w->track);
    double need = plan_rule_value(ladder ? RULE_MINUTES_RUN_WALK : RULE_MINUTES_RUN);
    const struct place_need n = {
        .free_days = w->free_days,
        .runs = w->runs,
        .hard = hard,
        .strength = w->strength,
        .mobility = w->mobility,
        .apart = ladder,
        .strength_shares = w->minutes - g->strength_min >= need,
        .mobility_shares = w->minutes - g->mobility_min >= need,
        .both_share = g->strength_min + g->mobility_min <= w->minutes,
        .mobility_cuts = w->minutes - g->mobility_min < need + 15,
    };

    const struct draft_place *known = recall(g, &n);
    g->place = known->place;
    return known->found;
}

/* Fast sessions are no wish: they go where they fit. */
static bool place_with(struct draft *g, const struct plan_wishes *w)
{
    for (unsigned hard = hard_wanted(w) + 1; hard-- > 0;)
        if (search(g, w, hard))
            return true;
    return false;
}

/* As the goal has them, if the weeks so far are enough for runs worth changing for. */
static unsigned runs_usual(struct draft *g)
{
    static const unsigned usual[CARE_N_GOALS] = { 3, 3, 3, 4, 4, 5 };
    double fit = floor(draft_base(g, (g->from - g->start) / 7) / 3000);

    if (draft_uses_ladder(g->w.track))
        return 3;
    return (unsigned)fmax(2, fmin(fit, usual[g->w.goal]));
}

/* Which of the wishes for a week stands against the others: runs count most, mobility least. */
bool wish_place(struct draft *g, struct wish_try *t)
{
    struct plan_wishes *w = &t->w, all = *w;
    unsigned most = draft_uses_ladder(w->track) ? 3 : 6;

    if (place_with(g, w))
        return true;
    w->strength = w->mobility = 0;
    w->runs = w->runs > most ? most : w->runs;
    while (w->runs > 1 && !place_with(g, w))
        w->runs--;
    w->strength = all.strength;
    while (w->strength > 0 && !place_with(g, w))
        w->strength--;
    w->mobility = all.mobility;
    while (w->mobility > 0 && !place_with(g, w))
        w->mobility--;
    bool ok = place_with(g, w);
    bool ladder = draft_uses_ladder(w->track);
    if (w->runs < all.runs)
        gap(t, ladder ? RULE_RUN_GAP : RULE_REST_DAY, all.runs, w->runs);
    if (w->strength < all.strength)
        gap(t, RULE_STRENGTH_GAP, all.strength, w->strength);
    if (w->mobility < all.mobility)
        gap(t, RULE_MINUTES_RUN, all.mobility, w->mobility);
    return ok;
}

static void grow(struct draft *g, const struct plan_state *s, struct wish_try *t)
{
    struct place place = g->place;

    wish_set_up(g, &t->w, s);
    g->place = place;
    draft_grow(g);
    double need = t->w.goal_day ? plan_goal_need_m(t->w.goal) : 0;
    t->reach_m = g->reach_m;
    t->reached = g->reach_m * (1 + 1e-9) >= need &&
                 (need <= 0 || g->ladder.done || !draft_uses_ladder(t->w.track));
}

/* The biggest week that the draft plans. */
static double biggest_week(const struct draft *g)
{
    double x = 0;

    for (long b = (g->from - g->start) / 7; b < (long)g->n_blocks; b++)
        x = fmax(x, draft_week(g, b));
    return x;
}

/* Where the usual number of runs does not reach the goal, or leaves less running than there
 * was: the number that reaches it, then the one with the most running. */
static void try_other_runs(struct draft *g, const struct plan_state *s, struct wish_try *t)
{
    unsigned first = t->w.runs, best = first;
    double most_m = biggest_week(g);
    bool reached = t->reached;

    for (unsigned runs = 6; runs >= 2; runs--) {
        t->w.runs = runs;
        if (runs == first || !place_with(g, &t->w))
            continue;
        grow(g, s, t);
        double m = biggest_week(g);
        if (t->reached > reached || (t->reached == reached && m > 1.05 * most_m)) {
            best = runs;
            most_m = m;
            reached = t->reached;
        }
    }
    t->w.runs = best;
    if (place_with(g, &t->w))
        grow(g, s, t);
}

/* The plan chooses how many runs: the usual number for the goal, or fewer where the week has no
 * place for them and for all else. */
static void choose_runs(struct draft *g, const struct plan_state *s, struct wish_try *t)
{
    unsigned usual = runs_usual(g);
    bool ladder = draft_uses_ladder(t->w.track);
    struct plan_wishes w = t->w;

    w.runs = usual;
    while (w.runs > 1 && !place_with(g, &w))
        w.runs--;
    /* Better less strength than a single run, and three for who starts. */
    if (w.runs == 1 || (ladder && w.runs < usual)) {
        w.strength = w.mobility = 0;
        w.runs = usual;
        while (w.runs > 1 && !place_with(g, &w))
            w.runs--;
    }
    t->w.runs = w.runs;
    if (!wish_place(g, t))
        return;
    grow(g, s, t);
    double had = fmin(draft_base(g, (g->from - g->start) / 7), plan_goals[w.goal].week_m);
    if (!ladder && (!t->reached || biggest_week(g) < 0.95 * had))
        try_other_runs(g, s, t);
}

void wish_attempt(struct draft *g, const struct plan_wishes *w, const struct plan_state *s,
                  struct wish_try *ret)
{
    *ret = (struct wish_try){ .w = *w };
    wish_weeks(&ret->w);
    wish_set_up(g, &ret->w, s);
    if (w->track == PLAN_REGULAR && !wish_has_base(g)) {
        gap(ret, draft_longest(g, g->from) > 0 ? RULE_REGULAR_LONGEST : RULE_RETURN_DAYS,
            PLAN_REGULAR, PLAN_RETURN);
        ret->w.track = PLAN_RETURN;
    }
    enum plan_rule_at rule =
        draft_uses_ladder(ret->w.track) ? RULE_MINUTES_RUN_WALK : RULE_MINUTES_RUN;
    if (w->minutes < plan_rule_value(rule)) {
        gap(ret, rule, w->minutes, plan_rule_value(rule));
        ret->w.minutes = plan_rule_value(rule);
        ret->w.long_minutes = fmax(ret->w.long_minutes, ret->w.minutes);
    }
    wish_set_up(g, &ret->w, s);
    if (w->runs == 0)
        choose_runs(g, s, ret);
    else if (wish_place(g, ret))
        grow(g, s, ret);
}
