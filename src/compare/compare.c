/* SPDX-License-Identifier: Apache-2.0 */
#include "compare/compare.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "dsp/quantile.h"

const double COMPARE_COMMON = 0.5;
const double COMPARE_SPEED_MPS = 0.3;
const double COMPARE_SAME_RATE = 1.1;
static const double TIMING_RATE = 1.5;
/* How many degrees of freedom the program's own idea of the error is worth beside the runner's:
 * about a clip for each of the four views and sides it was measured on. */
static const double PRIOR_DF = 4;

/* -- items --------------------------------------------------------------------------------- */

struct compare_item compare_item(size_t i)
{
    if (i >= MEASURE_N) {
        enum spine_item k = (enum spine_item)(i - MEASURE_N);
        const struct spine_item_info *s = spine_item_info(k);
        bool kept = k == SPINE_PEAK || k == SPINE_MOMENT || k == SPINE_IMPULSE ||
                    k == SPINE_DOSE_1_KM || k == SPINE_DOSE_4_KM;
        return (struct compare_item){ s->key, s->label, s->unit, s->decimals,
                                      .left_out = !kept };
    }
    const struct measure_info *m = measure_info((enum measure)i);
    bool timing =
        i == MEASURE_CONTACT_TIME || i == MEASURE_FLIGHT_TIME || i == MEASURE_DUTY_FACTOR;
    return (struct compare_item){ m->key,   m->label, m->unit, m->decimals,
                                  m->sided, timing,   false };
}

int compare_item_find(const char *key)
{
    int m = measure_find(key), s = spine_item_find(key);
    return m >= 0 ? m : s >= 0 ? MEASURE_N + s : -1;
}

void compare_clip_clear(struct compare_clip *c)
{
    const struct gait_value none = { GAIT_NOT_SEEN, NAN, NAN, NAN, NAN, 0 };
    *c = (struct compare_clip){ .fps = NAN, .speed = none };
    for (size_t i = 0; i < COMPARE_N_ITEMS; i++)
        for (int s = 0; s <= BODY_N_SIDES; s++)
            c->values[i][s] = none;
}

int compare_film_new(size_t n_clips, struct compare_film **ret_film, struct err *err)
{
    AUTO(compare_film) struct compare_film *f = mem_array(1, sizeof(*f));
    if (!f)
        return err_set(err, ERR_NOMEM, "no memory for a film");
    f->clips = mem_array(n_clips, sizeof(*f->clips));
    if (!f->clips)
        return err_set(err, ERR_NOMEM, "no memory for %zu clips", n_clips);
    for (size_t i = 0; i < n_clips; i++)
        compare_clip_clear(&f->clips[i]);
    f->n_clips = n_clips;
    *ret_film = STEAL(f);
    return 0;
}

struct compare_film *compare_film_free(struct compare_film *f)
{
    if (f) {
        free(f->name);
        free(f->model);
        free(f->precision);
        free(f->program);
        free(f->clips);
        free(f);
    }
    return NULL;
}

const char *compare_status_name(enum compare_status s)
{
    static const char *const names[COMPARE_N_STATUSES] = { "up", "down", "no change detected",
                                                           "not comparable" };
    return names[s];
}

/* -- one value in two films ---------------------------------------------------------------- */

static bool has(const struct gait_value *v)
{
    return v->status == GAIT_MEASURED && isfinite(v->value) && isfinite(v->lo) &&
           isfinite(v->hi);
}

/* Standard errors of a value: of its steps, and of all the rest. The median of n steps has
 * 1.2533 times the standard error of their mean (normal data). */
static void split_error(const struct gait_value *v, double *ret_steps, double *ret_rest)
{
    double all = (v->hi - v->lo) / (2 * 1.96);
    double steps =
        isfinite(v->spread) && v->n_steps ? 1.2533 * v->spread / sqrt((double)v->n_steps) : 0;
    *ret_steps = fmin(steps, all);
    *ret_rest = sqrt(fmax(0, all * all - *ret_steps * *ret_steps));
}

/* The clips a value is taken from. */
struct pair {
    const struct compare_clip *a, *b;
    bool alike; /* errors in common may be expected */
};

static bool same_text(const char *a, const char *b) { return a && b && strcmp(a, b) == 0; }

static double rate_ratio(const struct pair *p)
{
    double r = p->a->fps / p->b->fps;
    return r < 1 ? 1 / r : r;
}

static bool films_alike(const struct compare_film *a, const struct compare_film *b)
{
    return same_text(a->model, b->model) && same_text(a->precision, b->precision) &&
           same_text(a->program, b->program) && fabs(a->height_m - b->height_m) < 0.005;
}

/* The pair of the same view if there is one, of those the narrowest; a NULL: nothing to pair.
 */
static struct pair find_pair(const struct compare_film *before,
                             const struct compare_film *after, size_t item, int side)
{
    struct pair best = { 0 };
    double best_width = INFINITY;
    bool best_same = false, alike = films_alike(before, after);
    for (size_t i = 0; i < before->n_clips; i++)
        for (size_t j = 0; j < after->n_clips; j++) {
            struct pair p = { &before->clips[i], &after->clips[j], false };
            const struct gait_value *a = &p.a->values[item][side];
            const struct gait_value *b = &p.b->values[item][side];
            bool same = p.a->view == p.b->view;
            if (!has(a) || !has(b) || (best_same && !same))
                continue;
            double width = hypot(a->hi - a->lo, b->hi - b->lo);
            if (width < best_width || (same && !best_same)) {
                p.alike = alike && same && rate_ratio(&p) < COMPARE_SAME_RATE;
                best = p;
                best_width = width;
                best_same = same;
            }
        }
    return best;
}

/* Variance of a film's value about what the same film would give again. */
static double own_variance(const struct gait_value *v, bool alike)
{
    double steps, rest;
    split_error(v, &steps, &rest);
    return steps * steps + (alike ? 1 - COMPARE_COMMON : 1) * rest * rest;
}

/* Half width of the change. A few clips tell little of a variance: the program's own idea of it
 * is mixed in, weighed by degrees of freedom (Smyth GK. Stat Appl Genet Mol Biol 2004;3:3). */
static double half_width(const struct pair *p, size_t item, int side,
                         const struct compare_own *own, struct compare_row *row)
{
    double both = own_variance(&row->before, p->alike) + own_variance(&row->after, p->alike);
    const struct compare_error *e = own ? &own->errors[item][side] : NULL;
    if (!e || e->n_clips == 0 || !p->alike)
        return 1.96 * sqrt(both);
    double df = e->df + PRIOR_DF;
    double variance = (e->df * e->sem * e->sem + PRIOR_DF * both / 2) / df;
    row->own_error = true;
    return dsp_t975(df) * sqrt(2 * variance);
}

static double speed_of(const struct compare_film *f, const struct compare_clip *clip)
{
    const struct gait_value *v = clip ? &clip->speed : NULL;
    for (size_t i = 0; i < f->n_clips && !(v && v->value > 0); i++)
        v = &f->clips[i].speed;
    return v && v->value > 0 ? v->value : NAN;
}

static void unable(struct compare_row *row, const char *fmt, ...) PRINTF(2, 3);
static void unable(struct compare_row *row, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    vsnprintf(row->why, sizeof(row->why), fmt, ap);
    va_end(ap);
    row->status = COMPARE_UNABLE;
    row->change = row->lo = row->hi = NAN;
}

static void compare_pair(const struct compare_film *before, const struct compare_film *after,
                         const struct pair *p, const struct compare_own *own,
                         struct compare_row *row)
{
    double va = speed_of(before, p->a), vb = speed_of(after, p->b);
    row->before = p->a->values[row->item][row->side];
    row->after = p->b->values[row->item][row->side];
    if (fabs(va - vb) > COMPARE_SPEED_MPS) {
        unable(row, "the speeds differ: %.1f m/s before, %.1f after", va, vb);
        return;
    }
    if (compare_item(row->item).timing && rate_ratio(p) > TIMING_RATE) {
        unable(row, "the frame rates differ: %.0f a second before, %.0f after", p->a->fps,
               p->b->fps);
        return;
    }
    double half = half_width(p, row->item, (int)row->side, own, row);
    row->change = row->after.value - row->before.value;
    row->lo = row->change - half;
    row->hi = row->change + half;
    row->status = row->lo > 0 ? COMPARE_UP : row->hi < 0 ? COMPARE_DOWN : COMPARE_NONE;
}

/* -- a value that one film lacks ----------------------------------------------------------- */

/* What a film has of a value: the measured one, or the best reason (a view that could show it
 * says more than one that could not). NULL: no clip. */
static const struct gait_value *best_of(const struct compare_film *f, size_t item, int side)
{
    const struct gait_value *best = NULL;
    for (size_t i = 0; i < f->n_clips; i++) {
        const struct gait_value *v = &f->clips[i].values[item][side];
        if (has(v))
            return v;
        if (!best || best->status == GAIT_NOT_IN_VIEW)
            best = v;
    }
    return best;
}

static void compare_missing(const struct compare_film *before, const struct compare_film *after,
                            struct compare_row *row)
{
    static const char *const reasons[] = {
        [GAIT_MEASURED] = "not measured",
        [GAIT_NOT_IN_VIEW] = "filmed from another view",
        [GAIT_FPS_TOO_LOW] = "too few frames a second",
        [GAIT_TOO_FEW] = "too few steps",
        [GAIT_NOT_SEEN] = "not measured",
    };
    const struct gait_value *a = best_of(before, row->item, (int)row->side);
    const struct gait_value *b = best_of(after, row->item, (int)row->side);
    row->before = *a;
    row->after = *b;
    if (!has(a))
        unable(row, "before: %s", reasons[a->status]);
    else
        unable(row, "after: %s", reasons[b->status]);
}

/* -- all of it ----------------------------------------------------------------------------- */

static void note(struct compare_result *r, const char *fmt, ...) PRINTF(2, 3);
static void note(struct compare_result *r, const char *fmt, ...)
{
    va_list ap;
    if (r->n_notes == COMPARE_MAX_NOTES)
        return;
    va_start(ap, fmt);
    vsnprintf(r->notes[r->n_notes++], GAIT_NOTE_MAX, fmt, ap);
    va_end(ap);
}

static bool any_view_shared(const struct compare_film *a, const struct compare_film *b)
{
    for (size_t i = 0; i < a->n_clips; i++)
        for (size_t j = 0; j < b->n_clips; j++)
            if (a->clips[i].view == b->clips[j].view)
                return true;
    return false;
}

static const char *or_unknown(const char *s) { return s ? s : "?"; }

static void add_notes(const struct compare_film *a, const struct compare_film *b,
                      const struct compare_own *own, struct compare_result *r)
{
    int n_unknown_speeds = isnan(speed_of(a, NULL)) + isnan(speed_of(b, NULL));
    if (n_unknown_speeds)
        note(r,
             "The speed is not known in %s; running faster or slower changes most measures "
             "by itself. A side view or --speed tells it.",
             n_unknown_speeds == 2 ? "both films" : "one film");
    if (!any_view_shared(a, b))
        note(r, "The two films were not made from the same view, so no error cancels between "
                "them and the intervals are wide.");
    if (!same_text(a->model, b->model) || !same_text(a->precision, b->precision))
        note(r,
             "The films were measured with different pose models or precisions (%s %s, "
             "%s %s): measure both with the same.",
             or_unknown(a->model), or_unknown(a->precision), or_unknown(b->model),
             or_unknown(b->precision));
    if (!same_text(a->program, b->program))
        note(r,
             "The films were measured by different versions of the program (%.20s, %.20s); "
             "measure the first one again if you still have it.",
             or_unknown(a->program), or_unknown(b->program));
    if (fabs(a->height_m - b->height_m) > 0.005)
        note(r,
             a->height_m > 0 && b->height_m > 0
                 ? "The films were given different heights: are they of the same runner?"
                 : "The runner's height was given for one film only: lengths compare badly.");
    if (own)
        note(r, "Intervals marked \"own\" come from your own repeated films.");
    if (r->n_rows > r->n_with[COMPARE_UNABLE])
        note(r,
             "Each interval misses the true change once in twenty times; among %zu rows that "
             "may make one or more seem changed by chance.",
             r->n_rows - r->n_with[COMPARE_UNABLE]);
}

static void compare_value(const struct compare_film *before, const struct compare_film *after,
                          size_t item, int side, const struct compare_own *own,
                          struct compare_result *r)
{
    struct compare_row *row = &r->rows[r->n_rows];
    const struct gait_value *a = best_of(before, item, side), *b = best_of(after, item, side);
    if (!a || !b || (!has(a) && !has(b)))
        return;
    *row = (struct compare_row){ .item = item, .side = (enum body_side)side };
    struct pair p = find_pair(before, after, item, side);
    if (p.a)
        compare_pair(before, after, &p, own, row);
    else
        compare_missing(before, after, row);
    r->n_with[row->status]++;
    r->n_rows++;
}

void compare_films(const struct compare_film *before, const struct compare_film *after,
                   const struct compare_own *own, struct compare_result *ret_result)
{
    memset(ret_result, 0, sizeof(*ret_result));
    for (size_t i = 0; i < COMPARE_N_ITEMS; i++) {
        bool sided = compare_item(i).sided;
        if (compare_item(i).left_out)
            continue;
        for (int side = sided ? BODY_LEFT : BODY_N_SIDES;
             side < (sided ? BODY_N_SIDES : BODY_N_SIDES + 1); side++)
            compare_value(before, after, i, side, own, ret_result);
    }
    add_notes(before, after, own, ret_result);
}
