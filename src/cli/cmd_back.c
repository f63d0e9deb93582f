/* SPDX-License-Identifier: Apache-2.0 */
#include "base/mem.h"
#include "cli/back_text.h"
#include "cli/cmd.h"
#include "cli/common.h"
#include "cli/log.h"

struct values {
    struct cmd_common common;
    const char *db, *date;
};

#define AT(field) offsetof(struct values, field)
/* clang-format off */
static const struct opt rows[] = {
    OPT_DB(AT(db)),
    { .name = "date", .arg = "DATE", .type = OPT_TEXT, .offset = AT(date),
      .help = "as if it were this day" },
    OPT_JSON, OPT_QUIET, OPT_COLOR, OPT_HELP,
};
/* clang-format on */

static int run(FILE *out, const void *values, const char *const *args, size_t n_args,
               struct err *err)
{
    const struct values *v = values;
    AUTO(back) struct back *b = NULL;
    long today = log_today();
    int rc = log_parse_day(v->date, "--date", &today, err);

    (void)args;
    (void)n_args;
    if (rc == 0)
        rc = back_load(v->db, today, false, &b, err);
    if (rc < 0 || !b)
        return rc;
    if (v->common.json)
        return back_print_json(out, b, err);
    const struct back_style style = { .colour = common_colour(v->common.color),
                                      .brief = v->common.quiet,
                                      .columns = common_columns() };
    back_print(out, b, &style);
    return 0;
}

/* clang-format off */
const struct cmd cmd_back = {
    .name = "back", .args = "", .args_complete = "",
    .summary = "is running strengthening your back? the answer, with its reasons",
    .about = "One answer from what the log knows: how your back feels, what you ran, how you "
             "run on your last film, and your habits. Each reason comes with how good its "
             "evidence is; then what is missing, what would change the answer, and one next "
             "step.\n\n"
             "It works with any of the three alone (watch files, film, diary) and says what is "
             "missing. A warning sign that is open comes before everything else.",
    .examples = {
        { "backstride back", "the answer" },
        { "backstride back --date 2026-03-31", "as it was then" },
        { "backstride back --json", "the same for a program" },
    },
    .opts = rows, .n_opts = N_ELEMS(rows), .values_size = sizeof(struct values), .run = run,
};
/* clang-format on */
