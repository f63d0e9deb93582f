/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>
#include <stdio.h>

#include "base/mem.h"
#include "report/back.h"
#include "report/change.h"
#include "report/page.h"
#include "report/report.h"
#include "report/words.h"

enum { COLUMNS_MIN = 40, COLUMNS_NARROW = 60, COLUMNS_MAX = 100, PAGE_MAX = 1 << 20 };
enum { SIDE_COLUMNS = 7, STATUS_COLUMNS = 13, VALUE_COLUMNS = 18 };

static void clip_head(struct page *p, const struct report_film *film, size_t c)
{
    const struct report_clip *clip = &film->clips[c];
    const struct gait_value *cadence = &clip->gait->values[MEASURE_CADENCE][BODY_N_SIDES];
    char value[WORDS_MAX], interval[WORDS_MAX], seconds[WORDS_MAX];
    AUTO_TEXT struct text s = TEXT_INIT(8192);

    if (film->n_clips > 1)
        text_addf(&s, "%s %zu: ", words_part(film), c + 1);
    text_add_plain(&s, clip->path);
    page_paragraph(p, BOLD, "", 0, text_str(&s));

    s.len = 0;
    words_value(cadence, words_of_measure(MEASURE_CADENCE), value);
    words_interval(cadence, words_of_measure(MEASURE_CADENCE), interval);
    words_number(words_duration_s(clip), 1, seconds);
    text_addf(&s, "%s%s; %zu steps in %s s; ", words_view(clip->gait->view),
              clip->gait->view_given ? " (as told)" : "", clip->gait->n_steps, seconds);
    if (words_has(cadence))
        text_addf(&s, "cadence %s (%s)", value, interval);
    else
        text_add(&s, "cadence not measured");
    page_paragraph(p, PLAIN, "", 2, text_str(&s));

    s.len = 0;
    words_clip_facts(&s, clip);
    text_add(&s, "; ");
    words_tracking(&s, clip);
    page_paragraph(p, DIM, "", 2, text_str(&s));

    s.len = 0;
    words_agreement(&s, clip->mocap);
    if (c == 0 && s.len > 0)
        page_paragraph(p, PLAIN, "", 2, text_str(&s));
}

static enum style status_style(enum form_status s)
{
    static const enum style styles[] = { GOOD, WATCH, CHANGE, CANNOT_TELL, PLAIN };
    return styles[s];
}

/* "    left   watch        9.8 % leg         (7.1 to 12.5)"; status NULL: none */
static void score_row(struct page *p, enum body_side side, const enum form_status *status,
                      struct words_form form, const struct gait_value *v)
{
    char value[WORDS_MAX], interval[WORDS_MAX];
    /* In a narrow terminal what does not fit beside stands below. */
    bool narrow = p->columns < COLUMNS_NARROW;
    size_t below = SIDE_COLUMNS + 4;
    page_padded(p, PLAIN, side == BODY_N_SIDES ? "" : words_side(side), SIDE_COLUMNS);
    if (status)
        page_padded(p, status_style(*status), form_status_name(*status), STATUS_COLUMNS);
    if (!words_has(v)) {
        if (narrow)
            text_add(p->t, "\n");
        page_paragraph(p, DIM, "", narrow ? below : 0, words_refusal(v));
        return;
    }
    words_value(v, form, value);
    words_interval(v, form, interval);
    page_padded(p, PLAIN, value, narrow ? 0 : VALUE_COLUMNS);
    if (narrow && interval[0]) {
        text_add(p->t, "\n");
        page_spaces(p, status ? below + STATUS_COLUMNS : below);
    }
    if (interval[0])
        text_addf(p->t, "(%s)", interval);
    text_add(p->t, "\n");
}

/* One value that no rule judges: beside its label where the line is long enough. */
static void label_row(struct page *p, const char *label, enum body_side side, bool first,
                      struct words_form form, const struct gait_value *v)
{
    enum { LABEL_COLUMNS = 26, WIDE = 78 };
    if (p->columns >= WIDE) {
        page_spaces(p, 2);
        page_padded(p, PLAIN, first ? label : "", LABEL_COLUMNS);
    } else {
        if (first)
            text_addf(p->t, "  %s\n", label);
        page_spaces(p, 4);
    }
    score_row(p, side, NULL, form, v);
}

static void judged_rule(struct page *p, const struct form_result *form, size_t first,
                        size_t end)
{
    const struct form_rule *rule = form->lines[first].rule;
    char band[WORDS_MAX];
    AUTO_TEXT struct text s = TEXT_INIT(4096);

    text_add(p->t, "\n");
    page_paragraph(p, BOLD, "  ", 2, rule->advice);
    words_band(rule, band);
    text_addf(&s, "%s; good: %s; evidence: %s", rule->label, band, evidence_name(rule->grade));
    page_paragraph(p, DIM, "", 4, text_str(&s));
    for (size_t i = first; i < end; i++) {
        const struct form_line *line = &form->lines[i];
        page_spaces(p, 4);
        score_row(p, line->side, &line->status, words_of_rule(rule), &line->value);
    }
}

static void noted_rule(struct page *p, const struct form_result *form, size_t first, size_t end)
{
    const struct form_rule *rule = form->lines[first].rule;
    for (size_t i = first; i < end; i++)
        label_row(p, rule->label, form->lines[i].side, i == first, words_of_rule(rule),
                  &form->lines[i].value);
    /* A band that does not judge is there to choose the words. */
    for (size_t i = first; i < end && (isfinite(rule->good_lo) || isfinite(rule->good_hi)); i++)
        if (i == first || form->lines[i].seen != form->lines[i - 1].seen)
            page_paragraph(p, DIM, "", 4, form->lines[i].seen);
}

/* The limits at the end name the measure, with the reason and the remedy. */
static bool in_limits(const struct report_film *film, enum measure m)
{
    struct words_gap gaps[WORDS_MAX_GAPS];
    size_t n = words_gaps(film, gaps);
    for (size_t g = 0; g < n; g++)
        for (size_t i = 0; i < words_n_sides(m); i++)
            if (gaps[g].missing[m][words_side_i(m, i)])
                return true;
    return false;
}

static void scorecard(struct page *p, const struct report_film *film)
{
    const struct form_result *form = film->form;
    AUTO_TEXT struct text untold = TEXT_INIT(4096);
    bool noted = false;

    page_heading(p, "Scorecard");
    page_paragraph(p, DIM, "", 0, words_interval_note);
    for (size_t i = 0, end; i < form->n_lines; i = end) {
        end = words_rule_end(form, i);
        const struct form_rule *rule = form->lines[i].rule;
        if (words_lines_have(form, i, end)) {
            if (rule->kind != FORM_NOTED)
                judged_rule(p, form, i, end);
        } else if (!in_limits(film, rule->measure)) {
            text_addf(&untold, "%s%s", untold.len ? ", " : "", rule->label);
        }
    }
    if (form->n_lines == 0)
        page_paragraph(p, PLAIN, "", 2, "No piece of advice could be checked.");
    for (size_t i = 0, end; i < form->n_lines; i = end) {
        end = words_rule_end(form, i);
        if (form->lines[i].rule->kind != FORM_NOTED || !words_lines_have(form, i, end))
            continue;
        if (!noted)
            page_heading(p, "Measured, not judged: nobody knows a good or a bad value");
        noted = true;
        noted_rule(p, form, i, end);
    }
    if (untold.len) {
        page_heading(p, "Cannot tell from this film");
        page_paragraph(p, status_style(FORM_CANNOT_TELL), "", 2, text_str(&untold));
    }
    text_add(p->t, "\n");
    page_paragraph(p, DIM, "", 0, form_bands_note);
}

/* Measured values that no line of the scorecard shows. */
static void other_values(struct page *p, const struct report_film *film, size_t c)
{
    const struct gait *gait = film->clips[c].gait;
    char head[48];
    snprintf(head, sizeof(head), "Also measured in clip %zu", c + 1);
    bool any = false;
    for (enum measure m = 0; m < MEASURE_N; m++)
        for (size_t i = 0; i < words_n_sides(m); i++) {
            enum body_side side = words_side_i(m, i);
            if (words_in_scorecard(film, m) || !words_any(gait->values[m], m))
                continue;
            if (!any)
                page_heading(p, head);
            any = true;
            label_row(p, measure_info(m)->label, side, i == 0, words_of_measure(m),
                      &gait->values[m][side]);
        }
}

static void finding(struct page *p, const struct report_film *film, size_t k)
{
    const struct form_line *line = &film->form->lines[film->form->findings[k]];
    const struct form_rule *rule = line->rule;
    char value[WORDS_MAX], interval[WORDS_MAX], number[WORDS_MAX], label[32];
    char measured[WORDS_MAX];
    const struct {
        const char *label, *s;
    } rows[] = { { "Why", rule->why },
                 { "Cue", rule->cue },
                 { "Drill", rule->drill },
                 { "Dose", rule->dose },
                 { "Then", rule->progress } };
    AUTO_TEXT struct text s = TEXT_INIT(8192);

    text_add(p->t, "\n");
    snprintf(number, sizeof(number), "  %zu.", k + 1);
    page_paragraph(p, BOLD, number, 5, line->seen);
    words_value(&line->value, words_of_rule(rule), value);
    words_interval(&line->value, words_of_rule(rule), interval);
    words_labelled(rule->label, ", ", line->side, measured);
    text_addf(&s, "%s: %s (%s), %s", measured, value, interval, form_status_name(line->status));
    page_paragraph(p, status_style(line->status), "", 5, text_str(&s));
    for (size_t i = 0; i < N_ELEMS(rows); i++) {
        if (!rows[i].s)
            continue;
        snprintf(label, sizeof(label), "     %s", rows[i].label);
        page_paragraph(p, PLAIN, label, 12, rows[i].s);
    }
    s.len = 0;
    text_addf(&s, "Evidence %s. %s", evidence_name(rule->grade),
              rule->evidence ? rule->evidence : "");
    page_paragraph(p, PLAIN, "     Sure", 12, text_str(&s));
}

static void findings(struct page *p, const struct report_film *film)
{
    page_heading(p, "What to work on, most useful first");
    if (film->form->n_findings == 0)
        page_paragraph(p, PLAIN, "", 2,
                       "Nothing that could be measured here clearly asks for a change.");
    for (size_t k = 0; k < film->form->n_findings; k++)
        finding(p, film, k);
}

static void limits(struct page *p, const struct report_film *film)
{
    struct words_gap gaps[WORDS_MAX_GAPS];
    size_t n = words_gaps(film, gaps);
    AUTO_TEXT struct text s = TEXT_INIT(8192);

    page_heading(p, words_is_mocap(film) ? "What this trial could not show"
                    : film->n_clips > 1  ? "What these clips could not show, and how to film it"
                                         : "What this clip could not show, and how to film it");
    for (size_t g = 0; g < n; g++) {
        s.len = 0;
        text_addf(&s, "%s: ", gaps[g].because);
        words_gap_measures(&s, &gaps[g]);
        text_add(&s, ".");
        page_paragraph(p, PLAIN, "  -", 4, text_str(&s));
        page_paragraph(p, BOLD, "    >", 6, gaps[g].remedy);
    }
    for (size_t c = 0; c < film->n_clips; c++)
        for (size_t i = 0; i < film->clips[c].gait->n_notes; i++) {
            s.len = 0;
            if (words_note(&s, film, c, i))
                page_paragraph(p, PLAIN, "  -", 4, text_str(&s));
        }
    if (n == 0)
        page_paragraph(p, PLAIN, "", 2, "Every measure was seen.");
}

int report_terminal(FILE *out, const struct report_film *film, bool colour, int columns,
                    struct err *err)
{
    AUTO_TEXT struct text t = TEXT_INIT(PAGE_MAX);
    if (columns < COLUMNS_MIN)
        columns = COLUMNS_MIN;
    if (columns > COLUMNS_MAX)
        columns = COLUMNS_MAX; /* longer lines are hard to read */
    struct page p = { &t, colour, (size_t)columns };

    for (size_t c = 0; c < film->n_clips; c++)
        clip_head(&p, film, c);
    scorecard(&p, film);
    for (size_t c = 0; c < film->n_clips; c++)
        other_values(&p, film, c);
    change_terminal(&p, film);
    findings(&p, film);
    back_terminal(&p, film);
    limits(&p, film);
    text_add(&t, "\n");
    page_paragraph(&p, DIM, "", 0, words_disclaimer);

    if (text_failed(&t))
        return err_set(err, ERR_NOMEM, "no memory for the scorecard");
    if (fwrite(text_str(&t), 1, t.len, out) != t.len || fflush(out) != 0)
        return err_set(err, ERR_IO, "cannot write the scorecard");
    return 0;
}
