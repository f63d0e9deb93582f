/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GAIT_SOURCE_H
#define GAIT_SOURCE_H
/*
 * source - what differs between a clip and a motion-capture trial. Internal.
 */
#include "gait/gait.h"
#include "gait/repair.h"
#include "gait/view.h"

/* Low-pass of the tracks, Hz; never above a share of the frame rate. Angles: 8 Hz for
 * landmarks, 15 Hz for markers, which are quieter: the upper end of what is usual for running
 * (8 to 15 Hz), because a lower cutoff rounds off the turn of the shank at contact. */
double gait_source_event_hz(enum gait_source s);
double gait_source_angle_hz(enum gait_source s);

/* A clip is repaired; markers carry names, so that only short gaps are closed. */
void gait_source_repair(struct motion *m, enum gait_source s, struct gait_repairs *ret_repairs);
/* What the parameters know better than the picture tells. */
void gait_source_scene(const struct gait_params *par, struct gait_scene *scene);

/* Standard systematic error of a measure, in its unit: the measure's own for a clip of that
 * frame rate (measures.h; between the rates of the table along the rate's logarithm), that of
 * skin markers for motion capture (docs/mocap.md). */
double gait_source_sd(const struct gait_scene *scene, enum measure m, double fps);

/* Whether this source can tell the measure in a view that shows it. */
bool gait_source_tells(const struct gait_scene *scene, enum measure m);

#endif
