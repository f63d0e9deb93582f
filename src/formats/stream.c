/* SPDX-License-Identifier: Apache-2.0 */
#include "formats/stream.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zip.h>
#include <zlib.h>

#include "base/mem.h"

enum { BUFFER = 1 << 15 };

/* -- blobs */

int blob_open(const char *path, struct blob *ret_blob, struct err *err)
{
    struct stat st;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return err_set(err, errno == ENOENT ? ERR_NOT_FOUND : ERR_IO, "cannot open %s: %s",
                       path, strerror(errno));
    if (fstat(fd, &st) < 0 || !S_ISREG(st.st_mode)) {
        close(fd);
        return err_set(err, ERR_IO, "%s is no regular file", path);
    }
    *ret_blob = (struct blob){ .fd = fd, .owned = true, .n = (uint64_t)st.st_size };
    return 0;
}

void blob_done(struct blob *b)
{
    if (b->owned && b->fd >= 0)
        close(b->fd);
    *b = (struct blob){ .fd = -1 };
}

int blob_read(const struct blob *b, uint64_t pos, void *buf, size_t n, size_t *ret_n,
              struct err *err)
{
    size_t done = 0;
    if (pos > b->n)
        pos = b->n;
    if (n > b->n - pos)
        n = (size_t)(b->n - pos);
    if (b->fd < 0) {
        if (n)
            memcpy(buf, b->data + pos, n);
        *ret_n = n;
        return 0;
    }
    while (done < n) {
        ssize_t got = pread(b->fd, (char *)buf + done, n - done, (off_t)(pos + done));
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return err_set(err, ERR_IO, "cannot read: %s", strerror(errno));
        if (got == 0)
            break;
        done += (size_t)got;
    }
    *ret_n = done;
    return 0;
}

/* -- streams */

struct stream {
    struct stream *from; /* inflated from it; NULL: a blob or a zip entry */
    const struct blob *blob;
    uint64_t pos, end;
    zip_file_t *zip_file;
    enum stream_inflate how;
    z_stream z;
    bool z_ready, over, noted;
    uint64_t n_members;
    struct activity_note note;
    uint8_t *in; /* [BUFFER] of an inflater */
    uint8_t peeked[STREAM_PEEK];
    size_t peek_at, n_peeked;
};

static int stream_new(struct stream **ret, struct err *err)
{
    *ret = mem_array(1, sizeof(**ret));
    return *ret ? 0 : err_set(err, ERR_NOMEM, "no memory for a stream");
}

struct stream *stream_free(struct stream *s)
{
    if (!s)
        return NULL;
    if (s->z_ready)
        inflateEnd(&s->z);
    if (s->zip_file)
        zip_fclose(s->zip_file);
    free(s->in);
    stream_free(s->from);
    free(s);
    return NULL;
}

int stream_of_blob(const struct blob *b, uint64_t from, uint64_t to, struct stream **ret,
                   struct err *err)
{
    int rc = stream_new(ret, err);
    if (rc < 0)
        return rc;
    (*ret)->blob = b;
    (*ret)->pos = from;
    (*ret)->end = to < b->n ? to : b->n;
    return 0;
}

int stream_of_zip(void *zip_file, struct stream **ret, struct err *err)
{
    int rc = stream_new(ret, err);
    if (rc < 0)
        zip_fclose(zip_file);
    else
        (*ret)->zip_file = zip_file;
    return rc;
}

int stream_inflate(struct stream **from, enum stream_inflate how, struct stream **ret,
                   struct err *err)
{
    AUTO(stream) struct stream *s = NULL;
    int rc = stream_new(&s, err);
    if (rc < 0)
        return rc;
    s->how = how;
    s->in = mem_array(BUFFER, 1);
    if (!s->in || inflateInit2(&s->z, how == STREAM_GZIP ? 16 + MAX_WBITS : -MAX_WBITS) != Z_OK)
        return err_set(err, ERR_NOMEM, "no memory for inflating");
    s->z_ready = true;
    s->from = STEAL(*from);
    *ret = STEAL(s);
    return 0;
}

static void PRINTF(4, 5)
    note(struct stream *s, enum activity_note_kind kind, uint64_t pos, const char *fmt, ...)
{
    va_list ap;
    s->over = true;
    s->noted = true;
    s->note.kind = kind;
    s->note.pos = pos;
    va_start(ap, fmt);
    vsnprintf(s->note.text, sizeof(s->note.text), fmt, ap);
    va_end(ap);
}

const struct activity_note *stream_note(const struct stream *s)
{
    for (; s; s = s->from)
        if (s->noted)
            return &s->note;
    return NULL;
}

static int read_zip(struct stream *s, void *buf, size_t n, size_t *ret_n)
{
    zip_int64_t got = zip_fread(s->zip_file, buf, n);
    if (got < 0) {
        zip_error_t *e = zip_file_get_error(s->zip_file);
        bool sum = zip_error_code_zip(e) == ZIP_ER_CRC;
        note(s, sum ? ACTIVITY_NOTE_CHECKSUM : ACTIVITY_NOTE_DAMAGED, s->pos,
             "the archive's entry is damaged near its byte %llu: %s",
             (unsigned long long)s->pos, zip_error_strerror(e));
        got = 0;
    }
    s->pos += (uint64_t)got;
    *ret_n = (size_t)got;
    return 0;
}

/* A gzip member is over: another may follow, or nothing, or what is not gzip. */
static int next_member(struct stream *s, struct err *err)
{
    if (s->how == STREAM_DEFLATE) {
        s->over = true;
        return 0;
    }
    s->n_members++;
    if (s->z.avail_in < 2) { /* the magic number may lie across two pieces */
        size_t got;
        memmove(s->in, s->z.next_in, s->z.avail_in);
        int rc = stream_read(s->from, s->in + s->z.avail_in, BUFFER - s->z.avail_in, &got, err);
        if (rc < 0)
            return rc;
        s->z.next_in = s->in;
        s->z.avail_in += (unsigned)got;
    }
    if (s->z.avail_in == 0) {
        s->over = true;
        return 0;
    }
    if (s->z.avail_in >= 2 && s->z.next_in[0] == 0x1F && s->z.next_in[1] == 0x8B) {
        inflateReset(&s->z);
        return 0;
    }
    note(s, ACTIVITY_NOTE_TRAILING, UINT64_MAX, "bytes after the end of the gzip data");
    return 0;
}

static void note_inflate(struct stream *s, int code)
{
    const char *why = s->z.msg ? s->z.msg : "";
    uint64_t at = s->from->pos - s->z.avail_in;
    if (code == Z_BUF_ERROR)
        note(s, ACTIVITY_NOTE_TRUNCATED, at, "the packed data end too early, at byte %llu",
             (unsigned long long)at);
    else if (strstr(why, "check"))
        note(s, ACTIVITY_NOTE_CHECKSUM, at, "the gzip checksum at byte %llu does not match: %s",
             (unsigned long long)at, why);
    else
        note(s, ACTIVITY_NOTE_DAMAGED, at, "the packed data are damaged at byte %llu: %s",
             (unsigned long long)at, why);
}

static int read_inflate(struct stream *s, void *buf, size_t n, size_t *ret_n, struct err *err)
{
    s->z.next_out = buf;
    s->z.avail_out = n < (1u << 30) ? (unsigned)n : 1u << 30;
    unsigned room = s->z.avail_out;

    while (s->z.avail_out == room && !s->over) {
        size_t got = 1;
        if (s->z.avail_in == 0) {
            int rc = stream_read(s->from, s->in, BUFFER, &got, err);
            if (rc < 0)
                return rc;
            s->z.next_in = s->in;
            s->z.avail_in = (unsigned)got;
        }
        int code = inflate(&s->z, Z_NO_FLUSH);
        if (code == Z_STREAM_END) {
            int rc = next_member(s, err);
            if (rc < 0)
                return rc;
        } else if (code == Z_MEM_ERROR) {
            return err_set(err, ERR_NOMEM, "no memory for inflating");
        } else if (code != Z_OK && !(code == Z_BUF_ERROR && got)) {
            note_inflate(s, code);
        }
    }
    *ret_n = room - s->z.avail_out;
    return 0;
}

static int read_below(struct stream *s, void *buf, size_t n, size_t *ret_n, struct err *err)
{
    int rc;
    *ret_n = 0;
    if (s->over || n == 0)
        return 0;
    if (s->from)
        return read_inflate(s, buf, n, ret_n, err);
    if (s->zip_file)
        return read_zip(s, buf, n, ret_n);
    if (n > s->end - s->pos)
        n = (size_t)(s->end - s->pos);
    rc = blob_read(s->blob, s->pos, buf, n, ret_n, err);
    if (rc == 0)
        s->pos += *ret_n;
    return rc;
}

int stream_peek(struct stream *s, const uint8_t **ret_data, size_t n, size_t *ret_n,
                struct err *err)
{
    memmove(s->peeked, s->peeked + s->peek_at, s->n_peeked);
    s->peek_at = 0;
    while (s->n_peeked < n && n <= STREAM_PEEK) {
        size_t got;
        int rc = read_below(s, s->peeked + s->n_peeked, n - s->n_peeked, &got, err);
        if (rc < 0)
            return rc;
        if (got == 0)
            break;
        s->n_peeked += got;
    }
    *ret_data = s->peeked;
    *ret_n = s->n_peeked < n ? s->n_peeked : n;
    return 0;
}

int stream_read(struct stream *s, void *buf, size_t n, size_t *ret_n, struct err *err)
{
    if (s->n_peeked == 0)
        return read_below(s, buf, n, ret_n, err);
    if (n > s->n_peeked)
        n = s->n_peeked;
    memcpy(buf, s->peeked + s->peek_at, n);
    s->peek_at += n;
    s->n_peeked -= n;
    *ret_n = n;
    return 0;
}
