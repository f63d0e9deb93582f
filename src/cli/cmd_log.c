/* SPDX-License-Identifier: Apache-2.0 */
#include <jansson.h>
#include <math.h>
#include <string.h>
#include <time.h>

#include "base/day.h"
#include "base/mem.h"
#include "base/text.h"
#include "cli/cmd.h"
#include "cli/common.h"
#include "cli/film_log.h"
#include "cli/log.h"
#include "history/history.h"

struct values {
    struct cmd_common common;
    const char *db, *from, *to, *sport, *name, *note, *date, *duration, *svg, *html;
    int limit, film, remove_film;
    double effort, distance_km;
    bool raw, films;
    struct log_runner runner;
};

#define AT(field) offsetof(struct values, field)
/* clang-format off */
static const struct opt rows[] = {
    OPT_DB(AT(db)),
    { .name = "from", .arg = "DATE", .type = OPT_TEXT, .offset = AT(from),
      .help = "list from this day on, as 2026-05-31" },
    { .name = "to", .arg = "DATE", .type = OPT_TEXT, .offset = AT(to),
      .help = "list up to this day" },
    { .name = "sport", .arg = "SPORT", .type = OPT_TEXT, .offset = AT(sport),
      .help = "list only run, ride, ...; with add and edit: what it was" },
    { .name = "limit", .letter = 'n', .arg = "N", .type = OPT_INT, .min = 1, .max = 1000000,
      .def = 20, .offset = AT(limit), .help = "list at most the last N" },
    { .name = "name", .arg = "TEXT", .type = OPT_TEXT, .offset = AT(name),
      .help = "add, edit: its name" },
    { .name = "note", .arg = "TEXT", .type = OPT_TEXT, .offset = AT(note),
      .help = "add, edit: anything to remember" },
    { .name = "date", .arg = "DATE", .type = OPT_TEXT, .offset = AT(date),
      .help = "add: when, as 2026-05-31T18:30 in local time" },
    { .name = "duration", .arg = "TIME", .type = OPT_TEXT, .offset = AT(duration),
      .help = "add, edit: how long, as 45:00 or 1:30:00" },
    { .name = "distance", .arg = "KM", .type = OPT_DOUBLE, .min = 0, .max = 1000, .def = -1,
      .offset = AT(distance_km), .help = "add, edit: how far" },
    { .name = "effort", .arg = "0..10", .type = OPT_DOUBLE, .min = 0, .max = 10, .def = -1,
      .offset = AT(effort), .help = "add, edit: how hard it felt, 0 rest to 10 all out" },
    { .name = "raw", .type = OPT_FLAG, .offset = AT(raw),
      .help = "show: as recorded, without repairs" },
    { .name = "html", .arg = "FILE", .type = OPT_FILE, .offset = AT(html),
      .help = "show: write a page with charts too" },
    { .name = "svg", .arg = "FILE", .type = OPT_FILE, .offset = AT(svg),
      .help = "show: write the charts as a picture too" },
    { .name = "films", .type = OPT_FLAG, .offset = AT(films),
      .help = "list the films that film --log kept" },
    { .name = "film", .arg = "ID", .type = OPT_INT, .min = 1, .max = 1000000000,
      .offset = AT(film), .help = "print the JSON of one of them" },
    { .name = "remove-film", .arg = "ID", .type = OPT_INT, .min = 1, .max = 1000000000,
      .offset = AT(remove_film), .help = "take one of them away" },
    OPT_RUNNER(AT(runner)),
    OPT_JSON, OPT_QUIET, OPT_HELP,
};
/* clang-format on */

struct call {
    FILE *out;
    const struct values *v;
    int64_t id;
};

static int check_sport(const char *key, struct err *err)
{
    const char *names[ACTIVITY_N_SPORTS];

    if (!key || activity_sport_of(key) != ACTIVITY_SPORT_NONE)
        return 0;
    for (size_t i = 0; i < ACTIVITY_N_SPORTS; i++)
        names[i] = activity_sports[i].key;
    const char *near = opt_nearest(key, names + 1, ACTIVITY_N_SPORTS - 1);
    return err_set(err, ERR_USAGE,
                   "no sport is called \"%.40s\"%s%s; run, walk, ride, swim, "
                   "training are some",
                   key, near ? "; did you mean " : "", near ? near : "");
}

static void print_row(FILE *out, const struct store_row *r)
{
    char when[32], sport[64], time[24], pace[24], km[16] = "-", hr[16] = "-";

    log_clock(r->start_s, r->utc_offset_s, when);
    log_sport(r, sport);
    text_duration(r->timer_s, time);
    log_pace(r->distance_m / r->timer_s, activity_sports[r->sport].on_foot, pace);
    if (!isnan(r->distance_m))
        snprintf(km, sizeof(km), "%.2f", r->distance_m / 1000);
    if (!isnan(r->avg_hr))
        snprintf(hr, sizeof(hr), "%.0f", r->avg_hr);
    fprintf(out, "%6lld  %s  %-22.22s %8s %8s %11s %5s  %s\n", (long long)r->id, when, sport,
            time, km, pace, hr, r->name);
}

static json_t *row_json(const struct store_row *r)
{
    return json_pack("{s:I, s:o, s:o, s:s, s:s, s:s, s:o, s:o, s:o, s:o, s:o, s:o, s:s, s:i}",
                     "id", (json_int_t)r->id, "start_s", log_number(r->start_s), "utc_offset_s",
                     log_number(r->utc_offset_s), "sport", activity_sports[r->sport].key, "sub",
                     activity_subs[r->sub].key, "name", r->name, "timer_s",
                     log_number(r->timer_s), "elapsed_s", log_number(r->elapsed_s),
                     "distance_m", log_number(r->distance_m), "avg_hr", log_number(r->avg_hr),
                     "avg_cadence", log_number(r->avg_cadence), "effort", log_number(r->effort),
                     "note", r->note, "sources", (int)r->n_sources);
}

static int print_rows(const struct call *c, const struct store_row *list, size_t n,
                      struct err *err)
{
    size_t first = n > (size_t)c->v->limit ? n - (size_t)c->v->limit : 0;
    json_t *all = json_array();

    if (!c->v->common.json) {
        json_decref(all);
        if (!c->v->common.quiet && n)
            fprintf(c->out, "%6s  %-16s  %-22s %8s %8s %11s %5s  %s\n", "id", "start", "sport",
                    "time", "km", "pace", "heart", "name");
        for (size_t i = first; i < n; i++)
            print_row(c->out, &list[i]);
        if (!c->v->common.quiet && first)
            fprintf(c->out, "%zu earlier ones; --limit N shows more\n", first);
        if (!c->v->common.quiet && n == 0)
            fputs("No activities. backstride import PATH takes some in.\n", c->out);
        return 0;
    }
    for (size_t i = first; i < n; i++)
        json_array_append_new(all, row_json(&list[i]));
    json_t *root = json_pack("{s:s, s:I, s:o}", "schema", "backstride.log/1", "total",
                             (json_int_t)n, "activities", all);
    return common_json(c->out, root, err);
}

static int do_list(const struct call *c, struct err *err)
{
    AUTO(store) struct store *s = NULL;
    AUTO(mem) struct store_row *list = NULL;
    struct store_filter f = STORE_FILTER_INIT;
    double from = -1e15, to = 1e15;
    size_t n = 0, kept = 0;
    int rc = check_sport(c->v->sport, err);

    if (rc == 0 && c->v->from)
        rc = log_parse_time(c->v->from, "--from", &from, err);
    if (rc == 0 && c->v->to)
        rc = log_parse_time(c->v->to, "--to", &to, err);
    if (rc == 0 && to < from)
        return err_set(err, ERR_USAGE, "--to %s comes before --from %s", c->v->to, c->v->from);
    if (rc == 0)
        rc = log_open(c->v->db, STORE_WRITE, &s, err);
    f.sport = c->v->sport;
    if (rc == 0)
        rc = store_list(s, &f, &list, &n, err);
    if (rc < 0)
        return rc;
    for (size_t i = 0; i < n; i++) /* days are the runner's own */
        if (list[i].day >= day_at(from) && list[i].day <= day_at(to))
            list[kept++] = list[i];
    return print_rows(c, list, kept, err);
}

static int do_show(const struct call *c, struct err *err)
{
    AUTO(store) struct store *s = NULL;
    const struct common_output files[] = { { "--html", c->v->html }, { "--svg", c->v->svg } };
    int rc = common_check_outputs(files, N_ELEMS(files), NULL, 0, err);

    if (rc == 0)
        rc = log_open(c->v->db, STORE_WRITE, &s, err);
    const struct log_show what = { .s = s,
                                   .id = c->id,
                                   .runner = &c->v->runner,
                                   .raw = c->v->raw,
                                   .svg = c->v->svg,
                                   .html = c->v->html,
                                   .json = c->v->common.json };
    return rc < 0 ? rc : log_show(c->out, &what, err);
}

enum { EDITS_MAX = 8, NOTE_MAX = sizeof(((struct store_row *)NULL)->note) };

struct edits {
    struct store_edit e[EDITS_MAX];
    size_t n;
    char name[ACTIVITY_NAME_MAX], note[NOTE_MAX], number[EDITS_MAX][32];
};

static int parse_duration(const struct values *v, double *ret_s, struct err *err)
{
    const double longest_s = 240 * 3600.0; /* the longest races take six days */
    double foot_m_s = 12.5;                /* nobody has run faster */
    double others_m_s = 100;
    enum activity_sport sport = v->sport ? activity_sport_of(v->sport) : ACTIVITY_SPORT_NONE;
    int rc = log_parse_duration(v->duration, "--duration", ret_s, err);

    if (rc == 0 && !(*ret_s > 0 && *ret_s <= longest_s))
        return err_set(err, ERR_USAGE, "--duration %.20s is not between 0:01 and 240:00:00",
                       v->duration);
    double limit = activity_sports[sport].on_foot ? foot_m_s : others_m_s;
    if (rc == 0 && v->distance_km * 1000 > limit * *ret_s)
        return err_set(err, ERR_USAGE,
                       "%g km in %.20s would be %.0f km/h; --duration is min:s or h:min:s",
                       v->distance_km, v->duration, v->distance_km * 3600 / *ret_s);
    return rc;
}

/* The changes that the options ask for. */
static int wanted_edits(const struct values *v, struct edits *ret, struct err *err)
{
    struct store_edit *e = ret->e;
    size_t n = 0;
    double duration = NAN;
    int rc = check_sport(v->sport, err);

    if (rc == 0 && v->duration)
        rc = parse_duration(v, &duration, err);
    if (rc == 0 && v->name)
        rc = log_parse_words(v->name, "--name", ret->name, sizeof(ret->name), err);
    if (rc == 0 && v->note)
        rc = log_parse_words(v->note, "--note", ret->note, sizeof(ret->note), err);
    if (rc < 0)
        return rc;
    if (v->name)
        e[n++] = (struct store_edit){ "name", ret->name };
    if (v->note)
        e[n++] = (struct store_edit){ "note", ret->note };
    if (v->sport)
        e[n++] = (struct store_edit){ "sport", v->sport };
    const struct {
        const char *key;
        double value;
    } numbers[] = { { "effort", v->effort < 0 ? (double)NAN : v->effort },
                    { "distance", v->distance_km < 0 ? (double)NAN : v->distance_km * 1000 },
                    { "timer", duration } };
    for (size_t i = 0; i < N_ELEMS(numbers); i++)
        if (!isnan(numbers[i].value)) {
            snprintf(ret->number[n], sizeof(ret->number[n]), "%.3f", numbers[i].value);
            e[n] = (struct store_edit){ numbers[i].key, ret->number[n] };
            n++;
        }
    ret->n = n;
    return 0;
}

static int do_edit(const struct call *c, struct err *err)
{
    AUTO(store) struct store *s = NULL;
    AUTO(activity) struct activity *a = NULL;
    struct edits x = { .n = 0 };
    int rc = wanted_edits(c->v, &x, err);

    if (rc == 0 && x.n == 0)
        rc = err_set(err, ERR_USAGE,
                     "nothing to change; give --name, --note, --sport, "
                     "--effort, --distance or --duration");
    if (rc == 0)
        rc = log_open(c->v->db, STORE_WRITE, &s, err);
    if (rc == 0)
        rc = store_get(s, c->id, NULL, &a, err);
    if (rc == 0)
        rc = store_edit(s, c->id, "edit", x.e, x.n, (double)time(NULL), err);
    if (rc == 0 && !c->v->common.quiet)
        fprintf(c->out, "changed %lld; backstride log undo takes it back\n", (long long)c->id);
    return rc;
}

static int do_delete(const struct call *c, struct err *err)
{
    AUTO(store) struct store *s = NULL;
    AUTO(activity) struct activity *a = NULL;
    const struct store_edit gone = { "deleted", "1" };
    struct store_row row = { 0 };
    int rc = log_open(c->v->db, STORE_WRITE, &s, err);

    if (rc == 0)
        rc = store_get(s, c->id, &row, &a, err);
    if (rc == 0 && row.deleted)
        rc = err_set(err, ERR_USAGE, "activity %lld is deleted already", (long long)c->id);
    if (rc == 0)
        rc = store_edit(s, c->id, "delete", &gone, 1, (double)time(NULL), err);
    if (rc == 0 && !c->v->common.quiet)
        fprintf(c->out, "deleted %lld; backstride log undo brings it back\n", (long long)c->id);
    return rc;
}

static int do_undo(const struct call *c, struct err *err)
{
    AUTO(store) struct store *s = NULL;
    struct store_undone undone;
    int rc = log_open(c->v->db, STORE_WRITE, &s, err);

    if (rc == 0)
        rc = store_undo(s, &undone, err);
    if (rc == 0 && !c->v->common.quiet)
        fprintf(c->out, "took back: %s of %lld\n", undone.what, (long long)undone.activity_id);
    return rc;
}

struct added {
    int64_t id;
    enum history_outcome outcome;
};

static void note_added(void *arg, const char *path, const struct history_result *r)
{
    struct added *a = arg;
    (void)path;
    *a = (struct added){ r->id, r->outcome };
}

/* Local wall-clock time to UTC with this machine's zone. */
static void from_local(double local_s, double *ret_utc_s, double *ret_offset_s)
{
    time_t wall = (time_t)local_s;
    struct tm tm;

    *ret_utc_s = local_s;
    *ret_offset_s = 0;
    if (!gmtime_r(&wall, &tm))
        return;
    tm.tm_isdst = -1;
    time_t utc = mktime(&tm);
    *ret_utc_s = (double)utc;
    *ret_offset_s = local_s - (double)utc;
}

static int put_manual(const struct call *c, const struct history_manual *m, const char *note,
                      struct err *err)
{
    AUTO(store) struct store *s = NULL;
    AUTO(history_import) struct history_import *im = NULL;
    AUTO_TEXT struct text text = TEXT_INIT(4096);
    struct added added = { 0 };
    const struct history_import_params par = { .now_s = m->entered_s,
                                               .tell = note_added,
                                               .arg = &added };
    int rc = log_open(c->v->db, STORE_CREATE, &s, err);

    if (rc == 0)
        rc = history_manual_write(m, &text, err);
    if (rc == 0)
        rc = history_import_new(s, &par, &im, err);
    if (rc == 0)
        rc = history_import_one(im, "entered by hand", (const uint8_t *)text_str(&text),
                                text.len, NULL, err);
    if (rc == 0 && added.outcome != HISTORY_NEW)
        return err_set(err, ERR_USAGE,
                       "that session is there already: %lld; backstride log "
                       "edit %lld changes it",
                       (long long)added.id, (long long)added.id);
    if (rc == 0)
        rc = history_import_end(im, err);
    if (rc == 0)
        rc = store_note_added(s, added.id, m->entered_s, err);
    const struct store_edit edit = { "note", note };
    if (rc == 0 && note[0])
        rc = store_edit(s, added.id, "edit", &edit, 1, m->entered_s, err);
    if (rc == 0 && !c->v->common.quiet)
        fprintf(c->out, "added %lld\n", (long long)added.id);
    return rc;
}

static int do_add(const struct call *c, struct err *err)
{
    const struct values *v = c->v;
    struct history_manual m = { .effort = v->effort < 0 ? (double)NAN : v->effort,
                                .distance_m =
                                    v->distance_km < 0 ? (double)NAN : v->distance_km * 1000,
                                .entered_s = (double)time(NULL) };
    double local = NAN;
    char note[NOTE_MAX] = "";
    long day = 0;

    if (!v->date || !v->duration || !v->sport)
        return err_set(err, ERR_USAGE, "log add needs --date, --duration and --sport");
    int rc = check_sport(v->sport, err);
    if (rc == 0)
        rc = log_parse_time(v->date, "--date", &local, err);
    if (rc == 0)
        rc = log_parse_past(v->date, "--date", &day, err);
    if (rc == 0)
        rc = parse_duration(v, &m.duration_s, err);
    if (rc == 0 && v->name)
        rc = log_parse_words(v->name, "--name", m.name, sizeof(m.name), err);
    if (rc == 0 && v->note)
        rc = log_parse_words(v->note, "--note", note, sizeof(note), err);
    if (rc < 0)
        return rc;
    from_local(local, &m.start_s, &m.utc_offset_s);
    m.sport = activity_sport_of(v->sport);
    return put_manual(c, &m, note, err);
}

/* The films, which are no sessions. */
static int do_films(const struct call *c, struct err *err)
{
    AUTO(store) struct store *s = NULL;
    int rc = log_open(c->v->db, STORE_WRITE, &s, err);

    if (rc < 0)
        return rc;
    if (c->v->film)
        return film_log_show(c->out, s, c->v->film, err);
    if (c->v->remove_film) {
        rc = film_log_remove(s, c->v->remove_film, err);
        if (rc == 0 && !c->v->common.quiet)
            fprintf(c->out, "removed film %d\n", c->v->remove_film);
        return rc;
    }
    return film_log_list(c->out, s, c->v->common.json, err);
}

/* To add a verb: one row. */
static const struct verb {
    const char *name;
    bool id; /* needs one */
    int (*run)(const struct call *c, struct err *err);
} verbs[] = {
    { "list", false, do_list }, { "show", true, do_show },     { "add", false, do_add },
    { "edit", true, do_edit },  { "delete", true, do_delete }, { "undo", false, do_undo },
};

/* What a verb does not read was meant for another, and nobody should think it was done. */
static int check_served(const struct values *v, const char *verb, struct err *err)
{
    const struct {
        const char *option, *verbs;
        bool given;
    } served[] = {
        { "from", "list", v->from },
        { "to", "list", v->to },
        { "name", "add, edit", v->name },
        { "note", "add, edit", v->note },
        { "date", "add", v->date },
        { "duration", "add, edit", v->duration },
        { "distance", "add, edit", v->distance_km >= 0 },
        { "effort", "add, edit", v->effort >= 0 },
        { "sport", "list, add, edit", v->sport },
        { "raw", "show", v->raw },
        { "html", "show", v->html },
        { "svg", "show", v->svg },
    };

    for (size_t i = 0; i < N_ELEMS(served); i++)
        if (served[i].given && !strstr(served[i].verbs, verb))
            return err_set(err, ERR_USAGE, "--%s serves log %s, not log %s", served[i].option,
                           served[i].verbs, verb);
    return 0;
}

static int run(FILE *out, const void *values, const char *const *args, size_t n_args,
               struct err *err)
{
    struct call c = { .out = out, .v = values };
    const char *name = n_args ? args[0] : "list";
    long id = 0;

    if (n_args == 0 && (c.v->films || c.v->film || c.v->remove_film))
        return do_films(&c, err);
    for (size_t i = 0; i < N_ELEMS(verbs); i++) {
        if (strcmp(verbs[i].name, name) != 0)
            continue;
        if (verbs[i].id && n_args < 2)
            return err_set(err, ERR_USAGE, "log %s needs the number of an activity", name);
        if (!verbs[i].id && n_args > 1)
            return err_set(err, ERR_USAGE, "log %s has no use for \"%.40s\"", name, args[1]);
        int rc = verbs[i].id ? text_to_long(args[1], "the activity", &id, err) : 0;
        if (rc == 0)
            rc = check_served(c.v, name, err);
        c.id = id;
        return rc < 0 ? rc : verbs[i].run(&c, err);
    }
    return err_set(err, ERR_USAGE,
                   "log cannot \"%.40s\"; it can list, show, add, edit, delete, "
                   "undo",
                   name);
}

/* clang-format off */
const struct cmd cmd_log = {
    .name = "log", .args = "[VERB [ID]]", .max_args = 2,
    .args_complete = "list show add edit delete undo",
    .summary = "list, show, add, change and delete activities",
    .about = "Without a verb: the last activities. show ID has what kind of session it was "
             "and why, the laps, the intervals found, what was repaired, small charts, the "
             "zones and the load; these two need to know something of the runner, see the "
             "options. add enters a session without a file. edit changes "
             "name, note, sport, effort, distance or duration; delete takes an activity out of "
             "every sum. undo takes the last change back, and the one before when repeated. "
             "What the files say is never lost.",
    .examples = {
        { "backstride log --from 2026-05-01 --sport run", "the runs since May" },
        { "backstride log show 12 --max-hr 188 --html run.html",
          "one of them with its zones, and a page with charts" },
        { "backstride log add --date 2026-05-31 --duration 30:00 --sport walk",
          "a session without a file" },
        { "backstride log undo", "take the last change back" },
    },
    .opts = rows, .n_opts = N_ELEMS(rows), .values_size = sizeof(struct values), .run = run,
};
/* clang-format on */
