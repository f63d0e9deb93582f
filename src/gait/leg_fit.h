/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GAIT_LEG_FIT_H
#define GAIT_LEG_FIT_H
/*
 * leg_fit - one jointed leg over all samples, in place of five points that are filtered one by
 * one. Internal.
 *
 * Where the legs pass each other a landmark model draws the foot of the standing leg towards
 * the one that swings: for a tenth of a second, in every stride, too slowly for a filter and
 * too often for a median to throw it out. A leg cannot do that: its thigh and shank keep their
 * lengths, its foot keeps its shape, the toe stays on the ground or belt while it stands, and
 * joints turn smoothly. The path of hip, thigh, shank and foot that obeys this and comes
 * nearest to the points is found by least squares over the whole clip, points far from it
 * losing their say (Geman and McClure's weights, from wide to narrow). Only for views in whose
 * picture the legs swing: side.
 *
 * Time: O(samples), about 60 us a sample. Memory: about 1 KB a sample, freed on return.
 */
#include "gait/contacts.h"
#include "gait/track.h"

/* Put the leg points of k, the smoothed track, on the fitted legs. seen: the same samples
 * before any low-pass. contacts: when which foot stands. Points missing in k stay missing, and
 * a leg of which too little was seen stays as it was. Errors: -ERR_NOMEM. */
int gait_leg_fit(const struct gait_track *seen, const struct gait_scene *scene,
                 const struct gait_contacts *contacts, struct gait_track *k, struct err *err)
    MUST_USE;

#endif
