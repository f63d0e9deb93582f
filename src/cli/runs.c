/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/runs.h"

#include <string.h>

#include "base/mem.h"
#include "load/kind.h"
#include "store/life.h"

static const char *const kinds[] = { "easy", "long", "intervals", "race", "trail" };
enum { EASY, LONG, INTERVALS, RACE };

bool runs_is_kind(const char *word, size_t n)
{
    for (size_t i = 0; i < N_ELEMS(kinds); i++)
        if (strlen(kinds[i]) == n && strncmp(kinds[i], word, n) == 0)
            return true;
    return false;
}

const char *runs_kind_list(void) { return "easy, long, intervals, race, trail"; }

#define LONG_OF_USUAL 1.4 /* as the kinds of load have it, on distance alone */
#define LONG_M        8e3 /* 60 min of a slow run */

static const char *kind_of(const struct history_log *log, size_t i)
{
    const struct store_row *row = &log->rows[i];
    const struct store_facts *f = history_facts_of(log, row->id);

    if (load_race_name(row->name))
        return kinds[RACE];
    if (f && f->hard_bouts)
        return kinds[INTERVALS];
    if (row->distance_m >= LONG_M &&
        row->distance_m >= LONG_OF_USUAL * history_usual_run(log->rows, i, row->day))
        return kinds[LONG];
    return kinds[EASY];
}

bool runs_is_fast(const struct history_log *log, const struct store_row *row)
{
    const struct store_facts *f = history_facts_of(log, row->id);
    return (f && f->hard_bouts) || load_race_name(row->name);
}

int runs_worn(struct store *s, const struct history_log *log, struct care_run **ret,
              size_t *ret_n, struct err *err)
{
    AUTO(mem) struct care_run *runs = NULL;
    size_t n = 0, k = 0;
    int rc = store_worn(s, log->rows, log->n, &runs, &n, err);

    if (rc < 0)
        return rc;
    for (size_t i = 0; i < log->n && k < n; i++) /* the runs come in the order of the rows */
        if (log->rows[i].id == runs[k].id)
            runs[k++].kind = kind_of(log, i);
    *ret = STEAL(runs);
    *ret_n = n;
    return 0;
}
