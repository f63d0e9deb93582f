/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GAIT_EVENTS_H
#define GAIT_EVENTS_H
/*
 * events - the published ways to time initial contact and toe-off, as two tables.
 *
 * Which swing belongs to which contact is decided once, by the method of contacts.h; a row of
 * these tables then places the event within that window. What each row is worth against a force
 * plate stands in docs/events.md, made by bench/bench_events.c, and the defaults follow it.
 * Depends on: base, dsp, body. Pure.
 */
#include "gait/contacts.h"

struct gait_event_foot {        /* where a method looks */
    const struct gait_track *k; /* raw positions low-passed at the row's cutoff */
    const struct gait_scene *scene;
    enum body_side side;
    double on_s, off_s; /* as contacts.h places them */
    double stride_s;
    double belt_px_s; /* speed of the ground past the hip, > 0 */
};
typedef double gait_event_fn(const struct gait_event_foot *f); /* s; NaN: not found */

enum {
    GAIT_NEEDS_HEEL = 1,
    GAIT_NEEDS_TOE = 2,
    GAIT_NEEDS_KNEE = 4,
    GAIT_NEEDS_HIP = 8,
    GAIT_NEEDS_ANKLE = 16
};

/* To add a method: a function and a row in events.c, a line in docs/events.md. */
struct gait_event_row {
    const char *id;   /* lower case, in tables and options */
    const char *rule; /* half a sentence */
    const char *source;
    unsigned needs;
    double cutoff_hz; /* of the low-pass before it; at most a third of the frame rate is used */
    gait_event_fn *fn; /* NULL: as contacts.h places it */
};
extern const struct gait_event_row gait_on_rows[], gait_off_rows[];
extern const size_t gait_n_on_rows, gait_n_off_rows;

/* Indices into the two tables that this kind of input is measured with. */
struct gait_event_choice {
    size_t on, off;
};
struct gait_event_choice gait_event_default(enum gait_source s);

/* Contacts of a raw track, times by the two rows. Side view only. */
int gait_events_find(const struct gait_track *raw, const struct gait_scene *scene,
                     double stride_s, struct gait_event_choice choice,
                     struct gait_contacts *ret_contacts, struct err *err) MUST_USE;

/* The same from a motion, whole: for measurements and for comparing with a force plate.
 * *ret_list is owned by the caller. Errors: those of gait_analyse. */
int gait_events_of(const struct motion *m, const struct gait_params *par,
                   const struct gait_event_choice *choice, struct gait_contact **ret_list,
                   size_t *ret_n, struct err *err) MUST_USE;

#endif
