/* SPDX-License-Identifier: Apache-2.0 */
#ifndef DSP_QUANTILE_H
#define DSP_QUANTILE_H
/*
 * quantile - the few quantiles that intervals from a handful of numbers need. Pure; constant
 * time.
 */

/* 0.975 quantile of Student's t; df >= 1, any real. Good to 0.3 %. */
double dsp_t975(double df);
/* 0.025 and 0.975 quantiles of chi square; df a whole number 1..15, else the nearest. */
void dsp_chi2_95(double df, double *ret_lo, double *ret_hi);

#endif
