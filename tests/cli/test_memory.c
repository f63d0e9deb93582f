/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How much memory an import takes: less than 64 MB for a day at 1 Hz and for 10 000 activities
 * (bench/bench_memory.c measures these). Here a quarter of a day and a few hundred, with bounds
 * in proportion, above what the program takes for nothing.
 */
#include <sys/resource.h>

#include "../store/store_tmp.h"
#include "base/file.h"
#include "formats/fit.h"
#include "spawn.h"

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define SANITIZED 1
#elif defined(__has_feature)
#define SANITIZED (__has_feature(address_sanitizer) || __has_feature(thread_sanitizer))
#else
#define SANITIZED 0
#endif

static void write_run(const char *path, double start_s, size_t seconds)
{
    AUTO(activity) struct activity *a = plain_run(start_s, seconds);
    uint8_t *data = NULL;
    size_t n = 0;
    struct err err = { 0 };
    assert_ok(fit_write_activity(a, &data, &n, &err), err);
    assert_ok(file_write(path, data, n, &err), err);
    free(data);
}

/* The largest of all children so far, in MB: so the small ones come first. */
static double peak_mb(const char *line)
{
    struct rusage use;
    assert_int_equal(spawn_backstride(line, tmp_db)->status, 0);
    assert_int_equal(getrusage(RUSAGE_CHILDREN, &use), 0);
    return (double)use.ru_maxrss / 1024;
}

static void an_import_takes_little_memory(void **state)
{
    enum { RUNS = 300, QUARTER_DAY = 6 * 3600 };
    char path[256], line[256];
    struct err err = { 0 };

    (void)state;
    if (SANITIZED) {
        print_message("skipped: a sanitizer takes more memory than the program\n");
        skip();
    }
    snprintf(path, sizeof(path), "%s/many", tmp_folder);
    assert_ok(file_make_dirs(path, &err), err);
    for (int i = 0; i < RUNS; i++) {
        snprintf(path, sizeof(path), "%s/many/%d.fit", tmp_folder, i);
        write_run(path, 1.6e9 + 5000.0 * i, 60);
    }
    snprintf(path, sizeof(path), "%s/long.fit", tmp_folder);
    write_run(path, 1.5e9, QUARTER_DAY);

    double nothing = peak_mb("help");
    snprintf(line, sizeof(line), "import --quiet --db {} %s/many", tmp_folder);
    double many = peak_mb(line);
    snprintf(line, sizeof(line), "import --quiet --db {} %s/long.fit", tmp_folder);
    double with_long = peak_mb(line);
    print_message("nothing %.1f MB, %d runs %.1f MB, six hours %.1f MB\n", nothing, RUNS, many,
                  with_long);
    /* Half of the 64 MB are libraries; a quarter of the other half for a quarter of a day. A few
     * hundred runs must not take more than that either, or thousands would. */
    assert_true(many - nothing < 8);
    assert_true(with_long - nothing < 8);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(an_import_takes_little_memory, tmp_setup, tmp_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
