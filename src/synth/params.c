/* SPDX-License-Identifier: Apache-2.0 */
#include "synth/synth.h"

#include <assert.h>
#include <math.h>
#include <string.h>

#include "base/mem.h"
#include "synth/runner.h"

static const char *const surfaces[] = { "treadmill", "overground", NULL };
static const char *const views[] = { "side-left", "side-right", "rear", "front", NULL };
static const char *const legs[] = { "bare", "long", NULL };
static const char *const outfits[] = { "teal", "coral", "navy", "plain", NULL };

#define AT(field) offsetof(struct synth_params, field)

/* To add a parameter: a field in struct synth_params and a row here. */
/* clang-format off */
const struct synth_param_info synth_param_table[] = {
    /* name, unit, help, default, min, max, whole, choices, offset, least */
    { "speed", "m/s", "running speed", 3.0, 1.8, 6.0, false, NULL, AT(speed_mps) },
    { "cadence", "steps/min", "both feet", 170, 130, 220, false, NULL, AT(cadence_spm) },
    { "contact", "s", "contact time of a foot", 0.245, 0.12, 0.40, false, NULL, AT(contact_s) },
    { "lean", "deg", "trunk inclination, mean over stance", 6, -10, 35, false, NULL,
      AT(lean_deg) },
    { "lean-from-ankle", "", "0: hips stay behind, bend at the hip; 1: hips far over the foot",
      0.5, 0, 1, false, NULL, AT(lean_from_ankle) },
    { "strike", "deg", "foot-strike angle, toes up positive", 12, -25, 35, false, NULL,
      AT(strike_deg) },
    { "knee-contact", "deg", "knee bend at contact", 15, 3, 40, false, NULL,
      AT(knee_contact_deg) },
    { "knee-peak", "deg", "largest knee bend in stance", 45, 20, 70, false, NULL,
      AT(knee_peak_deg) },
    { "knee-swing", "deg", "largest knee bend in swing; 0: from the speed", 0, 0, 125, false,
      NULL, AT(knee_swing_deg), 60 },
    { "step-width", "m", "sideways distance of the feet, negative: they cross", 0.04, -0.08,
      0.25, false, NULL, AT(step_width_m) },
    { "arm-cross", "shoulder widths", "wrist past the mid-line, negative: own side", -0.10,
      -0.40, 0.45, false, NULL, AT(arm_cross_frac) },
    { "elbow", "deg", "elbow bend, mean over the stride", 90, 30, 125, false, NULL,
      AT(elbow_deg) },
    { "pelvic-drop", "deg", "swing side below stance side at mid-stance", 4, -3, 15, false,
      NULL, AT(pelvic_drop_deg) },
    { "asymmetry", "", "right contact longer by this share, and so its bend deeper", 0, -0.3,
      0.3, false, NULL, AT(asymmetry) },
    { "variation", "", "step-to-step variation, 1: a steady runner's", 1, 0, 3, false, NULL,
      AT(variation) },
    { "height", "m", "stature", 1.75, 1.2, 2.2, false, NULL, AT(height_m) },
    { "mass", "kg", "thickens trunk and limbs", 68, 30, 150, false, NULL, AT(mass_kg) },
    { "leg-share", "", "hip joint above the ground as a share of the height; 0: usual", 0, 0,
      0.58, false, NULL, AT(leg_frac), 0.42 },
    { "shoulder-width", "m", "between the shoulder joints; 0: from the height", 0, 0, 0.55,
      false, NULL, AT(shoulder_m), 0.20 },
    { "hip-width", "m", "between the hip joints; 0: from the height", 0, 0, 0.30, false, NULL,
      AT(hip_m), 0.10 },
    { "outfit", "", "colours of skin, hair and clothes", 0, 0, 3, true, outfits, AT(outfit) },
    { "loose", "m", "shirt and shorts stand off the body by this much", 0, 0, 0.04, false, NULL,
      AT(loose_m) },
    { "legs", "", "bare, or in long tights", 0, 0, 1, true, legs, AT(legs) },
    { "surface", "", "runs in place, or past the camera", SYNTH_TREADMILL, 0,
      SYNTH_N_SURFACES - 1, true, surfaces, AT(surface) },
    { "view", "", "where the camera stands", SYNTH_SIDE_LEFT, 0, SYNTH_N_VIEWS - 1, true, views,
      AT(view) },
    { "camera-distance", "m", "from the runner; 0: 4.2 on a treadmill, 7 overground", 0, 0, 40,
      false, NULL, AT(camera_dist_m), 1.5 },
    { "camera-height", "m", "above the ground", 1.1, 0.1, 5, false, NULL, AT(camera_height_m) },
    { "camera-yaw", "deg", "camera walks round the runner, to its right", 0, -40, 40, false,
      NULL, AT(camera_yaw_deg) },
    { "camera-tilt", "deg", "camera looks down", 1.5, -30, 45, false, NULL,
      AT(camera_tilt_deg) },
    { "camera-roll", "deg", "camera turns clockwise", 0, -90, 90, false, NULL,
      AT(camera_roll_deg) },
    { "camera-fov", "deg", "vertical angle of view; 0: 32 on a treadmill, 26 overground", 0, 0,
      90, false, NULL, AT(camera_fov_deg), 5 },
    { "fps", "1/s", "frames a second", 60, 10, 1000, false, NULL, AT(fps) },
    { "duration", "s", "length of the clip", 8, 0.1, 600, false, NULL, AT(duration_s) },
    { "width", "px", "even", 1280, 64, 4096, true, NULL, AT(width) },
    { "height-px", "px", "even", 720, 64, 4096, true, NULL, AT(height) },
    { "light", "", "brightness of the picture, 1: a bright room", 1, 0.15, 1.5, false, NULL,
      AT(light) },
    { "noise", "", "sensor noise, standard deviation of 255", 0, 0, 60, false, NULL,
      AT(noise) },
    { "blur", "", "shutter open for this share of the frame time", 0, 0, 1, false, NULL,
      AT(blur) },
    { "seed", "", "of variation, noise and textures", 1, 0, 9007199254740992.0, true, NULL,
      AT(seed) },
};
/* clang-format on */
const size_t synth_n_params = N_ELEMS(synth_param_table);

static double *at(struct synth_params *par, size_t i)
{
    return (double *)(void *)((char *)par + synth_param_table[i].offset);
}

void synth_params_init(struct synth_params *ret_par)
{
    for (size_t i = 0; i < synth_n_params; i++)
        *at(ret_par, i) = synth_param_table[i].def;
}

int synth_params_find(const char *name)
{
    for (size_t i = 0; i < synth_n_params; i++)
        if (strcmp(synth_param_table[i].name, name) == 0)
            return (int)i;
    return -1;
}

double synth_params_get(const struct synth_params *par, size_t param_i)
{
    assert(param_i < synth_n_params);
    double v;
    memcpy(&v, (const char *)par + synth_param_table[param_i].offset, sizeof(v));
    return v;
}

static int check_range(const struct synth_param_info *info, double v, struct err *err)
{
    if (!(v >= info->min && v <= info->max))
        return err_set(err, ERR_USAGE, "%s %g is out of range: give %g to %g%s%s", info->name,
                       v, info->min, info->max, info->unit[0] ? " " : "", info->unit);
    if (v > 0 && v < info->least)
        return err_set(err, ERR_USAGE,
                       "%s %g is too small: give 0 for the usual, or %g to %g%s%s", info->name,
                       v, info->least, info->max, info->unit[0] ? " " : "", info->unit);
    if (info->whole && v != floor(v))
        return err_set(err, ERR_USAGE, "%s %g is not a whole number", info->name, v);
    return 0;
}

static int choice_value(const struct synth_param_info *info, const char *value, double *ret)
{
    for (size_t i = 0; info->choices && info->choices[i]; i++) {
        if (strcmp(info->choices[i], value) == 0) {
            *ret = (double)i;
            return 0;
        }
    }
    return -1;
}

int synth_params_set(struct synth_params *par, const char *name, const char *value,
                     struct err *err)
{
    int i = synth_params_find(name);
    if (i < 0)
        return err_set(err, ERR_USAGE, "the runner has no parameter \"%s\"", name);

    const struct synth_param_info *info = &synth_param_table[i];
    double v = 0;
    if (choice_value(info, value, &v) < 0) {
        int rc = text_to_double(value, info->name, &v, err);
        if (rc < 0)
            return rc;
        rc = check_range(info, v, err);
        if (rc < 0)
            return rc;
    }
    *at(par, (size_t)i) = v;
    return 0;
}

int synth_params_check(const struct synth_params *par, struct err *err)
{
    for (size_t i = 0; i < synth_n_params; i++) {
        int rc = check_range(&synth_param_table[i], synth_params_get(par, i), err);
        if (rc < 0)
            return rc;
    }
    if (fmod(par->width, 2) != 0 || fmod(par->height, 2) != 0)
        return err_set(err, ERR_USAGE, "width and height-px must be even, not %g x %g",
                       par->width, par->height);
    double step_s = 60 / par->cadence_spm;
    double longest_s = par->contact_s * (1 + fabs(par->asymmetry) / 2);
    if (longest_s > step_s - 0.02)
        return err_set(err, ERR_USAGE,
                       "contact %g s leaves no flight in steps of %.3f s: give at most %.3f",
                       par->contact_s, step_s, (step_s - 0.02) * par->contact_s / longest_s);
    if (par->knee_peak_deg < par->knee_contact_deg)
        return err_set(err, ERR_USAGE, "knee-peak %g is less than knee-contact %g",
                       par->knee_peak_deg, par->knee_contact_deg);
    if (par->duration_s * par->fps > 60000)
        return err_set(err, ERR_USAGE, "duration %g s at fps %g is more than 60000 frames",
                       par->duration_s, par->fps);
    return 0;
}
