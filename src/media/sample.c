/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Crops straight from the planes, in strips of LANES output pixels: where each pixel falls (in
 * double), its four neighbours (plain loads), then blending and colour (in float). Only the
 * loads are scalar; every other loop has a fixed length and no branch, so that the compiler
 * turns it into vector code. Each operation is rounded on its own (no fused multiply-add),
 * hence the same bits on every processor.
 */
#include <assert.h>

#include "media/internal.h"

enum { LANES = 64 };
#define FAST   __attribute__((target_clones("avx512f", "avx2", "default")))
#define INLINE static inline __attribute__((always_inline))

struct taps { /* where LANES pixels fall in one plane */
    int32_t offset[LANES];
    float fx[LANES], fy[LANES];
};

struct line { /* index of output pixel i in a plane: x0 + i dx, y0 + i dy */
    double x0, y0, dx, dy;
};

/* The nearest position inside, as the pixel up and left of it and the fraction beyond. At the
 * far edge that is the last pixel but one and a fraction of 1, so that no load is outside. */
INLINE void locate(const struct plane *p, const struct line *l, struct taps *t)
{
    const double x_max = p->width - 1, y_max = p->height - 1;
    const int32_t ix_max = p->width > 1 ? p->width - 2 : 0;
    const int32_t iy_max = p->height > 1 ? p->height - 2 : 0;
    const int32_t step = p->step, stride = p->stride;
    for (int i = 0; i < LANES; i++) {
        double x = l->x0 + i * l->dx, y = l->y0 + i * l->dy;
        x = x > 0 ? x : 0; /* NaN becomes 0 too */
        y = y > 0 ? y : 0;
        x = x < x_max ? x : x_max;
        y = y < y_max ? y : y_max;
        int32_t ix = (int32_t)x, iy = (int32_t)y;
        ix = ix < ix_max ? ix : ix_max;
        iy = iy < iy_max ? iy : iy_max;
        t->fx[i] = (float)(x - ix);
        t->fy[i] = (float)(y - iy);
        t->offset[i] = iy * stride + ix * step;
    }
}

INLINE void fetch8(const struct plane *p, const struct taps *t, int n, uint16_t (*v)[LANES])
{
    const ptrdiff_t right = p->width > 1 ? p->step : 0, down = p->height > 1 ? p->stride : 0;
    for (int i = 0; i < n; i++) {
        const uint8_t *q = p->data + t->offset[i];
        v[0][i] = q[0];
        v[1][i] = q[right];
        v[2][i] = q[down];
        v[3][i] = q[down + right];
    }
}

/* The usual planes: both neighbours of a row lie in one little-endian load. */
INLINE void fetch_pairs(const struct plane *p, const struct taps *t, int n,
                        uint16_t (*v)[LANES])
{
    const ptrdiff_t down = p->height > 1 ? p->stride : 0;
    for (int i = 0; i < n; i++) {
        const uint8_t *q = p->data + t->offset[i];
        memcpy(&v[0][i], q, 2);
        memcpy(&v[2][i], q + down, 2);
    }
    for (int i = 0; i < LANES; i++) {
        v[1][i] = v[0][i] >> 8;
        v[0][i] &= 255;
        v[3][i] = v[2][i] >> 8;
        v[2][i] &= 255;
    }
}

INLINE void fetch16(const struct plane *p, const struct taps *t, int n, uint16_t (*v)[LANES])
{
    const ptrdiff_t right = p->width > 1 ? p->step : 0, down = p->height > 1 ? p->stride : 0;
    for (int i = 0; i < n; i++) {
        const uint8_t *q = p->data + t->offset[i];
        memcpy(&v[0][i], q, 2);
        memcpy(&v[1][i], q + right, 2);
        memcpy(&v[2][i], q + down, 2);
        memcpy(&v[3][i], q + down + right, 2);
    }
}

INLINE void blend(const struct plane *p, bool wide, const struct taps *t, int n, float *out)
{
    uint16_t v[4][LANES];
    if (n < LANES)
        memset(v, 0, sizeof(v));
    if (wide)
        fetch16(p, t, n, v);
    else if (p->step == 1 && p->width > 1)
        fetch_pairs(p, t, n, v);
    else
        fetch8(p, t, n, v);
    for (int i = 0; i < LANES; i++) {
        float a = (float)v[0][i] + t->fx[i] * (float)(v[1][i] - v[0][i]);
        float b = (float)v[2][i] + t->fx[i] * (float)(v[3][i] - v[2][i]);
        out[i] = a + t->fy[i] * (b - a);
    }
}

/* Bilinear weights that fall on the picture: what lies outside counts as black. */
INLINE void cover(const struct plane *p, const struct line *l, float *out)
{
    const double w = p->width, h = p->height;
    for (int i = 0; i < LANES; i++) {
        double x = l->x0 + i * l->dx, y = l->y0 + i * l->dy;
        double cx = x + 1 < w - x ? x + 1 : w - x;
        double cy = y + 1 < h - y ? y + 1 : h - y;
        cx = cx > 0 ? cx : 0;
        cy = cy > 0 ? cy : 0;
        cx = cx < 1 ? cx : 1;
        cy = cy < 1 ? cy : 1;
        out[i] = (float)(cx * cy);
    }
}

INLINE void colour(const float (*m)[4], const float (*p)[LANES], const float *gain, float lo,
                   float scale, int n, float *rgb)
{
    float out[3][LANES];
    for (int c = 0; c < 3; c++)
        for (int i = 0; i < LANES; i++) {
            float v = m[c][0] * p[0][i] + m[c][1] * p[1][i] + m[c][2] * p[2][i] + m[c][3];
            v = v > 0 ? v : 0;
            v = v < 255 ? v : 255;
            out[c][i] = lo + scale * (gain[i] * v);
        }
    for (int i = 0; i < n; i++) {
        rgb[3 * i] = out[0][i];
        rgb[3 * i + 1] = out[1][i];
        rgb[3 * i + 2] = out[2][i];
    }
}

/* t: output pixel centre to stored position. */
INLINE struct line line_in(const struct plane *p, const double t[6], double u, double v)
{
    return (struct line){
        .x0 = (t[0] * u + t[1] * v + t[2]) * p->scale[0] + p->shift[0],
        .y0 = (t[3] * u + t[4] * v + t[5]) * p->scale[1] + p->shift[1],
        .dx = t[0] * p->scale[0],
        .dy = t[3] * p->scale[1],
    };
}

FAST static void sample_strip(const struct media_frame *f, const struct media_crop *crop,
                              const double *t, double u, double v, int n, float *rgb)
{
    float value[3][LANES], gain[LANES];
    struct taps taps;
    for (int k = 0; k < 3; k++) {
        struct line l = line_in(&f->plane[k], t, u, v);
        if (k < 2 || !f->shared_uv)
            locate(&f->plane[k], &l, &taps);
        blend(&f->plane[k], f->wide, &taps, n, value[k]);
        if (k == 0 && crop->border == MEDIA_BLACK)
            cover(&f->plane[0], &l, gain);
    }
    if (crop->border != MEDIA_BLACK)
        for (int i = 0; i < LANES; i++)
            gain[i] = 1;
    colour(f->to_rgb, (const float(*)[LANES])value, gain, crop->lo, (crop->hi - crop->lo) / 255,
           n, rgb);
}

void media_sample(const struct media_frame *f, const struct media_crop *crop, float *ret_rgb)
{
    const double *s = f->to_stored, *m = crop->m;
    const double t[6] = {
        s[0] * m[0] + s[1] * m[3], s[0] * m[1] + s[1] * m[4], s[0] * m[2] + s[1] * m[5] + s[2],
        s[3] * m[0] + s[4] * m[3], s[3] * m[1] + s[4] * m[4], s[3] * m[2] + s[4] * m[5] + s[5],
    };
    assert(crop->width > 0 && crop->height > 0);
    for (int y = 0; y < crop->height; y++)
        for (int x = 0; x < crop->width; x += LANES) {
            int n = crop->width - x < LANES ? crop->width - x : LANES;
            sample_strip(f, crop, t, x + 0.5, y + 0.5, n, ret_rgb);
            ret_rgb += 3 * n;
        }
}

enum { TILE = 16, SHRINK_MAX = 8 };

/* How many samples across one output pixel keep fine detail from flickering. */
static int samples_across(int from, int to)
{
    int k = (from + to - 1) / to;
    return k < SHRINK_MAX ? k : SHRINK_MAX;
}

/* [ky][n kx][3] samples to n packed pixels. */
static void average(const float *rgb, int n, int kx, int ky, uint8_t *bgrx)
{
    const float share = 1 / (float)(kx * ky);
    for (int i = 0; i < n; i++, bgrx += 4) {
        float sum[3] = { 0 };
        for (int y = 0; y < ky; y++) {
            const float *p = rgb + 3 * (y * n + i) * kx;
            for (int x = 0; x < kx; x++, p += 3)
                for (int c = 0; c < 3; c++)
                    sum[c] += p[c];
        }
        for (int c = 0; c < 3; c++)
            bgrx[2 - c] = (uint8_t)(sum[c] * share + 0.5f);
        bgrx[3] = 255;
    }
}

void media_frame_bgrx(const struct media_frame *f, int width, int height, uint8_t *ret_bgrx,
                      size_t stride)
{
    float rgb[TILE * SHRINK_MAX * SHRINK_MAX * 3];
    const int kx = samples_across(f->geo.width, width);
    const int ky = samples_across(f->geo.height, height);
    const double sx = f->geo.width / (double)width / kx,
                 sy = f->geo.height / (double)height / ky;
    const int tile = TILE * SHRINK_MAX / kx; /* as wide as the buffer allows */

    for (int y = 0; y < height; y++)
        for (int x = 0; x < width; x += tile) {
            int n = width - x < tile ? width - x : tile;
            const struct media_crop crop = {
                .m = { sx, 0, x * kx * sx, 0, sy, y * ky * sy },
                .width = n * kx,
                .height = ky,
                .hi = 255,
            };
            media_sample(f, &crop, rgb);
            average(rgb, n, kx, ky, ret_bgrx + (size_t)y * stride + 4 * (size_t)x);
        }
}
