/* SPDX-License-Identifier: Apache-2.0 */
/* What is not a clip, or no longer a whole one. */
#include "clips.h"

#include <fcntl.h>
#include <math.h>
#include <sys/stat.h>

#include "base/file.h"
#include "base/rng.h"

static void put(const char *name, const void *data, size_t n)
{
    struct err err = { 0 };
    assert_ok(file_write(in_dir(name), data, n, &err), err);
}

static uint8_t *get(const char *name, size_t *n)
{
    uint8_t *data = NULL;
    struct err err = { 0 };
    assert_ok(file_read(in_dir(name), 1 << 24, &data, n, &err), err);
    return data;
}

/* Frames that can be had; -1 when the clip cannot be opened. Checks order and bounds. */
static int count(struct media_reader *r)
{
    struct err err = { 0 };
    double last_s = -1;
    for (int n = 0;; n++) {
        AUTO(media_frame) struct media_frame *f = NULL;
        int rc = media_next(r, &f, &err);
        if (rc <= 0)
            return n;
        assert_true(media_frame_t_s(f) > last_s);
        last_s = media_frame_t_s(f);
        float rgb[3];
        const struct media_crop crop = { .m = { 1, 0, 9, 0, 1, 9 }, .width = 1, .height = 1 };
        media_sample(f, &crop, rgb);
    }
}

static int count_in(const char *name, struct media_damage *ret)
{
    AUTO(media_reader) struct media_reader *r = NULL;
    struct err err = { 0 };
    if (media_open(in_dir(name), 1, &r, &err) < 0) {
        assert_true(strlen(err.msg) > 10);
        return -1;
    }
    int n = count(r);
    *ret = media_damage(r);
    return n;
}

static const char text[] = "Monday: 5 km easy.\nTuesday: rest.\nWednesday: hills.\n";
static const char y4m[] = "YUV4MPEG2 W9000 H16 F30:1 Ip A1:1 C420jpeg\nFRAME\n";
static const char playlist[] = "#EXTM3U\n#EXT-X-TARGETDURATION:5\n#EXTINF:5,\n/etc/passwd\n";
static const char list[] = "ffconcat version 1.0\nfile '/etc/passwd'\n";

static void what_is_not_a_clip_is_refused_by_what_it_is(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        enum err_code code;
        const char *says;
        const void *data;
        size_t n;
    } rows[] = {
        { "none.mp4", ERR_NOT_FOUND, "there is no file", NULL, 0 },
        { "none%03d.png", ERR_NOT_FOUND, "there is no picture", NULL, 0 },
        { ".", ERR_FORMAT, "is a folder", NULL, 0 },
        { "empty.mp4", ERR_FORMAT, "is empty", "", 0 },
        { "x.txt", ERR_FORMAT, "is not a video", text, sizeof(text) - 1 },
        { "x.mp4", ERR_FORMAT, "is not a video", text, sizeof(text) - 1 },
        { "wide.y4m", ERR_LIMIT, "is 9000x16, at most 8192x8192", y4m, sizeof(y4m) - 1 },
        { "x.m3u8", ERR_FORMAT, "is not a video", playlist, sizeof(playlist) - 1 },
        { "x.ffconcat", ERR_FORMAT, "is not a video", list, sizeof(list) - 1 },
    };
    for (size_t i = 0; i < N_ELEMS(rows); i++) {
        struct media_reader *r = NULL;
        struct err err = { 0 };
        if (rows[i].data)
            put(rows[i].name, rows[i].data, rows[i].n);
        int rc = media_open(in_dir(rows[i].name), 1, &r, &err);
        if (rc != -(int)rows[i].code || !strstr(err.msg, rows[i].says))
            fail_msg("%s: %s \"%s\" should say \"%s\"", rows[i].name, err_name(rc), err.msg,
                     rows[i].says);
        assert_null(r);
    }
}

static void sound_alone_is_refused(void **state)
{
    (void)state;
    uint8_t wav[44 + 8000] = "RIFF\0\0\0\0WAVEfmt \x10\0\0\0\1\0\1\0\x40\x1f\0\0\x40\x1f\0\0"
                             "\1\0\10\0data\x40\x1f\0";
    struct media_reader *r = NULL;
    struct err err = { 0 };
    for (int i = 44; i < (int)sizeof(wav); i++)
        wav[i] = (uint8_t)(128 + i % 50);
    put("sound.wav", wav, sizeof(wav));
    assert_refused(media_open(in_dir("sound.wav"), 1, &r, &err), ERR_FORMAT);
    assert_non_null(strstr(err.msg, "has sound but no moving picture"));
}

static void replace_all(uint8_t *data, size_t n, const char *from, const char *to)
{
    size_t k = strlen(from);
    for (size_t i = 0; i + k <= n; i++)
        if (memcmp(data + i, from, k) == 0)
            memcpy(data + i, to, k);
}

static void a_codec_without_decoder_is_named(void **state)
{
    (void)state;
    struct err err = { 0 };
    struct media_reader *r = NULL;
    size_t n;
    assert_ok(write_clip(in_dir("codec.avi"), small, 3, NULL, &err), err);
    AUTO(mem) uint8_t *data = get("codec.avi", &n);
    replace_all(data, n, "MJPG", "QZQZ");
    put("codec.avi", data, n);
    assert_refused(media_open(in_dir("codec.avi"), 1, &r, &err), ERR_UNSUPPORTED);
    assert_non_null(strstr(err.msg, "\"QZQZ\""));
}

static void a_clip_cut_short_gives_what_is_whole_and_says_so(void **state)
{
    (void)state;
    static const char *const names[] = { "cut.mp4", "cut.mov", "cut.mkv", "cut.webm",
                                         "cut.avi" };
    for (size_t i = 0; i < N_ELEMS(names); i++) {
        struct media_damage whole = { 0 };
        struct err err = { 0 };
        struct media_write_params par = small;
        size_t n;
        par.quality = 2; /* so that the first picture is not most of the file */
        assert_ok(write_clip(in_dir(names[i]), par, 90, NULL, &err), err);
        assert_int_equal(count_in(names[i], &whole), 90);
        assert_false(whole.truncated);
        AUTO(mem) uint8_t *data = get(names[i], &n);
        int before = 90;
        for (int percent = 90; percent >= 40; percent -= 10) {
            struct media_damage damage = { 0 };
            put(names[i], data, n * (size_t)percent / 100);
            int got = count_in(names[i], &damage);
            if (!damage.truncated || got < 1 || got > before)
                fail_msg("%s cut to %d %%: %d frames after %d, truncated %d", names[i], percent,
                         got, before, damage.truncated);
            before = got;
        }
        assert_true(before < 80);
    }
}

static void an_mp4_without_its_table_of_contents_says_so(void **state)
{
    (void)state;
    struct err err = { 0 };
    struct media_reader *r = NULL;
    size_t n;
    assert_ok(write_clip(in_dir("moov.mp4"), small, 10, NULL, &err), err);
    AUTO(mem) uint8_t *data = get("moov.mp4", &n);
    replace_all(data, n, "moov", "xxxx");
    put("moov.mp4", data, n);
    assert_refused(media_open(in_dir("moov.mp4"), 1, &r, &err), ERR_FORMAT);
    assert_non_null(strstr(err.msg, "moov atom not found"));
}

/* stts: 4 bytes version and flags, 4 n_rows, rows of 4 n_samples, 4 duration in ticks. */
static void set_stts_duration(uint8_t *data, size_t n, uint32_t ticks)
{
    uint8_t *p = memmem(data, n, "stts", 4);
    assert_non_null(p);
    assert_int_equal(p[11], 1); /* one row */
    for (int k = 0; k < 4; k++)
        p[16 + k] = (uint8_t)(ticks >> (24 - 8 * k));
}

static void odd_frame_times_still_ascend_within_reason(void **state)
{
    (void)state;
    static const uint32_t ticks[] = { 0, 1, 0x7fffffff, 0xffffff00 };
    struct err err = { 0 };
    size_t n;
    assert_ok(write_clip(in_dir("stts.mp4"), small, 20, NULL, &err), err);
    AUTO(mem) uint8_t *data = get("stts.mp4", &n);
    for (size_t i = 0; i < N_ELEMS(ticks); i++) {
        AUTO(media_reader) struct media_reader *r = NULL;
        double last_s = -1;
        set_stts_duration(data, n, ticks[i]);
        put("stts.mp4", data, n);
        if (media_open(in_dir("stts.mp4"), 1, &r, &err) < 0)
            continue; /* refused is as good */
        for (;;) {
            AUTO(media_frame) struct media_frame *f = NULL;
            if (media_next(r, &f, &err) <= 0)
                break;
            assert_true(media_frame_t_s(f) > last_s);
            last_s = media_frame_t_s(f);
            assert_true(last_s < 60 * (1 + (double)media_frame_index(f)));
        }
        assert_true(last_s >= 0); /* an edit list may leave the first frame only */
    }
}

static void flipped_bytes_never_crash_the_reader(void **state)
{
    (void)state;
    static const struct {
        const char *name, *codec;
    } rows[] = { { "flip.mp4", "h264" },  { "flip.mkv", "hevc" }, { "flip.webm", "vp9" },
                 { "flip.avi", "mjpeg" }, { "flip.mkv", "ffv1" }, { "flip.mp4", "av1" } };
    struct rng rng = rng_new(7, 7);
    for (size_t i = 0; i < N_ELEMS(rows); i++) {
        struct err err = { 0 };
        struct media_write_params par = small;
        size_t n;
        par.codec = rows[i].codec;
        par.quality = 35;
        int rc = write_clip(in_dir(rows[i].name), par, 6, NULL, &err);
        if (rc == -ERR_UNSUPPORTED)
            continue;
        assert_ok(rc, err);
        AUTO(mem) uint8_t *whole = get(rows[i].name, &n);
        AUTO(mem) uint8_t *data = mem_array(n, 1);
        for (int round = 0; round < 40; round++) {
            AUTO(media_reader) struct media_reader *r = NULL;
            memcpy(data, whole, n);
            for (int k = 0; k < 1 + round % 8; k++)
                data[rng_below(&rng, (uint32_t)n)] = (uint8_t)rng_u32(&rng);
            if (media_open_memory(data, n, 1, &r, &err) == 0)
                assert_true(count(r) < 1000);
            else
                assert_true(err.code && err.msg[0]);
        }
    }
}

static void random_bytes_are_no_clip(void **state)
{
    (void)state;
    uint8_t data[3000];
    struct rng rng = rng_new(9, 9);
    for (int round = 0; round < 30; round++) {
        AUTO(media_reader) struct media_reader *r = NULL;
        struct err err = { 0 };
        for (size_t i = 0; i < sizeof(data); i++)
            data[i] = (uint8_t)rng_u32(&rng);
        if (media_open_memory(data, sizeof(data), 1, &r, &err) == 0)
            assert_true(count(r) < 1000);
    }
}

/* Give the process these bytes as standard input, through a pipe or from the file. */
static int count_from_stdin(const char *name, bool pipe_it)
{
    AUTO(media_reader) struct media_reader *r = NULL;
    struct err err = { 0 };
    int saved = dup(STDIN_FILENO), fd[2] = { -1, -1 };
    size_t n;
    AUTO(mem) uint8_t *data = get(name, &n);
    if (pipe_it) {
        assert_int_equal(pipe2(fd, O_CLOEXEC), 0);
        assert_true(n < 60000); /* what a pipe holds without a reader */
        assert_int_equal(write(fd[1], data, n), (ssize_t)n);
        close(fd[1]);
    } else {
        fd[0] = open(in_dir(name), O_RDONLY | O_CLOEXEC);
    }
    assert_true(dup2(fd[0], STDIN_FILENO) >= 0);
    int rc = media_open("-", 1, &r, &err);
    dup2(saved, STDIN_FILENO);
    close(saved);
    close(fd[0]);
    assert_ok(rc, err);
    int first = count(r);
    assert_ok(media_rewind(r, &err), err);
    assert_int_equal(count(r), first);
    return first;
}

static void standard_input_is_read_whatever_it_is(void **state)
{
    (void)state;
    struct err err = { 0 };
    struct media_write_params par = small;
    par.quality = 30;
    assert_ok(write_clip(in_dir("in.mp4"), par, 9, NULL, &err), err);
    assert_int_equal(count_from_stdin("in.mp4", true), 9);
    assert_int_equal(count_from_stdin("in.mp4", false), 9);
}

static void put_bmp(const char *name, const uint8_t *bgrx)
{
    /* size of file, offset of pixels, size of header, width, height, planes, bits a pixel */
    const uint32_t n = 54 + 4 * W * H, head[] = { n, 0, 54, 40, W, H, 1 | 32 << 16 };
    uint8_t bmp[54 + 4 * W * H] = "BM";
    memcpy(bmp + 2, head, sizeof(head));
    for (int y = 0; y < H; y++) /* rows from the bottom up */
        memcpy(bmp + 54 + (size_t)(H - 1 - y) * 4 * W, bgrx + (size_t)y * 4 * W, 4 * W);
    put(name, bmp, sizeof(bmp));
}

static void numbered_pictures_are_a_clip(void **state)
{
    (void)state;
    AUTO(media_reader) struct media_reader *r = NULL;
    struct err err = { 0 };
    for (int i = 0; i < 5; i++) {
        uint8_t bgrx[W * H * 4];
        char name[32];
        paint(bgrx, i);
        snprintf(name, sizeof(name), "img%03d.bmp", i);
        put_bmp(name, bgrx);
    }
    assert_ok(media_open(in_dir("img%03d.bmp"), 1, &r, &err), err);
    for (int i = 0; i < 5; i++) {
        AUTO(media_frame) struct media_frame *f = NULL;
        uint8_t want[W * H * 4], got[W * H * 4];
        assert_int_equal(media_next(r, &f, &err), 1);
        media_frame_bgrx(f, W, H, got, (size_t)W * 4);
        paint(want, i);
        assert_memory_equal(got, want, sizeof(got));
        assert_near(media_frame_t_s(f), i / 25.0, 1e-9); /* the demuxer's default rate */
    }
}

/* Angles would bend if 16 x 8 pixels twice as wide as high were shown as 16 x 8. */
static void pixels_that_are_not_square_are_widened(void **state)
{
    (void)state;
    static const char head[] = "YUV4MPEG2 W16 H8 F50:1 Ip A2:1 C420jpeg\nFRAME\n";
    AUTO(media_reader) struct media_reader *r = NULL;
    AUTO(media_frame) struct media_frame *f = NULL;
    struct err err = { 0 };
    uint8_t data[sizeof(head) - 1 + 16 * 8 * 3 / 2], out[32 * 8 * 4];
    memcpy(data, head, sizeof(head) - 1);
    memset(data + sizeof(head) - 1, 128, sizeof(data) - sizeof(head) + 1);
    for (int y = 0; y < 8; y++) /* white from stored column 4 on */
        memset(data + sizeof(head) - 1 + 16 * y + 4, 235, 12);
    assert_ok(media_open_memory(data, sizeof(data), 1, &r, &err), err);
    assert_int_equal(media_info(r)->width, 32);
    assert_int_equal(media_info(r)->height, 8);
    assert_near(media_info(r)->fps, 50, 0);
    assert_int_equal(media_next(r, &f, &err), 1);
    media_frame_bgrx(f, 32, 8, out, 32 * 4);
    assert_true(out[4 * 6] < 140 && out[4 * 9] > 230); /* the edge is at 8 now */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_not_a_clip_is_refused_by_what_it_is),
        cmocka_unit_test(sound_alone_is_refused),
        cmocka_unit_test(a_codec_without_decoder_is_named),
        cmocka_unit_test(a_clip_cut_short_gives_what_is_whole_and_says_so),
        cmocka_unit_test(an_mp4_without_its_table_of_contents_says_so),
        cmocka_unit_test(odd_frame_times_still_ascend_within_reason),
        cmocka_unit_test(flipped_bytes_never_crash_the_reader),
        cmocka_unit_test(random_bytes_are_no_clip),
        cmocka_unit_test(standard_input_is_read_whatever_it_is),
        cmocka_unit_test(numbered_pictures_are_a_clip),
        cmocka_unit_test(pixels_that_are_not_square_are_widened),
    };
    return cmocka_run_group_tests_name("damage", tests, set_up, tear_down);
}
