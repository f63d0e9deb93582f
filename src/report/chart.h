/* SPDX-License-Identifier: Apache-2.0 */
#ifndef REPORT_CHART_H
#define REPORT_CHART_H
/*
 * chart - values over weeks or days: what is drawn, the same for paper and page. Private to
 * report. Pure.
 */
#include <stdbool.h>
#include <stddef.h>

#include "base/text.h"

enum chart_kind { CHART_BARS, CHART_DOTS };

struct chart {
    const char *title, *unit;
    enum chart_kind kind;
    const double *value;      /* [n], NaN: nothing there */
    const bool *marked;       /* [n] drawn in the colour that warns; NULL: none */
    const char *const *label; /* [n] below; NULL or "": none */
    size_t n;
    double top;         /* the axis reaches at least so far; from 0 */
    double level;       /* a dashed line; NaN: none */
    double height;      /* on paper, pt; 0: the usual */
    const char *legend; /* what marked and level mean, a phrase; NULL */
};

/* 1, 2 or 5 times a power of ten, so that three to seven lines fit into the range (> 0); and
 * the decimals that numbers beside such lines need. */
double chart_step(double range);
int chart_decimals(double step);

struct chart_axis {
    double top, step; /* 0 .. top, a line every step */
    int decimals;     /* of the numbers beside the lines */
};
void chart_axis_of(const struct chart *c, struct chart_axis *ret);

/* As inline SVG in a figure of the page's own style sheet. */
void chart_html(struct text *t, const struct chart *c);

#endif
