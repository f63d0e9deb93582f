/* SPDX-License-Identifier: Apache-2.0 */
/* Small brightness pictures: sums down the columns first, so that the long loop is plain. */
#include <libavutil/pixdesc.h>

#include "media/internal.h"

enum { COLUMNS = 1024 };
#define FAST __attribute__((target_clones("avx512f", "avx2", "default")))

int media_grey_shrink(const struct media_frame *f, int side)
{
    int longest = f->geo.width > f->geo.height ? f->geo.width : f->geo.height;
    int k = (longest + side / 2) / side;
    return k < 1 ? 1 : k;
}

struct media_grey media_grey_size(const struct media_frame *f, int shrink)
{
    const struct plane *p = &f->plane[0];
    const struct geometry *g = &f->geo;
    int w = p->width / shrink, h = p->height / shrink;
    double x = (double)shrink * (g->a ? g->width : g->height) / p->width;
    double y = (double)shrink * (g->a ? g->height : g->width) / p->height;
    return g->a ? (struct media_grey){ w, h, { x, y } } : (struct media_grey){ h, w, { y, x } };
}

FAST static void add_row8(const uint8_t *row, int step, int n, uint32_t *sum)
{
    if (step == 1)
        for (int i = 0; i < n; i++)
            sum[i] += row[i];
    else
        for (int i = 0; i < n; i++)
            sum[i] += row[i * step];
}

static void add_row16(const uint8_t *row, int step, int n, uint32_t *sum)
{
    for (int i = 0; i < n; i++) {
        uint16_t v;
        memcpy(&v, row + (ptrdiff_t)i * step, 2);
        sum[i] += v;
    }
}

/* Where (x, y) of the picture as it is stored lies in the upright one. stored = [a b; c d]
 * upright, so its transpose leads there. */
static int upright_at(const struct geometry *g, const struct media_grey *size, int x, int y)
{
    int u = g->a * x + g->c * y, v = g->b * x + g->d * y;
    u += u < 0 || (u == 0 && g->a + g->c < 0) ? size->width - 1 : 0;
    v += v < 0 || (v == 0 && g->b + g->d < 0) ? size->height - 1 : 0;
    return v * size->width + u;
}

void media_frame_grey(const struct media_frame *f, int shrink, float *ret)
{
    const struct plane *p = &f->plane[0];
    const struct media_grey size = media_grey_size(f, shrink);
    const int w = p->width / shrink, h = p->height / shrink;
    const int depth = av_pix_fmt_desc_get(f->av->format)->comp[0].depth;
    const float scale = 1 / ((float)(shrink * shrink) * (float)(1 << (depth - 8)));
    const int cols = COLUMNS / shrink; /* values of one strip */
    uint32_t sum[COLUMNS];

    for (int y = 0; y < h; y++)
        for (int x = 0; x < w; x += cols) {
            int n = w - x < cols ? w - x : cols;
            memset(sum, 0, (size_t)(n * shrink) * sizeof(*sum));
            for (int k = 0; k < shrink; k++) {
                const uint8_t *row = p->data + (ptrdiff_t)(y * shrink + k) * p->stride +
                                     (ptrdiff_t)x * shrink * p->step;
                (f->wide ? add_row16 : add_row8)(row, p->step, n * shrink, sum);
            }
            for (int i = 0; i < n; i++) {
                uint32_t total = 0;
                for (int k = 0; k < shrink; k++)
                    total += sum[i * shrink + k];
                ret[upright_at(&f->geo, &size, x + i, y)] = (float)total * scale;
            }
        }
}
