/* SPDX-License-Identifier: Apache-2.0 */
#ifndef NN_ELEM_H
#define NN_ELEM_H
/*
 * elem - loads and stores of the two element types, for operators written by hand.
 *
 * bfloat16 is the upper half of a float; rounding is to nearest, ties to even, as the
 * processor's own conversion does (but for denormals, which it flushes and this keeps).
 * Functions that use these with a constant `e` are compiled once for each processor level by
 * NN_SIMD.
 */
#include <string.h>

#include "nn/graph.h"

#define NN_SIMD   __attribute__((target_clones("default", "arch=haswell", "arch=skylake-avx512")))
#define NN_INLINE static inline __attribute__((always_inline))

NN_INLINE float bf16_load(uint16_t v)
{
    uint32_t bits = (uint32_t)v << 16;
    float f;
    memcpy(&f, &bits, sizeof(f));
    return f;
}

NN_INLINE uint16_t bf16_round(float f)
{
    uint32_t bits;
    memcpy(&bits, &f, sizeof(bits));
    uint32_t rounded = (bits + 0x7fffu + ((bits >> 16) & 1)) >> 16;
    /* A NaN could round up to infinity or beyond: keep it one. */
    return (uint16_t)((bits & 0x7fffffffu) > 0x7f800000u ? (bits >> 16) | 0x40u : rounded);
}

NN_INLINE float elem_load(const void *p, size_t i, const enum elem e)
{
    return e == ELEM_F32 ? ((const float *)p)[i] : bf16_load(((const uint16_t *)p)[i]);
}

NN_INLINE void elem_store(void *p, size_t i, float v, const enum elem e)
{
    if (e == ELEM_F32)
        ((float *)p)[i] = v;
    else
        ((uint16_t *)p)[i] = bf16_round(v);
}

NN_INLINE float act_apply(float v, const enum act act)
{
    if (act != ACT_NONE)
        v = v > 0 ? v : 0;
    return act == ACT_RELU6 && v > 6 ? 6 : v;
}

#endif
