/* SPDX-License-Identifier: Apache-2.0 */
/*
 * bench_low_back truth NAME=VALUE...
 *
 * The load on the low back that the exact joints of a synthetic runner give, as JSON.
 *
 * bench_low_back measure LANDMARKS NAME=VALUE...
 *
 * What a film of him gives (landmarks kept by `bench_accuracy see`) beside it, as one line of
 * JSON: for each item truth, value, own_lo, own_hi, lo, hi.
 *
 * The parts of bench/repeat.py and bench/low_back.py. The truth is the median over the true
 * steps between the first and the last measured contact.
 */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "gait/gait.h"
#include "gait/speed.h"
#include "spine/spine.h"
#include "synth/synth.h"

#include "clip.h"

static const double HZ = 120; /* of the exact joints */

static struct spine_runner runner_of(const struct clip *c)
{
    return (struct spine_runner){ .height_m = c->par.height_m,
                                  .mass_kg = c->par.mass_kg,
                                  .sex = SPINE_MALE };
}

static int exact_track(const struct synth *s, struct spine_track **ret, struct err *err)
{
    int rc = spine_track_new((size_t)(synth_params(s)->duration_s * HZ), 0, HZ, ret, err);
    for (size_t i = 0; rc == 0 && i < (*ret)->n; i++) {
        struct synth_xyz p[BODY_N_POINTS];
        synth_points_at(s, (double)i / HZ, p);
        for (int j = 0; j < BODY_N_POINTS; j++) {
            (*ret)->x[j][i] = p[j].x;
            (*ret)->y[j][i] = p[j].y;
        }
    }
    return rc;
}

/* Of the steps that begin in [from_s, to_s]. */
static int exact_load(const struct synth *s, const struct clip *clip, double from_s,
                      double to_s, struct spine_load **ret, struct err *err)
{
    AUTO(spine_track) struct spine_track *k = NULL;
    const struct synth_truth *t = synth_truth(s);
    struct spine_runner runner = runner_of(clip);
    const struct spine_doubt doubt = { 0 };
    AUTO(mem) struct spine_contact *c = mem_array(t->n_steps, sizeof(*c));
    size_t n = 0;
    if (!c)
        return err_set(err, ERR_NOMEM, "no memory for %zu steps", t->n_steps);
    for (size_t i = 0; i < t->n_steps; i++) {
        const struct synth_step *step = &t->steps[i];
        if (step->contact.on_s >= from_s && step->contact.on_s <= to_s)
            c[n++] = (struct spine_contact){ step->contact.side, step->contact.on_s,
                                             step->contact.off_s, step->next_on_s };
    }
    int rc = exact_track(s, &k, err);
    runner.speed_mps = clip->par.speed_mps;
    return rc < 0 ? rc : spine_estimate(k, c, n, &runner, &doubt, ret, err);
}

static void print_number(double v)
{
    if (isfinite(v))
        printf("%.6g", v);
    else
        printf("null");
}

static int truth(char **args, size_t n, struct err *err)
{
    AUTO(synth) struct synth *s = NULL;
    AUTO(spine_load) struct spine_load *l = NULL;
    struct clip clip;
    int rc = clip_make(args, n, &clip, &s, err);
    if (rc == 0)
        rc = exact_load(s, &clip, -INFINITY, INFINITY, &l, err);
    if (rc < 0)
        return rc;
    printf("{\"known\": %s", l->known ? "true" : "false");
    for (int i = 0; i < SPINE_N_ITEMS; i++) {
        printf(", \"%s\": ", spine_item_info((enum spine_item)i)->key);
        print_number(l->items[i].value);
    }
    puts("}");
    return 0;
}

static void print_loads(const struct spine_load *film, const struct spine_load *exact)
{
    printf("{\"items\": {");
    for (int i = 0; i < SPINE_N_ITEMS; i++) {
        const struct spine_value *v = &film->items[i];
        const double n[] = {
            exact->items[i].value, v->value, v->own_lo, v->own_hi, v->lo, v->hi
        };
        printf("%s\"%s\": [", i ? ", " : "", spine_item_info((enum spine_item)i)->key);
        for (size_t k = 0; k < N_ELEMS(n); k++) {
            printf("%s", k ? ", " : "");
            print_number(n[k]);
        }
        printf("]");
    }
    puts("}}");
}

static int film_load(const char *path, const struct clip *clip, struct gait **ret_gait,
                     struct spine_load **ret, struct err *err)
{
    AUTO(motion) struct motion *m = NULL;
    struct gait_params par = GAIT_PARAMS_INIT;
    struct spine_runner runner = runner_of(clip);
    par.source = GAIT_BLAZEPOSE;
    par.tucked = true; /* the figure's shirt ends at the pelvis */
    par.height_m = clip->par.height_m;
    int rc = clip_read_landmarks(path, &m, err);
    if (rc == 0)
        rc = gait_analyse(m, &par, ret_gait, err);
    if (rc < 0)
        return rc;
    struct gait_value speed = gait_speed(*ret_gait);
    if (speed.status == GAIT_MEASURED) {
        runner.speed_mps = speed.value;
        runner.speed_sd_mps = (speed.hi - speed.lo) / (2 * 1.96);
    }
    return spine_of_gait(*ret_gait, &runner, ret, err);
}

static int measure(char **args, size_t n, struct err *err)
{
    const double near_s = 0.1; /* a landing is told from the next */
    AUTO(synth) struct synth *s = NULL;
    AUTO(gait) struct gait *g = NULL;
    AUTO(spine_load) struct spine_load *film = NULL;
    AUTO(spine_load) struct spine_load *exact = NULL;
    struct clip clip;
    struct err why = { 0 };
    if (n < 1)
        return err_set(err, ERR_USAGE, "measure needs LANDMARKS");
    int rc = clip_make(args + 1, n - 1, &clip, &s, err);
    if (rc < 0)
        return rc;
    rc = film_load(args[0], &clip, &g, &film, &why);
    if (rc == 0 && film->known)
        rc = exact_load(s, &clip, g->steps[0].contact.on_s - near_s,
                        g->steps[g->n_steps - 1].contact.on_s + near_s, &exact, &why);
    if (rc < 0 || !exact || !exact->known) {
        const char *text = rc < 0 ? why.msg : exact ? exact->why : film->why;
        printf("{\"refused\": \"%s\"}\n", text);
        return 0;
    }
    print_loads(film, exact);
    return 0;
}

static const struct clip_part parts[] = { { "truth", truth }, { "measure", measure } };

int main(int argc, char **argv)
{
    return clip_main("bench_low_back", parts, N_ELEMS(parts), argc, argv);
}
