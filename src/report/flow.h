/* SPDX-License-Identifier: Apache-2.0 */
#ifndef REPORT_FLOW_H
#define REPORT_FLOW_H
/*
 * flow - a document as blocks one after the other, whatever it is put on: a page of HTML or
 * sheets of paper. What a report says is written once against this. Private to report.
 */
#include "report/sheet.h"

struct flow_ops {
    void (*text)(void *out, enum sheet_look look, const char *s);
    void (*labelled)(void *out, const char *label, const char *s);
    void (*table)(void *out, const struct sheet_column *columns, size_t n_columns,
                  const char *const *cells, size_t n_rows);
    void (*chart)(void *out, const struct chart *c);
    void (*new_page)(void *out);
    void (*fail)(void *out); /* something was lost: the document must not appear */
};
struct flow {
    const struct flow_ops *ops;
    void *out;
};
extern const struct flow_ops flow_on_sheets; /* out: struct sheet */
extern const struct flow_ops flow_on_page;   /* out: struct text, HTML */

static inline void flow_text(const struct flow *f, enum sheet_look look, const char *s)
{
    f->ops->text(f->out, look, s);
}
static inline void flow_labelled(const struct flow *f, const char *label, const char *s)
{
    f->ops->labelled(f->out, label, s);
}

/* A table that grows: cells are copied. Without memory, or past FLOW_TEXT_MAX bytes of text,
 * the whole document fails: no row is lost silently. */
enum { FLOW_TEXT_MAX = 8 << 20 };
struct flow_table {
    const struct sheet_column *columns;
    size_t n_columns;
    struct text text; /* all cells, each ended by a NUL */
    size_t *at;       /* [n] offset of each cell; (size_t)-1: NULL */
    size_t n, cap;    /* cells */
    bool failed;
};
void flow_table_begin(struct flow_table *t, const struct sheet_column *columns,
                      size_t n_columns);
void flow_cell(struct flow_table *t, const char *s); /* NULL: empty */
void flow_cellf(struct flow_table *t, const char *fmt, ...) PRINTF(2, 3);
void flow_row_head(struct flow_table *t, const char *s);         /* a heading across */
void flow_table_end(const struct flow *f, struct flow_table *t); /* puts it, frees it */

#endif
