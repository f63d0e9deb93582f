/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>
#include <stdlib.h>

#include "base/mem.h"
#include "history/history.h"
#include "load/repair.h"

#define START_S 60.0
#define SHARE   0.02 /* of duration and distance */
#define SHARE_ROUTE                                                          \
    0.10 /* of distance, when the route is the same: GPS lengths differ more \
          */
#define LEAST_S 5.0
#define LEAST_M 20.0
#define NEAR_M  60.0
#define FAR_M   200.0

#define ZONE_S   900.0   /* time zones lie quarters of an hour apart, ... */
#define ZONES_S  50400.0 /* ... and at most 14 h from Greenwich */
#define MINUTE_S 60.0
#define PROOF_M  20.0 /* two receivers on one runner */

static bool close_to(double a, double b, double share, double least)
{
    return fabs(a - b) <= fmax(least, share * fmax(fabs(a), fabs(b)));
}

/* Devices, exports and services mean different times by "duration". */
static bool same_duration(const struct store_row *a, const struct store_row *b)
{
    const double x[] = { a->elapsed_s, a->timer_s }, y[] = { b->elapsed_s, b->timer_s };

    for (size_t i = 0; i < N_ELEMS(x); i++)
        for (size_t j = 0; j < N_ELEMS(y); j++)
            if (close_to(x[i], y[j], SHARE, LEAST_S)) /* NaN is close to nothing */
                return true;
    return false;
}

static bool vague(enum activity_sport s)
{
    return s == ACTIVITY_SPORT_NONE || s == ACTIVITY_SPORT_OTHER ||
           s == ACTIVITY_SPORT_TRAINING;
}

static bool same_sport(enum activity_sport a, enum activity_sport b)
{
    return a == b || vague(a) || vague(b) ||
           (activity_sports[a].on_foot && activity_sports[b].on_foot);
}

struct place {
    double lat, lon;
};

static bool has_route(const struct activity *a)
{
    return a->column[ACTIVITY_TIME] && a->column[ACTIVITY_LAT] && a->column[ACTIVITY_LON];
}

/* The position nearest in time, from sample *at on; within 10 s, else NaN. */
static struct place place_at(const struct activity *a, double utc_s, size_t *at)
{
    const double *t = a->column[ACTIVITY_TIME], *lat = a->column[ACTIVITY_LAT],
                 *lon = a->column[ACTIVITY_LON];
    struct place best = { NAN, NAN };
    double off = 10;

    for (size_t i = *at; i < a->n_samples; i++) {
        if (!(t[i] <= utc_s + off))
            continue;
        if (t[i] < utc_s - 10)
            *at = i;
        if (fabs(t[i] - utc_s) <= off && !isnan(lat[i]) && !isnan(lon[i])) {
            off = fabs(t[i] - utc_s);
            best = (struct place){ lat[i], lon[i] };
        }
        if (t[i] > utc_s)
            break;
    }
    return best;
}

static int by_size(const void *a, const void *b)
{
    const double *x = a, *y = b;
    return *x < *y ? -1 : *x > *y;
}

enum { PLACES = 32, ENOUGH = 4 };

/* Median distance of positions at equal times, those of b moved by shift_s; NaN: fewer than
 * `enough` can be compared. */
static double route_off(const struct activity *a, const struct activity *b, double shift_s,
                        size_t enough)
{
    double off[PLACES], from = fmax(a->start_s, b->start_s + shift_s);
    double to = fmin(a->end_s, b->end_s + shift_s);
    size_t n = 0, at_a = 0, at_b = 0;

    if (!has_route(a) || !has_route(b) || !(to > from))
        return NAN;
    for (size_t i = 0; i < PLACES; i++) {
        double t = from + (to - from) * ((double)i + 0.5) / PLACES;
        struct place p = place_at(a, t, &at_a), q = place_at(b, t - shift_s, &at_b);
        double d = load_haversine(p.lat, p.lon, q.lat, q.lon);
        if (!isnan(d))
            off[n++] = d;
    }
    qsort(off, n, sizeof(*off), by_size);
    return n >= enough ? off[n / 2] : (double)NAN;
}

bool history_same(const struct activity *a, const struct activity *b)
{
    struct store_row x, y;

    if (!(fabs(a->start_s - b->start_s) <= START_S) || !same_sport(a->sport, b->sport))
        return false;
    history_summary(a, &x);
    history_summary(b, &y);
    if (!same_duration(&x, &y))
        return false;
    double off = route_off(a, b, 0, ENOUGH);
    if (off > FAR_M)
        return false;
    if (!(x.distance_m > 0) || !(y.distance_m > 0)) /* one of them did not measure it */
        return true;
    return close_to(x.distance_m, y.distance_m, off < NEAR_M ? SHARE_ROUTE : SHARE, LEAST_M);
}

double history_clock_shift(const struct activity *a, const struct activity *b)
{
    struct store_row x, y;
    double apart = a->start_s - b->start_s;

    if (history_same(a, b))
        return 0;
    if (!(fabs(apart) <= ZONES_S + START_S) || !same_sport(a->sport, b->sport))
        return NAN;
    history_summary(a, &x);
    history_summary(b, &y);
    if (!same_duration(&x, &y) || !close_to(x.distance_m, y.distance_m, SHARE, LEAST_M))
        return NAN;
    double unit = fabs(apart) < x.elapsed_s ? MINUTE_S : ZONE_S;
    double shift = unit * round(apart / unit);
    double off = shift == 0 ? (double)NAN : route_off(a, b, shift, PLACES / 2);
    return off <= PROOF_M ? shift : (double)NAN;
}
