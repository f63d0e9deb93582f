/* SPDX-License-Identifier: Apache-2.0 */
#include "synth/scene.h"

#include <math.h>

const float scene_sun[3] = { 0.3369f, 0.8422f, -0.4211f }; /* from ahead, above, left */

#define BELT_HALF_M 0.26f
#define DECK_HALF_M 0.40f
#define DECK_FROM_M (-0.95f)
#define DECK_TO_M   1.10f
#define DECK_HIGH_M 0.18f /* belt above the floor */
#define ROOM_M      9.0f  /* wall, round the runner */

static uint32_t hash2(int32_t a, int32_t b, uint32_t seed)
{
    uint32_t h = (uint32_t)a * 0x9e3779b1u ^ (uint32_t)b * 0x85ebca77u ^ seed * 0xc2b2ae3du;
    h = (h ^ (h >> 15)) * 0x2c1b3c6du;
    h = (h ^ (h >> 12)) * 0x297a2d39u;
    return h ^ (h >> 15);
}

static float cell(int32_t a, int32_t b, uint32_t seed)
{
    return (float)(hash2(a, b, seed) >> 8) * 0x1p-24f;
}

/* Smooth noise 0..1, one feature per unit. */
static float noise2(float x, float z, uint32_t seed)
{
    float fx = floorf(x), fz = floorf(z), u = x - fx, v = z - fz;
    int32_t i = (int32_t)fx, k = (int32_t)fz;
    u = u * u * (3 - 2 * u);
    v = v * v * (3 - 2 * v);
    float a = cell(i, k, seed) * (1 - u) + cell(i + 1, k, seed) * u;
    float b = cell(i, k + 1, seed) * (1 - u) + cell(i + 1, k + 1, seed) * u;
    return a * (1 - v) + b * v;
}

float scene_belt(float x, float z, double moved_m, uint32_t seed)
{
    double along = (double)x + moved_m; /* place on the endless belt */
    double turn = along - 2.9 * floor(along / 2.9);
    float s = (float)turn;
    float grain = 0.86f + 0.28f * noise2(s * 60, z * 60, seed);
    float seam = fabsf(s - 1.45f - 0.3f * z) < 0.012f ? 1.5f : 1;
    /* a pale mark beside each track, as belts have them printed */
    float m = s - 0.7f * floorf(s / 0.7f);
    float mark = fabsf(fabsf(z) - 0.215f) < 0.012f && m < 0.28f ? 2.4f : 1;
    return grain * seam * mark;
}

static void put(struct scene_pixel *p, float r, float g, float b)
{
    float v[3] = { b, g, r };
    for (int i = 0; i < 3; i++) {
        float c = v[i] < 0 ? 0 : v[i] > 1 ? 1 : v[i];
        p->bgr[i] = (uint8_t)(c * 255 + 0.5f);
    }
}

static void sky(struct scene_pixel *p, const float d[3], uint32_t seed)
{
    float h = d[1] < 0 ? 0 : d[1];
    float az = atan2f(d[2], d[0]);
    float hill = 0.030f + 0.035f * noise2(az * 5, 0, seed) + 0.012f * noise2(az * 40, 3, seed);
    if (h < hill) {
        float k = 0.75f + 0.4f * noise2(az * 260, d[1] * 340, seed + 1);
        put(p, 0.30f * k, 0.40f * k, 0.26f * k);
        return;
    }
    float cloud =
        noise2(az * 3, h * 14, seed + 2) * 0.6f + noise2(az * 9, h * 40, seed + 2) * 0.4f;
    float c = cloud > 0.5f ? (cloud - 0.5f) * 0.9f : 0;
    put(p, 0.62f - 0.35f * h + c, 0.75f - 0.25f * h + 0.8f * c, 0.90f - 0.08f * h + 0.4f * c);
}

static void path(struct scene_pixel *p, const float d[3], float at_x, float at_z, float t,
                 uint32_t seed)
{
    float x = at_x + t * d[0], z = at_z + t * d[2];
    float far = t > 40 ? 1 : t / 40; /* fine grain fades with the distance */
    p->kind = SCENE_GROUND;
    p->x = x;
    p->z = z;
    float fine = noise2(x * 45, z * 45, seed) * (1 - far) + 0.5f * far;
    float wide = noise2(x * 1.3f, z * 1.3f, seed + 5);
    if (fabsf(z) < 1.3f) {
        float k = 0.80f + 0.22f * fine + 0.12f * wide;
        float line = fabsf(fabsf(z) - 1.2f) < 0.03f ? 1.35f : 1;
        put(p, 0.58f * k * line, 0.53f * k * line, 0.48f * k * line);
    } else {
        float k = 0.70f + 0.45f * fine + 0.30f * wide;
        put(p, 0.33f * k, 0.44f * k, 0.22f * k);
    }
}

static void room(struct scene_pixel *p, const float at[3], const float d[3], uint32_t seed)
{
    float wall = ROOM_M / fmaxf(fmaxf(fabsf(d[0]), fabsf(d[2])), 1e-6f);
    float floor_t = d[1] < -1e-6f ? (-DECK_HIGH_M - at[1]) / d[1] : 1e9f;
    if (floor_t < wall) {
        float x = at[0] + floor_t * d[0], z = at[2] + floor_t * d[2];
        float plank =
            0.92f + 0.10f * cell((int32_t)floorf(x * 1.2f), (int32_t)floorf(z * 6), seed);
        float k = plank * (0.95f + 0.1f * noise2(x * 3, z * 50, seed));
        float under = fmaxf(fabsf(z) - DECK_HALF_M, fmaxf(DECK_FROM_M - x, x - DECK_TO_M));
        k *= under < 0.15f ? 0.62f + 2.5f * fmaxf(under, 0) : 1;
        put(p, 0.60f * k, 0.52f * k, 0.43f * k);
        p->depth = floor_t;
        return;
    }
    float y = at[1] + wall * d[1];
    float along = fabsf(d[0]) > fabsf(d[2]) ? at[2] + wall * d[2] : at[0] + wall * d[0];
    float k = 0.96f + 0.05f * noise2(along * 0.7f, y * 0.7f, seed);
    float panel = along - 2.2f * floorf(along / 2.2f);
    if (y > 0.9f && y < 2.6f && panel > 0.4f && panel < 1.7f)
        put(p, 0.78f * k, 0.84f * k, 0.88f * k); /* a window */
    else if (y < 0.05f)
        put(p, 0.48f * k, 0.46f * k, 0.44f * k);
    else
        put(p, 0.74f * k, 0.72f * k, 0.67f * k);
    p->depth = wall;
}

/* Where the ray enters a box; which face: 0, 1, 2 for x, y, z. */
static float box(const float at[3], const float d[3], const float lo[3], const float hi[3],
                 int *ret_face)
{
    float in = 0, out = 1e9f;
    int face = -1;
    for (int i = 0; i < 3; i++) {
        float inv = fabsf(d[i]) > 1e-7f ? 1 / d[i] : 1e7f;
        float a = (lo[i] - at[i]) * inv, b = (hi[i] - at[i]) * inv;
        float first = a < b ? a : b, second = a < b ? b : a;
        if (first > in) {
            in = first;
            face = i;
        }
        out = second < out ? second : out;
    }
    *ret_face = face;
    return face >= 0 && in < out ? in : 1e9f;
}

static void treadmill(struct scene_pixel *p, const float at[3], const float d[3])
{
    static const float lo[2][3] = { { DECK_FROM_M, -0.17f, -DECK_HALF_M },
                                    { 1.0f, -0.17f, -DECK_HALF_M } };
    static const float hi[2][3] = { { DECK_TO_M, 0, DECK_HALF_M },
                                    { 1.32f, 0.10f, DECK_HALF_M } };
    for (int i = 0; i < 2; i++) {
        int face;
        float t = box(at, d, lo[i], hi[i], &face);
        if (t >= p->depth)
            continue;
        float x = at[0] + t * d[0], z = at[2] + t * d[2];
        float k = face == 1 ? 1 : face == 2 ? 0.62f : 0.75f;
        p->depth = t;
        p->kind = SCENE_STILL;
        put(p, 0.30f * k, 0.31f * k, 0.33f * k);
        if (i == 0 && face == 1) {
            p->kind = fabsf(z) < BELT_HALF_M ? SCENE_BELT : SCENE_GROUND;
            p->x = x;
            p->z = z;
            float c = p->kind == SCENE_BELT ? 0.24f : 0.42f;
            put(p, c, c, c * 1.03f);
        }
    }
}

void scene_row(const struct synth_params *par, const struct trace_camera *cam, int y, int width,
               struct scene_pixel *ret)
{
    uint32_t seed = (uint32_t)(uint64_t)par->seed;
    float v = (float)y + 0.5f - cam->cy;
    for (int i = 0; i < width; i++) {
        float u = (float)i + 0.5f - cam->cx, d[3], n = 0;
        for (int k = 0; k < 3; k++) {
            d[k] = cam->ahead[k] + u * cam->right[k] + v * cam->down[k];
            n += d[k] * d[k];
        }
        n = 1 / sqrtf(n);
        for (int k = 0; k < 3; k++)
            d[k] *= n;
        struct scene_pixel *p = &ret[i];
        *p = (struct scene_pixel){ .depth = 1e9f };
        if ((int)par->surface == SYNTH_TREADMILL) {
            room(p, cam->at, d, seed);
            treadmill(p, cam->at, d);
            continue;
        }
        float t = d[1] < -1e-4f ? -cam->at[1] / d[1] : 1e9f;
        if (t < 300) {
            p->depth = t;
            path(p, d, cam->at[0], cam->at[2], t, seed);
        } else {
            sky(p, d, seed);
        }
    }
}

/* -- shadow ------------------------------------------------------------------------------- */

static float ramp(float x) { return x <= 0 ? 0 : x >= 1 ? 1 : x * x * (3 - 2 * x); }

/* A cone's shadow: its two circles moved along the light to the ground, soft with their height.
 */
static void cast(const struct cone *c, struct shade *ret)
{
    float rb = c->ra - c->slope * c->len, kx = scene_sun[0] / scene_sun[1],
          kz = scene_sun[2] / scene_sun[1];
    float by = c->a[1] + c->len * c->axis[1];
    float ax = c->a[0] - kx * c->a[1], az = c->a[2] - kz * c->a[1];
    float dx = c->a[0] + c->len * c->axis[0] - kx * by - ax;
    float dz = c->a[2] + c->len * c->axis[2] - kz * by - az;
    float high = fmaxf(c->a[1], by), len2 = dx * dx + dz * dz + 1e-9f;
    float reach = fmaxf(c->ra, rb) + 0.02f + 0.09f * fmaxf(high, 0);

    int i0 = (int)floorf((fminf(ax, ax + dx) - reach - ret->x0) / SHADE_CELL_M);
    int i1 = (int)ceilf((fmaxf(ax, ax + dx) + reach - ret->x0) / SHADE_CELL_M);
    int k0 = (int)floorf((fminf(az, az + dz) - reach - ret->z0) / SHADE_CELL_M);
    int k1 = (int)ceilf((fmaxf(az, az + dz) + reach - ret->z0) / SHADE_CELL_M);
    i0 = i0 < 0 ? 0 : i0;
    k0 = k0 < 0 ? 0 : k0;
    i1 = i1 > SHADE_COLS - 1 ? SHADE_COLS - 1 : i1;
    k1 = k1 > SHADE_ROWS - 1 ? SHADE_ROWS - 1 : k1;
    for (int k = k0; k <= k1; k++) {
        for (int i = i0; i <= i1; i++) {
            float px = ret->x0 + ((float)i + 0.5f) * SHADE_CELL_M - ax;
            float pz = ret->z0 + ((float)k + 0.5f) * SHADE_CELL_M - az;
            float h = (px * dx + pz * dz) / len2;
            h = h < 0 ? 0 : h > 1 ? 1 : h;
            float ex = px - h * dx, ez = pz - h * dz;
            float y = fmaxf(c->a[1] + h * (by - c->a[1]), 0), soft = 0.015f + 0.09f * y;
            float r = c->ra + h * (rb - c->ra);
            float dark = ramp(0.5f + (r - sqrtf(ex * ex + ez * ez)) / (2 * soft));
            float light = 1 - dark * (0.30f + 0.32f / (1 + 6 * y));
            ret->light[k][i] = fminf(ret->light[k][i], light);
        }
    }
}

void shade_make(const struct surface *s, float mid_x, float mid_z, struct shade *ret)
{
    float kx = scene_sun[0] / scene_sun[1], kz = scene_sun[2] / scene_sun[1];
    /* the middle of a standing body's shadow, about */
    ret->x0 = mid_x - 0.8f * kx - SHADE_COLS * SHADE_CELL_M / 2;
    ret->z0 = mid_z - 0.8f * kz - SHADE_ROWS * SHADE_CELL_M / 2;
    for (int k = 0; k < SHADE_ROWS; k++)
        for (int i = 0; i < SHADE_COLS; i++)
            ret->light[k][i] = 1;
    for (size_t i = 0; i < s->n; i++)
        cast(&s->cones[i], ret);
}

float shade_at(const struct shade *s, float x, float z)
{
    float u = (x - s->x0) / SHADE_CELL_M - 0.5f, v = (z - s->z0) / SHADE_CELL_M - 0.5f;
    if (!(u >= 0 && v >= 0 && u < SHADE_COLS - 1 && v < SHADE_ROWS - 1))
        return 1;
    int i = (int)u, k = (int)v;
    float fu = u - (float)i, fv = v - (float)k;
    const float *a = &s->light[k][i], *b = &s->light[k + 1][i];
    return (a[0] * (1 - fu) + a[1] * fu) * (1 - fv) + (b[0] * (1 - fu) + b[1] * fu) * fv;
}
