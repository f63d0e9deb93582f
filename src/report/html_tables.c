/* SPDX-License-Identifier: Apache-2.0 */
/* What stands behind it: steps, quality of the tracking, method and evidence. */
#include <math.h>
#include <string.h>

#include "report/html.h"

/* -- step by step -------------------------------------------------------------------------- */

static bool any_step_has(const struct gait *g, enum measure m)
{
    for (size_t i = 0; i < g->n_steps; i++)
        if (isfinite(g->steps[i].value[m]))
            return true;
    return false;
}

static void steps_head(struct text *t, const struct gait *g)
{
    text_add(t, "<thead><tr><th scope=\"col\">Step</th><th scope=\"col\">Foot</th>"
                "<th scope=\"col\">Contact<small>s</small></th>"
                "<th scope=\"col\">Toe-off<small>s</small></th>");
    for (enum measure m = 0; m < MEASURE_N; m++) {
        if (!any_step_has(g, m))
            continue;
        text_add(t, "<th scope=\"col\">");
        html_text(t, measure_info(m)->label);
        text_add(t, "<small>");
        html_text(t, measure_info(m)->unit);
        text_add(t, "</small></th>");
    }
    text_add(t, "</tr></thead>");
}

static void cell(struct text *t, double x, int decimals)
{
    char s[WORDS_MAX];
    words_number(x, decimals, s);
    text_addf(t, "<td>%s</td>", s);
}

void html_steps(struct text *t, const struct report_film *film, size_t clip_i)
{
    const struct gait *g = film->clips[clip_i].gait;
    if (film->n_clips > 1)
        text_addf(t, "<h3>Clip %zu, %s</h3>", clip_i + 1, words_view(g->view));
    if (g->n_steps == 0) {
        text_add(t, "<p class=\"quiet\">No step was measured.</p>");
        return;
    }
    text_addf(t,
              "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Steps of clip "
              "%zu\"><table class=\"steps\">",
              clip_i + 1);
    steps_head(t, g);
    text_add(t, "<tbody>");
    for (size_t i = 0; i < g->n_steps; i++) {
        const struct gait_step *s = &g->steps[i];
        text_addf(t, "<tr><th scope=\"row\">%zu</th><td>", i + 1);
        html_side(t, s->contact.side);
        text_add(t, "</td>");
        cell(t, s->contact.on_s, 3);
        cell(t, s->contact.off_s, 3);
        for (enum measure m = 0; m < MEASURE_N; m++)
            if (any_step_has(g, m))
                cell(t, s->value[m], measure_info(m)->decimals);
        text_add(t, "</tr>");
    }
    text_add(t, "</tbody></table></div>\n");
}

/* -- quality of the tracking --------------------------------------------------------------- */

static void quality_row(struct text *t, const char *name, const char *value)
{
    text_addf(t, "<dt>%s</dt><dd>", name);
    html_text(t, value);
    text_add(t, "</dd>");
}

static void quality_number(struct text *t, const char *name, double x, int decimals,
                           const char *unit)
{
    char number[WORDS_MAX], s[2 * WORDS_MAX];
    words_number(x, decimals, number);
    snprintf(s, sizeof(s), "%s %s", number, unit);
    quality_row(t, name, isfinite(x) ? s : "not known");
}

static void timing(struct text *t, const struct gait *g)
{
    double on = 0, off = 0;
    for (size_t i = 0; i < g->n_steps; i++) {
        on = fmax(on, g->steps[i].contact.on_sd_s);
        off = fmax(off, g->steps[i].contact.off_sd_s);
    }
    char a[WORDS_MAX], b[WORDS_MAX], s[3 * WORDS_MAX];
    if (g->n_steps == 0 || !isfinite(on) || !isfinite(off))
        return;
    words_number(1e3 * on, 0, a);
    words_number(1e3 * off, 0, b);
    snprintf(s, sizeof(s), "contact %s ms, toe-off %s ms at most (one standard uncertainty)", a,
             b);
    quality_row(t, "Timing of a step", s);
}

static void quality_of(struct text *t, const struct report_clip *clip)
{
    const struct gait_quality *q = &clip->gait->quality;
    AUTO_TEXT struct text s = TEXT_INIT(4096);
    text_add(t, "<dl class=\"plain\">");
    words_tracking(&s, clip);
    quality_row(t, "Tracking", text_str(&s));
    timing(t, clip->gait);
    if (clip->mocap) {
        s.len = 0;
        words_mocap(&s, clip->mocap);
        quality_row(t, "Trial", text_str(&s));
        s.len = 0;
        words_agreement(&s, clip->mocap);
        if (s.len > 0)
            quality_row(t, "Force plate", text_str(&s));
        text_add(t, "</dl>");
        return;
    }
    quality_number(t, "Runner's height", q->height_px, 0, "pixels in the picture");
    quality_number(t, "Scale", q->px_per_m, 0, "pixels a metre");
    quality_number(t, "Scale may be off by", 100 * q->scale_sd_frac, 1,
                   "% (one standard uncertainty)");
    quality_number(t, "Camera movement", q->camera_shift, 3, "body heights a second");
    quality_number(t, "Camera turned clockwise by", q->roll_deg, 1, "degrees, taken out");
    s.len = 0;
    /* libav names a container by all its kinds: "mov,mp4,m4a"; the first will do. */
    text_addf(&s, "%s in %.*s, %d bit", clip->info.codec,
              (int)strcspn(clip->info.container, ","), clip->info.container,
              clip->info.bit_depth);
    quality_row(t, "File", text_str(&s));
    text_add(t, "</dl>");
}

void html_quality(struct text *t, const struct report_film *film)
{
    text_add(t, "<section><h2>Quality of the tracking</h2>");
    for (size_t c = 0; c < film->n_clips; c++) {
        if (film->n_clips > 1)
            text_addf(t, "<h3>Clip %zu, %s</h3>", c + 1, words_view(film->clips[c].gait->view));
        quality_of(t, &film->clips[c]);
    }
    text_add(t, "</section>\n");
}

/* -- method and evidence ------------------------------------------------------------------- */

static void grades(struct text *t)
{
    text_add(t, "<h3>What the grades of evidence mean</h3><dl class=\"plain\">");
    for (int g = 0; g < EVIDENCE_N; g++) {
        text_addf(t, "<dt>%s</dt><dd>", evidence_name((enum evidence)g));
        html_text(t, evidence_meaning((enum evidence)g));
        text_add(t, "</dd>");
    }
    text_add(t, "</dl>");
}

static void evidence(struct text *t, const struct form_result *form)
{
    text_add(t,
             "<h3>What is known about each line of the scorecard</h3><dl class=\"evidence\">");
    for (size_t i = 0, end; i < form->n_lines; i = end) {
        const struct form_rule *rule = form->lines[i].rule;
        end = words_rule_end(form, i);
        text_add(t, "<dt>");
        html_text(t, rule->label);
        text_addf(t, "</dt><dd class=\"small\">");
        html_text(t, rule->evidence);
        text_add(t, " <span class=\"quiet\">Sources: ");
        html_text(t, rule->source);
        text_add(t, "</span></dd>");
    }
    text_add(t, "</dl>");
}

static void definitions(struct text *t)
{
    text_add(t, "<h3>How each measure is defined</h3><dl class=\"evidence\">");
    for (enum measure m = 0; m < MEASURE_N; m++) {
        text_add(t, "<dt>");
        html_text(t, measure_info(m)->label);
        text_add(t, "</dt><dd class=\"small\">");
        html_text(t, measure_info(m)->definition);
        text_add(t, " <span class=\"quiet\">(");
        html_text(t, measure_info(m)->unit);
        text_add(t, ")</span></dd>");
    }
    text_add(t, "</dl>");
}

static void method_of_mocap(struct text *t)
{
    text_add(t,
             "<p>Markers give the points of the body in three dimensions; what a marker does "
             "not give in motion is carried by the cluster on its segment from the standing "
             "trial. The points are projected onto the side and the rear plane, smoothed "
             "without delay, and every measure is taken step by step. The interval of a "
             "value holds the scatter of the steps, the timing, and the known error of skin "
             "markers.</p>");
}

static void method_of_film(struct text *t, const struct report_film *film)
{
    text_add(t, "<p>A pose network (model ");
    html_text(t, film->model ? film->model : "not known");
    text_add(t, ", ");
    html_text(t, film->precision ? film->precision : "precision not known");
    text_add(t,
             ") finds 33 points of the body in every frame. Gaps, jumps and exchanged legs are "
             "repaired and counted, the points are smoothed without delay, contacts of the "
             "feet are found between the frames, and every measure is taken step by step. "
             "The interval of a value holds the scatter of the steps, the timing, and the "
             "known error of measuring from video.</p>");
    if (film->height_m > 0) {
        char s[WORDS_MAX];
        words_number(film->height_m, 2, s);
        text_addf(t, "<p>Lengths are scaled by the runner's height of %s m.</p>", s);
    } else {
        text_add(t, "<p>The runner's height was not given, so lengths have wider "
                    "intervals.</p>");
    }
}

void html_method(struct text *t, const struct report_film *film)
{
    text_add(t, "<section><h2>Method and evidence</h2>");
    if (words_is_mocap(film))
        method_of_mocap(t);
    else
        method_of_film(t, film);
    grades(t);
    evidence(t, film->form);
    definitions(t);
    text_add(t, "</section>\n");
}
