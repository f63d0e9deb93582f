/* SPDX-License-Identifier: Apache-2.0 */
/* The program from the outside: what it prints, and its exit status. */
#include "spawn.h"

#include <sys/stat.h>

#include "base/mem.h"
#include "cli/cmd.h"
#include "cli/doc.h"

static void check_one_line(const char *line, const char *text)
{
    const char *end = strchr(text, '\n');
    if (strncmp(text, "backstride: ", 12) != 0 || !end || end[1])
        fail_msg("\"%s\": not one line of \"backstride: message\" on stderr: %s", line, text);
}

static void a_wrong_command_line_is_one_line_and_status_64(void **state)
{
    (void)state;
    static const struct {
        const char *line, *text;
    } cases[] = {
        { "hlp", "unknown command \"hlp\"; did you mean help?" },
        { "qqqqq", "unknown command \"qqqqq\"; see backstride help" },
        { "--json", "the command comes first" },
        { "help qqqqq", "unknown command \"qqqqq\"" },
        { "help --mna", "unknown option --mna; did you mean --man?" },
        { "help --completion", "--completion needs a value: --completion SHELL" },
        { "help --completion csh", "--completion cannot be \"csh\"; did you mean zsh?" },
        { "help film synth", "help has no use for the argument \"synth\"" },
        { "film a b c d e f g h i j k l m n o p q", "film takes at most 16 CLIP..., not 17" },
        { "doctor now", "doctor has no use for the argument \"now\"" },
    };
    for (size_t i = 0; i < N_ELEMS(cases); i++) {
        struct spawn *s = spawn_backstride(cases[i].line, NULL);
        if (s->status != 64 || !strstr(s->err, cases[i].text))
            fail_msg("\"%s\": status %d, stderr: %s", cases[i].line, s->status, s->err);
        check_one_line(cases[i].line, s->err);
        assert_string_equal(s->out, "");
    }
}

static void without_arguments_a_tour_is_printed(void **state)
{
    (void)state;
    struct spawn *s = spawn_backstride("", NULL);
    assert_int_equal(s->status, 0);
    assert_non_null(strstr(s->out, "backstride film"));
    assert_non_null(strstr(s->out, "not a medical device"));
    assert_string_equal(s->err, "");
}

static void the_version_is_printed(void **state)
{
    (void)state;
    struct spawn *s = spawn_backstride("--version", NULL);
    assert_int_equal(s->status, 0);
    assert_true(strncmp(s->out, "backstride 0.", 13) == 0);
}

/* Longest line, in columns. */
static size_t widest(const char *text)
{
    size_t most = 0;
    while (*text) {
        size_t n = strcspn(text, "\n");
        most = n > most ? n : most;
        text += n + (text[n] == '\n');
    }
    return most;
}

static void help_shows_every_command_and_option_at_80_columns(void **state)
{
    (void)state;
    char line[64], want[64];
    for (size_t c = 0; c < cmd_n; c++) {
        size_t n;
        const struct opt *opts = cmd_opts(cmds[c], &n);
        struct spawn *s = spawn_backstride("help", NULL);
        assert_non_null(strstr(s->out, cmds[c]->summary));
        snprintf(line, sizeof(line), "%s --help", cmds[c]->name);
        s = spawn_backstride(line, NULL);
        assert_int_equal(s->status, 0);
        assert_true(widest(s->out) <= 80);
        assert_non_null(strstr(s->out, "\nExamples:\n"));
        for (size_t i = 0; i < n; i++) {
            snprintf(want, sizeof(want), "--%s%s%s", opts[i].name, opts[i].arg ? " " : "\n",
                     opts[i].arg ? opts[i].arg : "");
            want[strcspn(want, "\n")] = '\0';
            if (!strstr(s->out, want))
                fail_msg("%s: %s is not in the help", cmds[c]->name, want);
        }
        snprintf(line, sizeof(line), "help %s", cmds[c]->name);
        char *by_option = mem_strdup(s->out);
        s = spawn_backstride(line, NULL);
        assert_string_equal(by_option, s->out);
        free(by_option);
    }
}

static void help_status_lists_every_meaning(void **state)
{
    (void)state;
    struct spawn *s = spawn_backstride("help status", NULL);
    assert_int_equal(s->status, 0);
    for (int code = 1; code < ERR_N_CODES; code++)
        assert_non_null(strstr(s->out, err_meaning(code)));
}

/* A macro of man(7) that our pages use, or plain text that starts with no control character. */
static bool is_good_roff_line(const char *line, size_t n)
{
    static const char *const macros[] = { ".TH ", ".SH ", ".TP", ".B ", ".PP", ".BR " };
    if (n == 0 || line[0] == '\'')
        return false;
    if (line[0] != '.')
        return true;
    for (size_t i = 0; i < N_ELEMS(macros); i++)
        if (strncmp(line, macros[i], strlen(macros[i])) == 0)
            return true;
    return false;
}

static void check_roff(const char *page, const char *text)
{
    for (const char *line = text; *line;) {
        size_t n = strcspn(line, "\n");
        if (!is_good_roff_line(line, n))
            fail_msg("%s: bad roff line: %.*s", page, (int)n, line);
        line += n + (line[n] == '\n');
    }
    assert_true(strncmp(text, ".TH BACKSTRIDE", 14) == 0);
    assert_non_null(strstr(text, ".SH EXIT STATUS\n"));
}

static void man_pages_are_roff_that_names_every_option(void **state)
{
    (void)state;
    char line[64], want[96];
    check_roff("backstride", spawn_backstride("help --man", NULL)->out);
    for (size_t c = 0; c < cmd_n; c++) {
        size_t n;
        const struct opt *opts = cmd_opts(cmds[c], &n);
        snprintf(line, sizeof(line), "help --man %s", cmds[c]->name);
        struct spawn *s = spawn_backstride(line, NULL);
        check_roff(cmds[c]->name, s->out);
        for (size_t i = 0; i < n; i++) {
            snprintf(want, sizeof(want), "\\-\\-%.2s", opts[i].name);
            if (!strstr(s->out, want))
                fail_msg("%s: --%s is not in the man page", cmds[c]->name, opts[i].name);
        }
    }
}

static void every_command_has_its_man_page_built(void **state)
{
    (void)state;
    char path[4096];
    for (size_t c = 0; c < cmd_n; c++) { /* installed by the list in meson.build */
        snprintf(path, sizeof(path), "%s-%s.1", getenv("BACKSTRIDE_BIN"), cmds[c]->name);
        if (access(path, R_OK) != 0)
            fail_msg("%s is missing: add it to the man pages of meson.build", path);
    }
}

/* Single quotes pair up, so the script does not swallow its own end; one after a backslash
 * stands between a pair that closes and one that opens. */
static bool quotes_are_even(const char *text)
{
    size_t n = 0;
    for (const char *c = text; *c; c++)
        n += *c == '\'' && (c == text || c[-1] != '\\');
    return n % 2 == 0;
}

static void completion_names_every_command_and_option(void **state)
{
    (void)state;
    char line[64], want[64];
    for (size_t k = 0; k < DOC_N_SHELLS; k++) {
        snprintf(line, sizeof(line), "help --completion %s", doc_shell_names[k]);
        struct spawn *s = spawn_backstride(line, NULL);
        assert_int_equal(s->status, 0);
        assert_true(quotes_are_even(s->out));
        for (size_t c = 0; c < cmd_n; c++) {
            size_t n;
            const struct opt *opts = cmd_opts(cmds[c], &n);
            assert_non_null(strstr(s->out, cmds[c]->name));
            for (size_t i = 0; i < n; i++) {
                snprintf(want, sizeof(want), k == DOC_FISH ? "-l %s" : "--%s", opts[i].name);
                if (!strstr(s->out, want))
                    fail_msg("%s: no %s", doc_shell_names[k], want);
            }
        }
    }
}

static void the_bash_completion_is_valid_bash(void **state)
{
    (void)state;
    char path[] = "/tmp/backstride-completion-XXXXXX";
    int fd = mkstemp(path);
    struct spawn *s = spawn_backstride("help --completion bash", NULL);
    size_t n = strlen(s->out);

    assert_true(fd >= 0 && write(fd, s->out, n) == (ssize_t)n);
    close(fd);
    s = spawn_in("bash", "-n {}", path);
    unlink(path);
    assert_string_equal(s->err, "");
    assert_int_equal(s->status, 0);
}

static void a_full_disk_is_an_error(void **state)
{
    (void)state;
    FILE *full = fopen("/dev/full", "we"), *err = tmpfile();
    char name[] = "backstride", arg[] = "help", *const argv[] = { name, arg, NULL };
    static char text[SPAWN_TEXT];

    if (!full)
        skip();
    assert_int_equal(spawn_status(spawn_start(getenv("BACKSTRIDE_BIN"), argv, full, err)), 1);
    fclose(full);
    spawn_read(err, text);
    check_one_line("help > /dev/full", text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_wrong_command_line_is_one_line_and_status_64),
        cmocka_unit_test(without_arguments_a_tour_is_printed),
        cmocka_unit_test(the_version_is_printed),
        cmocka_unit_test(help_shows_every_command_and_option_at_80_columns),
        cmocka_unit_test(help_status_lists_every_meaning),
        cmocka_unit_test(man_pages_are_roff_that_names_every_option),
        cmocka_unit_test(every_command_has_its_man_page_built),
        cmocka_unit_test(completion_names_every_command_and_option),
        cmocka_unit_test(the_bash_completion_is_valid_bash),
        cmocka_unit_test(a_full_disk_is_an_error),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
