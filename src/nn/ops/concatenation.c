/* SPDX-License-Identifier: Apache-2.0 */
/* CONCATENATION along any axis. */
#include <string.h>

#include "nn/op.h"

static int concat_read(const struct graph *g, struct op *op, struct err *err)
{
    const struct nn_shape *out = &op_out(g, op)->shape;
    int sum = 0, rc;

    rc = op->has_options ? flat_i32(&op->options, 0, 0, &op->axis, err) : 0;
    if (rc >= 0)
        rc = op_read_act(op, 1, &op->act, err);
    if (rc < 0)
        return rc;
    if (op->axis < 0)
        op->axis += out->n_dims;
    if (op->axis < 0 || op->axis >= out->n_dims)
        return op_bad_shape(op, err);
    for (int k = 0; k < op->n_in; k++) {
        const struct tensor *in = op_in(g, op, k);
        if (in->type != TENSOR_F32 || tensor_is_const(in) || op->act != ACT_NONE)
            return err_set_at(err, ERR_UNSUPPORTED, op->pos,
                              "supported for computed float32 without activation only");
        if (in->shape.n_dims != out->n_dims)
            return op_bad_shape(op, err);
        for (int d = 0; d < out->n_dims; d++)
            if (d != op->axis && in->shape.dim[d] != out->dim[d])
                return op_bad_shape(op, err);
        sum += in->shape.dim[op->axis];
    }
    return sum == out->dim[op->axis] ? 0 : op_bad_shape(op, err);
}

static int concat_prepare(const struct graph *g, struct step *s, struct err *err)
{
    (void)g;
    (void)s;
    (void)err;
    return 0;
}

static void concat_run(const struct step *s, const struct run_args *a)
{
    size_t outer = 1, inner = sizeof(float), at = 0;
    for (int d = 0; d < s->op.axis; d++)
        outer *= (size_t)s->out_shape.dim[d];
    for (int d = s->op.axis + 1; d < s->out_shape.n_dims; d++)
        inner *= (size_t)s->out_shape.dim[d];
    size_t out_run = inner * (size_t)s->out_shape.dim[s->op.axis];

    for (int k = 0; k < s->op.n_in; k++) {
        size_t run = inner * (size_t)s->in_shape[k].dim[s->op.axis];
        for (size_t i = 0; i < outer; i++)
            memcpy((char *)a->out + i * out_run + at, (const char *)a->in[k] + i * run, run);
        at += run;
    }
}

const struct op_row op_concatenation = {
    .code = 2,
    .name = "CONCATENATION",
    .min_version = 1,
    .max_version = 1,
    .min_in = 1,
    .max_in = GRAPH_MAX_OP_INPUTS,
    .read = concat_read,
    .prepare = concat_prepare,
    .run = concat_run,
};
