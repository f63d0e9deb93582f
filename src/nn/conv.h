/* SPDX-License-Identifier: Apache-2.0 */
#ifndef NN_CONV_H
#define NN_CONV_H
/*
 * conv - both convolutions on oneDNN: bias, activation and residual addition in one primitive.
 */
#include "nn/op.h"

/* Checks that weights and bias are constant float32 and reads kernel, dilation (dil_w at
 * act_field + 1) and activation. */
int conv_read_common(const struct graph *g, struct op *op, unsigned act_field,
                     unsigned dil_w_field, struct err *err) MUST_USE;
int conv_prepare(const struct graph *g, struct step *s, struct err *err) MUST_USE;
void conv_release(struct step *s);
int conv_bind(const struct step *s, const struct run_args *a, void **ret_bound, struct err *err)
    MUST_USE;
void conv_unbind(void *bound);
void conv_run(const struct step *s, const struct run_args *a);

/* oneDNN's threads come from OpenMP, whose number is a setting of each calling thread: set it
 * to 1 and return what it was. */
int conv_threads_begin(void);
void conv_threads_end(int before);

#endif
