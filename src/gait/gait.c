/* SPDX-License-Identifier: Apache-2.0 */
#include "gait/gait.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"
#include "dsp/stats.h"
#include "gait/checks.h"
#include "gait/events.h"
#include "gait/leg_fit.h"
#include "gait/level.h"
#include "gait/source.h"
#include "gait/square.h"
#include "gait/steady.h"

static const char *const view_names[GAIT_N_VIEWS] = { "auto", "side-left", "side-right", "rear",
                                                      "front" };
/* Body heights a second: faster than the noise of its measurement, worth a word. */
static const double CAMERA_MOVES = 0.03;

const char *gait_view_name(enum gait_view v) { return view_names[v]; }

bool gait_view_is_side(enum gait_view v) { return v == GAIT_SIDE_LEFT || v == GAIT_SIDE_RIGHT; }

struct gait *gait_free(struct gait *g)
{
    if (g) {
        motion_free(g->motion);
        free(g->steps);
        free(g);
    }
    return NULL;
}

static void note(struct gait *g, const char *fmt, ...) PRINTF(2, 3);
static void note(struct gait *g, const char *fmt, ...)
{
    va_list ap;
    if (g->n_notes == GAIT_MAX_NOTES)
        return;
    va_start(ap, fmt);
    vsnprintf(g->notes[g->n_notes++], GAIT_NOTE_MAX, fmt, ap);
    va_end(ap);
}

/* The longest stretch in which the runner is there, short losses bridged. */
static void usable_range(const struct motion *m, size_t *ret_from, size_t *ret_to)
{
    const double bridge_s = 0.35;
    size_t from = 0, last = 0;
    bool open = false;

    *ret_from = *ret_to = 0;
    for (size_t i = 0; i < m->n_frames; i++) {
        if (!(m->score[i] > 0))
            continue;
        if (!open || m->t_s[i] - m->t_s[last] > bridge_s)
            from = i;
        open = true;
        last = i;
        if (last + 1 - from > *ret_to - *ret_from) {
            *ret_from = from;
            *ret_to = last + 1;
        }
    }
}

/* Put the smoothed positions back on the frames, for pictures. */
static void write_back(const struct gait_track *k, enum gait_view view, size_t from, size_t to,
                       struct motion *m)
{
    for (size_t i = from; i < to; i++)
        for (int p = 0; p < BODY_N_POINTS; p++) {
            struct gait_xy q = gait_track_at(k, (enum body_point)p, m->t_s[i]);
            q = gait_track_to_picture(k, m, view, q);
            m->points[i][p].x = (float)q.x;
            m->points[i][p].y = (float)q.y;
        }
}

static size_t frame_at(const struct motion *m, double t_s)
{
    size_t best = SIZE_MAX;
    for (size_t i = 0; i < m->n_frames; i++)
        if (best == SIZE_MAX || fabs(m->t_s[i] - t_s) < fabs(m->t_s[best] - t_s))
            best = i;
    return best;
}

/* The step whose knee (side) or trunk (frontal) is nearest to the median: typical, not
 * extreme. */
static size_t typical_step(const struct gait *g, enum body_side side)
{
    enum measure m = gait_view_is_side(g->view) ? MEASURE_KNEE_PEAK : MEASURE_TRUNK_SIDE;
    double median = g->values[m][side].value, best = INFINITY;
    size_t typical = SIZE_MAX;
    for (size_t i = 0; i < g->n_steps; i++) {
        double d = fabs(g->steps[i].value[m] - median);
        if (g->steps[i].contact.side == side && d < best) {
            best = d;
            typical = i;
        }
    }
    return typical;
}

static void choose_key_frames(struct gait *g)
{
    for (enum body_side side = BODY_LEFT; side < BODY_N_SIDES; side++) {
        size_t i = typical_step(g, side);
        for (int k = 0; k < 3; k++)
            g->key_frames[side][k] = SIZE_MAX;
        if (i == SIZE_MAX)
            continue;
        const struct gait_contact *c = &g->steps[i].contact;
        g->key_frames[side][0] = frame_at(g->motion, c->on_s);
        g->key_frames[side][1] = frame_at(g->motion, (c->on_s + c->off_s) / 2);
        g->key_frames[side][2] = frame_at(g->motion, c->off_s);
    }
}

/* How unsteady the floor is in the picture: vertical wander of the stance foot, leg lengths. */
static double floor_wander(const struct gait_step_span *spans, size_t n)
{
    AUTO(mem) double *y = mem_array(n, sizeof(*y));
    AUTO(mem) double *rest = mem_array(n, sizeof(*rest));
    if (!y || !rest || n < 3)
        return NAN;
    for (size_t i = 0; i < n; i++)
        y[i] = gait_track_mid(spans[i].k, BODY_OF(HEEL, spans[i].side),
                              BODY_OF(TOE, spans[i].side), spans[i].mid_s)
                   .y /
               spans[i].scene->leg_px;
    /* against the two steps around it: left and right lie at different depths, people drift */
    for (size_t i = 0; i < n; i++)
        rest[i] = i >= 2 ? y[i] - y[i - 2] : NAN;
    return dsp_mad(rest, n) / M_SQRT2;
}

static void add_roll_note(struct gait *g)
{
    const double worth_deg = 1;
    double roll = g->quality.roll_deg;
    if (!gait_view_is_side(g->view))
        return;
    if (isnan(roll))
        note(g,
             "Nothing upright in the background: inclinations may be off by the camera's turn, "
             "some %.0f degrees; have a door frame or a post in the picture.",
             1.96 * g->quality.roll_sd_deg);
    else if (fabs(roll) >= worth_deg)
        note(g,
             "Upright edges of the background show the camera turned %sclockwise by %.1f "
             "degrees; that was taken out.",
             roll < 0 ? "counter-" : "", fabs(roll));
}

/* Why a rear or front view leaves out what one would look for in it. */
static void add_frontal_notes(struct gait *g, const struct gait_scene *scene)
{
    bool known = g->values[MEASURE_PELVIC_DROP][BODY_N_SIDES].status == GAIT_MEASURED;
    note(g, "From behind or in front, running on the spot cannot be told from travelling.");
    if (scene->source != GAIT_BLAZEPOSE)
        return;
    if (scene->view == GAIT_FRONT)
        note(g, "The front does not show how far the pelvis drops; film from behind, the shirt "
                "tucked into shorts of another colour, and say so with --tucked.");
    else if (!scene->tucked)
        note(g,
             "A shirt that hangs out hides the pelvis. For pelvic drop tuck it into shorts of "
             "another colour, or put a belt over it, and say so with --tucked.");
    else if (!known)
        note(g, "There is no clear edge between shirt and shorts, so pelvic drop is not known; "
                "wear two colours that differ.");
    if (scene->view == GAIT_REAR)
        note(g,
             "The trunk hides the hands from behind; film from the front to see whether they "
             "cross the middle.");
}

static void add_notes(struct gait *g, const struct gait_scene *scene, double wander, double fps,
                      double height_m)
{
    bool side = gait_view_is_side(g->view);
    if (fps < 50)
        note(g,
             "At %.0f frames a second contact is known to a few hundredths of a second only; "
             "film at 120 or 240 for contact times and angles at contact.",
             fps);
    if (scene->oblique > 0.3)
        note(g,
             "The camera looks at the runner from an angle; film square from the side or from "
             "straight behind.");
    if (!(height_m > 0))
        note(g,
             "The runner's height is not known, so centimetres may be off by a tenth; give it "
             "with --height.");
    if (wander > 0.03)
        note(g,
             "The camera moves, which adds to every vertical measure; rest it on something.");
    else if (g->quality.camera_shift > CAMERA_MOVES)
        note(g, "The camera moves; what the background shows of it was taken out.");
    add_roll_note(g);
    if (scene->height_px < 250)
        note(g, "The runner is only %.0f pixels tall; angles of the foot are rough.",
             scene->height_px);
    if (!side)
        add_frontal_notes(g, scene);
    if (g->quality.n_found < g->quality.n_frames * 9 / 10)
        note(g, "The runner was seen in %zu of %zu frames.", g->quality.n_found,
             g->quality.n_frames);
}

static void add_mocap_notes(struct gait *g, const struct gait_scene *scene)
{
    if (!isfinite(scene->trunk_px))
        note(g, "There are no markers on the trunk: vertical oscillation and sway are those of "
                "the pelvis alone, and lean is not known.");
}

/* Heights and sways of a shaky picture are not the runner's. */
static void refuse_shaken(struct gait *g, double wander)
{
    static const enum measure shaken[] = { MEASURE_VERT_OSC, MEASURE_TRUNK_SWAY };
    for (size_t i = 0; wander > 0.06 && i < N_ELEMS(shaken); i++)
        for (int side = 0; side <= BODY_N_SIDES; side++)
            if (g->values[shaken[i]][side].status == GAIT_MEASURED)
                g->values[shaken[i]][side] = (struct gait_value){
                    .status = GAIT_NOT_SEEN, .value = NAN, .lo = NAN, .hi = NAN, .spread = NAN
                };
}

static void fill_quality(struct gait *g, const struct motion *m, const struct gait_scene *scene,
                         const struct gait_repairs *r, double fps)
{
    g->quality = (struct gait_quality){
        .n_frames = m->n_frames,
        .n_gaps_filled = r->n_gaps_filled,
        .n_outliers = r->n_outliers,
        .n_swaps = r->n_swaps,
        .fps = fps,
        .height_px = scene->height_px,
        .px_per_m = scene->px_per_m,
        .scale_sd_frac = scene->scale_sd_frac,
        .camera_shift = gait_camera_speed(m) / scene->height_px,
    };
    for (size_t i = 0; i < m->n_frames; i++)
        g->quality.n_found += m->score[i] > 0;
}

/* What is seen of a repaired motion before anything is measured. */
struct seen {
    size_t from, to; /* frames in a row */
    struct gait_scene scene;
    struct gait_track *events, *angles, *raw;
    double stride_s;
    struct gait_contacts contacts;
    struct gait_level level;
};

static void seen_done(struct seen *s)
{
    gait_track_free(s->events);
    gait_track_free(s->angles);
    gait_track_free(s->raw);
    gait_contacts_done(&s->contacts);
}

static int make_tracks(const struct motion *m, enum gait_source source, struct seen *s,
                       struct err *err)
{
    double fps = motion_fps(m);
    int rc = gait_track_new(m, s->from, s->to, fps, s->scene.view, &s->events, err);
    if (rc == 0)
        rc = gait_track_copy(s->events, &s->raw, err);
    if (rc == 0)
        rc = gait_track_copy(s->events, &s->angles, err);
    if (rc == 0)
        rc = gait_track_smooth(s->events, fmin(gait_source_event_hz(source), fps / 3), err);
    if (rc == 0)
        rc = gait_track_smooth(s->angles, fmin(gait_source_angle_hz(source), fps / 3.5), err);
    return rc;
}

/* Contacts that the caller knows, as far as they lie in what is seen. */
static int given_contacts(const struct gait_params *par, struct seen *s, struct err *err)
{
    const struct gait_track *k = s->angles;
    double from = k->t_s[0], to = k->t_s[k->n - 1];
    s->contacts.list = mem_array(par->n_contacts, sizeof(*s->contacts.list));
    if (!s->contacts.list)
        return err_set(err, ERR_NOMEM, "no memory for %zu contacts", par->n_contacts);
    for (size_t i = 0; i < par->n_contacts; i++)
        if (par->contacts[i].on_s >= from && par->contacts[i].off_s <= to)
            s->contacts.list[s->contacts.n++] = par->contacts[i];
    return 0;
}

static int find_contacts(const struct gait_params *par, const struct gait_event_choice *choice,
                         struct seen *s, struct err *err)
{
    if (par->contacts)
        return given_contacts(par, s, err);
    if (!choice || !gait_view_is_side(s->scene.view))
        return gait_contacts_find(s->events, &s->scene, s->stride_s, &s->contacts, err);
    return gait_events_find(s->raw, &s->scene, s->stride_s, *choice, &s->contacts, err);
}

/* Axes whose y is up. A laboratory's are. From the side before contacts are looked for, from
 * behind and in front with them. */
static void level(const struct gait_params *par, const struct motion *m,
                  const struct gait_contacts *contacts, struct seen *s)
{
    if (par->source == GAIT_MOCAP || gait_view_is_side(s->scene.view) == (contacts != NULL))
        return;
    s->level = gait_level_find(m, s->events, &s->scene, contacts);
    s->scene.roll_sd_deg = 180 / M_PI * s->level.sd_rad;
    double rad = gait_level_turn(&s->level, s->scene.view);
    gait_track_turn(s->events, rad);
    gait_track_turn(s->angles, rad);
    gait_track_turn(s->raw, rad);
    s->scene.ahead_x = gait_square_find(s->events, &s->scene, &s->contacts);
}

/* Legs that keep their lengths: where the picture shows them swing and a model found them. */
static int fit_legs(const struct gait_params *par, struct seen *s, struct err *err)
{
    if (par->source == GAIT_MOCAP || !gait_view_is_side(s->scene.view))
        return 0;
    return gait_leg_fit(s->raw, &s->scene, &s->contacts, s->angles, err);
}

/* choice NULL: as contacts.h finds them. s is ended by seen_done, also on failure. */
static int look(struct motion *m, const struct gait_params *par,
                const struct gait_event_choice *choice, struct seen *s, struct err *err)
{
    *s = (struct seen){ .stride_s = NAN };
    usable_range(m, &s->from, &s->to);
    if (s->to - s->from < 8)
        return err_set(err, ERR_TOO_SHORT,
                       "the runner is seen in %zu frames in a row, 8 are needed",
                       s->to - s->from);
    gait_scene_find(m, par->height_m, par->view, &s->scene);
    gait_source_scene(par, &s->scene);
    if (!gait_view_is_side(s->scene.view))
        gait_steady(m, GAIT_SIDEWAYS);
    int rc = make_tracks(m, par->source, s, err);
    if (rc == 0)
        level(par, m, NULL, s);
    if (rc == 0)
        rc = gait_check_moves(s->angles, &s->scene, &s->stride_s, err);
    if (rc == 0)
        rc = find_contacts(par, choice, s, err);
    if (rc == 0)
        level(par, m, &s->contacts, s);
    return rc;
}

/* From a repaired motion (in g->motion) to everything else. */
static int measure(struct gait *g, const struct gait_params *par,
                   const struct gait_repairs *repairs, struct err *err)
{
    struct motion *m = g->motion;
    __attribute__((cleanup(seen_done))) struct seen s;
    AUTO(mem) struct gait_step_span *spans = NULL;
    struct gait_check_given given = { .slow_known = par->slow_known,
                                      .whole_s = m->t_s[m->n_frames - 1] - m->t_s[0] };
    struct gait_event_choice choice = gait_event_default(par->source);

    int rc = look(m, par, par->source == GAIT_MOCAP ? &choice : NULL, &s, err);
    if (rc == 0)
        rc = fit_legs(par, &s, err);
    if (rc < 0)
        return rc;
    g->view = s.scene.view;
    g->travels = s.scene.travel > 1.5;
    const struct gait_tracks tracks = { s.angles, s.events, s.raw };
    rc = gait_steps_new(&tracks, &s.scene, &s.contacts, &g->steps, &spans, &g->n_steps, err);
    if (rc == 0 && par->flat_known)
        gait_steps_set_flat(g->steps, spans, g->n_steps, par->foot_flat_deg);
    if (rc == 0)
        rc = gait_check_runs(g->steps, spans, g->n_steps, s.stride_s, &given, err);
    if (rc < 0)
        return rc;

    double fps = motion_fps(m), wander = floor_wander(spans, g->n_steps);
    fill_quality(g, m, &s.scene, repairs, fps);
    g->quality.roll_deg = 180 / M_PI * s.level.roll_rad;
    g->quality.roll_sd_deg = s.scene.roll_sd_deg;
    gait_values_find(g->steps, spans, g->n_steps, fps, g->values);
    refuse_shaken(g, wander);
    gait_curves_find(spans, g->n_steps, g->curves);
    write_back(s.events, s.scene.view, s.from, s.to, m);
    if (!gait_view_is_side(g->view))
        gait_steady_undo(m, GAIT_SIDEWAYS);
    gait_steady_undo(m, GAIT_UPWARDS);
    choose_key_frames(g);
    if (par->source == GAIT_MOCAP)
        add_mocap_notes(g, &s.scene);
    else
        add_notes(g, &s.scene, wander, fps, par->height_m);
    if (g->n_steps < 20)
        note(g, "Only %zu steps were measured; 10 seconds or more narrow every interval.",
             g->n_steps);
    return 0;
}

int gait_events_of(const struct motion *m, const struct gait_params *par,
                   const struct gait_event_choice *choice, struct gait_contact **ret_list,
                   size_t *ret_n, struct err *err)
{
    AUTO(motion) struct motion *copy = NULL;
    __attribute__((cleanup(seen_done))) struct seen s = { 0 };
    struct gait_repairs repairs;
    int rc = motion_copy(m, &copy, err);
    if (rc < 0)
        return rc;
    gait_steady(copy, GAIT_UPWARDS);
    gait_source_repair(copy, par->source, &repairs);
    rc = look(copy, par, choice, &s, err);
    if (rc < 0)
        return rc;
    *ret_list = STEAL(s.contacts.list);
    *ret_n = s.contacts.n;
    return 0;
}

/* Results carry the clip's own times, not life's. */
static void to_clip_time(struct gait *g, double slow)
{
    for (size_t i = 0; i < g->motion->n_frames; i++)
        g->motion->t_s[i] *= slow;
    for (size_t i = 0; i < g->n_steps; i++) {
        g->steps[i].contact.on_s *= slow;
        g->steps[i].contact.off_s *= slow;
        g->steps[i].contact.on_sd_s *= slow;
        g->steps[i].contact.off_sd_s *= slow;
        g->steps[i].next_on_s *= slow;
    }
}

int gait_analyse(const struct motion *m, const struct gait_params *par, struct gait **ret_gait,
                 struct err *err)
{
    AUTO(gait) struct gait *g = mem_array(1, sizeof(*g));
    struct gait_repairs repairs;

    if (!g)
        return err_set(err, ERR_NOMEM, "no memory for a result");
    if (!(par->slow_factor > 0) || !(par->slow_factor <= 100))
        return err_set(err, ERR_USAGE, "a slow-motion factor of %g is not between 0 and 100",
                       par->slow_factor);
    if (m->n_frames < 8)
        return err_set(err, ERR_TOO_SHORT, "too few frames: %zu, at least 8 are needed",
                       m->n_frames);
    int rc = motion_copy(m, &g->motion, err);
    if (rc < 0)
        return rc;
    for (size_t i = 0; i < m->n_frames; i++)
        g->motion->t_s[i] /= par->slow_factor;
    g->view_given = par->view != GAIT_VIEW_AUTO && par->source != GAIT_MOCAP;
    g->source = par->source;
    gait_steady(g->motion, GAIT_UPWARDS);
    gait_source_repair(g->motion, par->source, &repairs);
    rc = measure(g, par, &repairs, err);
    if (rc < 0)
        return rc;
    to_clip_time(g, par->slow_factor);
    *ret_gait = STEAL(g);
    return 0;
}
