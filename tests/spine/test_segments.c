/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>
#include <stdbool.h>

#include "base/mem.h"
#include "spine/segments.h"
#include "test.h"

static const struct spine_inertia *of(const struct spine_segment *s, int sex)
{
    return sex == 0 ? &s->male : &s->female;
}

static void masses_add_up_to_one_body(void **state)
{
    /* four printed digits: the sums de Leva's tables give */
    static const double want[] = { 1.0000, 0.9999 };
    (void)state;
    for (int sex = 0; sex < 2; sex++) {
        double sum = 0;
        for (size_t i = 0; i < SPINE_N_SEGMENTS; i++)
            sum += spine_segments[i].count * of(&spine_segments[i], sex)->mass_frac;
        assert_near(sum, want[sex], 1e-9);
    }
}

static void the_three_parts_of_the_trunk_make_the_trunk(void **state)
{
    (void)state;
    for (int sex = 0; sex < 2; sex++) {
        const struct spine_inertia *all = of(&spine_segments[SPINE_TRUNK], sex);
        double mass = 0, length = 0, moment = 0, top = all->length_mm;
        for (int i = SPINE_UPPER_TRUNK; i <= SPINE_LOWER_TRUNK; i++) {
            const struct spine_inertia *p = of(&spine_segments[i], sex);
            moment += p->mass_frac * (top - p->com_frac * p->length_mm);
            top -= p->length_mm;
            mass += p->mass_frac;
            length += p->length_mm;
        }
        assert_near(mass, all->mass_frac, 1e-9);
        assert_near(length, all->length_mm, 0.11); /* tenths of mm are rounded */
        /* the parts' planes are not quite the trunk's: their common centre agrees within 1 cm
         */
        assert_near(moment / mass, (1 - all->com_frac) * all->length_mm, 10);
    }
}

/* A radius of gyration times its length is one distance, whatever the ends: so all three radii
 * of a second row must speak of the same length. Finds a slip in any of the six. */
static void rows_with_other_ends_speak_of_one_length(void **state)
{
    (void)state;
    for (size_t i = 0; i < spine_n_segments_other; i++)
        for (int sex = 0; sex < 2; sex++) {
            const struct spine_inertia *o = of(&spine_segments_other[i], sex);
            const struct spine_inertia *m =
                of(&spine_segments[spine_segments_other[i].id], sex);
            double a = m->r_sag / o->r_sag, b = m->r_trans / o->r_trans,
                   c = m->r_long / o->r_long;
            /* three printed digits of the smallest radius, some 0.092 */
            assert_near(b, a, 0.012 * a);
            assert_near(c, a, 0.012 * a);
            assert_near(o->mass_frac, m->mass_frac, 1e-12);
        }
}

static void every_row_is_complete(void **state)
{
    (void)state;
    for (size_t i = 0; i < SPINE_N_SEGMENTS; i++) {
        const struct spine_segment *s = &spine_segments[i];
        assert_int_equal(s->id, i);
        assert_true(s->name && s->from && s->to && s->count >= 0 && s->count <= 2);
        for (int sex = 0; sex < 2; sex++) {
            const struct spine_inertia *x = of(s, sex);
            assert_true(x->mass_frac > 0 && x->mass_frac < 0.5);
            assert_true(x->com_frac > 0.2 && x->com_frac < 0.8);
            assert_true(x->r_sag > 0 && x->r_trans > 0 && x->r_long > 0 && x->r_sag < 0.75);
            assert_true(x->length_mm > 70 && x->length_mm < 540);
        }
    }
    for (size_t i = 0; i < spine_n_segments_other; i++) {
        const struct spine_segment *s = &spine_segments_other[i];
        assert_ptr_equal(spine_segment_between(s->id, s->from, s->to), s);
    }
    assert_null(spine_segment_between(SPINE_HEAD, "WJC", "MIDG"));
}

static void mass_above_the_joint_is_as_derived(void **state)
{
    static const struct {
        double q, male, female;
    } rows[] = {
        { 0, .491, .458 }, { 0.25, .519, .489 }, { 0.5, .547, .520 }, { 1, .603, .582 }
    };
    (void)state;
    for (size_t i = 0; i < N_ELEMS(rows); i++)
        for (int sex = 0; sex < 2; sex++) {
            double m = rows[i].q * of(&spine_segments[SPINE_LOWER_TRUNK], sex)->mass_frac;
            for (int k = 0; k < SPINE_N_SEGMENTS; k++) {
                bool arm = k >= SPINE_UPPER_ARM && k <= SPINE_HAND;
                bool above =
                    k == SPINE_HEAD || k == SPINE_UPPER_TRUNK || k == SPINE_MIDDLE_TRUNK;
                m += (arm ? 2 : above) * of(&spine_segments[k], sex)->mass_frac;
            }
            assert_near(m, sex == 0 ? rows[i].male : rows[i].female, 0.0006); /* printed */
        }
}

static void an_unknown_sex_lies_between(void **state)
{
    (void)state;
    for (size_t i = 0; i < SPINE_N_SEGMENTS; i++) {
        const struct spine_segment *s = &spine_segments[i];
        struct spine_inertia m = spine_inertia_of(s, SPINE_MALE);
        struct spine_inertia f = spine_inertia_of(s, SPINE_FEMALE);
        struct spine_inertia u = spine_inertia_of(s, SPINE_SEX_UNKNOWN);
        assert_near(2 * u.mass_frac, m.mass_frac + f.mass_frac, 1e-12);
        assert_near(2 * u.com_frac, m.com_frac + f.com_frac, 1e-12);
        assert_near(2 * u.length_mm, m.length_mm + f.length_mm, 1e-9);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(masses_add_up_to_one_body),
        cmocka_unit_test(the_three_parts_of_the_trunk_make_the_trunk),
        cmocka_unit_test(rows_with_other_ends_speak_of_one_length),
        cmocka_unit_test(every_row_is_complete),
        cmocka_unit_test(mass_above_the_joint_is_as_derived),
        cmocka_unit_test(an_unknown_sex_lies_between),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
