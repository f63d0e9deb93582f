/* SPDX-License-Identifier: Apache-2.0 */
/* backstride mocap as a user runs it: a synthetic runner's markers as a TRC file whose z is up.
 */
#include <math.h>
#include <sys/stat.h>

#include "../mocap/made.h"
#include "base/file.h"
#include "base/text.h"
#include "formats/mocap_formats.h"
#include "spawn.h"

static char folder[256];

static const char *at(const char *name)
{
    static char path[8][512];
    static int next;
    char *p = path[next++ % 8];
    snprintf(p, sizeof(path[0]), "%s/%s", folder, name);
    return p;
}

static int make_files(void **state)
{
    AUTO(synth) struct synth *s = RUNNER("fps", "150", "duration", "8", "lean", "6");
    const int z_up[] = { 2, 3, 1 };
    AUTO(markers) struct markers *m = made_markers(s, z_up);
    AUTO_TEXT struct text t = TEXT_INIT(1 << 26);
    struct err err = { 0 };
    (void)state;
    snprintf(folder, sizeof(folder), "%s", "/tmp/backstride-mocap-XXXXXX");
    assert_non_null(mkdtemp(folder));
    assert_ok(trc_write(m, "run.trc", &t, &err), err);
    assert_ok(file_write(at("run.trc"), t.buf, t.len, &err), err);
    const char bad[] = "set mine\nelbows = X\n";
    assert_ok(file_write(at("bad.txt"), bad, sizeof(bad) - 1, &err), err);
    return 0;
}

static int remove_files(void **state)
{
    static const char *const names[] = { "run.trc", "bad.txt", "out.trc",
                                         "out.mot", "out.csv", "run.backstride.html",
                                         "log.db" };
    (void)state;
    for (size_t i = 0; i < N_ELEMS(names); i++)
        unlink(at(names[i]));
    return rmdir(folder);
}

static struct spawn *mocap(const char *words)
{
    char line[2048];
    snprintf(line, sizeof(line), "mocap %s %s", at("run.trc"), words);
    return spawn_in(getenv("BACKSTRIDE_BIN"), line, folder);
}

static void markers_become_a_scorecard_of_both_planes(void **state)
{
    struct spawn *r = mocap("--no-report");
    (void)state;
    assert_string_equal(r->err, "");
    assert_int_equal(r->status, 0);
    assert_non_null(strstr(r->out, "set backstride"));
    assert_non_null(strstr(r->out, "up is z, forward y"));
    assert_non_null(strstr(r->out, "side view"));
    assert_non_null(strstr(r->out, "view from behind"));
    assert_non_null(strstr(r->out, "Step width"));
    assert_non_null(strstr(r->out, "Trunk lean"));
    assert_null(strstr(r->out, "film"));
}

static void json_says_what_the_trial_was(void **state)
{
    struct spawn *r = mocap("--json");
    (void)state;
    assert_int_equal(r->status, 0);
    assert_non_null(strstr(r->out, "\"format\": \"trc\""));
    assert_non_null(strstr(r->out, "\"marker_set\": \"backstride\""));
    assert_non_null(strstr(r->out, "\"plate\": null"));
    assert_int_equal(access(at("run.backstride.html"), F_OK), -1); /* only when asked for */
}

static void with_log_the_profile_says_height_mass_and_sex_and_options_win(void **state)
{
    char line[1024];
    struct spawn *r;

    (void)state;
    snprintf(line, sizeof(line), "profile --db %s --height 168 --mass 61 --sex female --quiet",
             at("log.db"));
    assert_int_equal(spawn_in(getenv("BACKSTRIDE_BIN"), line, folder)->status, 0);
    snprintf(line, sizeof(line), "--json --log --db %s --mass 62", at("log.db"));
    r = mocap(line);
    assert_int_equal(r->status, 0);
    assert_non_null(strstr(r->out, "\"height_m\": 1.68"));
    assert_non_null(strstr(r->out, "\"mass_kg\": 62"));
    assert_non_null(strstr(r->out, "\"sex\": \"female\""));
}

static void every_export_is_written_and_can_be_read(void **state)
{
    char words[1024];
    AUTO(mem) uint8_t *data = NULL;
    AUTO(mem) uint8_t *mot = NULL;
    AUTO(mem) uint8_t *csv = NULL;
    AUTO(markers) struct markers *m = NULL;
    AUTO(table) struct table *t = NULL;
    struct err err = { 0 };
    size_t n;
    (void)state;
    snprintf(words, sizeof(words), "--no-report --trc %s --mot %s --csv %s", at("out.trc"),
             at("out.mot"), at("out.csv"));
    struct spawn *r = mocap(words);
    assert_string_equal(r->err, "");
    assert_int_equal(r->status, 0);
    assert_ok(file_read(at("out.trc"), 1 << 26, &data, &n, &err), err);
    assert_ok(trc_read(data, n, &m, &err), err);
    assert_int_equal(m->n_frames, 1200);
    const double *hip = markers_at(m, 0, (size_t)markers_find(m, "l_hip"));
    assert_true(hip[1] > 0.7 && hip[1] < 1.1); /* y is up in what is written */
    assert_ok(file_read(at("out.mot"), 1 << 26, &mot, &n, &err), err);
    assert_ok(sto_read_table(mot, n, &t, &err), err);
    assert_true(t->degrees && t->n_rows == 1200);
    assert_ok(file_read(at("out.csv"), 1 << 26, &csv, &n, &err), err);
    assert_non_null(strstr((char *)csv, "measure,1,side-right,both,,,,cadence,steps/min,"));
    assert_non_null(strstr((char *)csv, "\nstep,2,rear,"));
}

static void a_file_that_was_written_gives_the_same_measures(void **state)
{
    static char first[SPAWN_TEXT];
    struct spawn *r = mocap("--no-report");
    char line[1024];
    (void)state;
    snprintf(first, sizeof(first), "%s", strstr(r->out, "Scorecard"));
    snprintf(line, sizeof(line), "mocap %s --no-report", at("out.trc"));
    r = spawn_in(getenv("BACKSTRIDE_BIN"), line, folder);
    assert_int_equal(r->status, 0);
    assert_string_equal(strstr(r->out, "Scorecard"), first);
}

static void what_cannot_be_done_is_refused_with_a_reason(void **state)
{
    static const struct {
        const char *words, *says;
        int status;
    } rows[] = {
        { "--up q", "\"q\" is no axis", 64 },
        { "--up z --forward -z", "up is z, so forward cannot be -z", 64 },
        { "--static nowhere.c3d", "nowhere.c3d", 2 },
        { "--forces {}/run.trc", "holds no forces", 64 },
        { "--marker-set {}/bad.txt", "line 2: no such point of the body: \"elbows\"", 2 },
        { "--no-report --csv {}/run.trc", "would overwrite", 64 },
        { "--no-report --csv {}/a --mot {}/a", "name the same file", 64 },
        { "--report x.html --no-report", "exclude each other", 64 },
        { "--no-report --trc {}/none/a.trc", "cannot write into the folder", 2 },
    };
    (void)state;
    for (size_t i = 0; i < N_ELEMS(rows); i++) {
        char words[1024] = "";
        for (const char *c = rows[i].words; *c; c++) /* {} stands for the folder */
            if (c[0] == '{' && c[1] == '}') {
                strncat(words, folder, sizeof(words) - strlen(words) - 1);
                c++;
            } else {
                strncat(words, c, 1);
            }
        struct spawn *r = mocap(words);
        if (!strstr(r->err, rows[i].says) || r->status != rows[i].status)
            fail_msg("%s: status %d, \"%s\"", rows[i].words, r->status, r->err);
        assert_string_equal(r->out, "");
    }
}

static void a_name_with_control_characters_is_told_plain(void **state)
{
    char line[1024], odd[512];
    (void)state;
    snprintf(odd, sizeof(odd), "%s/a\033[31m\nb\xc2\x9b\xff.html", folder);
    snprintf(line, sizeof(line), "--report %s", odd);
    struct spawn *r = mocap(line);
    assert_int_equal(r->status, 0);
    assert_int_equal(unlink(odd), 0);
    assert_non_null(strstr(r->out, "/a?[31m?b??.html\n"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(markers_become_a_scorecard_of_both_planes),
        cmocka_unit_test(json_says_what_the_trial_was),
        cmocka_unit_test(with_log_the_profile_says_height_mass_and_sex_and_options_win),
        cmocka_unit_test(every_export_is_written_and_can_be_read),
        cmocka_unit_test(a_file_that_was_written_gives_the_same_measures),
        cmocka_unit_test(a_name_with_control_characters_is_told_plain),
        cmocka_unit_test(what_cannot_be_done_is_refused_with_a_reason),
    };
    return cmocka_run_group_tests(tests, make_files, remove_files);
}
