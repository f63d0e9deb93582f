/* SPDX-License-Identifier: Apache-2.0 */
#ifndef NN_CONV_H
#define NN_CONV_H
/*
 * conv - both convolutions: bias, activation and residual addition in one step.
 *
 * Two backends: our own AVX-512 kernels where they fit processor and shape (conv_direct.c), and
 * oneDNN for everything else (conv_dnnl.c).
 */
#include "nn/op.h"

struct conv_backend {
    int (*prepare)(const struct graph *g, struct step *s, struct err *err);
    void (*release)(struct step *s);
    int (*bind)(const struct step *s, const struct run_args *a, void **ret_bound,
                struct err *err); /* NULL: needs no per-context state */
    void (*run)(const struct step *s, const struct run_args *a);
};
extern const struct conv_backend conv_dnnl, conv_direct;
/* Processor and geometry suit conv_direct; op is one of the two convolutions, already read. */
bool conv_direct_fits(const struct op *op);
/* A dense one that conv_direct computes from bfloat16 where half floats are wanted. */
bool conv_takes_bf16(const struct op *op, int in_channels);

/* Checks that weights and bias are constant float32 and reads kernel, dilation (width, then
 * height in the next field) and activation. */
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
