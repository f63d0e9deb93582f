/* SPDX-License-Identifier: Apache-2.0 */
#include <jansson.h>
#include <math.h>

#include "base/day.h"
#include "base/mem.h"
#include "base/text.h"
#include "cli/cmd.h"
#include "cli/common.h"
#include "cli/log.h"
#include "history/history.h"

struct values {
    struct cmd_common common;
    const char *db, *today;
    int weeks, score;
    struct log_runner runner;
};

#define AT(field) offsetof(struct values, field)
/* clang-format off */
static const struct opt rows[] = {
    OPT_DB(AT(db)),
    { .name = "weeks", .arg = "N", .type = OPT_INT, .min = 1, .max = 5000, .def = 12,
      .offset = AT(weeks), .help = "show the last N weeks" },
    { .name = "score", .arg = "SCORE", .type = OPT_CHOICE, .choices = history_score_names,
      .offset = AT(score), .help = "what counts as the load of a session" },
    { .name = "today", .arg = "DATE", .type = OPT_TEXT, .offset = AT(today),
      .help = "as if it were this day" },
    OPT_RUNNER(AT(runner)),
    OPT_JSON, OPT_QUIET, OPT_HELP,
};
/* clang-format on */

struct loaded {
    struct history_log log;
    struct history_sums *sums;
    long today;
};

static void loaded_done(struct loaded *x)
{
    history_log_done(&x->log);
    history_sums_free(x->sums);
}

static int load_all(const struct values *v, struct loaded *x, struct err *err)
{
    AUTO(store) struct store *s = NULL;
    struct load_profile profile;
    x->today = log_today();
    int rc = log_parse_day(v->today, "--today", &x->today, err);

    if (rc == 0)
        rc = log_open(v->db, STORE_WRITE, &s, err);
    if (rc == 0)
        rc = log_profile_of(&v->runner, s, x->today, NAN, &profile, err);
    if (rc == 0)
        rc = history_log_read(s, NAN, &x->log, err);
    if (rc < 0)
        return rc;
    const struct history_input in = { .log = &x->log,
                                      .profile = profile,
                                      .score = (enum history_score)v->score,
                                      .today = x->today };
    return history_sums_of(&in, &x->sums, err);
}

static size_t first_week(const struct values *v, const struct loaded *x)
{
    size_t n = x->sums->n_weeks, last = n;

    while (last > 0 && x->sums->week[last - 1].monday > x->today)
        last--;
    return last > (size_t)v->weeks ? last - (size_t)v->weeks : 0;
}

static void number(char ret[16], double x, int decimals)
{
    if (isnan(x))
        snprintf(ret, 16, "-");
    else
        snprintf(ret, 16, "%.*f", decimals, x);
}

static void print_week(FILE *out, const struct history_week *w)
{
    char day[16], time[24], change[16], monotony[16], steps[16], usual[16];

    day_text(w->monday, day);
    text_duration(w->timer_s, time);
    number(change, w->change * 100, 0);
    number(monotony, w->monotony, 1);
    number(steps, w->steps > 0 ? w->steps / 1000 : (double)NAN, 1);
    number(usual, w->of_usual, 1);
    fprintf(out, "%s %4u %8.1f %9s %7.0f %6s %5s %7.0f %7s %6s %7.0f %7.0f %6.0f%s\n", day,
            w->sessions, w->run_m / 1000, time, w->load, change, monotony, w->strain, steps,
            usual, w->balance.fitness, w->balance.fatigue, w->balance.form,
            w->balance.settled ? "" : " *");
}

static void print_weeks(FILE *out, const struct values *v, const struct loaded *x)
{
    bool unsettled = false;

    fprintf(out, "Load: %s\n\n", history_score_words[x->sums->score]);
    fprintf(out, "%-10s %4s %8s %9s %7s %6s %5s %7s %7s %6s %7s %7s %6s\n", "week of", "n",
            "run km", "time", "load", "% more", "mono", "strain", "steps k", "usual", "fitness",
            "fatigue", "form");
    for (size_t i = first_week(v, x); i < x->sums->n_weeks; i++) {
        if (x->sums->week[i].monday > x->today)
            continue;
        print_week(out, &x->sums->week[i]);
        unsettled = unsettled || !x->sums->week[i].balance.settled;
    }
    if (unsettled)
        fputs("* too early to say: the sums start at nothing\n", out);
}

static const char *spike_words(const struct load_spike *s)
{
    if (s->row->jump == LOAD_JUMP_RETURN)
        return "first run in 30 days: start again below the old distance";
    return "longer than any run of the 30 days before";
}

static void print_spikes(FILE *out, const struct values *v, const struct loaded *x)
{
    const struct history_sums *sums = x->sums;
    size_t shown = 0, week = first_week(v, x);
    long from = sums->n_weeks ? sums->week[week].monday : 0;

    for (size_t i = 0; i < sums->n_spikes; i++) {
        const struct history_spike *s = &sums->spike[i];
        char day[16];
        if (s->row->day < from || s->row->day > x->today)
            continue;
        if (shown++ == 0)
            fputs("\nLong jumps of a single run\n", out);
        day_text(s->row->day, day);
        fprintf(out, "  %s  %lld  %.1f km", day, (long long)s->row->id,
                s->row->distance_m / 1000);
        if (s->spike.over > 0)
            fprintf(out, ", %.0f %% ", s->spike.over * 100);
        else
            fputs(", ", out);
        fprintf(out, "%s\n", spike_words(&s->spike));
    }
    if (shown)
        fputs(
            "  In 5 205 runners, single runs over 10 % longer than the longest of 30 days went "
            "with\n  more overuse injuries (hazard 1.5 to 2.3 times; grade moderate; not about "
            "backs alone).\n",
            out);
}

static void print_explain(FILE *out, const struct loaded *x)
{
    const struct history_week *w = &x->sums->week[x->sums->n_weeks - 1];

    fputs(
        "\nfitness and fatigue: running means of the load over 42 and 7 days; form: fitness - "
        "fatigue\n  (a picture of load, no forecast of injury; grade contested)\n"
        "mono: mean / spread of the days of a week, strain: load x mono (grade weak)\n"
        "% more: against the week before; no rule of 10 % is known to protect\n"
        "usual: sum of the forces of all steps against the weeks before (1.0: as usual; "
        "grade weak;\n  no safe or unsafe value is known)\n",
        out);
    if (w->unknown)
        fprintf(out, "%u session%s of the last week had no value for this load and count 0.\n",
                w->unknown, w->unknown == 1 ? "" : "s");
    if (!isnan(x->sums->borders.max_hr.value) && x->sums->score == HISTORY_SCORE_EDWARDS)
        fprintf(out, "Highest heart rate: %.0f (%s).\n", x->sums->borders.max_hr.value,
                load_known_name(x->sums->borders.max_hr.known));
}

static json_t *week_json(const struct history_week *w)
{
    char day[16];

    day_text(w->monday, day);
    return json_pack(
        "{s:s, s:i, s:i, s:i, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:b, s:o, s:o, s:o, "
        "s:o, s:[o,o,o]}",
        "monday", day, "sessions", (int)w->sessions, "runs", (int)w->runs, "without_load",
        (int)w->unknown, "run_m", log_number(w->run_m), "time_s", log_number(w->timer_s),
        "load", log_number(w->load), "change", log_number(w->change), "monotony",
        log_number(w->monotony), "strain", log_number(w->strain), "fitness",
        log_number(w->balance.fitness), "fatigue", log_number(w->balance.fatigue), "form",
        log_number(w->balance.form), "settled", (int)w->balance.settled, "steps",
        log_number(w->steps), "force_sum_bw", log_number(w->force_sum), "of_usual",
        log_number(w->of_usual), "band_s", log_number(w->band_s), "three_zones_s",
        log_number(w->share.seconds[0]), log_number(w->share.seconds[1]),
        log_number(w->share.seconds[2]));
}

static int print_json(FILE *out, const struct values *v, const struct loaded *x,
                      struct err *err)
{
    json_t *weeks = json_array(), *spikes = json_array();
    size_t first = first_week(v, x);

    for (size_t i = first; i < x->sums->n_weeks; i++)
        if (x->sums->week[i].monday <= x->today)
            json_array_append_new(weeks, week_json(&x->sums->week[i]));
    for (size_t i = 0; i < x->sums->n_spikes; i++) {
        const struct history_spike *s = &x->sums->spike[i];
        if (s->row->day < x->sums->week[first].monday || s->row->day > x->today)
            continue;
        json_array_append_new(
            spikes, json_pack("{s:I, s:o, s:o, s:o, s:s}", "id", (json_int_t)s->row->id,
                              "distance_m", log_number(s->row->distance_m), "longest_m",
                              log_number(s->spike.longest_m), "over", log_number(s->spike.over),
                              "band", s->spike.row->key));
    }
    json_t *root = json_pack("{s:s, s:s, s:o, s:s, s:o, s:o}", "schema", "backstride.load/1",
                             "score", history_score_names[x->sums->score], "max_hr",
                             log_number(x->sums->borders.max_hr.value), "max_hr_known",
                             load_known_name(x->sums->borders.max_hr.known), "weeks", weeks,
                             "spikes", spikes);
    return common_json(out, root, err);
}

static int run(FILE *out, const void *values, const char *const *args, size_t n_args,
               struct err *err)
{
    const struct values *v = values;
    __attribute__((cleanup(loaded_done))) struct loaded x = { 0 };
    int rc = load_all(v, &x, err);

    (void)args;
    (void)n_args;
    if (rc < 0 || v->common.json)
        return rc < 0 ? rc : print_json(out, v, &x, err);
    if (x.log.n == 0) {
        fputs("No activities. backstride import PATH takes some in.\n", out);
        return 0;
    }
    print_weeks(out, v, &x);
    print_spikes(out, v, &x);
    if (!v->common.quiet)
        print_explain(out, &x);
    return 0;
}

/* clang-format off */
const struct cmd cmd_load = {
    .name = "load", .args = "", .args_complete = "",
    .summary = "what the weeks asked of body and back",
    .about = "Week by week: sessions, distance, load, how even the days were, steps and the sum "
             "of their forces; runs that were much longer than the longest of the 30 days "
             "before; fitness, fatigue and form. Sums count every sport.\n\n"
             "The load of a session is Edwards' score where heart rates are known, else its "
             "minutes; --score chooses another.",
    .examples = {
        { "backstride load --max-hr 188", "the last twelve weeks" },
        { "backstride load --score rpe --weeks 4", "from the ratings of log edit --effort" },
        { "backstride load --json", "the same for a program" },
    },
    .opts = rows, .n_opts = N_ELEMS(rows), .values_size = sizeof(struct values), .run = run,
};
/* clang-format on */
