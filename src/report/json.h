/* SPDX-License-Identifier: Apache-2.0 */
#ifndef REPORT_JSON_H
#define REPORT_JSON_H
/*
 * json - the parts that JSON files are put together from, and the one way in which they are
 * read again. For report, and for the commands that print or read JSON of their own.
 *
 * What makes parts returns a new reference, or NULL without memory (jansson's containers then
 * fail too). What reads takes input that nobody vouches for.
 */
#include <jansson.h>

#include "report/report.h"
#include "report/words.h"

enum {
    JSON_FILM_VERSION = 1,   /* of the schema backstride.film */
    JSON_FILE_MAX = 64 << 20 /* bytes */
};

json_t *json_release(json_t *j); /* NULL is fine, returns NULL */
void json_releasep(json_t **p);
#define AUTO_JSON __attribute__((cleanup(json_releasep)))

/* -- writing */

json_t *json_rounded(double x, int decimals); /* null for NaN and infinities */
json_t *json_clean(const char *s);            /* valid UTF-8 without controls; NULL: null */
json_t *json_measured(const struct gait_value *v, struct words_form form);
json_t *json_low_back(const struct report_clip *clip); /* null: not tried */
json_t *json_speed(const struct report_clip *clip);    /* m/s; null: not known */
json_t *json_change(const struct report_change *c);    /* null: not compared */
json_t *json_film_clip(const struct report_clip *clip);
/* Append root as text with a line end; root NULL: it could not be made. root stays the
 * caller's. Errors: -ERR_NOMEM, -ERR_LIMIT (ret's ceiling). */
int json_append(const json_t *root, struct text *ret, struct err *err) MUST_USE;

/* -- reading */

/* The file (at most JSON_FILE_MAX) as an object of that schema, its version at most `version`.
 * Errors: those of file_read; -ERR_FORMAT, -ERR_UNSUPPORTED (a newer one). */
int json_read(const char *path, const char *schema, json_int_t version, json_t **ret_root,
              struct err *err) MUST_USE;
/* The same from memory; name stands in the messages. */
int json_parse(const char *bytes, size_t n, const char *name, const char *schema,
               json_int_t version, json_t **ret_root, struct err *err) MUST_USE;
double json_number(const json_t *o, const char *key);    /* NaN: there is none */
const char *json_word(const json_t *o, const char *key); /* "": there is none */
/* The index of o's text under key in names [n]; otherwise `other`. */
int json_one_of(const json_t *o, const char *key, const char *const *names, int n, int other);

#endif
