/* SPDX-License-Identifier: Apache-2.0 */
#include "report/flow.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "report/html.h"

/* -- tables */

void flow_table_begin(struct flow_table *t, const struct sheet_column *columns,
                      size_t n_columns)
{
    *t = (struct flow_table){ .columns = columns,
                              .n_columns = n_columns,
                              .text = TEXT_INIT(FLOW_TEXT_MAX) };
}

void flow_cell(struct flow_table *t, const char *s)
{
    if (t->failed || mem_grow(&t->at, &t->cap, t->n + 1, sizeof(*t->at)) < 0) {
        t->failed = true;
        return;
    }
    t->at[t->n++] = s && s[0] ? t->text.len : (size_t)-1;
    if (s && s[0])
        text_add_n(&t->text, s, strlen(s) + 1);
}

void flow_cellf(struct flow_table *t, const char *fmt, ...)
{
    char s[512];
    va_list ap;

    va_start(ap, fmt);
    vsnprintf(s, sizeof(s), fmt, ap);
    va_end(ap);
    flow_cell(t, s);
}

void flow_row_head(struct flow_table *t, const char *s)
{
    flow_cell(t, s);
    for (size_t i = 1; i < t->n_columns; i++)
        flow_cell(t, NULL);
}

static const char **cells_of(struct flow_table *t)
{
    const char **cells = mem_array(t->n, sizeof(*cells));

    for (size_t i = 0; cells && i < t->n; i++)
        cells[i] = t->at[i] == (size_t)-1 ? NULL : t->text.buf + t->at[i];
    return cells;
}

void flow_table_end(const struct flow *f, struct flow_table *t)
{
    AUTO(mem) const char **cells = NULL;
    size_t n_rows = t->n / t->n_columns;

    if (!t->failed && !text_failed(&t->text))
        cells = cells_of(t);
    if (!cells)
        f->ops->fail(f->out);
    else if (n_rows > 0)
        f->ops->table(f->out, t->columns, t->n_columns, cells, n_rows);
    text_done(&t->text);
    mem_freep(&t->at);
}

/* -- on paper */

static void paper_text(void *out, enum sheet_look look, const char *s)
{
    sheet_text(out, look, s);
}
static void paper_labelled(void *out, const char *label, const char *s)
{
    sheet_labelled(out, label, s);
}
static void paper_table(void *out, const struct sheet_column *columns, size_t n_columns,
                        const char *const *cells, size_t n_rows)
{
    sheet_table(out, columns, n_columns, cells, n_rows);
}
static void paper_chart(void *out, const struct chart *c) { sheet_chart(out, c); }
static void paper_break(void *out) { sheet_break(out); }
static void paper_fail(void *out) { sheet_fail(out); }

const struct flow_ops flow_on_sheets = { paper_text,  paper_labelled, paper_table,
                                         paper_chart, paper_break,    paper_fail };

/* -- in a page */

static void page_text(void *out, enum sheet_look look, const char *s)
{
    static const struct {
        const char *open, *close;
    } tags[SHEET_N_LOOKS] = {
        [SHEET_TITLE] = { "<h1>", "</h1>\n" },
        [SHEET_ANSWER] = { "<div class=\"lead\"><p class=\"what\">", "</p></div>\n" },
        [SHEET_HEADING] = { "<h2>", "</h2>\n" },
        [SHEET_SUB] = { "<h3>", "</h3>\n" },
        [SHEET_BODY] = { "<p>", "</p>\n" },
        [SHEET_STRONG] = { "<p><b>", "</b></p>\n" },
        [SHEET_QUIET] = { "<p class=\"quiet\">", "</p>\n" },
        [SHEET_SMALL] = { "<p class=\"small quiet\">", "</p>\n" },
    };
    text_add(out, tags[look].open);
    html_text(out, s);
    text_add(out, tags[look].close);
}

static void page_labelled(void *out, const char *label, const char *s)
{
    text_add(out, "<dl class=\"plain\"><dt>");
    html_text(out, label);
    text_add(out, "</dt><dd>");
    html_text(out, s);
    text_add(out, "</dd></dl>\n");
}

static void page_row(struct text *t, const struct sheet_column *columns, size_t n,
                     const char *const *cells)
{
    bool whole = cells[0] != NULL;

    for (size_t c = 1; c < n; c++)
        whole = whole && !cells[c];
    if (whole) {
        text_addf(t, "<tr class=\"group\"><th colspan=\"%zu\">", n);
        html_text(t, cells[0]);
        text_add(t, "</th></tr>");
        return;
    }
    text_add(t, "<tr>");
    for (size_t c = 0; c < n; c++) {
        text_addf(t, "<td%s>", columns[c].right ? " class=\"r\"" : "");
        html_text(t, cells[c] ? cells[c] : "");
        text_add(t, "</td>");
    }
    text_add(t, "</tr>\n");
}

static void page_table(void *out, const struct sheet_column *columns, size_t n_columns,
                       const char *const *cells, size_t n_rows)
{
    text_add(out, "<div class=\"wide\"><table class=\"rows\"><thead><tr>");
    for (size_t c = 0; c < n_columns; c++) {
        text_addf(out, "<th%s>", columns[c].right ? " class=\"r\"" : "");
        html_text(out, columns[c].title);
        text_add(out, "</th>");
    }
    text_add(out, "</tr></thead><tbody>\n");
    for (size_t i = 0; i < n_rows; i++)
        page_row(out, columns, n_columns, cells + i * n_columns);
    text_add(out, "</tbody></table></div>\n");
}

static void page_chart(void *out, const struct chart *c) { chart_html(out, c); }
static void page_break(void *out) { text_add(out, "<hr class=\"sheet\">\n"); }
static void page_fail(void *out) { ((struct text *)out)->failed = true; }

const struct flow_ops flow_on_page = { page_text,  page_labelled, page_table,
                                       page_chart, page_break,    page_fail };
