/* SPDX-License-Identifier: Apache-2.0 */
#ifndef TESTS_FORMATS_FIT_BYTES_H
#define TESTS_FORMATS_FIT_BYTES_H
/*
 * FIT files byte by byte, independent of the encoder: definitions and data as lists of numbers.
 */
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "formats/fit_profile.h"
#include "formats/formats.h"
#include "test.h"

struct bytes {
    uint8_t b[1 << 16];
    size_t n;
};

/* Bitwise checksum, straight from its definition. */
static inline unsigned slow_crc(const uint8_t *p, size_t n)
{
    unsigned v = 0;
    for (size_t i = 0; i < n; i++) {
        v ^= p[i];
        for (int bit = 0; bit < 8; bit++)
            v = v & 1 ? v >> 1 ^ 0xA001 : v >> 1;
    }
    return v;
}

static inline void put(struct bytes *f, uint64_t v, size_t size, bool big)
{
    for (size_t i = 0; i < size; i++)
        f->b[f->n++] = (uint8_t)(v >> 8 * (big ? size - 1 - i : i));
}

static inline void begin_file(struct bytes *f)
{
    memset(f->b + f->n, 0, 14);
    f->b[f->n] = 14;
    f->b[f->n + 1] = 0x10;
    memcpy(f->b + f->n + 8, ".FIT", 4);
    f->n += 14;
}

static inline void end_file(struct bytes *f, size_t start)
{
    size_t n = f->n, size = n - start - 14;
    f->n = start + 4;
    put(f, size, 4, false);
    f->n = start + 12;
    put(f, slow_crc(f->b + start, 12), 2, false);
    f->n = n;
    put(f, slow_crc(f->b + start, n - start), 2, false);
}

struct fd { /* field definition */
    uint8_t number, size, type;
};

static inline void define_dev(struct bytes *f, unsigned local, unsigned mesg, bool big,
                              const struct fd *fields, size_t n, const struct fd *devs,
                              size_t n_devs)
{
    put(f, 0x40u | (n_devs ? 0x20u : 0) | local, 1, false);
    put(f, 0, 1, false);
    put(f, big, 1, false);
    put(f, mesg, 2, big);
    put(f, n, 1, false);
    for (size_t i = 0; i < n; i++) {
        memcpy(f->b + f->n, &fields[i], 3);
        f->n += 3;
    }
    if (n_devs)
        put(f, n_devs, 1, false);
    for (size_t i = 0; i < n_devs; i++) {
        memcpy(f->b + f->n, &devs[i], 3);
        f->n += 3;
    }
}

#define DEFINE(f, local, mesg, big, ...)                                \
    define_dev(f, local, mesg, big, (const struct fd[]){ __VA_ARGS__ }, \
               sizeof((const struct fd[]){ __VA_ARGS__ }) / sizeof(struct fd), NULL, 0)

/* An activity file's first message. */
static inline void put_file_id(struct bytes *f, unsigned type)
{
    DEFINE(f, 15, 0, false, { 0, 1, 0x00 }, { 4, 4, 0x86 });
    put(f, 15, 1, false);
    put(f, type, 1, false);
    put(f, 1000000000, 4, false);
}

enum { T0 = 1000000000 }; /* FIT seconds of most tests */

static inline struct activity_list *read_or_fail(const struct bytes *f)
{
    const struct formats_params par = FORMATS_PARAMS_INIT;
    struct activity_list *l = NULL;
    struct err err = { 0 };
    assert_ok(formats_read(f->b, f->n, &par, &l, &err), err);
    return l;
}

static inline const struct activity *only(const struct activity_list *l)
{
    assert_int_equal(l->n, 1);
    return l->item[0];
}

static inline void put_session(struct bytes *f, unsigned start, unsigned elapsed,
                               unsigned sport, unsigned first_lap, unsigned n_laps)
{
    DEFINE(f, 4, FIT_SESSION, false, { 253, 4, 0x86 }, { 2, 4, 0x86 }, { 5, 1, 0 },
           { 7, 4, 0x86 }, { 25, 2, 0x84 }, { 26, 2, 0x84 });
    put(f, 4, 1, false);
    put(f, start + elapsed, 4, false);
    put(f, start, 4, false);
    put(f, sport, 1, false);
    put(f, 1000 * elapsed, 4, false);
    put(f, first_lap, 2, false);
    put(f, n_laps, 2, false);
}

static inline void put_lap(struct bytes *f, unsigned start, unsigned elapsed)
{
    DEFINE(f, 5, FIT_LAP, false, { 253, 4, 0x86 }, { 2, 4, 0x86 }, { 7, 4, 0x86 });
    put(f, 5, 1, false);
    put(f, start + elapsed, 4, false);
    put(f, start, 4, false);
    put(f, 1000 * elapsed, 4, false);
}

static inline void put_records(struct bytes *f, unsigned from, unsigned to)
{
    DEFINE(f, 0, FIT_RECORD, false, { 253, 4, 0x86 }, { 3, 1, 2 });
    for (unsigned t = from; t < to; t++) {
        put(f, 0, 1, false);
        put(f, t, 4, false);
        put(f, 100 + t % 50, 1, false);
    }
}

#endif
