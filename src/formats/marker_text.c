/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Plain tables under a line of names, as data sets publish them: "Time" and for each marker
 * nameX nameY nameZ; or "Time Fx Fy Fz COPx COPy COPz Ty" for a force plate. Source: the
 * README of the running data set of Fukuchi et al. 2017 (PeerJ 5:e3298).
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "formats/formats.h"
#include "formats/mocap_formats.h"
#include "formats/rows.h"

int marker_text_probe(const uint8_t *data, size_t n)
{
    struct rows r = { .data = (const char *)data, .n = n < 256 ? n : 256 };
    struct cell line, first[3];
    if (!rows_line(&r, &line) || rows_split(line, first, 3) < 3 || !cell_is(first[0], "time"))
        return 0;
    char last = first[1].n ? first[1].s[first[1].n - 1] : ' ';
    return last == 'X' || last == 'x' ? FORMATS_SCORE_SURE / 2 : 0;
}

/* Millimetres or metres, by the size of what is there. */
static double metres_in(const double *v, size_t n, size_t stride)
{
    double largest = 0;
    for (size_t i = 0; i < n; i++)
        largest = fmax(largest, fabs(v[i * stride]));
    return largest > 10 ? 0.001 : 1;
}

/* Columns c, c + 1, c + 2 are X, Y, Z of one marker. */
static bool is_marker(const struct cell *c)
{
    static const char axis[] = "XYZ";
    for (int k = 0; k < 3; k++) {
        if (c[k].n != c[0].n || c[k].n < 2 || memcmp(c[k].s, c[0].s, c[0].n - 1) != 0)
            return false;
        char last = c[k].s[c[k].n - 1];
        if (last != axis[k] && last != axis[k] - 'A' + 'a')
            return false;
    }
    return true;
}

struct sheet { /* the whole file */
    struct cell *name;
    double *v; /* [n_rows * n_columns] */
    size_t n_columns, n_rows;
};

static void sheet_done(struct sheet *s)
{
    free(s->name);
    free(s->v);
}

static int find_name(const struct sheet *s, const char *name)
{
    for (size_t i = 0; i < s->n_columns; i++)
        if (cell_is(s->name[i], name))
            return (int)i;
    return -1;
}

static int as_forces(const struct sheet *s, double rate, struct markers **ret_markers,
                     struct err *err)
{
    static const char *const names[] = { "Fx", "Fy", "Fz", "COPx", "COPy", "COPz", "Ty" };
    AUTO(markers) struct markers *m = NULL;
    int col[N_ELEMS(names)];

    for (size_t i = 0; i < N_ELEMS(names); i++) {
        col[i] = find_name(s, names[i]);
        if (col[i] < 0 && i < 6)
            return err_set_at(err, ERR_FORMAT, 0,
                              "the first line names neither markers (nameX nameY nameZ) nor "
                              "the force column %s",
                              names[i]);
    }
    int rc = markers_new(0, 0, 1, &m, err);
    if (rc < 0)
        return rc;
    double unit = metres_in(s->v + col[3], s->n_rows, s->n_columns);
    m->plate = mem_array(s->n_rows, sizeof(*m->plate));
    if (!m->plate)
        return err_set(err, ERR_NOMEM, "no memory for %zu samples", s->n_rows);
    m->n_plates = 1;
    m->n_samples = s->n_rows;
    m->sample_hz = rate == 1 || isnan(rate) ? 0 : rate; /* 1, 2, 3: a count, not a time */
    for (size_t i = 0; i < s->n_rows; i++) {
        const double *row = s->v + i * s->n_columns;
        struct markers_wrench *w = &m->plate[i];
        for (int k = 0; k < 3; k++) {
            w->force_n[k] = row[col[k]];
            w->cop_m[k] = unit * row[col[3 + k]];
        }
        w->twist_nm = col[6] < 0 ? NAN : unit * row[col[6]];
    }
    *ret_markers = STEAL(m);
    return 0;
}

static int as_markers(const struct sheet *s, double rate, struct markers **ret_markers,
                      struct err *err)
{
    AUTO(markers) struct markers *m = NULL;
    size_t n = (s->n_columns - 1) / 3;

    for (size_t i = 0; i < n; i++)
        if (!is_marker(s->name + 1 + 3 * i))
            return err_set_at(err, ERR_FORMAT, 0,
                              "column %zu of the first line does not begin a marker (nameX "
                              "nameY nameZ)",
                              2 + 3 * i);
    int rc = markers_new(n, s->n_rows, rate == 1 || isnan(rate) ? 0 : rate, &m, err);
    if (rc < 0)
        return rc;
    double unit = metres_in(s->v + 1, s->n_columns - 1, 1);
    m->t0_s = m->rate_hz > 0 ? s->v[0] : 0;
    for (size_t i = 0; i < n; i++)
        markers_set_name(m->name[i], s->name[1 + 3 * i].s, s->name[1 + 3 * i].n - 1);
    for (size_t f = 0; f < s->n_rows; f++)
        for (size_t k = 0; k < 3 * n; k++)
            m->xyz[f * n + k / 3][k % 3] = unit * s->v[f * s->n_columns + 1 + k];
    *ret_markers = STEAL(m);
    return 0;
}

int marker_text_read(const uint8_t *data, size_t n, struct markers **ret_markers,
                     struct err *err)
{
    struct rows r = { .data = (const char *)data, .n = n };
    __attribute__((cleanup(sheet_done))) struct sheet s = { 0 };
    struct cell line = { "", 0 };

    s.name = mem_array(ROWS_MAX_COLUMNS, sizeof(*s.name));
    if (!s.name)
        return err_set(err, ERR_NOMEM, "no memory for a row of names");
    rows_line(&r, &line);
    s.n_columns = rows_split(line, s.name, ROWS_MAX_COLUMNS);
    if (s.n_columns < 4 || !cell_is(s.name[0], "time"))
        return err_set_at(err, ERR_FORMAT, 0,
                          "the first line does not begin with Time and the names of columns");
    while (s.n_columns > 4 && s.name[s.n_columns - 1].n == 0) /* a tab at the end */
        s.n_columns--;
    int rc = rows_numbers(&r, s.n_columns, &s.v, &s.n_rows, err);
    if (rc < 0)
        return rc;
    if (s.n_rows == 0)
        return err_set_at(err, ERR_FORMAT, n, "the file holds no rows");
    double rate = rows_rate(s.v, s.n_rows, s.n_columns);
    bool forces = find_name(&s, "COPx") >= 0; /* Fx Fy Fz look like a marker */
    return is_marker(s.name + 1) && !forces ? as_markers(&s, rate, ret_markers, err)
                                            : as_forces(&s, rate, ret_markers, err);
}
