/* SPDX-License-Identifier: Apache-2.0 */
/* The clip again, with skeleton, running values and a strip of contacts: one frame out for each
 * frame in. */
#include <cairo.h>
#include <math.h>
#include <string.h>

#include "base/mem.h"
#include "report/draw.h"
#include "report/report.h"
#include "report/words.h"

enum { QUALITY = 20 };
static const double STRIP_SHARE = 0.11; /* of the picture's longer side */
static const double FLASH_S = 0.12;     /* a number stays this long after its event, in life */

struct overlay {
    const struct report_clip *clip;
    int width, height;   /* px of the picture, even */
    int strip;           /* px of the strip below it, even */
    double scale, slow;  /* out px per clip px */
    double from_s, to_s; /* of the clip */
    size_t stride;
    uint8_t *bgrx;
};

static int even(double x) { return (int)(x / 2 + 0.5) * 2; }

static int prepare(struct overlay *o, const struct media_info *info, struct err *err)
{
    const struct motion *m = o->clip->gait->motion;
    if (!m || m->n_frames == 0)
        return err_set(err, ERR_TOO_SHORT, "there is no motion to draw on the clip");
    int longer = info->width > info->height ? info->width : info->height;
    double strip = STRIP_SHARE * longer;
    double most = fmax(info->width, info->height + strip);
    o->scale = fmin(1, REPORT_OVERLAY_MAX / most);
    o->width = even(info->width * o->scale - 0.5);
    o->height = even(info->height * o->scale - 0.5);
    o->strip = even(strip * o->scale - 0.5);
    o->from_s = m->t_s[0];
    o->to_s = m->t_s[m->n_frames - 1];
    o->stride = (size_t)o->width * 4;
    o->bgrx = mem_array((size_t)o->height + (size_t)o->strip, o->stride);
    if (!o->bgrx || o->width < 2 || o->height < 2)
        return err_set(err, ERR_NOMEM, "no memory for a picture of %d x %d", o->width,
                       o->height);
    return 0;
}

/* The motion frame at this time, SIZE_MAX outside what was measured. */
static size_t motion_at(const struct motion *m, double t_s)
{
    size_t lo = 0, hi = m->n_frames;
    double slack = m->n_frames > 1
                       ? 0.5 * (m->t_s[m->n_frames - 1] - m->t_s[0]) / (double)(m->n_frames - 1)
                       : 0.5;
    while (hi - lo > 1) {
        size_t mid = lo + (hi - lo) / 2;
        if (m->t_s[mid] <= t_s + slack)
            lo = mid;
        else
            hi = mid;
    }
    return fabs(m->t_s[lo] - t_s) <= slack ? lo : SIZE_MAX;
}

static void bar(cairo_t *cr, double x, double y, double w, double h, struct draw_colour c,
                double alpha)
{
    cairo_rectangle(cr, x, y, w, h);
    cairo_set_source_rgba(cr, c.r, c.g, c.b, alpha);
    cairo_fill(cr);
}

/* Contacts of both feet over the whole clip, and where we are. */
static void strip(const struct overlay *o, cairo_t *cr, double now_s)
{
    static const struct draw_colour ground = { 0.09, 0.11, 0.13 }, white = { 1, 1, 1 };
    const struct gait *g = o->clip->gait;
    double top = o->height, h = o->strip, text = 0.24 * h;
    double x0 = 5.2 * text, w = o->width - x0 - text, span = fmax(o->to_s - o->from_s, 1e-9);

    bar(cr, 0, top, o->width, h, ground, 1);
    for (int side = 0; side < BODY_N_SIDES; side++) {
        double y = top + h * (0.14 + 0.42 * side), row = 0.30 * h;
        const struct draw_colour *c = &draw_colours[side];
        bar(cr, x0, y, w, row, white, 0.07);
        cairo_set_source_rgb(cr, c->r, c->g, c->b);
        draw_text(cr, text * 0.8, y + row / 2, text, body_side_name((enum body_side)side));
        for (size_t i = 0; i < g->n_steps; i++) {
            const struct gait_contact *k = &g->steps[i].contact;
            if ((int)k->side != side)
                continue;
            double a = fmin(fmax((k->on_s - o->from_s) / span, 0), 1);
            double b = fmin(fmax((k->off_s - o->from_s) / span, 0), 1);
            bool now = now_s >= k->on_s && now_s <= k->off_s;
            bar(cr, x0 + a * w, y, fmax((b - a) * w, 1), row, *c, now ? 1 : 0.6);
        }
    }
    double x = x0 + fmin(fmax((now_s - o->from_s) / span, 0), 1) * w;
    bar(cr, x - 0.02 * h, top + 0.05 * h, 0.04 * h, 0.9 * h, white, 1);
}

/* A ring of the foot's colour under a foot that is on the ground. */
static void contact_marks(const struct overlay *o, const struct draw *d,
                          const struct motion_point *points, double now_s)
{
    const struct gait *g = o->clip->gait;
    for (size_t i = 0; i < g->n_steps; i++) {
        const struct gait_contact *k = &g->steps[i].contact;
        const struct motion_point *p = &points[BODY_OF(ANKLE, k->side)];
        const struct motion_point *toe = &points[BODY_OF(TOE, k->side)];
        if (now_s < k->on_s || now_s > k->off_s || !(p->conf > 0) || !(toe->conf > 0))
            continue;
        struct draw_colour c = draw_colours[k->side];
        cairo_save(d->cr);
        cairo_translate(d->cr, ((p->x + toe->x) / 2 - d->x0) * d->scale,
                        (fmax(p->y, toe->y) - d->y0) * d->scale + 2 * d->unit);
        cairo_scale(d->cr, 9 * d->unit, 2.6 * d->unit);
        cairo_arc(d->cr, 0, 0, 1, 0, 2 * M_PI);
        cairo_restore(d->cr);
        cairo_set_source_rgba(d->cr, c.r, c.g, c.b, 0.35);
        cairo_fill_preserve(d->cr);
        cairo_set_source_rgb(d->cr, c.r, c.g, c.b);
        cairo_set_line_width(d->cr, 0.8 * d->unit);
        cairo_stroke(d->cr);
    }
}

/* The numbers of a step stay for a moment at each of its events. */
static void event_marks(const struct overlay *o, struct draw *d,
                        const struct motion_point *points, double now_s)
{
    const struct gait *g = o->clip->gait;
    for (size_t i = 0; i < g->n_steps; i++) {
        const struct gait_contact *k = &g->steps[i].contact;
        const double at_s[DRAW_N_PHASES] = { k->on_s, (k->on_s + k->off_s) / 2, k->off_s };
        double until_s = k->off_s + FLASH_S;
        if (now_s < k->on_s || now_s > until_s)
            continue;
        int phase = now_s >= at_s[2] ? 2 : now_s >= at_s[1] ? 1 : 0;
        draw_marks(d, points, g->view, (enum draw_phase)phase, &g->steps[i]);
    }
}

static void headline(const struct overlay *o, struct draw *d, double now_s)
{
    const struct gait_value *cadence = &o->clip->gait->values[MEASURE_CADENCE][BODY_N_SIDES];
    char seconds[WORDS_MAX], value[WORDS_MAX], slow[WORDS_MAX], line[4 * WORDS_MAX];
    words_number(now_s, 2, seconds);
    words_number(o->slow, 1, slow);
    words_value(cadence, words_of_measure(MEASURE_CADENCE), value);
    snprintf(line, sizeof(line), "%s s%s%s%s%s%s", seconds, words_has(cadence) ? "   " : "",
             words_has(cadence) ? value : "", o->slow > 1 ? "   " : "", o->slow > 1 ? slow : "",
             o->slow > 1 ? " times slower" : "");
    draw_label(d, d->text_px * 0.6, d->text_px * 1.1, draw_colours[BODY_N_SIDES], line);
}

static void paint(struct overlay *o, const struct media_frame *frame)
{
    const struct gait *g = o->clip->gait;
    double now_s = media_frame_t_s(frame);
    size_t i = motion_at(g->motion, now_s);
    int total = o->height + o->strip;

    media_frame_bgrx(frame, o->width, o->height, o->bgrx, o->stride);
    cairo_surface_t *surface = cairo_image_surface_create_for_data(
        o->bgrx, CAIRO_FORMAT_RGB24, o->width, total, (int)o->stride);
    double body = g->quality.height_px > 0 ? g->quality.height_px * o->scale : o->height * 0.7;
    struct draw d = { .cr = cairo_create(surface),
                      .scale = o->scale,
                      .unit = fmax(body / 130, 1.2),
                      .text_px = fmax(o->height / 48.0, 11),
                      .width = o->width,
                      .height = o->height };
    cairo_rectangle(d.cr, 0, 0, o->width, o->height);
    cairo_save(d.cr);
    cairo_clip(d.cr);
    headline(o, &d, now_s);
    if (i != SIZE_MAX && g->motion->score[i] > 0) {
        const struct motion_point *points = g->motion->points[i];
        contact_marks(o, &d, points, now_s);
        draw_skeleton(&d, points, BODY_N_SIDES);
        draw_trunk(&d, points);
        event_marks(o, &d, points, now_s);
    }
    cairo_restore(d.cr);
    strip(o, d.cr, now_s);
    cairo_destroy(d.cr);
    cairo_surface_flush(surface);
    cairo_surface_destroy(surface);
}

static int run(struct overlay *o, struct media_reader *r, struct media_writer *w,
               struct progress *progress, struct err *err)
{
    for (size_t n = 0;; n++) {
        __attribute__((cleanup(media_frame_freep))) struct media_frame *frame = NULL;
        int rc = media_next(r, &frame, err);
        if (rc < 0)
            return rc;
        if (rc == 0)
            return n ? 0
                     : err_set(err, ERR_FORMAT, "\"%s\" has no frame to draw on",
                               o->clip->path);
        paint(o, frame);
        rc = media_write_at(w, o->bgrx, o->stride, media_frame_t_s(frame) * o->slow, err);
        if (rc < 0)
            return rc;
        progress_set(progress, n + 1);
    }
}

int report_overlay(const char *path, const struct report_clip *clip, double slow,
                   struct progress *progress, struct err *err)
{
    __attribute__((cleanup(media_reader_freep))) struct media_reader *r = NULL;
    AUTO(media_writer) struct media_writer *w = NULL;
    struct overlay o = { .clip = clip, .slow = slow };

    if (!(slow >= 0.1 && slow <= 100))
        return err_set(err, ERR_USAGE, "slow motion by %g is not between 0.1 and 100", slow);
    if (strcmp(clip->path, "-") == 0)
        return err_set(err, ERR_USAGE,
                       "a clip from standard input cannot be read a second "
                       "time; give a file to draw on");
    int rc = media_open(clip->path, 0, &r, err);
    if (rc < 0)
        return rc;
    rc = prepare(&o, media_info(r), err);
    AUTO(mem) uint8_t *owned = o.bgrx;
    (void)owned;
    if (rc < 0)
        return rc;
    double fps = clip->gait->quality.fps > 0 ? clip->gait->quality.fps : media_info(r)->fps;
    struct media_write_params par = { .width = o.width,
                                      .height = o.height + o.strip,
                                      .fps = fmax((fps > 0 ? fps : 30) / slow, 1),
                                      .quality = QUALITY };
    rc = media_write_begin(path, &par, &w, err);
    if (rc < 0)
        return rc;
    if (progress && progress->total == 0)
        progress->total = media_info(r)->n_frames;
    rc = run(&o, r, w, progress, err);
    return rc < 0 ? rc : media_write_end(w, err);
}
