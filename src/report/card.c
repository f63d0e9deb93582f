/* SPDX-License-Identifier: Apache-2.0 */
#include "report/card.h"

#include <math.h>
#include <string.h>

#include "base/mem.h"
#include "report/film_read.h"

static const struct form_rule *rule_of(const char *id)
{
    for (size_t i = 0; i < form_n_rules; i++)
        if (strcmp(form_rules[i].id, id) == 0)
            return &form_rules[i];
    return NULL;
}

static enum body_side side_of(const json_t *o)
{
    static const char *const names[] = { "left", "right" };
    return (enum body_side)json_one_of(o, "side", names, N_ELEMS(names), BODY_N_SIDES);
}

static enum form_status status_of(const json_t *o)
{
    const char *s = json_word(o, "status");
    for (int i = 0; i < FORM_N_STATUSES; i++)
        if (strcmp(s, form_status_name((enum form_status)i)) == 0)
            return (enum form_status)i;
    return FORM_CANNOT_TELL;
}

static void read_line(const json_t *o, struct card *c)
{
    static const char *const dirs[] = { "within", "low", "high" };
    const struct form_rule *rule = rule_of(json_word(o, "rule"));

    if (!rule || c->n_lines == FORM_MAX_LINES)
        return;
    struct card_line *l = &c->line[c->n_lines++];
    *l = (struct card_line){ .rule = rule,
                             .side = side_of(o),
                             .status = status_of(o),
                             .dir = (enum form_dir)json_one_of(o, "direction", dirs,
                                                               N_ELEMS(dirs), FORM_WITHIN),
                             .clear = json_is_true(json_object_get(o, "clear")) };
    /* in another unit it is not this rule's value */
    bool same = strcmp(json_word(o, "unit"), rule->unit) == 0;
    l->value = film_value(same ? json_object_get(o, "value") : NULL);
    snprintf(l->seen, sizeof(l->seen), "%s", json_word(o, "seen"));
}

static double width(const struct gait_value *v)
{
    double w = v->status == GAIT_MEASURED ? v->hi - v->lo : INFINITY;
    return isnan(w) ? (double)INFINITY : w;
}

static void read_clip(const json_t *o, struct card *c)
{
    struct gait_value back = film_low_back(o, SPINE_PEAK, "lo", "hi");
    struct gait_value force = film_low_back(o, SPINE_FORCE_TIMING, "lo", "hi");

    if (c->n_clips < CARD_CLIPS_MAX)
        c->view[c->n_clips] = film_view(o);
    c->fps = fmax(c->fps, film_fps(o)); /* NaN gives way */
    if (isnan(c->low_back_bw) && back.status == GAIT_MEASURED) {
        c->low_back_bw = back.value;
        c->low_back_lo = back.lo;
        c->low_back_hi = back.hi;
        c->force_bw = force.status == GAIT_MEASURED ? force.value : NAN;
    }
    c->n_steps += json_array_size(json_object_get(o, "steps"));
    for (int m = 0; m < MEASURE_N; m++) {
        struct gait_value v[BODY_N_SIDES + 1];
        film_measure(o, (enum measure)m, v);
        for (int s = 0; s <= BODY_N_SIDES; s++)
            if (c->n_clips == 0 || width(&v[s]) < width(&c->measure[m][s]))
                c->measure[m][s] = v[s];
    }
    if (c->n_clips < CARD_CLIPS_MAX)
        c->n_clips++;
}

/* Findings name lines of the file's scorecard; some of those may have been passed over. */
static void read_findings(const json_t *findings, struct card *c)
{
    size_t i;
    json_t *o;

    json_array_foreach(findings, i, o)
    {
        const struct form_rule *rule = rule_of(json_word(o, "rule"));
        enum body_side side = side_of(o);
        for (size_t k = 0; rule && k < c->n_lines && c->n_findings < FORM_MAX_FINDINGS; k++)
            if (c->line[k].rule == rule && c->line[k].side == side) {
                c->finding[c->n_findings++] = k;
                break;
            }
    }
}

int card_read(const char *json, size_t n, const char *name, struct card *ret, struct err *err)
{
    AUTO_JSON json_t *root = NULL;
    json_t *o;
    size_t i;
    int rc = film_parse(json, n, name, &root, err);

    if (rc < 0)
        return rc;
    *ret = (struct card){
        .fps = NAN, .low_back_bw = NAN, .low_back_lo = NAN, .low_back_hi = NAN, .force_bw = NAN
    };
    json_array_foreach(json_object_get(root, "clips"), i, o) read_clip(o, ret);
    json_array_foreach(json_object_get(root, "scorecard"), i, o) read_line(o, ret);
    read_findings(json_object_get(root, "findings"), ret);
    return 0;
}
