/* SPDX-License-Identifier: Apache-2.0 */
#ifndef FORMATS_STREAM_H
#define FORMATS_STREAM_H
/*
 * stream - bytes of a file, of memory, of a zip entry, through any number of inflaters.
 *
 * Private to source. A stream owns the stream it reads from, and no blob or archive.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "activity/activity.h"
#include "base/err.h"

struct blob { /* bytes that can be read anywhere: a file or memory */
    int fd;   /* -1: memory */
    bool owned;
    const uint8_t *data;
    uint64_t n;
};
int blob_open(const char *path, struct blob *ret_blob, struct err *err) MUST_USE;
void blob_done(struct blob *b);
/* Bytes from pos; *ret_n less than n only at the end. Errors: -ERR_IO. */
int blob_read(const struct blob *b, uint64_t pos, void *buf, size_t n, size_t *ret_n,
              struct err *err) MUST_USE;

enum stream_inflate { STREAM_GZIP, STREAM_DEFLATE };
struct stream;
/* [from, to) of a blob that outlives the stream. */
int stream_of_blob(const struct blob *b, uint64_t from, uint64_t to, struct stream **ret,
                   struct err *err) MUST_USE;
/* Takes zip_file (a zip_file_t *) over. */
int stream_of_zip(void *zip_file, struct stream **ret, struct err *err) MUST_USE;
/* Takes *from over on success. */
int stream_inflate(struct stream **from, enum stream_inflate how, struct stream **ret,
                   struct err *err) MUST_USE;
struct stream *stream_free(struct stream *s);
DEFINE_AUTO(stream)

/* *ret_n 0: the end; damage ends a stream and fills *note (its kind is _NONE_ until then, see
 * stream_note). Errors: -ERR_IO. */
int stream_read(struct stream *s, void *buf, size_t n, size_t *ret_n, struct err *err) MUST_USE;
/* The next bytes without taking them, up to `n` <= STREAM_PEEK. */
enum { STREAM_PEEK = 1024 };
int stream_peek(struct stream *s, const uint8_t **ret_data, size_t n, size_t *ret_n,
                struct err *err) MUST_USE;
/* Of this stream or one it reads from; NULL: none. */
const struct activity_note *stream_note(const struct stream *s);

#endif
