/* SPDX-License-Identifier: Apache-2.0 */
/* PAD with zeros. Mostly folded into the operator beside it (fuse.c); this is the rest. */
#include <string.h>

#include "nn/op.h"

static int pad_read(const struct graph *g, struct op *op, struct err *err)
{
    const struct nn_shape *in = &op_in(g, op, 0)->shape, *out = &op_out(g, op)->shape;
    int32_t pads[2 * NN_MAX_DIMS];
    int rc;

    if (in->n_dims != 4 || out->n_dims != 4)
        return err_set_at(err, ERR_UNSUPPORTED, op->pos, "supported for 4 dimensions only");
    rc = tensor_i32(op_in(g, op, 1), 8, "the padding", pads, err);
    if (rc < 0)
        return rc;
    for (int d = 0; d < 4; d++) {
        for (int k = 0; k < 2; k++) {
            op->pad[d][k] = pads[2 * d + k];
            if (op->pad[d][k] < 0 || op->pad[d][k] > GRAPH_MAX_DIM)
                return op_bad_shape(op, err);
        }
        if (in->dim[d] + op->pad[d][0] + op->pad[d][1] != out->dim[d])
            return op_bad_shape(op, err);
    }
    op->n_in = 1;
    return 0;
}

static int pad_prepare(const struct graph *g, struct step *s, struct err *err)
{
    (void)g;
    (void)s;
    (void)err;
    return 0;
}

static void pad_run(const struct step *s, const struct run_args *a)
{
    const int *in = s->in_shape[0].dim, *out = s->out_shape.dim;
    size_t size = sizeof(float), run = (size_t)in[3] * size;
    const char *from = a->in[0];

    memset(a->out, 0, (size_t)out[0] * (size_t)out[1] * (size_t)out[2] * (size_t)out[3] * size);
    for (int n = 0; n < in[0]; n++)
        for (int y = 0; y < in[1]; y++)
            for (int x = 0; x < in[2]; x++) {
                size_t to = (size_t)n + (size_t)s->op.pad[0][0];
                to = to * (size_t)out[1] + (size_t)(y + s->op.pad[1][0]);
                to = to * (size_t)out[2] + (size_t)(x + s->op.pad[2][0]);
                to = to * (size_t)out[3] + (size_t)s->op.pad[3][0];
                memcpy((char *)a->out + to * size, from, run);
                from += run;
            }
}

const struct op_row op_pad = {
    .code = 34,
    .name = "PAD",
    .min_version = 1,
    .max_version = 2,
    .min_in = 2,
    .max_in = 2,
    .read = pad_read,
    .prepare = pad_prepare,
    .run = pad_run,
};
