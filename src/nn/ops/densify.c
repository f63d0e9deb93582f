/* SPDX-License-Identifier: Apache-2.0 */
/*
 * DENSIFY: a constant stored sparsely to a dense one, when the model is loaded.
 *
 * The format (SparsityParameters in schema.fbs): the tensor's dimensions, then those of blocks,
 * are walked level by level in `traversal_order`. A dense level has dense_size children; a
 * sparse one has, for its parent number p, the children array_indices[k] with k from
 * array_segments[p] to array_segments[p + 1] - 1. Values stand in the order the leaves are met.
 */
#include <string.h>

#include "nn/op.h"

enum { SPARSITY_ORDER, SPARSITY_BLOCK_MAP, SPARSITY_DIMS };
enum {
    DIM_FORMAT,
    DIM_DENSE_SIZE,
    DIM_SEGMENTS_TYPE,
    DIM_SEGMENTS,
    DIM_INDICES_TYPE,
    DIM_INDICES
};
enum { MAX_LEVELS = 2 * NN_MAX_DIMS };

struct numbers { /* a vector of 1, 2 or 4 byte integers */
    const uint8_t *data;
    uint32_t n;
    unsigned width;
};

struct level {
    int dim; /* tensor dimension, or n_dims + block number */
    bool sparse;
    int size;
    struct numbers segments, indices;
};

struct walk {
    const struct tensor *in;
    uint8_t *out;
    size_t elem_size, n_values, next_value, visits_left;
    int n_levels, n_dims, n_blocks;
    struct level level[MAX_LEVELS];
    int block_dim[NN_MAX_DIMS], block_size[NN_MAX_DIMS];
    int at[MAX_LEVELS]; /* by dimension number */
};

static int64_t number(const struct numbers *v, uint32_t i)
{
    uint32_t x = 0;
    memcpy(&x, v->data + (size_t)i * v->width, v->width);
    return v->width == 4 ? (int64_t)(int32_t)x : (int64_t)x;
}

static int read_numbers(const struct flat_table *dim, unsigned type_field, struct numbers *ret,
                        struct err *err)
{
    static const unsigned widths[] = { 0, 4, 2, 1 }; /* none, int32, uint16, uint8 */
    struct flat_vector v;
    struct flat_table table;
    int32_t type;
    int found, rc;

    rc = flat_i8(dim, type_field, 0, &type, err);
    if (rc >= 0)
        rc = flat_sub(dim, type_field + 1, &table, &found, err);
    if (rc < 0)
        return rc;
    if (type < 1 || type > 3 || !found)
        return err_set_at(err, ERR_FORMAT, dim->pos, "a sparse dimension has no index vector");
    rc = flat_vec(&table, 0, widths[type], &v, err);
    if (rc < 0)
        return rc;
    *ret = (struct numbers){ v.file->data + v.pos, v.n, widths[type] };
    return 0;
}

static int read_level(const struct flat_table *dim, struct level *l, struct err *err)
{
    int32_t format;
    int rc = flat_i8(dim, DIM_FORMAT, 0, &format, err);
    if (rc >= 0)
        rc = flat_i32(dim, DIM_DENSE_SIZE, 0, &l->size, err);
    if (rc < 0)
        return rc;
    l->sparse = format == 1;
    if (!l->sparse)
        return l->size >= 1 && l->size <= GRAPH_MAX_DIM
                   ? 0
                   : err_set_at(err, ERR_FORMAT, dim->pos, "a dense dimension has size %d",
                                l->size);
    rc = read_numbers(dim, DIM_SEGMENTS_TYPE, &l->segments, err);
    return rc < 0 ? rc : read_numbers(dim, DIM_INDICES_TYPE, &l->indices, err);
}

static int read_walk(const struct tensor *t, struct walk *w, struct err *err)
{
    struct flat_vector order, blocks, dims;
    struct flat_table dim;
    unsigned seen = 0;
    int rc;

    rc = flat_vec(&t->sparsity, SPARSITY_ORDER, 4, &order, err);
    if (rc >= 0)
        rc = flat_vec(&t->sparsity, SPARSITY_BLOCK_MAP, 4, &blocks, err);
    if (rc >= 0)
        rc = flat_vec(&t->sparsity, SPARSITY_DIMS, 4, &dims, err);
    if (rc < 0)
        return rc;
    w->n_dims = t->shape.n_dims;
    if (blocks.n > NN_MAX_DIMS || order.n != (uint32_t)w->n_dims + blocks.n ||
        dims.n != order.n)
        return err_set_at(err, ERR_FORMAT, t->sparsity.pos,
                          "the sparsity of \"%s\" does not fit it", t->name);
    w->n_blocks = (int)blocks.n;
    w->n_levels = (int)order.n;
    for (uint32_t i = 0; i < order.n; i++) {
        int32_t d = flat_vec_i32(&order, i);
        if (d < 0 || d >= w->n_levels || (seen >> d & 1))
            return err_set_at(err, ERR_FORMAT, order.pos,
                              "sparse dimension %d comes twice or never", d);
        seen |= 1u << d;
        w->level[i].dim = d;
        rc = flat_vec_table(&dims, i, &dim, err);
        if (rc >= 0)
            rc = read_level(&dim, &w->level[i], err);
        if (rc < 0)
            return rc;
        if (d >= w->n_dims) {
            int32_t to = flat_vec_i32(&blocks, (uint32_t)(d - w->n_dims));
            if (to < 0 || to >= w->n_dims || w->level[i].sparse)
                return err_set_at(err, ERR_FORMAT, blocks.pos, "a block of sparse dimension %d",
                                  to);
            w->block_dim[d - w->n_dims] = to;
            w->block_size[d - w->n_dims] = w->level[i].size;
        }
    }
    return 0;
}

static int broken(const struct walk *w, struct err *err)
{
    return err_set_at(err, ERR_FORMAT, w->in->sparsity.pos,
                      "the sparse indices of \"%s\" lead outside it", w->in->name);
}

static int put_leaf(struct walk *w, struct err *err)
{
    int64_t at[NN_MAX_DIMS], flat_i = 0;

    for (int d = 0; d < w->n_dims; d++)
        at[d] = w->at[d];
    for (int b = 0; b < w->n_blocks; b++)
        at[w->block_dim[b]] = at[w->block_dim[b]] * w->block_size[b] + w->at[w->n_dims + b];
    for (int d = 0; d < w->n_dims; d++) {
        if (at[d] < 0 || at[d] >= w->in->shape.dim[d])
            return broken(w, err);
        flat_i = flat_i * w->in->shape.dim[d] + at[d];
    }
    if (w->next_value >= w->n_values)
        return broken(w, err);
    memcpy(w->out + (size_t)flat_i * w->elem_size, w->in->data + w->next_value++ * w->elem_size,
           w->elem_size);
    return 0;
}

/* Recursion is at most MAX_LEVELS deep; visits_left bounds the work of overlapping segments. */
static int put_level(struct walk *w, int depth, int64_t parent, struct err *err)
{
    const struct level *l = &w->level[depth];
    int64_t begin = 0, end = l->size;

    if (l->sparse) {
        if (parent + 1 >= l->segments.n)
            return broken(w, err);
        begin = number(&l->segments, (uint32_t)parent);
        end = number(&l->segments, (uint32_t)parent + 1);
        if (begin < 0 || end > l->indices.n)
            return broken(w, err);
    }
    for (int64_t k = begin; k < end; k++) {
        if (w->visits_left-- == 0)
            return broken(w, err);
        int64_t at = l->sparse ? number(&l->indices, (uint32_t)k) : k;
        if (at < 0 || at > GRAPH_MAX_DIM)
            return broken(w, err);
        w->at[l->dim] = (int)at;
        int64_t self = l->sparse ? k : parent * l->size + k;
        int rc =
            depth + 1 == w->n_levels ? put_leaf(w, err) : put_level(w, depth + 1, self, err);
        if (rc < 0)
            return rc;
    }
    return 0;
}

static int densify_read(const struct graph *g, struct op *op, struct err *err)
{
    const struct tensor *in = op_in(g, op, 0), *out = op_out(g, op);

    if (!in->sparse || !in->data || in->type != out->type ||
        (in->type != TENSOR_F16 && in->type != TENSOR_F32))
        return err_set_at(err, ERR_UNSUPPORTED, op->pos,
                          "supported for sparse float16 and float32 constants only");
    return in->n == out->n ? 0 : op_bad_shape(op, err);
}

static int densify_fold(struct graph *g, const struct op *op, struct err *err)
{
    const struct tensor *in = op_in(g, op, 0);
    struct tensor *out = op_out(g, op);
    struct walk w = { .in = in, .elem_size = in->type == TENSOR_F16 ? 2 : 4 };
    int rc;

    w.n_values = in->n_bytes / w.elem_size;
    w.visits_left = (MAX_LEVELS + 1) * in->n;
    rc = read_walk(in, &w, err);
    if (rc >= 0)
        rc = graph_new_value(g, out, w.elem_size, err);
    if (rc < 0)
        return rc;
    w.out = out->value;
    rc = w.n_levels > 0 ? put_level(&w, 0, 0, err) : 0;
    if (rc >= 0 && w.next_value != w.n_values)
        return broken(&w, err);
    return rc;
}

const struct op_row op_densify = {
    .code = 124,
    .name = "DENSIFY",
    .min_version = 1,
    .max_version = 1,
    .min_in = 1,
    .max_in = 1,
    .read = densify_read,
    .fold = densify_fold,
};
