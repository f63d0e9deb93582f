/* SPDX-License-Identifier: Apache-2.0 */
#ifndef REPORT_HTML_H
#define REPORT_HTML_H
/*
 * html - the parts the page is put together from. Private to report.
 *
 * Each appends to the page; failures are remembered by struct text. Everything that is not a
 * literal of ours goes through html_text.
 */
#include "report/pictures.h"
#include "report/report.h"
#include "report/words.h"

extern const char html_style[]; /* the style sheet */

void html_text(struct text *t, const char *s); /* escaped, and cleaned as by text_add_plain */
/* From the first byte to <main>: the style sheet, then more_style ("" for none). The page may
 * load nothing from anywhere. */
void html_head(struct text *t, const char *title, const char *more_style);
/* What it is not, who made it, and the last byte. */
void html_foot(struct text *t);
void html_base64(struct text *t, const void *data, size_t n);
/* "4.1°", "16.4 % leg"; "-" where there is no value. */
void html_value(struct text *t, const struct gait_value *v, struct words_form form);
void html_status(struct text *t, enum form_status s);
void html_side(struct text *t, enum body_side side);

/* A bar with the good band, the interval and the value: the row's numbers as a picture.
 * lines [n_lines]: all lines of the rule, which share one axis. */
void html_bar(struct text *t, const struct form_line *line, const struct form_line *lines,
              size_t n_lines);
/* All curves of a clip, left over right. */
void html_curves(struct text *t, const struct report_clip *clip);

void html_pictures(struct text *t, const struct report_clip *clip, const struct pictures *p);
void html_scorecard(struct text *t, const struct report_film *film);
void html_findings(struct text *t, const struct report_film *film);
void html_change(struct text *t, const struct report_film *film);
void html_low_back(struct text *t, const struct report_film *film);
void html_limits(struct text *t, const struct report_film *film);
void html_steps(struct text *t, const struct report_film *film, size_t clip_i);
void html_quality(struct text *t, const struct report_film *film);
void html_method(struct text *t, const struct report_film *film);

#endif
