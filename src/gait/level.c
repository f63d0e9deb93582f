/* SPDX-License-Identifier: Apache-2.0 */
#include "gait/level.h"

#include <math.h>

#include "base/mem.h"
#include "dsp/stats.h"

enum { FEWEST = 2 }; /* contacts of a side */

/* How the line from the stance foot to the middle of the trunk leans at mid-stance. */
static double stance_lean(const struct gait_track *k, const struct gait_contact *c)
{
    double t = (c->on_s + c->off_s) / 2;
    struct gait_xy hips = gait_track_mid(k, BODY_L_HIP, BODY_R_HIP, t);
    struct gait_xy shoulders = gait_track_mid(k, BODY_L_SHOULDER, BODY_R_SHOULDER, t);
    struct gait_xy foot = gait_track_mid(k, BODY_OF(ANKLE, c->side), BODY_OF(HEEL, c->side), t);
    return atan2((hips.x + shoulders.x) / 2 - foot.x, (hips.y + shoulders.y) / 2 - foot.y);
}

static double frontal_level(const struct gait_track *k, const struct gait_contacts *c)
{
    AUTO(mem) double *lean = mem_array(c->n, sizeof(*lean));
    double sum = 0;
    for (enum body_side side = BODY_LEFT; lean && side < BODY_N_SIDES; side++) {
        size_t n = 0;
        for (size_t i = 0; i < c->n; i++) {
            double v = c->list[i].side == side ? stance_lean(k, &c->list[i]) : NAN;
            if (!isnan(v))
                lean[n++] = v;
        }
        if (n < FEWEST)
            return 0;
        sum += dsp_median(lean, n) / 2;
    }
    return sum;
}

double gait_level_find(const struct gait_track *k, const struct gait_scene *scene,
                       const struct gait_contacts *c)
{
    return gait_view_is_side(scene->view) ? 0 : frontal_level(k, c);
}
