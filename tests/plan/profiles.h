/* SPDX-License-Identifier: Apache-2.0 */
#ifndef TESTS_PLAN_PROFILES_H
#define TESTS_PLAN_PROFILES_H
/*
 * profiles - made-up runners of all kinds, the same for the same seed.
 */
#include <math.h>
#include <string.h>

#include "base/rng.h"
#include "plan/plan.h"

enum { PROFILE_PAST = 90 };
struct profile {
    struct plan_wishes w;
    struct plan_state s;
    struct plan_past_day past[PROFILE_PAST + 1];
};

static double between(struct rng *r, double low, double high)
{
    return low + (high - low) * rng_uniform(r);
}

static bool chance(struct rng *r, double p) { return rng_uniform(r) < p; }

static void make_past(struct profile *p, struct rng *r)
{
    double usual = between(r, 500, 15000);
    bool stopped = chance(r, 0.2); /* no run in the last weeks */
    unsigned days = 1 + rng_below(r, 6);

    for (long d = -PROFILE_PAST; d < (stopped ? -31 : 0); d++) {
        if (!chance(r, days / 7.0))
            continue;
        double m = floor(usual * between(r, 0.4, 1.3));
        p->past[p->s.n_past++] =
            (struct plan_past_day){ .day = p->s.today + d,
                                    .run_m = m * (chance(r, 0.1) ? 1.5 : 1),
                                    .longest_run_m = m,
                                    .run_s = m / 2.7,
                                    .hard = chance(r, 0.15),
                                    .strength = chance(r, 0.2) };
    }
}

static void make_profile(struct profile *p, uint64_t seed)
{
    struct rng rng = rng_new(seed, 7), *r = &rng;
    static const enum care_session_kind kinds[] = { CARE_SESSION_MOBILITY, CARE_SESSION_YOGA,
                                                    CARE_SESSION_PILATES };

    memset(p, 0, sizeof(*p));
    p->s.today = 20000 + (long)rng_below(r, 3000);
    p->s.past = p->past;
    p->w.track = (enum plan_track)(rng_below(r, PLAN_N_TRACKS));
    p->w.first_day = p->s.today + (chance(r, 0.3) ? 0 : (long)rng_below(r, 15));
    p->w.n_weeks = 1 + rng_below(r, chance(r, 0.8) ? 24 : 52);
    p->w.goal = (enum care_goal)rng_below(r, CARE_N_GOALS);
    if (chance(r, 0.5))
        p->w.goal_day = p->w.first_day + (long)rng_below(r, 7 * p->w.n_weeks);
    p->w.free_days = chance(r, 0.3) ? 127 : 1 + rng_below(r, 127);
    p->w.minutes = floor(between(r, chance(r, 0.1) ? 10 : 30, 100));
    p->w.long_minutes = floor(p->w.minutes + (chance(r, 0.7) ? between(r, 0, 150) : 0));
    p->w.runs = chance(r, 0.5) ? 0 : 1 + rng_below(r, 7);
    p->w.strength = rng_below(r, 4);
    p->w.mobility = rng_below(r, 4);
    p->w.mobility_kind = kinds[rng_below(r, 3)];
    p->s.easy_speed_m_s = chance(r, 0.4) ? (double)NAN : between(r, 1.6, 4.6);
    p->s.threshold_speed_m_s = chance(r, 0.6) ? (double)NAN : between(r, 2.2, 5.5);
    p->s.low_hr = chance(r, 0.5) ? (double)NAN : between(r, 120, 150);
    p->s.high_hr = p->s.low_hr + 20;
    p->s.usual_week_m = chance(r, 0.3) ? (double)NAN : between(r, 0, 70000);
    p->s.longest_m = chance(r, 0.3) ? (double)NAN : between(r, 0, 25000);
    p->s.back_history = p->w.track == PLAN_BACK || chance(r, 0.3);
    p->s.walks_30 = chance(r, 0.5);
    if (chance(r, p->w.track == PLAN_REGULAR ? 0.7 : 0.3))
        make_past(p, r);
}

#endif
