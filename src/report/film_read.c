/* SPDX-License-Identifier: Apache-2.0 */
/* Earlier films: what report_json wrote, read again as input that nobody vouches for. */
#include <math.h>
#include <string.h>

#include "base/file.h"
#include "base/mem.h"
#include "config.h"
#include "report/film_read.h"

int film_parse(const char *json, size_t n, const char *name, json_t **ret_root, struct err *err)
{
    AUTO_JSON json_t *root = NULL;
    int rc = json_parse(json, n, name, "backstride.film", JSON_FILM_VERSION, &root, err);
    if (rc < 0)
        return rc;
    size_t n_clips = json_array_size(json_object_get(root, "clips"));
    if (n_clips == 0 || n_clips > FILM_CLIPS_MAX)
        return err_set(err, ERR_FORMAT, "\"%s\" has %zu clips, 1 to %d are expected", name,
                       n_clips, FILM_CLIPS_MAX);
    *ret_root = STEAL(root);
    return 0;
}

/* o's object under key if it is in that unit; otherwise NULL, which reads as nothing. */
static const json_t *in_unit(const json_t *o, const char *key, const char *unit)
{
    const json_t *found = json_object_get(o, key);
    return strcmp(json_word(found, "unit"), unit) == 0 ? found : NULL;
}

static enum gait_status status_of(const json_t *o)
{
    const char *s = json_word(o, "status");
    for (enum gait_status g = GAIT_MEASURED; g <= GAIT_NOT_SEEN; g++)
        if (strcmp(words_status_key(&(struct gait_value){ .status = g, .value = 1 }), s) == 0)
            return g;
    return GAIT_NOT_SEEN;
}

/* Damaged, or of a kind that has no interval: nothing may be built on it. */
static struct gait_value inside(struct gait_value v)
{
    if (v.status == GAIT_MEASURED && !(v.lo <= v.value && v.value <= v.hi))
        v.status = GAIT_NOT_SEEN;
    return v;
}

struct gait_value film_value(const json_t *o)
{
    double n = json_number(o, "n_steps");
    return inside((struct gait_value){
        status_of(o), json_number(o, "value"), json_number(o, "lo"), json_number(o, "hi"),
        json_number(o, "spread"), n > 0 && n < 1e6 ? (size_t)n : 0 });
}

struct gait_value film_low_back(const json_t *clip, enum spine_item item, const char *lo,
                                const char *hi)
{
    const json_t *items = json_object_get(json_object_get(clip, "low_back"), "items");
    const struct spine_item_info *info = spine_item_info(item);
    const json_t *o = in_unit(items, info->key, info->unit);
    return inside((struct gait_value){ GAIT_MEASURED, json_number(o, "value"),
                                       json_number(o, lo), json_number(o, hi), NAN, 0 });
}

void film_measure(const json_t *clip, enum measure m, struct gait_value ret[BODY_N_SIDES + 1])
{
    const struct measure_info *info = measure_info(m);
    const json_t *row = in_unit(json_object_get(clip, "measures"), info->key, info->unit);
    for (int s = 0; s <= BODY_N_SIDES; s++)
        ret[s] = film_value(json_object_get(row, words_side((enum body_side)s)));
}

double film_fps(const json_t *clip)
{
    return json_number(json_object_get(clip, "quality"), "fps");
}

enum gait_view film_view(const json_t *clip)
{
    const char *s = json_word(clip, "view");
    for (enum gait_view v = GAIT_VIEW_AUTO; v < GAIT_N_VIEWS; v++)
        if (strcmp(gait_view_name(v), s) == 0)
            return v;
    return GAIT_VIEW_AUTO;
}

/* -- an earlier film, to be compared */

static char *text_of(const json_t *object, const char *key)
{
    const char *s = json_string_value(json_object_get(object, key));
    return s ? mem_strdup(s) : NULL;
}

static void read_clip(const json_t *clip, struct compare_clip *ret)
{
    const json_t *speed = json_object_get(clip, "speed");
    ret->view = film_view(clip);
    ret->fps = film_fps(clip);
    if (json_number(speed, "value") > 0)
        ret->speed = (struct gait_value){ .value = json_number(speed, "value"),
                                          .lo = json_number(speed, "lo"),
                                          .hi = json_number(speed, "hi"),
                                          .spread = NAN };
    for (size_t m = 0; m < MEASURE_N; m++)
        film_measure(clip, (enum measure)m, ret->values[m]);
    for (size_t i = 0; i < SPINE_N_ITEMS; i++) /* without the band of the lever arm */
        ret->values[MEASURE_N + i][BODY_N_SIDES] =
            film_low_back(clip, (enum spine_item)i, "own_lo", "own_hi");
}

static int film_of(const json_t *root, const char *path, struct compare_film **ret_film,
                   struct err *err)
{
    AUTO(compare_film) struct compare_film *f = NULL;
    const json_t *clips = json_object_get(root, "clips");
    int rc = compare_film_new(json_array_size(clips), &f, err);
    if (rc < 0)
        return rc;
    for (size_t i = 0; i < f->n_clips; i++)
        read_clip(json_array_get(clips, i), &f->clips[i]);
    double height = json_number(root, "height_m");
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

int report_kept_film(const char *json, size_t n, const char *name,
                     struct compare_film **ret_film, struct err *err)
{
    AUTO_JSON json_t *root = NULL;
    int rc = film_parse(json, n, name, &root, err);
    return rc < 0 ? rc : film_of(root, name, ret_film, err);
}

int report_read_film(const char *path, struct compare_film **ret_film, struct err *err)
{
    AUTO(mem) uint8_t *bytes = NULL;
    size_t n;
    int rc = file_read(path, JSON_FILE_MAX, &bytes, &n, err);
    return rc < 0 ? rc : report_kept_film((const char *)bytes, n, path, ret_film, err);
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
