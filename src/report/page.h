/* SPDX-License-Identifier: Apache-2.0 */
#ifndef REPORT_PAGE_H
#define REPORT_PAGE_H
/*
 * page - lines of text on a terminal: wrapped, indented, coloured. Private to report.
 *
 * Columns are counted, not bytes. Failures are remembered by struct text.
 */
#include <stdbool.h>
#include <stddef.h>

#include "base/text.h"

enum style { PLAIN, BOLD, DIM, GOOD, WATCH, CHANGE, CANNOT_TELL };

struct page {
    struct text *t;
    bool colour;
    size_t columns;
};

void page_spaces(struct page *p, size_t n);
/* s filled with spaces up to `columns`; printf's width would count bytes. */
void page_padded(struct page *p, enum style style, const char *s, size_t columns);
/* A label of `indent` columns, then the text beside it, wrapped to the page. */
void page_paragraph(struct page *p, enum style style, const char *label, size_t indent,
                    const char *s);
void page_heading(struct page *p, const char *s);

#endif
