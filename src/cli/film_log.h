/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CLI_FILM_LOG_H
#define CLI_FILM_LOG_H
/*
 * film_log - results of films, kept in the log as the JSON that `film --json` prints.
 */
#include <stdio.h>

#include "care/profile.h"
#include "report/report.h"
#include "store/store.h"

/* Open the log before the clip is measured, and read the profile of the day on which it was
 * filmed (a date, or NULL for today). Errors: -ERR_USAGE (date) and those of log_open. */
int film_log_open(const char *db, const char *filmed, struct store **ret, long *ret_day,
                  struct care_profile *ret_profile, struct err *err) MUST_USE;
/* clip: path of the first one, for the name. *ret_id: its number in the log. */
int film_log_keep(struct store *s, long day, const char *clip, const struct report_film *film,
                  int64_t *ret_id, struct err *err) MUST_USE;

/* `log --films`, `log --film ID`, `log --remove-film ID`. */
int film_log_list(FILE *out, struct store *s, bool json, struct err *err) MUST_USE;
int film_log_show(FILE *out, struct store *s, int64_t id, struct err *err) MUST_USE;
int film_log_remove(struct store *s, int64_t id, struct err *err) MUST_USE;

#endif
