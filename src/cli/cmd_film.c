/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "cli/cmd.h"
#include "cli/common.h"
#include "cli/film.h"
#include "cli/truth.h"

enum { CLIPS_MAX = 16, JSON_MAX = 1 << 28 };

struct values {
    struct cmd_common common;
    int view, person, model, precision, threads;
    double height_cm, slow, from_s, to_s, overlay_slow;
    const char *report, *overlay, *models, *truth;
    bool no_report;
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
      .offset = AT(height_cm),
      .help = "the runner's height; lengths in cm get narrower intervals" },
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
    { .name = "truth", .arg = "FILE", .type = OPT_FILE, .offset = AT(truth),
      .help = "print measured beside true, from a truth file of synth" },
    { .name = "models", .arg = "FOLDER", .type = OPT_FOLDER, .offset = AT(models),
      .help = "where the pose models lie" },
    OPT_JSON, OPT_COLOR, OPT_QUIET, OPT_HELP,
};
/* clang-format on */

static const struct opt *opts(size_t *ret_n)
{
    *ret_n = N_ELEMS(rows);
    return rows;
}

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
        { v->truth != NULL, "truth" },
    };

    for (size_t i = 0; i < N_ELEMS(singles) && n_clips > 1; i++)
        if (singles[i].given)
            return err_set(err, ERR_USAGE, "--%s is about one clip, but there are %zu",
                           singles[i].name, n_clips);
    return 0;
}

static int check_options(const struct values *v, const char *const *clips, size_t n,
                         const char *report, struct err *err)
{
    int rc = check_single(v, n, err);

    if (rc < 0)
        return rc;
    if (v->report && v->no_report)
        return err_set(err, ERR_USAGE, "--report and --no-report exclude each other");
    if (v->to_s > 0 && v->to_s <= v->from_s)
        return err_set(err, ERR_USAGE, "--to %g must come after --from %g", v->to_s, v->from_s);
    if (v->truth && v->common.json)
        return err_set(err, ERR_USAGE, "--truth prints a table; leave out --json");
    if (report)
        rc = common_check_output("--report", report, clips, n, err);
    if (rc == 0 && v->overlay)
        rc = common_check_output("--overlay", v->overlay, clips, n, err);
    if (rc == 0 && v->overlay)
        rc = media_check_ending(v->overlay, err);
    return rc;
}

/* "dir/side.view.mp4" gives "side.view.backstride.html"; NULL: no report is wanted. */
static const char *report_path(const struct values *v, const char *clip, char *buf, size_t size)
{
    const char *slash = strrchr(clip, '/'), *base = slash ? slash + 1 : clip;
    const char *dot = strrchr(base, '.');
    size_t n = dot && dot > base ? (size_t)(dot - base) : strlen(base);

    if (v->report)
        return v->report;
    if (v->no_report || v->common.json) /* a program that reads JSON asks for files it wants */
        return NULL;
    if (strcmp(clip, "-") == 0)
        snprintf(buf, size, "stdin.backstride.html");
    else
        snprintf(buf, size, "%.*s.backstride.html", (int)n, base);
    return buf;
}

static struct film_params film_params(const struct values *v)
{
    return (struct film_params){
        .pose = { .person = v->person, .from_s = v->from_s, .to_s = v->to_s },
        .gait = { .view = (enum gait_view)v->view,
                  .source = GAIT_FROM_BLAZEPOSE,
                  .height_m = v->height_cm / 100,
                  .slow_factor = v->slow > 0 ? v->slow : 1,
                  .slow_known = v->slow > 0 },
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

static int print_json(FILE *out, const struct report_film *film, struct err *err)
{
    AUTO_TEXT struct text json = TEXT_INIT(JSON_MAX);
    int rc = report_json(film, &json, err);

    if (rc < 0)
        return rc;
    fputs(text_str(&json), out);
    if (json.len == 0 || json.buf[json.len - 1] != '\n')
        fputc('\n', out);
    return 0;
}

static int print_result(FILE *out, const struct values *v, const struct truth *truth,
                        const struct report_film *film, struct err *err)
{
    if (v->common.json)
        return print_json(out, film, err);
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
            fprintf(told, "Overlay: %s\n", v->overlay);
    }
    if (rc >= 0 && report) {
        rc = report_html(report, film, err);
        if (rc >= 0 && !v->common.quiet)
            fprintf(told, "Report: %s\n", report);
    }
    return rc;
}

static int run(FILE *out, const void *values, const char *const *args, size_t n_args,
               struct err *err)
{
    const struct values *v = values;
    AUTO(pose_models) struct pose_models *models = NULL;
    AUTO(film) struct film *film = NULL;
    struct truth truth;
    char path[512];
    const char *report = report_path(v, args[0], path, sizeof(path));
    int rc = check_options(v, args, n_args, report, err);

    if (rc == 0 && v->truth)
        rc = truth_read(v->truth, &truth, err);
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
    const struct report_film *result =
        film_judge(film, qualities[v->model], precisions[pose_models_precision(models)],
                   v->height_cm / 100);
    rc = print_result(out, v, &truth, result, err);
    return rc < 0 ? rc : write_files(out, v, result, report, err);
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
    .opts = opts, .values_size = sizeof(struct values), .run = run,
};
/* clang-format on */
