/* SPDX-License-Identifier: Apache-2.0 */
/* The samples of an activity: columns and streams, packed one after the other. */
#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "store/column.h"
#include "store/expect.h"
#include "store/pack.h"
#include "store/trace.h"

enum { BY_KEY = 0, STREAMS = 64 }; /* instead of a column's number: its key, or a stream's */

/* A column's number is its place here, from 1. Stored: rows are only ever added at the end.
 * clang-format off */
const char *const pack_columns[] = {
    "time",       "latitude",    "longitude",    "altitude",    "distance",     "speed",
    "heart_rate", "cadence",     "power",        "vert_osc",    "contact_time", "contact_frac",
    "balance",    "step_length", "vert_ratio",   "temperature", "respiration",  "grade",
    "vert_speed", "gps_error",   "cycle_length", "pedal_right", "body_temp",
};
/* clang-format on */
const size_t pack_n_columns = N_ELEMS(pack_columns);

/* Columns written or read so far, as the reader has them, and what follows from them. */
struct known {
    const struct activity *so_far;
    int64_t *clock_ms; /* [n]; known once the time is */
    double *expect;    /* [n] */
    bool clocked;
};

static int known_begin(struct known *k, const struct activity *so_far, struct err *err)
{
    *k = (struct known){ .so_far = so_far };
    k->clock_ms = mem_array(so_far->n_samples, sizeof(*k->clock_ms));
    k->expect = mem_array(so_far->n_samples, sizeof(*k->expect));
    return k->clock_ms && k->expect
               ? 0
               : err_set(err, ERR_NOMEM, "no memory for %zu samples", so_far->n_samples);
}

static void known_end(struct known *k)
{
    mem_freep(&k->clock_ms);
    mem_freep(&k->expect);
}

/* c < 0: a stream. */
static struct trace_side side_of(struct known *k, int c)
{
    struct trace_side side = { 0 };

    if (c == ACTIVITY_TIME)
        return side;
    if (!k->clocked)
        expect_clock(k->so_far, k->clock_ms);
    k->clocked = true;
    side.clock_ms = k->clock_ms;
    if (c >= 0 && expect_column(k->so_far, (enum activity_column)c, k->clock_ms, k->expect))
        side.expect = k->expect;
    return side;
}

static unsigned number_of(const char *key)
{
    for (size_t i = 0; i < pack_n_columns; i++)
        if (strcmp(pack_columns[i], key) == 0)
            return (unsigned)i + 1;
    return BY_KEY;
}

/* number (0: a key follows), length, data. */
static int put_data(struct bytes *out, unsigned number, const char *key,
                    const struct bytes *data, struct err *err)
{
    bytes_varint(out, number);
    if (number == BY_KEY)
        bytes_text(out, key);
    bytes_varint(out, data->n);
    bytes_add(out, data->buf, data->n);
    return out->failed ? err_set(err, ERR_NOMEM, "no memory for an activity's samples") : 0;
}

static int put_column(struct bytes *out, const struct activity *a, enum activity_column c,
                      struct known *k, double **ret_kept, struct err *err)
{
    AUTO_BYTES struct bytes data = { 0 };
    AUTO(mem) double *kept = mem_array(a->n_samples, sizeof(*kept));
    const struct activity_field *f = &activity_columns[c];
    struct trace_side side = side_of(k, (int)c);

    if (!kept)
        return err_set(err, ERR_NOMEM, "no memory for %zu samples", a->n_samples);
    int rc = trace_put(&data, a->column[c], a->n_samples, f->decimals, &side, kept, err);
    if (rc == 0)
        rc = put_data(out, number_of(f->key), f->key, &data, err);
    if (rc == 0)
        *ret_kept = STEAL(kept);
    return rc;
}

static int put_stream(struct bytes *out, const struct activity *a, size_t s, struct known *k,
                      struct err *err)
{
    AUTO_BYTES struct bytes data = { 0 };
    struct trace_side side = side_of(k, -1);
    int rc = trace_put(&data, a->stream[s].value, a->n_samples, COLUMN_EXACT, &side, NULL, err);
    return rc < 0 ? rc : put_data(out, STREAMS + (unsigned)s, "", &data, err);
}

int pack_samples(const struct activity *a, struct bytes *ret, struct err *err)
{
    struct activity so_far = { .n_samples = a->n_samples }; /* owns its columns only */
    struct known k;
    int rc = known_begin(&k, &so_far, err);

    bytes_u8(ret, PACK_LAYOUT);
    bytes_varint(ret, a->n_samples);
    for (enum activity_column c = 0; c < ACTIVITY_N_COLUMNS && rc == 0; c++)
        if (a->column[c])
            rc = put_column(ret, a, c, &k, &so_far.column[c], err);
    for (size_t s = 0; s < a->n_streams && rc == 0; s++)
        if (a->stream[s].value)
            rc = put_stream(ret, a, s, &k, err);
    for (enum activity_column c = 0; c < ACTIVITY_N_COLUMNS; c++)
        mem_freep(&so_far.column[c]);
    known_end(&k);
    return rc;
}

static int damaged(struct err *err)
{
    return err_set(err, ERR_FORMAT, "the stored samples of an activity are damaged");
}

/* The column of a key; -1: of a later version. */
static int column_of(const char *key)
{
    for (int c = 0; c < ACTIVITY_N_COLUMNS; c++)
        if (strcmp(activity_columns[c].key, key) == 0)
            return c;
    return -1;
}

/* Where a stream goes; NULL: there is none of that number. */
static double **stream_of(struct activity *a, uint64_t s)
{
    return s < a->n_streams ? &a->stream[s].value : NULL;
}

static int get_column(struct reader *r, struct activity *a, struct known *k, struct err *err)
{
    AUTO(mem) double *x = mem_array(a->n_samples, sizeof(*x));
    char key[PACK_KEY_MAX] = "";
    uint64_t number = reader_varint(r);

    if (number == BY_KEY)
        reader_text(r, key, sizeof(key));
    else if (number <= pack_n_columns)
        snprintf(key, sizeof(key), "%s", pack_columns[number - 1]);
    int c = column_of(key);
    double **to = number >= STREAMS ? stream_of(a, number - STREAMS)
                  : c >= 0          ? &a->column[c]
                                    : NULL;
    size_t size = (size_t)reader_varint(r);
    const uint8_t *p = reader_take(r, size);
    if (r->bad || (to && *to))
        return damaged(err);
    if (!to)
        return 0;
    if (!x)
        return err_set(err, ERR_NOMEM, "no memory for %zu samples", a->n_samples);
    struct trace_side side = side_of(k, c);
    int rc = trace_get(p, size, x, a->n_samples, &side, err);
    if (rc == 0)
        *to = STEAL(x);
    return rc;
}

/* Layout 1: key (".3": a stream), length plain, length packed, a column by zlib. */
static int get_column_1(struct reader *r, struct activity *a, struct err *err)
{
    AUTO(mem) uint8_t *plain = NULL;
    AUTO(mem) double *x = mem_array(a->n_samples, sizeof(*x));
    char key[PACK_KEY_MAX];
    uint64_t s = 0;

    reader_text(r, key, sizeof(key));
    size_t n_plain = (size_t)reader_varint(r), n_packed = (size_t)reader_varint(r);
    const uint8_t *packed = reader_take(r, n_packed);
    for (const char *p = key + 1; key[0] == '.' && *p >= '0' && *p <= '9'; p++)
        s = s < ACTIVITY_STREAMS_MAX ? 10 * s + (uint64_t)(*p - '0') : s;
    int c = column_of(key);
    double **to = key[0] == '.' ? stream_of(a, s) : c >= 0 ? &a->column[c] : NULL;
    if (r->bad || (to && *to))
        return damaged(err);
    if (!to)
        return 0;
    int rc = bytes_inflate(packed, n_packed, n_plain, &plain, err);
    if (rc < 0)
        return rc;
    if (!x)
        return err_set(err, ERR_NOMEM, "no memory for %zu samples", a->n_samples);
    struct reader data = { .p = plain, .end = plain + n_plain };
    rc = column_get(&data, x, a->n_samples, err);
    if (rc == 0)
        *to = STEAL(x);
    return rc;
}

int unpack_samples(const void *data, size_t n, struct activity *a, struct err *err)
{
    const uint8_t *p = data;
    struct reader r = { .p = p, .end = p + n };
    unsigned layout = reader_u8(&r);
    size_t n_samples = (size_t)reader_varint(&r);
    struct known k;

    if (r.bad || layout == 0 || n_samples > ACTIVITY_SAMPLES_MAX)
        return damaged(err);
    if (layout > PACK_LAYOUT)
        return err_set(err, ERR_UNSUPPORTED, "the activity was stored by a newer backstride");
    a->n_samples = a->cap_samples = a->nan_samples = n_samples;
    int rc = known_begin(&k, a, err);
    while (r.p < r.end && rc == 0)
        rc = layout == 1 ? get_column_1(&r, a, err) : get_column(&r, a, &k, err);
    known_end(&k);
    return rc;
}
