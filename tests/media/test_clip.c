/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include <fcntl.h>
#include <math.h>
#include <sys/stat.h>

#include "base/file.h"
#include "base/mem.h"
#include "media/media.h"
#include "picture.h"

static char dir[] = "/tmp/backstride-clip-XXXXXX";

static const char *in_dir(const char *name)
{
    static char path[2][256];
    static int turn;
    turn = !turn;
    snprintf(path[turn], sizeof(path[turn]), "%s/%s", dir, name);
    return path[turn];
}

static const struct media_write_params small = { .width = W, .height = H, .fps = 30 };

/* n pictures; times NULL: at fps. */
static int write_clip(const char *path, struct media_write_params par, int n,
                      const double *times, struct err *err)
{
    AUTO(media_writer) struct media_writer *w = NULL;
    uint8_t bgrx[W * H * 4];
    int rc = media_write_begin(path, &par, &w, err);
    for (int i = 0; rc >= 0 && i < n; i++) {
        paint(bgrx, i);
        rc = times ? media_write_at(w, bgrx, (size_t)W * 4, times[i], err)
                   : media_write(w, bgrx, (size_t)W * 4, err);
    }
    return rc < 0 ? rc : media_write_end(w, err);
}

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
        printf("%s worst %.2f\n", rows[i].name, worst);
        assert_true(worst <= rows[i].mean);
        assert_int_equal(media_damage(r).n_bad_packets, 0);
        assert_false(media_damage(r).truncated);
    }
}

static int set_up(void **state)
{
    (void)state;
    return mkdtemp(dir) ? 0 : -1;
}

static int tear_down(void **state)
{
    (void)state;
    char command[64];
    snprintf(command, sizeof(command), "rm -rf %s", dir);
    FILE *p = popen(command, "re");
    return p ? pclose(p) : -1;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_codec_and_container_comes_back_as_written),
    };
    return cmocka_run_group_tests_name("clip", tests, set_up, tear_down);
}
