/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include <math.h>

#include "base/mem.h"
#include "synth/synth.h"

enum { W = 320, H = 180, STRIDE = W * 4 };

static struct synth_params small(void)
{
    struct synth_params p;
    synth_params_init(&p);
    p.duration_s = 1;
    p.width = W;
    p.height = H;
    return p;
}

static struct synth *make(const struct synth_params *p)
{
    struct err err = { 0 };
    struct synth *s = NULL;
    assert_ok(synth_new(p, &s, &err), err);
    return s;
}

static uint8_t *draw(const struct synth_params *p, size_t frame_i, struct pool *pool)
{
    struct err err = { 0 };
    AUTO(synth) struct synth *s = make(p);
    uint8_t *bgrx = mem_array(H, STRIDE);
    assert_non_null(bgrx);
    assert_ok(synth_render_frame(s, frame_i, pool, bgrx, STRIDE, &err), err);
    return bgrx;
}

static void the_picture_does_not_depend_on_the_threads(void **state)
{
    (void)state;
    struct err err = { 0 };
    struct synth_params p = small();
    p.blur = 0.5;
    p.noise = 6;
    p.view = SYNTH_FRONT;
    AUTO(mem) uint8_t *alone = draw(&p, 7, NULL);
    for (unsigned n = 1; n <= 3; n++) {
        AUTO(pool) struct pool *pool = NULL;
        assert_ok(pool_new(n, &pool, &err), err);
        AUTO(mem) uint8_t *shared = draw(&p, 7, pool);
        assert_memory_equal(alone, shared, (size_t)H * STRIDE);
    }
    p.seed = 2;
    AUTO(mem) uint8_t *other = draw(&p, 7, NULL);
    assert_true(memcmp(alone, other, (size_t)H * STRIDE) != 0);
}

static void frames_do_not_depend_on_those_drawn_before(void **state)
{
    (void)state;
    struct err err = { 0 };
    struct synth_params p = small();
    AUTO(mem) uint8_t *fresh = draw(&p, 9, NULL);
    AUTO(mem) uint8_t *later = mem_array(H, STRIDE);
    AUTO(synth) struct synth *s = make(&p);
    for (size_t i = 8; i <= 9; i++)
        assert_ok(synth_render_frame(s, i, NULL, later, STRIDE, &err), err);
    assert_memory_equal(fresh, later, (size_t)H * STRIDE);
}

static void only_the_picture_is_written(void **state)
{
    (void)state;
    enum { WIDER = STRIDE + 64 };
    struct err err = { 0 };
    struct synth_params p = small();
    AUTO(synth) struct synth *s = make(&p);
    AUTO(mem) uint8_t *bgrx = mem_array(H, WIDER);
    memset(bgrx, 0xa5, (size_t)H * WIDER);
    assert_ok(synth_render_frame(s, 0, NULL, bgrx, WIDER, &err), err);
    for (int y = 0; y < H; y++) {
        for (int x = 0; x < 64; x++)
            assert_int_equal(bgrx[y * WIDER + STRIDE + x], 0xa5);
        for (int x = 0; x < W; x++)
            assert_int_equal(bgrx[y * WIDER + 4 * x + 3], 255);
    }
}

/* Pixels that change with the clothes are the figure's. */
static bool *figure_mask(struct synth_params p, size_t frame_i, size_t *ret_n)
{
    bool *mask = mem_array(H, W);
    assert_non_null(mask);
    p.outfit = 0;
    AUTO(mem) uint8_t *a = draw(&p, frame_i, NULL);
    p.outfit = 1;
    AUTO(mem) uint8_t *b = draw(&p, frame_i, NULL);
    *ret_n = 0;
    for (int i = 0; i < W * H; i++) {
        mask[i] = memcmp(a + 4 * i, b + 4 * i, 3) != 0;
        *ret_n += mask[i];
    }
    return mask;
}

static void the_joints_lie_on_the_figure_in_every_view(void **state)
{
    (void)state;
    static const struct {
        double view, surface, roll;
    } rows[] = {
        { SYNTH_SIDE_LEFT, SYNTH_TREADMILL, 0 },  { SYNTH_SIDE_RIGHT, SYNTH_TREADMILL, 8 },
        { SYNTH_REAR, SYNTH_TREADMILL, 0 },       { SYNTH_FRONT, SYNTH_TREADMILL, -5 },
        { SYNTH_SIDE_LEFT, SYNTH_OVERGROUND, 0 }, { SYNTH_FRONT, SYNTH_OVERGROUND, 0 },
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct synth_params p = small();
        p.view = rows[i].view;
        p.surface = rows[i].surface;
        p.camera_roll_deg = rows[i].roll;
        p.camera_yaw_deg = 10;
        size_t n, frame_i = 30; /* half-way: an overground runner is in the picture */
        AUTO(mem) bool *mask = figure_mask(p, frame_i, &n);
        assert_true(n > W * H / 100 && n < W * H / 6);
        AUTO(synth) struct synth *s = make(&p);
        for (int k = 0; k < BODY_N_POINTS; k++) {
            const struct motion_point *q = &synth_motion(s)->points[frame_i][k];
            int x = (int)floorf(q->x), y = (int)floorf(q->y);
            bool on = false; /* points are on or under the skin: within a pixel */
            for (int dy = -1; dy <= 1; dy++)
                for (int dx = -1; dx <= 1; dx++)
                    on = on || mask[(y + dy) * W + x + dx];
            if (!on)
                fail_msg("view %g: %s at %d, %d is not on the figure", rows[i].view,
                         body_point_name((enum body_point)k), x, y);
        }
    }
}

static void points_are_the_projection_of_the_joints(void **state)
{
    (void)state;
    struct synth_params p = small();
    p.camera_tilt_deg = 7;
    p.camera_roll_deg = 11;
    p.camera_yaw_deg = -20;
    AUTO(synth) struct synth *s = make(&p);
    const struct synth_truth *t = synth_truth(s);
    const struct synth_camera *c = &t->camera;
    for (size_t i = 0; i < t->motion->n_frames; i += 7) {
        struct synth_xyz at[BODY_N_POINTS];
        synth_points_at(s, t->motion->t_s[i], at);
        for (int k = 0; k < BODY_N_POINTS; k++) {
            const struct synth_xyz *q = &t->points_m[i][k];
            double d[3] = { q->x - c->at.x, q->y - c->at.y, q->z - c->at.z };
            double r = d[0] * c->right.x + d[1] * c->right.y + d[2] * c->right.z;
            double u = d[0] * c->up.x + d[1] * c->up.y + d[2] * c->up.z;
            double z = d[0] * c->ahead.x + d[1] * c->ahead.y + d[2] * c->ahead.z;
            /* the picture's points are floats: 1e-4 px at a few hundred */
            assert_near((double)t->motion->points[i][k].x, c->cx_px + c->f_px * r / z, 1e-4);
            assert_near((double)t->motion->points[i][k].y, c->cy_px - c->f_px * u / z, 1e-4);
            assert_near(at[k].x, q->x, 0);
        }
    }
}

static void each_view_shows_the_runner_from_there(void **state)
{
    (void)state;
    /* sign of: nose right of the mid-hip; left shoulder right of the right one, in the picture;
     * and of the left hip nearer than the right one */
    static const int want[SYNTH_N_VIEWS][3] = {
        [SYNTH_SIDE_LEFT] = { -1, 0, 1 },
        [SYNTH_SIDE_RIGHT] = { 1, 0, -1 },
        [SYNTH_REAR] = { 0, -1, 0 },
        [SYNTH_FRONT] = { 0, 1, 0 },
    };
    for (int v = 0; v < SYNTH_N_VIEWS; v++) {
        struct synth_params p = small();
        p.view = v;
        AUTO(synth) struct synth *s = make(&p);
        const struct motion_point *q = synth_motion(s)->points[0];
        float nose = q[BODY_NOSE].x - (q[BODY_L_HIP].x + q[BODY_R_HIP].x) / 2;
        float side = q[BODY_L_SHOULDER].x - q[BODY_R_SHOULDER].x;
        float near = q[BODY_R_HIP].z - q[BODY_L_HIP].z;
        assert_true(want[v][0] == 0 || nose * (float)want[v][0] > 3);
        assert_true(want[v][1] == 0 || side * (float)want[v][1] > 15);
        assert_true(want[v][2] == 0 || near * (float)want[v][2] > 5);
    }
}

static void noise_has_the_asked_strength(void **state)
{
    (void)state;
    struct synth_params p = small();
    AUTO(mem) uint8_t *clean = draw(&p, 0, NULL);
    p.noise = 8;
    AUTO(mem) uint8_t *noisy = draw(&p, 0, NULL);
    double sum = 0, sum2 = 0, n = 0;
    for (int i = 0; i < W * H * 4; i++) {
        /* where noise is cut at neither end */
        if (i % 4 == 3 || clean[i] < 40 || clean[i] > 215)
            continue;
        double d = noisy[i] - clean[i];
        sum += d;
        sum2 += d * d;
        n++;
    }
    assert_true(n > 50000);
    assert_near(sum / n, 0, 0.15);        /* 8 / sqrt(50000) = 0.036, four of them */
    assert_near(sqrt(sum2 / n), 8, 0.15); /* plus rounding to whole steps */
}

static void the_belt_runs_under_a_runner_who_stays(void **state)
{
    (void)state;
    struct synth_params p = small();
    AUTO(synth) struct synth *s = make(&p);
    const struct synth_truth *t = synth_truth(s);
    for (size_t i = 0; i < t->motion->n_frames; i++) {
        double x = (t->points_m[i][BODY_L_HIP].x + t->points_m[i][BODY_R_HIP].x) / 2;
        assert_near(x, 0, 1e-9);
    }
    p.surface = SYNTH_OVERGROUND;
    AUTO(synth) struct synth *o = make(&p);
    const struct synth_truth *u = synth_truth(o);
    for (size_t i = 0; i < u->motion->n_frames; i++) {
        double x = (u->points_m[i][BODY_L_HIP].x + u->points_m[i][BODY_R_HIP].x) / 2;
        assert_near(x, p.speed_mps * (u->motion->t_s[i] - p.duration_s / 2), 1e-9);
        /* the same figure, only carried along */
        assert_near(u->points_m[i][BODY_L_ANKLE].x - x, t->points_m[i][BODY_L_ANKLE].x, 1e-9);
    }
}

static void the_truth_file_is_whole(void **state)
{
    (void)state;
    struct synth_params p = small();
    p.fps = 20;
    AUTO(synth) struct synth *s = make(&p);
    AUTO_TEXT struct text t = TEXT_INIT(1 << 20);
    synth_truth_json(s, &t);
    assert_false(text_failed(&t));
    const char *json = text_str(&t);
    assert_non_null(strstr(json, "\"schema\": \"backstride-truth\",\n  \"version\": 1"));
    assert_null(strstr(json, "nan"));
    assert_null(strstr(json, "inf"));
    int depth = 0, frames = 0;
    for (const char *c = json; *c; c++) {
        depth += *c == '{' || *c == '[' ? 1 : *c == '}' || *c == ']' ? -1 : 0;
        assert_true(depth >= 0);
        frames += strncmp(c, "\"t_s\"", 5) == 0;
    }
    assert_int_equal(depth, 0);
    assert_int_equal(frames, synth_n_frames(s));
    for (int m = 0; m < MEASURE_N; m++)
        assert_non_null(strstr(json, measure_info((enum measure)m)->key));
    for (size_t i = 0; i < synth_n_params; i++)
        assert_non_null(strstr(json, synth_param_table[i].name));

    AUTO_TEXT struct text little = TEXT_INIT(1000);
    synth_truth_json(s, &little);
    assert_true(text_failed(&little));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_picture_does_not_depend_on_the_threads),
        cmocka_unit_test(frames_do_not_depend_on_those_drawn_before),
        cmocka_unit_test(only_the_picture_is_written),
        cmocka_unit_test(the_joints_lie_on_the_figure_in_every_view),
        cmocka_unit_test(points_are_the_projection_of_the_joints),
        cmocka_unit_test(each_view_shows_the_runner_from_there),
        cmocka_unit_test(noise_has_the_asked_strength),
        cmocka_unit_test(the_belt_runs_under_a_runner_who_stays),
        cmocka_unit_test(the_truth_file_is_whole),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
