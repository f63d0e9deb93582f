/* SPDX-License-Identifier: Apache-2.0 */
#include "plan/plan.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/sha256.h"
#include "plan/draft.h"

enum { WEEKS_MAX = 52, AHEAD_MAX = 14, LATER_SOON = 8, LONG_MINUTES_MAX = 240 };

struct plan *plan_free(struct plan *p)
{
    if (p) {
        free(p->session);
        free(p->note);
        free(p->gone);
        free(p);
    }
    return NULL;
}

size_t plan_on(const struct plan *p, long day, size_t *ret_n)
{
    size_t low = 0, high = p->n;

    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (p->session[mid].day < day)
            low = mid + 1;
        else
            high = mid;
    }
    *ret_n = 0;
    while (low + *ret_n < p->n && p->session[low + *ret_n].day == day)
        ++*ret_n;
    return low;
}

/* -- what may be asked */

static int check(const struct plan_wishes *w, const struct plan_state *s, struct err *err)
{
    long last = w->goal_day ? w->goal_day : w->first_day + 7 * (long)w->n_weeks - 1;

    if ((unsigned)w->track >= PLAN_N_TRACKS || (unsigned)w->goal >= CARE_N_GOALS)
        return err_set(err, ERR_USAGE, "track %d or goal %d is unknown", (int)w->track,
                       (int)w->goal);
    if (w->goal_day ? w->goal_day < w->first_day || last - w->first_day >= 7L * WEEKS_MAX
                    : w->n_weeks < 1 || w->n_weeks > WEEKS_MAX)
        return err_set(err, ERR_USAGE, "a plan has 1 to %d weeks, up to the day of the goal",
                       WEEKS_MAX);
    if (!(w->free_days & 127) || w->free_days > 127)
        return err_set(err, ERR_USAGE, "at least one day of the week must be free");
    if (!(w->minutes >= 10 && w->minutes <= 600) || !(w->long_minutes <= 600))
        return err_set(err, ERR_USAGE, "the minutes for a session are 10 to 600");
    if (w->runs > 7 || w->strength > 3 || w->mobility > 3)
        return err_set(err, ERR_USAGE,
                       "a week has at most 7 runs, 3 strength and 3 mobility sessions");
    if (w->mobility && w->mobility_kind != CARE_SESSION_MOBILITY &&
        w->mobility_kind != CARE_SESSION_YOGA && w->mobility_kind != CARE_SESSION_PILATES)
        return err_set(err, ERR_USAGE, "mobility is mobility, yoga or Pilates");
    if (w->first_day > s->today + AHEAD_MAX)
        return err_set(err, ERR_USAGE, "a plan starts within %d days; make it later",
                       AHEAD_MAX);
    if (last < s->today)
        return err_set(err, ERR_USAGE, "the plan would end in the past");
    return 0;
}

/* -- from draft to plan */

static void name_plan(const struct plan_wishes *w, char ret[24])
{
    char line[200], hex[SHA256_HEX];
    int n =
        snprintf(line, sizeof(line), "%d %ld %u %d %ld %u %.3f %.3f %u %u %u %d", (int)w->track,
                 w->first_day, w->n_weeks, (int)w->goal, w->goal_day, w->free_days, w->minutes,
                 w->long_minutes, w->runs, w->strength, w->mobility, (int)w->mobility_kind);
    uint8_t hash[SHA256_SIZE];

    sha256(line, (size_t)n, hash);
    sha256_hex(hash, hex);
    snprintf(ret, 24, "%.16s", hex);
}

/* Those of a day in order; runs first, because draft and old plan have them so. */
static void number_slots(struct plan *p)
{
    for (size_t i = 0; i < p->n; i++)
        p->session[i].slot = i > 0 && p->session[i - 1].day == p->session[i].day
                                 ? p->session[i - 1].slot + 1
                                 : 0;
}

int plan_take_draft(struct plan *p, const struct draft *g)
{
    struct plan_session *grown = realloc(p->session, (p->n + g->n + 1) * sizeof(*grown));

    if (!grown)
        return -ERR_NOMEM;
    p->session = grown;
    for (size_t i = 0; i < g->n; i++) {
        size_t at = p->n++;
        /* Kept sessions of today may belong behind a new one. */
        for (; at > 0 && p->session[at - 1].day == g->item[i].day &&
               p->session[at - 1].kind > g->item[i].kind;
             at--)
            p->session[at] = p->session[at - 1];
        plan_fill(g, &g->item[i], &p->session[at]);
    }
    number_slots(p);
    return 0;
}

/* -- what is offered in place of wishes that cannot be */

struct offer {
    bool found;
    struct plan_wishes w;
};

struct search {
    struct draft *g;
    const struct plan_state *s;
    const struct plan_wishes *asked; /* days, minutes and runs made to fit already */
};

static bool can(const struct search *x, const struct plan_wishes *w, struct offer *ret)
{
    struct wish_try t;

    wish_attempt(x->g, w, x->s, &t);
    if (!t.reached || t.n_gaps)
        return false;
    ret->found = true;
    ret->w = t.w;
    return true;
}

static void offer_later(const struct search *x, struct offer *ret)
{
    struct plan_wishes w = *x->asked;
    struct offer last = { 0 };

    /* Where a whole year does not do, something other than time is short. */
    w.goal_day += 7 * (WEEKS_MAX - 1 - (w.goal_day - w.first_day) / 7);
    if (!can(x, &w, &last))
        return;
    w = *x->asked;
    for (w.goal_day += 7; (w.goal_day - w.first_day) / 7 < WEEKS_MAX; w.goal_day += 7)
        if (can(x, &w, ret))
            return;
}

static void offer_shorter(const struct search *x, struct offer *ret)
{
    struct plan_wishes w = *x->asked;

    while (w.goal > CARE_GOAL_5K) {
        w.goal--;
        if (can(x, &w, ret))
            return;
    }
}

static void offer_minutes(const struct search *x, struct offer *ret)
{
    struct plan_wishes w = *x->asked;

    while ((w.long_minutes += 15) <= LONG_MINUTES_MAX) {
        if (can(x, &w, ret))
            return;
        struct plan_wishes both = w;
        both.minutes = fmax(w.minutes, fmin(w.long_minutes, w.minutes + 30));
        if (can(x, &both, ret))
            return;
    }
}

/* Soonest first: a few weeks later, else a shorter goal, else much later, else more time, else
 * no goal run. */
static int offer_goal(struct plan *p, const struct search *x, double reach_m,
                      struct plan_wishes *ret)
{
    struct offer later = { 0 }, shorter = { 0 }, longer = { 0 }, none = { .found = true };
    int rc = note_goal(p, x->asked, reach_m);

    offer_later(x, &later);
    offer_shorter(x, &shorter);
    if (!later.found)
        offer_minutes(x, &longer);
    none.w = *x->asked;
    none.w.goal = CARE_GOAL_HABIT;
    bool soon = later.found && later.w.goal_day <= x->asked->goal_day + 7L * LATER_SOON;
    const struct offer *order[] = { soon ? &later : &shorter, soon ? &shorter : &later, &longer,
                                    &none };
    bool taken = false;
    for (size_t i = 0; i < N_ELEMS(order) && rc == 0; i++) {
        if (!order[i]->found || (taken && order[i] == &none))
            continue;
        if (!taken)
            *ret = order[i]->w;
        rc = note_offer(p, x->asked, &order[i]->w, !taken);
        taken = true;
    }
    return rc;
}

static int no_memory(struct err *err)
{
    return err_set(err, ERR_NOMEM, "no memory for a plan");
}

int plan_make(const struct plan_wishes *w, const struct plan_state *s, struct plan **ret,
              struct err *err)
{
    AUTO(plan) struct plan *p = NULL;
    AUTO(mem) struct draft *g = NULL;
    struct wish_try t;
    int rc = check(w, s, err);

    if (rc < 0)
        return rc;
    p = mem_array(1, sizeof(*p));
    g = mem_array(1, sizeof(*g));
    if (!p || !g)
        return no_memory(err);
    wish_attempt(g, w, s, &t);
    p->met = t.reached && t.n_gaps == 0;
    rc = note_gaps(p, &t);
    if (rc == 0 && !t.reached) {
        const struct plan_wishes asked = t.w;
        struct plan_wishes offer = asked;
        const struct search x = { g, s, &asked };
        rc = offer_goal(p, &x, t.reach_m, &offer);
        wish_attempt(g, &offer, s, &t);
    }
    p->wishes = t.w;
    name_plan(&p->wishes, p->id);
    if (rc == 0)
        rc = plan_take_draft(p, g);
    if (rc == 0)
        rc = note_rules(p, g);
    if (rc < 0)
        return no_memory(err);
    *ret = STEAL(p);
    return 0;
}
