/* SPDX-License-Identifier: Apache-2.0 */
#ifndef LOAD_STRETCH_H
#define LOAD_STRETCH_H
/*
 * stretch - private to load: rows of like stretches in a trace of one value a second.
 */
#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

struct load_stretch {
    size_t from, to; /* rows [from, to) */
};

struct load_pattern {
    struct load_stretch *work; /* [n], owned */
    size_t n;
    bool by_distance;
    double score, work_level, rest_level;
};

/*
 * The best row of like stretches in x [n]; `sum` [n + 1] is the running sum of x, which stands
 * for distance where x is a speed: by_sum allows lengths to be alike in it. Without by_sum the
 * trace is a rougher one and more is asked of it. ret->n 0: none.
 */
int load_pattern_find(const double *x, const double *sum, size_t n, bool by_sum,
                      struct load_pattern *ret, struct err *err) MUST_USE;

#endif
