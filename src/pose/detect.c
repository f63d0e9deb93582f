/* SPDX-License-Identifier: Apache-2.0 */
#include "pose/detect.h"

#include <assert.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

const double DETECT_MIN_SCORE = 0.5, DETECT_SAME_IOU = 0.3;

/* clang-format off */
static const struct grid {
    int stride;   /* px between the middles of neighbouring cells */
    int per_cell; /* anchors in each */
} grids[] = {
    {  8, 2 },
    { 16, 2 },
    { 32, 6 },
};
/* clang-format on */

void detect_anchors(struct anchor *ret_anchors)
{
    size_t n = 0;

    for (size_t g = 0; g < sizeof(grids) / sizeof(grids[0]); g++) {
        int side = DETECT_INPUT / grids[g].stride;
        for (int cell = 0; cell < side * side; cell++) {
            int row = cell / side, column = cell % side;
            struct anchor a = { ((float)column + 0.5F) / (float)side,
                                ((float)row + 0.5F) / (float)side };
            for (int k = 0; k < grids[g].per_cell; k++)
                ret_anchors[n++] = a;
        }
    }
    assert(n == DETECT_N_ANCHORS);
}

static struct detection decode_one(const float *box, const struct anchor *a, float score)
{
    const float px = DETECT_INPUT;
    struct detection d = { .score = score,
                           .x = box[0] / px + a->x,
                           .y = box[1] / px + a->y,
                           .w = box[2] / px,
                           .h = box[3] / px };
    for (int k = 0; k < DETECT_N_KEYS; k++) {
        d.key[k][0] = box[4 + 2 * k] / px + a->x;
        d.key[k][1] = box[5 + 2 * k] / px + a->y;
    }
    return d;
}

size_t detect_decode(const float *boxes, const float *logits, const struct anchor *anchors,
                     double min_score, struct detection *ret)
{
    size_t n = 0;

    for (size_t i = 0; i < DETECT_N_ANCHORS; i++) {
        double logit = fmin(fmax((double)logits[i], -100), 100);
        double score = 1 / (1 + exp(-logit));
        if (!(score >= min_score))
            continue;
        struct detection d =
            decode_one(boxes + i * DETECT_N_NUMBERS, &anchors[i], (float)score);
        size_t at = n++; /* few pass, so insertion keeps them in order cheaply */
        for (; at > 0 && ret[at - 1].score < d.score; at--)
            ret[at] = ret[at - 1];
        ret[at] = d;
    }
    return n;
}

double detect_iou(const struct detection *a, const struct detection *b)
{
    double w = fmin(a->x + a->w / 2, b->x + b->w / 2) - fmax(a->x - a->w / 2, b->x - b->w / 2);
    double h = fmin(a->y + a->h / 2, b->y + b->h / 2) - fmax(a->y - a->h / 2, b->y - b->h / 2);
    if (!(w > 0 && h > 0))
        return 0;
    return w * h / ((double)a->w * a->h + (double)b->w * b->h - w * h);
}

/* The numbers of a detection that are blended, one after the other. */
static float *number(struct detection *d, size_t i)
{
    float *const box[] = { &d->x, &d->y, &d->w, &d->h };
    return i < 4 ? box[i] : &d->key[(i - 4) / 2][(i - 4) % 2];
}

size_t detect_blend(struct detection *d, size_t n, double min_iou)
{
    size_t n_kept = 0;

    /* d[n_kept .. n) are the ones not yet blended into a kept one. */
    while (n_kept < n) {
        struct detection best = d[n_kept];
        double sum[DETECT_N_NUMBERS] = { 0 }, weight = 0;
        size_t left = n_kept + 1;
        for (size_t i = n_kept; i < n; i++) {
            if (i != n_kept && !(detect_iou(&best, &d[i]) > min_iou)) {
                d[left++] = d[i];
                continue;
            }
            for (size_t k = 0; k < DETECT_N_NUMBERS; k++)
                sum[k] += (double)d[i].score * *number(&d[i], k);
            weight += d[i].score;
        }
        for (size_t k = 0; k < DETECT_N_NUMBERS; k++)
            *number(&best, k) = (float)(sum[k] / weight);
        d[n_kept++] = best;
        n = left;
    }
    return n_kept;
}
