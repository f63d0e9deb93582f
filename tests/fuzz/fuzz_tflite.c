/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The TFLite reader on hostile files: load, make a context, and run what is small.
 *
 * Fuzz (clang), starting from the graphs in a corpus folder:
 *   CC=clang meson setup build-fuzz -Dfuzz=true -Db_sanitize=address,undefined -Db_lundef=false
 *   ninja -C build-fuzz fuzz_tflite && mkdir -p corpus
 *   build-fuzz/fuzz_tflite --seed-corpus corpus     (writes small valid graphs to start from)
 *   nice build-fuzz/fuzz_tflite -max_total_time=900 -max_len=20000 -timeout=20 corpus
 * A crash leaves a file; replay it with any build: build/fuzz_tflite FILE...
 */
#include <stdio.h>
#include <stdlib.h>

#include "../nn/tflite_writer.h"
#include "base/file.h"
#include "base/mem.h"
#include "nn/model.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);
int LLVMFuzzerInitialize(int *argc, char ***argv); /* libFuzzer calls it first */

enum { MAX_MACS = 1 << 22 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    static const enum nn_precision precisions[] = { NN_F32, NN_BF16 };

    for (size_t i = 0; i < N_ELEMS(precisions); i++) {
        const struct nn_params par = { .precision = precisions[i] };
        AUTO(nn_model) struct nn_model *m = NULL;
        AUTO(nn_context) struct nn_context *c = NULL;
        struct err err = { 0 };

        if (nn_model_new(data, n, &par, &m, &err) < 0 || m->n_macs > MAX_MACS ||
            nn_context_new(m, &c, &err) < 0)
            return 0;
        nn_context_input(c)[0] = 1;
        (void)!nn_run(c, &err);
    }
    return 0;
}

/* Graphs that reach every operator. */
static const float numbers[600];
static const int border[8] = { 0, 0, 1, 1, 1, 1, 0, 0 }, size[2] = { 16, 16 };
static const int segments[5] = { 0, 1, 2, 3, 4 }, indices[4] = { 0, 1, 2, 3 };

/* clang-format off */
static const struct w_graph seeds[] = {
    { .n_tensors = 10, .n_nodes = 5,
      .tensor = {
        { .n_dims = 4, .dim = { 1, 8, 8, 4 } },
        { .n_dims = 2, .dim = { 4, 2 }, .type = 2, .data = border, .n_bytes = 32 },
        { .n_dims = 4, .dim = { 1, 10, 10, 4 } },
        { .n_dims = 4, .dim = { 8, 3, 3, 4 }, .data = numbers, .n_bytes = 1152 },
        { .n_dims = 1, .dim = { 8 }, .data = numbers, .n_bytes = 32 },
        { .n_dims = 4, .dim = { 1, 8, 8, 8 } },
        { .n_dims = 4, .dim = { 1, 3, 3, 8 }, .data = numbers, .n_bytes = 288 },
        { .n_dims = 4, .dim = { 1, 8, 8, 8 } },
        { .n_dims = 4, .dim = { 1, 8, 8, 8 } },
        { .n_dims = 4, .dim = { 1, 4, 4, 8 } },
      },
      .node = {
        { 34, 1, { 0, 1 }, 2, 2, { 0 }, 1 },
        { 3, 1, { 2, 3, 4 }, 3, 5, { 1, 1, 1, 3, 1, 1 }, 6 },
        { 4, 1, { 5, 6, 4 }, 3, 7, { 0, 1, 1, 1, 3, 1, 1 }, 7 },
        { 0, 1, { 7, 5 }, 2, 8, { 1 }, 1 },
        { 17, 1, { 8 }, 1, 9, { 0, 2, 2, 2, 2, 0 }, 6 },
      } },
    { .n_tensors = 12, .n_nodes = 8,
      .tensor = {
        { .n_dims = 4, .dim = { 1, 8, 8, 4 } },
        { 4, { 4, 1, 1, 4 }, 1, numbers, 8, segments, indices, 5, 4 },
        { .n_dims = 4, .dim = { 4, 1, 1, 4 }, .type = 1 },
        { .n_dims = 4, .dim = { 4, 1, 1, 4 } },
        { .n_dims = 1, .dim = { 4 }, .data = numbers, .n_bytes = 16 },
        { .n_dims = 4, .dim = { 1, 8, 8, 4 } },
        { .n_dims = 4, .dim = { 1, 16, 16, 1 } },
        { .n_dims = 1, .dim = { 2 }, .type = 2, .data = size, .n_bytes = 8 },
        { .n_dims = 4, .dim = { 1, 16, 16, 4 } },
        { .n_dims = 4, .dim = { 1, 16, 16, 5 } },
        { .n_dims = 4, .dim = { 1, 16, 16, 5 } },
        { .n_dims = 2, .dim = { 1, 1280 } },
      },
      .node = {
        { 124, 1, { 1 }, 1, 2, { 0 }, 1 },
        { 6, 3, { 2 }, 1, 3, { 0 }, 1 },
        { 3, 1, { 0, 3, 4 }, 3, 5, { 0, 1, 1, 0, 1, 1 }, 6 },
        { 5, 1, { 5 }, 1, 6, { 2 }, 1 },
        { 23, 3, { 5, 7 }, 2, 8, { 0, 0, 0, 1 }, 4 },
        { 2, 1, { 8, 6 }, 2, 9, { 3, 0 }, 2 },
        { 14, 1, { 9 }, 1, 10, { 0 }, 1 },
        { 22, 1, { 10 }, 1, 11, { 0 }, 1 },
      } },
};
/* clang-format on */

static int write_seeds(const char *folder)
{
    static struct w_file f;
    struct err err = { 0 };

    for (size_t i = 0; i < N_ELEMS(seeds); i++) {
        char path[4096];
        snprintf(path, sizeof(path), "%s/seed-%zu.tflite", folder, i);
        w_write(&f, &seeds[i]);
        if (file_write(path, f.data, f.n, &err) < 0) {
            fprintf(stderr, "fuzz_tflite: %s\n", err.msg);
            return 1;
        }
    }
    return 0;
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    if (*argc == 3 && strcmp((*argv)[1], "--seed-corpus") == 0)
        exit(write_seeds((*argv)[2]));
    return 0;
}
