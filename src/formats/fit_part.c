/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One file of a chain becomes the activities of its sessions. Sessions are written after (or
 * before) all samples, so samples, laps and the rest are gathered first and told apart here: by
 * lap numbers where the session has them, else by time.
 */
#include <math.h>

#include "formats/fit_state.h"

int fit_part_begin(struct fit_state *st, struct err *err)
{
    st->n_sessions = st->n_devs = 0;
    st->have_timestamp = st->paused_auto = st->relative_times = false;
    st->timestamp = st->distance16 = st->distance_last = 0;
    st->paused_s = NAN;
    memset(st->app_id, 0, sizeof(st->app_id));
    for (size_t i = 0; i < FIT_LOCALS; i++)
        st->def[i].raw = NULL;
    for (size_t i = 0; i < FIT_N_SLOTS; i++)
        st->slot[i] = (struct fit_value){ .v = NAN };
    for (size_t i = 0; i < FIT_ZONE_BOUNDS_MAX; i++)
        st->zone_high[i] = NAN;
    st->all = activity_free(st->all);
    int rc = activity_new(&st->all, err);
    if (rc == 0) {
        activity_text(st->all->source.format, sizeof(st->all->source.format), "fit", 3);
        st->all->source.bytes = st->n;
    }
    return rc;
}

/* Pauses end within their session: between two legs of a triathlon the timer stands too. */
static void keep_pauses_inside(struct activity *a)
{
    size_t kept = 0;
    for (size_t i = 0; i < a->n_pauses; i++)
        if (!(a->pause[i].from_s < a->start_s - 1) && !(a->pause[i].to_s > a->end_s + 1))
            a->pause[kept++] = a->pause[i];
    a->n_pauses = kept;
}

static void apply_session(struct activity *a, const struct fit_session *s)
{
    a->start_s = s->start_s;
    /* Some devices stamp the session with its start, some add no pauses to the duration. */
    a->end_s = fmax(s->end_s, s->start_s + s->total[ACTIVITY_TOTAL_ELAPSED]);
    keep_pauses_inside(a);
    memcpy(a->total, s->total, sizeof(a->total));
    if (s->sport != ACTIVITY_SPORT_NONE) {
        a->sport = s->sport;
        a->sub = s->sub;
    }
    if (s->name[0])
        memcpy(a->name, s->name, sizeof(a->name));
}

/* Index in the original numbering (lap, or -2 - session) to that of session s: false if it
 * belongs elsewhere. */
static bool take_index(int *index, size_t session, const int *lap_session, const int *lap_new,
                       size_t n_laps)
{
    if (*index < 0) {
        bool mine = *index == -2 - (int)session;
        *index = -1;
        return mine;
    }
    if ((size_t)*index >= n_laps || lap_session[*index] != (int)session)
        return false;
    *index = lap_new[*index];
    return true;
}

/* The session that was on at t: the last that had started. */
static size_t session_at(const struct fit_state *st, double t)
{
    size_t at = 0;
    for (size_t s = 1; s < st->n_sessions; s++)
        if (st->session[s].start_s <= t)
            at = s;
    return at;
}

/* Which session each lap belongs to, and its number there. */
static void assign_laps(const struct fit_state *st, int *lap_session, int *lap_new)
{
    const struct activity *all = st->all;
    int count[FIT_SESSIONS_MAX] = { 0 };

    for (size_t i = 0; i < all->n_laps; i++) {
        lap_session[i] = -1;
        for (size_t s = 0; s < st->n_sessions; s++) {
            double first = st->session[s].first_lap, n = st->session[s].n_laps;
            if ((double)i >= first && (double)i < first + n) {
                lap_session[i] = (int)s;
                break;
            }
        }
        if (lap_session[i] < 0)
            lap_session[i] = (int)session_at(st, all->lap[i].start_s);
        lap_new[i] = count[lap_session[i]]++;
    }
}

/* Rows that lie in the time of the session. false: no memory. */
static bool copy_timed(struct activity *a, const struct fit_state *st, size_t session)
{
    const struct activity *all = st->all;
    void *row = a;

    for (size_t i = 0; i < all->n_lengths && row; i++)
        if (session_at(st, all->length[i].start_s) == session && (row = activity_add_length(a)))
            memcpy(row, &all->length[i], sizeof(*all->length));
    for (size_t i = 0; i < all->n_pauses && row; i++)
        if (session_at(st, all->pause[i].from_s) == session && (row = activity_add_pause(a)))
            memcpy(row, &all->pause[i], sizeof(*all->pause));
    for (size_t i = 0; i < all->n_sets && row; i++)
        if (session_at(st, all->set[i].start_s) == session && (row = activity_add_set(a)))
            memcpy(row, &all->set[i], sizeof(*all->set));
    return row != NULL;
}

/* Rows that belong to every session of the file. */
static bool copy_common(struct activity *a, const struct activity *all)
{
    void *row = a;

    for (size_t i = 0; i < all->n_devices && row; i++)
        if ((row = activity_add_device(a)))
            memcpy(row, &all->device[i], sizeof(*all->device));
    for (size_t i = 0; i < all->workout.n_steps && row; i++)
        if ((row = activity_add_step(&a->workout)))
            memcpy(row, &all->workout.step[i], sizeof(*all->workout.step));
    return row != NULL;
}

/* Laps, and what belongs to one of them or to the session. */
static bool copy_laps(struct activity *a, const struct activity *all, size_t session,
                      const int *lap_session, const int *lap_new)
{
    void *row = a;

    for (size_t i = 0; i < all->n_laps && row; i++)
        if (lap_session[i] == (int)session && (row = activity_add_lap(a)))
            memcpy(row, &all->lap[i], sizeof(*all->lap));
    for (size_t i = 0; i < all->n_zones && row; i++) {
        struct activity_zones z = all->zones[i];
        if (take_index(&z.lap, session, lap_session, lap_new, all->n_laps) &&
            (row = activity_add_zones(a)))
            memcpy(row, &z, sizeof(z));
    }
    for (size_t i = 0; i < all->n_extras && row; i++) {
        struct activity_extra x = all->extra[i];
        if (take_index(&x.lap, session, lap_session, lap_new, all->n_laps) &&
            (row = activity_add_extra(a)))
            memcpy(row, &x, sizeof(x));
    }
    return row != NULL;
}

static int copy_rows(struct activity *a, const struct fit_state *st, size_t session,
                     const int *lap_session, const int *lap_new, struct err *err)
{
    if (!copy_laps(a, st->all, session, lap_session, lap_new) || !copy_timed(a, st, session) ||
        !copy_common(a, st->all))
        return err_set(err, ERR_NOMEM, "no memory for the parts of a session");
    return 0;
}

static int copy_beats(struct activity *a, const struct activity *all, size_t from, size_t to,
                      bool last, struct err *err)
{
    for (size_t i = 0; i < all->n_rr; i++) {
        size_t at = all->rr_sample[i];
        if (at < from || (at >= to && !last))
            continue;
        int rc = activity_add_rr(a, (double)all->rr_s[i], err);
        if (rc < 0)
            return rc;
        a->rr_sample[a->n_rr - 1] = (uint32_t)(at - from);
    }
    return 0;
}

/* First sample of the session after `session`, from `from` on: samples are not sorted, so the
 * first one that belongs later ends it. */
static size_t samples_end(const struct fit_state *st, size_t session, size_t from)
{
    const struct activity *all = st->all;
    const double *t = all->column[ACTIVITY_TIME];
    size_t i = from;

    if (session + 1 == st->n_sessions || !t)
        return all->n_samples;
    while (i < all->n_samples && !(session_at(st, t[i]) > session))
        i++;
    return i;
}

static int one_session(struct fit_state *st, size_t session, size_t from, size_t to,
                       const int *lap_session, const int *lap_new, struct err *err)
{
    AUTO(activity) struct activity *a = NULL;
    const struct activity *all = st->all;
    int rc = activity_new(&a, err);

    if (rc == 0)
        rc = activity_copy_samples(a, all, from, to, err);
    if (rc == 0)
        rc = copy_rows(a, st, session, lap_session, lap_new, err);
    if (rc == 0)
        rc = copy_beats(a, all, from, to, session + 1 == st->n_sessions, err);
    if (rc < 0)
        return rc;
    struct activity_workout w = a->workout;
    a->workout = all->workout;
    a->workout.step = w.step;
    a->workout.cap_steps = w.cap_steps;
    a->source = all->source;
    a->athlete = all->athlete;
    a->utc_offset_s = all->utc_offset_s;
    memcpy(a->note, all->note, sizeof(a->note));
    a->n_notes = all->n_notes;
    apply_session(a, &st->session[session]);
    a->leg = (unsigned)session;
    a->n_legs = (unsigned)st->n_sessions;
    return activity_list_add(st->list, &a, err);
}

static int split(struct fit_state *st, struct err *err)
{
    AUTO(mem) int *lap_session = mem_array(st->all->n_laps, sizeof(int));
    AUTO(mem) int *lap_new = mem_array(st->all->n_laps, sizeof(int));
    size_t from = 0;
    int rc = 0;

    if (!lap_session || !lap_new)
        return err_set(err, ERR_NOMEM, "no memory for %zu laps", st->all->n_laps);
    assign_laps(st, lap_session, lap_new);
    for (size_t s = 0; s < st->n_sessions && rc == 0; s++) {
        size_t to = samples_end(st, s, from);
        rc = one_session(st, s, from, to, lap_session, lap_new, err);
        from = to;
    }
    return rc;
}

/* What was done, when no session says it: laps do, or samples do. */
static void guess_sport(struct activity *a)
{
    enum { FIELD_ACTIVITY_TYPE = 42 }; /* of record; 1: running, 2: cycling, as sports */

    for (size_t i = a->n_laps; i-- > 0 && a->sport == ACTIVITY_SPORT_NONE;) {
        a->sport = a->lap[i].sport;
        a->sub = a->lap[i].sub;
    }
    for (size_t s = 0; s < a->n_streams && a->sport == ACTIVITY_SPORT_NONE; s++) {
        double type = a->stream[s].value ? a->stream[s].value[a->n_samples - 1] : NAN;
        if (a->stream[s].number == FIELD_ACTIVITY_TYPE && (type == 1 || type == 2))
            a->sport = type == 1 ? ACTIVITY_SPORT_RUN : ACTIVITY_SPORT_RIDE;
    }
}

/* One session, or none: everything stays where it is. */
static int whole(struct fit_state *st, struct err *err)
{
    struct activity *a = st->all;

    if (st->n_sessions)
        apply_session(a, &st->session[0]);
    guess_sport(a);
    size_t zones = 0, extras = 0;
    for (size_t i = 0; i < a->n_zones; i++) {
        a->zones[i].lap = a->zones[i].lap < 0 ? -1 : a->zones[i].lap;
        if (a->zones[i].lap < (int)a->n_laps)
            a->zones[zones++] = a->zones[i];
    }
    for (size_t i = 0; i < a->n_extras; i++) {
        a->extra[i].lap = a->extra[i].lap < 0 ? -1 : a->extra[i].lap;
        if (a->extra[i].lap < (int)a->n_laps)
            a->extra[extras++] = a->extra[i];
    }
    a->n_zones = zones;
    a->n_extras = extras;
    return activity_list_add(st->list, &st->all, err);
}

/* Some devices write the same session again as it grows; the last one counts. */
static void drop_repeated_sessions(struct fit_state *st)
{
    size_t kept = 0;
    for (size_t s = 0; s < st->n_sessions; s++) {
        const struct fit_session *next = &st->session[s + 1];
        if (s + 1 < st->n_sessions && next->start_s == st->session[s].start_s &&
            next->sport == st->session[s].sport)
            continue;
        st->session[kept++] = st->session[s];
    }
    st->n_sessions = kept;
}

int fit_part_end(struct fit_state *st, struct err *err)
{
    struct activity *a = st->all;
    enum activity_file kind = a->source.kind;
    bool recorded = a->n_samples || st->n_sessions || a->n_laps || a->n_sets;

    if (!recorded && !a->workout.n_steps &&
        (kind == ACTIVITY_FILE_NONE || kind == ACTIVITY_FILE_ACTIVITY))
        return 0; /* late heart rates alone, or nothing at all */
    if (recorded && kind == ACTIVITY_FILE_NONE)
        a->source.kind = kind = ACTIVITY_FILE_ACTIVITY;
    if (kind == ACTIVITY_FILE_ACTIVITY && st->n_sessions == 0)
        activity_note_add(a, ACTIVITY_NOTE_NO_SUMMARY, UINT64_MAX,
                          "the device wrote no session: totals are missing");
    if (st->relative_times)
        activity_note_add(a, ACTIVITY_NOTE_CLOCK, UINT64_MAX,
                          "the device did not know the date: times count from its start");
    drop_repeated_sessions(st);
    return st->n_sessions > 1 ? split(st, err) : whole(st, err);
}

/* What a developer field says it counts in, as a factor to the column's unit. */
static const struct {
    enum activity_column of;
    const char *unit;
    double factor;
} native_units[] = {
    { ACTIVITY_POWER, "Watts", 1 },
    { ACTIVITY_POWER, "W", 1 },
    { ACTIVITY_CADENCE, "RPM", 1 },
    { ACTIVITY_CADENCE, "SPM", 0.5 }, /* steps: half as many strides, as FIT counts */
    { ACTIVITY_HR, "BPM", 1 },
    { ACTIVITY_HR, "bpm", 1 },
    { ACTIVITY_VERT_OSC, "Centimeters", 0.01 },
    { ACTIVITY_VERT_OSC, "mm", 0.001 },
    { ACTIVITY_CONTACT, "Milliseconds", 0.001 },
    { ACTIVITY_CONTACT, "ms", 0.001 },
    { ACTIVITY_DISTANCE, "Meters", 1 },
    { ACTIVITY_DISTANCE, "m", 1 },
    { ACTIVITY_SPEED, "M/S", 1 },
    { ACTIVITY_SPEED, "m/s", 1 },
    { ACTIVITY_BODY_TEMP, "\u00B0C", 1 },
};

/* A pod's values fill a column that the watch itself left empty; the stream stays. */
static int fill_from_streams(struct activity *a, struct err *err)
{
    const size_t n = a->n_samples;
    int rc = 0;

    for (size_t s = 0; s < a->n_streams && rc == 0; s++) {
        const struct activity_stream *from = &a->stream[s];
        size_t u = 0;
        if (from->native < 0 || !from->value || a->column[from->native])
            continue;
        while (u < N_ELEMS(native_units) && ((int)native_units[u].of != from->native ||
                                             strcmp(native_units[u].unit, from->unit) != 0))
            u++;
        for (size_t i = 0; u < N_ELEMS(native_units) && i < n && rc == 0; i++) {
            a->n_samples = i + 1;
            rc = activity_set(a, native_units[u].of, from->value[i] * native_units[u].factor,
                              err);
        }
        a->n_samples = n;
    }
    return rc;
}

/* Cadence limits of a workout on foot are strides in FIT, steps with us. */
static void settle_steps(struct activity_workout *w)
{
    for (size_t i = 0; activity_sports[w->sport].on_foot && i < w->n_steps; i++)
        if (w->step[i].target == ACTIVITY_TARGET_CADENCE) {
            w->step[i].low *= 2;
            w->step[i].high *= 2;
        }
}

int fit_list_finish(struct fit_state *st, struct err *err)
{
    int rc = fit_hr_merge(st, err);
    for (size_t i = 0; i < st->list->n && rc == 0; i++) {
        struct activity *a = st->list->item[i];
        rc = fill_from_streams(a, err);
        if (rc < 0)
            break;
        settle_steps(&a->workout);
        activity_settle_cadence(a, ACTIVITY_CADENCE_STRIDES);
        activity_finish(a);
    }
    return rc;
}
