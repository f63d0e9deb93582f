/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>

#include "base/mem.h"
#include "config.h"
#include "report/json.h"

enum { PRINTED_DIGITS = 10 };

json_t *json_rounded(double x, int decimals)
{
    if (!isfinite(x))
        return json_null();
    double scale = pow(10, decimals), v = round(x * scale) / scale;
    return json_real(v == 0 ? 0 : v); /* never -0.0 */
}

json_t *json_clean(const char *s)
{
    AUTO_TEXT struct text t = TEXT_INIT(1 << 16);
    if (!s)
        return json_null();
    text_add_plain(&t, s);
    return text_failed(&t) ? NULL : json_string(text_str(&t));
}

json_t *json_measured(const struct gait_value *v, struct words_form form)
{
    /* one digit more than a person is shown, so that a reader may round again */
    int d = form.decimals + 1;
    bool has = words_has(v);
    return json_pack(
        "{s:s, s:o, s:o, s:o, s:o, s:I}", "status", words_status_key(v), "value",
        json_rounded(has ? v->value : NAN, d), "lo", json_rounded(has ? v->lo : NAN, d), "hi",
        json_rounded(has ? v->hi : NAN, d), "spread", json_rounded(has ? v->spread : NAN, d),
        "n_steps", (json_int_t)(has ? v->n_steps : 0));
}

static json_t *range(double lo, double hi)
{
    return json_pack("[o, o]", json_rounded(lo, 6), json_rounded(hi, 6));
}

static json_t *score_line(const struct form_line *line)
{
    static const char *const kinds[] = { "judged", "noted", "uneven" };
    static const char *const dirs[] = { "within", "low", "high" };
    const struct form_rule *rule = line->rule;
    return json_pack(
        "{s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:b, s:s, s:s, s:s, s:s, s:o, s:o, s:I, "
        "s:o}",
        "rule", rule->id, "family", form_family_name(rule->family), "kind", kinds[rule->kind],
        "measure", measure_info(rule->measure)->key, "label", rule->label, "unit", rule->unit,
        "side", words_side(line->side), "status", form_status_name(line->status), "direction",
        dirs[line->dir], "clear", (int)line->clear, "advice", rule->advice, "seen", line->seen,
        "grade", evidence_name(rule->grade), "source", rule->source, "good",
        range(rule->good_lo, rule->good_hi), "change", range(rule->change_lo, rule->change_hi),
        "clip", (json_int_t)line->clip_i, "value",
        json_measured(&line->value, words_of_rule(rule)));
}

static json_t *finding(const struct form_result *form, size_t k)
{
    const struct form_line *line = &form->lines[form->findings[k]];
    const struct form_rule *rule = line->rule;
    json_t *related = json_array();
    for (size_t i = 0; i < form->n_related[k]; i++)
        json_array_append_new(related, json_integer((json_int_t)form->related[k][i]));
    return json_pack("{s:I, s:o, s:s, s:s, s:s, s:o, s:o, s:o, s:o, s:o, s:s, s:o}", "line",
                     (json_int_t)form->findings[k], "related", related, "rule", rule->id,
                     "side", words_side(line->side), "what", line->seen, "why",
                     json_clean(rule->why), "cue", json_clean(rule->cue), "drill",
                     json_clean(rule->drill), "dose", json_clean(rule->dose), "progress",
                     json_clean(rule->progress), "grade", evidence_name(rule->grade),
                     "evidence", json_clean(rule->evidence));
}

static json_t *gap(const struct words_gap *g)
{
    const struct gait_value reason = { .status = g->reason };
    json_t *measures = json_array();
    for (enum measure m = 0; m < MEASURE_N; m++)
        for (size_t i = 0; i < words_n_sides(m); i++) {
            enum body_side side = words_side_i(m, i);
            if (g->missing[m][side])
                json_array_append_new(measures,
                                      json_pack("{s:s, s:s}", "measure", measure_info(m)->key,
                                                "side", words_side(side)));
        }
    return json_pack("{s:s, s:s, s:o}", "reason", words_status_key(&reason), "remedy",
                     g->remedy, "measures", measures);
}

/* jansson's setters take NULL and fail, and a failed container is NULL: asking once at the end
 * for every part is enough. */
static int put(json_t *object, const char *key, json_t *value)
{
    return json_object_set_new(object, key, value);
}

static int fill(json_t *root, const struct report_film *film)
{
    struct words_gap gaps[WORDS_MAX_GAPS];
    size_t n_gaps = words_gaps(film, gaps);
    json_t *clips = json_array(), *score = json_array(), *findings = json_array(),
           *missing = json_array();
    int bad = 0;

    for (size_t c = 0; c < film->n_clips; c++)
        bad |= json_array_append_new(clips, json_film_clip(&film->clips[c]));
    for (size_t i = 0; i < film->form->n_lines; i++)
        bad |= json_array_append_new(score, score_line(&film->form->lines[i]));
    for (size_t k = 0; k < film->form->n_findings; k++)
        bad |= json_array_append_new(findings, finding(film->form, k));
    for (size_t g = 0; g < n_gaps; g++)
        bad |= json_array_append_new(missing, gap(&gaps[g]));

    bad |= put(root, "schema", json_string("backstride.film"));
    bad |= put(root, "version", json_integer(JSON_FILM_VERSION));
    bad |= put(root, "program", json_string(BACKSTRIDE_VERSION));
    bad |= put(root, "model", json_clean(film->model));
    bad |= put(root, "precision", json_clean(film->precision));
    bad |= put(root, "height_m",
               film->height_m > 0 ? json_rounded(film->height_m, 3) : json_null());
    bad |=
        put(root, "mass_kg", film->mass_kg > 0 ? json_rounded(film->mass_kg, 1) : json_null());
    bad |= put(root, "sex", json_clean(film->sex));
    bad |= put(root, "comparison", json_change(film->change));
    bad |= put(root, "clips", clips);
    bad |= put(root, "scorecard", score);
    bad |= put(root, "findings", findings);
    bad |= put(root, "not_shown", missing);
    bad |= put(root, "disclaimer", json_string(words_disclaimer));
    return bad;
}

int json_append(const json_t *root, struct text *ret, struct err *err)
{
    AUTO(mem)
    char *dump =
        root ? json_dumps(root, JSON_INDENT(1) | JSON_REAL_PRECISION(PRINTED_DIGITS)) : NULL;
    if (!dump)
        return err_set(err, ERR_NOMEM, "no memory for the JSON");
    text_add(ret, dump);
    text_add(ret, "\n");
    if (text_failed(ret))
        return err_set(err, ERR_LIMIT, "the JSON is longer than %zu bytes", ret->max);
    return 0;
}

int report_json(const struct report_film *film, struct text *ret_json, struct err *err)
{
    AUTO_JSON json_t *root = json_object();
    if (!root || fill(root, film) != 0)
        return err_set(err, ERR_NOMEM, "no memory for the JSON report");
    return json_append(root, ret_json, err);
}
