/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CLI_PAIN_H
#define CLI_PAIN_H
/*
 * pain - what the parts of `backstride pain` share: asking, showing.
 */
#include <stdio.h>

#include <jansson.h>

#include "care/diary.h"
#include "care/flags.h"
#include "cli/ask.h"
#include "store/store.h"

/* Words with commas into bits. Errors: -ERR_USAGE, the message names `what` and all words. */
int pain_parse_bits(const struct care_word *words, size_t n, const char *text, const char *what,
                    unsigned *ret, struct err *err) MUST_USE;

/* The questions about one entry; what was said before stands in *p and stays after Enter. */
void pain_ask_entry(struct ask *a, struct care_pain *p);

enum { PAIN_ASK_AGAIN_DAYS = 7 }; /* after that, all signs are asked again */
/*
 * Every warning sign, gravest first; Enter is no. Answers are added to ret [care_n_flags].
 * After a yes to an emergency nothing more is asked: what to do is printed at once.
 */
void pain_ask_flags(struct ask *a, long day, double now_s, struct care_flag_answer *ret,
                    size_t *ret_n);

/* Entries [n] in order of time, the last `limit`, each with its light. */
void pain_print(FILE *out, const struct care_pain *e, size_t n, size_t limit);
/* Why the light of this entry is what it is, with its grade. */
void pain_print_reading(FILE *out, const struct care_reading *r);
json_t *pain_json(const struct care_pain *e, size_t n, size_t i);
json_t *pain_day_json(const struct care_day *d);
/* The keys of the words [n] whose bits are set. */
json_t *pain_bits_json(const struct care_word *words, size_t n, unsigned bits);

#endif
