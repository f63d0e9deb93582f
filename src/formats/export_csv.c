/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "formats/export.h"
#include "formats/value.h"

/*
 * Strava's activities.csv: RFC 4180, header and dates in the runner's language. Number, name
 * and type stand in columns 0, 2 and 3 whatever the language; the file's name is known by its
 * folder, the rest by the English header.
 */
enum { FIELDS_MAX = 160, COL_ID = 0, COL_DATE = 1, COL_NAME = 2, COL_TYPE = 3 };

struct columns {
    int file, gear, elapsed, distance;
    bool metres; /* the list has distance twice: first in km or miles, then in metres */
};

/* One record into fields (unquoted in place, ended by NUL); returns the start of the next. */
static char *split(char *s, char *end, char separator, char **field, size_t *ret_n)
{
    size_t n = 0;
    for (;;) {
        char *out = s, *start = s;
        bool quoted = s < end && *s == '"';
        s += quoted;
        while (s < end) {
            if (quoted && *s == '"' && s + 1 < end && s[1] == '"')
                s++;
            else if (quoted && *s == '"') {
                quoted = false;
                s++;
                continue;
            } else if (!quoted && (*s == separator || *s == '\n' || *s == '\r'))
                break;
            *out++ = *s++;
        }
        char stop = s < end ? *s : '\n';
        *out = '\0';
        if (n < FIELDS_MAX)
            field[n++] = start;
        s += s < end;
        if (stop != separator)
            break;
    }
    *ret_n = n;
    while (s < end && (*s == '\n' || *s == '\r'))
        s++;
    return s;
}

static struct columns read_header(char **field, size_t n)
{
    struct columns c = { -1, -1, -1, -1, false };
    for (size_t i = 0; i < n; i++) {
        if (strcasecmp(field[i], "Filename") == 0)
            c.file = (int)i;
        else if (strcasecmp(field[i], "Activity Gear") == 0 ||
                 strcasecmp(field[i], "Gear") == 0)
            c.gear = (int)i;
        else if (strcasecmp(field[i], "Elapsed Time") == 0)
            c.elapsed = (int)i;
        else if (strcasecmp(field[i], "Distance") == 0) {
            c.metres = c.distance >= 0;
            c.distance = (int)i;
        }
    }
    return c;
}

static const char *get(char **field, size_t n, int i)
{
    return i >= 0 && (size_t)i < n ? field[i] : "";
}

/* The next number of up to four digits behind blanks, ',' and ':'; -1: none. */
static int next_int(const char **s)
{
    int v = 0, n = 0;
    *s += strspn(*s, " ,:");
    for (; **s >= '0' && **s <= '9' && n < 4; (*s)++, n++)
        v = v * 10 + (**s - '0');
    return n ? v : -1;
}

/* "Jan 1, 2022, 10:00:00 AM", which is UTC; NaN for other languages. */
static double read_date(const char *s)
{
    static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
    enum { DAY, YEAR, HOUR, MINUTE, SECOND, N_PARTS };
    int part[N_PARTS], month = 0;
    struct value_clock clock = { 0 };
    char iso[80];

    while (month < 12 && strncmp(s, months + (size_t)month * 3, 3) != 0)
        month++;
    if (month == 12)
        return NAN;
    s += 3;
    for (int i = 0; i < N_PARTS; i++) {
        part[i] = next_int(&s);
        if (part[i] < 0)
            return NAN;
    }
    bool pm = strcmp(s, " PM") == 0;
    if ((!pm && strcmp(s, " AM") != 0) || part[HOUR] < 1 || part[HOUR] > 12)
        return NAN;
    snprintf(iso, sizeof(iso), "%04d-%02d-%02dT%02d:%02d:%02dZ", part[YEAR], month + 1,
             part[DAY], part[HOUR] % 12 + (pm ? 12 : 0), part[MINUTE], part[SECOND]);
    return value_time(&clock, iso, strlen(iso));
}

/* A lone distance is in km in old lists and in metres in others: what a runner or rider can
 * have covered in the time tells. */
static double distance_m(double v, bool metres, double elapsed_s)
{
    double speed = v / elapsed_s;
    return metres || isnan(speed) || speed > 0.05 ? v : 1000 * v;
}

/* Name of the file: the header's column, or the field that begins with Strava's folder. */
static const char *file_of(char **field, size_t n, const struct columns *c)
{
    if (c->file >= 0)
        return get(field, n, c->file);
    for (size_t i = COL_TYPE + 1; i < n; i++)
        if (strncmp(field[i], "activities/", 11) == 0)
            return field[i];
    return "";
}

static int add_row(struct export_rows *rows, const char *folder, unsigned line, char **field,
                   size_t n, const struct columns *c, struct err *err)
{
    char key[4096];
    const char *file = file_of(field, n, c);
    snprintf(key, sizeof(key), "%s%s", *file ? folder : "", file);
    struct export_row *r = export_add(rows, key);
    if (!r)
        return err_set(err, ERR_NOMEM, "no memory for row %u of activities.csv", line);
    const char *elapsed = get(field, n, c->elapsed), *distance = get(field, n, c->distance),
               *gear = get(field, n, c->gear), *type = get(field, n, COL_TYPE),
               *name = get(field, n, COL_NAME), *id = get(field, n, COL_ID);
    r->line = line;
    activity_text(r->meta.id, sizeof(r->meta.id), id, strlen(id));
    activity_text(r->meta.name, sizeof(r->meta.name), name, strlen(name));
    activity_text(r->meta.gear, sizeof(r->meta.gear), gear, strlen(gear));
    export_set_word(&r->meta, type, strlen(type));
    r->meta.start_s = read_date(get(field, n, COL_DATE));
    r->meta.elapsed_s = value_number(elapsed, strlen(elapsed));
    r->meta.distance_m =
        distance_m(value_number(distance, strlen(distance)), c->metres, r->meta.elapsed_s);
    return 0;
}

int export_read_csv(struct export_rows *rows, const char *path, char *data, size_t n,
                    struct err *err)
{
    char *field[FIELDS_MAX], folder[4096], *s = data, *end = data + n;
    const char *slash = strrchr(path, '/');
    size_t n_fields;
    unsigned line = 1;

    snprintf(folder, sizeof(folder), "%.*s", slash ? (int)(slash + 1 - path) : 0, path);
    if (n >= 3 && memcmp(s, "\xEF\xBB\xBF", 3) == 0)
        s += 3;
    size_t first = strcspn(s, "\r\n");
    bool semicolons = memchr(s, ';', first) && !memchr(s, ',', first);
    s = split(s, end, semicolons ? ';' : ',', field, &n_fields);
    if (n_fields <= COL_TYPE)
        return err_set(err, ERR_FORMAT, "%s: the first line names %zu columns, not Strava's",
                       path, n_fields);
    struct columns c = read_header(field, n_fields);
    while (s < end) {
        s = split(s, end, semicolons ? ';' : ',', field, &n_fields);
        line++;
        if (n_fields <= COL_TYPE)
            continue;
        int rc = add_row(rows, folder, line, field, n_fields, &c, err);
        if (rc < 0)
            return rc;
    }
    return 0;
}
