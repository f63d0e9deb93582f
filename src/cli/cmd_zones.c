/* SPDX-License-Identifier: Apache-2.0 */
#include <jansson.h>
#include <math.h>
#include <string.h>

#include "base/day.h"
#include "base/mem.h"
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

static const struct opt *opts(size_t *ret_n)
{
    *ret_n = N_ELEMS(rows);
    return rows;
}

enum { WEEKS_MAX = 1 << 14 };

struct zoned {
    const struct load_scheme *scheme;
    struct load_borders borders;
    struct load_border border[LOAD_ZONES_MAX];
    long monday[WEEKS_MAX];
    double seconds[WEEKS_MAX][LOAD_ZONES_MAX];
    size_t n; /* weeks with sessions in zones */
};

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

/* Zones by heart rate come from stored sums, others from the samples. */
static int session_zones(struct store *s, const struct zoned *z, const struct store_row *row,
                         const struct store_facts *facts, double *ret_s, struct err *err)
{
    AUTO(activity) struct activity *a = NULL;
    struct load_zones zones;

    memset(ret_s, 0, LOAD_ZONES_MAX * sizeof(*ret_s));
    if (z->scheme->column == ACTIVITY_HR) {
        if (facts)
            history_zone_seconds(facts, z->border, z->scheme->n, ret_s);
        return 0;
    }
    int rc = store_get(s, row->id, NULL, &a, err);
    if (rc == 0 && load_zones_of(a, z->scheme, &z->borders, &zones, NULL) == 0)
        memcpy(ret_s, zones.seconds, sizeof(zones.seconds));
    return rc;
}

static void add_week(struct zoned *z, long day, const double *s)
{
    long monday = day_monday(day);
    double sum = 0;

    for (size_t i = 0; i < z->scheme->n; i++)
        sum += s[i];
    if (!(sum > 0))
        return;
    if (z->n == 0 || z->monday[z->n - 1] != monday) {
        if (z->n == WEEKS_MAX)
            return;
        z->monday[z->n++] = monday;
    }
    for (size_t i = 0; i < z->scheme->n; i++)
        z->seconds[z->n - 1][i] += s[i];
}

static int gather(const struct values *v, struct zoned *z, struct err *err)
{
    AUTO(store) struct store *s = NULL;
    AUTO_LOG struct history_log log = { 0 };
    struct load_profile profile;
    double from = -1e15, to = 1e15, seconds[LOAD_ZONES_MAX];
    int rc = find_scheme(v->scheme, &z->scheme, err);

    if (rc == 0 && v->from)
        rc = log_parse_time(v->from, "--from", &from, err);
    if (rc == 0 && v->to)
        rc = log_parse_time(v->to, "--to", &to, err);
    if (rc == 0)
        rc = log_open(v->db, STORE_WRITE, &s, err);
    if (rc == 0)
        rc = history_log_read(s, NAN, &log, err);
    if (rc == 0)
        rc = log_profile_of(&v->runner, s, v->to ? day_at(to) : log_today(),
                            history_peak_hr(&log), &profile, err);
    if (rc < 0)
        return rc;
    load_borders_of(&profile, &z->borders);
    rc = load_zone_borders(z->scheme, &z->borders, z->border, err);
    for (size_t i = 0; i < log.n && rc == 0; i++) {
        if (log.rows[i].day < day_at(from) || log.rows[i].day > day_at(to))
            continue;
        rc = session_zones(s, z, &log.rows[i], history_facts_of(&log, log.rows[i].id), seconds,
                           err);
        if (rc == 0)
            add_week(z, log.rows[i].day, seconds);
    }
    return rc;
}

static void print_text(FILE *out, const struct zoned *z)
{
    int decimals = z->scheme->column == ACTIVITY_SPEED ? 2 : 0;

    fprintf(out, "%s (grade %s)\n\n%-10s", z->scheme->shown, z->scheme->grade, "week of");
    for (size_t i = 0; i < z->scheme->n; i++)
        fprintf(out, " %11s%zu", "zone ", i + 1);
    fprintf(out, "\n%-10s", z->scheme->column == ACTIVITY_HR ? "from /min" : "from");
    for (size_t i = 0; i < z->scheme->n; i++)
        fprintf(out, " %12.*f", decimals, i ? z->border[i - 1].value : 0);
    fputs("\n", out);
    for (size_t w = 0; w < z->n; w++) {
        char day[16], time[24];
        double sum = 0;
        day_text(z->monday[w], day);
        for (size_t i = 0; i < z->scheme->n; i++)
            sum += z->seconds[w][i];
        fprintf(out, "%s", day);
        for (size_t i = 0; i < z->scheme->n; i++) {
            log_duration(z->seconds[w][i], time);
            fprintf(out, " %7s %3.0f%%", time, 100 * z->seconds[w][i] / sum);
        }
        fputs("\n", out);
    }
    if (z->border[0].known != LOAD_GIVEN)
        fprintf(out, "\nThe borders are %s; the first may lie anywhere from %.*f to %.*f.\n",
                load_known_name(z->border[0].known), decimals, z->border[0].low, decimals,
                z->border[0].high);
}

static int print_json(FILE *out, const struct zoned *z, struct err *err)
{
    json_t *weeks = json_array(), *from = json_array();

    for (size_t i = 0; i + 1 < z->scheme->n; i++)
        json_array_append_new(from, log_number(z->border[i].value));
    for (size_t w = 0; w < z->n; w++) {
        json_t *seconds = json_array();
        char day[16];
        for (size_t i = 0; i < z->scheme->n; i++)
            json_array_append_new(seconds, log_number(z->seconds[w][i]));
        day_text(z->monday[w], day);
        json_array_append_new(weeks,
                              json_pack("{s:s, s:o}", "monday", day, "seconds", seconds));
    }
    json_t *root = json_pack("{s:s, s:s, s:s, s:s, s:o, s:o}", "schema", "backstride.zones/1",
                             "scheme", z->scheme->key, "grade", z->scheme->grade, "borders",
                             load_known_name(z->border[0].known), "from", from, "weeks", weeks);
    return common_json(out, root, err);
}

static int run(FILE *out, const void *values, const char *const *args, size_t n_args,
               struct err *err)
{
    const struct values *v = values;
    AUTO(mem) struct zoned *z = mem_array(1, sizeof(*z));

    (void)args;
    (void)n_args;
    if (!z)
        return err_set(err, ERR_NOMEM, "no memory for the weeks");
    int rc = gather(v, z, err);
    if (rc < 0 || v->common.json)
        return rc < 0 ? rc : print_json(out, z, err);
    if (z->n == 0)
        fputs("No session has values for these zones.\n", out);
    else
        print_text(out, z);
    return 0;
}

/* clang-format off */
const struct cmd cmd_zones = {
    .name = "zones", .args = "", .args_complete = "",
    .summary = "time in each intensity, week by week",
    .about = "Zones need a border of the runner: the highest, the resting or the threshold heart "
             "rate, a threshold pace or power. What is not given is estimated, from age or from "
             "the highest heart rate of the log, and then said so with its interval.",
    .examples = {
        { "backstride zones --max-hr 188", "below, between and above the two thresholds" },
        { "backstride zones --scheme max5 --age 45", "shares of the highest heart rate" },
        { "backstride zones --json", "the same for a program" },
    },
    .opts = opts, .values_size = sizeof(struct values), .run = run,
};
/* clang-format on */
