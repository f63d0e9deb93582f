/* SPDX-License-Identifier: Apache-2.0 */
#ifndef LOAD_DOSE_H
#define LOAD_DOSE_H
/*
 * dose - what a session did mechanically: steps, how hard each was, and the sum over all, to
 * be compared with the runner's own usual and with nothing else.
 *
 * Depends on: base, dsp, activity. Pure. No limit here divides safe from unsafe: none is known
 * for living discs, and a sum of forces is load, not damage. Grade weak; docs/load.md.
 */
#include "load/clock.h"

struct load_dose {
    double steps;      /* both feet; NaN: no cadence */
    double steps_s;    /* seconds with a cadence */
    double force_bw;   /* mean peak vertical force of a step */
    double sum1, sum4; /* sum over steps of (peak force / body weight)^k, k = 1 and 4 */
    double downhill;   /* share of the steps on slopes steeper than -5 %: forces are guessed
                          too low there */
    double band_s;     /* seconds at 1.9 to 2.5 m/s, the speeds that went with better discs in a
                          cross-sectional study (Belavy 2017; weak, no cause shown) */
};

/*
 * Peak force of a step from its contact time tc and duration T: pi/2 * T / tc body weights, a
 * half sine whose mean over the step carries the weight (Morin 2005, J Appl Biomech 21:167;
 * strong for means; on slopes off). NaN outside 0.08..0.5 s and 0.2..0.6 s.
 */
double load_step_force(double contact_s, double step_s);

/* Without a contact time: 1.83 body weights at 2.4 m/s and 0.42 more per m/s, a line through
 * that formula at the usual contact times (convention, weak), held to 1.5..3.2; walking (under
 * 140 steps a minute) 1.15. NaN speed: NaN. */
double load_usual_force(double speed_m_s, double cadence);

void load_dose_of(const struct load_signal *s, struct load_dose *ret);

/* value / median of the runner's own values [n] before; NaN under 5 of them. */
double load_of_usual(double value, const double *before, size_t n);

#endif
