/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "base/mem.h"
#include "formats/tracks_build.h"

/*
 * GPX 1.0 and 1.1 (www.topografix.com/gpx.asp): trk / trkseg / trkpt, rte / rtept, and what
 * Garmin (TrackPointExtension v1 and v2, PowerExtension), Cluetrust, Suunto, OpenTracks and
 * others put below extensions, by local name. GPX 1.0 has foreign elements right in the point.
 */
enum state {
    GPX = XML_ROOT,
    METADATA,
    TRK,
    TRK_EXTENSION,
    TRKSEG,
    TRKPT,
    EXTENSION,
    RTE,
    RTEPT,
    N_STATES
};
_Static_assert((int)N_STATES <= (int)XML_STATES_MAX, "more states than xml has room for");

enum slot { NAME, TYPE, FILE_NAME, CREATED };

/* clang-format off */
#define NODE(in, name, to) { in, name, to, 0, 0, 0, 0 }
#define LEAF(in, name, kind, target, scale) { in, name, XML_LEAF, kind, target, 0, scale }
static const struct xml_row rows[] = {
    NODE(GPX,      "metadata",   METADATA),
    LEAF(GPX,      "name",       TRACK_SLOT, FILE_NAME, 0),
    LEAF(GPX,      "time",       TRACK_SLOT, CREATED, 0),
    LEAF(METADATA, "name",       TRACK_SLOT, FILE_NAME, 0),
    LEAF(METADATA, "time",       TRACK_SLOT, CREATED, 0),
    NODE(GPX,      "trk",        TRK),
    NODE(GPX,      "rte",        RTE),
    LEAF(TRK,      "name",       TRACK_SLOT, NAME, 0),
    LEAF(TRK,      "type",       TRACK_SLOT, TYPE, 0),
    NODE(TRK,      "extensions", TRK_EXTENSION),
    NODE(TRK,      "trkseg",     TRKSEG),
    NODE(TRKSEG,   "trkpt",      TRKPT),
    LEAF(TRKPT,    "ele",        TRACK_COLUMN, ACTIVITY_ALTITUDE, 1),
    LEAF(TRKPT,    "time",       TRACK_TIME, 0, 0),
    LEAF(TRKPT,    "speed",      TRACK_COLUMN, ACTIVITY_SPEED, 1),
    NODE(TRKPT,    "extensions", EXTENSION),
    LEAF(RTE,      "name",       TRACK_SLOT, NAME, 0),
    NODE(RTE,      "rtept",      RTEPT),
    LEAF(RTEPT,    "ele",        TRACK_COLUMN, ACTIVITY_ALTITUDE, 1),
    LEAF(RTEPT,    "time",       TRACK_TIME, 0, 0),

    /* OpenTracks: metres since the point before; all others: since the start. */
    { EXTENSION, "distance", XML_LEAF, TRACK_NOTHING, 0, XML_NS_OPENTRACKS, 0 },
    LEAF(EXTENSION, "distance",            TRACK_COLUMN, ACTIVITY_DISTANCE, 1),
    LEAF(EXTENSION, "hr",                  TRACK_COLUMN, ACTIVITY_HR, 1),
    LEAF(EXTENSION, "heartrate",           TRACK_WEAK, ACTIVITY_HR, 1),
    LEAF(EXTENSION, "heartratebpm",        TRACK_WEAK, ACTIVITY_HR, 1),
    LEAF(EXTENSION, "bpm",                 TRACK_WEAK, ACTIVITY_HR, 1),
    LEAF(EXTENSION, "cad",                 TRACK_COLUMN, ACTIVITY_CADENCE, 1),
    LEAF(EXTENSION, "cadence",             TRACK_WEAK, ACTIVITY_CADENCE, 1),
    LEAF(EXTENSION, "runcadence",          TRACK_WEAK, ACTIVITY_CADENCE, 1),
    LEAF(EXTENSION, "rpm",                 TRACK_WEAK, ACTIVITY_CADENCE, 1),
    LEAF(EXTENSION, "power",               TRACK_COLUMN, ACTIVITY_POWER, 1),
    LEAF(EXTENSION, "powerinwatts",        TRACK_WEAK, ACTIVITY_POWER, 1),
    LEAF(EXTENSION, "watts",               TRACK_WEAK, ACTIVITY_POWER, 1),
    LEAF(EXTENSION, "pwr",                 TRACK_WEAK, ACTIVITY_POWER, 1),
    LEAF(EXTENSION, "atemp",               TRACK_COLUMN, ACTIVITY_TEMPERATURE, 1),
    LEAF(EXTENSION, "temp",                TRACK_WEAK, ACTIVITY_TEMPERATURE, 1),
    LEAF(EXTENSION, "temperature",         TRACK_WEAK, ACTIVITY_TEMPERATURE, 1),
    LEAF(EXTENSION, "speed",               TRACK_COLUMN, ACTIVITY_SPEED, 1),
    LEAF(EXTENSION, "altitude",            TRACK_WEAK, ACTIVITY_ALTITUDE, 1),
    LEAF(EXTENSION, "ele",                 TRACK_WEAK, ACTIVITY_ALTITUDE, 1),
    LEAF(EXTENSION, "verticalspeed",       TRACK_COLUMN, ACTIVITY_VERT_SPEED, 1),
    LEAF(EXTENSION, "accuracy_horizontal", TRACK_COLUMN, ACTIVITY_GPS_ERROR, 1),

    LEAF(TRK_EXTENSION, "timertime",       TRACK_TOTAL, ACTIVITY_TOTAL_TIMER, 1),
    LEAF(TRK_EXTENSION, "movingtime",      TRACK_TOTAL, ACTIVITY_TOTAL_MOVING, 1),
    LEAF(TRK_EXTENSION, "distance",        TRACK_TOTAL, ACTIVITY_TOTAL_DISTANCE, 1),
    LEAF(TRK_EXTENSION, "maxspeed",        TRACK_TOTAL, ACTIVITY_TOTAL_MAX_SPEED, 1),
    LEAF(TRK_EXTENSION, "ascent",          TRACK_TOTAL, ACTIVITY_TOTAL_ASCENT, 1),
    LEAF(TRK_EXTENSION, "descent",         TRACK_TOTAL, ACTIVITY_TOTAL_DESCENT, 1),
    LEAF(TRK_EXTENSION, "calories",        TRACK_TOTAL, ACTIVITY_TOTAL_ENERGY, 1),
};

static const uint8_t loose[XML_STATES_MAX] = {
    [TRKPT] = EXTENSION,
    [RTEPT] = EXTENSION,
    [EXTENSION] = EXTENSION,
    [TRK] = TRK_EXTENSION,
    [TRK_EXTENSION] = TRK_EXTENSION,
};

/* Numbers that Strava writes for the sport. */
static const struct {
    const char *number;
    enum activity_sport sport;
} strava_types[] = {
    { "1", ACTIVITY_SPORT_RIDE },
    { "4", ACTIVITY_SPORT_HIKE },
    { "9", ACTIVITY_SPORT_RUN },
    { "10", ACTIVITY_SPORT_WALK },
};
/* clang-format on */

static int begin_point(struct tracks *t, const char **attributes, struct err *err)
{
    const char *lat = track_attribute(attributes, "lat"),
               *lon = track_attribute(attributes, "lon");
    int rc = track_begin_sample(t, err);
    if (rc < 0 || !lat || !lon)
        return rc;
    double lat_deg = value_number(lat, strlen(lat)), lon_deg = value_number(lon, strlen(lon));
    if (!(fabs(lat_deg) <= 90 && fabs(lon_deg) <= 180)) {
        t->n_out_of_range++;
        return 0;
    }
    rc = track_set(t, ACTIVITY_LAT, lat_deg, err);
    return rc < 0 ? rc : track_set(t, ACTIVITY_LON, lon_deg, err);
}

static int begin(void *ctx, unsigned state, const char **attributes, struct err *err)
{
    struct tracks *t = ctx;
    const char *creator;

    switch ((enum state)state) {
    case GPX:
        t->format = "gpx";
        creator = track_attribute(attributes, "creator");
        track_copy(t->creator, sizeof(t->creator), creator ? creator : "",
                   creator ? strlen(creator) : 0);
        t->strava = strncasecmp(t->creator, "StravaGPX", 9) == 0;
        return 0;
    case TRK:
        return track_begin(t, ACTIVITY_FILE_ACTIVITY, err);
    case RTE:
        return track_begin(t, ACTIVITY_FILE_COURSE, err);
    case TRKSEG:
        track_begin_segment(t);
        return 0;
    case TRKPT:
    case RTEPT:
        return begin_point(t, attributes, err);
    default:
        return 0;
    }
}

/* A track without points is an empty folder of some map program, not an activity. */
static int end_track(struct tracks *t, struct err *err)
{
    if (!t->a || t->a->n_samples == 0) {
        t->a = activity_free(t->a);
        return 0;
    }
    if (!t->a->name[0])
        memcpy(t->a->name, t->file_name, sizeof(t->a->name));
    return track_end(t, err);
}

static int end(void *ctx, unsigned state, struct err *err)
{
    struct tracks *t = ctx;
    switch ((enum state)state) {
    case TRKPT:
    case RTEPT:
        track_end_sample(t);
        return 0;
    case TRK:
    case RTE:
        return end_track(t, err);
    default:
        return 0;
    }
}

static void set_type(struct tracks *t, const char *s, size_t n)
{
    char word[ACTIVITY_NAME_MAX];
    track_copy(word, sizeof(word), s, n);
    if (!value_sport(word, &t->a->sport, &t->a->sub))
        t->a->sport = ACTIVITY_SPORT_NONE;
    for (size_t i = 0; t->strava && i < N_ELEMS(strava_types); i++)
        if (strcmp(strava_types[i].number, word) == 0)
            t->a->sport = strava_types[i].sport;
}

static int text(void *ctx, const struct xml_row *row, const char *s, size_t n, struct err *err)
{
    struct tracks *t = ctx;
    if (row->kind != TRACK_SLOT)
        return track_text(t, row, s, n, err);
    switch ((enum slot)row->target) {
    case NAME:
        if (t->a)
            track_copy(t->a->name, sizeof(t->a->name), s, n);
        return 0;
    case TYPE:
        if (t->a)
            set_type(t, s, n);
        return 0;
    case FILE_NAME:
        track_copy(t->file_name, sizeof(t->file_name), s, n);
        return 0;
    case CREATED:
        t->created_s = value_time(&t->clock, s, n);
        return 0;
    default:
        return 0;
    }
}

const struct xml_format gpx_format = {
    .root = "gpx",
    .row = rows,
    .n_rows = N_ELEMS(rows),
    .loose = loose,
    .begin = begin,
    .end = end,
    .text = text,
    .other = track_other,
};
