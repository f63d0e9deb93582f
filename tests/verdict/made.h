/* SPDX-License-Identifier: Apache-2.0 */
#ifndef TEST_MADE_H
#define TEST_MADE_H
/*
 * made - inputs of the verdict: a runner of whom all is known and nothing speaks against
 * running, and the same in random shapes.
 */
#include <math.h>

#include "base/rng.h"
#include "verdict/verdict.h"

enum { TODAY = 20000, LINES = 9 };

static const char *const made_rules[LINES] = {
    "trunk_lean",  "overstride", "tibia_angle", "knee_peak",           "step_width",
    "pelvic_drop", "cadence",    "foot_strike", "uneven.contact_time",
};

struct made {
    struct verdict_input in;
    struct verdict_line line[LINES];
    struct care_gate gate;
};

static inline const struct load_jump_row *made_jump(enum load_jump jump)
{
    for (size_t i = 0; i < load_n_jumps; i++)
        if (load_jumps[i].jump == jump)
            return &load_jumps[i];
    return NULL;
}

/* The jump that a run so much longer than the longest one is. */
static inline void made_spike(struct made *m, double over)
{
    const struct load_jump_row *best = made_jump(LOAD_JUMP_NONE);

    for (size_t i = 0; i < load_n_jumps; i++)
        if (load_jumps[i].jump != LOAD_JUMP_RETURN && over > load_jumps[i].over &&
            load_jumps[i].over >= best->over)
            best = &load_jumps[i];
    m->in.load.spike =
        (struct load_spike){ 10000, over, over > 0.1 ? best : made_jump(LOAD_JUMP_NONE) };
}

static inline void made_good(struct made *m)
{
    *m = (struct made){ 0 };
    verdict_input_clear(&m->in);
    m->in.today = TODAY;
    m->gate.asked = TODAY - 3;
    m->in.gate = &m->gate;
    m->in.pain = (struct verdict_pain){
        .now = { .light = CARE_GREEN, .day = TODAY, .worst = 0 }, .known = true, .n_28 = 12
    };
    made_spike(m, 0);
    m->in.load.hard_row = 1;
    m->in.load.hard_28 = 4;
    m->in.load.monotony = 1.2;
    m->in.load.rest_days = 3;
    m->in.load.back_of_usual = 1;
    m->in.load.km_week = 30;
    m->in.load.runs_week = 3.5;
    m->in.load.easy_share = 0.8;
    m->in.load.band_min = 40;
    m->in.load.steady_weeks = 12;
    m->in.load.age = 1;
    for (int i = 0; i < LINES; i++)
        m->line[i] = (struct verdict_line){ made_rules[i], FORM_GOOD, FORM_WITHIN, true };
    m->in.lines = m->line;
    m->in.n_lines = LINES;
    m->in.film_age = 10;
    m->in.habits = (struct verdict_habits){ 2, 2, 6, 300, 8 };
    m->in.back = CARE_BACK_NONE;
}

/* The three sources, each of which may be missing. */
static inline void made_no_diary(struct made *m)
{
    struct verdict_input none;

    verdict_input_clear(&none);
    m->in.pain = none.pain;
}

static inline void made_no_log(struct made *m)
{
    struct verdict_input none;

    verdict_input_clear(&none);
    m->in.load = none.load;
}

static inline void made_no_film(struct made *m)
{
    m->in.n_lines = 0;
    m->in.film_age = -1;
}

static inline void made_no_habits(struct made *m)
{
    m->in.habits = (struct verdict_habits){ NAN, NAN, NAN, NAN, NAN };
}

static inline void made_form(struct made *m, const char *rule, enum form_status status,
                             enum form_dir dir)
{
    for (int i = 0; i < LINES; i++)
        if (strcmp(made_rules[i], rule) == 0)
            m->line[i] = (struct verdict_line){ made_rules[i], status, dir, true };
}

/* The worst film there can be. */
static inline void made_bad_form(struct made *m)
{
    for (int i = 0; i < LINES; i++)
        m->line[i].status = FORM_CHANGE;
    static const enum form_dir dirs[LINES] = { FORM_HIGH, FORM_HIGH, FORM_HIGH,
                                               FORM_LOW,  FORM_LOW,  FORM_HIGH,
                                               FORM_LOW,  FORM_HIGH, FORM_HIGH };
    for (int i = 0; i < LINES; i++)
        m->line[i].dir = dirs[i];
    m->line[6].status = FORM_WATCH; /* cadence never changes */
}

static inline void made_flag(struct made *m, enum care_level level)
{
    static const struct care_flag flag = { .id = "made", .level = CARE_SOON, .to_do = "Go." };

    m->gate.level = level;
    m->gate.blocks = level >= CARE_SAME_DAY;
    m->gate.open[0] = &flag;
    m->gate.n_open = 1;
}

static inline double made_maybe(struct rng *r, double x)
{
    return rng_uniform(r) < 0.2 ? (double)NAN : x;
}

/* Anything. */
static inline void made_any(struct made *m, struct rng *r)
{
    made_good(m);
    struct verdict_pain *p = &m->in.pain;
    struct verdict_load *l = &m->in.load;
    p->now.light = (enum care_light)(rng_uniform(r) * CARE_N_LIGHTS);
    p->known = rng_uniform(r) < 0.8;
    p->symptoms = rng_uniform(r) < 0.1 ? 1U : 0U;
    p->worst = made_maybe(r, floor(rng_uniform(r) * rng_uniform(r) * 11));
    p->next_day = made_maybe(r, floor(rng_uniform(r) * 4) - 2);
    p->mean = made_maybe(r, rng_uniform(r) * 5);
    p->rise = made_maybe(r, (isnan(p->mean) ? 5 : p->mean) - rng_uniform(r) * 5);
    made_spike(m, rng_uniform(r) * 2.5 - 1.5);
    if (rng_uniform(r) < 0.1)
        l->spike.row = made_jump(LOAD_JUMP_RETURN);
    if (rng_uniform(r) < 0.1)
        l->spike.row = NULL;
    l->hard_row = made_maybe(r, floor(rng_uniform(r) * 4));
    l->hard_28 = made_maybe(r, floor(rng_uniform(r) * 8));
    l->monotony = made_maybe(r, rng_uniform(r) * 4);
    l->rest_days = made_maybe(r, floor(rng_uniform(r) * 5));
    l->back_of_usual = made_maybe(r, rng_uniform(r) * 3);
    l->km_week = made_maybe(r, rng_uniform(r) * 60);
    l->runs_week = made_maybe(r, rng_uniform(r) * 6);
    l->said = rng_uniform(r) < 0.1;
    l->easy_share = made_maybe(r, rng_uniform(r));
    l->band_min = made_maybe(r, rng_uniform(r) * 60);
    l->steady_weeks = made_maybe(r, floor(rng_uniform(r) * 13));
    for (int i = 0; i < LINES; i++) {
        m->line[i].status = (enum form_status)(rng_uniform(r) * FORM_N_STATUSES);
        m->line[i].dir = (enum form_dir)(rng_uniform(r) * 3);
    }
    m->in.film_age = rng_uniform(r) < 0.8 ? (long)(rng_uniform(r) * 300) : -1;
    m->in.habits = (struct verdict_habits){ made_maybe(r, floor(rng_uniform(r) * 3)),
                                            made_maybe(r, floor(rng_uniform(r) * 4)),
                                            made_maybe(r, rng_uniform(r) * 14),
                                            made_maybe(r, rng_uniform(r) * 1200),
                                            made_maybe(r, rng_uniform(r) * 10) };
    m->in.back = made_maybe(r, floor(rng_uniform(r) * 4));
    m->gate.asked = rng_uniform(r) < 0.7 ? TODAY : 0;
}

#endif
