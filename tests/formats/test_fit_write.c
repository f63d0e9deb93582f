/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "activities.h"
#include "base/mem.h"
#include "formats/fit.h"

static struct activity_list *read_or_fail(const uint8_t *data, size_t n)
{
    const struct formats_params par = FORMATS_PARAMS_INIT;
    struct activity_list *l = NULL;
    struct err err = { 0 };
    assert_ok(formats_read(data, n, &par, &l, &err), err);
    return l;
}

static void what_is_written_is_read_back(void **state)
{
    struct rng r = rng_new(4, 1);
    (void)state;
    for (int i = 0; i < 60; i++) {
        AUTO(activity) struct activity *a = random_activity(&r);
        AUTO(activity_list) struct activity_list *l = NULL;
        AUTO(mem) uint8_t *data = NULL;
        struct err err = { 0 };
        size_t n = 0;
        assert_ok(fit_write_activity(a, &data, &n, &err), err);
        l = read_or_fail(data, n);
        assert_int_equal(l->n, 1);
        assert_int_equal(l->item[0]->n_notes, 0);
        same_activity(a, l->item[0]);
    }
}

static void the_same_activity_gives_the_same_bytes(void **state)
{
    AUTO(mem) uint8_t *one = NULL;
    AUTO(mem) uint8_t *two = NULL;
    size_t n_one = 0, n_two = 0;
    struct err err = { 0 };
    (void)state;
    for (int i = 0; i < 2; i++) {
        struct rng r = rng_new(7, 7);
        AUTO(activity) struct activity *a = random_activity(&r);
        assert_ok(fit_write_activity(a, i ? &two : &one, i ? &n_two : &n_one, &err), err);
    }
    assert_int_equal(n_one, n_two);
    assert_memory_equal(one, two, n_one);
}

static void workouts_come_back_and_say_what_they_are(void **state)
{
    struct rng r = rng_new(5, 1);
    (void)state;
    for (int i = 0; i < 60; i++) {
        AUTO(activity) struct activity *a = NULL;
        AUTO(activity_list) struct activity_list *l = NULL;
        AUTO(mem) uint8_t *data = NULL;
        struct err err = { 0 };
        size_t n = 0;
        assert_ok(activity_new(&a, &err), err);
        random_steps(&r, &a->workout);
        assert_ok(fit_write_workout(&a->workout, 1.7e9, 77, &data, &n, &err), err);
        l = read_or_fail(data, n);
        assert_int_equal(l->n, 1);
        assert_string_equal(activity_file_name(l->item[0]->source.kind), "workout");
        assert_int_equal(l->item[0]->source.serial, 77);
        same_workout(&a->workout, &l->item[0]->workout);
    }
}

static void a_schedule_says_what_it_is(void **state)
{
    const struct fit_planned planned[] = { { 1.7e9, 77, 1.7e9 + 86400, false },
                                           { 1.7e9, 78, 1.7e9 + 172800, true } };
    AUTO(activity_list) struct activity_list *l = NULL;
    AUTO(mem) uint8_t *data = NULL;
    struct err err = { 0 };
    size_t n = 0;
    (void)state;
    assert_ok(fit_write_schedule(planned, 2, 1.7e9, &data, &n, &err), err);
    l = read_or_fail(data, n);
    assert_string_equal(activity_file_name(l->item[0]->source.kind), "schedule");
}

static void what_fit_cannot_say_is_refused(void **state)
{
    AUTO(activity) struct activity *a = NULL;
    AUTO(mem) uint8_t *data = NULL;
    struct err err = { 0 };
    size_t n = 0;
    (void)state;
    assert_ok(activity_new(&a, &err), err);
    assert_refused(fit_write_activity(a, &data, &n, &err), ERR_USAGE);
    assert_string_equal(err.msg, "the activity has no start time, which FIT needs");
    assert_refused(fit_write_workout(&a->workout, 1.7e9, 1, &data, &n, &err), ERR_USAGE);
    assert_string_equal(err.msg, "the workout has no steps");
    activity_add_step(&a->workout)->duration = ACTIVITY_DURATION_REPEAT;
    assert_refused(fit_write_workout(&a->workout, 1.7e9, 1, &data, &n, &err), ERR_USAGE);
    assert_string_equal(err.msg, "step 1 of the workout repeats from step 0, not before it");
    assert_null(data);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_written_is_read_back),
        cmocka_unit_test(the_same_activity_gives_the_same_bytes),
        cmocka_unit_test(workouts_come_back_and_say_what_they_are),
        cmocka_unit_test(a_schedule_says_what_it_is),
        cmocka_unit_test(what_fit_cannot_say_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
