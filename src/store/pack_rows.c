/* SPDX-License-Identifier: Apache-2.0 */
/* What of an activity is stored, field by field. Keys are stored: never renamed, never reused.
 */
#include "base/mem.h"
#include "store/pack.h"

static const char *sport_word(int v) { return activity_sports[v].key; }
static const char *sub_word(int v) { return activity_subs[v].key; }
static const char *column_word(int v) { return activity_columns[v].key; }

/* Names of the model take their own enum; the table wants int. */
#define WORD(name)                                              \
    static const char *name##_word(int v)                       \
    {                                                           \
        return activity_##name##_name((enum activity_##name)v); \
    }
WORD(file)
WORD(cadence)
WORD(intensity)
WORD(trigger)
WORD(duration)
WORD(target)
static const char *note_word(int v) { return activity_note_name((enum activity_note_kind)v); }

#define ADD(row, owner) \
    static void *add_##row(struct activity *a) { return activity_add_##row(owner); }
ADD(lap, a)
ADD(length, a)
ADD(pause, a)
ADD(set, a)
ADD(device, a)
ADD(zones, a)
ADD(extra, a)
ADD(stream, a)
ADD(step, &a->workout)

static void *add_note(struct activity *a)
{
    return a->n_notes < ACTIVITY_NOTES_MAX ? &a->note[a->n_notes++] : NULL;
}

/* clang-format off */
#define F(type_, key_, member)     { .key = key_, .type = PACK_##type_, .offset = offsetof(ROW, member) }
#define FN(type_, key_, member, n_) \
    { .key = key_, .type = PACK_##type_, .offset = offsetof(ROW, member), .n = (n_) }
#define FT(key_, member)           FN(TEXT, key_, member, sizeof(((ROW *)0)->member))
#define FE(key_, member, word_, n_) \
    { .key = key_, .type = PACK_ENUM, .offset = offsetof(ROW, member), .word = word_, .n_words = (n_) }

#define ROW struct activity
static const struct pack_field main_fields[] = {
    FE("kind", source.kind, file_word, ACTIVITY_N_FILES), FT("format", source.format),
    FT("maker", source.maker), FT("product", source.product),
    F(UNSIGNED, "maker_id", source.maker_id), F(UNSIGNED, "product_id", source.product_id),
    F(U32, "serial", source.serial), F(DOUBLE, "created_s", source.created_s),
    F(POS, "bytes", source.bytes),
    FT("name", name), FE("sport", sport, sport_word, ACTIVITY_N_SPORTS),
    FE("sub", sub, sub_word, ACTIVITY_N_SUBS), F(UNSIGNED, "leg", leg), F(UNSIGNED, "n_legs", n_legs),
    F(DOUBLE, "start_s", start_s), F(DOUBLE, "end_s", end_s), F(DOUBLE, "utc_offset_s", utc_offset_s),
    FE("cadence_raw", cadence_raw, cadence_word, ACTIVITY_N_CADENCES),
    F(TOTALS, "", total),
    FT("workout.name", workout.name), FE("workout.sport", workout.sport, sport_word, ACTIVITY_N_SPORTS),
    FE("workout.sub", workout.sub, sub_word, ACTIVITY_N_SUBS),
    F(DOUBLE, "athlete.mass_kg", athlete.mass_kg), F(DOUBLE, "athlete.height_m", athlete.height_m),
    F(DOUBLE, "athlete.age_years", athlete.age_years), F(DOUBLE, "athlete.rest_hr", athlete.rest_hr),
    F(DOUBLE, "athlete.max_hr", athlete.max_hr), F(DOUBLE, "athlete.threshold_hr", athlete.threshold_hr),
    F(DOUBLE, "athlete.threshold_power_w", athlete.threshold_power_w), F(INT, "athlete.female", athlete.female),
};
#undef ROW
#define ROW struct activity_stream
static const struct pack_field stream_fields[] = {
    FT("name", name), FT("unit", unit), F(INT, "native", native), F(ID, "app_id", app_id),
    F(U32, "number", number),
};
#undef ROW
#define ROW struct activity_lap
static const struct pack_field lap_fields[] = {
    F(DOUBLE, "start_s", start_s), F(DOUBLE, "end_s", end_s), F(TOTALS, "", total),
    FE("sport", sport, sport_word, ACTIVITY_N_SPORTS), FE("sub", sub, sub_word, ACTIVITY_N_SUBS),
    FE("intensity", intensity, intensity_word, ACTIVITY_N_INTENSITIES),
    FE("trigger", trigger, trigger_word, ACTIVITY_N_TRIGGERS), F(INT, "step", step),
};
#undef ROW
#define ROW struct activity_length
static const struct pack_field length_fields[] = {
    F(DOUBLE, "start_s", start_s), F(DOUBLE, "elapsed_s", elapsed_s), F(DOUBLE, "timer_s", timer_s),
    F(DOUBLE, "speed", speed_m_s), F(DOUBLE, "strokes", strokes), FT("stroke", stroke),
    F(BOOL, "active", active),
};
#undef ROW
#define ROW struct activity_pause
static const struct pack_field pause_fields[] = {
    F(DOUBLE, "from_s", from_s), F(DOUBLE, "to_s", to_s), F(BOOL, "automatic", automatic),
};
#undef ROW
#define ROW struct activity_set
static const struct pack_field set_fields[] = {
    F(DOUBLE, "start_s", start_s), F(DOUBLE, "duration_s", duration_s), F(DOUBLE, "reps", reps),
    F(DOUBLE, "mass_kg", mass_kg), F(UNSIGNED, "category", category), F(BOOL, "active", active),
};
#undef ROW
#define ROW struct activity_device
static const struct pack_field device_fields[] = {
    FT("maker", maker), FT("product", product), F(UNSIGNED, "index", index),
    F(UNSIGNED, "maker_id", maker_id), F(UNSIGNED, "product_id", product_id),
    F(UNSIGNED, "kind", kind), F(U32, "serial", serial), F(DOUBLE, "software", software),
    F(DOUBLE, "battery_v", battery_v),
};
#undef ROW
#define ROW struct activity_zones
static const struct pack_field zones_fields[] = {
    FE("of", of, column_word, ACTIVITY_N_COLUMNS), F(INT, "lap", lap), F(SIZE, "n", n),
    FN(DOUBLES, "seconds", seconds, ACTIVITY_ZONES_MAX), FN(DOUBLES, "high", high, ACTIVITY_ZONES_MAX),
};
#undef ROW
#define ROW struct activity_extra
static const struct pack_field extra_fields[] = {
    FT("name", name), F(INT, "lap", lap), F(DOUBLE, "value", value),
};
#undef ROW
#define ROW struct activity_step
static const struct pack_field step_fields[] = {
    FT("name", name), FT("notes", notes),
    FE("duration", duration, duration_word, ACTIVITY_N_DURATIONS), F(DOUBLE, "amount", amount),
    F(INT, "repeat_from", repeat_from), FE("target", target, target_word, ACTIVITY_N_TARGETS),
    F(DOUBLE, "low", low), F(DOUBLE, "high", high), F(INT, "zone", zone), F(BOOL, "percent", percent),
    F(BOOL, "amount_percent", amount_percent),
    FE("intensity", intensity, intensity_word, ACTIVITY_N_INTENSITIES),
};
#undef ROW
#define ROW struct activity_note
static const struct pack_field note_fields[] = {
    FE("kind", kind, note_word, ACTIVITY_N_NOTES), F(POS, "pos", pos), FT("text", text),
};
#undef ROW

#define MANY(key_, row, count_)                                                             \
    { .key = key_, .field = row##_fields, .n_fields = N_ELEMS(row##_fields),                \
      .row_size = sizeof(struct activity_##row), .rows = offsetof(struct activity, row),    \
      .count = offsetof(struct activity, count_), .add = add_##row }
const struct pack_section pack_sections[] = {
    { .key = "activity", .field = main_fields, .n_fields = N_ELEMS(main_fields),
      .row_size = sizeof(struct activity) },
    MANY("stream", stream, n_streams),
    MANY("lap", lap, n_laps),
    MANY("length", length, n_lengths),
    MANY("pause", pause, n_pauses),
    MANY("set", set, n_sets),
    MANY("device", device, n_devices),
    MANY("zones", zones, n_zones),
    MANY("extra", extra, n_extras),
    { .key = "step", .field = step_fields, .n_fields = N_ELEMS(step_fields),
      .row_size = sizeof(struct activity_step),
      .rows = offsetof(struct activity, workout.step),
      .count = offsetof(struct activity, workout.n_steps), .add = add_step },
    { .key = "note", .field = note_fields, .n_fields = N_ELEMS(note_fields),
      .row_size = sizeof(struct activity_note), .rows = offsetof(struct activity, note),
      .count = offsetof(struct activity, n_notes), .in_place = true, .add = add_note },
};
/* clang-format on */
const size_t pack_n_sections = N_ELEMS(pack_sections);
