/* SPDX-License-Identifier: Apache-2.0 */
#include "nn/conv.h"

int conv_read_common(const struct graph *g, struct op *op, unsigned act_field,
                     unsigned dil_w_field, struct err *err)
{
    const struct tensor *w = op_in(g, op, 1);
    int rc = op_need_rank4(g, op, err);

    if (rc >= 0 && !op->has_options)
        return err_set_at(err, ERR_FORMAT, op->pos, "has no options");
    if (rc >= 0)
        rc = op_read_act(op, act_field, &op->act, err);
    if (rc >= 0)
        rc = flat_i32(&op->options, dil_w_field, 1, &op->win.dil_w, err);
    if (rc >= 0)
        rc = flat_i32(&op->options, dil_w_field + 1, 1, &op->win.dil_h, err);
    if (rc < 0)
        return rc;
    if (!tensor_f32(w, "the weights", err) || !tensor_f32(op_in(g, op, 2), "the bias", err))
        return -ERR_UNSUPPORTED;
    if (w->shape.n_dims != 4)
        return op_bad_shape(op, err);
    op->win.kernel_h = w->shape.dim[1];
    op->win.kernel_w = w->shape.dim[2];
    return 0;
}

int conv_prepare(const struct graph *g, struct step *s, struct err *err)
{
    return conv_direct_fits(&s->op) ? conv_direct.prepare(g, s, err)
                                    : conv_dnnl.prepare(g, s, err);
}

/* The state of either backend starts with a pointer to it. */
static const struct conv_backend *backend_of(const struct step *s)
{
    return *(const struct conv_backend *const *)s->state;
}

void conv_release(struct step *s)
{
    if (s->state)
        backend_of(s)->release(s);
}

int conv_bind(const struct step *s, const struct run_args *a, void **ret_bound, struct err *err)
{
    return backend_of(s)->bind ? backend_of(s)->bind(s, a, ret_bound, err) : 0;
}

void conv_run(const struct step *s, const struct run_args *a) { backend_of(s)->run(s, a); }
