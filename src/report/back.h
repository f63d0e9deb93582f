/* SPDX-License-Identifier: Apache-2.0 */
#ifndef REPORT_BACK_H
#define REPORT_BACK_H
/*
 * back - the load on the low back, in the same words for every view. Private to report.
 *
 * Estimates for comparing a runner with himself: none of the views may call a number safe or
 * harmful.
 */
#include "report/page.h"
#include "report/report.h"
#include "report/words.h"

extern const char back_title[], back_note[];

/* The clip that shows it; or, when none does, the first from the side that says why not; NULL:
 * nothing to say. */
const struct report_clip *back_clip(const struct report_film *film);
/* An item as a value of the views. */
struct gait_value back_value(const struct spine_load *l, enum spine_item item);
struct words_form back_form(enum spine_item item);
/* "From 14 steps; over whole strides the forces make 1.00 of the weight; ..." */
void back_basis(struct text *t, const struct report_clip *clip);

void back_terminal(struct page *p, const struct report_film *film);

#endif
