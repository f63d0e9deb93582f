/* SPDX-License-Identifier: Apache-2.0 */
#include "report/html.h"

#include <math.h>
#include <string.h>

#include "base/file.h"
#include "config.h"

enum { PAGE_MAX = 32 << 20 };

void html_text(struct text *t, const char *s)
{
    AUTO_TEXT struct text clean = TEXT_INIT(1 << 16);
    text_add_plain(&clean, s ? s : "");
    for (const char *p = text_str(&clean); *p; p++) {
        static const char special[] = "&<>\"'";
        static const char *const entities[] = { "&amp;", "&lt;", "&gt;", "&quot;", "&#39;" };
        const char *at = strchr(special, *p);
        if (at)
            text_add(t, entities[at - special]);
        else
            text_add_n(t, p, 1);
    }
}

void html_base64(struct text *t, const void *data, size_t n)
{
    static const char digits[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const unsigned char *p = data;
    for (size_t i = 0; i < n; i += 3) {
        unsigned v = (unsigned)p[i] << 16 | (i + 1 < n ? (unsigned)p[i + 1] << 8 : 0) |
                     (i + 2 < n ? p[i + 2] : 0);
        const char four[] = { digits[v >> 18], digits[v >> 12 & 63],
                              i + 1 < n ? digits[v >> 6 & 63] : '=',
                              i + 2 < n ? digits[v & 63] : '=' };
        text_add_n(t, four, 4);
    }
}

void html_value(struct text *t, const struct gait_value *v, struct words_form form)
{
    char number[WORDS_MAX], unit[32];
    words_number(words_has(v) ? v->value : NAN, form.decimals, number);
    words_short_unit(form.unit, unit);
    html_text(t, number);
    if (words_has(v))
        html_text(t, unit);
}

void html_status(struct text *t, enum form_status s)
{
    static const char *const classes[FORM_N_STATUSES] = { "good", "watch", "change", "cannot",
                                                          "note" };
    text_addf(t, "<span class=\"pill s-%s\">%s</span>", classes[s], form_status_name(s));
}

void html_side(struct text *t, enum body_side side)
{
    if (side != BODY_N_SIDES)
        text_addf(t, "<span class=\"side %s\">%s</span>", body_side_name(side),
                  body_side_name(side));
}

void html_head(struct text *t, const char *title, const char *more_style)
{
    text_add(t, "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
                "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">"
                "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
                "img-src data:; style-src 'unsafe-inline'\">"
                "<meta name=\"generator\" content=\"Backstride " BACKSTRIDE_VERSION "\">"
                "<link rel=\"icon\" href=\"data:,\"><title>");
    html_text(t, title);
    text_add(t, "</title><style>");
    text_add(t, html_style);
    text_add(t, more_style);
    text_add(t, "</style></head>\n<body><main>");
}

void html_foot(struct text *t)
{
    text_add(t, "<footer class=\"small quiet\"><p>");
    html_text(t, words_disclaimer);
    text_add(t, "</p><p>Made by Backstride " BACKSTRIDE_VERSION
                " on the runner's own machine; nothing was sent anywhere.</p></footer></main>"
                "</body></html>\n");
}

/* -- top of the page ----------------------------------------------------------------------- */

static void fact(struct text *t, const char *name, const char *value, const char *more)
{
    text_addf(t, "<div><dt>%s</dt><dd>", name);
    html_text(t, value);
    if (more && *more) {
        text_add(t, "<small>");
        html_text(t, more);
        text_add(t, "</small>");
    }
    text_add(t, "</dd></div>");
}

static void facts(struct text *t, const struct report_clip *clip)
{
    const struct gait *g = clip->gait;
    const struct gait_value *cadence = &g->values[MEASURE_CADENCE][BODY_N_SIDES];
    struct words_form form = words_of_measure(MEASURE_CADENCE);
    char a[WORDS_MAX], b[WORDS_MAX], more[2 * WORDS_MAX];

    text_add(t, "<dl class=\"facts\">");
    words_number(words_has(cadence) ? cadence->value : NAN, form.decimals, a);
    words_interval(cadence, form, b);
    snprintf(more, sizeof(more), "%s (%s)", form.unit, b);
    fact(t, "Cadence", words_has(cadence) ? a : "not measured", words_has(cadence) ? more : "");

    snprintf(a, sizeof(a), "%zu", g->n_steps);
    words_number(words_duration_s(clip), 1, b);
    snprintf(more, sizeof(more), "in %s s", b);
    fact(t, "Steps measured", a, more);

    fact(t, "View", words_view_short(g->view),
         clip->mocap     ? "projected"
         : g->view_given ? "as told"
                         : "found by itself");

    words_number(g->quality.fps, 1, a);
    if (clip->mocap)
        snprintf(more, sizeof(more), "%zu markers", clip->mocap->n_markers);
    else
        snprintf(more, sizeof(more), "%d x %d pixels", clip->info.width, clip->info.height);
    fact(t, "Frames a second", a, more);

    if (clip->pose && clip->pose->n_people) {
        snprintf(a, sizeof(a), "%zu of %zu", clip->pose->chosen + 1, clip->pose->n_people);
        fact(t, "Person", a,
             clip->pose->other_runners ? "another runner is in the picture" : "");
    }
    snprintf(a, sizeof(a), "%zu of %zu", g->quality.n_found, g->quality.n_frames);
    snprintf(more, sizeof(more), "frames; %zu points filled in, %zu leg swaps undone",
             g->quality.n_gaps_filled, g->quality.n_swaps);
    fact(t, "Runner found in", a, more);
    text_add(t, "</dl>");
}

static void lead(struct text *t, const struct report_film *film)
{
    text_add(t, "<div class=\"lead\">");
    if (film->form->n_findings == 0) {
        text_add(t, "<p class=\"what\">Nothing that could be measured here clearly asks for a "
                    "change.</p>");
    } else {
        const struct form_line *line = &film->form->lines[film->form->findings[0]];
        text_add(t, "<p class=\"small quiet\">The one thing to work on first</p>"
                    "<p class=\"what\">");
        html_text(t, line->rule->cue ? line->rule->cue : line->seen);
        text_add(t, "</p><p>");
        html_text(t, line->rule->cue ? line->seen : "");
        text_add(t, " <a href=\"#f1\">Why, and how</a></p>");
    }
    text_add(t, "</div>");
}

/* -- pictures ------------------------------------------------------------------------------ */

static void shot(struct text *t, const struct picture *p, enum body_side side,
                 enum draw_phase phase)
{
    char seconds[WORDS_MAX];
    if (p->jpeg.len == 0)
        return;
    words_number(p->t_s, 2, seconds);
    text_addf(t,
              "<figure><img width=\"%d\" height=\"%d\" alt=\"The runner at %s of the %s foot, "
              "with skeleton and measured angles\" src=\"data:image/jpeg;base64,",
              PICTURE_W, PICTURE_H, draw_phase_names[phase], body_side_name(side));
    html_base64(t, p->jpeg.buf, p->jpeg.len);
    text_addf(t, "\"><figcaption>%s, ", draw_phase_names[phase]);
    html_side(t, side);
    text_addf(t, "<br><span class=\"quiet\">%s s</span></figcaption></figure>", seconds);
}

void html_pictures(struct text *t, const struct report_clip *clip, const struct pictures *p)
{
    size_t n = 0;
    for (int side = 0; side < BODY_N_SIDES; side++)
        for (int k = 0; k < DRAW_N_PHASES; k++)
            n += p->of[side][k].jpeg.len > 0;
    if (n == 0) {
        text_add(t, "<p class=\"quiet\">There is no picture of a typical step.</p>");
        return;
    }
    text_addf(t, "<div class=\"shots%s\">", n <= DRAW_N_PHASES ? " three" : "");
    for (int side = 0; side < BODY_N_SIDES; side++)
        for (int k = 0; k < DRAW_N_PHASES; k++)
            shot(t, &p->of[side][k], (enum body_side)side, (enum draw_phase)k);
    text_add(t, "</div>");
    if (!p->from_clip && !clip->mocap) {
        text_add(t,
                 "<p class=\"small quiet\">The clip could not be read again, so the skeleton "
                 "stands alone: ");
        html_text(t, clip->path);
        text_add(t, "</p>");
    }
}

static int clips(struct text *t, const struct report_film *film, struct err *err)
{
    for (size_t c = 0; c < film->n_clips; c++) {
        const struct report_clip *clip = &film->clips[c];
        AUTO(pictures) struct pictures *p = NULL;
        int rc = pictures_new(clip, &p, err);
        if (rc < 0)
            return rc;
        text_add(t, "<section><p class=\"clipname quiet small\">");
        if (film->n_clips > 1)
            text_addf(t, "%s %zu: ", words_part(film), c + 1);
        html_text(t, words_file(clip->path));
        text_add(t, "</p>");
        html_pictures(t, clip, p);
        facts(t, clip);
        text_add(t, "</section>");
    }
    text_add(t,
             "<p class=\"small quiet\">The pictures show one typical step of each side and its "
             "own numbers; the scorecard gives the median of all steps. Colours: "
             "<span class=\"side left\">left is blue</span>, "
             "<span class=\"side right\">right is orange</span>, the runner's own.</p>");
    return 0;
}

static void details(struct text *t, const struct report_film *film)
{
    text_add(t, "<h2>Curves over the stride</h2><p class=\"small quiet\">From one contact of a "
                "foot to its next. Line: mean of the strides (left solid, right dashed); "
                "shade: one standard deviation; dotted upright line: toe-off.</p>");
    for (size_t c = 0; c < film->n_clips; c++) {
        if (film->n_clips > 1)
            text_addf(t, "<h3>Clip %zu, %s</h3>", c + 1, words_view(film->clips[c].gait->view));
        html_curves(t, &film->clips[c]);
    }
    text_add(t, "<h2>Step by step</h2>");
    for (size_t c = 0; c < film->n_clips; c++)
        html_steps(t, film, c);
    html_quality(t, film);
    html_method(t, film);
}

int report_html(const char *path, const struct report_film *film, struct err *err)
{
    AUTO_TEXT struct text t = TEXT_INIT(PAGE_MAX);
    html_head(&t, "Running form report", "");
    text_add(&t, "<header><p class=\"brand\">Backstride</p><h1>How you run</h1>");
    lead(&t, film);
    text_add(&t, "</header>\n");
    int rc = clips(&t, film, err);
    if (rc < 0)
        return rc;
    html_change(&t, film);
    html_scorecard(&t, film);
    html_findings(&t, film);
    html_low_back(&t, film);
    html_limits(&t, film);
    details(&t, film);
    html_foot(&t);
    if (text_failed(&t))
        return err_set(err, ERR_LIMIT, "the page \"%s\" needs more than %d MB", path,
                       PAGE_MAX >> 20);
    return file_write(path, t.buf, t.len, err);
}
