/* SPDX-License-Identifier: Apache-2.0 */
#ifndef LOAD_PROFILE_H
#define LOAD_PROFILE_H
/*
 * profile - the runner's own borders: heart rates, speeds and powers that zones and scores are
 * measured by; given, seen in the data, or estimated with an interval.
 *
 * Depends on: nothing. Pure. NaN is unknown everywhere.
 */
#include <math.h>

/* What the runner says; every field may be NaN. */
struct load_profile {
    double age_years, mass_kg, height_m;
    double rest_hr, max_hr, threshold_hr; /* /min */
    double threshold_speed_m_s;           /* what can be held for about an hour */
    double threshold_power_w;
    double seen_max_hr; /* highest that repaired activities show for 5 s, see load_peak_hr */
    int female;         /* 1, 0, or -1 unknown */
};
#define LOAD_PROFILE_UNKNOWN                                                              \
    {                                                                                     \
        .age_years = NAN, .mass_kg = NAN, .height_m = NAN, .rest_hr = NAN, .max_hr = NAN, \
        .threshold_hr = NAN, .threshold_speed_m_s = NAN, .threshold_power_w = NAN,        \
        .seen_max_hr = NAN, .female = -1                                                  \
    }

enum load_known { /* how a border is known */
                  LOAD_UNKNOWN,
                  LOAD_GIVEN,     /* the runner said it */
                  LOAD_SEEN,      /* the highest of the data: it may be higher still */
                  LOAD_ESTIMATED, /* from age, or from another border */
                  LOAD_ASSUMED,   /* the same for everybody: the weakest */
};
const char *load_known_name(enum load_known k); /* "given", ...; "" out of range */

struct load_border { /* a value and the interval that holds it 19 times in 20, if known */
    double value, low, high;
    enum load_known known;
};

/*
 * Borders in use. Rules, in this order (docs/load.md has grades and sources):
 *   max    given; else age gives 208 - 0.7 age, +-20 (2 SD of 10; Tanaka 2001, JACC 37:153),
 *          raised to the highest seen if that is more; else the highest seen, up to 20 more
 *   rest   given; else 60, 45..75: assumed
 *   high   second threshold: the threshold heart rate if given; else 87.5 % of max
 *   low    first threshold: 0.81/0.875 of the second, that is 81 % of max, the middle of the
 *          80..82 that three-zone models name; both +-6 % of max (moderate)
 *   speed, power   given or unknown: nothing is guessed
 */
struct load_borders {
    struct load_border max_hr, rest_hr, low_hr, high_hr, speed, power;
};
void load_borders_of(const struct load_profile *p, struct load_borders *ret);

#endif
