/* SPDX-License-Identifier: Apache-2.0 */
#include "pose/waist.h"

#include <math.h>
#include <string.h>

enum { COLS = 36, ROWS = 64, RGB = 3 };
enum { NEAR = 2, FAR = 9 };                      /* rows from the edge whose colours count */
enum { REACH = 6, BEYOND = 12 };                 /* a column looks that far for its own edge */
enum { ROUNDS = 4, WIDE_ROUNDS = 2, THIRD = 3 }; /* of fitting the line */

static const double TRUNK_MIN_PX = 20, ACROSS_MIN = 0.35; /* shoulders apart, trunk lengths */
static const double ACROSS = 0.72;          /* width of the strip, shoulder distances */
static const double UP = 0.50, DOWN = 0.35; /* its reach from mid-hip, trunk lengths */
static const double SLOPE_MAX = 0.36, SLOPE_STEP = 0.06;
static const double CONTRAST_MIN = 15; /* of 255, over the three colours */
static const double GOOD_MIN = 0.6;    /* share of columns on the line */
static const double CROOKED = 1; /* rows; from behind 0.3 to 0.8, bent by the thighs over 1.2 */
static const double WIDE = 6, TIGHT = 1.5; /* rows beside the line that a column may lie */

struct strip {
    float rgb[ROWS][COLS][RGB];
    float sum[ROWS + 1][COLS][RGB]; /* of the rows above */
    double down[2], right[2];       /* px: one row, one column */
};

/* Row at the strip's middle, rows a column. */
struct line {
    double y, slope;
};

static double at(const struct line *l, int c)
{
    return l->y + l->slope * (c + 0.5 - COLS / 2.0);
}

static void cut(const struct media_frame *f, const double hip[2], struct strip *s)
{
    const double u = COLS / 2.0, v = UP / (UP + DOWN) * ROWS; /* of mid-hip */
    struct media_crop crop = {
        .m = { s->right[0], s->down[0], hip[0] - u * s->right[0] - v * s->down[0], s->right[1],
               s->down[1], hip[1] - u * s->right[1] - v * s->down[1] },
        .width = COLS,
        .height = ROWS,
        .hi = 255,
        .border = MEDIA_REPLICATE,
    };
    media_sample(f, &crop, &s->rgb[0][0][0]);
    memset(s->sum[0], 0, sizeof(s->sum[0]));
    for (int i = 0; i < ROWS; i++)
        for (int k = 0; k < COLS * RGB; k++)
            (&s->sum[i + 1][0][0])[k] = (&s->sum[i][0][0])[k] + (&s->rgb[i][0][0])[k];
}

/* false: the body is not seen from behind, or small. */
static bool strip_of(const struct media_frame *f, const struct motion_point *p, struct strip *s)
{
    const struct motion_point *ls = &p[BODY_L_SHOULDER], *rs = &p[BODY_R_SHOULDER],
                              *lh = &p[BODY_L_HIP], *rh = &p[BODY_R_HIP];
    double hip[2] = { (lh->x + rh->x) / 2.0, (lh->y + rh->y) / 2.0 };
    double down[2] = { hip[0] - (ls->x + rs->x) / 2.0, hip[1] - (ls->y + rs->y) / 2.0 };
    double trunk = hypot(down[0], down[1]);
    double across = ((rs->x - ls->x) * down[1] - (rs->y - ls->y) * down[0]) / trunk;
    if (!(trunk > TRUNK_MIN_PX) || !(down[1] > 0) || !(across > ACROSS_MIN * trunk))
        return false;
    for (int k = 0; k < 2; k++)
        s->down[k] = down[k] * (UP + DOWN) / ROWS;
    s->right[0] = down[1] / trunk * ACROSS * across / COLS;
    s->right[1] = -down[0] / trunk * ACROSS * across / COLS;
    cut(f, hip, s);
    return true;
}

/* Mean colour of rows [a, b) of a column. */
static bool mean(const struct strip *s, int c, int a, int b, double ret[RGB])
{
    if (a < 0 || b > ROWS)
        return false;
    for (int k = 0; k < RGB; k++)
        ret[k] = (double)(s->sum[b][c][k] - s->sum[a][c][k]) / (b - a);
    return true;
}

/* How much the colour changes across a line, and in which direction of colour. */
static double contrast(const struct strip *s, const struct line *l, double ret_step[RGB])
{
    double step[RGB] = { 0 }, sq = 0;
    int n = 0;
    for (int c = 1; c < COLS; c += THIRD) {
        int y = (int)lround(at(l, c));
        double a[RGB], b[RGB];
        if (!mean(s, c, y - FAR, y - NEAR, a) || !mean(s, c, y + NEAR, y + FAR, b))
            return 0;
        for (int k = 0; k < RGB; k++)
            step[k] += b[k] - a[k];
        n++;
    }
    for (int k = 0; k < RGB; k++) {
        ret_step[k] = step[k] / n;
        sq += ret_step[k] * ret_step[k];
    }
    return sqrt(sq);
}

static double strongest(const struct strip *s, struct line *ret, double ret_step[RGB])
{
    const int slopes = (int)lround(SLOPE_MAX / SLOPE_STEP);
    double best = 0, step[RGB];
    for (int y = FAR; y < ROWS - FAR; y++)
        for (int k = -slopes; k <= slopes; k++) {
            struct line l = { y, k * SLOPE_STEP };
            double v = contrast(s, &l, step);
            if (v > best) {
                best = v;
                *ret = l;
                memcpy(ret_step, step, sizeof(step));
            }
        }
    return best;
}

/* The row at which a column changes from its colour above a line to that below it: as many rows
 * as there is of the upper colour. NaN: it does not change there, or otherwise than the others
 * (a hand). */
static double column_edge(const struct strip *s, int c, double y, const double step[RGB])
{
    const double alike = 0.5;
    int mid = (int)lround(y);
    double a[RGB], b[RGB], along = 0, whole = 0, own = 0, edge = mid - REACH;
    if (!mean(s, c, mid - BEYOND, mid - REACH + 1, a) ||
        !mean(s, c, mid + REACH - 1, mid + BEYOND, b))
        return NAN;
    for (int k = 0; k < RGB; k++) {
        along += (b[k] - a[k]) * step[k];
        whole += step[k] * step[k];
        own += (b[k] - a[k]) * (b[k] - a[k]);
    }
    if (along < alike * whole)
        return NAN;
    for (int i = mid - REACH; i < mid + REACH; i++) {
        double v = 0;
        for (int k = 0; k < RGB; k++)
            v += ((double)s->rgb[i][c][k] - a[k]) * (b[k] - a[k]);
        edge += 1 - fmin(1, fmax(0, v / own));
    }
    return edge;
}

struct fit {
    double w, x, y, xx, xy;
};

static void fit_add(struct fit *f, double w, double x, double y)
{
    f->w += w;
    f->x += w * x;
    f->y += w * y;
    f->xx += w * x * x;
    f->xy += w * x * y;
}

/* Tukey's weights about the line as it stands. Returns how many columns lie near it. */
static int refit(const double edge[COLS], double tol, struct line *l)
{
    struct fit f = { 0 };
    int n = 0;
    for (int c = 0; c < COLS; c++) {
        double r = (edge[c] - at(l, c)) / tol;
        if (!(fabs(r) < 1))
            continue;
        fit_add(&f, (1 - r * r) * (1 - r * r), c + 0.5 - COLS / 2.0, edge[c]);
        n++;
    }
    double det = f.w * f.xx - f.x * f.x;
    if (n < COLS / 3 || !(det > 0))
        return 0;
    l->slope = (f.w * f.xy - f.x * f.y) / det;
    l->y = (f.y - l->slope * f.x) / f.w;
    return n;
}

/* Root mean square distance, rows, of the columns within tol of the line. */
static double crookedness(const double edge[COLS], double tol, const struct line *l)
{
    double sum = 0;
    int n = 0;
    for (int c = 0; c < COLS; c++) {
        double r = edge[c] - at(l, c);
        if (fabs(r) < tol) {
            sum += r * r;
            n++;
        }
    }
    return n ? sqrt(sum / n) : INFINITY;
}

bool waist_find(const struct media_frame *f, const struct motion_point p[BODY_N_POINTS],
                struct waist *ret_waist)
{
    struct strip s;
    struct line line = { 0 };
    double edge[COLS], step[RGB], rms = 0;
    int n = 0;
    if (!strip_of(f, p, &s) || !(strongest(&s, &line, step) >= CONTRAST_MIN))
        return false;
    for (int round = 0; round < ROUNDS; round++) {
        double tol = round < WIDE_ROUNDS ? WIDE : fmax(TIGHT, 3 * rms);
        for (int c = 0; c < COLS; c++)
            edge[c] = column_edge(&s, c, at(&line, c), step);
        n = refit(edge, tol, &line);
        rms = crookedness(edge, tol, &line);
        if (n == 0)
            return false;
    }
    if (n < GOOD_MIN * COLS || !(rms < CROOKED))
        return false;
    ret_waist->slope_rad =
        atan2(s.right[1] + line.slope * s.down[1], s.right[0] + line.slope * s.down[0]);
    ret_waist->above = UP - line.y / ROWS * (UP + DOWN);
    return true;
}
