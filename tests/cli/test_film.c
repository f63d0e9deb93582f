/* SPDX-License-Identifier: Apache-2.0 */
/* film and synth from the outside, on drawn runners. */
#include <jansson.h>
#include <math.h>
#include <signal.h>

#include "clips.h"
#include "formats/mocap_formats.h"
#include "spawn.h"

static struct spawn *film(const char *options, const char *clip)
{
    char line[640];
    snprintf(line, sizeof(line), "film {} --model lite %s", options);
    return spawn_backstride(line, clips_path(clip));
}

static void options_that_do_not_fit_are_refused_before_the_work(void **state)
{
    (void)state;
    static const struct {
        const char *options, *text;
        int status;
    } rows[] = {
        { "--view rear other.mp4", "--view is about one clip, but there are 2", 64 },
        { "--person 1 other.mp4", "--person is about one clip", 64 },
        { "--overlay x.mp4 other.mp4", "--overlay is about one clip", 64 },
        { "--from 3 --to 2", "--to 2 must come after --from 3", 64 },
        { "--report x.html --no-report", "exclude each other", 64 },
        { "--trc x.trc other.mp4", "--trc is about one clip", 64 },
        { "--csv /tmp/a.same --mot /tmp/a.same", "--mot and --csv name the same file", 64 },
        { "--report /tmp/a.same --csv /tmp/../tmp/a.same", "--report and --csv name", 64 },
        { "--compare /etc/passwd --csv /etc/passwd", "--csv would overwrite", 64 },
        { "--csv -", "./-", 64 },
        { "--filmed 2023-01-01", "--filmed serves --log", 64 },
        { "--truth x.json --json", "leave out --json", 64 },
        { "--report /nowhere/x.html", "cannot write into the folder", 2 },
        { "--report /tmp", "is a folder", 64 },
        { "--overlay x.txt", "\"x.txt\" must end in .mp4", 64 },
        { "--from 60", "the clip ends before --from 60", 3 },
        { "--overlay {}", "--overlay would overwrite", 64 },
        { "--height 17", "--height CM must lie between 100 and 230, not 17", 64 },
        { "--repeat", "--repeat needs two clips", 64 },
        { "--repeat other.mp4 --report x.html", "--repeat prints one table", 64 },
        { "--own-error x.json", "--own-error serves --compare", 64 },
        { "--compare /nowhere.json", "cannot read \"/nowhere.json\"", 2 },
        { "--precision f16", "--precision cannot be \"f16\"", 64 },
    };
    for (size_t i = 0; i < N_ELEMS(rows); i++) {
        struct spawn *s = film(rows[i].options, "plain.mp4");
        if (s->status != rows[i].status || !strstr(s->err, rows[i].text))
            fail_msg("%s: status %d, %s", rows[i].options, s->status, s->err);
        assert_string_equal(s->out, "");
    }
}

static json_t *film_json(const char *options, char **ret_text)
{
    char line[256];
    json_error_t why;
    snprintf(line, sizeof(line), "--json --quiet --precision f32 %s", options);
    struct spawn *s = film(line, "plain.mp4");
    assert_int_equal(s->status, 0);
    assert_string_equal(s->err, "");
    json_t *root = json_loads(s->out, 0, &why);
    if (!root)
        fail_msg("not JSON: %s", why.text);
    *ret_text = mem_strdup(s->out);
    return root;
}

static void json_is_the_same_for_any_number_of_threads(void **state)
{
    (void)state;
    char *one = NULL, *three = NULL;
    json_decref(film_json("--threads 1", &one));
    json_decref(film_json("--threads 3", &three));
    assert_string_equal(one, three);
    free(one);
    free(three);
    assert_int_equal(clips_count("html"), 0); /* no report unless asked for */
}

static void the_same_clip_again_shows_no_change_and_no_error(void **state)
{
    (void)state;
    char *text = NULL, options[1200];
    struct err err = { 0 };
    json_decref(film_json("--speed 10", &text));
    assert_ok(file_write(clips_path("before.json"), text, strlen(text), &err), err);
    snprintf(options, sizeof(options),
             "--precision f32 --quiet --no-report --speed 10 --compare %s",
             clips_path("before.json"));
    struct spawn *s = film(options, "plain.mp4");
    assert_int_equal(s->status, 0);
    assert_non_null(strstr(s->out, "Before and after"));
    assert_non_null(strstr(s->out, "Nothing changed by more than the films can show."));
    snprintf(options, sizeof(options), "--quiet --repeat %s", clips_path("plain.mp4"));
    s = film(options, "plain.mp4");
    assert_int_equal(s->status, 0);
    assert_non_null(strstr(s->out, "Your own error, from 2 clips"));
    assert_non_null(strstr(s->out, "0.00"));
    free(text);
    unlink(clips_path("before.json"));
}

static void a_refused_clip_is_told_and_the_others_go_on(void **state)
{
    (void)state;
    char options[600];
    snprintf(options, sizeof(options), "--no-report %s", clips_path("blank.mp4"));
    struct spawn *s = film(options, "plain.mp4");
    assert_int_equal(s->status, 0);
    assert_non_null(strstr(s->err, "backstride: warning: "));
    assert_non_null(strstr(s->err, "blank.mp4: "));
    assert_non_null(strstr(s->out, "Scorecard"));
    s = film(options, "blank.mp4");
    assert_int_equal(s->status, 3);
    assert_non_null(strstr(s->err, "none of the 2 clips can be measured"));
}

static void a_clip_on_standard_input_is_measured_and_drawn(void **state)
{
    (void)state;
    char line[600];
    snprintf(line, sizeof(line), "film - --model lite --report %s", clips_path("stdin.html"));
    spawn_stdin = clips_path("plain.mp4");
    struct spawn *s = spawn_backstride(line, NULL);
    spawn_stdin = "/dev/null";
    assert_string_equal(s->err, "");
    assert_int_equal(s->status, 0);
    assert_non_null(strstr(s->out, "Scorecard"));
    assert_int_equal(clips_count("stdin.html"), 1);
    s = spawn_backstride("film - --no-report", NULL);
    assert_int_equal(s->status, 2); /* nothing there */
}

static void measured_is_printed_beside_true(void **state)
{
    (void)state;
    char options[600];
    double truth = NAN, measured = NAN;
    snprintf(options, sizeof(options), "--no-report --truth %s", clips_path("plain.json"));
    struct spawn *s = film(options, "plain.mp4");
    assert_int_equal(s->status, 0);
    const char *row = strstr(s->out, "\nCadence");
    assert_non_null(row);
    assert_int_equal(sscanf(row, "\nCadence %lf %lf", &truth, &measured), 2);
    assert_near(truth, 200, 2); /* a steady runner varies by about 1 % from step to step */
    /* The right row of the right clip: seven steps of a small figure; gait's tests ask for
     * more. */
    assert_near(measured, truth, 6);
}

static void a_wrong_truth_file_is_refused(void **state)
{
    (void)state;
    static const struct {
        const char *text, *message;
    } rows[] = {
        { "{", "bad.json\" is not JSON: line 1" },
        { "[]", "is not a backstride-truth file" },
        { "{\"schema\": \"other\", \"version\": 1}", "is not a backstride-truth file" },
        { "{\"schema\": \"backstride-truth\", \"version\": 7}", "version 7" },
    };
    char options[600];
    struct err err = { 0 };
    for (size_t i = 0; i < N_ELEMS(rows); i++) {
        assert_ok(file_write(clips_path("bad.json"), rows[i].text, strlen(rows[i].text), &err),
                  err);
        snprintf(options, sizeof(options), "--no-report --truth %s", clips_path("bad.json"));
        struct spawn *s = film(options, "plain.mp4");
        assert_int_equal(s->status, 2);
        assert_non_null(strstr(s->err, rows[i].message));
    }
}

static void the_same_parameters_give_the_same_files(void **state)
{
    (void)state;
    AUTO(mem) uint8_t *a = NULL, *b = NULL;
    size_t na = 0, nb = 0;
    struct err err = { 0 };
    const char *line = "synth --duration 0.2 --width 128 --height-px 96 --quiet --truth {}";

    assert_int_equal(spawn_backstride(line, clips_path("a.json"))->status, 0);
    assert_int_equal(spawn_backstride(line, clips_path("b.json"))->status, 0);
    assert_ok(file_read(clips_path("a.json"), 1 << 24, &a, &na, &err), err);
    assert_ok(file_read(clips_path("b.json"), 1 << 24, &b, &nb, &err), err);
    assert_int_equal(na, nb);
    assert_memory_equal(a, b, na);
    struct spawn *s = spawn_backstride("synth --cadance 170", NULL);
    assert_int_equal(s->status, 64);
    assert_non_null(strstr(s->err, "did you mean --cadence?"));
    s = spawn_backstride("synth --cadence 170", NULL);
    assert_int_equal(s->status, 64);
    assert_non_null(strstr(s->err, "nothing to write"));
}

/* Wait, without end if need be (the suite has its own limit), until the encoder has a file. */
static void an_interrupt_leaves_nothing_half_written(void **state)
{
    (void)state;
    static const int numbers[] = { SIGINT, SIGTERM };
    for (size_t i = 0; i < N_ELEMS(numbers); i++) {
        char path[512], program[] = "backstride", synth[] = "synth", out[] = "--out",
                        length[] = "--duration=600";
        char *const argv[] = { program, synth, out, path, length, NULL };
        FILE *nowhere = fopen("/dev/null", "we");
        snprintf(path, sizeof(path), "%s", clips_path("long.mp4"));
        assert_non_null(nowhere);
        pid_t pid = spawn_start(getenv("BACKSTRIDE_BIN"), argv, nowhere, nowhere);
        while (clips_count("long.mp4") == 0)
            usleep(1000);
        assert_int_equal(kill(pid, numbers[i]), 0);
        assert_int_equal(spawn_status(pid), 128 + numbers[i]);
        assert_int_equal(clips_count("long.mp4"), 0);
        fclose(nowhere);
    }
}

static void doctor_tells_what_is_missing(void **state)
{
    (void)state;
    json_error_t why;
    struct spawn *s = spawn_backstride("doctor", NULL);
    assert_int_equal(s->status, 0);
    assert_non_null(strstr(s->out, "model full"));
    s = spawn_backstride("doctor --json", NULL);
    json_t *root = json_loads(s->out, 0, &why);
    assert_true(json_is_true(json_object_get(root, "ok")));
    assert_true(json_array_size(json_object_get(root, "checks")) > 10);
    json_decref(root);
    s = spawn_backstride("doctor --models /nowhere", NULL);
    assert_int_equal(s->status, 1);
    assert_non_null(strstr(s->out, "MISSING"));
    assert_non_null(strstr(s->err, "a needed part is missing: model full"));
}

static int make_clips(void **state)
{
    (void)state;
    static const struct clips_runner runner = { .name = "plain.mp4",
                                                .fps = 30,
                                                .duration_s = 2.4 };
    AUTO(synth) struct synth *s = NULL;
    AUTO_TEXT struct text truth = TEXT_INIT(1 << 26);
    struct err err = { 0 };

    if (clips_begin() < 0)
        return -1;
    clips_draw(&runner);
    clips_blank("blank.mp4");
    s = clips_figure(&runner);
    synth_truth_json(s, &truth);
    return file_write(clips_path("plain.json"), text_str(&truth), truth.len, &err);
}

/* A path of clips_path that stays while others are asked for. */
static const char *kept(char *buf, const char *name)
{
    snprintf(buf, 512, "%s", clips_path(name));
    return buf;
}

/* The clip is from behind: its points and steps are written, its joint angles cannot be. */
static void points_and_steps_of_a_clip_are_written(void **state)
{
    char trc[512], mot[512], csv[512], options[640];
    AUTO(mem) uint8_t *points = NULL;
    AUTO(mem) uint8_t *steps = NULL;
    AUTO(markers) struct markers *m = NULL;
    struct err err = { 0 };
    size_t n;
    (void)state;
    snprintf(options, sizeof(options),
             "--quiet --no-report --trc %.150s --mot %.150s --csv %.150s", kept(trc, "x.trc"),
             kept(mot, "x.mot"), kept(csv, "x.csv"));
    struct spawn *s = film(options, "plain.mp4");
    assert_non_null(strstr(s->err, "--mot needs a clip from the side"));
    assert_int_equal(s->status, 64);
    assert_int_equal(access(mot, F_OK), -1);
    assert_ok(file_read(trc, 1 << 24, &points, &n, &err), err);
    assert_ok(trc_read(points, n, &m, &err), err);
    assert_int_equal(m->n_markers, BODY_N_POINTS);
    double apart = 0, depth = 0; /* the runner's right hip is on his right: z */
    size_t l = (size_t)markers_find(m, "l_hip"), r = (size_t)markers_find(m, "r_hip");
    for (size_t f = 0; f < m->n_frames; f++) {
        double d = markers_at(m, f, r)[2] - markers_at(m, f, l)[2];
        apart += isfinite(d) ? d : 0;
        depth += isfinite(d) ? fabs(markers_at(m, f, r)[0]) : 0;
    }
    assert_true(apart > 0 && depth <= 0);
    assert_ok(file_read(csv, 1 << 24, &steps, &n, &err), err);
    assert_non_null(strstr((char *)steps, "\nmeasure,1,rear,"));
    assert_non_null(strstr((char *)steps, "\nstep,1,rear,"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(options_that_do_not_fit_are_refused_before_the_work),
        cmocka_unit_test(json_is_the_same_for_any_number_of_threads),
        cmocka_unit_test(the_same_clip_again_shows_no_change_and_no_error),
        cmocka_unit_test(a_refused_clip_is_told_and_the_others_go_on),
        cmocka_unit_test(a_clip_on_standard_input_is_measured_and_drawn),
        cmocka_unit_test(measured_is_printed_beside_true),
        cmocka_unit_test(a_wrong_truth_file_is_refused),
        cmocka_unit_test(the_same_parameters_give_the_same_files),
        cmocka_unit_test(points_and_steps_of_a_clip_are_written),
        cmocka_unit_test(an_interrupt_leaves_nothing_half_written),
        cmocka_unit_test(doctor_tells_what_is_missing),
    };
    return cmocka_run_group_tests(tests, make_clips, clips_end);
}
