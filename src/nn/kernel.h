/* SPDX-License-Identifier: Apache-2.0 */
#ifndef NN_KERNEL_H
#define NN_KERNEL_H
/*
 * kernel - the two inner loops that take nearly all of the time, for processors with AVX-512.
 *
 * Written twice by including kernel_body.inc: kernel_f32.c (AVX-512) and kernel_half.c (AVX-512
 * with AVX512_BF16). Elsewhere oneDNN does the work (conv.c). Sums are formed in the order
 * kernel row, kernel column, input channel; two neighbours at once in bf16.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "nn/elem.h"

enum { KERNEL_LANES = 16, KERNEL_PANEL_MAX = 3 }; /* panel: up to 3 registers of columns */

/* What happens to a sum before it is stored. */
struct epilogue {
    struct bounds act, residual_act;
    enum elem out_elem; /* residual, where there is one, is float and so is out */
};

/*
 * out[m][n] = act(bias[n] + sum over segments s and k of a[m][s][k] * w[s][k][n]), then the
 * residual. A unit is 4 bytes of a row: one float, or two bf16.
 */
struct gemm {
    int n_m, n_columns, n_segments, units; /* units of one segment */
    size_t a_stride, segment_stride;       /* bytes from row to row, segment to segment */
    size_t out_stride;                     /* bytes from row to row, of out and residual */
    const char *panels;                    /* weights: gemm_pack */
    const float *bias;                     /* padded to whole registers */
    struct epilogue end;
};

/* Registers of columns in each panel of n columns; panels are [segments * units][width * 16]
 * units, one after the other. */
int gemm_panel_width(int n_columns);
size_t gemm_packed_bytes(int n_columns, int n_units_total);
/* w [n_columns][n_k] (k: segment after segment) into panels of floats, or of bf16 pairs when
 * `elem` says so; then n_k is even. */
void gemm_pack(const float *w, int n_columns, int n_k, enum elem elem, void *panels);

void gemm_f32(const struct gemm *g, const void *a, const void *residual, void *out);
void gemm_bf16(const struct gemm *g, const void *a, const void *residual, void *out);

/* One row of a depthwise convolution: out[x][c], x = 0..n_out-1. */
struct depthwise {
    struct window win;
    int in_h, in_w, out_w, channels;
    const float *weights, *bias; /* [kernel_h * kernel_w][padded channels], [padded channels] */
    int padded_channels;         /* whole registers */
    struct epilogue end;
};
/* rows [kernel_h]: input rows [in_w][channels] in the elements of the name (out: end.out_elem),
 * NULL outside the picture. Kernels 3 and 5 wide with strides 1 and 2 are fast, and the only
 * ones. */
bool depthwise_fits(const struct window *win);
void depthwise_row_f32(const struct depthwise *d, const void *const *rows, void *out);
void depthwise_row_f16(const struct depthwise *d, const void *const *rows, void *out);

bool cpu_has_avx512(void);
bool cpu_has_bf16(void);

#endif
