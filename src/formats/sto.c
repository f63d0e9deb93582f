/* SPDX-License-Identifier: Apache-2.0 */
/*
 * MOT and STO: a title, lines "key=value" (or "key value" in old files), "endheader", a line of
 * column names, rows. Source: OpenSim documentation, "Motion (.mot) files", "Storage (.sto)
 * files".
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "formats/formats.h"
#include "formats/mocap_formats.h"
#include "formats/rows.h"

enum { HEADER_LINES_MAX = 200, PLATES_MAX = 32 };

/* The mark stands alone in its line. */
static bool find_endheader(struct rows *r)
{
    struct cell line, word[2];
    while (r->line < HEADER_LINES_MAX && rows_line(r, &line))
        if (rows_split(line, word, 2) == 1 && cell_is(word[0], "endheader"))
            return true;
    return false;
}

int sto_probe(const uint8_t *data, size_t n)
{
    struct rows r = { .data = (const char *)data, .n = n };
    return find_endheader(&r) ? FORMATS_SCORE_SURE : 0;
}

static void read_header(struct rows *r, struct table *t)
{
    static const char degrees[] = "indegrees";
    struct rows head = { .data = r->data, .n = r->pos };
    struct cell line;

    if (rows_line(&head, &line)) {
        markers_name title;
        markers_set_name(title, line.s, line.n);
        snprintf(t->title, sizeof(t->title), "%s", title);
    }
    while (rows_line(&head, &line)) {
        size_t k = sizeof(degrees) - 1;
        struct cell key = { line.s, line.n < k ? line.n : k };
        if (line.n > k && cell_is(key, degrees))
            t->degrees =
                memchr(line.s + k, 'y', line.n - k) || memchr(line.s + k, 'Y', line.n - k);
    }
}

int sto_read_table(const uint8_t *data, size_t n, struct table **ret_table, struct err *err)
{
    struct rows r = { .data = (const char *)data, .n = n };
    AUTO(table) struct table *t = NULL;
    AUTO(mem) struct cell *cells = mem_array(ROWS_MAX_COLUMNS, sizeof(*cells));
    struct cell line = { "", 0 };

    if (!cells)
        return err_set(err, ERR_NOMEM, "no memory for a row of names");
    if (!find_endheader(&r))
        return err_set_at(err, ERR_FORMAT, r.line_pos,
                          "no line \"endheader\" in the first %zu lines", r.line);
    size_t header_end = r.pos;
    size_t n_columns = 0;
    while (n_columns == 0 && rows_line(&r, &line))
        n_columns = line.n ? rows_split(line, cells, ROWS_MAX_COLUMNS) : 0;
    if (n_columns == 0 || !cell_is(cells[0], "time"))
        return err_set_at(err, ERR_FORMAT, r.line_pos,
                          "line %zu does not begin with the column \"time\"", r.line);
    int rc = table_new(n_columns, 0, &t, err);
    if (rc < 0)
        return rc;
    struct rows head = { .data = r.data, .pos = header_end }; /* read_header reads up to pos */
    read_header(&head, t);
    for (size_t i = 0; i < n_columns; i++)
        markers_set_name(t->name[i], cells[i].s, cells[i].n);
    free(t->value);
    t->value = NULL;
    rc = rows_numbers(&r, n_columns, &t->value, &t->n_rows, err);
    if (rc < 0)
        return rc;
    if (t->n_rows == 0)
        return err_set_at(err, ERR_FORMAT, n, "the file holds no rows");
    *ret_table = STEAL(t);
    return 0;
}

/* -- ground forces ------------------------------------------------------------------------- */

struct force_columns {
    int v[3], p[3], torque_y;
};

/* The columns that belong to the "..._vx" in column c; false: they are not all there. */
static bool columns_of(const struct table *t, size_t c, struct force_columns *ret)
{
    size_t n = strlen(t->name[c]);
    markers_name other;
    if (n < 3 || strcmp(t->name[c] + n - 2, "vx") != 0)
        return false;
    memcpy(other, t->name[c], n + 1);
    for (int k = 0; k < 3; k++) {
        other[n - 1] = (char)('x' + k);
        other[n - 2] = 'v';
        ret->v[k] = table_find(t, other);
        other[n - 2] = 'p';
        ret->p[k] = table_find(t, other);
        if (ret->v[k] < 0 || ret->p[k] < 0)
            return false;
    }
    ret->torque_y = -1; /* "1_ground_torque_y" beside "1_ground_force_vx" */
    const char *force = strstr(t->name[c], "force");
    if (force) {
        markers_name torque;
        int length = (int)(force - t->name[c]);
        if (snprintf(torque, sizeof(torque), "%.*storque_y", length, t->name[c]) > 0)
            ret->torque_y = table_find(t, torque);
    }
    return true;
}

static void fill_plate(const struct table *t, const struct force_columns *c,
                       struct markers_wrench *w)
{
    for (size_t i = 0; i < t->n_rows; i++) {
        const double *row = t->value + i * t->n_columns;
        bool loaded = false;
        for (int k = 0; k < 3; k++) {
            w[i].force_n[k] = row[c->v[k]];
            w[i].cop_m[k] = row[c->p[k]];
            loaded = loaded || fabs(w[i].force_n[k]) > 0;
        }
        w[i].twist_nm = c->torque_y >= 0 && loaded ? row[c->torque_y] : NAN;
        for (int k = 0; k < 3 && !loaded; k++)
            w[i].cop_m[k] = NAN;
    }
}

int sto_read(const uint8_t *data, size_t n, struct markers **ret_markers, struct err *err)
{
    AUTO(table) struct table *t = NULL;
    AUTO(markers) struct markers *m = NULL;
    struct force_columns columns[PLATES_MAX];
    size_t n_plates = 0;

    int rc = sto_read_table(data, n, &t, err);
    if (rc < 0)
        return rc;
    for (size_t c = 0; c < t->n_columns && n_plates < PLATES_MAX; c++)
        n_plates += columns_of(t, c, &columns[n_plates]);
    if (n_plates == 0)
        return err_set(err, ERR_UNSUPPORTED,
                       "the table has no ground forces (columns such as ground_force_vx and "
                       "ground_force_px)");
    rc = markers_new(0, 0, 1, &m, err);
    if (rc < 0)
        return rc;
    double rate = rows_rate(t->value, t->n_rows, t->n_columns);
    m->sample_hz = isnan(rate) ? 0 : rate;
    m->n_plates = n_plates;
    m->n_samples = t->n_rows;
    m->plate = mem_array(n_plates * t->n_rows, sizeof(*m->plate));
    if (!m->plate)
        return err_set(err, ERR_NOMEM, "no memory for %zu force plates", n_plates);
    for (size_t p = 0; p < n_plates; p++)
        fill_plate(t, &columns[p], m->plate + p * m->n_samples);
    *ret_markers = STEAL(m);
    return 0;
}

int sto_write(const struct table *t, struct text *ret, struct err *err)
{
    text_addf(ret, "%s\nversion=1\nnRows=%zu\nnColumns=%zu\ninDegrees=%s\nendheader\n",
              t->title, t->n_rows, t->n_columns, t->degrees ? "yes" : "no");
    for (size_t c = 0; c < t->n_columns; c++)
        text_addf(ret, "%s%s", c ? "\t" : "", t->name[c]);
    text_add(ret, "\n");
    for (size_t i = 0; i < t->n_rows; i++) {
        for (size_t c = 0; c < t->n_columns; c++) {
            double v = t->value[i * t->n_columns + c];
            text_add(ret, c ? "\t" : "");
            if (isfinite(v))
                text_addf(ret, "%.6f", v);
            else
                text_add(ret, "NaN");
        }
        text_add(ret, "\n");
    }
    if (text_failed(ret))
        return err_set(err, ERR_LIMIT, "the table is longer than %zu bytes", ret->max);
    return 0;
}
