/* SPDX-License-Identifier: Apache-2.0 */
#ifndef LOAD_LOCK_H
#define LOAD_LOCK_H
/*
 * lock - private to load: edges of bouts moved onto a plan of round lengths, if they follow
 * one.
 *
 * A watch that leads through a workout ends every bout after exactly 400 m or 60 s by its own
 * measure, while the runner starts late or slows early. If one chain of round lengths fits all
 * edges but a few, the chain is the truth. Where people press the button themselves no chain
 * fits, and the edges stay where the speed changes; then only bouts that are all close to one
 * round length get it, from their starts on.
 */
#include "load/clock.h"

/* edge [2 n_work]: start and end rows of the bouts, ascending; changed in place. */
void load_lock(const struct load_signal *s, double *edge, size_t n_work);

#endif
