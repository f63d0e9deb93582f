/* SPDX-License-Identifier: Apache-2.0 */
#ifndef STORE_COLUMN_H
#define STORE_COLUMN_H
/*
 * column - private to store: a column of numbers in few bytes, before zlib.
 *
 * Watches count in fixed steps (1/min, 0.2 m, 180/2^31 degrees, 1/1024 s ...). The coarsest
 * step of a table that every value lies on is found, and steps are stored as differences of
 * order 0, 1 or 2, whichever is shortest, zigzag, as varints; missing values as run lengths.
 * Values on no step of the table are rounded to the column's decimals if it has any; else they
 * are kept as they are (32 bits if that is exact, or 64). docs/store.md has the layout. Cost:
 * about 20 ns a value, no memory but the result.
 */
#include "base/err.h"
#include "store/bytes.h"

enum { COLUMN_EXACT = -1 }; /* decimals: no rounding allowed */

/* Append x [n]. decimals: of the column's row, or COLUMN_EXACT. Decoded values are within half
 * a unit of the last decimal; on a step of the table within 1e-9 of the step (or the precision
 * of a double, whichever is more). Infinite values become missing. */
void column_put(struct bytes *b, const double *x, size_t n, int decimals);
/* Read n values back. Errors: -ERR_FORMAT. */
int column_get(struct reader *r, double *ret_x, size_t n, struct err *err) MUST_USE;

/* Steps per unit of a row of the table of grids; 0: no such row. */
double column_grid(unsigned row);
/* The coarsest row that all of x [n] lie on, else that of the decimals; -1: none. */
int column_find_grid(const double *x, size_t n, int decimals);

#endif
