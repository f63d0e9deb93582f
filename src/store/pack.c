/* SPDX-License-Identifier: Apache-2.0 */
#include "store/pack.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "store/column.h"
#include "store/trace.h"

enum { KIND_NUMBERS = 1, KIND_TEXTS = 2, KEY_MAX = PACK_KEY_MAX };

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

static int put_trace(struct bytes *out, const double *x, size_t n,
                     const struct trace_side *side, struct err *err)
{
    AUTO_BYTES struct bytes data = { 0 };
    int rc = trace_put(&data, x, n, COLUMN_EXACT, side, NULL, err);

    bytes_varint(out, data.n);
    bytes_add(out, data.buf, data.n);
    return rc;
}

/* Beats come one after the other: the time that they add up to says in which sample. */
static void add_up(const double *beat_s, size_t n, double *ret)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++)
        ret[i] = sum += isfinite(beat_s[i]) ? beat_s[i] : 0;
}

static int put_beats(struct bytes *out, const struct activity *a, struct err *err)
{
    AUTO(mem) double *x = mem_array(a->n_rr, 2 * sizeof(*x));
    struct trace_side side = { .expect = x ? x + a->n_rr : NULL };

    if (!x)
        return err_set(err, ERR_NOMEM, "no memory for %zu heart beats", a->n_rr);
    for (size_t i = 0; i < a->n_rr; i++)
        x[i] = (double)a->rr_s[i];
    add_up(x, a->n_rr, x + a->n_rr);
    bytes_text(out, "beats");
    bytes_varint(out, a->n_rr);
    int rc = put_trace(out, x, a->n_rr, NULL, err);
    for (size_t i = 0; i < a->n_rr; i++)
        x[i] = a->rr_sample[i];
    return rc < 0 ? rc : put_trace(out, x, a->n_rr, &side, err);
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
    if (a->n_rr && (rc = put_beats(&plain, a, err)) < 0)
        return rc;
    bytes_u8(ret, PACK_LAYOUT);
    bytes_varint(ret, plain.n);
    if (plain.failed || ret->failed)
        return err_set(err, ERR_NOMEM, "no memory for an activity's details");
    return bytes_deflate_primed(ret, plain.buf, plain.n, pack_primer, pack_n_primer, err);
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

static int get_trace(struct reader *r, double *x, size_t n, const struct trace_side *side,
                     struct err *err)
{
    size_t size = (size_t)reader_varint(r);
    const uint8_t *p = reader_take(r, size);
    return p ? trace_get(p, size, x, n, side, err) : damaged(err);
}

/* Times of beats and the samples they fall into, from x [2 n]. */
static int take_beats(struct activity *a, const double *x, size_t n, struct err *err)
{
    for (size_t i = 0; i < n; i++) {
        int rc = activity_add_rr(a, x[i], err);
        if (rc < 0)
            return rc;
        a->rr_sample[i] = x[n + i] >= 0 && x[n + i] <= UINT32_MAX ? (uint32_t)x[n + i] : 0;
    }
    return 0;
}

/* `old`: as layout 1 had them. */
static int get_beats(struct reader *r, struct activity *a, bool old, struct err *err)
{
    size_t n = (size_t)reader_varint(r);

    if (r->bad || n > ACTIVITY_SAMPLES_MAX || a->n_rr)
        return damaged(err);
    AUTO(mem) double *x = mem_array(n, 3 * sizeof(*x));
    if (!x)
        return err_set(err, ERR_NOMEM, "no memory for %zu heart beats", n);
    struct trace_side side = { .expect = x + 2 * n };
    int rc = old ? column_get(r, x, n, err) : get_trace(r, x, n, NULL, err);
    add_up(x, n, x + 2 * n);
    if (rc == 0)
        rc = old ? column_get(r, x + n, n, err) : get_trace(r, x + n, n, &side, err);
    return rc < 0 ? rc : take_beats(a, x, n, err);
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
    if (layout > PACK_LAYOUT)
        return err_set(err, ERR_UNSUPPORTED, "the activity was stored by a newer backstride");
    size_t n_packed = (size_t)(r.end - r.p);
    int rc = layout == 1 ? bytes_inflate(r.p, n_packed, n_plain, &plain, err)
                         : bytes_inflate_primed(r.p, n_packed, n_plain, pack_primer,
                                                pack_n_primer, &plain, err);
    if (rc < 0)
        return rc;
    r = (struct reader){ .p = plain, .end = plain + n_plain };
    while (r.p < r.end) {
        reader_text(&r, key, sizeof(key));
        bool old = strcmp(key, "rr") == 0, beats = old || strcmp(key, "beats") == 0;
        rc = beats ? get_beats(&r, a, old, err) : get_section(&r, a, key, err);
        if (rc < 0)
            return rc;
    }
    return 0;
}
