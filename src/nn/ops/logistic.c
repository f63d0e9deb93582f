/* SPDX-License-Identifier: Apache-2.0 */
/* LOGISTIC: 1 / (1 + e^-x). */
#include <math.h>

#include "nn/elem.h"
#include "nn/op.h"

static int logistic_read(const struct graph *g, struct op *op, struct err *err)
{
    return op_in(g, op, 0)->n == op_out(g, op)->n ? 0 : op_bad_shape(op, err);
}

static int logistic_prepare(const struct graph *g, struct step *s, struct err *err)
{
    (void)g;
    (void)s;
    (void)err;
    return 0;
}

static void logistic_run(const struct step *s, const struct run_args *a)
{
    const float *in = a->in[0];
    float *out = a->out;

    for (size_t i = 0; i < shape_elems(&s->out_shape); i++)
        out[i] = 1.0f / (1.0f + expf(-in[i]));
}

const struct op_row op_logistic = {
    .code = 14,
    .name = "LOGISTIC",
    .min_version = 1,
    .max_version = 1,
    .min_in = 1,
    .max_in = 1,
    .read = logistic_read,
    .prepare = logistic_prepare,
    .run = logistic_run,
};
