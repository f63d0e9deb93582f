/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GAIT_AGREE_H
#define GAIT_AGREE_H
/*
 * agree - how far two lists of contacts agree: found against known.
 *
 * Depends on: base, dsp. Pure.
 */
#include "gait/gait.h"

struct gait_spread {
    double bias_s, sd_s, mae_s; /* of found - true; NaN where nothing matched */
};
struct gait_agreement {
    size_t n_true, n_matched, n_missed, n_invented;
    struct gait_spread on, off, time; /* initial contact, toe-off, contact time */
};
struct gait_known {                  /* a trial whose contacts are known */
    const struct gait_contact *list; /* [n] in order of time; borrowed */
    size_t n;
    double from_s, to_s; /* its ends */
};
#define GAIT_AGREE_MARGIN_S 0.4

/* Both lists in order of time. Contacts match when they are of one foot and their middles lie
 * within 0.15 s. Those nearer than GAIT_AGREE_MARGIN_S to the trial's ends are neither missed
 * nor invented: a filter has no future there. Errors: -ERR_NOMEM. */
int gait_agree(const struct gait_contact *found, size_t n_found, const struct gait_known *truth,
               struct gait_agreement *ret, struct err *err) MUST_USE;

#endif
