/* SPDX-License-Identifier: Apache-2.0 */
#ifndef LOAD_TREND_H
#define LOAD_TREND_H
/*
 * trend - resting heart rate and heart rate variability against the runner's own usual.
 *
 * Depends on: dsp. Pure. Single days are noise: everything is a mean of a week. No alarm is
 * a diagnosis: in 21 days of overload such markers did not follow the loss of performance
 * (Slivka 2010; caution).
 */
#include <stddef.h>

enum load_drift { LOAD_DRIFT_UNKNOWN, LOAD_DRIFT_NONE, LOAD_DRIFT_AWAY };

struct load_trend {
    double week;             /* mean of the last 7 days */
    double usual, low, high; /* mean of the 28 days before, and the band that counts as usual */
    enum load_drift drift;   /* AWAY: resting heart rate above the band, variability below it */
};

/* Daily values, last = today, NaN where not measured; n any. At least 3 days of the last 7 and
 * 10 of the 28 before are needed, else LOAD_DRIFT_UNKNOWN. */

/* Resting heart rate in /min: away when the week's mean lies more than 5 above the usual
 * (weak; 5 to 7 are named). */
struct load_trend load_rest_hr_trend(const double *hr, size_t n);
/* RMSSD in ms: means of its natural logarithm; away when the week lies below the usual - 0.5
 * standard deviations of single days (moderate). week, usual, low and high are in ms. */
struct load_trend load_hrv_trend(const double *rmssd_ms, size_t n);

/* Root mean square of successive differences of rr_s [n] in ms. Beats outside 0.3 .. 2 s and
 * pairs that differ by more than a fifth are left out (ectopic beats and missed ones); NaN
 * with less than 30 pairs left. Meant for rest, not for running. */
double load_rmssd(const float *rr_s, size_t n);

#endif
