/* SPDX-License-Identifier: Apache-2.0 */
#include "care/shoes.h"

#include <math.h>
#include <string.h>

#include "base/mem.h"

static bool in_use(const struct care_shoe *s, long day)
{
    return s->from <= day && (s->retired == 0 || day <= s->retired);
}

static bool is_for(const struct care_shoe *s, const char *kind)
{
    size_t n = strlen(kind);

    for (const char *p = s->use; n && *p;) {
        size_t len = strcspn(p, ",");
        if (len == n && strncmp(p, kind, n) == 0)
            return true;
        p += len + (p[len] == ',');
    }
    return false;
}

static bool fits_gear(const struct care_shoe *s, const struct care_run *run)
{
    return s->gear[0] && run->gear && strcmp(s->gear, run->gear) == 0;
}

static bool fits_ground(const struct care_shoe *s, const struct care_run *run)
{
    return run->trail && is_for(s, "trail");
}

static bool fits_kind(const struct care_shoe *s, const struct care_run *run)
{
    return run->kind && is_for(s, run->kind);
}

static bool is_usual(const struct care_shoe *s, const struct care_run *run)
{
    (void)run;
    return s->usual;
}

/* What decides, the stronger reason first. To add a reason: a function and its row. */
static bool (*const reasons[])(const struct care_shoe *, const struct care_run *) = {
    fits_gear,
    fits_ground,
    fits_kind,
    is_usual,
};

const struct care_shoe *care_shoe_of(const struct care_shoe *shoes, size_t n,
                                     const struct care_run *run)
{
    for (size_t i = 0; i < n && run->shoe_id; i++)
        if (shoes[i].id == run->shoe_id)
            return &shoes[i];
    for (size_t r = 0; r < N_ELEMS(reasons); r++) {
        const struct care_shoe *best = NULL;
        for (size_t i = 0; i < n; i++) /* of several pairs, the newer one */
            if (in_use(&shoes[i], run->day) && reasons[r](&shoes[i], run) &&
                (!best || shoes[i].from > best->from))
                best = &shoes[i];
        if (best)
            return best;
    }
    return NULL;
}

void care_shoe_sum(const struct care_shoe *shoes, size_t n, const struct care_run *runs,
                   size_t n_runs, double *ret_m)
{
    for (size_t i = 0; i < n; i++)
        ret_m[i] = isnan(shoes[i].start_m) ? 0 : shoes[i].start_m;
    for (size_t r = 0; r < n_runs; r++) {
        const struct care_shoe *s = care_shoe_of(shoes, n, &runs[r]);
        if (s && !isnan(runs[r].distance_m))
            ret_m[s - shoes] += runs[r].distance_m;
    }
}

/* clang-format off */
#define ASK_M      500e3 /* from here on it is worth asking */
#define LOOK_M     800e3
#define UNPLEASANT 5.0
static const char uncomfortable[] =
    "You said they are not comfortable. That is a good reason to try another pair.";
static const char far[] =
    "They have done 800 km. Do they still feel good, and is the sole still whole? Then keep them.";
static const char how_is_it[] =
    "They have done 500 km. How comfortable are they, from 0 to 10?";
/* clang-format on */

const char *care_shoe_note(const struct care_shoe *shoe, double m)
{
    if (shoe->retired)
        return NULL;
    if (shoe->comfort < UNPLEASANT)
        return uncomfortable;
    if (m >= LOOK_M)
        return far;
    return m >= ASK_M && isnan(shoe->comfort) ? how_is_it : NULL;
}
