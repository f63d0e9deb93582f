/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Files that are not what they should be: each is refused with a message, or loads; none
 * crashes (run under the sanitizers too). Real models where they are installed, and a small
 * graph of our own always.
 */
#include "test.h"

#include "base/file.h"
#include "base/mem.h"
#include "base/rng.h"
#include "nn/nn.h"
#include "tflite_writer.h"

static const struct nn_params f32 = { .precision = NN_F32 };
static struct w_file small;

/* conv, depthwise, add and pool on an 8 x 8 picture */
static void write_small(void)
{
    static const float weights[4 * 9 * 4];
    static struct w_graph g = {
        .tensor = {
            { .n_dims = 4, .dim = { 1, 8, 8, 4 } },
            { .n_dims = 4, .dim = { 4, 3, 3, 4 }, .data = weights, .n_bytes = 576 },
            { .n_dims = 1, .dim = { 4 }, .data = weights, .n_bytes = 16 },
            { .n_dims = 4, .dim = { 1, 8, 8, 4 } },
            { .n_dims = 4, .dim = { 1, 3, 3, 4 }, .data = weights, .n_bytes = 144 },
            { .n_dims = 4, .dim = { 1, 8, 8, 4 } },
            { .n_dims = 4, .dim = { 1, 8, 8, 4 } },
            { .n_dims = 4, .dim = { 1, 4, 4, 4 } },
        },
        .n_tensors = 8,
        .node = {
            { 3, 1, { 0, 1, 2 }, 3, 3, { 0, 1, 1, 3, 1, 1 }, 6 },
            { 4, 1, { 3, 4, 2 }, 3, 5, { 0, 1, 1, 1, 0, 1, 1 }, 7 },
            { 0, 1, { 5, 3 }, 2, 6, { 0 }, 1 },
            { 17, 1, { 6 }, 1, 7, { 0, 2, 2, 2, 2, 0 }, 6 },
        },
        .n_nodes = 4,
    };
    w_write(&small, &g);
}

/* The exact bytes in a heap block of their own, so that the sanitizer sees one byte too far. */
static int load(const uint8_t *data, size_t n, struct err *err)
{
    AUTO(mem) uint8_t *copy = mem_array(n, 1);
    AUTO(nn_model) struct nn_model *m = NULL;
    AUTO(nn_context) struct nn_context *c = NULL;
    int rc;

    assert_non_null(copy);
    memcpy(copy, data, n);
    *err = (struct err){ 0 };
    rc = nn_model_new(copy, n, &f32, &m, err);
    if (rc >= 0)
        rc = nn_context_new(m, &c, err);
    return rc < 0 ? rc : nn_run(c, err);
}

/* A refusal says why; anything else is a success. */
static void loads_or_refuses(const uint8_t *data, size_t n)
{
    struct err err;
    int rc = load(data, n, &err);
    assert_true(rc == 0 || rc == -ERR_FORMAT || rc == -ERR_UNSUPPORTED || rc == -ERR_LIMIT);
    assert_true(rc == 0 || strlen(err.msg) > 10);
}

static void the_small_graph_itself_loads(void **state)
{
    struct err err = { 0 };
    (void)state;
    assert_ok(load(small.data, small.n, &err), err);
}

static void every_truncation_is_refused(void **state)
{
    struct err err;
    (void)state;
    /* The file ends in 144 bytes of weights and their 4 byte count; all before is needed. */
    for (uint32_t n = 0; n < small.n; n++)
        assert_true(load(small.data, n, &err) < 0);
}

static void every_flipped_bit_is_harmless(void **state)
{
    (void)state;
    for (uint32_t i = 0; i < small.n * 8; i += 7) {
        small.data[i / 8] ^= (uint8_t)(1 << i % 8);
        loads_or_refuses(small.data, small.n);
        small.data[i / 8] ^= (uint8_t)(1 << i % 8);
    }
}

static void every_word_survives_extreme_values(void **state)
{
    static const uint32_t values[] = { 0, 0x7fffffff, 0x80000000, 0xfffffffc };
    (void)state;
    for (uint32_t at = 0; at + 4 <= small.n; at += 4) {
        uint32_t old;
        memcpy(&old, small.data + at, 4);
        for (size_t k = 0; k < N_ELEMS(values); k++) {
            memcpy(small.data + at, &values[k], 4);
            loads_or_refuses(small.data, small.n);
        }
        memcpy(small.data + at, &old, 4);
    }
}

static void refusals_say_what_and_where(void **state)
{
    struct err err;
    (void)state;
    assert_refused(load((const uint8_t *)"RIFF....WAVE", 12, &err), ERR_FORMAT);
    assert_string_equal(err.msg, "not a TFLite model: no \"TFL3\" at byte 4");
    assert_int_equal(err.pos, 4);
    assert_refused(load(small.data, 20, &err), ERR_FORMAT);
    assert_string_equal(err.msg, "the offset at byte 0 leads outside the file");
    assert_int_equal(err.pos, 0);

    const char *wanted = "no_such";
    struct nn_params par = { NN_F32, &wanted, 1 };
    struct nn_model *m = NULL;
    assert_refused(nn_model_new(small.data, small.n, &par, &m, &err), ERR_NOT_FOUND);
    assert_string_equal(err.msg, "the model has no output \"no_such\"");
}

static void a_real_model_cut_or_damaged(void **state)
{
    static const char *const names[] = { "pose_landmark_lite.tflite",
                                         "pose_solution_packed_assets.data" };
    struct rng rng = rng_new(7, 1);

    (void)state;
    for (size_t k = 0; k < N_ELEMS(names); k++) {
        AUTO(mem) uint8_t *data = NULL;
        char path[4096];
        struct err err = { 0 };
        size_t n;
        const char *dir = getenv("BACKSTRIDE_MODELS");
        snprintf(path, sizeof(path), "%s/%s", dir ? dir : ".", names[k]);
        if (access(path, R_OK) != 0) {
            printf("skipped: no model %s\n", path);
            skip();
        }
        assert_ok(file_read(path, 64 << 20, &data, &n, &err), err);
        for (size_t cut = 0; cut < n; cut += 1 + n / 13)
            assert_true(load(data, cut, &err) < 0);
        for (int i = 0; i < 30; i++) { /* structure stands at both ends of the file */
            size_t at = rng_below(&rng, 60000);
            at = i % 2 ? n - 1 - at : at;
            uint8_t old = data[at];
            data[at] = (uint8_t)rng_u32(&rng);
            AUTO(nn_model) struct nn_model *m = NULL;
            (void)!nn_model_new(data, n, &f32, &m, &err);
            data[at] = old;
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_small_graph_itself_loads),
        cmocka_unit_test(every_truncation_is_refused),
        cmocka_unit_test(every_flipped_bit_is_harmless),
        cmocka_unit_test(every_word_survives_extreme_values),
        cmocka_unit_test(refusals_say_what_and_where),
        cmocka_unit_test(a_real_model_cut_or_damaged),
    };
    write_small();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
