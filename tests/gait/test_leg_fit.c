/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>

#include "base/mem.h"
#include "gait/leg_fit.h"
#include "synth/synth.h"
#include "test.h"

/* A runner as the camera sees him without error, sampled, smoothed, and when each foot stands.
 */
struct clip {
    struct synth *s;
    struct gait_track *seen, *smooth, *truth;
    struct gait_scene scene;
    struct gait_contact list[64];
    struct gait_contacts contacts;
    double cm; /* px */
};

static void smooth(struct clip *c)
{
    struct err err = { 0 };
    gait_track_free(c->smooth);
    c->smooth = NULL;
    assert_ok(gait_track_copy(c->seen, &c->smooth, &err), err);
    assert_ok(gait_track_smooth(c->smooth, 8, &err), err);
}

static void make(struct clip *c)
{
    struct err err = { 0 };
    struct synth_params par;
    *c = (struct clip){ 0 };
    synth_params_init(&par);
    assert_ok(synth_params_set(&par, "fps", "120", &err), err);
    assert_ok(synth_params_set(&par, "duration", "3", &err), err);
    assert_ok(synth_new(&par, &c->s, &err), err);
    const struct synth_truth *t = synth_truth(c->s);
    const struct motion *m = t->motion;
    assert_ok(gait_track_new(m, 0, m->n_frames, 120, GAIT_SIDE_LEFT, &c->seen, &err), err);
    assert_ok(gait_track_copy(c->seen, &c->truth, &err), err);
    gait_scene_find(m, par.height_m, GAIT_SIDE_LEFT, &c->scene);
    c->cm = c->scene.height_px / (100 * par.height_m);
    c->contacts.list = c->list;
    for (size_t i = 0; i < t->n_contacts && i < N_ELEMS(c->list); i++)
        c->list[c->contacts.n++] = (struct gait_contact){ .side = t->contacts[i].side,
                                                          .on_s = t->contacts[i].on_s,
                                                          .off_s = t->contacts[i].off_s };
    smooth(c);
}

static void fit(struct clip *c)
{
    struct err err = { 0 };
    assert_ok(gait_leg_fit(c->seen, &c->scene, &c->contacts, c->smooth, &err), err);
}

static void done(struct clip *c)
{
    gait_track_free(c->seen);
    gait_track_free(c->smooth);
    gait_track_free(c->truth);
    synth_free(c->s);
}

/* Mean distance of a point of two tracks over a share of all contacts of a side, cm. */
static double apart_cm(const struct clip *c, const struct gait_track *k, enum body_point p,
                       enum body_side side, double from, double to)
{
    double sum = 0;
    size_t n = 0;
    for (size_t j = 0; j < c->contacts.n; j++) {
        const struct gait_contact *s = &c->list[j];
        size_t a, b;
        if (s->side != side)
            continue;
        gait_track_span(k, s->on_s + from * (s->off_s - s->on_s),
                        s->on_s + to * (s->off_s - s->on_s), &a, &b);
        for (size_t i = a; i < b; i++, n++)
            sum += hypot(k->x[p][i] - c->truth->x[p][i], k->y[p][i] - c->truth->y[p][i]);
    }
    assert_true(n > 0);
    return sum / (double)n / c->cm;
}

static double length(const struct gait_track *k, enum body_point p, enum body_point q, size_t i)
{
    return hypot(k->x[p][i] - k->x[q][i], k->y[p][i] - k->y[q][i]);
}

static void thigh_and_shank_keep_their_lengths(void **state)
{
    (void)state;
    struct clip c;
    make(&c);
    fit(&c);
    for (size_t i = 1; i < c.smooth->n; i++) {
        assert_near(length(c.smooth, BODY_L_HIP, BODY_L_KNEE, i),
                    length(c.smooth, BODY_L_HIP, BODY_L_KNEE, 0), 1e-6);
        assert_near(length(c.smooth, BODY_R_KNEE, BODY_R_ANKLE, i),
                    length(c.smooth, BODY_R_KNEE, BODY_R_ANKLE, 0), 1e-6);
    }
    done(&c);
}

/* What is left is what smoothness rounds off, and legs that swing a little out of the picture's
 * plane. */
static void a_leg_seen_rightly_stays_where_it_is(void **state)
{
    (void)state;
    struct clip c;
    make(&c);
    fit(&c);
    for (enum body_side side = BODY_LEFT; side < BODY_N_SIDES; side++) {
        assert_true(apart_cm(&c, c.smooth, BODY_OF(HIP, side), side, 0, 1) < 1);
        assert_true(apart_cm(&c, c.smooth, BODY_OF(KNEE, side), side, 0, 1) < 1);
        assert_true(apart_cm(&c, c.smooth, BODY_OF(ANKLE, side), side, 0, 1) < 1);
    }
    done(&c);
}

/* Up to 8 cm up and 5 cm ahead and back again, as where the other leg passes: too slow for the
 * low-pass. */
static void draw_foot_away(struct clip *c, enum body_side side)
{
    const enum body_point foot[] = { BODY_OF(ANKLE, side), BODY_OF(HEEL, side),
                                     BODY_OF(TOE, side) };
    for (size_t j = 0; j < c->contacts.n; j++) {
        const struct gait_contact *s = &c->list[j];
        size_t a, b;
        gait_track_span(c->seen, s->on_s + 0.45 * (s->off_s - s->on_s),
                        s->on_s + 0.75 * (s->off_s - s->on_s), &a, &b);
        for (size_t i = a; s->side == side && i < b; i++)
            for (size_t p = 0; p < N_ELEMS(foot); p++) {
                double share = sin(M_PI * ((double)(i - a) + 1) / ((double)(b - a) + 1));
                c->seen->x[foot[p]][i] += 5 * c->cm * share;
                c->seen->y[foot[p]][i] += 8 * c->cm * share;
            }
    }
}

static void a_standing_foot_drawn_to_the_passing_one_is_put_back(void **state)
{
    (void)state;
    struct clip c;
    make(&c);
    draw_foot_away(&c, BODY_LEFT);
    smooth(&c);
    double before = apart_cm(&c, c.smooth, BODY_L_ANKLE, BODY_LEFT, 0.45, 0.75);
    fit(&c);
    double after = apart_cm(&c, c.smooth, BODY_L_ANKLE, BODY_LEFT, 0.45, 0.75);
    assert_true(before > 4); /* the low-pass did not take it out */
    assert_true(after < before / 3);
    done(&c);
}

static void what_is_missing_stays_missing_and_the_other_leg_is_as_it_would_be(void **state)
{
    (void)state;
    struct clip c, whole;
    make(&c);
    make(&whole);
    for (size_t i = 0; i < c.seen->n; i++)
        c.seen->x[BODY_L_ANKLE][i] = c.seen->y[BODY_L_ANKLE][i] = NAN;
    smooth(&c);
    fit(&c);
    fit(&whole);
    for (size_t i = 0; i < c.seen->n; i++) {
        assert_true(isnan(c.smooth->x[BODY_L_ANKLE][i]));
        assert_true(!isnan(c.smooth->x[BODY_L_KNEE][i])); /* left as it was */
        assert_near(c.smooth->x[BODY_R_ANKLE][i], whole.smooth->x[BODY_R_ANKLE][i], 0);
    }
    done(&c);
    done(&whole);
}

static void a_gap_of_all_points_leaves_a_gap_and_fits_the_rest(void **state)
{
    (void)state;
    enum { FROM = 100, TO = 160 };
    struct clip c;
    make(&c);
    for (size_t i = FROM; i < TO; i++)
        for (int p = 0; p < BODY_N_POINTS; p++)
            c.seen->x[p][i] = c.seen->y[p][i] = NAN;
    smooth(&c);
    fit(&c);
    for (size_t i = 0; i < c.seen->n; i++)
        assert_true(isnan(c.smooth->x[BODY_R_TOE][i]) == (i >= FROM && i < TO));
    for (size_t i = TO + 20; i < c.seen->n; i++)
        assert_true(hypot(c.smooth->x[BODY_R_KNEE][i] - c.truth->x[BODY_R_KNEE][i],
                          c.smooth->y[BODY_R_KNEE][i] - c.truth->y[BODY_R_KNEE][i]) < 4 * c.cm);
    done(&c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(thigh_and_shank_keep_their_lengths),
        cmocka_unit_test(a_leg_seen_rightly_stays_where_it_is),
        cmocka_unit_test(a_standing_foot_drawn_to_the_passing_one_is_put_back),
        cmocka_unit_test(what_is_missing_stays_missing_and_the_other_leg_is_as_it_would_be),
        cmocka_unit_test(a_gap_of_all_points_leaves_a_gap_and_fits_the_rest),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
