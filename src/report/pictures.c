/* SPDX-License-Identifier: Apache-2.0 */
#include "report/pictures.h"

#include <cairo.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "report/jpeg.h"

enum { JPEG_QUALITY = 82, JPEG_MAX = 1 << 20, MAX_SUBSAMPLES = 4 };
static const double TIME_SLACK_S = 1e-3; /* containers round times to a millisecond */

struct pictures *pictures_free(struct pictures *p)
{
    if (p)
        for (int side = 0; side < BODY_N_SIDES; side++)
            for (int k = 0; k < DRAW_N_PHASES; k++)
                text_done(&p->of[side][k].jpeg);
    free(p);
    return NULL;
}

struct box {
    double lo_x, lo_y, hi_x, hi_y;
};

static struct box box_of(const struct motion_point *p)
{
    struct box b = { INFINITY, INFINITY, -INFINITY, -INFINITY };
    for (int i = 0; i < BODY_N_POINTS; i++) {
        if (!(p[i].conf > 0) || !isfinite(p[i].x) || !isfinite(p[i].y))
            continue;
        b.lo_x = fmin(b.lo_x, p[i].x);
        b.lo_y = fmin(b.lo_y, p[i].y);
        b.hi_x = fmax(b.hi_x, p[i].x);
        b.hi_y = fmax(b.hi_y, p[i].y);
    }
    return b;
}

static bool is_box(const struct box *b) { return b->hi_x > b->lo_x && b->hi_y > b->lo_y; }

/* One scale for all pictures of a clip, so that they compare; canvas px per picture px. */
static double common_scale(const struct gait *gait)
{
    double w = 0, h = 0;
    for (int side = 0; side < BODY_N_SIDES; side++)
        for (int k = 0; k < DRAW_N_PHASES; k++) {
            size_t i = gait->key_frames[side][k];
            if (i >= gait->motion->n_frames)
                continue;
            struct box b = box_of(gait->motion->points[i]);
            if (is_box(&b)) {
                w = fmax(w, b.hi_x - b.lo_x);
                h = fmax(h, b.hi_y - b.lo_y);
            }
        }
    if (w <= 0 || h <= 0)
        return NAN;
    /* room for labels at the sides; the head's top and the shoe's sole lie beyond the points */
    return fmin(fmin(PICTURE_W / (1.35 * w), PICTURE_H / (1.22 * h)), 4);
}

/* Where a window of `size` begins so that `centre` is in its middle, and inside if it fits. */
static double window(double centre, double size, double limit)
{
    double from = centre - size / 2;
    return size >= limit ? (limit - size) / 2 : fmin(fmax(from, 0), limit - size);
}

static void blank(uint8_t *bgrx)
{
    for (size_t i = 0; i < (size_t)PICTURE_W * PICTURE_H; i++) {
        static const uint8_t slate[] = { 0x3d, 0x34, 0x2d, 0xff };
        memcpy(bgrx + 4 * i, slate, 4);
    }
}

/* The crop, each pixel the mean of n x n samples: the clip may be much finer than the page. */
static int fetch(const struct media_frame *frame, const struct draw *d, uint8_t *bgrx)
{
    size_t n_values = (size_t)PICTURE_W * PICTURE_H * 3;
    AUTO(mem) float *rgb = mem_array(n_values, sizeof(*rgb));
    AUTO(mem) float *sum = mem_array(n_values, sizeof(*sum));
    if (!rgb || !sum)
        return -ERR_NOMEM;
    double step = 1 / d->scale;
    int n = (int)ceil(step);
    n = n < 1 ? 1 : n > MAX_SUBSAMPLES ? MAX_SUBSAMPLES : n;
    for (int k = 0; k < n * n; k++) {
        int across = k % n, down = k / n;
        double dx = ((across + 0.5) / n - 0.5) * step, dy = ((down + 0.5) / n - 0.5) * step;
        struct media_crop crop = { .m = { step, 0, d->x0 + dx, 0, step, d->y0 + dy },
                                   .width = PICTURE_W,
                                   .height = PICTURE_H,
                                   .lo = 0,
                                   .hi = 255,
                                   .border = MEDIA_BLACK };
        media_sample(frame, &crop, rgb);
        for (size_t i = 0; i < n_values; i++)
            sum[i] += rgb[i];
    }
    for (size_t i = 0; i < n_values; i++) {
        float v = sum[i] / (float)(n * n);
        size_t at = i / 3 * 4 + (2 - i % 3);
        bgrx[at] = (uint8_t)(v < 0 ? 0 : v > 255 ? 255 : v + 0.5F);
    }
    return 0;
}

/* frame NULL: on a plain ground. */
static int make(const struct report_clip *clip, enum body_side side, enum draw_phase phase,
                const struct media_frame *frame, struct picture *ret)
{
    const struct gait *gait = clip->gait;
    size_t i = gait->key_frames[side][phase];
    const struct motion_point *points = gait->motion->points[i];
    struct box b = box_of(points);
    struct draw d = { .scale = common_scale(gait),
                      .unit = PICTURE_H / 112.0,
                      .text_px = PICTURE_W / 18.0, /* readable when six stand in a row */
                      .width = PICTURE_W,
                      .height = PICTURE_H };
    if (!is_box(&b) || !isfinite(d.scale))
        return 0;
    d.x0 = window((b.lo_x + b.hi_x) / 2, PICTURE_W / d.scale, gait->motion->width);
    d.y0 = window((b.lo_y + b.hi_y) / 2, PICTURE_H / d.scale, gait->motion->height);

    size_t stride = (size_t)PICTURE_W * 4;
    AUTO(mem) uint8_t *bgrx = mem_array(stride, PICTURE_H);
    if (!bgrx || (frame && fetch(frame, &d, bgrx) < 0))
        return -ERR_NOMEM;
    if (!frame)
        blank(bgrx);
    cairo_surface_t *surface = cairo_image_surface_create_for_data(
        bgrx, CAIRO_FORMAT_RGB24, PICTURE_W, PICTURE_H, (int)stride);
    d.cr = cairo_create(surface);
    draw_skeleton(&d, points, side);
    if (ret->step)
        draw_marks(&d, points, gait->view, phase, ret->step);
    cairo_destroy(d.cr);
    cairo_surface_flush(surface);
    cairo_surface_destroy(surface);
    jpeg_encode(bgrx, stride, PICTURE_W, PICTURE_H, JPEG_QUALITY, &ret->jpeg);
    return text_failed(&ret->jpeg) ? -ERR_NOMEM : 0;
}

static bool wanted(const struct gait *gait, int side, int phase)
{
    return gait->key_frames[side][phase] < gait->motion->n_frames;
}

/* Make every picture whose time is reached by this frame and that is not there yet. */
static int take(const struct report_clip *clip, const struct media_frame *frame,
                struct pictures *p, size_t *n_left)
{
    for (int side = 0; side < BODY_N_SIDES; side++)
        for (int k = 0; k < DRAW_N_PHASES; k++) {
            struct picture *one = &p->of[side][k];
            if (!wanted(clip->gait, side, k) || one->jpeg.len > 0 ||
                (frame && media_frame_t_s(frame) < one->t_s - TIME_SLACK_S))
                continue;
            if (make(clip, (enum body_side)side, (enum draw_phase)k, frame, one) < 0)
                return -ERR_NOMEM;
            (*n_left)--;
        }
    return 0;
}

/* Read the clip once more. A failure to read ends it early: the rest stays on plain ground. */
static int take_from_clip(const struct report_clip *clip, struct pictures *p, size_t *n_left)
{
    __attribute__((cleanup(media_reader_freep))) struct media_reader *r = NULL;
    if (clip->mocap || strcmp(clip->path, "-") == 0 || media_open(clip->path, 0, &r, NULL) < 0)
        return 0;
    while (*n_left > 0) {
        __attribute__((cleanup(media_frame_freep))) struct media_frame *frame = NULL;
        if (media_next(r, &frame, NULL) <= 0)
            return 0;
        p->from_clip = true;
        if (take(clip, frame, p, n_left) < 0)
            return -ERR_NOMEM;
    }
    return 0;
}

int pictures_new(const struct report_clip *clip, struct pictures **ret_pictures,
                 struct err *err)
{
    AUTO(pictures) struct pictures *p = mem_array(1, sizeof(*p));
    const struct gait *gait = clip->gait;
    size_t n_left = 0;
    if (!p)
        return err_set(err, ERR_NOMEM, "no memory for the key frames");
    for (int side = 0; side < BODY_N_SIDES; side++)
        for (int k = 0; k < DRAW_N_PHASES; k++) {
            struct picture *one = &p->of[side][k];
            one->jpeg = (struct text)TEXT_INIT(JPEG_MAX);
            if (!gait->motion || !wanted(gait, side, k))
                continue;
            one->t_s = gait->motion->t_s[gait->key_frames[side][k]];
            one->step = draw_step_at(gait, (enum body_side)side, one->t_s);
            n_left++;
        }
    if (n_left > 0 &&
        (take_from_clip(clip, p, &n_left) < 0 || take(clip, NULL, p, &n_left) < 0))
        return err_set(err, ERR_NOMEM, "no memory for the key frames");
    *ret_pictures = STEAL(p);
    return 0;
}
