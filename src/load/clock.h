/* SPDX-License-Identifier: Apache-2.0 */
#ifndef LOAD_CLOCK_H
#define LOAD_CLOCK_H
/*
 * clock - which seconds of an activity count, and the same activity at one row a second.
 *
 * Watches record every second, or only when something changes ("smart" recording), and they
 * pause. Everything in load that adds up time asks here, so that no sum counts a pause or a
 * gap. Depends on: base, activity. Pure. Samples may be out of order or repeated: time that
 * goes back counts nothing. Cost: O(samples + pauses); a struct load_signal takes 72 bytes a
 * second.
 */
#include <stddef.h>

#include "activity/activity.h"

#define LOAD_GAP_S 10.0 /* a value stands for at most this long after it was measured */
/* Longest gap bridged by a straight line of distance; where a device records more seldom than
 * that, five times its usual step. */
#define LOAD_BRIDGE_S 30.0

/*
 * Seconds that each sample's value of column c stands for: until the next sample that has a
 * value, pauses left out, at most cap_s (LOAD_GAP_S). The last one stands for the usual step
 * (median), at most 1 s. Samples without a value get 0. ret_s [a->n_samples]. A missing column
 * or missing times give all 0. Checked against the seconds in zone of 60 watch files: median
 * difference 0.2 % of the time.
 */
void load_weights(const struct activity *a, enum activity_column c, double cap_s,
                  double *ret_s);

/* Seconds of [from_s, to_s] that lie in pauses. */
double load_paused(const struct activity *a, double from_s, double to_s);

/*
 * An activity on a clock of active seconds: row i is the second that starts i seconds after
 * the first sample, pauses and long gaps cut out. NaN: not known there. Columns nobody
 * measured are all NaN.
 */
struct load_signal {
    size_t n;
    double *utc_s;      /* [n + 1] when the row starts; the last: when all ends */
    double *distance_m; /* [n + 1] at the start of the row; NaN before the first known */
    double *speed_m_s;  /* distance_m's slope; the speed column where there is no distance */
    double *hr, *power_w, *cadence, *altitude_m, *contact_s; /* last value, LOAD_GAP_S long */
    double *grade; /* rise / run of the smoothed altitude; the grade column where it has none */
};
int load_signal_new(const struct activity *a, struct load_signal **ret_signal, struct err *err)
    MUST_USE;
struct load_signal *load_signal_free(struct load_signal *s);
DEFINE_AUTO(load_signal)

/* Row in which the UTC time lies, clamped to 0..n. */
double load_signal_row(const struct load_signal *s, double utc_s);
/* UTC and distance at a row with a fraction, 0..n. */
double load_signal_utc(const struct load_signal *s, double row);
double load_signal_distance(const struct load_signal *s, double row);

#endif
