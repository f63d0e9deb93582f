/* SPDX-License-Identifier: Apache-2.0 */
#ifndef NN_MODEL_H
#define NN_MODEL_H
/*
 * model - what a model and a context are inside; for nn itself, its bench and its tests.
 */
#include "nn/op.h"

struct value { /* a computed tensor in a context's memory */
    struct nn_shape shape;
    enum elem elem;
    size_t offset, n_bytes;
    int root;        /* the value whose memory it shares, or itself */
    int first, last; /* steps that write it first and read it last */
};

struct nn_model {
    enum nn_precision precision;
    struct step *steps;
    int n_steps;
    struct value *values; /* by tensor number of the graph */
    int n_values;
    int input, outputs[GRAPH_MAX_OUTPUTS], n_outputs;
    char output_names[GRAPH_MAX_OUTPUTS][GRAPH_MAX_NAME + 1];
    size_t arena_bytes, scratch_at;
    uint64_t n_macs;
};

struct nn_context {
    const struct nn_model *model;
    char *arena;
    struct run_args *args; /* [n_steps] */
};

/* Place all values in one arena so that no two that live at the same time overlap (plan.c).
 * Errors: -ERR_LIMIT, -ERR_NOMEM. */
int model_plan(struct nn_model *m, struct err *err) MUST_USE;

/* Seconds each step takes, added to step_s[n_steps]; for the bench. */
void model_time_steps(struct nn_context *c, double *step_s);

#endif
