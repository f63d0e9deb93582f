/* SPDX-License-Identifier: Apache-2.0 */
/* DEQUANTIZE: constants stored as float16 to float, when the model is loaded. */
#include <math.h>
#include <string.h>

#include "nn/op.h"

/* IEEE 754 half: 1 sign, 5 exponent (bias 15), 10 fraction bits. */
static float half_to_float(uint16_t h)
{
    int exponent = (h >> 10) & 31, fraction = h & 1023;
    float v;

    if (exponent == 0)
        v = ldexpf((float)fraction, -24);
    else if (exponent == 31)
        v = fraction ? NAN : INFINITY;
    else
        v = ldexpf((float)(fraction + 1024), exponent - 25);
    return h & 0x8000 ? -v : v;
}

static int dequantize_read(const struct graph *g, struct op *op, struct err *err)
{
    const struct tensor *in = op_in(g, op, 0), *out = op_out(g, op);

    if (in->type != TENSOR_F16 || out->type != TENSOR_F32 || in->sparse || !tensor_is_const(in))
        return err_set_at(err, ERR_UNSUPPORTED, op->pos,
                          "supported from constant dense float16 to float32 only");
    if (in->n != out->n || (!in->value && in->n_bytes != in->n * 2))
        return op_bad_shape(op, err);
    return 0;
}

static int dequantize_fold(struct graph *g, const struct op *op, struct err *err)
{
    const struct tensor *in = op_in(g, op, 0);
    struct tensor *out = op_out(g, op);
    const uint8_t *from = in->value ? in->value : in->data;
    int rc = graph_new_value(g, out, sizeof(float), err);

    if (rc < 0)
        return rc;
    for (size_t i = 0; i < out->n; i++) {
        uint16_t h;
        memcpy(&h, from + 2 * i, sizeof(h));
        ((float *)out->value)[i] = half_to_float(h);
    }
    return 0;
}

const struct op_row op_dequantize = {
    .code = 6,
    .name = "DEQUANTIZE",
    .min_version = 1,
    .max_version = 3,
    .min_in = 1,
    .max_in = 1,
    .read = dequantize_read,
    .fold = dequantize_fold,
};
