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
    bool special; /* written into at the end, never replaced */
};

/* Temporary paths in fixed storage, so that a signal handler may walk them. */
enum { PENDING_MAX = 32 };
static char pending[PENDING_MAX][PATH_MAX];
static atomic_int pending_state[PENDING_MAX]; /* 0 free, 1 being filled, 2 on disk or soon */

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

/* A name of something this process has open: even where that is a file, the name is none. */
static bool is_stream(const char *path)
{
    static const char *const names[] = { "/dev/stdout", "/dev/stderr", "/dev/fd/",
                                         "/proc/self/fd/" };

    for (size_t i = 0; i < N_ELEMS(names); i++)
        if (strncmp(path, names[i], strlen(names[i])) == 0)
            return true;
    return false;
}

bool file_is_special(const char *path)
{
    struct stat st;
    if (is_stream(path))
        return true;
    return stat(path, &st) == 0 && !S_ISREG(st.st_mode) && !S_ISDIR(st.st_mode);
}

/* The temporary name ends like the real one: encoders choose the container by it. It is cut
 * where it would be longer than a name may be. */
static int name_pending(const struct file *f, struct err *err)
{
    enum { NAME_KEPT = 200, ENDING_KEPT = 16 };
    const char *slash = strrchr(f->path, '/'), *base = slash ? slash + 1 : f->path;
    const char *dot = strrchr(base, '.');
    int n;

    if (dot && strlen(dot) > ENDING_KEPT)
        dot = NULL;
    if (f->special)
        n = snprintf(pending[f->slot], PATH_MAX, "/tmp/backstride-%ld-%d%s", (long)getpid(),
                     f->slot, dot ? dot : "");
    else
        n = snprintf(pending[f->slot], PATH_MAX, "%.*s%.*s.tmp-%ld-%d%s", (int)(base - f->path),
                     f->path, NAME_KEPT, base, (long)getpid(), f->slot, dot ? dot : "");
    if (n < 0 || n >= PATH_MAX)
        return err_set(err, ERR_LIMIT, "the path \"%.60s...\" is too long", f->path);
    return 0;
}

int file_new(const char *path, struct file **ret_file, struct err *err)
{
    AUTO(file) struct file *f = mem_array(1, sizeof(*f));
    struct stat st;
    if (!f)
        return err_set(err, ERR_NOMEM, "no memory to write \"%s\"", path);
    f->slot = -1;
    f->special = file_is_special(path);
    if (!f->special && lstat(path, &st) == 0 && S_ISLNK(st.st_mode))
        f->path = realpath(path, NULL);
    if (!f->path)
        f->path = mem_strdup(path);
    if (!f->path)
        return err_set(err, ERR_NOMEM, "no memory to write \"%s\"", path);
    f->slot = take_slot();
    if (f->slot < 0)
        return err_set(err, ERR_LIMIT, "more than %d files open for writing", PENDING_MAX);
    int rc = name_pending(f, err);
    if (rc < 0)
        return rc;
    /* Before it is there: a signal between the two must find it. */
    atomic_store(&pending_state[f->slot], 2);
    unlink(pending[f->slot]); /* left by a process of this number that was killed */
    int fd = open(pending[f->slot], O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (fd < 0)
        return io_error(err, "write", path);
    close(fd);
    *ret_file = STEAL(f);
    return 0;
}

const char *file_tmp_path(const struct file *f) { return pending[f->slot]; }

/* What is at the path, to write into. Standard output is shared, so that what comes goes after
 * what was printed; opened anew it would begin at its start. */
static int open_special(const char *path)
{
    struct stat own, there;

    if (fstat(STDOUT_FILENO, &own) == 0 && stat(path, &there) == 0 &&
        own.st_dev == there.st_dev && own.st_ino == there.st_ino)
        return fflush(stdout) == 0 ? dup(STDOUT_FILENO) : -1;
    return open(path, O_WRONLY | O_CLOEXEC);
}

/* All of `from` into what is at `path`. */
static bool copy_into(int from, const char *path)
{
    char bytes[1 << 16];
    ssize_t got = 0;
    int to = open_special(path);

    if (to < 0)
        return false;
    while ((got = read(from, bytes, sizeof(bytes))) > 0)
        for (ssize_t at = 0, n; at < got; at += n)
            if ((n = write(to, bytes + at, (size_t)(got - at))) < 0) {
                int why = errno;
                close(to);
                errno = why;
                return false;
            }
    return close(to) == 0 && got == 0;
}

int file_commit(struct file *f, struct err *err)
{
    const char *tmp = pending[f->slot];
    int rc = 0, fd = open(tmp, O_RDONLY | O_CLOEXEC);
    bool done = fd >= 0 && (f->special ? copy_into(fd, f->path)
                                       : fsync(fd) == 0 && rename(tmp, f->path) == 0);

    if (!done)
        rc = io_error(err, "write", f->path);
    if (fd >= 0)
        close(fd);
    f->committed = done && !f->special;
    return rc;
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
