/* SPDX-License-Identifier: Apache-2.0 */
#include "mocap/axes.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const char *const names[] = { "-z", "-y", "-x", "", "x", "y", "z" };

int mocap_axis(const char *s)
{
    bool minus = *s == '-';
    s += *s == '-' || *s == '+';
    if (strlen(s) != 1)
        return 0;
    int axis = *s == 'x' || *s == 'X'   ? 1
               : *s == 'y' || *s == 'Y' ? 2
               : *s == 'z' || *s == 'Z' ? 3
                                        : 0;
    return minus ? -axis : axis;
}

const char *mocap_axis_name(int axis) { return axis >= -3 && axis <= 3 ? names[axis + 3] : ""; }

static int nearest_axis(const double v[3])
{
    int best = 0;
    double size = 0;
    for (int k = 0; k < 3; k++)
        if (fabs(v[k]) > size) { /* false for NaN */
            size = fabs(v[k]);
            best = v[k] > 0 ? k + 1 : -(k + 1);
        }
    return best;
}

static void unit(int axis, double ret[3])
{
    ret[0] = ret[1] = ret[2] = 0;
    ret[abs(axis) - 1] = axis > 0 ? 1 : -1;
}

int mocap_axes_find(const double up_way[3], const double forward_way[3], int up, int forward,
                    struct mocap_axes *ret, struct err *err)
{
    const double along = 0.94; /* cos 20 degrees */
    double flat[3], size = 0;

    ret->up = up ? up : nearest_axis(up_way);
    if (ret->up == 0)
        return err_set(err, ERR_UNSUPPORTED,
                       "cannot tell which way is up; say it with --up AXIS");
    if (forward && abs(forward) == abs(ret->up))
        return err_set(err, ERR_USAGE, "up is %s, so forward cannot be %s",
                       mocap_axis_name(ret->up), mocap_axis_name(forward));
    unit(ret->up, ret->turn[1]);
    for (int k = 0; k < 3; k++) {
        flat[k] = k == abs(ret->up) - 1 ? 0 : forward_way[k];
        size += flat[k] * flat[k];
    }
    ret->forward = forward ? forward : nearest_axis(flat);
    if (ret->forward == 0)
        return err_set(err, ERR_UNSUPPORTED,
                       "cannot tell which way the runner faces; say it with --forward AXIS");
    unit(ret->forward, ret->turn[0]);
    double share = fabs(flat[abs(ret->forward) - 1]) / sqrt(size);
    for (int k = 0; k < 3 && !forward && share < along; k++)
        ret->turn[0][k] = flat[k] / sqrt(size);
    const double *f = ret->turn[0], *u = ret->turn[1];
    for (int k = 0; k < 3; k++)
        ret->turn[2][k] = f[(k + 1) % 3] * u[(k + 2) % 3] - f[(k + 2) % 3] * u[(k + 1) % 3];
    return 0;
}
