/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>
#include <stdio.h>

#include "base/mem.h"
#include "history/history.h"
#include "load/dose.h"
#include "load/intervals.h"
#include "load/repair.h"
#include "load/score.h"
#include "load/zones.h"

/* Seconds at each whole heart rate: every zone by heart rate is a sum of these. */
static int add_heart_rates(const struct activity *a, struct store_facts *f, struct err *err)
{
    const double *hr = a->column[ACTIVITY_HR];
    AUTO(mem) double *weight = mem_array(a->n_samples, sizeof(*weight));

    if (!weight)
        return err_set(err, ERR_NOMEM, "no memory for %zu samples", a->n_samples);
    if (!hr)
        return 0;
    load_weights(a, ACTIVITY_HR, LOAD_GAP_S, weight);
    for (size_t i = 0; i < a->n_samples; i++)
        if (hr[i] >= 0 && hr[i] < STORE_BPM_MAX - 1)
            f->hr_seconds[(size_t)(hr[i] + 0.5)] += weight[i];
    return 0;
}

static void add_dose(const struct load_signal *s, struct store_facts *f)
{
    struct load_dose d;

    load_dose_of(s, &d);
    f->number[STORE_FACT_STEPS] = d.steps;
    f->number[STORE_FACT_STEP_FORCE] = d.force_bw;
    f->number[STORE_FACT_FORCE_SUM] = d.sum1;
    f->number[STORE_FACT_FORCE_SUM4] = d.sum4;
    f->number[STORE_FACT_DOWNHILL] = d.downhill;
    f->number[STORE_FACT_BAND_S] = d.band_s;
}

static int add_bouts(const struct activity *a, const struct load_signal *s,
                     struct store_facts *f, struct err *err)
{
    AUTO(load_intervals) struct load_intervals *bouts = NULL;
    const struct load_intervals_params par = LOAD_INTERVALS_PARAMS_INIT;
    int rc = load_intervals_find(a, s, &par, &bouts, err);

    if (rc < 0 || !bouts)
        return rc;
    snprintf(f->format, sizeof(f->format), "%s", bouts->format);
    f->hard_bouts = bouts->hiit != NULL;
    return 0;
}

static int add_all(const struct activity *a, struct store_facts *f, struct err *err)
{
    AUTO(load_signal) struct load_signal *s = NULL;
    const struct load_profile nobody = LOAD_PROFILE_UNKNOWN;
    struct load_borders borders;
    struct load_scores scores;
    int rc = load_signal_new(a, &s, err);

    if (rc < 0)
        return rc;
    load_borders_of(&nobody, &borders);
    rc = load_scores_of(a, s, &borders, -1, NAN, &scores, err);
    if (rc < 0)
        return rc;
    f->number[STORE_FACT_ACTIVE_S] = scores.active_s;
    f->number[STORE_FACT_HR_S] = scores.hr_s;
    f->number[STORE_FACT_GRADED_SPEED] = scores.graded_speed_m_s;
    f->number[STORE_FACT_PEAK_HR] = load_peak_hr(a);
    if (activity_sports[a->sport].on_foot)
        add_dose(s, f);
    rc = add_bouts(a, s, f, err);
    return rc < 0 ? rc : add_heart_rates(a, f, err);
}

int history_facts(struct activity *a, struct store_facts *ret, struct err *err)
{
    AUTO(load_repairs) struct load_repairs *repairs = NULL;
    struct store_facts f = { .version = HISTORY_FACTS };

    for (size_t i = 0; i < STORE_N_FACTS; i++)
        f.number[i] = NAN;
    if (a->n_samples < 2) { /* nothing to compute: entered by hand, or a summary only */
        *ret = f;
        return 0;
    }
    int rc = load_repair(a, &repairs, err);
    if (rc < 0)
        return rc;
    rc = add_all(a, &f, err);
    load_repair_undo(a, repairs);
    size_t changes = 0;
    for (size_t i = 0; i < repairs->n; i++)
        changes += load_repair_kinds[repairs->item[i].kind].changes;
    f.number[STORE_FACT_REPAIRS] = (double)changes;
    if (rc == 0)
        *ret = f;
    return rc;
}
