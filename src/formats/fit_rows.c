/* SPDX-License-Identifier: Apache-2.0 */
#include "base/mem.h"
#include "formats/fit_profile.h"

#define SLOT(field, slot, type, scale)                                    \
    {                                                                     \
        M, field, FIT_TO_SLOT, slot, FIT_SET_, type, scale, 0, NULL, NULL \
    }
#define COLUMN(field, column, how, type, scale, offset)                                  \
    {                                                                                    \
        M, field, FIT_TO_COLUMN, ACTIVITY_##column, how, type, scale, offset, NULL, NULL \
    }
#define TOTAL(field, total, how, type, scale)                                           \
    {                                                                                   \
        M, field, FIT_TO_TOTAL, ACTIVITY_TOTAL_##total, how, type, scale, 0, NULL, NULL \
    }
#define STREAM(field, type, scale, name, unit)                           \
    {                                                                    \
        M, field, FIT_TO_STREAM, 0, FIT_SET_, type, scale, 0, name, unit \
    }
#define NOTHING(field)                                                      \
    {                                                                       \
        M, field, FIT_TO_NOTHING, 0, FIT_SET_, FIT_STRING, 1, 0, NULL, NULL \
    }

#define SEMICIRCLES (2147483648.0 / 180) /* per degree */

/* To add a field: one row, in order of message and field. No other code changes for columns,
 * totals and streams. Scales lead to SI units: 0.1 mm is 1/10000 m. */
/* clang-format off */
const struct fit_row fit_rows[] = {
#define M FIT_FILE_ID
    SLOT(0, S_KIND, FIT_ENUM, 1),
    SLOT(1, S_MAKER, FIT_UINT16, 1),
    SLOT(2, S_PRODUCT, FIT_UINT16, 1),
    SLOT(3, S_SERIAL, FIT_UINT32Z, 1),
    SLOT(4, S_CREATED, FIT_UINT32, 1),
    SLOT(8, S_PRODUCT_NAME, FIT_STRING, 1),
#undef M
#define M FIT_USER_PROFILE
    SLOT(1, S_GENDER, FIT_ENUM, 1),
    SLOT(2, S_AGE, FIT_UINT8, 1),
    SLOT(3, S_HEIGHT, FIT_UINT8, 100),
    SLOT(4, S_MASS, FIT_UINT16, 10),
    SLOT(8, S_REST_HR, FIT_UINT8, 1),
    SLOT(11, S_MAX_HR, FIT_UINT8, 1),
#undef M
#define M FIT_ZONES_TARGET
    SLOT(1, S_MAX_HR, FIT_UINT8, 1),
    SLOT(2, S_THRESHOLD_HR, FIT_UINT8, 1),
    SLOT(3, S_FTP, FIT_UINT16, 1),
#undef M
#define M FIT_HR_ZONE
    SLOT(1, S_HIGH, FIT_UINT8, 1),
    SLOT(254, S_INDEX, FIT_UINT16, 1),
#undef M
#define M FIT_SPORT
    SLOT(0, S_SPORT, FIT_ENUM, 1),
    SLOT(1, S_SUB, FIT_ENUM, 1),
    SLOT(3, S_NAME, FIT_STRING, 1),
#undef M
#define M FIT_SESSION
    NOTHING(0), NOTHING(1),
    SLOT(2, S_START, FIT_UINT32, 1),
    NOTHING(3), NOTHING(4),
    SLOT(5, S_SPORT, FIT_ENUM, 1),
    SLOT(6, S_SUB, FIT_ENUM, 1),
    TOTAL(7, ELAPSED, FIT_SET_, FIT_UINT32, 1000),
    TOTAL(8, TIMER, FIT_SET_, FIT_UINT32, 1000),
    TOTAL(9, DISTANCE, FIT_SET_, FIT_UINT32, 100),
    TOTAL(10, CYCLES, FIT_SET_, FIT_UINT32, 1),
    TOTAL(11, ENERGY, FIT_SET_, FIT_UINT16, 1),
    TOTAL(14, AVG_SPEED, FIT_WEAK, FIT_UINT16, 1000),
    TOTAL(15, MAX_SPEED, FIT_WEAK, FIT_UINT16, 1000),
    TOTAL(16, AVG_HR, FIT_SET_, FIT_UINT8, 1),
    TOTAL(17, MAX_HR, FIT_SET_, FIT_UINT8, 1),
    TOTAL(18, AVG_CADENCE, FIT_SET_, FIT_UINT8, 1),
    TOTAL(19, MAX_CADENCE, FIT_SET_, FIT_UINT8, 1),
    TOTAL(20, AVG_POWER, FIT_SET_, FIT_UINT16, 1),
    TOTAL(21, MAX_POWER, FIT_SET_, FIT_UINT16, 1),
    TOTAL(22, ASCENT, FIT_SET_, FIT_UINT16, 1),
    TOTAL(23, DESCENT, FIT_SET_, FIT_UINT16, 1),
    TOTAL(24, AEROBIC_EFFECT, FIT_SET_, FIT_UINT8, 10),
    SLOT(25, S_FIRST_LAP, FIT_UINT16, 1),
    SLOT(26, S_N_LAPS, FIT_UINT16, 1),
    NOTHING(27),
    NOTHING(28),
    NOTHING(29), NOTHING(30), NOTHING(31), NOTHING(32),
    TOTAL(34, NORM_POWER, FIT_SET_, FIT_UINT16, 1),
    TOTAL(35, STRESS_SCORE, FIT_SET_, FIT_UINT16, 10),
    TOTAL(36, INTENSITY_FACTOR, FIT_SET_, FIT_UINT16, 1000),
    NOTHING(38), NOTHING(39),
    TOTAL(44, POOL_LENGTH, FIT_SET_, FIT_UINT16, 100),
    TOTAL(57, AVG_TEMPERATURE, FIT_SET_, FIT_SINT8, 1),
    TOTAL(58, MAX_TEMPERATURE, FIT_SET_, FIT_SINT8, 1),
    TOTAL(59, MOVING, FIT_SET_, FIT_UINT32, 1000),
    TOTAL(64, MIN_HR, FIT_SET_, FIT_UINT8, 1),
    SLOT(65, S_HR_ZONES, FIT_UINT32, 1000),
    SLOT(66, S_SPEED_ZONES, FIT_UINT32, 1000),
    SLOT(67, S_CADENCE_ZONES, FIT_UINT32, 1000),
    SLOT(68, S_POWER_ZONES, FIT_UINT32, 1000),
    TOTAL(89, AVG_VERT_OSC, FIT_SET_, FIT_UINT16, 10000),
    TOTAL(90, AVG_CONTACT_FRAC, FIT_SET_, FIT_UINT16, 10000),
    TOTAL(91, AVG_CONTACT, FIT_SET_, FIT_UINT16, 10000),
    TOTAL(92, AVG_CADENCE, FIT_ADD, FIT_UINT8, 128),
    TOTAL(93, MAX_CADENCE, FIT_ADD, FIT_UINT8, 128),
    TOTAL(94, CYCLES, FIT_ADD, FIT_UINT8, 128),
    SLOT(110, S_NAME, FIT_STRING, 1),
    TOTAL(124, AVG_SPEED, FIT_SET_, FIT_UINT32, 1000),
    TOTAL(125, MAX_SPEED, FIT_SET_, FIT_UINT32, 1000),
    TOTAL(132, AVG_VERT_RATIO, FIT_SET_, FIT_UINT16, 10000),
    TOTAL(133, AVG_BALANCE, FIT_SET_, FIT_UINT16, 10000),
    TOTAL(134, AVG_STEP_LENGTH, FIT_SET_, FIT_UINT16, 10000),
    TOTAL(137, ANAEROBIC_EFFECT, FIT_SET_, FIT_UINT8, 10),
    TOTAL(147, AVG_RESPIRATION, FIT_WEAK, FIT_UINT8, 1),
    TOTAL(148, MAX_RESPIRATION, FIT_WEAK, FIT_UINT8, 1),
    TOTAL(168, MAKER_LOAD, FIT_SET_, FIT_SINT32, 65536),
    TOTAL(169, AVG_RESPIRATION, FIT_SET_, FIT_UINT16, 100),
    TOTAL(170, MAX_RESPIRATION, FIT_SET_, FIT_UINT16, 100),
    TOTAL(192, FEELING, FIT_SET_, FIT_UINT8, 100),
    TOTAL(193, EFFORT, FIT_SET_, FIT_UINT8, 10),
    TOTAL(199, ASCENT, FIT_ADD, FIT_UINT8, 100),
    TOTAL(200, DESCENT, FIT_ADD, FIT_UINT8, 100),
    SLOT(253, S_TIMESTAMP, FIT_UINT32, 1),
    SLOT(254, S_INDEX, FIT_UINT16, 1),
#undef M
#define M FIT_LAP
    NOTHING(0), NOTHING(1),
    SLOT(2, S_START, FIT_UINT32, 1),
    NOTHING(3), NOTHING(4), NOTHING(5), NOTHING(6),
    TOTAL(7, ELAPSED, FIT_SET_, FIT_UINT32, 1000),
    TOTAL(8, TIMER, FIT_SET_, FIT_UINT32, 1000),
    TOTAL(9, DISTANCE, FIT_SET_, FIT_UINT32, 100),
    TOTAL(10, CYCLES, FIT_SET_, FIT_UINT32, 1),
    TOTAL(11, ENERGY, FIT_SET_, FIT_UINT16, 1),
    TOTAL(13, AVG_SPEED, FIT_WEAK, FIT_UINT16, 1000),
    TOTAL(14, MAX_SPEED, FIT_WEAK, FIT_UINT16, 1000),
    TOTAL(15, AVG_HR, FIT_SET_, FIT_UINT8, 1),
    TOTAL(16, MAX_HR, FIT_SET_, FIT_UINT8, 1),
    TOTAL(17, AVG_CADENCE, FIT_SET_, FIT_UINT8, 1),
    TOTAL(18, MAX_CADENCE, FIT_SET_, FIT_UINT8, 1),
    TOTAL(19, AVG_POWER, FIT_SET_, FIT_UINT16, 1),
    TOTAL(20, MAX_POWER, FIT_SET_, FIT_UINT16, 1),
    TOTAL(21, ASCENT, FIT_SET_, FIT_UINT16, 1),
    TOTAL(22, DESCENT, FIT_SET_, FIT_UINT16, 1),
    SLOT(23, S_INTENSITY, FIT_ENUM, 1),
    SLOT(24, S_TRIGGER, FIT_ENUM, 1),
    SLOT(25, S_SPORT, FIT_ENUM, 1),
    NOTHING(26), NOTHING(27), NOTHING(28), NOTHING(29), NOTHING(30),
    TOTAL(33, NORM_POWER, FIT_SET_, FIT_UINT16, 1),
    SLOT(39, S_SUB, FIT_ENUM, 1),
    TOTAL(50, AVG_TEMPERATURE, FIT_SET_, FIT_SINT8, 1),
    TOTAL(51, MAX_TEMPERATURE, FIT_SET_, FIT_SINT8, 1),
    TOTAL(52, MOVING, FIT_SET_, FIT_UINT32, 1000),
    SLOT(57, S_HR_ZONES, FIT_UINT32, 1000),
    SLOT(58, S_SPEED_ZONES, FIT_UINT32, 1000),
    SLOT(59, S_CADENCE_ZONES, FIT_UINT32, 1000),
    SLOT(60, S_POWER_ZONES, FIT_UINT32, 1000),
    TOTAL(63, MIN_HR, FIT_SET_, FIT_UINT8, 1),
    SLOT(71, S_STEP, FIT_UINT16, 1),
    TOTAL(77, AVG_VERT_OSC, FIT_SET_, FIT_UINT16, 10000),
    TOTAL(78, AVG_CONTACT_FRAC, FIT_SET_, FIT_UINT16, 10000),
    TOTAL(79, AVG_CONTACT, FIT_SET_, FIT_UINT16, 10000),
    TOTAL(80, AVG_CADENCE, FIT_ADD, FIT_UINT8, 128),
    TOTAL(81, MAX_CADENCE, FIT_ADD, FIT_UINT8, 128),
    TOTAL(82, CYCLES, FIT_ADD, FIT_UINT8, 128),
    TOTAL(110, AVG_SPEED, FIT_SET_, FIT_UINT32, 1000),
    TOTAL(111, MAX_SPEED, FIT_SET_, FIT_UINT32, 1000),
    TOTAL(118, AVG_VERT_RATIO, FIT_SET_, FIT_UINT16, 10000),
    TOTAL(119, AVG_BALANCE, FIT_SET_, FIT_UINT16, 10000),
    TOTAL(120, AVG_STEP_LENGTH, FIT_SET_, FIT_UINT16, 10000),
    TOTAL(136, AVG_RESPIRATION, FIT_SET_, FIT_UINT16, 100),
    TOTAL(137, MAX_RESPIRATION, FIT_SET_, FIT_UINT16, 100),
    TOTAL(147, AVG_RESPIRATION, FIT_WEAK, FIT_UINT8, 1),
    TOTAL(148, MAX_RESPIRATION, FIT_WEAK, FIT_UINT8, 1),
    TOTAL(156, ASCENT, FIT_ADD, FIT_UINT8, 100),
    TOTAL(157, DESCENT, FIT_ADD, FIT_UINT8, 100),
    SLOT(253, S_TIMESTAMP, FIT_UINT32, 1),
    SLOT(254, S_INDEX, FIT_UINT16, 1),
#undef M
#define M FIT_RECORD
    COLUMN(0, LAT, FIT_SET_, FIT_SINT32, SEMICIRCLES, 0),
    COLUMN(1, LON, FIT_SET_, FIT_SINT32, SEMICIRCLES, 0),
    COLUMN(2, ALTITUDE, FIT_WEAK, FIT_UINT16, 5, 500),
    COLUMN(3, HR, FIT_SET_, FIT_UINT8, 1, 0),
    COLUMN(4, CADENCE, FIT_SET_, FIT_UINT8, 1, 0),
    COLUMN(5, DISTANCE, FIT_SET_, FIT_UINT32, 100, 0),
    COLUMN(6, SPEED, FIT_WEAK, FIT_UINT16, 1000, 0),
    COLUMN(7, POWER, FIT_SET_, FIT_UINT16, 1, 0),
    COLUMN(8, SPEED, FIT_SPEED_DISTANCE, FIT_STRING, 1, 0),
    COLUMN(9, GRADE, FIT_SET_, FIT_SINT16, 10000, 0),
    STREAM(10, FIT_UINT8, 1, "resistance", ""),
    COLUMN(12, CYCLE_LENGTH, FIT_WEAK, FIT_UINT8, 100, 0),
    COLUMN(13, TEMPERATURE, FIT_SET_, FIT_SINT8, 1, 0),
    STREAM(18, FIT_UINT8, 1, "cycles", ""),
    STREAM(19, FIT_UINT32, 1, "total_cycles", ""),
    STREAM(28, FIT_UINT16, 1, "compressed_accumulated_power", "W"),
    STREAM(29, FIT_UINT32, 1, "accumulated_power", "W"),
    COLUMN(30, PEDAL_RIGHT, FIT_RIGHT_SHARE, FIT_STRING, 100, 0),
    COLUMN(31, GPS_ERROR, FIT_SET_, FIT_UINT8, 1, 0),
    COLUMN(32, VERT_SPEED, FIT_SET_, FIT_SINT16, 1000, 0),
    STREAM(33, FIT_UINT16, 1, "calories", "kcal"),
    COLUMN(39, VERT_OSC, FIT_SET_, FIT_UINT16, 10000, 0),
    COLUMN(40, CONTACT_FRAC, FIT_SET_, FIT_UINT16, 10000, 0),
    COLUMN(41, CONTACT, FIT_SET_, FIT_UINT16, 10000, 0),
    STREAM(42, FIT_ENUM, 1, "activity_type", ""),
    STREAM(43, FIT_UINT8, 2, "left_torque_effectiveness", "%"),
    STREAM(44, FIT_UINT8, 2, "right_torque_effectiveness", "%"),
    STREAM(45, FIT_UINT8, 2, "left_pedal_smoothness", "%"),
    STREAM(46, FIT_UINT8, 2, "right_pedal_smoothness", "%"),
    STREAM(47, FIT_UINT8, 2, "combined_pedal_smoothness", "%"),
    COLUMN(52, CADENCE, FIT_WEAK, FIT_UINT16, 256, 0),
    COLUMN(53, CADENCE, FIT_ADD, FIT_UINT8, 128, 0),
    STREAM(54, FIT_UINT16, 100, "total_hemoglobin_conc", "g/dL"),
    STREAM(57, FIT_UINT16, 10, "saturated_hemoglobin_percent", "%"),
    STREAM(67, FIT_SINT8, 1, "left_pco", "mm"),
    STREAM(68, FIT_SINT8, 1, "right_pco", "mm"),
    COLUMN(73, SPEED, FIT_SET_, FIT_UINT32, 1000, 0),
    COLUMN(78, ALTITUDE, FIT_SET_, FIT_UINT32, 5, 500),
    STREAM(81, FIT_UINT8, 2, "battery_soc", "%"),
    COLUMN(83, VERT_RATIO, FIT_SET_, FIT_UINT16, 10000, 0),
    COLUMN(84, BALANCE, FIT_SET_, FIT_UINT16, 10000, 0),
    COLUMN(85, STEP_LENGTH, FIT_SET_, FIT_UINT16, 10000, 0),
    COLUMN(87, CYCLE_LENGTH, FIT_SET_, FIT_UINT16, 100, 0),
    STREAM(91, FIT_UINT32, 1, "absolute_pressure", "Pa"),
    STREAM(92, FIT_UINT32, 1000, "depth", "m"),
    COLUMN(99, RESPIRATION, FIT_WEAK, FIT_UINT8, 1, 0),
    COLUMN(108, RESPIRATION, FIT_SET_, FIT_UINT16, 100, 0),
    STREAM(114, FIT_FLOAT32, 1, "grit", ""),
    STREAM(115, FIT_FLOAT32, 1, "flow", ""),
    STREAM(116, FIT_UINT16, 100, "current_stress", ""),
    COLUMN(139, BODY_TEMP, FIT_SET_, FIT_UINT16, 100, 0),
    SLOT(253, S_TIMESTAMP, FIT_UINT32, 1),
#undef M
#define M FIT_EVENT
    SLOT(0, S_EVENT, FIT_ENUM, 1),
    SLOT(1, S_EVENT_TYPE, FIT_ENUM, 1),
    SLOT(2, S_DATA16, FIT_UINT16, 1),
    SLOT(3, S_DATA, FIT_UINT32, 1),
    SLOT(253, S_TIMESTAMP, FIT_UINT32, 1),
#undef M
#define M FIT_DEVICE_INFO
    SLOT(0, S_INDEX, FIT_UINT8, 1),
    SLOT(1, S_DEVICE_KIND, FIT_UINT8, 1),
    SLOT(2, S_MAKER, FIT_UINT16, 1),
    SLOT(3, S_SERIAL, FIT_UINT32Z, 1),
    SLOT(4, S_PRODUCT, FIT_UINT16, 1),
    SLOT(5, S_VERSION, FIT_UINT16, 100),
    SLOT(10, S_VOLTAGE, FIT_UINT16, 256),
    SLOT(27, S_PRODUCT_NAME, FIT_STRING, 1),
    SLOT(253, S_TIMESTAMP, FIT_UINT32, 1),
#undef M
#define M FIT_WORKOUT
    SLOT(4, S_SPORT, FIT_ENUM, 1),
    SLOT(6, S_N_LAPS, FIT_UINT16, 1),
    SLOT(8, S_NAME, FIT_STRING, 1),
    SLOT(11, S_SUB, FIT_ENUM, 1),
#undef M
#define M FIT_WORKOUT_STEP
    SLOT(0, S_NAME, FIT_STRING, 1),
    SLOT(1, S_DURATION_TYPE, FIT_ENUM, 1),
    SLOT(2, S_DURATION, FIT_UINT32, 1),
    SLOT(3, S_TARGET_TYPE, FIT_ENUM, 1),
    SLOT(4, S_TARGET, FIT_UINT32, 1),
    SLOT(5, S_LOW, FIT_UINT32, 1),
    SLOT(6, S_HIGH, FIT_UINT32, 1),
    SLOT(7, S_INTENSITY, FIT_ENUM, 1),
    SLOT(8, S_NOTES, FIT_STRING, 1),
    SLOT(254, S_INDEX, FIT_UINT16, 1),
#undef M
#define M FIT_COURSE
    SLOT(4, S_SPORT, FIT_ENUM, 1),
    SLOT(5, S_NAME, FIT_STRING, 1),
    SLOT(7, S_SUB, FIT_ENUM, 1),
#undef M
#define M FIT_ACTIVITY
    SLOT(1, S_N_SESSIONS, FIT_UINT16, 1),
    SLOT(5, S_LOCAL, FIT_UINT32, 1),
    SLOT(253, S_TIMESTAMP, FIT_UINT32, 1),
#undef M
#define M FIT_HRV
    SLOT(0, S_RR, FIT_UINT16, 1000),
#undef M
#define M FIT_LENGTH
    SLOT(2, S_START, FIT_UINT32, 1),
    SLOT(3, S_ELAPSED, FIT_UINT32, 1000),
    SLOT(4, S_TIMER, FIT_UINT32, 1000),
    SLOT(5, S_STROKES, FIT_UINT16, 1),
    SLOT(6, S_SPEED, FIT_UINT16, 1000),
    SLOT(7, S_STROKE, FIT_ENUM, 1),
    SLOT(12, S_LENGTH_TYPE, FIT_ENUM, 1),
    SLOT(253, S_TIMESTAMP, FIT_UINT32, 1),
#undef M
#define M FIT_HR
    SLOT(0, S_FRACTION, FIT_UINT16, 32768),
    SLOT(1, S_FRACTION256, FIT_UINT8, 256),
    SLOT(6, S_BPM, FIT_UINT8, 1),
    SLOT(9, S_EVENT_TIME, FIT_UINT32, 1024),
    SLOT(10, S_EVENT_TIME12, FIT_BYTE, 1),
    SLOT(253, S_TIMESTAMP, FIT_UINT32, 1),
#undef M
#define M FIT_FIELD_DESCRIPTION
    SLOT(0, S_DEV_INDEX, FIT_UINT8, 1),
    SLOT(1, S_FIELD, FIT_UINT8, 1),
    SLOT(2, S_BASE_TYPE, FIT_UINT8, 1),
    SLOT(3, S_NAME, FIT_STRING, 1),
    SLOT(6, S_SCALE, FIT_UINT8, 1),
    SLOT(7, S_OFFSET, FIT_SINT8, 1),
    SLOT(8, S_UNIT, FIT_STRING, 1),
    SLOT(14, S_NATIVE_MESG, FIT_UINT16, 1),
    SLOT(15, S_NATIVE_FIELD, FIT_UINT8, 1),
#undef M
#define M FIT_DEVELOPER_DATA_ID
    SLOT(1, S_APP_ID, FIT_BYTE, 1),
    SLOT(3, S_DEV_INDEX, FIT_UINT8, 1),
#undef M
#define M FIT_TIME_IN_ZONE
    SLOT(0, S_REF_MESG, FIT_UINT16, 1),
    SLOT(1, S_REF_INDEX, FIT_UINT16, 1),
    SLOT(2, S_HR_ZONES, FIT_UINT32, 1000),
    SLOT(3, S_SPEED_ZONES, FIT_UINT32, 1000),
    SLOT(4, S_CADENCE_ZONES, FIT_UINT32, 1000),
    SLOT(5, S_POWER_ZONES, FIT_UINT32, 1000),
    SLOT(6, S_HR_HIGH, FIT_UINT8, 1),
    SLOT(7, S_SPEED_HIGH, FIT_UINT16, 1000),
    SLOT(8, S_CADENCE_HIGH, FIT_UINT8, 1),
    SLOT(9, S_POWER_HIGH, FIT_UINT16, 1),
    SLOT(11, S_MAX_HR, FIT_UINT8, 1),
    SLOT(12, S_REST_HR, FIT_UINT8, 1),
    SLOT(13, S_THRESHOLD_HR, FIT_UINT8, 1),
    SLOT(15, S_FTP, FIT_UINT16, 1),
#undef M
#define M FIT_SET
    SLOT(0, S_ELAPSED, FIT_UINT32, 1000),
    SLOT(3, S_REPS, FIT_UINT16, 1),
    SLOT(4, S_MASS, FIT_UINT16, 16),
    SLOT(5, S_KIND, FIT_UINT8, 1),
    SLOT(6, S_START, FIT_UINT32, 1),
    SLOT(7, S_CATEGORY, FIT_UINT16, 1),
#undef M
};
/* clang-format on */

const size_t fit_n_rows = N_ELEMS(fit_rows);

static unsigned row_key(const struct fit_row *r) { return (unsigned)r->mesg << 8 | r->field; }

const struct fit_row *fit_row_find(unsigned mesg, unsigned field)
{
    unsigned key = mesg << 8 | field;
    size_t lo = 0, hi = fit_n_rows;

    while (lo < hi) {
        size_t mid = (lo + hi) / 2;
        if (row_key(&fit_rows[mid]) < key)
            lo = mid + 1;
        else
            hi = mid;
    }
    return lo < fit_n_rows && row_key(&fit_rows[lo]) == key ? &fit_rows[lo] : NULL;
}

const struct fit_row *fit_row_for(unsigned mesg, enum fit_kind kind, unsigned target,
                                  enum fit_how how)
{
    for (size_t i = 0; i < fit_n_rows; i++)
        if (fit_rows[i].mesg == mesg && fit_rows[i].kind == (uint8_t)kind &&
            fit_rows[i].target == target && fit_rows[i].how == (uint8_t)how)
            return &fit_rows[i];
    return NULL;
}
