/* SPDX-License-Identifier: Apache-2.0 */
#ifndef FORMATS_TRACKS_BUILD_H
#define FORMATS_TRACKS_BUILD_H
/*
 * tracks_build - what TCX and GPX have in common on the way from elements to activities.
 *
 * Private to tracks, tcx and gpx.
 */
#include "formats/tracks.h"
#include "formats/value.h"
#include "formats/xml.h"

/* What the text of a leaf is. */
enum track_kind {
    TRACK_NOTHING,
    TRACK_COLUMN, /* number * scale, into the column `target` of the sample */
    TRACK_WEAK,   /* the same, if the sample has none yet */
    TRACK_TIME,   /* of the sample */
    TRACK_LAP,    /* number * scale, into the total `target` of the lap */
    TRACK_TOTAL,  /* ... of the activity */
    TRACK_SLOT,   /* to the format, with `target` */
};

struct tracks {
    struct xml *xml;
    struct activity_list *list;
    struct activity *a; /* being built; NULL: none */
    struct formats_params params;
    struct value_clock clock;
    const char *format;        /* "tcx", "gpx" */
    enum activity_file others; /* what else the file holds: courses, workouts, waypoints */

    bool sample_open, sample_empty, lap_open;
    bool segment_new;     /* the next time starts a segment: what lies before is a pause */
    double segment_end_s; /* last time of the segment before; NaN: none to pause after */
    uint64_t n_unreadable, n_out_of_range;
    char creator[ACTIVITY_NAME_MAX], file_name[ACTIVITY_NAME_MAX];
    double created_s;
    bool garmin;

    /* TCX */
    bool run_cadence;
    double point_lat; /* until its other half comes */
    size_t
        multisport_from; /* first leg in list, SIZE_MAX: not in a session of several sports */
    /* GPX */
    bool strava;
};

int track_begin(struct tracks *t, enum activity_file kind, struct err *err);
int track_end(struct tracks *t, struct err *err);
int track_begin_lap(struct tracks *t, struct err *err);
struct activity_lap *track_lap(struct tracks *t); /* the open one, or NULL */
int track_begin_sample(struct tracks *t, struct err *err);
void track_end_sample(struct tracks *t);
void track_begin_segment(struct tracks *t);
/* A value of the sample, unless it is out of its column's range. */
int track_set(struct tracks *t, enum activity_column c, double value, struct err *err);
bool track_has(const struct tracks *t, enum activity_column c);
/* A leaf of any kind but TRACK_SLOT. */
int track_text(struct tracks *t, const struct xml_row *row, const char *s, size_t n,
               struct err *err);
/* An unknown leaf of a sample: a stream of its name if it is a number. */
int track_other(void *ctx, unsigned state, const char *name, const char *s, size_t n,
                struct err *err);
/* Text without the blanks around it. */
void track_trim(const char **s, size_t *n);
void track_copy(char *dst, size_t size, const char *s, size_t n);
const char *track_attribute(const char **attributes, const char *name); /* NULL: none */
double track_time_of(struct tracks *t, const char *text);               /* NULL gives NaN */

extern const struct xml_format tcx_format, gpx_format;

#endif
