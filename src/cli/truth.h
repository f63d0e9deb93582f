/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CLI_TRUTH_H
#define CLI_TRUTH_H
/*
 * truth - a view: what was measured beside what is true, from a truth file of synth.
 */
#include <stdio.h>

#include "base/err.h"
#include "gait/gait.h"

/* Print one row for each measure and side that the truth knows. The file is untrusted: at most
 * 64 MB. Errors: -ERR_NOT_FOUND, -ERR_FORMAT, -ERR_LIMIT, -ERR_NOMEM. */
int truth_print(FILE *out, const char *path, const struct gait *gait, struct err *err) MUST_USE;

#endif
