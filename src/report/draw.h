/* SPDX-License-Identifier: Apache-2.0 */
#ifndef REPORT_DRAW_H
#define REPORT_DRAW_H
/*
 * draw - a runner drawn on a picture: skeleton, angles, labels. Shared by the page's key frames
 * and by the overlay video. Private to report.
 *
 * Left is blue, right is orange, the middle white, each on a dark rim: told apart by every kind
 * of colour vision, and on light and dark pictures. Points are in picture pixels, mapped to the
 * canvas by struct draw. Missing points are left out. Nothing fails: cairo remembers.
 */
#include "body/skeleton.h"
#include "report/report.h"

/* cairo.h's cairo_t, named here so that this header compiles without its folder. */
typedef struct _cairo cairo_t;

enum { DRAW_MAX_LABELS = 24 };

struct draw_box {
    double x, y, w, h;
};

struct draw {
    cairo_t *cr;
    double scale, x0, y0; /* canvas = (picture - x0y0) * scale */
    double unit;          /* canvas px: thickness of a bone */
    double text_px;       /* height of labels */
    double width, height; /* canvas px: labels stay inside */
    /* labels drawn so far, so that the next one finds a free place */
    struct draw_box labels[DRAW_MAX_LABELS];
    size_t n_labels;
};

struct draw_colour {
    double r, g, b;
};
extern const struct draw_colour draw_colours[BODY_N_SIDES + 1]; /* left, right, middle */

/* points [BODY_N_POINTS]. strong: the side drawn fully, the other is faint; BODY_N_SIDES: both.
 */
void draw_skeleton(const struct draw *d, const struct motion_point *points,
                   enum body_side strong);
/* A label near the canvas position, moved until it is free and inside. */
void draw_label(struct draw *d, double x, double y, struct draw_colour colour,
                const char *text);
/* Text of that height in canvas px, its left middle at x, y; returns its width. */
double draw_text(cairo_t *cr, double x, double y, double height, const char *text);

enum draw_phase { DRAW_CONTACT, DRAW_MID_STANCE, DRAW_TOE_OFF, DRAW_N_PHASES };
extern const char *const draw_phase_names[DRAW_N_PHASES];

/* The measured angles of one step that belong to this phase and view, on the skeleton. */
void draw_marks(struct draw *d, const struct motion_point *points, enum gait_view view,
                enum draw_phase phase, const struct gait_step *step);
/* Trunk line against the vertical, without a number. */
void draw_trunk(const struct draw *d, const struct motion_point *points);

/* The step of that side whose contact holds t_s, or is nearest to it; NULL: none. */
const struct gait_step *draw_step_at(const struct gait *gait, enum body_side side, double t_s);

#endif
