/* SPDX-License-Identifier: Apache-2.0 */
#ifndef TEST_C3D_BYTES_H
#define TEST_C3D_BYTES_H
/*
 * c3d_bytes - writes small C3D files for any of the three processors, as integers or floats.
 */
#include <math.h>

#include "formats/c3d_file.h"
#include "test.h"

enum { BYTES_MAX = 1 << 16, BLOCK_SIZE = 512 };

struct c3d_bytes {
    uint8_t b[BYTES_MAX];
    size_t n;
    enum c3d_processor processor;
    size_t last_next; /* where the offset to the next parameter stands; 0: none yet */
};

static inline void put16(struct c3d_bytes *f, size_t at, int v)
{
    uint8_t lo = (uint8_t)(v & 0xff), hi = (uint8_t)(v >> 8 & 0xff);
    bool big = f->processor == C3D_MIPS;
    f->b[at] = big ? hi : lo;
    f->b[at + 1] = big ? lo : hi;
}

/* A VAX F number is an IEEE one with words swapped and the exponent 2 larger. */
static inline void put_float(struct c3d_bytes *f, size_t at, double v)
{
    float x = (float)v * (f->processor == C3D_DEC ? 4.0f : 1.0f);
    uint32_t u;
    uint8_t byte[4];
    static const int order[][4] = { { 0, 1, 2, 3 }, { 2, 3, 0, 1 }, { 3, 2, 1, 0 } };
    memcpy(&u, &x, sizeof(u));
    for (int k = 0; k < 4; k++)
        byte[k] = (uint8_t)(u >> 8 * k);
    for (int k = 0; k < 4; k++)
        f->b[at + (size_t)k] = byte[order[f->processor - C3D_INTEL][k]];
}

static inline void put_name(struct c3d_bytes *f, const char *name, int id)
{
    size_t n = strlen(name);
    if (f->last_next)
        put16(f, f->last_next, (int)(f->n - f->last_next));
    f->b[f->n++] = (uint8_t)n;
    f->b[f->n++] = (uint8_t)(int8_t)id;
    memcpy(f->b + f->n, name, n);
    f->n += n;
    f->last_next = f->n;
    f->n += 2;
}

static inline void put_group(struct c3d_bytes *f, const char *name, int id)
{
    put_name(f, name, -id);
    f->b[f->n++] = 0; /* no description */
}

/* Values of a parameter, as type 2 or 4; dims end with 0. */
static inline void put_numbers(struct c3d_bytes *f, int group, const char *name, int type,
                               const int *dims, const double *v)
{
    size_t count = 1, n_dims = 0;
    put_name(f, name, group);
    for (; dims[n_dims]; n_dims++)
        count *= (size_t)dims[n_dims];
    f->b[f->n++] = (uint8_t)type;
    f->b[f->n++] = (uint8_t)n_dims;
    for (size_t d = 0; d < n_dims; d++)
        f->b[f->n++] = (uint8_t)dims[d];
    for (size_t i = 0; i < count; i++, f->n += (size_t)type) {
        if (type == 4)
            put_float(f, f->n, v[i]);
        else
            put16(f, f->n, (int)v[i]);
    }
    f->b[f->n++] = 0;
}
#define PUT_NUMBERS(f, group, name, type, dims, ...) \
    put_numbers(f, group, name, type, dims, (const double[]){ __VA_ARGS__ })
#define DIMS(...) ((const int[]){ __VA_ARGS__, 0 })
#define SCALAR    ((const int[]){ 0 })

/* Texts of equal width, one after another in s. */
static inline void put_text(struct c3d_bytes *f, int group, const char *name, size_t width,
                            size_t count, const char *s)
{
    put_name(f, name, group);
    f->b[f->n++] = (uint8_t)(int8_t)-1;
    f->b[f->n++] = count > 1 ? 2 : 1;
    f->b[f->n++] = (uint8_t)width;
    if (count > 1)
        f->b[f->n++] = (uint8_t)count;
    memcpy(f->b + f->n, s, width * count);
    f->n += width * count;
    f->b[f->n++] = 0;
}

struct c3d_header {
    int n_points, n_channels, per_frame, first, last;
    double scale, rate_hz;
};

/* Header and an open parameter section from block 2 on. */
static inline void c3d_begin(struct c3d_bytes *f, enum c3d_processor processor,
                             const struct c3d_header *h)
{
    *f = (struct c3d_bytes){ .processor = processor, .n = BLOCK_SIZE + 4 };
    f->b[0] = 2;
    f->b[1] = 0x50;
    put16(f, 2, h->n_points);
    put16(f, 4, h->n_channels * h->per_frame);
    put16(f, 6, h->first);
    put16(f, 8, h->last);
    put_float(f, 12, h->scale);
    put16(f, 18, h->per_frame);
    put_float(f, 20, h->rate_hz);
    f->b[BLOCK_SIZE] = 1;
    f->b[BLOCK_SIZE + 1] = 0x50;
    f->b[BLOCK_SIZE + 3] = (uint8_t)processor;
}

/* Close the parameters; the data follow at f->n. */
static inline void c3d_end_params(struct c3d_bytes *f)
{
    put16(f, f->last_next, 0);
    size_t blocks = (f->n + BLOCK_SIZE - 1) / BLOCK_SIZE;
    f->b[BLOCK_SIZE + 2] = (uint8_t)(blocks - 1);
    f->n = blocks * BLOCK_SIZE;
    put16(f, 16, (int)blocks + 1);
}

static inline void put_value(struct c3d_bytes *f, bool floats, double v)
{
    assert_true(f->n + 4 < BYTES_MAX);
    if (floats)
        put_float(f, f->n, v);
    else
        put16(f, f->n, (int)v);
    f->n += floats ? 4 : 2;
}

#endif
