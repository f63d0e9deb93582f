/* SPDX-License-Identifier: Apache-2.0 */
#ifndef REPORT_CHANGE_H
#define REPORT_CHANGE_H
/*
 * change - before and after, in the same words for every view. Private to report.
 */
#include "report/page.h"
#include "report/report.h"

extern const char change_title[], change_note[];

struct words_form change_form(size_t item);
/* "+1.2 (0.3 to 2.1)"; "" when not comparable. */
void change_words(const struct compare_row *row, char *ret_buf, size_t size);

void change_terminal(struct page *p, const struct report_film *film);

#endif
