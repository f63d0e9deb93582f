/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The structure of a TFLite file. Field numbers are those of TensorFlow Lite's schema.fbs
 * (schema version 3); names of tables as there.
 */
#include "nn/graph.h"

#include <string.h>

#include "base/mem.h"

enum { MODEL_VERSION, MODEL_CODES, MODEL_SUBGRAPHS, MODEL_DESCRIPTION, MODEL_BUFFERS };
enum { CODE_DEPRECATED, CODE_CUSTOM, CODE_VERSION, CODE_BUILTIN };
enum { SUBGRAPH_TENSORS, SUBGRAPH_INPUTS, SUBGRAPH_OUTPUTS, SUBGRAPH_OPERATORS };
enum { TENSOR_SHAPE, TENSOR_TYPE, TENSOR_BUFFER, TENSOR_NAME, TENSOR_SPARSITY = 6 };
enum { OPERATOR_CODE, OPERATOR_INPUTS, OPERATOR_OUTPUTS, OPERATOR_OPTIONS = 4 };

#define TRY(call)       \
    do {                \
        int rc_ = call; \
        if (rc_ < 0)    \
            return rc_; \
    } while (0)

static int read_shape(const struct flat_table *table, struct tensor *t, struct err *err)
{
    struct flat_vector dims;

    TRY(flat_vec(table, TENSOR_SHAPE, 4, &dims, err));
    if (dims.n > NN_MAX_DIMS)
        return err_set_at(err, ERR_LIMIT, table->pos,
                          "a tensor has %u dimensions, at most %d are allowed", dims.n,
                          NN_MAX_DIMS);
    t->shape.n_dims = (int)dims.n;
    t->n = 1;
    for (uint32_t i = 0; i < dims.n; i++) {
        int32_t d = flat_vec_i32(&dims, i);
        if (d < 1 || d > GRAPH_MAX_DIM)
            return err_set_at(err, ERR_LIMIT, table->pos,
                              "a tensor has dimension %d, allowed are 1 to %d", d,
                              GRAPH_MAX_DIM);
        t->shape.dim[i] = d;
        if (t->n > (size_t)GRAPH_MAX_ELEMS / (size_t)d)
            return err_set_at(err, ERR_LIMIT, table->pos, "a tensor has more than %d elements",
                              GRAPH_MAX_ELEMS);
        t->n *= (size_t)d;
    }
    return 0;
}

static int read_tensor(const struct flat_table *table, const struct flat_vector *buffers,
                       struct tensor *t, struct err *err)
{
    struct flat_vector v;
    struct flat_table buffer;
    int32_t buffer_i;
    int found;

    t->pos = table->pos;
    TRY(read_shape(table, t, err));
    TRY(flat_i8(table, TENSOR_TYPE, TENSOR_F32, &t->type, err));
    TRY(flat_vec(table, TENSOR_NAME, 1, &v, err));
    size_t n_name = v.n < GRAPH_MAX_NAME ? v.n : GRAPH_MAX_NAME;
    memcpy(t->name, v.file->data + v.pos, n_name);
    TRY(flat_sub(table, TENSOR_SPARSITY, &t->sparsity, &found, err));
    t->sparse = found;

    TRY(flat_i32(table, TENSOR_BUFFER, 0, &buffer_i, err));
    if (buffer_i < 0 || (uint32_t)buffer_i >= buffers->n)
        return err_set_at(err, ERR_FORMAT, table->pos, "a tensor uses buffer %d of %u",
                          buffer_i, buffers->n);
    TRY(flat_vec_table(buffers, (uint32_t)buffer_i, &buffer, err));
    TRY(flat_vec(&buffer, 0, 1, &v, err));
    if (v.n > 0) {
        t->data = v.file->data + v.pos;
        t->n_bytes = v.n;
    }
    return 0;
}

static int read_code(const struct flat_table *table, struct op *op, struct err *err)
{
    int32_t old, builtin;

    /* Codes above 127 did not fit the old byte field; the larger of the two counts. */
    TRY(flat_i8(table, CODE_DEPRECATED, 0, &old, err));
    TRY(flat_i32(table, CODE_BUILTIN, 0, &builtin, err));
    TRY(flat_i32(table, CODE_VERSION, 1, &op->version, err));
    op->code = builtin > old ? builtin : old;
    return 0;
}

/* NOLINTNEXTLINE(readability-function-cognitive-complexity): half of it is TRY */
static int read_op(const struct flat_table *table, const struct flat_vector *codes,
                   const struct graph *g, struct op *op, struct err *err)
{
    struct flat_vector in, out;
    struct flat_table code;
    int32_t code_i;
    int found;

    op->pos = table->pos;
    op->residual = -1;
    TRY(flat_i32(table, OPERATOR_CODE, 0, &code_i, err));
    if (code_i < 0 || (uint32_t)code_i >= codes->n)
        return err_set_at(err, ERR_FORMAT, table->pos, "an operator has code %d of %u", code_i,
                          codes->n);
    TRY(flat_vec_table(codes, (uint32_t)code_i, &code, err));
    TRY(read_code(&code, op, err));
    TRY(flat_vec(table, OPERATOR_INPUTS, 4, &in, err));
    TRY(flat_vec(table, OPERATOR_OUTPUTS, 4, &out, err));
    TRY(flat_sub(table, OPERATOR_OPTIONS, &op->options, &found, err));
    op->has_options = found;

    if (in.n < 1 || in.n > GRAPH_MAX_OP_INPUTS || out.n != 1)
        return err_set_at(
            err, ERR_UNSUPPORTED, table->pos,
            "an operator has %u inputs and %u outputs; supported are 1 to %d and 1", in.n,
            out.n, GRAPH_MAX_OP_INPUTS);
    op->n_in = (int)in.n;
    for (uint32_t i = 0; i < in.n; i++) {
        op->in[i] = flat_vec_i32(&in, i);
        if (op->in[i] < 0 || op->in[i] >= g->n_tensors)
            return err_set_at(err, ERR_FORMAT, table->pos, "an operator uses tensor %d of %d",
                              op->in[i], g->n_tensors);
    }
    op->out = flat_vec_i32(&out, 0);
    if (op->out < 0 || op->out >= g->n_tensors)
        return err_set_at(err, ERR_FORMAT, table->pos, "an operator makes tensor %d of %d",
                          op->out, g->n_tensors);
    return 0;
}

static int read_tensors(const struct flat_table *model, const struct flat_table *subgraph,
                        struct graph *g, struct err *err)
{
    struct flat_vector buffers, tensors;
    struct flat_table table;

    TRY(flat_vec(model, MODEL_BUFFERS, 4, &buffers, err));
    TRY(flat_vec(subgraph, SUBGRAPH_TENSORS, 4, &tensors, err));
    if (tensors.n > GRAPH_MAX_TENSORS)
        return err_set_at(err, ERR_LIMIT, tensors.pos, "%u tensors, at most %d are allowed",
                          tensors.n, GRAPH_MAX_TENSORS);
    g->tensors = mem_array(tensors.n, sizeof(*g->tensors));
    if (!g->tensors)
        return err_set(err, ERR_NOMEM, "no memory for %u tensors", tensors.n);
    g->n_tensors = (int)tensors.n;
    for (uint32_t i = 0; i < tensors.n; i++) {
        TRY(flat_vec_table(&tensors, i, &table, err));
        TRY(read_tensor(&table, &buffers, &g->tensors[i], err));
    }
    return 0;
}

static int read_ops(const struct flat_table *model, const struct flat_table *subgraph,
                    struct graph *g, struct err *err)
{
    struct flat_vector codes, ops;
    struct flat_table table;

    TRY(flat_vec(model, MODEL_CODES, 4, &codes, err));
    TRY(flat_vec(subgraph, SUBGRAPH_OPERATORS, 4, &ops, err));
    if (ops.n > GRAPH_MAX_OPS)
        return err_set_at(err, ERR_LIMIT, ops.pos, "%u operators, at most %d are allowed",
                          ops.n, GRAPH_MAX_OPS);
    g->ops = mem_array(ops.n, sizeof(*g->ops));
    if (!g->ops)
        return err_set(err, ERR_NOMEM, "no memory for %u operators", ops.n);
    g->n_ops = (int)ops.n;
    for (uint32_t i = 0; i < ops.n; i++) {
        TRY(flat_vec_table(&ops, i, &table, err));
        TRY(read_op(&table, &codes, g, &g->ops[i], err));
    }
    return 0;
}

static int read_ends(const struct flat_table *subgraph, struct graph *g, struct err *err)
{
    struct flat_vector in, out;

    TRY(flat_vec(subgraph, SUBGRAPH_INPUTS, 4, &in, err));
    TRY(flat_vec(subgraph, SUBGRAPH_OUTPUTS, 4, &out, err));
    if (in.n != 1 || out.n < 1 || out.n > GRAPH_MAX_OUTPUTS)
        return err_set_at(err, ERR_UNSUPPORTED, subgraph->pos,
                          "the graph has %u inputs and %u outputs; supported are 1 and 1 to %d",
                          in.n, out.n, GRAPH_MAX_OUTPUTS);
    g->input = flat_vec_i32(&in, 0);
    g->n_outputs = (int)out.n;
    for (uint32_t i = 0; i < out.n; i++)
        g->outputs[i] = flat_vec_i32(&out, i);
    for (int i = -1; i < g->n_outputs; i++) {
        int t = i < 0 ? g->input : g->outputs[i];
        if (t < 0 || t >= g->n_tensors)
            return err_set_at(err, ERR_FORMAT, subgraph->pos,
                              "the graph ends in tensor %d of %d", t, g->n_tensors);
        if (g->tensors[t].type != TENSOR_F32 || tensor_is_const(&g->tensors[t]))
            return err_set_at(err, ERR_UNSUPPORTED, g->tensors[t].pos,
                              "input or output \"%s\" is not computed in float32",
                              g->tensors[t].name);
    }
    return 0;
}

int graph_read(const uint8_t *data, size_t n, struct graph *g, struct err *err)
{
    struct flat_table model, subgraph;
    struct flat_vector subgraphs;
    int32_t version;

    g->file = (struct flat){ data, n };
    if (n < 8 || memcmp(data + 4, "TFL3", 4) != 0)
        return err_set_at(err, ERR_FORMAT, 4, "not a TFLite model: no \"TFL3\" at byte 4");
    TRY(flat_root(&g->file, &model, err));
    TRY(flat_i32(&model, MODEL_VERSION, 0, &version, err));
    if (version != 3)
        return err_set_at(err, ERR_UNSUPPORTED, model.pos,
                          "TFLite schema version %d is not supported, only 3", version);
    TRY(flat_vec(&model, MODEL_SUBGRAPHS, 4, &subgraphs, err));
    if (subgraphs.n != 1)
        return err_set_at(err, ERR_UNSUPPORTED, model.pos,
                          "a model of %u subgraphs is not supported, only 1", subgraphs.n);
    TRY(flat_vec_table(&subgraphs, 0, &subgraph, err));
    TRY(read_tensors(&model, &subgraph, g, err));
    TRY(read_ops(&model, &subgraph, g, err));
    return read_ends(&subgraph, g, err);
}

void graph_done(struct graph *g)
{
    for (int i = 0; g->tensors && i < g->n_tensors; i++)
        free(g->tensors[i].value);
    free(g->tensors);
    free(g->ops);
    memset(g, 0, sizeof(*g));
}
