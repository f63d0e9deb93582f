/* SPDX-License-Identifier: Apache-2.0 */
/* The edge between shirt and shorts, on pictures whose edge is known because it was drawn. */
#include "test.h"

#include <math.h>

#include "base/mem.h"
#include "base/rng.h"
#include "pose/waist.h"

enum { W = 320, H = 360, MID_X = 160, HIP_Y = 220, TRUNK = 100 };

struct clothes {
    const char *what;
    double slope_deg, above;    /* of the edge; above mid-hip in trunk lengths */
    double bent;                /* px that its middle lies higher than its ends */
    double shirt[3], shorts[3]; /* red, green, blue */
    double noise;               /* standard deviation, of 255 */
    double turn_deg;            /* of runner and edge in the picture */
    bool from_front, small;
};

static double edge_y(const struct clothes *c, double x)
{
    double half = 0.35 * TRUNK, far = fmin(1, fabs(x) / half);
    return HIP_Y - c->above * TRUNK + x * tan(c->slope_deg * M_PI / 180) -
           c->bent * (1 - far * far);
}

/* Colour of the upright picture at (x, y) from its middle line: edges a pixel soft. */
static double colour(const struct clothes *c, double x, double y, int k)
{
    static const double wall[3] = { 150, 160, 170 }, skin[3] = { 200, 150, 120 };
    if (fabs(x) > 0.5 * TRUNK || y < HIP_Y - 1.2 * TRUNK)
        return wall[k];
    if (y > HIP_Y + 0.6 * TRUNK)
        return skin[k];
    double share = fmin(1, fmax(0, y - edge_y(c, x) + 0.5));
    return c->shirt[k] + share * (c->shorts[k] - c->shirt[k]);
}

static void draw(const struct clothes *c, uint8_t *bgrx)
{
    struct rng rng = rng_new(7, 3);
    double co = cos(c->turn_deg * M_PI / 180), si = sin(c->turn_deg * M_PI / 180);
    for (int v = 0; v < H; v++)
        for (int u = 0; u < W; u++) {
            double dx = u + 0.5 - MID_X, dy = v + 0.5 - HIP_Y;
            double x = co * dx + si * dy, y = HIP_Y - si * dx + co * dy;
            uint8_t *p = bgrx + 4 * (v * W + u);
            for (int k = 0; k < 3; k++) {
                double value = colour(c, x, y, k) + c->noise * rng_normal(&rng);
                p[2 - k] = (uint8_t)fmax(0, fmin(255, round(value)));
            }
        }
}

static struct motion_point turned(const struct clothes *c, double x, double y)
{
    double co = cos(c->turn_deg * M_PI / 180), si = sin(c->turn_deg * M_PI / 180);
    double k = c->small ? 0.1 : 1;
    return (struct motion_point){ (float)(MID_X + k * (co * x - si * y)),
                                  (float)(HIP_Y + k * (si * x + co * y)), 0, 1 };
}

static bool find(const struct clothes *c, struct waist *ret)
{
    AUTO(mem) uint8_t *bgrx = mem_array((size_t)W * H, 4);
    __attribute__((cleanup(media_frame_freep))) struct media_frame *f = NULL;
    struct motion_point p[BODY_N_POINTS] = { 0 };
    struct err err = { 0 };
    double right = c->from_front ? -1 : 1;
    assert_non_null(bgrx);
    draw(c, bgrx);
    assert_ok(media_frame_from_bgrx(bgrx, 4 * W, W, H, 0, 0, &f, &err), err);
    p[BODY_L_HIP] = turned(c, -20 * right, 0);
    p[BODY_R_HIP] = turned(c, 20 * right, 0);
    p[BODY_L_SHOULDER] = turned(c, -35 * right, -TRUNK);
    p[BODY_R_SHOULDER] = turned(c, 35 * right, -TRUNK);
    return waist_find(f, p, ret);
}

#define TEAL         \
    {                \
        25, 140, 148 \
    }
#define DARK       \
    {              \
        33, 36, 51 \
    }
#define GREY          \
    {                 \
        128, 128, 138 \
    }
#define GREYER        \
    {                 \
        120, 121, 128 \
    }

static void an_edge_is_found_as_it_was_drawn(void **state)
{
    (void)state;
    static const struct clothes rows[] = {
        { "level", 0, 0.1, 0, TEAL, DARK, 0, 0, false, false },
        { "right side low", 8, 0.1, 0, TEAL, DARK, 0, 0, false, false },
        { "left side low", -12, 0, 0, DARK, TEAL, 0, 0, false, false },
        { "low on the hips", 5, -0.1, 0, TEAL, DARK, 0, 0, false, false },
        { "noise", 6, 0.1, 0, TEAL, DARK, 10, 0, false, false },
        { "little contrast", 6, 0.1, 0, DARK, GREYER, 4, 0, false, false },
        { "leaning runner", 4, 0.1, 0, TEAL, DARK, 0, 7, false, false },
    };
    for (size_t i = 0; i < N_ELEMS(rows); i++) {
        const struct clothes *c = &rows[i];
        struct waist w;
        if (!find(c, &w))
            fail_msg("%s: not found", c->what);
        /* a quarter of a degree over 50 px is a fifth of a pixel; noise costs more */
        double near_deg = c->noise > 0 ? 0.8 : 0.25;
        double got = w.slope_rad * 180 / M_PI;
        if (!(fabs(got - c->slope_deg - c->turn_deg) <= near_deg) ||
            !(fabs(w.above - c->above) <= 0.02))
            fail_msg("%s: %.2f degrees, %.3f above", c->what, got, w.above);
    }
}

static void where_there_is_no_straight_edge_from_behind_nothing_is_said(void **state)
{
    (void)state;
    static const struct clothes rows[] = {
        { "one piece", 5, 0.1, 0, TEAL, TEAL, 0, 0, false, false },
        { "one piece, noise", 5, 0.1, 0, GREY, GREY, 15, 0, false, false },
        { "bent by the thighs", 5, 0.1, 9, TEAL, DARK, 0, 0, false, false },
        { "seen from the front", 5, 0.1, 0, TEAL, DARK, 0, 0, true, false },
        { "too small", 5, 0.1, 0, TEAL, DARK, 0, 0, false, true },
    };
    for (size_t i = 0; i < N_ELEMS(rows); i++) {
        struct waist w;
        if (find(&rows[i], &w))
            fail_msg("%s: %.2f degrees", rows[i].what, w.slope_rad * 180 / M_PI);
    }
}

static void a_body_with_missing_points_has_no_waist(void **state)
{
    (void)state;
    static const enum body_point needed[] = { BODY_L_HIP, BODY_R_HIP, BODY_L_SHOULDER,
                                              BODY_R_SHOULDER };
    AUTO(mem) uint8_t *bgrx = mem_array((size_t)W * H, 4);
    __attribute__((cleanup(media_frame_freep))) struct media_frame *f = NULL;
    struct err err = { 0 };
    assert_ok(media_frame_from_bgrx(bgrx, 4 * W, W, H, 0, 0, &f, &err), err);
    for (size_t i = 0; i < N_ELEMS(needed); i++) {
        const struct clothes c = { 0 };
        struct motion_point p[BODY_N_POINTS];
        struct waist w;
        for (int k = 0; k < BODY_N_POINTS; k++)
            p[k] = turned(&c, k % 2 ? -30 : 30, k < BODY_L_HIP ? -TRUNK : 0);
        p[needed[i]].x = p[needed[i]].y = NAN;
        assert_false(waist_find(f, p, &w));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_edge_is_found_as_it_was_drawn),
        cmocka_unit_test(where_there_is_no_straight_edge_from_behind_nothing_is_said),
        cmocka_unit_test(a_body_with_missing_points_has_no_waist),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
