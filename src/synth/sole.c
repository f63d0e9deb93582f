/* SPDX-License-Identifier: Apache-2.0 */
#include "synth/runner.h"
#include "synth/vec.h"

/*
 * A convex sole that rolls without sliding: pitched by p, it touches the ground under the
 * centre of the arc whose tangent is p, and the touching place has moved along the ground by
 * the arc length rolled. Everything else turns about it.
 */
struct touch {
    double centre[2]; /* of the arc, in the foot */
    double r, x;      /* radius; where it touches, along the ground */
};

static struct touch touch_at(const struct sole *s, double pitch)
{
    double h = -s->ankle_h;
    if (pitch >= 0)
        return (struct touch){ { s->heel_x, h + s->heel_r },
                               s->heel_r,
                               s->heel_x - s->heel_r * pitch };
    double turn = -pitch;
    if (turn <= s->ball_rad)
        return (struct touch){ { s->ball_x, h + s->ball_r },
                               s->ball_r,
                               s->ball_x + s->ball_r * turn };
    double dr = s->ball_r - s->toe_r;
    return (struct touch){
        { s->ball_x + dr * sin(s->ball_rad), h + s->ball_r - dr * cos(s->ball_rad) },
        s->toe_r,
        s->ball_x + s->ball_r * s->ball_rad + s->toe_r * (turn - s->ball_rad)
    };
}

void sole_ankle(const struct sole *s, double pitch, double ret_xy[2])
{
    struct touch t = touch_at(s, pitch);
    double c = cos(pitch), n = sin(pitch);
    ret_xy[0] = t.x - (c * t.centre[0] - n * t.centre[1]);
    ret_xy[1] = t.r - (n * t.centre[0] + c * t.centre[1]);
}

double sole_touch_x(const struct sole *s, double pitch) { return touch_at(s, pitch).x; }

double sole_lowest(const struct sole *s, double ankle_y, double pitch)
{
    double xy[2];
    sole_ankle(s, pitch, xy);
    return ankle_y - xy[1];
}

#define TOE_OUT_DEG 6.0 /* usual foot progression angle */

struct axes sole_axes(enum body_side side, double pitch)
{
    double out = rad(TOE_OUT_DEG) * side_sign(side);
    struct synth_xyz ahead = v3(cos(out), 0, sin(out));
    struct synth_xyz up = v3(0, 1, 0);
    struct axes a = { .right = v3(-sin(out), 0, cos(out)) };
    a.front = v_mad(v_mul(ahead, cos(pitch)), up, sin(pitch));
    a.up = v_mad(v_mul(ahead, -sin(pitch)), up, cos(pitch));
    return a;
}
