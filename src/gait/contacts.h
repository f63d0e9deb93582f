/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GAIT_CONTACTS_H
#define GAIT_CONTACTS_H
/*
 * contacts - when each foot touches the ground and leaves it, between the frames. Internal.
 *
 * Side view. During stance a foot moves backwards past the hip at the running speed, v. Initial
 * contact: the foot's speed relative to the hip falls through half of v after the forward
 * swing. Toe-off: the heel has risen until the foot is pitched by 25 degrees against how it lay
 * flat, and 0.09 leg lengths / v after that (weight 0.8); the forefoot has risen by 0.059 leg
 * lengths, 0.02 leg lengths / v before that (weight 0.2).
 *
 * Both were fitted to a force plate (50 N) on markers of the running data set of Fukuchi et al.
 * 2017 (PeerJ 5:e3298), one forefoot runner at 2.5 and 3.5 m/s. Initial contact: 2 to 5 ms
 * early with an SD of 3 to 8 ms. Toe-off: the foot is pitched by 42.3 and 42.7 degrees then,
 * and by 25 degrees 0.107 and 0.121 leg lengths / v before. Landmarks of rendered runners,
 * whose feet move as that runner's, show the pitch late by 0.03 leg lengths / v, hence 0.09. On
 * a real clip where contact and toe-off can be seen (heel striker, treadmill, 30 frames/s, 275
 * ms by eye), the far leg gets 264 ms, the near one 308.
 *
 * The height of the forefoot alone is worse: it depends on the camera's roll and on the slope
 * of a treadmill, 10 ms for each degree, and landmark models let the toes rise 3 cm too early
 * (60 ms on rendered runners and on the real one; most of it taken off here). It steadies the
 * pitch where a shoe is badly seen. What did worse still: the speed of the foot, the knee's
 * largest extension (30 ms before toe-off on the figure, 30 ms after it on the force plate),
 * largest forward reach (27 ms early), largest backward reach (80 to 110 ms late), the pelvis's
 * fastest fall (40 ms late). Which crossing belongs to a contact is decided on the same speed
 * smoothed to the stride, so that a wobble in the swing is not taken for one; when it happened,
 * on the faster signal.
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
