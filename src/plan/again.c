/* SPDX-License-Identifier: Apache-2.0 */
/*
 * again - what is left of a plan, made again from what was really done and felt. Nothing of the
 * old days is changed, nothing missed is added; how far the runner climbed is read from the old
 * sessions, the log and the diary together.
 */
#include <math.h>
#include <string.h>

#include "base/mem.h"
#include "plan/draft.h"

#define DONE 0.8 /* a session counts as done with this share of its running */

static const struct plan_past_day *past_of(const struct plan_state *s, long day)
{
    size_t low = 0, high = s->n_past;

    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (s->past[mid].day < day)
            low = mid + 1;
        else
            high = mid;
    }
    return low < s->n_past && s->past[low].day == day && day <= s->today ? &s->past[low] : NULL;
}

static bool bad(const struct plan_state *s, long day)
{
    const struct plan_past_day *p = past_of(s, day);

    return p && (p->light == CARE_AMBER || p->light == CARE_RED);
}

/* Where on the ladder the runner stands. plan_n_stages: through. */
struct climb {
    const struct draft *g;
    const struct plan *old;
    size_t stage;
    unsigned quiet;
    long last_run, last_red;
};

static void down(struct climb *c, long steps)
{
    if (steps > 0) {
        c->stage = (size_t)steps > c->stage ? 0 : c->stage - (size_t)steps;
        c->quiet = 0;
    }
}

/* A step back for each week without a run; after thirty days it begins anew. */
static void pause_before(struct climb *c, long day)
{
    long gap = c->last_run ? day - c->last_run : 0;
    size_t start = plan_stage_start(c->g);

    if (gap > (long)plan_rule_value(RULE_RETURN_DAYS) && c->stage > start)
        down(c, (long)(c->stage - start));
    else if (gap > 7)
        down(c, (gap - 1) / 7);
}

static unsigned times(const struct climb *c)
{
    if (c->g->w.track == PLAN_BACK)
        return (unsigned)plan_rule_value(RULE_QUIET);
    return c->g->w.track == PLAN_RETURN || c->stage >= plan_n_stages
               ? 1
               : plan_stages[c->stage].times;
}

static void session_done(struct climb *c, const struct plan_session *x)
{
    if (x->kind == PLAN_EASY || x->kind == PLAN_LONG) {
        c->stage = plan_n_stages;
        return;
    }
    if (x->kind != PLAN_RUN_WALK || x->stage == 0 || c->stage >= plan_n_stages)
        return;
    if (x->stage - 1 > c->stage) {
        c->stage = x->stage - 1;
        c->quiet = 0;
    }
    if (x->stage - 1 == c->stage && ++c->quiet >= times(c)) {
        c->stage++;
        c->quiet = 0;
    }
}

static void climb_day(struct climb *c, const struct plan_past_day *p)
{
    size_t n, first = plan_on(c->old, p->day, &n);

    if (p->run_m > 0) {
        pause_before(c, p->day);
        c->last_run = p->day;
    }
    if (p->light == CARE_RED) {
        if (p->day > c->last_red + 7)
            down(c, 2);
        c->last_red = p->day;
    }
    if (p->light == CARE_AMBER)
        c->quiet = 0;
    if (bad(c->g->s, p->day) || bad(c->g->s, p->day + 1))
        return;
    for (size_t i = first; i < first + n; i++) {
        const struct plan_session *x = &c->old->session[i];
        if (plan_kinds[x->kind].run && p->run_m >= DONE * x->run_m)
            session_done(c, x);
    }
}

static void climb_from(struct draft *g, const struct plan *old)
{
    struct climb c = { .g = g, .old = old, .stage = g->ladder.stage, .last_red = -1000000 };

    for (size_t i = 0; i < g->s->n_past; i++)
        if (g->s->past[i].day >= g->w.first_day && g->s->past[i].day <= g->s->today)
            climb_day(&c, &g->s->past[i]);
    pause_before(&c, g->s->today);
    g->ladder.done = c.stage >= plan_n_stages;
    g->ladder.stage = g->ladder.done ? plan_n_stages - 1 : c.stage;
    g->ladder.quiet = c.quiet;
}

/* Already done today, so that it stays as it was. */
static bool done_today(const struct plan_session *x, const struct plan_past_day *today)
{
    if (!today)
        return false;
    if (plan_kinds[x->kind].run)
        return today->run_m > 0;
    if (x->kind == PLAN_STRENGTH)
        return today->strength;
    return plan_kinds[x->kind].cross && today->mobility;
}

static int keep_old(struct plan *p, const struct plan *old, const struct plan_state *s)
{
    const struct plan_past_day *today = past_of(s, s->today);

    p->session = mem_array(old->n + 1, sizeof(*p->session));
    if (!p->session)
        return -ERR_NOMEM;
    for (size_t i = 0; i < old->n; i++)
        if (old->session[i].day < s->today ||
            (old->session[i].day == s->today && done_today(&old->session[i], today)))
            p->session[p->n++] = old->session[i];
    return 0;
}

static bool has(const struct plan *p, long day, unsigned slot)
{
    size_t n;

    plan_on(p, day, &n);
    return slot < n;
}

static int find_gone(struct plan *p, const struct plan *old)
{
    p->gone = mem_array(old->n + old->n_gone + 1, sizeof(*p->gone));
    if (!p->gone)
        return -ERR_NOMEM;
    for (size_t i = 0; i < old->n_gone; i++)
        if (!has(p, old->gone[i].day, old->gone[i].slot))
            p->gone[p->n_gone++] = old->gone[i];
    for (size_t i = 0; i < old->n; i++)
        if (!has(p, old->session[i].day, old->session[i].slot))
            p->gone[p->n_gone++] =
                (struct plan_gone){ old->session[i].day, old->session[i].slot };
    return 0;
}

/* Walking comes first for four weeks; then running may start although nobody said so. */
static void keep_walking(struct draft *g)
{
    if (g->w.track != PLAN_BACK || g->s->walks_30 || !(g->after.red || g->after.hold_until))
        return;
    if (!g->ladder.done && g->ladder.stage == 0 && g->ladder.quiet == 0 &&
        g->walk_until < g->s->today + 7)
        g->walk_until = g->s->today + 7;
}

static void set_up(struct draft *g, struct wish_try *t, const struct plan_state *s)
{
    wish_set_up(g, &t->w, s);
    if (t->w.track == PLAN_REGULAR && !wish_has_base(g)) {
        t->w.track = PLAN_RETURN;
        t->w.runs = t->w.runs > 3 ? 3 : t->w.runs;
        t->w.minutes = fmax(t->w.minutes, plan_rule_value(RULE_MINUTES_RUN_WALK));
        t->w.long_minutes = fmax(t->w.long_minutes, t->w.minutes);
        wish_set_up(g, &t->w, s);
    }
    (void)wish_place(g, t); /* what held for the old plan holds again */
    struct place place = g->place;
    wish_set_up(g, &t->w, s);
    g->place = place;
}

static int notes(struct plan *p, const struct plan *old, const struct draft *g)
{
    int rc = 0;

    if (old->wishes.track != p->wishes.track)
        rc = note_add(p, RULE_RETURN_DAYS, 0, "%s", plan_rules[RULE_RETURN_DAYS].words);
    if (rc == 0 && !p->met)
        rc = note_goal(p, &p->wishes, g->reach_m);
    if (rc == 0)
        rc = note_after(p, g);
    return rc < 0 ? rc : note_rules(p, g);
}

static int build(struct plan *p, const struct plan *old, struct draft *g, struct wish_try *t)
{
    const struct plan_state *s = g->s;
    int rc = keep_old(p, old, s);

    p->wishes = t->w;
    p->revision = old->revision + 1;
    memcpy(p->id, old->id, sizeof(p->id));
    p->met = !t->w.goal_day || s->today > t->w.goal_day ||
             g->reach_m * (1 + 1e-9) >= plan_goal_need_m(t->w.goal);
    if (rc == 0)
        rc = plan_take_draft(p, g);
    if (rc == 0)
        rc = find_gone(p, old);
    return rc < 0 ? rc : notes(p, old, g);
}

int plan_again(const struct plan *old, const struct plan_state *s, struct plan **ret,
               struct err *err)
{
    AUTO(plan) struct plan *p = mem_array(1, sizeof(*p));
    AUTO(mem) struct draft *g = mem_array(1, sizeof(*g));
    struct wish_try t = { .w = old->wishes };

    if (!p || !g)
        return err_set(err, ERR_NOMEM, "no memory for a plan");
    set_up(g, &t, s);
    if (draft_uses_ladder(t.w.track))
        climb_from(g, old);
    keep_walking(g);
    draft_grow(g);
    if (build(p, old, g, &t) < 0)
        return err_set(err, ERR_NOMEM, "no memory for a plan");
    *ret = STEAL(p);
    return 0;
}
