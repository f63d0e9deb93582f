/* SPDX-License-Identifier: Apache-2.0 */
#ifndef STORE_STORE_H
#define STORE_STORE_H
/*
 * store - everything that is kept: activities with their samples, the files they came from,
 * what the runner changed, and how to take a change back.
 *
 * One database file (SQLite; the seam for another is db.h). Every write happens in a
 * transaction, so that a kill or a power cut at any moment leaves the state before or after it.
 * The store keeps and finds; what counts as the same activity, or what a session was worth, is
 * decided in history and load. Depends on base and activity. Threads: one struct store, one
 * thread; several processes may work on one file (writers wait for each other up to ten
 * seconds). Errors of all that can fail: -ERR_IO (disk, in use), -ERR_FORMAT (damaged),
 * -ERR_NOMEM.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "activity/activity.h"
#include "base/err.h"
#include "base/sha256.h"

struct store;

/* $XDG_DATA_HOME/backstride/backstride.db, or ~/.local/share/backstride/backstride.db. Makes
 * nothing. Errors: -ERR_USAGE (neither variable is set). */
int store_usual_path(char *ret, size_t size, struct err *err) MUST_USE;

enum store_mode { STORE_READ, STORE_WRITE, STORE_CREATE };
/* Open and bring the schema to this version, each migration in one transaction. _READ needs no
 * right to write, but then refuses an older schema. Errors: also -ERR_NOT_FOUND (no file,
 * unless _CREATE), -ERR_UNSUPPORTED (made by a newer backstride). */
int store_open(const char *path, enum store_mode mode, struct store **ret_store,
               struct err *err) MUST_USE;
struct store *store_free(struct store *s); /* rolls back what is open */
DEFINE_AUTO(store)

/* Transactions do not nest. Functions that write open their own when none is open. */
int store_begin(struct store *s, struct err *err) MUST_USE;
int store_commit(struct store *s, struct err *err) MUST_USE;
void store_rollback(struct store *s);
/* Inside a transaction: a point to fall back to, one at a time. */
int store_mark(struct store *s, struct err *err) MUST_USE;
int store_unmark(struct store *s, bool keep, struct err *err) MUST_USE;

/* -- activities */

/* What a list shows of an activity: its own values with the runner's changes laid over. */
struct store_row {
    int64_t id;
    double start_s, end_s, utc_offset_s; /* UTC; NaN unknown offset */
    long day;                            /* days since 1970-01-01 in the runner's local time */
    enum activity_sport sport;
    enum activity_sub sub;
    char name[ACTIVITY_NAME_MAX];
    double elapsed_s, timer_s, distance_m, avg_hr, max_hr, avg_cadence, ascent_m, descent_m,
        avg_power, energy_kcal, effort, feeling; /* NaN unknown */
    char note[256];                              /* the runner's */
    bool deleted, edited;
    unsigned n_sources;
};

/* New activity; row->id is ignored, *ret_id is set. */
int store_add(struct store *s, const struct store_row *row, const struct activity *a,
              int64_t *ret_id, struct err *err) MUST_USE;
/* The same activity, better known: its facts are dropped, changes by the runner stay. */
int store_replace(struct store *s, int64_t id, const struct store_row *row,
                  const struct activity *a, struct err *err) MUST_USE;

struct store_filter {
    double from_s, to_s; /* start_s in [from, to); NaN: open */
    int64_t id;          /* 0: any */
    bool deleted;        /* these too */
    const char *sport;   /* key; NULL: any */
};
#define STORE_FILTER_INIT          \
    {                              \
        .from_s = NAN, .to_s = NAN \
    }
/* Rows [*ret_n] in order of time, free() them. */
int store_list(struct store *s, const struct store_filter *f, struct store_row **ret_rows,
               size_t *ret_n, struct err *err) MUST_USE;
/* One activity with everything; ret_row may be NULL; changes are laid over the name, sport and
 * effort of both. Errors: also -ERR_NOT_FOUND. */
int store_get(struct store *s, int64_t id, struct store_row *ret_row,
              struct activity **ret_activity, struct err *err) MUST_USE;

/* -- files */

struct store_source {
    int64_t activity_id;
    uint8_t hash[SHA256_SIZE]; /* of the file; all zero: no file, entered by hand */
    unsigned part;             /* index of the activity in its file */
    char format[8], path[512]; /* where it was imported from */
    char maker[ACTIVITY_NAME_MAX], product[ACTIVITY_NAME_MAX];
    uint32_t serial;
    double imported_s;
    char name[ACTIVITY_NAME_MAX]; /* that an export gave it beside the file */
    char gear[ACTIVITY_NAME_MAX];
};

/* Keep a file's bytes, compressed, once. */
int store_put_content(struct store *s, const uint8_t hash[SHA256_SIZE], const void *data,
                      size_t n, struct err *err) MUST_USE;
/* free() the bytes. Errors: also -ERR_NOT_FOUND, -ERR_FORMAT (bytes no longer match). */
int store_get_content(struct store *s, const uint8_t hash[SHA256_SIZE], uint8_t **ret_data,
                      size_t *ret_n, struct err *err) MUST_USE;
int store_add_source(struct store *s, const struct store_source *source, struct err *err)
    MUST_USE;
/* Of one activity, oldest first, free() them. */
int store_sources(struct store *s, int64_t activity_id, struct store_source **ret,
                  size_t *ret_n, struct err *err) MUST_USE;
/* The activity that a part of a file belongs to; 0: none. */
int store_find_source(struct store *s, const uint8_t hash[SHA256_SIZE], unsigned part,
                      int64_t *ret_id, struct err *err) MUST_USE;
/* How many activities came from this file, and the first of them; 0: unknown file. */
int store_known(struct store *s, const uint8_t hash[SHA256_SIZE], size_t *ret_n,
                int64_t *ret_first, struct err *err) MUST_USE;

/* -- what was computed from samples and would take long to compute again */

/* Numbers, NaN unknown. The order is stored under the version of who computed them: who
 * changes it raises that version, and all are computed anew. */
/* clang-format off */
#define STORE_FACT_MAP(X)                                                                  \
    X(ACTIVE_S)     /* time with data, pauses left out */                                  \
    X(HR_S)         /* of it, with a heart rate */                                         \
    X(PEAK_HR)      /* highest that stood for 5 s */                                       \
    X(GRADED_SPEED) /* m/s on level ground at the same cost */                             \
    X(STEPS)        /* of both feet */                                                     \
    X(STEP_FORCE)   /* mean peak vertical force of a step, body weights */                 \
    X(FORCE_SUM)    /* sum of it over all steps */                                         \
    X(FORCE_SUM4)   /* sum of its fourth power */                                          \
    X(DOWNHILL)     /* share of the steps on slopes steeper than -5 % */                   \
    X(BAND_S)       /* seconds at 1.9 to 2.5 m/s */                                        \
    X(REPAIRS)      /* changes that the repair of the data made */
/* clang-format on */
enum store_fact {
#define STORE_X(name) STORE_FACT_##name,
    STORE_FACT_MAP(STORE_X)
#undef STORE_X
        STORE_N_FACTS
};

enum { STORE_BPM_MAX = 256 };
struct store_facts {
    int64_t activity_id;
    int version;
    double number[STORE_N_FACTS];
    bool hard_bouts;                  /* has intervals that count as hard */
    char format[64];                  /* "6 x 800 m, 400 m jog"; "" no intervals */
    double hr_seconds[STORE_BPM_MAX]; /* seconds at each whole heart rate, to the millisecond */
};
int store_put_facts(struct store *s, const struct store_facts *f, struct err *err) MUST_USE;
/* Facts of a version, of activities that start at from_s or later (NaN: of all), by activity
 * id; free() them. */
int store_all_facts(struct store *s, int version, double from_s, struct store_facts **ret,
                    size_t *ret_n, struct err *err) MUST_USE;
/* Ids of activities without facts of this version, free() them. */
int store_without_facts(struct store *s, int version, int64_t **ret_ids, size_t *ret_n,
                        struct err *err) MUST_USE;

/* -- changes by the runner, and undo */

/* What may be changed; keys are stored. */
extern const char *const store_edit_keys[]; /* NULL-ended: "name", "sport", ..., "deleted" */
struct store_edit {
    const char *key, *value; /* value NULL: back to what the files say */
};
/* Changes [n] to one activity as one step that undo takes back; what: "delete", ... */
int store_edit(struct store *s, int64_t id, const char *what, const struct store_edit *edits,
               size_t n, double now_s, struct err *err) MUST_USE;
/* What was changed of one activity, by key; free() it. */
struct store_change {
    char key[24], value[256];
};
int store_changes(struct store *s, int64_t id, struct store_change **ret, size_t *ret_n,
                  struct err *err) MUST_USE;
/* Note an activity just added by hand, so that undo removes it. */
int store_note_added(struct store *s, int64_t id, double now_s, struct err *err) MUST_USE;
struct store_undone {
    int64_t activity_id;
    char what[24];
};
/* Take back the last step that was not taken back yet. Errors: also -ERR_NOT_FOUND (nothing).
 */
int store_undo(struct store *s, struct store_undone *ret, struct err *err) MUST_USE;

/* -- care */

struct store_state {
    int schema;
    size_t n_activities, n_files;
    uint64_t bytes;        /* of the database */
    uint64_t packed_bytes; /* of samples and details */
};
int store_state(struct store *s, struct store_state *ret, struct err *err) MUST_USE;
/* Look at everything: pages, references, and that every recording and file can be read (deep).
 * Each fault is told in one line. */
typedef void store_fault(void *arg, const char *line);
int store_check(struct store *s, bool deep, store_fault *fault, void *arg, size_t *ret_faults,
                struct err *err) MUST_USE;
/* For making things again: all ids; ids whose recording cannot be read; files [n][SHA256_SIZE]
 * that no activity refers to. free() them. */
int store_ids(struct store *s, int64_t **ret_ids, size_t *ret_n, struct err *err) MUST_USE;
int store_lost(struct store *s, int64_t **ret_ids, size_t *ret_n, struct err *err) MUST_USE;
int store_unused_contents(struct store *s, uint8_t **ret_hashes, size_t *ret_n, struct err *err)
    MUST_USE;
/* Forget a recording that is to be made again. */
int store_drop_recording(struct store *s, int64_t id, struct err *err) MUST_USE;
/* A consistent copy into a file that must not exist yet, while others may write. */
int store_backup(struct store *s, const char *path, struct err *err) MUST_USE;
/*
 * Save what can be read of a damaged database: a new one is filled beside it, and takes its
 * place when it is sound; the damaged one stays as "PATH.damaged-N". Recordings that cannot be
 * read are dropped here and made again from the kept files (history_reread).
 */
struct store_repair {
    size_t rows_kept, recordings_lost;
    char kept_as[1024]; /* the damaged one */
};
int store_repair(const char *path, struct store_repair *ret, struct err *err) MUST_USE;

/*
 * Take everything away: rows are overwritten with zeros, then the file, its side files and what
 * repairs left ("PATH.damaged-N") are overwritten and removed. Copies elsewhere stay.
 * *ret_files: how many files are gone. Errors: also -ERR_NOT_FOUND; a database of another
 * program is refused and left as it is.
 */
int store_erase(const char *path, size_t *ret_files, struct err *err) MUST_USE;
/* Other databases of this program in the same folder, such as backups: each path to `tell`. */
int store_neighbours(const char *path, void (*tell)(void *arg, const char *path), void *arg,
                     struct err *err) MUST_USE;

extern const int store_schema; /* the version this program writes */

#endif
