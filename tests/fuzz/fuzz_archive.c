/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as a file, gzip, zip or export archive: every item read to its end. */
#include <math.h>
#include <stdlib.h>

#include "formats/source.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    const struct source_limits limits = { .item_bytes = 1 << 20,
                                          .total_bytes = 4 << 20,
                                          .ratio = 100,
                                          .ratio_from = 1 << 16,
                                          .items = 200,
                                          .depth = 3 };
    AUTO(source) struct source *s = NULL;
    const struct source_item *item = NULL;
    struct err err = { 0 };
    uint64_t total = 0;
    int rc;

    if (source_open_bytes("in", data, n, &limits, &s, &err) < 0)
        return 0;
    for (unsigned i = 0; (rc = source_next(s, &item, &err)) != 0; i++) {
        const uint8_t *bytes = NULL;
        size_t n_bytes = 0;
        if (rc < 0 && (!err.code || !err.msg[0]))
            abort();
        if (i > 100000)
            abort(); /* it does not end */
        if (rc < 0 || item->kind == SOURCE_MANUAL || source_load(s, &bytes, &n_bytes, &err) < 0)
            continue;
        total += n_bytes;
        if (n_bytes > limits.item_bytes || total > limits.total_bytes)
            abort();
    }
    (void)source_meta_at(s, 1.6e9);
    return 0;
}
