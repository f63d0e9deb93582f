/* SPDX-License-Identifier: Apache-2.0 */
#include <jansson.h>
#include <math.h>
#include <string.h>

#include "base/day.h"
#include "base/mem.h"
#include "base/text.h"
#include "care/shoes.h"
#include "cli/cmd.h"
#include "cli/common.h"
#include "cli/log.h"
#include "cli/runs.h"
#include "store/life.h"

struct values {
    struct cmd_common common;
    const char *db, *name, *gear, *use, *from, *retired;
    double start_km, comfort;
    bool usual;
};

#define AT(field) offsetof(struct values, field)
/* clang-format off */
static const struct opt rows[] = {
    OPT_DB(AT(db)),
    { .name = "name", .arg = "TEXT", .type = OPT_TEXT, .offset = AT(name),
      .help = "edit: another name" },
    { .name = "gear", .arg = "TEXT", .type = OPT_TEXT, .offset = AT(gear),
      .help = "add, edit: as an export or a watch calls the pair" },
    { .name = "use", .arg = "KINDS", .type = OPT_TEXT, .offset = AT(use),
      .help = "add, edit: what it is for, as long,race or trail; none: anything" },
    { .name = "from", .arg = "DATE", .type = OPT_TEXT, .offset = AT(from),
      .help = "add, edit: in use since, otherwise today" },
    { .name = "on", .arg = "DATE", .type = OPT_TEXT, .offset = AT(retired),
      .help = "retire: the last day, otherwise today" },
    { .name = "start-km", .arg = "KM", .type = OPT_DOUBLE, .max = 10000, .def = -1,
      .offset = AT(start_km), .help = "add, edit: run in it before the log knows it" },
    { .name = "comfort", .arg = "0..10", .type = OPT_DOUBLE, .max = 10, .def = -1,
      .offset = AT(comfort), .help = "add, edit: how comfortable it is, 10 the best" },
    { .name = "usual", .type = OPT_FLAG, .offset = AT(usual),
      .help = "add, edit: runs count for this pair when nothing else decides" },
    OPT_JSON, OPT_QUIET, OPT_HELP,
};
/* clang-format on */

struct call {
    FILE *out;
    const struct values *v;
    const char *const *args; /* after the verb */
    size_t n_args;
    struct store *s;
};

static int id_of(const char *word, const char *what, int64_t *ret, struct err *err)
{
    long id = 0;
    int rc = text_to_long(word, what, &id, err);
    *ret = id;
    return rc;
}

/* A pair by its number or its name. */
static int find(struct call *c, const char *word, struct care_shoe *ret, struct err *err)
{
    AUTO(mem) struct care_shoe *list = NULL;
    long id = 0;
    size_t n = 0;
    int rc = store_shoes(c->s, &list, &n, err);
    const bool number = text_to_long(word, "", &id, NULL) == 0;

    for (size_t i = 0; i < n && rc == 0; i++)
        if (strcmp(list[i].name, word) == 0 || (number && list[i].id == id)) {
            *ret = list[i];
            return 0;
        }
    return rc < 0 ? rc
                  : err_set(err, ERR_NOT_FOUND,
                            "no pair is called \"%.60s\"; see backstride shoes", word);
}

static int check_use(const char *use, struct err *err)
{
    for (const char *p = use; *p;) {
        size_t n = strcspn(p, ",");
        if (!runs_is_kind(p, n))
            return err_set(err, ERR_USAGE, "--use \"%.*s\" is no kind of run; there are %s",
                           (int)n, p, runs_kind_list());
        p += n + (p[n] == ',');
    }
    return 0;
}

/* A name that is a number would stand for another pair. */
static int parse_name(const char *s, struct care_shoe *x, struct err *err)
{
    long id = 0;

    if (s[strspn(s, " ")] == '\0' || text_to_long(s, "", &id, NULL) == 0)
        return err_set(err, ERR_USAGE, "\"%.40s\" is no name for a pair; give it a word", s);
    return log_parse_words(s, "the name of a pair", x->name, sizeof(x->name), err);
}

static int lay(const struct values *v, struct care_shoe *x, struct err *err)
{
    int rc = log_parse_day(v->from, "--from", &x->from, err);

    if (rc == 0 && v->use && strcmp(v->use, "none") != 0)
        rc = check_use(v->use, err);
    if (rc < 0)
        return rc;
    if (v->name)
        rc = parse_name(v->name, x, err);
    if (rc == 0 && v->gear)
        rc = log_parse_words(v->gear, "--gear", x->gear, sizeof(x->gear), err);
    if (rc < 0)
        return rc;
    if (v->use)
        snprintf(x->use, sizeof(x->use), "%s", strcmp(v->use, "none") == 0 ? "" : v->use);
    if (v->start_km >= 0)
        x->start_m = v->start_km * 1000;
    if (v->comfort >= 0)
        x->comfort = v->comfort;
    x->usual = x->usual || v->usual;
    return 0;
}

static int put(struct call *c, const struct care_shoe *x, const char *what, struct err *err)
{
    int64_t id = 0;
    int rc = store_put_shoe(c->s, x, &id, err);

    if (rc == 0 && !c->v->common.quiet)
        fprintf(c->out, "%s %lld: %s\n", what, (long long)id, x->name);
    return rc;
}

static int do_add(struct call *c, struct err *err)
{
    AUTO(mem) struct care_shoe *list = NULL;
    struct care_shoe x = { .from = log_today(), .start_m = NAN, .comfort = NAN };
    size_t n = 0;
    int rc = store_shoes(c->s, &list, &n, err);

    if (rc == 0)
        rc = parse_name(c->args[0], &x, err);
    for (size_t i = 0; i < n && rc == 0; i++)
        if (strcmp(list[i].name, c->args[0]) == 0)
            rc = err_set(err, ERR_USAGE, "there is a pair \"%s\" already: %lld", c->args[0],
                         (long long)list[i].id);
    x.usual = n == 0; /* the first pair */
    if (rc == 0)
        rc = lay(c->v, &x, err);
    return rc < 0 ? rc : put(c, &x, "added", err);
}

static int do_edit(struct call *c, struct err *err)
{
    const struct values *v = c->v;
    struct care_shoe x;

    if (!v->name && !v->gear && !v->use && !v->from && v->start_km < 0 && v->comfort < 0 &&
        !v->usual)
        return err_set(err, ERR_USAGE,
                       "nothing to change; give --name, --gear, --use, --from, --start-km, "
                       "--comfort or --usual");
    int rc = find(c, c->args[0], &x, err);

    if (rc == 0)
        rc = lay(v, &x, err);
    return rc < 0 ? rc : put(c, &x, "changed", err);
}

static int do_retire(struct call *c, struct err *err)
{
    struct care_shoe x;
    int rc = find(c, c->args[0], &x, err);

    if (rc < 0)
        return rc;
    x.retired = log_today();
    x.usual = false;
    rc = log_parse_day(c->v->retired, "--on", &x.retired, err);
    if (rc == 0 && x.retired < x.from)
        rc = err_set(err, ERR_USAGE, "the pair was not in use yet on that day");
    return rc < 0 ? rc : put(c, &x, "retired", err);
}

static int do_usual(struct call *c, struct err *err)
{
    struct care_shoe x;
    int rc = find(c, c->args[0], &x, err);

    if (rc < 0)
        return rc;
    if (x.retired)
        return err_set(err, ERR_USAGE, "%s is retired and cannot be the usual pair", x.name);
    x.usual = true;
    return put(c, &x, "now the usual pair,", err);
}

static int do_comfort(struct call *c, struct err *err)
{
    struct care_shoe x;
    double v;
    int rc = find(c, c->args[0], &x, err);

    if (rc < 0)
        return rc;
    rc = text_to_double(c->args[1], "the comfort", &v, err);
    if (rc < 0)
        return rc;
    if (!(v >= 0 && v <= 10))
        return err_set(err, ERR_USAGE, "comfort is a number from 0 to 10, the best");
    x.comfort = v;
    return put(c, &x, "noted", err);
}

static int do_wear(struct call *c, struct err *err)
{
    struct care_shoe x = { .id = 0 };
    int64_t session = 0;
    int rc = strcmp(c->args[0], "none") == 0 ? 0 : find(c, c->args[0], &x, err);

    if (rc == 0)
        rc = id_of(c->args[1], "the session", &session, err);
    if (rc == 0)
        rc = store_wear(c->s, session, x.id, err);
    if (rc == 0 && !c->v->common.quiet)
        fprintf(c->out, "session %lld: %s\n", (long long)session,
                x.id ? x.name : "as the rules say");
    return rc;
}

static int do_remove(struct call *c, struct err *err)
{
    struct care_shoe x;
    int rc = find(c, c->args[0], &x, err);

    if (rc == 0)
        rc = store_remove_shoe(c->s, x.id, err);
    if (rc == 0 && !c->v->common.quiet)
        fprintf(c->out, "removed %s; retire keeps its kilometres\n", x.name);
    return rc;
}

/* -- list */

static json_t *shoe_json(const struct care_shoe *x, double m)
{
    char from[16], retired[16];
    const char *note = care_shoe_note(x, m);

    day_text(x->from, from);
    day_text(x->retired, retired);
    return json_pack("{s:I, s:s, s:s, s:s, s:s, s:s?, s:o, s:o, s:o, s:b, s:s?}", "id",
                     (json_int_t)x->id, "name", x->name, "gear", x->gear, "use", x->use, "from",
                     from, "retired", x->retired ? retired : NULL, "km", log_number(m / 1000),
                     "start_km", log_number(x->start_m / 1000), "comfort",
                     log_number(x->comfort), "usual", x->usual, "note", note);
}

static void print_shoe(FILE *out, const struct care_shoe *x, double m)
{
    char from[16], to[16], comfort[16] = "-";
    const char *note = care_shoe_note(x, m);

    day_text(x->from, from);
    day_text(x->retired, to);
    if (!isnan(x->comfort))
        snprintf(comfort, sizeof(comfort), "%.3g", x->comfort);
    fprintf(out, "%4lld  %-24s %8.1f  %-10s  %-10s  %7s  %s%s%s\n", (long long)x->id, x->name,
            m / 1000, from, x->retired ? to : "", comfort, x->use,
            x->usual && x->use[0] ? ", " : "", x->usual ? "usual" : "");
    if (note)
        fprintf(out, "      %s\n", note);
}

static int do_list(struct call *c, struct err *err)
{
    AUTO(mem) struct care_shoe *list = NULL;
    AUTO(mem) struct care_run *worn = NULL;
    AUTO(mem) double *m = NULL;
    AUTO_LOG struct history_log log = { 0 };
    size_t n = 0, n_worn = 0;
    int rc = store_shoes(c->s, &list, &n, err);

    if (rc == 0)
        rc = history_log_read(c->s, NAN, &log, err);
    if (rc == 0)
        rc = runs_worn(c->s, &log, &worn, &n_worn, err);
    if (rc < 0)
        return rc;
    m = mem_array(n, sizeof(*m));
    if (!m)
        return err_set(err, ERR_NOMEM, "no memory for the shoes");
    care_shoe_sum(list, n, worn, n_worn, m);
    if (c->v->common.json) {
        json_t *all = json_array();
        for (size_t i = 0; i < n; i++)
            json_array_append_new(all, shoe_json(&list[i], m[i]));
        json_t *root = json_pack("{s:s, s:o}", "schema", "backstride.shoes/1", "shoes", all);
        return common_json(c->out, root, err);
    }
    if (n == 0 && !c->v->common.quiet)
        fputs("No shoes yet. backstride shoes add NAME registers a pair.\n", c->out);
    else if (!c->v->common.quiet)
        fprintf(c->out, "%4s  %-24s %8s  %-10s  %-10s  %7s  %s\n", "id", "name", "km", "from",
                "retired", "comfort", "for");
    for (size_t i = 0; i < n; i++)
        print_shoe(c->out, &list[i], m[i]);
    return 0;
}

/* To add a verb: one row. */
static const struct verb {
    const char *name;
    size_t n_args;
    const char *needs;
    int (*run)(struct call *c, struct err *err);
} verbs[] = {
    { "list", 0, "no more words", do_list },
    { "add", 1, "a name", do_add },
    { "edit", 1, "a pair", do_edit },
    { "retire", 1, "a pair", do_retire },
    { "usual", 1, "a pair", do_usual },
    { "comfort", 2, "a pair and a number from 0 to 10", do_comfort },
    { "wear", 2, "a pair (or none) and the number of a session", do_wear },
    { "remove", 1, "a pair", do_remove },
};

static int run(FILE *out, const void *values, const char *const *args, size_t n_args,
               struct err *err)
{
    AUTO(store) struct store *s = NULL;
    struct call c = {
        .out = out, .v = values, .args = args + (n_args > 0), .n_args = n_args ? n_args - 1 : 0
    };
    const char *name = n_args ? args[0] : "list";

    for (size_t i = 0; i < N_ELEMS(verbs); i++) {
        if (strcmp(verbs[i].name, name) != 0)
            continue;
        if (c.n_args != verbs[i].n_args)
            return err_set(err, ERR_USAGE, "shoes %s needs %s", name, verbs[i].needs);
        int rc =
            log_open(c.v->db, verbs[i].run == do_add ? STORE_CREATE : STORE_WRITE, &s, err);
        c.s = s;
        return rc < 0 ? rc : verbs[i].run(&c, err);
    }
    return err_set(err, ERR_USAGE,
                   "shoes cannot \"%.40s\"; it can list, add, edit, retire, usual, comfort, "
                   "wear, remove",
                   name);
}

/* clang-format off */
const struct cmd cmd_shoes = {
    .name = "shoes", .args = "[VERB [PAIR [...]]]", .max_args = 3,
    .args_complete = "list add edit retire usual comfort wear remove",
    .summary = "running shoes, their kilometres and comfort",
    .about = "Without a verb: all pairs with what was run in them. A run counts for the pair "
             "that was said (wear), else the one its file names (gear), else one that is for its "
             "ground or kind (use), else the usual one. PAIR is a number or a name.\n\n"
             "How long a pair lasts is a convention of machine tests, and no study shows that old "
             "shoes injure: the reminder only asks how they feel.",
    .examples = {
        { "backstride shoes add \"Red ones\" --use long,race --start-km 120", "a new pair" },
        { "backstride shoes comfort \"Red ones\" 7", "how they feel" },
        { "backstride shoes wear \"Red ones\" 12", "the run 12 was in them" },
        { "backstride shoes retire 1", "no runs count for it from tomorrow on" },
    },
    .opts = rows, .n_opts = N_ELEMS(rows), .values_size = sizeof(struct values), .run = run,
};
/* clang-format on */
