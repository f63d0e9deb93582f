/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>
#include <stdio.h>

#include "plan/draft.h"

static void add(struct plan_session *s, enum plan_aim aim, double duration_s, double distance_m)
{
    s->step[s->n_steps++] = (struct plan_step){
        .aim = aim, .duration_s = duration_s, .distance_m = distance_m, .low = NAN, .high = NAN
    };
}

static struct plan_step *last(struct plan_session *s) { return &s->step[s->n_steps - 1]; }

/* Easy: below the first threshold, where the heart rate is known. */
static void easy(const struct draft *g, struct plan_session *s, double duration_s,
                 double distance_m)
{
    add(s, PLAN_AIM_EASY, duration_s, distance_m);
    last(s)->high = g->s->low_hr;
}

/* Steady between the thresholds by heart rate; fast by speed, because the heart lags behind. */
static void fast(const struct draft *g, struct plan_session *s, enum plan_kind kind,
                 double duration_s)
{
    bool steady = kind == PLAN_STEADY;

    add(s, steady ? PLAN_AIM_STEADY : PLAN_AIM_HARD, duration_s, NAN);
    if (steady && !isnan(g->s->low_hr)) {
        last(s)->low = g->s->low_hr;
        last(s)->high = g->s->high_hr;
    } else if (!isnan(g->s->threshold_speed_m_s)) {
        double v = plan_fast_speed(kind, g->speed_m_s, g->s->threshold_speed_m_s);
        last(s)->by_speed = true;
        last(s)->low = 0.97 * v;
        last(s)->high = 1.03 * v;
    }
}

static void repeat(struct plan_session *s, unsigned to, unsigned times)
{
    if (times == 0)
        return;
    add(s, PLAN_AIM_NONE, NAN, NAN);
    last(s)->repeat_to = to;
    last(s)->repeats = times;
}

static void run_walk(const struct draft *g, const struct draft_item *item,
                     struct plan_session *s)
{
    const struct plan_stage *t = &plan_stages[item->stage];

    add(s, PLAN_AIM_WALK, PLAN_WALK_S, NAN);
    if (t->reps > 1) {
        easy(g, s, t->run_s, NAN);
        add(s, PLAN_AIM_WALK, t->walk_s, NAN);
        repeat(s, 1, t->reps - 2);
    }
    easy(g, s, t->run_s, NAN);
    add(s, PLAN_AIM_WALK, PLAN_WALK_S, NAN);
    s->run_s = t->reps * t->run_s;
    s->walk_s = (t->reps - 1) * t->walk_s + 2.0 * PLAN_WALK_S;
    s->stage = (unsigned)item->stage + 1;
}

static void with_fast_part(const struct draft *g, const struct draft_item *item,
                           struct plan_session *s)
{
    const struct plan_format *f = &plan_formats[item->format];

    add(s, PLAN_AIM_WALK, PLAN_WALK_S, NAN);
    easy(g, s, item->easy_s, NAN);
    if (f->reps > 1) {
        fast(g, s, item->kind, f->work_s);
        easy(g, s, f->rest_s, NAN);
        repeat(s, 2, f->reps - 2);
    }
    fast(g, s, item->kind, f->work_s);
    easy(g, s, item->easy_s, NAN);
    s->run_s = 2 * item->easy_s + f->reps * f->work_s + (f->reps - 1) * f->rest_s;
    s->walk_s = PLAN_WALK_S;
}

void plan_fill(const struct draft *g, const struct draft_item *item, struct plan_session *ret)
{
    *ret = (struct plan_session){
        .day = item->day, .kind = item->kind, .run_m = item->run_m, .minutes = item->minutes
    };
    snprintf(ret->why, sizeof(ret->why), "%s", plan_whys[item->why]);
    if (item->stage >= 0) {
        run_walk(g, item, ret);
    } else if (item->format >= 0) {
        with_fast_part(g, item, ret);
    } else if (item->kind == PLAN_WALK) {
        add(ret, PLAN_AIM_WALK, item->minutes * 60, NAN);
        ret->walk_s = item->minutes * 60;
    } else if (plan_kinds[item->kind].run) {
        add(ret, PLAN_AIM_WALK, PLAN_WALK_S, NAN);
        easy(g, ret, NAN, item->run_m);
        ret->walk_s = PLAN_WALK_S;
        ret->run_s = item->run_m / g->speed_m_s;
    }
}
