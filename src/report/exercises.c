/* SPDX-License-Identifier: Apache-2.0 */
#include "report/exercises.h"

#include <stdio.h>

#include "base/mem.h"
#include "report/figure.h"
#include "report/html.h"

static const char style[] =
    ".drawing{background:#fff;border-radius:8px;height:196px;margin:0 0 12px}"
    ".fig{display:block;width:100%;height:100%}.fig-halo{fill:#fff}"
    ".cards{display:grid;grid-template-columns:repeat(auto-fill,minmax(300px,1fr));gap:16px}"
    ".exercise{background:var(--card);border:1px solid var(--line);border-radius:12px;"
    "padding:16px 18px;break-inside:avoid}.exercise h3{margin:0}"
    ".exercise ol{margin:.5em 0;padding-left:1.3em}.exercise .dose{font-weight:600;margin:.1em "
    "0}"
    ".exercise dl{display:grid;grid-template-columns:5.4em 1fr;gap:3px 10px;font-size:.87rem;"
    "margin:.6em 0 0}.exercise dt{color:var(--quiet)}.exercise dd{margin:0}";

static void paragraph(struct text *t, const char *class, const char *s)
{
    text_addf(t, "<p class=\"%s\">", class);
    html_text(t, s);
    text_add(t, "</p>");
}

void exercises_page_begin(struct text *t, const char *title, const char *lead)
{
    html_head(t, title, style);
    text_add(t, "<header><p class=\"brand\">Backstride</p><h1>");
    html_text(t, title);
    text_add(t, "</h1>");
    if (lead)
        paragraph(t, "quiet", lead);
    text_add(t, "</header>\n");
}

void exercises_heading(struct text *t, const char *title, const char *lead)
{
    text_add(t, "<h2>");
    html_text(t, title);
    text_add(t, "</h2>");
    if (lead)
        paragraph(t, "quiet", lead);
}

void exercises_paragraph(struct text *t, const char *s, bool strong)
{
    paragraph(t, strong ? "cue" : "", s);
}

static void fact(struct text *t, const char *name, const char *value)
{
    if (!value)
        return;
    text_addf(t, "<dt>%s</dt><dd>", name);
    html_text(t, value);
    text_add(t, "</dd>");
}

void exercises_card(struct text *t, const struct care_exercise *e, const char *dose)
{
    const struct care_item usual = { e, e->sets, e->reps, e->hold_s, 0 };
    AUTO(mem) struct figure *f = NULL;
    char words[64], grade[128];

    care_item_dose(&usual, words);
    text_addf(t, "<article class=\"exercise\" id=\"%s\"><div class=\"drawing\">", e->id);
    if (figure_strip(e->pose, e->n_poses, &f, NULL) == 0)
        figure_svg(f, e->name, t);
    else
        t->failed = true;
    text_add(t, "</div><h3>");
    html_text(t, e->name);
    text_add(t, "</h3>");
    paragraph(t, "dose", dose ? dose : words);
    paragraph(t, "", e->purpose);
    text_add(t, "<ol>");
    for (size_t i = 0; i < N_ELEMS(e->steps) && e->steps[i]; i++) {
        text_add(t, "<li>");
        html_text(t, e->steps[i]);
        text_add(t, "</li>");
    }
    text_add(t, "</ol><dl>");
    fact(t, "Easier", e->easier);
    fact(t, "Harder", e->harder);
    fact(t, "Careful", e->not_for);
    snprintf(grade, sizeof(grade), "%s (%s)", evidence_name(e->grade), e->source);
    fact(t, "Evidence", grade);
    text_add(t, "</dl></article>\n");
}

void exercises_session(struct text *t, const struct care_session *s)
{
    char title[96];

    snprintf(title, sizeof(title), "%s, %.0f min", care_session_name(s->kind), s->seconds / 60);
    text_capital(title);
    exercises_heading(t, title, s->why);
    text_add(t, "<div class=\"cards\">");
    for (size_t i = 0; i < s->n; i++) {
        char dose[64];
        care_item_dose(&s->item[i], dose);
        exercises_card(t, s->item[i].exercise, dose);
    }
    text_add(t, "</div>\n");
}

void exercises_page_end(struct text *t)
{
    exercises_heading(t, "How sure this is", NULL);
    text_add(t, "<dl class=\"plain\">");
    for (int g = 0; g < EVIDENCE_N; g++) {
        text_addf(t, "<dt>%s</dt><dd>", evidence_name((enum evidence)g));
        html_text(t, evidence_meaning((enum evidence)g));
        text_add(t, "</dd>");
    }
    text_add(t,
             "</dl><footer class=\"small quiet\"><p>Stop what makes your back worse. New pain "
             "below the knee, numbness or weakness in a leg: no exercises, see a "
             "professional.</p></footer></main></body></html>\n");
}
