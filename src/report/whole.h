/* SPDX-License-Identifier: Apache-2.0 */
#ifndef REPORT_WHOLE_H
#define REPORT_WHOLE_H
/*
 * whole - the whole picture on one document: the answer, the last film, weeks, diary, plan; for
 * the runner, or for a professional. As HTML or as PDF from the same blocks.
 *
 * Depends on: base, form, load, care, verdict; cairo and pango for the PDF. No number is
 * computed here: they are chosen, rounded, drawn. The same input gives the same bytes. A report
 * of a year takes about 0.1 s and 100 KB as PDF. One thread.
 */
#include <stdio.h>

#include "care/profile.h"
#include "compare/compare.h"
#include "report/card.h"
#include "report/checklist.h"
#include "report/sheet.h"
#include "verdict/verdict.h"

struct report_week {
    long monday;
    double run_km, back_of_usual; /* NaN unknown */
    unsigned runs, sessions;
    bool jump; /* holds a run much longer than the longest of 30 days */
};
struct report_planned { /* of the plan */
    long day;
    const char *shown, *why;
    double run_km, minutes;
};
struct report_whole { /* borrowed pointers */
    long today;
    const char *name; /* of the runner, as it is to be printed; NULL: left open */
    const struct verdict *verdict;
    const struct verdict_input *input;
    const struct care_profile *profile;
    const struct care_gate *gate;
    const struct care_pain *pains; /* [n_pains] in order of day */
    size_t n_pains;
    const struct report_week *weeks; /* [n_weeks] the last ones */
    size_t n_weeks;
    size_t n_sessions;
    const struct card *film;             /* the last one; NULL */
    const struct compare_result *change; /* against the film before; NULL */
    long film_before;                    /* day of that */
    const struct report_planned *plan;   /* [n_plan] of the coming weeks */
    size_t n_plan;
    const struct checklist *checklist; /* NULL: as measured */
};

enum whole_reader { WHOLE_RUNNER, WHOLE_PROFESSIONAL };

/* Errors: -ERR_IO, -ERR_NOMEM, -ERR_LIMIT, -ERR_MISSING (no font, PDF only). */
int report_whole_html(const char *path, const struct report_whole *w, enum whole_reader reader,
                      struct err *err) MUST_USE;
int report_whole_pdf(const char *path, const struct report_whole *w, enum whole_reader reader,
                     enum sheet_paper paper, struct err *err) MUST_USE;

/* -- words that the terminal shares */
enum { REPORT_VALUE_MAX = 64 };
extern const char report_question[];
void report_finding_value(const struct verdict_finding *f, char ret[REPORT_VALUE_MAX]);
void report_finding_points(const struct verdict_finding *f, char ret[REPORT_VALUE_MAX]);
void report_other_words(struct text *t, const struct verdict_other *o);
void report_sure_words(struct text *t, const struct verdict *v);
/* Sentences of the report that stand in no other table, NULL-ended: for the test of words. */
extern const char *const report_sentences[]; /* the table is whole_words.h */

#endif
