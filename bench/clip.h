/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BENCH_CLIP_H
#define BENCH_CLIP_H
/*
 * clip - what the benches of rendered runners share: a runner and his clip from words
 * NAME=VALUE (parameters of synth, and quality, the encoder's 0..51), and a file of landmarks,
 * so that what comes after them is measured anew without them.
 */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/text.h"
#include "body/motion.h"
#include "synth/synth.h"

static const char CLIP_MAGIC[8] = "bslm0003";

struct clip {
    struct synth_params par;
    int quality;
};

static inline int clip_params(char **words, size_t n, struct clip *ret, struct err *err)
{
    synth_params_init(&ret->par);
    ret->quality = 23;
    for (size_t i = 0; i < n; i++) {
        char name[64];
        const char *eq = strchr(words[i], '=');
        if (!eq || eq == words[i] || (size_t)(eq - words[i]) >= sizeof(name))
            return err_set(err, ERR_USAGE, "\"%s\" is not NAME=VALUE", words[i]);
        memcpy(name, words[i], (size_t)(eq - words[i]));
        name[eq - words[i]] = 0;
        double v = 0;
        int rc = 0;
        if (strcmp(name, "quality") == 0) {
            rc = text_to_double(eq + 1, name, &v, err);
            ret->quality = (int)v;
        } else
            rc = synth_params_set(&ret->par, name, eq + 1, err);
        if (rc < 0)
            return rc;
    }
    return 0;
}

/* The runner and the picture of NAME=VALUE... */
static inline int clip_make(char **args, size_t n, struct clip *ret_clip, struct synth **ret,
                            struct err *err)
{
    int rc = clip_params(args, n, ret_clip, err);
    return rc < 0 ? rc : synth_new(&ret_clip->par, ret, err);
}

/* -- landmarks kept ----------------------------------------------------------------------- */

static inline int clip_write_landmarks(const char *path, const struct motion *m,
                                       struct err *err)
{
    char part[512];
    snprintf(part, sizeof(part), "%s.part", path);
    FILE *f = fopen(part, "wb");
    if (!f)
        return err_set(err, ERR_IO, "cannot write \"%s\"", part);
    uint64_t head[3] = { m->n_frames, (uint64_t)m->width, (uint64_t)m->height };
    const double roll[3] = { m->roll_rad, m->roll_sd_rad, m->roll_per_px };
    size_t n = m->n_frames;
    bool ok = fwrite(CLIP_MAGIC, sizeof(CLIP_MAGIC), 1, f) == 1 &&
              fwrite(head, sizeof(head), 1, f) == 1 && fwrite(roll, sizeof(roll), 1, f) == 1 &&
              fwrite(m->t_s, sizeof(*m->t_s), n, f) == n &&
              fwrite(m->score, sizeof(*m->score), n, f) == n &&
              fwrite(m->points, sizeof(*m->points), n, f) == n &&
              fwrite(m->world, sizeof(*m->world), n, f) == n &&
              fwrite(m->waist, sizeof(*m->waist), n, f) == n;
    ok = fclose(f) == 0 && ok;
    if (!ok || rename(part, path) != 0) {
        unlink(part);
        return err_set(err, ERR_IO, "cannot write \"%s\"", path);
    }
    return 0;
}

static inline int clip_read_landmarks(const char *path, struct motion **ret_motion,
                                      struct err *err)
{
    AUTO(motion) struct motion *m = NULL;
    char magic[sizeof(CLIP_MAGIC)];
    uint64_t head[3];
    double roll[3];
    FILE *f = fopen(path, "rb");
    if (!f)
        return err_set(err, ERR_IO, "cannot read \"%s\"", path);
    bool ok = fread(magic, sizeof(magic), 1, f) == 1 && fread(head, sizeof(head), 1, f) == 1 &&
              memcmp(magic, CLIP_MAGIC, sizeof(magic)) == 0 && head[0] < 1000000 &&
              fread(roll, sizeof(roll), 1, f) == 1;
    int rc = ok ? motion_new((int)head[1], (int)head[2], &m, err) : 0;
    for (size_t i = 0; ok && rc == 0 && i < head[0]; i++)
        rc = motion_append(m, (double)i, err);
    if (ok && rc == 0) {
        m->roll_rad = roll[0];
        m->roll_sd_rad = roll[1];
        m->roll_per_px = roll[2];
        size_t n = m->n_frames;
        ok = fread(m->t_s, sizeof(*m->t_s), n, f) == n &&
             fread(m->score, sizeof(*m->score), n, f) == n &&
             fread(m->points, sizeof(*m->points), n, f) == n &&
             fread(m->world, sizeof(*m->world), n, f) == n &&
             fread(m->waist, sizeof(*m->waist), n, f) == n;
    }
    fclose(f);
    if (rc < 0)
        return rc;
    if (!ok)
        return err_set(err, ERR_FORMAT, "\"%s\" holds no landmarks of this program", path);
    *ret_motion = STEAL(m);
    return 0;
}

/* -- parts of a bench ---------------------------------------------------------------------- */

struct clip_part {
    const char *name;
    int (*run)(char **args, size_t n, struct err *err);
};

/* main of a bench whose first word names one of its parts [n]. */
static inline int clip_main(const char *bench, const struct clip_part *parts, size_t n,
                            int argc, char **argv)
{
    struct err err = { 0 };
    for (size_t i = 0; argc >= 2 && i < n; i++)
        if (strcmp(argv[1], parts[i].name) == 0) {
            int rc = parts[i].run(argv + 2, (size_t)argc - 2, &err);
            if (rc < 0)
                fprintf(stderr, "%s: %s\n", bench, err.msg);
            return rc < 0;
        }
    fprintf(stderr, "%s ", bench);
    for (size_t i = 0; i < n; i++)
        fprintf(stderr, "%s%s", i ? "|" : "", parts[i].name);
    fputs(": see the first lines of its source\n", stderr);
    return 1;
}

#endif
