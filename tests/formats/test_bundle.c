/* SPDX-License-Identifier: Apache-2.0 */
#include "formats/bundle.h"

#include "../store/store_tmp.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/rng.h"

enum { FILES = 4 };
static uint8_t noise[70000];
static const struct {
    const char *name;
    const void *data;
    size_t n;
} files[FILES] = {
    { "a.json", "{ \"a\": 1, \"b\": 1, \"c\": 1, \"d\": 1, \"e\": 1 }", 43 },
    { "files/noise.bin", noise, sizeof(noise) },
    { "files/empty", "", 0 },
    { "files/\xc3\xa4.txt", "zwei", 4 },
};

static void write_bundle(const char *path)
{
    AUTO(bundle) struct bundle *b = NULL;
    struct rng r = rng_new(4, 4);
    struct err err = { 0 };

    for (size_t i = 0; i < sizeof(noise); i++)
        noise[i] = (uint8_t)rng_below(&r, 256);
    assert_ok(bundle_new(path, &b, &err), err);
    for (size_t i = 0; i < FILES; i++)
        assert_ok(bundle_add(b, files[i].name, files[i].data, files[i].n, &err), err);
    assert_ok(bundle_commit(b, &err), err);
}

static void what_goes_in_comes_out_of_a_folder_and_of_a_zip(void **state)
{
    static const char *const kinds[] = { "out", "out.zip" };

    (void)state;
    for (size_t k = 0; k < N_ELEMS(kinds); k++) {
        AUTO(bundle_in) struct bundle_in *b = NULL;
        struct err err = { 0 };
        char path[160];
        snprintf(path, sizeof(path), "%s/%s", tmp_folder, kinds[k]);
        write_bundle(path);
        assert_ok(bundle_open(path, &b, &err), err);
        for (size_t i = 0; i < FILES; i++) {
            AUTO(mem) uint8_t *data = NULL;
            size_t n = 0;
            assert_true(bundle_has(b, files[i].name));
            assert_ok(bundle_read(b, files[i].name, &data, &n, &err), err);
            assert_int_equal(n, files[i].n);
            assert_memory_equal(data, files[i].data, n);
            assert_int_equal(data[n], 0);
        }
        uint8_t *none = NULL;
        size_t n = 0;
        assert_false(bundle_has(b, "b.json"));
        assert_refused(bundle_read(b, "b.json", &none, &n, &err), ERR_NOT_FOUND);
        assert_refused(bundle_read(b, "../runs.db", &none, &n, &err), ERR_USAGE);
    }
}

static void the_same_files_give_the_same_zip(void **state)
{
    AUTO(mem) uint8_t *a = NULL, *b = NULL;
    struct err err = { 0 };
    char path[160];
    size_t n_a, n_b;

    (void)state;
    snprintf(path, sizeof(path), "%s/1.zip", tmp_folder);
    write_bundle(path);
    assert_ok(file_read(path, 1 << 20, &a, &n_a, &err), err);
    snprintf(path, sizeof(path), "%s/2.zip", tmp_folder);
    write_bundle(path);
    assert_ok(file_read(path, 1 << 20, &b, &n_b, &err), err);
    assert_int_equal(n_a, n_b);
    assert_memory_equal(a, b, n_a);
}

static void what_is_there_is_never_overwritten_and_nothing_half_stays(void **state)
{
    static const char *const kinds[] = { "out", "out.zip" };

    (void)state;
    for (size_t k = 0; k < N_ELEMS(kinds); k++) {
        AUTO(bundle) struct bundle *b = NULL;
        struct err err = { 0 };
        char path[160];
        snprintf(path, sizeof(path), "%s/%s", tmp_folder, kinds[k]);
        assert_ok(bundle_new(path, &b, &err), err);
        assert_ok(bundle_add(b, "files/x", "x", 1, &err), err);
        b = bundle_free(b); /* no commit */
        assert_int_equal(access(path, F_OK), -1);
        write_bundle(path);
        assert_refused(bundle_new(path, &b, &err), ERR_USAGE);
    }
    char path[160];
    snprintf(path, sizeof(path), "ls -A %s | grep -v out", tmp_folder);
    assert_int_not_equal(system(path), 0); /* grep finds nothing else */
}

static void names_that_lead_out_are_refused(void **state)
{
    static const char *const names[] = { "",      "/etc/x", "../x",  "files/../x",
                                         "a/b/c", ".x",     "files/" };
    AUTO(bundle) struct bundle *b = NULL;
    struct err err = { 0 };
    char path[160];

    (void)state;
    snprintf(path, sizeof(path), "%s/o.zip", tmp_folder);
    assert_ok(bundle_new(path, &b, &err), err);
    for (size_t i = 0; i < N_ELEMS(names); i++)
        assert_refused(bundle_add(b, names[i], "x", 1, &err), ERR_USAGE);
}

/* Every byte of a zip changed: it is refused, or gives the bytes that went in, or misses a
 * name. */
static void a_damaged_zip_gives_no_wrong_bytes(void **state)
{
    AUTO(mem) uint8_t *zip = NULL;
    struct err err = { 0 };
    char path[160];
    size_t n_zip;

    (void)state;
    snprintf(path, sizeof(path), "%s/d.zip", tmp_folder);
    {
        AUTO(bundle) struct bundle *b = NULL;
        assert_ok(bundle_new(path, &b, &err), err);
        assert_ok(bundle_add(b, files[0].name, files[0].data, files[0].n, &err), err);
        assert_ok(bundle_commit(b, &err), err);
    }
    assert_ok(file_read(path, 1 << 20, &zip, &n_zip, &err), err);
    for (size_t i = 0; i < n_zip; i++) {
        AUTO(bundle_in) struct bundle_in *b = NULL;
        AUTO(mem) uint8_t *data = NULL;
        size_t n = 0;
        zip[i] ^= 0x55;
        FILE *f = fopen(path, "wb");
        assert_non_null(f);
        fwrite(zip, 1, n_zip, f);
        fclose(f);
        zip[i] ^= 0x55;
        if (bundle_open(path, &b, &err) == 0 &&
            bundle_read(b, files[0].name, &data, &n, &err) == 0) {
            assert_int_equal(n, files[0].n);
            assert_memory_equal(data, files[0].data, n);
        }
    }
}

#define T(test) cmocka_unit_test_setup_teardown(test, tmp_setup, tmp_teardown)
int main(void)
{
    const struct CMUnitTest tests[] = {
        T(what_goes_in_comes_out_of_a_folder_and_of_a_zip),
        T(the_same_files_give_the_same_zip),
        T(what_is_there_is_never_overwritten_and_nothing_half_stays),
        T(names_that_lead_out_are_refused),
        T(a_damaged_zip_gives_no_wrong_bytes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
