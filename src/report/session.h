/* SPDX-License-Identifier: Apache-2.0 */
#ifndef REPORT_SESSION_H
#define REPORT_SESSION_H
/*
 * session - one session of the log as a picture (SVG) and as a page (HTML).
 *
 * Speed, heart rate, altitude and cadence over active time, the bouts of intervals marked
 * through all of them, heart-rate zones behind the heart rate. Draws what it is given and
 * computes nothing but means over the width of a point. Every text from outside is escaped.
 * Depends on: base, activity, load. Threads: no globals. Cost: some ms; a page of about 60 kB.
 */
#include "base/text.h"
#include "load/intervals.h"
#include "load/zones.h"

struct report_fact { /* "Distance", "10.02 km" */
    const char *name, *value;
};

struct report_session { /* all borrowed */
    const char *title;  /* its name, or its sport */
    const char *when;   /* "2026-05-31 18:30, run on trails" */
    const struct report_fact *fact;
    size_t n_facts;
    const char *kind; /* "easy"; "" unknown */
    const char *const *reason;
    size_t n_reasons;
    bool on_foot;                           /* speed is told as pace */
    const struct load_signal *signal;       /* may have no rows */
    const struct load_intervals *intervals; /* NULL: none */
    const struct load_zones *zones;         /* [n_zones] */
    size_t n_zones;
    const char *const *note; /* where it came from, what was repaired */
    size_t n_notes;
};

/* One SVG picture that stands alone. Errors: -ERR_NOMEM. */
int report_session_svg(const struct report_session *s, struct text *ret, struct err *err)
    MUST_USE;
/* One HTML page that needs nothing else. Errors: -ERR_NOMEM. */
int report_session_html(const struct report_session *s, struct text *ret, struct err *err)
    MUST_USE;

#endif
