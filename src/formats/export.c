/* SPDX-License-Identifier: Apache-2.0 */
#include "formats/export.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "formats/value.h"

enum { START_WITHIN_S = 2 };

static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

bool export_is_csv(const char *path)
{
    return strcasecmp(base_name(path), "activities.csv") == 0;
}

bool export_is_json(const char *path)
{
    const char *name = base_name(path), *dot = strrchr(name, '.');
    return dot && strcasecmp(dot, ".json") == 0 && strcasestr(name, "summarizedActivities");
}

struct export_row *export_add(struct export_rows *rows, const char *key)
{
    char *copy = mem_strdup(key);
    if (!copy || rows->n >= EXPORT_ROWS_MAX ||
        mem_grow(&rows->row, &rows->cap, rows->n + 1, sizeof(*rows->row)) < 0) {
        free(copy);
        return NULL;
    }
    struct export_row *r = &rows->row[rows->n++];
    memset(r, 0, sizeof(*r));
    r->key = copy;
    r->meta.start_s = r->meta.elapsed_s = r->meta.distance_m = NAN;
    rows->sorted = false;
    return r;
}

void export_set_word(struct source_meta *m, const char *word, size_t n)
{
    activity_text(m->word, sizeof(m->word), word, n);
    if (!value_sport(m->word, &m->sport, &m->sub))
        m->sport = ACTIVITY_SPORT_NONE;
}

int export_read(struct export_rows *rows, const char *path, char *data, size_t n,
                struct err *err)
{
    return export_is_csv(path) ? export_read_csv(rows, path, data, n, err)
                               : export_read_json(rows, data, n, err);
}

static int by_key(const void *a, const void *b)
{
    const struct export_row *x = a, *y = b;
    int order = strcmp(x->key, y->key);
    return order ? order : (x->line > y->line) - (x->line < y->line);
}

static struct export_row *find(struct export_rows *rows, const char *path)
{
    size_t low = 0, high = rows->n;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (strcmp(rows->row[mid].key, path) < 0)
            low = mid + 1;
        else
            high = mid;
    }
    return low < rows->n && strcmp(rows->row[low].key, path) == 0 ? &rows->row[low] : NULL;
}

struct export_row *export_find(struct export_rows *rows, const char *path)
{
    char packed[4096];
    if (!rows->sorted && rows->n)
        qsort(rows->row, rows->n, sizeof(*rows->row), by_key);
    rows->sorted = true;
    struct export_row *r = find(rows, path);
    if (r || snprintf(packed, sizeof(packed), "%s.gz", path) >= (int)sizeof(packed))
        return r;
    return find(rows, packed);
}

const struct source_meta *export_at(const struct export_rows *rows, double start_s)
{
    const struct source_meta *best = NULL;
    for (size_t i = 0; i < rows->n; i++) {
        const struct source_meta *m = &rows->row[i].meta;
        if (!rows->row[i].by_time || !(fabs(m->start_s - start_s) <= START_WITHIN_S))
            continue;
        if (!best || fabs(m->start_s - start_s) < fabs(best->start_s - start_s))
            best = m;
    }
    return best;
}

void export_done(struct export_rows *rows)
{
    for (size_t i = 0; i < rows->n; i++)
        free(rows->row[i].key);
    free(rows->row);
    *rows = (struct export_rows){ 0 };
}
