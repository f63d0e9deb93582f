/* SPDX-License-Identifier: Apache-2.0 */
#ifndef NN_ELEM_H
#define NN_ELEM_H
/*
 * elem - small helpers of operators written by hand.
 *
 * NN_SIMD compiles a function once for each processor level and picks one when the program
 * starts; the loops in it are vectorized by the compiler.
 */
#include <string.h>

#include "nn/graph.h"

#ifdef __clang__
#define NN_VECTORIZE /* does so at -O2 */
#else
#define NN_VECTORIZE __attribute__((optimize("O3")))
#endif
#define NN_SIMD   NN_VECTORIZE __attribute__((target_clones("default", "avx2", "avx512f")))
#define NN_INLINE static inline __attribute__((always_inline))

/* bfloat16 is the upper half of a float. To nearest, ties to even; a NaN stays one. */
NN_INLINE uint16_t bf16_round(float f)
{
    uint32_t bits;
    memcpy(&bits, &f, sizeof(bits));
    uint32_t rounded = (bits + 0x7fffu + ((bits >> 16) & 1)) >> 16;
    return (uint16_t)((bits & 0x7fffffffu) > 0x7f800000u ? (bits >> 16) | 0x40u : rounded);
}

NN_INLINE float bf16_load(uint16_t v)
{
    uint32_t bits = (uint32_t)v << 16;
    float f;
    memcpy(&f, &bits, sizeof(f));
    return f;
}

/* Activations as bounds: v -> min(max(v, low), high). */
struct bounds {
    float low, high;
};
NN_INLINE struct bounds bounds_of(enum act act)
{
    return (struct bounds){ act == ACT_NONE ? -__builtin_inff() : 0,
                            act == ACT_RELU6 ? 6 : __builtin_inff() };
}

NN_INLINE float clamp(float v, struct bounds b)
{
    v = v < b.low ? b.low : v;
    return v > b.high ? b.high : v;
}

NN_INLINE size_t shape_elems(const struct nn_shape *s)
{
    size_t n = 1;
    for (int d = 0; d < s->n_dims; d++)
        n *= (size_t)s->dim[d];
    return n;
}

#endif
