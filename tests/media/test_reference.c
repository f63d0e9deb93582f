/* SPDX-License-Identifier: Apache-2.0 */
/* Clips of real cameras, where the reference data is present. */
#include "test.h"

#include "base/mem.h"
#include "media/media.h"

/* clang-format off */
/* Frames decoded, upright size, stated rate and depth as ffprobe -count_frames 5.1.8 tells. */
static const struct {
    const char *name, *codec;
    int n_frames, width, height;
    double fps;
} clips[] = {
    { "front_jog_on_spot",         "h264",  81,  540,  960, 16200 / 541. },
    { "negative_dumbbells",        "h264", 540, 1280,  720, 30000 / 1001. },
    { "negative_walk_and_jump_vp9", "vp9", 230, 1768,  994, 30 },
    { "negative_walking",          "h264", 401, 1280,  720, 30 },
    { "overground_side_flyby",     "h264",  47,  480,  352, 30000 / 1001. },
    { "road_tracking_slowmotion",  "h264", 537,  640,  360, 25 },
    { "sprint_panning_h264",       "h264",  54, 1376,  910, 30000 / 1001. },
    { "sprint_panning_hevc",       "hevc",  54, 1376,  910, 16200 / 539. },
    { "three_sprinters_panning",   "h264", 449, 1280,  720, 29 },
    { "track_slowmotion_overlay",  "h264", 271, 1024,  720, 4065 / 136. },
    { "treadmill_outdoors_side",   "h264",  77,  608,  342, 25 },
    { "treadmill_rear",            "h264", 121, 1080, 1920, 1393920 / 46313. },
    { "treadmill_side_left",       "h264", 360,  720, 1280, 30 },
};
/* clang-format on */

static const char *clip_path(size_t i)
{
    char name[128];
    snprintf(name, sizeof(name), "data/video/%s.%s", clips[i].name,
             strcmp(clips[i].name, "treadmill_rear") ? "mp4" : "mov");
    return test_data(name);
}

static void every_clip_has_the_size_and_rate_it_states(void **state)
{
    (void)state;
    for (size_t i = 0; i < N_ELEMS(clips); i++) {
        AUTO(media_reader) struct media_reader *r = NULL;
        struct err err = { 0 };
        assert_ok(media_open(clip_path(i), 2, &r, &err), err);
        const struct media_info *info = media_info(r);
        assert_string_equal(info->codec, clips[i].codec);
        assert_int_equal(info->width, clips[i].width);
        assert_int_equal(info->height, clips[i].height);
        assert_int_equal(info->n_frames, clips[i].n_frames);
        assert_int_equal(info->bit_depth, 8);
        assert_near(info->fps, clips[i].fps, 1e-9);
    }
}

/* The short ones: decoding all of them would be most of the suite's time. */
static void every_frame_is_delivered_in_order(void **state)
{
    (void)state;
    for (size_t i = 0; i < N_ELEMS(clips); i++) {
        AUTO(media_reader) struct media_reader *r = NULL;
        struct err err = { 0 };
        double last_s = -1;
        int n = 0;
        if (clips[i].n_frames > 130)
            continue;
        assert_ok(media_open(clip_path(i), 2, &r, &err), err);
        for (;; n++) {
            AUTO(media_frame) struct media_frame *f = NULL;
            int rc = media_next(r, &f, &err);
            assert_ok(rc, err);
            if (rc == 0)
                break;
            assert_true(media_frame_t_s(f) > last_s);
            last_s = media_frame_t_s(f);
        }
        assert_int_equal(n, clips[i].n_frames);
        assert_near(last_s, (n - 1) / clips[i].fps, 2 / clips[i].fps); /* uneven frame times */
        assert_false(media_damage(r).truncated);
        assert_int_equal(media_damage(r).n_bad_packets, 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_clip_has_the_size_and_rate_it_states),
        cmocka_unit_test(every_frame_is_delivered_in_order),
    };
    return cmocka_run_group_tests_name("reference", tests, NULL, NULL);
}
