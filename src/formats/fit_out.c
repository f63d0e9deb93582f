/* SPDX-License-Identifier: Apache-2.0 */
#include "formats/fit_out.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "formats/fit_crc.h"

enum {
    HEADER = 14,
    PROTOCOL = 0x20, /* 2.0: developer fields */
    PROFILE = 21217, /* version of the profile * 1000 */
    FILE_MAX = 1 << 30,
    MAKER_DEVELOPMENT = 255,
};

struct fit_out *fit_out_new(void)
{
    struct fit_out *o = mem_array(1, sizeof(*o));
    if (o && mem_grow(&o->buf, &o->cap, HEADER, 1) < 0)
        return fit_out_free(o);
    if (o)
        o->n = HEADER;
    return o;
}

struct fit_out *fit_out_free(struct fit_out *o)
{
    if (o)
        free(o->buf);
    free(o);
    return NULL;
}

static void add(struct fit_out *o, const void *p, size_t n)
{
    if (o->failed || o->n + n > FILE_MAX || mem_grow(&o->buf, &o->cap, o->n + n, 1) < 0) {
        o->failed = true;
        return;
    }
    memcpy(o->buf + o->n, p, n);
    o->n += n;
}

static void put_le(uint8_t *p, uint64_t v, size_t n)
{
    for (size_t i = 0; i < n; i++)
        p[i] = (uint8_t)(v >> 8 * i);
}

/* Which local number a message uses: those that come often keep one for themselves. */
static unsigned local_of(unsigned mesg)
{
    static const uint16_t own[] = {
        FIT_RECORD, FIT_LAP,     FIT_EVENT,       FIT_HRV,
        FIT_LENGTH, FIT_SESSION, FIT_DEVICE_INFO, FIT_WORKOUT_STEP
    };
    for (unsigned i = 0; i < N_ELEMS(own); i++)
        if (own[i] == mesg)
            return i;
    return N_ELEMS(own);
}

void fit_begin(struct fit_out *o, enum fit_mesg mesg)
{
    o->n_fields = o->n_devs = o->n_data = 0;
    o->def[1] = o->def[2] = 0; /* reserved; little-endian */
    put_le(o->def + 3, mesg, 2);
}

/* Room for one more field of that size, NULL: the message is full. */
static uint8_t *field(struct fit_out *o, unsigned number, enum fit_type type, size_t size)
{
    if (o->n_fields == 255 || size > 255 || o->n_data + size > FIT_OUT_DATA_MAX) {
        o->failed = true;
        return NULL;
    }
    uint8_t *def = o->def + 6 + 3 * o->n_fields++, *data = o->data + o->n_data;
    def[0] = (uint8_t)number;
    def[1] = (uint8_t)size;
    def[2] = (uint8_t)type;
    o->n_data += size;
    return data;
}

/* Smallest and largest value of an integer type, and what says "invalid". */
static const struct {
    uint8_t type;
    double min, max;
    uint64_t invalid;
} ranges[] = {
    { FIT_ENUM, 0, 254, 0xFF },
    { FIT_SINT8, -127, 126, 0x7F },
    { FIT_UINT8, 0, 254, 0xFF },
    { FIT_SINT16, -32767, 32766, 0x7FFF },
    { FIT_UINT16, 0, 65534, 0xFFFF },
    { FIT_SINT32, -2147483647, 2147483646, 0x7FFFFFFF },
    { FIT_UINT32, 0, 4294967294, 0xFFFFFFFF },
    { FIT_UINT32Z, 1, 4294967295, 0 },
};

static void put_raw(uint8_t *to, enum fit_type type, double raw)
{
    size_t size = fit_type_size[type & 0x1F], i = 0;
    if (type == FIT_FLOAT32) {
        float f = (float)raw;
        uint32_t bits = 0xFFFFFFFF;
        if (!isnan(raw))
            memcpy(&bits, &f, 4);
        put_le(to, bits, 4);
        return;
    }
    if (type == FIT_FLOAT64) {
        uint64_t bits = UINT64_MAX;
        if (!isnan(raw))
            memcpy(&bits, &raw, 8);
        put_le(to, bits, 8);
        return;
    }
    while (i + 1 < N_ELEMS(ranges) && ranges[i].type != (uint8_t)type)
        i++;
    raw = round(raw);
    bool good = raw >= ranges[i].min && raw <= ranges[i].max;
    put_le(to, good ? (uint64_t)(int64_t)raw : ranges[i].invalid, size);
}

void fit_put(struct fit_out *o, unsigned number, enum fit_type type, double raw)
{
    fit_put_array(o, number, type, &raw, 1);
}

void fit_put_array(struct fit_out *o, unsigned number, enum fit_type type, const double *raw,
                   size_t n)
{
    size_t size = fit_type_size[type & 0x1F];
    uint8_t *to = field(o, number, type, n * size);
    for (size_t i = 0; to && i < n; i++)
        put_raw(to + i * size, type, raw[i]);
}

void fit_put_time(struct fit_out *o, unsigned number, double utc_s)
{
    fit_put(o, number, FIT_UINT32, utc_s - FIT_EPOCH_S);
}

void fit_put_text(struct fit_out *o, unsigned number, const char *s)
{
    size_t n = strlen(s) + 1;
    uint8_t *to = n > 1 ? field(o, number, FIT_STRING, n) : NULL;
    if (to)
        memcpy(to, s, n);
}

void fit_put_bytes(struct fit_out *o, unsigned number, const uint8_t *p, size_t n)
{
    uint8_t *to = field(o, number, FIT_BYTE, n);
    if (to)
        memcpy(to, p, n);
}

void fit_put_row(struct fit_out *o, const struct fit_row *row, double value)
{
    if (row->how == FIT_RIGHT_SHARE) /* bit 7: of the right leg */
        fit_put(o, row->field, FIT_UINT8, round(value * row->scale) + 128);
    else
        fit_put(o, row->field, row->type, (value + row->offset) * row->scale);
}

void fit_put_dev(struct fit_out *o, unsigned number, unsigned index, enum fit_type type,
                 double raw)
{
    size_t size = fit_type_size[type & 0x1F];
    if (o->n_devs == 255 || o->n_data + size > FIT_OUT_DATA_MAX) {
        o->failed = true;
        return;
    }
    uint8_t *dev = o->dev + 3 * o->n_devs++;
    dev[0] = (uint8_t)number;
    dev[1] = (uint8_t)size;
    dev[2] = (uint8_t)index;
    put_raw(o->data + o->n_data, type, raw);
    o->n_data += size;
}

/* Developer fields come last in a message: put them after all others. */
void fit_end(struct fit_out *o)
{
    unsigned local = local_of(o->def[3] | (unsigned)o->def[4] << 8);
    size_t n = 6 + 3 * o->n_fields;
    uint8_t header = (uint8_t)local;

    o->def[0] = (uint8_t)(0x40 | (o->n_devs ? 0x20 : 0) | local);
    o->def[5] = (uint8_t)o->n_fields;
    if (o->n_devs) {
        o->def[n++] = (uint8_t)o->n_devs;
        memcpy(o->def + n, o->dev, 3 * o->n_devs);
        n += 3 * o->n_devs;
    }
    if (o->last_n[local] != n || memcmp(o->last[local], o->def, n) != 0) {
        add(o, o->def, n);
        memcpy(o->last[local], o->def, n);
        o->last_n[local] = n;
    }
    add(o, &header, 1);
    add(o, o->data, o->n_data);
}

int fit_out_finish(struct fit_out *o, uint8_t **ret_data, size_t *ret_n, struct err *err)
{
    struct fit_crc crc;
    uint8_t sum[2], *h = o->buf;

    fit_crc_init(&crc);
    h[0] = HEADER;
    h[1] = PROTOCOL;
    put_le(h + 2, PROFILE, 2);
    put_le(h + 4, o->n - HEADER, 4);
    /* NOLINTNEXTLINE(bugprone-not-null-terminated-result): four bytes, no text */
    memcpy(h + 8, ".FIT", 4);
    put_le(h + 12, fit_crc_of(&crc, h, 12), 2);
    put_le(sum, fit_crc_of(&crc, o->buf, o->n), 2);
    add(o, sum, sizeof(sum));
    if (o->failed)
        return err_set(err, ERR_LIMIT,
                       "no memory for the FIT file, or over %d MB or 255 fields",
                       FILE_MAX >> 20);
    *ret_n = o->n;
    *ret_data = STEAL(o->buf);
    return 0;
}

void fit_out_file_id(struct fit_out *o, enum activity_file kind,
                     const struct activity_source *s, double created_s)
{
    fit_begin(o, FIT_FILE_ID);
    fit_put(o, 0, FIT_ENUM, fit_number_to_fit(&fit_files, kind));
    fit_put(o, 1, FIT_UINT16, s && s->maker_id ? s->maker_id : MAKER_DEVELOPMENT);
    fit_put(o, 2, FIT_UINT16, s ? s->product_id : 0);
    fit_put(o, 3, FIT_UINT32Z, s ? s->serial : 0);
    fit_put_time(o, 4, created_s);
    if (s && strcmp(s->product, fit_product_name(s->maker_id, s->product_id)) != 0)
        fit_put_text(o, 8, s->product);
    fit_end(o);
}
