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

NN_INLINE void add_all(const struct run_args *a, size_t n, const enum elem e0,
                       const enum elem e1, const enum elem eo, enum act act)
{
    float top = act == ACT_RELU6 ? 6 : __builtin_inff();
    float bottom = act == ACT_NONE ? -__builtin_inff() : 0;

    for (size_t i = 0; i < n; i++) {
        float v = elem_load(a->in[0], i, e0) + elem_load(a->in[1], i, e1);
        v = v < bottom ? bottom : v;
        elem_store(a->out, i, v > top ? top : v, eo);
    }
}

NN_SIMD static void add_f32(const struct run_args *a, size_t n, enum act act)
{
    add_all(a, n, ELEM_F32, ELEM_F32, ELEM_F32, act);
}

NN_SIMD static void add_bf16(const struct run_args *a, size_t n, enum act act)
{
    add_all(a, n, ELEM_BF16, ELEM_BF16, ELEM_BF16, act);
}

static void add_run(const struct step *s, const struct run_args *a)
{
    size_t n = 1;
    int n_bf16 = (s->in_elem[0] == ELEM_BF16) + (s->in_elem[1] == ELEM_BF16) +
                 (s->out_elem == ELEM_BF16);
    for (int d = 0; d < s->out_shape.n_dims; d++)
        n *= (size_t)s->out_shape.dim[d];
    if (n_bf16 == 0)
        add_f32(a, n, s->op.act);
    else if (n_bf16 == 3)
        add_bf16(a, n, s->op.act);
    else
        add_all(a, n, s->in_elem[0], s->in_elem[1], s->out_elem, s->op.act);
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
