/* SPDX-License-Identifier: Apache-2.0 */
#ifndef DSP_STATS_H
#define DSP_STATS_H
/*
 * stats - robust statistics of a few to a few thousand numbers.
 *
 * Depends on: base. Pure. NaN values are left out everywhere; with nothing left the answer is
 * NaN. Cost: O(n log n), one scratch copy; NaN also when memory runs out.
 */
#include <stddef.h>
#include <stdint.h>

double dsp_mean(const double *x, size_t n);
double dsp_sd(const double *x, size_t n); /* sample standard deviation; NaN under 2 values */
/* Quantile q in 0..1, linear between order statistics (type 7 of Hyndman & Fan 1996). */
double dsp_quantile(const double *x, size_t n, double q);
double dsp_median(const double *x, size_t n);
/* 1.4826 * median |x - median|: the standard deviation of normal data, deaf to outliers. */
double dsp_mad(const double *x, size_t n);

/* 95 % bootstrap interval (percentile method, 2000 resamples of the median; Efron & Tibshirani
 * 1993, ch. 13). The same seed gives the same interval. Under 3 values both ends are NaN. */
void dsp_median_interval(const double *x, size_t n, uint64_t seed, double *ret_lo,
                         double *ret_hi);

#endif
