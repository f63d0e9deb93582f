/* SPDX-License-Identifier: Apache-2.0 */
#include "store/bytes.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "base/mem.h"

void bytes_done(struct bytes *b)
{
    free(b->buf);
    *b = (struct bytes){ 0 };
}

static bool reserve(struct bytes *b, size_t n)
{
    if (b->failed || n > SIZE_MAX - b->n || mem_grow(&b->buf, &b->cap, b->n + n, 1) < 0)
        b->failed = true;
    return !b->failed;
}

void bytes_add(struct bytes *b, const void *p, size_t n)
{
    if (n == 0 || !reserve(b, n))
        return;
    memcpy(b->buf + b->n, p, n);
    b->n += n;
}

void bytes_u8(struct bytes *b, unsigned v)
{
    if (reserve(b, 1))
        b->buf[b->n++] = (uint8_t)v;
}

void bytes_varint(struct bytes *b, uint64_t v)
{
    if (!reserve(b, 10))
        return;
    for (; v > 127; v >>= 7)
        b->buf[b->n++] = (uint8_t)(v | 128);
    b->buf[b->n++] = (uint8_t)v;
}

void bytes_text(struct bytes *b, const char *s)
{
    size_t n = strlen(s);
    bytes_varint(b, n);
    bytes_add(b, s, n);
}

unsigned reader_u8(struct reader *r)
{
    if (r->p == r->end) {
        r->bad = true;
        return 0;
    }
    return *r->p++;
}

uint64_t reader_varint(struct reader *r)
{
    uint64_t v = 0;

    for (unsigned shift = 0; shift < 64; shift += 7) {
        unsigned b = reader_u8(r);
        v |= (uint64_t)(b & 127) << shift;
        if (b < 128)
            return r->bad ? 0 : v;
    }
    r->bad = true;
    return 0;
}

const uint8_t *reader_take(struct reader *r, size_t n)
{
    const uint8_t *at = r->p;

    if (n > (size_t)(r->end - r->p)) {
        r->bad = true;
        return NULL;
    }
    r->p += n;
    return at;
}

void reader_text(struct reader *r, char *dst, size_t size)
{
    size_t n = (size_t)reader_varint(r);
    const uint8_t *s = reader_take(r, n);

    if (!s)
        n = 0;
    if (n >= size)
        n = size - 1;
    if (s && n)
        memcpy(dst, s, n);
    dst[n] = '\0';
}

int bytes_deflate(struct bytes *dst, const void *src, size_t n, int level, struct err *err)
{
    uLong bound = compressBound((uLong)n);
    uLongf got = bound;

    if (!reserve(dst, bound))
        return err_set(err, ERR_NOMEM, "no memory to compress %zu bytes", n);
    int rc = compress2(dst->buf + dst->n, &got, src, (uLong)n, level);
    if (rc != Z_OK)
        return err_set(err, ERR_NOMEM, "zlib cannot compress %zu bytes (%d)", n, rc);
    dst->n += got;
    return 0;
}

/* Room for n bytes that n_src are said to hold. */
static int room_for(size_t n_src, size_t n, uint8_t **ret, struct err *err)
{
    /* zlib never makes more than about 1032 bytes of one: a larger claim is damage. */
    if (n / 1100 > n_src + 1)
        return err_set(err, ERR_FORMAT, "%zu stored bytes cannot hold %zu", n_src, n);
    *ret = mem_array(n + 1, 1);
    return *ret ? 0 : err_set(err, ERR_NOMEM, "no memory for %zu bytes", n);
}

int bytes_inflate(const void *src, size_t n_src, size_t n, uint8_t **ret, struct err *err)
{
    AUTO(mem) uint8_t *data = NULL;
    uLongf got = (uLongf)n;

    int rc = room_for(n_src, n, &data, err);
    if (rc < 0)
        return rc;
    rc = uncompress(data, &got, src, (uLong)n_src);
    if (rc != Z_OK || got != n)
        return err_set(err, rc == Z_MEM_ERROR ? ERR_NOMEM : ERR_FORMAT,
                       "stored data are damaged (zlib says %d after %lu of %zu bytes)", rc,
                       (unsigned long)got, n);
    *ret = STEAL(data);
    return 0;
}

enum { RAW = -15, MEMORY = 9 }; /* no header, no checksum; as much memory as zlib likes */

static z_const Bytef *bytes_in(const void *p)
{
    Bytef *in; /* zlib reads only, but says so with z_const alone */
    memcpy(&in, &p, sizeof(in));
    return in;
}

int bytes_deflate_primed(struct bytes *dst, const void *src, size_t n, const char *primer,
                         size_t n_primer, struct err *err)
{
    z_stream z = { .next_in = bytes_in(src), .avail_in = (uInt)n };

    if (n > UINT_MAX || deflateInit2(&z, Z_BEST_COMPRESSION, Z_DEFLATED, RAW, MEMORY,
                                     Z_DEFAULT_STRATEGY) != Z_OK)
        return err_set(err, ERR_NOMEM, "no memory to compress %zu bytes", n);
    (void)deflateSetDictionary(&z, (const Bytef *)primer, (uInt)n_primer);
    uLong bound = deflateBound(&z, (uLong)n);
    bool done = reserve(dst, bound);
    if (done) {
        z.next_out = dst->buf + dst->n;
        z.avail_out = (uInt)bound;
        done = deflate(&z, Z_FINISH) == Z_STREAM_END;
        dst->n += bound - z.avail_out;
    }
    deflateEnd(&z);
    return done ? 0 : err_set(err, ERR_NOMEM, "no memory to compress %zu bytes", n);
}

int bytes_inflate_primed(const void *src, size_t n_src, size_t n, const char *primer,
                         size_t n_primer, uint8_t **ret, struct err *err)
{
    AUTO(mem) uint8_t *data = NULL;
    z_stream z = { .next_in = bytes_in(src), .avail_in = (uInt)n_src };
    int rc = room_for(n_src, n, &data, err);

    if (rc < 0)
        return rc;
    if (n_src > UINT_MAX || n > UINT_MAX || inflateInit2(&z, RAW) != Z_OK)
        return err_set(err, ERR_NOMEM, "no memory for %zu bytes", n);
    (void)inflateSetDictionary(&z, (const Bytef *)primer, (uInt)n_primer);
    z.next_out = data;
    z.avail_out = (uInt)n;
    int state = inflate(&z, Z_FINISH);
    bool whole = state == Z_STREAM_END && z.avail_out == 0 && z.avail_in == 0;
    inflateEnd(&z);
    if (!whole)
        return err_set(err, ERR_FORMAT, "stored data are damaged (zlib says %d)", state);
    *ret = STEAL(data);
    return 0;
}
