/* SPDX-License-Identifier: Apache-2.0 */
#ifndef TEST_COLUMNS_H
#define TEST_COLUMNS_H
/*
 * columns - short columns with whatever a file may hold, and how exactly they come back.
 */
#include <math.h>

#include "base/mem.h"
#include "store/column.h"
#include "test.h"

static const struct made_column {
    const char *what;
    double x[6];
    int decimals;
    double tolerance; /* half a unit of the last decimal, or none at all */
} made_columns[] = {
    { "heart rates", { 61, 62, 62, 250, 0, 61 }, 0, 0 },
    { "gaps", { NAN, 1, NAN, NAN, 2, NAN }, 0, 0 },
    { "nothing", { NAN, NAN, NAN, NAN, NAN, NAN }, 3, 0 },
    { "negative", { -5, 5, -500000000, 7, -1, 0 }, 0, 0 },
    { "semicircles",
      { 597000000 / (2147483648.0 / 180), -1 / (2147483648.0 / 180), 0,
        1 / (2147483648.0 / 180), 0, 0 },
      8,
      0 },
    { "times", { 1.7e9, 1.7e9 + 0.25, 1.7e9 + 1, 1.7e9, 1.8e9, 0 }, 3, 0 },
    { "rounded", { 1.23456, 2.34567, 0.00049, -1.00051, 3, 4 }, 3, 0.0005 },
    { "exact doubles", { 1.0 / 3, 2e300, -1e-300, 5e-324, 1e15, 0.1 }, COLUMN_EXACT, 0 },
    { "exact floats", { 0.1f, 3.4e38f, -0.2f, 1.5f, 0.3f, 1e-30f }, COLUMN_EXACT, 0 },
    { "decimals of floats", { 12.3f, -0.1f, 99.9f, 0, NAN, 7.7f }, COLUMN_EXACT, 0 },
    { "infinity is missing", { INFINITY, -INFINITY, 1, 2, 3, 4 }, COLUMN_EXACT, 0 },
    { "too large for steps", { 1e300, 1, 2, 3, 4, 5 }, 3, 0 },
    { "large and not whole",
      { 450000000000000.1, 45000000000000.7, 0.3, 7, 8, 9 },
      COLUMN_EXACT,
      0 },
    { "the largest steps", { 4503599627370495, -4503599627370495, 0, 1, 2, 3 }, 0, 0 },
};

/* x, as put, and y, as it came back. */
static inline void same_value(const char *what, size_t i, double x, double y, double tolerance)
{
    if (!isfinite(x) ? !isnan(y) : !(fabs(x - y) <= tolerance))
        fail_msg("%s[%zu]: %.17g became %.17g", what, i, x, y);
}

#endif
