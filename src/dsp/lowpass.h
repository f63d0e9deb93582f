/* SPDX-License-Identifier: Apache-2.0 */
#ifndef DSP_LOWPASS_H
#define DSP_LOWPASS_H
/*
 * lowpass - smoothing without delay, and gaps closed before it.
 *
 * Depends on: base. Pure functions; cost O(n), one scratch buffer of about 1.2 n doubles.
 */
#include <stddef.h>

#include "base/err.h"

/*
 * Zero-lag low-pass: 2nd-order Butterworth, run forward then backward (4th order in all).
 *
 *   x      [n]   samples, any unit; no NaN (dsp_fill_gaps first)
 *   fs_hz        sample rate, > 0
 *   fc_hz        -3 dB frequency of the whole two-pass filter, 0 < fc < 0.8 * fs/2
 *   ret_y  [n]   same unit as x; may be x itself; written only on success
 *
 * n >= 3; the ends are padded by odd reflection, min(n - 1, 2 fs/fc) samples.
 * Errors: -ERR_USAGE (fs, fc), -ERR_TOO_SHORT (n < 3), -ERR_NOMEM.
 * Source: Winter, Biomechanics and Motor Control of Human Movement (2009), ch. 3: each pass
 * uses fc / (sqrt(2) - 1)^(1/4), since two passes halve the power at fc. A sine at fc leaves
 * with gain 1/sqrt(2): the test checks it.
 */
int dsp_lowpass(const double *x, size_t n, double fs_hz, double fc_hz, double *ret_y,
                struct err *err) MUST_USE;

/* The same in place over each run of samples between NaN; a run of fewer than `shortest` (at
 * least 3) is left as it is. Errors: those of dsp_lowpass. */
int dsp_lowpass_runs(double *x, size_t n, double fs_hz, double fc_hz, size_t shortest,
                     struct err *err) MUST_USE;

/* Close runs of NaN of at most max_gap samples by a cubic through the two good neighbours on
 * each side (a line where one is missing). Longer runs and runs at the ends stay NaN.
 * Returns the number of samples filled. */
size_t dsp_fill_gaps(double *x, size_t n, size_t max_gap);

/* Central differences of samples at times t_s [n] (ascending, may be uneven), one-sided at the
 * ends; NaN where a neighbour is NaN. ret_dx may not be x. n >= 2. */
void dsp_derivative(const double *x, const double *t_s, size_t n, double *ret_dx);

#endif
