/* SPDX-License-Identifier: Apache-2.0 */
/* DEPTHWISE_CONV_2D, one filter for each channel. Weights are [1][kernel h][kernel w][channel].
 */
#include "nn/conv.h"
#include "nn/op.h"

static int depthwise_read(const struct graph *g, struct op *op, struct err *err)
{
    static const struct window_fields fields = { .padding = 0, .stride_w = 1, .stride_h = 2 };
    const struct nn_shape *w = &op_in(g, op, 1)->shape;
    int channels = op_in(g, op, 0)->shape.dim[3];
    int rc = conv_read_common(g, op, 4, 5, err);

    if (rc < 0)
        return rc;
    if (w->dim[3] != channels || op_out(g, op)->shape.dim[3] != channels)
        return err_set_at(err, ERR_UNSUPPORTED, op->pos,
                          "supported for one filter for each channel only");
    if (w->dim[0] != 1 || op_in(g, op, 2)->n != (size_t)channels)
        return op_bad_shape(op, err);
    return op_read_window(g, op, &fields, err);
}

const struct op_row op_depthwise_conv_2d = {
    .code = 4,
    .name = "DEPTHWISE_CONV_2D",
    .min_version = 1,
    .max_version = 2,
    .min_in = 3,
    .max_in = 3,
    .read = depthwise_read,
    .prepare = conv_prepare,
    .release = conv_release,
    .bind = conv_bind,
    .unbind = conv_unbind,
    .run = conv_run,
};
