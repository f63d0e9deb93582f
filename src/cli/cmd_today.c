/* SPDX-License-Identifier: Apache-2.0 */
#include <jansson.h>

#include "base/mem.h"
#include "cli/cmd.h"
#include "cli/common.h"
#include "cli/log.h"
#include "cli/today.h"

struct values {
    struct cmd_common common;
    const char *db, *date, *html;
    double minutes;
    bool just_up;
};

#define AT(field) offsetof(struct values, field)
/* clang-format off */
static const struct opt rows[] = {
    OPT_DB(AT(db)),
    { .name = "date", .arg = "DATE", .type = OPT_TEXT, .offset = AT(date),
      .help = "for this day, as 2026-05-31; otherwise today" },
    { .name = "minutes", .arg = "N", .type = OPT_DOUBLE, .min = 1, .max = 180, .def = -1,
      .offset = AT(minutes), .help = "time for strength, mobility, yoga or Pilates" },
    { .name = "just-up", .type = OPT_FLAG, .offset = AT(just_up),
      .help = "you got up less than an hour ago: nothing that bends the back to its end" },
    { .name = "html", .arg = "FILE", .type = OPT_FILE, .offset = AT(html),
      .help = "write a page with drawings" },
    OPT_JSON, OPT_QUIET, OPT_HELP,
};
/* clang-format on */

/* Without a log there is still a day to fill. A database that was asked for must be there. */
static int open_log(const char *db, struct store **ret, struct err *err)
{
    struct err why = { 0 };
    int rc = log_open(db, STORE_WRITE, ret, &why);

    if (rc == -ERR_NOT_FOUND && !db)
        return 0;
    return rc < 0 ? err_set(err, why.code, "%s", why.msg) : 0;
}

static int show(FILE *out, const struct values *v, const struct today *t, struct err *err)
{
    int rc = v->html ? today_page(t, v->html, err) : 0;

    if (rc < 0)
        return rc;
    if (!v->common.json) {
        today_print(out, t, v->common.quiet);
        return 0;
    }
    json_t *root = today_json(t);
    return common_json(out, root, err);
}

static int run(FILE *out, const void *values, const char *const *args, size_t n_args,
               struct err *err)
{
    const struct values *v = values;
    AUTO(store) struct store *s = NULL;
    __attribute__((cleanup(today_done))) struct today t = { .n_cross = 0 };
    struct today_wishes w = { log_today(), v->minutes, v->just_up };
    int rc = log_parse_day(v->date, "--date", &w.day, err);

    (void)args;
    (void)n_args;
    if (rc == 0 && v->html)
        rc = common_check_output("--html", v->html, NULL, 0, err);
    if (rc == 0)
        rc = open_log(v->db, &s, err);
    if (rc == 0)
        rc = today_read(s, &w, &t, err);
    return rc < 0 ? rc : show(out, v, &t, err);
}

/* clang-format off */
const struct cmd cmd_today = {
    .name = "today", .args = "", .args_complete = "",
    .summary = "what to do today: rest, easy or as planned",
    .about = "Reads the plan, the diary and the log and says rest, easy or as planned, with the "
             "reasons and how sure they are; then the sessions of the day with their exercises. "
             "An open warning sign stops everything else.\n\n"
             "Works without a plan, a diary or a log, and says what is missing. The exercises "
             "change from day to day and stay the same within one; backstride exercises ID shows "
             "how one is done.",
    .examples = {
        { "backstride today", "the day in words" },
        { "backstride today --html today.html", "with drawings" },
        { "backstride today --minutes 15 --just-up", "early, with little time" },
    },
    .opts = rows, .n_opts = N_ELEMS(rows), .values_size = sizeof(struct values), .run = run,
};
/* clang-format on */
