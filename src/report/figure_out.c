/* SPDX-License-Identifier: Apache-2.0 */
#include <cairo.h>
#include <math.h>
#include <pango/pangocairo.h>

#include "base/file.h"
#include "base/mem.h"
#include "report/figure.h"
#include "report/html.h"

struct ink {
    const char *name; /* class in a page */
    const char *hex;
    double r, g, b;
};
static const struct ink inks[FIGURE_N_INKS] = {
    [FIGURE_GROUND] = { "fig-ground", "#b9b4a8", 0.725, 0.706, 0.659 },
    [FIGURE_PROP] = { "fig-prop", "#d9cdb4", 0.851, 0.804, 0.706 },
    [FIGURE_MAT] = { "fig-mat", "#ebe3d2", 0.922, 0.890, 0.824 },
    [FIGURE_GEAR] = { "fig-gear", "#c8641e", 0.784, 0.392, 0.118 },
    [FIGURE_LEFT] = { "fig-left", "#7fb0b3", 0.498, 0.690, 0.702 },
    [FIGURE_TRUNK] = { "fig-trunk", "#2f7f86", 0.184, 0.498, 0.525 },
    [FIGURE_RIGHT] = { "fig-right", "#0b4a50", 0.043, 0.290, 0.314 },
    [FIGURE_HALO] = { "fig-halo", "#ffffff", 1, 1, 1 },
    [FIGURE_ARROW] = { "fig-arrow", "#8b8577", 0.545, 0.522, 0.467 },
};

/* A tapered capsule: the angle between its axis and the way to where its sides touch. */
static double taper(const struct figure_shape *s, double *ret_axis)
{
    double dx = (double)s->x[1] - (double)s->x[0], dy = (double)s->y[1] - (double)s->y[0];
    double d = hypot(dx, dy), k = ((double)s->r[0] - (double)s->r[1]) / d;

    *ret_axis = atan2(dy, dx);
    return d < 1e-6 || fabs(k) >= 1 ? NAN : acos(k);
}

static bool bigger_is_first(const struct figure_shape *s) { return s->r[0] >= s->r[1]; }

/* -- cairo */

static void trace(cairo_t *cr, const struct figure_shape *s)
{
    double axis, side = s->n == 2 ? taper(s, &axis) : 0;

    cairo_new_path(cr);
    if (s->n != 2) {
        for (unsigned i = 0; i < s->n; i++)
            cairo_line_to(cr, (double)s->x[i], (double)s->y[i]);
    } else if (isnan(side)) {
        int i = bigger_is_first(s) ? 0 : 1;
        cairo_arc(cr, (double)s->x[i], (double)s->y[i], (double)s->r[i], 0, 2 * M_PI);
    } else {
        cairo_arc(cr, (double)s->x[0], (double)s->y[0], (double)s->r[0], axis + side,
                  axis - side + 2 * M_PI);
        cairo_arc(cr, (double)s->x[1], (double)s->y[1], (double)s->r[1], axis - side,
                  axis + side);
    }
    cairo_close_path(cr);
}

void figure_draw(cairo_t *cr, const struct figure *f, double x, double y, double width,
                 double height)
{
    double scale = fmin(width / f->width, height / f->height);

    cairo_save(cr);
    cairo_translate(cr, x + (width - scale * f->width) / 2, y + height - scale * f->height);
    cairo_scale(cr, scale, scale);
    for (size_t i = 0; i < f->n; i++) {
        const struct ink *ink = &inks[f->shape[i].ink];
        trace(cr, &f->shape[i]);
        cairo_set_source_rgb(cr, ink->r, ink->g, ink->b);
        cairo_fill(cr);
    }
    cairo_restore(cr);
}

static int write_png(cairo_surface_t *surface, const char *path, struct err *err)
{
    AUTO(file) struct file *file = NULL;
    int rc = file_new(path, &file, err);

    if (rc < 0)
        return rc;
    cairo_status_t st = cairo_surface_write_to_png(surface, file_tmp_path(file));
    if (st != CAIRO_STATUS_SUCCESS)
        return err_set(err, ERR_IO, "cannot write %s: %s", path, cairo_status_to_string(st));
    return file_commit(file, err);
}

static cairo_t *paper(double width, double height)
{
    cairo_surface_t *s =
        cairo_image_surface_create(CAIRO_FORMAT_RGB24, (int)ceil(width), (int)ceil(height));
    cairo_t *cr = cairo_create(s);

    cairo_surface_destroy(s);
    cairo_set_source_rgb(cr, 1, 1, 1);
    cairo_paint(cr);
    return cr;
}

static int finish(cairo_t *cr, const char *path, struct err *err)
{
    int rc = cairo_status(cr) == CAIRO_STATUS_SUCCESS
                 ? write_png(cairo_get_target(cr), path, err)
                 : err_set(err, ERR_NOMEM, "no memory for the picture %s", path);

    cairo_destroy(cr);
    return rc;
}

int figure_png(const struct figure *f, double scale, const char *path, struct err *err)
{
    double w = f->width * scale, h = f->height * scale;
    cairo_t *cr = paper(w, h);

    figure_draw(cr, f, 0, 0, w, h);
    return finish(cr, path, err);
}

static void name_at(cairo_t *cr, const char *name, double x, double y, double width)
{
    PangoLayout *layout = pango_cairo_create_layout(cr);
    PangoFontDescription *font = pango_font_description_from_string("Sans");

    pango_font_description_set_absolute_size(font, 15 * PANGO_SCALE);
    pango_layout_set_font_description(layout, font);
    pango_layout_set_text(layout, name, -1);
    pango_layout_set_width(layout, (int)(width * PANGO_SCALE));
    pango_layout_set_alignment(layout, PANGO_ALIGN_CENTER);
    pango_layout_set_ellipsize(layout, PANGO_ELLIPSIZE_END);
    cairo_set_source_rgb(cr, 0.11, 0.125, 0.14);
    cairo_move_to(cr, x, y);
    pango_cairo_show_layout(cr, layout);
    pango_font_description_free(font);
    g_object_unref(layout);
}

int figure_sheet(const struct care_exercise *const *e, size_t n, unsigned columns,
                 const char *path, struct err *err)
{
    enum { CELL_W = 440, CELL_H = 250, NAME_H = 30, PAD = 14 };
    size_t lines = (n + columns - 1) / columns;
    cairo_t *cr = paper(columns * CELL_W, (double)lines * (CELL_H + NAME_H));

    for (size_t i = 0; i < n; i++) {
        AUTO(mem) struct figure *f = NULL;
        size_t line = i / columns, column = i % columns;
        double x = (double)column * CELL_W, y = (double)line * (CELL_H + NAME_H);
        int rc = figure_strip(e[i]->pose, e[i]->n_poses, &f, err);
        if (rc < 0) {
            cairo_destroy(cr);
            return rc;
        }
        /* one scale for all, unless the strip is too wide for it */
        double w = fmin(CELL_W - PAD, f->width * 190), h = f->height * w / f->width;
        figure_draw(cr, f, x + (CELL_W - w) / 2, y + CELL_H - h, w, h);
        name_at(cr, e[i]->name, x + PAD, y + CELL_H + 4, CELL_W - 2 * PAD);
    }
    return finish(cr, path, err);
}

/* -- SVG: thousandths of the body's height as whole numbers */

static long mil(double x) { return lround(x * 1000); }

static void svg_capsule(struct text *t, const struct figure_shape *s)
{
    double axis, side = taper(s, &axis);
    double x0 = (double)s->x[0], y0 = (double)s->y[0], r0 = (double)s->r[0];
    double x1 = (double)s->x[1], y1 = (double)s->y[1], r1 = (double)s->r[1];

    if (isnan(side)) {
        int i = bigger_is_first(s) ? 0 : 1;
        text_addf(t, "<circle cx=\"%ld\" cy=\"%ld\" r=\"%ld\"", mil((double)s->x[i]),
                  mil((double)s->y[i]), mil((double)s->r[i]));
        return;
    }
    double a = axis + side, b = axis - side;
    text_addf(t, "<path d=\"M%ld %ldA%ld %ld 0 %d 1 %ld %ldL%ld %ldA%ld %ld 0 %d 1 %ld %ldZ\"",
              mil(x0 + r0 * cos(a)), mil(y0 + r0 * sin(a)), mil(r0), mil(r0),
              side<M_PI / 2, mil(x0 + r0 * cos(b)), mil(y0 + r0 * sin(b)),
                   mil(x1 + r1 * cos(b)), mil(y1 + r1 * sin(b)), mil(r1), mil(r1), side>
                      M_PI /
                  2,
              mil(x1 + r1 * cos(a)), mil(y1 + r1 * sin(a)));
}

void figure_svg(const struct figure *f, const char *title, struct text *t)
{
    text_addf(t,
              "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"fig\" role=\"img\" "
              "preserveAspectRatio=\"xMidYMax meet\" "
              "viewBox=\"0 0 %ld %ld\"><title>",
              mil(f->width), mil(f->height));
    html_text(t, title);
    text_add(t, "</title>");
    for (size_t i = 0; i < f->n; i++) {
        const struct figure_shape *s = &f->shape[i];
        if (s->n == 2) {
            svg_capsule(t, s);
        } else {
            text_add(t, "<path d=\"");
            for (unsigned k = 0; k < s->n; k++)
                text_addf(t, "%c%ld %ld", k ? 'L' : 'M', mil((double)s->x[k]),
                          mil((double)s->y[k]));
            text_add(t, "Z\"");
        }
        text_addf(t, " class=\"%s\" fill=\"%s\"/>", inks[s->ink].name, inks[s->ink].hex);
    }
    text_add(t, "</svg>\n");
}
