/* SPDX-License-Identifier: Apache-2.0 */
/* The camera's roll, on pictures drawn with uprights whose lean is known. */
#include "test.h"

#include <math.h>

#include "base/mem.h"
#include "base/rng.h"
#include "pose/edges.h"
#include "pose/upright.h"

enum { W = 480, H = 270, ALL = W * H };
static const struct media_grey size = { W, H, { 2, 2 } };
static const double DEG = 180 / M_PI;
/* A hundredth of a value over a window's 80 rows, and its corners: well under what a real room
 * differs by. */
static const double NEAR_DEG = 0.15;

struct band { /* a brighter stripe from row y0 to y1, crossing the middle row at x */
    double x, width, lean_deg, y0, y1, grey;
};

struct room {
    double roll_deg,
        converge_deg; /* lean to the left in the middle, more of it at the right rim */
    int n_windows;
    double height; /* rows of a window, two edges each */
    const struct band *bands;
    size_t n_bands;
    double noise;
};

/* Soft by about a value, as lenses are. */
static double step_at(double d) { return 1 / (1 + exp(-3 * d)); }

static void draw_band(float *g, double x, double width, double slope, double slope2, double y0,
                      double y1, double grey)
{
    for (int v = (int)fmax(0, y0); v < H && v < y1; v++) {
        double d = v + 0.5 - H / 2.0, left = x + slope * d, right = x + width + slope2 * d;
        for (int u = 0; u < W; u++)
            g[v * W + u] +=
                (float)(grey * (step_at(u + 0.5 - left) - step_at(u + 0.5 - right)));
    }
}

/* Slope of an upright that crosses the middle row at x: uprights meet in one point. */
static double slope_at(const struct room *r, double x)
{
    return tan((r->roll_deg + r->converge_deg * (x - W / 2.0) / (W / 2.0)) / DEG);
}

static void draw(float *g, const struct room *r, uint64_t seed)
{
    struct rng rng = rng_new(seed, 3);
    for (int i = 0; i < ALL; i++)
        g[i] = 120;
    for (int i = 0; i < r->n_windows; i++) {
        double x = W * (i + 0.3) / r->n_windows, width = 0.5 * W / r->n_windows;
        draw_band(g, x, width, slope_at(r, x), slope_at(r, x + width), 60, 60 + r->height, 25);
    }
    for (size_t i = 0; i < r->n_bands; i++) {
        const struct band *b = &r->bands[i];
        double slope = tan(b->lean_deg / DEG);
        draw_band(g, b->x, b->width, slope, slope, b->y0, b->y1, b->grey);
    }
    for (int i = 0; i < ALL; i++)
        g[i] += (float)(r->noise * rng_normal(&rng));
}

/* n pictures; the camera moves by move_px between two. */
static struct upright_answer look(const struct room *r, int n, double move_px)
{
    AUTO(upright) struct upright *u = NULL;
    AUTO(mem) float *g = mem_array(ALL, sizeof(*g));
    struct upright_answer a;
    struct err err = { 0 };
    assert_non_null(g);
    assert_ok(upright_new(size, &u, &err), err);
    for (int i = 0; i < n; i++) {
        double at[2] = { i * move_px, 0 };
        draw(g, r, (uint64_t)i);
        assert_ok(upright_add(u, i, g, NULL, 0, at, &err), err);
    }
    assert_ok(upright_find(u, &a, &err), err);
    return a;
}

static void windows_tell_the_roll(void **state)
{
    (void)state;
    for (int deg = -9; deg <= 9; deg += 3) {
        struct room r = { .roll_deg = deg, .n_windows = 4, .height = 90 };
        struct upright_answer a = look(&r, 1, 0);
        assert_near(DEG * a.roll_rad, deg, NEAR_DEG);
        assert_true(a.n_things >= 6 && a.sd_rad > 0 && DEG * a.sd_rad < 1);
    }
}

static void convergence_is_not_taken_for_a_roll(void **state)
{
    (void)state;
    for (int deg = -6; deg <= 6; deg += 3) {
        struct room r = { .roll_deg = 2, .converge_deg = deg, .n_windows = 4, .height = 90 };
        struct upright_answer a = look(&r, 1, 0);
        assert_near(DEG * a.roll_rad, 2, NEAR_DEG);
        /* the whole slope at the right rim, 480 px from the middle */
        assert_near(DEG * a.per_px * W, deg, 2 * NEAR_DEG);
    }
}

static void noise_widens_but_does_not_turn(void **state)
{
    (void)state;
    struct room r = { .roll_deg = -4, .n_windows = 4, .height = 90, .noise = 6 };
    struct upright_answer a = look(&r, 16, 0);
    assert_near(DEG * a.roll_rad, -4, 2 * NEAR_DEG);
}

static void what_leans_does_not_win(void **state)
{
    (void)state;
    static const struct band rows[][2] = {
        { { 300, 14, -14, 90, 260, 40 },
          { 360, 10, -14, 90, 260, 40 } },                          /* a treadmill's frame */
        { { 200, 6, 9, 20, 260, 60 }, { 230, 6, 9, 20, 260, 60 } }, /* a ladder */
    };
    for (size_t i = 0; i < N_ELEMS(rows); i++) {
        struct room r = {
            .roll_deg = 3, .n_windows = 4, .height = 90, .bands = rows[i], .n_bands = 2
        };
        assert_near(DEG * look(&r, 1, 0).roll_rad, 3, 2 * NEAR_DEG);
        r.n_windows = 0; /* and alone it is no upright */
        assert_true(isnan(look(&r, 1, 0).roll_rad));
    }
}

static void the_pictures_own_border_says_nothing(void **state)
{
    (void)state;
    static const struct band bars[] = {
        { -1, 61, 0, 0, H, -110 },  /* a tall film in a wide frame: */
        { 420, 61, 0, 0, H, -110 }, /* black bars */
        { 150, 8, 0, 0, H, 30 },
    };
    struct room r = { .bands = bars, .n_bands = N_ELEMS(bars) };
    assert_true(isnan(look(&r, 1, 0).roll_rad));
    r.roll_deg = 5;
    r.n_windows = 6;
    r.height = 90;
    assert_near(DEG * look(&r, 1, 0).roll_rad, 5, 2 * NEAR_DEG);
}

static void nothing_upright_is_unknown(void **state)
{
    (void)state;
    const struct room rows[] = {
        { .n_windows = 0 },
        { .n_windows = 0, .noise = 12 },
        { .roll_deg = 2, .n_windows = 1, .height = 90 },  /* one window */
        { .roll_deg = 18, .n_windows = 4, .height = 90 }, /* nobody films like that */
    };
    for (size_t i = 0; i < N_ELEMS(rows); i++) {
        struct upright_answer a = look(&rows[i], 1, 0);
        assert_true(isnan(a.roll_rad) && isnan(a.sd_rad));
        assert_true(a.per_px == 0);
    }
}

static void trees_that_differ_make_the_answer_less_sure(void **state)
{
    (void)state;
    struct band trees[12];
    double sd[2], lean[2] = { 0, 2 };
    for (int k = 0; k < 2; k++) {
        for (int i = 0; i < 12; i++)
            trees[i] = (struct band){ 20 + 38 * i, 9,   lean[k] * (i * 7 % 12 - 5.5) / 5.5,
                                      10,          200, i % 2 ? 40 : -40 };
        struct room r = { .bands = trees, .n_bands = 12 };
        struct upright_answer a = look(&r, 1, 0);
        assert_near(DEG * a.roll_rad, 0, 0.1 + lean[k] / 4);
        sd[k] = a.sd_rad;
    }
    assert_true(sd[1] > 1.5 * sd[0]);
}

static void people_are_left_out(void **state)
{
    (void)state;
    /* stripes of a shirt that lean, in a box that moves with it */
    static const struct band shirt[] = {
        { 200, 8, 11, 40, 240, 50 }, { 220, 8, 11, 40, 240, 50 }, { 240, 8, 11, 40, 240, 50 },
        { 260, 8, 11, 40, 240, 50 }, { 280, 8, 11, 40, 240, 50 },
    };
    AUTO(upright) struct upright *u = NULL;
    AUTO(mem) float *g = mem_array(ALL, sizeof(*g));
    struct room r = {
        .roll_deg = -2, .n_windows = 4, .height = 90, .bands = shirt, .n_bands = N_ELEMS(shirt)
    };
    struct camera_box box = { 320, 40, 680, 520 };
    struct upright_answer a;
    struct err err = { 0 };
    const double at[2] = { 0 };
    assert_non_null(g);
    assert_ok(upright_new(size, &u, &err), err);
    for (int i = 0; i < 4; i++) {
        draw(g, &r, 1);
        for (int k = 0; i == 2 && k < ALL; k++)
            g[k] += 30; /* the lamp: what the box hid or not must not become an edge */
        box.x0 += 10;
        assert_ok(upright_add(u, i, g, &box, 1, at, &err), err);
    }
    assert_ok(upright_find(u, &a, &err), err);
    assert_near(DEG * a.roll_rad, -2, 2 * NEAR_DEG);
}

static void a_body_is_left_out_in_two_boxes(void **state)
{
    (void)state;
    struct body b = { .region = { .size = 100 } };
    struct camera_box box[2];
    for (int p = 0; p < BODY_N_POINTS; p++)
        b.points[p] = (struct motion_point){ NAN, NAN, NAN, 0 };
    assert_int_equal(upright_boxes_of(&b, box), 0);
    b.points[BODY_NOSE] = (struct motion_point){ 50, 100, 0, 1 };
    assert_int_equal(upright_boxes_of(&b, box), 1);
    b.points[BODY_L_HIP] = (struct motion_point){ 40, 200, 0, 1 };
    b.points[BODY_R_HIP] = (struct motion_point){ 60, 210, 0, 1 };
    b.points[BODY_L_ANKLE] = (struct motion_point){ 90, 300, 0, 1 };
    assert_int_equal(upright_boxes_of(&b, box), 2);
    /* each wider by a tenth of the whole height */
    const double want[2][4] = { { 20, 80, 80, 230 }, { 20, 180, 110, 320 } };
    for (int i = 0; i < 2; i++) {
        assert_near(box[i].x0, want[i][0], 1e-9);
        assert_near(box[i].y0, want[i][1], 1e-9);
        assert_near(box[i].x1, want[i][2], 1e-9);
        assert_near(box[i].y1, want[i][3], 1e-9);
    }
    b.region.size = 0;
    assert_int_equal(upright_boxes_of(&b, box), 0);
}

static void a_camera_that_moves_is_read_rest_by_rest(void **state)
{
    (void)state;
    struct room r = { .roll_deg = 3, .n_windows = 4, .height = 90 };
    struct upright_answer still = look(&r, 6, 0), moved = look(&r, 6, 40);
    assert_near(DEG * moved.roll_rad, 3, NEAR_DEG);
    /* 40 px a second skew by a thousandth; a pan of 4000 by more than a tenth of a degree */
    assert_true(moved.sd_rad >= still.sd_rad);
    assert_true(DEG * look(&r, 6, 4000).sd_rad > DEG * still.sd_rad + 1);
}

static void pictures_are_wanted_often_at_first_then_less(void **state)
{
    (void)state;
    AUTO(upright) struct upright *u = NULL;
    AUTO(mem) float *g = mem_array(ALL, sizeof(*g));
    struct err err = { 0 };
    const double at[2] = { 0 };
    int first = 0, all = 0;
    assert_ok(upright_new(size, &u, &err), err);
    for (int i = 0; i < 120 * 60; i++) {
        double t = i / 120.0;
        if (!upright_wants(u, t))
            continue;
        assert_ok(upright_add(u, t, g, NULL, 0, at, &err), err);
        first += t < 3;
        all++;
    }
    assert_in_range(first, 8, 16);
    assert_int_equal(all, UPRIGHT_PICTURES);
}

static void an_edge_is_found_where_it_was_drawn(void **state)
{
    (void)state;
    const struct band one = { 100, 200, 8, 50, 170, 30 };
    const struct room r = { .bands = &one, .n_bands = 1 };
    AUTO(mem) float *g = mem_array(ALL, sizeof(*g));
    AUTO(mem) uint32_t *seen = mem_array(ALL, sizeof(*seen));
    struct edge e[8];
    size_t n = 0;
    struct err err = { 0 };
    for (int i = 0; i < ALL; i++)
        seen[i] = 1;
    draw(g, &r, 0);
    assert_ok(edges_find(g, seen, size, e, N_ELEMS(e), &n, &err), err);
    assert_int_equal(n, 2);
    for (size_t i = 0; i < n; i++) {
        double from = e[i].sign > 0 ? 100 : 300;
        assert_near(e[i].slope, tan(8 / DEG), 0.002);
        /* px of the full picture, from its middle */
        assert_near(e[i].x - e[i].slope * e[i].y, 2 * (from - W / 2.0), 0.4);
        assert_near(e[i].length, 2 * 120, 2 * 8);
    }
    seen[110 * W + 97] = 0; /* a hole cuts one of them */
    assert_ok(edges_find(g, seen, size, e, N_ELEMS(e), &n, &err), err);
    assert_int_equal(n, 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(windows_tell_the_roll),
        cmocka_unit_test(convergence_is_not_taken_for_a_roll),
        cmocka_unit_test(noise_widens_but_does_not_turn),
        cmocka_unit_test(what_leans_does_not_win),
        cmocka_unit_test(the_pictures_own_border_says_nothing),
        cmocka_unit_test(nothing_upright_is_unknown),
        cmocka_unit_test(trees_that_differ_make_the_answer_less_sure),
        cmocka_unit_test(people_are_left_out),
        cmocka_unit_test(a_body_is_left_out_in_two_boxes),
        cmocka_unit_test(a_camera_that_moves_is_read_rest_by_rest),
        cmocka_unit_test(pictures_are_wanted_often_at_first_then_less),
        cmocka_unit_test(an_edge_is_found_where_it_was_drawn),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
