/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>

#include "base/mem.h"
#include "gait/speed.h"
#include "synth/synth.h"
#include "test.h"

static struct gait *gait_of(const char *const (*set)[2], size_t n, double slow)
{
    struct synth_params par;
    AUTO(synth) struct synth *s = NULL;
    AUTO(motion) struct motion *m = NULL;
    struct gait *g = NULL;
    struct err err = { 0 };
    struct gait_params gp = GAIT_PARAMS_INIT;
    synth_params_init(&par);
    par.fps = 60;
    par.duration_s = 4;
    for (size_t i = 0; i < n; i++)
        assert_ok(synth_params_set(&par, set[i][0], set[i][1], &err), err);
    assert_ok(synth_new(&par, &s, &err), err);
    assert_ok(motion_copy(synth_motion(s), &m, &err), err);
    for (size_t i = 0; i < m->n_frames; i++)
        m->t_s[i] *= slow;
    gp.height_m = par.height_m;
    gp.slow_factor = slow;
    gp.slow_known = true;
    assert_ok(gait_analyse(m, &gp, &g, &err), err);
    return g;
}

/* Within 7 %: of that 3 to 4 is the scale, which is taken from the runner's height in the
 * picture, the rest smoothing and the foot's roll. */
static void the_standing_foot_tells_the_speed(void **state)
{
    static const struct {
        const char *set[2][2];
        double slow, want;
    } rows[] = {
        { { { "speed", "2.5" }, { "view", "side-left" } }, 1, 2.5 },
        { { { "speed", "4" }, { "view", "side-right" } }, 1, 4 },
        { { { "speed", "3" }, { "surface", "overground" } }, 1, 3 },
        { { { "speed", "3" }, { "fps", "120" } }, 4, 3 },
    };
    (void)state;
    for (size_t i = 0; i < N_ELEMS(rows); i++) {
        AUTO(gait) struct gait *g = gait_of(rows[i].set, 2, rows[i].slow);
        struct gait_value v = gait_speed(g);
        assert_int_equal(v.status, GAIT_MEASURED);
        assert_near(v.value, rows[i].want, 0.07 * rows[i].want);
        assert_true(v.lo < rows[i].want && rows[i].want < v.hi);
    }
}

static void from_behind_there_is_no_speed(void **state)
{
    static const char *const rear[][2] = { { "view", "rear" } };
    AUTO(gait) struct gait *g = gait_of(rear, 1, 1);
    struct gait_value v = gait_speed(g);
    (void)state;
    assert_int_equal(v.status, GAIT_NOT_IN_VIEW);
    assert_true(isnan(v.value));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_standing_foot_tells_the_speed),
        cmocka_unit_test(from_behind_there_is_no_speed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
