/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>

#include "base/day.h"
#include "cli/common.h"
#include "cli/log.h"
#include "cli/planner.h"
#include "plan/plan.h"

enum { CELL = 9, COLUMNS = 78 };

/* Short words of the table, at most CELL bytes with their number. To name another kind: a row.
 */
static const struct {
    const char *word, *meaning; /* with one session a day */
    char letter;                /* as the second of a day */
} cells[PLAN_N_KINDS] = {
    [PLAN_REST] = { "", NULL, 0 },
    [PLAN_WALK] = { "w", "minutes of brisk walking", 0 },
    [PLAN_RUN_WALK] = { "r/w", "minutes of running, with walk breaks", 0 },
    [PLAN_EASY] = { "easy", "km you can talk through", 0 },
    [PLAN_LONG] = { "long", "km of the long run", 0 },
    [PLAN_STEADY] = { "std", "km with a steady part", 0 },
    [PLAN_INTERVALS] = { "int", "km with fast intervals", 0 },
    [PLAN_RACE] = { "GOAL", "km of the goal run", 0 },
    [PLAN_STRENGTH] = { "S", "strength", 'S' },
    [PLAN_MOBILITY] = { "M", "mobility", 'M' },
    [PLAN_YOGA] = { "Y", "yoga", 'Y' },
    [PLAN_PILATES] = { "P", "Pilates", 'P' },
};

static long first_week(const struct plan *p)
{
    const struct plan_wishes *w = &p->wishes;
    return w->goal_day ? w->goal_day + 1 - 7 * (long)w->n_weeks : w->first_day;
}

static void cell(const struct plan_session *s, size_t n, char ret[CELL + 8])
{
    char tail[4] = "";

    if (n == 0) {
        snprintf(ret, CELL + 8, "%s", "-");
        return;
    }
    if (n > 1)
        snprintf(tail, sizeof(tail), "+%c", cells[s[1].kind].letter);
    if (s->kind == PLAN_RUN_WALK)
        snprintf(ret, CELL + 8, "%s %.0f%s", cells[s->kind].word, s->run_s / 60, tail);
    else if (s->kind == PLAN_WALK)
        snprintf(ret, CELL + 8, "%s %.0f%s", cells[s->kind].word, s->minutes, tail);
    else if (plan_kinds[s->kind].run)
        snprintf(ret, CELL + 8, "%s %.*f%s", cells[s->kind].word,
                 n > 1 || s->run_m >= 9950 ? 0 : 1, s->run_m / 1000, tail);
    else
        snprintf(ret, CELL + 8, "%s%s", cells[s->kind].word, tail);
}

static void print_week(FILE *out, const struct plan *p, long first, unsigned number, bool now)
{
    char date[16], text[CELL + 8];
    double km = 0;

    day_text(first, date);
    fprintf(out, "%2u%c %s ", number, now ? '*' : ' ', date + 5);
    for (long day = first; day < first + 7; day++) {
        size_t n, i = plan_on(p, day, &n);
        cell(&p->session[i], n, text);
        fprintf(out, "%-*s", CELL, text);
        for (size_t k = i; k < i + n; k++)
            km += p->session[k].run_m / 1000;
    }
    fprintf(out, "%5.1f\n", km);
}

static void print_legend(FILE *out, const bool seen[PLAN_N_KINDS])
{
    char line[512] = "";
    size_t n = 0;

    for (int k = 0; k < PLAN_N_KINDS && n < sizeof(line); k++)
        if (seen[k] && cells[k].meaning)
            n += (size_t)snprintf(line + n, sizeof(line) - n, "%s%s: %s", n ? ", " : "",
                                  cells[k].word, cells[k].meaning);
    fputc('\n', out);
    common_wrapped(out, 0, "", line, COLUMNS);
}

static void print_table(FILE *out, const struct plan *p, long today)
{
    bool seen[PLAN_N_KINDS] = { false };
    long start = first_week(p);

    fputs("    from  ", out);
    for (long day = start; day < start + 7; day++)
        fprintf(out, "%-*.3s", CELL, day_names[day_of_week(day)]);
    fputs("   km\n", out);
    for (unsigned w = 0; w < p->wishes.n_weeks; w++) {
        long day = start + 7 * (long)w;
        print_week(out, p, day, w + 1, today >= day && today < day + 7);
    }
    for (size_t i = 0; i < p->n; i++)
        seen[p->session[i].kind] = true;
    print_legend(out, seen);
}

static void print_session(FILE *out, const struct plan_session *s)
{
    struct text steps AUTO_TEXT = TEXT_INIT(4096);
    char date[16];

    day_text(s->day, date);
    plan_say_steps(s, &steps);
    fprintf(out, "%.3s %s  %s", day_names[day_of_week(s->day)], date,
            plan_kinds[s->kind].shown);
    if (s->run_m > 0)
        fprintf(out, " %.1f km", s->run_m / 1000);
    fprintf(out, ", %.0f min%s%s\n", s->minutes, steps.len ? ": " : "", text_str(&steps));
}

void planner_print_all(FILE *out, const struct plan *plan, long from)
{
    for (size_t i = 0; i < plan->n; i++)
        if (plan->session[i].day >= from)
            print_session(out, &plan->session[i]);
}

/* The seven days from today, or the first of a plan that has not begun. */
static void print_soon(FILE *out, const struct plan *p, long today)
{
    long from = today > p->wishes.first_day ? today : p->wishes.first_day;
    bool any = false;

    for (size_t i = 0; i < p->n; i++) {
        const struct plan_session *s = &p->session[i];
        if (s->day < from || s->day >= from + 7)
            continue;
        fputs(any ? "" : "\nThe next days\n", out);
        any = true;
        fputs("  ", out);
        print_session(out, s);
        fprintf(out, "    %s\n", s->why);
    }
}

static void print_notes(FILE *out, const struct plan *p)
{
    if (p->n_notes)
        fputs("\nWhy it is as it is\n", out);
    for (size_t i = 0; i < p->n_notes; i++) {
        const struct plan_rule *r = p->note[i].rule;
        char words[512];
        snprintf(words, sizeof(words), "%s%s%s%s", p->note[i].words, r ? " [" : "",
                 r ? evidence_name(r->grade) : "", r ? "]" : "");
        common_wrapped(out, 4, "  -", words, COLUMNS);
    }
}

void planner_print(FILE *out, const struct plan *plan, long today, bool quiet)
{
    const struct plan_wishes *w = &plan->wishes;
    char goal[16] = "", first[16];

    day_text(w->first_day, first);
    day_text(w->goal_day, goal);
    fprintf(out, "Plan from %s, %s: %u week%s, %u run%s a week; goal: %s%s%s\n\n", first,
            plan_tracks[w->track].shown, w->n_weeks, w->n_weeks == 1 ? "" : "s", w->runs,
            w->runs == 1 ? "" : "s", plan_goal_words(w->goal), w->goal_day ? " on " : "",
            w->goal_day ? goal : "");
    print_table(out, plan, today);
    print_soon(out, plan, today);
    if (!quiet)
        print_notes(out, plan);
}

/* -- JSON */

static json_t *step_json(const struct plan_step *x)
{
    if (x->repeats)
        return json_pack("{s:s, s:i, s:i}", "aim", plan_aims[PLAN_AIM_NONE].key, "from",
                         (int)x->repeat_to, "times_more", (int)x->repeats);
    return json_pack("{s:s, s:o, s:o, s:s?, s:o, s:o}", "aim", plan_aims[x->aim].key,
                     "duration_s", log_number(x->duration_s), "distance_m",
                     log_number(x->distance_m), "by",
                     isnan(x->low) && isnan(x->high) ? NULL
                     : x->by_speed                   ? "speed_m_s"
                                                     : "hr",
                     "low", log_number(x->low), "high", log_number(x->high));
}

static json_t *session_json(const struct plan_session *s)
{
    json_t *steps = json_array();
    char day[16];

    day_text(s->day, day);
    for (size_t i = 0; i < s->n_steps; i++)
        json_array_append_new(steps, step_json(&s->step[i]));
    return json_pack("{s:s, s:i, s:s, s:o, s:o, s:o, s:o, s:i, s:s, s:o}", "day", day, "slot",
                     (int)s->slot, "kind", plan_kinds[s->kind].key, "run_m",
                     log_number(s->run_m), "run_s", log_number(s->run_s), "walk_s",
                     log_number(s->walk_s), "minutes", log_number(s->minutes), "stage",
                     (int)s->stage, "why", s->why, "steps", steps);
}

static json_t *note_json(const struct plan_note *n)
{
    const struct plan_rule *r = n->rule;
    return json_pack("{s:s?, s:o, s:s?, s:s?, s:s?, s:s}", "rule", r ? r->id : NULL, "value",
                     log_number(r ? r->value : (double)NAN), "unit", r ? r->unit : NULL,
                     "grade", r ? evidence_name(r->grade) : NULL, "source",
                     r ? r->source : NULL, "words", n->words);
}

json_t *planner_json(const struct plan *plan, bool due)
{
    const struct plan_wishes *w = &plan->wishes;
    json_t *sessions = json_array(), *notes = json_array(), *days = json_array();
    char first[16], goal[16];

    day_text(w->first_day, first);
    day_text(w->goal_day, goal);
    for (unsigned i = 0; i < 7; i++)
        if (w->free_days >> i & 1)
            json_array_append_new(days, json_stringn(day_names[i], 3));
    for (size_t i = 0; i < plan->n; i++)
        json_array_append_new(sessions, session_json(&plan->session[i]));
    for (size_t i = 0; i < plan->n_notes; i++)
        json_array_append_new(notes, note_json(&plan->note[i]));
    return json_pack(
        "{s:s, s:s, s:i, s:b, s:b, s:{s:s, s:s, s:i, s:s, s:s?, s:o, s:o, s:o, s:i, s:i, s:i}, "
        "s:o, s:o}",
        "schema", "backstride.plan/1", "id", plan->id, "revision", (int)plan->revision, "met",
        plan->met, "due", due, "wishes", "track", plan_tracks[w->track].key, "first_day", first,
        "weeks", (int)w->n_weeks, "goal", plan_goal_key(w->goal), "goal_day",
        w->goal_day ? goal : NULL, "days", days, "minutes", log_number(w->minutes),
        "long_minutes", log_number(w->long_minutes), "runs", (int)w->runs, "strength",
        (int)w->strength, "mobility", (int)w->mobility, "sessions", sessions, "notes", notes);
}
