/* SPDX-License-Identifier: Apache-2.0 */
/*
 * bench_mocap_trial TRIAL STANDING [FORCES]   Milliseconds of processor time of each stage from
 * file to measures, the best of ROUNDS.
 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/file.h"
#include "base/mem.h"
#include "cli/mocap.h"
#include "formats/mocap_formats.h"

enum { ROUNDS = 7 };
enum stage { READ, BODY, PROJECT, ANALYSE, WHOLE, HTML, N_STAGES };

static double cpu_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return 1e3 * (double)t.tv_sec + 1e-6 * (double)t.tv_nsec;
}

static void stop(enum stage s, double *best, double *since)
{
    double now = cpu_ms(), ms = now - *since;
    best[s] = best[s] > 0 && best[s] < ms ? best[s] : ms;
    *since = cpu_ms();
}

static void must(int rc, const struct err *err)
{
    if (rc >= 0)
        return;
    fprintf(stderr, "bench_mocap_trial: %s\n", err->msg);
    exit(1);
}

static struct markers *get(const char *path, struct err *err)
{
    AUTO(mem) uint8_t *data = NULL;
    struct markers *m = NULL;
    size_t n = 0;
    must(file_read(path, (size_t)1 << 30, &data, &n, err), err);
    must(mocap_format_read(data, n, &m, err), err);
    return m;
}

static void stages(const struct mocap_inputs *in, const struct mocap_sets *sets, double *best)
{
    AUTO(mocap_body) struct mocap_body *body = NULL;
    AUTO(motion) struct motion *side = NULL;
    AUTO(gait) struct gait *gait = NULL;
    AUTO(mocap_trial) struct mocap_trial *trial = NULL;
    struct gait_params par = GAIT_PARAMS_INIT;
    struct err err = { 0 };
    double since = cpu_ms();

    AUTO(markers) struct markers *m = get(in->trial, &err);
    AUTO(markers) struct markers *still = get(in->still, &err);
    stop(READ, best, &since);
    const struct mocap_params how = { .sets = sets, .still = still };
    must(mocap_body_new(m, &how, &body, &err), &err);
    stop(BODY, best, &since);
    must(mocap_project(body, GAIT_SIDE_RIGHT, &side, &err), &err);
    stop(PROJECT, best, &since);
    par.view = GAIT_SIDE_RIGHT;
    par.source = GAIT_MOCAP;
    par.px_per_m = MOCAP_PX_PER_M;
    must(gait_analyse(side, &par, &gait, &err), &err);
    stop(ANALYSE, best, &since);
    must(mocap_trial_new(in, &trial, &err), &err);
    stop(WHOLE, best, &since);
    must(report_html("bench-mocap.html", mocap_trial_report(trial), &err), &err);
    stop(HTML, best, &since);
    remove("bench-mocap.html");
}

int main(int argc, char **argv)
{
    static const char *const names[N_STAGES] = {
        "read trial and standing trial",
        "body: set, axes, clusters",
        "one projection",
        "one plane measured",
        "whole trial, file to measures of both planes",
        "HTML report",
    };
    AUTO(mocap_sets) struct mocap_sets *sets = NULL;
    double best[N_STAGES] = { 0 };
    struct err err = { 0 };

    if (argc < 3) {
        fprintf(stderr, "usage: bench_mocap_trial TRIAL STANDING [FORCES]\n");
        return 64;
    }
    const struct mocap_inputs in = { .trial = argv[1],
                                     .still = argv[2],
                                     .forces = argc > 3 ? argv[3] : NULL,
                                     .threshold_n = MOCAP_CONTACT_N };
    must(mocap_sets_new(NULL, 0, &sets, &err), &err);
    for (int r = 0; r < ROUNDS; r++)
        stages(&in, sets, best);
    for (int s = 0; s < N_STAGES; s++)
        printf("%-46s %7.1f ms\n", names[s], best[s]);
    return 0;
}
