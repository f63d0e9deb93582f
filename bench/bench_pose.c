/* SPDX-License-Identifier: Apache-2.0 */
/*
 * bench_pose MODELS CLIP [SECONDS]   Frames per second from clip to motion, per model,
 * precision and number of workers, and where the processor's time goes.
 *
 * Prints, does not judge. `cpu ms` is processor time a frame over all threads, which other
 * programs on the machine disturb less than the rate; `rest` is decoding and everything else.
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>

#include "base/mem.h"
#include "base/progress.h"
#include "base/text.h"
#include "pose/pose.h"

static double cpu_s(void)
{
    struct rusage u;
    getrusage(RUSAGE_SELF, &u);
    return (double)(u.ru_utime.tv_sec + u.ru_stime.tv_sec) +
           (double)(u.ru_utime.tv_usec + u.ru_stime.tv_usec) * 1e-6;
}

static double peak_mb(void)
{
    struct rusage u;
    getrusage(RUSAGE_SELF, &u);
    return (double)u.ru_maxrss / 1024;
}

static int film(const char *path, double to_s, const struct pose_models *models,
                unsigned n_workers, struct err *err)
{
    __attribute__((cleanup(media_reader_freep))) struct media_reader *r = NULL;
    AUTO(pool) struct pool *pool = NULL;
    AUTO(pose_clip) struct pose_clip *c = NULL;
    const struct pose_params par = { .to_s = to_s, .person = 0 };
    double wall_s = clock_monotonic_s(), used_s = cpu_s();

    int rc = media_open(path, 1, &r, err);
    if (rc == 0)
        rc = pool_new(n_workers, &pool, err);
    if (rc < 0)
        return rc;
    rc = pose_clip(r, models, &par, pool, NULL, &c, err);
    if (rc < 0)
        return rc;
    wall_s = clock_monotonic_s() - wall_s;
    used_s = cpu_s() - used_s;
    double n = (double)c->motion->n_frames;
    const struct pose_cost *k = &c->cost;
    double rest_s = used_s - k->sample_s - k->detector_s - k->landmark_s - k->decode_s;
    printf("%2u %8.1f %8.2f  %8.1f %8.1f %8.1f %8.1f %8.1f  %6.0f\n", n_workers, n / wall_s,
           1000 * used_s / n, 100 * k->landmark_s / used_s, 100 * k->sample_s / used_s,
           100 * k->detector_s / used_s, 100 * k->decode_s / used_s, 100 * rest_s / used_s,
           peak_mb());
    return 0;
}

static int bench(const char *folder, const char *path, double to_s, struct err *err)
{
    static const struct {
        enum nn_precision precision;
        const char *name;
    } precisions[] = { { NN_BF16, "bf16" }, { NN_F32, "f32" } };

    printf("%-6s %-5s %2s %8s %8s  %-45s %6s\n", "", "", "", "", "cpu ms",
           "   share of the processor time, %", "peak");
    printf("%-6s %-5s %2s %8s %8s %9s %8s %8s %8s %8s  %6s\n", "model", "prec", "wk",
           "frames/s", "/frame", "landmarks", "crop", "detect", "decode", "rest", "MB");
    for (int q = 0; q < POSE_N_QUALITIES; q++) {
        for (size_t p = 0; p < N_ELEMS(precisions); p++) {
            AUTO(pose_models) struct pose_models *m = NULL;
            int rc =
                pose_models_new(folder, (enum pose_quality)q, precisions[p].precision, &m, err);
            if (rc == -ERR_UNSUPPORTED)
                continue; /* this processor has no bf16 */
            for (unsigned n = 1; rc == 0 && n <= 2; n++) {
                printf("%-6s %-5s ", pose_quality_name((enum pose_quality)q),
                       precisions[p].name);
                rc = film(path, to_s, m, n, err);
            }
            if (rc < 0)
                return rc;
        }
    }
    return 0;
}

int main(int argc, char **argv)
{
    struct err err = { 0 };
    double to_s = 0;

    if (argc < 3 || argc > 4) {
        fprintf(stderr, "usage: bench_pose MODELS CLIP [SECONDS]\n");
        return 64;
    }
    int rc = argc > 3 ? text_to_double(argv[3], "SECONDS", &to_s, &err) : 0;
    if (rc == 0)
        rc = bench(argv[1], argv[2], to_s, &err);
    if (rc < 0)
        fprintf(stderr, "bench_pose: %s\n", err.msg);
    return rc < 0 ? err_exit_status(rc) : 0;
}
