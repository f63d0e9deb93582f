/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Every FIT file of the reference collection against its decode by the reference SDK: number of
 * samples, laps and sessions, each session's and lap's fields, and count, smallest, largest and
 * mean of each quantity over the samples. Differences are rows here, explained in docs/fit.md.
 */
#include "test.h"

#include <jansson.h>
#include <math.h>
#include <time.h>

#include "base/file.h"
#include "base/mem.h"
#include "formats/formats.h"

/* Where we differ on purpose, and in how many files of the collection. */
enum exception {
    BY_CPP,  /* the JavaScript SDK gives up (compressed timestamps; a TypeError; no data size
                in the header): its C++ sibling is the reference for counts */
    POD_HR,  /* heart rate comes from a pod's developer field, which says that it replaces the
                native one; the SDK leaves it there */
    RESUMED, /* we go on behind damage, the SDK does not: we have more */
    POD_COLUMNS, /* the same for power, vertical oscillation, contact time, speed */
    N_EXCEPTIONS
};
static const size_t n_excepted[N_EXCEPTIONS] = {
    [BY_CPP] = 8, [RESUMED] = 2, [POD_HR] = 4, [POD_COLUMNS] = 16
};

/* Files without an activity: the SDK finds no message or no FIT in them either. */
static const struct {
    const char *message;
    size_t n;
} refusals[] = {
    { "not a file of activities but something else", 1 },
    { "not a file of activities but gzip data: unpack it first", 1 },
    { "not a file of activities but a zip archive: unpack it first", 1 },
    { "not a file of activities but a web page, perhaps the error page of a download", 1 },
    { "the file is empty", 1 },
    { "the FIT file holds no sample, lap, session or workout", 3 },
    { "the FIT file holds no sample, lap, session or workout: data of local message 5, which "
      "was "
      "never defined",
      1 },
};

/* Differences of one file, counted and told; all files are walked before the test fails. */
struct comparison {
    const char *file;
    size_t n_bad, n_checked;
    bool needed[N_EXCEPTIONS];
};

/* What all files together came to. */
struct tally {
    size_t n_files, n_bad, n_checked, excepted[N_EXCEPTIONS], refused[N_ELEMS(refusals)];
};

static void expect(struct comparison *c, const char *what, size_t i, double ours, double ref,
                   double tolerance)
{
    c->n_checked++;
    if (fabs(ours - ref) <= tolerance || (isnan(ours) && isnan(ref)))
        return;
    if (c->n_bad++ < 40)
        printf("%s: %s[%zu]: %.10g, reference %.10g\n", c->file, what, i, ours, ref);
}

static double member(const json_t *o, const char *key)
{
    const json_t *v = json_object_get(o, key);
    return json_is_number(v) ? json_number_value(v) : NAN;
}

static double utc_of(const json_t *o, const char *key)
{
    const char *text = json_string_value(json_object_get(o, key));
    struct tm tm = { 0 };
    return text && strptime(text, "%Y-%m-%dT%H:%M:%SZ", &tm) ? (double)timegm(&tm) : NAN;
}

/* Totals: key of the reference, ours, factor to its unit, tolerance the project promises. */
static const struct {
    const char *key;
    enum activity_total total;
    double factor, tolerance;
} fields[] = {
    { "totalElapsedTime", ACTIVITY_TOTAL_ELAPSED, 1, 0.01 },
    { "totalTimerTime", ACTIVITY_TOTAL_TIMER, 1, 0.01 },
    { "totalDistance", ACTIVITY_TOTAL_DISTANCE, 1, 0.1 },
    { "totalCalories", ACTIVITY_TOTAL_ENERGY, 1, 0 },
    { "avgHeartRate", ACTIVITY_TOTAL_AVG_HR, 1, 0 },
    { "maxHeartRate", ACTIVITY_TOTAL_MAX_HR, 1, 0 },
    { "avgPower", ACTIVITY_TOTAL_AVG_POWER, 1, 0 },
    { "maxPower", ACTIVITY_TOTAL_MAX_POWER, 1, 0 },
    { "totalTrainingEffect", ACTIVITY_TOTAL_AEROBIC_EFFECT, 1, 1e-9 },
    /* The rest is compared to a rounding of the double. */
    { "enhancedAvgSpeed", ACTIVITY_TOTAL_AVG_SPEED, 1, 1e-9 },
    { "enhancedMaxSpeed", ACTIVITY_TOTAL_MAX_SPEED, 1, 1e-9 },
    { "avgVerticalOscillation", ACTIVITY_TOTAL_AVG_VERT_OSC, 1000, 1e-9 },
    { "avgStanceTime", ACTIVITY_TOTAL_AVG_CONTACT, 1000, 1e-9 },
    { "avgStanceTimePercent", ACTIVITY_TOTAL_AVG_CONTACT_FRAC, 100, 1e-9 },
    { "avgStanceTimeBalance", ACTIVITY_TOTAL_AVG_BALANCE, 100, 1e-9 },
    { "avgStepLength", ACTIVITY_TOTAL_AVG_STEP_LENGTH, 1000, 1e-9 },
    { "avgVerticalRatio", ACTIVITY_TOTAL_AVG_VERT_RATIO, 100, 1e-9 },
};

static void compare_totals(struct comparison *c, const char *what, size_t i,
                           const double *total, const json_t *ref, bool on_foot)
{
    char name[64];
    for (size_t k = 0; k < N_ELEMS(fields); k++) {
        snprintf(name, sizeof(name), "%s %s", what, fields[k].key);
        expect(c, name, i, total[fields[k].total] * fields[k].factor,
               member(ref, fields[k].key), fields[k].tolerance);
    }
    /* The SDK gives whole strides and their fractions apart; we give steps. */
    double strides = member(ref, "avgCadence"), part = member(ref, "avgFractionalCadence");
    strides += isnan(part) ? 0 : part;
    expect(c, what, i, total[ACTIVITY_TOTAL_AVG_CADENCE], strides * (on_foot ? 2 : 1), 1e-9);
}

static size_t compare_laps(struct comparison *c, const struct activity *a, const json_t *laps,
                           size_t at)
{
    for (size_t i = 0; i < a->n_laps; i++, at++) {
        const json_t *ref = json_array_get(laps, at);
        double start = utc_of(ref, "startTime");
        if (!isnan(start))
            expect(c, "lap start", at, a->lap[i].start_s, start, 0.5);
        compare_totals(c, "lap", at, a->lap[i].total, ref, activity_sports[a->sport].on_foot);
    }
    return at;
}

/* Statistics of columns over all activities of a file. */
static const struct {
    const char *key;
    enum activity_column column;
    double factor;
} quantities[] = {
    { "positionLat", ACTIVITY_LAT, 2147483648.0 / 180 },
    { "positionLong", ACTIVITY_LON, 2147483648.0 / 180 },
    { "enhancedAltitude", ACTIVITY_ALTITUDE, 1 },
    { "distance", ACTIVITY_DISTANCE, 1 },
    { "enhancedSpeed", ACTIVITY_SPEED, 1 },
    { "heartRate", ACTIVITY_HR, 1 },
    { "power", ACTIVITY_POWER, 1 },
    { "verticalOscillation", ACTIVITY_VERT_OSC, 1000 },
    { "stanceTime", ACTIVITY_CONTACT, 1000 },
    { "stanceTimePercent", ACTIVITY_CONTACT_FRAC, 100 },
    { "stanceTimeBalance", ACTIVITY_BALANCE, 100 },
    { "stepLength", ACTIVITY_STEP_LENGTH, 1000 },
    { "verticalRatio", ACTIVITY_VERT_RATIO, 100 },
    { "temperature", ACTIVITY_TEMPERATURE, 1 },
    { "enhancedRespirationRate", ACTIVITY_RESPIRATION, 1 },
    { "grade", ACTIVITY_GRADE, 100 },
    { "verticalSpeed", ACTIVITY_VERT_SPEED, 1 },
    { "gpsAccuracy", ACTIVITY_GPS_ERROR, 1 },
};

/* A developer field that replaces this column is there, and filled it. */
static bool from_pod(const struct activity_list *l, enum activity_column column)
{
    for (size_t k = 0; k < l->n; k++)
        for (size_t i = 0; l->item[k]->column[column] && i < l->item[k]->n_streams; i++)
            if (l->item[k]->stream[i].native == (int)column)
                return true;
    return false;
}

static void compare_column(struct comparison *c, const struct activity_list *l, size_t q,
                           const json_t *stats)
{
    const json_t *ref = json_object_get(stats, quantities[q].key);
    enum activity_column column = quantities[q].column;
    double n = 0, sum = 0, lo = INFINITY, hi = -INFINITY;

    for (size_t k = 0; k < l->n; k++)
        for (size_t i = 0; l->item[k]->column[column] && i < l->item[k]->n_samples; i++) {
            double v = l->item[k]->column[column][i] * quantities[q].factor;
            if (isnan(v))
                continue;
            n++;
            sum += v;
            lo = fmin(lo, v);
            hi = fmax(hi, v);
        }
    if (!ref && n > 0 && from_pod(l, column)) {
        c->needed[column == ACTIVITY_HR ? POD_HR : POD_COLUMNS] = true;
        return;
    }
    expect(c, quantities[q].key, 0, n, ref ? member(ref, "n") : 0, 0);
    if (n == 0 || !json_object_get(ref, "mean"))
        return;
    /* One rounding of each value, relative to the largest. */
    double tolerance = 1e-9 * fmax(fabs(lo), fabs(hi));
    expect(c, quantities[q].key, 1, lo, member(ref, "min"), tolerance);
    expect(c, quantities[q].key, 2, hi, member(ref, "max"), tolerance);
    expect(c, quantities[q].key, 3, sum / n, member(ref, "mean"), tolerance);
}

/* Workout steps: kind, amount and intensity. */
static void compare_steps(struct comparison *c, const struct activity_workout *w,
                          const json_t *refs)
{
    expect(c, "steps", 0, (double)w->n_steps, (double)json_array_size(refs), 0);
    for (size_t i = 0; i < w->n_steps && i < json_array_size(refs); i++) {
        const json_t *ref = json_array_get(refs, i);
        const struct activity_step *s = &w->step[i];
        const char *intensity = json_string_value(json_object_get(ref, "intensity"));
        if (s->duration == ACTIVITY_DURATION_TIME)
            expect(c, "step time", i, s->amount, member(ref, "durationTime"), 0);
        if (s->duration == ACTIVITY_DURATION_DISTANCE)
            expect(c, "step distance", i, s->amount, member(ref, "durationDistance"), 0);
        if (s->duration == ACTIVITY_DURATION_REPEAT) {
            expect(c, "repeats", i, s->amount, member(ref, "repeatSteps"), 0);
            expect(c, "repeat from", i, s->repeat_from, member(ref, "durationStep"), 0);
        }
        expect(c, "step intensity differs", i,
               strcmp(intensity ? intensity : "", activity_intensity_name(s->intensity)), 0, 0);
    }
}

/* The watch's seconds in each heart rate zone of the whole activity, and the zones' bounds. */
static void compare_zones(struct comparison *c, const struct activity *a, const json_t *doc)
{
    const json_t *refs = json_object_get(doc, "timeInZone"), *ref = NULL, *of;
    size_t i = 0;

    for (size_t k = 0; k < json_array_size(refs) && !ref; k++) {
        of = json_object_get(json_array_get(refs, k), "referenceMesg");
        if (json_is_string(of) && strcmp(json_string_value(of), "session") == 0)
            ref = json_array_get(refs, k);
    }
    if (!ref || !json_is_array(json_object_get(ref, "timeInHrZone")))
        return;
    while (i < a->n_zones && !(a->zones[i].lap == -1 && a->zones[i].of == ACTIVITY_HR &&
                               !isnan(a->zones[i].high[0])))
        i++;
    expect(c, "zones are missing", 0, i == a->n_zones, 0, 0);
    const json_t *seconds = json_object_get(ref, "timeInHrZone"),
                 *high = json_object_get(ref, "hrZoneHighBoundary");
    for (size_t k = 0; i < a->n_zones && k < a->zones[i].n; k++) {
        const json_t *bound = json_array_get(high, k), *time = json_array_get(seconds, k);
        expect(c, "seconds in zone", k, a->zones[i].seconds[k], json_number_value(time), 1e-9);
        if (bound)
            expect(c, "zone bound", k, a->zones[i].high[k], json_number_value(bound), 0);
    }
}

static void compare_js(struct comparison *c, const struct activity_list *l, const json_t *doc)
{
    const json_t *sessions = json_object_get(doc, "sessions"),
                 *laps = json_object_get(doc, "laps");
    size_t records = 0, at = 0, n_laps = 0, session = 0, lengths = 0;

    for (size_t k = 0; k < l->n; k++) {
        const struct activity *a = l->item[k];
        records += a->n_samples;
        n_laps += a->n_laps;
        lengths += a->n_lengths;
        at = compare_laps(c, a, laps, at);
        if (!json_array_get(sessions, session) || a->source.kind != ACTIVITY_FILE_ACTIVITY)
            continue;
        const json_t *ref = json_array_get(sessions, session);
        double start = utc_of(ref, "startTime");
        if (!isnan(start)) /* a device without a date has none */
            expect(c, "start", session, a->start_s, start, 0.5);
        compare_totals(c, "session", session, a->total, ref, activity_sports[a->sport].on_foot);
        session++;
    }
    expect(c, "records", 0, (double)records, member(doc, "recordCount"), 0);
    expect(c, "laps", 0, (double)n_laps, member(doc, "lapCount"), 0);
    expect(c, "sessions", 0, (double)session, member(doc, "sessionCount"), 0);
    double ref_lengths = member(json_object_get(doc, "messageCounts"), "length");
    expect(c, "lengths", 0, (double)lengths, isnan(ref_lengths) ? 0 : ref_lengths, 0);
    if (l->n == 1) {
        compare_steps(c, &l->item[0]->workout, json_object_get(doc, "workoutSteps"));
        compare_zones(c, l->item[0], doc);
    }
    for (size_t q = 0; q < N_ELEMS(quantities); q++)
        compare_column(c, l, q, json_object_get(doc, "recordFields"));
}

static void compare_cpp(struct comparison *c, const struct activity_list *l, const json_t *doc)
{
    const json_t *ref = json_object_get(json_object_get(doc, "crosscheck"), "garminCppSdk"),
                 *first = json_object_get(ref, "session0");
    size_t records = 0, laps = 0, hr = 0;

    for (size_t k = 0; k < l->n; k++) {
        const struct activity *a = l->item[k];
        records += a->n_samples;
        laps += a->n_laps;
        for (size_t i = 0; a->column[ACTIVITY_HR] && i < a->n_samples; i++)
            hr += isnan(a->column[ACTIVITY_HR][i]) ? 0 : 1;
    }
    expect(c, "records", 0, (double)records, member(ref, "records"), 0);
    expect(c, "laps", 0, (double)laps, member(ref, "laps"), 0);
    expect(c, "heart rates", 0, (double)hr, member(ref, "hrN"), 0);
    if (member(ref, "sessions") > 0) {
        const struct activity *a = l->item[0];
        expect(c, "sessions", 0, (double)l->n, member(ref, "sessions"), 0);
        expect(c, "start", 0, a->start_s, member(first, "start"), 0.5);
        expect(c, "timer", 0, a->total[ACTIVITY_TOTAL_TIMER], member(first, "timer"), 0.01);
        expect(c, "elapsed", 0, a->total[ACTIVITY_TOTAL_ELAPSED], member(first, "elapsed"),
               0.01);
        expect(c, "avg hr", 0, a->total[ACTIVITY_TOTAL_AVG_HR], member(first, "avgHr"), 0);
    }
}

/* A note says that reading went on behind damage. */
static bool was_resumed(const struct activity *a)
{
    for (size_t i = 0; i < a->n_notes; i++)
        if (strstr(a->note[i].text, "is sound again"))
            return true;
    return false;
}

/* At least what the SDK found before the damage, and in the order of time from there on. */
static void compare_resumed(struct comparison *c, const struct activity *a, const json_t *doc)
{
    const double *t = a->column[ACTIVITY_TIME];
    size_t back = 0;
    for (size_t i = 1; i < a->n_samples; i++)
        back += t[i] < t[i - 1] ? 1 : 0;
    expect(c, "times that go back", 0, (double)back, 0, 0);
    c->n_checked++;
    if (!((double)a->n_samples > member(doc, "recordCount"))) {
        printf("%s: %zu records, the SDK has %g\n", c->file, a->n_samples,
               member(doc, "recordCount"));
        c->n_bad++;
    }
}

static json_t *reference_of(const char *file)
{
    char name[300];
    json_error_t error;
    snprintf(name, sizeof(name), "golden/activities/%s.json", strchr(file, '/') + 1);
    json_t *doc = json_load_file(test_data(name), JSON_DECODE_INT_AS_REAL, &error);
    if (!doc)
        fail_msg("%s:%d: %s", name, error.line, error.text);
    return doc;
}

static void compare_refusal(const char *file, const char *message, const json_t *doc,
                            struct tally *all)
{
    const json_t *cpp = json_object_get(json_object_get(doc, "crosscheck"), "garminCppSdk");
    double records = fmax(member(doc, "recordCount"), member(cpp, "records"));

    for (size_t i = 0; i < N_ELEMS(refusals); i++)
        if (strcmp(message, refusals[i].message) == 0 && !(records > 0)) {
            all->refused[i]++;
            return;
        }
    printf("%s: refused: %s\n", file, message);
    all->n_bad++;
}

static void compare_file(const char *file, struct tally *all)
{
    const struct formats_params par = FORMATS_PARAMS_INIT;
    struct comparison c = { .file = file };
    AUTO(activity_list) struct activity_list *l = NULL;
    AUTO(mem) uint8_t *data = NULL;
    struct err err = { 0 };
    char name[300];
    size_t n = 0;

    snprintf(name, sizeof(name), "data/activities/%s", file);
    assert_ok(file_read(test_data(name), 1 << 28, &data, &n, &err), err);
    json_t *doc = reference_of(file);
    const json_t *cpp = json_object_get(json_object_get(doc, "crosscheck"), "garminCppSdk");
    all->n_files++;
    if (formats_read(data, n, &par, &l, &err) < 0) {
        compare_refusal(file, err.msg, doc, all);
    } else if (was_resumed(l->item[0])) {
        c.needed[RESUMED] = true;
        compare_resumed(&c, l->item[0], doc);
    } else if (member(doc, "recordCount") < member(cpp, "records")) {
        c.needed[BY_CPP] = true;
        compare_cpp(&c, l, doc);
    } else
        compare_js(&c, l, doc);
    json_decref(doc);
    all->n_bad += c.n_bad;
    all->n_checked += c.n_checked;
    for (size_t i = 0; i < N_EXCEPTIONS; i++)
        all->excepted[i] += c.needed[i];
}

static void every_file_decodes_like_the_reference_sdk(void **state)
{
    AUTO(mem) uint8_t *table = NULL;
    struct err err = { 0 };
    struct tally all = { 0 };
    size_t n = 0;
    char last[256] = "";
    (void)state;

    assert_ok(file_read(test_data("golden/activities/SESSIONS.tsv"), 1 << 24, &table, &n, &err),
              err);
    for (char *line = (char *)table; line && *line; line = strchr(line, '\n')) {
        line += *line == '\n';
        size_t len = strcspn(line, "\t\n");
        if (len < 5 || len >= sizeof(last) || memcmp(line + len - 4, ".fit", 4) != 0 ||
            (strlen(last) == len && memcmp(line, last, len) == 0))
            continue;
        memcpy(last, line, len);
        last[len] = '\0';
        compare_file(last, &all);
    }
    printf("%zu files, %zu values compared, %zu differ\n", all.n_files, all.n_checked,
           all.n_bad);
    assert_int_equal(all.n_bad, 0);
    assert_true(all.n_files >= 249 && all.n_checked > 40000);
    for (size_t i = 0; i < N_EXCEPTIONS; i++)
        assert_int_equal(all.excepted[i], n_excepted[i]);
    for (size_t i = 0; i < N_ELEMS(refusals); i++)
        assert_int_equal(all.refused[i], refusals[i].n);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_file_decodes_like_the_reference_sdk),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
