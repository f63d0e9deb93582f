/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ACTIVITY_ACTIVITY_H
#define ACTIVITY_ACTIVITY_H
/*
 * activity - one session of one sport as a watch or an app recorded it: what FIT, TCX and GPX
 * bring, load judges and the store keeps.
 *
 * Plain data, owned by its maker; depends on base only. Everything is in the unit its table row
 * names; times are UTC seconds since 1970-01-01 (double). Missing is NaN, or "" for text, or
 * the row _NONE of an enum. A file of several sports gives several activities (activity_list).
 * Threads: no globals; one activity may be read from many threads once built.
 * Memory: 8 bytes per sample and present column, nothing per sample else: 24 h at 1 Hz with 12
 * columns take 8.3 MB; a column that no sample fills takes nothing.
 */
#include <math.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "activity/sport.h"
#include "base/err.h"

/* Columns of samples. Keys are stored: never renamed, never reused. `decimals` keep the finest
 * resolution that the formats have, so value * 10^decimals, rounded, loses nothing. */
/* clang-format off */
#define ACTIVITY_COLUMN_MAP(X)                                                                 \
    /* name         key               unit   decimals  meaning                              */ \
    X(TIME,         "time",           "s",      3, "UTC since 1970; NaN: the file has none")   \
    X(LAT,          "latitude",       "deg",    8, "WGS 84, north positive")                   \
    X(LON,          "longitude",      "deg",    8, "WGS 84, east positive")                    \
    X(ALTITUDE,     "altitude",       "m",      3, "above sea level, as the device says")      \
    X(DISTANCE,     "distance",       "m",      2, "since the start, as the device says")      \
    X(SPEED,        "speed",          "m/s",    3, "over ground, or of the belt")              \
    X(HR,           "heart_rate",     "/min",   0, "heart rate")                               \
    X(CADENCE,      "cadence",        "/min",   3, "on foot: steps of both feet; else turns")  \
    X(POWER,        "power",          "W",      0, "mechanical power")                         \
    X(VERT_OSC,     "vert_osc",       "m",      4, "vertical oscillation of the trunk")        \
    X(CONTACT,      "contact_time",   "s",      4, "ground contact of one foot")               \
    X(CONTACT_FRAC, "contact_frac",   "1",      4, "share of the stride in contact, one foot") \
    X(BALANCE,      "balance",        "1",      4, "left foot's share of the contact time")    \
    X(STEP_LENGTH,  "step_length",    "m",      4, "one step")                                 \
    X(VERT_RATIO,   "vert_ratio",     "1",      4, "vertical oscillation / step length")       \
    X(TEMPERATURE,  "temperature",    "degC",   2, "of the device")                            \
    X(RESPIRATION,  "respiration",    "/min",   2, "breaths")                                  \
    X(GRADE,        "grade",          "1",      4, "rise / run")                               \
    X(VERT_SPEED,   "vert_speed",     "m/s",    3, "climbing positive")                        \
    X(GPS_ERROR,    "gps_error",      "m",      2, "the receiver's own estimate")              \
    X(CYCLE_LENGTH, "cycle_length",   "m",      2, "distance per stroke or turn")              \
    X(PEDAL_RIGHT,  "pedal_right",    "1",      4, "right leg's share of the power")           \
    X(BODY_TEMP,    "body_temp",      "degC",   2, "core temperature of the body")
/* clang-format on */

enum activity_column {
#define ACTIVITY_X(name, key, unit, decimals, meaning) ACTIVITY_##name,
    ACTIVITY_COLUMN_MAP(ACTIVITY_X)
#undef ACTIVITY_X
        ACTIVITY_N_COLUMNS
};

/* Totals and averages that a device wrote for a session or a lap; never computed by us. */
/* clang-format off */
#define ACTIVITY_TOTAL_MAP(X)                                                       \
    /* name           key               unit  decimals                           */ \
    X(ELAPSED,        "elapsed",        "s",     3) /* pauses included */           \
    X(TIMER,          "timer",          "s",     3) /* pauses excluded */           \
    X(MOVING,         "moving",         "s",     3)                                 \
    X(DISTANCE,       "distance",       "m",     2)                                 \
    X(CYCLES,         "cycles",         "1",     0) /* steps, turns or strokes */   \
    X(ENERGY,         "energy",         "kcal",  0)                                 \
    X(ASCENT,         "ascent",         "m",     1)                                 \
    X(DESCENT,        "descent",        "m",     1)                                 \
    X(AVG_SPEED,      "avg_speed",      "m/s",   3)                                 \
    X(MAX_SPEED,      "max_speed",      "m/s",   3)                                 \
    X(AVG_HR,         "avg_hr",         "/min",  0)                                 \
    X(MAX_HR,         "max_hr",         "/min",  0)                                 \
    X(MIN_HR,         "min_hr",         "/min",  0)                                 \
    X(AVG_CADENCE,    "avg_cadence",    "/min",  3) /* as column cadence */         \
    X(MAX_CADENCE,    "max_cadence",    "/min",  3)                                 \
    X(AVG_POWER,      "avg_power",      "W",     0)                                 \
    X(MAX_POWER,      "max_power",      "W",     0)                                 \
    X(NORM_POWER,     "norm_power",     "W",     0)                                 \
    X(AVG_VERT_OSC,   "avg_vert_osc",   "m",     4)                                 \
    X(AVG_CONTACT,    "avg_contact",    "s",     4)                                 \
    X(AVG_CONTACT_FRAC, "avg_contact_frac", "1", 4)                                 \
    X(AVG_BALANCE,    "avg_balance",    "1",     4)                                 \
    X(AVG_STEP_LENGTH, "avg_step_length", "m",   4)                                 \
    X(AVG_VERT_RATIO, "avg_vert_ratio", "1",     4)                                 \
    X(AVG_TEMPERATURE, "avg_temperature", "degC", 0)                                \
    X(MAX_TEMPERATURE, "max_temperature", "degC", 0)                                \
    X(AVG_RESPIRATION, "avg_respiration", "/min", 2)                                \
    X(MAX_RESPIRATION, "max_respiration", "/min", 2)                                \
    X(AEROBIC_EFFECT, "aerobic_effect", "1",     1) /* maker's score, 0..5 */       \
    X(ANAEROBIC_EFFECT, "anaerobic_effect", "1", 1)                                 \
    X(MAKER_LOAD,     "maker_load",     "1",     1) /* maker's training load */     \
    X(STRESS_SCORE,   "stress_score",   "1",     1)                                 \
    X(INTENSITY_FACTOR, "intensity_factor", "1", 3)                                 \
    X(POOL_LENGTH,    "pool_length",    "m",     2)                                 \
    X(EFFORT,         "effort",         "1",     0) /* runner's own rating, 0..10 */\
    X(FEELING,        "feeling",        "1",     2) /* 0 very weak .. 1 very strong */
/* clang-format on */

enum activity_total {
#define ACTIVITY_X(name, key, unit, decimals) ACTIVITY_TOTAL_##name,
    ACTIVITY_TOTAL_MAP(ACTIVITY_X)
#undef ACTIVITY_X
        ACTIVITY_N_TOTALS
};

struct activity_field { /* one row of either table above */
    const char *key, *unit, *meaning;
    int decimals;
};
extern const struct activity_field activity_columns[ACTIVITY_N_COLUMNS];
extern const struct activity_field activity_totals[ACTIVITY_N_TOTALS];

/* What a file is. Only ACTIVITY_FILE_ACTIVITY and _COURSE have samples. */
/* clang-format off */
#define ACTIVITY_FILE_MAP(X)                                                       \
    X(NONE, "unknown") X(ACTIVITY, "activity") X(WORKOUT, "workout")               \
    X(COURSE, "course") X(SCHEDULE, "schedule") X(MONITORING, "monitoring")        \
    X(SETTINGS, "settings") X(DEVICE, "device") X(SPORT, "sport settings")         \
    X(TOTALS, "totals") X(GOALS, "goals") X(WEIGHT, "weight")                      \
    X(BLOOD_PRESSURE, "blood pressure") X(SEGMENT, "segment")                      \
    X(HEALTH, "health and sleep") X(OTHER, "other")
/* How the file counted cadence on foot, before it was turned into steps of both feet. */
#define ACTIVITY_CADENCE_MAP(X)                                                    \
    X(NONE, "") X(TURNS, "turns") X(STRIDES, "strides") X(STEPS, "steps")
#define ACTIVITY_INTENSITY_MAP(X)                                                  \
    X(NONE, "") X(ACTIVE, "active") X(REST, "rest") X(WARMUP, "warmup")            \
    X(COOLDOWN, "cooldown") X(RECOVERY, "recovery") X(INTERVAL, "interval")        \
    X(OTHER, "other")
#define ACTIVITY_TRIGGER_MAP(X)                                                    \
    X(NONE, "") X(MANUAL, "manual") X(TIME, "time") X(DISTANCE, "distance")        \
    X(POSITION, "position") X(SESSION_END, "session end") X(EQUIPMENT, "equipment")
#define ACTIVITY_NOTE_MAP(X)                                                       \
    X(TRUNCATED, "truncated")      /* the file ends too early */                   \
    X(CHECKSUM, "checksum")        /* content does not match its checksum */       \
    X(DAMAGED, "damaged")          /* bytes that no rule of the format allows */   \
    X(TRAILING, "trailing")        /* bytes after the end */                       \
    X(LIMIT, "limit")              /* something left out: over a fixed limit */    \
    X(CLOCK, "clock")              /* times are not UTC: the device had no date */ \
    X(TIME_ORDER, "time order")    /* times stand still or go back */              \
    X(NO_SUMMARY, "no summary")    /* the device wrote no session */               \
    X(CONVENTION, "convention")    /* a unit was guessed from the values */        \
    X(UNKNOWN, "unknown")          /* fields or messages without a known meaning */
/* clang-format on */

#define ACTIVITY_X(name, key) ACTIVITY_FILE_##name,
enum activity_file { ACTIVITY_FILE_MAP(ACTIVITY_X) ACTIVITY_N_FILES };
#undef ACTIVITY_X
#define ACTIVITY_X(name, key) ACTIVITY_CADENCE_##name,
enum activity_cadence { ACTIVITY_CADENCE_MAP(ACTIVITY_X) ACTIVITY_N_CADENCES };
#undef ACTIVITY_X
#define ACTIVITY_X(name, key) ACTIVITY_INTENSITY_##name,
enum activity_intensity { ACTIVITY_INTENSITY_MAP(ACTIVITY_X) ACTIVITY_N_INTENSITIES };
#undef ACTIVITY_X
#define ACTIVITY_X(name, key) ACTIVITY_TRIGGER_##name,
enum activity_trigger { ACTIVITY_TRIGGER_MAP(ACTIVITY_X) ACTIVITY_N_TRIGGERS };
#undef ACTIVITY_X
#define ACTIVITY_X(name, key) ACTIVITY_NOTE_##name,
enum activity_note_kind { ACTIVITY_NOTE_MAP(ACTIVITY_X) ACTIVITY_N_NOTES };
#undef ACTIVITY_X
/* Keys of the enums above: borrowed for ever, "" out of range. */
const char *activity_file_name(enum activity_file f);
const char *activity_cadence_name(enum activity_cadence c);
const char *activity_intensity_name(enum activity_intensity i);
const char *activity_trigger_name(enum activity_trigger t);
const char *activity_note_name(enum activity_note_kind k);

enum { /* what one file may bring; more is refused or left out with a note */
       ACTIVITY_NAME_MAX = 64, /* bytes of any text, NUL included, valid UTF-8 */
       ACTIVITY_ZONES_MAX = 16,
       ACTIVITY_STREAMS_MAX = 192,
       ACTIVITY_NOTES_MAX = 32,
       ACTIVITY_SAMPLES_MAX = 1 << 24, /* 194 days at 1 Hz */
       ACTIVITY_BYTES_MAX =
           1 << 30, /* of all samples together, however few bytes the file had */
       ACTIVITY_ROWS_MAX = 1 << 20, /* laps, lengths, pauses, extras, ... each */
};

/* Samples of a quantity that has no column, by name: a developer field, or a field of the file
 * whose meaning is not public ("record.88"). */
struct activity_stream {
    char name[ACTIVITY_NAME_MAX], unit[24]; /* as the file says them */
    int native;         /* enum activity_column that it says it replaces, or -1 */
    uint8_t app_id[16]; /* of the program that wrote it; zero if not said */
    uint32_t number;    /* of the field in its file; private to the reader */
    double *value;      /* [n_samples], in `unit` */
};

struct activity_lap {
    double start_s, end_s; /* end: when the device wrote it */
    double total[ACTIVITY_N_TOTALS];
    enum activity_sport sport;
    enum activity_sub sub;
    enum activity_intensity intensity;
    enum activity_trigger trigger;
    int step; /* index in workout.step, or -1 */
};

struct activity_length { /* once across the pool */
    double start_s, elapsed_s, timer_s, speed_m_s, strokes;
    char stroke[16]; /* "freestyle", "backstroke", ...; "" unknown */
    bool active;     /* false: a rest at the wall */
};

struct activity_pause { /* the timer stood still, and went on afterwards */
    double from_s, to_s;
    bool automatic;
};

struct activity_set { /* of a strength session */
    double start_s, duration_s, reps, mass_kg;
    unsigned category; /* FIT exercise category; 65534 unknown */
    bool active;       /* false: a rest */
};

struct activity_device {
    char maker[ACTIVITY_NAME_MAX], product[ACTIVITY_NAME_MAX]; /* "" unknown */
    unsigned index, maker_id, product_id;                      /* numbers of the file format */
    unsigned kind;   /* ANT+ device type: 120 heart rate, 124 foot pod, 11 power; 0 unknown */
    uint32_t serial; /* 0 unknown */
    double software, battery_v;
};

/* Seconds in zone as the device counted them. */
struct activity_zones {
    enum activity_column of; /* ACTIVITY_HR, _SPEED, _CADENCE or _POWER */
    int lap;                 /* index in lap, or -1: the whole activity */
    size_t n;
    double seconds[ACTIVITY_ZONES_MAX];
    double high[ACTIVITY_ZONES_MAX]; /* upper bound of each zone in the column's unit, or NaN */
};

struct activity_athlete { /* the runner as set in the device */
    double mass_kg, height_m, age_years, rest_hr, max_hr, threshold_hr, threshold_power_w;
    int female; /* 1, 0, or -1 unknown */
};

/* A value of the session or of a lap that has no row in activity_totals. */
struct activity_extra {
    char name[ACTIVITY_NAME_MAX]; /* of a developer field, or "session.188" */
    int lap;                      /* index in lap, or -1: the whole activity */
    double value;
};

/* clang-format off */
#define ACTIVITY_DURATION_MAP(X)                                                            \
    X(OPEN, "open")     /* until the lap button */     X(TIME, "time")          /* s */     \
    X(DISTANCE, "distance") /* m */                    X(HR_BELOW, "hr below")  /* /min */  \
    X(HR_ABOVE, "hr above") /* /min */                 X(ENERGY, "energy")      /* kcal */  \
    X(REPEAT, "repeat")     /* times; see repeat_from */                                    \
    X(POWER_BELOW, "power below") /* W */              X(POWER_ABOVE, "power above") /* W */ \
    X(REPS, "reps")                                    X(OTHER, "other")
#define ACTIVITY_TARGET_MAP(X)                                                              \
    X(OPEN, "open")   X(SPEED, "speed") /* m/s */      X(HR, "hr")              /* /min */  \
    X(CADENCE, "cadence") /* steps or turns /min */    X(POWER, "power")        /* W */     \
    X(GRADE, "grade") /* 1 */                          X(OTHER, "other")
/* clang-format on */
#define ACTIVITY_X(name, key) ACTIVITY_DURATION_##name,
enum activity_duration { ACTIVITY_DURATION_MAP(ACTIVITY_X) ACTIVITY_N_DURATIONS };
#undef ACTIVITY_X
#define ACTIVITY_X(name, key) ACTIVITY_TARGET_##name,
enum activity_target { ACTIVITY_TARGET_MAP(ACTIVITY_X) ACTIVITY_N_TARGETS };
#undef ACTIVITY_X
const char *activity_duration_name(enum activity_duration d);
const char *activity_target_name(enum activity_target t);

struct activity_step {
    char name[ACTIVITY_NAME_MAX], notes[ACTIVITY_NAME_MAX];
    enum activity_duration duration;
    double amount;       /* in the unit the duration names; NaN: open */
    bool amount_percent; /* amount is % of the maximum heart rate or threshold power */
    int repeat_from; /* REPEAT: first step of the block that ends before this one; else -1 */
    enum activity_target target;
    double low, high; /* in the target's unit; NaN: not given */
    int zone;         /* of the device, when no limits are given; 0: none */
    bool percent;     /* low and high are % of the maximum heart rate or threshold power */
    enum activity_intensity intensity;
};

struct activity_workout {
    char name[ACTIVITY_NAME_MAX];
    enum activity_sport sport;
    enum activity_sub sub;
    struct activity_step *step; /* [n_steps] */
    size_t n_steps, cap_steps;
};

struct activity_source {
    enum activity_file kind;
    char format[8];                                            /* "fit", "tcx", "gpx" */
    char maker[ACTIVITY_NAME_MAX], product[ACTIVITY_NAME_MAX]; /* "" unknown */
    unsigned maker_id, product_id;                             /* numbers of the file format */
    uint32_t serial;
    double created_s;
    uint64_t bytes;   /* of the whole file */
    uint8_t hash[32]; /* SHA-256 of the whole file, filled by who imports; zero before */
};

/* A thing to know about the quality of the data; what was repaired is not noted here. */
struct activity_note {
    enum activity_note_kind kind;
    uint64_t pos; /* byte in the file, or UINT64_MAX */
    char text[160];
};

struct activity {
    struct activity_source source;
    char name[ACTIVITY_NAME_MAX]; /* the runner's or the device's; "" none */
    enum activity_sport sport;
    enum activity_sub sub;
    unsigned leg, n_legs;              /* of a multisport file: 0 of 1 otherwise */
    double start_s, end_s;             /* NaN: the file has no times */
    double utc_offset_s;               /* local time - UTC; NaN unknown */
    enum activity_cadence cadence_raw; /* how the file counted, see activity_settle_cadence */
    double total[ACTIVITY_N_TOTALS];

    /* Samples in the order of the file: usually ascending in time, not always (see notes). */
    size_t n_samples, cap_samples, nan_samples; /* arrays are NaN up to nan_samples */
    double *column[ACTIVITY_N_COLUMNS]; /* [n_samples] each, or NULL: no sample has it */
    struct activity_stream *stream;     /* [n_streams] */
    size_t n_streams, cap_streams;

    struct activity_lap *lap; /* [n_laps] in the order of the file, like all that follow */
    size_t n_laps, cap_laps;
    struct activity_length *length;
    size_t n_lengths, cap_lengths;
    struct activity_pause *pause;
    size_t n_pauses, cap_pauses;
    struct activity_set *set;
    size_t n_sets, cap_sets;
    struct activity_device *device;
    size_t n_devices, cap_devices;
    struct activity_zones *zones;
    size_t n_zones, cap_zones;
    struct activity_extra *extra;
    size_t n_extras, cap_extras;
    float *rr_s;         /* [n_rr] times between heart beats */
    uint32_t *rr_sample; /* [n_rr] number of samples that came before it in the file */
    size_t n_rr, cap_rr, cap_rr_sample;
    struct activity_workout workout;
    struct activity_athlete athlete;
    struct activity_note note[ACTIVITY_NOTES_MAX];
    size_t n_notes;
};

int activity_new(struct activity **ret_activity, struct err *err) MUST_USE;
struct activity *activity_free(struct activity *a);
DEFINE_AUTO(activity)

/* Activities of one file, in its order. */
struct activity_list {
    struct activity **item; /* [n], owned */
    size_t n, cap;
};
int activity_list_new(struct activity_list **ret_list, struct err *err) MUST_USE;
struct activity_list *activity_list_free(struct activity_list *l);
DEFINE_AUTO(activity_list)
/* Takes *a over on success and sets it NULL. Errors: -ERR_NOMEM. */
int activity_list_add(struct activity_list *l, struct activity **a, struct err *err) MUST_USE;

/*
 * Building. add_x appends a row of missing values and returns it (borrowed until the next add),
 * NULL for no memory or past ACTIVITY_ROWS_MAX. add_sample appends a sample without any value
 * and returns -ERR_NOMEM or -ERR_LIMIT (ACTIVITY_SAMPLES_MAX). set gives the last sample a
 * value, making the column if it is the first; NaN is ignored. All amortised O(1).
 */
int activity_add_sample(struct activity *a, struct err *err) MUST_USE;
/* A guess at the number of samples to come, before the first one: saves growing. */
void activity_expect(struct activity *a, size_t n_samples);
int activity_set(struct activity *a, enum activity_column c, double value, struct err *err)
    MUST_USE;
int activity_set_stream(struct activity *a, size_t stream_i, double value, struct err *err)
    MUST_USE;
struct activity_stream *activity_add_stream(
    struct activity *a); /* NULL past _STREAMS_MAX too */
struct activity_lap *activity_add_lap(struct activity *a);
struct activity_length *activity_add_length(struct activity *a);
struct activity_pause *activity_add_pause(struct activity *a);
struct activity_set *activity_add_set(struct activity *a);
struct activity_device *activity_add_device(struct activity *a);
struct activity_zones *activity_add_zones(struct activity *a);
struct activity_extra *activity_add_extra(struct activity *a);
struct activity_step *activity_add_step(struct activity_workout *w);
/* Errors: -ERR_NOMEM, -ERR_LIMIT. */
int activity_add_rr(struct activity *a, double rr_s, struct err *err) MUST_USE;
/* Past ACTIVITY_NOTES_MAX the last place counts on. */
void activity_note_add(struct activity *a, enum activity_note_kind kind, uint64_t pos,
                       const char *fmt, ...) PRINTF(4, 5);
/* Text into a field of ours: cut at a whole character, what is not UTF-8 or not printable
 * becomes '?'. Reads at most n bytes, stops at NUL. */
void activity_text(char *dst, size_t dst_size, const void *src, size_t n);

/* Append samples [from, to) of src to dst, streams by name and number. */
int activity_copy_samples(struct activity *dst, const struct activity *src, size_t from,
                          size_t to, struct err *err) MUST_USE;

/*
 * Count steps once and rightly. Call it once, after the last sample, with column, totals and
 * laps as the file has them. On foot, files count strides (one foot) or steps (both);
 * `declared` says which, or _NONE: not known, then the median of the moving samples (of the
 * totals without samples) decides: running under 120 /min, walking under 80 /min are strides. A
 * declaration that the values make impossible (running at a median over 130 strides/min) is
 * overruled with a note. Strides are doubled; ACTIVITY_TOTAL_CYCLES too. Not on foot: nothing
 * changes. Limits: nobody runs with 65 strides or 260 steps a minute; slow walking has 90 to
 * 100 steps, running 140 to 200 (docs/fit.md).
 */
void activity_settle_cadence(struct activity *a, enum activity_cadence declared);

/* Give back memory kept for growth, note times that stand still or go back, set start_s and
 * end_s from the samples where they are missing. Call it last. */
void activity_finish(struct activity *a);

#endif
