/* SPDX-License-Identifier: Apache-2.0 */
#include "pose/upright.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "dsp/stats.h"
#include "pose/edges.h"

enum { EDGES_MAX = 160, EVERY = 8 };
static const double FIRST_GAP_S =
    0.2; /* between pictures; doubled after every EVERY, and every 2 rests */
static const double STILL = 0.4;    /* values: the camera rests */
static const double SKEW_S = 0.010; /* see skew_sd */

/* -- uprights to one answer */

static const double TURN_MAX = 0.23; /* tan of 13 degrees: nobody films further off level */
static const double TURN_STEP = 0.007, CONVERGE_STEP = 0.022;
static const double CONVERGE_MAX = 0.18; /* slope from the middle to the border */
/* Cameras look up or down by some 8 degrees, and see 25 to each side: 0.14 * 0.47. Of three
 * real clips that show it: 0.065 to 0.076. */
static const double CONVERGE_SD = 0.07;
static const double AGREE = 0.022;    /* slopes that are one vertical: 1.3 degrees */
static const double TRUE_SD = 0.006;  /* of what is built upright, and of lenses */
static const double THING = 0.03;     /* of the picture's width: edges of one thing */
static const double THING_MAX = 0.35; /* of the height: more counts no more */
static const double FEWEST_THINGS = 3;
static const double SHARE_MIN = 0.4;  /* of all that is nearly upright */
static const double WIDE = 0.1;       /* slopes that may belong to one vertical: trees */
static const double FLOOR_SD = 0.005; /* of all of a picture's uprights together: its lens */

struct upright_edge {
    double u, slope, sd, weight; /* u: where it crosses the middle row, half widths */
    int thing;
    bool agrees;
};

struct fit {
    double slope, converge; /* at the middle, and more to the left border */
    double sd;
    size_t n_things;
};

static int by_place(const void *a, const void *b)
{
    const struct upright_edge *p = a, *q = b;
    return p->u != q->u ? (p->u > q->u) - (p->u < q->u)
                        : (p->slope > q->slope) - (p->slope < q->slope);
}

static bool is_border(const struct edge *e, double half_w, double half_h)
{
    bool whole = e->length > 1.9 * half_h;
    bool rim = fabs(e->x) > 0.98 * half_w;
    return rim || (whole && fabs(e->slope) < 0.001);
}

static size_t take_edges(const struct edge *edges, size_t n, double half_w, double half_h,
                         struct upright_edge *ret)
{
    size_t n_ret = 0;
    for (size_t i = 0; i < n; i++) {
        const struct edge *e = &edges[i];
        if (is_border(e, half_w, half_h))
            continue;
        ret[n_ret++] = (struct upright_edge){ .u = (e->x - e->slope * e->y) / half_w,
                                              .slope = e->slope,
                                              .sd = hypot(e->slope_sd, TRUE_SD),
                                              .weight = e->length };
    }
    qsort(ret, n_ret, sizeof(*ret), by_place);
    double at = -INFINITY;
    int thing = -1;
    for (size_t i = 0; i < n_ret; i++) {
        if (ret[i].u - at > 2 * THING) {
            at = ret[i].u;
            thing++;
        }
        ret[i].thing = thing;
    }
    for (size_t i = 0, j = 0; i < n_ret; i = j) {
        double sum = 0;
        for (j = i; j < n_ret && ret[j].thing == ret[i].thing; j++)
            sum += ret[j].weight;
        double k = fmin(1, 2 * THING_MAX * half_h / sum);
        for (size_t m = i; m < j; m++)
            ret[m].weight *= k / (2 * half_h);
    }
    return n_ret;
}

static double rest_of(const struct upright_edge *e, double slope, double converge)
{
    return e->slope - slope + converge * e->u;
}

static double score_of(const struct upright_edge *e, size_t n, double slope, double converge)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++) {
        double r = rest_of(&e[i], slope, converge) / AGREE;
        sum += r * r < 1 ? e[i].weight * (1 - r * r) : 0;
    }
    return sum * (1 - 0.03 * (converge / CONVERGE_SD) * (converge / CONVERGE_SD)) *
           (1 - slope * slope / (3 * TURN_MAX * TURN_MAX));
}

static void guess(const struct upright_edge *e, size_t n, struct fit *f)
{
    const int nt = (int)(TURN_MAX / TURN_STEP), nc = (int)(CONVERGE_MAX / CONVERGE_STEP);
    double best = -1;
    for (int i = -nt; i <= nt; i++)
        for (int j = -nc; j <= nc; j++) {
            double s = score_of(e, n, i * TURN_STEP, j * CONVERGE_STEP);
            if (s > best) {
                best = s;
                f->slope = i * TURN_STEP;
                f->converge = j * CONVERGE_STEP;
            }
        }
}

/* Weighted least squares of slope = s - c u with Tukey's weights about the last fit. */
static void refine(struct upright_edge *e, size_t n, struct fit *f)
{
    double a = 0, b = 0, c = 0, p = 0, q = 0, weights = 0;
    for (size_t i = 0; i < n; i++)
        weights += e[i].weight;
    c = weights / (double)n /
        (CONVERGE_SD * CONVERGE_SD); /* as much as an edge of middling weight */
    for (size_t i = 0; i < n; i++) {
        double r = rest_of(&e[i], f->slope, f->converge) / AGREE, k = fmax(0, 1 - r * r);
        double w = e[i].weight * k * k / (e[i].sd * e[i].sd);
        a += w;
        b -= w * e[i].u;
        c += w * e[i].u * e[i].u;
        p += w * e[i].slope;
        q -= w * e[i].u * e[i].slope;
    }
    double det = a * c - b * b;
    if (!(det > 0))
        return;
    f->slope = (c * p - b * q) / det;
    f->converge = (a * q - b * p) / det;
}

/* How much more edges differ than their own uncertainty says, those that did not agree and may
 * have to counted. */
static double unrest(const struct upright_edge *e, size_t n, const struct fit *f)
{
    double r[EDGES_MAX];
    for (size_t i = 0; i < n; i++) {
        double d = fabs(rest_of(&e[i], f->slope, f->converge));
        r[i] = d < WIDE ? d / e[i].sd : NAN;
    }
    return fmax(1, 1.4826 * dsp_median(r, n));
}

/* Things, not edges, are independent: each has the weighted mean of its edges. */
static bool judge(struct upright_edge *e, size_t n, struct fit *f)
{
    double all = 0, agree = 0, a = 0, b = 0, c = 1 / (CONVERGE_SD * CONVERGE_SD), sq = 0;
    double n_things = 0;
    for (size_t i = 0, j = 0; i < n; i = j) {
        double w = 0, r = 0, u = 0, v = 0;
        for (j = i; j < n && e[j].thing == e[i].thing; j++) {
            double d = rest_of(&e[j], f->slope, f->converge);
            all += e[j].weight;
            e[j].agrees = fabs(d) < AGREE;
            if (!e[j].agrees)
                continue;
            double k = 1 / (e[j].sd * e[j].sd);
            w += k;
            r += k * d;
            u += k * e[j].u;
            v = fmax(v, k);
            agree += e[j].weight;
        }
        if (!(w > 0))
            continue;
        n_things++;
        sq += r / w * r / w * v;
        a += v;
        b -= v * u / w;
        c += v * (u / w) * (u / w);
    }
    f->n_things = (size_t)n_things;
    /* scatter against what is expected; with few things mostly the latter */
    double k = (sq + 4) / (fmax(0, n_things - 2) + 4), more = unrest(e, n, f);
    f->sd = hypot(sqrt(fmax(k, more * more) * c / (a * c - b * b)), FLOOR_SD);
    return n_things >= FEWEST_THINGS && agree >= SHARE_MIN * all;
}

/* false: nothing that agrees. */
static bool fit_edges(const struct edge *edges, size_t n_edges, double half_w, double half_h,
                      struct fit *ret)
{
    struct upright_edge e[EDGES_MAX];
    size_t n = take_edges(edges, n_edges, half_w, half_h, e);
    guess(e, n, ret);
    for (int i = 0; i < 5; i++)
        refine(e, n, ret);
    return judge(e, n, ret);
}

/* -- pictures to rests */

size_t upright_boxes_of(const struct body *b, struct camera_box ret[2])
{
    static const int halves[][2] = { { 0, BODY_R_HIP + 1 }, { BODY_L_HIP, BODY_N_POINTS } };
    struct camera_box whole, half;
    size_t n = 0;
    if (!camera_box_around(b, 0, BODY_N_POINTS, &whole))
        return 0;
    for (size_t i = 0; i < N_ELEMS(halves); i++)
        if (camera_box_around(b, halves[i][0], halves[i][1], &half))
            ret[n++] = camera_box_wider(&half, 0.1 * (whole.y1 - whole.y0));
    return n;
}

struct upright {
    struct media_grey size;
    float *sum;     /* [n] of the pictures of this rest that show something there, */
    uint32_t *seen; /* [n] which ones: a bit each */
    size_t n;
    double at[2]; /* where this rest began, px; NaN: not known */
    int n_here;   /* pictures of this rest */
    int n_pictures;
    double next_s;
    struct fit rest[UPRIGHT_RESTS];
    size_t n_rests;
    size_t n_looked;
    double last_s, last_at[2], speed_sum; /* px/s of the camera */
    int n_speeds;
};

int upright_new(struct media_grey size, struct upright **ret, struct err *err)
{
    AUTO(upright) struct upright *u = mem_array(1, sizeof(*u));
    if (u) {
        u->size = size;
        u->n = (size_t)size.width * (size_t)size.height;
        u->sum = mem_array(u->n, sizeof(*u->sum));
        u->seen = mem_array(u->n, sizeof(*u->seen));
        u->next_s = -INFINITY;
    }
    if (!u || !u->sum || !u->seen)
        return err_set(err, ERR_NOMEM, "no memory to look for what is upright");
    *ret = STEAL(u);
    return 0;
}

struct upright *upright_free(struct upright *u)
{
    if (u) {
        free(u->sum);
        free(u->seen);
        free(u);
    }
    return NULL;
}

bool upright_wants(const struct upright *u, double t_s)
{
    return u->n_pictures < UPRIGHT_PICTURES && u->n_looked < UPRIGHT_RESTS && t_s >= u->next_s;
}

static int end_rest(struct upright *u, struct err *err)
{
    struct edge edges[EDGES_MAX];
    size_t n = 0;
    if (u->n_here == 0)
        return 0;
    for (size_t i = 0; i < u->n; i++)
        if (u->seen[i])
            u->sum[i] /= (float)__builtin_popcount(u->seen[i]);
    int rc = edges_find(u->sum, u->seen, u->size, edges, EDGES_MAX, &n, err);
    if (rc < 0)
        return rc;
    struct fit *f = &u->rest[u->n_rests];
    u->n_looked++;
    u->n_rests += fit_edges(edges, n, u->size.width * u->size.px[0] / 2,
                            u->size.height * u->size.px[1] / 2, f);
    memset(u->sum, 0, u->n * sizeof(*u->sum));
    memset(u->seen, 0, u->n * sizeof(*u->seen));
    u->n_here = 0;
    return 0;
}

static void hide(struct upright *u, const struct camera_box *box, uint32_t bit)
{
    const int w = u->size.width;
    for (int y = 0; y < u->size.height; y++) {
        double py = (y + 0.5) * u->size.px[1];
        if (!(py > box->y0 && py < box->y1))
            continue;
        for (int x = 0; x < w; x++) {
            double px = (x + 0.5) * u->size.px[0];
            if (px > box->x0 && px < box->x1)
                u->seen[y * w + x] &= ~bit;
        }
    }
}

static void lay_over(struct upright *u, const float *grey, const struct camera_box *boxes,
                     size_t n_boxes)
{
    const uint32_t bit = UINT32_C(1) << u->n_here++;
    for (size_t i = 0; i < u->n; i++)
        u->seen[i] |= bit;
    for (size_t i = 0; i < n_boxes; i++)
        hide(u, &boxes[i], bit);
    for (size_t i = 0; i < u->n; i++)
        u->sum[i] += u->seen[i] & bit ? grey[i] : 0;
}

int upright_add(struct upright *u, double t_s, const float *grey,
                const struct camera_box *boxes, size_t n_boxes, const double at_px[2],
                struct err *err)
{
    const double here[2] = { at_px ? at_px[0] : NAN, at_px ? at_px[1] : NAN };
    double moved = hypot(here[0] - u->at[0], here[1] - u->at[1]);
    if (u->n_pictures > 0 && t_s > u->last_s && at_px && !isnan(u->last_at[0])) {
        u->speed_sum += fabs(here[0] - u->last_at[0]) / (t_s - u->last_s);
        u->n_speeds++;
    }
    if (u->n_here > 0 && !(moved < STILL * u->size.px[0])) {
        int rc = end_rest(u, err);
        if (rc < 0)
            return rc;
    }
    if (u->n_looked == UPRIGHT_RESTS)
        return 0;
    if (u->n_here == 0)
        memcpy(u->at, here, sizeof(u->at));
    lay_over(u, grey, boxes, n_boxes);
    memcpy(u->last_at, here, sizeof(here));
    u->last_s = t_s;
    u->n_pictures++;
    u->next_s = t_s + FIRST_GAP_S * (1 << (u->n_pictures / EVERY + (int)u->n_looked / 2));
    return 0;
}

/* Phones read a picture row by row in some 10 to 20 ms: the background of a camera that pans
 * leans by the way it goes in that time. */
static double skew_sd(const struct upright *u)
{
    double height = u->size.height * u->size.px[1];
    return u->n_speeds ? SKEW_S * u->speed_sum / u->n_speeds / height : 0;
}

int upright_find(struct upright *u, struct upright_answer *ret_answer, struct err *err)
{
    double slope[UPRIGHT_RESTS], converge[UPRIGHT_RESTS], sd[UPRIGHT_RESTS];
    *ret_answer = (struct upright_answer){ NAN, NAN, 0, 0 };
    int rc = end_rest(u, err);
    if (rc < 0 || u->n_rests == 0 || 2 * u->n_rests < u->n_looked)
        return rc;
    for (size_t i = 0; i < u->n_rests; i++) {
        slope[i] = u->rest[i].slope;
        converge[i] = u->rest[i].converge;
        sd[i] = u->rest[i].sd;
        if (u->rest[i].n_things > ret_answer->n_things)
            ret_answer->n_things = u->rest[i].n_things;
    }
    double spread = u->n_rests > 1 ? dsp_mad(slope, u->n_rests) : 0;
    ret_answer->roll_rad = atan(dsp_median(slope, u->n_rests));
    ret_answer->per_px =
        -dsp_median(converge, u->n_rests) / (u->size.width * u->size.px[0] / 2);
    ret_answer->sd_rad = hypot(hypot(dsp_median(sd, u->n_rests), spread), skew_sd(u));
    return 0;
}
