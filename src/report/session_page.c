/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>
#include <stdio.h>

#include "report/html.h"
#include "report/session_svg.h"

static void cell(struct text *t, const char *s)
{
    text_add(t, "<td class=\"num\">");
    html_text(t, s);
    text_add(t, "</td>");
}

static void number(struct text *t, double x, int decimals, const char *unit)
{
    char s[48] = "-";
    if (isfinite(x))
        snprintf(s, sizeof(s), "%.*f%s", decimals, x, unit);
    cell(t, s);
}

static void facts(struct text *t, const struct report_session *s)
{
    text_add(t, "<dl class=\"facts\">");
    for (size_t i = 0; i < s->n_facts; i++) {
        text_add(t, "<div><dt>");
        html_text(t, s->fact[i].name);
        text_add(t, "</dt><dd>");
        html_text(t, s->fact[i].value);
        text_add(t, "</dd></div>");
    }
    text_add(t, "</dl>");
}

static void kind(struct text *t, const struct report_session *s)
{
    if (!s->kind[0])
        return;
    text_add(t, "<div class=\"lead\"><p class=\"what\">This was: ");
    html_text(t, s->kind);
    text_add(t, "</p><p class=\"quiet\">because of: ");
    for (size_t i = 0; i < s->n_reasons; i++) {
        text_add(t, i ? "; " : "");
        html_text(t, s->reason[i]);
    }
    text_add(t, "</p></div>");
}

static void intervals(struct text *t, const struct report_session *s)
{
    const struct load_intervals *v = s->intervals;
    int k = 0;
    if (!v)
        return;
    text_add(t, "<h2>Intervals: ");
    html_text(t, v->format);
    text_add(t, "</h2><p class=\"quiet\">Found in ");
    html_text(t, v->by_laps ? "laps" : load_trace_name(v->trace));
    if (v->hiit) {
        text_add(t, "; ");
        html_text(t, v->hiit->shown);
    }
    text_add(t, ".</p><table class=\"steps\"><thead><tr><th></th><th>time</th><th>metres</th>");
    text_addf(t, "<th>%s</th><th>heart rate</th><th>highest</th></tr></thead><tbody>",
              s->on_foot ? "pace" : "speed");
    for (size_t i = 0; i < v->n; i++) {
        const struct load_bout *b = &v->bout[i];
        char time[24], pace[24], label[16] = "rest";
        if (b->work)
            snprintf(label, sizeof(label), "%d", ++k);
        text_duration(b->rows, time);
        text_pace(b->speed_m_s, pace);
        text_add(t, "<tr>");
        cell(t, label);
        cell(t, time);
        number(t, b->distance_m, 0, "");
        if (s->on_foot)
            cell(t, pace);
        else
            number(t, b->speed_m_s, 2, "");
        number(t, b->hr, 0, "");
        number(t, b->max_hr, 0, "");
        text_add(t, "</tr>");
    }
    text_add(t, "</tbody></table>");
}

static void zones(struct text *t, const struct load_zones *z)
{
    bool speed = z->scheme->column == ACTIVITY_SPEED;
    text_add(t, "<h3>");
    html_text(t, z->scheme->shown);
    text_add(t, " <span class=\"quiet\">(grade ");
    html_text(t, z->scheme->grade);
    text_add(t, ")</span></h3><table class=\"steps\"><thead><tr><th>zone</th><th>from</th>"
                "<th>time</th><th>share</th></tr></thead><tbody>");
    for (size_t i = 0; i < z->scheme->n; i++) {
        char time[24], name[24];
        text_duration(z->seconds[i], time);
        snprintf(name, sizeof(name), "%zu", i + 1);
        text_add(t, "<tr>");
        cell(t, name);
        number(t, i ? z->border[i - 1].value : NAN, speed ? 2 : 0, "");
        cell(t, time);
        number(t, 100 * z->seconds[i] / z->total_s, 1, " %");
        text_add(t, "</tr>");
    }
    text_add(t, "</tbody></table>");
    if (z->border[0].known != LOAD_GIVEN)
        text_addf(t,
                  "<p class=\"quiet small\">Borders are %s: the first may lie from %.0f to "
                  "%.0f.</p>",
                  load_known_name(z->border[0].known), z->border[0].low, z->border[0].high);
}

int report_session_html(const struct report_session *s, struct text *ret, struct err *err)
{
    html_head(ret, s->title, session_style);
    text_add(ret, "<p class=\"brand\">Backstride</p><h1>");
    html_text(ret, s->title);
    text_add(ret, "</h1><p class=\"quiet\">");
    html_text(ret, s->when);
    text_add(ret, "</p>");
    facts(ret, s);
    kind(ret, s);
    if (s->signal->n > 1) {
        text_add(ret, "<h2>Over time</h2><p class=\"quiet small\">Pauses are left out. Shaded "
                      "and numbered: work of the intervals found.</p>");
        session_picture(ret, s);
    }
    intervals(ret, s);
    if (s->n_zones)
        text_add(ret, "<h2>Zones</h2>");
    for (size_t i = 0; i < s->n_zones; i++)
        zones(ret, &s->zones[i]);
    text_add(ret, s->n_notes ? "<h2>Where this comes from</h2><ul class=\"small\">" : "");
    for (size_t i = 0; i < s->n_notes; i++) {
        text_add(ret, "<li>");
        html_text(ret, s->note[i]);
        text_add(ret, "</li>");
    }
    text_add(ret, s->n_notes ? "</ul>" : "");
    html_foot(ret);
    return text_failed(ret) ? err_set(err, ERR_NOMEM, "no memory for the page of a session")
                            : 0;
}
