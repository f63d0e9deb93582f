/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CLIPS_H
#define CLIPS_H
/*
 * clips - small clips written for a test into a folder that goes with it.
 */
#include "test.h"

#include "base/mem.h"
#include "media/media.h"
#include "picture.h"

/* libx265 3.5 keeps a few blocks of each encoder; the leak checker must not blame the test. */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void) { return "leak:libx265\n"; }

static char dir[] = "/tmp/backstride-clip-XXXXXX";

/* A path in the test's own folder; two may be used at a time. */
static inline const char *in_dir(const char *name)
{
    static char path[2][256];
    static int turn;
    turn = !turn;
    snprintf(path[turn], sizeof(path[turn]), "%s/%s", dir, name);
    return path[turn];
}

static const struct media_write_params small = { .width = W, .height = H, .fps = 30 };

/* n pictures; times NULL: at fps. */
static inline int write_clip(const char *path, struct media_write_params par, int n,
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

static inline int set_up(void **state)
{
    (void)state;
    return mkdtemp(dir) ? 0 : -1;
}

static inline int tear_down(void **state)
{
    (void)state;
    char command[64];
    snprintf(command, sizeof(command), "rm -rf %s", dir);
    FILE *p = popen(command, "re");
    return p ? pclose(p) : -1;
}

#endif
