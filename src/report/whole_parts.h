/* SPDX-License-Identifier: Apache-2.0 */
#ifndef REPORT_WHOLE_PARTS_H
#define REPORT_WHOLE_PARTS_H
/*
 * whole_parts - the parts that the runner's and the professional's report are put together
 * from. Private to report.
 */
#include "report/flow.h"
#include "report/whole.h"
#include "report/whole_words.h"

void whole_answer(const struct flow *f, const struct report_whole *w);
void whole_factors(const struct flow *f, const struct report_whole *w);
void whole_missing(const struct flow *f, const struct report_whole *w);
void whole_film(const struct flow *f, const struct report_whole *w);
void whole_compare(const struct flow *f, const struct report_whole *w);
/* height of a chart on paper, pt; 0: the usual */
void whole_weeks(const struct flow *f, const struct report_whole *w, double height);
void whole_back_load(const struct flow *f, const struct report_whole *w);
void whole_diary(const struct flow *f, const struct report_whole *w, double height);
void whole_plan(const struct flow *f, const struct report_whole *w);

void whole_summary(const struct flow *f, const struct report_whole *w); /* the one page */
void whole_checklist(const struct flow *f, const struct report_whole *w);

#endif
