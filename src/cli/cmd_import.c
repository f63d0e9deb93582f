/* SPDX-License-Identifier: Apache-2.0 */
#include <jansson.h>
#include <string.h>
#include <time.h>

#include "base/mem.h"
#include "base/progress.h"
#include "cli/carry.h"
#include "cli/cmd.h"
#include "cli/common.h"
#include "cli/film.h"
#include "cli/log.h"
#include "formats/source.h"
#include "history/history.h"

struct values {
    struct cmd_common common;
    const char *db;
    bool verbose;
};

#define AT(field) offsetof(struct values, field)
/* clang-format off */
static const struct opt rows[] = {
    OPT_DB(AT(db)),
    { .name = "verbose", .letter = 'v', .type = OPT_FLAG, .offset = AT(verbose),
      .help = "one line for each file, not only for failures" },
    OPT_JSON, OPT_QUIET, OPT_HELP,
};
/* clang-format on */

enum { REASONS_MAX = 32, FAILURES_SHOWN = 20 };

/* Files that had the same outcome for the same reason. */
struct reason {
    enum history_outcome outcome;
    char why[ERR_MSG_MAX];
    size_t n;
};

struct run {
    FILE *out;
    const struct values *v;
    struct progress bar;
    size_t files, count[HISTORY_N_OUTCOMES];
    size_t failures_hidden, noted;
    struct reason reason[REASONS_MAX];
    size_t n_reasons, more_reasons;
    json_t *list; /* of --json, else NULL */
    struct carry_count restored;
    bool is_restored; /* one of the paths was an export of this program */
};

static void count_reason(struct run *r, const struct history_result *res)
{
    for (size_t i = 0; i < r->n_reasons; i++)
        if (r->reason[i].outcome == res->outcome && strcmp(r->reason[i].why, res->why) == 0) {
            r->reason[i].n++;
            return;
        }
    if (r->n_reasons == REASONS_MAX) {
        r->more_reasons++;
        return;
    }
    struct reason *new = &r->reason[r->n_reasons++];
    *new = (struct reason){ .outcome = res->outcome, .n = 1 };
    memcpy(new->why, res->why, sizeof(new->why));
}

static void show(struct run *r, const char *path, const struct history_result *res)
{
    const char *name = history_outcome_names[res->outcome];

    if (r->list) {
        json_array_append_new(r->list, json_pack("{s:o, s:s, s:I, s:s, s:i}", "path",
                                                 common_string(path), "outcome", name, "id",
                                                 (json_int_t)res->id, "why", res->why, "notes",
                                                 (int)res->n_notes));
        return;
    }
    progress_end(&r->bar);
    fprintf(r->out, "%-8s", name);
    if (res->id)
        fprintf(r->out, " %6lld", (long long)res->id);
    fputs("  ", r->out);
    common_put(r->out, path);
    fprintf(r->out, "%s%s\n", path[0] && res->why[0] ? ": " : "", res->why);
}

static void tell(void *arg, const char *path, const struct history_result *res)
{
    struct run *r = arg;
    bool failed = res->outcome == HISTORY_FAILED;

    r->count[res->outcome]++;
    r->noted += res->n_notes > 0;
    if (res->outcome == HISTORY_SKIPPED)
        count_reason(r, res);
    if (r->v->verbose || r->list || (failed && r->count[HISTORY_FAILED] <= FAILURES_SHOWN))
        show(r, path, res);
    else if (failed)
        r->failures_hidden++;
}

/* An item that could not even be unpacked. */
static void tell_error(struct run *r, const struct err *err)
{
    struct history_result res = { .outcome = HISTORY_FAILED };
    memcpy(res.why, err->msg, sizeof(res.why));
    tell(r, "", &res);
}

static bool of_the_item(int rc)
{
    return rc == -ERR_FORMAT || rc == -ERR_UNSUPPORTED || rc == -ERR_LIMIT ||
           rc == -ERR_NOT_FOUND || rc == -ERR_IO;
}

static int import_item(struct run *r, struct history_import *im, struct source *src,
                       const struct source_item *item, struct err *err)
{
    const uint8_t *data = NULL;
    struct err own = { 0 };
    size_t n = 0;

    if (item->kind == SOURCE_MANUAL)
        return history_import_one(im, item->path, NULL, 0, item->meta, err);
    int rc = source_load(src, &data, &n, &own);
    if (rc < 0 && !of_the_item(rc))
        return err_set(err, own.code, "%s", own.msg);
    if (rc < 0) {
        tell_error(r, &own);
        return 0;
    }
    return history_import_one(im, item->path, data, n, item->meta, err);
}

static int import_source(struct run *r, struct history_import *im, struct source *src,
                         struct err *err)
{
    const struct source_item *item = NULL;
    int rc = 0;

    for (size_t errors = 0; rc >= 0;) {
        struct err own = { 0 };
        rc = source_next(src, &item, &own);
        if (rc == 0)
            return 0;
        if (rc < 0 && (!of_the_item(rc) || ++errors > 100000))
            return err_set(err, own.code, "%s", own.msg);
        progress_set(&r->bar, ++r->files);
        if (rc < 0)
            tell_error(r, &own);
        rc = rc < 0 ? 0 : import_item(r, im, src, item, err);
    }
    return rc;
}

static int import_path(struct run *r, struct history_import *im, const char *path,
                       struct err *err)
{
    AUTO(source) struct source *src = NULL;
    int rc = strcmp(path, "-") == 0 ? film_keep_stdin(&path, err) : 0;
    if (rc == 0)
        rc = source_open(path, NULL, &src, err);

    if (rc == -ERR_NOT_FOUND || rc == -ERR_IO) { /* one of several paths may be wrong */
        r->files++;
        tell_error(r, err);
        return 0;
    }
    if (rc < 0)
        return rc;
    history_import_from(im, src);
    rc = import_source(r, im, src, err);
    history_import_from(im, NULL);
    return rc;
}

/* Files of an export come one by one here; the bar moves with each. */
static void tell_restored(void *arg, const char *path, const struct history_result *res)
{
    struct run *r = arg;
    progress_set(&r->bar, ++r->files);
    tell(r, path, res);
}

/* *ret_is: the path is an export of this program, and was taken in. */
static int restore(struct run *r, struct store *s, struct history_import *im, const char *path,
                   bool *ret_is, struct err *err)
{
    AUTO(bundle_in) struct bundle_in *b = NULL;
    struct carry_count n = { .left_out = 0 };

    *ret_is = bundle_open(path, &b, NULL) == 0 && bundle_has(b, CARRY_LIST);
    if (!*ret_is)
        return 0;
    const struct carry_in in = {
        .s = s, .b = b, .now_s = (double)time(NULL), .tell = tell_restored, .arg = r
    };
    int rc = history_import_end(im, err); /* an export has transactions of its own */
    if (rc == 0)
        rc = carry_import(&in, &n, err);
    if (rc < 0)
        return err_prefix(err, rc, "%.100s", path);
    r->is_restored = true;
    for (size_t i = 0; i < CARRY_N; i++)
        r->restored.of[i] += n.of[i];
    return 0;
}

static void print_restored(const struct run *r)
{
    fputs("from exports, new here:", r->out);
    for (size_t i = 0; i < CARRY_N; i++)
        fprintf(r->out, "%s %zu %s", i ? "," : "", r->restored.of[i], carry_names[i]);
    fputs("\n", r->out);
}

static json_t *restored_json(const struct run *r)
{
    json_t *o = json_object();

    for (size_t i = 0; i < CARRY_N; i++)
        json_object_set_new(o, carry_names[i], json_integer((json_int_t)r->restored.of[i]));
    return o;
}

static void print_summary(const struct run *r)
{
    static const char *const words[HISTORY_N_OUTCOMES] = {
        "new",           "merged into activities that were there already",
        "known already", "deleted by you before, and left so",
        "skipped",       "failed",
    };
    size_t shown = 0;

    if (r->is_restored)
        print_restored(r);
    if (r->failures_hidden)
        fprintf(r->out, "... and %zu more failures; --verbose shows all\n", r->failures_hidden);
    fprintf(r->out, "%zu file%s:", r->files, r->files == 1 ? "" : "s");
    for (size_t i = 0; i < HISTORY_N_OUTCOMES; i++)
        if (r->count[i] || i == HISTORY_NEW)
            fprintf(r->out, "%s %zu %s", shown++ ? "," : "", r->count[i], words[i]);
    fputs("\n", r->out);
    for (size_t i = 0; i < r->n_reasons; i++)
        fprintf(r->out, "  skipped %5zu  %s\n", r->reason[i].n, r->reason[i].why);
    if (r->more_reasons)
        fprintf(r->out, "  skipped %5zu  for other reasons; --verbose shows them\n",
                r->more_reasons);
    if (r->noted)
        fprintf(r->out, "%zu with notes about their quality; backstride log show ID has them\n",
                r->noted);
}

static int print_json(struct run *r, struct err *err)
{
    json_t *counts = json_object();
    json_t *root = json_pack("{s:s, s:i, s:o, s:o}", "schema", "backstride.import/1", "files",
                             (int)r->files, "counts", counts, "results", r->list);
    bool failed = !root;

    r->list = NULL;
    if (root && r->is_restored)
        json_object_set_new(root, "restored", restored_json(r));
    for (size_t i = 0; i < HISTORY_N_OUTCOMES && !failed; i++)
        failed = json_object_set_new(counts, history_outcome_names[i],
                                     json_integer((json_int_t)r->count[i])) < 0;
    if (failed) {
        json_decref(root);
        root = NULL;
    }
    return common_json(r->out, root, err);
}

static int import_all(struct run *r, const char *const *args, size_t n_args, struct err *err)
{
    AUTO(store) struct store *s = NULL;
    AUTO(history_import) struct history_import *im = NULL;
    const struct history_import_params par = { .now_s = (double)time(NULL),
                                               .tell = tell,
                                               .arg = r };
    int rc = log_open(r->v->db, STORE_CREATE, &s, err);

    if (rc == 0)
        rc = history_import_new(s, &par, &im, err);
    progress_begin(&r->bar, "importing", 0, r->v->common.quiet || r->v->verbose);
    for (size_t i = 0; i < n_args && rc == 0; i++) {
        bool is_export = false;
        rc = restore(r, s, im, args[i], &is_export, err);
        if (rc == 0 && !is_export)
            rc = import_path(r, im, args[i], err);
    }
    progress_end(&r->bar);
    return rc < 0 ? rc : history_import_end(im, err);
}

static int run(FILE *out, const void *values, const char *const *args, size_t n_args,
               struct err *err)
{
    const struct values *v = values;
    AUTO(mem) struct run *r = mem_array(1, sizeof(*r));

    if (!r)
        return err_set(err, ERR_NOMEM, "no memory to import");
    r->out = out;
    r->v = v;
    if (v->common.json && !(r->list = json_array()))
        return err_set(err, ERR_NOMEM, "no memory for the JSON");
    int rc = import_all(r, args, n_args, err);
    if (rc == 0 && v->common.json)
        rc = print_json(r, err);
    else if (rc == 0 && !v->common.quiet)
        print_summary(r);
    json_decref(r->list);
    if (rc == 0 && r->count[HISTORY_FAILED])
        rc = err_set(err, ERR_FORMAT, "%zu of %zu file%s could not be imported",
                     r->count[HISTORY_FAILED], r->files, r->files == 1 ? "" : "s");
    return rc;
}

/* clang-format off */
const struct cmd cmd_import = {
    .name = "import", .args = "PATH...", .min_args = 1, .max_args = CMD_MANY,
    .args_complete = "file",
    .summary = "take watch files, folders and export archives into the log",
    .about = "FIT, TCX and GPX files, gzipped or not, folders with them, zips, and the whole "
             "export archives of Strava and Garmin. Each session is kept once: the same run from "
             "the watch and from a service is one activity, and what one file lacks is taken "
             "from the other. Importing again changes nothing. An export of backstride export "
             "comes back with diary, profile and all else. - stands for standard input.\n\n"
             "The files themselves are kept, compressed, in the database. A file that cannot "
             "be read stops nothing: it is named, and the exit status says so.",
    .examples = {
        { "backstride import ~/Downloads", "everything in a folder" },
        { "backstride import export_123.zip", "an export archive of Strava or Garmin" },
        { "backstride import -v run.fit", "one file, and what became of it" },
    },
    .opts = rows, .n_opts = N_ELEMS(rows), .values_size = sizeof(struct values), .run = run,
};
/* clang-format on */
