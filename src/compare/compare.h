/* SPDX-License-Identifier: Apache-2.0 */
#ifndef COMPARE_COMPARE_H
#define COMPARE_COMPARE_H
/*
 * compare - two films of one runner: what changed, what did not, and what cannot be told; and
 * how well films of the same running repeat.
 *
 * How sure a change is. A value's error has three parts: chance of the steps, which is new in
 * every film; what this film got wrong for all its steps; and what the program gets wrong in
 * the same way whenever it sees this runner from this view. The last part cancels in a
 * difference. With s the standard error of the first part, e of the other two together, and c
 * the share of e^2 that is common to both films, half width of the change = 1.96 sqrt(s_a^2 +
 * s_b^2 + (1 - c)(e_a^2 + e_b^2)). c is COMPARE_COMMON for films of the same view, frame rate,
 * model and height given, else 0. Where the runner's own error is known (compare_own), it takes
 * the place of all that. docs/compare.md says where c comes from and shows how often the
 * intervals hold.
 *
 * Depends on: base, dsp, body, gait, spine. Pure; any thread; microseconds.
 */
#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "gait/gait.h"
#include "spine/spine.h"

/* -- what is compared -----------------------------------------------------------------------
 */

/* Items: every measure by its number, then every item of the load on the low back. */
enum { COMPARE_N_ITEMS = MEASURE_N + SPINE_N_ITEMS };
struct compare_item {
    const char *key, *label, *unit;
    int decimals;
    bool sided;
    bool timing;   /* depends on the frames more than on the picture */
    bool left_out; /* follows from other items: comparing it would say the same twice */
};
struct compare_item compare_item(size_t i);
int compare_item_find(const char *key); /* -1: no such item */

struct compare_clip {
    enum gait_view view;
    double fps;              /* of life; NaN: not known */
    struct gait_value speed; /* m/s; value 0 or NaN: not known */
    /* [item][left, right, both]. Of the low back: the interval without the lever arm's band. A
     * value that is not there has another status than GAIT_MEASURED. */
    struct gait_value values[COMPARE_N_ITEMS][BODY_N_SIDES + 1];
};
/* No value and no speed. */
void compare_clip_clear(struct compare_clip *c);

struct compare_film {
    char *name, *model, *precision, *program; /* NULL: not known */
    double height_m;                          /* 0: not given */
    struct compare_clip *clips;               /* [n_clips] */
    size_t n_clips;
};
int compare_film_new(size_t n_clips, struct compare_film **ret_film, struct err *err) MUST_USE;
struct compare_film *compare_film_free(struct compare_film *f); /* texts too */
DEFINE_AUTO(compare_film)

/* -- own error ------------------------------------------------------------------------------
 */

/* What films of one runner with nothing changed between them say of one value. */
struct compare_error {
    size_t n_clips;        /* 0: not known */
    double df;             /* clips less one for each view */
    double mean;           /* over the clips of the view with most of them */
    double sem;            /* standard error of measurement: SD between the clips */
    double sem_lo, sem_hi; /* its 95 % interval, from chi square */
    double mdc;            /* smallest change that is more than error, t sqrt(2) sem */
};
struct compare_own {
    size_t n_clips;
    struct compare_error errors[COMPARE_N_ITEMS][BODY_N_SIDES + 1];
};
enum { COMPARE_MAX_REPEATS = 16 };

/* clips [n], n 2 .. COMPARE_MAX_REPEATS, of one runner at one speed; only clips of the same
 * view and frame rate are held against each other. ret_warning: "" or a sentence. Errors:
 * -ERR_USAGE (too few, too many), -ERR_TOO_SHORT (no two clips of one view). */
int compare_repeats(const struct compare_clip *clips, size_t n, struct compare_own *ret_own,
                    char ret_warning[GAIT_NOTE_MAX], struct err *err) MUST_USE;

/* -- result ---------------------------------------------------------------------------------
 */

enum compare_status {
    COMPARE_UP,     /* the whole interval of the change is above 0 */
    COMPARE_DOWN,   /* below 0 */
    COMPARE_NONE,   /* no change detected: 0 lies inside; not the same as "did not change" */
    COMPARE_UNABLE, /* not comparable; why says it */
    COMPARE_N_STATUSES
};
const char *compare_status_name(enum compare_status s); /* "up", ... "not comparable" */

enum { COMPARE_WHY_MAX = 120, COMPARE_MAX_ROWS = COMPARE_N_ITEMS * 2, COMPARE_MAX_NOTES = 8 };
struct compare_row {
    size_t item;
    enum body_side side;
    enum compare_status status;
    struct gait_value before, after;
    double change, lo, hi; /* after minus before; NaN when not comparable */
    bool own_error;        /* the interval is the runner's own */
    char why[COMPARE_WHY_MAX];
};
struct compare_result {
    struct compare_row rows[COMPARE_MAX_ROWS]; /* of the items that either film has */
    size_t n_rows, n_with[COMPARE_N_STATUSES];
    char notes[COMPARE_MAX_NOTES][GAIT_NOTE_MAX]; /* on both films, one sentence each */
    size_t n_notes;
};

extern const double COMPARE_COMMON;    /* share of the systematic variance that cancels */
extern const double COMPARE_SAME_RATE; /* frame rates whose ratio is below it are one rate */
extern const double COMPARE_SPEED_MPS; /* films whose speeds differ by more: not comparable */

/* own NULL: not known. */
void compare_films(const struct compare_film *before, const struct compare_film *after,
                   const struct compare_own *own, struct compare_result *ret_result);

#endif
