/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Memory of a context: every value gets an offset in one arena. Values are placed from the
 * largest to the smallest, each in the lowest gap between those already placed that live at the
 * same time.
 */
#include <string.h>

#include "base/mem.h"
#include "nn/model.h"

static size_t round_up(size_t n) { return (n + MEM_ALIGN - 1) / MEM_ALIGN * MEM_ALIGN; }

static int root_of(const struct nn_model *m, int v)
{
    while (m->values[v].root != v)
        v = m->values[v].root;
    return v;
}

static void touch(struct nn_model *m, int v, int step)
{
    struct value *r = &m->values[root_of(m, v)];
    if (r->first < 0 || step < r->first)
        r->first = step;
    if (step > r->last)
        r->last = step;
}

static void find_lifetimes(struct nn_model *m)
{
    for (int v = 0; v < m->n_values; v++)
        m->values[v].first = m->values[v].last = -1;
    /* The input is written before the first step and outputs are read after the last. The
     * input also survives the run, so that a caller may run twice. */
    touch(m, m->input, 0);
    touch(m, m->input, m->n_steps);
    for (int i = 0; i < m->n_outputs; i++)
        touch(m, m->outputs[i], m->n_steps);
    for (int i = 0; i < m->n_steps; i++) {
        const struct op *op = &m->steps[i].op;
        for (int k = 0; k < op->n_in; k++)
            touch(m, op->in[k], i);
        if (op->residual >= 0)
            touch(m, op->residual, i);
        touch(m, op->out, i);
    }
}

/* A residual that nothing reads later is added to in place. */
static void share_residuals(struct nn_model *m)
{
    for (int i = 0; i < m->n_steps; i++) {
        const struct op *op = &m->steps[i].op;
        if (op->residual < 0)
            continue;
        int r = root_of(m, op->residual);
        bool is_source = false;
        for (int k = 0; k < op->n_in; k++)
            is_source = is_source || root_of(m, op->in[k]) == r;
        if (!is_source && m->values[r].last == i && root_of(m, op->out) != r &&
            m->values[root_of(m, op->out)].n_bytes == m->values[r].n_bytes) {
            struct value *from = &m->values[root_of(m, op->out)], *to = &m->values[r];
            to->last = from->last;
            from->root = r;
        }
    }
}

struct placed {
    int v;
    size_t n_bytes;
};

static int by_size(const void *a_, const void *b_)
{
    const struct placed *a = a_, *b = b_;
    if (a->n_bytes != b->n_bytes)
        return a->n_bytes < b->n_bytes ? 1 : -1;
    return a->v - b->v;
}

/* Lowest offset for `v` among the n placed before it. */
static size_t find_gap(const struct nn_model *m, const struct placed *placed, int n,
                       const struct value *v)
{
    size_t at = 0;

    for (bool moved = true; moved;) {
        moved = false;
        for (int i = 0; i < n; i++) {
            const struct value *o = &m->values[placed[i].v];
            bool overlap = o->first <= v->last && v->first <= o->last;
            if (overlap && at < o->offset + o->n_bytes && o->offset < at + v->n_bytes) {
                at = o->offset + o->n_bytes;
                moved = true;
            }
        }
    }
    return at;
}

int model_plan(struct nn_model *m, struct err *err)
{
    AUTO(mem) struct placed *placed = mem_array((size_t)m->n_values, sizeof(*placed));
    size_t scratch = 0;
    int n = 0;

    if (!placed)
        return err_set(err, ERR_NOMEM, "no memory to place %d values", m->n_values);
    find_lifetimes(m);
    share_residuals(m);
    for (int v = 0; v < m->n_values; v++) {
        struct value *val = &m->values[v];
        val->n_bytes = round_up(val->n_bytes);
        if (val->root == v && val->first >= 0)
            placed[n++] = (struct placed){ v, val->n_bytes };
    }
    qsort(placed, (size_t)n, sizeof(*placed), by_size);
    for (int i = 0; i < n; i++) {
        struct value *val = &m->values[placed[i].v];
        val->offset = find_gap(m, placed, i, val);
        if (m->arena_bytes < val->offset + val->n_bytes)
            m->arena_bytes = val->offset + val->n_bytes;
    }
    for (int i = 0; i < m->n_steps; i++)
        if (scratch < m->steps[i].scratch_bytes)
            scratch = m->steps[i].scratch_bytes;
    m->scratch_at = m->arena_bytes;
    m->arena_bytes += round_up(scratch);
    if (m->arena_bytes > GRAPH_MAX_ARENA_BYTES)
        return err_set(err, ERR_LIMIT,
                       "the model needs %zu MB for its activations, at most %d are allowed",
                       m->arena_bytes >> 20, GRAPH_MAX_ARENA_BYTES >> 20);
    for (int v = 0; v < m->n_values; v++)
        m->values[v].offset = m->values[root_of(m, v)].offset;
    return 0;
}
