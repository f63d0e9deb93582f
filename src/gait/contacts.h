/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GAIT_CONTACTS_H
#define GAIT_CONTACTS_H
/*
 * contacts - when each foot touches the ground and leaves it, between the frames. Internal.
 *
 * Side view. During stance a foot moves backwards past the hip at the running speed, v. Initial
 * contact: the foot's speed relative to the hip falls through half of v after the forward
 * swing. Toe-off: the forefoot has risen 0.059 leg lengths (5 cm) above where it lay in stance,
 * less the time it takes for that, 0.135 leg lengths / v. Both constants were fitted to a force
 * plate (50 N) on markers of the running data set of Fukuchi et al. 2017 (PeerJ 5:e3298), one
 * forefoot runner at 2.5 and 3.5 m/s, decimated to 150, 60 and 30 frames/s with 0, 8 and 12 mm
 * of noise: initial contact -5 to -2 ms late with an SD of 3 to 8 ms, toe-off with an SD of 3
 * to 14 ms. The usual signals did worse there: largest forward reach comes 27 ms early, largest
 * backward reach 80 to 110 ms late, the pelvis's fastest fall 40 ms late.
 * Which crossing belongs to a contact is decided on the same speed smoothed to the stride, so
 * that a wobble in the swing is not taken for one; when it happened, on the faster signal.
 *
 * Rear and front view. No forward axis: mid-stance is the lowest pelvis of each step, the
 * stance foot the lower one; contact and toe-off are placed around it from the pelvis's fastest
 * fall and rise and are good for windows and cadence only.
 */
#include "gait/track.h"
#include "gait/view.h"

struct gait_contacts {
    struct gait_contact *list; /* [n] in order of time */
    size_t n;
    double belt_px_s[BODY_N_SIDES]; /* side view: speed of the stance foot past the hip */
};

/* How sure a single event is: an interpolated event has an error spread over a share of the
 * frame (T/sqrt(12) without interpolation) plus what the method itself leaves. */
double gait_event_sd_s(double fps, bool toe_off);

int gait_contacts_find(const struct gait_track *events, const struct gait_scene *scene,
                       double stride_s, struct gait_contacts *ret_contacts, struct err *err)
    MUST_USE;
void gait_contacts_done(struct gait_contacts *c);

#endif
