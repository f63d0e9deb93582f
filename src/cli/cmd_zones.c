/* SPDX-License-Identifier: Apache-2.0 */
#include <jansson.h>
#include <limits.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/day.h"
#include "base/mem.h"
#include "base/text.h"
#include "cli/cmd.h"
#include "cli/common.h"
#include "cli/log.h"
#include "history/history.h"
#include "load/zones.h"

struct values {
    struct cmd_common common;
    const char *db, *scheme, *from, *to;
    struct log_runner runner;
};

#define AT(field) offsetof(struct values, field)
/* clang-format off */
static const struct opt rows[] = {
    OPT_DB(AT(db)),
    { .name = "scheme", .arg = "SCHEME", .type = OPT_TEXT, .offset = AT(scheme),
      .help = "which zones; a wrong name lists them; usually three" },
    { .name = "from", .arg = "DATE", .type = OPT_TEXT, .offset = AT(from),
      .help = "from this day on, as 2026-05-31" },
    { .name = "to", .arg = "DATE", .type = OPT_TEXT, .offset = AT(to), .help = "up to this day" },
    OPT_RUNNER(AT(runner)),
    OPT_JSON, OPT_QUIET, OPT_HELP,
};
/* clang-format on */

/* What a day's profile says: all that zones may be made of, and the zones of the scheme. */
struct borders {
    struct load_borders all;
    struct load_border zone[LOAD_ZONES_MAX];
};

struct zoned_week {
    long monday;
    struct load_border border[LOAD_ZONES_MAX]; /* by the profile at its end */
    double seconds[LOAD_ZONES_MAX];
};

struct zoned {
    const struct load_scheme *scheme;
    struct borders last;     /* of the last day asked for */
    struct zoned_week *week; /* [n] with sessions in zones */
    size_t n, cap;
};

static void zoned_done(struct zoned *z) { free(z->week); }

static int find_scheme(const char *key, const struct load_scheme **ret, struct err *err)
{
    char list[256] = "";

    *ret = load_scheme_of(key ? key : "three");
    if (*ret)
        return 0;
    for (size_t i = 0, n = 0; i < load_n_schemes && n < sizeof(list); i++)
        n += (size_t)snprintf(list + n, sizeof(list) - n, "%s%s", i ? ", " : "",
                              load_schemes[i].key);
    return err_set(err, ERR_USAGE, "there are no zones called \"%.30s\"; there are %s", key,
                   list);
}

/* The borders that the runner has on a day. */
static int borders_of(const struct values *v, struct store *s, const struct zoned *z, long day,
                      double peak_hr, struct borders *ret, struct err *err)
{
    struct load_profile profile;
    int rc = log_profile_of(&v->runner, s, day, peak_hr, &profile, err);

    if (rc < 0)
        return rc;
    load_borders_of(&profile, &ret->all);
    return load_zone_borders(z->scheme, &ret->all, ret->zone, err);
}

/* Zones by heart rate come from stored sums, others from the samples. */
static int session_zones(struct store *s, const struct zoned *z, const struct borders *borders,
                         const struct store_row *row, const struct store_facts *facts,
                         double *ret_s, struct err *err)
{
    AUTO(activity) struct activity *a = NULL;
    struct load_zones zones;

    memset(ret_s, 0, LOAD_ZONES_MAX * sizeof(*ret_s));
    if (z->scheme->column == ACTIVITY_HR) {
        if (facts)
            history_zone_seconds(facts, borders->zone, z->scheme->n, ret_s);
        return 0;
    }
    int rc = store_get(s, row->id, NULL, &a, err);
    if (rc == 0 && load_zones_of(a, z->scheme, &borders->all, &zones, NULL) == 0)
        memcpy(ret_s, zones.seconds, sizeof(zones.seconds));
    return rc;
}

static int add_to_week(struct zoned *z, long monday, const struct load_border *border,
                       const double *s, struct err *err)
{
    double sum = 0;

    for (size_t i = 0; i < z->scheme->n; i++)
        sum += s[i];
    if (!(sum > 0))
        return 0;
    if (z->n == 0 || z->week[z->n - 1].monday != monday) {
        if (mem_grow(&z->week, &z->cap, z->n + 1, sizeof(*z->week)) < 0)
            return err_set(err, ERR_NOMEM, "no memory for the weeks");
        z->week[z->n] = (struct zoned_week){ .monday = monday };
        memcpy(z->week[z->n++].border, border, sizeof(z->week[0].border));
    }
    for (size_t i = 0; i < z->scheme->n; i++)
        z->week[z->n - 1].seconds[i] += s[i];
    return 0;
}

static int sum_weeks(const struct values *v, struct store *s, const long days[2],
                     struct zoned *z, struct err *err)
{
    AUTO_LOG struct history_log log = { 0 };
    struct borders borders = { 0 };
    double seconds[LOAD_ZONES_MAX], peak_hr;
    long monday = LONG_MIN;
    bool known = false;
    int rc = history_log_read(s, NAN, &log, err);

    if (rc < 0)
        return rc;
    peak_hr = history_peak_hr(&log);
    /* Without borders at the end: an error that says what to give. Earlier weeks without are
     * left out. */
    rc = borders_of(v, s, z, v->to ? days[1] : log_today(), peak_hr, &z->last, err);
    for (size_t i = 0; i < log.n && rc == 0; i++) {
        const struct store_row *r = &log.rows[i];
        if (r->day < days[0] || r->day > days[1])
            continue;
        if (monday != day_monday(r->day)) {
            monday = day_monday(r->day);
            known = borders_of(v, s, z, monday + WEEK_DAYS - 1, peak_hr, &borders, NULL) == 0;
        }
        if (!known)
            continue;
        rc = session_zones(s, z, &borders, r, history_facts_of(&log, r->id), seconds, err);
        if (rc == 0)
            rc = add_to_week(z, monday, borders.zone, seconds, err);
    }
    return rc;
}

static int gather(const struct values *v, struct zoned *z, struct err *err)
{
    AUTO(store) struct store *s = NULL;
    long days[2] = { DAY_MIN, DAY_MAX };
    int rc = find_scheme(v->scheme, &z->scheme, err);

    if (rc == 0)
        rc = log_parse_day(v->from, "--from", &days[0], err);
    if (rc == 0)
        rc = log_parse_day(v->to, "--to", &days[1], err);
    if (rc == 0)
        rc = log_open(v->db, STORE_WRITE, &s, err);
    return rc < 0 ? rc : sum_weeks(v, s, days, z, err);
}

/* The same numbers, as they are shown. */
static bool same_borders(const struct zoned *z, size_t a, size_t b, int decimals)
{
    char x[16], y[16];

    for (size_t i = 0; i + 1 < z->scheme->n; i++) {
        snprintf(x, sizeof(x), "%.*f", decimals, z->week[a].border[i].value);
        snprintf(y, sizeof(y), "%.*f", decimals, z->week[b].border[i].value);
        if (strcmp(x, y) != 0)
            return false;
    }
    return true;
}

static void print_borders(FILE *out, const struct zoned *z, size_t w, int decimals)
{
    fprintf(out, "%-10s", z->scheme->column == ACTIVITY_HR ? "from /min" : "from");
    for (size_t i = 0; i < z->scheme->n; i++)
        fprintf(out, " %12.*f", decimals, i ? z->week[w].border[i - 1].value : 0);
    fputs("\n", out);
}

static void print_text(FILE *out, const struct zoned *z)
{
    int decimals = z->scheme->column == ACTIVITY_SPEED ? 2 : 0;
    const struct load_border *last = &z->week[z->n - 1].border[0];

    fprintf(out, "%s (grade %s)\n\n%-10s", z->scheme->shown, z->scheme->grade, "week of");
    for (size_t i = 0; i < z->scheme->n; i++)
        fprintf(out, " %11s%zu", "zone ", i + 1);
    fputs("\n", out);
    for (size_t w = 0; w < z->n; w++) {
        char day[DAY_TEXT], time[24];
        double sum = 0;
        if (w == 0 || !same_borders(z, w - 1, w, decimals))
            print_borders(out, z, w, decimals);
        day_text(z->week[w].monday, day);
        for (size_t i = 0; i < z->scheme->n; i++)
            sum += z->week[w].seconds[i];
        fprintf(out, "%s", day);
        for (size_t i = 0; i < z->scheme->n; i++) {
            text_duration(z->week[w].seconds[i], time);
            fprintf(out, " %7s %3.0f%%", time, 100 * z->week[w].seconds[i] / sum);
        }
        fputs("\n", out);
    }
    if (last->known != LOAD_GIVEN)
        fprintf(out, "\nThe borders are %s; the first may lie anywhere from %.*f to %.*f.\n",
                load_known_name(last->known), decimals, last->low, decimals, last->high);
}

static json_t *borders_json(const struct zoned *z, const struct load_border *border)
{
    json_t *from = json_array();

    for (size_t i = 0; i + 1 < z->scheme->n; i++)
        json_array_append_new(from, log_number(border[i].value));
    return from;
}

static int print_json(FILE *out, const struct zoned *z, struct err *err)
{
    json_t *weeks = json_array();

    for (size_t w = 0; w < z->n; w++) {
        const struct zoned_week *x = &z->week[w];
        json_t *seconds = json_array();
        char day[DAY_TEXT];
        for (size_t i = 0; i < z->scheme->n; i++)
            json_array_append_new(seconds, log_number(x->seconds[i]));
        day_text(x->monday, day);
        json_array_append_new(weeks, json_pack("{s:s, s:o, s:s, s:o}", "monday", day, "from",
                                               borders_json(z, x->border), "borders",
                                               load_known_name(x->border[0].known), "seconds",
                                               seconds));
    }
    json_t *root = json_pack("{s:s, s:s, s:s, s:s, s:o, s:o}", "schema", "backstride.zones/1",
                             "scheme", z->scheme->key, "grade", z->scheme->grade, "borders",
                             load_known_name(z->last.zone[0].known), "from",
                             borders_json(z, z->last.zone), "weeks", weeks);
    return common_json(out, root, err);
}

static int run(FILE *out, const void *values, const char *const *args, size_t n_args,
               struct err *err)
{
    const struct values *v = values;
    __attribute__((cleanup(zoned_done))) struct zoned z = { 0 };

    (void)args;
    (void)n_args;
    int rc = gather(v, &z, err);
    if (rc < 0 || v->common.json)
        return rc < 0 ? rc : print_json(out, &z, err);
    if (z.n == 0)
        fputs("No session has values for these zones.\n", out);
    else
        print_text(out, &z);
    return 0;
}

/* clang-format off */
const struct cmd cmd_zones = {
    .name = "zones", .args = "", .args_complete = "",
    .summary = "time in each intensity, week by week",
    .about = "Zones need a border of the runner: the highest, the resting or the threshold heart "
             "rate, a threshold pace or power. What is not given is estimated, from age or from "
             "the highest heart rate of the log, and then said so with its interval.\n\n"
             "Each week has the borders of the profile that held at its end; where they change, "
             "a new line says so. Weeks for which the profile says none are left out.",
    .examples = {
        { "backstride zones --max-hr 188", "below, between and above the two thresholds" },
        { "backstride zones --scheme max5 --age 45", "shares of the highest heart rate" },
        { "backstride zones --json", "the same for a program" },
    },
    .opts = rows, .n_opts = N_ELEMS(rows), .values_size = sizeof(struct values), .run = run,
};
/* clang-format on */
