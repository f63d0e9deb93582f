/* SPDX-License-Identifier: Apache-2.0 */
/* backstride plan as a runner uses it. */
#include "base/file.h"
#include "base/mem.h"
#include "say.h"

/* Options that take the day from us: Monday 25 May 2026. */
#define TODAY " --db {} --today 2026-05-25"

/* Three runs of 6 km a week for five weeks before that Monday. */
static void put_runs(void)
{
    static const char *const days[] = { "04-21", "04-23", "04-26", "04-28", "04-30",
                                        "05-03", "05-05", "05-07", "05-10", "05-12",
                                        "05-14", "05-17", "05-19", "05-21", "05-24" };
    char line[200];

    for (size_t i = 0; i < N_ELEMS(days); i++) {
        snprintf(line, sizeof(line),
                 "log add --db {} --date 2026-%sT18:00 --duration 38:00 --sport run "
                 "--distance 6",
                 days[i]);
        say(line);
    }
}

static const char *track_of(json_t *root)
{
    return json_string_value(json_object_get(json_object_get(root, "wishes"), "track"));
}

static void without_a_plan_it_says_how_to_make_one(void **state)
{
    struct spawn *s;

    (void)state;
    say("log add --db {} --date 2026-05-24T18:00 --duration 30:00 --sport run --distance 5");
    s = spawn_backstride("plan --db {}", tmp_db);
    assert_int_equal(s->status, 2);
    assert_non_null(strstr(s->err, "backstride plan make"));
    assert_non_null(strstr(say("plan --forget --db {}")->out, "no plan"));
}

static void a_beginner_gets_walk_breaks(void **state)
{
    json_t *root;

    (void)state;
    assert_non_null(strstr(say("plan make" TODAY)->out, "new to running"));
    root = json_of("plan --json" TODAY);
    assert_string_equal(track_of(root), "new");
    assert_true(json_is_true(json_object_get(root, "met")));
    assert_true(json_is_false(json_object_get(root, "due")));
    assert_string_equal(json_string_value(json_object_get(root, "schema")),
                        "backstride.plan/1");
    json_t *first = json_array_get(json_object_get(root, "sessions"), 0);
    assert_string_equal(json_string_value(json_object_get(first, "day")), "2026-05-26");
    assert_string_equal(json_string_value(json_object_get(first, "kind")), "run-walk");
    assert_near(json_number_value(json_object_get(first, "run_s")), 480, 0);
    json_decref(root);
}

static void the_log_makes_a_regular_runner(void **state)
{
    json_t *root;

    (void)state;
    put_runs();
    assert_non_null(strstr(say("plan make --goal 10k --on 2026-09-06" TODAY)->out, "GOAL 10"));
    root = json_of("plan --json" TODAY);
    assert_string_equal(track_of(root), "regular");
    json_t *sessions = json_object_get(root, "sessions");
    json_t *last = json_array_get(sessions, json_array_size(sessions) - 1);
    assert_string_equal(json_string_value(json_object_get(last, "kind")), "race");
    assert_string_equal(json_string_value(json_object_get(last, "day")), "2026-09-06");
    json_decref(root);
}

static void a_goal_too_soon_is_told_with_its_rule(void **state)
{
    (void)state;
    put_runs();
    const char *out = say("plan make --goal marathon --on 2026-07-05" TODAY)->out;
    assert_non_null(strstr(out, "Not all of this can be"));
    assert_non_null(strstr(out, "31.6 km"));
    assert_non_null(strstr(out, "This plan is for"));
}

static void pain_makes_it_due_and_again_steps_back(void **state)
{
    json_t *root;

    (void)state;
    put_runs();
    say("plan make" TODAY);
    say("pain --db {} --at 2026-05-25 --where low-back --during 8 --after 8 --legs leg-pain");
    assert_non_null(strstr(say("plan" TODAY)->out, "backstride plan --again"));
    const char *out = say("plan --again" TODAY)->out;
    assert_non_null(strstr(out, "two green"));
    root = json_of("plan --json" TODAY);
    assert_int_equal(json_integer_value(json_object_get(root, "revision")), 1);
    json_t *first = json_array_get(json_object_get(root, "sessions"), 0);
    assert_string_equal(json_string_value(json_object_get(first, "kind")), "walk");
    json_decref(root);
    assert_null(strstr(say("plan" TODAY)->out, "backstride plan --again"));
}

static void an_open_warning_sign_stops_it_with_its_text(void **state)
{
    static const char *const lines[] = { "plan make" TODAY, "plan" TODAY, "plan --again" TODAY,
                                         "plan --json" TODAY };

    (void)state;
    say("plan make" TODAY);
    say("pain --db {} --flag fever=yes --at 2026-05-25");
    for (size_t i = 0; i < N_ELEMS(lines); i++) {
        struct spawn *s = spawn_backstride(lines[i], tmp_db);
        assert_int_equal(s->status, 4);
        assert_non_null(strstr(s->err, "warning sign"));
        assert_null(strstr(s->out, "easy"));
        if (!strstr(lines[i], "json"))
            assert_non_null(strstr(s->out, "STOP"));
    }
    say("pain --db {} --flag fever=cleared --at 2026-05-25");
    say("plan" TODAY);
}

static void calendar_and_workouts_are_written(void **state)
{
    char line[600], path[300];
    AUTO(mem) uint8_t *data = NULL;
    struct err err = { 0 };
    size_t n = 0;

    (void)state;
    say("plan make" TODAY);
    snprintf(line, sizeof(line), "plan --ical %s/p.ics --fit %s/watch --at 18:30" TODAY,
             tmp_folder, tmp_folder);
    assert_non_null(strstr(say(line)->out, "12 workouts"));
    snprintf(path, sizeof(path), "%s/p.ics", tmp_folder);
    assert_ok(file_read(path, 1 << 20, &data, &n, &err), err);
    assert_non_null(strstr((char *)data, "DTSTART:20260526T183000\r\n"));
    snprintf(path, sizeof(path), "%s/watch/2026-05-26-run-walk.fit", tmp_folder);
    assert_int_equal(access(path, R_OK), 0);
    snprintf(path, sizeof(path), "%s/watch/schedule.fit", tmp_folder);
    assert_int_equal(access(path, R_OK), 0);
}

static void wrong_words_are_refused_with_the_way_out(void **state)
{
    static const struct {
        const char *line, *says;
    } rows[] = {
        { "plan bake --db {}", "make or show" },
        { "plan make --again --db {}", "exclude" },
        { "plan make --days someday" TODAY, "someday" },
        { "plan make --pace 1:00" TODAY, "--pace" },
        { "plan make --at noon" TODAY, "18:30" },
        { "plan make --on 2026-13-01" TODAY, "--on" },
        { "plan make --on 2026-05-01" TODAY, "has passed" },
        { "plan make --on 2029-05-01" TODAY, "52 weeks" },
        { "plan --goal 10k" TODAY, "plan make --goal" },
        { "plan show --days mon" TODAY, "plan make --days" },
        { "plan --at 18:30" TODAY, "--ical" },
        { "plan make --start 2026-08-01" TODAY, "14 days" },
        { "plan make --runs 9" TODAY, "--runs" },
    };

    (void)state;
    for (size_t i = 0; i < N_ELEMS(rows); i++) {
        struct spawn *s = spawn_backstride(rows[i].line, tmp_db);
        assert_int_equal(s->status, 64);
        if (!strstr(s->err, rows[i].says))
            fail_msg("%s: %s", rows[i].line, s->err);
        assert_string_equal(s->out, ""); /* nothing is half told */
    }
}

static void forgotten_is_forgotten(void **state)
{
    (void)state;
    say("plan make" TODAY);
    assert_non_null(strstr(say("plan --forget --db {}")->out, "dropped"));
    assert_int_equal(spawn_backstride("plan" TODAY, tmp_db)->status, 2);
}

int main(void)
{
    setenv("BACKSTRIDE_TODAY", "2026-08-01", 1); /* or the dates below lie in the future */
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(without_a_plan_it_says_how_to_make_one, tmp_setup,
                                        tmp_teardown),
        cmocka_unit_test_setup_teardown(a_beginner_gets_walk_breaks, tmp_setup, tmp_teardown),
        cmocka_unit_test_setup_teardown(the_log_makes_a_regular_runner, tmp_setup,
                                        tmp_teardown),
        cmocka_unit_test_setup_teardown(a_goal_too_soon_is_told_with_its_rule, tmp_setup,
                                        tmp_teardown),
        cmocka_unit_test_setup_teardown(pain_makes_it_due_and_again_steps_back, tmp_setup,
                                        tmp_teardown),
        cmocka_unit_test_setup_teardown(an_open_warning_sign_stops_it_with_its_text, tmp_setup,
                                        tmp_teardown),
        cmocka_unit_test_setup_teardown(calendar_and_workouts_are_written, tmp_setup,
                                        tmp_teardown),
        cmocka_unit_test_setup_teardown(wrong_words_are_refused_with_the_way_out, tmp_setup,
                                        tmp_teardown),
        cmocka_unit_test_setup_teardown(forgotten_is_forgotten, tmp_setup, tmp_teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
