/* SPDX-License-Identifier: Apache-2.0 */
/*
 * bench_accuracy check NAME=VALUE...
 *
 * Is there such a runner? Status 0, or 1 and why not.
 *
 * bench_accuracy render CLIP NAME=VALUE...
 *
 * Render a runner (parameters of `backstride synth`, and quality, the encoder's 0..51).
 *
 * bench_accuracy see MODELS MODEL CLIP LANDMARKS
 *
 * Film the clip, and keep its landmarks in the file LANDMARKS.
 *
 * bench_accuracy truth LANDMARKS NAME=VALUE...
 *
 * The landmarks of a model that makes no mistake: the runner's joints as the camera sees them.
 *
 * bench_accuracy measure [--height M] [--repaired FILE] [--contacts] LANDMARKS NAME=VALUE...
 *
 * Gait from the landmarks beside the truth, as one line of JSON; FILE gets the landmarks as
 * gait repaired and smoothed them. With --contacts the true ones are given, so that what the
 * angles err by themselves is seen apart from what they err through the timing.
 *
 * The parts of bench/accuracy.py. Rendering takes most of the time and depends on the figure
 * alone, landmarks take the rest and depend on neither the contacts nor the measures: with both
 * kept, a change there is judged on hundreds of clips in seconds.
 *
 * The truth of a measure is its median over the true steps between the first and the last
 * measured contact, so that a clip's edges and a short clip's own steps do not count as errors.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/progress.h"
#include "dsp/stats.h"
#include "gait/gait.h"
#include "media/media.h"
#include "pose/pose.h"
#include "synth/synth.h"

#include "clip.h"

/* -- see ---------------------------------------------------------------------------------- */

static int write_clip(const char *path, struct synth *s, int quality, struct err *err)
{
    AUTO(media_writer) struct media_writer *w = NULL;
    const struct media_write_params par = { .width = synth_width(s),
                                            .height = synth_height(s),
                                            .fps = synth_params(s)->fps,
                                            .quality = quality };
    size_t stride = 4 * (size_t)synth_width(s);
    AUTO(mem) uint8_t *bgrx = mem_array((size_t)synth_height(s), stride);
    if (!bgrx)
        return err_set(err, ERR_NOMEM, "no memory for a picture");
    int rc = media_write_begin(path, &par, &w, err);
    for (size_t i = 0; rc == 0 && i < synth_n_frames(s); i++) {
        rc = synth_render_frame(s, i, NULL, bgrx, stride, err);
        if (rc == 0)
            rc = media_write(w, bgrx, stride, err);
    }
    return rc < 0 ? rc : media_write_end(w, err);
}

static int find_landmarks(const char *path, const struct pose_models *models,
                          struct pose_clip **ret_clip, struct err *err)
{
    AUTO(media_reader) struct media_reader *r = NULL;
    AUTO(pool) struct pool *pool = NULL;
    const struct pose_params par = { 0 };
    int rc = media_open(path, 1, &r, err);
    if (rc == 0)
        rc = pool_new(1, &pool, err);
    return rc < 0 ? rc : pose_clip(r, models, &par, pool, NULL, ret_clip, err);
}

static int render(char **args, size_t n, struct err *err)
{
    AUTO(synth) struct synth *s = NULL;
    struct clip clip;
    if (n < 1)
        return err_set(err, ERR_USAGE, "render needs CLIP");
    int rc = clip_make(args + 1, n - 1, &clip, &s, err);
    return rc < 0 ? rc : write_clip(args[0], s, clip.quality, err);
}

static int see(char **args, size_t n, struct err *err)
{
    AUTO(pose_models) struct pose_models *models = NULL;
    AUTO(pose_clip) struct pose_clip *pose = NULL;
    int quality = POSE_LITE;
    if (n != 4)
        return err_set(err, ERR_USAGE, "see needs MODELS MODEL CLIP LANDMARKS");
    while (quality < POSE_N_QUALITIES &&
           strcmp(pose_quality_name((enum pose_quality)quality), args[1]) != 0)
        quality++;
    if (quality == POSE_N_QUALITIES)
        return err_set(err, ERR_USAGE, "there is no model \"%s\"", args[1]);
    int rc = pose_models_new(args[0], (enum pose_quality)quality, NN_AUTO, &models, err);
    if (rc < 0)
        return rc;
    rc = find_landmarks(args[2], models, &pose, err);
    return rc < 0 ? rc : clip_write_landmarks(args[3], pose->motion, err);
}

static int truth(char **args, size_t n, struct err *err)
{
    AUTO(synth) struct synth *s = NULL;
    struct clip clip;
    if (n < 1)
        return err_set(err, ERR_USAGE, "truth needs LANDMARKS");
    int rc = clip_make(args + 1, n - 1, &clip, &s, err);
    return rc < 0 ? rc : clip_write_landmarks(args[0], synth_truth(s)->motion, err);
}

/* -- measure ------------------------------------------------------------------------------ */

static void print_number(double v)
{
    if (isfinite(v))
        printf("%.6g", v);
    else
        printf("null");
}

/* Median over the true steps of a side that begin in [from_s, to_s]. */
static double truth_between(const struct synth_truth *t, enum measure m, int side,
                            double from_s, double to_s)
{
    AUTO(mem) double *v = mem_array(t->n_steps, sizeof(*v));
    size_t n = 0;
    for (size_t i = 0; v && i < t->n_steps; i++) {
        const struct synth_step *s = &t->steps[i];
        if (s->contact.on_s < from_s || s->contact.on_s > to_s ||
            (side != BODY_N_SIDES && (int)s->contact.side != side))
            continue;
        v[n++] = s->value[m];
    }
    return n ? dsp_median(v, n) : NAN;
}

/* Rate of the true steps that begin and end in [from_s, to_s]: a step that begins with the last
 * landing seen is nothing the program could have timed. */
static double true_cadence(const struct synth_truth *t, double from_s, double to_s)
{
    double time = 0;
    size_t n = 0;
    for (size_t i = 0; i < t->n_steps; i++)
        if (t->steps[i].contact.on_s >= from_s && t->steps[i].next_on_s <= to_s) {
            time += t->steps[i].next_on_s - t->steps[i].contact.on_s;
            n++;
        }
    return n ? 60 * (double)n / time : NAN;
}

static void print_values(const struct gait *g, const struct synth_truth *t)
{
    static const char *const status[] = { "measured", "not_in_view", "fps_too_low", "too_few",
                                          "not_seen" };
    const struct gait_step *last = &g->steps[g->n_steps - 1];
    const double near_s = 0.1; /* a landing is told from the next */
    double from_s = g->steps[0].contact.on_s - near_s;
    double to_s = last->contact.on_s + near_s;
    double end_s = fmax(to_s, last->next_on_s + near_s);
    printf(", \"values\": {");
    for (int m = 0; m < MEASURE_N; m++) {
        const struct measure_info *info = measure_info((enum measure)m);
        printf("%s\"%s\": [", m ? ", " : "", info->key);
        for (int side = info->sided ? 0 : BODY_N_SIDES; side <= BODY_N_SIDES; side++) {
            const struct gait_value *v = &g->values[m][side];
            const double truth = m == MEASURE_CADENCE
                                     ? true_cadence(t, from_s, end_s)
                                     : truth_between(t, (enum measure)m, side, from_s, to_s);
            const double n[] = { v->value, v->lo, v->hi, truth };
            printf("%s[\"%s\", %zu", side && info->sided ? ", " : "", status[v->status],
                   v->n_steps);
            for (size_t i = 0; i < N_ELEMS(n); i++) {
                printf(", ");
                print_number(n[i]);
            }
            printf("]");
        }
        printf("]");
    }
    printf("}");
}

static void print_contacts(const struct gait *g, const struct synth_truth *t)
{
    printf(", \"contacts\": [");
    for (size_t i = 0; i < g->n_steps; i++)
        printf("%s[%d, %.5f, %.5f]", i ? ", " : "", (int)g->steps[i].contact.side,
               g->steps[i].contact.on_s, g->steps[i].contact.off_s);
    printf("], \"true_contacts\": [");
    for (size_t i = 0; i < t->n_contacts; i++)
        printf("%s[%d, %.5f, %.5f]", i ? ", " : "", (int)t->contacts[i].side,
               t->contacts[i].on_s, t->contacts[i].off_s);
    printf("]");
}

static struct gait_contact *contacts_of(const struct synth_truth *t)
{
    struct gait_contact *c = mem_array(t->n_contacts, sizeof(*c));
    for (size_t i = 0; c && i < t->n_contacts; i++)
        c[i] = (struct gait_contact){ .side = t->contacts[i].side,
                                      .on_s = t->contacts[i].on_s,
                                      .off_s = t->contacts[i].off_s };
    return c;
}

static int measure(char **args, size_t n, struct err *err)
{
    AUTO(motion) struct motion *m = NULL;
    AUTO(synth) struct synth *s = NULL;
    AUTO(gait) struct gait *g = NULL;
    struct gait_params par = GAIT_PARAMS_INIT;
    par.source = GAIT_BLAZEPOSE;
    par.tucked = true; /* the figure's shirt ends at the pelvis */
    struct clip clip;
    struct err why = { 0 };
    int rc = 0;
    const char *repaired = NULL;
    bool true_contacts = false;
    for (; n >= 2 && strncmp(args[0], "--", 2) == 0; args++, n--) {
        if (strcmp(args[0], "--contacts") == 0) {
            true_contacts = true;
            continue;
        }
        if (strcmp(args[0], "--height") == 0)
            rc = text_to_double(args[1], "height", &par.height_m, err);
        else
            repaired = args[1];
        args++;
        n--;
    }
    if (rc == 0 && n < 1)
        return err_set(err, ERR_USAGE, "measure needs LANDMARKS");
    if (rc == 0)
        rc = clip_make(args + 1, n - 1, &clip, &s, err);
    if (rc == 0)
        rc = clip_read_landmarks(args[0], &m, err);
    if (rc < 0)
        return rc;
    AUTO(mem) struct gait_contact *known = true_contacts ? contacts_of(synth_truth(s)) : NULL;
    par.contacts = known;
    par.n_contacts = synth_truth(s)->n_contacts;
    rc = gait_analyse(m, &par, &g, &why);
    if (rc < 0) {
        printf("{\"refused\": \"%s\"}\n", why.msg);
        return 0;
    }
    if (repaired)
        rc = clip_write_landmarks(repaired, g->motion, err);
    if (rc < 0)
        return rc;
    printf("{\"view\": \"%s\", \"n_swaps\": %zu", gait_view_name(g->view), g->quality.n_swaps);
    printf(", \"roll\": [");
    print_number(g->quality.roll_deg);
    printf(", ");
    print_number(g->quality.roll_sd_deg);
    printf("]");
    print_values(g, synth_truth(s));
    print_contacts(g, synth_truth(s));
    printf("}\n");
    return 0;
}

static int check(char **args, size_t n, struct err *err)
{
    AUTO(synth) struct synth *s = NULL;
    struct clip clip;
    return clip_make(args, n, &clip, &s, err);
}

static const struct clip_part parts[] = { { "check", check },
                                          { "render", render },
                                          { "see", see },
                                          { "truth", truth },
                                          { "measure", measure } };

int main(int argc, char **argv)
{
    return clip_main("bench_accuracy", parts, N_ELEMS(parts), argc, argv);
}
