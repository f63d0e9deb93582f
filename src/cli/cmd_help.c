/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "base/mem.h"
#include "cli/cmd.h"
#include "cli/doc.h"

struct values {
    struct cmd_common common;
    bool man;
    int shell; /* enum doc_shell, -1: not given */
};

#define AT(field) offsetof(struct values, field)
/* clang-format off */
static const struct opt rows[] = {
    { .name = "man", .letter = 'm', .type = OPT_FLAG, .offset = AT(man),
      .help = "print the man page instead, in roff" },
    { .name = "completion", .arg = "SHELL", .type = OPT_CHOICE, .choices = doc_shell_names,
      .def = -1, .offset = AT(shell),
      .help = "print the completion script for a shell" },
    OPT_HELP,
};
/* clang-format on */

static int topic_man(FILE *out, struct err *err)
{
    (void)err;
    fputs("Man pages are printed by --man and installed by `meson install`:\n\n"
          "  backstride help --man | man -l -          the program\n"
          "  backstride help --man film | man -l -     one command\n",
          out);
    return 0;
}

static int topic_completion(FILE *out, struct err *err)
{
    (void)err;
    fputs("Completion scripts are printed by --completion and installed by `meson install`:\n\n"
          "  source <(backstride help --completion bash)\n"
          "  backstride help --completion zsh > ~/.zfunc/_backstride\n"
          "  backstride help --completion fish > ~/.config/fish/completions/backstride.fish\n",
          out);
    return 0;
}

static const struct {
    const char *name;
    int (*print)(FILE *out, struct err *err);
} topics[] = {
    { "status", doc_status },
    { "man", topic_man },
    { "completion", topic_completion },
};

static int run(FILE *out, const void *values, const char *const *args, size_t n_args,
               struct err *err)
{
    const struct values *v = values;
    const struct cmd *cmd = NULL;

    if (v->shell >= 0)
        return doc_completion(out, (enum doc_shell)v->shell, err);
    for (size_t i = 0; n_args > 0 && i < N_ELEMS(topics); i++)
        if (strcmp(topics[i].name, args[0]) == 0)
            return topics[i].print(out, err);
    if (n_args > 0) {
        int rc = cmd_lookup(args[0], &cmd, err);
        if (rc < 0)
            return rc;
    }
    if (v->man)
        return doc_man(out, cmd, err);
    return cmd ? doc_help(out, cmd, err) : doc_overview(out, err);
}

/* clang-format off */
const struct cmd cmd_help = {
    .name = "help", .args = "[COMMAND|status|man|completion]", .max_args = 1,
    .args_complete = "@commands status man completion",
    .summary = "explain a command, the exit statuses; print man pages and completion",
    .about = "Without an argument it lists the commands. Everything it prints, and the man "
             "pages and the completion scripts, come from the same tables that read the "
             "command line.",
    .examples = {
        { "backstride help film", "every option of film, with examples" },
        { "backstride help status", "what each exit status means" },
        { "source <(backstride help --completion bash)",
          "complete commands and options in this shell" },
    },
    .opts = rows, .n_opts = N_ELEMS(rows), .values_size = sizeof(struct values), .run = run,
};
/* clang-format on */
