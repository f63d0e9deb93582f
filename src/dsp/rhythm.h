/* SPDX-License-Identifier: Apache-2.0 */
#ifndef DSP_RHYTHM_H
#define DSP_RHYTHM_H
/*
 * rhythm - periods and extrema of sampled signals, between the samples.
 *
 * Depends on: base. Pure. Signals may hold NaN: they count as no information.
 */
#include <stddef.h>

#include "base/err.h"

/*
 * The dominant rhythm of x [n] at times t_s [n] (may be uneven) between two frequencies: the
 * maximum of the least-squares (Lomb-Scargle) periodogram, searched on a fine grid and refined
 * by a parabola. ret_share is the power at that frequency as a share 0..1 of the signal's
 * variance about a straight line. NaN for both if fewer than 8 samples or no variance. Cost:
 * O(k * grid), k = at most 12 samples for each 1 / f_hi (faster sampling is averaged first),
 * grid = 8 * duration * (f_hi - f_lo). Source: Scargle 1982, ApJ 263:835.
 */
void dsp_dominant_frequency(const double *x, const double *t_s, size_t n, double f_lo_hz,
                            double f_hi_hz, double *ret_hz, double *ret_share);

/* Offset in samples, -0.5..0.5, of the extremum of the parabola through three samples around
 * the middle one, and its value. Equal samples give 0. */
double dsp_parabola(double before, double middle, double after, double *ret_value);

struct dsp_peak {
    double t_s, value;
    size_t i; /* the sample nearest to the maximum */
};

/*
 * Maxima of x [n] at times t_s, at least min_gap_s apart (the higher wins) and standing at
 * least min_rise above the lower of the valleys beside them. ret_peaks [n/2 + 1]; returns their
 * number, in order of time. Times and values are refined by a parabola.
 */
size_t dsp_peaks(const double *x, const double *t_s, size_t n, double min_gap_s,
                 double min_rise, struct dsp_peak *ret_peaks);

/* Linear interpolation of x [n] at time t; NaN outside or beside a NaN. */
double dsp_at(const double *x, const double *t_s, size_t n, double t);

#endif
