/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/mocap.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/mem.h"
#include "cli/common.h"
#include "formats/mocap_formats.h"
#include "gait/events.h"

enum { FILE_LIMIT = 1 << 30, SET_FILE_LIMIT = 1 << 20, N_PLANES = 2 };

/* A force plate that saw at least this share of the contacts times all of them. */
static const double PLATE_SHARE = 0.8;

struct mocap_trial {
    struct markers *markers, *still;
    struct mocap_sets *sets;
    struct mocap_body *body;
    struct gait_contact *found, *plate; /* by the markers, by the plate */
    size_t n_found, n_plate;
    struct gait *gait[N_PLANES];
    struct spine_load *spine;
    struct report_mocap about;
    struct report_clip clip[N_PLANES];
    struct form_result form;
    struct report_film report;
};

struct mocap_trial *mocap_trial_free(struct mocap_trial *t)
{
    if (t) {
        markers_free(t->markers);
        markers_free(t->still);
        mocap_sets_free(t->sets);
        mocap_body_free(t->body);
        free(t->found);
        free(t->plate);
        for (int i = 0; i < N_PLANES; i++)
            gait_free(t->gait[i]);
        spine_load_free(t->spine);
        free(t);
    }
    return NULL;
}

const struct report_film *mocap_trial_report(const struct mocap_trial *t) { return &t->report; }

const struct mocap_body *mocap_trial_body(const struct mocap_trial *t) { return t->body; }

/* -- files --------------------------------------------------------------------------------- */

static int read_markers(const char *path, struct markers **ret, const char **ret_format,
                        struct err *err)
{
    AUTO(mem) uint8_t *data = NULL;
    size_t n = 0;
    int rc = file_read(path, FILE_LIMIT, &data, &n, err);
    if (rc < 0)
        return rc; /* the message names the file already */
    rc = mocap_format_read(data, n, ret, err);
    if (rc < 0)
        return err_prefix(err, rc, "%s", path);
    if (ret_format)
        *ret_format = mocap_format_probe(data, n)->name;
    return 0;
}

static int need_markers(const char *path, struct markers *m, double rate_hz, struct err *err)
{
    if (m->n_markers == 0)
        return err_set(err, ERR_USAGE,
                       "%s holds forces but no markers; give it with --forces beside a file of "
                       "markers",
                       path);
    if (rate_hz > 0)
        m->rate_hz = rate_hz;
    if (!(m->rate_hz > 0))
        return err_set(err, ERR_USAGE, "%s does not say how many frames a second; give --rate",
                       path);
    return 0;
}

static int read_sets(const char *path, struct mocap_sets **ret, struct err *err)
{
    AUTO(mem) uint8_t *data = NULL;
    size_t n = 0;
    int rc = path ? file_read(path, SET_FILE_LIMIT, &data, &n, err) : 0;
    if (rc < 0)
        return rc;
    rc = mocap_sets_new((const char *)data, n, ret, err);
    return path ? err_prefix(err, rc, "%s", path) : rc;
}

static int read_all(const struct mocap_inputs *in, struct mocap_trial *t, struct err *err)
{
    AUTO(markers) struct markers *forces = NULL;
    int rc = read_sets(in->marker_set, &t->sets, err);

    if (rc == 0)
        rc = read_markers(in->trial, &t->markers, &t->about.format, err);
    if (rc == 0)
        rc = need_markers(in->trial, t->markers, in->rate_hz, err);
    if (rc == 0 && in->still)
        rc = read_markers(in->still, &t->still, NULL, err);
    if (rc == 0 && in->still && t->still->n_markers == 0)
        rc = err_set(err, ERR_USAGE, "--static: %s holds no markers", in->still);
    if (rc == 0 && in->forces)
        rc = read_markers(in->forces, &forces, NULL, err);
    if (rc == 0 && forces) {
        rc = markers_take_plates(t->markers, forces, err);
        rc = err_prefix(err, rc, "%s", in->forces);
    }
    return rc;
}

/* -- contacts ------------------------------------------------------------------------------ */

static struct gait_params params_of(const struct mocap_inputs *in, const struct mocap_trial *t,
                                    enum gait_view view)
{
    struct gait_params par = GAIT_PARAMS_INIT;
    par.view = view;
    par.height_m = in->height_m;
    par.slow_known = true; /* a laboratory's clock is real time */
    par.source = GAIT_MOCAP;
    par.px_per_m = MOCAP_PX_PER_M;
    par.flat_known = t->body->flat_known;
    memcpy(par.foot_flat_deg, t->body->foot_flat_deg, sizeof(par.foot_flat_deg));
    return par;
}

/* Times of the plate for the contacts that it saw: an overground walkway sees a few steps. */
static void take_plate_times(struct mocap_trial *t)
{
    for (size_t i = 0; i < t->n_found; i++)
        for (size_t k = 0; k < t->n_plate; k++) {
            struct gait_contact *f = &t->found[i];
            const struct gait_contact *p = &t->plate[k];
            if (f->side == p->side && fabs(f->on_s + f->off_s - p->on_s - p->off_s) < 0.2)
                *f = *p;
        }
}

static int time_contacts(const struct mocap_inputs *in, const struct motion *side,
                         struct mocap_trial *t, struct err *err)
{
    struct gait_params par = params_of(in, t, GAIT_SIDE_RIGHT);
    struct gait_event_choice choice = gait_event_default(GAIT_MOCAP);
    int rc = gait_events_of(side, &par, &choice, &t->found, &t->n_found, err);
    if (rc == 0)
        rc = mocap_plate_contacts(t->markers, t->body, in->threshold_n, &t->plate, &t->n_plate,
                                  err);
    if (rc < 0 || t->n_plate == 0)
        return rc;
    const struct gait_known plate = { t->plate, t->n_plate, 0,
                                      (double)(t->body->n_frames - 1) / t->body->rate_hz };
    rc = gait_agree(t->found, t->n_found, &plate, &t->about.agreement, err);
    t->about.timed_by_plate = (double)t->n_plate >= PLATE_SHARE * (double)t->n_found;
    if (!t->about.timed_by_plate)
        take_plate_times(t);
    return rc;
}

/* -- measures ------------------------------------------------------------------------------ */

static int measure(const struct mocap_inputs *in, const struct motion *m, enum gait_view view,
                   struct mocap_trial *t, struct gait **ret_gait, struct err *err)
{
    struct gait_params par = params_of(in, t, view);
    bool plate = t->about.timed_by_plate;
    par.contacts = plate ? t->plate : t->found;
    par.n_contacts = plate ? t->n_plate : t->n_found;
    par.contacts_exact = plate;
    return gait_analyse(m, &par, ret_gait, err);
}

/* The load on the low back, where trunk, head and arms have markers and the height is known. */
static int find_load(const struct mocap_inputs *in, struct mocap_trial *t, struct err *err)
{
    const struct spine_runner runner = { .height_m = in->height_m,
                                         .mass_kg = in->mass_kg,
                                         .sex = in->sex,
                                         .speed_mps = fmax(0, t->about.speed_m_s) };
    int rc = spine_of_gait(t->gait[0], &runner, &t->spine, err);
    if (rc < 0)
        return rc;
    double v = runner.speed_mps;
    t->clip[0].spine = t->spine;
    t->clip[0].speed = (struct gait_value){ .value = v, .lo = v, .hi = v, .spread = NAN };
    return 0;
}

static void describe(const struct mocap_inputs *in, struct mocap_trial *t)
{
    struct report_mocap *a = &t->about;
    bool plate = a->timed_by_plate;
    a->set = t->body->set;
    a->up = mocap_axis_name(t->body->up);
    a->forward = mocap_axis_name(t->body->forward);
    a->n_markers = t->markers->n_markers;
    a->rate_hz = t->body->rate_hz;
    a->speed_m_s =
        mocap_speed(t->body, plate ? t->plate : t->found, plate ? t->n_plate : t->n_found);
    a->n_carried = t->body->n_carried;
    a->still = in->still != NULL;
    a->toes_estimated = t->body->toes_estimated;
    a->truncated = t->markers->truncated;
    for (int i = 0; i < N_PLANES; i++) {
        struct report_clip *c = &t->clip[i];
        *c = (struct report_clip){ .mocap = a, .path = in->trial, .gait = t->gait[i] };
        snprintf(c->info.container, sizeof(c->info.container), "%s", a->format);
        snprintf(c->info.codec, sizeof(c->info.codec), "markers");
        c->info.width = t->gait[i]->motion->width;
        c->info.height = t->gait[i]->motion->height;
        c->info.fps = a->rate_hz;
        c->info.n_frames = t->body->n_frames;
        c->info.duration_s = (double)t->body->n_frames / a->rate_hz;
        c->damage.truncated = a->truncated;
    }
    form_judge((const struct gait *const *)t->gait, N_PLANES, &t->form);
    t->report = (struct report_film){ .clips = t->clip,
                                      .n_clips = N_PLANES,
                                      .form = &t->form,
                                      .height_m = in->height_m,
                                      .mass_kg = in->mass_kg,
                                      .sex = in->sex ? common_sexes[in->sex] : NULL };
}

static int analyse(const struct mocap_inputs *in, struct mocap_trial *t, struct err *err)
{
    AUTO(motion) struct motion *side = NULL;
    AUTO(motion) struct motion *rear = NULL;
    const struct mocap_params par = {
        .sets = t->sets, .still = t->still, .up = in->up, .forward = in->forward
    };
    int rc = mocap_body_new(t->markers, &par, &t->body, err);
    if (rc == 0)
        rc = mocap_project(t->body, GAIT_SIDE_RIGHT, &side, err);
    if (rc == 0)
        rc = mocap_project(t->body, GAIT_REAR, &rear, err);
    if (rc == 0)
        rc = time_contacts(in, side, t, err);
    if (rc == 0)
        rc = measure(in, side, GAIT_SIDE_RIGHT, t, &t->gait[0], err);
    if (rc == 0)
        rc = measure(in, rear, GAIT_REAR, t, &t->gait[1], err);
    return err_prefix(err, rc, "%s", in->trial);
}

int mocap_trial_new(const struct mocap_inputs *in, struct mocap_trial **ret_trial,
                    struct err *err)
{
    AUTO(mocap_trial) struct mocap_trial *t = mem_array(1, sizeof(*t));
    if (!t)
        return err_set(err, ERR_NOMEM, "no memory for a trial");
    int rc = read_all(in, t, err);
    if (rc == 0)
        rc = analyse(in, t, err);
    if (rc < 0)
        return rc;
    describe(in, t);
    rc = find_load(in, t, err);
    if (rc < 0)
        return rc;
    *ret_trial = STEAL(t);
    return 0;
}
