/* SPDX-License-Identifier: Apache-2.0 */
#include "pose/landmark.h"

#include <math.h>

#include "dsp/stats.h"

/*
 * The published pipeline weighs by the sureness itself, over 7 x 7 cells; then the many
 * doubtful cells pull the point back to the middle of the window, which is the network's first
 * guess, and the shorter the limb the more it matters: a foot is 4 cells long, and at contact
 * its pitch answered the true one by half (rendered runners, 60 and 120 frames a second). By
 * the fourth power it answers by 0.7, and elbow and toe-off gain too. A window that follows
 * the point, or the highest cell alone, does no better for the foot, and where the legs cross
 * it jumps to the other knee.
 */
const struct landmark_cells landmark_sharp = { 4, 2 }, landmark_published = { 3, 0 };
static const double REFINE_MIN_CONF = 0.5;
const double LANDMARK_MIN_PRESENCE = 0.5;

static double sigmoid(double x) { return 1 / (1 + exp(-x)); }
static int at_least(int a, int b) { return a > b ? a : b; }
static int at_most(int a, int b) { return a < b ? a : b; }

void landmark_refine(const struct landmark_cells *cells, const float *map, double (*xy)[2])
{
    for (int p = 0; p < LANDMARK_N; p++) {
        double col = trunc(xy[p][0] * LANDMARK_MAP), row = trunc(xy[p][1] * LANDMARK_MAP);
        if (!(col >= 0 && col < LANDMARK_MAP && row >= 0 && row < LANDMARK_MAP))
            continue;
        int x0 = at_least(0, (int)col - cells->reach);
        int x1 = at_most(LANDMARK_MAP, (int)col + cells->reach + 1);
        int y0 = at_least(0, (int)row - cells->reach);
        int y1 = at_most(LANDMARK_MAP, (int)row + cells->reach + 1);
        double sum = 0, sum_x = 0, sum_y = 0, best = 0;
        for (int y = y0; y < y1; y++) {
            for (int x = x0; x < x1; x++) {
                double conf = sigmoid(map[(y * LANDMARK_MAP + x) * LANDMARK_N + p]);
                double w = conf;
                for (int k = 0; k < cells->squarings; k++)
                    w *= w;
                sum += w;
                sum_x += w * x;
                sum_y += w * y;
                best = fmax(best, conf);
            }
        }
        if (!(best >= REFINE_MIN_CONF))
            continue;
        xy[p][0] = sum_x / sum / LANDMARK_MAP;
        xy[p][1] = sum_y / sum / LANDMARK_MAP;
    }
}

void landmark_decode(const struct landmark_cells *cells, const float *raw, const float *map,
                     const float *world, float presence, const struct region *where,
                     struct body *ret_body)
{
    double xy[LANDMARK_N][2], hip[2], circle[2];
    double c = cos(where->angle), s = sin(where->angle);

    for (int p = 0; p < LANDMARK_N; p++) {
        xy[p][0] = (double)raw[p * 5] / LANDMARK_INPUT;
        xy[p][1] = (double)raw[p * 5 + 1] / LANDMARK_INPUT;
    }
    landmark_refine(cells, map, xy);
    ret_body->presence = presence;
    for (int p = 0; p < BODY_N_POINTS; p++) {
        double x, y, wx = world[p * 3], wy = world[p * 3 + 1];
        region_to_picture(where, xy[p][0], xy[p][1], &x, &y);
        ret_body->points[p] = (struct motion_point){
            (float)x, (float)y, (float)((double)raw[p * 5 + 2] / LANDMARK_INPUT * where->size),
            (float)sigmoid(raw[p * 5 + 3])
        };
        ret_body->world[p] = (struct motion_xyz){ (float)(c * wx - s * wy),
                                                  (float)(s * wx + c * wy), world[p * 3 + 2] };
    }
    region_to_picture(where, xy[LANDMARK_HIP][0], xy[LANDMARK_HIP][1], &hip[0], &hip[1]);
    region_to_picture(where, xy[LANDMARK_CIRCLE][0], xy[LANDMARK_CIRCLE][1], &circle[0],
                      &circle[1]);
    ret_body->region = region_from_points(hip[0], hip[1], circle[0], circle[1]);
}

double body_height(const struct body *b)
{
    double top = INFINITY, bottom = -INFINITY;
    for (int p = 0; p < BODY_N_POINTS; p++) {
        if (!(b->points[p].conf >= 0.5F))
            continue;
        top = fmin(top, b->points[p].y);
        bottom = fmax(bottom, b->points[p].y);
    }
    return bottom > top ? bottom - top : 0;
}

double body_distance(const struct body *a, const struct body *b)
{
    double d[BODY_N_POINTS];
    size_t n = 0;
    for (int p = BODY_L_SHOULDER; p < BODY_N_POINTS; p++)
        d[n++] = hypot(a->points[p].x - b->points[p].x, a->points[p].y - b->points[p].y);
    return dsp_median(d, n) / fmin(a->region.size, b->region.size);
}
