/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CLI_FILM_LOG_H
#define CLI_FILM_LOG_H
/*
 * film_log - results of films, kept in the log as the JSON that `film --json` prints.
 */
#include <stdio.h>

#include "report/report.h"
#include "store/store.h"

struct film_log_runner {       /* what options say of the runner */
    double height_cm, mass_kg; /* 0: not said */
    int sex;                   /* enum spine_sex */
};
/* Open the log before the clip is measured. What is not said of the runner comes from the
 * profile of the day of the film (a date, or NULL for today). Errors: -ERR_USAGE (date) and
 * those of log_open. */
int film_log_open(const char *db, const char *filmed, struct film_log_runner *runner,
                  struct store **ret, long *ret_day, struct err *err) MUST_USE;
/* clip: path of the first one, for the name. *ret_id: its number in the log. */
int film_log_keep(struct store *s, long day, const char *clip, const struct report_film *film,
                  int64_t *ret_id, struct err *err) MUST_USE;

/* `log --films`, `log --film ID`, `log --remove-film ID`. */
int film_log_list(FILE *out, struct store *s, bool json, struct err *err) MUST_USE;
int film_log_show(FILE *out, struct store *s, int64_t id, struct err *err) MUST_USE;
int film_log_remove(struct store *s, int64_t id, struct err *err) MUST_USE;

#endif
