/* SPDX-License-Identifier: Apache-2.0 */
#ifndef FORMATS_FIT_PROFILE_H
#define FORMATS_FIT_PROFILE_H
/*
 * fit_profile - what the numbers in a FIT file mean: messages, fields, scales, enumerations.
 *
 * Facts of the public FIT profile (Garmin's FIT protocol and profile, version 21.217), typed
 * for the fields this program uses. Fields without a row keep their number as their name.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "activity/activity.h"

#define FIT_EPOCH_S       631065600.0 /* 1989-12-31T00:00:00Z as seconds since 1970 */
#define FIT_TIME_RELATIVE 0x10000000u /* smaller times count from when the device started */

enum fit_mesg { /* global message numbers */
                FIT_FILE_ID = 0,
                FIT_USER_PROFILE = 3,
                FIT_ZONES_TARGET = 7,
                FIT_HR_ZONE = 8,
                FIT_SPORT = 12,
                FIT_SESSION = 18,
                FIT_LAP = 19,
                FIT_RECORD = 20,
                FIT_EVENT = 21,
                FIT_DEVICE_INFO = 23,
                FIT_WORKOUT = 26,
                FIT_WORKOUT_STEP = 27,
                FIT_SCHEDULE = 28,
                FIT_COURSE = 31,
                FIT_ACTIVITY = 34,
                FIT_FILE_CREATOR = 49,
                FIT_HRV = 78,
                FIT_LENGTH = 101,
                FIT_HR = 132,
                FIT_FIELD_DESCRIPTION = 206,
                FIT_DEVELOPER_DATA_ID = 207,
                FIT_TIME_IN_ZONE = 216,
                FIT_SET = 225,
};

/* Base types: the number in a definition (bit 7 only says "more than one byte"). */
enum fit_type {
    FIT_ENUM = 0x00,
    FIT_SINT8 = 0x01,
    FIT_UINT8 = 0x02,
    FIT_SINT16 = 0x83,
    FIT_UINT16 = 0x84,
    FIT_SINT32 = 0x85,
    FIT_UINT32 = 0x86,
    FIT_STRING = 0x07,
    FIT_FLOAT32 = 0x88,
    FIT_FLOAT64 = 0x89,
    FIT_UINT8Z = 0x0A,
    FIT_UINT16Z = 0x8B,
    FIT_UINT32Z = 0x8C,
    FIT_BYTE = 0x0D,
    FIT_SINT64 = 0x8E,
    FIT_UINT64 = 0x8F,
    FIT_UINT64Z = 0x90,
    FIT_N_TYPES = 0x11, /* type & 0x1F is below */
};
extern const uint8_t fit_type_size[FIT_N_TYPES]; /* bytes of one value, by type & 0x1F */

/* Where the value of a field goes. */
enum fit_kind {
    FIT_TO_SLOT,   /* to the handler of the message; target: enum fit_slot */
    FIT_TO_COLUMN, /* target: enum activity_column */
    FIT_TO_TOTAL,  /* target: enum activity_total */
    FIT_TO_STREAM, /* a stream of that name */
    FIT_TO_EXTRA,  /* kept by number; never in the table */
    FIT_TO_NOTHING,
};
enum fit_how {
    FIT_SET_,           /* the value counts */
    FIT_WEAK,           /* only if nothing else has set it: old, short forms of a field */
    FIT_ADD,            /* added to what is there: the fractions of a number */
    FIT_SPEED_DISTANCE, /* 12 bits speed, 12 bits distance that runs over */
    FIT_RIGHT_SHARE,    /* per cent in bits 0-6, bit 7: of the right leg; else unknown side */
};

/* clang-format off */
enum fit_slot { /* a value of one message, by meaning */
    S_TIMESTAMP, S_START, S_ELAPSED, S_TIMER, S_SPORT, S_SUB, S_EVENT, S_EVENT_TYPE, S_DATA,
    S_DATA16, S_TRIGGER, S_INTENSITY, S_INDEX, S_FIRST_LAP, S_N_LAPS, S_STEP, S_NAME, S_NOTES,
    S_KIND, S_MAKER, S_PRODUCT, S_SERIAL, S_CREATED, S_PRODUCT_NAME, S_VERSION, S_VOLTAGE,
    S_DEVICE_KIND, S_LOCAL, S_HR_ZONES, S_SPEED_ZONES, S_CADENCE_ZONES, S_POWER_ZONES,
    S_HR_HIGH, S_SPEED_HIGH, S_CADENCE_HIGH, S_POWER_HIGH, S_REF_MESG, S_REF_INDEX, S_MAX_HR,
    S_REST_HR,
    S_THRESHOLD_HR, S_FTP, S_MASS, S_HEIGHT, S_AGE, S_GENDER, S_DURATION_TYPE, S_DURATION,
    S_TARGET_TYPE, S_TARGET, S_LOW, S_HIGH, S_BPM, S_EVENT_TIME, S_EVENT_TIME12, S_FRACTION,
    S_FRACTION256, S_RR, S_DEV_INDEX, S_FIELD, S_BASE_TYPE, S_UNIT, S_SCALE, S_OFFSET,
    S_NATIVE_MESG, S_NATIVE_FIELD, S_APP_ID, S_STROKES, S_STROKE, S_LENGTH_TYPE, S_SPEED,
    S_REPS, S_CATEGORY, S_N_SESSIONS,
    FIT_N_SLOTS
};
/* clang-format on */

/* value = raw / scale - offset, in the unit of its target (SI for slots) */
struct fit_row {
    uint16_t mesg;
    uint8_t field, kind, target, how;
    uint8_t type; /* that the encoder writes, FIT_STRING: none of its business */
    double scale, offset;
    const char *name, *unit; /* of a stream */
};
extern const struct fit_row fit_rows[]; /* ascending in (mesg, field) */
extern const size_t fit_n_rows;
const struct fit_row *fit_row_find(unsigned mesg, unsigned field); /* NULL: no row */
/* The first row that treats a column or total that way: FIT_SET_ is what the encoder writes,
 * FIT_ADD its fractions. */
const struct fit_row *fit_row_for(unsigned mesg, enum fit_kind kind, unsigned target,
                                  enum fit_how how);

/* Number in the file to row of our enum, and back (the first number that has the row). */
struct fit_number {
    uint16_t fit, ours;
};
struct fit_numbers {
    const struct fit_number *row;
    size_t n;
    unsigned other; /* ours for a number without a row */
    unsigned unset; /* fit for one of ours without a row */
};
extern const struct fit_numbers fit_sports, fit_subs, fit_files, fit_intensities, fit_triggers,
    fit_durations, fit_targets;
unsigned fit_number_to_ours(const struct fit_numbers *t, double fit, unsigned missing);
unsigned fit_number_to_fit(const struct fit_numbers *t, unsigned ours);

const char *fit_maker_name(unsigned maker);                     /* "" unknown */
const char *fit_product_name(unsigned maker, unsigned product); /* "" unknown */
const char *fit_stroke_name(double stroke);                     /* "" unknown */
unsigned fit_stroke_number(const char *name);                   /* 255 unknown */

#endif
