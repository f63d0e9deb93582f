/* SPDX-License-Identifier: Apache-2.0 */
#ifndef TESTS_LOAD_MADE_H
#define TESTS_LOAD_MADE_H
/*
 * made - activities made up for tests: stretches of even speed and heart rate.
 */
#include "test.h"

#include "activity/activity.h"

struct stretch {
    double seconds, speed_m_s, hr;
};

#define MADE_START 1700000000.0

/* One sample every step_s from MADE_START on, with distance and heart rate (0: none). */
static inline struct activity *made_run(const struct stretch *part, size_t n, double step_s)
{
    struct err err = { 0 };
    struct activity *a = NULL;
    double t = 0, d = 0, next = 0;
    assert_ok(activity_new(&a, &err), err);
    a->sport = ACTIVITY_SPORT_RUN;
    for (size_t p = 0; p < n; p++) {
        double end = t + part[p].seconds;
        for (; next < end; next += step_s) {
            assert_ok(activity_add_sample(a, &err), err);
            assert_ok(activity_set(a, ACTIVITY_TIME, MADE_START + next, &err), err);
            assert_ok(
                activity_set(a, ACTIVITY_DISTANCE, d + (next - t) * part[p].speed_m_s, &err),
                err);
            assert_ok(activity_set(a, ACTIVITY_HR, part[p].hr > 0 ? part[p].hr : NAN, &err),
                      err);
        }
        d += part[p].seconds * part[p].speed_m_s;
        t = end;
    }
    activity_finish(a);
    return a;
}

#endif
