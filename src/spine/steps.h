/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPINE_STEPS_H
#define SPINE_STEPS_H
/*
 * steps - what each step asks of the joint: peaks, impulse, and whether the forces balance.
 * Internal to spine.
 */
#include "spine/mechanics.h"

/* Of spine_lever_m. */
enum { SHORT, MIDDLE, LONG };

/* How far the mean vertical force of a stride may be from the weight, as a share. */
extern const double SPINE_BALANCE_FRAC;

/*
 * The steps of contacts [n] that were followed without a gap and whose stride balances: into
 * l->steps, n_steps, n_dropped, mean_force_bw. Errors: -ERR_NOMEM.
 */
int spine_measure_steps(const struct spine_body *b, const struct spine_contact *c, size_t n,
                        struct spine_load *l, struct err *err) MUST_USE;

#endif
