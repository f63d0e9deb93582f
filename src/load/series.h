/* SPDX-License-Identifier: Apache-2.0 */
#ifndef LOAD_SERIES_H
#define LOAD_SERIES_H
/*
 * series - sessions over days, weeks and months: fitness, fatigue, form, monotony, strain, the
 * jump of a single session, the change from week to week.
 *
 * Depends on: nothing. Pure. Cost: one pass each; ten years of daily sessions take well under
 * a millisecond. Days are numbers counted in the runner's own time zone (days since
 * 1970-01-01); NaN loads count as 0, since a day without a session is a day of rest.
 *
 * Left out on purpose: the ratio of acute to chronic load as a rule. In 5 205 runners it went
 * the wrong way (Frandsen 2025), and dividing by a random number predicts as well (Impellizzeri
 * 2020).
 */
#include <stdbool.h>
#include <stddef.h>

struct load_session { /* what the series needs of a session, in order of time */
    long day;
    double load;       /* any one score, the same for all; NaN unknown */
    double distance_m; /* on foot; NaN or 0 for other sports */
    double duration_s;
    bool run; /* a run: counts for the jump of a session */
};

/* Sums per day of [first, first + n_days): ret_load [n_days]. Sessions outside are left out. */
void load_by_day(const struct load_session *s, size_t n, long first, size_t n_days,
                 double *ret_load);

/*
 * x_t = x_(t-1) + (load_t - x_(t-1)) * (1 - exp(-1 / days)); fitness 42 days, fatigue 7, form
 * of a day = fitness - fatigue of the day before. Starts at 0, so the first two time constants
 * say little: `settled` is false there. Any ret may not alias load. Grade: contested; a picture
 * of load, no prediction of injury.
 */
struct load_balance {
    double fitness, fatigue, form;
    bool settled;
};
void load_balance_of(const double *load, size_t n, struct load_balance *ret);

/*
 * Monotony: mean / standard deviation of the last 7 daily loads; strain: their sum x monotony
 * (Foster 1998, Med Sci Sports Exerc 30:1164; weak; the standard deviation divides by n - 1).
 * Equal loads give no deviation: monotony is held to 4. A week of rest: monotony NaN, strain 0.
 */
struct load_week {
    double sum, monotony, strain;
};
void load_week_of(const double load[7], struct load_week *ret);

/*
 * The jump of one run against the longest run of the 30 days before it (Frandsen 2025, Br J
 * Sports Med 59:1203; 5 205 runners; moderate): the best supported rule about load. More than
 * 10 % longer went with more overuse injuries, more than 100 % with the most; the two bands
 * between do not differ, so they are not ranked.
 */
enum load_jump {
    LOAD_JUMP_NONE,
    LOAD_JUMP_SOME,
    LOAD_JUMP_LARGE,
    LOAD_JUMP_DOUBLE,
    LOAD_JUMP_RETURN /* no run in 30 days: treat as a return to running */
};
struct load_jump_row { /* table of the bands; docs/load.md has the hazard of each */
    enum load_jump jump;
    double over; /* share longer than the longest: the band starts above it */
    const char *key;
};
extern const struct load_jump_row load_jumps[];
extern const size_t load_n_jumps;

struct load_spike {
    double longest_m; /* of the 30 days before; NaN: no run */
    double over;      /* distance / longest - 1 */
    const struct load_jump_row *row;
};
/* Session i of s [n], in order of time; earlier ones of the same day count as before. NaN
 * distance: row of LOAD_JUMP_NONE with over NaN. */
void load_spike_of(const struct load_session *s, size_t i, struct load_spike *ret);

/* Sum of the last 7 values / sum of the 7 before - 1; NaN when those are 0. load [14]. Shown,
 * not judged: a trial of the 10 % rule found no effect (Buist 2008). */
double load_week_change(const double load[14]);

#endif
