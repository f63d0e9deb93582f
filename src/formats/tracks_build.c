/* SPDX-License-Identifier: Apache-2.0 */
#include "formats/tracks_build.h"

#include <string.h>

#include "base/mem.h"

enum { STREAMS_MAX = 32 }; /* of unknown elements; more are not looked at */

/* Values outside are what devices write for "none" (heart rate 0 and 255, latitude 180) or
 * garbage; a column without a row takes any number. */
static const struct {
    double low, high;
} range[ACTIVITY_N_COLUMNS] = {
    [ACTIVITY_LAT] = { -90, 90 },           [ACTIVITY_LON] = { -180, 180 },
    [ACTIVITY_ALTITUDE] = { -1000, 20000 }, [ACTIVITY_DISTANCE] = { 0, 1e8 },
    [ACTIVITY_SPEED] = { 0, 200 },          [ACTIVITY_HR] = { 1, 254 },
    [ACTIVITY_CADENCE] = { 0, 254 },        [ACTIVITY_POWER] = { 0, 5000 },
    [ACTIVITY_TEMPERATURE] = { -70, 80 },   [ACTIVITY_GPS_ERROR] = { 0, 1e5 },
    [ACTIVITY_VERT_SPEED] = { -200, 200 },
};

/* -- text */

void track_trim(const char **s, size_t *n)
{
    while (*n && (unsigned char)**s <= ' ') {
        (*s)++;
        (*n)--;
    }
    while (*n && (unsigned char)(*s)[*n - 1] <= ' ')
        (*n)--;
}

void track_copy(char *dst, size_t size, const char *s, size_t n)
{
    track_trim(&s, &n);
    activity_text(dst, size, s, n);
}

const char *track_attribute(const char **attributes, const char *name)
{
    for (const char **a = attributes; a && *a; a += 2)
        if (strcasecmp(a[0], name) == 0)
            return a[1];
    return NULL;
}

double track_time_of(struct tracks *t, const char *text)
{
    return text ? value_time(&t->clock, text, strlen(text)) : NAN;
}

/* -- samples */

bool track_has(const struct tracks *t, enum activity_column c)
{
    const double *v = t->a->column[c];
    return v && !isnan(v[t->a->n_samples - 1]);
}

int track_set(struct tracks *t, enum activity_column c, double value, struct err *err)
{
    if (!(value >= range[c].low && value <= range[c].high) && range[c].high > range[c].low) {
        t->n_out_of_range++;
        return 0;
    }
    t->sample_empty = false;
    return activity_set(t->a, c, value, err);
}

int track_begin_sample(struct tracks *t, struct err *err)
{
    int rc = activity_add_sample(t->a, err);
    t->sample_open = rc == 0;
    t->sample_empty = true;
    return rc;
}

void track_end_sample(struct tracks *t) { t->sample_open = false; }

void track_begin_segment(struct tracks *t) { t->segment_new = true; }

static int set_time(struct tracks *t, const char *s, size_t n, struct err *err)
{
    double time_s = value_time(&t->clock, s, n);

    if (isnan(time_s)) {
        t->n_unreadable++;
        return 0;
    }
    if (t->segment_new && time_s > t->segment_end_s) {
        struct activity_pause *p = activity_add_pause(t->a);
        if (!p)
            return err_set(err, ERR_NOMEM, "no memory for a pause");
        p->from_s = t->segment_end_s;
        p->to_s = time_s;
    }
    t->segment_new = false;
    t->segment_end_s = time_s;
    return track_set(t, ACTIVITY_TIME, time_s, err);
}

static int set_number(struct tracks *t, const struct xml_row *row, double value,
                      struct err *err)
{
    struct activity_lap *lap = track_lap(t);
    switch ((enum track_kind)row->kind) {
    case TRACK_WEAK:
        if (t->sample_open && track_has(t, (enum activity_column)row->target))
            return 0;
        __attribute__((fallthrough));
    case TRACK_COLUMN:
        return t->sample_open ? track_set(t, (enum activity_column)row->target, value, err) : 0;
    case TRACK_LAP:
        if (lap && value >= 0)
            lap->total[row->target] = value;
        return 0;
    case TRACK_TOTAL:
        if (t->a && value >= 0)
            t->a->total[row->target] = value;
        return 0;
    default:
        return 0;
    }
}

int track_text(struct tracks *t, const struct xml_row *row, const char *s, size_t n,
               struct err *err)
{
    if (row->kind == TRACK_TIME)
        return t->sample_open ? set_time(t, s, n, err) : 0;
    if (row->kind == TRACK_NOTHING)
        return 0;
    double value = value_number(s, n);
    if (isnan(value)) {
        track_trim(&s, &n);
        t->n_unreadable += n != 0;
        return 0;
    }
    return set_number(t, row, value * row->scale, err);
}

int track_other(void *ctx, unsigned state, const char *name, const char *s, size_t n,
                struct err *err)
{
    struct tracks *t = ctx;
    (void)state;
    if (!t->sample_open || !t->params.keep_unknown)
        return 0;
    double value = value_number(s, n);
    if (isnan(value))
        return 0;
    size_t i = 0;
    while (i < t->a->n_streams && strcmp(t->a->stream[i].name, name) != 0)
        i++;
    if (i == t->a->n_streams) {
        struct activity_stream *stream = i < STREAMS_MAX ? activity_add_stream(t->a) : NULL;
        if (!stream)
            return 0;
        activity_text(stream->name, sizeof(stream->name), name, strlen(name));
    }
    t->sample_empty = false;
    return activity_set_stream(t->a, i, value, err);
}

/* -- laps and activities */

struct activity_lap *track_lap(struct tracks *t)
{
    return t->a && t->lap_open ? &t->a->lap[t->a->n_laps - 1] : NULL;
}

int track_begin_lap(struct tracks *t, struct err *err)
{
    struct activity_lap *lap = activity_add_lap(t->a);
    if (!lap)
        return err_set(err, ERR_NOMEM, "no memory for lap %zu", t->a->n_laps + 1);
    t->lap_open = true;
    t->segment_end_s = NAN; /* the way from lap to lap is no pause */
    return 0;
}

int track_begin(struct tracks *t, enum activity_file kind, struct err *err)
{
    int rc = t->a ? track_end(t, err) : 0;
    if (rc == 0)
        rc = activity_new(&t->a, err);
    if (rc < 0)
        return rc;
    t->a->source.kind = kind;
    track_copy(t->a->source.format, sizeof(t->a->source.format), t->format, strlen(t->format));
    t->sample_open = t->lap_open = t->run_cadence = false;
    t->segment_new = false;
    t->segment_end_s = NAN;
    t->n_unreadable = t->n_out_of_range = 0;
    t->clock.zoned = t->clock.unzoned = false;
    return 0;
}

/* Files of text have no session: what adds up from lap to lap does, and the greatest is the
 * greatest. A lap without the value leaves the total unknown. */
static void totals_of_laps(struct activity *a)
{
    static const struct {
        enum activity_total total;
        bool max;
    } rows[] = {
        { ACTIVITY_TOTAL_TIMER, false },      { ACTIVITY_TOTAL_DISTANCE, false },
        { ACTIVITY_TOTAL_ENERGY, false },     { ACTIVITY_TOTAL_CYCLES, false },
        { ACTIVITY_TOTAL_MAX_SPEED, true },   { ACTIVITY_TOTAL_MAX_HR, true },
        { ACTIVITY_TOTAL_MAX_CADENCE, true }, { ACTIVITY_TOTAL_MAX_POWER, true },
    };
    for (size_t r = 0; a->n_laps && r < N_ELEMS(rows); r++) {
        double *to = &a->total[rows[r].total], v = 0;
        if (!isnan(*to))
            continue;
        for (size_t i = 0; i < a->n_laps; i++) {
            double lap = a->lap[i].total[rows[r].total];
            v = !rows[r].max ? v + lap : lap > v ? lap : v;
        }
        *to = rows[r].max && v == 0 ? NAN : v;
    }
}

/* Steps are steps of both feet in any file, whatever its cadence counts; settling takes them
 * for what the cadence counts. */
static void settle(struct tracks *t)
{
    struct activity *a = t->a;
    bool strides = t->run_cadence && t->garmin;
    activity_settle_cadence(a, strides ? ACTIVITY_CADENCE_STRIDES : ACTIVITY_CADENCE_NONE);
    if (a->cadence_raw != ACTIVITY_CADENCE_STRIDES)
        return;
    a->total[ACTIVITY_TOTAL_CYCLES] /= 2;
    for (size_t i = 0; i < a->n_laps; i++)
        a->lap[i].total[ACTIVITY_TOTAL_CYCLES] /= 2;
}

static void note_values(struct tracks *t)
{
    struct activity *a = t->a;
    if (t->n_out_of_range)
        activity_note_add(a, ACTIVITY_NOTE_DAMAGED, UINT64_MAX,
                          "%llu values left out that are none: outside of what can be measured",
                          (unsigned long long)t->n_out_of_range);
    if (t->n_unreadable)
        activity_note_add(a, ACTIVITY_NOTE_DAMAGED, UINT64_MAX,
                          "%llu values left out that are no number or no time",
                          (unsigned long long)t->n_unreadable);
    if (t->clock.unzoned)
        activity_note_add(a, ACTIVITY_NOTE_CONVENTION, UINT64_MAX,
                          "times without a time zone are taken as UTC");
    if (t->clock.zoned && t->clock.offset_s != 0)
        a->utc_offset_s = t->clock.offset_s;
}

/* Makers by the start of what they call themselves. */
static const char *maker_of(const char *product)
{
    static const char *const rows[][2] = {
        { "garmin", "garmin" }, { "forerunner", "garmin" },     { "edge", "garmin" },
        { "fenix", "garmin" },  { "f\xC3\xA9nix", "garmin" },   { "vivo", "garmin" },
        { "oregon", "garmin" }, { "dakota", "garmin" },         { "polar", "polar" },
        { "suunto", "suunto" }, { "movescount", "suunto" },     { "coros", "coros" },
        { "strava", "strava" }, { "runkeeper", "runkeeper" },   { "runtastic", "runtastic" },
        { "zwift", "zwift" },   { "wahoo", "wahoo" },           { "amazfit", "huami" },
        { "huawei", "huawei" }, { "opentracks", "opentracks" }, { "fitbit", "fitbit" },
    };
    for (size_t i = 0; i < N_ELEMS(rows); i++)
        if (strncasecmp(product, rows[i][0], strlen(rows[i][0])) == 0)
            return rows[i][1];
    return "";
}

int track_end(struct tracks *t, struct err *err)
{
    struct activity *a = t->a;
    if (!a)
        return 0;
    if (!a->source.product[0])
        memcpy(a->source.product, t->creator, sizeof(a->source.product));
    const char *maker = maker_of(a->source.product);
    track_copy(a->source.maker, sizeof(a->source.maker), maker, strlen(maker));
    t->garmin = strcmp(maker, "garmin") == 0;
    a->source.created_s = t->created_s;
    if (t->sample_open && t->sample_empty && a->n_samples)
        a->n_samples--; /* the file ended before its first value */
    t->sample_open = t->lap_open = false;
    totals_of_laps(a);
    settle(t);
    note_values(t);
    activity_finish(a);
    return activity_list_add(t->list, &t->a, err);
}
