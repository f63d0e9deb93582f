/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>

#include "load/clock.h"
#include "load/mend.h"

#define HR_LOW     30.0 /* /min */
#define HR_HIGH    235.0
#define SPIKE_RISE 25.0  /* /min off the values before and after ... */
#define SPIKE_S    12.0  /* ... for less than this: hearts take longer */
#define FROZEN_S   240.0 /* the same number for this long, while moving */
#define MOVING_M_S 1.0
#define LOCK_NEAR  3.0  /* /min between heart rate and cadence ... */
#define LOCK_S     90.0 /* ... for this long */
#define LOCK_STEP  12.0 /* /min that it jumps when it locks or lets go ... */
#define LOCK_EDGE  20.0 /* ... within these seconds */

static size_t next_known(const double *x, const double *t, size_t n, size_t i)
{
    while (i < n && (isnan(x[i]) || isnan(t[i])))
        i++;
    return i;
}

static int dropouts(struct activity *a, struct load_repairs *r, struct err *err)
{
    const double *hr = a->column[ACTIVITY_HR];
    int rc = 0;
    for (size_t i = 0; rc == 0 && i < a->n_samples; i++) {
        size_t n = 0;
        while (i + n < a->n_samples && (hr[i + n] < HR_LOW || hr[i + n] > HR_HIGH))
            n++;
        if (n)
            rc = load_mend_blank(r, a, LOAD_REPAIR_HR_DROPOUT, ACTIVITY_HR, i, n, err);
        i += n;
    }
    return rc;
}

static int spikes(struct activity *a, struct load_repairs *r, struct err *err)
{
    const double *hr = a->column[ACTIVITY_HR], *t = a->column[ACTIVITY_TIME];
    size_t n = a->n_samples, i = next_known(hr, t, n, 0);
    int rc = 0;
    while (rc == 0 && i < n) {
        size_t first = next_known(hr, t, n, i + 1), k = first;
        if (first >= n || fabs(hr[first] - hr[i]) < SPIKE_RISE || t[first] - t[i] > SPIKE_S) {
            i = first;
            continue;
        }
        double sign = hr[first] > hr[i] ? 1 : -1;
        while (k < n && sign * (hr[k] - hr[i]) >= SPIKE_RISE / 2)
            k = next_known(hr, t, n, k + 1);
        if (k < n && t[k] - t[i] <= SPIKE_S)
            rc =
                load_mend_blank(r, a, LOAD_REPAIR_HR_SPIKE, ACTIVITY_HR, first, k - first, err);
        i = k < n && t[k] - t[i] <= SPIKE_S ? k : first;
    }
    return rc;
}

static bool moves(const struct activity *a, size_t from, size_t to)
{
    const double *v = a->column[ACTIVITY_SPEED], *d = a->column[ACTIVITY_DISTANCE];
    const double *t = a->column[ACTIVITY_TIME];
    size_t known = 0, moving = 0;
    if (d && d[to] - d[from] > MOVING_M_S * (t[to] - t[from]))
        return true;
    for (size_t i = from; v && i <= to; i++) {
        known += isnan(v[i]) ? 0 : 1;
        moving += v[i] > MOVING_M_S ? 1 : 0;
    }
    return known && 10 * moving > 9 * known;
}

static int frozen(struct activity *a, struct load_repairs *r, struct err *err)
{
    const double *hr = a->column[ACTIVITY_HR], *t = a->column[ACTIVITY_TIME];
    size_t n = a->n_samples, i = next_known(hr, t, n, 0);
    int rc = 0;
    while (rc == 0 && i < n) {
        size_t last = i, k = next_known(hr, t, n, i + 1);
        while (k < n && hr[k] == hr[i] && t[k] - t[last] <= LOAD_BRIDGE_S) {
            last = k;
            k = next_known(hr, t, n, k + 1);
        }
        if (t[last] - t[i] >= FROZEN_S && moves(a, i, last))
            rc =
                load_mend_blank(r, a, LOAD_REPAIR_HR_FROZEN, ACTIVITY_HR, i, last - i + 1, err);
        i = k;
    }
    return rc;
}

int load_mend_hr(struct activity *a, struct load_repairs *r, struct err *err)
{
    int rc = 0;
    if (a->column[ACTIVITY_HR])
        rc = dropouts(a, r, err);
    if (rc == 0 && a->column[ACTIVITY_HR])
        rc = spikes(a, r, err);
    if (rc == 0 && a->column[ACTIVITY_HR])
        rc = frozen(a, r, err);
    return rc;
}

/* The heart rate jumps to or from the stretch [from, to] within LOCK_EDGE. */
static bool jumps_at_edge(const struct activity *a, size_t from, size_t to)
{
    const double *hr = a->column[ACTIVITY_HR], *t = a->column[ACTIVITY_TIME];
    for (size_t i = from; i-- > 0 && !(t[from] - t[i] > LOCK_EDGE);)
        if (fabs(hr[i] - hr[from]) >= LOCK_STEP)
            return true;
    for (size_t i = to + 1; i < a->n_samples && !(t[i] - t[to] > LOCK_EDGE); i++)
        if (fabs(hr[i] - hr[to]) >= LOCK_STEP)
            return true;
    return false;
}

/* From sample i on, the last one at which heart rate and cadence are near each other, and how
 * many are; a few in between that are not do not end it. */
static size_t last_near(const struct activity *a, size_t i, size_t *ret_near)
{
    const double *hr = a->column[ACTIVITY_HR], *cad = a->column[ACTIVITY_CADENCE];
    const double *t = a->column[ACTIVITY_TIME];
    size_t last = i, near = 0, odd = 0;
    for (size_t k = i; k < a->n_samples && odd <= 2 + near / 20; k++) {
        if (isnan(t[k]) || isnan(hr[k]) || isnan(cad[k]))
            continue;
        if (fabs(hr[k] - cad[k]) <= LOCK_NEAR) {
            near++;
            last = k;
        } else {
            odd++;
        }
    }
    *ret_near = near;
    return last;
}

/* A wrist sensor may count steps. Equal numbers alone prove nothing: many hearts beat 165 a
 * minute at 165 steps; a jump where it starts or ends does. */
int load_mend_cadence_lock(struct activity *a, struct load_repairs *r, struct err *err)
{
    const double *hr = a->column[ACTIVITY_HR], *t = a->column[ACTIVITY_TIME];
    const double *cad = a->column[ACTIVITY_CADENCE];
    size_t n = a->n_samples;
    int rc = 0;
    if (!hr || !cad || !activity_sports[a->sport].on_foot)
        return 0;
    for (size_t i = 0; rc == 0 && i < n; i++) {
        size_t near;
        if (isnan(t[i]) || !(fabs(hr[i] - cad[i]) <= LOCK_NEAR))
            continue;
        size_t last = last_near(a, i, &near);
        if (t[last] - t[i] < LOCK_S || near < 10)
            continue;
        struct load_repair p = {
            LOAD_REPAIR_HR_LIKE_CADENCE, ACTIVITY_HR, i, last - i + 1, t[last] - t[i], NULL
        };
        if (jumps_at_edge(a, i, last))
            rc = load_mend_blank(r, a, LOAD_REPAIR_HR_CADENCE, ACTIVITY_HR, i, last - i + 1,
                                 err);
        else
            rc = load_mend_note(r, a, p, err);
        i = last;
    }
    return rc;
}
