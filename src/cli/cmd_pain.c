/* SPDX-License-Identifier: Apache-2.0 */
#include <jansson.h>
#include <limits.h>
#include <math.h>
#include <string.h>
#include <time.h>

#include "base/day.h"
#include "base/mem.h"
#include "base/text.h"
#include "cli/cmd.h"
#include "cli/common.h"
#include "cli/gate.h"
#include "cli/log.h"
#include "cli/pain.h"
#include "store/life.h"

struct values {
    struct cmd_common common;
    const char *db, *at, *where, *legs, *note, *helped, *session, *flag;
    double before, during, after, morning, stiff, sleep, stress, soreness, rest_hr, hrv;
    bool list, flags, ask;
    int limit, edit, remove;
};

#define AT(field) offsetof(struct values, field)
#define SCORE(name_, field, help_)                                               \
    {                                                                            \
        .name = name_, .arg = "0..10", .type = OPT_DOUBLE, .max = 10, .def = -1, \
        .offset = AT(field), .help = help_                                       \
    }
/* clang-format off */
static const struct opt rows[] = {
    OPT_DB(AT(db)),
    { .name = "where", .arg = "PLACES", .type = OPT_TEXT, .offset = AT(where),
      .help = "where it hurts, as low-back,buttock-left; a wrong word lists all" },
    SCORE("before", before, "pain before the run, 0 none to 10 the worst there is"),
    SCORE("during", during, "pain during it"),
    SCORE("after", after, "pain after it, the same day"),
    SCORE("morning", morning, "pain the next morning; alone, it completes the entry of yesterday"),
    { .name = "stiff", .arg = "MIN", .type = OPT_DOUBLE, .max = 1440, .def = -1,
      .offset = AT(stiff), .help = "minutes that the back was stiff that morning" },
    { .name = "legs", .arg = "SIGNS", .type = OPT_TEXT, .offset = AT(legs),
      .help = "leg-pain, numb, tingling, weak; or none" },
    { .name = "note", .arg = "TEXT", .type = OPT_TEXT, .offset = AT(note),
      .help = "anything to remember" },
    { .name = "helped", .arg = "TEXT", .type = OPT_TEXT, .offset = AT(helped),
      .help = "what helped" },
    { .name = "session", .arg = "ID", .type = OPT_TEXT, .offset = AT(session),
      .help = "session it followed, or none; otherwise the last of that day or the day before" },
    { .name = "at", .arg = "DATE", .type = OPT_TEXT, .offset = AT(at),
      .help = "day that it is about, otherwise today" },
    { .name = "sleep", .arg = "HOURS", .type = OPT_DOUBLE, .max = 24, .def = -1,
      .offset = AT(sleep), .help = "of the last night" },
    SCORE("stress", stress, "stress of the day"),
    SCORE("soreness", soreness, "sore muscles"),
    { .name = "rest-hr", .arg = "BPM", .type = OPT_DOUBLE, .min = 25, .max = 150, .def = -1,
      .offset = AT(rest_hr), .help = "resting heart rate of the morning" },
    { .name = "hrv", .arg = "MS", .type = OPT_DOUBLE, .min = 1, .max = 400, .def = -1,
      .offset = AT(hrv), .help = "heart rate variability of the morning, RMSSD" },
    { .name = "flags", .type = OPT_FLAG, .offset = AT(flags),
      .help = "ask all warning signs; with --list or --json: show all answers" },
    { .name = "flag", .arg = "ID=ANSWER", .type = OPT_TEXT, .offset = AT(flag),
      .help = "answer a sign: yes, no, cleared (by a professional); several with commas" },
    { .name = "list", .letter = 'l', .type = OPT_FLAG, .offset = AT(list),
      .help = "show the entries with their lights" },
    { .name = "limit", .letter = 'n', .arg = "N", .type = OPT_INT, .min = 1, .max = 1000000,
      .def = 20, .offset = AT(limit), .help = "show at most the last N" },
    { .name = "edit", .arg = "ID", .type = OPT_INT, .min = 1, .max = 1000000000,
      .offset = AT(edit), .help = "change an entry: what is given replaces what was there" },
    { .name = "remove", .arg = "ID", .type = OPT_INT, .min = 1, .max = 1000000000,
      .offset = AT(remove), .help = "take an entry away" },
    { .name = "ask", .type = OPT_FLAG, .offset = AT(ask),
      .help = "ask, even where standard input is no terminal" },
    OPT_JSON, OPT_QUIET, OPT_HELP,
};
/* clang-format on */

struct call {
    FILE *out;
    const struct values *v;
    struct store *s;
    struct care_flag_answer *known; /* [n_known] every answer to a sign, by time */
    size_t n_known;
    struct care_gate gate; /* what of them stands open */
    long day, today;
    double now_s;
    bool ask;
    bool list; /* asked for, or nothing else is to be done */
    /* What is to be written, complete before the transaction begins. */
    struct care_pain entry;
    bool has_entry, is_new;
    struct care_flag_answer answer[CARE_FLAGS_MAX];
    size_t n_answers;
};

static double given(double x) { return x < 0 ? (double)NAN : x; }

/* -- one entry */

static bool gives_entry(const struct values *v)
{
    return v->where || v->legs || v->helped || v->session || v->before >= 0 || v->during >= 0 ||
           v->after >= 0 || v->morning >= 0 || v->stiff >= 0;
}

static bool gives_day(const struct values *v)
{
    return v->sleep >= 0 || v->stress >= 0 || v->soreness >= 0 || v->rest_hr > 0 || v->hrv > 0;
}

/* Only what a morning tells: it belongs to the day before. */
static bool only_morning(const struct values *v)
{
    return (v->morning >= 0 || v->stiff >= 0) && v->before < 0 && v->during < 0 &&
           v->after < 0 && !v->at && !v->edit;
}

static int lay_options(const struct values *v, struct care_pain *p, struct err *err)
{
    const struct {
        double value, *to;
    } numbers[] = { { v->before, &p->before },
                    { v->during, &p->during },
                    { v->after, &p->after },
                    { v->morning, &p->morning },
                    { v->stiff, &p->stiff_min } };
    int rc = 0;

    for (size_t i = 0; i < N_ELEMS(numbers); i++)
        if (numbers[i].value >= 0)
            *numbers[i].to = numbers[i].value;
    if (v->where)
        rc = pain_parse_bits(care_regions, CARE_N_REGIONS, v->where, "--where", &p->regions,
                             err);
    if (rc == 0 && v->legs)
        rc = pain_parse_bits(care_symptoms, CARE_N_SYMPTOMS, v->legs, "--legs", &p->symptoms,
                             err);
    if (rc == 0 && v->note)
        rc = log_parse_words(v->note, "--note", p->note, sizeof(p->note), err);
    if (rc == 0 && v->helped)
        rc = log_parse_words(v->helped, "--helped", p->helped, sizeof(p->helped), err);
    return rc;
}

/* The session an entry of that day follows: the last one on foot of the day or the day before.
 */
static int last_session(struct store *s, long day, int64_t *ret, struct err *err)
{
    AUTO(mem) struct store_row *list = NULL;
    const struct store_filter f = { .from_s = (double)(day - 3) * DAY_S,
                                    .to_s = (double)(day + 3) * DAY_S };
    size_t n = 0;
    int rc = store_list(s, &f, &list, &n, err);

    *ret = 0;
    for (size_t i = 0; i < n && rc == 0; i++)
        if (list[i].day <= day && list[i].day >= day - 1 &&
            activity_sports[list[i].sport].on_foot)
            *ret = list[i].id;
    return rc;
}

static int link_session(struct call *c, struct care_pain *p, bool is_new, struct err *err)
{
    long id = 0;

    if (!c->v->session)
        return is_new ? last_session(c->s, p->day, &p->activity_id, err) : 0;
    if (strcmp(c->v->session, "none") != 0) {
        int rc = text_to_long(c->v->session, "--session", &id, err);
        if (rc < 0)
            return rc;
    }
    p->activity_id = id;
    return 0;
}

/* The entry of a day that has no morning yet: the last one. */
static int open_entry(struct store *s, long day, struct care_pain *ret, bool *ret_found,
                      struct err *err)
{
    AUTO(mem) struct care_pain *list = NULL;
    size_t n = 0;
    int rc = store_pains(s, day, day, &list, &n, err);

    *ret_found = false;
    for (size_t i = n; i-- > 0 && rc == 0 && !*ret_found;)
        if (isnan(list[i].morning)) {
            *ret = list[i];
            *ret_found = true;
        }
    return rc;
}

static int find_entry(struct store *s, int64_t id, struct care_pain *ret, struct err *err)
{
    AUTO(mem) struct care_pain *list = NULL;
    size_t n = 0;
    int rc = store_pains(s, LONG_MIN, LONG_MAX, &list, &n, err);

    for (size_t i = 0; i < n; i++)
        if (list[i].id == id) {
            *ret = list[i];
            return 0;
        }
    return rc < 0
               ? rc
               : err_set(err, ERR_NOT_FOUND,
                         "there is no entry %lld; see backstride pain --list", (long long)id);
}

static int prepare_entry(struct call *c, struct ask *a, struct err *err)
{
    struct care_pain *p = &c->entry;
    bool found = false;
    int rc = 0;

    *p = (struct care_pain)CARE_PAIN_INIT;
    p->day = c->day;
    p->at_s = c->now_s;
    if (c->v->edit) {
        rc = find_entry(c->s, c->v->edit, p, err);
        found = rc == 0;
        if (found && c->v->at)
            p->day = c->day;
    } else if (only_morning(c->v)) {
        p->day = c->day - 1;
        rc = open_entry(c->s, p->day, p, &found, err);
    }
    if (rc == 0)
        rc = lay_options(c->v, p, err);
    if (rc == 0 && c->ask)
        pain_ask_entry(a, p);
    c->has_entry = true;
    c->is_new = !found;
    return rc < 0 ? rc : link_session(c, p, c->is_new, err);
}

static int put_day(struct call *c, struct err *err)
{
    struct care_day d = { .day = c->day,
                          .sleep_h = given(c->v->sleep),
                          .stress = given(c->v->stress),
                          .soreness = given(c->v->soreness),
                          .rest_hr = given(c->v->rest_hr),
                          .hrv_ms = given(c->v->hrv) };

    int rc = c->v->note && !gives_entry(c->v) && !c->v->edit
                 ? log_parse_words(c->v->note, "--note", d.note, sizeof(d.note), err)
                 : 0;
    return rc < 0 ? rc : store_put_day(c->s, &d, err);
}

/* -- warning signs */

/* "fever=no,six-weeks=cleared" */
static int parse_flags(struct call *c, struct err *err)
{
    for (const char *p = c->v->flag; *p;) {
        char id[32], answer[16];
        size_t n = strcspn(p, ","), eq = strcspn(p, "=");
        struct care_flag_answer x = { .at_s = c->now_s, .day = c->day };
        if (eq >= n)
            return err_set(err, ERR_USAGE, "--flag \"%.40s\" has no answer; write %.30s=yes", p,
                           p);
        snprintf(id, sizeof(id), "%.*s", (int)eq, p);
        snprintf(answer, sizeof(answer), "%.*s", (int)(n - eq - 1), p + eq + 1);
        x.flag = care_flag_of(id);
        for (size_t i = 0; i < c->gate.n_open && !x.flag; i++) /* of a newer program */
            if (c->gate.open[i] == &care_flag_unknown)
                x.flag = &care_flag_unknown;
        if (!x.flag)
            return err_set(err, ERR_USAGE,
                           "no warning sign is called \"%s\"; see backstride pain --flags "
                           "--list",
                           id);
        snprintf(x.id, sizeof(x.id), "%s", id);
        if (!care_answer_of(answer, &x.answer))
            return err_set(err, ERR_USAGE, "--flag %s takes yes, no or cleared, not \"%s\"", id,
                           answer);
        if (c->n_answers == CARE_FLAGS_MAX)
            return err_set(err, ERR_USAGE, "--flag has more than %d answers", CARE_FLAGS_MAX);
        if (c->v->note && x.answer != CARE_NO) {
            int rc = log_parse_words(c->v->note, "--note", x.note, sizeof(x.note), err);
            if (rc < 0)
                return rc;
        }
        c->answer[c->n_answers++] = x;
        p += n + (p[n] == ',');
    }
    return 0;
}

/* The light of the entry that is to be written, among the others. */
static int reading_of(struct call *c, struct care_reading *ret, struct err *err)
{
    AUTO(mem) struct care_pain *list = NULL, *with = NULL;
    size_t n = 0, k = 0, at;
    int rc = store_pains(c->s, LONG_MIN, LONG_MAX, &list, &n, err);

    if (rc < 0)
        return rc;
    with = mem_array(n + 1, sizeof(*with));
    if (!with)
        return err_set(err, ERR_NOMEM, "no memory for the diary");
    for (size_t i = 0; i < n && list[i].day <= c->entry.day; i++)
        if (c->is_new || list[i].id != c->entry.id)
            with[k++] = list[i];
    at = k;
    with[k++] = c->entry;
    care_light_of(with, k, at, ret);
    return 0;
}

/* Every sign was asked in the last days. */
static bool asked_lately(const struct call *c)
{
    for (size_t i = 0; i < care_n_flags; i++) {
        bool lately = false;
        for (size_t k = c->n_known; k-- > 0 && !lately;)
            lately = c->known[k].flag == &care_flags[i] &&
                     c->today - c->known[k].day < PAIN_ASK_AGAIN_DAYS;
        if (!lately)
            return false;
    }
    return true;
}

/* Signs are asked when there is pain and nobody asked lately, or when the light is red. */
static bool should_ask(const struct call *c, const struct care_reading *r)
{
    bool hurts = r->worst > 0 || r->light > CARE_GREEN;
    return c->v->flags || (hurts && (!asked_lately(c) || r->light == CARE_RED));
}

static int prepare_flags(struct call *c, struct ask *a, struct err *err)
{
    struct care_reading r = { .light = CARE_UNKNOWN, .worst = NAN };
    size_t n = 0;
    int rc = c->v->flag ? parse_flags(c, err) : 0;

    if (rc < 0 || !c->ask || c->v->flag)
        return rc;
    if (c->has_entry)
        rc = reading_of(c, &r, err);
    if (rc < 0 || !should_ask(c, &r))
        return rc;
    pain_ask_flags(a, c->day, c->now_s, c->answer, &n);
    c->n_answers = n;
    return 0;
}

/* -- what is shown at the end */

static json_t *flags_json(const struct call *c)
{
    json_t *list = json_array();

    for (size_t i = 0; i < c->n_known; i++) {
        const struct care_flag_answer *a = &c->known[i];
        char day[DAY_TEXT];
        day_text(a->day, day);
        json_array_append_new(list, json_pack("{s:s, s:s, s:s, s:s}", "id", a->id, "answer",
                                              care_answer_key(a->answer), "day", day, "note",
                                              a->note));
    }
    return list;
}

static int show_json(struct call *c, const struct care_pain *e, size_t n, struct err *err)
{
    AUTO(mem) struct care_day *days = NULL;
    struct care_reading state;
    size_t n_days = 0, limit = (size_t)c->v->limit;
    int rc = store_days(c->s, LONG_MIN, LONG_MAX, &days, &n_days, err);

    if (rc < 0)
        return rc;
    care_state_of(e, n, c->today, &state);
    json_t *entries = json_array(), *list = json_array();
    for (size_t i = n > limit ? n - limit : 0; i < n; i++)
        json_array_append_new(entries, pain_json(e, n, i));
    for (size_t i = n_days > limit ? n_days - limit : 0; i < n_days; i++)
        json_array_append_new(list, pain_day_json(&days[i]));
    json_t *root =
        json_pack("{s:s, s:o, s:s, s:s?, s:o, s:o, s:o}", "schema", "backstride.pain/1", "gate",
                  gate_json(&c->gate), "light", care_light_name(state.light), "rule",
                  state.rule ? state.rule->id : NULL, "entries", entries, "days", list, "flags",
                  flags_json(c));
    return common_json(c->out, root, err);
}

static void show_signs(const struct call *c)
{
    for (size_t i = 0; i < care_n_flags; i++) {
        const char *last = "not asked";
        for (size_t k = 0; k < c->n_known; k++)
            if (c->known[k].flag == &care_flags[i])
                last = care_answer_key(c->known[k].answer);
        fprintf(c->out, "%-17s %-10s %-9s %s\n", care_flags[i].id,
                care_level_key(care_flags[i].level), last, care_flags[i].question);
    }
}

static int show(struct call *c, struct err *err)
{
    AUTO(mem) struct care_pain *e = NULL;
    struct care_reading r, state;
    size_t n = 0;
    int rc = store_pains(c->s, LONG_MIN, LONG_MAX, &e, &n, err);

    if (rc < 0)
        return rc;
    if (c->v->common.json)
        return show_json(c, e, n, err);
    gate_print(c->out, &c->gate);
    if (c->list) {
        if (c->v->flags)
            show_signs(c);
        else
            pain_print(c->out, e, n, (size_t)c->v->limit);
        return 0;
    }
    if (c->v->common.quiet || c->gate.blocks) /* nothing is scored then */
        return 0;
    for (size_t i = 0; i < n && c->has_entry; i++)
        if (e[i].id == c->entry.id) {
            fprintf(c->out, "entry %lld\n", (long long)e[i].id);
            care_light_of(e, n, i, &r);
            pain_print_reading(c->out, &r);
            care_state_of(e, n, c->today, &state);
            if (state.light == CARE_RED && r.light != CARE_RED)
                fputs("An earlier red still counts, until two later days are green.\n", c->out);
        }
    if (c->gate.asked == 0)
        fputs("The warning signs were never asked; backstride pain --flags asks them.\n",
              c->out);
    return 0;
}

static int read_signs(struct call *c, struct err *err)
{
    mem_freep(&c->known);
    int rc = store_flags(c->s, &c->known, &c->n_known, err);
    if (rc == 0)
        care_gate_of(c->known, c->n_known, &c->gate);
    return rc;
}

/* Everything that one call says, at once. */
static int write_all(struct call *c, struct err *err)
{
    const struct values *v = c->v;
    int rc = store_begin(c->s, err);

    if (rc == 0 && v->remove)
        rc = store_remove_pain(c->s, v->remove, err);
    if (rc == 0 && c->has_entry && c->is_new)
        rc = store_add_pain(c->s, &c->entry, &c->entry.id, err);
    else if (rc == 0 && c->has_entry)
        rc = store_set_pain(c->s, &c->entry, err);
    if (rc == 0 && (gives_day(v) || (v->note && !c->has_entry && !v->flag)))
        rc = put_day(c, err);
    if (rc == 0)
        rc = store_add_flags(c->s, c->answer, c->n_answers, err);
    if (rc == 0)
        return store_commit(c->s, err);
    store_rollback(c->s);
    return rc;
}

/* Questions come before the transaction: nobody waits for a person who thinks. */
static int take(struct call *c, struct err *err)
{
    struct ask a = { .in = stdin, .out = c->out, .no_prompts = !ask_possible() };
    int rc = 0;

    if (c->ask)
        gate_print(c->out, &c->gate);
    if (gives_entry(c->v) || c->v->edit || (c->ask && !c->v->flags))
        rc = prepare_entry(c, &a, err);
    if (rc == 0)
        rc = prepare_flags(c, &a, err);
    if (rc == 0)
        rc = write_all(c, err);
    return rc < 0 || c->n_answers == 0 ? rc : read_signs(c, err);
}

static int run(FILE *out, const void *values, const char *const *args, size_t n_args,
               struct err *err)
{
    const struct values *v = values;
    AUTO(store) struct store *s = NULL;
    AUTO(mem) struct call *c = mem_array(1, sizeof(*c));
    const bool writes =
        gives_entry(v) || gives_day(v) || v->edit || v->remove || v->flag || v->note;

    (void)args;
    (void)n_args;
    if (!c)
        return err_set(err, ERR_NOMEM, "no memory for an entry");
    c->out = out;
    c->v = v;
    c->now_s = (double)time(NULL);
    c->day = c->today = log_today();
    c->ask = v->ask || (!writes && !v->list && !v->common.json && ask_possible());
    c->list = v->list || !(writes || c->ask);
    int rc = log_parse_past(v->at, "--at", &c->day, err);
    if (rc == 0)
        rc = log_open(v->db, writes || c->ask ? STORE_CREATE : STORE_WRITE, &s, err);
    c->s = s;
    if (rc == 0)
        rc = read_signs(c, err);
    if (rc == 0 && (writes || c->ask))
        rc = take(c, err);
    if (rc == 0)
        rc = show(c, err);
    free(c->known);
    return rc;
}

/* clang-format off */
const struct cmd cmd_pain = {
    .name = "pain", .args = "", .args_complete = "",
    .summary = "the diary of the back, its traffic light, and the warning signs",
    .about = "On a terminal it asks: where, how much before, during, after and the next morning, "
             "stiffness, the legs. An entry belongs to the last session of that day or the day "
             "before. Each entry gets a light: green, amber or red, and why.\n\n"
             "Warning signs come first. They are asked with the first entry, again after a week "
             "and whenever the light is red; --flags asks them at any time. A sign that needs a "
             "doctor today or an emergency department is shown before all else, and stops the "
             "advice of back, plan and today, until it is said to be cleared.\n\n"
             "sleep, stress, soreness, rest-hr and hrv are optional entries for the day.",
    .examples = {
        { "backstride pain --where low-back --during 3 --after 2", "after the run" },
        { "backstride pain --morning 1 --stiff 10", "completes the entry of yesterday" },
        { "backstride pain --list", "the last entries with their lights" },
        { "backstride pain --flag fever=cleared", "a doctor has looked at it" },
    },
    .opts = rows, .n_opts = N_ELEMS(rows), .values_size = sizeof(struct values), .run = run,
};
/* clang-format on */
