/* SPDX-License-Identifier: Apache-2.0 */
/* profile, pain and shoes as a runner uses them. */
#include <time.h>

#include "base/file.h"
#include "base/mem.h"
#include "care/flags.h"
#include "cli/ask.h"
#include "cli/pain.h"
#include "say.h"
#include "store/life.h"

static const long today = 19675; /* 2023-11-14, the day of the first run */

/* With two runs, on 2023-11-14 and -15. */
static int setup(void **state)
{
    struct err err = { 0 };

    if (tmp_setup(state) < 0)
        return -1;
    AUTO(store) struct store *s = NULL;
    assert_ok(store_open(tmp_db, STORE_CREATE, &s, &err), err);
    put_run(s, 1700000000, 1200);
    put_run(s, 1700000000 + 86400, 2400);
    spawn_stdin = "/dev/null";
    return 0;
}

/* What the program reads as its standard input. */
static void type(const char *text)
{
    static char path[160];
    struct err err = { 0 };

    snprintf(path, sizeof(path), "%s/answers", tmp_folder);
    assert_ok(file_write(path, text, strlen(text), &err), err);
    spawn_stdin = path;
}

/* -- questions */

struct heard {
    char word[8][64];
    size_t n;
};

static int hear(void *arg, const char *answer, struct err *err)
{
    struct heard *h = arg;
    if (strcmp(answer, "bad") == 0)
        return err_set(err, ERR_USAGE, "not that");
    snprintf(h->word[h->n++], sizeof(h->word[0]), "%s", answer);
    return 0;
}

static void questions_take_lines_and_survive_the_end(void **state)
{
    char input[] = "  one two \nbad\nthree\n\nfour", said[4096] = "", long_line[400];
    FILE *in = fmemopen(input, sizeof(input) - 1, "r");
    FILE *out = fmemopen(said, sizeof(said), "w");
    struct ask a = { .in = in, .out = out };
    struct heard h = { .n = 0 };

    (void)state;
    assert_true(ask_for(&a, "First?", "a hint", hear, &h));
    assert_string_equal(h.word[0], "one two");
    assert_true(ask_for(&a, "Second?", NULL, hear, &h)); /* refused once, asked again */
    assert_string_equal(h.word[1], "three");
    assert_false(ask_for(&a, "Third?", NULL, hear, &h)); /* an empty line */
    assert_true(ask_for(&a, "Fourth?", NULL, hear, &h)); /* no newline at the end */
    assert_string_equal(h.word[2], "four");
    assert_false(ask_for(&a, "Fifth?", NULL, hear, &h));
    assert_true(a.ended);
    assert_false(ask_for(&a, "Sixth?", NULL, hear, &h)); /* never asked */
    fclose(in);
    fclose(out);
    assert_non_null(strstr(said, "First? (a hint) "));
    assert_non_null(strstr(said, "not that\nSecond?"));
    assert_null(strstr(said, "Sixth?"));
    memset(long_line, 'x', sizeof(long_line));
    memcpy(long_line + sizeof(long_line) - 5, "\nyes\n", 5);
    in = fmemopen(long_line, sizeof(long_line), "r");
    a = (struct ask){ .in = in, .out = stderr, .no_prompts = true };
    h.n = 0;
    assert_true(ask_for(&a, "?", NULL, hear, &h));
    assert_int_equal(ask_yes_no(&a, "?"), ASK_YES); /* the rest of the long line is gone */
    fclose(in);
}

/* Every sign is asked; a yes says what to do, and after an emergency nothing more is asked. */
static void every_sign_is_asked_until_an_emergency(void **state)
{
    struct care_flag_answer got[CARE_FLAGS_MAX];
    size_t n = 0;

    (void)state;
    for (size_t yes = 0; yes < care_n_flags + 1; yes++) { /* the last round has none */
        char input[8 * CARE_FLAGS_MAX] = "";
        static char said[1 << 16];
        for (size_t i = 0; i < care_n_flags; i++)
            strcat(input, i == yes ? "y\n" : i % 2 ? "n\n" : "\n");
        memset(said, 0, sizeof(said));
        FILE *in = fmemopen(input, strlen(input), "r"),
             *out = fmemopen(said, sizeof(said), "w");
        struct ask a = { .in = in, .out = out };
        pain_ask_flags(&a, today, 5, got, &n);
        fclose(in);
        fclose(out);
        const bool emergency = yes < n && got[n - 1].flag->level == CARE_EMERGENCY &&
                               got[n - 1].answer == CARE_YES;
        assert_int_equal(n, emergency ? yes + 1 : care_n_flags);
        for (size_t i = 0; i < n; i++) {
            assert_int_equal(got[i].answer, i == yes ? CARE_YES : CARE_NO);
            assert_non_null(strstr(said, got[i].flag->question));
            assert_true(i == 0 || got[i - 1].flag->level >= got[i].flag->level);
            if (i == yes) /* its first words; the rest is wrapped */
                assert_non_null(memmem(said, sizeof(said), got[i].flag->to_do, 30));
        }
    }
    char empty[] = "n\n";
    FILE *in = fmemopen(empty, 2, "r");
    struct ask a = { .in = in, .out = stderr, .no_prompts = true };
    pain_ask_flags(&a, today, 5, got, &n);
    fclose(in);
    assert_int_equal(n, 1); /* what nobody answered is not noted as a no */
}

/* -- profile */

static void the_profile_is_said_shown_and_kept_over_time(void **state)
{
    (void)state;
    say("profile --db {} --mass 70 --born 1980 --days mon,wed --at 2023-03-01");
    say("profile --db {} --mass 68.5 --threshold-pace 5:30 --at 2023-06-01");
    json_t *root = json_of("profile --db {} --show --json --at 2023-04-01");
    json_t *v = json_object_get(root, "values");
    assert_near(json_number_value(json_object_get(v, "mass")), 70, 0);
    assert_string_equal(json_string_value(json_object_get(v, "threshold-pace")), "5:30");
    assert_int_equal(json_array_size(json_object_get(v, "days")), 2);
    assert_true(json_is_null(json_object_get(v, "goal")));
    json_decref(root);
    assert_non_null(strstr(say("profile --db {} --show --at 2023-07-01")->out, "68.5 kg"));
    say("profile --db {} --mass unknown --at 2023-08-01");
    assert_null(strstr(say("profile --db {} --show --at 2023-08-02")->out, "mass"));
    assert_non_null(strstr(say("profile --db {} --history")->out, "2023-06-01  mass"));
}

static void the_profile_asks_and_enter_leaves_things_alone(void **state)
{
    (void)state;
    say("profile --db {} --mass 70 --at 2023-03-01");
    type("1980\n\n178 cm\nheavy\n\n"); /* born, sex, height, mass refused and left */
    struct spawn *s = say("profile --db {} --ask --at 2023-04-01");
    assert_non_null(strstr(s->out, "mass \"heavy\" is no number from 25 to 250 kg"));
    assert_non_null(strstr(s->out, "noted: 2 values"));
    s = say("profile --db {} --show --at 2023-04-01");
    assert_non_null(strstr(s->out, "1980"));
    assert_non_null(strstr(s->out, "178 cm"));
    assert_non_null(strstr(s->out, "70 kg"));
}

static void values_that_do_not_fit_are_not_half_kept(void **state)
{
    (void)state;
    say("profile --db {} --max-hr 150 --at 2023-03-01");
    struct spawn *s = spawn_backstride(
        "profile --db {} --mass 70 --threshold-hr 160 --at 2023-03-01", tmp_db);
    assert_int_equal(s->status, 64);
    assert_non_null(strstr(s->err, "cannot be above the highest"));
    assert_null(strstr(say("profile --db {} --show --at 2023-03-01")->out, "mass"));
}

static void sessions_use_the_profile_of_their_day(void **state)
{
    double low[2];
    static const char *const lines[] = { "log show 1 --db {} --json",
                                         "log show 2 --db {} --json" };
    (void)state;
    say("profile --db {} --max-hr 200 --at 2023-11-14");
    say("profile --db {} --max-hr 160 --at 2023-11-15");
    for (size_t i = 0; i < 2; i++) {
        json_t *root = json_of(lines[i]), *zones = json_object_get(root, "zones");
        json_t *from = json_object_get(json_array_get(zones, 0), "from");
        low[i] = json_number_value(json_array_get(from, 0));
        json_decref(root);
    }
    assert_near(low[0] / low[1], 200.0 / 160, 1e-3); /* printed with three decimals */
    /* an option goes before */
    json_t *root = json_of("log show 1 --db {} --json --max-hr 160");
    json_t *from = json_object_get(json_array_get(json_object_get(root, "zones"), 0), "from");
    assert_near(json_number_value(json_array_get(from, 0)), low[1], 0);
    json_decref(root);
}

static void each_week_has_the_zones_of_its_profile(void **state)
{
    double of_week[2], now;
    struct err err = { 0 };

    (void)state;
    AUTO(store) struct store *s = NULL;
    assert_ok(store_open(tmp_db, STORE_WRITE, &s, &err), err);
    put_run(s, 1700000000 + 7 * 86400, 1200);
    s = store_free(s);
    say("profile --db {} --max-hr 200 --at 2023-11-14");
    say("profile --db {} --max-hr 160 --at 2023-11-20"); /* the next Monday */
    json_t *root = json_of("zones --db {} --scheme max5 --json");
    json_t *weeks = json_object_get(root, "weeks");
    assert_int_equal(json_array_size(weeks), 2);
    for (size_t i = 0; i < 2; i++)
        of_week[i] = json_number_value(
            json_array_get(json_object_get(json_array_get(weeks, i), "from"), 0));
    now = json_number_value(json_array_get(json_object_get(root, "from"), 0));
    json_decref(root);
    assert_near(of_week[0] / of_week[1], 200.0 / 160, 1e-3); /* printed with three decimals */
    assert_near(of_week[1], now, 0);
    const char *text = say("zones --db {} --scheme max5")->out;
    const char *first = strstr(text, "from /min"),
               *second = first ? strstr(first + 1, "from /min") : NULL;
    assert_true(first && second && strstr(second, "2023-11-20") &&
                !strstr(second + 1, "from /min"));
}

/* -- pain */

static json_t *entry(json_t *root, size_t i)
{
    return json_array_get(json_object_get(root, "entries"), i);
}

static void entries_follow_the_last_session(void **state)
{
    static const struct {
        const char *at, *more;
        int session; /* 0: none */
    } rows[] = { { "2023-11-14", "", 1 },
                 { "2023-11-15", "", 2 },
                 { "2023-11-16", "", 2 },
                 { "2023-11-17", "", 0 },
                 { "2023-11-13", "", 0 },
                 { "2023-11-15", "--session 1", 1 },
                 { "2023-11-15", "--session none", 0 } };
    (void)state;
    for (size_t i = 0; i < N_ELEMS(rows); i++) {
        char line[160];
        snprintf(line, sizeof(line), "pain --db {} --during 1 --at %s %s", rows[i].at,
                 rows[i].more);
        say(line);
    }
    json_t *root = json_of("pain --db {} --json");
    assert_int_equal(json_array_size(json_object_get(root, "entries")), N_ELEMS(rows));
    for (size_t i = 0; i < N_ELEMS(rows); i++) {
        json_t *e;
        size_t k;
        json_array_foreach(json_object_get(root, "entries"), k, e)
        {
            if (json_integer_value(json_object_get(e, "id")) == (json_int_t)i + 1)
                assert_int_equal(json_integer_value(json_object_get(e, "session")),
                                 rows[i].session);
        }
    }
    json_decref(root);
}

static void a_morning_alone_completes_the_entry_of_yesterday(void **state)
{
    (void)state;
    say("pain --db {} --where low-back --during 3 --at 2023-11-14");
    char day[16], line[128];
    time_t yesterday = time(NULL) - 86400;
    struct tm tm;
    assert_non_null(localtime_r(&yesterday, &tm));
    strftime(day, sizeof(day), "%Y-%m-%d", &tm);
    snprintf(line, sizeof(line), "pain --db {} --during 3 --at %s", day);
    say(line);
    say("pain --db {} --morning 4 --stiff 15");
    json_t *root = json_of("pain --db {} --json");
    assert_int_equal(json_array_size(json_object_get(root, "entries")), 2);
    assert_near(json_number_value(json_object_get(entry(root, 1), "morning")), 4, 0);
    assert_string_equal(json_string_value(json_object_get(entry(root, 1), "light")), "red");
    assert_true(json_is_null(json_object_get(entry(root, 0), "morning")));
    json_decref(root);
}

static void entries_are_changed_and_removed_and_days_filled(void **state)
{
    (void)state;
    say("pain --db {} --where low-back --during 6 --note hills --at 2023-11-14");
    say("pain --db {} --edit 1 --during 2 --legs none");
    json_t *root = json_of("pain --db {} --json");
    assert_near(json_number_value(json_object_get(entry(root, 0), "during")), 2, 0);
    assert_string_equal(json_string_value(json_object_get(entry(root, 0), "note")), "hills");
    assert_int_equal(json_integer_value(json_object_get(entry(root, 0), "session")), 1);
    json_decref(root);
    say("pain --db {} --sleep 7 --rest-hr 50 --at 2023-11-14");
    say("pain --db {} --hrv 60 --note tired --at 2023-11-14");
    say("pain --db {} --remove 1");
    root = json_of("pain --db {} --json");
    assert_int_equal(json_array_size(json_object_get(root, "entries")), 0);
    json_t *day = json_array_get(json_object_get(root, "days"), 0);
    assert_near(json_number_value(json_object_get(day, "sleep_h")), 7, 0);
    assert_near(json_number_value(json_object_get(day, "hrv_ms")), 60, 0);
    assert_string_equal(json_string_value(json_object_get(day, "note")), "tired");
    json_decref(root);
}

static void an_open_sign_comes_first_until_it_is_cleared(void **state)
{
    (void)state;
    say("pain --db {} --flag fever=yes --at 2020-01-05");
    struct spawn *s = say("pain --db {} --during 0");
    assert_int_equal(strncmp(s->out, "STOP. Be seen by a doctor today.", 32), 0);
    assert_null(strstr(s->out, "green")); /* nothing is scored */
    say("pain --db {} --flag fever=no");
    assert_int_equal(strncmp(say("pain --db {} --list")->out, "STOP", 4), 0);
    say("pain --db {} --flag urine-leak=yes,six-weeks=yes");
    s = say("pain --db {} --list");
    assert_int_equal(strncmp(s->out, "STOP. Go to the emergency department now", 40), 0);
    json_t *root = json_of("pain --db {} --json"), *gate = json_object_get(root, "gate");
    assert_string_equal(json_string_value(json_object_get(gate, "level")), "emergency");
    assert_true(json_is_true(json_object_get(gate, "blocks")));
    assert_int_equal(json_array_size(json_object_get(gate, "open")), 3);
    json_decref(root);
    say("pain --db {} --flag fever=cleared,urine-leak=cleared,six-weeks=no");
    assert_null(strstr(say("pain --db {} --list")->out, "STOP"));
}

static void signs_are_asked_with_pain_and_not_every_day(void **state)
{
    static const char answers[] = "low-back\n0\n4\n2\n\n\n\n\n\n\n\n\n";

    (void)state;
    type(answers); /* the signs get no answer: the input ends */
    struct spawn *s = say("pain --db {} --ask");
    json_t *root = json_of("pain --db {} --json");
    assert_int_equal(json_array_size(json_object_get(root, "entries")), 1);
    assert_int_equal(json_array_size(json_object_get(root, "flags")), 0);
    json_decref(root);
    char all[1024];
    snprintf(all, sizeof(all), "%s", answers);
    for (size_t i = 0; i < care_n_flags; i++)
        strcat(all, "\n");
    type(all);
    s = say("pain --db {} --ask");
    root = json_of("pain --db {} --json");
    assert_int_equal(json_array_size(json_object_get(root, "flags")), care_n_flags);
    json_decref(root);
    type(all);
    s = say("pain --db {} --ask"); /* amber, and asked today */
    assert_non_null(strstr(s->out, "amber"));
    root = json_of("pain --db {} --json");
    assert_int_equal(json_array_size(json_object_get(root, "flags")), care_n_flags);
    json_decref(root);
    assert_non_null(strstr(say("pain --db {}")->out, "amber")); /* nobody to ask: the list */
    s = say("pain --db {} --flags");
    for (size_t i = 0; i < care_n_flags; i++)
        assert_non_null(strstr(s->out, care_flags[i].id));
}

/* -- shoes */

static void shoes_collect_kilometres(void **state)
{
    (void)state;
    say("shoes --db {} add Red --from 2023-01-01 --start-km 496");
    say("shoes --db {} add Blue --use long --from 2023-01-01");
    json_t *root = json_of("shoes --db {} --json");
    json_t *red = json_array_get(json_object_get(root, "shoes"), 0);
    /* 3.6 + 7.2 km; the second is too short for a long run */
    assert_near(json_number_value(json_object_get(red, "km")), 496 + 10.8, 1e-9);
    assert_non_null(json_string_value(json_object_get(red, "note")));
    assert_true(json_is_true(json_object_get(red, "usual")));
    json_decref(root);
    say("shoes --db {} wear Blue 2");
    say("shoes --db {} comfort Red 8");
    say("shoes --db {} usual 2");
    say("shoes --db {} retire Red --on 2023-11-14");
    root = json_of("shoes --db {} --json");
    red = json_array_get(json_object_get(root, "shoes"), 0);
    assert_near(json_number_value(json_object_get(red, "km")), 496, 1e-9);
    assert_string_equal(json_string_value(json_object_get(red, "retired")), "2023-11-14");
    json_decref(root);
    say("shoes --db {} wear none 2");
    say("shoes --db {} remove Blue");
    assert_null(strstr(say("shoes --db {}")->out, "Blue"));
}

/* -- films */

static void films_are_listed_shown_and_removed(void **state)
{
    AUTO(store) struct store *s = NULL;
    char text[] = "{ \"schema\": \"backstride.film\" }", plan[] = "{}";
    const struct store_document films[] = {
        { .kind = "film",
          .name = "side.mp4",
          .day = today,
          .at_s = 1,
          .text = text,
          .n = sizeof(text) - 1 },
        { .kind = "plan", .name = "spring", .day = today, .at_s = 2, .text = plan, .n = 2 },
    };
    struct err err = { 0 };
    int64_t id = 0;

    (void)state;
    assert_ok(store_open(tmp_db, STORE_WRITE, &s, &err), err);
    for (size_t i = 0; i < N_ELEMS(films); i++)
        assert_ok(store_add_document(s, &films[i], &id, &err), err);
    s = store_free(s);
    struct spawn *out = say("log --db {} --films");
    assert_non_null(strstr(out->out, "2023-11-14  side.mp4"));
    assert_null(strstr(out->out, "spring"));
    json_t *root = json_of("log --db {} --film 1");
    assert_string_equal(json_string_value(json_object_get(root, "schema")), "backstride.film");
    json_decref(root);
    out = spawn_backstride("log --db {} --remove-film 2", tmp_db); /* a plan is no film */
    assert_int_equal(out->status, 2);
    say("log --db {} --remove-film 1");
    root = json_of("log --db {} --films --json");
    assert_int_equal(json_array_size(json_object_get(root, "films")), 0);
    json_decref(root);
}

static void wrong_requests_are_refused_with_the_way_out(void **state)
{
    static const struct {
        const char *line, *says;
        int status;
    } rows[] = {
        { "profile --db {} --height 12", "is no number from 100 to 230 cm", 64 },
        { "profile --db {} --goal fame", "is none of back, habit", 64 },
        { "profile --db {} --at tomorrow --mass 70", "is no date", 64 },
        { "pain --db {} --where tail", "there are low-back", 64 },
        { "pain --db {} --legs cold", "there are leg-pain", 64 },
        { "pain --db {} --during 11", "between 0 and 10", 64 },
        { "pain --db {} --flag fever", "write fever=yes", 64 },
        { "pain --db {} --flag fever=maybe", "takes yes, no or cleared", 64 },
        { "pain --db {} --flag plague=yes", "pain --flags --list", 64 },
        { "pain --db {} --edit 9 --during 1", "there is no entry 9", 2 },
        { "pain --db {} --remove 9", "there is no entry 9", 2 },
        { "pain --db {} --during 1 --session 77", "there is no activity 77", 2 },
        { "shoes --db {} fly", "it can list, add", 64 },
        { "shoes --db {} add", "shoes add needs a name", 64 },
        { "shoes --db {} retire Green", "no pair is called \"Green\"", 2 },
        { "shoes --db {} add 12", "\"12\" is no name", 64 },
        { "pain --db {} --during 1 --at 2099-01-01", "lies in the future", 64 },
        { "profile --db {} --mass 70 --at 2099-01-01", "lies in the future", 64 },
        { "shoes --db {} add Green --use swimming", "there are easy, long", 64 },
        { "log --db {} --film 3", "there is no film 3", 2 },
        { "log --db {} --remove-film 3", "there is no film 3", 2 },
    };
    (void)state;
    for (size_t i = 0; i < N_ELEMS(rows); i++) {
        struct spawn *s = spawn_backstride(rows[i].line, tmp_db);
        if (s->status != rows[i].status || !strstr(s->err, rows[i].says))
            fail_msg("%s: status %d, %s", rows[i].line, s->status, s->err);
    }
    json_t *root = json_of("pain --db {} --json"); /* nothing of it was kept */
    assert_int_equal(json_array_size(json_object_get(root, "entries")), 0);
    json_decref(root);
}

#define T(test) cmocka_unit_test_setup_teardown(test, setup, tmp_teardown)
int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(questions_take_lines_and_survive_the_end),
        cmocka_unit_test(every_sign_is_asked_until_an_emergency),
        T(the_profile_is_said_shown_and_kept_over_time),
        T(the_profile_asks_and_enter_leaves_things_alone),
        T(values_that_do_not_fit_are_not_half_kept),
        T(sessions_use_the_profile_of_their_day),
        T(each_week_has_the_zones_of_its_profile),
        T(entries_follow_the_last_session),
        T(a_morning_alone_completes_the_entry_of_yesterday),
        T(entries_are_changed_and_removed_and_days_filled),
        T(an_open_sign_comes_first_until_it_is_cleared),
        T(signs_are_asked_with_pain_and_not_every_day),
        T(shoes_collect_kilometres),
        T(films_are_listed_shown_and_removed),
        T(wrong_requests_are_refused_with_the_way_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
