/* SPDX-License-Identifier: Apache-2.0 */
/* The kernels on float inputs, for any AVX-512 processor. */
#include "nn/kernel.h"

#define TARGET        __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,fma")))
#define GEMM          gemm_f32
#define DEPTHWISE_ROW depthwise_row_f32
#define IN_SIZE       sizeof(float)

#define LOAD(p, mask)          _mm512_maskz_loadu_ps(mask, p)
#define MUL_ADD(sum, a, b)     _mm512_fmadd_ps(a, b, sum)
#define STORE_BF16(p, mask, v) _mm256_mask_storeu_epi16(p, mask, round_bf16(v))

#include <immintrin.h>

/* To nearest, ties to even; a NaN stays one. */
TARGET static inline __m256i round_bf16(__m512 v)
{
    __m512i bits = _mm512_castps_si512(v);
    __m512i odd = _mm512_and_si512(_mm512_srli_epi32(bits, 16), _mm512_set1_epi32(1));
    __m512i up = _mm512_add_epi32(bits, _mm512_add_epi32(odd, _mm512_set1_epi32(0x7fff)));
    __mmask16 nan = _mm512_cmp_ps_mask(v, v, _CMP_UNORD_Q);
    up = _mm512_mask_mov_epi32(up, nan, _mm512_set1_epi32(0x7fc00000));
    return _mm512_cvtepi32_epi16(_mm512_srli_epi32(up, 16));
}

#include "nn/kernel_body.inc"
