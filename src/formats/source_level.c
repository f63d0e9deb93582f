/* SPDX-License-Identifier: Apache-2.0 */
#include "formats/source_level.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zip.h>

#include "base/mem.h"

enum { HEADER = 30, SCAN_BLOCK = 1 << 14, METHOD_STORED = 0, METHOD_DEFLATED = 8 };

/* -- names */

/* What systems leave in folders and archives, and nobody recorded. */
static bool is_junk(const char *path)
{
    const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
    return !*name || strncmp(name, "._", 2) == 0 || strcasecmp(name, ".DS_Store") == 0 ||
           strcasecmp(name, "Thumbs.db") == 0 || strncmp(path, "__MACOSX/", 9) == 0 ||
           strstr(path, "/__MACOSX/");
}

/* Does an entry's name point out of the folder it would be unpacked in? */
static bool leaves_folder(const char *name)
{
    if (*name == '/' || *name == '\\' || (*name && name[1] == ':'))
        return true;
    for (const char *p = name; *p;) {
        size_t n = strcspn(p, "/\\");
        if (n == 2 && p[0] == '.' && p[1] == '.')
            return true;
        p += n;
        p += *p != '\0';
    }
    return false;
}

/* -- files */

static int add_file(struct level *l, const char *path, size_t max, struct err *err)
{
    if (l->n >= max)
        return err_set(err, ERR_LIMIT, "more than %zu files", max);
    if (mem_grow(&l->file, &l->cap, l->n + 1, sizeof(*l->file)) < 0)
        return err_set(err, ERR_NOMEM, "no memory for the names of %zu files", l->n + 1);
    l->file[l->n] = mem_strdup(path);
    if (!l->file[l->n])
        return err_set(err, ERR_NOMEM, "no memory for the name %s", path);
    l->n++;
    return 0;
}

/* Links are not followed: what lies outside of the folder was not asked for. */
static int walk(struct level *l, int fd, const char *path, unsigned depth, size_t max,
                struct err *err)
{
    DIR *dir = fdopendir(fd);
    int rc = 0;
    if (!dir) {
        close(fd);
        return err_set(err, ERR_IO, "cannot read folder %s: %s", path, strerror(errno));
    }
    for (struct dirent *e; rc == 0 && (e = readdir(dir));) {
        char below[LEVEL_PATH_MAX];
        struct stat st;
        if (strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0)
            continue;
        if (snprintf(below, sizeof(below), "%s/%s", path, e->d_name) >= (int)sizeof(below) ||
            fstatat(dirfd(dir), e->d_name, &st, AT_SYMLINK_NOFOLLOW) < 0)
            continue;
        if (S_ISREG(st.st_mode)) {
            rc = add_file(l, below, max, err);
        } else if (S_ISDIR(st.st_mode) && depth < LEVEL_FOLDERS_MAX) {
            int sub =
                openat(dirfd(dir), e->d_name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
            rc = sub < 0 ? 0 : walk(l, sub, below, depth + 1, max, err);
        }
    }
    closedir(dir);
    return rc;
}

static int by_name(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

int level_files(struct level *l, const char *path, size_t max, struct err *err)
{
    char clean[LEVEL_PATH_MAX];
    struct stat st;
    size_t n = strlen(path);

    *l = (struct level){ .kind = LEVEL_FILES, .blob.fd = -1, .prefix = mem_strdup("") };
    if (!l->prefix)
        return err_set(err, ERR_NOMEM, "no memory for the name %s", path);
    if (n >= sizeof(clean) || stat(path, &st) < 0)
        return err_set(err, errno == EACCES ? ERR_IO : ERR_NOT_FOUND, "cannot open %s: %s",
                       path, strerror(n >= sizeof(clean) ? ENAMETOOLONG : errno));
    if (!S_ISDIR(st.st_mode))
        return add_file(l, path, max, err);
    memcpy(clean, path, n + 1);
    while (n > 1 && clean[n - 1] == '/')
        clean[--n] = '\0';
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return err_set(err, ERR_IO, "cannot read folder %s: %s", path, strerror(errno));
    int rc = walk(l, fd, clean, 0, max, err);
    if (rc == 0 && l->n)
        qsort(l->file, l->n, sizeof(*l->file), by_name);
    return rc;
}

/* -- zips */

static zip_source_t *zip_source_of(const struct blob *b, zip_error_t *e)
{
    if (b->fd < 0)
        return zip_source_buffer_create(b->data, b->n, 0, e);
    int fd = dup(b->fd);
    FILE *f = fd < 0 ? NULL : fdopen(fd, "rb");
    if (!f) {
        if (fd >= 0)
            close(fd);
        return NULL;
    }
    zip_source_t *source = zip_source_filep_create(f, 0, -1, e);
    if (!source)
        fclose(f);
    return source;
}

/* Entries that share bytes unpack to more than any one of them shows. */
static int check_entries(struct level *l, size_t max, struct err *err)
{
    uint64_t sum = 0;
    if (l->n > max)
        return err_set(err, ERR_LIMIT, "%.200s holds %zu entries, at most %zu are read",
                       l->prefix, l->n, max);
    for (size_t i = 0; i < l->n; i++) {
        zip_stat_t st;
        if (zip_stat_index(l->zip, i, 0, &st) == 0 && (st.valid & ZIP_STAT_COMP_SIZE))
            sum += st.comp_size < l->blob.n ? st.comp_size : l->blob.n;
        if (sum > l->blob.n)
            return err_set(err, ERR_LIMIT,
                           "entries of %.200s overlap, which only archives made to harm do",
                           l->prefix);
    }
    return 0;
}

int level_zip(struct level *l, const char *prefix, unsigned depth, struct blob *blob,
              uint8_t **memory, size_t max, struct err *err)
{
    zip_error_t e;
    *l = (struct level){ .kind = LEVEL_ZIP, .depth = depth, .blob = *blob, .memory = *memory };
    *blob = (struct blob){ .fd = -1 };
    *memory = NULL;
    l->prefix = mem_strdup(prefix);
    if (!l->prefix)
        return err_set(err, ERR_NOMEM, "no memory for the name %s", prefix);
    zip_error_init(&e);
    zip_source_t *source = zip_source_of(&l->blob, &e);
    if (!source)
        return err_set(err, ERR_NOMEM, "cannot read %.200s as an archive", prefix);
    l->zip = zip_open_from_source(source, ZIP_RDONLY, &e);
    if (!l->zip) {
        zip_source_free(source);
        l->kind = LEVEL_SCAN;
    } else {
        l->n = (size_t)zip_get_num_entries(l->zip, 0);
    }
    zip_error_fini(&e);
    return l->zip ? check_entries(l, max, err) : 0;
}

void level_done(struct level *l)
{
    for (size_t i = 0; l->file && i < l->n; i++)
        free(l->file[i]);
    free(l->file);
    if (l->zip)
        zip_discard(l->zip);
    blob_done(&l->blob);
    free(l->memory);
    free(l->prefix);
    *l = (struct level){ .blob.fd = -1 };
}

const char *level_path(const struct level *l, size_t i, char buf[LEVEL_PATH_MAX])
{
    if (l->file)
        return is_junk(l->file[i]) ? NULL : l->file[i];
    const char *name = zip_get_name(l->zip, i, ZIP_FL_ENC_GUESS);
    if (!name || is_junk(name))
        return NULL;
    snprintf(buf, LEVEL_PATH_MAX, "%s%s", l->prefix, name);
    return buf;
}

static int open_zip_entry(struct level *l, size_t i, struct level_entry *ret_entry,
                          struct err *err)
{
    zip_stat_t st;
    const char *name = zip_get_name(l->zip, i, ZIP_FL_ENC_GUESS);

    if (leaves_folder(name))
        return err_set(err, ERR_FORMAT, "%.250s leaves its folder, left out", ret_entry->path);
    if (zip_stat_index(l->zip, i, 0, &st) < 0 || !(st.valid & ZIP_STAT_COMP_SIZE))
        return err_set(err, ERR_FORMAT, "%.200s: the archive does not describe it",
                       ret_entry->path);
    if ((st.valid & ZIP_STAT_ENCRYPTION_METHOD) && st.encryption_method != ZIP_EM_NONE)
        return err_set(err, ERR_UNSUPPORTED,
                       "%.200s is encrypted: unpack it with its password first",
                       ret_entry->path);
    zip_file_t *f = zip_fopen_index(l->zip, i, 0);
    if (!f) {
        int code = zip_error_code_zip(zip_get_error(l->zip));
        return err_set(err, code == ZIP_ER_COMPNOTSUPP ? ERR_UNSUPPORTED : ERR_FORMAT,
                       "%.200s: %s", ret_entry->path, zip_strerror(l->zip));
    }
    ret_entry->packed = st.comp_size;
    return stream_of_zip(f, &ret_entry->stream, err);
}

int level_open(struct level *l, size_t i, struct level_entry *ret_entry, struct err *err)
{
    char buf[LEVEL_PATH_MAX];
    const char *path = level_path(l, i, buf);

    ret_entry->stream = NULL;
    ret_entry->blob = (struct blob){ .fd = -1 };
    snprintf(ret_entry->path, sizeof(ret_entry->path), "%s", path ? path : "");
    if (l->kind == LEVEL_ZIP)
        return open_zip_entry(l, i, ret_entry, err);
    ret_entry->blob = l->blob; /* BYTES: borrowed */
    int rc = l->kind == LEVEL_FILES ? blob_open(l->file[i], &ret_entry->blob, err) : 0;
    if (rc < 0)
        return rc;
    ret_entry->packed = ret_entry->blob.n;
    return stream_of_blob(&ret_entry->blob, 0, ret_entry->blob.n, &ret_entry->stream, err);
}

/* -- zips without their directory: each entry has a header of its own before its bytes */

/* Position of the next local header at or after l->pos, or UINT64_MAX. */
static int find_header(const struct level *l, uint64_t *ret_pos, struct err *err)
{
    uint8_t block[SCAN_BLOCK];
    for (uint64_t pos = l->pos;; pos += sizeof(block) - 3) {
        size_t n;
        int rc = blob_read(&l->blob, pos, block, sizeof(block), &n, err);
        if (rc < 0)
            return rc;
        const uint8_t *hit = n ? memmem(block, n, "PK\x03\x04", 4) : NULL;
        if (hit || n < sizeof(block)) {
            *ret_pos = hit ? pos + (uint64_t)(hit - block) : UINT64_MAX;
            return 0;
        }
    }
}

static unsigned u16(const uint8_t *p) { return p[0] | (unsigned)p[1] << 8; }

static int open_scanned(struct level *l, const uint8_t *h, uint64_t data_at, const char *name,
                        struct level_entry *ret_entry, struct err *err)
{
    unsigned flags = u16(h + 6), method = u16(h + 8);
    uint64_t size = u16(h + 18) | (uint64_t)u16(h + 20) << 16;
    uint64_t rest = l->blob.n - data_at;
    bool known = !(flags & 8) && size != UINT32_MAX; /* else only its end tells its length */

    ret_entry->packed = known && size < rest ? size : rest;
    l->pos = known ? data_at + ret_entry->packed : data_at;
    if (flags & 1)
        return err_set(err, ERR_UNSUPPORTED, "%.200s is encrypted", ret_entry->path);
    if (leaves_folder(name))
        return err_set(err, ERR_FORMAT, "%.200s leaves its folder, left out", ret_entry->path);
    if (method != METHOD_DEFLATED && method != METHOD_STORED)
        return err_set(err, ERR_UNSUPPORTED, "%.200s is packed by the unknown method %u",
                       ret_entry->path, method);
    AUTO(stream) struct stream *s = NULL;
    int rc = stream_of_blob(&l->blob, data_at, data_at + ret_entry->packed, &s, err);
    if (rc == 0 && method == METHOD_DEFLATED)
        return stream_inflate(&s, STREAM_DEFLATE, &ret_entry->stream, err);
    ret_entry->stream = STEAL(s);
    return rc;
}

int level_scan(struct level *l, struct level_entry *ret_entry, struct err *err)
{
    for (;;) {
        uint8_t h[HEADER];
        char name[1024];
        uint64_t at;
        size_t n, n_name;

        ret_entry->stream = NULL;
        ret_entry->blob = (struct blob){ .fd = -1 };
        int rc = find_header(l, &at, err);
        if (rc < 0 || at == UINT64_MAX)
            return rc;
        l->pos = at + 4;
        rc = blob_read(&l->blob, at, h, sizeof(h), &n, err);
        if (rc < 0 || n < sizeof(h))
            return rc;
        n_name = u16(h + 26) < sizeof(name) - 1 ? u16(h + 26) : sizeof(name) - 1;
        rc = blob_read(&l->blob, at + HEADER, name, n_name, &n, err);
        if (rc < 0 || n < n_name)
            return rc;
        name[n] = '\0';
        uint64_t data_at = at + HEADER + u16(h + 26) + u16(h + 28);
        if (data_at > l->blob.n || is_junk(name))
            continue;
        snprintf(ret_entry->path, sizeof(ret_entry->path), "%s%s", l->prefix, name);
        rc = open_scanned(l, h, data_at, name, ret_entry, err);
        l->found += rc == 0;
        return rc < 0 ? rc : 1;
    }
}
