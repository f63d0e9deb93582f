/* SPDX-License-Identifier: Apache-2.0 */
#include "report/change.h"

#include <math.h>

#include "report/html.h"
#include "report/json.h"
#include "report/words.h"

const char change_title[] = "Before and after";
const char change_note[] = "Change with its 95 % interval. \"No change detected\": the "
                           "interval holds 0, so there may be "
                           "none, or one too small for these two films to show.";

struct words_form change_form(size_t item)
{
    struct compare_item i = compare_item(item);
    return (struct words_form){ i.unit, i.decimals };
}

static void signed_number(double x, int decimals, char ret_buf[WORDS_MAX])
{
    char digits[WORDS_MAX];
    words_number(x, decimals, digits);
    snprintf(ret_buf, WORDS_MAX, "%s%.100s", x > 0 && digits[0] != '-' ? "+" : "", digits);
}

void change_words(const struct compare_row *row, char *ret_buf, size_t size)
{
    char change[WORDS_MAX], lo[WORDS_MAX], hi[WORDS_MAX];
    int d = compare_item(row->item).decimals;
    ret_buf[0] = '\0';
    if (row->status == COMPARE_UNABLE)
        return;
    signed_number(row->change, d, change);
    signed_number(row->lo, d, lo);
    signed_number(row->hi, d, hi);
    snprintf(ret_buf, size, "%s (%s to %s)", change, lo, hi);
}

static void number_of(const struct gait_value *v, size_t item, char ret_buf[WORDS_MAX])
{
    words_number(words_has(v) ? v->value : NAN, compare_item(item).decimals, ret_buf);
}

/* -- terminal ------------------------------------------------------------------------------ */

static void row_terminal(struct page *p, const struct compare_row *row)
{
    enum { LABEL_COLUMNS = 29, NUMBER_COLUMNS = 8, NARROW = 60, WIDE = 78 };
    char label[WORDS_MAX], before[WORDS_MAX], after[WORDS_MAX], change[WORDS_MAX];
    bool clear = row->status == COMPARE_UP || row->status == COMPARE_DOWN;
    bool wide = p->columns >= WIDE;

    words_labelled(compare_item(row->item).label, " ", row->side, label);
    number_of(&row->before, row->item, before);
    number_of(&row->after, row->item, after);
    change_words(row, change, sizeof(change));
    page_spaces(p, 2);
    page_padded(p, clear ? BOLD : PLAIN, label, wide ? LABEL_COLUMNS : 0);
    if (!wide) {
        text_addf(p->t, ", %s\n", compare_item(row->item).unit);
        page_spaces(p, 4);
    }
    page_padded(p, PLAIN, before, NUMBER_COLUMNS);
    page_padded(p, PLAIN, after, row->status == COMPARE_UNABLE ? 0 : NUMBER_COLUMNS);
    if (row->status == COMPARE_UNABLE) {
        text_add(p->t, "\n");
        page_paragraph(p, DIM, "    ", 4, row->why);
        return;
    }
    if (p->columns < NARROW) {
        text_add(p->t, "\n");
        page_spaces(p, 4);
    }
    page_padded(p, clear ? BOLD : PLAIN, change, 0);
    page_padded(p, DIM, wide ? " " : "", 0);
    page_padded(p, DIM, wide ? compare_item(row->item).unit : "", 0);
    page_padded(p, DIM, row->own_error ? " own" : "", 0);
    text_add(p->t, "\n");
}

static void section(struct page *p, const struct compare_result *r, const char *head,
                    enum compare_status from, enum compare_status to)
{
    bool any = false;
    for (size_t i = 0; i < r->n_rows; i++) {
        const struct compare_row *row = &r->rows[i];
        if (row->status < from || row->status > to)
            continue;
        if (!any)
            page_paragraph(p, BOLD, "", 0, head);
        any = true;
        row_terminal(p, row);
    }
}

void change_terminal(struct page *p, const struct report_film *film)
{
    AUTO_TEXT struct text s = TEXT_INIT(8192);
    if (!film->change)
        return;
    const struct compare_result *r = film->change->result;
    page_heading(p, change_title);
    text_add_plain(&s, film->change->before);
    text_add(&s, ", then ");
    text_add_plain(&s, film->change->after);
    page_paragraph(p, PLAIN, "", 2, text_str(&s));
    page_paragraph(p, DIM, "", 0, change_note);
    section(p, r, "Changed", COMPARE_UP, COMPARE_DOWN);
    if (r->n_with[COMPARE_UP] + r->n_with[COMPARE_DOWN] == 0)
        page_paragraph(p, BOLD, "", 0, "Nothing changed by more than the films can show.");
    section(p, r, "No change detected", COMPARE_NONE, COMPARE_NONE);
    section(p, r, "Not comparable", COMPARE_UNABLE, COMPARE_UNABLE);
    for (size_t i = 0; i < r->n_notes; i++)
        page_paragraph(p, PLAIN, "  -", 4, r->notes[i]);
}

/* -- page ---------------------------------------------------------------------------------- */

static void row_html(struct text *t, const struct compare_row *row)
{
    char change[WORDS_MAX];
    bool clear = row->status == COMPARE_UP || row->status == COMPARE_DOWN;
    struct words_form form = change_form(row->item);

    text_add(t, "<tr><th scope=\"row\">");
    html_text(t, compare_item(row->item).label);
    text_add(t, " ");
    html_side(t, row->side);
    text_add(t, "</th><td class=\"num\">");
    html_value(t, &row->before, form);
    text_add(t, "</td><td class=\"num\">");
    html_value(t, &row->after, form);
    text_add(t, "</td><td class=\"num\">");
    change_words(row, change, sizeof(change));
    text_add(t, clear ? "<b>" : "");
    html_text(t, change);
    html_text(t, row->own_error ? " own" : "");
    text_add(t, clear ? "</b></td><td>" : "</td><td class=\"quiet\">");
    html_text(t, row->status == COMPARE_UNABLE ? row->why
                 : row->status == COMPARE_NONE ? "none detected"
                                               : compare_status_name(row->status));
    text_add(t, "</td></tr>");
}

static void rows_html(struct text *t, const struct compare_result *r, enum compare_status from,
                      enum compare_status to)
{
    text_add(t, "<tbody>");
    for (size_t i = 0; i < r->n_rows; i++)
        if (r->rows[i].status >= from && r->rows[i].status <= to)
            row_html(t, &r->rows[i]);
    text_add(t, "</tbody>");
}

void html_change(struct text *t, const struct report_film *film)
{
    if (!film->change)
        return;
    const struct compare_result *r = film->change->result;
    text_addf(t, "<h2>%s</h2><p>", change_title);
    html_text(t, film->change->before);
    text_add(t, ", then ");
    html_text(t, film->change->after);
    text_add(t, "</p><p class=\"small quiet\">");
    html_text(t, change_note);
    text_add(t, "</p><table class=\"score\"><thead><tr><th></th><th>before</th><th>after</th>"
                "<th>change</th><th></th></tr></thead>");
    rows_html(t, r, COMPARE_UP, COMPARE_DOWN);
    rows_html(t, r, COMPARE_NONE, COMPARE_NONE);
    rows_html(t, r, COMPARE_UNABLE, COMPARE_UNABLE);
    text_add(t, "</table><ul class=\"small\">");
    for (size_t i = 0; i < r->n_notes; i++) {
        text_add(t, "<li>");
        html_text(t, r->notes[i]);
        text_add(t, "</li>");
    }
    text_add(t, "</ul>");
}

/* -- JSON ---------------------------------------------------------------------------------- */

static json_t *row_json(const struct compare_row *row)
{
    static const char *const status[COMPARE_N_STATUSES] = { "up", "down", "none_detected",
                                                            "not_comparable" };
    struct compare_item i = compare_item(row->item);
    int d = i.decimals + 1;
    bool unable = row->status == COMPARE_UNABLE;
    return json_pack(
        "{s:s, s:s, s:s, s:s, s:s, s:o, s:o, s:o, s:o, s:o, s:o, s:b}", "key", i.key, "label",
        i.label, "unit", i.unit, "side", words_side(row->side), "status", status[row->status],
        "before", json_rounded(words_has(&row->before) ? row->before.value : NAN, d), "after",
        json_rounded(words_has(&row->after) ? row->after.value : NAN, d), "change",
        json_rounded(row->change, d), "lo", json_rounded(row->lo, d), "hi",
        json_rounded(row->hi, d), "why_not", unable ? json_clean(row->why) : json_null(),
        "own_error", (int)row->own_error);
}

json_t *json_change(const struct report_change *c)
{
    if (!c)
        return json_null();
    json_t *rows = json_array(), *notes = json_array();
    for (size_t i = 0; i < c->result->n_rows; i++)
        json_array_append_new(rows, row_json(&c->result->rows[i]));
    for (size_t i = 0; i < c->result->n_notes; i++)
        json_array_append_new(notes, json_clean(c->result->notes[i]));
    return json_pack("{s:o, s:o, s:o, s:o}", "before", json_clean(c->before), "after",
                     json_clean(c->after), "rows", rows, "notes", notes);
}
