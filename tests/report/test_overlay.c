/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "report/fixture.h"

static char folder[] = "/tmp/backstride-overlay-XXXXXX";
static char clip_path[4096], out_path[4096];

/* A grey clip, 60 frames/s. */
static void write_clip(int w, int h, int n_frames)
{
    struct err err = { 0 };
    AUTO(media_writer) struct media_writer *writer = NULL;
    AUTO(mem) uint8_t *bgrx = mem_array((size_t)w * (size_t)h, 4);
    const struct media_write_params par = { .width = w, .height = h, .fps = 60, .quality = 30 };
    assert_non_null(bgrx);
    memset(bgrx, 0x60, (size_t)w * (size_t)h * 4);
    assert_ok(media_write_begin(clip_path, &par, &writer, &err), err);
    for (int i = 0; i < n_frames; i++)
        assert_ok(media_write(writer, bgrx, (size_t)w * 4, &err), err);
    assert_ok(media_write_end(writer, &err), err);
}

struct look { /* what a clip turned out to be */
    struct media_info info;
    size_t n_frames;
    double last_t_s;
    size_t n_left, n_right; /* pixels of each side's colour in the third frame */
};

static bool near_colour(const uint8_t *p, int r, int g, int b)
{
    return abs(p[2] - r) + abs(p[1] - g) + abs(p[0] - b) < 90;
}

static struct look look_at(const char *path)
{
    struct look l = { 0 };
    struct err err = { 0 };
    __attribute__((cleanup(media_reader_freep))) struct media_reader *r = NULL;
    assert_ok(media_open(path, 1, &r, &err), err);
    l.info = *media_info(r);
    for (;; l.n_frames++) {
        __attribute__((cleanup(media_frame_freep))) struct media_frame *f = NULL;
        int rc = media_next(r, &f, &err);
        assert_ok(rc, err);
        if (rc == 0)
            return l;
        l.last_t_s = media_frame_t_s(f);
        if (l.n_frames != 2)
            continue;
        int w = media_frame_width(f), h = media_frame_height(f);
        AUTO(mem) uint8_t *bgrx = mem_array((size_t)w * (size_t)h, 4);
        media_frame_bgrx(f, w, h, bgrx, (size_t)w * 4);
        for (int i = 0; i < w * h; i++) {
            l.n_left += near_colour(bgrx + 4 * i, 77, 178, 255);
            l.n_right += near_colour(bgrx + 4 * i, 255, 153, 38);
        }
    }
}

static void every_frame_comes_back_once_with_the_strip_below(void **state)
{
    (void)state;
    struct err err = { 0 };
    AUTO(fixture) struct fixture *f = fixture_new(clip_path, "-");
    write_clip(FIXTURE_W, FIXTURE_H, FIXTURE_FRAMES);
    assert_ok(report_overlay(out_path, &f->clips[0], 1, NULL, &err), err);
    struct look l = look_at(out_path);
    assert_int_equal(l.n_frames, FIXTURE_FRAMES);
    assert_int_equal(l.info.width, FIXTURE_W);
    assert_int_equal(l.info.height, FIXTURE_H + 70); /* 11 % of 640, even */
    assert_near(l.last_t_s, (FIXTURE_FRAMES - 1) / 60.0, 1e-3);
    assert_true(l.n_left > 400 && l.n_right > 400); /* both legs and both rows of the strip */
}

static void slow_motion_stretches_time_and_keeps_the_frames(void **state)
{
    (void)state;
    struct err err = { 0 };
    AUTO(fixture) struct fixture *f = fixture_new(clip_path, "-");
    write_clip(FIXTURE_W, FIXTURE_H, FIXTURE_FRAMES);
    assert_ok(report_overlay(out_path, &f->clips[0], 4, NULL, &err), err);
    struct look l = look_at(out_path);
    assert_int_equal(l.n_frames, FIXTURE_FRAMES);
    assert_near(l.last_t_s, 4 * (FIXTURE_FRAMES - 1) / 60.0, 1e-3);
}

static void a_large_clip_is_drawn_small_enough_and_even(void **state)
{
    (void)state;
    struct err err = { 0 };
    AUTO(fixture) struct fixture *f = fixture_new(clip_path, "-");
    write_clip(1234, 2190, 4);
    assert_ok(report_overlay(out_path, &f->clips[0], 1, NULL, &err), err);
    struct look l = look_at(out_path);
    assert_in_range(l.info.height, REPORT_OVERLAY_MAX - 6, REPORT_OVERLAY_MAX);
    assert_int_equal(l.info.height % 2 + l.info.width % 2, 0);
}

static void what_cannot_be_drawn_is_refused_and_leaves_no_file(void **state)
{
    (void)state;
    AUTO(fixture) struct fixture *f = fixture_new("no-such-clip.mp4", "-");
    unlink(out_path);
    assert_refused(report_overlay(out_path, &f->clips[0], 1, NULL, NULL), ERR_NOT_FOUND);
    assert_refused(report_overlay(out_path, &f->clips[1], 1, NULL, NULL), ERR_USAGE);
    assert_refused(report_overlay(out_path, &f->clips[0], NAN, NULL, NULL), ERR_USAGE);
    assert_int_equal(access(out_path, F_OK), -1);
}

static int make_folder(void **state)
{
    (void)state;
    if (!mkdtemp(folder))
        return -1;
    snprintf(clip_path, sizeof(clip_path), "%s/clip.mp4", folder);
    snprintf(out_path, sizeof(out_path), "%s/overlay.mp4", folder);
    return 0;
}

static int remove_folder(void **state)
{
    (void)state;
    unlink(clip_path);
    unlink(out_path);
    return rmdir(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_frame_comes_back_once_with_the_strip_below),
        cmocka_unit_test(slow_motion_stretches_time_and_keeps_the_frames),
        cmocka_unit_test(a_large_clip_is_drawn_small_enough_and_even),
        cmocka_unit_test(what_cannot_be_drawn_is_refused_and_leaves_no_file),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
