/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CLI_CMD_H
#define CLI_CMD_H
/*
 * cmd - what a command is: a descriptor, one file each, and the table of all of them.
 *
 * To add a command: write cmd_name.c that defines `const struct cmd cmd_name`, and add it to
 * CMD_MAP below, and to the module's row and the commands in meson.build. Help, man page,
 * completion and the tests find it there.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "base/err.h"
#include "cli/opt.h"

/* Options that mean the same wherever they appear. A command's struct of values starts with
 * them, and its table with OPT_COMMON. */
struct cmd_common {
    bool help, json, quiet;
    int color; /* index in cmd_color_choices */
};
extern const char *const cmd_color_choices[];

/* clang-format off */
#define OPT_HELP \
    { .name = "help", .letter = 'h', .type = OPT_FLAG, \
      .offset = offsetof(struct cmd_common, help), .help = "show this help" }
#define OPT_JSON \
    { .name = "json", .letter = 'j', .type = OPT_FLAG, \
      .offset = offsetof(struct cmd_common, json), \
      .help = "print one JSON object instead of text" }
#define OPT_QUIET \
    { .name = "quiet", .letter = 'q', .type = OPT_FLAG, \
      .offset = offsetof(struct cmd_common, quiet), \
      .help = "no progress bar, no notes, only results and errors" }
#define OPT_COLOR \
    { .name = "color", .arg = "WHEN", .type = OPT_CHOICE, .choices = cmd_color_choices, \
      .offset = offsetof(struct cmd_common, color), .help = "colours on the terminal" }
/* clang-format on */

struct cmd_example {
    const char *line, *what; /* the command; what it does, as a phrase */
};

enum { CMD_MAX_EXAMPLES = 4, CMD_MANY = 1000 };

struct cmd {
    const char *name;
    const char *args;          /* "CLIP..."; "" without arguments */
    size_t min_args, max_args; /* CMD_MANY: as many as given */
    const char *args_complete; /* "file"; words, "@commands" for all commands; or "" */
    const char *summary;       /* one phrase, lower case */
    const char *about;         /* paragraphs, separated by one empty line */
    struct cmd_example examples[CMD_MAX_EXAMPLES];
    const struct opt *opts; /* [n_opts] */
    size_t n_opts;
    /* Instead, where the options come from another table; static, the same at each call. */
    const struct opt *(*make_opts)(size_t *ret_n);
    size_t values_size; /* of the struct they fill, which starts with struct cmd_common */
    /* out: where results go. args [n_args]. Errors: any; the message is shown by main. */
    int (*run)(FILE *out, const void *values, const char *const *args, size_t n_args,
               struct err *err);
};

/* In the order in which help lists them. */
/* clang-format off */
#define CMD_MAP(X) \
    X(film) \
    X(mocap) \
    X(synth) \
    X(import) \
    X(log) \
    X(load) \
    X(zones) \
    X(profile) \
    X(pain) \
    X(shoes) \
    X(exercises) \
    X(plan) \
    X(today) \
    X(back) \
    X(report) \
    X(export) \
    X(erase) \
    X(doctor) \
    X(help)
/* clang-format on */
#define CMD_X(name) extern const struct cmd cmd_##name;
CMD_MAP(CMD_X)
#undef CMD_X
extern const struct cmd *const cmds[];
extern const size_t cmd_n;

const struct cmd *cmd_find(const char *name);                     /* NULL: no such command */
const struct opt *cmd_opts(const struct cmd *cmd, size_t *ret_n); /* either way */
/* Find, or refuse with the nearest name: -ERR_USAGE. */
int cmd_lookup(const char *name, const struct cmd **ret_cmd, struct err *err) MUST_USE;
/* Parse the words [n] after the command's name, and run. */
int cmd_run(const struct cmd *cmd, FILE *out, char **words, size_t n, struct err *err) MUST_USE;

#endif
