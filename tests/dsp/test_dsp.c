/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include <math.h>

#include "base/mem.h"
#include "base/rng.h"
#include "dsp/lowpass.h"
#include "dsp/quantile.h"
#include "dsp/rhythm.h"
#include "dsp/stats.h"

enum { N = 2000 };

static void a_sine_at_the_cutoff_leaves_with_gain_of_root_half(void **state)
{
    (void)state;
    static const struct {
        double f_hz, gain, tolerance;
    } rows[] = {
        { 6, M_SQRT1_2, 1e-3 }, /* the definition of the cut-off */
        { 0.5, 1, 1e-3 },       /* far below: untouched */
        { 24, 0.00778, 1e-4 },  /* 1 / (1 + (0.802 tan(24 pi/fs) / tan(6 pi/fs))^4) */
    };
    struct err err = { 0 };
    for (size_t r = 0; r < N_ELEMS(rows); r++) {
        double x[N], peak = 0;
        for (int i = 0; i < N; i++)
            x[i] = sin(2 * M_PI * rows[r].f_hz * i / 200.0);
        assert_ok(dsp_lowpass(x, N, 200, 6, x, &err), err);
        for (int i = 500; i < 1500; i++)
            peak = fmax(peak, fabs(x[i]));
        assert_near(peak, rows[r].gain, rows[r].tolerance);
    }
}

static void filtering_has_no_delay_and_keeps_lines(void **state)
{
    (void)state;
    double x[200], y[200];
    struct err err = { 0 };
    for (int i = 0; i < 200; i++)
        x[i] = 3 + 0.1 * i;
    assert_ok(dsp_lowpass(x, 200, 30, 4, y, &err), err);
    for (int i = 0; i < 200; i++)
        assert_near(y[i], x[i], 1e-2); /* the ends settle on the reflected line */
    for (int i = 0; i < 200; i++)
        x[i] = exp(-(i - 100) * (i - 100) / 50.0);
    assert_ok(dsp_lowpass(x, 200, 30, 4, y, &err), err);
    for (int i = 1; i < 90; i++)
        assert_near(y[100 - i], y[100 + i], 1e-9);
}

static void bad_filter_parameters_are_refused(void **state)
{
    (void)state;
    double x[10] = { 0 };
    struct err err = { 0 };
    assert_refused(dsp_lowpass(x, 2, 30, 4, x, &err), ERR_TOO_SHORT);
    assert_refused(dsp_lowpass(x, 10, 30, 12.1, x, &err), ERR_USAGE);
    assert_refused(dsp_lowpass(x, 10, 30, NAN, x, &err), ERR_USAGE);
    assert_refused(dsp_lowpass(x, 10, 0, 1, x, &err), ERR_USAGE);
}

/* Runs between gaps are smoothed as if each stood alone; short ones and gaps stay. */
static void runs_are_smoothed_each_by_itself(void **state)
{
    enum { LENGTH = 40, GAP = 20, SHORTEST = 6, END = 36 };
    double x[LENGTH], y[LENGTH], alone[GAP];
    struct err err = { 0 };

    (void)state;
    for (int i = 0; i < LENGTH; i++)
        x[i] = y[i] = sin(1.3 * i);
    x[GAP] = y[GAP] = x[END] = y[END] = NAN; /* 20 samples, 15, and 3 that are too few */
    assert_ok(dsp_lowpass(x, GAP, 100, 6, alone, &err), err);
    assert_ok(dsp_lowpass_runs(y, LENGTH, 100, 6, SHORTEST, &err), err);
    assert_memory_equal(y, alone, sizeof(alone));
    assert_true(isnan(y[GAP]) && isnan(y[END]));
    assert_true(y[GAP + 3] != x[GAP + 3]);
    for (int i = END + 1; i < LENGTH; i++)
        assert_near(y[i], x[i], 0);
    assert_refused(dsp_lowpass_runs(y, LENGTH, 100, 60, SHORTEST, &err), ERR_USAGE);
}

static void quantiles_are_those_of_the_tables(void **state)
{
    double lo, hi;
    (void)state;
    assert_near(dsp_t975(1), 12.706, 0);
    assert_near(dsp_t975(12), 2.179, 0.003); /* between rows: 0.1 % */
    assert_near(dsp_t975(40), 2.021, 0.003);
    assert_near(dsp_t975(1e9), 1.960, 1e-6);
    for (double df = 1; df < 40; df += 0.5)
        assert_true(dsp_t975(df) > dsp_t975(df + 0.5));
    for (double df = 1; df < 15; df++) {
        double next_lo, next_hi;
        dsp_chi2_95(df, &lo, &hi);
        dsp_chi2_95(df + 1, &next_lo, &next_hi);
        assert_true(lo < df && df < hi && lo < next_lo && hi < next_hi);
        /* Wilson-Hilferty, good to a few percent from 4 degrees on */
        double c = 2 / (9 * df), up = df * pow(1 - c + 1.96 * sqrt(c), 3);
        if (df > 3)
            assert_near(hi, up, 0.01 * hi);
    }
}

static void short_gaps_are_filled_long_ones_stay(void **state)
{
    (void)state;
    double x[12];
    for (int i = 0; i < 12; i++)
        x[i] = i * i; /* a cubic passes through a parabola exactly */
    x[3] = x[4] = NAN;
    x[7] = x[8] = x[9] = NAN;
    x[11] = NAN;
    assert_int_equal(dsp_fill_gaps(x, 12, 2), 2);
    assert_near(x[3], 9, 1e-9);
    assert_near(x[4], 16, 1e-9);
    assert_true(isnan(x[7]) && isnan(x[8]) && isnan(x[9]) && isnan(x[11]));
}

static void statistics_agree_with_hand_worked_numbers(void **state)
{
    (void)state;
    const double x[] = { 4, NAN, 1, 3, 2, 100 };
    assert_near(dsp_median(x, 6), 3, 0);
    assert_near(dsp_mean(x, 6), 22, 1e-12);
    assert_near(dsp_quantile(x, 6, 0.25), 2, 1e-12);
    assert_near(dsp_mad(x, 6), 1.4826, 1e-9); /* deviations 0 1 1 2 97 */
    assert_near(dsp_sd(x, 5), 1.2909944487, 1e-9);
    assert_true(isnan(dsp_median(x + 1, 1)));
    double lo, hi;
    dsp_median_interval(x, 2, 1, &lo, &hi);
    assert_true(isnan(lo) && isnan(hi));
}

static void the_interval_of_a_median_holds_it_as_often_as_it_says(void **state)
{
    (void)state;
    struct rng rng = rng_new(7, 1);
    int held = 0;
    for (int trial = 0; trial < 300; trial++) {
        double x[25], lo, hi;
        for (int i = 0; i < 25; i++)
            x[i] = rng_normal(&rng);
        dsp_median_interval(x, 25, 3, &lo, &hi);
        held += lo <= 0 && 0 <= hi;
    }
    /* 95 % of 300 is 285; three binomial standard deviations are 11; the percentile method is
     * a little short at n = 25. */
    assert_true(held >= 270 && held <= 297);
}

static void a_rhythm_is_found_in_noise_and_uneven_time(void **state)
{
    (void)state;
    struct rng rng = rng_new(5, 1);
    double x[300], t[300], hz, share;
    for (int i = 0; i < 300; i++) {
        t[i] = i / 30.0 + 0.004 * rng_uniform(&rng);
        x[i] = 0.3 * t[i] + sin(2 * M_PI * 2.81 * t[i]) + 0.5 * rng_normal(&rng);
        if (i % 17 == 0)
            x[i] = NAN;
    }
    dsp_dominant_frequency(x, t, 300, 1, 4, &hz, &share);
    assert_near(hz, 2.81, 0.01); /* 10 s of signal: a tenth of the 0.1 Hz resolution */
    assert_true(share > 0.5 && share < 0.9);
    dsp_dominant_frequency(x, t, 5, 1, 4, &hz, &share);
    assert_true(isnan(hz) && isnan(share));
}

static void peaks_lie_between_samples(void **state)
{
    (void)state;
    double x[120], t[120];
    struct dsp_peak peaks[61];
    for (int i = 0; i < 120; i++) {
        t[i] = i / 30.0;
        x[i] = cos(2 * M_PI * (t[i] - 0.511)); /* maxima at 0.511, 1.511, ... */
    }
    size_t k = dsp_peaks(x, t, 120, 0.3, 0.5, peaks);
    assert_int_equal(k, 4);
    for (size_t i = 0; i < k; i++) {
        assert_near(peaks[i].t_s, 0.511 + (double)i, 1e-3); /* 3 % of a sample */
        assert_near(peaks[i].value, 1, 1e-3);
    }
    assert_near(dsp_at(x, t, 120, 1.0 / 60), (x[0] + x[1]) / 2, 1e-12);
    assert_true(isnan(dsp_at(x, t, 120, 5)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_sine_at_the_cutoff_leaves_with_gain_of_root_half),
        cmocka_unit_test(filtering_has_no_delay_and_keeps_lines),
        cmocka_unit_test(bad_filter_parameters_are_refused),
        cmocka_unit_test(runs_are_smoothed_each_by_itself),
        cmocka_unit_test(quantiles_are_those_of_the_tables),
        cmocka_unit_test(short_gaps_are_filled_long_ones_stay),
        cmocka_unit_test(statistics_agree_with_hand_worked_numbers),
        cmocka_unit_test(the_interval_of_a_median_holds_it_as_often_as_it_says),
        cmocka_unit_test(a_rhythm_is_found_in_noise_and_uneven_time),
        cmocka_unit_test(peaks_lie_between_samples),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
