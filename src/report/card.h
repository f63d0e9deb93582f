/* SPDX-License-Identifier: Apache-2.0 */
#ifndef REPORT_CARD_H
#define REPORT_CARD_H
/*
 * card - the scorecard of a film that was kept, read back from its JSON (docs/film-json.md).
 *
 * Reads what any version of the schema 1 says; lines whose rule this program does not know, and
 * measures it does not know, are passed over. Untrusted input: nothing in it may do more than
 * be refused. Pure. A struct card is about 30 KB.
 */
#include "form/form.h"

enum { CARD_SEEN_MAX = 256, CARD_CLIPS_MAX = 8 };

struct card_line {
    const struct form_rule *rule;
    enum body_side side; /* BODY_N_SIDES: both, or no side */
    enum form_status status;
    enum form_dir dir;
    bool clear;
    struct gait_value value; /* in rule->unit */
    char seen[CARD_SEEN_MAX];
};
struct card {
    long day; /* of the film; filled in by the caller */
    char name[128];
    struct card_line line[FORM_MAX_LINES];
    size_t n_lines;
    size_t finding[FORM_MAX_FINDINGS]; /* indices of line */
    size_t n_findings;
    /* of all clips the one with the narrowest interval: [left, right, both] */
    struct gait_value measure[MEASURE_N][BODY_N_SIDES + 1];
    size_t n_clips, n_steps;
    enum gait_view view[CARD_CLIPS_MAX];
    double fps;                                   /* of the fastest clip */
    double low_back_bw, low_back_lo, low_back_hi; /* estimated peak compression a step; NaN */
    double force_bw; /* peak ground force of the same steps, from their timing; NaN */
};
/* name stands in the messages. Errors: -ERR_FORMAT (no film), -ERR_UNSUPPORTED (a newer one).
 */
int card_read(const char *json, size_t n, const char *name, struct card *ret, struct err *err)
    MUST_USE;

#endif
