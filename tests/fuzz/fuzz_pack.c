/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Any bytes as a stored recording (details and samples, of either layout) and as a single
 * column: refused, or read and then stored and read again with the same result.
 *
 * The first byte says what the rest is: 0 a column of up to 1000 values, 1 packed samples,
 * 2 packed details, 3 details before they are compressed, 4 values to be stored.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "store/column.h"
#include "store/pack.h"
#include "store/trace.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void check(bool good)
{
    if (!good)
        abort();
}

enum { VALUES = 1000 };

static bool same(double x, double y)
{
    return isfinite(x) ? !(x - y > 0) && !(y - x > 0) : isnan(y);
}

/* What was kept is what comes back. */
static void store_values(const double *x, size_t n, int decimals)
{
    AUTO_BYTES struct bytes b = { 0 };
    double kept[VALUES], back[VALUES];
    struct err err = { 0 };

    if (trace_put(&b, x, n, decimals, NULL, kept, &err) < 0)
        return;
    check(trace_get(b.buf, b.n, back, n, NULL, &err) == 0);
    for (size_t i = 0; i < n; i++) {
        check(same(kept[i], back[i]));
        check(decimals >= 0 || same(x[i], back[i]));
    }
}

static void read_column(const uint8_t *data, size_t n)
{
    double x[VALUES];
    struct err err = { 0 };
    struct reader r = { .p = data, .end = data + n };

    (void)!column_get(&r, x, VALUES, &err);
    if (trace_get(data, n, x, VALUES, NULL, &err) == 0)
        store_values(x, VALUES, COLUMN_EXACT);
}

static void use_values(const uint8_t *data, size_t n)
{
    double x[VALUES] = { 0 };
    size_t m = n / sizeof(*x) < VALUES ? n / sizeof(*x) : VALUES;

    memcpy(x, data, m * sizeof(*x));
    store_values(x, m, COLUMN_EXACT);
    store_values(x, m, 3);
}

static void read_recording(const uint8_t *data, size_t n, bool samples)
{
    AUTO(activity) struct activity *a = NULL, *again = NULL;
    AUTO_BYTES struct bytes b = { 0 };
    struct err err = { 0 };

    if (activity_new(&a, &err) < 0 || activity_new(&again, &err) < 0)
        return;
    /* A few bytes may stand for millions of samples: true, but slow. */
    if (samples && n > 3 && data[1] > 127 && data[2] > 127 && data[3] > 3)
        return;
    int rc = samples ? unpack_samples(data, n, a, &err) : unpack_detail(data, n, a, &err);
    if (rc < 0) {
        check(err.code && err.msg[0]);
        return;
    }
    check((samples ? pack_samples(a, &b, &err) : pack_detail(a, &b, &err)) == 0);
    check((samples ? unpack_samples(b.buf, b.n, again, &err)
                   : unpack_detail(b.buf, b.n, again, &err)) == 0);
    check(again->n_samples == a->n_samples && again->n_laps == a->n_laps);
}

/* zlib stands before the details: compressed here, or no change would get through. */
static void read_plain_details(const uint8_t *data, size_t n)
{
    AUTO_BYTES struct bytes b = { 0 };
    struct err err = { 0 };

    bytes_u8(&b, PACK_LAYOUT);
    bytes_varint(&b, n);
    if (bytes_deflate_primed(&b, data, n, pack_primer, pack_n_primer, &err) == 0)
        read_recording(b.buf, b.n, false);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    if (n == 0)
        return 0;
    switch (data[0] % 5) {
    case 0:
        read_column(data + 1, n - 1);
        break;
    case 1:
    case 2:
        read_recording(data + 1, n - 1, data[0] % 5 == 1);
        break;
    case 3:
        read_plain_details(data + 1, n - 1);
        break;
    default:
        use_values(data + 1, n - 1);
    }
    return 0;
}
