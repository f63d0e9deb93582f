/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CLI_LOG_SHOW_H
#define CLI_LOG_SHOW_H
/*
 * log_show - private to `log show`: all that is known of one activity, gathered once for the
 * views: text (log_show.c), JSON (log_json.c), picture and page (log_page.c).
 */
#include "base/evidence.h"
#include "cli/log.h"
#include "load/intervals.h"
#include "load/kind.h"
#include "load/repair.h"
#include "load/score.h"
#include "load/zones.h"

enum { LOG_ZONES_MAX = 8 };
struct log_shown {
    struct store_row row;
    struct activity *a;
    struct store_source *sources;
    size_t n_sources;
    struct load_repairs *repairs; /* NULL: as recorded */
    struct load_signal *signal;
    struct load_intervals *bouts; /* NULL: none found */
    struct load_borders borders;
    struct load_scores scores;
    struct load_kind_result kind;
    struct load_zones zones[LOG_ZONES_MAX]; /* those that can be told */
    size_t n_zones;
};

/* One number of load_scores as it is told. To tell another: a row. */
struct log_score {
    const char *key;
    size_t offset; /* of the double in load_scores */
    const char *shown, *unit;
    int decimals;
    enum evidence grade;
    bool either; /* of both sexes: told where the runner's own is not known */
};
extern const struct log_score log_scores[];
extern const size_t log_n_scores;
double log_score_value(const struct log_score *row, const struct load_scores *s);

/* One line for repair i and all that are of its kind and column, "Noticed 31 times: ...";
 * false: an earlier one has told of it. */
bool log_repair_line(const struct load_repairs *all, size_t i, char *ret, size_t size);

int log_show_json(FILE *out, const struct log_shown *x, struct err *err) MUST_USE;
/* Write the picture or page; the file appears whole or not at all. */
int log_show_svg(const char *path, const struct log_shown *x, struct err *err) MUST_USE;
int log_show_html(const char *path, const struct log_shown *x, struct err *err) MUST_USE;

#endif
