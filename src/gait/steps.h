/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GAIT_STEPS_H
#define GAIT_STEPS_H
/*
 * steps - contacts to steps, steps to the values of the measures with their intervals.
 * Internal.
 */
#include "gait/contacts.h"
#include "gait/measures.h"

struct gait_tracks { /* one motion, smoothed for angles, for events, and not at all */
    const struct gait_track *angles, *events, *raw;
};

/* A step for each contact of a plausible, alternating row, lasting about as long as the others;
 * spans [n] keep what the measures need. Both arrays are owned by the caller. */
int gait_steps_new(const struct gait_tracks *tracks, const struct gait_scene *scene,
                   const struct gait_contacts *contacts, struct gait_step **ret_steps,
                   struct gait_step_span **ret_spans, size_t *ret_n, struct err *err) MUST_USE;

/* Measure the foot's angle against one that is known, instead of against its own in stance. */
void gait_steps_set_flat(struct gait_step *steps, struct gait_step_span *spans, size_t n,
                         const double flat_deg[BODY_N_SIDES]);

/* Median, spread and 95 % interval of every measure, left, right and together. fps: frames a
 * second of life. */
void gait_values_find(const struct gait_step *steps, const struct gait_step_span *spans,
                      size_t n, double fps,
                      struct gait_value ret_values[MEASURE_N][BODY_N_SIDES + 1]);

/* Mean and spread over the gait cycle of a few quantities that the view shows. */
void gait_curves_find(const struct gait_step_span *spans, size_t n,
                      struct gait_curve ret_curves[GAIT_N_CURVES][BODY_N_SIDES]);

#endif
