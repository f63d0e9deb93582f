/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>

#include "formats/fit_state.h"

enum { /* event, event type, timer trigger, sport message, ... of the profile */
       EVENT_TIMER = 0,
       EVENT_START = 0,
       EVENT_STOP = 1,
       EVENT_STOP_ALL = 4,
       EVENT_STOP_DISABLE = 8,
       EVENT_STOP_DISABLE_ALL = 9,
       TRIGGER_AUTO = 1,
       GENDER_FEMALE = 0,
       DURATION_REPEAT_FIRST = 6,
       DURATION_REPEAT_LAST = 13,
       DURATION_OPEN = 5,
};

static int no_memory(struct err *err, const char *what)
{
    return err_set(err, ERR_LIMIT, "no memory for one more %s, or over %d of them", what,
                   ACTIVITY_ROWS_MAX);
}

static double slot(const struct fit_state *st, enum fit_slot s) { return st->slot[s].v; }

/* A slot as a number of a small enum or count. */
static unsigned slot_unsigned(const struct fit_state *st, enum fit_slot s, unsigned missing)
{
    double v = slot(st, s);
    return v >= 0 && v <= UINT32_MAX ? (unsigned)v : missing;
}

/* 0..255, -1: missing or not a number of that kind (a file may define any field as any type).
 */
static int slot_byte(const struct fit_state *st, enum fit_slot s)
{
    double v = slot(st, s);
    return v >= 0 && v < 256 ? (int)v : -1;
}

/* A message index has flags in its upper four bits. */
static double slot_index(const struct fit_state *st, enum fit_slot s)
{
    double v = slot(st, s);
    return v >= 0 && v < 65536 ? (double)((unsigned)v & 0x0FFF) : NAN;
}

static int on_file_id(struct fit_state *st, struct err *err)
{
    struct activity_source *src = &st->all->source;
    (void)err;
    if (src->kind != ACTIVITY_FILE_NONE)
        return 0;
    src->kind = fit_number_to_ours(&fit_files, slot(st, S_KIND), ACTIVITY_FILE_NONE);
    src->maker_id = slot_unsigned(st, S_MAKER, 0);
    src->product_id = slot_unsigned(st, S_PRODUCT, 0);
    src->serial = slot_unsigned(st, S_SERIAL, 0);
    src->created_s = slot(st, S_CREATED) + FIT_EPOCH_S;
    const char *maker = fit_maker_name(src->maker_id),
               *product = fit_product_name(src->maker_id, src->product_id);
    activity_text(src->maker, sizeof(src->maker), maker, strlen(maker));
    fit_slot_text(st, S_PRODUCT_NAME, src->product, sizeof(src->product));
    if (!src->product[0])
        activity_text(src->product, sizeof(src->product), product, strlen(product));
    return 0;
}

static void take(double *to, double v)
{
    if (!isnan(v) && v > 0)
        *to = v;
}

static int on_user_profile(struct fit_state *st, struct err *err)
{
    struct activity_athlete *who = &st->all->athlete;
    (void)err;
    take(&who->mass_kg, slot(st, S_MASS));
    take(&who->height_m, slot(st, S_HEIGHT));
    take(&who->age_years, slot(st, S_AGE));
    take(&who->rest_hr, slot(st, S_REST_HR));
    take(&who->max_hr, slot(st, S_MAX_HR));
    if (!isnan(slot(st, S_GENDER)))
        who->female = slot(st, S_GENDER) == GENDER_FEMALE;
    return 0;
}

static int on_zones_target(struct fit_state *st, struct err *err)
{
    struct activity_athlete *who = &st->all->athlete;
    (void)err;
    take(&who->rest_hr, slot(st, S_REST_HR));
    take(&who->max_hr, slot(st, S_MAX_HR));
    take(&who->threshold_hr, slot(st, S_THRESHOLD_HR));
    take(&who->threshold_power_w, slot(st, S_FTP));
    return 0;
}

static int on_hr_zone(struct fit_state *st, struct err *err)
{
    double i = slot_index(st, S_INDEX);
    (void)err;
    if (i < FIT_ZONE_BOUNDS_MAX)
        st->zone_high[(size_t)i] = slot(st, S_HIGH);
    return 0;
}

/* "Fitness equipment" that is a treadmill was run on. */
static enum activity_sport sport(const struct fit_state *st)
{
    enum { FITNESS_EQUIPMENT = 4, TREADMILL = 1 };
    if (slot(st, S_SPORT) == FITNESS_EQUIPMENT && slot(st, S_SUB) == TREADMILL)
        return ACTIVITY_SPORT_RUN;
    return fit_number_to_ours(&fit_sports, slot(st, S_SPORT), ACTIVITY_SPORT_NONE);
}

static enum activity_sub sub(const struct fit_state *st)
{
    return fit_number_to_ours(&fit_subs, slot(st, S_SUB), ACTIVITY_SUB_NONE);
}

/* What stands in for a session that never came; a session overrides it. */
static int on_sport(struct fit_state *st, struct err *err)
{
    struct activity *a = st->all;
    (void)err;
    if (isnan(slot(st, S_SPORT)))
        return 0;
    a->sport = sport(st);
    a->sub = sub(st);
    if (st->slot[S_NAME].raw)
        fit_slot_text(st, S_NAME, a->name, sizeof(a->name));
    return 0;
}

/* Start of a lap or session. A device that had no date yet at the start gives a small number:
 * then the end and the duration tell. */
static double start_of(struct fit_state *st)
{
    double start = slot(st, S_START), end = slot(st, S_TIMESTAMP),
           elapsed = st->total[ACTIVITY_TOTAL_ELAPSED];
    if ((isnan(start) || start < FIT_TIME_RELATIVE) && end >= FIT_TIME_RELATIVE &&
        !isnan(elapsed))
        return end + FIT_EPOCH_S - elapsed;
    return fit_time(st, S_START);
}

static const struct {
    uint8_t seconds, high;
    enum activity_column of;
} zone_slots[] = {
    { S_HR_ZONES, S_HR_HIGH, ACTIVITY_HR },
    { S_SPEED_ZONES, S_SPEED_HIGH, ACTIVITY_SPEED },
    { S_CADENCE_ZONES, S_CADENCE_HIGH, ACTIVITY_CADENCE },
    { S_POWER_ZONES, S_POWER_HIGH, ACTIVITY_POWER },
};

static int add_zones(struct fit_state *st, int lap, struct err *err)
{
    for (size_t k = 0; k < N_ELEMS(zone_slots); k++) {
        const struct fit_value *s = &st->slot[zone_slots[k].seconds],
                               *high = &st->slot[zone_slots[k].high];
        size_t n = fit_value_n(s);
        if (n > ACTIVITY_ZONES_MAX)
            n = ACTIVITY_ZONES_MAX;
        while (n && isnan(fit_value_at(s, n - 1)))
            n--;
        if (n == 0)
            continue;
        struct activity_zones *z = activity_add_zones(st->all);
        if (!z)
            return no_memory(err, "set of zones");
        z->of = zone_slots[k].of;
        z->lap = lap;
        z->n = n;
        for (size_t i = 0; i < n; i++) {
            z->seconds[i] = fit_value_at(s, i);
            if (i < fit_value_n(high))
                z->high[i] = fit_value_at(high, i);
            else if (z->of == ACTIVITY_HR && !high->raw)
                z->high[i] = st->zone_high[i];
        }
    }
    return 0;
}

static int on_session(struct fit_state *st, struct err *err)
{
    int rc = add_zones(st, -2 - (int)st->n_sessions, err);
    if (rc < 0)
        return rc;
    if (st->n_sessions == FIT_SESSIONS_MAX)
        return err_set(err, ERR_LIMIT, "more than %d sessions", FIT_SESSIONS_MAX);
    if (mem_grow(&st->session, &st->cap_sessions, st->n_sessions + 1, sizeof(*st->session)) < 0)
        return err_set(err, ERR_NOMEM, "no memory for %zu sessions", st->n_sessions + 1);
    struct fit_session *s = &st->session[st->n_sessions++];
    memcpy(s->total, st->total, sizeof(s->total));
    s->start_s = start_of(st);
    s->end_s = fit_time(st, S_TIMESTAMP);
    s->sport = sport(st);
    s->sub = sub(st);
    s->first_lap = slot(st, S_FIRST_LAP);
    s->n_laps = slot(st, S_N_LAPS);
    s->name[0] = '\0';
    if (st->slot[S_NAME].raw)
        fit_slot_text(st, S_NAME, s->name, sizeof(s->name));
    return 0;
}

static int on_lap(struct fit_state *st, struct err *err)
{
    int rc = add_zones(st, (int)st->all->n_laps, err);
    if (rc < 0)
        return rc;
    struct activity_lap *l = activity_add_lap(st->all);
    if (!l)
        return no_memory(err, "lap");
    memcpy(l->total, st->total, sizeof(l->total));
    l->start_s = start_of(st);
    l->end_s = fit_time(st, S_TIMESTAMP);
    l->sport = sport(st);
    l->sub = sub(st);
    l->intensity =
        fit_number_to_ours(&fit_intensities, slot(st, S_INTENSITY), ACTIVITY_INTENSITY_NONE);
    l->trigger = fit_number_to_ours(&fit_triggers, slot(st, S_TRIGGER), ACTIVITY_TRIGGER_NONE);
    double step = slot_index(st, S_STEP);
    l->step = isnan(step) ? -1 : (int)step;
    return 0;
}

static int on_length(struct fit_state *st, struct err *err)
{
    struct activity_length *l = activity_add_length(st->all);
    if (!l)
        return no_memory(err, "length");
    l->start_s = fit_time(st, S_START);
    l->elapsed_s = slot(st, S_ELAPSED);
    l->timer_s = slot(st, S_TIMER);
    l->speed_m_s = slot(st, S_SPEED);
    l->strokes = slot(st, S_STROKES);
    l->active = !(slot(st, S_LENGTH_TYPE) == 0);
    const char *stroke = fit_stroke_name(slot(st, S_STROKE));
    activity_text(l->stroke, sizeof(l->stroke), stroke, strlen(stroke));
    return 0;
}

static int on_event(struct fit_state *st, struct err *err)
{
    double t = fit_time(st, S_TIMESTAMP), type = slot(st, S_EVENT_TYPE);
    double trigger = isnan(slot(st, S_DATA)) ? slot(st, S_DATA16) : slot(st, S_DATA);

    if (slot(st, S_EVENT) != EVENT_TIMER)
        return 0;
    if (type == EVENT_STOP || type == EVENT_STOP_ALL || type == EVENT_STOP_DISABLE ||
        type == EVENT_STOP_DISABLE_ALL) {
        if (isnan(st->paused_s)) {
            st->paused_s = t;
            st->paused_auto = trigger == TRIGGER_AUTO;
        }
    } else if (type == EVENT_START && !isnan(st->paused_s)) {
        struct activity_pause *p = t > st->paused_s ? activity_add_pause(st->all) : NULL;
        if (!p && t > st->paused_s)
            return no_memory(err, "pause");
        if (p)
            *p = (struct activity_pause){ st->paused_s, t, st->paused_auto };
        st->paused_s = NAN;
    }
    return 0;
}

/* Devices report themselves again and again; what is new about one is kept. */
static int on_device_info(struct fit_state *st, struct err *err)
{
    struct activity *a = st->all;
    unsigned index = slot_unsigned(st, S_INDEX, 255), maker = slot_unsigned(st, S_MAKER, 0),
             product = slot_unsigned(st, S_PRODUCT, 0), serial = slot_unsigned(st, S_SERIAL, 0);
    struct activity_device *d = NULL;

    for (size_t i = 0; i < a->n_devices && !d; i++)
        if (a->device[i].index == index && a->device[i].maker_id == maker &&
            a->device[i].product_id == product && a->device[i].serial == serial)
            d = &a->device[i];
    if (!d && a->n_devices >= 256)
        return 0;
    if (!d)
        d = activity_add_device(a);
    if (!d)
        return no_memory(err, "device");
    const char *names[] = { fit_maker_name(maker), fit_product_name(maker, product) };
    d->index = index;
    d->maker_id = maker;
    d->product_id = product;
    d->serial = serial;
    if (!isnan(slot(st, S_DEVICE_KIND)))
        d->kind = slot_unsigned(st, S_DEVICE_KIND, 0);
    take(&d->software, slot(st, S_VERSION));
    take(&d->battery_v, slot(st, S_VOLTAGE));
    activity_text(d->maker, sizeof(d->maker), names[0], strlen(names[0]));
    if (st->slot[S_PRODUCT_NAME].raw)
        fit_slot_text(st, S_PRODUCT_NAME, d->product, sizeof(d->product));
    if (!d->product[0])
        activity_text(d->product, sizeof(d->product), names[1], strlen(names[1]));
    return 0;
}

static int on_workout(struct fit_state *st, struct err *err)
{
    struct activity_workout *w = &st->all->workout;
    (void)err;
    w->sport = sport(st);
    w->sub = sub(st);
    fit_slot_text(st, S_NAME, w->name, sizeof(w->name));
    return 0;
}

/* Heart rates up to 100 are % of the maximum, above that bpm + 100; power up to 1000 is % of
 * the threshold, above that W + 1000. */
static double limit_of(enum activity_target target, double raw, bool *percent)
{
    double base = target == ACTIVITY_TARGET_HR ? 100 : 1000;
    if (target == ACTIVITY_TARGET_SPEED)
        return raw / 1000;
    if (target != ACTIVITY_TARGET_HR && target != ACTIVITY_TARGET_POWER)
        return raw;
    *percent = raw <= base;
    return *percent ? raw : raw - base;
}

static double amount_of(enum activity_duration d, double raw, bool *percent)
{
    bool hr = d == ACTIVITY_DURATION_HR_BELOW || d == ACTIVITY_DURATION_HR_ABOVE;

    if (hr || d == ACTIVITY_DURATION_POWER_BELOW || d == ACTIVITY_DURATION_POWER_ABOVE)
        return limit_of(hr ? ACTIVITY_TARGET_HR : ACTIVITY_TARGET_POWER, raw, percent);
    switch (d) {
    case ACTIVITY_DURATION_OPEN:
        return NAN;
    case ACTIVITY_DURATION_TIME:
        return raw / 1000;
    case ACTIVITY_DURATION_DISTANCE:
        return raw / 100;
    default:
        return raw;
    }
}

static int on_workout_step(struct fit_state *st, struct err *err)
{
    struct activity_step *s = activity_add_step(&st->all->workout);
    double type = slot(st, S_DURATION_TYPE), low = slot(st, S_LOW), high = slot(st, S_HIGH);
    double target = slot(st, S_TARGET);

    if (!s)
        return no_memory(err, "workout step");
    fit_slot_text(st, S_NAME, s->name, sizeof(s->name));
    fit_slot_text(st, S_NOTES, s->notes, sizeof(s->notes));
    s->intensity =
        fit_number_to_ours(&fit_intensities, slot(st, S_INTENSITY), ACTIVITY_INTENSITY_NONE);
    s->duration = fit_number_to_ours(&fit_durations, type, ACTIVITY_DURATION_OPEN);
    if (type >= DURATION_REPEAT_FIRST && type <= DURATION_REPEAT_LAST) {
        unsigned from = slot_unsigned(st, S_DURATION, UINT32_MAX);
        s->repeat_from = from < ACTIVITY_ROWS_MAX ? (int)from : -1;
        s->amount = target;
        return 0;
    }
    s->amount = amount_of(s->duration, slot(st, S_DURATION), &s->amount_percent);
    s->target = fit_number_to_ours(&fit_targets, slot(st, S_TARGET_TYPE), ACTIVITY_TARGET_OPEN);
    if (s->target == ACTIVITY_TARGET_OPEN)
        return 0;
    s->zone = target >= 1 && target < 256 ? (int)target : 0;
    if (s->zone == 0 && !(low == 0 && high == 0)) {
        s->low = limit_of(s->target, low, &s->percent);
        s->high = limit_of(s->target, high, &s->percent);
    }
    return 0;
}

static int on_course(struct fit_state *st, struct err *err)
{
    struct activity *a = st->all;
    (void)err;
    a->sport = sport(st);
    a->sub = sub(st);
    fit_slot_text(st, S_NAME, a->name, sizeof(a->name));
    return 0;
}

/* Time zones are whole quarters of an hour, from UTC-12 to UTC+14. */
static int on_activity(struct fit_state *st, struct err *err)
{
    double offset = round((slot(st, S_LOCAL) - slot(st, S_TIMESTAMP)) / 900) * 900;
    (void)err;
    if (offset >= -12 * 3600 && offset <= 14 * 3600)
        st->all->utc_offset_s = offset;
    return 0;
}

static int on_hrv(struct fit_state *st, struct err *err)
{
    const struct fit_value *s = &st->slot[S_RR];
    int rc = 0;
    for (size_t i = 0, n = fit_value_n(s); i < n && rc == 0; i++) {
        double rr_s = fit_value_at(s, i);
        if (!isnan(rr_s))
            rc = activity_add_rr(st->all, rr_s, err);
    }
    return rc;
}

static int on_set(struct fit_state *st, struct err *err)
{
    struct activity_set *s = activity_add_set(st->all);
    if (!s)
        return no_memory(err, "set");
    s->start_s = fit_time(st, S_START);
    s->duration_s = slot(st, S_ELAPSED);
    s->reps = slot(st, S_REPS);
    s->mass_kg = slot(st, S_MASS);
    s->category = slot_unsigned(st, S_CATEGORY, 65534);
    s->active = slot(st, S_KIND) == 1;
    return 0;
}

static int on_time_in_zone(struct fit_state *st, struct err *err)
{
    double of = slot(st, S_REF_MESG), index = slot_index(st, S_REF_INDEX);
    if (isnan(index) || (of != FIT_SESSION && of != FIT_LAP))
        return on_zones_target(st, err);
    int rc = add_zones(st, of == FIT_LAP ? (int)index : -2 - (int)index, err);
    return rc < 0 ? rc : on_zones_target(st, err);
}

static int on_developer_data_id(struct fit_state *st, struct err *err)
{
    int index = slot_byte(st, S_DEV_INDEX);
    const struct fit_value *id = &st->slot[S_APP_ID];
    (void)err;
    if (index >= 0 && id->raw)
        memcpy(st->app_id[index], id->raw, id->size < 16 ? id->size : 16);
    return 0;
}

static struct fit_dev *dev_place(struct fit_state *st, uint8_t index, uint8_t field)
{
    for (size_t i = 0; i < st->n_devs; i++)
        if (st->dev[i].index == index && st->dev[i].field == field)
            return &st->dev[i];
    return st->n_devs < FIT_DEVS_MAX ? &st->dev[st->n_devs++] : NULL;
}

static int on_field_description(struct fit_state *st, struct err *err)
{
    int index = slot_byte(st, S_DEV_INDEX), field = slot_byte(st, S_FIELD),
        type = slot_byte(st, S_BASE_TYPE), native = slot_byte(st, S_NATIVE_FIELD);
    double scale = slot(st, S_SCALE);
    (void)err;
    if (index < 0 || field < 0 || type < 0 || (type & 0x1F) >= FIT_N_TYPES)
        return 0;
    struct fit_dev *d = dev_place(st, (uint8_t)index, (uint8_t)field);
    if (!d)
        return 0;
    *d = (struct fit_dev){ .index = (uint8_t)index,
                           .field = (uint8_t)field,
                           .type = (uint8_t)(type & 0x1F),
                           .native = -1,
                           .scale = scale > 0 ? scale : 1,
                           .offset = isnan(slot(st, S_OFFSET)) ? 0 : slot(st, S_OFFSET) };
    fit_slot_text(st, S_NAME, d->name, sizeof(d->name));
    fit_slot_text(st, S_UNIT, d->unit, sizeof(d->unit));
    if (slot(st, S_NATIVE_MESG) == FIT_RECORD && native >= 0) {
        const struct fit_row *row = fit_row_find(FIT_RECORD, (unsigned)native);
        if (row && row->kind == FIT_TO_COLUMN)
            d->native = row->target;
    }
    if (!d->name[0])
        snprintf(d->name, sizeof(d->name), "developer.%u.%u", d->index, d->field);
    for (size_t i = 0; i < FIT_LOCALS; i++) /* definitions that came first are read anew */
        st->def[i].ready &= !st->def[i].dev;
    return 0;
}

/* To add a message: one row here, and its fields in fit_rows.c. */
static const struct fit_handler handlers[] = {
    { FIT_RECORD, NULL },
    { FIT_HRV, on_hrv },
    { FIT_HR, fit_hr_message },
    { FIT_EVENT, on_event },
    { FIT_LAP, on_lap },
    { FIT_SESSION, on_session },
    { FIT_LENGTH, on_length },
    { FIT_DEVICE_INFO, on_device_info },
    { FIT_FILE_ID, on_file_id },
    { FIT_USER_PROFILE, on_user_profile },
    { FIT_ZONES_TARGET, on_zones_target },
    { FIT_HR_ZONE, on_hr_zone },
    { FIT_SPORT, on_sport },
    { FIT_WORKOUT, on_workout },
    { FIT_WORKOUT_STEP, on_workout_step },
    { FIT_COURSE, on_course },
    { FIT_ACTIVITY, on_activity },
    { FIT_SET, on_set },
    { FIT_TIME_IN_ZONE, on_time_in_zone },
    { FIT_FIELD_DESCRIPTION, on_field_description },
    { FIT_DEVELOPER_DATA_ID, on_developer_data_id },
};

const struct fit_handler *fit_handler_find(unsigned mesg)
{
    for (size_t i = 0; i < N_ELEMS(handlers); i++)
        if (handlers[i].mesg == mesg)
            return &handlers[i];
    return NULL;
}
