/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Body of kernel_f32.c and kernel_half.c, which define
 *   TARGET              the processor features
 *   GEMM, DEPTHWISE_ROW the names of the two functions
 *   LOAD(p, mask)       16 elements of a depthwise input as floats
 *   IN_SIZE             bytes of such an element
 *   MUL_ADD(sum, a, b)  a, b: 16 units of a dense product each
 *   STORE_BF16(p, mask, v)
 */
#include <immintrin.h>

#ifdef __clang__
#define UNROLL _Pragma("unroll")
#else
#define UNROLL _Pragma("GCC unroll 32")
#endif
#define BODY static inline __attribute__((always_inline)) TARGET

/* The lanes of one register that hold the next `left` columns or channels. */
BODY __mmask16 mask_of(int left)
{
    return (__mmask16)(left >= KERNEL_LANES ? 0xffff : left <= 0 ? 0 : (1 << left) - 1);
}

BODY __m512 clamp16(__m512 v, struct bounds b)
{
    return _mm512_min_ps(_mm512_max_ps(v, _mm512_set1_ps(b.low)), _mm512_set1_ps(b.high));
}

/* Finish one register of sums: activation, residual, store. */
BODY void finish(__m512 v, const struct epilogue *e, const char *residual, char *out,
                 size_t column, __mmask16 mask)
{
    v = clamp16(v, e->act);
    if (residual) {
        v = _mm512_add_ps(v, _mm512_maskz_loadu_ps(mask, residual + 4 * column));
        v = clamp16(v, e->residual_act);
    }
    if (e->out_elem == ELEM_F32)
        _mm512_mask_storeu_ps(out + 4 * column, mask, v);
    else if (e->out_elem == ELEM_BF16)
        STORE_BF16(out + 2 * column, mask, v);
    else
        _mm256_mask_storeu_epi16(
            out + 2 * column, mask,
            _mm512_cvtps_ph(v, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC));
}

/* rows x width registers of sums. */
BODY void tile(const struct gemm *g, const char *a, const char *b, size_t column,
               const char *residual, char *out, const int rows, const int width)
{
    __m512 sum[16][KERNEL_PANEL_MAX], w[KERNEL_PANEL_MAX];

    UNROLL
    for (int i = 0; i < rows; i++)
        UNROLL
    for (int j = 0; j < width; j++)
        sum[i][j] = _mm512_loadu_ps(g->bias + column + KERNEL_LANES * (size_t)j);
    for (int s = 0; s < g->n_segments; s++) {
        const char *from = a + (size_t)s * g->segment_stride;
        for (int k = 0; k < g->units; k++) {
            UNROLL
            for (int j = 0; j < width; j++)
                w[j] = _mm512_loadu_ps(b + 64 * (size_t)j);
            b += 64 * (size_t)width;
            UNROLL
            for (int i = 0; i < rows; i++) {
                __m512 v = _mm512_castsi512_ps(_mm512_set1_epi32(
                    *(const int32_t *)(const void *)(from + (size_t)i * g->a_stride)));
                UNROLL
                for (int j = 0; j < width; j++)
                    sum[i][j] = MUL_ADD(sum[i][j], v, w[j]);
            }
            from += 4;
        }
    }
    UNROLL
    for (int j = 0; j < width; j++) {
        size_t at = column + KERNEL_LANES * (size_t)j;
        int left = g->n_columns - (int)at;
        __mmask16 mask = mask_of(left);
        UNROLL
        for (int i = 0; i < rows; i++)
            finish(sum[i][j], &g->end, residual ? residual + (size_t)i * g->out_stride : NULL,
                   out + (size_t)i * g->out_stride, at, mask);
    }
}

/* All rows m0..m1-1 of one panel. */
BODY void panel(const struct gemm *g, const char *a, const char *b, size_t column,
                const char *residual, char *out, int m0, int m1, const int width)
{
    const int rows = width == 1 ? 16 : 8;
    int m = m0;

#define TILE(n_rows)                                             \
    tile(g, a + (size_t)m * g->a_stride, b, column,              \
         residual ? residual + (size_t)m * g->out_stride : NULL, \
         out + (size_t)m * g->out_stride, n_rows, width)
    for (; m + rows <= m1; m += rows)
        TILE(rows);
    for (; m + 4 <= m1; m += 4)
        TILE(4);
    for (; m < m1; m++)
        TILE(1);
#undef TILE
}

TARGET static void all_panels(const struct gemm *g, const char *a, const char *residual,
                              char *out, int m0, int m1)
{
    int width = gemm_panel_width(g->n_columns), step = width * KERNEL_LANES;
    const char *b = g->panels;

    for (int column = 0; column < g->n_columns; column += step) {
        size_t at = (size_t)column;
        if (width == 3)
            panel(g, a, b, at, residual, out, m0, m1, 3);
        else if (width == 2)
            panel(g, a, b, at, residual, out, m0, m1, 2);
        else
            panel(g, a, b, at, residual, out, m0, m1, 1);
        b += (size_t)step * 4 * (size_t)(g->n_segments * g->units);
    }
}

TARGET void GEMM(const struct gemm *g, const void *a, const void *residual, void *out)
{
    /* Weights that fit the second-level cache are read again for each block of rows, so that
     * the rows stay in the first level; larger weights are read once. */
    size_t bytes = gemm_packed_bytes(g->n_columns, g->n_segments * g->units);
    int block = bytes > 400000 ? g->n_m : 32;

    for (int m = 0; m < g->n_m; m += block)
        all_panels(g, a, residual, out, m, m + block < g->n_m ? m + block : g->n_m);
}

enum { DW_OUT = 8 }; /* outputs side by side, each input register used for all of them */

/* DW_OUT neighbouring outputs from x, 16 channels from c. */
BODY void depthwise_tile(const struct depthwise *d, const void *const *rows, char *out, int x,
                         int c, const int kernel_w, const int stride, const int n_out,
                         const bool edge)
{
    __m512 sum[DW_OUT], w[5];
    int left = d->channels - c, x_in = x * stride - d->win.pad_left;
    __mmask16 mask = mask_of(left);
    size_t pixel = (size_t)d->channels;

    UNROLL
    for (int i = 0; i < n_out; i++)
        sum[i] = _mm512_loadu_ps(d->bias + c);
    for (int ky = 0; ky < d->win.kernel_h; ky++) {
        const float *weights = d->weights + (size_t)(ky * kernel_w * d->padded_channels + c);
        const char *row = rows[ky];
        if (!row)
            continue;
        row += IN_SIZE * (size_t)c;
        UNROLL
        for (int kx = 0; kx < kernel_w; kx++)
            w[kx] = _mm512_loadu_ps(weights + (size_t)(kx * d->padded_channels));
        UNROLL
        for (int i = 0; i < (n_out - 1) * stride + kernel_w; i++) {
            if (edge && (x_in + i < 0 || x_in + i >= d->in_w))
                continue;
            __m512 v = LOAD(row + (ptrdiff_t)(x_in + i) * (ptrdiff_t)(IN_SIZE * pixel), mask);
            UNROLL
            for (int kx = 0; kx < kernel_w; kx++)
                if ((i - kx) % stride == 0 && (i - kx) / stride >= 0 && i >= kx &&
                    (i - kx) / stride < n_out)
                    sum[(i - kx) / stride] = _mm512_fmadd_ps(v, w[kx], sum[(i - kx) / stride]);
        }
    }
    size_t out_pixel = pixel * elem_size(d->end.out_elem);
    UNROLL
    for (int i = 0; i < n_out; i++)
        finish(sum[i], &d->end, NULL, out + (size_t)(x + i) * out_pixel, (size_t)c, mask);
}

BODY void depthwise_row(const struct depthwise *d, const void *const *rows, char *out,
                        const int kernel_w, const int stride)
{
    for (int c = 0; c < d->channels; c += KERNEL_LANES) {
        int x = 0;
        for (; x + DW_OUT <= d->out_w; x += DW_OUT) {
            int first = x * stride - d->win.pad_left;
            if (first < 0 || first + (DW_OUT - 1) * stride + kernel_w > d->in_w)
                depthwise_tile(d, rows, out, x, c, kernel_w, stride, DW_OUT, true);
            else
                depthwise_tile(d, rows, out, x, c, kernel_w, stride, DW_OUT, false);
        }
        for (; x < d->out_w; x++)
            depthwise_tile(d, rows, out, x, c, kernel_w, stride, 1, true);
    }
}

TARGET void DEPTHWISE_ROW(const struct depthwise *d, const void *const *rows, void *out)
{
    if (d->win.kernel_w == 3 && d->win.stride_w == 1)
        depthwise_row(d, rows, out, 3, 1);
    else if (d->win.kernel_w == 3)
        depthwise_row(d, rows, out, 3, 2);
    else if (d->win.stride_w == 1)
        depthwise_row(d, rows, out, 5, 1);
    else
        depthwise_row(d, rows, out, 5, 2);
}
