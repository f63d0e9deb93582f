/* SPDX-License-Identifier: Apache-2.0 */
#ifndef NN_GRAPH_H
#define NN_GRAPH_H
/*
 * graph - a TFLite graph as plain data: tensors, and operators in the order they run.
 *
 * Life of a graph, all inside nn_model_new: graph_read (tflite.c) takes the structure from the
 * file; graph_prune drops what no wanted output needs; graph_resolve (resolve.c) reads each
 * operator's options, folds constants and checks every shape; graph_fuse (fuse.c) merges
 * operators. The tensors' `data` borrow from the file, `value` is owned.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "nn/flat.h"
#include "nn/nn.h"

/* What a file may ask of us; the pose models need at most a quarter of each. */
enum {
    GRAPH_MAX_TENSORS = 8192,
    GRAPH_MAX_OPS = 4096,
    GRAPH_MAX_DIM = 1 << 15,
    GRAPH_MAX_ELEMS = 1 << 23,         /* of one tensor */
    GRAPH_MAX_CONST_ELEMS = 1 << 25,   /* of all folded constants together */
    GRAPH_MAX_ARENA_BYTES = 256 << 20, /* activations of one context */
    GRAPH_MAX_OP_INPUTS = 8,
    GRAPH_MAX_OUTPUTS = 16,
    GRAPH_MAX_NAME = 63,
};
#define GRAPH_MAX_MACS ((uint64_t)1 << 34) /* of one run */

enum elem { ELEM_F32, ELEM_BF16, ELEM_F16 };
static inline size_t elem_size(enum elem e) { return e == ELEM_F32 ? 4 : 2; }

enum tensor_type { /* as in the file; others are refused where they are used */
                   TENSOR_F32 = 0,
                   TENSOR_F16 = 1,
                   TENSOR_I32 = 2,
};

struct tensor {
    struct nn_shape shape;
    size_t n;            /* elements */
    int type;            /* enum tensor_type, or another number */
    size_t pos;          /* of its table in the file, for messages */
    const uint8_t *data; /* constant as stored, NULL if computed; borrowed from the file */
    size_t n_bytes;      /* of data */
    void *value;         /* constant made by folding (f16 or f32 as `type` says); owned */
    bool sparse;         /* data holds only what `sparsity` tells */
    struct flat_table sparsity;
    enum elem elem; /* of a computed tensor while it runs */
    char name[GRAPH_MAX_NAME + 1];
};

enum act { ACT_NONE = 0, ACT_RELU = 1, ACT_RELU6 = 3 }; /* numbers of the file format */

struct window { /* convolution and pooling: where the kernel lands; pixels of the input */
    int kernel_h, kernel_w, stride_h, stride_w, dil_h, dil_w;
    int pad_top, pad_left, pad_bottom, pad_right;
};

struct op_row;
struct op {
    const struct op_row *row; /* NULL until graph_resolve */
    int code, version;
    size_t pos; /* of its table in the file */
    bool has_options;
    struct flat_table options;
    int in[GRAPH_MAX_OP_INPUTS], n_in, out;
    bool dead;
    /* filled by row->read */
    enum act act;
    struct window win;
    int pad[NN_MAX_DIMS][2]; /* PAD: before and after, of each dimension */
    int axis, block;
    bool align_corners, half_pixel_centers;
    /* filled by graph_fuse: out = residual_act(act(op(in)) + tensor residual) */
    int residual; /* -1: none */
    enum act residual_act;
    int zero_channels; /* MAX_POOL_2D: zeros behind its own channels */
};

struct graph {
    struct flat file;
    struct tensor *tensors;
    int n_tensors;
    struct op *ops;
    int n_ops;
    int input;
    int outputs[GRAPH_MAX_OUTPUTS], n_outputs; /* the wanted ones, after graph_prune */
    size_t n_const_elems;
};

int graph_read(const uint8_t *data, size_t n, struct graph *g, struct err *err) MUST_USE;
int graph_prune(struct graph *g, const char *const *outputs, size_t n_outputs, struct err *err)
    MUST_USE;
int graph_resolve(struct graph *g, struct err *err) MUST_USE;
/* Decide what computed tensors are kept as; half: 16 bits where that is harmless. */
void graph_choose_elems(struct graph *g, bool half);
void graph_fuse(struct graph *g);
void graph_done(struct graph *g); /* frees what g holds; fine on a zeroed or half-read graph */

/* Give a tensor a constant value of n elements of `size` bytes, zeroed; counts against
 * GRAPH_MAX_CONST_ELEMS. Errors: -ERR_LIMIT, -ERR_NOMEM. */
int graph_new_value(struct graph *g, struct tensor *t, size_t size, struct err *err) MUST_USE;

/* An operator's tensors. */
static inline struct tensor *op_in(const struct graph *g, const struct op *op, int i)
{
    return &g->tensors[op->in[i]];
}
static inline struct tensor *op_out(const struct graph *g, const struct op *op)
{
    return &g->tensors[op->out];
}
static inline bool tensor_is_const(const struct tensor *t) { return t->data || t->value; }
/* Dense constant elements, or NULL with an error where t is none of that type. */
const float *tensor_f32(const struct tensor *t, const char *what, struct err *err);
int tensor_i32(const struct tensor *t, size_t want_n, const char *what, int32_t *ret,
               struct err *err) MUST_USE;

#endif
