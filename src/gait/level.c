/* SPDX-License-Identifier: Apache-2.0 */
#include "gait/level.h"

#include <math.h>

#include "base/mem.h"
#include "dsp/stats.h"
#include "gait/sides.h"

/* Of a phone held or leant: up to 10 degrees, mostly less (10 / sqrt(6), the spread of the
 * rendered runners' cameras). */
static const double HELD_SD_RAD = 0.071;
/* Of the balance: 0.9 degrees on rendered runners with even seeds. */
static const double BALANCE_SD_RAD = 0.017;
/* A camera that is not square behind the runner, by 4 degrees or so, sees a part of a forward
 * lean of 10 degrees as a sideways one. The balance holds that, the background does not. */
static const double ASKEW_SD_RAD = 0.012;

/* How the line from the stance foot to the middle of the trunk leans at mid-stance. */
static double stance_lean(const struct gait_track *k, const struct gait_contact *c)
{
    double t = (c->on_s + c->off_s) / 2;
    struct gait_xy hips = gait_track_mid(k, BODY_L_HIP, BODY_R_HIP, t);
    struct gait_xy shoulders = gait_track_mid(k, BODY_L_SHOULDER, BODY_R_SHOULDER, t);
    struct gait_xy foot = gait_track_mid(k, BODY_OF(ANKLE, c->side), BODY_OF(HEEL, c->side), t);
    return atan2((hips.x + shoulders.x) / 2 - foot.x, (hips.y + shoulders.y) / 2 - foot.y);
}

/* x of the axes is the picture's in these views, and against it in the others. */
static double along_picture(enum gait_view view)
{
    return view == GAIT_SIDE_RIGHT || view == GAIT_REAR ? 1 : -1;
}

/* Where the trunk is, px to the right of the picture's middle. */
static double place(const struct motion *m, const struct gait_track *k, enum gait_view view)
{
    AUTO(mem) double *x = mem_array(k->n, sizeof(*x));
    for (size_t i = 0; x && i < k->n; i++)
        x[i] = gait_track_mid_i(k, BODY_L_HIP, BODY_R_HIP, i).x;
    double at = x ? dsp_median(x, k->n) : NAN;
    return isnan(at) ? 0 : along_picture(view) * (at - m->width / 2.0);
}

struct gait_level gait_level_find(const struct motion *m, const struct gait_track *k,
                                  const struct gait_scene *scene, const struct gait_contacts *c)
{
    struct gait_level l = { m->roll_rad, m->roll_sd_rad };
    double lean =
        c && !gait_view_is_side(scene->view) ? gait_sides_mean(k, c, stance_lean) : NAN;
    if (!isnan(l.roll_rad))
        l.roll_rad += m->roll_per_px * place(m, k, scene->view);
    if (isnan(lean))
        return isnan(l.roll_rad) ? (struct gait_level){ NAN, HELD_SD_RAD } : l;
    double roll = -along_picture(scene->view) * lean;
    if (isnan(l.roll_rad))
        return (struct gait_level){ roll, BALANCE_SD_RAD };
    double sd = hypot(l.sd_rad, ASKEW_SD_RAD), share = sd / hypot(sd, BALANCE_SD_RAD);
    return (struct gait_level){ l.roll_rad + share * share * (roll - l.roll_rad),
                                share * BALANCE_SD_RAD };
}

double gait_level_turn(const struct gait_level *level, enum gait_view view)
{
    return isnan(level->roll_rad) ? 0 : -along_picture(view) * level->roll_rad;
}
