/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "compare/compare.h"
#include "dsp/quantile.h"

/* Clips of one view at one frame rate belong to a group; [n] gives each its group's number. */
static size_t group(const struct compare_clip *clips, size_t n, size_t ret_group[])
{
    size_t n_groups = 0, first[COMPARE_MAX_REPEATS];
    for (size_t i = 0; i < n; i++) {
        size_t g = 0;
        for (; g < n_groups; g++) {
            const struct compare_clip *c = &clips[first[g]];
            double ratio = c->fps / clips[i].fps;
            if (c->view == clips[i].view && ratio < COMPARE_SAME_RATE &&
                ratio > 1 / COMPARE_SAME_RATE)
                break;
        }
        if (g == n_groups)
            first[n_groups++] = i;
        ret_group[i] = g;
    }
    return n_groups;
}

struct spread {
    size_t k;
    double mean, squares; /* sum of squared differences from the mean */
};

static struct spread spread_of(const struct compare_clip *clips, const size_t *groups, size_t n,
                               size_t g, size_t item, int side)
{
    struct spread s = { 0 };
    for (size_t i = 0; i < n; i++) { /* Welford's way: no difference of large sums */
        const struct gait_value *v = &clips[i].values[item][side];
        if (groups[i] != g || v->status != GAIT_MEASURED || !isfinite(v->value))
            continue;
        double from = v->value - s.mean;
        s.mean += from / (double)++s.k;
        s.squares += from * (v->value - s.mean);
    }
    return s;
}

/* Within-runner SD pooled over the groups. Sources: Bland JM, Altman DG. Measurement error. BMJ
 * 1996;313:744 (SD within subjects from repeats); Weir JP. J Strength Cond Res 2005;19:231-240
 * (standard error of measurement, minimal difference 1.96 sqrt(2) SEM; with few repeats
 * Student's t in place of 1.96). */
static struct compare_error error_of(const struct compare_clip *clips, const size_t *groups,
                                     size_t n, size_t n_groups, size_t item, int side)
{
    struct compare_error e = { 0 };
    double squares = 0, lo, hi;
    size_t most = 0;
    for (size_t g = 0; g < n_groups; g++) {
        struct spread s = spread_of(clips, groups, n, g, item, side);
        if (s.k < 2)
            continue;
        squares += s.squares;
        e.df += (double)s.k - 1;
        e.n_clips += s.k;
        if (s.k > most)
            e.mean = s.mean;
        most = s.k > most ? s.k : most;
    }
    if (e.n_clips == 0)
        return e;
    e.sem = sqrt(squares / e.df);
    dsp_chi2_95(e.df, &lo, &hi);
    e.sem_lo = e.sem * sqrt(e.df / hi);
    e.sem_hi = e.sem * sqrt(e.df / lo);
    e.mdc = dsp_t975(e.df) * M_SQRT2 * e.sem;
    return e;
}

static void warn_of_speed(const struct compare_clip *clips, size_t n,
                          char ret_warning[GAIT_NOTE_MAX])
{
    double least = INFINITY, most = -INFINITY;
    for (size_t i = 0; i < n; i++)
        if (clips[i].speed.value > 0) {
            least = fmin(least, clips[i].speed.value);
            most = fmax(most, clips[i].speed.value);
        }
    ret_warning[0] = '\0';
    if (most - least > COMPARE_SPEED_MPS)
        snprintf(
            ret_warning, GAIT_NOTE_MAX,
            "The speeds of the clips differ (%.1f to %.1f m/s), so part of what looks like "
            "error is change; film at one speed.",
            least, most);
}

int compare_repeats(const struct compare_clip *clips, size_t n, struct compare_own *ret_own,
                    char ret_warning[GAIT_NOTE_MAX], struct err *err)
{
    size_t groups[COMPARE_MAX_REPEATS];
    bool any = false;

    if (n < 2 || n > COMPARE_MAX_REPEATS)
        return err_set(err, ERR_USAGE, "repeating needs 2 to %d clips, there %s %zu",
                       COMPARE_MAX_REPEATS, n == 1 ? "is" : "are", n);
    size_t n_groups = group(clips, n, groups);
    memset(ret_own, 0, sizeof(*ret_own));
    ret_own->n_clips = n;
    for (size_t i = 0; i < COMPARE_N_ITEMS; i++)
        for (int side = 0; side <= BODY_N_SIDES; side++) {
            ret_own->errors[i][side] = error_of(clips, groups, n, n_groups, i, side);
            any = any || ret_own->errors[i][side].n_clips;
        }
    if (!any)
        return err_set(err, ERR_TOO_SHORT,
                       "no two clips are from the same view at the same frame rate; film again "
                       "with nothing changed");
    warn_of_speed(clips, n, ret_warning);
    return 0;
}
