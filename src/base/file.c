/* SPDX-License-Identifier: Apache-2.0 */
#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"

struct file {
    char *path;
    int slot; /* in pending[] */
    bool committed;
};

/* Temporary paths in fixed storage, so that a signal handler may walk them. */
enum { PENDING_MAX = 32 };
static char pending[PENDING_MAX][PATH_MAX];
static atomic_int pending_state[PENDING_MAX]; /* 0 free, 1 being filled, 2 on disk or about to be */

static int io_error(struct err *err, const char *verb, const char *path)
{
    int why = errno;
    return err_set(err, why == ENOENT ? ERR_NOT_FOUND : ERR_IO, "cannot %s \"%s\": %s", verb,
                   path, strerror(why));
}

static int read_all(FILE *in, const char *path, size_t max, uint8_t **ret_data, size_t *ret_n,
                    struct err *err)
{
    AUTO(mem) uint8_t *data = NULL;
    size_t n = 0, cap = 0;

    for (;;) {
        if (mem_grow(&data, &cap, n + 65537, 1) < 0)
            return err_set(err, ERR_NOMEM, "no memory for \"%s\"", path);
        size_t got = fread(data + n, 1, cap - n - 1, in);
        n += got;
        if (n > max)
            return err_set(err, ERR_LIMIT, "\"%s\" is longer than %zu bytes", path, max);
        if (got == 0)
            break;
    }
    if (ferror(in))
        return io_error(err, "read", path);
    data[n] = 0;
    *ret_data = STEAL(data);
    *ret_n = n;
    return 0;
}

int file_read(const char *path, size_t max, uint8_t **ret_data, size_t *ret_n, struct err *err)
{
    FILE *in = fopen(path, "rbe");
    if (!in)
        return io_error(err, "read", path);
    int rc = read_all(in, path, max, ret_data, ret_n, err);
    fclose(in);
    return rc;
}

static int take_slot(void)
{
    for (int i = 0; i < PENDING_MAX; i++) {
        int expected = 0;
        if (atomic_compare_exchange_strong(&pending_state[i], &expected, 1))
            return i;
    }
    return -1;
}

int file_new(const char *path, struct file **ret_file, struct err *err)
{
    AUTO(file) struct file *f = mem_array(1, sizeof(*f));
    if (!f)
        return err_set(err, ERR_NOMEM, "no memory to write \"%s\"", path);
    f->slot = -1;
    f->path = mem_strdup(path);
    if (!f->path)
        return err_set(err, ERR_NOMEM, "no memory to write \"%s\"", path);
    f->slot = take_slot();
    if (f->slot < 0)
        return err_set(err, ERR_LIMIT, "more than %d files open for writing", PENDING_MAX);
    /* The temporary name ends like the real one: encoders choose the container by it. */
    const char *dot = strrchr(path, '.'), *slash = strrchr(path, '/');
    if (dot && slash && dot < slash)
        dot = NULL;
    int n = snprintf(pending[f->slot], PATH_MAX, "%s.tmp-%ld-%d%s", path, (long)getpid(),
                     f->slot, dot ? dot : "");
    if (n < 0 || n >= PATH_MAX)
        return err_set(err, ERR_LIMIT, "the path \"%.60s...\" is too long", path);
    /* Before it is there: a signal between the two must find it. */
    atomic_store(&pending_state[f->slot], 2);
    int fd = open(pending[f->slot], O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    if (fd < 0)
        return io_error(err, "write", path);
    close(fd);
    *ret_file = STEAL(f);
    return 0;
}

const char *file_tmp_path(const struct file *f) { return pending[f->slot]; }

int file_commit(struct file *f, struct err *err)
{
    int fd = open(pending[f->slot], O_RDONLY | O_CLOEXEC);
    if (fd < 0 || fsync(fd) < 0 || rename(pending[f->slot], f->path) < 0) {
        int rc = io_error(err, "write", f->path);
        if (fd >= 0)
            close(fd);
        return rc;
    }
    close(fd);
    f->committed = true;
    return 0;
}

struct file *file_free(struct file *f)
{
    if (!f)
        return NULL;
    if (f->slot >= 0) {
        if (!f->committed && atomic_load(&pending_state[f->slot]) == 2)
            unlink(pending[f->slot]);
        atomic_store(&pending_state[f->slot], 0);
    }
    free(f->path);
    free(f);
    return NULL;
}

int file_write(const char *path, const void *data, size_t n, struct err *err)
{
    AUTO(file) struct file *f = NULL;
    int rc = file_new(path, &f, err);
    if (rc < 0)
        return rc;
    FILE *out = fopen(file_tmp_path(f), "wbe");
    if (!out)
        return io_error(err, "write", path);
    size_t done = fwrite(data, 1, n, out);
    if (fclose(out) != 0 || done != n)
        return io_error(err, "write", path);
    return file_commit(f, err);
}

void file_remove_pending(void)
{
    for (int i = 0; i < PENDING_MAX; i++)
        if (atomic_load(&pending_state[i]) == 2)
            unlink(pending[i]);
}

int file_make_dirs(const char *path, struct err *err)
{
    AUTO(mem) char *part = mem_strdup(path);
    if (!part)
        return err_set(err, ERR_NOMEM, "no memory for a path");
    for (char *p = part + 1;; p++) {
        char c = *p;
        if (c != '/' && c != '\0')
            continue;
        *p = '\0';
        if (mkdir(part, 0777) < 0 && errno != EEXIST)
            return io_error(err, "make the folder", part);
        *p = c;
        if (c == '\0')
            return 0;
    }
}
