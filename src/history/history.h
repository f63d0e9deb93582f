/* SPDX-License-Identifier: Apache-2.0 */
#ifndef HISTORY_HISTORY_H
#define HISTORY_HISTORY_H
/*
 * history - how files become the runner's log: what an activity says in one row, which
 * recordings are of the same session, how several become one, and what is worth computing once.
 *
 * Depends on base, activity, load, formats, store. Threads: one import, one thread; the pure
 * functions (summary, same, merge, facts) may run anywhere.
 */
#include "activity/activity.h"
#include "base/text.h"
#include "formats/source.h"
#include "load/series.h"
#include "load/zones.h"
#include "store/store.h"

/* -- pure */

/* The row that lists show: totals of the device, else what its samples add up to. The local day
 * follows utc_offset_s, else the time zone of this machine (TZ). */
void history_summary(const struct activity *a, struct store_row *ret);

/*
 * Are these two recordings of the same session? Start within 60 s; elapsed or timer time within
 * 2 % (5 s at least); distance within 2 % (20 m at least), or within 10 % on the same route;
 * sports that may be one. Routes are the same when half of 32 positions at equal times lie
 * within 60 m, different beyond 200 m; different routes are never the same session.
 */
bool history_same(const struct activity *a, const struct activity *b);
/*
 * Seconds to add to the times of b so that it is the session a: 0 when history_same says so,
 * NaN when it is another. Else the clocks may differ: by whole minutes while the two overlap
 * (nobody runs twice at once), or by whole quarters of an hour up to 14 h (a time zone taken
 * for another). That needs proof: at equal times, moved by that much, half of 32 positions lie
 * within 20 m, which a second run on the same road does not reach.
 */
double history_clock_shift(const struct activity *a, const struct activity *b);

/* How much an activity knows: values of all samples, laps and totals. */
size_t history_richness(const struct activity *a);
/*
 * Fill what a does not know from b: name, totals, columns (by time, nearest within 5 s), laps,
 * pauses, devices, heart beats. What a knows stays; a is finished (activity_finish). Errors:
 * -ERR_NOMEM.
 */
int history_fill(struct activity *a, const struct activity *b, struct err *err) MUST_USE;

enum { HISTORY_FACTS = 1 }; /* version; raise it when the facts of old activities change */
/* Repairs the data (load_repair), finds intervals, adds up heart rates, and takes the repair
 * back: a is as before. Errors: -ERR_NOMEM. */
int history_facts(struct activity *a, struct store_facts *ret, struct err *err) MUST_USE;

/* -- a session without a file: a few lines of text, kept like a file */

struct history_manual {
    char name[ACTIVITY_NAME_MAX];
    enum activity_sport sport;
    enum activity_sub sub;
    double start_s, utc_offset_s, duration_s, distance_m, effort; /* NaN unknown */
    double entered_s; /* when it was typed in; keeps equal entries apart; NaN for exports */
    char id[32];      /* at the service it comes from */
};
/* Errors: -ERR_NOMEM. */
int history_manual_write(const struct history_manual *m, struct text *ret, struct err *err)
    MUST_USE;
bool history_is_manual(const uint8_t *data, size_t n);
/* Errors: -ERR_FORMAT, -ERR_NOMEM. */
int history_manual_read(const uint8_t *data, size_t n, struct activity **ret, struct err *err)
    MUST_USE;

/* -- import */

enum history_outcome {
    HISTORY_NEW,
    HISTORY_MERGED,  /* another recording of a known session */
    HISTORY_KNOWN,   /* the same bytes as before */
    HISTORY_DELETED, /* known, and deleted by the runner: stays deleted */
    HISTORY_SKIPPED, /* read, but no session: a workout, settings, ...; why says so */
    HISTORY_FAILED,  /* could not be read; why says so */
    HISTORY_N_OUTCOMES
};
extern const char *const history_outcome_names[HISTORY_N_OUTCOMES];

struct history_result { /* of one activity of a file, or of a file without any */
    enum history_outcome outcome;
    int64_t id;       /* activity; 0: none */
    unsigned n_notes; /* things to know about the quality of the data */
    char why[ERR_MSG_MAX];
};
typedef void history_tell(void *arg, const char *path, const struct history_result *result);

struct history_import;
struct history_import_params {
    double now_s;       /* remembered as the time of import */
    history_tell *tell; /* once for each activity and each file without one; may be NULL */
    void *arg;
    size_t batch_files; /* transaction at most so large; 0: usual */
};
int history_import_new(struct store *s, const struct history_import_params *params,
                       struct history_import **ret, struct err *err) MUST_USE;
/* From here on files come from this source: an export's rows that name no file are found by an
 * activity's start. NULL: none. Borrowed. */
void history_import_from(struct history_import *im, struct source *source);
/*
 * One file (data), or a row of an export without a file (data NULL, meta given). What is wrong
 * with the file is a result, not an error. Errors: of the store; then nothing of the batch that
 * was not committed is there.
 */
int history_import_one(struct history_import *im, const char *path, const uint8_t *data,
                       size_t n, const struct source_meta *meta, struct err *err) MUST_USE;
/* Commit what is left. */
int history_import_end(struct history_import *im, struct err *err) MUST_USE;
struct history_import *history_import_free(struct history_import *im); /* rolls back the rest */
DEFINE_AUTO(history_import)

/* Compute the facts that are missing; *ret_n: how many. */
int history_refresh(struct store *s, size_t *ret_n, struct err *err) MUST_USE;
/* Make lost recordings again from the kept files, and import kept files that no activity has.
 */
int history_reread(struct store *s, double now_s, size_t *ret_n, struct err *err) MUST_USE;

/* -- the log in memory */

struct history_log {        /* history_log_done frees */
    struct store_row *rows; /* [n] in order of time, without the deleted ones */
    size_t n;
    struct store_facts *facts; /* [n_facts] by activity id */
    size_t n_facts;
};
/* All sessions, and the facts of those that start at facts_from_s or later (NaN: of all;
 * decoding them is most of the cost, ten years of days take about 10 ms). Facts that are
 * missing, because an older program made the log, are computed first. Errors: of the store,
 * -ERR_NOMEM. */
int history_log_read(struct store *s, double facts_from_s, struct history_log *ret,
                     struct err *err) MUST_USE;
void history_log_done(struct history_log *log); /* zeroed is fine */
#define AUTO_LOG __attribute__((cleanup(history_log_done)))

/* NULL: none were computed or read. */
const struct store_facts *history_facts_of(const struct history_log *log, int64_t id);
/* The highest heart rate of the sessions; NaN unknown. */
double history_peak_hr(const struct history_log *log);
/* Median distance in m of the runs among rows [n], in order of time, of `day` and the 30 days
 * before it; NaN: none. For what was usual before a run, give the rows before it. */
double history_usual_run(const struct store_row *rows, size_t n, long day);

enum { HISTORY_HR_LOW = 30, HISTORY_HR_HIGH = 240 }; /* heart rates that count */
/* Seconds in the n zones of a heart-rate scheme, from the facts: ret_s [n]; borders [n - 1] as
 * load_zone_borders gives them. */
void history_zone_seconds(const struct store_facts *f, const struct load_border *border,
                          size_t n, double *ret_s);

/* -- sums over weeks: pure, from rows and facts alone; ten years of days take a few ms */

enum history_score {                     /* the load of a session, the same for all */
                     HISTORY_SCORE_AUTO, /* Edwards if half the sessions have a heart rate, else
                                            minutes */
                     HISTORY_SCORE_MINUTES,
                     HISTORY_SCORE_EDWARDS,
                     HISTORY_SCORE_TRIMP, /* needs the sex */
                     HISTORY_SCORE_RPE,   /* needs ratings */
                     HISTORY_N_SCORES
};
extern const char *const history_score_names[]; /* NULL-ended, in the order of the enum */
extern const char *const history_score_words[]; /* what it is, with its grade */

struct history_week {
    long monday;                      /* day */
    unsigned sessions, runs, unknown; /* unknown: sessions without a score */
    double run_m, timer_s, load, monotony, strain;
    double change;               /* of load, against the week before; NaN */
    struct load_balance balance; /* on its last day, or today */
    struct load_share share;     /* by the two thresholds */
    double steps, force_sum, band_s;
    double of_usual; /* force_sum / median of the weeks before; NaN under 5 */
};
struct history_spike {
    const struct store_row *row; /* borrowed from the log */
    struct load_spike spike;
};
struct history_sums {
    enum history_score score;
    struct load_borders borders;
    struct load_border three[LOAD_ZONES_MAX]; /* of the scheme "three" */
    bool has_three;
    struct history_week *week; /* [n_weeks], every week from the first session to today */
    size_t n_weeks;
    struct history_spike *spike; /* [n_spikes] runs over the first band, in order of time */
    size_t n_spikes;
};
struct history_input {
    const struct history_log *log; /* with all facts */
    struct load_profile profile;   /* seen_max_hr is filled in from the facts */
    enum history_score score;
    long today;
};
/* Errors: -ERR_NOMEM, -ERR_USAGE (the score asked for needs what the profile lacks). */
int history_sums_of(const struct history_input *in, struct history_sums **ret, struct err *err)
    MUST_USE;
struct history_sums *history_sums_free(struct history_sums *s);
DEFINE_AUTO(history_sums)

/* Add a session to a share of the zones by the two thresholds; f may be NULL. False: it has no
 * heart rate, or the borders are not known. */
bool history_add_share(const struct history_sums *sums, const struct store_facts *f,
                       struct load_share *share);

#endif
