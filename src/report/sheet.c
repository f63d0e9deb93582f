/* SPDX-License-Identifier: Apache-2.0 */
#include "report/sheet.h"

#include <cairo-pdf.h>
#include <math.h>
#include <pango/pangocairo.h>

#include "base/text.h"
#include "config.h"
#include "report/fonts.h"
#include "report/sheet_draw.h"
#include "report/words.h"

const char *const sheet_papers[] = { "a4", "letter", NULL };
static const struct {
    double w, h;
} papers[SHEET_N_PAPERS] = { { 595.276, 841.89 }, { 612, 792 } };

enum { SIDE_PT = 54, TOP_PT = 48, BOTTOM_PT = 60, PDF_MAX = 16 << 20 };

/* To add a look: a row here and its name in the enum. */
static const struct look {
    struct sheet_ink ink;
    double above, below, keep; /* pt; keep: room that has to be left with it on the page */
} looks[SHEET_N_LOOKS] = {
    /* clang-format off */
    [SHEET_TITLE]   = { { "serif bold 21",  { 0.11, 0.13, 0.14 } }, 0, 4, 60 },
    [SHEET_ANSWER]  = { { "serif bold 16",  { 0.05, 0.36, 0.39 } }, 4, 4, 60 },
    [SHEET_HEADING] = { { "serif bold 13",  { 0.11, 0.13, 0.14 } }, 14, 4, 110 },
    [SHEET_SUB]     = { { "sans bold 9.5",  { 0.05, 0.36, 0.39 } }, 7, 2, 40 },
    [SHEET_BODY]    = { { "sans 9.5",       { 0.11, 0.13, 0.14 } }, 0, 3, 0 },
    [SHEET_STRONG]  = { { "sans bold 9.5",  { 0.11, 0.13, 0.14 } }, 0, 3, 24 },
    [SHEET_QUIET]   = { { "sans 9.5",       { 0.36, 0.39, 0.42 } }, 0, 3, 0 },
    [SHEET_SMALL]   = { { "sans 8",         { 0.36, 0.39, 0.42 } }, 0, 3, 0 },
    /* clang-format on */
};
static const double LABEL_SHARE = 0.22;

struct sheet {
    const struct sheet_params *params;
    struct sheet_pen pen; /* where blocks are put */
    double width, height, y;
    int page, n_pages; /* n_pages 0: counting */
    bool empty;        /* nothing on this page yet */
    bool failed;
};

/* -- pages */

static double bottom(const struct sheet *s) { return s->height - BOTTOM_PT; }
static double room(const struct sheet *s) { return s->width - 2 * SIDE_PT; }

static void footer(struct sheet *s)
{
    const struct look *l = &looks[SHEET_SMALL];
    char number[48];
    double y = s->height - BOTTOM_PT + 22;

    snprintf(number, sizeof(number), "page %d of %d", s->page, s->n_pages);
    sheet_pen_line(&s->pen, SIDE_PT, y - 6, room(s), l->ink.colour, 0.4);
    sheet_pen_text(&s->pen, &l->ink, SIDE_PT, y, room(s) * 0.8, s->params->footer, false);
    sheet_pen_text(&s->pen, &l->ink, SIDE_PT + room(s) * 0.8, y, room(s) * 0.2, number, true);
}

static void end_page(struct sheet *s)
{
    if (s->n_pages > 0)
        footer(s);
    cairo_show_page(s->pen.cr);
}

void sheet_break(struct sheet *s)
{
    if (s->empty)
        return;
    end_page(s);
    s->page++;
    s->y = TOP_PT;
    s->empty = true;
}

void sheet_fail(struct sheet *s) { s->failed = true; }

void sheet_need(struct sheet *s, double pt)
{
    if (s->y + pt > bottom(s))
        sheet_break(s);
}

static void used(struct sheet *s, double pt)
{
    s->y += pt;
    s->empty = false;
}

void sheet_gap(struct sheet *s, double pt)
{
    if (!s->empty)
        s->y += pt;
}

/* -- text: a layout is put down line by line */

static void put(struct sheet *s, PangoLayout *layout, double x, struct sheet_colour colour)
{
    int n = pango_layout_get_line_count(layout);
    double all = sheet_layout_height(layout);

    if (n <= 3) /* a short paragraph stays together */
        sheet_need(s, all);
    PangoLayoutIter *it = pango_layout_get_iter(layout);
    do {
        PangoRectangle r;
        pango_layout_iter_get_line_extents(it, NULL, &r);
        double h = (double)r.height / PANGO_SCALE,
               base = (double)(pango_layout_iter_get_baseline(it) - r.y) / PANGO_SCALE;
        sheet_need(s, h);
        cairo_set_source_rgb(s->pen.cr, colour.r, colour.g, colour.b);
        cairo_move_to(s->pen.cr, x + (double)r.x / PANGO_SCALE, s->y + base);
        pango_cairo_show_layout_line(s->pen.cr, pango_layout_iter_get_line_readonly(it));
        used(s, h);
    } while (pango_layout_iter_next_line(it));
    pango_layout_iter_free(it);
}

void sheet_text(struct sheet *s, enum sheet_look look, const char *text)
{
    const struct look *l = &looks[look];
    PangoLayout *layout = sheet_pen_layout(&s->pen, l->ink.font, room(s), text, false);

    if (!layout)
        return;
    sheet_gap(s, l->above);
    if (l->keep > 0)
        sheet_need(s, l->keep);
    put(s, layout, SIDE_PT, l->ink.colour);
    s->y += l->below;
    g_object_unref(layout);
}

void sheet_labelled(struct sheet *s, const char *label, const char *text)
{
    const struct look *quiet = &looks[SHEET_QUIET], *body = &looks[SHEET_BODY];
    double w = room(s) * LABEL_SHARE;
    PangoLayout *layout = sheet_pen_layout(&s->pen, body->ink.font, room(s) - w, text, false);

    if (!layout)
        return;
    sheet_need(s, fmin(sheet_layout_height(layout), 45));
    int page = s->page;
    double end =
        s->y + sheet_pen_text(&s->pen, &quiet->ink, SIDE_PT, s->y, w - 8, label, false);
    put(s, layout, SIDE_PT + w, body->ink.colour);
    if (s->page == page) /* a label may be taller than its text */
        s->y = fmax(s->y, end);
    s->y += body->below;
    g_object_unref(layout);
}

/* -- tables */

struct row {
    const char *const *cells;
    const struct sheet_column *columns;
    size_t n;
    const char *font;
    struct sheet_colour colour;
};

/* Height of a row, and its cells on paper where draw is set. */
static double row_at(struct sheet *s, const struct row *r, bool whole, bool draw)
{
    double x = SIDE_PT, height = 0;
    const double pad = 4;

    for (size_t c = 0; c < r->n; c++) {
        double w = (whole ? 1 : r->columns[c].share) * room(s);
        PangoLayout *l =
            sheet_pen_layout(&s->pen, r->font, w - 2 * pad, r->cells[c], r->columns[c].right);
        if (l) {
            height = fmax(height, sheet_layout_height(l));
            if (draw)
                sheet_pen_layout_at(&s->pen, l, r->colour, x + (c == 0 ? 0 : pad), s->y + 2);
            g_object_unref(l);
        }
        x += w;
        if (whole)
            break;
    }
    return height + 4;
}

static void put_row(struct sheet *s, const struct row *r, bool whole)
{
    double h = row_at(s, r, whole, false);

    row_at(s, r, whole, true);
    used(s, h);
    sheet_pen_line(&s->pen, SIDE_PT, s->y, room(s), (struct sheet_colour){ 0.87, 0.86, 0.83 },
                   0.5);
    s->y += 1;
}

static bool is_heading(const char *const *cells, size_t n)
{
    for (size_t c = 1; c < n; c++)
        if (cells[c])
            return false;
    return cells[0] != NULL;
}

void sheet_table(struct sheet *s, const struct sheet_column *columns, size_t n_columns,
                 const char *const *cells, size_t n_rows)
{
    const char *titles[SHEET_COLUMNS_MAX];
    struct row head = { titles, columns, n_columns, looks[SHEET_SMALL].ink.font,
                        looks[SHEET_SMALL].ink.colour };

    for (size_t c = 0; c < n_columns; c++)
        titles[c] = columns[c].title;
    sheet_need(s, 54);
    put_row(s, &head, false);
    for (size_t i = 0; i < n_rows; i++) {
        const char *const *at = cells + i * n_columns;
        bool whole = is_heading(at, n_columns);
        struct row r = { at, columns, n_columns, "sans 8.5", looks[SHEET_BODY].ink.colour };
        if (whole) {
            r.font = looks[SHEET_SUB].ink.font;
            r.colour = looks[SHEET_SUB].ink.colour;
        }
        double h = row_at(s, &r, whole, false);
        if (s->y + h + (whole ? 24 : 0) > bottom(s)) {
            sheet_break(s);
            put_row(s, &head, false);
        }
        put_row(s, &r, whole);
    }
    s->y += 4;
}

/* -- charts */

void sheet_chart(struct sheet *s, const struct chart *c)
{
    const double height = c->height > 0 ? c->height : 118;
    const struct look *strong = &looks[SHEET_STRONG], *small = &looks[SHEET_SMALL];
    char title[WORDS_MAX];

    sheet_gap(s, 4);
    sheet_need(s, height + 34);
    snprintf(title, sizeof(title), "%s, %s", c->title, c->unit);
    used(s, sheet_pen_text(&s->pen, &strong->ink, SIDE_PT, s->y, room(s), title, false) + 3);
    sheet_pen_chart(&s->pen, c, SIDE_PT, s->y, room(s), height, &small->ink);
    used(s, height + 2);
    if (c->legend)
        sheet_text(s, SHEET_SMALL, c->legend);
    sheet_gap(s, 4);
}

/* -- the document */

static cairo_status_t keep(void *closure, const unsigned char *data, unsigned n)
{
    text_add_n(closure, (const char *)data, n);
    return text_failed(closure) ? CAIRO_STATUS_NO_MEMORY : CAIRO_STATUS_SUCCESS;
}

static void metadata(cairo_surface_t *surface, const struct sheet_params *p)
{
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_TITLE, p->title);
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATOR,
                                   "Backstride " BACKSTRIDE_VERSION);
    char date[40];
    snprintf(date, sizeof(date), "%.10sT00:00:00Z", p->date);
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATE_DATE, date);
}

/* One pass. n_pages 0: only count them. */
static int pass(const struct sheet_params *p, sheet_build *build, const void *arg, int n_pages,
                struct text *ret_pdf, int *ret_pages)
{
    struct sheet s = { .params = p,
                       .width = papers[p->paper].w,
                       .height = papers[p->paper].h,
                       .y = TOP_PT,
                       .page = 1,
                       .n_pages = n_pages,
                       .empty = true };
    cairo_surface_t *surface = cairo_pdf_surface_create_for_stream(n_pages > 0 ? keep : NULL,
                                                                   ret_pdf, s.width, s.height);

    metadata(surface, p);
    sheet_pen_begin(&s.pen, cairo_create(surface));
    build(&s, arg);
    if (s.empty && s.page > 1)
        s.page--;
    else
        end_page(&s);
    *ret_pages = s.page;
    cairo_status_t status = sheet_pen_end(&s.pen);
    cairo_surface_finish(surface);
    if (status == CAIRO_STATUS_SUCCESS)
        status = cairo_surface_status(surface);
    cairo_surface_destroy(surface);
    return status == CAIRO_STATUS_SUCCESS && !s.failed ? 0 : -1;
}

int sheet_pdf(const struct sheet_params *params, sheet_build *build, const void *arg,
              uint8_t **ret_pdf, size_t *ret_n, struct err *err)
{
    AUTO_TEXT struct text pdf = TEXT_INIT(PDF_MAX);
    char family[64];
    int n_pages = 0;

    if (!report_font_family(family, sizeof(family)))
        return err_set(err, ERR_MISSING,
                       "no font was found to write with; install one, for "
                       "example fonts-dejavu-core");
    if (pass(params, build, arg, 0, NULL, &n_pages) < 0 ||
        pass(params, build, arg, n_pages, &pdf, &n_pages) < 0)
        return err_set(err, ERR_NOMEM, "the PDF \"%.80s\" could not be drawn", params->title);
    *ret_pdf = (uint8_t *)pdf.buf;
    *ret_n = pdf.len;
    pdf.buf = NULL; /* handed on */
    return 0;
}
