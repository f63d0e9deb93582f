/* SPDX-License-Identifier: Apache-2.0 */
#include "pose/track.h"

#include <math.h>
#include <string.h>

#include "base/mem.h"

/* Lengths in sizes of a region, which is about 1.3 body heights. */
static const double FIT_S = 0.4;    /* about one step, so that the bounce averages out */
static const double RECENT_S = 0.8; /* about one stride, to see the legs move */
static const double RECENT_STEP_S = 1 / 125.0; /* closer frames add nothing */
static const double COAST_S = 0.5; /* keep looking that long where a person should be */
static const double RETURN_S = 5;  /* somebody like them and there again: still them */
static const double DETECT_S = 1;  /* look for more people while following some */
static const double DETECT_LOST_S = 1 / 65.0;            /* and while following nobody */
static const double JUMP_MAX = 0.25, GROW_MAX = 1.4;     /* from plan to sighting */
static const double FIND_MAX = 0.5, FIND_GROW_MAX = 1.8; /* from plan to detection */
/* A landmark network, once told where to look, finds a body in bushes. Who is not confirmed for
 * that long by the detector, while others are, is such a ghost. */
static const double GHOST_S = 2.2;
static const double SAME_POINTS = 0.08, SAME_MIDDLE = 0.12, SAME_GROW = 1.4;
static const double SLIPPED = 0.3;    /* from an unconfirmed body to a found one */
static const double SMALL = 0.4;      /* of the largest that moves its legs: looked at rarely */
static const double LEGS_MOVE = 0.12; /* range of the ankles' distance within a stride */
/* Pull of the slope towards 0, in s^2: about what three frames at 30 a second weigh. */
static const double STILL_S2 = 0.002, STILL_SIZE_S2 = 0.05;

void tracker_init(struct tracker *t, int width, int height, bool everybody)
{
    memset(t, 0, sizeof(*t));
    t->width = width;
    t->height = height;
    t->everybody = everybody;
    t->detected_s = -INFINITY;
}

struct line {
    double mean, slope;
};

static struct line fit(const double *t, const double *y, size_t n, double still)
{
    double mt = 0, my = 0, tt = 0, ty = 0;
    for (size_t i = 0; i < n; i++) {
        mt += t[i] / (double)n;
        my += y[i] / (double)n;
    }
    for (size_t i = 0; i < n; i++) {
        tt += (t[i] - mt) * (t[i] - mt);
        ty += (t[i] - mt) * (y[i] - my);
    }
    return (struct line){ my, ty / (tt + still) };
}

struct region track_predict(const struct track *t, double t_s)
{
    double at[TRACK_RECENT], x[TRACK_RECENT], y[TRACK_RECENT], size[TRACK_RECENT];
    double mean_s = 0, sin_sum = 0, cos_sum = 0;
    size_t n = 0;

    for (size_t i = 0; i < t->n_recent; i++) {
        const struct recent *r = &t->recent[i];
        if (r->t_s < t->last_s - FIT_S)
            continue;
        at[n] = r->t_s;
        x[n] = r->region.x;
        y[n] = r->region.y;
        size[n] = log(r->region.size);
        sin_sum += sin(r->region.angle);
        cos_sum += cos(r->region.angle);
        mean_s += r->t_s;
        n++;
    }
    mean_s /= (double)n;
    struct line lx = fit(at, x, n, STILL_S2), ly = fit(at, y, n, STILL_S2);
    struct line ls = fit(at, size, n, STILL_SIZE_S2);
    double ahead_s = fmin(t_s, t->last_s + COAST_S) - mean_s;
    return (struct region){ .x = lx.mean + ahead_s * lx.slope,
                            .y = ly.mean + ahead_s * ly.slope,
                            .size = exp(ls.mean + ahead_s * ls.slope),
                            .angle = atan2(sin_sum, cos_sum) };
}

static bool legs_move(const struct track *t)
{
    double lo[2] = { INFINITY, INFINITY }, hi[2] = { -INFINITY, -INFINITY };
    for (size_t i = 0; i < t->n_recent; i++) {
        for (int c = 0; c < 2; c++) {
            lo[c] = fmin(lo[c], t->recent[i].apart[c]);
            hi[c] = fmax(hi[c], t->recent[i].apart[c]);
        }
    }
    return hi[0] - lo[0] > LEGS_MOVE || hi[1] - lo[1] > LEGS_MOVE;
}

/* Judged by the frames known, not by the one planned: at low frame rates that may be further
 * ahead than COAST_S. */
static bool is_active(const struct tracker *t, const struct track *k)
{
    return k->used && t->taken_s <= k->last_s + COAST_S;
}

struct plan tracker_plan(struct tracker *t, double t_s)
{
    struct plan p = { 0 };
    struct region at[TRACK_SLOTS];
    double moving_size = 0;
    bool active = false;

    for (size_t i = 0; i < TRACK_SLOTS; i++) {
        if (!is_active(t, &t->tracks[i]))
            continue;
        active = true;
        at[i] = track_predict(&t->tracks[i], t_s);
        if (!t->everybody && legs_move(&t->tracks[i]))
            moving_size = fmax(moving_size, at[i].size);
    }
    p.detect = t_s >= t->detected_s + (active ? DETECT_S : DETECT_LOST_S);
    if (p.detect)
        t->detected_s = t_s;
    p.detect_if_lost = true;
    for (size_t i = 0; i < TRACK_SLOTS && p.n_wanted < POSE_MAX_PEOPLE; i++) {
        if (!is_active(t, &t->tracks[i]))
            continue;
        if (at[i].size < SMALL * moving_size && !p.detect)
            continue;
        p.wanted[p.n_wanted++] = (struct wanted){ t->tracks[i].person, at[i] };
    }
    return p;
}

bool track_follows(const struct region *where, const struct body *b, int width, int height)
{
    const struct region *r = &b->region;
    return b->presence >= (float)LANDMARK_MIN_PRESENCE && r->size > 0 &&
           region_distance(where, r) <= JUMP_MAX && region_ratio(where, r) <= GROW_MAX &&
           r->x > 0 && r->x < width && r->y > 0 && r->y < height;
}

bool track_same(const struct body *a, const struct body *b)
{
    if (body_distance(a, b) < SAME_POINTS)
        return true;
    return region_distance(&a->region, &b->region) < SAME_MIDDLE &&
           region_ratio(&a->region, &b->region) < SAME_GROW;
}

void track_drop_doubles(const struct plan *p, struct sighting *s)
{
    for (size_t i = 0; i < p->n_wanted; i++) {
        for (size_t j = i + 1; j < p->n_wanted; j++) {
            struct body *a = &s->wanted[i], *b = &s->wanted[j];
            if (!(a->region.size > 0 && b->region.size > 0) || !track_same(a, b))
                continue;
            double da = region_distance(&p->wanted[i].region, &a->region);
            double db = region_distance(&p->wanted[j].region, &b->region);
            *(da <= db ? b : a) = (struct body){ 0 };
        }
    }
}

void track_take_over(const struct plan *p, struct sighting *s)
{
    for (size_t i = 0; i < p->n_wanted; i++) {
        struct body *b = &s->wanted[i];
        for (size_t j = 0; j < s->n_found && b->region.size > 0 && !s->confirmed[i]; j++)
            if (region_distance(&b->region, &s->found[j].region) < SLIPPED)
                *b = (struct body){ 0 };
    }
}

static void forget_old(struct track *t)
{
    size_t drop = 0;
    while (drop < t->n_recent &&
           (t->n_recent - drop >= TRACK_RECENT || t->recent[drop].t_s < t->last_s - RECENT_S))
        drop++;
    t->n_recent -= drop;
    memmove(t->recent, t->recent + drop, t->n_recent * sizeof(t->recent[0]));
}

static void see(struct track *t, double t_s, const struct body *b)
{
    const struct motion_point *l = &b->points[BODY_L_ANKLE], *r = &b->points[BODY_R_ANKLE];
    struct recent now = { .t_s = t_s, .region = b->region };

    t->last_s = t_s;
    if (t->n_recent > 0 && t_s < t->recent[t->n_recent - 1].t_s + RECENT_STEP_S)
        return;
    now.apart[0] = (l->x - r->x) / b->region.size;
    now.apart[1] = (l->y - r->y) / b->region.size;
    forget_old(t);
    t->recent[t->n_recent++] = now;
}

static struct track *by_person(struct tracker *t, size_t person)
{
    for (size_t i = 0; i < TRACK_SLOTS; i++)
        if (t->tracks[i].used && t->tracks[i].person == person)
            return &t->tracks[i];
    return NULL;
}

/* The followed or recently lost person that a detected body must be, or NULL. */
static struct track *nearest(struct tracker *t, double t_s, const struct body *b)
{
    struct track *best = NULL;
    double best_distance = FIND_MAX;

    for (size_t i = 0; i < TRACK_SLOTS; i++) {
        struct track *k = &t->tracks[i];
        if (!k->used || k->last_s >= t_s || t_s > k->last_s + RETURN_S)
            continue;
        struct region at = track_predict(k, t_s);
        double distance = region_distance(&at, &b->region);
        if (distance <= best_distance && region_ratio(&at, &b->region) <= FIND_GROW_MAX) {
            best = k;
            best_distance = distance;
        }
    }
    return best;
}

/* A slot for somebody new: a free one, or that of the person lost longest ago. NULL: everybody
 * in the slots is still followed. */
static struct track *new_track(struct tracker *t)
{
    struct track *oldest = NULL;
    size_t n_active = 0;

    for (size_t i = 0; i < TRACK_SLOTS; i++) {
        struct track *k = &t->tracks[i];
        n_active += is_active(t, k);
        if (is_active(t, k) || (oldest && !oldest->used))
            continue;
        if (!oldest || !k->used || k->last_s < oldest->last_s)
            oldest = k;
    }
    if (!oldest || n_active >= POSE_MAX_PEOPLE)
        return NULL;
    memset(oldest, 0, sizeof(*oldest));
    oldest->used = true;
    oldest->person = t->n_persons++;
    return oldest;
}

static void drop_ghosts(struct tracker *t, double t_s)
{
    double latest_s = -INFINITY;
    for (size_t i = 0; i < TRACK_SLOTS; i++)
        if (t->tracks[i].used)
            latest_s = fmax(latest_s, t->tracks[i].confirmed_s);
    for (size_t i = 0; i < TRACK_SLOTS; i++)
        if (t_s - latest_s < GHOST_S / 2 && latest_s - t->tracks[i].confirmed_s > GHOST_S)
            t->tracks[i].used = false;
}

void tracker_take(struct tracker *t, double t_s, const struct plan *p, const struct sighting *s,
                  size_t *ret_wanted, size_t *ret_found)
{
    t->taken_s = t_s;
    for (size_t i = 0; i < POSE_MAX_PEOPLE; i++)
        ret_wanted[i] = ret_found[i] = TRACK_NOBODY;
    for (size_t i = 0; i < p->n_wanted; i++) {
        /* The slot may have gone to somebody else since the plan was made. */
        struct track *k = by_person(t, p->wanted[i].person);
        if (!(s->wanted[i].region.size > 0) || !k)
            continue;
        see(k, t_s, &s->wanted[i]);
        if (s->confirmed[i])
            k->confirmed_s = t_s;
        ret_wanted[i] = k->person;
    }
    for (size_t i = 0; i < s->n_found; i++) {
        struct track *k = nearest(t, t_s, &s->found[i]);
        if (!k)
            k = new_track(t);
        if (!k)
            continue;
        see(k, t_s, &s->found[i]);
        k->confirmed_s = t_s;
        ret_found[i] = k->person;
    }
    if (s->detector_ran)
        drop_ghosts(t, t_s);
}
