/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "test.h"

#include "base/mem.h"
#include "care/library.h"
#include "report/figure.h"
#include "report/figure_body.h"

static void a_body_with_no_angles_stands_one_height_tall(void **state)
{
    const struct care_pose standing = { .touch = CARE_FEET };
    struct figure_body b;

    (void)state;
    figure_settle(&standing, &b);
    /* the head's top is the height by definition; the shares are rounded to thousandths */
    assert_near(b.head.y + 0.062, 1, 0.012);
    assert_near(b.hip[0].y, 0.53, 0.002); /* Drillis and Contini: hip at 0.53 of the height */
    assert_near(b.hip[0].y, b.hip[1].y, 1e-9); /* left and right are mirrored exactly */
    assert_true(b.nose.x > b.head.x && b.hip[0].z > b.hip[1].z);
}

static void angles_turn_the_way_the_header_says(void **state)
{
    const struct care_pose p = {
        .hip = { 90, 0 }, .knee = { 90, 0 }, .shoulder = { 90, 180 }, .spread = { 0, 20 }
    };
    struct figure_body b;

    (void)state;
    figure_settle(&p, &b);
    assert_true(b.knee[0].x > b.hip[0].x + 0.2);      /* the thigh is level, in front */
    assert_near(b.knee[0].y, b.hip[0].y, 1e-9);       /* exactly level */
    assert_true(b.ankle[0].y < b.knee[0].y - 0.2);    /* the shank hangs */
    assert_true(b.hand[0].x > b.shoulder[0].x + 0.3); /* arm forward */
    assert_true(b.hand[1].y > b.shoulder[1].y + 0.3); /* arm overhead */
    assert_true(b.knee[1].z < b.hip[1].z - 0.05);     /* the left leg goes left */
}

/* What lies on the ground lies there to the millimetre (of 1.75 m), the rest not under it. */
static void every_pose_rests_on_what_it_says(void **state)
{
    const struct care_exercise *e;

    (void)state;
    for (size_t i = 0; (e = care_exercise_at(i)); i++)
        for (size_t k = 0; k < e->n_poses; k++) {
            const struct care_pose *p = &e->pose[k];
            struct figure_body b;
            figure_settle(p, &b);
            for (unsigned bit = 0; bit < CARE_N_TOUCHES; bit++) {
                double r, want = p->on & 1U << bit ? figure_prop_height(p->props) : 0;
                double gap = figure_touch(&b, bit, &r).y - r - want;
                if ((p->touch | p->on) & 1U << bit && !(fabs(gap) < 0.0006))
                    fail_msg("%s, pose %zu: point %u is %.3f off", e->id, k, bit, gap);
                if (1U << bit & CARE_TOES && p->touch & CARE_BALLS)
                    continue; /* toes bend over the ball, and are drawn so */
                /* 0.02: flesh gives, and the mat is soft */
                if (!(gap + want > -0.02))
                    fail_msg("%s, pose %zu: point %u is %.3f under ground", e->id, k, bit, gap);
            }
        }
}

/* Coming to rest is fine work: the pose that is drawn is the pose that was written. */
static void nothing_moves_far_to_come_to_rest(void **state)
{
    const struct care_exercise *e;

    (void)state;
    for (size_t i = 0; (e = care_exercise_at(i)); i++)
        for (size_t k = 0; k < e->n_poses; k++) {
            struct care_pose loose = e->pose[k];
            struct figure_body a, b;
            figure_settle(&e->pose[k], &a);
            loose.touch = loose.on = 0;
            figure_settle(&loose, &b);
            struct figure_point from = b.spine[0], to = a.spine[0];
            for (int s = 0; s < 2; s++) {
                double hand = hypot(a.hand[s].x - to.x - b.hand[s].x + from.x,
                                    a.hand[s].y - to.y - b.hand[s].y + from.y);
                double foot = hypot(a.ankle[s].x - to.x - b.ankle[s].x + from.x,
                                    a.ankle[s].y - to.y - b.ankle[s].y + from.y);
                if (hand > 0.25 || foot > 0.25) /* about a hand's breadth at each joint */
                    fail_msg("%s, pose %zu: hand %.2f, foot %.2f away", e->id, k, hand, foot);
            }
        }
}

static void check_shape(const char *id, const struct figure *f, const struct figure_shape *s)
{
    assert_true(s->n >= 2 && s->n <= FIGURE_POINTS_MAX);
    for (unsigned k = 0; k < s->n; k++) {
        double r = s->n == 2 ? (double)s->r[k] : 0, x = (double)s->x[k], y = (double)s->y[k];
        /* a halo may reach over the edge; a figure may not */
        if (s->ink != FIGURE_HALO &&
            !(x - r >= 0 && x + r <= f->width && y - r >= 0 && y + r <= f->height))
            fail_msg("%s: something sticks out at %.2f %.2f of %.2f x %.2f", id, x, y, f->width,
                     f->height);
    }
}

static void every_exercise_is_drawn_inside_its_frame(void **state)
{
    const struct care_exercise *e;
    struct err err = { 0 };

    (void)state;
    for (size_t i = 0; (e = care_exercise_at(i)); i++) {
        AUTO(mem) struct figure *f = NULL;
        size_t of[FIGURE_N_INKS] = { 0 };
        assert_ok(figure_strip(e->pose, e->n_poses, &f, &err), err);
        assert_true(f->n < FIGURE_SHAPES_MAX);
        for (size_t k = 0; k < f->n; k++) {
            of[f->shape[k].ink]++;
            check_shape(e->id, f, &f->shape[k]);
        }
        /* each pose has a trunk of at least six pieces, two arms, two legs of 7 together */
        assert_true(of[FIGURE_TRUNK] >= 6 * e->n_poses);
        assert_int_equal(of[FIGURE_LEFT], 7 * e->n_poses);
        assert_int_equal(of[FIGURE_RIGHT], 7 * e->n_poses);
        assert_int_equal(of[FIGURE_ARROW], 3 * (e->n_poses - 1));
    }
}

/* The poses of an exercise differ enough to be told apart. */
static void start_and_end_differ(void **state)
{
    const struct care_exercise *e;

    (void)state;
    for (size_t i = 0; (e = care_exercise_at(i)); i++)
        for (size_t k = 1; k < e->n_poses; k++) {
            struct figure_body a, b;
            double far = 0;
            figure_settle(&e->pose[k - 1], &a);
            figure_settle(&e->pose[k], &b);
            const struct figure_point *p = a.spine, *q = b.spine;
            for (size_t j = 0; j < sizeof(a) / sizeof(*p); j++)
                far =
                    fmax(far, hypot(hypot(p[j].x - q[j].x, p[j].y - q[j].y), p[j].z - q[j].z));
            if (far < 0.04) /* 7 cm of 1.75 m */
                fail_msg("%s: poses %zu and %zu look the same", e->id, k, k + 1);
        }
}

static void svg_is_small_and_the_same_each_time(void **state)
{
    const struct care_exercise *e;
    struct err err = { 0 };

    (void)state;
    for (size_t i = 0; (e = care_exercise_at(i)); i++) {
        AUTO(mem) struct figure *f = NULL;
        AUTO_TEXT struct text a = TEXT_INIT(1 << 18), b = TEXT_INIT(1 << 18);
        assert_ok(figure_strip(e->pose, e->n_poses, &f, &err), err);
        figure_svg(f, e->name, &a);
        figure_svg(f, e->name, &b);
        assert_false(text_failed(&a));
        assert_string_equal(text_str(&a), text_str(&b));
        assert_null(strstr(text_str(&a), "nan"));
        assert_true(a.len < 40000); /* a page with a dozen stays under half a megabyte */
        assert_non_null(strstr(text_str(&a), "<title>"));
    }
}

static void a_title_is_escaped(void **state)
{
    const struct care_pose p = { .touch = CARE_FEET };
    AUTO(mem) struct figure *f = NULL;
    AUTO_TEXT struct text t = TEXT_INIT(1 << 18);
    struct err err = { 0 };

    (void)state;
    assert_ok(figure_strip(&p, 1, &f, &err), err);
    figure_svg(f, "<b>&", &t);
    assert_non_null(strstr(text_str(&t), "<title>&lt;b&gt;&amp;</title>"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_body_with_no_angles_stands_one_height_tall),
        cmocka_unit_test(angles_turn_the_way_the_header_says),
        cmocka_unit_test(every_pose_rests_on_what_it_says),
        cmocka_unit_test(nothing_moves_far_to_come_to_rest),
        cmocka_unit_test(every_exercise_is_drawn_inside_its_frame),
        cmocka_unit_test(start_and_end_differ),
        cmocka_unit_test(svg_is_small_and_the_same_each_time),
        cmocka_unit_test(a_title_is_escaped),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
