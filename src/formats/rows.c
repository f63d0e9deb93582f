/* SPDX-License-Identifier: Apache-2.0 */
#include "formats/rows.h"

#include <math.h>
#include <string.h>

#include "base/mem.h"
#include "formats/value.h"

bool rows_line(struct rows *r, struct cell *ret_line)
{
    if (r->pos >= r->n)
        return false;
    const char *from = r->data + r->pos;
    const char *end = memchr(from, '\n', r->n - r->pos);
    size_t n = end ? (size_t)(end - from) : r->n - r->pos;

    r->line++;
    r->line_pos = r->pos;
    r->pos += n + (end ? 1 : 0);
    while (n > 0 && from[n - 1] == '\r')
        n--;
    *ret_line = (struct cell){ from, n };
    return true;
}

static bool is_blank(char c) { return c == ' ' || c == '\t'; }

static struct cell trimmed(const char *s, size_t n)
{
    while (n > 0 && is_blank(s[n - 1]))
        n--;
    while (n > 0 && is_blank(*s)) {
        s++;
        n--;
    }
    return (struct cell){ s, n };
}

static size_t split_at_blanks(struct cell line, struct cell *ret_cells, size_t max)
{
    size_t n = 0;
    for (size_t i = 0; i < line.n && n < max;) {
        while (i < line.n && is_blank(line.s[i]))
            i++;
        size_t from = i;
        while (i < line.n && !is_blank(line.s[i]))
            i++;
        if (i > from)
            ret_cells[n++] = (struct cell){ line.s + from, i - from };
    }
    return n;
}

size_t rows_split(struct cell line, struct cell *ret_cells, size_t max)
{
    char separator = line.n && memchr(line.s, '\t', line.n)  ? '\t'
                     : line.n && memchr(line.s, ',', line.n) ? ','
                                                             : ' ';
    size_t n = 0;
    if (separator == ' ')
        return split_at_blanks(line, ret_cells, max);
    for (size_t i = 0; n < max;) {
        const char *end = memchr(line.s + i, separator, line.n - i);
        size_t to = end ? (size_t)(end - line.s) : line.n;
        ret_cells[n++] = trimmed(line.s + i, to - i);
        if (!end)
            break;
        i = to + 1;
    }
    return n;
}

static char lower(char c) { return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c; }

bool cell_is(struct cell c, const char *s)
{
    size_t i = 0;
    while (i < c.n && s[i] && lower(c.s[i]) == lower(s[i]))
        i++;
    return i == c.n && s[i] == '\0';
}

/* "12.5" as nearly all cells are, without the care that value_number takes. */
static double plain_number(struct cell c)
{
    static const double tenth[] = { 1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9 };
    uint64_t digits = 0;
    size_t i = c.s[0] == '-', after = 0;
    bool point = false;

    if (c.n - i > 15) /* 2^53 holds 15 digits */
        return value_number(c.s, c.n);
    for (size_t n_digits = 0; i < c.n; i++) {
        if (c.s[i] == '.' && !point) {
            point = true;
        } else if (c.s[i] >= '0' && c.s[i] <= '9') {
            digits = digits * 10 + (unsigned)(c.s[i] - '0');
            after += point;
            n_digits++;
        } else {
            return value_number(c.s, c.n);
        }
        if (i + 1 == c.n && (n_digits == 0 || after >= N_ELEMS(tenth)))
            return value_number(c.s, c.n);
    }
    double v = (double)digits / tenth[after];
    return c.s[0] == '-' ? -v : v;
}

static int read_row(const struct rows *r, const struct cell *cells, size_t n, size_t n_columns,
                    double *ret_row, struct err *err)
{
    size_t kept = n < n_columns ? n : n_columns;
    /* files leave the end of a row out where it is empty; a row of nothing is another thing */
    if (n < (n_columns + 3) / 4)
        return err_set_at(err, ERR_FORMAT, r->line_pos,
                          "line %zu (byte %zu) has %zu columns, %zu are expected", r->line,
                          r->line_pos, n, n_columns);
    for (size_t i = 0; i < kept; i++) {
        ret_row[i] = cells[i].n ? plain_number(cells[i]) : NAN;
        if (isnan(ret_row[i]) && cells[i].n && !cell_is(cells[i], "nan") &&
            !cell_is(cells[i], "-nan"))
            return err_set_at(err, ERR_FORMAT, (uint64_t)(cells[i].s - r->data),
                              "line %zu (byte %zu): \"%.*s\" is not a number", r->line,
                              (size_t)(cells[i].s - r->data),
                              (int)(cells[i].n < 30 ? cells[i].n : 30), cells[i].s);
    }
    for (size_t i = kept; i < n_columns; i++)
        ret_row[i] = NAN;
    return 0;
}

int rows_numbers(struct rows *r, size_t n_columns, double **ret_values, size_t *ret_n_rows,
                 struct err *err)
{
    AUTO(mem) double *values = NULL;
    AUTO(mem) struct cell *cells = mem_array(n_columns, sizeof(*cells));
    size_t cap = 0, n_rows = 0;
    struct cell line;

    if (!cells)
        return err_set(err, ERR_NOMEM, "no memory for %zu columns", n_columns);
    while (rows_line(r, &line)) {
        if (trimmed(line.s, line.n).n == 0)
            continue;
        if (mem_grow(&values, &cap, (n_rows + 1) * n_columns, sizeof(*values)) < 0)
            return err_set(err, ERR_NOMEM, "no memory for %zu rows", n_rows);
        size_t n = rows_split(line, cells, n_columns);
        int rc = read_row(r, cells, n, n_columns, values + n_rows * n_columns, err);
        if (rc < 0)
            return rc;
        n_rows++;
    }
    *ret_values = STEAL(values);
    *ret_n_rows = n_rows;
    return 0;
}

double rows_rate(const double *t_s, size_t n, size_t stride)
{
    if (n < 2)
        return NAN;
    double length = t_s[(n - 1) * stride] - t_s[0], step = length / (double)(n - 1);
    if (!(length > 0) || !isfinite(length))
        return NAN;
    for (size_t i = 1; i < n; i++) {
        double dt = t_s[i * stride] - t_s[(i - 1) * stride];
        if (!(fabs(dt - step) <= 0.5 * step + 0.0011)) /* rounded to milliseconds */
            return NAN;
    }
    double rate = 1 / step, whole = round(rate);
    /* times rounded to milliseconds leave the length uncertain by one */
    return whole >= 1 && fabs((double)(n - 1) / whole - length) <= 0.001 ? whole : rate;
}
