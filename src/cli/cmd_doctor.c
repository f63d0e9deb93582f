/* SPDX-License-Identifier: Apache-2.0 */
#include <jansson.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/pool.h"
#include "cli/cmd.h"
#include "cli/common.h"
#include "cli/log.h"
#include "config.h"
#include "history/history.h"
#include "media/codecs.h"
#include "pose/pose.h"
#include "report/fonts.h"

struct values {
    struct cmd_common common;
    const char *models, *db, *backup;
    bool repair;
};

#define AT(field) offsetof(struct values, field)
/* clang-format off */
static const struct opt rows[] = {
    { .name = "models", .arg = "FOLDER", .type = OPT_FOLDER,
      .offset = AT(models), .help = "look for the models here" },
    OPT_DB(AT(db)),
    { .name = "repair", .type = OPT_FLAG, .offset = AT(repair),
      .help = "save what can be read of a damaged database, and make the rest again" },
    { .name = "backup", .arg = "FILE", .type = OPT_FILE, .offset = AT(backup),
      .help = "copy the database to a new file" },
    OPT_JSON, OPT_QUIET, OPT_HELP,
};
/* clang-format on */

/* What a look at one thing found. */
struct finding {
    bool ok;
    char detail[ERR_MSG_MAX];
};

struct check {
    const char *name;
    bool needed;         /* film does not work without it */
    const char *without; /* what does not work, or works slower, when it is not there */
    void (*look)(const struct values *v, const char *name, struct finding *ret);
};

static void look_processors(const struct values *v, const char *name, struct finding *ret)
{
    (void)v;
    (void)name;
    ret->ok = true;
    snprintf(ret->detail, sizeof(ret->detail), "%u may be used", pool_n_processors());
}

static void look_feature(const struct values *v, const char *name, struct finding *ret)
{
    (void)v;
#if defined(__x86_64__)
    __builtin_cpu_init();
    ret->ok = (strcmp(name, "avx2") == 0 && __builtin_cpu_supports("avx2")) ||
              (strcmp(name, "avx512f") == 0 && __builtin_cpu_supports("avx512f")) ||
              (strcmp(name, "avx512_bf16") == 0 && __builtin_cpu_supports("avx512bf16"));
#else
    (void)name;
#endif
    snprintf(ret->detail, sizeof(ret->detail), ret->ok ? "yes" : "no");
}

static void look_decoder(const struct values *v, const char *name, struct finding *ret)
{
    (void)v;
    ret->ok = media_can_decode(strchr(name, ' ') + 1);
    snprintf(ret->detail, sizeof(ret->detail), ret->ok ? "yes" : "no");
}

static void look_encoder(const struct values *v, const char *name, struct finding *ret)
{
    (void)v;
    ret->ok = media_can_encode(strchr(name, ' ') + 1);
    snprintf(ret->detail, sizeof(ret->detail), ret->ok ? "yes" : "no");
}

static void look_font(const struct values *v, const char *name, struct finding *ret)
{
    (void)v;
    (void)name;
    ret->ok = report_font_family(ret->detail, sizeof(ret->detail));
    if (!ret->ok)
        snprintf(ret->detail, sizeof(ret->detail), "none; apt-get install fonts-dejavu-core");
}

/* The model is not only there: it is read and prepared, as film does it. */
static void look_model(const struct values *v, const char *name, struct finding *ret)
{
    AUTO(pose_models) struct pose_models *models = NULL;
    struct err err = { 0 };
    enum pose_quality q = POSE_LITE;

    while (q + 1 < POSE_N_QUALITIES && strcmp(pose_quality_name(q), strchr(name, ' ') + 1) != 0)
        q++;
    ret->ok = pose_models_new(common_models(v->models), q, NN_AUTO, &models, &err) >= 0;
    if (ret->ok)
        snprintf(ret->detail, sizeof(ret->detail), "loads; runs in %s",
                 pose_models_precision(models) == NN_BF16 ? "bf16" : "f32");
    else
        snprintf(ret->detail, sizeof(ret->detail), "%s", err.msg);
}

static void count_fault(void *arg, const char *line)
{
    struct finding *f = arg;
    if (f->detail[0] == '\0')
        snprintf(f->detail, sizeof(f->detail), "%s", line);
}

/* No log yet is no fault. */
static void look_log(const struct values *v, const char *name, struct finding *ret)
{
    AUTO(store) struct store *s = NULL;
    struct store_state st = { 0 };
    struct err err = { 0 };
    size_t faults = 0;
    int rc = log_open(v->db, STORE_WRITE, &s, &err);

    (void)name;
    if (rc == 0)
        rc = store_check(s, v->repair, count_fault, ret, &faults, &err);
    if (rc == 0)
        rc = store_state(s, &st, &err);
    ret->ok = (rc == 0 && faults == 0) || rc == -ERR_NOT_FOUND;
    if (rc < 0)
        snprintf(ret->detail, sizeof(ret->detail), "%s", err.msg);
    else if (faults == 0)
        snprintf(ret->detail, sizeof(ret->detail), "%zu activities from %zu files, %.1f MB",
                 st.n_activities, st.n_files, (double)st.bytes / 1e6);
}

/* To add a check: one row. What the look needs to know stands in the name.
 * clang-format off */
static const struct check checks[] = {
    { "model lite", false, "film --model lite is refused", look_model },
    { "model full", true, "film measures nothing", look_model },
    { "model heavy", false, "film --model heavy is refused", look_model },
    { "read h264", true, "most phones' clips cannot be opened", look_decoder },
    { "read hevc", true, "clips of newer phones cannot be opened", look_decoder },
    { "read vp9", false, "webm clips cannot be opened", look_decoder },
    { "read av1", false, "AV1 clips cannot be opened", look_decoder },
    { "read mjpeg", false, "clips of some cameras cannot be opened", look_decoder },
    { "write h264", false, "synth and --overlay cannot write .mp4", look_encoder },
    { "font", false, "reports and overlays are drawn without words", look_font },
    { "log", true, "activities cannot be read; backstride doctor --repair", look_log },
    { "processors", true, "", look_processors },
    { "avx2", false, "the networks run several times slower", look_feature },
    { "avx512f", false, "the networks run slower", look_feature },
    { "avx512_bf16", false, "--precision bf16 is refused; auto means f32, half as fast",
      look_feature },
};
/* clang-format on */

static int print_json(FILE *out, const struct finding *found, bool all_ok, struct err *err)
{
    json_t *list = json_array();
    json_t *root = json_pack("{s:s, s:s, s:b, s:o}", "schema", "backstride.doctor/1", "version",
                             BACKSTRIDE_VERSION, "ok", all_ok, "checks", list);
    bool failed = !root;

    for (size_t i = 0; i < N_ELEMS(checks) && !failed; i++)
        failed = json_array_append_new(
                     list, json_pack("{s:s, s:b, s:b, s:s, s:s}", "name", checks[i].name, "ok",
                                     found[i].ok, "needed", checks[i].needed, "detail",
                                     found[i].detail, "without", checks[i].without)) < 0;
    if (failed) {
        json_decref(root);
        root = NULL;
    }
    return common_json(out, root, err);
}

static void print_text(FILE *out, const struct finding *found, bool quiet)
{
    for (size_t i = 0; i < N_ELEMS(checks); i++) {
        const struct check *c = &checks[i];
        const char *mark = found[i].ok ? "ok" : c->needed ? "MISSING" : "without";
        if (quiet && (found[i].ok || !c->needed))
            continue;
        fprintf(out, "%-8s %-14s %s\n", mark, c->name, found[i].detail);
        if (!found[i].ok)
            fprintf(out, "%-8s %-14s so: %s\n", "", "", c->without);
    }
}

/* Damaged: what can be read is saved. Then lost recordings are made again, sound or not. */
static int repair(FILE *out, const struct values *v, struct err *err)
{
    AUTO(store) struct store *s = NULL;
    struct store_repair done = { 0 };
    struct finding found = { 0 };
    char path[LOG_PATH_MAX];
    size_t again = 0;
    int rc = log_path(v->db, path, err);

    if (rc < 0)
        return rc;
    if (access(path, F_OK) != 0)
        return err_set(err, ERR_NOT_FOUND, "there is no log at \"%.200s\"", path);
    look_log(v, "", &found);
    if (!found.ok) {
        rc = store_repair(path, &done, err);
        if (rc == 0 && !v->common.quiet)
            fprintf(out, "saved %zu rows; the damaged database is kept as %s\n", done.rows_kept,
                    done.kept_as);
    }
    if (rc == 0)
        rc = log_open(v->db, STORE_WRITE, &s, err);
    if (rc == 0)
        rc = history_reread(s, (double)time(NULL), &again, err);
    if (rc == 0 && !v->common.quiet && (again || !found.ok))
        fprintf(out, "%zu activities made again from the kept files\n\n", again);
    return rc;
}

static int backup(const struct values *v, struct err *err)
{
    AUTO(store) struct store *s = NULL;
    int rc = log_open(v->db, STORE_WRITE, &s, err);
    return rc < 0 ? rc : store_backup(s, v->backup, err);
}

static int run(FILE *out, const void *values, const char *const *args, size_t n_args,
               struct err *err)
{
    const struct values *v = values;
    struct finding found[N_ELEMS(checks)] = { 0 };
    const char *missing = NULL;
    size_t n_missing = 0;
    int rc = 0;

    (void)args;
    (void)n_args;
    if (v->repair)
        rc = repair(out, v, err);
    if (rc == 0 && v->backup)
        rc = backup(v, err);
    if (rc < 0)
        return rc;
    for (size_t i = 0; i < N_ELEMS(checks); i++) {
        checks[i].look(v, checks[i].name, &found[i]);
        if (!found[i].ok && checks[i].needed && n_missing++ == 0)
            missing = checks[i].name;
    }
    if (v->common.json)
        rc = print_json(out, found, n_missing == 0, err);
    else
        print_text(out, found, v->common.quiet);
    if (rc < 0)
        return rc;
    if (n_missing > 1)
        return err_set(err, ERR_MISSING, "%zu needed parts are missing", n_missing);
    if (missing)
        return err_set(err, ERR_MISSING, "a needed part is missing: %s", missing);
    if (!v->common.json && !v->common.quiet)
        fputs("\nEverything that is needed is here.\n", out);
    return 0;
}

/* clang-format off */
const struct cmd cmd_doctor = {
    .name = "doctor", .args = "", .args_complete = "",
    .summary = "look whether everything is here: models, codecs, fonts, the log",
    .about = "Each part is looked for and, where possible, tried out. The exit status is "
             "0 when everything that film needs is here; parts that only make it faster or "
             "open more clips are marked \"without\".",
    .examples = {
        { "backstride doctor", "one line for each part, with what is lost without it" },
        { "backstride doctor --json", "the same for a program" },
        { "backstride doctor --repair", "mend a damaged log, as far as can be" },
        { "backstride doctor --backup log-copy.db", "copy the log while it is in use" },
    },
    .opts = rows, .n_opts = N_ELEMS(rows), .values_size = sizeof(struct values), .run = run,
};
/* clang-format on */
