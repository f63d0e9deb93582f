/* SPDX-License-Identifier: Apache-2.0 */
/* Whole clips through the real networks. What needs real people needs the reference clips. */
#include "test.h"

#include <jansson.h>
#include <math.h>

#include "base/mem.h"
#include "dsp/stats.h"
#include "pose/models.h"

#if defined(__SANITIZE_ADDRESS__)
enum { GOLDEN_FRAMES = 16, GOLDEN_ROWS_STEP = 2 }; /* the sanitizers are slow: no heavy */
static const double PART_S = 0.3;
#else
enum { GOLDEN_FRAMES = 60, GOLDEN_ROWS_STEP = 1 };
static const double PART_S = 1.6;
#endif
#define AUTO_READER __attribute__((cleanup(media_reader_freep))) struct media_reader *
#define AUTO_FRAME  __attribute__((cleanup(media_frame_freep))) struct media_frame *

static const char *models_folder(void)
{
    const char *folder = getenv("BACKSTRIDE_MODELS");
    return folder ? folder : "node_modules/@mediapipe/pose";
}

static struct pose_models *load_models(enum pose_quality q, enum nn_precision precision)
{
    struct err err = { 0 };
    struct pose_models *m = NULL;
    assert_ok(pose_models_new(models_folder(), q, precision, &m, &err), err);
    return m;
}

/* -- against MediaPipe */

/*
 * The reference is said to measure each frame alone, but shows the signs of following: it is as
 * smooth as a followed body, the region that explains its frame 20 is turned like the body
 * before and not like the detection, it finds frames whose detection fails, and the published
 * program has no option to do otherwise. Another region gives another estimate (1.5 % of the
 * height apart in the median, on treadmill_side_left), so this test looks where the frame
 * before says, smoothed by a one-euro filter (Casiez, Roussel & Vogel 2012, "1 euro filter: a
 * simple speed-based low-pass filter for noisy input", CHI '12) of the two auxiliary points.
 * That checks crop, networks, decoding, refinement and projection by themselves.
 */
struct one_euro {
    bool started;
    double raw, slope, out;
};

static double smooth(struct one_euro *f, double x, double scale, double dt_s)
{
    const double min_cutoff_hz = 0.01, beta = 10, slope_cutoff_hz = 1;
    double a = 1 / (1 + 1 / (2 * M_PI * slope_cutoff_hz * dt_s));

    if (!f->started) {
        *f = (struct one_euro){ .started = true, .raw = x, .out = x };
        return x;
    }
    f->slope += a * ((x - f->raw) * scale / dt_s - f->slope);
    a = 1 / (1 + 1 / (2 * M_PI * (min_cutoff_hz + beta * fabs(f->slope)) * dt_s));
    f->out += a * (x - f->out);
    f->raw = x;
    return f->out;
}

static struct region smooth_region(struct one_euro *f, const struct region *r,
                                   const struct region *looked)
{
    /* Unknown: chosen for the best agreement among 0.03, 0.1, 0.3, 0.6, 1 and 2 s. The medians
     * go from 0.95 % to 0.60 % of the height on treadmill_side_left. */
    const double dt_s = 1;
    double radius = r->size / 2.5, p[4];
    const double raw[4] = { r->x, r->y, r->x + radius * sin(r->angle),
                            r->y - radius * cos(r->angle) };
    for (int i = 0; i < 4; i++)
        p[i] = smooth(&f[i], raw[i], 1 / looked->size, dt_s);
    return region_from_points(p[0], p[1], p[2], p[3]);
}

struct agreement {
    double *distance; /* of each body point from the reference, in body heights */
    size_t n, cap, n_frames, n_only_one;
};

static void compare(struct agreement *a, const json_t *frame, const struct motion_point *points,
                    bool found)
{
    const json_t *want = json_object_get(frame, "landmarks");
    double w = json_number_value(json_object_get(frame, "width"));
    double h = json_number_value(json_object_get(frame, "height"));
    double x[BODY_N_POINTS], y[BODY_N_POINTS], conf[BODY_N_POINTS], top = h, bottom = 0;

    a->n_frames++;
    a->n_only_one += found != json_is_array(want);
    if (!found || !json_is_array(want))
        return;
    for (size_t i = 0; i < BODY_N_POINTS; i++) {
        const json_t *p = json_array_get(want, i);
        x[i] = w * json_number_value(json_array_get(p, 0));
        y[i] = h * json_number_value(json_array_get(p, 1));
        conf[i] = json_number_value(json_array_get(p, 3));
        top = fmin(top, y[i]);
        bottom = fmax(bottom, y[i]);
    }
    for (size_t i = BODY_L_SHOULDER; i < BODY_N_POINTS; i++) {
        if (!(conf[i] > 0.5))
            continue;
        assert_int_equal(mem_grow(&a->distance, &a->cap, a->n + 1, sizeof(double)), 0);
        a->distance[a->n++] = hypot(points[i].x - x[i], points[i].y - y[i]) / (bottom - top);
    }
}

static json_t *golden(const char *clip, const char *model)
{
    char name[128];
    snprintf(name, sizeof(name), "golden/mediapipe/%.*s.%s.json",
             (int)(strchr(clip, '.') - clip), clip, model);
    json_t *root = json_load_file(test_data(name), 0, NULL);
    assert_non_null(root);
    return root;
}

static struct media_reader *open_clip(const char *clip)
{
    char name[128];
    struct err err = { 0 };
    struct media_reader *r = NULL;
    snprintf(name, sizeof(name), "data/video/%s", clip);
    assert_ok(media_open(test_data(name), 1, &r, &err), err);
    return r;
}

static struct agreement follow_like_the_reference(const char *clip, enum pose_quality q)
{
    struct agreement a = { 0 };
    struct err err = { 0 };
    struct one_euro filter[4] = { 0 };
    struct region where = { 0 };
    json_t *root = golden(clip, pose_quality_name(q));
    const json_t *frames = json_object_get(root, "frames");
    AUTO_READER r = open_clip(clip);
    AUTO(pose_models) struct pose_models *m = load_models(q, NN_F32);
    AUTO(eye) struct eye *e = NULL;

    assert_ok(eye_new(m, &e, &err), err);
    eye_use_cells(e, &landmark_published); /* ours are sharper: landmark.c */
    for (size_t i = 0; i < json_array_size(frames) && i < GOLDEN_FRAMES; i++) {
        AUTO_FRAME f = NULL;
        struct body b = { 0 };
        assert_int_equal(media_next(r, &f, &err), 1);
        int n = where.size > 0 ? 1 : eye_detect(e, f, &where, 1, &err);
        assert_ok(n, err);
        if (n > 0)
            assert_ok(eye_measure(e, f, &where, &b, &err), err);
        bool found = b.presence >= (float)LANDMARK_MIN_PRESENCE;
        compare(&a, json_array_get(frames, i), b.points, found);
        where = found ? smooth_region(filter, &b.region, &where) : (struct region){ 0 };
        if (!found)
            memset(filter, 0, sizeof(filter));
    }
    json_decref(root);
    return a;
}

static void bodies_agree_with_mediapipe(void **state)
{
    (void)state;
    /* The goals set for this program. In the fly-by the reference's own models differ by 31 %
     * of the height at the 95th percentile, where legs are taken for each other. */
    static const struct {
        const char *clip;
        enum pose_quality q;
        double median, p95;
    } rows[] = {
        { "treadmill_side_left.mp4", POSE_FULL, 0.01, 0.04 },
        { "treadmill_side_left.mp4", POSE_HEAVY, 0.01, 0.04 },
        { "treadmill_rear.mov", POSE_FULL, 0.01, 0.04 },
        { "treadmill_rear.mov", POSE_HEAVY, 0.01, 0.04 },
        { "overground_side_flyby.mp4", POSE_FULL, 0.01, 0.31 },
        { "overground_side_flyby.mp4", POSE_HEAVY, 0.01, 0.31 },
    };
    for (size_t i = 0; i < N_ELEMS(rows); i += GOLDEN_ROWS_STEP) {
        struct agreement a = follow_like_the_reference(rows[i].clip, rows[i].q);
        double median = dsp_median(a.distance, a.n), p95 = dsp_quantile(a.distance, a.n, 0.95);
        printf("%s %s: %zu frames, median %.4f, 95th percentile %.4f of the height\n",
               rows[i].clip, pose_quality_name(rows[i].q), a.n_frames, median, p95);
        free(a.distance);
        assert_true(a.n_only_one * 20 <= a.n_frames); /* 5 % */
        assert_true(median < rows[i].median);
        assert_true(p95 < rows[i].p95);
    }
}

/* -- whole clips */

static int film(const char *clip, const struct pose_params *par, unsigned n_workers,
                enum nn_precision precision, struct pose_clip **ret, struct err *err)
{
    AUTO_READER r = open_clip(clip);
    AUTO(pose_models) struct pose_models *m = load_models(POSE_FULL, precision);
    AUTO(pool) struct pool *pool = NULL;
    assert_ok(pool_new(n_workers, &pool, err), *err);
    return pose_clip(r, m, par, pool, NULL, ret, err);
}

static void assert_same_motion(const struct motion *a, const struct motion *b)
{
    assert_int_equal(a->n_frames, b->n_frames);
    assert_memory_equal(a->t_s, b->t_s, a->n_frames * sizeof(a->t_s[0]));
    assert_memory_equal(a->score, b->score, a->n_frames * sizeof(a->score[0]));
    assert_memory_equal(a->points, b->points, a->n_frames * sizeof(a->points[0]));
    assert_memory_equal(a->world, b->world, a->n_frames * sizeof(a->world[0]));
}

static void the_number_of_threads_changes_nothing(void **state)
{
    (void)state;
    static const char *const clips[] = { "treadmill_side_left.mp4",
                                         "overground_side_flyby.mp4" };
    const struct pose_params par = { .to_s = PART_S };
    for (size_t i = 0; i < N_ELEMS(clips); i++) {
        AUTO(pose_clip) struct pose_clip *one = NULL;
        struct err err = { 0 };
        assert_ok(film(clips[i], &par, 1, NN_AUTO, &one, &err), err);
        for (unsigned n = 2; n <= 3; n++) {
            AUTO(pose_clip) struct pose_clip *more = NULL;
            assert_ok(film(clips[i], &par, n, NN_AUTO, &more, &err), err);
            assert_same_motion(one->motion, more->motion);
            assert_int_equal(one->n_people, more->n_people);
            assert_memory_equal(one->people, more->people,
                                one->n_people * sizeof(one->people[0]));
        }
    }
}

static void a_followed_runner_is_one_person_close_to_the_reference(void **state)
{
    (void)state;
    struct err err = { 0 };
    struct agreement a = { 0 };
    AUTO(pose_clip) struct pose_clip *c = NULL;
    const struct pose_params par = { .to_s = PART_S };
    json_t *root = golden("treadmill_side_left.mp4", "full");
    const json_t *frames = json_object_get(root, "frames");

    assert_ok(film("treadmill_side_left.mp4", &par, 2, NN_F32, &c, &err), err);
    assert_int_equal(c->n_people, 1);
    assert_int_equal(c->people[0].n_frames, c->motion->n_frames);
    for (size_t i = 0; i < c->motion->n_frames && i < json_array_size(frames); i++)
        compare(&a, json_array_get(frames, i), c->motion->points[i], c->motion->score[i] > 0);
    json_decref(root);
    double median = dsp_median(a.distance, a.n);
    printf("median %.4f of the height\n", median);
    free(a.distance);
    /* Another region than the reference's: two of its own models differ by 2.2 % here. */
    assert_true(median < 0.022);
    assert_int_equal(a.n_only_one, 0);
    /* The detector runs until the first results are in, then about once a second. */
    assert_true(c->cost.n_detector_runs <= 8);
    assert_int_equal(c->cost.n_landmark_runs, c->motion->n_frames);
}

static void a_part_of_a_clip_keeps_its_times(void **state)
{
    (void)state;
    struct err err = { 0 };
    AUTO(pose_clip) struct pose_clip *c = NULL;
    const struct pose_params par = { .from_s = 0.2, .to_s = 0.5, .every_frame_alone = true };
    assert_ok(film("overground_side_flyby.mp4", &par, 2, NN_AUTO, &c, &err), err);
    assert_int_equal(c->motion->n_frames, 9); /* frames 6 to 14 at 29.97 a second */
    assert_near(c->motion->t_s[0], 6 / 29.97, 1e-3);
    assert_int_equal(c->cost.n_detector_runs, 9);
}

static void a_person_who_is_not_there_is_refused(void **state)
{
    (void)state;
    struct err err = { 0 };
    AUTO(pose_clip) struct pose_clip *c = NULL;
    const struct pose_params par = { .to_s = 0.4, .person = 2 };
    assert_refused(film("treadmill_side_left.mp4", &par, 2, NN_AUTO, &c, &err), ERR_USAGE);
    assert_non_null(strstr(err.msg, "1: "));
    assert_null(c);
}

/* Nothing but sky, road and a post. */
static void draw_scenery(uint8_t *bgrx, int width, int height, int frame)
{
    for (int y = 0; y < height; y++) {
        for (int x = 0; x < width; x++) {
            uint8_t *p = bgrx + 4 * ((size_t)y * (size_t)width + (size_t)x);
            bool road = y > height * 2 / 3, post = abs(x - 40 - 4 * frame) < 6 && y > 40;
            p[0] = (uint8_t)(post ? 60 : road ? 90 : 230);
            p[1] = (uint8_t)(post ? 40 : road ? 95 : 180 + y / 8);
            p[2] = (uint8_t)(post ? 30 : road ? 100 : 150);
        }
    }
}

static void a_clip_without_people_is_refused(void **state)
{
    (void)state;
    enum { WIDTH = 320, HEIGHT = 240, N_FRAMES = 12 };
    struct err err = { 0 };
    char path[64];
    const struct media_write_params par = {
        .width = WIDTH, .height = HEIGHT, .fps = 30, .quality = 20
    };
    AUTO(media_writer) struct media_writer *w = NULL;
    AUTO(mem) uint8_t *bgrx = mem_array((size_t)WIDTH * HEIGHT, 4);
    AUTO(pool) struct pool *pool = NULL;
    AUTO(pose_models) struct pose_models *m = load_models(POSE_LITE, NN_AUTO);

    snprintf(path, sizeof(path), "/tmp/backstride-test-pose-%ld.mp4", (long)getpid());
    assert_non_null(bgrx);
    assert_ok(media_write_begin(path, &par, &w, &err), err);
    for (int i = 0; i < N_FRAMES; i++) {
        draw_scenery(bgrx, WIDTH, HEIGHT, i);
        assert_ok(media_write(w, bgrx, (size_t)WIDTH * 4, &err), err);
    }
    assert_ok(media_write_end(w, &err), err);
    assert_ok(pool_new(2, &pool, &err), err);
    const struct pose_params ways[] = { { 0 }, { .every_frame_alone = true } };
    for (size_t i = 0; i < N_ELEMS(ways); i++) {
        AUTO_READER r = NULL;
        AUTO(pose_clip) struct pose_clip *c = NULL;
        assert_ok(media_open(path, 1, &r, &err), err);
        assert_refused(pose_clip(r, m, &ways[i], pool, NULL, &c, &err), ERR_NO_PERSON);
        assert_string_equal(err.msg, "nobody found in 12 frames: film the whole body, from "
                                     "head to feet, large and well lit");
        assert_null(c);
    }
    unlink(path);
}

static void every_model_loads_and_says_its_name(void **state)
{
    (void)state;
    for (int q = 0; q < POSE_N_QUALITIES; q++) {
        AUTO(pose_models) struct pose_models *m = load_models((enum pose_quality)q, NN_F32);
        AUTO(eye) struct eye *e = NULL;
        struct err err = { 0 };
        assert_ok(eye_new(m, &e, &err), err);
        assert_true(strlen(pose_quality_name((enum pose_quality)q)) > 0);
    }
}

static void a_missing_model_is_named_with_the_way_to_get_it(void **state)
{
    (void)state;
    struct err err = { 0 };
    struct pose_models *m = NULL;
    assert_refused(pose_models_new("/nowhere", POSE_FULL, NN_AUTO, &m, &err), ERR_MISSING);
    assert_string_equal(err.msg, "no model file \"/nowhere/pose_solution_packed_assets.data\": "
                                 "get it with `make setup`");
    assert_null(m);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bodies_agree_with_mediapipe),
        cmocka_unit_test(a_followed_runner_is_one_person_close_to_the_reference),
        cmocka_unit_test(the_number_of_threads_changes_nothing),
        cmocka_unit_test(a_part_of_a_clip_keeps_its_times),
        cmocka_unit_test(a_person_who_is_not_there_is_refused),
        cmocka_unit_test(a_clip_without_people_is_refused),
        cmocka_unit_test(every_model_loads_and_says_its_name),
        cmocka_unit_test(a_missing_model_is_named_with_the_way_to_get_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
