/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GAIT_SQUARE_H
#define GAIT_SQUARE_H
/*
 * square - how far a camera behind or in front looks past the direction of running. Internal.
 *
 * What is ahead of the body then appears beside it: a hand that is 25 cm in front of the trunk
 * moves by 3 cm, a tenth of the shoulder width, for each 7 degrees. In stance a foot goes
 * straight back under the body, by about as much in everybody: how far it goes sideways in the
 * picture meanwhile tells the angle. The feet's own sideways movement mirrors itself from left
 * to right and cancels.
 */
#include "gait/contacts.h"

/* px towards +x for each px ahead of the body; 0 in a side view, with fewer than 2 contacts of
 * a side, and where the runner stays on the spot. */
double gait_square_find(const struct gait_track *k, const struct gait_scene *scene,
                        const struct gait_contacts *c);

#endif
