/* SPDX-License-Identifier: Apache-2.0 */
#ifndef TESTS_STORE_TMP_H
#define TESTS_STORE_TMP_H
/*
 * A fresh folder per test for a database, removed afterwards; rows and runs to put into it.
 */
#include <ftw.h>
#include <math.h>
#include <unistd.h>

#include "activity/activity.h"
#include "store/store.h"
#include "test.h"

static char tmp_folder[64];
static char tmp_db[128];

static inline int tmp_remove_one(const char *path, const struct stat *st, int flag,
                                 struct FTW *ftw)
{
    (void)st;
    (void)flag;
    (void)ftw;
    return remove(path);
}

static inline int tmp_setup(void **state)
{
    (void)state;
    snprintf(tmp_folder, sizeof(tmp_folder), "/tmp/backstride-test-XXXXXX");
    if (!mkdtemp(tmp_folder))
        return -1;
    snprintf(tmp_db, sizeof(tmp_db), "%s/runs.db", tmp_folder);
    return 0;
}

static inline int tmp_teardown(void **state)
{
    (void)state;
    return nftw(tmp_folder, tmp_remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

/* A run of n seconds that starts at start_s: a straight road north at 3 m/s, heart rate 138 to
 * 142 (one that stands still would be taken for a fault). */
static inline struct activity *plain_run(double start_s, size_t n)
{
    struct activity *a = NULL;
    struct err err = { 0 };

    assert_ok(activity_new(&a, &err), err);
    a->source.kind = ACTIVITY_FILE_ACTIVITY;
    a->sport = ACTIVITY_SPORT_RUN;
    a->start_s = start_s;
    a->utc_offset_s = 3600;
    for (size_t i = 0; i < n; i++) {
        const double t = (double)i;
        assert_ok(activity_add_sample(a, &err), err);
        assert_ok(activity_set(a, ACTIVITY_TIME, start_s + t, &err), err);
        assert_ok(activity_set(a, ACTIVITY_LAT, 50 + t * 2.7e-5, &err), err);
        assert_ok(activity_set(a, ACTIVITY_LON, 8, &err), err);
        assert_ok(activity_set(a, ACTIVITY_DISTANCE, 3 * t, &err), err);
        assert_ok(activity_set(a, ACTIVITY_SPEED, 3, &err), err);
        assert_ok(activity_set(a, ACTIVITY_HR, (double)(138 + i / 9 % 5), &err), err);
        assert_ok(activity_set(a, ACTIVITY_CADENCE, 170, &err), err);
    }
    a->end_s = start_s + (double)n;
    a->total[ACTIVITY_TOTAL_TIMER] = a->total[ACTIVITY_TOTAL_ELAPSED] = (double)n;
    a->total[ACTIVITY_TOTAL_DISTANCE] = 3 * (double)n;
    activity_finish(a);
    return a;
}

static inline struct store_row row_for(const struct activity *a)
{
    struct store_row row = {
        .start_s = a->start_s,
        .end_s = a->end_s,
        .utc_offset_s = a->utc_offset_s,
        .day = (long)floor((a->start_s + 3600) / 86400),
        .sport = a->sport,
        .sub = a->sub,
        .elapsed_s = a->total[ACTIVITY_TOTAL_ELAPSED],
        .timer_s = a->total[ACTIVITY_TOTAL_TIMER],
        .distance_m = a->total[ACTIVITY_TOTAL_DISTANCE],
        .avg_hr = 140,
        .max_hr = NAN,
        .avg_cadence = 170,
        .ascent_m = NAN,
        .descent_m = NAN,
        .avg_power = NAN,
        .energy_kcal = NAN,
        .effort = NAN,
        .feeling = NAN,
    };
    snprintf(row.name, sizeof(row.name), "%s", a->name);
    return row;
}

/* Add and return the id. */
static inline int64_t put_run(struct store *s, double start_s, size_t n)
{
    struct activity *a = plain_run(start_s, n);
    struct store_row row = row_for(a);
    struct err err = { 0 };
    int64_t id = 0;

    assert_ok(store_add(s, &row, a, &id, &err), err);
    activity_free(a);
    return id;
}

#endif
