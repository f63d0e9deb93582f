/* SPDX-License-Identifier: Apache-2.0 */
/* The path of the camera, on pictures whose path is known because it was drawn. */
#include "test.h"

#include <math.h>

#include "base/mem.h"
#include "base/rng.h"
#include "pose/camera.h"

enum { W = 160, H = 90, BLOBS = 400, FRAMES = 60 };
static const struct media_grey size = { W, H, { 8, 8 } };
/* A tenth of a value of the small picture: 0.8 px of 1280. */
static const double NEAR_PX = 0.8;

struct wall { /* a plane of soft spots, larger than the picture */
    double x[BLOBS], y[BLOBS], r[BLOBS], grey[BLOBS];
};

static struct wall *wall_new(uint64_t seed)
{
    struct rng rng = rng_new(seed, 5);
    struct wall *w = mem_array(1, sizeof(*w));
    assert_non_null(w);
    for (int i = 0; i < BLOBS; i++) {
        w->x[i] = 3.0 * W * (rng_uniform(&rng) - 0.33);
        w->y[i] = 3.0 * H * (rng_uniform(&rng) - 0.33);
        w->r[i] = 3 + 6 * rng_uniform(&rng);
        w->grey[i] = 80 * rng_uniform(&rng) - 40;
    }
    return w;
}

static void draw_spot(float *g, int x0, int x1, double x, double y, double r, double grey)
{
    for (int v = (int)fmax(0, y - 3 * r); v < H && v < y + 3 * r; v++)
        for (int u = (int)fmax(x0, x - 3 * r); u < x1 && u < x + 3 * r; u++) {
            double a = (u - x) / r, b = (v - y) / r;
            g[v * W + u] += (float)(grey * exp(-(a * a + b * b) / 2));
        }
}

/* Add the part of the wall in columns [x0, x1), moved by (dx, dy). */
static void draw(float *g, const struct wall *w, int x0, int x1, double dx, double dy)
{
    for (int i = 0; i < BLOBS; i++)
        draw_spot(g, x0, x1, w->x[i] + dx, w->y[i] + dy, w->r[i], w->grey[i]);
}

struct scene {
    double sway, lift, pan; /* values: two swings, and a steady move a frame */
    double belt;            /* values a frame of the right quarter; NaN: none */
    double light;           /* added a frame */
    bool runner;            /* a moving box in the middle, said to be a person */
};

static double path_x(const struct scene *s, int f)
{
    return s->sway * sin(0.5 * f) + s->pan * f;
}
static double path_y(const struct scene *s, int f) { return s->lift * sin(0.7 * f); }

/* Largest error of the path in px of the full picture; *ret_lost: frames not known. */
static double worst_error(const struct scene *s, int *ret_lost)
{
    AUTO(camera) struct camera *c = NULL;
    AUTO(mem) struct wall *wall = wall_new(1);
    AUTO(mem) struct wall *other = wall_new(2);
    static float g[W * H];
    struct err err = { 0 };
    double worst = 0;
    *ret_lost = 0;
    assert_ok(camera_new(size, &c, &err), err);
    for (int f = 0; f < FRAMES; f++) {
        struct camera_box box = { 8 * 60, 8 * 10, 8 * 100, 8 * 85 };
        double px[2];
        for (int i = 0; i < W * H; i++)
            g[i] = (float)(120 + s->light * f);
        draw(g, wall, 0, isnan(s->belt) ? W : 3 * W / 4, path_x(s, f), path_y(s, f));
        if (!isnan(s->belt))
            draw(g, other, 3 * W / 4, W, s->belt * f, 0);
        if (s->runner)
            draw(g, other, 60, 100, 3 * sin(f), 2 * f % 9);
        *ret_lost += !camera_next(c, g, &box, s->runner, px);
        worst = fmax(worst, fabs(px[0] - 8 * path_x(s, f)));
        worst = fmax(worst, fabs(px[1] - 8 * path_y(s, f)));
    }
    return worst;
}

static void the_path_of_a_swaying_camera_is_found(void **state)
{
    (void)state;
    static const struct scene rows[] = {
        { .belt = NAN },                           /* at rest */
        { .sway = 2.3, .lift = 1.7, .belt = NAN }, /* held by hand */
        { .sway = 2.3, .lift = 1.7, .belt = NAN, .runner = true },
        { .sway = 1.1, .lift = 0.6, .belt = 1.7 },  /* a belt runs in a quarter */
        { .lift = 1.2, .belt = NAN, .light = 0.5 }, /* it gets lighter */
        { .sway = 6, .lift = 5, .belt = NAN },      /* shaken */
    };
    for (size_t i = 0; i < N_ELEMS(rows); i++) {
        int lost;
        assert_near(worst_error(&rows[i], &lost), 0, NEAR_PX);
        assert_int_equal(lost, 0);
    }
}

static void a_pan_changes_keys_and_adds_little_with_each(void **state)
{
    (void)state;
    static const struct scene rows[] = {
        { .pan = 2.4, .lift = 0.5, .belt = NAN },
        { .pan = -4.2,
          .belt = NAN }, /* more than a patch can follow from one frame to the next */
    };
    for (size_t i = 0; i < N_ELEMS(rows); i++) {
        int lost, keys = 1 + (int)(FRAMES * fabs(rows[i].pan) / (0.2 * W));
        assert_near(worst_error(&rows[i], &lost), 0, keys * NEAR_PX / 2);
        assert_int_equal(lost, 0);
    }
}

static void a_wall_without_texture_says_nothing(void **state)
{
    (void)state;
    AUTO(camera) struct camera *c = NULL;
    struct err err = { 0 };
    static float g[W * H];
    struct rng rng = rng_new(3, 3);
    double px[2];
    assert_ok(camera_new(size, &c, &err), err);
    for (int f = 0; f < 3; f++) {
        for (int i = 0; i < W * H; i++)
            g[i] = (float)(100 + rng_normal(&rng)); /* the noise of a sensor */
        assert_int_equal(camera_next(c, g, NULL, 0, px), f == 0);
        assert_near(px[0], 0, 0);
        assert_near(px[1], 0, 0);
    }
}

static void two_backgrounds_of_equal_size_are_not_averaged(void **state)
{
    (void)state;
    AUTO(camera) struct camera *c = NULL;
    AUTO(mem) struct wall *left = wall_new(1);
    AUTO(mem) struct wall *right = wall_new(2);
    struct err err = { 0 };
    static float g[W * H];
    double px[2];
    assert_ok(camera_new(size, &c, &err), err);
    for (int f = 0; f < 8; f++) {
        for (int i = 0; i < W * H; i++)
            g[i] = 120;
        draw(g, left, 0, W / 2, 1.3 * f, 0);
        draw(g, right, W / 2, W, -1.3 * f, 0);
        if (camera_next(c, g, NULL, 0, px))
            assert_near(fabs(px[0]), 8 * 1.3 * f, NEAR_PX);
    }
}

static void the_box_of_a_body_holds_its_points_and_a_little_more(void **state)
{
    (void)state;
    struct body b = { .region = { .size = 100 } };
    struct camera_box box;
    for (int p = 0; p < BODY_N_POINTS; p++)
        b.points[p] = (struct motion_point){ (float)(100 + p), (float)(200 + 3 * p), 0, 1 };
    b.points[4].x = NAN;
    assert_true(camera_box_of(&b, &box));
    double wider = 0.1 * 3 * (BODY_N_POINTS - 1);
    assert_near(box.x0, 100 - wider, 1e-9);
    assert_near(box.y1, 200 + 3 * (BODY_N_POINTS - 1) + wider, 1e-9);
    b.region.size = 0;
    assert_false(camera_box_of(&b, &box));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_path_of_a_swaying_camera_is_found),
        cmocka_unit_test(a_pan_changes_keys_and_adds_little_with_each),
        cmocka_unit_test(a_wall_without_texture_says_nothing),
        cmocka_unit_test(two_backgrounds_of_equal_size_are_not_averaged),
        cmocka_unit_test(the_box_of_a_body_holds_its_points_and_a_little_more),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
