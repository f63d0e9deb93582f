/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include <math.h>

#include "base/mem.h"
#include "formats/tracks.h"
#include "formats/value.h"
#include "formats/xml.h"

#define TCX_HEAD                                                           \
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<TrainingCenterDatabase " \
    "xmlns=\"http://www.garmin.com/xmlschemas/TrainingCenterDatabase/v2\"><Activities>"
#define TCX_TAIL "</Activities></TrainingCenterDatabase>"
#define GPX_HEAD                                                    \
    "<?xml version=\"1.0\"?><gpx version=\"1.1\" creator=\"test\" " \
    "xmlns=\"http://www.topografix.com/GPX/1/1\">"
#define TRK(points) GPX_HEAD "<trk><name>n</name><trkseg>" points "</trkseg></trk></gpx>"

static int read_n(const char *s, size_t n, struct activity_list **ret_list, struct err *err)
{
    const struct formats_params params = FORMATS_PARAMS_INIT;
    return formats_read((const uint8_t *)s, n, &params, ret_list, err);
}

/* The only activity of a file that must be readable. */
static struct activity_list *read_ok(const char *s)
{
    struct activity_list *list = NULL;
    struct err err = { 0 };
    assert_ok(read_n(s, strlen(s), &list, &err), err);
    assert_true(list->n > 0);
    return list;
}

static double at(const struct activity *a, enum activity_column c, size_t i)
{
    return a->column[c] && i < a->n_samples ? a->column[c][i] : NAN;
}

static bool has_note(const struct activity *a, enum activity_note_kind kind)
{
    for (size_t i = 0; i < a->n_notes; i++)
        if (a->note[i].kind == kind)
            return true;
    return false;
}

static void numbers_as_people_write_them(void **state)
{
    static const struct {
        const char *s;
        double want;
    } rows[] = {
        { "0", 0 },
        { "-0.5", -0.5 },
        { " 12.25\n", 12.25 },
        { "+3", 3 },
        { "41,5", 41.5 },
        { "1.234,5", 1234.5 },
        { "1,234.5", 1234.5 },
        { ".5", 0.5 },
        { "5.", 5 },
        { "1e3", 1000 },
        { "2.5E-3", 0.0025 },
        { "1e-400", 0 },
        { "2.0810000896453857", 2.0810000896453857 },
        { "-118.758792700000000000001", -118.7587927 },
        { "123456789012345678901234567890", 1.2345678901234568e29 },
        { "9007199254740993", 9007199254740992.0 },
        { "", NAN },
        { ".", NAN },
        { "-", NAN },
        { "NaN", NAN },
        { "inf", NAN },
        { "0x10", NAN },
        { "12 bpm", NAN },
        { "1.2.3", NAN },
        { "1e999", NAN },
        { "1e", NAN },
    };
    (void)state;
    for (size_t i = 0; i < N_ELEMS(rows); i++) {
        double v = value_number(rows[i].s, strlen(rows[i].s));
        /* two units in the last place, as the header says */
        if (isnan(v) != isnan(rows[i].want) ||
            (!isnan(v) && fabs(v - rows[i].want) > 4.5e-16 * fabs(v)))
            fail_msg("\"%s\" is %.17g, expected %.17g", rows[i].s, v, rows[i].want);
    }
}

static void times_of_every_spelling(void **state)
{
    static const struct {
        const char *s;
        double want;
    } rows[] = {
        { "1970-01-01T00:00:00Z", 0 },
        { "2013-06-30T06:05:11Z", 1372572311 },
        { "2013-06-30T06:05:11.250Z", 1372572311.25 },
        { "2013-06-30T06:05:11,5Z", 1372572311.5 },
        { "2013-06-30T08:05:11+02:00", 1372572311 },
        { "2013-06-30T08:05:11+0200", 1372572311 },
        { "2013-06-30T01:35:11-04:30", 1372572311 },
        { "2013-06-30T08:05:11+02", 1372572311 },
        { "2013-06-30T06:05:11", 1372572311 },
        { " 2013-06-30 06:05:11 ", 1372572311 },
        { "2013-06-30 06:05:11 Z", 1372572311 },
        { "2013-06-30T06:05Z", 1372572300 },
        { "2013-06-30", 1372550400 },
        { "2012-02-29T12:00:00Z", 1330516800 },
        { "2000-02-29T24:00:00Z", 951868800 },
        { "2016-12-31T23:59:60Z", 1483228800 },
        { "2013-02-29T00:00:00Z", NAN },
        { "2013-13-01T00:00:00Z", NAN },
        { "2013-06-30T25:00:00Z", NAN },
        { "2013-06-30T06:05:11X", NAN },
        { "2013-06-30T06:05:1", NAN },
        { "30.06.2013 06:05", NAN },
        { "", NAN },
    };
    struct value_clock clock = { 0 };
    (void)state;
    for (size_t i = 0; i < N_ELEMS(rows); i++) {
        double v = value_time(&clock, rows[i].s, strlen(rows[i].s));
        if (!(v == rows[i].want) && !(isnan(v) && isnan(rows[i].want)))
            fail_msg("\"%s\" is %.9g, expected %.9g", rows[i].s, v, rows[i].want);
    }
}

static void words_for_sports_whatever_their_spelling(void **state)
{
    static const struct {
        const char *word;
        enum activity_sport sport;
        enum activity_sub sub;
    } rows[] = {
        { "Running", ACTIVITY_SPORT_RUN, ACTIVITY_SUB_NONE },
        { "trail_running", ACTIVITY_SPORT_RUN, ACTIVITY_SUB_TRAIL },
        { "Trail Run", ACTIVITY_SPORT_RUN, ACTIVITY_SUB_TRAIL },
        { "VirtualRide", ACTIVITY_SPORT_RIDE, ACTIVITY_SUB_VIRTUAL },
        { "Weight Training", ACTIVITY_SPORT_TRAINING, ACTIVITY_SUB_STRENGTH },
        { "pilates", ACTIVITY_SPORT_TRAINING, ACTIVITY_SUB_PILATES },
        { "Lauf", ACTIVITY_SPORT_RUN, ACTIVITY_SUB_NONE },
    };
    enum activity_sport sport = ACTIVITY_SPORT_NONE;
    enum activity_sub sub = ACTIVITY_SUB_NONE;
    (void)state;
    for (size_t i = 0; i < N_ELEMS(rows); i++) {
        assert_true(value_sport(rows[i].word, &sport, &sub));
        assert_int_equal(sport, rows[i].sport);
        assert_int_equal(sub, rows[i].sub);
    }
    assert_false(value_sport("underwater basket weaving", &sport, &sub));
    assert_int_equal(sport, ACTIVITY_SPORT_RUN); /* as it was */
}

static const char whole_tcx[] = TCX_HEAD
    "<Activity Sport=\"Running\"><Id>2020-01-01T10:00:00Z</Id>"
    "<Lap StartTime=\"2020-01-01T10:00:00Z\"><TotalTimeSeconds>60.5</TotalTimeSeconds>"
    "<DistanceMeters>200</DistanceMeters><MaximumSpeed>4</MaximumSpeed>"
    "<Calories>15</Calories><AverageHeartRateBpm><Value>140</Value></AverageHeartRateBpm>"
    "<MaximumHeartRateBpm><Value>150</Value></MaximumHeartRateBpm>"
    "<Intensity>Resting</Intensity><TriggerMethod>Distance</TriggerMethod><Track>"
    "<Trackpoint><Time>2020-01-01T10:00:00Z</Time><Position><LatitudeDegrees>51.5"
    "</LatitudeDegrees><LongitudeDegrees>-0.25</LongitudeDegrees></Position>"
    "<AltitudeMeters>12.5</AltitudeMeters><DistanceMeters>0</DistanceMeters>"
    "<HeartRateBpm><Value>120</Value></HeartRateBpm><Extensions><TPX "
    "xmlns=\"http://www.garmin.com/xmlschemas/ActivityExtension/v2\"><Speed>3.25</Speed>"
    "<RunCadence>85</RunCadence><Watts>250</Watts></TPX></Extensions></Trackpoint></Track>"
    "<Track><Trackpoint><Time>2020-01-01T10:00:40Z</Time><HeartRateBpm><Value>130</Value>"
    "</HeartRateBpm></Trackpoint></Track><Extensions><LX "
    "xmlns=\"http://www.garmin.com/xmlschemas/ActivityExtension/v2\"><AvgRunCadence>84"
    "</AvgRunCadence><Steps>168</Steps></LX></Extensions></Lap>"
    "<Lap StartTime=\"2020-01-01T10:01:30Z\"><TotalTimeSeconds>30</TotalTimeSeconds>"
    "<DistanceMeters>100</DistanceMeters><Calories>5</Calories></Lap>"
    "<Notes>Morning &amp; fog</Notes><Creator><Name>Garmin Forerunner 220</Name>"
    "<UnitId>3825396202</UnitId><ProductID>1632</ProductID></Creator></Activity>" TCX_TAIL;

static void a_whole_tcx_brings_everything(void **state)
{
    AUTO(activity_list) struct activity_list *list = read_ok(whole_tcx);
    const struct activity *a = list->item[0];
    (void)state;
    assert_int_equal(list->n, 1);
    assert_int_equal(a->source.kind, ACTIVITY_FILE_ACTIVITY);
    assert_string_equal(a->source.format, "tcx");
    assert_string_equal(a->source.maker, "garmin");
    assert_string_equal(a->source.product, "Garmin Forerunner 220");
    assert_true(a->source.serial == 3825396202u && a->source.product_id == 1632);
    assert_true(a->source.bytes == strlen(whole_tcx));
    assert_string_equal(a->name, "Morning & fog");
    assert_int_equal(a->sport, ACTIVITY_SPORT_RUN);
    assert_true(a->start_s == 1577872800 && a->end_s == 1577872840);
    assert_int_equal(a->n_samples, 2);
    assert_true(at(a, ACTIVITY_LAT, 0) == 51.5 && at(a, ACTIVITY_LON, 0) == -0.25);
    assert_true(at(a, ACTIVITY_ALTITUDE, 0) == 12.5 && at(a, ACTIVITY_SPEED, 0) == 3.25);
    assert_true(at(a, ACTIVITY_POWER, 0) == 250 && at(a, ACTIVITY_HR, 1) == 130);
    assert_true(isnan(at(a, ACTIVITY_LAT, 1)));
    assert_int_equal(a->n_notes, 0);

    assert_int_equal(a->n_laps, 2);
    assert_true(a->lap[0].total[ACTIVITY_TOTAL_TIMER] == 60.5);
    assert_true(a->lap[0].total[ACTIVITY_TOTAL_AVG_HR] == 140);
    assert_int_equal(a->lap[0].intensity, ACTIVITY_INTENSITY_REST);
    assert_int_equal(a->lap[0].trigger, ACTIVITY_TRIGGER_DISTANCE);
    assert_true(a->lap[0].end_s == 1577872840 && a->lap[1].end_s == 1577872920);
    assert_true(a->total[ACTIVITY_TOTAL_TIMER] == 90.5);
    assert_true(a->total[ACTIVITY_TOTAL_DISTANCE] == 300);
    assert_true(a->total[ACTIVITY_TOTAL_MAX_HR] == 150);
    assert_int_equal(a->n_pauses, 1); /* two tracks in one lap */
    assert_true(a->pause[0].from_s == 1577872800 && a->pause[0].to_s == 1577872840);
}

static void strides_become_steps_and_steps_stay(void **state)
{
    AUTO(activity_list) struct activity_list *list = read_ok(whole_tcx);
    const struct activity *a = list->item[0];
    (void)state;
    assert_int_equal(a->cadence_raw, ACTIVITY_CADENCE_STRIDES);
    assert_true(at(a, ACTIVITY_CADENCE, 0) == 170);
    assert_true(a->lap[0].total[ACTIVITY_TOTAL_AVG_CADENCE] == 168);
    assert_true(a->lap[0].total[ACTIVITY_TOTAL_CYCLES] == 168); /* <Steps> are steps already */

    AUTO(activity_list)
    struct activity_list *gpx = read_ok(
        GPX_HEAD "<trk><type>running</type><trkseg><trkpt lat=\"1\" lon=\"2\"><extensions>"
                 "<cad>172</cad></extensions></trkpt></trkseg></trk></gpx>");
    assert_int_equal(gpx->item[0]->cadence_raw, ACTIVITY_CADENCE_STEPS);
    assert_true(at(gpx->item[0], ACTIVITY_CADENCE, 0) == 172);
}

/* The same point with each way to name the namespace of its extension. */
static void heart_rate_is_found_under_any_prefix(void **state)
{
    static const char *const rows[] = {
        "<gpxtpx:TrackPointExtension xmlns:gpxtpx=\"http://www.garmin.com/xmlschemas/"
        "TrackPointExtension/v1\"><gpxtpx:hr>140</gpxtpx:hr></gpxtpx:TrackPointExtension>",
        "<ns3:TrackPointExtension xmlns:ns3=\"http://www.garmin.com/xmlschemas/"
        "TrackPointExtension/v2\"><ns3:hr>140</ns3:hr></ns3:TrackPointExtension>",
        "<TrackPointExtension "
        "xmlns=\"http://www.garmin.com/xmlschemas/TrackPointExtension/v1\">"
        "<hr>140</hr></TrackPointExtension>",
        "<undeclared:TrackPointExtension><undeclared:hr>140</undeclared:hr>"
        "</undeclared:TrackPointExtension>",
        "<hr>140</hr>",
        "<heartrate>140</heartrate>",
        "<a><b><c><x:HR xmlns:x=\"urn:y\">140</x:HR></c></b></a>",
    };
    (void)state;
    for (size_t i = 0; i < N_ELEMS(rows); i++) {
        char s[2000];
        snprintf(s, sizeof(s),
                 GPX_HEAD "<trk><trkseg><trkpt lat=\"1\" lon=\"2\"><extensions>%s</extensions>"
                          "</trkpt></trkseg></trk></gpx>",
                 rows[i]);
        AUTO(activity_list) struct activity_list *list = read_ok(s);
        if (at(list->item[0], ACTIVITY_HR, 0) != 140)
            fail_msg("no heart rate in %s", rows[i]);
    }
}

static void a_prefixed_document_reads_like_a_plain_one(void **state)
{
    (void)state;
    AUTO(activity_list)
    struct activity_list *list =
        read_ok("<g:gpx xmlns:g=\"http://www.topografix.com/GPX/1/1\" xmlns:o=\"urn:o\"><g:trk>"
                "<o:name>wrong</o:name><g:name>right</g:name><g:trkseg><g:trkpt lat=\"1\" "
                "lon=\"2\"><g:ele>5</g:ele><o:time>2020-01-01T00:00:00Z</o:time></g:trkpt>"
                "</g:trkseg></g:trk></g:gpx>");
    assert_string_equal(list->item[0]->name, "right");
    assert_true(at(list->item[0], ACTIVITY_ALTITUDE, 0) == 5);
    assert_true(isnan(at(list->item[0], ACTIVITY_TIME, 0))); /* somebody else's <time> */
}

static void distance_of_opentracks_is_from_point_to_point_and_left_out(void **state)
{
    (void)state;
    AUTO(activity_list)
    struct activity_list *list =
        read_ok(TRK("<trkpt lat=\"1\" lon=\"2\"><extensions><o:distance "
                    "xmlns:o=\"http://opentracksapp.com/xmlschemas/v1\">3</o:distance>"
                    "</extensions></trkpt><trkpt lat=\"1\" lon=\"2\"><extensions><g:distance "
                    "xmlns:g=\"http://www.cluetrust.com/XML/GPXDATA/1/0\">7</g:distance>"
                    "</extensions></trkpt>"));
    assert_true(isnan(at(list->item[0], ACTIVITY_DISTANCE, 0)));
    assert_true(at(list->item[0], ACTIVITY_DISTANCE, 1) == 7);
}

static void tracks_are_activities_and_segments_part_by_pauses(void **state)
{
    (void)state;
    AUTO(activity_list)
    struct activity_list *list = read_ok(
        GPX_HEAD
        "<trk><type>running</type><trkseg><trkpt lat=\"1\" lon=\"2\"><time>2020-01-01T10:00:00Z"
        "</time></trkpt></trkseg><trkseg><trkpt lat=\"1\" lon=\"2\"><time>2020-01-01T10:05:00Z"
        "</time></trkpt></trkseg></trk><trk><trkseg></trkseg></trk><trk><type>cycling</type>"
        "<trkseg><trkpt lat=\"3\" lon=\"4\"/></trkseg></trk></gpx>");
    assert_int_equal(list->n, 2); /* the empty one is none */
    assert_int_equal(list->item[0]->sport, ACTIVITY_SPORT_RUN);
    assert_int_equal(list->item[0]->n_pauses, 1);
    assert_true(list->item[0]->pause[0].to_s - list->item[0]->pause[0].from_s == 300);
    assert_int_equal(list->item[1]->sport, ACTIVITY_SPORT_RIDE);
    assert_int_equal(list->item[1]->n_samples, 1);
    assert_true(isnan(list->item[1]->start_s)); /* a file without times */
}

static void sports_of_one_session_are_its_legs(void **state)
{
    (void)state;
    AUTO(activity_list)
    struct activity_list *list = read_ok(
        TCX_HEAD "<MultiSportSession><Id>2020-01-01T10:00:00Z</Id><FirstSport><Activity "
                 "Sport=\"Running\"><Lap StartTime=\"2020-01-01T10:00:00Z\"/></Activity>"
                 "</FirstSport><NextSport><Activity Sport=\"Biking\"><Lap "
                 "StartTime=\"2020-01-01T11:00:00Z\"/></Activity></NextSport>"
                 "</MultiSportSession>" TCX_TAIL);
    assert_int_equal(list->n, 2);
    assert_true(list->item[0]->leg == 0 && list->item[1]->leg == 1);
    assert_true(list->item[0]->n_legs == 2 && list->item[1]->n_legs == 2);
    assert_true(list->item[0]->n_laps == 1 && list->item[1]->n_laps == 1);
    assert_int_equal(list->item[1]->sport, ACTIVITY_SPORT_RIDE);
}

static void files_without_activities_say_what_they_are(void **state)
{
    static const struct {
        const char *s;
        enum activity_file kind;
        size_t n_samples;
    } rows[] = {
        { TCX_HEAD TCX_TAIL, ACTIVITY_FILE_OTHER, 0 },
        { "<TrainingCenterDatabase><Workouts/></TrainingCenterDatabase>", ACTIVITY_FILE_WORKOUT,
          0 },
        { "<TrainingCenterDatabase><Courses><Course><Name>n</Name><Track><Trackpoint/></Track>"
          "</Course></Courses></TrainingCenterDatabase>",
          ACTIVITY_FILE_COURSE, 1 },
        { "<gpx><rte><rtept lat=\"1\" lon=\"2\"/></rte></gpx>", ACTIVITY_FILE_COURSE, 1 },
        { "<gpx><wpt lat=\"1\" lon=\"2\"/></gpx>", ACTIVITY_FILE_OTHER, 0 },
        { "<gpx/>", ACTIVITY_FILE_OTHER, 0 },
    };
    (void)state;
    for (size_t i = 0; i < N_ELEMS(rows); i++) {
        AUTO(activity_list) struct activity_list *list = read_ok(rows[i].s);
        assert_int_equal(list->n, 1);
        assert_int_equal(list->item[0]->source.kind, rows[i].kind);
        assert_int_equal(list->item[0]->n_samples, rows[i].n_samples);
    }
}

static void values_that_mean_none_are_none(void **state)
{
    (void)state;
    AUTO(activity_list)
    struct activity_list *list = read_ok(TRK(
        "<trkpt lat=\"1\" lon=\"2\"><extensions><hr>0</hr><cad>255</cad></extensions></trkpt>"
        "<trkpt lat=\"180\" lon=\"180\"><extensions><hr>255</hr></extensions></trkpt>"
        "<trkpt lat=\"1\" lon=\"2\"><ele>high</ele><time>yesterday</time></trkpt>"));
    const struct activity *a = list->item[0];
    assert_int_equal(a->n_samples, 3);
    assert_null(a->column[ACTIVITY_HR]);
    assert_null(a->column[ACTIVITY_CADENCE]);
    assert_null(a->column[ACTIVITY_ALTITUDE]);
    assert_true(isnan(at(a, ACTIVITY_LAT, 1)) && at(a, ACTIVITY_LAT, 2) == 1);
    assert_true(has_note(a, ACTIVITY_NOTE_DAMAGED));
}

static void unknown_numbers_of_a_point_become_streams(void **state)
{
    const struct formats_params without = { .keep_unknown = false };
    const char *s = TRK("<trkpt lat=\"1\" lon=\"2\"><extensions><x><mbar>1002.5</mbar>"
                        "<color>red</color></x></extensions></trkpt>");
    struct err err = { 0 };
    (void)state;
    AUTO(activity_list) struct activity_list *list = read_ok(s);
    assert_int_equal(list->item[0]->n_streams, 1);
    assert_string_equal(list->item[0]->stream[0].name, "mbar");
    assert_true(list->item[0]->stream[0].value[0] == 1002.5);

    AUTO(activity_list) struct activity_list *bare = NULL;
    assert_ok(tracks_read((const uint8_t *)s, strlen(s), &without, &bare, &err), err);
    assert_int_equal(bare->item[0]->n_streams, 0);
}

static void decimals_may_have_commas_and_times_no_zone(void **state)
{
    (void)state;
    AUTO(activity_list)
    struct activity_list *list = read_ok(TRK("<trkpt lat=\"45,5\" lon=\"-7,25\"><ele>12,5</ele>"
                                             "<time>2020-01-01T10:00:00</time></trkpt>"));
    const struct activity *a = list->item[0];
    assert_true(at(a, ACTIVITY_LAT, 0) == 45.5 && at(a, ACTIVITY_LON, 0) == -7.25);
    assert_true(at(a, ACTIVITY_ALTITUDE, 0) == 12.5);
    assert_true(has_note(a, ACTIVITY_NOTE_CONVENTION));
}

static void time_zones_are_kept(void **state)
{
    (void)state;
    AUTO(activity_list)
    struct activity_list *list = read_ok(
        TRK("<trkpt lat=\"1\" lon=\"2\"><time>2020-01-01T10:00:00+01:15</time></trkpt>"));
    assert_true(list->item[0]->start_s == 1577872800 - 4500);
    assert_true(list->item[0]->utc_offset_s == 4500);
}

/* -- encodings */

#define NAMED(declared, name)                                                \
    "<?xml version=\"1.0\" encoding=\"" declared "\"?><gpx><trk><name>" name \
    "</name><trkseg><trkpt lat=\"1\" lon=\"2\"/></trkseg></trk></gpx>"

static void encodings_are_told_by_the_bytes(void **state)
{
    static const struct {
        const char *s, *name;
        bool noted;
    } rows[] = {
        { NAMED("UTF-8", "L\xC3\xA4ufe"), "L\xC3\xA4ufe", false },
        { NAMED("UTF-16", "L\xC3\xA4ufe"), "L\xC3\xA4ufe", false },
        { NAMED("ISO-8859-1", "L\xC3\xA4ufe"), "L\xC3\xA4ufe", false },
        { NAMED("ISO-8859-1", "L\xE4ufe"), "L\xC3\xA4ufe", true },
        { NAMED("UTF-8", "L\xE4ufe"), "L\xC3\xA4ufe", true },
        { NAMED("klingon", "5 \x80"), "5 \xE2\x82\xAC", true },
        { NAMED("UTF-8", "Run & Bike &nbsp; &lt;"), "Run & Bike &nbsp; <", true },
        { "          " NAMED("UTF-8", "n"), "n", false },
        { "\xEF\xBB\xBF" NAMED("UTF-8", "n"), "n", false },
        { "\r\n \xEF\xBB\xBF" NAMED("UTF-8", "n"), "n", false },
    };
    (void)state;
    for (size_t i = 0; i < N_ELEMS(rows); i++) {
        AUTO(activity_list) struct activity_list *list = read_ok(rows[i].s);
        assert_string_equal(list->item[0]->name, rows[i].name);
        assert_int_equal(has_note(list->item[0], ACTIVITY_NOTE_CONVENTION), rows[i].noted);
    }
}

static void utf16_is_read_in_both_orders_with_and_without_mark(void **state)
{
    const char *s = NAMED("utf-8", "n");
    (void)state;
    for (int k = 0; k < 4; k++) {
        char wide[1000];
        size_t n = 0, big = (size_t)k & 1;
        if (k & 2) {
            memcpy(wide, big ? "\xFE\xFF" : "\xFF\xFE", 2);
            n = 2;
        }
        for (const char *c = s; *c; c++, n += 2) {
            wide[n + big] = *c;
            wide[n + !big] = '\0';
        }
        AUTO(activity_list) struct activity_list *list = NULL;
        struct err err = { 0 };
        assert_ok(read_n(wide, n, &list, &err), err);
        assert_string_equal(list->item[0]->name, "n");
        assert_int_equal(list->item[0]->n_samples, 1);
    }
}

/* -- damage and harm */

static void a_file_cut_anywhere_keeps_what_stands_before(void **state)
{
    AUTO(activity_list) struct activity_list *whole = read_ok(whole_tcx);
    size_t n_before = 0;
    (void)state;
    for (size_t cut = 0; cut < strlen(whole_tcx); cut++) {
        AUTO(activity_list) struct activity_list *list = NULL;
        struct err err = { 0 };
        int rc = read_n(whole_tcx, cut, &list, &err);
        if (rc < 0) {
            assert_int_equal(n_before, 0); /* nothing to keep yet */
            continue;
        }
        const struct activity *a = list->item[0];
        assert_true(a->n_samples >= n_before);
        n_before = a->n_samples;
        const struct activity_note *note = &a->note[a->n_notes - 1];
        assert_int_equal(note->kind, ACTIVITY_NOTE_TRUNCATED);
        assert_true(note->pos == cut);
        for (size_t i = 0; i + 1 < a->n_samples; i++)
            assert_true(at(a, ACTIVITY_HR, i) == at(whole->item[0], ACTIVITY_HR, i));
    }
    assert_int_equal(n_before, 2);
}

static void damage_is_told_with_its_byte_and_cause(void **state)
{
    const char *s = GPX_HEAD "<trk><trkseg><trkpt lat=\"1\" lon=\"2\"/><trkpt lat=\"1\" <<<";
    (void)state;
    AUTO(activity_list) struct activity_list *list = read_ok(s);
    const struct activity *a = list->item[0];
    assert_int_equal(a->n_samples, 1);
    assert_int_equal(a->note[0].kind, ACTIVITY_NOTE_DAMAGED);
    assert_true(a->note[0].pos == (uint64_t)(strstr(s, "<<<") - s));
    assert_non_null(strstr(a->note[0].text, "broken XML"));

    AUTO(activity_list)
    struct activity_list *trailing = read_ok(TRK("<trkpt lat=\"1\" lon=\"2\"/>") "<gpx/>");
    assert_true(has_note(trailing->item[0], ACTIVITY_NOTE_TRAILING));
}

static void positions_count_bytes_of_the_file_not_of_what_was_mended(void **state)
{
    const char *s =
        "  <gpx><trk><name>\xE4\xE4 & \xE4</name><trkseg><trkpt lat=\"1\" lon=\"2\"/>"
        "</wrong>";
    (void)state;
    AUTO(activity_list) struct activity_list *list = read_ok(s);
    const struct activity_note *note = &list->item[0]->note[list->item[0]->n_notes - 1];
    assert_int_equal(note->kind, ACTIVITY_NOTE_DAMAGED);
    assert_true(note->pos == (uint64_t)(strstr(s, "</wrong>") + 2 - s));
}

static void what_means_harm_is_refused(void **state)
{
    static const char *const rows[] = {
        "<?xml version=\"1.0\"?><!DOCTYPE gpx [<!ENTITY a \"aa\"><!ENTITY b \"&a;&a;\">]>"
        "<gpx><trk><name>&b;</name></trk></gpx>",
        "<?xml version=\"1.0\"?><!DOCTYPE gpx [<!ENTITY a SYSTEM \"file:///etc/passwd\">]>"
        "<gpx><trk><name>&a;</name></trk></gpx>",
        "<?xml version=\"1.0\"?><!DOCTYPE gpx [<!ENTITY % a SYSTEM \"file:///etc/passwd\">]>"
        "<gpx/>",
    };
    AUTO(activity_list) struct activity_list *list = NULL;
    struct err err = { 0 };
    (void)state;
    for (size_t i = 0; i < N_ELEMS(rows); i++) {
        assert_refused(read_n(rows[i], strlen(rows[i]), &list, &err), ERR_UNSUPPORTED);
        assert_non_null(strstr(err.msg, "declares entities"));
        assert_null(list);
    }
}

/* Elements in elements, and a tag that does not end. */
static void depth_and_length_have_limits(void **state)
{
    enum { LONG = 3 << 20 };
    AUTO(mem) char *s = mem_array(LONG + 100, 1);
    AUTO(activity_list) struct activity_list *list = NULL;
    struct err err = { 0 };
    size_t n = 0;
    (void)state;
    n = (size_t)snprintf(s, 100, "<gpx>");
    for (int i = 0; i < XML_DEPTH_MAX; i++, n += 3)
        memcpy(s + n, "<a>", 3);
    assert_refused(read_n(s, n, &list, &err), ERR_UNSUPPORTED);
    assert_non_null(strstr(err.msg, "nested too deep"));

    memset(s, 'a', LONG);
    memcpy(s, "<gpx x=\"", 8);
    assert_refused(tracks_read((uint8_t *)s, LONG, NULL, &list, &err), ERR_UNSUPPORTED);
    assert_non_null(strstr(err.msg, "longer than 1 MB"));
}

static void other_files_are_refused_by_name(void **state)
{
    AUTO(activity_list) struct activity_list *list = NULL;
    struct err err = { 0 };
    const char *html = "<!DOCTYPE html><html><body>Sign in</body></html>";
    const char *kml = "<?xml version=\"1.0\"?><kml></kml>";
    (void)state;
    assert_refused(read_n(html, strlen(html), &list, &err), ERR_UNSUPPORTED);
    assert_refused(tracks_read((const uint8_t *)kml, strlen(kml), NULL, &list, &err),
                   ERR_FORMAT);
    assert_non_null(strstr(err.msg, "<kml>"));
    assert_int_equal(gpx_probe((const uint8_t *)kml, strlen(kml)), 0);
    assert_refused(tracks_read((const uint8_t *)"", 0, NULL, &list, &err), ERR_FORMAT);
}

static void pieces_of_any_size_give_the_same(void **state)
{
    static const char *const rows[] = { whole_tcx, NAMED("UTF-8", "L\xE4ufe & \xC3\xA4 &amp;"),
                                        " \xEF\xBB\xBF" NAMED("x", "&#228;&") };
    (void)state;
    for (size_t r = 0; r < N_ELEMS(rows); r++) {
        AUTO(activity_list) struct activity_list *whole = read_ok(rows[r]);
        for (size_t piece = 1; piece < 40; piece += 3) {
            AUTO(tracks) struct tracks *t = NULL;
            AUTO(activity_list) struct activity_list *list = NULL;
            struct err err = { 0 };
            assert_ok(tracks_new(NULL, &t, &err), err);
            for (size_t at_ = 0, n = strlen(rows[r]); at_ < n; at_ += piece)
                tracks_feed(t, (const uint8_t *)rows[r] + at_,
                            n - at_ < piece ? n - at_ : piece);
            assert_ok(tracks_end(t, &list, &err), err);
            assert_int_equal(list->item[0]->n_samples, whole->item[0]->n_samples);
            assert_int_equal(list->item[0]->n_notes, whole->item[0]->n_notes);
            assert_string_equal(list->item[0]->name, whole->item[0]->name);
            assert_true(list->item[0]->source.bytes == whole->item[0]->source.bytes);
        }
    }
}

int main(void)
{
    const struct CMUnitTest all[] = {
        cmocka_unit_test(numbers_as_people_write_them),
        cmocka_unit_test(times_of_every_spelling),
        cmocka_unit_test(words_for_sports_whatever_their_spelling),
        cmocka_unit_test(a_whole_tcx_brings_everything),
        cmocka_unit_test(strides_become_steps_and_steps_stay),
        cmocka_unit_test(heart_rate_is_found_under_any_prefix),
        cmocka_unit_test(a_prefixed_document_reads_like_a_plain_one),
        cmocka_unit_test(distance_of_opentracks_is_from_point_to_point_and_left_out),
        cmocka_unit_test(tracks_are_activities_and_segments_part_by_pauses),
        cmocka_unit_test(sports_of_one_session_are_its_legs),
        cmocka_unit_test(files_without_activities_say_what_they_are),
        cmocka_unit_test(values_that_mean_none_are_none),
        cmocka_unit_test(unknown_numbers_of_a_point_become_streams),
        cmocka_unit_test(decimals_may_have_commas_and_times_no_zone),
        cmocka_unit_test(time_zones_are_kept),
        cmocka_unit_test(encodings_are_told_by_the_bytes),
        cmocka_unit_test(utf16_is_read_in_both_orders_with_and_without_mark),
        cmocka_unit_test(a_file_cut_anywhere_keeps_what_stands_before),
        cmocka_unit_test(damage_is_told_with_its_byte_and_cause),
        cmocka_unit_test(positions_count_bytes_of_the_file_not_of_what_was_mended),
        cmocka_unit_test(what_means_harm_is_refused),
        cmocka_unit_test(depth_and_length_have_limits),
        cmocka_unit_test(other_files_are_refused_by_name),
        cmocka_unit_test(pieces_of_any_size_give_the_same),
    };
    return cmocka_run_group_tests(all, NULL, NULL);
}
