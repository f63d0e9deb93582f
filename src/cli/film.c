/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/film.h"

#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/progress.h"
#include "cli/common.h"
#include "gait/speed.h"
#include "media/media.h"

/* Frames a second of the camera and of the clip that differ by less are the same rate. */
static const double SAME_RATE_FRAC = 0.1;

struct film {
    struct report_clip *clips;
    struct pose_clip **poses;   /* [n] owned; the same as in clips */
    struct gait **gaits;        /* [n] owned; the same as in clips */
    struct spine_load **spines; /* [n] owned; the same as in clips */
    size_t n, cap;
    struct form_result form;
    struct report_film report;
};

int film_new(size_t cap_clips, struct film **ret_film, struct err *err)
{
    AUTO(film) struct film *f = mem_array(1, sizeof(*f));

    if (!f)
        return err_set(err, ERR_NOMEM, "no memory for %zu clips", cap_clips);
    f->cap = cap_clips;
    f->clips = mem_array(cap_clips, sizeof(*f->clips));
    f->poses = mem_array(cap_clips, sizeof(struct pose_clip *));
    f->gaits = mem_array(cap_clips, sizeof(struct gait *));
    f->spines = mem_array(cap_clips, sizeof(struct spine_load *));
    if (!f->clips || !f->poses || !f->gaits || !f->spines)
        return err_set(err, ERR_NOMEM, "no memory for %zu clips", cap_clips);
    *ret_film = STEAL(f);
    return 0;
}

struct film *film_free(struct film *f)
{
    if (!f)
        return NULL;
    for (size_t i = 0; i < f->n; i++) {
        pose_clip_free(f->poses[i]);
        gait_free(f->gaits[i]);
        spine_load_free(f->spines[i]);
    }
    free(f->clips);
    free(f->poses);
    free(f->gaits);
    free(f->spines);
    free(f);
    return NULL;
}

/* Some cameras write the rate they filmed at: then the slow motion has a known factor. */
static void use_capture_rate(const char *path, const struct media_info *info, bool quiet,
                             struct gait_params *par)
{
    if (par->slow_known || !(info->capture_fps > info->fps * (1 + SAME_RATE_FRAC)) ||
        !(info->fps > 0))
        return;
    par->slow_factor = info->capture_fps / info->fps;
    par->slow_known = true;
    if (!quiet)
        fprintf(stderr,
                "backstride: note: %s: the camera says it filmed at %.4g frames/s; taken as "
                "%.3gx slow motion (--slow 1 if that is wrong)\n",
                path, info->capture_fps, par->slow_factor);
}

/* Frames that will be read, for the progress bar; 0: unknown. */
static size_t frames_to_read(const struct media_info *info, const struct pose_params *par)
{
    if (par->to_s > 0 && info->duration_s > par->to_s)
        return (size_t)((double)info->n_frames * (par->to_s / info->duration_s));
    return info->n_frames;
}

static int find_pose(struct media_reader *reader, const char *path,
                     const struct film_params *par, const struct pose_models *models,
                     struct pool *pool, struct pose_clip **ret_pose, struct err *err)
{
    struct progress progress;
    char what[40];
    const char *slash = strrchr(path, '/');

    snprintf(what, sizeof(what), "measuring %.26s", slash ? slash + 1 : path);
    progress_begin(&progress, what, frames_to_read(media_info(reader), &par->pose), par->quiet);
    int rc = pose_clip(reader, models, &par->pose, pool, &progress, ret_pose, err);
    progress_end(&progress);
    return rc;
}

/* The speed is the user's, or else measured; the load needs it for a kilometre's dose. */
static int find_load(const struct gait *gait, const struct spine_runner *given,
                     struct report_clip *clip, struct spine_load **ret_load, struct err *err)
{
    struct spine_runner runner = *given;

    clip->speed_given = given->speed_mps > 0;
    clip->speed = clip->speed_given
                      ? (struct gait_value){ .value = given->speed_mps,
                                             .lo = given->speed_mps - 2 * given->speed_sd_mps,
                                             .hi = given->speed_mps + 2 * given->speed_sd_mps }
                      : gait_speed(gait);
    if (!clip->speed_given && clip->speed.status == GAIT_MEASURED) {
        runner.speed_mps = clip->speed.value;
        runner.speed_sd_mps = (clip->speed.hi - clip->speed.lo) / (2 * 1.96);
    }
    return spine_of_gait(gait, &runner, ret_load, err);
}

static int measure(struct film *f, const char *path, const struct film_params *par,
                   const struct pose_models *models, struct pool *pool, struct err *err)
{
    AUTO(media_reader) struct media_reader *reader = NULL;
    AUTO(pose_clip) struct pose_clip *pose = NULL;
    AUTO(gait) struct gait *gait = NULL;
    AUTO(spine_load) struct spine_load *spine = NULL;
    struct gait_params gait_par = par->gait;
    int rc;

    rc = media_open(path, par->threads, &reader, err);
    if (rc < 0)
        return rc;
    const struct media_info *info = media_info(reader);
    if (info->duration_s > 0 && par->pose.from_s >= info->duration_s)
        return err_set(err, ERR_TOO_SHORT, "the clip ends before --from %g: it lasts %.1f s",
                       par->pose.from_s, info->duration_s);
    use_capture_rate(path, media_info(reader), par->quiet, &gait_par);
    rc = find_pose(reader, path, par, models, pool, &pose, err);
    if (rc < 0)
        return rc;
    rc = gait_analyse(pose->motion, &gait_par, &gait, err);
    if (rc < 0)
        return rc;
    struct report_clip *clip = &f->clips[f->n];
    *clip = (struct report_clip){ .path = path,
                                  .info = *media_info(reader),
                                  .damage = media_damage(reader),
                                  .pose = pose,
                                  .gait = gait };
    rc = find_load(gait, &par->runner, clip, &spine, err);
    if (rc < 0)
        return rc;
    clip->spine = spine;
    f->spines[f->n] = STEAL(spine);
    f->poses[f->n] = STEAL(pose);
    f->gaits[f->n++] = STEAL(gait);
    return 0;
}

int film_add(struct film *f, const char *path, const struct film_params *par,
             const struct pose_models *models, struct pool *pool, struct err *err)
{
    assert(f->n < f->cap);
    int rc = measure(f, path, par, models, pool, err);
    if (rc < 0 && err && strstr(err->msg, path)) /* the message names the file already */
        return rc;
    return err_prefix(err, rc, "%s", path);
}

const struct report_film *film_judge(struct film *f, const char *model, const char *precision,
                                     const struct spine_runner *runner)
{
    form_judge((const struct gait *const *)f->gaits, f->n, &f->form);
    f->report = (struct report_film){ .clips = f->clips,
                                      .n_clips = f->n,
                                      .form = &f->form,
                                      .model = model,
                                      .precision = precision,
                                      .height_m = runner->height_m,
                                      .mass_kg = runner->mass_kg,
                                      .sex = runner->sex ? common_sexes[runner->sex] : NULL };
    return &f->report;
}

static int copy_stdin(int to, struct err *err)
{
    static char block[1 << 16];

    for (;;) {
        ssize_t n = read(STDIN_FILENO, block, sizeof(block));
        if (n < 0)
            return err_set(err, ERR_IO, "cannot read standard input: %s", strerror(errno));
        if (n == 0)
            return 0;
        for (ssize_t done = 0, k; done < n; done += k) {
            k = write(to, block + done, (size_t)(n - done));
            if (k < 0)
                return err_set(err, ERR_IO, "cannot keep standard input in a file: %s",
                               strerror(errno));
        }
    }
}

int film_keep_stdin(const char **ret_path, struct err *err)
{
    const char *folder = getenv("TMPDIR");
    char path[1024];
    int rc = 0;

    snprintf(path, sizeof(path), "%s/backstride-stdin-XXXXXX",
             folder && *folder ? folder : "/tmp");
    int fd = mkstemp(path);
    if (fd < 0)
        return err_set(err, ERR_IO, "cannot make \"%s\": %s", path, strerror(errno));
    unlink(path);
    rc = copy_stdin(fd, err);
    if (rc == 0 && dup2(fd, STDIN_FILENO) < 0)
        rc = err_set(err, ERR_IO, "cannot keep standard input: %s", strerror(errno));
    close(fd);
    if (rc == 0)
        *ret_path = "/dev/stdin"; /* opens the same file anew, from its start */
    return rc;
}
