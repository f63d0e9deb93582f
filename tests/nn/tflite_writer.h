/* SPDX-License-Identifier: Apache-2.0 */
#ifndef TFLITE_WRITER_H
#define TFLITE_WRITER_H
/*
 * tflite_writer - small graphs as TFLite files, for tests only.
 *
 * Tensor 0 is the input; tensors with data are constants; the last node makes the output.
 * Every table has all its fields, four bytes each, parents before children.
 */
#include <assert.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

enum { W_MAX_TENSORS = 24, W_MAX_NODES = 8, W_MAX_OPTIONS = 8, W_MAX_BYTES = 1 << 20 };

struct w_tensor {
    int n_dims, dim[5], type; /* type: 0 float, 1 half, 2 int32 */
    const void *data;         /* NULL: computed */
    uint32_t n_bytes;
    const int *sparse_segments,
        *sparse_indices; /* last dimension sparse, one row for each rest */
    int n_segments, n_indices;
};

struct w_node {
    int code, version, in[8], n_in, out, options[W_MAX_OPTIONS], n_options;
};

struct w_graph {
    struct w_tensor tensor[W_MAX_TENSORS];
    int n_tensors;
    struct w_node node[W_MAX_NODES];
    int n_nodes;
};

struct w_file {
    uint8_t data[W_MAX_BYTES];
    uint32_t n;
};

static inline uint32_t w_put(struct w_file *f, const void *p, uint32_t n)
{
    uint32_t at = f->n;
    assert(f->n + n + 4 <= W_MAX_BYTES);
    if (n > 0)
        memcpy(f->data + at, p, n);
    f->n += (n + 3) / 4 * 4;
    return at;
}

static inline uint32_t w_int(struct w_file *f, int32_t v) { return w_put(f, &v, 4); }

/* Let the offset stored at `slot` lead to what is written next. */
static inline void w_here(struct w_file *f, uint32_t slot)
{
    uint32_t delta = f->n - slot;
    memcpy(f->data + slot, &delta, 4);
}

/* A table of n fields with the values given; field i is at the result + 4 + 4 i. Fields whose
 * bit is not in `present` are left out. */
static inline uint32_t w_table(struct w_file *f, int n, const int32_t *values, unsigned present)
{
    uint16_t vtable[2 + 16] = { (uint16_t)(4 + 2 * n), (uint16_t)(4 + 4 * n) };
    for (int i = 0; i < n; i++)
        vtable[2 + i] = (present >> i & 1) ? (uint16_t)(4 + 4 * i) : 0;
    uint32_t vt = w_put(f, vtable, (uint32_t)(4 + 2 * n));
    uint32_t at = w_int(f, 0);
    int32_t back = (int32_t)(at - vt);
    memcpy(f->data + at, &back, 4);
    for (int i = 0; i < n; i++)
        w_int(f, values[i]);
    return at;
}
static inline uint32_t w_field(uint32_t table, int i) { return table + 4 + 4 * (uint32_t)i; }

static inline void w_ints(struct w_file *f, uint32_t slot, const int *v, int n)
{
    w_here(f, slot);
    w_int(f, n);
    w_put(f, v, 4 * (uint32_t)n);
}

/* A vector of n offsets; returns the position of the first. */
static inline uint32_t w_offsets(struct w_file *f, uint32_t slot, int n)
{
    w_here(f, slot);
    uint32_t at = w_int(f, n) + 4;
    for (int i = 0; i < n; i++)
        w_int(f, 0);
    return at;
}

static inline uint32_t w_child(struct w_file *f, uint32_t slot, int n, const int32_t *values,
                               unsigned present)
{
    uint32_t table = w_table(f, n, values, present);
    uint32_t delta = table - slot;
    memcpy(f->data + slot, &delta, 4);
    return table;
}

static inline void w_sparsity(struct w_file *f, uint32_t slot, const struct w_tensor *t)
{
    static const int32_t zeros[8];
    uint32_t s = w_child(f, slot, 3, zeros, 1 | 4), dims;
    int order[5] = { 0, 1, 2, 3, 4 };

    w_ints(f, w_field(s, 0), order, t->n_dims);
    dims = w_offsets(f, w_field(s, 2), t->n_dims);
    for (int d = 0; d < t->n_dims; d++) {
        bool sparse = d == t->n_dims - 1;
        int32_t dense[6] = { 0, t->dim[d] }, csr[6] = { 1, 0, 1, 0, 1, 0 };
        uint32_t at =
            w_child(f, dims + 4 * (uint32_t)d, 6, sparse ? csr : dense, sparse ? 0x3f : 0x3);
        if (!sparse)
            continue;
        uint32_t v = w_child(f, w_field(at, 3), 1, zeros, 1);
        w_ints(f, w_field(v, 0), t->sparse_segments, t->n_segments);
        v = w_child(f, w_field(at, 5), 1, zeros, 1);
        w_ints(f, w_field(v, 0), t->sparse_indices, t->n_indices);
    }
}

static inline void w_tensors(struct w_file *f, uint32_t slot, const struct w_graph *g)
{
    uint32_t at = w_offsets(f, slot, g->n_tensors);
    for (int i = 0; i < g->n_tensors; i++) {
        const struct w_tensor *t = &g->tensor[i];
        int32_t v[7] = { 0, t->type, i };
        uint32_t table = w_child(f, at + 4 * (uint32_t)i, 7, v,
                                 1 | 2 | 4 | 8 | (t->sparse_segments ? 64u : 0u));
        w_ints(f, w_field(table, 0), t->dim, t->n_dims);
        char name[8] = { 't', (char)('0' + i / 10), (char)('0' + i % 10) };
        w_here(f, w_field(table, 3));
        w_int(f, 3);
        w_put(f, name, 4);
        if (t->sparse_segments)
            w_sparsity(f, w_field(table, 6), t);
    }
}

static inline void w_nodes(struct w_file *f, uint32_t slot, const struct w_graph *g)
{
    uint32_t at = w_offsets(f, slot, g->n_nodes);
    for (int i = 0; i < g->n_nodes; i++) {
        const struct w_node *n = &g->node[i];
        int32_t v[5] = { i };
        uint32_t table = w_child(f, at + 4 * (uint32_t)i, 5, v, 1 | 2 | 4 | 16);
        w_ints(f, w_field(table, 1), n->in, n->n_in);
        w_ints(f, w_field(table, 2), &n->out, 1);
        w_child(f, w_field(table, 4), n->n_options, n->options, (1u << n->n_options) - 1);
    }
}

static inline void w_write(struct w_file *f, const struct w_graph *g)
{
    static const int32_t zeros[8];
    int32_t model_v[5] = { 3 };
    int first = 0, last = g->node[g->n_nodes - 1].out;
    uint32_t root, codes, graphs, buffers, graph;

    memset(f, 0, sizeof(*f));
    w_int(f, 0);
    w_put(f, "TFL3", 4);
    root = w_child(f, 0, 5, model_v, 1 | 2 | 4 | 16);
    codes = w_offsets(f, w_field(root, 1), g->n_nodes);
    for (int i = 0; i < g->n_nodes; i++) {
        int32_t v[4] = { g->node[i].code < 127 ? g->node[i].code : 127, 0, g->node[i].version,
                         g->node[i].code };
        w_child(f, codes + 4 * (uint32_t)i, 4, v, 1 | 4 | 8);
    }
    graphs = w_offsets(f, w_field(root, 2), 1);
    graph = w_child(f, graphs, 4, zeros, 0xf);
    w_tensors(f, w_field(graph, 0), g);
    w_ints(f, w_field(graph, 1), &first, 1);
    w_ints(f, w_field(graph, 2), &last, 1);
    w_nodes(f, w_field(graph, 3), g);
    buffers = w_offsets(f, w_field(root, 4), g->n_tensors);
    for (int i = 0; i < g->n_tensors; i++) {
        const struct w_tensor *t = &g->tensor[i];
        uint32_t table = w_child(f, buffers + 4 * (uint32_t)i, 1, zeros, t->data ? 1 : 0);
        if (!t->data)
            continue;
        w_here(f, w_field(table, 0));
        w_int(f, (int32_t)t->n_bytes);
        w_put(f, t->data, t->n_bytes);
    }
}

#endif
