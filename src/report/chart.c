/* SPDX-License-Identifier: Apache-2.0 */
#include "report/chart.h"

#include <math.h>

#include "report/html.h"

enum { W = 720, H = 190, LEFT = 44, RIGHT = 6, TOP = 8, BOTTOM = 22 };
static const double PLOT_W = W - LEFT - RIGHT, PLOT_H = H - TOP - BOTTOM;

double chart_step(double range)
{
    double ten = pow(10, floor(log10(range / 3)));
    return range / (ten * 5) >= 3 ? ten * 5 : range / (ten * 2) >= 3 ? ten * 2 : ten;
}

int chart_decimals(double step) { return step >= 1 ? 0 : (int)ceil(-log10(step) - 1e-9); }

void chart_axis_of(const struct chart *c, struct chart_axis *ret)
{
    double top = c->top;

    for (size_t i = 0; i < c->n; i++)
        if (isfinite(c->value[i]))
            top = fmax(top, c->value[i]);
    if (isfinite(c->level))
        top = fmax(top, c->level);
    if (!(top > 0))
        top = 1;
    double step = chart_step(top);
    *ret = (struct chart_axis){ .top = ceil(top / step - 1e-9) * step,
                                .step = step,
                                .decimals = chart_decimals(step) };
}

static void svg_grid(struct text *t, const struct chart_axis *a)
{
    int n = (int)lround(a->top / a->step);

    for (int i = 0; i <= n; i++) {
        double y = TOP + PLOT_H * (1 - (double)i / n);
        text_addf(t,
                  "<line class=\"%s\" x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\"/>"
                  "<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%.*f</text>",
                  i == 0 ? "zero" : "grid", LEFT, W - RIGHT, y, y, LEFT - 6, y + 3.5,
                  a->decimals, i * a->step);
    }
}

static void svg_value(struct text *t, const struct chart *c, const struct chart_axis *a,
                      size_t i)
{
    double room = PLOT_W / (double)c->n, x = LEFT + room * (double)i;
    double h = PLOT_H * fmax(c->value[i], 0) / a->top, y = TOP + PLOT_H - h;
    const char *cls = c->marked && c->marked[i] ? "over" : "usual";

    if (c->label && c->label[i] && c->label[i][0]) {
        text_addf(t, "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">", x + room / 2, H - 6);
        html_text(t, c->label[i]);
        text_add(t, "</text>");
    }
    if (!isfinite(c->value[i]))
        return;
    if (c->kind == CHART_DOTS)
        text_addf(t, "<circle class=\"%s\" cx=\"%.1f\" cy=\"%.1f\" r=\"3.4\"/>", cls,
                  x + room / 2, y);
    else
        text_addf(t,
                  "<rect class=\"%s\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" "
                  "rx=\"1.5\"/>",
                  cls, x + room * 0.14, y, room * 0.72, h);
}

void chart_html(struct text *t, const struct chart *c)
{
    struct chart_axis a;

    chart_axis_of(c, &a);
    text_add(t, "<figure class=\"chart weeks\"><figcaption>");
    html_text(t, c->title);
    text_add(t, ", <span class=\"quiet\">");
    html_text(t, c->unit);
    text_addf(t, "</span></figcaption><svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"", W,
              H);
    html_text(t, c->title);
    text_add(t, "\">");
    svg_grid(t, &a);
    for (size_t i = 0; i < c->n; i++)
        svg_value(t, c, &a, i);
    if (isfinite(c->level)) {
        double y = TOP + PLOT_H * (1 - c->level / a.top);
        text_addf(t, "<line class=\"level\" x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\"/>",
                  LEFT, W - RIGHT, y, y);
    }
    text_add(t, "</svg>");
    if (c->legend) {
        text_add(t, "<p class=\"small quiet\">");
        html_text(t, c->legend);
        text_add(t, "</p>");
    }
    text_add(t, "</figure>");
}
