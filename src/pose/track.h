/* SPDX-License-Identifier: Apache-2.0 */
#ifndef POSE_TRACK_H
#define POSE_TRACK_H
/*
 * track - who is who from frame to frame: what to look at next, and whose body was seen.
 *
 * The tracker knows frames by their time only and is told the sightings in order, but may be
 * asked for a plan several frames ahead of them: that is what lets frames be measured side by
 * side. A plan and its sighting are plain data, so the work between them can run anywhere.
 *
 * Pure: no clock, no threads; a struct tracker belongs to one thread. Memory is fixed.
 */
#include <stdbool.h>
#include <stddef.h>

#include "pose/landmark.h"
#include "pose/pose.h"

enum { TRACK_SLOTS = 2 * POSE_MAX_PEOPLE, TRACK_RECENT = 128 };

/* What to do in one frame. */
struct plan {
    size_t n_wanted;
    struct wanted {
        size_t person;
        struct region region; /* where the person should be by then */
    } wanted[POSE_MAX_PEOPLE];
    bool detect;         /* run the detector: somebody new may be there */
    bool detect_if_lost; /* run it if somebody wanted is not where expected */
};

/* What was seen in it. */
struct sighting {
    struct body wanted[POSE_MAX_PEOPLE]; /* as in the plan; region.size 0: not seen */
    bool detector_ran;
    bool confirmed[POSE_MAX_PEOPLE];    /* the detector sees that one too */
    struct body found[POSE_MAX_PEOPLE]; /* nobody of the wanted, surest first */
    size_t n_found;
};

struct track {
    bool used;
    size_t person;
    double last_s;      /* of the last sighting */
    double confirmed_s; /* of the last one by the detector */
    size_t n_recent;
    struct recent { /* oldest first, at most TRACK_RECENT_S before the last */
        double t_s;
        struct region region;
        double apart[2]; /* left minus right ankle, in sizes */
    } recent[TRACK_RECENT];
};

struct tracker {
    int width, height; /* px of the picture */
    bool everybody;    /* also measure people much smaller than the runner in every frame */
    double detected_s; /* time of the last plan that asked for the detector */
    double taken_s;    /* time of the last sighting told */
    size_t n_persons;  /* numbers given out so far */
    struct track tracks[TRACK_SLOTS];
};

void tracker_init(struct tracker *t, int width, int height, bool everybody);
struct plan tracker_plan(struct tracker *t, double t_s);
/* Frames must come in order of time. ret_wanted [POSE_MAX_PEOPLE] and ret_found
 * [POSE_MAX_PEOPLE]: the person's number of each body, TRACK_NOBODY where there is none. */
#define TRACK_NOBODY ((size_t)-1)
void tracker_take(struct tracker *t, double t_s, const struct plan *p, const struct sighting *s,
                  size_t *ret_wanted, size_t *ret_found);

/* Where the track will be: a straight line through the last 0.4 s. At least one sighting. */
struct region track_predict(const struct track *t, double t_s);

/* Is a body measured in region `where` the one that was expected there? Not if it jumped, grew
 * or shrank too much, or if its middle is outside the picture. */
bool track_follows(const struct region *where, const struct body *b, int width, int height);
/* Do two bodies of the same frame belong to one person? */
bool track_same(const struct body *a, const struct body *b);
/* Where two of the wanted turn out to be one person, keep the one nearer to its plan. */
void track_drop_doubles(const struct plan *p, struct sighting *s);
/* Where the detector found somebody beside a body it does not confirm, the region had slipped
 * off that person: forget the unconfirmed body, so that the found one takes its name. */
void track_take_over(const struct plan *p, struct sighting *s);

#endif
