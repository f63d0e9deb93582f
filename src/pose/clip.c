/* SPDX-License-Identifier: Apache-2.0 */
#include <assert.h>
#include <math.h>
#include <stdlib.h>

#include "base/mem.h"
#include "pose/camera.h"
#include "pose/look.h"
#include "pose/people.h"
#include "pose/pose.h"
#include "pose/track.h"
#include "pose/upright.h"

/* The plan for a frame knows the frames up to `lag` before it, so that many are in work side by
 * side, whatever the number of threads. */
enum { LAG_MIN = 4, LAG_MAX = 16, LAG_MAX_BYTES = 64 << 20 };
static const double LAG_S = 0.134; /* 4 frames at 30 a second */
/* A path that is unknown in more of the frames says nothing. */
static const double CAMERA_LOST_MAX = 0.1;

struct slot { /* one frame in work */
    struct pool_job job;
    struct run *run;
    struct look look;
    struct media_frame *frame;
    float *grey; /* [run->grey] small picture for the camera's path */
    double t_s;
    bool started;
    int rc;
    struct err err;
};

struct run {
    struct media_reader *reader;
    const struct pose_params *par;
    struct pool *pool;
    struct eye **eyes; /* [pool_n_workers] */
    struct slot slots[LAG_MAX];
    size_t lag, n_started, n_taken;
    int shrink; /* of the small pictures; 0: no frame was seen yet */
    struct media_grey grey;
    struct camera *camera;
    size_t n_camera_lost;
    struct upright *upright;
    int upright_shrink;
    float *upright_grey; /* [its size] */
    struct tracker tracker;
    struct album *album;
    struct motion *motion;
    bool cut_at_limit;
};

static void work(void *arg, unsigned worker)
{
    struct slot *s = arg;
    media_frame_grey(s->frame, s->run->shrink, s->grey);
    s->rc = look_run(&s->look, s->run->eyes[worker], &s->err);
}

static struct run *run_free(struct run *r)
{
    if (!r)
        return NULL;
    for (size_t i = 0; i < LAG_MAX; i++) {
        if (r->slots[i].started)
            pool_wait(r->pool, &r->slots[i].job);
        media_frame_unref(r->slots[i].frame);
        free(r->slots[i].grey);
    }
    camera_free(r->camera);
    upright_free(r->upright);
    free(r->upright_grey);
    for (unsigned i = 0; r->eyes && i < pool_n_workers(r->pool); i++)
        eye_free(r->eyes[i]);
    free(r->eyes);
    album_free(r->album);
    motion_free(r->motion);
    free(r);
    return NULL;
}
DEFINE_AUTO(run)

static size_t choose_lag(const struct media_info *info)
{
    double frame_bytes = 1.5 * info->width * info->height * (info->bit_depth > 8 ? 2 : 1);
    double lag = fmax(LAG_MIN, round(LAG_S * info->fps));
    return (size_t)fmax(LAG_MIN, fmin(fmin(lag, LAG_MAX), LAG_MAX_BYTES / frame_bytes));
}

static int run_new(struct media_reader *reader, const struct pose_models *models,
                   const struct pose_params *par, struct pool *pool, struct run **ret_run,
                   struct err *err)
{
    const struct media_info *info = media_info(reader);
    AUTO(run) struct run *r = mem_array(1, sizeof(*r));
    if (!r)
        return err_set(err, ERR_NOMEM, "no memory to follow people");
    r->reader = reader;
    r->par = par;
    r->pool = pool;
    r->lag = choose_lag(info);
    r->eyes = mem_array(pool_n_workers(pool), sizeof(struct eye *));
    if (!r->eyes)
        return err_set(err, ERR_NOMEM, "no memory to follow people");
    tracker_init(&r->tracker, info->width, info->height, par->person != 0);
    int rc = album_new(&r->album, err);
    if (rc == 0)
        rc = motion_new(info->width, info->height, &r->motion, err);
    for (unsigned i = 0; rc == 0 && i < pool_n_workers(pool); i++)
        rc = eye_new(models, &r->eyes[i], err);
    if (rc < 0)
        return rc;
    *ret_run = STEAL(r);
    return 0;
}

/* Sizes are known with the first frame. */
static int camera_sizes(struct run *r, const struct media_frame *f, struct err *err)
{
    if (r->shrink)
        return 0;
    r->shrink = media_grey_shrink(f, CAMERA_SIDE);
    r->grey = media_grey_size(f, r->shrink);
    for (size_t i = 0; i < r->lag; i++) {
        r->slots[i].grey =
            mem_array((size_t)r->grey.width * (size_t)r->grey.height + 1, sizeof(float));
        if (!r->slots[i].grey)
            return err_set(err, ERR_NOMEM, "no memory for small pictures");
    }
    r->upright_shrink = media_grey_shrink(f, UPRIGHT_SIDE);
    struct media_grey size = media_grey_size(f, r->upright_shrink);
    r->upright_grey =
        mem_array((size_t)size.width * (size_t)size.height + 1, sizeof(*r->upright_grey));
    if (!r->upright_grey)
        return err_set(err, ERR_NOMEM, "no memory for a picture");
    int rc = upright_new(size, &r->upright, err);
    return rc < 0 ? rc : camera_new(r->grey, &r->camera, err);
}

/* Everybody in a frame. Returns how many. */
static size_t bodies_of(const struct look *l, const struct body *ret[CAMERA_BOXES])
{
    _Static_assert(2 * POSE_MAX_PEOPLE <= CAMERA_BOXES, "a box for everybody");
    size_t n = 0;
    for (size_t i = 0; i < l->plan.n_wanted; i++)
        ret[n++] = &l->sighting.wanted[i];
    for (size_t i = 0; i < l->sighting.n_found; i++)
        ret[n++] = &l->sighting.found[i];
    return n;
}

static int look_for_uprights(struct run *r, const struct slot *s,
                             const struct body *const *bodies, size_t n_bodies,
                             const double *at_px, struct err *err)
{
    struct camera_box boxes[2 * CAMERA_BOXES];
    size_t n = 0;
    for (size_t i = 0; i < n_bodies; i++)
        n += upright_boxes_of(bodies[i], &boxes[n]);
    media_frame_grey(s->frame, r->upright_shrink, r->upright_grey);
    return upright_add(r->upright, s->t_s, r->upright_grey, boxes, n, at_px, err);
}

static int follow_camera(struct run *r, size_t frame, const struct slot *s, struct err *err)
{
    const struct body *bodies[CAMERA_BOXES];
    struct camera_box boxes[CAMERA_BOXES];
    double px[2];
    size_t n_bodies = bodies_of(&s->look, bodies), n = 0;
    for (size_t i = 0; i < n_bodies; i++)
        n += camera_box_of(bodies[i], &boxes[n]);
    bool known = camera_next(r->camera, s->grey, boxes, n, px);
    r->n_camera_lost += !known;
    r->motion->camera[frame][0] = (float)px[0];
    r->motion->camera[frame][1] = (float)px[1];
    if (!upright_wants(r->upright, s->t_s))
        return 0;
    return look_for_uprights(r, s, bodies, n_bodies, known ? px : NULL, err);
}

/* Wait for the oldest frame in work and enter what was seen in it. */
static int take(struct run *r, struct err *err)
{
    size_t wanted[POSE_MAX_PEOPLE] = { 0 },
           found[POSE_MAX_PEOPLE] = { 0 }; /* alone: all person 0 */
    size_t frame = r->n_taken++;
    struct slot *s = &r->slots[frame % r->lag];
    const struct sighting *seen = &s->look.sighting;
    int rc = 0;

    pool_wait(r->pool, &s->job);
    s->started = false;
    if (s->rc < 0) {
        if (err)
            *err = s->err;
        return s->rc;
    }
    rc = follow_camera(r, frame, s, err);
    s->frame = media_frame_unref(s->frame);
    if (rc < 0)
        return rc;
    if (!r->par->every_frame_alone)
        tracker_take(&r->tracker, s->t_s, &s->look.plan, seen, wanted, found);
    for (size_t i = 0; rc == 0 && i < s->look.plan.n_wanted; i++)
        if (wanted[i] != TRACK_NOBODY)
            rc = album_add(r->album, wanted[i], frame, &seen->wanted[i], err);
    for (size_t i = 0; rc == 0 && i < seen->n_found; i++)
        if (found[i] != TRACK_NOBODY)
            rc = album_add(r->album, found[i], frame, &seen->found[i], err);
    return rc;
}

static void start(struct run *r, struct media_frame *f, double t_s)
{
    struct slot *s = &r->slots[r->n_started++ % r->lag];
    assert(!s->started && !s->frame);
    s->run = r;
    s->frame = f;
    s->t_s = t_s;
    s->look.frame = f;
    s->look.max_found = r->par->every_frame_alone ? 1 : POSE_MAX_PEOPLE;
    if (r->par->every_frame_alone)
        s->look.plan = (struct plan){ .detect = true };
    else
        s->look.plan = tracker_plan(&r->tracker, t_s);
    s->job = (struct pool_job){ .fn = work, .arg = s };
    s->started = true;
    pool_start(r->pool, &s->job);
}

static bool is_wanted(const struct run *r, double t_s)
{
    const struct motion *m = r->motion;
    /* Two frames at one time are one frame: broken clips have them. */
    return t_s >= r->par->from_s && (m->n_frames == 0 || t_s > m->t_s[m->n_frames - 1]);
}

/* 1: a frame was started, or passed over; 0: the part to measure has ended. */
static int next(struct run *r, struct err *err)
{
    __attribute__((cleanup(media_frame_freep))) struct media_frame *f = NULL;
    int rc = media_next(r->reader, &f, err);
    if (rc <= 0)
        return rc;
    double t_s = media_frame_t_s(f);
    if (r->par->to_s > 0 && t_s > r->par->to_s)
        return 0;
    if (!is_wanted(r, t_s))
        return 1;
    if (r->motion->n_frames == POSE_MAX_FRAMES) {
        r->cut_at_limit = true;
        return 0;
    }
    rc = r->n_started - r->n_taken == r->lag ? take(r, err) : 0;
    if (rc == 0)
        rc = camera_sizes(r, f, err);
    if (rc == 0)
        rc = motion_append(r->motion, t_s, err);
    if (rc < 0)
        return rc;
    start(r, STEAL(f), t_s);
    return 1;
}

static int find_roll(struct run *r, struct err *err)
{
    struct upright_answer a;
    int rc = upright_find(r->upright, &a, err);
    r->motion->roll_rad = a.roll_rad;
    r->motion->roll_sd_rad = a.sd_rad;
    r->motion->roll_per_px = a.per_px;
    return rc;
}

static int finish(struct run *r, struct pose_clip **ret_clip, struct err *err)
{
    size_t pages[POSE_MAX_PEOPLE];
    AUTO(pose_clip) struct pose_clip *c = mem_array(1, sizeof(*c));
    if (!c)
        return err_set(err, ERR_NOMEM, "no memory for the result");
    int n = people_list(r->album, r->motion, c->people, pages, err);
    if (n < 0)
        return n;
    if (n == 0 && r->motion->n_frames == 0 && r->par->from_s > 0)
        return err_set(err, ERR_TOO_SHORT, "the clip has no picture after %g s",
                       r->par->from_s);
    if (n == 0)
        return err_set(err, ERR_NO_PERSON,
                       "nobody found in %zu frames: film the whole body, from head to feet, "
                       "large and well lit",
                       r->motion->n_frames);
    c->n_people = (size_t)n;
    int rc = people_choose(c->people, c->n_people, r->par->person, r->motion->width, &c->chosen,
                           &c->other_runners, err);
    if (rc < 0)
        return rc;
    rc = find_roll(r, err);
    if (rc < 0)
        return rc;
    people_fill(&r->album->pages[pages[c->chosen]], r->motion);
    for (size_t i = 0; i < r->motion->n_frames; i++)
        if ((double)r->n_camera_lost > CAMERA_LOST_MAX * (double)r->motion->n_frames)
            r->motion->camera[i][0] = r->motion->camera[i][1] = NAN;
    c->motion = STEAL(r->motion);
    c->cut_at_limit = r->cut_at_limit;
    for (unsigned i = 0; i < pool_n_workers(r->pool); i++) {
        struct pose_cost cost = eye_cost(r->eyes[i]);
        c->cost.sample_s += cost.sample_s;
        c->cost.detector_s += cost.detector_s;
        c->cost.landmark_s += cost.landmark_s;
        c->cost.decode_s += cost.decode_s;
        c->cost.n_detector_runs += cost.n_detector_runs;
        c->cost.n_landmark_runs += cost.n_landmark_runs;
    }
    *ret_clip = STEAL(c);
    return 0;
}

int pose_clip(struct media_reader *reader, const struct pose_models *models,
              const struct pose_params *par, struct pool *pool, struct progress *progress,
              struct pose_clip **ret_clip, struct err *err)
{
    AUTO(run) struct run *r = NULL;
    int rc = run_new(reader, models, par, pool, &r, err);
    if (rc < 0)
        return rc;
    while ((rc = next(r, err)) > 0)
        progress_set(progress, r->n_taken);
    while (rc == 0 && r->n_taken < r->n_started)
        rc = take(r, err);
    return rc < 0 ? rc : finish(r, ret_clip, err);
}

struct pose_clip *pose_clip_free(struct pose_clip *c)
{
    if (c) {
        motion_free(c->motion);
        free(c);
    }
    return NULL;
}
