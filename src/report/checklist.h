/* SPDX-License-Identifier: Apache-2.0 */
#ifndef REPORT_CHECKLIST_H
#define REPORT_CHECKLIST_H
/*
 * checklist - the video analysis of a runner as a list, in the order of Souza 2016 (Phys Med
 * Rehabil Clin N Am 27:217): side view, then rear view. Filled in from the last film, and
 * changed by hand in a small text file before it is printed.
 *
 * The file has one "id: text" a line; empty lines and lines that start with # are left out.
 * Depends on: base, form. Pure but for the text.
 */
#include "base/text.h"
#include "report/card.h"

struct checklist_row {
    const char *id;   /* in the file: never renamed */
    const char *view; /* heading: "Side view", ... */
    const char *label;
    int measure; /* enum measure; -1: a single camera cannot measure it, or nobody asks it */
    const char *rule;  /* of form, for status and words; NULL */
    const char *looks; /* what to look for, a phrase */
};
extern const struct checklist_row checklist_rows[];
extern const size_t checklist_n_rows;

enum { CHECKLIST_MAX = 32, CHECKLIST_TEXT_MAX = 240 };
struct checklist {
    char text[CHECKLIST_MAX][CHECKLIST_TEXT_MAX]; /* by row; "" left empty */
    bool changed[CHECKLIST_MAX];                  /* by hand: differs from the film */
};

/* What the film says; card NULL: nothing measured. */
void checklist_fill(const struct card *card, struct checklist *ret);
/* Append the file. day: of today, for the head. */
void checklist_write(const struct checklist *c, struct text *ret);
/* Read it over what the film says. Errors: -ERR_FORMAT with the line: no colon, an unknown id,
 * a text too long. */
int checklist_read(const char *s, size_t n, const struct card *card, struct checklist *ret,
                   struct err *err) MUST_USE;

#endif
