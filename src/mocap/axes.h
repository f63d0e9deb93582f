/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOCAP_AXES_H
#define MOCAP_AXES_H
/*
 * axes - which way is up and which way the runner faces, from the body itself. Internal.
 */
#include "mocap/mocap.h"

struct mocap_axes {
    double turn[3][3]; /* rows: forward, up, right in the laboratory's axes */
    int up, forward;   /* nearest laboratory axes */
};

/*
 * up_way, forward_way: from the heels to the hips and from the heels to the toes (or ankles),
 * any length, NaN: not known. up, forward: given axes, 0: none. A runner who faces within 20
 * degrees of an axis faces along it (belts and walkways do); otherwise as forward_way says.
 * Errors: -ERR_USAGE (given axes are the same), -ERR_UNSUPPORTED (cannot be told).
 */
int mocap_axes_find(const double up_way[3], const double forward_way[3], int up, int forward,
                    struct mocap_axes *ret, struct err *err) MUST_USE;

#endif
