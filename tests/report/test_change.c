/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "base/file.h"
#include "report/fixture.h"

/* A film that says everything it can of load, speed and change. */
struct full {
    struct fixture *f;
    struct spine_load load;
    struct compare_result result;
    struct report_change change;
};

static struct full *full_new(void)
{
    struct full *u = mem_array(1, sizeof(*u));
    assert_non_null(u);
    u->f = fixture_new("side.mp4", "a<b>.mov");
    u->load = (struct spine_load){ .known = true,
                                   .standing_bw = 0.69,
                                   .mean_force_bw = 1.002,
                                   .cutoff_hz = 6,
                                   .n_steps = 12,
                                   .n_notes = 1,
                                   .notes = { "The hidden side was mirrored." } };
    for (int i = 0; i < SPINE_N_ITEMS; i++)
        u->load.items[i] =
            (struct spine_value){ 2.5 + i, 1.5 + i, 3.5 + i, 2.25 + i, 2.75 + i };
    u->load.items[SPINE_DOSE_4_KM] = (struct spine_value){ NAN, NAN, NAN, NAN, NAN };
    u->f->clips[0].spine = &u->load;
    u->f->clips[0].speed = (struct gait_value){ .value = 2.9, .lo = 2.6, .hi = 3.2 };
    u->f->film.height_m = 1.75;
    u->f->film.mass_kg = 70;
    u->f->film.sex = "female";
    return u;
}

static struct full *full_free(struct full *u)
{
    if (u) {
        fixture_free(u->f);
        free(u);
    }
    return NULL;
}
DEFINE_AUTO(full)

static const char *path_of(const char *name)
{
    static char path[256];
    snprintf(path, sizeof(path), "/tmp/backstride-change-%ld-%s", (long)getpid(), name);
    return path;
}

static void write_file(const char *path, const char *s)
{
    struct err err = { 0 };
    assert_ok(file_write(path, s, strlen(s), &err), err);
}

static void what_json_says_can_be_read_again(void **state)
{
    AUTO(full) struct full *u = full_new();
    AUTO_TEXT struct text t = TEXT_INIT(16 << 20);
    AUTO(compare_film) struct compare_film *then = NULL;
    AUTO(compare_film) struct compare_film *now = NULL;
    struct err err = { 0 };
    const char *path = path_of("film.json");
    (void)state;
    assert_ok(report_json(&u->f->film, &t, &err), err);
    write_file(path, text_str(&t));
    assert_ok(report_read_film(path, &then, &err), err);
    unlink(path);
    assert_ok(report_compare_film(&u->f->film, &now, &err), err);
    assert_int_equal(then->n_clips, 2);
    assert_string_equal(then->model, now->model);
    assert_string_equal(then->program, now->program);
    assert_near(then->height_m, 1.75, 1e-9);
    for (size_t c = 0; c < 2; c++) {
        assert_int_equal(then->clips[c].view, now->clips[c].view);
        assert_near(then->clips[c].fps, now->clips[c].fps, 1e-3);
        for (size_t i = 0; i < COMPARE_N_ITEMS; i++)
            for (int s = 0; s <= BODY_N_SIDES; s++) {
                const struct gait_value *a = &then->clips[c].values[i][s];
                const struct gait_value *b = &now->clips[c].values[i][s];
                if (compare_item(i).sided == (s == BODY_N_SIDES) && !a->n_steps)
                    continue; /* "both" of a sided measure is there, the rest is not */
                if (b->status != GAIT_MEASURED || !isfinite(b->value))
                    continue;
                assert_int_equal(a->status, GAIT_MEASURED);
                /* one digit more than is shown is kept */
                double half = 0.501 * pow(10, -compare_item(i).decimals - 1);
                assert_near(a->value, b->value, half);
                assert_near(a->lo, b->lo, half);
            }
    }
    assert_near(then->clips[0].speed.value, 2.9, 1e-9);
    assert_true(isnan(then->clips[1].speed.value));
    /* against itself nothing changed */
    compare_films(then, now, NULL, &u->result);
    assert_int_equal(u->result.n_with[COMPARE_UP] + u->result.n_with[COMPARE_DOWN], 0);
    assert_true(u->result.n_with[COMPARE_NONE] > 15);
}

static void files_that_are_not_films_get_one_clear_line(void **state)
{
    static const struct {
        const char *text, *code, *says;
    } rows[] = {
        { "", "ERR_FORMAT", "is not JSON" },
        { "{\"schema\": \"backstride.film\"", "ERR_FORMAT", "is not JSON" },
        { "[1]", "ERR_FORMAT", "is not a backstride.film file" },
        { "{\"schema\": \"other\", \"version\": 1}", "ERR_FORMAT", "but other" },
        { "{\"schema\": \"backstride.film\"}", "ERR_FORMAT", "has no version" },
        { "{\"schema\": \"backstride.film\", \"version\": 2}", "ERR_UNSUPPORTED",
          "newer program" },
        { "{\"schema\": \"backstride.film\", \"version\": 1}", "ERR_FORMAT", "has 0 clips" },
        { "{\"schema\": \"backstride.film\", \"version\": 1, \"clips\": 7}", "ERR_FORMAT",
          "has 0 clips" },
    };
    (void)state;
    for (size_t i = 0; i < N_ELEMS(rows); i++) {
        AUTO(compare_film) struct compare_film *f = NULL;
        struct err err = { 0 };
        const char *path = path_of("bad.json");
        write_file(path, rows[i].text);
        int rc = report_read_film(path, &f, &err);
        unlink(path);
        assert_string_equal(err_name(rc), rows[i].code);
        if (!strstr(err.msg, rows[i].says) || strchr(err.msg, '\n'))
            fail_msg("%s", err.msg);
    }
    AUTO(compare_film) struct compare_film *none = NULL;
    struct err err = { 0 };
    assert_refused(report_read_film(path_of("absent"), &none, &err), ERR_NOT_FOUND);
}

/* Numbers of the wrong kind, values outside their interval, clips that are no objects. */
static void a_damaged_film_gives_unknowns_not_numbers(void **state)
{
    static const char text[] =
        "{\"schema\": \"backstride.film\", \"version\": 1, \"height_m\": \"tall\", \"clips\": "
        "[3, {\"view\": \"above\", \"speed\": {\"value\": -4}, \"quality\": [], \"measures\": "
        "{\"vert_osc\": {\"unit\": \"m\", \"both\": {\"status\": \"measured\", \"value\": 1, "
        "\"lo\": 0, \"hi\": 2}}, \"cadence\": {\"unit\": \"steps/min\", \"both\": {\"status\": "
        "\"measured\", \"value\": 170, \"lo\": 180, "
        "\"hi\": 190, \"n_steps\": -5}}, \"trunk_lean\": {\"both\": {\"status\": \"odd\"}}}, "
        "\"low_back\": {\"items\": {\"peak_compression\": {\"value\": \"x\"}}}}]}";
    AUTO(compare_film) struct compare_film *f = NULL;
    struct err err = { 0 };
    const char *path = path_of("odd.json");
    (void)state;
    write_file(path, text);
    assert_ok(report_read_film(path, &f, &err), err);
    unlink(path);
    assert_near(f->height_m, 0, 0);
    for (size_t c = 0; c < 2; c++) {
        assert_int_equal(f->clips[c].view, GAIT_VIEW_AUTO);
        assert_true(!(f->clips[c].speed.value > 0));
        for (size_t i = 0; i < COMPARE_N_ITEMS; i++)
            for (int s = 0; s <= BODY_N_SIDES; s++)
                assert_true(f->clips[c].values[i][s].status != GAIT_MEASURED);
    }
}

static void an_own_error_is_kept_and_read_again(void **state)
{
    AUTO(mem) struct compare_own *own = mem_array(1, sizeof(*own));
    AUTO(mem) struct compare_own *again = mem_array(1, sizeof(*again));
    AUTO_TEXT struct text t = TEXT_INIT(1 << 20);
    struct err err = { 0 };
    const char *path = path_of("own.json");
    (void)state;
    own->n_clips = 3;
    own->errors[MEASURE_KNEE_PEAK][BODY_LEFT] =
        (struct compare_error){ 3, 2, 44, 1.25, 0.65, 7.9, 7.6 };
    own->errors[MEASURE_N + SPINE_PEAK][BODY_N_SIDES] =
        (struct compare_error){ 3, 2, 2.7, 0.1, 0.05, 0.6, 0.61 };
    assert_ok(report_own_json(own, &t, &err), err);
    write_file(path, text_str(&t));
    assert_ok(report_read_own(path, again, &err), err);
    assert_int_equal(again->n_clips, 3);
    assert_near(again->errors[MEASURE_KNEE_PEAK][BODY_LEFT].sem, 1.25, 1e-9);
    assert_near(again->errors[MEASURE_N + SPINE_PEAK][BODY_N_SIDES].df, 2, 0);
    assert_int_equal(again->errors[MEASURE_KNEE_PEAK][BODY_RIGHT].n_clips, 0);
    write_file(path, "{\"schema\": \"backstride.own-error\", \"version\": 1, \"n_clips\": 2, "
                     "\"errors\": {\"cadence\": {\"both\": {\"sem\": -1, \"df\": 1, "
                     "\"n_clips\": 2}}}}");
    assert_refused(report_read_own(path, again, &err), ERR_FORMAT);
    assert_non_null(strstr(err.msg, "\"cadence\" is damaged"));
    write_file(path, "{\"schema\": \"backstride.film\", \"version\": 1}");
    assert_refused(report_read_own(path, again, &err), ERR_FORMAT);
    unlink(path);
}

static void expect_fits(const char *s, int columns)
{
    for (const char *line = s, *end; *line; line = end + 1) {
        AUTO_TEXT struct text one = TEXT_INIT(1000);
        end = strchr(line, '\n');
        text_add_n(&one, line, (size_t)(end - line));
        if (text_columns(text_str(&one)) > (size_t)columns)
            fail_msg("longer than %d: %s", columns, text_str(&one));
    }
}

static void the_table_of_an_own_error_fits_the_terminal(void **state)
{
    AUTO(mem) struct compare_own *own = mem_array(1, sizeof(*own));
    (void)state;
    own->n_clips = 3;
    for (size_t i = 0; i < COMPARE_N_ITEMS; i++)
        for (int side = 0; side <= BODY_N_SIDES; side++)
            own->errors[i][side] = (struct compare_error){ 3, 2, 164.2, 1.25, 0.65, 7.9, 7.6 };
    for (int columns = 40; columns <= 100; columns += 10) {
        AUTO(mem) char *s = NULL;
        size_t n = 0;
        struct err err = { 0 };
        FILE *out = open_memstream(&s, &n);
        assert_non_null(out);
        assert_ok(report_own_terminal(out, own, "The speeds differ.", false, columns, &err),
                  err);
        fclose(out);
        assert_non_null(strstr(s, "Knee bend in stance left"));
        assert_non_null(strstr(s, "The speeds differ."));
        expect_fits(s, columns);
    }
}

static char *shown(const struct report_film *film, int columns)
{
    char *s = NULL;
    size_t n = 0;
    struct err err = { 0 };
    FILE *out = open_memstream(&s, &n);
    assert_non_null(out);
    assert_ok(report_terminal(out, film, false, columns, &err), err);
    fclose(out);
    return s;
}

static void compare_with_less_lean(struct full *u)
{
    AUTO(compare_film) struct compare_film *then = NULL;
    AUTO(compare_film) struct compare_film *now = NULL;
    struct err err = { 0 };
    assert_ok(report_compare_film(&u->f->film, &then, &err), err);
    assert_ok(report_compare_film(&u->f->film, &now, &err), err);
    struct gait_value *lean = &then->clips[0].values[MEASURE_TRUNK_LEAN][BODY_N_SIDES];
    lean->value -= 5;
    lean->lo -= 5;
    lean->hi -= 5;
    then->clips[1].values[MEASURE_STEP_WIDTH][BODY_N_SIDES].status = GAIT_TOO_FEW;
    compare_films(then, now, NULL, &u->result);
    u->change = (struct report_change){ "before.json", "side.mp4", &u->result };
    u->f->film.change = &u->change;
}

static void terminal_and_page_show_load_and_change(void **state)
{
    AUTO(full) struct full *u = full_new();
    (void)state;
    compare_with_less_lean(u);
    for (int columns = 40; columns <= 100; columns += 20) {
        AUTO(mem) char *s = shown(&u->f->film, columns);
        assert_non_null(strstr(s, "Load on the low back (estimate)"));
        assert_non_null(strstr(s, "Peak compression a step"));
        assert_null(strstr(s, "peaks count more")); /* not known: not shown */
        assert_non_null(strstr(s, "Before and after"));
        assert_non_null(strstr(s, "+5.0 ("));
        assert_non_null(strstr(s, "before: too few steps"));
        expect_fits(s, columns);
    }
    AUTO(mem) uint8_t *page = NULL;
    size_t n;
    struct err err = { 0 };
    const char *path = path_of("page.html");
    assert_ok(report_html(path, &u->f->film, &err), err);
    assert_ok(file_read(path, 64 << 20, &page, &n, &err), err);
    unlink(path);
    assert_non_null(strstr((char *)page, "Load on the low back (estimate)"));
    assert_non_null(strstr((char *)page, "none detected"));
    assert_non_null(strstr((char *)page, "before: too few steps"));
}

/* Nobody may read a limit out of it. */
static void no_view_calls_a_load_safe_or_harmful(void **state)
{
    static const char *const never[] = { "is safe", "dangerous", "too high", "overload",
                                         "injur",   "3400",      "3.4 kN",   "risk" };
    AUTO(full) struct full *u = full_new();
    (void)state;
    AUTO(mem) char *s = shown(&u->f->film, 80);
    char *from = strstr(s, "Load on the low back"), *to = strstr(from, "\n\n");
    assert_non_null(to);
    *to = '\0';
    for (size_t i = 0; i < N_ELEMS(never); i++)
        if (strstr(from, never[i]))
            fail_msg("the low back's section says \"%s\"", never[i]);
    assert_non_null(strstr(from, "estimate"));
    for (int i = 0; i < SPINE_N_ITEMS; i++)
        for (size_t k = 0; k < N_ELEMS(never); k++)
            assert_null(strstr(spine_item_info((enum spine_item)i)->definition, never[k]));
}

static void a_load_that_is_not_known_says_why(void **state)
{
    AUTO(full) struct full *u = full_new();
    (void)state;
    u->load.known = false;
    snprintf(u->load.why, sizeof(u->load.why), "The runner's height is not known.");
    AUTO(mem) char *s = shown(&u->f->film, 80);
    assert_non_null(strstr(s, "The runner's height is not known."));
    assert_null(strstr(s, "Peak compression"));
    u->f->gaits[0].view = GAIT_REAR; /* nobody expects it from behind */
    AUTO(mem) char *rear = shown(&u->f->film, 80);
    assert_null(strstr(rear, "Load on the low back"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_json_says_can_be_read_again),
        cmocka_unit_test(files_that_are_not_films_get_one_clear_line),
        cmocka_unit_test(a_damaged_film_gives_unknowns_not_numbers),
        cmocka_unit_test(an_own_error_is_kept_and_read_again),
        cmocka_unit_test(the_table_of_an_own_error_fits_the_terminal),
        cmocka_unit_test(terminal_and_page_show_load_and_change),
        cmocka_unit_test(no_view_calls_a_load_safe_or_harmful),
        cmocka_unit_test(a_load_that_is_not_known_says_why),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
