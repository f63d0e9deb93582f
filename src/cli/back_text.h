/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CLI_BACK_TEXT_H
#define CLI_BACK_TEXT_H
/*
 * back_text - the answer for a terminal and for a program.
 */
#include <stdio.h>

#include "cli/back.h"

struct back_style {
    bool colour, brief; /* brief: without reasons that do not count */
    int columns;
};
void back_print(FILE *out, const struct back *b, const struct back_style *style);
/* docs/verdict.md, schema backstride.back/1. Errors: -ERR_IO, -ERR_NOMEM. */
int back_print_json(FILE *out, const struct back *b, struct err *err) MUST_USE;

#endif
