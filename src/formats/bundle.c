/* SPDX-License-Identifier: Apache-2.0 */
#include "formats/bundle.h"

#include <assert.h>
#include <errno.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zip.h>
#define ZLIB_CONST /* what is read is const */
#include <zlib.h>

#include "base/file.h"
#include "base/mem.h"

/* One file of a zip, as its directory at the end repeats it. */
struct entry {
    char name[BUNDLE_NAME_MAX];
    uint32_t crc, packed, plain, offset;
    uint16_t method; /* 0 stored, 8 deflated */
};

struct bundle {
    char path[1024], tmp[1100];
    bool made;         /* tmp is there */
    struct file *file; /* of a zip; NULL: a folder */
    FILE *out;
    uint64_t at;
    struct entry *entry;
    size_t n, cap;
};

static int cannot_write(const struct bundle *b, struct err *err)
{
    int why = errno;
    return err_set(err, ERR_IO, "cannot write \"%.200s\": %s", b->path, strerror(why));
}

static bool is_zip(const char *path)
{
    size_t n = strlen(path);
    return n > 4 && strcmp(path + n - 4, ".zip") == 0;
}

/* At most one folder, and nothing that leads out of the bundle. */
static bool good_name(const char *name)
{
    const char *slash = strchr(name, '/');

    if (name[0] == '\0' || name[0] == '/' || name[0] == '.' || strlen(name) >= BUNDLE_NAME_MAX)
        return false;
    return !slash || (slash[1] != '\0' && slash[1] != '.' && !strchr(slash + 1, '/'));
}

static int begin_folder(struct bundle *b, struct err *err)
{
    snprintf(b->tmp, sizeof(b->tmp), "%s.tmp-%ld", b->path, (long)getpid());
    if (mkdir(b->tmp, 0777) < 0)
        return cannot_write(b, err);
    b->made = true;
    return 0;
}

static int begin_zip(struct bundle *b, struct err *err)
{
    int rc = file_new(b->path, &b->file, err);

    if (rc < 0)
        return rc;
    b->out = fopen(file_tmp_path(b->file), "wb");
    return b->out ? 0 : cannot_write(b, err);
}

int bundle_new(const char *path, struct bundle **ret, struct err *err)
{
    AUTO(bundle) struct bundle *b = mem_array(1, sizeof(*b));
    size_t n = strlen(path);

    if (!b)
        return err_set(err, ERR_NOMEM, "no memory to write \"%.100s\"", path);
    while (n > 1 && path[n - 1] == '/')
        n--;
    if (n + 32 > sizeof(b->path))
        return err_set(err, ERR_USAGE, "the path \"%.60s...\" is too long", path);
    snprintf(b->path, sizeof(b->path), "%.*s", (int)n, path);
    /* An empty folder may be taken: rename replaces it. */
    if (access(b->path, F_OK) == 0 && (is_zip(b->path) || rmdir(b->path) < 0))
        return err_set(err, ERR_USAGE, "\"%.200s\" is there already; give another name", path);
    int rc = is_zip(b->path) ? begin_zip(b, err) : begin_folder(b, err);
    if (rc == 0)
        *ret = STEAL(b);
    return rc;
}

static int add_to_folder(struct bundle *b, const char *name, const void *data, size_t n,
                         struct err *err)
{
    char path[1400];
    const char *slash = strchr(name, '/');

    if (slash) {
        snprintf(path, sizeof(path), "%s/%.*s", b->tmp, (int)(slash - name), name);
        if (mkdir(path, 0777) < 0 && errno != EEXIST)
            return cannot_write(b, err);
    }
    snprintf(path, sizeof(path), "%s/%s", b->tmp, name);
    return file_write(path, data, n, err);
}

static void put_le(uint8_t **p, uint32_t v, size_t n)
{
    for (size_t i = 0; i < n; i++)
        *(*p)++ = (uint8_t)(v >> (8 * i));
}

enum {
    LOCAL_HEAD = 30,
    DIRECTORY_HEAD = 46,
    END_SIZE = 22,
    ZIP_VERSION = 20,
    UTF8_NAMES = 1 << 11,
    /* 1980-01-01, the first day of zip: bytes that depend on no clock */
    ZIP_DATE = 1 << 5 | 1,
    ZIP_FILES_MAX = 65535
};

/* What the local head and the directory share, APPNOTE.TXT 4.3.7 and 4.3.12. */
static void put_common(uint8_t **p, const struct entry *e)
{
    put_le(p, ZIP_VERSION, 2);
    put_le(p, UTF8_NAMES, 2);
    put_le(p, e->method, 2);
    put_le(p, 0, 2); /* time */
    put_le(p, ZIP_DATE, 2);
    put_le(p, e->crc, 4);
    put_le(p, e->packed, 4);
    put_le(p, e->plain, 4);
    put_le(p, (uint32_t)strlen(e->name), 2);
    put_le(p, 0, 2); /* extra */
}

static int put_bytes(struct bundle *b, const void *data, size_t n, struct err *err)
{
    b->at += n;
    return fwrite(data, 1, n, b->out) == n ? 0 : cannot_write(b, err);
}

/* Raw deflate, or NULL when it would not be shorter (or there is no memory: then stored). */
static uint8_t *deflated(const void *data, size_t n, size_t *ret_n)
{
    AUTO(mem) uint8_t *packed = NULL;
    z_stream z = { 0 };

    if (n < 16 || deflateInit2(&z, 6, Z_DEFLATED, -MAX_WBITS, 8, Z_DEFAULT_STRATEGY) != Z_OK)
        return NULL;
    packed = mem_array(n, 1);
    z.next_in = data;
    z.avail_in = (uInt)n;
    z.next_out = packed;
    z.avail_out = packed ? (uInt)n - 1 : 0;
    int rc = packed ? deflate(&z, Z_FINISH) : Z_MEM_ERROR;
    *ret_n = z.total_out;
    deflateEnd(&z);
    return rc == Z_STREAM_END ? STEAL(packed) : NULL;
}

static int add_to_zip(struct bundle *b, const char *name, const void *data, size_t n,
                      struct err *err)
{
    struct entry e = { .plain = (uint32_t)n, .packed = (uint32_t)n, .offset = (uint32_t)b->at };
    uint8_t head[LOCAL_HEAD], *p = head;
    size_t n_packed = 0;

    if (b->n == ZIP_FILES_MAX || b->at + n + (64 << 20) > BUNDLE_TOTAL_MAX)
        return err_set(err, ERR_LIMIT, "this is too much for one zip; give a folder instead");
    if (mem_grow(&b->entry, &b->cap, b->n + 1, sizeof(*b->entry)) < 0)
        return err_set(err, ERR_NOMEM, "no memory to write \"%.100s\"", b->path);
    AUTO(mem) uint8_t *packed = deflated(data, n, &n_packed);
    snprintf(e.name, sizeof(e.name), "%s", name);
    e.crc = (uint32_t)crc32_z(0, data, n);
    if (packed) {
        e.packed = (uint32_t)n_packed;
        e.method = 8;
    }
    put_le(&p, 0x04034b50, 4);
    put_common(&p, &e);
    int rc = put_bytes(b, head, sizeof(head), err);
    if (rc == 0)
        rc = put_bytes(b, name, strlen(name), err);
    if (rc == 0)
        rc = put_bytes(b, packed ? packed : data, e.packed, err);
    if (rc == 0)
        b->entry[b->n++] = e;
    return rc;
}

int bundle_add(struct bundle *b, const char *name, const void *data, size_t n, struct err *err)
{
    if (!good_name(name))
        return err_set(err, ERR_USAGE, "\"%.100s\" cannot be a name in an export", name);
    if (n > BUNDLE_FILE_MAX)
        return err_set(err, ERR_LIMIT, "\"%.100s\" is too long to export", name);
    return b->file ? add_to_zip(b, name, data, n, err) : add_to_folder(b, name, data, n, err);
}

static int end_zip(struct bundle *b, struct err *err)
{
    uint8_t end[END_SIZE], *q = end;
    const uint64_t start = b->at;
    int rc = 0;

    for (size_t i = 0; i < b->n && rc == 0; i++) {
        uint8_t head[DIRECTORY_HEAD], *p = head;
        put_le(&p, 0x02014b50, 4);
        put_le(&p, ZIP_VERSION, 2); /* made by */
        put_common(&p, &b->entry[i]);
        put_le(&p, 0, 2); /* comment */
        put_le(&p, 0, 2); /* disk */
        put_le(&p, 0, 2); /* inner attributes */
        put_le(&p, 0, 4); /* outer attributes */
        put_le(&p, b->entry[i].offset, 4);
        rc = put_bytes(b, head, sizeof(head), err);
        if (rc == 0)
            rc = put_bytes(b, b->entry[i].name, strlen(b->entry[i].name), err);
    }
    put_le(&q, 0x06054b50, 4);
    put_le(&q, 0, 4); /* disks */
    put_le(&q, (uint32_t)b->n, 2);
    put_le(&q, (uint32_t)b->n, 2);
    put_le(&q, (uint32_t)(b->at - start), 4);
    put_le(&q, (uint32_t)start, 4);
    put_le(&q, 0, 2); /* comment */
    return rc < 0 ? rc : put_bytes(b, end, sizeof(end), err);
}

int bundle_commit(struct bundle *b, struct err *err)
{
    if (!b->file) {
        if (rename(b->tmp, b->path) < 0)
            return cannot_write(b, err);
        b->made = false;
        return 0;
    }
    int rc = end_zip(b, err);
    FILE *out = b->out;
    b->out = NULL;
    if (fclose(out) != 0 && rc == 0)
        rc = cannot_write(b, err);
    return rc < 0 ? rc : file_commit(b->file, err);
}

static int remove_one(const char *path, const struct stat *st, int flag, struct FTW *ftw)
{
    (void)st;
    (void)flag;
    (void)ftw;
    return remove(path);
}

struct bundle *bundle_free(struct bundle *b)
{
    if (!b)
        return NULL;
    if (b->out)
        fclose(b->out);
    file_free(b->file);
    if (b->made)
        nftw(b->tmp, remove_one, 8, FTW_DEPTH | FTW_PHYS);
    free(b->entry);
    free(b);
    return NULL;
}

/* -- reading */

struct bundle_in {
    char path[1024];
    zip_t *zip; /* NULL: a folder */
};

int bundle_open(const char *path, struct bundle_in **ret, struct err *err)
{
    AUTO(bundle_in) struct bundle_in *b = mem_array(1, sizeof(*b));
    struct stat st;
    int code = 0;

    assert(path && ret);
    if (!b)
        return err_set(err, ERR_NOMEM, "no memory to read \"%.100s\"", path);
    if (strlen(path) + BUNDLE_NAME_MAX + 2 > sizeof(b->path))
        return err_set(err, ERR_USAGE, "the path \"%.60s...\" is too long", path);
    memcpy(b->path, path, strlen(path) + 1);
    if (stat(path, &st) < 0)
        return err_set(err, ERR_NOT_FOUND, "there is no \"%.200s\"", path);
    if (!S_ISDIR(st.st_mode)) {
        b->zip = zip_open(path, ZIP_RDONLY, &code);
        if (!b->zip)
            return err_set(err, ERR_FORMAT, "\"%.200s\" is no folder and no whole zip", path);
    }
    *ret = STEAL(b);
    return 0;
}

struct bundle_in *bundle_in_free(struct bundle_in *b)
{
    if (b && b->zip)
        zip_discard(b->zip);
    free(b);
    return NULL;
}

bool bundle_has(struct bundle_in *b, const char *name)
{
    char path[2048];

    if (!good_name(name))
        return false;
    if (b->zip)
        return zip_name_locate(b->zip, name, 0) >= 0;
    snprintf(path, sizeof(path), "%s/%s", b->path, name);
    return access(path, R_OK) == 0;
}

static int read_entry(zip_t *zip, const char *name, uint8_t **ret, size_t *ret_n,
                      struct err *err)
{
    AUTO(mem) uint8_t *data = NULL;
    zip_stat_t st;

    zip_stat_init(&st);
    if (zip_stat(zip, name, 0, &st) < 0 || !(st.valid & ZIP_STAT_SIZE))
        return err_set(err, ERR_NOT_FOUND, "the export has no \"%.100s\"", name);
    if (st.size > BUNDLE_FILE_MAX)
        return err_set(err, ERR_LIMIT, "\"%.100s\" of the export is too long", name);
    data = mem_array((size_t)st.size + 1, 1);
    if (!data)
        return err_set(err, ERR_NOMEM, "no memory for \"%.100s\"", name);
    zip_file_t *f = zip_fopen(zip, name, 0);
    zip_int64_t got = f ? zip_fread(f, data, st.size) : -1;
    if (f)
        zip_fclose(f);
    /* libzip looks at the checksum only when it is read past the end. */
    if (got != (zip_int64_t)st.size || !(st.valid & ZIP_STAT_CRC) ||
        st.crc != (uint32_t)crc32_z(0, data, (size_t)st.size))
        return err_set(err, ERR_FORMAT, "\"%.100s\" of the export is damaged", name);
    *ret = STEAL(data);
    *ret_n = (size_t)st.size;
    return 0;
}

int bundle_read(struct bundle_in *b, const char *name, uint8_t **ret, size_t *ret_n,
                struct err *err)
{
    char path[2048];

    if (!good_name(name))
        return err_set(err, ERR_USAGE, "\"%.100s\" cannot be a name in an export", name);
    if (b->zip)
        return read_entry(b->zip, name, ret, ret_n, err);
    snprintf(path, sizeof(path), "%s/%s", b->path, name);
    return file_read(path, BUNDLE_FILE_MAX, ret, ret_n, err);
}
