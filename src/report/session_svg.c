/* SPDX-License-Identifier: Apache-2.0 */
#include "report/session_svg.h"

#include <math.h>

#include "base/mem.h"
#include "report/chart.h"
#include "report/html.h"

enum {
    WIDTH = 1000,
    LEFT = 58, /* room for numbers */
    RIGHT = 46,
    TOP = 24, /* above the first panel, for the numbers of the bouts */
    PANEL = 132,
    GAP = 26,
    BOTTOM = 34,
    POINTS = (WIDTH - LEFT - RIGHT) / 2,
    TICKS_MAX = 8,
};

const char session_style[] =
    ".session{display:block;width:100%;height:auto;font:12px system-ui,sans-serif}"
    ".session text{fill:var(--quiet)}.session .name{fill:var(--ink);font-weight:600}"
    ".session .grid{stroke:var(--line)}.session .work{fill:var(--goodband);opacity:.55}"
    ".session path{fill:none;stroke-width:1.6;stroke-linejoin:round}"
    ".session .speed{stroke:var(--left)}.session .hr{stroke:var(--change)}"
    ".session .altitude{stroke:var(--quiet)}.session .cadence{stroke:var(--good)}"
    ".session .zone{fill:var(--change)}.session .border{stroke:var(--change);opacity:.35;"
    "stroke-dasharray:3 4}";

/* What is drawn: rows in this order, those without values left out. */
struct panel {
    const char *cls, *name, *unit;
    const double *x;
    double spread; /* least range of the axis, so that a flat road looks flat */
    bool pace, zones;
};

struct axis {
    double low, high, top; /* y of high */
};

/* Means of x [n] over POINTS equal parts; NaN where nothing is known. Returns the parts. */
static size_t points(const double *x, size_t n, double ret[POINTS])
{
    size_t m = n < POINTS ? n : POINTS;
    for (size_t i = 0; i < m; i++) {
        double sum = 0, k = 0;
        for (size_t r = i * n / m; r < (i + 1) * n / m; r++)
            if (!isnan(x[r])) {
                sum += x[r];
                k++;
            }
        ret[i] = k > 0 ? sum / k : NAN;
    }
    return m;
}

static double x_of(double row, size_t n)
{
    return LEFT + (WIDTH - LEFT - RIGHT) * row / (double)(n ? n : 1);
}

static double y_of(const struct axis *a, double v)
{
    double share = (v - a->low) / (a->high - a->low);
    return a->top + PANEL * (1 - fmin(fmax(share, 0), 1));
}

static bool range_of(const double *p, size_t m, double spread, struct axis *ret)
{
    double low = INFINITY, high = -INFINITY;
    for (size_t i = 0; i < m; i++)
        if (!isnan(p[i])) {
            low = fmin(low, p[i]);
            high = fmax(high, p[i]);
        }
    if (!(high >= low))
        return false;
    double more = fmax(spread - (high - low), (high - low) * 0.08) / 2;
    ret->low = low >= 0 ? fmax(low - more, 0) : low - more;
    ret->high = high + more;
    return true;
}

static void tick(struct text *t, double y, const char *label)
{
    text_addf(t,
              "<line class=\"grid\" x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\"/>"
              "<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%s</text>",
              LEFT, WIDTH - RIGHT, y, y, LEFT - 7, y + 4, label);
}

/* Paces lie the closer the faster: round ones, not too near to each other. */
static void pace_ticks(struct text *t, const struct axis *a)
{
    static const double paces_s[] = { 150, 180, 210, 240, 270, 300,  360,
                                      420, 480, 600, 720, 900, 1200, 1800 };
    double last = -INFINITY;
    for (size_t i = 0; i < N_ELEMS(paces_s); i++) {
        double v = 1000 / paces_s[i], y = y_of(a, v);
        char label[24];
        if (v > a->high || v < a->low || y - last < 20)
            continue;
        text_pace(v, label);
        tick(t, y, label);
        last = y;
    }
}

static void ticks(struct text *t, const struct axis *a)
{
    double step = chart_step(a->high - a->low), first = ceil(a->low / step) * step;
    for (int i = 0; i < TICKS_MAX && first + i * step <= a->high; i++) {
        char label[32];
        snprintf(label, sizeof(label), "%.*f", step < 1 ? 1 : 0, first + i * step);
        tick(t, y_of(a, first + i * step), label);
    }
}

/* Each zone darker than the one below, with its number at the right. */
static void zone_bands(struct text *t, const struct axis *a, const struct load_zones *z)
{
    for (size_t i = 0; i < z->scheme->n; i++) {
        double low = i ? z->border[i - 1].value : a->low;
        double high = i + 1 < z->scheme->n ? z->border[i].value : a->high;
        double top = y_of(a, high), bottom = y_of(a, low);
        if (bottom - top < 0.5)
            continue;
        text_addf(t,
                  "<rect class=\"zone\" x=\"%d\" width=\"%d\" y=\"%.1f\" height=\"%.1f\" "
                  "opacity=\"%.3f\"/>",
                  LEFT, WIDTH - LEFT - RIGHT, top, bottom - top, 0.035 * (double)i);
        if (i + 1 < z->scheme->n && high < a->high)
            text_addf(t, "<line class=\"border\" x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\"/>",
                      LEFT, WIDTH - RIGHT, top, top);
        if (bottom - top > 11)
            text_addf(t, "<text x=\"%d\" y=\"%.1f\">zone %zu</text>", WIDTH - RIGHT + 4,
                      (top + bottom) / 2 + 4, i + 1);
    }
}

static void line_of(struct text *t, const struct panel *p, const struct axis *a,
                    const double *v, size_t m)
{
    bool down = false;
    text_addf(t, "<path class=\"%s\" d=\"", p->cls);
    for (size_t i = 0; i < m; i++) {
        if (!isnan(v[i]))
            text_addf(t, "%s%.1f %.1f", down ? "L" : "M", x_of((double)i + 0.5, m),
                      y_of(a, v[i]));
        down = !isnan(v[i]);
    }
    text_add(t, "\"/>");
}

/* The first zones by heart rate whose borders lie in the picture. */
static const struct load_zones *hr_zones(const struct report_session *s)
{
    for (size_t i = 0; i < s->n_zones; i++)
        if (s->zones[i].scheme->column == ACTIVITY_HR)
            return &s->zones[i];
    return NULL;
}

static void panel(struct text *t, const struct report_session *s, const struct panel *p,
                  const double *v, size_t m, struct axis a)
{
    const struct load_zones *z = p->zones ? hr_zones(s) : NULL;
    if (z)
        zone_bands(t, &a, z);
    if (p->pace)
        pace_ticks(t, &a);
    else
        ticks(t, &a);
    text_addf(t, "<text class=\"name\" x=\"%d\" y=\"%.1f\">%s, %s</text>", LEFT, a.top - 6,
              p->name, p->unit);
    line_of(t, p, &a, v, m);
}

/* The work of the intervals, through all panels, numbered. */
static void bouts(struct text *t, const struct report_session *s, int height)
{
    const struct load_intervals *v = s->intervals;
    int number = 0;
    for (size_t i = 0; v && i < v->n; i++) {
        const struct load_bout *b = &v->bout[i];
        if (!b->work)
            continue;
        double x = x_of(b->row, s->signal->n), w = x_of(b->row + b->rows, s->signal->n) - x;
        text_addf(t,
                  "<rect class=\"work\" x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"%d\"/>"
                  "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%d</text>",
                  x, TOP - 8, w, height - TOP - BOTTOM + 8, x + w / 2, TOP - 12, ++number);
    }
}

static void clock_ticks(struct text *t, size_t n, int y)
{
    static const int steps_s[] = { 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400 };
    size_t k = 0;
    while (k + 1 < N_ELEMS(steps_s) && n / (size_t)steps_s[k] > 9)
        k++;
    for (size_t r = 0; r <= n; r += (size_t)steps_s[k]) {
        char label[24];
        text_duration((double)r, label);
        text_addf(t, "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%s</text>",
                  x_of((double)r, n), y, label);
    }
}

void session_picture(struct text *t, const struct report_session *s)
{
    const struct load_signal *g = s->signal;
    const struct panel rows[] = {
        { "speed", s->on_foot ? "Pace" : "Speed", s->on_foot ? "min/km" : "m/s", g->speed_m_s,
          1, s->on_foot, false },
        { "hr", "Heart rate", "/min", g->hr, 20, false, true },
        { "altitude", "Altitude", "m", g->altitude_m, 20, false, false },
        { "cadence", s->on_foot ? "Steps" : "Turns", "/min", g->cadence, 20, false, false },
    };
    double v[N_ELEMS(rows)][POINTS];
    struct axis axis[N_ELEMS(rows)];
    bool has[N_ELEMS(rows)];
    size_t m = 0;
    int height = TOP + BOTTOM - GAP / 2;

    for (size_t i = 0; i < N_ELEMS(rows); i++) {
        m = points(rows[i].x, g->n, v[i]);
        has[i] = range_of(v[i], m, rows[i].spread, &axis[i]);
        axis[i].top = height - BOTTOM + GAP / 2.0;
        height += has[i] ? PANEL + GAP : 0;
    }
    text_addf(
        t,
        "<svg class=\"session\" xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" "
        "role=\"img\" aria-label=\"",
        WIDTH, height);
    html_text(t, s->title);
    text_add(t, ": pace or speed, heart rate, altitude and cadence over time\">");
    bouts(t, s, height);
    for (size_t i = 0; i < N_ELEMS(rows); i++)
        if (has[i])
            panel(t, s, &rows[i], v[i], m, axis[i]);
    clock_ticks(t, g->n, height - 8);
    text_add(t, "</svg>");
}

int report_session_svg(const struct report_session *s, struct text *ret, struct err *err)
{
    AUTO_TEXT struct text inner = TEXT_INIT(4 << 20);
    session_picture(&inner, s);
    const char *body = strchr(text_str(&inner), '>');
    if (text_failed(&inner) || !body)
        return err_set(err, ERR_NOMEM, "no memory for the picture of a session");
    /* Colours of paper: a picture alone has no page that knows whether it is dark. */
    text_add_n(ret, text_str(&inner), (size_t)(body + 1 - text_str(&inner)));
    text_addf(ret,
              "<style>svg{--ink:#1c2024;--quiet:#5c636b;--line:#e4e1da;--left:#0a66b0;"
              "--good:#1b7348;--change:#b3261e;--goodband:#cfe8d9;background:#fff}%s</style>",
              session_style);
    text_add(ret, body + 1);
    text_add(ret, "\n");
    return text_failed(ret) ? err_set(err, ERR_NOMEM, "no memory for the picture of a session")
                            : 0;
}
