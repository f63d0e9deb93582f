/* SPDX-License-Identifier: Apache-2.0 */
#include "store/column.h"

#include <math.h>
#include <string.h>

/* Steps per unit, coarsest first. The index is stored: rows are only ever added at the end.
 * The order of trying is the order of `tries`. clang-format off */
static const double grids[] = {
    1,
    10,
    100,
    1e3,
    1e4,
    1e5,
    1e6,
    1e7,
    1e8,
    1e9,                  /* decimals: index = number of decimals */
    2147483648.0 / 180.0, /* FIT's semicircles */
    2,
    5,
    1024,
    128,
    256,
    200,
};
/* clang-format on */
static const uint8_t tries[] = { 0, 11, 12, 1, 2, 14, 16, 15, 3, 13, 4, 5, 6, 10, 7, 8 };

enum { N_GRIDS = sizeof(grids) / sizeof(grids[0]), MODE_FLOAT = 64, MODE_DOUBLE = 65 };
static const double steps_max = 4503599627370496.0; /* 2^52: steps stay exact in a double */

/* `exact`: what comes back is x to the last bit. Else within 1e-9 of a step, or what a double
 * can tell. */
static bool on_grid(double x, double grid, bool exact)
{
    double steps = x * grid, k = nearbyint(steps);
    if (!(fabs(steps) < steps_max))
        return false;
    return exact ? !(k / grid < x || k / grid > x) : fabs(steps - k) <= 1e-9 + fabs(k) * 1e-15;
}

static int find_grid(const double *x, size_t n, int decimals)
{
    for (size_t t = 0; t < sizeof(tries); t++) {
        size_t i = 0;
        if (decimals >= 0 && decimals < 9 && grids[tries[t]] > 2 * grids[decimals])
            continue; /* finer than anybody asked for */
        while (i < n && (!isfinite(x[i]) || on_grid(x[i], grids[tries[t]], decimals < 0)))
            i++;
        if (i == n)
            return tries[t];
    }
    return -1;
}

static bool fits(const double *x, size_t n, double grid)
{
    for (size_t i = 0; i < n; i++)
        if (isfinite(x[i]) && !(fabs(x[i] * grid) < steps_max))
            return false;
    return true;
}

static void put_presence(struct bytes *b, const double *x, size_t n)
{
    bool have = true;
    size_t run = 0;

    for (size_t i = 0; i < n; i++) {
        if (isfinite(x[i]) == have) {
            run++;
            continue;
        }
        bytes_varint(b, run);
        have = !have;
        run = 1;
    }
    bytes_varint(b, run);
}

/* Differences: what is left of value k of order 0, 1 or 2, given the two before it. */
struct delta {
    uint64_t last, step;
};

static uint64_t residual(struct delta *d, uint64_t k, unsigned order)
{
    uint64_t step = k - d->last, rest = order == 0 ? k : order == 1 ? step : step - d->step;
    d->last = k;
    d->step = step;
    return rest;
}

static unsigned bits_of(uint64_t v) { return v ? 64U - (unsigned)__builtin_clzll(v) : 0; }

static unsigned best_order(const double *x, size_t n, double grid)
{
    struct delta d[3] = { 0 };
    uint64_t cost[3] = { 0 };

    for (size_t i = 0; i < n; i++) {
        if (!isfinite(x[i]))
            continue;
        uint64_t k = (uint64_t)(int64_t)nearbyint(x[i] * grid);
        for (unsigned o = 0; o < 3; o++)
            cost[o] += bits_of(bytes_zigzag((int64_t)residual(&d[o], k, o)));
    }
    unsigned best = cost[1] <= cost[0] ? 1 : 0;
    return cost[2] < cost[best] ? 2 : best;
}

static void put_steps(struct bytes *b, const double *x, size_t n, double grid)
{
    unsigned order = best_order(x, n, grid);
    struct delta d = { 0 };

    bytes_u8(b, order);
    put_presence(b, x, n);
    for (size_t i = 0; i < n; i++)
        if (isfinite(x[i])) {
            uint64_t k = (uint64_t)(int64_t)nearbyint(x[i] * grid);
            bytes_varint(b, bytes_zigzag((int64_t)residual(&d, k, order)));
        }
}

/* Byte 0 of all values, then byte 1, ...: like bytes side by side compress better. */
static void put_planes(struct bytes *b, const double *x, size_t n, bool single)
{
    put_presence(b, x, n);
    for (unsigned shift = 0; shift < (single ? 32U : 64U); shift += 8)
        for (size_t i = 0; i < n; i++) {
            float f = (float)x[i];
            uint32_t low;
            uint64_t bits;
            if (!isfinite(x[i]))
                continue;
            memcpy(&low, &f, sizeof(low));
            memcpy(&bits, &x[i], sizeof(bits));
            bytes_u8(b, (unsigned)((single ? low : bits) >> shift & 255));
        }
}

static bool all_single(const double *x, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (isfinite(x[i]) && !(fabs(x[i]) < 3e38 && (double)(float)x[i] - x[i] == 0))
            return false;
    return true;
}

double column_grid(unsigned row) { return row < N_GRIDS ? grids[row] : 0; }

int column_find_grid(const double *x, size_t n, int decimals)
{
    int grid = find_grid(x, n, decimals);
    bool round = grid < 0 && decimals >= 0 && decimals <= 9 && fits(x, n, grids[decimals]);
    return round ? decimals : grid;
}

void column_put(struct bytes *b, const double *x, size_t n, int decimals)
{
    int grid = column_find_grid(x, n, decimals);

    if (grid >= 0) {
        bytes_u8(b, (unsigned)grid);
        put_steps(b, x, n, grids[grid]);
        return;
    }
    bool single = all_single(x, n);
    bytes_u8(b, single ? MODE_FLOAT : MODE_DOUBLE);
    put_planes(b, x, n, single);
}

/* Mark present values with 0 and missing ones with NaN. */
static bool get_presence(struct reader *r, double *x, size_t n, size_t *ret_present)
{
    bool have = true;
    size_t i = 0, present = 0;

    do {
        uint64_t run = reader_varint(r);
        if (r->bad || run > n - i)
            return false;
        for (size_t end = i + (size_t)run; i < end; i++)
            x[i] = have ? 0.0 : (double)NAN;
        present += have ? (size_t)run : 0;
        /* Only the very first run may be empty; else a file could make us spin. */
        if (run == 0 && i > 0)
            return false;
        have = !have;
    } while (i < n);
    *ret_present = present;
    return true;
}

static bool get_steps(struct reader *r, double *x, size_t n, double grid)
{
    unsigned order = reader_u8(r);
    uint64_t last = 0, step = 0;
    size_t present;

    if (order > 2 || !get_presence(r, x, n, &present) || present > (size_t)(r->end - r->p))
        return false;
    for (size_t i = 0; i < n; i++) {
        if (isnan(x[i]))
            continue;
        uint64_t rest = (uint64_t)bytes_unzigzag(reader_varint(r));
        uint64_t k = order == 0 ? rest : order == 1 ? last + rest : last + step + rest;
        step = k - last;
        last = k;
        x[i] = (double)(int64_t)k / grid;
    }
    return !r->bad;
}

static bool get_planes(struct reader *r, double *x, size_t n, bool single)
{
    size_t present, width = single ? 4 : 8, j = 0;

    if (!get_presence(r, x, n, &present))
        return false;
    const uint8_t *p = present > SIZE_MAX / width ? NULL : reader_take(r, present * width);
    if (!p)
        return false;
    for (size_t i = 0; i < n; i++) {
        uint64_t bits = 0;
        if (isnan(x[i]))
            continue;
        for (size_t b = 0; b < width; b++)
            bits |= (uint64_t)p[b * present + j] << 8 * b;
        j++;
        if (single) {
            uint32_t low = (uint32_t)bits;
            float f;
            memcpy(&f, &low, sizeof(f));
            x[i] = (double)f;
        } else {
            memcpy(&x[i], &bits, sizeof(bits));
        }
    }
    return true;
}

int column_get(struct reader *r, double *ret_x, size_t n, struct err *err)
{
    unsigned mode = reader_u8(r);
    bool ok = false;

    if (mode < N_GRIDS)
        ok = get_steps(r, ret_x, n, grids[mode]);
    else if (mode == MODE_FLOAT || mode == MODE_DOUBLE)
        ok = get_planes(r, ret_x, n, mode == MODE_FLOAT);
    return ok ? 0 : err_set(err, ERR_FORMAT, "a stored column of %zu values is damaged", n);
}
