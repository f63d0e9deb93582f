/* SPDX-License-Identifier: Apache-2.0 */
#include "report/draw.h"

#include <math.h>
#include <pango/pangocairo.h>

#include "base/mem.h"

const struct draw_colour draw_colours[BODY_N_SIDES + 1] = {
    [BODY_LEFT] = { 0.30, 0.70, 1.00 },
    [BODY_RIGHT] = { 1.00, 0.60, 0.15 },
    [BODY_N_SIDES] = { 1.00, 1.00, 1.00 },
};

static const double SEEN = 0.3; /* least confidence that a point is drawn with */
static const double FAINT = 0.45;

static bool seen(const struct motion_point *p)
{
    return isfinite(p->x) && isfinite(p->y) && p->conf >= (float)SEEN;
}

static void line(const struct draw *d, const struct motion_point *a,
                 const struct motion_point *b)
{
    cairo_move_to(d->cr, (a->x - d->x0) * d->scale, (a->y - d->y0) * d->scale);
    cairo_line_to(d->cr, (b->x - d->x0) * d->scale, (b->y - d->y0) * d->scale);
}

static void stroke_rimmed(const struct draw *d, struct draw_colour c, double alpha,
                          double width)
{
    cairo_set_line_cap(d->cr, CAIRO_LINE_CAP_ROUND);
    cairo_set_source_rgba(d->cr, 0.05, 0.07, 0.10, 0.55 * alpha);
    cairo_set_line_width(d->cr, width + 0.7 * d->unit);
    cairo_stroke_preserve(d->cr);
    cairo_set_source_rgba(d->cr, c.r, c.g, c.b, alpha);
    cairo_set_line_width(d->cr, width);
    cairo_stroke(d->cr);
}

static double alpha_of(enum body_side side, enum body_side strong)
{
    return side == BODY_N_SIDES || strong == BODY_N_SIDES || side == strong ? 0.95 : FAINT;
}

static void bones(const struct draw *d, const struct motion_point *points, enum body_side side,
                  double alpha)
{
    for (size_t i = 0; i < body_n_bones; i++) {
        const struct body_bone *b = &body_bones[i];
        if (b->side != side || !seen(&points[b->from]) || !seen(&points[b->to]))
            continue;
        line(d, &points[b->from], &points[b->to]);
        stroke_rimmed(d, draw_colours[side], alpha, d->unit);
    }
}

static void joints(const struct draw *d, const struct motion_point *points, enum body_side side,
                   double alpha)
{
    static const enum body_point pairs[] = { BODY_L_SHOULDER, BODY_L_ELBOW, BODY_L_WRIST,
                                             BODY_L_HIP,      BODY_L_KNEE,  BODY_L_ANKLE };
    struct draw_colour c = draw_colours[side];
    for (size_t i = 0; i < N_ELEMS(pairs); i++) {
        const struct motion_point *p =
            &points[side == BODY_LEFT ? pairs[i] : body_point_mirror(pairs[i])];
        if (!seen(p))
            continue;
        cairo_arc(d->cr, (p->x - d->x0) * d->scale, (p->y - d->y0) * d->scale, 0.95 * d->unit,
                  0, 2 * M_PI);
        cairo_set_source_rgba(d->cr, 1, 1, 1, alpha);
        cairo_fill_preserve(d->cr);
        cairo_set_source_rgba(d->cr, c.r * 0.7, c.g * 0.7, c.b * 0.7, alpha);
        cairo_set_line_width(d->cr, 0.45 * d->unit);
        cairo_stroke(d->cr);
    }
}

void draw_skeleton(const struct draw *d, const struct motion_point *points,
                   enum body_side strong)
{
    enum body_side first = strong == BODY_LEFT ? BODY_RIGHT : BODY_LEFT;
    enum body_side second = first == BODY_LEFT ? BODY_RIGHT : BODY_LEFT;
    bones(d, points, first, alpha_of(first, strong));
    joints(d, points, first, alpha_of(first, strong));
    bones(d, points, BODY_N_SIDES, 0.9);
    bones(d, points, second, alpha_of(second, strong));
    joints(d, points, second, alpha_of(second, strong));
}

static PangoLayout *layout_of(cairo_t *cr, double height, const char *text)
{
    PangoLayout *layout = pango_cairo_create_layout(cr);
    PangoFontDescription *font = pango_font_description_from_string("Sans Semi-Bold");
    pango_font_description_set_absolute_size(font, height * PANGO_SCALE);
    pango_layout_set_font_description(layout, font);
    pango_layout_set_text(layout, text, -1);
    pango_font_description_free(font);
    return layout;
}

double draw_text(cairo_t *cr, double x, double y, double height, const char *text)
{
    PangoLayout *layout = layout_of(cr, height, text);
    int w, h;
    pango_layout_get_pixel_size(layout, &w, &h);
    cairo_move_to(cr, x, y - h / 2.0);
    pango_cairo_show_layout(cr, layout);
    cairo_new_path(cr); /* text leaves a current point, which an arc would join */
    g_object_unref(layout);
    return w;
}

static bool overlap(const struct draw_box *a, const struct draw_box *b)
{
    return a->x < b->x + b->w && b->x < a->x + a->w && a->y < b->y + b->h && b->y < a->y + a->h;
}

static bool is_free(const struct draw *d, const struct draw_box *box)
{
    for (size_t i = 0; i < d->n_labels; i++)
        if (overlap(box, &d->labels[i]))
            return false;
    return box->y >= 0 && box->y + box->h <= d->height;
}

/* Up and down in growing steps until nothing is in the way. */
static void settle(const struct draw *d, struct draw_box *box)
{
    double at = box->y, step = box->h * 0.6;
    box->x = fmin(fmax(box->x, 2), fmax(2, d->width - box->w - 2));
    for (int k = 0; k < 24; k++) {
        int away = (k + 1) / 2;
        box->y = at + (k % 2 ? 1 : -1) * away * step;
        if (is_free(d, box))
            return;
    }
    box->y = fmin(fmax(at, 2), fmax(2, d->height - box->h - 2));
}

static void rounded(cairo_t *cr, const struct draw_box *b, double r)
{
    cairo_new_sub_path(cr);
    cairo_arc(cr, b->x + b->w - r, b->y + r, r, -M_PI / 2, 0);
    cairo_arc(cr, b->x + b->w - r, b->y + b->h - r, r, 0, M_PI / 2);
    cairo_arc(cr, b->x + r, b->y + b->h - r, r, M_PI / 2, M_PI);
    cairo_arc(cr, b->x + r, b->y + r, r, M_PI, 3 * M_PI / 2);
    cairo_close_path(cr);
}

void draw_label(struct draw *d, double x, double y, struct draw_colour colour, const char *text)
{
    double height = d->text_px, pad = 0.35 * d->text_px;
    PangoLayout *layout = layout_of(d->cr, height, text);
    int w, h;
    pango_layout_get_pixel_size(layout, &w, &h);
    struct draw_box box = { x, y - h / 2.0 - pad / 2, w + 2 * pad, h + pad };
    settle(d, &box);
    if (d->n_labels < DRAW_MAX_LABELS)
        d->labels[d->n_labels++] = box;
    rounded(d->cr, &box, 0.35 * d->text_px);
    cairo_set_source_rgba(d->cr, 0.06, 0.08, 0.11, 0.82);
    cairo_fill_preserve(d->cr);
    cairo_set_source_rgb(d->cr, colour.r, colour.g, colour.b);
    cairo_set_line_width(d->cr, 0.35 * d->unit);
    cairo_stroke(d->cr);
    cairo_move_to(d->cr, box.x + pad, box.y + pad / 2);
    cairo_set_source_rgb(d->cr, 1, 1, 1);
    pango_cairo_show_layout(d->cr, layout);
    cairo_new_path(d->cr);
    g_object_unref(layout);
}
