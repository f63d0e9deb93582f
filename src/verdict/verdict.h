/* SPDX-License-Identifier: Apache-2.0 */
#ifndef VERDICT_VERDICT_H
#define VERDICT_VERDICT_H
/*
 * verdict - is running strengthening this back? One answer from symptoms, load, form and
 * habits, with what it rests on, what is missing and one next step.
 *
 * Depends on: base, form, load, care. Pure: no files, clock, memory or globals. Cost:
 * microseconds. docs/verdict.md tells the same in words and lists every item.
 *
 * How the answer is made
 *   1. A warning sign that is open (care_gate) is the answer: see a professional. At the levels
 *      that block, nothing else is judged.
 *   2. Each row of verdict_items turns one value into points: above 0 toward strain, below 0
 *      toward help. Points only grow as the value grows: every value counts the way that is
 *      worse for strain items, better for help items. A value that is missing gives an interval
 *      from the row's least to its most points; one that is partly known, a part of that.
 *   3. Rows add up within their block, held to the block's ceiling (verdict_blocks). Symptoms
 *      do not add up: the gravest counts.
 *   4. The answer from one set of points: not as things are, when symptoms and load alone reach
 *      VERDICT_NOT; likely helping, when strain stays within VERDICT_YES and help reaches
 *      VERDICT_HELP; else: it can, change this first. Help never takes strain away, and form
 *      and habits cannot make the answer negative.
 *   5. That is done for the least and the most that the intervals allow. The same answer both
 *      times: that is it. Helping or change-first, and something known asks for a change:
 *      change this first. Else: cannot tell yet, and the next step is the most telling gap.
 * So less data can only lead to the same answer, to a worse one, or to "cannot tell yet". The
 * points and borders are conventions of this program; which items count, and which weigh more,
 * follows the evidence.
 */
#include <stdbool.h>
#include <stddef.h>

#include "base/evidence.h"
#include "care/diary.h"
#include "care/flags.h"
#include "care/profile.h"
#include "form/form.h"
#include "load/series.h"

enum verdict_answer { /* best first */
                      VERDICT_HELPING,
                      VERDICT_CHANGE,
                      VERDICT_NOT_NOW,
                      VERDICT_PROFESSIONAL,
                      VERDICT_CANNOT_TELL,
                      VERDICT_N_ANSWERS
};
struct verdict_answer_row {
    const char *key;     /* in JSON: never renamed */
    const char *shown;   /* "yes, it is likely helping" */
    const char *meaning; /* one or two sentences */
    enum evidence grade; /* of the meaning */
    const char *source;  /* keys of docs/sources.md */
};
extern const struct verdict_answer_row verdict_answers[VERDICT_N_ANSWERS];

enum verdict_factor {
    VERDICT_SYMPTOMS,
    VERDICT_TECHNIQUE,
    VERDICT_INTENSITY,
    VERDICT_FITNESS,
    VERDICT_PREVENTION,
    VERDICT_N_FACTORS
};
extern const char *const verdict_factor_keys[VERDICT_N_FACTORS];
extern const char *const verdict_factor_names[VERDICT_N_FACTORS];

enum verdict_block { /* what the weights are shared out among */
                     VERDICT_IN_SYMPTOMS,
                     VERDICT_IN_LOAD,
                     VERDICT_IN_FORM,
                     VERDICT_IN_HABITS,
                     VERDICT_IN_HELP,
                     VERDICT_N_BLOCKS
};
struct verdict_block_row {
    const char *key;
    double ceiling; /* most points; VERDICT_IN_HELP: fewest, negative */
};
extern const struct verdict_block_row verdict_blocks[VERDICT_N_BLOCKS];

/* Borders of step 4, in points. */
extern const double VERDICT_YES, VERDICT_NOT, VERDICT_HELP;

/* -- what goes in; NaN, NULL and -1 are unknown */

struct verdict_pain {        /* from the diary, verdict_pain_of */
    struct care_reading now; /* care_state_of today */
    bool known;              /* there is an entry of the last 7 days */
    unsigned symptoms;       /* bits of enum care_symptom in those */
    double worst;            /* highest score during or after a run in those */
    double next_day;         /* largest rise to the next morning in those, points of 10 */
    double mean;             /* of the highest scores of the last 7 days */
    double rise;             /* that minus the same of the 7 days before */
    unsigned n_28;           /* entries of the last 28 days */
};
/* e [n] in order of day; entries after today are left out. */
void verdict_pain_of(const struct care_pain *e, size_t n, long today, struct verdict_pain *ret);

struct verdict_load { /* from the log; the week and month that end today */
    struct load_spike
        spike;            /* the largest jump of a run in the last 14 days; row NULL: no log */
    double hard_row;      /* longest run of hard days on end in 14 days */
    double hard_28;       /* hard sessions of 28 days */
    double monotony;      /* of 7 days, load_week_of */
    double rest_days;     /* of 7 */
    double back_of_usual; /* mechanical load of 7 days / the runner's usual week */
    double km_week, runs_week; /* means of 28 days */
    bool said;                 /* those two are what the runner said, no log */
    double easy_share;         /* of the sessions of 28 days, 0..1 */
    double band_min;           /* minutes a week at 1.9 to 2.5 m/s, mean of 28 days */
    double steady_weeks;       /* of the last 12 with two runs or more */
    long age; /* days since the last session; -1: no log. From VERDICT_LOG_DAYS on the log says
               * nothing about now, and all but what was said is unknown */
};
struct verdict_line { /* of the scorecard of the last film */
    const char *rule; /* id; unknown ids are passed over */
    enum form_status status;
    enum form_dir dir;
    bool clear;
};
struct verdict_habits {
    double warm_up;  /* 0 never, 1 sometimes, 2 always */
    double strength; /* sessions a week */
    double sitting;  /* hours a day */
    double worn_km;  /* of the pair worn most in the last 28 days */
    double comfort;  /* of that pair, 0..10 */
};
struct verdict_input {
    long today;
    const struct care_gate *gate; /* NULL: nothing was ever answered */
    struct verdict_pain pain;
    struct verdict_load load;
    const struct verdict_line *lines; /* [n_lines] */
    size_t n_lines;
    long film_age; /* days; -1: no film. After VERDICT_FILM_DAYS it counts as none */
    struct verdict_habits habits;
    double back; /* enum care_back, as the profile says; NaN */
};
enum {
    VERDICT_LOG_DAYS = 28,
    VERDICT_FILM_DAYS = 180,
    VERDICT_STEPS_MAX = 3,
    VERDICT_ITEMS_MAX = 48
};
void verdict_input_clear(struct verdict_input *in); /* everything unknown */

/* -- the table of items */

struct verdict_range { /* of a value; -INFINITY..INFINITY: missing */
    double lo, hi;
};
struct verdict_step {
    double above;  /* the value has to be more than this */
    double points; /* then; of the same sign, and further from 0 than the step before */
};
struct verdict_item { /* a row: the value, what it is worth, and the words for it */
    const char *id;   /* in JSON: never renamed */
    enum verdict_factor factor;
    enum verdict_block block;
    const char *label, *unit; /* of the value; "" none: the words say it all */
    int decimals;
    double shown_scale;                           /* value shown = value * this; 0: 1 */
    struct verdict_step steps[VERDICT_STEPS_MAX]; /* ascending; ends at points 0 */
    struct verdict_range (*value)(const struct verdict_input *in,
                                  const struct verdict_item *item);
    const char *rule;               /* of form, for items of the form block; else NULL */
    enum form_dir dir;              /* on which side of its band it counts; FORM_WITHIN: both */
    enum evidence grade;            /* that it matters for a back */
    const char *source;             /* keys of docs/sources.md */
    const char *evidence;           /* what is known, and what speaks against it */
    const char *none, *some, *most; /* words: no points, first step, further steps */
    const char *missing;            /* what is not known */
    const char *tell;               /* how to let the program know */
    const char *step;               /* what to do about it when it counts; help: to get there */
};
extern const struct verdict_item verdict_items[];
extern const size_t verdict_n_items;
extern const char verdict_log_tell[]; /* `tell` of the items that the log knows */
double verdict_item_points(const struct verdict_item *item, double value);

/* -- what comes out */

enum verdict_direction {
    VERDICT_HELPS,
    VERDICT_NEUTRAL,
    VERDICT_STRAINS,
    VERDICT_UNKNOWN,
    VERDICT_N_DIRECTIONS
};
extern const char *const verdict_direction_words[VERDICT_N_DIRECTIONS];

struct verdict_finding { /* one item */
    const struct verdict_item *item;
    struct verdict_range value;
    double lo, hi; /* points, lo <= hi */
    bool missing;  /* nothing is known */
    bool partly;   /* something is, but not enough for one number of points */
    enum verdict_direction direction;
    const char *words;
    const char *tell; /* how to let the program know */
};
struct verdict_factor_result {
    double lo, hi; /* points of its items, before ceilings */
    unsigned n, n_missing;
    enum verdict_direction direction; /* strains: some item does; unknown: half is missing */
};
struct verdict_other { /* what would change the answer */
    const struct verdict_finding *finding;
    enum verdict_answer answer; /* then */
    bool if_known; /* missing now, with all else of its block: the best it could turn to */
};
enum { VERDICT_OTHERS_MAX = 3, VERDICT_TELL_MAX = 128 };
struct verdict {
    enum verdict_answer answer;
    enum verdict_answer best, worst; /* what the gaps leave open */
    bool blocked;                    /* a warning sign: nothing below is judged but `flag` */
    const struct care_flag *flag;    /* the gravest that is open; NULL */
    bool ask;                        /* it hurts, and the warning signs were never asked */
    bool unasked;                /* it may hurt, and they were never asked: no good answer */
    double strain_lo, strain_hi; /* points, 0..90 */
    double help_lo, help_hi;     /* points, -10..0 */
    struct verdict_finding finding[VERDICT_ITEMS_MAX]; /* in the order of the table */
    size_t n;
    struct verdict_factor_result factor[VERDICT_N_FACTORS];
    const struct verdict_finding *first; /* known, and weighs most toward strain; NULL */
    const struct verdict_finding *gap;   /* missing, and leaves most open; NULL */
    struct verdict_other other[VERDICT_OTHERS_MAX];
    size_t n_others;
    const char *next;                /* one step, to the runner */
    const char *next_why;            /* half of it: the words of the item behind it; NULL */
    char log_tell[VERDICT_TELL_MAX]; /* how to let it know of runs, where the log is old */
};
void verdict_judge(const struct verdict_input *in, struct verdict *ret);

/* Sentences of no item: shown whole, tested like all others; NULL-ended. */
extern const char *const verdict_sentences[];
extern const char verdict_basis[]; /* what the points are */
extern const char verdict_never[]; /* what no answer means */

#endif
