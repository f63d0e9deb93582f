/* SPDX-License-Identifier: Apache-2.0 */
/* MAX_POOL_2D, and the zero channels a following PAD asked for. */
#include "nn/elem.h"
#include "nn/op.h"

static int pool_read(const struct graph *g, struct op *op, struct err *err)
{
    static const struct window_fields fields = { .padding = 0, .stride_w = 1, .stride_h = 2 };
    int rc = op_need_rank4(g, op, err);

    if (rc >= 0 && !op->has_options)
        return err_set_at(err, ERR_FORMAT, op->pos, "has no options");
    op->win.dil_h = op->win.dil_w = 1;
    if (rc >= 0)
        rc = flat_i32(&op->options, 3, 0, &op->win.kernel_w, err);
    if (rc >= 0)
        rc = flat_i32(&op->options, 4, 0, &op->win.kernel_h, err);
    if (rc >= 0)
        rc = op_read_act(op, 5, &op->act, err);
    if (rc >= 0 && op_in(g, op, 0)->shape.dim[3] != op_out(g, op)->shape.dim[3])
        return op_bad_shape(op, err);
    return rc < 0 ? rc : op_read_window(g, op, &fields, err);
}

static int pool_prepare(const struct graph *g, struct step *s, struct err *err)
{
    (void)g;
    (void)s;
    (void)err;
    return 0;
}

/* One output pixel of n channels: maximum over the part of the window inside the picture. */
NN_SIMD static void pool_pixel(const float *in, size_t row, size_t n, int n_y, int n_x,
                               struct bounds act, float *out)
{
    for (size_t c = 0; c < n; c++)
        out[c] = in[c];
    for (int y = 0; y < n_y; y++)
        for (int x = 0; x < n_x; x++) {
            const float *p = in + (size_t)y * row + (size_t)x * n;
            for (size_t c = 0; c < n; c++)
                out[c] = p[c] > out[c] ? p[c] : out[c];
        }
    for (size_t c = 0; c < n; c++)
        out[c] = clamp(out[c], act);
}

static void pool_run(const struct step *s, const struct run_args *a)
{
    const struct window *w = &s->op.win;
    const int *in = s->in_shape[0].dim, *out = s->out_shape.dim;
    size_t n = (size_t)in[3], row = (size_t)in[2] * n;
    float *to = a->out;

    for (int oy = 0; oy < out[1]; oy++)
        for (int ox = 0; ox < out[2]; ox++) {
            int y0 = oy * w->stride_h - w->pad_top, x0 = ox * w->stride_w - w->pad_left;
            int y1 = y0 + w->kernel_h < in[1] ? y0 + w->kernel_h : in[1];
            int x1 = x0 + w->kernel_w < in[2] ? x0 + w->kernel_w : in[2];
            y0 = y0 < 0 ? 0 : y0;
            x0 = x0 < 0 ? 0 : x0;
            pool_pixel((const float *)a->in[0] + (size_t)y0 * row + (size_t)x0 * n, row, n,
                       y1 - y0, x1 - x0, bounds_of(s->op.act), to);
            memset(to + n, 0, ((size_t)out[3] - n) * sizeof(*to));
            to += out[3];
        }
}

const struct op_row op_max_pool_2d = {
    .code = 17,
    .name = "MAX_POOL_2D",
    .min_version = 1,
    .max_version = 1,
    .min_in = 1,
    .max_in = 1,
    .read = pool_read,
    .prepare = pool_prepare,
    .run = pool_run,
};
