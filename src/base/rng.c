/* SPDX-License-Identifier: Apache-2.0 */
#include "base/rng.h"

#include <math.h>

struct rng rng_new(uint64_t seed, uint64_t stream)
{
    struct rng r = { .state = 0, .inc = stream << 1 | 1 };
    rng_u32(&r);
    r.state += seed;
    rng_u32(&r);
    return r;
}

uint32_t rng_u32(struct rng *r)
{
    uint64_t old = r->state;
    r->state = old * 6364136223846793005u + r->inc;
    uint32_t xorshifted = (uint32_t)(((old >> 18) ^ old) >> 27);
    uint32_t rot = (uint32_t)(old >> 59);
    return xorshifted >> rot | xorshifted << (-rot & 31);
}

double rng_uniform(struct rng *r) { return rng_u32(r) * 0x1p-32; }

double rng_normal(struct rng *r)
{
    double u = (rng_u32(r) + 1.0) * 0x1p-32; /* (0, 1]: the logarithm stays finite */
    return sqrt(-2.0 * log(u)) * cos(2.0 * M_PI * rng_uniform(r));
}

uint32_t rng_below(struct rng *r, uint32_t n)
{
    uint32_t reject = -n % n; /* the first 2^32 mod n values would favour small results */
    uint32_t v;
    do
        v = rng_u32(r);
    while (v < reject);
    return v % n;
}
