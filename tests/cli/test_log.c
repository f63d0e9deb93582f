/* SPDX-License-Identifier: Apache-2.0 */
/* import, log, load, zones and doctor as a user runs them, on files made here. */
#include "base/file.h"
#include "base/mem.h"
#include "cli/log_show.h"
#include "formats/fit.h"
#include "say.h"

static const double noon = 1700000000;
static char folder[128]; /* with two runs and a file that is none */

static int setup(void **state)
{
    struct err err = { 0 };
    char path[192];

    if (tmp_setup(state) < 0)
        return -1;
    snprintf(folder, sizeof(folder), "%s/files", tmp_folder);
    assert_ok(file_make_dirs(folder, &err), err);
    for (int i = 0; i < 2; i++) {
        struct activity *a = plain_run(noon + 86400 * i, 1200);
        uint8_t *data = NULL;
        size_t n = 0;
        assert_ok(fit_write_activity(a, &data, &n, &err), err);
        snprintf(path, sizeof(path), "%s/%d.fit", folder, i);
        assert_ok(file_write(path, data, n, &err), err);
        free(data);
        activity_free(a);
    }
    snprintf(path, sizeof(path), "%s/notes.txt", folder);
    assert_ok(file_write(path, "no session\n", 11, &err), err);
    return 0;
}

/* {} in the line is the database; the import's folder is added. */
static struct spawn *import(const char *options)
{
    char line[512];
    snprintf(line, sizeof(line), "import --db {} %s %s", options, folder);
    return spawn_backstride(line, tmp_db);
}

static void a_folder_is_imported_once(void **state)
{
    (void)state;
    struct spawn *s = import("");
    assert_int_equal(s->status, 0);
    assert_non_null(strstr(s->out, "3 files: 2 new, 1 skipped"));
    s = import("-v");
    assert_non_null(strstr(s->out, "0 new, 2 known already, 1 skipped"));
    assert_non_null(strstr(s->out, "0.fit"));
}

static void a_damaged_file_is_named_and_stops_nothing(void **state)
{
    struct err err = { 0 };
    char path[192];

    (void)state;
    snprintf(path, sizeof(path), "%s/0broken.tcx", folder);
    assert_ok(file_write(path, "<TrainingCenterDatabase", 23, &err), err);
    struct spawn *s = import("");
    assert_int_equal(s->status, 2);
    assert_non_null(strstr(s->out, "0broken.tcx"));
    assert_non_null(strstr(s->out, "2 new"));
    assert_non_null(strstr(s->err, "1 of 4 files could not be imported"));
}

static void standard_input_is_imported_and_odd_names_stay_in_the_json(void **state)
{
    static const char odd[] = "a\xff\033.fit";
    struct err err = { 0 };
    char path[192], line[256];
    AUTO(mem) uint8_t *data = NULL;
    size_t n = 0;

    (void)state;
    snprintf(path, sizeof(path), "%s/0.fit", folder);
    spawn_stdin = path;
    assert_non_null(strstr(spawn_backstride("import --db {} -", tmp_db)->out, "1 file: 1 new"));
    spawn_stdin = "/dev/null";
    assert_ok(file_read(path, 1 << 20, &data, &n, &err), err);
    snprintf(path, sizeof(path), "%s/%s", folder, odd);
    assert_ok(file_write(path, data, n, &err), err);
    snprintf(line, sizeof(line), "import --db {} --json %s", path);
    json_t *root = json_of(line);
    json_t *one = json_array_get(json_object_get(root, "results"), 0);
    assert_non_null(strstr(json_string_value(json_object_get(one, "path")), "/a??.fit"));
    json_decref(root);
    unlink(path);
}

/* A swim with a gap at each wall once filled a page with one line. */
static void what_was_repaired_often_is_told_once(void **state)
{
    struct load_repair item[] = { { .kind = 0, .column = 0, .n = 1 },
                                  { .kind = 1, .column = 0, .n = 2 },
                                  { .kind = 0, .column = 0, .n = 1 },
                                  { .kind = 0, .column = 1, .n = 1 } };
    const struct load_repairs all = { .item = item, .n = 4 };
    char line[256];
    (void)state;
    assert_true(log_repair_line(&all, 0, line, sizeof(line)));
    assert_non_null(strstr(line, " 2 times: "));
    assert_non_null(strstr(line, "(2 samples of "));
    assert_false(log_repair_line(&all, 2, line, sizeof(line)));
    assert_true(log_repair_line(&all, 3, line, sizeof(line)));
    assert_non_null(strstr(line, "(1 sample of "));
    assert_null(strstr(line, "times"));
}

static void the_log_lists_shows_edits_and_undoes(void **state)
{
    (void)state;
    import("");
    json_t *root = json_of("log --db {} --json");
    assert_int_equal(json_integer_value(json_object_get(root, "total")), 2);
    json_decref(root);
    struct spawn *s = spawn_backstride("log show 1 --db {} --max-hr 190", tmp_db);
    assert_int_equal(s->status, 0);
    assert_non_null(strstr(s->out, "3.60 km"));
    assert_non_null(strstr(s->out, "5:33 /km"));
    assert_non_null(strstr(s->out, "Zones"));
    assert_int_equal(spawn_backstride("log edit 1 --db {} --name Hills", tmp_db)->status, 0);
    assert_non_null(strstr(spawn_backstride("log --db {}", tmp_db)->out, "Hills"));
    assert_int_equal(spawn_backstride("log delete 1 --db {}", tmp_db)->status, 0);
    assert_null(strstr(spawn_backstride("log --db {}", tmp_db)->out, "Hills"));
    assert_int_equal(spawn_backstride("log undo --db {}", tmp_db)->status, 0);
    assert_non_null(strstr(spawn_backstride("log --db {}", tmp_db)->out, "Hills"));
    assert_int_equal(spawn_backstride("log undo --db {}", tmp_db)->status, 0);
    assert_null(strstr(spawn_backstride("log --db {}", tmp_db)->out, "Hills"));
    root = json_of("log show 1 --db {} --json");
    assert_near(json_number_value(json_object_get(root, "timer_s")), 1200, 0);
    json_decref(root);
}

static char *read_text(const char *name)
{
    char path[192];
    uint8_t *data = NULL;
    size_t n = 0;
    struct err err = { 0 };
    snprintf(path, sizeof(path), "%s/%s", tmp_folder, name);
    assert_ok(file_read(path, 1 << 20, &data, &n, &err), err);
    return (char *)data;
}

static void a_session_is_drawn_and_its_name_can_do_no_harm(void **state)
{
    char line[512];

    (void)state;
    import("");
    assert_int_equal(
        spawn_backstride("log edit 1 --db {} --name <img/src=x>&\"'", tmp_db)->status, 0);
    snprintf(line, sizeof(line),
             "log show 1 --db {} --max-hr 190 --svg %s/s.svg --html %s/s.html", tmp_folder,
             tmp_folder);
    struct spawn *s = spawn_backstride(line, tmp_db);
    assert_int_equal(s->status, 0);
    assert_non_null(strstr(s->out, "kind "));
    char *svg = read_text("s.svg"), *html = read_text("s.html");
    const char *const both[] = { svg, html };
    for (size_t i = 0; i < 2; i++) {
        assert_null(strstr(both[i], "<img"));
        assert_non_null(strstr(both[i], "&lt;img/src=x&gt;&amp;"));
        assert_non_null(strstr(both[i], "Pace, min/km"));
        assert_non_null(strstr(both[i], "Heart rate, /min"));
        assert_non_null(strstr(both[i], "zone 3")); /* 138 to 142 of 190: 70 to 80 % */
        assert_null(strstr(both[i], "nan"));
        assert_null(strstr(both[i], "inf"));
    }
    assert_null(strstr(svg, "Altitude")); /* it has none */
    assert_non_null(strstr(html, "This was: "));
    free(svg);
    free(html);
}

static void what_kind_a_session_was_is_told_with_its_reasons(void **state)
{
    (void)state;
    import("");
    json_t *root = json_of("log show 1 --db {} --max-hr 190 --json");
    json_t *kind = json_object_get(root, "kind"), *reasons = json_object_get(kind, "reasons");
    assert_string_equal(json_string_value(json_object_get(kind, "name")), "easy");
    assert_int_equal(json_array_size(reasons), 1);
    assert_string_equal(json_string_value(json_object_get(json_array_get(reasons, 0), "text")),
                        "100 % of the time below the first threshold");
    json_decref(root);
}

static double score_of(const char *line, const char *key)
{
    json_t *root = json_of(line), *one = json_object_get(json_object_get(root, "scores"), key);
    double x = json_is_number(json_object_get(one, "value"))
                   ? json_number_value(json_object_get(one, "value"))
                   : (double)NAN;
    assert_non_null(json_object_get(one, "grade"));
    json_decref(root);
    return x;
}

static void the_load_of_a_session_is_told_with_its_grade(void **state)
{
    static const char man[] = "log show 1 --db {} --max-hr 190 --sex male --json",
                      unknown[] = "log show 1 --db {} --max-hr 190 --json";
    (void)state;
    import("");
    assert_near(score_of(man, "edwards"), 60, 0.2); /* 20 min, 70 to 80 % of 190: x 3 */
    assert_near(score_of(man, "lucia"), 20, 0.1);   /* all below the first threshold */
    assert_near(score_of(man, "trimp"), score_of(man, "trimp_male"), 1e-9);
    assert_true(isnan(score_of(unknown, "trimp")) && score_of(unknown, "trimp_female") > 0);
    assert_true(isnan(score_of(man, "session_rpe")) && isnan(score_of(man, "run_stress")));
    assert_null(
        strstr(spawn_backstride("log show 1 --db {} --max-hr 190 --sex male", tmp_db)->out,
               "TRIMP of"));
    assert_non_null(strstr(spawn_backstride("log show 1 --db {} --max-hr 190", tmp_db)->out,
                           "TRIMP of a man"));
}

static void a_session_without_a_file_is_added_once(void **state)
{
    static const char add[] = "log add --db {} --date 2026-05-31T18:30 --duration 45:00 "
                              "--sport training --effort 4 --name Core";
    (void)state;
    assert_int_equal(spawn_backstride(add, tmp_db)->status, 0);
    json_t *root = json_of("log --db {} --json");
    json_t *one = json_array_get(json_object_get(root, "activities"), 0);
    assert_near(json_number_value(json_object_get(one, "timer_s")), 2700, 0);
    assert_near(json_number_value(json_object_get(one, "effort")), 4, 0);
    assert_string_equal(json_string_value(json_object_get(one, "name")), "Core");
    json_decref(root);
    assert_int_equal(spawn_backstride(add, tmp_db)->status, 64);
    struct spawn *s = spawn_backstride("log show 1 --db {}", tmp_db);
    assert_int_equal(s->status, 0);
    assert_non_null(strstr(s->out, "4 of 10"));
    assert_non_null(strstr(s->out, "session RPE          180 rating x min (grade strong)"));
}

/* json_pack drops what is not UTF-8: one such note once took its session out of the list. */
static void words_of_any_bytes_are_kept_plain(void **state)
{
    static const char add[] =
        "log add --db {} --date 2026-05-31T18:30 --duration 45:00 --sport "
        "run --name \x1b[31mM\xe4rz --note b\xf6se\xc2\x9b";
    (void)state;
    assert_int_equal(spawn_backstride(add, tmp_db)->status, 0);
    json_t *root = json_of("log --db {} --json");
    json_t *list = json_object_get(root, "activities"), *one = json_array_get(list, 0);
    assert_int_equal(json_array_size(list), 1);
    assert_string_equal(json_string_value(json_object_get(one, "name")), "?[31mM?rz");
    assert_string_equal(json_string_value(json_object_get(one, "note")), "b?se?");
    json_decref(root);
}

#define ADD  "log add --db {} --sport run "
#define LONG "a-word-that-does-not-end-because-the-one-who-says-it-does-not-stop"

static void wrong_requests_are_refused_with_the_way_out(void **state)
{
    static const struct {
        const char *line, *says;
        int status;
    } rows[] = {
        { "log --db {} show", "needs the number", 64 },
        { "log --db {} show 99", "there is no activity 99", 2 },
        { "log --db {} fly", "it can list, show, add", 64 },
        { "log --db {} --from yesterday", "is no date", 64 },
        { "log --db {} --from 2026-02-30", "is no date", 64 },
        { "log --db {} --sport runn", "did you mean run", 64 },
        { "log --db {} add --sport run", "needs --date", 64 },
        { "log --db {} edit 1", "nothing to change", 64 },
        { "log --db {} undo", "nothing to undo", 2 },
        { "log --db {} edit 1 --date 2026-01-01", "--date serves log add", 64 },
        { "log --db {} --html x.html", "--html serves log show", 64 },
        { "log --db {} --from 2026-02-02 --to 2026-01-01", "comes before", 64 },
        { "log --db {} show 1 --html /tmp", "is a folder", 64 },
        { "log --db {} show 1 --html /tmp/a.same --svg /tmp/./a.same", "same file", 64 },
        { ADD "--date 2099-01-01 --duration 45:00", "lies in the future", 64 },
        { ADD "--date 2026-01-01 --duration 999:00:00", "240:00:00", 64 },
        { ADD "--date 2026-01-01 --duration 1:30 --distance 10", "400 km/h", 64 },
        { ADD "--date 2026-01-01 --duration 45:00 --note " LONG LONG LONG LONG, "shorter", 64 },
        { ADD "--date 2026-01-01 --duration 45:00 --name " LONG, "shorter", 64 },
        { "zones --db {} --scheme x", "there are max5", 64 },
        { "load --db {} --score trimp", "give --sex", 64 },
        { "zones --db {} --scheme pace6", "backstride profile", 64 },
        { "load --db {} --threshold-pace 5", "is no duration", 64 },
        { "import --db {} /nowhere/at/all", "1 of 1 file could not be imported", 2 },
    };
    (void)state;
    import("");
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct spawn *s = spawn_backstride(rows[i].line, tmp_db);
        if (s->status != rows[i].status || !strstr(s->err, rows[i].says))
            fail_msg("%s: status %d, %s", rows[i].line, s->status, s->err);
    }
    snprintf(tmp_db, sizeof(tmp_db), "%s/none.db", tmp_folder);
    struct spawn *s = spawn_backstride("log --db {}", tmp_db);
    assert_int_equal(s->status, 2);
    assert_non_null(strstr(s->err, "backstride import"));
}

static void sums_and_zones_add_up(void **state)
{
    double sum = 0;
    size_t i;
    json_t *week, *s;

    (void)state;
    import("");
    json_t *root = json_of("load --db {} --json --today 2023-11-16 --weeks 1");
    json_t *weeks = json_object_get(root, "weeks");
    assert_int_equal(json_array_size(weeks), 1);
    week = json_array_get(weeks, 0);
    assert_string_equal(json_string_value(json_object_get(week, "monday")), "2023-11-13");
    assert_int_equal(json_integer_value(json_object_get(week, "runs")), 2);
    assert_near(json_number_value(json_object_get(week, "run_m")), 7200, 6); /* end of file */
    json_decref(root);
    root = json_of("zones --db {} --json --scheme max5 --max-hr 190");
    week = json_array_get(json_object_get(root, "weeks"), 0);
    json_array_foreach(json_object_get(week, "seconds"), i, s) sum += json_number_value(s);
    assert_near(sum, 2400, 2); /* the last sample of a run stands for its step, or for none */
    json_decref(root);
    struct spawn *text = spawn_backstride("load --db {} --today 2023-11-16", tmp_db);
    assert_non_null(strstr(text->out, "grade"));
}

static void doctor_looks_at_the_log_and_copies_it(void **state)
{
    char line[256];

    (void)state;
    import("");
    snprintf(line, sizeof(line), "doctor --db {} --backup %s/copy.db", tmp_folder);
    struct spawn *s = spawn_backstride(line, tmp_db);
    assert_non_null(strstr(s->out, "2 activities from 2 files"));
    snprintf(tmp_db, sizeof(tmp_db), "%s/copy.db", tmp_folder);
    assert_non_null(strstr(spawn_backstride("log --db {}", tmp_db)->out, "run"));
}

#define T(test) cmocka_unit_test_setup_teardown(test, setup, tmp_teardown)
int main(void)
{
    setenv("BACKSTRIDE_TODAY", "2026-08-01", 1); /* or the dates below lie in the future */
    const struct CMUnitTest tests[] = {
        T(a_folder_is_imported_once),
        T(a_damaged_file_is_named_and_stops_nothing),
        T(standard_input_is_imported_and_odd_names_stay_in_the_json),
        cmocka_unit_test(what_was_repaired_often_is_told_once),
        T(the_log_lists_shows_edits_and_undoes),
        T(a_session_is_drawn_and_its_name_can_do_no_harm),
        T(what_kind_a_session_was_is_told_with_its_reasons),
        T(words_of_any_bytes_are_kept_plain),
        T(the_load_of_a_session_is_told_with_its_grade),
        T(a_session_without_a_file_is_added_once),
        T(wrong_requests_are_refused_with_the_way_out),
        T(sums_and_zones_add_up),
        T(doctor_looks_at_the_log_and_copies_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
