/* SPDX-License-Identifier: Apache-2.0 */
#ifndef TESTS_FORMATS_FIT_BYTES_H
#define TESTS_FORMATS_FIT_BYTES_H
/*
 * FIT files byte by byte, independent of the encoder: definitions and data as lists of numbers.
 */
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

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

#endif
