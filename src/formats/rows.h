/* SPDX-License-Identifier: Apache-2.0 */
#ifndef FORMATS_ROWS_H
#define FORMATS_ROWS_H
/*
 * rows - lines of cells: what TRC, MOT, STO and plain tables have in common.
 *
 * Private to formats. Cells stand between tabs; where a line has no tab, between commas; else
 * between blanks. Bytes need no NUL at their end. Messages name line and byte.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "body/markers.h"

enum { ROWS_MAX_COLUMNS = 8192 };

struct cell {
    const char *s;
    size_t n; /* without the blanks around it; 0: empty */
};

struct rows {
    const char *data;
    size_t n, pos;
    size_t line; /* number of the line read last, from 1 */
    size_t line_pos;
};

/* The next line without its end; false: there is none. */
bool rows_line(struct rows *r, struct cell *ret_line);
/* Cells of a line, at most max are kept; returns their number. */
size_t rows_split(struct cell line, struct cell *ret_cells, size_t max);
bool cell_is(struct cell c, const char *s); /* case counts not */

/* The rest of the file as numbers, n_columns to a row; empty lines are left out, empty cells
 * and "NaN" are NaN. ret_values is owned by the caller. Errors: -ERR_FORMAT, -ERR_NOMEM. */
int rows_numbers(struct rows *r, size_t n_columns, double **ret_values, size_t *ret_n_rows,
                 struct err *err) MUST_USE;

/* Rate of n times [stride apart], Hz: whole when the times fit that to a millisecond (they are
 * often rounded). NaN: they do not ascend evenly. */
double rows_rate(const double *t_s, size_t n, size_t stride);

#endif
