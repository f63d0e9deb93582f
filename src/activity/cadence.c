/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>

#include "activity/activity.h"

enum { /* /min */
       RUN_STRIDES_BELOW = 120,
       WALK_STRIDES_BELOW = 80,
       RUN_STRIDES_IMPOSSIBLE = 130,
       STANDING_BELOW = 30,
       BIN_MAX = 512,
};

/* Median of the samples in motion, to 1 /min, by counting; of the totals without samples. */
static double median_cadence(const struct activity *a)
{
    const double *v = a->column[ACTIVITY_CADENCE];
    size_t bins[BIN_MAX] = { 0 }, n = 0, below = 0;

    for (size_t i = 0; v && i < a->n_samples; i++)
        if (v[i] >= STANDING_BELOW && v[i] < BIN_MAX) {
            bins[(size_t)v[i]]++;
            n++;
        }
    for (size_t b = 0; n && b < BIN_MAX; b++) {
        below += bins[b];
        if (2 * below >= n)
            return (double)b;
    }
    return a->total[ACTIVITY_TOTAL_AVG_CADENCE];
}

static void double_totals(double *total)
{
    total[ACTIVITY_TOTAL_AVG_CADENCE] *= 2;
    total[ACTIVITY_TOTAL_MAX_CADENCE] *= 2;
    total[ACTIVITY_TOTAL_CYCLES] *= 2;
}

void activity_settle_cadence(struct activity *a, enum activity_cadence declared)
{
    double median = median_cadence(a);
    bool run = a->sport == ACTIVITY_SPORT_RUN;
    enum activity_cadence by_value = median < (run ? RUN_STRIDES_BELOW : WALK_STRIDES_BELOW)
                                         ? ACTIVITY_CADENCE_STRIDES
                                         : ACTIVITY_CADENCE_STEPS;

    if (!activity_sports[a->sport].on_foot) {
        a->cadence_raw = isnan(median) ? ACTIVITY_CADENCE_NONE : ACTIVITY_CADENCE_TURNS;
        return;
    }
    a->cadence_raw = declared;
    if (isnan(median) && declared != ACTIVITY_CADENCE_STRIDES)
        return;
    if (declared == ACTIVITY_CADENCE_NONE)
        a->cadence_raw = by_value;
    if (run && declared == ACTIVITY_CADENCE_STRIDES && median > RUN_STRIDES_IMPOSSIBLE) {
        a->cadence_raw = ACTIVITY_CADENCE_STEPS;
        activity_note_add(a, ACTIVITY_NOTE_CONVENTION, UINT64_MAX,
                          "cadence of %.0f strides a minute is impossible, taken as steps",
                          median);
    }
    if (a->cadence_raw != ACTIVITY_CADENCE_STRIDES)
        return;

    double *v = a->column[ACTIVITY_CADENCE];
    for (size_t i = 0; v && i < a->n_samples; i++)
        v[i] *= 2;
    double_totals(a->total);
    for (size_t i = 0; i < a->n_laps; i++)
        double_totals(a->lap[i].total);
}
