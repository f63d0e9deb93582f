/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/doc.h"

#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "config.h"

enum { WIDTH = 80, OPTION_INDENT = 26, COMMAND_INDENT = 12, LABEL_MAX = 96 };

void doc_wrap(FILE *out, const char *s, int indent, int at, int width)
{
    bool fresh = true; /* nothing on this line yet */

    while (*s) {
        if (*s == '\n') {
            fprintf(out, s[1] == '\n' ? "\n\n%*s" : "\n%*s", indent, "");
            s += s[1] == '\n' ? 2 : 1;
            at = indent;
            fresh = true;
            continue;
        }
        if (*s == ' ') {
            s++;
            continue;
        }
        size_t len = strcspn(s, " \n");
        char word[LABEL_MAX] = "";
        memcpy(word, s, len < LABEL_MAX ? len : LABEL_MAX - 1);
        int columns = (int)text_columns(word);
        if (!fresh && at + 1 + columns > width) {
            fprintf(out, "\n%*s", indent, "");
            at = indent;
        } else if (!fresh) {
            fputc(' ', out);
            at++;
        }
        fwrite(s, 1, len, out);
        at += columns;
        fresh = false;
        s += len;
    }
    fputc('\n', out);
}

static void add_choices(struct text *t, const struct opt *o)
{
    size_t n = opt_n_choices(o);

    for (size_t i = 0; i < n; i++)
        text_addf(t, "%s%s", i == 0 ? "" : i + 1 < n ? ", " : " or ", o->choices[i]);
    if (opt_has_default(o))
        text_addf(t, "; default %s", o->choices[(size_t)o->def]);
}

void doc_range(const struct opt *o, char *ret, size_t size)
{
    AUTO_TEXT struct text t = TEXT_INIT(512);

    switch (o->type) {
    case OPT_CHOICE:
        add_choices(&t, o);
        break;
    case OPT_INT:
    case OPT_DOUBLE:
    case OPT_SEED:
        if (o->max < 1e9)
            text_addf(&t, "%.10g to %.10g%s%s", o->min, o->max, o->unit ? " " : "",
                      o->unit ? o->unit : "");
        if (opt_has_default(o))
            text_addf(&t, "%sdefault %.10g", t.len ? ", " : "", o->def);
        break;
    default:
        break;
    }
    snprintf(ret, size, "%s", text_str(&t));
}

static void option_label(const struct opt *o, char *ret, size_t size)
{
    char letter[8] = "    ";

    if (o->letter)
        snprintf(letter, sizeof(letter), "-%c, ", o->letter);
    snprintf(ret, size, "  %s--%s%s%s", letter, o->name, o->arg ? " " : "",
             o->arg ? o->arg : "");
}

static void print_option(FILE *out, const struct opt *o)
{
    AUTO_TEXT struct text t = TEXT_INIT(1024);
    char label[LABEL_MAX], range[512];
    int at;

    option_label(o, label, sizeof(label));
    doc_range(o, range, sizeof(range));
    text_add(&t, o->help);
    if (range[0])
        text_addf(&t, " (%s)", range);
    at = fprintf(out, "%s", label);
    if (at + 2 > OPTION_INDENT)
        fprintf(out, "\n%*s", OPTION_INDENT, "");
    else
        fprintf(out, "%*s", OPTION_INDENT - at, "");
    doc_wrap(out, text_str(&t), OPTION_INDENT, OPTION_INDENT, WIDTH);
}

static int finish(FILE *out, struct err *err)
{
    return ferror(out) ? err_set(err, ERR_IO, "cannot write the help text") : 0;
}

int doc_help(FILE *out, const struct cmd *cmd, struct err *err)
{
    size_t n;
    const struct opt *opts = cmd_opts(cmd, &n);

    int at = fprintf(out, "backstride %s: ", cmd->name);
    doc_wrap(out, cmd->summary, 4, at, WIDTH);
    fprintf(out, "\nUsage: backstride %s [OPTION...]%s%s\n\n", cmd->name,
            cmd->args[0] ? " " : "", cmd->args);
    doc_wrap(out, cmd->about, 0, 0, WIDTH);
    fputs("\nExamples:\n", out);
    for (size_t i = 0; i < CMD_MAX_EXAMPLES && cmd->examples[i].line; i++) {
        fprintf(out, "  %s\n      ", cmd->examples[i].line);
        doc_wrap(out, cmd->examples[i].what, 6, 6, WIDTH);
    }
    fputs("\nOptions:\n", out);
    for (size_t i = 0; i < n; i++)
        print_option(out, &opts[i]);
    return finish(out, err);
}

static void print_commands(FILE *out)
{
    for (size_t i = 0; i < cmd_n; i++) {
        fprintf(out, "  %-*s", COMMAND_INDENT - 2, cmds[i]->name);
        doc_wrap(out, cmds[i]->summary, COMMAND_INDENT, COMMAND_INDENT, WIDTH);
    }
}

int doc_overview(FILE *out, struct err *err)
{
    fprintf(out,
            "backstride %s: films your strides and says what they mean for your back\n\n"
            "Usage: backstride COMMAND [OPTION...] [ARGUMENT...]\n\nCommands:\n",
            BACKSTRIDE_VERSION);
    print_commands(out);
    fputs("\n  backstride help COMMAND   what it does, with examples and every option\n"
          "  backstride help status    what the exit statuses mean\n"
          "  backstride --version\n",
          out);
    return finish(out, err);
}

int doc_tour(FILE *out, struct err *err)
{
    fprintf(out, "Backstride %s films your strides and says what they mean for your back.\n\n",
            BACKSTRIDE_VERSION);
    fputs("1. Lay or hold a phone still at hip height, the whole runner in the picture, and\n"
          "   film ten seconds of running from the side; then, if you can, from behind.\n"
          "2. backstride film side.mp4 rear.mp4\n"
          "   measures every step, prints a scorecard and writes a report you can open.\n"
          "3. Change one thing, film again, compare.\n\n"
          "No clip at hand?  backstride synth --out runner.mp4   draws a runner to try it on.\n"
          "Something amiss?  backstride doctor                   looks for what is missing.\n"
          "All commands:     backstride help\n\n"
          "Nothing leaves this machine. Backstride is not a medical device: with back pain\n"
          "that worries you, see a professional.\n",
          out);
    return finish(out, err);
}

const struct doc_status_row doc_status_rows[] = { { 0, "success" },
#define STATUS_ROW(code, exit_status, text) { exit_status, text },
                                                  ERR_MAP(STATUS_ROW)
#undef STATUS_ROW
};
const size_t doc_n_status_rows = N_ELEMS(doc_status_rows);

int doc_status(FILE *out, struct err *err)
{
    const struct doc_status_row *rows = doc_status_rows;

    fputs("Exit statuses of backstride:\n\n", out);
    for (size_t i = 0; i < doc_n_status_rows; i++) {
        if (i > 0 && rows[i].status == rows[i - 1].status)
            fprintf(out, "       %s\n", rows[i].meaning);
        else
            fprintf(out, "  %3d  %s\n", rows[i].status, rows[i].meaning);
    }
    fputs("\nWith several clips the status is 0 if at least one of them could be measured.\n"
          "A signal N ends the program as the shell expects: 128 + N, 130 for Ctrl-C.\n",
          out);
    return finish(out, err);
}
