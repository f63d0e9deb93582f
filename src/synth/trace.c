/* SPDX-License-Identifier: Apache-2.0 */
#include "synth/trace.h"

#include <math.h>

/*
 * All loops run over LANES independent rays with no branch between them, so that compilers turn
 * them into vector code; the arithmetic of a lane is the same for every instruction set, since
 * only exactly rounded operations are used and contraction is off.
 */
#define INLINE static inline __attribute__((always_inline))
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__SANITIZE_ADDRESS__)
#define WIDE __attribute__((target_clones("default", "avx2", "avx512f")))
#else
#define WIDE
#endif

#define HIT_M     0.0008f
#define MAX_STEPS 56
#define NORMAL_M  0.0012f
#define OPEN_M    0.05f
#define FAR_M     1e3f

struct points {
    float x[LANES], y[LANES], z[LANES];
};

INLINE void cone_distance(const struct cone *c, const struct points *p, float ret[LANES])
{
    for (int l = 0; l < LANES; l++) {
        float qx = p->x[l] - c->a[0], qy = p->y[l] - c->a[1], qz = p->z[l] - c->a[2];
        float along = qx * c->axis[0] + qy * c->axis[1] + qz * c->axis[2];
        float out2 = qx * qx + qy * qy + qz * qz - along * along;
        out2 = out2 > 0 ? out2 : 0;
        /* nearest sphere on the axis: the ray from it to the point is normal to the skin */
        float h = along - sqrtf(out2) * c->lift;
        h = h < 0 ? 0 : h;
        h = h > c->len ? c->len : h;
        float rest = along - h;
        ret[l] = sqrtf(out2 + rest * rest) - (c->ra - c->slope * h);
    }
}

/* Smooth minimum, polynomial: within `blend` of each other two surfaces melt together. */
INLINE void blend_in(float *acc, const float *d, float blend)
{
    float inv = 1 / blend, quarter = blend / 4;
    for (int l = 0; l < LANES; l++) {
        float a = acc[l], b = d[l];
        float gap = a - b < 0 ? b - a : a - b;
        float h = blend - gap;
        h = h > 0 ? h * inv : 0;
        acc[l] = (a < b ? a : b) - h * h * quarter;
    }
}

INLINE void figure_distance(const struct trace_tile *tile, const struct points *p,
                            float ret[LANES])
{
    float group[LANES], d[LANES];
    for (int l = 0; l < LANES; l++)
        ret[l] = FAR_M;
    for (int k = 0; k < tile->n; k++) {
        const struct cone *c = &tile->surface->cones[tile->index[k]];
        bool first = k == 0 || tile->surface->cones[tile->index[k - 1]].group != c->group;
        bool last =
            k + 1 == tile->n || tile->surface->cones[tile->index[k + 1]].group != c->group;
        cone_distance(c, p, d);
        if (first)
            for (int l = 0; l < LANES; l++)
                group[l] = d[l];
        else
            blend_in(group, d, c->blend);
        if (last)
            for (int l = 0; l < LANES; l++)
                ret[l] = ret[l] < group[l] ? ret[l] : group[l];
    }
}

INLINE void nearest_cloth(const struct trace_tile *tile, const struct points *p, int ret[LANES])
{
    float best[LANES], d[LANES];
    for (int l = 0; l < LANES; l++)
        best[l] = FAR_M;
    for (int k = 0; k < tile->n; k++) {
        const struct cone *c = &tile->surface->cones[tile->index[k]];
        cone_distance(c, p, d);
        for (int l = 0; l < LANES; l++) {
            ret[l] = d[l] < best[l] ? (int)c->cloth : ret[l];
            best[l] = d[l] < best[l] ? d[l] : best[l];
        }
    }
}

INLINE void along_ray(const struct trace_camera *cam, float dir[3][LANES], const float *t,
                      struct points *ret)
{
    for (int l = 0; l < LANES; l++) {
        ret->x[l] = cam->at[0] + t[l] * dir[0][l];
        ret->y[l] = cam->at[1] + t[l] * dir[1][l];
        ret->z[l] = cam->at[2] + t[l] * dir[2][l];
    }
}

INLINE void ray_directions(const struct trace_camera *cam, int x, int y, float dir[3][LANES])
{
    float v = (float)y + 0.5f - cam->cy;
    for (int l = 0; l < LANES; l++) {
        float u = (float)(x + l) + 0.5f - cam->cx;
        float dx = cam->ahead[0] + u * cam->right[0] + v * cam->down[0];
        float dy = cam->ahead[1] + u * cam->right[1] + v * cam->down[1];
        float dz = cam->ahead[2] + u * cam->right[2] + v * cam->down[2];
        float inv = 1 / sqrtf(dx * dx + dy * dy + dz * dz);
        dir[0][l] = dx * inv;
        dir[1][l] = dy * inv;
        dir[2][l] = dz * inv;
    }
}

/* Gradient from the four corners of a tetrahedron. */
INLINE void normals(const struct trace_tile *tile, const struct points *p, float ret[3][LANES])
{
    static const float corner[4][3] = {
        { 1, -1, -1 }, { -1, -1, 1 }, { -1, 1, -1 }, { 1, 1, 1 }
    };
    for (int l = 0; l < LANES; l++)
        ret[0][l] = ret[1][l] = ret[2][l] = 0;
    for (int k = 0; k < 4; k++) {
        struct points q;
        float d[LANES];
        for (int l = 0; l < LANES; l++) {
            q.x[l] = p->x[l] + NORMAL_M * corner[k][0];
            q.y[l] = p->y[l] + NORMAL_M * corner[k][1];
            q.z[l] = p->z[l] + NORMAL_M * corner[k][2];
        }
        figure_distance(tile, &q, d);
        for (int l = 0; l < LANES; l++) {
            ret[0][l] += corner[k][0] * d[l];
            ret[1][l] += corner[k][1] * d[l];
            ret[2][l] += corner[k][2] * d[l];
        }
    }
    for (int l = 0; l < LANES; l++) {
        float n2 = ret[0][l] * ret[0][l] + ret[1][l] * ret[1][l] + ret[2][l] * ret[2][l];
        float inv = n2 > 0 ? 1 / sqrtf(n2) : 0;
        ret[0][l] *= inv;
        ret[1][l] *= inv;
        ret[2][l] *= inv;
    }
}

/* Walk all rays until each has hit or passed. Returns whether any pixel sees the figure. */
INLINE bool march(const struct trace_tile *tile, const struct trace_camera *cam,
                  float dir[3][LANES], struct trace_row *ret)
{
    /* miss: smallest distance so far, in pixel widths, and where on the ray that was */
    float t[LANES], miss[LANES], miss_t[LANES], d[LANES];
    struct points p;
    for (int l = 0; l < LANES; l++) {
        t[l] = tile->near_m;
        miss[l] = FAR_M;
        miss_t[l] = tile->near_m;
    }
    for (int step = 0; step < MAX_STEPS; step++) {
        int going = 0;
        along_ray(cam, dir, t, &p);
        figure_distance(tile, &p, d);
        for (int l = 0; l < LANES; l++) {
            float m = d[l] / (t[l] * cam->px_rad);
            m = m < 0 ? 0 : m;
            miss_t[l] = m < miss[l] ? t[l] : miss_t[l];
            miss[l] = m < miss[l] ? m : miss[l];
            int go = (d[l] > HIT_M) & (t[l] < tile->far_m);
            t[l] += go ? d[l] : 0;
            going |= go;
        }
        if (!going)
            break;
    }
    int any = 0;
    for (int l = 0; l < LANES; l++) {
        /* a ray that grazes for all its steps is as good as there */
        int hit = d[l] <= HIT_M;
        int late = (t[l] < tile->far_m) & (miss[l] < 1);
        float cover = hit | late ? 1 : 1 - miss[l];
        ret->cover[l] = cover > 0 ? cover : 0;
        ret->depth[l] = hit ? t[l] : miss_t[l];
        any |= cover > 0;
    }
    return any != 0;
}

WIDE static void row_of(const struct trace_tile *tile, const struct trace_camera *cam, int x,
                        int y, struct trace_row *ret)
{
    float dir[3][LANES], d[LANES];
    struct points p, q;
    ray_directions(cam, x, y, dir);
    ret->any = march(tile, cam, dir, ret);
    if (!ret->any)
        return;

    along_ray(cam, dir, ret->depth, &p);
    normals(tile, &p, ret->normal);
    nearest_cloth(tile, &p, ret->cloth);
    for (int l = 0; l < LANES; l++) {
        q.x[l] = p.x[l] + OPEN_M * ret->normal[0][l];
        q.y[l] = p.y[l] + OPEN_M * ret->normal[1][l];
        q.z[l] = p.z[l] + OPEN_M * ret->normal[2][l];
    }
    figure_distance(tile, &q, d);
    for (int l = 0; l < LANES; l++) {
        float open = d[l] * (1 / OPEN_M);
        ret->open[l] = open < 0 ? 0 : open > 1 ? 1 : open;
        ret->place[0][l] = p.x[l];
        ret->place[1][l] = p.y[l];
        ret->place[2][l] = p.z[l];
    }
}

/* clang 14 gives a cloned function another name outside its file. */
void trace_row(const struct trace_tile *tile, const struct trace_camera *cam, int x, int y,
               struct trace_row *ret)
{
    row_of(tile, cam, x, y, ret);
}
