/* SPDX-License-Identifier: Apache-2.0 */
#ifndef FORMATS_MOCAP_FORMATS_H
#define FORMATS_MOCAP_FORMATS_H
/*
 * mocap_formats - files of motion capture: one row per format; and TRC, MOT, STO written.
 *
 * Bytes in, markers out; no files are opened here. Pure; no globals. docs/mocap.md describes
 * each format as it is read and written.
 */
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/text.h"
#include "body/markers.h"

struct mocap_format {
    const char *name;   /* "c3d" */
    const char *suffix; /* ".c3d"; a hint only, content decides */
    const char *what;   /* half a sentence for help and errors */
    /* 0 (not this format) .. FORMATS_SCORE_SURE, from the first bytes (4 KB is enough). */
    int (*probe)(const uint8_t *data, size_t n);
    /* A file of forces alone gives markers without markers. rate_hz 0 where the file does not
     * say it. Errors: -ERR_FORMAT, -ERR_LIMIT, -ERR_UNSUPPORTED, -ERR_NOMEM. */
    int (*read)(const uint8_t *data, size_t n, struct markers **ret_markers, struct err *err);
};
extern const struct mocap_format mocap_formats[]; /* to add a format: one row */
extern const size_t mocap_n_formats;

/* The row with the highest score; NULL: none knows it. */
const struct mocap_format *mocap_format_probe(const uint8_t *data, size_t n);
/* Probe and read. -ERR_UNSUPPORTED: no row knows the content. */
int mocap_format_read(const uint8_t *data, size_t n, struct markers **ret_markers,
                      struct err *err) MUST_USE;

/* The plates of `from`, a file of forces, become those of m; from keeps nothing. Where that
 * file gave no rate the two are taken to last equally long. Errors: -ERR_USAGE (no forces in
 * it), -ERR_FORMAT (lengths that cannot belong together). */
int markers_take_plates(struct markers *m, struct markers *from, struct err *err) MUST_USE;

int trc_probe(const uint8_t *data, size_t n);
int trc_read(const uint8_t *data, size_t n, struct markers **ret_markers, struct err *err)
    MUST_USE;
int sto_probe(const uint8_t *data, size_t n);
/* Any .mot or .sto as a table. */
int sto_read_table(const uint8_t *data, size_t n, struct table **ret_table, struct err *err)
    MUST_USE;
/* Columns "..._vx, _vy, _vz, _px, _py, _pz" (ground forces as OpenSim names them) as plates. */
int sto_read(const uint8_t *data, size_t n, struct markers **ret_markers, struct err *err)
    MUST_USE;
int marker_text_probe(const uint8_t *data, size_t n);
int marker_text_read(const uint8_t *data, size_t n, struct markers **ret_markers,
                     struct err *err) MUST_USE;

/* Append a whole file. What the first lines name as the file: `title`. Lengths in mm with three
 * decimals (trc); missing values are empty cells (trc) or NaN (sto).
 * Errors: -ERR_LIMIT (ret's ceiling), -ERR_NOMEM. */
int trc_write(const struct markers *m, const char *title, struct text *ret, struct err *err)
    MUST_USE;
int sto_write(const struct table *t, struct text *ret, struct err *err) MUST_USE;

#endif
