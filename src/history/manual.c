/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "history/history.h"

static const char head[] = "backstride session 1\n";
enum { TEXT_MAX = 4096 };

static const struct {
    const char *key;
    size_t offset;
} numbers[] = {
    { "start", offsetof(struct history_manual, start_s) },
    { "offset", offsetof(struct history_manual, utc_offset_s) },
    { "duration", offsetof(struct history_manual, duration_s) },
    { "distance", offsetof(struct history_manual, distance_m) },
    { "effort", offsetof(struct history_manual, effort) },
    { "entered", offsetof(struct history_manual, entered_s) },
};

static void put_line(struct text *t, const char *key, const char *value)
{
    if (!value[0])
        return;
    text_addf(t, "%s ", key);
    for (const char *p = value; *p; p++) {
        char c = *p == '\n' || *p == '\r' ? ' ' : *p;
        text_add_n(t, &c, 1);
    }
    text_add(t, "\n");
}

int history_manual_write(const struct history_manual *m, struct text *ret, struct err *err)
{
    char number[40];

    text_add(ret, head);
    for (size_t i = 0; i < N_ELEMS(numbers); i++) {
        double v;
        memcpy(&v, (const char *)m + numbers[i].offset, sizeof(v));
        snprintf(number, sizeof(number), "%.3f", v);
        if (!isnan(v))
            put_line(ret, numbers[i].key, number);
    }
    put_line(ret, "sport", activity_sports[m->sport].key);
    put_line(ret, "sub", activity_subs[m->sub].key);
    put_line(ret, "name", m->name);
    put_line(ret, "id", m->id);
    return text_failed(ret) ? err_set(err, ERR_NOMEM, "no memory for a session") : 0;
}

bool history_is_manual(const uint8_t *data, size_t n)
{
    return n >= sizeof(head) - 1 && memcmp(data, head, sizeof(head) - 1) == 0;
}

static int read_line(struct history_manual *m, const char *key, const char *value,
                     struct err *err)
{
    for (size_t i = 0; i < N_ELEMS(numbers); i++)
        if (strcmp(numbers[i].key, key) == 0) {
            double v;
            int rc = text_to_double(value, key, &v, err);
            if (rc == 0)
                memcpy((char *)m + numbers[i].offset, &v, sizeof(v));
            return rc < 0 ? err_set(err, ERR_FORMAT, "%s of a session is no number", key) : 0;
        }
    if (strcmp(key, "sport") == 0)
        m->sport = activity_sport_of(value);
    else if (strcmp(key, "sub") == 0)
        m->sub = activity_sub_of(value);
    else if (strcmp(key, "name") == 0)
        snprintf(m->name, sizeof(m->name), "%s", value);
    return 0;
}

static int build(const struct history_manual *m, size_t n, struct activity **ret,
                 struct err *err)
{
    AUTO(activity) struct activity *a = NULL;
    int rc = activity_new(&a, err);

    if (rc < 0)
        return rc;
    a->source.kind = ACTIVITY_FILE_ACTIVITY;
    a->source.bytes = n;
    snprintf(a->source.format, sizeof(a->source.format), "manual");
    activity_text(a->name, sizeof(a->name), m->name, strlen(m->name));
    a->sport = m->sport;
    a->sub = m->sub;
    a->start_s = m->start_s;
    a->end_s = m->start_s + m->duration_s;
    a->utc_offset_s = m->utc_offset_s;
    a->total[ACTIVITY_TOTAL_ELAPSED] = a->total[ACTIVITY_TOTAL_TIMER] = m->duration_s;
    a->total[ACTIVITY_TOTAL_DISTANCE] = m->distance_m;
    a->total[ACTIVITY_TOTAL_EFFORT] = m->effort;
    activity_finish(a);
    *ret = STEAL(a);
    return 0;
}

int history_manual_read(const uint8_t *data, size_t n, struct activity **ret, struct err *err)
{
    struct history_manual m = { .start_s = NAN,
                                .utc_offset_s = NAN,
                                .duration_s = NAN,
                                .distance_m = NAN,
                                .effort = NAN,
                                .entered_s = NAN };
    char copy[TEXT_MAX];

    if (!history_is_manual(data, n) || n >= sizeof(copy))
        return err_set(err, ERR_FORMAT, "no session entered by hand");
    memcpy(copy, data + sizeof(head) - 1, n - (sizeof(head) - 1));
    copy[n - (sizeof(head) - 1)] = '\0';
    for (char *rest = copy, *line; (line = strsep(&rest, "\n"));) {
        char *value = strchr(line, ' ');
        if (!value)
            continue;
        *value++ = '\0';
        int rc = read_line(&m, line, value, err);
        if (rc < 0)
            return rc;
    }
    if (isnan(m.start_s))
        return err_set(err, ERR_FORMAT, "a session without a start");
    return build(&m, n, ret, err);
}
