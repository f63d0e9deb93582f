/* SPDX-License-Identifier: Apache-2.0 */
/*
 * bench_store - how long the log takes: import of 1 000 mixed activities, and list and sums
 * over ten years of daily ones. Without arguments the files are made here (FIT, 30 min at 1 Hz,
 * some of them twice); with paths, those are imported instead.
 */
#include <ftw.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/progress.h"
#include "base/rng.h"
#include "formats/fit.h"
#include "history/history.h"

enum { FILES = 1000, SECONDS = 1800, DAYS = 3650 };

static char folder[] = "/tmp/backstride-bench-XXXXXX";
static char path[64];

/* Wall clock and, since other work may share the machine, this process's own time. */
struct watch {
    double wall, cpu;
};

static struct watch now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (struct watch){ clock_monotonic_s(), (double)t.tv_sec + 1e-9 * (double)t.tv_nsec };
}

static void add_since(struct watch *sum, struct watch start)
{
    struct watch end = now();
    sum->wall += end.wall - start.wall;
    sum->cpu += end.cpu - start.cpu;
}

static void check(int rc, const struct err *err)
{
    if (rc >= 0)
        return;
    fprintf(stderr, "bench_store: %s\n", err->msg);
    exit(1);
}

static int remove_one(const char *p, const struct stat *st, int flag, struct FTW *ftw)
{
    (void)st;
    (void)flag;
    (void)ftw;
    return remove(p);
}

/* A wandering run: nothing in it repeats, so that it compresses like a real one. */
static struct activity *made_run(struct rng *r, double start_s, size_t n)
{
    static const enum activity_sport sports[] = { ACTIVITY_SPORT_RUN, ACTIVITY_SPORT_RUN,
                                                  ACTIVITY_SPORT_RIDE, ACTIVITY_SPORT_WALK };
    struct activity *a = NULL;
    struct err err = { 0 };
    double v = 3, hr = 130, alt = 100, lat = 50, lon = 8, way = 0;

    check(activity_new(&a, &err), &err);
    a->source.kind = ACTIVITY_FILE_ACTIVITY;
    a->sport = sports[rng_below(r, 4)];
    a->start_s = start_s;
    a->utc_offset_s = 3600;
    for (size_t i = 0; i < n; i++) {
        v = fmin(fmax(v + 0.1 * rng_normal(r), 1.5), 5);
        hr = fmin(fmax(hr + 0.7 * rng_normal(r), 90), 180);
        alt += 0.2 * rng_normal(r);
        lat += v * 9e-6;
        lon += 2e-6 * rng_normal(r);
        way += v;
        const double x[] = { [ACTIVITY_TIME] = start_s + (double)i,
                             [ACTIVITY_LAT] = lat,
                             [ACTIVITY_LON] = lon,
                             [ACTIVITY_ALTITUDE] = alt,
                             [ACTIVITY_DISTANCE] = way,
                             [ACTIVITY_SPEED] = v,
                             [ACTIVITY_HR] = round(hr),
                             [ACTIVITY_CADENCE] = 2 * round(85 + rng_normal(r)) };
        check(activity_add_sample(a, &err), &err);
        for (size_t c = 0; c < N_ELEMS(x); c++)
            check(activity_set(a, (enum activity_column)c, x[c], &err), &err);
    }
    a->end_s = start_s + (double)n;
    a->total[ACTIVITY_TOTAL_TIMER] = a->total[ACTIVITY_TOTAL_ELAPSED] = (double)n;
    a->total[ACTIVITY_TOTAL_DISTANCE] = way;
    activity_finish(a);
    return a;
}

static void import_made(struct store *s)
{
    const struct history_import_params par = { .now_s = 1 };
    AUTO(history_import) struct history_import *im = NULL;
    struct rng r = rng_new(1, 1);
    struct err err = { 0 };
    struct watch spent = { 0 };
    double bytes = 0;

    check(history_import_new(s, &par, &im, &err), &err);
    for (size_t i = 0; i < FILES; i++) {
        AUTO(activity) struct activity *a = made_run(&r, 1.3e9 + 40000.0 * (double)i, SECONDS);
        AUTO(mem) uint8_t *data = NULL;
        size_t n = 0;
        check(fit_write_activity(a, &data, &n, &err), &err);
        struct watch start = now();
        check(history_import_one(im, "made.fit", data, n, NULL, &err), &err);
        add_since(&spent, start);
        bytes += (double)n;
    }
    struct watch last = now();
    check(history_import_end(im, &err), &err);
    add_since(&spent, last);
    struct store_state st;
    check(store_state(s, &st, &err), &err);
    printf("import   %d FIT files, %.1f MB: %.2f s (%.2f s of a processor); packed to %.1f %% "
           "of the raw bytes\n",
           FILES, bytes / 1e6, spent.wall, spent.cpu, 100 * (double)st.packed_bytes / bytes);
}

static void import_given(struct store *s, char **paths, int n)
{
    const struct history_import_params par = { .now_s = 1 };
    AUTO(history_import) struct history_import *im = NULL;
    struct err err = { 0 };
    size_t files = 0;
    struct watch start = now();

    check(history_import_new(s, &par, &im, &err), &err);
    for (int i = 0; i < n; i++) {
        AUTO(source) struct source *src = NULL;
        const struct source_item *item = NULL;
        const uint8_t *data;
        size_t size;
        int rc;
        check(source_open(paths[i], NULL, &src, &err), &err);
        while ((rc = source_next(src, &item, &err)) != 0) {
            if (rc < 0 || item->kind != SOURCE_FILE || source_load(src, &data, &size, &err) < 0)
                continue;
            check(history_import_one(im, item->path, data, size, item->meta, &err), &err);
            files++;
        }
    }
    check(history_import_end(im, &err), &err);
    struct watch spent = { 0 };
    add_since(&spent, start);
    printf("import   %zu files: %.2f s (%.2f s of a processor)\n", files, spent.wall,
           spent.cpu);
}

static void fill_years(struct store *s)
{
    struct rng r = rng_new(2, 2);
    AUTO(activity) struct activity *a = made_run(&r, 1.3e9, 60);
    struct store_facts facts;
    struct err err = { 0 };

    check(history_facts(a, &facts, &err), &err);
    for (int bpm = 90; bpm < 180; bpm++)
        facts.hr_seconds[bpm] = 1 + rng_below(&r, 120);
    facts.number[STORE_FACT_HR_S] = 1800;
    check(store_begin(s, &err), &err);
    for (int i = 0; i < DAYS; i++) {
        struct store_row row;
        history_summary(a, &row);
        row.start_s = 1.3e9 + 86400.0 * i;
        row.day = (long)(row.start_s / 86400);
        row.distance_m = 5000 + rng_below(&r, 10000);
        check(store_add(s, &row, a, &facts.activity_id, &err), &err);
        check(store_put_facts(s, &facts, &err), &err);
    }
    check(store_commit(s, &err), &err);
}

/* What `backstride log` and `backstride load` do between start and printing. */
static void ask_years(void)
{
    AUTO(store) struct store *s = NULL;
    AUTO(mem) struct store_row *rows = NULL;
    AUTO_LOG struct history_log log = { 0 };
    AUTO(history_sums) struct history_sums *sums = NULL;
    struct store_filter f = STORE_FILTER_INIT;
    struct history_input in = { .log = &log,
                                .profile = LOAD_PROFILE_UNKNOWN,
                                .today = (long)(1.3e9 / 86400) + DAYS };
    struct err err = { 0 };
    size_t n = 0;
    struct watch start = now();

    check(store_open(path, STORE_WRITE, &s, &err), &err);
    check(store_list(s, &f, &rows, &n, &err), &err);
    struct watch listed = { 0 }, summed = { 0 };
    add_since(&listed, start);
    start = now();
    check(history_log_read(s, NAN, &log, &err), &err);
    in.profile.max_hr = 190;
    check(history_sums_of(&in, &sums, &err), &err);
    add_since(&summed, start);
    printf("log      %zu activities listed: %.1f ms (%.1f ms of a processor)\n", n,
           listed.wall * 1e3, listed.cpu * 1e3);
    printf("load     %zu weeks, all sums: %.1f ms (%.1f ms of a processor)\n", sums->n_weeks,
           summed.wall * 1e3, summed.cpu * 1e3);
}

int main(int argc, char **argv)
{
    AUTO(store) struct store *s = NULL;
    struct err err = { 0 };

    if (!mkdtemp(folder))
        return 1;
    snprintf(path, sizeof(path), "%s/a.db", folder);
    check(store_open(path, STORE_CREATE, &s, &err), &err);
    if (argc > 1)
        import_given(s, argv + 1, argc - 1);
    else
        import_made(s);
    s = store_free(s);
    snprintf(path, sizeof(path), "%s/b.db", folder);
    check(store_open(path, STORE_CREATE, &s, &err), &err);
    fill_years(s);
    s = store_free(s);
    ask_years();
    return nftw(folder, remove_one, 8, FTW_DEPTH | FTW_PHYS) == 0 ? 0 : 1;
}
