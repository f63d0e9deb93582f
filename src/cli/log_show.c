/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>
#include <string.h>

#include "base/day.h"
#include "base/mem.h"
#include "base/text.h"
#include "cli/common.h"
#include "cli/log_show.h"
#include "history/history.h"

#define SCORE(field) #field, offsetof(struct load_scores, field)
/* clang-format off */
const struct log_score log_scores[] = {
    { SCORE(session_rpe), "session RPE", "rating x min", 0, EVIDENCE_STRONG },
    { SCORE(trimp), "TRIMP", "", 0, EVIDENCE_MODERATE },
    { SCORE(trimp_male), "TRIMP of a man", "", 0, EVIDENCE_MODERATE, true },
    { SCORE(trimp_female), "TRIMP of a woman", "", 0, EVIDENCE_MODERATE, true },
    { SCORE(edwards), "Edwards", "", 0, EVIDENCE_WEAK },
    { SCORE(lucia), "Lucia", "", 0, EVIDENCE_MODERATE },
    { SCORE(graded_speed_m_s), "graded speed", "m/s", 2, EVIDENCE_WEAK },
    { SCORE(run_stress), "run stress", "", 0, EVIDENCE_MODERATE },
};
/* clang-format on */
const size_t log_n_scores = N_ELEMS(log_scores);

double log_score_value(const struct log_score *row, const struct load_scores *s)
{
    double x;

    memcpy(&x, (const char *)s + row->offset, sizeof(x));
    return x;
}

static void shown_done(struct log_shown *x)
{
    activity_free(x->a);
    free(x->sources);
    load_repairs_free(x->repairs);
    load_signal_free(x->signal);
    load_intervals_free(x->bouts);
}

static void gather_zones(struct log_shown *x)
{
    for (size_t i = 0; i < load_n_schemes && x->n_zones < LOG_ZONES_MAX; i++) {
        struct load_zones *z = &x->zones[x->n_zones];
        if (load_zones_of(x->a, &load_schemes[i], &x->borders, z, NULL) == 0 && z->total_s > 0)
            x->n_zones++;
    }
}

/* What it was, against what is usual for the runner. */
static int gather_kind(struct store *s, struct log_shown *x, struct err *err)
{
    AUTO(mem) struct store_row *rows = NULL;
    struct store_filter before = STORE_FILTER_INIT;
    const struct load_zones *three = NULL;
    size_t n = 0;

    before.from_s = x->row.start_s - 31.0 * DAY_S;
    before.to_s = x->row.start_s;
    int rc = store_list(s, &before, &rows, &n, err);
    for (size_t i = 0; i < x->n_zones; i++)
        three = strcmp(x->zones[i].scheme->key, "three") == 0 ? &x->zones[i] : three;
    const struct load_kind_facts facts = {
        .a = x->a,
        .signal = x->signal->n > 1 ? x->signal : NULL,
        .intervals = x->bouts,
        .scores = &x->scores,
        .borders = &x->borders,
        .three_s = three ? three->seconds : NULL,
        .usual_m = history_usual_run(rows, n, x->row.day),
    };
    load_kind_of(&facts, &x->kind);
    return rc;
}

/* A session entered by hand has no samples: a signal without rows. */
static int gather_signal(struct log_shown *x, struct err *err)
{
    int rc = load_signal_new(x->a, &x->signal, err);

    if (rc != -ERR_TOO_SHORT)
        return rc;
    x->signal = mem_array(1, sizeof(*x->signal));
    return x->signal ? 0 : err_set(err, ERR_NOMEM, "no memory for a signal");
}

static int gather(const struct log_show *what, struct log_shown *x, struct err *err)
{
    const struct load_intervals_params par = { .use_laps = true };
    struct load_profile profile = LOAD_PROFILE_UNKNOWN;
    int rc = store_get(what->s, what->id, &x->row, &x->a, err);

    if (rc == 0)
        rc = store_sources(what->s, what->id, &x->sources, &x->n_sources, err);
    if (rc == 0 && !what->raw)
        rc = load_repair(x->a, &x->repairs, err);
    if (rc == 0)
        rc = log_profile_of(what->runner, what->s, x->row.day, load_peak_hr(x->a), &profile,
                            err);
    if (rc < 0)
        return rc;
    load_borders_of(&profile, &x->borders);
    rc = gather_signal(x, err);
    if (rc == 0)
        rc = load_intervals_find(x->a, x->signal, &par, &x->bouts, err);
    if (rc == 0)
        rc = load_scores_of(x->a, x->signal->n > 1 ? x->signal : NULL, &x->borders,
                            profile.female, x->row.effort, &x->scores, err);
    if (rc < 0)
        return rc;
    gather_zones(x);
    return gather_kind(what->s, x, err);
}

static void line(FILE *out, const char *name, double x, const char *format, const char *unit)
{
    char number[32];

    if (!(x > 0))
        return; /* unknown, or a sensor that was not there */
    snprintf(number, sizeof(number), "%.*f", format[0] - '0', x);
    fprintf(out, "  %-16s %s%s%s\n", name, number, unit[0] ? " " : "", unit);
}

static void print_head(FILE *out, const struct log_shown *x)
{
    const struct store_row *r = &x->row;
    bool foot = activity_sports[r->sport].on_foot;
    char when[32], sport[64], time[24], pace[24];

    log_clock(r->start_s, r->utc_offset_s, when);
    log_sport(r, sport);
    fprintf(out, "%lld  %s  %s%s%s%s\n", (long long)r->id, when, sport, r->name[0] ? "  " : "",
            r->name, r->deleted ? "  (deleted)" : "");
    text_duration(r->timer_s, time);
    fprintf(out, "  %-16s %s\n", "time", time);
    if (fabs(r->elapsed_s - r->timer_s) > 1) {
        text_duration(r->elapsed_s, time);
        fprintf(out, "  %-16s %s\n", "with pauses", time);
    }
    line(out, "distance", r->distance_m / 1000, "2", "km");
    log_pace(r->distance_m / r->timer_s, foot, pace);
    if (pace[0] != '-')
        fprintf(out, "  %-16s %s\n", foot ? "pace" : "speed", pace);
    line(out, "heart rate", r->avg_hr, "0", "/min");
    line(out, "highest", r->max_hr, "0", "/min");
    line(out, foot ? "steps a minute" : "turns a minute", r->avg_cadence, "0", "");
    line(out, "power", r->avg_power, "0", "W");
    line(out, "climbed", r->ascent_m, "0", "m");
    line(out, "effort", r->effort, "0", "of 10");
    if (r->note[0]) {
        fprintf(out, "  %-16s ", "note");
        common_put(out, r->note);
        fputs("\n", out);
    }
}

static void print_laps(FILE *out, const struct log_shown *x)
{
    enum { LAPS_SHOWN = 40 };
    bool foot = activity_sports[x->row.sport].on_foot;

    if (x->a->n_laps < 2)
        return;
    fprintf(out, "\nLaps\n  %4s %9s %9s %11s %6s  %s\n", "", "time", "km",
            foot ? "pace" : "speed", "heart", "");
    for (size_t i = 0; i < x->a->n_laps && i < LAPS_SHOWN; i++) {
        const struct activity_lap *l = &x->a->lap[i];
        const double *t = l->total;
        double s =
            isnan(t[ACTIVITY_TOTAL_TIMER]) ? l->end_s - l->start_s : t[ACTIVITY_TOTAL_TIMER];
        char time[24], pace[24], hr[16] = "-", km[16] = "-";
        text_duration(s, time);
        log_pace(t[ACTIVITY_TOTAL_DISTANCE] / s, foot, pace);
        if (!isnan(t[ACTIVITY_TOTAL_AVG_HR]))
            snprintf(hr, sizeof(hr), "%.0f", t[ACTIVITY_TOTAL_AVG_HR]);
        if (!isnan(t[ACTIVITY_TOTAL_DISTANCE]))
            snprintf(km, sizeof(km), "%.2f", t[ACTIVITY_TOTAL_DISTANCE] / 1000);
        fprintf(out, "  %4zu %9s %9s %11s %6s  %s\n", i + 1, time, km, pace, hr,
                activity_intensity_name(l->intensity));
    }
    if (x->a->n_laps > LAPS_SHOWN)
        fprintf(out, "  ... and %zu more; --json has all\n", x->a->n_laps - LAPS_SHOWN);
}

static void print_bouts(FILE *out, const struct log_shown *x)
{
    const struct load_intervals *v = x->bouts;
    bool foot = activity_sports[x->row.sport].on_foot;

    if (!v) {
        if (x->signal->n > 1)
            fputs("\nNo intervals found.\n", out);
        return;
    }
    fprintf(out, "\nIntervals: %s%s%s (found in %s)\n", v->format, v->hiit ? "; " : "",
            v->hiit ? v->hiit->shown : "", v->by_laps ? "laps" : load_trace_name(v->trace));
    for (size_t i = 0; i < v->n; i++) {
        const struct load_bout *b = &v->bout[i];
        char time[24], pace[24];
        if (!b->work)
            continue;
        text_duration(b->rows, time);
        log_pace(b->speed_m_s, foot, pace);
        fprintf(out, "  %9s", time);
        if (!isnan(b->distance_m))
            fprintf(out, " %7.0f m %11s", b->distance_m, pace);
        if (!isnan(b->hr))
            fprintf(out, " %5.0f /min", b->hr);
        fputs("\n", out);
    }
    if (v->trace == LOAD_TRACE_HR)
        fputs("  Heart rate lags by 20 to 60 s: edges and lengths are rough.\n", out);
}

static void print_zones(FILE *out, const struct load_zones *z)
{
    const struct load_scheme *scheme = z->scheme;

    fprintf(out, "\nZones: %s (grade %s)\n", scheme->shown, scheme->grade);
    for (size_t i = 0; i < scheme->n; i++) {
        char time[24], from[16] = "";
        text_duration(z->seconds[i], time);
        if (i > 0)
            snprintf(from, sizeof(from), "%.*f", scheme->column == ACTIVITY_SPEED ? 2 : 0,
                     z->border[i - 1].value);
        fprintf(out, "  %zu  %6s%s %9s %5.1f %%\n", i + 1, from, i > 0 ? "+" : " ", time,
                100 * z->seconds[i] / z->total_s);
    }
    if (z->border[0].known != LOAD_GIVEN)
        fprintf(out, "  Borders are %s: they may lie %.0f to %.0f for the first.\n",
                load_known_name(z->border[0].known), z->border[0].low, z->border[0].high);
}

static void print_scores(FILE *out, const struct log_shown *x)
{
    const struct load_border *max = &x->borders.max_hr;
    bool any = false;

    for (size_t i = 0; i < log_n_scores; i++) {
        const struct log_score *row = &log_scores[i];
        double v = log_score_value(row, &x->scores);
        if (isnan(v) || (row->either && !isnan(x->scores.trimp)))
            continue;
        fprintf(out, "%s  %-16s %7.*f %s%s(grade %s)\n", any ? "" : "\nLoad of the session\n",
                row->shown, row->decimals, v, row->unit, row->unit[0] ? " " : "",
                evidence_name(row->grade));
        any = true;
    }
    if (x->scores.hr_s > 0 && !isnan(max->value) && max->known != LOAD_GIVEN)
        fprintf(out,
                "  The highest heart rate is %s, it may lie from %.0f to %.0f; TRIMP, "
                "Edwards and Lucia go with it.\n",
                load_known_name(max->known), max->low, max->high);
}

static void print_kind(FILE *out, const struct load_kind_result *k)
{
    if (!k->rule)
        return;
    fprintf(out, "  %-16s %s (", "kind", load_kind_name(k->kind));
    for (size_t i = 0; i < k->rule->n; i++) {
        char reason[LOAD_REASON_MAX];
        load_kind_reason(k, i, reason);
        fprintf(out, "%s%s", i ? "; " : "", reason);
    }
    fputs(")\n", out);
}

static void print_charts(FILE *out, const struct log_shown *x)
{
    const struct load_signal *s = x->signal;
    int columns = common_columns() - 4;

    if (s->n < 60)
        return;
    fputs("\n", out);
    log_chart(out, "Speed", "m/s", s->speed_m_s, s->n, columns);
    log_chart(out, "Heart rate", "/min", s->hr, s->n, columns);
    log_chart(out, "Altitude", "m", s->altitude_m, s->n, columns);
    log_chart(out, activity_sports[x->row.sport].on_foot ? "Steps" : "Turns", "/min",
              s->cadence, s->n, columns);
}

bool log_repair_line(const struct load_repairs *all, size_t i, char *ret, size_t size)
{
    const struct load_repair *r = &all->item[i];
    size_t times = 0, samples = 0;
    char often[32] = "";

    for (size_t k = 0; k < all->n; k++) {
        const struct load_repair *other = &all->item[k];
        if (other->kind != r->kind || other->column != r->column)
            continue;
        if (k < i)
            return false;
        times++;
        samples += other->n;
    }
    if (times > 1)
        snprintf(often, sizeof(often), " %zu times", times);
    snprintf(ret, size, "%s%s: %s (%zu sample%s of %s)",
             load_repair_kinds[r->kind].changes ? "Repaired" : "Noticed", often,
             load_repair_kinds[r->kind].meaning, samples, samples == 1 ? "" : "s",
             activity_columns[r->column].key);
    return true;
}

static void print_care(FILE *out, const struct log_shown *x)
{
    char repair[256];

    fputs("\n", out);
    for (size_t i = 0; i < x->n_sources; i++) {
        const struct store_source *s = &x->sources[i];
        fprintf(out, "From %s%s%s%s%s%s%s: ", s->format, s->maker[0] ? ", " : "", s->maker,
                s->product[0] ? " " : "", s->product, s->gear[0] ? ", with " : "", s->gear);
        common_put(out, s->path);
        fputs("\n", out);
    }
    for (size_t i = 0; i < x->a->n_notes; i++)
        fprintf(out, "Note: %s: %s\n", activity_note_name(x->a->note[i].kind),
                x->a->note[i].text);
    for (size_t i = 0; x->repairs && i < x->repairs->n; i++)
        if (log_repair_line(x->repairs, i, repair, sizeof(repair)))
            fprintf(out, "%s\n", repair);
    if (x->repairs && x->repairs->n)
        fputs("The recording is kept as it was; --raw shows it without repairs.\n", out);
}

int log_show(FILE *out, const struct log_show *what, struct err *err)
{
    __attribute__((cleanup(shown_done))) struct log_shown x = { 0 };
    int rc = gather(what, &x, err);

    if (rc == 0 && what->svg)
        rc = log_show_svg(what->svg, &x, err);
    if (rc == 0 && what->html)
        rc = log_show_html(what->html, &x, err);
    if (rc < 0 || what->json)
        return rc < 0 ? rc : log_show_json(out, &x, err);
    print_head(out, &x);
    print_kind(out, &x.kind);
    print_laps(out, &x);
    print_bouts(out, &x);
    for (size_t i = 0; i < x.n_zones; i++)
        print_zones(out, &x.zones[i]);
    print_scores(out, &x);
    print_charts(out, &x);
    print_care(out, &x);
    return 0;
}
