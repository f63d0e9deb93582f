/* SPDX-License-Identifier: Apache-2.0 */
#include "pose/run_score.h"

#include <math.h>

#include "dsp/stats.h"

/* 40 samples a second: twice what a swing of 2.5 Hz with two overtones needs. */
enum { RATE_HZ = 40, WINDOW = 2 * RATE_HZ, MAX_WINDOWS = 512 };
static const double MIN_WINDOW_S = 1, MIN_SEEN = 0.6, STRIDE_MIN_S = 0.35, STRIDE_MAX_S = 1.4;

static double ramp(double x, double at_0, double at_1)
{
    return fmin(fmax((x - at_0) / (at_1 - at_0), 0), 1);
}

/* Evenly spaced copy of [from, from + k / RATE_HZ), gaps bridged by straight lines. Returns the
 * share of the original samples that were seen. */
static double resample(const double *t_s, const double (*apart)[2], size_t n, size_t from,
                       size_t k, double (*ret)[2])
{
    size_t a = from, seen = 0, all = 0;
    double end_s = t_s[from] + (double)k / RATE_HZ;

    for (size_t i = from; i < n && t_s[i] < end_s; i++, all++)
        seen += isnan(apart[i][0]) ? 0 : 1;
    while (a < n && isnan(apart[a][0]))
        a++;
    if (a == n)
        return 0;
    size_t b = a;
    for (size_t i = 0; i < k; i++) {
        double t = t_s[from] + (double)i / RATE_HZ;
        while (t_s[b] < t) {
            size_t next = b + 1;
            while (next < n && isnan(apart[next][0]))
                next++;
            if (next == n)
                break;
            a = b;
            b = next;
        }
        double f = t_s[b] > t_s[a] ? ramp(t, t_s[a], t_s[b]) : 0;
        for (int c = 0; c < 2; c++)
            ret[i][c] = apart[a][c] + f * (apart[b][c] - apart[a][c]);
    }
    return (double)seen / (double)all;
}

/* The swing along its longest axis, mean removed. Returns its variance. */
static double along_main_axis(double (*d)[2], size_t k, double *ret)
{
    double mean[2] = { 0, 0 }, xx = 0, xy = 0, yy = 0, sum = 0;
    /* NOLINTBEGIN(clang-analyzer-core.UndefinedBinaryOperatorResult): it loses count of k */
    for (size_t i = 0; i < k; i++)
        for (int c = 0; c < 2; c++)
            mean[c] += d[i][c] / (double)k;
    for (size_t i = 0; i < k; i++) {
        double x = d[i][0] - mean[0], y = d[i][1] - mean[1];
        xx += x * x;
        xy += x * y;
        yy += y * y;
    }
    double angle = 0.5 * atan2(2 * xy, xx - yy), c = cos(angle), s = sin(angle);
    for (size_t i = 0; i < k; i++) {
        ret[i] = c * (d[i][0] - mean[0]) + s * (d[i][1] - mean[1]);
        sum += ret[i] * ret[i];
    }
    /* NOLINTEND(clang-analyzer-core.UndefinedBinaryOperatorResult) */
    return sum / (double)k;
}

static double correlation(const double *x, size_t k, size_t lag)
{
    double ab = 0, aa = 0, bb = 0;
    for (size_t i = 0; i + lag < k; i++) {
        ab += x[i] * x[i + lag];
        aa += x[i] * x[i];
        bb += x[i + lag] * x[i + lag];
    }
    return aa > 0 && bb > 0 ? ab / sqrt(aa * bb) : 0;
}

static double score_window(double (*d)[2], size_t k, double height_px)
{
    double x[WINDOW], best = 0, stride_s = 1;
    double swing = 2 * M_SQRT2 * sqrt(along_main_axis(d, k, x)) / height_px;

    for (size_t lag = (size_t)(STRIDE_MIN_S * RATE_HZ);
         lag <= (size_t)(STRIDE_MAX_S * RATE_HZ) && lag < k * 3 / 4; lag++) {
        double periodic = (correlation(x, k, lag) - correlation(x, k, lag / 2)) / 2;
        if (periodic > best + 1e-9) {
            best = periodic;
            stride_s = (double)lag / RATE_HZ;
        }
    }
    double steps_hz = 2 / stride_s;
    return ramp(best, 0.2, 0.7) * ramp(swing, 0.06, 0.2) * ramp(steps_hz, 1, 2) *
           ramp(steps_hz, 5.5, 4.5);
}

double run_score(const double *t_s, const double (*apart)[2], size_t n, double height_px)
{
    double scores[MAX_WINDOWS], d[WINDOW][2];
    size_t n_scores = 0;

    if (n < 2 || !(height_px > 0) || !(t_s[n - 1] - t_s[0] >= MIN_WINDOW_S))
        return 0;
    double length_s = fmin(t_s[n - 1] - t_s[0], (double)WINDOW / RATE_HZ);
    size_t k = (size_t)(length_s * RATE_HZ);
    /* Half-overlapping windows; in a long clip, spread out so that MAX_WINDOWS suffice. */
    double hop_s = fmax(length_s / 2, (t_s[n - 1] - t_s[0]) / (MAX_WINDOWS - 1));
    double next_s = t_s[0];
    for (size_t i = 0; i < n && n_scores < MAX_WINDOWS; i++) {
        if (t_s[i] < next_s || t_s[i] + length_s > t_s[n - 1] + 1e-6)
            continue;
        next_s = t_s[i] + hop_s;
        if (resample(t_s, apart, n, i, k, d) >= MIN_SEEN)
            scores[n_scores++] = score_window(d, k, height_px);
    }
    return n_scores > 0 ? dsp_median(scores, n_scores) : 0;
}
