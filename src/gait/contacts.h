/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GAIT_CONTACTS_H
#define GAIT_CONTACTS_H
/*
 * contacts - when each foot touches the ground and leaves it, between the frames. Internal.
 *
 * Side view. During stance a foot moves backwards past the hip at the running speed, v. Which
 * swing ends in a contact is told by the foot's speed smoothed to the stride, so that a wobble
 * in the swing is not taken for a landing: it falls through half of v. When the foot came down
 * is the mean of two moments on the faster signal. The heel's speed relative to the hip falls
 * through a quarter of v backwards, and the shank (knee to ankle) points farthest ahead, both a
 * little before the force plate feels 50 N. How early, in ms:
 *
 *                         heel slows    shank ahead    half of v (not used)
 *   force plate, 2.5 m/s     17, 16       24, 25           6, 5
 *   force plate, 3.5 m/s     24, 15       28, 21          12, 3
 *   figure, 200 feet         14 SD 3      15 SD 5          2 SD 3
 *   its landmarks, 146       16 SD 6      17 SD 5          2 SD 9
 *   used                     16.5         19.5
 *
 * (left, right foot of one forefoot runner, markers of the running data set of Fukuchi et al.
 * 2017, PeerJ 5:e3298; the figure is the one of src/synth at 2.2 to 5 m/s). The foot's speed at
 * half of v, used before, fails where a landmark model lets a foot with its toes up slide on
 * after it came down: 45 to 60 ms late on one runner. The shank does not see the shoe, and the
 * heel is a quarter through before that. On a real clip (treadmill, 33 steps) the landings
 * scatter about even steps by 8 ms, by the foot's speed by 10.
 *
 * Both moments come later the more toes-up the foot lands: on the heel, which is down while the
 * foot still turns. On rendered runners by 0.33 and 0.23 ms for each degree (two halves of 360
 * feet with even seeds; nothing for a forefoot), so 0.28 ms a degree are taken off. A heel
 * striker's contact by eye, below, is longer too; the plate's runner lands flat.
 *
 * Toe-off: after the push the leg turns back. Heel and ankle are farthest behind the hips, the
 * thigh (from the middle of the hips to the knee) points farthest back, the knee is
 * straightest; each comes its own time after toe-off, and the mean of the three is taken. The
 * first comes later the longer the swing, and its time is a share of it. How late, in ms:
 *
 *                         heel, ankle behind   of the swing   thigh back   knee straight
 *   force plate, 2.5 m/s     101, 100           0.21, 0.20       37, 31        13, 11
 *   force plate, 3.5 m/s     97, 100            0.20, 0.21       47, 45        22, 21
 *   figure, 200 feet         100 SD 14          0.20             46 SD 11     -19 SD 25
 *   its landmarks, 146       104 SD 17          0.21             53 SD 14      -8 SD 22
 *   used                                        0.211            46             3
 *
 * The weights keep the error on one half of the runners least; the other half has the same
 * error. On a real clip where contact and toe-off can be seen (heel striker, treadmill, 30
 * frames/s, 262 to 275 ms by eye from the first touch to the last, some 10 ms more than at 50
 * N) the legs get 248 and 253 ms. With the toe instead of the ankle rendered runners err half a
 * millisecond less, but on that clip the toe's farthest reach scatters by 29 to 37 ms, heel's
 * and ankle's by 11 to 17.
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
