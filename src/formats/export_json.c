/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "formats/export.h"
#include "formats/value.h"

/*
 * Garmin's summarizedActivities.json, without a tree: an object that has an activityId and a
 * start is an activity, however deep it lies. Times are milliseconds since 1970 (UTC),
 * durations milliseconds, distances centimetres.
 *
 * And its gear.json: an object with a gearPk and a name is a piece of gear; an object with an
 * activityId and no start says that the activity had the gear of its gearPk, or of the key
 * under which its array stands.
 */
enum { DEPTH_MAX = 32, KEY_MAX = 32, STRING_MAX = 256 };

struct object { /* what an object being read has said so far */
    struct source_meta meta;
    double gmt_ms, begin_ms;
    bool has_id;
    struct export_gear gear;
    char model[ACTIVITY_NAME_MAX]; /* make and model as the runner wrote them: told first */
};

struct scan {
    const char *s, *end;
    struct export_rows *rows;
    struct object object[DEPTH_MAX];
    char key[DEPTH_MAX][KEY_MAX];
    int depth;
};

static void begin_object(struct scan *p)
{
    struct object *o = &p->object[p->depth];
    memset(o, 0, sizeof(*o));
    o->gmt_ms = o->begin_ms = NAN;
    o->meta.start_s = o->meta.elapsed_s = o->meta.distance_m = NAN;
    p->key[p->depth][0] = '\0';
}

static unsigned hex4(const char *s)
{
    unsigned v = 0;
    for (int i = 0; i < 4; i++) {
        unsigned c = (unsigned char)s[i] | 0x20u;
        v = v * 16 + (c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : 0);
    }
    return v;
}

/* The string after its quote; the text behind STRING_MAX is dropped. Halves of surrogate pairs
 * come out as what is no UTF-8, which activity_text shows as '?'. */
static size_t read_string(struct scan *p, char out[STRING_MAX])
{
    static const char from[] = "nrtbf", to[] = "\n\r\t\b\f";
    size_t n = 0;
    while (p->s < p->end && *p->s != '"') {
        char piece[4];
        size_t n_piece = 1;
        piece[0] = *p->s++;
        if (piece[0] == '\\' && p->s < p->end) {
            char c = *p->s++;
            const char *known = c ? strchr(from, c) : NULL;
            piece[0] = known ? to[known - from] : c;
            if (c == 'u' && p->end - p->s >= 4) {
                n_piece = text_utf8(hex4(p->s), piece);
                p->s += 4;
            }
        }
        if (n + n_piece < STRING_MAX) {
            memcpy(out + n, piece, n_piece);
            n += n_piece;
        }
    }
    p->s += p->s < p->end;
    out[n] = '\0';
    return n;
}

static void take_name(char ret[ACTIVITY_NAME_MAX], const char *s, size_t n)
{
    for (; n > 0 && s[n - 1] == ' '; n--) {
    }
    if (n != 4 || memcmp(s, "null", 4) != 0)
        activity_text(ret, ACTIVITY_NAME_MAX, s, n);
}

static void take_gear(struct object *o, const char *key, const char *s, size_t n)
{
    if (strcmp(key, "gearPk") == 0)
        activity_text(o->gear.key, sizeof(o->gear.key), s, n);
    else if (strcmp(key, "customMakeModel") == 0)
        take_name(o->model, s, n);
    else if (strcmp(key, "displayName") == 0)
        take_name(o->gear.text, s, n);
    else if (strcmp(key, "gearTypeName") == 0)
        o->gear.shoes = n == 5 && strncasecmp(s, "Shoes", 5) == 0;
}

static void take_value(struct scan *p, const char *s, size_t n)
{
    struct object *o = &p->object[p->depth];
    const char *key = p->key[p->depth];
    double v = value_number(s, n);
    struct value_clock clock = { 0 };

    if (strcmp(key, "activityId") == 0) {
        activity_text(o->meta.id, sizeof(o->meta.id), s, n);
        o->has_id = true;
    } else if (strcmp(key, "name") == 0 || strcmp(key, "activityName") == 0) {
        activity_text(o->meta.name, sizeof(o->meta.name), s, n);
    } else if (strcmp(key, "activityType") == 0 || strcmp(key, "typeKey") == 0) {
        export_set_word(&o->meta, s, n);
    } else if (strcmp(key, "startTimeGmt") == 0 || strcmp(key, "startTimeGMT") == 0) {
        o->gmt_ms = isnan(v) ? 1000 * value_time(&clock, s, n) : v;
    } else if (strcmp(key, "beginTimestamp") == 0) {
        o->begin_ms = v;
    } else if (strcmp(key, "elapsedDuration") == 0) {
        o->meta.elapsed_s = v / 1000;
    } else if (strcmp(key, "distance") == 0) {
        o->meta.distance_m = v / 100;
    } else {
        take_gear(o, key, s, n);
    }
    p->key[p->depth][0] = '\0';
}

static int end_link(struct scan *p, struct err *err)
{
    const struct object *o = &p->object[p->depth];
    struct export_gear l = { .order = 0 };
    const char *key = o->gear.key[0] ? o->gear.key : p->depth >= 2 ? p->key[p->depth - 2] : "";

    snprintf(l.key, sizeof(l.key), "%s", o->meta.id);
    snprintf(l.text, sizeof(l.text), "%s", key);
    return key[0] ? export_add_gear(p->rows, &p->rows->link, &l, err) : 0;
}

static int end_gear(struct scan *p, struct err *err)
{
    struct object *o = &p->object[p->depth];
    const char *name = o->model[0] ? o->model : o->gear.text;

    if (!o->gear.key[0] || !name[0])
        return 0;
    if (name != o->gear.text)
        memcpy(o->gear.text, o->model, sizeof(o->gear.text));
    return export_add_gear(p->rows, &p->rows->gear, &o->gear, err);
}

static int end_object(struct scan *p, struct err *err)
{
    struct object *o = &p->object[p->depth];
    double start_ms = isnan(o->gmt_ms) ? o->begin_ms : o->gmt_ms;

    if (p->depth > 0 && o->meta.word[0] && !o->has_id &&
        strcmp(p->key[p->depth - 1], "activityType") == 0)
        export_set_word(&p->object[p->depth - 1].meta, o->meta.word, strlen(o->meta.word));
    if (!o->has_id)
        return end_gear(p, err);
    if (isnan(start_ms))
        return end_link(p, err);
    struct export_row *r = export_add(p->rows, "");
    if (!r)
        return err_set(err, ERR_NOMEM, "no memory for the summary of activity %s", o->meta.id);
    r->meta = o->meta;
    r->meta.start_s = start_ms / 1000;
    r->by_time = true;
    return 0;
}

/* A string is a key if a colon follows. */
static void take_string(struct scan *p)
{
    char text[STRING_MAX];
    size_t n = read_string(p, text);
    while (p->s < p->end && strchr(" \t\r\n", *p->s) && *p->s)
        p->s++;
    if (p->s < p->end && *p->s == ':') {
        size_t take = n < KEY_MAX - 1 ? n : KEY_MAX - 1;
        memcpy(p->key[p->depth], text, take);
        p->key[p->depth][take] = '\0';
        p->s++;
        return;
    }
    take_value(p, text, n);
}

static void take_scalar(struct scan *p)
{
    const char *start = p->s;
    while (p->s < p->end && !(*p->s && strchr(",]} \t\r\n\"[{", *p->s)))
        p->s++;
    take_value(p, start, (size_t)(p->s - start));
}

int export_read_json(struct export_rows *rows, const char *data, size_t n, struct err *err)
{
    AUTO(mem) struct scan *p = mem_array(1, sizeof(*p));
    int rc = 0;

    if (!p)
        return err_set(err, ERR_NOMEM, "no memory for reading JSON");
    p->s = data;
    p->end = data + n;
    p->rows = rows;
    begin_object(p);
    while (p->s < p->end && rc == 0) {
        char c = *p->s;
        if (c == '{' || c == '[') {
            p->s++;
            if (++p->depth == DEPTH_MAX)
                return err_set_at(err, ERR_FORMAT, (uint64_t)(p->s - data),
                                  "the summary is nested deeper than %d", DEPTH_MAX);
            begin_object(p);
        } else if (c == '}' || c == ']') {
            p->s++;
            rc = c == '}' ? end_object(p, err) : 0;
            p->depth -= p->depth > 0;
        } else if (c == '"') {
            p->s++;
            take_string(p);
        } else if (c && strchr(", :\t\r\n", c)) {
            p->s++;
        } else {
            take_scalar(p);
        }
    }
    return rc;
}
