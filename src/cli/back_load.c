/* SPDX-License-Identifier: Apache-2.0 */
/* The last weeks of the log in the few numbers that the verdict looks at. */
#include <limits.h>
#include <math.h>

#include "cli/back.h"

enum { WEEK = 7, FORTNIGHT = 14, MONTH = 28, STEADY_WEEKS = 12, SPIKE_DAYS = 30 };
static const double EFFORT_HARD = 7; /* of 10, as rated */

static bool is_run(const struct store_row *r) { return r->sport == ACTIVITY_SPORT_RUN; }

/* How hard a session was: 0 easy, 1 middle, 2 hard, -1 not known. */
static int hardness(const struct back *b, const struct store_row *row)
{
    const struct store_facts *f = history_facts_of(&b->log, row->id);
    struct load_share share = { 0 };

    if (row->effort >= EFFORT_HARD)
        return 2;
    if (history_add_share(b->sums, f, &share))
        return share.sessions[2] ? 2 : share.sessions[1] ? 1 : 0;
    if (f && is_run(row)) /* by speed alone: bouts are seen, an even hard run is not */
        return f->hard_bouts ? 2 : row->effort > 0 ? 0 : -1;
    return row->effort > 0 ? 0 : -1;
}

static void sum_hard(const struct back *b, struct verdict_load *ret)
{
    bool hard_day[FORTNIGHT] = { false };
    double hard = 0, easy = 0, known = 0, row = 0;
    bool any = false;

    for (size_t i = 0; i < b->log.n; i++) {
        const struct store_row *r = &b->log.rows[i];
        long age = b->today - r->day;
        if (age >= MONTH)
            continue;
        int h = hardness(b, r);
        any = true;
        hard += h == 2 ? 1 : 0;
        easy += is_run(r) && h == 0 ? 1 : 0;
        known += is_run(r) && h >= 0 ? 1 : 0;
        if (h == 2 && age < FORTNIGHT)
            hard_day[age] = true;
    }
    if (!any)
        return;
    ret->hard_28 = hard;
    ret->easy_share = known >= 3 ? easy / known : (double)NAN;
    ret->hard_row = 0;
    for (int d = 0; d < FORTNIGHT; d++) {
        row = hard_day[d] ? row + 1 : 0;
        ret->hard_row = fmax(ret->hard_row, row);
    }
}

/* -- the largest jump of a run in a fortnight */

static int gravity(const struct load_spike *s)
{
    static const int rank[] = { [LOAD_JUMP_NONE] = 0,
                                [LOAD_JUMP_SOME] = 1,
                                [LOAD_JUMP_LARGE] = 1,
                                [LOAD_JUMP_RETURN] = 2,
                                [LOAD_JUMP_DOUBLE] = 3 };
    return rank[s->row->jump];
}

static const struct load_jump_row *no_jump(void)
{
    for (size_t i = 0; i < load_n_jumps; i++)
        if (load_jumps[i].jump == LOAD_JUMP_NONE)
            return &load_jumps[i];
    return &load_jumps[0];
}

bool back_log_covers(const struct back *b, long day)
{
    for (size_t i = 0; i < b->log.n; i++)
        if (is_run(&b->log.rows[i]))
            return b->log.rows[i].day <= day - SPIKE_DAYS;
    return false;
}

static void sum_spike(const struct back *b, struct verdict_load *ret)
{
    struct load_spike worst = { NAN, 0, no_jump() };

    for (size_t i = 0; i < b->sums->n_spikes; i++) {
        const struct history_spike *s = &b->sums->spike[i];
        if (s->row->day > b->today || s->row->day <= b->today - FORTNIGHT)
            continue;
        if (s->spike.row->jump == LOAD_JUMP_RETURN && !back_log_covers(b, s->row->day))
            continue;
        int a = gravity(&s->spike), w = gravity(&worst);
        if (a > w || (a == w && s->spike.over > worst.over))
            worst = s->spike;
    }
    /* A jump that was seen is one, however short the log; none is known only with 30 days. */
    if (worst.row->jump != LOAD_JUMP_NONE || back_log_covers(b, b->today))
        ret->spike = worst;
}

/* -- weeks */

static void sum_weeks(const struct back *b, struct verdict_load *ret)
{
    const struct history_sums *s = b->sums;

    for (size_t i = s->n_weeks; i-- > 0;) {
        const struct history_week *w = &s->week[i];
        if (w->monday > b->today)
            continue;
        if (!isnan(w->of_usual) && b->today - w->monday < FORTNIGHT)
            ret->back_of_usual = fmax(ret->back_of_usual, w->of_usual); /* NaN gives way */
        if (w->monday + WEEK - 1 <= b->today) { /* the last whole week */
            ret->monotony = isnan(w->monotony) ? 0 : w->monotony;
            return;
        }
    }
}

void back_week_force(const struct back *b, double *ret_ground, double *ret_spine)
{
    *ret_ground = *ret_spine = NAN;
    for (size_t i = b->sums->n_weeks; i-- > 0;) {
        const struct history_week *w = &b->sums->week[i];
        if (w->monday + WEEK - 1 > b->today)
            continue;
        if (w->force_sum > 0)
            *ret_ground = w->force_sum;
        break;
    }
    if (b->has_film)
        *ret_spine = *ret_ground * b->film.low_back_bw / b->film.force_bw;
}

static void sum_days(const struct back *b, struct verdict_load *ret)
{
    bool day[WEEK] = { false };
    unsigned runs[STEADY_WEEKS] = { 0 };
    double km = 0, n_runs = 0, band = 0;
    bool has_band = false;

    for (size_t i = 0; i < b->log.n; i++) {
        const struct store_row *r = &b->log.rows[i];
        long age = b->today - r->day;
        if (age < WEEK)
            day[age] = true;
        if (!is_run(r) || age >= STEADY_WEEKS * WEEK)
            continue;
        runs[age / WEEK]++;
        if (age >= MONTH)
            continue;
        const struct store_facts *f = history_facts_of(&b->log, r->id);
        n_runs++;
        km += r->distance_m > 0 ? r->distance_m / 1000 : 0;
        if (f && f->number[STORE_FACT_BAND_S] >= 0) {
            band += f->number[STORE_FACT_BAND_S] / 60;
            has_band = true;
        }
    }
    ret->rest_days = 0;
    for (int d = 0; d < WEEK; d++)
        ret->rest_days += day[d] ? 0 : 1;
    ret->steady_weeks = 0;
    for (int w = 0; w < STEADY_WEEKS; w++)
        ret->steady_weeks += runs[w] >= 2 ? 1 : 0;
    ret->km_week = km * WEEK / MONTH;
    ret->runs_week = n_runs * WEEK / MONTH;
    ret->band_min = has_band ? band * WEEK / MONTH : (double)NAN;
}

void back_sum_load(const struct back *b, struct verdict_load *ret)
{
    /* A log that ended a month ago says nothing about now: nobody knows whether there was no
     * running or no import. What the runner says of the usual week stands in. */
    ret->age = b->log_ends == LONG_MIN ? -1 : b->today - b->log_ends;
    if (ret->age < 0 || ret->age >= VERDICT_LOG_DAYS) {
        ret->km_week = care_profile_get(&b->profile, USUAL_KM);
        ret->runs_week = care_profile_get(&b->profile, USUAL_RUNS);
        ret->said = !isnan(ret->km_week) || !isnan(ret->runs_week);
        return;
    }
    sum_hard(b, ret);
    sum_spike(b, ret);
    sum_weeks(b, ret);
    sum_days(b, ret);
}
