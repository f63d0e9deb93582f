/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CLI_DOC_H
#define CLI_DOC_H
/*
 * doc - everything that can be said about a command, made from its descriptor and its table of
 * options: help, man page, completion. Nothing here is written twice by hand.
 *
 * Errors of all: -ERR_NOMEM, -ERR_IO.
 */
#include <stdio.h>

#include "base/err.h"
#include "cli/cmd.h"

int doc_tour(FILE *out, struct err *err) MUST_USE;     /* without arguments: a short welcome */
int doc_overview(FILE *out, struct err *err) MUST_USE; /* all commands, one line each */
int doc_help(FILE *out, const struct cmd *cmd, struct err *err) MUST_USE;
int doc_status(FILE *out, struct err *err) MUST_USE; /* the table of exit statuses */

/* Success, then ERR_MAP: [doc_n_status_rows], by status. */
struct doc_status_row {
    int status;
    const char *meaning;
};
extern const struct doc_status_row doc_status_rows[];
extern const size_t doc_n_status_rows;

/* roff with the man macros; cmd NULL: the page of the program itself. */
int doc_man(FILE *out, const struct cmd *cmd, struct err *err) MUST_USE;

enum doc_shell { DOC_BASH, DOC_ZSH, DOC_FISH, DOC_N_SHELLS };
extern const char *const doc_shell_names[]; /* NULL-ended */
int doc_completion(FILE *out, enum doc_shell shell, struct err *err) MUST_USE;

/* Print s, wrapped at `width` columns, every line after `indent` spaces; the first line starts
 * at column `at`. An empty line in s stays one. */
void doc_wrap(FILE *out, const char *s, int indent, int at, int width);
/* "1 to 9 m, default 3": what an option accepts, "" if there is nothing to say. */
void doc_range(const struct opt *o, char *ret, size_t size);

#endif
