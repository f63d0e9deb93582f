/* SPDX-License-Identifier: Apache-2.0 */
#include <jansson.h>
#include <signal.h>

#include "base/mem.h"
#include "cli/carry.h"
#include "cli/cmd.h"
#include "cli/common.h"
#include "cli/log.h"

struct values {
    struct cmd_common common;
    const char *db;
};

#define AT(field) offsetof(struct values, field)
/* clang-format off */
static const struct opt rows[] = {
    OPT_DB(AT(db)),
    OPT_JSON, OPT_QUIET, OPT_HELP,
};
/* clang-format on */

static int print_json(FILE *out, const char *path, const struct carry_count *n, struct err *err)
{
    json_t *counts = json_object();

    for (size_t i = 0; i < CARRY_N; i++)
        json_object_set_new(counts, carry_names[i], json_integer((json_int_t)n->of[i]));
    json_t *root = json_pack("{s:s, s:s, s:o, s:I}", "schema", "backstride.exported/1", "path",
                             path, "counts", counts, "left_out", (json_int_t)n->left_out);
    return common_json(out, root, err);
}

/* Signals wait while the files are written, so that what is unfinished can be cleaned away;
 * carry_export looks between two files whether one waits. */
static void hold_signals(sigset_t *ret_before)
{
    sigset_t held;

    sigemptyset(&held);
    sigaddset(&held, SIGINT);
    sigaddset(&held, SIGTERM);
    sigaddset(&held, SIGHUP);
    sigprocmask(SIG_BLOCK, &held, ret_before);
}

static void release_signals(sigset_t *before) { sigprocmask(SIG_SETMASK, before, NULL); }

static int run(FILE *out, const void *values, const char *const *args, size_t n_args,
               struct err *err)
{
    const struct values *v = values;
    __attribute__((cleanup(release_signals))) sigset_t before;
    AUTO(store) struct store *s = NULL;
    AUTO(bundle) struct bundle *b = NULL;
    struct carry_count n = { .left_out = 0 };

    (void)n_args;
    hold_signals(&before);
    int rc = log_open(v->db, STORE_WRITE, &s, err);
    if (rc == 0)
        rc = bundle_new(args[0], &b, err);
    if (rc == 0)
        rc = carry_export(s, b, &n, err);
    if (rc == 0)
        rc = bundle_commit(b, err);
    if (rc < 0 || v->common.quiet)
        return rc;
    if (v->common.json)
        return print_json(out, args[0], &n, err);
    common_put(out, args[0]);
    fputs(":", out);
    for (size_t i = 0; i < CARRY_N; i++)
        fprintf(out, "%s %zu %s", i ? "," : "", n.of[i], carry_names[i]);
    fputs("\n", out);
    if (n.left_out)
        fprintf(out, "%zu activities have no kept file and were left out\n", n.left_out);
    return 0;
}

/* clang-format off */
const struct cmd cmd_export = {
    .name = "export", .args = "FOLDER|FILE.zip", .min_args = 1, .max_args = 1,
    .args_complete = "file",
    .summary = "write the whole log as open files",
    .about = "backstride.json holds everything that was said and changed, in plain JSON (docs/"
             "export.md describes it); beside it lie the watch files as they were imported, and "
             "kept films and plans. Nothing may be at the path yet.\n\n"
             "backstride import takes it in again, into an empty log or one that has some of it "
             "already; nothing is doubled. The list of steps for undo is not part of it.",
    .examples = {
        { "backstride export log.zip", "everything in one file" },
        { "backstride export ~/backstride-log", "the same as a folder" },
        { "backstride import log.zip --db new.db", "back again" },
    },
    .opts = rows, .n_opts = N_ELEMS(rows), .values_size = sizeof(struct values), .run = run,
};
/* clang-format on */
