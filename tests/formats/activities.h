/* SPDX-License-Identifier: Apache-2.0 */
#ifndef TESTS_FORMATS_ACTIVITIES_H
#define TESTS_FORMATS_ACTIVITIES_H
/*
 * Random activities whose values stand exactly on the resolution of their FIT fields, and a
 * comparison of activities that tells the first difference.
 */
#include <math.h>

#include "activity/activity.h"
#include "base/rng.h"
#include "formats/fit_profile.h"
#include "test.h"

/* A raw number of the row's type, not its "invalid", as a value. */
static inline double raw_value(struct rng *r, const struct fit_row *row)
{
    double lo = 0, hi = 254;
    switch (row->type) {
    case FIT_SINT8:
        lo = -127;
        hi = 126;
        break;
    case FIT_SINT16:
        lo = -32767;
        hi = 32766;
        break;
    case FIT_UINT16:
        hi = 65534;
        break;
    case FIT_SINT32:
        lo = -2147483647;
        hi = 2147483646;
        break;
    case FIT_UINT32:
        hi = 4294967294;
        break;
    default:
        break;
    }
    return (lo + floor(rng_uniform(r) * (hi - lo + 1))) / row->scale - row->offset;
}

static inline double maybe(struct rng *r, double v) { return rng_below(r, 5) ? v : NAN; }

static inline void random_name(struct rng *r, char *dst, size_t size)
{
    static const char *const parts[] = { "Easy ",
                                         "run",
                                         " \xC3\xBC"
                                         "ben",
                                         " 5 x 3'",
                                         "-",
                                         "\xE2\x82\xAC" };
    dst[0] = '\0';
    for (size_t i = rng_below(r, 5); i-- > 0;) {
        const char *part = parts[rng_below(r, 6)];
        if (strlen(dst) + strlen(part) + 1 < size)
            memcpy(dst + strlen(dst), part, strlen(part) + 1);
    }
}

static inline void random_totals(struct rng *r, unsigned mesg, bool foot, double *total)
{
    for (unsigned k = 0; k < ACTIVITY_N_TOTALS; k++) {
        const struct fit_row *row = fit_row_for(mesg, FIT_TO_TOTAL, k, FIT_SET_),
                             *part = fit_row_for(mesg, FIT_TO_TOTAL, k, FIT_ADD);
        if (!row || rng_below(r, 4) == 0)
            continue;
        total[k] = raw_value(r, row);
        if (k == ACTIVITY_TOTAL_ELAPSED)
            total[k] = rng_below(r, 100000) / 1000.0; /* ends after its start */
        if (part)
            total[k] += rng_below(r, (uint32_t)part->scale) / part->scale;
        if (foot && (k == ACTIVITY_TOTAL_AVG_CADENCE || k == ACTIVITY_TOTAL_MAX_CADENCE))
            total[k] = 2 * (60 + rng_below(r, 60) + rng_below(r, 128) / 128.0);
        if (foot && k == ACTIVITY_TOTAL_CYCLES)
            total[k] *= 2;
    }
}

static inline void random_sample(struct rng *r, struct activity *a, const bool *has, bool foot)
{
    struct err err = { 0 };
    assert_ok(activity_add_sample(a, &err), err);
    double t = a->start_s + (double)a->n_samples - 1;
    assert_ok(activity_set(a, ACTIVITY_TIME, t, &err), err);
    for (unsigned c = 1; c < ACTIVITY_N_COLUMNS; c++) {
        const struct fit_row *row = fit_row_for(FIT_RECORD, FIT_TO_COLUMN, c, FIT_SET_);
        double v = c == ACTIVITY_PEDAL_RIGHT ? rng_below(r, 127) / 100.0 : raw_value(r, row);
        if (c == ACTIVITY_CADENCE)
            v = (foot ? 2 : 1) * (60 + rng_below(r, 60) + rng_below(r, 128) / 128.0);
        if (has[c])
            assert_ok(activity_set(a, (enum activity_column)c, maybe(r, v), &err), err);
    }
    for (size_t s = 0; s < a->n_streams; s++)
        assert_ok(activity_set_stream(a, s, maybe(r, rng_normal(r)), &err), err);
    for (unsigned i = rng_below(r, 4); i-- > 0;)
        assert_ok(activity_add_rr(a, (300 + rng_below(r, 1200)) / 1000.0, &err), err);
}

static inline void random_steps(struct rng *r, struct activity_workout *w)
{
    random_name(r, w->name, sizeof(w->name));
    w->sport = ACTIVITY_SPORT_RUN;
    for (unsigned i = 0, n = 1 + rng_below(r, 12); i < n; i++) {
        struct activity_step *s = activity_add_step(w);
        random_name(r, s->name, sizeof(s->name));
        random_name(r, s->notes, sizeof(s->notes));
        s->intensity = rng_below(r, ACTIVITY_N_INTENSITIES);
        do
            s->duration = rng_below(r, ACTIVITY_DURATION_OTHER);
        while (s->duration == ACTIVITY_DURATION_REPEAT && i == 0);
        if (s->duration != ACTIVITY_DURATION_OPEN)
            s->amount = 1 + rng_below(r, 100);
        bool relative = s->duration == ACTIVITY_DURATION_HR_ABOVE ||
                        s->duration == ACTIVITY_DURATION_POWER_BELOW;
        s->amount_percent = relative && rng_below(r, 2);
        if (s->duration == ACTIVITY_DURATION_REPEAT) {
            s->repeat_from = (int)rng_below(r, i);
            continue;
        }
        s->target = rng_below(r, ACTIVITY_TARGET_OTHER);
        if (s->target == ACTIVITY_TARGET_OPEN)
            continue;
        if (rng_below(r, 2)) {
            s->zone = 1 + (int)rng_below(r, 5);
            continue;
        }
        s->percent = rng_below(r, 2) &&
                     (s->target == ACTIVITY_TARGET_HR || s->target == ACTIVITY_TARGET_POWER);
        s->low = 2 + 2 * rng_below(r, 25); /* even: whole strides */
        s->high = s->low + 2 * rng_below(r, 25);
    }
}

static inline void random_laps(struct rng *r, struct activity *a, bool foot)
{
    for (unsigned i = 0, n = rng_below(r, 6); i < n; i++) {
        struct activity_lap *l = activity_add_lap(a);
        l->start_s = a->start_s + 10 * i;
        l->end_s = l->start_s + 10;
        l->sport = a->sport;
        l->intensity = rng_below(r, ACTIVITY_N_INTENSITIES);
        l->trigger = rng_below(r, ACTIVITY_N_TRIGGERS);
        l->step = (int)rng_below(r, 20) - 1;
        random_totals(r, FIT_LAP, foot, l->total);
        struct activity_zones *z = activity_add_zones(a);
        z->of = rng_below(r, 2) ? ACTIVITY_HR : ACTIVITY_POWER;
        z->lap = (int)i;
        z->n = 1 + rng_below(r, ACTIVITY_ZONES_MAX);
        for (size_t k = 0; k < z->n; k++) {
            z->seconds[k] = rng_below(r, 3600000) / 1000.0;
            z->high[k] = 1 + rng_below(r, 200);
        }
        struct activity_extra *x = activity_add_extra(a);
        snprintf(x->name, sizeof(x->name), "lap.%u", 140 + rng_below(r, 3));
        x->lap = (int)i;
        x->value = rng_normal(r);
    }
}

static inline void random_rest(struct rng *r, struct activity *a)
{
    for (unsigned i = 0, n = rng_below(r, 4); i < n; i++) {
        struct activity_pause *p = activity_add_pause(a);
        *p = (struct activity_pause){ a->start_s + 5 * i, a->start_s + 5 * i + 3,
                                      rng_below(r, 2) };
        struct activity_length *l = activity_add_length(a);
        l->start_s = a->start_s + 20 * i;
        l->elapsed_s = l->timer_s = rng_below(r, 60000) / 1000.0;
        l->speed_m_s = rng_below(r, 2000) / 1000.0;
        l->strokes = rng_below(r, 40);
        l->active = rng_below(r, 2);
        const char *stroke = fit_stroke_name(rng_below(r, 7));
        memcpy(l->stroke, stroke, strlen(stroke) + 1);
        struct activity_set *s = activity_add_set(a);
        *s = (struct activity_set){ l->start_s,       rng_below(r, 60000) / 1000.0,
                                    rng_below(r, 30), rng_below(r, 3200) / 16.0,
                                    rng_below(r, 30), rng_below(r, 2) };
        struct activity_device *d = activity_add_device(a);
        d->index = i;
        d->maker_id = 1 + rng_below(r, 300);
        d->product_id = 1 + rng_below(r, 4000);
        d->serial = rng_u32(r) | 1;
        d->kind = rng_below(r, 125);
        d->software = (1 + rng_below(r, 2000)) / 100.0;
        d->battery_v = (1 + rng_below(r, 2000)) / 256.0;
        const char *maker = fit_maker_name(d->maker_id),
                   *product = fit_product_name(d->maker_id, d->product_id);
        memcpy(d->maker, maker, strlen(maker) + 1);
        memcpy(d->product, product, strlen(product) + 1);
    }
}

static inline struct activity *random_activity(struct rng *r)
{
    static const enum activity_sport sports[] = { ACTIVITY_SPORT_RUN, ACTIVITY_SPORT_WALK,
                                                  ACTIVITY_SPORT_RIDE, ACTIVITY_SPORT_SWIM };
    struct activity *a = NULL;
    struct err err = { 0 };
    bool has[ACTIVITY_N_COLUMNS];

    assert_ok(activity_new(&a, &err), err);
    memcpy(a->source.format, "fit", 4);
    a->source.kind = ACTIVITY_FILE_ACTIVITY;
    a->source.maker_id = 255;
    memcpy(a->source.maker, "development", 12);
    a->source.product_id = rng_below(r, 100);
    a->source.serial = rng_u32(r) | 1;
    a->start_s = 1400000000 + rng_below(r, 300000000);
    a->source.created_s = a->start_s - 2;
    a->sport = sports[rng_below(r, 4)];
    a->sub = rng_below(r, 2) ? ACTIVITY_SUB_TRAIL : ACTIVITY_SUB_NONE;
    a->utc_offset_s = 900 * ((double)rng_below(r, 100) - 48);
    bool foot = activity_sports[a->sport].on_foot;
    random_name(r, a->name, sizeof(a->name));
    random_totals(r, FIT_SESSION, foot, a->total);
    a->athlete =
        (struct activity_athlete){ 60 + rng_below(r, 100) / 10.0, 1 + rng_below(r, 100) / 100.0,
                                   20 + rng_below(r, 60),         40 + rng_below(r, 30),
                                   150 + rng_below(r, 50),        140 + rng_below(r, 50),
                                   100 + rng_below(r, 300),       (int)rng_below(r, 2) };
    for (unsigned s = rng_below(r, 4); s-- > 0;) {
        struct activity_stream *x = activity_add_stream(a);
        snprintf(x->name, sizeof(x->name), "Pod %u", s);
        snprintf(x->unit, sizeof(x->unit), "kN/m");
        x->native = s == 1 ? ACTIVITY_POWER : -1;
        memset(x->app_id, (int)(s / 2 + 1), sizeof(x->app_id));
    }
    for (unsigned c = 0; c < ACTIVITY_N_COLUMNS; c++)
        has[c] = rng_below(r, 2);
    for (unsigned i = 0, n = 100 + rng_below(r, 200); i < n; i++)
        random_sample(r, a, has, foot);
    a->end_s = a->start_s + (double)a->n_samples + 200;
    random_laps(r, a, foot);
    random_rest(r, a);
    if (rng_below(r, 2))
        random_steps(r, &a->workout);
    activity_finish(a);
    return a;
}

#define SAME_NUMBER(x, y, what, i)                                              \
    do {                                                                        \
        double x_ = (x), y_ = (y);                                              \
        if (!(fabs(x_ - y_) <= 1e-9 * fabs(x_)) && !(isnan(x_) && isnan(y_)))   \
            fail_msg("%s[%zu]: %.17g became %.17g", what, (size_t)(i), x_, y_); \
    } while (0)

/* 1e-9 of the value: scales of the formats are no powers of two, a few roundings remain. */
static inline void same_array(const double *x, const double *y, size_t n, const char *what)
{
    if (!x != !y)
        fail_msg("%s: %s", what, x ? "lost" : "invented");
    for (size_t i = 0; x && i < n; i++)
        SAME_NUMBER(x[i], y[i], what, i);
}

static inline void same_workout(const struct activity_workout *x,
                                const struct activity_workout *y)
{
    assert_int_equal(x->n_steps, y->n_steps);
    if (x->n_steps == 0)
        return;
    assert_string_equal(x->name, y->name);
    assert_int_equal(x->sport, y->sport);
    for (size_t i = 0; i < x->n_steps; i++) {
        const struct activity_step *s = &x->step[i], *t = &y->step[i];
        assert_string_equal(s->name, t->name);
        assert_string_equal(s->notes, t->notes);
        assert_int_equal(s->duration, t->duration);
        assert_int_equal(s->repeat_from, t->repeat_from);
        assert_int_equal(s->target, t->target);
        assert_int_equal(s->zone, t->zone);
        assert_int_equal(s->percent, t->percent);
        assert_int_equal(s->amount_percent, t->amount_percent);
        assert_int_equal(s->intensity, t->intensity);
        SAME_NUMBER(s->amount, t->amount, "step amount", i);
        SAME_NUMBER(s->low, t->low, "step low", i);
        SAME_NUMBER(s->high, t->high, "step high", i);
    }
}

static inline void same_rows(const struct activity *x, const struct activity *y)
{
    assert_int_equal(x->n_laps, y->n_laps);
    for (size_t i = 0; i < x->n_laps; i++) {
        const struct activity_lap *l = &x->lap[i], *m = &y->lap[i];
        SAME_NUMBER(l->start_s, m->start_s, "lap start", i);
        SAME_NUMBER(l->end_s, m->end_s, "lap end", i);
        same_array(l->total, m->total, ACTIVITY_N_TOTALS, "lap total");
        assert_int_equal(l->sport, m->sport);
        assert_int_equal(l->intensity, m->intensity);
        assert_int_equal(l->trigger, m->trigger);
        assert_int_equal(l->step, m->step);
    }
    assert_int_equal(x->n_pauses, y->n_pauses);
    for (size_t i = 0; i < x->n_pauses; i++)
        assert_memory_equal(&x->pause[i], &y->pause[i], sizeof(x->pause[i]));
    assert_int_equal(x->n_lengths, y->n_lengths);
    for (size_t i = 0; i < x->n_lengths; i++)
        assert_memory_equal(&x->length[i], &y->length[i], sizeof(x->length[i]));
    assert_int_equal(x->n_sets, y->n_sets);
    for (size_t i = 0; i < x->n_sets; i++) {
        SAME_NUMBER(x->set[i].mass_kg, y->set[i].mass_kg, "set mass", i);
        SAME_NUMBER(x->set[i].duration_s, y->set[i].duration_s, "set duration", i);
        SAME_NUMBER(x->set[i].reps, y->set[i].reps, "set reps", i);
        assert_int_equal(x->set[i].active, y->set[i].active);
    }
    assert_int_equal(x->n_devices, y->n_devices);
    for (size_t i = 0; i < x->n_devices; i++)
        assert_memory_equal(&x->device[i], &y->device[i], sizeof(x->device[i]));
    assert_int_equal(x->n_zones, y->n_zones);
    for (size_t i = 0; i < x->n_zones; i++) {
        assert_int_equal(x->zones[i].of, y->zones[i].of);
        assert_int_equal(x->zones[i].lap, y->zones[i].lap);
        assert_int_equal(x->zones[i].n, y->zones[i].n);
        same_array(x->zones[i].seconds, y->zones[i].seconds, x->zones[i].n, "zone seconds");
        same_array(x->zones[i].high, y->zones[i].high, x->zones[i].n, "zone bound");
    }
    assert_int_equal(x->n_extras, y->n_extras);
    for (size_t i = 0; i < x->n_extras; i++) {
        assert_string_equal(x->extra[i].name, y->extra[i].name);
        assert_int_equal(x->extra[i].lap, y->extra[i].lap);
        SAME_NUMBER(x->extra[i].value, y->extra[i].value, "extra", i);
    }
}

static inline void same_activity(const struct activity *x, const struct activity *y)
{
    assert_int_equal(x->source.kind, y->source.kind);
    assert_int_equal(x->source.serial, y->source.serial);
    assert_string_equal(x->source.maker, y->source.maker);
    assert_string_equal(x->name, y->name);
    assert_int_equal(x->sport, y->sport);
    assert_int_equal(x->sub, y->sub);
    SAME_NUMBER(x->start_s, y->start_s, "start", 0);
    SAME_NUMBER(x->end_s, y->end_s, "end", 0);
    SAME_NUMBER(x->utc_offset_s, y->utc_offset_s, "offset", 0);
    same_array(x->total, y->total, ACTIVITY_N_TOTALS, "total");
    assert_int_equal(x->n_samples, y->n_samples);
    for (unsigned c = 0; c < ACTIVITY_N_COLUMNS; c++)
        same_array(x->column[c], y->column[c], x->n_samples, activity_columns[c].key);
    assert_int_equal(x->n_streams, y->n_streams);
    for (size_t s = 0; s < x->n_streams; s++) {
        assert_string_equal(x->stream[s].name, y->stream[s].name);
        assert_string_equal(x->stream[s].unit, y->stream[s].unit);
        assert_int_equal(x->stream[s].native, y->stream[s].native);
        assert_memory_equal(x->stream[s].app_id, y->stream[s].app_id, 16);
        same_array(x->stream[s].value, y->stream[s].value, x->n_samples, x->stream[s].name);
    }
    assert_int_equal(x->n_rr, y->n_rr);
    assert_memory_equal(x->rr_sample, y->rr_sample, x->n_rr * sizeof(*x->rr_sample));
    for (size_t i = 0; i < x->n_rr; i++)
        SAME_NUMBER((double)x->rr_s[i], (double)y->rr_s[i], "rr", i);
    assert_memory_equal(&x->athlete.female, &y->athlete.female, sizeof(int));
    same_array(&x->athlete.mass_kg, &y->athlete.mass_kg, 7, "athlete");
    same_workout(&x->workout, &y->workout);
    same_rows(x, y);
}

#endif
