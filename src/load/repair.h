/* SPDX-License-Identifier: Apache-2.0 */
#ifndef LOAD_REPAIR_H
#define LOAD_REPAIR_H
/*
 * repair - what devices get wrong, put right: each change written down with the old values, so
 * that it can be shown and undone. Nothing is invented: a value that cannot be right becomes
 * missing; only times, distances and altitudes are moved, by amounts that are told.
 *
 * Kinds are rows of load_repair_kinds. Depends on: base, activity. Pure. Cost: some passes over
 * the samples; memory: 8 bytes per value changed.
 */
#include "activity/activity.h"

/* clang-format off */
#define LOAD_REPAIR_MAP(X)                                                                    \
    /* name          key              changes  meaning                                     */ \
    X(TIME_BACK,     "time_back",     true,  "the clock went back: samples lose their time")  \
    X(TIME_SHIFT,    "time_shift",    true,  "the clock was set back: later times are moved") \
    X(TIME_DOUBLE,   "time_double",   true,  "the same sample twice: one loses its time")     \
    X(GAP,           "gap",           false, "nothing recorded for over 30 s, and no pause")  \
    X(HR_DROPOUT,    "hr_dropout",    true,  "heart rates that no heart has")                 \
    X(HR_SPIKE,      "hr_spike",      true,  "a jump of the heart rate and back in seconds")   \
    X(HR_FROZEN,     "hr_frozen",     true,  "the same heart rate for minutes on the move")   \
    X(HR_CADENCE,    "hr_cadence",    true,  "the sensor counted steps for beats")            \
    X(HR_LIKE_CADENCE, "hr_like_cadence", false, "heart rate equals cadence: chance?")       \
    X(GPS_JUMP,      "gps_jump",      true,  "positions nobody can have run to")              \
    X(SPEED_SPIKE,   "speed_spike",   true,  "speeds nobody runs")                            \
    X(DISTANCE_BACK, "distance_back", true,  "distance that went back or jumped")             \
    X(DISTANCE_MADE, "distance_made", true,  "no distance recorded: added up from positions") \
    X(ALT_SPIKE,     "alt_spike",     true,  "altitudes nobody climbs to in a second")        \
    X(ALT_DRIFT,     "alt_drift",     true,  "a round trip ended off its start: spread over it")
/* clang-format on */

enum load_repair_kind {
#define LOAD_X(name, key, changes, meaning) LOAD_REPAIR_##name,
    LOAD_REPAIR_MAP(LOAD_X)
#undef LOAD_X
        LOAD_N_REPAIRS
};
struct load_repair_row {
    const char *key, *meaning;
    bool changes; /* else only noted */
};
extern const struct load_repair_row load_repair_kinds[LOAD_N_REPAIRS];

struct load_repair {
    enum load_repair_kind kind;
    enum activity_column column;
    size_t first, n; /* samples [first, first + n) */
    double
        amount;  /* s, m or m of altitude moved, length of a gap; NaN where it means nothing */
    double *old; /* [n] values before; NULL where nothing changed or the column was new */
};

struct load_repairs {
    struct load_repair *item; /* [n], in the order they were made */
    size_t n, cap;
};

/*
 * Repair a in place. *ret lists what was done, n == 0: nothing to do. A second call changes
 * nothing, but for a sample that the first made equal to its neighbour. On failure the activity
 * is as it was before the call. Limits of speed are those of running on foot, and 35 m/s for
 * all else. Errors: -ERR_NOMEM.
 */
int load_repair(struct activity *a, struct load_repairs **ret, struct err *err) MUST_USE;
/* Put the old values back, last change first. `a` must have the samples it had then. */
void load_repair_undo(struct activity *a, const struct load_repairs *r);
struct load_repairs *load_repairs_free(struct load_repairs *r);
DEFINE_AUTO(load_repairs)

/* Great-circle distance in m (haversine, mean earth radius 6 371 008.8 m). */
double load_haversine(double lat1, double lon1, double lat2, double lon2);

#endif
