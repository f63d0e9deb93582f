/* SPDX-License-Identifier: Apache-2.0 */
#ifndef LOAD_ZONES_H
#define LOAD_ZONES_H
/*
 * zones - how long an activity stayed in which intensity.
 *
 * Zones are rows of load_schemes: shares of one border of the runner. To add a scheme, add a
 * row there and a line in docs/load.md. Depends on: base, activity. Pure.
 */
#include <stddef.h>

#include "activity/activity.h"
#include "load/profile.h"

enum { LOAD_ZONES_MAX = 8 };

enum load_scale { /* what a share is a share of */
                  LOAD_OF_MAX_HR,
                  LOAD_OF_RESERVE, /* rest + share * (max - rest): Karvonen 1957 */
                  LOAD_OF_THRESHOLD_HR,
                  LOAD_OF_LOW_AND_HIGH, /* no shares: the two thresholds themselves */
                  LOAD_OF_SPEED,
                  LOAD_OF_POWER,
};

struct load_scheme {
    const char *key, *shown; /* key: stored, never renamed */
    enum activity_column column;
    enum load_scale scale;
    size_t n;                          /* zones; n - 1 borders between them */
    double border[LOAD_ZONES_MAX - 1]; /* shares, ascending */
    const char *source, *grade;
};
extern const struct load_scheme load_schemes[];
extern const size_t load_n_schemes;
const struct load_scheme *load_scheme_of(const char *key); /* NULL: no such key */

/* The borders between the zones of a scheme: ret [scheme->n - 1]. Errors: -ERR_USAGE (the
 * profile lacks what they are shares of; message names it). */
int load_zone_borders(const struct load_scheme *scheme, const struct load_borders *b,
                      struct load_border *ret, struct err *err) MUST_USE;

struct load_zones {
    const struct load_scheme *scheme;
    struct load_border border[LOAD_ZONES_MAX - 1]; /* in the column's unit, with intervals */
    double seconds[LOAD_ZONES_MAX];
    double total_s; /* of all zones: less than the duration where values are missing */
};

/*
 * Seconds in each zone. A value equal to a border belongs to the zone above; a value stands
 * until the next, at most 10 s; pauses do not count (load_weights). Heart rates below 30 or
 * above 240 are no heart rates and count nowhere. Errors: -ERR_USAGE (the profile lacks the
 * border; message names it), -ERR_UNSUPPORTED (no such column in the activity), -ERR_NOMEM.
 */
int load_zones_of(const struct activity *a, const struct load_scheme *scheme,
                  const struct load_borders *b, struct load_zones *ret, struct err *err)
    MUST_USE;

/* The same with borders given in the column's unit, ascending: ret_seconds [n_borders + 1]. */
int load_time_between(const struct activity *a, enum activity_column c, const double *border,
                      size_t n_borders, double *ret_seconds, struct err *err) MUST_USE;

/*
 * Three zones of a session, a week or any number of sessions: by time and by session, which
 * differ: a session of short hard bouts is hard although most of its time is not
 * (Seiler; moderate). Add sessions one by one to a zeroed struct.
 */
struct load_share {
    double seconds[3];    /* below the first threshold, between, above the second */
    unsigned sessions[3]; /* easy, middle, hard, see load_share_add */
};
/*
 * hard_bouts: the session has hard intervals. It counts as hard with those or with a tenth of
 * its time above the second threshold, as middle with a fifth above the first, else as easy.
 */
void load_share_add(struct load_share *s, const double seconds[3], bool hard_bouts);

/* Highest heart rate that stands for 5 s or more in the activity, 30..230; NaN without one. */
double load_peak_hr(const struct activity *a);

#endif
