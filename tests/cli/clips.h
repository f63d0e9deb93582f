/* SPDX-License-Identifier: Apache-2.0 */
#ifndef TEST_CLIPS_H
#define TEST_CLIPS_H
/*
 * clips - small clips made for the tests in a folder of their own: a drawn runner and what can
 * go wrong with a file or with filming one.
 */
#include <dirent.h>

#include "base/file.h"
#include "base/mem.h"
#include "base/pool.h"
#include "media/media.h"
#include "synth/synth.h"
#include "test.h"

static char clips_folder[64];

static inline const char *clips_path(const char *name)
{
    static char path[4][512];
    static int turn;
    char *p = path[turn++ % 4];
    snprintf(p, sizeof(path[0]), "%s/%s", clips_folder, name);
    return p;
}

struct clips_runner {
    const char *name;
    double fps, duration_s, plays_at_fps; /* plays_at_fps 0: as filmed */
    const char *set[2][2];                /* more parameters: name, value */
};

/*
 * Drawing and measuring are slow under the sanitizers, so the clips are as small as the lite
 * model follows: a quick runner from behind, upright picture. film() and check() ask for that
 * model.
 */
enum { CLIPS_WIDTH = 128, CLIPS_HEIGHT = 160, CLIPS_QUALITY = 16 };

static inline struct synth *clips_figure(const struct clips_runner *r)
{
    struct synth_params par;
    struct synth *s = NULL;
    struct err err = { 0 };

    synth_params_init(&par);
    par.fps = r->fps;
    par.duration_s = r->duration_s;
    par.width = CLIPS_WIDTH;
    par.height = CLIPS_HEIGHT;
    assert_ok(synth_params_set(&par, "view", "rear", &err), err);
    assert_ok(synth_params_set(&par, "cadence", "200", &err), err);
    assert_ok(synth_params_set(&par, "contact", "0.2", &err), err);
    for (size_t i = 0; i < N_ELEMS(r->set) && r->set[i][0]; i++)
        assert_ok(synth_params_set(&par, r->set[i][0], r->set[i][1], &err), err);
    assert_ok(synth_new(&par, &s, &err), err);
    return s;
}

static inline void clips_draw(const struct clips_runner *r)
{
    AUTO(synth) struct synth *s = clips_figure(r);
    AUTO(media_writer) struct media_writer *w = NULL;
    AUTO(pool) struct pool *pool = NULL;
    AUTO(mem) uint8_t *picture = mem_array(CLIPS_HEIGHT, CLIPS_WIDTH * 4);
    const struct media_write_params par = {
        .width = CLIPS_WIDTH,
        .height = CLIPS_HEIGHT,
        .fps = r->plays_at_fps > 0 ? r->plays_at_fps : r->fps,
        .quality = CLIPS_QUALITY,
    };
    struct err err = { 0 };

    assert_non_null(picture);
    assert_ok(pool_new(0, &pool, &err), err);
    assert_ok(media_write_begin(clips_path(r->name), &par, &w, &err), err);
    for (size_t i = 0; i < synth_n_frames(s); i++) {
        assert_ok(synth_render_frame(s, i, pool, picture, CLIPS_WIDTH * 4, &err), err);
        assert_ok(media_write(w, picture, CLIPS_WIDTH * 4, &err), err);
    }
    assert_ok(media_write_end(w, &err), err);
}

/* The same pictures in a file that says the rate they were filmed at. */
static inline void clips_tag(const char *from, const char *to, double fps, double capture_fps)
{
    AUTO(media_reader) struct media_reader *r = NULL;
    AUTO(media_writer) struct media_writer *w = NULL;
    AUTO(mem) uint8_t *picture = mem_array(CLIPS_HEIGHT, CLIPS_WIDTH * 4);
    const struct media_write_params par = { .width = CLIPS_WIDTH,
                                            .height = CLIPS_HEIGHT,
                                            .fps = fps,
                                            .capture_fps = capture_fps,
                                            .quality = CLIPS_QUALITY };
    struct err err = { 0 };

    assert_non_null(picture);
    assert_ok(media_open(clips_path(from), 1, &r, &err), err);
    assert_ok(media_write_begin(clips_path(to), &par, &w, &err), err);
    for (;;) {
        AUTO(media_frame) struct media_frame *f = NULL;
        int rc = media_next(r, &f, &err);
        assert_ok(rc, err);
        if (rc == 0)
            break;
        media_frame_bgrx(f, CLIPS_WIDTH, CLIPS_HEIGHT, picture, CLIPS_WIDTH * 4);
        assert_ok(media_write(w, picture, CLIPS_WIDTH * 4, &err), err);
    }
    assert_ok(media_write_end(w, &err), err);
}

/* A grey wall: a clip with nobody in it. */
static inline void clips_blank(const char *name)
{
    AUTO(media_writer) struct media_writer *w = NULL;
    AUTO(mem) uint8_t *picture = mem_array(CLIPS_HEIGHT, CLIPS_WIDTH * 4);
    const struct media_write_params par = {
        .width = CLIPS_WIDTH, .height = CLIPS_HEIGHT, .fps = 30, .quality = CLIPS_QUALITY
    };
    struct err err = { 0 };

    assert_non_null(picture);
    memset(picture, 128, (size_t)CLIPS_HEIGHT * CLIPS_WIDTH * 4);
    assert_ok(media_write_begin(clips_path(name), &par, &w, &err), err);
    for (int i = 0; i < 20; i++)
        assert_ok(media_write(w, picture, CLIPS_WIDTH * 4, &err), err);
    assert_ok(media_write_end(w, &err), err);
}

/* The first `share` of a file's bytes. */
static inline void clips_cut(const char *from, const char *to, double share)
{
    AUTO(mem) uint8_t *data = NULL;
    size_t n = 0;
    struct err err = { 0 };
    assert_ok(file_read(clips_path(from), 1 << 28, &data, &n, &err), err);
    assert_ok(file_write(clips_path(to), data, (size_t)((double)n * share), &err), err);
}

static inline int clips_begin(void)
{
    snprintf(clips_folder, sizeof(clips_folder), "/tmp/backstride-test-XXXXXX");
    return mkdtemp(clips_folder) ? 0 : -1;
}

/* Names of the files in the folder that contain `part`, counted. */
static inline size_t clips_count(const char *part)
{
    DIR *d = opendir(clips_folder);
    size_t n = 0;
    assert_non_null(d);
    for (struct dirent *e; (e = readdir(d));)
        n += e->d_name[0] != '.' && strstr(e->d_name, part) != NULL;
    closedir(d);
    return n;
}

static inline int clips_end(void **state)
{
    (void)state;
    DIR *d = opendir(clips_folder);
    if (!d)
        return -1;
    for (struct dirent *e; (e = readdir(d));)
        if (e->d_name[0] != '.')
            unlink(clips_path(e->d_name));
    closedir(d);
    return rmdir(clips_folder);
}

#endif
