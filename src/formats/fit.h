/* SPDX-License-Identifier: Apache-2.0 */
#ifndef FORMATS_FIT_H
#define FORMATS_FIT_H
/*
 * fit - Garmin's FIT files: activities, courses and workouts in; activities, workouts and
 * schedules out.
 *
 * Reading is one pass over the bytes, without memory per message; docs/fit.md tells how damage,
 * chains, developer fields and old clocks are treated. Threads: no globals.
 */
#include "activity/activity.h"
#include "base/err.h"
#include "formats/formats.h"

int fit_probe(const uint8_t *data, size_t n);
int fit_read(const uint8_t *data, size_t n, const struct formats_params *params,
             struct activity_list **ret_list, struct err *err) MUST_USE;

/*
 * Writing. The bytes are the caller's (free()); the same input gives the same bytes. Values are
 * rounded to the resolution of their FIT field; what is outside its range is left out.
 * Errors: -ERR_NOMEM; -ERR_LIMIT (file over 1 GB, or over 255 streams);
 * -ERR_USAGE (no start time, a step that FIT cannot say; the message names it).
 */
int fit_write_activity(const struct activity *a, uint8_t **ret_data, size_t *ret_n,
                       struct err *err) MUST_USE;
/* created_s and serial identify the workout for a schedule. */
int fit_write_workout(const struct activity_workout *w, double created_s, uint32_t serial,
                      uint8_t **ret_data, size_t *ret_n, struct err *err) MUST_USE;

struct fit_planned {
    double created_s; /* of the workout file it means */
    uint32_t serial;
    double local_s; /* when, in local time, as if it were UTC */
    bool done;
};
int fit_write_schedule(const struct fit_planned *planned, size_t n, double created_s,
                       uint8_t **ret_data, size_t *ret_n, struct err *err) MUST_USE;

#endif
