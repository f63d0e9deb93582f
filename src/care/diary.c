/* SPDX-License-Identifier: Apache-2.0 */
#include "care/diary.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "base/mem.h"

#define CARE_X(name, key, words) { key, words },
const struct care_word care_regions[CARE_N_REGIONS] = { CARE_REGION_MAP(CARE_X) };
const struct care_word care_symptoms[CARE_N_SYMPTOMS] = { CARE_SYMPTOM_MAP(CARE_X) };
#undef CARE_X

void care_bits_show(const struct care_word *words, size_t n, unsigned bits, char *ret,
                    size_t size)
{
    size_t len = 0;

    ret[0] = '\0';
    for (size_t i = 0; i < n && len < size; i++)
        if ((bits >> i) & 1)
            len +=
                (size_t)snprintf(ret + len, size - len, "%s%s", len ? "," : "", words[i].key);
}

size_t care_bits_parse(const struct care_word *words, size_t n, const char *text,
                       unsigned *ret_bits)
{
    size_t unknown = 0;

    *ret_bits = 0;
    for (const char *p = text; *p;) {
        size_t len = strcspn(p, ","), i = 0;
        while (i < n && (strlen(words[i].key) != len || strncmp(words[i].key, p, len) != 0))
            i++;
        if (i < n)
            *ret_bits |= 1U << i;
        else if (!(len == 4 && strncmp(p, "none", 4) == 0) && unknown == 0)
            unknown = (size_t)(p - text) + 1;
        p += len + (p[len] == ',');
    }
    return unknown;
}

const char *care_light_name(enum care_light l)
{
    static const char *const names[CARE_N_LIGHTS] = { "unknown", "green", "amber", "red" };
    return (unsigned)l < CARE_N_LIGHTS ? names[l] : "";
}

/*
 * To add a rule: a row here and the test in `holds` below, its sources in docs/sources.md. Of
 * rules with the same light the first one that holds is told. Limits are conventions: 2 and 5
 * of 10 as pain monitoring of tendons and kneecaps has them, the safe end of its variants; what
 * is stricter is our own.
 */
enum {
    LEG_PAIN,
    NUMB,
    WEAK,
    STIFF_GROWS,
    MORNING_WORSE,
    WEEK_WORSE,
    OVER_5,
    MORNING_ABOVE,
    STIFF_LONG,
    SOME_PAIN,
    NO_NUMBER,
    CALM,
    N_RULES
};
/* clang-format off */
const struct care_light_rule care_light_rules[] = {
    [LEG_PAIN] = { "leg-pain", CARE_RED,
      "Pain that runs below the knee may come from a nerve, so it is red whatever the score.",
      EVIDENCE_WEAK, "Finucane20" },
    [NUMB] = { "numb", CARE_RED,
      "Numbness or pins and needles may come from a nerve, so it is red whatever the score.",
      EVIDENCE_WEAK, "Finucane20" },
    [WEAK] = { "weak", CARE_RED,
      "A leg that is weaker than it was may mean a nerve, so it is red whatever the score.",
      EVIDENCE_WEAK, "Finucane20" },
    [STIFF_GROWS] = { "stiffness-grows", CARE_RED,
      "The back is stiff for at least 10 minutes longer in the morning than it was last time.",
      EVIDENCE_WEAK, "Silbernagel07" },
    [MORNING_WORSE] = { "morning-worse", CARE_RED,
      "The next morning hurts at least 2 points more than before. That counts more than pain "
      "during the run.",
      EVIDENCE_WEAK, "Silbernagel07" },
    [WEEK_WORSE] = { "week-worse", CARE_RED,
      "The worst pain of these 7 days is at least 2 points above that of the 7 days before.",
      EVIDENCE_WEAK, "Silbernagel07" },
    [OVER_5] = { "over-5", CARE_RED,
      "Pain above 5 of 10 is more than a run should ask for.",
      EVIDENCE_WEAK, "Thomee97 Silbernagel07" },
    [MORNING_ABOVE] = { "morning-above", CARE_AMBER,
      "The next morning hurts a little more than before. Wait with more until it does not.",
      EVIDENCE_WEAK, "Silbernagel07" },
    [STIFF_LONG] = { "stiff-long", CARE_AMBER,
      "The back is stiff for more than 30 minutes in the morning.",
      EVIDENCE_WEAK, "Finucane20" },
    [SOME_PAIN] = { "some-pain", CARE_AMBER,
      "Pain of 3 to 5 can be borne if it is gone by the next morning. Do not add more now.",
      EVIDENCE_WEAK, "Thomee97 Silbernagel07" },
    [NO_NUMBER] = { "no-number", CARE_AMBER,
      "Something hurts, but the entry has no number. Careful until there is one.",
      EVIDENCE_WEAK, "Silbernagel07" },
    [CALM] = { "calm", CARE_GREEN,
      "No pain above 2 of 10 was written down.",
      EVIDENCE_WEAK, "Thomee97 Silbernagel07" },
};
/* clang-format on */
const size_t care_n_light_rules = N_ELEMS(care_light_rules);
_Static_assert(N_ELEMS(care_light_rules) == N_RULES, "one row for each rule");

#define SAFE           2.0 /* of 10 */
#define BEARABLE       5.0
#define MORE           2.0  /* a change of score that counts */
#define STIFF_MORE_MIN 10.0 /* a change of stiffness that counts */
#define STIFF_LONG_MIN 30.0
#define WEEK           7
#define LOOK_BACK      14 /* days after which an earlier morning says nothing about this one */
#define RED_KEEPS      28 /* days that a red counts when nothing is written after it */

/* What the rules look at. NaN is not known, and holds for nothing. */
struct clues {
    unsigned symptoms;
    double worst, morning_more, stiff_min, stiff_more, week_more;
    bool placed; /* a place that hurts is named */
};

double care_worst_of(const struct care_pain *e)
{
    return fmax(fmax(e->before, e->during), fmax(e->after, e->morning));
}

/* Worst score of the entries up to i whose days lie `from` to `to` days back. */
static double worst_between(const struct care_pain *e, size_t i, long from, long to)
{
    double worst = NAN;

    for (size_t k = i + 1; k-- > 0 && e[i].day - e[k].day <= to;)
        if (e[i].day - e[k].day >= from)
            worst = fmax(worst, care_worst_of(&e[k]));
    return worst;
}

/* The last morning score or stiffness that was said before entry i. */
static double last_said(const struct care_pain *e, size_t i, size_t field)
{
    for (size_t k = i; k-- > 0 && e[i].day - e[k].day <= LOOK_BACK;) {
        double v;
        memcpy(&v, (const char *)&e[k] + field, sizeof(v));
        if (!isnan(v))
            return v;
    }
    return NAN;
}

static void clues_of(const struct care_pain *e, size_t i, struct clues *c)
{
    double base = e[i].before;

    if (isnan(base))
        base = last_said(e, i, offsetof(struct care_pain, morning));
    if (isnan(base)) /* nothing to compare with: what is safe for everybody */
        base = SAFE;
    *c = (struct clues){
        .symptoms = e[i].symptoms,
        .worst = care_worst_of(&e[i]),
        .morning_more = e[i].morning - base,
        .stiff_min = e[i].stiff_min,
        .stiff_more = e[i].stiff_min - last_said(e, i, offsetof(struct care_pain, stiff_min)),
        .week_more = worst_between(e, i, 0, WEEK - 1) - worst_between(e, i, WEEK, 2 * WEEK - 1),
        .placed = e[i].regions != 0,
    };
}

static bool has(const struct clues *c, enum care_symptom s) { return (c->symptoms >> s) & 1; }

static bool holds(int rule, const struct clues *c)
{
    switch (rule) {
    case LEG_PAIN:
        return has(c, CARE_HAS_LEG_PAIN);
    case NUMB:
        return has(c, CARE_HAS_NUMB) || has(c, CARE_HAS_TINGLING);
    case WEAK:
        return has(c, CARE_HAS_WEAK);
    case STIFF_GROWS:
        return c->stiff_more >= STIFF_MORE_MIN;
    case MORNING_WORSE:
        return c->morning_more >= MORE;
    case WEEK_WORSE: /* a rise within what is safe is none to worry about */
        return c->week_more >= MORE && c->worst > SAFE;
    case OVER_5:
        return c->worst > BEARABLE;
    case MORNING_ABOVE:
        return c->morning_more > 0;
    case STIFF_LONG:
        return c->stiff_min > STIFF_LONG_MIN;
    case SOME_PAIN:
        return c->worst > SAFE;
    case NO_NUMBER:
        return c->placed && isnan(c->worst);
    case CALM:
        return !isnan(c->worst);
    default:
        return false;
    }
}

void care_light_of(const struct care_pain *e, size_t n, size_t i, struct care_reading *ret)
{
    struct care_reading r = { .light = CARE_UNKNOWN, .worst = NAN };
    struct clues c;

    if (i < n) {
        clues_of(e, i, &c);
        r.day = e[i].day;
        r.worst = c.worst;
        for (int k = 0; k < N_RULES; k++)
            if (care_light_rules[k].light > r.light && holds(k, &c)) {
                r.light = care_light_rules[k].light;
                r.rule = &care_light_rules[k];
            }
    }
    *ret = r;
}

void care_state_of(const struct care_pain *e, size_t n, long today, struct care_reading *ret)
{
    struct care_reading state = { .light = CARE_UNKNOWN, .worst = NAN };
    long green[2] = { LONG_MAX, LONG_MAX }; /* the two last days with a green entry */

    while (n > 0 && e[n - 1].day > today)
        n--;
    for (size_t i = n; i-- > 0 && today - e[i].day < RED_KEEPS;) {
        struct care_reading r;
        care_light_of(e, n, i, &r);
        if (r.light == CARE_RED && green[1] != LONG_MAX && e[i].day < green[1])
            break; /* two later days were green: this red and what came before are over */
        if (r.light == CARE_RED) {
            state = r;
            break;
        }
        if (r.light == CARE_GREEN && green[0] == LONG_MAX)
            green[0] = e[i].day;
        else if (r.light == CARE_GREEN && green[1] == LONG_MAX && e[i].day < green[0])
            green[1] = e[i].day;
        /* Without a red, the last entry of the week that says something decides. */
        if (state.light == CARE_UNKNOWN && today - e[i].day < WEEK)
            state = r;
    }
    *ret = state;
}
