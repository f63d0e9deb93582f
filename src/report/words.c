/* SPDX-License-Identifier: Apache-2.0 */
#include "report/words.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

const char words_disclaimer[] =
    "Backstride is not a medical device: it describes how you run, it does not diagnose, "
    "treat or predict injury. With back pain, see a professional.";
const char words_interval_note[] =
    "Each value is the median of the steps; the range after it is its 95 % interval: if the "
    "whole interval does not fit one status, the status says so.";

bool words_has(const struct gait_value *v)
{
    return v->status == GAIT_MEASURED && isfinite(v->value);
}

bool words_any(const struct gait_value *values, enum measure m)
{
    for (size_t i = 0; i < words_n_sides(m); i++)
        if (words_has(&values[words_side_i(m, i)]))
            return true;
    return false;
}

void words_number(double x, int decimals, char ret_buf[WORDS_MAX])
{
    if (!isfinite(x)) {
        snprintf(ret_buf, WORDS_MAX, "-");
        return;
    }
    int n = snprintf(ret_buf, WORDS_MAX, "%.*f", decimals, x);
    if (ret_buf[0] == '-' && strspn(ret_buf + 1, "0.") == (size_t)n - 1)
        memmove(ret_buf, ret_buf + 1, (size_t)n);
}

void words_short_unit(const char *unit, char ret_buf[32])
{
    if (strcmp(unit, "deg") == 0)
        snprintf(ret_buf, 32, "\u00b0");
    else
        snprintf(ret_buf, 32, " %.28s", unit);
}

struct words_form words_of_measure(enum measure m)
{
    return (struct words_form){ measure_info(m)->unit, measure_info(m)->decimals };
}

struct words_form words_of_rule(const struct form_rule *rule)
{
    return (struct words_form){ rule->unit, rule->decimals };
}

void words_value(const struct gait_value *v, struct words_form form, char ret_buf[WORDS_MAX])
{
    char number[WORDS_MAX];
    words_number(words_has(v) ? v->value : NAN, form.decimals, number);
    snprintf(ret_buf, WORDS_MAX, "%.40s%s%.40s", number, words_has(v) ? " " : "",
             words_has(v) ? form.unit : "");
}

void words_interval(const struct gait_value *v, struct words_form form, char ret_buf[WORDS_MAX])
{
    char lo[WORDS_MAX], hi[WORDS_MAX];
    ret_buf[0] = '\0';
    if (!words_has(v))
        return;
    if (!isfinite(v->lo) || !isfinite(v->hi)) {
        snprintf(ret_buf, WORDS_MAX, "interval not known");
        return;
    }
    words_number(v->lo, form.decimals, lo);
    words_number(v->hi, form.decimals, hi);
    snprintf(ret_buf, WORDS_MAX, "%.40s to %.40s", lo, hi);
}

void words_band(const struct form_rule *rule, char ret_buf[WORDS_MAX])
{
    bool has_lo = isfinite(rule->good_lo), has_hi = isfinite(rule->good_hi);
    if (rule->kind == FORM_NOTED || (!has_lo && !has_hi))
        snprintf(ret_buf, WORDS_MAX, "not judged");
    else if (has_lo && has_hi)
        snprintf(ret_buf, WORDS_MAX, "%.6g to %.6g %s", rule->good_lo, rule->good_hi,
                 rule->unit);
    else if (has_hi)
        snprintf(ret_buf, WORDS_MAX, "up to %.6g %s", rule->good_hi, rule->unit);
    else
        snprintf(ret_buf, WORDS_MAX, "from %.6g %s", rule->good_lo, rule->unit);
}

const char *words_side(enum body_side side)
{
    return side == BODY_N_SIDES ? "both" : body_side_name(side);
}

void words_labelled(const char *label, const char *between, enum body_side side,
                    char ret_buf[WORDS_MAX])
{
    snprintf(ret_buf, WORDS_MAX, "%.100s%s%s", label, side == BODY_N_SIDES ? "" : between,
             side == BODY_N_SIDES ? "" : words_side(side));
}

const char *words_view(enum gait_view v)
{
    static const char *const names[GAIT_N_VIEWS] = {
        [GAIT_VIEW_AUTO] = "view not known",
        [GAIT_SIDE_LEFT] = "side view, runner faces left",
        [GAIT_SIDE_RIGHT] = "side view, runner faces right",
        [GAIT_REAR] = "view from behind",
        [GAIT_FRONT] = "view from the front",
    };
    return names[v];
}

const char *words_view_short(enum gait_view v)
{
    static const char *const names[GAIT_N_VIEWS] = { "not known", "side, facing left",
                                                     "side, facing right", "from behind",
                                                     "from the front" };
    return names[v];
}

const char *words_file(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash && slash[1] ? slash + 1 : path;
}

/* One row a status: its key in files, and what the views say of it. */
static const struct reason {
    const char *key, *refusal, *because, *remedy;
} reasons[] = {
    [GAIT_MEASURED] = { "measured", "measured", "", "" },
    [GAIT_NOT_IN_VIEW] = { "not_in_view", "this view does not show it",
                           "This view does not show it", "" },
    [GAIT_FPS_TOO_LOW] = { "fps_too_low", "too few frames per second for it",
                           "Too few frames per second",
                           "Film at 120 frames per second or more (the phone's slow motion)." },
    [GAIT_TOO_FEW] = { "too_few", "too few good steps", "Too few good steps",
                       "Film longer: at least 10 seconds, or 20 steps, of steady running." },
    [GAIT_NOT_SEEN] = { "not_seen", "hidden or cut off in the picture",
                        "Hidden or cut off in the picture",
                        "Keep the whole body in the picture, feet included, with nothing in "
                        "front of it, in good light and in close-fitting clothes." },
};

/* A value said to be measured that is no number after all was not seen. */
static enum gait_status status_of(const struct gait_value *v)
{
    return v->status == GAIT_MEASURED && !words_has(v) ? GAIT_NOT_SEEN : v->status;
}

const char *words_status_key(const struct gait_value *v) { return reasons[status_of(v)].key; }
const char *words_refusal(const struct gait_value *v) { return reasons[status_of(v)].refusal; }

/* Length of the UTF-8 sequence at s, 0: not one (overlong, surrogate, truncated, too large). */
static size_t utf8_length(const unsigned char *s)
{
    if (s[0] < 0x80)
        return 1;
    size_t n = s[0] >= 0xf0 ? 4 : s[0] >= 0xe0 ? 3 : 2;
    if (s[0] < 0xc2 || s[0] > 0xf4)
        return 0;
    for (size_t i = 1; i < n; i++)
        if ((s[i] & 0xc0) != 0x80)
            return 0;
    if ((s[0] == 0xe0 && s[1] < 0xa0) || (s[0] == 0xed && s[1] > 0x9f) ||
        (s[0] == 0xf0 && s[1] < 0x90) || (s[0] == 0xf4 && s[1] > 0x8f))
        return 0;
    return n;
}

/* Control characters, and the marks that turn the direction of writing: U+0000-001F, 007F-009F,
 * 200E-200F, 2028-202E, 2066-2069. */
static bool is_control(const unsigned char *s, size_t n)
{
    if (n == 1)
        return s[0] < 0x20 || s[0] == 0x7f;
    if (n == 2)
        return s[0] == 0xc2 && s[1] < 0xa0;
    if (n != 3 || s[0] != 0xe2)
        return false;
    return (s[1] == 0x80 && (s[2] == 0x8e || s[2] == 0x8f || (s[2] >= 0xa8 && s[2] <= 0xae))) ||
           (s[1] == 0x81 && s[2] >= 0xa6 && s[2] <= 0xa9);
}

void words_clean(struct text *t, const char *s)
{
    while (*s) {
        size_t n = utf8_length((const unsigned char *)s);
        if (n == 0 || is_control((const unsigned char *)s, n))
            text_add(t, "?");
        else
            text_add_n(t, s, n);
        s += n ? n : 1;
    }
}

double words_duration_s(const struct report_clip *clip)
{
    const struct motion *m = clip->gait->motion;
    if (m && m->n_frames > 1)
        return m->t_s[m->n_frames - 1] - m->t_s[0];
    return clip->info.duration_s > 0 ? clip->info.duration_s : NAN;
}

bool words_is_mocap(const struct report_film *film) { return film->clips[0].mocap != NULL; }

const char *words_part(const struct report_film *film)
{
    return words_is_mocap(film) ? "View" : "Clip";
}

void words_mocap(struct text *t, const struct report_mocap *m)
{
    char rate[WORDS_MAX], speed[WORDS_MAX];
    if (!m)
        return;
    words_number(m->rate_hz, 0, rate);
    text_addf(t, "%s, %zu markers of the set %s at %s Hz, up is ", m->format, m->n_markers,
              m->set, rate);
    text_addf(t, "%s, forward %s", m->up, m->forward);
    if (isfinite(m->speed_m_s)) {
        words_number(m->speed_m_s, 2, speed);
        text_addf(t, ", %s m/s", speed);
    }
    text_add(t, m->still ? ", standing trial used" : ", no standing trial");
    if (m->toes_estimated)
        text_add(t, ", toes placed by proportion");
}

static void spread_in_words(struct text *t, const char *what, const struct gait_spread *s)
{
    char bias[WORDS_MAX], mae[WORDS_MAX];
    words_number(1000 * s->bias_s, 1, bias);
    words_number(1000 * s->mae_s, 1, mae);
    text_addf(t, "; %s %s ms on average, %s ms apart", what, bias, mae);
}

void words_agreement(struct text *t, const struct report_mocap *m)
{
    const struct gait_agreement *a = m ? &m->agreement : NULL;
    if (!a || a->n_true == 0)
        return;
    text_addf(t,
              "Contacts timed by %s. Markers against the plate: %zu contacts, %zu missed, "
              "%zu invented",
              m->timed_by_plate ? "the force plate" : "the markers", a->n_true, a->n_missed,
              a->n_invented);
    spread_in_words(t, "contact", &a->on);
    spread_in_words(t, "toe-off", &a->off);
    spread_in_words(t, "contact time", &a->time);
}

void words_clip_facts(struct text *t, const struct report_clip *clip)
{
    char fps[WORDS_MAX];
    if (clip->mocap) {
        words_mocap(t, clip->mocap);
        return;
    }
    double rate = isfinite(clip->gait->quality.fps) ? clip->gait->quality.fps : clip->info.fps;
    words_number(rate, 1, fps);
    text_addf(t, "%s frames/s, %d x %d", fps, clip->info.width, clip->info.height);
    if (clip->pose && clip->pose->n_people)
        text_addf(t, ", person %zu of %zu%s", clip->pose->chosen + 1, clip->pose->n_people,
                  clip->pose->other_runners ? " (another runner is in the picture)" : "");
}

static void count(struct text *t, size_t n, const char *one, const char *many)
{
    if (n)
        text_addf(t, ", %zu %s", n, n == 1 ? one : many);
}

void words_tracking(struct text *t, const struct report_clip *clip)
{
    const struct gait_quality *q = &clip->gait->quality;
    text_addf(t, "runner found in %zu of %zu frames", q->n_found, q->n_frames);
    if (clip->mocap)
        count(t, clip->mocap->n_carried, "point carried by its cluster",
              "points carried by their clusters");
    count(t, q->n_gaps_filled, "point filled in", "points filled in");
    count(t, q->n_outliers, "point replaced", "points replaced");
    count(t, q->n_swaps, "leg swap undone", "leg swaps undone");
    count(t, clip->damage.n_bad_packets, "damaged packet skipped", "damaged packets skipped");
    if (clip->damage.truncated)
        text_add(t, ", the file is cut short");
    if (clip->pose && clip->pose->cut_at_limit)
        text_add(t, ", only the first part of the clip was read");
}

static bool has_note(const struct gait *g, const char *note)
{
    for (size_t i = 0; i < g->n_notes; i++)
        if (strcmp(g->notes[i], note) == 0)
            return true;
    return false;
}

bool words_note(struct text *t, const struct report_film *film, size_t clip_i, size_t note_i)
{
    const char *note = film->clips[clip_i].gait->notes[note_i];
    size_t n_with = 0;
    for (size_t c = 0; c < film->n_clips; c++) {
        n_with += has_note(film->clips[c].gait, note);
        if (c < clip_i && n_with > 0)
            return false;
    }
    if (n_with < film->n_clips)
        text_addf(t, "%s %zu: ", words_part(film), clip_i + 1);
    words_clean(t, note);
    return true;
}

size_t words_n_sides(enum measure m) { return measure_info(m)->sided ? 2 : 1; }

enum body_side words_side_i(enum measure m, size_t i)
{
    return measure_info(m)->sided ? (enum body_side)i : BODY_N_SIDES;
}

size_t words_rule_end(const struct form_result *form, size_t i)
{
    const struct form_rule *rule = form->lines[i].rule;
    while (i < form->n_lines && form->lines[i].rule == rule)
        i++;
    return i;
}

bool words_lines_have(const struct form_result *form, size_t first, size_t end)
{
    for (size_t i = first; i < end; i++)
        if (words_has(&form->lines[i].value))
            return true;
    return false;
}

bool words_in_scorecard(const struct report_film *film, enum measure m)
{
    for (size_t i = 0; i < film->form->n_lines; i++) {
        const struct form_rule *rule = film->form->lines[i].rule;
        if (rule->measure == m && rule->kind != FORM_UNEVEN)
            return true;
    }
    return false;
}

/* The reason nearest to success: a clip that could have shown it says more than one that
 * cannot. GAIT_MEASURED where some clip shows it. */
static enum gait_status best_reason(const struct report_film *film, enum measure m,
                                    enum body_side side)
{
    enum gait_status best = GAIT_NOT_IN_VIEW;
    for (size_t c = 0; c < film->n_clips; c++) {
        enum gait_status s = status_of(&film->clips[c].gait->values[m][side]);
        if (s == GAIT_MEASURED)
            return s;
        if (s != GAIT_NOT_IN_VIEW)
            best = s;
    }
    return best;
}

static const char *other_view(const struct report_film *film)
{
    bool side = false, frontal = false;
    for (size_t c = 0; c < film->n_clips; c++) {
        enum gait_view v = film->clips[c].gait->view;
        side |= v == GAIT_SIDE_LEFT || v == GAIT_SIDE_RIGHT;
        frontal |= v == GAIT_REAR || v == GAIT_FRONT;
    }
    if (!frontal)
        return "Film also from behind: camera at hip height, square to the runner's back, the "
               "whole body in the picture; give both clips together.";
    if (!side)
        return "Film also from the side: camera at hip height, square to the direction of "
               "running, the whole body in the picture; give both clips together.";
    return "Film from the side, from behind and from the front, square to the runner, camera at "
           "hip height.";
}

size_t words_gaps(const struct report_film *film, struct words_gap ret_gaps[WORDS_MAX_GAPS])
{
    static const enum gait_status order[WORDS_MAX_GAPS] = { GAIT_NOT_IN_VIEW, GAIT_FPS_TOO_LOW,
                                                            GAIT_TOO_FEW, GAIT_NOT_SEEN };
    size_t n = 0;
    for (size_t g = 0; g < WORDS_MAX_GAPS; g++) {
        struct words_gap gap = { .reason = order[g],
                                 .because = reasons[order[g]].because,
                                 .remedy = reasons[order[g]].remedy };
        if (gap.reason == GAIT_NOT_IN_VIEW)
            gap.remedy = other_view(film);
        if (gap.reason == GAIT_NOT_SEEN && words_is_mocap(film)) {
            gap.because = "No markers for";
            gap.remedy = "Put markers on trunk, arms and head.";
        }
        for (enum measure m = 0; m < MEASURE_N; m++)
            for (size_t i = 0; i < words_n_sides(m); i++) {
                enum body_side side = words_side_i(m, i);
                gap.missing[m][side] = best_reason(film, m, side) == gap.reason;
                gap.n_missing += gap.missing[m][side];
            }
        if (gap.n_missing)
            ret_gaps[n++] = gap;
    }
    return n;
}

void words_gap_measures(struct text *t, const struct words_gap *gap)
{
    const char *comma = "";
    for (enum measure m = 0; m < MEASURE_N; m++) {
        const bool *missing = gap->missing[m];
        bool left = missing[BODY_LEFT], right = missing[BODY_RIGHT];
        if (!left && !right && !missing[BODY_N_SIDES])
            continue;
        text_addf(t, "%s%s%s", comma, measure_info(m)->label,
                  left == right ? ""
                  : left        ? " (left)"
                                : " (right)");
        comma = ", ";
    }
}
