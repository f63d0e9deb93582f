/* SPDX-License-Identifier: Apache-2.0 */
#include "spine/force.h"

#include <math.h>

const double SPINE_G = 9.81;

static const double LEG_OF_HEIGHT = 0.53; /* leg length where only the height is known */
static const double LOWER_LEG_FRAC = 0.08;

static int check_times(double contact_s, double flight_s, struct err *err)
{
    if (!(contact_s >= 0.05) || !(contact_s <= 1))
        return err_set(err, ERR_USAGE, "a contact of %g s is not one of running", contact_s);
    if (!(flight_s >= 0) || !(flight_s <= 1))
        return err_set(err, ERR_USAGE, "a flight of %g s is not one of running", flight_s);
    return 0;
}

int spine_sine(double contact_s, double flight_s, double speed_mps, double height_m,
               struct spine_sine *ret, struct err *err)
{
    double tc = contact_s, tf = flight_s;
    int rc = check_times(tc, tf, err);

    if (rc < 0)
        return rc;
    struct spine_sine s = { .peak_bw = M_PI / 2 * (tf / tc + 1),
                            .k_vert_bw_m = NAN,
                            .shorten_m = NAN,
                            .k_leg_bw_m = NAN };
    s.sink_m = SPINE_G * tc * tc * (s.peak_bw / (M_PI * M_PI) - 1.0 / 8);
    s.vert_osc_m = s.sink_m + SPINE_G * tf * tf / 8;
    s.k_vert_bw_m = s.peak_bw / s.sink_m;
    double leg = LEG_OF_HEIGHT * height_m, half = speed_mps * tc / 2;
    if (height_m > 0 && speed_mps > 0 && half < leg) {
        s.shorten_m = leg - sqrt(leg * leg - half * half) + s.sink_m;
        s.k_leg_bw_m = s.peak_bw / s.shorten_m;
    }
    *ret = s;
    return 0;
}

int spine_two_mass(double contact_s, double flight_s, double stop_s, double fall_mps,
                   double fs_hz, struct spine_two_mass *ret, struct err *err)
{
    int rc = check_times(contact_s, flight_s, err);

    if (rc < 0)
        return rc;
    if (!(fs_hz >= SPINE_TWO_MASS_MIN_HZ))
        return err_set(err, ERR_UNSUPPORTED,
                       "the first bump of the force needs %d samples a second, not %.4g",
                       SPINE_TWO_MASS_MIN_HZ, fs_hz);
    if (!(stop_s > 0) || !(2 * stop_s <= contact_s) || !(fall_mps > 0))
        return err_set(err, ERR_USAGE,
                       "a lower leg that stops from %g m/s in %g s is not one of running",
                       fall_mps, stop_s);
    /* Impulses in body weights times seconds; a raised cosine has the area height times half
     * its width. */
    double all = contact_s + flight_s;
    double leg = LOWER_LEG_FRAC * (fall_mps / (SPINE_G * stop_s) + 1) * 2 * stop_s;
    *ret = (struct spine_two_mass){
        .leg_peak_bw = leg / stop_s,
        .leg_at_s = stop_s,
        .rest_peak_bw = (all - leg) / (contact_s / 2),
        .rest_at_s = contact_s / 2,
        .contact_s = contact_s,
    };
    return 0;
}

static double raised_cosine(double peak, double at_s, double half_s, double t_s)
{
    if (fabs(t_s - at_s) >= half_s)
        return 0;
    return peak / 2 * (1 + cos(M_PI * (t_s - at_s) / half_s));
}

double spine_two_mass_at(const struct spine_two_mass *m, double t_s)
{
    return raised_cosine(m->leg_peak_bw, m->leg_at_s, m->leg_at_s, t_s) +
           raised_cosine(m->rest_peak_bw, m->rest_at_s, m->contact_s / 2, t_s);
}
