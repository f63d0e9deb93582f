/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/back_text.h"

#include <math.h>

#include <jansson.h>

#include "base/day.h"
#include "cli/common.h"
#include "cli/doc.h"
#include "cli/gate.h"
#include "cli/log.h"
#include "report/whole.h"

enum { LABEL_COLUMNS = 30, INDENT = 2 };

/* -- text */

static void bold(FILE *out, const struct back_style *st, const char *code, const char *s)
{
    if (st->colour)
        fprintf(out, "\033[%sm%s\033[0m\n", code, s);
    else
        fprintf(out, "%s\n", s);
}

static const char *colour_of(enum verdict_answer a)
{
    static const char *const codes[VERDICT_N_ANSWERS] = { "1;32", "1;33", "1;31", "1;31", "1" };
    return codes[a];
}

static void label(FILE *out, const struct back_style *st, const char *name, const char *s)
{
    fprintf(out, "%-*s", INDENT + 12, name);
    doc_wrap(out, s, INDENT + 12, INDENT + 12, st->columns);
}

static void finding(FILE *out, const struct back_style *st, const struct verdict_finding *f)
{
    char value[REPORT_VALUE_MAX], points[REPORT_VALUE_MAX], line[512];

    report_finding_value(f, value);
    report_finding_points(f, points);
    snprintf(line, sizeof(line), "%s%s%s%s [%s; evidence %s]", f->words, value[0] ? " (" : "",
             value, value[0] ? ")" : "", points, evidence_name(f->item->grade));
    fprintf(out, "  %-*s", LABEL_COLUMNS, f->item->label);
    doc_wrap(out, line, LABEL_COLUMNS + INDENT, LABEL_COLUMNS + INDENT, st->columns);
}

static void factor(FILE *out, const struct back_style *st, const struct verdict *v, int k)
{
    AUTO_TEXT struct text missing = TEXT_INIT(8192);
    char head[128];

    fputs("\n", out);
    snprintf(head, sizeof(head), "%s: %s", verdict_factor_names[k],
             verdict_direction_words[v->factor[k].direction]);
    bold(out, st, "1", head);
    for (size_t i = 0; i < v->n; i++) {
        const struct verdict_finding *f = &v->finding[i];
        if (f->item->factor != (enum verdict_factor)k)
            continue;
        if (f->missing)
            text_addf(&missing, "%s%s", missing.len ? "; " : "", f->words);
        else if (!st->brief || f->lo != 0 || f->hi != 0)
            finding(out, st, f);
    }
    if (missing.len) {
        fputs("  ", out);
        fprintf(out, "%-*s", LABEL_COLUMNS, "Not known");
        doc_wrap(out, text_str(&missing), LABEL_COLUMNS + INDENT, LABEL_COLUMNS + INDENT,
                 st->columns);
    }
}

static void others(FILE *out, const struct back_style *st, const struct verdict *v)
{
    for (size_t i = 0; i < v->n_others; i++) {
        AUTO_TEXT struct text s = TEXT_INIT(1024);
        report_other_words(&s, &v->other[i]);
        label(out, st, i == 0 ? "Turns it" : "", text_str(&s));
    }
}

/* What the film adds to the load of the back: a size, not a judgement. */
static void low_back(FILE *out, const struct back_style *st, const struct back *b)
{
    AUTO_TEXT struct text s = TEXT_INIT(512);
    double ground, spine;

    if (!b->has_film || !isfinite(b->film.low_back_bw))
        return;
    back_week_force(b, &ground, &spine);
    text_addf(&s, "about %.1f body weights a step (%.1f to %.1f), by the film",
              b->film.low_back_bw, b->film.low_back_lo, b->film.low_back_hi);
    if (isfinite(spine))
        text_addf(&s, "; %.0f thousand in the last whole week", spine / 1000);
    text_add(&s, ". An estimate to compare yourself with yourself.");
    fprintf(out, "  %-*s", LABEL_COLUMNS, "Load at L5/S1");
    doc_wrap(out, text_str(&s), LABEL_COLUMNS + INDENT, LABEL_COLUMNS + INDENT, st->columns);
}

void back_print(FILE *out, const struct back *b, const struct back_style *st)
{
    const struct verdict *v = &b->verdict;
    const struct verdict_answer_row *a = &verdict_answers[v->answer];
    AUTO_TEXT struct text sure = TEXT_INIT(1024);

    doc_wrap(out, report_question, 0, 0, st->columns);
    bold(out, st, colour_of(v->answer), a->shown);
    fputs("\n", out);
    doc_wrap(out, a->meaning, 0, 0, st->columns);
    fputs("\n", out);
    gate_print(out, &b->gate);
    if (v->blocked)
        return;
    if (v->next_why)
        label(out, st, "Because", v->next_why);
    label(out, st, "Next step", v->next);
    others(out, st, v);
    report_sure_words(&sure, v);
    label(out, st, "How sure", text_str(&sure));
    for (int k = 0; k < VERDICT_N_FACTORS; k++) {
        factor(out, st, v, k);
        if (k == VERDICT_FITNESS)
            low_back(out, st, b);
    }
    if (st->brief)
        return;
    fputs("\n", out);
    doc_wrap(out, verdict_basis, 0, 0, st->columns);
    doc_wrap(out, verdict_never, 0, 0, st->columns);
}

/* -- JSON */

static json_t *finding_json(const struct verdict_finding *f)
{
    return json_pack("{s:s, s:s, s:s, s:s, s:o, s:o, s:[o,o], s:s, s:b, s:s, s:s, s:s, s:s}",
                     "id", f->item->id, "factor", verdict_factor_keys[f->item->factor], "block",
                     verdict_blocks[f->item->block].key, "label", f->item->label, "value_lo",
                     log_number(f->value.lo), "value_hi", log_number(f->value.hi), "points",
                     log_number(f->lo), log_number(f->hi), "direction",
                     verdict_direction_words[f->direction], "missing", (int)f->missing, "words",
                     f->words, "grade", evidence_name(f->item->grade), "source",
                     f->item->source, "tell", f->tell);
}

static json_t *others_json(const struct verdict *v)
{
    json_t *all = json_array();

    for (size_t i = 0; i < v->n_others; i++)
        json_array_append_new(all, json_pack("{s:s, s:s, s:b}", "item",
                                             v->other[i].finding->item->id, "answer",
                                             verdict_answers[v->other[i].answer].key,
                                             "if_known", (int)v->other[i].if_known));
    return all;
}

int back_print_json(FILE *out, const struct back *b, struct err *err)
{
    const struct verdict *v = &b->verdict;
    json_t *items = json_array(), *factors = json_object();
    double ground, spine;
    char day[16];

    back_week_force(b, &ground, &spine);
    day_text(b->today, day);
    for (size_t i = 0; i < v->n; i++)
        json_array_append_new(items, finding_json(&v->finding[i]));
    for (int k = 0; k < VERDICT_N_FACTORS && !v->blocked; k++)
        json_object_set_new(factors, verdict_factor_keys[k],
                            json_pack("{s:s, s:[o,o], s:i, s:i}", "direction",
                                      verdict_direction_words[v->factor[k].direction], "points",
                                      log_number(v->factor[k].lo), log_number(v->factor[k].hi),
                                      "items", (int)v->factor[k].n, "missing",
                                      (int)v->factor[k].n_missing));
    json_t *root = json_pack(
        "{s:s, s:s, s:s, s:s, s:s, s:s, s:b, s:o, s:o, s:s, s:o, s:s, s:[o,o], s:[o,o], s:o, "
        "s:o, s:o, s:{s:o, s:o, s:o}}",
        "schema", "backstride.back/1", "date", day, "answer", verdict_answers[v->answer].key,
        "words", verdict_answers[v->answer].shown, "best", verdict_answers[v->best].key,
        "worst", verdict_answers[v->worst].key, "blocked", (int)v->blocked, "warning_sign",
        v->flag ? json_string(v->flag->id) : json_null(), "gate", gate_json(&b->gate), "next",
        v->next, "because", v->next_why ? json_string(v->next_why) : json_null(), "grade",
        evidence_name(verdict_answers[v->answer].grade), "strain", log_number(v->strain_lo),
        log_number(v->strain_hi), "help", log_number(v->help_lo), log_number(v->help_hi),
        "factors", factors, "items", items, "would_change", others_json(v), "last_week",
        "force_sum_bw", log_number(ground), "l5s1_sum_bw", log_number(spine), "l5s1_step_bw",
        log_number(b->has_film ? b->film.low_back_bw : (double)NAN));
    return common_json(out, root, err);
}
