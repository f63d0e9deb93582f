/* SPDX-License-Identifier: Apache-2.0 */
#ifndef REPORT_SHEET_H
#define REPORT_SHEET_H
/*
 * sheet - a document on paper, as PDF: blocks that flow over pages. Private to report.
 *
 * A document is a function that puts blocks down one after the other; it is called twice, once
 * to count the pages and once to draw. Paragraphs break between lines, tables between rows with
 * their head repeated, charts never. Text is real text (selectable, fonts embedded as far as
 * they are used). The same blocks and fonts give the same bytes: the file carries the date it
 * is told and no other. Failures are remembered and reported at the end. One thread.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "report/chart.h"

enum sheet_paper { SHEET_A4, SHEET_LETTER, SHEET_N_PAPERS };
extern const char *const sheet_papers[]; /* "a4", "letter", NULL */

struct sheet_params {
    enum sheet_paper paper;
    const char *title;  /* of the document; metadata */
    const char *footer; /* left of the page number on every page */
    const char *date;   /* ISO 8601, "2026-05-31"; metadata */
};

/* A look is a row of sheet_looks: size, colour, room above and below. */
enum sheet_look {
    SHEET_TITLE,
    SHEET_ANSWER, /* the large sentence */
    SHEET_HEADING,
    SHEET_SUB,
    SHEET_BODY,
    SHEET_STRONG,
    SHEET_QUIET,
    SHEET_SMALL,
    SHEET_N_LOOKS
};

struct sheet;
typedef void sheet_build(struct sheet *s, const void *arg);

/* free() the bytes. Errors: -ERR_NOMEM, -ERR_MISSING (no font on this machine), -ERR_IO. */
int sheet_pdf(const struct sheet_params *params, sheet_build *build, const void *arg,
              uint8_t **ret_pdf, size_t *ret_n, struct err *err) MUST_USE;

/* -- blocks; text is UTF-8, cleaned as by text_add_plain */
void sheet_text(struct sheet *s, enum sheet_look look, const char *text);
/* A quiet label at the left, the text beside it; "" as label: the text stands below the last.
 */
void sheet_labelled(struct sheet *s, const char *label, const char *text);
void sheet_gap(struct sheet *s, double pt);
void sheet_need(struct sheet *s, double pt); /* a new page unless there is so much room left */
void sheet_break(struct sheet *s);           /* a new page, unless this one is empty */

void sheet_fail(struct sheet *s); /* the document must not appear: -ERR_NOMEM */

struct sheet_column {
    const char *title;
    double share; /* of the width; all together 1 */
    bool right;   /* numbers */
};
enum { SHEET_COLUMNS_MAX = 8 };
/* cells [n_rows][n_columns], NULL is empty; a row with only its first cell is a heading. */
void sheet_table(struct sheet *s, const struct sheet_column *columns, size_t n_columns,
                 const char *const *cells, size_t n_rows);
void sheet_chart(struct sheet *s, const struct chart *c);

#endif
