/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CARE_LIBRARY_H
#define CARE_LIBRARY_H
/*
 * library - exercises as rows: what for, how, how much, easier, harder, who should not, how
 * sure, what it does to the back, and how it looks; and sessions composed of them.
 *
 * Depends on: base. Pure. To add an exercise: one row with its poses in the library_*.c of its
 * part; a test walks all rows, and every one is drawn from its joint angles (report/figure.h).
 */
#include <stdbool.h>
#include <stddef.h>

#include "base/evidence.h"
#include "care/diary.h"
#include "care/pose.h"
#include "care/profile.h"

/* What it is for; a session is made of rows of one or two of these. */
enum care_part {
    CARE_PART_WARM_UP,
    CARE_PART_DRILL,
    CARE_PART_STRENGTH_TRUNK,
    CARE_PART_STRENGTH_LEGS,
    CARE_PART_MOBILITY,
    CARE_PART_YOGA,
    CARE_PART_PILATES,
    CARE_PART_COOL_DOWN,
    CARE_N_PARTS
};
const char *care_part_key(enum care_part p);  /* one word: "trunk" */
const char *care_part_name(enum care_part p); /* "strength of the trunk" */

enum care_strain {                            /* bits: what it asks of the back */
                   CARE_COMPRESSION = 1 << 0, /* much more than standing does */
                   CARE_FLEXION = 1 << 1,     /* bends the low back forward to its end */
                   CARE_EXTENSION = 1 << 2,
                   CARE_ROTATION = 1 << 3,
                   CARE_IMPACT = 1 << 4,
};

enum { CARE_POSES_MAX = 3 };

struct care_exercise {
    const char *id, *name; /* stored, never renamed; shown */
    enum care_part part;
    const char *purpose;
    const char *steps[6]; /* how, NULL-ended */
    int sets, reps;       /* usual dose; reps 0: by time */
    double hold_s;        /* of one repetition, or of a set when reps is 0 */
    bool each_side;
    unsigned level;              /* offered from this level on: 0 first weeks, 1, 2 */
    const char *instead;         /* id of the easier row that it takes the place of; NULL */
    const char *easier, *harder; /* regression, progression */
    const char *not_for; /* who should leave it, one sentence; NULL nobody in particular */
    enum evidence grade;
    const char *source; /* keys of docs/sources.md */
    unsigned strain;    /* enum care_strain */
    unsigned equipment; /* enum care_equipment, care/profile.h */
    struct care_pose pose[CARE_POSES_MAX];
    size_t n_poses; /* start, (middle,) end */
};
/* In the order of their parts; NULL past the last. */
const struct care_exercise *care_exercise_at(size_t i);
const struct care_exercise *care_exercise_of(const char *id); /* NULL: none */
/* Seconds the usual dose takes, both sides, with short breaks. */
double care_exercise_s(const struct care_exercise *e);

enum care_session_kind {
    CARE_SESSION_WARM_UP,   /* before a run */
    CARE_SESSION_COOL_DOWN, /* after it */
    CARE_SESSION_STRENGTH,
    CARE_SESSION_MOBILITY,
    CARE_SESSION_YOGA,
    CARE_SESSION_PILATES,
    CARE_N_SESSIONS
};
const char *care_session_key(enum care_session_kind k);  /* one word: "warm-up" */
const char *care_session_name(enum care_session_kind k); /* "warm-up before the run" */

struct care_need { /* what a session is composed for */
    enum care_session_kind kind;
    double minutes;
    bool hard_run; /* a fast or hilly run follows */
    enum care_light light;
    unsigned symptoms; /* enum care_symptom, of the last entries */
    unsigned equipment;
    bool just_up;   /* within an hour of waking: no bending of the back to its end */
    unsigned level; /* 0 first weeks, 1, 2 used to it */
    unsigned seed;  /* day number: sessions vary from day to day, the same for one day */
};
enum { CARE_SESSION_MAX = 12 };
struct care_item {
    const struct care_exercise *exercise;
    int sets, reps;
    double hold_s, seconds;
};
struct care_session {
    enum care_session_kind kind;
    struct care_item item[CARE_SESSION_MAX];
    size_t n; /* 0: nothing fits, why says so */
    double seconds;
    bool all;        /* shorter than asked: nothing else suits today */
    const char *why; /* a sentence about the choice */
};
/*
 * Seconds keep to the minutes asked for within a tenth, unless `all` is set; longer wishes than
 * a kind of session needs are cut (warm-up 20 min, cool-down 20, mobility 30, Pilates 45,
 * strength and yoga 60). A mat is never demanded: a carpet does. Amber leaves out what
 * compresses the back, bends it to its end or jolts it; red, and signs in a leg, everything.
 * The same need gives the same session.
 */
void care_compose(const struct care_need *need, struct care_session *ret);
/* "3 x 8, hold 10 s, each side", "2 x 30 s", "5 min". */
void care_item_dose(const struct care_item *item, char ret[64]);

#endif
