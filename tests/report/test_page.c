/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include <ctype.h>

#include "base/file.h"
#include "report/fixture.h"
#include "report/html.h"
#include "report/jpeg.h"

static char folder[] = "/tmp/backstride-page-XXXXXX";

static const char *in_folder(const char *name)
{
    static char paths[4][4096];
    static int next;
    char *path = paths[next++ % 4];
    snprintf(path, sizeof(paths[0]), "%s/%s", folder, name);
    return path;
}

static char *page_of(const struct report_film *film)
{
    struct err err = { 0 };
    uint8_t *page = NULL;
    size_t n;
    const char *keep = getenv("BACKSTRIDE_KEEP_PAGE");
    const char *path = keep ? keep : in_folder("page.html");
    assert_ok(report_html(path, film, &err), err);
    assert_ok(file_read(path, 32 << 20, &page, &n, &err), err);
    assert_int_equal(strlen((char *)page), n);
    return (char *)page;
}

static bool is_void(const char *name)
{
    static const char *const names[] = { "meta", "link", "img", "br", "!DOCTYPE" };
    for (size_t i = 0; i < N_ELEMS(names); i++)
        if (strcmp(name, names[i]) == 0)
            return true;
    return false;
}

/* Every tag that is opened is closed, in order; attributes are quoted. */
static void check_balance(const char *page)
{
    enum { DEPTH = 64, NAME = 24 };
    char stack[DEPTH][NAME];
    int depth = 0;
    for (const char *s = page; (s = strchr(s, '<')); s++) {
        char name[NAME] = "";
        bool closing = s[1] == '/';
        const char *p = s + 1 + closing;
        for (int i = 0; i < NAME - 1 && *p && !strchr(" />", *p); i++)
            name[i] = *p++;
        bool quoted = false;
        for (; *p && (quoted || *p != '>'); p++) {
            assert_true(quoted || *p != '<');
            quoted ^= *p == '"';
        }
        assert_int_equal(*p, '>');
        if (is_void(name) || p[-1] == '/')
            continue;
        if (!closing) {
            assert_in_range(depth, 0, DEPTH - 1);
            memcpy(stack[depth++], name, NAME);
        } else if (depth == 0 || strcmp(stack[--depth], name) != 0) {
            fail_msg("</%s> closes <%s> near %.80s", name, depth ? stack[depth] : "nothing", s);
        }
    }
    assert_int_equal(depth, 0);
}

/* The page without tags and pictures: what a reader sees. */
static void text_of(const char *page, struct text *ret)
{
    bool tag = false;
    const char *body = strstr(page, "<body>");
    assert_non_null(body);
    for (const char *s = body; *s; s++) {
        tag = *s == '<' || (tag && s[-1] != '>');
        if (!tag)
            text_add_n(ret, s, 1);
        else if (*s == '<')
            text_add(ret, " ");
    }
}

static bool has_word(const char *s, const char *word)
{
    size_t n = strlen(word);
    for (const char *at = s; (at = strcasestr(at, word)); at++)
        if ((at == s || !isalpha((unsigned char)at[-1])) && !isalpha((unsigned char)at[n]))
            return true;
    return false;
}

static void the_page_is_well_formed_and_stands_alone(void **state)
{
    (void)state;
    AUTO(fixture) struct fixture *f = fixture_new("no-such-file.mp4", "-");
    AUTO(mem) char *page = page_of(&f->film);
    AUTO_TEXT struct text seen = TEXT_INIT(1 << 20);
    check_balance(page);
    assert_null(strstr(page, "http://"));
    assert_null(strstr(page, "https://"));
    assert_null(strstr(page, "<script"));
    assert_null(strstr(page, "@import"));
    text_of(page, &seen);
    assert_false(has_word(text_str(&seen), "nan"));
    assert_false(has_word(text_str(&seen), "inf"));
    for (const char *s = page; (s = strstr(s, "<img ")); s++)
        assert_non_null(strstr(s, "alt=\"The runner at"));
}

static void no_coordinate_of_a_drawing_is_missing(void **state)
{
    (void)state;
    AUTO(fixture) struct fixture *f = fixture_new("no-such-file.mp4", "-");
    f->gaits[0].curves[0][BODY_LEFT].mean[10] = NAN; /* a hole in a curve */
    f->gaits[0].curves[1][BODY_RIGHT].sd[50] = NAN;
    f->gaits[0].curves[2][BODY_RIGHT].n_strides = 0;
    f->form.lines[0].value.hi = NAN;
    AUTO(mem) char *page = page_of(&f->film);
    for (const char *s = page; (s = strstr(s, "<svg")); s++) {
        const char *end = strstr(s, "</svg>");
        AUTO_TEXT struct text svg = TEXT_INIT(1 << 20);
        assert_non_null(end);
        text_add_n(&svg, s, (size_t)(end - s));
        assert_false(has_word(text_str(&svg), "nan"));
        assert_false(has_word(text_str(&svg), "inf"));
    }
}

static void every_line_finding_note_and_step_is_on_the_page(void **state)
{
    (void)state;
    AUTO(fixture) struct fixture *f = fixture_new("no-such-file.mp4", "-");
    AUTO(mem) char *page = page_of(&f->film);
    for (size_t i = 0; i < f->form.n_lines; i++) {
        AUTO_TEXT struct text label = TEXT_INIT(1000);
        html_text(&label, f->form.lines[i].rule->label);
        assert_non_null(strstr(page, text_str(&label)));
    }
    for (size_t k = 0; k < f->form.n_findings; k++) {
        AUTO_TEXT struct text drill = TEXT_INIT(1000);
        html_text(&drill, f->form.lines[f->form.findings[k]].rule->drill);
        assert_non_null(strstr(page, text_str(&drill)));
    }
    assert_non_null(strstr(page, f->gaits[0].notes[0]));
    size_t rows = 0;
    for (const char *s = page; (s = strstr(s, "<tr><th scope=\"row\">")); s++)
        rows++;
    assert_int_equal(rows, 2 * FIXTURE_STEPS);
    for (enum measure m = 0; m < MEASURE_N; m++)
        assert_non_null(strstr(page, measure_info(m)->label));
    assert_non_null(strstr(page, "not a medical device"));
}

static void a_hostile_file_name_stays_text(void **state)
{
    (void)state;
    AUTO(fixture)
    struct fixture *f =
        fixture_new("<script>alert(1)</script>\".mp4", "' onload='x\xff\x01.mov");
    AUTO(mem) char *page = page_of(&f->film);
    check_balance(page);
    assert_null(strstr(page, "<script"));
    assert_null(strstr(page, "' onload='"));
    assert_non_null(strstr(page, "&lt;script&gt;alert(1)&lt;/script&gt;&quot;.mp4"));
}

static void the_same_result_gives_the_same_page(void **state)
{
    (void)state;
    AUTO(fixture) struct fixture *f = fixture_new("no-such-file.mp4", "-");
    AUTO(mem) char *first = page_of(&f->film);
    AUTO(mem) char *second = page_of(&f->film);
    assert_string_equal(first, second);
    assert_true(strlen(first) < 3U << 20);
}

static void base64_pads_as_rfc_4648_says(void **state)
{
    (void)state;
    static const char *const rows[][2] = { { "", "" },
                                           { "f", "Zg==" },
                                           { "fo", "Zm8=" },
                                           { "foo", "Zm9v" },
                                           { "foobar", "Zm9vYmFy" } };
    for (size_t i = 0; i < N_ELEMS(rows); i++) {
        AUTO_TEXT struct text t = TEXT_INIT(100);
        html_base64(&t, rows[i][0], strlen(rows[i][0]));
        assert_string_equal(text_str(&t), rows[i][1]);
    }
}

/* A smooth picture with a sharp coloured edge; sizes that are no multiple of eight. */
static void paint(uint8_t *bgrx, int w, int h)
{
    for (int y = 0; y < h; y++)
        for (int x = 0; x < w; x++) {
            uint8_t *p = bgrx + 4 * (y * w + x);
            p[0] = (uint8_t)(255 * x / w);
            p[1] = (uint8_t)(255 * y / h);
            p[2] = x > w / 2 ? 220 : 20;
            p[3] = 255;
        }
}

static void a_jpeg_decodes_to_the_picture_it_was_made_from(void **state)
{
    (void)state;
    enum { W = 77, H = 50 };
    static uint8_t in[W * H * 4], out[W * H * 4];
    struct err err = { 0 };
    AUTO_TEXT struct text jpeg = TEXT_INIT(1 << 20);
    paint(in, W, H);
    jpeg_encode(in, W * 4, W, H, 95, &jpeg);
    assert_false(text_failed(&jpeg));
    assert_ok(file_write(in_folder("picture.jpg"), jpeg.buf, jpeg.len, &err), err);
    __attribute__((cleanup(media_reader_freep))) struct media_reader *r = NULL;
    __attribute__((cleanup(media_frame_freep))) struct media_frame *frame = NULL;
    assert_ok(media_open(in_folder("picture.jpg"), 1, &r, &err), err);
    assert_ok(media_next(r, &frame, &err), err);
    assert_int_equal(media_frame_width(frame), W);
    assert_int_equal(media_frame_height(frame), H);
    media_frame_bgrx(frame, W, H, out, W * 4);
    double sum = 0;
    for (int i = 0; i < W * H * 4; i++)
        if (i % 4 != 3)
            sum += (in[i] - out[i]) * (in[i] - out[i]);
    /* quality 95 quantises by at most 12 of 255 and ringing stays at the edge: 3 is ample, and
     * one swapped table or channel gives more than 20 */
    assert_true(sqrt(sum / (W * H * 3)) < 3);
}

static int make_folder(void **state)
{
    (void)state;
    return mkdtemp(folder) ? 0 : -1;
}

static int remove_folder(void **state)
{
    (void)state;
    unlink(in_folder("page.html"));
    unlink(in_folder("picture.jpg"));
    return rmdir(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_page_is_well_formed_and_stands_alone),
        cmocka_unit_test(no_coordinate_of_a_drawing_is_missing),
        cmocka_unit_test(every_line_finding_note_and_step_is_on_the_page),
        cmocka_unit_test(a_hostile_file_name_stays_text),
        cmocka_unit_test(the_same_result_gives_the_same_page),
        cmocka_unit_test(base64_pads_as_rfc_4648_says),
        cmocka_unit_test(a_jpeg_decodes_to_the_picture_it_was_made_from),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
