/* SPDX-License-Identifier: Apache-2.0 */
/* The answer and its reports from the program itself, on logs made by its own commands. */
#include "cli/spawn.h"

#include <jansson.h>
#include <stdbool.h>

#include "base/day.h"
#include "base/file.h"
#include "base/mem.h"

static char home[64], db[128], base[128];

static int make_home(void **state);

static int remove_home(void **state)
{
    char line[128];

    (void)state;
    snprintf(line, sizeof(line), "-rf %s", home);
    return spawn_in("/bin/rm", line, NULL)->status;
}

static struct spawn *ran(const char *line)
{
    struct spawn *r = spawn_backstride(line, db);
    if (r->status != 0)
        fail_msg("%s: status %d: %s", line, r->status, r->err);
    return r;
}

static void add_run(const char *to, long day, double km)
{
    char line[256], date[DAY_TEXT];

    day_text(day, date);
    snprintf(line, sizeof(line),
             "log add --db %s --date %sT08:00 --sport run --duration 40:00 --distance %.1f "
             "--effort 4 --quiet",
             to, date, km);
    ran(line);
}

enum { LAST = 20603, WEEKS = 9 }; /* 2026-05-30, a Saturday */

/* Three runs of 7 km a week, all but the last one: made once, copied for each test. */
static int make_home(void **state)
{
    (void)state;
    snprintf(home, sizeof(home), "/tmp/backstride-back-XXXXXX");
    if (!mkdtemp(home) || setenv("XDG_DATA_HOME", home, 1) != 0)
        return -1;
    snprintf(db, sizeof(db), "%s/log.db", home);
    snprintf(base, sizeof(base), "%s/base.db", home);
    for (int w = WEEKS - 1; w >= 0; w--)
        for (int k = 0; k < 3; k++)
            if (w > 0 || k < 2)
                add_run(base, LAST - 7 * w - 2 * (2 - k), 7);
    return 0;
}

/* The log with its last run so long. */
static void log_of(double last_km)
{
    char line[400];

    snprintf(line, sizeof(line), "%s %s", base, db);
    assert_int_equal(spawn_in("/bin/cp", line, NULL)->status, 0);
    add_run(db, LAST, last_km);
}

static void pain_of(int days, int during, int morning)
{
    char line[256];

    for (int d = days; d > 0; d -= 4) {
        snprintf(
            line, sizeof(line),
            "pain --db {} --at 2026-05-%02d --where low-back --before 0 --during %d --after %d "
            "--morning %d --legs none --quiet",
            30 - d, during, during, morning);
        ran(line);
    }
}

/* "answer" of back --json on 2026-05-30 */
static const char *answer(void)
{
    static char key[32];
    json_error_t why;
    json_t *root = json_loads(ran("back --db {} --date 2026-05-30 --json")->out, 0, &why);

    assert_non_null(root);
    snprintf(key, sizeof(key), "%s", json_string_value(json_object_get(root, "answer")));
    json_decref(root);
    return key;
}

static void fresh(void) { unlink(db); }

static void without_a_log_it_says_how_to_begin(void **state)
{
    (void)state;
    fresh();
    struct spawn *r = spawn_backstride("back --db {}", db);
    assert_int_equal(r->status, 2);
    assert_non_null(strstr(r->err, "backstride import"));
}

static void a_log_alone_cannot_tell_and_asks_for_the_diary(void **state)
{
    (void)state;
    fresh();
    log_of(7);
    assert_string_equal(answer(), "cannot-tell");
    struct spawn *r = ran("back --db {} --date 2026-05-30 --color never");
    assert_non_null(strstr(r->out, "cannot tell yet"));
    assert_non_null(strstr(r->out, "backstride pain"));
}

static void a_diary_alone_cannot_tell_and_asks_for_runs(void **state)
{
    (void)state;
    fresh();
    pain_of(10, 0, 0);
    assert_string_equal(answer(), "cannot-tell");
    assert_non_null(strstr(ran("back --db {} --date 2026-05-30")->out, "backstride import"));
}

static void an_old_log_is_told_how_old_it_is(void **state)
{
    (void)state;
    fresh();
    log_of(7); /* ends on 2026-05-30 */
    ran("pain --db {} --at 2026-07-10 --where low-back --before 0 --during 0 --after 0 "
        "--morning 0 --legs none --quiet");
    const char *line = "back --db {} --date 2026-07-10 --color never";
    assert_non_null(strstr(ran(line)->out, "The last session in your log is 41 days old."));
    line = "back --db {} --date 2026-06-26 --json"; /* after 27 days it still counts */
    assert_null(strstr(ran(line)->out, "days old"));
}

static void steady_running_without_pain_is_likely_helping(void **state)
{
    (void)state;
    fresh();
    log_of(7);
    pain_of(18, 1, 0);
    assert_string_equal(answer(), "helping");
    struct spawn *r = ran("back --db {} --date 2026-05-30 --color never");
    assert_true(strncmp(r->out,
                        "Is running strengthening your back?\nyes, it is likely helping",
                        60) == 0);
}

static void a_long_jump_is_what_to_change_first(void **state)
{
    (void)state;
    fresh();
    log_of(12);
    pain_of(18, 1, 0);
    assert_string_equal(answer(), "change-first");
    assert_non_null(strstr(ran("back --db {} --date 2026-05-30")->out, "71 % longer"));
    /* the day before, nothing of it was known */
    assert_non_null(strstr(ran("back --db {} --date 2026-05-29 --json")->out, "\"helping\""));
}

static void strong_pain_is_a_no(void **state)
{
    (void)state;
    fresh();
    log_of(7);
    pain_of(2, 7, 4);
    assert_string_equal(answer(), "not-now");
    assert_non_null(strstr(ran("back --db {} --date 2026-05-30")->out, "pain --flags"));
}

static void a_warning_sign_is_the_whole_answer(void **state)
{
    (void)state;
    fresh();
    log_of(7);
    pain_of(18, 1, 0);
    spawn_backstride("pain --db {} --at 2026-05-20 --flag saddle-numb=yes", db);
    assert_string_equal(answer(), "professional");
    struct spawn *r = ran("back --db {} --date 2026-05-30 --color never");
    assert_non_null(strstr(r->out, "see a professional first"));
    assert_null(strstr(r->out, "Technique"));
    assert_null(strstr(r->out, "points"));
}

static bool starts_with(const char *name, const char *start)
{
    char path[128];
    AUTO(mem) uint8_t *data = NULL;
    size_t n = 0;
    struct err err = { 0 };

    snprintf(path, sizeof(path), "%s/%s", home, name);
    assert_ok(file_read(path, 1 << 20, &data, &n, &err), err); /* and under 1 MB */
    return n > strlen(start) && memcmp(data, start, strlen(start)) == 0;
}

static void reports_are_written_and_the_checklist_comes_back(void **state)
{
    char line[512], list[128];
    AUTO(mem) uint8_t *data = NULL;
    size_t n = 0;
    struct err err = { 0 };

    (void)state;
    fresh();
    log_of(12);
    pain_of(18, 1, 0);
    snprintf(list, sizeof(list), "%s/list.txt", home);
    snprintf(line, sizeof(line),
             "report --db {} --date 2026-05-30 --pdf %s/r.pdf --html %s/r.html --checklist %s "
             "--for-professional",
             home, home, list);
    assert_non_null(strstr(ran(line)->out, "list.txt: written; change it"));
    assert_true(starts_with("r.pdf", "%PDF-1."));
    assert_true(starts_with("r.html", "<!DOCTYPE html>"));
    assert_true(starts_with("list.txt", "# Video analysis"));

    static const char changed[] = "side.trunk: leans a lot when tired\n";
    assert_ok(file_write(list, changed, strlen(changed), &err), err);
    assert_null(strstr(ran(line)->out, "list.txt"));
    snprintf(line, sizeof(line), "%s/r.html", home);
    assert_ok(file_read(line, 1 << 20, &data, &n, &err), err);
    assert_non_null(strstr((char *)data, "leans a lot when tired"));
}

static void sessions_of_long_ago_are_not_denied(void **state)
{
    char line[512];

    (void)state;
    fresh();
    log_of(12);
    snprintf(line, sizeof(line),
             "report --db {} --date 2028-01-30 --html - --for-professional");
    const char *page = ran(line)->out;
    assert_true(strncmp(page, "<!DOCTYPE html>", 15) == 0); /* and no word beside it */
    assert_non_null(strstr(page, "There are no sessions in these weeks."));
    assert_null(strstr(page, "There are no sessions in the log."));
    const char *end = strstr(page, "</html>");
    assert_non_null(end);
    assert_string_equal(end, "</html>\n");
}

static void reports_refuse_plainly(void **state)
{
    static const struct {
        const char *line, *says;
        int status;
    } rows[] = {
        { "report --db {}", "report needs a file to write", 64 },
        { "report --db {} --pdf /tmp --paper a4", "--pdf", 64 },
        { "report --db {} --pdf /tmp/x.pdf --paper a5", "a5", 64 },
        { "back --db {} --date yesterday", "is no date", 64 },
    };
    (void)state;
    for (size_t i = 0; i < N_ELEMS(rows); i++) {
        struct spawn *r = spawn_backstride(rows[i].line, db);
        assert_int_equal(r->status, rows[i].status);
        assert_non_null(strstr(r->err, rows[i].says));
    }
}

int main(void)
{
    setenv("BACKSTRIDE_TODAY", "2026-08-01", 1); /* or the dates below lie in the future */
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(without_a_log_it_says_how_to_begin),
        cmocka_unit_test(a_log_alone_cannot_tell_and_asks_for_the_diary),
        cmocka_unit_test(a_diary_alone_cannot_tell_and_asks_for_runs),
        cmocka_unit_test(an_old_log_is_told_how_old_it_is),
        cmocka_unit_test(steady_running_without_pain_is_likely_helping),
        cmocka_unit_test(a_long_jump_is_what_to_change_first),
        cmocka_unit_test(strong_pain_is_a_no),
        cmocka_unit_test(a_warning_sign_is_the_whole_answer),
        cmocka_unit_test(reports_are_written_and_the_checklist_comes_back),
        cmocka_unit_test(sessions_of_long_ago_are_not_denied),
        cmocka_unit_test(reports_refuse_plainly),
    };
    return cmocka_run_group_tests(tests, make_home, remove_home);
}
