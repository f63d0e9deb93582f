/* SPDX-License-Identifier: Apache-2.0 */
#include "dsp/rhythm.h"

#include <math.h>
#include <stdbool.h>

#include "base/mem.h"
#include "dsp/stats.h"

/* Remove the straight line of least squares; returns the sum of squares left. */
static double detrend(const double *x, const double *t, size_t n, double *ret_y)
{
    double k = 0, st = 0, sx = 0, stt = 0, stx = 0, left = 0;
    for (size_t i = 0; i < n; i++) {
        if (isnan(x[i]))
            continue;
        k++;
        st += t[i];
        sx += x[i];
        stt += t[i] * t[i];
        stx += t[i] * x[i];
    }
    double det = k * stt - st * st;
    double slope = det > 0 ? (k * stx - st * sx) / det : 0, base = (sx - slope * st) / k;
    for (size_t i = 0; i < n; i++) {
        ret_y[i] = isnan(x[i]) ? 0 : x[i] - base - slope * t[i];
        left += ret_y[i] * ret_y[i];
    }
    return k < 8 ? NAN : left;
}

/* Sum of squares that a sine of this frequency explains, by least squares on sine and cosine.
 */
static double explained(const double *y, const double *x, const double *t, size_t n, double hz)
{
    double w = 2 * M_PI * hz, yc = 0, ys = 0, cc = 0, ss = 0, cs = 0;
    for (size_t i = 0; i < n; i++) {
        if (isnan(x[i]))
            continue;
        double c = cos(w * t[i]), s = sin(w * t[i]);
        yc += y[i] * c;
        ys += y[i] * s;
        cc += c * c;
        ss += s * s;
        cs += c * s;
    }
    double det = cc * ss - cs * cs;
    return det > 1e-9 ? (yc * yc * ss - 2 * yc * ys * cs + ys * ys * cc) / det : 0;
}

/* Means of blocks of samples, so that a fast camera costs no more than a slow one. Returns how
 * many are left; a block with nothing in it is NaN. */
static size_t thin(const double *x, const double *t_s, size_t n, size_t block, double *ret_x,
                   double *ret_t)
{
    size_t k = 0;
    for (size_t i = 0; i < n; i += block, k++) {
        size_t m = n - i < block ? n - i : block;
        ret_x[k] = dsp_mean(x + i, m);
        ret_t[k] = dsp_mean(t_s + i, m);
    }
    return k;
}

void dsp_dominant_frequency(const double *x, const double *t_s, size_t n, double f_lo_hz,
                            double f_hi_hz, double *ret_hz, double *ret_share)
{
    const double enough = 12; /* samples in the shortest period */
    AUTO(mem) double *y = mem_array(n, sizeof(*y));
    AUTO(mem) double *thin_x = mem_array(n, sizeof(*thin_x));
    AUTO(mem) double *thin_t = mem_array(n, sizeof(*thin_t));

    *ret_hz = *ret_share = NAN;
    if (!y || !thin_x || !thin_t || n < 8)
        return;
    double step = 1 / (8 * (t_s[n - 1] - t_s[0]));
    double rate_hz = (double)(n - 1) / (t_s[n - 1] - t_s[0]);
    double block = floor(rate_hz / (enough * f_hi_hz));
    n = thin(x, t_s, n, block >= 2 ? (size_t)block : 1, thin_x, thin_t);
    double total = detrend(thin_x, thin_t, n, y);
    if (!(total > 0) || !isfinite(step))
        return;
    double best = -1, best_hz = NAN;
    for (size_t i = 0; f_lo_hz + (double)i * step <= f_hi_hz; i++) {
        double f = f_lo_hz + (double)i * step;
        double p = explained(y, thin_x, thin_t, n, f);
        if (p > best) {
            best = p;
            best_hz = f;
        }
    }
    double at = dsp_parabola(explained(y, thin_x, thin_t, n, best_hz - step), best,
                             explained(y, thin_x, thin_t, n, best_hz + step), &best);
    *ret_hz = best_hz + at * step;
    *ret_share = fmin(1, best / total);
}

double dsp_parabola(double before, double middle, double after, double *ret_value)
{
    double bend = before - 2 * middle + after, tilt = after - before;
    double at = bend < 0 || bend > 0 ? -tilt / (2 * bend) : 0;
    at = fmax(-0.5, fmin(0.5, at));
    *ret_value = middle + tilt * at / 2 + bend * at * at / 2;
    return at;
}

/* Lowest value between sample i and the next sample higher than it, in one direction. */
static double valley(const double *x, size_t n, size_t i, int step)
{
    double low = x[i];
    for (size_t j = i;;) {
        if ((step < 0 && j == 0) || (step > 0 && j + 1 == n))
            return low;
        j = step < 0 ? j - 1 : j + 1;
        if (isnan(x[j]) || x[j] > x[i])
            return low;
        low = fmin(low, x[j]);
    }
}

static bool is_peak(const double *x, size_t n, size_t i, double min_rise)
{
    if (!(x[i] > x[i - 1]) || !(x[i] >= x[i + 1]))
        return false;
    return x[i] - fmax(valley(x, n, i, -1), valley(x, n, i, 1)) >= min_rise;
}

size_t dsp_peaks(const double *x, const double *t_s, size_t n, double min_gap_s,
                 double min_rise, struct dsp_peak *ret_peaks)
{
    size_t k = 0;

    for (size_t i = 1; i + 1 < n; i++) {
        if (!is_peak(x, n, i, min_rise))
            continue;
        double value, at = dsp_parabola(x[i - 1], x[i], x[i + 1], &value);
        double t = t_s[i] + at * (at < 0 ? t_s[i] - t_s[i - 1] : t_s[i + 1] - t_s[i]);
        struct dsp_peak peak = { .t_s = t, .value = value, .i = i };
        if (k > 0 && t - ret_peaks[k - 1].t_s < min_gap_s) {
            if (value > ret_peaks[k - 1].value)
                ret_peaks[k - 1] = peak;
        } else {
            ret_peaks[k++] = peak;
        }
    }
    return k;
}

double dsp_at(const double *x, const double *t_s, size_t n, double t)
{
    if (n == 0 || !(t >= t_s[0]) || !(t <= t_s[n - 1]))
        return NAN;
    size_t lo = 0, hi = n - 1;
    while (hi - lo > 1) {
        size_t mid = lo + (hi - lo) / 2;
        if (t_s[mid] <= t)
            lo = mid;
        else
            hi = mid;
    }
    if (hi == lo)
        return x[lo];
    double w = (t - t_s[lo]) / (t_s[hi] - t_s[lo]);
    if (!(w > 0)) /* a NaN on the far side does not matter exactly on a sample */
        return x[lo];
    return x[lo] + w * (x[hi] - x[lo]);
}
