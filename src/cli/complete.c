/* SPDX-License-Identifier: Apache-2.0 */
/* Completion scripts for bash, zsh and fish, from the descriptors and the tables of options. */
#include <string.h>

#include "cli/doc.h"

const char *const doc_shell_names[] = { "bash", "zsh", "fish", NULL };

/* s inside single quotes; drop: characters that the shell's own mini-language would read. */
static void quote(FILE *out, const char *s, const char *drop)
{
    fputc('\'', out);
    for (; *s; s++) {
        if (*s == '\'')
            fputs("'\\''", out);
        else if (!strchr(drop, *s))
            fputc(*s, out);
    }
    fputc('\'', out);
}

static void put_choices(FILE *out, const struct opt *o)
{
    for (size_t i = 0; i < opt_n_choices(o); i++)
        fprintf(out, "%s%s", i ? " " : "", o->choices[i]);
}

static void put_command_names(FILE *out)
{
    for (size_t i = 0; i < cmd_n; i++)
        fprintf(out, "%s%s", i ? " " : "", cmds[i]->name);
}

/* What a command's arguments can be: its list of words, with "@commands" written out. */
static void put_words(FILE *out, const struct cmd *cmd)
{
    static const char all[] = "@commands";
    const char *words = cmd->args_complete;

    if (strncmp(words, all, sizeof(all) - 1) == 0) {
        put_command_names(out);
        words += sizeof(all) - 1;
    }
    fputs(words, out);
}

/* -- bash: one case for what stands before the word, one for the word itself -- */

static void bash_values(FILE *out, const struct cmd *cmd)
{
    size_t n;
    const struct opt *opts = cmd_opts(cmd, &n);

    for (size_t i = 0; i < n; i++) {
        const struct opt *o = &opts[i];
        if (!o->arg)
            continue;
        fprintf(out, "    %s:--%s", cmd->name, o->name);
        if (o->letter)
            fprintf(out, " | %s:-%c", cmd->name, o->letter);
        if (o->type == OPT_CHOICE) {
            fputs(") COMPREPLY=($(compgen -W '", out);
            put_choices(out, o);
            fputs("' -- \"$cur\")) ;;\n", out);
        } else if (o->type == OPT_FILE || o->type == OPT_FOLDER) {
            fprintf(out, ") compopt -o filenames; COMPREPLY=($(compgen -%c -- \"$cur\")) ;;\n",
                    o->type == OPT_FILE ? 'f' : 'd');
        } else {
            fputs(") COMPREPLY=() ;;\n", out);
        }
    }
}

static void bash_words(FILE *out, const struct cmd *cmd)
{
    size_t n;
    const struct opt *opts = cmd_opts(cmd, &n);

    fprintf(out, "    %s:-*) COMPREPLY=($(compgen -W '", cmd->name);
    for (size_t i = 0; i < n; i++)
        fprintf(out, "%s--%s", i ? " " : "", opts[i].name);
    fputs("' -- \"$cur\")) ;;\n", out);
    fprintf(out, "    %s:*) ", cmd->name);
    if (strcmp(cmd->args_complete, "file") == 0) {
        fputs("compopt -o filenames; COMPREPLY=($(compgen -f", out);
    } else {
        fputs("COMPREPLY=($(compgen -W '", out);
        put_words(out, cmd);
        fputs("'", out);
    }
    fputs(" -- \"$cur\")) ;;\n", out);
}

static void put_bash(FILE *out)
{
    fputs("# bash completion for backstride; made by `backstride help --completion bash`\n"
          "_backstride() {\n"
          "    local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]} "
          "cmd=${COMP_WORDS[1]}\n"
          "    if [[ $cur == = ]]; then cur=; elif [[ $prev == = ]]; then "
          "prev=${COMP_WORDS[COMP_CWORD-2]}; fi\n"
          "    COMPREPLY=()\n"
          "    if ((COMP_CWORD == 1)); then\n"
          "        COMPREPLY=($(compgen -W '",
          out);
    put_command_names(out);
    fputs(" --version --help' -- \"$cur\"))\n        return\n    fi\n"
          "    case $cmd:$prev in\n",
          out);
    for (size_t i = 0; i < cmd_n; i++)
        bash_values(out, cmds[i]);
    fputs("    *)\n    case $cmd:$cur in\n", out);
    for (size_t i = 0; i < cmd_n; i++)
        bash_words(out, cmds[i]);
    fputs("    esac ;;\n    esac\n}\ncomplete -F _backstride backstride\n", out);
}

/* -- zsh: _arguments does the work -- */

static void zsh_option(FILE *out, const struct opt *o)
{
    if (o->letter)
        fprintf(out, "        '(-%c --%s)'{-%c,--%s}", o->letter, o->name, o->letter, o->name);
    else
        fprintf(out, "        --%s", o->name);
    if (o->arg && !o->letter)
        fputs("=", out);
    fputs("'[", out);
    for (const char *s = o->help; *s; s++)
        if (!strchr("[]:'\\", *s))
            fputc(*s, out);
    fputs("]", out);
    if (o->arg)
        fprintf(out, ":%s:", o->arg);
    if (o->type == OPT_CHOICE) {
        fputs("(", out);
        put_choices(out, o);
        fputs(")", out);
    } else if (o->type == OPT_FILE) {
        fputs("_files", out);
    } else if (o->type == OPT_FOLDER) {
        fputs("_files -/", out);
    }
    fputs("' \\\n", out);
}

static void put_zsh(FILE *out)
{
    fputs("#compdef backstride\n"
          "# zsh completion for backstride; made by `backstride help --completion zsh`\n"
          "_backstride() {\n"
          "    local -a commands=(\n",
          out);
    for (size_t i = 0; i < cmd_n; i++) {
        fprintf(out, "        %s:", cmds[i]->name);
        quote(out, cmds[i]->summary, ":");
        fputc('\n', out);
    }
    fputs("    )\n    if ((CURRENT == 2)); then\n        _describe command commands\n"
          "        return\n    fi\n    local command=$words[2]\n"
          "    shift words\n    ((CURRENT--))\n    case $command in\n",
          out);
    for (size_t i = 0; i < cmd_n; i++) {
        size_t n;
        const struct opt *opts = cmd_opts(cmds[i], &n);
        fprintf(out, "    %s) _arguments -s \\\n", cmds[i]->name);
        for (size_t k = 0; k < n; k++)
            zsh_option(out, &opts[k]);
        fputs("        '*:", out);
        if (strcmp(cmds[i]->args_complete, "file") == 0) {
            fputs("file:_files", out);
        } else {
            fputs("argument:(", out);
            put_words(out, cmds[i]);
            fputs(")", out);
        }
        fputs("' ;;\n", out);
    }
    fputs("    esac\n}\n_backstride \"$@\"\n", out);
}

/* -- fish: one line for each option -- */

static void fish_option(FILE *out, const struct cmd *cmd, const struct opt *o)
{
    fprintf(out, "complete -c backstride -n '__fish_seen_subcommand_from %s' -l %s", cmd->name,
            o->name);
    if (o->letter)
        fprintf(out, " -s %c", o->letter);
    if (o->type == OPT_CHOICE) {
        fputs(" -x -a '", out);
        put_choices(out, o);
        fputs("'", out);
    } else if (o->type == OPT_FOLDER) {
        fputs(" -x -a '(__fish_complete_directories)'", out);
    } else if (o->arg) {
        fputs(o->type == OPT_FILE ? " -r -F" : " -x", out);
    }
    fputs(" -d ", out);
    quote(out, o->help, "'\\");
    fputc('\n', out);
}

static void put_fish(FILE *out)
{
    fputs("# fish completion for backstride; made by `backstride help --completion fish`\n"
          "complete -c backstride -f\n",
          out);
    for (size_t i = 0; i < cmd_n; i++) {
        const struct cmd *cmd = cmds[i];
        size_t n;
        const struct opt *opts = cmd_opts(cmd, &n);
        fprintf(out, "complete -c backstride -n __fish_use_subcommand -a %s -d ", cmd->name);
        quote(out, cmd->summary, "'\\");
        fputc('\n', out);
        fprintf(out, "complete -c backstride -n '__fish_seen_subcommand_from %s' ", cmd->name);
        if (strcmp(cmd->args_complete, "file") == 0) {
            fputs("-F\n", out);
        } else {
            fputs("-a '", out);
            put_words(out, cmd);
            fputs("'\n", out);
        }
        for (size_t k = 0; k < n; k++)
            fish_option(out, cmd, &opts[k]);
    }
}

int doc_completion(FILE *out, enum doc_shell shell, struct err *err)
{
    static void (*const put[DOC_N_SHELLS])(
        FILE *) = { [DOC_BASH] = put_bash, [DOC_ZSH] = put_zsh, [DOC_FISH] = put_fish };

    put[shell](out);
    return ferror(out) ? err_set(err, ERR_IO, "cannot write the completion script") : 0;
}
