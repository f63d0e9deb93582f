/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CARE_DIARY_H
#define CARE_DIARY_H
/*
 * diary - how the back feels: entries, and the traffic light made of them.
 *
 * The light follows pain monitoring as it is known for tendons and kneecaps (Thomee 1997,
 * Silbernagel 2007); for backs it is an extrapolation (weak) and is kept stricter here: leg
 * pain below the knee, numbness, weakness or stiffness that grows is red whatever the score.
 * Depends on: base. Pure.
 */
#include <math.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/evidence.h"

/* clang-format off */
#define CARE_REGION_MAP(X)                                                             \
    X(LOW_BACK,     "low-back",      "low back, both sides or the middle")             \
    X(LOW_BACK_LEFT, "low-back-left", "low back, left")                                \
    X(LOW_BACK_RIGHT,"low-back-right","low back, right")                               \
    X(UPPER_BACK,   "upper-back",    "between the shoulder blades")                    \
    X(NECK,         "neck",          "neck")                                           \
    X(BUTTOCK_LEFT, "buttock-left",  "left buttock")                                   \
    X(BUTTOCK_RIGHT,"buttock-right", "right buttock")                                  \
    X(GROIN,        "groin",         "groin")                                          \
    X(HIP_LEFT,     "hip-left",      "left hip")                                       \
    X(HIP_RIGHT,    "hip-right",     "right hip")                                      \
    X(THIGH_LEFT,   "thigh-left",    "left thigh")                                     \
    X(THIGH_RIGHT,  "thigh-right",   "right thigh")                                    \
    X(KNEE_LEFT,    "knee-left",     "left knee")                                      \
    X(KNEE_RIGHT,   "knee-right",    "right knee")                                     \
    X(LEG_LEFT,     "leg-left",      "left lower leg")                                 \
    X(LEG_RIGHT,    "leg-right",     "right lower leg")                                \
    X(FOOT_LEFT,    "foot-left",     "left foot or ankle")                             \
    X(FOOT_RIGHT,   "foot-right",    "right foot or ankle")
#define CARE_SYMPTOM_MAP(X)                                                            \
    X(LEG_PAIN,  "leg-pain",  "pain that runs below the knee")                         \
    X(NUMB,      "numb",      "numbness in a leg or foot")                             \
    X(TINGLING,  "tingling",  "pins and needles in a leg or foot")                     \
    X(WEAK,      "weak",      "a leg or foot that is weaker than it was")
/* clang-format on */
enum care_region {
#define CARE_X(name, key, words) CARE_AT_##name,
    CARE_REGION_MAP(CARE_X)
#undef CARE_X
        CARE_N_REGIONS
};
enum care_symptom {
#define CARE_X(name, key, words) CARE_HAS_##name,
    CARE_SYMPTOM_MAP(CARE_X)
#undef CARE_X
        CARE_N_SYMPTOMS
};
struct care_word {
    const char *key, *words; /* stored; shown */
};
extern const struct care_word care_regions[CARE_N_REGIONS];
extern const struct care_word care_symptoms[CARE_N_SYMPTOMS];
/* Bits as keys with commas ("low-back,hip-left"; "" none) and back; "none" is fine too. _parse
 * gives 0, or 1 + where the first unknown word stands; the known ones are in *ret_bits. */
void care_bits_show(const struct care_word *words, size_t n, unsigned bits, char *ret,
                    size_t size);
size_t care_bits_parse(const struct care_word *words, size_t n, const char *text,
                       unsigned *ret_bits);

struct care_pain { /* one entry of the diary */
    int64_t id;
    long day;            /* local, that it is about */
    double at_s;         /* when it was written, UTC */
    int64_t activity_id; /* session it followed; 0: none */
    unsigned regions;    /* bits of enum care_region; 0: nowhere, with scores 0 */
    double before, during, after, morning; /* 0..10, NaN not said; morning: of the next day */
    double stiff_min;                      /* stiffness of the next morning; NaN */
    unsigned symptoms;                     /* bits of enum care_symptom */
    char note[256], helped[256];
};
#define CARE_PAIN_INIT                                                               \
    {                                                                                \
        .before = NAN, .during = NAN, .after = NAN, .morning = NAN, .stiff_min = NAN \
    }

struct care_day { /* optional daily entries */
    long day;
    double sleep_h, stress, soreness; /* stress, soreness 0..10 */
    double rest_hr, hrv_ms;           /* /min; RMSSD */
    char note[256];
};

enum care_light { CARE_UNKNOWN, CARE_GREEN, CARE_AMBER, CARE_RED, CARE_N_LIGHTS };
const char *care_light_name(enum care_light l); /* "unknown", "green", "amber", "red" */

/* Rules of the light: rows of care_light_rules; the gravest that holds wins. */
struct care_light_rule {
    const char *id;
    enum care_light light;
    const char *words; /* why, to the runner */
    enum evidence grade;
    const char *source;
};
extern const struct care_light_rule care_light_rules[];
extern const size_t care_n_light_rules;

struct care_reading {
    enum care_light light;
    const struct care_light_rule *rule; /* NULL for unknown */
    long day;                           /* of the entry that decides */
    double worst;                       /* highest score of it; NaN */
};
/* The highest of the four scores; NaN: none was said. */
double care_worst_of(const struct care_pain *e);
/* Entry i of e [n], in order of day, with those before it. */
void care_light_of(const struct care_pain *e, size_t n, size_t i, struct care_reading *ret);
/* How things stand on a day: the last entry of its last 7 days that says something; but a red
 * of the last 28 days counts until two later days have a green entry. No entry: unknown. */
void care_state_of(const struct care_pain *e, size_t n, long today, struct care_reading *ret);

#endif
