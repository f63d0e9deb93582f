/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BODY_MARKERS_H
#define BODY_MARKERS_H
/*
 * markers - what a motion-capture file holds: named markers over time, analog channels, force
 * plates, in the axes of the laboratory; and a plain table over time.
 *
 * Plain data, owned by whoever read it. Lengths in metres, forces in newtons. Depends on: base.
 */
#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

enum { MARKERS_NAME_MAX = 64 };

typedef char markers_name[MARKERS_NAME_MAX]; /* UTF-8 or not, as the file has it; NUL at end */

/* What one plate (or an instrumented treadmill) felt in one sample: the ground's reaction on
 * the body, in the axes of the laboratory. */
struct markers_wrench {
    double force_n[3];
    double cop_m[3]; /* centre of pressure; NaN where hardly anything presses */
    double twist_nm; /* free moment about the plate's upward normal; NaN as above */
};

struct markers {
    size_t n_markers, n_frames;
    double rate_hz;     /* > 0 */
    double t0_s;        /* time of frame 0 on the file's own clock */
    markers_name *name; /* [n_markers] */
    double (*xyz)[3];   /* [n_frames * n_markers], frame by frame, m; NaN: not seen */

    double sample_hz;  /* of analog channels and plates; 0: there are none */
    size_t n_samples;  /* of both; sample 0 is at frame 0 */
    size_t n_channels; /* analog */
    markers_name *channel;
    double *analog; /* [n_samples * n_channels], in the channel's own unit */
    size_t n_plates;
    struct markers_wrench *plate; /* [n_plates * n_samples], plate by plate */

    bool truncated; /* the file ends before its own header says; what is whole is here */
};

/* Room for names and positions, all markers missing. Errors: -ERR_NOMEM. */
int markers_new(size_t n_markers, size_t n_frames, double rate_hz, struct markers **ret_markers,
                struct err *err) MUST_USE;
struct markers *markers_free(struct markers *m); /* NULL is fine; returns NULL */
DEFINE_AUTO(markers)

/* Index of a marker; -1: none. Case counts not, nor what stands before the last ':' (the name
 * of the person in some files), and '.', '_', '-' and ' ' are one character. */
int markers_find(const struct markers *m, const char *name);
bool markers_same_name(const char *a, const char *b);
/* Where marker i was in frame f: [3]; borrowed. */
const double *markers_at(const struct markers *m, size_t frame, size_t i);
/* Copy s[0..n) without the blanks around it; what is too long is cut, control characters become
 * '?'. */
void markers_set_name(markers_name ret, const char *s, size_t n);

/* Rows of numbers over time, as .mot and .sto files hold them. */
struct table {
    char title[128];
    bool degrees; /* angles are degrees, not radians */
    size_t n_rows, n_columns;
    markers_name *name; /* [n_columns]; the first is "time", s */
    double *value;      /* [n_rows * n_columns], row by row; NaN: no value */
};
int table_new(size_t n_columns, size_t n_rows, struct table **ret_table, struct err *err)
    MUST_USE;
struct table *table_free(struct table *t);
DEFINE_AUTO(table)
int table_find(const struct table *t, const char *name); /* exact; -1: none */

#endif
