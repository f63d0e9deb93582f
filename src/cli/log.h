/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CLI_LOG_H
#define CLI_LOG_H
/*
 * log - what the commands about the log share: where the database is, dates and paces in and
 * out, what the runner says of themselves, charts of block characters.
 */
#include <stdbool.h>
#include <stdio.h>

#include <jansson.h>

#include "cli/cmd.h"
#include "cli/common.h"
#include "load/profile.h"
#include "store/store.h"

/* clang-format off */
#define OPT_DB(offset_) \
    { .name = "db", .arg = "FILE", .type = OPT_FILE, .offset = (offset_), \
      .help = "the database; usually in $XDG_DATA_HOME/backstride" }
/* What zones and scores need of the runner. */
#define OPT_RUNNER(offset_) \
    { .name = "age", .arg = "YEARS", .type = OPT_DOUBLE, .min = 5, .max = 110, .def = -1, \
      .offset = (offset_) + offsetof(struct log_runner, age), \
      .help = "for an estimate of the highest heart rate" }, \
    { .name = "max-hr", .arg = "BPM", .type = OPT_DOUBLE, .min = 100, .max = 230, .def = -1, \
      .offset = (offset_) + offsetof(struct log_runner, max_hr), \
      .help = "highest heart rate, measured" }, \
    { .name = "rest-hr", .arg = "BPM", .type = OPT_DOUBLE, .min = 25, .max = 120, .def = -1, \
      .offset = (offset_) + offsetof(struct log_runner, rest_hr), \
      .help = "resting heart rate" }, \
    { .name = "threshold-hr", .arg = "BPM", .type = OPT_DOUBLE, .min = 80, .max = 220, .def = -1, \
      .offset = (offset_) + offsetof(struct log_runner, threshold_hr), \
      .help = "mean heart rate of the last 20 of 30 min alone and all out" }, \
    { .name = "threshold-pace", .arg = "MIN:SEC", .type = OPT_TEXT, \
      .offset = (offset_) + offsetof(struct log_runner, pace), \
      .help = "time for 1 km at a pace that can be held for an hour" }, \
    { .name = "threshold-power", .arg = "W", .type = OPT_DOUBLE, .min = 50, .max = 600, .def = -1, \
      .offset = (offset_) + offsetof(struct log_runner, power), \
      .help = "power that can be held for an hour" }, \
    { .name = "sex", .arg = "SEX", .type = OPT_CHOICE, .choices = common_sexes, .def = 0, \
      .offset = (offset_) + offsetof(struct log_runner, sex), \
      .help = "for TRIMP, which has a formula for each" }
/* clang-format on */
struct log_runner {
    double age, max_hr, rest_hr, threshold_hr, power; /* < 0: not given */
    const char *pace;
    int sex; /* enum spine_sex */
};

/* What was given, and where it was not, the profile that the log has for a day. seen_max_hr:
 * the highest of the log, NaN none. Errors: -ERR_USAGE (pace), those of the store. */
int log_profile_of(const struct log_runner *r, struct store *s, long day, double seen_max_hr,
                   struct load_profile *ret, struct err *err) MUST_USE;

enum { LOG_PATH_MAX = 1024 };
/* The path of the database: --db, or the usual one. Errors: -ERR_USAGE. */
int log_path(const char *db, char ret[LOG_PATH_MAX], struct err *err) MUST_USE;
/* That database. Without one and mode not _CREATE: -ERR_NOT_FOUND with
 * the way out. */
int log_open(const char *db, enum store_mode mode, struct store **ret, struct err *err)
    MUST_USE;

/* "2026-05-31" or "2026-05-31 18:30" (T is fine) as seconds, as if local time were UTC.
 * Errors: -ERR_USAGE, message names what. */
int log_parse_time(const char *s, const char *what, double *ret_s, struct err *err) MUST_USE;
/* "5:30" (min:s) or "1:02:03" in s. Errors: -ERR_USAGE. */
int log_parse_duration(const char *s, const char *what, double *ret_s, struct err *err)
    MUST_USE;
/* "2026-05-31" into *ret; s NULL leaves it. */
int log_parse_day(const char *s, const char *what, long *ret, struct err *err) MUST_USE;
/* The same for what has happened: a day after tomorrow (elsewhere it may be tomorrow already)
 * is refused. */
int log_parse_past(const char *s, const char *what, long *ret, struct err *err) MUST_USE;
/* Words of the runner into a field of ours, made plain. Errors: -ERR_USAGE: longer than the
 * field. */
int log_parse_words(const char *s, const char *what, char *ret, size_t size, struct err *err)
    MUST_USE;
/* Of this machine's clock, or $BACKSTRIDE_TODAY, so that a test does not depend on it. */
long log_today(void);
void log_clock(double utc_s, double offset_s, char ret[32]); /* local, "2026-05-31 18:30" */
/* Pace in min:s per km, or km/h for what is not on foot. */
void log_pace(double speed_m_s, bool on_foot, char ret[24]);
/* "run on trails" */
void log_sport(const struct store_row *row, char ret[64]);

/* Two lines of block characters: x [n] in `columns` columns, with its range. NaN: blank. */
void log_chart(FILE *out, const char *title, const char *unit, const double *x, size_t n,
               int columns);

/* A JSON number, null for NaN. */
json_t *log_number(double x);

/* `log show`: one activity with everything. raw: as the device recorded it, without repair. */
struct log_show {
    struct store *s;
    int64_t id;
    const struct log_runner *runner;
    bool raw, json;
    const char *svg, *html; /* files to write, or NULL */
};
int log_show(FILE *out, const struct log_show *what, struct err *err) MUST_USE;

#endif
