/* SPDX-License-Identifier: Apache-2.0 */
/*
 * bench_memory BACKSTRIDE [ACTIVITIES [HOURS]]   - how much memory `backstride import` and `log
 * show` take at most, on what is large: one file of 24 hours at 1 Hz, and a zip archive of
 * 10 000 activities. Made in a process of their own, so that making them does not count.
 */
#include <ftw.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>
#include <zip.h>

#include "base/file.h"
#include "base/mem.h"
#include "base/rng.h"
#include "formats/fit.h"

static char folder[] = "/tmp/backstride-bench-XXXXXX";

static void check(bool good, const char *what)
{
    if (good)
        return;
    fprintf(stderr, "bench_memory: %s\n", what);
    exit(1);
}

static int remove_one(const char *p, const struct stat *st, int flag, struct FTW *ftw)
{
    (void)st;
    (void)flag;
    (void)ftw;
    return remove(p);
}

/* All that a watch with a chest strap writes. */
static uint8_t *made_fit(struct rng *r, double start_s, size_t seconds, size_t *ret_n)
{
    AUTO(activity) struct activity *a = NULL;
    uint8_t *data = NULL;
    struct err err = { 0 };
    double v = 3, hr = 130, alt = 100, way = 0;

    check(activity_new(&a, &err) == 0, "no memory");
    a->source.kind = ACTIVITY_FILE_ACTIVITY;
    a->sport = ACTIVITY_SPORT_RUN;
    a->start_s = start_s;
    for (size_t i = 0; i < seconds; i++) {
        v = fmin(fmax(v + 0.1 * rng_normal(r), 1.5), 5);
        hr = fmin(fmax(hr + 0.7 * rng_normal(r), 90), 180);
        alt += 0.2 * rng_normal(r);
        way += v;
        const double x[] = { [ACTIVITY_TIME] = start_s + (double)i,
                             [ACTIVITY_LAT] = 40 + way * 9e-6,
                             [ACTIVITY_LON] = 8 + 1e-5 * rng_normal(r),
                             [ACTIVITY_ALTITUDE] = alt,
                             [ACTIVITY_DISTANCE] = way,
                             [ACTIVITY_SPEED] = v,
                             [ACTIVITY_HR] = round(hr),
                             [ACTIVITY_CADENCE] = 2 * round(85 + rng_normal(r)),
                             [ACTIVITY_POWER] = round(250 + 20 * rng_normal(r)),
                             [ACTIVITY_VERT_OSC] = 0.08 + 0.002 * rng_normal(r),
                             [ACTIVITY_CONTACT] = 0.24 + 0.004 * rng_normal(r) };
        check(activity_add_sample(a, &err) == 0, "no memory");
        for (size_t c = 0; c < N_ELEMS(x); c++)
            check(x[c] == 0 || activity_set(a, (enum activity_column)c, x[c], &err) == 0,
                  "no memory");
    }
    a->end_s = start_s + (double)seconds;
    a->total[ACTIVITY_TOTAL_TIMER] = a->total[ACTIVITY_TOTAL_ELAPSED] = (double)seconds;
    a->total[ACTIVITY_TOTAL_DISTANCE] = way;
    activity_finish(a);
    check(fit_write_activity(a, &data, ret_n, &err) == 0, err.msg);
    return data;
}

static void make_long(const char *path, double hours)
{
    struct rng r = rng_new(1, 1);
    struct err err = { 0 };
    size_t n = 0;
    AUTO(mem) uint8_t *data = made_fit(&r, 1.3e9, (size_t)(hours * 3600), &n);
    check(file_write(path, data, n, &err) == 0, err.msg);
    printf("one file of %.0f h: %.1f MB\n", hours, (double)n / 1e6);
}

/* libzip keeps the bytes until it is closed, and frees them. */
static void make_archive(const char *path, int activities)
{
    struct rng r = rng_new(2, 2);
    zip_t *z = zip_open(path, ZIP_CREATE | ZIP_EXCL, NULL);
    double bytes = 0;

    check(z != NULL, "cannot make the archive");
    for (int i = 0; i < activities; i++) {
        char name[64];
        size_t n = 0;
        uint8_t *data = made_fit(&r, 1.0e9 + 40000.0 * i, 120, &n);
        zip_source_t *s = zip_source_buffer(z, data, n, 1);
        snprintf(name, sizeof(name), "activities/%d.fit", i);
        check(s && zip_file_add(z, name, s, 0) >= 0, "cannot add to the archive");
        bytes += (double)n;
    }
    check(zip_close(z) == 0, "cannot write the archive");
    printf("an archive of %d activities: %.1f MB unpacked\n", activities, bytes / 1e6);
}

static void make_all(int activities, double hours)
{
    char path[128];
    fflush(stdout);
    pid_t pid = fork();
    check(pid >= 0, "cannot fork");
    if (pid == 0) {
        snprintf(path, sizeof(path), "%s/long.fit", folder);
        make_long(path, hours);
        snprintf(path, sizeof(path), "%s/all.zip", folder);
        make_archive(path, activities);
        fflush(stdout);
        _exit(0);
    }
    int status = 0;
    check(waitpid(pid, &status, 0) == pid && status == 0, "cannot make the files");
}

/* Runs it and tells its peak. Words apart by blanks; no path has any. */
static void measure(const char *program, const char *line)
{
    char copy[512], *argv[16] = { NULL }, *rest = copy;
    size_t n = 1;
    struct rusage use;
    int status = 0;

    snprintf(copy, sizeof(copy), "%s", line);
    argv[0] = strdup(program);
    for (char *w; n < 15 && (w = strsep(&rest, " "));)
        argv[n++] = w;
    fflush(stdout);
    pid_t pid = fork();
    check(pid >= 0, "cannot fork");
    if (pid == 0) {
        check(freopen("/dev/null", "w", stdout) != NULL, "no /dev/null");
        execv(program, argv);
        _exit(127);
    }
    check(wait4(pid, &status, 0, &use) == pid && status == 0, line);
    free(argv[0]);
    printf("%6.1f MB  %s\n", (double)use.ru_maxrss / 1024, line);
}

int main(int argc, char **argv)
{
    char line[256];

    if (argc < 2) {
        fprintf(stderr, "usage: bench_memory BACKSTRIDE [ACTIVITIES [HOURS]]\n");
        return 64;
    }
    check(mkdtemp(folder) != NULL, "cannot make a folder");
    make_all(argc > 2 ? (int)strtol(argv[2], NULL, 10) : 10000,
             argc > 3 ? (double)strtol(argv[3], NULL, 10) : 24);
    measure(argv[1], "help");
    snprintf(line, sizeof(line), "import --quiet --db %s/a.db %s/long.fit", folder, folder);
    measure(argv[1], line);
    snprintf(line, sizeof(line), "log show 1 --db %s/a.db", folder);
    measure(argv[1], line);
    snprintf(line, sizeof(line), "import --quiet --db %s/b.db %s/all.zip", folder, folder);
    measure(argv[1], line);
    snprintf(line, sizeof(line), "load --db %s/b.db", folder);
    measure(argv[1], line);
    nftw(folder, remove_one, 8, FTW_DEPTH | FTW_PHYS);
    return 0;
}
