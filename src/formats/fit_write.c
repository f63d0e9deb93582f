/* SPDX-License-Identifier: Apache-2.0 */
/*
 * An activity as FIT: who wrote it, developer fields, the runner, the workout, samples with
 * beats, pauses and zones among them, then lengths, laps, session and activity.
 */
#include <math.h>

#include "base/mem.h"
#include "formats/fit.h"
#include "formats/fit_out.h"

enum { BEATS_PER_MESSAGE = 5, MULTI_STOP = 4, DEVS_MAX = 255 };

struct dev_out { /* a developer field that is written */
    const char *name;
    enum fit_type type;
    unsigned app;
    uint16_t mesg;
};

struct write {
    const struct activity *a;
    struct fit_out *o;
    double per_stride;                             /* 2 on foot: FIT counts strides */
    const struct fit_row *row[ACTIVITY_N_COLUMNS]; /* of the columns that are there */
    struct dev_out dev[DEVS_MAX];
    size_t n_devs;
    const uint8_t *app[DEVS_MAX];
    size_t n_apps;
};

/* ---- developer fields: streams first, then extras by name ---- */

static bool fits_float(const double *v, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (!isnan(v[i]) && (double)(float)v[i] != v[i])
            return false;
    return true;
}

static unsigned app_of(struct write *w, const uint8_t *id)
{
    for (size_t i = 0; i < w->n_apps; i++)
        if (memcmp(w->app[i], id, 16) == 0)
            return (unsigned)i;
    w->app[w->n_apps++] = id;
    return (unsigned)w->n_apps - 1;
}

static void add_dev(struct write *w, uint16_t mesg, const char *name, const char *unit,
                    const uint8_t *app_id, int native, enum fit_type type)
{
    const struct fit_row *row =
        native < 0 ? NULL : fit_row_for(FIT_RECORD, FIT_TO_COLUMN, (unsigned)native, FIT_SET_);
    struct dev_out *d = &w->dev[w->n_devs++];
    size_t apps = w->n_apps;

    *d = (struct dev_out){ .name = name, .type = type, .app = app_of(w, app_id), .mesg = mesg };
    if (w->n_apps > apps) {
        fit_begin(w->o, FIT_DEVELOPER_DATA_ID);
        fit_put_bytes(w->o, 1, app_id, 16);
        fit_put(w->o, 3, FIT_UINT8, d->app);
        fit_end(w->o);
    }
    fit_begin(w->o, FIT_FIELD_DESCRIPTION);
    fit_put(w->o, 0, FIT_UINT8, d->app);
    fit_put(w->o, 1, FIT_UINT8, (double)(w->n_devs - 1));
    fit_put(w->o, 2, FIT_UINT8, (double)type);
    fit_put_text(w->o, 3, name);
    fit_put_text(w->o, 8, unit);
    fit_put(w->o, 14, FIT_UINT16, mesg);
    if (row)
        fit_put(w->o, 15, FIT_UINT8, row->field);
    fit_end(w->o);
}

static int find_extra(const struct write *w, uint16_t mesg, const char *name)
{
    for (size_t i = w->a->n_streams; i < w->n_devs; i++)
        if (w->dev[i].mesg == mesg && strcmp(w->dev[i].name, name) == 0)
            return (int)i;
    return -1;
}

static int put_dev_fields(struct write *w, struct err *err)
{
    static const uint8_t no_app[16];
    const struct activity *a = w->a;

    for (size_t s = 0; s < a->n_streams; s++)
        add_dev(w, FIT_RECORD, a->stream[s].name, a->stream[s].unit, a->stream[s].app_id,
                a->stream[s].native,
                fits_float(a->stream[s].value, a->n_samples) ? FIT_FLOAT32 : FIT_FLOAT64);
    for (size_t i = 0; i < a->n_extras; i++) {
        uint16_t mesg = a->extra[i].lap < 0 ? FIT_SESSION : FIT_LAP;
        if (find_extra(w, mesg, a->extra[i].name) >= 0)
            continue;
        if (w->n_devs == DEVS_MAX)
            return err_set(err, ERR_LIMIT, "more than %d developer fields", DEVS_MAX);
        add_dev(w, mesg, a->extra[i].name, "", no_app, -1, FIT_FLOAT64);
    }
    return 0;
}

static void put_extras(struct write *w, int lap)
{
    const struct activity *a = w->a;
    uint16_t mesg = lap < 0 ? FIT_SESSION : FIT_LAP;

    for (size_t i = 0; i < a->n_extras; i++) {
        int dev = a->extra[i].lap == lap ? find_extra(w, mesg, a->extra[i].name) : -1;
        if (dev >= 0)
            fit_put_dev(w->o, (unsigned)dev, w->dev[dev].app, w->dev[dev].type,
                        a->extra[i].value);
    }
}

/* ---- samples ---- */

/* Strides as a whole number and 1/128. */
static void put_cadence(struct fit_out *o, double strides)
{
    double whole = floor(strides + 1.0 / 256);
    fit_put(o, 4, FIT_UINT8, whole);
    fit_put(o, 53, FIT_UINT8, fabs(strides - whole) * 128);
}

static void put_sample(struct write *w, size_t i)
{
    const struct activity *a = w->a;

    fit_begin(w->o, FIT_RECORD);
    fit_put_time(w->o, 253, a->column[ACTIVITY_TIME] ? a->column[ACTIVITY_TIME][i] : NAN);
    for (unsigned c = ACTIVITY_TIME + 1; c < ACTIVITY_N_COLUMNS; c++) {
        if (c == ACTIVITY_CADENCE && a->column[c])
            put_cadence(w->o, a->column[c][i] / w->per_stride);
        else if (w->row[c])
            fit_put_row(w->o, w->row[c], a->column[c][i]);
    }
    for (size_t s = 0; s < a->n_streams; s++)
        fit_put_dev(w->o, (unsigned)s, w->dev[s].app, w->dev[s].type, a->stream[s].value[i]);
    fit_end(w->o);
}

/* Beats that came after `sample` samples, five to a message; returns the first not written. */
static size_t put_beats(struct write *w, size_t beat, size_t sample)
{
    const struct activity *a = w->a;
    while (beat < a->n_rr && a->rr_sample[beat] <= sample) {
        double rr_ms[BEATS_PER_MESSAGE];
        for (size_t i = 0; i < BEATS_PER_MESSAGE; i++) {
            bool good = beat < a->n_rr && a->rr_sample[beat] <= sample;
            rr_ms[i] = good ? (double)a->rr_s[beat++] * 1000 : NAN;
        }
        fit_begin(w->o, FIT_HRV);
        fit_put_array(w->o, 0, FIT_UINT16, rr_ms, BEATS_PER_MESSAGE);
        fit_end(w->o);
    }
    return beat;
}

static void put_timer(struct write *w, double t_s, unsigned type, bool automatic)
{
    fit_begin(w->o, FIT_EVENT);
    fit_put_time(w->o, 253, t_s);
    fit_put(w->o, 0, FIT_ENUM, 0);
    fit_put(w->o, 1, FIT_ENUM, type);
    fit_put(w->o, 3, FIT_UINT32, automatic);
    fit_end(w->o);
}

static void put_pause(struct write *w, const struct activity_pause *p)
{
    put_timer(w, p->from_s, MULTI_STOP, p->automatic);
    put_timer(w, p->to_s, 0, p->automatic);
}

static void put_samples(struct write *w)
{
    const struct activity *a = w->a;
    const double *t = a->column[ACTIVITY_TIME];
    size_t beat = 0, pause = 0;

    for (size_t i = 0; i < a->n_samples; i++) {
        for (; t && pause < a->n_pauses && a->pause[pause].to_s <= t[i]; pause++)
            put_pause(w, &a->pause[pause]);
        beat = put_beats(w, beat, i);
        put_sample(w, i);
    }
    put_beats(w, beat, a->n_samples);
    for (; pause < a->n_pauses; pause++)
        put_pause(w, &a->pause[pause]);
}

/* ---- totals, laps and the rest ---- */

static void put_totals(struct write *w, enum fit_mesg mesg, const double *total)
{
    for (unsigned k = 0; k < ACTIVITY_N_TOTALS; k++) {
        const struct fit_row *row = fit_row_for(mesg, FIT_TO_TOTAL, k, FIT_SET_),
                             *part = fit_row_for(mesg, FIT_TO_TOTAL, k, FIT_ADD);
        double v = total[k];
        if (!row || isnan(v))
            continue;
        if (k == ACTIVITY_TOTAL_AVG_CADENCE || k == ACTIVITY_TOTAL_MAX_CADENCE ||
            k == ACTIVITY_TOTAL_CYCLES)
            v /= w->per_stride;
        if (!part) {
            fit_put_row(w->o, row, v);
            continue;
        }
        double whole = floor(v + 0.5 / part->scale);
        fit_put_row(w->o, row, whole);
        fit_put_row(w->o, part, fabs(v - whole));
    }
}

static double sport_raw(enum activity_sport sport)
{
    return sport == ACTIVITY_SPORT_NONE ? NAN : (double)fit_number_to_fit(&fit_sports, sport);
}

static void put_lap(struct write *w, size_t i)
{
    const struct activity_lap *l = &w->a->lap[i];
    fit_begin(w->o, FIT_LAP);
    fit_put(w->o, 254, FIT_UINT16, (double)i);
    fit_put_time(w->o, 253, l->end_s);
    fit_put(w->o, 0, FIT_ENUM, 9); /* event: lap, stop */
    fit_put(w->o, 1, FIT_ENUM, 1);
    fit_put_time(w->o, 2, l->start_s);
    put_totals(w, FIT_LAP, l->total);
    fit_put(w->o, 23, FIT_ENUM, fit_number_to_fit(&fit_intensities, l->intensity));
    fit_put(w->o, 24, FIT_ENUM, fit_number_to_fit(&fit_triggers, l->trigger));
    fit_put(w->o, 25, FIT_ENUM, sport_raw(l->sport));
    fit_put(w->o, 39, FIT_ENUM, fit_number_to_fit(&fit_subs, l->sub));
    fit_put(w->o, 71, FIT_UINT16, l->step < 0 ? NAN : (double)l->step);
    put_extras(w, (int)i);
    fit_end(w->o);
}

static void put_length(struct fit_out *o, const struct activity_length *l, size_t i)
{
    fit_begin(o, FIT_LENGTH);
    fit_put(o, 254, FIT_UINT16, (double)i);
    fit_put_time(o, 253, l->start_s + (isnan(l->elapsed_s) ? 0 : l->elapsed_s));
    fit_put(o, 0, FIT_ENUM, 28); /* event: length, stop */
    fit_put(o, 1, FIT_ENUM, 1);
    fit_put_time(o, 2, l->start_s);
    fit_put(o, 3, FIT_UINT32, l->elapsed_s * 1000);
    fit_put(o, 4, FIT_UINT32, l->timer_s * 1000);
    fit_put(o, 5, FIT_UINT16, l->strokes);
    fit_put(o, 6, FIT_UINT16, l->speed_m_s * 1000);
    fit_put(o, 7, FIT_ENUM, fit_stroke_number(l->stroke));
    fit_put(o, 12, FIT_ENUM, l->active);
    fit_end(o);
}

static void put_set(struct fit_out *o, const struct activity_set *s)
{
    fit_begin(o, FIT_SET);
    fit_put_time(o, 254, s->start_s + (isnan(s->duration_s) ? 0 : s->duration_s));
    fit_put(o, 0, FIT_UINT32, s->duration_s * 1000);
    fit_put(o, 3, FIT_UINT16, s->reps);
    fit_put(o, 4, FIT_UINT16, s->mass_kg * 16);
    fit_put(o, 5, FIT_UINT8, s->active);
    fit_put_time(o, 6, s->start_s);
    fit_put(o, 7, FIT_UINT16, s->category);
    fit_end(o);
}

static const struct {
    enum activity_column of;
    uint8_t seconds, high;
    enum fit_type high_type;
    double high_scale;
} zone_fields[] = {
    { ACTIVITY_HR, 2, 6, FIT_UINT8, 1 },
    { ACTIVITY_SPEED, 3, 7, FIT_UINT16, 1000 },
    { ACTIVITY_CADENCE, 4, 8, FIT_UINT8, 1 },
    { ACTIVITY_POWER, 5, 9, FIT_UINT16, 1 },
};

static void put_zones(struct fit_out *o, const struct activity_zones *z, double t_s)
{
    double ms[ACTIVITY_ZONES_MAX], high[ACTIVITY_ZONES_MAX];
    size_t k = 0, n_high = 0;

    while (k + 1 < N_ELEMS(zone_fields) && zone_fields[k].of != z->of)
        k++;
    for (size_t i = 0; i < z->n; i++) {
        ms[i] = z->seconds[i] * 1000;
        high[i] = z->high[i] * zone_fields[k].high_scale;
        n_high = isnan(high[i]) ? n_high : i + 1;
    }
    fit_begin(o, FIT_TIME_IN_ZONE);
    fit_put_time(o, 253, t_s);
    fit_put(o, 0, FIT_UINT16, z->lap < 0 ? FIT_SESSION : FIT_LAP);
    fit_put(o, 1, FIT_UINT16, z->lap < 0 ? 0 : z->lap);
    fit_put_array(o, zone_fields[k].seconds, FIT_UINT32, ms, z->n);
    if (n_high)
        fit_put_array(o, zone_fields[k].high, zone_fields[k].high_type, high, n_high);
    fit_end(o);
}

static void put_device(struct fit_out *o, const struct activity_device *d, double t_s)
{
    fit_begin(o, FIT_DEVICE_INFO);
    fit_put_time(o, 253, t_s);
    fit_put(o, 0, FIT_UINT8, d->index);
    fit_put(o, 1, FIT_UINT8, d->kind ? (double)d->kind : NAN);
    fit_put(o, 2, FIT_UINT16, d->maker_id ? (double)d->maker_id : NAN);
    fit_put(o, 3, FIT_UINT32Z, d->serial);
    fit_put(o, 4, FIT_UINT16, d->product_id ? (double)d->product_id : NAN);
    fit_put(o, 5, FIT_UINT16, d->software * 100);
    fit_put(o, 10, FIT_UINT16, d->battery_v * 256);
    if (strcmp(d->product, fit_product_name(d->maker_id, d->product_id)) != 0)
        fit_put_text(o, 27, d->product);
    fit_end(o);
}

static void put_athlete(struct fit_out *o, const struct activity_athlete *who)
{
    fit_begin(o, FIT_USER_PROFILE);
    fit_put(o, 1, FIT_ENUM, who->female < 0 ? NAN : (double)!who->female);
    fit_put(o, 2, FIT_UINT8, who->age_years);
    fit_put(o, 3, FIT_UINT8, who->height_m * 100);
    fit_put(o, 4, FIT_UINT16, who->mass_kg * 10);
    fit_put(o, 8, FIT_UINT8, who->rest_hr);
    fit_put(o, 11, FIT_UINT8, who->max_hr);
    fit_end(o);
    fit_begin(o, FIT_ZONES_TARGET);
    fit_put(o, 1, FIT_UINT8, who->max_hr);
    fit_put(o, 2, FIT_UINT8, who->threshold_hr);
    fit_put(o, 3, FIT_UINT16, who->threshold_power_w);
    fit_end(o);
}

static void put_session(struct write *w, double end_s)
{
    const struct activity *a = w->a;

    fit_begin(w->o, FIT_SESSION);
    fit_put(w->o, 254, FIT_UINT16, 0);
    fit_put_time(w->o, 253, end_s);
    fit_put(w->o, 0, FIT_ENUM, 8); /* event: session, stop */
    fit_put(w->o, 1, FIT_ENUM, 1);
    fit_put_time(w->o, 2, a->start_s);
    fit_put(w->o, 5, FIT_ENUM, sport_raw(a->sport));
    fit_put(w->o, 6, FIT_ENUM, fit_number_to_fit(&fit_subs, a->sub));
    put_totals(w, FIT_SESSION, a->total);
    fit_put(w->o, 25, FIT_UINT16, 0);
    fit_put(w->o, 26, FIT_UINT16, (double)a->n_laps);
    fit_put(w->o, 28, FIT_ENUM, 0); /* trigger: activity end */
    fit_put_text(w->o, 110, a->name);
    put_extras(w, -1);
    fit_end(w->o);

    fit_begin(w->o, FIT_ACTIVITY);
    fit_put_time(w->o, 253, end_s);
    fit_put(w->o, 0, FIT_UINT32, a->total[ACTIVITY_TOTAL_TIMER] * 1000);
    fit_put(w->o, 1, FIT_UINT16, 1);
    fit_put(w->o, 2, FIT_ENUM, 0);
    fit_put(w->o, 3, FIT_ENUM, 26); /* event: activity, stop */
    fit_put(w->o, 4, FIT_ENUM, 1);
    fit_put_time(w->o, 5, end_s + a->utc_offset_s);
    fit_end(w->o);
}

static int put_all(struct write *w, double end_s, struct err *err)
{
    const struct activity *a = w->a;
    struct fit_out *o = w->o;
    double created_s = isnan(a->source.created_s) ? a->start_s : a->source.created_s;

    fit_out_file_id(o, ACTIVITY_FILE_ACTIVITY, &a->source, created_s);
    int rc = put_dev_fields(w, err);
    put_athlete(o, &a->athlete);
    if (rc == 0 && a->workout.n_steps)
        rc = fit_out_workout(o, &a->workout, err);
    for (size_t i = 0; i < a->n_devices; i++)
        put_device(o, &a->device[i], a->start_s);
    put_timer(w, a->start_s, 0, false);
    put_samples(w);
    put_timer(w, end_s, MULTI_STOP, false);
    for (size_t i = 0; i < a->n_lengths; i++)
        put_length(o, &a->length[i], i);
    for (size_t i = 0; i < a->n_sets; i++)
        put_set(o, &a->set[i]);
    for (size_t i = 0; i < a->n_laps; i++)
        put_lap(w, i);
    for (size_t i = 0; i < a->n_zones; i++)
        put_zones(o, &a->zones[i], end_s);
    put_session(w, end_s);
    return rc;
}

int fit_write_activity(const struct activity *a, uint8_t **ret_data, size_t *ret_n,
                       struct err *err)
{
    AUTO(fit_out) struct fit_out *o = fit_out_new();
    AUTO(mem) struct write *w = mem_array(1, sizeof(*w));

    if (!o || !w)
        return err_set(err, ERR_NOMEM, "no memory for the FIT file");
    if (!(a->start_s >= FIT_EPOCH_S))
        return err_set(err, ERR_USAGE, "the activity has no start time, which FIT needs");
    w->a = a;
    w->o = o;
    w->per_stride = activity_sports[a->sport].on_foot ? 2 : 1;
    for (unsigned c = ACTIVITY_TIME + 1; c < ACTIVITY_N_COLUMNS; c++)
        if (a->column[c])
            w->row[c] = fit_row_for(FIT_RECORD, FIT_TO_COLUMN, c,
                                    c == ACTIVITY_PEDAL_RIGHT ? FIT_RIGHT_SHARE : FIT_SET_);
    int rc = put_all(w, isnan(a->end_s) ? a->start_s : a->end_s, err);
    return rc < 0 ? rc : fit_out_finish(o, ret_data, ret_n, err);
}
