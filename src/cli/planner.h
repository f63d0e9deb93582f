/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CLI_PLANNER_H
#define CLI_PLANNER_H
/*
 * planner - what `backstride plan` and `today` know of the runner, read once; the kept plan,
 * showing it, and files for calendars and watches.
 */
#include <stdio.h>

#include <jansson.h>

#include "care/diary.h"
#include "care/profile.h"
#include "history/history.h"
#include "load/zones.h"
#include "plan/plan.h"
#include "store/store.h"

struct planner {     /* planner_done frees */
    struct store *s; /* borrowed; NULL: there is no log */
    long today;
    double now_s;
    struct care_profile profile;
    struct load_borders borders;
    struct history_log log;  /* with the facts of the last 18 weeks */
    struct care_pain *pains; /* [n_pains] of about half a year, in order of time */
    size_t n_pains;
    struct care_day *days; /* [n_days] of the last 18 weeks */
    size_t n_days;
    unsigned hearts;            /* enum plan_tired: what its trends say today */
    struct care_reading light;  /* of the diary today */
    struct plan_past_day *past; /* [n_past] ascending, the last 18 weeks */
    size_t n_past;
    struct plan_state state; /* past borrowed */
    struct plan *plan;       /* kept; NULL none */
    int64_t id;              /* of its document */
    struct plan *again;      /* the same made again today; NULL: no plan, or it is over */
    bool due;                /* the days to come differ */
};
/* Everything but the gate, which comes first. pace_m_s: said easy speed, NaN none. Errors: of
 * the store, -ERR_FORMAT (a kept plan that cannot be read). */
int planner_read(struct planner *p, double pace_m_s, struct err *err) MUST_USE;
void planner_done(struct planner *p);
/* The plan in force; *ret NULL: none. ret_id: of its document, may be NULL. Errors: as above.
 */
int planner_kept(struct store *s, struct plan **ret, int64_t *ret_id, struct err *err) MUST_USE;
/* Keep it in place of the older one. */
int planner_keep(struct planner *p, const struct plan *plan, struct err *err) MUST_USE;
/* *ret_n: how many were there. */
int planner_forget(struct planner *p, size_t *ret_n, struct err *err) MUST_USE;

/* The track that fits what is known; *ret_why: half a sentence. */
enum plan_track planner_track(const struct planner *p, const char **ret_why);

/* A table of weeks, this week in words, and the notes with grades. */
void planner_print(FILE *out, const struct plan *plan, long today, bool quiet);
/* Every session to come in a line, with its steps. */
void planner_print_all(FILE *out, const struct plan *plan, long from);
json_t *planner_json(const struct plan *plan, bool due);

int planner_ical(const struct plan *plan, const char *path, int start_min, double now_s,
                 struct err *err) MUST_USE;
/* A workout for each run of the days [from, to), and a schedule; *ret_n: how many. */
int planner_fit(const struct plan *plan, const char *folder, const long days[2], int start_min,
                size_t *ret_n, struct err *err) MUST_USE;

#endif
