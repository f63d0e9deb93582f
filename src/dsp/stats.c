/* SPDX-License-Identifier: Apache-2.0 */
#include "dsp/stats.h"

#include <math.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/rng.h"

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* The values that are there, in order. NULL: none, or no memory. */
static double *sorted(const double *x, size_t n, size_t *ret_n)
{
    double *s = mem_array(n, sizeof(*s));
    size_t k = 0;
    for (size_t i = 0; s && i < n; i++)
        if (!isnan(x[i]))
            s[k++] = x[i];
    if (k == 0) {
        free(s);
        return NULL;
    }
    qsort(s, k, sizeof(*s), by_value);
    *ret_n = k;
    return s;
}

static double quantile_of_sorted(const double *s, size_t n, double q)
{
    double at = q * (double)(n - 1);
    size_t i = (size_t)at;
    return i + 1 < n ? s[i] + (at - (double)i) * (s[i + 1] - s[i]) : s[n - 1];
}

double dsp_mean(const double *x, size_t n)
{
    double sum = 0;
    size_t k = 0;
    for (size_t i = 0; i < n; i++)
        if (!isnan(x[i])) {
            sum += x[i];
            k++;
        }
    return k ? sum / (double)k : NAN;
}

double dsp_sd(const double *x, size_t n)
{
    double mean = dsp_mean(x, n), sum = 0;
    size_t k = 0;
    for (size_t i = 0; i < n; i++)
        if (!isnan(x[i])) {
            sum += (x[i] - mean) * (x[i] - mean);
            k++;
        }
    return k > 1 ? sqrt(sum / (double)(k - 1)) : NAN;
}

double dsp_quantile(const double *x, size_t n, double q)
{
    size_t k = 0;
    AUTO(mem) double *s = sorted(x, n, &k);
    return s ? quantile_of_sorted(s, k, q) : NAN;
}

double dsp_median(const double *x, size_t n) { return dsp_quantile(x, n, 0.5); }

double dsp_mad(const double *x, size_t n)
{
    double m = dsp_median(x, n);
    AUTO(mem) double *d = mem_array(n, sizeof(*d));
    for (size_t i = 0; d && i < n; i++)
        d[i] = fabs(x[i] - m);
    return d ? 1.4826 * dsp_median(d, n) : NAN;
}

/* k values drawn from s [k] with replacement, in order: s is in order, so that counting how
 * often each was drawn sorts them. */
static void resample(const double *s, size_t k, struct rng *rng, uint32_t *times,
                     double *ret_draw)
{
    for (size_t i = 0; i < k; i++)
        times[i] = 0;
    for (size_t i = 0; i < k; i++)
        times[rng_below(rng, (uint32_t)k)]++;
    for (size_t i = 0, n = 0; i < k; i++)
        for (uint32_t t = 0; t < times[i]; t++)
            ret_draw[n++] = s[i];
}

void dsp_median_interval(const double *x, size_t n, uint64_t seed, double *ret_lo,
                         double *ret_hi)
{
    enum { RESAMPLES = 2000 };
    size_t k = 0;
    AUTO(mem) double *s = sorted(x, n, &k);
    AUTO(mem) double *medians = mem_array(RESAMPLES, sizeof(*medians));
    AUTO(mem) double *draw = mem_array(n, sizeof(*draw));
    AUTO(mem) uint32_t *times = mem_array(n, sizeof(*times));

    *ret_lo = *ret_hi = NAN;
    if (!s || !medians || !draw || !times || k < 3)
        return;
    struct rng rng = rng_new(seed, 0);
    for (size_t r = 0; r < RESAMPLES; r++) {
        resample(s, k, &rng, times, draw);
        medians[r] = quantile_of_sorted(draw, k, 0.5);
    }
    qsort(medians, RESAMPLES, sizeof(*medians), by_value);
    *ret_lo = quantile_of_sorted(medians, RESAMPLES, 0.025);
    *ret_hi = quantile_of_sorted(medians, RESAMPLES, 0.975);
}
