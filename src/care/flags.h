/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CARE_FLAGS_H
#define CARE_FLAGS_H
/*
 * flags - the questions that come before all advice: signs that a back needs a professional
 * and no app. Rows of care_flags; to add one, add a row.
 *
 * Single signs say little by themselves (Finucane 2020, JOSPT 50:350); asking too carefully is
 * the smaller mistake. Depends on: base. Pure.
 */
#include <stdbool.h>
#include <stddef.h>

enum care_level { CARE_NO_FLAG, CARE_SOON, CARE_SAME_DAY, CARE_EMERGENCY, CARE_N_LEVELS };
const char *care_level_key(enum care_level l);   /* "none", "soon", "same-day", "emergency" */
const char *care_level_words(enum care_level l); /* "go to the emergency department now" */

struct care_flag {
    const char *id; /* stored: never renamed */
    enum care_level level;
    const char *group;    /* "cauda equina", "fracture", ... */
    const char *question; /* plain words; yes is the alarming answer */
    const char *to_do;    /* what to do after a yes, one or two sentences */
    const char *source;   /* keys of docs/sources.md */
};
extern const struct care_flag care_flags[];
extern const size_t care_n_flags;
const struct care_flag *care_flag_of(const char *id); /* NULL: none */
/* Stands for every id that this program does not know (of a newer one): same day. */
extern const struct care_flag care_flag_unknown;

enum care_answer { CARE_YES, CARE_NO, CARE_CLEARED }; /* cleared: by a professional */
const char *care_answer_key(enum care_answer a);      /* stored: "yes", "no", "cleared" */
bool care_answer_of(const char *key, enum care_answer *ret); /* false: none of them */
struct care_flag_answer {
    const struct care_flag *flag;
    char id[32]; /* as stored; "" is flag->id */
    enum care_answer answer;
    double at_s; /* UTC */
    long day;    /* local */
    char note[256];
};

enum { CARE_FLAGS_MAX = 64 };
/*
 * What stands open: the last answer to a flag counts; a yes stays open, however old, until it
 * is answered no (the sign is gone; only for the level soon) or cleared by a professional. An
 * emergency or same-day flag that is answered no later stays open until cleared.
 */
struct care_gate {
    enum care_level level; /* the gravest that is open */
    bool blocks;           /* emergency or same day: nothing else may be said */
    size_t n_open;
    const struct care_flag *open[CARE_FLAGS_MAX]; /* gravest first */
    long since[CARE_FLAGS_MAX];                   /* day of the first yes not cleared */
    long asked;                                   /* day of the last answer to any; 0: never */
};
/* Answers [n] in order of time. */
void care_gate_of(const struct care_flag_answer *answers, size_t n, struct care_gate *ret);

#endif
