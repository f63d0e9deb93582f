/* SPDX-License-Identifier: Apache-2.0 */
#include "gait/square.h"

#include <math.h>

#include "gait/sides.h"

static const double FROM_SHARE = 0.1, TO_SHARE = 0.9; /* of stance */
/* A foot passes 0.69 m under the body at 2.5 m/s and 0.79 m at 3.5 (Fukuchi et al. 2017, PeerJ
 * 5:e3298, a runner of 1.72 m); four fifths of the middle of it as a share of stature. */
static const double PATH_SHARE = 0.8 * 0.72 / 1.72;
static const double MOST = 0.36; /* 20 degrees: then it is no rear or front view */

/* How far to +x the foot moves against the hips while it stands. */
static double drift(const struct gait_track *k, const struct gait_contact *c)
{
    double x[2];
    for (int i = 0; i < 2; i++) {
        double t = c->on_s + (i ? TO_SHARE : FROM_SHARE) * (c->off_s - c->on_s);
        x[i] = gait_track_at(k, BODY_OF(HEEL, c->side), t).x -
               gait_track_mid(k, BODY_L_HIP, BODY_R_HIP, t).x;
    }
    return x[1] - x[0];
}

double gait_square_find(const struct gait_track *k, const struct gait_scene *scene,
                        const struct gait_contacts *c)
{
    if (gait_view_is_side(scene->view))
        return 0;
    double drifts = gait_sides_mean(k, c, drift);
    if (isnan(drifts))
        return 0;
    double ahead_x = -drifts / (PATH_SHARE * scene->height_px);
    return fmax(-MOST, fmin(MOST, ahead_x));
}
