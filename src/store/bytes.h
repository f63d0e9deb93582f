/* SPDX-License-Identifier: Apache-2.0 */
#ifndef STORE_BYTES_H
#define STORE_BYTES_H
/*
 * bytes - private to store: a buffer that grows, a reader that never runs past its end, and
 * zlib around both.
 *
 * Adders remember the first failure (memory), bytes_failed asks once. A reader that meets its
 * end, or a number that is too long, sets `bad` and gives zeros from then on.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

struct bytes {
    uint8_t *buf;
    size_t n, cap;
    bool failed;
};
#define AUTO_BYTES __attribute__((cleanup(bytes_done)))
void bytes_done(struct bytes *b);

void bytes_add(struct bytes *b, const void *p, size_t n);
void bytes_u8(struct bytes *b, unsigned v);
void bytes_varint(struct bytes *b, uint64_t v);  /* 7 bits a byte, low ones first */
void bytes_text(struct bytes *b, const char *s); /* length, then the bytes */
static inline uint64_t bytes_zigzag(int64_t v)
{
    return ((uint64_t)v << 1) ^ (uint64_t)(v >> 63);
}
static inline int64_t bytes_unzigzag(uint64_t v)
{
    return (int64_t)(v >> 1) ^ -(int64_t)(v & 1);
}

struct reader {
    const uint8_t *p, *end;
    bool bad;
};
unsigned reader_u8(struct reader *r);
uint64_t reader_varint(struct reader *r);
const uint8_t *reader_take(struct reader *r, size_t n);     /* borrowed; NULL: too short */
void reader_text(struct reader *r, char *dst, size_t size); /* cut to size - 1 */

/* Append src, compressed. Errors: -ERR_NOMEM. */
int bytes_deflate(struct bytes *dst, const void *src, size_t n, int level, struct err *err)
    MUST_USE;
/* The same in fewer bytes where src is like the primer; without checksum: the database's pages
 * are checked elsewhere. */
int bytes_deflate_primed(struct bytes *dst, const void *src, size_t n, const char *primer,
                         size_t n_primer, struct err *err) MUST_USE;
/* Exactly n bytes in a fresh buffer (free()). Errors: -ERR_FORMAT, -ERR_NOMEM. */
int bytes_inflate(const void *src, size_t n_src, size_t n, uint8_t **ret, struct err *err)
    MUST_USE;

/* What bytes_deflate_primed made, with the same primer. */
int bytes_inflate_primed(const void *src, size_t n_src, size_t n, const char *primer,
                         size_t n_primer, uint8_t **ret, struct err *err) MUST_USE;

#endif
