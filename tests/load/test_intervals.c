/* SPDX-License-Identifier: Apache-2.0 */
#include "load/made.h"

#include "base/mem.h"
#include "base/rng.h"
#include "load/format.h"
#include "load/intervals.h"

enum { PARTS_MAX = 64 };

/* Warm-up, n times work and rest (no rest after the last), cool-down. */
static struct activity *session(size_t n, double work_s, double work_v, double rest_s,
                                double rest_v, double step_s)
{
    struct stretch p[PARTS_MAX];
    size_t k = 0;
    p[k++] = (struct stretch){ 600, 2.8, 135 };
    for (size_t i = 0; i < n; i++) {
        p[k++] = (struct stretch){ work_s, work_v, 172 };
        if (i + 1 < n)
            p[k++] = (struct stretch){ rest_s, rest_v, 150 };
    }
    p[k++] = (struct stretch){ 600, 2.7, 140 };
    return made_run(p, k, step_s);
}

static struct load_intervals *found(const struct activity *a, bool use_laps)
{
    AUTO(load_signal) struct load_signal *s = NULL;
    struct load_intervals *v = NULL;
    struct load_intervals_params par = LOAD_INTERVALS_PARAMS_INIT;
    struct err err = { 0 };
    par.use_laps = use_laps;
    assert_ok(load_signal_new(a, &s, &err), err);
    assert_ok(load_intervals_find(a, s, &par, &v, &err), err);
    return v;
}

static void known_sessions_are_found_named_and_classed(void **state)
{
    (void)state;
    static const struct {
        size_t n;
        double work_s, work_v, rest_s, rest_v, step_s;
        const char *format, *hiit;
    } rows[] = {
        { 6, 160, 5.0, 160, 2.5, 1, "6 x 800 m, 400 m jog", "long_interval" },
        { 6, 160, 5.0, 160, 2.5, 4, "6 x 800 m, 400 m jog", "long_interval" }, /* smart */
        { 10, 60, 5.3, 60, 2.4, 1, "10 x 1 min, 1 min jog", "short_interval" },
        { 4, 240, 4.4, 180, 1.4, 1, "4 x 4 min, 3 min walk", "long_interval" },
        { 5, 250, 4.0, 90, 0, 1, "5 x 1000 m, 90 s rest", "long_interval" },
        { 8, 20, 6.0, 10, 1.0, 1, "8 x 20 s, 10 s walk", "tabata" },
        { 6, 30, 6.7, 180, 1.5, 1, "6 x 30 s, 3 min walk", "sprint_interval" },
        { 3, 900, 4.1, 180, 2.4, 1, "3 x 15 min, 3 min jog", NULL },
    };
    for (size_t i = 0; i < N_ELEMS(rows); i++) {
        AUTO(activity)
        struct activity *a = session(rows[i].n, rows[i].work_s, rows[i].work_v, rows[i].rest_s,
                                     rows[i].rest_v, rows[i].step_s);
        AUTO(load_intervals) struct load_intervals *v = found(a, false);
        assert_non_null(v);
        assert_int_equal(v->n_work, rows[i].n);
        assert_string_equal(v->format, rows[i].format);
        assert_string_equal(v->hiit ? v->hiit->key : "-", rows[i].hiit ? rows[i].hiit : "-");
        double at = MADE_START + 600;
        for (size_t b = 0; b < v->n; b++) {
            double len = v->bout[b].work ? rows[i].work_s : rows[i].rest_s;
            assert_int_equal(v->bout[b].work, b % 2 == 0);
            assert_near(v->bout[b].start_s, at, 3); /* what is promised for real runs */
            assert_near(v->bout[b].end_s, at + len, 3);
            at += len;
        }
        assert_near(v->bout[0].speed_m_s, rows[i].work_v, 0.05 * rows[i].work_v);
        assert_near(v->bout[0].hr, 172, 4); /* rows at the edges belong to the rest */
        assert_near(v->bout[0].max_hr, 172, 0);
    }
}

static void steady_and_wavy_runs_give_none(void **state)
{
    (void)state;
    struct rng rng = rng_new(7, 0);
    for (int kind = 0; kind < 4; kind++) {
        struct stretch p[60];
        for (size_t i = 0; i < 60; i++) {
            double noise = rng_uniform(&rng) - 0.5, wave = sin((double)i / 4);
            p[i] = (struct stretch){ 60, 3, 150 };
            if (kind == 1)
                p[i].speed_m_s += 0.6 * noise;
            if (kind == 2)
                p[i].speed_m_s += 0.25 * wave; /* hills */
            if (kind == 3 && i % 9 == 5)
                p[i] = (struct stretch){ 10 + 40 * noise * noise, 0, 140 }; /* red lights */
        }
        AUTO(activity) struct activity *a = made_run(p, 60, 1);
        AUTO(load_intervals) struct load_intervals *v = found(a, false);
        if (v)
            fail_msg("run %d is no interval session: %s", kind, v->format);
    }
}

static void progression_and_two_halves_are_no_intervals(void **state)
{
    (void)state;
    static const struct stretch up[] = {
        { 600, 2.6, 130 }, { 600, 2.9, 140 }, { 600, 3.2, 150 }, { 600, 3.6, 165 }
    };
    static const struct stretch tempo[] = { { 900, 2.8, 135 },
                                            { 1200, 4, 170 },
                                            { 600, 2.7, 140 } };
    AUTO(activity) struct activity *a = made_run(up, N_ELEMS(up), 1);
    AUTO(activity) struct activity *b = made_run(tempo, N_ELEMS(tempo), 1);
    assert_null(found(a, false));
    assert_null(found(b, false));
}

static void laps_pressed_by_hand_move_edges_and_automatic_ones_do_not(void **state)
{
    (void)state;
    for (int automatic = 0; automatic < 2; automatic++) {
        AUTO(activity) struct activity *a = session(4, 200, 4.5, 137, 2.2, 1);
        double at = MADE_START;
        static const double len[] = { 602, 199, 138, 199, 138, 199, 138, 200 };
        for (size_t i = 0; i < N_ELEMS(len); i++) {
            struct activity_lap *l = activity_add_lap(a);
            assert_non_null(l);
            l->start_s = at;
            l->end_s = at += len[i];
            l->total[ACTIVITY_TOTAL_DISTANCE] = automatic ? 1000 : 4.5 * len[i];
        }
        AUTO(load_intervals) struct load_intervals *v = found(a, true);
        assert_non_null(v);
        assert_int_equal(v->by_laps, !automatic);
        if (!automatic)
            assert_near(v->bout[0].start_s, MADE_START + 602, 1e-6);
    }
}

static void heart_rate_serves_where_nothing_else_was_measured(void **state)
{
    (void)state;
    AUTO(activity) struct activity *a = NULL;
    struct err err = { 0 };
    assert_ok(activity_new(&a, &err), err);
    a->sport = ACTIVITY_SPORT_HIIT;
    for (int i = 0; i < 1800; i++) {
        bool work = i >= 400 && i < 1500 && (i - 400) % 220 < 120;
        assert_ok(activity_add_sample(a, &err), err);
        assert_ok(activity_set(a, ACTIVITY_TIME, MADE_START + i, &err), err);
        assert_ok(activity_set(a, ACTIVITY_HR, work ? 175 : 120, &err), err);
    }
    AUTO(load_intervals) struct load_intervals *v = found(a, false);
    assert_non_null(v);
    assert_string_equal(load_trace_name(v->trace), "heart rate");
    assert_int_equal(v->n_work, 5);
    assert_string_equal(v->format, "5 x 2 min, 100 s rest");
}

static void lengths_are_rounded_to_what_people_plan(void **state)
{
    (void)state;
    static const struct {
        double t[3], d[3], want;
        bool by_distance;
    } rows[] = {
        { { 160, 171, 165 }, { 785, 790, 786 }, 800, true },
        { { 179, 180, 181 }, { 690, 720, 740 }, 180, false },
        { { 150, 160, 170 }, { 756, 757, 755 }, 760, true }, /* not 800 */
        { { 20, 20, 20 }, { NAN, NAN, NAN }, 20, false },
    };
    for (size_t i = 0; i < N_ELEMS(rows); i++) {
        bool by_distance;
        double off;
        assert_near(load_nominal(rows[i].t, rows[i].d, 3, &by_distance, &off), rows[i].want, 0);
        assert_int_equal(by_distance, rows[i].by_distance);
        assert_true(off < 0.08);
    }
}

static void every_format_band_is_complete(void **state)
{
    (void)state;
    for (size_t i = 0; i < load_n_hiits; i++) {
        const struct load_hiit *h = &load_hiits[i];
        assert_true(h->key && h->shown && h->work_low_s < h->work_high_s);
        assert_true(h->rest_low_s < h->rest_high_s && h->bouts >= 2 && h->rest_slower <= 1);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(known_sessions_are_found_named_and_classed),
        cmocka_unit_test(steady_and_wavy_runs_give_none),
        cmocka_unit_test(progression_and_two_halves_are_no_intervals),
        cmocka_unit_test(laps_pressed_by_hand_move_edges_and_automatic_ones_do_not),
        cmocka_unit_test(heart_rate_serves_where_nothing_else_was_measured),
        cmocka_unit_test(lengths_are_rounded_to_what_people_plan),
        cmocka_unit_test(every_format_band_is_complete),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
