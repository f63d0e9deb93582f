/* SPDX-License-Identifier: Apache-2.0 */
#include <jansson.h>
#include <limits.h>
#include <math.h>
#include <string.h>
#include <time.h>

#include "base/day.h"
#include "base/mem.h"
#include "cli/cmd.h"
#include "cli/common.h"
#include "cli/gate.h"
#include "cli/log.h"
#include "cli/planner.h"

struct values {
    struct cmd_common common;
    const char *db, *on, *start, *days, *pace, *today, *ical, *fit, *at;
    int track, goal, weeks, runs, strength, mobility, kind, fit_days;
    double minutes, long_minutes;
    bool again, forget, text;
};

static const char *const tracks[] = { "auto", "new", "return", "back", "regular", NULL };
static const char *const track_words[PLAN_N_TRACKS] = { "is new to running",
                                                        "comes back after a break",
                                                        "has a back to be careful with",
                                                        "runs every week" };
static const char *const goals[] = { "back", "habit", "5k", "10k", "half", "marathon", NULL };
static const char *const kinds[] = { "mobility", "yoga", "pilates", NULL };

#define AT(field) offsetof(struct values, field)
/* clang-format off */
static const struct opt rows[] = {
    OPT_DB(AT(db)),
    { .name = "goal", .arg = "GOAL", .type = OPT_CHOICE, .choices = goals, .def = -1,
      .offset = AT(goal), .help = "make: what for; otherwise the profile's, or habit" },
    { .name = "on", .arg = "DATE", .type = OPT_TEXT, .offset = AT(on),
      .help = "make: day of the goal" },
    { .name = "weeks", .arg = "N", .type = OPT_INT, .min = 1, .max = 52, .def = 0,
      .offset = AT(weeks), .help = "make: how long, without a day for the goal; otherwise 12" },
    { .name = "start", .arg = "DATE", .type = OPT_TEXT, .offset = AT(start),
      .help = "make: first day, otherwise the next Monday" },
    { .name = "track", .arg = "TRACK", .type = OPT_CHOICE, .choices = tracks, .def = 0,
      .offset = AT(track), .help = "make: where you start; auto reads log and profile" },
    { .name = "days", .arg = "DAYS", .type = OPT_TEXT, .offset = AT(days),
      .help = "make: free days, as tue,thu,sat; otherwise the profile's" },
    { .name = "minutes", .arg = "MIN", .type = OPT_DOUBLE, .min = 10, .max = 600, .def = -1,
      .offset = AT(minutes), .help = "make: for a session on a free day, otherwise 45" },
    { .name = "long-minutes", .arg = "MIN", .type = OPT_DOUBLE, .min = 10, .max = 600, .def = -1,
      .offset = AT(long_minutes), .help = "make: once a week, otherwise twice that" },
    { .name = "runs", .arg = "N", .type = OPT_INT, .min = 1, .max = 7, .def = 0,
      .offset = AT(runs), .help = "make: runs a week, otherwise the plan chooses" },
    { .name = "strength", .arg = "N", .type = OPT_INT, .min = 0, .max = 3, .def = -1,
      .offset = AT(strength), .help = "make: strength sessions a week, otherwise up to 2" },
    { .name = "mobility", .arg = "N", .type = OPT_INT, .min = 0, .max = 3, .def = -1,
      .offset = AT(mobility), .help = "make: mobility sessions a week, otherwise 1 if it fits" },
    { .name = "mobility-kind", .arg = "KIND", .type = OPT_CHOICE, .choices = kinds, .def = 0,
      .offset = AT(kind), .help = "make: what they are" },
    { .name = "pace", .arg = "MIN:SEC", .type = OPT_TEXT, .offset = AT(pace),
      .help = "time for 1 km at an easy pace; otherwise that of the log" },
    { .name = "again", .type = OPT_FLAG, .offset = AT(again),
      .help = "make the rest anew from what was really run and felt" },
    { .name = "ical", .arg = "FILE", .type = OPT_FILE, .offset = AT(ical),
      .help = "write a calendar" },
    { .name = "fit", .arg = "FOLDER", .type = OPT_FOLDER, .offset = AT(fit),
      .help = "write workouts and a schedule for a watch" },
    { .name = "fit-days", .arg = "N", .type = OPT_INT, .min = 1, .max = 366, .def = 28,
      .offset = AT(fit_days), .help = "how far ahead --fit looks" },
    { .name = "at", .arg = "HH:MM", .type = OPT_TEXT, .offset = AT(at),
      .help = "time of day in calendar and schedule; otherwise the whole day" },
    { .name = "forget", .type = OPT_FLAG, .offset = AT(forget), .help = "drop the kept plan" },
    { .name = "today", .arg = "DATE", .type = OPT_TEXT, .offset = AT(today),
      .help = "as if it were this day" },
    { .name = "text", .type = OPT_FLAG, .offset = AT(text),
      .help = "every session to come in a line, instead of the table" },
    OPT_JSON, OPT_QUIET, OPT_HELP,
};
/* clang-format on */

struct call {
    FILE *out;
    const struct values *v;
    struct planner p;
    int start_min; /* -1: the whole day */
    double pace_m_s;
    const char *track_why; /* the log or the profile chose the track; or NULL */
};

/* -- wishes: options, else the profile, else what most have */

static double or_else(double given, double profile, double usual)
{
    return given > 0 ? given : profile > 0 ? profile : usual;
}

static int free_days(const struct call *c, unsigned *ret, struct err *err)
{
    double x = care_profile_get(&c->p.profile, DAYS);
    int rc = c->v->days ? care_profile_parse(CARE_FIELD_DAYS, c->v->days, &x, err) : 0;

    *ret = x > 0 ? (unsigned)x : 1u << 1 | 1u << 3 | 1u << 5 | 1u << 6; /* tue thu sat sun */
    return rc;
}

static int goal_of(const struct call *c, struct plan_wishes *w, struct err *err)
{
    double goal = care_profile_get(&c->p.profile, GOAL);
    double day = care_profile_get(&c->p.profile, GOAL_DAY);

    w->goal = c->v->goal >= 0 ? (enum care_goal)c->v->goal
              : goal >= 0     ? (enum care_goal)goal
                              : CARE_GOAL_HABIT;
    /* The day of the profile is for the goal of the profile. */
    if (!c->v->on && !c->v->weeks && day > (double)w->first_day && (double)w->goal == goal)
        w->goal_day = (long)day;
    int rc = log_parse_day(c->v->on, "--on", &w->goal_day, err);
    if (rc == 0 && c->v->on && w->goal_day <= c->p.today)
        return err_set(err, ERR_USAGE, "--on %.20s has passed; give a day to come", c->v->on);
    if (rc == 0 && w->goal_day > w->first_day + 52 * 7) {
        char text[DAY_TEXT];
        day_text(w->goal_day, text);
        return err_set(err, ERR_USAGE,
                       "the day of the goal, %s, is more than 52 weeks away; give --weeks or a "
                       "nearer --on",
                       text);
    }
    return rc;
}

static int wishes_of(struct call *c, struct plan_wishes *w, struct err *err)
{
    static const enum care_session_kind mobility[] = { CARE_SESSION_MOBILITY, CARE_SESSION_YOGA,
                                                       CARE_SESSION_PILATES };
    const struct values *v = c->v;
    const struct care_profile *profile = &c->p.profile;
    double things = care_profile_get(profile, EQUIPMENT);

    *w = (struct plan_wishes){ .n_weeks = v->weeks ? (unsigned)v->weeks : 12,
                               .runs = (unsigned)v->runs,
                               .strength = v->strength < 0 ? 2 : (unsigned)v->strength,
                               .mobility = v->mobility < 0 ? 1 : (unsigned)v->mobility,
                               .mobility_kind = mobility[v->kind],
                               .equipment = things > 0 ? (unsigned)things : 0 };
    w->first_day = day_monday(c->p.today + 6); /* today or the next */
    w->minutes = or_else(v->minutes, care_profile_get(profile, MINUTES), 45);
    w->long_minutes =
        or_else(v->long_minutes, care_profile_get(profile, LONG_MINUTES), 2 * w->minutes);
    w->long_minutes = fmax(w->long_minutes, w->minutes);
    w->track = v->track ? (enum plan_track)(v->track - 1) : planner_track(&c->p, &c->track_why);
    int rc = log_parse_day(v->start, "--start", &w->first_day, err);
    if (rc == 0)
        rc = free_days(c, &w->free_days, err);
    return rc < 0 ? rc : goal_of(c, w, err);
}

/* -- the four things it does */

static int show(struct call *c, const struct plan *plan, struct err *err)
{
    const struct values *v = c->v;
    long days[2] = { c->p.today, c->p.today + v->fit_days };
    bool due = c->p.due && plan == c->p.plan;
    size_t n = 0;
    int rc = v->ical ? planner_ical(plan, v->ical, c->start_min, c->p.now_s, err) : 0;

    if (rc == 0 && v->fit)
        rc = planner_fit(plan, v->fit, days, c->start_min, &n, err);
    if (rc < 0)
        return rc;
    if (v->common.json) {
        json_t *root = planner_json(plan, due);
        return common_json(c->out, root, err);
    }
    if (v->text)
        planner_print_all(c->out, plan, c->p.today);
    else if (!v->ical && !v->fit)
        planner_print(c->out, plan, c->p.today, v->common.quiet);
    if (v->ical && !v->common.quiet)
        common_tell(c->out, "Calendar", v->ical);
    if (v->fit && !v->common.quiet) {
        fprintf(c->out, "%zu workouts and a schedule in ", n);
        common_put(c->out, v->fit);
        fputs("\n", c->out);
    }
    if (plan == c->p.plan && !c->p.again && !v->common.quiet)
        fputs("\nThis plan is over: backstride plan make makes a new one.\n", c->out);
    if (due && !v->common.quiet)
        fputs("\nSomething has changed since: backstride plan --again makes the rest anew.\n",
              c->out);
    return 0;
}

/* All that was asked for, and no fewer runs than most have. */
static bool is_good(const struct plan *p, const struct values *v)
{
    return p->met && (v->runs || p->wishes.runs >= 3);
}

/* Strength and mobility that nobody asked for give way until the rest can be. */
static int make_fitting(struct call *c, struct plan_wishes *w, struct plan **ret,
                        struct err *err)
{
    const struct values *v = c->v;
    struct plan_wishes less = *w;
    int rc = plan_make(w, &c->p.state, ret, err);

    while (rc == 0 && !is_good(*ret, v)) {
        AUTO(plan) struct plan *p = NULL;
        if (v->mobility < 0 && less.mobility > 0)
            less.mobility--;
        else if (v->strength < 0 && less.strength > 0)
            less.strength--;
        else
            return 0;
        rc = plan_make(&less, &c->p.state, &p, err);
        if (rc == 0 && (is_good(p, v) || (p->met && !(*ret)->met))) {
            plan_free(*ret);
            *ret = STEAL(p);
        }
    }
    return rc;
}

static int make(struct call *c, struct err *err)
{
    AUTO(plan) struct plan *plan = NULL;
    struct plan_wishes w;
    int rc = wishes_of(c, &w, err);

    if (rc == 0)
        rc = make_fitting(c, &w, &plan, err);
    if (rc == 0)
        rc = planner_keep(&c->p, plan, err);
    if (rc < 0 || !plan)
        return rc;
    if (c->track_why && !c->v->common.quiet && !c->v->common.json)
        fprintf(c->out, "Made for one who %s, %s (--track chooses another).\n\n",
                track_words[w.track], c->track_why);
    if (!plan->met && !c->v->common.quiet && !c->v->common.json)
        fputs("Not all of this can be. The nearest that can, and why:\n\n", c->out);
    return show(c, plan, err);
}

static int no_plan(struct err *err)
{
    return err_set(err, ERR_NOT_FOUND, "there is no plan yet; backstride plan make makes one");
}

static int again(struct call *c, struct err *err)
{
    if (!c->p.plan)
        return no_plan(err);
    if (!c->p.again)
        return err_set(err, ERR_NOT_FOUND,
                       "the plan is over; backstride plan make makes a new one");
    int rc = planner_keep(&c->p, c->p.again, err);
    return rc < 0 ? rc : show(c, c->p.again, err);
}

static int forget(struct call *c, struct err *err)
{
    size_t n = 0;
    int rc = planner_forget(&c->p, &n, err);

    if (rc == 0 && !c->v->common.quiet)
        fprintf(c->out, n ? "The plan is dropped.\n" : "There was no plan.\n");
    return rc;
}

static int times_of(struct call *c, struct err *err)
{
    double s = NAN;
    int rc = log_parse_day(c->v->today, "--today", &c->p.today, err);

    if (rc == 0 && c->v->pace)
        rc = log_parse_duration(c->v->pace, "--pace", &s, err);
    if (rc == 0 && c->v->pace && !(s >= 180 && s <= 720))
        return err_set(err, ERR_USAGE, "--pace is min:sec for 1 km, 3:00 to 12:00");
    c->pace_m_s = 1000 / s;
    if (rc < 0 || !c->v->at)
        return rc;
    char line[40];
    snprintf(line, sizeof(line), "2000-01-01T%s%.20s", c->v->at[1] == ':' ? "0" : "", c->v->at);
    if (log_parse_time(line, "--at", &s, NULL) < 0)
        return err_set(err, ERR_USAGE, "--at \"%.20s\" is no time of day; write 18:30",
                       c->v->at);
    c->start_min = (int)(fmod(s, DAY_S) / 60);
    return 0;
}

/* Nothing is planned while a sign is open that needs a professional at once. */
static int pass_gate(struct call *c, struct err *err)
{
    struct care_gate gate;
    int rc = gate_read(c->p.s, LONG_MAX, &gate, err);

    if (rc < 0)
        return rc;
    if (!c->v->common.json)
        gate_print(c->out, &gate);
    return gate.blocks ? err_set(err, ERR_WARNING_SIGN,
                                 "a warning sign is open: no plan before a professional has "
                                 "cleared it; backstride pain shows it")
                       : 0;
}

/* Only a plan that is made has wishes; one that is shown must not look as if it had them. */
static int check_served(const struct values *v, bool makes, struct err *err)
{
    const struct {
        const char *option;
        bool given;
    } wishes[] = { { "goal", v->goal >= 0 },
                   { "on", v->on },
                   { "weeks", v->weeks },
                   { "start", v->start },
                   { "track", v->track },
                   { "days", v->days },
                   { "minutes", v->minutes > 0 },
                   { "long-minutes", v->long_minutes > 0 },
                   { "runs", v->runs },
                   { "strength", v->strength >= 0 },
                   { "mobility", v->mobility >= 0 },
                   { "mobility-kind", v->kind } };

    for (size_t i = 0; !makes && i < N_ELEMS(wishes); i++)
        if (wishes[i].given)
            return err_set(err, ERR_USAGE,
                           "--%s is a wish for a new plan; backstride plan make --%s ... makes "
                           "one",
                           wishes[i].option, wishes[i].option);
    if (v->at && !v->ical && !v->fit)
        return err_set(err, ERR_USAGE, "--at serves --ical and --fit; give one of them");
    return 0;
}

static int run(FILE *out, const void *values, const char *const *args, size_t n_args,
               struct err *err)
{
    const struct values *v = values;
    AUTO(store) struct store *s = NULL;
    struct call c = { .out = out, .v = v, .start_min = -1 };
    bool makes = n_args && strcmp(args[0], "make") == 0;

    if (n_args && !makes && strcmp(args[0], "show") != 0)
        return err_set(err, ERR_USAGE, "plan cannot \"%.40s\"; it can make or show", args[0]);
    if (v->again + v->forget + makes > 1)
        return err_set(err, ERR_USAGE, "make, --again and --forget exclude each other");
    c.p.now_s = (double)time(NULL);
    c.p.today = log_today();
    int rc = times_of(&c, err);
    if (rc == 0)
        rc = check_served(v, makes, err);
    if (rc == 0 && v->ical)
        rc = common_check_output("--ical", v->ical, NULL, 0, err);
    if (rc == 0)
        rc = log_open(v->db, makes ? STORE_CREATE : STORE_WRITE, &s, err);
    if (rc == -ERR_NOT_FOUND && !v->db)
        return no_plan(err);
    c.p.s = s;
    if (rc == 0 && v->forget)
        return forget(&c, err);
    if (rc == 0)
        rc = pass_gate(&c, err);
    if (rc == 0)
        rc = planner_read(&c.p, c.pace_m_s, err);
    if (rc == 0)
        rc = makes      ? make(&c, err)
             : v->again ? again(&c, err)
             : c.p.plan ? show(&c, c.p.plan, err)
                        : no_plan(err);
    planner_done(&c.p);
    return rc;
}

/* clang-format off */
const struct cmd cmd_plan = {
    .name = "plan", .args = "[make|show]", .max_args = 1, .args_complete = "make show",
    .summary = "a plan of running, strength and mobility that keeps its rules",
    .about = "make: a plan from your wishes (options) and from what log, diary and profile know. "
             "Every rule it keeps is told with how sure it is; where a wish cannot be met it "
             "says which rule stands against it and makes the nearest that can. show, or nothing: "
             "the kept plan.\n\n"
             "--again makes what is left anew from what was really run and felt: nothing is made "
             "up for, pain and tiredness step back. An open warning sign stops it all.\n\n"
             "Running with walk breaks counts by its running: for a run that was planned so, a "
             "recording of about its length counts as its running part.",
    .examples = {
        { "backstride plan make --goal 10k --on 2026-10-04", "up to a day" },
        { "backstride plan make --track new --days tue,thu,sun --minutes 40", "for a beginner" },
        { "backstride plan --again --ical plan.ics --at 18:30", "anew, into the calendar" },
        { "backstride plan --fit /media/watch/GARMIN/NewFiles", "onto a watch" },
    },
    .opts = rows, .n_opts = N_ELEMS(rows), .values_size = sizeof(struct values), .run = run,
};
/* clang-format on */
