/* SPDX-License-Identifier: Apache-2.0 */
#include "formats/source.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "formats/source_level.h"

enum { LEVELS_MAX = 8, SPOOL_MEMORY = 4 << 20, PIECE = 1 << 16 };

struct source {
    struct source_limits limits;
    struct level level[LEVELS_MAX];
    size_t n_levels;
    struct export_rows rows;

    struct level_entry entry; /* the item, or the archive being opened */
    uint64_t packed, unpacked, total;
    struct source_item item;
    uint8_t head[SOURCE_HEAD];
    char name[LEVEL_PATH_MAX];
    uint8_t *loaded;
    size_t cap_loaded, n_items, next_row;
    bool dead;           /* nothing more comes */
    struct err list_err; /* of an export's list, told by the next call */
    uint8_t piece[PIECE];
};

static void close_entry(struct source *s)
{
    s->entry.stream = stream_free(s->entry.stream);
    blob_done(&s->entry.blob);
    s->packed = s->unpacked = 0;
}

/* -- reading, with the limits */

static int check_limits(struct source *s, struct err *err)
{
    const struct source_limits *l = &s->limits;
    if (s->unpacked > l->item_bytes)
        return err_set(err, ERR_LIMIT, "%.200s is longer than %llu MB", s->entry.path,
                       (unsigned long long)(l->item_bytes >> 20));
    if (s->unpacked > l->ratio_from && s->unpacked / l->ratio > s->packed)
        return err_set(err, ERR_LIMIT, "%.200s unpacks to more than %llu times its size",
                       s->entry.path, (unsigned long long)l->ratio);
    if (s->total <= l->total_bytes)
        return 0;
    s->dead = true;
    return err_set(err, ERR_LIMIT, "more than %llu GB in all, stopped at %.200s",
                   (unsigned long long)(l->total_bytes >> 30), s->entry.path);
}

int source_read(struct source *s, void *buf, size_t n, size_t *ret_n, struct err *err)
{
    size_t got = 0;
    int rc = s->entry.stream ? stream_read(s->entry.stream, buf, n, &got, err) : 0;
    if (rc < 0)
        return err_prefix(err, rc, "%.200s", s->entry.path);
    s->unpacked += got;
    s->total += got;
    rc = check_limits(s, err);
    if (rc == 0)
        *ret_n = got;
    return rc;
}

/* The rest of the entry, a NUL behind it that does not count. */
static int load(struct source *s, size_t max, size_t *ret_n, struct err *err)
{
    size_t n = 0, got = 0;
    do {
        if (mem_grow(&s->loaded, &s->cap_loaded, n + PIECE + 1, 1) < 0)
            return err_set(err, ERR_NOMEM, "no memory for %zu bytes of %.200s", n + PIECE,
                           s->entry.path);
        int rc = source_read(s, s->loaded + n, s->cap_loaded - n - 1, &got, err);
        if (rc < 0)
            return rc;
        n += got;
        if (n > max)
            return err_set(err, ERR_LIMIT, "%.200s is longer than %zu MB", s->entry.path,
                           max >> 20);
    } while (got);
    s->loaded[n] = '\0';
    *ret_n = n;
    return 0;
}

int source_load(struct source *s, const uint8_t **ret_data, size_t *ret_n, struct err *err)
{
    int rc = load(s, SIZE_MAX - 1, ret_n, err);
    if (rc == 0)
        *ret_data = s->loaded;
    return rc;
}

const struct activity_note *source_note(const struct source *s)
{
    return stream_note(s->entry.stream);
}

const struct source_meta *source_meta_at(struct source *s, double start_s)
{
    return export_at(&s->rows, start_s);
}

/* -- lists of exports */

static int read_list(struct source *s, struct err *err)
{
    size_t n;
    int rc = load(s, EXPORT_LIST_MAX, &n, err);
    return rc < 0 ? rc : export_read(&s->rows, s->entry.path, (char *)s->loaded, n, err);
}

/* Before the first entry of a level, so that each file finds its row. */
static void read_lists(struct source *s, struct level *l)
{
    char buf[LEVEL_PATH_MAX];
    for (size_t i = 0; i < l->n; i++) {
        const char *path = level_path(l, i, buf);
        if (!path || !(export_is_csv(path) || export_is_json(path)))
            continue;
        struct err err = { 0 };
        int rc = level_open(l, i, &s->entry, &err);
        s->packed = s->entry.packed;
        if (rc == 0)
            rc = read_list(s, &err);
        if (rc < 0)
            s->list_err = err;
        close_entry(s);
    }
}

/* -- archives inside archives */

static int new_spool(struct blob *b, struct err *err)
{
    const char *dir = getenv("TMPDIR");
    int fd = open(dir && *dir ? dir : "/var/tmp", O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    if (fd < 0)
        fd = open("/tmp", O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    if (fd < 0)
        return err_set(err, ERR_IO, "no temporary file for an archive in an archive: %s",
                       strerror(errno));
    *b = (struct blob){ .fd = fd, .owned = true };
    return 0;
}

static int write_all(int fd, const uint8_t *data, size_t n, struct err *err)
{
    while (n) {
        ssize_t done = write(fd, data, n);
        if (done < 0 && errno == EINTR)
            continue;
        if (done <= 0)
            return err_set(err, ERR_IO, "cannot unpack an archive in an archive: %s",
                           strerror(errno));
        data += done;
        n -= (size_t)done;
    }
    return 0;
}

/* All of the entry to where it can be read anywhere: memory if small, else an unnamed file. */
static int spool(struct source *s, struct blob *b, uint8_t **memory, struct err *err)
{
    size_t cap = 0, got = 0;
    int rc;

    *b = (struct blob){ .fd = -1 };
    while ((rc = source_read(s, s->piece, PIECE, &got, err)) == 0 && got) {
        if (b->fd < 0 && b->n + got > SPOOL_MEMORY) {
            uint64_t n = b->n;
            rc = new_spool(b, err);
            if (rc == 0)
                rc = write_all(b->fd, *memory, n, err);
            b->n = n;
            free(STEAL(*memory));
        }
        if (rc < 0)
            break;
        if (b->fd >= 0)
            rc = write_all(b->fd, s->piece, got, err);
        else if (mem_grow(memory, &cap, b->n + got, 1) == 0)
            memcpy(*memory + b->n, s->piece, got);
        else
            rc = err_set(err, ERR_NOMEM, "no memory for %.200s", s->entry.path);
        if (rc < 0)
            break;
        b->n += got;
    }
    b->data = *memory;
    return rc;
}

static int push_zip(struct source *s, unsigned depth, struct err *err)
{
    char prefix[LEVEL_PATH_MAX];
    AUTO(mem) uint8_t *memory = NULL;
    struct blob blob = { .fd = -1 };
    int rc = 0;

    if (depth > s->limits.depth || s->n_levels == LEVELS_MAX)
        return err_set(err, ERR_LIMIT, "%.200s: archives inside archives deeper than %u",
                       s->entry.path, s->limits.depth);
    if (depth == 1 && s->entry.blob.n) { /* a file or the caller's memory: read where it is */
        blob = s->entry.blob;
        s->entry.blob = (struct blob){ .fd = -1 };
    } else {
        rc = spool(s, &blob, &memory, err);
    }
    snprintf(prefix, sizeof(prefix), "%.*s/", (int)sizeof(prefix) - 2, s->entry.path);
    close_entry(s);
    if (rc < 0) {
        blob_done(&blob);
        return rc;
    }
    struct level *l = &s->level[s->n_levels];
    rc = level_zip(l, prefix, depth, &blob, &memory, s->limits.items, err);
    if (rc < 0) {
        level_done(l);
        return rc;
    }
    s->n_levels++;
    if (l->kind == LEVEL_ZIP)
        read_lists(s, l);
    return 0;
}

/* -- the next item */

static void set_names(struct source *s)
{
    const char *slash = strrchr(s->entry.path, '/');
    snprintf(s->name, sizeof(s->name), "%s", slash ? slash + 1 : s->entry.path);
    size_t n = strlen(s->name);
    if (n > 3 && strcasecmp(s->name + n - 3, ".gz") == 0)
        s->name[n - 3] = '\0';
    s->item.path = s->entry.path;
    s->item.name = s->name;
}

/* An opened entry: through its inflaters, into it if it is a zip (0), or out with it (1). */
static int enter(struct source *s, unsigned depth, struct err *err)
{
    const uint8_t *head;
    size_t n;

    s->packed = s->entry.packed;
    for (;; depth++) {
        int rc = stream_peek(s->entry.stream, &head, SOURCE_HEAD, &n, err);
        if (rc < 0)
            return err_prefix(err, rc, "%.200s", s->entry.path);
        if (n >= 4 &&
            (memcmp(head, "PK\x03\x04", 4) == 0 || memcmp(head, "PK\x05\x06", 4) == 0))
            return push_zip(s, depth + 1, err);
        if (n < 3 || memcmp(head, "\x1F\x8B\x08", 3) != 0)
            break;
        if (depth == s->limits.depth)
            return err_set(err, ERR_LIMIT, "%.200s: packed more than %u times", s->entry.path,
                           s->limits.depth);
        struct stream *inflated = NULL;
        rc = stream_inflate(&s->entry.stream, STREAM_GZIP, &inflated, err);
        if (rc < 0)
            return rc;
        s->entry.stream = inflated;
    }
    memcpy(s->head, head, n);
    set_names(s);
    s->item.kind = SOURCE_FILE;
    s->item.head = s->head;
    s->item.n_head = n;
    struct export_row *row = s->rows.n ? export_find(&s->rows, s->entry.path) : NULL;
    s->item.meta = row ? &row->meta : NULL;
    if (row)
        row->seen = true;
    return 1;
}

/* What the end of a level has to say. */
static int end_level(struct source *s, struct err *err)
{
    struct level *l = &s->level[--s->n_levels];
    int rc = 0;
    if (l->kind == LEVEL_SCAN)
        rc =
            err_set(err, ERR_FORMAT,
                    "%.*s is cut short or damaged: it has no directory; %zu entries were found",
                    (int)strlen(l->prefix) - 1, l->prefix, l->found);
    level_done(l);
    return rc;
}

/* 1: an item, 0: look again, or an error about one. */
static int step(struct source *s, struct err *err)
{
    char buf[LEVEL_PATH_MAX];
    struct level *l = &s->level[s->n_levels - 1];
    int rc;

    close_entry(s);
    if (l->kind == LEVEL_SCAN) {
        rc = level_scan(l, &s->entry, err);
        if (rc == 0)
            return end_level(s, err);
        if (rc > 0 && (export_is_csv(s->entry.path) || export_is_json(s->entry.path))) {
            s->packed = s->entry.packed;
            return read_list(s, err);
        }
    } else {
        if (l->next == l->n)
            return end_level(s, err);
        size_t i = l->next++;
        const char *path = level_path(l, i, buf);
        if (!path || export_is_csv(path) || export_is_json(path))
            return 0;
        rc = level_open(l, i, &s->entry, err);
    }
    if (rc < 0)
        return rc;
    if (++s->n_items > s->limits.items) {
        s->dead = true;
        return err_set(err, ERR_LIMIT, "more than %zu files in all", s->limits.items);
    }
    return enter(s, l->depth, err);
}

/* Rows of exports whose files never came. */
static int next_row(struct source *s, const struct source_item **ret_item, struct err *err)
{
    while (s->next_row < s->rows.n) {
        struct export_row *r = &s->rows.row[s->next_row++];
        if (r->seen || r->by_time)
            continue;
        if (r->key[0])
            return err_set(
                err, ERR_NOT_FOUND,
                "row %u of activities.csv (\"%.60s\") names %.120s, which is not there",
                r->line, r->meta.name, r->key);
        snprintf(s->entry.path, sizeof(s->entry.path), "activities.csv, row %u", r->line);
        set_names(s);
        s->item.kind = SOURCE_MANUAL;
        s->item.meta = &r->meta;
        s->item.n_head = 0;
        *ret_item = &s->item;
        return 1;
    }
    return 0;
}

int source_next(struct source *s, const struct source_item **ret_item, struct err *err)
{
    while (s->n_levels && !s->dead) {
        int rc = step(s, err);
        if (rc == -ERR_NOMEM)
            s->dead = true;
        if (rc > 0)
            *ret_item = &s->item;
        if (rc != 0)
            return rc;
        if (s->list_err.code) {
            if (err)
                *err = s->list_err;
            rc = -(int)s->list_err.code;
            s->list_err = (struct err){ 0 };
            return rc;
        }
    }
    close_entry(s);
    return s->dead ? 0 : next_row(s, ret_item, err);
}

/* -- life */

static int source_new(const struct source_limits *limits, struct source **ret_source,
                      struct err *err)
{
    struct source *s = mem_array(1, sizeof(*s));
    if (!s)
        return err_set(err, ERR_NOMEM, "no memory for a source of files");
    s->limits = limits ? *limits : (struct source_limits)SOURCE_LIMITS_INIT;
    s->entry.blob.fd = -1;
    s->n_levels = 1;
    s->level[0].blob.fd = -1;
    *ret_source = s;
    return 0;
}

int source_open(const char *path, const struct source_limits *limits,
                struct source **ret_source, struct err *err)
{
    AUTO(source) struct source *s = NULL;
    int rc = source_new(limits, &s, err);
    if (rc == 0)
        rc = level_files(&s->level[0], path, s->limits.items, err);
    if (rc < 0)
        return rc;
    read_lists(s, &s->level[0]);
    *ret_source = STEAL(s);
    return 0;
}

int source_open_bytes(const char *name, const uint8_t *data, size_t n,
                      const struct source_limits *limits, struct source **ret_source,
                      struct err *err)
{
    AUTO(source) struct source *s = NULL;
    int rc = source_new(limits, &s, err);
    if (rc < 0)
        return rc;
    struct level *l = &s->level[0];
    *l = (struct level){ .kind = LEVEL_BYTES, .blob = { .fd = -1, .data = data, .n = n } };
    l->prefix = mem_strdup("");
    l->file = mem_array(1, sizeof(*l->file));
    if (l->file && (l->file[0] = mem_strdup(name)))
        l->n = 1;
    if (!l->prefix || !l->n)
        return err_set(err, ERR_NOMEM, "no memory for the name %s", name);
    *ret_source = STEAL(s);
    return 0;
}

struct source *source_free(struct source *s)
{
    if (!s)
        return NULL;
    close_entry(s);
    while (s->n_levels)
        level_done(&s->level[--s->n_levels]);
    export_done(&s->rows);
    free(s->loaded);
    free(s);
    return NULL;
}
