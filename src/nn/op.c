/* SPDX-License-Identifier: Apache-2.0 */
#include "nn/op.h"

#include "base/mem.h"

/* clang-format off */
const struct op_row *const op_rows[] = { /* by name */
    &op_add,
    &op_concatenation,
    &op_conv_2d,
    &op_densify,
    &op_depthwise_conv_2d,
    &op_depth_to_space,
    &op_dequantize,
    &op_logistic,
    &op_max_pool_2d,
    &op_pad,
    &op_reshape,
    &op_resize_bilinear,
};
/* clang-format on */
const size_t n_op_rows = N_ELEMS(op_rows);

/* Names of other operators, so that a refusal can name what it met (BuiltinOperator numbers of
 * schema.fbs). */
static const struct {
    int code;
    const char *name;
} other_names[] = {
    { 1, "AVERAGE_POOL_2D" },
    { 9, "FULLY_CONNECTED" },
    { 18, "MUL" },
    { 19, "RELU" },
    { 21, "RELU6" },
    { 25, "SOFTMAX" },
    { 28, "TANH" },
    { 32, "CUSTOM" },
    { 36, "GATHER" },
    { 39, "TRANSPOSE" },
    { 40, "MEAN" },
    { 41, "SUB" },
    { 42, "DIV" },
    { 43, "SQUEEZE" },
    { 45, "STRIDED_SLICE" },
    { 47, "EXP" },
    { 49, "SPLIT" },
    { 54, "PRELU" },
    { 60, "PADV2" },
    { 65, "SLICE" },
    { 67, "TRANSPOSE_CONV" },
    { 97, "RESIZE_NEAREST_NEIGHBOR" },
    { 98, "LEAKY_RELU" },
    { 114, "QUANTIZE" },
    { 117, "HARD_SWISH" },
};

static const char *other_name(int code)
{
    for (size_t i = 0; i < N_ELEMS(other_names); i++)
        if (other_names[i].code == code)
            return other_names[i].name;
    return NULL;
}

const struct op_row *op_find(int code, int version, size_t pos, struct err *err)
{
    const char *name = other_name(code);

    for (size_t i = 0; i < n_op_rows; i++) {
        if (op_rows[i]->code != code)
            continue;
        if (version >= op_rows[i]->min_version && version <= op_rows[i]->max_version)
            return op_rows[i];
        name = op_rows[i]->name;
    }
    if (name)
        (void)err_set_at(err, ERR_UNSUPPORTED, pos, "operator %s version %d is not supported",
                         name, version);
    else
        (void)err_set_at(err, ERR_UNSUPPORTED, pos,
                         "operator number %d version %d is not supported", code, version);
    return NULL;
}

int op_read_act(const struct op *op, unsigned field, enum act *ret, struct err *err)
{
    int32_t act = ACT_NONE;

    if (op->has_options) {
        int rc = flat_i8(&op->options, field, ACT_NONE, &act, err);
        if (rc < 0)
            return rc;
    }
    if (act != ACT_NONE && act != ACT_RELU && act != ACT_RELU6)
        return err_set_at(err, ERR_UNSUPPORTED, op->pos,
                          "operator %s with fused activation %d is not supported",
                          op->row->name, act);
    *ret = (enum act)act;
    return 0;
}

int op_bad_shape(const struct op *op, struct err *err)
{
    return err_set_at(err, ERR_FORMAT, op->pos,
                      "the shapes of operator %s at byte %zu do not fit each other",
                      op->row->name, op->pos);
}

int op_need_rank4(const struct graph *g, const struct op *op, struct err *err)
{
    const struct nn_shape *in = &op_in(g, op, 0)->shape, *out = &op_out(g, op)->shape;

    if (in->n_dims != 4 || out->n_dims != 4 || in->dim[0] != 1 || out->dim[0] != 1)
        return err_set_at(err, ERR_UNSUPPORTED, op->pos,
                          "operator %s is supported for one picture [1][h][w][c] only",
                          op->row->name);
    return 0;
}

/* Output size and padding along one axis, as TensorFlow defines SAME and VALID: SAME gives
 * ceil(in / stride), the odd pixel of padding goes behind. */
/* NOLINTNEXTLINE(readability-function-size): the terms of one formula */
static bool fit_axis(int in, int out, int kernel, int stride, int dil, bool same,
                     int *ret_before, int *ret_after)
{
    int extent = (kernel - 1) * dil + 1;
    int want = same ? (in + stride - 1) / stride : (in - extent + stride) / stride;

    *ret_before = *ret_after = 0;
    if (want < 1 || out != want)
        return false;
    if (same) {
        int need = (out - 1) * stride + extent - in;
        need = need > 0 ? need : 0;
        *ret_before = need / 2;
        *ret_after = need - need / 2;
    }
    return true;
}

int op_read_window(const struct graph *g, struct op *op, const struct window_fields *f,
                   struct err *err)
{
    const struct nn_shape *in = &op_in(g, op, 0)->shape, *out = &op_out(g, op)->shape;
    struct window *w = &op->win;
    enum { SAME, VALID, MAX_STEP = 64 };
    int32_t padding;
    int rc;

    rc = flat_i8(&op->options, f->padding, SAME, &padding, err);
    if (rc >= 0)
        rc = flat_i32(&op->options, f->stride_w, 0, &w->stride_w, err);
    if (rc >= 0)
        rc = flat_i32(&op->options, f->stride_h, 0, &w->stride_h, err);
    if (rc < 0)
        return rc;
    const int steps[] = {
        w->kernel_h, w->kernel_w, w->stride_h, w->stride_w, w->dil_h, w->dil_w
    };
    for (size_t i = 0; i < N_ELEMS(steps); i++)
        if (steps[i] < 1 || steps[i] > MAX_STEP)
            return err_set_at(err, ERR_UNSUPPORTED, op->pos,
                              "operator %s with kernel, stride or dilation %d is not supported",
                              op->row->name, steps[i]);
    if ((padding != SAME && padding != VALID) ||
        !fit_axis(in->dim[1], out->dim[1], w->kernel_h, w->stride_h, w->dil_h, padding == SAME,
                  &w->pad_top, &w->pad_bottom) ||
        !fit_axis(in->dim[2], out->dim[2], w->kernel_w, w->stride_w, w->dil_w, padding == SAME,
                  &w->pad_left, &w->pad_right))
        return op_bad_shape(op, err);
    return 0;
}
