/* SPDX-License-Identifier: Apache-2.0 */
/* DEPTH_TO_SPACE: out[h b + i][w b + j][c] = in[h][w][(i b + j) n_c + c]. */
#include <string.h>

#include "nn/op.h"

static int d2s_read(const struct graph *g, struct op *op, struct err *err)
{
    const struct nn_shape *in = &op_in(g, op, 0)->shape, *out = &op_out(g, op)->shape;
    int rc = op_need_rank4(g, op, err);

    if (rc >= 0 && op->has_options)
        rc = flat_i32(&op->options, 0, 0, &op->block, err);
    if (rc < 0)
        return rc;
    if (op->block < 1 || op->block > 64 || in->dim[1] * op->block != out->dim[1] ||
        in->dim[2] * op->block != out->dim[2] ||
        in->dim[3] != out->dim[3] * op->block * op->block)
        return op_bad_shape(op, err);
    return 0;
}

static int d2s_prepare(const struct graph *g, struct step *s, struct err *err)
{
    (void)g;
    (void)s;
    (void)err;
    return 0;
}

static void d2s_run(const struct step *s, const struct run_args *a)
{
    size_t w = (size_t)s->in_shape[0].dim[2], b = (size_t)s->op.block;
    size_t run = b * (size_t)s->out_shape.dim[3] * sizeof(float); /* bytes, one i */
    const char *in = a->in[0];
    char *out = a->out;

    for (size_t y = 0; y < (size_t)s->in_shape[0].dim[1]; y++)
        for (size_t i = 0; i < b; i++)
            for (size_t x = 0; x < w; x++)
                memcpy(out + ((y * b + i) * w + x) * run, in + ((y * w + x) * b + i) * run,
                       run);
}

const struct op_row op_depth_to_space = {
    .code = 5,
    .name = "DEPTH_TO_SPACE",
    .min_version = 1,
    .max_version = 1,
    .min_in = 1,
    .max_in = 1,
    .read = d2s_read,
    .prepare = d2s_prepare,
    .run = d2s_run,
};
