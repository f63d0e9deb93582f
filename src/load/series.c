/* SPDX-License-Identifier: Apache-2.0 */
#include "load/series.h"

#include <math.h>

#define FITNESS_DAYS 42.0
#define FATIGUE_DAYS 7.0
#define MONOTONY_MAX 4.0
#define SPIKE_DAYS   30

/* clang-format off */
const struct load_jump_row load_jumps[] = {
    { LOAD_JUMP_NONE,   -1.0, "none"   },
    { LOAD_JUMP_SOME,    0.1, "some"   },
    { LOAD_JUMP_LARGE,   0.3, "large"  },
    { LOAD_JUMP_DOUBLE,  1.0, "double" },
    { LOAD_JUMP_RETURN,  NAN, "return" },
};
/* clang-format on */
const size_t load_n_jumps = sizeof(load_jumps) / sizeof(load_jumps[0]);

void load_by_day(const struct load_session *s, size_t n, long first, size_t n_days,
                 double *ret_load)
{
    for (size_t d = 0; d < n_days; d++)
        ret_load[d] = 0;
    for (size_t i = 0; i < n; i++)
        if (s[i].day >= first && (size_t)(s[i].day - first) < n_days && !isnan(s[i].load))
            ret_load[s[i].day - first] += s[i].load;
}

void load_balance_of(const double *load, size_t n, struct load_balance *ret)
{
    double k_fit = 1 - exp(-1 / FITNESS_DAYS), k_tired = 1 - exp(-1 / FATIGUE_DAYS);
    double fitness = 0, fatigue = 0;
    for (size_t d = 0; d < n; d++) {
        double l = isnan(load[d]) ? 0 : load[d];
        ret[d].form = fitness - fatigue;
        fitness += (l - fitness) * k_fit;
        fatigue += (l - fatigue) * k_tired;
        ret[d].fitness = fitness;
        ret[d].fatigue = fatigue;
        ret[d].settled = (double)d >= 2 * FITNESS_DAYS;
    }
}

void load_week_of(const double load[7], struct load_week *ret)
{
    double sum = 0, squares = 0;
    for (size_t d = 0; d < 7; d++)
        sum += isnan(load[d]) ? 0 : load[d];
    for (size_t d = 0; d < 7; d++) {
        double x = (isnan(load[d]) ? 0 : load[d]) - sum / 7;
        squares += x * x;
    }
    double sd = sqrt(squares / 6);
    ret->sum = sum;
    ret->monotony = sum <= 0 ? NAN : fmin(sum / 7 / sd, MONOTONY_MAX);
    ret->strain = sum <= 0 ? 0 : sum * ret->monotony;
}

void load_spike_of(const struct load_session *s, size_t i, struct load_spike *ret)
{
    *ret = (struct load_spike){ NAN, NAN, &load_jumps[LOAD_JUMP_NONE] };
    if (!s[i].run || !(s[i].distance_m > 0))
        return;
    for (size_t k = i; k-- > 0 && s[k].day >= s[i].day - SPIKE_DAYS;)
        if (s[k].run && s[k].distance_m > 0 && !(s[k].distance_m <= ret->longest_m))
            ret->longest_m = s[k].distance_m;
    if (isnan(ret->longest_m)) {
        ret->row = &load_jumps[LOAD_JUMP_RETURN];
        return;
    }
    ret->over = s[i].distance_m / ret->longest_m - 1;
    for (size_t r = 0; r < LOAD_JUMP_RETURN; r++)
        if (ret->over > load_jumps[r].over)
            ret->row = &load_jumps[r];
}

double load_week_change(const double load[14])
{
    double before = 0, last = 0;
    for (size_t d = 0; d < 7; d++) {
        before += isnan(load[d]) ? 0 : load[d];
        last += isnan(load[d + 7]) ? 0 : load[d + 7];
    }
    return before > 0 ? last / before - 1 : NAN;
}
