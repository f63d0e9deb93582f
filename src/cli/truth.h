/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CLI_TRUTH_H
#define CLI_TRUTH_H
/*
 * truth - a view: what was measured beside what is true, from a truth file of synth.
 */
#include <stdio.h>

#include "base/err.h"
#include "gait/gait.h"

struct truth { /* NaN: the file does not say; [..][BODY_N_SIDES]: both sides together */
    double value[MEASURE_N][BODY_N_SIDES + 1];
};

/* The file is untrusted: at most 64 MB. Errors: -ERR_NOT_FOUND, -ERR_FORMAT, -ERR_UNSUPPORTED
 * (version), -ERR_LIMIT, -ERR_NOMEM. */
int truth_read(const char *path, struct truth *ret_truth, struct err *err) MUST_USE;
/* One row for each measure and side that the truth knows and the view shows. */
void truth_print(FILE *out, const struct truth *truth, const struct gait *gait);

#endif
