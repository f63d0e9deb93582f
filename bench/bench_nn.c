/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Time of the networks on one core: bench_nn MODELS_DIR [RUNS]
 *
 * For each model: milliseconds for one picture (median of RUNS, default 60) in f32 and bf16 and
 * their ratio, loading time, memory of a context; then where the time goes by operator.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/mem.h"
#include "base/progress.h"
#include "nn/model.h"

enum { MAX_KINDS = 16, MAX_RUNS = 10000 };

struct kind { /* operators of one name and kernel */
    char name[48];
    int n;
    double s;
};

struct result {
    double median_ms, load_ms, context_mb;
    struct kind kinds[MAX_KINDS];
    int n_kinds;
};

/* clang-format off */
static const struct {
    const char *name, *file;
    const char *outputs[4];
    size_t n_outputs;
} models[] = {
    { "lite",     "pose_landmark_lite.tflite",
      { NN_POSE_LANDMARKS, NN_POSE_PRESENCE, NN_POSE_HEATMAP, NN_POSE_WORLD }, 4 },
    { "full",     "pose_landmark_full.tflite",
      { NN_POSE_LANDMARKS, NN_POSE_PRESENCE, NN_POSE_HEATMAP, NN_POSE_WORLD }, 4 },
    { "heavy",    "pose_landmark_heavy.tflite",
      { NN_POSE_LANDMARKS, NN_POSE_PRESENCE, NN_POSE_HEATMAP, NN_POSE_WORLD }, 4 },
    { "detector", "pose_solution_packed_assets.data",
      { NN_DETECTOR_BOXES, NN_DETECTOR_SCORES }, 2 },
};
/* clang-format on */

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static void count_kind(struct result *r, const struct step *s, double seconds)
{
    char name[48];
    const struct window *w = &s->op.win;

    if (w->kernel_h)
        snprintf(name, sizeof(name), "%s %dx%d", s->row->name, w->kernel_h, w->kernel_w);
    else
        snprintf(name, sizeof(name), "%s", s->row->name);
    int k = 0;
    while (k < r->n_kinds && strcmp(r->kinds[k].name, name) != 0)
        k++;
    if (k == MAX_KINDS)
        return;
    if (k == r->n_kinds)
        memcpy(r->kinds[r->n_kinds++].name, name, sizeof(name));
    r->kinds[k].n++;
    r->kinds[k].s += seconds;
}

static int measure(const uint8_t *data, size_t n, size_t model_i, enum nn_precision precision,
                   int runs, struct result *ret, struct err *err)
{
    const struct nn_params par = { precision, models[model_i].outputs,
                                   models[model_i].n_outputs };
    AUTO(nn_model) struct nn_model *m = NULL;
    AUTO(nn_context) struct nn_context *c = NULL;
    static double run_s[MAX_RUNS];
    double start = clock_monotonic_s();
    int rc = nn_model_new(data, n, &par, &m, err);

    if (rc >= 0)
        rc = nn_context_new(m, &c, err);
    if (rc < 0)
        return rc;
    ret->load_ms = (clock_monotonic_s() - start) * 1e3;
    ret->context_mb = (double)nn_model_context_bytes(m) / 1e6;
    AUTO(mem) double *step_s = mem_array((size_t)m->n_steps, sizeof(*step_s));
    if (!step_s)
        return err_set(err, ERR_NOMEM, "no memory for times");
    struct nn_shape in = nn_model_input_shape(m);
    for (int i = 0; i < in.dim[1] * in.dim[2] * in.dim[3]; i++)
        nn_context_input(c)[i] = (float)(i * 7 % 256) / 255.0f;
    for (int i = -5; i < runs; i++) { /* the first five warm the caches */
        double t = clock_monotonic_s();
        rc = nn_run(c, err);
        if (rc < 0)
            return rc;
        if (i >= 0)
            run_s[i] = clock_monotonic_s() - t;
    }
    qsort(run_s, (size_t)runs, sizeof(*run_s), by_value);
    ret->median_ms = run_s[runs / 2] * 1e3;
    for (int i = 0; i < runs; i++)
        model_time_steps(c, step_s);
    for (int i = 0; i < m->n_steps; i++)
        count_kind(ret, &m->steps[i], step_s[i] / runs);
    return 0;
}

static void print_kinds(const char *model, const char *precision, const struct result *r)
{
    double sum = 0;
    for (int k = 0; k < r->n_kinds; k++)
        sum += r->kinds[k].s;
    printf("\n%s %s, share of the time by operator\n", model, precision);
    for (int k = 0; k < r->n_kinds; k++)
        if (r->kinds[k].s / sum >= 0.002)
            printf("  %-24s %4d x  %7.3f ms  %5.1f %%\n", r->kinds[k].name, r->kinds[k].n,
                   r->kinds[k].s * 1e3, 100 * r->kinds[k].s / sum);
}

int main(int argc, char **argv)
{
    static struct result r[N_ELEMS(models)][2];
    long runs = argc > 2 ? strtol(argv[2], NULL, 10) : 60;
    struct err err = { 0 };

    if (argc < 2 || runs < 1 || runs > MAX_RUNS) {
        fprintf(stderr, "usage: bench_nn MODELS_DIR [RUNS]\n");
        return 64;
    }
    printf("%-9s %26s  %19s  %13s\n", "", "one run, one thread, ms", "load, ms", "context, MB");
    printf("%-9s %9s %9s %6s  %9s %9s  %6s %6s\n", "model", "f32", "bf16", "ratio", "f32",
           "bf16", "f32", "bf16");
    for (size_t i = 0; i < N_ELEMS(models); i++) {
        AUTO(mem) uint8_t *data = NULL;
        char path[4096];
        size_t n;

        snprintf(path, sizeof(path), "%s/%s", argv[1], models[i].file);
        int rc = file_read(path, 64 << 20, &data, &n, &err);
        if (rc >= 0)
            rc = measure(data, n, i, NN_F32, (int)runs, &r[i][0], &err);
        if (rc >= 0)
            rc = measure(data, n, i, NN_BF16, (int)runs, &r[i][1], &err);
        if (rc < 0 && r[i][0].n_kinds == 0) {
            fprintf(stderr, "bench_nn: %s: %s\n", models[i].name, err.msg);
            return err_exit_status(rc);
        }
        printf("%-9s %9.2f %9.2f %6.2f  %9.0f %9.0f  %6.1f %6.1f\n", models[i].name,
               r[i][0].median_ms, r[i][1].median_ms, r[i][0].median_ms / r[i][1].median_ms,
               r[i][0].load_ms, r[i][1].load_ms, r[i][0].context_mb, r[i][1].context_mb);
    }
    for (size_t i = 0; i < N_ELEMS(models); i++)
        for (int k = 0; k < 2; k++)
            if (r[i][k].n_kinds)
                print_kinds(models[i].name, k ? "bf16" : "f32", &r[i][k]);
    return 0;
}
