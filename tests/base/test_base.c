/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include <fcntl.h>
#include <math.h>
#include <sys/stat.h>

#include "base/file.h"
#include "base/mem.h"
#include "base/pool.h"
#include "base/rng.h"
#include "base/text.h"

static void every_error_code_has_a_row(void **state)
{
    (void)state;
    for (int code = 1; code < ERR_N_CODES; code++) {
        assert_true(strncmp(err_name(code), "ERR_", 4) == 0);
        assert_string_equal(err_name(code), err_name(-code));
        assert_true(err_exit_status(code) > 0 && err_exit_status(code) < 256);
        assert_true(strlen(err_meaning(code)) > 5);
    }
    assert_string_equal(err_name(9999), "ERR_?");
}

static void a_prefix_keeps_the_cause(void **state)
{
    (void)state;
    struct err err = { 0 };
    int rc = err_set(&err, ERR_FORMAT, "byte %d is odd", 7);
    assert_int_equal(err_prefix(&err, rc, "clip \"%s\"", "a.mp4"), -ERR_FORMAT);
    assert_string_equal(err.msg, "clip \"a.mp4\": byte 7 is odd");
}

static void a_message_stays_one_line_whatever_the_file_is_called(void **state)
{
    (void)state;
    struct err err = { 0 };
    int rc = err_set(&err, ERR_NOT_FOUND, "there is no file \"%s\"", "a\nb\033[31m\x7f\u00e4");
    assert_string_equal(err.msg, "there is no file \"a?b?[31m?\u00e4\"");
    (void)!err_prefix(&err, rc, "%s", "x\r\ty");
    assert_string_equal(err.msg, "x??y: there is no file \"a?b?[31m?\u00e4\"");
    /* C1 is obeyed by terminals, U+202E turns what follows, \xff is no UTF-8 */
    (void)!err_set(&err, ERR_NOT_FOUND, "%s",
                   "a\xc2\x9b"
                   "b\u202ec\xff\u20ac");
    assert_string_equal(err.msg, "a?b?c?\u20ac");
}

static void text_stops_at_its_ceiling_and_says_so(void **state)
{
    (void)state;
    AUTO_TEXT struct text t = TEXT_INIT(10);
    text_add(&t, "12345");
    text_addf(&t, "%d", 678);
    assert_string_equal(text_str(&t), "12345678");
    text_add(&t, "9ab");
    assert_true(text_failed(&t));
    assert_string_equal(text_str(&t), "12345678");
}

static void times_and_days_are_told_in_one_way(void **state)
{
    (void)state;
    static const struct {
        double s, speed_m_s;
        const char *duration, *pace;
    } rows[] = {
        { 0, 0, "0:00", "-" },         { 59.6, 4, "1:00", "4:10" },
        { 3599.4, 100, "59:59", "-" }, { 3600, 2.5, "1:00:00", "6:40" },
        { NAN, NAN, "-", "-" },        { -1, INFINITY, "-", "-" },
        { 1e300, 1e-300, "-", "-" },
    };
    static const char *const capitals[][2] = { { "", "" },
                                               { "easy", "Easy" },
                                               { "Run", "Run" },
                                               { "\u00e4h", "\u00e4h" },
                                               { "5 km", "5 km" } };
    char s[24];
    for (size_t i = 0; i < N_ELEMS(rows); i++) {
        text_duration(rows[i].s, s);
        assert_string_equal(s, rows[i].duration);
        text_pace(rows[i].speed_m_s, s);
        assert_string_equal(s, rows[i].pace);
    }
    for (size_t i = 0; i < N_ELEMS(capitals); i++) {
        snprintf(s, sizeof(s), "%s", capitals[i][0]);
        text_capital(s);
        assert_string_equal(s, capitals[i][1]);
    }
}

static void numbers_are_whole_finite_and_decimal(void **state)
{
    (void)state;
    static const char *const bad[] = { "",    "x",     "1x",  "0x10", "nan",
                                       "inf", "1e999", "1,5", " 1",   "--1" };
    struct err err = { 0 };
    double v = 0;
    long n = 0;
    assert_ok(text_to_double("-1.5e2", "speed", &v, &err), err);
    assert_near(v, -150, 0);
    for (size_t i = 0; i < N_ELEMS(bad); i++)
        assert_refused(text_to_double(bad[i], "speed", &v, &err), ERR_USAGE);
    assert_refused(text_to_long("12.5", "frames", &n, &err), ERR_USAGE);
    assert_non_null(strstr(err.msg, "frames"));
}

static void random_numbers_are_the_same_everywhere(void **state)
{
    (void)state;
    struct rng a = rng_new(42, 54), b = rng_new(42, 54), c = rng_new(42, 55);
    /* The reference program of the PCG paper prints these for seed 42, stream 54. */
    assert_int_equal(rng_u32(&a), 0xa15c02b7);
    assert_int_equal(rng_u32(&a), 0x7b47f409);
    rng_u32(&b);
    assert_int_equal(rng_u32(&b), 0x7b47f409);
    assert_int_not_equal(rng_u32(&c), 0xa15c02b7);
    double sum = 0, sq = 0;
    for (int i = 0; i < 20000; i++) {
        double z = rng_normal(&a);
        sum += z;
        sq += z * z;
        assert_true(rng_below(&a, 7) < 7);
    }
    assert_near(sum / 20000, 0, 0.03); /* 4 standard errors */
    assert_near(sq / 20000, 1, 0.04);
}

static void count_up(void *arg, size_t i, unsigned worker)
{
    (void)worker;
    ((unsigned char *)arg)[i]++;
}

static void the_pool_does_each_job_once(void **state)
{
    (void)state;
    unsigned char hits[1000] = { 0 };
    struct err err = { 0 };
    AUTO(pool) struct pool *p = NULL;
    assert_ok(pool_new(3, &p, &err), err);
    pool_each(p, sizeof(hits), count_up, hits);
    for (size_t i = 0; i < sizeof(hits); i++)
        assert_int_equal(hits[i], 1);
}

static void a_file_appears_whole_or_not_at_all(void **state)
{
    (void)state;
    char dir[] = "/tmp/backstride-test-XXXXXX", path[64];
    struct err err = { 0 };
    assert_non_null(mkdtemp(dir));
    snprintf(path, sizeof(path), "%s/a/b", dir);
    assert_ok(file_make_dirs(path, &err), err);
    snprintf(path, sizeof(path), "%s/a/b/out.txt", dir);

    AUTO(file) struct file *f = NULL;
    assert_ok(file_new(path, &f, &err), err);
    assert_int_equal(access(file_tmp_path(f), F_OK), 0);
    f = file_free(f);
    assert_int_not_equal(access(path, F_OK), 0);

    assert_ok(file_write(path, "hello", 5, &err), err);
    AUTO(mem) uint8_t *data = NULL;
    size_t n = 0;
    assert_ok(file_read(path, 100, &data, &n, &err), err);
    assert_int_equal(n, 5);
    assert_string_equal((char *)data, "hello");
    assert_refused(file_read(path, 4, &data, &n, &err), ERR_LIMIT);
    assert_refused(file_read("/no/such/file", 4, &data, &n, &err), ERR_NOT_FOUND);
    assert_non_null(strstr(err.msg, "/no/such/file"));
    unlink(path);
}

static void a_link_stays_and_what_it_names_is_replaced(void **state)
{
    (void)state;
    char dir[] = "/tmp/backstride-test-XXXXXX", link[64], file[64];
    struct err err = { 0 };
    AUTO(mem) uint8_t *data = NULL;
    struct stat st;
    size_t n = 0;
    assert_non_null(mkdtemp(dir));
    snprintf(link, sizeof(link), "%s/link", dir);
    snprintf(file, sizeof(file), "%s/file", dir);
    assert_ok(file_write(file, "old", 3, &err), err);
    assert_int_equal(symlink("file", link), 0);
    assert_ok(file_write(link, "new!", 4, &err), err);
    assert_int_equal(lstat(link, &st), 0);
    assert_true(S_ISLNK(st.st_mode));
    assert_ok(file_read(file, 100, &data, &n, &err), err);
    assert_string_equal((char *)data, "new!");
    unlink(link);
    unlink(file);
    rmdir(dir);
}

/* A device that is replaced by a file is lost to the whole machine; a fifo stands for one. */
static void what_is_no_file_is_written_into_and_stays(void **state)
{
    (void)state;
    char dir[] = "/tmp/backstride-test-XXXXXX", path[64], got[8] = "";
    struct err err = { 0 };
    struct stat st;
    assert_non_null(mkdtemp(dir));
    snprintf(path, sizeof(path), "%s/fifo", dir);
    assert_int_equal(mkfifo(path, 0600), 0);
    int fd = open(path, O_RDWR | O_NONBLOCK);
    assert_true(fd >= 0);
    assert_ok(file_write(path, "hello", 5, &err), err);
    assert_int_equal(read(fd, got, sizeof(got)), 5);
    assert_string_equal(got, "hello");
    assert_int_equal(stat(path, &st), 0);
    assert_true(S_ISFIFO(st.st_mode));
    assert_false(file_is_special(dir));
    assert_true(file_is_special("/dev/stdout")); /* whatever it stands for here */
    close(fd);
    unlink(path);
    rmdir(dir);
    if (access("/dev/full", W_OK) == 0) {
        assert_refused(file_write("/dev/full", "hello", 5, &err), ERR_IO);
        assert_true(file_is_special("/dev/full"));
    }
}

static void a_name_as_long_as_the_system_takes_can_be_written(void **state)
{
    (void)state;
    char dir[] = "/tmp/backstride-test-XXXXXX", path[320], name[256] = "";
    struct err err = { 0 };
    assert_non_null(mkdtemp(dir));
    memset(name, 'n', 251);
    snprintf(path, sizeof(path), "%s/%s.csv", dir, name);
    assert_ok(file_write(path, "hello", 5, &err), err);
    assert_int_equal(unlink(path), 0);
    assert_int_equal(rmdir(dir), 0); /* nothing temporary is left */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_error_code_has_a_row),
        cmocka_unit_test(a_prefix_keeps_the_cause),
        cmocka_unit_test(a_message_stays_one_line_whatever_the_file_is_called),
        cmocka_unit_test(text_stops_at_its_ceiling_and_says_so),
        cmocka_unit_test(times_and_days_are_told_in_one_way),
        cmocka_unit_test(numbers_are_whole_finite_and_decimal),
        cmocka_unit_test(random_numbers_are_the_same_everywhere),
        cmocka_unit_test(the_pool_does_each_job_once),
        cmocka_unit_test(a_file_appears_whole_or_not_at_all),
        cmocka_unit_test(a_link_stays_and_what_it_names_is_replaced),
        cmocka_unit_test(what_is_no_file_is_written_into_and_stays),
        cmocka_unit_test(a_name_as_long_as_the_system_takes_can_be_written),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
