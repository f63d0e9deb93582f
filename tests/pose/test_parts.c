/* SPDX-License-Identifier: Apache-2.0 */
/* Numbers of the networks to people: each part against numbers worked by hand, or against a
 * slower way to the same answer. */
#include "test.h"

#include <math.h>

#include "base/mem.h"
#include "base/rng.h"
#include "pose/detect.h"
#include "pose/landmark.h"
#include "pose/region.h"

static const double EXACT = 1e-9;    /* rounding of a few double operations */
static const double FLOAT_PX = 1e-4; /* rounding of a float of a few hundred px */

static void a_region_is_upright_along_the_line_from_hip_to_circle(void **state)
{
    (void)state;
    static const struct {
        double circle_x, circle_y, want_angle;
    } rows[] = {
        { 100, 150, 0 },        /* head up */
        { 150, 200, M_PI / 2 }, /* head to the right: turned clockwise */
        { 50, 200, -M_PI / 2 }, /* head to the left */
        { 150, 150, M_PI / 4 }, /* leaning to the right */
        { 50, 250, -M_PI * 3 / 4 },
    };
    for (size_t i = 0; i < N_ELEMS(rows); i++) {
        struct region r = region_from_points(100, 200, rows[i].circle_x, rows[i].circle_y);
        double x, y, radius = hypot(rows[i].circle_x - 100, rows[i].circle_y - 200);
        assert_near(r.angle, rows[i].want_angle, EXACT);
        assert_near(r.size, 2.5 * radius, EXACT);
        /* the circle's point lies straight up from the middle: 0.4 of the side */
        region_to_picture(&r, 0.5, 0.1, &x, &y);
        assert_near(x, rows[i].circle_x, 1e-7);
        assert_near(y, rows[i].circle_y, 1e-7);
    }
}

static void a_crop_maps_its_corners_to_the_region(void **state)
{
    (void)state;
    const struct region r = { .x = 50, .y = 80, .size = 20, .angle = M_PI / 2 };
    double m[6];
    region_crop(&r, 256, m);
    /* top left of the crop: left of and above the middle, turned clockwise: right, above */
    assert_near(m[2], 60, EXACT);
    assert_near(m[5], 70, EXACT);
    /* bottom right */
    assert_near(m[0] * 256 + m[1] * 256 + m[2], 40, EXACT);
    assert_near(m[3] * 256 + m[4] * 256 + m[5], 90, EXACT);
}

static void angles_stay_within_half_a_turn(void **state)
{
    (void)state;
    assert_near(angle_normal(3 * M_PI / 2), -M_PI / 2, EXACT);
    assert_near(angle_normal(-3 * M_PI / 2), M_PI / 2, EXACT);
    assert_near(angle_normal(0.5 + 4 * M_PI), 0.5, EXACT);
}

static void anchors_cover_three_grids_row_by_row(void **state)
{
    (void)state;
    static struct anchor a[DETECT_N_ANCHORS];
    detect_anchors(a);
    static const struct {
        size_t i;
        double x, y;
    } rows[] = {
        { 0, 0.5 / 28, 0.5 / 28 },      { 1, 0.5 / 28, 0.5 / 28 },
        { 2, 1.5 / 28, 0.5 / 28 },      { 56, 0.5 / 28, 1.5 / 28 },
        { 1567, 27.5 / 28, 27.5 / 28 }, { 1568, 0.5 / 14, 0.5 / 14 },
        { 1959, 13.5 / 14, 13.5 / 14 }, { 1960, 0.5 / 7, 0.5 / 7 },
        { 1966, 1.5 / 7, 0.5 / 7 },     { 2253, 6.5 / 7, 6.5 / 7 },
    };
    for (size_t i = 0; i < N_ELEMS(rows); i++) {
        assert_near(a[rows[i].i].x, rows[i].x, 1e-7);
        assert_near(a[rows[i].i].y, rows[i].y, 1e-7);
    }
}

static void sure_anchors_become_detections_best_first(void **state)
{
    (void)state;
    static struct anchor anchors[DETECT_N_ANCHORS];
    static float boxes[DETECT_N_ANCHORS][DETECT_N_NUMBERS], logits[DETECT_N_ANCHORS];
    static struct detection d[DETECT_N_ANCHORS];

    detect_anchors(anchors);
    for (size_t i = 0; i < DETECT_N_ANCHORS; i++)
        logits[i] = -1; /* 0.27: not sure enough */
    logits[10] = 0;     /* exactly 0.5 counts */
    logits[20] = 500;   /* cut at 100 */
    logits[30] = 100;
    logits[40] = NAN;
    boxes[20][0] = 22.4F; /* a tenth of the picture to the right of the anchor */
    boxes[20][3] = 56;
    boxes[20][4] = -22.4F;
    boxes[20][11] = 112;
    size_t n = detect_decode(&boxes[0][0], logits, anchors, DETECT_MIN_SCORE, d);
    assert_int_equal(n, 3);
    assert_near(d[0].x, anchors[20].x + 0.1, 1e-6);
    assert_near(d[0].h, 0.25, 1e-6);
    assert_near(d[0].key[0][0], anchors[20].x - 0.1, 1e-6);
    assert_near(d[0].key[3][1], anchors[20].y + 0.5, 1e-6);
    assert_near(d[1].x, anchors[30].x, 1e-6); /* equal scores: in anchor order */
    assert_near(d[2].score, 0.5, 0);
}

static struct detection box(double x, double y, double side, double score)
{
    struct detection d = {
        .score = (float)score, .x = (float)x, .y = (float)y, .w = (float)side, .h = (float)side
    };
    d.key[0][0] = (float)(x + 1);
    return d;
}

static void overlap_of_two_boxes(void **state)
{
    (void)state;
    const struct detection a = box(0, 0, 2, 1), b = box(1, 0, 2, 1), c = box(3, 0, 2, 1);
    const struct detection none = box(0, 0, 0, 1);
    assert_near(detect_iou(&a, &a), 1, EXACT);
    assert_near(detect_iou(&a, &b), 2.0 / 6, EXACT);
    assert_near(detect_iou(&a, &c), 0, 0);
    assert_near(detect_iou(&none, &none), 0, 0);
}

static void overlapping_detections_are_blended_by_score(void **state)
{
    (void)state;
    struct detection d[] = {
        box(0, 0, 2, 0.75), box(10, 0, 2, 0.7),  box(0.5, 0, 2, 0.25),
        box(9, 0, 2, 0.6),  box(20, 0, 2, 0.55),
    };
    assert_int_equal(detect_blend(d, 5, 0.3), 3);
    assert_near(d[0].x, 0.125, 1e-6); /* (0.75 * 0 + 0.25 * 0.5) / 1 */
    assert_near(d[0].key[0][0], 1.125, 1e-6);
    assert_near(d[0].score, 0.75, 1e-7); /* of the best */
    assert_near(d[1].x, (0.7 * 10 + 0.6 * 9) / 1.3, 1e-5);
    assert_near(d[2].x, 20, 1e-6);
}

/* The same by the definition: marks instead of moving things about. */
static size_t blend_slowly(const struct detection *d, size_t n, double min_iou, double *ret_x)
{
    bool used[64] = { false };
    size_t kept = 0;
    for (size_t i = 0; i < n; i++) {
        if (used[i])
            continue;
        double sum = 0, weight = 0;
        for (size_t j = i; j < n; j++) {
            if (used[j] || (j != i && detect_iou(&d[i], &d[j]) <= min_iou))
                continue;
            used[j] = true;
            sum += (double)d[j].score * d[j].x;
            weight += d[j].score;
        }
        ret_x[kept++] = sum / weight;
    }
    return kept;
}

static void blending_agrees_with_its_definition(void **state)
{
    (void)state;
    struct rng rng = rng_new(1, 1);
    for (int round = 0; round < 50; round++) {
        struct detection d[64];
        double want[64];
        for (size_t i = 0; i < 64; i++)
            d[i] = box(rng_uniform(&rng) * 4, rng_uniform(&rng) * 4, 0.5 + rng_uniform(&rng),
                       1 - (double)i / 100);
        size_t n_want = blend_slowly(d, 64, 0.3, want);
        assert_int_equal(detect_blend(d, 64, 0.3), n_want);
        for (size_t i = 0; i < n_want; i++)
            assert_near(d[i].x, want[i], 1e-5); /* floats up to 5 */
    }
}

static float *heat(float *map, int col, int row, int p)
{
    return &map[(row * LANDMARK_MAP + col) * LANDMARK_N + p];
}

static void a_sure_heatmap_moves_the_landmark_to_its_middle(void **state)
{
    (void)state;
    const size_t n = (size_t)LANDMARK_MAP * LANDMARK_MAP * LANDMARK_N;
    AUTO(mem) float *map = mem_array(n, sizeof(*map));
    double xy[LANDMARK_N][2];
    assert_non_null(map);
    for (size_t i = 0; i < n; i++)
        map[i] = -200; /* sigmoid 0 */
    for (int p = 0; p < LANDMARK_N; p++)
        xy[p][0] = xy[p][1] = 20.7 / 64;
    *heat(map, 21, 20, 0) = 0; /* 0.5 */
    *heat(map, 23, 18, 0) = 0;
    *heat(map, 25, 20, 0) = 100;    /* outside the 9 x 9 cells: of no account */
    *heat(map, 21, 20, 1) = -0.01F; /* not quite sure */
    xy[2][0] = -0.1;                /* outside the map: stays */
    xy[3][0] = 0.999;               /* window cut by the edge */
    *heat(map, 62, 20, 3) = 100;
    *heat(map, 21, 20, 4) = 0; /* half as sure: counts a sixteenth */
    *heat(map, 23, 20, 4) = 100;
    landmark_refine(&landmark_sharp, map, xy);
    assert_near(xy[0][0], 22.0 / 64, EXACT);
    assert_near(xy[0][1], 19.0 / 64, EXACT);
    assert_near(xy[1][0], 20.7 / 64, 0);
    assert_near(xy[2][0], -0.1, 0);
    assert_near(xy[3][0], 62.0 / 64, EXACT);
    assert_near(xy[3][1], 20.0 / 64, EXACT);
    assert_near(xy[4][0], (21.0 + 16 * 23.0) / 17 / 64, EXACT);
    xy[4][0] = 20.7 / 64; /* as the model's makers publish it: counts a half */
    landmark_refine(&landmark_published, map, xy);
    assert_near(xy[4][0], (21.0 + 2 * 23.0) / 3 / 64, EXACT);
}

static void a_body_is_laid_back_into_the_picture(void **state)
{
    (void)state;
    const size_t n = (size_t)LANDMARK_MAP * LANDMARK_MAP * LANDMARK_N;
    AUTO(mem) float *map = mem_array(n, sizeof(*map));
    float raw[LANDMARK_N][5] = { { 0 } }, world[LANDMARK_N][3] = { { 0 } };
    const struct region where = { .x = 100, .y = 200, .size = 512, .angle = M_PI / 2 };
    struct body b;

    assert_non_null(map);
    for (size_t i = 0; i < n; i++)
        map[i] = -200;
    const float point[5] = { 138, 128, 10, 0, 5 };
    memcpy(raw[BODY_L_KNEE], point, sizeof(point));
    memcpy(raw[LANDMARK_HIP], (float[]){ 128, 128, 0, 0, 0 }, sizeof(point));
    memcpy(raw[LANDMARK_CIRCLE], (float[]){ 128, 28, 0, 0, 0 }, sizeof(point));
    memcpy(world[BODY_L_KNEE], (float[]){ 1, 2, 3 }, sizeof(world[0]));
    landmark_decode(&landmark_sharp, &raw[0][0], map, &world[0][0], 0.75F, &where, &b);

    const struct motion_point *p = &b.points[BODY_L_KNEE];
    assert_near(b.presence, 0.75, 0);
    assert_near(p->x, 100, FLOAT_PX); /* 10 px right in the crop is 20 px down in the picture */
    assert_near(p->y, 220, FLOAT_PX);
    assert_near(p->z, 20, FLOAT_PX);
    assert_near(p->conf, 0.5, 1e-7);
    assert_near(b.world[BODY_L_KNEE].x, -2, 1e-6);
    assert_near(b.world[BODY_L_KNEE].y, 1, 1e-6);
    assert_near(b.world[BODY_L_KNEE].z, 3, 0);
    assert_near(b.region.x, 100, EXACT * 1000);
    assert_near(b.region.y, 200, EXACT * 1000);
    assert_near(b.region.size, 2.5 * 200, EXACT * 1000);
    assert_near(b.region.angle, M_PI / 2, EXACT);
}

static void height_counts_visible_points_only(void **state)
{
    (void)state;
    struct body b = { 0 };
    assert_near(body_height(&b), 0, 0);
    b.points[BODY_NOSE] = (struct motion_point){ 0, 10, 0, 0.9F };
    b.points[BODY_L_HEEL] = (struct motion_point){ 0, 210, 0, 0.5F };
    b.points[BODY_R_HEEL] = (struct motion_point){ 0, 260, 0, 0.4F };
    assert_near(body_height(&b), 200, FLOAT_PX);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_region_is_upright_along_the_line_from_hip_to_circle),
        cmocka_unit_test(a_crop_maps_its_corners_to_the_region),
        cmocka_unit_test(angles_stay_within_half_a_turn),
        cmocka_unit_test(anchors_cover_three_grids_row_by_row),
        cmocka_unit_test(sure_anchors_become_detections_best_first),
        cmocka_unit_test(overlap_of_two_boxes),
        cmocka_unit_test(overlapping_detections_are_blended_by_score),
        cmocka_unit_test(blending_agrees_with_its_definition),
        cmocka_unit_test(a_sure_heatmap_moves_the_landmark_to_its_middle),
        cmocka_unit_test(a_body_is_laid_back_into_the_picture),
        cmocka_unit_test(height_counts_visible_points_only),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
