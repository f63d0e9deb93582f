/* SPDX-License-Identifier: Apache-2.0 */
#include "base/mem.h"
#include "cli/cmd.h"
#include "cli/common.h"
#include "cli/film_log.h"
#include "cli/log.h"
#include "cli/mocap.h"
#include "cli/outputs.h"

struct values {
    struct cmd_common common;
    const char *still, *forces, *marker_set, *up, *forward, *report, *db, *filmed;
    struct film_log_runner runner;
    double rate_hz, threshold_n;
    struct outputs outputs;
    bool no_report, log;
};

#define AT(field) offsetof(struct values, field)
/* clang-format off */
static const struct opt rows[] = {
    { .name = "static", .letter = 's', .arg = "FILE", .type = OPT_FILE, .offset = AT(still),
      .help = "the standing trial: joints that only it has markers for, feet flat on the floor" },
    { .name = "forces", .letter = 'f', .arg = "FILE", .type = OPT_FILE, .offset = AT(forces),
      .help = "force plates recorded to a file of their own" },
    { .name = "marker-set", .arg = "FILE", .type = OPT_FILE, .offset = AT(marker_set),
      .help = "which markers make which point of the body, see docs/mocap.md" },
    { .name = "up", .arg = "AXIS", .type = OPT_TEXT, .offset = AT(up),
      .help = "axis of the laboratory that points up (x, -y, ...); otherwise found" },
    { .name = "forward", .arg = "AXIS", .type = OPT_TEXT, .offset = AT(forward),
      .help = "axis in which the runner faces; otherwise found" },
    { .name = "rate", .arg = "HZ", .type = OPT_DOUBLE, .min = 10, .max = 10000,
      .offset = AT(rate_hz), .help = "frames a second of a file that does not say it" },
    { .name = "height", .arg = "CM", .type = OPT_DOUBLE, .min = 100, .max = 230,
      .offset = AT(runner.height_cm), .help = "the runner's height; the load on the low back needs it" },
    { .name = "mass", .arg = "KG", .type = OPT_DOUBLE, .min = 25, .max = 250,
      .offset = AT(runner.mass_kg), .help = "the mass of the runner; adds newtons to that load" },
    { .name = "sex", .arg = "SEX", .type = OPT_CHOICE, .choices = common_sexes, .offset = AT(runner.sex),
      .help = "how mass is spread over the body; unknown: the mean of both" },
    { .name = "threshold", .arg = "N", .type = OPT_DOUBLE, .min = 5, .max = 200,
      .def = MOCAP_CONTACT_N, .offset = AT(threshold_n),
      .help = "vertical force above which a foot is on a force plate" },
    { .name = "trc", .arg = "FILE", .type = OPT_FILE, .offset = AT(outputs.trc),
      .help = "write the points of the body for OpenSim, mm" },
    { .name = "mot", .arg = "FILE", .type = OPT_FILE, .offset = AT(outputs.mot),
      .help = "write the joint angles for OpenSim, degrees" },
    { .name = "csv", .arg = "FILE", .type = OPT_FILE, .offset = AT(outputs.csv),
      .help = "write measures and steps as a table" },
    { .name = "report", .letter = 'o', .arg = "FILE", .type = OPT_FILE, .offset = AT(report),
      .help = "where the HTML report goes; otherwise FILE.backstride.html in this folder" },
    { .name = "no-report", .type = OPT_FLAG, .offset = AT(no_report),
      .help = "write no HTML report" },
    { .name = "log", .type = OPT_FLAG, .offset = AT(log),
      .help = "keep the result in the log; height, mass and sex come from the profile" },
    { .name = "filmed", .arg = "DATE", .type = OPT_TEXT, .offset = AT(filmed),
      .help = "with --log: the day of the recording, otherwise today" },
    OPT_DB(AT(db)),
    OPT_JSON, OPT_COLOR, OPT_QUIET, OPT_HELP,
};
/* clang-format on */

static int read_axis(const char *option, const char *word, int *ret, struct err *err)
{
    *ret = word ? mocap_axis(word) : 0;
    if (word && *ret == 0)
        return err_set(err, ERR_USAGE, "%s: \"%.20s\" is no axis; x, -x, y, -y, z, -z are",
                       option, word);
    return 0;
}

static int read_options(const struct values *v, const char *file, const char *report,
                        struct mocap_inputs *in, struct err *err)
{
    const char *inputs[] = { file, v->still, v->forces, v->marker_set };
    size_t n = 0;

    if (v->filmed && !v->log)
        return err_set(err, ERR_USAGE, "--filmed serves --log; give that too");
    if (v->report && v->no_report)
        return err_set(err, ERR_USAGE, "--report and --no-report exclude each other");
    *in = (struct mocap_inputs){ .trial = file,
                                 .still = v->still,
                                 .forces = v->forces,
                                 .marker_set = v->marker_set,
                                 .rate_hz = v->rate_hz,
                                 .mass_kg = v->runner.mass_kg,
                                 .sex = (enum spine_sex)v->runner.sex,
                                 .height_m = v->runner.height_cm / 100,
                                 .threshold_n = v->threshold_n };
    int rc = read_axis("--up", v->up, &in->up, err);
    if (rc == 0)
        rc = read_axis("--forward", v->forward, &in->forward, err);
    for (size_t i = 0; i < N_ELEMS(inputs); i++)
        if (inputs[i])
            inputs[n++] = inputs[i];
    const struct common_output outputs[] = { { v->report ? "--report" : OUTPUTS_REPORT,
                                               report },
                                             { "--trc", v->outputs.trc },
                                             { "--mot", v->outputs.mot },
                                             { "--csv", v->outputs.csv } };
    return rc < 0 ? rc : common_check_outputs(outputs, N_ELEMS(outputs), inputs, n, err);
}

static int keep(struct store *s, long day, const char *path, const struct report_film *film,
                FILE *told, struct err *err)
{
    int64_t id = 0;
    int rc = film_log_keep(s, day, path, film, &id, err);

    if (rc == 0 && told)
        fprintf(told, "Log: film %lld\n", (long long)id);
    return rc;
}

static int run(FILE *out, const void *values, const char *const *args, size_t n_args,
               struct err *err)
{
    struct values with = *(const struct values *)values;
    const struct values *v = &with;
    AUTO(store) struct store *s = NULL;
    long day = 0;
    AUTO(mocap_trial) struct mocap_trial *trial = NULL;
    struct mocap_inputs in;
    char path[512];
    const char *report = v->report;

    (void)n_args;
    outputs_report_path(args[0], path, sizeof(path));
    if (!report && !v->no_report && !v->common.json)
        report = path;
    int rc = v->log ? film_log_open(v->db, v->filmed, &with.runner, &s, &day, err) : 0;
    if (rc == 0)
        rc = read_options(v, args[0], report, &in, err);
    if (rc == 0)
        rc = mocap_trial_new(&in, &trial, err);
    if (rc < 0)
        return rc;
    const struct report_film *film = mocap_trial_report(trial);
    rc = v->common.json ? outputs_json(out, film, err)
                        : report_terminal(out, film, common_colour(v->common.color),
                                          common_columns(), err);
    fflush(out); /* the result is on the screen before the files are written */
    FILE *told = v->common.quiet ? NULL : v->common.json ? stderr : out;
    if (rc == 0 && s)
        rc = keep(s, day, args[0], film, told, err);
    if (rc == 0)
        rc = outputs_write(&v->outputs, film, mocap_trial_body(trial), told, err);
    if (rc == 0 && report) {
        rc = report_html(report, film, err);
        if (rc == 0 && told)
            common_tell(told, "Report", report);
    }
    return rc;
}

/* clang-format off */
const struct cmd cmd_mocap = {
    .name = "mocap", .args = "FILE", .min_args = 1, .max_args = 1,
    .args_complete = "file",
    .summary = "measure running form from motion capture and judge it",
    .about = "The same measures, scorecard and report as film, from markers: C3D, TRC, or a "
             "table of markers as text. Points are projected onto the side and the rear plane "
             "in metres; up and forward are found from the body. Force plates, in the C3D file "
             "or given with --forces, time the contacts, and the report says how far the "
             "markers alone would have been off.\n\n"
             "Known marker sets: RBDS, Plug-in Gait, ISB, CAST, Running Injury Clinic, OpenSim "
             "gait2392, joint centres of video programs, and this program's own; others through "
             "--marker-set.",
    .examples = {
        { "backstride mocap run.c3d --static stand.c3d", "scorecard and report" },
        { "backstride mocap markers.txt --static stand.txt --forces forces.txt",
          "tables of text, contacts from the force plate" },
        { "backstride mocap run.c3d --trc run.trc --mot run.mot --csv run.csv",
          "also files for OpenSim and a spreadsheet" },
        { "backstride mocap run.trc --up z --forward y", "axes told instead of found" },
    },
    .opts = rows, .n_opts = N_ELEMS(rows), .values_size = sizeof(struct values), .run = run,
};
/* clang-format on */
