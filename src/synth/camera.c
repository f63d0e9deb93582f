/* SPDX-License-Identifier: Apache-2.0 */
#include "synth/runner.h"
#include "synth/vec.h"

/* Where the camera stands, as the angle from "behind the runner" to the runner's right. */
static const double view_rad[SYNTH_N_VIEWS] = {
    [SYNTH_SIDE_LEFT] = -M_PI / 2,
    [SYNTH_SIDE_RIGHT] = M_PI / 2,
    [SYNTH_REAR] = 0,
    [SYNTH_FRONT] = M_PI,
};

struct synth_camera camera_make(const struct synth_params *par)
{
    bool passes = (int)par->surface == SYNTH_OVERGROUND;
    double dist = par->camera_dist_m > 0 ? par->camera_dist_m : passes ? 7.0 : 4.2;
    double fov = par->camera_fov_deg > 0 ? par->camera_fov_deg : passes ? 26 : 32;
    double a = view_rad[(int)par->view] + rad(par->camera_yaw_deg);
    double tilt = rad(par->camera_tilt_deg), roll = rad(par->camera_roll_deg);

    struct synth_xyz level = v3(cos(a), 0, -sin(a)); /* towards the runner */
    struct synth_xyz right = v3(sin(a), 0, cos(a));
    struct synth_camera c = { .at =
                                  v_add(v_mul(level, -dist), v3(0, par->camera_height_m, 0)) };
    c.ahead = v_mad(v_mul(level, cos(tilt)), v3(0, -1, 0), sin(tilt));
    struct synth_xyz up = v_cross(right, c.ahead);
    c.right = v_mad(v_mul(right, cos(roll)), up, -sin(roll));
    c.up = v_mad(v_mul(up, cos(roll)), right, sin(roll));
    c.f_px = par->height / 2 / tan(rad(fov) / 2);
    c.cx_px = par->width / 2;
    c.cy_px = par->height / 2;
    return c;
}

struct synth_xyz camera_project(const struct synth_camera *c, struct synth_xyz p)
{
    struct synth_xyz d = v_sub(p, c->at);
    double z = v_dot(d, c->ahead);
    double k = c->f_px / fmax(z, 1e-3); /* nobody runs through the lens: keep it finite */
    return v3(c->cx_px + k * v_dot(d, c->right), c->cy_px - k * v_dot(d, c->up), z);
}
