/* SPDX-License-Identifier: Apache-2.0 */
#ifndef PLAN_DRAFT_H
#define PLAN_DRAFT_H
/*
 * draft - private to plan: the tables with their numbers, the usual week, and the amounts of
 * every session before they become steps and words.
 *
 * rules.c holds the tables, place.c the usual week, grow.c and block.c the amounts, after.c
 * what follows from pain and fatigue, fill.c steps and words, plan.c the wishes and what is
 * offered in their place.
 */
#include "plan/plan.h"

/* -- rules: indices into plan_rules, which holds the numbers */
/* clang-format off */
enum plan_rule_at {
    RULE_SPIKE, RULE_GROWTH_NEW, RULE_GROWTH_RETURN, RULE_GROWTH_BACK, RULE_GROWTH_REGULAR,
    RULE_FIRST_NEW, RULE_FIRST_BACK, RULE_FIRST_RETURN, RULE_FIRST_RETURN_MAX, RULE_RETURN_DAYS,
    RULE_REGULAR_LONGEST, RULE_REGULAR_WEEK, RULE_RUN_GAP, RULE_REST_DAY, RULE_HARD_GAP,
    RULE_HARD_BASE, RULE_HARD_STABLE, RULE_HARD_WEEK, RULE_EASY, RULE_CUTBACK_EVERY, RULE_CUTBACK,
    RULE_LONG_SHARE, RULE_LONG_MAX, RULE_STRENGTH_GAP, RULE_STRENGTH_BEFORE, RULE_STRENGTH_RACE,
    RULE_GOAL_LONGEST, RULE_GOAL_MARATHON,
    RULE_GOAL_RUNNING, RULE_TAPER_1, RULE_TAPER_2, RULE_TAPER_3,
    RULE_MINUTES_RUN, RULE_MINUTES_RUN_WALK, RULE_QUIET, RULE_WALK_BUILD, RULE_RED_STOP,
    RULE_RED_GREENS, RULE_RED_HALF, RULE_RED_MOST, RULE_AMBER, RULE_TIRED, RULE_AFTER_SPIKE,
    RULE_MISSED, RULE_N
};
/* clang-format on */
static inline double plan_rule_value(enum plan_rule_at r) { return plan_rules[r].value; }

/* -- the ladder: run-walk sessions, each at most a tenth more running than the one before */
struct plan_stage {
    unsigned reps;
    double run_s, walk_s; /* of one repetition; no walk after the last */
    unsigned times;       /* quiet sessions before the next, for who never ran */
};
extern const struct plan_stage plan_stages[];
extern const size_t plan_n_stages;
enum { PLAN_STAGE_NEW = 6 }; /* where who never ran begins; those before are for backs */
double plan_stage_run_s(size_t i);
double plan_stage_minutes(size_t i); /* with five minutes of walking before and after */

/* -- fast sessions, from small to large within a kind */
struct plan_format {
    enum plan_kind kind; /* PLAN_INTERVALS or PLAN_STEADY */
    unsigned reps;
    double work_s, rest_s;
};
extern const struct plan_format plan_formats[];
extern const size_t plan_n_formats;

/* -- goals */
struct plan_goal_row {
    const char *key;
    const char *shown;
    double race_m;  /* 0: none */
    double week_m;  /* where growing stops */
    double long_m;  /* longest run, if the share of the week allows it */
    unsigned taper; /* weeks */
    unsigned hard;  /* sessions a week, at most */
};
extern const struct plan_goal_row plan_goals[CARE_N_GOALS];
double plan_goal_need_m(enum care_goal g); /* longest run of the 30 days before */

enum {
    PLAN_WALK_S = 300,
    PLAN_EASY_S = 480,
    PLAN_EASY_MOST_S = 1800
}; /* walk; jog, fast, jog */
double plan_easy_speed(enum plan_track t, double given_m_s);
double plan_fast_speed(enum plan_kind k, double easy_m_s, double threshold_m_s);
/* Running of a fast session without the easy parts before and after; all its minutes, with easy
 * parts of easy_s each. */
double plan_format_run_m(const struct plan_format *f, double easy_m_s, double fast_m_s);
double plan_format_minutes(const struct plan_format *f, double easy_s);

/* Reasons given to the runner, one for each session. */
enum plan_why {
    WHY_WALK_BUILD,
    WHY_WALK_RED,
    WHY_WALK_GAP,
    WHY_RUN_WALK,
    WHY_RUN_WALK_AGAIN,
    WHY_EASY,
    WHY_EASY_BACK_OFF,
    WHY_EASY_HOLD,
    WHY_EASY_LIGHT,
    WHY_EASY_TAPER,
    WHY_LONG,
    WHY_LONG_HOLD,
    WHY_LONG_LIGHT,
    WHY_LONG_GOAL,
    WHY_INTERVALS,
    WHY_STEADY,
    WHY_RACE,
    WHY_STRENGTH,
    WHY_MOBILITY,
    WHY_YOGA,
    WHY_PILATES,
    WHY_N
};
extern const char *const plan_whys[WHY_N];

/* -- the usual week */
struct place_need {
    unsigned free_days, runs, hard, strength, mobility;
    bool apart;           /* a day between runs */
    bool strength_shares; /* a run and strength fit into one day */
    bool mobility_shares;
    bool both_share;    /* strength and mobility do */
    bool mobility_cuts; /* a run that shares its day with mobility gets short */
};
struct place { /* bits of days, Monday = bit 0; hard and longest lie in run */
    unsigned run, hard, longest, strength, mobility;
};
/* The best week, exactly; false: there is none. */
bool plan_place(const struct place_need *need, struct place *ret);

/* -- amounts */
struct draft_item {
    long day;
    enum plan_kind kind;
    double run_m, minutes;
    int stage;     /* of the ladder; -1 */
    int format;    /* index of plan_formats; -1 */
    double easy_s; /* before and after the fast part, each */
    enum plan_why why;
};
enum {
    DRAFT_PAST = 126, /* days before the first that matter: 18 weeks */
    DRAFT_WEEKS = 53,
    DRAFT_DAYS = DRAFT_PAST + 7 * DRAFT_WEEKS + 7,
    DRAFT_ITEMS = 7 * DRAFT_WEEKS * 2,
    DRAFT_MEMO = 16
};
struct draft_day {
    double run_m, longest_m;
    bool run_walk, hard, strength, mobility;
};
/* What pain and fatigue say about the days from today on. */
struct draft_after {
    bool red;                         /* a red without two green days since */
    bool red_recent;                  /* some red within the last 28 days */
    long red_day;                     /* steps count from here */
    double red_longest_m, red_week_m; /* of the time before it */
    long hold_until;                  /* no growth and nothing fast before this day */
    enum plan_rule_at hold_why;
    long stable_from; /* first day on which fast running may be planned again */
};
struct draft_ladder {
    size_t stage;   /* next */
    unsigned quiet; /* sessions at it that stayed quiet */
    bool done;      /* through: runs without breaks */
};
struct draft {
    struct plan_wishes w;
    const struct plan_state *s;
    struct place place;
    double speed_m_s;
    long start; /* of the first block of seven days: the last one ends on the goal's day */
    unsigned n_blocks;
    long from, end;                     /* sessions are made for from <= day <= end */
    long walk_until;                    /* walks in place of runs before this day */
    double first_m;                     /* the most that a first run may be */
    double said_longest_m, said_week_m; /* where the log is empty; else 0 */
    struct draft_after after;
    struct draft_ladder ladder;
    double strength_min, mobility_min;
    struct draft_day day[DRAFT_DAYS]; /* [DRAFT_PAST] is w.first_day */
    struct draft_item item[DRAFT_ITEMS];
    size_t n;
    double peak_m;       /* biggest week so far: what is held when growing stops */
    double reach_m;      /* longest run of the 30 days before the goal */
    struct draft_place { /* weeks searched for before */
        struct place_need need;
        bool known, found;
        struct place place;
    } memo[DRAFT_MEMO];
    unsigned memo_next;
    bool short_of_minutes; /* some session gave way to the time there is */
};
struct draft_day *draft_day_of(struct draft *g, long day); /* NULL: outside */
double draft_longest(const struct draft *g, long day);     /* of the 30 days before */
double draft_week(const struct draft *g, long block);      /* running of a block, so far */
double draft_base(const struct draft *g, long block);      /* most of the four before it */
double draft_room(const struct draft *g, long day);        /* minutes for a run */
double draft_cap(const struct draft *g, long day);         /* m: the most for one run */
/* m: the most that the block may have with a run on that day. */
double draft_limit(const struct draft *g, long block, long day);
bool draft_runs_on(const struct draft *g, long day); /* a usual day for a run, and still free */
bool draft_may_train(const struct draft *g, long day);
void draft_add(struct draft *g, const struct draft_item *item);
void draft_walk(struct draft *g, long day, double minutes, enum plan_why why);
bool draft_uses_ladder(enum plan_track t);
/* A run of the log, or what the runner says, within the days that count. */
void draft_past(struct draft *g);
void draft_after_of(struct draft *g);
/* All sessions; w, s, place and ladder are set. */
void draft_grow(struct draft *g);
void draft_block(struct draft *g, unsigned b); /* one week of continuous runs */

/* Steps, minutes and words of an item. */
void plan_fill(const struct draft *g, const struct draft_item *item, struct plan_session *ret);

/* -- wishes (wishes.c): what of them can be, and which rule stands against the rest */
struct wish_gap {
    enum plan_rule_at rule;
    double was, is; /* of what had to give way */
};
enum { WISH_GAPS_MAX = 8 };
struct wish_try {
    struct plan_wishes w; /* as it can be, but for the goal */
    struct wish_gap gap[WISH_GAPS_MAX];
    size_t n_gaps;
    bool reached; /* the goal by its day, or there is none */
    double reach_m;
};
/* Make the wishes fit, then grow the draft. today's state is s. */
void wish_attempt(struct draft *g, const struct plan_wishes *w, const struct plan_state *s,
                  struct wish_try *ret);
/* The parts of it that plan_again needs: days and blocks, place (runs, strength and mobility of
 * w give way until there is one). */
void wish_set_up(struct draft *g, const struct plan_wishes *w, const struct plan_state *s);
bool wish_place(struct draft *g, struct wish_try *t);
bool wish_has_base(struct draft *g); /* for the track of who runs every week */
size_t plan_stage_start(const struct draft *g);
void wish_weeks(struct plan_wishes *w); /* n_weeks from goal_day */

int plan_take_draft(struct plan *p, const struct draft *g) MUST_USE; /* behind what is there */

/* -- notes (notes.c): all that is said about a whole plan */
int note_add(struct plan *p, int rule, long day, const char *fmt, ...) PRINTF(4, 5) MUST_USE;
int note_gaps(struct plan *p, const struct wish_try *t) MUST_USE;
int note_goal(struct plan *p, const struct plan_wishes *asked, double reach_m) MUST_USE;
int note_offer(struct plan *p, const struct plan_wishes *asked, const struct plan_wishes *offer,
               bool taken) MUST_USE;
int note_rules(struct plan *p, const struct draft *g) MUST_USE;
int note_after(struct plan *p, const struct draft *g) MUST_USE;

void plan_date(long day, char ret[32]); /* "Sunday 31 May 2026" */

#endif
