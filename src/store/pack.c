/* SPDX-License-Identifier: Apache-2.0 */
#include "store/pack.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "store/column.h"

enum { LAYOUT = 1, KIND_NUMBERS = 1, KIND_TEXTS = 2, KEY_MAX = 64, LEVEL = 6 };

/* Rows of one section: as written, or as being filled. */
struct rows {
    const struct pack_section *s;
    char *base;
    size_t n;
};

static struct rows rows_of(const struct pack_section *s, const struct activity *a)
{
    struct rows r = { .s = s, .n = 1 };
    char *base;

    memcpy(&base, &a, sizeof(base));
    r.base = base + s->rows;
    if (!s->add)
        return r;
    memcpy(&r.n, base + s->count, sizeof(r.n));
    if (!s->in_place)
        memcpy(&r.base, base + s->rows, sizeof(r.base));
    return r;
}

/* How many stored columns a field is, and the key of each. */
static size_t n_parts(const struct pack_field *f)
{
    return f->type == PACK_DOUBLES ? f->n : f->type == PACK_TOTALS ? ACTIVITY_N_TOTALS : 1;
}

static void part_key(const struct pack_field *f, size_t part, char ret[KEY_MAX])
{
    if (f->type == PACK_TOTALS)
        snprintf(ret, KEY_MAX, "%s", activity_totals[part].key);
    else if (f->type == PACK_DOUBLES)
        snprintf(ret, KEY_MAX, "%s.%zu", f->key, part);
    else
        snprintf(ret, KEY_MAX, "%s", f->key);
}

static bool is_text(const struct pack_field *f)
{
    return f->type == PACK_TEXT || f->type == PACK_ID || f->type == PACK_ENUM;
}

#define LOAD(type) \
    type v;        \
    memcpy(&v, at, sizeof(v))
static double get_number(const struct pack_field *f, size_t part, const char *at)
{
    switch (f->type) {
    case PACK_DOUBLE:
    case PACK_DOUBLES:
    case PACK_TOTALS: {
        double v;
        memcpy(&v, at + part * sizeof(v), sizeof(v));
        return v;
    }
    case PACK_INT: {
        LOAD(int);
        return v;
    }
    case PACK_UNSIGNED:
    case PACK_U32: {
        LOAD(uint32_t);
        return v;
    }
    case PACK_SIZE:
    case PACK_POS: {
        LOAD(uint64_t);
        return v == UINT64_MAX ? (double)NAN : (double)v;
    }
    default: {
        LOAD(bool);
        return v;
    }
    }
}

static void set_number(const struct pack_field *f, size_t part, char *at, double x)
{
    bool count = x >= 0 && x <= UINT32_MAX;
    uint32_t u32 = count ? (uint32_t)x : 0;
    uint64_t u64 = x >= 0 && x < 1e18 ? (uint64_t)x : UINT64_MAX;
    int i = x >= INT32_MIN && x <= INT32_MAX ? (int)x : -1;
    bool b = x > 0;

    switch (f->type) {
    case PACK_DOUBLE:
    case PACK_DOUBLES:
    case PACK_TOTALS:
        memcpy(at + part * sizeof(x), &x, sizeof(x));
        return;
    case PACK_INT:
        memcpy(at, &i, sizeof(i));
        return;
    case PACK_UNSIGNED:
    case PACK_U32:
        memcpy(at, &u32, sizeof(u32));
        return;
    case PACK_SIZE:
        u64 = u64 <= ACTIVITY_ZONES_MAX ? u64 : 0; /* the only one: rows used of an array */
        memcpy(at, &u64, sizeof(u64));
        return;
    case PACK_POS:
        memcpy(at, &u64, sizeof(u64));
        return;
    default:
        memcpy(at, &b, sizeof(b));
    }
}

static void get_text(const struct pack_field *f, const char *at, char *ret, size_t size)
{
    int v = 0;

    if (f->type == PACK_TEXT) {
        snprintf(ret, size, "%.*s", (int)f->n, at);
    } else if (f->type == PACK_ID) {
        uint8_t any = 0;
        for (size_t i = 0; i < 16; i++) {
            snprintf(ret + 2 * i, size - 2 * i, "%02x", (unsigned)(uint8_t)at[i]);
            any |= (uint8_t)at[i];
        }
        if (!any)
            ret[0] = '\0';
    } else {
        memcpy(&v, at, sizeof(v));
        const char *word = v >= 0 && v < f->n_words ? f->word(v) : NULL;
        snprintf(ret, size, "%s", word ? word : "");
    }
}

static unsigned hex(char c)
{
    return c >= 'a' && c <= 'f'   ? (unsigned)(c - 'a' + 10)
           : c >= '0' && c <= '9' ? (unsigned)(c - '0')
                                  : 0;
}

static void set_text(const struct pack_field *f, char *at, const char *s)
{
    if (f->type == PACK_TEXT) {
        snprintf(at, f->n, "%s", s);
    } else if (f->type == PACK_ID) {
        for (size_t i = 0; i < 16 && s[2 * i] && s[2 * i + 1]; i++)
            at[i] = (char)(hex(s[2 * i]) << 4 | hex(s[2 * i + 1]));
    } else {
        for (int v = 0; v < f->n_words; v++)
            if (strcmp(f->word(v), s) == 0) {
                memcpy(at, &v, sizeof(v));
                return;
            }
    }
}

enum { TEXT_MAX = 256 };

static void put_texts(struct bytes *out, const struct rows *r, const struct pack_field *f,
                      bool *ret_any)
{
    char s[TEXT_MAX];

    for (size_t i = 0; i < r->n; i++) {
        get_text(f, r->base + i * r->s->row_size + f->offset, s, sizeof(s));
        *ret_any = *ret_any || s[0];
        bytes_text(out, s);
    }
}

static void put_numbers(struct bytes *out, const struct rows *r, const struct pack_field *f,
                        size_t part, double *scratch, bool *ret_any)
{
    for (size_t i = 0; i < r->n; i++) {
        scratch[i] = get_number(f, part, r->base + i * r->s->row_size + f->offset);
        *ret_any = *ret_any || !isnan(scratch[i]);
    }
    column_put(out, scratch, r->n, COLUMN_EXACT);
}

static int put_part(struct bytes *out, const struct rows *r, const struct pack_field *f,
                    size_t part, double *scratch, struct err *err)
{
    AUTO_BYTES struct bytes data = { 0 };
    char key[KEY_MAX];
    bool any = false;

    if (is_text(f))
        put_texts(&data, r, f, &any);
    else
        put_numbers(&data, r, f, part, scratch, &any);
    if (data.failed)
        return err_set(err, ERR_NOMEM, "no memory for an activity's details");
    if (!any)
        return 0;
    part_key(f, part, key);
    bytes_text(out, key);
    bytes_u8(out, is_text(f) ? KIND_TEXTS : KIND_NUMBERS);
    bytes_varint(out, data.n);
    bytes_add(out, data.buf, data.n);
    return 0;
}

/* key, rows, then parts (key, kind, length, data) up to an empty key. */
static int put_section(struct bytes *out, const struct rows *r, struct err *err)
{
    AUTO(mem) double *scratch = mem_array(r->n, sizeof(*scratch));

    if (!scratch)
        return err_set(err, ERR_NOMEM, "no memory for an activity's details");
    bytes_text(out, r->s->key);
    bytes_varint(out, r->n);
    for (size_t i = 0; i < r->s->n_fields; i++)
        for (size_t p = 0; p < n_parts(&r->s->field[i]); p++) {
            int rc = put_part(out, r, &r->s->field[i], p, scratch, err);
            if (rc < 0)
                return rc;
        }
    bytes_text(out, "");
    return 0;
}

/* Beat times are float; as decimals of a millisecond or steps of 1/1024 s they take fewer
 * bytes. */
static void put_beats(struct bytes *out, const struct activity *a, double *x)
{
    bool ms = true;

    for (size_t i = 0; i < a->n_rr; i++) {
        x[i] = nearbyint((double)a->rr_s[i] * 1000) / 1000;
        ms = ms && fabsf((float)x[i] - a->rr_s[i]) <= 0;
    }
    for (size_t i = 0; i < a->n_rr && !ms; i++)
        x[i] = (double)a->rr_s[i];
    bytes_text(out, "rr");
    bytes_varint(out, a->n_rr);
    column_put(out, x, a->n_rr, COLUMN_EXACT);
    for (size_t i = 0; i < a->n_rr; i++)
        x[i] = a->rr_sample[i];
    column_put(out, x, a->n_rr, COLUMN_EXACT);
}

int pack_detail(const struct activity *a, struct bytes *ret, struct err *err)
{
    AUTO_BYTES struct bytes plain = { 0 };
    int rc;

    for (size_t i = 0; i < pack_n_sections; i++) {
        struct rows r = rows_of(&pack_sections[i], a);
        if (r.n && (rc = put_section(&plain, &r, err)) < 0)
            return rc;
    }
    if (a->n_rr) {
        AUTO(mem) double *x = mem_array(a->n_rr, sizeof(*x));
        if (!x)
            return err_set(err, ERR_NOMEM, "no memory for %zu heart beats", a->n_rr);
        put_beats(&plain, a, x);
    }
    bytes_u8(ret, LAYOUT);
    bytes_varint(ret, plain.n);
    if (plain.failed || ret->failed)
        return err_set(err, ERR_NOMEM, "no memory for an activity's details");
    return bytes_deflate(ret, plain.buf, plain.n, LEVEL, err);
}

static int damaged(struct err *err)
{
    return err_set(err, ERR_FORMAT, "the stored details of an activity are damaged");
}

static int get_texts(struct reader *r, const struct rows *rows, const struct pack_field *f,
                     struct err *err)
{
    char s[TEXT_MAX];

    for (size_t i = 0; i < rows->n; i++) {
        reader_text(r, s, sizeof(s));
        set_text(f, rows->base + i * rows->s->row_size + f->offset, s);
    }
    return r->bad ? damaged(err) : 0;
}

static int get_numbers(struct reader *r, const struct rows *rows, const struct pack_field *f,
                       size_t part, struct err *err)
{
    AUTO(mem) double *x = mem_array(rows->n, sizeof(*x));

    if (!x)
        return err_set(err, ERR_NOMEM, "no memory for an activity's details");
    int rc = column_get(r, x, rows->n, err);
    for (size_t i = 0; i < rows->n && rc == 0; i++)
        set_number(f, part, rows->base + i * rows->s->row_size + f->offset, x[i]);
    return rc;
}

/* An unknown key is of a later version: skipped. */
static int get_part(struct reader *r, const struct rows *rows, const char *key, unsigned kind,
                    struct err *err)
{
    char candidate[KEY_MAX];

    for (size_t i = 0; rows->s && i < rows->s->n_fields; i++) {
        const struct pack_field *f = &rows->s->field[i];
        if ((kind == KIND_TEXTS) != is_text(f))
            continue;
        for (size_t p = 0; p < n_parts(f); p++) {
            part_key(f, p, candidate);
            if (strcmp(candidate, key) == 0)
                return is_text(f) ? get_texts(r, rows, f, err)
                                  : get_numbers(r, rows, f, p, err);
        }
    }
    return 0;
}

static int get_section(struct reader *r, struct activity *a, const char *key, struct err *err)
{
    struct rows rows = { 0 };
    size_t n = (size_t)reader_varint(r);
    char part[KEY_MAX];

    if (r->bad || n > ACTIVITY_ROWS_MAX)
        return damaged(err);
    for (size_t i = 0; i < pack_n_sections; i++)
        if (strcmp(pack_sections[i].key, key) == 0)
            rows.s = &pack_sections[i];
    for (size_t i = 0; rows.s && rows.s->add && i < n; i++)
        if (!rows.s->add(a))
            return err_set(err, ERR_NOMEM, "no memory or no room for %zu rows of %s", n, key);
    if (rows.s)
        rows = rows_of(rows.s, a);
    if (rows.s && rows.n != n)
        return damaged(err);
    for (;;) {
        reader_text(r, part, sizeof(part));
        if (r->bad || !part[0])
            return r->bad ? damaged(err) : 0;
        unsigned kind = reader_u8(r);
        size_t size = (size_t)reader_varint(r);
        struct reader data = { .p = reader_take(r, size) };
        if (r->bad)
            return damaged(err);
        data.end = data.p + size;
        int rc = get_part(&data, &rows, part, kind, err);
        if (rc < 0)
            return rc;
    }
}

static int get_beats(struct reader *r, struct activity *a, struct err *err)
{
    size_t n = (size_t)reader_varint(r);

    if (r->bad || n > ACTIVITY_SAMPLES_MAX)
        return damaged(err);
    AUTO(mem) double *x = mem_array(n, 2 * sizeof(*x));
    if (!x)
        return err_set(err, ERR_NOMEM, "no memory for %zu heart beats", n);
    int rc = column_get(r, x, n, err);
    if (rc == 0)
        rc = column_get(r, x + n, n, err);
    for (size_t i = 0; i < n && rc == 0; i++) {
        rc = activity_add_rr(a, x[i], err);
        if (rc == 0)
            a->rr_sample[i] = x[n + i] >= 0 && x[n + i] <= UINT32_MAX ? (uint32_t)x[n + i] : 0;
    }
    return rc;
}

int unpack_detail(const void *data, size_t n, struct activity *a, struct err *err)
{
    AUTO(mem) uint8_t *plain = NULL;
    const uint8_t *p = data;
    struct reader r = { .p = p, .end = p + n };
    char key[KEY_MAX];
    unsigned layout = reader_u8(&r);
    size_t n_plain = (size_t)reader_varint(&r);

    if (r.bad || layout == 0)
        return damaged(err);
    if (layout > LAYOUT)
        return err_set(err, ERR_UNSUPPORTED, "the activity was stored by a newer backstride");
    int rc = bytes_inflate(r.p, (size_t)(r.end - r.p), n_plain, &plain, err);
    if (rc < 0)
        return rc;
    r = (struct reader){ .p = plain, .end = plain + n_plain };
    while (r.p < r.end) {
        reader_text(&r, key, sizeof(key));
        rc = strcmp(key, "rr") == 0 ? get_beats(&r, a, err) : get_section(&r, a, key, err);
        if (rc < 0)
            return rc;
    }
    return 0;
}

static int put_column(struct bytes *out, const char *key, const double *x, size_t n,
                      int decimals, struct err *err)
{
    AUTO_BYTES struct bytes plain = { 0 }, packed = { 0 };

    column_put(&plain, x, n, decimals);
    if (plain.failed)
        return err_set(err, ERR_NOMEM, "no memory for %zu samples", n);
    int rc = bytes_deflate(&packed, plain.buf, plain.n, LEVEL, err);
    if (rc < 0)
        return rc;
    bytes_text(out, key);
    bytes_varint(out, plain.n);
    bytes_varint(out, packed.n);
    bytes_add(out, packed.buf, packed.n);
    return 0;
}

int pack_samples(const struct activity *a, struct bytes *ret, struct err *err)
{
    char key[KEY_MAX];
    int rc;

    bytes_u8(ret, LAYOUT);
    bytes_varint(ret, a->n_samples);
    for (size_t c = 0; c < ACTIVITY_N_COLUMNS; c++)
        if (a->column[c] &&
            (rc = put_column(ret, activity_columns[c].key, a->column[c], a->n_samples,
                             activity_columns[c].decimals, err)) < 0)
            return rc;
    for (size_t s = 0; s < a->n_streams; s++) {
        snprintf(key, sizeof(key), ".%zu", s);
        if (a->stream[s].value && (rc = put_column(ret, key, a->stream[s].value, a->n_samples,
                                                   COLUMN_EXACT, err)) < 0)
            return rc;
    }
    return ret->failed ? err_set(err, ERR_NOMEM, "no memory for %zu samples", a->n_samples) : 0;
}

/* Where the column of a key goes; NULL: of a later version. */
static double **column_of(struct activity *a, const char *key)
{
    size_t s = 0;

    for (size_t c = 0; c < ACTIVITY_N_COLUMNS; c++)
        if (strcmp(activity_columns[c].key, key) == 0)
            return &a->column[c];
    if (key[0] != '.')
        return NULL;
    for (const char *p = key + 1; *p >= '0' && *p <= '9' && s < ACTIVITY_STREAMS_MAX; p++)
        s = 10 * s + (size_t)(*p - '0');
    return s < a->n_streams ? &a->stream[s].value : NULL;
}

static int get_column(struct reader *r, struct activity *a, struct err *err)
{
    AUTO(mem) uint8_t *plain = NULL;
    AUTO(mem) double *x = NULL;
    char key[KEY_MAX];

    reader_text(r, key, sizeof(key));
    size_t n_plain = (size_t)reader_varint(r), n_packed = (size_t)reader_varint(r);
    const uint8_t *packed = reader_take(r, n_packed);
    double **to = column_of(a, key);
    if (r->bad || (to && *to))
        return err_set(err, ERR_FORMAT, "the stored samples of an activity are damaged");
    if (!to)
        return 0;
    int rc = bytes_inflate(packed, n_packed, n_plain, &plain, err);
    if (rc < 0)
        return rc;
    x = mem_array(a->n_samples, sizeof(*x));
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

    if (r.bad || layout == 0 || n_samples > ACTIVITY_SAMPLES_MAX)
        return err_set(err, ERR_FORMAT, "the stored samples of an activity are damaged");
    if (layout > LAYOUT)
        return err_set(err, ERR_UNSUPPORTED, "the activity was stored by a newer backstride");
    a->n_samples = a->cap_samples = a->nan_samples = n_samples;
    while (r.p < r.end) {
        int rc = get_column(&r, a, err);
        if (rc < 0)
            return rc;
    }
    return 0;
}
