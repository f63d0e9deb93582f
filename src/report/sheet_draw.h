/* SPDX-License-Identifier: Apache-2.0 */
#ifndef REPORT_SHEET_DRAW_H
#define REPORT_SHEET_DRAW_H
/*
 * sheet_draw - text, lines and charts at a place on paper. Private to report. Points (1/72
 * inch), y down. Nothing fails: cairo remembers.
 */
#include <pango/pangocairo.h>

#include "report/chart.h"

struct sheet_colour {
    double r, g, b;
};
struct sheet_ink {
    const char *font; /* "sans bold 9.5" */
    struct sheet_colour colour;
};
struct sheet_pen {
    cairo_t *cr; /* owned */
    PangoContext *context;
};

void sheet_pen_begin(struct sheet_pen *pen, cairo_t *cr); /* takes cr */
cairo_status_t sheet_pen_end(struct sheet_pen *pen);

/* Wrapped to width; NULL for NULL and "". g_object_unref it. */
PangoLayout *sheet_pen_layout(struct sheet_pen *pen, const char *font, double width,
                              const char *text, bool right);
double sheet_layout_height(PangoLayout *layout);
void sheet_pen_layout_at(struct sheet_pen *pen, PangoLayout *layout, struct sheet_colour colour,
                         double x, double y);
/* All of it at once, x y the upper left; returns its height. */
double sheet_pen_text(struct sheet_pen *pen, const struct sheet_ink *ink, double x, double y,
                      double width, const char *text, bool right);
void sheet_pen_line(struct sheet_pen *pen, double x, double y, double length,
                    struct sheet_colour colour, double width);
void sheet_pen_chart(struct sheet_pen *pen, const struct chart *c, double x, double y,
                     double width, double height, const struct sheet_ink *ink);

#endif
