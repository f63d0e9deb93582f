/* SPDX-License-Identifier: Apache-2.0 */
#ifndef PLAN_TODAY_H
#define PLAN_TODAY_H
/*
 * today - rest, easy or as planned: what the plan, the diary, the log and signs of tiredness
 * say about one day.
 *
 * Every reason is a row of plan_today_rules; of those that hold, the most careful decides.
 * Works without a plan, without a diary and without a log, and says what is missing. Depends
 * on: base, care. Pure.
 */
#include <stdbool.h>
#include <stddef.h>

#include "base/evidence.h"
#include "care/diary.h"
#include "care/flags.h"
#include "plan/plan.h"

enum plan_action {                  /* from the most careful on */
                   PLAN_DO_NOTHING, /* a warning sign is open: nothing else may be said */
                   PLAN_DO_REST,    /* no running */
                   PLAN_DO_EASY,    /* easy, and no longer than usual */
                   PLAN_DO_PLANNED,
                   PLAN_N_ACTIONS
};
const char *plan_action_key(enum plan_action a);   /* "blocked", "rest", "easy", "as-planned" */
const char *plan_action_words(enum plan_action a); /* a sentence */

enum plan_tired {                              /* bits */
                  PLAN_TIRED_HRV = 1 << 0,     /* week's mean below the usual band */
                  PLAN_TIRED_REST_HR = 1 << 1, /* week's mean above it */
                  PLAN_TIRED_SLEEP = 1 << 2,   /* under PLAN_SHORT_SLEEP_H last night */
                  PLAN_TIRED_SORE = 1 << 3     /* PLAN_SORE or more on the last two days said */
};
enum { PLAN_SHORT_SLEEP_H = 6, PLAN_SORE = 6 /* of 10 */ };
enum plan_missing { /* bits */
                    PLAN_NO_PLAN = 1 << 0,
                    PLAN_NO_DIARY = 1 << 1, /* no entry of the last 7 days */
                    PLAN_NO_LOG = 1 << 2    /* no run in it */
};

struct plan_today_state {
    long today;
    const struct care_gate *gate; /* NULL: never asked */
    enum care_light light;        /* CARE_UNKNOWN: no diary */
    bool has_plan, has_log, back_history;
    const struct plan_session *planned; /* [n_planned] of today */
    size_t n_planned;
    long last_run;  /* day of the last run before today; 0: none known */
    bool ran_today; /* already */
    bool hard_yesterday;
    double longest_m; /* longest run of the 30 days before today; NaN none */
    double usual_m;   /* median of them; NaN */
    double speed_m_s; /* usual easy speed; NaN: guessed */
    double easy_hr;   /* below it is easy; NaN unknown */
    unsigned tired;   /* enum plan_tired */
};

struct plan_today_rule {
    const char *id;
    enum plan_action action;
    bool (*holds)(const struct plan_today_state *s);
    const char *words; /* to the runner */
    enum evidence grade;
    const char *source;
};
extern const struct plan_today_rule plan_today_rules[];
extern const size_t plan_n_today_rules;

enum { PLAN_TODAY_WHY = 8 };
struct plan_today {
    enum plan_action action;
    const struct plan_today_rule *why[PLAN_TODAY_WHY]; /* that hold, the most careful first */
    size_t n_why;
    bool has_run;
    struct plan_session run; /* walk or run, as it should be done today */
    bool hard;               /* it is a fast one */
    unsigned missing;        /* enum plan_missing */
};
void plan_today_of(const struct plan_today_state *s, struct plan_today *ret);

#endif
