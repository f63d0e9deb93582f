/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CARE_PROFILE_H
#define CARE_PROFILE_H
/*
 * profile - what a runner says of themselves: a table of fields, and values that may change
 * over time, so that a report of March uses March's mass.
 *
 * Depends on: base, load. Pure. NaN is unknown. To add a field: one row; `backstride profile`
 * asks for it, takes it as an option, stores, shows and exports it.
 */
#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "load/profile.h"

/* clang-format off */
/* What a field's number means. */
enum care_type {
    CARE_NUMBER, /* in unit, min..max */
    CARE_CHOICE, /* index in words */
    CARE_SET,    /* bit i: words[i]; 0: none of them */
    CARE_DAY,    /* days since 1970-01-01 */
    CARE_PACE,   /* m/s, said and shown as min:s per km */
};
/* key (stored, also the option; never renamed) */
#define CARE_PROFILE_MAP(X)                                                                   \
    X(BORN,           "born")            /* year */                                           \
    X(SEX,            "sex")             /* unknown, female, male */                          \
    X(HEIGHT,         "height")          /* cm */                                             \
    X(MASS,           "mass")            /* kg */                                             \
    X(REST_HR,        "rest-hr")         /* /min */                                           \
    X(MAX_HR,         "max-hr")                                                               \
    X(THRESHOLD_HR,   "threshold-hr")                                                         \
    X(THRESHOLD_PACE, "threshold-pace")                                                       \
    X(THRESHOLD_POWER,"threshold-power") /* W */                                              \
    X(RUNNING_SINCE,  "running-since")   /* year; the current year: just starting */          \
    X(USUAL_KM,       "usual-km")        /* a week, of the last month */                      \
    X(USUAL_RUNS,     "usual-runs")      /* a week */                                         \
    X(LONGEST_KM,     "longest-km")      /* run of the last 30 days, where the log is empty */ \
    X(BACK,           "back")            /* none, past, recurrent, now */                     \
    X(BACK_WEEKS,     "back-weeks")      /* since when this episode lasts */                  \
    X(WALK_30,        "walk-30")         /* walks 30 min at pain 2 or less, no worse after */ \
    X(GOAL,           "goal")            /* back, habit, 5 km, 10 km, half, marathon */       \
    X(GOAL_DAY,       "goal-day")                                                             \
    X(DAYS,           "days")            /* set of mon..sun that are free for training */     \
    X(MINUTES,        "minutes")         /* for a session on a free day */                    \
    X(LONG_MINUTES,   "long-minutes")    /* on one day of the week */                         \
    X(EQUIPMENT,      "equipment")       /* set of mat, band, weights, step, bar */           \
    X(STRENGTH,       "strength")        /* sessions a week now */                            \
    X(WARM_UP,        "warm-up")         /* never, sometimes, always */                       \
    X(SITTING,        "sitting")         /* hours a day */
/* clang-format on */

enum care_field {
#define CARE_X(name, key) CARE_FIELD_##name,
    CARE_PROFILE_MAP(CARE_X)
#undef CARE_X
        CARE_N_FIELDS
};

enum care_back { CARE_BACK_NONE, CARE_BACK_PAST, CARE_BACK_RECURRENT, CARE_BACK_NOW };
enum care_goal {
    CARE_GOAL_BACK,  /* a back that keeps up */
    CARE_GOAL_HABIT, /* to keep running */
    CARE_GOAL_5K,
    CARE_GOAL_10K,
    CARE_GOAL_HALF,
    CARE_GOAL_MARATHON,
    CARE_N_GOALS
};
enum care_equipment {
    CARE_MAT = 1 << 0,
    CARE_BAND = 1 << 1,
    CARE_WEIGHTS = 1 << 2,
    CARE_STEP = 1 << 3,
    CARE_BAR = 1 << 4,
};

struct care_row {
    const char *key, *unit;
    enum care_type type;
    double min, max;          /* numbers, days, paces (m/s) */
    const char *const *words; /* choices and sets, NULL-ended */
    const char *question;     /* as asked on a terminal, one sentence */
    const char *why;          /* what it is used for, one sentence */
    const char *arg, *help;   /* as an option: "CM"; one phrase, lower case */
};
extern const struct care_row care_rows[CARE_N_FIELDS];

struct care_profile {
    double value[CARE_N_FIELDS]; /* NaN unknown */
};
#define care_profile_get(p, field) ((p)->value[CARE_FIELD_##field])
void care_profile_clear(struct care_profile *p); /* everything unknown */

/* One value as the runner writes it ("5:30", "mon,wed,sat", "1980", "178 cm", "past") and back;
 * "unknown" is NaN, "none" an empty set. What _show gives, _parse takes.
 * Errors: -ERR_USAGE, the message names the field and what it takes. */
int care_profile_parse(enum care_field f, const char *word, double *ret, struct err *err)
    MUST_USE;
void care_profile_show(enum care_field f, double value, char *ret, size_t size);
/* Values that cannot be true together (resting over maximum heart rate, ...): -ERR_USAGE. */
int care_profile_check(const struct care_profile *p, long today, struct err *err) MUST_USE;

/* Years, from the year of birth: half a year off at most; NaN unknown. */
double care_age(const struct care_profile *p, long today);
void care_load_profile(const struct care_profile *p, long today, struct load_profile *ret);

#endif
