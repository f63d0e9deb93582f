/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GAIT_GAIT_H
#define GAIT_GAIT_H
/*
 * gait - motion to steps and measures, each with its interval.
 *
 * Stages, one file each: repair (gaps, outliers, left/right swaps), view, scale, contacts,
 * legs, steps, the table of measures, curves over the gait cycle. Pure functions: no files,
 * clock or globals.
 */
#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "body/measure.h"
#include "body/motion.h"

enum gait_view {
    GAIT_VIEW_AUTO,
    GAIT_SIDE_LEFT,
    GAIT_SIDE_RIGHT,
    GAIT_REAR,
    GAIT_FRONT,
    GAIT_N_VIEWS
};
const char *gait_view_name(enum gait_view v); /* "side-left": the runner faces image-left */
bool gait_view_is_side(enum gait_view v);

struct gait_contact;

/* Where a motion comes from: decides what is repaired, how it is smoothed, which errors the
 * intervals hold, and what is known to be wrong and taken off. */
enum gait_source {
    GAIT_VIDEO,     /* points found in a clip, or like them */
    GAIT_BLAZEPOSE, /* the same by that landmark model */
    GAIT_MOCAP,     /* markers in a calibrated space, projected: legs are never confused */
};

struct gait_params {
    enum gait_view view; /* GAIT_VIEW_AUTO: found from the motion */
    double height_m;     /* of the runner; 0: unknown, lengths get a wider interval */
    double slow_factor;  /* 1: real time; 4: the clip plays four times slower than life */
    bool slow_known;     /* the user said so: do not refuse for suspected slow motion */
    enum gait_source source;
    double px_per_m;                     /* known exactly; 0: from the height */
    const struct gait_contact *contacts; /* [n_contacts] known otherwise, from a force plate;
                                          * NULL: found in the motion */
    size_t n_contacts;
    bool contacts_exact; /* a force plate timed them */
    bool tucked;     /* the runner says that the edge between shirt and shorts moves with the
                      * pelvis: shirt tucked in, or a belt over it */
    bool flat_known; /* the foot's angle when standing is known, by side: */
    double foot_flat_deg[BODY_N_SIDES];
};
#define GAIT_PARAMS_INIT \
    {                    \
        .slow_factor = 1 \
    }

struct gait_contact {
    enum body_side side;
    double on_s, off_s;       /* initial contact, toe-off; s from the clip's first frame */
    double on_sd_s, off_sd_s; /* standard uncertainty of each */
};

/* One step: from initial contact of one foot to that of the other. value[] is NaN where the
 * view does not show the measure or the points are missing. */
struct gait_step {
    struct gait_contact contact;
    double next_on_s; /* initial contact of the other foot */
    double value[MEASURE_N];
};

enum gait_status {
    GAIT_MEASURED,
    GAIT_NOT_IN_VIEW, /* this view cannot show it */
    GAIT_FPS_TOO_LOW, /* the frame rate makes the interval useless */
    GAIT_TOO_FEW,     /* too few good steps */
    GAIT_NOT_SEEN,    /* the points are hidden or cut off */
};

struct gait_value {
    enum gait_status status;
    double value;  /* median over the steps, in the measure's unit */
    double lo, hi; /* 95 % interval: sampling, timing and systematic error together */
    double spread; /* median absolute deviation between steps * 1.4826 */
    size_t n_steps;
};

enum { GAIT_CURVE_POINTS = 101, GAIT_N_CURVES = 6 };
struct gait_curve { /* over the gait cycle, initial contact to initial contact of the same foot
                     */
    const char *key, *label, *unit;
    enum body_side side;
    size_t n_strides;
    double mean[GAIT_CURVE_POINTS], sd[GAIT_CURVE_POINTS];
    double off_frac; /* mean toe-off as a share of the cycle */
};

struct gait_quality {
    size_t n_frames, n_found; /* frames in the clip, frames with the runner */
    size_t n_gaps_filled, n_outliers,
        n_swaps; /* frames filled, points replaced, leg swaps undone */
    double fps;
    double height_px; /* runner's median standing height in the picture */
    /* clockwise turn of the camera about its own axis, taken out of inclinations; NaN: not
     * known; its standard uncertainty also then */
    double roll_deg, roll_sd_deg;
    double camera_shift; /* speed of the still background, body heights a second; NaN unknown */
    double px_per_m;     /* scale used for lengths */
    double scale_sd_frac; /* its standard uncertainty */
};

enum { GAIT_MAX_NOTES = 16, GAIT_NOTE_MAX = 200 };

struct gait {
    enum gait_source source;
    enum gait_view view;
    bool view_given;       /* the user overruled */
    bool travels;          /* overground past the camera, not on a treadmill or tracked */
    struct motion *motion; /* repaired and filtered */
    struct gait_step *steps;
    size_t n_steps;
    struct gait_value values[MEASURE_N]
                            [BODY_N_SIDES + 1]; /* [..][BODY_N_SIDES]: both together */
    struct gait_curve curves[GAIT_N_CURVES][BODY_N_SIDES];
    /* frames worth showing: contact, mid-stance, toe-off of a typical step; SIZE_MAX: none */
    size_t key_frames[BODY_N_SIDES][3];
    struct gait_quality quality;
    char notes[GAIT_MAX_NOTES][GAIT_NOTE_MAX]; /* limits of this clip, one sentence each */
    size_t n_notes;
};

/* Errors: -ERR_TOO_SHORT, -ERR_NOT_RUNNING (says what it looks like instead), -ERR_TOO_SMALL,
 * -ERR_SLOW_MOTION, -ERR_CAMERA, -ERR_NOMEM. */
int gait_analyse(const struct motion *m, const struct gait_params *par, struct gait **ret_gait,
                 struct err *err) MUST_USE;
struct gait *gait_free(struct gait *g);
DEFINE_AUTO(gait)

/* What the points of that source add to the lean of the trunk, deg: gait takes it off its
 * measure, the points keep it. */
double gait_trunk_bias_deg(enum gait_source s);

#endif
