/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Where reading may go on behind damage. FIT has no marks to find a message by, so the place
 * must prove itself: from there, messages follow each other as the definitions say, and eight
 * of them are samples whose times rise and lie within days of the first sample. Sixteen bytes
 * of chance in a row do not look like that (2^-100 and less); what cannot be proven is left
 * out.
 */
#include "formats/fit_state.h"

enum {
    PROOF = 8,     /* samples in a row */
    WALKED = 64,   /* messages in which they must come */
    STEP_S = 3600, /* between two of them at most */
    DAYS_S = 3 * 86400,
    STAMP = 253, /* number of the field with the time */
};

struct shape { /* what a walk needs of a definition */
    const uint8_t *raw;
    uint32_t size;
    int stamp_at; /* bytes to the time of a sample; -1: no sample, or no time */
    bool big;
};

/* The definition at p, n bytes left: its length, 0: none. */
static size_t shape_of(const uint8_t *p, size_t n, struct shape *ret)
{
    size_t len = 6;
    uint32_t at = 0;

    if (n < len || n < (len += 3u * p[5]))
        return 0;
    *ret = (struct shape){ .raw = p, .stamp_at = -1, .big = p[2] == 1 };
    unsigned mesg = ret->big ? (unsigned)(p[3] << 8 | p[4]) : (unsigned)(p[4] << 8 | p[3]);
    for (unsigned i = 0; i < p[5]; i++) {
        const uint8_t *f = p + 6 + 3 * i;
        if ((f[2] & 0x1F) >= FIT_N_TYPES)
            return 0;
        if (f[0] == STAMP && f[1] == 4 && mesg == FIT_RECORD)
            ret->stamp_at = (int)at;
        at += f[1];
    }
    if (p[0] & 0x20) { /* developer fields */
        if (n < len + 1 || n < len + 1 + 3u * p[len])
            return 0;
        for (unsigned i = 0; i < p[len]; i++)
            at += p[len + 2 + 3 * i];
        len += 1 + 3u * p[len];
    }
    ret->size = at;
    return len;
}

static uint32_t stamp_of(const struct shape *s, const uint8_t *mesg)
{
    const uint8_t *p = mesg + 1 + s->stamp_at;
    return s->big ? (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3]
                  : (uint32_t)p[3] << 24 | (uint32_t)p[2] << 16 | (uint32_t)p[1] << 8 | p[0];
}

/* One message of a walk: its length, 0: against the rules. *ret_sample: it is one, at *stamp.
 */
static size_t walk_one(struct shape shape[FIT_LOCALS], const uint8_t *p, size_t n,
                       bool *ret_sample, uint32_t *stamp)
{
    const struct shape *s = &shape[p[0] & 0x80 ? p[0] >> 5 & 3 : p[0] & 0x0F];

    *ret_sample = false;
    if ((p[0] & 0xC0) == 0x40)
        return shape_of(p, n, &shape[p[0] & 0x0F]);
    if (!s->raw || n < 1 + (size_t)s->size)
        return 0;
    if (s->stamp_at >= 0 && !(p[0] & 0x80)) {
        *ret_sample = true;
        *stamp = stamp_of(s, p);
    }
    return 1 + (size_t)s->size;
}

static bool proves_itself(const struct shape *known, const uint8_t *p, size_t n, double first)
{
    struct shape shape[FIT_LOCALS];
    uint32_t stamp = 0, last = 0;
    bool sample;
    int samples = 0;

    memcpy(shape, known, sizeof(shape));
    for (int i = 0; i < WALKED && n > 0; i++) {
        size_t len = walk_one(shape, p, n, &sample, &stamp);
        if (len == 0 || (i == 0 && !sample))
            return false;
        if (sample) {
            if (!(fabs((double)stamp - first) < DAYS_S) ||
                (samples > 0 && (stamp < last || stamp - last > STEP_S)))
                return false;
            last = stamp;
            if (++samples == PROOF)
                return true;
        }
        p += len;
        n -= len;
    }
    return false;
}

/* Take back the last sample. */
static void forget_last(struct activity *a)
{
    size_t i = --a->n_samples;

    for (size_t c = 0; c < ACTIVITY_N_COLUMNS; c++)
        if (a->column[c])
            a->column[c][i] = NAN;
    for (size_t s = 0; s < a->n_streams; s++)
        if (a->stream[s].value)
            a->stream[s].value[i] = NAN;
    for (size_t r = a->n_rr; r-- > 0 && a->rr_sample[r] > i;)
        a->rr_sample[r] = (uint32_t)i;
}

/* Damage is noticed late: what was read last may be made of damaged bytes. The samples that go
 * on prove a time; those before them that contradict it go. */
static size_t forget(struct activity *a, double stamp_s)
{
    const double *time = a->column[ACTIVITY_TIME];
    size_t n = a->n_samples;

    while (a->n_samples > 1) {
        size_t i = a->n_samples - 1;
        if (time[i] <= stamp_s && time[i] >= time[i - 1] && time[i] - time[i - 1] <= STEP_S)
            break;
        forget_last(a);
    }
    return n - a->n_samples;
}

bool fit_resume(struct fit_state *st, uint64_t from, uint64_t end, uint64_t *ret_pos,
                size_t *ret_forgotten)
{
    const double *time = st->all->column[ACTIVITY_TIME];
    struct shape known[FIT_LOCALS] = { 0 };

    if (!time || st->all->n_samples == 0 || st->relative_times)
        return false;
    for (unsigned i = 0; i < FIT_LOCALS; i++)
        if (st->def[i].raw)
            (void)shape_of(st->def[i].raw, (size_t)(st->data + st->n - st->def[i].raw),
                           &known[i]);
    for (uint64_t pos = from; pos < end; pos++) {
        const uint8_t *p = st->data + pos;
        if (p[0] < FIT_LOCALS && known[p[0]].stamp_at >= 0 &&
            proves_itself(known, p, (size_t)(end - pos), time[0] - FIT_EPOCH_S)) {
            *ret_pos = pos;
            *ret_forgotten = forget(st->all, FIT_EPOCH_S + stamp_of(&known[p[0]], p));
            return true;
        }
    }
    return false;
}
