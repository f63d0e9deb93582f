/* SPDX-License-Identifier: Apache-2.0 */
#include "pose/camera.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "dsp/stats.h"

enum { PATCH = 13, HALF = PATCH / 2, STRIDE = 12, PATCHES_MAX = 256, STEPS = 8 };
enum { COARSE = 4, REACH = 10 }; /* first guess: 10 cells of 4 values to each side */

static const double TEXTURE_MIN = 60; /* of the weaker direction, grey^2 summed over a patch */
static const double AGREE = 0.35;     /* values: patches of one background differ less */
static const int PATCHES_MIN = 6;
static const double OVERLAP = 0.2; /* share of a side that a key may be away */

struct patch {
    int x, y; /* middle, in the key */
    float v[PATCH * PATCH], gx[PATCH * PATCH], gy[PATCH * PATCH];
    double xx, xy, yy; /* of the gradients */
};

struct camera {
    struct media_grey size;
    float *block, *key, *last, *coarse[2];
    struct patch *patch; /* [n_patches] of the key */
    size_t n_patches;
    size_t n; /* values of a picture */
    bool started;
    double key_at[2]; /* path of the key, values */
    double at[2];     /* of the last picture */
    struct camera_box last_box[CAMERA_BOXES];
    size_t n_last;
};

bool camera_box_around(const struct body *b, int from, int to, struct camera_box *ret)
{
    struct camera_box x = { INFINITY, INFINITY, -INFINITY, -INFINITY };
    if (!(b->region.size > 0))
        return false;
    for (int p = from; p < to; p++) {
        const struct motion_point *q = &b->points[p];
        if (isnan(q->x) || isnan(q->y))
            continue;
        x.x0 = fmin(x.x0, q->x);
        x.y0 = fmin(x.y0, q->y);
        x.x1 = fmax(x.x1, q->x);
        x.y1 = fmax(x.y1, q->y);
    }
    *ret = x;
    return x.x1 >= x.x0;
}

struct camera_box camera_box_wider(const struct camera_box *b, double px)
{
    return (struct camera_box){ b->x0 - px, b->y0 - px, b->x1 + px, b->y1 + px };
}

bool camera_box_of(const struct body *b, struct camera_box *ret)
{
    struct camera_box x;
    if (!camera_box_around(b, 0, BODY_N_POINTS, &x))
        return false;
    *ret = camera_box_wider(&x, 0.1 * (x.y1 - x.y0));
    return true;
}

int camera_new(struct media_grey size, struct camera **ret, struct err *err)
{
    AUTO(camera) struct camera *c = mem_array(1, sizeof(*c));
    if (c) {
        c->size = size;
        c->n = (size_t)size.width * (size_t)size.height;
        c->block = mem_array(3 * c->n + 2, sizeof(*c->block));
        c->patch = mem_array(PATCHES_MAX, sizeof(*c->patch));
    }
    if (!c || !c->block || !c->patch)
        return err_set(err, ERR_NOMEM, "no memory to follow the camera");
    c->key = c->block;
    c->last = c->key + c->n;
    c->coarse[0] = c->last + c->n;
    c->coarse[1] = c->coarse[0] + c->n / 2; /* sixteenths fit into halves */
    *ret = STEAL(c);
    return 0;
}

struct camera *camera_free(struct camera *c)
{
    if (c) {
        free(c->block);
        free(c->patch);
        free(c);
    }
    return NULL;
}

static bool inside(const struct camera_box *box, size_t n, double x, double y)
{
    for (size_t i = 0; i < n; i++)
        if (x > box[i].x0 && x < box[i].x1 && y > box[i].y0 && y < box[i].y1)
            return true;
    return false;
}

/* -- first guess */

static void make_coarse(const struct camera *c, const float *p, float *ret)
{
    int w = c->size.width / COARSE, h = c->size.height / COARSE;
    for (int y = 0; y < h; y++)
        for (int x = 0; x < w; x++) {
            float sum = 0;
            for (int k = 0; k < COARSE * COARSE; k++)
                sum += p[(y * COARSE + k / COARSE) * c->size.width + x * COARSE + k % COARSE];
            ret[y * w + x] = sum;
        }
}

/* Mean absolute difference of the coarse pictures [w x h], the second shifted by whole cells.
 */
static float difference(const struct camera *c, int w, int h, int dx, int dy)
{
    int x0 = dx < 0 ? -dx : 0, x1 = dx < 0 ? w : w - dx;
    int y0 = dy < 0 ? -dy : 0, y1 = dy < 0 ? h : h - dy;
    float sum = 0;
    for (int y = y0; y < y1; y++)
        for (int x = x0; x < x1; x++)
            sum += fabsf(c->coarse[1][(y + dy) * w + x + dx] - c->coarse[0][y * w + x]);
    return sum / (float)((x1 - x0) * (y1 - y0));
}

/* The shift of whole cells with the smallest mean absolute difference. */
static void guess(struct camera *c, const float *from, const float *to, double ret[2])
{
    int w = c->size.width / COARSE, h = c->size.height / COARSE;
    float best = INFINITY;
    make_coarse(c, from, c->coarse[0]);
    make_coarse(c, to, c->coarse[1]);
    for (int dy = -h / 3; dy <= h / 3; dy++)
        for (int dx = -w / 3; dx <= w / 3; dx++) {
            if (abs(dx) > REACH || abs(dy) > REACH)
                continue;
            float off = difference(c, w, h, dx, dy);
            if (off < best) {
                best = off;
                ret[0] = dx * COARSE;
                ret[1] = dy * COARSE;
            }
        }
}

/* -- patches */

/* false: too little texture to hold on to in every direction. */
static bool patch_at(const struct camera *c, const float *key, int x, int y, struct patch *p)
{
    const int w = c->size.width;
    *p = (struct patch){ .x = x, .y = y };
    for (int j = 0; j < PATCH; j++)
        for (int i = 0; i < PATCH; i++) {
            const float *q = key + (y - HALF + j) * w + x - HALF + i;
            float gx = (q[1] - q[-1]) / 2, gy = (q[w] - q[-w]) / 2;
            p->v[j * PATCH + i] = *q;
            p->gx[j * PATCH + i] = gx;
            p->gy[j * PATCH + i] = gy;
            p->xx += gx * gx;
            p->xy += gx * gy;
            p->yy += gy * gy;
        }
    double half = (p->xx + p->yy) / 2, det = p->xx * p->yy - p->xy * p->xy;
    return half - sqrt(fmax(0, half * half - det)) > TEXTURE_MIN;
}

/* Where the patch went, starting from d. false: out of the picture, or not settled. */
static bool follow(const struct camera *c, const float *to, const struct patch *p, double d[2])
{
    const int w = c->size.width, h = c->size.height;
    double det = p->xx * p->yy - p->xy * p->xy;
    for (int k = 0; k < STEPS; k++) {
        double x = p->x + d[0], y = p->y + d[1];
        if (!(x >= HALF) || !(y >= HALF) || !(x < w - HALF - 1) || !(y < h - HALF - 1))
            return false;
        int ix = (int)x, iy = (int)y;
        float fx = (float)(x - ix), fy = (float)(y - iy), e[PATCH * PATCH], mean = 0;
        for (int j = 0; j < PATCH; j++)
            for (int i = 0; i < PATCH; i++) {
                const float *q = to + (iy - HALF + j) * w + ix - HALF + i;
                float a = q[0] + fx * (q[1] - q[0]), b = q[w] + fx * (q[w + 1] - q[w]);
                e[j * PATCH + i] = a + fy * (b - a) - p->v[j * PATCH + i];
                mean += e[j * PATCH + i];
            }
        mean /= PATCH * PATCH; /* the light may change */
        double bx = 0, by = 0;
        for (int i = 0; i < PATCH * PATCH; i++) {
            bx += p->gx[i] * (e[i] - mean);
            by += p->gy[i] * (e[i] - mean);
        }
        double sx = (p->yy * bx - p->xy * by) / det, sy = (p->xx * by - p->xy * bx) / det;
        d[0] -= sx;
        d[1] -= sy;
        if (fabs(sx) < 0.01 && fabs(sy) < 0.01)
            return true;
    }
    return false;
}

/* Patches of the key on a grid, outside the people. */
static void find_patches(struct camera *c, const struct camera_box *boxes, size_t n_boxes)
{
    c->n_patches = 0;
    for (int y = HALF + 1; y < c->size.height - HALF - 1; y += STRIDE)
        for (int x = HALF + 1; x < c->size.width - HALF - 1; x += STRIDE)
            if (c->n_patches < PATCHES_MAX &&
                !inside(boxes, n_boxes, (x + 0.5) * c->size.px[0], (y + 0.5) * c->size.px[1]))
                c->n_patches += patch_at(c, c->key, x, y, &c->patch[c->n_patches]);
}

/* Shift of the background from the key to a picture, near d. false: patches are few or
 * disagree.
 */
static bool register_on(const struct camera *c, const float *to, const struct camera_box *boxes,
                        size_t n_boxes, double d[2])
{
    double dx[PATCHES_MAX], dy[PATCHES_MAX];
    size_t n = 0, agree = 0;
    for (size_t i = 0; i < c->n_patches; i++) {
        const struct patch *p = &c->patch[i];
        double at[2] = { d[0], d[1] };
        if (inside(boxes, n_boxes, (p->x + 0.5 + d[0]) * c->size.px[0],
                   (p->y + 0.5 + d[1]) * c->size.px[1]) ||
            !follow(c, to, p, at))
            continue;
        dx[n] = at[0];
        dy[n++] = at[1];
    }
    if (n < (size_t)PATCHES_MIN)
        return false;
    double mx = dsp_median(dx, n), my = dsp_median(dy, n), sum[2] = { 0 };
    for (size_t i = 0; i < n; i++)
        if (fabs(dx[i] - mx) < AGREE && fabs(dy[i] - my) < AGREE) {
            sum[0] += dx[i];
            sum[1] += dy[i];
            agree++;
        }
    if (agree < (size_t)PATCHES_MIN || 2 * agree < n)
        return false;
    d[0] = sum[0] / (double)agree;
    d[1] = sum[1] / (double)agree;
    return true;
}

/* -- the path */

static void keep(struct camera *c, const float *grey, const struct camera_box *boxes, size_t n)
{
    memcpy(c->last, grey, c->n * sizeof(*grey));
    for (size_t i = 0; i < n; i++)
        c->last_box[i] = boxes[i];
    c->n_last = n;
}

static void last_becomes_key(struct camera *c)
{
    memcpy(c->key, c->last, c->n * sizeof(*c->key));
    find_patches(c, c->last_box, c->n_last);
    memcpy(c->key_at, c->at, sizeof(c->at));
}

/* Near where it was, then anywhere. */
static bool place(struct camera *c, const float *grey, const struct camera_box *boxes, size_t n,
                  double d[2])
{
    d[0] = c->at[0] - c->key_at[0];
    d[1] = c->at[1] - c->key_at[1];
    if (register_on(c, grey, boxes, n, d))
        return true;
    guess(c, c->key, grey, d);
    return register_on(c, grey, boxes, n, d);
}

bool camera_next(struct camera *c, const float *grey, const struct camera_box *boxes,
                 size_t n_boxes, double ret_px[2])
{
    size_t n = n_boxes < CAMERA_BOXES ? n_boxes : CAMERA_BOXES;
    double d[2] = { 0 };
    bool known = true;

    if (!c->started) {
        keep(c, grey, boxes, n);
        last_becomes_key(c);
        c->started = true;
    } else {
        known = place(c, grey, boxes, n, d);
        if (!known) {
            last_becomes_key(c);
            known = place(c, grey, boxes, n, d);
        }
        if (known)
            for (int i = 0; i < 2; i++)
                c->at[i] = c->key_at[i] + d[i];
        keep(c, grey, boxes, n);
        if (!known || fabs(d[0]) > OVERLAP * c->size.width ||
            fabs(d[1]) > OVERLAP * c->size.height)
            last_becomes_key(c);
    }
    for (int i = 0; i < 2; i++)
        ret_px[i] = c->at[i] * c->size.px[i];
    return known;
}
