/* SPDX-License-Identifier: Apache-2.0 */
/* Man pages in roff (macros of man(7)), from the descriptors and the tables of options. */
#include <ctype.h>

#include "cli/doc.h"
#include "config.h"

/* One piece of text, with what roff would take for a command or an escape written out. */
static void put(FILE *out, const char *s)
{
    bool line_start = false;

    for (; *s; s++) {
        if (line_start && (*s == '.' || *s == '\''))
            fputs("\\&", out);
        if (*s == '\\')
            fputs("\\e", out);
        else if (*s == '-')
            fputs("\\-", out);
        else if (*s == '\'')
            fputs("\\(aq", out);
        else if (*s == '\n' && s[1] == '\n')
            fputs("\n.PP", out);
        else
            fputc(*s, out);
        line_start = *s == '\n';
    }
}

static void put_upper(FILE *out, const char *s)
{
    for (; *s; s++)
        fputc(toupper((unsigned char)*s), out);
}

static void put_option(FILE *out, const struct opt *o)
{
    char range[512];

    doc_range(o, range, sizeof(range));
    fputs(".TP\n", out);
    if (o->letter)
        fprintf(out, "\\fB\\-%c\\fR, ", o->letter);
    fputs("\\fB\\-\\-", out);
    put(out, o->name);
    fputs("\\fR", out);
    if (o->arg)
        fprintf(out, " \\fI%s\\fR", o->arg);
    fputc('\n', out);
    put(out, o->help);
    if (range[0]) {
        fputs(" (", out);
        put(out, range);
        fputc(')', out);
    }
    fputs(".\n", out);
}

static void put_statuses(FILE *out)
{
    const struct doc_status_row *rows = doc_status_rows;

    fputs(".SH EXIT STATUS\n", out);
    for (size_t i = 0; i < doc_n_status_rows; i++) {
        if (i == 0 || rows[i].status != rows[i - 1].status)
            fprintf(out, ".TP\n.B %d\n", rows[i].status);
        put(out, rows[i].meaning);
        fputs(i + 1 < doc_n_status_rows && rows[i + 1].status == rows[i].status ? "; " : ".\n",
              out);
    }
}

static void put_common_end(FILE *out)
{
    fputs(".SH ENVIRONMENT\n"
          ".TP\n.B BACKSTRIDE_MODELS\nfolder with the pose models, if not the built\\-in one.\n"
          ".TP\n.B NO_COLOR\nwhen set and not empty: no colours, unless \\fB\\-\\-color "
          "always\\fR is given.\n",
          out);
    put_statuses(out);
}

static void put_see_also(FILE *out, const struct cmd *cmd)
{
    fputs(".SH SEE ALSO\n", out);
    if (cmd)
        fputs(".BR backstride (1)", out);
    for (size_t i = 0, n = 0; i < cmd_n; i++) {
        if (cmds[i] == cmd)
            continue;
        fprintf(out, "%s.BR backstride\\-%s (1)", cmd || n ? ",\n" : "", cmds[i]->name);
        n++;
    }
    fputc('\n', out);
}

static void put_command(FILE *out, const struct cmd *cmd)
{
    size_t n;
    const struct opt *opts = cmd_opts(cmd, &n);

    fputs(".TH BACKSTRIDE\\-", out);
    put_upper(out, cmd->name);
    fprintf(out, " 1 \"\" \"backstride %s\" \"Backstride\"\n.SH NAME\nbackstride\\-%s \\- ",
            BACKSTRIDE_VERSION, cmd->name);
    put(out, cmd->summary);
    fprintf(out, "\n.SH SYNOPSIS\n.B backstride %s\n[\\fIOPTION\\fR...]%s%s\n.SH DESCRIPTION\n",
            cmd->name, cmd->args[0] ? " " : "", cmd->args);
    put(out, cmd->about);
    fputs("\n.SH OPTIONS\n", out);
    for (size_t i = 0; i < n; i++)
        put_option(out, &opts[i]);
    fputs(".SH EXAMPLES\n", out);
    for (size_t i = 0; i < CMD_MAX_EXAMPLES && cmd->examples[i].line; i++) {
        fputs(".TP\n.B ", out);
        put(out, cmd->examples[i].line);
        fputc('\n', out);
        put(out, cmd->examples[i].what);
        fputs(".\n", out);
    }
}

static void put_program(FILE *out)
{
    fprintf(out,
            ".TH BACKSTRIDE 1 \"\" \"backstride %s\" \"Backstride\"\n.SH NAME\n"
            "backstride \\- films your strides and says what they mean for your back\n"
            ".SH SYNOPSIS\n.B backstride\n\\fICOMMAND\\fR [\\fIOPTION\\fR...] "
            "[\\fIARGUMENT\\fR...]\n.SH DESCRIPTION\n"
            "Measures running form from phone clips, on this machine only, and judges it by a "
            "table of rules that names its evidence. Not a medical device.\n.SH COMMANDS\n",
            BACKSTRIDE_VERSION);
    for (size_t i = 0; i < cmd_n; i++) {
        fprintf(out, ".TP\n.B %s\n", cmds[i]->name);
        put(out, cmds[i]->summary);
        fputs(".\n", out);
    }
}

int doc_man(FILE *out, const struct cmd *cmd, struct err *err)
{
    if (cmd)
        put_command(out, cmd);
    else
        put_program(out);
    put_common_end(out);
    put_see_also(out, cmd);
    return ferror(out) ? err_set(err, ERR_IO, "cannot write the man page") : 0;
}
