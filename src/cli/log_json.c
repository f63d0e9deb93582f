/* SPDX-License-Identifier: Apache-2.0 */
/* `log show --json`. */
#include <math.h>

#include "cli/common.h"
#include "cli/log_show.h"

static json_t *bouts_json(const struct load_intervals *v)
{
    json_t *list = json_array();

    for (size_t i = 0; v && i < v->n; i++) {
        const struct load_bout *b = &v->bout[i];
        json_array_append_new(
            list, json_pack("{s:b, s:o, s:o, s:o, s:o, s:o}", "work", (int)b->work, "start_s",
                            log_number(b->start_s), "seconds", log_number(b->rows), "metres",
                            log_number(b->distance_m), "speed_m_s", log_number(b->speed_m_s),
                            "hr", log_number(b->hr)));
    }
    if (!v) {
        json_decref(list);
        return json_null();
    }
    return json_pack("{s:s, s:s, s:s, s:o}", "format", v->format, "hiit",
                     v->hiit ? v->hiit->key : "", "found_in",
                     v->by_laps ? "laps" : load_trace_name(v->trace), "bouts", list);
}

static json_t *zones_json(const struct log_shown *x)
{
    json_t *list = json_array();

    for (size_t i = 0; i < x->n_zones; i++) {
        const struct load_zones *z = &x->zones[i];
        json_t *seconds = json_array(), *borders = json_array();
        for (size_t k = 0; k < z->scheme->n; k++) {
            json_array_append_new(seconds, log_number(z->seconds[k]));
            if (k + 1 < z->scheme->n)
                json_array_append_new(borders, log_number(z->border[k].value));
        }
        json_array_append_new(list, json_pack("{s:s, s:s, s:s, s:o, s:o}", "scheme",
                                              z->scheme->key, "grade", z->scheme->grade,
                                              "borders", load_known_name(z->border[0].known),
                                              "from", borders, "seconds", seconds));
    }
    return list;
}

static json_t *scores_json(const struct load_scores *s)
{
    json_t *all = json_object();

    for (size_t i = 0; i < log_n_scores; i++)
        json_object_set_new(all, log_scores[i].key,
                            json_pack("{s:o, s:s}", "value",
                                      log_number(log_score_value(&log_scores[i], s)), "grade",
                                      evidence_name(log_scores[i].grade)));
    return all;
}

static json_t *kind_json(const struct load_kind_result *k)
{
    json_t *reasons = json_array();

    for (size_t i = 0; k->rule && i < k->rule->n; i++) {
        char text[LOAD_REASON_MAX];
        load_kind_reason(k, i, text);
        json_array_append_new(reasons,
                              json_pack("{s:s, s:o, s:s, s:s}", "clue",
                                        load_clue_name(k->rule->when[i].clue), "value",
                                        log_number(k->clue[k->rule->when[i].clue]), "unit",
                                        load_clue_unit(k->rule->when[i].clue), "text", text));
    }
    return json_pack("{s:s, s:o}", "name", load_kind_name(k->kind), "reasons", reasons);
}

static json_t *totals_json(const double *total)
{
    json_t *o = json_object();

    for (size_t i = 0; i < ACTIVITY_N_TOTALS; i++)
        if (!isnan(total[i]))
            json_object_set_new(o, activity_totals[i].key, log_number(total[i]));
    return o;
}

int log_show_json(FILE *out, const struct log_shown *x, struct err *err)
{
    const struct store_row *r = &x->row;
    json_t *laps = json_array(), *sources = json_array(), *notes = json_array(),
           *repairs = json_array();

    for (size_t i = 0; i < x->a->n_laps; i++)
        json_array_append_new(laps, totals_json(x->a->lap[i].total));
    for (size_t i = 0; i < x->n_sources; i++)
        json_array_append_new(sources,
                              json_pack("{s:s, s:s, s:s, s:s}", "format", x->sources[i].format,
                                        "path", x->sources[i].path, "maker",
                                        x->sources[i].maker, "gear", x->sources[i].gear));
    for (size_t i = 0; i < x->a->n_notes; i++)
        json_array_append_new(notes, json_pack("{s:s, s:s}", "kind",
                                               activity_note_name(x->a->note[i].kind), "text",
                                               x->a->note[i].text));
    for (size_t i = 0; x->repairs && i < x->repairs->n; i++)
        json_array_append_new(
            repairs, json_pack("{s:s, s:s, s:I, s:I}", "kind",
                               load_repair_kinds[x->repairs->item[i].kind].key, "column",
                               activity_columns[x->repairs->item[i].column].key, "first",
                               (json_int_t)x->repairs->item[i].first, "n",
                               (json_int_t)x->repairs->item[i].n));
    json_t *root = json_pack(
        "{s:s, s:I, s:o, s:o, s:s, s:s, s:s, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, "
        "s:o}",
        "schema", "backstride.activity/1", "id", (json_int_t)r->id, "start_s",
        log_number(r->start_s), "utc_offset_s", log_number(r->utc_offset_s), "sport",
        activity_sports[r->sport].key, "sub", activity_subs[r->sub].key, "name", r->name,
        "timer_s", log_number(r->timer_s), "distance_m", log_number(r->distance_m), "kind",
        kind_json(&x->kind), "totals", totals_json(x->a->total), "laps", laps, "intervals",
        bouts_json(x->bouts), "zones", zones_json(x), "scores", scores_json(&x->scores),
        "sources", sources, "notes", notes, "repairs", repairs);
    return common_json(out, root, err);
}
