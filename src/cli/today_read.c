/* SPDX-License-Identifier: Apache-2.0 */
#include <limits.h>
#include <math.h>

#include "care/profile.h"
#include "cli/gate.h"
#include "cli/runs.h"
#include "cli/today.h"

enum { RECENT = 30 };

/* -- runs */

static void use_runs(const struct history_log *log, struct plan_today_state *t)
{
    size_t before = log->n; /* rows before today */

    while (before > 0 && log->rows[before - 1].day >= t->today)
        before--;
    for (size_t i = 0; i < log->n; i++) {
        const struct store_row *r = &log->rows[i];
        long ago = t->today - r->day;
        if (r->sport != ACTIVITY_SPORT_RUN || ago < 0)
            continue;
        t->has_log = true;
        t->ran_today = t->ran_today || ago == 0;
        if (ago == 0)
            continue;
        t->last_run = r->day;
        t->hard_yesterday = t->hard_yesterday || (ago == 1 && runs_is_fast(log, r));
        if (ago <= RECENT && r->distance_m > 0)
            t->longest_m = fmax(t->longest_m, r->distance_m);
    }
    t->usual_m = history_usual_run(log->rows, before, t->today);
}

/* -- diary */

static void use_diary(const struct planner *p, struct today *t)
{
    enum { WEEK = 7 };
    const struct care_pain *last = p->n_pains ? &p->pains[p->n_pains - 1] : NULL;

    t->light = p->light;
    t->state.light = t->light.light;
    if (last && p->today - last->day < WEEK)
        t->symptoms = last->symptoms;
}

/* Short sleep last night, soreness on the last two days, trends of the heart. */
static void use_days(const struct planner *p, struct plan_today_state *t)
{
    t->tired = p->hearts;
    for (size_t i = 0; i < p->n_days; i++) {
        long ago = p->today - p->days[i].day;
        if (ago == 0 && p->days[i].sleep_h < PLAN_SHORT_SLEEP_H)
            t->tired |= PLAN_TIRED_SLEEP;
        if (ago <= 1 && p->days[i].soreness >= PLAN_SORE)
            t->tired |= PLAN_TIRED_SORE;
    }
}

/* What the runner says of their runs, where the log has none: taken as lately and not hard. */
static void said_of_runs(const struct care_profile *p, struct plan_today_state *t)
{
    double km = care_profile_get(p, USUAL_KM) / care_profile_get(p, USUAL_RUNS),
           longest = care_profile_get(p, LONGEST_KM);

    if (!(km > 0) && !(longest > 0))
        return;
    t->last_run = t->today - 2;
    t->longest_m = 1000 * (longest > 0 ? longest : km);
    t->usual_m =
        1000 * (isfinite(km) && km > 0 ? fmin(km, t->longest_m / 1000) : longest * 0.7);
}

static void use_profile(const struct planner *p, struct today *t)
{
    double equipment = care_profile_get(&p->profile, EQUIPMENT),
           back = care_profile_get(&p->profile, BACK),
           strength = care_profile_get(&p->profile, STRENGTH);

    t->equipment = isnan(equipment) ? 0 : (unsigned)equipment;
    t->state.back_history = back > CARE_BACK_NONE;
    t->level = !(strength >= 1) ? 0 : strength < 2 ? 1 : 2;
    if (p->borders.max_hr.known != LOAD_ESTIMATED) /* from the age alone it may be 20 off */
        t->state.easy_hr = p->borders.low_hr.value;
    if (!t->state.has_log)
        said_of_runs(&p->profile, &t->state);
}

/* -- the plan, as it would be made again today: missed days and pain are in it already */

static void use_plan(const struct planner *p, struct plan_today_state *t)
{
    size_t n = 0;

    t->speed_m_s = p->state.easy_speed_m_s;
    if (!p->again || t->today < p->plan->wishes.first_day)
        return; /* over, or not begun: as without one */
    size_t first = plan_on(p->again, t->today, &n);
    t->has_plan = true;
    t->planned = &p->again->session[first];
    t->n_planned = n;
}

/* -- the sessions around the run */

static void compose(const struct today *t, const struct today_wishes *w,
                    enum care_session_kind kind, double minutes, struct care_session *ret)
{
    const struct care_need need = { .kind = kind,
                                    .minutes = minutes,
                                    .hard_run = t->decided.hard,
                                    .light = t->light.light,
                                    .symptoms = t->symptoms,
                                    .equipment = t->equipment,
                                    .just_up = w->just_up,
                                    .level = t->level,
                                    .seed = (unsigned)t->state.today };

    care_compose(&need, ret);
}

static bool cross_kind(enum plan_kind k, enum care_session_kind *ret)
{
    switch (k) {
    case PLAN_STRENGTH:
        *ret = CARE_SESSION_STRENGTH;
        return true;
    case PLAN_MOBILITY:
        *ret = CARE_SESSION_MOBILITY;
        return true;
    case PLAN_YOGA:
        *ret = CARE_SESSION_YOGA;
        return true;
    case PLAN_PILATES:
        *ret = CARE_SESSION_PILATES;
        return true;
    default:
        return false;
    }
}

static void compose_all(struct today *t, const struct today_wishes *w)
{
    enum { USUAL_MIN = 20, SHORT_MIN = 10 };
    const struct plan_today *d = &t->decided;
    enum care_session_kind kind;

    if (d->has_run && d->run.kind != PLAN_WALK) {
        compose(t, w, CARE_SESSION_WARM_UP, d->hard ? 15 : 8, &t->before);
        compose(t, w, CARE_SESSION_COOL_DOWN, d->hard ? 10 : 6, &t->after);
    }
    for (size_t i = 0; i < t->state.n_planned && t->n_cross < TODAY_SESSIONS; i++) {
        const struct plan_session *p = &t->state.planned[i];
        double minutes = w->minutes > 0 ? w->minutes : p->minutes > 0 ? p->minutes : USUAL_MIN;
        if (cross_kind(p->kind, &kind))
            compose(t, w, kind, minutes, &t->cross[t->n_cross++]);
    }
    if (t->state.has_plan)
        return;
    /* Without a plan: strength on days without a run, else a little mobility. */
    kind = d->has_run || t->state.ran_today ? CARE_SESSION_MOBILITY : CARE_SESSION_STRENGTH;
    double usual = kind == CARE_SESSION_MOBILITY ? SHORT_MIN : USUAL_MIN;
    compose(t, w, kind, w->minutes > 0 ? w->minutes : usual, &t->cross[t->n_cross++]);
}

/* What counts once no warning sign blocks. */
static int read_rest(struct store *s, struct today *t, struct err *err)
{
    struct planner *p = &t->planner;

    p->s = s;
    p->today = t->state.today;
    int rc = planner_read(p, NAN, err);
    if (rc < 0)
        return rc;
    use_runs(&p->log, &t->state);
    use_diary(p, t);
    use_days(p, &t->state);
    use_profile(p, t);
    use_plan(p, &t->state);
    return 0;
}

int today_read(struct store *s, const struct today_wishes *w, struct today *ret,
               struct err *err)
{
    int rc = 0;

    *ret = (struct today){ .state = { .today = w->day,
                                      .longest_m = NAN,
                                      .usual_m = NAN,
                                      .speed_m_s = NAN,
                                      .easy_hr = NAN } };
    if (s) {
        rc = gate_read(s, LONG_MAX, &ret->gate, err);
        ret->state.gate = &ret->gate;
    }
    if (rc == 0 && s && !ret->gate.blocks)
        rc = read_rest(s, ret, err);
    if (rc < 0)
        return rc;
    plan_today_of(&ret->state, &ret->decided);
    if (ret->decided.action != PLAN_DO_NOTHING)
        compose_all(ret, w);
    return 0;
}

void today_done(struct today *t) { planner_done(&t->planner); }
