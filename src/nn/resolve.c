/* SPDX-License-Identifier: Apache-2.0 */
/*
 * From a file's structure to a checked graph: only what the wanted outputs need, every operator
 * known, constants folded, every shape verified.
 */
#include <string.h>

#include "base/mem.h"
#include "nn/op.h"

int graph_new_value(struct graph *g, struct tensor *t, size_t size, struct err *err)
{
    if (t->n > GRAPH_MAX_CONST_ELEMS - g->n_const_elems)
        return err_set_at(err, ERR_LIMIT, t->pos, "the constants have more than %d elements",
                          GRAPH_MAX_CONST_ELEMS);
    free(t->value); /* a broken file may make one tensor twice */
    t->value = mem_array_aligned(t->n, size);
    if (!t->value)
        return err_set(err, ERR_NOMEM, "no memory for a constant of %zu elements", t->n);
    g->n_const_elems += t->n;
    return 0;
}

const float *tensor_f32(const struct tensor *t, const char *what, struct err *err)
{
    if (t->type != TENSOR_F32 || !t->value) {
        (void)err_set_at(err, ERR_UNSUPPORTED, t->pos,
                         "%s \"%s\" is not a dense float32 constant", what, t->name);
        return NULL;
    }
    return t->value;
}

/* Float constants are copied out of the file, where nothing promises their alignment. */
static int copy_f32(struct graph *g, struct tensor *t, struct err *err)
{
    if (t->type != TENSOR_F32 || !t->data || t->value || t->sparse)
        return 0;
    if (t->n_bytes != t->n * sizeof(float))
        return err_set_at(err, ERR_FORMAT, t->pos,
                          "constant \"%s\" has %zu bytes for %zu floats", t->name, t->n_bytes,
                          t->n);
    int rc = graph_new_value(g, t, sizeof(float), err);
    if (rc >= 0)
        memcpy(t->value, t->data, t->n_bytes);
    return rc;
}

int tensor_i32(const struct tensor *t, size_t want_n, const char *what, int32_t *ret,
               struct err *err)
{
    if (t->type != TENSOR_I32 || !t->data || t->n != want_n || t->n_bytes != want_n * 4)
        return err_set_at(err, ERR_FORMAT, t->pos, "%s is not a constant of %zu int32", what,
                          want_n);
    memcpy(ret, t->data, want_n * 4);
    return 0;
}

static int choose_outputs(struct graph *g, const char *const *outputs, size_t n_outputs,
                          struct err *err)
{
    int chosen[GRAPH_MAX_OUTPUTS];

    if (n_outputs > GRAPH_MAX_OUTPUTS)
        return err_set(err, ERR_LIMIT, "%zu outputs wanted, at most %d are allowed", n_outputs,
                       GRAPH_MAX_OUTPUTS);
    for (size_t i = 0; i < n_outputs; i++) {
        chosen[i] = -1;
        for (int k = 0; k < g->n_outputs; k++)
            if (strcmp(g->tensors[g->outputs[k]].name, outputs[i]) == 0)
                chosen[i] = g->outputs[k];
        if (chosen[i] < 0)
            return err_set(err, ERR_NOT_FOUND, "the model has no output \"%s\"", outputs[i]);
    }
    if (n_outputs > 0) {
        memcpy(g->outputs, chosen, n_outputs * sizeof(chosen[0]));
        g->n_outputs = (int)n_outputs;
    }
    return 0;
}

int graph_prune(struct graph *g, const char *const *outputs, size_t n_outputs, struct err *err)
{
    AUTO(mem) bool *needed = mem_array((size_t)g->n_tensors, sizeof(*needed));
    int n = 0, rc;

    if (!needed)
        return err_set(err, ERR_NOMEM, "no memory for %d tensors", g->n_tensors);
    rc = choose_outputs(g, outputs, n_outputs, err);
    if (rc < 0)
        return rc;
    for (int i = 0; i < g->n_outputs; i++)
        needed[g->outputs[i]] = true;
    for (int i = g->n_ops - 1; i >= 0; i--) {
        struct op *op = &g->ops[i];
        op->dead = !needed[op->out];
        for (int k = 0; k < op->n_in && !op->dead; k++)
            needed[op->in[k]] = true;
    }
    for (int i = 0; i < g->n_ops; i++)
        if (!g->ops[i].dead)
            g->ops[n++] = g->ops[i];
    g->n_ops = n;
    return 0;
}

/* Each input is there when the operator runs, and nothing is made twice. */
static int check_order(const struct graph *g, const struct op *op, const bool *made,
                       struct err *err)
{
    for (int k = 0; k < op->n_in; k++)
        if (!made[op->in[k]] && !tensor_is_const(op_in(g, op, k)))
            return err_set_at(err, ERR_FORMAT, op->pos,
                              "operator %s at byte %zu uses \"%s\" before it is made",
                              op->row->name, op->pos, op_in(g, op, k)->name);
    if (made[op->out] || tensor_is_const(op_out(g, op)))
        return err_set_at(err, ERR_FORMAT, op->pos,
                          "operator %s at byte %zu makes \"%s\" again", op->row->name, op->pos,
                          op_out(g, op)->name);
    return 0;
}

static int resolve_op(struct graph *g, struct op *op, bool *made, struct err *err)
{
    bool constant = true;
    int rc;

    op->row = op_find(op->code, op->version, op->pos, err);
    if (!op->row)
        return -ERR_UNSUPPORTED;
    if (op->n_in < op->row->min_in || op->n_in > op->row->max_in)
        return err_set_at(err, ERR_UNSUPPORTED, op->pos,
                          "operator %s with %d inputs is not supported", op->row->name,
                          op->n_in);
    rc = check_order(g, op, made, err);
    if (rc < 0)
        return rc;
    for (int k = 0; k < op->n_in && rc >= 0; k++)
        rc = copy_f32(g, op_in(g, op, k), err);
    if (rc < 0)
        return rc;
    rc = op->row->read(g, op, err);
    if (rc < 0)
        return err_prefix(err, rc, "operator %s", op->row->name);
    for (int k = 0; k < op->n_in; k++)
        constant = constant && tensor_is_const(op_in(g, op, k));
    if (constant && op->row->fold) {
        op->dead = true;
        return op->row->fold(g, op, err);
    }
    if (!op->row->prepare || op_out(g, op)->type != TENSOR_F32 ||
        tensor_is_const(op_in(g, op, 0)) || op_in(g, op, 0)->type != TENSOR_F32)
        return err_set_at(err, ERR_UNSUPPORTED, op->pos,
                          "operator %s is supported for computed float32 only", op->row->name);
    made[op->out] = true;
    return 0;
}

int graph_resolve(struct graph *g, struct err *err)
{
    AUTO(mem) bool *made = mem_array((size_t)g->n_tensors, sizeof(*made));
    int n = 0;

    if (!made)
        return err_set(err, ERR_NOMEM, "no memory for %d tensors", g->n_tensors);
    made[g->input] = true;
    for (int i = 0; i < g->n_ops; i++) {
        int rc = resolve_op(g, &g->ops[i], made, err);
        if (rc < 0)
            return rc;
        if (!g->ops[i].dead)
            g->ops[n++] = g->ops[i];
    }
    g->n_ops = n;
    for (int i = 0; i < g->n_outputs; i++)
        if (!made[g->outputs[i]])
            return err_set_at(err, ERR_FORMAT, g->tensors[g->outputs[i]].pos,
                              "nothing makes output \"%s\"", g->tensors[g->outputs[i]].name);
    return 0;
}
