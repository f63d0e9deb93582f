/* SPDX-License-Identifier: Apache-2.0 */
#ifndef TEST_RUNNER_H
#define TEST_RUNNER_H
/*
 * runner - a synthetic runner for a test: RUNNER("view", "rear", "fps", "60"), each parameter
 * by its name in synth_param_table; the others as synth_params_init sets them.
 */
#include "synth/synth.h"
#include "test.h"

/* Names and values in turn, NULL at the end. synth_free ends it. */
static inline struct synth *runner_of(const char *const *pairs)
{
    struct err err = { 0 };
    struct synth_params par;
    struct synth *s = NULL;
    synth_params_init(&par);
    for (; *pairs; pairs += 2)
        assert_ok(synth_params_set(&par, pairs[0], pairs[1], &err), err);
    assert_ok(synth_new(&par, &s, &err), err);
    return s;
}
#define RUNNER(...) runner_of((const char *const[]){ __VA_ARGS__, NULL })

#endif
