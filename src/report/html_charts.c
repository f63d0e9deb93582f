/* SPDX-License-Identifier: Apache-2.0 */
/* Small drawings in the page, as inline SVG that takes its colours from the style sheet. */
#include <math.h>

#include "base/mem.h"
#include "report/chart.h"
#include "report/html.h"

/* -- the bar of a scorecard row ------------------------------------------------------------ */

enum { BAR_W = 180, BAR_H = 26 };

struct axis {
    double lo, hi;
};

static void include(struct axis *a, double x)
{
    if (!isfinite(x))
        return;
    a->lo = fmin(a->lo, x);
    a->hi = fmax(a->hi, x);
}

static double along(const struct axis *a, double x, double length)
{
    return fmin(fmax((x - a->lo) / (a->hi - a->lo), 0), 1) * length;
}

static void band(struct text *t, const struct axis *a, const char *cls, double lo, double hi)
{
    double x = along(a, lo, BAR_W), w = along(a, hi, BAR_W) - x;
    if (w > 0)
        text_addf(t, "<rect class=\"%s\" x=\"%.1f\" y=\"8\" width=\"%.1f\" height=\"10\"/>",
                  cls, x, w);
}

void html_bar(struct text *t, const struct form_line *line, const struct form_line *lines,
              size_t n_lines)
{
    const struct form_rule *r = line->rule;
    const struct gait_value *v = &line->value;
    if (!words_has(v))
        return;
    struct axis a = { INFINITY, -INFINITY };
    for (size_t i = 0; i < n_lines; i++) { /* one axis for the sides of a rule */
        include(&a, words_has(&lines[i].value) ? lines[i].value.value : NAN);
        include(&a, words_has(&lines[i].value) ? lines[i].value.lo : NAN);
        include(&a, words_has(&lines[i].value) ? lines[i].value.hi : NAN);
    }
    const double bands[] = { r->good_lo, r->good_hi, r->change_lo, r->change_hi };
    for (size_t i = 0; r->kind != FORM_NOTED && i < N_ELEMS(bands); i++)
        include(&a, bands[i]);
    double room = fmax(a.hi - a.lo, 1e-9) * 0.12;
    a.lo -= room;
    a.hi += room;

    text_addf(t,
              "<svg class=\"bar\" viewBox=\"0 0 %d %d\" aria-hidden=\"true\">"
              "<rect class=\"track\" x=\"0\" y=\"8\" width=\"%d\" height=\"10\"/>",
              BAR_W, BAR_H, BAR_W);
    if (r->kind != FORM_NOTED) {
        if (isfinite(r->change_lo))
            band(t, &a, "beyond", a.lo, r->change_lo);
        if (isfinite(r->change_hi))
            band(t, &a, "beyond", r->change_hi, a.hi);
        band(t, &a, "good", r->good_lo, r->good_hi);
    }
    if (isfinite(v->lo) && isfinite(v->hi))
        text_addf(t,
                  "<line class=\"ci\" x1=\"%.1f\" x2=\"%.1f\" y1=\"13\" y2=\"13\"/>"
                  "<path class=\"ci\" d=\"M%.1f 9v8M%.1f 9v8\"/>",
                  along(&a, v->lo, BAR_W), along(&a, v->hi, BAR_W), along(&a, v->lo, BAR_W),
                  along(&a, v->hi, BAR_W));
    text_addf(t, "<circle class=\"dot %s\" cx=\"%.1f\" cy=\"13\" r=\"4.5\"/></svg>",
              line->side == BODY_N_SIDES ? "b" : body_side_name(line->side),
              along(&a, v->value, BAR_W));
}

/* -- curves over the gait cycle ------------------------------------------------------------ */

enum { CHART_W = 360, CHART_H = 210, LEFT_M = 40, RIGHT_M = 8, TOP_M = 10, BOTTOM_M = 30 };
static const double PLOT_W = CHART_W - LEFT_M - RIGHT_M, PLOT_H = CHART_H - TOP_M - BOTTOM_M;

static bool has_curve(const struct gait_curve *c)
{
    if (!c->key || c->n_strides == 0)
        return false;
    for (int i = 0; i < GAIT_CURVE_POINTS; i++)
        if (isfinite(c->mean[i]))
            return true;
    return false;
}

static double x_of(int i) { return LEFT_M + PLOT_W * i / (GAIT_CURVE_POINTS - 1); }

static double y_of(const struct axis *a, double v)
{
    return TOP_M + PLOT_H - along(a, v, PLOT_H);
}

static void grid(struct text *t, const struct axis *a)
{
    double step = chart_step(a->hi - a->lo);
    int decimals = chart_decimals(step);
    int last = (int)floor(a->hi / step);
    for (int k = (int)ceil(a->lo / step); k <= last; k++) {
        double v = k * step;
        char number[WORDS_MAX];
        words_number(v, decimals, number);
        text_addf(t,
                  "<line class=\"%s\" x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\"/>"
                  "<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%s</text>",
                  fabs(v) < step / 2 ? "zero" : "grid", LEFT_M, CHART_W - RIGHT_M, y_of(a, v),
                  y_of(a, v), LEFT_M - 5, y_of(a, v) + 3.5, number);
    }
    for (int i = 0; i < GAIT_CURVE_POINTS; i += 25)
        text_addf(t, "<text x=\"%.1f\" y=\"%d\" text-anchor=\"%s\">%d</text>", x_of(i),
                  CHART_H - 16, i == 100 ? "end" : "middle", i);
    text_addf(t, "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%% of the stride</text>",
              LEFT_M + PLOT_W / 2, CHART_H - 3);
}

/* The band of one SD as one closed path per unbroken part, then the mean as a line. */
static void curve(struct text *t, const struct axis *a, const struct gait_curve *c)
{
    const char *side = body_side_name(c->side);
    for (int i = 0; i < GAIT_CURVE_POINTS;) {
        int end = i;
        while (end < GAIT_CURVE_POINTS && isfinite(c->mean[end]) && isfinite(c->sd[end]))
            end++;
        if (end - i > 1) {
            text_addf(t, "<path class=\"sd %s\" d=\"M", side);
            for (int k = i; k < end; k++)
                text_addf(t, "%.1f %.1f ", x_of(k), y_of(a, c->mean[k] + c->sd[k]));
            for (int k = end - 1; k >= i; k--)
                text_addf(t, "%.1f %.1f ", x_of(k), y_of(a, c->mean[k] - c->sd[k]));
            text_add(t, "Z\"/>");
        }
        i = end > i ? end : i + 1;
    }
    text_addf(t, "<path class=\"mean %s\" d=\"", side);
    bool down = false;
    for (int i = 0; i < GAIT_CURVE_POINTS; i++) {
        if (isfinite(c->mean[i]))
            text_addf(t, "%s%.1f %.1f ", down ? "" : "M", x_of(i), y_of(a, c->mean[i]));
        down = isfinite(c->mean[i]);
    }
    text_add(t, "\"/>");
}

static void toe_off(struct text *t, const struct gait_curve *c)
{
    if (!(c->off_frac > 0 && c->off_frac < 1))
        return;
    double x = LEFT_M + PLOT_W * c->off_frac;
    text_addf(t, "<line class=\"off %s\" x1=\"%.1f\" x2=\"%.1f\" y1=\"%d\" y2=\"%.1f\"/>",
              body_side_name(c->side), x, x, TOP_M, TOP_M + PLOT_H);
}

static void chart(struct text *t, const struct gait_curve pair[BODY_N_SIDES])
{
    const struct gait_curve *any = has_curve(&pair[0]) ? &pair[0] : &pair[1];
    struct axis a = { INFINITY, -INFINITY };
    for (int s = 0; s < BODY_N_SIDES; s++)
        for (int i = 0; has_curve(&pair[s]) && i < GAIT_CURVE_POINTS; i++) {
            double sd = isfinite(pair[s].sd[i]) ? pair[s].sd[i] : 0;
            include(&a, pair[s].mean[i] - sd);
            include(&a, pair[s].mean[i] + sd);
        }
    double room = fmax((a.hi - a.lo) * 0.05, 0.5);
    a.lo -= room;
    a.hi += room;

    text_add(t, "<figure class=\"chart\"><figcaption>");
    html_text(t, any->label);
    text_add(t, ", <span class=\"quiet\">");
    html_text(t, any->unit);
    text_addf(t, "</span></figcaption><svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"",
              CHART_W, CHART_H);
    html_text(t, any->label);
    text_add(t, " over the stride, left and right, mean and one standard deviation\">");
    grid(t, &a);
    for (int s = 0; s < BODY_N_SIDES; s++)
        if (has_curve(&pair[s])) {
            curve(t, &a, &pair[s]);
            toe_off(t, &pair[s]);
        }
    text_add(t, "</svg></figure>");
}

void html_curves(struct text *t, const struct report_clip *clip)
{
    const struct gait *g = clip->gait;
    bool any = false;
    for (int k = 0; k < GAIT_N_CURVES; k++)
        any |= has_curve(&g->curves[k][0]) || has_curve(&g->curves[k][1]);
    if (!any) {
        text_add(t, "<p class=\"quiet\">There are no curves for this clip.</p>");
        return;
    }
    text_add(t, "<div class=\"charts\">");
    for (int k = 0; k < GAIT_N_CURVES; k++)
        if (has_curve(&g->curves[k][0]) || has_curve(&g->curves[k][1]))
            chart(t, g->curves[k]);
    text_add(t, "</div>");
}
