/* SPDX-License-Identifier: Apache-2.0 */
#ifndef REPORT_FILM_READ_H
#define REPORT_FILM_READ_H
/*
 * film_read - the JSON of a film read again, field by field: what the scorecard of a kept film
 * and a comparison both take from it. Private to report. Untrusted input: what is damaged, of
 * another unit or not there is not known.
 */
#include "report/json.h"

enum { FILM_CLIPS_MAX = 64 };

/* name stands in the messages. Errors: those of json_parse; -ERR_FORMAT (no clip, or more than
 * FILM_CLIPS_MAX). */
int film_parse(const char *json, size_t n, const char *name, json_t **ret_root, struct err *err)
    MUST_USE;

/* A value that is not inside its interval is not there. */
struct gait_value film_value(const json_t *o);
enum gait_view film_view(const json_t *clip);
double film_fps(const json_t *clip); /* NaN: not known */
/* One item of the load on the low back, lo and hi from those keys; not GAIT_MEASURED: not
 * known. */
struct gait_value film_low_back(const json_t *clip, enum spine_item item, const char *lo,
                                const char *hi);
/* [left, right, both] */
void film_measure(const json_t *clip, enum measure m, struct gait_value ret[BODY_N_SIDES + 1]);

#endif
