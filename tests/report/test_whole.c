/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "base/day.h"
#include "base/file.h"
#include "report/exercises.h"
#include "report/fixture.h"
#include "report/html.h"
#include "report/session.h"
#include "report/whole.h"
#include "verdict/made.h"

enum { WEEKS = 20, PAINS = 30, KEEP = 1 << 20 };

/* One runner with everything, so that every part of the report is there. */
struct everything {
    struct made made;
    struct verdict verdict;
    struct care_profile profile;
    struct care_pain pain[PAINS];
    struct report_week week[WEEKS];
    struct report_planned session[2];
    struct card film;
    struct compare_result change;
    struct report_whole whole;
};

static void read_fixture(struct card *c, struct compare_result *change)
{
    AUTO(compare_film) struct compare_film *a = NULL;
    AUTO(fixture) struct fixture *f = fixture_new("side.mp4", "rear.mov");
    AUTO_TEXT struct text t = TEXT_INIT(KEEP);
    struct err err = { 0 };

    assert_ok(report_json(&f->film, &t, &err), err);
    assert_ok(card_read(t.buf, t.len, "kept", c, &err), err);
    assert_ok(report_kept_film(t.buf, t.len, "kept", &a, &err), err);
    compare_films(a, a, NULL, change);
}

static void make(struct everything *e)
{
    made_good(&e->made);
    made_spike(&e->made, 0.4);
    verdict_judge(&e->made.in, &e->verdict);
    care_profile_clear(&e->profile);
    e->profile.value[CARE_FIELD_BORN] = 1984;
    e->profile.value[CARE_FIELD_MASS] = 61;
    for (int i = 0; i < PAINS; i++) {
        e->pain[i] = (struct care_pain)CARE_PAIN_INIT;
        e->pain[i].day = TODAY - PAINS + i;
        e->pain[i].during = i % 7;
        e->pain[i].regions = 1;
    }
    for (int i = 0; i < WEEKS; i++)
        e->week[i] = (struct report_week){ TODAY - 7 * (WEEKS - i), 20 + i, 1 + 0.02 * i, 3, 4,
                                           i == WEEKS - 1 };
    e->session[0] = (struct report_planned){ TODAY + 1, "easy run", "Keep it easy.", 6, 40 };
    e->session[1] = (struct report_planned){ TODAY + 3, "strength", "Legs & trunk.", 0, 25 };
    read_fixture(&e->film, &e->change);
    e->film.day = TODAY - 10;
    e->whole = (struct report_whole){ .today = TODAY,
                                      .name = "A <b>",
                                      .verdict = &e->verdict,
                                      .input = &e->made.in,
                                      .profile = &e->profile,
                                      .gate = &e->made.gate,
                                      .pains = e->pain,
                                      .n_pains = PAINS,
                                      .weeks = e->week,
                                      .n_weeks = WEEKS,
                                      .film = &e->film,
                                      .change = &e->change,
                                      .film_before = TODAY - 60,
                                      .plan = e->session,
                                      .n_plan = 2 };
}

static struct everything *everything(void)
{
    static struct everything e;

    memset(&e, 0, sizeof(e));
    make(&e);
    return &e;
}

static const char *tmp(const char *name)
{
    static char path[128];
    snprintf(path, sizeof(path), "/tmp/backstride-whole-%d-%s", (int)getpid(), name);
    return path;
}

static uint8_t *pdf_of(const struct report_whole *w, enum whole_reader reader,
                       enum sheet_paper paper, size_t *ret_n)
{
    const char *path = tmp("report.pdf");
    uint8_t *data = NULL;
    struct err err = { 0 };

    assert_ok(report_whole_pdf(path, w, reader, paper, &err), err);
    assert_ok(file_read(path, KEEP, &data, ret_n, &err), err);
    unlink(path);
    return data;
}

static char *html_of(const struct report_whole *w, enum whole_reader reader)
{
    const char *path = tmp("report.html");
    uint8_t *data = NULL;
    size_t n = 0;
    struct err err = { 0 };

    assert_ok(report_whole_html(path, w, reader, &err), err);
    assert_ok(file_read(path, KEEP, &data, &n, &err), err);
    unlink(path);
    return (char *)data;
}

static size_t count(const uint8_t *data, size_t n, const char *word)
{
    size_t found = 0, len = strlen(word);

    for (size_t i = 0; i + len <= n; i++)
        found += memcmp(data + i, word, len) == 0 ? 1 : 0;
    return found;
}

static void a_pdf_has_pages_text_and_its_fonts(void **state)
{
    static const char *const boxes[] = { "595.27", "612 792" };
    struct everything *e = everything();

    (void)state;
    for (int reader = WHOLE_RUNNER; reader <= WHOLE_PROFESSIONAL; reader++)
        for (int paper = 0; paper < SHEET_N_PAPERS; paper++) {
            size_t n = 0;
            AUTO(mem)
            uint8_t *pdf =
                pdf_of(&e->whole, (enum whole_reader)reader, (enum sheet_paper)paper, &n);
            assert_memory_equal(pdf, "%PDF-1.", 7);
            assert_true(n < 1 << 20);
            assert_true(count(pdf, n, boxes[paper]) > 0);
            assert_true(count(pdf, n, "/Type /Page %") >= 3);
            /* text that can be selected: fonts with a map back to characters, all embedded */
            size_t maps = count(pdf, n, "/ToUnicode"), files = count(pdf, n, "/FontFile");
            assert_true(maps > 0 && files > 0 && maps >= files);
            assert_int_equal(count(pdf, n, "/Subtype /Image"), 0);
        }
}

static void the_same_report_gives_the_same_bytes(void **state)
{
    struct everything *e = everything();
    size_t n[2];

    (void)state;
    AUTO(mem) uint8_t *a = pdf_of(&e->whole, WHOLE_RUNNER, SHEET_A4, &n[0]);
    sleep(1); /* a clock in the file would show */
    AUTO(mem) uint8_t *b = pdf_of(&e->whole, WHOLE_RUNNER, SHEET_A4, &n[1]);
    assert_int_equal(n[0], n[1]);
    assert_memory_equal(a, b, n[0]);
}

/* The page of the professional's report on which a heading stands, by counting breaks. */
static void the_summary_is_one_page(void **state)
{
    struct everything *e = everything();

    (void)state;
    AUTO(mem) char *html = html_of(&e->whole, WHOLE_PROFESSIONAL);
    const char *first = strstr(html, "<hr class=\"sheet\">"),
               *list = strstr(html, "Video analysis");
    assert_non_null(first);
    assert_true(list > first);
    /* On paper: what precedes the break takes one sheet. */
    struct report_whole only = e->whole;
    only.film = NULL;
    size_t n = 0;
    AUTO(mem) uint8_t *pdf = pdf_of(&only, WHOLE_PROFESSIONAL, SHEET_LETTER, &n);
    assert_int_equal(count(pdf, n, "/Type /Page %"), 4); /* summary, list, answer and factors */
}

/* Whatever page it is: it may load nothing, and says who made it. */
static void every_page_begins_the_same(void **state)
{
    struct everything *e = everything();
    AUTO_TEXT struct text head = TEXT_INIT(1 << 16), session = TEXT_INIT(1 << 20),
                          exercises = TEXT_INIT(1 << 20);
    const struct load_signal none = { 0 };
    const struct report_session run = {
        .title = "Run", .when = "", .kind = "", .signal = &none
    };
    struct err err = { 0 };

    (void)state;
    html_head(&head, "", "");
    AUTO(mem) char *whole = html_of(&e->whole, WHOLE_RUNNER);
    assert_ok(report_session_html(&run, &session, &err), err);
    exercises_page_begin(&exercises, "Exercises", NULL);
    exercises_page_end(&exercises);
    const char *pages[] = { whole, text_str(&session), text_str(&exercises) };
    const char *title = strstr(text_str(&head), "<title>");
    assert_non_null(title);
    for (size_t i = 0; i < N_ELEMS(pages); i++) {
        assert_memory_equal(pages[i], text_str(&head), (size_t)(title - text_str(&head)));
        assert_non_null(strstr(pages[i], "default-src 'none'"));
        assert_non_null(strstr(pages[i], "</main></body></html>\n"));
    }
}

static void text_from_outside_is_escaped(void **state)
{
    struct everything *e = everything();

    (void)state;
    AUTO(mem) char *html = html_of(&e->whole, WHOLE_PROFESSIONAL);
    assert_non_null(strstr(html, "A &lt;b&gt;"));
    assert_null(strstr(html, "A <b>"));
    assert_null(strstr(html, "<script"));
    assert_null(strstr(html, "http://"));
    assert_null(strstr(html, "nan"));
}

static void a_warning_sign_leaves_nothing_else_judged(void **state)
{
    struct everything *e = everything();
    static const char *const parts[] = { "Factor by factor", "How you run", "points (a yes" };

    (void)state;
    e->made.gate = (struct care_gate){ .level = CARE_EMERGENCY,
                                       .blocks = true,
                                       .n_open = 1,
                                       .open = { &care_flags[0] },
                                       .since = { TODAY - 400 },
                                       .asked = TODAY };
    verdict_judge(&e->made.in, &e->verdict);
    AUTO(mem) char *runner = html_of(&e->whole, WHOLE_RUNNER);
    AUTO(mem) char *pro = html_of(&e->whole, WHOLE_PROFESSIONAL);
    for (size_t i = 0; i < N_ELEMS(parts); i++) {
        assert_null(strstr(runner, parts[i]));
        assert_null(strstr(pro, parts[i]));
    }
    assert_non_null(strstr(runner, "See a professional first."));
    assert_non_null(strstr(pro, "OPEN since "));
}

/* A year of two sessions a day, and one more: every row is there, or no report is. */
static void no_row_of_a_long_plan_is_lost(void **state)
{
    enum { SESSIONS = 731, LONG = 16000 };
    struct everything *e = everything();
    AUTO(mem) struct report_planned *plan = mem_array(SESSIONS, sizeof(*plan));
    AUTO(mem) char *endless = mem_array(LONG, 1);
    struct err err = { 0 };
    char day[16];

    (void)state;
    assert_non_null(plan);
    assert_non_null(endless);
    for (long i = 0; i < SESSIONS; i++)
        plan[i] = (struct report_planned){ TODAY + i / 2, "easy run", "Keep it easy.", 6, 40 };
    e->whole.plan = plan;
    e->whole.n_plan = SESSIONS;
    AUTO(mem) char *html = html_of(&e->whole, WHOLE_RUNNER);
    assert_int_equal(count((uint8_t *)html, strlen(html), "Keep it easy."), SESSIONS);
    day_text(TODAY + SESSIONS / 2, day);
    assert_non_null(strstr(html, day));
    size_t n = 0;
    AUTO(mem) uint8_t *pdf = pdf_of(&e->whole, WHOLE_RUNNER, SHEET_A4, &n);
    assert_true(count(pdf, n, "/Type /Page %") > SESSIONS / 60);

    memset(endless, 'x', LONG - 1);
    for (size_t i = 0; i < SESSIONS; i++)
        plan[i].why = endless;
    assert_refused(report_whole_html(tmp("l.html"), &e->whole, WHOLE_RUNNER, &err), ERR_LIMIT);
    assert_refused(report_whole_pdf(tmp("l.pdf"), &e->whole, WHOLE_RUNNER, SHEET_A4, &err),
                   ERR_NOMEM);
}

static void nothing_known_is_a_report_too(void **state)
{
    struct verdict_input in;
    struct verdict v;
    struct care_profile p;
    struct care_gate gate = { 0 };

    (void)state;
    verdict_input_clear(&in);
    verdict_judge(&in, &v);
    care_profile_clear(&p);
    const struct report_whole w = {
        .today = TODAY, .verdict = &v, .input = &in, .profile = &p, .gate = &gate
    };
    for (int reader = WHOLE_RUNNER; reader <= WHOLE_PROFESSIONAL; reader++) {
        size_t n = 0;
        AUTO(mem) uint8_t *pdf = pdf_of(&w, (enum whole_reader)reader, SHEET_A4, &n);
        AUTO(mem) char *html = html_of(&w, (enum whole_reader)reader);
        assert_non_null(strstr(html, "annot tell yet"));
        assert_null(strstr(html, "nan"));
        assert_true(n > 1000);
        assert_memory_equal(pdf, "%PDF", 4);
    }
}

/* -- sheets by themselves */

struct long_text {
    size_t paragraphs, rows;
};

static void put_long(struct sheet *s, const void *arg)
{
    const struct long_text *l = arg;
    static const struct sheet_column columns[] = { { "a", 0.5, false }, { "b", 0.5, true } };
    static const char *cells[400];

    for (size_t i = 0; i < l->paragraphs; i++)
        sheet_text(s, SHEET_BODY,
                   "A sentence that is long enough to need more than one line of the page, so "
                   "that it is broken somewhere, and the sheets below have to take the rest.");
    for (size_t i = 0; i < N_ELEMS(cells); i++)
        cells[i] = "cell";
    if (l->rows)
        sheet_table(s, columns, 2, cells, l->rows);
}

static size_t pages_of(size_t paragraphs, size_t rows)
{
    const struct sheet_params params = { SHEET_A4, "t", "f", "2026-05-31" };
    const struct long_text l = { paragraphs, rows };
    AUTO(mem) uint8_t *pdf = NULL;
    size_t n = 0;
    struct err err = { 0 };

    assert_ok(sheet_pdf(&params, put_long, &l, &pdf, &n, &err), err);
    return count(pdf, n, "/Type /Page %");
}

static void blocks_flow_over_pages(void **state)
{
    (void)state;
    assert_int_equal(pages_of(0, 0), 1); /* an empty document is one empty sheet */
    assert_int_equal(pages_of(3, 10), 1);
    size_t some = pages_of(100, 0), more = pages_of(200, 0);
    assert_true(some > 2);
    assert_true(more >= 2 * some - 1 && more <= 2 * some);
    assert_true(pages_of(0, 200) > 3);
}

static void axes_of_charts_hold_every_value(void **state)
{
    static const double tops[] = { 0, 0.3, 1, 1.51, 7, 10, 33.4, 99.9, 250 };

    (void)state;
    for (size_t i = 0; i < N_ELEMS(tops); i++) {
        const struct chart c = { .value = &tops[i], .n = 1, .level = NAN };
        struct chart_axis a;
        chart_axis_of(&c, &a);
        double lines = a.top / a.step;
        assert_true(a.top >= tops[i] && a.step > 0);
        assert_near(lines, round(lines), 1e-9); /* the top is a line: rounding alone */
        assert_true(lines >= 2 && lines <= 9);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_pdf_has_pages_text_and_its_fonts),
        cmocka_unit_test(the_same_report_gives_the_same_bytes),
        cmocka_unit_test(the_summary_is_one_page),
        cmocka_unit_test(every_page_begins_the_same),
        cmocka_unit_test(text_from_outside_is_escaped),
        cmocka_unit_test(a_warning_sign_leaves_nothing_else_judged),
        cmocka_unit_test(no_row_of_a_long_plan_is_lost),
        cmocka_unit_test(nothing_known_is_a_report_too),
        cmocka_unit_test(blocks_flow_over_pages),
        cmocka_unit_test(axes_of_charts_hold_every_value),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
