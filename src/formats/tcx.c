/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "base/mem.h"
#include "formats/tracks_build.h"

/*
 * Garmin's Training Center Database, version 2, with ActivityExtension version 2 (schemas at
 * www8.garmin.com/xmlschemas): Activities / Activity / Lap / Track / Trackpoint, and the same
 * below MultiSportSession, or Courses / Course / Track.
 */
enum state {
    DATABASE = XML_ROOT,
    ACTIVITIES,
    MULTISPORT,
    SPORT,
    ACTIVITY,
    LAP,
    LAP_EXTENSION,
    AVG_HR,
    MAX_HR,
    TRACK,
    POINT,
    POSITION,
    HR,
    EXTENSION,
    CREATOR,
    TRAINING,
    PLAN,
    COURSES,
    COURSE,
    COURSE_LAP,
    WORKOUTS,
    VERSION,
    N_STATES
};
_Static_assert((int)N_STATES <= (int)XML_STATES_MAX, "more states than xml has room for");

enum slot {
    LATITUDE,
    LONGITUDE,
    RUN_CADENCE,
    INTENSITY,
    TRIGGER,
    NAME,
    NOTES,
    PRODUCT,
    UNIT_ID,
    PRODUCT_ID,
    PLAN_NAME,
};

/* clang-format off */
#define NODE(in, name, to) { in, name, to, 0, 0, 0, 0 }
#define LEAF(in, name, kind, target, scale) { in, name, XML_LEAF, kind, target, 0, scale }
static const struct xml_row rows[] = {
    NODE(DATABASE,   "activities",         ACTIVITIES),
    NODE(DATABASE,   "courses",            COURSES),
    NODE(DATABASE,   "workouts",           WORKOUTS),
    NODE(ACTIVITIES, "activity",           ACTIVITY),
    NODE(ACTIVITIES, "multisportsession",  MULTISPORT),
    NODE(MULTISPORT, "firstsport",         SPORT),
    NODE(MULTISPORT, "nextsport",          SPORT),
    NODE(SPORT,      "activity",           ACTIVITY),
    NODE(ACTIVITY,   "lap",                LAP),
    NODE(ACTIVITY,   "creator",            CREATOR),
    NODE(ACTIVITY,   "training",           TRAINING),
    LEAF(ACTIVITY,   "notes",              TRACK_SLOT, NOTES, 0),
    LEAF(CREATOR,    "name",               TRACK_SLOT, PRODUCT, 0),
    LEAF(CREATOR,    "unitid",             TRACK_SLOT, UNIT_ID, 0),
    LEAF(CREATOR,    "productid",          TRACK_SLOT, PRODUCT_ID, 0),
    NODE(TRAINING,   "plan",               PLAN),
    LEAF(PLAN,       "name",               TRACK_SLOT, PLAN_NAME, 0),

    LEAF(LAP, "totaltimeseconds",          TRACK_LAP, ACTIVITY_TOTAL_TIMER, 1),
    LEAF(LAP, "distancemeters",            TRACK_LAP, ACTIVITY_TOTAL_DISTANCE, 1),
    LEAF(LAP, "maximumspeed",              TRACK_LAP, ACTIVITY_TOTAL_MAX_SPEED, 1),
    LEAF(LAP, "calories",                  TRACK_LAP, ACTIVITY_TOTAL_ENERGY, 1),
    LEAF(LAP, "cadence",                   TRACK_LAP, ACTIVITY_TOTAL_AVG_CADENCE, 1),
    LEAF(LAP, "intensity",                 TRACK_SLOT, INTENSITY, 0),
    LEAF(LAP, "triggermethod",             TRACK_SLOT, TRIGGER, 0),
    NODE(LAP, "averageheartratebpm",       AVG_HR),
    NODE(LAP, "maximumheartratebpm",       MAX_HR),
    LEAF(AVG_HR, "value",                  TRACK_LAP, ACTIVITY_TOTAL_AVG_HR, 1),
    LEAF(MAX_HR, "value",                  TRACK_LAP, ACTIVITY_TOTAL_MAX_HR, 1),
    NODE(LAP, "extensions",                LAP_EXTENSION),
    NODE(LAP, "track",                     TRACK),
    LEAF(LAP_EXTENSION, "avgspeed",        TRACK_LAP, ACTIVITY_TOTAL_AVG_SPEED, 1),
    LEAF(LAP_EXTENSION, "avgruncadence",   TRACK_LAP, ACTIVITY_TOTAL_AVG_CADENCE, 1),
    LEAF(LAP_EXTENSION, "maxruncadence",   TRACK_LAP, ACTIVITY_TOTAL_MAX_CADENCE, 1),
    LEAF(LAP_EXTENSION, "maxbikecadence",  TRACK_LAP, ACTIVITY_TOTAL_MAX_CADENCE, 1),
    LEAF(LAP_EXTENSION, "steps",           TRACK_LAP, ACTIVITY_TOTAL_CYCLES, 1),
    LEAF(LAP_EXTENSION, "avgwatts",        TRACK_LAP, ACTIVITY_TOTAL_AVG_POWER, 1),
    LEAF(LAP_EXTENSION, "maxwatts",        TRACK_LAP, ACTIVITY_TOTAL_MAX_POWER, 1),

    NODE(TRACK,    "trackpoint",           POINT),
    LEAF(POINT,    "time",                 TRACK_TIME, 0, 0),
    NODE(POINT,    "position",             POSITION),
    LEAF(POSITION, "latitudedegrees",      TRACK_SLOT, LATITUDE, 0),
    LEAF(POSITION, "longitudedegrees",     TRACK_SLOT, LONGITUDE, 0),
    LEAF(POINT,    "altitudemeters",       TRACK_COLUMN, ACTIVITY_ALTITUDE, 1),
    LEAF(POINT,    "distancemeters",       TRACK_COLUMN, ACTIVITY_DISTANCE, 1),
    NODE(POINT,    "heartratebpm",         HR),
    LEAF(HR,       "value",                TRACK_COLUMN, ACTIVITY_HR, 1),
    LEAF(POINT,    "cadence",              TRACK_WEAK, ACTIVITY_CADENCE, 1),
    NODE(POINT,    "extensions",           EXTENSION),
    LEAF(EXTENSION, "speed",               TRACK_COLUMN, ACTIVITY_SPEED, 1),
    LEAF(EXTENSION, "runcadence",          TRACK_SLOT, RUN_CADENCE, 0),
    LEAF(EXTENSION, "cadence",             TRACK_WEAK, ACTIVITY_CADENCE, 1),
    LEAF(EXTENSION, "watts",               TRACK_COLUMN, ACTIVITY_POWER, 1),
    LEAF(EXTENSION, "power",               TRACK_WEAK, ACTIVITY_POWER, 1),
    LEAF(EXTENSION, "temperature",         TRACK_WEAK, ACTIVITY_TEMPERATURE, 1),
    LEAF(EXTENSION, "atemp",               TRACK_WEAK, ACTIVITY_TEMPERATURE, 1),
    LEAF(EXTENSION, "hr",                  TRACK_WEAK, ACTIVITY_HR, 1),

    NODE(COURSES,    "course",             COURSE),
    LEAF(COURSE,     "name",               TRACK_SLOT, NAME, 0),
    NODE(COURSE,     "lap",                COURSE_LAP),
    NODE(COURSE,     "track",              TRACK),
    NODE(COURSE,     "creator",            CREATOR),
    LEAF(COURSE_LAP, "totaltimeseconds",   TRACK_TOTAL, ACTIVITY_TOTAL_TIMER, 1),
    LEAF(COURSE_LAP, "distancemeters",     TRACK_TOTAL, ACTIVITY_TOTAL_DISTANCE, 1),
};

static const struct {
    const char *word;
    uint8_t is;
} intensities[] = {
    { "Active", ACTIVITY_INTENSITY_ACTIVE }, { "Resting", ACTIVITY_INTENSITY_REST },
}, triggers[] = {
    { "Manual", ACTIVITY_TRIGGER_MANUAL },     { "Distance", ACTIVITY_TRIGGER_DISTANCE },
    { "Location", ACTIVITY_TRIGGER_POSITION }, { "Time", ACTIVITY_TRIGGER_TIME },
};
/* clang-format on */

static const uint8_t loose[XML_STATES_MAX] = {
    [LAP] = LAP_EXTENSION,
    [LAP_EXTENSION] = LAP_EXTENSION,
    [POINT] = EXTENSION,
    [EXTENSION] = EXTENSION,
};

#define LOOK_UP(table, s, n, ret)                                                        \
    do {                                                                                 \
        for (size_t i_ = 0; i_ < N_ELEMS(table); i_++)                                   \
            if (strlen((table)[i_].word) == (n) && !strncasecmp((table)[i_].word, s, n)) \
                (ret) = (table)[i_].is;                                                  \
    } while (0)

static void begin_activity(struct tracks *t, const char **attributes)
{
    const char *sport = track_attribute(attributes, "Sport");
    t->a->sport = ACTIVITY_SPORT_NONE;
    if (sport && !value_sport(sport, &t->a->sport, &t->a->sub))
        t->a->sport = ACTIVITY_SPORT_OTHER;
}

static int begin(void *ctx, unsigned state, const char **attributes, struct err *err)
{
    struct tracks *t = ctx;
    int rc;

    switch ((enum state)state) {
    case DATABASE:
        t->format = "tcx";
        track_copy(t->creator, sizeof(t->creator), "", 0);
        return 0;
    case MULTISPORT:
        t->multisport_from = t->list->n;
        return 0;
    case ACTIVITY:
        rc = track_begin(t, ACTIVITY_FILE_ACTIVITY, err);
        if (rc == 0)
            begin_activity(t, attributes);
        return rc;
    case COURSE:
        return track_begin(t, ACTIVITY_FILE_COURSE, err);
    case LAP:
        rc = track_begin_lap(t, err);
        if (rc == 0)
            track_lap(t)->start_s = track_time_of(t, track_attribute(attributes, "StartTime"));
        return rc;
    case TRACK:
        track_begin_segment(t);
        return 0;
    case POINT:
        return track_begin_sample(t, err);
    case POSITION:
        t->point_lat = NAN;
        return 0;
    case WORKOUTS:
        t->others = ACTIVITY_FILE_WORKOUT;
        return 0;
    default:
        return 0;
    }
}

static void end_lap(struct tracks *t)
{
    struct activity_lap *lap = track_lap(t);
    if (!lap)
        return;
    if (!isnan(t->segment_end_s))
        lap->end_s = t->segment_end_s;
    else
        lap->end_s = lap->start_s + lap->total[ACTIVITY_TOTAL_TIMER];
    lap->sport = t->a->sport;
    lap->sub = t->a->sub;
    t->lap_open = false;
}

static int end_activity(struct tracks *t, struct err *err)
{
    if (t->a && t->a->n_laps)
        t->a->start_s = t->a->lap[0].start_s;
    return track_end(t, err);
}

static int end(void *ctx, unsigned state, struct err *err)
{
    struct tracks *t = ctx;
    switch ((enum state)state) {
    case POINT:
        track_end_sample(t);
        return 0;
    case LAP:
        end_lap(t);
        return 0;
    case ACTIVITY:
    case COURSE:
        return end_activity(t, err);
    case MULTISPORT:
        for (size_t i = t->multisport_from; i < t->list->n; i++) {
            t->list->item[i]->leg = (unsigned)(i - t->multisport_from);
            t->list->item[i]->n_legs = (unsigned)(t->list->n - t->multisport_from);
        }
        t->multisport_from = SIZE_MAX;
        return 0;
    default:
        return 0;
    }
}

/* A position counts only with both halves in range: 180 and the like mean "none". */
static int set_position(struct tracks *t, double lon, struct err *err)
{
    if (!(fabs(t->point_lat) <= 90 && fabs(lon) <= 180)) {
        t->n_out_of_range++;
        return 0;
    }
    int rc = track_set(t, ACTIVITY_LAT, t->point_lat, err);
    return rc < 0 ? rc : track_set(t, ACTIVITY_LON, lon, err);
}

static int sample_slot(struct tracks *t, enum slot slot, const char *s, size_t n,
                       struct err *err)
{
    double v = value_number(s, n);
    if (!t->sample_open)
        return 0;
    if (slot == LATITUDE)
        t->point_lat = v;
    else if (slot == LONGITUDE)
        return set_position(t, v, err);
    else if (!isnan(v)) {
        t->run_cadence = true;
        return track_set(t, ACTIVITY_CADENCE, v, err);
    }
    return 0;
}

static void word_slot(struct tracks *t, enum slot slot, const char *s, size_t n)
{
    struct activity *a = t->a;
    struct activity_lap *lap = track_lap(t);
    double v = value_number(s, n);
    unsigned found = 0;

    if (slot == NAME || slot == NOTES)
        track_copy(a->name, sizeof(a->name), s, n);
    else if (slot == PRODUCT)
        track_copy(a->source.product, sizeof(a->source.product), s, n);
    else if (slot == PLAN_NAME)
        track_copy(a->workout.name, sizeof(a->workout.name), s, n);
    else if (slot == UNIT_ID && v > 0 && v <= UINT32_MAX)
        a->source.serial = (uint32_t)v;
    else if (slot == PRODUCT_ID && v > 0 && v <= UINT16_MAX)
        a->source.product_id = (unsigned)v;
    track_trim(&s, &n);
    if (slot == INTENSITY && lap) {
        LOOK_UP(intensities, s, n, found);
        lap->intensity = (enum activity_intensity)found;
    } else if (slot == TRIGGER && lap) {
        LOOK_UP(triggers, s, n, found);
        lap->trigger = (enum activity_trigger)found;
    }
}

static int text(void *ctx, const struct xml_row *row, const char *s, size_t n, struct err *err)
{
    struct tracks *t = ctx;
    if (row->kind != TRACK_SLOT)
        return track_text(t, row, s, n, err);
    if (row->target <= RUN_CADENCE)
        return sample_slot(t, (enum slot)row->target, s, n, err);
    if (t->a)
        word_slot(t, (enum slot)row->target, s, n);
    return 0;
}

const struct xml_format tcx_format = {
    .root = "trainingcenterdatabase",
    .row = rows,
    .n_rows = N_ELEMS(rows),
    .loose = loose,
    .begin = begin,
    .end = end,
    .text = text,
    .other = track_other,
};
