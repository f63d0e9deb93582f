/* SPDX-License-Identifier: Apache-2.0 */
#ifndef REPORT_EXERCISES_H
#define REPORT_EXERCISES_H
/*
 * exercises - exercises and what is done today as pages, with their drawings.
 *
 * Depends on: base, care, report/figure. Pure. A page carries everything in itself, about 20 KB
 * for each exercise. Failures are remembered by struct text.
 */
#include "base/text.h"
#include "care/library.h"

/* The parts of a page, in this order. title and lead are escaped; lead may be NULL. */
void exercises_page_begin(struct text *t, const char *title, const char *lead);
void exercises_heading(struct text *t, const char *title, const char *lead);
/* A paragraph; strong sets it in larger letters. */
void exercises_paragraph(struct text *t, const char *s, bool strong);
/* One exercise: drawing, what for, how, how much; dose NULL: the usual one. */
void exercises_card(struct text *t, const struct care_exercise *e, const char *dose);
void exercises_session(struct text *t, const struct care_session *s);
void exercises_page_end(struct text *t);

#endif
