/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GAIT_SIDES_H
#define GAIT_SIDES_H
/*
 * sides - one number of each contact to one of the runner, left and right counted alike.
 * Internal.
 */
#include "gait/contacts.h"

/* NaN: not known of this contact. */
typedef double gait_of_contact_fn(const struct gait_track *k, const struct gait_contact *c);

/* The mean of the medians of left and right, so that what mirrors itself from one to the other
 * cancels. NaN with fewer than 2 contacts of a side, or without memory. */
double gait_sides_mean(const struct gait_track *k, const struct gait_contacts *c,
                       gait_of_contact_fn *fn);

#endif
