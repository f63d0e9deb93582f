/* SPDX-License-Identifier: Apache-2.0 */
#include "load/kind.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "base/mem.h"

#define RACE_NEAR 0.02 /* GPS and corners: a race measures up to this much longer */

/* clang-format off */
const struct load_kind_rule load_kind_rules[] = {
    { LOAD_KIND_WALK,      1, { { LOAD_CLUE_WALK_SPORT, false, 1 } } },
    { LOAD_KIND_CROSS,     1, { { LOAD_CLUE_NOT_RUN, false, 1 } } },
    { LOAD_KIND_INTERVALS, 1, { { LOAD_CLUE_BOUTS, false, 2 } } },
    { LOAD_KIND_WALK,      1, { { LOAD_CLUE_SPEED, true, 1.8 } } },
    { LOAD_KIND_RACE,      1, { { LOAD_CLUE_NAME_RACE, false, 1 } } },
    { LOAD_KIND_RACE,      2, { { LOAD_CLUE_RACE_LENGTH, false, 1 },
                                { LOAD_CLUE_HR_OF_MAX, false, 0.88 } } },
    { LOAD_KIND_RACE,      2, { { LOAD_CLUE_RACE_LENGTH, false, 1 },
                                { LOAD_CLUE_INTENSITY, false, 0.97 } } },
    { LOAD_KIND_LONG,      2, { { LOAD_CLUE_OF_USUAL, false, 1.4 },
                                { LOAD_CLUE_MINUTES, false, 60 } } },
    { LOAD_KIND_LONG,      1, { { LOAD_CLUE_MINUTES, false, 100 } } },
    { LOAD_KIND_TEMPO,     2, { { LOAD_CLUE_ABOVE_LOW, false, 0.4 },
                                { LOAD_CLUE_MINUTES, false, 15 } } },
    { LOAD_KIND_EASY,      1, { { LOAD_CLUE_LOW, false, 0.8 } } },
    { LOAD_KIND_STEADY,    1, { { LOAD_CLUE_LOW, false, 0 } } },
    { LOAD_KIND_TEMPO,     2, { { LOAD_CLUE_INTENSITY, false, 0.90 },
                                { LOAD_CLUE_MINUTES, false, 15 } } },
    { LOAD_KIND_EASY,      1, { { LOAD_CLUE_INTENSITY, true, 0.80 } } },
    { LOAD_KIND_STEADY,    1, { { LOAD_CLUE_INTENSITY, false, 0.80 } } },
};
static const double race_m[] = { 5000, 10000, 15000, 16093, 21097.5, 42195 };
static const char *const race_words[] = { "race", "parkrun", "marathon", "wettkampf" };
/* clang-format on */
const size_t load_n_kind_rules = N_ELEMS(load_kind_rules);

const char *load_kind_name(enum load_kind k)
{
#define LOAD_X(name, key) key,
    static const char *const names[] = { LOAD_KIND_MAP(LOAD_X) };
#undef LOAD_X
    return (size_t)k < LOAD_N_KINDS ? names[k] : "";
}

static const char *const clues[][2] = {
#define LOAD_X(name, key, unit) { key, unit },
    LOAD_CLUE_MAP(LOAD_X)
#undef LOAD_X
};

const char *load_clue_name(enum load_clue c)
{
    return (size_t)c < LOAD_N_CLUES ? clues[c][0] : "";
}

const char *load_clue_unit(enum load_clue c)
{
    return (size_t)c < LOAD_N_CLUES ? clues[c][1] : "";
}

/* What a clue says, with its value; shares are told in percent. */
/* clang-format off */
static const struct {
    const char *before, *after;
    int decimals; /* -1: no value, the words say it all */
    bool percent;
} words[LOAD_N_CLUES] = {
    [LOAD_CLUE_NOT_RUN] =     { "another sport than running", "", -1, false },
    [LOAD_CLUE_WALK_SPORT] =  { "recorded as a walk or a hike", "", -1, false },
    [LOAD_CLUE_SPEED] =       { "mean speed ", " m/s", 2, false },
    [LOAD_CLUE_BOUTS] =       { "", " bouts of work with rests between", 0, false },
    [LOAD_CLUE_NAME_RACE] =   { "its name says race", "", -1, false },
    [LOAD_CLUE_RACE_LENGTH] = { "as long as a race", "", -1, false },
    [LOAD_CLUE_HR_OF_MAX] =   { "mean heart rate ", " % of the maximum", 0, true },
    [LOAD_CLUE_INTENSITY] =   { "", " % of the threshold speed", 0, true },
    [LOAD_CLUE_MINUTES] =     { "", " min", 0, false },
    [LOAD_CLUE_OF_USUAL] =    { "", " times the usual distance", 1, false },
    [LOAD_CLUE_LOW] =         { "", " % of the time below the first threshold", 0, true },
    [LOAD_CLUE_ABOVE_LOW] =   { "", " % of the time above the first threshold", 0, true },
};
/* clang-format on */

void load_kind_reason(const struct load_kind_result *r, size_t i, char ret[LOAD_REASON_MAX])
{
    enum load_clue c = r->rule->when[i].clue;
    double v = r->clue[c] * (words[c].percent ? 100 : 1);

    if (words[c].decimals < 0)
        snprintf(ret, LOAD_REASON_MAX, "%s", words[c].before);
    else
        snprintf(ret, LOAD_REASON_MAX, "%s%.*f%s", words[c].before, words[c].decimals, v,
                 words[c].after);
}

/* A whole word of the name, in any case: "trace" is no race. */
static bool has_word(const char *name, const char *word)
{
    size_t n = strlen(word);
    for (const char *p = name; *p; p++) {
        bool starts = p == name || !isalpha((unsigned char)p[-1]);
        if (starts && strncasecmp(p, word, n) == 0 && !isalpha((unsigned char)p[n]))
            return true;
    }
    return false;
}

bool load_race_name(const char *name)
{
    for (size_t w = 0; w < N_ELEMS(race_words); w++)
        if (has_word(name, race_words[w]))
            return true;
    return false;
}

static void shares(const double *three, double *clue)
{
    double total = three ? three[0] + three[1] + three[2] : 0;
    if (!three || total <= 0)
        return;
    clue[LOAD_CLUE_LOW] = three[0] / total;
    clue[LOAD_CLUE_ABOVE_LOW] = 1 - three[0] / total;
}

static double mean_hr(const struct load_signal *s)
{
    double sum = 0;
    size_t n = 0;
    for (size_t r = 0; r < s->n; r++)
        if (!isnan(s->hr[r])) {
            sum += s->hr[r];
            n++;
        }
    return n ? sum / (double)n : NAN;
}

static void measure(const struct load_kind_facts *f, double *clue)
{
    const struct activity *a = f->a;
    double m = a->total[ACTIVITY_TOTAL_DISTANCE], s = a->total[ACTIVITY_TOTAL_TIMER];
    if (f->signal) {
        size_t first = 0;
        while (first < f->signal->n && isnan(f->signal->distance_m[first]))
            first++;
        m = f->signal->distance_m[f->signal->n] - f->signal->distance_m[first];
        s = (double)f->signal->n;
        if (f->borders)
            clue[LOAD_CLUE_HR_OF_MAX] = mean_hr(f->signal) / f->borders->max_hr.value;
    }
    clue[LOAD_CLUE_SPEED] = m > 0 ? m / s : NAN;
    clue[LOAD_CLUE_MINUTES] = s / 60;
    clue[LOAD_CLUE_OF_USUAL] = m / f->usual_m;
    clue[LOAD_CLUE_RACE_LENGTH] = 0;
    for (size_t i = 0; i < N_ELEMS(race_m); i++)
        if (m >= race_m[i] * (1 - RACE_NEAR / 4) && m <= race_m[i] * (1 + RACE_NEAR))
            clue[LOAD_CLUE_RACE_LENGTH] = 1;
}

void load_kind_of(const struct load_kind_facts *f, struct load_kind_result *ret)
{
    enum activity_sport sport = f->a->sport;
    *ret = (struct load_kind_result){ .kind = LOAD_KIND_NONE };
    for (size_t c = 0; c < LOAD_N_CLUES; c++)
        ret->clue[c] = NAN;
    measure(f, ret->clue);
    shares(f->three_s, ret->clue);
    ret->clue[LOAD_CLUE_WALK_SPORT] =
        sport == ACTIVITY_SPORT_WALK || sport == ACTIVITY_SPORT_HIKE;
    ret->clue[LOAD_CLUE_NOT_RUN] = sport != ACTIVITY_SPORT_RUN;
    ret->clue[LOAD_CLUE_BOUTS] = f->intervals ? (double)f->intervals->n_work : 0;
    ret->clue[LOAD_CLUE_INTENSITY] = f->scores ? f->scores->intensity : NAN;
    ret->clue[LOAD_CLUE_NAME_RACE] = load_race_name(f->a->name);
    for (size_t i = 0; i < load_n_kind_rules && !ret->rule; i++) {
        const struct load_kind_rule *rule = &load_kind_rules[i];
        bool holds = true;
        for (size_t c = 0; c < rule->n; c++) {
            double v = ret->clue[rule->when[c].clue], limit = rule->when[c].limit;
            holds = holds && (rule->when[c].below ? v < limit : v >= limit);
        }
        if (holds) {
            ret->rule = rule;
            ret->kind = rule->kind;
        }
    }
}
