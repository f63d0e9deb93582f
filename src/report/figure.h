/* SPDX-License-Identifier: Apache-2.0 */
#ifndef REPORT_FIGURE_H
#define REPORT_FIGURE_H
/*
 * figure - an exercise as simple figures, drawn from its poses' joint angles.
 *
 * Depends on: base, care, cairo. A strip shows all poses of an exercise side by side on one
 * ground, as shapes; SVG and pictures are two ways to write the same shapes. The right side of
 * the body is dark, the left side light. No text in it. Pure but for figure_png and
 * figure_sheet. One strip takes under 5 ms.
 */
#include <stddef.h>

#include "base/err.h"
#include "base/text.h"
#include "care/library.h"

typedef struct _cairo cairo_t;

enum figure_ink { /* what a shape belongs to, hence its colour */
                  FIGURE_GROUND,
                  FIGURE_PROP,
                  FIGURE_MAT,
                  FIGURE_GEAR, /* bands and weights */
                  FIGURE_LEFT,
                  FIGURE_TRUNK,
                  FIGURE_RIGHT,
                  FIGURE_HALO, /* the paper around a limb in front of another */
                  FIGURE_ARROW,
                  FIGURE_N_INKS
};
enum { FIGURE_POINTS_MAX = 64, FIGURE_SHAPES_MAX = 480 };

struct figure_shape {
    enum figure_ink ink;
    double width; /* of a line; 0: filled */
    unsigned n;   /* 2: a capsule from (x0,y0) r[0] to (x1,y1) r[1]; else a polygon */
    float x[FIGURE_POINTS_MAX], y[FIGURE_POINTS_MAX], r[2];
};
struct figure {
    double width, height; /* in heights of the body; the origin is top left, y down */
    size_t n;
    struct figure_shape shape[FIGURE_SHAPES_MAX];
};

/* poses [n], side by side, an arrow between them. Errors: -ERR_NOMEM. free() it. */
int figure_strip(const struct care_pose *poses, size_t n, struct figure **ret, struct err *err)
    MUST_USE;
/* The strip into the box: as large as it fits, on its bottom, in the middle. */
void figure_draw(cairo_t *cr, const struct figure *f, double x, double y, double width,
                 double height);
/* As an <svg> element for a page or a file of its own; title: what it shows, for those who do
 * not see it. Colours follow the page's classes fig-* where it has them. */
void figure_svg(const struct figure *f, const char *title, struct text *t);
/* Pixels for one height of the body, 20..2000. Errors: -ERR_IO, -ERR_NOMEM. */
int figure_png(const struct figure *f, double scale, const char *path, struct err *err)
    MUST_USE;
/* A page of all of them with their names, to look at. Errors: -ERR_IO, -ERR_NOMEM. */
int figure_sheet(const struct care_exercise *const *e, size_t n, unsigned columns,
                 const char *path, struct err *err) MUST_USE;

#endif
