/* SPDX-License-Identifier: Apache-2.0 */
#ifndef STORE_CODER_H
#define STORE_CODER_H
/*
 * coder - private to store: bits in as much room as they are surprising.
 *
 * A binary arithmetic coder (Rissanen & Langdon 1979, IBM J Res Dev 23:149) whose chances
 * adapt: each struct odds remembers how often a bit of its kind was 1. One function both writes
 * and reads, so that whoever models the bits writes the model once. Integers only: every
 * machine gives the same bytes. Cost: about 5 ns a bit.
 */
#include "store/bytes.h"

/* The share of ones so far, in 1/65536: of all, and of the last few, so that it is exact where
 * nothing changes and quick where it does. */
struct odds {
    uint16_t quick, slow, seen;
};
void odds_reset(struct odds *o, size_t n); /* even, nothing seen */

struct coder {
    struct bytes *to; /* NULL: reads */
    struct reader from;
    uint32_t low, high, code;
    unsigned beyond;
};
void coder_write(struct coder *c, struct bytes *to);
void coder_read(struct coder *c, const uint8_t *p, size_t n);

/* Writing: takes `bit`. Reading: ignores it and gives the one that was written; from.bad is set
 * when the bytes ended before. Either way returns the bit. */
unsigned coder_bit(struct coder *c, struct odds *o, unsigned bit);
/* The same by the mean of two odds, of two ways to see what the bit depends on. */
unsigned coder_bit2(struct coder *c, struct odds *o, struct odds *p, unsigned bit);
void coder_end(struct coder *c); /* after the last bit written */

/* A byte holds fewer bits than this, however sure they were. */
enum { CODER_BITS_PER_BYTE = 8000 };

#endif
