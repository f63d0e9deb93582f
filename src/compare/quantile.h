/* SPDX-License-Identifier: Apache-2.0 */
#ifndef COMPARE_QUANTILE_H
#define COMPARE_QUANTILE_H
/*
 * quantile - the few quantiles that a handful of repeats need. Internal to compare. Pure.
 */

/* 0.975 quantile of Student's t; df >= 1, any real. Good to 0.3 %. */
double quantile_t975(double df);
/* 0.025 and 0.975 quantiles of chi square; df a whole number 1..15, else the nearest. */
void quantile_chi2(double df, double *ret_lo, double *ret_hi);

#endif
