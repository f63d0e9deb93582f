/* SPDX-License-Identifier: Apache-2.0 */
#include "synth/render.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/rng.h"
#include "synth/scene.h"
#include "synth/surface.h"
#include "synth/trace.h"
#include "synth/vec.h"

enum { BLUR_SHOTS = 6 };    /* pictures averaged over an open shutter */
enum { NOISE_N = 1 << 15 }; /* a power of 2 */

struct render {
    int width, height;
    struct trace_camera camera;
    struct scene_pixel *scene; /* [height][width] */
    float *noise;              /* [NOISE_N] */
    uint16_t *sum;             /* [height][width][3] over the shots of a blurred frame */
    struct surface surface;
    struct shade shade;
    struct synth_params par;
    float colour[CLOTH_N][3]; /* linear */
    /* of the picture being drawn */
    double moved_m;
    int x0, y0, x1, y1; /* box of the figure, px */
    size_t frame_i;
    bool blurred;
    uint8_t *bgrx;
    size_t stride;
};

static struct trace_camera make_camera(const struct synth_camera *c)
{
    struct trace_camera t = { .cx = (float)c->cx_px,
                              .cy = (float)c->cy_px,
                              .px_rad = (float)(1 / c->f_px) };
    const struct synth_xyz from[4] = { c->at, c->ahead, v_mul(c->right, 1 / c->f_px),
                                       v_mul(c->up, -1 / c->f_px) };
    float *to[4] = { t.at, t.ahead, t.right, t.down };
    for (int i = 0; i < 4; i++) {
        to[i][0] = (float)from[i].x;
        to[i][1] = (float)from[i].y;
        to[i][2] = (float)from[i].z;
    }
    return t;
}

struct render *render_free(struct render *re)
{
    if (re) {
        free(re->scene);
        free(re->sum);
        free(re->noise);
        free(re);
    }
    return NULL;
}

/* Noise is drawn once, SD 1; every row of every frame reads on from a place of its own, so that
 * the rows' order does not matter. */
static void draw_noise(struct render *re)
{
    struct rng g = rng_new((uint64_t)re->par.seed, 16);
    for (size_t i = 0; i < NOISE_N; i++)
        re->noise[i] = (float)rng_normal(&g);
}

int render_new(const struct runner *r, const struct synth_camera *camera,
               struct render **ret_render, struct err *err)
{
    int w = (int)r->par.width, h = (int)r->par.height;
    size_t n = (size_t)w * (size_t)h;
    struct render *re = mem_array(1, sizeof(*re));
    if (re) {
        re->scene = mem_array(n, sizeof(*re->scene));
        re->noise = mem_array(NOISE_N, sizeof(*re->noise));
    }
    if (re && r->par.blur > 0)
        re->sum = mem_array(n, 3 * sizeof(*re->sum));
    if (!re || !re->scene || !re->noise || (r->par.blur > 0 && !re->sum)) {
        render_free(re);
        return err_set(err, ERR_NOMEM, "no memory for a picture of %d x %d", w, h);
    }
    re->width = w;
    re->height = h;
    re->par = r->par;
    draw_noise(re);
    re->camera = make_camera(camera);
    for (int y = 0; y < h; y++)
        scene_row(&r->par, &re->camera, y, w, re->scene + (size_t)y * (size_t)w);
    for (int c = 0; c < CLOTH_N; c++) {
        const float *srgb = surface_colour((int)r->par.outfit, (enum synth_cloth)c);
        for (int k = 0; k < 3; k++)
            re->colour[c][k] = srgb[k] * srgb[k]; /* gamma 2 both ways */
    }
    *ret_render = re;
    return 0;
}

/* -- the ground --------------------------------------------------------------------------- */

static void scene_pixels(const struct render *re, int y, int x0, int x1, uint8_t *out)
{
    const struct scene_pixel *p = re->scene + (size_t)y * (size_t)re->width;
    uint32_t seed = (uint32_t)(uint64_t)re->par.seed;
    for (int x = x0; x < x1; x++) {
        uint8_t *o = out + 4 * x;
        float k = 1;
        if (p[x].kind != SCENE_STILL)
            k = shade_at(&re->shade, p[x].x, p[x].z);
        if (p[x].kind == SCENE_BELT)
            k *= scene_belt(p[x].x, p[x].z, re->moved_m, seed);
        for (int c = 0; c < 3; c++) {
            float v = (float)p[x].bgr[c] * k;
            o[c] = k == 1 ? p[x].bgr[c] : (uint8_t)(v > 255 ? 255 : v);
        }
        o[3] = 255;
    }
}

/* -- the figure --------------------------------------------------------------------------- */

struct blot { /* what of the picture a cone can touch: all within r of the line from a to b */
    float a[2], b[2], r, depth, bound;
};

/* Place in the picture; returns the depth along the view, m. */
static float project(const struct trace_camera *cam, const float p[3], float ret_xy[2])
{
    float d[3] = { p[0] - cam->at[0], p[1] - cam->at[1], p[2] - cam->at[2] };
    float f2 = 1 / (cam->px_rad * cam->px_rad);
    float z = d[0] * cam->ahead[0] + d[1] * cam->ahead[1] + d[2] * cam->ahead[2];
    float u = (d[0] * cam->right[0] + d[1] * cam->right[1] + d[2] * cam->right[2]) * f2;
    float v = (d[0] * cam->down[0] + d[1] * cam->down[1] + d[2] * cam->down[2]) * f2;
    ret_xy[0] = cam->cx + u / z;
    ret_xy[1] = cam->cy + v / z;
    return z;
}

static struct blot blot_of(const struct trace_camera *cam, const struct cone *c)
{
    struct blot o;
    float rb = c->ra - c->slope * c->len, end[3], mid = 0;
    float reach = fmaxf(c->ra, rb) + fmaxf(TRACE_REACH_M, c->blend), f = 1 / cam->px_rad;
    for (int k = 0; k < 3; k++) {
        end[k] = c->a[k] + c->len * c->axis[k];
        mid += (c->mid[k] - cam->at[k]) * (c->mid[k] - cam->at[k]);
    }
    float za = project(cam, c->a, o.a), zb = project(cam, end, o.b);
    float near = fminf(za, zb) - reach;
    o.depth = sqrtf(mid);
    o.bound = c->bound + TRACE_REACH_M;
    if (near < 0.05f) { /* beside or behind the lens: it may be anywhere */
        o.a[0] = o.b[0] = cam->cx;
        o.a[1] = o.b[1] = cam->cy;
        o.r = 1e6f;
        return o;
    }
    /* a sphere off the axis looks like a longer ellipse: this circle holds it */
    float off = fmaxf(hypotf(o.a[0] - cam->cx, o.a[1] - cam->cy),
                      hypotf(o.b[0] - cam->cx, o.b[1] - cam->cy)) /
                f;
    o.r = f * reach / near * (1 + off);
    return o;
}

/* Does it come within `more` of a place? */
static bool blot_meets(const struct blot *o, float x, float y, float more)
{
    float dx = o->b[0] - o->a[0], dy = o->b[1] - o->a[1], len2 = dx * dx + dy * dy;
    float h = len2 > 0 ? ((x - o->a[0]) * dx + (y - o->a[1]) * dy) / len2 : 0;
    h = h < 0 ? 0 : h > 1 ? 1 : h;
    float ex = x - o->a[0] - h * dx, ey = y - o->a[1] - h * dy, r = o->r + more;
    return ex * ex + ey * ey <= r * r;
}

static void figure_box(struct render *re)
{
    float x0 = 1e9f, y0 = 1e9f, x1 = -1e9f, y1 = -1e9f;
    for (size_t i = 0; i < re->surface.n; i++) {
        struct blot o = blot_of(&re->camera, &re->surface.cones[i]);
        x0 = fminf(x0, fminf(o.a[0], o.b[0]) - o.r);
        y0 = fminf(y0, fminf(o.a[1], o.b[1]) - o.r);
        x1 = fmaxf(x1, fmaxf(o.a[0], o.b[0]) + o.r);
        y1 = fmaxf(y1, fmaxf(o.a[1], o.b[1]) + o.r);
    }
    float w = (float)re->width, h = (float)re->height;
    re->x0 = (int)fminf(fmaxf(x0, 0), w) / LANES * LANES;
    re->y0 = (int)fminf(fmaxf(y0, 0), h);
    re->x1 = (int)fminf(fmaxf(x1 + 1, 0), w);
    re->y1 = (int)fminf(fmaxf(y1 + 1, 0), h);
}

static void make_tile(const struct render *re, const struct blot *blots, int x, int y,
                      struct trace_tile *ret)
{
    const float half = hypotf(LANES, TILE_ROWS) / 2;
    float mid_x = (float)x + LANES / 2.0f, mid_y = (float)y + TILE_ROWS / 2.0f;
    ret->surface = &re->surface;
    ret->n = 0;
    ret->near_m = 1e9f;
    ret->far_m = 0;
    for (size_t i = 0; i < re->surface.n; i++) {
        if (!blot_meets(&blots[i], mid_x, mid_y, half))
            continue;
        ret->index[ret->n++] = (int)i;
        ret->near_m = fminf(ret->near_m, blots[i].depth - blots[i].bound);
        ret->far_m = fmaxf(ret->far_m, blots[i].depth + blots[i].bound);
    }
    ret->near_m = fmaxf(ret->near_m, 0.05f);
}

static float clamp01(float v) { return v < 0 ? 0 : v > 1 ? 1 : v; }

static void shade_pixel(const struct render *re, const struct trace_row *row, int l, uint8_t *o)
{
    const float *albedo = re->colour[row->cloth[l]];
    float nx = row->normal[0][l], ny = row->normal[1][l], nz = row->normal[2][l];
    float sun = nx * scene_sun[0] + ny * scene_sun[1] + nz * scene_sun[2];
    float open = 0.35f + 0.65f * row->open[l];
    float low = clamp01(row->place[1][l] * 2.5f + 0.45f); /* darker close to the ground */
    /* light wraps a little round soft bodies; then sky from above, ground from below */
    float key = clamp01((sun + 0.25f) / 1.25f);
    float sky = 0.5f + 0.5f * ny, back = 0.5f - 0.5f * ny;
    float light[3] = { 0.72f * key + 0.42f * sky + 0.20f * back,
                       0.70f * key + 0.44f * sky + 0.19f * back,
                       0.65f * key + 0.48f * sky + 0.17f * back };
    for (int c = 0; c < 3; c++) {
        float v = albedo[c] * light[c] * open * low;
        float tone = sqrtf(clamp01(v)) * 255;
        float under = (float)o[2 - c];
        o[2 - c] = (uint8_t)(under + (tone - under) * row->cover[l] + 0.5f);
    }
}

static void figure_tile(const struct render *re, const struct blot *blots, int x, int y)
{
    struct trace_tile tile;
    make_tile(re, blots, x, y, &tile);
    if (tile.n == 0)
        return;
    int y1 = y + TILE_ROWS < re->y1 ? y + TILE_ROWS : re->y1;
    for (int row_y = y; row_y < y1; row_y++) {
        struct trace_row row;
        trace_row(&tile, &re->camera, x, row_y, &row);
        if (!row.any)
            continue;
        const struct scene_pixel *scene = re->scene + (size_t)row_y * (size_t)re->width;
        uint8_t *out = re->bgrx + (size_t)row_y * re->stride;
        for (int l = 0; l < LANES && x + l < re->width; l++)
            if (row.cover[l] > 0 && row.depth[l] < scene[x + l].depth + 0.03f)
                shade_pixel(re, &row, l, out + 4 * (x + l));
    }
}

/* One band of TILE_ROWS rows: ground, then figure. */
static void draw_band(void *arg, size_t i, unsigned worker)
{
    (void)worker;
    struct render *re = arg;
    struct blot blots[SURFACE_MAX];
    int y = (int)i * TILE_ROWS;
    for (int k = y; k < y + TILE_ROWS && k < re->height; k++)
        scene_pixels(re, k, 0, re->width, re->bgrx + (size_t)k * re->stride);
    if (y + TILE_ROWS <= re->y0 || y >= re->y1)
        return;
    for (size_t k = 0; k < re->surface.n; k++)
        blots[k] = blot_of(&re->camera, &re->surface.cones[k]);
    for (int x = re->x0; x < re->x1; x += LANES)
        figure_tile(re, blots, x, y);
}

/* -- shutter and sensor ------------------------------------------------------------------- */

static void add_band(void *arg, size_t i, unsigned worker)
{
    (void)worker;
    struct render *re = arg;
    for (int y = (int)i * TILE_ROWS; y < (int)(i + 1) * TILE_ROWS && y < re->height; y++) {
        const uint8_t *in = re->bgrx + (size_t)y * re->stride;
        uint16_t *sum = re->sum + (size_t)y * (size_t)re->width * 3;
        for (int x = 0; x < re->width; x++)
            for (int c = 0; c < 3; c++)
                sum[3 * x + c] = (uint16_t)(sum[3 * x + c] + in[4 * x + c]);
    }
}

static void finish_band(void *arg, size_t i, unsigned worker)
{
    (void)worker;
    struct render *re = arg;
    float light = (float)re->par.light, k = (float)re->par.noise;
    float shot = light / (re->blurred ? BLUR_SHOTS : 1);
    for (int y = (int)i * TILE_ROWS; y < (int)(i + 1) * TILE_ROWS && y < re->height; y++) {
        uint8_t *o = re->bgrx + (size_t)y * re->stride;
        const uint16_t *sum = re->blurred ? re->sum + (size_t)y * (size_t)re->width * 3 : NULL;
        struct rng g =
            rng_new((uint64_t)re->par.seed + ((uint64_t)re->frame_i << 20), (uint64_t)y + 16);
        uint32_t at = rng_u32(&g);
        for (int x = 0; x < re->width; x++) {
            for (int c = 0; c < 3; c++) {
                float v = shot * (sum ? (float)sum[3 * x + c] : (float)o[4 * x + c]);
                v += k * re->noise[(at + (uint32_t)(3 * x + c)) % NOISE_N];
                o[4 * x + c] = (uint8_t)(v < 0 ? 0 : v > 255 ? 255 : v + 0.5f);
            }
        }
    }
}

static void each(struct pool *pool, size_t n, pool_each_fn *fn, void *arg)
{
    if (pool) {
        pool_each(pool, n, fn, arg);
        return;
    }
    for (size_t i = 0; i < n; i++)
        fn(arg, i, 0);
}

static void draw_shot(struct render *re, const struct runner *r, double t_s, struct pool *pool,
                      size_t n_bands)
{
    struct pose p;
    figure_pose(r, t_s, &p);
    surface_make(&r->par, &r->body, &p, &re->surface);
    shade_make(&re->surface, (float)p.mid_hip.x, (float)p.mid_hip.z, &re->shade);
    re->moved_m = r->par.speed_mps * t_s;
    figure_box(re);
    each(pool, n_bands, draw_band, re);
}

int render_frame(struct render *re, const struct runner *r, size_t frame_i, struct pool *pool,
                 uint8_t *ret_bgrx, size_t stride, struct err *err)
{
    (void)err;
    size_t n_bands = (size_t)(re->height + TILE_ROWS - 1) / TILE_ROWS;
    double t_s = (double)frame_i / r->par.fps, open_s = r->par.blur / r->par.fps;
    re->bgrx = ret_bgrx;
    re->stride = stride;
    re->frame_i = frame_i;
    re->blurred = r->par.blur > 0;
    if (re->blurred)
        memset(re->sum, 0, (size_t)re->width * (size_t)re->height * 3 * sizeof(*re->sum));
    for (int shot = 0; shot < (re->blurred ? BLUR_SHOTS : 1); shot++) {
        double at = re->blurred ? open_s * ((shot + 0.5) / BLUR_SHOTS - 0.5) : 0;
        draw_shot(re, r, t_s + at, pool, n_bands);
        if (re->blurred)
            each(pool, n_bands, add_band, re);
    }
    if (re->blurred || r->par.noise > 0 || r->par.light != 1)
        each(pool, n_bands, finish_band, re);
    return 0;
}
