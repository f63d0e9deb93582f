/* SPDX-License-Identifier: Apache-2.0 */
#include <stdint.h>
#include <string.h>

#include "base/mem.h"
#include "formats/value.h"

enum { WORD_MAX = 40 };

/*
 * Words for sports as watches, apps and exports write them: Garmin's type keys, Strava's types
 * (also those of its exports in German, French, Spanish, Italian, Dutch), TCX and GPX. Lower
 * case, letters and digits only. To add a word: one row.
 */
/* clang-format off */
#define ROW(word, sport, sub) { word, ACTIVITY_SPORT_##sport, ACTIVITY_SUB_##sub }
static const struct {
    const char *word;
    uint8_t sport, sub;
} words[] = {
    ROW("run", RUN, NONE), ROW("running", RUN, NONE), ROW("jogging", RUN, NONE),
    ROW("lauf", RUN, NONE), ROW("laufen", RUN, NONE), ROW("course", RUN, NONE),
    ROW("courseapied", RUN, NONE), ROW("carrera", RUN, NONE), ROW("corsa", RUN, NONE),
    ROW("hardlopen", RUN, NONE), ROW("hardloopsessie", RUN, NONE), ROW("rennen", RUN, NONE),
    ROW("treadmill", RUN, TREADMILL), ROW("treadmillrunning", RUN, TREADMILL),
    ROW("indoorrunning", RUN, INDOOR), ROW("streetrunning", RUN, STREET),
    ROW("roadrunning", RUN, STREET), ROW("trailrun", RUN, TRAIL),
    ROW("trailrunning", RUN, TRAIL), ROW("trackrunning", RUN, TRACK), ROW("trackrun", RUN, TRACK),
    ROW("virtualrun", RUN, VIRTUAL), ROW("virtualrunning", RUN, VIRTUAL),
    ROW("ultrarun", RUN, ULTRA), ROW("ultrarunning", RUN, ULTRA),
    ROW("obstaclerun", RUN, OBSTACLE), ROW("obstaclerunning", RUN, OBSTACLE),
    ROW("walk", WALK, NONE), ROW("walking", WALK, NONE), ROW("gehen", WALK, NONE),
    ROW("spaziergang", WALK, NONE), ROW("marche", WALK, NONE), ROW("caminata", WALK, NONE),
    ROW("camminata", WALK, NONE), ROW("wandeling", WALK, NONE), ROW("casualwalking", WALK, CASUAL),
    ROW("speedwalking", WALK, SPEED), ROW("indoorwalking", WALK, INDOOR),
    ROW("nordicwalking", WALK, OTHER), ROW("hike", HIKE, NONE), ROW("hiking", HIKE, NONE),
    ROW("wanderung", HIKE, NONE), ROW("wandern", HIKE, NONE), ROW("randonnee", HIKE, NONE),
    ROW("trekking", HIKE, NONE), ROW("rucking", HIKE, NONE),
    ROW("mountaineering", MOUNTAINEER, NONE), ROW("snowshoe", SNOWSHOE, NONE),
    ROW("snowshoeing", SNOWSHOE, NONE), ROW("snowshoews", SNOWSHOE, NONE),
    ROW("ride", RIDE, NONE), ROW("biking", RIDE, NONE), ROW("cycling", RIDE, NONE),
    ROW("bike", RIDE, NONE), ROW("bicycle", RIDE, NONE), ROW("radfahrt", RIDE, NONE),
    ROW("radfahren", RIDE, NONE), ROW("sortievelo", RIDE, NONE), ROW("velo", RIDE, NONE),
    ROW("bicicleta", RIDE, NONE), ROW("bicicletta", RIDE, NONE), ROW("fietsrit", RIDE, NONE),
    ROW("roadbiking", RIDE, STREET), ROW("roadcycling", RIDE, STREET),
    ROW("mountainbikeride", RIDE, MOUNTAIN), ROW("mountainbiking", RIDE, MOUNTAIN),
    ROW("mtb", RIDE, MOUNTAIN), ROW("downhillbiking", RIDE, DOWNHILL),
    ROW("gravelride", RIDE, GRAVEL), ROW("gravelcycling", RIDE, GRAVEL),
    ROW("gravelunpavedcycling", RIDE, GRAVEL), ROW("cyclocross", RIDE, CYCLOCROSS),
    ROW("virtualride", RIDE, VIRTUAL), ROW("indoorcycling", RIDE, INDOOR),
    ROW("indoorride", RIDE, INDOOR), ROW("spinning", RIDE, SPIN),
    ROW("commuting", RIDE, COMMUTING), ROW("bmx", RIDE, OTHER), ROW("handcycle", RIDE, OTHER),
    ROW("trackcycling", RIDE, TRACK), ROW("recumbentcycling", RIDE, OTHER),
    ROW("ebikeride", E_BIKE, NONE), ROW("ebiking", E_BIKE, NONE),
    ROW("ebikefitness", E_BIKE, NONE), ROW("emountainbikeride", E_BIKE, MOUNTAIN),
    ROW("ebikemountain", E_BIKE, MOUNTAIN), ROW("swim", SWIM, NONE),
    ROW("swimming", SWIM, NONE), ROW("schwimmen", SWIM, NONE), ROW("natation", SWIM, NONE),
    ROW("natacion", SWIM, NONE), ROW("nuoto", SWIM, NONE), ROW("zwemmen", SWIM, NONE),
    ROW("lapswimming", SWIM, POOL), ROW("poolswim", SWIM, POOL),
    ROW("openwaterswimming", SWIM, OPEN_WATER), ROW("openwaterswim", SWIM, OPEN_WATER),
    ROW("rowing", ROW, NONE), ROW("rudern", ROW, NONE), ROW("indoorrowing", ROW, INDOOR_ROWING),
    ROW("virtualrow", ROW, INDOOR_ROWING), ROW("kayaking", PADDLE, NONE),
    ROW("canoeing", PADDLE, NONE), ROW("standuppaddling", PADDLE, NONE),
    ROW("standuppaddleboarding", PADDLE, NONE), ROW("paddling", PADDLE, NONE),
    ROW("nordicski", XC_SKI, NONE), ROW("crosscountryskiing", XC_SKI, NONE),
    ROW("crosscountryskiingws", XC_SKI, NONE), ROW("skateskiing", XC_SKI, SKATE_SKIING),
    ROW("skateskiingws", XC_SKI, SKATE_SKIING), ROW("rollerski", XC_SKI, OTHER),
    ROW("alpineski", ALPINE_SKI, NONE), ROW("skiing", ALPINE_SKI, NONE),
    ROW("resortskiing", ALPINE_SKI, NONE), ROW("resortskiingsnowboardingws", ALPINE_SKI, NONE),
    ROW("backcountryski", ALPINE_SKI, BACKCOUNTRY), ROW("skitouring", ALPINE_SKI, BACKCOUNTRY),
    ROW("backcountryskiing", ALPINE_SKI, BACKCOUNTRY),
    ROW("snowboard", SNOWBOARD, NONE), ROW("snowboarding", SNOWBOARD, NONE),
    ROW("iceskate", SKATE, NONE), ROW("inlineskate", SKATE, NONE), ROW("skating", SKATE, NONE),
    ROW("inlineskating", SKATE, NONE), ROW("iceskating", SKATE, NONE),
    ROW("skateboard", SKATE, OTHER), ROW("rockclimbing", CLIMB, NONE),
    ROW("climbing", CLIMB, NONE), ROW("indoorclimbing", CLIMB, INDOOR),
    ROW("bouldering", CLIMB, NONE), ROW("elliptical", GYM, ELLIPTICAL),
    ROW("crosstrainer", GYM, ELLIPTICAL), ROW("stairstepper", GYM, STAIRS),
    ROW("stairclimbing", GYM, STAIRS), ROW("floorclimbing", GYM, STAIRS),
    ROW("fitnessequipment", GYM, NONE), ROW("weighttraining", TRAINING, STRENGTH),
    ROW("strengthtraining", TRAINING, STRENGTH), ROW("strength", TRAINING, STRENGTH),
    ROW("krafttraining", TRAINING, STRENGTH), ROW("musculation", TRAINING, STRENGTH),
    ROW("yoga", TRAINING, YOGA), ROW("pilates", TRAINING, PILATES),
    ROW("workout", TRAINING, NONE), ROW("training", TRAINING, NONE),
    ROW("cardio", TRAINING, CARDIO), ROW("indoorcardio", TRAINING, CARDIO),
    ROW("cardiotraining", TRAINING, CARDIO), ROW("fitness", TRAINING, NONE),
    ROW("stretching", TRAINING, FLEXIBILITY), ROW("mobility", TRAINING, FLEXIBILITY),
    ROW("flexibilitytraining", TRAINING, FLEXIBILITY), ROW("crossfit", TRAINING, CARDIO),
    ROW("hiit", HIIT, NONE), ROW("highintensityintervaltraining", HIIT, NONE),
    ROW("soccer", BALL_GAME, NONE), ROW("football", BALL_GAME, NONE),
    ROW("basketball", BALL_GAME, NONE), ROW("volleyball", BALL_GAME, NONE),
    ROW("tennis", RACKET, NONE), ROW("badminton", RACKET, NONE), ROW("squash", RACKET, NONE),
    ROW("tabletennis", RACKET, NONE), ROW("padel", RACKET, NONE), ROW("pickleball", RACKET, NONE),
    ROW("racquetball", RACKET, NONE), ROW("boxing", COMBAT, NONE),
    ROW("martialarts", COMBAT, NONE), ROW("surfing", WATER, NONE), ROW("windsurf", WATER, NONE),
    ROW("kitesurf", WATER, NONE), ROW("sailing", WATER, NONE), ROW("sail", WATER, NONE),
    ROW("wheelchair", WHEELCHAIR, NONE), ROW("wheelchairpushrun", WHEELCHAIR, NONE),
    ROW("wheelchairpushwalk", WHEELCHAIR, NONE), ROW("meditation", MEDITATION, NONE),
    ROW("breathwork", MEDITATION, BREATHING), ROW("transition", TRANSITION, NONE),
    ROW("multisport", MULTISPORT, NONE), ROW("other", OTHER, NONE), ROW("sport", OTHER, NONE),
};
#undef ROW
/* clang-format on */

bool value_sport(const char *word, enum activity_sport *ret_sport, enum activity_sub *ret_sub)
{
    char plain[WORD_MAX];
    size_t n = 0;

    for (; *word && n < sizeof(plain) - 1; word++) {
        char c = *word >= 'A' && *word <= 'Z' ? (char)(*word + 32) : *word;
        if (c == ' ' || c == '_' || c == '-')
            continue;
        plain[n++] = c;
    }
    plain[n] = '\0';
    for (size_t i = 0; i < N_ELEMS(words); i++)
        if (strcmp(words[i].word, plain) == 0) {
            *ret_sport = (enum activity_sport)words[i].sport;
            *ret_sub = (enum activity_sub)words[i].sub;
            return true;
        }
    return false;
}
