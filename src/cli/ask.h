/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CLI_ASK_H
#define CLI_ASK_H
/*
 * ask - questions to a person, one line of answer each. Works on any two streams, so that tests
 * can ask; the end of the input ends all further questions. Nothing is written anywhere: who
 * asks keeps the answers and writes them in one transaction, so that Ctrl-C leaves no trace.
 */
#include <stdbool.h>
#include <stdio.h>

#include "base/err.h"

struct ask {
    FILE *in, *out;
    bool ended;      /* the input is at its end: nothing is asked any more */
    bool no_prompts; /* answers come from a file: print no questions */
};

/* Both streams are terminals. */
bool ask_possible(void);

/* Takes an answer: 0, or refuses with a message, and then the question comes again. */
typedef int ask_take(void *arg, const char *answer, struct err *err);
/*
 * Ask until `take` is content. hint: what may be answered, or what stands there now; NULL none.
 * Returns true when an answer was taken, false after an empty line or at the end of the input.
 * Lines longer than 255 bytes are cut; blanks around the answer are dropped.
 */
bool ask_for(struct ask *a, const char *question, const char *hint, ask_take *take, void *arg);

enum ask_answer { ASK_NO, ASK_YES, ASK_NOTHING };
/* Takes y, yes, n, no in any case. ASK_NOTHING: an empty line, or the end. */
enum ask_answer ask_yes_no(struct ask *a, const char *question);

#endif
