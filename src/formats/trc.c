/* SPDX-License-Identifier: Apache-2.0 */
/*
 * TRC: three lines of header, a line of marker names each followed by two empty cells, a line
 * X1 Y1 Z1 ..., then frame number, time and coordinates. Source: OpenSim documentation,
 * "Marker (.trc) files".
 */
#include <math.h>
#include <string.h>

#include "base/mem.h"
#include "formats/formats.h"
#include "formats/mocap_formats.h"
#include "formats/rows.h"
#include "formats/value.h"

enum { HEADER_CELLS = 16, BEFORE_MARKERS = 2 };

int trc_probe(const uint8_t *data, size_t n)
{
    static const char start[] = "PathFileType";
    return n >= sizeof(start) - 1 && memcmp(data, start, sizeof(start) - 1) == 0
               ? FORMATS_SCORE_SURE
               : 0;
}

struct trc_header {
    double rate_hz, m_per_unit;
    size_t n_markers;
};

enum { MOST_MARKERS = ROWS_MAX_COLUMNS / 3 - 1 };

static int read_header(struct rows *r, struct trc_header *h, struct err *err)
{
    struct cell line, key[HEADER_CELLS], value[HEADER_CELLS];
    size_t n_keys = 0, n_values = 0;

    *h = (struct trc_header){ .m_per_unit = 0.001 };
    bool titled = rows_line(r, &line);
    if (titled && rows_line(r, &line))
        n_keys = rows_split(line, key, HEADER_CELLS);
    if (rows_line(r, &line))
        n_values = rows_split(line, value, HEADER_CELLS);
    for (size_t i = 0; i < n_keys && i < n_values; i++) {
        double v = value_number(value[i].s, value[i].n);
        if (cell_is(key[i], "DataRate"))
            h->rate_hz = v;
        else if (cell_is(key[i], "NumMarkers") && v >= 1 && v <= MOST_MARKERS)
            h->n_markers = (size_t)v;
        else if (cell_is(key[i], "Units"))
            h->m_per_unit = cell_is(value[i], "m") ? 1 : cell_is(value[i], "cm") ? 0.01 : 0.001;
    }
    if (h->n_markers == 0)
        return err_set_at(err, ERR_FORMAT, r->line_pos,
                          "line %zu does not say a number of markers between 1 and %d", r->line,
                          MOST_MARKERS);
    return 0;
}

/* Names stand over their X, or one beside the other. */
static int read_names(struct rows *r, markers_name *ret_names, size_t n, struct err *err)
{
    AUTO(mem) struct cell *cells = mem_array(ROWS_MAX_COLUMNS, sizeof(*cells));
    struct cell line = { "", 0 };
    size_t k = 0;

    if (!cells)
        return err_set(err, ERR_NOMEM, "no memory for %zu names", n);
    rows_line(r, &line);
    size_t n_cells = rows_split(line, cells, ROWS_MAX_COLUMNS);
    for (size_t i = BEFORE_MARKERS; i < n_cells && k < n; i++)
        if (cells[i].n)
            markers_set_name(ret_names[k++], cells[i].s, cells[i].n);
    if (k < n)
        return err_set_at(err, ERR_FORMAT, r->line_pos,
                          "line %zu names %zu markers, the header says %zu", r->line, k, n);
    return 0;
}

int trc_read(const uint8_t *data, size_t n, struct markers **ret_markers, struct err *err)
{
    struct rows r = { .data = (const char *)data, .n = n };
    AUTO(markers) struct markers *m = NULL;
    AUTO(mem) markers_name *names = NULL;
    AUTO(mem) double *v = NULL;
    struct trc_header h;
    struct cell line;
    size_t n_rows = 0;

    int rc = read_header(&r, &h, err);
    if (rc < 0)
        return rc;
    names = mem_array(h.n_markers, sizeof(*names));
    if (!names)
        return err_set(err, ERR_NOMEM, "no memory for %zu names", h.n_markers);
    rc = read_names(&r, names, h.n_markers, err);
    rows_line(&r, &line); /* X1 Y1 Z1 */
    size_t columns = BEFORE_MARKERS + 3 * h.n_markers;
    if (rc == 0)
        rc = rows_numbers(&r, columns, &v, &n_rows, err);
    if (rc < 0)
        return rc;
    if (n_rows == 0)
        return err_set_at(err, ERR_FORMAT, n, "the file holds no frames");
    double rate = rows_rate(v + 1, n_rows, columns);
    rc = markers_new(h.n_markers, n_rows, isnan(rate) ? h.rate_hz : rate, &m, err);
    if (rc < 0)
        return rc;
    if (!(m->rate_hz > 0))
        return err_set_at(err, ERR_FORMAT, r.line_pos,
                          "the file gives no frame rate and its times do not ascend");
    m->t0_s = isnan(v[1]) ? 0 : v[1];
    memcpy(m->name, names, h.n_markers * sizeof(*names));
    for (size_t i = 0; i < n_rows; i++)
        for (size_t k = 0; k < 3 * h.n_markers; k++)
            m->xyz[i * h.n_markers + k / 3][k % 3] =
                v[i * columns + BEFORE_MARKERS + k] * h.m_per_unit;
    *ret_markers = STEAL(m);
    return 0;
}

int trc_write(const struct markers *m, const char *title, struct text *ret, struct err *err)
{
    text_addf(ret,
              "PathFileType\t4\t(X/Y/Z)\t%s\n"
              "DataRate\tCameraRate\tNumFrames\tNumMarkers\tUnits\tOrigDataRate\t"
              "OrigDataStartFrame\tOrigNumFrames\n"
              "%.6g\t%.6g\t%zu\t%zu\tmm\t%.6g\t1\t%zu\nFrame#\tTime",
              title, m->rate_hz, m->rate_hz, m->n_frames, m->n_markers, m->rate_hz,
              m->n_frames);
    for (size_t i = 0; i < m->n_markers; i++)
        text_addf(ret, "\t%s\t\t", m->name[i]);
    text_add(ret, "\n\t");
    for (size_t i = 0; i < m->n_markers; i++)
        text_addf(ret, "\tX%zu\tY%zu\tZ%zu", i + 1, i + 1, i + 1);
    text_add(ret, "\n\n");
    for (size_t f = 0; f < m->n_frames; f++) {
        text_addf(ret, "%zu\t%.6f", f + 1, m->t0_s + (double)f / m->rate_hz);
        for (size_t i = 0; i < m->n_markers; i++) {
            const double *p = markers_at(m, f, i);
            if (isfinite(p[0]) && isfinite(p[1]) && isfinite(p[2]))
                text_addf(ret, "\t%.3f\t%.3f\t%.3f", 1000 * p[0], 1000 * p[1], 1000 * p[2]);
            else
                text_add(ret, "\t\t\t");
        }
        text_add(ret, "\n");
    }
    if (text_failed(ret))
        return err_set(err, ERR_LIMIT, "the TRC file is longer than %zu bytes", ret->max);
    return 0;
}
