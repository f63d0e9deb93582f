/* SPDX-License-Identifier: Apache-2.0 */
#include "nn/conv.h"

#include <assert.h>
#include <oneapi/dnnl/dnnl.h>
#include <string.h>

#include "base/mem.h"

/* From the OpenMP specification, section 3.2; declared here because <omp.h> comes with the
 * compiler's own runtime, and the one in use is oneDNN's. */
void omp_set_num_threads(int n);
int omp_get_max_threads(void);

struct dnnl_state {
    const struct conv_backend *backend;
    dnnl_engine_t engine;
    dnnl_primitive_t primitive;
    dnnl_memory_t weights, bias;
    dnnl_memory_desc_t src_md, dst_md, scratch_md;
};

struct dnnl_bound {
    dnnl_stream_t stream;
    dnnl_memory_t src, dst, scratch;
};

int conv_threads_begin(void)
{
    int before = omp_get_max_threads();
    omp_set_num_threads(1);
    return before;
}

void conv_threads_end(int before) { omp_set_num_threads(before); }

static int failed(dnnl_status_t st, const char *what, struct err *err)
{
    return err_set(err, st == dnnl_out_of_memory ? ERR_NOMEM : ERR_UNSUPPORTED,
                   "oneDNN could not %s (status %d)", what, (int)st);
}

static dnnl_status_t add_act(dnnl_post_ops_t ops, enum act act)
{
    if (act == ACT_RELU)
        return dnnl_post_ops_append_eltwise(ops, 1.0f, dnnl_eltwise_relu, 0, 0);
    if (act == ACT_RELU6)
        return dnnl_post_ops_append_eltwise(ops, 1.0f, dnnl_eltwise_clip, 0, 6);
    return dnnl_success;
}

static dnnl_status_t make_attr(const struct op *op, dnnl_primitive_attr_t *ret)
{
    dnnl_post_ops_t ops = NULL;
    dnnl_status_t st = dnnl_primitive_attr_create(ret);

    if (st == dnnl_success)
        st = dnnl_primitive_attr_set_scratchpad_mode(*ret, dnnl_scratchpad_mode_user);
    if (st == dnnl_success)
        st = dnnl_post_ops_create(&ops);
    if (st == dnnl_success)
        st = add_act(ops, op->act);
    if (st == dnnl_success && op->residual >= 0)
        st = dnnl_post_ops_append_sum(ops, 1.0f);
    if (st == dnnl_success && op->residual >= 0)
        st = add_act(ops, op->residual_act);
    if (st == dnnl_success)
        st = dnnl_primitive_attr_set_post_ops(*ret, ops);
    dnnl_post_ops_destroy(ops);
    return st;
}

/* Bring constant weights into the layout the primitive wants. */
static dnnl_status_t reorder(struct dnnl_state *st, const dnnl_memory_desc_t *from_md,
                             const float *from, const dnnl_memory_desc_t *to_md,
                             dnnl_memory_t *ret)
{
    union {
        const float *c;
        void *v;
    } data = { .c = from }; /* oneDNN takes a plain pointer also for what it only reads */
    dnnl_memory_t src = NULL;
    dnnl_primitive_desc_t pd = NULL;
    dnnl_primitive_t prim = NULL;
    dnnl_stream_t stream = NULL;
    dnnl_status_t s;

    s = dnnl_memory_create(ret, to_md, st->engine, DNNL_MEMORY_ALLOCATE);
    if (s == dnnl_success)
        s = dnnl_memory_create(&src, from_md, st->engine, data.v);
    if (s == dnnl_success)
        s = dnnl_reorder_primitive_desc_create(&pd, from_md, st->engine, to_md, st->engine,
                                               NULL);
    if (s == dnnl_success)
        s = dnnl_primitive_create(&prim, pd);
    if (s == dnnl_success)
        s = dnnl_stream_create(&stream, st->engine, dnnl_stream_default_flags);
    if (s == dnnl_success) {
        dnnl_exec_arg_t args[] = { { DNNL_ARG_FROM, src }, { DNNL_ARG_TO, *ret } };
        s = dnnl_primitive_execute(prim, stream, 2, args);
    }
    if (s == dnnl_success)
        s = dnnl_stream_wait(stream);
    dnnl_stream_destroy(stream);
    dnnl_primitive_destroy(prim);
    dnnl_primitive_desc_destroy(pd);
    dnnl_memory_destroy(src);
    return s;
}

/* Descriptions of the four tensors, oneDNN's dimension order, our memory order. */
struct conv_mds {
    dnnl_memory_desc_t src, dst, bias, weights, stored_weights;
};

static dnnl_status_t make_mds(const struct step *s, bool depthwise, struct conv_mds *m)
{
    const int *in = s->in_shape[0].dim, *out = s->out_shape.dim;
    const struct window *w = &s->op.win;
    dnnl_dims_t src = { 1, in[3], in[1], in[2] }, dst = { 1, out[3], out[1], out[2] };
    dnnl_dims_t bias = { out[3] };
    dnnl_dims_t dense = { out[3], in[3], w->kernel_h, w->kernel_w };
    dnnl_dims_t group = { out[3], 1, 1, w->kernel_h, w->kernel_w };
    const dnnl_dim_t *wd = depthwise ? group : dense;
    int n_wd = depthwise ? 5 : 4;
    dnnl_status_t st;

    st = dnnl_memory_desc_init_by_tag(&m->src, 4, src, dnnl_f32, dnnl_nhwc);
    if (st == dnnl_success)
        st = dnnl_memory_desc_init_by_tag(&m->dst, 4, dst, dnnl_f32, dnnl_nhwc);
    if (st == dnnl_success)
        st = dnnl_memory_desc_init_by_tag(&m->bias, 1, bias, dnnl_f32, dnnl_a);
    if (st == dnnl_success)
        st = dnnl_memory_desc_init_by_tag(&m->weights, n_wd, wd, dnnl_f32, dnnl_format_tag_any);
    /* Stored [out][h][w][in], or [h][w][channel] for depthwise: goihw with g innermost. */
    if (st == dnnl_success)
        st = depthwise ? dnnl_memory_desc_init_by_strides(
                             &m->stored_weights, 5, group, dnnl_f32,
                             (dnnl_dims_t){ 1, 1, 1, (dnnl_dim_t)w->kernel_w * out[3], out[3] })
                       : dnnl_memory_desc_init_by_tag(&m->stored_weights, 4, dense, dnnl_f32,
                                                      dnnl_ohwi);
    return st;
}

static dnnl_status_t make_primitive(struct step *s, const struct graph *g, bool depthwise)
{
    struct dnnl_state *st = s->state;
    const struct window *w = &s->op.win;
    const dnnl_dims_t strides = { w->stride_h, w->stride_w };
    const dnnl_dims_t dilates = { w->dil_h - 1, w->dil_w - 1 };
    const dnnl_dims_t before = { w->pad_top, w->pad_left },
                      after = { w->pad_bottom, w->pad_right };
    dnnl_primitive_attr_t attr = NULL;
    dnnl_primitive_desc_t pd = NULL;
    dnnl_convolution_desc_t desc;
    struct conv_mds m;
    struct err ignored = { 0 };
    dnnl_status_t rc;

    rc = dnnl_engine_create(&st->engine, dnnl_cpu, 0);
    if (rc == dnnl_success)
        rc = make_mds(s, depthwise, &m);
    if (rc == dnnl_success)
        rc = make_attr(&s->op, &attr);
    if (rc == dnnl_success)
        rc = dnnl_dilated_convolution_forward_desc_init(
            &desc, dnnl_forward_inference, dnnl_convolution_direct, &m.src, &m.weights, &m.bias,
            &m.dst, strides, dilates, before, after);
    if (rc == dnnl_success)
        rc = dnnl_primitive_desc_create(&pd, &desc, attr, st->engine, NULL);
    if (rc == dnnl_success)
        rc = dnnl_primitive_create(&st->primitive, pd);
    if (rc == dnnl_success) {
        st->src_md = m.src;
        st->dst_md = m.dst;
        st->scratch_md = *dnnl_primitive_desc_query_md(pd, dnnl_query_scratchpad_md, 0);
        rc = reorder(st, &m.stored_weights,
                     tensor_f32(op_in(g, &s->op, 1), "the weights", &ignored),
                     dnnl_primitive_desc_query_md(pd, dnnl_query_weights_md, 0), &st->weights);
    }
    if (rc == dnnl_success)
        rc = reorder(st, &m.bias, tensor_f32(op_in(g, &s->op, 2), "the bias", &ignored),
                     &m.bias, &st->bias);
    dnnl_primitive_desc_destroy(pd);
    dnnl_primitive_attr_destroy(attr);
    return rc;
}

static size_t round_up(size_t n) { return (n + MEM_ALIGN - 1) / MEM_ALIGN * MEM_ALIGN; }

static int dnnl_prepare(const struct graph *g, struct step *s, struct err *err)
{
    struct dnnl_state *st = s->state = mem_array(1, sizeof(*st));

    if (!st)
        return err_set(err, ERR_NOMEM, "no memory for a convolution");
    st->backend = &conv_dnnl;
    dnnl_status_t rc = make_primitive(s, g, s->row == &op_depthwise_conv_2d);
    if (rc != dnnl_success)
        return failed(rc, "make a convolution", err);
    s->scratch_bytes = round_up(dnnl_memory_desc_get_size(&st->scratch_md));
    return 0;
}

static void dnnl_release(struct step *s)
{
    struct dnnl_state *st = s->state;
    if (st) {
        dnnl_primitive_destroy(st->primitive);
        dnnl_memory_destroy(st->weights);
        dnnl_memory_destroy(st->bias);
        dnnl_engine_destroy(st->engine);
    }
    free(st);
    s->state = NULL;
}

void conv_unbind(void *bound)
{
    struct dnnl_bound *b = bound;
    if (b) {
        dnnl_memory_destroy(b->src);
        dnnl_memory_destroy(b->dst);
        dnnl_memory_destroy(b->scratch);
        dnnl_stream_destroy(b->stream);
    }
    free(b);
}

static int dnnl_bind(const struct step *s, const struct run_args *a, void **ret_bound,
                     struct err *err)
{
    const struct dnnl_state *st = s->state;
    union {
        const void *c;
        void *v;
    } src = { .c = a->in[0] };
    struct dnnl_bound *b = mem_array(1, sizeof(*b));
    dnnl_status_t rc;

    if (!b)
        return err_set(err, ERR_NOMEM, "no memory for a convolution");
    rc = dnnl_stream_create(&b->stream, st->engine, dnnl_stream_default_flags);
    if (rc == dnnl_success)
        rc = dnnl_memory_create(&b->src, &st->src_md, st->engine, src.v);
    if (rc == dnnl_success)
        rc = dnnl_memory_create(&b->dst, &st->dst_md, st->engine, a->out);
    if (rc == dnnl_success)
        rc = dnnl_memory_create(&b->scratch, &st->scratch_md, st->engine, a->scratch);
    if (rc != dnnl_success) {
        conv_unbind(b);
        return failed(rc, "bind a convolution", err);
    }
    *ret_bound = b;
    return 0;
}

static void dnnl_run(const struct step *s, const struct run_args *a)
{
    const struct dnnl_state *st = s->state;
    const struct dnnl_bound *b = a->bound;
    const dnnl_exec_arg_t args[] = {
        { DNNL_ARG_SRC, b->src },
        { DNNL_ARG_WEIGHTS, st->weights },
        { DNNL_ARG_BIAS, st->bias },
        { DNNL_ARG_DST, b->dst },
        { DNNL_ARG_SCRATCHPAD, b->scratch },
    };

    if (a->residual && a->residual != a->out)
        memcpy(a->out, a->residual, dnnl_memory_desc_get_size(&st->dst_md));
    dnnl_status_t rc = dnnl_primitive_execute(st->primitive, b->stream, 5, args);
    assert(rc == dnnl_success); /* everything it depends on was checked when it was made */
    (void)rc;
}

const struct conv_backend conv_dnnl = { dnnl_prepare, dnnl_release, dnnl_bind, dnnl_run };
