/* SPDX-License-Identifier: Apache-2.0 */
/* Time to make plans and to make them again; best of many. */
#include <math.h>
#include <stdio.h>

#include "base/progress.h"
#include "plan/plan.h"

static const struct {
    const char *what;
    enum plan_track track;
    unsigned weeks;
    enum care_goal goal;
    double usual_m, longest_m, long_minutes;
} rows[] = {
    { "never ran, 16 weeks", PLAN_NEW, 16, CARE_GOAL_5K, NAN, NAN, 60 },
    { "careful back, 16 weeks", PLAN_BACK, 16, CARE_GOAL_BACK, NAN, NAN, 60 },
    { "half marathon in 16 weeks", PLAN_REGULAR, 16, CARE_GOAL_HALF, 30e3, 12e3, 150 },
    { "marathon in 16 weeks, cannot be", PLAN_REGULAR, 16, CARE_GOAL_MARATHON, 20e3, 8e3, 120 },
    { "marathon in 52 weeks", PLAN_REGULAR, 52, CARE_GOAL_MARATHON, 20e3, 8e3, 240 },
};

int main(void)
{
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct plan_wishes w = { .track = rows[i].track,
                                 .first_day = 20600,
                                 .goal = rows[i].goal,
                                 .goal_day = 20600 + 7 * (long)rows[i].weeks - 1,
                                 .free_days = 127,
                                 .minutes = 75,
                                 .long_minutes = rows[i].long_minutes,
                                 .strength = 2,
                                 .mobility = 1,
                                 .mobility_kind = CARE_SESSION_YOGA };
        struct plan_state s = { .today = 20600,
                                .easy_speed_m_s = 2.7,
                                .threshold_speed_m_s = NAN,
                                .low_hr = NAN,
                                .high_hr = NAN,
                                .usual_week_m = rows[i].usual_m,
                                .longest_m = rows[i].longest_m };
        double make = INFINITY, again = INFINITY;
        for (int k = 0; k < 50; k++) {
            AUTO(plan) struct plan *p = NULL, *q = NULL;
            struct err err = { 0 };
            double t0 = clock_monotonic_s();
            if (plan_make(&w, &s, &p, &err) < 0)
                return 1;
            double t1 = clock_monotonic_s();
            if (plan_again(p, &s, &q, &err) < 0)
                return 1;
            make = fmin(make, t1 - t0);
            again = fmin(again, clock_monotonic_s() - t1);
        }
        printf("%-32s  make %6.3f ms  again %6.3f ms\n", rows[i].what, make * 1e3, again * 1e3);
    }
    return 0;
}
