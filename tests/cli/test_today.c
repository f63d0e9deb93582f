/* SPDX-License-Identifier: Apache-2.0 */
/* exercises and today as a runner uses them. */
#include "base/file.h"
#include "base/mem.h"
#include "plan/plan.h"
#include "say.h"
#include "store/life.h"

static const char *word(const json_t *o, const char *key)
{
    return json_string_value(json_object_get(o, key));
}

/* Two easy runs of 5 km before Thursday 4 June 2026. */
static int setup(void **state)
{
    if (tmp_setup(state) < 0)
        return -1;
    say("log --db {} add --date 2026-05-29 --duration 32:00 --distance 5 --sport run");
    say("log --db {} add --date 2026-06-01 --duration 32:00 --distance 5 --sport run");
    return 0;
}

static json_t *today(const char *more)
{
    char line[256];
    snprintf(line, sizeof(line), "today --db {} --date 2026-06-04 --json %s", more);
    return json_of(line);
}

static char *read_text(const char *path)
{
    struct err err = { 0 };
    uint8_t *data = NULL;
    size_t n;
    assert_ok(file_read(path, 4 << 20, &data, &n, &err), err);
    return (char *)data;
}

/* -- exercises */

static void exercises_are_listed_by_part(void **state)
{
    (void)state;
    struct spawn *s = spawn_backstride("exercises --part trunk", "");
    assert_int_equal(s->status, 0);
    assert_non_null(strstr(s->out, "bird-dog"));
    assert_null(strstr(s->out, "calf-raise"));
}

static void an_exercise_is_shown_with_how_sure_it_is(void **state)
{
    (void)state;
    struct spawn *s = spawn_backstride("exercises bridge", "");
    assert_int_equal(s->status, 0);
    assert_non_null(strstr(s->out, "What for"));
    assert_non_null(strstr(s->out, "moderate"));
    assert_non_null(strstr(s->out, "Easier"));
}

static void a_slip_is_answered_with_the_nearest_name(void **state)
{
    (void)state;
    struct spawn *s = spawn_backstride("exercises birddog", "");
    assert_int_equal(s->status, 64);
    assert_non_null(strstr(s->err, "did you mean bird-dog"));
}

static void drawings_are_written_as_svg_png_and_page(void **state)
{
    static const char *const ends[] = { "svg", "png", "html" };
    static const char *const starts[] = { "<svg", "\x89PNG", "<!DOCTYPE html>" };

    (void)state;
    for (size_t i = 0; i < N_ELEMS(ends); i++) {
        char path[192], line[64];
        snprintf(path, sizeof(path), "%s/plank.%s", tmp_folder, ends[i]);
        snprintf(line, sizeof(line), "exercises -q plank --%s {}", ends[i]);
        struct spawn *s = spawn_backstride(line, path);
        assert_int_equal(s->status, 0);
        assert_string_equal(s->out, "");
        AUTO(mem) char *data = read_text(path);
        assert_int_equal(strncmp(data, starts[i], strlen(starts[i])), 0);
    }
    struct spawn *s = spawn_backstride("exercises --svg {}", tmp_db);
    assert_int_equal(s->status, 64);
}

/* -- today */

static void without_anything_known_it_starts_softly_and_says_what_is_missing(void **state)
{
    (void)state;
    char home[192];
    snprintf(home, sizeof(home), "%s/empty", tmp_folder);
    setenv("XDG_DATA_HOME", home, 1);
    struct spawn *s = spawn_backstride("today --date 2026-06-04", "");
    assert_int_equal(s->status, 0);
    assert_non_null(strstr(s->out, "run and walk"));
    assert_non_null(strstr(s->out, "backstride plan makes one"));
    assert_non_null(strstr(s->out, "backstride pain"));
    assert_non_null(strstr(s->out, "backstride import"));
    s = spawn_backstride("today --db {}", "/nowhere/at/all.db");
    assert_int_not_equal(s->status, 0); /* but a log that was asked for must be there */
}

static void runs_of_the_log_make_an_easy_run_of_the_usual_length(void **state)
{
    (void)state;
    json_t *t = today(""), *run = json_object_get(t, "run");
    assert_string_equal(word(t, "action"), "easy");
    assert_string_equal(word(run, "kind"), "easy");
    assert_near(json_number_value(json_object_get(run, "run_m")), 5000, 0);
    assert_int_equal(json_array_size(json_object_get(t, "sessions")), 3);
    json_decref(t);
}

static void the_day_after_a_run_is_for_strength(void **state)
{
    (void)state;
    say("log --db {} add --date 2026-06-03 --duration 30:00 --distance 4.5 --sport run");
    json_t *t = today(""), *session = json_array_get(json_object_get(t, "sessions"), 0);
    assert_string_equal(word(t, "action"), "rest");
    assert_true(json_is_null(json_object_get(t, "run")));
    assert_string_equal(word(session, "kind"), "strength");
    assert_true(json_array_size(json_object_get(session, "items")) >= 4);
    json_decref(t);
}

static void a_red_diary_takes_the_run_and_the_exercises_away(void **state)
{
    (void)state;
    say("pain --db {} --at 2026-06-03 --where low-back --during 7 --after 7");
    json_t *t = today(""), *session = json_array_get(json_object_get(t, "sessions"), 0);
    assert_string_equal(word(t, "action"), "rest");
    assert_string_equal(word(t, "light"), "red");
    assert_int_equal(json_array_size(json_object_get(session, "items")), 0);
    assert_non_null(strstr(word(session, "why"), "no exercises"));
    json_decref(t);
}

static void an_open_warning_sign_stops_everything_else(void **state)
{
    (void)state;
    say("pain --db {} --flag fever=yes");
    struct spawn *s = spawn_backstride("today --db {} --date 2026-06-04", tmp_db);
    assert_non_null(strstr(s->out, "STOP"));
    assert_null(strstr(s->out, "km"));
    assert_null(strstr(s->out, "warm-up"));
    json_t *t = today("");
    assert_string_equal(word(t, "action"), "blocked");
    assert_null(json_object_get(t, "run"));
    assert_null(json_object_get(t, "sessions"));
    json_decref(t);
    say("pain --db {} --flag fever=cleared");
    t = today("");
    assert_string_equal(word(t, "action"), "easy");
    json_decref(t);
}

static void the_page_of_a_blocked_day_has_no_exercises(void **state)
{
    char path[192], line[256];

    (void)state;
    snprintf(path, sizeof(path), "%s/today.html", tmp_folder);
    snprintf(line, sizeof(line), "today --db {} --date 2026-06-04 --html %s", path);
    say(line);
    AUTO(mem) char *open = read_text(path);
    assert_non_null(strstr(open, "<svg"));
    say("pain --db {} --flag fever=yes");
    say(line);
    AUTO(mem) char *blocked = read_text(path);
    assert_null(strstr(blocked, "<svg"));
}

/* A plan of four weeks from Monday 1 June 2026 on, kept as backstride plan keeps it. */
static void keep_a_plan(void)
{
    const struct plan_wishes w = { .track = PLAN_REGULAR,
                                   .first_day = 20605,
                                   .n_weeks = 4,
                                   .goal = CARE_GOAL_HABIT,
                                   .free_days = 127,
                                   .minutes = 60,
                                   .long_minutes = 90,
                                   .strength = 2,
                                   .mobility = 1,
                                   .mobility_kind = CARE_SESSION_YOGA };
    const struct plan_state state = { .today = 20605,
                                      .easy_speed_m_s = 2.6,
                                      .threshold_speed_m_s = NAN,
                                      .low_hr = 140,
                                      .high_hr = 160,
                                      .usual_week_m = 15000,
                                      .longest_m = 5000 };
    AUTO_TEXT struct text t = TEXT_INIT(1 << 20);
    AUTO(store) struct store *s = NULL;
    AUTO(plan) struct plan *plan = NULL;
    struct err err = { 0 };
    int64_t id;

    assert_ok(plan_make(&w, &state, &plan, &err), err);
    assert_ok(plan_write(plan, &t, &err), err);
    struct store_document d = { .kind = "plan", .day = 20605, .text = t.buf, .n = t.len };
    assert_ok(store_open(tmp_db, STORE_WRITE, &s, &err), err);
    assert_ok(store_add_document(s, &d, &id, &err), err);
}

/* What backstride plan makes of that day is what today says. Is there a run? */
static bool check_day(const char *day)
{
    char line[128];
    size_t runs = 0, cross = 0;
    const char *kind = "";

    snprintf(line, sizeof(line), "today --db {} --json --date %s", day);
    json_t *t = json_of(line), *sessions = json_object_get(t, "sessions"), *s;
    snprintf(line, sizeof(line), "plan --db {} --again --json --today %s", day);
    json_t *plan = json_of(line);
    size_t i;
    json_array_foreach(json_object_get(plan, "sessions"), i, s)
    {
        if (strcmp(word(s, "day"), day) != 0)
            continue;
        for (size_t k = 0; k < PLAN_N_KINDS; k++)
            if (strcmp(plan_kinds[k].key, word(s, "kind")) == 0) {
                runs += plan_kinds[k].run;
                cross += plan_kinds[k].cross;
                kind = plan_kinds[k].run ? plan_kinds[k].key : kind;
            }
    }
    assert_string_equal(word(t, "action"), runs ? "as-planned" : "rest");
    assert_int_equal(json_array_size(sessions), cross + (runs ? 2 : 0));
    if (runs)
        assert_string_equal(word(json_object_get(t, "run"), "kind"), kind);
    json_decref(plan);
    json_decref(t);
    return runs > 0;
}

static void a_kept_plan_is_followed_day_by_day(void **state)
{
    (void)state;
    static const char *const days[] = { "2026-06-02", "2026-06-03", "2026-06-04",
                                        "2026-06-05", "2026-06-06", "2026-06-07" };
    say("log --db {} add --date 2026-05-20 --duration 32:00 --distance 5 --sport run");
    say("log --db {} add --date 2026-05-23 --duration 32:00 --distance 5 --sport run");
    say("log --db {} add --date 2026-05-26 --duration 32:00 --distance 5 --sport run");
    keep_a_plan();
    size_t runs = 0;
    for (size_t i = 0; i < N_ELEMS(days); i++)
        runs += check_day(days[i]);
    assert_in_range(runs, 1, N_ELEMS(days) - 1); /* days with a run and days without are met */
    json_t *t = json_of("today --db {} --json --date 2026-07-15"); /* the plan is over */
    assert_string_not_equal(word(t, "action"), "as-planned");
    json_decref(t);
}

static void what_the_profile_says_counts_where_the_log_is_empty(void **state)
{
    (void)state;
    say("profile --db {} --usual-km 18 --usual-runs 3 --longest-km 8");
    json_t *t = today(""), *run = json_object_get(t, "run");
    assert_near(json_number_value(json_object_get(run, "run_m")), 6000, 0);
    json_decref(t);
}

static void the_same_day_gives_the_same_bytes(void **state)
{
    (void)state;
    struct spawn *s = spawn_backstride("today --db {} --date 2026-06-04", tmp_db);
    AUTO(mem) char *first = mem_strdup(s->out);
    s = spawn_backstride("today --db {} --date 2026-06-04", tmp_db);
    assert_string_equal(s->out, first);
}

int main(void)
{
    setenv("BACKSTRIDE_TODAY", "2026-08-01", 1); /* or the dates below lie in the future */
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(exercises_are_listed_by_part),
        cmocka_unit_test(an_exercise_is_shown_with_how_sure_it_is),
        cmocka_unit_test(a_slip_is_answered_with_the_nearest_name),
        cmocka_unit_test_setup_teardown(drawings_are_written_as_svg_png_and_page, tmp_setup,
                                        tmp_teardown),
        cmocka_unit_test_setup_teardown(
            without_anything_known_it_starts_softly_and_says_what_is_missing, tmp_setup,
            tmp_teardown),
        cmocka_unit_test_setup_teardown(runs_of_the_log_make_an_easy_run_of_the_usual_length,
                                        setup, tmp_teardown),
        cmocka_unit_test_setup_teardown(the_day_after_a_run_is_for_strength, setup,
                                        tmp_teardown),
        cmocka_unit_test_setup_teardown(a_red_diary_takes_the_run_and_the_exercises_away, setup,
                                        tmp_teardown),
        cmocka_unit_test_setup_teardown(an_open_warning_sign_stops_everything_else, setup,
                                        tmp_teardown),
        cmocka_unit_test_setup_teardown(the_page_of_a_blocked_day_has_no_exercises, setup,
                                        tmp_teardown),
        cmocka_unit_test_setup_teardown(a_kept_plan_is_followed_day_by_day, setup,
                                        tmp_teardown),
        cmocka_unit_test_setup_teardown(what_the_profile_says_counts_where_the_log_is_empty,
                                        tmp_setup, tmp_teardown),
        cmocka_unit_test_setup_teardown(the_same_day_gives_the_same_bytes, setup, tmp_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
