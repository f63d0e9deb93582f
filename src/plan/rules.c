/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>
#include <string.h>

#include "base/mem.h"
#include "plan/draft.h"

/* clang-format off */
const struct plan_aim_row plan_aims[PLAN_N_AIMS] = {
    [PLAN_AIM_NONE] = { "repeat", "" },
    [PLAN_AIM_WALK] = { "walk", "walk" },
    [PLAN_AIM_EASY] = { "easy", "easy" },
    [PLAN_AIM_STEADY] = { "steady", "steady" },
    [PLAN_AIM_HARD] = { "hard", "fast" },
};
const struct plan_kind_row plan_kinds[PLAN_N_KINDS] = {
    [PLAN_REST]      = { .key = "rest",      .shown = "rest" },
    [PLAN_WALK]      = { .key = "walk",      .shown = "brisk walk" },
    [PLAN_RUN_WALK]  = { .key = "run-walk",  .shown = "run and walk", .run = true },
    [PLAN_EASY]      = { .key = "easy",      .shown = "easy run", .run = true },
    [PLAN_LONG]      = { .key = "long",      .shown = "long run", .run = true },
    [PLAN_STEADY]    = { .key = "steady",    .shown = "steady run", .run = true, .hard = true },
    [PLAN_INTERVALS] = { .key = "intervals", .shown = "intervals", .run = true, .hard = true },
    [PLAN_RACE]      = { .key = "race",      .shown = "goal run", .run = true, .hard = true },
    [PLAN_STRENGTH]  = { .key = "strength",  .shown = "strength", .cross = true },
    [PLAN_MOBILITY]  = { .key = "mobility",  .shown = "mobility", .cross = true },
    [PLAN_YOGA]      = { .key = "yoga",      .shown = "yoga", .cross = true },
    [PLAN_PILATES]   = { .key = "pilates",   .shown = "Pilates", .cross = true },
};
const struct plan_track_row plan_tracks[PLAN_N_TRACKS] = {
    [PLAN_NEW]     = { "new",     "new to running" },
    [PLAN_RETURN]  = { "return",  "back after a break" },
    [PLAN_BACK]    = { "back",    "careful with the back" },
    [PLAN_REGULAR] = { "regular", "runs every week" },
};

/* To change a number, change its row; docs/plan.md and docs/sources.md say where it is from.
 * The tests' checker keeps numbers of its own. */
const struct plan_rule plan_rules[] = {
    [RULE_SPIKE] = { "spike", 0.10, "share",
        "No run is more than a tenth longer than the longest of the 30 days before it. Runners "
        "who went beyond that in one run had more overuse injuries. Running with walk breaks "
        "counts by its running.", EVIDENCE_MODERATE, "Frandsen25" },
    [RULE_GROWTH_NEW] = { "growth.new", 0.20, "share",
        "A week is at most a fifth more running than the biggest of the four before. Beginners "
        "who stayed well grew about that fast; a sure limit is not known.",
        EVIDENCE_WEAK, "Nielsen14" },
    [RULE_GROWTH_RETURN] = { "growth.return", 0.20, "share",
        "After a break a week is at most a fifth more running than the biggest of the four "
        "before; a sure limit is not known.", EVIDENCE_WEAK, "Nielsen14" },
    [RULE_GROWTH_BACK] = { "growth.back", 0.10, "share",
        "With a back that has hurt, a week is at most a tenth more running than the biggest of "
        "the four before. In a trial people with long back pain did well with slow growth.",
        EVIDENCE_WEAK, "Neason24" },
    [RULE_GROWTH_REGULAR] = { "growth.regular", 0.10, "share",
        "A week is at most a tenth more running than the biggest of the four before. This is a "
        "habit of coaches: in a trial beginners who kept to a tenth were hurt as often as "
        "others.", EVIDENCE_CONTESTED, "Buist08" },
    [RULE_FIRST_NEW] = { "first.new", 480, "s",
        "The first session has eight minutes of running in pieces of one minute.",
        EVIDENCE_WEAK, "NHS-C25K" },
    [RULE_FIRST_BACK] = { "first.back", 300, "s",
        "With a back that has hurt, the first session has five minutes of running in pieces of "
        "half a minute.", EVIDENCE_WEAK, "Neason24" },
    [RULE_FIRST_RETURN] = { "first.return", 0.50, "share",
        "After more than 30 days without a run, the first one has at most half of the old "
        "longest, with walk breaks.", EVIDENCE_WEAK, "convention" },
    [RULE_FIRST_RETURN_MAX] = { "first.return.most", 900, "s",
        "After more than 30 days without a run, the first one has at most a quarter of an hour "
        "of running.", EVIDENCE_WEAK, "convention" },
    [RULE_RETURN_DAYS] = { "return.days", 30, "days",
        "Without a run for 30 days there is nothing to measure the next one by: it starts again "
        "with walk breaks.", EVIDENCE_MODERATE, "Frandsen25" },
    [RULE_REGULAR_LONGEST] = { "regular.longest", 2, "km",
        "A plan for who runs every week needs a run of at least 2 km in the last 30 days.",
        EVIDENCE_WEAK, "convention" },
    [RULE_REGULAR_WEEK] = { "regular.week", 4, "km",
        "A plan for who runs every week needs at least 4 km in one of the last four weeks.",
        EVIDENCE_WEAK, "convention" },
    [RULE_RUN_GAP] = { "run.gap", 1, "days",
        "Whoever starts, comes back or has a back that hurt runs at most three times a week, "
        "with a day between.", EVIDENCE_WEAK, "NHS-C25K" },
    [RULE_REST_DAY] = { "rest.day", 1, "days",
        "Of any seven days at least one has no running and no strength.",
        EVIDENCE_WEAK, "convention" },
    [RULE_HARD_GAP] = { "hard.gap", 1, "days",
        "There is a day between fast runs, long runs and the goal run.",
        EVIDENCE_WEAK, "convention" },
    [RULE_HARD_BASE] = { "hard.base", 40, "km",
        "Fast running comes only after four weeks in a row with running, 40 km together.",
        EVIDENCE_WEAK, "convention" },
    [RULE_HARD_STABLE] = { "hard.stable", 28, "days",
        "With a back that has hurt, fast running comes only after four weeks without a bad day "
        "and without walk breaks.", EVIDENCE_WEAK, "convention" },
    [RULE_HARD_WEEK] = { "hard.week", 2, "sessions",
        "At most one fast session a week with three or four runs, two with five or more.",
        EVIDENCE_MODERATE, "Seiler-Talk" },
    [RULE_EASY] = { "easy.share", 0.80, "share",
        "At least four fifths of a week's running are easy: you can talk while you run.",
        EVIDENCE_CONTESTED, "Stoggl15" },
    [RULE_CUTBACK_EVERY] = { "cutback.every", 4, "weeks",
        "Once you run without walk breaks, at least every fourth week is a lighter one.",
        EVIDENCE_WEAK, "convention" },
    [RULE_CUTBACK] = { "cutback.share", 0.80, "share",
        "A lighter week has at most four fifths of the biggest of the four before.",
        EVIDENCE_WEAK, "convention" },
    [RULE_LONG_SHARE] = { "long.share", 0.50, "share",
        "The long run is at most half of the week's running (six tenths with two runs).",
        EVIDENCE_WEAK, "convention" },
    [RULE_LONG_MAX] = { "long.most", 210, "min",
        "No long run takes more than three and a half hours.", EVIDENCE_WEAK, "convention" },
    [RULE_STRENGTH_GAP] = { "strength.gap", 1, "days",
        "There is a day between strength sessions.", EVIDENCE_WEAK, "convention" },
    [RULE_STRENGTH_BEFORE] = { "strength.before", 1, "days",
        "No strength on the day before a fast or long run, nor on the day of the long run.",
        EVIDENCE_WEAK, "convention" },
    [RULE_STRENGTH_RACE] = { "strength.race", 3, "days",
        "No strength in the three days before the goal run.", EVIDENCE_WEAK, "convention" },
    [RULE_GOAL_LONGEST] = { "goal.longest", 1 / 1.1, "share",
        "Up to the half marathon, the goal run is at most a tenth longer than the longest run of "
        "the 30 days before it.", EVIDENCE_MODERATE, "Frandsen25" },
    [RULE_GOAL_MARATHON] = { "goal.marathon", 0.75, "share",
        "Before a marathon one run of the last 30 days has at least three quarters of it. The "
        "marathon itself stays a jump: no sensible training run comes near it.",
        EVIDENCE_WEAK, "convention" },
    [RULE_GOAL_RUNNING] = { "goal.running", 30, "min",
        "A goal run comes only after the steps with walk breaks are done: half an hour of running "
        "without a break.", EVIDENCE_WEAK, "convention" },
    [RULE_TAPER_1] = { "taper.1", 0.50, "share",
        "The week of the goal run has at most half of the biggest of the four weeks before, the "
        "goal run apart.", EVIDENCE_WEAK, "convention" },
    [RULE_TAPER_2] = { "taper.2", 0.75, "share",
        "Before a half or full marathon the week before that has at most three quarters.",
        EVIDENCE_WEAK, "convention" },
    [RULE_TAPER_3] = { "taper.3", 0.80, "share",
        "The third week before a marathon has at most four fifths.",
        EVIDENCE_WEAK, "convention" },
    [RULE_MINUTES_RUN] = { "minutes.run", 20, "min",
        "A run needs at least 20 minutes, with five of walking to warm up.",
        EVIDENCE_WEAK, "convention" },
    [RULE_MINUTES_RUN_WALK] = { "minutes.run-walk", 30, "min",
        "A session of running and walking needs at least 30 minutes.",
        EVIDENCE_WEAK, "NHS-C25K" },
    [RULE_QUIET] = { "quiet", 2, "sessions",
        "With a back that has hurt, the next step comes only after two sessions that stayed "
        "quiet: at most a little pain, and none more the next morning.",
        EVIDENCE_WEAK, "Silbernagel07" },
    [RULE_WALK_BUILD] = { "walk.build", 30, "min",
        "With a back that has hurt, walking comes first: up to five walks a week that grow to "
        "30 minutes. In a trial such walking kept back pain away for longer.",
        EVIDENCE_MODERATE, "Pocovi24" },
    [RULE_RED_STOP] = { "red.stop", 7, "days",
        "After a red day there is no running, only walks, until two days are green.",
        EVIDENCE_WEAK, "Silbernagel07" },
    [RULE_RED_GREENS] = { "red.greens", 2, "days",
        "Two green days in your diary open running again.", EVIDENCE_WEAK, "Silbernagel07" },
    [RULE_RED_HALF] = { "red.half", 0.50, "share",
        "In the two weeks after a red day runs and weeks are at most half of what they were.",
        EVIDENCE_WEAK, "convention" },
    [RULE_RED_MOST] = { "red.most", 0.75, "share",
        "In the third and fourth week after a red day runs and weeks are at most three quarters "
        "of what they were, and nothing is fast.", EVIDENCE_WEAK, "convention" },
    [RULE_AMBER] = { "amber", 7, "days",
        "For seven days after an amber day nothing grows and nothing is fast.",
        EVIDENCE_WEAK, "Silbernagel07" },
    [RULE_TIRED] = { "tired", 4, "days",
        "For four days after signs of tiredness nothing grows and nothing is fast.",
        EVIDENCE_WEAK, "Nuuttila22" },
    [RULE_AFTER_SPIKE] = { "after.spike", 7, "days",
        "For seven days after a run that was much too long nothing grows and nothing is fast.",
        EVIDENCE_WEAK, "Frandsen25" },
    [RULE_MISSED] = { "missed", 0, "km",
        "What was missed is not made up for: the plan goes on from what was run.",
        EVIDENCE_WEAK, "convention" },
};
const size_t plan_n_rules = N_ELEMS(plan_rules);
_Static_assert(N_ELEMS(plan_rules) == RULE_N, "a row for each rule");

/* Couch to 5K begins and ends like this (NHS: 60 s and 90 s, 20 min; 30 min in week 9), but its
 * middle jumps by half and more; here the running of a session grows by a tenth at most. */
const struct plan_stage plan_stages[] = {
    { 10, 30, 90, 2 }, { 11, 30, 90, 2 }, { 8, 45, 90, 2 }, { 13, 30, 60, 2 },
    { 7, 60, 120, 2 }, { 10, 45, 75, 2 },
    { 8, 60, 90, 2 },  { 7, 75, 90, 1 },  { 6, 90, 120, 2 }, { 3, 195, 120, 1 },
    { 3, 210, 120, 2 }, { 3, 225, 90, 1 }, { 3, 240, 90, 2 }, { 3, 255, 90, 1 },
    { 3, 270, 90, 2 }, { 3, 285, 90, 1 },  { 3, 300, 90, 2 }, { 2, 480, 120, 1 },
    { 2, 525, 90, 2 }, { 2, 570, 60, 1 },  { 2, 615, 60, 2 }, { 2, 660, 60, 1 },
    { 2, 720, 30, 2 }, { 1, 1560, 0, 1 },  { 1, 1680, 0, 2 }, { 1, 1800, 0, 2 },
};
const size_t plan_n_stages = N_ELEMS(plan_stages);

const struct plan_format plan_formats[] = {
    { PLAN_INTERVALS, 4, 60, 90 },   { PLAN_INTERVALS, 6, 60, 90 },
    { PLAN_INTERVALS, 8, 60, 75 },   { PLAN_INTERVALS, 5, 120, 120 },
    { PLAN_INTERVALS, 4, 180, 150 }, { PLAN_INTERVALS, 5, 180, 150 },
    { PLAN_INTERVALS, 5, 240, 180 },
    { PLAN_STEADY, 1, 300, 0 },      { PLAN_STEADY, 1, 480, 0 },
    { PLAN_STEADY, 1, 720, 0 },      { PLAN_STEADY, 2, 480, 120 },
    { PLAN_STEADY, 1, 1200, 0 },     { PLAN_STEADY, 2, 900, 180 },
};
const size_t plan_n_formats = N_ELEMS(plan_formats);

const struct plan_goal_row plan_goals[CARE_N_GOALS] = {
    [CARE_GOAL_BACK]     = { "back",     "a back that keeps up", 0, 25000, 8000, 0, 0 },
    [CARE_GOAL_HABIT]    = { "habit",    "to keep running",      0, 25000, 8000, 0, 1 },
    [CARE_GOAL_5K]       = { "5k",       "5 km",          5000,  25000, 9000, 1, 2 },
    [CARE_GOAL_10K]      = { "10k",      "10 km",         10000, 35000, 14000, 1, 2 },
    [CARE_GOAL_HALF]     = { "half",     "a half marathon", 21097.5, 45000, 20000, 2, 2 },
    [CARE_GOAL_MARATHON] = { "marathon", "a marathon", 42195, 66000, 32500, 3, 2 },
};

const char *const plan_whys[WHY_N] = {
    [WHY_WALK_BUILD]     = "walking comes first: it is kind to backs and makes ready to run",
    [WHY_WALK_RED]       = "a walk in place of a run, until two days in your diary are green",
    [WHY_WALK_GAP]       = "a walk in place of a run: there was enough running this week",
    [WHY_RUN_WALK]       = "run slowly enough to talk; walk briskly between",
    [WHY_RUN_WALK_AGAIN] = "as much as before or a little less; walk briskly between",
    [WHY_EASY]           = "easy: you can talk in whole sentences",
    [WHY_EASY_BACK_OFF]  = "short and easy after the red day; stop and walk if it hurts again",
    [WHY_EASY_HOLD]      = "easy, and no longer than what you are used to",
    [WHY_EASY_LIGHT]     = "easy, in a lighter week that lets the body catch up",
    [WHY_EASY_TAPER]     = "easy and short, to be fresh for the goal run",
    [WHY_LONG]           = "the long run, at an easy pace",
    [WHY_LONG_HOLD]      = "the long run, easy, and no longer than what you are used to",
    [WHY_LONG_LIGHT]     = "a shorter long run in a lighter week",
    [WHY_LONG_GOAL]      = "as far as is sensible by now, in place of the goal run",
    [WHY_INTERVALS]      = "fast but in control; walk or jog between; easy before and after",
    [WHY_STEADY]         = "comfortably hard: a few words at a time; easy before and after",
    [WHY_RACE]           = "the run you trained for: start slower than you want to",
    [WHY_STRENGTH]       = "legs and trunk: in runners with back pain legs helped as much as trunk",
    [WHY_MOBILITY]       = "gentle movement through the joints, never into pain",
    [WHY_YOGA]           = "gentle yoga; it can make a back sore for a short while",
    [WHY_PILATES]        = "Pilates: in many trials good against long back pain",
};
/* clang-format on */

const struct plan_rule *plan_rule_of(const char *id)
{
    for (size_t i = 0; i < plan_n_rules; i++)
        if (strcmp(plan_rules[i].id, id) == 0)
            return &plan_rules[i];
    return NULL;
}

const char *plan_goal_key(enum care_goal g)
{
    return (unsigned)g < CARE_N_GOALS ? plan_goals[g].key : "";
}

const char *plan_goal_words(enum care_goal g)
{
    return (unsigned)g < CARE_N_GOALS ? plan_goals[g].shown : "";
}

double plan_stage_run_s(size_t i) { return plan_stages[i].reps * plan_stages[i].run_s; }

double plan_stage_minutes(size_t i)
{
    const struct plan_stage *s = &plan_stages[i];

    return (s->reps * s->run_s + (s->reps - 1) * s->walk_s + 2.0 * PLAN_WALK_S) / 60;
}

double plan_goal_need_m(enum care_goal g)
{
    return plan_goals[g].race_m *
           plan_rule_value(g == CARE_GOAL_MARATHON ? RULE_GOAL_MARATHON : RULE_GOAL_LONGEST);
}

/* Who starts runs slowly: 2.0 to 2.5 m/s is named for backs, and is about what beginners run.
 */
double plan_easy_speed(enum plan_track t, double given_m_s)
{
    double v = isnan(given_m_s) ? (t == PLAN_REGULAR ? 2.6 : 2.25) : given_m_s;
    double most = t == PLAN_BACK ? 2.5 : 4.5;

    return v < 1.8 ? 1.8 : v > most ? most : v;
}

double plan_fast_speed(enum plan_kind k, double easy_m_s, double threshold_m_s)
{
    double v = isnan(threshold_m_s) ? 1.15 * easy_m_s : threshold_m_s;

    if (v < easy_m_s)
        v = easy_m_s;
    return k == PLAN_INTERVALS ? 1.04 * v : 0.97 * v;
}

/* Rests are walked or jogged: counted as a slow jog. No rest after the last. */
double plan_format_run_m(const struct plan_format *f, double easy_m_s, double fast_m_s)
{
    return f->reps * f->work_s * fast_m_s + (f->reps - 1) * f->rest_s * 0.75 * easy_m_s;
}

double plan_format_minutes(const struct plan_format *f, double easy_s)
{
    return (PLAN_WALK_S + 2 * easy_s + f->reps * f->work_s + (f->reps - 1) * f->rest_s) / 60;
}
