/* SPDX-License-Identifier: Apache-2.0 */
#include "load/dose.h"

#include "dsp/stats.h"

#define WALK_CADENCE 140.0
#define WALK_FORCE   1.15
#define STEEP        -0.05
#define BAND_LOW     1.9
#define BAND_HIGH    2.5

enum { USUAL_MIN = 5 };

double load_step_force(double contact_s, double step_s)
{
    if (!(contact_s >= 0.08 && contact_s <= 0.5 && step_s >= 0.2 && step_s <= 0.6))
        return NAN;
    return M_PI_2 * step_s / contact_s;
}

double load_usual_force(double speed_m_s, double cadence)
{
    if (isnan(speed_m_s))
        return NAN;
    if (cadence < WALK_CADENCE)
        return WALK_FORCE;
    return fmin(fmax(1.83 + 0.42 * (speed_m_s - 2.4), 1.5), 3.2);
}

double load_of_usual(double value, const double *before, size_t n)
{
    size_t known = 0;
    for (size_t i = 0; i < n; i++)
        known += isnan(before[i]) ? 0 : 1;
    return known >= USUAL_MIN ? value / dsp_median(before, n) : NAN;
}

void load_dose_of(const struct load_signal *s, struct load_dose *ret)
{
    struct load_dose d = { .force_bw = NAN };
    double forced = 0, down = 0;
    for (size_t r = 0; r < s->n; r++) {
        double v = s->speed_m_s[r], steps = s->cadence[r] / 60;
        d.band_s += v >= BAND_LOW && v <= BAND_HIGH ? 1 : 0;
        if (!(steps > 0))
            continue;
        d.steps += steps;
        d.steps_s++;
        down += s->grade[r] < STEEP ? steps : 0;
        double f =
            s->cadence[r] < WALK_CADENCE ? NAN : load_step_force(s->contact_s[r], 1 / steps);
        f = isnan(f) ? load_usual_force(v, s->cadence[r]) : f;
        if (isnan(f))
            continue;
        forced += steps;
        d.sum1 += steps * f;
        d.sum4 += steps * f * f * f * f;
    }
    if (d.steps_s <= 0) {
        d.steps = d.sum1 = d.sum4 = d.downhill = NAN;
        *ret = d;
        return;
    }
    d.downhill = down / d.steps;
    if (forced > 0)
        d.force_bw = d.sum1 / forced;
    *ret = d;
}
