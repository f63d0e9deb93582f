/* SPDX-License-Identifier: Apache-2.0 */
/* The kernels on half floats, for processors with AVX512_BF16: dense products of bfloat16,
 * depthwise convolutions of float16. */
#include "nn/kernel.h"

#define TARGET        __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx512bf16,fma")))
#define GEMM          gemm_bf16
#define DEPTHWISE_ROW depthwise_row_f16
#define IN_SIZE       sizeof(uint16_t)

#define LOAD(p, mask)          _mm512_cvtph_ps(_mm256_maskz_loadu_epi16(mask, p))
#define MUL_ADD(sum, a, b)     _mm512_dpbf16_ps(sum, (__m512bh)(a), (__m512bh)(b))
#define STORE_BF16(p, mask, v) _mm256_mask_storeu_epi16(p, mask, (__m256i)_mm512_cvtneps_pbh(v))

#include "nn/kernel_body.inc"
