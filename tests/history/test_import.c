/* SPDX-License-Identifier: Apache-2.0 */
#include <signal.h>
#include <sys/wait.h>
#include <time.h>

#include "../store/store_tmp.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/rng.h"
#include "formats/fit.h"
#include "formats/source.h"
#include "history/history.h"

static const double noon = 1700000000;

struct counts {
    size_t of[HISTORY_N_OUTCOMES];
    char why[ERR_MSG_MAX];
};

static void count(void *arg, const char *path, const struct history_result *r)
{
    struct counts *c = arg;
    (void)path;
    c->of[r->outcome]++;
    snprintf(c->why, sizeof(c->why), "%s", r->why);
}

struct fit { /* a file in memory */
    uint8_t *data;
    size_t n;
};

static struct fit fit_of(const struct activity *a)
{
    struct fit f;
    struct err err = { 0 };
    assert_ok(fit_write_activity(a, &f.data, &f.n, &err), err);
    return f;
}

static struct fit fit_run(double start_s, size_t n)
{
    AUTO(activity) struct activity *a = plain_run(start_s, n);
    return fit_of(a);
}

static struct counts import_fits(const struct fit *files, size_t n)
{
    AUTO(store) struct store *s = NULL;
    AUTO(history_import) struct history_import *im = NULL;
    struct counts c = { 0 };
    const struct history_import_params par = {
        .now_s = noon, .tell = count, .arg = &c, .batch_files = 4
    };
    struct err err = { 0 };

    assert_ok(store_open(tmp_db, STORE_CREATE, &s, &err), err);
    assert_ok(history_import_new(s, &par, &im, &err), err);
    for (size_t i = 0; i < n; i++)
        assert_ok(history_import_one(im, "a.fit", files[i].data, files[i].n, NULL, &err), err);
    assert_ok(history_import_end(im, &err), err);
    return c;
}

static size_t list_all(struct store_row **ret)
{
    AUTO(store) struct store *s = NULL;
    struct store_filter f = STORE_FILTER_INIT;
    struct err err = { 0 };
    size_t n = 0;

    assert_ok(store_open(tmp_db, STORE_WRITE, &s, &err), err);
    assert_ok(store_list(s, &f, ret, &n, &err), err);
    return n;
}

static void importing_twice_changes_nothing(void **state)
{
    AUTO(mem) struct store_row *rows = NULL;
    struct fit f[2] = { fit_run(noon, 600), fit_run(noon + 86400, 600) };

    (void)state;
    struct counts c = import_fits(f, 2);
    assert_int_equal(c.of[HISTORY_NEW], 2);
    c = import_fits(f, 2);
    assert_int_equal(c.of[HISTORY_KNOWN], 2);
    assert_int_equal(c.of[HISTORY_NEW], 0);
    assert_int_equal(list_all(&rows), 2);
    assert_near(rows[0].distance_m, 1800, 3); /* the last second is up to the device */
    free(f[0].data);
    free(f[1].data);
}

/* The same run again, as a service has it: from 20 s later, no heart rate, its own name. */
static struct fit poor_copy(double start_s, size_t n)
{
    AUTO(activity) struct activity *a = plain_run(start_s, n);
    free(a->column[ACTIVITY_HR]);
    a->column[ACTIVITY_HR] = NULL;
    for (size_t i = 0; i < n; i++)
        a->column[ACTIVITY_LAT][i] += 1e-4; /* 11 m off: another receiver */
    a->total[ACTIVITY_TOTAL_ASCENT] = 33;
    snprintf(a->name, sizeof(a->name), "Lunch");
    return fit_of(a);
}

static void the_same_run_from_two_devices_is_one_whatever_comes_first(void **state)
{
    struct fit f[2] = { fit_run(noon, 1200), poor_copy(noon + 20, 1195) };
    struct fit turned[2] = { f[1], f[0] };

    (void)state;
    for (int order = 0; order < 2; order++) {
        AUTO(store) struct store *s = NULL;
        AUTO(mem) struct store_row *rows = NULL;
        AUTO(activity) struct activity *a = NULL;
        struct err err = { 0 };
        unlink(tmp_db);
        struct counts c = import_fits(order ? turned : f, 2);
        assert_int_equal(c.of[HISTORY_NEW], 1);
        assert_int_equal(c.of[HISTORY_MERGED], 1);
        assert_int_equal(list_all(&rows), 1);
        assert_int_equal(rows[0].n_sources, 2);
        assert_near(rows[0].ascent_m, 33, 0); /* only the poorer one knows it */
        assert_near(rows[0].start_s, noon, 0);
        assert_ok(store_open(tmp_db, STORE_WRITE, &s, &err), err);
        assert_ok(store_get(s, rows[0].id, NULL, &a, &err), err);
        assert_int_equal(a->n_samples, 1200); /* of the richer one */
        assert_non_null(a->column[ACTIVITY_HR]);
    }
    free(f[0].data);
    free(f[1].data);
}

static void sessions_that_only_look_alike_stay_apart(void **state)
{
    static const struct {
        const char *what;
        double later_s, north_deg;
        size_t n;
        enum activity_sport sport;
        bool same;
    } rows[] = {
        { "itself", 0, 0, 1000, ACTIVITY_SPORT_RUN, true },
        { "59 s later", 59, 0, 1000, ACTIVITY_SPORT_RUN, true },
        { "61 s later", 61, 0, 1000, ACTIVITY_SPORT_RUN, false },
        { "1.9 % longer", 0, 0, 1019, ACTIVITY_SPORT_RUN, true },
        { "3 % longer", 0, 0, 1030, ACTIVITY_SPORT_RUN, false },
        { "1 km away", 0, 0.009, 1000, ACTIVITY_SPORT_RUN, false },
        { "a walk", 0, 0, 1000, ACTIVITY_SPORT_WALK, true },
        { "a ride", 0, 0, 1000, ACTIVITY_SPORT_RIDE, false },
        { "no sport said", 0, 0, 1000, ACTIVITY_SPORT_NONE, true },
    };
    AUTO(activity) struct activity *a = plain_run(noon, 1000);

    (void)state;
    for (size_t i = 0; i < N_ELEMS(rows); i++) {
        AUTO(activity) struct activity *b = plain_run(noon + rows[i].later_s, rows[i].n);
        b->sport = rows[i].sport;
        /* the runner is as far along the road as the watch that started earlier */
        for (size_t k = 0; k < b->n_samples; k++)
            b->column[ACTIVITY_LAT][k] += rows[i].north_deg + rows[i].later_s * 2.7e-5;
        if (history_same(a, b) != rows[i].same || history_same(b, a) != rows[i].same)
            fail_msg("%s: %s", rows[i].what, rows[i].same ? "not found" : "taken for the same");
    }
}

static void one_session_by_two_clocks_is_found_by_its_route(void **state)
{
    static const struct {
        const char *what;
        double clock_s, started_s, east_deg, want; /* want: shift; NaN: another session */
    } rows[] = {
        { "the clock of another zone", 7200, 0, 0, -7200 },
        { "half an hour, started 4 s later", -1800, 4, 0, 1800 },
        { "India", 19800, 0, 1e-4, -19800 },
        { "three minutes, while the other runs", 180, 0, 0, -180 },
        { "the same road two hours later, 40 s past the hour", 7240, 0, 0, NAN },
        { "two hours later, on the next road", 7200, 0, 2e-3, NAN },
        { "21 minutes later, when the other is over", 1260, 0, 0, NAN },
        { "the next day", 86400, 0, 0, NAN },
    };
    AUTO(activity) struct activity *a = plain_run(noon, 1200);

    (void)state;
    for (size_t i = 0; i < N_ELEMS(rows); i++) {
        double later = rows[i].clock_s + rows[i].started_s;
        AUTO(activity) struct activity *b = plain_run(noon + later, 1200);
        for (size_t k = 0; k < b->n_samples; k++) {
            b->column[ACTIVITY_LON][k] += rows[i].east_deg;
            b->column[ACTIVITY_LAT][k] += rows[i].started_s * 2.7e-5;
        }
        double shift = history_clock_shift(a, b), back = history_clock_shift(b, a);
        bool right = isnan(rows[i].want)
                         ? isnan(shift) && isnan(back)
                         : fabs(shift - rows[i].want) <= 0 && fabs(back + rows[i].want) <= 0;
        if (!right)
            fail_msg("%s: %g and %g", rows[i].what, shift, back);
    }
}

static void a_recording_with_another_clock_is_merged_in_its_place(void **state)
{
    struct fit f[2] = { fit_run(noon, 1200), poor_copy(noon + 3600, 1200) };
    AUTO(store) struct store *s = NULL;
    AUTO(mem) struct store_row *rows = NULL;
    AUTO(activity) struct activity *a = NULL;
    struct err err = { 0 };

    (void)state;
    struct counts c = import_fits(f, 2);
    assert_int_equal(c.of[HISTORY_NEW], 1);
    assert_int_equal(c.of[HISTORY_MERGED], 1);
    assert_int_equal(list_all(&rows), 1);
    assert_near(rows[0].start_s, noon, 0); /* of the richer one */
    assert_near(rows[0].ascent_m, 33, 0);  /* only the poorer one knows it */
    assert_ok(store_open(tmp_db, STORE_WRITE, &s, &err), err);
    assert_ok(store_get(s, rows[0].id, NULL, &a, &err), err);
    assert_int_equal(a->n_notes, 1);
    assert_int_equal(a->note[0].kind, ACTIVITY_NOTE_CLOCK);
    assert_non_null(strstr(a->note[0].text, "differs by 60 min"));
    free(f[0].data);
    free(f[1].data);
}

static void a_deleted_run_stays_deleted(void **state)
{
    AUTO(mem) struct store_row *rows = NULL;
    const struct store_edit gone = { "deleted", "1" };
    struct err err = { 0 };
    struct fit f = fit_run(noon, 600);

    (void)state;
    import_fits(&f, 1);
    {
        AUTO(store) struct store *s = NULL;
        assert_ok(store_open(tmp_db, STORE_WRITE, &s, &err), err);
        assert_ok(store_edit(s, 1, "delete", &gone, 1, noon, &err), err);
    }
    struct counts c = import_fits(&f, 1);
    assert_int_equal(c.of[HISTORY_DELETED], 1);
    assert_int_equal(list_all(&rows), 0);
    free(f.data);
}

/* A folder as Garmin exports it: the file names nothing, the lists beside it do. */
static void an_export_gives_its_files_name_and_gear(void **state)
{
    static const char summary[] =
        "[{\"summarizedActivitiesExport\":[{\"activityId\":7,\"name\":"
        "\"Along the river\",\"beginTimestamp\":1700000000000}]}]";
    static const char gear[] =
        "[{\"gearDTOS\":[{\"gearPk\":6,\"gearTypeName\":\"Shoes\",\"customMakeModel\":\"Red "
        "ones\"}],\"gearActivityDTOs\":{\"6\":[{\"gearPk\":6,\"activityId\":7}]}}]";
    char dir[] = "/tmp/backstride-test-XXXXXX", path[3][80];
    struct fit run = fit_run(noon, 600);
    const struct {
        const char *name;
        const void *data;
        size_t n;
    } files[] = { { "a.fit", run.data, run.n },
                  { "me_0_summarizedActivities.json", summary, sizeof(summary) - 1 },
                  { "me_gear.json", gear, sizeof(gear) - 1 } };
    const struct history_import_params par = { .now_s = noon };
    AUTO(mem) struct store_source *kept = NULL;
    AUTO(mem) struct store_row *rows = NULL;
    struct err err = { 0 };
    size_t n = 0;

    (void)state;
    assert_non_null(mkdtemp(dir));
    for (size_t i = 0; i < N_ELEMS(files); i++) {
        snprintf(path[i], sizeof(path[i]), "%s/%s", dir, files[i].name);
        assert_ok(file_write(path[i], files[i].data, files[i].n, &err), err);
    }
    {
        AUTO(store) struct store *s = NULL;
        AUTO(source) struct source *source = NULL;
        AUTO(history_import) struct history_import *im = NULL;
        const struct source_item *item;
        const uint8_t *data;
        assert_ok(store_open(tmp_db, STORE_CREATE, &s, &err), err);
        assert_ok(history_import_new(s, &par, &im, &err), err);
        assert_ok(source_open(dir, NULL, &source, &err), err);
        assert_int_equal(source_next(source, &item, &err), 1);
        assert_ok(source_load(source, &data, &n, &err), err);
        history_import_from(im, source);
        assert_ok(history_import_one(im, item->path, data, n, item->meta, &err), err);
        assert_ok(history_import_end(im, &err), err);
        assert_int_equal(source_next(source, &item, &err), 0);
        assert_ok(store_sources(s, 1, &kept, &n, &err), err);
    }
    assert_int_equal(n, 1);
    assert_string_equal(kept[0].gear, "Red ones");
    assert_string_equal(kept[0].name, "Along the river");
    assert_int_equal(list_all(&rows), 1);
    assert_string_equal(rows[0].name, "Along the river");
    for (size_t i = 0; i < N_ELEMS(files); i++)
        unlink(path[i]);
    rmdir(dir);
    free(run.data);
}

static void what_is_no_session_is_skipped_and_damage_stops_nothing(void **state)
{
    AUTO(mem) struct store_row *rows = NULL;
    struct fit run = fit_run(noon, 60), junk = { (uint8_t *)run.data, 20 }, f[3], plan;
    AUTO(activity) struct activity *a = plain_run(noon, 2);
    struct err err = { 0 };
    static uint8_t text[] = "Dear diary, today I ran.";

    (void)state;
    struct activity_step *step = activity_add_step(&a->workout);
    step->duration = ACTIVITY_DURATION_TIME;
    step->amount = 60;
    assert_ok(fit_write_workout(&a->workout, noon, 7, &plan.data, &plan.n, &err), err);
    f[0] = junk;
    f[1] = plan;
    f[2] = run;
    struct counts c = import_fits(f, 3);
    assert_int_equal(c.of[HISTORY_NEW], 1);
    assert_int_equal(c.of[HISTORY_SKIPPED] + c.of[HISTORY_FAILED], 2);
    struct fit diary = { text, sizeof(text) - 1 };
    c = import_fits(&diary, 1);
    assert_int_equal(c.of[HISTORY_SKIPPED], 1);
    assert_true(c.why[0] != '\0');
    assert_int_equal(list_all(&rows), 1);
    free(plan.data);
    free(run.data);
}

static void a_session_entered_by_hand_reads_back(void **state)
{
    const struct history_manual m = { .name = "Core\nand more",
                                      .sport = ACTIVITY_SPORT_TRAINING,
                                      .sub = ACTIVITY_SUB_CORE,
                                      .start_s = noon,
                                      .utc_offset_s = -3600,
                                      .duration_s = 1800.5,
                                      .distance_m = NAN,
                                      .effort = 4,
                                      .entered_s = noon + 1 };
    AUTO_TEXT struct text t = TEXT_INIT(4096);
    AUTO(activity) struct activity *a = NULL;
    struct err err = { 0 };

    (void)state;
    assert_ok(history_manual_write(&m, &t, &err), err);
    assert_ok(history_manual_read((const uint8_t *)text_str(&t), t.len, &a, &err), err);
    assert_string_equal(a->name, "Core and more");
    assert_int_equal(a->sport, ACTIVITY_SPORT_TRAINING);
    assert_int_equal(a->sub, ACTIVITY_SUB_CORE);
    assert_near(a->start_s, noon, 0);
    assert_near(a->utc_offset_s, -3600, 0);
    assert_near(a->total[ACTIVITY_TOTAL_TIMER], 1800.5, 0);
    assert_near(a->total[ACTIVITY_TOTAL_EFFORT], 4, 0);
    assert_true(isnan(a->total[ACTIVITY_TOTAL_DISTANCE]));
}

static void lost_recordings_are_made_again_from_the_kept_files(void **state)
{
    AUTO(store) struct store *s = NULL;
    AUTO(activity) struct activity *a = NULL, *b = NULL;
    struct err err = { 0 };
    struct fit f = fit_run(noon, 600);
    size_t made = 0;

    (void)state;
    import_fits(&f, 1);
    assert_ok(store_open(tmp_db, STORE_WRITE, &s, &err), err);
    assert_ok(store_drop_recording(s, 1, &err), err);
    assert_refused(store_get(s, 1, NULL, &a, &err), ERR_FORMAT);
    assert_ok(history_reread(s, noon, &made, &err), err);
    assert_int_equal(made, 1);
    assert_ok(store_get(s, 1, NULL, &b, &err), err);
    assert_int_equal(b->n_samples, 600);
    free(f.data);
}

/* Killed at random moments of an import: what is there is whole, and a rerun completes it. How
 * many moments: BACKSTRIDE_KILLS, else 20. */
static void killed_at_any_moment_the_log_is_whole(void **state)
{
    enum { FILES = 24 };
    const char *wish = getenv("BACKSTRIDE_KILLS");
    long kills = wish ? strtol(wish, NULL, 10) : 20;
    struct fit f[FILES];
    struct rng r = rng_new((uint64_t)kills, 5);
    struct timespec start, end;

    (void)state;
    for (size_t i = 0; i < FILES; i++)
        f[i] = fit_run(noon + 86400 * (double)i, 900);
    clock_gettime(CLOCK_MONOTONIC, &start);
    import_fits(f, FILES);
    clock_gettime(CLOCK_MONOTONIC, &end);
    double whole_us =
        (double)(end.tv_sec - start.tv_sec) * 1e6 + (double)(end.tv_nsec - start.tv_nsec) / 1e3;
    for (long k = 0; k < kills; k++) {
        AUTO(mem) struct store_row *rows = NULL;
        AUTO(store) struct store *s = NULL;
        struct err err = { 0 };
        size_t faults = 1;
        char side[160];
        static const char *const tails[] = { "", "-wal", "-shm" };
        for (size_t i = 0; i < N_ELEMS(tails); i++) {
            snprintf(side, sizeof(side), "%s%s", tmp_db, tails[i]);
            unlink(side);
        }
        pid_t pid = fork();
        assert_true(pid >= 0);
        if (pid == 0) {
            import_fits(f, FILES);
            _exit(0);
        }
        usleep((useconds_t)(rng_uniform(&r) * 1.1 * whole_us));
        kill(pid, SIGKILL);
        assert_int_equal(waitpid(pid, NULL, 0), pid);
        assert_ok(store_open(tmp_db, STORE_CREATE, &s, &err), err);
        assert_ok(store_check(s, true, NULL, NULL, &faults, &err), err);
        assert_int_equal(faults, 0);
        s = store_free(s);
        struct counts c = import_fits(f, FILES);
        assert_int_equal(c.of[HISTORY_NEW] + c.of[HISTORY_KNOWN], FILES);
        assert_int_equal(list_all(&rows), FILES);
    }
    for (size_t i = 0; i < FILES; i++)
        free(f[i].data);
}

#define T(test) cmocka_unit_test_setup_teardown(test, tmp_setup, tmp_teardown)
int main(void)
{
    const struct CMUnitTest tests[] = {
        T(importing_twice_changes_nothing),
        T(the_same_run_from_two_devices_is_one_whatever_comes_first),
        cmocka_unit_test(sessions_that_only_look_alike_stay_apart),
        T(one_session_by_two_clocks_is_found_by_its_route),
        T(a_recording_with_another_clock_is_merged_in_its_place),
        T(a_deleted_run_stays_deleted),
        T(an_export_gives_its_files_name_and_gear),
        T(what_is_no_session_is_skipped_and_damage_stops_nothing),
        cmocka_unit_test(a_session_entered_by_hand_reads_back),
        T(lost_recordings_are_made_again_from_the_kept_files),
        T(killed_at_any_moment_the_log_is_whole),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
