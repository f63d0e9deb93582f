/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>

#include "base/mem.h"
#include "load/clock.h"
#include "load/mend.h"

#define FOOT_M_S    12.5 /* the world's fastest run 12.4 m/s at their best */
#define OTHER_M_S   35.0
#define JUMP_LEAST  25.0  /* m: less is the usual scatter of positions */
#define LEAP_LEAST  100.0 /* m: a receiver that finds itself catches up by less */
#define ORDER_M     20.0  /* m: a sample this little behind may be written out of order */
#define JUMP_MOST   30    /* samples: who stays away longer has really got there */
#define CLIMB_M_S   8.0
#define CLIMB_LEAST 15.0   /* m */
#define LOOP_M      60.0   /* start and end this near: a round trip ... */
#define LOOP_S      1200.0 /* ... of at least this long */
#define DRIFT_M     8.0    /* less is noise; more than DRIFT_MOST is no drift */
#define DRIFT_MOST  120.0

static double limit_of(const struct activity *a)
{
    return activity_sports[a->sport].on_foot ? FOOT_M_S : OTHER_M_S;
}

static bool has_position(const struct activity *a, size_t i)
{
    const double *lat = a->column[ACTIVITY_LAT], *lon = a->column[ACTIVITY_LON];
    return lat && lon && !isnan(lat[i]) && !isnan(lon[i]) &&
           !isnan(a->column[ACTIVITY_TIME][i]);
}

static double between(const struct activity *a, size_t i, size_t k)
{
    const double *lat = a->column[ACTIVITY_LAT], *lon = a->column[ACTIVITY_LON];
    return load_haversine(lat[i], lon[i], lat[k], lon[k]);
}

static bool reachable(const struct activity *a, size_t from, size_t to)
{
    double s = a->column[ACTIVITY_TIME][to] - a->column[ACTIVITY_TIME][from];
    return between(a, from, to) <= fmax(limit_of(a) * fmax(s, 1), JUMP_LEAST);
}

int load_mend_gps(struct activity *a, struct load_repairs *r, struct err *err)
{
    size_t last = SIZE_MAX, n = a->n_samples;
    int rc = 0;
    for (size_t i = 0; rc == 0 && i < n; i++) {
        if (!has_position(a, i))
            continue;
        if (last == SIZE_MAX || reachable(a, last, i)) {
            last = i;
            continue;
        }
        size_t k = i, away = 0;
        while (k < n && away <= JUMP_MOST && (!has_position(a, k) || !reachable(a, last, k)))
            away += has_position(a, k++) ? 1 : 0;
        if (away <= JUMP_MOST && k < n) {
            rc = load_mend_blank(r, a, LOAD_REPAIR_GPS_JUMP, ACTIVITY_LAT, i, k - i, err);
            if (rc == 0)
                rc = load_mend_blank(r, a, LOAD_REPAIR_GPS_JUMP, ACTIVITY_LON, i, k - i, err);
            i = k;
        }
        last = i;
    }
    return rc;
}

static int speed_spikes(struct activity *a, struct load_repairs *r, struct err *err)
{
    const double *v = a->column[ACTIVITY_SPEED];
    int rc = 0;
    for (size_t i = 0; v && rc == 0 && i < a->n_samples; i++) {
        size_t n = 0;
        while (i + n < a->n_samples && (v[i + n] > limit_of(a) || v[i + n] < 0))
            n++;
        if (n)
            rc = load_mend_blank(r, a, LOAD_REPAIR_SPEED_SPIKE, ACTIVITY_SPEED, i, n, err);
        i += n;
    }
    return rc;
}

/* Sample i lies a little behind `most`, but one soon after does not: written out of order. */
static bool out_of_order(const double *d, size_t n, size_t i, double most)
{
    if (most - d[i] > ORDER_M)
        return false;
    for (size_t k = i + 1; k < n && k <= i + JUMP_MOST; k++)
        if (d[k] >= most)
            return true;
    return false;
}

/* Distance that falls or leaps is moved as a whole from there on: what was run before and
 * after it stays. Returns how far the end was moved. */
static double smooth_steps(const struct activity *a, double *ret)
{
    const double *d = a->column[ACTIVITY_DISTANCE], *t = a->column[ACTIVITY_TIME];
    size_t last = SIZE_MAX;
    double by = 0;
    for (size_t i = 0; i < a->n_samples; i++) {
        ret[i] = d[i] + by;
        if (isnan(d[i]) || isnan(t[i]))
            continue;
        double step = last == SIZE_MAX ? 0 : d[i] - d[last];
        double most = last == SIZE_MAX ? 0 : limit_of(a) * fmax(t[i] - t[last], 1);
        if (step < -0.5 && out_of_order(d, a->n_samples, i, d[last])) {
            ret[i] = NAN;
            continue;
        }
        if (step < -0.5 || step > fmax(most, LEAP_LEAST))
            by -= step;
        ret[i] = d[i] + by;
        last = i;
    }
    return by;
}

static int distance_steps(struct activity *a, struct load_repairs *r, struct err *err)
{
    double *d = a->column[ACTIVITY_DISTANCE];
    size_t first = 0, n = a->n_samples;
    AUTO(mem) double *better = mem_array(n, sizeof(*better));
    if (!better)
        return err_set(err, ERR_NOMEM, "no memory for %zu distances", n);
    double by = smooth_steps(a, better);
    while (first < n && (better[first] == d[first] || isnan(d[first])))
        first++;
    while (n > first && (better[n - 1] == d[n - 1] || isnan(d[n - 1])))
        n--;
    if (first == n)
        return 0;
    struct load_repair p = {
        LOAD_REPAIR_DISTANCE_BACK, ACTIVITY_DISTANCE, first, n - first, by, NULL
    };
    int rc = load_mend_note(r, a, p, err);
    for (size_t i = first; rc == 0 && i < n; i++)
        d[i] = better[i];
    return rc;
}

static int make_distance(struct activity *a, struct load_repairs *r, struct err *err)
{
    double *d = mem_array(a->cap_samples, sizeof(*d)), sum = 0;
    size_t last = SIZE_MAX;
    if (!d)
        return err_set(err, ERR_NOMEM, "no memory for %zu distances", a->n_samples);
    a->column[ACTIVITY_DISTANCE] = d;
    for (size_t i = 0; i < a->cap_samples; i++) {
        d[i] = NAN;
        if (i >= a->n_samples || !has_position(a, i))
            continue;
        sum += last == SIZE_MAX ? 0 : between(a, last, i);
        d[i] = sum;
        last = i;
    }
    struct load_repair p = {
        LOAD_REPAIR_DISTANCE_MADE, ACTIVITY_DISTANCE, 0, a->n_samples, sum, NULL
    };
    int rc = load_mend_note(r, a, p, err);
    if (rc < 0) {
        free(d);
        a->column[ACTIVITY_DISTANCE] = NULL;
    }
    return rc;
}

int load_mend_distance(struct activity *a, struct load_repairs *r, struct err *err)
{
    int rc = speed_spikes(a, r, err);
    if (rc == 0 && a->column[ACTIVITY_DISTANCE])
        return distance_steps(a, r, err);
    if (rc == 0 && a->column[ACTIVITY_LAT] && a->column[ACTIVITY_LON] &&
        a->sport != ACTIVITY_SPORT_SWIM)
        rc = make_distance(a, r, err);
    return rc;
}

static int altitude_spikes(struct activity *a, struct load_repairs *r, struct err *err)
{
    const double *h = a->column[ACTIVITY_ALTITUDE], *t = a->column[ACTIVITY_TIME];
    size_t last = SIZE_MAX, n = a->n_samples;
    int rc = 0;
    for (size_t i = 0; rc == 0 && i < n; i++) {
        if (isnan(h[i]) || isnan(t[i]))
            continue;
        size_t k = i, away = 0;
        while (
            last != SIZE_MAX && k < n && away <= JUMP_MOST &&
            !(fabs(h[k] - h[last]) <= fmax(CLIMB_M_S * fmax(t[k] - t[last], 1), CLIMB_LEAST)))
            away += isnan(h[k++]) ? 0 : 1;
        if (away && away <= JUMP_MOST && k < n) {
            rc = load_mend_blank(r, a, LOAD_REPAIR_ALT_SPIKE, ACTIVITY_ALTITUDE, i, k - i, err);
            i = k;
        }
        last = i;
    }
    return rc;
}

/* First or last sample with a position and an altitude; SIZE_MAX: none. */
static size_t corner(const struct activity *a, bool first)
{
    for (size_t i = 0; i < a->n_samples; i++) {
        size_t k = first ? i : a->n_samples - 1 - i;
        if (has_position(a, k) && !isnan(a->column[ACTIVITY_ALTITUDE][k]))
            return k;
    }
    return SIZE_MAX;
}

static int altitude_drift(struct activity *a, struct load_repairs *r, struct err *err)
{
    double *h = a->column[ACTIVITY_ALTITUDE];
    const double *t = a->column[ACTIVITY_TIME];
    size_t from = corner(a, true), to = corner(a, false);
    if (from == SIZE_MAX || !(t[to] - t[from] >= LOOP_S) || between(a, from, to) > LOOP_M)
        return 0;
    double drift = h[to] - h[from];
    struct load_repair p = {
        LOAD_REPAIR_ALT_DRIFT, ACTIVITY_ALTITUDE, 0, a->n_samples, -drift, NULL
    };
    if (fabs(drift) < DRIFT_M || fabs(drift) > DRIFT_MOST)
        return 0;
    int rc = load_mend_note(r, a, p, err);
    for (size_t i = 0; rc == 0 && i < a->n_samples; i++) {
        double share = (t[i] - t[from]) / (t[to] - t[from]);
        if (!isnan(share))
            h[i] -= drift * fmin(fmax(share, 0), 1);
    }
    return rc;
}

int load_mend_altitude(struct activity *a, struct load_repairs *r, struct err *err)
{
    int rc = 0;
    if (a->column[ACTIVITY_ALTITUDE])
        rc = altitude_spikes(a, r, err);
    if (rc == 0 && a->column[ACTIVITY_ALTITUDE])
        rc = altitude_drift(a, r, err);
    return rc;
}
