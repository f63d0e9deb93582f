/* SPDX-License-Identifier: Apache-2.0 */
#include <limits.h>

#include "plan/draft.h"

enum { WEEK = 127 };

static unsigned after(unsigned days) { return ((days << 1) | (days >> 6)) & WEEK; }
static unsigned before(unsigned days) { return ((days >> 1) | (days << 6)) & WEEK; }
static unsigned count(unsigned days) { return (unsigned)__builtin_popcount(days); }

/* Small costs, in no unit: even weeks first, then the weekend for the long run. */
static const int long_cost[7] = { 4, 4, 4, 4, 3, 1, 0 };

static int run_cost(unsigned run)
{
    int cost = 0, gap = 0, first = -1, last = -1;

    for (int d = 0; d < 7; d++) {
        if (!(run >> d & 1))
            continue;
        gap = last < 0 ? 0 : d - last;
        cost += 3 * gap * gap;
        first = first < 0 ? d : first;
        last = d;
    }
    gap = first + 7 - last;
    return cost + 3 * gap * gap;
}

static int hard_cost(const struct place *p)
{
    unsigned demanding = p->hard | p->longest;
    /* A fast run after a free day and before one; the long run as well. */
    int cost =
        2 * (int)count(demanding & after(p->run)) + (int)count(demanding & before(p->run));

    for (int d = 0; d < 7; d++)
        if (p->longest >> d & 1)
            cost += long_cost[d];
    return cost;
}

static bool strength_fits(const struct place_need *n, const struct place *p, unsigned days)
{
    unsigned demanding = p->hard | p->longest;

    return !(days & after(days)) && !(days & p->longest) && !(days & before(demanding)) &&
           (n->strength_shares || !(days & p->run)) && count(days | p->run) <= 6;
}

static unsigned mobility_days(const struct place_need *n, const struct place *p)
{
    unsigned days = n->free_days & ~(p->run & p->strength) & ~p->longest;

    days &= n->both_share ? WEEK : ~p->strength;
    return n->mobility_shares ? days : days & ~p->run;
}

/* Best strength days for the runs of *p; INT_MAX: none. */
static int add_strength(const struct place_need *n, struct place *p)
{
    int best = INT_MAX;
    unsigned chosen = 0;

    for (unsigned days = 0; days <= WEEK; days++) {
        if (count(days) != n->strength || (days & ~n->free_days) || !strength_fits(n, p, days))
            continue;
        p->strength = days;
        int cost = 2 * (int)count(days & p->run) - (int)count(days & p->hard);
        if (count(mobility_days(n, p)) >= n->mobility && cost < best) {
            best = cost;
            chosen = days;
        }
    }
    p->strength = chosen;
    return best;
}

static void add_mobility(const struct place_need *n, struct place *p)
{
    unsigned allowed = mobility_days(n, p);
    int best = INT_MAX;

    for (unsigned days = 0; days <= WEEK; days++) {
        if (count(days) != n->mobility || (days & ~allowed))
            continue;
        int cost = (n->mobility_cuts ? 4 : 1) * (int)count(days & p->run) +
                   3 * (int)count(days & p->strength) + 2 * (int)count(days & after(days));
        if (cost < best) {
            best = cost;
            p->mobility = days;
        }
    }
}

/* All choices of the long and the fast days among the days of running. */
static void try_runs(const struct place_need *n, unsigned run, struct place *ret, int *best)
{
    struct place p = { .run = run };
    int base = run_cost(run);

    for (unsigned l = 0; l < 7; l++) {
        if (!(run >> l & 1) || base >= *best)
            continue;
        p.longest = 1u << l;
        for (unsigned hard = 0; hard <= WEEK; hard++) {
            unsigned demanding = hard | p.longest;
            if (count(hard) != n->hard || (hard & ~run) || (hard & p.longest) ||
                (demanding & after(demanding)))
                continue;
            p.hard = hard;
            int cost = base + hard_cost(&p);
            int more = cost < *best ? add_strength(n, &p) : INT_MAX;
            if (more != INT_MAX && cost + more < *best) {
                *best = cost + more;
                *ret = p;
            }
        }
    }
}

bool plan_place(const struct place_need *n, struct place *ret)
{
    int best = INT_MAX;

    for (unsigned run = 1; run <= WEEK; run++)
        if (count(run) == n->runs && !(run & ~n->free_days) && n->runs <= 6 &&
            !(n->apart && (run & after(run)) && n->runs > 1))
            try_runs(n, run, ret, &best);
    if (best == INT_MAX)
        return false;
    add_mobility(n, ret);
    return true;
}
