/* SPDX-License-Identifier: Apache-2.0 */
#ifndef FORMATS_EXPORT_H
#define FORMATS_EXPORT_H
/*
 * export - the lists that Strava (activities.csv) and Garmin (summarizedActivities.json,
 * gear.json) put into their export archives.
 *
 * Private to source.
 */
#include <stdbool.h>

#include "formats/source.h"

struct export_row {
    char *key;     /* path of the file it names; "" none named */
    unsigned line; /* of the list, from 1 */
    bool by_time;  /* found by its start, not by its file */
    bool seen;     /* its file came */
    struct source_meta meta;
};
enum { EXPORT_KEY_MAX = 32 };
struct export_gear {              /* of Garmin: a piece of gear, or that an activity had one */
    char key[EXPORT_KEY_MAX];     /* the gear's, or the activity's */
    char text[ACTIVITY_NAME_MAX]; /* the gear's name, or its key */
    bool shoes;
    size_t order; /* in the list */
};
struct export_list {
    struct export_gear *item;
    size_t n, cap;
};
struct export_rows { /* start it zeroed */
    struct export_row *row;
    size_t n, cap;
    bool sorted;
    struct export_list gear, link;
    bool geared; /* rows have the gear that the links say */
};

enum { EXPORT_LIST_MAX = 64 << 20, EXPORT_ROWS_MAX = 1 << 20 };

/* Is the file of that path such a list? */
bool export_is_csv(const char *path);
bool export_is_json(const char *path);
/* Add the rows of a list at `path`. data[n] is changed. Errors: -ERR_FORMAT, -ERR_NOMEM. */
int export_read(struct export_rows *rows, const char *path, char *data, size_t n,
                struct err *err) MUST_USE;
/* The row that names the file at `path`, or that path with ".gz"; NULL: none. */
struct export_row *export_find(struct export_rows *rows, const char *path);
/* The row of an activity that started at start_s, within 2 s, with its gear; NULL: none. */
const struct source_meta *export_at(struct export_rows *rows, double start_s);
void export_done(struct export_rows *rows);

/* Private to export: one format each. data[n] is a NUL. */
int export_read_csv(struct export_rows *rows, const char *path, char *data, size_t n,
                    struct err *err) MUST_USE;
int export_read_json(struct export_rows *rows, const char *data, size_t n, struct err *err)
    MUST_USE;
struct export_row *export_add(struct export_rows *rows, const char *key); /* NULL: no memory */
/* To one of the rows' lists; beyond EXPORT_ROWS_MAX it is forgotten. Errors: -ERR_NOMEM. */
int export_add_gear(struct export_rows *rows, struct export_list *list,
                    const struct export_gear *g, struct err *err) MUST_USE;
void export_set_word(struct source_meta *m, const char *word, size_t n);

#endif
