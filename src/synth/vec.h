/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SYNTH_VEC_H
#define SYNTH_VEC_H
/* vec - three numbers at a time. Internal to synth. */
#include <math.h>

#include "synth/synth.h"

static inline struct synth_xyz v3(double x, double y, double z)
{
    return (struct synth_xyz){ x, y, z };
}

static inline struct synth_xyz v_add(struct synth_xyz a, struct synth_xyz b)
{
    return v3(a.x + b.x, a.y + b.y, a.z + b.z);
}

static inline struct synth_xyz v_sub(struct synth_xyz a, struct synth_xyz b)
{
    return v3(a.x - b.x, a.y - b.y, a.z - b.z);
}

static inline struct synth_xyz v_mul(struct synth_xyz a, double k)
{
    return v3(a.x * k, a.y * k, a.z * k);
}

static inline struct synth_xyz v_mad(struct synth_xyz a, struct synth_xyz b, double k)
{
    return v_add(a, v_mul(b, k)); /* a + k b */
}

static inline double v_dot(struct synth_xyz a, struct synth_xyz b)
{
    return a.x * b.x + a.y * b.y + a.z * b.z;
}

static inline struct synth_xyz v_cross(struct synth_xyz a, struct synth_xyz b)
{
    return v3(a.y * b.z - a.z * b.y, a.z * b.x - a.x * b.z, a.x * b.y - a.y * b.x);
}

static inline double v_len(struct synth_xyz a) { return sqrt(v_dot(a, a)); }

static inline struct synth_xyz v_unit(struct synth_xyz a) { return v_mul(a, 1 / v_len(a)); }

static inline struct synth_xyz v_mid(struct synth_xyz a, struct synth_xyz b)
{
    return v_mul(v_add(a, b), 0.5);
}

static inline double deg(double rad) { return rad * (180 / M_PI); }
static inline double rad(double degrees) { return degrees * (M_PI / 180); }

#endif
