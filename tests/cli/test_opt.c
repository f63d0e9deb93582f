/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include <ctype.h>

#include "base/mem.h"
#include "cli/cmd.h"
#include "cli/opt.h"

struct values {
    bool loud, fast;
    int n, kind;
    double x;
    uint64_t seed;
    const char *text, *file;
};
static const char *const kinds[] = { "lite", "full", "heavy", NULL };
#define AT(field) offsetof(struct values, field)
/* clang-format off */
static const struct opt rows[] = {
    { .name = "loud", .letter = 'l', .type = OPT_FLAG, .offset = AT(loud) },
    { .name = "fast", .letter = 'f', .type = OPT_FLAG, .offset = AT(fast) },
    { .name = "count", .letter = 'n', .arg = "N", .type = OPT_INT, .min = 1, .max = 9, .def = 3,
      .offset = AT(n) },
    { .name = "kind", .arg = "KIND", .type = OPT_CHOICE, .choices = kinds, .def = 1,
      .offset = AT(kind) },
    { .name = "x", .letter = 'x', .arg = "X", .type = OPT_DOUBLE, .min = -2, .max = 2,
      .offset = AT(x) },
    { .name = "seed", .arg = "S", .type = OPT_SEED, .max = 1e15, .def = 7,
      .offset = AT(seed) },
    { .name = "text", .letter = 't', .arg = "TEXT", .type = OPT_TEXT,
      .offset = AT(text) },
    { .name = "file", .arg = "FILE", .type = OPT_FILE, .offset = AT(file) },
};
/* clang-format on */

enum { WORDS_MAX = 12 };

/* line: words separated by blanks. */
static int parse(const char *line, struct values *v, char **args, size_t *n_args,
                 struct err *err)
{
    static char copy[512];
    struct opt_words words = { .command = "test", .word = args };
    char *rest = copy;

    snprintf(copy, sizeof(copy), "%s", line);
    for (char *word; (word = strsep(&rest, " ")) && words.n < WORDS_MAX;)
        if (*word)
            args[words.n++] = word;
    memset(v, 0, sizeof(*v));
    opt_defaults(rows, N_ELEMS(rows), v);
    int rc = opt_parse(rows, N_ELEMS(rows), &words, v, err);
    *n_args = words.n;
    return rc;
}

static void options_are_read_in_every_gnu_form(void **state)
{
    (void)state;
    static const struct {
        const char *line;
        bool loud, fast;
        int n, kind;
        double x;
        uint64_t seed;
        const char *text, *args;
    } cases[] = {
        { "", false, false, 3, 1, 0, 7, NULL, "" },
        { "a --loud b", true, false, 3, 1, 0, 7, NULL, "a b " },
        { "-lf -n5", true, true, 5, 1, 0, 7, NULL, "" },
        { "-lfn 5 c", true, true, 5, 1, 0, 7, NULL, "c " },
        { "--count=9 --kind=heavy", false, false, 9, 2, 0, 7, NULL, "" },
        { "--count 1 --count 2", false, false, 2, 1, 0, 7, NULL, "" },
        { "-x -1.5 -t -x", false, false, 3, 1, -1.5, 7, "-x", "" },
        { "--text=a=b -- --loud -", false, false, 3, 1, 0, 7, "a=b", "--loud - " },
        { "- --seed 123456789012345", false, false, 3, 1, 0, 123456789012345, NULL, "- " },
    };
    for (size_t i = 0; i < N_ELEMS(cases); i++) {
        struct values v;
        char *args[WORDS_MAX], joined[128] = "";
        size_t n_args = 0;
        struct err err = { 0 };
        assert_ok(parse(cases[i].line, &v, args, &n_args, &err), err);
        for (size_t k = 0; k < n_args; k++)
            snprintf(joined + strlen(joined), sizeof(joined) - strlen(joined), "%s ", args[k]);
        assert_string_equal(joined, cases[i].args);
        assert_true(v.loud == cases[i].loud && v.fast == cases[i].fast);
        assert_int_equal(v.n, cases[i].n);
        assert_int_equal(v.kind, cases[i].kind);
        assert_int_equal(v.seed, cases[i].seed);
        assert_near(v.x, cases[i].x, 0);
        assert_string_equal(v.text ? v.text : "none", cases[i].text ? cases[i].text : "none");
    }
}

static void a_wrong_option_is_refused_with_the_way_out(void **state)
{
    (void)state;
    static const struct {
        const char *line, *message;
    } cases[] = {
        { "--lout", "unknown option --lout; did you mean --loud?" },
        { "--cou 3", "unknown option --cou; did you mean --count?" },
        { "--zzzzzz", "unknown option --zzzzzz; see backstride help test" },
        { "-z", "unknown option -z; see backstride help test" },
        { "-lz", "unknown option -z; see backstride help test" },
        { "--count", "--count needs a value: --count N" },
        { "-n", "--count needs a value: --count N" },
        { "--loud=yes", "--loud takes no value" },
        { "--count 0", "--count N must lie between 1 and 9, not 0" },
        { "--count ten", "--count: \"ten\" is not a whole number" },
        { "--x nan", "--x: \"nan\" is not a number" },
        { "-x 2.5", "--x X must lie between -2 and 2, not 2.5" },
        { "--kind havy", "--kind cannot be \"havy\"; did you mean heavy?" },
        { "--kind q", "--kind cannot be \"q\"; give lite, full or heavy" },
        { "--text=", "--text needs a TEXT that is not empty" },
        { "--seed -1", "--seed S must lie between 0 and 1e+15, not -1" },
    };
    for (size_t i = 0; i < N_ELEMS(cases); i++) {
        struct values v;
        char *args[WORDS_MAX];
        size_t n_args = 0;
        struct err err = { 0 };
        assert_refused(parse(cases[i].line, &v, args, &n_args, &err), ERR_USAGE);
        assert_string_equal(err.msg, cases[i].message);
    }
}

static void slips_are_counted_letter_by_letter(void **state)
{
    (void)state;
    static const struct {
        const char *a, *b;
        size_t distance;
    } cases[] = {
        { "view", "view", 0 },  { "vew", "view", 1 },      { "veiw", "view", 1 },
        { "vieww", "view", 1 }, { "", "abc", 3 },          { "kitten", "sitting", 3 },
        { "film", "synth", 5 }, { "preson", "person", 1 },
    };
    char longer[200];
    for (size_t i = 0; i < N_ELEMS(cases); i++) {
        assert_int_equal(opt_distance(cases[i].a, cases[i].b), cases[i].distance);
        assert_int_equal(opt_distance(cases[i].b, cases[i].a), cases[i].distance);
    }
    memset(longer, 'a', sizeof(longer) - 1);
    longer[sizeof(longer) - 1] = '\0';
    assert_true(opt_distance(longer, "view") == SIZE_MAX);
    assert_null(opt_nearest(longer, (const char *const[]){ "view" }, 1));
}

static bool is_plain_phrase(const char *s)
{
    size_t n = strlen(s);
    return n >= 4 && !isupper((unsigned char)s[1]) && s[n - 1] != '.' && !strchr(s, '\n');
}

static void check_row(const struct cmd *cmd, const struct opt *opts, size_t i)
{
    const struct opt *o = &opts[i];

    if (!o->name || !o->help || !is_plain_phrase(o->help))
        fail_msg("%s: option %zu (%s) lacks a name or a plain help phrase", cmd->name, i,
                 o->name ? o->name : "?");
    if ((o->type == OPT_FLAG) != !o->arg)
        fail_msg("%s --%s: flags have no ARG, all others have one", cmd->name, o->name);
    if (o->offset + opt_value_size(o) > cmd->values_size)
        fail_msg("%s --%s: the field lies outside the values", cmd->name, o->name);
    if ((o->type == OPT_CHOICE) != (opt_n_choices(o) > 0))
        fail_msg("%s --%s: choices and type do not agree", cmd->name, o->name);
    if ((o->type == OPT_INT || o->type == OPT_DOUBLE || o->type == OPT_SEED) &&
        !(o->min < o->max))
        fail_msg("%s --%s: empty range", cmd->name, o->name);
    for (size_t k = 0; k < i; k++) {
        if (strcmp(opts[k].name, o->name) == 0 || (o->letter && opts[k].letter == o->letter))
            fail_msg("%s: --%s and --%s share a name or a letter", cmd->name, o->name,
                     opts[k].name);
        if (opts[k].offset == o->offset)
            fail_msg("%s: --%s and --%s fill the same field", cmd->name, o->name, opts[k].name);
    }
}

static void every_command_and_option_is_complete(void **state)
{
    (void)state;
    assert_true(cmd_n >= 2);
    for (size_t c = 0; c < cmd_n; c++) {
        const struct cmd *cmd = cmds[c];
        size_t n;
        const struct opt *opts = cmd_opts(cmd, &n);
        assert_true(cmd->name && cmd->args && cmd->args_complete && cmd->about && cmd->run);
        assert_true(is_plain_phrase(cmd->summary) && strlen(cmd->summary) <= 68);
        assert_non_null(cmd->examples[0].line);
        assert_true(cmd->min_args <= cmd->max_args);
        assert_ptr_equal(cmd_find(cmd->name), cmd);
        for (size_t i = 0; i < n; i++)
            check_row(cmd, opts, i);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(options_are_read_in_every_gnu_form),
        cmocka_unit_test(a_wrong_option_is_refused_with_the_way_out),
        cmocka_unit_test(slips_are_counted_letter_by_letter),
        cmocka_unit_test(every_command_and_option_is_complete),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
