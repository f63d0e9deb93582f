/* SPDX-License-Identifier: Apache-2.0 */
#ifndef REPORT_WORDS_H
#define REPORT_WORDS_H
/*
 * words - what the views of a film result say in the same words: values, bands, reasons, gaps.
 *
 * Private to report. Numbers are rounded for printing, never computed. Pure; no globals.
 */
#include <stdbool.h>
#include <stddef.h>

#include "base/text.h"
#include "report/report.h"

enum { WORDS_MAX = 160 };

extern const char words_disclaimer[]; /* one sentence */
extern const char words_interval_note[];

/* The value is there and finite: it may be printed. */
bool words_has(const struct gait_value *v);
/* One of the sides under which the measure is kept has a value. values: [left, right, both]. */
bool words_any(const struct gait_value *values, enum measure m);
/* "12.3", never "-0.0"; "-" for NaN and infinities. */
void words_number(double x, int decimals, char ret_buf[WORDS_MAX]);
/* How a value is printed: that of a measure, or of a rule, whose unit may be another. */
struct words_form {
    const char *unit;
    int decimals;
};
struct words_form words_of_measure(enum measure m);
struct words_form words_of_rule(const struct form_rule *rule);
/* What follows a number where room is short: "°" for degrees, else " cm" with its space. */
void words_short_unit(const char *unit, char ret_buf[32]);
/* "4.1 deg"; "-" where there is none. */
void words_value(const struct gait_value *v, struct words_form form, char ret_buf[WORDS_MAX]);
/* "2.3 to 5.9"; "interval not known" where it has none; "" where there is no value. */
void words_interval(const struct gait_value *v, struct words_form form,
                    char ret_buf[WORDS_MAX]);
/* "5 to 15 deg", "up to 8 % leg", "from 160 steps/min", "not judged". */
void words_band(const struct form_rule *rule, char ret_buf[WORDS_MAX]);

const char *words_side(enum body_side side); /* "left", "right", "both" */
/* "Pelvic drop, left" with between ", "; a table has " ". The label alone for both sides. */
void words_labelled(const char *label, const char *between, enum body_side side,
                    char ret_buf[WORDS_MAX]);
const char *words_view(enum gait_view v);                /* "side view, runner faces left" */
const char *words_view_short(enum gait_view v);          /* "side, facing left" */
const char *words_file(const char *path);                /* what follows the last "/" */
const char *words_status_key(const struct gait_value *); /* "measured", "not_in_view", ... */
const char *words_refusal(const struct gait_value *v);   /* "this view does not show it" */

/* How one clip was seen: "60.0 frames/s, 1080 x 1920", "person 1 of 2", ... */
void words_clip_facts(struct text *t, const struct report_clip *clip);
void words_tracking(struct text *t, const struct report_clip *clip);
/* What the trial was and how its contacts were timed; "" for a film. */
void words_mocap(struct text *t, const struct report_mocap *m);
void words_agreement(struct text *t, const struct report_mocap *m);
bool words_is_mocap(const struct report_film *film);
/* What one of several is called: "Clip", or "View" of a marker file. */
const char *words_part(const struct report_film *film);
double words_duration_s(const struct report_clip *clip); /* of what was measured; NaN */

/* What no clip could show, by reason. A measure is here when the side has a value in no clip;
 * the reason is the best one among the clips. */
struct words_gap {
    enum gait_status reason;
    const char *because;        /* "This view does not show" */
    const char *remedy;         /* how to film it so that it can */
    bool missing[MEASURE_N][3]; /* [measure][left, right, both] */
    size_t n_missing;
};
enum { WORDS_MAX_GAPS = 4 };
size_t words_gaps(const struct report_film *film, struct words_gap ret_gaps[WORDS_MAX_GAPS]);
/* "Knee bend at contact (right), Step width". */
void words_gap_measures(struct text *t, const struct words_gap *gap);

/* One note of a clip, "Clip 2: " before it unless every clip has it. false: an earlier clip has
 * said it already, nothing is added. */
bool words_note(struct text *t, const struct report_film *film, size_t clip_i, size_t note_i);

/* The sides under which a measure is kept: left and right, or both. i = 0, 1, ... */
size_t words_n_sides(enum measure m);
enum body_side words_side_i(enum measure m, size_t i);
/* The lines of one rule stand together: the index after the last of those that begin at i. */
size_t words_rule_end(const struct form_result *form, size_t i);
/* Some line from first to before end has a value. */
bool words_lines_have(const struct form_result *form, size_t first, size_t end);
/* Some line of the scorecard shows it. */
bool words_in_scorecard(const struct report_film *film, enum measure m);

#endif
