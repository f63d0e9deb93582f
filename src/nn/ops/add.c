/* SPDX-License-Identifier: Apache-2.0 */
/* ADD of two equal shapes. Mostly fused into the operator before it (fuse.c). */
#include "nn/elem.h"
#include "nn/op.h"

static int add_read(const struct graph *g, struct op *op, struct err *err)
{
    const struct tensor *out = op_out(g, op);

    for (int k = 0; k < 2; k++) {
        const struct tensor *in = op_in(g, op, k);
        bool same = in->shape.n_dims == out->shape.n_dims;
        for (int d = 0; same && d < out->shape.n_dims; d++)
            same = in->shape.dim[d] == out->shape.dim[d];
        if (!same || in->type != TENSOR_F32 || tensor_is_const(in))
            return err_set_at(err, ERR_UNSUPPORTED, op->pos,
                              "supported for computed float32 of equal shapes only");
    }
    return op_read_act(op, 0, &op->act, err);
}

static int add_prepare(const struct graph *g, struct step *s, struct err *err)
{
    (void)g;
    (void)s;
    (void)err;
    return 0;
}

NN_SIMD static void add_run(const struct step *s, const struct run_args *a)
{
    const struct bounds act = bounds_of(s->op.act);
    const float *x = a->in[0], *y = a->in[1];
    float *out = a->out;

    for (size_t i = 0; i < shape_elems(&s->out_shape); i++)
        out[i] = clamp(x[i] + y[i], act);
}

const struct op_row op_add = {
    .code = 0,
    .name = "ADD",
    .min_version = 1,
    .max_version = 1,
    .min_in = 2,
    .max_in = 2,
    .read = add_read,
    .prepare = add_prepare,
    .run = add_run,
};
