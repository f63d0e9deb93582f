/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CLI_COMMON_H
#define CLI_COMMON_H
/*
 * common - what several commands need from the surroundings: environment, terminal, output
 * files.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include <jansson.h>

#include "base/err.h"

/* Folder of the models: the option if given, else $BACKSTRIDE_MODELS, else the built-in one. */
const char *common_models(const char *option);

/* color: index in cmd_color_choices. auto: stdout is a terminal that is not "dumb", and
 * NO_COLOR is unset or empty (https://no-color.org). */
bool common_colour(int color);
/* What an option --sex takes, in the order of enum spine_sex: "unknown", "male", "female". */
extern const char *const common_sexes[];
int common_columns(void); /* of the terminal, 60..120; 80 when unknown */
/* label in a margin of `indent` columns, then s, broken between words. */
void common_wrapped(FILE *out, int indent, const char *label, const char *s, int columns);

/* s as text_add_plain shows it: what is printed from names of files moves no cursor. */
void common_put(FILE *out, const char *s);
/* "what: path" in a line, for a file that was written; nothing where the file is standard
 * output itself. */
void common_tell(FILE *out, const char *what, const char *path);

/*
 * A result file can be written there, as far as one can tell before the work: its folder exists
 * and is writable, it is not a folder, and it is none of the inputs [n], NULLs among them left
 * out. option is named in the message. Errors: -ERR_USAGE, -ERR_IO, -ERR_NOT_FOUND.
 */
int common_check_output(const char *option, const char *path, const char *const *inputs,
                        size_t n, struct err *err) MUST_USE;
struct common_output {
    const char *option, *path; /* path NULL: not wanted */
};
/* The same for several, and no two of them the same file. */
int common_check_outputs(const struct common_output *o, size_t n_outputs,
                         const char *const *inputs, size_t n, struct err *err) MUST_USE;
/* "-" where a result may go to standard output: the path that stands for it. */
const char *common_stdout(const char *path);

/* s made plain as a JSON string: jansson drops what is not UTF-8, and all that holds it. */
json_t *common_string(const char *s);
/* Print a command's result indented, with a line end, and free it; NULL: it could not be made.
 * Errors: -ERR_IO. */
int common_json(FILE *out, json_t *root, struct err *err) MUST_USE;

#endif
