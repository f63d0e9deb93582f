/* SPDX-License-Identifier: Apache-2.0 */
#include "load/profile.h"

#include <stddef.h>

#define MAX_SPREAD     20.0 /* 2 SD of single people about the line, SD 7..10 */
#define REST_ASSUMED   60.0
#define REST_SPREAD    15.0
#define HIGH_OF_MAX    0.875
#define LOW_OF_MAX     0.81
#define THRESHOLD_SPAN 0.06 /* of max, either way */

const char *load_known_name(enum load_known k)
{
    static const char *const names[] = { "unknown", "given", "seen", "estimated", "assumed" };
    return (size_t)k < sizeof(names) / sizeof(names[0]) ? names[k] : "";
}

static struct load_border given(double v)
{
    return (struct load_border){ v, v, v, isnan(v) ? LOAD_UNKNOWN : LOAD_GIVEN };
}

static struct load_border max_hr(const struct load_profile *p)
{
    if (!isnan(p->max_hr))
        return given(p->max_hr);
    double seen = p->seen_max_hr;
    if (isnan(p->age_years))
        return isnan(seen) ? given(NAN)
                           : (struct load_border){ seen, seen, seen + MAX_SPREAD, LOAD_SEEN };
    double line = 208 - 0.7 * p->age_years;
    struct load_border b = { line, line - MAX_SPREAD, line + MAX_SPREAD, LOAD_ESTIMATED };
    if (seen > b.low)
        b.low = seen;
    if (seen > b.value)
        b = (struct load_border){ seen, seen, fmax(b.high, seen), LOAD_SEEN };
    return b;
}

static struct load_border share_of_max(const struct load_border *max, double share)
{
    struct load_border b = { share * max->value, (share - THRESHOLD_SPAN) * max->low,
                             (share + THRESHOLD_SPAN) * max->high, LOAD_ESTIMATED };
    if (max->known == LOAD_UNKNOWN)
        b = given(NAN);
    return b;
}

void load_borders_of(const struct load_profile *p, struct load_borders *ret)
{
    ret->max_hr = max_hr(p);
    ret->rest_hr = given(p->rest_hr);
    if (isnan(p->rest_hr))
        ret->rest_hr = (struct load_border){ REST_ASSUMED, REST_ASSUMED - REST_SPREAD,
                                             REST_ASSUMED + REST_SPREAD, LOAD_ASSUMED };
    if (!isnan(p->threshold_hr)) {
        double low = p->threshold_hr * LOW_OF_MAX / HIGH_OF_MAX;
        double span = THRESHOLD_SPAN * p->threshold_hr / HIGH_OF_MAX;
        ret->high_hr = given(p->threshold_hr);
        ret->low_hr = (struct load_border){ low, low - span, low + span, LOAD_ESTIMATED };
    } else {
        ret->high_hr = share_of_max(&ret->max_hr, HIGH_OF_MAX);
        ret->low_hr = share_of_max(&ret->max_hr, LOW_OF_MAX);
    }
    ret->speed = given(p->threshold_speed_m_s);
    ret->power = given(p->threshold_power_w);
}
