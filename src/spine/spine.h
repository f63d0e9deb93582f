/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPINE_SPINE_H
#define SPINE_SPINE_H
/*
 * spine - an estimate of what each step does to the low back: moment and force at the joint
 * between the last lumbar vertebra and the sacrum (L5/S1), from how the body moved.
 *
 * Everything above that joint is taken as rigid parts with the masses of segments.h. What keeps
 * them moving as they were seen to move has to come from below, so no ground force is needed:
 *     F = sum m_i (a_i + g up)         M = sum (r_i - r_L5S1) x m_i (a_i + g up) + I_i alpha_i
 * One muscle behind the joint (in front, where M bends backwards) balances M, and with F it
 * presses the joint together. Its lever arm is known to 0.050 .. 0.075 m only, so that part of
 * the answer is a band. Side-to-side movement, the muscles that work against each other and the
 * bending of the spine itself are left out. docs/spine.md has the equations, sources and
 * errors.
 *
 * What it is good for: one runner against himself. Newtons are estimates within a third, and no
 * number of them is known to be safe or harmful.
 *
 * Depends on: base, dsp, body, gait. Pure: no files, clock or globals; any thread. Cost: about
 * 3 ms a second of motion; memory 300 doubles a sample.
 */
#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "body/skeleton.h"
#include "gait/gait.h"
#include "spine/segments.h"

/* -- items ----------------------------------------------------------------------------------
 */

/*   X(ID, key, label, unit, decimals, definition); the key is stored in files: never renamed */
/* clang-format off */
#define SPINE_ITEMS(X)                                                                           \
    X(PEAK,           "peak_compression", "Peak compression a step", "BW", 1,                    \
      "largest force pressing L5/S1 together between contact and toe-off, in body weights")      \
    X(TIMES_STANDING, "times_standing", "Against standing upright", "times", 1,                  \
      "peak compression against the same model standing still and upright")                      \
    X(PEAK_NEWTONS,   "peak_newtons", "Peak compression in newtons", "N", 0,                     \
      "peak compression times body weight; at least 35 % either way")                            \
    X(MOMENT,         "peak_moment", "Peak back-extending moment", "Nm/kg", 2,                   \
      "largest moment about L5/S1 between contact and toe-off, for each kg of body mass")        \
    X(IMPULSE,        "impulse", "Compression impulse a step", "BW s", 2,                        \
      "compression added up over time from a contact to the next of the other foot")             \
    X(PER_DEGREE,     "per_degree", "For each degree of trunk lean", "BW/deg", 2,                \
      "by how much, at most, the load grows when the trunk leans one degree more")                \
    X(DOSE_1_KM,      "dose_1_km", "Dose a km, even", "kBW/km", 1,                               \
      "peak compressions of all steps of a kilometre added up, thousand body weights")           \
    X(DOSE_4_KM,      "dose_4_km", "Dose a km, peaks count more", "kBW^4/km", 0,                 \
      "the same with the fourth power of each peak, as in fatigue of materials")                 \
    X(FORCE_TIMING,   "force_timing", "Peak ground force, from timing", "BW", 2,                 \
      "vertical ground force of a half sine with this contact and flight time")                  \
    X(FORCE_MOVEMENT, "force_movement", "Peak ground force, from movement", "BW", 2,             \
      "largest mass times acceleration plus gravity of all parts in contact; a check of the row before")
/* clang-format on */

enum spine_item {
#define SPINE_ITEM_ENUM(id, key, label, unit, decimals, definition) SPINE_##id,
    SPINE_ITEMS(SPINE_ITEM_ENUM)
#undef SPINE_ITEM_ENUM
        SPINE_N_ITEMS
};
struct spine_item_info {
    const char *key, *label, *unit, *definition;
    int decimals;
};
const struct spine_item_info *spine_item_info(enum spine_item i); /* static */
int spine_item_find(const char *key);                             /* -1: no such item */

/* -- input ----------------------------------------------------------------------------------
 */

/* The body seen square from the side, evenly sampled: x the direction of running, y up, metres,
 * any origin that moves evenly (accelerations alone matter). Missing: NaN. */
struct spine_track {
    size_t n;
    double t0_s, fs_hz;
    double *x[BODY_N_POINTS], *y[BODY_N_POINTS]; /* [n], all in one block */
    double *block;
};
/* All points missing. Errors: -ERR_NOMEM. */
int spine_track_new(size_t n, double t0_s, double fs_hz, struct spine_track **ret_track,
                    struct err *err) MUST_USE;
struct spine_track *spine_track_free(struct spine_track *k);
DEFINE_AUTO(spine_track)

struct spine_contact { /* one step, in order of time; the next contact is of the other foot */
    enum body_side side;
    double on_s, off_s, next_on_s;
};

struct spine_runner {
    double height_m; /* 0: not known, and nothing is estimated */
    double mass_kg;  /* 0: not known, no newtons */
    enum spine_sex sex;
    double speed_mps, speed_sd_mps; /* 0: not known, no dose per km */
};

/* How sure the input is; standard deviations that all steps share. */
struct spine_doubt {
    double scale_frac;   /* of the metre */
    double lean_deg;     /* of the trunk line against the anatomical one */
    double contact_frac; /* of the contact time */
    /* what following a body costs beyond that, as a share of each item; the doses take over
     * the peak's, the newtons have no own */
    double share[SPINE_N_ITEMS];
    double most_hz; /* what moves faster is error: no low-pass above it. 0: no such limit */
};

/* -- result ---------------------------------------------------------------------------------
 */

struct spine_value { /* NaN: not known */
    double value;    /* median over the steps, lever arm 0.06 m */
    double lo, hi;   /* 95 % interval with the band of the lever arm: what may be said of it */
    /* 95 % interval without what stays the same in every clip of one runner (lever arm, place
     * of the joint): for comparing two of them */
    double own_lo, own_hi;
};

enum { SPINE_N_LEVERS = 3 };
extern const double spine_lever_m[SPINE_N_LEVERS]; /* 0.05, 0.06, 0.075 */

/* Each peak is read where in the contact the mean of all steps has it. */
struct spine_step {
    struct spine_contact contact;
    double peak_bw[SPINE_N_LEVERS], impulse_bw_s[SPINE_N_LEVERS];
    double moment_nm_kg;
    double per_radian_nm_kg; /* largest change of the moment with lean */
    double force_bw;         /* peak of the whole body's; NaN: legs not seen */
    double mean_bw; /* mean of the same over the stride that starts here; NaN: not known */
};

enum { SPINE_MIN_STEPS = 6, SPINE_WHY_MAX = 200, SPINE_MAX_NOTES = 4 };

struct spine_load {
    bool known;
    char why[SPINE_WHY_MAX]; /* known false: the reason and the way out, a sentence */
    struct spine_value items[SPINE_N_ITEMS];
    double standing_bw;   /* of the model, upright and still */
    double mean_force_bw; /* over whole strides, of the part that was followed; 1 expected */
    double cutoff_hz;     /* low-pass the accelerations were made with */
    size_t n_steps, n_dropped; /* used; dropped because the force did not balance */
    struct spine_step *steps;  /* [n_steps]; NULL when not known */
    char notes[SPINE_MAX_NOTES][SPINE_WHY_MAX];
    size_t n_notes;
};
struct spine_load *spine_load_free(struct spine_load *l);
DEFINE_AUTO(spine_load)

/* Cut-off of the zero-lag 4th-order low-pass for this contact time: the lowest of the table in
 * docs/spine.md that takes less than 0.7 % off the peak of a running step. Hz. */
double spine_cutoff_hz(double contact_s);

/*
 * Estimate. What cannot be estimated is no error: known is false and why says it.
 * track: unfiltered or filtered above 8 Hz; contacts [n] inside it.
 * Errors: -ERR_NOMEM, -ERR_USAGE (sample rate).
 */
int spine_estimate(const struct spine_track *track, const struct spine_contact *contacts,
                   size_t n, const struct spine_runner *runner, const struct spine_doubt *doubt,
                   struct spine_load **ret_load, struct err *err) MUST_USE;

/* The same from a measured clip, or a motion projected to the side. Frontal views, a shaken
 * camera, too few frames a second: not known. Unless the source is motion capture the far arm
 * and leg, which a camera guesses, are the near ones half a stride later. */
int spine_of_gait(const struct gait *g, const struct spine_runner *runner,
                  struct spine_load **ret_load, struct err *err) MUST_USE;

/* A clip's first 360 steps as a track of at least 120 samples a second of life; side views.
 * t0_s and the times of ret_contacts [ret_n_contacts, the caller frees] are seconds of life. */
int spine_track_of_gait(const struct gait *g, struct spine_track **ret_track,
                        struct spine_contact **ret_contacts, size_t *ret_n_contacts,
                        struct err *err) MUST_USE;

/* -- dose of a run --------------------------------------------------------------------------
 */

/* Sum over n_steps of (peak compression / BW)^k, from the measured steps' mean; k 1: every
 * newton counts the same, 4: peaks count more. No exponent is proven for living discs.
 * NaN when not known. */
double spine_dose(const struct spine_load *l, double n_steps, double k);

#endif
