/* SPDX-License-Identifier: Apache-2.0 */
/*
 * RESIZE_BILINEAR, with an optional addition behind it.
 *
 * Output pixel i reads input position i * scale, scale = in / out; with half-pixel centres
 * (i + 0.5) * scale - 0.5; with aligned corners scale = (in - 1) / (out - 1). Positions are
 * clamped to the picture. As TensorFlow Lite computes it (resize_bilinear.h, reference).
 */
#include <math.h>

#include "base/mem.h"
#include "nn/elem.h"
#include "nn/op.h"

struct tap { /* where one output row or column reads */
    int low, high;
    float frac; /* of high */
};

struct resize_state {
    struct tap *y, *x;
};

static int resize_read(const struct graph *g, struct op *op, struct err *err)
{
    const struct nn_shape *in = &op_in(g, op, 0)->shape, *out = &op_out(g, op)->shape;
    int32_t size[2], align = 0, half = 0;
    int rc = op_need_rank4(g, op, err);

    if (rc >= 0)
        rc = tensor_i32(op_in(g, op, 1), 2, "the size", size, err);
    if (rc >= 0 && op->has_options)
        rc = flat_i8(&op->options, 2, 0, &align, err);
    if (rc >= 0 && op->has_options)
        rc = flat_i8(&op->options, 3, 0, &half, err);
    if (rc < 0)
        return rc;
    if (size[0] != out->dim[1] || size[1] != out->dim[2] || in->dim[3] != out->dim[3])
        return op_bad_shape(op, err);
    op->align_corners = align != 0;
    op->half_pixel_centers = half != 0;
    op->n_in = 1;
    return 0;
}

static struct tap *make_taps(const struct op *op, int n_in, int n_out)
{
    struct tap *t = mem_array((size_t)n_out, sizeof(*t));
    float scale = (float)n_in / (float)n_out;

    if (op->align_corners && n_out > 1)
        scale = (float)(n_in - 1) / (float)(n_out - 1);
    for (int i = 0; t && i < n_out; i++) {
        float at = op->half_pixel_centers ? ((float)i + 0.5f) * scale - 0.5f : (float)i * scale;
        float low = floorf(at);
        t[i].low = low < 0 ? 0 : (int)low;
        t[i].high = (int)low + 1 < n_in ? (int)low + 1 : n_in - 1;
        t[i].low = t[i].low < n_in ? t[i].low : n_in - 1;
        t[i].frac = at - low;
    }
    return t;
}

static void resize_release(struct step *s)
{
    struct resize_state *st = s->state;
    if (st) {
        free(st->y);
        free(st->x);
    }
    free(st);
    s->state = NULL;
}

static int resize_prepare(const struct graph *g, struct step *s, struct err *err)
{
    struct resize_state *st = s->state = mem_array(1, sizeof(*st));
    (void)g;
    if (st) {
        st->y = make_taps(&s->op, s->in_shape[0].dim[1], s->out_shape.dim[1]);
        st->x = make_taps(&s->op, s->in_shape[0].dim[2], s->out_shape.dim[2]);
    }
    if (!st || !st->y || !st->x)
        return err_set(err, ERR_NOMEM, "no memory to resize");
    return 0;
}

/* One output pixel of n channels from its four neighbours; residual may be NULL. */
/* NOLINTNEXTLINE(readability-function-size): four neighbours and where they go, inlined */
NN_INLINE void resize_pixel(const float *top0, const float *top1, const float *low0,
                            const float *low1, float fx, float fy, const float *residual,
                            const struct step *s, size_t n, float *out)
{
    const struct bounds act = bounds_of(s->op.act), after = bounds_of(s->op.residual_act);

    for (size_t c = 0; c < n; c++) {
        float t = top0[c] + (top1[c] - top0[c]) * fx, b = low0[c] + (low1[c] - low0[c]) * fx;
        float v = clamp(t + (b - t) * fy, act);
        out[c] = residual ? clamp(v + residual[c], after) : v;
    }
}

NN_SIMD static void resize_run(const struct step *s, const struct run_args *a)
{
    const struct resize_state *st = s->state;
    const int *out_dim = s->out_shape.dim;
    size_t n = (size_t)out_dim[3], row = (size_t)s->in_shape[0].dim[2] * n;
    const float *residual = a->residual;
    float *out = a->out;

    for (int y = 0; y < out_dim[1]; y++) {
        const float *p = (const float *)a->in[0] + (size_t)st->y[y].low * row;
        const float *q = (const float *)a->in[0] + (size_t)st->y[y].high * row;
        for (int x = 0; x < out_dim[2]; x++) {
            size_t i = (size_t)st->x[x].low * n, j = (size_t)st->x[x].high * n;
            resize_pixel(p + i, p + j, q + i, q + j, st->x[x].frac, st->y[y].frac, residual, s,
                         n, out);
            out += n;
            residual = residual ? residual + n : NULL;
        }
    }
}

const struct op_row op_resize_bilinear = {
    .code = 23,
    .name = "RESIZE_BILINEAR",
    .min_version = 1,
    .max_version = 3,
    .min_in = 2,
    .max_in = 2,
    .read = resize_read,
    .prepare = resize_prepare,
    .release = resize_release,
    .run = resize_run,
};
