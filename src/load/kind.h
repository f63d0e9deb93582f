/* SPDX-License-Identifier: Apache-2.0 */
#ifndef LOAD_KIND_H
#define LOAD_KIND_H
/*
 * kind - what a session was: easy, long, steady, tempo, intervals, race or walk, and why.
 *
 * Clues are numbers; a rule is a row of load_kind_rules: conditions on clues that must all
 * hold. The first row that holds wins, and its conditions are the reasons. A clue that is NaN
 * holds for nothing. To add a rule, add a row. All limits are conventions of this program.
 * Depends on: base, activity. Pure.
 */
#include "load/intervals.h"
#include "load/score.h"

/* clang-format off */
#define LOAD_KIND_MAP(X)                                                                  \
    X(NONE, "unknown") X(EASY, "easy") X(LONG, "long") X(STEADY, "steady")                \
    X(TEMPO, "tempo") X(INTERVALS, "intervals") X(RACE, "race") X(WALK, "walk")           \
    X(CROSS, "cross-training")
#define LOAD_CLUE_MAP(X)                                                                  \
    /* name         key               unit                                             */ \
    X(NOT_RUN,      "not_run",        "")    /* 1: another sport than running         */ \
    X(WALK_SPORT,   "walk_sport",     "")    /* 1: recorded as a walk or a hike       */ \
    X(SPEED,        "speed",          "m/s") /* mean over active time                 */ \
    X(BOUTS,        "bouts",          "")    /* work bouts of the interval finder     */ \
    X(NAME_RACE,    "name_race",      "")    /* 1: its name says race                 */ \
    X(RACE_LENGTH,  "race_length",    "")    /* 1: a usual race distance              */ \
    X(HR_OF_MAX,    "hr_of_max",      "1")   /* mean heart rate / maximum             */ \
    X(INTENSITY,    "intensity",      "1")   /* graded speed / threshold speed        */ \
    X(MINUTES,      "minutes",        "min") /* active                                */ \
    X(OF_USUAL,     "of_usual",       "1")   /* distance / median run of 30 days      */ \
    X(LOW,          "low",            "1")   /* share of time below first threshold   */ \
    X(ABOVE_LOW,    "above_low",      "1")   /* share above it                        */
/* clang-format on */

#define LOAD_X(name, key) LOAD_KIND_##name,
enum load_kind { LOAD_KIND_MAP(LOAD_X) LOAD_N_KINDS };
#undef LOAD_X
#define LOAD_X(name, key, unit) LOAD_CLUE_##name,
enum load_clue { LOAD_CLUE_MAP(LOAD_X) LOAD_N_CLUES };
#undef LOAD_X
const char *load_kind_name(enum load_kind k); /* "" out of range */
const char *load_clue_name(enum load_clue c);
const char *load_clue_unit(enum load_clue c);

enum { LOAD_REASONS_MAX = 3 };
struct load_condition {
    enum load_clue clue;
    bool below; /* value < limit, else value >= limit */
    double limit;
};
struct load_kind_rule {
    enum load_kind kind;
    size_t n;
    struct load_condition when[LOAD_REASONS_MAX];
};
extern const struct load_kind_rule load_kind_rules[];
extern const size_t load_n_kind_rules;

struct load_kind_result {
    enum load_kind kind;
    const struct load_kind_rule *rule; /* NULL: none held */
    double clue[LOAD_N_CLUES];         /* the values behind the reasons */
};

struct load_kind_facts {
    const struct activity *a;
    const struct load_signal *signal;       /* may be NULL */
    const struct load_intervals *intervals; /* NULL: none */
    const struct load_scores *scores;       /* may be NULL */
    const struct load_borders *borders;     /* may be NULL */
    const double *three_s; /* [3] seconds in the zones of scheme "three"; may be NULL */
    double usual_m;        /* median distance of the runs of the last 30 days; NaN */
};
void load_kind_of(const struct load_kind_facts *f, struct load_kind_result *ret);

enum { LOAD_REASON_MAX = 80 };
/* Condition i of the rule that won, with the value behind it: "82 % of the time below the first
 * threshold". i < ret->rule->n. */
void load_kind_reason(const struct load_kind_result *r, size_t i, char ret[LOAD_REASON_MAX]);

/* Does the name of a session say that it was a race? A whole word in any case. */
bool load_race_name(const char *name);

#endif
