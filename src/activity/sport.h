/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ACTIVITY_SPORT_H
#define ACTIVITY_SPORT_H
/*
 * sport - what was done: the sport, and its kind within the sport.
 *
 * Two tables. Keys are stored: never renamed, never reused. Readers of file formats translate
 * their own numbers and words into these rows; what has no row is OTHER, what was not said
 * NONE.
 */
#include <stdbool.h>

/* clang-format off */
/* ON FOOT: cadence counts steps of both feet. */
#define ACTIVITY_SPORT_MAP(X)                                     \
    /* name         key              shown            on foot  */ \
    X(NONE,         "",              "activity",      false)      \
    X(OTHER,        "other",         "activity",      false)      \
    X(RUN,          "run",           "run",           true)       \
    X(WALK,         "walk",          "walk",          true)       \
    X(HIKE,         "hike",          "hike",          true)       \
    X(MOUNTAINEER,  "mountaineer",   "mountaineering", true)      \
    X(SNOWSHOE,     "snowshoe",      "snowshoeing",   true)       \
    X(RIDE,         "ride",          "ride",          false)      \
    X(E_BIKE,       "e_bike",        "e-bike ride",   false)      \
    X(SWIM,         "swim",          "swim",          false)      \
    X(ROW,          "row",           "rowing",        false)      \
    X(PADDLE,       "paddle",        "paddling",      false)      \
    X(XC_SKI,       "xc_ski",        "cross-country skiing", false) \
    X(ALPINE_SKI,   "alpine_ski",    "alpine skiing", false)      \
    X(SNOWBOARD,    "snowboard",     "snowboarding",  false)      \
    X(SKATE,        "skate",         "skating",       false)      \
    X(CLIMB,        "climb",         "climbing",      false)      \
    X(GYM,          "gym",           "gym machine",   false)      \
    X(TRAINING,     "training",      "training",      false)      \
    X(HIIT,         "hiit",          "HIIT",          false)      \
    X(BALL_GAME,    "ball_game",     "ball game",     false)      \
    X(RACKET,       "racket",        "racket sport",  false)      \
    X(COMBAT,       "combat",        "combat sport",  false)      \
    X(WATER,        "water",         "water sport",   false)      \
    X(WHEELCHAIR,   "wheelchair",    "wheelchair",    false)      \
    X(MEDITATION,   "meditation",    "meditation",    false)      \
    X(TRANSITION,   "transition",    "transition",    true)       \
    X(MULTISPORT,   "multisport",    "multisport",    false)

#define ACTIVITY_SUB_MAP(X)                                       \
    /* name          key               shown                   */ \
    X(NONE,          "",               "")                        \
    X(OTHER,         "other",          "")                        \
    X(TREADMILL,     "treadmill",      "on a treadmill")          \
    X(STREET,        "street",         "on the road")             \
    X(TRAIL,         "trail",          "on trails")               \
    X(TRACK,         "track",          "on a track")              \
    X(INDOOR_TRACK,  "indoor_track",   "on an indoor track")      \
    X(ULTRA,         "ultra",          "ultra")                   \
    X(OBSTACLE,      "obstacle",       "obstacles")               \
    X(INDOOR,        "indoor",         "indoors")                 \
    X(VIRTUAL,       "virtual",        "virtual")                 \
    X(SPEED,         "speed",          "speed walking")           \
    X(CASUAL,        "casual",         "casual")                  \
    X(SPIN,          "spin",           "spinning")                \
    X(MOUNTAIN,      "mountain",       "mountain")                \
    X(DOWNHILL,      "downhill",       "downhill")                \
    X(GRAVEL,        "gravel",         "gravel")                  \
    X(CYCLOCROSS,    "cyclocross",     "cyclo-cross")             \
    X(COMMUTING,     "commuting",      "commuting")               \
    X(POOL,          "pool",           "in a pool")               \
    X(OPEN_WATER,    "open_water",     "in open water")           \
    X(ELLIPTICAL,    "elliptical",     "elliptical")              \
    X(STAIRS,        "stairs",         "stairs")                  \
    X(INDOOR_ROWING, "indoor_rowing",  "rowing machine")          \
    X(STRENGTH,      "strength",       "strength")                \
    X(CARDIO,        "cardio",         "cardio")                  \
    X(FLEXIBILITY,   "flexibility",    "stretching")              \
    X(YOGA,          "yoga",           "yoga")                    \
    X(PILATES,       "pilates",        "Pilates")                 \
    X(CORE,          "core",           "core")                    \
    X(BREATHING,     "breathing",      "breathing")               \
    X(WARM_UP,       "warm_up",        "warm-up")                 \
    X(EXERCISE,      "exercise",       "exercise")                \
    X(CHALLENGE,     "challenge",      "challenge")               \
    X(SKATE_SKIING,  "skate_skiing",   "skating technique")       \
    X(BACKCOUNTRY,   "backcountry",    "backcountry")             \
    X(INTERVALS,     "intervals",      "intervals")
/* clang-format on */

enum activity_sport {
#define ACTIVITY_X(name, key, shown, foot) ACTIVITY_SPORT_##name,
    ACTIVITY_SPORT_MAP(ACTIVITY_X)
#undef ACTIVITY_X
        ACTIVITY_N_SPORTS
};
enum activity_sub {
#define ACTIVITY_X(name, key, shown) ACTIVITY_SUB_##name,
    ACTIVITY_SUB_MAP(ACTIVITY_X)
#undef ACTIVITY_X
        ACTIVITY_N_SUBS
};

struct activity_sport_row {
    const char *key, *shown;
    bool on_foot;
};
extern const struct activity_sport_row activity_sports[ACTIVITY_N_SPORTS];
extern const struct activity_sport_row activity_subs[ACTIVITY_N_SUBS]; /* on_foot unused */

/* Row of a key; _NONE for "" and for a word that is no key. */
enum activity_sport activity_sport_of(const char *key);
enum activity_sub activity_sub_of(const char *key);

#endif
