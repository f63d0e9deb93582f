/* SPDX-License-Identifier: Apache-2.0 */
#ifndef STORE_LIFE_H
#define STORE_LIFE_H
/*
 * life - what the runner says, kept beside the activities: profile, red flags, pain, days,
 * shoes, and documents (plans, films).
 *
 * The same store, the same rules: transactions, errors, one thread (store/store.h). Lists come
 * in order of time and are free()d by the caller. Depends on base, care.
 */
#include <stdint.h>

#include "care/diary.h"
#include "care/flags.h"
#include "care/profile.h"
#include "care/shoes.h"
#include "store/store.h"

/* -- profile: each value holds from its day until the next one of the same field */
struct store_profile_value {
    enum care_field field;
    long from;    /* day */
    double value; /* NaN: from then on unknown */
};
int store_put_profile(struct store *s, const struct store_profile_value *v, size_t n,
                      double now_s, struct err *err) MUST_USE;
/* As it was on a day; fields first said later count from their first value on back, because a
 * height known in May was the same in March. */
int store_profile(struct store *s, long day, struct care_profile *ret, struct err *err)
    MUST_USE;
int store_profile_history(struct store *s, struct store_profile_value **ret, size_t *ret_n,
                          struct err *err) MUST_USE;

/* -- red flags. Unknown ids in the file (of a newer program) are read as care_flag_unknown, a
 * same-day flag, rather than dropped; `id` keeps how they are called. */
int store_add_flags(struct store *s, const struct care_flag_answer *a, size_t n,
                    struct err *err) MUST_USE;
int store_flags(struct store *s, struct care_flag_answer **ret, size_t *ret_n, struct err *err)
    MUST_USE;

/* -- pain */
int store_add_pain(struct store *s, const struct care_pain *p, int64_t *ret_id, struct err *err)
    MUST_USE;
int store_set_pain(struct store *s, const struct care_pain *p, struct err *err)
    MUST_USE; /* by id */
int store_remove_pain(struct store *s, int64_t id, struct err *err)
    MUST_USE; /* -ERR_NOT_FOUND */
int store_pains(struct store *s, long from, long to, struct care_pain **ret, size_t *ret_n,
                struct err *err) MUST_USE; /* days [from, to] */

/* -- days: one row for each; values that are NaN and an empty note leave what is there */
int store_put_day(struct store *s, const struct care_day *d, struct err *err) MUST_USE;
int store_days(struct store *s, long from, long to, struct care_day **ret, size_t *ret_n,
               struct err *err) MUST_USE;

/* -- shoes */
int store_put_shoe(struct store *s, const struct care_shoe *shoe, int64_t *ret_id,
                   struct err *err) MUST_USE; /* id 0: new; one at most is `usual` */
int store_remove_shoe(struct store *s, int64_t id, struct err *err) MUST_USE;
int store_shoes(struct store *s, struct care_shoe **ret, size_t *ret_n, struct err *err)
    MUST_USE;
/* What the runner said of an activity; shoe 0: take it back. */
int store_wear(struct store *s, int64_t activity_id, int64_t shoe_id, struct err *err) MUST_USE;
/* What was said of one activity; 0: nothing. */
int store_said_shoe(struct store *s, int64_t activity_id, int64_t *ret_shoe_id, struct err *err)
    MUST_USE;
/* The runs among rows [n], in their order, as care_shoe_of wants them: gear and said shoe
 * filled in, kind "". */
int store_worn(struct store *s, const struct store_row *rows, size_t n, struct care_run **ret,
               size_t *ret_n, struct err *err) MUST_USE;

/* -- documents: a text with a kind, kept compressed; the newest of a kind is in force */
struct store_document {
    int64_t id;
    char kind[16]; /* "plan", "film" */
    char name[128];
    long day;
    double at_s;
    char *text; /* owned, [n] and a NUL; NULL in lists */
    size_t n;   /* bytes */
};
void store_document_done(struct store_document *d); /* frees the text */
int store_add_document(struct store *s, const struct store_document *d, int64_t *ret_id,
                       struct err *err) MUST_USE;
/* id 0: the newest of the kind. -ERR_NOT_FOUND. */
int store_document(struct store *s, const char *kind, int64_t id, struct store_document *ret,
                   struct err *err) MUST_USE;
/* kind NULL: all. */
int store_documents(struct store *s, const char *kind, struct store_document **ret,
                    size_t *ret_n, struct err *err) MUST_USE; /* without texts */
int store_remove_document(struct store *s, int64_t id, struct err *err) MUST_USE;

#endif
