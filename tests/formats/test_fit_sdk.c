/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What we write, read by Garmin's own decoder (npm @garmin/fitsdk). Skipped where node or that
 * package is missing: tools/setup installs both.
 */
#include <jansson.h>

#include "../store/store_tmp.h"
#include "activities.h"
#include "base/file.h"
#include "base/mem.h"
#include "formats/fit.h"

enum { FILES = 12 };

static void write_to(const char *name, int i, const uint8_t *data, size_t n)
{
    char path[256];
    struct err err = { 0 };
    snprintf(path, sizeof(path), "%s/%s%d.fit", tmp_folder, name, i);
    assert_ok(file_write(path, data, n, &err), err);
}

/* The decoder's view of the files NAME0.fit to NAME<n - 1>.fit. */
static json_t *decoded(const char *name, int n)
{
    char line[4096], script[] = SOURCE_ROOT "/tests/formats/fit_sdk.mjs";
    json_error_t why;

    if (access(SOURCE_ROOT "/node_modules/@garmin/fitsdk/src/index.js", R_OK) != 0 ||
        pclose(popen("node --version >/dev/null 2>&1", "r")) != 0) {
        print_message("skipped: no node or no npm package @garmin/fitsdk (tools/setup)\n");
        skip();
    }
    size_t len = (size_t)snprintf(line, sizeof(line), "node '%s' '%s'", script, SOURCE_ROOT);
    for (int i = 0; i < n; i++)
        len += (size_t)snprintf(line + len, sizeof(line) - len, " '%s/%s%d.fit'", tmp_folder,
                                name, i);
    assert_true(len < sizeof(line));
    FILE *f = popen(line, "r");
    assert_non_null(f);
    json_t *root = json_loadf(f, 0, &why);
    assert_int_equal(pclose(f), 0);
    if (!root)
        fail_msg("the decoder's JSON: %s", why.text);
    for (int i = 0; i < n; i++) {
        json_t *one = json_array_get(root, (size_t)i);
        assert_true(json_is_true(json_object_get(one, "isFIT")));
        assert_true(json_is_true(json_object_get(one, "integrity")));
        assert_int_equal(json_array_size(json_object_get(one, "errors")), 0);
    }
    return root;
}

static json_t *messages(json_t *file, const char *kind)
{
    return json_object_get(json_object_get(file, "messages"), kind);
}

/* A number of a message; NaN: it has none. */
static double number(const json_t *mesg, const char *field)
{
    json_t *v = json_object_get(mesg, field);
    return json_is_number(v) ? json_number_value(v) : (double)NAN;
}

static const char *word(const json_t *mesg, const char *field)
{
    const char *s = json_string_value(json_object_get(mesg, field));
    return s ? s : "";
}

/* theirs = ours * factor. Their decoder divides by the scale as we do: the last bits differ. */
static void same(const char *what, size_t i, double ours, double theirs)
{
    if (!(fabs(ours - theirs) <= 1e-9 * fmax(fabs(ours), 1)) && !(isnan(ours) && isnan(theirs)))
        fail_msg("%s[%zu]: ours %.12g, theirs %.12g", what, i, ours, theirs);
}

/* clang-format off */
static const struct {
    enum activity_column column;
    const char *field;
    double factor;
} columns[] = {
    { ACTIVITY_TIME,         "timestamp", 1 },
    { ACTIVITY_LAT,          "positionLat", 2147483648.0 / 180 },
    { ACTIVITY_LON,          "positionLong", 2147483648.0 / 180 },
    { ACTIVITY_ALTITUDE,     "enhancedAltitude", 1 },
    { ACTIVITY_DISTANCE,     "distance", 1 },
    { ACTIVITY_SPEED,        "enhancedSpeed", 1 },
    { ACTIVITY_HR,           "heartRate", 1 },
    { ACTIVITY_POWER,        "power", 1 },
    { ACTIVITY_VERT_OSC,     "verticalOscillation", 1000 },
    { ACTIVITY_CONTACT,      "stanceTime", 1000 },
    { ACTIVITY_CONTACT_FRAC, "stanceTimePercent", 100 },
    { ACTIVITY_BALANCE,      "stanceTimeBalance", 100 },
    { ACTIVITY_STEP_LENGTH,  "stepLength", 1000 },
    { ACTIVITY_VERT_RATIO,   "verticalRatio", 100 },
    { ACTIVITY_TEMPERATURE,  "temperature", 1 },
    { ACTIVITY_GRADE,        "grade", 100 },
    { ACTIVITY_VERT_SPEED,   "verticalSpeed", 1 },
    { ACTIVITY_BODY_TEMP,    "coreTemperature", 1 },
};
static const struct {
    enum activity_total total;
    const char *field, *part; /* part: of the same, below one; NULL: no such field */
} totals[] = {
    { ACTIVITY_TOTAL_ELAPSED,   "totalElapsedTime", NULL },
    { ACTIVITY_TOTAL_TIMER,     "totalTimerTime", NULL },
    { ACTIVITY_TOTAL_DISTANCE,  "totalDistance", NULL },
    { ACTIVITY_TOTAL_ENERGY,    "totalCalories", NULL },
    { ACTIVITY_TOTAL_ASCENT,    "totalAscent", "totalFractionalAscent" },
    { ACTIVITY_TOTAL_DESCENT,   "totalDescent", "totalFractionalDescent" },
    { ACTIVITY_TOTAL_AVG_HR,    "avgHeartRate", NULL },
    { ACTIVITY_TOTAL_MAX_HR,    "maxHeartRate", NULL },
    { ACTIVITY_TOTAL_AVG_POWER, "avgPower", NULL },
    { ACTIVITY_TOTAL_MAX_POWER, "maxPower", NULL },
};
/* clang-format on */

/* On foot we count steps of both feet, FIT strides; the part of a turn has its own field. */
static void check_cadence(const struct activity *a, const json_t *mesg, size_t i)
{
    double part = number(mesg, "fractionalCadence"), whole = number(mesg, "cadence");
    double theirs =
        (whole + (isnan(part) ? 0 : part)) * (activity_sports[a->sport].on_foot + 1);
    if (a->column[ACTIVITY_CADENCE])
        same("cadence", i, a->column[ACTIVITY_CADENCE][i], theirs);
}

static void check_records(const struct activity *a, json_t *file)
{
    json_t *records = messages(file, "recordMesgs");
    assert_int_equal(json_array_size(records), a->n_samples);
    for (size_t i = 0; i < a->n_samples; i++) {
        const json_t *mesg = json_array_get(records, i);
        for (size_t c = 0; c < N_ELEMS(columns); c++)
            if (a->column[columns[c].column])
                same(columns[c].field, i, a->column[columns[c].column][i] * columns[c].factor,
                     number(mesg, columns[c].field));
        check_cadence(a, mesg, i);
    }
}

static void check_totals(const double *total, const json_t *mesg, size_t i)
{
    for (size_t t = 0; t < N_ELEMS(totals); t++) {
        double part = totals[t].part ? number(mesg, totals[t].part) : 0;
        same(totals[t].field, i, total[totals[t].total],
             number(mesg, totals[t].field) + (isnan(part) ? 0 : part));
    }
}

static void an_activity_is_read_by_the_makers_decoder(void **state)
{
    struct activity *a[FILES];
    struct rng r = rng_new(31, 1);
    struct err err = { 0 };

    (void)state;
    for (int i = 0; i < FILES; i++) {
        uint8_t *data = NULL;
        size_t n = 0;
        a[i] = random_activity(&r);
        assert_ok(fit_write_activity(a[i], &data, &n, &err), err);
        write_to("a", i, data, n);
        free(data);
    }
    json_t *root = decoded("a", FILES);
    for (int i = 0; i < FILES; i++) {
        json_t *file = json_array_get(root, (size_t)i);
        json_t *id = json_array_get(messages(file, "fileIdMesgs"), 0);
        json_t *session = json_array_get(messages(file, "sessionMesgs"), 0);
        json_t *laps = messages(file, "lapMesgs");
        assert_string_equal(word(id, "type"), "activity");
        same("serial", 0, a[i]->source.serial, number(id, "serialNumber"));
        assert_int_equal(json_array_size(messages(file, "sessionMesgs")), 1);
        same("start", 0, a[i]->start_s, number(session, "startTime"));
        check_totals(a[i]->total, session, 0);
        assert_int_equal(json_array_size(laps), a[i]->n_laps);
        for (size_t l = 0; l < a[i]->n_laps; l++) {
            same("lap start", l, a[i]->lap[l].start_s,
                 number(json_array_get(laps, l), "startTime"));
            check_totals(a[i]->lap[l].total, json_array_get(laps, l), l);
        }
        check_records(a[i], file);
        activity_free(a[i]);
    }
    json_decref(root);
}

/* Words of the decoder for ours; in the order of our enum. */
static const char *const durations[] = { [ACTIVITY_DURATION_OPEN] = "open",
                                         [ACTIVITY_DURATION_TIME] = "time",
                                         [ACTIVITY_DURATION_DISTANCE] = "distance",
                                         [ACTIVITY_DURATION_HR_BELOW] = "hrLessThan",
                                         [ACTIVITY_DURATION_HR_ABOVE] = "hrGreaterThan",
                                         [ACTIVITY_DURATION_ENERGY] = "calories",
                                         [ACTIVITY_DURATION_REPEAT] = "repeatUntilStepsCmplt",
                                         [ACTIVITY_DURATION_POWER_BELOW] = "powerLessThan",
                                         [ACTIVITY_DURATION_POWER_ABOVE] = "powerGreaterThan",
                                         [ACTIVITY_DURATION_REPS] = "reps" };
static const char *const targets[] = {
    [ACTIVITY_TARGET_OPEN] = "open",    [ACTIVITY_TARGET_SPEED] = "speed",
    [ACTIVITY_TARGET_HR] = "heartRate", [ACTIVITY_TARGET_CADENCE] = "cadence",
    [ACTIVITY_TARGET_POWER] = "power",  [ACTIVITY_TARGET_GRADE] = "grade"
};

/* Heart rates and powers are per cent, or 100 and 1000 above what is meant. Where their profile
 * has a name for that very number, they give the name. */
static double raised(const json_t *mesg, const char *field, double base, bool percent)
{
    const char *name = word(mesg, field);
    double v = strcmp(name, "bpmOffset") == 0 || strcmp(name, "wattsOffset") == 0
                   ? base
                   : number(mesg, field);
    return percent ? v : v - base;
}

static void check_amount(const struct activity_step *s, const json_t *mesg, size_t i)
{
    switch (s->duration) {
    case ACTIVITY_DURATION_TIME:
        same("seconds", i, s->amount, number(mesg, "durationTime"));
        break;
    case ACTIVITY_DURATION_DISTANCE:
        same("metres", i, s->amount, number(mesg, "durationDistance"));
        break;
    case ACTIVITY_DURATION_ENERGY:
        same("kcal", i, s->amount, number(mesg, "durationCalories"));
        break;
    case ACTIVITY_DURATION_REPS:
        same("reps", i, s->amount, number(mesg, "durationReps"));
        break;
    case ACTIVITY_DURATION_REPEAT:
        same("repeats", i, s->amount, number(mesg, "repeatSteps"));
        same("from", i, s->repeat_from, number(mesg, "durationStep"));
        break;
    case ACTIVITY_DURATION_HR_BELOW:
    case ACTIVITY_DURATION_HR_ABOVE:
        same("heart rate", i, s->amount, raised(mesg, "durationHr", 100, s->amount_percent));
        break;
    case ACTIVITY_DURATION_POWER_BELOW:
    case ACTIVITY_DURATION_POWER_ABOVE:
        same("power", i, s->amount, raised(mesg, "durationPower", 1000, s->amount_percent));
        break;
    default:
        break;
    }
}

static void check_target(const struct activity_step *s, const json_t *mesg, size_t i)
{
    assert_string_equal(word(mesg, "targetType"), targets[s->target]);
    if (s->target == ACTIVITY_TARGET_OPEN || s->zone)
        return;
    switch (s->target) {
    case ACTIVITY_TARGET_SPEED:
        same("speed", i, s->low, number(mesg, "customTargetSpeedLow"));
        same("speed", i, s->high, number(mesg, "customTargetSpeedHigh"));
        break;
    case ACTIVITY_TARGET_HR:
        same("hr", i, s->low, raised(mesg, "customTargetHeartRateLow", 100, s->percent));
        same("hr", i, s->high, raised(mesg, "customTargetHeartRateHigh", 100, s->percent));
        break;
    case ACTIVITY_TARGET_POWER:
        same("power", i, s->low, raised(mesg, "customTargetPowerLow", 1000, s->percent));
        same("power", i, s->high, raised(mesg, "customTargetPowerHigh", 1000, s->percent));
        break;
    case ACTIVITY_TARGET_CADENCE: /* on foot: strides */
        same("cadence", i, s->low, 2 * number(mesg, "customTargetCadenceLow"));
        same("cadence", i, s->high, 2 * number(mesg, "customTargetCadenceHigh"));
        break;
    default:
        break;
    }
}

static void check_workout(const struct activity_workout *w, json_t *file)
{
    json_t *head = json_array_get(messages(file, "workoutMesgs"), 0);
    json_t *steps = messages(file, "workoutStepMesgs");
    assert_string_equal(word(json_array_get(messages(file, "fileIdMesgs"), 0), "type"),
                        "workout");
    assert_string_equal(word(head, "wktName"), w->name);
    assert_string_equal(word(head, "sport"), "running");
    same("steps", 0, (double)w->n_steps, number(head, "numValidSteps"));
    assert_int_equal(json_array_size(steps), w->n_steps);
    for (size_t i = 0; i < w->n_steps; i++) {
        const struct activity_step *s = &w->step[i];
        const json_t *mesg = json_array_get(steps, i);
        same("index", i, (double)i, number(mesg, "messageIndex"));
        assert_string_equal(word(mesg, "wktStepName"), s->name);
        assert_string_equal(word(mesg, "notes"), s->notes);
        assert_string_equal(word(mesg, "durationType"), durations[s->duration]);
        check_amount(s, mesg, i);
        if (s->duration != ACTIVITY_DURATION_REPEAT)
            check_target(s, mesg, i);
        if (s->intensity != ACTIVITY_INTENSITY_NONE)
            assert_string_equal(word(mesg, "intensity"), activity_intensity_name(s->intensity));
    }
}

static void a_workout_is_read_by_the_makers_decoder(void **state)
{
    struct activity *a[FILES];
    struct rng r = rng_new(32, 1);
    struct err err = { 0 };

    (void)state;
    for (int i = 0; i < FILES; i++) {
        uint8_t *data = NULL;
        size_t n = 0;
        assert_ok(activity_new(&a[i], &err), err);
        random_steps(&r, &a[i]->workout);
        assert_ok(fit_write_workout(&a[i]->workout, 1.7e9, 77, &data, &n, &err), err);
        write_to("w", i, data, n);
        free(data);
    }
    json_t *root = decoded("w", FILES);
    for (int i = 0; i < FILES; i++) {
        check_workout(&a[i]->workout, json_array_get(root, (size_t)i));
        activity_free(a[i]);
    }
    json_decref(root);
}

static void a_schedule_is_read_by_the_makers_decoder(void **state)
{
    const struct fit_planned planned[] = { { 1.7e9, 77, 1.7e9 + 86400, false },
                                           { 1.7e9, 78, 1.7e9 + 172800, true } };
    AUTO(mem) uint8_t *data = NULL;
    struct err err = { 0 };
    size_t n = 0;

    (void)state;
    assert_ok(fit_write_schedule(planned, 2, 1.7e9, &data, &n, &err), err);
    write_to("s", 0, data, n);
    json_t *root = decoded("s", 1), *file = json_array_get(root, 0);
    json_t *list = messages(file, "scheduleMesgs");
    assert_string_equal(word(json_array_get(messages(file, "fileIdMesgs"), 0), "type"),
                        "schedules");
    assert_int_equal(json_array_size(list), 2);
    for (size_t i = 0; i < 2; i++) {
        const json_t *mesg = json_array_get(list, i);
        same("serial", i, planned[i].serial, number(mesg, "serialNumber"));
        same("created", i, planned[i].created_s, number(mesg, "timeCreated"));
        assert_string_equal(word(mesg, "type"), "workout");
        same("completed", i, planned[i].done, number(mesg, "completed"));
    }
    json_decref(root);
}

#define T(test) cmocka_unit_test_setup_teardown(test, tmp_setup, tmp_teardown)
int main(void)
{
    const struct CMUnitTest tests[] = {
        T(an_activity_is_read_by_the_makers_decoder),
        T(a_workout_is_read_by_the_makers_decoder),
        T(a_schedule_is_read_by_the_makers_decoder),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
