/* SPDX-License-Identifier: Apache-2.0 */
#include "synth/synth.h"

#include <assert.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/rng.h"
#include "synth/render.h"
#include "synth/runner.h"
#include "synth/vec.h"

#define MARGIN_S 3.2 /* steps before and after the clip: strides are measured whole */

struct synth {
    struct runner runner;
    struct synth_truth truth;
    struct render *render; /* made with the first picture */
};

static int prepare(struct synth *s, struct err *err)
{
    struct runner *r = &s->runner;
    body_size(&r->par, &r->body);
    int rc = solve_runner(r, err);
    if (rc < 0)
        return rc;

    struct rng g = rng_new((uint64_t)r->par.seed, 0);
    r->phase0_s = rng_uniform(&g) * 120 / r->par.cadence_spm; /* clips start anywhere */
    r->jitter = r->par.variation;
    r->overreach = INFINITY;
    /* Where the steady figure stretches its legs already, a varied step may not reach: then all
     * vary less. Without variation it reaches, solve_runner saw to that. */
    for (int tries = 0; tries < 10 && r->overreach > 0; tries++) {
        rc = steps_new(r, -MARGIN_S, r->par.duration_s + MARGIN_S, err);
        if (rc < 0)
            return rc;
        leg_place(r);
        r->jitter *= tries < 8 ? 0.7 : 0;
    }
    return truth_new(r, &s->truth, err);
}

int synth_new(const struct synth_params *par, struct synth **ret_synth, struct err *err)
{
    assert(par && ret_synth);
    int rc = synth_params_check(par, err);
    if (rc < 0)
        return rc;
    AUTO(synth) struct synth *s = mem_array(1, sizeof(*s));
    if (!s)
        return err_set(err, ERR_NOMEM, "no memory for a runner");
    s->runner.par = *par;
    rc = prepare(s, err);
    if (rc < 0)
        return rc;
    *ret_synth = STEAL(s);
    return 0;
}

struct synth *synth_free(struct synth *s)
{
    if (s) {
        render_free(s->render);
        truth_done(&s->truth);
        free(s->runner.steps);
        free(s);
    }
    return NULL;
}

const struct synth_params *synth_params(const struct synth *s) { return &s->runner.par; }
size_t synth_n_frames(const struct synth *s) { return s->truth.motion->n_frames; }
int synth_width(const struct synth *s) { return s->truth.motion->width; }
int synth_height(const struct synth *s) { return s->truth.motion->height; }
const struct synth_truth *synth_truth(const struct synth *s) { return &s->truth; }
const struct motion *synth_motion(const struct synth *s) { return s->truth.motion; }

void synth_points_at(const struct synth *s, double t_s, struct synth_xyz ret[BODY_N_POINTS])
{
    struct pose p;
    assert(t_s >= -2 && t_s <= s->runner.par.duration_s + 2);
    figure_pose(&s->runner, t_s, &p);
    figure_points(&s->runner, &p, ret);
}

struct synth_xyz synth_contact_point(const struct synth *s, const struct synth_contact *c,
                                     double t_s)
{
    const struct runner *r = &s->runner;
    size_t i = steps_at(r, (c->on_s + c->off_s) / 2);
    const struct step *step = &r->steps[i];
    assert(step->side == c->side && t_s >= step->on && t_s <= step->off);
    double x = sole_touch_x(&r->body.sole, leg_stance_pitch(step, t_s));
    struct synth_xyz p = v_mad(step->anchor, sole_axes(step->side, 0).front, x);
    p.x += figure_shift(r, t_s);
    return p;
}

int synth_render_frame(struct synth *s, size_t frame_i, struct pool *pool, uint8_t *ret_bgrx,
                       size_t stride, struct err *err)
{
    assert(frame_i < synth_n_frames(s));
    if (!s->render) {
        int rc = render_new(&s->runner, &s->truth.camera, &s->render, err);
        if (rc < 0)
            return rc;
    }
    return render_frame(s->render, &s->runner, frame_i, pool, ret_bgrx, stride, err);
}
