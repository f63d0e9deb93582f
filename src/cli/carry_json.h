/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CLI_CARRY_JSON_H
#define CLI_CARRY_JSON_H
/*
 * carry_json - values of an export's list as untrusted input: each is what it must be, or the
 * error says where something else stands.
 *
 * All take an object and a key. Errors: -ERR_FORMAT.
 */
#include <jansson.h>

#include "base/err.h"
#include "care/diary.h"

/* Where something wrong stands: "pain 3". */
struct carry_place {
    const char *list;
    size_t i;
};

int carry_wrong(const struct carry_place *at, const char *key, struct err *err) MUST_USE;
/* "" where there is none; borrowed. */
const char *carry_text(const json_t *o, const char *key);
/* Without control characters; cut to size. */
void carry_copy(char *to, size_t size, const json_t *o, const char *key);
/* null and missing are NaN. */
int carry_number(const json_t *o, const char *key, double min, double max,
                 const struct carry_place *at, double *ret, struct err *err) MUST_USE;
/* "2026-05-31"; must be there. */
int carry_day(const json_t *o, const char *key, const struct carry_place *at, long *ret,
              struct err *err) MUST_USE;
/* Seconds since 1970; must be there. */
int carry_moment(const json_t *o, const char *key, const struct carry_place *at, double *ret,
                 struct err *err) MUST_USE;
/* A list of keys; words of a newer program are passed over. */
unsigned carry_bits(const json_t *o, const char *key, const struct care_word *words, size_t n);

#endif
