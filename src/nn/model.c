/* SPDX-License-Identifier: Apache-2.0 */
#include "nn/model.h"

#include <assert.h>
#include <string.h>

#include "base/mem.h"
#include "base/progress.h"
#include "nn/conv.h"
#include "nn/kernel.h"

static int choose_precision(enum nn_precision want, enum nn_precision *ret, struct err *err)
{
    bool bf16 = cpu_has_bf16();
    if (want == NN_BF16 && !bf16)
        return err_set(err, ERR_UNSUPPORTED,
                       "this processor has no bf16 (AVX512_BF16); use f32");
    *ret = want == NN_F32 || !bf16 ? NN_F32 : NN_BF16;
    return 0;
}

static uint64_t count_macs(const struct graph *g, const struct op *op)
{
    uint64_t per_out = 1;
    if (op->row == &op_conv_2d)
        per_out = op_in(g, op, 1)->n / (size_t)op_out(g, op)->shape.dim[3];
    else if (op->win.kernel_h > 0)
        per_out = (uint64_t)op->win.kernel_h * (uint64_t)op->win.kernel_w;
    return per_out * op_out(g, op)->n;
}

static int make_values(struct nn_model *m, const struct graph *g, struct err *err)
{
    m->values = mem_array((size_t)g->n_tensors, sizeof(*m->values));
    if (!m->values)
        return err_set(err, ERR_NOMEM, "no memory for %d tensors", g->n_tensors);
    m->n_values = g->n_tensors;
    for (int i = 0; i < g->n_tensors; i++) {
        const struct tensor *t = &g->tensors[i];
        m->values[i] = (struct value){
            .shape = t->shape, .elem = t->elem, .root = i, .n_bytes = t->n * elem_size(t->elem)
        };
    }
    m->input = g->input;
    m->n_outputs = g->n_outputs;
    for (int i = 0; i < g->n_outputs; i++) {
        m->outputs[i] = g->outputs[i];
        memcpy(m->output_names[i], g->tensors[g->outputs[i]].name, GRAPH_MAX_NAME + 1);
    }
    return 0;
}

static int make_step(struct nn_model *m, const struct graph *g, const struct op *op,
                     struct err *err)
{
    struct step *s = &m->steps[m->n_steps];
    int n_computed = 0;

    m->n_macs += count_macs(g, op);
    if (m->n_macs > GRAPH_MAX_MACS)
        return err_set_at(err, ERR_LIMIT, op->pos,
                          "the model needs more than %llu multiplications",
                          (unsigned long long)GRAPH_MAX_MACS);
    if (op->row->is_alias) {
        m->values[op->out].root = op->in[0];
        return 0;
    }
    *s = (struct step){ .row = op->row,
                        .op = *op,
                        .out_shape = op_out(g, op)->shape,
                        .half = m->precision == NN_BF16,
                        .out_elem = op_out(g, op)->elem };
    for (int k = 0; k < op->n_in; k++) {
        s->in_shape[k] = op_in(g, op, k)->shape;
        s->in_elem[k] = op_in(g, op, k)->elem;
        if (!tensor_is_const(op_in(g, op, k)))
            s->op.in[n_computed++] = op->in[k];
    }
    m->n_steps++; /* before prepare, so that a failure is released */
    int rc = op->row->prepare(g, s, err);
    s->op.n_in = n_computed;
    return rc < 0 ? err_prefix(err, rc, "operator %s at byte %zu", op->row->name, op->pos) : 0;
}

static int build(struct nn_model *m, struct graph *g, struct err *err)
{
    int rc;

    graph_fuse(g);
    graph_choose_elems(g, m->precision == NN_BF16);
    rc = make_values(m, g, err);
    if (rc < 0)
        return rc;
    m->steps = mem_array((size_t)g->n_ops, sizeof(*m->steps));
    if (!m->steps)
        return err_set(err, ERR_NOMEM, "no memory for %d operators", g->n_ops);
    for (int i = 0; i < g->n_ops; i++) {
        rc = make_step(m, g, &g->ops[i], err);
        if (rc < 0)
            return rc;
    }
    return model_plan(m, err);
}

int nn_model_new(const uint8_t *data, size_t n, const struct nn_params *par,
                 struct nn_model **ret_model, struct err *err)
{
    AUTO(nn_model) struct nn_model *m = mem_array(1, sizeof(*m));
    struct graph g = { 0 };
    int rc;

    assert(data && par && ret_model);
    if (!m)
        return err_set(err, ERR_NOMEM, "no memory for a model");
    rc = choose_precision(par->precision, &m->precision, err);
    if (rc >= 0)
        rc = graph_read(data, n, &g, err);
    if (rc >= 0)
        rc = graph_prune(&g, par->outputs, par->n_outputs, err);
    if (rc >= 0)
        rc = graph_resolve(&g, err);
    int threads = conv_threads_begin();
    if (rc >= 0)
        rc = build(m, &g, err);
    conv_threads_end(threads);
    graph_done(&g);
    if (rc >= 0)
        *ret_model = STEAL(m);
    return rc;
}

struct nn_model *nn_model_free(struct nn_model *m)
{
    if (!m)
        return NULL;
    for (int i = 0; i < m->n_steps; i++)
        if (m->steps[i].row->release)
            m->steps[i].row->release(&m->steps[i]);
    free(m->steps);
    free(m->values);
    free(m);
    return NULL;
}

struct nn_shape nn_model_input_shape(const struct nn_model *m)
{
    return m->values[m->input].shape;
}
size_t nn_model_n_outputs(const struct nn_model *m) { return (size_t)m->n_outputs; }

struct nn_shape nn_model_output_shape(const struct nn_model *m, size_t output_i)
{
    assert(output_i < (size_t)m->n_outputs);
    return m->values[m->outputs[output_i]].shape;
}

const char *nn_model_output_name(const struct nn_model *m, size_t output_i)
{
    assert(output_i < (size_t)m->n_outputs);
    return m->output_names[output_i];
}

enum nn_precision nn_model_precision(const struct nn_model *m) { return m->precision; }
size_t nn_model_context_bytes(const struct nn_model *m) { return m->arena_bytes; }

static void *at(const struct nn_context *c, int value)
{
    return c->arena + c->model->values[value].offset;
}

static int bind_step(struct nn_context *c, int i, struct err *err)
{
    const struct step *s = &c->model->steps[i];
    struct run_args *a = &c->args[i];

    for (int k = 0; k < s->op.n_in; k++)
        a->in[k] = at(c, s->op.in[k]);
    a->residual = s->op.residual >= 0 ? at(c, s->op.residual) : NULL;
    a->out = at(c, s->op.out);
    a->scratch = c->arena + c->model->scratch_at;
    return s->row->bind ? s->row->bind(s, a, &a->bound, err) : 0;
}

int nn_context_new(const struct nn_model *m, struct nn_context **ret_ctx, struct err *err)
{
    AUTO(nn_context) struct nn_context *c = mem_array(1, sizeof(*c));

    if (!c)
        return err_set(err, ERR_NOMEM, "no memory for a context");
    c->model = m;
    c->arena = mem_array_aligned(m->arena_bytes, 1);
    c->args = mem_array((size_t)m->n_steps, sizeof(*c->args));
    if (!c->arena || !c->args)
        return err_set(err, ERR_NOMEM, "no memory for activations of %zu bytes",
                       m->arena_bytes);
    for (int i = 0; i < m->n_steps; i++) {
        int rc = bind_step(c, i, err);
        if (rc < 0)
            return rc;
    }
    *ret_ctx = STEAL(c);
    return 0;
}

struct nn_context *nn_context_free(struct nn_context *c)
{
    if (!c)
        return NULL;
    for (int i = 0; c->args && i < c->model->n_steps; i++)
        if (c->model->steps[i].row->unbind)
            c->model->steps[i].row->unbind(c->args[i].bound);
    free(c->args);
    free(c->arena);
    free(c);
    return NULL;
}

float *nn_context_input(struct nn_context *c) { return at(c, c->model->input); }

int nn_run(struct nn_context *c, struct err *err)
{
    int threads = conv_threads_begin();
    (void)err;
    for (int i = 0; i < c->model->n_steps; i++)
        c->model->steps[i].row->run(&c->model->steps[i], &c->args[i]);
    conv_threads_end(threads);
    return 0;
}

void model_time_steps(struct nn_context *c, double *step_s)
{
    int threads = conv_threads_begin();
    for (int i = 0; i < c->model->n_steps; i++) {
        double t0 = clock_monotonic_s();
        c->model->steps[i].row->run(&c->model->steps[i], &c->args[i]);
        step_s[i] += clock_monotonic_s() - t0;
    }
    conv_threads_end(threads);
}

const float *nn_context_output(const struct nn_context *c, size_t output_i)
{
    assert(output_i < (size_t)c->model->n_outputs);
    return at(c, c->model->outputs[output_i]);
}
