/* SPDX-License-Identifier: Apache-2.0 */
/*
 * FUZZ_TARGET FILE...   Runs a fuzz target on files, for a compiler without libFuzzer and to
 * replay what a fuzzer found.
 */
#include <stdio.h>
#include <stdlib.h>

#include "base/file.h"
#include "base/mem.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

int main(int argc, char **argv)
{
    for (int i = 1; i < argc; i++) {
        AUTO(mem) uint8_t *data = NULL;
        struct err err = { 0 };
        size_t n = 0;
        if (file_read(argv[i], (size_t)1 << 30, &data, &n, &err) < 0) {
            fprintf(stderr, "replay: %s\n", err.msg);
            return 1;
        }
        LLVMFuzzerTestOneInput(data, n);
    }
    return 0;
}
