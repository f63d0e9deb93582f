/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/runs.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "history/history.h"
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

enum { USUAL_DAYS = 30, RECENT_MAX = 256 };
#define LONG_OF_USUAL 1.4 /* as the kinds of load have it, on distance alone */
#define LONG_M        8e3 /* 60 min of a slow run */

static int compare(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Median distance of the runs of the 30 days before run i; NaN under 3. */
static double usual_m(const struct care_run *r, size_t i)
{
    double m[RECENT_MAX];
    size_t n = 0;

    for (size_t k = i; k-- > 0 && r[i].day - r[k].day <= USUAL_DAYS && n < RECENT_MAX;)
        if (!isnan(r[k].distance_m))
            m[n++] = r[k].distance_m;
    qsort(m, n, sizeof(*m), compare);
    return n < 3 ? (double)NAN : m[n / 2];
}

int runs_worn(struct store *s, struct care_run **ret, size_t *ret_n, struct err *err)
{
    AUTO(mem) struct care_run *runs = NULL;
    AUTO(mem) struct store_row *rows = NULL;
    AUTO(mem) struct store_facts *facts = NULL;
    struct store_filter f = STORE_FILTER_INIT;
    size_t n = 0, n_rows = 0, n_facts = 0;
    int rc = store_worn(s, &runs, &n, err);

    f.sport = "run";
    if (rc == 0)
        rc = store_list(s, &f, &rows, &n_rows, err); /* the same runs in the same order */
    if (rc == 0)
        rc = store_all_facts(s, HISTORY_FACTS, &facts, &n_facts, err);
    if (rc < 0)
        return rc;
    for (size_t i = 0; i < n && i < n_rows; i++) {
        const struct store_facts *x = history_facts_of(facts, n_facts, runs[i].id);
        double usual = usual_m(runs, i);
        if (load_race_name(rows[i].name))
            runs[i].kind = kinds[RACE];
        else if (x && x->hard_bouts)
            runs[i].kind = kinds[INTERVALS];
        else if (runs[i].distance_m >= LONG_M && runs[i].distance_m >= LONG_OF_USUAL * usual)
            runs[i].kind = kinds[LONG];
        else
            runs[i].kind = kinds[EASY];
    }
    *ret = STEAL(runs);
    *ret_n = n;
    return 0;
}
