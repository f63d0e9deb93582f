/* SPDX-License-Identifier: Apache-2.0 */
/* The log in memory, and what is asked of it by more than one command. */
#include <math.h>
#include <stdlib.h>

#include "history/history.h"

enum { USUAL_DAYS = 30 };

void history_log_done(struct history_log *log)
{
    free(log->rows);
    free(log->facts);
    *log = (struct history_log){ 0 };
}

int history_log_read(struct store *s, double facts_from_s, struct history_log *ret,
                     struct err *err)
{
    struct history_log log = { 0 };
    struct store_filter f = STORE_FILTER_INIT;
    size_t made = 0;
    int rc = history_refresh(s, &made, err);

    if (rc == 0)
        rc = store_list(s, &f, &log.rows, &log.n, err);
    if (rc == 0)
        rc = store_all_facts(s, HISTORY_FACTS, facts_from_s, &log.facts, &log.n_facts, err);
    if (rc < 0)
        history_log_done(&log);
    else
        *ret = log;
    return rc;
}

const struct store_facts *history_facts_of(const struct history_log *log, int64_t id)
{
    size_t low = 0, high = log->n_facts;

    while (low < high) {
        size_t mid = (low + high) / 2;
        if (log->facts[mid].activity_id < id)
            low = mid + 1;
        else
            high = mid;
    }
    return low < log->n_facts && log->facts[low].activity_id == id ? &log->facts[low] : NULL;
}

double history_peak_hr(const struct history_log *log)
{
    double max = NAN;

    for (size_t i = 0; i < log->n; i++) {
        const struct store_facts *f = history_facts_of(log, log->rows[i].id);
        double peak = f ? f->number[STORE_FACT_PEAK_HR] : (double)NAN;
        max = isnan(max) || peak > max ? peak : max;
    }
    return max;
}

static int by_size(const void *a, const void *b)
{
    const double *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

double history_usual_run(const struct store_row *rows, size_t n, long day)
{
    enum { MOST = 100 }; /* nobody runs more often */
    double m[MOST];
    size_t k = 0;

    /* In order of time the local days may go back by one, or two across the date line. */
    for (size_t i = n; i-- > 0 && rows[i].day >= day - USUAL_DAYS - 2 && k < MOST;)
        if (rows[i].sport == ACTIVITY_SPORT_RUN && !rows[i].deleted && rows[i].day <= day &&
            rows[i].day >= day - USUAL_DAYS && rows[i].distance_m > 0)
            m[k++] = rows[i].distance_m;
    qsort(m, k, sizeof(*m), by_size);
    return k ? (m[(k - 1) / 2] + m[k / 2]) / 2 : (double)NAN;
}

void history_zone_seconds(const struct store_facts *f, const struct load_border *border,
                          size_t n, double *ret_s)
{
    for (size_t i = 0; i < n; i++)
        ret_s[i] = 0;
    for (int bpm = HISTORY_HR_LOW; bpm <= HISTORY_HR_HIGH; bpm++) {
        size_t z = 0;
        while (z + 1 < n && bpm >= border[z].value)
            z++;
        ret_s[z] += f->hr_seconds[bpm];
    }
}
