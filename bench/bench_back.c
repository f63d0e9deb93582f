/* SPDX-License-Identifier: Apache-2.0 */
/*
 * bench_back - how long the answer about the back takes with ten years of daily sessions, a
 * diary entry for each day, shoes and a film: everything that `backstride back` does between
 * its start and printing.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/progress.h"
#include "base/rng.h"
#include "cli/back.h"

enum { DAYS = 3650, ROUNDS = 15, FIRST = 16000 };

static char path[64] = "/tmp/backstride-bench-XXXXXX";

static void check(int rc, const struct err *err)
{
    if (rc >= 0)
        return;
    fprintf(stderr, "bench_back: %s\n", err->msg);
    exit(1);
}

static double cpu_s(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static struct activity *short_run(double start_s)
{
    struct activity *a = NULL;
    struct err err = { 0 };

    check(activity_new(&a, &err), &err);
    a->source.kind = ACTIVITY_FILE_ACTIVITY;
    a->sport = ACTIVITY_SPORT_RUN;
    a->start_s = start_s;
    a->utc_offset_s = 3600;
    for (int i = 0; i < 60; i++) {
        check(activity_add_sample(a, &err), &err);
        check(activity_set(a, ACTIVITY_TIME, start_s + i, &err), &err);
        check(activity_set(a, ACTIVITY_DISTANCE, 3.0 * i, &err), &err);
        check(activity_set(a, ACTIVITY_HR, 140, &err), &err);
    }
    activity_finish(a);
    return a;
}

static void fill(struct store *s)
{
    AUTO(activity) struct activity *a = short_run(86400.0 * FIRST);
    struct rng r = rng_new(2, 2);
    struct store_facts facts;
    struct care_shoe shoe = { .name = "pair", .usual = true, .comfort = 6, .from = FIRST };
    struct err err = { 0 };
    int64_t id;

    check(history_facts(a, &facts, &err), &err);
    for (int bpm = 90; bpm < 180; bpm++)
        facts.hr_seconds[bpm] = 1 + rng_below(&r, 120);
    facts.number[STORE_FACT_HR_S] = 1800;
    check(store_begin(s, &err), &err);
    check(store_put_shoe(s, &shoe, &id, &err), &err);
    for (int i = 0; i < DAYS; i++) {
        struct store_row row;
        struct care_pain p = CARE_PAIN_INIT;
        history_summary(a, &row);
        row.start_s = 86400.0 * (FIRST + i) + 3600;
        row.end_s = row.start_s + 1800;
        row.day = FIRST + i;
        row.distance_m = 5000 + rng_below(&r, 5000);
        check(store_add(s, &row, a, &facts.activity_id, &err), &err);
        check(store_put_facts(s, &facts, &err), &err);
        p.day = row.day;
        p.at_s = row.end_s;
        p.activity_id = facts.activity_id;
        p.before = p.morning = 0;
        p.during = p.after = rng_below(&r, 3);
        check(store_add_pain(s, &p, &id, &err), &err);
    }
    check(store_commit(s, &err), &err);
}

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return x < y ? -1 : x > y;
}

int main(void)
{
    AUTO(store) struct store *s = NULL;
    double wall[ROUNDS], cpu[ROUNDS];
    struct err err = { 0 };
    int fd = mkstemp(path);

    if (fd < 0 || close(fd) != 0 || unlink(path) != 0)
        return 1;
    check(store_open(path, STORE_CREATE, &s, &err), &err);
    fill(s);
    s = store_free(s);
    for (int i = 0; i < ROUNDS; i++) {
        struct back *b = NULL;
        double w = clock_monotonic_s(), c = cpu_s();
        check(back_load(path, FIRST + DAYS - 1, false, &b, &err), &err);
        wall[i] = clock_monotonic_s() - w;
        cpu[i] = cpu_s() - c;
        if (i == 0)
            printf("back     %zu sessions, %d days of diary: %s\n", b->log.n, DAYS,
                   verdict_answers[b->verdict.answer].shown);
        back_free(b);
    }
    qsort(wall, ROUNDS, sizeof(*wall), by_size);
    qsort(cpu, ROUNDS, sizeof(*cpu), by_size);
    printf("back     median %.1f ms, best %.1f ms (%.1f ms of a processor)\n",
           wall[ROUNDS / 2] * 1e3, wall[0] * 1e3, cpu[ROUNDS / 2] * 1e3);
    return unlink(path) == 0 ? 0 : 1;
}
