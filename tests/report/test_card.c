/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "base/rng.h"
#include "report/card.h"
#include "report/checklist.h"
#include "report/fixture.h"

static void json_of_fixture(struct text *t)
{
    AUTO(fixture) struct fixture *f = fixture_new("side.mp4", "rear.mov");
    struct err err = { 0 };

    assert_ok(report_json(&f->film, t, &err), err);
}

static void a_kept_film_is_read_back(void **state)
{
    AUTO_TEXT struct text t = TEXT_INIT(1 << 20);
    static struct card c;
    struct err err = { 0 };
    size_t known = 0;

    (void)state;
    json_of_fixture(&t);
    assert_ok(card_read(t.buf, t.len, "kept", &c, &err), err);
    assert_true(c.n_lines > 3 && c.n_clips == 2);
    assert_true(c.fps > 50 && c.n_steps > 0);
    for (size_t i = 0; i < c.n_lines; i++) {
        assert_non_null(c.line[i].rule);
        known += c.line[i].value.status == GAIT_MEASURED ? 1 : 0;
        assert_true(c.line[i].seen[0] != '\0');
    }
    assert_true(known > 2);
    assert_int_equal(c.measure[MEASURE_CADENCE][BODY_N_SIDES].status, GAIT_MEASURED);
    for (size_t i = 0; i < c.n_findings; i++)
        assert_true(c.finding[i] < c.n_lines);
}

static void what_is_no_film_is_refused(void **state)
{
    static const struct {
        const char *json, *says;
    } rows[] = {
        { "", "is not JSON" },
        { "{\"schema\": \"backstride.film\"", "is not JSON" },
        { "[]", "kept" },
        { "{\"schema\": 7, \"version\": 1}", "kept" },
        { "{\"schema\": \"backstride.film\", \"version\": 1}", "has 0 clips" },
    };
    static struct card c;

    (void)state;
    for (size_t i = 0; i < N_ELEMS(rows); i++) {
        struct err err = { 0 };
        assert_refused(card_read(rows[i].json, strlen(rows[i].json), "kept", &c, &err),
                       ERR_FORMAT);
        assert_non_null(strstr(err.msg, rows[i].says));
    }
}

/* Whatever is changed in it, a film is read or refused; nothing that is not known comes out. */
static void damaged_films_do_no_harm(void **state)
{
    AUTO_TEXT struct text t = TEXT_INIT(1 << 20);
    struct rng r = rng_new(5, 1);
    static struct card c;
    size_t read = 0;

    (void)state;
    json_of_fixture(&t);
    for (int k = 0; k < 400; k++) {
        struct err err = { 0 };
        size_t at = rng_below(&r, (uint32_t)t.len);
        char old = t.buf[at];
        t.buf[at] = "0-{}[],x\"9"[rng_below(&r, 10)];
        if (card_read(t.buf, t.len, "kept", &c, &err) == 0) {
            read++;
            assert_true(c.n_lines <= FORM_MAX_LINES && c.n_findings <= FORM_MAX_FINDINGS);
        }
        t.buf[at] = old;
    }
    assert_true(read > 0);
}

/* What a comparison knows of a film, the scorecard knows too: of all clips the narrowest. */
static void scorecard_and_comparison_read_the_same_values(void **state)
{
    AUTO(compare_film) struct compare_film *f = NULL;
    AUTO_TEXT struct text t = TEXT_INIT(1 << 20);
    static struct card c;
    struct err err = { 0 };
    size_t n_known = 0;

    (void)state;
    json_of_fixture(&t);
    assert_ok(card_read(t.buf, t.len, "kept", &c, &err), err);
    assert_ok(report_kept_film(t.buf, t.len, "kept", &f, &err), err);
    assert_int_equal(c.n_clips, f->n_clips);
    for (int m = 0; m < MEASURE_N; m++)
        for (int s = 0; s <= BODY_N_SIDES; s++) {
            const struct gait_value *best = &f->clips[0].values[m][s];
            for (size_t k = 1; k < f->n_clips; k++) {
                const struct gait_value *v = &f->clips[k].values[m][s];
                if (v->status == GAIT_MEASURED &&
                    (best->status != GAIT_MEASURED || v->hi - v->lo < best->hi - best->lo))
                    best = v;
            }
            assert_int_equal(c.measure[m][s].status, best->status);
            if (best->status == GAIT_MEASURED)
                assert_near(c.measure[m][s].value, best->value, 0);
            n_known += best->status == GAIT_MEASURED;
        }
    assert_true(n_known > 5);
}

/* One film of one value, said in ways that make it unknown, and once rightly. */
static void a_value_without_its_interval_or_unit_is_not_known(void **state)
{
    static const struct {
        const char *unit, *value;
        bool known;
    } rows[] = {
        { "steps/min", "\"value\": 170, \"lo\": 165, \"hi\": 175", true },
        { "steps/min", "\"value\": 170, \"lo\": 171, \"hi\": 175", false },
        { "steps/min", "\"value\": 170, \"lo\": 165, \"hi\": 169", false },
        { "steps/min", "\"value\": 170", false },
        { "steps/min", "\"value\": \"170\", \"lo\": 165, \"hi\": 175", false },
        { "Hz", "\"value\": 170, \"lo\": 165, \"hi\": 175", false },
    };
    static struct card c;

    (void)state;
    for (size_t i = 0; i < N_ELEMS(rows); i++) {
        AUTO(compare_film) struct compare_film *f = NULL;
        AUTO_TEXT struct text t = TEXT_INIT(1 << 12);
        struct err err = { 0 };
        text_addf(&t,
                  "{\"schema\": \"backstride.film\", \"version\": 1, \"clips\": [{"
                  "\"measures\": {\"cadence\": {\"unit\": \"%s\", \"both\": {"
                  "\"status\": \"measured\", %s}}}}], \"scorecard\": [{\"rule\": "
                  "\"cadence\", \"unit\": \"%s\", \"value\": {\"status\": "
                  "\"measured\", %s}}]}",
                  rows[i].unit, rows[i].value, rows[i].unit, rows[i].value);
        assert_ok(card_read(t.buf, t.len, "kept", &c, &err), err);
        assert_ok(report_kept_film(t.buf, t.len, "kept", &f, &err), err);
        const struct gait_value *seen[] = {
            &c.line[0].value, &c.measure[MEASURE_CADENCE][BODY_N_SIDES],
            &f->clips[0].values[MEASURE_CADENCE][BODY_N_SIDES]
        };
        assert_int_equal(c.n_lines, 1);
        for (size_t k = 0; k < N_ELEMS(seen); k++)
            assert_int_equal(seen[k]->status == GAIT_MEASURED, rows[i].known);
    }
}

/* -- checklist */

static void the_checklist_goes_through_its_file_unchanged(void **state)
{
    AUTO_TEXT struct text json = TEXT_INIT(1 << 20), file = TEXT_INIT(1 << 16);
    static struct card c;
    static struct checklist a, b;
    struct err err = { 0 };

    (void)state;
    json_of_fixture(&json);
    assert_ok(card_read(json.buf, json.len, "kept", &c, &err), err);
    checklist_fill(&c, &a);
    checklist_write(&a, &file);
    assert_ok(checklist_read(file.buf, file.len, &c, &b, &err), err);
    for (size_t i = 0; i < checklist_n_rows; i++) {
        assert_string_equal(a.text[i], b.text[i]);
        assert_false(b.changed[i]);
    }
}

static size_t row_of(const char *id)
{
    for (size_t i = 0; i < checklist_n_rows; i++)
        if (strcmp(checklist_rows[i].id, id) == 0)
            return i;
    fail_msg("no row %s", id);
    return 0;
}

static void lines_changed_by_hand_say_so(void **state)
{
    static const char file[] = "# mine\n\n  \nside.trunk:  upright, fresh \r\nremarks: a: b\n";
    static struct checklist c;
    struct err err = { 0 };

    (void)state;
    assert_ok(checklist_read(file, strlen(file), NULL, &c, &err), err);
    assert_string_equal(c.text[row_of("side.trunk")], "upright, fresh");
    assert_true(c.changed[row_of("side.trunk")]);
    assert_string_equal(c.text[row_of("remarks")], "a: b");
    assert_string_equal(c.text[row_of("rear.heel_whip")], "not measured");
    assert_false(c.changed[row_of("rear.heel_whip")]);
}

static void wrong_lines_are_refused_with_their_number(void **state)
{
    static const struct {
        const char *file, *says;
    } rows[] = {
        { "name: A\nno colon here\n", "line 2 of the checklist has no colon" },
        { "\n\nside.trunc: 4\n", "line 3 of the checklist: there is no line \"side.trunc\"" },
    };
    static struct checklist c;

    (void)state;
    for (size_t i = 0; i < N_ELEMS(rows); i++) {
        struct err err = { 0 };
        assert_refused(checklist_read(rows[i].file, strlen(rows[i].file), NULL, &c, &err),
                       ERR_FORMAT);
        assert_non_null(strstr(err.msg, rows[i].says));
    }
    char longer[400];
    struct err err = { 0 };
    memset(longer, 'x', sizeof(longer));
    memcpy(longer, "name:", 5);
    assert_refused(checklist_read(longer, sizeof(longer), NULL, &c, &err), ERR_FORMAT);
}

static void rows_of_the_checklist_are_complete(void **state)
{
    (void)state;
    for (size_t i = 0; i < checklist_n_rows; i++) {
        const struct checklist_row *r = &checklist_rows[i];
        bool found = r->rule == NULL;
        assert_true(r->id && r->view && r->label && r->looks && r->measure < MEASURE_N);
        for (size_t k = 0; k < form_n_rules; k++)
            found = found || strcmp(form_rules[k].id, r->rule) == 0;
        assert_true(found);
        for (size_t k = 0; k < i; k++)
            assert_string_not_equal(checklist_rows[k].id, r->id);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_kept_film_is_read_back),
        cmocka_unit_test(what_is_no_film_is_refused),
        cmocka_unit_test(damaged_films_do_no_harm),
        cmocka_unit_test(scorecard_and_comparison_read_the_same_values),
        cmocka_unit_test(a_value_without_its_interval_or_unit_is_not_known),
        cmocka_unit_test(the_checklist_goes_through_its_file_unchanged),
        cmocka_unit_test(lines_changed_by_hand_say_so),
        cmocka_unit_test(wrong_lines_are_refused_with_their_number),
        cmocka_unit_test(rows_of_the_checklist_are_complete),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
