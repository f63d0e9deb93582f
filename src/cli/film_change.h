/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CLI_FILM_CHANGE_H
#define CLI_FILM_CHANGE_H
/*
 * film_change - the parts of film that look at more than one filming: before and after, and
 * repeats with nothing changed.
 */
#include <stdio.h>

#include "base/err.h"
#include "report/report.h"

/* An earlier film and, if given, the runner's own error, read before the work begins. */
struct film_change;
/* before, own_error: paths; both NULL gives *ret NULL. Errors: those of reading; -ERR_USAGE
 * (own_error without before). */
int film_change_new(const char *before, const char *own_error, struct film_change **ret,
                    struct err *err) MUST_USE;
struct film_change *film_change_free(struct film_change *c);
DEFINE_AUTO(film_change)
/* Compare; result->change is borrowed until film_change_free. c NULL: nothing happens. */
int film_change_find(struct film_change *c, struct report_film *result, struct err *err)
    MUST_USE;

/* The clips of result as repeats: a table, or JSON for --own-error. */
int film_repeats(FILE *out, const struct report_film *result, bool json, bool colour,
                 int columns, struct err *err) MUST_USE;

#endif
