/* SPDX-License-Identifier: Apache-2.0 */
/*
 * bench_fit [--once] FILE...   Megabytes a second from FIT bytes in memory to activities, one
 *                              core. --once: each file read and decoded once, nothing measured
 *                              (fit_sdk.py measures the process).
 *
 * Prints, does not judge. Time is processor time of the fastest of five rounds over all files;
 * every round reads and frees each file.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/file.h"
#include "base/mem.h"
#include "formats/formats.h"

enum { ROUNDS = 5 };

struct input {
    uint8_t *data;
    size_t n;
};

static size_t round_samples(const struct input *in, int n)
{
    const struct formats_params par = FORMATS_PARAMS_INIT;
    size_t samples = 0;
    for (int i = 0; i < n; i++) {
        AUTO(activity_list) struct activity_list *l = NULL;
        if (formats_read(in[i].data, in[i].n, &par, &l, NULL) < 0)
            continue;
        for (size_t k = 0; k < l->n; k++)
            samples += l->item[k]->n_samples;
    }
    return samples;
}

int main(int argc, char **argv)
{
    AUTO(mem) struct input *in = mem_array((size_t)argc, sizeof(*in));
    double bytes = 0, best_s = INFINITY;
    size_t samples = 0;
    bool once = argc > 1 && strcmp(argv[1], "--once") == 0;

    argc -= once ? 1 : 0;
    argv += once ? 1 : 0;
    for (int i = 1; in && i < argc; i++) {
        struct err err = { 0 };
        if (file_read(argv[i], (size_t)1 << 30, &in[i - 1].data, &in[i - 1].n, &err) < 0) {
            fprintf(stderr, "bench_fit: %s\n", err.msg);
            return 1;
        }
        bytes += (double)in[i - 1].n;
    }
    for (int r = 0; in && r < (once ? 1 : ROUNDS); r++) {
        clock_t start = clock();
        samples = round_samples(in, argc - 1);
        best_s = fmin(best_s, (double)(clock() - start) / CLOCKS_PER_SEC);
    }
    printf("%d files, %.1f MB, %zu samples: %.1f ms, %.0f MB/s, %.1f million samples/s\n",
           argc - 1, bytes / 1e6, samples, 1e3 * best_s, bytes / best_s / 1e6,
           (double)samples / best_s / 1e6);
    for (int i = 0; in && i < argc - 1; i++)
        free(in[i].data);
    return 0;
}
