/* SPDX-License-Identifier: Apache-2.0 */
#include "body/measure.h"

#include <string.h>

static const struct measure_info rows[MEASURE_N] = {
#define MEASURE_ROW(id, key_, label_, unit_, decimals_, sided_, definition_) \
    [MEASURE_##id] = { .key = key_,                                          \
                       .label = label_,                                      \
                       .unit = unit_,                                        \
                       .definition = definition_,                            \
                       .decimals = decimals_,                                \
                       .sided = sided_ },
    MEASURES(MEASURE_ROW)
#undef MEASURE_ROW
};

const struct measure_info *measure_info(enum measure m) { return &rows[m]; }

int measure_find(const char *key)
{
    for (int m = 0; m < MEASURE_N; m++)
        if (strcmp(rows[m].key, key) == 0)
            return m;
    return -1;
}
