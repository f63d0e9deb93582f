/* SPDX-License-Identifier: Apache-2.0 */
/* Earlier films: what report_json wrote, read again as input that nobody vouches for. */
#include <jansson.h>
#include <math.h>
#include <string.h>

#include "base/file.h"
#include "base/mem.h"
#include "config.h"
#include "report/json.h"
#include "report/report.h"
#include "report/words.h"

enum { FILE_MAX = 64 << 20, CLIPS_MAX = 64, FILM_VERSION = 1 };

static json_t *json_release(json_t *j)
{
    json_decref(j);
    return NULL;
}
static void json_releasep(json_t **p) { *p = json_release(*p); }
#define AUTO_JSON __attribute__((cleanup(json_releasep)))

int json_read(const char *path, const char *schema, json_int_t version, json_t **ret_root,
              struct err *err)
{
    AUTO(mem) uint8_t *bytes = NULL;
    size_t n;
    int rc = file_read(path, FILE_MAX, &bytes, &n, err);
    if (rc < 0)
        return rc;
    return json_parse((const char *)bytes, n, path, schema, version, ret_root, err);
}

int json_parse(const char *bytes, size_t n, const char *path, const char *schema,
               json_int_t version, json_t **ret_root, struct err *err)
{
    json_error_t why;
    AUTO_JSON json_t *root = json_loadb(bytes, n, JSON_REJECT_DUPLICATES, &why);
    if (!root)
        return err_set(err, ERR_FORMAT, "\"%s\" is not JSON: line %d: %s", path, why.line,
                       why.text);
    const char *found = json_string_value(json_object_get(root, "schema"));
    if (!found || strcmp(found, schema) != 0)
        return err_set(err, ERR_FORMAT, "\"%s\" is not a %s file%s%.40s", path, schema,
                       found ? " but " : "", found ? found : "");
    const json_t *v = json_object_get(root, "version");
    if (!json_is_integer(v) || json_integer_value(v) < 1)
        return err_set(err, ERR_FORMAT, "\"%s\" has no version", path);
    if (json_integer_value(v) > version)
        return err_set(err, ERR_UNSUPPORTED,
                       "\"%s\" was written by a newer program (version %d of %s, this one "
                       "knows %d)",
                       path, (int)json_integer_value(v), schema, (int)version);
    *ret_root = STEAL(root);
    return 0;
}

static double number(const json_t *object, const char *key)
{
    const json_t *v = json_object_get(object, key);
    return json_is_number(v) ? json_number_value(v) : NAN;
}

static char *text_of(const json_t *object, const char *key)
{
    const char *s = json_string_value(json_object_get(object, key));
    return s ? mem_strdup(s) : NULL;
}

static enum gait_status status_of(const json_t *object)
{
    const char *s = json_string_value(json_object_get(object, "status"));
    for (enum gait_status g = GAIT_MEASURED; s && g <= GAIT_NOT_SEEN; g++)
        if (strcmp(words_status_key(&(struct gait_value){ .status = g, .value = 1 }), s) == 0)
            return g;
    return GAIT_NOT_SEEN;
}

static struct gait_value value_of(const json_t *o)
{
    double n = number(o, "n_steps");
    struct gait_value v = { status_of(o),        number(o, "value"),
                            number(o, "lo"),     number(o, "hi"),
                            number(o, "spread"), n > 0 && n < 1e6 ? (size_t)n : 0 };
    if (v.status == GAIT_MEASURED && !(v.lo <= v.value && v.value <= v.hi))
        v.status = GAIT_NOT_SEEN; /* damaged, or of a kind that has no interval */
    return v;
}

static enum gait_view view_of(const json_t *clip)
{
    const char *s = json_string_value(json_object_get(clip, "view"));
    for (enum gait_view v = GAIT_VIEW_AUTO; s && v < GAIT_N_VIEWS; v++)
        if (strcmp(gait_view_name(v), s) == 0)
            return v;
    return GAIT_VIEW_AUTO;
}

/* A number in another unit than this program's is not known. */
static const json_t *in_unit(const json_t *o, size_t item)
{
    const char *unit = json_string_value(json_object_get(o, "unit"));
    return unit && strcmp(unit, compare_item(item).unit) == 0 ? o : NULL;
}

static void read_items(const json_t *clip, struct compare_clip *ret)
{
    const json_t *measures = json_object_get(clip, "measures");
    const json_t *items = json_object_get(json_object_get(clip, "low_back"), "items");
    for (size_t i = 0; i < COMPARE_N_ITEMS; i++) {
        const char *key = compare_item(i).key;
        const json_t *m = in_unit(json_object_get(measures, key), i);
        const json_t *s = in_unit(json_object_get(items, key), i);
        for (int side = 0; i < MEASURE_N && side <= BODY_N_SIDES; side++) {
            const json_t *o = json_object_get(m, words_side((enum body_side)side));
            if (o)
                ret->values[i][side] = value_of(o);
        }
        if (i < MEASURE_N || !s)
            continue;
        struct gait_value v = {
            GAIT_MEASURED, number(s, "value"), number(s, "own_lo"), number(s, "own_hi"), NAN, 0
        };
        if (v.lo <= v.value && v.value <= v.hi)
            ret->values[i][BODY_N_SIDES] = v;
    }
}

static void read_clip(const json_t *clip, struct compare_clip *ret)
{
    const json_t *speed = json_object_get(clip, "speed");
    ret->view = view_of(clip);
    ret->fps = number(json_object_get(clip, "quality"), "fps");
    if (speed && number(speed, "value") > 0)
        ret->speed = (struct gait_value){ .value = number(speed, "value"),
                                          .lo = number(speed, "lo"),
                                          .hi = number(speed, "hi"),
                                          .spread = NAN };
    read_items(clip, ret);
}

static int film_of(const json_t *root, const char *path, struct compare_film **ret_film,
                   struct err *err)
{
    AUTO(compare_film) struct compare_film *f = NULL;
    const json_t *clips = json_object_get(root, "clips");
    size_t n = json_array_size(clips);
    if (n == 0 || n > CLIPS_MAX)
        return err_set(err, ERR_FORMAT, "\"%s\" has %zu clips, 1 to %d are expected", path, n,
                       CLIPS_MAX);
    int rc = compare_film_new(n, &f, err);
    if (rc < 0)
        return rc;
    for (size_t i = 0; i < n; i++)
        read_clip(json_array_get(clips, i), &f->clips[i]);
    double height = number(root, "height_m");
    f->height_m = height > 0 ? height : 0;
    f->name = mem_strdup(words_file(path));
    f->model = text_of(root, "model");
    f->precision = text_of(root, "precision");
    f->program = text_of(root, "program");
    if (!f->name)
        return err_set(err, ERR_NOMEM, "no memory for \"%s\"", path);
    *ret_film = STEAL(f);
    return 0;
}

int report_read_film(const char *path, struct compare_film **ret_film, struct err *err)
{
    AUTO_JSON json_t *root = NULL;
    int rc = json_read(path, "backstride.film", FILM_VERSION, &root, err);
    return rc < 0 ? rc : film_of(root, path, ret_film, err);
}

int report_kept_film(const char *json, size_t n, const char *name,
                     struct compare_film **ret_film, struct err *err)
{
    AUTO_JSON json_t *root = NULL;
    int rc = json_parse(json, n, name, "backstride.film", FILM_VERSION, &root, err);
    return rc < 0 ? rc : film_of(root, name, ret_film, err);
}

/* -- this film ----------------------------------------------------------------------------- */

static void copy_clip(const struct report_clip *clip, struct compare_clip *ret)
{
    const struct gait *g = clip->gait;
    ret->view = g->view;
    ret->fps = g->quality.fps;
    ret->speed = clip->speed;
    memcpy(ret->values, g->values, sizeof(g->values));
    for (size_t i = 0; clip->spine && i < SPINE_N_ITEMS; i++) {
        const struct spine_value *s = &clip->spine->items[i];
        if (isfinite(s->value))
            ret->values[MEASURE_N + i][BODY_N_SIDES] =
                (struct gait_value){ GAIT_MEASURED, s->value, s->own_lo,
                                     s->own_hi,     NAN,      clip->spine->n_steps };
    }
}

int report_compare_film(const struct report_film *film, struct compare_film **ret_film,
                        struct err *err)
{
    AUTO(compare_film) struct compare_film *f = NULL;
    int rc = compare_film_new(film->n_clips, &f, err);
    if (rc < 0)
        return rc;
    for (size_t i = 0; i < film->n_clips; i++)
        copy_clip(&film->clips[i], &f->clips[i]);
    f->height_m = film->height_m;
    f->name = mem_strdup(words_file(film->clips[0].path));
    f->model = film->model ? mem_strdup(film->model) : NULL;
    f->precision = film->precision ? mem_strdup(film->precision) : NULL;
    f->program = mem_strdup(BACKSTRIDE_VERSION);
    if (!f->name || !f->program)
        return err_set(err, ERR_NOMEM, "no memory for a film");
    *ret_film = STEAL(f);
    return 0;
}
