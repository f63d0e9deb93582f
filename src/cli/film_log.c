/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/film_log.h"

#include <jansson.h>
#include <string.h>
#include <time.h>

#include "activity/activity.h"
#include "base/day.h"
#include "base/mem.h"
#include "base/text.h"
#include "cli/common.h"
#include "cli/log.h"
#include "spine/segments.h"
#include "store/life.h"

enum { JSON_MAX = 1 << 28 };
static const char kind[] = "film";

static void fill_in(const struct care_profile *p, struct film_log_runner *r)
{
    const double height = care_profile_get(p, HEIGHT), mass = care_profile_get(p, MASS),
                 sex = care_profile_get(p, SEX);

    if (!(r->height_cm > 0) && height > 0)
        r->height_cm = height;
    if (!(r->mass_kg > 0) && mass > 0)
        r->mass_kg = mass;
    if (r->sex == SPINE_SEX_UNKNOWN && sex > 0)
        r->sex = sex == 1 ? SPINE_FEMALE : SPINE_MALE;
}

int film_log_open(const char *db, const char *filmed, struct film_log_runner *runner,
                  struct store **ret, long *ret_day, struct err *err)
{
    AUTO(store) struct store *s = NULL;
    struct care_profile profile;
    long day = log_today();
    int rc = log_parse_past(filmed, "--filmed", &day, err);

    if (rc == 0)
        rc = log_open(db, STORE_CREATE, &s, err);
    if (rc < 0)
        return rc;
    rc = store_profile(s, day, &profile, err);
    if (rc < 0)
        return rc;
    fill_in(&profile, runner);
    *ret_day = day;
    *ret = STEAL(s);
    return 0;
}

int film_log_keep(struct store *s, long day, const char *clip, const struct report_film *film,
                  int64_t *ret_id, struct err *err)
{
    AUTO_TEXT struct text json = TEXT_INIT(JSON_MAX);
    struct store_document d = { .day = day, .at_s = (double)time(NULL) };
    const char *slash = strrchr(clip, '/');
    int rc = report_json(film, &json, err);

    if (rc < 0)
        return rc;
    snprintf(d.kind, sizeof(d.kind), "%s", kind);
    activity_text(d.name, sizeof(d.name), slash ? slash + 1 : clip, strlen(clip));
    d.text = json.buf;
    d.n = json.len;
    return store_add_document(s, &d, ret_id, err);
}

int film_log_list(FILE *out, struct store *s, bool json, struct err *err)
{
    AUTO(mem) struct store_document *list = NULL;
    size_t n = 0;
    char day[16];
    int rc = store_documents(s, kind, &list, &n, err);

    if (rc < 0)
        return rc;
    json_t *all = json_array();
    for (size_t i = 0; i < n; i++) {
        day_text(list[i].day, day);
        if (json)
            json_array_append_new(all, json_pack("{s:I, s:s, s:s, s:I}", "id",
                                                 (json_int_t)list[i].id, "day", day, "name",
                                                 list[i].name, "bytes", (json_int_t)list[i].n));
        else
            fprintf(out, "%6lld  %s  %s\n", (long long)list[i].id, day, list[i].name);
    }
    if (!json) {
        json_decref(all);
        if (n == 0)
            fputs("No films. backstride film CLIP --log keeps one.\n", out);
        return 0;
    }
    json_t *root = json_pack("{s:s, s:o}", "schema", "backstride.films/1", "films", all);
    return common_json(out, root, err);
}

int film_log_show(FILE *out, struct store *s, int64_t id, struct err *err)
{
    struct store_document d = { 0 };
    int rc = store_document(s, kind, id, &d, err);

    if (rc < 0)
        return rc;
    fwrite(d.text, 1, d.n, out);
    fputc('\n', out);
    store_document_done(&d);
    return 0;
}

int film_log_remove(struct store *s, int64_t id, struct err *err)
{
    struct store_document d = { 0 };
    int rc = store_document(s, kind, id, &d, err); /* it must be a film */

    store_document_done(&d);
    if (rc == -ERR_FORMAT) /* damaged ones go as well */
        rc = 0;
    return rc < 0 ? rc : store_remove_document(s, id, err);
}
