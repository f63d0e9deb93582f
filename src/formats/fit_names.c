/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>
#include <string.h>

#include "base/mem.h"
#include "formats/fit_profile.h"

const uint8_t fit_type_size[FIT_N_TYPES] = {
    1, 1, 1, 2, 2, 4, 4, 1, 4, 8, 1, 2, 4, 1, 8, 8, 8
};

/* clang-format off */
#define SPORT(fit, ours) { fit, ACTIVITY_SPORT_##ours }
static const struct fit_number sports[] = {
    SPORT(0, OTHER), SPORT(1, RUN), SPORT(2, RIDE), SPORT(3, TRANSITION), SPORT(4, GYM),
    SPORT(5, SWIM), SPORT(6, BALL_GAME), SPORT(7, BALL_GAME), SPORT(8, RACKET),
    SPORT(9, BALL_GAME), SPORT(10, TRAINING), SPORT(11, WALK), SPORT(12, XC_SKI),
    SPORT(13, ALPINE_SKI), SPORT(14, SNOWBOARD), SPORT(15, ROW), SPORT(16, MOUNTAINEER),
    SPORT(17, HIKE), SPORT(18, MULTISPORT), SPORT(19, PADDLE), SPORT(21, E_BIKE),
    SPORT(30, SKATE), SPORT(31, CLIMB), SPORT(33, SKATE), SPORT(35, SNOWSHOE),
    SPORT(37, PADDLE), SPORT(38, WATER), SPORT(39, WATER), SPORT(40, WATER), SPORT(41, PADDLE),
    SPORT(42, PADDLE), SPORT(43, WATER), SPORT(44, WATER), SPORT(47, COMBAT), SPORT(48, CLIMB),
    SPORT(49, BALL_GAME), SPORT(62, HIIT), SPORT(64, RACKET), SPORT(65, WHEELCHAIR),
    SPORT(66, WHEELCHAIR), SPORT(67, MEDITATION), SPORT(70, BALL_GAME), SPORT(71, BALL_GAME),
    SPORT(72, BALL_GAME), SPORT(73, BALL_GAME), SPORT(74, BALL_GAME), SPORT(75, BALL_GAME),
    SPORT(78, WATER), SPORT(80, COMBAT), SPORT(88, PADDLE),
};
#define SUB(fit, ours) { fit, ACTIVITY_SUB_##ours }
static const struct fit_number subs[] = {
    SUB(0, NONE), SUB(1, TREADMILL), SUB(2, STREET), SUB(3, TRAIL), SUB(4, TRACK), SUB(5, SPIN),
    SUB(6, INDOOR), SUB(7, STREET), SUB(8, MOUNTAIN), SUB(9, DOWNHILL), SUB(11, CYCLOCROSS),
    SUB(13, TRACK), SUB(14, INDOOR_ROWING), SUB(15, ELLIPTICAL), SUB(16, STAIRS), SUB(17, POOL),
    SUB(18, OPEN_WATER), SUB(19, FLEXIBILITY), SUB(20, STRENGTH), SUB(21, WARM_UP),
    SUB(23, EXERCISE), SUB(24, CHALLENGE), SUB(25, INDOOR), SUB(26, CARDIO), SUB(27, INDOOR),
    SUB(30, CASUAL), SUB(31, SPEED), SUB(37, BACKCOUNTRY), SUB(42, SKATE_SKIING), SUB(43, YOGA),
    SUB(44, PILATES), SUB(45, INDOOR_TRACK), SUB(46, GRAVEL), SUB(48, COMMUTING),
    SUB(58, VIRTUAL), SUB(59, OBSTACLE), SUB(62, BREATHING), SUB(67, ULTRA), SUB(68, INDOOR),
    SUB(70, INTERVALS), SUB(73, INTERVALS), SUB(74, INTERVALS), SUB(75, INTERVALS),
};
#define KIND(fit, ours) { fit, ACTIVITY_FILE_##ours }
static const struct fit_number files[] = {
    KIND(1, DEVICE), KIND(2, SETTINGS), KIND(3, SPORT), KIND(4, ACTIVITY), KIND(5, WORKOUT),
    KIND(6, COURSE), KIND(7, SCHEDULE), KIND(9, WEIGHT), KIND(10, TOTALS), KIND(11, GOALS),
    KIND(14, BLOOD_PRESSURE), KIND(15, MONITORING), KIND(20, ACTIVITY), KIND(28, MONITORING),
    KIND(32, MONITORING), KIND(34, SEGMENT), KIND(35, SEGMENT), KIND(44, HEALTH),
    KIND(49, HEALTH),
};
#define INTENSITY(fit, ours) { fit, ACTIVITY_INTENSITY_##ours }
static const struct fit_number intensities[] = {
    INTENSITY(0, ACTIVE), INTENSITY(1, REST), INTENSITY(2, WARMUP), INTENSITY(3, COOLDOWN),
    INTENSITY(4, RECOVERY), INTENSITY(5, INTERVAL), INTENSITY(6, OTHER),
};
#define TRIGGER(fit, ours) { fit, ACTIVITY_TRIGGER_##ours }
static const struct fit_number triggers[] = {
    TRIGGER(0, MANUAL), TRIGGER(1, TIME), TRIGGER(2, DISTANCE), TRIGGER(4, POSITION),
    TRIGGER(3, POSITION), TRIGGER(5, POSITION), TRIGGER(6, POSITION), TRIGGER(7, SESSION_END),
    TRIGGER(8, EQUIPMENT),
};
#define DURATION(fit, ours) { fit, ACTIVITY_DURATION_##ours }
static const struct fit_number durations[] = {
    DURATION(0, TIME), DURATION(1, DISTANCE), DURATION(2, HR_BELOW), DURATION(3, HR_ABOVE),
    DURATION(4, ENERGY), DURATION(5, OPEN), DURATION(6, REPEAT), DURATION(14, POWER_BELOW),
    DURATION(15, POWER_ABOVE), DURATION(28, TIME), DURATION(29, REPS), DURATION(31, TIME),
};
#define TARGET(fit, ours) { fit, ACTIVITY_TARGET_##ours }
static const struct fit_number targets[] = {
    TARGET(0, SPEED), TARGET(1, HR), TARGET(2, OPEN), TARGET(3, CADENCE), TARGET(4, POWER),
    TARGET(5, GRADE), TARGET(7, POWER), TARGET(8, POWER), TARGET(9, POWER), TARGET(10, POWER),
    TARGET(12, SPEED), TARGET(13, HR),
};
#define NUMBERS(rows, other, unset) { rows, N_ELEMS(rows), other, unset }
const struct fit_numbers fit_sports = NUMBERS(sports, ACTIVITY_SPORT_OTHER, 0);
const struct fit_numbers fit_subs = NUMBERS(subs, ACTIVITY_SUB_OTHER, 0);
const struct fit_numbers fit_files = NUMBERS(files, ACTIVITY_FILE_OTHER, 255);
const struct fit_numbers fit_intensities = NUMBERS(intensities, ACTIVITY_INTENSITY_OTHER, 255);
const struct fit_numbers fit_triggers = NUMBERS(triggers, ACTIVITY_TRIGGER_NONE, 255);
const struct fit_numbers fit_durations = NUMBERS(durations, ACTIVITY_DURATION_OTHER, 5);
const struct fit_numbers fit_targets = NUMBERS(targets, ACTIVITY_TARGET_OTHER, 2);

static const struct {
    uint16_t maker;
    const char *name;
} makers[] = {
    { 1, "Garmin" }, { 2, "Garmin" }, { 6, "SRM" }, { 7, "Quarq" }, { 9, "Saris" },
    { 13, "Garmin" }, { 15, "Garmin" }, { 16, "Timex" }, { 23, "Suunto" }, { 29, "Saxonar" },
    { 32, "Wahoo Fitness" }, { 37, "Magellan" }, { 38, "o-synce" }, { 40, "Concept2" },
    { 51, "4iiii" }, { 59, "Mio" }, { 60, "Rotor" }, { 63, "Specialized" }, { 65, "Scosche" },
    { 68, "Cateye" }, { 69, "Stages Cycling" }, { 70, "Sigma Sport" }, { 71, "TomTom" },
    { 73, "Wattbike" }, { 76, "Moxy" }, { 81, "Bontrager" }, { 83, "Scosche" }, { 86, "Elite" },
    { 89, "Tacx" }, { 95, "Stryd" }, { 107, "Magene" }, { 111, "Technogym" },
    { 115, "iGPSPORT" }, { 123, "Polar" }, { 144, "Zwift" }, { 255, "development" },
    { 258, "Lezyne" }, { 259, "Scribe Labs" }, { 260, "Zwift" }, { 263, "Favero" },
    { 265, "Strava" }, { 267, "Bryton" }, { 268, "SRAM" }, { 281, "TrainerRoad" },
    { 282, "The Sufferfest" }, { 289, "Hammerhead" }, { 294, "Coros" }, { 303, "greenTEG" },
    { 305, "Whoop" }, { 310, "Decathlon" }, { 331, "MyWhoosh" }, { 337, "Runna" },
    { 339, "Zepp" }, { 340, "Peloton" }, { 348, "Huawei" },
};
/* Watches and pods of Garmin that runners are likely to own. */
static const struct {
    uint16_t product;
    const char *name;
} garmin[] = {
    { 5, "HRM" }, { 12, "HRM-Tri" }, { 717, "Forerunner 405" }, { 782, "FR50" },
    { 988, "FR60" }, { 1018, "Forerunner 310XT" }, { 1036, "Edge 500" },
    { 1124, "Forerunner 110" }, { 1169, "Edge 800" }, { 1328, "Forerunner 910XT" },
    { 1345, "Forerunner 610" }, { 1436, "FR70" }, { 1482, "Forerunner 10" }, { 1499, "Swim" },
    { 1551, "fenix" }, { 1561, "Edge 510" }, { 1567, "Edge 810" }, { 1623, "Forerunner 620" },
    { 1632, "Forerunner 220" }, { 1743, "HRM-Tri" }, { 1752, "HRM-Run" },
    { 1765, "Forerunner 920XT" }, { 1836, "Edge 1000" }, { 1903, "Forerunner 15" },
    { 1967, "fenix 2" }, { 1988, "epix" }, { 2050, "fenix 3" }, { 2067, "Edge 520" },
    { 2147, "Edge 25" }, { 2148, "Forerunner 25" }, { 2153, "Forerunner 225" },
    { 2156, "Forerunner 630" }, { 2157, "Forerunner 230" }, { 2158, "Forerunner 735XT" },
    { 2327, "HRM-Run" }, { 2337, "vivoactive HR" }, { 2413, "fenix 3 HR" },
    { 2431, "Forerunner 235" }, { 2503, "Forerunner 35" }, { 2530, "Edge 820" },
    { 2544, "fenix 5S" }, { 2593, "Running Dynamics Pod" }, { 2604, "fenix 5X" },
    { 2691, "Forerunner 935" }, { 2697, "fenix 5" }, { 2700, "vivoactive 3" },
    { 2713, "Edge 1030" }, { 2886, "Forerunner 645" }, { 2888, "Forerunner 645 Music" },
    { 2891, "Forerunner 30" }, { 2900, "fenix 5S Plus" }, { 2909, "Edge 130" },
    { 2927, "vivosmart 4" }, { 3076, "Forerunner 245" }, { 3077, "Forerunner 245 Music" },
    { 3110, "fenix 5 Plus" }, { 3111, "fenix 5X Plus" }, { 3112, "Edge 520 Plus" },
    { 3113, "Forerunner 945" }, { 3121, "Edge 530" }, { 3122, "Edge 830" },
    { 3224, "vivoactive 4S" }, { 3225, "vivoactive 4" }, { 3226, "Venu" },
    { 3282, "Forerunner 45" }, { 3288, "fenix 6S" }, { 3290, "fenix 6" },
    { 3291, "fenix 6X" }, { 3299, "HRM-Dual" }, { 3300, "HRM-Pro" },
    { 3589, "Forerunner 745" }, { 3600, "Venu Sq" }, { 3638, "Enduro" },
    { 3652, "Forerunner 945 LTE" }, { 3703, "Venu 2" }, { 3843, "Edge 1040" },
    { 3869, "Forerunner 55" }, { 3888, "Instinct 2" }, { 3905, "fenix 7S" },
    { 3906, "fenix 7" }, { 3907, "fenix 7X" }, { 3943, "epix (Gen 2)" },
    { 3990, "Forerunner 255 Music" }, { 3992, "Forerunner 255" }, { 4024, "Forerunner 955" },
    { 4062, "Edge 840" }, { 4532, "fenix 8 Solar" },
};
static const char *const strokes[] = {
    "freestyle", "backstroke", "breaststroke", "butterfly", "drill", "mixed", "medley",
};
/* clang-format on */

unsigned fit_number_to_ours(const struct fit_numbers *t, double fit, unsigned missing)
{
    if (isnan(fit))
        return missing;
    for (size_t i = 0; i < t->n; i++)
        if (t->row[i].fit == fit)
            return t->row[i].ours;
    return t->other;
}

unsigned fit_number_to_fit(const struct fit_numbers *t, unsigned ours)
{
    for (size_t i = 0; i < t->n; i++)
        if (t->row[i].ours == ours)
            return t->row[i].fit;
    return t->unset;
}

const char *fit_maker_name(unsigned maker)
{
    for (size_t i = 0; i < N_ELEMS(makers); i++)
        if (makers[i].maker == maker)
            return makers[i].name;
    return "";
}

const char *fit_product_name(unsigned maker, unsigned product)
{
    for (size_t i = 0; maker == 1 && i < N_ELEMS(garmin); i++)
        if (garmin[i].product == product)
            return garmin[i].name;
    return "";
}

const char *fit_stroke_name(double stroke)
{
    const size_t n = N_ELEMS(strokes);
    return stroke >= 0 && stroke < (double)n ? strokes[(size_t)stroke] : "";
}

unsigned fit_stroke_number(const char *name)
{
    for (size_t i = 0; i < N_ELEMS(strokes); i++)
        if (strcmp(strokes[i], name) == 0)
            return (unsigned)i;
    return 255;
}
