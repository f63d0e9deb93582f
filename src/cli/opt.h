/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CLI_OPT_H
#define CLI_OPT_H
/*
 * opt - options as rows of a table: the same rows parse the command line and make --help, the
 * man pages and the shells' completion.
 *
 * Syntax: --name VALUE, --name=VALUE, -x VALUE, -xVALUE, flags in a cluster (-qj), options and
 * arguments in any order, "--" ends the options, "-" is an argument. The last of several wins.
 * Pure but for the values it fills. Threads: no globals.
 */
#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

enum opt_type {             /* and the type of the field at `offset` */
                OPT_FLAG,   /* bool: true when given */
                OPT_INT,    /* int in min..max */
                OPT_DOUBLE, /* double in min..max */
                OPT_SEED,   /* uint64_t in min..max, at most 2^53 */
                OPT_CHOICE, /* int: index in choices */
                OPT_TEXT,   /* const char *, borrowed from argv; "" is refused */
                OPT_FILE,   /* the same, completed as a file */
                OPT_FOLDER, /* the same, completed as a folder */
                OPT_N_TYPES
};

struct opt {
    const char *name; /* without the dashes */
    char letter;      /* of the short form; 0: none */
    const char *arg;  /* "SECONDS"; NULL for a flag */
    enum opt_type type;
    double min, max;            /* numbers only */
    double def;                 /* number or choice; outside min..max or choices: not given */
    const char *unit;           /* of a number, where arg does not say it; or NULL */
    size_t offset;              /* of the field in the struct of values */
    const char *help;           /* one phrase, lower case, no full stop */
    const char *const *choices; /* NULL-ended */
    bool in_double;             /* the field is a double, whatever the type */
};

size_t opt_n_choices(const struct opt *o);
/* The default is a real value, not a mark for "not given". */
bool opt_has_default(const struct opt *o);
size_t opt_value_size(const struct opt *o); /* bytes of the field */

/* Write every default into values. */
void opt_defaults(const struct opt *opts, size_t n_opts, void *values);

struct opt_words {
    const char *command; /* named in the messages: "film" */
    char **word;         /* [n] what stands after the command's name */
    size_t n;
};

/*
 * Parse the words into values, which hold the defaults already. What is left in `words` are the
 * arguments that are not options, in order.
 * Errors: -ERR_USAGE (unknown option, with the nearest one; missing or refused value).
 */
int opt_parse(const struct opt *opts, size_t n_opts, struct opt_words *words, void *values,
              struct err *err) MUST_USE;

/* Number of single-letter slips (insert, drop, change, swap neighbours) between two words;
 * words longer than 63 bytes count as far apart. */
size_t opt_distance(const char *a, const char *b);
/* The candidate [n] nearest to `word` if it is near enough to be meant, else NULL. A candidate
 * that starts with word (2 letters or more) is near. */
const char *opt_nearest(const char *word, const char *const *candidates, size_t n);

#endif
