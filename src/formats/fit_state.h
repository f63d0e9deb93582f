/* SPDX-License-Identifier: Apache-2.0 */
#ifndef FORMATS_FIT_STATE_H
#define FORMATS_FIT_STATE_H
/*
 * fit_state - what the FIT reader carries from message to message; private to fit_*.c.
 *
 * fit_read.c frames (header, checksum, definitions, chain, damage), fit_fields.c turns a
 * definition into operations and runs them, fit_mesg.c understands whole messages, fit_part.c
 * makes activities of what one file of the chain brought, fit_hr.c spreads late heart rates,
 * fit_resume.c finds where to go on behind damage.
 */
#include <string.h>

#include "base/mem.h"
#include "formats/fit.h"
#include "formats/fit_profile.h"

enum {
    FIT_LOCALS = 16,
    FIT_OPS_MAX = 1024, /* fields of one definition, array elements counted */
    FIT_DEVS_MAX = 256,
    FIT_ELEMENTS_MAX = 8, /* of an array in a stream */
    FIT_SESSIONS_MAX = 64,
    FIT_ZONE_BOUNDS_MAX = ACTIVITY_ZONES_MAX,
};

struct fit_op { /* one field of a definition, ready to run */
    double scale, offset;
    uint32_t at;   /* bytes from the start of the message */
    uint16_t size; /* bytes of the whole field */
    uint8_t type;  /* base type & 0x1F */
    uint8_t kind, how, target;
};

struct fit_def {
    const uint8_t *raw; /* the definition in the file; NULL: none */
    bool ready;         /* ops are made */
    bool big;           /* big-endian */
    bool dev;           /* has developer fields */
    uint16_t mesg;
    uint16_t n_ops;
    uint32_t size; /* bytes of a message without its header byte */
    const struct fit_handler *handler;
    struct fit_op op[FIT_OPS_MAX];
};

struct fit_value {      /* a slot of the message at hand */
    double v;           /* first element, scaled; NaN: missing */
    const uint8_t *raw; /* NULL: not in the message */
    double scale;
    uint16_t size;
    uint8_t type;
    bool big;
};

struct fit_dev { /* a developer field, as its description says */
    uint8_t index, field, type;
    int native; /* activity column, or -1 */
    double scale, offset;
    char name[ACTIVITY_NAME_MAX], unit[24];
};

struct fit_session {
    double start_s, end_s;
    double total[ACTIVITY_N_TOTALS];
    enum activity_sport sport;
    enum activity_sub sub;
    double first_lap, n_laps;
    char name[ACTIVITY_NAME_MAX];
};

struct fit_beat { /* one heart rate of an hr message */
    double t_s, bpm;
};

struct fit_state {
    const uint8_t *data;
    size_t n;
    struct formats_params params;
    struct activity_list *list;

    /* of the whole chain */
    struct fit_beat *beat;
    size_t n_beats, cap_beats;

    /* of the file of the chain at hand */
    struct activity *all; /* every sample, lap, ... of it; zones and extras of session k have
                             lap = -2 - k until the sessions are told apart */
    struct fit_session *session;
    size_t n_sessions, cap_sessions;
    struct fit_def *def; /* [FIT_LOCALS] */
    struct fit_dev *dev; /* [FIT_DEVS_MAX] */
    size_t n_devs;
    uint8_t app_id[256][16]; /* by developer data index */
    uint32_t timestamp;      /* last seen */
    bool have_timestamp;
    uint32_t distance16, distance_last; /* of compressed speed and distance */
    double paused_s;                    /* NaN: the timer runs */
    bool paused_auto;
    double hr_anchor_s, hr_anchor_event_s; /* of hr messages; NaN before the first */
    uint32_t hr_event, hr_event_last;      /* 1/1024 s, with 12 bits accumulated */
    double zone_high[FIT_ZONE_BOUNDS_MAX];
    bool relative_times;

    /* of the message at hand */
    struct fit_value slot[FIT_N_SLOTS];
    double total[ACTIVITY_N_TOTALS];
    uint64_t pos;
};

typedef int fit_handler_fn(struct fit_state *st, struct err *err);
struct fit_handler {
    uint16_t mesg;
    fit_handler_fn *run; /* after the fields are in slot and total; NULL: fields are all */
};
const struct fit_handler *fit_handler_find(unsigned mesg); /* NULL: message without meaning */

/* fit_fields.c */
int fit_def_prepare(struct fit_state *st, struct fit_def *d, struct err *err) MUST_USE;
/* Run a message at p (d->size bytes); stamped: st->timestamp is its own. */
int fit_run(struct fit_state *st, const struct fit_def *d, const uint8_t *p, bool stamped,
            struct err *err) MUST_USE;
size_t fit_value_n(const struct fit_value *s);             /* elements, 0: not in the message */
double fit_value_at(const struct fit_value *s, size_t i);  /* scaled; NaN: missing */
double fit_time(struct fit_state *st, enum fit_slot slot); /* UTC seconds; NaN: missing */
void fit_slot_text(const struct fit_state *st, enum fit_slot slot, char *dst, size_t size);

/* fit_resume.c: the first place in [from, end) where samples go on beyond doubt, and how many
 * of the last samples were taken back because their times contradict it. Cost: linear. */
bool fit_resume(struct fit_state *st, uint64_t from, uint64_t end, uint64_t *ret_pos,
                size_t *ret_forgotten);

/* fit_part.c */
int fit_part_begin(struct fit_state *st, struct err *err) MUST_USE;
int fit_part_end(struct fit_state *st, struct err *err) MUST_USE;
/* When the chain is over: heart rates, developer columns, cadence, trim. */
int fit_list_finish(struct fit_state *st, struct err *err) MUST_USE;

/* fit_hr.c */
int fit_hr_message(struct fit_state *st, struct err *err) MUST_USE;
int fit_hr_merge(struct fit_state *st, struct err *err) MUST_USE;

#endif
