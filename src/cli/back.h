/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CLI_BACK_H
#define CLI_BACK_H
/*
 * back - everything the log knows that the answer about the back is made from, in one place:
 * read from the store, summed up, judged. For the commands back and report.
 *
 * Cost: reads ten years of daily sessions in a few tens of milliseconds; facts of new
 * activities are computed first, as `load` does.
 */
#include "care/profile.h"
#include "compare/compare.h"
#include "history/history.h"
#include "plan/plan.h"
#include "report/card.h"
#include "store/life.h"
#include "verdict/verdict.h"

struct back {
    long today;
    bool whole;             /* also what the answer does not need: plan, comparison of films */
    struct history_log log; /* what came until then */
    struct history_sums *sums;
    struct care_profile profile;
    struct care_gate gate;
    struct care_pain *pains; /* of the last BACK_PAIN_DAYS */
    size_t n_pains;
    struct card film; /* the newest */
    bool has_film;
    long film_before;              /* day of the one before */
    struct compare_result *change; /* against that; NULL */
    struct plan *plan;             /* the newest; NULL */
    long log_ends;                 /* day of the last session; LONG_MIN: none */
    struct verdict_line line[FORM_MAX_LINES];
    struct verdict_input input;
    struct verdict verdict;
};
enum { BACK_PAIN_DAYS = 120 };

/* whole: for a report. today: the day to judge. Sessions, entries and films after it are left
 * out. The result is freed by back_free. Errors: of the store;
 * -ERR_FORMAT (a kept film cannot be read), -ERR_NOMEM. */
int back_load(const char *db, long today, bool whole, struct back **ret, struct err *err)
    MUST_USE;
struct back *back_free(struct back *b);
DEFINE_AUTO(back)

/* The last whole week: sum over all steps of the peak ground force, in body weights; and the
 * same at L5/S1, scaled by what the film shows of this runner; NaN unknown. */
void back_week_force(const struct back *b, double *ret_ground, double *ret_spine);

/* The log holds runs 30 days before that day: earlier ones have nothing to be compared with, so
 * whether they were a jump is not known. */
bool back_log_covers(const struct back *b, long day);

/* The load of the last weeks as the verdict wants it, from rows, facts and sums. */
void back_sum_load(const struct back *b, struct verdict_load *ret);

#endif
