/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>

#include "formats/fit.h"
#include "formats/fit_out.h"

/* Heart rate and power limits are per cent up to a base, and above it base + value; cadence on
 * foot is strides. */
static double limit_raw(enum activity_target target, bool percent, double per_stride, double v)
{
    switch (target) {
    case ACTIVITY_TARGET_SPEED:
        return v * 1000;
    case ACTIVITY_TARGET_HR:
        return percent ? v : v + 100;
    case ACTIVITY_TARGET_POWER:
        return percent ? v : v + 1000;
    case ACTIVITY_TARGET_CADENCE:
        return v / per_stride;
    default:
        return v;
    }
}

static double amount_raw(const struct activity_step *s)
{
    switch (s->duration) {
    case ACTIVITY_DURATION_TIME:
        return s->amount * 1000;
    case ACTIVITY_DURATION_DISTANCE:
        return s->amount * 100;
    case ACTIVITY_DURATION_HR_BELOW:
    case ACTIVITY_DURATION_HR_ABOVE:
        return limit_raw(ACTIVITY_TARGET_HR, s->amount_percent, 1, s->amount);
    case ACTIVITY_DURATION_POWER_BELOW:
    case ACTIVITY_DURATION_POWER_ABOVE:
        return limit_raw(ACTIVITY_TARGET_POWER, s->amount_percent, 1, s->amount);
    default:
        return s->amount;
    }
}

static int put_step(struct fit_out *o, const struct activity_workout *w, size_t i,
                    struct err *err)
{
    const struct activity_step *s = &w->step[i];
    bool repeat = s->duration == ACTIVITY_DURATION_REPEAT;
    double per_stride = activity_sports[w->sport].on_foot ? 2 : 1;

    if (s->duration == ACTIVITY_DURATION_OTHER || s->target == ACTIVITY_TARGET_OTHER)
        return err_set(err, ERR_USAGE,
                       "step %zu of the workout has a duration or target FIT cannot say",
                       i + 1);
    if (repeat && (s->repeat_from < 0 || (size_t)s->repeat_from >= i))
        return err_set(err, ERR_USAGE,
                       "step %zu of the workout repeats from step %d, not before it", i + 1,
                       s->repeat_from + 1);
    fit_begin(o, FIT_WORKOUT_STEP);
    fit_put(o, 254, FIT_UINT16, (double)i);
    fit_put_text(o, 0, s->name);
    fit_put(o, 1, FIT_ENUM, fit_number_to_fit(&fit_durations, s->duration));
    fit_put(o, 2, FIT_UINT32, repeat ? s->repeat_from : amount_raw(s));
    fit_put(o, 3, FIT_ENUM, repeat ? NAN : (double)fit_number_to_fit(&fit_targets, s->target));
    fit_put(o, 4, FIT_UINT32, repeat ? s->amount : s->target ? (double)s->zone : NAN);
    if (!repeat && s->target != ACTIVITY_TARGET_OPEN && s->zone == 0) {
        fit_put(o, 5, FIT_UINT32, limit_raw(s->target, s->percent, per_stride, s->low));
        fit_put(o, 6, FIT_UINT32, limit_raw(s->target, s->percent, per_stride, s->high));
    }
    fit_put(o, 7, FIT_ENUM, fit_number_to_fit(&fit_intensities, s->intensity));
    fit_put_text(o, 8, s->notes);
    fit_end(o);
    return 0;
}

static double sport_raw(enum activity_sport sport)
{
    return sport == ACTIVITY_SPORT_NONE ? NAN : (double)fit_number_to_fit(&fit_sports, sport);
}

int fit_out_workout(struct fit_out *o, const struct activity_workout *w, struct err *err)
{
    int rc = 0;

    fit_begin(o, FIT_WORKOUT);
    fit_put(o, 4, FIT_ENUM, sport_raw(w->sport));
    fit_put(o, 11, FIT_ENUM, fit_number_to_fit(&fit_subs, w->sub));
    fit_put(o, 6, FIT_UINT16, (double)w->n_steps);
    fit_put_text(o, 8, w->name);
    fit_end(o);
    for (size_t i = 0; i < w->n_steps && rc == 0; i++)
        rc = put_step(o, w, i, err);
    return rc;
}

int fit_write_workout(const struct activity_workout *w, double created_s, uint32_t serial,
                      uint8_t **ret_data, size_t *ret_n, struct err *err)
{
    AUTO(fit_out) struct fit_out *o = fit_out_new();
    const struct activity_source source = { .serial = serial };

    if (!o)
        return err_set(err, ERR_NOMEM, "no memory for the FIT file");
    if (w->n_steps == 0)
        return err_set(err, ERR_USAGE, "the workout has no steps");
    fit_out_file_id(o, ACTIVITY_FILE_WORKOUT, &source, created_s);
    int rc = fit_out_workout(o, w, err);
    return rc < 0 ? rc : fit_out_finish(o, ret_data, ret_n, err);
}

int fit_write_schedule(const struct fit_planned *planned, size_t n, double created_s,
                       uint8_t **ret_data, size_t *ret_n, struct err *err)
{
    enum { MAKER_DEVELOPMENT = 255, SCHEDULE_WORKOUT = 0 };
    AUTO(fit_out) struct fit_out *o = fit_out_new();

    if (!o)
        return err_set(err, ERR_NOMEM, "no memory for the FIT file");
    fit_out_file_id(o, ACTIVITY_FILE_SCHEDULE, NULL, created_s);
    for (size_t i = 0; i < n; i++) {
        fit_begin(o, FIT_SCHEDULE);
        fit_put(o, 0, FIT_UINT16, MAKER_DEVELOPMENT);
        fit_put(o, 1, FIT_UINT16, 0);
        fit_put(o, 2, FIT_UINT32Z, planned[i].serial);
        fit_put_time(o, 3, planned[i].created_s);
        fit_put(o, 4, FIT_ENUM, planned[i].done);
        fit_put(o, 5, FIT_ENUM, SCHEDULE_WORKOUT);
        fit_put_time(o, 6, planned[i].local_s);
        fit_end(o);
    }
    return fit_out_finish(o, ret_data, ret_n, err);
}
