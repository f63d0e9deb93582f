/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BASE_RNG_H
#define BASE_RNG_H
/*
 * rng - seeded random numbers, the same on every machine and compiler.
 *
 * PCG-XSH-RR 64/32 (O'Neill 2014, "PCG: a family of simple fast space-efficient statistically
 * good algorithms", HMC-CS-2014-0905). Not for secrets. One struct rng belongs to one thread.
 */
#include <stdint.h>

struct rng {
    uint64_t state, inc;
};

struct rng rng_new(uint64_t seed, uint64_t stream); /* different streams are independent */
uint32_t rng_u32(struct rng *r);
double rng_uniform(struct rng *r);             /* [0, 1) */
double rng_normal(struct rng *r);              /* mean 0, SD 1 (Box-Muller) */
uint32_t rng_below(struct rng *r, uint32_t n); /* 0..n-1, unbiased; n > 0 */

#endif
