/* SPDX-License-Identifier: Apache-2.0 */
/* Who is who, who runs, and who is chosen: on made-up bodies, without networks or clips. */
#include "test.h"

#include <math.h>

#include "base/mem.h"
#include "base/rng.h"
#include "pose/people.h"
#include "pose/run_score.h"
#include "pose/track.h"

enum { WIDTH = 1280, HEIGHT = 720 };
static const double FPS = 30;

/* Somebody standing at x whose region has that size; `swing` px between the ankles. */
static struct body body_at(double x, double size, double swing)
{
    struct body b = { .presence = 0.9F };
    for (int p = 0; p < BODY_N_POINTS; p++)
        b.points[p] =
            (struct motion_point){ (float)x, (float)(360 - size / 3 + size / 50 * p), 0, 0.9F };
    b.points[BODY_L_ANKLE].x += (float)(swing / 2);
    b.points[BODY_R_ANKLE].x -= (float)(swing / 2);
    b.region = (struct region){ .x = x, .y = 360, .size = size };
    return b;
}

static struct track seen_track(const double *x, size_t n, double first_s, double step_s)
{
    struct track t = { .used = true };
    for (size_t i = 0; i < n; i++) {
        t.last_s = first_s + (double)i * step_s;
        t.recent[t.n_recent++] =
            (struct recent){ .t_s = t.last_s,
                             .region = { .x = x[i], .y = 300, .size = 400, .angle = 0.1 } };
    }
    return t;
}

static void a_steady_runner_is_expected_straight_ahead(void **state)
{
    (void)state;
    double x[13];
    for (size_t i = 0; i < 13; i++)
        x[i] = 100 + 10 * (double)i;
    struct track t = seen_track(x, 13, 2, 1 / FPS);
    struct region r = track_predict(&t, t.last_s + 4 / FPS);
    /* the fit is pulled a little towards standing still: 1 % of the way from its middle */
    assert_near(r.x, 260, 2);
    assert_near(r.y, 300, 1e-9);
    assert_near(r.size, 400, 1e-6);
    assert_near(r.angle, 0.1, 1e-9);
}

static void one_sighting_says_nothing_of_speed(void **state)
{
    (void)state;
    struct track t = seen_track((double[]){ 100 }, 1, 2, 0);
    assert_near(track_predict(&t, 2.4).x, 100, 1e-9);
}

static void nobody_is_expected_ever_farther_away(void **state)
{
    (void)state;
    double x[13];
    for (size_t i = 0; i < 13; i++)
        x[i] = 100 + 10 * (double)i;
    struct track t = seen_track(x, 13, 2, 1 / FPS);
    assert_near(track_predict(&t, t.last_s + 9).x, track_predict(&t, t.last_s + 5).x, 1e-9);
}

static void a_jump_is_not_followed(void **state)
{
    (void)state;
    const struct region where = { .x = 500, .y = 360, .size = 400 };
    static const struct {
        double x, size, presence;
        bool follows;
    } rows[] = {
        { 500, 400, 0.9, true }, { 590, 400, 0.9, true },   { 610, 400, 0.9, false },
        { 500, 550, 0.9, true }, { 500, 570, 0.9, false },  { 500, 280, 0.9, false },
        { 500, 400, 0.5, true }, { 500, 400, 0.49, false }, { 500, 0, 0.9, false },
    };
    for (size_t i = 0; i < N_ELEMS(rows); i++) {
        struct body b = body_at(rows[i].x, rows[i].size, 0);
        b.presence = (float)rows[i].presence;
        assert_int_equal(track_follows(&where, &b, WIDTH, HEIGHT), rows[i].follows);
    }
    struct body outside = body_at(-5, 400, 0);
    assert_false(track_follows(&outside.region, &outside, WIDTH, HEIGHT));
}

static void two_regions_that_meet_on_one_person_leave_one(void **state)
{
    (void)state;
    struct plan p = { .n_wanted = 3,
                      .wanted = { { 0, { .x = 480, .y = 360, .size = 400 } },
                                  { 1, { .x = 510, .y = 360, .size = 400 } },
                                  { 2, { .x = 900, .y = 360, .size = 400 } } } };
    struct sighting s = { .wanted = { body_at(508, 400, 0), body_at(509, 400, 0),
                                      body_at(900, 400, 0) } };
    track_drop_doubles(&p, &s);
    assert_near(s.wanted[0].region.size, 0, 0); /* was farther from its plan */
    assert_near(s.wanted[1].region.size, 400, 0);
    assert_near(s.wanted[2].region.size, 400, 0);
}

static void a_region_that_slipped_gives_its_name_to_the_person_found(void **state)
{
    (void)state;
    const struct plan p = { .n_wanted = 3 };
    struct sighting s = { .wanted = { body_at(300, 400, 0), body_at(700, 400, 0),
                                      body_at(760, 400, 0) },
                          .confirmed = { false, false, true },
                          .found = { body_at(640, 400, 0) },
                          .n_found = 1,
                          .detector_ran = true };
    track_take_over(&p, &s);
    assert_near(s.wanted[0].region.size, 400, 0); /* far away */
    assert_near(s.wanted[1].region.size, 0, 0);
    assert_near(s.wanted[2].region.size, 400, 0); /* confirmed */
}

static void a_body_the_detector_never_sees_is_dropped_beside_one_it_sees(void **state)
{
    (void)state;
    for (int others = 0; others < 2; others++) {
        struct tracker t;
        size_t wanted[POSE_MAX_PEOPLE], found[POSE_MAX_PEOPLE];
        struct sighting s = { .found = { body_at(300, 400, 0), body_at(900, 400, 0) },
                              .n_found = 1 + (size_t)others,
                              .detector_ran = true };
        tracker_init(&t, WIDTH, HEIGHT, false);
        struct plan p = tracker_plan(&t, 0);
        tracker_take(&t, 0, &p, &s, wanted, found);
        for (int f = 1; f < 120; f++) {
            double t_s = f / FPS;
            p = tracker_plan(&t, t_s);
            s = (struct sighting){ .wanted = { body_at(300, 400, 0), body_at(900, 400, 0) },
                                   .confirmed = { false, p.detect },
                                   .detector_ran = p.detect };
            tracker_take(&t, t_s, &p, &s, wanted, found);
        }
        p = tracker_plan(&t, 4.1);
        assert_int_equal(p.n_wanted, 1);
        assert_int_equal(p.wanted[0].person,
                         others); /* alone it is given the benefit of doubt */
    }
}

/* A film of made-up people: what a perfect detector and landmark network would say. */
struct actor {
    double from_s, to_s, x, speed, size, swing;
};

static bool is_on(const struct actor *a, double t_s)
{
    return t_s >= a->from_s && t_s < a->to_s;
}

static struct body actor_body(const struct actor *a, double t_s)
{
    return body_at(a->x + a->speed * (t_s - a->from_s), a->size,
                   a->swing * sin(2 * M_PI * 1.4 * t_s));
}

static void act(const struct actor *actors, size_t n, double t_s, const struct plan *p,
                struct sighting *s)
{
    bool wanted[8] = { false }, lost = false;

    *s = (struct sighting){ 0 };
    for (size_t w = 0; w < p->n_wanted; w++) {
        for (size_t i = 0; i < n; i++) {
            struct body b = actor_body(&actors[i], t_s);
            if (!is_on(&actors[i], t_s) || wanted[i] ||
                region_distance(&b.region, &p->wanted[w].region) > 0.2)
                continue;
            s->wanted[w] = b;
            s->confirmed[w] = s->detector_ran = p->detect;
            wanted[i] = true;
            break;
        }
        lost |= !(s->wanted[w].region.size > 0);
    }
    for (size_t i = 0; i < n && (p->detect || lost); i++)
        if (is_on(&actors[i], t_s) && !wanted[i])
            s->found[s->n_found++] = actor_body(&actors[i], t_s);
}

struct played {
    size_t n_persons, n_detected, n_measured;
    size_t n_seen[32];
};

static struct played play(const struct actor *actors, size_t n, double length_s, size_t lag)
{
    struct tracker t;
    struct plan plans[16];
    struct played out = { 0 };
    size_t n_frames = (size_t)(length_s * FPS), wanted[POSE_MAX_PEOPLE], found[POSE_MAX_PEOPLE];

    tracker_init(&t, WIDTH, HEIGHT, false);
    for (size_t f = 0; f < n_frames + lag; f++) {
        if (f >= lag) {
            const struct plan *p = &plans[(f - lag) % lag];
            double t_s = (double)(f - lag) / FPS;
            struct sighting s;
            act(actors, n, t_s, p, &s);
            tracker_take(&t, t_s, p, &s, wanted, found);
            for (size_t i = 0; i < POSE_MAX_PEOPLE; i++) {
                if (wanted[i] != TRACK_NOBODY)
                    out.n_seen[wanted[i]]++;
                if (found[i] != TRACK_NOBODY)
                    out.n_seen[found[i]]++;
            }
            out.n_detected += p->detect;
            out.n_measured += p->n_wanted;
        }
        if (f < n_frames)
            plans[f % lag] = tracker_plan(&t, (double)f / FPS);
    }
    out.n_persons = t.n_persons;
    return out;
}

static void one_runner_is_one_person_with_few_detector_runs(void **state)
{
    (void)state;
    const struct actor a[] = { { 0, 99, 600, 0, 700, 200 } };
    for (size_t lag = 1; lag <= 16; lag *= 4) {
        struct played p = play(a, 1, 10, lag);
        assert_int_equal(p.n_persons, 1);
        assert_int_equal(p.n_seen[0], 300);
        assert_true(p.n_detected <= lag + 11); /* until first seen, then once a second */
    }
}

static void a_runner_who_crosses_the_picture_is_followed(void **state)
{
    (void)state;
    const struct actor a[] = { { 1, 2.6, 0, 800, 600, 200 } };
    struct played p = play(a, 1, 4, 4);
    assert_int_equal(p.n_persons, 1);
    assert_int_equal(p.n_seen[0], 48);
}

static void a_short_occlusion_does_not_make_a_new_person(void **state)
{
    (void)state;
    const struct actor a[] = { { 0, 2, 600, 0, 700, 200 }, { 4, 6, 620, 0, 680, 200 } };
    struct played p = play(a, 2, 6, 4);
    assert_int_equal(p.n_persons, 1);
    assert_int_equal(p.n_seen[0], 120);
}

static void two_people_are_two_also_when_one_comes_later(void **state)
{
    (void)state;
    const struct actor a[] = { { 0, 9, 300, 0, 500, 200 }, { 2, 9, 900, 0, 450, 200 } };
    struct played p = play(a, 2, 6, 4);
    assert_int_equal(p.n_persons, 2);
    assert_int_equal(p.n_seen[0], 180);
    assert_true(p.n_seen[1] >= 90); /* found within a second of their coming at 2 s */
}

static void runners_who_cross_keep_their_names(void **state)
{
    (void)state;
    const struct actor a[] = { { 0, 9, 300, 150, 500, 200 }, { 0, 9, 900, -150, 480, 200 } };
    struct played p = play(a, 2, 4, 4);
    assert_int_equal(p.n_persons, 2);
    assert_int_equal(p.n_seen[0], 120);
    assert_int_equal(p.n_seen[1], 120);
}

static void small_people_are_looked_at_rarely_beside_a_runner_only(void **state)
{
    (void)state;
    const struct actor runner[] = { { 0, 9, 300, 0, 700, 200 }, { 0, 9, 1000, 0, 200, 0 } };
    const struct actor coach[] = { { 0, 9, 300, 0, 700, 0 }, { 0, 9, 1000, 0, 200, 60 } };
    struct played p = play(runner, 2, 8, 4);
    assert_int_equal(p.n_persons, 2);
    assert_int_equal(p.n_seen[0], 240);
    assert_true(p.n_seen[1] >= 8 && p.n_seen[1] < 60);
    p = play(coach, 2, 8, 4);
    assert_int_equal(p.n_seen[1], 240);
}

static void a_crowd_fills_the_places_and_no_more(void **state)
{
    (void)state;
    struct actor a[8];
    for (int i = 0; i < 8; i++)
        a[i] = (struct actor){ 0, 9, 80 + 150 * i, 0, 300, 80 };
    struct plan none = { .detect = true };
    struct sighting s = { 0 };
    struct tracker t;
    size_t wanted[POSE_MAX_PEOPLE], found[POSE_MAX_PEOPLE];

    tracker_init(&t, WIDTH, HEIGHT, false);
    for (int i = 0; i < POSE_MAX_PEOPLE; i++)
        s.found[s.n_found++] = actor_body(&a[i], 0);
    tracker_take(&t, 0, &none, &s, wanted, found);
    assert_int_equal(t.n_persons, POSE_MAX_PEOPLE);
    s = (struct sighting){ .found = { actor_body(&a[6], 0.03) }, .n_found = 1 };
    tracker_take(&t, 0.03, &none, &s, wanted, found);
    assert_int_equal(t.n_persons, POSE_MAX_PEOPLE);
    assert_true(found[0] == TRACK_NOBODY);
    assert_int_equal(tracker_plan(&t, 0.1).n_wanted, POSE_MAX_PEOPLE);
}

/* -- run score */

enum legs { STILL, NOISE, SWING_X, SWING_Y, BOTH_TOGETHER };

static double score_of(enum legs legs, double fps, double length_s, double steps_hz,
                       double swing_px, double hidden)
{
    size_t n = (size_t)(length_s * fps);
    AUTO(mem) double *t = mem_array(n, sizeof(*t));
    AUTO(mem) double *apart = mem_array(n, 2 * sizeof(*apart));
    struct rng rng = rng_new(5, 5);

    assert_true(t && apart);
    for (size_t i = 0; i < n; i++) {
        t[i] = 3 + (double)i / fps;
        double swing = swing_px / 2 * sin(2 * M_PI * steps_hz / 2 * t[i]);
        double noise = legs == NOISE ? swing_px / 3 : 2;
        apart[2 * i] = (legs == SWING_X ? swing : 30) + noise * rng_normal(&rng);
        apart[2 * i + 1] = (legs == SWING_Y ? swing : 5) + noise * rng_normal(&rng);
        if (rng_uniform(&rng) < hidden)
            apart[2 * i] = apart[2 * i + 1] = NAN;
    }
    return run_score(t, (const double(*)[2])(void *)apart, n, 500);
}

static void legs_that_run_score_high_and_others_low(void **state)
{
    (void)state;
    static const struct {
        enum legs legs;
        double fps, length_s, steps_hz, swing_px, hidden, lo, hi;
    } rows[] = {
        { SWING_X, 30, 6, 2.8, 300, 0, 0.9, 1 },   /* from the side */
        { SWING_Y, 30, 6, 2.8, 130, 0, 0.9, 1 },   /* from behind: the feet rise in turn */
        { SWING_X, 240, 3, 3.4, 300, 0, 0.9, 1 },  /* fast camera */
        { SWING_X, 25, 1.2, 3.0, 300, 0, 0.7, 1 }, /* passes by in a second */
        { SWING_X, 30, 6, 2.8, 300, 0.3, 0.8, 1 }, /* often hidden */
        { SWING_X, 30, 6, 2.8, 300, 0.6, 0, 0 },   /* hardly ever seen */
        { STILL, 30, 6, 2.8, 300, 0, 0, 0.05 },    { NOISE, 30, 6, 2.8, 300, 0, 0, 0.2 },
        { SWING_X, 30, 6, 2.8, 20, 0, 0, 0.05 }, /* shifts their weight */
        { SWING_X, 30, 8, 0.8, 300, 0, 0, 0.3 }, /* strolls, or slow motion */
        { SWING_X, 30, 0.9, 2.8, 300, 0, 0, 0 }, /* too short to tell */
    };
    for (size_t i = 0; i < N_ELEMS(rows); i++) {
        double s = score_of(rows[i].legs, rows[i].fps, rows[i].length_s, rows[i].steps_hz,
                            rows[i].swing_px, rows[i].hidden);
        if (!(s >= rows[i].lo && s <= rows[i].hi))
            fail_msg("row %zu scores %.3f", i, s);
    }
}

/* -- choice */

static struct pose_person person(double x, double height, double score, double from, double to)
{
    return (struct pose_person){ .n_frames = 100,
                                 .x_px = x,
                                 .height_px = height,
                                 .run_score = score,
                                 .from_s = from,
                                 .to_s = to };
}

static void the_largest_that_runs_is_chosen(void **state)
{
    (void)state;
    const struct {
        struct pose_person people[2];
        size_t want;
        bool others;
    } rows[] = {
        { { person(100, 300, 0.9, 0, 9), person(900, 600, 0.0, 0, 9) }, 0, false },
        { { person(100, 300, 0.9, 0, 9), person(900, 600, 0.9, 0, 9) }, 1, true },
        { { person(100, 300, 0.1, 0, 9), person(900, 600, 0.0, 0, 9) }, 1, false },
        /* not at the same time: the same runner comes back, longer in the picture */
        { { person(100, 300, 0.9, 0, 1), person(900, 300, 0.9, 3, 6) }, 1, false },
    };
    for (size_t i = 0; i < N_ELEMS(rows); i++) {
        struct err err = { 0 };
        size_t chosen = 9;
        bool others = !rows[i].others;
        assert_ok(people_choose(rows[i].people, 2, 0, 1280, &chosen, &others, &err), err);
        assert_int_equal(chosen, rows[i].want);
        assert_int_equal(others, rows[i].others);
    }
}

static void runners_of_one_size_are_listed_instead(void **state)
{
    (void)state;
    const struct pose_person p[] = { person(100, 310, 0.9, 0, 9), person(650, 300, 0.8, 0, 9) };
    struct err err = { 0 };
    size_t chosen = 9;
    bool others = false;
    assert_refused(people_choose(p, 2, 0, 1280, &chosen, &others, &err), ERR_AMBIGUOUS);
    assert_string_equal(err.msg, "more than one person runs: choose one with --person N "
                                 "(1: left, 310 px tall; 2: middle, 300 px tall)");
    assert_int_equal(chosen, 9);
    assert_ok(people_choose(p, 2, 2, 1280, &chosen, &others, &err), err);
    assert_int_equal(chosen, 1);
    assert_true(others);
    assert_refused(people_choose(p, 2, 3, 1280, &chosen, &others, &err), ERR_USAGE);
    assert_refused(people_choose(p, 2, -1, 1280, &chosen, &others, &err), ERR_USAGE);
}

static void people_are_numbered_from_left_to_right(void **state)
{
    (void)state;
    struct err err = { 0 };
    AUTO(album) struct album *a = NULL;
    AUTO(motion) struct motion *m = NULL;
    struct pose_person people[POSE_MAX_PEOPLE];
    size_t pages[POSE_MAX_PEOPLE];

    assert_ok(album_new(&a, &err), err);
    assert_ok(motion_new(WIDTH, HEIGHT, &m, &err), err);
    for (size_t f = 0; f < 90; f++) {
        double t_s = (double)f / FPS;
        assert_ok(motion_append(m, t_s, &err), err);
        const struct actor right = { 0, 9, 900, 0, 500, 200 }, left = { 0, 9, 200, 0, 400, 0 };
        struct body b = actor_body(&right, t_s);
        assert_ok(album_add(a, 0, f, &b, &err), err);
        b = actor_body(&left, t_s);
        if (f >= 30)
            assert_ok(album_add(a, 1, f, &b, &err), err);
        if (f < 3) /* a ghost */
            assert_ok(album_add(a, 2, f, &b, &err), err);
    }
    assert_int_equal(people_list(a, m, people, pages, &err), 2);
    assert_int_equal(pages[0], 1);
    assert_int_equal(pages[1], 0);
    assert_int_equal(people[0].n_frames, 60);
    assert_near(people[0].from_s, 1, 1e-9);
    assert_near(people[1].x_px, 900, 1);
    assert_near(people[1].height_px, 500 / 50.0 * 32, 1e-3);
    assert_true(people[0].run_score < 0.1 && people[1].run_score > 0.9);
    people_fill(&a->pages[1], m);
    assert_near(m->score[29], 0, 0);
    assert_near(m->score[30], 0.9, 1e-6);
    assert_near(m->points[30][BODY_NOSE].x, 200, 1e-4);
}

static void of_too_many_people_those_seen_least_are_forgotten(void **state)
{
    (void)state;
    struct err err = { 0 };
    AUTO(album) struct album *a = NULL;
    const struct body b = body_at(100, 300, 0);

    assert_ok(album_new(&a, &err), err);
    for (size_t i = 0; i < 2 * PEOPLE_MAX_KEPT; i++) {
        size_t n = i == 7 ? 1 : 3;
        for (size_t f = 0; f < n; f++)
            assert_ok(album_add(a, i, f, &b, &err), err);
    }
    assert_int_equal(a->n_kept, PEOPLE_MAX_KEPT);
    assert_int_equal(a->pages[7].n, 0);
    assert_int_equal(a->pages[2 * PEOPLE_MAX_KEPT - 1].n, 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_steady_runner_is_expected_straight_ahead),
        cmocka_unit_test(one_sighting_says_nothing_of_speed),
        cmocka_unit_test(nobody_is_expected_ever_farther_away),
        cmocka_unit_test(a_jump_is_not_followed),
        cmocka_unit_test(two_regions_that_meet_on_one_person_leave_one),
        cmocka_unit_test(a_region_that_slipped_gives_its_name_to_the_person_found),
        cmocka_unit_test(a_body_the_detector_never_sees_is_dropped_beside_one_it_sees),
        cmocka_unit_test(one_runner_is_one_person_with_few_detector_runs),
        cmocka_unit_test(a_runner_who_crosses_the_picture_is_followed),
        cmocka_unit_test(a_short_occlusion_does_not_make_a_new_person),
        cmocka_unit_test(two_people_are_two_also_when_one_comes_later),
        cmocka_unit_test(runners_who_cross_keep_their_names),
        cmocka_unit_test(small_people_are_looked_at_rarely_beside_a_runner_only),
        cmocka_unit_test(a_crowd_fills_the_places_and_no_more),
        cmocka_unit_test(legs_that_run_score_high_and_others_low),
        cmocka_unit_test(the_largest_that_runs_is_chosen),
        cmocka_unit_test(runners_of_one_size_are_listed_instead),
        cmocka_unit_test(people_are_numbered_from_left_to_right),
        cmocka_unit_test(of_too_many_people_those_seen_least_are_forgotten),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
