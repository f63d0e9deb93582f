/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GAIT_TRACK_H
#define GAIT_TRACK_H
/*
 * track - the repaired motion as evenly sampled arrays, in the axes gait thinks in. Internal.
 *
 * x: side view: the direction of running; rear and front view: the runner's right. y: up.
 * Unit: px. Missing: NaN. Two tracks are made of one motion: a faster one for events and a
 * smoother one for angles (no single cut-off serves both).
 */
#include <stdbool.h>
#include <stddef.h>

#include "body/motion.h"
#include "gait/gait.h"

struct gait_track {
    size_t n;
    double t0_s, fs_hz;
    double turn_rad;          /* of the axes against the picture, by gait_track_turn */
    double *t_s;              /* [n] */
    double *x[BODY_N_POINTS]; /* [n], all in one block */
    double *y[BODY_N_POINTS];
    double *waist; /* [n] rad that the waist sinks towards +x; not turned with the axes */
    double *block;
};

struct gait_xy {
    double x, y;
};

/* Sample frames [from, to) of m at fs_hz; axes of `view`. */
int gait_track_new(const struct motion *m, size_t from, size_t to, double fs_hz,
                   enum gait_view view, struct gait_track **ret_track, struct err *err)
    MUST_USE;
struct gait_track *gait_track_free(struct gait_track *k);
DEFINE_AUTO(gait_track)
int gait_track_copy(const struct gait_track *k, struct gait_track **ret_track, struct err *err)
    MUST_USE;
/* Low-pass every run of present samples that is long enough. */
int gait_track_smooth(struct gait_track *k, double fc_hz, struct err *err) MUST_USE;

/* The same for one signal x [n] in place. */
int gait_smooth(double *x, size_t n, double fs_hz, double fc_hz, struct err *err) MUST_USE;

/* Turn all points counter-clockwise about the origin of the axes. */
void gait_track_turn(struct gait_track *k, double rad);

/* How far the waist sinks towards +x in the turned axes; rad, NaN: not seen. */
double gait_track_waist(const struct gait_track *k, double t_s);

/* From the axes of the view back to pixels of the picture. */
struct gait_xy gait_track_to_picture(const struct gait_track *k, const struct motion *m,
                                     enum gait_view view, struct gait_xy q);

/* Position of a point, or of the middle of two, between the samples; NaN where unknown. */
struct gait_xy gait_track_at(const struct gait_track *k, enum body_point p, double t_s);
struct gait_xy gait_track_mid(const struct gait_track *k, enum body_point p, enum body_point q,
                              double t_s);
/* The same at sample i. */
struct gait_xy gait_track_mid_i(const struct gait_track *k, enum body_point p,
                                enum body_point q, size_t i);
/* Sample range [from, to) that covers a time span. */
void gait_track_span(const struct gait_track *k, double from_s, double to_s, size_t *ret_from,
                     size_t *ret_to);

#endif
