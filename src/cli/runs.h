/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CLI_RUNS_H
#define CLI_RUNS_H
/*
 * runs - all runs of the log as shoes want them, with their kind told from what is stored.
 */
#include "care/shoes.h"
#include "history/history.h"
#include "store/store.h"

/* The runs of the log (all facts read) with kinds: "race", "intervals", "long" or "easy", from
 * name, facts and the runs of the 30 days before. free() the list. */
int runs_worn(struct store *s, const struct history_log *log, struct care_run **ret,
              size_t *ret_n, struct err *err) MUST_USE;
/* A race or intervals: the next day is not for another one. */
bool runs_is_fast(const struct history_log *log, const struct store_row *row);
/* A word [n] that a pair may be for: those kinds, or "trail". */
bool runs_is_kind(const char *word, size_t n);
const char *runs_kind_list(void); /* "easy, long, ..." */

#endif
