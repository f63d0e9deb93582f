/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "base/file.h"
#include "report/fixture.h"
#include "report/words.h"

/* Files beside this one; the tests run in the build folder, which __FILE__ is relative to. */
static const char *beside(const char *name)
{
    static char path[4096];
    snprintf(path, sizeof(path), "%.*s/%s", (int)(strrchr(__FILE__, '/') - __FILE__), __FILE__,
             name);
    return path;
}

static void print(const struct report_film *film, bool colour, int columns, struct text *ret)
{
    struct err err = { 0 };
    char buf[4096];
    size_t n;
    FILE *f = tmpfile();
    assert_non_null(f);
    assert_ok(report_terminal(f, film, colour, columns, &err), err);
    rewind(f);
    while ((n = fread(buf, 1, sizeof(buf), f)) > 0)
        text_add_n(ret, buf, n);
    fclose(f);
}

static size_t longest_line(const char *s)
{
    size_t longest = 0;
    while (*s) {
        char line[1024];
        size_t n = strcspn(s, "\n");
        assert_true(n < sizeof(line));
        memcpy(line, s, n);
        line[n] = '\0';
        size_t columns = text_columns(line);
        longest = columns > longest ? columns : longest;
        s += n + (s[n] == '\n');
    }
    return longest;
}

static void the_scorecard_reads_as_agreed(void **state)
{
    (void)state;
    struct err err = { 0 };
    AUTO(fixture) struct fixture *f = fixture_new("side.mp4", "rear.mov");
    AUTO_TEXT struct text got = TEXT_INIT(1 << 20);
    AUTO(mem) uint8_t *want = NULL;
    size_t n;
    print(&f->film, false, 80, &got);
    if (getenv("BACKSTRIDE_WRITE_GOLDEN"))
        assert_ok(file_write(beside("scorecard80.txt"), got.buf, got.len, &err), err);
    assert_ok(file_read(beside("scorecard80.txt"), 1 << 20, &want, &n, &err), err);
    assert_string_equal(text_str(&got), (const char *)want);
}

static void no_line_is_longer_than_the_terminal(void **state)
{
    (void)state;
    AUTO(fixture)
    struct fixture *f =
        fixture_new("a-clip-name-without-any-space-that-is-much-longer-than-a-line-of-a-narrow-"
                    "terminal-and-goes-on-and-on.mp4",
                    "rear \xe2\x80\x93 k\xc3\xb6rper.mov");
    static const int widths[] = { 40, 60, 72, 80, 100 };
    for (size_t i = 0; i < N_ELEMS(widths); i++) {
        AUTO_TEXT struct text got = TEXT_INIT(1 << 20);
        print(&f->film, false, widths[i], &got);
        assert_in_range(longest_line(text_str(&got)), 30, (uintmax_t)widths[i]);
    }
}

static void colour_is_only_there_when_asked_for_and_changes_no_word(void **state)
{
    (void)state;
    AUTO(fixture) struct fixture *f = fixture_new("side.mp4", "rear.mov");
    AUTO_TEXT struct text plain = TEXT_INIT(1 << 20), colour = TEXT_INIT(1 << 20),
                          stripped = TEXT_INIT(1 << 20);
    print(&f->film, false, 80, &plain);
    print(&f->film, true, 80, &colour);
    assert_null(strchr(text_str(&plain), '\033'));
    assert_non_null(strchr(text_str(&colour), '\033'));
    for (const char *s = text_str(&colour); *s;)
        if (*s == '\033')
            s += strcspn(s, "m") + 1;
        else
            text_add_n(&stripped, s++, 1);
    assert_string_equal(text_str(&stripped), text_str(&plain));
}

static void no_value_that_is_missing_is_printed_as_a_number(void **state)
{
    (void)state;
    AUTO(fixture) struct fixture *f = fixture_new("side.mp4", "rear.mov");
    AUTO_TEXT struct text got = TEXT_INIT(1 << 20);
    f->gaits[0].quality.fps = NAN;
    f->gaits[0].values[MEASURE_CADENCE][BODY_N_SIDES] = fixture_unseen;
    f->form.lines[0].value.lo = NAN; /* a value without an interval */
    print(&f->film, false, 80, &got);
    for (const char *s = text_str(&got); (s = strcasestr(s, "nan")); s++)
        fail_msg("nan is printed: %.40s", s);
    assert_null(strstr(text_str(&got), " inf"));
    assert_null(strstr(text_str(&got), "-0.0 "));
    assert_non_null(strstr(text_str(&got), "interval not known"));
    assert_non_null(strstr(text_str(&got), "cadence not measured"));
}

static void a_file_name_cannot_move_the_cursor(void **state)
{
    (void)state;
    AUTO(fixture) struct fixture *f = fixture_new("a\033[2Jb\nc\xff.mp4", "\xe2\x80\xae.mov");
    AUTO_TEXT struct text got = TEXT_INIT(1 << 20);
    print(&f->film, false, 80, &got);
    assert_non_null(strstr(text_str(&got), "a?[2Jb?c?.mp4"));
    assert_non_null(strstr(text_str(&got), "Clip 2: ?.mov"));
}

static void text_that_is_not_utf8_is_replaced_byte_by_byte(void **state)
{
    (void)state;
    static const struct {
        const char *in, *out;
    } rows[] = {
        { "plain", "plain" },
        { "\xc3\xa9\xe2\x82\xac\xf0\x9f\x8f\x83", "\xc3\xa9\xe2\x82\xac\xf0\x9f\x8f\x83" },
        { "\xc0\xaf", "??" },           /* overlong */
        { "\xed\xa0\x80", "???" },      /* surrogate */
        { "\xf4\x90\x80\x80", "????" }, /* beyond Unicode */
        { "\xe2\x82", "??" },           /* truncated */
        { "\xc2\x9b"
          "31m",
          "?31m" }, /* the 8-bit form of ESC [ */
        { "a\tb\x7f", "a?b?" },
    };
    for (size_t i = 0; i < N_ELEMS(rows); i++) {
        AUTO_TEXT struct text t = TEXT_INIT(100);
        text_add_plain(&t, rows[i].in);
        assert_string_equal(text_str(&t), rows[i].out);
    }
}

static void a_rule_says_its_band_in_words(void **state)
{
    (void)state;
    static const struct {
        double lo, hi;
        const char *want;
    } rows[] = {
        { -5, 5, "-5 to 5 deg" },
        { -INFINITY, 8.5, "up to 8.5 deg" },
        { 165, INFINITY, "from 165 deg" },
        { -INFINITY, INFINITY, "not judged" },
    };
    for (size_t i = 0; i < N_ELEMS(rows); i++) {
        char got[WORDS_MAX];
        struct form_rule rule = { .unit = "deg", .good_lo = rows[i].lo, .good_hi = rows[i].hi };
        words_band(&rule, got);
        assert_string_equal(got, rows[i].want);
    }
}

static void every_measure_is_either_measured_or_among_the_gaps(void **state)
{
    (void)state;
    AUTO(fixture) struct fixture *f = fixture_new("side.mp4", "rear.mov");
    struct words_gap gaps[WORDS_MAX_GAPS];
    size_t n = words_gaps(&f->film, gaps);
    assert_int_equal(n, WORDS_MAX_GAPS);
    for (enum measure m = 0; m < MEASURE_N; m++)
        for (size_t i = 0; i < words_n_sides(m); i++) {
            enum body_side side = words_side_i(m, i);
            int times = words_has(&f->gaits[0].values[m][side]) ||
                        words_has(&f->gaits[1].values[m][side]);
            for (size_t g = 0; g < n; g++)
                times += gaps[g].missing[m][side];
            if (times != 1)
                fail_msg("%s %s appears %d times", measure_info(m)->key, words_side(side),
                         times);
        }
}

static void a_note_that_all_clips_share_is_said_once(void **state)
{
    (void)state;
    AUTO(fixture) struct fixture *f = fixture_new("side.mp4", "rear.mov");
    static const struct {
        const char *first, *second, *want;
    } rows[] = { { "Same.", "Same.", "Same.|" },
                 { "One.", "Two.", "Clip 1: One.|Clip 2: Two.|" } };
    for (size_t i = 0; i < N_ELEMS(rows); i++) {
        AUTO_TEXT struct text t = TEXT_INIT(1000);
        for (size_t c = 0; c < 2; c++) {
            f->gaits[c].n_notes = 1;
            snprintf(f->gaits[c].notes[0], GAIT_NOTE_MAX, "%s",
                     c ? rows[i].second : rows[i].first);
        }
        for (size_t c = 0; c < 2; c++)
            if (words_note(&t, &f->film, c, 0))
                text_add(&t, "|");
        assert_string_equal(text_str(&t), rows[i].want);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_scorecard_reads_as_agreed),
        cmocka_unit_test(no_line_is_longer_than_the_terminal),
        cmocka_unit_test(colour_is_only_there_when_asked_for_and_changes_no_word),
        cmocka_unit_test(no_value_that_is_missing_is_printed_as_a_number),
        cmocka_unit_test(a_file_name_cannot_move_the_cursor),
        cmocka_unit_test(text_that_is_not_utf8_is_replaced_byte_by_byte),
        cmocka_unit_test(a_rule_says_its_band_in_words),
        cmocka_unit_test(every_measure_is_either_measured_or_among_the_gaps),
        cmocka_unit_test(a_note_that_all_clips_share_is_said_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
