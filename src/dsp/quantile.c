/* SPDX-License-Identifier: Apache-2.0 */
#include "dsp/quantile.h"

#include <math.h>
#include <stddef.h>

#include "base/mem.h"

/* clang-format off */
static const struct {
    double df, t;
} t975[] = {
    { 1, 12.706 }, { 2, 4.303 }, { 3, 3.182 }, { 4, 2.776 }, { 5, 2.571 }, { 6, 2.447 },
    { 7, 2.365 }, { 8, 2.306 }, { 9, 2.262 }, { 10, 2.228 }, { 15, 2.131 }, { 20, 2.086 },
    { 30, 2.042 }, { 60, 2.000 }, { 120, 1.980 },
};
static const struct {
    double lo, hi;
} chi2[] = {
    { 0.000982, 5.024 }, { 0.0506, 7.378 }, { 0.2158, 9.348 }, { 0.4844, 11.143 },
    { 0.8312, 12.833 }, { 1.2373, 14.449 }, { 1.6899, 16.013 }, { 2.1797, 17.535 },
    { 2.7004, 19.023 }, { 3.2470, 20.483 }, { 3.8157, 21.920 }, { 4.4038, 23.337 },
    { 5.0088, 24.736 }, { 5.6287, 26.119 }, { 6.2621, 27.488 },
};
/* clang-format on */

double dsp_t975(double df)
{
    const double limit = 1.960;
    size_t n = N_ELEMS(t975);
    if (!(df > 1))
        return t975[0].t;
    for (size_t i = 1; i < n; i++)
        if (df <= t975[i].df) { /* nearly a line in 1/df */
            double a = 1 / t975[i - 1].df, b = 1 / t975[i].df, x = 1 / df;
            return t975[i].t + (t975[i - 1].t - t975[i].t) * (x - b) / (a - b);
        }
    return limit + (t975[n - 1].t - limit) * t975[n - 1].df / df;
}

void dsp_chi2_95(double df, double *ret_lo, double *ret_hi)
{
    const size_t n = N_ELEMS(chi2);
    double i = fmin(fmax(round(df), 1), (double)n) - 1;
    *ret_lo = chi2[(size_t)i].lo;
    *ret_hi = chi2[(size_t)i].hi;
}
