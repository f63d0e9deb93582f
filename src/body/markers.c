/* SPDX-License-Identifier: Apache-2.0 */
#include "body/markers.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

int markers_new(size_t n_markers, size_t n_frames, double rate_hz, struct markers **ret_markers,
                struct err *err)
{
    AUTO(markers) struct markers *m = mem_array(1, sizeof(*m));
    size_t n;

    if (!m || __builtin_mul_overflow(n_markers, n_frames, &n))
        return err_set(err, ERR_NOMEM, "no memory for %zu markers in %zu frames", n_markers,
                       n_frames);
    m->name = mem_array(n_markers, sizeof(*m->name));
    m->xyz = mem_array(n, sizeof(*m->xyz));
    if (!m->name || !m->xyz)
        return err_set(err, ERR_NOMEM, "no memory for %zu markers in %zu frames", n_markers,
                       n_frames);
    for (size_t i = 0; i < n; i++)
        m->xyz[i][0] = m->xyz[i][1] = m->xyz[i][2] = NAN;
    m->n_markers = n_markers;
    m->n_frames = n_frames;
    m->rate_hz = rate_hz;
    *ret_markers = STEAL(m);
    return 0;
}

struct markers *markers_free(struct markers *m)
{
    if (m) {
        free(m->name);
        free(m->xyz);
        free(m->channel);
        free(m->analog);
        free(m->plate);
        free(m);
    }
    return NULL;
}

/* Not isalpha and tolower: they ask the locale. */
static char folded(char c)
{
    if (c >= 'A' && c <= 'Z')
        return (char)(c - 'A' + 'a');
    return c == '.' || c == '-' || c == ' ' ? '_' : c;
}

static const char *without_prefix(const char *s)
{
    const char *colon = strrchr(s, ':');
    return colon && colon[1] ? colon + 1 : s;
}

bool markers_same_name(const char *a, const char *b)
{
    a = without_prefix(a);
    b = without_prefix(b);
    while (*a && folded(*a) == folded(*b)) {
        a++;
        b++;
    }
    return *a == *b;
}

int markers_find(const struct markers *m, const char *name)
{
    for (size_t i = 0; i < m->n_markers; i++)
        if (markers_same_name(m->name[i], name))
            return (int)i;
    return -1;
}

const double *markers_at(const struct markers *m, size_t frame, size_t i)
{
    return m->xyz[frame * m->n_markers + i];
}

void markers_set_name(markers_name ret, const char *s, size_t n)
{
    while (n > 0 && (s[n - 1] == ' ' || s[n - 1] == '\0'))
        n--;
    while (n > 0 && *s == ' ') {
        s++;
        n--;
    }
    n = n < MARKERS_NAME_MAX ? n : MARKERS_NAME_MAX - 1;
    for (size_t i = 0; i < n; i++) /* names go into tab-separated files and terminals */
        ret[i] = (unsigned char)s[i] < 0x20 || s[i] == 0x7f ? '?' : s[i];
    ret[n] = '\0';
}

int table_new(size_t n_columns, size_t n_rows, struct table **ret_table, struct err *err)
{
    AUTO(table) struct table *t = mem_array(1, sizeof(*t));
    size_t n;

    if (t && !__builtin_mul_overflow(n_columns, n_rows, &n)) {
        t->name = mem_array(n_columns, sizeof(*t->name));
        t->value = mem_array(n, sizeof(*t->value));
    }
    if (!t || !t->name || !t->value)
        return err_set(err, ERR_NOMEM, "no memory for a table of %zu columns and %zu rows",
                       n_columns, n_rows);
    t->n_columns = n_columns;
    t->n_rows = n_rows;
    *ret_table = STEAL(t);
    return 0;
}

struct table *table_free(struct table *t)
{
    if (t) {
        free(t->name);
        free(t->value);
        free(t);
    }
    return NULL;
}

int table_find(const struct table *t, const char *name)
{
    for (size_t i = 0; i < t->n_columns; i++)
        if (strcmp(t->name[i], name) == 0)
            return (int)i;
    return -1;
}
