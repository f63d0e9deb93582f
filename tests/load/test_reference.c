/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Files of real watches: the interval finder against the watch's own laps, which it does not
 * see, and seconds in zone against the watch's own count.
 */
#include "test.h"

#include <dirent.h>
#include <jansson.h>
#include <time.h>

#include "base/file.h"
#include "base/mem.h"
#include "base/text.h"
#include "dsp/stats.h"
#include "formats/formats.h"
#include "load/intervals.h"
#include "load/zones.h"

static struct activity_list *decoded(const char *path)
{
    struct formats_params par = FORMATS_PARAMS_INIT;
    struct activity_list *l = NULL;
    struct err err = { 0 };
    FILE *f = fopen(path, "rb");
    assert_non_null(f);
    assert_int_equal(fseek(f, 0, SEEK_END), 0);
    size_t n = (size_t)ftell(f);
    uint8_t *data = mem_array(n, 1);
    rewind(f);
    assert_non_null(data);
    assert_int_equal(fread(data, 1, n, f), n);
    fclose(f);
    int rc = formats_read(data, n, &par, &l, &err);
    free(data);
    return rc < 0 ? NULL : l;
}

static struct load_intervals *intervals_of(const struct activity *a, struct load_signal **s)
{
    struct load_intervals_params par = LOAD_INTERVALS_PARAMS_INIT;
    struct load_intervals *v = NULL;
    struct err err = { 0 };
    if (load_signal_new(a, s, &err) < 0)
        return NULL;
    assert_ok(load_intervals_find(a, *s, &par, &v, &err), err);
    return v;
}

/* Which laps are the work: steps of the workout, or told by the laps' lengths and speeds. */
enum { WORK_MAX = 6 };
static const struct {
    const char *file, *format;
    int first[WORK_MAX], last[WORK_MAX]; /* laps of each bout; ends at -1 */
} sessions[] = {
    { "runstats--6840589159_ACTIVITY.fit",
      "6 x 400 m, 200 m jog",
      { 4, 6, 8, 10, 12, 14 },
      { 4, 6, 8, 10, 12, 14 } },
    { "runstats--6880614987_ACTIVITY.fit",
      "6 x 400 m, 200 m jog",
      { 4, 6, 8, 10, 12, 14 },
      { 4, 6, 8, 10, 12, 14 } },
    { "runstats--7119384558_ACTIVITY.fit",
      "6 x 400 m, 200 m jog",
      { 4, 6, 8, 10, 12, 14 },
      { 4, 6, 8, 10, 12, 14 } },
    { "jimmykane--running-with-developer-data.fit",
      "4 x 1000 m, 1 min walk",
      { 1, 3, 5, 7, -1 },
      { 1, 3, 5, 7, -1 } },
    { "runalyze--time-jump.fit",
      "6 x 3 min, 2 min jog",
      { 3, 5, 7, 9, 11, 13 },
      { 3, 5, 7, 9, 11, 13 } },
    { "runalyze--Suunto-Ambit-3-Peak-without-final-lap.fit",
      "4 x 1000 m, 2000 m jog",
      { 1, 7, 13, 19, -1 },
      { 2, 8, 14, 20, -1 } },
    { "runalyze--Fenix-3-with-inactive-Moxy.fit", "", { 4, 6, -1 }, { 4, 6, -1 } },
    { "gcheetah--IpBike-HRV-Data.fit",
      "4 x 6 min, 3 min jog",
      { 1, 3, 5, 7, -1 },
      { 1, 3, 5, 7, -1 } },
};
/* Bouts whose lap was pressed 5 and 9 s away from where cadence and speed change (first strides
 * of the Fenix file, first kilometre of the Suunto file). */
enum { PRESSED_LATE = 2 };

static double lap_start(const json_t *lap)
{
    struct tm tm = { 0 };
    assert_non_null(
        strptime(json_string_value(json_object_get(lap, "start")), "%Y-%m-%dT%H:%M:%SZ", &tm));
    return (double)timegm(&tm);
}

static bool agrees(const struct load_signal *s, double found, double lap)
{
    double metres = load_signal_distance(s, load_signal_row(s, found)) -
                    load_signal_distance(s, load_signal_row(s, lap));
    return fabs(found - lap) <= 3 && fabs(metres) <= 10;
}

/* Session i: bouts of the watch, those found, those within 3 s and 10 m at both ends. */
static void check_session(size_t i, const json_t *laps, int counts[3])
{
    char name[256];
    snprintf(name, sizeof(name), "data/activities/fit/%s", sessions[i].file);
    AUTO(activity_list) struct activity_list *l = decoded(test_data(name));
    AUTO(load_signal) struct load_signal *s = NULL;
    assert_non_null(l);
    AUTO(load_intervals) struct load_intervals *v = intervals_of(l->item[0], &s);
    if (!v)
        fail_msg("%s: no intervals", sessions[i].file);
    if (*sessions[i].format)
        assert_string_equal(v->format, sessions[i].format);
    int n = 0;
    for (int w = 0; w < WORK_MAX && sessions[i].first[w] >= 0; w++, n++) {
        const json_t *last = json_array_get(laps, (size_t)sessions[i].last[w]);
        double from = lap_start(json_array_get(laps, (size_t)sessions[i].first[w]));
        double to = lap_start(last) + json_number_value(json_object_get(last, "elapsed"));
        for (size_t b = 0; b < v->n; b += 2) {
            double common = fmin(v->bout[b].end_s, to) - fmax(v->bout[b].start_s, from);
            if (common < (to - from) / 2)
                continue;
            counts[1]++;
            counts[2] += agrees(s, v->bout[b].start_s, from) && agrees(s, v->bout[b].end_s, to);
        }
    }
    counts[0] += n;
    assert_int_equal(v->n_work, n); /* none invented */
}

static void bouts_are_where_the_watch_had_its_laps(void **state)
{
    (void)state;
    json_error_t e;
    json_t *all = json_load_file(test_data("golden/activities/INTERVALS.json"), 0, &e);
    int counts[3] = { 0 };
    assert_non_null(all);
    for (size_t i = 0; i < N_ELEMS(sessions); i++) {
        const json_t *session = NULL;
        for (size_t k = 0; k < json_array_size(all) && !session; k++) {
            const json_t *one = json_array_get(all, k);
            const char *file = json_string_value(json_object_get(one, "file"));
            if (strstr(file, sessions[i].file))
                session = one;
        }
        assert_non_null(session);
        check_session(i, json_object_get(session, "laps"), counts);
    }
    print_message("bouts %d, found %d, within 3 s and 10 m %d\n", counts[0], counts[1],
                  counts[2]);
    assert_int_equal(counts[1], counts[0]);
    assert_true(counts[2] >= counts[0] - PRESSED_LATE);
    json_decref(all);
}

static bool is_session(const char *file)
{
    for (size_t i = 0; i < N_ELEMS(sessions); i++)
        if (strcmp(sessions[i].file, file) == 0)
            return true;
    return false;
}

static void all_other_runs_give_no_intervals(void **state)
{
    (void)state;
    char dir[4096], path[8192];
    snprintf(dir, sizeof(dir), "%s", test_data("data/activities/fit"));
    DIR *d = opendir(dir);
    size_t runs = 0, wrong = 0;
    assert_non_null(d);
    for (struct dirent *e; (e = readdir(d));) {
        if (!strstr(e->d_name, ".fit") || is_session(e->d_name))
            continue;
        snprintf(path, sizeof(path), "%s/%s", dir, e->d_name);
        AUTO(activity_list) struct activity_list *l = decoded(path);
        for (size_t i = 0; l && i < l->n; i++) {
            AUTO(load_signal) struct load_signal *s = NULL;
            if (l->item[i]->source.kind != ACTIVITY_FILE_ACTIVITY ||
                l->item[i]->sport != ACTIVITY_SPORT_RUN)
                continue;
            AUTO(load_intervals) struct load_intervals *v = intervals_of(l->item[i], &s);
            runs += s ? 1 : 0;
            wrong += v ? 1 : 0;
            if (v)
                print_message("%s: %s\n", e->d_name, v->format);
        }
    }
    closedir(d);
    print_message("%zu runs\n", runs);
    assert_true(runs > 50);
    assert_int_equal(wrong, 0);
}

/* Numbers of a field of the table, apart by blanks. */
static size_t numbers(char *text, double *ret, size_t max)
{
    size_t n = 0;
    struct err err = { 0 };
    char *save = NULL;
    for (char *w = strtok_r(text, " ", &save); w && n < max; w = strtok_r(NULL, " ", &save))
        assert_ok(text_to_double(w, "zone", &ret[n++], &err), err);
    return n;
}

/* Share of the watch's seconds that fall into another zone with us; NaN: no heart rate. */
static double off_watch(const struct activity *a, const double *high, size_t n,
                        const double *want)
{
    double got[ACTIVITY_ZONES_MAX], off = 0, total = 0;
    struct err err = { 0 };
    if (load_time_between(a, ACTIVITY_HR, high, n, got, &err) < 0)
        return NAN;
    for (size_t z = 0; z <= n; z++) {
        off += fabs(got[z] - want[z]);
        total += want[z];
    }
    return total > 0 ? off / total : NAN;
}

static void seconds_in_zone_are_those_of_the_watch(void **state)
{
    (void)state;
    char line[1024], path[512];
    double off[100];
    size_t n = 0;
    FILE *f = fopen(test_data("golden/activities/HRZONES.tsv"), "r");
    assert_non_null(f);
    assert_non_null(fgets(line, sizeof(line), f));
    while (n < 100 && fgets(line, sizeof(line), f)) {
        char *field[14], *rest = line;
        double high[ACTIVITY_ZONES_MAX], want[ACTIVITY_ZONES_MAX];
        for (size_t k = 0; k < 11; k++)
            field[k] = strsep(&rest, "\t");
        snprintf(path, sizeof(path), "data/activities/%s", field[0]);
        AUTO(activity_list) struct activity_list *l = decoded(test_data(path));
        size_t borders = numbers(field[9], high, ACTIVITY_ZONES_MAX - 1);
        if (!l || l->n != 1 || numbers(field[10], want, ACTIVITY_ZONES_MAX) != borders + 1)
            continue; /* several sports in a file: lines do not say which */
        off[n++] = off_watch(l->item[0], high, borders, want);
    }
    fclose(f);
    print_message("%zu files, median off by %.2f %%\n", n, 100 * dsp_median(off, n));
    assert_true(n > 50);
    assert_true(dsp_median(off, n) <= 0.005);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bouts_are_where_the_watch_had_its_laps),
        cmocka_unit_test(all_other_runs_give_no_intervals),
        cmocka_unit_test(seconds_in_zone_are_those_of_the_watch),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
