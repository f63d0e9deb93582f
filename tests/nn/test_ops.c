/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Every operator of the table against slow, obvious loops on random numbers: small graphs are
 * written as TFLite files, run in f32 and bf16, and compared with an interpreter in double.
 */
#include "test.h"

#include <math.h>

#include "base/mem.h"
#include "base/pool.h"
#include "base/rng.h"
#include "nn/model.h"
#include "nn/op.h"
#include "tflite_writer.h"

enum { ADD = 0, CONCAT = 2, CONV = 3, DEPTHWISE = 4, TO_SPACE = 5, DEQUANTIZE = 6 };
enum { LOGISTIC = 14, MAX_POOL = 17, RESHAPE = 22, RESIZE = 23, PAD = 34, DENSIFY = 124 };
enum { SAME, VALID };
enum { NONE = 0, RELU = 1, RELU6 = 3 };
enum { POOL_FLOATS = 200000 };
static float pool[POOL_FLOATS]; /* constants of the graph being made */
static size_t pool_used;
static struct rng rng;
static struct w_file file;

static float *take(size_t n)
{
    assert_true(pool_used + n <= POOL_FLOATS);
    pool_used += n;
    return pool + pool_used - n;
}

static struct w_graph begin(int h, int w, int c)
{
    pool_used = 0;
    return (struct w_graph){ .tensor = { { .n_dims = 4, .dim = { 1, h, w, c } } },
                             .n_tensors = 1 };
}

static int tensor(struct w_graph *g, int n, const int *dim)
{
    struct w_tensor *t = &g->tensor[g->n_tensors];
    assert_true(g->n_tensors < W_MAX_TENSORS);
    t->n_dims = n;
    memcpy(t->dim, dim, (size_t)n * sizeof(*dim));
    return g->n_tensors++;
}

static int n_elems(const struct w_tensor *t)
{
    int n = 1;
    for (int d = 0; d < t->n_dims; d++)
        n *= t->dim[d];
    return n;
}

static int random_const(struct w_graph *g, int n, const int *dim, double scale)
{
    int i = tensor(g, n, dim), elems = n_elems(&g->tensor[i]);
    float *p = take((size_t)elems);
    for (int k = 0; k < elems; k++)
        p[k] = (float)(rng_normal(&rng) * scale);
    g->tensor[i].data = p;
    g->tensor[i].n_bytes = (uint32_t)elems * 4;
    return i;
}

static int int_const(struct w_graph *g, int n, const int *dim, const int *v)
{
    int i = tensor(g, n, dim), elems = n_elems(&g->tensor[i]);
    memcpy(take((size_t)elems), v, (size_t)elems * 4);
    g->tensor[i].data = pool + pool_used - elems;
    g->tensor[i].n_bytes = (uint32_t)elems * 4;
    g->tensor[i].type = 2;
    return i;
}

static struct w_node *node(struct w_graph *g, int code, int n_in, const int *in, int n_dims,
                           const int *out_dim)
{
    struct w_node *n = &g->node[g->n_nodes++];
    *n = (struct w_node){ .code = code, .version = 1, .n_in = n_in, .n_options = 1 };
    memcpy(n->in, in, (size_t)n_in * sizeof(*in));
    n->out = tensor(g, n_dims, out_dim);
    return n;
}

static void set_options(struct w_node *n, int n_options, const int *v)
{
    n->n_options = n_options;
    memcpy(n->options, v, (size_t)n_options * sizeof(*v));
}

struct conv_case {
    int kernel, stride, padding, act, dil, out_c; /* out_c 0: depthwise */
};

static int out_size(int in, const struct conv_case *c)
{
    int extent = (c->kernel - 1) * c->dil + 1;
    return c->padding == SAME ? (in + c->stride - 1) / c->stride
                              : (in - extent + c->stride) / c->stride;
}

/* Append a convolution of tensor `from`; returns its output. */
static int conv(struct w_graph *g, int from, struct conv_case c)
{
    const int *in = g->tensor[from].dim;
    int out_c = c.out_c ? c.out_c : in[3];
    int weights[4] = { c.out_c ? out_c : 1, c.kernel, c.kernel, in[3] };
    double scale = 1 / sqrt(c.kernel * c.kernel * (c.out_c ? in[3] : 1));
    int w = random_const(g, 4, weights, scale), b = random_const(g, 1, &out_c, 0.3);
    int out[4] = { 1, out_size(g->tensor[from].dim[1], &c),
                   out_size(g->tensor[from].dim[2], &c), out_c };
    struct w_node *n = node(g, c.out_c ? CONV : DEPTHWISE, 3, (int[]){ from, w, b }, 4, out);
    if (c.out_c)
        set_options(n, 6, (int[]){ c.padding, c.stride, c.stride, c.act, c.dil, c.dil });
    else
        set_options(n, 7, (int[]){ c.padding, c.stride, c.stride, 1, c.act, c.dil, c.dil });
    return n->out;
}

static int add(struct w_graph *g, int a, int b, int act)
{
    struct w_node *n = node(g, ADD, 2, (int[]){ a, b }, g->tensor[a].n_dims, g->tensor[a].dim);
    set_options(n, 1, &act);
    return n->out;
}

static int resize(struct w_graph *g, int from, int h, int w, int align, int half)
{
    const int size[2] = { h, w }, two = 2;
    int s = int_const(g, 1, &two, size);
    struct w_node *n =
        node(g, RESIZE, 2, (int[]){ from, s }, 4, (int[]){ 1, h, w, g->tensor[from].dim[3] });
    n->version = 3;
    set_options(n, 4, (int[]){ 0, 0, align, half });
    return n->out;
}

static int max_pool(struct w_graph *g, int from, struct conv_case c)
{
    const int *in = g->tensor[from].dim;
    struct w_node *n = node(g, MAX_POOL, 1, &from, 4,
                            (int[]){ 1, out_size(in[1], &c), out_size(in[2], &c), in[3] });
    set_options(n, 6, (int[]){ c.padding, c.stride, c.stride, c.kernel, c.kernel, c.act });
    return n->out;
}

static int pad(struct w_graph *g, int from, int border, int channels)
{
    const int p[8] = { 0, 0, border, border + 1, border, border, 0, channels };
    int c = int_const(g, 2, (int[]){ 4, 2 }, p);
    const int *in = g->tensor[from].dim;
    return node(g, PAD, 2, (int[]){ from, c }, 4,
                (int[]){ 1, in[1] + 2 * border + 1, in[2] + 2 * border, in[3] + channels })
        ->out;
}

/* -- the interpreter -- */
static double *value[W_MAX_TENSORS];

static double apply(double v, int act)
{
    v = act != NONE && v < 0 ? 0 : v;
    return act == RELU6 && v > 6 ? 6 : v;
}

static double pixel(const struct w_graph *g, int t, int y, int x, int c, double outside)
{
    const int *d = g->tensor[t].dim;
    if (y < 0 || y >= d[1] || x < 0 || x >= d[2])
        return outside;
    return value[t][(y * d[2] + x) * d[3] + c];
}

/* First input row or column of output 0. */
static int before(int in, int out, int kernel, int stride, int dil, int padding)
{
    int need = (out - 1) * stride + (kernel - 1) * dil + 1 - in;
    return padding == SAME && need > 0 ? need / 2 : 0;
}

static double window(const struct w_graph *g, const struct w_node *n, int y, int x, int c)
{
    bool is_pool = n->code == MAX_POOL, dense = n->code == CONV;
    const int *in = g->tensor[n->in[0]].dim, *out = g->tensor[n->out].dim, *o = n->options;
    const int *w = is_pool ? NULL : g->tensor[n->in[1]].dim;
    int k = is_pool ? o[3] : w[1], s = o[1], dil = is_pool ? 1 : o[dense ? 4 : 5];
    int y0 = y * s - before(in[1], out[1], k, s, dil, o[0]);
    int x0 = x * s - before(in[2], out[2], k, s, dil, o[0]);
    double sum = is_pool ? -INFINITY : value[n->in[2]][c];

    for (int i = 0; i < k * k; i++) {
        int yy = y0 + i / k * dil, xx = x0 + i % k * dil;
        if (is_pool)
            sum = fmax(sum, pixel(g, n->in[0], yy, xx, c, -INFINITY));
        else if (!dense)
            sum += pixel(g, n->in[0], yy, xx, c, 0) * value[n->in[1]][i * w[3] + c];
        for (int ic = 0; dense && ic < w[3]; ic++)
            sum += pixel(g, n->in[0], yy, xx, ic, 0) *
                   value[n->in[1]][(c * k * k + i) * w[3] + ic];
    }
    return apply(sum, is_pool ? o[5] : o[dense ? 3 : 4]);
}

static double sampled(const struct w_graph *g, const struct w_node *n, int y, int x, int c)
{
    const int *in = g->tensor[n->in[0]].dim, *out = g->tensor[n->out].dim;
    double at[2];
    for (int k = 0; k < 2; k++) {
        int i = k ? x : y, n_in = in[1 + k], n_out = out[1 + k];
        double scale = n->options[2] && n_out > 1 ? (double)(n_in - 1) / (n_out - 1)
                                                  : (double)n_in / n_out;
        at[k] = n->options[3] ? (i + 0.5) * scale - 0.5 : i * scale;
        at[k] = fmin(fmax(at[k], 0), n_in - 1);
    }
    int y0 = (int)at[0], x0 = (int)at[1];
    int y1 = y0 + 1 < in[1] ? y0 + 1 : y0, x1 = x0 + 1 < in[2] ? x0 + 1 : x0;
    double fy = at[0] - y0, fx = at[1] - x0;
    return (1 - fy) * ((1 - fx) * pixel(g, n->in[0], y0, x0, c, 0) +
                       fx * pixel(g, n->in[0], y0, x1, c, 0)) +
           fy * ((1 - fx) * pixel(g, n->in[0], y1, x0, c, 0) +
                 fx * pixel(g, n->in[0], y1, x1, c, 0));
}

static double one(const struct w_graph *g, const struct w_node *n, int i)
{
    const int *out = g->tensor[n->out].dim, *in = g->tensor[n->in[0]].dim;
    int c = i % out[3], x = i / out[3] % out[2], y = i / out[3] / out[2];

    switch (n->code) {
    case ADD:
        return apply(value[n->in[0]][i] + value[n->in[1]][i], n->options[0]);
    case LOGISTIC:
        return 1 / (1 + exp(-value[n->in[0]][i]));
    case RESHAPE:
        return value[n->in[0]][i];
    case RESIZE:
        return sampled(g, n, y, x, c);
    case CONCAT: /* along the channels */
        return c < in[3] ? pixel(g, n->in[0], y, x, c, 0)
                         : pixel(g, n->in[1], y, x, c - in[3], 0);
    case TO_SPACE: {
        int b = n->options[0];
        return pixel(g, n->in[0], y / b, x / b, (y % b * b + x % b) * out[3] + c, 0);
    }
    case PAD: {
        const int *p = g->tensor[n->in[1]].data;
        return c < in[3] ? pixel(g, n->in[0], y - p[2], x - p[4], c, 0) : 0;
    }
    default:
        return window(g, n, y, x, c);
    }
}

static void interpret(const struct w_graph *g, const float *input)
{
    for (int t = 0; t < g->n_tensors; t++) {
        int n = n_elems(&g->tensor[t]);
        const float *from = t == 0 ? input : g->tensor[t].data;
        value[t] = mem_array((size_t)n, sizeof(double));
        for (int i = 0; from && g->tensor[t].type == 0 && i < n; i++)
            value[t][i] = from[i];
    }
    for (int k = 0; k < g->n_nodes; k++)
        for (int i = 0; i < n_elems(&g->tensor[g->node[k].out]); i++)
            value[g->node[k].out][i] = one(g, &g->node[k], i);
}

/* Float sums of up to 3000 terms differ by about 1e-6 of their largest; two more decimals for
 * chains. bf16 keeps 8 bits of each factor: errors of 0.4 % that mostly cancel in a sum. */
static void compare(const struct w_graph *g, enum nn_precision precision, const float *input)
{
    const struct nn_params par = { .precision = precision };
    const struct w_tensor *last = &g->tensor[g->node[g->n_nodes - 1].out];
    AUTO(nn_model) struct nn_model *m = NULL;
    AUTO(nn_context) struct nn_context *c = NULL;
    struct err err = { 0 };
    double largest = 1, tolerance = precision == NN_F32 ? 2e-5 : 2e-2;

    if (nn_model_new(file.data, file.n, &par, &m, &err) == -ERR_UNSUPPORTED &&
        precision == NN_BF16 && strstr(err.msg, "processor"))
        return;
    if (!m)
        fail_msg("%s", err.msg);
    assert_ok(nn_context_new(m, &c, &err), err);
    memcpy(nn_context_input(c), input, (size_t)n_elems(&g->tensor[0]) * sizeof(*input));
    for (int run = 0; run < 2; run++) { /* the second finds used memory */
        assert_ok(nn_run(c, &err), err);
        const double *want = value[g->node[g->n_nodes - 1].out];
        for (int i = 0; i < n_elems(last); i++)
            largest = fmax(largest, fabs(want[i]));
        for (int i = 0; i < n_elems(last); i++)
            assert_near(nn_context_output(c, 0)[i], want[i], tolerance * largest);
    }
}

static void check(const struct w_graph *g)
{
    int n = n_elems(&g->tensor[0]);
    float *input = take((size_t)n);

    /* Far from zero on purpose: residual sums are. */
    for (int i = 0; i < n; i++)
        input[i] = (float)(rng_normal(&rng) + 1);
    w_write(&file, g);
    interpret(g, input);
    compare(g, NN_F32, input);
    compare(g, NN_BF16, input);
    for (int t = 0; t < g->n_tensors; t++)
        free(value[t]);
}

/* -- the cases -- */
static void dense_convolutions(void **state)
{
    static const struct {
        int h, w, c;
        struct conv_case conv;
    } rows[] = {
        { 9, 11, 24, { 1, 1, SAME, NONE, 1, 16 } },  { 8, 8, 16, { 1, 1, SAME, RELU6, 1, 64 } },
        { 7, 7, 88, { 1, 1, SAME, RELU, 1, 88 } },   { 5, 3, 40, { 1, 1, VALID, NONE, 1, 39 } },
        { 4, 4, 32, { 1, 1, SAME, RELU6, 1, 144 } }, { 1, 1, 8, { 1, 1, SAME, NONE, 1, 1 } },
        { 16, 5, 7, { 1, 1, SAME, NONE, 1, 5 } },    { 9, 8, 3, { 3, 2, SAME, RELU6, 1, 24 } },
        { 8, 9, 3, { 3, 1, VALID, NONE, 1, 10 } },   { 2, 2, 32, { 2, 1, VALID, NONE, 1, 50 } },
        { 9, 9, 16, { 3, 1, SAME, RELU, 1, 20 } },   { 6, 7, 8, { 5, 2, SAME, NONE, 1, 33 } },
        { 9, 8, 4, { 3, 1, SAME, RELU6, 2, 6 } },    { 12, 10, 6, { 2, 2, SAME, NONE, 1, 8 } },
    };
    (void)state;
    for (size_t i = 0; i < N_ELEMS(rows); i++) {
        struct w_graph g = begin(rows[i].h, rows[i].w, rows[i].c);
        conv(&g, 0, rows[i].conv);
        check(&g);
    }
}

static void depthwise_convolutions(void **state)
{
    static const struct {
        int h, w, c;
        struct conv_case conv;
    } rows[] = {
        { 9, 19, 24, { 3, 1, SAME, RELU6, 1, 0 } }, { 8, 8, 16, { 3, 2, SAME, NONE, 1, 0 } },
        { 10, 33, 17, { 5, 1, SAME, RELU, 1, 0 } }, { 9, 40, 8, { 5, 2, SAME, RELU6, 1, 0 } },
        { 2, 2, 40, { 3, 1, SAME, RELU6, 1, 0 } },  { 7, 21, 12, { 3, 2, VALID, NONE, 1, 0 } },
        { 1, 1, 16, { 5, 1, SAME, NONE, 1, 0 } },   { 9, 9, 8, { 7, 1, SAME, RELU, 1, 0 } },
        { 9, 9, 6, { 3, 1, SAME, NONE, 2, 0 } },    { 8, 9, 5, { 2, 1, SAME, NONE, 1, 0 } },
    };
    (void)state;
    for (size_t i = 0; i < N_ELEMS(rows); i++) {
        struct w_graph g = begin(rows[i].h, rows[i].w, rows[i].c);
        conv(&g, 0, rows[i].conv);
        check(&g);
    }
}

static void an_inverted_bottleneck_in_half_floats(void **state)
{
    (void)state;
    for (int size = 4; size <= 16; size += 6) {
        struct w_graph g = begin(size, size, 16);
        int a = conv(&g, 0, (struct conv_case){ 1, 1, SAME, RELU6, 1, 48 });
        a = conv(&g, a, (struct conv_case){ 3, 1, SAME, RELU6, 1, 0 });
        a = conv(&g, a, (struct conv_case){ 5, 1, SAME, RELU6, 1, 0 });
        a = conv(&g, a, (struct conv_case){ 1, 1, SAME, NONE, 1, 16 });
        add(&g, a, 0, NONE);
        check(&g);
    }
}

static void additions_fuse_into_either_side(void **state)
{
    (void)state;
    for (int act = NONE; act <= RELU6; act += 3)
        for (int dil = 1; dil <= 2; dil++) { /* 2: oneDNN */
            struct w_graph g = begin(6, 8, 12);
            int a = conv(&g, 0, (struct conv_case){ 3, 1, SAME, RELU, dil, 12 });
            int b = conv(&g, a, (struct conv_case){ 3, 1, SAME, NONE, dil, 12 });
            b = add(&g, b, a, act);
            b = add(&g, a, b, RELU6); /* the residual is used again */
            add(&g, b, b, act);       /* and one that cannot fuse */
            check(&g);
        }
}

static void borders_fuse_into_convolutions_and_stay_elsewhere(void **state)
{
    (void)state;
    for (int kind = 0; kind < 3; kind++) {
        struct w_graph g = begin(9, 12, 8);
        int a = pad(&g, 0, 1, 0);
        if (kind < 2)
            conv(&g, a, (struct conv_case){ 3, 2, VALID, NONE, 1, kind ? 24 : 0 });
        check(&g);
    }
}

static void pooling_and_its_channel_padding(void **state)
{
    static const struct conv_case rows[] = { { 2, 2, SAME, NONE, 1, 0 },
                                             { 3, 2, SAME, RELU, 1, 0 },
                                             { 3, 1, VALID, RELU6, 1, 0 } };
    (void)state;
    for (size_t i = 0; i < N_ELEMS(rows); i++) {
        struct w_graph g = begin(9, 8, 20);
        int a = max_pool(&g, 0, rows[i]);
        const int *p = g.tensor[a].dim;
        if (i == 0) { /* residual path of a block that doubles its channels */
            const int none[8] = { 0, 0, 0, 0, 0, 0, 0, 12 };
            int c = int_const(&g, 2, (int[]){ 4, 2 }, none);
            a = node(&g, PAD, 2, (int[]){ a, c }, 4, (int[]){ 1, p[1], p[2], 32 })->out;
            int b = conv(&g, 0, (struct conv_case){ 3, 2, SAME, NONE, 1, 32 });
            add(&g, a, b, RELU6);
        }
        check(&g);
    }
}

static void resizing_with_every_rule(void **state)
{
    static const int rows[][4] = { { 16, 12, 0, 1 }, { 16, 12, 0, 0 }, { 16, 12, 1, 0 },
                                   { 5, 4, 0, 1 },   { 8, 6, 0, 0 },   { 1, 1, 1, 0 } };
    (void)state;
    for (size_t i = 0; i < N_ELEMS(rows); i++)
        for (int fused = 0; fused < 2; fused++) {
            struct w_graph g = begin(8, 6, 10);
            int a = resize(&g, 0, rows[i][0], rows[i][1], rows[i][2], rows[i][3]);
            if (fused) {
                int b = resize(&g, 0, rows[i][0], rows[i][1], 0, 0);
                add(&g, b, a, RELU);
            }
            check(&g);
        }
}

static void operators_that_move_numbers(void **state)
{
    (void)state;
    struct w_graph g = begin(4, 6, 8);
    struct w_node *n = node(&g, TO_SPACE, 1, (int[]){ 0 }, 4, (int[]){ 1, 8, 12, 2 });
    n->options[0] = 2;
    int c = conv(&g, n->out, (struct conv_case){ 3, 1, SAME, NONE, 1, 5 });
    n = node(&g, CONCAT, 2, (int[]){ c, g.node[0].out }, 4, (int[]){ 1, 8, 12, 7 });
    set_options(n, 2, (int[]){ -1, NONE });
    n = node(&g, LOGISTIC, 1, (int[]){ n->out }, 4, (int[]){ 1, 8, 12, 7 });
    int flat[2] = { 1, 672 }, two = 2;
    int shape = int_const(&g, 1, &two, flat);
    node(&g, RESHAPE, 2, (int[]){ n->out, shape }, 4, (int[]){ 1, 1, 1, 672 });
    check(&g);
}

/* Halves 1.5, -2, 0.25, the smallest subnormal and -0, spread over [5][1][1][8] by row. */
static void sparse_half_weights(void **state)
{
    static const uint16_t halves[] = { 0x3e00, 0xc000, 0x3400, 0x0001, 0x8000 };
    static const double doubles[] = { 1.5, -2, 0.25, 0x1p-24, 0 };
    static const int segments[] = { 0, 2, 2, 3, 5, 5 }, indices[] = { 0, 7, 3, 1, 2 };
    const int w_dim[4] = { 5, 1, 1, 8 }, out_c = 5;
    struct w_graph g = begin(3, 4, 8);
    struct err err = { 0 };

    (void)state;
    int sparse = tensor(&g, 4, w_dim);
    g.tensor[sparse] = (struct w_tensor){ 4,        { 5, 1, 1, 8 }, 1, halves, sizeof(halves),
                                          segments, indices,        6, 5 };
    int dense = node(&g, DENSIFY, 1, &sparse, 4, w_dim)->out;
    g.tensor[dense].type = 1;
    struct w_node *n = node(&g, DEQUANTIZE, 1, &dense, 4, w_dim);
    n->version = 3;
    int bias = random_const(&g, 1, &out_c, 1), w = n->out;
    n = node(&g, CONV, 3, (int[]){ 0, w, bias }, 4, (int[]){ 1, 3, 4, 5 });
    set_options(n, 6, (int[]){ VALID, 1, 1, NONE, 1, 1 });
    w_write(&file, &g);

    AUTO(nn_model) struct nn_model *m = NULL;
    AUTO(nn_context) struct nn_context *c = NULL;
    assert_ok(nn_model_new(file.data, file.n, &(struct nn_params){ NN_F32, NULL, 0 }, &m, &err),
              err);
    assert_ok(nn_context_new(m, &c, &err), err);
    for (int i = 0; i < 96; i++)
        nn_context_input(c)[i] = (float)(i % 13);
    assert_ok(nn_run(c, &err), err);
    for (int p = 0; p < 12; p++)
        for (int j = 0; j < 5; j++) {
            double want = ((const float *)g.tensor[bias].data)[j];
            for (int k = segments[j]; k < segments[j + 1]; k++)
                want += doubles[k] * ((p * 8 + indices[k]) % 13);
            assert_near(nn_context_output(c, 0)[p * 5 + j], want, 1e-5); /* float rounding */
        }
}

static void the_table_of_operators_is_complete_and_covered(void **state)
{
    static const int covered[] = { ADD,        CONCAT,   CONV,     DENSIFY, DEPTHWISE, TO_SPACE,
                                   DEQUANTIZE, LOGISTIC, MAX_POOL, PAD,     RESHAPE,   RESIZE };
    (void)state;
    for (size_t i = 0; i < n_op_rows; i++) {
        const struct op_row *r = op_rows[i];
        if (i >= N_ELEMS(covered) || r->code != covered[i])
            fail_msg("%s is not tested: add a case above, then its code to `covered`", r->name);
        assert_non_null(r->read);
        assert_true(r->fold || r->prepare);
        assert_true(r->fold || r->is_alias || r->run);
        assert_true(r->min_in >= 1 && r->min_in <= r->max_in &&
                    r->max_in <= GRAPH_MAX_OP_INPUTS);
        for (size_t k = 0; k < i; k++)
            assert_true(op_rows[k]->code != r->code && strcmp(op_rows[k]->name, r->name) < 0);
    }
    assert_int_equal(n_op_rows, N_ELEMS(covered));
}

static void an_unsupported_operator_is_named(void **state)
{
    static const struct {
        int code, version;
        const char *message;
    } rows[] = {
        { 97, 3, "operator RESIZE_NEAREST_NEIGHBOR version 3 is not supported" },
        { CONV, 9, "operator CONV_2D version 9 is not supported" },
        { 133, 1, "operator number 133 version 1 is not supported" },
    };
    (void)state;
    for (size_t i = 0; i < N_ELEMS(rows); i++) {
        struct w_graph g = begin(4, 4, 2);
        struct nn_model *m = NULL;
        struct err err = { 0 };
        node(&g, rows[i].code, 1, (int[]){ 0 }, 4, (int[]){ 1, 4, 4, 2 })->version =
            rows[i].version;
        w_write(&file, &g);
        assert_refused(nn_model_new(file.data, file.n, &(struct nn_params){ 0 }, &m, &err),
                       ERR_UNSUPPORTED);
        assert_string_equal(err.msg, rows[i].message);
        assert_null(m);
    }
}

enum { N_JOBS = 8, N_OUT = 8 * 8 * 12 };
struct shared_run {
    const struct nn_model *model;
    float out[N_JOBS][N_OUT];
};

static void run_shared(void *arg, size_t i, unsigned worker)
{
    struct shared_run *r = arg;
    AUTO(nn_context) struct nn_context *c = NULL;
    struct err err = { 0 };

    (void)worker;
    if (nn_context_new(r->model, &c, &err) < 0)
        return; /* and the outputs differ */
    for (int k = 0; k < 8 * 8 * 12; k++)
        nn_context_input(c)[k] = (float)(k % 29) / 7;
    if (nn_run(c, &err) >= 0)
        memcpy(r->out[i], nn_context_output(c, 0), sizeof(r->out[i]));
}

static void contexts_of_one_model_agree_to_the_bit_in_any_thread(void **state)
{
    static struct shared_run r;
    AUTO(pool) struct pool *workers = NULL;
    AUTO(nn_model) struct nn_model *m = NULL;
    struct err err = { 0 };

    (void)state;
    struct w_graph g = begin(8, 8, 12);
    int a = conv(&g, 0, (struct conv_case){ 1, 1, SAME, RELU6, 1, 24 });
    a = conv(&g, a, (struct conv_case){ 3, 1, SAME, NONE, 2, 12 }); /* oneDNN */
    add(&g, a, 0, NONE);
    w_write(&file, &g);
    assert_ok(nn_model_new(file.data, file.n, &(struct nn_params){ 0 }, &m, &err), err);
    assert_ok(pool_new(4, &workers, &err), err);
    r.model = m;
    pool_each(workers, N_JOBS, run_shared, &r);
    assert_true(r.out[0][0] != r.out[0][1]); /* it did run */
    for (int i = 1; i < N_JOBS; i++)
        assert_memory_equal(r.out[i], r.out[0], sizeof(r.out[0]));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(dense_convolutions),
        cmocka_unit_test(depthwise_convolutions),
        cmocka_unit_test(an_inverted_bottleneck_in_half_floats),
        cmocka_unit_test(additions_fuse_into_either_side),
        cmocka_unit_test(borders_fuse_into_convolutions_and_stay_elsewhere),
        cmocka_unit_test(pooling_and_its_channel_padding),
        cmocka_unit_test(resizing_with_every_rule),
        cmocka_unit_test(operators_that_move_numbers),
        cmocka_unit_test(sparse_half_weights),
        cmocka_unit_test(contexts_of_one_model_agree_to_the_bit_in_any_thread),
        cmocka_unit_test(the_table_of_operators_is_complete_and_covered),
        cmocka_unit_test(an_unsupported_operator_is_named),
    };
    rng = rng_new(1, 1);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
