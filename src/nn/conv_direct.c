/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Convolutions on our own AVX-512 kernels (kernel.h).
 *
 * A dense convolution is a product of matrices whose rows are windows of the input: for each
 * kernel row one contiguous segment, so nothing is gathered; a 1 x 1 convolution is one product
 * for the whole picture. Borders are made real by a padded copy, which only the first layer of
 * the models needs. A depthwise convolution runs row by row and knows its borders.
 */
#include <string.h>

#include "base/mem.h"
#include "nn/conv.h"
#include "nn/elem.h"
#include "nn/kernel.h"

enum {
    /* Below this a picture is too small to be worth it, and its layers are insensitive. */
    CENTER_MIN_PIXELS = 65,
    CENTER_STEP = 4, /* every fourth pixel tells a mean well enough */
};

struct direct_state {
    const struct conv_backend *backend;
    void *weights, *rest; /* rest: what rounding took from bf16 weights */
    float *bias;
    struct gemm gemm;
    struct depthwise depthwise;
    enum elem elem;                 /* of a product's rows */
    bool whole;                     /* one product for the picture: 1 x 1, stride 1 */
    bool convert, pad, center;      /* what happens to the input first */
    size_t n_in, pixel, padded_row; /* elements; bytes; bytes */
    size_t converted_at, padded_at, mean_at, mean_row_at, bias_at, sums_at; /* in scratch */
};

static size_t round_up(size_t n) { return (n + MEM_ALIGN - 1) / MEM_ALIGN * MEM_ALIGN; }

static bool has_border(const struct window *w)
{
    return w->pad_top || w->pad_left || w->pad_bottom || w->pad_right;
}

bool conv_direct_fits(const struct op *op)
{
    const struct window *w = &op->win;
    if (!cpu_has_avx512())
        return false;
    if (op->row == &op_depthwise_conv_2d)
        return depthwise_fits(w) && op->residual < 0;
    return op->row == &op_conv_2d && w->dil_h == 1 && w->dil_w == 1;
}

/* The first layer keeps float weights: it is cheap, and its errors reach everything. */
bool conv_takes_bf16(const struct op *op, int in_channels)
{
    return op->row == &op_conv_2d && conv_direct_fits(op) && in_channels >= 8 &&
           in_channels % 2 == 0;
}

static size_t take_scratch(struct step *s, size_t n)
{
    size_t at = s->scratch_bytes;
    s->scratch_bytes += round_up(n);
    return at;
}

static void plan_gemm(struct direct_state *st, struct step *s)
{
    const struct window *w = &s->op.win;
    const int *in = s->in_shape[0].dim, *out = s->out_shape.dim;
    struct gemm *m = &st->gemm;
    size_t size = elem_size(st->elem);

    st->pixel = (size_t)in[3] * size;
    st->convert = st->elem != s->in_elem[0];
    st->pad = has_border(w);
    st->padded_row = (size_t)(in[2] + w->pad_left + w->pad_right) * st->pixel;
    st->whole = w->kernel_h == 1 && w->kernel_w == 1 && w->stride_h == 1 && w->stride_w == 1 &&
                !st->pad;
    m->n_m = st->whole ? out[1] * out[2] : out[2];
    m->n_columns = out[3];
    m->n_segments = w->kernel_h;
    m->units = (int)((size_t)w->kernel_w * st->pixel / 4);
    m->a_stride = (size_t)w->stride_w * st->pixel;
    m->segment_stride = st->padded_row;
    m->out_stride = (size_t)out[3] * elem_size(s->out_elem);
    m->panels = st->weights;
    m->bias = st->bias;
    m->end =
        (struct epilogue){ bounds_of(s->op.act), bounds_of(s->op.residual_act), s->out_elem };
    if (st->convert)
        st->converted_at = take_scratch(s, st->n_in * size);
    if (st->pad)
        st->padded_at =
            take_scratch(s, (size_t)(in[1] + w->pad_top + w->pad_bottom) * st->padded_row);
}

/* What run_centered needs: see there. */
static int prepare_center(struct step *s, struct direct_state *st, const float *w,
                          struct err *err)
{
    int n = s->out_shape.dim[3], n_k = s->in_shape[0].dim[3];
    size_t n_w = (size_t)n * (size_t)n_k;
    AUTO(mem) float *rest = mem_array(n_w, sizeof(*rest));

    st->rest = mem_array_aligned(gemm_packed_bytes(n, n_k / 2), 1);
    if (!rest || !st->rest)
        return err_set(err, ERR_NOMEM, "no memory for weights");
    for (size_t i = 0; i < n_w; i++)
        rest[i] = w[i] - bf16_load(bf16_round(w[i]));
    gemm_pack(rest, n, n_k, ELEM_BF16, st->rest);
    size_t padded = gemm_packed_bytes(n, 1);
    st->mean_at = take_scratch(s, (size_t)n_k * sizeof(float));
    st->mean_row_at = take_scratch(s, (size_t)n_k * sizeof(uint16_t));
    st->sums_at = take_scratch(s, padded);
    st->bias_at = take_scratch(s, padded);
    return 0;
}

static int prepare_dense(const struct graph *g, struct step *s, struct direct_state *st,
                         struct err *err)
{
    const float *w = tensor_f32(op_in(g, &s->op, 1), "the weights", err);
    int n = s->out_shape.dim[3];
    int n_k = s->op.win.kernel_h * s->op.win.kernel_w * s->in_shape[0].dim[3];
    int width = gemm_panel_width(n) * KERNEL_LANES;
    int n_units = (int)((size_t)n_k * elem_size(st->elem) / 4);

    st->weights = mem_array_aligned(gemm_packed_bytes(n, n_units), 1);
    st->bias =
        mem_array_aligned((size_t)((n + width - 1) / width) * (size_t)width, sizeof(float));
    if (!w || !st->weights || !st->bias)
        return err_set(err, ERR_NOMEM, "no memory for weights");
    gemm_pack(w, n, n_k, st->elem, st->weights);
    memcpy(st->bias, tensor_f32(op_in(g, &s->op, 2), "the bias", err),
           (size_t)n * sizeof(float));
    plan_gemm(st, s);
    st->center = st->elem == ELEM_BF16 && st->whole && st->gemm.n_m >= CENTER_MIN_PIXELS;
    return st->center ? prepare_center(s, st, w, err) : 0;
}

static int prepare_depthwise(const struct graph *g, struct step *s, struct direct_state *st,
                             struct err *err)
{
    const float *w = tensor_f32(op_in(g, &s->op, 1), "the weights", err);
    const int *in = s->in_shape[0].dim;
    int taps = s->op.win.kernel_h * s->op.win.kernel_w, n = in[3];
    int padded = (n + KERNEL_LANES - 1) / KERNEL_LANES * KERNEL_LANES;
    float *to = st->weights = mem_array_aligned((size_t)taps * (size_t)padded, sizeof(float));

    st->bias = mem_array_aligned((size_t)padded, sizeof(float));
    if (!w || !to || !st->bias)
        return err_set(err, ERR_NOMEM, "no memory for weights");
    for (int t = 0; t < taps; t++)
        memcpy(to + (size_t)(t * padded), w + (size_t)(t * n), (size_t)n * sizeof(float));
    memcpy(st->bias, tensor_f32(op_in(g, &s->op, 2), "the bias", err),
           (size_t)n * sizeof(float));
    st->depthwise = (struct depthwise){
        .win = s->op.win,
        .in_h = in[1],
        .in_w = in[2],
        .out_w = s->out_shape.dim[2],
        .channels = n,
        .weights = to,
        .bias = st->bias,
        .padded_channels = padded,
        .end = { bounds_of(s->op.act), bounds_of(ACT_NONE), s->out_elem },
    };
    return 0;
}

static int direct_prepare(const struct graph *g, struct step *s, struct err *err)
{
    struct direct_state *st = s->state = mem_array(1, sizeof(*st));

    if (!st)
        return err_set(err, ERR_NOMEM, "no memory for a convolution");
    st->backend = &conv_direct;
    st->n_in = op_in(g, &s->op, 0)->n;
    if (s->row == &op_depthwise_conv_2d) {
        st->elem = s->in_elem[0];
        return prepare_depthwise(g, s, st, err);
    }
    st->elem = s->half && conv_takes_bf16(&s->op, s->in_shape[0].dim[3]) ? ELEM_BF16 : ELEM_F32;
    return prepare_dense(g, s, st, err);
}

static void direct_release(struct step *s)
{
    struct direct_state *st = s->state;
    free(st->weights);
    free(st->bias);
    free(st->rest);
    free(st);
    s->state = NULL;
}

static void run_depthwise(const struct step *s, const struct direct_state *st,
                          const struct run_args *a)
{
    const struct depthwise *d = &st->depthwise;
    size_t in_row = (size_t)d->in_w * (size_t)d->channels * elem_size(st->elem);
    size_t out_row = (size_t)d->out_w * (size_t)d->channels * elem_size(s->out_elem);

    for (int y = 0; y < s->out_shape.dim[1]; y++) {
        const void *rows[5];
        for (int k = 0; k < d->win.kernel_h; k++) {
            int from = y * d->win.stride_h - d->win.pad_top + k;
            bool inside = from >= 0 && from < d->in_h;
            rows[k] = inside ? (const char *)a->in[0] + (size_t)from * in_row : NULL;
        }
        if (st->elem == ELEM_F32)
            depthwise_row_f32(d, rows, (char *)a->out + (size_t)y * out_row);
        else
            depthwise_row_f16(d, rows, (char *)a->out + (size_t)y * out_row);
    }
}

static const char *pad_copy(const struct step *s, const struct direct_state *st,
                            const char *from, char *to)
{
    const struct window *w = &s->op.win;
    const int *in = s->in_shape[0].dim;
    size_t before = (size_t)w->pad_left * st->pixel, run = (size_t)in[2] * st->pixel;
    size_t top = (size_t)w->pad_top * st->padded_row;
    size_t bottom = (size_t)w->pad_bottom * st->padded_row;

    memset(to, 0, top);
    for (int y = 0; y < in[1]; y++) {
        char *row = to + top + (size_t)y * st->padded_row;
        memset(row, 0, before);
        memcpy(row + before, from + (size_t)y * run, run);
        memset(row + before + run, 0, st->padded_row - before - run);
    }
    memset(to + top + (size_t)in[1] * st->padded_row, 0, bottom);
    return to;
}

NN_SIMD static void add_f32(const float *in, size_t n, float *sum)
{
    for (size_t c = 0; c < n; c++)
        sum[c] += in[c];
}

NN_SIMD static void add_bf16(const uint16_t *in, size_t n, float *sum)
{
    for (size_t c = 0; c < n; c++)
        sum[c] += bf16_load(in[c]);
}

/* Mean of each channel, rounded to what bf16 holds. */
static void channel_means(const void *in, enum elem elem, size_t n_pixels, size_t n,
                          float *mean)
{
    size_t n_seen = (n_pixels + CENTER_STEP - 1) / CENTER_STEP;

    memset(mean, 0, n * sizeof(*mean));
    for (size_t p = 0; p < n_pixels; p += CENTER_STEP)
        if (elem == ELEM_F32)
            add_f32((const float *)in + p * n, n, mean);
        else
            add_bf16((const uint16_t *)in + p * n, n, mean);
    for (size_t c = 0; c < n; c++)
        mean[c] = bf16_load(bf16_round(mean[c] / (float)n_seen));
}

NN_SIMD static void subtract(const float *in, size_t n_pixels, size_t n, const float *mean,
                             uint16_t *out)
{
    for (size_t p = 0; p < n_pixels; p++)
        for (size_t c = 0; c < n; c++)
            out[p * n + c] = bf16_round(in[p * n + c] - mean[c]);
}

NN_SIMD static void round_all(const float *in, size_t n, uint16_t *out)
{
    for (size_t i = 0; i < n; i++)
        out[i] = bf16_round(in[i]);
}

/*
 * W x + b = Q (x - m) + (W m + b) + R (x - m), where Q is W rounded to bf16 and R the rest.
 * With m the channel means, x - m is small, so rounding it costs little and the last term can
 * go; W m = Q m + R m, one row of products for the whole picture, is exact. Without this the
 * rounding of sums far from zero, as residual blocks make them, moves landmarks by several
 * pixels. Inputs that are bf16 already stay as they are: Q x + (R m + b).
 */
static void run_centered(const struct step *s, const struct direct_state *st,
                         const struct run_args *a)
{
    struct gemm m = st->gemm, row = st->gemm;
    size_t n_k = (size_t)s->in_shape[0].dim[3], n_pixels = (size_t)m.n_m;
    char *scratch = a->scratch;
    float *mean = (float *)(void *)(scratch + st->mean_at);
    uint16_t *mean_row = (uint16_t *)(void *)(scratch + st->mean_row_at);
    float *bias = (float *)(void *)(scratch + st->bias_at);
    float *sums = (float *)(void *)(scratch + st->sums_at);
    uint16_t *rows = (uint16_t *)(void *)(scratch + st->converted_at);

    channel_means(a->in[0], s->in_elem[0], n_pixels, n_k, mean);
    if (st->convert)
        subtract(a->in[0], n_pixels, n_k, mean, rows);
    round_all(mean, n_k, mean_row);
    row.n_m = 1;
    row.end = (struct epilogue){ bounds_of(ACT_NONE), bounds_of(ACT_NONE), ELEM_F32 };
    row.panels = st->rest;
    gemm_bf16(&row, mean_row, NULL, sums);
    m.bias = sums;
    if (st->convert) {
        row.panels = st->gemm.panels;
        row.bias = sums;
        gemm_bf16(&row, mean_row, NULL, bias);
        m.bias = bias;
    }
    gemm_bf16(&m, st->convert ? (const void *)rows : a->in[0], a->residual, a->out);
}

static void direct_run(const struct step *s, const struct run_args *a)
{
    const struct direct_state *st = s->state;
    const struct gemm *m = &st->gemm;
    const char *in = a->in[0], *residual = a->residual;
    char *out = a->out;

    if (s->row == &op_depthwise_conv_2d) {
        run_depthwise(s, st, a);
        return;
    }
    if (st->center) {
        run_centered(s, st, a);
        return;
    }
    if (st->convert) {
        char *rows = (char *)a->scratch + st->converted_at;
        round_all(a->in[0], st->n_in, (uint16_t *)(void *)rows);
        in = rows;
    }
    if (st->pad)
        in = pad_copy(s, st, in, (char *)a->scratch + st->padded_at);
    size_t out_step = (size_t)m->n_m * m->out_stride;
    size_t in_step = (size_t)s->op.win.stride_h * st->padded_row;
    for (int y = 0; y < (st->whole ? 1 : s->out_shape.dim[1]); y++) {
        const char *r = residual ? residual + (size_t)y * out_step : NULL;
        if (st->elem == ELEM_F32)
            gemm_f32(m, in + (size_t)y * in_step, r, out + (size_t)y * out_step);
        else
            gemm_bf16(m, in + (size_t)y * in_step, r, out + (size_t)y * out_step);
    }
}

const struct conv_backend conv_direct = { direct_prepare, direct_release, NULL, direct_run };
