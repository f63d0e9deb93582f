/* SPDX-License-Identifier: Apache-2.0 */
#include <limits.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "care/profile.h"
#include "cli/gate.h"
#include "cli/log.h"
#include "cli/runs.h"
#include "cli/today.h"
#include "load/trend.h"
#include "store/life.h"

enum { RECENT = 30, TREND = 35, NO_RUNS = 256 };

/* -- runs */

static int compare(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double median(double *x, size_t n)
{
    qsort(x, n, sizeof(*x), compare);
    return n ? x[n / 2] : (double)NAN;
}

static bool is_hard(const struct care_run *r)
{
    return strcmp(r->kind, "intervals") == 0 || strcmp(r->kind, "race") == 0;
}

static int read_runs(struct store *s, struct plan_today_state *t, struct err *err)
{
    AUTO(mem) struct care_run *runs = NULL;
    double recent[NO_RUNS];
    size_t n = 0, n_recent = 0;
    int rc = runs_worn(s, &runs, &n, err);

    for (size_t i = 0; rc == 0 && i < n; i++) {
        long ago = t->today - runs[i].day;
        if (ago < 0)
            continue;
        t->has_log = true;
        if (ago == 0) {
            t->ran_today = true;
            t->hard_today = t->hard_today || is_hard(&runs[i]);
            continue;
        }
        t->last_run = runs[i].day;
        t->hard_yesterday = t->hard_yesterday || (ago == 1 && is_hard(&runs[i]));
        if (ago > RECENT || isnan(runs[i].distance_m))
            continue;
        t->longest_m = fmax(t->longest_m, runs[i].distance_m);
        recent[n_recent++ % NO_RUNS] = runs[i].distance_m;
    }
    t->usual_m = median(recent, n_recent < NO_RUNS ? n_recent : NO_RUNS);
    return rc;
}

/* -- diary */

static int read_diary(struct store *s, struct today *t, struct err *err)
{
    enum { WEEKS_BACK = 60, WEEK = 7 };
    AUTO(mem) struct care_pain *pain = NULL;
    size_t n = 0;
    long today = t->state.today;
    int rc = store_pains(s, today - WEEKS_BACK, today, &pain, &n, err);

    if (rc < 0)
        return rc;
    care_state_of(pain, n, today, &t->light);
    t->state.light = t->light.light;
    if (n && today - pain[n - 1].day < WEEK)
        t->symptoms = pain[n - 1].symptoms;
    return 0;
}

/* Short sleep last night, soreness on the last two days, trends of the heart. */
static int read_days(struct store *s, struct plan_today_state *t, struct err *err)
{
    AUTO(mem) struct care_day *days = NULL;
    double hr[TREND], hrv[TREND];
    size_t n = 0;
    int rc = store_days(s, t->today - TREND + 1, t->today, &days, &n, err);

    for (size_t i = 0; i < TREND; i++)
        hr[i] = hrv[i] = NAN;
    for (size_t i = 0; rc == 0 && i < n; i++) {
        long ago = t->today - days[i].day;
        if (ago < 0 || ago >= TREND)
            continue;
        hr[TREND - 1 - ago] = days[i].rest_hr;
        hrv[TREND - 1 - ago] = days[i].hrv_ms;
        if (ago == 0 && days[i].sleep_h < 6)
            t->tired |= PLAN_TIRED_SLEEP;
        if (ago <= 1 && days[i].soreness >= 6)
            t->tired |= PLAN_TIRED_SORE;
    }
    if (rc < 0)
        return rc;
    if (load_rest_hr_trend(hr, TREND).drift == LOAD_DRIFT_AWAY)
        t->tired |= PLAN_TIRED_REST_HR;
    if (load_hrv_trend(hrv, TREND).drift == LOAD_DRIFT_AWAY)
        t->tired |= PLAN_TIRED_HRV;
    return 0;
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

static int read_profile(struct store *s, struct today *t, struct err *err)
{
    struct care_profile p;
    struct load_profile load;
    struct load_borders borders;
    int rc = store_profile(s, t->state.today, &p, err);

    if (rc < 0)
        return rc;
    double equipment = care_profile_get(&p, EQUIPMENT), back = care_profile_get(&p, BACK),
           strength = care_profile_get(&p, STRENGTH);
    t->equipment = isnan(equipment) ? 0 : (unsigned)equipment;
    t->state.back_history = back > CARE_BACK_NONE;
    t->level = !(strength >= 1) ? 0 : strength < 2 ? 1 : 2;
    care_load_profile(&p, t->state.today, &load);
    load_borders_of(&load, &borders);
    if (borders.max_hr.known != LOAD_ESTIMATED) /* from the age alone it may be 20 off */
        t->state.easy_hr = borders.low_hr.value;
    if (!t->state.has_log)
        said_of_runs(&p, &t->state);
    return 0;
}

/* -- the plan, as it would be made again today: missed days and pain are in it already */

static int read_plan(struct store *s, struct today *t, struct err *err)
{
    struct planner *p = &t->planner;
    size_t n = 0;

    p->s = s;
    p->today = t->state.today;
    int rc = planner_read(p, NAN, err);
    if (rc < 0)
        return rc;
    t->state.speed_m_s = p->state.easy_speed_m_s;
    if (!p->again || t->state.today < p->plan->wishes.first_day)
        return 0; /* over, or not begun: as without one */
    size_t first = plan_on(p->again, t->state.today, &n);
    t->state.has_plan = true;
    t->state.planned = &p->again->session[first];
    t->state.n_planned = n;
    return 0;
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
static int read_rest(struct store *s, struct today *ret, struct err *err)
{
    int rc = read_diary(s, ret, err);

    if (rc == 0)
        rc = read_runs(s, &ret->state, err);
    if (rc == 0)
        rc = read_days(s, &ret->state, err);
    if (rc == 0)
        rc = read_profile(s, ret, err);
    return rc < 0 ? rc : read_plan(s, ret, err);
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
