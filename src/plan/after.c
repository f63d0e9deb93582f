/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>

#include "plan/draft.h"

/* Distances of watches differ by some per cent: only what is clearly over the rule of a tenth
 * counts as a spike that happened. */
#define SPIKE_SEEN 1.15

enum { RED_KEEPS = 28 }; /* days that a red counts when nothing is written after it */

void draft_past(struct draft *g)
{
    const struct plan_state *s = g->s;
    bool log_empty = true;

    for (size_t i = 0; i < s->n_past; i++) {
        const struct plan_past_day *p = &s->past[i];
        struct draft_day *d = p->day <= s->today ? draft_day_of(g, p->day) : NULL;
        if (!d)
            continue;
        *d = (struct draft_day){ .run_m = p->run_m,
                                 .longest_m = p->longest_run_m,
                                 .hard = p->hard,
                                 .strength = p->strength,
                                 .mobility = p->mobility };
        if (p->run_m > 0 && p->day >= g->w.first_day - 30 && p->day < g->w.first_day)
            log_empty = false;
    }
    if (!log_empty || g->w.track != PLAN_REGULAR)
        return;
    g->said_longest_m = isnan(s->longest_m) ? 0 : s->longest_m;
    g->said_week_m = isnan(s->usual_week_m) ? 0 : s->usual_week_m;
    /* One of the two gives the other: three runs a week, the longest of them 0.4 of it. */
    if (g->said_longest_m <= 0)
        g->said_longest_m = 0.4 * g->said_week_m;
    if (g->said_week_m < g->said_longest_m)
        g->said_week_m = g->said_longest_m;
}

static void hold(struct draft_after *a, long until, enum plan_rule_at why)
{
    if (until > a->hold_until) {
        a->hold_until = until;
        a->hold_why = why;
    }
}

static size_t greens_after(const struct plan_state *s, long day)
{
    size_t n = 0;

    for (size_t i = 0; i < s->n_past; i++)
        n += s->past[i].day > day && s->past[i].day <= s->today &&
             s->past[i].light == CARE_GREEN;
    return n;
}

static void after_red(struct draft *g, long red)
{
    struct draft_after *a = &g->after;
    long block = (red - g->start) / 7 - (red < g->start);

    a->red_recent = red > g->s->today - RED_KEEPS;
    a->red =
        a->red_recent && greens_after(g->s, red) < (size_t)plan_rule_value(RULE_RED_GREENS);
    a->red_day = a->red ? g->s->today : red;
    const struct draft_day *d = draft_day_of(g, red);
    a->red_longest_m = fmax(draft_longest(g, red), d ? d->longest_m : 0);
    a->red_week_m = fmax(draft_base(g, block), draft_week(g, block));
}

static void look_at(struct draft *g, const struct plan_past_day *p, long *red)
{
    struct draft_after *a = &g->after;
    long today = g->s->today, amber = (long)plan_rule_value(RULE_AMBER);
    bool bad = p->light == CARE_AMBER || p->light == CARE_RED;

    if (p->light == CARE_RED)
        *red = p->day;
    if (p->light == CARE_AMBER && p->day > today - amber && greens_after(g->s, p->day) < 2)
        hold(a, p->day + amber, RULE_AMBER);
    if (p->tired)
        hold(a, p->day + (long)plan_rule_value(RULE_TIRED), RULE_TIRED);
    if (p->longest_run_m > SPIKE_SEEN * fmax(draft_longest(g, p->day), g->first_m))
        hold(a, p->day + (long)plan_rule_value(RULE_AFTER_SPIKE), RULE_AFTER_SPIKE);
    if (bad && (g->s->back_history || g->w.track == PLAN_BACK || p->light == CARE_RED))
        a->stable_from = p->day + (long)plan_rule_value(RULE_HARD_STABLE) + 1;
}

void draft_after_of(struct draft *g)
{
    long red = -1;
    bool any = false;

    for (size_t i = 0; i < g->s->n_past; i++) {
        const struct plan_past_day *p = &g->s->past[i];
        if (p->day > g->s->today)
            continue;
        long before = red;
        look_at(g, p, &red);
        any = any || red != before || p->light == CARE_RED;
    }
    if (any)
        after_red(g, red);
    if (g->after.hold_until <= g->s->today)
        g->after.hold_until = 0;
    /* Walking comes first again where walking hurts. */
    if (g->walk_until > g->from && g->w.track == PLAN_BACK &&
        (g->after.red || g->after.hold_until))
        g->walk_until = g->walk_until > g->s->today + 7 ? g->walk_until : g->s->today + 7;
}
