/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "base/mem.h"
#include "cli/ask.h"
#include "cli/cmd.h"
#include "cli/log.h"
#include "store/store.h"

struct values {
    struct cmd_common common;
    const char *db;
    bool yes;
};

#define AT(field) offsetof(struct values, field)
/* clang-format off */
static const struct opt rows[] = {
    OPT_DB(AT(db)),
    { .name = "yes", .letter = 'y', .type = OPT_FLAG, .offset = AT(yes),
      .help = "do not ask" },
    OPT_QUIET, OPT_HELP,
};
/* clang-format on */

enum { FOLDERS_SHOWN = 8, PATH_SIZE = 512 };

/* What lies elsewhere and is not touched. */
struct left {
    FILE *out;
    size_t n_copies, n_folders;
    char folder[FOLDERS_SHOWN][PATH_SIZE];
};

static void tell_copy(void *arg, const char *path)
{
    struct left *l = arg;

    if (l->n_copies++ == 0)
        fputs("Copies beside it, which stay; remove them yourself:\n", l->out);
    fputs("  ", l->out);
    common_put(l->out, path);
    fputs("\n", l->out);
}

/* Folders from which files were imported. Entries by hand and archives name no folder. */
static void note_folder(struct left *l, const char *path)
{
    const char *slash = strrchr(path, '/');
    char folder[PATH_SIZE];

    if (!slash || slash == path)
        return;
    snprintf(folder, sizeof(folder), "%.*s", (int)(slash - path), path);
    for (size_t i = 0; i < l->n_folders; i++)
        if (strcmp(l->folder[i], folder) == 0)
            return;
    if (l->n_folders < FOLDERS_SHOWN)
        memcpy(l->folder[l->n_folders++], folder, sizeof(folder));
}

static void find_folders(struct store *s, struct left *l)
{
    AUTO(mem) int64_t *ids = NULL;
    size_t n = 0;

    if (store_ids(s, &ids, &n, NULL) < 0)
        return;
    for (size_t i = 0; i < n; i++) {
        AUTO(mem) struct store_source *sources = NULL;
        size_t n_sources = 0;
        if (store_sources(s, ids[i], &sources, &n_sources, NULL) < 0)
            return;
        for (size_t k = 0; k < n_sources; k++)
            note_folder(l, sources[k].path);
    }
}

static int take_word(void *arg, const char *answer, struct err *err)
{
    if (strcmp(answer, "erase") != 0)
        return err_set(err, ERR_USAGE, "the word is erase; Enter leaves everything as it is");
    *(bool *)arg = true;
    return 0;
}

static int confirm(const struct values *v, const char *path, FILE *out, struct err *err)
{
    struct ask a = { .in = stdin, .out = out };
    bool sure = v->yes;

    if (!sure && !ask_possible())
        return err_set(err, ERR_USAGE, "erase asks on a terminal; give --yes to erase \"%s\"",
                       path);
    if (!sure) {
        fprintf(out,
                "This removes everything about you from %s:\nsessions, files, diary, profile, "
                "plans, films. It cannot be undone.\nbackstride export FOLDER keeps a copy.\n",
                path);
        ask_for(&a, "To go on, type the word erase:", NULL, take_word, &sure);
    }
    return sure ? 0 : err_set(err, ERR_USAGE, "nothing was erased");
}

static void tell_left(const struct left *l)
{
    if (l->n_folders)
        fputs("Files you imported still lie in:\n", l->out);
    for (size_t i = 0; i < l->n_folders; i++) {
        fputs("  ", l->out);
        common_put(l->out, l->folder[i]);
        fputs("\n", l->out);
    }
    fputs("Not known here, and not touched: exports, backups in other folders, reports, "
          "overlays\nand clips you made, and what watches and services keep. Flash disks and "
          "snapshots may\nhold old copies of what was overwritten.\n",
          l->out);
}

static int run(FILE *out, const void *values, const char *const *args, size_t n_args,
               struct err *err)
{
    const struct values *v = values;
    AUTO(store) struct store *s = NULL;
    AUTO(mem) struct left *left = mem_array(1, sizeof(*left));
    char path[LOG_PATH_MAX];
    size_t n_files = 0;
    int rc = log_path(v->db, path, err);

    (void)args;
    (void)n_args;
    if (!left)
        return err_set(err, ERR_NOMEM, "no memory to erase");
    left->out = out;
    if (rc == 0)
        rc = confirm(v, path, out, err);
    if (rc < 0)
        return rc;
    if (store_open(path, STORE_READ, &s, NULL) == 0) /* a damaged one is erased as well */
        find_folders(s, left);
    s = store_free(s);
    rc = store_erase(path, &n_files, err);
    if (rc < 0 || v->common.quiet)
        return rc;
    fputs("erased: ", out);
    common_put(out, path);
    fprintf(out, " (%zu %s)\n", n_files, n_files == 1 ? "file" : "files");
    rc = store_neighbours(path, tell_copy, left, err);
    if (rc == 0)
        tell_left(left);
    return rc;
}

/* clang-format off */
const struct cmd cmd_erase = {
    .name = "erase", .args = "", .args_complete = "",
    .summary = "remove a person from this machine's log, for good",
    .about = "Removes every session, kept file, diary entry, answer, plan, film and the profile: "
             "the database with its side files and what repairs left is overwritten and "
             "removed. It asks for a word first. What lies elsewhere is named and not touched.",
    .examples = {
        { "backstride erase", "asks, and erases the usual log" },
        { "backstride erase --db old.db --yes", "another one, without a question" },
    },
    .opts = rows, .n_opts = N_ELEMS(rows), .values_size = sizeof(struct values), .run = run,
};
/* clang-format on */
