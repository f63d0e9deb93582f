/* SPDX-License-Identifier: Apache-2.0 */
#include "nn/kernel.h"

#include <cpuid.h>
#include <string.h>

#include "nn/elem.h"

bool cpu_has_avx512(void)
{
    return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
           __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl");
}

bool cpu_has_bf16(void)
{
    unsigned a = 0, b, c, d;
    /* Leaf 7, subleaf 1, EAX bit 5: AVX512_BF16 (Intel SDM, CPUID). */
    return cpu_has_avx512() && __get_cpuid_count(7, 1, &a, &b, &c, &d) && (a >> 5 & 1);
}

static int n_registers(int n_columns) { return (n_columns + KERNEL_LANES - 1) / KERNEL_LANES; }

int gemm_panel_width(int n_columns)
{
    int n = n_registers(n_columns);
    if (n <= KERNEL_PANEL_MAX)
        return n;
    return n % 3 == 0 || n % 2 != 0 ? 3 : 2;
}

size_t gemm_packed_bytes(int n_columns, int n_units_total)
{
    int width = gemm_panel_width(n_columns);
    int n_panels = (n_registers(n_columns) + width - 1) / width;
    return (size_t)n_panels * (size_t)width * KERNEL_LANES * 4 * (size_t)n_units_total;
}

static void put_pair(bool there, const float *from, uint16_t **to)
{
    *(*to)++ = there ? bf16_round(from[0]) : 0;
    *(*to)++ = there ? bf16_round(from[1]) : 0;
}

void gemm_pack(const float *w, int n_columns, int n_k, enum elem elem, void *panels)
{
    int step = gemm_panel_width(n_columns) * KERNEL_LANES;
    float *f = panels;
    uint16_t *h = panels;

    for (int column = 0; column < n_columns; column += step)
        for (int k = 0; k < n_k; k += elem == ELEM_BF16 ? 2 : 1)
            for (int j = column; j < column + step; j++) {
                const float *from = w + (size_t)j * (size_t)n_k + k;
                bool there = j < n_columns;
                if (elem == ELEM_F32)
                    *f++ = there ? from[0] : 0;
                else
                    put_pair(there, from, &h);
            }
}

bool depthwise_fits(const struct window *win)
{
    return (win->kernel_w == 3 || win->kernel_w == 5) && win->kernel_h <= 5 &&
           (win->stride_w == 1 || win->stride_w == 2) && win->dil_h == 1 && win->dil_w == 1;
}
