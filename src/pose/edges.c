/* SPDX-License-Identifier: Apache-2.0 */
#include "pose/edges.h"

#include <math.h>
#include <stdlib.h>

#include "base/mem.h"

/* 15 degrees of lean, and a little for tilted cameras */
const double EDGES_SLOPE_MAX = 0.30;

enum { REACH = 2 };                     /* values to each side that a gradient is made of */
enum { GAP = 3 };                       /* rows that a chain may miss */
enum { POINTS_A_ROW = 8 };              /* at most one point in so many values */
enum { CUTS = 16 };                     /* parts of a chain waiting to be looked at */
enum { EVERY = 7 };                     /* of the gradients tells what is common */
static const double LEAST_SHARE = 0.05; /* of the picture's longest side: shortest edge */
static const double NEAR = 0.9;         /* values from the predicted line */
static const double RMS_MAX = 0.45, WORST_MAX = 1.2; /* values: straight */
static const float GRADIENT_MIN = 0.5F;              /* grey a value */
static const float NOISE_TIMES = 4;

struct point {
    float x;
    int y, before; /* index of the point above; -1: the first */
};

struct chain {
    double x, slope; /* predicted line: at row y, and its change a row */
    int y, last;     /* row and index of the last point */
    int n;
    int claim; /* index of a point in this row; -1 */
    double claim_d;
};

struct work {
    int w, h;
    float *g;            /* [h][w] gradient, NaN: unknown */
    float *rows;         /* [w] of a row and those around it, smooth */
    uint32_t *column;    /* [w] pictures that these rows were made from, 0: not the same */
    float *some;         /* [h * w / EVERY + 1] of the gradients */
    struct point *point; /* [cap_points] */
    struct chain *chain; /* [w] of one sign */
    int *at;             /* [w] which chain is expected in this column, -1 */
    double *xs, *ys;     /* [h] one chain */
    size_t n_points, cap_points;
    int n_chains, least;
    struct media_grey size;
    struct edge *edges;
    size_t n_edges, max_edges;
};

static void work_done(struct work *k)
{
    free(k->g);
    free(k->rows);
    free(k->column);
    free(k->some);
    free(k->point);
    free(k->chain);
    free(k->at);
    free(k->xs);
}

/* -- gradient */

/* The bits of a column of values around p, where they are the same; 0: they are not. */
static uint32_t same_in_column(const uint32_t *p, int w)
{
    for (int j = -REACH; j <= REACH; j++)
        if (p[j * w] != *p)
            return 0;
    return *p;
}

static bool same_around(const uint32_t *column)
{
    for (int i = -REACH; i <= REACH; i++)
        if (column[i] != *column)
            return false;
    return *column != 0;
}

/* A smooth difference along the row: (-1 -2 0 2 1) / 8 of rows weighed 1 2 3 2 1. */
static void find_gradient(struct work *k, const float *grey, const uint32_t *seen)
{
    const int w = k->w;
    float *rows = k->rows;
    for (int i = 0; i < w * k->h; i++)
        k->g[i] = NAN;
    for (int y = REACH; y < k->h - REACH; y++) {
        const float *p = grey + y * w;
        for (int x = 0; x < w; x++) {
            rows[x] = (3 * p[x] + 2 * (p[x - w] + p[x + w]) + p[x - 2 * w] + p[x + 2 * w]) / 9;
            k->column[x] = same_in_column(seen + y * w + x, w);
        }
        for (int x = REACH; x < w - REACH; x++)
            if (same_around(k->column + x))
                k->g[y * w + x] =
                    (2 * (rows[x + 1] - rows[x - 1]) + rows[x + 2] - rows[x - 2]) / 8;
    }
}

static int by_size(const void *a, const void *b)
{
    float x = *(const float *)a, y = *(const float *)b;
    return (x > y) - (x < y);
}

/* What a gradient has to be larger than: several times the common one. */
static float threshold(const struct work *k)
{
    float *v = k->some;
    size_t n = 0;
    for (int i = 0; i < k->w * k->h; i += EVERY)
        if (!isnan(k->g[i]))
            v[n++] = fabsf(k->g[i]);
    if (n == 0)
        return INFINITY;
    qsort(v, n, sizeof(*v), by_size);
    float sd = v[n / 2] * 1.4826F;
    return fmaxf(GRADIENT_MIN, NOISE_TIMES * fminf(sd, 1.0F));
}

/* -- a chain to edges */

struct line {
    double mean_y, mean_x, slope, rms, yy;
    int worst;
    double worst_d;
};

static struct line fit(const double *x, const double *y, int n)
{
    struct line f = { .worst = 0 };
    double xy = 0, sq = 0;
    for (int i = 0; i < n; i++) {
        f.mean_x += x[i] / n;
        f.mean_y += y[i] / n;
    }
    for (int i = 0; i < n; i++) {
        f.yy += (y[i] - f.mean_y) * (y[i] - f.mean_y);
        xy += (y[i] - f.mean_y) * (x[i] - f.mean_x);
    }
    f.slope = xy / f.yy;
    for (int i = 0; i < n; i++) {
        double r = fabs(x[i] - f.mean_x - f.slope * (y[i] - f.mean_y));
        sq += r * r;
        if (r > f.worst_d) {
            f.worst_d = r;
            f.worst = i;
        }
    }
    f.rms = sqrt(sq / n);
    return f;
}

static void add_edge(struct work *k, const struct line *f, double from_y, double to_y, int sign)
{
    const double px = k->size.px[0], py = k->size.px[1];
    struct edge e = {
        .x = (f->mean_x + 0.5 - k->w / 2.0) * px,
        .y = (f->mean_y + 0.5 - k->h / 2.0) * py,
        .slope = f->slope * px / py,
        /* rows are smoothed together, so that three of them are about one; no edge is sharper
         * than a tenth of a value */
        .slope_sd = sqrt(3 * (f->rms * f->rms + 0.01) / f->yy) * px / py,
        .length = (to_y - from_y) * py,
        .sign = sign,
    };
    size_t i = k->n_edges < k->max_edges ? k->n_edges++ : k->max_edges;
    for (; i > 0 && k->edges[i - 1].length < e.length; i--)
        if (i < k->max_edges)
            k->edges[i] = k->edges[i - 1];
    if (i < k->max_edges)
        k->edges[i] = e;
}

/* Lay lines through points [n] from the top, cutting where they bend. */
static void cut(struct work *k, int n, int sign)
{
    int from[CUTS] = { 0 }, to[CUTS] = { n }, todo = 1;
    while (todo > 0) {
        int a = from[--todo], b = to[todo];
        if (b - a < k->least)
            continue;
        struct line f = fit(k->xs + a, k->ys + a, b - a);
        if (f.rms < RMS_MAX && f.worst_d < WORST_MAX) {
            if (fabs(f.slope) < EDGES_SLOPE_MAX)
                add_edge(k, &f, k->ys[a], k->ys[b - 1], sign);
            continue;
        }
        if (todo + 2 > CUTS)
            continue;
        from[todo] = a;
        to[todo++] = a + f.worst;
        from[todo] = a + f.worst + 1;
        to[todo++] = b;
    }
}

static void end_chain(struct work *k, const struct chain *c, int sign)
{
    if (c->n < k->least)
        return;
    for (int i = c->n - 1, p = c->last; i >= 0; i--, p = k->point[p].before) {
        k->xs[i] = (double)k->point[p].x;
        k->ys[i] = k->point[p].y;
    }
    cut(k, c->n, sign);
}

/* -- rows to chains */

static void expect(struct work *k, int y, int sign)
{
    int n = 0;
    for (int x = 0; x < k->w; x++)
        k->at[x] = -1;
    for (int i = 0; i < k->n_chains; i++) {
        struct chain *c = &k->chain[i];
        if (y - c->y > GAP) {
            end_chain(k, c, sign);
            continue;
        }
        k->chain[n] = *c;
        c = &k->chain[n];
        c->claim = -1;
        c->claim_d = NEAR;
        double x = c->x + c->slope * (y - c->y);
        int column = (int)floor(x + 0.5);
        if (column >= 0 && column < k->w &&
            (k->at[column] < 0 || k->chain[k->at[column]].n < c->n))
            k->at[column] = n;
        n++;
    }
    k->n_chains = n;
}

/* The best chain for a point; -1: none. */
static int chain_of(struct work *k, double x, int y, double *ret_d)
{
    int best = -1, column = (int)floor(x + 0.5);
    *ret_d = NEAR;
    for (int i = column - 1; i <= column + 1; i++) {
        if (i < 0 || i >= k->w || k->at[i] < 0)
            continue;
        const struct chain *c = &k->chain[k->at[i]];
        double d = fabs(x - c->x - c->slope * (y - c->y));
        if (d < *ret_d) {
            *ret_d = d;
            best = k->at[i];
        }
    }
    return best;
}

/* Gains of a line of least squares through all points so far, never deaf to what comes. */
static void advance(struct work *k, struct chain *c, int y)
{
    struct point *p = &k->point[c->claim];
    double rows = y - c->y, at = c->x + c->slope * rows, r = (double)p->x - at, n = c->n + 1;
    p->before = c->last;
    c->x = at + fmax(0.25, 2 * (2 * n - 1) / (n * (n + 1))) * r;
    c->slope += fmax(0.03, 6 / (n * (n + 1))) * r / rows;
    c->slope = fmax(-1.2 * EDGES_SLOPE_MAX, fmin(1.2 * EDGES_SLOPE_MAX, c->slope));
    c->y = y;
    c->last = c->claim;
    c->n++;
}

/* Middle of a peak by the parabola through three values; NaN: no peak. */
static double peak(const float *g, int x, float least, float sign)
{
    float a = sign * g[x - 1], b = sign * g[x], c = sign * g[x + 1];
    if (!(b > least) || !(b >= a) || !(b > c))
        return NAN;
    return x + (double)((a - c) / (2 * (a - 2 * b + c)));
}

static void take_row(struct work *k, int y, float least, int sign)
{
    const float *g = k->g + y * k->w;
    int n_before = k->n_chains;
    size_t first = k->n_points;
    for (int x = REACH + 1; x < k->w - REACH - 1; x++) {
        double at = peak(g, x, least, (float)sign), d;
        if (isnan(at) || k->n_points == k->cap_points)
            continue;
        int p = (int)k->n_points++, i = chain_of(k, at, y, &d);
        k->point[p] = (struct point){ (float)at, y, -1 };
        if (i >= 0 && d < k->chain[i].claim_d) {
            k->chain[i].claim = p;
            k->chain[i].claim_d = d;
        }
    }
    for (int i = 0; i < n_before; i++)
        if (k->chain[i].claim >= 0)
            k->point[k->chain[i].claim].before = -2; /* taken */
    for (size_t p = first; p < k->n_points && k->n_chains < k->w; p++)
        if (k->point[p].before == -1)
            k->chain[k->n_chains++] =
                (struct chain){ (double)k->point[p].x, 0, y, (int)p, 1, -1, 0 };
    for (int i = 0; i < n_before; i++)
        if (k->chain[i].claim >= 0)
            advance(k, &k->chain[i], y);
}

static void take_sign(struct work *k, float least, int sign)
{
    k->n_points = 0;
    k->n_chains = 0;
    for (int y = REACH; y < k->h - REACH; y++) {
        expect(k, y, sign);
        take_row(k, y, least, sign);
    }
    for (int i = 0; i < k->n_chains; i++)
        end_chain(k, &k->chain[i], sign);
}

int edges_find(const float *grey, const uint32_t *seen, struct media_grey size,
               struct edge *ret_edges, size_t max, size_t *ret_n, struct err *err)
{
    __attribute__((cleanup(work_done))) struct work k = {
        .w = size.width, .h = size.height, .size = size, .edges = ret_edges, .max_edges = max
    };
    size_t w = (size_t)size.width, h = (size_t)size.height;
    *ret_n = 0;
    if (size.width < 4 * REACH || size.height < 4 * REACH)
        return 0;
    k.cap_points = w * h / POINTS_A_ROW + 1;
    k.least = (int)fmax(4 * REACH, LEAST_SHARE * (double)(w > h ? w : h));
    k.g = mem_array(w * h, sizeof(*k.g));
    k.rows = mem_array(w, sizeof(*k.rows));
    k.column = mem_array(w, sizeof(*k.column));
    k.some = mem_array(w * h / EVERY + 1, sizeof(*k.some));
    k.point = mem_array(k.cap_points, sizeof(*k.point));
    k.chain = mem_array(w, sizeof(*k.chain));
    k.at = mem_array(w, sizeof(*k.at));
    k.xs = mem_array(2 * h, sizeof(*k.xs));
    if (!k.g || !k.rows || !k.column || !k.some || !k.point || !k.chain || !k.at || !k.xs)
        return err_set(err, ERR_NOMEM, "no memory to look for edges");
    k.ys = k.xs + h;
    find_gradient(&k, grey, seen);
    float least = threshold(&k);
    take_sign(&k, least, 1);
    take_sign(&k, least, -1);
    *ret_n = k.n_edges;
    return 0;
}
