/* SPDX-License-Identifier: Apache-2.0 */
#include "pose/look.h"

#include <math.h>
#include <string.h>

#include "pose/waist.h"

/* A region so near to a measured body that it need not be measured again to know it. */
static const double KNOWN_DISTANCE = 0.08, KNOWN_RATIO = 1.25;

static bool inside(const struct body *b, const struct media_frame *f)
{
    return track_follows(&b->region, b, media_frame_width(f), media_frame_height(f));
}

static int look_for_wanted(struct look *l, struct eye *e, bool *ret_lost, struct err *err)
{
    const struct plan *p = &l->plan;

    for (size_t i = 0; i < p->n_wanted; i++) {
        const struct region *where = &p->wanted[i].region;
        struct body *b = &l->sighting.wanted[i];
        int rc = eye_measure(e, l->frame, where, b, err);
        if (rc < 0)
            return rc;
        if (!track_follows(where, b, media_frame_width(l->frame), media_frame_height(l->frame)))
            *b = (struct body){ 0 };
    }
    track_drop_doubles(p, &l->sighting);
    for (size_t i = 0; i < p->n_wanted; i++)
        *ret_lost |= !(l->sighting.wanted[i].region.size > 0);
    return 0;
}

static bool confirms(const struct region *detected, const struct region *seen)
{
    return seen->size > 0 && region_distance(seen, detected) < KNOWN_DISTANCE &&
           region_ratio(seen, detected) < KNOWN_RATIO;
}

static bool is_known_region(struct look *l, const struct region *r)
{
    bool known = false;
    for (size_t i = 0; i < l->plan.n_wanted; i++) {
        if (!confirms(r, &l->sighting.wanted[i].region))
            continue;
        l->sighting.confirmed[i] = true;
        known = true;
    }
    return known;
}

static bool is_known_body(struct look *l, const struct body *b)
{
    struct sighting *s = &l->sighting;
    for (size_t i = 0; i < l->plan.n_wanted; i++) {
        if (!(s->wanted[i].region.size > 0) || !track_same(&s->wanted[i], b))
            continue;
        s->confirmed[i] = true;
        return true;
    }
    for (size_t i = 0; i < s->n_found; i++)
        if (track_same(&s->found[i], b))
            return true;
    return false;
}

static int look_for_others(struct look *l, struct eye *e, struct err *err)
{
    struct region regions[POSE_MAX_PEOPLE];
    struct sighting *s = &l->sighting;
    int n = eye_detect(e, l->frame, regions, l->max_found, err);

    s->detector_ran = true;
    for (int i = 0; i < n; i++) {
        struct body *b = &s->found[s->n_found];
        if (is_known_region(l, &regions[i]))
            continue;
        int rc = eye_measure(e, l->frame, &regions[i], b, err);
        if (rc < 0)
            return rc;
        if (b->presence >= (float)LANDMARK_MIN_PRESENCE && inside(b, l->frame) &&
            !is_known_body(l, b))
            s->n_found++;
    }
    if (n >= 0)
        track_take_over(&l->plan, s);
    return n < 0 ? n : 0;
}

static void see_waist(const struct look *l, struct body *b)
{
    struct waist w;
    bool seen = waist_find(l->frame, b->points, &w);
    b->waist[0] = seen ? (float)w.slope_rad : NAN;
    b->waist[1] = seen ? (float)w.above : NAN;
}

int look_run(struct look *l, struct eye *e, struct err *err)
{
    bool lost = false;

    memset(&l->sighting, 0, sizeof(l->sighting));
    int rc = look_for_wanted(l, e, &lost, err);
    if (rc == 0 && (l->plan.detect || (l->plan.detect_if_lost && lost)))
        rc = look_for_others(l, e, err);
    for (size_t i = 0; rc == 0 && i < l->plan.n_wanted; i++)
        see_waist(l, &l->sighting.wanted[i]);
    for (size_t i = 0; rc == 0 && i < l->sighting.n_found; i++)
        see_waist(l, &l->sighting.found[i]);
    return rc;
}
