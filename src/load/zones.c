/* SPDX-License-Identifier: Apache-2.0 */
#include "load/zones.h"

#include <string.h>

#include "base/mem.h"
#include "load/clock.h"

#define HR_MIN       30.0
#define HR_MAX       240.0
#define HARD_SHARE   0.1
#define MIDDLE_SHARE 0.2

/* clang-format off */
const struct load_scheme load_schemes[] = {
    { "max5", "share of the maximum heart rate", ACTIVITY_HR, LOAD_OF_MAX_HR,
      5, { .60, .70, .80, .90 }, "Edwards 1993", "convention" },
    { "reserve5", "share of the heart rate reserve", ACTIVITY_HR, LOAD_OF_RESERVE,
      5, { .30, .40, .60, .90 }, "Karvonen 1957; ACSM guidelines", "strong" },
    { "threshold7", "share of the threshold heart rate", ACTIVITY_HR, LOAD_OF_THRESHOLD_HR,
      7, { .85, .90, .95, 1.00, 1.03, 1.06 }, "Friel", "weak" },
    { "three", "below, between and above the two thresholds", ACTIVITY_HR, LOAD_OF_LOW_AND_HIGH,
      3, { 0 }, "Seiler", "moderate" },
    { "pace6", "share of the threshold speed", ACTIVITY_SPEED, LOAD_OF_SPEED,
      6, { .775, .877, .943, 1.01, 1.11 }, "Friel", "weak" },
    { "power7", "share of the threshold power", ACTIVITY_POWER, LOAD_OF_POWER,
      7, { .55, .75, .90, 1.05, 1.20, 1.50 }, "Coggan", "weak" },
};
/* clang-format on */
const size_t load_n_schemes = N_ELEMS(load_schemes);

const struct load_scheme *load_scheme_of(const char *key)
{
    for (size_t i = 0; i < load_n_schemes; i++)
        if (strcmp(load_schemes[i].key, key) == 0)
            return &load_schemes[i];
    return NULL;
}

static struct load_border scaled(const struct load_border *b, double share)
{
    return (struct load_border){ share * b->value, share * b->low, share * b->high, b->known };
}

static struct load_border border_of(const struct load_scheme *s, size_t i,
                                    const struct load_borders *b)
{
    double f = s->border[i];
    switch (s->scale) {
    case LOAD_OF_MAX_HR:
        return scaled(&b->max_hr, f);
    case LOAD_OF_RESERVE: {
        const struct load_border *r = &b->rest_hr, *m = &b->max_hr;
        return (struct load_border){ r->value + f * (m->value - r->value),
                                     r->low + f * (m->low - r->low),
                                     r->high + f * (m->high - r->high),
                                     m->known > r->known ? m->known : r->known };
    }
    case LOAD_OF_THRESHOLD_HR:
        return scaled(&b->high_hr, f);
    case LOAD_OF_LOW_AND_HIGH:
        return i == 0 ? b->low_hr : b->high_hr;
    case LOAD_OF_SPEED:
        return scaled(&b->speed, f);
    case LOAD_OF_POWER:
        break;
    }
    return scaled(&b->power, f);
}

static bool counts(enum activity_column c, double v)
{
    return c != ACTIVITY_HR || (v >= HR_MIN && v <= HR_MAX);
}

int load_time_between(const struct activity *a, enum activity_column c, const double *border,
                      size_t n_borders, double *ret_seconds, struct err *err)
{
    const double *x = a->column[c];
    AUTO(mem) double *s = mem_array(a->n_samples, sizeof(*s));
    if (!x)
        return err_set(err, ERR_UNSUPPORTED, "the activity has no %s", activity_columns[c].key);
    if (!s)
        return err_set(err, ERR_NOMEM, "no memory for %zu samples", a->n_samples);
    load_weights(a, c, LOAD_GAP_S, s);
    for (size_t z = 0; z <= n_borders; z++)
        ret_seconds[z] = 0;
    for (size_t i = 0; i < a->n_samples; i++) {
        size_t z = 0;
        if (s[i] <= 0 || !counts(c, x[i]))
            continue;
        while (z < n_borders && x[i] >= border[z])
            z++;
        ret_seconds[z] += s[i];
    }
    return 0;
}

int load_zone_borders(const struct load_scheme *scheme, const struct load_borders *b,
                      struct load_border *ret, struct err *err)
{
    static const char *const needs[] = { "maximum heart rate or age",
                                         "maximum heart rate or age",
                                         "threshold heart rate, maximum heart rate or age",
                                         "threshold heart rate, maximum heart rate or age",
                                         "threshold speed",
                                         "threshold power" };
    for (size_t i = 0; i + 1 < scheme->n; i++) {
        ret[i] = border_of(scheme, i, b);
        if (isnan(ret[i].value))
            return err_set(
                err, ERR_USAGE,
                "zones \"%s\" need the %s; give it, or say it once with backstride profile",
                scheme->key, needs[scheme->scale]);
    }
    return 0;
}

int load_zones_of(const struct activity *a, const struct load_scheme *scheme,
                  const struct load_borders *b, struct load_zones *ret, struct err *err)
{
    double border[LOAD_ZONES_MAX - 1];
    struct load_zones z = { .scheme = scheme };
    int rc = load_zone_borders(scheme, b, z.border, err);
    for (size_t i = 0; rc == 0 && i + 1 < scheme->n; i++)
        border[i] = z.border[i].value;
    if (rc == 0)
        rc = load_time_between(a, scheme->column, border, scheme->n - 1, z.seconds, err);
    if (rc < 0)
        return rc;
    for (size_t i = 0; i < scheme->n; i++)
        z.total_s += z.seconds[i];
    *ret = z;
    return 0;
}

void load_share_add(struct load_share *s, const double seconds[3], bool hard_bouts)
{
    double total = seconds[0] + seconds[1] + seconds[2];
    size_t kind = 0;
    for (size_t z = 0; z < 3; z++)
        s->seconds[z] += seconds[z];
    if (hard_bouts || (total > 0 && seconds[2] >= HARD_SHARE * total))
        kind = 2;
    else if (total > 0 && seconds[1] + seconds[2] >= MIDDLE_SHARE * total)
        kind = 1;
    s->sessions[kind]++;
}

double load_peak_hr(const struct activity *a)
{
    const double *hr = a->column[ACTIVITY_HR];
    AUTO(mem) double *s = mem_array(a->n_samples, sizeof(*s));
    double peak = NAN;
    if (!hr || !s)
        return NAN;
    load_weights(a, ACTIVITY_HR, LOAD_GAP_S, s);
    for (size_t i = 0; i < a->n_samples; i++) {
        double lowest = 231, held = 0; /* of the next 5 s from here */
        for (size_t k = i; k < a->n_samples && held < 5; k++) {
            if (s[k] <= 0)
                continue;
            if (!(hr[k] >= HR_MIN && hr[k] <= 230))
                break;
            lowest = fmin(lowest, hr[k]);
            held += s[k];
        }
        if (held >= 5 && !(lowest <= peak))
            peak = lowest;
    }
    return peak;
}
