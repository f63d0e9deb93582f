/* SPDX-License-Identifier: Apache-2.0 */
#include "pose/region.h"

#include <math.h>

static const double REGION_MARGIN = 1.25;

double angle_normal(double rad) { return rad - 2 * M_PI * floor((rad + M_PI) / (2 * M_PI)); }

struct region region_from_points(double hip_x, double hip_y, double circle_x, double circle_y)
{
    double dx = circle_x - hip_x, dy = circle_y - hip_y;
    return (struct region){
        .x = hip_x,
        .y = hip_y,
        .size = 2 * hypot(dx, dy) * REGION_MARGIN,
        .angle = angle_normal(M_PI / 2 - atan2(-dy, dx)),
    };
}

void region_crop(const struct region *r, int n, double ret_m[6])
{
    double c = cos(r->angle) * r->size, s = sin(r->angle) * r->size;
    ret_m[0] = c / n;
    ret_m[1] = -s / n;
    ret_m[2] = r->x - 0.5 * c + 0.5 * s;
    ret_m[3] = s / n;
    ret_m[4] = c / n;
    ret_m[5] = r->y - 0.5 * s - 0.5 * c;
}

void region_to_picture(const struct region *r, double u, double v, double *ret_x, double *ret_y)
{
    double m[6];
    region_crop(r, 1, m);
    *ret_x = m[0] * u + m[1] * v + m[2];
    *ret_y = m[3] * u + m[4] * v + m[5];
}

double region_distance(const struct region *a, const struct region *b)
{
    return hypot(a->x - b->x, a->y - b->y) / fmin(a->size, b->size);
}

double region_ratio(const struct region *a, const struct region *b)
{
    return fmax(a->size, b->size) / fmin(a->size, b->size);
}
