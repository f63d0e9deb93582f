/* SPDX-License-Identifier: Apache-2.0 */
#include "media/internal.h"

#include <errno.h>
#include <fcntl.h>
#include <libavformat/avio.h>
#include <libavutil/error.h>
#include <libavutil/mem.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"

enum { IO_BUFFER = 1 << 16 };
static const int64_t SPOOL_MAX = INT64_C(8) << 30; /* bytes a pipe may deliver */

struct input {
    int fd; /* -1: memory */
    const uint8_t *mem;
    int64_t pos, size;
    bool complained;
    AVIOContext *io;
};

static int read_cb(void *opaque, uint8_t *buf, int n)
{
    struct input *in = opaque;
    int64_t left = in->size - in->pos;
    if (left <= 0)
        return AVERROR_EOF;
    if (n > left)
        n = (int)left;
    ssize_t got = n;
    if (in->fd < 0)
        memcpy(buf, in->mem + in->pos, (size_t)n);
    else
        got = TEMP_FAILURE_RETRY(pread(in->fd, buf, (size_t)n, in->pos));
    if (got < 0) {
        in->complained = true;
        return AVERROR(errno);
    }
    in->pos += got;
    return got == 0 ? AVERROR_EOF : (int)got;
}

static int64_t seek_cb(void *opaque, int64_t offset, int whence)
{
    struct input *in = opaque;
    if (whence & AVSEEK_SIZE)
        return in->size;
    whence &= ~AVSEEK_FORCE;
    int64_t from = whence == SEEK_CUR ? in->pos : whence == SEEK_END ? in->size : 0;
    int64_t to;
    if (__builtin_add_overflow(from, offset, &to) || to < 0)
        return AVERROR(EINVAL);
    return in->pos = to;
}

struct input *input_free(struct input *in)
{
    if (!in)
        return NULL;
    if (in->io)
        av_freep(&in->io->buffer);
    avio_context_free(&in->io);
    if (in->fd >= 0)
        close(in->fd);
    free(in);
    return NULL;
}

AVIOContext *input_rewind(struct input *in)
{
    if (in->io)
        av_freep(&in->io->buffer);
    avio_context_free(&in->io);
    in->pos = 0;
    in->complained = false;
    uint8_t *buf = av_malloc(IO_BUFFER);
    if (!buf)
        return NULL;
    in->io = avio_alloc_context(buf, IO_BUFFER, 0, in, read_cb, NULL, seek_cb);
    if (!in->io)
        av_free(buf);
    return in->io;
}

bool input_complained(const struct input *in) { return in->complained; }

static int open_spool(void)
{
    const char *dir = getenv("TMPDIR");
    int fd = open(dir && *dir ? dir : "/tmp", O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    if (fd >= 0)
        return fd;
    FILE *f = tmpfile(); /* a file system without O_TMPFILE */
    if (!f)
        return -1;
    fd = fcntl(fileno(f), F_DUPFD_CLOEXEC, 0);
    fclose(f);
    return fd;
}

static int write_all(int fd, const char *buf, size_t n)
{
    for (size_t done = 0; done < n;) {
        ssize_t k = TEMP_FAILURE_RETRY(write(fd, buf + done, n - done));
        if (k < 0)
            return -1;
        done += (size_t)k;
    }
    return 0;
}

/* A table of contents may stand at the end of a clip, so a pipe is first read whole. */
static int spool(struct input *in, const char *name, struct err *err)
{
    AUTO(mem) char *buf = mem_array(IO_BUFFER, 1);
    int to = open_spool();
    int from = in->fd;
    if (to < 0)
        return err_set(err, ERR_IO, "cannot make a temporary file for %s: %s", name,
                       strerror(errno));
    in->fd = to;
    while (buf) {
        ssize_t n = TEMP_FAILURE_RETRY(read(from, buf, IO_BUFFER));
        if (n == 0)
            break;
        in->size += n > 0 ? n : 0;
        if (n < 0 || in->size > SPOOL_MAX || write_all(to, buf, (size_t)n) < 0) {
            int why = errno;
            close(from);
            if (in->size > SPOOL_MAX)
                return err_set(err, ERR_LIMIT, "%s is longer than 8 GiB", name);
            return err_set(err, ERR_IO, "cannot keep %s: %s", name, strerror(why));
        }
    }
    close(from);
    return buf ? 0 : err_set(err, ERR_NOMEM, "no memory to read %s", name);
}

static int open_fd(const char *path, const char *name, int *ret_fd, struct err *err)
{
    bool standard = strcmp(path, "-") == 0;
    if (standard && isatty(STDIN_FILENO))
        return err_set(err, ERR_USAGE, "standard input is a terminal: send a clip into it");
    int fd = standard ? fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 3)
                      : open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    if (fd < 0 && (errno == ENOENT || errno == ENOTDIR))
        return err_set(err, ERR_NOT_FOUND, "there is no file %s", name);
    if (fd < 0)
        return err_set(err, ERR_IO, "cannot open %s: %s", name, strerror(errno));
    *ret_fd = fd;
    return 0;
}

int input_open(const char *path, struct input **ret_in, struct err *err)
{
    char name[ERR_MSG_MAX / 2];
    snprintf(name, sizeof(name), strcmp(path, "-") ? "\"%s\"" : "standard input", path);
    AUTO(input) struct input *in = mem_array(1, sizeof(*in));
    if (!in)
        return err_set(err, ERR_NOMEM, "no memory to open %s", name);
    in->fd = -1;
    int rc = open_fd(path, name, &in->fd, err);
    if (rc < 0)
        return rc;
    struct stat st;
    if (fstat(in->fd, &st) < 0)
        return err_set(err, ERR_IO, "cannot open %s: %s", name, strerror(errno));
    if (S_ISDIR(st.st_mode))
        return err_set(err, ERR_FORMAT, "%s is a folder, not a clip", name);
    if (S_ISREG(st.st_mode))
        in->size = st.st_size;
    else if (S_ISFIFO(st.st_mode) || S_ISSOCK(st.st_mode))
        rc = spool(in, name, err);
    else
        rc = err_set(err, ERR_FORMAT, "%s is a device, not a clip", name);
    if (rc < 0)
        return rc;
    if (in->size == 0)
        return err_set(err, ERR_FORMAT, "%s is empty", name);
    *ret_in = STEAL(in);
    return 0;
}

int input_open_memory(const void *data, size_t n, struct input **ret_in, struct err *err)
{
    struct input *in = mem_array(1, sizeof(*in));
    if (!in)
        return err_set(err, ERR_NOMEM, "no memory to open a clip");
    in->fd = -1;
    in->mem = data;
    in->size = (int64_t)n;
    *ret_in = in;
    return 0;
}
