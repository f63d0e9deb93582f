/* SPDX-License-Identifier: Apache-2.0 */
/* A whole log out, in again, out again: equal files. And gone for good. */
#include <jansson.h>

#include "../store/store_tmp.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/rng.h"
#include "cli/carry.h"
#include "formats/bundle.h"
#include "formats/fit.h"
#include "history/history.h"
#include "spawn.h"
#include "store/life.h"

static const double noon = 1700000000;

static struct spawn *say(const char *format, ...) PRINTF(1, 2);
static struct spawn *say(const char *format, ...)
{
    char line[1024];
    va_list list;

    va_start(list, format);
    vsnprintf(line, sizeof(line), format, list);
    va_end(list);
    struct spawn *s = spawn_backstride(line, tmp_folder);
    if (s->status != 0)
        fail_msg("%s: %s", line, s->err);
    return s;
}

static void import_runs(struct store *s, size_t n)
{
    const struct history_import_params par = { .now_s = noon + 0.5 };
    AUTO(history_import) struct history_import *im = NULL;
    struct err err = { 0 };

    assert_ok(history_import_new(s, &par, &im, &err), err);
    for (size_t i = 0; i < n; i++) {
        AUTO(activity) struct activity *a = plain_run(noon + 86400 * (double)i, 600);
        AUTO(mem) uint8_t *data = NULL;
        size_t size = 0;
        assert_ok(fit_write_activity(a, &data, &size, &err), err);
        assert_ok(history_import_one(im, "/home/me/watch/a.fit", data, size, NULL, &err), err);
    }
    assert_ok(history_import_end(im, &err), err);
}

/* A bit of everything that a log can hold. */
static void fill(const char *path)
{
    AUTO(store) struct store *s = NULL;
    char text[] = "{ \"film\": true }";
    const struct store_document d = { .kind = "film",
                                      .name = "side \"x\".mp4",
                                      .day = 19000,
                                      .at_s = noon + 1.25,
                                      .text = text,
                                      .n = sizeof(text) - 1 };
    struct care_shoe shoe = { .name = "Red",
                              .gear = "g7",
                              .use = "long,race",
                              .from = 19000,
                              .start_m = 1234.5,
                              .comfort = 6.5,
                              .usual = true };
    const struct store_edit edits[] = { { "name", "K\xc3\xa4se" }, { "effort", "7.000" } };
    const struct store_edit gone = { "deleted", "1" };
    struct err err = { 0 };
    int64_t id;

    assert_ok(store_open(path, STORE_CREATE, &s, &err), err);
    import_runs(s, 3);
    assert_ok(store_begin(s, &err), err);
    assert_ok(store_edit(s, 1, "edit", edits, 2, noon, &err), err);
    assert_ok(store_edit(s, 2, "delete", &gone, 1, noon, &err), err);
    assert_ok(store_put_shoe(s, &shoe, &id, &err), err);
    assert_ok(store_wear(s, 3, id, &err), err);
    for (int f = 0; f < CARE_N_FIELDS; f++) {
        const struct care_row *r = &care_rows[f];
        struct store_profile_value v = { (enum care_field)f, 19000 + f, NAN };
        if (r->type == CARE_PACE)
            v.value = 1000.0 / 331;
        else if (r->words)
            v.value = 1;
        else if (f % 5) /* some are unknown from that day on */
            v.value = floor((r->min + r->max) / 2) + (r->type == CARE_NUMBER ? 0.1 : 0);
        assert_ok(store_put_profile(s, &v, 1, noon, &err), err);
    }
    for (size_t i = 0; i < care_n_flags; i++) {
        const struct care_flag_answer a = { .flag = &care_flags[i],
                                            .answer = (enum care_answer)(i % 3),
                                            .at_s = noon + (double)i / 3,
                                            .day = 19000,
                                            .note = "a note" };
        assert_ok(store_add_flags(s, &a, 1, &err), err);
    }
    for (int i = 0; i < 6; i++) { /* two of one moment */
        struct care_pain p = CARE_PAIN_INIT;
        p.day = 19000 + i / 2;
        p.at_s = noon;
        p.activity_id = i == 4 ? 3 : 0;
        p.regions = (unsigned)i;
        p.during = i % 2 ? 3.3 : (double)NAN;
        p.symptoms = (unsigned)i % 4;
        snprintf(p.note, sizeof(p.note), "line %d with \\ and \"", i);
        assert_ok(store_add_pain(s, &p, &id, &err), err);
    }
    const struct care_day day = { 19001, 7.1, NAN, 3, 51, NAN, "windy" };
    assert_ok(store_put_day(s, &day, &err), err);
    assert_ok(store_add_document(s, &d, &id, &err), err);
    assert_ok(store_commit(s, &err), err);
}

static void same_file(const char *a, const char *b)
{
    AUTO(mem) uint8_t *x = NULL, *y = NULL;
    struct err err = { 0 };
    size_t n, m;

    assert_ok(file_read(a, 1 << 28, &x, &n, &err), err);
    assert_ok(file_read(b, 1 << 28, &y, &m, &err), err);
    assert_int_equal(n, m);
    assert_memory_equal(x, y, n);
}

static void path_of(const char *name, char ret[160])
{
    snprintf(ret, 160, "%s/%s", tmp_folder, name);
}

static void out_and_in_and_out_gives_equal_files(void **state)
{
    static const char *const kinds[] = { ".zip", "" };

    (void)state;
    fill(tmp_db);
    for (size_t k = 0; k < N_ELEMS(kinds); k++) {
        const char *end = kinds[k], *f = tmp_folder;
        char a[160], b[160];
        say("export %s/a%s --db %s", f, end, tmp_db);
        struct spawn *s = say("import %s/a%s --db %s/new%zu.db", f, end, f, k);
        assert_non_null(strstr(s->out, "new here: 3 activities, 3 files, 25 profile"));
        say("export %s/b%s --db %s/new%zu.db", f, end, f, k);
        snprintf(a, sizeof(a), "%s/a%s%s", f, end, end[0] ? "" : "/backstride.json");
        snprintf(b, sizeof(b), "%s/b%s%s", f, end, end[0] ? "" : "/backstride.json");
        same_file(a, b); /* of a zip, that is every file */
        /* once more changes nothing, neither there nor where it came from */
        s = say("import %s/a%s --db %s/new%zu.db", f, end, f, k);
        assert_non_null(strstr(s->out, "new here: 0 activities, 0 files, 0 profile, 0 flags, "
                                       "0 pain, 0 days, 0 shoes, 0 documents"));
        say("import %s/a%s --db %s", f, end, tmp_db);
        say("export %s/c%s --db %s", f, end, tmp_db);
        snprintf(b, sizeof(b), "%s/c%s%s", f, end, end[0] ? "" : "/backstride.json");
        same_file(a, b);
    }
}

static void what_is_here_stays_when_an_export_comes_in(void **state)
{
    AUTO(store) struct store *s = NULL;
    AUTO(mem) struct care_day *days = NULL;
    AUTO(mem) struct store_change *changes = NULL;
    const struct care_day day = { 19001, NAN, 9, NAN, 60, NAN, "" };
    const struct store_edit mine = { "name", "mine" };
    struct err err = { 0 };
    char other[160];
    size_t n = 0;

    (void)state;
    path_of("other.db", other);
    fill(tmp_db);
    assert_ok(store_open(other, STORE_CREATE, &s, &err), err);
    import_runs(s, 2);
    assert_ok(store_put_day(s, &day, &err), err);
    assert_ok(store_edit(s, 1, "edit", &mine, 1, noon, &err), err);
    s = store_free(s);
    say("export %s/a.zip --db %s", tmp_folder, tmp_db);
    say("import %s/a.zip --db %s", tmp_folder, other);
    assert_ok(store_open(other, STORE_WRITE, &s, &err), err);
    assert_ok(store_days(s, 0, 30000, &days, &n, &err), err);
    assert_int_equal(n, 1);
    assert_near(days[0].rest_hr, 60, 0);  /* ours */
    assert_near(days[0].sleep_h, 7.1, 0); /* theirs, we had none */
    assert_near(days[0].stress, 9, 0);
    assert_ok(store_changes(s, 1, &changes, &n, &err), err);
    assert_int_equal(n, 2);
    assert_string_equal(changes[0].key, "effort");
    assert_string_equal(changes[1].value, "mine");
}

/* A bundle with this list and nothing else. */
static void write_list(const char *name, const char *json)
{
    AUTO(bundle) struct bundle *b = NULL;
    struct err err = { 0 };
    char path[160];

    path_of(name, path);
    unlink(path);
    assert_ok(bundle_new(path, &b, &err), err);
    assert_ok(bundle_add(b, "backstride.json", json, strlen(json), &err), err);
    assert_ok(bundle_commit(b, &err), err);
}

static void a_wrong_export_is_refused_whole(void **state)
{
#define HEAD                                                                                   \
    "{\"schema\": \"backstride.export/1\", \"days\": [{\"day\": \"2026-01-01\", \"sleep_h\": " \
    "7}], "
    static const struct {
        const char *json, *says;
    } rows[] = {
        { "{", "line 1" },
        { "[]", "has the schema \"\"" },
        { "{\"schema\": \"backstride.export/9\"}", "this program knows" },
        { HEAD "\"pain\": [{\"day\": \"2026-01-01\", \"at_s\": 1, \"during\": 11}]}",
          "pain 1 has a wrong \"during\"" },
        { HEAD "\"pain\": [{\"day\": \"2026-13-01\", \"at_s\": 1}]}", "wrong \"day\"" },
        { HEAD "\"pain\": [3]}", "pain 1 has a wrong \"day\"" },
        { HEAD "\"flags\": [{\"id\": \"fever\", \"answer\": \"perhaps\", \"at_s\": 1, "
               "\"day\": \"2026-01-01\"}]}",
          "flags 1 has a wrong \"answer\"" },
        { HEAD "\"profile\": [{\"field\": \"mass\", \"from\": \"2026-01-01\", \"value\": 1}]}",
          "profile 1 has a wrong \"value\"" },
        { HEAD "\"shoes\": [{\"from\": \"2026-01-01\"}]}", "shoes 1 has a wrong \"name\"" },
        { HEAD "\"documents\": [{\"kind\": \"film\", \"day\": \"2026-01-01\", \"at_s\": 1, "
               "\"file\": \"../runs.db\"}]}",
          "cannot be a name" },
        { HEAD "\"activities\": [{\"sources\": [{\"file\": \"files/abc.fit\"}]}]}",
          "activities 1 has a wrong \"file\"" },
    };
    (void)state;
    for (size_t i = 0; i < N_ELEMS(rows); i++) {
        char line[400];
        write_list("wrong.zip", rows[i].json);
        snprintf(line, sizeof(line), "import %s/wrong.zip --db %s", tmp_folder, tmp_db);
        struct spawn *s = spawn_backstride(line, NULL);
        if (s->status != 2 && s->status != 64)
            fail_msg("row %zu: status %d", i, s->status);
        if (!strstr(s->err, rows[i].says))
            fail_msg("row %zu: %s", i, s->err);
        AUTO(store) struct store *db = NULL;
        AUTO(mem) struct care_day *days = NULL;
        struct err err = { 0 };
        size_t n = 9;
        assert_ok(store_open(tmp_db, STORE_WRITE, &db, &err), err);
        assert_ok(store_days(db, 0, 30000, &days, &n, &err), err);
        assert_int_equal(n, 0); /* all or nothing */
    }
}

static void a_changed_file_is_noticed(void **state)
{
    struct err err = { 0 };
    char line[400], path[400];
    struct spawn *s;

    (void)state;
    fill(tmp_db);
    say("export %s/a --db %s", tmp_folder, tmp_db);
    snprintf(line, sizeof(line), "ls %s/a/files", tmp_folder);
    FILE *ls = popen(line, "r");
    char name[100] = "";
    assert_int_equal(fscanf(ls, "%99s", name), 1);
    pclose(ls);
    snprintf(path, sizeof(path), "%s/a/files/%s", tmp_folder, name);
    assert_ok(file_write(path, "other bytes", 11, &err), err);
    snprintf(line, sizeof(line), "import %s/a --db %s/new.db", tmp_folder, tmp_folder);
    s = spawn_backstride(line, NULL);
    assert_int_equal(s->status, 2);
    assert_non_null(strstr(s->err, "is no longer what it was"));
}

/* Bytes of the list changed at random: it is refused or taken in, and the log stays whole. */
static void a_damaged_list_never_spoils_the_log(void **state)
{
    enum { ROUNDS = 60 };
    AUTO(mem) uint8_t *list = NULL;
    AUTO(store) struct store *s = NULL;
    struct rng r = rng_new(21, 1);
    struct err err = { 0 };
    char path[160], folder[160];
    size_t n, faults = 1, taken = 0;

    (void)state;
    fill(tmp_db);
    path_of("a", folder);
    say("export %s --db %s", folder, tmp_db);
    snprintf(path, sizeof(path), "%s/a/backstride.json", tmp_folder);
    assert_ok(file_read(path, 1 << 20, &list, &n, &err), err);
    assert_ok(store_open(tmp_db, STORE_WRITE, &s, &err), err);
    for (int round = 0; round < ROUNDS; round++) {
        AUTO(bundle_in) struct bundle_in *b = NULL;
        AUTO(mem) uint8_t *bad = mem_array(n, 1);
        struct carry_count count;
        assert_non_null(bad);
        memcpy(bad, list, n);
        for (int k = 0; k < 1 + round % 3; k++) /* digits and letters keep it JSON more often */
            bad[rng_below(&r, (uint32_t)n)] =
                (uint8_t) "0123456789aefmnz\"{},:-.\x01"[rng_below(&r, 25)];
        FILE *f = fopen(path, "wb");
        assert_non_null(f);
        assert_int_equal(fwrite(bad, 1, n, f), n);
        fclose(f);
        assert_ok(bundle_open(folder, &b, &err), err);
        const struct carry_in in = { .s = s, .b = b, .now_s = noon };
        int rc = carry_import(&in, &count, &err);
        taken += rc == 0;
        assert_true(rc == 0 || err.msg[0]);
    }
    assert_true(taken > 0 && taken < ROUNDS); /* both happen */
    assert_ok(store_check(s, true, NULL, NULL, &faults, &err), err);
    assert_int_equal(faults, 0);
}

static bool holds(const char *path, const char *word)
{
    AUTO(mem) uint8_t *data = NULL;
    struct err err = { 0 };
    size_t n;

    assert_ok(file_read(path, 1 << 28, &data, &n, &err), err);
    return memmem(data, n, word, strlen(word)) != NULL;
}

static void erase_leaves_nothing_of_the_person(void **state)
{
    char damaged[160], copy[160], line[400];
    struct err err = { 0 };
    struct spawn *s;

    (void)state;
    fill(tmp_db);
    assert_true(holds(tmp_db, "windy"));
    path_of("runs.db.damaged-1", damaged);
    path_of("copy.db", copy);
    say("doctor --db %s --backup %s", tmp_db, copy);
    assert_ok(file_write(damaged, "an old one", 10, &err), err);
    /* Another name for the same bytes shows what is left of them. */
    char twin[160];
    path_of("twin", twin);
    assert_int_equal(link(tmp_db, twin), 0);
    snprintf(line, sizeof(line), "erase --db %s", tmp_db);
    s = spawn_backstride(line, NULL);
    assert_int_equal(s->status, 64); /* not without --yes where nobody can answer */
    assert_int_equal(access(tmp_db, F_OK), 0);
    s = say("erase --db %s --yes", tmp_db);
    assert_non_null(strstr(s->out, copy));
    assert_non_null(strstr(s->out, "/home/me/watch"));
    assert_int_equal(access(tmp_db, F_OK), -1);
    assert_int_equal(access(damaged, F_OK), -1);
    assert_int_equal(access(copy, F_OK), 0); /* named, not touched */
    assert_false(holds(twin, "windy"));
    assert_false(holds(twin, "low-back"));
    snprintf(line, sizeof(line), "erase --db %s --yes", tmp_db);
    assert_int_equal(spawn_backstride(line, NULL)->status, 2);
    assert_ok(file_write(tmp_db, "the letters of somebody else, quite long", 40, &err), err);
    assert_int_not_equal(spawn_backstride(line, NULL)->status, 0);
    assert_true(holds(tmp_db, "letters")); /* no database of ours: left alone */
}

#define T(test) cmocka_unit_test_setup_teardown(test, tmp_setup, tmp_teardown)
int main(void)
{
    const struct CMUnitTest tests[] = {
        T(out_and_in_and_out_gives_equal_files), T(what_is_here_stays_when_an_export_comes_in),
        T(a_wrong_export_is_refused_whole),      T(a_changed_file_is_noticed),
        T(a_damaged_list_never_spoils_the_log),  T(erase_leaves_nothing_of_the_person),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
