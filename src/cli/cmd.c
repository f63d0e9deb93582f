/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/cmd.h"

#include <string.h>

#include "base/mem.h"
#include "cli/doc.h"

/* In the order in which help shows them. */
const struct cmd *const cmds[] = {
    &cmd_doctor,
    &cmd_help,
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

static int check_args(const struct cmd *cmd, size_t n_args, char **args, struct err *err)
{
    if (n_args < cmd->min_args)
        return err_set(err, ERR_USAGE, "%s needs %s; see backstride help %s", cmd->name,
                       cmd->args, cmd->name);
    if (n_args > cmd->max_args)
        return err_set(err, ERR_USAGE, "%s has no use for the argument \"%.60s\"", cmd->name,
                       args[cmd->max_args]);
    return 0;
}

int cmd_run(const struct cmd *cmd, FILE *out, int argc, char **argv, struct err *err)
{
    AUTO(mem) void *values = mem_array(1, cmd->values_size);
    size_t n_opts, n_args = 0;
    const struct opt *opts = cmd->opts(&n_opts);
    struct cmd_common common;
    int rc;

    if (!values)
        return err_set(err, ERR_NOMEM, "no memory for the options");
    opt_defaults(opts, n_opts, values);
    rc = opt_parse(opts, n_opts, cmd->name, argc, argv, values, &n_args, err);
    if (rc < 0)
        return rc;
    memcpy(&common, values, sizeof(common));
    if (common.help)
        return doc_help(out, cmd, err);
    rc = check_args(cmd, n_args, argv, err);
    if (rc < 0)
        return rc;
    return cmd->run(out, values, (const char *const *)argv, n_args, err);
}
