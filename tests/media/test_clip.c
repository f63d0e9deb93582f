/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include <math.h>

#include "base/file.h"
#include "clips.h"

/* Frames until the end; *worst (may be NULL) becomes the largest mean difference per channel
 * between a frame and what was painted. */
static size_t read_all(struct media_reader *r, double *worst)
{
    struct err err = { 0 };
    uint8_t got[W * H * 4], want[W * H * 4];
    size_t n = 0;
    double last_s = -1;
    for (;;) {
        AUTO(media_frame) struct media_frame *f = NULL;
        int rc = media_next(r, &f, &err);
        assert_ok(rc, err);
        if (rc == 0)
            return n;
        assert_int_equal(media_frame_index(f), n);
        assert_true(media_frame_t_s(f) > last_s);
        last_s = media_frame_t_s(f);
        if (worst) {
            media_frame_bgrx(f, W, H, got, (size_t)W * 4);
            paint(want, (int)n);
            double sum = 0;
            for (size_t i = 0; i < sizeof(got); i++)
                sum += abs(got[i] - want[i]);
            *worst = fmax(*worst, sum / (W * H * 3));
        }
        n++;
    }
}

static void every_codec_and_container_comes_back_as_written(void **state)
{
    (void)state;
    static const struct {
        const char *name, *codec, *as;
        int quality, depth;
        double mean; /* grey levels: what the codec loses at this quality, seen and doubled */
    } rows[] = {
        { "a.mp4", NULL, "h264", 0, 0, 2 },     { "b.mov", "h264", "h264", 18, 0, 4 },
        { "c.mkv", "h264", "h264", 18, 10, 4 }, { "d.mp4", "hevc", "hevc", 18, 0, 4 },
        { "e.mp4", "hevc", "hevc", 18, 10, 4 }, { "f.webm", NULL, "vp9", 10, 0, 4 },
        { "g.webm", "vp9", "vp9", 10, 10, 4 },  { "h.mkv", "av1", "av1", 10, 0, 5 },
        { "i.avi", NULL, "mjpeg", 1, 0, 4 },    { "j.mkv", "ffv1", "ffv1", 0, 0, 2 },
        { "k.avi", "mpeg4", "mpeg4", 3, 0, 5 }, { "l.mkv", "ffv1", "ffv1", 0, 10, 2 },
    };
    for (size_t i = 0; i < N_ELEMS(rows); i++) {
        AUTO(media_reader) struct media_reader *r = NULL;
        struct err err = { 0 };
        struct media_write_params par = small;
        par.codec = rows[i].codec;
        par.quality = rows[i].quality;
        par.bit_depth = rows[i].depth;
        int rc = write_clip(in_dir(rows[i].name), par, 12, NULL, &err);
        if (rc == -ERR_UNSUPPORTED) {
            printf("not here: %s\n", err.msg);
            continue;
        }
        assert_ok(rc, err);
        assert_ok(media_open(in_dir(rows[i].name), 1, &r, &err), err);
        const struct media_info *info = media_info(r);
        assert_string_equal(info->codec, rows[i].as);
        assert_int_equal(info->width, W);
        assert_int_equal(info->height, H);
        assert_int_equal(info->bit_depth, rows[i].depth ? rows[i].depth : 8);
        assert_near(info->fps, 30, 1e-6);
        double worst = 0;
        assert_int_equal(read_all(r, &worst), 12);
        assert_true(worst <= rows[i].mean);
        assert_int_equal(media_damage(r).n_bad_packets, 0);
        assert_false(media_damage(r).truncated);
    }
}

static void a_turned_phone_gives_upright_pictures(void **state)
{
    (void)state;
    static const char *const names[] = { "turn.mp4", "turn.mov", "turn.mkv" };
    for (int turn = 0; turn < 4 * (int)N_ELEMS(names); turn++) {
        AUTO(media_reader) struct media_reader *r = NULL;
        AUTO(media_frame) struct media_frame *f = NULL;
        struct err err = { 0 };
        struct media_write_params par = small;
        const char *name = names[turn / 4];
        uint8_t painted[W * H * 4], got[W * H * 4];
        int deg = turn % 4 * 90, w = deg % 180 ? H : W, h = deg % 180 ? W : H;
        if (deg && strstr(name, ".mkv"))
            continue; /* libavformat 59 writes no rotation into Matroska */
        par.rotation_deg = deg;
        assert_ok(write_clip(in_dir(name), par, 3, NULL, &err), err);
        assert_ok(media_open(in_dir(name), 1, &r, &err), err);
        assert_int_equal(media_info(r)->rotation_deg, deg);
        assert_int_equal(media_info(r)->width, w);
        assert_int_equal(media_info(r)->height, h);
        assert_int_equal(media_next(r, &f, &err), 1);
        media_frame_bgrx(f, w, h, got, (size_t)w * 4);
        paint(painted, 0);
        double sum = 0;
        for (int y = 0; y < H; y++)
            for (int x = 0; x < W; x++) {
                /* clockwise by deg: where the stored pixel is seen */
                int X = deg == 0 ? x : deg == 90 ? H - 1 - y : deg == 180 ? W - 1 - x : y;
                int Y = deg == 0 ? y : deg == 90 ? x : deg == 180 ? H - 1 - y : W - 1 - x;
                for (int c = 0; c < 3; c++)
                    sum += abs(got[4 * (Y * w + X) + c] - painted[4 * (y * W + x) + c]);
            }
        assert_true(sum / (W * H * 3) < 2); /* grey levels: halved chroma, 8-bit rounding */
    }
}

static void frames_keep_their_own_times(void **state)
{
    (void)state;
    static const double times[] = { 0, 1 / 30., 0.1, 0.104, 0.2, 0.5, 2, 2.01 };
    static const struct {
        const char *name;
        double tolerance; /* s: the container's clock */
    } rows[] = { { "times.mp4", 0.5 / 60000 },
                 { "times.mov", 0.5 / 60000 },
                 { "times.mkv", 1.0 / 1000 } };
    for (size_t i = 0; i < N_ELEMS(rows); i++) {
        AUTO(media_reader) struct media_reader *r = NULL;
        struct err err = { 0 };
        assert_ok(write_clip(in_dir(rows[i].name), small, N_ELEMS(times), times, &err), err);
        assert_ok(media_open(in_dir(rows[i].name), 2, &r, &err), err);
        for (size_t k = 0; k < N_ELEMS(times); k++) {
            AUTO(media_frame) struct media_frame *f = NULL;
            assert_int_equal(media_next(r, &f, &err), 1);
            assert_near(media_frame_t_s(f), times[k], rows[i].tolerance + 1e-12);
        }
        assert_false(media_damage(r).truncated);
    }
}

static void frame_times_at_uneven_rates_do_not_drift(void **state)
{
    (void)state;
    static const double rates[] = { 24, 25, 30000 / 1001., 59.94, 120, 240, 29.37 };
    for (size_t i = 0; i < N_ELEMS(rates); i++) {
        AUTO(media_reader) struct media_reader *r = NULL;
        struct err err = { 0 };
        struct media_write_params par = small;
        par.fps = rates[i];
        assert_ok(write_clip(in_dir("rate.mp4"), par, 100, NULL, &err), err);
        assert_ok(media_open(in_dir("rate.mp4"), 1, &r, &err), err);
        assert_near(media_info(r)->fps, rates[i], 1e-3 * rates[i]);
        for (int k = 0; k < 100; k++) {
            AUTO(media_frame) struct media_frame *f = NULL;
            assert_int_equal(media_next(r, &f, &err), 1);
            assert_near(media_frame_t_s(f), k / rates[i], 1e-4); /* the rate as a fraction */
        }
    }
}

static void the_same_pictures_make_the_same_file(void **state)
{
    (void)state;
    static const char *const names[] = { "same.mp4", "same.mkv", "same.webm" };
    for (size_t i = 0; i < N_ELEMS(names); i++) {
        AUTO(mem) uint8_t *a = NULL, *b = NULL;
        size_t na, nb;
        struct err err = { 0 };
        struct media_write_params par = small;
        par.quality = 23;
        assert_ok(write_clip(in_dir(names[i]), par, 20, NULL, &err), err);
        assert_ok(file_read(in_dir(names[i]), 1 << 24, &a, &na, &err), err);
        assert_ok(write_clip(in_dir(names[i]), par, 20, NULL, &err), err);
        assert_ok(file_read(in_dir(names[i]), 1 << 24, &b, &nb, &err), err);
        assert_int_equal(na, nb);
        assert_memory_equal(a, b, na);
    }
}

static void decoder_threads_change_nothing(void **state)
{
    (void)state;
    struct err err = { 0 };
    struct media_write_params par = small;
    par.quality = 30;
    assert_ok(write_clip(in_dir("threads.mp4"), par, 30, NULL, &err), err);
    AUTO(media_reader) struct media_reader *one = NULL, *four = NULL;
    assert_ok(media_open(in_dir("threads.mp4"), 1, &one, &err), err);
    assert_ok(media_open(in_dir("threads.mp4"), 4, &four, &err), err);
    for (int k = 0; k < 30; k++) {
        AUTO(media_frame) struct media_frame *a = NULL, *b = NULL;
        uint8_t pa[W * H * 4], pb[W * H * 4];
        assert_int_equal(media_next(one, &a, &err), 1);
        assert_int_equal(media_next(four, &b, &err), 1);
        media_frame_bgrx(a, W, H, pa, (size_t)W * 4);
        media_frame_bgrx(b, W, H, pb, (size_t)W * 4);
        assert_memory_equal(pa, pb, sizeof(pa));
    }
}

static void a_reader_can_begin_again_and_pick_frames(void **state)
{
    (void)state;
    static const size_t wanted[] = { 0, 4, 5, 11 };
    struct media_frame *f[4] = { NULL };
    AUTO(media_reader) struct media_reader *r = NULL;
    struct err err = { 0 };
    assert_ok(write_clip(in_dir("pick.mp4"), small, 12, NULL, &err), err);
    assert_ok(media_open(in_dir("pick.mp4"), 2, &r, &err), err);
    assert_int_equal(read_all(r, NULL), 12);
    assert_ok(media_read_frames(r, wanted, 4, f, &err), err);
    for (size_t i = 0; i < 4; i++) {
        assert_int_equal(media_frame_index(f[i]), wanted[i]);
        assert_near(media_frame_t_s(f[i]), (double)wanted[i] / 30, 1e-9);
        media_frame_freep(&f[i]);
    }
    const size_t beyond[] = { 3, 12 };
    assert_refused(media_read_frames(r, beyond, 2, f, &err), ERR_USAGE);
    assert_non_null(strstr(err.msg, "no frame 12"));
    assert_ok(media_rewind(r, &err), err);
    assert_int_equal(read_all(r, NULL), 12);
}

static void the_rate_a_camera_filmed_at_is_told(void **state)
{
    (void)state;
    AUTO(media_reader) struct media_reader *r = NULL;
    struct err err = { 0 };
    struct media_write_params par = small;
    par.capture_fps = 240;
    assert_ok(write_clip(in_dir("slow.mp4"), par, 5, NULL, &err), err);
    assert_ok(media_open(in_dir("slow.mp4"), 1, &r, &err), err);
    assert_near(media_info(r)->capture_fps, 240, 0);
    assert_near(media_info(r)->fps, 30, 1e-9);
}

static void impossible_clips_are_refused_before_a_file_is_made(void **state)
{
    (void)state;
    static const struct {
        const char *name, *says;
        struct media_write_params par;
    } rows[] = {
        { "odd.mp4",
          "101x100: sides must be even",
          { .width = 101, .height = 100, .fps = 30 } },
        { "big.mp4", "9000x100", { .width = 9000, .height = 100, .fps = 30 } },
        { "none.mp4", "0 frames/s", { .width = 64, .height = 64 } },
        { "q.mp4", "quality 52", { .width = 64, .height = 64, .fps = 30, .quality = 52 } },
        { "t.mp4", "turn of 45", { .width = 64, .height = 64, .fps = 30, .rotation_deg = 45 } },
        { "b.mp4", "9 bits", { .width = 64, .height = 64, .fps = 30, .bit_depth = 9 } },
        { "c.mp4", "no codec \"x\"", { .width = 64, .height = 64, .fps = 30, .codec = "x" } },
        { "d.webm",
          "cannot hold h264",
          { .width = 64, .height = 64, .fps = 30, .codec = "h264" } },
        { "e.txt", "must end in .mp4", { .width = 64, .height = 64, .fps = 30 } },
        { "no/such/f.mp4", "cannot", { .width = 64, .height = 64, .fps = 30 } },
    };
    for (size_t i = 0; i < N_ELEMS(rows); i++) {
        struct media_writer *w = NULL;
        struct err err = { 0 };
        assert_true(media_write_begin(in_dir(rows[i].name), &rows[i].par, &w, &err) < 0);
        if (!strstr(err.msg, rows[i].says))
            fail_msg("\"%s\" should say \"%s\"", err.msg, rows[i].says);
        assert_null(w);
        assert_int_not_equal(access(in_dir(rows[i].name), F_OK), 0);
    }
}

static void a_clip_without_end_leaves_no_file(void **state)
{
    (void)state;
    struct media_writer *w = NULL;
    struct err err = { 0 };
    uint8_t bgrx[W * H * 4];
    paint(bgrx, 0);
    assert_ok(media_write_begin(in_dir("left.mp4"), &small, &w, &err), err);
    assert_refused(media_write_end(w, &err), ERR_USAGE);
    assert_ok(media_write_at(w, bgrx, (size_t)W * 4, 1, &err), err);
    assert_refused(media_write_at(w, bgrx, (size_t)W * 4, 1, &err), ERR_USAGE);
    assert_null(media_writer_free(w));
    assert_int_not_equal(access(in_dir("left.mp4"), F_OK), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_codec_and_container_comes_back_as_written),
        cmocka_unit_test(a_turned_phone_gives_upright_pictures),
        cmocka_unit_test(frames_keep_their_own_times),
        cmocka_unit_test(frame_times_at_uneven_rates_do_not_drift),
        cmocka_unit_test(the_same_pictures_make_the_same_file),
        cmocka_unit_test(decoder_threads_change_nothing),
        cmocka_unit_test(a_reader_can_begin_again_and_pick_frames),
        cmocka_unit_test(the_rate_a_camera_filmed_at_is_told),
        cmocka_unit_test(impossible_clips_are_refused_before_a_file_is_made),
        cmocka_unit_test(a_clip_without_end_leaves_no_file),
    };
    return cmocka_run_group_tests_name("clip", tests, set_up, tear_down);
}
