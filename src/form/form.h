/* SPDX-License-Identifier: Apache-2.0 */
#ifndef FORM_FORM_H
#define FORM_FORM_H
/*
 * form - the table of rules: measured values to statuses and at most three findings.
 *
 * Pure. A rule never fires from the middle of an interval: good means the whole interval lies
 * in the good band, change that it lies in the change band, watch anything between, cannot tell
 * that it is too wide or missing.
 */
#include <stddef.h>

#include "base/err.h"
#include "gait/gait.h"

enum form_grade { FORM_STRONG, FORM_MODERATE, FORM_WEAK, FORM_CONTESTED };
const char *form_grade_name(enum form_grade g);

enum form_status { FORM_GOOD, FORM_WATCH, FORM_CHANGE, FORM_CANNOT_TELL };
const char *form_status_name(enum form_status s); /* "good", "watch", "change", "cannot tell" */

struct form_rule {
    const char *id; /* stored in files: never renamed */
    enum measure measure;
    const char *advice;          /* the popular advice it answers, in the runner's words */
    double good_lo, good_hi;     /* inside: good; -INFINITY/INFINITY for open ends */
    double change_lo, change_hi; /* outside: change */
    int weight;                  /* rank among findings, larger first */
    enum form_grade grade;
    const char *source;               /* key of docs/sources.md */
    const char *evidence;             /* one sentence: what is known, also against it */
    const char *what_low, *what_high; /* what was seen; NULL: that side has no fault */
    const char *why;
    const char *cue, *drill, *dose;
};
extern const struct form_rule form_rules[];
extern const size_t form_n_rules;

enum { FORM_MAX_LINES = 64, FORM_MAX_FINDINGS = 3 };

struct form_line { /* one row of the scorecard */
    const struct form_rule *rule;
    enum body_side side; /* BODY_N_SIDES: both together */
    enum form_status status;
    struct gait_value value;
    size_t clip_i; /* which of the clips it was measured in */
};

struct form_result {
    struct form_line lines[FORM_MAX_LINES];
    size_t n_lines;
    size_t findings[FORM_MAX_FINDINGS]; /* indices into lines, most useful first */
    size_t n_findings;
};

/* gaits [n]: clips of the same runner (side, rear, ...); each measure comes from the clip with
 * the narrowest interval. */
void form_judge(const struct gait *const *gaits, size_t n, struct form_result *ret_result);

#endif
