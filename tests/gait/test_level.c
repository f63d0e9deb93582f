/* SPDX-License-Identifier: Apache-2.0 */
/* Which way is down, on a figure whose camera is turned by a known angle. */
#include "test.h"

#include <math.h>
#include <string.h>

#include "base/mem.h"
#include "gait/gait.h"
#include "gait/measures.h"
#include "runner.h"

static const double RAD = M_PI / 180;

/* The points of a runner seen by a camera turned by roll_deg; known: the motion says so. */
static struct motion *film(const char *view, const char *roll_deg, double known_deg)
{
    AUTO(synth)
    struct synth *s =
        RUNNER("view", view, "camera-roll", roll_deg, "duration", "6", "fps", "60");
    struct motion *m = NULL;
    struct err err = { 0 };
    assert_ok(motion_copy(synth_motion(s), &m, &err), err);
    m->roll_rad = known_deg * RAD;
    m->roll_sd_rad = isnan(known_deg) ? NAN : 0.005;
    return m;
}

static struct gait *analyse(const struct motion *m)
{
    struct gait_params par = GAIT_PARAMS_INIT;
    struct gait *g = NULL;
    struct err err = { 0 };
    par.height_m = 1.75;
    assert_ok(gait_analyse(m, &par, &g, &err), err);
    return g;
}

static double width(const struct gait *g, enum measure m)
{
    return g->values[m][BODY_N_SIDES].hi - g->values[m][BODY_N_SIDES].lo;
}

static void a_roll_that_is_known_is_taken_out_from_the_side(void **state)
{
    (void)state;
    static const char *const views[] = { "side-left", "side-right" };
    static const enum measure inclined[] = { MEASURE_TRUNK_LEAN, MEASURE_LEG_LEAN,
                                             MEASURE_BODY_LEAN, MEASURE_TIBIA_ANGLE };
    for (size_t i = 0; i < N_ELEMS(views); i++) {
        AUTO(motion) struct motion *level = film(views[i], "0", 0);
        AUTO(motion) struct motion *turned = film(views[i], "7", 7);
        AUTO(gait) struct gait *a = analyse(level);
        AUTO(gait) struct gait *b = analyse(turned);
        for (size_t k = 0; k < N_ELEMS(inclined); k++)
            /* the picture is another one: perspective, and contacts some ms apart */
            assert_near(b->values[inclined[k]][BODY_N_SIDES].value,
                        a->values[inclined[k]][BODY_N_SIDES].value, 0.7);
        assert_near(b->quality.roll_deg, 7, 1e-9);
        assert_near(b->motion->roll_rad, 7 * RAD, 1e-12);
        /* points go back to where they were seen */
        size_t f = b->key_frames[BODY_LEFT][1];
        assert_near(b->motion->points[f][BODY_L_HIP].y, turned->points[f][BODY_L_HIP].y, 3);
    }
}

static void what_a_degree_of_roll_does_is_in_the_table(void **state)
{
    (void)state;
    AUTO(motion) struct motion *level = film("side-right", "0", NAN);
    AUTO(motion) struct motion *turned = film("side-right", "4", NAN);
    AUTO(gait) struct gait *a = analyse(level);
    AUTO(gait) struct gait *b = analyse(turned);
    int n = 0;
    for (int m = 0; m < MEASURE_N; m++) {
        const struct gait_measure_row *row = &gait_measure_rows[m];
        if (!(row->views & GAIT_IN_SIDE) ||
            strcmp(measure_info((enum measure)m)->unit, "deg") != 0)
            continue;
        double change =
            fabs(b->values[m][BODY_N_SIDES].value - a->values[m][BODY_N_SIDES].value);
        /* a measure that is no inclination moves with the contacts' times alone */
        assert_near(change, 4 * row->roll, 1.5);
        n += row->roll > 0;
    }
    assert_int_equal(n, 4);
}

static void the_roll_counts_at_the_runners_place(void **state)
{
    (void)state;
    AUTO(motion) struct motion *m = film("side-left", "0", 2);
    double x = 0;
    for (size_t i = 0; i < m->n_frames; i++)
        x += (double)m->points[i][BODY_L_HIP].x / (double)m->n_frames;
    m->roll_per_px = 1 * RAD / 100;
    AUTO(gait) struct gait *g = analyse(m);
    /* the hips swing by some px around their mean */
    assert_near(g->quality.roll_deg, 2 + (x - m->width / 2.0) / 100, 0.1);
}

static void a_roll_that_is_not_known_widens_inclinations_alone(void **state)
{
    (void)state;
    AUTO(motion) struct motion *sure = film("side-left", "3", 3);
    AUTO(motion) struct motion *unsure = film("side-left", "3", NAN);
    AUTO(gait) struct gait *a = analyse(sure);
    AUTO(gait) struct gait *b = analyse(unsure);
    for (int m = 0; m < MEASURE_N; m++) {
        if (a->values[m][BODY_N_SIDES].status != GAIT_MEASURED)
            continue;
        if (gait_measure_rows[m].roll > 0)
            assert_true(width(b, (enum measure)m) > 1.2 * width(a, (enum measure)m));
    }
    assert_near(width(b, MEASURE_KNEE_PEAK), width(a, MEASURE_KNEE_PEAK), 1);
    assert_true(isnan(b->quality.roll_deg) && b->quality.roll_sd_deg > 3);
    bool said[2] = { false };
    for (size_t i = 0; i < a->n_notes; i++)
        said[0] = said[0] || strstr(a->notes[i], "turned clockwise by 3.0 degrees");
    for (size_t i = 0; i < b->n_notes; i++)
        said[1] = said[1] || strstr(b->notes[i], "Nothing upright");
    assert_true(said[0] && said[1]);
}

/* Half the difference of the sides: what a turn of the camera would add to both. */
static double one_sided(const struct gait *g)
{
    return fabs(g->values[MEASURE_TRUNK_SIDE][BODY_RIGHT].value -
                g->values[MEASURE_TRUNK_SIDE][BODY_LEFT].value) /
           2;
}

static void one_who_leans_to_a_side_is_not_levelled_away(void **state)
{
    (void)state;
    static const char *const views[] = { "rear", "front" };
    for (size_t i = 0; i < N_ELEMS(views); i++) {
        /* a picture turned by 5 degrees before walls that are upright is a runner who leans */
        AUTO(motion) struct motion *unknown = film(views[i], "5", NAN);
        AUTO(motion) struct motion *upright = film(views[i], "5", 0);
        AUTO(motion) struct motion *turned = film(views[i], "5", 5);
        AUTO(gait) struct gait *a = analyse(unknown);
        AUTO(gait) struct gait *b = analyse(upright);
        AUTO(gait) struct gait *c = analyse(turned);
        assert_true(one_sided(a) < 1);
        assert_in_range((int)(10 * one_sided(b)), 20, 45); /* between both witnesses */
        assert_true(one_sided(c) < 1);
        assert_near(a->quality.roll_deg, 5, 1);
        assert_near(c->quality.roll_deg, 5, 0.5);
        assert_true(c->quality.roll_sd_deg < a->quality.roll_sd_deg);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_roll_that_is_known_is_taken_out_from_the_side),
        cmocka_unit_test(what_a_degree_of_roll_does_is_in_the_table),
        cmocka_unit_test(the_roll_counts_at_the_runners_place),
        cmocka_unit_test(a_roll_that_is_not_known_widens_inclinations_alone),
        cmocka_unit_test(one_who_leans_to_a_side_is_not_levelled_away),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
