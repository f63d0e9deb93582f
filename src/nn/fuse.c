/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Merges operators: constant padding into the convolution or pooling beside it, additions into
 * the operator that made one of the summands.
 */
#include "nn/conv.h"
#include "nn/op.h"

#include <string.h>

static bool is_output(const struct graph *g, int tensor)
{
    for (int i = 0; i < g->n_outputs; i++)
        if (g->outputs[i] == tensor)
            return true;
    return false;
}

static int count_uses(const struct graph *g, int tensor)
{
    int n = is_output(g, tensor);
    for (int i = 0; i < g->n_ops; i++) {
        const struct op *op = &g->ops[i];
        for (int k = 0; k < op->n_in && !op->dead; k++)
            n += op->in[k] == tensor;
        n += !op->dead && op->residual == tensor;
    }
    return n;
}

static struct op *producer(struct graph *g, int tensor)
{
    for (int i = 0; i < g->n_ops; i++)
        if (!g->ops[i].dead && g->ops[i].out == tensor)
            return &g->ops[i];
    return NULL;
}

static bool is_conv(const struct op *op)
{
    return op->row == &op_conv_2d || op->row == &op_depthwise_conv_2d;
}

/* Zeros around a picture belong to the windows of the convolutions that read it. */
static void fuse_border(struct graph *g, struct op *pad)
{
    if (pad->pad[0][0] || pad->pad[0][1] || pad->pad[3][0] || pad->pad[3][1] ||
        is_output(g, pad->out))
        return;
    for (int i = 0; i < g->n_ops; i++) {
        const struct op *op = &g->ops[i];
        for (int k = 0; k < op->n_in && !op->dead; k++)
            if (op->in[k] == pad->out && (k != 0 || !is_conv(op)))
                return;
    }
    for (int i = 0; i < g->n_ops; i++) {
        struct op *op = &g->ops[i];
        if (op->dead || op->in[0] != pad->out)
            continue;
        op->in[0] = pad->in[0];
        op->win.pad_top += pad->pad[1][0];
        op->win.pad_bottom += pad->pad[1][1];
        op->win.pad_left += pad->pad[2][0];
        op->win.pad_right += pad->pad[2][1];
    }
    pad->dead = true;
}

/* Channels of zeros behind a pooled picture: the pooling writes them. */
static void fuse_channels(struct graph *g, struct op *pad)
{
    struct op *pool = producer(g, pad->in[0]);

    for (int d = 0; d < 3; d++)
        if (pad->pad[d][0] || pad->pad[d][1])
            return;
    if (pad->pad[3][0] || !pool || pool->row != &op_max_pool_2d ||
        count_uses(g, pad->in[0]) != 1 || pool->residual >= 0 || pool->zero_channels)
        return;
    pool->out = pad->out;
    pool->zero_channels = pad->pad[3][1];
    pad->dead = true;
}

static bool takes_residual(struct graph *g, const struct op *op)
{
    return op && (op->row == &op_conv_2d || op->row == &op_resize_bilinear) &&
           op->residual < 0 && count_uses(g, op->out) == 1;
}

/* The operator runs in the place of the addition, when both summands are there. */
static void fuse_add(struct graph *g, struct op *add)
{
    struct op *maker[2] = { producer(g, add->in[0]), producer(g, add->in[1]) };
    int pick = -1;

    if (add->in[0] == add->in[1])
        return;
    for (int k = 0; k < 2; k++)
        if (takes_residual(g, maker[k]) &&
            (pick < 0 ||
             (is_conv(maker[k]) && (!is_conv(maker[pick]) || maker[k] > maker[pick]))))
            pick = k;
    if (pick < 0)
        return;
    struct op fused = *maker[pick];
    fused.residual = add->in[1 - pick];
    fused.residual_act = add->act;
    fused.out = add->out;
    maker[pick]->dead = true;
    *add = fused;
}

enum { USED_BY_DENSE = 1, USED_BY_DEPTHWISE = 2, USED_OTHERWISE = 4 };

static int uses_of(const struct graph *g, int tensor)
{
    int uses = is_output(g, tensor) ? USED_OTHERWISE : 0;

    for (int i = 0; i < g->n_ops; i++) {
        const struct op *op = &g->ops[i];
        for (int k = 0; k < op->n_in; k++) {
            if (op->in[k] != tensor)
                continue;
            if (k == 0 && conv_takes_bf16(op, g->tensors[tensor].shape.dim[3]))
                uses |= USED_BY_DENSE;
            else if (k == 0 && op->row == &op_depthwise_conv_2d && conv_direct_fits(op))
                uses |= USED_BY_DEPTHWISE;
            else
                uses |= USED_OTHERWISE;
        }
        if (op->residual == tensor)
            uses |= USED_OTHERWISE;
    }
    return uses;
}

/* Half floats only between convolutions of our own kernels, and only where it does no harm:
 * what a depthwise convolution reads is bounded by ReLU6 and fits float16, which is eight times
 * finer than bfloat16; what a dense one reads must be bfloat16. Sums of residual blocks stay
 * float. */
void graph_choose_elems(struct graph *g, bool half)
{
    for (int i = 0; i < g->n_tensors; i++)
        g->tensors[i].elem = ELEM_F32;
    for (int i = 0; i < g->n_ops && half; i++) {
        const struct op *op = &g->ops[i];
        if (!is_conv(op) || !conv_direct_fits(op) || op->act == ACT_NONE || op->residual >= 0)
            continue;
        int uses = uses_of(g, op->out);
        if (uses == USED_BY_DEPTHWISE && op->act == ACT_RELU6)
            op_out(g, op)->elem = ELEM_F16;
        if (uses == USED_BY_DENSE)
            op_out(g, op)->elem = ELEM_BF16;
    }
}

void graph_fuse(struct graph *g)
{
    int n = 0;

    for (int i = 0; i < g->n_ops; i++) {
        struct op *op = &g->ops[i];
        if (op->row == &op_pad)
            fuse_border(g, op);
        if (op->row == &op_pad && !op->dead)
            fuse_channels(g, op);
        if (op->row == &op_add && !op->dead)
            fuse_add(g, op);
    }
    for (int i = 0; i < g->n_ops; i++)
        if (!g->ops[i].dead)
            g->ops[n++] = g->ops[i];
    g->n_ops = n;
}
