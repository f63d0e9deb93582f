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

/* One output pixel of n channels, maximum over the part of the window inside the picture. */
NN_INLINE void pool_pixel(const struct step *s, const struct run_args *a, int oy, int ox,
                          const enum elem e_in, const enum elem e_out)
{
    const struct window *w = &s->op.win;
    const int *in = s->in_shape[0].dim, *out = s->out_shape.dim;
    size_t n = (size_t)in[3], to = ((size_t)oy * (size_t)out[2] + (size_t)ox) * (size_t)out[3];
    int y0 = oy * w->stride_h - w->pad_top, x0 = ox * w->stride_w - w->pad_left;

    for (size_t c = 0; c < n; c++) {
        float best = -__builtin_inff();
        for (int y = y0 < 0 ? 0 : y0; y < y0 + w->kernel_h && y < in[1]; y++)
            for (int x = x0 < 0 ? 0 : x0; x < x0 + w->kernel_w && x < in[2]; x++) {
                float v =
                    elem_load(a->in[0], ((size_t)y * (size_t)in[2] + (size_t)x) * n + c, e_in);
                best = v > best ? v : best;
            }
        elem_store(a->out, to + c, act_apply(best, s->op.act), e_out);
    }
    for (size_t c = n; c < (size_t)out[3]; c++)
        elem_store(a->out, to + c, 0, e_out);
}

static void pool_any(const struct step *s, const struct run_args *a)
{
    for (int oy = 0; oy < s->out_shape.dim[1]; oy++)
        for (int ox = 0; ox < s->out_shape.dim[2]; ox++)
            pool_pixel(s, a, oy, ox, s->in_elem[0], s->out_elem);
}

/* The case the models have: 2 x 2, stride 2, no padding; vectorizes over channels. */
NN_INLINE void pool_2x2(const struct step *s, const struct run_args *a, const enum elem e)
{
    const int *in = s->in_shape[0].dim, *out = s->out_shape.dim;
    size_t n = (size_t)in[3], row = (size_t)in[2] * n, size = elem_size(e);

    for (size_t y = 0; y < (size_t)out[1]; y++)
        for (size_t x = 0; x < (size_t)out[2]; x++) {
            const char *p = (const char *)a->in[0] + (2 * y * row + 2 * x * n) * size;
            const char *q = p + row * size;
            char *to = (char *)a->out + (y * (size_t)out[2] + x) * (size_t)out[3] * size;
            for (size_t c = 0; c < n; c++) {
                float v0 = elem_load(p, c, e), v1 = elem_load(p, c + n, e);
                float v2 = elem_load(q, c, e), v3 = elem_load(q, c + n, e);
                v0 = v0 > v1 ? v0 : v1;
                v2 = v2 > v3 ? v2 : v3;
                elem_store(to, c, v0 > v2 ? v0 : v2, e);
            }
            memset(to + n * size, 0, ((size_t)out[3] - n) * size);
        }
}

NN_SIMD static void pool_2x2_f32(const struct step *s, const struct run_args *a)
{
    pool_2x2(s, a, ELEM_F32);
}

NN_SIMD static void pool_2x2_bf16(const struct step *s, const struct run_args *a)
{
    pool_2x2(s, a, ELEM_BF16);
}

static void pool_run(const struct step *s, const struct run_args *a)
{
    const struct window *w = &s->op.win;
    bool simple = w->kernel_h == 2 && w->kernel_w == 2 && w->stride_h == 2 &&
                  w->stride_w == 2 && !w->pad_top && !w->pad_left && !w->pad_bottom &&
                  !w->pad_right && s->op.act == ACT_NONE && s->in_elem[0] == s->out_elem;

    if (!simple)
        pool_any(s, a);
    else if (s->out_elem == ELEM_F32)
        pool_2x2_f32(s, a);
    else
        pool_2x2_bf16(s, a);
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
