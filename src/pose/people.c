/* SPDX-License-Identifier: Apache-2.0 */
#include "pose/people.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "dsp/stats.h"
#include "pose/run_score.h"

static const size_t MIN_FRAMES = 5;
static const double MIN_TIME_S = 0.25;
static const double RUNS = 0.3;        /* run_score from which somebody counts as running */
static const double LONG_ENOUGH_S = 4; /* more time than that does not count for more */
static const double NOT_LARGER = 0.75; /* share of the largest's height */
static const double TOGETHER_MIN_S = 0.5;

int album_new(struct album **ret_album, struct err *err)
{
    struct album *a = mem_array(1, sizeof(*a));
    if (!a)
        return err_set(err, ERR_NOMEM, "no memory for the people of the clip");
    *ret_album = a;
    return 0;
}

struct album *album_free(struct album *a)
{
    if (a) {
        for (size_t i = 0; i < a->n_pages; i++)
            free(a->pages[i].seen);
        free(a->pages);
        free(a);
    }
    return NULL;
}

static void forget_least_seen(struct album *a, const struct page *but)
{
    struct page *least = NULL;
    for (size_t i = 0; i < a->n_pages; i++) {
        struct page *p = &a->pages[i];
        if (p != but && p->n > 0 && (!least || p->n < least->n))
            least = p;
    }
    assert(least);
    free(least->seen);
    *least = (struct page){ 0 };
    a->n_kept--;
}

int album_add(struct album *a, size_t person, size_t frame, const struct body *b,
              struct err *err)
{
    if (mem_grow(&a->pages, &a->cap_pages, person + 1, sizeof(a->pages[0])) < 0)
        return err_set(err, ERR_NOMEM, "no memory for %zu people", person + 1);
    while (a->n_pages <= person)
        a->pages[a->n_pages++] = (struct page){ 0 };
    struct page *p = &a->pages[person];
    if (p->n == 0 && ++a->n_kept > PEOPLE_MAX_KEPT)
        forget_least_seen(a, p);
    if (mem_grow(&p->seen, &p->cap, p->n + 1, sizeof(p->seen[0])) < 0)
        return err_set(err, ERR_NOMEM, "no memory for frame %zu", frame);
    assert(p->n == 0 || p->seen[p->n - 1].frame < frame);
    struct seen *s = &p->seen[p->n++];
    s->frame = frame;
    s->presence = b->presence;
    memcpy(s->points, b->points, sizeof(s->points));
    memcpy(s->world, b->world, sizeof(s->world));
    memcpy(s->waist, b->waist, sizeof(s->waist));
    return 0;
}

static double median_height(const struct page *p)
{
    AUTO(mem) double *h = mem_array(p->n, sizeof(*h));
    struct body b = { 0 };

    if (!h)
        return NAN;
    for (size_t i = 0; i < p->n; i++) {
        memcpy(b.points, p->seen[i].points, sizeof(b.points));
        h[i] = body_height(&b);
    }
    return dsp_median(h, p->n);
}

static double page_run_score(const struct page *p, const struct motion *m, double height_px)
{
    size_t first = p->seen[0].frame, n = p->seen[p->n - 1].frame - first + 1;
    AUTO(mem) double *apart_ = mem_array(n, 2 * sizeof(double));
    double(*apart)[2] = (void *)apart_;

    if (!apart)
        return NAN;
    for (size_t i = 0; i < n; i++)
        apart[i][0] = apart[i][1] = NAN;
    for (size_t i = 0; i < p->n; i++) {
        const struct seen *s = &p->seen[i];
        apart[s->frame - first][0] = s->points[BODY_L_ANKLE].x - s->points[BODY_R_ANKLE].x;
        apart[s->frame - first][1] = s->points[BODY_L_ANKLE].y - s->points[BODY_R_ANKLE].y;
    }
    return run_score(m->t_s + first, (const double(*)[2])apart, n, height_px);
}

static struct pose_person describe(const struct page *p, const struct motion *m)
{
    const struct seen *mid = &p->seen[p->n / 2];
    double lo[2] = { INFINITY, INFINITY }, hi[2] = { -INFINITY, -INFINITY };

    for (int i = 0; i < BODY_N_POINTS; i++) {
        const double at[2] = { mid->points[i].x, mid->points[i].y };
        for (int c = 0; c < 2; c++) {
            lo[c] = fmin(lo[c], at[c]);
            hi[c] = fmax(hi[c], at[c]);
        }
    }
    struct pose_person who = { .n_frames = p->n,
                               .from_s = m->t_s[p->seen[0].frame],
                               .to_s = m->t_s[p->seen[p->n - 1].frame],
                               .height_px = median_height(p),
                               .x_px = (lo[0] + hi[0]) / 2,
                               .y_px = (lo[1] + hi[1]) / 2 };
    who.run_score = page_run_score(p, m, who.height_px);
    return who;
}

/* How much there is of a person to measure. */
static double weight(const struct pose_person *p)
{
    return p->height_px * fmin(p->to_s - p->from_s, LONG_ENOUGH_S);
}

/* Put `who` in its place from left to right; with no room left the lightest goes. */
static size_t insert(struct pose_person *people, size_t *pages, size_t n,
                     const struct pose_person *who, size_t page)
{
    if (n == POSE_MAX_PEOPLE) {
        size_t lightest = 0;
        for (size_t i = 1; i < n; i++)
            if (weight(&people[i]) < weight(&people[lightest]))
                lightest = i;
        if (weight(who) <= weight(&people[lightest]))
            return n;
        n--;
        memmove(&people[lightest], &people[lightest + 1], (n - lightest) * sizeof(people[0]));
        memmove(&pages[lightest], &pages[lightest + 1], (n - lightest) * sizeof(pages[0]));
    }
    size_t at = n;
    for (; at > 0 && people[at - 1].x_px > who->x_px; at--) {
        people[at] = people[at - 1];
        pages[at] = pages[at - 1];
    }
    people[at] = *who;
    pages[at] = page;
    return n + 1;
}

int people_list(const struct album *a, const struct motion *m, struct pose_person *ret_people,
                size_t *ret_pages, struct err *err)
{
    size_t n = 0, most = 0;

    for (size_t i = 0; i < a->n_pages; i++) {
        const struct page *p = &a->pages[i];
        if (p->n > a->pages[most].n)
            most = i;
        if (p->n < MIN_FRAMES ||
            m->t_s[p->seen[p->n - 1].frame] - m->t_s[p->seen[0].frame] < MIN_TIME_S)
            continue;
        struct pose_person who = describe(p, m);
        if (isnan(who.height_px) || isnan(who.run_score))
            return err_set(err, ERR_NOMEM, "no memory to compare the people of the clip");
        n = insert(ret_people, ret_pages, n, &who, i);
    }
    if (n == 0 && a->n_pages > 0 && a->pages[most].n > 0) {
        ret_people[0] = describe(&a->pages[most], m);
        ret_pages[0] = most;
        n = 1;
    }
    return (int)n;
}

static bool together(const struct pose_person *a, const struct pose_person *b)
{
    double shared_s = fmin(a->to_s, b->to_s) - fmax(a->from_s, b->from_s);
    double shorter_s = fmin(a->to_s - a->from_s, b->to_s - b->from_s);
    return shared_s > 0 && shared_s >= fmin(TOGETHER_MIN_S, shorter_s / 2);
}

static void add_people(struct text *t, const struct pose_person *people, size_t n, int width)
{
    static const char *const places[] = { "left", "middle", "right" };
    for (size_t i = 0; i < n; i++) {
        int third = (int)fmin(fmax(floor(3 * people[i].x_px / width), 0), 2);
        text_addf(t, "%s%zu: %s, %.0f px tall", i ? "; " : "", i + 1, places[third],
                  people[i].height_px);
    }
}

static int ambiguous(const struct pose_person *people, size_t n, int width, struct err *err)
{
    AUTO_TEXT struct text t = TEXT_INIT(ERR_MSG_MAX);
    add_people(&t, people, n, width);
    return err_set(err, ERR_AMBIGUOUS,
                   "more than one person runs: choose one with --person N (%s)", text_str(&t));
}

int people_choose(const struct pose_person *people, size_t n, int wanted, int picture_width,
                  size_t *ret_chosen, bool *ret_other_runners, struct err *err)
{
    size_t best = SIZE_MAX;
    bool anybody_runs = false, others = false;

    assert(n > 0);
    if (wanted < 0 || (size_t)wanted > n) {
        AUTO_TEXT struct text t = TEXT_INIT(ERR_MSG_MAX);
        add_people(&t, people, n, picture_width);
        return err_set(err, ERR_USAGE, "there is no person %d in the clip (%s)", wanted,
                       text_str(&t));
    }
    for (size_t i = 0; i < n; i++)
        anybody_runs |= people[i].run_score >= RUNS;
    for (size_t i = 0; i < n; i++) {
        if (anybody_runs && people[i].run_score < RUNS)
            continue;
        if (best == SIZE_MAX || weight(&people[i]) > weight(&people[best]))
            best = i;
    }
    if (wanted > 0)
        best = (size_t)wanted - 1;
    for (size_t i = 0; i < n; i++) {
        if (i == best || people[i].run_score < RUNS || !together(&people[i], &people[best]))
            continue;
        others = true;
        if (wanted == 0 && people[i].height_px >= NOT_LARGER * people[best].height_px)
            return ambiguous(people, n, picture_width, err);
    }
    *ret_chosen = best;
    *ret_other_runners = others;
    return 0;
}

void people_fill(const struct page *p, struct motion *m)
{
    for (size_t i = 0; i < p->n; i++) {
        const struct seen *s = &p->seen[i];
        m->score[s->frame] = s->presence;
        memcpy(m->points[s->frame], s->points, sizeof(s->points));
        memcpy(m->world[s->frame], s->world, sizeof(s->world));
        memcpy(m->waist[s->frame], s->waist, sizeof(s->waist));
    }
}
