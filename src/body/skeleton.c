/* SPDX-License-Identifier: Apache-2.0 */
#include "body/skeleton.h"

#include <string.h>

static const struct {
    const char *name;
    enum body_point mirror;
} points[BODY_N_POINTS] = {
#define BODY_POINT_ROW(id, name, other) [BODY_##id] = { name, BODY_##other },
    BODY_POINTS(BODY_POINT_ROW)
#undef BODY_POINT_ROW
};

#define BOTH(a, b) \
    { BODY_L_##a, BODY_L_##b, BODY_LEFT }, { BODY_R_##a, BODY_R_##b, BODY_RIGHT }
/* clang-format off */
const struct body_bone body_bones[] = {
    { BODY_L_SHOULDER, BODY_R_SHOULDER, BODY_N_SIDES },
    { BODY_L_HIP,      BODY_R_HIP,      BODY_N_SIDES },
    BOTH(SHOULDER, HIP),
    BOTH(SHOULDER, ELBOW),
    BOTH(ELBOW, WRIST),
    BOTH(HIP, KNEE),
    BOTH(KNEE, ANKLE),
    BOTH(ANKLE, HEEL),
    BOTH(HEEL, TOE),
    BOTH(ANKLE, TOE),
    BOTH(EAR, SHOULDER),
};
/* clang-format on */
const size_t body_n_bones = sizeof(body_bones) / sizeof(body_bones[0]);

const char *body_point_name(enum body_point p) { return points[p].name; }

enum body_point body_point_mirror(enum body_point p) { return points[p].mirror; }

int body_point_find(const char *name)
{
    for (int p = 0; p < BODY_N_POINTS; p++)
        if (strcmp(points[p].name, name) == 0)
            return p;
    return -1;
}

const char *body_side_name(enum body_side side)
{
    static const char *const names[] = { "left", "right", "middle" };
    return names[side];
}
