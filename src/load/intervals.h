/* SPDX-License-Identifier: Apache-2.0 */
#ifndef LOAD_INTERVALS_H
#define LOAD_INTERVALS_H
/*
 * intervals - the work bouts of an interval session and the rests between them, found in speed,
 * power, cadence or heart rate, without needing laps or a planned workout.
 *
 * How: at each of some fifty levels the signal is cut into stretches above and below it; a row
 * of at least three stretches of like length (two, if they stand out clearly), each followed by
 * a clearly slower rest, is a candidate; the one that explains most work with most contrast
 * wins. Its edges are then moved to where the speed really changes. Constants and what they
 * are measured against: docs/load.md.
 * Depends on: base, dsp, activity. Pure. Cost: about 100 operations per second of activity.
 */
#include "activity/activity.h"
#include "load/clock.h"

enum load_trace { /* what the bouts were found in, best first */
                  LOAD_TRACE_SPEED,
                  LOAD_TRACE_POWER,
                  LOAD_TRACE_CADENCE,
                  LOAD_TRACE_HR, /* lags by 20 to 60 s: edges and lengths are rough */
                  LOAD_N_TRACES
};
const char *load_trace_name(enum load_trace t); /* "speed", ...; "" out of range */

struct load_bout {
    double start_s, end_s; /* UTC */
    double row, rows;      /* start and length on the active clock, s */
    double distance_m, speed_m_s, hr, max_hr, power_w, cadence; /* means; NaN unknown */
    bool work;                                                  /* else the rest after it */
};

/* Bands of high-intensity interval formats (Buchheit & Laursen 2013, Sports Med 43:313;
 * moderate): rows of load_hiits. To add one, add a row; the first that fits wins. */
struct load_hiit {
    const char *key, *shown;
    double work_low_s, work_high_s, rest_low_s, rest_high_s;
    double rest_slower; /* rest speed at most this share of the work's */
    size_t bouts;       /* at least */
};
extern const struct load_hiit load_hiits[];
extern const size_t load_n_hiits;

enum { LOAD_FORMAT_MAX = 64 };

struct load_intervals {
    enum load_trace trace;
    bool by_laps;           /* edges were taken from laps */
    size_t n, n_work;       /* bouts: work, rest, work, ..., work */
    struct load_bout *bout; /* [n], in order of time */
    bool by_distance;       /* the length of the work: by distance, else by time */
    bool rest_by_distance;
    double work, rest;            /* nominal lengths, m or s */
    double contrast;              /* work speed / rest speed (or power, ...), medians */
    char format[LOAD_FORMAT_MAX]; /* "6 x 800 m, 400 m jog" */
    const struct load_hiit *hiit; /* row of load_hiits; NULL: too long to be one */
};

struct load_intervals_params {
    bool use_laps; /* move edges to laps pressed by hand or set by a workout, if near */
};
#define LOAD_INTERVALS_PARAMS_INIT \
    {                              \
        .use_laps = false          \
    }

/* *ret NULL: no intervals, which is no error. Errors: -ERR_NOMEM. */
int load_intervals_find(const struct activity *a, const struct load_signal *s,
                        const struct load_intervals_params *par, struct load_intervals **ret,
                        struct err *err) MUST_USE;
struct load_intervals *load_intervals_free(struct load_intervals *v);
DEFINE_AUTO(load_intervals)

#endif
