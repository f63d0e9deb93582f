/* SPDX-License-Identifier: Apache-2.0 */
#ifndef VERDICT_WORDS_H
#define VERDICT_WORDS_H
/*
 * words - sentences that belong to no item, by name. Private to verdict.
 */
#include "verdict/verdict.h"

enum verdict_sentence {
    VERDICT_SAYS_KEEP_ON,
    VERDICT_SAYS_ASK,
    VERDICT_SAYS_STOP,
    VERDICT_SAYS_UNKNOWN_FLAG,
    VERDICT_SAYS_NOTHING_YET,
    VERDICT_N_SENTENCES
};

#endif
