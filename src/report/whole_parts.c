/* SPDX-License-Identifier: Apache-2.0 */
#include "report/whole_parts.h"

#include <math.h>
#include <string.h>

#include "base/day.h"
#include "base/mem.h"
#include "report/change.h"
#include "report/words.h"

enum { WEEKS_MAX = 26, DAYS = 84, LABEL_MAX = 8 };

/* -- the answer */

void whole_answer(const struct flow *f, const struct report_whole *w)
{
    const struct verdict *v = w->verdict;
    const struct verdict_answer_row *a = &verdict_answers[v->answer];
    AUTO_TEXT struct text sure = TEXT_INIT(1024), head = TEXT_INIT(256);

    text_addf(&head, "%s.", a->shown);
    if (head.len)
        text_capital(head.buf);
    flow_text(f, SHEET_ANSWER, text_str(&head));
    flow_text(f, SHEET_BODY, a->meaning);
    if (v->next_why)
        flow_labelled(f, v->flag ? "You said yes to" : "Because", v->next_why);
    flow_labelled(f, "Next step", v->next);
    for (size_t i = 0; i < v->n_others; i++) {
        AUTO_TEXT struct text s = TEXT_INIT(1024);
        report_other_words(&s, &v->other[i]);
        flow_labelled(f, i == 0 ? "Would change it" : "", text_str(&s));
    }
    if (v->blocked) {
        flow_text(f, SHEET_BODY, report_sentences[WHOLE_BLOCKED]);
        return;
    }
    report_sure_words(&sure, v);
    flow_labelled(f, "How sure", text_str(&sure));
}

void whole_factors(const struct flow *f, const struct report_whole *w)
{
    static const struct sheet_column columns[] = {
        { "", 0.24, false },       { "Value", 0.14, true },     { "What it says", 0.32, false },
        { "Points", 0.19, false }, { "Evidence", 0.11, false },
    };
    struct flow_table t;

    flow_text(f, SHEET_HEADING, "Factor by factor");
    flow_table_begin(&t, columns, N_ELEMS(columns));
    for (int k = 0; k < VERDICT_N_FACTORS; k++) {
        char head[64], value[REPORT_VALUE_MAX], points[REPORT_VALUE_MAX];
        snprintf(head, sizeof(head), "%s: %s", verdict_factor_names[k],
                 verdict_direction_words[w->verdict->factor[k].direction]);
        flow_row_head(&t, head);
        for (size_t i = 0; i < w->verdict->n; i++) {
            const struct verdict_finding *x = &w->verdict->finding[i];
            if (x->item->factor != (enum verdict_factor)k)
                continue;
            report_finding_value(x, value);
            report_finding_points(x, points);
            flow_cell(&t, x->item->label);
            flow_cell(&t, value);
            flow_cell(&t, x->missing ? "not known" : x->words);
            flow_cell(&t, points);
            flow_cell(&t, evidence_name(x->item->grade));
        }
    }
    flow_table_end(f, &t);
    flow_text(f, SHEET_SMALL, verdict_basis);
    flow_text(f, SHEET_SMALL, verdict_never);
}

/* Each way to tell once, with everything it would tell. */
void whole_missing(const struct flow *f, const struct report_whole *w)
{
    const struct verdict *v = w->verdict;
    bool any = false;

    for (size_t i = 0; i < v->n; i++) {
        AUTO_TEXT struct text s = TEXT_INIT(4096);
        const char *tell = v->finding[i].tell;
        bool first = v->finding[i].missing;
        for (size_t k = 0; k < i && first; k++)
            first = !(v->finding[k].missing && strcmp(v->finding[k].tell, tell) == 0);
        if (!first)
            continue;
        for (size_t k = i; k < v->n; k++)
            if (v->finding[k].missing && strcmp(v->finding[k].tell, tell) == 0)
                text_addf(&s, "%s%s", s.len ? ", " : "", v->finding[k].words);
        if (!any)
            flow_text(f, SHEET_HEADING, "What is not known, and how to tell");
        any = true;
        flow_text(f, SHEET_STRONG, tell);
        flow_text(f, SHEET_QUIET, text_str(&s));
    }
}

/* -- the film */

static void one_finding(const struct flow *f, const struct card_line *l, size_t number)
{
    char label[WORDS_MAX], head[2 * WORDS_MAX], value[WORDS_MAX], interval[WORDS_MAX];
    char both[3 * WORDS_MAX];

    words_labelled(l->rule->label, ", ", l->side, label);
    snprintf(head, sizeof(head), "%zu. %s", number, label);
    flow_text(f, SHEET_SUB, head);
    words_value(&l->value, words_of_rule(l->rule), value);
    words_interval(&l->value, words_of_rule(l->rule), interval);
    snprintf(both, sizeof(both), "%s (%s), %s; evidence %s", value, interval,
             form_status_name(l->status), evidence_name(l->rule->grade));
    flow_labelled(f, "Seen", l->seen);
    flow_labelled(f, "Value", both);
    flow_labelled(f, "Why", l->rule->why);
    if (l->rule->cue) {
        flow_labelled(f, "Think of", l->rule->cue);
        flow_labelled(f, "Practise", l->rule->drill);
        flow_labelled(f, "How much", l->rule->dose);
    }
}

static void low_back(const struct flow *f, const struct card *c)
{
    char s[160];

    if (!isfinite(c->low_back_bw))
        return;
    snprintf(s, sizeof(s), "about %.1f body weights a step (%.1f to %.1f)", c->low_back_bw,
             c->low_back_lo, c->low_back_hi);
    flow_labelled(f, "Load at L5/S1", s);
    flow_text(f, SHEET_SMALL, report_sentences[WHOLE_BACK_NOTE]);
}

void whole_film(const struct flow *f, const struct report_whole *w)
{
    char head[64], day[16];

    if (!w->film) {
        flow_text(f, SHEET_HEADING, "How you run");
        flow_text(f, SHEET_BODY, report_sentences[WHOLE_NO_FILM]);
        return;
    }
    day_text(w->film->day, day);
    snprintf(head, sizeof(head), "How you run: the film of %s", day);
    flow_text(f, SHEET_HEADING, head);
    if (w->film->n_findings == 0)
        flow_text(f, SHEET_BODY, report_sentences[WHOLE_NO_FINDING]);
    for (size_t i = 0; i < w->film->n_findings; i++)
        one_finding(f, &w->film->line[w->film->finding[i]], i + 1);
    low_back(f, w->film);
}

static void compare_row(struct flow_table *t, const struct compare_row *row)
{
    struct compare_item item = compare_item(row->item);
    struct words_form form = { item.unit, item.decimals };
    char label[WORDS_MAX], before[WORDS_MAX], now[WORDS_MAX], change[WORDS_MAX];

    words_value(&row->before, form, before);
    words_value(&row->after, form, now);
    change_words(row, change, sizeof(change));
    words_labelled(item.label, ", ", row->side, label);
    flow_cell(t, label);
    flow_cell(t, before);
    flow_cell(t, now);
    flow_cell(t, change);
    flow_cell(t, row->status == COMPARE_NONE ? "no change detected"
                                             : compare_status_name(row->status));
}

/* What could be compared; the rest would only fill paper. */
void whole_compare(const struct flow *f, const struct report_whole *w)
{
    static const struct sheet_column columns[] = {
        { "", 0.28, false },      { "Before", 0.15, true }, { "Now", 0.15, true },
        { "Change", 0.23, true }, { "", 0.19, false },
    };
    struct flow_table t;
    char s[96], a[16], b[16];

    if (!w->film)
        return;
    flow_text(f, SHEET_HEADING, "Against the film before");
    if (!w->change) {
        flow_text(f, SHEET_BODY, report_sentences[WHOLE_NO_COMPARE]);
        return;
    }
    day_text(w->film_before, a);
    day_text(w->film->day, b);
    snprintf(s, sizeof(s), "%s against %s", b, a);
    flow_text(f, SHEET_QUIET, s);
    flow_table_begin(&t, columns, N_ELEMS(columns));
    for (size_t i = 0; i < w->change->n_rows; i++)
        if (w->change->rows[i].status != COMPARE_UNABLE)
            compare_row(&t, &w->change->rows[i]);
    flow_table_end(f, &t);
    for (size_t i = 0; i < w->change->n_notes; i++)
        flow_text(f, SHEET_SMALL, w->change->notes[i]);
    flow_text(f, SHEET_SMALL, change_note);
}

/* -- weeks and diary */

/* "31 May" every few columns, so that the labels do not touch. */
static void day_label(long day, size_t i, size_t every, char ret[LABEL_MAX])
{
    struct day_date x = day_date(day);

    ret[0] = '\0';
    if (i % every == 0)
        snprintf(ret, LABEL_MAX, "%d %.3s", x.day % 100, month_names[x.month - 1]);
}

struct columns { /* the last weeks as columns of a chart */
    double km[WEEKS_MAX], usual[WEEKS_MAX];
    bool jump[WEEKS_MAX], some_usual;
    char text[WEEKS_MAX][LABEL_MAX];
    const char *label[WEEKS_MAX];
    size_t n;
};

static void columns_of(const struct report_whole *w, struct columns *c)
{
    c->some_usual = false;
    c->n = w->n_weeks < WEEKS_MAX ? w->n_weeks : WEEKS_MAX;
    for (size_t i = 0; i < c->n; i++) {
        const struct report_week *x = &w->weeks[w->n_weeks - c->n + i];
        c->km[i] = x->run_km;
        c->usual[i] = x->back_of_usual;
        c->some_usual = c->some_usual || isfinite(c->usual[i]);
        c->jump[i] = x->jump;
        day_label(x->monday, i, 4, c->text[i]);
        c->label[i] = c->text[i];
    }
}

void whole_weeks(const struct flow *f, const struct report_whole *w, double height)
{
    struct columns c;

    columns_of(w, &c);
    if (c.n == 0) {
        flow_text(f, SHEET_BODY,
                  report_sentences[w->n_sessions ? WHOLE_NO_RECENT : WHOLE_NO_LOG]);
        return;
    }
    const struct chart distance = { .title = "Running a week",
                                    .unit = "km",
                                    .value = c.km,
                                    .marked = c.jump,
                                    .label = c.label,
                                    .n = c.n,
                                    .top = 5,
                                    .level = NAN,
                                    .height = height,
                                    .legend = report_sentences[WHOLE_KM_LEGEND] };
    f->ops->chart(f->out, &distance);
}

void whole_back_load(const struct flow *f, const struct report_whole *w)
{
    struct columns c;

    columns_of(w, &c);
    const struct chart load = { .title = "Load of the back a week",
                                .unit = "times usual",
                                .value = c.usual,
                                .label = c.label,
                                .n = c.n,
                                .top = 1.5,
                                .level = 1,
                                .legend = report_sentences[WHOLE_LOAD_LEGEND] };
    if (c.some_usual)
        f->ops->chart(f->out, &load);
}

void whole_diary(const struct flow *f, const struct report_whole *w, double height)
{
    const size_t n_days = DAYS;
    double worst[DAYS];
    bool over[DAYS], any = false;
    char labels[DAYS][LABEL_MAX];
    const char *label[DAYS];
    long first = w->today - (long)n_days + 1;

    for (size_t i = 0; i < n_days; i++) {
        worst[i] = NAN;
        day_label(first + (long)i, i, 14, labels[i]);
        label[i] = labels[i];
    }
    for (size_t i = 0; i < w->n_pains; i++) {
        long at = w->pains[i].day - first;
        if (at < 0 || at >= (long)n_days)
            continue;
        worst[at] = fmax(worst[at], care_worst_of(&w->pains[i]));
        any = any || isfinite(worst[at]);
    }
    if (!any) {
        flow_text(f, SHEET_BODY, report_sentences[WHOLE_NO_PAIN]);
        return;
    }
    for (size_t i = 0; i < n_days; i++)
        over[i] = worst[i] > 5;
    const struct chart c = { .title = "Pain",
                             .unit = "of 10",
                             .kind = CHART_DOTS,
                             .value = worst,
                             .marked = over,
                             .label = label,
                             .n = n_days,
                             .top = 10,
                             .level = NAN,
                             .height = height,
                             .legend = report_sentences[WHOLE_PAIN_LEGEND] };
    f->ops->chart(f->out, &c);
}

void whole_plan(const struct flow *f, const struct report_whole *w)
{
    static const struct sheet_column columns[] = {
        { "Day", 0.15, false }, { "Session", 0.2, false }, { "km", 0.09, true },
        { "min", 0.09, true },  { "Why", 0.47, false },
    };
    struct flow_table t;

    flow_text(f, SHEET_HEADING, "The plan of the coming weeks");
    if (w->n_plan == 0) {
        flow_text(f, SHEET_BODY, report_sentences[WHOLE_NO_PLAN]);
        return;
    }
    flow_table_begin(&t, columns, N_ELEMS(columns));
    for (size_t i = 0; i < w->n_plan; i++) {
        const struct report_planned *s = &w->plan[i];
        char day[16];
        day_text(s->day, day);
        flow_cell(&t, day);
        flow_cell(&t, s->shown);
        if (s->run_km > 0)
            flow_cellf(&t, "%.1f", s->run_km);
        else
            flow_cell(&t, NULL);
        flow_cellf(&t, "%.0f", s->minutes);
        flow_cell(&t, s->why);
    }
    flow_table_end(f, &t);
}
