/* SPDX-License-Identifier: Apache-2.0 */
#ifndef NN_OP_H
#define NN_OP_H
/*
 * op - what an operator is: a row of the table `op_rows` (op.c), one file under ops/ each.
 *
 * To add an operator: one file in ops/ that defines a `const struct op_row`, one line in op.c,
 * one line in meson.build, one case in tests/nn/test_ops.c. Activations are NHWC and dense;
 * values are float, but between convolutions also bfloat16 or float16 (enum elem). Batch is
 * always 1.
 */
#include "nn/graph.h"

/* One operator ready to run: part of the model, shared by all contexts, never written by run.
 */
struct step {
    const struct op_row *row;
    struct op op; /* tensor numbers are still those of the graph */
    struct nn_shape in_shape[GRAPH_MAX_OP_INPUTS], out_shape;
    enum elem in_elem[GRAPH_MAX_OP_INPUTS], out_elem;
    bool half;            /* products of bfloat16 are wanted where they fit */
    void *state;          /* made by row->prepare: weights, primitives */
    size_t scratch_bytes; /* row->run gets that much, 64-byte aligned */
};

/* What one run of a step works on; residual is NULL where there is none, and has out's shape
 * and element type; it may be the same memory as out. */
struct run_args {
    const void *in[GRAPH_MAX_OP_INPUTS]; /* NULL for constants */
    const void *residual;
    void *out, *scratch;
    void *bound; /* made by row->bind for this context */
};

struct op_row {
    int code; /* of the file format's BuiltinOperator */
    const char *name;
    int min_version, max_version, min_in, max_in;
    bool is_alias; /* out is in[0] under another shape: nothing to run */
    /* Read the options and check the shapes, constants included. */
    int (*read)(const struct graph *g, struct op *op, struct err *err);
    /* Compute out's constant value from constant inputs; NULL: never constant. */
    int (*fold)(struct graph *g, const struct op *op, struct err *err);
    int (*prepare)(const struct graph *g, struct step *s, struct err *err);
    void (*release)(struct step *s);
    /* Per-context state, for steps that need it (oneDNN's memory handles). */
    int (*bind)(const struct step *s, const struct run_args *a, void **ret_bound,
                struct err *err);
    void (*unbind)(void *bound);
    void (*run)(const struct step *s, const struct run_args *a);
};

extern const struct op_row *const op_rows[];
extern const size_t n_op_rows;

extern const struct op_row op_add, op_concatenation, op_conv_2d, op_densify, op_depth_to_space,
    op_depthwise_conv_2d, op_dequantize, op_logistic, op_max_pool_2d, op_pad, op_reshape,
    op_resize_bilinear;

/* Row for a code and version, or NULL with "operator NAME version V is not supported". */
const struct op_row *op_find(int code, int version, size_t pos, struct err *err);

/* Helpers of the read functions. Their errors name the operator. */
int op_read_act(const struct op *op, unsigned field, enum act *ret, struct err *err) MUST_USE;
/* Stride and padding scheme from the options; kernel and dilation are in *w already. Checks
 * that out has the size they give for in; both [1][h][w][c]. */
struct window_fields {
    unsigned padding, stride_w, stride_h;
};
int op_read_window(const struct graph *g, struct op *op, const struct window_fields *f,
                   struct err *err) MUST_USE;
int op_need_rank4(const struct graph *g, const struct op *op, struct err *err) MUST_USE;
int op_bad_shape(const struct op *op, struct err *err); /* -ERR_FORMAT: "shapes do not fit" */

#endif
