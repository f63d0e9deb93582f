/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CLI_TODAY_H
#define CLI_TODAY_H
/*
 * today - what `backstride today` reads, decides and shows.
 */
#include <stdio.h>

#include <jansson.h>

#include "base/text.h"
#include "care/library.h"
#include "cli/planner.h"
#include "plan/today.h"
#include "store/store.h"

enum { TODAY_SESSIONS = 4 };

struct today_wishes { /* of the command line */
    long day;
    double minutes; /* of strength, mobility, ...; < 0: as planned */
    bool just_up;
};

struct today { /* everything about the day; today_done frees */
    struct plan_today_state state;
    struct care_gate gate;
    struct care_reading light;
    struct plan_today decided;
    struct planner planner;                    /* its plan as it would be made again today */
    struct care_session before, after;         /* n 0: none */
    struct care_session cross[TODAY_SESSIONS]; /* [n_cross] strength, mobility, ... */
    size_t n_cross;
    unsigned symptoms, equipment, level;
};
/* s NULL: there is no log yet. Errors: of the store, -ERR_FORMAT (a plan that cannot be read).
 */
int today_read(struct store *s, const struct today_wishes *w, struct today *ret,
               struct err *err) MUST_USE;
void today_done(struct today *t);

/* "8 x 1 min run, 1 min 30 s walk" and the like, one line a step; skip: not the first walk,
 * because the warm-up has it. */
void today_steps(const struct plan_session *run, bool skip, struct text *ret);
/* What is missing or has to be done, one line each. */
void today_missing(const struct today *t, struct text *ret);

void today_print(FILE *out, const struct today *t, bool quiet);
json_t *today_json(const struct today *t);
/* Errors: -ERR_IO, -ERR_NOMEM. */
int today_page(const struct today *t, const char *path, struct err *err) MUST_USE;

#endif
