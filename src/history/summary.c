/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>
#include <stdio.h>
#include <time.h>

#include "base/day.h"
#include "history/history.h"
#include "load/repair.h"

static double last_value(const struct activity *a, enum activity_column c)
{
    for (size_t i = a->n_samples; a->column[c] && i-- > 0;)
        if (!isnan(a->column[c][i]))
            return a->column[c][i];
    return NAN;
}

/* Sum of great-circle steps; standing receivers wander, so steps under 1 m wait for more. */
static double walked(const struct activity *a)
{
    const double *lat = a->column[ACTIVITY_LAT], *lon = a->column[ACTIVITY_LON];
    double sum = 0, from_lat = NAN, from_lon = NAN;
    size_t n = 0;

    for (size_t i = 0; lat && lon && i < a->n_samples; i++) {
        if (isnan(lat[i]) || isnan(lon[i]))
            continue;
        double step = n ? load_haversine(from_lat, from_lon, lat[i], lon[i]) : 0;
        if (n++ && step < 1)
            continue;
        sum += step;
        from_lat = lat[i];
        from_lon = lon[i];
    }
    return n > 1 ? sum : (double)NAN;
}

static double mean_of(const struct activity *a, enum activity_column c)
{
    double sum = 0;
    size_t n = 0;

    for (size_t i = 0; a->column[c] && i < a->n_samples; i++)
        if (a->column[c][i] > 0) {
            sum += a->column[c][i];
            n++;
        }
    return n ? sum / (double)n : (double)NAN;
}

static double paused(const struct activity *a)
{
    double sum = 0;

    for (size_t i = 0; i < a->n_pauses; i++)
        if (a->pause[i].to_s > a->pause[i].from_s)
            sum += a->pause[i].to_s - a->pause[i].from_s;
    return sum;
}

static double first_known(double a, double b) { return isnan(a) ? b : a; }

static long local_day(double start_s, double utc_offset_s)
{
    struct tm tm;
    time_t t = (time_t)start_s;

    if (isnan(utc_offset_s))
        utc_offset_s = localtime_r(&t, &tm) ? (double)tm.tm_gmtoff : 0;
    return day_at(start_s + utc_offset_s);
}

void history_summary(const struct activity *a, struct store_row *ret)
{
    const double *total = a->total;
    double span = a->end_s - a->start_s;

    *ret = (struct store_row){ .start_s = a->start_s,
                               .end_s = a->end_s,
                               .utc_offset_s = a->utc_offset_s,
                               .sport = a->sport,
                               .sub = a->sub };
    snprintf(ret->name, sizeof(ret->name), "%s", a->name);
    ret->day = isnan(a->start_s) ? 0 : local_day(a->start_s, a->utc_offset_s);
    ret->elapsed_s = first_known(total[ACTIVITY_TOTAL_ELAPSED], span);
    ret->timer_s = first_known(total[ACTIVITY_TOTAL_TIMER], ret->elapsed_s - paused(a));
    ret->distance_m = first_known(total[ACTIVITY_TOTAL_DISTANCE],
                                  first_known(last_value(a, ACTIVITY_DISTANCE), walked(a)));
    ret->avg_hr = first_known(total[ACTIVITY_TOTAL_AVG_HR], mean_of(a, ACTIVITY_HR));
    ret->max_hr = total[ACTIVITY_TOTAL_MAX_HR];
    ret->avg_cadence =
        first_known(total[ACTIVITY_TOTAL_AVG_CADENCE], mean_of(a, ACTIVITY_CADENCE));
    ret->ascent_m = total[ACTIVITY_TOTAL_ASCENT];
    ret->descent_m = total[ACTIVITY_TOTAL_DESCENT];
    ret->avg_power = first_known(total[ACTIVITY_TOTAL_AVG_POWER], mean_of(a, ACTIVITY_POWER));
    ret->energy_kcal = total[ACTIVITY_TOTAL_ENERGY];
    ret->effort = total[ACTIVITY_TOTAL_EFFORT];
    ret->feeling = total[ACTIVITY_TOTAL_FEELING];
}
