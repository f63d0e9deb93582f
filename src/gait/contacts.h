/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GAIT_CONTACTS_H
#define GAIT_CONTACTS_H
/*
 * contacts - when each foot touches the ground and leaves it, between the frames. Internal.
 *
 * Side view. During stance a foot moves backwards past the hip at the running speed, v. Initial
 * contact: the foot's speed relative to the hip falls through half of v after the forward
 * swing. Fitted to a force plate (50 N) on markers of the running data set of Fukuchi et al.
 * 2017 (PeerJ 5:e3298), one forefoot runner at 2.5 and 3.5 m/s: 2 to 5 ms early with an SD of 3
 * to 8 ms. Which crossing belongs to a contact is decided on the same speed smoothed to the
 * stride, so that a wobble in the swing is not taken for one; when it happened, on the faster
 * signal.
 *
 * Toe-off: after the push the leg turns back. The heel is farthest behind the hips, the thigh
 * (from the middle of the hips to the knee) points farthest back, the knee is straightest; each
 * comes its own time after toe-off, and the mean of the three is taken. How late, in ms:
 *
 *                         heel behind   thigh back   knee straight   weighted
 *   force plate, 2.5 m/s     99, 98       37, 31         13, 11       51, 47
 *   force plate, 3.5 m/s     97, 95       47, 45         22, 21       57, 55
 *   figure, 130 feet         97 SD 15     46 SD 10      -19 SD 24     47 SD 7
 *   its landmarks           105 SD 16     54 SD 20       -7 SD 24     56 SD 10
 *   used                    100           45              2           52
 *
 * (left, right foot of that runner; the figure is the one of src/synth at 2.2 to 5 m/s). The
 * weights keep the error on one half of the runners least; the other half has the same error.
 * No part of it depends on speed, contact time or the camera. On a real clip where contact and
 * toe-off can be seen (heel striker, treadmill, 30 frames/s, 275 ms by eye from the first touch
 * to the last, some 10 ms more than at 50 N) both legs get 247 to 254 ms.
 *
 * What did worse: the pitch of the foot (SD 20 ms on the figure, 30 on its landmarks, since
 * feet are not pitched alike at toe-off and the shoe is badly seen), the height of the forefoot
 * (10 ms for each degree of the camera's roll), the foot's speed, the rise of the pelvis. The
 * trunk's lowest point is at the middle of contact on the figure and 7 to 14 ms before it on
 * the force plate, so that it may not be used.
 *
 * Rear and front view. No forward axis: mid-stance is the lowest pelvis of each step, and feet
 * take turns, the lower one of all steps together first; contact and toe-off are placed around
 * it from the pelvis's fastest fall and rise and are good for windows and cadence only.
 */
#include "gait/track.h"
#include "gait/view.h"

struct gait_contacts {
    struct gait_contact *list; /* [n] in order of time */
    size_t n;
    /* Side view: of each foot the last landing, where the clip ends before its toe-off shows;
     * off_s NaN. */
    struct gait_contact cut[BODY_N_SIDES];
    size_t n_cut;
    double belt_px_s[BODY_N_SIDES]; /* side view: speed of the stance foot past the hip */
};

/* How sure a single event is: an interpolated event has an error spread over a share of the
 * frame (T/sqrt(12) without interpolation) plus what the method itself leaves. */
double gait_event_sd_s(double fps, bool toe_off);

/* How straight a knee is at sample i, in the picture: 1 straight, 0 at a right angle. */
double gait_knee_straight(const struct gait_track *k, enum body_side side, size_t i);

int gait_contacts_find(const struct gait_track *events, const struct gait_scene *scene,
                       double stride_s, struct gait_contacts *ret_contacts, struct err *err)
    MUST_USE;
void gait_contacts_done(struct gait_contacts *c);

#endif
