/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Every reference TCX and GPX file against what an XML library and a second program found in
 * it; where we differ on purpose, a row says why.
 */
#include "test.h"

#include <dirent.h>
#include <jansson.h>
#include <math.h>

#include "base/file.h"
#include "base/mem.h"
#include "formats/tracks.h"

enum { FILE_MAX = 64 << 20 };

/* Fields (all that start so) of files (all whose names start so) that differ, and why. The same
 * table stands in docs/tcx-gpx.md. */
static const struct {
    const char *file, *field, *why;
} exceptions[] = {
    { "geoplay--2025-", "heart_rate.", "heart rate is 0 throughout: no sensor, no value" },
    { "sportstracker--bike-tour-holux", "heart_rate.", "it is in <bpm>, which we know" },
    { "sportstracker--bike-tour-holux", "cadence.", "it is in <rpm>, which we know" },
    { "sportstracker--bike-tour-holux", "speed.n", "counts the second speed of a point too" },
};

static bool starts(const char *s, const char *with)
{
    return strncmp(s, with, strlen(with)) == 0;
}

static bool excepted(const char *file, const char *field)
{
    for (size_t i = 0; i < N_ELEMS(exceptions); i++)
        if (starts(file, exceptions[i].file) && starts(field, exceptions[i].field))
            return true;
    return false;
}

static int n_wrong;

static void compare(const char *file, const char *field, double ours, double theirs,
                    double tolerance)
{
    if ((isnan(ours) && isnan(theirs)) || fabs(ours - theirs) <= tolerance)
        return;
    if (excepted(file, field))
        return;
    printf("%s: %s is %.10g, the reference has %.10g\n", file, field, ours, theirs);
    n_wrong++;
}

static double number(const json_t *object, const char *key)
{
    const json_t *v = json_object_get(object, key);
    return json_is_number(v) ? json_number_value(v) : NAN;
}

/* n, mean, min and max of a column; cadence as the file counts it. The reference rounds means
 * to four decimals. */
static void compare_column(const char *file, const struct activity *a, enum activity_column c,
                           const json_t *want, double factor)
{
    const double *v = a->column[c];
    const char *key = activity_columns[c].key;
    double n = 0, sum = 0, low = INFINITY, high = -INFINITY;
    char field[64];

    for (size_t i = 0; v && i < a->n_samples; i++)
        if (!isnan(v[i])) {
            double x = v[i] / factor;
            n++;
            sum += x;
            low = fmin(low, x);
            high = fmax(high, x);
        }
    snprintf(field, sizeof(field), "%s.n", key);
    compare(file, field, n, number(want, "n"), 0);
    if (n == 0)
        return;
    snprintf(field, sizeof(field), "%s.mean", key);
    compare(file, field, sum / n, number(want, "mean"), 0.000051);
    snprintf(field, sizeof(field), "%s.min", key);
    compare(file, field, low, number(want, "min"), 1e-9);
    snprintf(field, sizeof(field), "%s.max", key);
    compare(file, field, high, number(want, "max"), 1e-9);
}

static double first_time(const struct activity *a, bool last)
{
    const double *t = a->column[ACTIVITY_TIME];
    for (size_t k = 0; t && k < a->n_samples; k++) {
        size_t i = last ? a->n_samples - 1 - k : k;
        if (!isnan(t[i]))
            return t[i];
    }
    return NAN;
}

static void compare_times(const char *file, const struct activity *a, const json_t *want)
{
    double timed = 0;
    const double *t = a->column[ACTIVITY_TIME];
    for (size_t i = 0; t && i < a->n_samples; i++)
        timed += !isnan(t[i]);
    compare(file, "time.timed", timed, number(want, "timed"), 0);
    compare(file, "time.first", first_time(a, false), number(want, "first"), 1e-6);
    compare(file, "time.last", first_time(a, true), number(want, "last"), 1e-6);
}

static double counted(const struct activity *a, enum activity_column c)
{
    double n = 0;
    for (size_t i = 0; a->column[c] && i < a->n_samples; i++)
        n += !isnan(a->column[c][i]);
    return n;
}

static void compare_tcx(const char *file, const struct activity *a, const json_t *want)
{
    const json_t *laps = json_object_get(want, "laps");
    bool run = number(json_object_get(want, "runCadence"), "n") > 0;
    struct {
        double timer, distance;
    } sum = { 0, 0 };

    compare(file, "samples", (double)a->n_samples, number(want, "trackpoints"), 0);
    compare(file, "positions", counted(a, ACTIVITY_LAT), number(want, "withPosition"), 0);
    compare(file, "laps", (double)a->n_laps, (double)json_array_size(laps), 0);
    for (size_t i = 0; i < a->n_laps && i < json_array_size(laps); i++) {
        const json_t *lap = json_array_get(laps, i);
        const double *total = a->lap[i].total;
        compare(file, "lap.timer", total[ACTIVITY_TOTAL_TIMER], number(lap, "totalTime"), 1e-9);
        compare(file, "lap.distance", total[ACTIVITY_TOTAL_DISTANCE], number(lap, "distance"),
                1e-9);
        compare(file, "lap.energy", total[ACTIVITY_TOTAL_ENERGY], number(lap, "calories"), 0);
        compare(file, "lap.avg_hr", total[ACTIVITY_TOTAL_AVG_HR], number(lap, "avgHr"), 0);
        compare(file, "lap.max_hr", total[ACTIVITY_TOTAL_MAX_HR], number(lap, "maxHr"), 0);
        sum.timer += number(lap, "totalTime");
        sum.distance += number(lap, "distance");
    }
    if (a->n_laps) {
        compare(file, "timer", a->total[ACTIVITY_TOTAL_TIMER], sum.timer, 1e-6);
        compare(file, "distance", a->total[ACTIVITY_TOTAL_DISTANCE], sum.distance, 1e-6);
    }
    double doubled = a->cadence_raw == ACTIVITY_CADENCE_STRIDES ? 2 : 1;
    compare_column(file, a, ACTIVITY_HR, json_object_get(want, "heartRate"), 1);
    compare_column(file, a, ACTIVITY_CADENCE,
                   json_object_get(want, run ? "runCadence" : "cadence"), doubled);
    compare_column(file, a, ACTIVITY_POWER, json_object_get(want, "watts"), 1);
    compare_column(file, a, ACTIVITY_SPEED, json_object_get(want, "speed"), 1);
    compare_times(file, a, json_object_get(want, "time"));
}

static void compare_gpx(const char *file, const struct activity *a, const json_t *want)
{
    double doubled = a->cadence_raw == ACTIVITY_CADENCE_STRIDES ? 2 : 1;
    compare(file, "samples", (double)a->n_samples, number(want, "points"), 0);
    compare(file, "altitudes", counted(a, ACTIVITY_ALTITUDE), number(want, "withElevation"), 0);
    compare_column(file, a, ACTIVITY_HR, json_object_get(want, "heartRate"), 1);
    compare_column(file, a, ACTIVITY_CADENCE, json_object_get(want, "cadence"), doubled);
    compare_column(file, a, ACTIVITY_POWER, json_object_get(want, "power"), 1);
    compare_column(file, a, ACTIVITY_TEMPERATURE, json_object_get(want, "temperature"), 1);
    compare_column(file, a, ACTIVITY_SPEED, json_object_get(want, "speed"), 1);
    compare_times(file, a, json_object_get(want, "time"));
}

/* The reference's activities, or its tracks that have points, against ours. */
static void compare_file(const char *file, const struct activity_list *list, const json_t *want)
{
    const json_t *tcx = json_object_get(want, "activities"),
                 *gpx = json_object_get(want, "tracks"), *item;
    size_t n = 0, i, ours = 0;

    json_array_foreach(tcx ? tcx : gpx, i, item)
    {
        if (!tcx && number(item, "points") == 0)
            continue;
        while (ours < list->n && list->item[ours]->source.kind != ACTIVITY_FILE_ACTIVITY)
            ours++;
        if (ours < list->n && tcx)
            compare_tcx(file, list->item[ours], item);
        else if (ours < list->n)
            compare_gpx(file, list->item[ours], item);
        ours++;
        n++;
    }
    size_t got = 0;
    for (i = 0; i < list->n; i++)
        got += list->item[i]->source.kind == ACTIVITY_FILE_ACTIVITY;
    compare(file, "activities", (double)got, (double)n, 0);
}

static void check_one(const char *folder, const char *name, const char *golden)
{
    AUTO(mem) uint8_t *data = NULL;
    AUTO(activity_list) struct activity_list *list = NULL;
    struct err err = { 0 };
    char path[8192];
    size_t n;

    snprintf(path, sizeof(path), "%s/%s", folder, name);
    assert_ok(file_read(path, FILE_MAX, &data, &n, &err), err);
    snprintf(path, sizeof(path), "%s/%s.json", golden, name);
    json_t *want = json_load_file(path, 0, NULL);
    if (!want)
        return;
    const struct formats_params params = FORMATS_PARAMS_INIT;
    int rc = formats_read(data, n, &params, &list, &err);
    bool expected = json_object_get(want, "activities") || json_object_get(want, "tracks");
    if (rc < 0 && expected) {
        printf("%s: %s: %s\n", name, err_name(rc), err.msg);
        n_wrong++;
    } else if (rc == 0 && expected) {
        compare_file(name, list, want);
    }
    json_decref(want);
}

static bool is_track(const char *name)
{
    const char *dot = strrchr(name, '.');
    return dot && (strcasecmp(dot, ".tcx") == 0 || strcasecmp(dot, ".gpx") == 0);
}

static int check_folder(const char *name)
{
    char folder[4400], golden[4100];
    int n_files = 0;
    snprintf(golden, sizeof(golden), "%s", test_data("golden/activities"));
    snprintf(folder, sizeof(folder), "%s/%s", test_data("data/activities"), name);
    DIR *dir = opendir(folder);
    assert_non_null(dir);
    for (struct dirent *e; (e = readdir(dir));)
        if (is_track(e->d_name)) {
            check_one(folder, e->d_name, golden);
            n_files++;
        }
    closedir(dir);
    return n_files;
}

static void every_reference_file_reads_as_the_reference_does(void **state)
{
    static const char *const folders[] = { "tcx", "gpx", "broken" };
    (void)state;
    n_wrong = 0;
    int n_files = 0;
    for (size_t i = 0; i < N_ELEMS(folders); i++)
        n_files += check_folder(folders[i]);
    assert_true(n_files > 150);
    assert_int_equal(n_wrong, 0);
}

int main(void)
{
    const struct CMUnitTest all[] = {
        cmocka_unit_test(every_reference_file_reads_as_the_reference_does),
    };
    return cmocka_run_group_tests(all, NULL, NULL);
}
