/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "base/rng.h"
#include "care/library.h"

/* clang-format off */
static const struct kind_row {
    const char *key, *name;
    enum care_part part[2];    /* taken in turn; the second only for hard runs where `hard` */
    bool hard;
    double min_s, max_s;
    const char *first, *last;  /* ids, or NULL; last needs a hard run where `hard` */
    bool ordered;              /* in the order of the rows, else as drawn */
    const char *why;
} kinds[CARE_N_SESSIONS] = {
    [CARE_SESSION_WARM_UP] = { "warm-up", "warm-up before the run",
        { CARE_PART_WARM_UP, CARE_PART_DRILL }, true, 300, 1200, "brisk-walk", "strides", true,
        "First walk, then move every joint you need; nothing is held long." },
    [CARE_SESSION_COOL_DOWN] = { "cool-down", "cool-down after the run",
        { CARE_PART_COOL_DOWN, CARE_PART_COOL_DOWN }, false, 180, 1200, "walk-down", NULL, true,
        "Come down slowly. Stretch only if you like it: it does not keep soreness away." },
    [CARE_SESSION_STRENGTH] = { "strength", "strength for legs and trunk",
        { CARE_PART_STRENGTH_LEGS, CARE_PART_STRENGTH_TRUNK }, false, 480, 3600, NULL, NULL, false,
        "Legs and trunk in turn. You should feel that two or three more would have been possible." },
    [CARE_SESSION_MOBILITY] = { "mobility", "mobility",
        { CARE_PART_MOBILITY, CARE_PART_MOBILITY }, false, 300, 1800, NULL, NULL, true,
        "Slow movements to feel looser; stay where it feels good." },
    [CARE_SESSION_YOGA] = { "yoga", "yoga",
        { CARE_PART_YOGA, CARE_PART_YOGA }, false, 480, 3600, "mountain", "rest", true,
        "Move with the breath, and end lying down. At first yoga can raise pain for a while." },
    [CARE_SESSION_PILATES] = { "pilates", "Pilates",
        { CARE_PART_PILATES, CARE_PART_PILATES }, false, 480, 2700, "pilates-breath", NULL, true,
        "Few repetitions, done well: the trunk stays quiet while arms and legs move." },
};
/* clang-format on */

static const char RED[] = "Your back says no today: no exercises. Gentle walking is fine if it "
                          "does not make things worse.",
                  LEG[] = "Signs in a leg come first: no exercises until they are gone or a "
                          "professional has looked at them.",
                  SHORT[] = "That is too little time for this; choose another session.",
                  AMBER[] = "Your back is a little sore: nothing that presses, jolts or bends "
                            "it to its end is in here. Stop what makes it worse.",
                  JUST_UP[] = "You are just up: nothing in here bends your back to its end.",
                  ALL[] = "Shorter than you asked: this is all that suits you today.",
                  NONE[] = "Nothing in the library suits today.";

const char *care_session_key(enum care_session_kind k) { return kinds[k].key; }

const char *care_session_name(enum care_session_kind k) { return kinds[k].name; }

/* -- doses */

static const double CHANGE_S = 10; /* from one exercise to the next */

static double rest_s(const struct care_exercise *e)
{
    bool strength = e->part == CARE_PART_STRENGTH_TRUNK || e->part == CARE_PART_STRENGTH_LEGS;

    return strength && !e->each_side ? 30 : 15; /* one side rests while the other works */
}

static double dose_s(const struct care_exercise *e, int sets, int reps, double hold_s)
{
    double set = reps > 0 ? reps * hold_s : hold_s;

    return sets * set * (e->each_side ? 2 : 1) + (sets - 1) * rest_s(e) + CHANGE_S;
}

double care_exercise_s(const struct care_exercise *e)
{
    return dose_s(e, e->sets, e->reps, e->hold_s);
}

static void measure(struct care_session *s)
{
    s->seconds = 0;
    for (size_t i = 0; i < s->n; i++) {
        struct care_item *it = &s->item[i];
        it->seconds = dose_s(it->exercise, it->sets, it->reps, it->hold_s);
        s->seconds += it->seconds;
    }
}

/* A walk or a rest: it takes what time is left. */
static bool any_length(const struct care_exercise *e) { return !e->reps && e->hold_s >= 120; }

/* The usual dose times f, in whole repetitions or steps of 5 s. */
static void scale(struct care_session *s, double f)
{
    for (size_t i = 0; i < s->n; i++) {
        struct care_item *it = &s->item[i];
        const struct care_exercise *e = it->exercise;
        if (any_length(e))
            continue;
        it->reps = e->reps ? (int)fmax(2, round(e->reps * f)) : 0;
        if (!e->reps)
            it->hold_s = fmax(10, 5 * round(e->hold_s * f / 5));
    }
    measure(s);
}

/* -- what may be in it */

static unsigned banned(const struct care_need *need)
{
    unsigned b = 0;

    if (need->light == CARE_AMBER)
        b |= CARE_FLEXION | CARE_COMPRESSION | CARE_IMPACT;
    if (need->just_up)
        b |= CARE_FLEXION;
    return b;
}

static bool suits(const struct care_exercise *e, const struct care_need *need)
{
    return !(e->strain & banned(need)) && !(e->equipment & ~(need->equipment | CARE_MAT)) &&
           e->level <= need->level;
}

/* A harder row that suits takes its place. */
static bool replaced(const struct care_exercise *e, const struct care_need *need)
{
    const struct care_exercise *h;

    for (size_t i = 0; (h = care_exercise_at(i)); i++)
        if (h->instead && strcmp(h->instead, e->id) == 0 && suits(h, need))
            return true;
    return false;
}

struct pool {
    const struct care_exercise *e[32];
    size_t n;
};

static void gather(const struct care_need *need, enum care_part part, struct pool *p)
{
    const struct kind_row *k = &kinds[need->kind];
    struct rng r = rng_new(need->seed, part);
    const struct care_exercise *e;

    p->n = 0;
    for (size_t i = 0; (e = care_exercise_at(i)) && p->n < N_ELEMS(p->e); i++) {
        bool end = (k->first && strcmp(e->id, k->first) == 0) ||
                   (k->last && strcmp(e->id, k->last) == 0);
        if (e->part == part && !end && suits(e, need) && !replaced(e, need))
            p->e[p->n++] = e;
    }
    for (size_t i = p->n; i > 1; i--) { /* Fisher and Yates */
        size_t j = rng_below(&r, (uint32_t)i);
        const struct care_exercise *t = p->e[i - 1];
        p->e[i - 1] = p->e[j];
        p->e[j] = t;
    }
}

static void add(struct care_session *s, const struct care_exercise *e, unsigned level)
{
    struct care_item *it = &s->item[s->n++];

    *it = (struct care_item){ e, e->sets, e->reps, e->hold_s, 0 };
    if (level == 0 && e->sets > 2)
        it->sets = 2;
    it->seconds = dose_s(e, it->sets, it->reps, it->hold_s);
    s->seconds += it->seconds;
}

static size_t rank(const struct care_exercise *e)
{
    size_t i = 0;

    while (care_exercise_at(i) != e)
        i++;
    return i;
}

static void put_in_order(struct care_session *s)
{
    for (size_t i = 1; i < s->n; i++)
        for (size_t j = i; j > 0 && rank(s->item[j].exercise) < rank(s->item[j - 1].exercise);
             j--) {
            struct care_item t = s->item[j];
            s->item[j] = s->item[j - 1];
            s->item[j - 1] = t;
        }
}

/* From both pools in turn, until the time is full; the last of the session is kept free. */
static void fill(const struct care_need *need, double target, bool last, struct care_session *s)
{
    const struct kind_row *k = &kinds[need->kind];
    struct pool a, b = { .n = 0 };
    size_t max = CARE_SESSION_MAX - (last ? 1 : 0), i = 0, j = 0;

    gather(need, k->part[0], &a);
    if (k->part[1] != k->part[0] && (!k->hard || need->hard_run))
        gather(need, k->part[1], &b);
    while (s->n < max && s->seconds < 0.93 * target && (i < a.n || j < b.n)) {
        bool from_b = j < b.n && (i >= a.n || s->n % 2);
        const struct care_exercise *e = from_b ? b.e[j++] : a.e[i++];
        if (s->n > 1 && s->seconds + care_exercise_s(e) > 1.35 * target)
            continue;
        add(s, e, need->level);
    }
}

/* -- to the time */

static void sets_to(struct care_session *s, double target, unsigned level)
{
    int most = level == 0 ? 3 : 4;

    for (bool more = true; more && s->seconds < 0.85 * target;) {
        more = false;
        for (size_t i = 0; i < s->n && s->seconds < 0.85 * target; i++)
            if (s->item[i].sets < most && !any_length(s->item[i].exercise)) {
                s->item[i].sets++;
                measure(s);
                more = true;
            }
    }
    for (bool less = true; less && s->seconds > 1.2 * target;) {
        less = false;
        for (size_t i = s->n; i-- > 0 && s->seconds > 1.2 * target;)
            if (s->item[i].sets > 1) {
                s->item[i].sets--;
                measure(s);
                less = true;
            }
    }
}

/* Rounding moves all doses at once; single ones fill what is left. */
static void nudge(struct care_session *s, double target)
{
    for (size_t i = 0; i < s->n && s->seconds < 0.95 * target; i++) {
        struct care_item *it = &s->item[i], was = *it;
        if (any_length(it->exercise))
            continue;
        if (it->reps)
            it->reps++;
        else
            it->hold_s += 5;
        measure(s);
        if (s->seconds > target) {
            *it = was;
            measure(s);
        }
    }
}

/* Too much in it: long rests go first, the frame of the session stays. */
static void drop(struct care_session *s, const struct care_exercise *last)
{
    size_t out = 0;

    for (size_t i = s->n; out == 0 && i-- > 1;)
        if (any_length(s->item[i].exercise) && s->item[i].exercise != last)
            out = i;
    for (size_t i = s->n; out == 0 && i-- > 1;)
        if (s->item[i].exercise != last)
            out = i;
    if (out == 0)
        out = s->n - 1;
    memmove(&s->item[out], &s->item[out + 1], (s->n - out - 1) * sizeof(s->item[0]));
    s->n--;
    measure(s);
}

static void fit(struct care_session *s, double target, const struct care_need *need,
                const struct care_exercise *last)
{
    double low = 0.7, high = 1.6; /* shorter than 0.7 of a dose is no dose */

    sets_to(s, target, need->level);
    for (int i = 0; i < 30; i++) {
        double mid = (low + high) / 2;
        scale(s, mid);
        if (s->seconds > target)
            high = mid;
        else
            low = mid;
    }
    scale(s, low);
    while (s->n > 1 && s->seconds > 1.08 * target)
        drop(s, last);
    nudge(s, target);
    /* what is left goes to the walk or the rest, which may be of any length */
    for (size_t i = 0; i < s->n; i++)
        if (any_length(s->item[i].exercise)) {
            double more = 5 * round((target - s->seconds) / 5);
            s->item[i].hold_s = fmax(60, fmin(900, s->item[i].hold_s + more));
            break;
        }
    measure(s);
}

static const char *refusal(const struct care_need *need)
{
    if (need->light == CARE_RED)
        return RED;
    if (need->symptoms)
        return LEG;
    return need->minutes * 60 < kinds[need->kind].min_s ? SHORT : NULL;
}

void care_compose(const struct care_need *need, struct care_session *ret)
{
    const struct kind_row *k = &kinds[need->kind];
    double target = fmin(need->minutes * 60, k->max_s);
    const struct care_exercise *first = k->first ? care_exercise_of(k->first) : NULL;
    const struct care_exercise *last = k->last ? care_exercise_of(k->last) : NULL;

    *ret = (struct care_session){ .kind = need->kind, .why = refusal(need) };
    if (ret->why)
        return;
    if (last && (!suits(last, need) || (k->hard && !need->hard_run)))
        last = NULL;
    if (first) {
        add(ret, first, need->level);
        if (any_length(first))
            ret->item[0].hold_s = fmin(first->hold_s, 5 * round(0.45 * target / 5));
        measure(ret);
    }
    if (last)
        ret->seconds += care_exercise_s(last);
    fill(need, target, last != NULL, ret);
    if (k->ordered)
        put_in_order(ret);
    if (last)
        add(ret, last, need->level);
    measure(ret);
    fit(ret, target, need, last);
    ret->all = ret->n > 0 && ret->seconds < 0.9 * target;
    if (ret->n == 0)
        ret->why = NONE;
    else if (need->light == CARE_AMBER)
        ret->why = AMBER;
    else if (need->just_up)
        ret->why = JUST_UP;
    else
        ret->why = ret->all ? ALL : k->why;
}

static void time_words(double s, char ret[24])
{
    int min = (int)(s / 60), rest = (int)round(s - 60 * min);

    if (s < 120 && rest)
        snprintf(ret, 24, "%.0f s", s);
    else if (rest)
        snprintf(ret, 24, "%d min %d s", min, rest);
    else
        snprintf(ret, 24, "%d min", min);
}

void care_item_dose(const struct care_item *it, char ret[64])
{
    const char *side = it->exercise->each_side ? ", each side" : "";
    char hold[24] = "", sets[16] = "";

    if (it->sets > 1)
        snprintf(sets, sizeof(sets), "%d x ", it->sets);
    if (!it->reps) {
        time_words(it->hold_s, hold);
        snprintf(ret, 64, "%s%s%s", sets, hold, side);
        return;
    }
    if (it->hold_s >= 5)
        snprintf(hold, sizeof(hold), ", %.0f s each", it->hold_s);
    snprintf(ret, 64, "%s%d%s%s%s", sets, it->reps, it->sets > 1 ? "" : " times", hold, side);
}
