/* SPDX-License-Identifier: Apache-2.0 */
/* CONV_2D. Weights are [out][kernel h][kernel w][in]. */
#include "nn/conv.h"
#include "nn/op.h"

static int conv_read(const struct graph *g, struct op *op, struct err *err)
{
    static const struct window_fields fields = { .padding = 0, .stride_w = 1, .stride_h = 2 };
    const struct nn_shape *w = &op_in(g, op, 1)->shape;
    int rc = conv_read_common(g, op, 3, 4, err);

    if (rc < 0)
        return rc;
    if (w->dim[0] != op_out(g, op)->shape.dim[3] ||
        w->dim[3] != op_in(g, op, 0)->shape.dim[3] || op_in(g, op, 2)->n != (size_t)w->dim[0])
        return op_bad_shape(op, err);
    return op_read_window(g, op, &fields, err);
}

const struct op_row op_conv_2d = {
    .code = 3,
    .name = "CONV_2D",
    .min_version = 1,
    .max_version = 1,
    .min_in = 3,
    .max_in = 3,
    .read = conv_read,
    .prepare = conv_prepare,
    .release = conv_release,
    .bind = conv_bind,
    .unbind = conv_unbind,
    .run = conv_run,
};
