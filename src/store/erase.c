/* SPDX-License-Identifier: Apache-2.0 */
/* Taking a person out of the database for good. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "store/migrate.h"
#include "store/state.h"

enum { PATH_SIZE = 1100, FILES_MAX = 1024, HEAD = 100 };

/* Rows first: whoever else has the database open sees nothing from then on. */
static int empty_rows(const char *path, struct err *err)
{
    AUTO(store) struct store *s = NULL;
    char sql[96];
    int rc = store_open_raw(path, STORE_WRITE, &s, err);

    if (rc == 0)
        rc = db_run(s->db, "PRAGMA secure_delete = ON", err);
    if (rc == 0)
        rc = store_begin(s, err);
    size_t n = 0;
    while (migrate_tables[n])
        n++;
    while (rc == 0 && n-- > 0) { /* those that refer to others first */
        if (!db_has_table(s->db, migrate_tables[n]))
            continue;
        snprintf(sql, sizeof(sql), "DELETE FROM %s", migrate_tables[n]);
        rc = db_run(s->db, sql, err);
    }
    if (rc == 0)
        rc = store_commit(s, err);
    if (rc == 0)
        rc = db_run(s->db, "VACUUM; PRAGMA wal_checkpoint(TRUNCATE)", err);
    return rc;
}

/* Zeros over all of it, to the disk, then away. */
static int wipe(const char *path, struct err *err)
{
    static const char zeros[1 << 16];
    struct stat st;
    int fd = open(path, O_WRONLY | O_CLOEXEC | O_NOFOLLOW);
    bool ok = fd >= 0 && fstat(fd, &st) == 0;

    for (off_t at = 0; ok && at < st.st_size;) {
        off_t n = st.st_size - at;
        ssize_t put = write(fd, zeros, n < (off_t)sizeof(zeros) ? (size_t)n : sizeof(zeros));
        ok = put > 0;
        at += put;
    }
    ok = ok && fsync(fd) == 0;
    int why = errno;
    if (fd >= 0)
        close(fd);
    if (!ok || unlink(path) < 0)
        return err_set(err, ERR_IO, "cannot remove \"%.200s\": %s", path,
                       strerror(ok ? errno : why));
    return 0;
}

static const char *split(const char *path, char folder[PATH_SIZE])
{
    const char *slash = strrchr(path, '/');

    if (slash == path)
        snprintf(folder, PATH_SIZE, "/");
    else if (slash)
        snprintf(folder, PATH_SIZE, "%.*s", (int)(slash - path), path);
    else
        snprintf(folder, PATH_SIZE, ".");
    return slash ? slash + 1 : path;
}

/* Names in the folder of `path` that are the file itself or begin with its name and a tail
 * that this program gives. */
static bool is_of(const char *name, const char *base)
{
    static const char *const tails[] = { "",        "-wal",     "-shm",     "-journal",
                                         ".repair", ".repair-", ".damaged-" };
    size_t n = strlen(base);

    if (strncmp(name, base, n) != 0)
        return false;
    for (size_t i = 0; i < N_ELEMS(tails); i++) {
        size_t len = strlen(tails[i]);
        bool open_end = len > 0 && tails[i][len - 1] == '-';
        if (open_end ? strncmp(name + n, tails[i], len) == 0 : strcmp(name + n, tails[i]) == 0)
            return true;
    }
    return false;
}

/* "PATH/NAME" of every entry of the folder that `want` accepts; free() each and the list. */
struct names {
    char *path[FILES_MAX];
    size_t n;
};

static void names_done(struct names *l)
{
    for (size_t i = 0; i < l->n; i++)
        free(l->path[i]);
}

static int list_folder(const char *folder, struct names *ret, struct err *err)
{
    char path[2 * PATH_SIZE];
    DIR *d = opendir(folder);

    if (!d)
        return err_set(err, ERR_IO, "cannot read the folder \"%.200s\"", folder);
    for (const struct dirent *e; (e = readdir(d)) && ret->n < FILES_MAX;) {
        snprintf(path, sizeof(path), "%s/%s", folder, e->d_name);
        ret->path[ret->n] = mem_strdup(path);
        ret->n += ret->path[ret->n] != NULL;
    }
    closedir(d);
    return 0;
}

int store_erase(const char *path, size_t *ret_files, struct err *err)
{
    __attribute__((cleanup(names_done))) struct names list = { .n = 0 };
    char folder[PATH_SIZE];
    struct err own = { 0 };

    if (strlen(path) + 64 > PATH_SIZE)
        return err_set(err, ERR_USAGE, "the path \"%.60s...\" is too long", path);
    if (access(path, F_OK) < 0)
        return err_set(err, ERR_NOT_FOUND, "there is no database \"%.200s\"", path);
    const char *base = split(path, folder);
    int rc = empty_rows(path, &own);
    if (rc < 0 && !strstr(own.msg, "damaged")) /* a damaged one of ours goes as it is */
        return err_set(err, own.code, "%s", own.msg);
    rc = list_folder(folder, &list, err);
    *ret_files = 0;
    for (size_t i = 0; i < list.n && rc == 0; i++) {
        if (!is_of(strrchr(list.path[i], '/') + 1, base))
            continue;
        rc = wipe(list.path[i], err);
        *ret_files += rc == 0;
    }
    return rc;
}

/* The head of a database of ours: SQLite's magic, and our mark at byte 68 (fileformat2.html).
 */
static bool is_ours(const char *path)
{
    static const uint8_t mark[] = { 0x42, 0x53, 0x74, 0x72 }; /* "BStr", db_open's */
    uint8_t head[HEAD];
    FILE *f = fopen(path, "rbe");
    bool ours = f && fread(head, 1, HEAD, f) == HEAD &&
                memcmp(head, "SQLite format 3", 16) == 0 &&
                memcmp(head + 68, mark, sizeof(mark)) == 0;

    if (f)
        fclose(f);
    return ours;
}

int store_neighbours(const char *path, void (*tell)(void *arg, const char *path), void *arg,
                     struct err *err)
{
    __attribute__((cleanup(names_done))) struct names list = { .n = 0 };
    char folder[PATH_SIZE];
    struct stat st;

    if (strlen(path) + 64 > PATH_SIZE)
        return err_set(err, ERR_USAGE, "the path \"%.60s...\" is too long", path);
    const char *base = split(path, folder);
    int rc = list_folder(folder, &list, err);
    for (size_t i = 0; i < list.n && rc == 0; i++)
        if (!is_of(strrchr(list.path[i], '/') + 1, base) && stat(list.path[i], &st) == 0 &&
            S_ISREG(st.st_mode) && is_ours(list.path[i]))
            tell(arg, list.path[i]);
    return rc;
}
