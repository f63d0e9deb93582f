/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/cmd.h"

#include <string.h>

#include "base/mem.h"
#include "cli/doc.h"

/* In the order in which help shows them. */
const struct cmd *const cmds[] = {
#define CMD_X(name) &cmd_##name,
    CMD_MAP(CMD_X)
#undef CMD_X
};
const size_t cmd_n = N_ELEMS(cmds);

const char *const cmd_color_choices[] = { "auto", "always", "never", NULL };

const struct cmd *cmd_find(const char *name)
{
    for (size_t i = 0; i < cmd_n; i++)
        if (strcmp(cmds[i]->name, name) == 0)
            return cmds[i];
    return NULL;
}

int cmd_lookup(const char *name, const struct cmd **ret_cmd, struct err *err)
{
    const char *names[N_ELEMS(cmds)];
    const struct cmd *found = cmd_find(name);

    if (found) {
        *ret_cmd = found;
        return 0;
    }
    for (size_t i = 0; i < cmd_n; i++)
        names[i] = cmds[i]->name;
    const char *near = opt_nearest(name, names, cmd_n);
    if (near)
        return err_set(err, ERR_USAGE, "unknown command \"%.60s\"; did you mean %s?", name,
                       near);
    return err_set(err, ERR_USAGE, "unknown command \"%.60s\"; see backstride help", name);
}

static int check_args(const struct cmd *cmd, const struct opt_words *args, struct err *err)
{
    if (args->n < cmd->min_args)
        return err_set(err, ERR_USAGE, "%s needs %s; see backstride help %s", cmd->name,
                       cmd->args, cmd->name);
    if (args->n > cmd->max_args && cmd->max_args > 1)
        return err_set(err, ERR_USAGE, "%s takes at most %zu %s, not %zu", cmd->name,
                       cmd->max_args, cmd->args, args->n);
    if (args->n > cmd->max_args)
        return err_set(err, ERR_USAGE, "%s has no use for the argument \"%.60s\"", cmd->name,
                       args->word[cmd->max_args]);
    return 0;
}

const struct opt *cmd_opts(const struct cmd *cmd, size_t *ret_n)
{
    if (cmd->make_opts)
        return cmd->make_opts(ret_n);
    *ret_n = cmd->n_opts;
    return cmd->opts;
}

int cmd_run(const struct cmd *cmd, FILE *out, char **words, size_t n, struct err *err)
{
    AUTO(mem) void *values = mem_array(1, cmd->values_size);
    struct opt_words args = { .command = cmd->name, .word = words, .n = n };
    struct cmd_common common;
    size_t n_opts;
    const struct opt *opts = cmd_opts(cmd, &n_opts);
    int rc;

    if (!values)
        return err_set(err, ERR_NOMEM, "no memory for the options");
    opt_defaults(opts, n_opts, values);
    rc = opt_parse(opts, n_opts, &args, values, err);
    if (rc < 0)
        return rc;
    memcpy(&common, values, sizeof(common));
    if (common.help)
        return doc_help(out, cmd, err);
    rc = check_args(cmd, &args, err);
    if (rc < 0)
        return rc;
    return cmd->run(out, values, (const char *const *)args.word, args.n, err);
}
