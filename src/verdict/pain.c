/* SPDX-License-Identifier: Apache-2.0 */
/* The diary in a few numbers. */
#include <math.h>

#include "verdict/verdict.h"

enum { WEEK = 7, MONTH = 28 };

/* From before the run (or during it, where that was not said) to the next morning. */
static double next_day_of(const struct care_pain *e)
{
    double start = isnan(e->before) ? e->during : e->before;

    return e->morning - (isnan(start) ? 0 : start);
}

struct sum {
    double total, n;
};

static void add(struct sum *s, double x)
{
    if (isnan(x))
        return;
    s->total += x;
    s->n++;
}

void verdict_pain_of(const struct care_pain *e, size_t n, long today, struct verdict_pain *ret)
{
    struct verdict_pain p = { .worst = NAN, .next_day = NAN, .mean = NAN, .rise = NAN };
    struct sum now = { 0 }, before = { 0 };

    while (n > 0 && e[n - 1].day > today)
        n--;
    care_state_of(e, n, today, &p.now);
    for (size_t i = 0; i < n; i++) {
        long age = today - e[i].day;
        if (age >= MONTH)
            continue;
        p.n_28++;
        if (age < WEEK) {
            p.known = true;
            p.symptoms |= e[i].symptoms;
            p.worst = fmax(p.worst, fmax(e[i].during, e[i].after));
            p.next_day = fmax(p.next_day, next_day_of(&e[i]));
            add(&now, care_worst_of(&e[i]));
        } else if (age < 2 * WEEK) {
            add(&before, care_worst_of(&e[i]));
        }
    }
    if (now.n > 0)
        p.mean = now.total / now.n;
    if (now.n > 0 && before.n > 0)
        p.rise = p.mean - before.total / before.n;
    *ret = p;
}

void verdict_input_clear(struct verdict_input *in)
{
    *in = (struct verdict_input){
        .pain = { .now = { .worst = NAN },
                  .worst = NAN,
                  .next_day = NAN,
                  .mean = NAN,
                  .rise = NAN },
        .load = { .spike = { .longest_m = NAN, .over = NAN },
                  .hard_row = NAN,
                  .hard_28 = NAN,
                  .monotony = NAN,
                  .rest_days = NAN,
                  .back_of_usual = NAN,
                  .km_week = NAN,
                  .runs_week = NAN,
                  .easy_share = NAN,
                  .band_min = NAN,
                  .steady_weeks = NAN,
                  .age = -1 },
        .habits = { NAN, NAN, NAN, NAN, NAN },
        .film_age = -1,
        .back = NAN,
    };
}
