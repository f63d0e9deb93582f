/* SPDX-License-Identifier: Apache-2.0 */
/*
 * block - one week of runs without walk breaks: how much in all, the long run, fast sessions if
 * the base is there, and the rest shared out evenly.
 */
#include <math.h>

#include "base/day.h"
#include "plan/draft.h"

#define EASY_OF_LONG 0.9 /* the long run is the long one */
#define EASY_LEFT    0.6 /* fast sessions leave easy runs at least this part of their length */
#define WEEK_LEFT    0.9 /* and the week at least this part */
#define TINY_M       800.0  /* not worth changing for */
#define LEAST_M      1500.0 /* rather one run less than shorter ones */

struct week {
    unsigned block;
    long first;
    double volume_m, base_m;
    bool light;
    double taper; /* share of the base; 1: no taper */
    bool race;    /* the goal run ends it */
    double amount_m[7];
    enum plan_kind kind[7];
    int format[7];
    double easy_s[7];
    double long_cap_m;
    double cap_m[7]; /* draft_cap of each day before this week's runs */
};

static double down(double m) { return floor(m / 100 + 1e-9) * 100; }

static bool is_goal_run(const struct draft *g)
{
    return g->w.goal_day && plan_goals[g->w.goal].race_m > 0;
}

static void kind_of_week(const struct draft *g, struct week *w)
{
    static const enum plan_rule_at share[] = { RULE_TAPER_1, RULE_TAPER_2, RULE_TAPER_3 };
    unsigned every = (unsigned)plan_rule_value(RULE_CUTBACK_EVERY);
    unsigned taper = is_goal_run(g) ? plan_goals[g->w.goal].taper : 0;
    unsigned left = g->n_blocks - 1 - w->block;

    w->taper = 1;
    if (left < taper)
        w->taper = plan_rule_value(share[left]);
    else if (taper) /* counted back, so that three full weeks lead to the taper */
        w->light = (g->n_blocks - taper - w->block) % every == 0;
    else
        w->light = w->block % every == every - 1;
    w->race = taper && left == 0;
}

/* Where there is time until the goal, growing is spread over it: what there is at the end, less
 * a share for each week before the last four that build. Weeks grow sooner than the long run.
 */
#define LATER_LONG 0.95
#define LATER_WEEK 0.975
static double in_time(const struct draft *g, const struct week *w, double full_m, double later)
{
    unsigned left = g->n_blocks - 1 - w->block, taper = plan_goals[g->w.goal].taper;

    for (unsigned i = taper + 4; is_goal_run(g) && i <= left; i++)
        full_m *= later;
    return full_m;
}

static void volume_of_week(const struct draft *g, struct week *w)
{
    long day = w->first > g->from ? w->first : g->from;
    double most = draft_limit(g, w->block, day);

    w->base_m = draft_base(g, w->block);
    w->volume_m =
        fmin(most, fmax(in_time(g, w, plan_goals[g->w.goal].week_m, LATER_WEEK), g->peak_m));
    if (w->light)
        w->volume_m = fmin(w->volume_m, plan_rule_value(RULE_CUTBACK) * w->base_m);
    if (w->taper < 1)
        w->volume_m = fmin(w->volume_m, w->taper * w->base_m);
}

static double room_m(const struct draft *g, long day)
{
    return (draft_room(g, day) * 60 - PLAN_WALK_S) * g->speed_m_s;
}

static double long_cap(const struct draft *g, const struct week *w, long day)
{
    double longest = draft_longest(g, day), x = draft_cap(g, day);

    x = fmin(x, fmax(in_time(g, w, plan_goals[g->w.goal].long_m, LATER_LONG), longest));
    x = fmin(x, (plan_rule_value(RULE_LONG_MAX) * 60 - PLAN_WALK_S) * g->speed_m_s);
    if (w->light)
        x = fmin(x, plan_rule_value(RULE_CUTBACK) * longest);
    if (w->taper < 1)
        x = fmin(x, w->taper * longest);
    return fmin(x, room_m(g, day));
}

static double long_share(unsigned runs)
{
    double share = plan_rule_value(RULE_LONG_SHARE);

    return runs == 1 ? 1 : runs == 2 ? share + 0.1 : share;
}

/* Four weeks with running before this one, together far enough, and quiet ones. */
static bool base_is_there(const struct draft *g, const struct week *w)
{
    double sum = 0;

    if (!g->place.hard || w->light || w->race || g->after.red ||
        w->first < g->after.stable_from)
        return false;
    for (long b = (long)w->block - 4; b < (long)w->block; b++) {
        double m = draft_week(g, b);
        if (g->start + 7 * b < g->w.first_day)
            m = fmax(m, g->said_week_m);
        if (m <= 0)
            return false;
        sum += m;
    }
    for (long d = w->first - (long)plan_rule_value(RULE_HARD_STABLE); d < w->first; d++) {
        long i = d - g->w.first_day + DRAFT_PAST;
        if (i >= 0 && g->day[i].run_walk)
            return false;
    }
    return sum >= 1000 * plan_rule_value(RULE_HARD_BASE);
}

/* The format of that kind and level; they lie from small to large. -1: none so small. */
static int format_at(enum plan_kind kind, unsigned level)
{
    int found = -1;
    unsigned n = 0;

    for (size_t i = 0; i < plan_n_formats; i++)
        if (plan_formats[i].kind == kind && n++ <= level)
            found = (int)i;
    return found;
}

static double fast_speed(const struct draft *g, enum plan_kind kind)
{
    return plan_fast_speed(kind, g->speed_m_s, g->s->threshold_speed_m_s);
}

/* Jogs before and after the fast part: as long as makes the session as far as the others of the
 * week, within the time there is. */
static void set_easy_parts(const struct draft *g, struct week *w, const struct plan_format *f,
                           unsigned i)
{
    long day = w->first + i;
    double fast = plan_format_run_m(f, g->speed_m_s, fast_speed(g, f->kind));
    double want = fmin(0.9 * w->volume_m / g->w.runs, w->cap_m[i]);
    double room = (draft_room(g, day) - plan_format_minutes(f, 0)) * 60 / 2;
    double s = fmin((want - fast) / g->speed_m_s / 2, fmin(room, PLAN_EASY_MOST_S));

    w->easy_s[i] = fmax(floor(s / 60) * 60, PLAN_EASY_S);
    w->amount_m[i] = fast + 2 * w->easy_s[i] * g->speed_m_s;
}

/* Give the fast days of the week their session; false: one does not fit. */
static bool set_hard(const struct draft *g, struct week *w, unsigned level, unsigned days)
{
    unsigned nth = w->block;

    for (unsigned i = 0; i < 7; i++) {
        long day = w->first + i;
        if (!(days >> day_of_week(day) & 1))
            continue;
        enum plan_kind kind = nth++ % 2 ? PLAN_STEADY : PLAN_INTERVALS;
        int at = format_at(kind, level);
        const struct plan_format *f = &plan_formats[at];
        w->format[i] = at;
        w->kind[i] = kind;
        set_easy_parts(g, w, f, i);
        if (w->amount_m[i] > w->cap_m[i] ||
            plan_format_minutes(f, w->easy_s[i]) > draft_room(g, day))
            return false;
    }
    return true;
}

/* Share `rest` among the easy days: evenly, but none over its cap. */
static void share_out(const double cap[7], size_t n, double rest, double ret[7])
{
    double level = 0;

    for (size_t i = 0; i < n; i++)
        ret[i] = 0;
    for (size_t round = 0; round < n; round++) {
        double taken = 0;
        size_t open = 0;
        for (size_t i = 0; i < n; i++)
            if (cap[i] <= level)
                taken += cap[i];
            else
                open++;
        if (open == 0)
            break;
        double next = (rest - taken) / (double)open;
        if (next <= level)
            break;
        level = next;
    }
    for (size_t i = 0; i < n; i++)
        ret[i] = fmin(cap[i], fmax(level, 0));
}

static double sum_of(const struct week *w)
{
    double sum = 0;

    for (unsigned i = 0; i < 7; i++)
        sum += w->amount_m[i];
    return sum;
}

/* Easy runs and the long one, given what the fast ones take. */
static void set_easy(const struct draft *g, struct week *w)
{
    double cap[7], amount[7], hard_m = sum_of(w), share, l, rest;
    unsigned at[7], n = 0, n_hard = 0;
    int longest = -1;

    for (unsigned i = 0; i < 7; i++) {
        long day = w->first + i;
        unsigned bit = 1u << day_of_week(day);
        n_hard += w->format[i] >= 0;
        if (!(g->place.run & bit) || w->format[i] >= 0)
            continue;
        if ((g->place.longest & bit) && !w->race) {
            longest = (int)i;
            continue;
        }
        cap[n] = fmin(w->cap_m[i], room_m(g, day));
        at[n++] = i;
    }
    for (;; n--) {
        share = long_share(n + n_hard + 1);
        l = longest < 0 ? INFINITY : fmin(w->long_cap_m, share * w->volume_m);
        rest = w->volume_m - hard_m - (longest < 0 ? 0 : l);
        if (n <= 1 || rest / n >= LEAST_M)
            break;
    }
    for (unsigned i = 0; i < n; i++)
        cap[i] = fmin(cap[i], EASY_OF_LONG * l);
    share_out(cap, n, rest, amount);
    for (unsigned i = 0; i < n; i++) {
        w->kind[at[i]] = PLAN_EASY;
        w->amount_m[at[i]] = amount[i] < TINY_M ? 0 : down(amount[i]);
    }
    if (longest < 0)
        return;
    w->kind[longest] = PLAN_LONG;
    w->amount_m[longest] = down(share == 1 ? l : fmin(l, share / (1 - share) * sum_of(w)));
}

/* At least four fifths of the time of running are easy. */
static bool easy_enough(const struct draft *g, const struct week *w)
{
    double fast = 0, all = 0;

    for (unsigned i = 0; i < 7; i++) {
        const struct plan_format *f = w->format[i] < 0 ? NULL : &plan_formats[w->format[i]];
        if (f) {
            fast += f->reps * f->work_s;
            all += (plan_format_minutes(f, w->easy_s[i]) * 60) - PLAN_WALK_S;
        } else {
            all += w->amount_m[i] / g->speed_m_s;
        }
    }
    return fast <= (1 - plan_rule_value(RULE_EASY)) * all;
}

static void clear(struct week *w)
{
    for (unsigned i = 0; i < 7; i++) {
        w->amount_m[i] = 0;
        w->kind[i] = PLAN_REST;
        w->format[i] = -1;
    }
}

/* The shortest easy run of the week, and how many there are. */
static double small_run(const struct week *w, unsigned *ret_n)
{
    double x = INFINITY;

    *ret_n = 0;
    for (unsigned i = 0; i < 7; i++)
        if (w->kind[i] == PLAN_EASY && w->amount_m[i] >= TINY_M) {
            x = fmin(x, w->amount_m[i]);
            ++*ret_n;
        }
    return isinf(x) ? 0 : x;
}

static unsigned count(unsigned days) { return (unsigned)__builtin_popcount(days); }

/* One week with fast sessions on these days, if all else keeps its place. */
static bool try_hard(const struct draft *g, struct week *w, unsigned level, unsigned days,
                     const struct week *plain)
{
    unsigned n;
    double easy_m = small_run(plain, &n), plain_m = sum_of(plain);

    clear(w);
    if (!set_hard(g, w, level, days))
        return false;
    set_easy(g, w);
    double small = small_run(w, &n);
    return easy_enough(g, w) && sum_of(w) <= w->volume_m && small >= EASY_LEFT * easy_m &&
           n + count(days) + 1 >= g->w.runs && sum_of(w) >= WEEK_LEFT * plain_m;
}

/* Fast sessions grow by a step every second week, and shrink until the week stays easy. */
static void share_week(const struct draft *g, struct week *w)
{
    unsigned level = base_is_there(g, w) ? w->block / 2 + 1 : 0;
    unsigned one = g->place.hard & (~g->place.hard + 1); /* only one of two */

    clear(w);
    set_easy(g, w);
    const struct week plain = *w;
    for (level = level > 7 ? 7 : level; level-- > 0;)
        if (try_hard(g, w, level, g->place.hard, &plain) || try_hard(g, w, level, one, &plain))
            return;
    *w = plain;
}

static enum plan_why why_of(const struct draft *g, const struct week *w, enum plan_kind k,
                            long day)
{
    bool is_long = k == PLAN_LONG;

    if (k == PLAN_INTERVALS)
        return WHY_INTERVALS;
    if (k == PLAN_STEADY)
        return WHY_STEADY;
    if (g->after.red_recent && day <= g->after.red_day + 28)
        return WHY_EASY_BACK_OFF;
    if (day < g->after.hold_until)
        return is_long ? WHY_LONG_HOLD : WHY_EASY_HOLD;
    if (w->taper < 1)
        return WHY_EASY_TAPER;
    if (w->light)
        return is_long ? WHY_LONG_LIGHT : WHY_EASY_LIGHT;
    return is_long ? WHY_LONG : WHY_EASY;
}

static void place_run(struct draft *g, const struct week *w, unsigned i)
{
    long day = w->first + i;
    const struct draft_day *yesterday = draft_day_of(g, day - 1);
    struct draft_item item = { .day = day,
                               .kind = w->kind[i],
                               .run_m = w->amount_m[i],
                               .stage = -1,
                               .format = w->format[i],
                               .easy_s = w->easy_s[i] };
    double most = draft_limit(g, w->block, day);
    double rest =
        (w->light || w->taper < 1 ? fmin(most, w->volume_m) : most) - draft_week(g, w->block);
    bool fast = item.format >= 0;
    unsigned n;

    if ((fast && (day < g->after.hold_until || item.run_m > rest)) ||
        ((fast || item.kind == PLAN_LONG) && yesterday && yesterday->hard)) {
        item.kind = PLAN_EASY;
        item.format = -1;
        item.run_m = fmin(small_run(w, &n), room_m(g, day));
    }
    if (item.format < 0)
        item.run_m = down(fmin(fmin(item.run_m, draft_cap(g, day)), rest));
    if (item.run_m < TINY_M)
        return;
    item.why = why_of(g, w, item.kind, day);
    item.minutes = item.format >= 0
                       ? plan_format_minutes(&plan_formats[item.format], item.easy_s)
                       : (PLAN_WALK_S + item.run_m / g->speed_m_s) / 60;
    draft_add(g, &item);
}

/* Where runs were dropped or cut short, what is left may be too fast: then nothing is. */
static void slow_down(struct draft *g, size_t first)
{
    double fast = 0, all = 0;

    for (size_t i = first; i < g->n; i++) {
        const struct plan_format *f =
            g->item[i].format < 0 ? NULL : &plan_formats[g->item[i].format];
        fast += f ? f->reps * f->work_s : 0;
        all += g->item[i].minutes * 60 - PLAN_WALK_S;
    }
    if (fast <= (1 - plan_rule_value(RULE_EASY)) * all)
        return;
    for (size_t i = first; i < g->n; i++) {
        struct draft_item *x = &g->item[i];
        struct draft_day *d = draft_day_of(g, x->day);
        if (x->format < 0 || !d)
            continue;
        x->kind = PLAN_EASY;
        x->format = -1;
        x->why = WHY_EASY;
        x->run_m = down(x->run_m * 0.9); /* slower, so less in the same time */
        x->minutes = (PLAN_WALK_S + x->run_m / g->speed_m_s) / 60;
        d->run_m = d->longest_m = x->run_m;
        d->hard = false;
    }
}

void draft_block(struct draft *g, unsigned b)
{
    size_t before = g->n;
    struct week w = { .block = b, .first = g->start + 7 * (long)b };

    kind_of_week(g, &w);
    volume_of_week(g, &w);
    for (unsigned i = 0; i < 7; i++)
        if (g->place.run >> day_of_week(w.first + i) & 1)
            w.cap_m[i] = draft_cap(g, w.first + i);
    for (unsigned i = 0; i < 7; i++)
        if (g->place.longest >> day_of_week(w.first + i) & 1)
            w.long_cap_m = long_cap(g, &w, w.first + i);
    share_week(g, &w);
    for (unsigned i = 0; i < 7; i++) {
        long day = w.first + i;
        if (!draft_runs_on(g, day))
            continue;
        if (draft_uses_ladder(g->w.track) && draft_day_of(g, day - 1) &&
            draft_day_of(g, day - 1)->run_m > 0)
            continue;
        if (g->after.red && day < g->s->today + (long)plan_rule_value(RULE_RED_STOP))
            draft_walk(g, day, 20, WHY_WALK_RED);
        else if (w.kind[i] != PLAN_REST)
            place_run(g, &w, i);
    }
    if (w.first >= g->from)
        slow_down(g, before);
}
