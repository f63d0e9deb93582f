/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>
#include <string.h>

#include "base/mem.h"
#include "cli/common.h"
#include "cli/log.h"
#include "load/intervals.h"
#include "load/repair.h"
#include "load/score.h"
#include "load/zones.h"

struct shown {
    struct store_row row;
    struct activity *a;
    struct store_source *sources;
    size_t n_sources;
    struct load_repairs *repairs;
    struct load_signal *signal;
    struct load_intervals *bouts;
    struct load_borders borders;
    struct load_scores scores;
};

static void shown_done(struct shown *x)
{
    activity_free(x->a);
    free(x->sources);
    load_repairs_free(x->repairs);
    load_signal_free(x->signal);
    load_intervals_free(x->bouts);
}

static int gather(const struct log_show *what, struct shown *x, struct err *err)
{
    const struct load_intervals_params par = { .use_laps = true };
    struct load_profile profile;
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
    rc = load_signal_new(x->a, &x->signal, err);
    if (rc == 0)
        rc = load_intervals_find(x->a, x->signal, &par, &x->bouts, err);
    if (rc == 0)
        rc = load_scores_of(x->a, x->signal, &x->borders, profile.female, x->row.effort,
                            &x->scores, err);
    return rc;
}

static void line(FILE *out, const char *name, double x, const char *format, const char *unit)
{
    char number[32];

    if (!(x > 0))
        return; /* unknown, or a sensor that was not there */
    snprintf(number, sizeof(number), "%.*f", format[0] - '0', x);
    fprintf(out, "  %-16s %s%s%s\n", name, number, unit[0] ? " " : "", unit);
}

static void print_head(FILE *out, const struct shown *x)
{
    const struct store_row *r = &x->row;
    bool foot = activity_sports[r->sport].on_foot;
    char when[32], sport[64], time[24], pace[24];

    log_clock(r->start_s, r->utc_offset_s, when);
    log_sport(r, sport);
    fprintf(out, "%lld  %s  %s%s%s%s\n", (long long)r->id, when, sport, r->name[0] ? "  " : "",
            r->name, r->deleted ? "  (deleted)" : "");
    log_duration(r->timer_s, time);
    fprintf(out, "  %-16s %s\n", "time", time);
    if (fabs(r->elapsed_s - r->timer_s) > 1) {
        log_duration(r->elapsed_s, time);
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
    if (r->note[0])
        fprintf(out, "  %-16s %s\n", "note", r->note);
}

static void print_laps(FILE *out, const struct shown *x)
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
        log_duration(s, time);
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

static void print_bouts(FILE *out, const struct shown *x)
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
        log_duration(b->rows, time);
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

static void print_zones(FILE *out, const struct shown *x, const struct load_scheme *scheme)
{
    struct load_zones z;

    if (load_zones_of(x->a, scheme, &x->borders, &z, NULL) < 0 || !(z.total_s > 0))
        return;
    fprintf(out, "\nZones: %s (grade %s)\n", scheme->shown, scheme->grade);
    for (size_t i = 0; i < scheme->n; i++) {
        char time[24], from[16] = "";
        log_duration(z.seconds[i], time);
        if (i > 0)
            snprintf(from, sizeof(from), "%.*f", scheme->column == ACTIVITY_SPEED ? 2 : 0,
                     z.border[i - 1].value);
        fprintf(out, "  %zu  %6s%s %9s %5.1f %%\n", i + 1, from, i > 0 ? "+" : " ", time,
                100 * z.seconds[i] / z.total_s);
    }
    if (z.border[0].known != LOAD_GIVEN)
        fprintf(out, "  Borders are %s: they may lie %.0f to %.0f for the first.\n",
                load_known_name(z.border[0].known), z.border[0].low, z.border[0].high);
}

static void print_charts(FILE *out, const struct shown *x)
{
    const struct load_signal *s = x->signal;
    int columns = common_columns() - 4;

    if (s->n < 60)
        return;
    fputs("\n", out);
    log_chart(out, "Speed", "m/s", s->speed_m_s, s->n, columns);
    log_chart(out, "Heart rate", "/min", s->hr, s->n, columns);
    log_chart(out, "Altitude", "m", s->altitude_m, s->n, columns);
}

static void print_care(FILE *out, const struct shown *x)
{
    fputs("\n", out);
    for (size_t i = 0; i < x->n_sources; i++) {
        const struct store_source *s = &x->sources[i];
        fprintf(out, "From %s%s%s%s%s: %s\n", s->format, s->maker[0] ? ", " : "", s->maker,
                s->product[0] ? " " : "", s->product, s->path);
    }
    for (size_t i = 0; i < x->a->n_notes; i++)
        fprintf(out, "Note: %s: %s\n", activity_note_name(x->a->note[i].kind),
                x->a->note[i].text);
    for (size_t i = 0; x->repairs && i < x->repairs->n && i < 10; i++) {
        const struct load_repair *r = &x->repairs->item[i];
        fprintf(out, "%s: %s (%zu sample%s of %s)\n",
                load_repair_kinds[r->kind].changes ? "Repaired" : "Noticed",
                load_repair_kinds[r->kind].meaning, r->n, r->n == 1 ? "" : "s",
                activity_columns[r->column].key);
    }
    if (x->repairs && x->repairs->n > 10)
        fprintf(out, "... and %zu more repairs\n", x->repairs->n - 10);
    if (x->repairs && x->repairs->n)
        fputs("The recording is kept as it was; --raw shows it without repairs.\n", out);
}

static json_t *bouts_json(const struct load_intervals *v)
{
    json_t *list = json_array();

    for (size_t i = 0; v && i < v->n; i++) {
        const struct load_bout *b = &v->bout[i];
        json_array_append_new(
            list, json_pack("{s:b, s:o, s:o, s:o, s:o, s:o}", "work", (int)b->work, "start_s",
                            log_number(b->start_s), "seconds", log_number(b->rows), "metres",
                            log_number(b->distance_m), "speed_m_s", log_number(b->speed_m_s),
                            "hr", log_number(b->hr)));
    }
    if (!v) {
        json_decref(list);
        return json_null();
    }
    return json_pack("{s:s, s:s, s:s, s:o}", "format", v->format, "hiit",
                     v->hiit ? v->hiit->key : "", "found_in",
                     v->by_laps ? "laps" : load_trace_name(v->trace), "bouts", list);
}

static json_t *zones_json(const struct shown *x)
{
    json_t *list = json_array();

    for (size_t i = 0; i < load_n_schemes; i++) {
        struct load_zones z;
        if (load_zones_of(x->a, &load_schemes[i], &x->borders, &z, NULL) < 0)
            continue;
        json_t *seconds = json_array(), *borders = json_array();
        for (size_t k = 0; k < z.scheme->n; k++) {
            json_array_append_new(seconds, log_number(z.seconds[k]));
            if (k + 1 < z.scheme->n)
                json_array_append_new(borders, log_number(z.border[k].value));
        }
        json_array_append_new(list, json_pack("{s:s, s:s, s:s, s:o, s:o}", "scheme",
                                              z.scheme->key, "grade", z.scheme->grade,
                                              "borders", load_known_name(z.border[0].known),
                                              "from", borders, "seconds", seconds));
    }
    return list;
}

static json_t *totals_json(const double *total)
{
    json_t *o = json_object();

    for (size_t i = 0; i < ACTIVITY_N_TOTALS; i++)
        if (!isnan(total[i]))
            json_object_set_new(o, activity_totals[i].key, log_number(total[i]));
    return o;
}

static int print_json(FILE *out, const struct shown *x, struct err *err)
{
    const struct store_row *r = &x->row;
    json_t *laps = json_array(), *sources = json_array(), *notes = json_array(),
           *repairs = json_array();

    for (size_t i = 0; i < x->a->n_laps; i++)
        json_array_append_new(laps, totals_json(x->a->lap[i].total));
    for (size_t i = 0; i < x->n_sources; i++)
        json_array_append_new(sources,
                              json_pack("{s:s, s:s, s:s, s:s}", "format", x->sources[i].format,
                                        "path", x->sources[i].path, "maker",
                                        x->sources[i].maker, "gear", x->sources[i].gear));
    for (size_t i = 0; i < x->a->n_notes; i++)
        json_array_append_new(notes, json_pack("{s:s, s:s}", "kind",
                                               activity_note_name(x->a->note[i].kind), "text",
                                               x->a->note[i].text));
    for (size_t i = 0; x->repairs && i < x->repairs->n; i++)
        json_array_append_new(
            repairs, json_pack("{s:s, s:s, s:I, s:I}", "kind",
                               load_repair_kinds[x->repairs->item[i].kind].key, "column",
                               activity_columns[x->repairs->item[i].column].key, "first",
                               (json_int_t)x->repairs->item[i].first, "n",
                               (json_int_t)x->repairs->item[i].n));
    json_t *root = json_pack(
        "{s:s, s:I, s:o, s:o, s:s, s:s, s:s, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}",
        "schema", "backstride.activity/1", "id", (json_int_t)r->id, "start_s",
        log_number(r->start_s), "utc_offset_s", log_number(r->utc_offset_s), "sport",
        activity_sports[r->sport].key, "sub", activity_subs[r->sub].key, "name", r->name,
        "timer_s", log_number(r->timer_s), "distance_m", log_number(r->distance_m), "totals",
        totals_json(x->a->total), "laps", laps, "intervals", bouts_json(x->bouts), "zones",
        zones_json(x), "sources", sources, "notes", notes, "repairs", repairs);
    bool failed = !root || json_dumpf(root, out, JSON_INDENT(2) | JSON_REAL_PRECISION(14)) < 0;
    fputc('\n', out);
    json_decref(root);
    return failed ? err_set(err, ERR_IO, "cannot write the JSON") : 0;
}

int log_show(FILE *out, const struct log_show *what, struct err *err)
{
    __attribute__((cleanup(shown_done))) struct shown x = { 0 };
    int rc = gather(what, &x, err);

    if (rc < 0 || what->json)
        return rc < 0 ? rc : print_json(out, &x, err);
    print_head(out, &x);
    print_laps(out, &x);
    print_bouts(out, &x);
    for (size_t i = 0; i < load_n_schemes; i++)
        print_zones(out, &x, &load_schemes[i]);
    print_charts(out, &x);
    print_care(out, &x);
    return 0;
}
