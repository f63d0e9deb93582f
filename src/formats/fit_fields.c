/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>
#include <stdio.h>

#include "formats/fit_state.h"

#define INLINE static inline __attribute__((always_inline))

INLINE uint64_t load(const uint8_t *p, unsigned size, bool big)
{
    uint16_t u16;
    uint32_t u32;
    uint64_t u64;

    switch (size) {
    case 1:
        return *p;
    case 2:
        memcpy(&u16, p, 2);
        return big ? __builtin_bswap16(u16) : u16;
    case 4:
        memcpy(&u32, p, 4);
        return big ? __builtin_bswap32(u32) : u32;
    default:
        memcpy(&u64, p, 8);
        return big ? __builtin_bswap64(u64) : u64;
    }
}

/* One raw value, NaN for the type's "invalid". `type` is masked to 5 bits.
 * NOLINTNEXTLINE(readability-function-cognitive-complexity): a switch over all base types */
INLINE double value_of(const uint8_t *p, unsigned type, bool big)
{
    uint64_t u;
    float f;
    double d;

    switch (type) {
    case FIT_ENUM:
    case FIT_UINT8:
    case FIT_BYTE:
        return *p == 0xFF ? NAN : (double)*p;
    case FIT_SINT8:
        return *p == 0x7F ? NAN : (double)(int8_t)*p;
    case FIT_UINT8Z:
        return *p == 0 ? NAN : (double)*p;
    case FIT_SINT16 & 0x1F:
        u = load(p, 2, big);
        return u == 0x7FFF ? NAN : (double)(int16_t)u;
    case FIT_UINT16 & 0x1F:
        u = load(p, 2, big);
        return u == 0xFFFF ? NAN : (double)u;
    case FIT_UINT16Z & 0x1F:
        u = load(p, 2, big);
        return u == 0 ? NAN : (double)u;
    case FIT_SINT32 & 0x1F:
        u = load(p, 4, big);
        return u == 0x7FFFFFFF ? NAN : (double)(int32_t)u;
    case FIT_UINT32 & 0x1F:
        u = load(p, 4, big);
        return u == 0xFFFFFFFF ? NAN : (double)u;
    case FIT_UINT32Z & 0x1F:
        u = load(p, 4, big);
        return u == 0 ? NAN : (double)u;
    case FIT_FLOAT32 & 0x1F: {
        uint32_t bits = (uint32_t)load(p, 4, big);
        memcpy(&f, &bits, 4);
        return isfinite(f) ? (double)f : NAN;
    }
    case FIT_FLOAT64 & 0x1F:
        u = load(p, 8, big);
        memcpy(&d, &u, 8);
        return isfinite(d) ? d : NAN;
    case FIT_SINT64 & 0x1F:
        u = load(p, 8, big);
        return u == INT64_MAX ? NAN : (double)(int64_t)u;
    case FIT_UINT64 & 0x1F:
        u = load(p, 8, big);
        return u == UINT64_MAX ? NAN : (double)u;
    case FIT_UINT64Z & 0x1F:
        u = load(p, 8, big);
        return u == 0 ? NAN : (double)u;
    default:
        return NAN;
    }
}

/* ---- a definition into operations ---- */

static struct fit_op *add_op(struct fit_def *d, uint32_t at, unsigned size, unsigned type)
{
    if (d->n_ops == FIT_OPS_MAX)
        return NULL;
    struct fit_op *op = &d->op[d->n_ops++];
    *op =
        (struct fit_op){ .scale = 1, .at = at, .size = (uint16_t)size, .type = (uint8_t)type };
    return op;
}

/* Index of the stream with that number, made if need be; -1: no room. */
static int stream_of(struct fit_state *st, uint32_t number, const char *name, const char *unit)
{
    struct activity *a = st->all;
    for (size_t i = 0; i < a->n_streams; i++)
        if (a->stream[i].number == number)
            return (int)i;
    struct activity_stream *s = activity_add_stream(a);
    if (!s)
        return -1;
    s->number = number;
    activity_text(s->name, sizeof(s->name), name, strlen(name));
    activity_text(s->unit, sizeof(s->unit), unit, strlen(unit));
    return (int)a->n_streams - 1;
}

/* Is a field of that size and type what its row (NULL: none) can take? */
static bool usable(const struct fit_state *st, const struct fit_row *row, unsigned size,
                   unsigned type)
{
    bool whole = type < FIT_N_TYPES && size > 0 && size % fit_type_size[type] == 0;
    bool number = whole && type != FIT_STRING;

    if (!row) /* of unknown meaning: kept by its number */
        return st->params.keep_unknown && number && size == fit_type_size[type];
    if (row->kind == FIT_TO_NOTHING)
        return false;
    if (row->kind == FIT_TO_SLOT && !whole)
        return false;
    if (row->how == FIT_SPEED_DISTANCE)
        return size == 3;
    return row->kind == FIT_TO_SLOT || number;
}

static void add_native(struct fit_state *st, struct fit_def *d, unsigned field, uint32_t at,
                       unsigned size, unsigned type)
{
    const struct fit_row *row = fit_row_find(d->mesg, field);
    char name[ACTIVITY_NAME_MAX];
    int stream = -1;

    if (!usable(st, row, size, type))
        return;
    if (d->mesg == FIT_RECORD && (!row || row->kind == FIT_TO_STREAM)) {
        snprintf(name, sizeof(name), "record.%u", field);
        stream = stream_of(st, field, row ? row->name : name, row ? row->unit : "");
        if (stream < 0)
            return;
    } else if (!row && d->mesg != FIT_SESSION && d->mesg != FIT_LAP)
        return;

    struct fit_op *op = add_op(d, at, size, type);
    if (!op)
        return;
    op->kind = stream >= 0 ? FIT_TO_STREAM : row ? row->kind : FIT_TO_EXTRA;
    op->how = row ? row->how : FIT_SET_;
    op->scale = row ? row->scale : 1;
    op->offset = row ? row->offset : 0;
    op->target = (uint8_t)(stream >= 0 ? (unsigned)stream : row ? row->target : field);
}

static struct fit_dev *dev_of(struct fit_state *st, unsigned index, unsigned field)
{
    for (size_t i = 0; i < st->n_devs; i++)
        if (st->dev[i].index == index && st->dev[i].field == field)
            return &st->dev[i];
    return NULL;
}

static void add_dev_stream(struct fit_state *st, struct fit_def *d, const struct fit_dev *dev,
                           uint32_t at, unsigned n)
{
    for (unsigned i = 0; i < n && i < FIT_ELEMENTS_MAX; i++) {
        unsigned size = fit_type_size[dev->type];
        char name[ACTIVITY_NAME_MAX + 8];
        snprintf(name, sizeof(name), i ? "%.58s[%u]" : "%s", dev->name, i);
        uint32_t number = (i << 24) | 1u << 16 | (uint32_t)dev->index << 8 | dev->field;
        int stream = stream_of(st, number, name, dev->unit);
        struct fit_op *op = stream < 0 ? NULL : add_op(d, at + i * size, size, dev->type);
        if (!op)
            return;
        st->all->stream[stream].native = i ? -1 : dev->native;
        memcpy(st->all->stream[stream].app_id, st->app_id[dev->index], 16);
        op->kind = FIT_TO_STREAM;
        op->target = (uint8_t)stream;
        op->scale = dev->scale;
        op->offset = dev->offset;
    }
}

static void add_dev(struct fit_state *st, struct fit_def *d, const uint8_t *field, uint32_t at)
{
    const struct fit_dev *dev = dev_of(st, field[2], field[0]);
    unsigned size = field[1];

    if (!dev || dev->type == FIT_STRING || size == 0 || size % fit_type_size[dev->type] != 0)
        return; /* without a description nobody knows what the bytes are */
    if (d->mesg == FIT_RECORD) {
        add_dev_stream(st, d, dev, at, size / fit_type_size[dev->type]);
    } else if (d->mesg == FIT_SESSION || d->mesg == FIT_LAP) {
        struct fit_op *op = add_op(d, at, size, dev->type);
        if (!op)
            return;
        op->kind = FIT_TO_EXTRA;
        op->how = FIT_WEAK; /* says: target is an index in st->dev */
        op->target = (uint8_t)(dev - st->dev);
        op->scale = dev->scale;
        op->offset = dev->offset;
    }
}

/* Fractions are added to a number, so they run after it, wherever the file has them. Others
 * keep the order of the file. */
static void adds_last(struct fit_def *d)
{
    struct fit_op late[8];
    unsigned kept = 0, n_late = 0;
    for (unsigned i = 0; i < d->n_ops; i++) {
        if (d->op[i].how == FIT_ADD && d->op[i].kind != FIT_TO_EXTRA && n_late < N_ELEMS(late))
            late[n_late++] = d->op[i];
        else
            d->op[kept++] = d->op[i];
    }
    memcpy(d->op + kept, late, n_late * sizeof(late[0]));
}

int fit_def_prepare(struct fit_state *st, struct fit_def *d, struct err *err)
{
    const uint8_t *p = d->raw + 6;
    unsigned n = d->raw[5];
    uint32_t at = 0;

    (void)err;
    d->n_ops = 0;
    d->handler = fit_handler_find(d->mesg);
    d->ready = true;
    if (!d->handler)
        return 0;
    for (unsigned i = 0; i < n; i++, p += 3) {
        add_native(st, d, p[0], at, p[1], p[2] & 0x1F);
        at += p[1];
    }
    if (d->dev) {
        n = *p++;
        for (unsigned i = 0; i < n; i++, p += 3) {
            add_dev(st, d, p, at);
            at += p[1];
        }
    }
    adds_last(d);
    if (d->mesg == FIT_RECORD)
        activity_expect(st->all, (size_t)(st->n - st->pos) / (1 + (size_t)d->size) + 1);
    return 0;
}

/* ---- running them ---- */

INLINE double scaled(const struct fit_op *op, const uint8_t *p, bool big)
{
    double v = value_of(p + op->at, op->type, big);
    return op->scale == 1 && op->offset == 0 ? v : v / op->scale - op->offset;
}

/* 12 bits of speed in 1/100 m/s, 12 bits of distance in 1/16 m that run over every 256 m. */
static int speed_distance(struct fit_state *st, const uint8_t *p, struct err *err)
{
    struct activity *a = st->all;
    uint32_t speed, distance;
    int rc;

    if (p[0] == 0xFF && p[1] == 0xFF && p[2] == 0xFF)
        return 0;
    speed = p[0] | (p[1] & 0x0Fu) << 8;
    distance = (uint32_t)p[1] >> 4 | (uint32_t)p[2] << 4;
    st->distance16 += (distance - st->distance_last) & 0xFFF;
    st->distance_last = distance;
    rc = activity_set(a, ACTIVITY_SPEED, speed / 100.0, err);
    return rc < 0 ? rc : activity_set(a, ACTIVITY_DISTANCE, st->distance16 / 16.0, err);
}

/* Fields of a record that are not simply a number that counts. */
static int set_special(struct fit_state *st, const struct fit_op *op, const uint8_t *p,
                       bool big, struct err *err)
{
    struct activity *a = st->all;
    double *column = a->column[op->target];
    double *cell = column ? column + a->n_samples - 1 : NULL;
    double v;

    if (op->how == FIT_SPEED_DISTANCE)
        return speed_distance(st, p + op->at, err);
    if (op->how == FIT_RIGHT_SHARE) {
        unsigned raw = p[op->at];
        v = raw != 0xFF && raw & 0x80 ? (raw & 0x7F) / op->scale : NAN;
        return activity_set(a, op->target, v, err);
    }
    v = scaled(op, p, big);
    if (op->how == FIT_ADD) {
        if (cell && !isnan(v))
            *cell += v;
        return 0;
    }
    return cell && !isnan(*cell) ? 0 : activity_set(a, op->target, v, err);
}

static bool take_timestamp(struct fit_state *st, double t)
{
    if (!(t >= 0 && t < UINT32_MAX))
        return false;
    st->timestamp = (uint32_t)t;
    st->have_timestamp = true;
    return true;
}

static int run_record(struct fit_state *st, const struct fit_def *d, const uint8_t *p,
                      struct err *err)
{
    struct activity *a = st->all;
    int rc = activity_add_sample(a, err);
    const size_t at = a->n_samples - 1;

    for (const struct fit_op *op = d->op; op < d->op + d->n_ops && rc == 0; op++) {
        double *array, v;
        if (op->kind == FIT_TO_SLOT) {
            take_timestamp(st, value_of(p + op->at, op->type, d->big));
            continue;
        }
        if (op->how != FIT_SET_) {
            rc = set_special(st, op, p, d->big, err);
            continue;
        }
        v = scaled(op, p, d->big);
        if (isnan(v))
            continue;
        bool column = op->kind == FIT_TO_COLUMN;
        array = column ? a->column[op->target] : a->stream[op->target].value;
        if (array)
            array[at] = v;
        else
            rc = column ? activity_set(a, op->target, v, err)
                        : activity_set_stream(a, op->target, v, err);
    }
    if (rc == 0 && st->have_timestamp) {
        st->relative_times |= st->timestamp < FIT_TIME_RELATIVE;
        rc = activity_set(st->all, ACTIVITY_TIME, FIT_EPOCH_S + st->timestamp, err);
    }
    return rc;
}

static void add_extra(struct fit_state *st, const struct fit_def *d, const struct fit_op *op,
                      double v)
{
    bool lap = d->mesg == FIT_LAP;
    struct activity_extra *x = isnan(v) ? NULL : activity_add_extra(st->all);
    if (!x)
        return;
    x->value = v;
    x->lap = lap ? (int)st->all->n_laps : -2 - (int)st->n_sessions;
    if (op->how == FIT_WEAK)
        memcpy(x->name, st->dev[op->target].name, sizeof(x->name));
    else
        snprintf(x->name, sizeof(x->name), "%s.%u", lap ? "lap" : "session", op->target);
}

static void set_total(double *total, const struct fit_op *op, double v)
{
    double *cell = &total[op->target];
    if (isnan(v))
        return;
    if (op->how == FIT_ADD)
        *cell += v;
    else if (isnan(*cell) || *cell == 0 || (op->how != FIT_WEAK && v != 0))
        *cell = v; /* some write 0 in the long form and the value in the short one */
}

int fit_run(struct fit_state *st, const struct fit_def *d, const uint8_t *p, bool stamped,
            struct err *err)
{
    if (!d->handler)
        return 0;
    if (d->mesg == FIT_RECORD)
        return run_record(st, d, p, err);

    for (size_t i = 0; i < ACTIVITY_N_TOTALS && (d->mesg == FIT_SESSION || d->mesg == FIT_LAP);
         i++)
        st->total[i] = NAN;
    for (unsigned i = 0; i < d->n_ops; i++) {
        const struct fit_op *op = &d->op[i];
        if (op->kind == FIT_TO_SLOT)
            st->slot[op->target] = (struct fit_value){
                scaled(op, p, d->big), p + op->at, op->scale, op->size, op->type, d->big
            };
        else if (op->kind == FIT_TO_TOTAL)
            set_total(st->total, op, scaled(op, p, d->big));
        else if (op->kind == FIT_TO_EXTRA)
            add_extra(st, d, op, scaled(op, p, d->big));
    }
    if (!take_timestamp(st, st->slot[S_TIMESTAMP].v))
        st->slot[S_TIMESTAMP].v = stamped ? (double)st->timestamp : NAN;
    int rc = d->handler->run ? d->handler->run(st, err) : 0;
    for (unsigned i = 0; i < d->n_ops; i++) /* slots are empty between messages */
        if (d->op[i].kind == FIT_TO_SLOT)
            st->slot[d->op[i].target] = (struct fit_value){ .v = NAN };
    st->slot[S_TIMESTAMP] = (struct fit_value){ .v = NAN };
    return rc;
}

size_t fit_value_n(const struct fit_value *s)
{
    return s->raw ? (size_t)s->size / fit_type_size[s->type] : 0;
}

double fit_value_at(const struct fit_value *s, size_t i)
{
    return value_of(s->raw + i * fit_type_size[s->type], s->type, s->big) / s->scale;
}

double fit_time(struct fit_state *st, enum fit_slot slot)
{
    double t = st->slot[slot].v;
    st->relative_times |= t < FIT_TIME_RELATIVE;
    return t + FIT_EPOCH_S;
}

void fit_slot_text(const struct fit_state *st, enum fit_slot slot, char *dst, size_t size)
{
    const struct fit_value *s = &st->slot[slot];
    activity_text(dst, size, s->raw, s->raw && s->type == FIT_STRING ? s->size : 0);
}
