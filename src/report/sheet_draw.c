/* SPDX-License-Identifier: Apache-2.0 */
#include "report/sheet_draw.h"

#include <math.h>

#include "base/text.h"
#include "report/words.h"

enum { TEXT_MAX = 1 << 16 };

/* Colours of the page's style sheet on paper. */
static const struct sheet_colour usual = { 0.36, 0.60, 0.62 }, over = { 0.70, 0.15, 0.12 },
                                 grid = { 0.88, 0.87, 0.84 }, zero = { 0.45, 0.47, 0.50 };

void sheet_pen_begin(struct sheet_pen *pen, cairo_t *cr)
{
    cairo_font_options_t *options = cairo_font_options_create();

    pen->cr = cr;
    pen->context = pango_cairo_create_context(cr);
    /* Metrics as designed, not rounded to pixels of a screen that is not there. */
    cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
    cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
    pango_cairo_context_set_font_options(pen->context, options);
    pango_cairo_context_set_resolution(pen->context, 72);
    cairo_font_options_destroy(options);
}

cairo_status_t sheet_pen_end(struct sheet_pen *pen)
{
    cairo_status_t status = cairo_status(pen->cr);

    g_object_unref(pen->context);
    cairo_destroy(pen->cr);
    return status;
}

PangoLayout *sheet_pen_layout(struct sheet_pen *pen, const char *font, double width,
                              const char *text, bool right)
{
    AUTO_TEXT struct text clean = TEXT_INIT(TEXT_MAX);

    if (!text || !text[0])
        return NULL;
    text_add_plain(&clean, text);
    PangoLayout *l = pango_layout_new(pen->context);
    PangoFontDescription *d = pango_font_description_from_string(font);
    pango_layout_set_font_description(l, d);
    pango_font_description_free(d);
    pango_layout_set_width(l, (int)lround(fmax(width, 1) * PANGO_SCALE));
    pango_layout_set_wrap(l, PANGO_WRAP_WORD_CHAR);
    pango_layout_set_alignment(l, right ? PANGO_ALIGN_RIGHT : PANGO_ALIGN_LEFT);
    pango_layout_set_line_spacing(l, 1.12F);
    pango_layout_set_text(l, text_str(&clean), -1);
    return l;
}

double sheet_layout_height(PangoLayout *layout)
{
    PangoRectangle r;

    pango_layout_get_extents(layout, NULL, &r);
    return (double)r.height / PANGO_SCALE;
}

void sheet_pen_layout_at(struct sheet_pen *pen, PangoLayout *layout, struct sheet_colour colour,
                         double x, double y)
{
    cairo_set_source_rgb(pen->cr, colour.r, colour.g, colour.b);
    cairo_move_to(pen->cr, x, y);
    pango_cairo_show_layout(pen->cr, layout);
}

double sheet_pen_text(struct sheet_pen *pen, const struct sheet_ink *ink, double x, double y,
                      double width, const char *text, bool right)
{
    PangoLayout *l = sheet_pen_layout(pen, ink->font, width, text, right);
    double height = l ? sheet_layout_height(l) : 0;

    if (l) {
        sheet_pen_layout_at(pen, l, ink->colour, x, y);
        g_object_unref(l);
    }
    return height;
}

void sheet_pen_line(struct sheet_pen *pen, double x, double y, double length,
                    struct sheet_colour colour, double width)
{
    cairo_set_source_rgb(pen->cr, colour.r, colour.g, colour.b);
    cairo_set_line_width(pen->cr, width);
    cairo_move_to(pen->cr, x, y);
    cairo_rel_line_to(pen->cr, length, 0);
    cairo_stroke(pen->cr);
}

/* -- charts */

struct plot {
    double x, y, w, h; /* inside the axes */
    struct chart_axis axis;
    const struct sheet_ink *ink;
};

static void lines(struct sheet_pen *pen, const struct plot *p)
{
    int n = (int)lround(p->axis.top / p->axis.step);

    for (int i = 0; i <= n; i++) {
        double y = p->y + p->h * (1 - (double)i / n);
        char number[WORDS_MAX];
        words_number(i * p->axis.step, p->axis.decimals, number);
        sheet_pen_line(pen, p->x, y, p->w, i == 0 ? zero : grid, 0.5);
        sheet_pen_text(pen, p->ink, p->x - 36, y - 5.5, 31, number, true);
    }
}

static void one(struct sheet_pen *pen, const struct plot *p, const struct chart *c, size_t i)
{
    double each = p->w / (double)c->n, x = p->x + each * (double)i;
    struct sheet_colour k = c->marked && c->marked[i] ? over : usual;

    if (c->label && c->label[i] && c->label[i][0]) {
        PangoLayout *l = sheet_pen_layout(pen, p->ink->font, 80, c->label[i], false);
        PangoRectangle r;
        pango_layout_get_extents(l, NULL, &r);
        double w = (double)r.width / PANGO_SCALE;
        double at = fmin(fmax(x + each / 2 - w / 2, p->x), p->x + p->w - w);
        sheet_pen_layout_at(pen, l, p->ink->colour, at, p->y + p->h + 2);
        g_object_unref(l);
    }
    if (!isfinite(c->value[i]))
        return;
    double h = p->h * fmax(c->value[i], 0) / p->axis.top;
    cairo_set_source_rgb(pen->cr, k.r, k.g, k.b);
    cairo_new_path(pen->cr);
    if (c->kind == CHART_DOTS)
        cairo_arc(pen->cr, x + each / 2, p->y + p->h - h, 2.4, 0, 2 * M_PI);
    else
        cairo_rectangle(pen->cr, x + each * 0.14, p->y + p->h - h, each * 0.72, h);
    cairo_fill(pen->cr);
}

void sheet_pen_chart(struct sheet_pen *pen, const struct chart *c, double x, double y,
                     double width, double height, const struct sheet_ink *ink)
{
    struct plot p = { x + 38, y + 6, width - 40, height - 22, { 0 }, ink };

    chart_axis_of(c, &p.axis);
    lines(pen, &p);
    for (size_t i = 0; i < c->n; i++)
        one(pen, &p, c, i);
    if (isfinite(c->level)) {
        static const double dash[] = { 3, 2 };
        cairo_set_dash(pen->cr, dash, 2, 0);
        sheet_pen_line(pen, p.x, p.y + p.h * (1 - c->level / p.axis.top), p.w, zero, 0.8);
        cairo_set_dash(pen->cr, NULL, 0, 0);
    }
}
