/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>

#include "base/mem.h"
#include "dsp/lowpass.h"
#include "spine/force.h"
#include "spine/spine.h"
#include "test.h"

/* 70 kg, 1.75 m; computed apart from this program. */
static const struct {
    double tc, tf, v, peak_bw, sink_cm, osc_cm, k_vert, shorten_cm, k_leg;
} sine_rows[] = {
    { 0.30, 0.05, 2.4, 1.83, 5.4, 5.7, 23.5, 12.6, 10.0 },
    { 0.26, 0.09, 2.8, 2.11, 5.9, 6.9, 24.5, 13.4, 10.9 },
    { 0.24, 0.11, 3.3, 2.29, 6.1, 7.5, 26.0, 14.9, 10.5 },
    { 0.20, 0.15, 4.5, 2.75, 6.0, 8.8, 31.3, 17.7, 10.7 },
};

static void the_half_sine_gives_the_derived_table(void **state)
{
    (void)state;
    for (size_t i = 0; i < N_ELEMS(sine_rows); i++) {
        struct spine_sine s;
        struct err err = { 0 };
        double kn_m = 70 * SPINE_G / 1000;
        assert_ok(spine_sine(sine_rows[i].tc, sine_rows[i].tf, sine_rows[i].v, 1.75, &s, &err),
                  err);
        /* half of the last printed digit, and a little for 9.81 */
        assert_near(s.peak_bw, sine_rows[i].peak_bw, 0.0051);
        assert_near(100 * s.sink_m, sine_rows[i].sink_cm, 0.051);
        assert_near(100 * s.vert_osc_m, sine_rows[i].osc_cm, 0.051);
        assert_near(kn_m * s.k_vert_bw_m, sine_rows[i].k_vert, 0.051);
        assert_near(100 * s.shorten_m, sine_rows[i].shorten_cm, 0.051);
        assert_near(kn_m * s.k_leg_bw_m, sine_rows[i].k_leg, 0.051);
    }
}

/* Newton's law, step by step: the body must leave the ground at the speed that flight needs and
 * sink as far as the formula says. */
static void the_half_sine_keeps_the_body_in_the_air(void **state)
{
    (void)state;
    for (size_t i = 0; i < N_ELEMS(sine_rows); i++) {
        double tc = sine_rows[i].tc, tf = sine_rows[i].tf, dt = tc / 20000;
        double v = -SPINE_G * tf / 2, y = 0, low = 0, impulse = 0;
        struct spine_sine s;
        struct err err = { 0 };
        assert_ok(spine_sine(tc, tf, 0, 0, &s, &err), err);
        for (int k = 0; k < 20000; k++) {
            double f = s.peak_bw * sin(M_PI * (k + 0.5) / 20000);
            impulse += f * dt;
            v += (f - 1) * SPINE_G * dt;
            y += v * dt;
            low = fmin(low, y);
        }
        assert_near(v, SPINE_G * tf / 2, 1e-4); /* takes off as it landed */
        assert_near(impulse, tc + tf, 1e-6);    /* weight times step time */
        assert_near(-low, s.sink_m, 0.001 * s.sink_m + 1e-5);
        assert_true(isnan(s.k_leg_bw_m));
    }
}

static void times_that_are_not_running_are_refused(void **state)
{
    struct spine_sine s;
    struct err err = { 0 };
    (void)state;
    assert_refused(spine_sine(0.01, 0.1, 0, 0, &s, &err), ERR_USAGE);
    assert_refused(spine_sine(NAN, 0.1, 0, 0, &s, &err), ERR_USAGE);
    assert_refused(spine_sine(0.2, -0.1, 0, 0, &s, &err), ERR_USAGE);
    assert_refused(spine_sine(0.2, NAN, 0, 0, &s, &err), ERR_USAGE);
}

static void two_masses_carry_the_weight_and_show_two_bumps(void **state)
{
    struct spine_two_mass m;
    struct err err = { 0 };
    double sum = 0, dt = 1e-5, leg = 0;
    (void)state;
    assert_ok(spine_two_mass(0.25, 0.10, 0.025, 1.5, 250, &m, &err), err);
    for (double t = dt / 2; t < 0.25; t += dt)
        sum += spine_two_mass_at(&m, t) * dt;
    assert_near(sum, 0.35, 1e-4);
    /* 0.08 (1.5/(9.81 0.025) + 1) 2: the leg stops within its bump */
    leg = 0.08 * (1.5 / (SPINE_G * 0.025) + 1) * 2;
    assert_near(m.leg_peak_bw, leg, 1e-9);
    assert_true(m.rest_peak_bw > m.leg_peak_bw && m.leg_at_s < m.rest_at_s);
    assert_near(spine_two_mass_at(&m, -0.01), 0, 0);
    assert_near(spine_two_mass_at(&m, 0.26), 0, 0);
}

static void two_masses_are_not_for_phones(void **state)
{
    struct spine_two_mass m;
    struct err err = { 0 };
    (void)state;
    assert_refused(spine_two_mass(0.25, 0.10, 0.025, 1.5, 120, &m, &err), ERR_UNSUPPORTED);
    assert_non_null(strstr(err.msg, "200 samples a second"));
    assert_refused(spine_two_mass(0.25, 0.10, 0.2, 1.5, 250, &m, &err), ERR_USAGE);
    assert_refused(spine_two_mass(0.25, 0.10, 0.02, -1, 250, &m, &err), ERR_USAGE);
}

/* -- what smoothing takes off a step's peak ----------------------------------------------- */

/* A running force as periodic half sines at 2000 samples a second, through the same low-pass.
 */
static double peak_lost_percent(double tc, double tf, double fc_hz)
{
    enum { HZ = 2000, STEPS = 24 };
    size_t period = (size_t)lround((tc + tf) * HZ), n = period * STEPS;
    double top = M_PI / 2 * (tf / tc + 1), best = 0;
    AUTO(mem) double *f = mem_array(n, sizeof(*f));
    struct err err = { 0 };

    assert_non_null(f);
    for (size_t i = 0; i < n; i++) {
        double t = (double)(i % period) / HZ;
        f[i] = t < tc ? top * sin(M_PI * t / tc) : 0;
    }
    assert_ok(dsp_lowpass(f, n, HZ, fc_hz, f, &err), err);
    for (size_t i = n / 2; i < n / 2 + period; i++)
        best = fmax(best, f[i]);
    return 100 * (best / top - 1);
}

static void smoothing_loses_what_the_table_says(void **state)
{
    static const double hz[] = { 4, 6, 8, 10 };
    static const struct {
        double tc, tf, lost[4];
    } rows[] = {
        { 0.30, 0.05, { -1.9, -0.1, -0.1, 0 } },
        { 0.26, 0.09, { -3.9, -0.3, -0.1, -0.1 } },
        { 0.20, 0.15, { -10.7, -2.0, -0.3, -0.1 } },
    };
    (void)state;
    for (size_t i = 0; i < N_ELEMS(rows); i++)
        for (size_t k = 0; k < N_ELEMS(hz); k++)
            assert_near(peak_lost_percent(rows[i].tc, rows[i].tf, hz[k]), rows[i].lost[k],
                        0.07);
}

static void the_chosen_cutoff_leaves_the_peak(void **state)
{
    (void)state;
    /* flight at the usual step of 0.35 s, from shuffling to sprinting */
    for (double tc = 0.15; tc < 0.33; tc += 0.01)
        assert_true(peak_lost_percent(tc, 0.35 - tc, spine_cutoff_hz(tc)) > -0.7);
    assert_true(spine_cutoff_hz(0.30) <= 6); /* and no more noise than needed */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_half_sine_gives_the_derived_table),
        cmocka_unit_test(the_half_sine_keeps_the_body_in_the_air),
        cmocka_unit_test(times_that_are_not_running_are_refused),
        cmocka_unit_test(two_masses_carry_the_weight_and_show_two_bumps),
        cmocka_unit_test(two_masses_are_not_for_phones),
        cmocka_unit_test(smoothing_loses_what_the_table_says),
        cmocka_unit_test(the_chosen_cutoff_leaves_the_peak),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
