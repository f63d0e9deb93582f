/* SPDX-License-Identifier: Apache-2.0 */
#include "gait/sides.h"

#include <math.h>

#include "base/mem.h"
#include "dsp/stats.h"

enum { FEWEST = 2 }; /* contacts of a side */

double gait_sides_mean(const struct gait_track *k, const struct gait_contacts *c,
                       gait_of_contact_fn *fn)
{
    AUTO(mem) double *v = mem_array(c->n, sizeof(*v));
    double sum = 0;
    for (enum body_side side = BODY_LEFT; v && side < BODY_N_SIDES; side++) {
        size_t n = 0;
        for (size_t i = 0; i < c->n; i++) {
            double one = c->list[i].side == side ? fn(k, &c->list[i]) : NAN;
            if (!isnan(one))
                v[n++] = one;
        }
        if (n < FEWEST)
            return NAN;
        sum += dsp_median(v, n) / 2;
    }
    return v ? sum : NAN;
}
