/* SPDX-License-Identifier: Apache-2.0 */
/* RESHAPE: the same numbers under another shape; the second input repeats what out's shape
 * says. */
#include "nn/op.h"

static int reshape_read(const struct graph *g, struct op *op, struct err *err)
{
    if (op_in(g, op, 0)->n != op_out(g, op)->n)
        return op_bad_shape(op, err);
    op->n_in = 1;
    return 0;
}

static int reshape_prepare(const struct graph *g, struct step *s, struct err *err)
{
    (void)g;
    (void)s;
    (void)err;
    return 0;
}

const struct op_row op_reshape = {
    .code = 22,
    .name = "RESHAPE",
    .min_version = 1,
    .max_version = 1,
    .min_in = 1,
    .max_in = 2,
    .is_alias = true,
    .read = reshape_read,
    .prepare = reshape_prepare,
};
