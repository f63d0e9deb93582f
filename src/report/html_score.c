/* SPDX-License-Identifier: Apache-2.0 */
/* What the clip says: scorecard, findings, limits. */

#include "report/html.h"

/* -- scorecard ----------------------------------------------------------------------------- */

static void interval(struct text *t, const struct gait_value *v, struct words_form form)
{
    char s[WORDS_MAX];
    words_interval(v, form, s);
    text_add(t, "<td class=\"num\"><b>");
    html_value(t, v, form);
    text_add(t, "</b><small>");
    html_text(t, s);
    text_add(t, "</small></td>");
}

/* What was seen, once where the sides agree. */
static void seen(struct text *t, const struct form_line *lines, size_t n)
{
    bool agree = true;
    for (size_t i = 1; i < n; i++)
        agree &= lines[i].seen == lines[0].seen;
    for (size_t i = 0; i < (agree ? 1 : n); i++) {
        text_add(t, "<span class=\"seen\">");
        if (!agree) {
            html_side(t, lines[i].side);
            text_add(t, ": ");
        }
        html_text(t, lines[i].seen);
        text_add(t, "</span>");
    }
}

static void advice(struct text *t, const struct form_line *lines, size_t n_rows)
{
    const struct form_rule *rule = lines[0].rule;
    char band[WORDS_MAX];
    words_band(rule, band);
    text_addf(t, "<th class=\"advice\" scope=\"rowgroup\" rowspan=\"%zu\">", n_rows);
    html_text(t, rule->advice);
    text_add(t, "<small>");
    html_text(t, rule->label);
    text_add(t, rule->kind == FORM_NOTED ? "; " : "; good: ");
    html_text(t, band);
    text_addf(t, "; evidence: %s</small>", evidence_name(rule->grade));
    seen(t, lines, n_rows);
    text_add(t, "</th>");
}

static void score_line(struct text *t, const struct form_line *line,
                       const struct form_line *lines, size_t n_lines)
{
    text_addf(t, "<td%s>", line->side == BODY_N_SIDES ? " class=\"empty\"" : "");
    html_side(t, line->side);
    text_add(t, "</td><td>");
    html_status(t, line->status);
    text_add(t, "</td>");
    if (words_has(&line->value)) {
        interval(t, &line->value, words_of_rule(line->rule));
        text_add(t, "<td class=\"barcell\">");
        html_bar(t, line, lines, n_lines);
        text_add(t, "</td>");
    } else {
        text_add(t, "<td class=\"quiet barcell\" colspan=\"2\">");
        html_text(t, words_refusal(&line->value));
        text_add(t, "</td>");
    }
}

/* One piece of advice: a row group. */
static void score_rule(struct text *t, const struct form_result *form, size_t first, size_t end)
{
    text_add(t, "<tbody>");
    for (size_t i = first; i < end; i++) {
        text_add(t, "<tr>");
        if (i == first)
            advice(t, &form->lines[first], end - first);
        score_line(t, &form->lines[i], &form->lines[first], end - first);
        text_add(t, "</tr>");
    }
    text_add(t, "</tbody>\n");
}

static void key(struct text *t)
{
    text_add(t, "<p class=\"key\"><span><i style=\"background:var(--goodband)\"></i>good</span>"
                "<span><i style=\"background:var(--track)\"></i>between</span>"
                "<span><i style=\"background:var(--beyond)\"></i>change</span>"
                "<span>dot: median of the steps; line: its 95 % interval</span></p>");
}

void html_scorecard(struct text *t, const struct report_film *film)
{
    const struct form_result *form = film->form;
    AUTO_TEXT struct text untold = TEXT_INIT(4096);
    text_add(t, "<section><h2>Scorecard</h2><p class=\"small quiet\">");
    html_text(t, words_interval_note);
    text_add(t, "</p>");
    key(t);
    text_add(t, "<table class=\"score\"><thead><tr><th scope=\"col\">Advice and measure</th>"
                "<th scope=\"col\">Side</th><th scope=\"col\">Status</th>"
                "<th scope=\"col\">Measured</th><th scope=\"col\">Against the band</th></tr>"
                "</thead>\n");
    int family = -1;
    for (size_t i = 0, end; i < form->n_lines; i = end) {
        const struct form_rule *rule = form->lines[i].rule;
        end = words_rule_end(form, i);
        if (!words_lines_have(form, i, end)) {
            text_addf(&untold, "%s%s", untold.len ? ", " : "", rule->label);
            continue;
        }
        if ((int)rule->family != family)
            text_addf(t,
                      "<tbody class=\"family\"><tr><th colspan=\"5\" scope=\"rowgroup\">%s"
                      "</th></tr></tbody>",
                      form_family_name(rule->family));
        family = (int)rule->family;
        score_rule(t, form, i, end);
    }
    text_add(t, "</table>");
    if (untold.len) {
        text_add(t, "<p>");
        html_status(t, FORM_CANNOT_TELL);
        text_add(t, " from this film: ");
        html_text(t, text_str(&untold));
        text_add(t, ". <a href=\"#limits\">How to film it</a></p>");
    }
    text_add(t, "<p class=\"small quiet\">");
    html_text(t, form_bands_note);
    text_add(t, "</p></section>\n");
}

/* -- findings ------------------------------------------------------------------------------ */

static void measured(struct text *t, const struct form_line *line)
{
    char s[WORDS_MAX];
    html_text(t, line->rule->label);
    text_add(t, line->side == BODY_N_SIDES ? "" : ", ");
    html_side(t, line->side);
    text_add(t, ": <b>");
    html_value(t, &line->value, words_of_rule(line->rule));
    text_add(t, "</b>");
    words_interval(&line->value, words_of_rule(line->rule), s);
    if (s[0])
        text_addf(t, " (%s)", s);
    text_add(t, " ");
    html_status(t, line->status);
}

static void row(struct text *t, const char *name, const char *s, const char *cls)
{
    if (!s)
        return;
    text_addf(t, "<dt>%s</dt><dd%s>", name, cls);
    html_text(t, s);
    text_add(t, "</dd>");
}

static void finding(struct text *t, const struct form_result *form, size_t k)
{
    const struct form_line *line = &form->lines[form->findings[k]];
    const struct form_rule *rule = line->rule;
    text_addf(t, "<article class=\"finding\" id=\"f%zu\"><h3 class=\"what\">%zu. ", k + 1,
              k + 1);
    html_text(t, line->seen);
    text_add(t, "</h3><p>");
    measured(t, line);
    text_add(t, "</p><dl>");
    row(t, "Why", rule->why, "");
    row(t, "Cue", rule->cue, " class=\"cue\"");
    row(t, "Drill", rule->drill, "");
    row(t, "Dose", rule->dose, "");
    row(t, "Then", rule->progress, "");
    text_addf(t, "<dt>How sure</dt><dd>Evidence: <b>%s</b>. ", evidence_name(rule->grade));
    html_text(t, rule->evidence);
    text_add(t, "</dd>");
    if (form->n_related[k]) {
        text_add(t, "<dt>Goes with</dt><dd>");
        for (size_t i = 0; i < form->n_related[k]; i++) {
            text_add(t, i ? "<br>" : "");
            measured(t, &form->lines[form->related[k][i]]);
        }
        text_add(t, "</dd>");
    }
    text_add(t, "</dl></article>\n");
}

void html_findings(struct text *t, const struct report_film *film)
{
    text_add(t, "<section><h2>What to work on</h2>");
    if (film->form->n_findings == 0)
        text_add(t, "<p>Nothing that could be measured here clearly asks for a change. Keep "
                    "running as you do, and film again when something changes: shoes, pace, "
                    "pain.</p>");
    else
        text_add(t, "<p class=\"small quiet\">Most useful first. One change at a time.</p>");
    for (size_t k = 0; k < film->form->n_findings; k++)
        finding(t, film->form, k);
    text_add(t, "</section>\n");
}

/* -- limits -------------------------------------------------------------------------------- */

void html_limits(struct text *t, const struct report_film *film)
{
    struct words_gap gaps[WORDS_MAX_GAPS];
    size_t n = words_gaps(film, gaps), n_notes = 0;
    text_addf(t, "<section id=\"limits\"><h2>What %s</h2><ul class=\"limits\">",
              words_is_mocap(film) ? "this trial could not show"
              : film->n_clips > 1  ? "these clips could not show, and how to film it"
                                   : "this clip could not show, and how to film it");
    for (size_t g = 0; g < n; g++) {
        AUTO_TEXT struct text names = TEXT_INIT(4096);
        words_gap_measures(&names, &gaps[g]);
        text_addf(t, "<li>%s: <b>", gaps[g].because);
        html_text(t, text_str(&names));
        text_add(t, "</b>.<br>");
        html_text(t, gaps[g].remedy);
        text_add(t, "</li>");
    }
    for (size_t c = 0; c < film->n_clips; c++)
        for (size_t i = 0; i < film->clips[c].gait->n_notes; i++, n_notes++) {
            AUTO_TEXT struct text note = TEXT_INIT(4096);
            if (!words_note(&note, film, c, i))
                continue;
            text_add(t, "<li>");
            html_text(t, text_str(&note));
            text_add(t, "</li>");
        }
    if (n + n_notes == 0)
        text_add(t, "<li>Every measure was seen.</li>");
    text_add(t, "</ul></section>\n");
}
