/* SPDX-License-Identifier: Apache-2.0 */
#include "gait/steady.h"

#include <math.h>

static void shift(struct motion *m, enum gait_axis axis, float sign)
{
    for (size_t i = 0; i < m->n_frames; i++) {
        float d = sign * m->camera[i][axis];
        for (int p = 0; p < BODY_N_POINTS && !isnan(d); p++)
            *(axis == GAIT_UPWARDS ? &m->points[i][p].y : &m->points[i][p].x) += d;
    }
}

void gait_steady(struct motion *m, enum gait_axis axis) { shift(m, axis, -1); }
void gait_steady_undo(struct motion *m, enum gait_axis axis) { shift(m, axis, 1); }

double gait_camera_speed(const struct motion *m)
{
    double way = 0;
    for (size_t i = 1; i < m->n_frames; i++)
        way +=
            hypot(m->camera[i][0] - m->camera[i - 1][0], m->camera[i][1] - m->camera[i - 1][1]);
    return m->n_frames < 2 ? NAN : way / (m->t_s[m->n_frames - 1] - m->t_s[0]);
}
