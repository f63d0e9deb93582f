/* SPDX-License-Identifier: Apache-2.0 */
#ifndef STORE_TRACE_H
#define STORE_TRACE_H
/*
 * trace - private to store: a long column of numbers in as few bytes as we know how.
 *
 * Values become whole steps of the coarsest grid that they lie on (column.h). Each step is
 * foreseen in several ways, of which the one that missed least lately counts, and what it
 * missed is coded (coder.h) with chances that depend on how much was missed lately.
 * docs/store.md has the layout. Cost: about 150 ns a value; 50 kB of memory.
 */
#include "base/err.h"
#include "store/bytes.h"

/* What is known before the column is: the reader must have the same. */
struct trace_side {
    const int64_t *clock_ms; /* [n] when each value was taken; NULL: at even steps */
    const double *expect;    /* [n] what the values should follow, any sane number; or NULL */
};

/*
 * Append x [n]. decimals: of the column's row, or COLUMN_EXACT; what is lost is as in column.h.
 * side may be NULL. ret_kept [n], or NULL: what the reader will get. Errors: -ERR_NOMEM.
 */
int trace_put(struct bytes *b, const double *x, size_t n, int decimals,
              const struct trace_side *side, double *ret_kept, struct err *err) MUST_USE;
/* Read n values from all of p [size]. Errors: -ERR_FORMAT, -ERR_NOMEM. */
int trace_get(const uint8_t *p, size_t size, double *ret_x, size_t n,
              const struct trace_side *side, struct err *err) MUST_USE;

#endif
