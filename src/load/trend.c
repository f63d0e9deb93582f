/* SPDX-License-Identifier: Apache-2.0 */
#include "load/trend.h"

#include <math.h>

#include "dsp/stats.h"

enum { WEEK = 7, BEFORE = 28, WEEK_MIN = 3, BEFORE_MIN = 10, PAIRS_MIN = 30 };

static size_t known(const double *x, size_t n)
{
    size_t k = 0;
    for (size_t i = 0; i < n; i++)
        if (!isnan(x[i]))
            k++;
    return k;
}

struct window { /* the last week, the days before, their means */
    double week, usual, sd;
    int enough;
};

static struct window windows(const double *x, size_t n)
{
    size_t w = n < WEEK ? n : WEEK;
    size_t b = n - w < BEFORE ? n - w : BEFORE;
    const double *week = x + (n - w), *before = week - b;
    return (struct window){ dsp_mean(week, w), dsp_mean(before, b), dsp_sd(before, b),
                            known(week, w) >= WEEK_MIN && known(before, b) >= BEFORE_MIN };
}

struct load_trend load_rest_hr_trend(const double *hr, size_t n)
{
    struct load_trend t = { NAN, NAN, NAN, NAN, LOAD_DRIFT_UNKNOWN };
    struct window w = windows(hr, n);
    t.week = w.week;
    if (!w.enough)
        return t;
    t.usual = w.usual;
    t.low = w.usual - 5;
    t.high = w.usual + 5;
    t.drift = w.week > t.high ? LOAD_DRIFT_AWAY : LOAD_DRIFT_NONE;
    return t;
}

struct load_trend load_hrv_trend(const double *rmssd_ms, size_t n)
{
    enum { DAYS = WEEK + BEFORE };
    struct load_trend t = { NAN, NAN, NAN, NAN, LOAD_DRIFT_UNKNOWN };
    double ln[DAYS];
    size_t m = n < DAYS ? n : DAYS;
    for (size_t i = 0; i < m; i++) {
        double v = rmssd_ms[n - m + i];
        ln[i] = v > 0 ? log(v) : NAN;
    }
    struct window w = windows(ln, m);
    t.week = exp(w.week);
    if (!w.enough)
        return t;
    t.usual = exp(w.usual);
    t.low = exp(w.usual - 0.5 * w.sd);
    t.high = exp(w.usual + 0.5 * w.sd);
    t.drift = t.week < t.low ? LOAD_DRIFT_AWAY : LOAD_DRIFT_NONE;
    return t;
}

double load_rmssd(const float *rr_s, size_t n)
{
    double sum = 0;
    size_t pairs = 0;
    for (size_t i = 1; i < n; i++) {
        double a = (double)rr_s[i - 1], b = (double)rr_s[i];
        if (!(a >= 0.3 && a <= 2 && b >= 0.3 && b <= 2) || fabs(b - a) > 0.2 * a)
            continue;
        sum += (b - a) * (b - a);
        pairs++;
    }
    return pairs >= PAIRS_MIN ? 1000 * sqrt(sum / (double)pairs) : NAN;
}
