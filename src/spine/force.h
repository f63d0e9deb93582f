/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPINE_FORCE_H
#define SPINE_FORCE_H
/*
 * force - how hard the foot presses on the ground, without a force plate.
 *
 * Three tiers, from what is known: timing alone (a half sine), timing and the lower leg (two
 * masses), the movement of the whole body (spine.h does that one). Forces in body weights.
 * Depends on: base. Pure; any thread.
 */
#include "base/err.h"

extern const double SPINE_G; /* 9.81 m/s2 */

/* Tier 1. A half sine whose impulse carries the body through contact and flight.
 * Source: Morin JB et al. J Appl Biomech 2005;21:167-180. Strong for means, moderate for one
 * runner; level ground only. docs/spine.md. */
struct spine_sine {
    double peak_bw;    /* (pi/2) (tf/tc + 1) */
    double sink_m;     /* downward travel in contact: F tc^2 / (m pi^2) - g tc^2 / 8 */
    double vert_osc_m; /* sink + g tf^2 / 8 */
    /* Stiffness in body weights a metre: times m g for N/m. NaN without speed and height. */
    double k_vert_bw_m; /* peak / sink */
    double shorten_m;   /* of the leg, L = 0.53 height: L - sqrt(L^2 - (v tc/2)^2) + sink */
    double k_leg_bw_m;  /* peak / shorten */
};
/* contact_s > 0, flight_s >= 0; speed_mps and height_m 0: not known.
 * Errors: -ERR_USAGE (times out of 0.05..1 s and 0..1 s). */
int spine_sine(double contact_s, double flight_s, double speed_mps, double height_m,
               struct spine_sine *ret, struct err *err) MUST_USE;

/* Tier 2. Two raised cosines: the lower leg that stops (8 % of the body) and the rest of the
 * body. Needs the time the lower leg takes to stop and its speed before, so 200 samples a
 * second of an ankle marker; a phone cannot give that. Source: Clark KP, Ryan LJ, Weyand PG. J
 * Exp Biol 2017;220:247-258. */
enum { SPINE_TWO_MASS_MIN_HZ = 200 };
struct spine_two_mass {
    double leg_peak_bw, leg_at_s;   /* first bump: height, time of its top after contact */
    double rest_peak_bw, rest_at_s; /* second */
    double contact_s;
};
/* stop_s: from contact until the ankle's vertical speed is 0; fall_mps > 0: that speed at
 * contact; fs_hz: of the marker. Errors: -ERR_USAGE; -ERR_UNSUPPORTED (fs_hz too low). */
int spine_two_mass(double contact_s, double flight_s, double stop_s, double fall_mps,
                   double fs_hz, struct spine_two_mass *ret, struct err *err) MUST_USE;
double spine_two_mass_at(const struct spine_two_mass *m, double t_s); /* BW, t from contact */

#endif
