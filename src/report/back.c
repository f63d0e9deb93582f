/* SPDX-License-Identifier: Apache-2.0 */
#include "report/back.h"

#include <math.h>

#include "report/html.h"
#include "report/json.h"

const char back_title[] = "Load on the low back (estimate)";
const char back_note[] =
    "What a simple model makes of how the body moved, at the joint between the last lumbar "
    "vertebra and the sacrum. Use it to compare yourself with yourself: no value is known to "
    "be "
    "safe or harmful, and load is not damage.";

const struct report_clip *back_clip(const struct report_film *film)
{
    const struct report_clip *why = NULL;
    for (size_t c = 0; c < film->n_clips; c++) {
        const struct report_clip *clip = &film->clips[c];
        if (!clip->spine)
            continue;
        if (clip->spine->known)
            return clip;
        if (!why && gait_view_is_side(clip->gait->view))
            why = clip;
    }
    return why;
}

struct gait_value back_value(const struct spine_load *l, enum spine_item item)
{
    const struct spine_value *v = &l->items[item];
    return (struct gait_value){
        isnan(v->value) ? GAIT_NOT_SEEN : GAIT_MEASURED, v->value, v->lo, v->hi, NAN, l->n_steps
    };
}

struct words_form back_form(enum spine_item item)
{
    return (struct words_form){ spine_item_info(item)->unit, spine_item_info(item)->decimals };
}

void back_basis(struct text *t, const struct report_clip *clip)
{
    const struct spine_load *l = clip->spine;
    char speed[WORDS_MAX];
    words_value(&clip->speed, (struct words_form){ "m/s", 1 }, speed);
    text_addf(t, "From %zu steps", l->n_steps);
    if (clip->speed.value > 0)
        text_addf(t, " at %s%s", speed, clip->speed_given ? " (as told)" : "");
    text_addf(t,
              "; over whole strides the forces make %.2f of the weight. The range is the 95 %% "
              "interval with the muscles' lever arm anywhere from 50 to 75 mm.",
              l->mean_force_bw);
    for (size_t i = 0; i < l->n_notes; i++)
        text_addf(t, " %s", l->notes[i]);
}

/* -- terminal ------------------------------------------------------------------------------ */

static void row(struct page *p, enum spine_item item, const struct gait_value *v)
{
    enum { LABEL_COLUMNS = 36, VALUE_COLUMNS = 22, WIDE = 78 };
    char value[WORDS_MAX], interval[WORDS_MAX];

    words_value(v, back_form(item), value);
    words_interval(v, back_form(item), interval);
    page_spaces(p, 2);
    if (p->columns >= WIDE) {
        page_padded(p, PLAIN, spine_item_info(item)->label, LABEL_COLUMNS);
        page_padded(p, PLAIN, value, VALUE_COLUMNS);
        text_addf(p->t, "(%s)\n", interval);
        return;
    }
    text_addf(p->t, "%s\n", spine_item_info(item)->label);
    page_spaces(p, 4);
    text_addf(p->t, "%s (%s)\n", value, interval);
}

void back_terminal(struct page *p, const struct report_film *film)
{
    const struct report_clip *clip = back_clip(film);
    AUTO_TEXT struct text s = TEXT_INIT(2048);

    if (!clip)
        return;
    page_heading(p, back_title);
    if (!clip->spine->known) {
        page_paragraph(p, PLAIN, "", 2, clip->spine->why);
        return;
    }
    page_paragraph(p, DIM, "", 0, back_note);
    for (enum spine_item i = 0; i < SPINE_N_ITEMS; i++) {
        struct gait_value v = back_value(clip->spine, i);
        if (words_has(&v))
            row(p, i, &v);
    }
    back_basis(&s, clip);
    page_paragraph(p, DIM, "", 0, text_str(&s));
}

/* -- page ---------------------------------------------------------------------------------- */

void html_low_back(struct text *t, const struct report_film *film)
{
    const struct report_clip *clip = back_clip(film);
    AUTO_TEXT struct text s = TEXT_INIT(2048);

    if (!clip)
        return;
    text_addf(t, "<h2>%s</h2>", back_title);
    if (!clip->spine->known) {
        text_add(t, "<p class=\"quiet\">");
        html_text(t, clip->spine->why);
        text_add(t, "</p>");
        return;
    }
    text_add(t, "<p class=\"small quiet\">");
    html_text(t, back_note);
    text_add(t, "</p><table class=\"score\"><thead><tr><th></th>"
                "<th>estimate</th><th>from, to</th><th>what it is</th></tr></thead><tbody>");
    for (enum spine_item i = 0; i < SPINE_N_ITEMS; i++) {
        struct gait_value v = back_value(clip->spine, i);
        char interval[WORDS_MAX];
        if (!words_has(&v))
            continue;
        words_interval(&v, back_form(i), interval);
        text_add(t, "<tr><th scope=\"row\">");
        html_text(t, spine_item_info(i)->label);
        text_add(t, "</th><td class=\"num\"><b>");
        html_value(t, &v, back_form(i));
        text_addf(t, "</b></td><td class=\"num\">%s</td><td class=\"small quiet\">", interval);
        html_text(t, spine_item_info(i)->definition);
        text_add(t, "</td></tr>");
    }
    text_add(t, "</tbody></table><p class=\"small quiet\">");
    back_basis(&s, clip);
    html_text(t, text_str(&s));
    text_add(t, "</p>");
}

/* -- JSON ---------------------------------------------------------------------------------- */

static json_t *items(const struct spine_load *l)
{
    json_t *all = json_object();
    for (enum spine_item i = 0; i < SPINE_N_ITEMS; i++) {
        const struct spine_item_info *info = spine_item_info(i);
        const struct spine_value *v = &l->items[i];
        int d = info->decimals + 1;
        json_object_set_new(
            all, info->key,
            json_pack("{s:s, s:s, s:o, s:o, s:o, s:o, s:o}", "label", info->label, "unit",
                      info->unit, "value", json_rounded(v->value, d), "lo",
                      json_rounded(v->lo, d), "hi", json_rounded(v->hi, d), "own_lo",
                      json_rounded(v->own_lo, d), "own_hi", json_rounded(v->own_hi, d)));
    }
    return all;
}

json_t *json_low_back(const struct report_clip *clip)
{
    const struct spine_load *l = clip->spine;
    if (!l)
        return json_null();
    json_t *notes = json_array();
    for (size_t i = 0; i < l->n_notes; i++)
        json_array_append_new(notes, json_clean(l->notes[i]));
    return json_pack(
        "{s:b, s:o, s:o, s:o, s:o, s:o, s:I, s:I, s:o, s:s}", "known", (int)l->known, "why_not",
        l->known ? json_null() : json_clean(l->why), "items", items(l), "standing_bw",
        json_rounded(l->known ? l->standing_bw : NAN, 3), "mean_force_bw",
        json_rounded(l->known ? l->mean_force_bw : NAN, 4), "cutoff_hz",
        json_rounded(l->known ? l->cutoff_hz : NAN, 2), "n_steps", (json_int_t)l->n_steps,
        "n_dropped", (json_int_t)l->n_dropped, "notes", notes, "meaning", back_note);
}

json_t *json_speed(const struct report_clip *clip)
{
    if (!(clip->speed.value > 0) || !words_has(&clip->speed))
        return json_null();
    return json_pack("{s:o, s:o, s:o, s:b}", "value", json_rounded(clip->speed.value, 3), "lo",
                     json_rounded(clip->speed.lo, 3), "hi", json_rounded(clip->speed.hi, 3),
                     "given", (int)clip->speed_given);
}
