/* SPDX-License-Identifier: Apache-2.0 */
#ifndef REPORT_JSON_H
#define REPORT_JSON_H
/*
 * json - the parts the JSON report is put together from. Private to report.
 *
 * Each returns a new reference, or NULL without memory (jansson's containers then fail too).
 */
#include <jansson.h>

#include "report/report.h"
#include "report/words.h"

json_t *json_rounded(double x, int decimals); /* null for NaN and infinities */
json_t *json_clean(const char *s);            /* valid UTF-8 without controls; NULL: null */
json_t *json_measured(const struct gait_value *v, struct words_form form);
json_t *json_low_back(const struct report_clip *clip); /* null: not tried */
json_t *json_speed(const struct report_clip *clip);    /* m/s; null: not known */
json_t *json_change(const struct report_change *c);    /* null: not compared */
/* The file as an object of that schema, its version at most `version`; -ERR_X otherwise. */
int json_read(const char *path, const char *schema, json_int_t version, json_t **ret_root,
              struct err *err) MUST_USE;
/* The same from memory; name stands in the messages. */
int json_parse(const char *bytes, size_t n, const char *name, const char *schema,
               json_int_t version, json_t **ret_root, struct err *err) MUST_USE;
json_t *json_film_clip(const struct report_clip *clip);

#endif
