/* SPDX-License-Identifier: Apache-2.0 */
#ifndef FORM_FORM_H
#define FORM_FORM_H
/*
 * form - the table of rules: measured values to statuses and at most three findings.
 *
 * Depends on: base, body, gait. Pure: no files, clock, memory or globals; same input, same
 * output. Threads: everything here is constant or the caller's. Cost: microseconds.
 *
 * How a status is decided. A rule has a good band [good_lo, good_hi] inside a wider band
 * [change_lo, change_hi]; what lies outside the wider band is the change region. [lo, hi] is
 * the 95 % interval of the value. In this order:
 *   1. the value is missing, not finite, or not inside its interval     cannot tell
 *   2. the rule only describes (FORM_NOTED)                             note
 *   3. the whole interval lies in the good band                         good
 *   4. the whole interval lies in the change region, on one side        change
 *   5. the interval touches both the good band and the change region    cannot tell
 *   6. anything else: between the bands, or partly in the good band     watch
 * A left-right difference (FORM_UNEVEN) that falls under 5 is still `watch` when it is larger
 * than the good band allows and the intervals of the two sides do not overlap.
 * So a wider interval can only move a status from good or change towards watch and from there
 * to cannot tell, never back; test_form holds it to that.
 *
 * Findings. Lines with `change` become findings, ranked by weight times how clearly they lie
 * outside (form_score); one finding per family, because the members of a family are sides of
 * one cause; the others are named as related. When nothing has to change, the strongest `watch`
 * that lies outside the good band with its whole interval is the one finding. When there is no
 * such line either, n_findings is 0: nothing to work on, and the report says so.
 *
 * The texts go to runners as they are. None of them may claim what science does not carry: see
 * the list of forbidden claims in test_form, and docs/sources.md.
 */
#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/evidence.h"
#include "gait/gait.h"

enum form_status {
    FORM_GOOD,
    FORM_WATCH,
    FORM_CHANGE,
    FORM_CANNOT_TELL,
    FORM_NOTE, /* measured and shown; nobody knows a good or a bad value */
    FORM_N_STATUSES
};
const char *form_status_name(enum form_status s); /* "good", "watch", "change", "cannot tell",
                                                     "note" */

enum form_kind {
    FORM_JUDGED, /* the value against the bands */
    FORM_NOTED,  /* shown, never judged; a finite good band only chooses the words */
    FORM_UNEVEN, /* left minus right in % of their mean, against the bands */
};

/* What belongs to one cause; also the groups of the scorecard. */
enum form_family {
    FORM_POSTURE,
    FORM_LANDING,
    FORM_KNEE,
    FORM_TRACKS,
    FORM_SIDEWAYS,
    FORM_ARMS,
    FORM_RHYTHM,
    FORM_EVEN,
    FORM_N_FAMILIES
};
const char *form_family_name(enum form_family f); /* "Posture" */

enum form_dir { FORM_WITHIN, FORM_LOW, FORM_HIGH };

struct form_rule {
    const char *id; /* stored in files: never renamed */
    enum measure measure;
    enum form_kind kind;
    enum form_family family;
    const char *label, *unit; /* of the value in the line; not always those of the measure */
    int decimals;
    const char *advice;          /* the popular advice, as the question this row answers */
    double good_lo, good_hi;     /* inside: good; -INFINITY/INFINITY for open ends */
    double change_lo, change_hi; /* outside: change; infinite: never */
    int weight;                  /* rank among findings, larger first; 0: never a finding.
                                    At most form_max_weight of the grade. */
    enum evidence grade;         /* of the evidence that this matters */
    const char *source;          /* keys of docs/sources.md, main one first, spaces between */
    const char *evidence;        /* what is known, also what speaks against it */
    const char *what_low, *what_good, *what_high; /* what was seen; NULL: that side is open */
    const char *why;                              /* why it may matter, or what to make of it */
    const char *cue, *drill, *dose, *progress;    /* all set exactly when weight > 0 */
};
extern const struct form_rule form_rules[];
extern const size_t form_n_rules;

int form_max_weight(enum evidence g); /* weak evidence cannot shout */

/* Where the bands come from; belongs under every scorecard. */
extern const char form_bands_note[];

enum { FORM_MAX_LINES = 64, FORM_MAX_FINDINGS = 3, FORM_MAX_RELATED = 8 };

struct form_line { /* one row of the scorecard */
    const struct form_rule *rule;
    enum body_side side; /* BODY_N_SIDES: both together */
    enum form_status status;
    enum form_dir dir;       /* on which side of the good band; FORM_WITHIN: neither */
    bool clear;              /* the whole interval lies on that side */
    const char *seen;        /* sentences that fit status and dir; static, not NULL */
    struct gait_value value; /* in rule->unit */
    size_t clip_i;           /* which of the clips it was measured in; 0 when in none */
};

struct form_result {
    struct form_line lines[FORM_MAX_LINES]; /* in the order of the table, left before right */
    size_t n_lines;
    size_t findings[FORM_MAX_FINDINGS]; /* indices into lines, most useful first */
    size_t n_findings;                  /* 0: nothing to work on was found */
    /* other lines (change or watch) of the same family as each finding */
    size_t related[FORM_MAX_FINDINGS][FORM_MAX_RELATED];
    size_t n_related[FORM_MAX_FINDINGS];
    size_t n_with[FORM_N_STATUSES]; /* lines with each status */
};

/*
 * gaits [n]: clips of the same runner (side, rear, ...), n may be 0. Each measure comes from
 * the clip with the narrowest interval, the first of equals; left and right of a sided measure
 * apart. A left-right difference is taken inside one clip, never between two. A sided measure
 * that no clip shows on either side is one line, with side BODY_N_SIDES.
 */
void form_judge(const struct gait *const *gaits, size_t n, struct form_result *ret_result);

/* The status of one value against one rule, steps 1 to 6 above. */
enum form_status form_status_of(const struct form_rule *rule, const struct gait_value *v);

/* How strongly a line asks to be a finding: weight times the distance of the interval's near
 * end from the good band, in units of the gap between good band and change region, at most 3.
 * 0 for every line that is neither `change` nor a clear `watch`. */
double form_score(const struct form_line *line);

#endif
