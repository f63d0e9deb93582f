/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>
#include <stdlib.h>

#include "base/day.h"
#include "base/mem.h"
#include "cli/planner.h"
#include "cli/runs.h"
#include "load/profile.h"
#include "load/trend.h"
#include "plan/today.h"
#include "store/life.h"

/* LIGHT_BACK: a light looks at the entries before it. */
enum { PAST = 126, TREND = 35, SPEEDS = 256, LIGHT_BACK = 60 };
#define WALK_M_S 1.5 /* brisk */

void planner_done(struct planner *p)
{
    history_log_done(&p->log);
    mem_freep(&p->pains);
    mem_freep(&p->days);
    mem_freep(&p->past);
    p->plan = plan_free(p->plan);
    p->again = plan_free(p->again);
}

/* -- past days: one slot for each of the last PAST, those without anything dropped at the end
 */

struct days {
    struct plan_past_day day[PAST + 1];
    bool any[PAST + 1];
    long first;
};

static struct plan_past_day *past_day_of(struct days *d, long day)
{
    if (day < d->first || day > d->first + PAST)
        return NULL;
    d->any[day - d->first] = true;
    d->day[day - d->first].day = day;
    return &d->day[day - d->first];
}

static double runs_from_s(const struct days *d) { return (double)(d->first - 1) * DAY_S; }

static void take_runs(const struct planner *p, struct days *d)
{
    for (size_t i = 0; i < p->log.n; i++) {
        const struct store_row *r = &p->log.rows[i];
        struct plan_past_day *x = r->sport == ACTIVITY_SPORT_RUN && !isnan(r->distance_m)
                                      ? past_day_of(d, r->day)
                                      : NULL;
        if (!x)
            continue;
        x->run_m += r->distance_m;
        x->longest_run_m = fmax(x->longest_run_m, r->distance_m);
        x->hard = x->hard || runs_is_fast(&p->log, r);
    }
}

/* What a watch measured of a session of running and walking is both; the plan counts running. A
 * recording of about the planned length is the planned running. */
static void take_walks_off(const struct plan *plan, struct days *d)
{
    for (size_t i = 0; plan && i < plan->n; i++) {
        const struct plan_session *s = &plan->session[i];
        if (s->kind != PLAN_RUN_WALK || s->day < d->first || s->day > d->first + PAST)
            continue;
        struct plan_past_day *x = &d->day[s->day - d->first];
        double walk_m = s->walk_s * WALK_M_S, all_m = s->run_m + walk_m;
        double run_m = x->longest_run_m <= 1.25 * all_m ? fmin(x->longest_run_m, s->run_m)
                                                        : x->longest_run_m - walk_m;
        x->run_m -= x->longest_run_m - run_m;
        x->longest_run_m = run_m;
    }
}

static int compare(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Strength and mobility; and the usual speed, the median of the runs of 60 days: fast ones are
 * too few to move it. */
static void take_sessions(struct planner *p, struct days *d)
{
    double speed[SPEEDS];
    size_t n_speed = 0;

    for (size_t i = 0; i < p->log.n; i++) {
        const struct store_row *r = &p->log.rows[i];
        struct plan_past_day *x = NULL;
        if (r->sub == ACTIVITY_SUB_STRENGTH && (x = past_day_of(d, r->day)))
            x->strength = true;
        if ((r->sub == ACTIVITY_SUB_YOGA || r->sub == ACTIVITY_SUB_PILATES) &&
            (x = past_day_of(d, r->day)))
            x->mobility = true;
        if (r->sport == ACTIVITY_SPORT_RUN && r->timer_s > 0 && r->distance_m > 0 &&
            r->day <= p->today && r->day > p->today - 60)
            speed[n_speed++ % SPEEDS] = r->distance_m / r->timer_s;
    }
    n_speed = n_speed < SPEEDS ? n_speed : SPEEDS;
    qsort(speed, n_speed, sizeof(*speed), compare);
    if (n_speed >= 3 && isnan(p->state.easy_speed_m_s))
        p->state.easy_speed_m_s = speed[n_speed / 2];
}

static void take_diary(struct planner *p, struct days *d)
{
    struct care_reading r;

    for (size_t i = 0; i < p->n_pains; i++) {
        struct plan_past_day *x = past_day_of(d, p->pains[i].day);
        care_light_of(p->pains, p->n_pains, i, &r);
        if (x && r.light > x->light) /* the gravest of the day */
            x->light = r.light;
    }
    care_state_of(p->pains, p->n_pains, p->today, &p->light);
}

/* Two signs at once, two short nights in a row, or a week's mean of the heart out of its band:
 * one bad night is noise. */
static void take_tired(struct planner *p, struct days *d)
{
    double hr[TREND], hrv[TREND];
    struct plan_past_day *x;
    long short_night = 0;

    for (size_t i = 0; i < TREND; i++)
        hr[i] = hrv[i] = NAN;
    for (size_t i = 0; i < p->n_days; i++) {
        const struct care_day *e = &p->days[i];
        long ago = p->today - e->day;
        bool slept_little = e->sleep_h < PLAN_SHORT_SLEEP_H;
        if (ago >= 0 && ago < TREND) {
            hr[TREND - 1 - ago] = e->rest_hr;
            hrv[TREND - 1 - ago] = e->hrv_ms;
        }
        if (slept_little && (e->soreness >= PLAN_SORE || short_night == e->day - 1) &&
            (x = past_day_of(d, e->day)))
            x->tired = true;
        short_night = slept_little ? e->day : short_night;
    }
    if (load_rest_hr_trend(hr, TREND).drift == LOAD_DRIFT_AWAY)
        p->hearts |= PLAN_TIRED_REST_HR;
    if (load_hrv_trend(hrv, TREND).drift == LOAD_DRIFT_AWAY)
        p->hearts |= PLAN_TIRED_HRV;
    if (p->hearts && (x = past_day_of(d, p->today)))
        x->tired = true;
}

static int take_days(struct planner *p, const struct days *d, struct err *err)
{
    p->past = mem_array(PAST + 1, sizeof(*p->past));
    if (!p->past)
        return err_set(err, ERR_NOMEM, "no memory for the last weeks");
    for (size_t i = 0; i <= PAST; i++)
        if (d->any[i])
            p->past[p->n_past++] = d->day[i];
    p->state.past = p->past;
    p->state.n_past = p->n_past;
    return 0;
}

/* -- what the runner says */

static int read_profile(struct planner *p, struct err *err)
{
    const struct care_profile *c = &p->profile;
    const struct load_borders *b = &p->borders;
    struct load_profile load;
    int rc = store_profile(p->s, p->today, &p->profile, err);

    if (rc < 0)
        return rc;
    care_load_profile(c, p->today, &load);
    load_borders_of(&load, &p->borders);
    p->state.threshold_speed_m_s = b->speed.value;
    p->state.low_hr = b->low_hr.value;
    p->state.high_hr = b->high_hr.value;
    p->state.usual_week_m = care_profile_get(c, USUAL_KM) * 1000;
    p->state.longest_m = care_profile_get(c, LONGEST_KM) * 1000;
    p->state.back_history = care_profile_get(c, BACK) > CARE_BACK_NONE;
    p->state.walks_30 = care_profile_get(c, WALK_30) > 0;
    return 0;
}

enum plan_track planner_track(const struct planner *p, const char **ret_why)
{
    double back = care_profile_get(&p->profile, BACK), longest = 0, ever = 0;
    bool hurts = back >= CARE_BACK_RECURRENT;

    for (size_t i = 0; i < p->n_past; i++) {
        ever = fmax(ever, p->past[i].longest_run_m);
        if (p->past[i].day > p->today - 30)
            longest = fmax(longest, p->past[i].longest_run_m);
    }
    bool runs = longest >= 2000 || (ever <= 0 && p->state.usual_week_m >= 4000);
    if ((back == CARE_BACK_NOW && p->light.light != CARE_GREEN) || (hurts && !runs)) {
        *ret_why = "because of your back";
        return PLAN_BACK;
    }
    if (runs) {
        *ret_why = ever > 0 ? "because the log shows runs of the last 30 days"
                            : "because of the usual week in your profile";
        return PLAN_REGULAR;
    }
    bool before = ever > 0 || p->state.longest_m > 0 || p->state.usual_week_m > 0;
    *ret_why = before ? "because there was no run of 2 km for 30 days"
                      : "because the log and your profile show no running";
    return before ? PLAN_RETURN : PLAN_NEW;
}

/* -- the kept plan */

int planner_kept(struct store *s, struct plan **ret, int64_t *ret_id, struct err *err)
{
    struct store_document d = { 0 };
    struct err why = { 0 };
    int rc = store_document(s, "plan", 0, &d, &why);

    *ret = NULL;
    if (rc == -ERR_NOT_FOUND)
        return 0;
    if (rc < 0)
        return err_set(err, why.code, "%s", why.msg);
    rc = plan_read(d.text, d.n, ret, err);
    if (ret_id)
        *ret_id = d.id;
    store_document_done(&d);
    return rc < 0 ? err_prefix(err, rc, "the kept plan (backstride plan --forget drops it)")
                  : 0;
}

/* The coming two weeks have the same sessions, to a fiftieth of their distance. */
static bool same_days(const struct plan *a, const struct plan *b, long from)
{
    for (long day = from; day < from + 14; day++) {
        size_t n, m, i = plan_on(a, day, &n), k = plan_on(b, day, &m);
        if (n != m)
            return false;
        for (; n > 0; n--, i++, k++)
            if (a->session[i].kind != b->session[k].kind ||
                fabs(a->session[i].run_m - b->session[k].run_m) >
                    0.02 * a->session[i].run_m + 50)
                return false;
    }
    return true;
}

static long last_day(const struct plan *plan)
{
    const struct plan_wishes *w = &plan->wishes;
    return w->goal_day ? w->goal_day : w->first_day + 7 * (long)w->n_weeks - 1;
}

static int look_ahead(struct planner *p, struct err *err)
{
    if (!p->plan || p->today > last_day(p->plan))
        return 0;
    int rc = plan_again(p->plan, &p->state, &p->again, err);
    if (rc == 0)
        p->due = !same_days(p->plan, p->again, p->today);
    return rc;
}

static int read_all(struct planner *p, const struct days *d, struct err *err)
{
    int rc = read_profile(p, err);

    if (rc == 0)
        rc = planner_kept(p->s, &p->plan, &p->id, err);
    if (rc == 0)
        rc = history_log_read(p->s, runs_from_s(d), &p->log, err);
    if (rc == 0)
        rc = store_pains(p->s, d->first - LIGHT_BACK, p->today, &p->pains, &p->n_pains, err);
    return rc < 0 ? rc : store_days(p->s, d->first, p->today, &p->days, &p->n_days, err);
}

int planner_read(struct planner *p, double pace_m_s, struct err *err)
{
    AUTO(mem) struct days *d = mem_array(1, sizeof(*d));
    int rc = 0;

    if (!d)
        return err_set(err, ERR_NOMEM, "no memory for the last weeks");
    d->first = p->today - PAST;
    p->state = (struct plan_state){ .today = p->today,
                                    .easy_speed_m_s = pace_m_s,
                                    .threshold_speed_m_s = NAN,
                                    .low_hr = NAN,
                                    .high_hr = NAN,
                                    .usual_week_m = NAN,
                                    .longest_m = NAN };
    care_profile_clear(&p->profile);
    if (p->s)
        rc = read_all(p, d, err);
    if (rc < 0)
        return rc;
    take_runs(p, d);
    take_sessions(p, d);
    take_diary(p, d);
    take_tired(p, d);
    take_walks_off(p->plan, d);
    rc = take_days(p, d, err);
    return rc < 0 ? rc : look_ahead(p, err);
}

int planner_forget(struct planner *p, size_t *ret_n, struct err *err)
{
    AUTO(mem) struct store_document *list = NULL;
    int rc = store_documents(p->s, "plan", &list, ret_n, err);

    for (size_t i = 0; i < *ret_n && rc == 0; i++)
        rc = store_remove_document(p->s, list[i].id, err);
    return rc;
}

int planner_keep(struct planner *p, const struct plan *plan, struct err *err)
{
    struct text t AUTO_TEXT = TEXT_INIT(16 << 20);
    struct store_document d = { .kind = "plan", .day = p->today, .at_s = p->now_s };
    int64_t id = 0;
    int rc = plan_write(plan, &t, err);

    if (rc < 0)
        return rc;
    d.text = t.buf;
    d.n = t.len;
    snprintf(d.name, sizeof(d.name), "plan %s", plan->id);
    rc = store_begin(p->s, err);
    if (rc == 0 && p->plan)
        rc = store_remove_document(p->s, p->id, err);
    if (rc == 0)
        rc = store_add_document(p->s, &d, &id, err);
    if (rc == 0)
        return store_commit(p->s, err);
    store_rollback(p->s);
    return rc;
}
