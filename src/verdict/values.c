/* SPDX-License-Identifier: Apache-2.0 */
/* What each item takes from the input. Everything counts so that more is worse (or, for the
 * items of help, better). */
#include "verdict/values.h"

#include <math.h>
#include <string.h>

static const struct verdict_range MISSING = { -INFINITY, INFINITY };

static struct verdict_range exactly(double x)
{
    return isnan(x) ? MISSING : (struct verdict_range){ x, x };
}

/* -- symptoms */

struct verdict_range value_light(const struct verdict_input *in,
                                 const struct verdict_item *item)
{
    static const double rank[CARE_N_LIGHTS] = { [CARE_AMBER] = 1, [CARE_RED] = 2 };

    (void)item;
    if (in->pain.now.light != CARE_UNKNOWN)
        return exactly(rank[in->pain.now.light]);
    return MISSING;
}

struct verdict_range value_worst(const struct verdict_input *in,
                                 const struct verdict_item *item)
{
    (void)item;
    return in->pain.known ? exactly(in->pain.worst) : MISSING;
}

struct verdict_range value_next_day(const struct verdict_input *in,
                                    const struct verdict_item *item)
{
    (void)item;
    return in->pain.known ? exactly(in->pain.next_day) : MISSING;
}

struct verdict_range value_legs(const struct verdict_input *in, const struct verdict_item *item)
{
    (void)item;
    return in->pain.known ? exactly(in->pain.symptoms != 0) : MISSING;
}

struct verdict_range value_rise(const struct verdict_input *in, const struct verdict_item *item)
{
    (void)item;
    if (!in->pain.known)
        return MISSING;
    if (isnan(in->pain.rise) && in->pain.mean >= 0) /* no week before: it was 0 or more */
        return (struct verdict_range){ -INFINITY, in->pain.mean };
    return exactly(in->pain.rise);
}

/* -- load */

static bool jumped(const struct verdict_input *in, enum load_jump jump)
{
    return in->load.spike.row && in->load.spike.row->jump == jump;
}

struct verdict_range value_spike(const struct verdict_input *in,
                                 const struct verdict_item *item)
{
    (void)item;
    if (!in->load.spike.row)
        return MISSING;
    if (jumped(in, LOAD_JUMP_RETURN))
        return exactly(0);
    if (isnan(in->load.spike.over) && !jumped(in, LOAD_JUMP_NONE)) /* the band alone is known */
        return (struct verdict_range){ in->load.spike.row->over + 0.001, INFINITY };
    if (isnan(in->load.spike.over))
        return MISSING;
    return exactly(fmax(in->load.spike.over, 0));
}

struct verdict_range value_return(const struct verdict_input *in,
                                  const struct verdict_item *item)
{
    (void)item;
    return in->load.spike.row ? exactly(jumped(in, LOAD_JUMP_RETURN)) : MISSING;
}

struct verdict_range value_hard_row(const struct verdict_input *in,
                                    const struct verdict_item *item)
{
    (void)item;
    return exactly(in->load.hard_row);
}

struct verdict_range value_monotony(const struct verdict_input *in,
                                    const struct verdict_item *item)
{
    (void)item;
    return exactly(in->load.monotony);
}

struct verdict_range value_rest(const struct verdict_input *in, const struct verdict_item *item)
{
    (void)item;
    return exactly(-in->load.rest_days);
}

struct verdict_range value_back_load(const struct verdict_input *in,
                                     const struct verdict_item *item)
{
    (void)item;
    return exactly(in->load.back_of_usual);
}

/* Hard sessions of somebody who should not have any yet: with a back that hurts or keeps coming
 * back, or with less than four steady weeks. */
struct verdict_range value_early(const struct verdict_input *in,
                                 const struct verdict_item *item)
{
    double n = in->load.hard_28;
    bool new_to_it = in->load.steady_weeks < 4;
    bool back = in->back == CARE_BACK_RECURRENT || in->back == CARE_BACK_NOW;

    (void)item;
    if (isnan(n) || n <= 0)
        return exactly(n);
    if (new_to_it || back)
        return exactly(n);
    if (isnan(in->back) || isnan(in->load.steady_weeks))
        return (struct verdict_range){ 0, n };
    return exactly(0);
}

/* -- help */

/* What a runner says of a usual week is right to about a third. */
static struct verdict_range said(const struct verdict_input *in, double x)
{
    const double off = 1.0 / 3;

    if (isnan(x) || !in->load.said)
        return exactly(x);
    return (struct verdict_range){ x * (1 - off), x * (1 + off) };
}

struct verdict_range value_runs(const struct verdict_input *in, const struct verdict_item *item)
{
    (void)item;
    return said(in, in->load.runs_week);
}

struct verdict_range value_km(const struct verdict_input *in, const struct verdict_item *item)
{
    (void)item;
    return said(in, in->load.km_week);
}

struct verdict_range value_easy(const struct verdict_input *in, const struct verdict_item *item)
{
    (void)item;
    return exactly(in->load.easy_share);
}

struct verdict_range value_band(const struct verdict_input *in, const struct verdict_item *item)
{
    (void)item;
    return exactly(in->load.band_min);
}

struct verdict_range value_steady(const struct verdict_input *in,
                                  const struct verdict_item *item)
{
    (void)item;
    return exactly(in->load.steady_weeks);
}

/* -- form: 0 fine, 1 watch, 2 change, the worse of the two sides */

static struct verdict_range line_level(const struct verdict_line *l, enum form_dir dir)
{
    bool side = dir == FORM_WITHIN || l->dir == dir;

    switch (l->status) {
    case FORM_WATCH:
        return exactly(side ? 1 : 0);
    case FORM_CHANGE:
        return exactly(side ? 2 : 0);
    case FORM_CANNOT_TELL:
        return MISSING;
    default:
        return exactly(0);
    }
}

struct verdict_range value_form(const struct verdict_input *in, const struct verdict_item *item)
{
    struct verdict_range r = { -INFINITY, -INFINITY };
    bool any = false;

    if (in->film_age < 0 || in->film_age > VERDICT_FILM_DAYS)
        return MISSING;
    for (size_t i = 0; i < in->n_lines; i++) {
        if (!in->lines[i].rule || strcmp(in->lines[i].rule, item->rule) != 0)
            continue;
        struct verdict_range one = line_level(&in->lines[i], item->dir);
        r.lo = fmax(r.lo, one.lo);
        r.hi = fmax(r.hi, one.hi);
        any = true;
    }
    return any ? r : MISSING;
}

/* -- habits */

struct verdict_range value_warm_up(const struct verdict_input *in,
                                   const struct verdict_item *item)
{
    (void)item;
    return exactly(-in->habits.warm_up);
}

struct verdict_range value_strength(const struct verdict_input *in,
                                    const struct verdict_item *item)
{
    (void)item;
    return exactly(-in->habits.strength);
}

struct verdict_range value_sitting(const struct verdict_input *in,
                                   const struct verdict_item *item)
{
    (void)item;
    return exactly(in->habits.sitting);
}

/* Kilometres of a pair that no longer feels good; a pair that does counts 0. */
struct verdict_range value_shoes(const struct verdict_input *in,
                                 const struct verdict_item *item)
{
    const double bad = 5;

    (void)item;
    if (in->habits.comfort >= bad)
        return exactly(0);
    if (isnan(in->habits.comfort) && !isnan(in->habits.worn_km))
        return (struct verdict_range){ 0, in->habits.worn_km };
    return exactly(in->habits.worn_km);
}
