/* SPDX-License-Identifier: Apache-2.0 */
#include "verdict/verdict.h"

#include <math.h>
#include <stdio.h>

#include "verdict/words.h"

/* One spike of a run (18 points) or pain that is mild (20) is more than YES; all of form and
 * habits, and the load of the back, are not. NOT needs pain that is strong, or mild pain on top
 * of a load that jumped. HELP is three runs a week for a month. */
const double VERDICT_YES = 17, VERDICT_NOT = 40, VERDICT_HELP = -4;

static const double ASKS_FOR_CHANGE = 2; /* points of a known item that can be "this" */

/* -- points to an answer */

struct points {
    double block[VERDICT_N_BLOCKS];
};

static void add_points(struct points *p, enum verdict_block b, double x)
{
    if (b == VERDICT_IN_SYMPTOMS)
        p->block[b] = fmax(p->block[b], x);
    else
        p->block[b] += x;
}

static double held(const struct points *p, enum verdict_block b)
{
    double ceiling = verdict_blocks[b].ceiling;
    return ceiling < 0 ? fmax(p->block[b], ceiling) : fmin(p->block[b], ceiling);
}

static double strain_of(const struct points *p)
{
    return held(p, VERDICT_IN_SYMPTOMS) + held(p, VERDICT_IN_LOAD) + held(p, VERDICT_IN_FORM) +
           held(p, VERDICT_IN_HABITS);
}

static enum verdict_answer answer_of(const struct points *p)
{
    if (held(p, VERDICT_IN_SYMPTOMS) + held(p, VERDICT_IN_LOAD) >= VERDICT_NOT)
        return VERDICT_NOT_NOW;
    if (strain_of(p) <= VERDICT_YES && held(p, VERDICT_IN_HELP) <= VERDICT_HELP)
        return VERDICT_HELPING;
    return VERDICT_CHANGE;
}

/* -- findings */

static void words_of(struct verdict_finding *f)
{
    const struct verdict_item *it = f->item;
    double sure = it->block == VERDICT_IN_HELP ? f->hi : f->lo;

    if (f->missing) {
        f->direction = VERDICT_UNKNOWN;
        f->words = it->missing;
        return;
    }
    f->words = sure == 0 ? it->none : sure == it->steps[0].points ? it->some : it->most;
    f->direction = sure > 0 ? VERDICT_STRAINS : sure < 0 ? VERDICT_HELPS : VERDICT_NEUTRAL;
}

static void find(const struct verdict_input *in, struct verdict *v)
{
    const bool old = in->load.age >= VERDICT_LOG_DAYS;

    if (old)
        snprintf(v->log_tell, sizeof(v->log_tell),
                 "The last session in your log is %ld days old. Take in newer ones: "
                 "backstride import.",
                 in->load.age);
    v->n = verdict_n_items;
    for (size_t i = 0; i < v->n; i++) {
        struct verdict_finding *f = &v->finding[i];
        f->item = &verdict_items[i];
        f->value = f->item->value(in, f->item);
        double a = verdict_item_points(f->item, f->value.lo);
        double b = verdict_item_points(f->item, f->value.hi);
        f->lo = fmin(a, b);
        f->hi = fmax(a, b);
        f->missing = f->value.lo == -INFINITY && f->lo != f->hi;
        f->partly = !f->missing && f->lo != f->hi;
        f->tell = old && f->item->tell == verdict_log_tell ? v->log_tell : f->item->tell;
        words_of(f);
    }
}

static void factors(struct verdict *v)
{
    for (size_t i = 0; i < v->n; i++) {
        const struct verdict_finding *f = &v->finding[i];
        struct verdict_factor_result *r = &v->factor[f->item->factor];
        r->lo += f->lo;
        r->hi += f->hi;
        r->n++;
        r->n_missing += f->missing ? 1 : 0;
    }
    for (int k = 0; k < VERDICT_N_FACTORS; k++) {
        struct verdict_factor_result *r = &v->factor[k];
        bool strains = false, helps = false;
        for (size_t i = 0; i < v->n; i++) {
            const struct verdict_finding *f = &v->finding[i];
            if (f->item->factor != (enum verdict_factor)k)
                continue;
            strains = strains || (f->direction == VERDICT_STRAINS && f->lo >= ASKS_FOR_CHANGE);
            helps = helps || f->direction == VERDICT_HELPS;
        }
        r->direction = strains                    ? VERDICT_STRAINS
                       : 2 * r->n_missing >= r->n ? VERDICT_UNKNOWN
                       : helps                    ? VERDICT_HELPS
                                                  : VERDICT_NEUTRAL;
    }
}

/* -- the answer between gaps */

enum { AS_IS = -1 };

struct assume { /* "what if" */
    int item;   /* is at its best; AS_IS: none */
    int block;  /* its missing items are at their best; AS_IS: none */
};

struct span {
    enum verdict_answer best, worst, answer;
    double strain_lo, strain_hi, help_lo, help_hi;
};

static double best_of(const struct verdict_finding *f)
{
    return f->item->block == VERDICT_IN_HELP ? f->lo : 0;
}

static void span_of(const struct verdict *v, struct assume assume, struct span *ret)
{
    struct points lo = { 0 }, hi = { 0 };
    bool asks = false;

    for (size_t i = 0; i < v->n; i++) {
        const struct verdict_finding *f = &v->finding[i];
        enum verdict_block b = f->item->block;
        bool best =
            assume.item == (int)i || (assume.block == (int)b && (f->missing || f->partly));
        double least = assume.item == (int)i ? best_of(f) : f->lo;
        add_points(&lo, b, least);
        add_points(&hi, b, best ? least : f->hi);
        asks = asks || (b != VERDICT_IN_HELP && least >= ASKS_FOR_CHANGE);
    }
    ret->best = answer_of(&lo);
    ret->worst = answer_of(&hi);
    ret->strain_lo = strain_of(&lo);
    ret->strain_hi = strain_of(&hi);
    ret->help_lo = held(&lo, VERDICT_IN_HELP);
    ret->help_hi = held(&hi, VERDICT_IN_HELP);
    if (ret->best == ret->worst)
        ret->answer = ret->best;
    else if (ret->worst == VERDICT_CHANGE && asks)
        ret->answer = VERDICT_CHANGE;
    else
        ret->answer = VERDICT_CANNOT_TELL;
}

/* It may hurt, and nobody asked for the warning signs: no good answer may be given. */
static enum verdict_answer after_asking(const struct verdict *v, const struct span *s)
{
    if (v->unasked && s->answer != VERDICT_NOT_NOW)
        return VERDICT_CANNOT_TELL;
    return s->answer;
}

/* Pain is known, or (may) it cannot be excluded. */
static bool hurts(const struct verdict *v, const struct verdict_input *in, bool may)
{
    if (in->pain.now.light == CARE_UNKNOWN && in->back == CARE_BACK_NOW)
        return true;
    for (size_t i = 0; i < v->n; i++)
        if (v->finding[i].item->block == VERDICT_IN_SYMPTOMS &&
            (may ? v->finding[i].hi : v->finding[i].lo) > 0)
            return true;
    return false;
}

static void what_weighs(struct verdict *v)
{
    for (size_t i = 0; i < v->n; i++) {
        const struct verdict_finding *f = &v->finding[i];
        double open = f->hi - f->lo;
        if (f->item->block != VERDICT_IN_HELP && f->lo > 0 &&
            (!v->first || f->lo > v->first->lo))
            v->first = f;
        if ((f->missing || f->partly) && (!v->gap || open > v->gap->hi - v->gap->lo))
            v->gap = f;
    }
}

/* The gap that comes first where a block is filled in. */
static const struct verdict_finding *gap_in(const struct verdict *v, int block)
{
    const struct verdict_finding *best = NULL;

    for (size_t i = 0; i < v->n; i++) {
        const struct verdict_finding *f = &v->finding[i];
        if (f->item->block != (enum verdict_block)block || !(f->missing || f->partly))
            continue;
        if (!best || f->hi - f->lo > best->hi - best->lo)
            best = f;
    }
    return best;
}

static void offer(struct verdict *v, struct assume assume, const struct verdict_finding *f)
{
    struct span s;

    if (!f || v->n_others == VERDICT_OTHERS_MAX)
        return;
    span_of(v, assume, &s);
    enum verdict_answer a = after_asking(v, &s);
    /* CANNOT_TELL is the last of the enum: every answer is more than it. */
    if (a != VERDICT_CANNOT_TELL && a < v->answer)
        v->other[v->n_others++] = (struct verdict_other){ f, a, assume.item == AS_IS };
}

static void what_would_change(struct verdict *v)
{
    for (size_t i = 0; i < v->n; i++)
        if (v->finding[i].lo >= ASKS_FOR_CHANGE)
            offer(v, (struct assume){ (int)i, AS_IS }, &v->finding[i]);
    for (int b = 0; b < VERDICT_N_BLOCKS; b++)
        offer(v, (struct assume){ AS_IS, b }, gap_in(v, b));
}

/* -- the one next step */

static void say(struct verdict *v, const char *next, const struct verdict_finding *f)
{
    v->next = next;
    v->next_why = f ? f->words : NULL;
}

/* Help that is known to be less than it could be, and lacks most. */
static const struct verdict_finding *help_to_get(const struct verdict *v)
{
    const struct verdict_finding *best = NULL;
    double most = 0;

    for (size_t i = 0; i < v->n; i++) {
        const struct verdict_finding *f = &v->finding[i];
        if (f->item->block != VERDICT_IN_HELP || f->missing)
            continue;
        double lacks = f->hi - verdict_item_points(f->item, INFINITY);
        if (lacks > most) {
            most = lacks;
            best = f;
        }
    }
    return best;
}

static void next_step(struct verdict *v)
{
    const struct verdict_finding *help = v->answer == VERDICT_CHANGE ? help_to_get(v) : NULL;
    bool stop = v->answer == VERDICT_NOT_NOW;

    if (v->ask)
        say(v, verdict_sentences[stop ? VERDICT_SAYS_STOP : VERDICT_SAYS_ASK], v->first);
    else if (v->answer == VERDICT_CANNOT_TELL && v->gap)
        say(v, v->gap->tell, NULL);
    else if (help && (!v->first || v->first->lo < ASKS_FOR_CHANGE))
        say(v, help->item->step, help);
    else if (v->first)
        say(v, v->first->item->step, v->first);
    else
        say(v, verdict_sentences[VERDICT_SAYS_KEEP_ON], NULL);
}

static void see_a_professional(struct verdict *v, const struct care_gate *gate)
{
    v->answer = v->best = v->worst = VERDICT_PROFESSIONAL;
    v->flag = gate->n_open > 0 ? gate->open[0] : NULL;
    v->n_others = 0;
    v->next = v->flag && v->flag->to_do ? v->flag->to_do
                                        : verdict_sentences[VERDICT_SAYS_UNKNOWN_FLAG];
    v->next_why = v->flag ? v->flag->question : NULL;
}

void verdict_judge(const struct verdict_input *in, struct verdict *ret)
{
    const struct care_gate *gate = in->gate;
    bool open = gate && (gate->blocks || gate->n_open > 0 || gate->level != CARE_NO_FLAG);
    struct span s;

    *ret = (struct verdict){ .blocked = gate && gate->blocks };
    if (gate && gate->blocks) {
        see_a_professional(ret, gate);
        return;
    }
    find(in, ret);
    factors(ret);
    what_weighs(ret);
    span_of(ret, (struct assume){ AS_IS, AS_IS }, &s);
    ret->best = s.best;
    ret->worst = s.worst;
    ret->strain_lo = s.strain_lo;
    ret->strain_hi = s.strain_hi;
    ret->help_lo = s.help_lo;
    ret->help_hi = s.help_hi;
    bool asked = gate && gate->asked != 0;
    ret->ask = !asked && hurts(ret, in, false);
    ret->unasked = !asked && hurts(ret, in, true);
    ret->answer = after_asking(ret, &s);
    what_would_change(ret);
    next_step(ret);
    if (gate && open)
        see_a_professional(ret, gate);
}
