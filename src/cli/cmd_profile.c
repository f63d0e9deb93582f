/* SPDX-License-Identifier: Apache-2.0 */
#include <jansson.h>
#include <math.h>
#include <string.h>
#include <time.h>

#include "base/day.h"
#include "base/mem.h"
#include "care/profile.h"
#include "cli/ask.h"
#include "cli/cmd.h"
#include "cli/common.h"
#include "cli/log.h"
#include "store/life.h"

struct values {
    struct cmd_common common;
    const char *db, *at, *field[CARE_N_FIELDS];
    bool show, history, ask;
};

#define AT(field) offsetof(struct values, field)
/* clang-format off */
static const struct opt own[] = {
    OPT_DB(AT(db)),
    { .name = "show", .type = OPT_FLAG, .offset = AT(show),
      .help = "show what is known, and ask nothing" },
    { .name = "history", .type = OPT_FLAG, .offset = AT(history),
      .help = "show every value with the day from which it holds" },
    { .name = "at", .arg = "DATE", .type = OPT_TEXT, .offset = AT(at),
      .help = "values hold from this day on; with --show: as it was that day" },
    { .name = "ask", .type = OPT_FLAG, .offset = AT(ask),
      .help = "ask, even where standard input is no terminal" },
    OPT_JSON, OPT_QUIET, OPT_HELP,
};
/* clang-format on */

/* One option for each field, made from its row the first time it is asked for. */
static const struct opt *opts(size_t *ret_n)
{
    static struct opt rows[CARE_N_FIELDS + N_ELEMS(own)];

    *ret_n = N_ELEMS(rows);
    if (rows[0].name)
        return rows;
    for (size_t i = 0; i < CARE_N_FIELDS; i++)
        rows[i] = (struct opt){ .name = care_rows[i].key,
                                .arg = care_rows[i].arg,
                                .type = OPT_TEXT,
                                .offset = AT(field) + i * sizeof(const char *),
                                .help = care_rows[i].help };
    memcpy(rows + CARE_N_FIELDS, own, sizeof(own));
    return rows;
}

/* -- showing */

static json_t *value_json(enum care_field f, double v)
{
    const struct care_row *row = &care_rows[f];
    char text[96];

    if (isnan(v))
        return json_null();
    if (row->type == CARE_NUMBER)
        return log_number(v);
    if (row->type != CARE_SET) {
        care_profile_show(f, v, text, sizeof(text));
        return json_string(text);
    }
    json_t *list = json_array();
    for (size_t i = 0; row->words[i]; i++)
        if (((unsigned)v >> i) & 1)
            json_array_append_new(list, json_string(row->words[i]));
    return list;
}

static int show(FILE *out, const struct values *v, struct store *s, long day, struct err *err)
{
    struct care_profile p;
    char text[96], date[16];
    size_t unknown = 0;
    int rc = store_profile(s, day, &p, err);

    if (rc < 0)
        return rc;
    day_text(day, date);
    if (v->common.json) {
        json_t *all = json_object();
        for (size_t i = 0; i < CARE_N_FIELDS; i++)
            json_object_set_new(all, care_rows[i].key,
                                value_json((enum care_field)i, p.value[i]));
        return common_json(out,
                           json_pack("{s:s, s:s, s:o}", "schema", "backstride.profile/1", "day",
                                     date, "values", all),
                           err);
    }
    for (size_t i = 0; i < CARE_N_FIELDS; i++) {
        if (isnan(p.value[i])) {
            unknown++;
            continue;
        }
        care_profile_show((enum care_field)i, p.value[i], text, sizeof(text));
        fprintf(out, "%-16s %s %s\n", care_rows[i].key, text, care_rows[i].unit);
    }
    if (!v->common.quiet && unknown)
        fprintf(out, "%s%zu of %d not said; backstride profile asks for them\n",
                unknown < CARE_N_FIELDS ? "\n" : "", unknown, (int)CARE_N_FIELDS);
    return 0;
}

static int history(FILE *out, const struct values *v, struct store *s, struct err *err)
{
    AUTO(mem) struct store_profile_value *list = NULL;
    size_t n = 0;
    char text[96], date[16];
    int rc = store_profile_history(s, &list, &n, err);

    if (rc < 0)
        return rc;
    json_t *all = json_array();
    for (size_t i = 0; i < n; i++) {
        const struct care_row *row = &care_rows[list[i].field];
        care_profile_show(list[i].field, list[i].value, text, sizeof(text));
        day_text(list[i].from, date);
        if (v->common.json)
            json_array_append_new(all,
                                  json_pack("{s:s, s:s, s:o}", "from", date, "field", row->key,
                                            "value", value_json(list[i].field, list[i].value)));
        else
            fprintf(out, "%s  %-16s %s %s\n", date, row->key, text, row->unit);
    }
    if (v->common.json)
        return common_json(
            out,
            json_pack("{s:s, s:o}", "schema", "backstride.profile-history/1", "values", all),
            err);
    json_decref(all);
    if (n == 0 && !v->common.quiet)
        fputs("Nothing was said yet. backstride profile asks.\n", out);
    return 0;
}

/* -- taking */

struct wish { /* what is to be said from one day on */
    struct store_profile_value value[CARE_N_FIELDS];
    size_t n;
};

static int from_options(const struct values *v, long day, struct wish *w, struct err *err)
{
    for (size_t i = 0; i < CARE_N_FIELDS; i++) {
        double x;
        if (!v->field[i])
            continue;
        int rc = care_profile_parse((enum care_field)i, v->field[i], &x, err);
        if (rc < 0)
            return rc;
        w->value[w->n++] = (struct store_profile_value){ (enum care_field)i, day, x };
    }
    return 0;
}

struct asked {
    enum care_field field;
    double value;
};

static int take(void *arg, const char *answer, struct err *err)
{
    struct asked *x = arg;
    return care_profile_parse(x->field, answer, &x->value, err);
}

static void hint_of(enum care_field f, double now, char *ret, size_t size)
{
    const struct care_row *row = &care_rows[f];
    char text[96];
    size_t n = 0;

    ret[0] = '\0';
    for (size_t i = 0; row->words && row->words[i] && n < size; i++)
        n += (size_t)snprintf(ret + n, size - n, "%s%s",
                              i ? row->type == CARE_SET ? "," : "/" : "", row->words[i]);
    if (!row->words && row->unit[0] && n < size)
        n += (size_t)snprintf(ret + n, size - n, "%s", row->unit);
    if (isnan(now) || n >= size)
        return;
    care_profile_show(f, now, text, sizeof(text));
    snprintf(ret + n, size - n, "%snow: %s", n ? "; " : "", text);
}

static void ask_all(struct ask *a, const struct care_profile *now, long day, struct wish *w)
{
    char hint[160];

    if (!a->no_prompts)
        fputs("Every answer helps, none is needed. Enter leaves it as it is, unknown takes it\n"
              "back, Ctrl-D ends and keeps what was said, Ctrl-C keeps nothing.\n\n",
              a->out);
    for (size_t i = 0; i < CARE_N_FIELDS && !a->ended; i++) {
        struct asked x = { .field = (enum care_field)i };
        hint_of(x.field, now->value[i], hint, sizeof(hint));
        if (ask_for(a, care_rows[i].question, hint[0] ? hint : NULL, take, &x))
            w->value[w->n++] = (struct store_profile_value){ x.field, day, x.value };
    }
}

/* Everything that was said, or nothing when it does not fit together. */
static int put(struct store *s, const struct wish *w, long day, struct err *err)
{
    struct care_profile p;
    int rc = store_begin(s, err);

    if (rc == 0)
        rc = store_put_profile(s, w->value, w->n, (double)time(NULL), err);
    if (rc == 0)
        rc = store_profile(s, day, &p, err);
    if (rc == 0)
        rc = care_profile_check(&p, day, err);
    if (rc == 0)
        return store_commit(s, err);
    store_rollback(s);
    return rc;
}

/* Asks where no option said anything and somebody may answer. */
static int ask_instead(FILE *out, const struct values *v, struct store *s, long day,
                       struct wish *w, struct err *err)
{
    struct ask a = { .in = stdin, .out = out, .no_prompts = !ask_possible() };
    struct care_profile now;
    bool wanted = v->ask || (!v->common.json && ask_possible());

    if (w->n || v->show || !wanted)
        return 0;
    int rc = store_profile(s, day, &now, err);
    if (rc == 0)
        ask_all(&a, &now, day, w);
    return rc;
}

static int run(FILE *out, const void *values, const char *const *args, size_t n_args,
               struct err *err)
{
    const struct values *v = values;
    AUTO(store) struct store *s = NULL;
    struct wish w = { .n = 0 };
    long day = log_today();
    int rc = log_parse_past(v->at, "--at", &day, err);

    (void)args;
    (void)n_args;
    if (rc == 0)
        rc = from_options(v, day, &w, err);
    if (rc == 0) /* looking makes no log */
        rc = log_open(v->db, w.n || !(v->show || v->history) ? STORE_CREATE : STORE_WRITE, &s,
                      err);
    if (rc < 0 || v->history)
        return rc < 0 ? rc : history(out, v, s, err);
    rc = ask_instead(out, v, s, day, &w, err);
    if (rc == 0 && w.n)
        rc = put(s, &w, day, err);
    if (rc < 0)
        return rc;
    if (w.n == 0 || v->show || v->common.json)
        return show(out, v, s, day, err);
    if (!v->common.quiet)
        fprintf(out, "noted: %zu %s\n", w.n, w.n == 1 ? "value" : "values");
    return 0;
}

/* clang-format off */
const struct cmd cmd_profile = {
    .name = "profile", .args = "", .args_complete = "",
    .summary = "what the runner says of themselves, and how it changed",
    .about = "On a terminal it asks, one question after the other; Enter leaves a value as it "
             "is. Every field is an option too. Nothing is needed, and what is unknown stays "
             "unknown: the word unknown takes a value back.\n\n"
             "Each value holds from its day on, so a report of March uses the mass of March. "
             "zones, load and log use the profile of the day where an option does not say "
             "otherwise.",
    .examples = {
        { "backstride profile", "asks for what is not known yet" },
        { "backstride profile --mass 68.5 --rest-hr 52", "two values that hold from today on" },
        { "backstride profile --mass 70 --at 2026-03-01", "what it was in March" },
        { "backstride profile --show --json", "everything for a program" },
    },
    .make_opts = opts, .values_size = sizeof(struct values), .run = run,
};
/* clang-format on */
