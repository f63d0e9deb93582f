/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>

#include "load/clock.h"
#include "load/mend.h"

#define SET_BACK 30 /* samples: a clock that stays behind for longer was set back */

/* Sample k has the same values as an earlier one of the same time, and no other. */
static bool is_double(const struct activity *a, size_t k, size_t earlier)
{
    bool any = false; /* a sample of nothing but a time does no harm */
    for (size_t c = 0; c < ACTIVITY_N_COLUMNS; c++) {
        const double *x = a->column[c];
        if (!x || (isnan(x[k]) && isnan(x[earlier])))
            continue;
        if (!(x[k] == x[earlier]))
            return false;
        any = any || c != ACTIVITY_TIME;
    }
    for (size_t s = 0; s < a->n_streams; s++) {
        const double *x = a->stream[s].value;
        if (!(isnan(x[k]) && isnan(x[earlier])) && !(x[k] == x[earlier]))
            return false;
    }
    return any;
}

/* Samples from i on that lie before `latest`. */
static size_t behind(const double *t, size_t n, size_t i, double latest)
{
    size_t k = i;
    while (k < n && !(t[k] > latest))
        k++;
    return k - i;
}

static int set_forward(struct activity *a, struct load_repairs *r, size_t i, double latest,
                       struct err *err)
{
    double *t = a->column[ACTIVITY_TIME];
    double by = latest + 1 - t[i];
    struct load_repair p = {
        LOAD_REPAIR_TIME_SHIFT, ACTIVITY_TIME, i, a->n_samples - i, by, NULL
    };
    int rc = load_mend_note(r, a, p, err);
    for (size_t k = i; rc == 0 && k < a->n_samples; k++)
        t[k] += by;
    return rc;
}

static int gap(struct activity *a, struct load_repairs *r, size_t i, double from,
               struct err *err)
{
    double to = a->column[ACTIVITY_TIME][i], s = to - from - load_paused(a, from, to);
    struct load_repair p = { LOAD_REPAIR_GAP, ACTIVITY_TIME, i, 1, s, NULL };
    return s > LOAD_BRIDGE_S ? load_mend_note(r, a, p, err) : 0;
}

int load_mend_time(struct activity *a, struct load_repairs *r, struct err *err)
{
    double *t = a->column[ACTIVITY_TIME], latest = NAN;
    size_t last = 0;
    int rc = 0;
    for (size_t i = 0; rc == 0 && i < a->n_samples; i++) {
        if (isnan(t[i]))
            continue;
        if (t[i] < latest) {
            size_t n = behind(t, a->n_samples, i, latest);
            if (n > SET_BACK) {
                rc = set_forward(a, r, i, latest, err);
            } else {
                rc = load_mend_blank(r, a, LOAD_REPAIR_TIME_BACK, ACTIVITY_TIME, i, n, err);
                i += n - 1;
                continue;
            }
        } else if (t[i] == latest && is_double(a, i, last)) {
            rc = load_mend_blank(r, a, LOAD_REPAIR_TIME_DOUBLE, ACTIVITY_TIME, i, 1, err);
            continue;
        } else if (t[i] > latest) {
            rc = gap(a, r, i, latest, err);
        }
        latest = t[i];
        last = i;
    }
    return rc;
}
