/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>
#include <string.h>

#include "base/day.h"
#include "base/file.h"
#include "base/text.h"
#include "cli/common.h"
#include "cli/gate.h"
#include "cli/log.h"
#include "cli/today.h"
#include "report/exercises.h"

/* -- the run in words */

static void time_words(struct text *t, double s)
{
    int min = (int)(s / 60), rest = (int)lround(s - 60 * min);

    if (min)
        text_addf(t, "%d min", min);
    if (rest)
        text_addf(t, "%s%d s", min ? " " : "", rest);
}

static void target_words(struct text *t, const struct plan_step *s)
{
    char low[24], high[24];

    if (isnan(s->low) && isnan(s->high)) {
        text_add(t, s->aim == PLAN_AIM_EASY ? ", slow enough to talk" : "");
        return;
    }
    if (s->by_speed) {
        text_duration(1000 / s->high, high);
        text_duration(1000 / s->low, low);
        text_addf(t, " at %s to %s min/km", isnan(s->high) ? low : high, low);
        return;
    }
    if (isnan(s->low))
        text_addf(t, " below %.0f beats/min", s->high);
    else if (isnan(s->high))
        text_addf(t, " above %.0f beats/min", s->low);
    else
        text_addf(t, " at %.0f to %.0f beats/min", s->low, s->high);
}

static void step_words(struct text *t, const struct plan_step *s)
{
    if (!isnan(s->distance_m))
        text_addf(t, "%.1f km", s->distance_m / 1000);
    else if (!isnan(s->duration_s))
        time_words(t, s->duration_s);
    text_addf(t, " %s", plan_aims[s->aim].shown);
    target_words(t, s);
}

/* The step that goes back to i, after it; 0: none. */
static size_t loop_end(const struct plan_session *r, size_t i)
{
    for (size_t k = i + 1; k < r->n_steps; k++)
        if (r->step[k].repeats && r->step[k].repeat_to == i)
            return k;
    return 0;
}

void today_steps(const struct plan_session *r, bool skip, struct text *ret)
{
    size_t i = skip && r->n_steps > 1 && r->step[0].aim == PLAN_AIM_WALK ? 1 : 0;

    while (i < r->n_steps) {
        size_t end = loop_end(r, i);
        if (end)
            text_addf(ret, "%u times: ", r->step[end].repeats + 1);
        for (size_t k = i; k < (end ? end : i + 1); k++) {
            text_add(ret, k > i ? ", " : "");
            step_words(ret, &r->step[k]);
        }
        text_add(ret, "\n");
        i = end ? end + 1 : i + 1;
    }
}

void today_missing(const struct today *t, struct text *ret)
{
    unsigned missing = t->decided.missing;

    if (t->planner.due)
        text_add(ret, "Your plan has changed since you kept it; backstride plan --again makes "
                      "the rest anew.\n");
    if (missing & PLAN_NO_PLAN)
        text_add(ret, "There is no plan for today; backstride plan makes one.\n");
    if (missing & PLAN_NO_DIARY)
        text_add(ret, "Nothing is known of your back in the last 7 days; backstride pain takes "
                      "a line.\n");
    if (missing & PLAN_NO_LOG)
        text_add(ret, "No run is known; backstride import PATH takes them in.\n");
}

/* skip: the walk it begins with is told elsewhere, see today_steps. */
static void run_title(const struct plan_session *r, bool skip, struct text *ret)
{
    double walk_s =
        skip && r->n_steps > 1 && r->step[0].aim == PLAN_AIM_WALK ? r->step[0].duration_s : 0;

    text_addf(ret, "%s", plan_kinds[r->kind].shown);
    if (r->run_m > 0)
        text_addf(ret, ", %.1f km", r->run_m / 1000);
    if (r->minutes > 0)
        text_addf(ret, ", about %.0f min", r->minutes - walk_s / 60);
}

/* -- terminal */

static void print_lines(FILE *out, const char *indent, const struct text *t)
{
    const char *s = text_str(t);

    while (*s) {
        int n = (int)strcspn(s, "\n");
        fprintf(out, "%s%.*s\n", indent, n, s);
        s += n + (s[n] == '\n');
    }
}

static void print_session(FILE *out, const struct care_session *s, int columns)
{
    char dose[64];

    if (s->n == 0)
        fprintf(out, "\n%s: none\n", care_session_name(s->kind));
    else
        fprintf(out, "\n%s, %.0f min\n", care_session_name(s->kind), s->seconds / 60);
    common_wrapped(out, 2, "", s->why, columns);
    for (size_t i = 0; i < s->n; i++) {
        care_item_dose(&s->item[i], dose);
        fprintf(out, "  %-31s %-26s %s\n", s->item[i].exercise->name, dose,
                s->item[i].exercise->id);
    }
}

static void print_reason(FILE *out, const char *words, enum evidence grade, const char *source)
{
    char line[400];

    snprintf(line, sizeof(line), "%s (%s: %s)", words, evidence_name(grade), source);
    common_wrapped(out, 2, "", line, common_columns());
}

void today_print(FILE *out, const struct today *t, bool quiet)
{
    const struct plan_today *d = &t->decided;
    AUTO_TEXT struct text title = TEXT_INIT(1 << 12), steps = TEXT_INIT(1 << 14),
                          missing = TEXT_INIT(1 << 12);
    int columns = common_columns();
    char day[16];

    gate_print(out, &t->gate);
    if (d->action == PLAN_DO_NOTHING)
        return;
    day_text(t->state.today, day);
    fprintf(out, "%s: %s\n", day, plan_action_words(d->action));
    for (size_t i = 0; i < d->n_why; i++)
        print_reason(out, d->why[i]->words, d->why[i]->grade, d->why[i]->source);
    if (t->light.rule && t->light.light != CARE_GREEN)
        print_reason(out, t->light.rule->words, t->light.rule->grade, t->light.rule->source);
    if (t->before.kind == CARE_SESSION_WARM_UP && d->has_run && t->before.why)
        print_session(out, &t->before, columns);
    if (d->has_run) {
        run_title(&d->run, t->before.n > 0, &title);
        today_steps(&d->run, t->before.n > 0, &steps);
        fprintf(out, "\n%s\n", text_str(&title));
        print_lines(out, "  ", &steps);
        if (d->run.why[0])
            common_wrapped(out, 2, "", d->run.why, columns);
    }
    if (d->has_run && t->after.why)
        print_session(out, &t->after, columns);
    for (size_t i = 0; i < t->n_cross; i++)
        print_session(out, &t->cross[i], columns);
    today_missing(t, &missing);
    if (missing.len && !quiet)
        fputc('\n', out);
    if (!quiet)
        print_lines(out, "", &missing);
}

/* -- JSON */

static json_t *session_json(const struct care_session *s)
{
    json_t *items = json_array();
    char dose[64];

    for (size_t i = 0; i < s->n; i++) {
        const struct care_item *it = &s->item[i];
        care_item_dose(it, dose);
        json_array_append_new(
            items, json_pack("{s:s, s:s, s:s, s:i, s:i, s:f, s:b, s:f}", "id", it->exercise->id,
                             "name", it->exercise->name, "dose", dose, "sets", it->sets,
                             "repetitions", it->reps, "hold_s", it->hold_s, "each_side",
                             (int)it->exercise->each_side, "seconds", it->seconds));
    }
    return json_pack("{s:s, s:f, s:s, s:o}", "kind", care_session_key(s->kind), "seconds",
                     s->seconds, "why", s->why ? s->why : "", "items", items);
}

static json_t *lines_json(const struct text *t)
{
    json_t *lines = json_array();
    const char *s = text_str(t);

    while (*s) {
        size_t n = strcspn(s, "\n");
        json_array_append_new(lines, json_stringn(s, n));
        s += n + (s[n] == '\n');
    }
    return lines;
}

static json_t *run_json(const struct today *t)
{
    const struct plan_session *r = &t->decided.run;
    AUTO_TEXT struct text steps = TEXT_INIT(1 << 14);

    if (!t->decided.has_run)
        return json_null();
    today_steps(r, false, &steps);
    return json_pack("{s:s, s:o, s:o, s:b, s:o, s:s}", "kind", plan_kinds[r->kind].key, "run_m",
                     log_number(r->run_m), "minutes", log_number(r->minutes), "hard",
                     (int)t->decided.hard, "steps", lines_json(&steps), "why", r->why);
}

json_t *today_json(const struct today *t)
{
    const struct plan_today *d = &t->decided;
    AUTO_TEXT struct text missing = TEXT_INIT(1 << 12);
    json_t *why = json_array(), *sessions = json_array();
    char day[16];

    day_text(t->state.today, day);
    if (d->action == PLAN_DO_NOTHING) {
        json_decref(why);
        json_decref(sessions);
        return json_pack("{s:s, s:s, s:s, s:o}", "schema", "backstride.today/1", "day", day,
                         "action", plan_action_key(d->action), "signs", gate_json(&t->gate));
    }
    for (size_t i = 0; i < d->n_why; i++)
        json_array_append_new(why, json_pack("{s:s, s:s, s:s, s:s}", "id", d->why[i]->id,
                                             "words", d->why[i]->words, "evidence",
                                             evidence_name(d->why[i]->grade), "source",
                                             d->why[i]->source));
    if (d->has_run && t->before.why)
        json_array_append_new(sessions, session_json(&t->before));
    if (d->has_run && t->after.why)
        json_array_append_new(sessions, session_json(&t->after));
    for (size_t i = 0; i < t->n_cross; i++)
        json_array_append_new(sessions, session_json(&t->cross[i]));
    today_missing(t, &missing);
    return json_pack("{s:s, s:s, s:s, s:o, s:s, s:o, s:o, s:o, s:o}", "schema",
                     "backstride.today/1", "day", day, "action", plan_action_key(d->action),
                     "why", why, "light", care_light_name(t->light.light), "run", run_json(t),
                     "sessions", sessions, "signs", gate_json(&t->gate), "missing",
                     lines_json(&missing));
}

/* -- page */

static void page_lines(struct text *t, const struct text *lines)
{
    const char *s = text_str(lines);
    char line[256];

    while (*s) {
        int n = (int)strcspn(s, "\n");
        snprintf(line, sizeof(line), "%.*s", n, s);
        exercises_paragraph(t, line, false);
        s += n + (s[n] == '\n');
    }
}

static void page_gate(struct text *t, const struct care_gate *g)
{
    for (size_t i = 0; i < g->n_open; i++) {
        exercises_heading(t, g->open[i]->question, NULL);
        exercises_paragraph(t, g->open[i]->to_do, true);
    }
}

static void page_run(struct text *t, const struct today *today)
{
    AUTO_TEXT struct text title = TEXT_INIT(1 << 12), steps = TEXT_INIT(1 << 14);
    const struct plan_session *r = &today->decided.run;

    run_title(r, today->before.n > 0, &title);
    if (title.len)
        text_capital(title.buf);
    today_steps(r, today->before.n > 0, &steps);
    exercises_heading(t, text_str(&title), r->why[0] ? r->why : NULL);
    page_lines(t, &steps);
}

int today_page(const struct today *today, const char *path, struct err *err)
{
    AUTO_TEXT struct text t = TEXT_INIT(8 << 20), missing = TEXT_INIT(1 << 12);
    const struct plan_today *d = &today->decided;
    char day[16];

    day_text(today->state.today, day);
    exercises_page_begin(&t, plan_action_words(d->action), day);
    page_gate(&t, &today->gate);
    if (d->action != PLAN_DO_NOTHING) {
        for (size_t i = 0; i < d->n_why; i++)
            exercises_paragraph(&t, d->why[i]->words, i == 0);
        today_missing(today, &missing);
        page_lines(&t, &missing);
        if (d->has_run && today->before.why)
            exercises_session(&t, &today->before);
        if (d->has_run)
            page_run(&t, today);
        if (d->has_run && today->after.why)
            exercises_session(&t, &today->after);
        for (size_t i = 0; i < today->n_cross; i++)
            exercises_session(&t, &today->cross[i]);
    }
    exercises_page_end(&t);
    if (text_failed(&t))
        return err_set(err, ERR_NOMEM, "no memory for the page %s", path);
    return file_write(path, t.buf, t.len, err);
}
