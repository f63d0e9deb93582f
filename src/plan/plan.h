/* SPDX-License-Identifier: Apache-2.0 */
#ifndef PLAN_PLAN_H
#define PLAN_PLAN_H
/*
 * plan - a programme of running, strength and mobility that keeps stated rules, and says so.
 *
 * The maker is deterministic: the same wishes and the same state give the same plan, byte for
 * byte. Every rule is a row of plan_rules with its number, its grade and its source; what the
 * maker chose and why is a note. When the wishes cannot be met it says which rule stands
 * against them and offers the nearest wishes that can. Depends on: base, activity, load, care.
 * Pure: no clock, no files. Cost: a 16-week plan takes well under 5 ms.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "activity/activity.h"
#include "base/err.h"
#include "base/evidence.h"
#include "base/text.h"
#include "care/diary.h"
#include "care/library.h"
#include "care/profile.h"

enum plan_track {               /* how one starts */
                  PLAN_NEW,     /* never ran: run and walk by the clock */
                  PLAN_RETURN,  /* after a break of more than 30 days */
                  PLAN_BACK,    /* a history of back pain: the same, slower, with gates */
                  PLAN_REGULAR, /* runs every week */
                  PLAN_N_TRACKS
};
enum plan_kind {
    PLAN_REST,
    PLAN_WALK,
    PLAN_RUN_WALK,
    PLAN_EASY,
    PLAN_LONG,
    PLAN_STEADY,
    PLAN_INTERVALS,
    PLAN_RACE,
    PLAN_STRENGTH,
    PLAN_MOBILITY,
    PLAN_YOGA,
    PLAN_PILATES,
    PLAN_N_KINDS
};
struct plan_kind_row {
    const char *key, *shown; /* stored; shown */
    bool run, hard, cross;
};
extern const struct plan_kind_row plan_kinds[PLAN_N_KINDS];
struct plan_track_row {
    const char *key, *shown; /* stored; shown */
};
extern const struct plan_track_row plan_tracks[PLAN_N_TRACKS];
const char *plan_goal_key(enum care_goal g);   /* "10k", ... */
const char *plan_goal_words(enum care_goal g); /* "10 km", "a half marathon", ... */

struct plan_wishes {
    enum plan_track track;
    long first_day;   /* of the plan */
    unsigned n_weeks; /* 1..52 */
    enum care_goal goal;
    long goal_day;       /* 0: no date */
    unsigned free_days;  /* bits, Monday = bit 0 */
    double minutes;      /* for a session on a free day */
    double long_minutes; /* once a week; at least minutes */
    unsigned runs;       /* a week; 0: the plan chooses */
    unsigned strength;   /* sessions a week, 0..3 */
    unsigned mobility;   /* mobility, yoga or Pilates sessions a week, 0..3 */
    enum care_session_kind mobility_kind;
    unsigned equipment;
};

/* One day that was, or what is known before the first. */
struct plan_past_day {
    long day;
    /* All runs, and the longest single one; of a planned session of running and walking the
     * running alone. */
    double run_m, longest_run_m;
    double run_s; /* 0 */
    bool hard;    /* intervals, tempo or race */
    bool strength, mobility;
    enum care_light light; /* of the diary on that day; UNKNOWN none */
    bool tired;            /* signs of fatigue: load/trend, sleep, effort */
};

struct plan_state {
    const struct plan_past_day
        *past; /* [n_past], ascending days; days without any are absent */
    size_t n_past;
    long today;
    double easy_speed_m_s;          /* usual easy pace; NaN: guessed, said so */
    double threshold_speed_m_s;     /* NaN */
    double low_hr, high_hr;         /* first and second threshold; NaN */
    double usual_week_m, longest_m; /* what the runner says; NaN; used where the log is empty */
    bool back_history, walks_30;
};

enum plan_aim {
    PLAN_AIM_NONE,
    PLAN_AIM_WALK,
    PLAN_AIM_EASY,
    PLAN_AIM_STEADY,
    PLAN_AIM_HARD,
    PLAN_N_AIMS
};
struct plan_aim_row {
    const char *key;   /* stored and in JSON; of NONE "repeat" */
    const char *shown; /* to the runner; of NONE "" */
};
extern const struct plan_aim_row plan_aims[PLAN_N_AIMS];
enum { PLAN_STEPS_MAX = 16 };
struct plan_step {
    enum plan_aim aim;
    double duration_s, distance_m; /* one of the two is NaN */
    double low, high;              /* heart rate /min or speed m/s; NaN: by feel */
    bool by_speed;
    /* repeats > 0: no step to do, but go back to step repeat_to that many times, so that what
     * lies between is done repeats + 1 times. aim is NONE, all numbers NaN. */
    unsigned repeat_to, repeats;
};

struct plan_session {
    long day;
    unsigned slot; /* 0, 1: first and second of the day; with the day its identity */
    enum plan_kind kind;
    double run_m;                  /* total running distance, 0 for others */
    double run_s, walk_s, minutes; /* minutes: everything, warm-up too */
    struct plan_step step[PLAN_STEPS_MAX];
    size_t n_steps;
    unsigned stage; /* of a run-walk programme, else 0 */
    char why[160];  /* to the runner */
};

struct plan_note {                /* a choice, or a wish that had to give way */
    const struct plan_rule *rule; /* NULL: a plain remark */
    long day;                     /* 0: the whole plan */
    char words[240];
};
struct plan_rule {
    const char *id;
    double value; /* its number */
    const char *unit, *words;
    enum evidence grade;
    const char *source;
};
extern const struct plan_rule plan_rules[];
extern const size_t plan_n_rules;
const struct plan_rule *plan_rule_of(const char *id); /* NULL: none */

struct plan_gone {
    long day;
    unsigned slot;
};

struct plan {
    struct plan_wishes wishes; /* as they were met */
    bool met;                  /* false: `wishes` is the nearest that can be, notes say why */
    struct plan_session *session; /* [n], by day and slot; days of rest have none */
    size_t n;
    struct plan_note *note; /* [n_notes] */
    size_t n_notes;
    struct plan_gone *gone; /* [n_gone] planned once and no more: a calendar must drop them */
    size_t n_gone;
    unsigned revision; /* 0, one more at each plan_again */
    char id[24];       /* from the wishes at the start, kept by plan_again: part of the UIDs */
};

/* Asks nobody about warning signs: whoever calls has passed the gate (care/flags.h). Errors:
 * -ERR_USAGE (wishes outside their ranges), -ERR_NOMEM. Wishes that cannot be met are no error.
 */
int plan_make(const struct plan_wishes *w, const struct plan_state *s, struct plan **ret,
              struct err *err) MUST_USE;
/* What is left of a plan, made again from what was really done and felt: days before
 * s->today stay as they were. */
int plan_again(const struct plan *old, const struct plan_state *s, struct plan **ret,
               struct err *err) MUST_USE;
struct plan *plan_free(struct plan *p);
DEFINE_AUTO(plan)
/* Sessions of one day: index of the first and their number. */
size_t plan_on(const struct plan *p, long day, size_t *ret_n);

/* To the store and back, one line a session. Errors: -ERR_FORMAT, -ERR_NOMEM. */
int plan_write(const struct plan *p, struct text *ret, struct err *err) MUST_USE;
int plan_read(const char *s, size_t n, struct plan **ret, struct err *err) MUST_USE;

/* "5 min walk, 7 x (1 min easy, 1:30 min walk), ..."; nothing for sessions without steps. */
void plan_say_steps(const struct plan_session *s, struct text *ret);

/* RFC 5545, CRLF, lines folded at 75 bytes, stable UIDs; start_min: minutes after midnight at
 * which sessions are put, floating local time; -1: all-day. now_s is the DTSTAMP. */
int plan_ical(const struct plan *p, int start_min, double now_s, struct text *ret,
              struct err *err) MUST_USE;
/* A running session as a workout for a watch (formats/fit.h writes it); free() ret->step.
 * Errors: -ERR_UNSUPPORTED (a session without running), -ERR_NOMEM. */
int plan_workout(const struct plan_session *s, struct activity_workout *ret, struct err *err)
    MUST_USE;

#endif
