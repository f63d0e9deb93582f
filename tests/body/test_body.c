/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include <math.h>

#include "body/measure.h"
#include "body/motion.h"
#include "body/skeleton.h"

static void mirroring_twice_is_the_same_point(void **state)
{
    (void)state;
    for (int p = 0; p < BODY_N_POINTS; p++) {
        enum body_point m = body_point_mirror((enum body_point)p);
        assert_int_equal(body_point_mirror(m), p);
        assert_int_equal(body_point_find(body_point_name((enum body_point)p)), p);
        if (p != BODY_NOSE)
            assert_string_equal(body_point_name(m) + 1,
                                body_point_name((enum body_point)p) + 1);
    }
    assert_int_equal(body_point_find("tail"), -1);
}

static void every_measure_is_complete_and_named_once(void **state)
{
    (void)state;
    for (int m = 0; m < MEASURE_N; m++) {
        const struct measure_info *info = measure_info((enum measure)m);
        assert_true(strlen(info->label) > 3 && strlen(info->label) <= 24);
        assert_true(strlen(info->unit) > 0 && strlen(info->definition) > 20);
        assert_int_equal(measure_find(info->key), m);
    }
}

static void motion_grows_and_starts_missing(void **state)
{
    (void)state;
    struct err err = { 0 };
    AUTO(motion) struct motion *m = NULL;
    AUTO(motion) struct motion *copy = NULL;
    assert_ok(motion_new(640, 480, &m, &err), err);
    assert_true(isnan(motion_fps(m)));
    for (int i = 0; i < 100; i++)
        assert_ok(motion_append(m, i / 25.0, &err), err);
    assert_refused(motion_append(m, 3.96, &err), ERR_FORMAT);
    assert_int_equal(m->n_frames, 100);
    assert_true(isnan(m->points[99][BODY_R_TOE].x) && m->points[99][BODY_R_TOE].conf == 0);
    assert_near(motion_fps(m), 25, 1e-9);
    assert_ok(motion_copy(m, &copy, &err), err);
    assert_near(copy->t_s[99], 3.96, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(mirroring_twice_is_the_same_point),
        cmocka_unit_test(every_measure_is_complete_and_named_once),
        cmocka_unit_test(motion_grows_and_starts_missing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
