/* SPDX-License-Identifier: Apache-2.0 */
/*
 * bench_events STANDING TRIAL FORCES [TRIAL FORCES]...
 * bench_events drawn
 *
 * How well each way of timing initial contact and toe-off agrees with a force plate, and what
 * is left of that in the measures; or with the contacts of a drawn runner, whose points are
 * where a landmark model puts them. docs/events.md is made of what this prints.
 *
 * STANDING is the standing trial. A TRIAL with force plates of its own is followed by "-" in
 * place of FORCES. Each trial is measured at its own rate and as a side camera of 60 and of 30
 * frames a second would see it, once from each of PHASES instants of the first frame, without
 * noise and with NOISE_MM of it on every point of every frame.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/mem.h"
#include "base/rng.h"
#include "formats/mocap_formats.h"
#include "gait/agree.h"
#include "gait/events.h"
#include "mocap/mocap.h"
#include "synth/synth.h"

enum { PHASES = 5, TRIALS_MAX = 16 };
static const double NOISE_MM = 8;

struct trial {
    const char *name;
    struct markers *m;
    struct mocap_body *body; /* NULL: the drawn runner */
    double rate_hz;
    struct gait_contact *truth;
    size_t n_truth;
};

static void fail(const struct err *err)
{
    fprintf(stderr, "bench_events: %s\n", err->msg);
    exit(1);
}

static struct markers *read(const char *path)
{
    AUTO(mem) uint8_t *data = NULL;
    struct markers *m = NULL;
    struct err err = { 0 };
    size_t n = 0;
    if (file_read(path, (size_t)1 << 30, &data, &n, &err) < 0 ||
        mocap_format_read(data, n, &m, &err) < 0)
        fail(&err);
    return m;
}

static void open_trial(struct trial *t, const char *path, const char *forces,
                       const struct mocap_params *par)
{
    struct err err = { 0 };
    const char *slash = strrchr(path, '/');
    t->name = slash ? slash + 1 : path;
    t->m = read(path);
    if (strcmp(forces, "-") != 0) {
        AUTO(markers) struct markers *f = read(forces);
        if (markers_take_plates(t->m, f, &err) < 0)
            fail(&err);
    }
    if (mocap_body_new(t->m, par, &t->body, &err) < 0 ||
        mocap_plate_contacts(t->m, t->body, MOCAP_CONTACT_N, &t->truth, &t->n_truth, &err) < 0)
        fail(&err);
    t->rate_hz = t->body->rate_hz;
}

/* One motion, and the contacts that are true of it. */
struct look {
    struct motion *m;
    struct gait_contact *truth; /* owned where the runner is drawn */
    size_t n_truth;
    double px_per_m;
};

/* Twenty seconds of another plain runner for each seed, seen exactly. */
static void look_at_drawn(double fps, int seed, struct look *l)
{
    struct synth_params par;
    AUTO(synth) struct synth *s = NULL;
    struct err err = { 0 };
    synth_params_init(&par);
    par.fps = fps;
    par.duration_s = 20;
    par.seed = 1 + seed;
    par.speed_mps = 2.4 + 0.4 * seed;
    if (synth_new(&par, &s, &err) < 0 || motion_copy(synth_motion(s), &l->m, &err) < 0)
        fail(&err);
    const struct synth_truth *t = synth_truth(s);
    l->truth = mem_array(t->n_contacts, sizeof(*l->truth));
    if (!l->truth)
        exit(1);
    l->n_truth = t->n_contacts;
    for (size_t i = 0; i < t->n_contacts; i++)
        l->truth[i] = (struct gait_contact){ .side = t->contacts[i].side,
                                             .on_s = t->contacts[i].on_s,
                                             .off_s = t->contacts[i].off_s };
    /* from the height of the hip above the heel in the first frame */
    const struct motion_point *seen = l->m->points[0];
    const struct synth_xyz *real = t->points_m[0];
    l->px_per_m =
        (seen[BODY_L_HEEL].y - seen[BODY_L_HIP].y) / (real[BODY_L_HIP].y - real[BODY_L_HEEL].y);
}

static void look_done(struct look *l, const struct trial *t)
{
    motion_free(l->m);
    if (!t->body)
        free(l->truth);
}

static void look_at(const struct trial *t, double fps, int k, int n, struct look *l)
{
    struct err err = { 0 };
    *l = (struct look){ .truth = t->truth, .n_truth = t->n_truth, .px_per_m = MOCAP_PX_PER_M };
    if (!t->body)
        look_at_drawn(fps, k, l);
    else if (mocap_project_at(t->body, GAIT_SIDE_RIGHT, fps, (double)k / n, &l->m, &err) < 0)
        fail(&err);
}

static void add_noise(struct motion *m, double sd_px)
{
    struct rng rng = rng_new(1, 0);
    for (size_t i = 0; i < m->n_frames && sd_px > 0; i++)
        for (int p = 0; p < BODY_N_POINTS; p++) {
            m->points[i][p].x += (float)(sd_px * rng_normal(&rng));
            m->points[i][p].y += (float)(sd_px * rng_normal(&rng));
        }
}

struct sum { /* over the phases */
    double on[3], off[3], time[3], missed, invented, n;
};

static void add_spread(const struct gait_spread *s, double weight, double ret[3])
{
    ret[0] += weight * s->bias_s;
    ret[1] += weight * s->sd_s;
    ret[2] += weight * s->mae_s;
}

static void try_one(const struct trial *t, const struct look *l, double noise_mm,
                    struct gait_event_choice choice, struct sum *sum)
{
    struct motion *m = l->m;
    AUTO(mem) struct gait_contact *found = NULL;
    struct gait_params par = GAIT_PARAMS_INIT;
    const struct gait_known truth = { l->truth, l->n_truth, m->t_s[0],
                                      m->t_s[m->n_frames - 1] };
    struct gait_agreement a;
    struct err err = { 0 };
    size_t n = 0;

    par.view = t->body ? GAIT_SIDE_RIGHT : GAIT_VIEW_AUTO;
    par.source = t->body ? GAIT_MOCAP : GAIT_VIDEO;
    par.px_per_m = l->px_per_m;
    add_noise(m, noise_mm * l->px_per_m / 1000);
    if (gait_events_of(m, &par, &choice, &found, &n, &err) < 0 ||
        gait_agree(found, n, &truth, &a, &err) < 0)
        fail(&err);
    sum->missed += (double)a.n_missed;
    sum->invented += (double)a.n_invented;
    if (a.n_matched < 2)
        return;
    double w = (double)a.n_matched;
    sum->n += w;
    add_spread(&a.on, w, sum->on);
    add_spread(&a.off, w, sum->off);
    add_spread(&a.time, w, sum->time);
}

static struct sum try_all(const struct trial *t, double fps, double noise_mm,
                          struct gait_event_choice choice)
{
    struct sum sum = { 0 };
    int phases = !t->body || fps < t->rate_hz ? PHASES : 1;
    for (int k = 0; k < phases; k++) {
        struct look l;
        look_at(t, fps, k, phases, &l);
        try_one(t, &l, noise_mm, choice, &sum);
        look_done(&l, t);
    }
    for (int k = 0; k < 3 && sum.n > 0; k++) {
        sum.on[k] *= 1000 / sum.n;
        sum.off[k] *= 1000 / sum.n;
        sum.time[k] *= 1000 / sum.n;
    }
    sum.missed /= phases;
    sum.invented /= phases;
    return sum;
}

static const struct {
    const char *head;
    double fps, noise; /* fps 0: the trial's own; noise as a share of NOISE_MM */
} looks[] = {
    { "all frames", 0, 0 }, { "60 frames/s", 60, 0 }, { "30 frames/s", 30, 0 },
    { "60, noise", 60, 1 }, { "30, noise", 30, 1 },
};

/* "-3.4 ± 3.1, 3.8", and what was missed or invented where that is not 0. */
static void cell(const double v[3], double missed, double invented)
{
    printf(" %.1f ± %.1f, %.1f", v[0], v[1], v[2]);
    if (missed > 0)
        printf("; %.1f missed", missed);
    if (invented > 0)
        printf("; %.1f invented", invented);
    printf(" |");
}

enum event { ON, OFF, TIME };

static void row(const struct trial *t, const char *name, enum event event,
                struct gait_event_choice choice)
{
    printf("| %s |", name);
    for (size_t k = 0; k < N_ELEMS(looks); k++) {
        struct sum s = try_all(t, looks[k].fps > 0 ? looks[k].fps : t->rate_hz,
                               looks[k].noise * NOISE_MM, choice);
        cell(event == ON ? s.on : event == OFF ? s.off : s.time, s.missed, s.invented);
    }
    printf("\n");
}

static void table(const struct trial *t)
{
    struct gait_event_choice def = gait_event_default(GAIT_MOCAP);
    printf("\n### %s, %.0f frames/s\n\n|  |", t->name, t->rate_hz);
    for (size_t k = 0; k < N_ELEMS(looks); k++)
        printf(" %s |", looks[k].head);
    printf("\n|---|");
    for (size_t k = 0; k < N_ELEMS(looks); k++)
        printf("---|");
    printf("\n| **initial contact** | | | | | |\n");
    for (size_t i = 0; i < gait_n_on_rows; i++)
        row(t, gait_on_rows[i].id, ON, (struct gait_event_choice){ i, def.off });
    printf("| **toe-off** | | | | | |\n");
    for (size_t i = 0; i < gait_n_off_rows; i++)
        row(t, gait_off_rows[i].id, OFF, (struct gait_event_choice){ def.on, i });
    printf("| **contact time** | | | | | |\n");
    row(t, "heel-shank, ball-rise", TIME, def);
    row(t, "heel-shank, leg-turns", TIME, gait_event_default(GAIT_VIDEO));
}

/* -- what it means for the measures -------------------------------------------------------- */

static struct gait *measured(const struct trial *t, double fps, double phase, bool plate)
{
    AUTO(motion) struct motion *m = NULL;
    struct gait_params par = GAIT_PARAMS_INIT;
    struct gait *g = NULL;
    struct err err = { 0 };
    par.view = GAIT_SIDE_RIGHT;
    par.source = GAIT_MOCAP;
    par.px_per_m = MOCAP_PX_PER_M;
    par.slow_known = true;
    par.contacts = plate ? t->truth : NULL;
    par.n_contacts = t->n_truth;
    par.contacts_exact = plate;
    if (mocap_project_at(t->body, GAIT_SIDE_RIGHT, fps, phase, &m, &err) < 0 ||
        gait_analyse(m, &par, &g, &err) < 0)
        fail(&err);
    return g;
}

/* Every measure of the side view: all frames timed by the plate, and what slower cameras of the
 * same points give, less that; mean of the phases. */
static void measures(const struct trial *t)
{
    static const double fps[] = { 0, 60, 30 };
    double sum[N_ELEMS(fps)][MEASURE_N] = { { 0 } };
    AUTO(gait) struct gait *best = measured(t, t->rate_hz, 0, true);

    for (size_t f = 0; f < N_ELEMS(fps); f++)
        for (int k = 0; k < PHASES; k++) {
            AUTO(gait)
            struct gait *g = measured(t, fps[f] > 0 ? fps[f] : t->rate_hz,
                                      fps[f] > 0 ? (double)k / PHASES : 0, false);
            for (int m = 0; m < MEASURE_N; m++)
                sum[f][m] += g->values[m][BODY_N_SIDES].value / PHASES;
        }
    printf("\n### %s: measures\n\n| measure | unit | by the plate | all frames | 60 frames/s | "
           "30 frames/s |\n|---|---|---|---|---|---|\n",
           t->name);
    for (int m = 0; m < MEASURE_N; m++) {
        const struct gait_value *v = &best->values[m][BODY_N_SIDES];
        if (v->status != GAIT_MEASURED)
            continue;
        printf("| %s | %s | %.2f |", measure_info((enum measure)m)->label,
               measure_info((enum measure)m)->unit, v->value);
        for (size_t f = 0; f < N_ELEMS(fps); f++)
            printf(" %+.2f |", sum[f][m] - v->value);
        printf("\n");
    }
}

int main(int argc, char **argv)
{
    AUTO(mocap_sets) struct mocap_sets *sets = NULL;
    AUTO(markers) struct markers *still = NULL;
    struct err err = { 0 };

    if (argc == 2 && strcmp(argv[1], "drawn") == 0) {
        table(&(struct trial){ .name = "a drawn runner from the side", .rate_hz = 240 });
        return 0;
    }
    if (argc < 4 || argc % 2 != 0) {
        fprintf(stderr,
                "usage: bench_events drawn | STANDING TRIAL FORCES [TRIAL FORCES]...\n");
        return 64;
    }
    still = read(argv[1]);
    if (mocap_sets_new(NULL, 0, &sets, &err) < 0)
        fail(&err);
    const struct mocap_params par = { .sets = sets, .still = still };
    for (int i = 2; i + 1 < argc; i += 2) {
        struct trial t = { 0 };
        open_trial(&t, argv[i], argv[i + 1], &par);
        table(&t);
        measures(&t);
        free(t.truth);
        mocap_body_free(t.body);
        markers_free(t.m);
    }
    return 0;
}
