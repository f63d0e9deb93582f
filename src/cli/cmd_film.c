/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "cli/cmd.h"
#include "cli/common.h"
#include "cli/film.h"
#include "cli/film_change.h"
#include "cli/film_log.h"
#include "cli/log.h"
#include "cli/outputs.h"
#include "cli/truth.h"

enum { CLIPS_MAX = 16 };

struct values {
    struct cmd_common common;
    int view, person, model, precision, threads;
    struct film_log_runner runner;
    double speed_kmh, slow, from_s, to_s, overlay_slow;
    const char *report, *overlay, *models, *truth, *db, *filmed, *compare, *own_error;
    struct outputs outputs;
    bool no_report, log, repeat, tucked;
};

/* In the order of enum gait_view, pose_quality, nn_precision. */
static const char *const views[] = { "auto", "side-left", "side-right", "rear", "front", NULL };
static const char *const qualities[] = { "lite", "full", "heavy", NULL };
static const char *const precisions[] = { "auto", "f32", "bf16", NULL };
_Static_assert(N_ELEMS(views) == GAIT_N_VIEWS + 1, "one word for each view");
_Static_assert(N_ELEMS(qualities) == POSE_N_QUALITIES + 1, "one word for each model");

#define AT(field) offsetof(struct values, field)
/* clang-format off */
static const struct opt rows[] = {
    { .name = "view", .letter = 'v', .arg = "VIEW", .type = OPT_CHOICE, .choices = views,
      .offset = AT(view),
      .help = "how the camera sees the runner; side-left: facing image-left" },
    { .name = "person", .letter = 'p', .arg = "N", .type = OPT_INT, .min = 1,
      .max = POSE_MAX_PEOPLE, .offset = AT(person),
      .help = "which of several runners, by the number the program shows" },
    { .name = "height", .arg = "CM", .type = OPT_DOUBLE, .min = 100, .max = 230,
      .offset = AT(runner.height_cm),
      .help = "the runner's height; lengths in cm get narrower intervals" },
    { .name = "mass", .arg = "KG", .type = OPT_DOUBLE, .min = 25, .max = 250,
      .offset = AT(runner.mass_kg), .help = "the mass of the runner; adds newtons to the load on the low back" },
    { .name = "sex", .arg = "SEX", .type = OPT_CHOICE, .choices = common_sexes, .offset = AT(runner.sex),
      .help = "how mass is spread over the body; unknown: the mean of both" },
    { .name = "speed", .arg = "KMH", .type = OPT_DOUBLE, .min = 3, .max = 45,
      .offset = AT(speed_kmh),
      .help = "the speed in km/h, as a treadmill shows it; otherwise measured" },
    { .name = "tucked", .type = OPT_FLAG, .offset = AT(tucked),
      .help = "the shirt is tucked into shorts of another colour, or a belt lies over it: then "
              "pelvic drop is measured from behind" },
    { .name = "slow", .arg = "N", .type = OPT_DOUBLE, .min = 1, .max = 64, .offset = AT(slow),
      .help = "the clip plays N times slower than life; 1 says it does not" },
    { .name = "from", .arg = "SECONDS", .type = OPT_DOUBLE, .max = 86400,
      .offset = AT(from_s), .help = "leave out what comes before" },
    { .name = "to", .arg = "SECONDS", .type = OPT_DOUBLE, .min = 0.01, .max = 86400,
      .offset = AT(to_s), .help = "leave out what comes after" },
    { .name = "model", .letter = 'm', .arg = "MODEL", .type = OPT_CHOICE, .choices = qualities,
      .def = POSE_FULL, .offset = AT(model), .help = "pose model, fastest to most exact" },
    { .name = "precision", .arg = "KIND", .type = OPT_CHOICE, .choices = precisions,
      .def = NN_AUTO, .offset = AT(precision),
      .help = "numbers in the networks; auto: bf16 where the processor has it" },
    { .name = "threads", .letter = 't', .arg = "N", .type = OPT_INT, .min = 1, .max = 256,
      .offset = AT(threads), .help = "threads at work; otherwise one for each processor" },
    { .name = "report", .letter = 'o', .arg = "FILE", .type = OPT_FILE, .offset = AT(report),
      .help = "where the HTML report goes; otherwise CLIP.backstride.html in this folder" },
    { .name = "no-report", .type = OPT_FLAG, .offset = AT(no_report),
      .help = "write no HTML report" },
    { .name = "overlay", .arg = "FILE", .type = OPT_FILE, .offset = AT(overlay),
      .help = "write the clip with skeleton and angles drawn, as .mp4" },
    { .name = "overlay-slow", .arg = "N", .type = OPT_DOUBLE, .min = 1, .max = 32, .def = 1,
      .offset = AT(overlay_slow), .help = "play the overlay N times slower" },
    { .name = "trc", .arg = "FILE", .type = OPT_FILE, .offset = AT(outputs.trc),
      .help = "write the points of the body for OpenSim, mm" },
    { .name = "mot", .arg = "FILE", .type = OPT_FILE, .offset = AT(outputs.mot),
      .help = "write the joint angles for OpenSim, degrees" },
    { .name = "csv", .arg = "FILE", .type = OPT_FILE, .offset = AT(outputs.csv),
      .help = "write measures and steps as a table" },
    { .name = "compare", .arg = "RESULT", .type = OPT_FILE, .offset = AT(compare),
      .help = "say what changed since an earlier film, from what film --json wrote" },
    { .name = "repeat", .type = OPT_FLAG, .offset = AT(repeat),
      .help = "the clips show the same running with nothing changed: print your own error" },
    { .name = "own-error", .arg = "FILE", .type = OPT_FILE, .offset = AT(own_error),
      .help = "what film --repeat --json wrote, for intervals of your own in --compare" },
    { .name = "truth", .arg = "FILE", .type = OPT_FILE, .offset = AT(truth),
      .help = "print measured beside true, from a truth file of synth" },
    { .name = "log", .type = OPT_FLAG, .offset = AT(log),
      .help = "keep the result in the log; height, mass and sex come from the profile" },
    { .name = "filmed", .arg = "DATE", .type = OPT_TEXT, .offset = AT(filmed),
      .help = "with --log: the day on which it was filmed, otherwise today" },
    OPT_DB(AT(db)),
    { .name = "models", .arg = "FOLDER", .type = OPT_FOLDER, .offset = AT(models),
      .help = "where the pose models lie" },
    OPT_JSON, OPT_COLOR, OPT_QUIET, OPT_HELP,
};
/* clang-format on */

/* Options that speak of one clip make no sense for several. */
static int check_single(const struct values *v, size_t n_clips, struct err *err)
{
    const struct {
        bool given;
        const char *name;
    } singles[] = {
        { v->view != GAIT_VIEW_AUTO, "view" },
        { v->person != 0, "person" },
        { v->from_s > 0, "from" },
        { v->to_s > 0, "to" },
        { v->overlay != NULL, "overlay" },
        { v->outputs.trc != NULL, "trc" },
        { v->outputs.mot != NULL, "mot" },
        { v->truth != NULL, "truth" },
    };

    for (size_t i = 0; i < N_ELEMS(singles) && n_clips > 1; i++)
        if (singles[i].given)
            return err_set(err, ERR_USAGE, "--%s is about one clip, but there are %zu",
                           singles[i].name, n_clips);
    return 0;
}

static int check_options(const struct values *v, size_t n, struct err *err)
{
    int rc = check_single(v, n, err);

    if (rc < 0)
        return rc;
    if (v->report && v->no_report)
        return err_set(err, ERR_USAGE, "--report and --no-report exclude each other");
    if (v->to_s > 0 && v->to_s <= v->from_s)
        return err_set(err, ERR_USAGE, "--to %g must come after --from %g", v->to_s, v->from_s);
    if (v->repeat && n < 2)
        return err_set(err, ERR_USAGE, "--repeat needs two clips or more of the same running");
    if (v->repeat && (v->compare || v->report || v->overlay || v->truth))
        return err_set(
            err, ERR_USAGE,
            "--repeat prints one table; leave out --compare, --report, --overlay and "
            "--truth");
    if (v->filmed && !v->log)
        return err_set(err, ERR_USAGE, "--filmed serves --log; give that too");
    if (v->truth && v->common.json)
        return err_set(err, ERR_USAGE, "--truth prints a table; leave out --json");
    return 0;
}

/* No result may go where something is read, or where another result goes. */
static int check_files(const struct values *v, const char *const *clips, size_t n,
                       const char *report, struct err *err)
{
    const char *inputs[CLIPS_MAX + 3] = { v->compare, v->own_error, v->truth };
    const struct common_output outputs[] = { { v->report ? "--report" : OUTPUTS_REPORT,
                                               report },
                                             { "--overlay", v->overlay },
                                             { "--trc", v->outputs.trc },
                                             { "--mot", v->outputs.mot },
                                             { "--csv", v->outputs.csv } };

    for (size_t i = 0; i < n; i++)
        inputs[3 + i] = clips[i];
    int rc = common_check_outputs(outputs, N_ELEMS(outputs), inputs, n + 3, err);
    return rc == 0 && v->overlay ? media_check_ending(v->overlay, err) : rc;
}

/* Where the report goes; NULL: no report is wanted. */
static const char *report_path(const struct values *v, const char *clip, char *buf, size_t size)
{
    if (v->report)
        return v->report;
    if (v->no_report || v->common.json ||
        v->repeat) /* a program that reads JSON asks for files it wants */
        return NULL;
    outputs_report_path(clip, buf, size);
    return buf;
}

static struct spine_runner runner_of(const struct values *v)
{
    const double told_sd = 0.02; /* a treadmill's own error, as a share */
    double speed = v->speed_kmh / 3.6;
    return (struct spine_runner){ .height_m = v->runner.height_cm / 100,
                                  .mass_kg = v->runner.mass_kg,
                                  .sex = (enum spine_sex)v->runner.sex,
                                  .speed_mps = speed,
                                  .speed_sd_mps = told_sd * speed };
}

static struct film_params film_params(const struct values *v)
{
    return (struct film_params){
        .pose = { .person = v->person, .from_s = v->from_s, .to_s = v->to_s },
        .gait = { .view = (enum gait_view)v->view,
                  .source = GAIT_BLAZEPOSE,
                  .height_m = v->runner.height_cm / 100,
                  .slow_factor = v->slow > 0 ? v->slow : 1,
                  .slow_known = v->slow > 0,
                  .tucked = v->tucked },
        .runner = runner_of(v),
        .threads = (unsigned)v->threads,
        .quiet = v->common.quiet,
    };
}

/* Measure every clip. One that is refused is told on stderr while the others go on. */
static int measure_clips(struct film *film, const struct values *v, const char *const *clips,
                         size_t n, const struct pose_models *models, struct err *err)
{
    AUTO(pool) struct pool *pool = NULL;
    const struct film_params par = film_params(v);
    size_t n_refused = 0;
    int first = 0;
    int rc = pool_new((unsigned)v->threads, &pool, err);

    for (size_t i = 0; i < n && rc >= 0; i++) {
        const char *path = clips[i];
        struct err why = { 0 };
        int one = strcmp(path, "-") == 0 ? film_keep_stdin(&path, &why) : 0;
        if (one >= 0)
            one = film_add(film, path, &par, models, pool, &why);
        if (one >= 0)
            continue;
        if (n == 1) {
            if (err)
                *err = why;
            return one;
        }
        fprintf(stderr, "backstride: warning: %s\n", why.msg);
        first = n_refused++ == 0 ? one : first;
    }
    if (rc >= 0 && n_refused == n)
        return err_set(err, (enum err_code) - first, "none of the %zu clips can be measured",
                       n);
    return rc;
}

static int print_result(FILE *out, const struct values *v, const struct truth *truth,
                        const struct report_film *film, struct err *err)
{
    if (v->common.json)
        return outputs_json(out, film, err);
    if (v->truth) {
        truth_print(out, truth, film->clips[0].gait);
        return 0;
    }
    return report_terminal(out, film, common_colour(v->common.color), common_columns(), err);
}

/* The result is on the screen before the files are written: a full disk does not lose it. */
static int write_files(FILE *out, const struct values *v, const struct report_film *film,
                       const char *report, struct err *err)
{
    FILE *told = v->common.json ? stderr : out;
    struct progress progress;
    int rc = 0;

    fflush(out);
    if (v->overlay) {
        progress_begin(&progress, "drawing the overlay", 0, v->common.quiet);
        rc = report_overlay(v->overlay, &film->clips[0], v->overlay_slow, &progress, err);
        progress_end(&progress);
        if (rc >= 0 && !v->common.quiet)
            common_tell(told, "Overlay", v->overlay);
    }
    if (rc >= 0)
        rc = outputs_write(&v->outputs, film, NULL, v->common.quiet ? NULL : told, err);
    if (rc >= 0 && report) {
        rc = report_html(report, film, err);
        if (rc >= 0 && !v->common.quiet)
            common_tell(told, "Report", report);
    }
    return rc;
}

struct kept { /* where --log keeps the result */
    struct store *s;
    long day;
};

static void kept_done(struct kept *k) { store_free(k->s); }

static int keep(FILE *out, const struct values *v, const struct kept *k, const char *clip,
                const struct report_film *film, struct err *err)
{
    int64_t id = 0;

    if (!k->s) {
        if (!v->common.quiet && !v->common.json && !v->truth)
            fputs("--log would keep this result, to compare with later ones.\n", out);
        return 0;
    }
    int rc = film_log_keep(k->s, k->day, clip, film, &id, err);
    if (rc == 0 && !v->common.quiet)
        fprintf(v->common.json ? stderr : out, "Log: film %lld\n", (long long)id);
    return rc;
}

static int run(FILE *out, const void *values, const char *const *args, size_t n_args,
               struct err *err)
{
    struct values with = *(const struct values *)values;
    const struct values *v = &with;
    __attribute__((cleanup(kept_done))) struct kept kept = { 0 };
    AUTO(pose_models) struct pose_models *models = NULL;
    AUTO(film) struct film *film = NULL;
    AUTO(film_change) struct film_change *change = NULL;
    struct truth truth;
    char path[512];
    const char *report = report_path(v, args[0], path, sizeof(path));
    int rc = check_options(v, n_args, err);

    if (rc == 0)
        rc = check_files(v, args, n_args, report, err);
    if (rc == 0 && v->truth)
        rc = truth_read(v->truth, &truth, err);
    if (rc == 0)
        rc = film_change_new(v->compare, v->own_error, &change, err);
    if (rc == 0 && v->log)
        rc = film_log_open(v->db, v->filmed, &with.runner, &kept.s, &kept.day, err);
    if (rc < 0)
        return rc;
    rc = pose_models_new(common_models(v->models), (enum pose_quality)v->model,
                         (enum nn_precision)v->precision, &models, err);
    if (rc < 0)
        return rc;
    rc = film_new(n_args, &film, err);
    if (rc < 0)
        return rc;
    rc = measure_clips(film, v, args, n_args, models, err);
    if (rc < 0)
        return rc;
    const struct spine_runner runner = runner_of(v);
    struct report_film result = *film_judge(film, qualities[v->model],
                                            precisions[pose_models_precision(models)], &runner);
    if (v->repeat)
        return film_repeats(out, &result, v->common.json, common_colour(v->common.color),
                            common_columns(), err);
    rc = film_change_find(change, &result, err);
    if (rc == 0)
        rc = print_result(out, v, &truth, &result, err);
    if (rc == 0)
        rc = keep(out, v, &kept, args[0], &result, err);
    return rc < 0 ? rc : write_files(out, v, &result, report, err);
}

/* clang-format off */
const struct cmd cmd_film = {
    .name = "film", .args = "CLIP...", .min_args = 1, .max_args = CLIPS_MAX,
    .args_complete = "file",
    .summary = "measure running form from phone clips and judge it",
    .about = "Finds the runner, follows every step, measures form with an interval on each "
             "number, and prints a scorecard with at most three findings. Several clips of "
             "the same runner (side, rear, front) make one scorecard and one report; a clip "
             "that cannot be measured is told and left out.\n\n"
             "A CLIP is any video that FFmpeg reads, an image sequence such as img%03d.png, or "
             "- for standard input. Film ten seconds with the camera still, at hip height, the "
             "whole runner in the picture, at 60 frames a second or more if the phone can.\n\n"
             "With --compare the result of an earlier film stands beside this one: what changed, "
             "what did not, and what cannot be told. With --repeat two or more clips of the same "
             "running, nothing changed between them, give your own measuring error.\n\n"
             "With --json no report is written unless --report asks for it.",
    .examples = {
        { "backstride film run.mp4", "scorecard, and run.backstride.html in this folder" },
        { "backstride film side.mp4 rear.mov --height 178",
          "one runner, two views, one report" },
        { "backstride film slow.mp4 --slow 8",
          "a clip filmed at 240 frames/s that plays at 30" },
        { "backstride film run.mp4 --overlay out.mp4 --overlay-slow 4",
          "also the clip with the skeleton drawn, slowed four times" },
    },
    .opts = rows, .n_opts = N_ELEMS(rows), .values_size = sizeof(struct values), .run = run,
};
/* clang-format on */
