/* SPDX-License-Identifier: Apache-2.0 */
#include "report/card.h"

#include <jansson.h>
#include <math.h>
#include <string.h>

#include "base/mem.h"
#include "report/json.h"

static const char *word(const json_t *o, const char *key)
{
    const char *s = json_string_value(json_object_get(o, key));
    return s ? s : "";
}

static double number(const json_t *o, const char *key)
{
    const json_t *v = json_object_get(o, key);
    return json_is_number(v) ? json_number_value(v) : (double)NAN;
}

/* The index of s in names [n]; otherwise `other`. */
static int one_of(const char *s, const char *const *names, int n, int other)
{
    for (int i = 0; i < n; i++)
        if (strcmp(s, names[i]) == 0)
            return i;
    return other;
}

static void read_value(const json_t *o, struct gait_value *ret)
{
    static const char *const keys[] = { "measured", "not_in_view", "fps_too_low", "too_few",
                                        "not_seen" };
    double steps = number(o, "n_steps");

    *ret = (struct gait_value){
        .status =
            (enum gait_status)one_of(word(o, "status"), keys, N_ELEMS(keys), GAIT_NOT_SEEN),
        .value = number(o, "value"),
        .lo = number(o, "lo"),
        .hi = number(o, "hi"),
        .spread = number(o, "spread"),
        .n_steps = steps > 0 && steps < 1e6 ? (size_t)steps : 0,
    };
    if (ret->status == GAIT_MEASURED && !isfinite(ret->value))
        ret->status = GAIT_NOT_SEEN;
}

static const struct form_rule *rule_of(const char *id)
{
    for (size_t i = 0; i < form_n_rules; i++)
        if (strcmp(form_rules[i].id, id) == 0)
            return &form_rules[i];
    return NULL;
}

static enum body_side side_of(const char *s)
{
    static const char *const names[] = { "left", "right" };
    return (enum body_side)one_of(s, names, 2, BODY_N_SIDES);
}

static enum form_status status_of(const char *s)
{
    for (int i = 0; i < FORM_N_STATUSES; i++)
        if (strcmp(s, form_status_name((enum form_status)i)) == 0)
            return (enum form_status)i;
    return FORM_CANNOT_TELL;
}

static void read_line(const json_t *o, struct card *c)
{
    static const char *const dirs[] = { "within", "low", "high" };
    const struct form_rule *rule = rule_of(word(o, "rule"));

    if (!rule || c->n_lines == FORM_MAX_LINES)
        return;
    struct card_line *l = &c->line[c->n_lines++];
    *l = (struct card_line){ .rule = rule,
                             .side = side_of(word(o, "side")),
                             .status = status_of(word(o, "status")),
                             .dir = (enum form_dir)one_of(word(o, "direction"), dirs, 3, 0),
                             .clear = json_is_true(json_object_get(o, "clear")) };
    read_value(json_object_get(o, "value"), &l->value);
    snprintf(l->seen, sizeof(l->seen), "%s", word(o, "seen"));
}

static double width(const struct gait_value *v)
{
    double w = v->status == GAIT_MEASURED ? v->hi - v->lo : INFINITY;
    return isnan(w) ? (double)INFINITY : w;
}

static void read_clip(const json_t *o, struct card *c)
{
    const json_t *measures = json_object_get(o, "measures");
    double fps = number(json_object_get(o, "quality"), "fps");

    if (c->n_clips < CARD_CLIPS_MAX) {
        const char *view = word(o, "view");
        for (int v = 0; v < GAIT_N_VIEWS; v++)
            if (strcmp(view, gait_view_name((enum gait_view)v)) == 0)
                c->view[c->n_clips] = (enum gait_view)v;
        c->n_clips++;
    }
    c->fps = fmax(c->fps, fps); /* NaN gives way */
    const json_t *items = json_object_get(json_object_get(o, "low_back"), "items");
    const json_t *peak = json_object_get(items, "peak_compression");
    if (isnan(c->low_back_bw) && isfinite(number(peak, "value"))) {
        c->low_back_bw = number(peak, "value");
        c->low_back_lo = number(peak, "lo");
        c->low_back_hi = number(peak, "hi");
        c->force_bw = number(json_object_get(items, "force_timing"), "value");
    }
    c->n_steps += json_array_size(json_object_get(o, "steps"));
    for (int m = 0; m < MEASURE_N; m++) {
        static const char *const sides[] = { "left", "right", "both" };
        const json_t *row = json_object_get(measures, measure_info((enum measure)m)->key);
        for (int s = 0; row && s <= BODY_N_SIDES; s++) {
            struct gait_value v;
            read_value(json_object_get(row, sides[s]), &v);
            bool first = c->n_clips == 1;
            if (first || width(&v) < width(&c->measure[m][s]))
                c->measure[m][s] = v;
        }
    }
}

/* Findings name lines of the file's scorecard; some of those may have been passed over. */
static void read_findings(const json_t *findings, struct card *c)
{
    size_t i;
    json_t *o;

    json_array_foreach(findings, i, o)
    {
        const struct form_rule *rule = rule_of(word(o, "rule"));
        enum body_side side = side_of(word(o, "side"));
        for (size_t k = 0; rule && k < c->n_lines && c->n_findings < FORM_MAX_FINDINGS; k++)
            if (c->line[k].rule == rule && c->line[k].side == side) {
                c->finding[c->n_findings++] = k;
                break;
            }
    }
}

int card_read(const char *json, size_t n, const char *name, struct card *ret, struct err *err)
{
    json_t *root = NULL, *o;
    size_t i;
    int rc = json_parse(json, n, name, "backstride.film", 1, &root, err);

    if (rc < 0)
        return rc;
    *ret = (struct card){
        .fps = NAN, .low_back_bw = NAN, .low_back_lo = NAN, .low_back_hi = NAN, .force_bw = NAN
    };
    for (int m = 0; m < MEASURE_N; m++)
        for (int s = 0; s <= BODY_N_SIDES; s++)
            ret->measure[m][s] = (struct gait_value){ GAIT_NOT_IN_VIEW, NAN, NAN, NAN, NAN, 0 };
    json_array_foreach(json_object_get(root, "clips"), i, o) read_clip(o, ret);
    json_array_foreach(json_object_get(root, "scorecard"), i, o) read_line(o, ret);
    read_findings(json_object_get(root, "findings"), ret);
    json_decref(root);
    return 0;
}
