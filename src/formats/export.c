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
    return dot && strcasecmp(dot, ".json") == 0 &&
           (strcasestr(name, "summarizedActivities") || strcasecmp(name, "gear.json") == 0 ||
            (dot - name >= 5 && strncasecmp(dot - 5, "_gear", 5) == 0));
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
    rows->sorted = rows->geared = false;
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

/* -- gear */

int export_add_gear(struct export_rows *rows, struct export_list *list,
                    const struct export_gear *g, struct err *err)
{
    if (list->n == EXPORT_ROWS_MAX)
        return 0;
    if (mem_grow(&list->item, &list->cap, list->n + 1, sizeof(*g)) < 0)
        return err_set(err, ERR_NOMEM, "no memory for the gear \"%s\"", g->text);
    list->item[list->n] = *g;
    list->item[list->n].order = list->n;
    list->n++;
    rows->geared = false;
    return 0;
}

static int gear_by_key(const void *a, const void *b)
{
    const struct export_gear *x = a, *y = b;
    int order = strcmp(x->key, y->key);
    return order ? order : (x->order > y->order) - (x->order < y->order);
}

static void sort(struct export_list *list)
{
    if (list->n)
        qsort(list->item, list->n, sizeof(*list->item), gear_by_key);
}

/* The first of that key, with *ret_n items from it to the end; NULL: none. */
static const struct export_gear *first_of(const struct export_list *list, const char *key,
                                          size_t *ret_n)
{
    size_t low = 0, high = list->n;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (strcmp(list->item[mid].key, key) < 0)
            low = mid + 1;
        else
            high = mid;
    }
    *ret_n = list->n - low;
    return *ret_n && strcmp(list->item[low].key, key) == 0 ? &list->item[low] : NULL;
}

/* Of several the first pair of shoes, else the first there is. */
static const struct export_gear *gear_for(const struct export_rows *rows, const char *id)
{
    enum { EACH_MAX = 8 }; /* nobody wears more, and a bad list takes no longer */
    const struct export_gear *best = NULL;
    size_t n, rest;
    const struct export_gear *link = first_of(&rows->link, id, &n);
    for (size_t i = 0; link && i < n && i < EACH_MAX && strcmp(link[i].key, id) == 0; i++) {
        const struct export_gear *g = first_of(&rows->gear, link[i].text, &rest);
        if (g && (!best || (g->shoes && !best->shoes)))
            best = g;
    }
    return best;
}

/* Once all lists of a folder are read: gear and rows come in either order. */
static void lay_gear(struct export_rows *rows)
{
    sort(&rows->gear);
    sort(&rows->link);
    for (size_t i = 0; i < rows->n && rows->link.n; i++) {
        struct source_meta *m = &rows->row[i].meta;
        const struct export_gear *g = rows->row[i].by_time ? gear_for(rows, m->id) : NULL;
        if (g)
            snprintf(m->gear, sizeof(m->gear), "%s", g->text);
    }
    rows->geared = true;
}

const struct source_meta *export_at(struct export_rows *rows, double start_s)
{
    const struct source_meta *best = NULL;

    if (!rows->geared)
        lay_gear(rows);
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
    free(rows->gear.item);
    free(rows->link.item);
    *rows = (struct export_rows){ 0 };
}
