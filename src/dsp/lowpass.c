/* SPDX-License-Identifier: Apache-2.0 */
#include "dsp/lowpass.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "base/mem.h"

struct biquad {
    double b0, b1, b2, a1, a2;
};

/* 2nd-order Butterworth by the bilinear transform with the cut-off pre-warped. The correction
 * for the two passes belongs on the warped frequency: on fc itself it would be off by some
 * parts in a thousand at video rates. */
static struct biquad butterworth(double fs_hz, double fc_hz)
{
    double k = tan(M_PI * fc_hz / fs_hz) / pow(M_SQRT2 - 1, 0.25);
    double norm = 1 / (1 + M_SQRT2 * k + k * k);
    return (struct biquad){
        .b0 = k * k * norm,
        .b1 = 2 * k * k * norm,
        .b2 = k * k * norm,
        .a1 = 2 * (k * k - 1) * norm,
        .a2 = (1 - M_SQRT2 * k + k * k) * norm,
    };
}

/* In place, starting settled on the first sample, so that a constant passes unchanged. */
static void run(const struct biquad *f, double *x, size_t n, ptrdiff_t step)
{
    double x1 = *x, x2 = *x, y1 = *x, y2 = *x;
    for (size_t i = 0; i < n; i++, x += step) {
        double y = f->b0 * *x + f->b1 * x1 + f->b2 * x2 - f->a1 * y1 - f->a2 * y2;
        x2 = x1;
        x1 = *x;
        y2 = y1;
        y1 = y;
        *x = y;
    }
}

int dsp_lowpass(const double *x, size_t n, double fs_hz, double fc_hz, double *ret_y,
                struct err *err)
{
    if (n < 3)
        return err_set(err, ERR_TOO_SHORT, "%zu samples cannot be filtered, 3 are needed", n);
    if (!(fs_hz > 0) || !(fc_hz > 0) || !(fc_hz < 0.4 * fs_hz))
        return err_set(err, ERR_USAGE, "a cut-off of %g Hz does not fit a rate of %g Hz", fc_hz,
                       fs_hz);

    double want = ceil(2 * fs_hz / fc_hz);
    size_t pad = want < (double)(n - 1) ? (size_t)want : n - 1;
    AUTO(mem) double *work = mem_array(n + 2 * pad, sizeof(*work));
    if (!work)
        return err_set(err, ERR_NOMEM, "no memory for %zu samples", n);
    for (size_t i = 0; i < pad; i++) {
        work[i] = 2 * x[0] - x[pad - i];
        work[pad + n + i] = 2 * x[n - 1] - x[n - 2 - i];
    }
    memcpy(work + pad, x, n * sizeof(*x));

    struct biquad f = butterworth(fs_hz, fc_hz);
    run(&f, work, n + 2 * pad, 1);
    run(&f, work + n + 2 * pad - 1, n + 2 * pad, -1);
    memcpy(ret_y, work + pad, n * sizeof(*x));
    return 0;
}

/* Lagrange polynomial through k points at x. */
static double interpolate(const double *px, const double *py, int k, double x)
{
    double sum = 0;
    for (int i = 0; i < k; i++) {
        double term = py[i];
        for (int j = 0; j < k; j++)
            if (j != i)
                term *= (x - px[j]) / (px[i] - px[j]);
        sum += term;
    }
    return sum;
}

size_t dsp_fill_gaps(double *x, size_t n, size_t max_gap)
{
    size_t filled = 0;

    for (size_t from = 0; from < n; from++) {
        if (!isnan(x[from]))
            continue;
        size_t to = from;
        while (to < n && isnan(x[to]))
            to++;
        if (from > 0 && to < n && to - from <= max_gap) {
            bool wide = from > 1 && to + 1 < n && !isnan(x[from - 2]) && !isnan(x[to + 1]);
            double f = (double)from, t = (double)to;
            double px[4] = { f - 1, t, f - 2, t + 1 };
            double py[4] = { x[from - 1], x[to], wide ? x[from - 2] : 0, wide ? x[to + 1] : 0 };
            for (size_t i = from; i < to; i++)
                x[i] = interpolate(px, py, wide ? 4 : 2, (double)i);
            filled += to - from;
        }
        from = to;
    }
    return filled;
}

void dsp_derivative(const double *x, const double *t_s, size_t n, double *ret_dx)
{
    for (size_t i = 0; i < n; i++) {
        size_t a = i > 0 ? i - 1 : 0, b = i + 1 < n ? i + 1 : i;
        ret_dx[i] = (x[b] - x[a]) / (t_s[b] - t_s[a]);
    }
}

int dsp_lowpass_runs(double *x, size_t n, double fs_hz, double fc_hz, size_t shortest,
                     struct err *err)
{
    for (size_t from = 0, to; from < n; from = to + 1) {
        for (to = from; to < n && !isnan(x[to]);)
            to++;
        if (to - from < shortest)
            continue;
        int rc = dsp_lowpass(x + from, to - from, fs_hz, fc_hz, x + from, err);
        if (rc < 0)
            return rc;
    }
    return 0;
}
