/* SPDX-License-Identifier: Apache-2.0 */
/*
 * bench_life - how long it takes to read ten years of what a runner says: an entry and a run on
 * every day, a new mass and all warning signs every week, ten pairs of shoes.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "base/mem.h"
#include "store/life.h"

enum { DAYS = 3650, ROUNDS = 5 };

static char path[64], folder[] = "/tmp/backstride-bench-XXXXXX";

static void check(int rc, const struct err *err)
{
    if (rc >= 0)
        return;
    fprintf(stderr, "bench_life: %s\n", err->msg);
    exit(1);
}

static double cpu_s(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static void put_run(struct store *s, long day)
{
    AUTO(activity) struct activity *a = NULL;
    struct store_row row = { .start_s = (double)day * 86400, .day = day, .distance_m = 8000 };
    struct err err = { 0 };
    int64_t id;

    check(activity_new(&a, &err), &err);
    row.sport = ACTIVITY_SPORT_RUN;
    check(store_add(s, &row, a, &id, &err), &err);
    if (day % 3 == 0)
        check(store_wear(s, id, 1 + day % 10, &err), &err);
}

static void put_day(struct store *s, long day)
{
    const struct care_day d = { day, 7, 3, 2, 50, 60, "as ever" };
    struct care_pain p = CARE_PAIN_INIT;
    struct err err = { 0 };
    int64_t id;

    p.day = day;
    p.at_s = (double)day * 86400;
    p.regions = 1;
    p.during = (double)(day % 4);
    p.morning = (double)(day % 3);
    p.stiff_min = (double)(day % 30);
    check(store_put_day(s, &d, &err), &err);
    check(store_add_pain(s, &p, &id, &err), &err);
}

static void put_week(struct store *s, long day)
{
    const struct store_profile_value mass = { CARE_FIELD_MASS, day, 70 + (double)(day % 5) };
    struct err err = { 0 };

    check(store_put_profile(s, &mass, 1, 0, &err), &err);
    for (size_t i = 0; i < care_n_flags; i++) {
        const struct care_flag_answer a = {
            .flag = &care_flags[i], .answer = CARE_NO, .at_s = (double)day * 86400, .day = day
        };
        check(store_add_flags(s, &a, 1, &err), &err);
    }
}

static void fill(struct store *s)
{
    struct err err = { 0 };
    int64_t id;

    check(store_begin(s, &err), &err);
    for (long i = 0; i < 10; i++) {
        const struct care_shoe shoe = { .name = "pair", .from = i * 365, .usual = true };
        check(store_put_shoe(s, &shoe, &id, &err), &err);
    }
    for (long day = 0; day < DAYS; day++) {
        put_run(s, day);
        put_day(s, day);
        if (day % 7 == 0)
            put_week(s, day);
    }
    check(store_commit(s, &err), &err);
}

static void read_profile(struct store *s)
{
    struct care_profile p;
    struct err err = { 0 };
    check(store_profile(s, DAYS, &p, &err), &err);
}

static void read_signs(struct store *s)
{
    AUTO(mem) struct care_flag_answer *a = NULL;
    struct care_gate gate;
    struct err err = { 0 };
    size_t n = 0;
    check(store_flags(s, &a, &n, &err), &err);
    care_gate_of(a, n, &gate);
}

static void read_diary(struct store *s)
{
    AUTO(mem) struct care_pain *e = NULL;
    struct care_reading r;
    struct err err = { 0 };
    size_t n = 0;
    check(store_pains(s, 0, DAYS, &e, &n, &err), &err);
    for (size_t i = 0; i < n; i++)
        care_light_of(e, n, i, &r);
    care_state_of(e, n, DAYS, &r);
}

static void read_days(struct store *s)
{
    AUTO(mem) struct care_day *d = NULL;
    struct err err = { 0 };
    size_t n = 0;
    check(store_days(s, 0, DAYS, &d, &n, &err), &err);
}

static void read_shoes(struct store *s)
{
    AUTO(mem) struct care_shoe *shoes = NULL;
    AUTO(mem) struct care_run *runs = NULL;
    AUTO(mem) struct store_row *list = NULL;
    const struct store_filter f = STORE_FILTER_INIT;
    double m[10];
    struct err err = { 0 };
    size_t n = 0, n_runs = 0, n_list = 0;
    check(store_shoes(s, &shoes, &n, &err), &err);
    check(store_list(s, &f, &list, &n_list, &err), &err);
    check(store_worn(s, list, n_list, &runs, &n_runs, &err), &err);
    care_shoe_sum(shoes, n, runs, n_runs, m);
}

static const struct {
    const char *what;
    void (*read)(struct store *s);
} rows[] = {
    { "profile of a day (522 values)", read_profile },
    { "warning signs and what stands open", read_signs },
    { "diary with all lights (3650 entries)", read_diary },
    { "days (3650)", read_days },
    { "shoes and their kilometres (3650 runs)", read_shoes },
};

int main(void)
{
    AUTO(store) struct store *s = NULL;
    struct err err = { 0 };

    if (!mkdtemp(folder))
        return 1;
    snprintf(path, sizeof(path), "%s/log.db", folder);
    check(store_open(path, STORE_CREATE, &s, &err), &err);
    fill(s);
    for (size_t i = 0; i < N_ELEMS(rows); i++) {
        double best = INFINITY;
        for (int round = 0; round < ROUNDS; round++) {
            double start = cpu_s();
            rows[i].read(s);
            best = fmin(best, cpu_s() - start);
        }
        printf("%-42s %8.2f ms\n", rows[i].what, best * 1e3);
    }
    s = store_free(s);
    unlink(path);
    rmdir(folder);
    return 0;
}
