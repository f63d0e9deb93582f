/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/day.h"
#include "base/mem.h"
#include "plan/draft.h"

int note_add(struct plan *p, int rule, long day, const char *fmt, ...)
{
    struct plan_note *grown = realloc(p->note, (p->n_notes + 1) * sizeof(*grown));
    va_list ap;

    if (!grown)
        return -ERR_NOMEM;
    p->note = grown;
    struct plan_note *n = &p->note[p->n_notes++];
    *n = (struct plan_note){ .rule = rule < 0 ? NULL : &plan_rules[rule], .day = day };
    va_start(ap, fmt);
    vsnprintf(n->words, sizeof(n->words), fmt, ap);
    va_end(ap);
    return 0;
}

void plan_date(long day, char ret[32])
{
    struct day_date x = day_date(day);

    snprintf(ret, 32, "%s %d %s %d", day_names[day_of_week(day)], x.day,
             month_names[x.month - 1], x.year);
}

int note_gaps(struct plan *p, const struct wish_try *t)
{
    int rc = 0;

    for (size_t i = 0; i < t->n_gaps && rc == 0; i++) {
        const struct wish_gap *x = &t->gap[i];
        switch (x->rule) {
        case RULE_REGULAR_LONGEST:
        case RULE_RETURN_DAYS:
            rc = note_add(p, (int)x->rule, 0,
                          "There is too little running in the last 30 days for a plan for "
                          "regular runners. This one starts again with walk breaks.");
            break;
        case RULE_MINUTES_RUN_WALK:
            rc = note_add(p, (int)x->rule, 0,
                          "%.0f minutes are too few for a session; this plan needs %.0f.",
                          x->was, x->is);
            break;
        case RULE_MINUTES_RUN:
            if (x->is > 3)
                rc = note_add(p, (int)x->rule, 0,
                              "%.0f minutes are too few for a run; this plan needs %.0f.",
                              x->was, x->is);
            else
                rc = note_add(p, (int)x->rule, 0,
                              "There is no room for %.0f mobility sessions beside the rest; "
                              "this plan has %.0f. More free days or minutes make room.",
                              x->was, x->is);
            break;
        case RULE_STRENGTH_GAP:
            rc = note_add(p, (int)x->rule, 0,
                          "There is no room for %.0f strength sessions on your free days; this "
                          "plan has %.0f.",
                          x->was, x->is);
            break;
        default:
            rc = note_add(p, (int)x->rule, 0,
                          "%.0f runs a week do not fit on your free days; this plan has %.0f.",
                          x->was, x->is);
        }
    }
    return rc;
}

int note_goal(struct plan *p, const struct plan_wishes *asked, double reach_m)
{
    char day[32];

    plan_date(asked->goal_day, day);
    int rc = note_add(
        p, asked->goal == CARE_GOAL_MARATHON ? RULE_GOAL_MARATHON : RULE_GOAL_LONGEST, 0,
        "The goal, %s on %s, cannot be reached within the rules: it takes a run of %.1f km in "
        "the 30 days before, and you can get to %.1f km.",
        plan_goals[asked->goal].shown, day, plan_goal_need_m(asked->goal) / 1000,
        reach_m / 1000);
    return rc < 0 ? rc : note_add(p, RULE_SPIKE, 0, "%s", plan_rules[RULE_SPIKE].words);
}

int note_offer(struct plan *p, const struct plan_wishes *asked, const struct plan_wishes *offer,
               bool taken)
{
    const char *lead = taken ? "This plan is for" : "Another way is";
    const char *goal = plan_goals[offer->goal].shown;
    char day[32];

    plan_date(offer->goal_day, day);
    if (offer->minutes > asked->minutes || offer->long_minutes > asked->long_minutes)
        return note_add(p, -1, 0,
                        "%s %s on %s with %.0f minutes for a session and %.0f for the "
                        "long one.",
                        lead, goal, day, offer->minutes, offer->long_minutes);
    if (plan_goals[offer->goal].race_m <= 0)
        return note_add(p, -1, 0, "%s the same weeks without a goal run.", lead);
    return note_add(p, -1, 0, "%s %s on %s.", lead, goal, day);
}

static int say(struct plan *p, enum plan_rule_at rule)
{
    return note_add(p, (int)rule, 0, "%s", plan_rules[rule].words);
}

static bool said(const struct plan *p, enum plan_rule_at rule)
{
    for (size_t i = 0; i < p->n_notes; i++)
        if (p->note[i].rule == &plan_rules[rule])
            return true;
    return false;
}

static int note_state(struct plan *p, const struct draft *g)
{
    int rc = 0;

    if (isnan(g->s->easy_speed_m_s))
        rc = note_add(p, -1, 0,
                      "Your easy pace is not known: minutes and kilometres go by a guess of "
                      "%.1f km/h. The log or backstride profile tells more.",
                      g->speed_m_s * 3.6);
    if (rc == 0 && g->short_of_minutes)
        rc = note_add(p, -1, 0, "Sessions stay short because of the %.0f minutes you have.",
                      g->w.minutes);
    if (rc == 0 && !g->w.goal_day && plan_goals[g->w.goal].race_m > 0)
        rc = note_add(p, -1, 0,
                      "There is no day for %s yet: after these weeks your longest run is "
                      "%.1f km, and it takes %.1f km.",
                      plan_goals[g->w.goal].shown, draft_longest(g, g->end + 1) / 1000,
                      plan_goal_need_m(g->w.goal) / 1000);
    return rc;
}

/* The rules that shape this plan, in the order in which they matter. */
int note_rules(struct plan *p, const struct draft *g)
{
    static const enum plan_rule_at growth[PLAN_N_TRACKS] = {
        RULE_GROWTH_NEW, RULE_GROWTH_RETURN, RULE_GROWTH_BACK, RULE_GROWTH_REGULAR
    };
    bool ladder = draft_uses_ladder(g->w.track), hard = g->place.hard != 0;
    bool goal = g->w.goal_day && plan_goals[g->w.goal].race_m > 0;
    const struct {
        bool on;
        enum plan_rule_at rule;
    } rows[] = {
        { g->walk_until > g->from, RULE_WALK_BUILD },
        { g->w.track == PLAN_BACK, RULE_QUIET },
        { true, RULE_SPIKE },
        { true, growth[g->w.track] },
        { ladder, RULE_RUN_GAP },
        { hard, RULE_HARD_BASE },
        { hard, RULE_EASY },
        { !ladder, RULE_CUTBACK_EVERY },
        { goal, RULE_TAPER_1 },
        { goal && g->w.goal == CARE_GOAL_MARATHON, RULE_GOAL_MARATHON },
    };
    int rc = note_state(p, g);

    for (size_t i = 0; i < N_ELEMS(rows) && rc == 0; i++)
        if (rows[i].on && !said(p, rows[i].rule))
            rc = say(p, rows[i].rule);
    return rc;
}

int note_after(struct plan *p, const struct draft *g)
{
    int rc = 0;

    if (g->after.red) {
        rc = say(p, RULE_RED_STOP);
        return rc < 0
                   ? rc
                   : note_add(
                         p, RULE_RED_GREENS, 0,
                         "Write into your diary how it feels (backstride pain): two green days "
                         "open running again. If it stays or gets worse, see a professional.");
    }
    if (g->after.red_recent)
        rc = say(p, g->s->today > g->after.red_day + 14 ? RULE_RED_MOST : RULE_RED_HALF);
    if (rc == 0 && g->after.hold_until)
        rc = say(p, g->after.hold_why);
    return rc < 0 ? rc : say(p, RULE_MISSED);
}
