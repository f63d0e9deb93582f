/* SPDX-License-Identifier: Apache-2.0 */
#include "plan/today.h"

#include <math.h>

#include "base/mem.h"

static const double SPIKE = 1.10;    /* of the longest of 30 days (Frandsen 2025) */
static const double ROUNDING = 1.01; /* plans are written in whole hundreds of metres */
static const double SPEED = 2.4;     /* m/s, of who has never been timed */
enum { RETURN_DAYS = 30 };

static const struct plan_session *planned_run(const struct plan_today_state *s)
{
    for (size_t i = 0; i < s->n_planned; i++)
        if (plan_kinds[s->planned[i].kind].run || s->planned[i].kind == PLAN_WALK)
            return &s->planned[i];
    return NULL;
}

static bool with_walking(const struct plan_session *r)
{
    return r->kind == PLAN_WALK || r->kind == PLAN_RUN_WALK;
}

/* -- the rules */

static bool flag_open(const struct plan_today_state *s) { return s->gate && s->gate->blocks; }

static bool is_red(const struct plan_today_state *s) { return s->light == CARE_RED; }

static bool is_done(const struct plan_today_state *s) { return s->ran_today; }

static bool is_rest_day(const struct plan_today_state *s)
{
    return s->has_plan && !planned_run(s) && !s->ran_today;
}

static bool lately(const struct plan_today_state *s)
{
    return s->last_run && s->today - s->last_run <= RETURN_DAYS;
}

static bool ran_yesterday(const struct plan_today_state *s)
{
    return !s->has_plan && s->last_run && s->today - s->last_run <= 1;
}

static bool is_amber(const struct plan_today_state *s) { return s->light == CARE_AMBER; }

static bool hard_planned(const struct plan_today_state *s)
{
    const struct plan_session *r = planned_run(s);
    return r && plan_kinds[r->kind].hard;
}

static bool two_hard(const struct plan_today_state *s)
{
    return s->hard_yesterday && hard_planned(s);
}

static bool is_spike(const struct plan_today_state *s)
{
    const struct plan_session *r = planned_run(s);
    return r && s->longest_m > 0 && r->run_m > SPIKE * ROUNDING * s->longest_m;
}

static bool is_return(const struct plan_today_state *s)
{
    const struct plan_session *r = planned_run(s);
    bool asks = s->has_plan ? r && !with_walking(r) : true;
    return asks && s->last_run && !lately(s);
}

static bool is_new(const struct plan_today_state *s) { return !s->has_plan && !s->last_run; }

static bool low_hrv(const struct plan_today_state *s)
{
    return s->tired & PLAN_TIRED_HRV && hard_planned(s);
}

static bool high_hr(const struct plan_today_state *s)
{
    return s->tired & PLAN_TIRED_REST_HR && hard_planned(s);
}

static bool slept_little(const struct plan_today_state *s)
{
    return s->tired & PLAN_TIRED_SLEEP && hard_planned(s);
}

static bool is_sore(const struct plan_today_state *s)
{
    return s->tired & PLAN_TIRED_SORE && hard_planned(s);
}

static bool plain(const struct plan_today_state *s) { return !s->has_plan && lately(s); }

static bool always(const struct plan_today_state *s) { return s->has_plan && planned_run(s); }

/* clang-format off */
/* The most careful first; within one action in the order in which they are told. */
const struct plan_today_rule plan_today_rules[] = {
    { "flag", PLAN_DO_NOTHING, flag_open,
      "A warning sign is open.", EVIDENCE_STRONG, "Finucane20" },
    { "red", PLAN_DO_REST, is_red,
      "Your diary is red: no running until two entries in a row are green. A gentle walk is fine "
      "if it makes nothing worse.", EVIDENCE_WEAK, "Silbernagel07" },
    { "done", PLAN_DO_REST, is_done,
      "You have run today already; once is enough.", EVIDENCE_WEAK, "Own" },
    { "rest-day", PLAN_DO_REST, is_rest_day,
      "Your plan has no run today.", EVIDENCE_WEAK, "Own" },
    { "day-between", PLAN_DO_REST, ran_yesterday,
      "You ran yesterday. As long as there is no plan, a day between runs is a good habit.",
      EVIDENCE_WEAK, "Own" },
    { "amber", PLAN_DO_EASY, is_amber,
      "Your diary is amber: easy, and no longer than usual. Stop if the pain goes above 5.",
      EVIDENCE_WEAK, "Silbernagel07" },
    { "spike", PLAN_DO_EASY, is_spike,
      "The planned run is more than a tenth longer than your longest of the last 30 days; it is "
      "cut. Runners who went beyond that had more overuse injuries.",
      EVIDENCE_MODERATE, "Frandsen25" },
    { "return", PLAN_DO_EASY, is_return,
      "Your last run is more than 30 days ago: start with short runs and walk breaks.",
      EVIDENCE_MODERATE, "Frandsen25" },
    { "new", PLAN_DO_EASY, is_new,
      "No run is known: start with short runs and walk breaks.", EVIDENCE_WEAK, "Own" },
    { "hard-yesterday", PLAN_DO_EASY, two_hard,
      "Yesterday was hard; two hard days in a row are one too many.", EVIDENCE_WEAK, "Own" },
    { "tired-hrv", PLAN_DO_EASY, low_hrv,
      "Your heart rate varied less than usual this week: easy instead of hard. Runners who did "
      "so improved more.", EVIDENCE_MODERATE, "Nuuttila22" },
    { "tired-rest-hr", PLAN_DO_EASY, high_hr,
      "Your resting heart rate was higher than usual this week: easy instead of hard.",
      EVIDENCE_WEAK, "Own" },
    { "tired-sleep", PLAN_DO_EASY, slept_little,
      "You slept less than six hours: easy instead of hard.", EVIDENCE_WEAK, "Own" },
    { "tired-sore", PLAN_DO_EASY, is_sore,
      "Your legs are sore: easy instead of hard.", EVIDENCE_WEAK, "Own" },
    { "no-plan", PLAN_DO_EASY, plain,
      "There is no plan, so an easy run of your usual length.", EVIDENCE_WEAK, "Own" },
    { "planned", PLAN_DO_PLANNED, always,
      "Nothing speaks against what is planned.", EVIDENCE_WEAK, "Own" },
};
/* clang-format on */
const size_t plan_n_today_rules = N_ELEMS(plan_today_rules);

const char *plan_action_key(enum plan_action a)
{
    static const char *const keys[PLAN_N_ACTIONS] = { "blocked", "rest", "easy", "as-planned" };
    return keys[a];
}

const char *plan_action_words(enum plan_action a)
{
    static const char *const words[PLAN_N_ACTIONS] = {
        [PLAN_DO_NOTHING] = "Stop: see a professional first.",
        [PLAN_DO_REST] = "No running today.",
        [PLAN_DO_EASY] = "Go easy today.",
        [PLAN_DO_PLANNED] = "Today as planned.",
    };
    return words[a];
}

/* -- the run */

static double speed_of(const struct plan_today_state *s)
{
    return s->speed_m_s > 0 ? s->speed_m_s : SPEED;
}

static struct plan_step step_of(const struct plan_today_state *s, enum plan_aim aim,
                                double duration_s)
{
    bool easy = aim == PLAN_AIM_EASY;

    return (struct plan_step){ .aim = aim,
                               .duration_s = duration_s,
                               .distance_m = NAN,
                               .low = NAN,
                               .high = easy ? s->easy_hr : NAN };
}

/* NHS Couch to 5K begins with 60 s of running and 90 s of walking; backs that have hurt begin
 * with half of the running, as in the trial of Neason 2024 (15 to 60 s). */
static void run_walk(const struct plan_today_state *s, struct plan_session *r)
{
    unsigned n = s->back_history ? 10 : 8;
    double run_s = s->back_history ? 30 : 60, walk_s = 90;

    *r = (struct plan_session){ .day = s->today,
                                .kind = PLAN_RUN_WALK,
                                .run_s = n * run_s,
                                .walk_s = 300 + n * walk_s,
                                .run_m = n * run_s * speed_of(s),
                                .n_steps = 4 };
    r->step[0] = step_of(s, PLAN_AIM_WALK, 300);
    r->step[1] = step_of(s, PLAN_AIM_EASY, run_s);
    r->step[2] = step_of(s, PLAN_AIM_WALK, walk_s);
    r->step[3] = (struct plan_step){ .duration_s = NAN,
                                     .distance_m = NAN,
                                     .low = NAN,
                                     .high = NAN,
                                     .repeat_to = 1,
                                     .repeats = n - 1 };
    r->minutes = (r->run_s + r->walk_s) / 60;
}

static void easy_run(const struct plan_today_state *s, double run_m, struct plan_session *r)
{
    double m = fmax(500, 100 * floor(run_m / 100)), duration_s = m / speed_of(s);

    *r = (struct plan_session){ .day = s->today,
                                .kind = PLAN_EASY,
                                .run_m = m,
                                .run_s = duration_s,
                                .minutes = duration_s / 60,
                                .n_steps = 1 };
    r->step[0] = step_of(s, PLAN_AIM_EASY, NAN);
    r->step[0].distance_m = m;
}

/* Easy: what is planned without its speed, cut to what the rules leave. */
static void make_easy(const struct plan_today_state *s, struct plan_today *t)
{
    const struct plan_session *r = planned_run(s);
    double most = SPIKE * s->longest_m, m = r ? r->run_m : s->usual_m;

    t->has_run = true;
    if (is_return(s) || is_new(s)) {
        run_walk(s, &t->run);
        return;
    }
    if (r && with_walking(r) && !(most < r->run_m)) {
        t->run = *r;
        return;
    }
    if (s->light == CARE_AMBER)
        m = fmin(m, s->usual_m); /* a NaN leaves the other */
    m = fmin(m, most);
    if (isnan(m))
        run_walk(s, &t->run);
    else
        easy_run(s, m, &t->run);
}

void plan_today_of(const struct plan_today_state *s, struct plan_today *ret)
{
    const struct plan_session *r = planned_run(s);

    *ret = (struct plan_today){ .action = PLAN_DO_REST,
                                .missing = (s->has_plan ? 0 : PLAN_NO_PLAN) |
                                           (s->light == CARE_UNKNOWN ? PLAN_NO_DIARY : 0) |
                                           (s->has_log ? 0 : PLAN_NO_LOG) };
    for (size_t i = 0; i < plan_n_today_rules; i++) {
        const struct plan_today_rule *rule = &plan_today_rules[i];
        if (!rule->holds(s) || ret->n_why == PLAN_TODAY_WHY)
            continue;
        if (ret->n_why == 0)
            ret->action = rule->action;
        if (rule->action == ret->action)
            ret->why[ret->n_why++] = rule;
    }
    if (ret->action == PLAN_DO_EASY)
        make_easy(s, ret);
    if (ret->action == PLAN_DO_PLANNED && r) {
        ret->has_run = true;
        ret->run = *r;
        ret->hard = plan_kinds[r->kind].hard;
    }
}
