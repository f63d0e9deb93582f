/* SPDX-License-Identifier: Apache-2.0 */
/* What a professional wants first: one page, then the checklist of the video analysis. */
#include <math.h>
#include <string.h>

#include "base/day.h"
#include "base/mem.h"
#include "report/whole_parts.h"
#include "report/words.h"

enum { SIGNS_SHOWN = 5 };
static const double SMALL_CHART = 84; /* pt, so that the summary stays one page */

/* -- history */

static void field(struct text *t, const struct care_profile *p, enum care_field f,
                  const char *before, const char *after)
{
    char value[64];

    if (isnan(p->value[f]))
        return;
    care_profile_show(f, p->value[f], value, sizeof(value));
    text_addf(t, "%s%s%s%s", t->len ? "; " : "", before, value, after);
}

static void person(const struct flow *f, const struct report_whole *w)
{
    const struct care_profile *p = w->profile;
    AUTO_TEXT struct text who = TEXT_INIT(1024), past = TEXT_INIT(1024),
                          habits = TEXT_INIT(1024);

    field(&who, p, CARE_FIELD_BORN, "born ", "");
    field(&who, p, CARE_FIELD_SEX, "", "");
    field(&who, p, CARE_FIELD_HEIGHT, "", " cm");
    field(&who, p, CARE_FIELD_MASS, "", " kg");
    field(&past, p, CARE_FIELD_RUNNING_SINCE, "runs since ", "");
    field(&past, p, CARE_FIELD_BACK, "back pain: ", "");
    field(&past, p, CARE_FIELD_BACK_WEEKS, "this episode: ", " weeks");
    field(&past, p, CARE_FIELD_WALK_30, "walks 30 min without it getting worse: ", "");
    field(&past, p, CARE_FIELD_GOAL, "goal: ", "");
    field(&habits, p, CARE_FIELD_SITTING, "sits ", " h a day");
    field(&habits, p, CARE_FIELD_STRENGTH, "strength ", " times a week");
    field(&habits, p, CARE_FIELD_WARM_UP, "warm-up: ", "");
    flow_labelled(f, "Runner", w->name ? w->name : "______________________________");
    flow_labelled(f, "Person", who.len ? text_str(&who) : "not said");
    flow_labelled(f, "History", past.len ? text_str(&past) : "not said");
    flow_labelled(f, "Habits", habits.len ? text_str(&habits) : "not said");
}

static void warning_signs(const struct flow *f, const struct report_whole *w)
{
    const struct care_gate *g = w->gate;
    char s[512], day[16];

    for (size_t i = 0; g && i < g->n_open && i < SIGNS_SHOWN; i++) {
        day_text(g->since[i], day);
        snprintf(s, sizeof(s), "OPEN since %s: %s Yes. Level: %s.", day, g->open[i]->question,
                 care_level_words(g->open[i]->level));
        flow_labelled(f, i == 0 ? "Warning signs" : "", s);
    }
    if (g && g->n_open > 0)
        return;
    snprintf(s, sizeof(s), "%s", report_sentences[WHOLE_NOT_ASKED]);
    if (g && g->asked != 0) {
        day_text(g->asked, day);
        snprintf(s, sizeof(s), "%s Last asked: %s.", report_sentences[WHOLE_NO_FLAG], day);
    }
    flow_labelled(f, "Warning signs", s);
}

/* -- diary and load in words */

static void bits(struct text *t, unsigned set, const struct care_word *words, size_t n,
                 const char *before)
{
    const char *comma = before;

    for (size_t i = 0; i < n; i++)
        if (set & 1U << i) {
            text_addf(t, "%s%s", comma, words[i].words);
            comma = ", ";
        }
}

static void diary(const struct flow *f, const struct report_whole *w)
{
    const struct verdict_pain *p = &w->input->pain;
    AUTO_TEXT struct text s = TEXT_INIT(4096);
    unsigned where = 0, symptoms = 0;
    double worst = NAN;
    char number[WORDS_MAX];

    for (size_t i = 0; i < w->n_pains; i++)
        if (w->pains[i].day > w->today - 28) {
            const struct care_pain *e = &w->pains[i];
            where |= e->regions;
            symptoms |= e->symptoms;
            worst = fmax(worst, care_worst_of(e));
        }
    if (p->n_28 == 0) {
        flow_labelled(f, "Diary, 28 days", report_sentences[WHOLE_NO_PAIN]);
        return;
    }
    words_number(worst, 0, number);
    text_addf(&s, "%u %s; light now %s; highest score %s of 10", p->n_28,
              p->n_28 == 1 ? "entry" : "entries", care_light_name(p->now.light), number);
    if (isfinite(p->next_day)) {
        words_number(p->next_day, 0, number);
        text_addf(&s, "; largest rise to the next morning in 7 days %s", number);
    }
    if (isfinite(p->rise)) {
        words_number(p->rise, 1, number);
        text_addf(&s, "; mean against the week before %s%s", p->rise > 0 ? "+" : "", number);
    }
    bits(&s, where, care_regions, CARE_N_REGIONS, "; where: ");
    bits(&s, symptoms, care_symptoms, CARE_N_SYMPTOMS, "; signs: ");
    flow_labelled(f, "Diary, 28 days", text_str(&s));
    if (p->now.rule)
        flow_labelled(f, "", p->now.rule->words);
}

static void say(struct text *t, const char *before, double x, int decimals, const char *after)
{
    char number[WORDS_MAX];

    if (!isfinite(x))
        return;
    words_number(x, decimals, number);
    text_addf(t, "%s%s%s%s", t->len ? "; " : "", before, number, after);
}

static void load(const struct flow *f, const struct report_whole *w)
{
    const struct verdict_load *l = &w->input->load;
    AUTO_TEXT struct text s = TEXT_INIT(2048);

    say(&s, "", l->km_week, 1, " km a week");
    say(&s, "", l->runs_week, 1, l->said ? " runs a week (as said, no log)" : " runs a week");
    if (l->spike.row && l->spike.row->jump == LOAD_JUMP_RETURN)
        text_addf(&s, "; back after 30 days without a run");
    else if (l->spike.row && l->spike.over > 0)
        say(&s, "longest jump of a run in 14 days +", l->spike.over * 100, 0, " %");
    else if (l->spike.row)
        text_addf(&s, "; no jump of a run in 14 days");
    say(&s, "hard sessions in 28 days ", l->hard_28, 0, "");
    say(&s, "hard days in a row ", l->hard_row, 0, "");
    say(&s, "easy sessions ", l->easy_share * 100, 0, " %");
    say(&s, "days of rest in 7 ", l->rest_days, 0, "");
    say(&s, "monotony ", l->monotony, 1, "");
    say(&s, "load of the back ", l->back_of_usual, 1, " times usual");
    say(&s, "steady weeks of 12: ", l->steady_weeks, 0, "");
    flow_labelled(f, "Load, 28 days",
                  s.len ? text_str(&s)
                        : report_sentences[w->n_sessions ? WHOLE_NO_RECENT : WHOLE_NO_LOG]);
}

/* -- form in one line each */

static void form(const struct flow *f, const struct report_whole *w)
{
    const struct card *c = w->film;
    char day[16], line[CARD_SEEN_MAX + 256];

    if (!c) {
        flow_labelled(f, "Form", report_sentences[WHOLE_NO_FILM]);
        return;
    }
    day_text(c->day, day);
    snprintf(line, sizeof(line), "film of %s, %zu steps%s", day, c->n_steps,
             c->n_findings ? "" : "; nothing measured clearly asks for a change");
    flow_labelled(f, "Form", line);
    for (size_t i = 0; i < c->n_findings; i++) {
        const struct card_line *l = &c->line[c->finding[i]];
        char label[WORDS_MAX], value[WORDS_MAX], interval[WORDS_MAX];
        words_value(&l->value, words_of_rule(l->rule), value);
        words_interval(&l->value, words_of_rule(l->rule), interval);
        words_labelled(l->rule->label, ", ", l->side, label);
        snprintf(line, sizeof(line), "%s: %s (%s), %s, evidence %s", label, value, interval,
                 form_status_name(l->status), evidence_name(l->rule->grade));
        flow_labelled(f, "", line);
    }
    if (isfinite(c->low_back_bw)) {
        snprintf(line, sizeof(line),
                 "L5/S1, estimated peak a step: %.1f body weights (%.1f to %.1f)",
                 c->low_back_bw, c->low_back_lo, c->low_back_hi);
        flow_labelled(f, "", line);
    }
}

void whole_summary(const struct flow *f, const struct report_whole *w)
{
    const struct verdict *v = w->verdict;
    char s[256], day[16];

    day_text(w->today, day);
    flow_text(f, SHEET_TITLE, report_sentences[WHOLE_PRO_TITLE]);
    snprintf(s, sizeof(s), "%s. %s", day, report_sentences[WHOLE_NO_DIAGNOSIS]);
    flow_text(f, SHEET_QUIET, s);
    person(f, w);
    warning_signs(f, w);
    diary(f, w);
    load(f, w);
    if (!v->blocked)
        form(f, w);
    snprintf(s, sizeof(s), "%s (evidence %s)", verdict_answers[v->answer].shown,
             evidence_name(verdict_answers[v->answer].grade));
    flow_labelled(f, "Program's answer",
                  v->answer == VERDICT_CANNOT_TELL ? verdict_answers[v->answer].shown : s);
    whole_weeks(f, w, SMALL_CHART);
    whole_diary(f, w, SMALL_CHART);
    flow_labelled(f, "Measured", report_sentences[WHOLE_MEASURED]);
    flow_labelled(f, "Not measured", report_sentences[WHOLE_NOT_MEASURED]);
    flow_labelled(f, "How load is told", report_sentences[WHOLE_LOAD_BASIS]);
}

/* -- the checklist */

static const struct card_line *line_of(const struct card *c, const char *rule)
{
    const struct card_line *worst = NULL;

    for (size_t i = 0; c && rule && i < c->n_lines; i++) {
        static const int rank[FORM_N_STATUSES] = {
            [FORM_GOOD] = 2, [FORM_WATCH] = 3, [FORM_CHANGE] = 4, [FORM_NOTE] = 1
        };
        const struct card_line *l = &c->line[i];
        if (strcmp(l->rule->id, rule) == 0 && (!worst || rank[l->status] > rank[worst->status]))
            worst = l;
    }
    return worst;
}

void whole_checklist(const struct flow *f, const struct report_whole *w)
{
    static const struct sheet_column columns[] = {
        { "", 0.2, false },
        { "Finding", 0.34, false },
        { "For orientation", 0.14, false },
        { "Status", 0.1, false },
        { "Look for", 0.22, false },
    };
    struct checklist filled;
    const struct checklist *c = w->checklist;
    const char *view = "";
    struct flow_table t;

    if (!c) {
        checklist_fill(w->film, &filled);
        c = &filled;
    }
    flow_text(f, SHEET_HEADING, "Video analysis");
    flow_text(f, SHEET_SMALL, report_sentences[WHOLE_CHECK_NOTE]);
    flow_table_begin(&t, columns, N_ELEMS(columns));
    for (size_t i = 0; i < checklist_n_rows; i++) {
        const struct checklist_row *row = &checklist_rows[i];
        const struct card_line *l = w->verdict->blocked ? NULL : line_of(w->film, row->rule);
        char band[WORDS_MAX] = "";
        if (strcmp(view, row->view) != 0)
            flow_row_head(&t, row->view);
        view = row->view;
        flow_cellf(&t, "%s%s", row->label, c->changed[i] ? " *" : "");
        flow_cell(&t, c->text[i][0] ? c->text[i] : " ");
        if (l && l->rule->kind == FORM_JUDGED)
            words_band(l->rule, band);
        flow_cell(&t, band);
        flow_cell(&t, l && l->rule->kind == FORM_JUDGED ? form_status_name(l->status) : "");
        flow_cell(&t, row->looks);
    }
    flow_table_end(f, &t);
    flow_text(f, SHEET_SMALL, report_sentences[WHOLE_BANDS_NOTE]);
}
